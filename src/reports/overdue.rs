//! The overdue list: every duty that is past its due date and, with `--within`, every duty that is due soon. Duties of the local
//! authority are listed separately, because they never count as late for the school.

use std::collections::BTreeSet;

use super::Names;
use super::columns::{Cell, Column, ReportRow, column, fact, private};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::rules::{Owner, Question, Unmet, unmet_duties, unmet_duties_of_school};
use crate::words;

/// One unmet duty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OverdueRow {
    /// The pupil's id; `None` for a duty about the school itself.
    pub(crate) id: Option<String>,
    /// The name.
    pub(crate) name: Option<String>,
    /// The class.
    pub(crate) class: Option<String>,
    /// The duty's id.
    pub(crate) rule: &'static str,
    /// The day it was due.
    pub(crate) due: Day,
    /// The number of days since that day; negative if it is not due yet. Reports show [`OverdueRow::days_late`].
    pub(crate) days_since_due: i64,
    /// The person or body responsible for it.
    pub(crate) owner: Owner,
    /// The clause and the law.
    pub(crate) source: String,
    /// The duty in the words of its rule.
    pub(crate) summary: &'static str,
    /// Only the clause, which tables show; the law if the policy has no clause.
    pub(crate) clause: &'static str,
    /// Only the law.
    pub(crate) law: &'static str,
    /// Why the law may allow longer, so that it may be lawful after the due date.
    pub(crate) exception: Option<String>,
    /// The event that started the duty, in a few words.
    pub(crate) because: String,
    /// The fact that started it, by which a calendar knows the line again.
    pub(crate) start: String,
    /// Its basis: 0 for the law, 1 for the policy, 2 for the school's own choice.
    rank: u8,
    /// A note for the reader.
    pub(crate) note: Option<String>,
}

impl OverdueRow {
    /// The rows of a record: duties due before the date of the question, or with `within` up to that many days after it.
    pub(crate) fn of(record: &AsAt, question: &Question<'_>, within: Option<u32>, names: Names) -> Vec<Self> {
        let class = record.class_name().map(|class| class.as_str().to_owned());
        let mut rows = Vec::new();
        for unmet in asked_for(unmet_duties(record, question), question.as_at, within) {
            rows.push(Self {
                id: Some(record.id().to_owned()),
                name: names.show(record.name.as_str().to_owned()),
                class: class.clone(),
                ..Self::of_duty(unmet, record.id(), question.as_at)
            });
        }
        rows
    }

    /// The rows about the school as a whole, chosen by the same dates.
    pub(crate) fn of_school(question: &Question<'_>, within: Option<u32>) -> Vec<Self> {
        let mut rows = Vec::new();
        for unmet in asked_for(unmet_duties_of_school(question), question.as_at, within) {
            let class = unmet.clock.class.clone();
            rows.push(Self { class, ..Self::of_duty(unmet, "the school's", question.as_at) });
        }
        rows
    }

    /// A row that is not about a pupil. `whose` comes before its note.
    fn of_duty(unmet: Unmet, whose: &str, as_at: Day) -> Self {
        let Unmet { rule, clock } = unmet;
        Self {
            id: None,
            name: None,
            class: None,
            rule: rule.id,
            due: clock.due,
            days_since_due: as_at.days_since(clock.due),
            owner: clock.owner,
            source: rule.source(),
            summary: rule.summary,
            clause: if rule.clause.is_empty() { rule.law } else { rule.clause },
            law: rule.law,
            exception: clock.exception,
            because: clock.because,
            start: clock.start.to_string(),
            rank: rule.rank(),
            note: clock.note.map(|note| format!("{whose} {}: {note}", rule.id)),
        }
    }

    /// The number of days it is late, negative if it is not due yet. Returns `None` if it is past its due date but the law may allow
    /// longer.
    pub(crate) fn days_late(&self) -> Option<i64> {
        let is_excused = self.exception.is_some() && self.days_since_due > 0;
        (!is_excused).then_some(self.days_since_due)
    }

    /// The days late, for people.
    pub(crate) fn days_late_said(&self) -> Cell<'_> {
        self.days_late().map_or_else(|| "exception".into(), Cell::from)
    }

    /// The first day to chase the authority: the day after its due date. `None` for the school's own duties.
    pub(crate) fn chase_from(&self) -> Option<Day> {
        self.waits_for_authority().then(|| self.due.plus_days(1))
    }

    /// Whether it is late for the school. A duty of the authority never is.
    pub(crate) fn is_late(&self) -> bool {
        self.days_since_due > 0 && !self.waits_for_authority()
    }

    /// Whether it is a duty of the local authority.
    pub(crate) fn waits_for_authority(&self) -> bool {
        self.owner == Owner::LocalAuthority
    }

    /// The order of the list: soonest due first, then by id, duty and class (DESIGN 4).
    pub(crate) fn list_order(&self) -> impl Ord + '_ {
        (self.due, &self.id, self.rule, &self.class)
    }

    /// The order of a list to work through: the law, then the policy, then the school's own choice.
    fn order_of_weight(&self) -> impl Ord + '_ {
        (self.rank, self.list_order())
    }

    /// The order of the short list: late duties first, the law before the policy before the school's own choice; then duties that are
    /// not due yet, soonest first.
    pub(crate) fn order_of_pressure(&self) -> impl Ord + '_ {
        let is_late = self.days_since_due > 0;
        (!is_late, if is_late { self.rank } else { 0 }, self.list_order())
    }
}

/// The grouping of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverdueGrouping {
    /// By the person or body responsible.
    Owner,
    /// By the pupil's class.
    Class,
}

/// The lines under one heading.
#[derive(Debug, PartialEq)]
pub(crate) struct OverdueGroup {
    /// The owner, or the class.
    pub(crate) heading: String,
    /// Its lines: the law, then the policy, then the school's own choice.
    pub(crate) rows: Vec<OverdueRow>,
}

impl OverdueGrouping {
    /// The lines in groups: owners in the order of [`Owner`], classes by name.
    pub(crate) fn overdue_groups(self, mut rows: Vec<OverdueRow>) -> Vec<OverdueGroup> {
        rows.sort_by(|one, other| one.order_of_weight().cmp(&other.order_of_weight()));
        match self {
            Self::Owner => rows.sort_by_key(|row| row.owner),
            Self::Class => rows.sort_by(|one, other| one.class.cmp(&other.class)),
        }
        let groups = rows.chunk_by(|one, other| self.heading_of_group(one) == self.heading_of_group(other));
        groups
            .filter_map(|rows| {
                Some(OverdueGroup { heading: self.heading_of_group(rows.first()?), rows: rows.to_vec() })
            })
            .collect()
    }

    /// The heading of the group that a line belongs to.
    fn heading_of_group(self, row: &OverdueRow) -> String {
        match self {
            Self::Owner => row.owner.as_str().to_owned(),
            Self::Class => row.class.clone().unwrap_or_else(|| "no class".to_owned()),
        }
    }
}

/// The last line: how many duties are late and how many due soon, for how many pupils, and how many are waiting for the authority.
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

/// The duties due before a day, or with `within` up to that many days after it.
fn asked_for(unmet: Vec<Unmet>, as_at: Day, within: Option<u32>) -> impl Iterator<Item = Unmet> {
    unmet.into_iter().filter(move |unmet| match within {
        Some(days) => unmet.clock.due <= as_at.plus_days(days),
        None => unmet.clock.due < as_at,
    })
}

impl ReportRow for OverdueRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row: &Self| Cell::from(&row.id)).at_place(3),
        private("name", "Name", |row: &Self| Cell::from(&row.name)).at_place(4),
        column("class", "Class", |row: &Self| Cell::from(&row.class)).at_place(5),
        column("rule", "What", |row: &Self| row.rule.into()).at_place(6),
        column("due", "Due", |row: &Self| row.due.into()).at_place(1),
        column("days_late", "Days late", |row: &Self| row.days_late().into())
            .in_tables_as(Self::days_late_said)
            .at_place(2),
        column("owner", "Who", |row: &Self| row.owner.as_str().into()).at_place(8),
        column("source", "Policy", |row: &Self| Cell::from(&row.source))
            .in_tables_as(|row| row.clause.into())
            .at_place(9),
        column("because", "Why", |row: &Self| Cell::from(&row.because)).at_place(7),
        fact("exception", |row| Cell::from(&row.exception)),
        fact("chase_from", |row| row.chase_from().into()),
    ];
}

/// A duty of the local authority in the table below the school's own. In CSV and JSON it is an [`OverdueRow`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WaitingRow(pub(crate) OverdueRow);

impl ReportRow for WaitingRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("due", "Due", |row| row.0.due.into()),
        column("days_late", "Days overdue", |row: &Self| row.0.days_late().into())
            .in_tables_as(|row| row.0.days_late_said()),
        column("id", "Id", |row| Cell::from(&row.0.id)),
        private("name", "Name", |row| Cell::from(&row.0.name)),
        column("class", "Class", |row| Cell::from(&row.0.class)),
        column("rule", "What", |row| row.0.rule.into()),
        column("because", "Why", |row| Cell::from(&row.0.because)),
        column("chase_from", "Chase from", |row| row.0.chase_from().into()),
        column("source", "Law", |row: &Self| Cell::from(&row.0.source)).in_tables_as(|row| row.0.law.into()),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::reports::columns::said_of;
    use crate::rules::examples::{policies, record, school};

    fn rows(text: &str, on: &str, within: Option<u32>) -> Vec<OverdueRow> {
        let (school, policies, on) = (school(), policies(), day(on));
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        OverdueRow::of(&record(text).as_at(on), &question, within, Names::Shown)
    }

    const BOTH: &str = "stages: [{date: 2025-11-10, stage: C}]\napplications: [{for: EHCP, received: 2025-11-10}]\n";

    #[test]
    fn a_duty_of_the_authority_never_counts_as_late_for_the_school() {
        let rows = rows(BOTH, "2026-01-15", None);
        let said: Vec<(&str, bool, i64)> =
            rows.iter().map(|row| (row.rule, row.is_late(), row.days_since_due)).collect();
        assert_eq!(said, [("learning-plan", true, 52), ("decision-to-assess", false, 24)]);
        assert_eq!(
            last_line(&rows, day("2026-01-15")),
            "1 late, for 1 pupil; 1 waiting for the local authority, as at 15 Jan 2026"
        );
    }

    #[test]
    fn the_last_line_leaves_out_counts_of_zero() {
        let on = day("2026-01-15");
        let rows = rows(BOTH, "2026-01-15", Some(60));
        assert_eq!(last_line(&rows[..1], on), "1 late, for 1 pupil, as at 15 Jan 2026");
        assert_eq!(last_line(&rows[1..2], on), "0 late; 1 waiting for the local authority, as at 15 Jan 2026");
        let of_school = OverdueRow { id: None, days_since_due: 0, ..rows[0].clone() };
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
    fn the_authority_is_chased_from_the_next_day_and_an_exception_shows_once_the_duty_is_late() {
        let waiting = |received: &str, on: &str| {
            let text = format!("applications: [{{for: EHCP, received: {received}}}]\n");
            let row = rows(&text, on, Some(0)).into_iter().find(|row| row.rule == "decision-to-assess").unwrap();
            let (table, waits) = (said_of(&row, "days_late"), WaitingRow(row.clone()));
            assert_eq!(said_of(&waits, "days_late"), table);
            assert_eq!(said_of(&waits, "chase_from"), row.chase_from().into());
            let chase_from = row.chase_from().unwrap().to_string();
            (chase_from, row.days_late(), table.in_words().unwrap())
        };
        let said = |from: &str, days, table: &str| (from.to_owned(), days, table.to_owned());
        assert_eq!(waiting("2025-11-10", "2025-12-23"), said("2025-12-23", Some(1), "1"));
        assert_eq!(waiting("2026-07-06", "2026-08-17"), said("2026-08-18", Some(0), "0"));
        assert_eq!(waiting("2026-07-06", "2026-08-18"), said("2026-08-18", None, "exception"));
    }

    #[test]
    fn the_table_of_the_authority_shows_only_facts_that_programs_get_too() {
        let known: Vec<&str> = OverdueRow::COLUMNS.iter().map(|column| column.key).collect();
        assert!(WaitingRow::COLUMNS.iter().all(|column| known.contains(&column.key)), "{known:?}");
        let published = ["id", "name", "class", "rule", "due", "days_late", "owner", "source"];
        assert_eq!(known, [&published[..], &["because", "exception", "chase_from"]].concat());
    }

    #[test]
    fn a_line_says_what_started_it() {
        let because = |text: &str| {
            let mut rows = rows(text, "2026-01-15", Some(400));
            rows.sort_by(|one, other| one.list_order().cmp(&other.list_order()));
            rows.into_iter().map(|row| (row.rule, row.because)).collect::<Vec<_>>()
        };
        let at_a = because("stages: [{date: 2025-11-18, stage: A}]\n");
        let since = || "at A since 18 Nov 2025".to_owned();
        let unplanned = "without a plan since 18 Nov 2025".to_owned();
        assert_eq!(at_a, [("current-plan", unplanned), ("stage-a-meeting", since()), ("stage-a-review", since())]);
        let told = "contacts: [{date: 2025-09-08, kind: notice, about: register}]\nregister: [{from: 2025-09-08}]\n";
        let review = |text: &str| {
            let told = format!("{told}{text}");
            because(&told).into_iter().find(|(rule, _)| *rule == "termly-review").unwrap().1
        };
        assert_eq!(review(""), "not met since 8 Sep 2025");
        let met = "cycles: [{stage: C, review: {date: 2025-11-05, present: [parent]}}]\n";
        assert_eq!(review(met), "last met 5 Nov 2025");
    }

    /// A line based on the law (0), the policy (1) or the school's own choice (2).
    fn line(rank: u8, days_since_due: i64) -> OverdueRow {
        let due = day("2026-01-15").plus_days(100).minus_days(u32::try_from(100 + days_since_due).unwrap());
        OverdueRow { rank, days_since_due, due, ..rows(BOTH, "2026-01-15", None).remove(0) }
    }

    fn said(rows: &[OverdueRow]) -> Vec<(u8, i64)> {
        rows.iter().map(|row| (row.rank, row.days_since_due)).collect()
    }

    #[test]
    fn late_duties_are_sorted_by_their_basis_and_the_others_by_date() {
        let mut rows = [line(2, 60), line(1, 3), line(0, 0), line(0, 2), line(1, -1), line(2, 0), line(1, 9)];
        rows.sort_by(|one, other| one.order_of_pressure().cmp(&other.order_of_pressure()));
        let pressing = said(&rows);
        assert_eq!(pressing[..4], [(0, 2), (1, 9), (1, 3), (2, 60)]);
        assert!(pressing[4..6].iter().all(|(_, late)| *late == 0));
        assert_eq!(pressing[6], (1, -1));
    }

    #[test]
    fn groups_keep_every_line_and_put_the_law_first() {
        let mine = |row: OverdueRow| OverdueRow { owner: Owner::ClassTeacher, class: None, ..row };
        let all = vec![line(1, 9), line(2, 30), line(0, 1), mine(line(1, 2)), line(1, 11)];
        let groups = OverdueGrouping::Owner.overdue_groups(all.clone());
        let lines: Vec<(&str, Vec<(u8, i64)>)> =
            groups.iter().map(|group| (group.heading.as_str(), said(&group.rows))).collect();
        assert_eq!(lines, [("class-teacher", vec![(1, 2)]), ("senco", vec![(0, 1), (1, 11), (1, 9), (2, 30)])]);
        let classes = OverdueGrouping::Class.overdue_groups(all);
        let classes: Vec<&str> = classes.iter().map(|group| group.heading.as_str()).collect();
        assert_eq!(classes, ["no class", "4B"]);
    }
}
