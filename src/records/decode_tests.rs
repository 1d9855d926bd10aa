//! Any bytes give either a record or at least one problem with a place, and each of several problems is reported.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::model::record::Record;

/// Good records to change: a short one with comments, and a long one with most of what a record can hold.
const RECORDS: [&str; 2] =
    [include_str!("../../records-template/pupils/p001.yaml"), include_str!("../../examples/elmfield/pupils/p001.yaml")];

/// This number of cases, or as many as `PROPTEST_CASES` asks for.
fn cases(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if asked.cases == 256 { cases } else { asked.cases };
    // A failing case becomes a test with a name instead of an entry in a file.
    ProptestConfig { cases, failure_persistence: None, ..asked }
}

/// Checks that the bytes give a record, or problems that a person can do something about.
fn holds_of(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Err(problems) = decode_yaml::<Record>(bytes) else { return Ok(()) };
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    prop_assert!(!problems.is_empty(), "neither a record nor a problem");
    for problem in problems {
        prop_assert!((1..=lines + 1).contains(&problem.at.line), "{problem:?} in {lines} lines");
        prop_assert!(problem.at.column >= 1);
        prop_assert!(!problem.message.is_empty() && !problem.help.is_empty(), "{problem:?}");
        prop_assert!(!problem.message.contains("invalid"), "{problem:?}");
    }
    Ok(())
}

/// A good record with some of its bytes cut out, doubled or replaced.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let changes = vec((any::<prop::sample::Index>(), 0_usize..60, 0_usize..4, vec(any::<u8>(), 0..6)), 1..5);
    (prop::sample::select(RECORDS.to_vec()), changes).prop_map(|(record, changes)| {
        let mut bytes = record.as_bytes().to_vec();
        for (at, length, kind, other) in changes {
            let start = at.index(bytes.len());
            let end = (start + length).min(bytes.len());
            let part = match kind {
                0 => Vec::new(),
                1 => [&bytes[start..end], &bytes[start..end]].concat(),
                2 => other,
                _ => [&bytes[start..end], &other].concat(),
            };
            bytes.splice(start..end, part);
        }
        bytes
    })
}

/// The lines of a record that end in their own value, `key: value`, with the byte where the value starts.
fn lines_with_a_key(record: &str) -> Vec<(usize, usize)> {
    lines_with(record, |line| {
        let (key, value) = line.trim_start().trim_start_matches("- ").split_once(": ")?;
        (!key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')).then_some(value)
    })
}

/// The same, together with the lines of texts in a list, `- text`.
fn lines_with_a_value(record: &str) -> Vec<(usize, usize)> {
    let entries = lines_with(record, |line| line.trim_start().strip_prefix("- ").filter(|text| !text.contains(": ")));
    let mut lines = [lines_with_a_key(record), entries].concat();
    lines.sort_unstable();
    lines
}

fn lines_with(record: &str, value: impl Fn(&str) -> Option<&str>) -> Vec<(usize, usize)> {
    let starts = |line: &str| {
        let value = value(line)?;
        (!value.starts_with(['[', '{', '|', '>', '"', '\'', '#'])).then(|| line.len() - value.len())
    };
    // The notes at the end are text, whatever they look like.
    let before_notes = record.lines().take_while(|line| !line.starts_with("notes:"));
    before_notes.enumerate().filter_map(|(index, line)| Some((index + 1, starts(line)?))).collect()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_bytes_give_a_record_or_a_problem_in_them(bytes in vec(any::<u8>(), 0..200)) {
        holds_of(&bytes)?;
        let mut with_a_line_end = bytes;
        with_a_line_end.push(b'\n');
        holds_of(&with_a_line_end)?;
    }

    #[test]
    fn any_text_gives_a_record_or_a_problem_in_it(text in any::<String>()) {
        holds_of(format!("{text}\n").as_bytes())?;
        holds_of(format!("format: 1\nid: p001\nname: {text}\ncensus: N\n").as_bytes())?;
    }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn any_change_to_a_record_gives_a_record_or_a_problem_in_it(bytes in mutated()) {
        holds_of(&bytes)?;
    }

    #[test]
    fn each_of_several_wrong_values_is_reported_on_its_line_and_nothing_else_is(
        which in 0..RECORDS.len(), chosen in vec(any::<prop::sample::Index>(), 1..12), wrong in "\\[\\[x\\]\\]|\\{x: y\\}|~|''",
    ) {
        let record = RECORDS[which];
        let lines = lines_with_a_value(record);
        let chosen: std::collections::BTreeMap<usize, usize> =
            chosen.iter().map(|index| lines[index.index(lines.len())]).collect();
        let change = |(index, line): (usize, &str)| match chosen.get(&(index + 1)) {
            Some(end) => format!("{}{wrong}\n", &line[..*end]),
            None => format!("{line}\n"),
        };
        let text: String = record.lines().enumerate().map(change).collect();
        let problems = decode_yaml::<Record>(text.as_bytes()).map(drop).unwrap_err();
        let mut told: Vec<usize> = problems.iter().map(|problem| problem.at.line).collect();
        told.dedup();
        // If a voice may be in braces, the problems inside them are reported too, on the same line.
        let expected: Vec<usize> = chosen.keys().copied().collect();
        prop_assert_eq!(told, expected, "{:#?}", problems);
    }

    #[test]
    fn a_key_that_is_misspelt_anywhere_is_reported_only_on_its_line(
        which in 0..RECORDS.len(), chosen in any::<prop::sample::Index>(),
    ) {
        let record = RECORDS[which];
        let lines = lines_with_a_key(record);
        let (number, end) = lines[chosen.index(lines.len())];
        let misspell = |(index, line): (usize, &str)| {
            if index + 1 == number { format!("{}x: {}\n", &line[..end - 2], &line[end..]) } else { format!("{line}\n") }
        };
        let text: String = record.lines().enumerate().map(misspell).collect();
        let problems = decode_yaml::<Record>(text.as_bytes()).map(drop).unwrap_err();
        let told: Vec<_> = problems.iter().map(|problem| (problem.at.line, problem.help.as_str())).collect();
        let key = record.lines().nth(number - 1).unwrap()[..end - 2].trim_start_matches([' ', '-']);
        let help = format!("did you mean `{key}`?");
        prop_assert_eq!(told, vec![(number, help.as_str())], "{:#?}", problems);
    }
}

#[test]
fn every_beginning_of_a_record_gives_a_record_or_a_problem_in_it() {
    for end in 0..RECORDS[0].len() {
        holds_of(&RECORDS[0].as_bytes()[..end]).unwrap();
    }
}

#[test]
fn a_record_cut_at_the_end_of_a_line_is_refused_if_it_must_not_end_there() {
    let lines = RECORDS[0].lines().count();
    let cut = |kept: usize| RECORDS[0].lines().take(kept).map(|line| format!("{line}\n")).collect::<String>();
    let read: Vec<usize> = (0..lines).filter(|kept| decode_yaml::<Record>(cut(*kept).as_bytes()).is_ok()).collect();
    let census = 1 + RECORDS[0].lines().position(|line| line.starts_with("census:")).unwrap();
    assert!(read.iter().all(|kept| *kept >= census), "{read:?}");
}
