//! A record without the child: what of it may stand in a copy for support or training.
//!
//! A list of what may pass, never of what may not. Each key is one of three:
//! - kept: days, stages, codes, words of fixed lists, numbers;
//! - replaced by a pseudonym: the id, names, UPNs, grown-ups, schools, agencies, classes with a name of their own;
//! - dropped: text that somebody typed. Where a rule asks whether there is any, a neutral word stands in for it.
//!
//! Every struct is taken apart key by key without `..`, and put together anew: a key that is added to the format does not
//! compile until somebody has said here what becomes of it.

mod authority;
mod cycles;
mod moves;

use crate::model::anonymous::people::People;
use crate::model::anonymous::{Known, month_of};
use crate::model::pseudonym::Pseudonyms;
use crate::model::record::{
    Arrived, ClassFrom, Classes, Concern, Diagnosis, Disagreement, Document, Need, OnRoll, Profile, Record, Transition,
};
use crate::model::text::Text;

/// What makes the copy of one record.
#[derive(Debug)]
struct Maker<'a> {
    names: &'a Pseudonyms,
    known: Known,
    people: People<'a>,
}

/// The record without the child; nothing where no pseudonym was given out for its id or a UPN of it.
pub(super) fn anonymous_by_hand(record: Record, names: &Pseudonyms, known: Known) -> Option<Record> {
    let people = People::new(names, &record);
    Maker { names, known, people }.record(record)
}

/// What stands in for a text that a rule asks for.
fn word(text: Option<Text>, word: &str) -> Option<Text> {
    text.map(|_| Text::from(word))
}

/// The same for each of several.
fn words(texts: &[Text], word: &str) -> Vec<Text> {
    (1..=texts.len()).map(|number| Text::from(format!("{word} {number}").as_str())).collect()
}

impl Maker<'_> {
    fn record(&self, record: Record) -> Option<Record> {
        let Record {
            format,
            id,
            name: _,
            known_as,
            upn,
            former_upn,
            date_of_birth,
            on_roll,
            class,
            year,
            home_language: _,
            characteristics,
            sen_unit,
            resourced_provision,
            stage,
            census,
            profile,
            needs,
            diagnoses,
            concerns,
            arrived,
            stages,
            register,
            outcomes,
            cycles,
            contacts,
            referrals,
            applications,
            sspp,
            ehc_plan,
            transitions,
            disagreements,
            documents,
            notes: _,
        } = record;
        let name = self.names.pupil(id.as_str());
        let number = |upn: Option<crate::model::upn::Upn>| match upn {
            None => Some(None),
            Some(upn) => self.names.upn(&upn).map(Some),
        };
        Some(Record {
            format,
            id: Text::from(self.names.id(id.as_str())?),
            known_as: known_as.map(|_| name.clone()),
            name,
            upn: number(upn)?,
            former_upn: number(former_upn)?,
            date_of_birth: month_of(date_of_birth),
            on_roll: on_roll.into_iter().map(|spell| self.on_roll(spell)).collect(),
            class: class.map(|class| self.classes(class)),
            year,
            home_language: None,
            characteristics,
            sen_unit,
            resourced_provision,
            stage,
            census,
            profile: profile.map(Self::profile),
            needs: needs.into_iter().map(Self::need).collect(),
            diagnoses: diagnoses.into_iter().map(|diagnosis| self.diagnosis(diagnosis)).collect(),
            concerns: concerns.into_iter().map(Self::concern).collect(),
            arrived: arrived.map(|arrived| self.arrived(arrived)),
            stages: stages.into_iter().map(|entry| self.stage(entry)).collect(),
            register: register.into_iter().map(|spell| self.register(spell)).collect(),
            outcomes: outcomes.into_iter().zip(1..).map(|(outcome, number)| Self::outcome(outcome, number)).collect(),
            cycles: cycles.into_iter().map(|cycle| self.cycle(cycle)).collect(),
            contacts: contacts.into_iter().map(|contact| self.contact(contact)).collect(),
            referrals: referrals.into_iter().map(|referral| self.referral(referral)).collect(),
            applications: applications.into_iter().map(|application| self.application(application)).collect(),
            sspp: sspp.into_iter().map(Self::sspp).collect(),
            ehc_plan: ehc_plan.into_iter().map(Self::ehc_plan).collect(),
            transitions: transitions.into_iter().map(|transition| self.transition(transition)).collect(),
            disagreements: disagreements.into_iter().map(|disagreement| self.disagreement(disagreement)).collect(),
            documents: documents.into_iter().map(Self::document).collect(),
            notes: None,
        })
    }

    fn on_roll(&self, spell: OnRoll) -> OnRoll {
        let OnRoll { from, to, to_school, records_sent } = spell;
        let to_school = to_school.map(|school| self.names.school(school.as_str()));
        OnRoll { from, to, to_school, records_sent }
    }

    fn classes(&self, classes: Classes) -> Classes {
        match classes {
            Classes::Now(class) => Classes::Now(self.names.class(&class)),
            Classes::History(history) => {
                let entry = |ClassFrom { from, class }| ClassFrom { from, class: self.names.class(&class) };
                Classes::History(history.into_iter().map(entry).collect())
            }
        }
    }

    /// Nothing but the day: the rest is the child in words.
    fn profile(profile: Profile) -> Profile {
        let Profile { agreed, strengths: _, interests: _, difficulties: _, helps: _, aspirations: _, alerts: _ } =
            profile;
        Profile {
            agreed,
            strengths: Vec::new(),
            interests: Vec::new(),
            difficulties: Vec::new(),
            helps: Vec::new(),
            aspirations: None,
            alerts: Vec::new(),
        }
    }

    fn need(need: Need) -> Need {
        let Need { need_type, rank, from, to } = need;
        Need { need_type, rank, from, to }
    }

    fn diagnosis(&self, diagnosis: Diagnosis) -> Diagnosis {
        let Diagnosis { date, what: _, by } = diagnosis;
        Diagnosis { date, what: Text::from("diagnosis"), by: self.people.by(by) }
    }

    fn concern(concern: Concern) -> Concern {
        let Concern { date, raised_by, grounds, summary, short_term_causes, language } = concern;
        Concern {
            date,
            raised_by,
            grounds,
            summary: word(summary, "summary"),
            short_term_causes: word(short_term_causes, "causes considered"),
            language: word(language, "language considered"),
        }
    }

    fn arrived(&self, arrived: Arrived) -> Arrived {
        let Arrived { from, with, information_requested, information_received } = arrived;
        Arrived { from: self.names.school(from.as_str()), with, information_requested, information_received }
    }

    fn transition(&self, transition: Transition) -> Transition {
        let Transition { planned, to, offered, sharing_agreed, spoke_to_senco, done } = transition;
        let to = to.map(|school| self.names.school(school.as_str()));
        Transition { planned, to, offered: words(&offered, "offer"), sharing_agreed, spoke_to_senco, done }
    }

    fn disagreement(&self, disagreement: Disagreement) -> Disagreement {
        let Disagreement { date, by, about, level, authority_contacted, resolved } = disagreement;
        Disagreement {
            date,
            by: self.people.who(&by),
            about: word(about, "subject"),
            level,
            authority_contacted,
            resolved,
        }
    }

    /// The paper itself is not copied, so nothing says where it is.
    fn document(document: Document) -> Document {
        let Document { date, title: _, path: _ } = document;
        Document { date, title: Text::from("document"), path: None }
    }
}
