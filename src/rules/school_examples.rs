//! Examples of the duties of the school: parts of its three files, applied to a school that owes nothing on 15 January 2026.
//!
//! A part begins with the file's name after `# `. A part of `send.toml` replaces whole tables. A part of `school.yaml`
//! replaces all events of the kinds it has. A part of the policy replaces single lines; a key without a value removes its line.

use std::collections::BTreeSet;

use super::examples::{POLICY, as_at, policies_of};
use super::{Clock, Owner, Question, Rule, Unmet, unmet_duties_of_school};
use crate::model::day::{Day, day};
use crate::policy::Policies;
use crate::records::decode::decode_yaml;
use crate::school::calendar::tests::terms;
use crate::school::{Event, School, SchoolFile, Settings};

const TABLES: &[(&str, &str)] = &[
    ("[school]", "name = \"Elmfield Primary School\"\nurn = \"100000\"\ntime_zone = \"Europe/London\"\n"),
    ("[people.senco]", "name = \"R. Osei\"\nappointed = 2021-09-01\nqualification = \"NPQ\"\nqualified = 2023-07-14\n"),
    ("[[classes]]", "name = \"4B\"\n"),
    ("[published]", "information_report = 2025-09-12\naccessibility_plan = 2024-06-01\n"),
];

const EVENTS: &str = "events:
  - {date: 2025-09-02, kind: policy-communicated}
  - {date: 2025-09-10, kind: sheet-read, class: 4B}
  - {date: 2025-09-24, kind: competencies-assessed}
";

/// The ids of the duties of the school that are overdue in an example on the day of all examples.
pub(crate) fn duties_overdue(example: &str) -> Vec<&'static str> {
    let late: BTreeSet<&'static str> =
        unmet(example, as_at()).iter().filter(|unmet| unmet.clock.due < as_at()).map(|unmet| unmet.rule.id).collect();
    late.into_iter().collect()
}

/// The owners of a duty of the school, from its bad example.
pub(crate) fn owners(rule: &Rule) -> Vec<Owner> {
    let clocks = unmet(rule.bad, as_at()).into_iter().filter(|unmet| unmet.rule.id == rule.id);
    clocks.map(|unmet| unmet.clock.owner).collect()
}

/// The due days of one duty of the school in an example as at a day.
pub(crate) fn due(rule: &str, example: &str, on: &str) -> Vec<String> {
    clocks_of(rule, example, on).into_iter().map(|clock| clock.due.to_string()).collect()
}

/// The classes that owe one duty of the school.
pub(crate) fn classes_owing(rule: &str, example: &str, on: &str) -> Vec<String> {
    clocks_of(rule, example, on).into_iter().filter_map(|clock| clock.class).collect()
}

/// The events that started the clocks of one duty of the school.
pub(crate) fn reasons(rule: &str, example: &str, on: &str) -> Vec<String> {
    clocks_of(rule, example, on).into_iter().map(|clock| clock.because).collect()
}

/// The notes shown with one duty of the school.
pub(crate) fn notes(rule: &str, example: &str, on: &str) -> Vec<String> {
    clocks_of(rule, example, on).into_iter().filter_map(|clock| clock.note).collect()
}

fn clocks_of(rule: &str, example: &str, on: &str) -> Vec<Clock> {
    unmet(example, day(on)).into_iter().filter(|unmet| unmet.rule.id == rule).map(|unmet| unmet.clock).collect()
}

fn unmet(example: &str, on: Day) -> Vec<Unmet> {
    let (school, policies) = (school(example), policies(example));
    unmet_duties_of_school(&Question { as_at: on, today: on, school: &school, policies: &policies })
}

/// The part of an example under a file's name.
fn part(example: &str, file: &str) -> String {
    let lines = example.lines().skip_while(|line| !line.starts_with(&format!("# {file}"))).skip(1);
    lines.take_while(|line| !line.starts_with("# ")).map(|line| format!("{line}\n")).collect()
}

/// The school of an example.
pub(crate) fn school(example: &str) -> School {
    let own = part(example, "send.toml");
    let base = TABLES.iter().filter(|(name, _)| !own.contains(name)).map(|(name, text)| format!("{name}\n{text}"));
    let mut settings: Settings = toml::from_str(&(base.collect::<String>() + &own)).expect("the settings can be read");
    settings.terms = terms();
    let own = events(&part(example, "school.yaml"));
    let kept = events(EVENTS).into_iter().filter(|event| own.iter().all(|other| other.kind != event.kind));
    School::new(settings, kept.chain(own.iter().cloned()).collect())
}

fn events(text: &str) -> Vec<Event> {
    if text.is_empty() {
        return Vec::new();
    }
    decode_yaml::<SchoolFile>(text.as_bytes()).expect("the events can be read").value.events
}

/// The policies of an example: the template's, ratified.
pub(crate) fn policies(example: &str) -> Policies {
    let mut policy = POLICY.replace("ratified = false", "ratified = 2025-07-10");
    for line in part(example, "policy/").lines() {
        let key = line.split(" =").next().unwrap_or_default();
        let old =
            policy.lines().find(|old| old.starts_with(&format!("{key} ="))).expect("a key of the policy").to_owned();
        let new = if line.ends_with('=') { "" } else { line };
        policy = policy.replacen(&format!("\n{old}\n"), &format!("\n{new}\n"), 1);
    }
    policies_of(&[&policy])
}
