//! Each duty of the school on the day before, the day and the day after; in a school without a urn; and switched off.

use super::school_examples::{policies, school};
use super::{Question, RULES, RuleKind, unmet_duties_of_school};
use crate::model::day::{Day, day};
use crate::reports::overdue::OverdueRow;
use crate::school::School;

/// A duty, an example that owes it, and the day it is due.
const CASES: &[(&str, &str, &str)] = &[
    ("policy-review", "", "2026-09-30"),
    ("policy-ratification", "# policy/2025-09-01.toml\nratified = false", "2025-12-19"),
    ("policy-communicated", "# school.yaml\nevents: [{date: 2024-09-02, kind: policy-communicated}]", "2025-09-01"),
    ("information-report", "", "2026-09-12"),
    ("accessibility-plan", "", "2027-06-01"),
    (
        "senco-qualification",
        "# send.toml\n[people.senco]\nname = \"R. Osei\"\nappointed = 2023-03-01\nqualification = \"none\"",
        "2026-03-01",
    ),
    ("competencies-assessed", "", "2026-09-24"),
    ("sheets-read", "# school.yaml\nevents: [{date: 2024-09-10, kind: sheet-read, class: 4B}]", "2025-09-30"),
];

fn listed(duty: &str, school: &School, example: &str, on: Day, within: Option<u32>) -> Vec<i64> {
    let policies = policies(example);
    let question = Question { as_at: on, today: on, school, policies: &policies };
    let rows = OverdueRow::of_school(&question, within);
    assert!(rows.iter().all(|row| row.id.is_none() && row.name.is_none()));
    rows.into_iter().filter(|row| row.rule == duty).map(|row| row.days_since_due).collect()
}

#[test]
fn a_duty_of_the_school_is_overdue_from_the_day_after_it_is_due() {
    for (duty, example, due) in CASES {
        let (school, due) = (school(example), day(due));
        assert_eq!(listed(duty, &school, example, due.minus_days(1), None), [0; 0], "{duty}: the day before");
        assert_eq!(listed(duty, &school, example, due, None), [0; 0], "{duty}: the day");
        assert_eq!(listed(duty, &school, example, due.plus_days(1), None), [1], "{duty}: the day after");
        assert_eq!(listed(duty, &school, example, due, Some(0)), [0], "{duty}: the day, within 0 days");
        assert_eq!(listed(duty, &school, example, due.minus_days(14), Some(14)), [-14], "{duty}: within 14 days");
    }
}

#[test]
fn every_duty_of_the_school_is_tried() {
    for rule in RULES.iter().filter(|rule| matches!(rule.kind, RuleKind::DutyOfSchool(..))) {
        assert!(CASES.iter().any(|(duty, ..)| *duty == rule.id), "{} is not tried", rule.id);
    }
}

#[test]
fn without_a_urn_a_school_owes_nothing() {
    for (duty, example, due) in CASES {
        let mut school = school(example);
        school.settings.school.urn = None;
        assert_eq!(listed(duty, &school, example, day(due).plus_days(1), None), [0; 0], "{duty}");
    }
}

#[test]
fn the_policy_can_switch_off_a_duty_that_no_law_asks_for() {
    let off = |id: &str| format!("[rules.{id}]\nseverity = \"off\"\nreason = \"Agreed.\"\n");
    let settings: String = CASES.iter().map(|(duty, ..)| off(duty)).collect();
    let policies = super::examples::policies_with(&settings);
    let (school, on) = (school(""), day("2029-01-15"));
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    let left: Vec<&str> = unmet_duties_of_school(&question).iter().map(|unmet| unmet.rule.id).collect();
    assert_eq!(left, ["information-report", "accessibility-plan"]);
}
