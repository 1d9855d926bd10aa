//! Pupils with something missing from the record, such as a review or the parents' views, at all or since a day.

use super::Names;
use super::columns::{Cell, Column, ReportRow, column, private};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::{Plan, Review, Voice};
use crate::model::day::Day;
use crate::model::vocabulary::{ContactKind, Stage, Topic, vocabulary};

vocabulary! {
    /// What `send missing` can look for in a record.
    Sought {
        /// The parents' views in a plan or a review. It counts if they were asked but did not answer.
        ParentVoice = "parent-voice",
        /// The pupil's views in a plan or a review. It counts if the pupil was asked but did not answer.
        PupilVoice = "pupil-voice",
        /// A notice to the family, about anything.
        Notice = "notice",
        /// A consent that was given and has not been withdrawn.
        Consent = "consent",
        /// A review of a cycle, or of an EHC plan.
        Review = "review",
        /// A longer-term outcome, set by the school or in an EHC plan.
        Outcome = "outcome",
        /// Any contact with the family.
        Contact = "contact",
    }
}

impl Sought {
    /// The day of the latest one in a record.
    pub(crate) fn last_day_in(self, record: &AsAt) -> Option<Day> {
        match self {
            Self::ParentVoice => {
                last_voice(record, |plan| plan.parent_voice.as_ref(), |review| review.parent_voice.as_ref())
            }
            Self::PupilVoice => {
                last_voice(record, |plan| plan.pupil_voice.as_ref(), |review| review.pupil_voice.as_ref())
            }
            Self::Notice => last_contact(record, |kind| kind == ContactKind::Notice),
            Self::Consent => last_consent(record),
            Self::Review => last_review(record),
            Self::Outcome => last_outcome(record),
            Self::Contact => last_contact(record, |_| true),
        }
    }
}

/// The day of the last contact with the family of these kinds.
fn last_contact(record: &AsAt, is_meant: impl Fn(ContactKind) -> bool) -> Option<Day> {
    let contacts = record.contacts.iter().filter(|contact| contact.is_with_family() && is_meant(contact.kind));
    contacts.map(|contact| contact.date).max()
}

fn last_voice(
    record: &AsAt,
    of_plan: impl Fn(&Plan) -> Option<&Voice>,
    of_review: impl Fn(&Review) -> Option<&Voice>,
) -> Option<Day> {
    let plans = record.cycles.iter().filter_map(|cycle| cycle.plan.as_ref());
    let in_plans = plans.filter_map(|plan| Some(day_of_voice(of_plan(plan)?, plan.date)));
    let in_reviews = record.reviews().filter_map(|(_, review)| Some(day_of_voice(of_review(review)?, review.date)));
    in_plans.chain(in_reviews).max()
}

/// The day of a view in a plan or a review of this day. If someone was only asked, it is the day they were asked.
fn day_of_voice(voice: &Voice, day: Day) -> Day {
    match voice {
        Voice::Said(_) => day,
        Voice::Asked(asked) => asked.asked,
    }
}

/// The day of the last consent that is still in force, about anything.
fn last_consent(record: &AsAt) -> Option<Day> {
    let consents = Topic::ALL.iter().filter_map(|about| record.consents(&[*about]).in_force());
    consents.map(|given| given.date).max()
}

fn last_review(record: &AsAt) -> Option<Day> {
    let of_plans = record.ehc_plan.iter().flat_map(|plan| &plan.reviews).filter_map(|review| review.meeting);
    record.reviews().map(|(_, review)| review.date).chain(of_plans).max()
}

fn last_outcome(record: &AsAt) -> Option<Day> {
    let of_plans = record.ehc_plan.iter().filter(|plan| !plan.outcomes.is_empty()).map(|plan| plan.first_day());
    record.outcomes.iter().map(|outcome| outcome.from).chain(of_plans).max()
}

/// A pupil with something missing from the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Option<String>,
    /// The class.
    pub(crate) class: Option<String>,
    /// The stage.
    pub(crate) stage: Option<Stage>,
    /// The thing that is missing.
    pub(crate) what: Sought,
    /// The day of the last one, before the day given by `since`; `None` if there has never been one.
    pub(crate) last: Option<Day>,
}

impl MissingRow {
    /// The row of a record, or `None` if it has the thing. If `since` is given, only things on or after that day count.
    pub(crate) fn of(record: &AsAt, what: Sought, since: Option<Day>, names: Names) -> Option<Self> {
        let last = what.last_day_in(record);
        let has = last.is_some_and(|last| since.is_none_or(|since| last >= since));
        (!has).then(|| Self {
            id: record.id().to_owned(),
            name: names.show(record.name.as_str().to_owned()),
            class: record.class_name().map(|class| class.as_str().to_owned()),
            stage: record.last_stage(),
            what,
            last,
        })
    }
}

/// Whether the list covers a pupil: on roll that day, and at a stage, on the register or with a plan in force.
pub(crate) fn is_asked_about(record: &AsAt) -> bool {
    let at_a_stage = record.last_stage().is_some_and(|stage| stage != Stage::Closed);
    let supported = record.register_spell().is_some() || record.plan_in_force().is_some();
    record.is_on_roll() && (at_a_stage || supported)
}

impl ReportRow for MissingRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row| Cell::from(&row.id)),
        private("name", "Name", |row| Cell::from(&row.name)),
        column("class", "Class", |row| Cell::from(&row.class)),
        column("stage", "Stage", |row| row.stage.map(Stage::as_str).into()),
        column("what", "Missing", |row| row.what.as_str().into()),
        column("last", "Last", |row| row.last.into()),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// The day of the latest one in a record as at 15 January 2026.
    fn last(what: Sought, example: &str) -> Option<String> {
        what.last_day_in(&record(example).as_at(day("2026-01-15"))).map(|day| day.to_string())
    }

    #[test]
    fn views_count_in_plans_and_reviews_and_also_if_only_asked_for() {
        let text = "cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp, parent_voice: Good}, review: {date: 2025-12-10, pupil_voice: {asked: 2025-12-09, answer: none}}}]\n";
        assert_eq!(last(Sought::ParentVoice, text).as_deref(), Some("2025-11-06"));
        assert_eq!(last(Sought::PupilVoice, text).as_deref(), Some("2025-12-09"));
        assert_eq!(last(Sought::PupilVoice, "census: N\n"), None);
    }

    #[test]
    fn a_consent_lasts_until_it_is_withdrawn_or_refused_for_its_subject() {
        let given = "{date: 2025-11-03, kind: consent, about: inclusion-referral, answer: given}";
        let then = |more: &str| format!("contacts: [{given}, {more}]\n");
        let consent = |text: &str| last(Sought::Consent, text);
        assert_eq!(consent(&then("{date: 2025-12-01, kind: meeting, about: concern}")).as_deref(), Some("2025-11-03"));
        for answer in ["withdrawn", "refused"] {
            let more = format!("{{date: 2025-12-01, kind: consent, about: inclusion-referral, answer: {answer}}}");
            assert_eq!(consent(&then(&more)), None, "{answer}");
            let other = more.replace("inclusion-referral", "information-sharing");
            assert_eq!(consent(&then(&other)).as_deref(), Some("2025-11-03"), "{answer}");
        }
        // Another person's refusal does not end the consent.
        let named = then("{date: 2025-12-01, kind: consent, about: inclusion-referral, with: carer, answer: refused}");
        assert_eq!(consent(&named).as_deref(), Some("2025-11-03"));
        let unanswered = "{date: 2025-12-01, kind: consent, about: inclusion-referral, answer: no-reply}";
        assert_eq!(consent(&then(unanswered)).as_deref(), Some("2025-11-03"));
    }

    #[test]
    fn contacts_with_others_are_not_contacts_with_the_family() {
        let text = "contacts: [{date: 2025-11-03, kind: call, about: concern, with: mother}]\n";
        let with = |who: &str| text.replace("mother", who);
        assert_eq!(last(Sought::Contact, &with("agency")), None);
        assert_eq!(last(Sought::Contact, &with("carer")).as_deref(), Some("2025-11-03"));
        assert_eq!(last(Sought::Notice, &with("carer")), None);
    }

    #[test]
    fn reviews_and_outcomes_of_an_ehc_plan_count() {
        let text = "census: E\nehc_plan: [{final: 2024-02-01, outcomes: [Speaks in class], reviews: [{kind: annual, meeting: 2025-01-10}]}]\n";
        assert_eq!(last(Sought::Review, text).as_deref(), Some("2025-01-10"));
        assert_eq!(last(Sought::Outcome, text).as_deref(), Some("2024-02-01"));
    }

    #[test]
    fn since_a_day_includes_the_day() {
        let record = record("cycles: [{stage: B, review: {date: 2025-12-10}}]\n").as_at(day("2026-01-15"));
        let row = |since: Option<&str>| MissingRow::of(&record, Sought::Review, since.map(day), Names::Hidden);
        assert_eq!((row(None), row(Some("2025-12-10"))), (None, None));
        let missing = row(Some("2025-12-11")).unwrap();
        assert_eq!((missing.last, missing.name), (Some(day("2025-12-10")), None));
    }

    #[test]
    fn the_list_covers_pupils_with_a_concern_on_the_register_or_with_a_plan() {
        let asked = |text: &str| is_asked_about(&record(text).as_at(day("2026-01-15")));
        assert!(asked("stages: [{date: 2026-01-15, stage: A}]\n"));
        assert!(asked("register: [{from: 2026-01-15}]\n"));
        assert!(asked("ehc_plan: [{final: 2026-01-15}]\n"));
        for text in [
            "census: N\n",
            "stages: [{date: 2025-09-15, stage: A}, {date: 2026-01-15, stage: closed}]\n",
            "stages: [{date: 2026-01-14, stage: A}]\non_roll: [{from: 2022-09-05, to: 2026-01-14}]\n",
        ] {
            assert!(!asked(text), "{text}");
        }
    }
}
