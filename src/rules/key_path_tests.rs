//! Every key path that a rule names must exist in the record's format or in the settings: a finding at an unknown key has no
//! line.

use std::collections::BTreeSet;

use serde_json::Value;

use super::check_pupil;
use super::examples::{policies, school, subject};
use crate::finding::{KeyPath, PathStep};
use crate::model::day::{Day, day};
use crate::model::record::Record;
use crate::model::schema::key_paths;
use crate::rules::Question;

/// The keys of `send.toml`, a policy and a list of clauses that findings name.
const OF_SETTINGS: &[&str] = &[
    "census.on_roll",
    "moves",
    "within",
    "moves.may_waive",
    "moves.requires",
    "published.information_report",
    "rules",
    "section.clauses.commands",
    "section.clauses.rules",
    "terms.name",
];

/// The keys of a path, without positions in lists, joined by dots.
fn pattern(path: &KeyPath) -> String {
    let keys =
        path.steps().iter().filter_map(|step| if let PathStep::Key(key) = step { Some(key.as_str()) } else { None });
    keys.collect::<Vec<_>>().join(".")
}

/// The full record, twice for each of its days: with that day long ago, and far in the future.
fn records_with_another_day() -> Vec<Value> {
    let full: Value = serde_json::from_str(include_str!("../records/edit/full.json")).unwrap();
    let mut days = Vec::new();
    collect_days(&full, String::new(), &mut days);
    let with = |(pointer, other): (&String, &str)| {
        let mut changed = full.clone();
        *changed.pointer_mut(pointer).unwrap() = other.into();
        changed
    };
    days.iter().flat_map(|pointer| [(pointer, "1950-01-31"), (pointer, "2150-01-31")]).map(with).collect()
}

fn collect_days(value: &Value, pointer: String, days: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| collect_days(inner, format!("{pointer}/{key}"), days)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, inner)| collect_days(inner, format!("{pointer}/{index}"), days));
        }
        Value::String(text) if Day::parse(text).is_some() => days.push(pointer),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_wrong_day_in_a_record_is_found_at_a_key_of_the_format() {
    let (known, school, policies) = (key_paths(), school(), policies());
    let on = day("2026-07-15");
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    let mut named = BTreeSet::new();
    for record in records_with_another_day() {
        let whole: Record = serde_json::from_value(record).unwrap();
        let cut = whole.as_at(on);
        named.extend(check_pupil(&subject(&cut, &whole), &question).iter().map(|finding| pattern(&finding.field)));
    }
    let unknown: Vec<&String> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(named.len() > 60, "only {} keys were named", named.len());
}

/// The text of each rule's file.
fn sources() -> Vec<String> {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let files = walkdir::WalkDir::new(rules).into_iter().map(Result::unwrap);
    let is_rust = |entry: &walkdir::DirEntry| entry.path().extension().is_some_and(|ending| ending == "rs");
    files.filter(is_rust).map(|entry| std::fs::read_to_string(entry.path()).unwrap()).collect()
}

/// The text inside quotation marks.
fn quoted(code: &str) -> Vec<&str> {
    code.split('"').skip(1).step_by(2).collect()
}

#[test]
fn every_key_that_a_rule_writes_is_in_the_format_or_the_settings() {
    let known = key_paths();
    let names: BTreeSet<&str> =
        known.iter().map(String::as_str).chain(OF_SETTINGS.iter().copied()).flat_map(|path| path.split('.')).collect();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for source in sources() {
        let program = source.split("#[cfg(test)]").next().unwrap();
        for path in program.split("key_path![").skip(1).filter_map(|rest| rest.split(']').next()) {
            let path = quoted(path).join(".");
            seen += usize::from(!path.is_empty());
            if !path.is_empty() && !known.contains(&path) && !OF_SETTINGS.contains(&path.as_str()) {
                wrong.push(path);
            }
        }
        for key in program.split(".then(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            seen += 1;
            if !names.contains(key) {
                wrong.push(key.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "unknown keys: {wrong:?}");
    assert!(seen > 80, "only {seen} were seen");
}
