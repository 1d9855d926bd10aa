//! Any text is tried as the school's policy or settings: either pupils are judged by it, or it is refused and each mistake has
//! its place.

use std::sync::OnceLock;

use crate::model::day::Day;
use crate::model::record::Record;
use crate::policy::settings::values_in_words;
use crate::policy::{Policies, Policy};
use crate::records::decode::decode_yaml;
use crate::records::problem::Problem;
use crate::records::toml_file::{decode_toml, toml_position};
use crate::rules::{Question, Subject, WholeSchool, check_pupil, check_together, unmet_duties, unmet_duties_of_school};
use crate::school::problems::of_settings;
use crate::school::{School, Settings};

/// Invented pupils with many facts.
const RECORDS: &[&str] = &[
    include_str!("../../examples/elmfield/pupils/p014.yaml"),
    include_str!("../../examples/elmfield/pupils/p016.yaml"),
    include_str!("../../records-template/pupils/p001.yaml"),
];
const POLICY: &str = include_str!("../../records-template/policy/2025-09-01.toml");
const SETTINGS: &str = include_str!("../../examples/elmfield/send.toml");

/// Days before the policy, in a term and in the holidays.
const DAYS: &[&str] = &["2024-02-29", "2026-01-15", "2026-08-05"];

/// Reads a text as the school's policy and as its settings, and judges pupils by it.
pub fn policy(input: &[u8]) {
    match decode_toml::<Policy>(input) {
        Ok(policy) => {
            let words = values_in_words(&policy);
            assert!(words.iter().all(|(key, value)| !key.is_empty() && !value.is_empty()), "{words:?}");
            let Ok(settings) = decode_toml::<Settings>(SETTINGS.as_bytes()) else { return };
            judge_all(&School::new(settings, Vec::new()), policy);
        }
        Err(problems) => each_has_its_place(&problems, input),
    }
    match decode_toml::<Settings>(input) {
        Ok(settings) => {
            let problems = of_settings(&settings);
            for problem in &problems {
                assert!(!problem.message.is_empty() && toml_position(input, &problem.field).line > 0);
            }
            let Ok(policy) = decode_toml::<Policy>(POLICY.as_bytes()) else { return };
            if problems.is_empty() {
                judge_all(&School::new(settings, Vec::new()), policy);
            }
        }
        Err(problems) => each_has_its_place(&problems, input),
    }
}

/// Runs every check and every duty, over pupils and over the school.
fn judge_all(school: &School, policy: Policy) {
    let Some(policies) = Policies::new(vec![policy]) else { return };
    for day in DAYS.iter().filter_map(|day| Day::parse(day)) {
        let question = Question { as_at: day, today: day, school, policies: &policies };
        for whole in records() {
            let record = &whole.as_at(day);
            let subject = Subject { record, whole, file: "pupils/p014.yaml", swallowed: &[], missing_documents: &[] };
            let findings = check_pupil(&subject, &question);
            assert!(findings.iter().all(|finding| !finding.message.is_empty() && !finding.help.is_empty()));
            unmet_duties(record, &question);
        }
        check_together(&WholeSchool { pupils: &[], complete: true }, &question, "send.toml");
        unmet_duties_of_school(&question);
        policies.in_force_on(day).health_on(day);
    }
}

fn records() -> &'static [Record] {
    static RECORDS_READ: OnceLock<Vec<Record>> = OnceLock::new();
    RECORDS_READ.get_or_init(|| {
        let read = RECORDS.iter().map(|text| decode_yaml::<Record>(text.as_bytes()));
        read.filter_map(|decoded| decoded.ok().map(|decoded| decoded.value)).collect()
    })
}

/// A text that is refused has a reason, a line that exists, and what to do.
fn each_has_its_place(problems: &[Problem], input: &[u8]) {
    assert!(!problems.is_empty(), "refused without a reason");
    let lines = input.split(|byte| *byte == b'\n').count();
    for problem in problems {
        let is_placed = (1..=lines).contains(&problem.at.line) && problem.at.column > 0;
        assert!(is_placed && !problem.message.is_empty() && !problem.help.is_empty(), "{problem:?}");
    }
}
