//! The cost of one provision: `minutes a week / pupils in the group x rate x weeks` (DOMAIN 8.2), plus anything bought.
//!
//! - A week is five school days: a week with a training day in it counts as four fifths, and a half term or a holiday counts
//!   as nothing. The days come from the terms in `send.toml`; beyond the last term, no cost is estimated.
//! - The rate is the provision's own or, without one, the rate of the policy in force on the day. If a later policy changes
//!   the rate, each part of the time has its own. Before the first policy, the first policy's rate applies.
//! - Anything bought (`cost`) counts once, in full, on the first day; it is not shared out over the group.
//! - The sum is exact until the end, and is then rounded once, to the nearest penny, half a penny up.
//!
//! This is the planned cost: sessions that did not take place are not deducted.

use std::fmt;

use crate::model::cycle::Provision;
use crate::model::day::Day;
use crate::model::money::Pence;
use crate::model::runs::Run;
use crate::policy::Policies;
use crate::school::calendar::Calendar;
use crate::words::date;

/// School days in a week, used to turn days into weeks.
pub(crate) const DAYS_A_WEEK: u32 = 5;

/// Minutes in a whole week: no provision can take longer.
const MINUTES_OF_A_WEEK: u32 = 7 * 24 * 60;

/// The calendar and policies that costs are worked out from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costing<'s> {
    /// The school's days.
    pub(crate) calendar: &'s Calendar,
    /// The policies, which have the rates.
    pub(crate) policies: &'s Policies,
}

/// The cost of a provision over some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// The money.
    pub(crate) pence: Pence,
    /// The school days; `None` if it is not given by the week.
    pub(crate) school_days: Option<u32>,
}

/// The reason for not giving a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotCosted {
    /// It has no minutes for a session.
    Minutes,
    /// It has no number of sessions a week.
    Sessions,
    /// It has no number of pupils in the group.
    Group,
    /// It has neither time nor anything bought.
    Nothing,
    /// It has more minutes than a week has.
    TooLong,
    /// Its last day is before its first.
    Backwards,
    /// No term dates are known from this day on.
    Terms(Day),
    /// It has no last day.
    LastDay,
}

impl fmt::Display for NotCosted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes => f.write_str("no minutes"),
            Self::Sessions => f.write_str("no sessions a week"),
            Self::Group => f.write_str("no group size"),
            Self::Nothing => f.write_str("no minutes and no cost"),
            Self::TooLong => f.write_str("more minutes than a week has"),
            Self::Backwards => f.write_str("its last day is before its first"),
            Self::Terms(day) => write!(f, "no term dates for {}", date(*day)),
            Self::LastDay => f.write_str("no last day"),
        }
    }
}

/// A rate, and the first day a provision has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    /// The first day.
    pub(crate) from: Day,
    /// The price of an hour.
    pub(crate) an_hour: Pence,
}

/// Time given by the week.
#[derive(Debug, Clone, Copy)]
struct Weekly {
    minutes: u32,
    group: u16,
}

impl Costing<'_> {
    /// The cost up to and including a day.
    pub(crate) fn cost_until(&self, run: &Run<'_>, as_at: Day) -> Result<Cost, NotCosted> {
        self.cost_between(run, run.first, as_at)
    }

    /// The cost from its first to its last day.
    pub(crate) fn of_whole_run(&self, run: &Run<'_>) -> Result<Cost, NotCosted> {
        self.planned_between(run, run.first, Day::LAST)
    }

    /// The planned cost of the part of the whole run between two days, both included.
    pub(crate) fn planned_between(&self, run: &Run<'_>, from: Day, to: Day) -> Result<Cost, NotCosted> {
        if run.last.is_none() && weekly_time(run)?.is_some() {
            return Err(NotCosted::LastDay);
        }
        self.cost_between(run, from, to)
    }

    /// The cost of the part between two days, both included.
    pub(crate) fn cost_between(&self, run: &Run<'_>, from: Day, to: Day) -> Result<Cost, NotCosted> {
        let weekly = weekly_time(run);
        let (first, last) = (run.first.max(from), run.last.map_or(to, |last| last.min(to)));
        // Days without it cost nothing, whatever else is missing, but its dates must make sense.
        if last < first && weekly.as_ref().err() != Some(&NotCosted::Backwards) {
            let school_days = weekly.ok().flatten().map(|_| 0);
            return Ok(Cost { pence: Pence::default(), school_days });
        }
        let weekly = weekly?;
        let bought = run.provision.cost.filter(|_| first == run.first).unwrap_or_default();
        let Some(weekly) = weekly else { return Ok(Cost { pence: bought, school_days: None }) };
        // Pence an hour times days. The rest of the formula is the same for every part of the time.
        let (mut rated_days, mut school_days) = (0_u128, 0_u32);
        for (rate, until) in self.rate_periods(run.provision, first, last) {
            let days = self.calendar.school_days_in(rate.from, until).map_err(NotCosted::Terms)?;
            rated_days += u128::from(rate.an_hour.pence()) * u128::from(days);
            school_days += days;
        }
        let over = u128::from(weekly.group) * 60 * u128::from(DAYS_A_WEEK);
        let pence = rounded_pence(rated_days * u128::from(weekly.minutes), over);
        Ok(Cost { pence: pence + bought, school_days: Some(school_days) })
    }

    /// The rates of a provision from one day to another; each differs from the one before.
    pub(crate) fn rates_between(&self, provision: &Provision, from: Day, to: Day) -> Vec<Rate> {
        let mut rates: Vec<Rate> = Vec::new();
        for (rate, _) in self.rate_periods(provision, from, to.max(from)) {
            if rates.last().is_none_or(|before| before.an_hour != rate.an_hour) {
                rates.push(rate);
            }
        }
        rates
    }

    /// The time from one day to another in parts with one rate, each with its last day.
    fn rate_periods(&self, provision: &Provision, from: Day, to: Day) -> Vec<(Rate, Day)> {
        let later = self.policies.all_policies().map(|policy| policy.in_force).filter(|day| from < *day && *day <= to);
        let mut starts = vec![from];
        starts.extend(later.filter(|_| provision.rate.is_none()));
        let ends = starts.iter().skip(1).map(|next| next.minus_days(1)).chain([to]);
        starts.iter().zip(ends).map(|(from, end)| (self.rate_on(provision, *from), end)).collect()
    }

    /// The rate of a provision from a day on: its own rate or, without one, the rate of the policy.
    fn rate_on(&self, provision: &Provision, from: Day) -> Rate {
        let an_hour = provision.rate.unwrap_or_else(|| self.policies.in_force_on(from).costs.rate);
        Rate { from, an_hour }
    }
}

/// Minutes a week, if both the minutes and the sessions are recorded.
pub(crate) fn minutes_a_week(provision: &Provision) -> Option<u32> {
    let minutes = provision.minutes.filter(|minutes| *minutes > 0)?;
    let sessions = provision.per_week.filter(|sessions| *sessions > 0)?;
    Some(u32::from(minutes) * u32::from(sessions))
}

/// The time that a provision takes each week; `None` if it is not time but, for example, a thing that was bought.
///
/// If the group size is missing, it is not taken to be one: the cost would be too high.
fn weekly_time(run: &Run<'_>) -> Result<Option<Weekly>, NotCosted> {
    let provision = run.provision;
    if run.is_backwards() {
        return Err(NotCosted::Backwards);
    }
    let Some(minutes) = minutes_a_week(provision) else {
        let [has_minutes, has_sessions] =
            [provision.minutes, provision.per_week].map(|number| number.is_some_and(|number| number > 0));
        return match (has_minutes, has_sessions) {
            (false, false) if !provision.kind.is_in_sessions() => {
                provision.cost.map(|_| None).ok_or(NotCosted::Nothing)
            }
            (false, _) => Err(NotCosted::Minutes),
            (true, _) => Err(NotCosted::Sessions),
        };
    };
    if minutes > MINUTES_OF_A_WEEK {
        return Err(NotCosted::TooLong);
    }
    let group = provision.group.filter(|group| *group > 0).ok_or(NotCosted::Group)?;
    Ok(Some(Weekly { minutes, group }))
}

/// A fraction rounded to the nearest whole number, with a half rounded up.
fn rounded_pence(part: u128, over: u128) -> Pence {
    let doubled = (2 * part + over).checked_div(2 * over).unwrap_or_default();
    Pence::from_pence(u64::try_from(doubled).unwrap_or(u64::MAX))
}

#[cfg(test)]
#[path = "cost_tests.rs"]
mod tests;
