//! Compares the record as at a day with a second, independent way of cutting it, which works on the parsed file and knows only the
//! names of the keys. The tests cover every record of the example school, on every day in it and the day before.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Names;
use super::census::CensusRow;
use super::overdue::OverdueRow;
use super::provision::cost::Costing;
use super::provision::{ProvisionQuestion, ProvisionRow, SchoolYear};
use super::register::RegisterRow;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::rules::Question;
use crate::rules::examples::{policies, school};

/// Keys for planned days, which stay with their parent (DESIGN 2.1).
const PLANNED: [&str; 6] = ["review_by", "by", "until", "booked", "planned", "date_of_birth"];
/// Lists whose `from` and `to` are planned days.
const PLANNED_SPELLS: [&str; 4] = ["taught_with", "on_roll", "sspp", "provisions"];
/// Keys that are removed together with a day.
const COMPANIONS: [(&str, &str); 5] =
    [("to", "because"), ("answered", "advice"), ("decision", "outcome"), ("met_on", "how"), ("closed", "outcome")];
/// Keys that the review sets.
const SET_BY_THE_REVIEW: [&str; 5] = ["outcome", "result", "exit", "sessions_given", "impact"];

fn cut_by_hand(value: &mut Value, list: &str, day: &str) {
    match value {
        Value::Object(map) => cut_mapping(map, list, day),
        Value::Array(entries) => {
            entries.retain(|entry| PLANNED_SPELLS.contains(&list) || !is_later(entry, list, day));
            entries.iter_mut().for_each(|entry| cut_by_hand(entry, list, day));
            entries.retain(|entry| !(["cycles", "reviews"].contains(&list) && says_nothing(entry, list)));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn cut_mapping(map: &mut Map<String, Value>, list: &str, day: &str) {
    let had_review = map.get("review").is_some_and(|review| date(review, "date").is_some());
    let later: Vec<String> = map
        .iter()
        .filter(|(key, value)| {
            let planned = PLANNED.contains(&key.as_str())
                || PLANNED_SPELLS.contains(&list) && ["from", "in_force_on", "to"].contains(&key.as_str())
                || list == "arrived" && key.as_str() == "date";
            let asked_later = value.get("asked").is_some_and(|_| date(value, "asked") > Some(day));
            let part_later = ["assess", "plan", "review", "decided", "not_renewed"].contains(&key.as_str())
                && date(value, "date") > Some(day);
            let day_later = !planned
                && key.as_str() != "agreed"
                && value.as_str().is_some_and(|text| Day::parse(text).is_some() && text > day);
            asked_later || part_later || day_later
        })
        .map(|(key, _)| key.clone())
        .collect();
    for key in &later {
        map.remove(key);
        for (_, companion) in COMPANIONS.iter().filter(|(day_key, _)| day_key == key) {
            map.remove(*companion);
        }
    }
    if had_review && map.get("review").is_none() {
        for entries in ["targets", "provisions"] {
            let entries = map.get_mut("plan").and_then(|plan| plan.get_mut(entries)).and_then(Value::as_array_mut);
            for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
                SET_BY_THE_REVIEW.iter().for_each(|key| {
                    entry.remove(*key);
                });
            }
        }
    }
    for (key, inner) in map.iter_mut().filter(|(key, _)| !["profile", "as_found"].contains(&key.as_str())) {
        cut_by_hand(inner, key, day);
    }
}

fn is_later(entry: &Value, list: &str, day: &str) -> bool {
    if list == "applications" {
        let step = entry.get("steps").and_then(|steps| date(steps.get(0)?, "date"));
        return date(entry, "sent").or(date(entry, "received")).or(step) > Some(day);
    }
    if list == "arrived" {
        return false;
    }
    ["date", "from", "final", "in_force_on"].iter().find_map(|key| date(entry, key)) > Some(day)
}

/// A cycle without a dated part, or a review of a plan without a day.
fn says_nothing(entry: &Value, list: &str) -> bool {
    let Some(map) = entry.as_object() else { return false };
    match list {
        "cycles" => {
            !["assess", "plan", "review"].iter().any(|key| map.contains_key(*key))
                && map.get("do").is_none_or(|list| list == &Value::Array(vec![]))
        }
        _ => !map.values().any(|value| value.as_str().is_some_and(|text| Day::parse(text).is_some())),
    }
}

fn date<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// All records of the example school, as parsed files.
fn examples() -> Vec<Value> {
    let pupils = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/elmfield/pupils");
    let files = walkdir::WalkDir::new(pupils).sort_by_file_name().into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| serde_yaml::from_str(&std::fs::read_to_string(entry.path()).unwrap()).unwrap())
        .collect()
}

fn record(value: &Value) -> Record {
    serde_yaml::from_str(&serde_yaml::to_string(value).unwrap()).unwrap()
}

/// Every day when a record could change, and the day before each.
fn days(value: &Value) -> BTreeSet<Day> {
    let mut days = BTreeSet::new();
    let mut todo = vec![value];
    while let Some(value) = todo.pop() {
        match value {
            Value::Object(map) => todo.extend(map.values()),
            Value::Array(list) => todo.extend(list),
            Value::String(text) => days.extend(Day::parse(text).into_iter().flat_map(|day| [day, day.minus_days(1)])),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    days
}

#[test]
fn reports_are_the_same_for_the_whole_record_and_the_record_cut_by_hand() {
    let (school, policies) = (school(), policies());
    let mut compared = 0;
    for value in examples() {
        let whole = record(&value);
        for as_at in days(&value) {
            let mut by_hand = value.clone();
            cut_by_hand(&mut by_hand, "", &as_at.to_string());
            let by_hand = record(&by_hand);
            let cut = whole.as_at(as_at);
            let mut expected = by_hand.clone();
            let by_hand = by_hand.as_at(as_at);
            (expected.stage, expected.census) = (by_hand.last_stage(), by_hand.census_code());
            assert_eq!(*cut, expected, "{} as at {as_at}", whole.id());
            let question = Question { as_at, today: as_at, school: &school, policies: &policies };
            assert_eq!(RegisterRow::of(&cut, Names::Shown), RegisterRow::of(&by_hand, Names::Shown));
            assert_eq!(CensusRow::of(&cut, &[], Names::Shown), CensusRow::of(&by_hand, &[], Names::Shown));
            let asked = ProvisionQuestion {
                as_at,
                school_year: SchoolYear::of(as_at),
                costing: Costing { calendar: &school.calendar, policies: &policies },
                names: Names::Shown,
            };
            let provision = |record: &AsAt| {
                let runs = record.provision_runs();
                runs.iter().map(|run| ProvisionRow::of(record, run, &asked)).collect::<Vec<_>>()
            };
            assert_eq!(provision(&cut), provision(&by_hand), "{} as at {as_at}", whole.id());
            let overdue = |record| OverdueRow::of(record, &question, Some(60), Names::Shown);
            assert_eq!(overdue(&cut), overdue(&by_hand), "{} as at {as_at}", whole.id());
            compared += 1;
        }
    }
    assert!(compared > 2000, "only {compared} days were compared");
}

#[test]
fn cutting_twice_or_through_a_later_day_gives_the_same_record() {
    for value in examples() {
        let whole = record(&value);
        let days: Vec<Day> = days(&value).into_iter().collect();
        for (nth, day) in days.iter().enumerate() {
            let cut = whole.as_at(*day);
            assert_eq!(cut.earlier(*day), cut, "{} as at {day}", whole.id());
            for later in days.iter().skip(nth).step_by(7) {
                assert_eq!(whole.as_at(*later).earlier(*day), cut, "{} as at {day} through {later}", whole.id());
            }
        }
    }
}
