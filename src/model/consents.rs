//! Who agreed and who did not: the answers of a family to a request for consent, person by person (DESIGN 7.2, "consents").
//!
//! A person is `with` and `who`, compared as names are. Answers without `who` and with the same `with` are one person's. For each
//! person the latest answer counts. A request without a reply is no answer.
//!
//! An answer without a name may be that of somebody who answered by name. Such a doubt never hides a refusal and never keeps a
//! consent in force: "a parent withdraws" ends what the mother gave before, and "the mother agrees" does not lift what "a parent"
//! refused before.

use super::at_a_day::AsAt;
use super::compared_name::ComparedName;
use super::day::Day;
use super::record::{Contact, Record};
use super::vocabulary::{Answer, ContactKind, Topic, With};

/// The topics of consent to sharing information with an agency.
pub(crate) const SHARING: &[Topic] = &[Topic::InformationSharing, Topic::AgencyReferral];

/// The requests for consent about a topic and their answers, in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Consents<'a>(Vec<&'a Contact>);

impl Record {
    /// The requests about some topics that count for what is done on a day: those up to and including it. Later ones do not.
    fn consents_by<'a>(&'a self, about: &[Topic], since: Option<Day>, until: Day) -> Consents<'a> {
        let counts = |contact: &&Contact| {
            let is_asked = contact.kind == ContactKind::Consent && contact.is_with_family();
            let is_in_time = contact.date <= until && since.is_none_or(|since| contact.date >= since);
            is_asked && is_in_time && about.contains(&contact.about)
        };
        let mut asked: Vec<&Contact> = self.contacts.iter().filter(counts).collect();
        // Of two answers on one day, the later entry counts.
        asked.sort_by_key(|contact| contact.date);
        Consents(asked)
    }
}

impl AsAt {
    /// The consents about some topics, whenever they were given.
    pub(crate) fn consents(&self, about: &[Topic]) -> Consents<'_> {
        self.consents_by(about, None, self.day())
    }

    /// The consents about a topic of the present run: an answer of an earlier one no longer counts (DESIGN 3).
    pub(crate) fn consents_of_run(&self, about: Topic) -> Consents<'_> {
        self.consents_by(&[about], self.evidence_since(), self.day())
    }
}

impl<'a> Consents<'a> {
    /// The same up to and including a day.
    pub(crate) fn until(&self, day: Day) -> Self {
        self.only(|contact| contact.date <= day)
    }

    /// Only some of them.
    pub(crate) fn only(&self, is_meant: impl Fn(&Contact) -> bool) -> Self {
        Self(self.0.iter().copied().filter(|contact| is_meant(contact)).collect())
    }

    /// The consent in force: the latest that was given and that the same person has not taken back since. `None` if there is none.
    pub(crate) fn in_force(&self) -> Option<&'a Contact> {
        let is_kept = |(at, given): &(usize, &'a Contact)| {
            let mut later = self.answers().skip_while(|(other, _)| other <= at);
            given.answer == Some(Answer::Given)
                && !later.any(|(_, other)| is_refusal(other) && may_be_one_person(given, other))
        };
        self.answers().filter(is_kept).last().map(|(_, given)| given)
    }

    /// The latest answers of those who refused or withdrew, oldest first.
    pub(crate) fn refusals(&self) -> Vec<&'a Contact> {
        let is_last = |(at, refused): &(usize, &'a Contact)| {
            let mut later = self.answers().skip_while(|(other, _)| other <= at);
            is_refusal(refused) && !later.any(|(_, other)| is_one_person(refused, other))
        };
        self.answers().filter(is_last).map(|(_, refused)| refused).collect()
    }

    /// Whether no consent is in force and somebody refused or withdrew it.
    pub(crate) fn are_refused(&self) -> bool {
        self.in_force().is_none() && !self.refusals().is_empty()
    }

    /// The day since which a consent has been in force, or since which none has been in force and somebody refused: the answer that
    /// brought this about, not one that only repeats it. `None` if nobody answered.
    pub(crate) fn settled_on(&self) -> Option<Day> {
        let is_in_force = self.in_force().is_some();
        let days: Vec<Day> = self.answers().map(|(_, contact)| contact.date).collect();
        let same = |day: &Day| self.until(*day).in_force().is_some() == is_in_force;
        days.into_iter().rev().take_while(same).last()
    }

    /// The last request, answered or not.
    pub(crate) fn last_request(&self) -> Option<&'a Contact> {
        self.0.last().copied()
    }

    /// The days on which the family was asked and did not reply, oldest first. Two calls on one day are one try.
    pub(crate) fn tries(&self) -> Vec<Day> {
        let mut days: Vec<Day> = self.0.iter().filter(|one| !is_answer(one)).map(|one| one.date).collect();
        days.dedup();
        days
    }

    fn answers(&self) -> impl Iterator<Item = (usize, &'a Contact)> {
        self.0.iter().copied().enumerate().filter(|(_, contact)| is_answer(contact))
    }
}

/// Whether somebody answered: a request without a reply is no answer.
fn is_answer(contact: &Contact) -> bool {
    !matches!(contact.answer, None | Some(Answer::NoReply))
}

fn is_refusal(contact: &Contact) -> bool {
    matches!(contact.answer, Some(Answer::Refused | Answer::Withdrawn))
}

/// The party that answered. A consent without one is that of a parent, as `send contact` says.
fn party(contact: &Contact) -> With {
    contact.with.unwrap_or(With::Parent)
}

/// Whether two answers are one person's.
fn is_one_person(one: &Contact, other: &Contact) -> bool {
    party(one) == party(other)
        && match (&one.who, &other.who) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                ComparedName::of_name(one.as_str()).is_same_as(&ComparedName::of_name(other.as_str()))
            }
            (None, Some(_)) | (Some(_), None) => false,
        }
}

/// The same, and also if one of them is not named: then it cannot be said that they are two.
fn may_be_one_person(one: &Contact, other: &Contact) -> bool {
    let is_unnamed = one.who.is_none() || other.who.is_none();
    is_one_person(one, other) || is_unnamed && party(one) == party(other)
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::model::vocabulary::Topic;
    use crate::rules::examples::record;

    /// The contacts of a list of answers: the day of January 2026, with whom (and who), and the answer.
    fn contacts(answers: &[(&str, &str, &str)]) -> String {
        let lines = answers.iter().map(|(date, whom, answer)| {
            format!(
                "  - {{date: 2026-01-{date}, kind: consent, about: inclusion-referral, {whom}, answer: {answer}}}\n"
            )
        });
        format!("contacts:\n{}", lines.collect::<String>())
    }

    const MOTHER: &str = "with: parent, who: mother";
    const FATHER: &str = "with: parent, who: father";
    const PARENT: &str = "with: parent";

    /// The consent in force, and the refusals, by the day of January.
    fn state(answers: &[(&str, &str, &str)], on: &str) -> (Option<String>, Vec<String>) {
        let record = record(&contacts(answers)).as_at(day(on));
        let consents = record.consents(&[Topic::InclusionReferral]);
        let short = |contact: &crate::model::record::Contact| contact.date.to_string()[8..].to_owned();
        (consents.in_force().map(short), consents.refusals().into_iter().map(short).collect())
    }

    fn now(answers: &[(&str, &str, &str)]) -> (Option<String>, Vec<String>) {
        state(answers, "2026-01-31")
    }

    fn is(given: Option<&str>, refused: &[&str]) -> (Option<String>, Vec<String>) {
        (given.map(str::to_owned), refused.iter().map(|&day| day.to_owned()).collect())
    }

    #[test]
    fn each_person_has_an_answer_and_the_order_of_two_calls_decides_nothing() {
        assert_eq!(now(&[("10", MOTHER, "refused"), ("12", FATHER, "given")]), is(Some("12"), &["10"]));
        assert_eq!(now(&[("10", FATHER, "given"), ("12", MOTHER, "refused")]), is(Some("10"), &["12"]));
        assert_eq!(now(&[("10", FATHER, "withdrawn"), ("12", MOTHER, "refused")]), is(None, &["10", "12"]));
        assert_eq!(now(&[("10", FATHER, "given"), ("12", MOTHER, "given")]), is(Some("12"), &[]));
        assert_eq!(now(&[("10", PARENT, "given"), ("12", "with: carer", "refused")]), is(Some("10"), &["12"]));
    }

    #[test]
    fn a_person_may_think_again_and_the_latest_answer_counts() {
        assert_eq!(now(&[("10", MOTHER, "refused"), ("12", MOTHER, "given")]), is(Some("12"), &[]));
        assert_eq!(now(&[("10", MOTHER, "given"), ("12", MOTHER, "withdrawn")]), is(None, &["12"]));
        assert_eq!(
            now(&[("10", MOTHER, "given"), ("12", MOTHER, "withdrawn"), ("14", MOTHER, "given")]),
            is(Some("14"), &[])
        );
        assert_eq!(now(&[("10", PARENT, "refused"), ("12", PARENT, "given")]), is(Some("12"), &[]));
        // No `with` is a parent, as the command says.
        assert_eq!(now(&[("10", "by: R. Osei", "refused"), ("12", PARENT, "given")]), is(Some("12"), &[]));
    }

    #[test]
    fn names_are_compared_as_people_compare_them() {
        let named = |name: &str| format!("with: parent, who: \"{name}\"");
        let (one, same, other) = (named("Zoë O’Brien"), named("OBRIEN, Zoe"), named("Zara O'Brien"));
        assert_eq!(now(&[("10", &one, "refused"), ("12", &same, "given")]), is(Some("12"), &[]));
        assert_eq!(now(&[("10", &one, "refused"), ("12", &other, "given")]), is(Some("12"), &["10"]));
        assert_eq!(now(&[("10", MOTHER, "given"), ("12", "with: parent, who: Mother", "refused")]), is(None, &["12"]));
        // A parent and a carer of one name are two people.
        assert_eq!(
            now(&[("10", &one, "given"), ("12", &one.replace("parent", "carer"), "refused")]),
            is(Some("10"), &["12"])
        );
    }

    #[test]
    fn an_answer_without_a_name_neither_hides_a_refusal_nor_keeps_a_consent() {
        assert_eq!(now(&[("10", MOTHER, "given"), ("12", PARENT, "withdrawn")]), is(None, &["12"]));
        assert_eq!(now(&[("10", PARENT, "given"), ("12", MOTHER, "refused")]), is(None, &["12"]));
        assert_eq!(now(&[("10", PARENT, "refused"), ("12", MOTHER, "given")]), is(Some("12"), &["10"]));
        assert_eq!(now(&[("10", MOTHER, "refused"), ("12", PARENT, "given")]), is(Some("12"), &["10"]));
        // A carer without a name is no parent.
        assert_eq!(now(&[("10", MOTHER, "given"), ("12", "with: carer", "refused")]), is(Some("10"), &["12"]));
        // Given again by name, in the knowledge of the refusal.
        assert_eq!(
            now(&[("10", MOTHER, "given"), ("12", PARENT, "refused"), ("14", MOTHER, "given")]),
            is(Some("14"), &["12"])
        );
    }

    #[test]
    fn no_reply_is_no_answer() {
        assert_eq!(now(&[("10", MOTHER, "given"), ("12", MOTHER, "no-reply")]), is(Some("10"), &[]));
        assert_eq!(now(&[("10", MOTHER, "refused"), ("12", MOTHER, "no-reply")]), is(None, &["10"]));
        assert_eq!(now(&[("12", MOTHER, "no-reply")]), is(None, &[]));
    }

    #[test]
    fn of_two_answers_on_one_day_the_later_entry_counts_and_a_later_day_counts_not_yet() {
        assert_eq!(now(&[("10", MOTHER, "given"), ("10", MOTHER, "refused")]), is(None, &["10"]));
        assert_eq!(now(&[("10", MOTHER, "refused"), ("10", MOTHER, "given")]), is(Some("10"), &[]));
        // The list is not in order: the days decide.
        assert_eq!(now(&[("12", MOTHER, "refused"), ("10", MOTHER, "given")]), is(None, &["12"]));
        let then = [("10", MOTHER, "given"), ("12", MOTHER, "withdrawn")];
        assert_eq!(state(&then, "2026-01-11"), is(Some("10"), &[]));
        assert_eq!(state(&then, "2026-01-12"), is(None, &["12"]));
        assert_eq!(state(&then, "2026-01-09"), is(None, &[]));
    }

    #[test]
    fn what_was_settled_first_counts_and_not_what_repeats_it() {
        let settled = |answers: &[(&str, &str, &str)]| {
            let record = record(&contacts(answers)).as_at(day("2026-01-31"));
            record.consents(&[Topic::InclusionReferral]).settled_on().map(|day| day.to_string()[8..].to_owned())
        };
        assert_eq!(settled(&[("10", MOTHER, "no-reply")]), None);
        assert_eq!(settled(&[("10", MOTHER, "given"), ("12", FATHER, "given")]).as_deref(), Some("10"));
        assert_eq!(settled(&[("10", MOTHER, "refused"), ("12", FATHER, "refused")]).as_deref(), Some("10"));
        assert_eq!(settled(&[("10", MOTHER, "refused"), ("12", FATHER, "given")]).as_deref(), Some("12"));
        assert_eq!(settled(&[("10", FATHER, "given"), ("12", MOTHER, "refused")]).as_deref(), Some("10"));
        let withdrawn = [("10", FATHER, "given"), ("12", MOTHER, "refused"), ("14", FATHER, "withdrawn")];
        assert_eq!(settled(&withdrawn).as_deref(), Some("14"));
        assert_eq!(settled(&[("10", MOTHER, "given"), ("10", MOTHER, "refused")]).as_deref(), Some("10"));
    }

    #[test]
    fn two_calls_on_one_day_are_one_try() {
        let tries = |answers: &[(&str, &str, &str)]| {
            record(&contacts(answers)).as_at(day("2026-01-31")).consents(&[Topic::InclusionReferral]).tries().len()
        };
        assert_eq!(tries(&[("10", MOTHER, "no-reply"), ("10", FATHER, "no-reply")]), 1);
        assert_eq!(tries(&[("10", MOTHER, "no-reply"), ("12", MOTHER, "no-reply")]), 2);
        assert_eq!(tries(&[("10", MOTHER, "given"), ("12", MOTHER, "no-reply")]), 1);
    }
}
