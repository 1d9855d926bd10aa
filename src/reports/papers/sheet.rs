//! The class sheet for the staff who teach a class (policy 6.3; DOMAIN 8.6), with a row for each pupil. Staff read it each autumn,
//! and its last part lists who has.

use super::{
    Paper, PaperColumn, PaperKeys, PaperSource, Part, Sheets, foot_of_school, in_words, parts_with_content, text,
};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Target;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::{CensusCode, NeedType, Stage, Support};
use crate::model::year::{YearGroup, school_year, start_of_school_year};
use crate::reports::Lacks;
use crate::reports::columns::{Cell, Column, ReportRow, fact, private_fact};
use crate::school::{EventKind, School};
use crate::words::{count, date};

/// The facts that a teacher needs about each pupil. The keys exclude the UPN, costs, notes, the family's words, and everything
/// written to other people.
pub(crate) const KEYS: PaperKeys = PaperKeys {
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
        // The class is named above the table.
        "class",
        "class.class",
        "class.from",
        "taught_with.from",
        "taught_with.to",
        "taught_with.years_below",
        "taught_with.years_above",
        "needs.rank",
        "needs.from",
        "needs.to",
        "stages.date",
        "stages.stage",
        "register.from",
        "register.in_force_on",
        "register.to",
        // Only whether there is a concern.
        "concerns.date",
        "concerns.closed",
        "concerns.raised_by",
        "cycles.stage",
        "cycles.plan.date",
        "cycles.plan.kind",
        "cycles.review.date",
        "ehc_plan.final",
        "ehc_plan.in_force_on",
        "ehc_plan.ceased",
        "ehc_plan.reviews.kind",
        "ehc_plan.reviews.meeting",
        "sspp.from",
        "sspp.in_force_on",
        "sspp.to",
    ],
};

/// A pupil on the sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Text,
    /// The name they are known by, if it is different.
    pub(crate) known_as: Option<Text>,
    /// The class.
    pub(crate) class: Option<Text>,
    /// The year group.
    pub(crate) year: YearGroup,
    /// The stage; `None` if only a concern has been raised.
    pub(crate) stage: Option<Stage>,
    /// The support.
    pub(crate) support: Support,
    /// The needs, the primary one first.
    pub(crate) needs: Vec<NeedType>,
    /// The home language, if it is recorded.
    pub(crate) home_language: Option<Text>,
    /// The alerts that every adult must know.
    pub(crate) alerts: Vec<Text>,
    /// The pupil's strengths.
    pub(crate) strengths: Vec<Text>,
    /// The things that help.
    pub(crate) helps: Vec<Text>,
    /// The targets of the current plans, each with its date.
    pub(crate) targets: Vec<Text>,
    /// The day of the next review.
    pub(crate) next_review: Option<Day>,
    /// The next review in words.
    review_said: Option<Text>,
    /// Whether the pupil has an open concern.
    has_concern: bool,
}

/// Whether a pupil is on the sheet of this class.
pub(crate) fn is_on_it(record: &AsAt, class: &Text) -> bool {
    record.class_name() == Some(class) && is_for_staff(record)
}

/// Whether a pupil who should be on a sheet is not on one, because the record names no class or a class without a sheet.
pub(crate) fn is_on_none(record: &AsAt, has_sheet: impl Fn(&str) -> bool) -> bool {
    !record.class_name().is_some_and(|class| has_sheet(class.as_str())) && is_for_staff(record)
}

/// Whether a pupil should be on a class sheet: on roll, and with an open concern, on the register, with a plan or with an alert.
/// Pupils who arrived with SEN identified are on it from their first day.
pub(crate) fn is_for_staff(record: &AsAt) -> bool {
    let has_come_with_it = record.joined_with_sen().is_some();
    let has_support = record.census_code() != CensusCode::N;
    let has_alert = record.profile.as_ref().is_some_and(|profile| !profile.alerts.is_empty());
    record.is_on_roll() && (is_of_concern(record) || has_come_with_it || has_support || has_alert)
}

/// Whether the pupil has an open concern.
fn is_of_concern(record: &AsAt) -> bool {
    match record.last_stage() {
        Some(Stage::A | Stage::B | Stage::C | Stage::D) => true,
        Some(Stage::Closed) | None => record.open_concern_written().is_some(),
    }
}

impl SheetRow {
    /// The row for a record that is cut to the keys of the sheet.
    pub(crate) fn of(source: &PaperSource<'_>) -> Self {
        let record = &source.record;
        let plans = source.plans_in_use();
        let targets = plans.iter().flat_map(|plan| &plan.targets);
        Self {
            id: record.id().to_owned(),
            name: record.name.clone(),
            known_as: record.known_as.clone(),
            class: record.class_name().cloned(),
            year: record.year_group(),
            stage: record.last_stage(),
            support: record.support(),
            needs: source.current_needs(),
            home_language: record.home_language.clone(),
            alerts: source.profile_list(|profile| &profile.alerts),
            strengths: source.profile_list(|profile| &profile.strengths),
            helps: source.profile_list(|profile| &profile.helps),
            targets: targets.map(target_with_day).collect(),
            next_review: record.next_review(),
            review_said: source.next_review(),
            has_concern: is_of_concern(record),
        }
    }

    /// The order of a sheet: by name.
    pub(crate) fn order_by_name(&self) -> impl Ord + '_ {
        (&self.name, &self.id)
    }

    /// The name, the name they are known by, the year group, and any home language other than English. The language is not listed
    /// under needs (policy 9).
    fn child_cell(&self) -> Vec<Text> {
        let called = self.known_as.as_ref().filter(|called| !self.name.as_str().starts_with(called.as_str()));
        let called = called.map_or_else(String::new, |called| format!(", called {}", called.as_str()));
        let language =
            self.home_language.as_ref().filter(|language| !language.as_str().eq_ignore_ascii_case("English"));
        let language = language.map_or_else(String::new, |language| format!(", speaks {} at home", language.as_str()));
        vec![text(format!("{}{called}, year {}{language}", self.name.as_str(), self.year))]
    }

    /// The support, with the stage or that there is a concern.
    fn support_said(&self) -> Vec<Text> {
        let concern = self.has_concern.then(|| "concern".to_owned());
        let stage = match self.stage {
            Some(Stage::Closed) | None => concern,
            Some(stage @ (Stage::A | Stage::B | Stage::C | Stage::D)) => Some(format!("stage {}", stage.as_str())),
        };
        let support = match self.support {
            Support::None => None,
            Support::K => Some("SEN support"),
            Support::KFunded => Some("SEN support with an SSPP"),
            Support::E => Some("EHC plan"),
        };
        let support: Vec<String> = support.map(str::to_owned).into_iter().chain(stage).collect();
        Some(text(support.join(", "))).filter(|said| !said.as_str().is_empty()).into_iter().collect()
    }
}

/// A target, and its date if it has one.
fn target_with_day(target: &Target) -> Text {
    match target.by {
        Some(by) => text(format!("{} (by {})", target.text.as_str(), date(by))),
        None => target.text.clone(),
    }
}

const COLUMNS_OF_PAPER: &[PaperColumn<SheetRow>] = &[
    ("Pupil", SheetRow::child_cell),
    ("Support", SheetRow::support_said),
    ("Needs", |row| row.needs.iter().copied().map(in_words).collect()),
    ("Alerts", |row| row.alerts.clone()),
    ("Strengths", |row| row.strengths.clone()),
    ("What helps", |row| row.helps.clone()),
    ("Targets", |row| row.targets.clone()),
    ("Next review", |row| row.review_said.clone().into_iter().collect()),
];

/// How many pupils may be missing from a sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Missing<'a> {
    /// What the report lacks.
    pub(crate) lacks: &'a Lacks,
    /// The number of pupils who are not on any sheet.
    pub(crate) on_none: usize,
}

/// The paper for these pupils, in this order. It says if pupils may be missing.
pub(crate) fn class_sheet(class: &Text, rows: &[SheetRow], missing: Missing<'_>, school: &School, as_at: Day) -> Paper {
    let teacher = school.teacher_of(class).cloned();
    let Missing { lacks, on_none } = missing;
    let unreadable = lacks.in_words(": a pupil may be missing here").map(text);
    let on_none = (on_none > 0).then(|| {
        text(format!(
            "{}: the record names no class, or a class that the school does not have",
            count(on_none, "pupil")
        ))
    });
    let children = format!("{} with a concern, on the register, with a plan or an alert", rows.len());
    let head = [
        ("Incomplete", unreadable),
        ("Not on any sheet", on_none),
        ("Class teacher", teacher),
        ("Pupils", lacks.total(text(children))),
    ];
    let children = Part::new("Each pupil's needs and support").columns(COLUMNS_OF_PAPER, rows);
    let nobody = (rows.is_empty() && lacks.begin_later.is_none())
        .then(|| text("No pupil in this class has a concern, is on the register, or has a plan or an alert."));
    Paper {
        title: text(format!("Class {}: what helps each pupil", class.as_str())),
        sheets: Sheets::Lying,
        head: head.into_iter().filter_map(|(label, said)| Some((text(label), said?))).collect(),
        parts: parts_with_content([children.words(nobody), readers_part(class, school, as_at)]),
        foot: text(format!(
            "{} For staff of the school who teach these pupils.",
            foot_of_school(school, as_at).as_str()
        )),
    }
}

/// The staff who have read the sheet this school year.
fn readers_part(class: &Text, school: &School, as_at: Day) -> Part {
    let since = start_of_school_year(school_year(as_at));
    let events = school.events_until(EventKind::SheetRead, as_at);
    let mut read: Vec<_> = events.filter(|event| event.date >= since && event.class.as_ref() == Some(class)).collect();
    read.sort_by_key(|event| event.date);
    let readers = read.iter().map(|event| match &event.by {
        Some(by) => text(format!("{}, on {}", by.as_str(), date(event.date))),
        None => text(date(event.date)),
    });
    let readers = readers.collect();
    let nobody = read.is_empty().then(|| text(format!("No one has signed for it since {}.", date(since))));
    Part::new("Staff who have read this sheet this school year").points(readers).words(nobody)
}

impl ReportRow for SheetRow {
    const COLUMNS: &'static [Column<Self>] = &[
        fact("id", |row| Cell::from(&row.id)),
        private_fact("name", |row| Cell::from(&row.name)),
        private_fact("known_as", |row| Cell::from(&row.known_as)),
        fact("class", |row| Cell::from(&row.class)),
        fact("year", |row| row.year.to_string().into()),
        fact("stage", |row| row.stage.map(Stage::as_str).into()),
        fact("support", |row| row.support.as_str().into()),
        fact("needs", |row| Cell::List(row.needs.iter().copied().map(NeedType::as_str).collect())),
        fact("home_language", |row| Cell::from(&row.home_language)),
        fact("alerts", |row| Cell::from(&row.alerts)),
        fact("strengths", |row| Cell::from(&row.strengths)),
        fact("helps", |row| Cell::from(&row.helps)),
        fact("targets", |row| Cell::from(&row.targets)),
        fact("next_review", |row| row.next_review.into()),
        fact("has_concern", |row| row.has_concern.into()),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::{record, school};

    fn is_on(facts: &str, class: &str, on: &str) -> bool {
        let on = day(on);
        is_on_it(&record(facts).as_at(on), &Text::from(class))
    }

    #[test]
    fn pupils_in_the_class_with_a_concern_support_or_a_plan_are_on_the_sheet() {
        const CONCERN: &str = "concerns: [{date: 2025-09-15, raised_by: parent, grounds: [other]}]\n";
        let in_4b = |facts: &str| is_on(&format!("class: 4B\n{facts}"), "4B", "2026-01-15");
        assert!(!in_4b(""));
        assert!(in_4b(CONCERN));
        assert!(in_4b("stages: [{date: 2025-09-15, stage: A}]\n"));
        assert!(in_4b("register: [{from: 2025-12-01}]\n"));
        assert!(in_4b("ehc_plan: [{final: 2025-12-01}]\n"));
        // A concern that was closed does not count; one that was raised since does.
        let closed = "stages: [{date: 2025-09-16, stage: A}, {date: 2025-12-01, stage: closed}]\n";
        assert!(!in_4b(&format!("{CONCERN}{closed}")));
        let again = CONCERN.replace("2025-09-15", "2026-01-08");
        assert!(in_4b(&format!("{again}{closed}")));
        // The class and the roll on that very day decide.
        let moved = format!("class: [{{from: 2024-09-02, class: 3B}}, {{from: 2025-09-01, class: 4B}}]\n{CONCERN}");
        assert!(is_on(&moved, "4B", "2026-01-15") && !is_on(&moved, "3B", "2026-01-15"));
        let left = format!("class: 4B\non_roll: [{{from: 2022-09-05, to: 2026-01-14}}]\n{CONCERN}");
        assert!(is_on(&left, "4B", "2026-01-14") && !is_on(&left, "4B", "2026-01-15"));
    }

    #[test]
    fn a_sheet_says_if_a_pupil_may_be_missing() {
        let paper = |unreadable, on_none| {
            let lacks = Lacks { files: unreadable, ..Lacks::default() };
            let missing = Missing { lacks: &lacks, on_none };
            format!("{:?}", class_sheet(&Text::from("4B"), &[], missing, &school(), day("2026-01-15")))
        };
        assert!(paper(2, 0).contains("2 files could not be read: a pupil may be missing here"));
        assert!(paper(0, 1).contains("1 pupil: the record names no class"));
        let whole = paper(0, 0);
        assert!(!whole.contains("missing") && !whole.contains("Not on any sheet"));
        assert!(whole.contains("No one has signed for it since 1 Sep 2025."));
    }
}
