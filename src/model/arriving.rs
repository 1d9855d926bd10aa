//! What an arrival still waits for: the support that a pupil came with goes on here, or the school decides that it ends.

use super::arrivals::Arrived;
use super::at_a_day::AsAt;
use super::day::Day;
use super::vocabulary::ArrivedWith;

impl AsAt {
    /// The arrival into the present period on roll whose support has not been taken up here, with the day of joining. An EHC plan
    /// is taken up once it is in the record. SEN support and an SSPP go on with a period on the register, an award or a plan; or
    /// the school has decided to end them, in `decided` or by closing the concern since.
    pub(crate) fn arrival_that_waits(&self) -> Option<(Day, &Arrived)> {
        let (joined, arrived) = self.joined_with()?;
        let waits = match arrived.with {
            ArrivedWith::None => false,
            ArrivedWith::Ehcp => !self.has_plan_since(joined),
            ArrivedWith::K | ArrivedWith::Sspp => {
                let is_decided = arrived.decided.is_some() || self.joined_with_sen().is_none();
                !is_decided && !self.has_plan_since(joined) && !self.has_support_since(joined)
            }
        };
        waits.then_some((joined, arrived))
    }

    /// Whether an EHC plan was in force on a day or later.
    fn has_plan_since(&self, day: Day) -> bool {
        self.ehc_plan.iter().any(|plan| plan.ceased.is_none_or(|ceased| ceased > day))
    }

    /// Whether a period on the register or an award ran on a day or later, in the same stay.
    fn has_support_since(&self, day: Day) -> bool {
        let spells = self.register.iter().map(|spell| (spell.first_day(), spell.to));
        let awards = self.sspp.iter().map(|award| (award.first_day(), award.to));
        let runs =
            |(first, to): (Day, Option<Day>)| to.is_none_or(|last| last >= day) && self.is_of_stay(first, self.day());
        spells.chain(awards).any(runs)
    }
}
