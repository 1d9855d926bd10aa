//! What is late: every duty whose day has passed, and with `--within` what is due soon. What waits for the local authority
//! stands apart: it is never late of the school.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Cell, Column, Names, Report, Row, column, private};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::rules::{Owner, Question, Unmet, unmet_duties, unmet_duties_of_school};
use crate::words;

/// One duty that is not met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct OverdueRow {
    /// The pupil's id; nothing for a duty of the school itself.
    pub(crate) id: Option<String>,
    /// The name.
    pub(crate) name: Option<String>,
    /// The class.
    pub(crate) class: Option<String>,
    /// The duty's id.
    pub(crate) rule: &'static str,
    /// The day it was due.
    pub(crate) due: Day,
    /// How many days ago that was; negative for what is not yet due.
    pub(crate) days_late: i64,
    /// Who owes it.
    pub(crate) owner: Owner,
    /// The clause and the law.
    pub(crate) source: String,
    /// The clause alone, for a table; the law where the policy says nothing.
    #[serde(skip)]
    pub(crate) clause: &'static str,
    /// The law alone.
    #[serde(skip)]
    law: &'static str,
    /// Whether the law may allow longer, so that a passed day is no breach.
    #[serde(skip)]
    may_run_longer: bool,
    /// What a reader must know beside it.
    #[serde(skip)]
    pub(crate) note: Option<String>,
}

impl OverdueRow {
    /// The rows of a record as at the day of the question: due before it, or by so many days after it.
    pub(crate) fn of(record: &Record, question: &Question<'_>, within: Option<u32>, names: Names) -> Vec<Self> {
        let class = record.class_on(question.as_at).map(|class| class.as_str().to_owned());
        let row = |unmet: Unmet| Self {
            id: Some(record.id().to_owned()),
            name: names.show(record.name.as_str().to_owned()),
            class: class.clone(),
            ..Self::of_duty(unmet, record.id(), question.as_at)
        };
        asked_for(unmet_duties(record, question), question.as_at, within).map(row).collect()
    }

    /// The rows of the school as a whole, asked as those of a record are.
    pub(crate) fn of_school(question: &Question<'_>, within: Option<u32>) -> Vec<Self> {
        let row = |unmet: Unmet| Self {
            class: unmet.clock.class.clone(),
            ..Self::of_duty(unmet, "the school's", question.as_at)
        };
        asked_for(unmet_duties_of_school(question), question.as_at, within).map(row).collect()
    }

    /// A row about nobody; `whose` stands before its note.
    fn of_duty(unmet: Unmet, whose: &str, as_at: Day) -> Self {
        let Unmet { rule, clock } = unmet;
        Self {
            id: None,
            name: None,
            class: None,
            rule: rule.id,
            due: clock.due,
            days_late: as_at.days_since(clock.due),
            owner: clock.owner,
            source: rule.source(),
            clause: if rule.clause.is_empty() { rule.law } else { rule.clause },
            law: rule.law,
            may_run_longer: clock.may_run_longer,
            note: clock.note.map(|note| format!("{whose} {}: {note}", rule.id)),
        }
    }

    /// Whether it is late of the school: what the authority owes never is.
    pub(crate) fn is_late(&self) -> bool {
        self.days_late > 0 && !self.waits_for_authority()
    }

    /// Whether the local authority owes it.
    pub(crate) fn waits_for_authority(&self) -> bool {
        self.owner == Owner::LocalAuthority
    }

    /// The order of the list: soonest due first, then by id, duty and class.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        (self.due, &self.id, self.rule, &self.class)
    }
}

/// How many lines are late, how many due soon, and for whom; and how many wait for the authority.
pub(crate) fn last_line(rows: &[OverdueRow], as_at: Day) -> String {
    let (waiting, own): (Vec<&OverdueRow>, Vec<&OverdueRow>) = rows.iter().partition(|row| row.waits_for_authority());
    let late = own.iter().filter(|row| row.is_late()).count();
    let soon = own.len() - late;
    let due_soon = if soon > 0 { format!(", {soon} due soon") } else { String::new() };
    let pupils = own.iter().filter_map(|row| row.id.as_ref()).collect::<BTreeSet<_>>().len();
    let pupils = (pupils > 0).then(|| words::count(pupils, "pupil"));
    let school = own.iter().any(|row| row.id.is_none()).then_some("the school");
    let for_whom: Vec<&str> = pupils.as_deref().into_iter().chain(school).collect();
    let for_whom = if for_whom.is_empty() { String::new() } else { format!(", for {}", words::list_and(&for_whom)) };
    let waits =
        if waiting.is_empty() { String::new() } else { format!("; {} waiting for the local authority", waiting.len()) };
    format!("{late} late{due_soon}{for_whom}{waits}, as at {}", words::date(as_at))
}

impl Report<OverdueRow> {
    /// The school's own lines, and below them the authority's with all that is said of both.
    pub(crate) fn apart(self) -> (Report<OverdueRow>, Report<WaitingRow>) {
        let (authority, school) = self.rows.into_iter().partition(OverdueRow::waits_for_authority);
        let above = Report {
            as_at: self.as_at,
            unreadable: Vec::new(),
            rows: school,
            summary: None,
            notes: Vec::new(),
            last_line: "waiting for the local authority; ask it from the day shown:".to_owned(),
        };
        let rows = authority.into_iter().map(WaitingRow).collect();
        (
            above,
            Report {
                as_at: self.as_at,
                unreadable: self.unreadable,
                rows,
                summary: self.summary,
                notes: self.notes,
                last_line: self.last_line,
            },
        )
    }
}

/// The duties due before a day, or by so many days after it.
fn asked_for(unmet: Vec<Unmet>, as_at: Day, within: Option<u32>) -> impl Iterator<Item = Unmet> {
    unmet.into_iter().filter(move |unmet| match within {
        Some(days) => unmet.clock.due <= as_at.plus_days(days),
        None => unmet.clock.due < as_at,
    })
}

impl Row for OverdueRow {
    const COLUMNS: &'static [Column] = &[
        column("Due"),
        column("Days late"),
        column("Id"),
        private("Name"),
        column("Class"),
        column("What"),
        column("Who"),
        column("Policy"),
    ];

    const KEYS: &'static [&'static str] = &["id", "name", "class", "rule", "due", "days_late", "owner", "source"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.due),
            Cell::Number(self.days_late),
            Cell::text(self.id.clone()),
            Cell::text(self.name.clone()),
            Cell::text(self.class.clone()),
            Cell::Text(self.rule.to_owned()),
            Cell::Text(self.owner.as_str().to_owned()),
            Cell::Text(self.clause.to_owned()),
        ]
    }
}

/// A duty of the local authority, as the table below the school's own shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct WaitingRow(pub(crate) OverdueRow);

impl WaitingRow {
    /// The day from which to ask: the first after the authority's last.
    fn chase_from(&self) -> Day {
        self.0.due.plus_days(1)
    }

    /// Days since the authority's last one, or that the law may allow it longer.
    fn days_past(&self) -> Cell {
        if self.0.days_late > 0 && self.0.may_run_longer {
            Cell::Text("exception".to_owned())
        } else {
            Cell::Number(self.0.days_late)
        }
    }
}

impl Row for WaitingRow {
    const COLUMNS: &'static [Column] = &[
        column("Due"),
        column("Days past"),
        column("Id"),
        private("Name"),
        column("Class"),
        column("What"),
        column("Chase from"),
        column("Law"),
    ];

    const KEYS: &'static [&'static str] = OverdueRow::KEYS;

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.0.due),
            self.days_past(),
            Cell::text(self.0.id.clone()),
            Cell::text(self.0.name.clone()),
            Cell::text(self.0.class.clone()),
            Cell::Text(self.0.rule.to_owned()),
            Cell::Day(self.chase_from()),
            Cell::Text(self.0.law.to_owned()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::{policies, record, school};

    fn rows(text: &str, on: &str, within: Option<u32>) -> Vec<OverdueRow> {
        let (school, policies, on) = (school(), policies(), day(on));
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        OverdueRow::of(&record(text).as_at(on), &question, within, Names::Shown)
    }

    const BOTH: &str = "stages: [{date: 2025-11-10, stage: C}]\napplications: [{for: EHCP, received: 2025-11-10}]\n";

    #[test]
    fn what_the_authority_owes_is_never_late_of_the_school() {
        let rows = rows(BOTH, "2026-01-15", None);
        let said: Vec<(&str, bool, i64)> = rows.iter().map(|row| (row.rule, row.is_late(), row.days_late)).collect();
        assert_eq!(said, [("learning-plan", true, 52), ("decision-to-assess", false, 24)]);
        assert_eq!(
            last_line(&rows, day("2026-01-15")),
            "1 late, for 1 pupil; 1 waiting for the local authority, as at 15 Jan 2026"
        );
    }

    #[test]
    fn the_last_line_counts_what_is_there_and_nothing_else() {
        let on = day("2026-01-15");
        let rows = rows(BOTH, "2026-01-15", Some(60));
        assert_eq!(last_line(&rows[..1], on), "1 late, for 1 pupil, as at 15 Jan 2026");
        assert_eq!(last_line(&rows[1..2], on), "0 late; 1 waiting for the local authority, as at 15 Jan 2026");
        let of_school = OverdueRow { id: None, days_late: 0, ..rows[0].clone() };
        assert_eq!(
            last_line(std::slice::from_ref(&of_school), on),
            "0 late, 1 due soon, for the school, as at 15 Jan 2026"
        );
        assert_eq!(
            last_line(&[rows[0].clone(), of_school], on),
            "1 late, 1 due soon, for 1 pupil and the school, as at 15 Jan 2026"
        );
    }

    #[test]
    fn the_authority_is_asked_from_the_day_after_and_an_exception_is_said_once_the_day_has_passed() {
        let waiting = |received: &str, on: &str| {
            let text = format!("applications: [{{for: EHCP, received: {received}}}]\n");
            let row = rows(&text, on, Some(0)).into_iter().find(|row| row.rule == "decision-to-assess").unwrap();
            (WaitingRow(row.clone()).chase_from().to_string(), WaitingRow(row).days_past())
        };
        assert_eq!(waiting("2025-11-10", "2025-12-23"), ("2025-12-23".to_owned(), Cell::Number(1)));
        assert_eq!(waiting("2026-07-06", "2026-08-17"), ("2026-08-18".to_owned(), Cell::Number(0)));
        assert_eq!(waiting("2026-07-06", "2026-08-18"), ("2026-08-18".to_owned(), Cell::Text("exception".to_owned())));
    }

    #[test]
    fn the_two_tables_hold_every_row_once_and_the_lower_one_says_what_is_said_of_both() {
        let all = rows(BOTH, "2026-01-15", None);
        let report = Report {
            as_at: day("2026-01-15"),
            unreadable: Vec::new(),
            rows: all.clone(),
            summary: None,
            notes: vec!["a note".to_owned()],
            last_line: "the last line".to_owned(),
        };
        let (above, below) = report.apart();
        assert_eq!((above.rows, below.rows), (vec![all[0].clone()], vec![WaitingRow(all[1].clone())]));
        assert_eq!((above.notes, below.notes), (Vec::new(), vec!["a note".to_owned()]));
        assert_eq!(below.last_line, "the last line");
    }
}
