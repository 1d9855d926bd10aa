//! Moves, spells on the register, aims, contacts and referrals in a copy.

use super::{Maker, word};
use crate::model::record::{Contact, Move, Outcome, Referral, RegisterSpell, Waiver};
use crate::model::text::Text;

impl Maker<'_> {
    pub(super) fn stage(&self, entry: Move) -> Move {
        let Move { date, stage, by, because, waived } = entry;
        Move {
            date,
            stage,
            by: self.people.by(by),
            because: word(because, "reason"),
            waived: waived.into_iter().map(|waiver| self.waiver(waiver)).collect(),
        }
    }

    /// The id of a requirement is a word of the program, where it is one.
    fn waiver(&self, waiver: Waiver) -> Waiver {
        let Waiver { requirement, reason: _, by, until, met_on, how } = waiver;
        let is_known = (self.known.is_rule)(requirement.as_str());
        let requirement = if is_known { requirement } else { Text::from("unknown-requirement") };
        let (reason, how) = (Text::from("reason"), word(how, "how"));
        Waiver { requirement, reason, by: self.people.who(&by), until, met_on, how }
    }

    pub(super) fn register(&self, spell: RegisterSpell) -> RegisterSpell {
        let RegisterSpell { from, by, reason, to, because } = spell;
        let (reason, because) = (word(reason, "reason"), word(because, "reason"));
        RegisterSpell { from, by: self.people.by(by), reason, to, because }
    }

    pub(super) fn outcome(outcome: Outcome, number: usize) -> Outcome {
        let Outcome { from, text: _, by } = outcome;
        Outcome { from, text: Text::from(format!("outcome {number}").as_str()), by }
    }

    pub(super) fn contact(&self, contact: Contact) -> Contact {
        let Contact { date, kind, about, with, who, answer, by, note: _ } = contact;
        let who = who.map(|who| self.people.met(&who));
        Contact { date, kind, about, with, who, answer, by: self.people.by(by), note: None }
    }

    pub(super) fn referral(&self, referral: Referral) -> Referral {
        let is_within_school = referral.is_within_school();
        let Referral { date, to, by, answered, advice } = referral;
        let to = if is_within_school { to } else { self.names.agency(to.as_str()) };
        Referral { date, to, by: self.people.by(by), answered, advice: word(advice, "advice") }
    }
}
