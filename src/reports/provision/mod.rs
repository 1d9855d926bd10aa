//! The costed provision map (policy 18, DOMAIN 8.2): what each pupil gets, and what it costs to date and in total.

pub(crate) mod cost;
pub(crate) mod groups;
pub(crate) mod totals;

use serde::Serialize;

use super::Names;
use super::columns::{Cell, CellEntry, Column, ReportRow, column, fact, private};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Provision;
use crate::model::day::Day;
use crate::model::money::Pence;
use crate::model::runs::Run;
use crate::model::vocabulary::{NeedType, ProvisionKind};
use crate::model::year::{YearGroup, school_year, start_of_school_year};
use crate::policy::Policies;
use crate::school::calendar::Calendar;
use cost::{Cost, Costing, DAYS_A_WEEK, NotCosted, Rate, minutes_a_week};

/// The days of a school year: from 1 September to 31 August.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct SchoolYear {
    /// The first day.
    pub(crate) from: Day,
    /// The last day.
    pub(crate) to: Day,
}

impl SchoolYear {
    /// The school year that holds a day.
    pub(crate) fn of(day: Day) -> Self {
        let year = school_year(day);
        Self { from: start_of_school_year(year), to: start_of_school_year(year + 1).minus_days(1) }
    }
}

/// One provision of one pupil.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProvisionRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: Option<String>,
    /// The year group.
    pub(crate) year: YearGroup,
    /// The class.
    pub(crate) class: Option<String>,
    /// The need of rank 1.
    pub(crate) primary_need: Option<NeedType>,
    /// The broad area of that need; `None` if the Code of Practice gives none.
    pub(crate) area_of_need: Option<&'static str>,
    /// Its name. If names are hidden, its kind, because people may type a pupil's name anywhere.
    pub(crate) what: String,
    /// The kind of provision.
    pub(crate) kind: ProvisionKind,
    /// The adult who gives it; `None` if names are hidden.
    pub(crate) adult: Option<String>,
    /// The first day.
    pub(crate) from: Day,
    /// The last day; `None` if it has none, or was over before it began.
    pub(crate) last_day: Option<Day>,
    /// The event that ends it.
    pub(crate) ends_by: Option<&'static str>,
    /// Minutes a week of the adult's time.
    pub(crate) minutes_a_week: Option<u32>,
    /// Pupils in the group, each with an equal share.
    pub(crate) group: Option<u16>,
    /// The rates, oldest first.
    pub(crate) rates: Vec<RateOfRow>,
    /// The cost of anything bought.
    pub(crate) bought_pence: Option<Pence>,
    /// Weeks so far.
    pub(crate) weeks_to_date: Option<Weeks>,
    /// Weeks in total.
    pub(crate) weeks_of_whole_run: Option<Weeks>,
    /// The cost from the first day to the date of the report.
    pub(crate) cost_to_date_pence: Option<Pence>,
    /// The cost from the first to the last day.
    pub(crate) cost_of_whole_run_pence: Option<Pence>,
    /// The part of the cost to date that falls in the school year.
    pub(crate) this_school_year_to_date_pence: Option<Pence>,
    /// The part of the cost of the whole run that falls in the school year.
    pub(crate) this_school_year_as_planned_pence: Option<Pence>,
    /// The reason for not giving a cost to date.
    pub(crate) not_costed: Option<String>,
    /// The reason for not giving a cost of the whole run.
    pub(crate) whole_run_not_known: Option<String>,
    /// Whether it ended before it began.
    never_began: bool,
    /// Whether the provision has a rate of its own.
    has_own_rate: bool,
    /// Whether it ends before its recorded last day.
    is_cut_short: bool,
    /// Whether an earlier plan has the same provision with the same purchase.
    is_bought_again: bool,
}

/// A rate of a row, with the amount in the words of a spreadsheet too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RateOfRow {
    /// The first day of the rate for this provision.
    pub(crate) from: Day,
    /// The price of an hour.
    pub(crate) an_hour: Pence,
    /// The same in words.
    pub(crate) message: String,
}

impl<'r> From<&'r RateOfRow> for CellEntry<'r> {
    fn from(rate: &'r RateOfRow) -> Self {
        let facts = vec![("from", rate.from.into()), ("an_hour_pence", rate.an_hour.into())];
        Self { facts, message: &rate.message }
    }
}

impl From<Rate> for RateOfRow {
    fn from(rate: Rate) -> Self {
        let message = format!("{} from {}", rate.an_hour, rate.from);
        Self { from: rate.from, an_hour: rate.an_hour, message }
    }
}

/// School weeks, counted in fifths: each fifth is a school day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weeks(u32);

impl std::fmt::Display for Weeks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0 / DAYS_A_WEEK, self.0 % DAYS_A_WEEK * 2)
    }
}

impl From<Weeks> for Cell<'_> {
    fn from(weeks: Weeks) -> Self {
        Self::Decimal(f64::from(weeks.0) / f64::from(DAYS_A_WEEK))
    }
}

/// The question that a provision map answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProvisionQuestion<'s> {
    /// The date of the report.
    pub(crate) as_at: Day,
    /// The school year that holds it.
    pub(crate) school_year: SchoolYear,
    /// The calendar and policies that costs are worked out from.
    pub(crate) costing: Costing<'s>,
    /// Whether names may be shown.
    pub(crate) names: Names,
}

impl<'a> ProvisionQuestion<'a> {
    /// The question for a day and the school year that holds it.
    pub(crate) fn new(as_at: Day, calendar: &'a Calendar, policies: &'a Policies, names: Names) -> Self {
        Self { as_at, school_year: SchoolYear::of(as_at), costing: Costing { calendar, policies }, names }
    }
}

impl ProvisionQuestion<'_> {
    /// Whether a provision began and ended before the school year, and so has no cost in it. A provision with its dates the wrong way
    /// round is not hidden.
    pub(crate) fn is_of_an_earlier_year(&self, run: &Run<'_>) -> bool {
        run.first < self.school_year.from && run.last.is_some_and(|last| last < self.school_year.from)
    }
}

impl ProvisionRow {
    /// The row of a provision of a record, both as at the date of the report.
    pub(crate) fn of(record: &AsAt, run: &Run<'_>, asked: &ProvisionQuestion<'_>) -> Self {
        let ProvisionQuestion { as_at, school_year, costing, names } = *asked;
        let provision = run.provision;
        let (to_date, whole) = (costing.cost_until(run, as_at), costing.of_whole_run(run));
        let this_year = costing.cost_between(run, school_year.from, school_year.to.min(as_at));
        let this_year_planned = costing.planned_between(run, school_year.from, school_year.to);
        let primary_need = record.need_ranked(1).map(|need| need.need_type);
        Self {
            id: record.id().to_owned(),
            name: names.show(record.name.as_str().to_owned()),
            year: record.year_group(),
            class: record.class_name().map(|class| class.as_str().to_owned()),
            primary_need,
            area_of_need: primary_need.and_then(NeedType::area_of_need),
            what: asked.names.show(provision.what.as_str()).unwrap_or(provision.kind.as_str()).to_owned(),
            kind: provision.kind,
            adult: provision.by.as_ref().and_then(|by| asked.names.show(by.as_str().to_owned())),
            from: run.first,
            last_day: run.last.filter(|_| !run.never_began() || run.is_backwards()),
            ends_by: run.ends_by.map(|ends| ends.as_str()),
            minutes_a_week: minutes_a_week(provision),
            group: provision.group,
            rates: rates_of_run(provision, run, asked),
            bought_pence: provision.cost,
            weeks_to_date: known_weeks(to_date),
            weeks_of_whole_run: known_weeks(whole),
            cost_to_date_pence: known_pence(to_date),
            cost_of_whole_run_pence: known_pence(whole),
            this_school_year_to_date_pence: known_pence(this_year),
            this_school_year_as_planned_pence: known_pence(this_year_planned),
            not_costed: to_date.err().map(|why| why.to_string()),
            whole_run_not_known: whole.err().map(|why| why.to_string()),
            never_began: run.never_began(),
            has_own_rate: provision.rate.is_some(),
            is_cut_short: provision.to.is_some_and(|to| run.last.is_some_and(|last| last < to)),
            is_bought_again: run.is_bought_again,
        }
    }

    /// The minutes so far, as planned.
    pub(crate) fn minutes_to_date(&self) -> Option<u64> {
        Some(u64::from(self.weeks_to_date?.0) * u64::from(self.minutes_a_week?) / u64::from(DAYS_A_WEEK))
    }

    /// The weeks as a table shows them.
    fn weeks_said(&self) -> Option<String> {
        match (self.weeks_to_date, self.weeks_of_whole_run) {
            (Some(to_date), Some(whole)) => Some(format!("{to_date} of {whole}")),
            (Some(to_date), None) => Some(format!("{to_date} so far")),
            (None, Some(whole)) => Some(format!("{whole} in total")),
            (None, None) => None,
        }
    }

    /// The rate as a table shows it.
    fn rate_said(&self) -> String {
        let rates: Vec<String> = self.rates.iter().map(|rate| rate.an_hour.to_string()).collect();
        rates.join(", then ")
    }
}

/// The rates from the first day to the last day or, without one, to the date of the report.
fn rates_of_run(provision: &Provision, run: &Run<'_>, asked: &ProvisionQuestion<'_>) -> Vec<RateOfRow> {
    if minutes_a_week(provision).is_none() {
        return Vec::new();
    }
    let until = run.last.unwrap_or(asked.as_at);
    asked.costing.rates_between(provision, run.first, until).into_iter().map(RateOfRow::from).collect()
}

fn known_pence(cost: Result<Cost, NotCosted>) -> Option<Pence> {
    cost.ok().map(|cost| cost.pence)
}

fn known_weeks(cost: Result<Cost, NotCosted>) -> Option<Weeks> {
    cost.ok()?.school_days.map(Weeks)
}

/// A cost, or the reason why there is none.
fn cost_cell(cost: Option<Pence>, label: &str, why: Option<&String>) -> Cell<'static> {
    match (cost, why) {
        (Some(cost), _) => Cell::Money(cost),
        (None, Some(why)) => format!("{label}: {why}").into(),
        (None, None) => Cell::Empty,
    }
}

impl ReportRow for ProvisionRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row| Cell::from(&row.id)),
        private("name", "Name", |row| Cell::from(&row.name)),
        fact("year", |row| row.year.to_string().into()),
        column("class", "Class", |row| Cell::from(&row.class)),
        fact("primary_need", |row| row.primary_need.map(NeedType::as_str).into()),
        fact("area_of_need", |row| row.area_of_need.into()),
        column("what", "What", |row| Cell::from(&row.what)),
        fact("kind", |row| row.kind.as_str().into()),
        column("adult", "Adult", |row| Cell::from(&row.adult)),
        column("from", "From", |row| row.from.into()),
        column("last_day", "Last day", |row: &Self| row.last_day.into()).in_tables_as(Self::last_day_said),
        fact("ends_by", |row| row.ends_by.into()),
        column("minutes_a_week", "Minutes a week", |row| row.minutes_a_week.into()),
        column("group", "Share", |row: &Self| row.group.into()).in_tables_as(Self::share_said),
        column("rates", "Rate", |row: &Self| Cell::Entries(row.rates.iter().map(CellEntry::from).collect()))
            .in_tables_as(|row| row.rate_said().into()),
        fact("bought_pence", |row| row.bought_pence.into()),
        column("weeks_to_date", "Weeks", |row: &Self| row.weeks_to_date.into())
            .in_tables_as(|row| row.weeks_said().into()),
        fact("weeks_of_whole_run", |row| row.weeks_of_whole_run.into()),
        column("cost_to_date_pence", "Cost to date", |row: &Self| row.cost_to_date_pence.into())
            .in_tables_as(|row| cost_cell(row.cost_to_date_pence, "not costed", row.not_costed.as_ref())),
        column("cost_of_whole_run_pence", "Cost of the whole run", |row: &Self| row.cost_of_whole_run_pence.into())
            .in_tables_as(|row| cost_cell(row.cost_of_whole_run_pence, "not known", row.whole_run_not_known.as_ref())),
        fact("this_school_year_to_date_pence", |row| row.this_school_year_to_date_pence.into()),
        fact("this_school_year_as_planned_pence", |row| row.this_school_year_as_planned_pence.into()),
        fact("not_costed", |row| Cell::from(&row.not_costed)),
        fact("whole_run_not_known", |row| Cell::from(&row.whole_run_not_known)),
        fact("never_began", |row| row.never_began.into()),
        fact("cut_short", |row| row.is_cut_short.into()),
        fact("bought_again", |row| row.is_bought_again.into()),
    ];
}

impl ProvisionRow {
    /// The last day, or that it never began.
    fn last_day_said(&self) -> Cell<'_> {
        if self.never_began { "never began".into() } else { self.last_day.into() }
    }

    /// The pupil's share of the group.
    fn share_said(&self) -> Cell<'_> {
        self.minutes_a_week.and(self.group).map(|group| format!("1/{group}")).into()
    }
}
