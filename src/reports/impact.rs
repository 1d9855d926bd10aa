//! The impact report (policy 6.2, 18): how the targets of the cycles reviewed in a school year went, and what their provision
//! achieved, by provision, need, class or stage. Figures for a group with too few pupils are not shown.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Cell, Column, ReportRow, column, fact};
use super::provision::SchoolYear;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::{Cycle, Plan};
use crate::model::day::Day;
use crate::model::vocabulary::{NeedType, ProvisionKind, Stage, TargetOutcome};
use crate::words;

/// The grouping of the outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The name of the provision.
    Provision,
    /// The broad area of the primary need on the day of the review.
    Need,
    /// The class on the day of the review.
    Class,
    /// The stage of the cycle.
    Stage,
}

impl By {
    /// All groupings, each with its word.
    pub(crate) const ALL: [(&'static str, Self); 4] =
        [("provision", Self::Provision), ("need", Self::Need), ("class", Self::Class), ("stage", Self::Stage)];
}

/// A cycle of a pupil that was reviewed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reviewed {
    /// The pupil's id.
    pub(crate) id: String,
    /// The stage of the cycle.
    pub(crate) stage: Stage,
    /// The class on the day of the review.
    pub(crate) class: Option<String>,
    /// The broad area of the primary need on that day.
    pub(crate) area: Option<&'static str>,
    /// How the targets went.
    pub(crate) targets: Targets,
    /// The provision in its plan.
    pub(crate) given: Vec<ReviewedProvision>,
}

/// How targets went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Targets {
    /// Met.
    pub(crate) met: usize,
    /// Partly met.
    pub(crate) partly: usize,
    /// Not met.
    pub(crate) not_met: usize,
    /// No outcome recorded by the review.
    pub(crate) not_judged: usize,
}

/// A provision of a reviewed plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReviewedProvision {
    /// Its name.
    pub(crate) what: String,
    /// Its kind.
    pub(crate) kind: ProvisionKind,
    /// The impact from -2 to 2, if the review judged it.
    pub(crate) impact: Option<i8>,
    /// Whether it was measured before and after.
    pub(crate) is_measured: bool,
}

impl Reviewed {
    /// The cycles of a record that were reviewed in the school year.
    pub(crate) fn of(record: &AsAt, year: SchoolYear) -> Vec<Self> {
        let all = record.cycles.iter().filter_map(|cycle| Self::of_cycle(record, cycle, year));
        all.filter(|(day, _)| !record.is_as_found(*day)).map(|(_, reviewed)| reviewed).collect()
    }

    /// Whether reviews of the school year are left out, because they were held before the records of the pupil began: how well a
    /// step of before went is not judged (DESIGN 7.1).
    pub(crate) fn leaves_out(record: &AsAt, year: SchoolYear) -> bool {
        let mut days = record.cycles.iter().filter_map(|cycle| Some(Self::of_cycle(record, cycle, year)?.0));
        days.any(|day| record.is_as_found(day))
    }

    /// A cycle and the day of its review, or `None` if it was not reviewed in the school year or has no plan.
    fn of_cycle(record: &AsAt, cycle: &Cycle, year: SchoolYear) -> Option<(Day, Self)> {
        let (plan, day) = (cycle.plan.as_ref()?, cycle.review.as_ref()?.date);
        if day < year.from || year.to < day {
            return None;
        }
        let given = plan.provisions.iter().map(|provision| ReviewedProvision {
            what: provision.what.as_str().to_owned(),
            kind: provision.kind,
            impact: provision.impact,
            is_measured: provision.entry.is_some() && provision.exit.is_some(),
        });
        let reviewed = Self {
            id: record.id().to_owned(),
            stage: cycle.stage,
            class: record.class_on(day).map(|class| class.as_str().to_owned()),
            area: record.need_ranked_on(1, day).map(|need| need.need_type).and_then(NeedType::area_of_need),
            targets: Targets::of_plan(plan),
            given: given.collect(),
        };
        Some((day, reviewed))
    }

    /// The groups that it belongs to, each with the part that counts there. In the group of a provision, all the plan's targets count,
    /// but only that provision. Names that differ only in capitals are the same.
    fn in_groups(&self, by: By) -> Vec<(Heading, Self)> {
        match by {
            By::Provision => self.by_provision(),
            By::Need => vec![(heading_of(self.area, super::NO_AREA), self.clone())],
            By::Class => vec![(heading_of(self.class.as_deref(), "no class"), self.clone())],
            By::Stage => vec![(heading_of(Some(self.stage.as_str()), ""), self.clone())],
        }
    }

    /// The review once for each of its provisions, with that provision only.
    fn by_provision(&self) -> Vec<(Heading, Self)> {
        let names: BTreeMap<String, &str> =
            self.given.iter().map(|given| (given.what.to_lowercase(), given.what.as_str())).collect();
        let mut parts = Vec::new();
        for (small, name) in names {
            let given = self.given.iter().filter(|given| given.what.to_lowercase() == small).cloned().collect();
            parts.push(((false, small, name.to_owned()), Self { given, ..self.clone() }));
        }
        parts
    }
}

impl Targets {
    /// How the targets of a reviewed plan went.
    fn of_plan(plan: &Plan) -> Self {
        let mut targets = Self { met: 0, partly: 0, not_met: 0, not_judged: 0 };
        for target in &plan.targets {
            let number = match target.outcome {
                Some(TargetOutcome::Met) => &mut targets.met,
                Some(TargetOutcome::Partly) => &mut targets.partly,
                Some(TargetOutcome::NotMet) => &mut targets.not_met,
                None => &mut targets.not_judged,
            };
            *number += 1;
        }
        targets
    }
}

/// The heading for a key. Without a key it is `none`, and comes last.
fn heading_of(key: Option<&str>, none: &str) -> Heading {
    let shown = key.unwrap_or(none).to_owned();
    (key.is_none(), shown.to_lowercase(), shown)
}

/// Whether a group has no name of its own, so that it comes last; its name in small letters; and its name.
type Heading = (bool, String, String);

/// The meaning of the numbers for impact.
pub(crate) const SCALE: &str =
    "Impact is how a review judged a provision: 2 is the best, 0 is no difference, -2 is the worst.";

/// Why the figures of a row are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silent {
    /// It is about too few pupils.
    TooFew,
    /// Together with the row for all pupils, it would reveal a row with too few.
    Beside,
}

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ImpactRow {
    /// The name of the group.
    pub(crate) group: String,
    /// Why the figures are hidden; `None` if they are shown.
    pub(crate) says_nothing: Option<String>,
    /// The number of pupils.
    pub(crate) pupils: Option<usize>,
    /// The number of reviewed cycles.
    pub(crate) reviews: Option<usize>,
    /// Targets met.
    pub(crate) met: Option<usize>,
    /// Targets partly met.
    pub(crate) partly: Option<usize>,
    /// Targets not met.
    pub(crate) not_met: Option<usize>,
    /// Targets without a recorded outcome.
    pub(crate) not_judged: Option<usize>,
    /// Provisions whose impact was judged.
    pub(crate) provisions_judged: Option<usize>,
    /// Their mean impact, from -2 to 2, to one decimal place.
    pub(crate) impact: Option<f64>,
    /// Provisions that were measured before and after.
    pub(crate) measured: Option<usize>,
}

impl ImpactRow {
    /// A row for each group of reviewed cycles, and a last row for all cycles together.
    pub(crate) fn of(reviewed: &[Reviewed], by: Option<By>, threshold: usize) -> Vec<Self> {
        let groups = by.map(|by| in_groups(reviewed, by)).unwrap_or_default();
        let too_few = pupils_of(reviewed) < threshold;
        let (silent, all_silent) = if by == Some(By::Provision) {
            silent_overlapping(groups.values(), reviewed, threshold)
        } else {
            let pupils: Vec<BTreeSet<&str>> = groups.values().map(|group| pupil_ids(&group.parts)).collect();
            (silent_groups(&pupils, threshold), too_few.then_some(Silent::TooFew))
        };
        // Staff choose the names of provisions, so a name that few pupils share may reveal a pupil.
        let may_hide_names = by == Some(By::Provision);
        let others = silent.iter().filter(|silent| may_hide_names && silent.is_some()).count();
        let mut rows: Vec<Self> = groups
            .iter()
            .zip(silent)
            .filter(|(_, silent)| !may_hide_names || silent.is_none())
            .map(|(((_, _, heading), group), silent)| Self::of_group(heading, &group.parts, silent, threshold))
            .collect();
        rows.extend((others > 0).then(|| Self {
            says_nothing: Some(format!("each under {threshold} pupils, or hidden to protect a smaller group")),
            ..Self::of_group(&words::count(others, "other/others"), &[], Some(Silent::TooFew), threshold)
        }));
        if !reviewed.is_empty() {
            rows.push(Self::of_group("all", reviewed, all_silent, threshold));
        }
        rows
    }

    fn of_group(group: &str, parts: &[Reviewed], silent: Option<Silent>, threshold: usize) -> Self {
        let says_nothing = silent.map(|silent| match silent {
            Silent::TooFew => format!("under {threshold} pupils"),
            Silent::Beside => "hidden to protect a smaller group".to_owned(),
        });
        let said = |number: usize| silent.is_none().then_some(number);
        let targets = |of: fn(&Targets) -> usize| said(parts.iter().map(|part| of(&part.targets)).sum());
        let given: Vec<&ReviewedProvision> = parts.iter().flat_map(|part| &part.given).collect();
        let judged: Vec<i8> = given.iter().filter_map(|given| given.impact).collect();
        Self {
            group: group.to_owned(),
            says_nothing,
            pupils: said(pupils_of(parts)),
            reviews: said(parts.len()),
            met: targets(|targets| targets.met),
            partly: targets(|targets| targets.partly),
            not_met: targets(|targets| targets.not_met),
            not_judged: targets(|targets| targets.not_judged),
            provisions_judged: said(judged.len()),
            impact: mean_impact(&judged).filter(|_| silent.is_none()),
            measured: said(given.iter().filter(|given| given.is_measured).count()),
        }
    }
}

/// The reviews of a group.
#[derive(Debug, Default)]
struct ReviewGroup {
    /// Their places in the list of all reviews.
    at: BTreeSet<usize>,
    /// The part of each review that counts here.
    parts: Vec<Reviewed>,
}

fn in_groups(reviewed: &[Reviewed], by: By) -> BTreeMap<Heading, ReviewGroup> {
    let mut groups: BTreeMap<Heading, ReviewGroup> = BTreeMap::new();
    for (at, one) in reviewed.iter().enumerate() {
        for (heading, part) in one.in_groups(by) {
            // The first spelling of a name is used for all.
            let known = groups.keys().find(|(last, small, _)| (*last, small) == (heading.0, &heading.1)).cloned();
            let group = groups.entry(known.unwrap_or(heading)).or_default();
            group.at.insert(at);
            group.parts.push(part);
        }
    }
    groups
}

/// Which groups are hidden if a review may be in several groups, and whether the row for all pupils is hidden.
///
/// The rows are taken from the largest to the smallest, with the row for all pupils last. A row is shown if its reviews that are not
/// in any row shown so far cover at least `threshold` pupils, or if it has the same reviews as a row already shown. However a reader
/// adds and subtracts the rows, the result contains the new reviews of the last row used, and so covers at least that many pupils.
fn silent_overlapping<'g>(
    groups: impl Iterator<Item = &'g ReviewGroup>,
    reviewed: &[Reviewed],
    threshold: usize,
) -> (Vec<Option<Silent>>, Option<Silent>) {
    let everything = (0..reviewed.len()).collect::<BTreeSet<usize>>();
    let sets: Vec<&BTreeSet<usize>> = groups.map(|group| &group.at).chain([&everything]).collect();
    let mut order: Vec<(usize, &BTreeSet<usize>)> = sets.iter().copied().enumerate().collect();
    order.sort_by_key(|(nth, set)| (nth + 1 == sets.len(), std::cmp::Reverse(pupils_at(set.iter(), reviewed))));
    let mut shown: Vec<&BTreeSet<usize>> = Vec::new();
    let mut silent: BTreeMap<usize, Silent> = BTreeMap::new();
    for (nth, set) in order {
        let new = set.iter().filter(|at| !shown.iter().any(|before| before.contains(at)));
        if pupils_at(set.iter(), reviewed) < threshold {
            silent.insert(nth, Silent::TooFew);
        } else if pupils_at(new, reviewed) < threshold && !shown.contains(&set) {
            silent.insert(nth, Silent::Beside);
        } else {
            shown.push(set);
        }
    }
    let mut silent: Vec<Option<Silent>> = (0..sets.len()).map(|nth| silent.get(&nth).copied()).collect();
    let all = silent.pop().flatten();
    (silent, all)
}

/// The number of pupils that the reviews at these places are about.
fn pupils_at<'a>(places: impl Iterator<Item = &'a usize>, reviewed: &[Reviewed]) -> usize {
    places.filter_map(|at| reviewed.get(*at)).map(|one| one.id.as_str()).collect::<BTreeSet<_>>().len()
}

fn pupil_ids(parts: &[Reviewed]) -> BTreeSet<&str> {
    parts.iter().map(|part| part.id.as_str()).collect()
}

fn pupils_of(parts: &[Reviewed]) -> usize {
    pupil_ids(parts).len()
}

/// Which groups are hidden if every review is in exactly one group. Groups with too few pupils are hidden. The smallest other groups
/// are hidden too, until the hidden ones are at least two groups and together have at least `threshold` pupils. Then the row for all
/// pupils, less the rows shown, reveals no more than a group may.
pub(crate) fn silent_groups<T: Ord + Copy>(groups: &[BTreeSet<T>], threshold: usize) -> Vec<Option<Silent>> {
    let mut silent: Vec<Option<Silent>> =
        groups.iter().map(|pupils| (pupils.len() < threshold).then_some(Silent::TooFew)).collect();
    loop {
        let hidden: Vec<&BTreeSet<T>> =
            groups.iter().zip(&silent).filter(|(_, silent)| silent.is_some()).map(|(group, _)| group).collect();
        let together: BTreeSet<T> = hidden.iter().flat_map(|group| group.iter().copied()).collect();
        if hidden.is_empty() || hidden.len() > 1 && together.len() >= threshold {
            return silent;
        }
        let open = groups.iter().zip(&mut silent).filter(|(_, silent)| silent.is_none());
        let Some((_, smallest)) = open.min_by_key(|(group, _)| group.len()) else { return silent };
        *smallest = Some(Silent::Beside);
    }
}

/// The mean of judgements to one decimal place, with a half rounded away from zero.
pub(crate) fn mean_impact(judged: &[i8]) -> Option<f64> {
    let number = i32::try_from(judged.len()).ok().filter(|number| *number > 0)?;
    let sum: i32 = judged.iter().map(|one| i32::from(*one)).sum();
    let tenths = (20 * sum.abs() + number) / (2 * number);
    Some(f64::from(tenths * sum.signum()) / 10.0)
}

impl ReportRow for ImpactRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("group", "Group", |row| Cell::from(&row.group)),
        fact("says_nothing", |row| Cell::from(&row.says_nothing)),
        column("pupils", "Pupils", |row: &Self| row.pupils.into()).in_tables_as(ImpactRow::pupils_said),
        column("reviews", "Reviews", |row| row.reviews.into()),
        column("met", "Targets met", |row| row.met.into()),
        column("partly", "Partly", |row| row.partly.into()),
        column("not_met", "Not met", |row| row.not_met.into()),
        column("not_judged", "Not judged", |row| row.not_judged.into()),
        column("provisions_judged", "Provisions judged", |row| row.provisions_judged.into()),
        column("impact", "Impact (-2 to 2)", |row| row.impact.into()),
        column("measured", "Measured before and after", |row| row.measured.into()),
    ];
}

impl ImpactRow {
    /// The number of pupils, or why it is not shown.
    fn pupils_said(&self) -> Cell<'_> {
        self.says_nothing.as_ref().map_or_else(|| self.pupils.into(), Cell::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// A pupil with one reviewed cycle.
    fn reviewed(id: &str, area: Option<&'static str>, outcomes: [usize; 3], given: &[(&str, i8)]) -> Reviewed {
        let [met, partly, not_met] = outcomes;
        let given = given.iter().map(|(what, impact)| ReviewedProvision {
            what: (*what).to_owned(),
            kind: ProvisionKind::Intervention,
            impact: Some(*impact),
            is_measured: false,
        });
        Reviewed {
            id: id.to_owned(),
            stage: Stage::C,
            class: None,
            area,
            targets: Targets { met, partly, not_met, not_judged: 0 },
            given: given.collect(),
        }
    }

    fn said(rows: &[ImpactRow]) -> Vec<String> {
        let one = |row: &ImpactRow| match (&row.says_nothing, row.pupils, row.met) {
            (Some(why), None, None) => format!("{}: {why}", row.group),
            (None, Some(pupils), Some(met)) => format!("{}: {pupils} pupils, {met} met", row.group),
            _ => format!("{row:?}"),
        };
        rows.iter().map(one).collect()
    }

    const IDS: [&str; 14] =
        ["p01", "p02", "p03", "p04", "p05", "p06", "p07", "p08", "p09", "p10", "p11", "p12", "p13", "p14"];

    /// This many pupils in each area, each with one target met.
    fn school(numbers: [usize; 3]) -> Vec<Reviewed> {
        let areas = numbers.iter().zip([Some("a"), Some("b"), None]).flat_map(|(number, area)| vec![area; *number]);
        areas.zip(IDS).map(|(area, id)| reviewed(id, area, [1, 0, 0], &[])).collect()
    }

    #[test]
    fn a_group_of_four_is_hidden_and_so_is_another_group() {
        let rows = |numbers| said(&ImpactRow::of(&school(numbers), Some(By::Need), 5));
        assert_eq!(rows([5, 5, 0]), ["a: 5 pupils, 5 met", "b: 5 pupils, 5 met", "all: 10 pupils, 10 met"],);
        assert_eq!(
            rows([8, 4, 0]),
            ["a: hidden to protect a smaller group", "b: under 5 pupils", "all: 12 pupils, 12 met"],
        );
        // Two groups with too few pupils protect each other if together they have enough.
        let none = format!("{}: under 5 pupils", crate::reports::NO_AREA);
        assert_eq!(rows([7, 4, 3]), ["a: 7 pupils, 7 met", "b: under 5 pupils", &none, "all: 14 pupils, 14 met"]);
        assert_eq!(
            rows([7, 2, 2]),
            ["a: hidden to protect a smaller group", "b: under 5 pupils", &none, "all: 11 pupils, 11 met"],
        );
        assert_eq!(rows([4, 0, 0]), ["a: under 5 pupils", "all: under 5 pupils"]);
        assert!(rows([0, 0, 0]).is_empty());
    }

    #[test]
    fn the_threshold_counts_pupils_and_not_reviews() {
        let twice: Vec<Reviewed> = (0..8).map(|nth| reviewed(IDS[nth % 4], None, [1, 0, 0], &[])).collect();
        assert_eq!(said(&ImpactRow::of(&twice, None, 5)), ["all: under 5 pupils"]);
    }

    #[test]
    fn a_provision_has_the_targets_of_its_plans_and_its_own_impact() {
        let all: Vec<Reviewed> = IDS[..6]
            .iter()
            .map(|id| reviewed(id, None, [1, 2, 3], &[("Word Shark", 1), ("word shark", 2), ("Reading", -1)]))
            .collect();
        let rows = ImpactRow::of(&all, Some(By::Provision), 5);
        let told: Vec<_> =
            rows.iter().map(|row| (row.group.as_str(), row.partly, row.provisions_judged, row.impact)).collect();
        assert_eq!(
            told,
            [
                ("Reading", Some(12), Some(6), Some(-1.0)),
                ("word shark", Some(12), Some(12), Some(1.5)),
                ("all", Some(12), Some(18), Some(0.7)),
            ],
        );
    }

    #[test]
    fn a_provision_is_hidden_if_subtracting_it_from_another_would_leave_too_few() {
        let with = |given: &[&str], ids: &[&str]| {
            let given: Vec<(&str, i8)> = given.iter().map(|what| (*what, 1)).collect();
            ids.iter().map(|id| reviewed(id, None, [1, 0, 0], &given)).collect::<Vec<_>>()
        };
        let told = |all: &[Reviewed]| said(&ImpactRow::of(all, Some(By::Provision), 5));
        let other = "1 other: each under 5 pupils, or hidden to protect a smaller group";
        let beside = "all: hidden to protect a smaller group";
        // Everyone has Talk, and all but one also have Reading.
        let all = [with(&["Talk", "Reading"], &IDS[..5]), with(&["Talk"], &IDS[5..6])].concat();
        assert_eq!(told(&all), ["Talk: 6 pupils, 6 met", other, "all: 6 pupils, 6 met"]);
        // All but one have Talk.
        let all = [with(&["Talk"], &IDS[..6]), with(&[], &IDS[6..7])].concat();
        assert_eq!(told(&all), ["Talk: 6 pupils, 6 met", beside]);
        // Five have only Talk, and five have only Reading.
        let all = [with(&["Talk"], &IDS[..5]), with(&["Reading"], &IDS[5..10])].concat();
        assert_eq!(told(&all), ["Reading: 5 pupils, 5 met", "Talk: 5 pupils, 5 met", beside]);
    }

    #[test]
    fn the_mean_is_rounded_once_and_a_half_goes_away_from_zero() {
        assert_eq!(mean_impact(&[]), None);
        assert_eq!(mean_impact(&[1, 1, 0]), Some(0.7));
        assert_eq!(mean_impact(&[-1, -1, 0]), Some(-0.7));
        assert_eq!(mean_impact(&[1, 0, 0, 0]), Some(0.3));
        assert_eq!(mean_impact(&[2, -2]), Some(0.0));
    }

    #[test]
    fn reviews_of_before_the_records_began_are_left_out() {
        let text = |found: &str| {
            format!(
                "as_found: {{date: {found}}}\ncycles: [{{stage: B, plan: {{date: 2025-09-02, kind: itp}}, review: {{date: 2025-12-01}}}}]\n"
            )
        };
        let year = SchoolYear::of(day("2026-01-15"));
        for (found, counted) in [("2025-11-30", true), ("2025-12-01", false)] {
            let record = record(&text(found)).as_at(Day::LAST);
            assert_eq!(Reviewed::of(&record, year).len(), usize::from(counted), "{found}");
            assert_eq!(Reviewed::leaves_out(&record, year), !counted, "{found}");
        }
    }

    #[test]
    fn only_reviews_of_the_school_year_count() {
        let cycle = |date: &str| {
            format!(
                "  - {{stage: B, plan: {{date: 2025-06-02, kind: itp, targets: [{{text: a, outcome: partly}}, {{text: b}}]}}, review: {{date: {date}}}}}\n"
            )
        };
        let text = format!(
            "cycles:\n{}{}  - {{stage: B, plan: {{date: 2026-01-07, kind: itp}}}}\n",
            cycle("2025-07-10"),
            cycle("2025-09-01")
        );
        let found = Reviewed::of(&record(&text).as_at(Day::LAST), SchoolYear::of(day("2026-01-15")));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].targets, Targets { met: 0, partly: 1, not_met: 0, not_judged: 1 });
    }
}
