//! What is left of a record in its copy, and what is not.

use serde_json::Value;

use super::*;
use crate::model::day::day;
use crate::model::pseudonym::tests::pseudonyms;
use crate::model::values::written_values;
use crate::model::year::YearGroup;
use crate::rules::examples::record;

const KNOWN: PolicyWords = PolicyWords { is_rule: |id| id == "six-weeks", is_role: |role| role == "senco" };

fn full() -> Value {
    serde_json::from_str(include_str!("../../records/edit/full.json")).unwrap()
}

/// The places of all values that are neither lists nor mappings, as JSON pointers.
fn leaves(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, inner)| leaves(inner, &format!("{place}/{at}"), found));
        }
        Value::Object(map) => map.iter().for_each(|(key, inner)| leaves(inner, &format!("{place}/{key}"), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(place.to_owned()),
    }
}

/// A record with every key of the format, with its own unique text in each key that takes any text.
fn planted() -> (Record, Vec<String>) {
    let (mut value, mut places, mut texts) = (full(), Vec::new(), Vec::new());
    leaves(&value, "", &mut places);
    for place in places {
        let text = format!("Zq{:03} planted", texts.len());
        let mut changed = value.clone();
        *changed.pointer_mut(&place).unwrap() = Value::from(text.clone());
        if serde_json::from_value::<Record>(changed.clone()).is_ok() {
            value = changed;
            texts.push(text);
        }
    }
    (serde_json::from_value(value).unwrap(), texts)
}

fn copy_of(record: &Record) -> Record {
    let text = |text: &str| text.to_owned();
    let ids = [text(record.id.as_str())].into();
    let upns = record.upn.iter().chain(&record.former_upn).cloned().collect();
    let names = Pseudonyms::new(crate::model::pseudonym::PseudonymKey::new([7; 32]), &ids, &upns);
    anonymous_record(record.clone(), &names, KNOWN).unwrap()
}

#[test]
fn no_text_of_a_full_record_is_in_its_copy() {
    let (record, texts) = planted();
    assert!(texts.len() > 65, "{}", texts.len());
    let copy = serde_json::to_string(&written_values(&copy_of(&record))).unwrap();
    for text in texts {
        assert!(!copy.contains(text.split(' ').next().unwrap()), "{text}: {copy}");
    }
    assert!(!copy.to_lowercase().contains("planted") && !copy.contains("2017-11-03"), "{copy}");
}

#[test]
fn days_codes_and_numbers_stay_in_place() {
    let mut before = full();
    let record: Record = serde_json::from_value(before.clone()).unwrap();
    let after = written_values(&copy_of(&record));
    *before.pointer_mut("/date_of_birth").unwrap() = Value::from("2017-11-01");
    let mut places = Vec::new();
    leaves(&before, "", &mut places);
    let mut kept = 0;
    for place in places {
        let (old, new) = (before.pointer(&place).unwrap(), after.pointer(&place));
        let is_text = old == "x"
            || ["/id", "/name", "/known_as", "/upn", "/former_upn", "/on_roll/0/to_school", "/home_language"]
                .contains(&place.as_str());
        if is_text {
            assert_ne!(new, Some(old), "{place}");
        } else {
            assert_eq!(new, Some(old), "{place}");
            kept += 1;
        }
    }
    assert!(kept > 90, "{kept}");
}

#[test]
fn the_year_group_stays_and_the_day_of_birth_goes() {
    for born in ["2017-08-31", "2017-09-01", "2017-09-02", "2020-02-29", "2017-12-31"] {
        let month = month_of(day(born));
        assert_eq!(month.of_month(), 1);
        for on in ["2026-08-31", "2026-09-01"] {
            assert_eq!(YearGroup::on(day(on), month), YearGroup::on(day(on), day(born)), "{born} {on}");
        }
    }
}

#[test]
fn values_that_rules_compare_stay_equal_or_different() {
    let text = "stage: B
stages: [{date: 2025-11-05, stage: B, waived: [{requirement: six-weeks, reason: sudden, by: R. Osei}, {requirement: amira, reason: x, by: R. Osei}]}]
cycles:
  - {stage: A, plan: {date: 2025-09-15, kind: adaptations, provisions: [{what: Word Shark, kind: programme}, {what: word shark, kind: programme}, {what: Lego, kind: programme}]}}
contacts: [{date: 2025-11-05, kind: meeting, about: application, with: agency, who: Anna of Speech Therapy, by: R. Osei}]
referrals: [{date: 2025-11-03, to: inclusion-team}, {date: 2025-11-04, to: Speech Therapy}]
applications: [{for: EHCP, consulted: [Mother and pupil, Speech Therapy]}]
";
    let copy = copy_of(&record(text));
    let waived = &copy.stages[0].waived;
    assert_eq!((waived[0].requirement.as_str(), waived[1].requirement.as_str()), ("six-weeks", "unknown-requirement"));
    assert_eq!(Some(&waived[0].by), copy.contacts[0].by.as_ref());
    let what: Vec<&Text> = copy.cycles[0].plan.as_ref().unwrap().provisions.iter().map(|one| &one.what).collect();
    assert!(what[0] == what[1] && what[0] != what[2]);
    assert!(copy.referrals[0].is_within_school());
    assert_eq!(copy.contacts[0].who.as_ref(), Some(&copy.referrals[1].to));
    assert_eq!(copy.applications[0].consulted, [Text::from("mother and pupil"), copy.referrals[1].to.clone()]);
}

#[test]
fn a_record_without_an_assigned_pseudonym_has_no_copy() {
    let names = pseudonyms(1, &["p001"], &[]);
    assert_eq!(anonymous_record(record("census: N\n"), &names, KNOWN), None);
}
