//! The examples of the rules, run as tests: each is a record, judged as at 15 January 2026 by the policy of
//! `records-template/` in a school with Birmingham's terms of 2025/26.

use std::collections::BTreeSet;

use super::{Question, Subject, check_pupil, unmet_duties};
use crate::model::day::{Day, day};
use crate::model::record::Record;
use crate::policy::{Policies, Policy};
use crate::records::decode::decode;
use crate::school::calendar::tests::terms;
use crate::school::{School, Settings};

/// The day on which examples are judged.
pub(crate) fn as_at() -> Day {
    day("2026-01-15")
}

/// The policy of the template.
pub(crate) fn policies() -> Policies {
    let text = include_str!("../../records-template/policy/2025-09-01.toml");
    let policy: Policy = toml::from_str(text).expect("the template's policy is good");
    Policies::new(vec![policy]).expect("one policy")
}

/// A school with classes and terms.
pub(crate) fn school() -> School {
    let mut settings: Settings = toml::from_str(
        "[school]\nname = \"Elmfield Primary School\"\nla = \"330\"\ntime_zone = \"Europe/London\"\n\
         [people.senco]\nname = \"R. Osei\"\n[people.headteacher]\nname = \"M. Okafor\"\n[[classes]]\nname = \"4B\"\nteacher = \"J. Patel\"\n",
    )
    .expect("the example school is good");
    settings.terms = terms();
    School::new(settings, Vec::new())
}

/// A record from an example: the lines that every example shares, unless it has its own, and then its own.
pub(crate) fn record(example: &str) -> Record {
    let mut text = String::new();
    for line in [
        "format: 1",
        "id: p014",
        "name: Amira Example",
        "upn: Q330999922002",
        "date_of_birth: 2017-11-03",
        "on_roll: [{from: 2022-09-05}]",
        "class: 4B",
        "census: N",
    ] {
        let key = line.split(':').next().unwrap_or_default();
        if !example.lines().any(|own| own.starts_with(&format!("{key}:"))) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str(example.trim_start_matches('\n'));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    decode(text.as_bytes()).unwrap_or_else(|problems| panic!("{text}\n{problems:?}")).value
}

/// The ids of the checks that find something in an example.
pub(crate) fn rules_found(example: &str) -> Vec<&'static str> {
    rules_found_on(example, as_at())
}

/// The same, as at another day.
pub(crate) fn rules_found_on(example: &str, day: Day) -> Vec<&'static str> {
    let (school, policies) = (school(), policies());
    let whole = record(example);
    let cut = whole.as_at(day);
    let subject =
        Subject { record: &cut, whole: &whole, file: "pupils/p014.yaml", swallowed: &[], missing_documents: &[] };
    let found = check_pupil(&subject, &Question { as_at: day, school: &school, policies: &policies });
    let ids: BTreeSet<&'static str> = found.iter().map(|finding| finding.rule).collect();
    ids.into_iter().collect()
}

/// The ids of the duties that are overdue in an example.
pub(crate) fn duties_overdue(example: &str) -> Vec<&'static str> {
    let due: BTreeSet<&'static str> =
        duties_unmet(example, as_at()).into_iter().filter(|(_, due)| *due < as_at()).map(|(id, _)| id).collect();
    due.into_iter().collect()
}

/// Each unmet duty of an example as at a day, with the day it is due.
pub(crate) fn duties_unmet(example: &str, on: Day) -> Vec<(&'static str, Day)> {
    let (school, policies) = (school(), policies());
    let record = record(example).as_at(on);
    let question = Question { as_at: on, school: &school, policies: &policies };
    unmet_duties(&record, &question).into_iter().map(|unmet| (unmet.rule.id, unmet.clock.due)).collect()
}

/// The day a duty is due in an example as at a day; `None` where it is met or there is none.
pub(crate) fn due(rule: &str, example: &str, on: &str) -> Option<String> {
    duties_unmet(example, day(on)).into_iter().find(|(id, _)| *id == rule).map(|(_, due)| due.to_string())
}
