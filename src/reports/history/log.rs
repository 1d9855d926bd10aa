//! The author, the day and the words of each change: one line each, worked out from two versions of a record and not from a
//! commit message. The only words of a record it shows are fixed words, days and stages.

use serde_json::Value;

use super::compare::{Difference, DifferenceKind, compare_versions};
use super::lists::{List, day_in_value, found_on, list_at};
use crate::model::day::Day;
use crate::model::vocabulary::Stage;
use crate::reports::columns::{Cell, Column, ReportRow, column, private};
use crate::words;

/// One change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogRow {
    /// The day it was recorded.
    pub(crate) date: Option<Day>,
    /// The author, as git knows them.
    pub(crate) by: String,
    /// The pupil's id.
    pub(crate) id: String,
    /// The pupil's name.
    pub(crate) name: Option<String>,
    /// The change, in words.
    pub(crate) what: String,
    /// The commit that holds it, abbreviated.
    pub(crate) commit: String,
}

impl ReportRow for LogRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("date", "Date", |row| row.date.into()),
        column("by", "By", |row| Cell::from(&row.by)),
        column("id", "Id", |row| Cell::from(&row.id)),
        private("name", "Name", |row| Cell::from(&row.name)),
        column("what", "What", |row| Cell::from(&row.what)),
        column("commit", "Commit", |row| Cell::from(&row.commit)),
    ];
}

/// The changes from one version of a record to the next, in one line. A record without a value before is new; one without a
/// value after was deleted.
pub(crate) fn in_words(before: Option<&Value>, after: Option<&Value>) -> String {
    changes_in_words(before, after).join("; ")
}

/// The same as separate lines, one for each thing that happened; never empty.
pub(crate) fn changes_in_words(before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(after)) => return vec![begun_in_words(after)],
        (Some(_), None) | (None, None) => return vec!["deleted the record".to_owned()],
    };
    let differences = compare_versions(before, after);
    let mut said: Vec<String> = Vec::new();
    for one in &differences {
        // The keys at the top follow from the facts, and what a review sets in its plan follows from the review.
        if matches!(one.pattern.as_str(), "stage" | "census") || is_set_by_its_review(one) {
            continue;
        }
        let later = if is_of_before(one, before) { " (of before, recorded later)" } else { "" };
        let words = format!("{}{later}", difference_in_words(one, before, after));
        if !said.contains(&words) {
            said.push(words);
        }
    }
    if said.is_empty() {
        let top: Vec<&str> = differences.iter().map(|one| one.pattern.as_str()).collect();
        said.push(match top.as_slice() {
            [] => "changed comments or layout".to_owned(),
            keys => format!("changed {}", words::list_and(keys)),
        });
    }
    said
}

/// Whether a difference is a fact of before the records began that was recorded later. `before` is the version before it.
fn is_of_before(one: &Difference<'_>, before: &Value) -> bool {
    let is_new = matches!(one.kind, DifferenceKind::Added | DifferenceKind::Gained);
    let day = one.after.and_then(|value| match list_at(&one.pattern) {
        Some(list) => list.first_day_of(value),
        None => day_in_value(value).or_else(|| value.get("date").and_then(day_in_value)),
    });
    is_new && day.zip(found_on(before)).is_some_and(|(day, found)| day <= found)
}

fn begun_in_words(after: &Value) -> String {
    let found = found_on(after).map_or_else(String::new, |found| format!(" as found on {}", words::date(found)));
    let stage = after.get("stages").and_then(Value::as_array).and_then(|moves| moves.last());
    match stage.and_then(|last| last.get("stage")).and_then(Value::as_str) {
        Some(stage) => format!("created the record{found}, at {stage}"),
        None => format!("created the record{found}"),
    }
}

/// Whether a review in the same change explains it.
fn is_set_by_its_review(one: &Difference<'_>) -> bool {
    let reviewed = one.top.is_some_and(|cycle| {
        cycle.list.pattern == "cycles" && cycle.before.get("review").is_none() && cycle.after.get("review").is_some()
    });
    reviewed && one.kind == DifferenceKind::Gained && one.pattern.starts_with("cycles.plan.")
}

fn difference_in_words(one: &Difference<'_>, before: &Value, after: &Value) -> String {
    match (one.kind, list_at(&one.pattern), one.after) {
        (DifferenceKind::Added, Some(list), Some(entry)) => added_in_words(list, entry, one, before, after),
        (DifferenceKind::Removed, Some(list), _) => {
            format!("removed the {}", entry_in_words(list, one.before.unwrap_or(&Value::Null)))
        }
        (DifferenceKind::Reordered, _, _) => format!("put {} in a different order", last_key(&one.pattern)),
        (DifferenceKind::Gained, _, Some(value)) => gained_in_words(one, value),
        (DifferenceKind::Altered, _, _) => altered_in_words(one),
        _ => format!("removed {}", whereabouts(one)),
    }
}

fn added_in_words(list: &List, entry: &Value, one: &Difference<'_>, before: &Value, after: &Value) -> String {
    match list.pattern.as_str() {
        "stages" => move_in_words(entry, one, before, after),
        "contacts" => {
            let (kind, answer) = (fixed_word(entry, "kind"), fixed_word(entry, "answer"));
            let answer = if answer.is_empty() { String::new() } else { format!(": {answer}") };
            format!("{kind} about {}{} recorded{answer}", fixed_word(entry, "about"), of_day(list, entry))
        }
        "register" => match list.first_day_of(entry) {
            Some(on) if entry.get("from").is_none() => format!("recorded as on the register on {}", words::date(on)),
            Some(from) => format!("placed on the register from {}", words::date(from)),
            None => "placed on the register".to_owned(),
        },
        "needs" => format!("need {}{} recorded", fixed_word(entry, "type"), of_day(list, entry)),
        "cycles" => {
            let parts: Vec<String> = ["assess", "plan", "review"]
                .into_iter()
                .filter_map(|part| Some(part_of_cycle(part, entry.get(part)?)))
                .collect();
            if parts.is_empty() { format!("{} recorded", entry_in_words(list, entry)) } else { parts.join("; ") }
        }
        "applications.steps" => {
            format!("{} of the application{} recorded", fixed_word(entry, "step"), of_day(list, entry))
        }
        _ => match one.nearest {
            Some(outer) => {
                format!("{} added to the {}", entry_in_words(list, entry), entry_in_words(outer.list, outer.after))
            }
            None => format!("{} recorded", entry_in_words(list, entry)),
        },
    }
}

/// A move, by the stage it leaves. A move inserted before others does not change the pupil's present stage.
fn move_in_words(entry: &Value, one: &Difference<'_>, before: &Value, after: &Value) -> String {
    let now = moves_of(after);
    let place = now.iter().position(|other| std::ptr::eq(other, entry) || other == entry).unwrap_or(0);
    let from = place.checked_sub(1).and_then(|at| now.get(at)).map(|earlier| fixed_word(earlier, "stage").to_owned());
    let to = fixed_word(entry, "stage");
    let words = match from.as_deref() {
        _ if to == "closed" => format!("closed from {}", from.as_deref().unwrap_or("no stage")),
        None | Some("closed") => format!("advanced to {to}"),
        Some(from) if stage_rank(to) < stage_rank(from) => format!("stepped back from {from} to {to}"),
        Some(from) => format!("advanced {from} to {to}"),
    };
    let late = place + 1 < now.len() && !moves_of(before).is_empty();
    let on = one.after.and_then(|entry| day_in_value(entry.get("date")?)).map(|on| format!(" on {}", words::date(on)));
    let waived = entry.get("waived").and_then(Value::as_array).map_or(0, Vec::len);
    let waived =
        if waived == 0 { String::new() } else { format!(", {} set aside", words::count(waived, "requirement")) };
    format!("{words}{}{waived}{}", on.unwrap_or_default(), if late { ", inserted before later moves" } else { "" })
}

/// The moves of a version of a record.
fn moves_of(record: &Value) -> &[Value] {
    record.get("stages").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The position of a stage among all stages; `None` for an unknown word.
fn stage_rank(stage: &str) -> Option<usize> {
    Stage::ALL.iter().position(|known| known.as_str() == stage)
}

fn part_of_cycle(part: &str, value: &Value) -> String {
    let on = value.get("date").and_then(day_in_value).map(|on| format!(" of {}", words::date(on))).unwrap_or_default();
    match part {
        "assess" => format!("assessment{on} recorded"),
        "plan" => format!("plan{on} recorded"),
        _ => match fixed_word(value, "decision") {
            "" => format!("review{on} recorded"),
            decision => format!("review{on} recorded: {decision}"),
        },
    }
}

fn gained_in_words(one: &Difference<'_>, value: &Value) -> String {
    match one.pattern.as_str() {
        "cycles.assess" | "cycles.plan" | "cycles.review" => part_of_cycle(last_key(&one.pattern), value),
        "register.to" => match day_in_value(value) {
            Some(to) => format!("taken off the register, last day {}", words::date(to)),
            None => "taken off the register".to_owned(),
        },
        "on_roll.from" | "register.from" | "sspp.from" | "ehc_plan.final" => match (one.nearest, day_in_value(value)) {
            (Some(entry), Some(first)) => {
                format!(
                    "first day of the {} recorded: {}",
                    entry_in_words(entry.list, entry.before),
                    words::date(first)
                )
            }
            _ => format!("added {}", whereabouts(one)),
        },
        _ => {
            let on = day_in_value(value).map(|on| format!(": {}", words::date(on))).unwrap_or_default();
            match one.nearest {
                None if one.pattern.contains('.') || value.is_string() => format!("set {}{on}", one.pattern),
                _ => format!("added {}{on}", whereabouts(one)),
            }
        }
    }
}

fn altered_in_words(one: &Difference<'_>) -> String {
    let days = one.before.and_then(day_in_value).zip(one.after.and_then(day_in_value));
    let change = match days {
        Some((before, after)) => format!(" from {} to {}", words::date(before), words::date(after)),
        None => String::new(),
    };
    format!("changed {}{change}", whereabouts(one))
}

/// A key and the entry it belongs to: `review_by of the cycle of 1 Dec 2025`.
pub(super) fn whereabouts(one: &Difference<'_>) -> String {
    let Some(nearest) = one.nearest else { return one.pattern.clone() };
    let inner = one.pattern.strip_prefix(nearest.list.pattern.as_str()).unwrap_or(&one.pattern).trim_start_matches('.');
    let of = entry_in_words(nearest.list, nearest.before);
    if inner.is_empty() { format!("the {of}") } else { format!("{inner} of the {of}") }
}

/// `contact of 3 Nov 2025`.
pub(super) fn entry_in_words(list: &List, entry: &Value) -> String {
    format!("{}{}", list.entry.noun, of_day(list, entry))
}

fn of_day(list: &List, entry: &Value) -> String {
    list.first_day_of(entry).map(|day| format!(" of {}", words::date(day))).unwrap_or_default()
}

fn last_key(pattern: &str) -> &str {
    pattern.rsplit('.').next().unwrap_or_default()
}

/// A fixed word of an entry; empty if it has none.
fn fixed_word<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::values::written_values;
    use crate::rules::examples::record;

    fn said(before: &str, after: &str) -> String {
        in_words(Some(&written_values(&record(before))), Some(&written_values(&record(after))))
    }

    #[test]
    fn a_move_and_its_facts_are_one_line() {
        let before = "stage: A\nstages: [{date: 2025-09-15, stage: A}]\n";
        let after = "stage: B\nstages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]\n\
            contacts: [{date: 2025-11-03, kind: consent, about: inclusion-referral, answer: given}]\n";
        assert_eq!(
            said(before, after),
            "advanced A to B on 5 Nov 2025; consent about inclusion-referral of 3 Nov 2025 recorded: given"
        );
        let back =
            after.replace("stage: B}]", "stage: B}, {date: 2025-12-01, stage: A}]").replace("stage: B\n", "stage: A\n");
        assert_eq!(said(after, &back), "stepped back from B to A on 1 Dec 2025");
    }

    #[test]
    fn an_arrival_in_a_list_is_told_as_a_single_one_is() {
        let single = "arrived: {from: Oak, with: K}\n";
        let list = "arrived: [{date: 2022-09-05, from: Oak, with: K}]\n";
        assert_eq!(said("census: N\n", single), "arrival recorded");
        assert_eq!(said("census: N\n", list), "arrival of 5 Sep 2022 recorded");
        assert_eq!(said(single, list), "changed comments or layout");
    }

    #[test]
    fn a_review_explains_what_it_sets() {
        let open = "cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp, review_by: 2025-12-10, targets: [{text: Reads}]}}]\n";
        let reviewed = "cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp, review_by: 2025-12-10, targets: [{text: Reads, outcome: met}]}, review: {date: 2025-12-10, decision: continue}}]\n";
        assert_eq!(said(open, reviewed), "review of 10 Dec 2025 recorded: continue");
        assert_eq!(
            said(open, &open.replace("review_by: 2025-12-10", "review_by: 2026-01-14")),
            "changed plan.review_by of the cycle of 6 Nov 2025 from 10 Dec 2025 to 14 Jan 2026"
        );
    }

    #[test]
    fn the_keys_at_the_top_are_named_and_no_text_is_shown() {
        assert_eq!(said("census: N\n", "name: Amira Other\n"), "changed name");
        assert_eq!(said("census: N\n", "home_language: Urdu\n"), "set home_language");
        assert_eq!(said("census: N\n", "census: N\n"), "changed comments or layout");
        assert_eq!(said("census: N\n", "profile: {strengths: [Maps]}\n"), "added profile");
        assert_eq!(
            said("register: [{from: 2025-12-01}]\n", "census: N\n"),
            "removed the period on the register of 1 Dec 2025"
        );
    }

    #[test]
    fn a_fact_of_before_that_is_recorded_later_says_so() {
        let found = "as_found: {date: 2025-09-30}\nregister: [{in_force_on: 2025-09-30}]\n";
        let first = found.replace("in_force_on", "from: 2024-09-02, in_force_on");
        assert_eq!(
            said(found, &first),
            "first day of the period on the register of 30 Sep 2025 recorded: 2 Sep 2024 (of before, recorded later)"
        );
        let diagnosed = |on: &str| format!("{found}diagnoses: [{{date: {on}, what: x}}]\n");
        assert_eq!(
            said(found, &diagnosed("2025-09-30")),
            "diagnosis of 30 Sep 2025 recorded (of before, recorded later)"
        );
        assert_eq!(said(found, &diagnosed("2025-10-01")), "diagnosis of 1 Oct 2025 recorded");
        let plan = format!("{found}ehc_plan: [{{in_force_on: 2025-09-30}}]\n");
        assert_eq!(said(found, &plan), "EHC plan of 30 Sep 2025 recorded (of before, recorded later)");
        let reviewed = plan.replace(
            "ehc_plan: [{in_force_on: 2025-09-30}]\n",
            "ehc_plan: [{in_force_on: 2025-09-30, reviews: [{kind: annual, meeting: 2025-03-03}]}]\n",
        );
        assert!(said(&plan, &reviewed).ends_with(" (of before, recorded later)"), "{}", said(&plan, &reviewed));
        // Without `as_found` no fact is of before.
        let placed = said("census: N\n", "register: [{in_force_on: 2025-09-30}]\n");
        assert_eq!(placed, "recorded as on the register on 30 Sep 2025");
    }

    #[test]
    fn the_end_of_a_spell_and_a_first_version_have_their_own_words() {
        let spell = "register: [{from: 2025-12-01}]\n";
        assert_eq!(
            said(spell, &spell.replace("01}", "01, to: 2026-01-10}")),
            "taken off the register, last day 10 Jan 2026"
        );
        let found = "as_found: {date: 2025-09-30}\nstages: [{date: 2025-09-15, stage: C}]\n";
        assert_eq!(
            in_words(None, Some(&written_values(&record(found)))),
            "created the record as found on 30 Sep 2025, at C"
        );
        let value = written_values(&record("stages: [{date: 2025-09-15, stage: A}]\n"));
        assert_eq!(in_words(None, Some(&value)), "created the record, at A");
        assert_eq!(in_words(Some(&value), None), "deleted the record");
    }
}
