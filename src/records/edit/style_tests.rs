//! Files in different styles, each changed as the verbs change a record. Only the lines that the change concerns are replaced.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test says what it looks for")]

use serde_json::{Value, json};

use super::*;
use crate::model::day::day;
use crate::model::record::Record;
use crate::model::vocabulary::ArrivedWith;

const STYLES: &[(&str, &str)] = &[
    ("blank-lines-between", include_str!("styles/blank-lines-between.yaml")),
    ("blocks-that-keep", include_str!("styles/blocks-that-keep.yaml")),
    ("comments-below", include_str!("styles/comments-below.yaml")),
    ("comments-everywhere", include_str!("styles/comments-everywhere.yaml")),
    ("crowded-braces", include_str!("styles/crowded-braces.yaml")),
    ("dash-on-its-own-line", include_str!("styles/dash-on-its-own-line.yaml")),
    ("dashes-at-the-key", include_str!("styles/dashes-at-the-key.yaml")),
    ("empty-lists", include_str!("styles/empty-lists.yaml")),
    ("flow-entries", include_str!("styles/flow-entries.yaml")),
    ("flow-lists", include_str!("styles/flow-lists.yaml")),
    ("folded-plain-text", include_str!("styles/folded-plain-text.yaml")),
    ("four-spaces", include_str!("styles/four-spaces.yaml")),
    ("keys-out-of-order", include_str!("styles/keys-out-of-order.yaml")),
    ("no-blank-lines", include_str!("styles/no-blank-lines.yaml")),
    ("plain", include_str!("styles/plain.yaml")),
    ("quoted-keys", include_str!("styles/quoted-keys.yaml")),
    ("quoted-values", include_str!("styles/quoted-values.yaml")),
    ("tabs-and-spaces", include_str!("styles/tabs-and-spaces.yaml")),
    ("text-in-quotes-over-lines", include_str!("styles/text-in-quotes-over-lines.yaml")),
    ("three-dashes-first", include_str!("styles/three-dashes-first.yaml")),
    ("whole-record-in-braces", include_str!("styles/whole-record-in-braces.yaml")),
    ("words-of-the-world", include_str!("styles/words-of-the-world.yaml")),
];

/// A change to the values of a record.
type Change = fn(&mut Value);

/// The changes that verbs make, each with the number of old lines that it may replace if no brackets are involved.
const CHANGES: &[(&str, usize, Change)] = &[
    ("a concern", 0, |record| {
        let new = json!({"date": "2026-01-12", "raised_by": "parent", "grounds": ["other"], "summary": "Says: no #1"});
        push(record, &["concerns"], new);
    }),
    ("a contact", 0, |record| {
        let new =
            json!({"date": "2026-01-12", "kind": "call", "about": "review", "with": "parent", "note": "two\nlines"});
        push(record, &["contacts"], new);
    }),
    ("a contact between two others", 0, |record| {
        let new = json!({"date": "2025-10-01", "kind": "letter", "about": "concern"});
        record["contacts"].as_array_mut().unwrap().insert(1, new);
    }),
    ("a contact before the others", 0, |record| {
        let new = json!({"date": "2025-01-01", "kind": "letter", "about": "concern"});
        record["contacts"].as_array_mut().unwrap().insert(0, new);
    }),
    ("a move", 2, |record| {
        push(
            record,
            &["stages"],
            json!({"date": "2026-01-12", "stage": "C", "by": "R. Osei", "because": "no progress"}),
        );
        record["stage"] = json!("C");
        record["census"] = json!("K");
    }),
    ("a period on the register", 0, |record| {
        push(record, &["register"], json!({"from": "2026-01-12", "by": "R. Osei"}))
    }),
    ("the end of a spell", 0, |record| {
        if let Some(spell) = record.get_mut("register").and_then(|list| list.as_array_mut()?.last_mut()) {
            spell["to"] = json!("2026-07-01");
            spell["because"] = json!("gap closed");
        }
    }),
    ("a cycle", 0, |record| {
        let targets = json!([{"text": "Tell it again", "by": "2026-07-01"}]);
        push(
            record,
            &["cycles"],
            json!({"stage": "C", "plan": {"date": "2026-01-12", "kind": "learning-plan", "targets": targets}}),
        );
    }),
    ("the outcome of a target", 0, |record| {
        let target = record["cycles"][0]["plan"]["targets"][0].as_object_mut().unwrap();
        target.insert("outcome".to_owned(), json!("partly"));
        target.insert("result".to_owned(), json!("3 of 5"));
    }),
    ("a review", 0, |record| {
        record["cycles"][0]["review"] = json!({
            "date": "2026-03-18", "by": "R. Osei", "present": ["parent", "senco"], "progress": "little",
            "parent_voice": {"asked": "2026-03-18", "answer": "none"}, "actions": [{"what": "Write: again", "by": "2026-04-01"}],
        });
    }),
    ("an observation", 0, |record| {
        push(record, &["cycles", "0", "do"], json!({"date": "2026-01-16", "note": "Uses \"who\" cards."}))
    }),
    ("a new list", 0, |record| push(record, &["referrals"], json!({"date": "2026-01-12", "to": "inclusion-team"}))),
    ("several classes in turn", 1, |record| {
        record["class"] = json!([{"from": "2024-09-02", "class": "3A"}, {"from": "2025-09-01", "class": "4B"}]);
    }),
    ("another class", 1, |record| record["class"] = json!("5B")),
    ("a list in the profile", 0, |record| record["profile"]["strengths"] = json!(["kind", "no", "runs fast, far"])),
    ("a characteristic", 1, |record| push(record, &["characteristics"], json!("medical"))),
    ("a note", 0, |record| record["notes"] = json!("Bring:\n\n  the file\n")),
    ("no known-as name", 1, |record| drop(record.as_object_mut().unwrap().shift_remove("known_as"))),
    ("a contact removed", 4, |record| drop(record["contacts"].as_array_mut().unwrap().remove(0))),
    ("a note removed", 1, |record| drop(record["contacts"][0].as_object_mut().unwrap().shift_remove("note"))),
    ("another note", 1, |record| record["contacts"][0]["note"] = json!("Mother rang, twice")),
    ("a longer note", 1, |record| record["contacts"][0]["note"] = json!("Mother rang\nand came")),
];

fn push(record: &mut Value, path: &[&str], entry: Value) {
    let mut list = record;
    for step in path {
        list = match step.parse::<usize>() {
            Ok(index) => &mut list[index],
            Err(_) => &mut list[*step],
        };
    }
    match list {
        Value::Array(list) => list.push(entry),
        none => *none = json!([entry]),
    }
}

/// Counts the old lines that are missing from the new file, when as many as possible are matched in order.
fn gone(before: &[u8], after: &[u8]) -> usize {
    let lines = crate::reports::diff::line_hunks(before, after).into_iter().flat_map(|hunk| hunk.lines);
    lines.filter(|line| line.fate == crate::reports::diff::LineFate::Goes).count()
}

/// The same text with Windows line endings, with mixed line endings, and with a byte-order mark.
fn variants(text: &str) -> [Vec<u8>; 4] {
    let mixed = text
        .split_inclusive('\n')
        .enumerate()
        .map(|(nth, line)| if nth % 3 == 0 { line.replace('\n', "\r\n") } else { line.to_owned() });
    [
        text.as_bytes().to_vec(),
        text.replace('\n', "\r\n").into_bytes(),
        mixed.collect::<String>().into_bytes(),
        [MARK, text.as_bytes()].concat(),
    ]
}

#[test]
fn every_change_in_every_style_replaces_only_the_lines_that_it_concerns() {
    let mut wrong = Vec::new();
    for (style, text) in STYLES {
        for (variant, bytes) in variants(text).into_iter().enumerate() {
            let before: Record = decode_yaml(&bytes).unwrap_or_else(|problems| panic!("{style}: {problems:?}")).value;
            assert_eq!(edit_file(&bytes, &before, &before), Ok(bytes.clone()), "{style}");
            for (change, cost, make) in CHANGES {
                let mut values = written_values(&before);
                make(&mut values);
                let after: Record =
                    serde_json::from_value(values).unwrap_or_else(|error| panic!("{style}, {change}: {error}"));
                let Ok(result) = edit_file(&bytes, &before, &after) else {
                    wrong.push(format!("{style} ({variant}), {change}: refused"));
                    continue;
                };
                assert_eq!(decode_yaml::<Record>(&result).map(|read| read.value), Ok(after), "{style}, {change}");
                let lines = gone(&bytes, &result);
                let expected = COSTS.iter().find(|(in_style, of, _)| in_style == style && of == change);
                let expected = expected.map_or(*cost, |(_, _, cost)| *cost);
                if lines != expected {
                    wrong.push(format!("(\"{style}\", \"{change}\", {lines}), // {variant} not {expected}"));
                }
                if bytes.starts_with(MARK) {
                    assert!(result.starts_with(MARK), "{style}, {change}");
                }
                if variant == 1 {
                    let ends = result.iter().filter(|byte| **byte == b'\n').count();
                    let both = result.windows(2).filter(|two| two == b"\r\n").count();
                    assert_eq!(ends, both, "{style}, {change}: a line without the line ending of the others");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A single arrival in the styles in which people write one, each with the same arrivals after another one joins it.
const ARRIVALS: &[(&str, &str)] = &[
    (
        "# Where she was before\narrived: # one so far\n  # asked twice\n  from: Oak School # in Leeds\n\n  # on paper\n  with: K\n  \
         information_received: 2022-08-28 # late\n# below\n",
        "# Where she was before\narrived: # one so far\n  # asked twice\n  - from: Oak School # in Leeds\n    date: 2022-09-05\n\n    \
         # on paper\n    with: K\n    information_received: 2022-08-28 # late\n  - date: 2025-09-03\n    from: Ash\n    with: \
         none\n# below\n",
    ),
    (
        "arrived:\n    from: \"Oak\n      School\"\n    with: K\n    information_received: 2022-08-28\n",
        "arrived:\n    - from: \"Oak\n        School\"\n      date: 2022-09-05\n      with: K\n      information_received: \
         2022-08-28\n    - date: 2025-09-03\n      from: Ash\n      with: none\n",
    ),
    (
        "arrived: {from: Oak School, with: K, information_received: 2022-08-28} # one so far\n",
        "arrived: [{date: 2022-09-05, from: Oak School, with: K, information_received: 2022-08-28}, {date: 2025-09-03, from: Ash, \
         with: none}] # one so far\n",
    ),
];

#[test]
fn an_arrival_that_joins_a_single_one_makes_a_list_of_them_and_keeps_every_comment() {
    let top = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n    to: \
               2024-07-19\n  - from: 2025-09-03\ncensus: N\n";
    for (single, listed) in ARRIVALS {
        let expected = variants(&format!("{top}{listed}"));
        let texts = variants(&format!("{top}{single}"));
        for (nth, (bytes, expected)) in texts.into_iter().zip(expected).enumerate() {
            let before: Record = decode_yaml(&bytes).unwrap_or_else(|problems| panic!("{single}: {problems:?}")).value;
            let mut after = before.clone();
            let mut second = before.arrived.as_slice()[0].clone();
            (second.date, second.from) = (Some(day("2025-09-03")), "Ash".into());
            (second.with, second.information_received) = (ArrivedWith::None, None);
            after.arrived.date_the_undated(Some(day("2022-09-05")));
            after.arrived.push(second);
            let result = edit_file(&bytes, &before, &after).unwrap_or_else(|wrong| panic!("{single}: {wrong:?}"));
            // With mixed line endings, a new line has the ending of the lines next to it.
            if nth != 2 {
                assert_eq!(String::from_utf8_lossy(&result), String::from_utf8_lossy(&expected), "{single}");
            }
            assert_eq!(comments_in(&result), comments_in(&bytes), "{single}");
        }
    }
}

/// The changes that replace more or fewer lines in a style, because of values in brackets, empty, over several lines, or missing.
const COSTS: &[(&str, &str, usize)] = &[
    ("blocks-that-keep", "a contact removed", 6),
    ("blocks-that-keep", "a longer note", 3),
    ("blocks-that-keep", "a note removed", 3),
    ("blocks-that-keep", "another note", 3),
    ("comments-everywhere", "a characteristic", 0),
    ("crowded-braces", "a concern", 1),
    ("crowded-braces", "a contact removed", 3),
    ("crowded-braces", "a longer note", 2),
    ("crowded-braces", "a move", 3),
    ("crowded-braces", "a note removed", 3),
    ("crowded-braces", "a review", 1),
    ("crowded-braces", "a period on the register", 1),
    ("crowded-braces", "another note", 2),
    ("crowded-braces", "the end of a spell", 1),
    ("crowded-braces", "the outcome of a target", 1),
    ("crowded-braces", "an observation", 1),
    ("dash-on-its-own-line", "a contact removed", 5),
    ("empty-lists", "a concern", 1),
    ("empty-lists", "a list in the profile", 1),
    ("empty-lists", "a new list", 1),
    ("empty-lists", "a period on the register", 1),
    ("empty-lists", "the outcome of a target", 1),
    ("empty-lists", "an observation", 1),
    ("flow-entries", "a contact removed", 1),
    ("flow-entries", "a list in the profile", 1),
    ("flow-entries", "the end of a spell", 1),
    ("flow-entries", "the outcome of a target", 1),
    ("flow-lists", "a concern", 1),
    ("flow-lists", "a contact before the others", 1),
    ("flow-lists", "a contact removed", 2),
    ("flow-lists", "a contact", 1),
    ("flow-lists", "a cycle", 1),
    ("flow-lists", "a move", 3),
    ("flow-lists", "a review", 1),
    ("flow-lists", "a period on the register", 1),
    ("flow-lists", "the end of a spell", 1),
    ("flow-lists", "the outcome of a target", 1),
    ("flow-lists", "an observation", 1),
    ("folded-plain-text", "a contact removed", 6),
    ("folded-plain-text", "a longer note", 2),
    ("folded-plain-text", "a note removed", 3),
    ("folded-plain-text", "another note", 2),
    ("keys-out-of-order", "a characteristic", 0),
    ("text-in-quotes-over-lines", "a contact removed", 6),
    ("text-in-quotes-over-lines", "a longer note", 3),
    ("text-in-quotes-over-lines", "a note removed", 3),
    ("text-in-quotes-over-lines", "another note", 3),
    ("whole-record-in-braces", "a concern", 1),
    ("whole-record-in-braces", "a contact before the others", 1),
    ("whole-record-in-braces", "a contact removed", 1),
    ("whole-record-in-braces", "a contact", 1),
    ("whole-record-in-braces", "a cycle", 1),
    ("whole-record-in-braces", "a list in the profile", 1),
    ("whole-record-in-braces", "a new list", 1),
    ("whole-record-in-braces", "a note", 1),
    ("whole-record-in-braces", "a review", 1),
    ("whole-record-in-braces", "a period on the register", 1),
    ("whole-record-in-braces", "the end of a spell", 1),
    ("whole-record-in-braces", "the outcome of a target", 1),
    ("whole-record-in-braces", "an observation", 1),
];
