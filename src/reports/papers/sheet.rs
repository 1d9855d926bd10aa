//! The sheet of a class for whoever teaches in it (policy 6.3; DOMAIN 8.6): a row a child. Staff read it each autumn, and the foot
//! says who has.

use serde::Serialize;

use super::{Keys, Paper, Part, Sheets, Source, foot, in_words, parts, text};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::text::Text;
use crate::model::vocabulary::{CensusCode, NeedType, Stage, Support};
use crate::model::year::{YearGroup, school_year, start_of_school_year};
use crate::reports::{Cell, Column, Row, column, private};
use crate::school::{EventKind, School};
use crate::words::{count, date};

/// What a lesson needs of each child. No UPN, no cost, no note, no words of the family, nothing of what was written to others.
pub(crate) const KEYS: Keys = Keys {
    shown: &[
        "name",
        "known_as",
        "year",
        "home_language",
        "stage",
        "profile.strengths",
        "profile.helps",
        "profile.alerts",
        "needs.type",
        "cycles.plan.review_by",
        "cycles.plan.targets.text",
        "cycles.plan.targets.by",
        "ehc_plan.reviews.booked",
    ],
    reckoned: &[
        "date_of_birth",
        // It stands over the table.
        "class",
        "class.class",
        "class.from",
        "needs.rank",
        "needs.from",
        "needs.to",
        "stages.date",
        "stages.stage",
        "register.from",
        "register.to",
        "cycles.stage",
        "cycles.plan.date",
        "cycles.plan.kind",
        "cycles.review.date",
        "ehc_plan.final",
        "ehc_plan.ceased",
        "ehc_plan.reviews.kind",
        "ehc_plan.reviews.meeting",
        "sspp.from",
        "sspp.to",
    ],
};

/// A child on the sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SheetRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Text,
    /// The name they are known by, where it is another.
    pub(crate) known_as: Option<Text>,
    /// The class.
    pub(crate) class: Option<Text>,
    /// The year group.
    pub(crate) year: YearGroup,
    /// The stage; nothing where only a concern was raised.
    pub(crate) stage: Option<Stage>,
    /// The support.
    pub(crate) support: Support,
    /// The needs, the primary one first.
    pub(crate) needs: Vec<NeedType>,
    /// The language of the home, where it is written down.
    pub(crate) home_language: Option<Text>,
    /// What an adult must know at once.
    pub(crate) alerts: Vec<Text>,
    /// What the child does well.
    pub(crate) strengths: Vec<Text>,
    /// What works.
    pub(crate) helps: Vec<Text>,
    /// The targets of the plans that run, each with its day.
    pub(crate) targets: Vec<Text>,
    /// The next review planned.
    pub(crate) next_review: Option<Day>,
}

/// Whether a child stands on the sheet of a class on a day.
pub(crate) fn is_on_it(record: &Record, class: &Text, as_at: Day) -> bool {
    record.class_on(as_at) == Some(class) && is_for_staff(record, as_at)
}

/// Whether staff are to know of a child on a day: on roll, and with a concern, on the register or with a plan. Whoever came with SEN
/// identified is from the first day.
pub(crate) fn is_for_staff(record: &Record, as_at: Day) -> bool {
    let is_of_concern = match record.last_stage() {
        Some(Stage::A | Stage::B | Stage::C | Stage::D) => true,
        Some(Stage::Closed) => {
            let closed = record.last_move().map(|last| last.date);
            record.concerns.iter().any(|concern| Some(concern.date) > closed)
        }
        None => !record.concerns.is_empty(),
    };
    let has_come_with_it = record.arrived_on(as_at).is_some();
    let has_support = record.census_code(as_at) != CensusCode::N;
    record.is_on_roll(as_at) && (is_of_concern || has_come_with_it || has_support)
}

impl SheetRow {
    /// The row of a record that is cut to the keys of the sheet.
    pub(crate) fn of(source: &Source<'_>) -> Self {
        let (record, as_at) = (&source.record, source.as_at);
        let profile = record.profile.as_ref();
        let list = |list: Option<&Vec<Text>>| list.cloned().unwrap_or_default();
        let mut needs: Vec<_> = record.needs_on(as_at).map(|(_, need)| need).collect();
        needs.sort_by_key(|need| need.rank.unwrap_or(u8::MAX));
        let targets = record.running_plans().flat_map(|(_, plan)| &plan.targets);
        let with_its_day = |by: Option<Day>| by.map_or_else(String::new, |by| format!(" (by {})", date(by)));
        Self {
            id: record.id().to_owned(),
            name: record.name.clone(),
            known_as: record.known_as.clone(),
            class: record.class_on(as_at).cloned(),
            year: record.year_on(as_at),
            stage: record.last_stage(),
            support: record.support(as_at),
            needs: needs.iter().map(|need| need.need_type).collect(),
            home_language: record.home_language.clone(),
            alerts: list(profile.map(|profile| &profile.alerts)),
            strengths: list(profile.map(|profile| &profile.strengths)),
            helps: list(profile.map(|profile| &profile.helps)),
            targets: targets
                .map(|target| text(format!("{}{}", target.text.as_str(), with_its_day(target.by))))
                .collect(),
            next_review: record.next_review(),
        }
    }

    /// The order of a sheet: by name.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        (&self.name, &self.id)
    }

    /// The needs in words, and the language where it is written down.
    fn needs_said(&self) -> Vec<Text> {
        let language =
            self.home_language.as_ref().map(|language| text(format!("Home language: {}", language.as_str())));
        let needs = self.needs.iter().map(|need| in_words(*need));
        needs.chain(language).collect()
    }

    /// The name, the one they are known by, and the year group.
    fn child(&self) -> Vec<Text> {
        let called = self.known_as.as_ref().filter(|called| !self.name.as_str().starts_with(called.as_str()));
        let called = called.map_or_else(String::new, |called| format!(", called {}", called.as_str()));
        vec![text(format!("{}{called}, year {}", self.name.as_str(), self.year))]
    }

    fn cells_of_paper(&self) -> Vec<Vec<Text>> {
        let stage = self.stage.map_or_else(|| "concern".to_owned(), |stage| format!("stage {}", stage.as_str()));
        let support = match self.support {
            Support::None => stage,
            Support::K | Support::KFunded | Support::E => format!("{}, {stage}", self.support.as_str()),
        };
        vec![
            self.child(),
            vec![text(support)],
            self.needs_said(),
            self.alerts.clone(),
            self.strengths.clone(),
            self.helps.clone(),
            self.targets.clone(),
            self.next_review.map(|next| text(format!("by {}", date(next)))).into_iter().collect(),
        ]
    }
}

const COLUMNS_OF_PAPER: &[&str] =
    &["Child", "Support", "Needs", "Know at once", "Strengths", "What helps", "Targets", "Next review"];

/// The paper of these children, in their order. Where files could not be read, it says that a child may be missing.
pub(crate) fn paper(class: &Text, rows: &[SheetRow], unreadable: usize, school: &School, as_at: Day) -> Paper {
    let teacher = school.teacher_of(class).cloned();
    let missing = (unreadable > 0)
        .then(|| text(format!("{} could not be read: a child may be missing here", count(unreadable, "file"))));
    let head =
        [("Not complete", missing), ("Class teacher", teacher), ("Children", Some(text(rows.len().to_string())))];
    let children = Part::new("What each child needs")
        .table_of_lists(COLUMNS_OF_PAPER, rows.iter().map(SheetRow::cells_of_paper).collect());
    let nobody =
        rows.is_empty().then(|| text("No child of this class has a concern, is on the register or has a plan."));
    Paper {
        title: text(format!("Class {}: what helps each child", class.as_str())),
        sheets: Sheets::Lying,
        head: head.into_iter().filter_map(|(label, said)| Some((text(label), said?))).collect(),
        parts: parts([children.words(nobody), readers(class, school, as_at)]),
        foot: text(format!("{} For staff of the school who teach these children.", foot(school, as_at).as_str())),
    }
}

/// Who has read the sheet in the school year of the day.
fn readers(class: &Text, school: &School, as_at: Day) -> Part {
    let since = start_of_school_year(school_year(as_at));
    let events = school.events_until(EventKind::SheetRead, as_at);
    let mut read: Vec<_> = events.filter(|event| event.date >= since && event.class.as_ref() == Some(class)).collect();
    read.sort_by_key(|event| event.date);
    let line = |by: Option<&Text>, day: Day| {
        text(by.map_or_else(|| date(day), |by| format!("{}, on {}", by.as_str(), date(day))))
    };
    let nobody = read.is_empty().then(|| text(format!("Nobody has signed for it since {}.", date(since))));
    Part::new("Who has read it this school year")
        .points(read.iter().map(|event| line(event.by.as_ref(), event.date)).collect())
        .words(nobody)
}

impl Row for SheetRow {
    const COLUMNS: &'static [Column] =
        &[column("Id"), private("Name"), column("Year"), column("Stage"), column("Support"), column("Next review")];

    const KEYS: &'static [&'static str] = &[
        "id",
        "name",
        "known_as",
        "class",
        "year",
        "stage",
        "support",
        "needs",
        "home_language",
        "alerts",
        "strengths",
        "helps",
        "targets",
        "next_review",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.id.clone()),
            Cell::Text(self.name.as_str().to_owned()),
            Cell::Text(self.year.to_string()),
            Cell::text(self.stage.map(Stage::as_str)),
            Cell::Text(self.support.as_str().to_owned()),
            Cell::day(self.next_review),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::{record, school};

    fn is_on(facts: &str, class: &str, on: &str) -> bool {
        let on = day(on);
        is_on_it(&record(facts).as_at(on), &Text::from(class), on)
    }

    #[test]
    fn on_the_sheet_is_who_is_in_the_class_that_day_and_has_a_concern_support_or_a_plan() {
        const CONCERN: &str = "concerns: [{date: 2025-09-15, raised_by: parent, grounds: [other]}]\n";
        let in_4b = |facts: &str| is_on(&format!("class: 4B\n{facts}"), "4B", "2026-01-15");
        assert!(!in_4b(""));
        assert!(in_4b(CONCERN));
        assert!(in_4b("stages: [{date: 2025-09-15, stage: A}]\n"));
        assert!(in_4b("register: [{from: 2025-12-01}]\n"));
        assert!(in_4b("ehc_plan: [{final: 2025-12-01}]\n"));
        // A concern that was dealt with is none; one that was raised since is.
        let closed = "stages: [{date: 2025-09-16, stage: A}, {date: 2025-12-01, stage: closed}]\n";
        assert!(!in_4b(&format!("{CONCERN}{closed}")));
        let again = CONCERN.replace("2025-09-15", "2026-01-08");
        assert!(in_4b(&format!("{again}{closed}")));
        // The class and the roll of that very day.
        let moved = format!("class: [{{from: 2024-09-02, class: 3B}}, {{from: 2025-09-01, class: 4B}}]\n{CONCERN}");
        assert!(is_on(&moved, "4B", "2026-01-15") && !is_on(&moved, "3B", "2026-01-15"));
        let left = format!("class: 4B\non_roll: [{{from: 2022-09-05, to: 2026-01-14}}]\n{CONCERN}");
        assert!(is_on(&left, "4B", "2026-01-14") && !is_on(&left, "4B", "2026-01-15"));
    }

    #[test]
    fn a_sheet_from_which_a_child_may_be_missing_says_so() {
        let paper =
            |unreadable| format!("{:?}", paper(&Text::from("4B"), &[], unreadable, &school(), day("2026-01-15")));
        assert!(paper(2).contains("2 files could not be read: a child may be missing here"));
        assert!(!paper(0).contains("missing") && paper(0).contains("Nobody has signed for it since 1 Sep 2025."));
    }
}
