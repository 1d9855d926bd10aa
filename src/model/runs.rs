//! The first and last day of each provision of a record.
//!
//! A provision begins on its first day. If it has no first day, it begins on the day of its plan; if the pupil joins later, on
//! the day of joining. It ends with the first of these, and is still given on that day:
//!
//! - its own last day;
//! - the review of its plan, which closes the cycle: provision that continues is in the next plan;
//! - the pupil's last day on roll;
//! - the day the support was closed;
//! - the day before a later plan with a provision of the same name takes it over, so that no day is counted twice.

use super::at_a_day::AsAt;
use super::cycle::{Cycle, Plan, Provision};
use super::day::Day;
use super::money::Pence;
use super::record::OnRoll;
use super::vocabulary::Stage;

/// A provision with its first and last day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Run<'r> {
    /// The provision.
    pub(crate) provision: &'r Provision,
    /// The first day that is recorded: its own, or the day of its plan.
    pub(crate) planned: Day,
    /// The first day.
    pub(crate) first: Day,
    /// The last day; `None` if no end is known. If the provision ended before it began, this is earlier than `first`.
    pub(crate) last: Option<Day>,
    /// The event that ends it; `None` if no end is known.
    pub(crate) ends_by: Option<EndsBy>,
    /// Whether an earlier plan has a provision of the same name at the same price: it may be the same purchase.
    pub(crate) is_bought_again: bool,
}

/// The event that ends a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndsBy {
    /// Its own last day.
    LastDay,
    /// The review of its plan.
    Review,
    /// The pupil's last day on roll.
    Leaving,
    /// The end of support under the policy.
    Closing,
    /// A later plan that also has it.
    NextPlan,
}

impl EndsBy {
    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::LastDay => "last-day",
            Self::Review => "review",
            Self::Leaving => "leaving",
            Self::Closing => "closing",
            Self::NextPlan => "next-plan",
        }
    }
}

impl Run<'_> {
    /// Whether it ended before it began.
    pub(crate) fn never_began(&self) -> bool {
        self.last.is_some_and(|last| last < self.first)
    }

    /// Whether the recorded last day is before the first: one of the two is a mistake.
    pub(crate) fn is_backwards(&self) -> bool {
        self.provision.to.is_some_and(|to| to < self.planned)
    }
}

/// A provision of a plan, before other plans are considered.
struct Planned<'r> {
    cycle: usize,
    plan: &'r Plan,
    provision: &'r Provision,
    from: Day,
    ends: Option<(Day, EndsBy)>,
}

impl AsAt {
    /// Returns every provision of every plan, in the order of the record.
    pub(crate) fn provision_runs(&self) -> Vec<Run<'_>> {
        let cycles = self.cycles.iter().enumerate().filter_map(|(at, cycle)| Some((at, cycle, cycle.plan.as_ref()?)));
        let planned: Vec<Planned<'_>> = cycles
            .flat_map(|(at, cycle, plan)| {
                plan.provisions.iter().map(move |provision| self.planned(at, cycle, plan, provision))
            })
            .collect();
        planned.iter().map(|one| self.run(one, &planned)).collect()
    }

    fn planned<'r>(&self, at: usize, cycle: &Cycle, plan: &'r Plan, provision: &'r Provision) -> Planned<'r> {
        let from = provision.from.unwrap_or(plan.date);
        let left = match self.spell_from(from) {
            Some(spell) => spell.to,
            None => Some(from.minus_days(1)),
        };
        let closed = self.stages.iter().find(|entry| entry.stage == Stage::Closed && entry.date >= plan.date);
        // If two fall on one day, report the first.
        let ends = [
            (provision.to, EndsBy::LastDay),
            (cycle.review.as_ref().map(|review| review.date), EndsBy::Review),
            (left, EndsBy::Leaving),
            (closed.map(|closed| closed.date), EndsBy::Closing),
        ];
        let ends = ends.into_iter().filter_map(|(day, by)| Some((day?, by))).min_by_key(|(day, _)| *day);
        Planned { cycle: at, plan, provision, from, ends }
    }

    fn run<'r>(&self, one: &Planned<'r>, all: &[Planned<'r>]) -> Run<'r> {
        let first = first_day(one, all);
        let later = all.iter().filter(|other| other.cycle > one.cycle && other.provision.is_same_as(one.provision));
        let taken_over = later.map(|later| first_day(later, all).minus_days(1)).min();
        let ends = one.ends.into_iter().chain(taken_over.map(|day| (day, EndsBy::NextPlan)));
        let ends = ends.min_by_key(|(day, _)| *day);
        let joined = self.spell_from(one.from).map(|spell| spell.first_day());
        let is_bought_again = earlier(one, all).any(|earlier| {
            earlier.provision.cost.is_some_and(|cost| cost > Pence::default() && one.provision.cost == Some(cost))
        });
        Run {
            provision: one.provision,
            planned: one.from,
            first: joined.map_or(first, |joined| first.max(joined)),
            last: ends.map(|(day, _)| day),
            ends_by: ends.map(|(_, by)| by),
            is_bought_again,
        }
    }

    /// The first period on roll that has a day on or after `day`.
    fn spell_from(&self, day: Day) -> Option<&OnRoll> {
        self.on_roll.iter().find(|spell| spell.to.is_none_or(|to| to >= day))
    }
}

/// The same provision in earlier plans.
fn earlier<'a, 'r>(one: &'a Planned<'r>, all: &'a [Planned<'r>]) -> impl Iterator<Item = &'a Planned<'r>> {
    all.iter().filter(|other| other.cycle < one.cycle && other.provision.is_same_as(one.provision))
}

/// The first day of a provision. If it is said to have begun before its plan, while an earlier plan had it, it was copied from
/// there. In its own plan it then begins when the earlier one is over, and no later than the plan.
fn first_day(one: &Planned<'_>, all: &[Planned<'_>]) -> Day {
    let until = earlier(one, all).filter_map(|earlier| {
        let over = earlier.ends.map_or(one.plan.date, |(day, _)| day.plus_days(1));
        (earlier.from < one.plan.date && over > one.from).then_some(over.min(one.plan.date))
    });
    until.max().map_or(one.from, |until| one.from.max(until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// The days of each provision and what ends it, as `2025-09-15 2025-12-12 review`.
    fn runs(text: &str) -> Vec<String> {
        let record = record(text).as_at(Day::LAST);
        let said = |run: &Run<'_>| {
            let last = run.last.map_or("open".to_owned(), |last| last.to_string());
            format!("{} {last} {}", run.first, run.ends_by.map_or("", EndsBy::as_str)).trim_end().to_owned()
        };
        record.provision_runs().iter().map(said).collect()
    }

    fn cycle(date: &str, provisions: &str, review: &str) -> String {
        let review = if review.is_empty() { String::new() } else { format!(", review: {{date: {review}}}") };
        format!("  - {{stage: B, plan: {{date: {date}, kind: itp, provisions: [{provisions}]}}{review}}}\n")
    }

    fn one(provision: &str, review: &str) -> String {
        format!("cycles:\n{}", cycle("2025-09-10", provision, review))
    }

    #[test]
    fn a_provision_ends_with_its_last_day_or_the_review_whichever_is_first() {
        let short = "{what: a, kind: paired, from: 2025-09-15, to: 2025-11-14}";
        assert_eq!(runs(&one(short, "")), ["2025-09-15 2025-11-14 last-day"]);
        assert_eq!(runs(&one(short, "2025-12-03")), ["2025-09-15 2025-11-14 last-day"]);
        assert_eq!(runs(&one(short, "2025-11-14")), ["2025-09-15 2025-11-14 last-day"]);
        assert_eq!(runs(&one(short, "2025-11-13")), ["2025-09-15 2025-11-13 review"]);
        let open = "{what: a, kind: paired}";
        assert_eq!(runs(&one(open, "")), ["2025-09-10 open"]);
        assert_eq!(runs(&one(open, "2025-12-03")), ["2025-09-10 2025-12-03 review"]);
    }

    #[test]
    fn leaving_and_closing_end_a_provision_that_is_still_open() {
        let open = one("{what: a, kind: paired, from: 2025-09-15, to: 2026-03-13}", "");
        let with = |lines: &str| runs(&format!("{open}{lines}"));
        assert_eq!(with("on_roll: [{from: 2022-09-05, to: 2025-12-19}]\n"), ["2025-09-15 2025-12-19 leaving"]);
        assert_eq!(with("stages: [{date: 2025-12-05, stage: closed}]\n"), ["2025-09-15 2025-12-05 closing"]);
        assert_eq!(with("stages: [{date: 2025-06-05, stage: closed}]\n"), ["2025-09-15 2026-03-13 last-day"]);
        // A pupil who joins later has it from then on; one who came back has it for the time it was planned for; one who has left
        // before it begins never has it.
        assert_eq!(with("on_roll: [{from: 2025-10-01}]\n"), ["2025-10-01 2026-03-13 last-day"]);
        assert_eq!(
            with("on_roll: [{from: 2022-09-05, to: 2025-12-19}, {from: 2026-02-02}]\n"),
            ["2025-09-15 2025-12-19 leaving"]
        );
        assert_eq!(with("on_roll: [{from: 2022-09-05, to: 2025-07-18}]\n"), ["2025-09-15 2025-09-14 leaving"]);
    }

    #[test]
    fn a_provision_that_continues_in_the_next_plan_is_never_counted_twice_on_a_day() {
        let two = |from: &str, to: &str, review: &str, date: &str, next: &str| {
            let first = format!("{{what: Word Shark, kind: paired, from: {from}, to: {to}}}");
            let next = format!("{{what: word shark, kind: paired, from: {next}, to: 2026-03-13}}");
            runs(&format!("cycles:\n{}{}", cycle("2025-09-10", &first, review), cycle(date, &next, "")))
        };
        // Planned on the day of the review.
        assert_eq!(
            two("2025-09-15", "2026-03-13", "2025-12-03", "2025-12-03", "2025-12-03"),
            ["2025-09-15 2025-12-02 next-plan", "2025-12-03 2026-03-13 last-day"]
        );
        // Copied with its old first day.
        assert_eq!(
            two("2025-09-15", "2026-03-13", "2025-12-03", "2025-12-10", "2025-09-15"),
            ["2025-09-15 2025-12-03 review", "2025-12-04 2026-03-13 last-day"]
        );
        // The plan before was never reviewed.
        assert_eq!(
            two("2025-09-15", "2026-03-13", "", "2025-12-10", "2025-09-15"),
            ["2025-09-15 2025-12-09 next-plan", "2025-12-10 2026-03-13 last-day"]
        );
        assert_eq!(
            two("2025-09-15", "2026-03-13", "", "2025-12-10", "2026-01-07"),
            ["2025-09-15 2026-01-06 next-plan", "2026-01-07 2026-03-13 last-day"]
        );
        // Planned again before it began.
        assert_eq!(
            two("2026-01-07", "2026-03-13", "", "2025-12-10", "2026-01-07"),
            ["2026-01-07 2026-01-06 next-plan", "2026-01-07 2026-03-13 last-day"]
        );
        // A plan recorded after the provision began, when no earlier plan still had it.
        assert_eq!(
            two("2025-09-15", "2025-11-14", "2025-12-03", "2025-12-10", "2025-12-08"),
            ["2025-09-15 2025-11-14 last-day", "2025-12-08 2026-03-13 last-day"]
        );
    }

    #[test]
    fn the_same_thing_bought_in_two_plans_is_marked() {
        let bought = |name: &str, cost: &str| {
            let next = format!("{{what: {name}, kind: programme, cost: {cost}}}");
            let first = "{what: Toe by Toe, kind: programme, cost: 28.00}";
            let text =
                format!("cycles:\n{}{}", cycle("2025-09-10", first, "2025-12-03"), cycle("2025-12-10", &next, ""));
            record(&text).as_at(Day::LAST).provision_runs().iter().map(|run| run.is_bought_again).collect::<Vec<bool>>()
        };
        assert_eq!(bought("Toe by Toe", "28.00"), [false, true]);
        assert_eq!(bought("Toe by Toe", "14.00"), [false, false]);
        assert_eq!(bought("Word Shark", "28.00"), [false, false]);
    }

    #[test]
    fn two_provisions_of_one_name_in_one_plan_are_counted_as_two() {
        let two = "{what: a, kind: paired, from: 2025-09-15}, {what: a, kind: guided, from: 2025-10-15}";
        let beside = format!(
            "cycles:\n{}{}",
            cycle("2025-09-10", two, ""),
            cycle("2025-12-10", "{what: b, kind: paired, from: 2025-09-15}", "")
        );
        assert_eq!(runs(&beside), ["2025-09-15 open", "2025-10-15 open", "2025-09-15 open"]);
    }

    #[test]
    fn as_at_a_day_before_the_review_the_provision_still_runs() {
        let record = record(&one("{what: a, kind: paired, from: 2025-09-15, to: 2026-03-13}", "2025-12-03"));
        let last = |on: &str| record.as_at(day(on)).provision_runs()[0].last;
        assert_eq!(last("2025-12-02"), Some(day("2026-03-13")));
        assert_eq!(last("2025-12-03"), Some(day("2025-12-03")));
        assert!(record.as_at(day("2025-09-09")).provision_runs().is_empty());
    }
}
