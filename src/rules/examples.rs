//! The examples of the rules, run as tests. Each is a record, judged as at 15 January 2026 by the policy of
//! `records-template/`, in a school with Birmingham's terms of 2025/26.
//!
//! The example of a rule over all records holds several records. Each begins with its file name after `# `. A line
//! `# on roll that day: 4` may come before the first. A duty that falls at another time of the year is judged on the
//! day given in a line `# as at 2026-04-20`.
//!
//! The example of a requirement names the move in its first line. For each such line, [`HISTORIES`] has a history that the policy
//! allows up to that move. The example takes from it every key that it does not have itself.

use std::collections::BTreeSet;

use super::moves::requirements_of;
use super::requirements::{Answer, Ask};
use super::{
    Clock, Owner, Question, Rule, RuleKind, Subject, Unmet, WholeSchool, check_pupil, check_together, rule,
    unmet_duties,
};
use crate::finding::Finding;
use crate::model::at_a_day::AsAt;
use crate::model::day::{Day, day};
use crate::model::record::Record;
use crate::policy::clauses::Clauses;
use crate::policy::{MoveName, Policies, Policy};
use crate::records::decode::{Decoded, decode_yaml};
use crate::records::pupils::{PupilFile, is_named_as_a_record};
use crate::records::toml_file::decode_toml;
use crate::school::calendar::tests::terms;
use crate::school::{CensusDay, School, Settings};

/// The day that examples are judged on.
pub(crate) fn as_at() -> Day {
    day("2026-01-15")
}

/// The only document in the folder of the examples.
const PAPER: &str = "documents/p014/salt-2026-01.pdf";

/// The text of the template's policy.
pub(crate) const POLICY: &str = include_str!("../../records-template/policy/2025-09-01.toml");

/// The policy of the template.
pub(crate) fn policies() -> Policies {
    policies_of(&[POLICY])
}

/// The policy of the template with these settings added at the end.
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

/// A record from an example: its own lines, plus every line that all examples share and it does not replace.
pub(crate) fn record(example: &str) -> Record {
    decoded(example).value
}

/// Whether an example can be read at all: its text, and its file name, which is the id unless the example gives another.
pub(crate) fn can_be_read(example: &str) -> bool {
    let name = example.lines().find_map(|line| line.strip_prefix(FILE)).unwrap_or("p014.yaml");
    is_named_as_a_record(name) && PupilFile::from_bytes(&format!("pupils/{name}"), text(example)).is_ok()
}

fn decoded(example: &str) -> Decoded<Record> {
    let text = text(example);
    decode_yaml(text.as_bytes()).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"))
}

/// The text of an example, with the shared lines added.
pub(crate) fn text(example: &str) -> String {
    let shared = "format: 1
id: p014
name: Amira Example
upn: Q330999922002
date_of_birth: 2017-11-03
on_roll: [{from: 2022-09-05}]
class: 4B
census: N
needs: [{type: SLCN, rank: 1, from: 2022-09-05}]
";
    let history =
        example.trim_start().lines().next().and_then(|first| HISTORIES.iter().find(|(line, ..)| *line == first));
    let mut text = String::new();
    for line in shared.lines().chain(history.map_or("", |(.., history)| history).lines()) {
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

/// The first line of a requirement's example, the move it names, and an allowed history up to the move, one key on each line.
pub(crate) const HISTORIES: &[(&str, MoveName, &str)] = &[
    (
        "# Before the move to A:",
        MoveName::A,
        "concerns: [{date: 2026-01-14, raised_by: class-teacher, grounds: [gap-widening]}]\n",
    ),
    (
        "# Before the move to B:",
        MoveName::B,
        "concerns: [{date: 2025-11-17, raised_by: class-teacher, short_term_causes: none found, language: in Urdu too}]
stages: [{date: 2025-11-18, stage: A}]
cycles: [{stage: A, plan: {date: 2025-11-24, kind: adaptations}, review: {date: 2026-01-14, progress: little, decision: escalate}}]
contacts: [{date: 2025-11-24, kind: meeting, about: concern}, {date: 2026-01-14, kind: consent, about: inclusion-referral, answer: given}]
referrals: [{date: 2026-01-14, to: inclusion-team}]
",
    ),
    (
        "# Before the move to C:",
        MoveName::C,
        "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp}, review: {date: 2026-01-14, progress: little, decision: escalate}}]
contacts: [{date: 2026-01-14, kind: notice, about: register}]
referrals: [{date: 2025-11-04, to: inclusion-team, answered: 2025-11-05}]
",
    ),
    (
        "# Before the move to D:",
        MoveName::D,
        "stages: [{date: 2025-04-28, stage: A}, {date: 2025-09-15, stage: B}, {date: 2025-12-01, stage: C}]
register: [{from: 2025-12-01}]
cycles: [{stage: C, plan: {date: 2025-12-03, kind: learning-plan}, review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: I try hard, parent_voice: We worry}}]
contacts: [{date: 2025-11-28, kind: notice, about: register}, {date: 2026-01-12, kind: consent, about: information-sharing, answer: given}]
referrals: [{date: 2025-12-04, to: Speech and Language Therapy, answered: 2026-01-12}]
applications: [{for: SSPP}]
",
    ),
    (
        "# Before it is closed:",
        MoveName::Closed,
        "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp}, review: {date: 2026-01-12, progress: better, decision: discontinue}}]
contacts: [{date: 2026-01-13, kind: notice, about: provision}]
",
    ),
    (
        "# Before the pupil goes on the register:",
        MoveName::Register,
        "contacts: [{date: 2026-01-14, kind: notice, about: register}]\n",
    ),
    (
        "# Before the pupil comes off the register:",
        MoveName::Remove,
        "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
register: [{from: 2025-11-05}]
cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp}, review: {date: 2026-01-12, progress: better, decision: discontinue}}]
contacts: [{date: 2026-01-13, kind: notice, about: register}]
",
    ),
];

/// For each move and each of its requirements, the line that replaces the one in the allowed history, so that only this
/// requirement is missing.
pub(crate) const WITHOUT: &[(&str, &str, &str)] = &[
        ("A", "concern-recorded", "# No line `concerns`."),
        ("B", "parent-meeting", "contacts: [{date: 2026-01-14, kind: consent, about: inclusion-referral, answer: given}]"),
        (
            "B",
            "adaptations-planned",
            "cycles: [{stage: A, review: {date: 2026-01-14, progress: little, decision: escalate}}]",
        ),
        ("B", "six-weeks", "stages: [{date: 2025-11-21, stage: A}]"),
        (
            "B",
            "little-progress",
            "cycles: [{stage: A, plan: {date: 2025-11-24, kind: adaptations}}]",
        ),
        ("B", "causes-considered", "concerns: [{date: 2025-11-17, raised_by: class-teacher, language: in Urdu too}]"),
        (
            "B",
            "language-considered",
            "characteristics: [eal]\nconcerns: [{date: 2025-11-17, raised_by: class-teacher, short_term_causes: none found}]",
        ),
        ("B", "inclusion-referral", "# No line `referrals`."),
        ("B", "parental-consent", "contacts: [{date: 2025-11-24, kind: meeting, about: concern}]"),
        ("C", "stages-in-order", "stages: [{date: 2025-09-15, stage: A}]"),
        (
            "C",
            "senco-recommendations",
            "# No line `referrals`.\ncycles: [{stage: B, review: {date: 2026-01-14, progress: little, decision: escalate}}]",
        ),
        // At stage B, its one review would also record the progress; a pupil who arrived with SEN may skip B.
        (
            "C",
            "strategies-reviewed",
            "arrived: {from: Hillside Infants, with: K}\nstages: [{date: 2025-09-15, stage: A}]\ncycles: [{stage: A, review: {date: 2026-01-13, progress: little, decision: escalate}}]",
        ),
        (
            "C",
            "little-progress",
            "cycles: [{stage: B, review: {date: 2026-01-14, progress: expected, decision: continue}}]",
        ),
        ("C", "parents-notified", "# No line `contacts`."),
        ("D", "stages-in-order", "stages: [{date: 2025-04-28, stage: A}, {date: 2025-12-01, stage: B}]"),
        (
            "D",
            "plan-reviewed",
            "cycles: [{stage: C, plan: {date: 2025-12-03, kind: itp}, review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: I try, parent_voice: We worry}}]",
        ),
        (
            "D",
            "little-progress",
            "cycles: [{stage: C, plan: {date: 2025-12-03, kind: learning-plan}, review: {date: 2026-01-14, progress: better, decision: continue}}]
contacts: [{date: 2026-01-12, kind: consent, about: information-sharing, answer: given}, {date: 2026-01-13, kind: meeting, about: application, with: parent}, {date: 2026-01-13, kind: meeting, about: application, with: pupil}]",
        ),
        ("D", "agency-consulted", "# No line `referrals`."),
        (
            "D",
            "parents-consulted",
            "cycles: [{stage: C, plan: {date: 2025-12-03, kind: learning-plan}, review: {date: 2026-01-14, progress: little, decision: escalate, pupil_voice: I try}}]",
        ),
        (
            "D",
            "pupil-consulted",
            "cycles: [{stage: C, plan: {date: 2025-12-03, kind: learning-plan}, review: {date: 2026-01-14, progress: little, decision: escalate, parent_voice: We worry}}]",
        ),
        ("D", "sharing-consent", "contacts: [{date: 2025-11-28, kind: notice, about: register}]"),
        (
            "closed",
            "discontinue-decided",
            "cycles: [{stage: B, review: {date: 2026-01-12, progress: expected, decision: continue}}]",
        ),
        ("closed", "parents-told", "# No line `contacts`."),
        ("closed", "plan-not-in-force", "ehc_plan: [{final: 2026-01-15}]"),
        ("closed", "award-not-in-force", "sspp: [{from: 2025-02-01, to: 2026-01-15}]"),
        ("register", "parents-notified", "# No line `contacts`."),
        (
            "remove",
            "discontinue-decided",
            "cycles: [{stage: B, review: {date: 2026-01-12, progress: expected, decision: continue}}]",
        ),
        ("remove", "parents-told", "# No line `contacts`."),
        ("remove", "plan-not-in-force", "ehc_plan: [{final: 2026-01-15}]"),
        ("remove", "award-not-in-force", "sspp: [{from: 2025-02-01, to: 2026-01-15}]"),
    ];

fn move_of(example: &str) -> Option<MoveName> {
    let first = example.trim_start().lines().next()?;
    HISTORIES.iter().find(|(line, ..)| *line == first).map(|(_, to, _)| *to)
}

/// The ids of the requirements that an example leaves unmet. Its first line names the move.
pub(crate) fn requirements_unmet(example: &str) -> Vec<&'static str> {
    let to = move_of(example).expect("the first line of a requirement's example must name its move");
    unmet_by(example.trim_start(), to)
}

/// The ids of the requirements that a record leaves unmet for a move on the day of the examples.
pub(crate) fn unmet_by(example: &str, to: MoveName) -> Vec<&'static str> {
    let (school, policies) = (school(), policies());
    let question = Question { as_at: as_at(), today: as_at(), school: &school, policies: &policies };
    let asked = requirements_of(&record(example).as_at(as_at()), to, &question);
    asked.requirements.iter().filter(|one| !one.answer.met).map(|one| one.rule.id).collect()
}

/// The answer of one requirement to a move on a day, even if the policy does not ask it there.
pub(crate) fn asked(requirement: &str, to: &str, example: &str, on: &str) -> Answer {
    let (school, policies, to) = (school(), policies(), move_named(to));
    let ask = Ask { to, question: Question { as_at: day(on), today: day(on), school: &school, policies: &policies } };
    match rule(requirement).map(|rule| rule.kind) {
        Some(RuleKind::Requirement(answer)) => answer(&record(example).as_at(day(on)), &ask),
        _ => panic!("{requirement} is not a requirement"),
    }
}

/// The move of this name.
pub(crate) fn move_named(name: &str) -> MoveName {
    MoveName::ALL.into_iter().find(|to| to.as_str() == name).expect("the name of a move")
}

/// A subject: a record as at a day, and the whole record.
pub(crate) fn subject<'a>(record: &'a AsAt, whole: &'a Record) -> Subject<'a> {
    Subject { record, whole, file: "pupils/p014.yaml", swallowed: &[], missing_documents: &[] }
}

/// The ids of the checks that find something in an example.
pub(crate) fn rules_found(example: &str) -> Vec<&'static str> {
    ids(&found_on(example, as_at()))
}

/// The messages of one check about an example as at a day, one for each finding.
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

/// Whether an example holds records, each after its file name.
pub(crate) fn is_of_records(example: &str) -> bool {
    example.lines().any(|line| line.starts_with(FILE))
}

/// The ids of the checks that find something in the records of an example, in a single record or in all together.
pub(crate) fn rules_found_together(example: &str) -> Vec<&'static str> {
    ids(&found_together(example))
}

/// The file and the message of each finding of one check over all records of an example.
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
        let (file, example) = part.split_once('\n').expect("a file name, then a record");
        let (whole, file) = (record(example), format!("pupils/{file}"));
        let cut = whole.as_at(as_at());
        let subject = Subject { file: &file, ..subject(&cut, &whole) };
        found.extend(check_pupil(&subject, &question));
        keys.push(subject.key());
    }
    found.extend(check_together(&WholeSchool { pupils: &keys, complete: true }, &question, "send.toml"));
    found
}

/// The same as at another day.
pub(crate) fn rules_found_on(example: &str, day: Day) -> Vec<&'static str> {
    ids(&found_on(example, day))
}

/// The findings of one check in an example: each key with its message.
pub(crate) fn found(rule: &str, example: &str) -> Vec<String> {
    found_by(rule, found_on(example, as_at()))
}

/// The keys of the findings of one check in an example.
pub(crate) fn keys_found(rule: &str, example: &str) -> Vec<String> {
    let findings = found_on(example, as_at());
    findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.field.to_string()).collect()
}

/// Every finding of the checks about an example as at a day, with that day as today.
pub(crate) fn found_on(example: &str, day: Day) -> Vec<Finding> {
    judged(example, day, day, &school(), &policies())
}

/// The same, with everything else an example is judged by.
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

/// The template's list of clauses.
pub(crate) fn clauses() -> Clauses {
    let text = include_str!("../../records-template/policy/2025-09-01.clauses.toml");
    let written = decode_toml(text.as_bytes()).expect("the template's list of clauses can be read");
    Clauses::new("policy/2025-09-01.clauses.toml", written).expect("each clause is carried by one thing")
}

/// The findings of one check in policies: each key with its message.
pub(crate) fn found_in_policies(rule: &str, texts: &[&str]) -> Vec<String> {
    let (school, policies) = (school(), policies_of(texts));
    let question = Question { as_at: as_at(), today: as_at(), school: &school, policies: &policies };
    found_by(rule, check_together(&WholeSchool { pupils: &[], complete: true }, &question, "send.toml"))
}

/// The findings of one check over a school without records, as at a day: each key with its message.
pub(crate) fn found_in_school(rule: &str, on: &str, change: impl Fn(&mut School)) -> Vec<String> {
    let (mut school, policies) = (school(), policies());
    change(&mut school);
    let question = Question { as_at: day(on), today: day(on), school: &school, policies: &policies };
    found_by(rule, check_together(&WholeSchool { pupils: &[], complete: true }, &question, "send.toml"))
}

fn found_by(rule: &str, findings: Vec<Finding>) -> Vec<String> {
    let of_rule = findings.into_iter().filter(|finding| finding.rule == rule);
    of_rule.map(|finding| format!("{}: {}", finding.field, finding.message)).collect()
}

/// The day that an example names; without one, the day of all examples.
fn day_of(example: &str) -> Day {
    example.lines().find_map(|line| line.strip_prefix(AS_AT)).map_or_else(as_at, day)
}

/// What the example of a duty has besides its own lines if it says nothing about stages and cycles: the parents came to a review,
/// and a plan runs. A pupil with support would otherwise owe both.
const REVIEWED_AND_PLANNED: &str = "cycles: [{stage: C, review: {date: 2025-11-20, present: [senco, parent]}}, \
     {stage: C, plan: {date: 2025-12-15, kind: learning-plan, review_by: 2026-03-27}}]\n";

/// The example of a duty, with the cycles that it needs so that no other duty is late.
fn example_of_duty(example: &str) -> String {
    let has_own = example.lines().any(|line| line.starts_with("cycles:") || line.starts_with("stages:"));
    format!("{example}{}", if has_own { "" } else { REVIEWED_AND_PLANNED })
}

/// The owner of a duty, from its bad example.
pub(crate) fn owners(rule: &Rule) -> Vec<Owner> {
    let clocks = unmet(rule.bad, day_of(rule.bad)).into_iter().filter(|unmet| unmet.rule.id == rule.id);
    clocks.map(|unmet| unmet.clock.owner).collect()
}

/// The ids of the duties that are overdue in an example on its day (see [`day_of`]).
pub(crate) fn duties_overdue(example: &str) -> Vec<&'static str> {
    let on = day_of(example);
    let due: BTreeSet<&'static str> = duties_unmet(&example_of_duty(example), on)
        .into_iter()
        .filter(|(_, due)| *due < on)
        .map(|(id, _)| id)
        .collect();
    due.into_iter().collect()
}

/// Each unmet duty of an example as at a day, with the day it is due.
pub(crate) fn duties_unmet(example: &str, on: Day) -> Vec<(&'static str, Day)> {
    unmet(example, on).into_iter().map(|unmet| (unmet.rule.id, unmet.clock.due)).collect()
}

fn unmet(example: &str, on: Day) -> Vec<Unmet> {
    let (school, policies) = (school(), policies());
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    unmet_duties(&record(example).as_at(on), &question)
}

/// The clocks of one duty that run in an example as at a day.
pub(crate) fn clocks_of(rule: &str, example: &str, on: &str) -> Vec<Clock> {
    unmet(example, day(on)).into_iter().filter(|unmet| unmet.rule.id == rule).map(|unmet| unmet.clock).collect()
}

/// The notes shown with the clocks of one duty.
pub(crate) fn notes(rule: &str, example: &str, on: &str) -> Vec<String> {
    clocks_of(rule, example, on).into_iter().filter_map(|clock| clock.note).collect()
}

/// The reasons of the clocks of a duty in an example as at a day.
pub(crate) fn reasons(rule: &str, example: &str, on: &str) -> Vec<String> {
    clocks_of(rule, example, on).into_iter().map(|clock| clock.because).collect()
}

/// The day a duty is due in an example as at a day; `None` if it is met or does not apply.
pub(crate) fn due(rule: &str, example: &str, on: &str) -> Option<String> {
    duties_unmet(example, day(on)).into_iter().find(|(id, _)| *id == rule).map(|(_, due)| due.to_string())
}
