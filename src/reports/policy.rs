//! The policy in force, and what covers each clause of the written policy.

use serde::Serialize;
use serde_json::json;

use super::columns::{Cell, Column, ReportRow, column};
use crate::model::day::Day;
use crate::model::text::Text;
use crate::policy::clauses::{Carried, Clause, Clauses, Named};
use crate::policy::settings::{setting_of, values_in_words};
use crate::policy::{Policy, Ratified};
use crate::rules::{Question, is_in_force, rule};
use crate::words;

/// The words used if the written policy does not give a value.
const OWN_CHOICE: &str = "the school's own choice";

/// One setting of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingRow {
    /// Its key in the file.
    pub(crate) setting: String,
    /// Its value, in words.
    pub(crate) value: String,
    /// Its meaning.
    pub(crate) meaning: &'static str,
    /// The clause that gives the value; `None` if it is the school's own choice.
    pub(crate) clause: Option<&'static str>,
}

impl SettingRow {
    /// Every setting of a policy, in the order of its file.
    pub(crate) fn of(policy: &Policy) -> Vec<Self> {
        values_in_words(policy).into_iter().map(|(key, value)| Self::of_setting(key, value)).collect()
    }

    fn of_setting(key: String, value: String) -> Self {
        let setting = setting_of(&key);
        Self {
            meaning: setting.map_or("", |setting| setting.meaning),
            clause: setting.map(|setting| setting.clause).filter(|clause| !clause.is_empty()),
            setting: key,
            value,
        }
    }
}

/// The policy in words: its title, its first day, whether it is ratified, and its review.
pub(crate) fn in_force(policy: &Policy, day: Day) -> String {
    let ratified = match policy.ratified {
        Ratified::On(on) if on <= day => format!("ratified on {}", words::date(on)),
        Ratified::On(on) => format!("to be ratified on {}", words::date(on)),
        Ratified::Flag(_) => "not ratified yet".to_owned(),
    };
    let review = match policy.review_by {
        Some(due) if due < day => format!("its review was due by {}", words::date(due)),
        Some(due) => format!("to be reviewed by {}", words::date(due)),
        None => "with no date for its review".to_owned(),
    };
    format!("{}: in force from {}, {ratified}, {review}", policy.title.as_str(), words::date(policy.in_force))
}

/// The same facts for programs.
pub(crate) fn policy_summary(policy: &Policy) -> serde_json::Value {
    let ratified = match policy.ratified {
        Ratified::On(on) => Some(on),
        Ratified::Flag(_) => None,
    };
    json!({
        "title": policy.title.as_str(),
        "in_force": policy.in_force,
        "ratified": ratified,
        "review_by": policy.review_by,
        "file": policy.file,
    })
}

impl ReportRow for SettingRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("setting", "Setting", |row| Cell::from(&row.setting)),
        column("value", "Value", |row| Cell::from(&row.value)),
        column("meaning", "Meaning", |row| row.meaning.into()),
        column("clause", "Policy", |row: &Self| row.clause.into())
            .in_tables_as(|row| row.clause.unwrap_or(OWN_CHOICE).into()),
    ];
}

/// One clause of the written policy, and what covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClauseRow {
    /// The section.
    pub(crate) section: String,
    /// The clause, in a few words.
    pub(crate) says: String,
    /// The kind of thing that it mentions.
    pub(crate) names: Named,
    /// The thing that covers it: `rule`, `command` or `people`.
    pub(crate) carried_by: &'static str,
    /// The rules, the commands, or why only people can do it.
    pub(crate) how: String,
}

impl ClauseRow {
    /// Every clause, in the order of the written policy, and what covers it on the date of the question.
    pub(crate) fn all_clauses(clauses: &Clauses, question: &Question<'_>) -> Vec<Self> {
        let sections = clauses.sections.iter();
        sections
            .flat_map(|section| section.clauses.iter().map(|clause| Self::of(&section.title, clause, question)))
            .collect()
    }

    fn of(section: &Text, clause: &Clause, question: &Question<'_>) -> Self {
        let (carried_by, how) = match &clause.carried {
            Carried::Rules(ids) => {
                let is_carried = ids.iter().any(|id| rule(id).is_some_and(|rule| is_in_force(rule, question)));
                let said: Vec<String> = ids.iter().map(|id| rule_in_words(id, question)).collect();
                (if is_carried { "rule" } else { "people" }, said.join(", "))
            }
            Carried::Commands(commands) => {
                let said: Vec<String> = commands.iter().map(|command| format!("send {command}")).collect();
                ("command", said.join(", "))
            }
            Carried::People(why) => ("people", why.as_str().to_owned()),
        };
        Self {
            section: section.as_str().to_owned(),
            says: clause.says.as_str().to_owned(),
            names: clause.names,
            carried_by,
            how,
        }
    }
}

/// The id of a rule that covers a clause, marked if it is off or unknown.
fn rule_in_words(id: &str, question: &Question<'_>) -> String {
    match rule(id) {
        Some(rule) if is_in_force(rule, question) => id.to_owned(),
        Some(_) => format!("{id} (off)"),
        None => format!("{id} (unknown)"),
    }
}

impl ReportRow for ClauseRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("section", "Section", |row| Cell::from(&row.section)),
        column("says", "What it says", |row| Cell::from(&row.says)),
        column("names", "Mentions", |row| row.names.as_str().into()),
        column("carried_by", "Covered by", |row: &Self| row.carried_by.into())
            .in_tables_as(|row| if row.carried_by == "people" { "people only" } else { row.carried_by }.into()),
        column("how", "How", |row| Cell::from(&row.how)),
    ];
}

/// The number of clauses of some kind, and how many of them each thing covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Coverage {
    /// All of them.
    pub(crate) clauses: usize,
    /// Covered by a rule.
    pub(crate) rule: usize,
    /// Covered only by a command.
    pub(crate) command: usize,
    /// Covered only by people.
    pub(crate) people: usize,
}

impl Coverage {
    /// The counts of the clauses that mention one of these.
    pub(crate) fn of(rows: &[ClauseRow], wanted: impl Fn(Named) -> bool) -> Self {
        let rows: Vec<&ClauseRow> = rows.iter().filter(|row| wanted(row.names)).collect();
        let by = |what: &str| rows.iter().filter(|row| row.carried_by == what).count();
        Self { clauses: rows.len(), rule: by("rule"), command: by("command"), people: by("people") }
    }

    /// The share that a rule covers, in whole per cent, never rounded up.
    pub(crate) fn percent_by_rule(self) -> usize {
        (self.rule * 100).checked_div(self.clauses).unwrap_or(0)
    }

    fn coverage_in_words(self) -> String {
        format!("{} carried out by a rule, {} by a command, {} by people only", self.rule, self.command, self.people)
    }
}

/// Whether a clause mentions something that could be looked for.
pub(crate) fn names_something(named: Named) -> bool {
    named != Named::None
}

/// The counts for programs: of all clauses, of clauses that mention something, and of each thing mentioned.
pub(crate) fn coverage_summary(rows: &[ClauseRow]) -> serde_json::Value {
    let each =
        Named::ALL.iter().map(|named| (named.as_str().to_owned(), json!(Coverage::of(rows, |other| other == *named))));
    let named = Coverage::of(rows, names_something);
    json!({
        "all": Coverage::of(rows, |_| true),
        "named": named,
        "named_by_rule_percent": named.percent_by_rule(),
        "names": serde_json::Map::from_iter(each),
    })
}

/// The number of clauses, and how many of them each thing covers, in words.
fn coverage_note(what: &str, coverage: Coverage) -> String {
    format!("{what}: {}, {}", words::count(coverage.clauses, "clause"), coverage.coverage_in_words())
}

/// The counts in words: a line for each thing mentioned, and one for all clauses.
pub(crate) fn coverage_notes(rows: &[ClauseRow]) -> Vec<String> {
    let each = Named::ALL.iter().map(|named| {
        let what = if *named == Named::None {
            "mentioning none of these".to_owned()
        } else {
            format!("mentioning a {}", named.as_str())
        };
        coverage_note(&what, Coverage::of(rows, |other| other == *named))
    });
    each.chain([coverage_note("all", Coverage::of(rows, |_| true))]).collect()
}

/// The last line: how many of the clauses that mention something are covered by a rule.
pub(crate) fn coverage_line(rows: &[ClauseRow]) -> String {
    let named = Coverage::of(rows, names_something);
    format!(
        "{} of the {} that mention a date, a consent, a notice, a record or a decision are covered by a rule: {}%",
        named.rule,
        words::count(named.clauses, "clause"),
        named.percent_by_rule()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::{POLICY, clauses, policies, policies_of, school};

    #[test]
    fn the_policy_is_described_in_a_sentence() {
        let policies = policies_of(&[&POLICY.replace("ratified = false", "ratified = 2025-11-12")]);
        let said = |on: &str| in_force(policies.in_force_on(day(on)), day(on));
        assert!(said("2025-11-11").ends_with("to be ratified on 12 Nov 2025, to be reviewed by 30 Sep 2026"));
        assert!(said("2026-10-01").ends_with("ratified on 12 Nov 2025, its review was due by 30 Sep 2026"));
    }

    #[test]
    fn counts_match_the_rows() {
        let off = format!("{POLICY}[rules.action]\nseverity = \"off\"\n");
        let (school, policies, on) = (school(), policies_of(&[&off]), day("2026-01-15"));
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        let row = |names, carried| ClauseRow::of(&"1".into(), &Clause { names, says: "it".into(), carried }, &question);
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let rows = [
            row(Named::Date, Carried::Rules(ids(&["six-weeks", "action"]))),
            row(Named::Date, Carried::Rules(ids(&["action", "six-weaks"]))),
            row(Named::Record, Carried::Commands(ids(&["show"]))),
            row(Named::None, Carried::People("talk".into())),
        ];
        assert_eq!((rows[0].carried_by, rows[0].how.as_str()), ("rule", "six-weeks, action (off)"));
        assert_eq!((rows[1].carried_by, rows[1].how.as_str()), ("people", "action (off), six-weaks (unknown)"));
        assert_eq!(rows[2].how, "send show");
        let named = Coverage::of(&rows, names_something);
        assert_eq!(named, Coverage { clauses: 3, rule: 1, command: 1, people: 1 });
        assert_eq!(named.percent_by_rule(), 33);
    }

    #[test]
    fn a_rule_that_is_off_or_not_required_for_any_move_covers_no_clause() {
        let off = "[rules.action]\nseverity = \"off\"\nreason = \"Agreed.\"\n";
        let policy = POLICY.replace("\"causes-considered\",", "") + off;
        let (school, policies, on) = (school(), policies_of(&[&policy]), day("2026-01-15"));
        let rows = ClauseRow::all_clauses(
            &clauses(),
            &Question { as_at: on, today: on, school: &school, policies: &policies },
        );
        let how =
            |of: &str| rows.iter().filter(|row| row.how.contains(of)).map(|row| row.how.as_str()).collect::<Vec<_>>();
        assert_eq!(how("action"), ["little-progress, decision-acted-on, action (off)"]);
        assert_eq!(how("causes-considered"), ["causes-considered (off)"]);
        assert_eq!(rows.iter().filter(|row| row.how.contains("(off)")).count(), 2);
    }

    /// The goal: nine in ten clauses that mention something have a rule.
    #[test]
    fn nine_in_ten_clauses_that_mention_something_are_covered_by_a_rule() {
        let (school, policies, on) = (school(), policies(), day("2026-01-15"));
        let rows = ClauseRow::all_clauses(
            &clauses(),
            &Question { as_at: on, today: on, school: &school, policies: &policies },
        );
        assert!(Coverage::of(&rows, names_something).percent_by_rule() >= 90, "{}", coverage_line(&rows));
    }
}
