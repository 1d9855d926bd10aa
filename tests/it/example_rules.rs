//! Every duty and every check on the example school, through the real program: each reports something at least once, and reports
//! nothing at least once. If the school itself is not late or wrong, a copy is changed, as a mistake or a week of holiday would
//! change it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use Change::{Added, Alone, Changed, Pupil};

use crate::common::folders::{copy, elmfield, repository};
use crate::common::program::{Ran, send_in};

/// A change to a copy of the example school.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// In this file, the first words are replaced with the second.
    Changed(&'static str, &'static str, &'static str),
    /// Another file.
    Added(&'static str, &'static str),
    /// Another pupil, p900, with these lines in the record. Other keys that a record needs are added.
    Pupil(&'static str),
    /// The same, as the only pupil.
    Alone(&'static str),
}

/// A day after the last entry of the example school.
const AFTER: &str = "2026-02-20";
/// The day of its spring census.
const CENSUS: &str = "2026-01-15";

const P020: &str = "pupils/p020.yaml";
const P033: &str = "pupils/p033.yaml";
const SETTINGS: &str = "send.toml";
const EVENTS: &str = "school.yaml";
const POLICY: &str = "policy/2025-09-01.toml";

/// A duty, a day on which it is late, and the changes made before. No change is needed if the school itself has it late.
const DUTIES: &[(&str, &str, &[Change])] = &[
    (
        "concern-answered",
        AFTER,
        &[Pupil("concerns: [{date: 2026-01-12, raised_by: parent, grounds: [gap-widening]}]\n")],
    ),
    ("current-plan", AFTER, &[Pupil("stage: B\nstages: [{date: 2026-01-12, stage: B}]\n")]),
    ("stage-a-review", CENSUS, &[]),
    ("stage-a-meeting", CENSUS, &[]),
    ("cycle-review", CENSUS, &[]),
    ("learning-plan", CENSUS, &[]),
    ("next-plan", CENSUS, &[]),
    (
        "consent-asked",
        AFTER,
        &[Pupil(
            "stage: A\nstages: [{date: 2025-11-17, stage: A}]\ncycles: [{stage: A, review: {date: 2026-01-12, progress: little, decision: escalate}}]\n",
        )],
    ),
    (
        "refusal-followed",
        AFTER,
        &[Pupil(
            "contacts: [{date: 2026-01-12, kind: consent, about: inclusion-referral, with: parent, answer: refused}]\n",
        )],
    ),
    ("decision-acted-on", CENSUS, &[]),
    ("action", CENSUS, &[]),
    ("provision-told", CENSUS, &[]),
    ("termly-review", CENSUS, &[]),
    ("parents-informed", AFTER, &[Pupil("census: K\nregister: [{from: 2026-01-12}]\n")]),
    ("annual-report", "2026-07-23", &[]),
    ("referral-answered", CENSUS, &[]),
    ("agency-chased", CENSUS, &[]),
    (
        "application-sent",
        AFTER,
        &[Pupil("stage: D\nstages: [{date: 2025-06-02, stage: C}, {date: 2026-01-12, stage: D}]\n")],
    ),
    ("receipt-confirmed", AFTER, &[Pupil("applications: [{for: EHCP, sent: 2026-01-12}]\n")]),
    (
        "school-advice",
        AFTER,
        &[Pupil(
            "applications: [{for: EHCP, received: 2025-12-01, steps: [{date: 2026-01-05, step: advice-requested}]}]\n",
        )],
    ),
    (
        "consultation-reply",
        AFTER,
        &[Pupil("applications: [{for: EHCP, received: 2025-09-15, steps: [{date: 2026-02-02, step: consulted}]}]\n")],
    ),
    ("decision-to-assess", AFTER, &[Pupil("applications: [{for: EHCP, received: 2026-01-05}]\n")]),
    ("decision-to-issue", AFTER, &[Pupil("applications: [{for: EHCP, received: 2025-10-20}]\n")]),
    ("final-plan", CENSUS, &[]),
    ("annual-review-decision", "2026-03-10", &[]),
    (
        "amended-plan",
        AFTER,
        &[Pupil(
            "census: E\nehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-10-15, outcome: amend, amendment_notice: 2025-11-10}]}]\n",
        )],
    ),
    ("phase-transfer-plan", "2027-02-18", &[]),
    (
        "transfer-notice",
        AFTER,
        &[Pupil("census: E\nehc_plan: [{final: 2025-04-07, authority: Far Council, transferred: 2026-01-05}]\n")],
    ),
    (
        "annual-review-date",
        AFTER,
        &[Pupil("as_found: {date: 2026-01-26}\ncensus: E\nehc_plan: [{final: 2023-06-05}]\n")],
    ),
    ("plan-date", AFTER, &[Pupil("census: E\nehc_plan: [{in_force_on: 2026-01-26}]\n")]),
    ("annual-review-meeting", CENSUS, &[]),
    (
        "annual-review-invitations",
        AFTER,
        &[Pupil("census: E\nehc_plan: [{final: 2025-04-07, reviews: [{kind: annual, booked: 2026-03-03}]}]\n")],
    ),
    (
        "annual-review-papers",
        AFTER,
        &[Pupil("census: E\nehc_plan: [{final: 2025-04-07, reviews: [{kind: annual, booked: 2026-03-03}]}]\n")],
    ),
    (
        "annual-review-report",
        AFTER,
        &[Pupil("census: E\nehc_plan: [{final: 2025-04-07, reviews: [{kind: annual, meeting: 2026-02-05}]}]\n")],
    ),
    ("phase-transfer-review", "2026-12-05", &[]),
    ("plan-discussed", AFTER, &[Pupil("census: E\nehc_plan: [{final: 2026-02-02}]\n")]),
    ("sspp-renewal", "2026-04-09", &[]),
    ("arrival-information", CENSUS, &[]),
    ("arrival-support", AFTER, &[Pupil("on_roll: [{from: 2026-01-26}]\narrived: {from: Hillside Infants, with: K}\n")]),
    ("records-to-new-school", AFTER, &[]),
    ("transition-planned", "2026-04-24", &[]),
    (
        "disagreement-advice",
        AFTER,
        &[Pupil("disagreements: [{date: 2026-02-11, by: mother, about: the plan, level: formal}]\n")],
    ),
    ("policy-review", "2026-10-06", &[]),
    ("policy-ratification", CENSUS, &[]),
    ("policy-communicated", AFTER, &[Changed(EVENTS, "kind: policy-communicated", "kind: training")]),
    ("information-report", "2026-09-21", &[]),
    ("accessibility-plan", "2027-06-03", &[]),
    (
        "senco-qualification",
        AFTER,
        &[Changed(SETTINGS, "qualification = \"NASENCO\"\nqualified = 2023-07-14", "qualification = \"none\"")],
    ),
    ("competencies-assessed", "2026-10-06", &[]),
    ("sheets-read", "2026-10-06", &[]),
];

/// Checks of a record that then cannot be read at all: they are reported as `unreadable`.
const OF_READING: &[&str] = &["census-2120", "census-2130", "census-2230", "census-2250"];

const RETURN: &str = "census: K\nregister: [{from: 2025-09-15}]\n";

/// A check, the day, and the changes made before.
const CHECKS: &[(&str, &str, &[Change])] = &[
    ("unreadable", AFTER, &[Changed(P020, "stage: B\ncensus", "stagee: B\ncensus")]),
    ("header-stage", AFTER, &[Changed(P020, "stage: B\ncensus", "stage: A\ncensus")]),
    ("header-census", AFTER, &[Changed(P020, "census: K", "census: N")]),
    ("move-not-allowed", AFTER, &[Changed(P020, "answer: given", "answer: refused")]),
    ("id-misnamed", AFTER, &[Changed(P020, "id: p020", "id: p920")]),
    ("id-duplicate", AFTER, &[Added("pupils/oakwood/p020.yaml", "id: p020\ncensus: N\n")]),
    ("upn-wrong", AFTER, &[Changed(P020, "J330999921024", "A330999921024")]),
    ("upn-duplicate", AFTER, &[Pupil("upn: J330999921024\n")]),
    ("upn-temporary", AFTER, &[Pupil("upn: H33099992501A\n")]),
    ("upn-unknown-authority", AFTER, &[Pupil("upn: M999999922002\n")]),
    (
        "need-not-assessed",
        AFTER,
        &[Pupil("census: K\nregister: [{from: 2025-09-15}]\nneeds: [{type: NSA, rank: 1, from: 2025-09-15}]\n")],
    ),
    ("census-1500", AFTER, &[Changed(P020, "upn: J330999921024\n", "")]),
    ("census-2120", AFTER, &[Changed(P020, "census: K", "census: S")]),
    ("census-2125", AFTER, &[Pupil("sen_unit: true\n")]),
    ("census-2130", AFTER, &[Changed(P020, "  - type: MLD\n    rank: 1", "  - rank: 1")]),
    ("census-2140", AFTER, &[Changed(P020, "  - type: MLD\n    rank: 1", "  - type: MLD")]),
    ("census-2160", AFTER, &[Changed(P020, "  - type: MLD\n    rank: 1", "  - type: MLD\n    rank: 2")]),
    ("census-2165", AFTER, &[Changed(P020, "needs:\n", "needs:\n  - {type: SLCN, rank: 1, from: 2025-11-19}\n")]),
    (
        "census-2166",
        AFTER,
        &[Changed(
            P020,
            "needs:\n",
            "needs:\n  - {type: SLCN, rank: 2, from: 2025-11-19}\n  - {type: SEMH, rank: 2, from: 2025-11-19}\n",
        )],
    ),
    ("census-2170", AFTER, &[Pupil(RETURN)]),
    (
        "census-2175",
        AFTER,
        &[Pupil(
            "census: E\nregister: [{from: 2025-10-06}]\nehc_plan: [{final: 2025-12-01}]\nneeds: [{type: NSA, rank: 1, from: 2025-10-06}]\n",
        )],
    ),
    ("census-2230", AFTER, &[Pupil("census: K\nregister: [{from: 2025-09-15}]\nsen_unit: maybe\n")]),
    ("census-2250", AFTER, &[Pupil("census: K\nregister: [{from: 2025-09-15}]\nresourced_provision: maybe\n")]),
    (
        "census-1990",
        AFTER,
        &[Changed(POLICY, "[rules.census-1990]\nseverity = \"off\"", "[rules.census-1990]\nseverity = \"warning\"")],
    ),
    ("census-2020", AFTER, &[Changed(P020, "class: 4B\n", "class: 4B\nyear: 1\n")]),
    ("census-2190", CENSUS, &[Changed(SETTINGS, "on_roll = 208", "on_roll = 9")]),
    ("census-2200", CENSUS, &[Alone("census: N\n")]),
    ("census-2205", CENSUS, &[Changed(SETTINGS, "on_roll = 208", "on_roll = 61")]),
    ("move-order", AFTER, &[Changed(P020, "  - date: 2025-11-05\n    stage: B", "  - date: 2025-11-05\n    stage: A")]),
    ("date-impossible", AFTER, &[Changed(P020, "answered: 2025-11-05", "answered: 2025-11-02")]),
    ("date-in-future", AFTER, &[Changed(P020, "date: 2025-11-17", "date: 2099-11-17")]),
    ("register-spells", AFTER, &[Changed(P020, "register:\n", "register:\n  - {from: 2025-11-10}\n")]),
    ("register-missing", AFTER, &[Pupil("census: E\nehc_plan: [{final: 2025-10-06}]\n")]),
    (
        "ehc-without-final",
        AFTER,
        &[Pupil("applications: [{for: EHCP, received: 2025-03-26, steps: [{date: 2025-08-14, step: final}]}]\n")],
    ),
    ("target-incomplete", AFTER, &[Changed(P020, "          measure: 3 of 5\n", "")]),
    (
        "target-vague",
        AFTER,
        &[Changed(P020, "Write two joined sentences from a picture", "Have regular access to phonics")],
    ),
    (
        "plan-incomplete",
        AFTER,
        &[Pupil(
            "stage: C\nstages: [{date: 2025-06-02, stage: C}]\ncycles: [{stage: C, plan: {date: 2025-12-02, kind: learning-plan}}]\n",
        )],
    ),
    (
        "provision-incomplete",
        AFTER,
        &[Changed(P020, "          per_week: 4\n          from: 2026-01-07", "          from: 2026-01-07")],
    ),
    ("parent-voice-missing", AFTER, &[Changed(P020, "      parent_voice: She wrote her cousin's name.\n", "")]),
    (
        "progress-contradicts-decision",
        AFTER,
        &[Changed(
            "pupils/p005.yaml",
            "progress: better\n      decision: discontinue",
            "progress: none\n      decision: discontinue",
        )],
    ),
    (
        "provision-unregistered",
        AFTER,
        &[Pupil(
            "stage: A\nstages: [{date: 2025-09-08, stage: A}]\ncycles:\n  - stage: A\n    plan:\n      date: 2025-09-10\n      kind: adaptations\n      provisions: [{what: Precision Teaching, kind: intervention, by: TA, minutes: 10, per_week: 5, from: 2025-09-15}]\n",
        )],
    ),
    ("sharing-without-consent", AFTER, &[Pupil("referrals: [{date: 2026-02-09, to: Speech and Language Therapy}]\n")]),
    (
        "weak-ground",
        AFTER,
        &[Pupil(
            "stage: A\nconcerns: [{date: 2026-01-12, raised_by: class-teacher, grounds: [other], summary: Below the class in reading.}]\nstages: [{date: 2026-01-12, stage: A}]\n",
        )],
    ),
    ("class-unknown", AFTER, &[Changed(P020, "class: 4B", "class: 4b")]),
    (
        "waiver-expired",
        AFTER,
        &[
            Changed(P033, "requirement: six-weeks", "requirement: little-progress"),
            Changed(P033, "        met_on: 2026-01-05\n", ""),
        ],
    ),
    ("arrival-unplaced", AFTER, &[Pupil("arrived: {from: Hillside Infants, with: EHCP}\n")]),
    (
        "over-age",
        AFTER,
        &[Changed(P020, "date_of_birth: 20", "taught_with: [{from: 2025-09-01, years_above: 3}]\ndate_of_birth: 20")],
    ),
    ("year-undated", AFTER, &[Changed(P020, "date_of_birth: 20", "year: 2\ndate_of_birth: 20")]),
    (
        "age-implausible",
        AFTER,
        &[Changed(
            P020,
            "date_of_birth: 2017",
            "taught_with: [{from: 2025-09-01, years_below: 5}]\ndate_of_birth: 2012",
        )],
    ),
    (
        "outside-roll",
        AFTER,
        &[Pupil("on_roll: [{from: 2025-09-03}]\nstage: A\nstages: [{date: 2025-06-02, stage: A}]\n")],
    ),
    (
        "waiver-not-entitled",
        AFTER,
        &[Changed(P033, "        by: R. Osei\n        until", "        by: T. Hussain\n        until")],
    ),
    (
        "document-missing",
        AFTER,
        &[Pupil("documents: [{date: 2026-01-12, title: A report, path: documents/p900/report.pdf}]\n")],
    ),
    (
        "contact-details-in-text",
        AFTER,
        &[Changed(P020, "With Ms Bibi interpreting.", "Ring her at work on 0121 496 0123.")],
    ),
    ("comment-in-value", AFTER, &[Changed(P020, "class: 4B\n", "class: 4B\nknown_as: Ash #1\n")]),
    ("quotes-in-value", AFTER, &[Changed(P020, "class: 4B\n", "class: 4B\nknown_as: “Ash”\n")]),
    ("unseen-character", AFTER, &[Changed(P020, "class: 4B\n", "class: 4B\nknown_as: Ash\u{a0}E\n")]),
    ("foreign-file", AFTER, &[Added("pupils/p020-OFFICE-PC.yaml", "id: p020\ncensus: N\n")]),
    ("setting-unused", AFTER, &[Changed(POLICY, "[stages.B]\n", "[stages.B]\nweeks = 6\n")]),
    ("policy-lines-missing", AFTER, &[Changed(POLICY, "\narrival = 14\n", "\n")]),
    ("rule-unknown", AFTER, &[Changed(POLICY, "\"concern-recorded\"", "\"concern-record\"")]),
    (
        "information-report-outdated",
        AFTER,
        &[
            Changed(SETTINGS, "information_report = 2025-09-12", "information_report = 2025-08-12"),
            Changed(
                EVENTS,
                "date: 2025-09-12\n    kind: information-report",
                "date: 2025-08-12\n    kind: information-report",
            ),
        ],
    ),
    ("progress-meeting-missing", "2026-04-09", &[]),
];

/// Keys that every record needs, with the values that are used if a change does not give them.
const NEEDED: &[(&str, &str)] = &[
    ("format", "1"),
    ("id", "p900"),
    ("name", "Zara Invented"),
    ("upn", "J330999921900"),
    ("date_of_birth", "2017-06-08"),
    ("on_roll", "[{from: 2021-09-06}]"),
    ("class", "4B"),
    ("census", "N"),
];

fn whole(record: &str) -> String {
    let has = |key: &str| record.lines().any(|line| line.starts_with(&format!("{key}:")));
    let needed: String =
        NEEDED.iter().filter(|(key, _)| !has(key)).map(|(key, value)| format!("{key}: {value}\n")).collect();
    needed + record
}

fn make(change: Change, school: &Path) {
    let add = |file: &str, text: &str| {
        let path = school.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    match change {
        Changed(file, from, to) => {
            let text = fs::read_to_string(school.join(file)).unwrap();
            assert!(text.contains(from), "`{from}` is not in {file}");
            fs::write(school.join(file), text.replacen(from, to, 1)).unwrap();
        }
        Added(file, text) => add(file, &whole(text)),
        Pupil(facts) => add("pupils/p900.yaml", &whole(facts)),
        Alone(facts) => {
            fs::remove_dir_all(school.join("pupils")).unwrap();
            add("pupils/p900.yaml", &whole(facts));
        }
    }
}

/// The rows that `send check` or `send overdue` lists on a day.
fn rows(verb: &str, school: &Path, day: &str) -> Vec<serde_json::Value> {
    let answer = Ran::of(&mut send_in(school, &[verb, "--format", "json", "--as-at", day])).json();
    answer["rows"].as_array().unwrap().clone()
}

/// The rules that those rows name.
fn named(verb: &str, school: &Path, day: &str) -> BTreeSet<String> {
    rows(verb, school, day).iter().map(|row| row["rule"].as_str().unwrap().to_owned()).collect()
}

/// The cases in which the rule does not report anything about the school, though it should.
fn silent(verb: &str, cases: &[(&str, &str, &[Change])]) -> Vec<String> {
    let speaks = |(rule, day, changes): &(&str, &str, &[Change])| {
        let school = tempfile::tempdir().unwrap();
        copy(&elmfield(), school.path());
        changes.iter().for_each(|change| make(*change, school.path()));
        let named = named(verb, school.path(), day);
        let spoken = if OF_READING.contains(rule) { "unreadable" } else { rule };
        (!named.contains(spoken)).then(|| format!("{rule} on {day}, only {named:?}"))
    };
    cases.iter().filter_map(speaks).collect()
}

#[test]
fn every_duty_is_late_once_on_the_example_school_and_once_is_not() {
    let silent = silent("overdue", DUTIES);
    assert!(silent.is_empty(), "{silent:#?}");
    // On one of these days each duty is met, not yet due, or not owed.
    let days = ["2024-09-11", "2025-09-10", "2025-12-10"];
    let late: Vec<BTreeSet<String>> = days.iter().map(|day| named("overdue", &elmfield(), day)).collect();
    let always: Vec<&str> =
        DUTIES.iter().map(|(rule, ..)| *rule).filter(|rule| late.iter().all(|late| late.contains(*rule))).collect();
    assert!(always.is_empty(), "{always:?}");
}

#[test]
fn every_check_reports_once_on_the_example_school_and_once_does_not() {
    let silent = silent("check", CHECKS);
    assert!(silent.is_empty(), "{silent:#?}");
    assert_eq!(named("check", &elmfield(), CENSUS), BTreeSet::new());
}

#[test]
fn a_problem_between_two_pupils_is_reported_for_each() {
    let school = tempfile::tempdir().unwrap();
    copy(&elmfield(), school.path());
    make(Pupil("upn: J330999921024\n"), school.path());
    let rows = rows("check", school.path(), AFTER);
    let told: Vec<&str> =
        rows.iter().filter(|row| row["rule"] == "upn-duplicate").map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(told, ["p020", "p900"]);
}

/// The rules of a kind, from the table that is generated from the rules.
fn rules(kind: &str) -> BTreeSet<String> {
    let table = fs::read_to_string(repository("docs/rules.md")).unwrap();
    let cells = table.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let rows = cells.filter(|cells| cells.len() > 3 && cells[2].starts_with(kind));
    rows.map(|cells| cells[1].trim_matches('`').to_owned()).collect()
}

#[test]
fn every_duty_and_every_check_has_a_case() {
    let of = |cases: &[(&str, &str, &[Change])]| cases.iter().map(|(rule, ..)| (*rule).to_owned()).collect();
    assert_eq!(rules("duty"), of(DUTIES));
    // Checks that compare with the history, or with the day of a report, have their own tests.
    let own_tests = ["record-missing", "change-half-saved", "records-begin-later"];
    let is_of_history = |rule: &String| rule.starts_with("history-") || own_tests.contains(&rule.as_str());
    let of_records: BTreeSet<String> = rules("check").into_iter().filter(|rule| !is_of_history(rule)).collect();
    assert_eq!(of_records, of(CHECKS));
}
