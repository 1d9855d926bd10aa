//! The changes that another policy would make: findings and duties that appear or disappear, change severity, or are due on another
//! day.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Cell, Column, ReportRow, column};
use crate::finding::{Finding, Severity};
use crate::model::day::Day;
use crate::policy::Policy;
use crate::policy::settings::values_in_words;
use crate::rules::Unmet;
use crate::words;

/// How something changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FindingChange {
    /// It exists only with the other policy.
    Appears,
    /// It exists only with the policy in force.
    Goes,
    /// A duty is due on a later day.
    DueLater,
    /// A duty is due on an earlier day.
    DueSooner,
    /// A warning becomes an error.
    WeighsMore,
    /// An error becomes a warning.
    WeighsLess,
}

impl FindingChange {
    /// How the date of a duty changes. At least one of the policies gives it a date.
    fn of_days(now: Option<Day>, then: Option<Day>) -> Self {
        match (now, then) {
            (None, _) => Self::Appears,
            (_, None) => Self::Goes,
            (Some(now), Some(then)) if then > now => Self::DueLater,
            (Some(_), Some(_)) => Self::DueSooner,
        }
    }

    /// The word for programs.
    const fn word(self) -> &'static str {
        match self {
            Self::Appears => "appears",
            Self::Goes => "goes",
            Self::DueLater => "due-later",
            Self::DueSooner => "due-sooner",
            Self::WeighsMore => "weighs-more",
            Self::WeighsLess => "weighs-less",
        }
    }

    /// The same change, for people.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Appears => "appears",
            Self::Goes => "disappears",
            Self::DueLater => "is due later",
            Self::DueSooner => "is due sooner",
            Self::WeighsMore => "becomes an error",
            Self::WeighsLess => "becomes a warning",
        }
    }
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrialRow {
    /// The pupil's id; `None` if it is about the school.
    pub(crate) id: Option<String>,
    /// The rule.
    pub(crate) rule: &'static str,
    /// How it changes.
    pub(crate) change: FindingChange,
    /// The day a duty is due with the policy in force.
    pub(crate) due_now: Option<Day>,
    /// The day it would be due with the other policy.
    pub(crate) due_then: Option<Day>,
    /// The message of a finding.
    pub(crate) message: Option<String>,
}

impl TrialRow {
    /// The changes among findings.
    pub(crate) fn of_findings(now: Vec<Finding>, mut then: Vec<Finding>) -> Vec<Self> {
        let mut rows = Vec::new();
        for finding in now {
            let same = then.iter().position(|other| is_same_finding(other, &finding));
            match same.map(|index| then.remove(index).severity) {
                None => rows.push(Self::of_finding(finding, FindingChange::Goes)),
                Some(severity) if severity == finding.severity => {}
                Some(Severity::Error) => rows.push(Self::of_finding(finding, FindingChange::WeighsMore)),
                Some(Severity::Warning) => rows.push(Self::of_finding(finding, FindingChange::WeighsLess)),
            }
        }
        rows.extend(then.into_iter().map(|finding| Self::of_finding(finding, FindingChange::Appears)));
        rows
    }

    fn of_finding(finding: Finding, change: FindingChange) -> Self {
        let (id, message) = (finding.pupil, Some(finding.message));
        Self { id, rule: finding.rule, change, due_now: None, due_then: None, message }
    }

    /// The changes among the unmet duties of one pupil, or of the school if `id` is `None`, whether they are due or not.
    pub(crate) fn of_duties(id: Option<&str>, now: &[Unmet], then: &[Unmet]) -> Vec<Self> {
        let rules: BTreeSet<&'static str> = now.iter().chain(then).map(|unmet| unmet.rule.id).collect();
        rules.into_iter().flat_map(|rule| Self::of_duty(id, rule, due_days(rule, now), due_days(rule, then))).collect()
    }

    /// Removes the dates that are the same in both, then pairs the remaining dates in order.
    fn of_duty(id: Option<&str>, rule: &'static str, now: Vec<Day>, mut then: Vec<Day>) -> Vec<Self> {
        let mut changed = now;
        changed.retain(|day| match then.iter().position(|other| other == day) {
            Some(index) => {
                then.remove(index);
                false
            }
            None => true,
        });
        let pairs = changed.len().max(then.len());
        let mut rows = Vec::new();
        for index in 0..pairs {
            let (due_now, due_then) = (changed.get(index).copied(), then.get(index).copied());
            let change = FindingChange::of_days(due_now, due_then);
            rows.push(Self { id: id.map(str::to_owned), rule, change, due_now, due_then, message: None });
        }
        rows
    }

    /// The order of the list: first the school, then by pupil and rule.
    pub(crate) fn trial_order(&self) -> impl Ord + '_ {
        (&self.id, self.rule, self.change, self.due_now, self.due_then, &self.message)
    }
}

/// Whether two findings say the same about the same place, whatever their severity.
fn is_same_finding(one: &Finding, other: &Finding) -> bool {
    (one.rule, &one.file, &one.field, &one.message) == (other.rule, &other.file, &other.field, &other.message)
}

fn due_days(rule: &str, unmet: &[Unmet]) -> Vec<Day> {
    let mut days: Vec<Day> = unmet.iter().filter(|unmet| unmet.rule.id == rule).map(|unmet| unmet.clock.due).collect();
    days.sort_unstable();
    days
}

/// The settings that differ, one sentence each, followed by the number of pupils for each change of a rule.
pub(crate) fn trial_notes(now: &Policy, then: &Policy, rows: &[TrialRow]) -> Vec<String> {
    policy_differences(now, then).into_iter().chain(counts_by_rule(rows)).collect()
}

fn policy_differences(now: &Policy, then: &Policy) -> Vec<String> {
    let (before, after): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (values_in_words(now).into_iter().collect(), values_in_words(then).into_iter().collect());
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    keys.into_iter().filter_map(|key| setting_difference(key, before.get(key), after.get(key))).collect()
}

/// How a setting differs, in words; `None` if it has the same value.
fn setting_difference(key: &str, now: Option<&String>, then: Option<&String>) -> Option<String> {
    match (now, then) {
        (now, then) if now == then => None,
        (Some(now), Some(then)) => Some(format!("{key}: {then} instead of {now}")),
        (None, Some(then)) => Some(format!("{key}: {then}, not set now")),
        (now, None) => now.map(|now| format!("{key}: no longer set; now {now}")),
    }
}

fn counts_by_rule(rows: &[TrialRow]) -> Vec<String> {
    let mut concerned: BTreeMap<(&str, FindingChange), BTreeSet<&Option<String>>> = BTreeMap::new();
    for row in rows {
        concerned.entry((row.rule, row.change)).or_default().insert(&row.id);
    }
    let mut counts = Vec::new();
    for ((rule, change), ids) in concerned {
        let pupils = ids.iter().filter(|id| id.is_some()).count();
        let who = if pupils == 0 { "the school".to_owned() } else { words::count(pupils, "pupil") };
        counts.push(format!("{rule} {} for {who}", change.as_str()));
    }
    counts
}

/// The last line, with the counts.
pub(crate) fn last_line(rows: &[TrialRow], from: Day, as_at: Day) -> String {
    let pupils: BTreeSet<&String> = rows.iter().filter_map(|row| row.id.as_ref()).collect();
    let who = if pupils.is_empty() { String::new() } else { format!(" for {}", words::count(pupils.len(), "pupil")) };
    let (changes, from, as_at) = (words::count(rows.len(), "change"), words::date(from), words::date(as_at));
    format!("{changes}{who} if this policy had been in force from {from}, as at {as_at}; nothing has been changed")
}

impl ReportRow for TrialRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row| Cell::from(&row.id)),
        column("rule", "Rule", |row| row.rule.into()),
        column("change", "Change", |row: &Self| row.change.word().into())
            .in_tables_as(|row| row.change.as_str().into()),
        column("due_now", "Due now", |row| row.due_now.into()),
        column("due_then", "Would be due", |row| row.due_then.into()),
        column("message", "Message", |row| Cell::from(&row.message)),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::{POLICY, as_at, policies_of, record, school};
    use crate::rules::{Question, check_pupil, examples, unmet_duties};

    /// The effect of a change to the template's policy on one record, as `rule change`.
    fn changes(from: &str, to: &str, example: &str) -> Vec<String> {
        let changed = POLICY.replace(from, to);
        assert_ne!(changed, POLICY);
        let (now, then) = (policies_of(&[POLICY]), policies_of(&[&changed]));
        let (school, record) = (school(), record(example));
        let ask = |policies| Question { as_at: as_at(), today: as_at(), school: &school, policies };
        let cut = record.as_at(as_at());
        let found = |policies| check_pupil(&examples::subject(&cut, &record), &ask(policies));
        let mut rows = TrialRow::of_findings(found(&now), found(&then));
        rows.extend(TrialRow::of_duties(
            Some("p014"),
            &unmet_duties(&cut, &ask(&now)),
            &unmet_duties(&cut, &ask(&then)),
        ));
        let said = |row: TrialRow| format!("{} {}", row.rule, row.change.as_str());
        rows.into_iter().map(said).collect()
    }

    const AT_A: &str = "stages: [{date: 2025-11-18, stage: A}]\n";

    #[test]
    fn with_eight_weeks_instead_of_six_the_review_and_the_meeting_are_due_later() {
        assert_eq!(
            changes("weeks = 6", "weeks = 8", AT_A),
            ["stage-a-meeting is due later", "stage-a-review is due later"]
        );
        assert_eq!(
            changes("count = \"school\"", "count = \"calendar\"", AT_A),
            ["stage-a-meeting is due sooner", "stage-a-review is due sooner"]
        );
    }

    #[test]
    fn a_finding_disappears_with_its_requirement() {
        let entered = "stage: A\nstages: [{date: 2026-01-14, stage: A}]\n";
        assert_eq!(changes("\"concern-recorded\",", "", entered), ["move-not-allowed disappears"]);
    }

    #[test]
    fn a_finding_changes_severity_and_disappears_when_its_rule_is_off() {
        let vague = format!(
            "{AT_A}cycles: [{{stage: A, plan: {{date: 2025-11-20, kind: adaptations, targets: [{{text: Improve reading, measure: m, baseline: b, by: 2026-02-01}}]}}}}]\n"
        );
        let weigh = |severity: &str| format!("[rules.target-vague]\nseverity = \"{severity}\"\n[waivers]");
        assert_eq!(changes("[waivers]", &weigh("error"), &vague), ["target-vague becomes an error"]);
        assert_eq!(changes("[waivers]", &weigh("off"), &vague), ["target-vague disappears"]);
    }

    #[test]
    fn a_clock_that_is_the_same_in_both_policies_is_not_listed() {
        let (early, stays, late) = (day("2026-01-02"), day("2026-01-09"), day("2026-01-16"));
        let rows = TrialRow::of_duty(Some("p014"), "action", vec![early, stays], vec![stays, late]);
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].change, rows[0].due_now, rows[0].due_then),
            (FindingChange::DueLater, Some(early), Some(late))
        );
        let gone = TrialRow::of_duty(Some("p014"), "action", vec![early, stays], vec![stays]);
        assert_eq!((gone.len(), gone[0].change), (1, FindingChange::Goes));
    }

    #[test]
    fn settings_that_differ_are_listed_in_words() {
        let changed = POLICY.replace("weeks = 6", "weeks = 8") + "\n[rules.action]\nseverity = \"warning\"\n";
        let (now, then) = (policies_of(&[POLICY]), policies_of(&[&changed]));
        assert_eq!(
            policy_differences(now.in_force_on(as_at()), then.in_force_on(as_at())),
            ["rules.action.severity: warning, not set now", "stages.A.weeks: 8 weeks instead of 6 weeks"]
        );
        assert_eq!(
            policy_differences(then.in_force_on(as_at()), now.in_force_on(as_at()))[0],
            "rules.action.severity: no longer set; now warning"
        );
    }

    #[test]
    fn counts_are_numbers_of_pupils_and_not_of_lines() {
        let row =
            |id: &str| TrialRow::of_duty(Some(id), "action", vec![day("2026-01-02"), day("2026-01-03")], Vec::new());
        let rows: Vec<TrialRow> = ["p001", "p002"].into_iter().flat_map(row).collect();
        assert_eq!(counts_by_rule(&rows), ["action disappears for 2 pupils"]);
        assert!(
            last_line(&rows, day("2025-09-01"), as_at()).starts_with("4 changes for 2 pupils if this policy had been")
        );
    }
}
