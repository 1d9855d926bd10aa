//! The sums of a provision map: in total, and for each pupil against the notional threshold (DOMAIN 6.6).
//!
//! A provision without a cost is in no sum, and every sum that is missing something says so: it is then given as "at least".

use std::collections::BTreeSet;

use serde::Serialize;

use super::{ProvisionQuestion, ProvisionRow, SchoolYear};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::money::{Pence, in_pence};
use crate::reports::columns::{Cell, Column, ReportRow, column, fact, private};
use crate::words;

/// The sums of some rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Totals {
    /// The number of pupils.
    pub(crate) pupils: usize,
    /// The number of provisions.
    pub(crate) provisions: usize,
    /// The number of provisions without a cost to date.
    pub(crate) not_costed: usize,
    /// The number of provisions without a cost of the whole run.
    pub(crate) whole_run_not_known: usize,
    /// The cost to date of the others; `None` if there are none.
    #[serde(serialize_with = "in_pence")]
    pub(crate) cost_to_date_pence: Option<Pence>,
    /// The cost of the whole run of the others, plus the cost to date of each provision without one; `None` if nothing is known.
    #[serde(serialize_with = "in_pence")]
    pub(crate) cost_of_whole_run_pence: Option<Pence>,
}

impl Totals {
    /// The sums of these rows. They add the costs as shown, so that they also add up on paper.
    pub(crate) fn of(rows: &[ProvisionRow]) -> Self {
        let (whole_run, to_date) =
            (|row: &ProvisionRow| row.cost_of_whole_run_pence, |row: &ProvisionRow| row.cost_to_date_pence);
        let (cost_to_date, not_costed) = sum_of_known(rows, to_date);
        let (cost_of_whole_run, whole_run_not_known) = at_least(rows, whole_run, to_date);
        Self {
            pupils: rows.iter().map(|row| &row.id).collect::<BTreeSet<_>>().len(),
            provisions: rows.len(),
            not_costed,
            whole_run_not_known,
            cost_to_date_pence: cost_to_date,
            cost_of_whole_run_pence: cost_of_whole_run,
        }
    }

    /// The sums in words, each labelled.
    pub(crate) fn totals_in_words(&self) -> String {
        let to_date = amount_in_words(self.cost_to_date_pence, self.not_costed);
        let whole = amount_in_words(self.cost_of_whole_run_pence, self.whole_run_not_known);
        let without = match (self.not_costed, self.whole_run_not_known) {
            (0, 0) => String::new(),
            (0, open) => format!("; whole run not known for {open}"),
            (none, open) if open == none => format!("; {none} not costed"),
            (none, open) => format!("; {none} not costed, whole run not known for {open}"),
        };
        format!("cost to date {to_date}, cost of the whole run {whole}{without}")
    }

    /// How many provisions for how many pupils.
    pub(crate) fn counted_in_words(&self) -> String {
        format!("{} for {}", words::count(self.provisions, "provision"), words::count(self.pupils, "pupil"))
    }
}

/// The sum of what is known, and how many rows are missing from it. The sum is `None` if no row is known.
fn sum_of_known(rows: &[ProvisionRow], cost: impl Fn(&ProvisionRow) -> Option<Pence>) -> (Option<Pence>, usize) {
    let known: Vec<Pence> = rows.iter().filter_map(cost).collect();
    let missing = rows.len() - known.len();
    let is_known = missing == 0 || !known.is_empty();
    (is_known.then(|| known.into_iter().sum()), missing)
}

/// The same for a cost that has no end yet: the cost to date is then the least it can be.
fn at_least(
    rows: &[ProvisionRow],
    cost: impl Fn(&ProvisionRow) -> Option<Pence>,
    to_date: impl Fn(&ProvisionRow) -> Option<Pence>,
) -> (Option<Pence>, usize) {
    let (_, missing) = sum_of_known(rows, &cost);
    let (least, _) = sum_of_known(rows, |row| cost(row).or_else(|| to_date(row)));
    (least, missing)
}

/// An amount, with "at least" if something is missing from it.
pub(crate) fn amount_in_words(amount: Option<Pence>, missing: usize) -> String {
    match (amount, missing) {
        (None, _) => "not known".to_owned(),
        (Some(amount), 0) => amount.to_string(),
        (Some(amount), _) => format!("at least {amount}"),
    }
}

/// One pupil's costs of a school year against the threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PupilRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Option<String>,
    /// The class.
    pub(crate) class: Option<String>,
    /// The number of provisions listed.
    pub(crate) provisions: usize,
    /// The number without a cost to date in the year.
    pub(crate) not_costed: usize,
    /// The number without a cost of the whole year.
    pub(crate) year_not_known: usize,
    /// The cost of the year to date, of the provisions that have one; `None` if none has.
    pub(crate) this_school_year_to_date_pence: Option<Pence>,
    /// The planned cost of the year, with the cost to date of provisions without one; `None` if nothing is known.
    pub(crate) this_school_year_as_planned_pence: Option<Pence>,
    /// The threshold.
    pub(crate) notional_threshold_pence: Pence,
}

impl PupilRow {
    /// The row of a pupil, from the rows of all provisions of the year.
    pub(crate) fn of(record: &AsAt, rows: &[ProvisionRow], asked: &ProvisionQuestion<'_>) -> Self {
        let (to_date, not_costed) = sum_of_known(rows, |row| row.this_school_year_to_date_pence);
        let (planned, year_not_known) =
            at_least(rows, |row| row.this_school_year_as_planned_pence, |row| row.this_school_year_to_date_pence);
        Self {
            id: record.id().to_owned(),
            name: asked.names.show(record.name.as_str().to_owned()),
            class: record.class_name().map(|class| class.as_str().to_owned()),
            provisions: rows.len(),
            not_costed,
            year_not_known,
            this_school_year_to_date_pence: to_date,
            this_school_year_as_planned_pence: planned,
            notional_threshold_pence: asked.costing.policies.in_force_on(asked.as_at).costs.notional_threshold,
        }
    }

    /// How far the planned year is below or above the threshold.
    pub(crate) fn against_threshold(&self) -> Option<String> {
        let (planned, threshold) = (self.this_school_year_as_planned_pence?, self.notional_threshold_pence);
        Some(match threshold.pence().checked_sub(planned.pence()) {
            Some(left) => {
                let most = if self.year_not_known == 0 { "" } else { "at most " };
                format!("{most}{} below", Pence::from_pence(left))
            }
            None => {
                let above = Pence::from_pence(planned.pence() - threshold.pence());
                format!("{} above", amount_in_words(Some(above), self.year_not_known))
            }
        })
    }
}

impl ReportRow for PupilRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row| Cell::from(&row.id)),
        private("name", "Name", |row| Cell::from(&row.name)),
        column("class", "Class", |row| Cell::from(&row.class)),
        column("provisions", "Provisions", |row| row.provisions.into()),
        fact("not_costed", |row| row.not_costed.into()),
        fact("year_not_known", |row| row.year_not_known.into()),
        column("this_school_year_to_date_pence", "This school year to date", |row: &Self| {
            row.this_school_year_to_date_pence.into()
        })
        .in_tables_as(|row| amount_cell(row.this_school_year_to_date_pence, row.not_costed)),
        column("this_school_year_as_planned_pence", "This school year as planned", |row: &Self| {
            row.this_school_year_as_planned_pence.into()
        })
        .in_tables_as(|row| amount_cell(row.this_school_year_as_planned_pence, row.year_not_known)),
        column("notional_threshold_pence", "Threshold", |row| row.notional_threshold_pence.into()),
        column("against_threshold", "Planned, against threshold", |row| row.against_threshold().into()),
    ];
}

/// An amount as a number if it is complete, otherwise in words.
fn amount_cell(pence: Option<Pence>, missing: usize) -> Cell<'static> {
    match (pence, missing) {
        (Some(pence), 0) => pence.into(),
        (pence, missing) => amount_in_words(pence, missing).into(),
    }
}

/// How many provisions are not listed because they ended before the school year.
pub(crate) fn earlier_note(earlier: usize) -> Option<String> {
    (earlier > 0)
        .then(|| format!("ended before the school year, so not listed: {}", words::count(earlier, "provision")))
}

/// The notes a reader needs before passing on a figure.
pub(crate) fn provision_notes(rows: &[ProvisionRow], asked: &ProvisionQuestion<'_>) -> Vec<String> {
    let SchoolYear { from, to } = asked.school_year;
    let mut notes = Vec::new();
    if rows.is_empty() {
        return notes;
    }
    notes.push(
        "in pounds, as planned: hours a week / pupils in the group x rate an hour x weeks, plus anything bought; a week is five \
         school days; missed sessions are not deducted"
            .to_owned(),
    );
    notes.push(format!(
        "the school year: {} to {}; the threshold is what a school is expected to pay itself in a year, not a sum paid to it \
         for each pupil",
        words::date(from),
        words::date(to)
    ));
    notes.extend(first_policy_note(rows, asked.costing.policies.first_day()));
    notes.extend(provisions_meant(rows, |row| row.is_cut_short).map(|which| {
        format!("ended by a review, the next plan, leaving or closing, before the recorded last day: {which}")
    }));
    notes.extend(provisions_meant(rows, |row| row.is_bought_again).map(|which| {
        format!(
            "the same item was bought in an earlier plan, and both are counted; if it was bought once, delete `cost` from the later \
             plan: {which}"
        )
    }));
    notes
}

/// The provisions that are meant; `None` if there are none.
fn provisions_meant(rows: &[ProvisionRow], is_meant: impl Fn(&ProvisionRow) -> bool) -> Option<String> {
    let meant: Vec<String> =
        rows.iter().filter(|row| is_meant(row)).map(|row| format!("{} {}", row.id, row.what)).collect();
    let meant: Vec<&str> = meant.iter().map(String::as_str).collect();
    (!meant.is_empty()).then(|| words::list_and(&meant))
}

/// A note that the first policy's rate is used for the time before it.
fn first_policy_note(rows: &[ProvisionRow], first_policy: Day) -> Option<String> {
    let of_policies = rows.iter().filter(|row| !row.has_own_rate);
    let before = of_policies.filter(|row| row.rates.first().is_some_and(|rate| rate.from < first_policy)).count();
    (before > 0).then(|| {
        format!(
            "the first policy file starts on {}: its rate is also used for the time before, for {}",
            words::date(first_policy),
            words::count(before, "provision")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::reports::Names;
    use crate::reports::columns::{ByKey, said_of};
    use crate::reports::provision::cost::Costing;
    use crate::reports::provision::groups::ProvisionGrouping;
    use crate::rules::examples::{policies, record, school};

    /// The rows of a pupil with these provisions on 15 January 2026, and the pupil's own row.
    fn map(provisions: &str) -> (Vec<ProvisionRow>, PupilRow, Vec<String>) {
        let (school, policies, as_at) = (school(), policies(), day("2026-01-15"));
        let costing = Costing { calendar: &school.calendar, policies: &policies };
        let asked = ProvisionQuestion { as_at, school_year: SchoolYear::of(as_at), costing, names: Names::Shown };
        let text =
            format!("cycles: [{{stage: B, plan: {{date: 2025-09-10, kind: itp, provisions: [{provisions}]}}}}]\n");
        let record = record(&text).as_at(as_at);
        let rows: Vec<ProvisionRow> =
            record.provision_runs().iter().map(|run| ProvisionRow::of(&record, run, &asked)).collect();
        let pupil = PupilRow::of(&record, &rows, &asked);
        let notes = provision_notes(&rows, &asked);
        (rows, pupil, notes)
    }

    /// One hour a week, one to one, over two school weeks, 5 to 16 January: 14.50 a week, so 26.10 to the 15th and 29.00 in total.
    const HOUR: &str = "{what: Reading, kind: intervention, by: TA, group: 1, minutes: 60, per_week: 1, from: 2026-01-05, to: 2026-01-16}";

    #[test]
    fn sums_say_what_is_missing() {
        let (rows, ..) = map(HOUR);
        assert_eq!(Totals::of(&rows).totals_in_words(), "cost to date 26.10, cost of the whole run 29.00");
        let open = format!("{HOUR}, {}", HOUR.replace(", to: 2026-01-16", ""));
        let said = Totals::of(&map(&open).0).totals_in_words();
        assert_eq!(said, "cost to date 52.20, cost of the whole run at least 55.10; whole run not known for 1");
        let without = format!("{HOUR}, {}", HOUR.replace("minutes: 60, ", ""));
        let totals = Totals::of(&map(&without).0);
        assert_eq!(
            totals.totals_in_words(),
            "cost to date at least 26.10, cost of the whole run at least 29.00; 1 not costed"
        );
        assert_eq!((totals.provisions, totals.pupils, totals.not_costed), (2, 1, 1));
        let none = Totals::of(&map(&HOUR.replace("minutes: 60, ", "")).0);
        assert_eq!(none.totals_in_words(), "cost to date not known, cost of the whole run not known; 1 not costed");
        assert_eq!((none.cost_to_date_pence, Totals::of(&[]).cost_to_date_pence), (None, Some(Pence::default())));
        let both = format!("{open}, {}", HOUR.replace("minutes: 60, ", ""));
        let said = Totals::of(&map(&both).0).totals_in_words();
        assert!(said.ends_with("; 1 not costed, whole run not known for 2"), "{said}");
    }

    #[test]
    fn only_the_school_year_counts_against_the_threshold() {
        // 1 to 4 July and September: of the four and a half weeks, only those in the year count.
        let over = HOUR.replace("2026-01-05", "2026-07-13").replace("2026-01-16", "2026-09-11");
        let (rows, pupil, _) = map(&over);
        // 13 to 20 July, 6 days, and 1 to 11 September, 9 days: 3 weeks, 1.2 of them in the year.
        assert_eq!(rows[0].cost_of_whole_run_pence, Some(Pence::from_pence(4350)));
        assert_eq!(pupil.this_school_year_as_planned_pence, Some(Pence::from_pence(1740)));
        assert_eq!(pupil.this_school_year_to_date_pence, Some(Pence::default()));
        assert_eq!(pupil.against_threshold(), Some("5982.60 below".to_owned()));
    }

    #[test]
    fn an_amount_above_the_threshold_is_shown_and_a_missing_cost_makes_it_at_least() {
        let dear = HOUR.replace("minutes: 60", "minutes: 60, cost: 5980.00");
        let against = |provisions: &str| map(provisions).1.against_threshold().unwrap_or_default();
        assert_eq!(against(&dear), "9.00 above");
        assert_eq!(against(&HOUR.replace("minutes: 60", "minutes: 60, cost: 5971.00")), "0.00 below");
        let open = HOUR.replace(", to: 2026-01-16", "");
        assert_eq!(against(&format!("{dear}, {open}")), "at least 35.10 above");
        assert_eq!(against(&format!("{HOUR}, {open}")), "at most 5944.90 below");
        // Provision without an end has still cost something; provision without minutes has not.
        assert_eq!(against(&open), "at most 5973.90 below");
        assert_eq!(against(&open.replace("minutes: 60, ", "")), "");
    }

    #[test]
    fn every_row_is_in_one_group_and_rows_without_a_heading_come_last() {
        let three = format!("{HOUR}, {}, {}", HOUR.replace("by: TA, ", ""), HOUR.replace("by: TA", "by: ta"));
        let (rows, ..) = map(&three);
        let groups = ProvisionGrouping::Adult.provision_groups(rows.clone());
        let said: Vec<(&str, usize)> = groups.iter().map(|group| (group.heading.as_str(), group.rows.len())).collect();
        assert_eq!(said, [("TA", 2), ("no adult named", 1)]);
        let headings = |by: ProvisionGrouping| {
            by.provision_groups(rows.clone()).into_iter().map(|group| group.heading).collect::<Vec<_>>()
        };
        assert_eq!(headings(ProvisionGrouping::Class), ["4B"]);
        assert_eq!(headings(ProvisionGrouping::Need), ["communication and interaction"]);
        assert_eq!(headings(ProvisionGrouping::Pupil), ["p014 Amira Example"]);
        assert_eq!(headings(ProvisionGrouping::Provision), ["Reading"]);
    }

    #[test]
    fn the_notes_tell_a_reader_what_the_figures_mean() {
        let told = |provision: &str, part: &str| map(provision).2.iter().any(|note| note.contains(part));
        let before = HOUR.replace("2026-01-05", "2025-06-02");
        assert!(told(
            &before,
            "the first policy file starts on 1 Sep 2025: its rate is also used for the time before, for 1 provision"
        ));
        assert!(!told(&before.replace("minutes", "rate: 14.50, minutes"), "the first policy file"));
        assert!(
            !told(HOUR, "the first policy file")
                && !told(HOUR, "recorded last day")
                && !told(HOUR, "bought in an earlier")
        );
    }

    #[test]
    fn a_row_shows_how_its_cost_is_worked_out() {
        let (rows, ..) = map(&format!("{HOUR}, {{what: Ruler, kind: resource, cost: 1.20}}"));
        let keys =
            ["minutes_a_week", "group", "rates", "weeks_to_date", "cost_to_date_pence", "cost_of_whole_run_pence"];
        let hour = keys.map(|key| said_of(&rows[0], key));
        let money = |pence| Cell::Money(Pence::from_pence(pence));
        let said = [60u32.into(), "1/1".into(), "14.50".into(), "1.8 of 2.0".into(), money(2610), money(2900)];
        assert_eq!(hour, said);
        let json = |row| serde_json::to_value(ByKey(row, Names::Shown)).unwrap();
        let (hour, ruler) = (json(&rows[0]), json(&rows[1]));
        assert_eq!(hour["cost_to_date_pence"], 2610);
        assert_eq!(hour["weeks_to_date"], 1.8);
        assert_eq!(hour["rates"][0]["an_hour_pence"], 1450);
        assert_eq!((&hour["never_began"], &hour["cut_short"]), (&false.into(), &false.into()));
        let backwards = map(&HOUR.replace("to: 2026-01-16", "to: 2026-01-02")).0;
        assert_eq!(json(&backwards[0])["never_began"], true);
        assert_eq!(said_of(&backwards[0], "last_day"), "never began".into());
        // A thing has no weeks and no rate.
        assert!(ruler["weeks_to_date"].is_null() && ruler["minutes_a_week"].is_null(), "{ruler}");
        assert_eq!((&ruler["bought_pence"], &ruler["cost_of_whole_run_pence"]), (&120.into(), &120.into()));
    }
}
