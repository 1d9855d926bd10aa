//! The worked table, to the penny, and what must be true of every cost.

use proptest::prelude::*;

use super::*;
use crate::model::day::day;
use crate::rules::examples::{POLICY, policies_of, record, school};

/// 14.50 an hour, and 15.20 from Monday 12 January 2026.
fn policies() -> Policies {
    let later =
        POLICY.replace("in_force = 2025-09-01", "in_force = 2026-01-12").replace("rate = 14.50", "rate = 15.20");
    policies_of(&[POLICY, &later])
}

/// The cost of a provision of p014, in pence: to the day, and in total.
fn costs(provision: &str, as_at: &str) -> (Result<u64, NotCosted>, Result<u64, NotCosted>) {
    costs_in(
        &format!("cycles: [{{stage: B, plan: {{date: 2025-09-10, kind: itp, provisions: [{provision}]}}}}]\n"),
        as_at,
    )
}

fn costs_in(text: &str, as_at: &str) -> (Result<u64, NotCosted>, Result<u64, NotCosted>) {
    let (school, policies, as_at) = (school(), policies(), day(as_at));
    let costing = Costing { calendar: &school.calendar, policies: &policies };
    let record = record(text).as_at(as_at);
    let run = record.provision_runs()[0];
    let pence = |cost: Result<Cost, NotCosted>| cost.map(|cost| cost.pence.pence());
    (pence(costing.cost_until(&run, as_at)), pence(costing.of_whole_run(&run)))
}

/// A group of three, 4 x 20 = 80 minutes a week, from Monday 8 December to Friday 13 March.
const GROUP: &str = "{what: Colourful Semantics, kind: intervention, group: 3, minutes: 20, per_week: 4, from: 2025-12-08, to: 2026-03-13}";
/// One to one, 5 x 10 = 50 minutes a week, from Monday 13 October, over half term; stopped on Friday 14 November.
const STOPPED: &str = "{what: Precision Teaching, kind: intervention, group: 1, minutes: 10, per_week: 5, from: 2025-10-13, to: 2025-11-14}";
/// A pair, 2 x 30 = 60 minutes a week at its own rate, and 6.50 for a book; Wednesday 7 January to Friday 20 March.
const OWN_RATE: &str = "{what: Reading with a tutor, kind: paired, group: 2, minutes: 30, per_week: 2, from: 2026-01-07, \
    to: 2026-03-20, rate: 22.80, cost: 6.50}";

#[test]
fn every_cost_of_the_worked_table_is_right_to_the_penny() {
    // GROUP. At 14.50: 8 to 19 December, 10 days, and 5 to 9 January, 5 days: 15 days, 3 weeks. At 15.20: 12 January to
    // 13 February, 25 days; half term; 23 February to 13 March, 15 days: 40 days, 8 weeks.
    //   80 / 3 x 1450 / 60 x 3 = 1933.33...    80 / 3 x 1520 / 60 x 8 = 5404.44...    together 7337.77..., so 7338.
    //   Rounded part by part it would be 7337.
    // To 15 January: 3 weeks at 14.50, and 12 to 15 January, 4 days, 0.8 weeks, at 15.20.
    //   1933.33... + 80 / 3 x 1520 / 60 x 0.8 = 540.44...    together 2473.77..., so 2474.
    assert_eq!(costs(GROUP, "2026-01-15"), (Ok(2474), Ok(7338)));
    // STOPPED. 13 to 24 October, 10 days; half term; 3 to 14 November, 10 days: 4 weeks.
    //   50 x 1450 / 60 x 4 = 4833.33..., so 4833; and not a penny more after its end.
    assert_eq!(costs(STOPPED, "2026-01-15"), (Ok(4833), Ok(4833)));
    // OWN_RATE, whatever the policy says. 7 to 9 January, 3 days; 12 January to 13 February, 25; 23 February to 20 March, 20:
    // 48 days, 9.6 weeks.    60 / 2 x 2280 / 60 x 9.6 = 10944, and 650 for the book: 11594.
    // To 15 January: 3 + 4 days, 1.4 weeks.    60 / 2 x 2280 / 60 x 1.4 = 1596, and 650: 2246.
    assert_eq!(costs(OWN_RATE, "2026-01-15"), (Ok(2246), Ok(11594)));
}

#[test]
fn a_provision_that_stopped_early_costs_only_to_its_end() {
    let planned = STOPPED.replace("2025-11-14", "2025-12-19");
    let with = |lines: &str| {
        let cycle = format!("{{stage: B, plan: {{date: 2025-09-10, kind: itp, provisions: [{planned}]}}{lines}");
        costs_in(&format!("cycles: [{cycle}\n"), "2026-01-15")
    };
    // Five weeks more: 50 x 1450 / 60 x 9 = 10875.
    assert_eq!(with("}]"), (Ok(10875), Ok(10875)));
    assert_eq!(with(", review: {date: 2025-11-14}}]"), (Ok(4833), Ok(4833)));
    assert_eq!(with("}]\non_roll: [{from: 2022-09-05, to: 2025-11-14}]"), (Ok(4833), Ok(4833)));
    assert_eq!(with("}]\nstages: [{date: 2025-11-14, stage: closed}]"), (Ok(4833), Ok(4833)));
    // On the day before the review, its early end was not known.
    let review = format!(
        "cycles: [{{stage: B, plan: {{date: 2025-09-10, kind: itp, provisions: [{planned}]}}, review: {{date: 2025-11-14}}}}]\n"
    );
    assert_eq!(costs_in(&review, "2025-11-13").1, Ok(10875));
}

#[test]
fn half_term_holidays_and_weekends_cost_nothing() {
    let to_date = |as_at: &str| costs(GROUP, as_at).0.unwrap();
    assert_eq!(to_date("2025-12-19"), to_date("2026-01-04"));
    assert_eq!(to_date("2026-02-13"), to_date("2026-02-22"));
    assert!(to_date("2026-01-04") < to_date("2026-01-05"));
    // 80 / 3 x 1450 / 60 / 5 = 128.88..., the first day; nothing before it.
    assert_eq!((to_date("2025-12-07"), to_date("2025-12-08")), (0, 129));
}

#[test]
fn half_a_penny_is_rounded_up() {
    // 3 x 1450 / 60 / 5 = 14.5 for one day.
    let day =
        |to: &str| format!("{{what: a, kind: paired, group: 1, minutes: 3, per_week: 1, from: 2025-12-08, to: {to}}}");
    assert_eq!(costs(&day("2025-12-08"), "2026-01-15").1, Ok(15));
    assert_eq!(costs(&day("2025-12-09"), "2026-01-15").1, Ok(29));
}

#[test]
fn missing_details_are_reported_and_never_cost_nothing() {
    let why = |provision: &str| {
        let costs = costs(provision, "2026-01-15");
        assert_eq!(costs.0, costs.1, "{provision}");
        costs.0.unwrap_err().to_string()
    };
    let without = |part: &str| why(&GROUP.replace(part, ""));
    assert_eq!(without("minutes: 20, "), "no minutes");
    assert_eq!(without("per_week: 4, "), "no sessions a week");
    assert_eq!(without("group: 3, "), "no group size");
    assert_eq!(why(&GROUP.replace("group: 3", "group: 0")), "no group size");
    assert_eq!(why(&GROUP.replace("minutes: 20", "minutes: 0")), "no minutes");
    assert_eq!(why(&GROUP.replace("per_week: 4", "per_week: 600")), "more minutes than a week has");
    assert_eq!(why(&GROUP.replace("to: 2026-03-13", "to: 2025-12-07")), "its last day is before its first");
    // Without its own first day it starts with the plan, here 10 September.
    assert_eq!(why("{what: a, kind: resource, to: 2025-09-09, cost: 9.00}"), "its last day is before its first");
    // A thing bought for it does not replace the time.
    assert_eq!(why("{what: Toe by Toe, kind: programme, from: 2025-12-08, to: 2026-03-13, cost: 28.00}"), "no minutes");
    assert_eq!(why("{what: Word mat, kind: resource}"), "no minutes and no cost");
    assert_eq!(why("{what: Training, kind: training, minutes: 60, cost: 9.00}"), "no sessions a week");
}

#[test]
fn a_purchase_costs_once_from_its_first_day_and_needs_no_terms() {
    let tablet = "{what: Tablet, kind: resource, from: 2025-12-08, cost: 180.00}";
    assert_eq!(costs(tablet, "2025-12-07"), (Ok(0), Ok(18000)));
    assert_eq!(costs(tablet, "2025-12-08"), (Ok(18000), Ok(18000)));
    assert_eq!(costs(tablet, "2029-12-08"), (Ok(18000), Ok(18000)));
}

#[test]
fn without_a_last_day_the_whole_run_is_not_known_and_without_terms_no_cost_is() {
    let open = GROUP.replace(", to: 2026-03-13", "");
    assert_eq!(costs(&open, "2026-01-15"), (Ok(2474), Err(NotCosted::LastDay)));
    // The terms of the example school end on 18 December 2026, a Friday.
    let long = GROUP.replace("2026-03-13", "2027-03-12");
    assert_eq!(costs(&long, "2026-01-15"), (Ok(2474), Err(NotCosted::Terms(day("2026-12-21")))));
    assert_eq!(NotCosted::Terms(day("2026-12-21")).to_string(), "no term dates for 21 Dec 2026");
}

#[test]
fn a_volunteer_costs_nothing_and_that_counts_as_a_known_cost() {
    assert_eq!(costs(&OWN_RATE.replace("22.80", "0.00").replace(", cost: 6.50", ""), "2026-01-15"), (Ok(0), Ok(0)));
}

#[test]
fn provision_that_has_not_begun_has_cost_nothing_so_far() {
    let later = GROUP.replace("2025-12-08", "2026-01-16");
    assert_eq!(costs(&later, "2026-01-15").0, Ok(0));
    assert_eq!(costs(&later.replace("group: 3, ", ""), "2026-01-15"), (Ok(0), Err(NotCosted::Group)));
    assert_eq!(costs(&later.replace(", to: 2026-03-13", ""), "2026-01-15"), (Ok(0), Err(NotCosted::LastDay)));
}

#[test]
fn provision_that_never_began_costs_nothing_even_with_a_purchase() {
    let later = OWN_RATE.replace("2026-01-07", "2026-01-14");
    let text = format!(
        "cycles: [{{stage: B, plan: {{date: 2025-09-10, kind: itp, provisions: [{later}]}}, review: {{date: 2026-01-13}}}}]\n"
    );
    assert_eq!(costs_in(&text, "2026-01-15"), (Ok(0), Ok(0)));
}

/// A day of the example school's terms.
fn a_day() -> impl Strategy<Value = Day> {
    (0_u32..470).prop_map(|offset| day("2025-09-01").plus_days(offset))
}

fn a_provision() -> impl Strategy<Value = String> {
    (1_u16..8, 1_u16..180, 1_u16..20, a_day(), 0_u32..300, prop::option::of(0_u32..9000), prop::bool::ANY).prop_map(
        |(group, minutes, per_week, from, days, bought, own)| {
            let to = from.plus_days(days).min(day("2026-12-18"));
            let bought = bought.map_or(String::new(), |bought| format!(", cost: {}", Pence::from_pence(bought.into())));
            let own = if own { ", rate: 19.37" } else { "" };
            format!("{{what: a, kind: paired, group: {group}, minutes: {minutes}, per_week: {per_week}, from: {from}, to: {to}{bought}{own}}}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cost_to_date_only_grows_and_ends_at_the_cost_of_the_whole_run(provision in a_provision(), one in a_day(), other in a_day()) {
        let (earlier, later) = (one.min(other), one.max(other));
        let at = |day: Day| costs(&provision, &day.max(self::day("2025-09-10")).to_string());
        let ((before, whole), (after, same)) = (at(earlier), at(later));
        prop_assert!(before.unwrap() <= after.unwrap(), "{provision} {earlier} {later}");
        prop_assert!(after.unwrap() <= whole.unwrap(), "{provision} {later}");
        prop_assert_eq!(whole, same);
        prop_assert_eq!(at(day("2026-12-18")).0, whole);
    }

    #[test]
    fn the_parts_add_up_to_the_whole_apart_from_rounding(provision in a_provision(), cut in a_day()) {
        let (school, policies) = (school(), policies());
        let costing = Costing { calendar: &school.calendar, policies: &policies };
        let text = format!("cycles: [{{stage: B, plan: {{date: 2025-09-10, kind: itp, provisions: [{provision}]}}}}]\n");
        let record = record(&text).as_at(Day::LAST);
        let run = record.provision_runs()[0];
        let part = |from: Day, to: Day| costing.planned_between(&run, from, to).unwrap();
        let (first, second) = (part(run.first, cut), part(cut.plus_days(1), Day::LAST));
        let whole = costing.of_whole_run(&run).unwrap();
        prop_assert_eq!(first.school_days.zip(second.school_days).map(|(one, other)| one + other), whole.school_days);
        // Each part is rounded by at most half a penny.
        prop_assert!((first.pence + second.pence).pence().abs_diff(whole.pence.pence()) <= 1, "{provision} {cut}");
    }
}
