//! Counts, lists and dates in words, and "did you mean".

use crate::model::day::Day;
use crate::model::since::HeldSince;

/// `1 pupil`, `3 pupils`: a count with its noun. The plural takes an `s`, or is given as in `child/children`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let (one, many) = noun
        .split_once('/')
        .map_or_else(|| (noun.to_owned(), format!("{noun}s")), |(one, many)| (one.to_owned(), many.to_owned()));
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// `A, B or C`.
pub(crate) fn list_or(words: &[&str]) -> String {
    joined_list(words, "or")
}

/// `A, B and C`.
pub(crate) fn list_and(words: &[&str]) -> String {
    joined_list(words, "and")
}

/// `` `A`, `B` and `C` ``: words as they are written in a file or typed.
pub(crate) fn list_quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    list_and(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

/// `A, B and C`. If there are more than three, the first three and how many more there are, so that a message stays on one line.
pub(crate) fn list_some<'a>(all: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<&str> = all.into_iter().collect();
    let (named, rest) = all.split_at(all.len().min(3));
    let rest = (!rest.is_empty()).then(|| count(rest.len(), "other"));
    let parts: Vec<&str> = named.iter().copied().chain(rest.as_deref()).collect();
    list_and(&parts)
}

fn joined_list(words: &[&str], joined_by: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} {joined_by} {last}", most.join(", ")),
    }
}

/// `Wednesday`.
pub(crate) fn weekday_name(day: Day) -> String {
    day.date().format("%A").to_string()
}

/// `5 Nov 2025`.
pub(crate) fn date(day: Day) -> String {
    day.date().format("%-d %b %Y").to_string()
}

/// `Nov 2025`: the month of a day.
pub(crate) fn month_and_year(day: Day) -> String {
    day.date().format("%b %Y").to_string()
}

/// `since 1 Jun 2022`; `on 30 Nov 2026 (since when is not recorded)` if only a day on which it held is known. It follows words such
/// as "in force" or "on the register".
pub(crate) fn since_in_words(first: HeldSince) -> String {
    match first {
        HeldSince::Known(day) => format!("since {}", date(day)),
        HeldSince::SeenOn(day) => format!("on {} (since when is not recorded)", date(day)),
    }
}

/// `1 Jun 2022`; `30 Nov 2026 or before` if only a day on which it held is known. For a column of first days.
pub(crate) fn first_day(first: HeldSince) -> String {
    match first {
        HeldSince::Known(day) => date(day),
        HeldSince::SeenOn(day) => format!("{} or before", date(day)),
    }
}

/// The first characters of a commit's id, enough to find it by.
pub(crate) fn short_commit(id: &str) -> String {
    id.chars().take(10).collect()
}

/// The word in `known` that is most like `typed`, if one is close enough.
pub(crate) fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&typed, &word.to_lowercase()), word))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    #[test]
    fn counts_and_lists_read_as_english() {
        assert_eq!(count(1, "pupil"), "1 pupil");
        assert_eq!(count(0, "pupil"), "0 pupils");
        assert_eq!(count(2, "child/children"), "2 children");
        assert_eq!(list_or(&["A"]), "A");
        assert_eq!(list_or(&["A", "B", "C"]), "A, B or C");
        assert_eq!(list_and(&["A", "B"]), "A and B");
    }

    #[test]
    fn dates_are_written_as_a_school_writes_them() {
        assert_eq!(date(day("2025-11-05")), "5 Nov 2025");
    }

    #[test]
    fn a_first_day_that_is_not_recorded_is_not_claimed() {
        assert_eq!(since_in_words(HeldSince::Known(day("2022-06-01"))), "since 1 Jun 2022");
        assert_eq!(first_day(HeldSince::Known(day("2022-06-01"))), "1 Jun 2022");
        assert_eq!(first_day(HeldSince::SeenOn(day("2026-11-30"))), "30 Nov 2026 or before");
        assert_eq!(since_in_words(HeldSince::SeenOn(day("2026-11-30"))), "on 30 Nov 2026 (since when is not recorded)");
    }

    #[test]
    fn a_typing_slip_is_recognised_and_a_different_word_is_not() {
        let keys = ["stage", "stages", "census", "on_roll"];
        assert_eq!(did_you_mean("stagee", keys), Some("stage"));
        assert_eq!(did_you_mean("Census", keys), Some("census"));
        assert_eq!(did_you_mean("weather", keys), None);
    }
}
