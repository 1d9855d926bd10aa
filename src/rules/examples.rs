//! The examples of the rules, run as tests: each is a record, judged as at 15 January 2026 by the policy of
//! `records-template/` in a school with Birmingham's terms of 2025/26.
//!
//! The example of a rule over all records holds several. Each begins with its file, behind `# `; a line
//! `# on roll that day: 4` may stand before the first. A duty of another time of the year is judged on the day of a line
//! `# as at 2026-04-20`.

use std::collections::BTreeSet;

use super::{Question, Subject, Whole, check_pupil, check_together, unmet_duties};
use crate::finding::Finding;
use crate::model::day::{Day, day};
use crate::model::record::Record;
use crate::policy::{Policies, Policy};
use crate::records::decode::{Decoded, decode};
use crate::records::pupils::is_named_as_a_record;
use crate::school::calendar::tests::terms;
use crate::school::{CensusDay, School, Settings};

/// The day on which examples are judged.
pub(crate) fn as_at() -> Day {
    day("2026-01-15")
}

/// The one paper that lies in the folder of the examples.
const PAPER: &str = "documents/p014/salt-2026-01.pdf";

/// The text of the template's policy.
pub(crate) const POLICY: &str = include_str!("../../records-template/policy/2025-09-01.toml");

/// The policy of the template.
pub(crate) fn policies() -> Policies {
    policies_of(&[POLICY])
}

/// The policy of the template with more settings behind it.
pub(crate) fn policies_with(settings: &str) -> Policies {
    policies_of(&[&format!("{POLICY}\n{settings}")])
}

/// The policies of these texts.
pub(crate) fn policies_of(texts: &[&str]) -> Policies {
    let policy = |text: &&str| {
        let policy: Policy = toml::from_str(text).expect("an example of a policy can be read");
        Policy { file: format!("policy/{}.toml", policy.in_force), ..policy }
    };
    Policies::new(texts.iter().map(policy).collect()).expect("at least one policy")
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
    decoded(example).value
}

/// Whether an example can be read at all: its text, and the name of its file where that is given.
pub(crate) fn can_be_read(example: &str) -> bool {
    let name = example.lines().find_map(|line| line.strip_prefix(FILE));
    name.is_none_or(is_named_as_a_record) && decode::<Record>(text(example).as_bytes()).is_ok()
}

fn decoded(example: &str) -> Decoded<Record> {
    let text = text(example);
    decode(text.as_bytes()).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"))
}

fn text(example: &str) -> String {
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
        "needs: [{type: SLCN, rank: 1, from: 2022-09-05}]",
    ] {
        let key = line.split(':').next().unwrap_or_default();
        let own = |line: &str| line.starts_with(&format!("{key}:")) || line == format!("# No line `{key}`.");
        if !example.lines().any(own) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str(example.trim_start_matches('\n'));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// A subject: a record as at a day, and whole.
pub(crate) fn subject<'a>(record: &'a Record, whole: &'a Record) -> Subject<'a> {
    Subject { record, whole, file: "pupils/p014.yaml", swallowed: &[], missing_documents: &[] }
}

/// The ids of the checks that find something in an example.
pub(crate) fn rules_found(example: &str) -> Vec<&'static str> {
    ids(&found_on(example, as_at()))
}

/// What one check says of an example as at a day: a message for each finding.
pub(crate) fn messages(rule: &str, example: &str, on: &str) -> Vec<String> {
    let found = found_on(example, day(on));
    found.into_iter().filter(|finding| finding.rule == rule).map(|finding| finding.message).collect()
}

fn ids(found: &[Finding]) -> Vec<&'static str> {
    let ids: BTreeSet<&'static str> = found.iter().map(|finding| finding.rule).collect();
    ids.into_iter().collect()
}

const ON_ROLL: &str = "# on roll that day: ";
const AS_AT: &str = "# as at ";
const FILE: &str = "# pupils/";

/// Whether an example holds records under the names of their files.
pub(crate) fn is_of_records(example: &str) -> bool {
    example.lines().any(|line| line.starts_with(FILE))
}

/// The ids of the checks that find something in the records of an example: in each of them, or in all together.
pub(crate) fn rules_found_together(example: &str) -> Vec<&'static str> {
    ids(&found_together(example))
}

/// What one check over all records says of an example: the file and the message of each finding.
pub(crate) fn messages_together(rule: &str, example: &str) -> Vec<String> {
    let found = found_together(example).into_iter().filter(|finding| finding.rule == rule);
    found.map(|finding| format!("{}: {}", finding.file, finding.message)).collect()
}

fn found_together(example: &str) -> Vec<Finding> {
    let (mut school, policies) = (school(), policies());
    let on_roll = example.lines().find_map(|line| line.strip_prefix(ON_ROLL)?.parse().ok());
    school.settings.census = vec![CensusDay { day: as_at(), on_roll }];
    let question = Question { as_at: as_at(), today: as_at(), school: &school, policies: &policies };
    let (mut keys, mut found) = (Vec::new(), Vec::new());
    for part in format!("\n{}", example.trim()).split(&format!("\n{FILE}")).skip(1) {
        let (file, example) = part.split_once('\n').expect("the name of a file, and then a record");
        let (whole, file) = (record(example), format!("pupils/{file}"));
        let cut = whole.as_at(as_at());
        let subject = Subject { file: &file, ..subject(&cut, &whole) };
        found.extend(check_pupil(&subject, &question));
        keys.push(subject.key(as_at()));
    }
    found.extend(check_together(&Whole { pupils: &keys, complete: true }, &question, "send.toml"));
    found
}

/// The same, as at another day.
pub(crate) fn rules_found_on(example: &str, day: Day) -> Vec<&'static str> {
    ids(&found_on(example, day))
}

/// What one check finds in an example: each key with its message.
pub(crate) fn found(rule: &str, example: &str) -> Vec<String> {
    found_by(rule, found_on(example, as_at()))
}

/// The keys at which one check finds something in an example.
pub(crate) fn keys_found(rule: &str, example: &str) -> Vec<String> {
    let findings = found_on(example, as_at());
    findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.field.to_string()).collect()
}

/// Every finding of the checks about an example as at a day, which is today as well.
pub(crate) fn found_on(example: &str, day: Day) -> Vec<Finding> {
    judged(example, day, day, &school(), &policies())
}

/// The same, with everything that an example is judged by.
pub(crate) fn judged(example: &str, as_at: Day, today: Day, school: &School, policies: &Policies) -> Vec<Finding> {
    let Decoded { value: whole, swallowed } = decoded(example);
    let record = whole.as_at(as_at);
    let lost = |path: &crate::model::text::Text| path.as_str() != PAPER;
    let missing_documents: Vec<usize> =
        (0..whole.documents.len()).filter(|index| whole.documents[*index].path.as_ref().is_some_and(lost)).collect();
    let subject = Subject {
        record: &record,
        whole: &whole,
        file: "pupils/p014.yaml",
        swallowed: &swallowed,
        missing_documents: &missing_documents,
    };
    check_pupil(&subject, &Question { as_at, today, school, policies })
}

/// What one check finds in policies: each key with its message.
pub(crate) fn found_in_policies(rule: &str, texts: &[&str]) -> Vec<String> {
    let (school, policies) = (school(), policies_of(texts));
    let question = Question { as_at: as_at(), today: as_at(), school: &school, policies: &policies };
    found_by(rule, check_together(&Whole { pupils: &[], complete: true }, &question, "send.toml"))
}

fn found_by(rule: &str, findings: Vec<Finding>) -> Vec<String> {
    let of_rule = findings.into_iter().filter(|finding| finding.rule == rule);
    of_rule.map(|finding| format!("{}: {}", finding.field, finding.message)).collect()
}

/// The ids of the duties that are overdue in an example, on the day it names or else on that of all examples.
pub(crate) fn duties_overdue(example: &str) -> Vec<&'static str> {
    let on = example.lines().find_map(|line| line.strip_prefix(AS_AT)).map_or_else(as_at, day);
    let due: BTreeSet<&'static str> =
        duties_unmet(example, on).into_iter().filter(|(_, due)| *due < on).map(|(id, _)| id).collect();
    due.into_iter().collect()
}

/// Each unmet duty of an example as at a day, with the day it is due.
pub(crate) fn duties_unmet(example: &str, on: Day) -> Vec<(&'static str, Day)> {
    let (school, policies) = (school(), policies());
    let record = record(example).as_at(on);
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    unmet_duties(&record, &question).into_iter().map(|unmet| (unmet.rule.id, unmet.clock.due)).collect()
}

/// The day a duty is due in an example as at a day; `None` where it is met or there is none.
pub(crate) fn due(rule: &str, example: &str, on: &str) -> Option<String> {
    duties_unmet(example, day(on)).into_iter().find(|(id, _)| *id == rule).map(|(_, due)| due.to_string())
}
