//! What the work came to: targets, provision, reviews, agencies, applications and disagreements of the school year.

use std::collections::{BTreeMap, BTreeSet};

use super::child::{ReviewTiming, Stands, SummaryPupil};
use super::{Section, SummaryLine, SummaryQuestion, SummaryValue, in_school_year};
use crate::model::money::Pence;
use crate::model::vocabulary::{ApplicationFor, DisagreementLevel, ProvisionKind, Word};
use crate::reports::NO_AREA;
use crate::reports::impact::{Reviewed, ReviewedProvision, Targets, mean_impact, silent_groups};
use crate::reports::suppression::{FigureKey, Figures, Number, Threshold};
use crate::words::count;

/// The sections about the work of the school year.
pub(super) fn work_sections(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Vec<Section> {
    vec![
        targets_section(children, asked),
        provision_section(children, asked),
        planned_reviews_section(children, asked),
        company_section(children, asked),
        late_section(children, asked),
        agencies_section(children, asked),
        applications_section(children, asked),
        disagreements_section(children, asked),
        moving_on_section(children, asked),
    ]
}

/// A list with its total below. Where it is about too few pupils, nothing of it is shown.
pub(super) fn list_with_total(parts: &[(String, usize)], is_enough: bool, threshold: Threshold) -> Vec<SummaryLine> {
    let mut figures = Figures::default();
    let (start, end) = (figures.add_point(), figures.add_point());
    let mut keys = figures.add_parts(start, end, parts.iter().map(|(_, number)| *number));
    keys.push(figures.add_total(end, start, parts.iter().map(|(_, number)| number).sum()));
    if !is_enough {
        keys.iter().for_each(|key| figures.is_of_too_few(*key));
    }
    let published = figures.publish(threshold);
    let labels = parts.iter().map(|(label, _)| label.as_str()).chain(["Together"]);
    let line = |(label, key): (&str, &FigureKey)| SummaryLine {
        label: label.to_owned(),
        values: vec![SummaryValue::Count(published.of(*key))],
    };
    labels.zip(&keys).map(line).collect()
}

/// A row of a table: its label, its numbers, and whether it is about enough pupils.
type Counted = (String, Vec<usize>, bool);

/// A table with the totals of its rows and, below, of its columns.
fn table_with_totals(rows: &[Counted], columns: usize, threshold: Threshold) -> Vec<SummaryLine> {
    let mut figures = Figures::default();
    let (start, end) = (figures.add_point(), figures.add_point());
    let points: Vec<_> = (0..columns).map(|_| figures.add_point()).collect();
    let cells: Vec<Vec<usize>> = rows.iter().map(|(_, cells, _)| cells.clone()).collect();
    let keys = figures.rows_from(start, &points, &cells);
    let of_column = |nth: usize| cells.iter().filter_map(|row| row.get(nth)).sum::<usize>();
    let below: Vec<FigureKey> =
        points.iter().enumerate().map(|(nth, point)| figures.add_total(*point, end, of_column(nth))).collect();
    let all = figures.add_total(end, start, cells.iter().flatten().sum());
    for ((total, cells), _) in keys.iter().zip(rows).filter(|(_, (_, _, is_enough))| !is_enough) {
        cells.iter().chain([total]).for_each(|key| figures.is_of_too_few(*key));
    }
    let published = figures.publish(threshold);
    let values = |keys: &[FigureKey], total: FigureKey| {
        keys.iter().chain([&total]).map(|key| SummaryValue::Count(published.of(*key))).collect::<Vec<_>>()
    };
    let labels = rows.iter().map(|(label, _, _)| label.clone());
    let lines = labels.zip(&keys).map(|(label, (total, cells))| SummaryLine { label, values: values(cells, *total) });
    let together = SummaryLine { label: "Together".to_owned(), values: values(&below, all) };
    lines.chain([together]).collect()
}

/// The groups that say nothing, of sets of pupils; none where every number is shown.
fn are_silent<T: Ord + Copy>(groups: &[BTreeSet<T>], threshold: Threshold) -> Vec<bool> {
    match threshold {
        Some(threshold) => silent_groups(groups, threshold).iter().map(Option::is_some).collect(),
        None => vec![false; groups.len()],
    }
}

fn targets_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let mut areas: BTreeMap<(bool, &str), Vec<&Reviewed>> = BTreeMap::new();
    for reviewed in children.iter().flat_map(|child| &child.reviewed) {
        let key = (reviewed.area.is_none(), reviewed.area.unwrap_or(NO_AREA));
        areas.entry(key).or_default().push(reviewed);
    }
    let pupils: Vec<BTreeSet<&str>> =
        areas.values().map(|all| all.iter().map(|reviewed| reviewed.id.as_str()).collect()).collect();
    let silent = are_silent(&pupils, asked.threshold);
    let row = |(((_, area), all), is_silent): ((&(bool, &str), &Vec<&Reviewed>), bool)| {
        let of = |part: fn(&Targets) -> usize| all.iter().map(|reviewed| part(&reviewed.targets)).sum::<usize>();
        let cells = vec![of(|one| one.met), of(|one| one.partly), of(|one| one.not_met), of(|one| one.not_judged)];
        ((*area).to_owned(), cells, !is_silent)
    };
    let rows: Vec<Counted> = areas.iter().zip(silent).map(row).collect();
    Section {
        key: "targets",
        heading: "Targets",
        of: "Broad area of the primary need",
        columns: &[
            ("Met", "met"),
            ("Partly met", "partly"),
            ("Not met", "not_met"),
            ("Not judged", "not_judged"),
            ("Together", "total"),
        ],
        lines: if rows.is_empty() { Vec::new() } else { table_with_totals(&rows, 4, asked.threshold) },
        said: vec![format!("Targets of the plans that were reviewed from {}.", in_school_year(asked))],
    }
}

fn provision_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let all: Vec<(&str, &ReviewedProvision)> = children
        .iter()
        .flat_map(|child| &child.reviewed)
        .flat_map(|reviewed| reviewed.given.iter().map(|given| (reviewed.id.as_str(), given)))
        .filter(|(_, given)| given.impact.is_some())
        .collect();
    let judged =
        |kind: Option<ProvisionKind>| all.iter().filter(move |(_, given)| kind.is_none_or(|kind| given.kind == kind));
    let pupils: Vec<BTreeSet<&str>> =
        ProvisionKind::ALL.iter().map(|kind| judged(Some(*kind)).map(|(id, _)| *id).collect::<BTreeSet<_>>()).collect();
    // A kind that no review judged says nothing that could be worked out.
    let some: Vec<BTreeSet<&str>> = pupils.iter().filter(|pupils| !pupils.is_empty()).cloned().collect();
    let mut silent = are_silent(&some, asked.threshold).into_iter();
    let impact = |kind: Option<ProvisionKind>, is_silent: bool| {
        let judged: Vec<i8> = judged(kind).filter_map(|(_, given)| given.impact).collect();
        match (is_silent, mean_impact(&judged)) {
            (true, _) => [SummaryValue::TooFew; 2],
            (false, Some(mean)) => [SummaryValue::Count(Number::Shown(judged.len())), SummaryValue::Mean(mean)],
            (false, None) => [SummaryValue::Count(Number::Shown(0)), SummaryValue::Nothing],
        }
    };
    let mut lines = Vec::new();
    for (kind, pupils) in ProvisionKind::ALL.iter().zip(&pupils) {
        let given = children.iter().filter(|child| child.given.contains(kind)).count();
        let is_silent = !pupils.is_empty() && silent.next().unwrap_or(true);
        let [number, mean] = impact(Some(*kind), is_silent);
        let given_to =
            if asked.is_enough(given) { SummaryValue::Count(Number::Shown(given)) } else { SummaryValue::TooFew };
        if given > 0 || !pupils.is_empty() {
            lines.push(SummaryLine { label: kind.meaning().to_owned(), values: vec![given_to, number, mean] });
        }
    }
    let judged_pupils: BTreeSet<&str> = judged(None).map(|(id, _)| *id).collect();
    let [number, mean] = impact(None, !asked.is_enough(judged_pupils.len()));
    // How many pupils have any is left out: with the kinds it could tell a hidden one.
    lines.push(SummaryLine { label: "All kinds".to_owned(), values: vec![SummaryValue::Nothing, number, mean] });
    Section {
        key: "provision",
        heading: "Provision and what it did",
        of: "Kind",
        columns: &[
            ("Pupils who had it", "pupils"),
            ("Judged by a review", "judged"),
            ("Impact, from -2 to 2", "impact"),
        ],
        lines,
        said: cost_in_words(children, asked),
    }
}

/// What the provision of the school year has cost so far.
fn cost_in_words(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Vec<String> {
    let costs: Vec<_> = children.iter().filter_map(|child| child.costs.as_ref()).collect();
    if costs.is_empty() || !asked.is_enough(costs.len()) {
        return Vec::new();
    }
    let sum: Pence = costs.iter().filter_map(|row| row.this_school_year_to_date_pence).sum();
    let lacks = costs.iter().any(|row| row.not_costed > 0);
    let least = if lacks { "at least " } else { "" };
    let why = if lacks { " Some of it could not be costed, and is in no cost." } else { "" };
    if costs.iter().all(|row| row.this_school_year_to_date_pence.is_none()) {
        return vec![format!("What it cost from {} is not known: none of it could be costed.", in_school_year(asked))];
    }
    vec![format!("From {} it cost {least}{sum} pounds, as planned.{why}", in_school_year(asked))]
}

fn planned_reviews_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let of = |held: ReviewTiming| {
        children.iter().flat_map(|child| &child.planned_reviews).filter(|one| **one == held).count()
    };
    let pupils = children.iter().filter(|child| !child.planned_reviews.is_empty()).count();
    let parts = [
        ("On its day or before", ReviewTiming::OnTime),
        ("Later", ReviewTiming::Late),
        ("Not so far", ReviewTiming::NotYet),
    ];
    let parts = parts.map(|(label, held)| (label.to_owned(), of(held)));
    Section {
        key: "reviews",
        heading: "Reviews held on time",
        of: "Held",
        columns: &[("Reviews", "reviews")],
        lines: list_with_total(&parts, asked.is_enough(pupils), asked.threshold),
        said: vec![format!("Reviews that a plan set for a day from {}.", in_school_year(asked))],
    }
}

fn company_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let all: Vec<_> = children.iter().flat_map(|child| &child.company).collect();
    let with = |is: bool| all.iter().filter(|company| company.parent == is).count();
    let heard = |is: bool| all.iter().filter(|company| company.pupil == is).count();
    let mut figures = Figures::default();
    let (start, middle) = (figures.add_point(), figures.add_point());
    let end = figures.add_point();
    let mut keys = figures.add_parts(start, middle, [with(true), with(false)]);
    keys.extend(figures.add_parts(middle, end, [heard(true), heard(false)]));
    keys.push(figures.add_total(end, start, all.len()));
    let pupils = children.iter().filter(|child| !child.company.is_empty()).count();
    if !asked.is_enough(pupils) {
        keys.iter().for_each(|key| figures.is_of_too_few(*key));
    }
    let published = figures.publish(asked.threshold);
    let labels = [
        "A parent or carer was there",
        "No parent or carer was there",
        "The pupil was there, or was asked",
        "The pupil was not asked",
        "All reviews",
    ];
    let line = |(label, key): (&str, &FigureKey)| SummaryLine {
        label: label.to_owned(),
        values: vec![SummaryValue::Count(published.of(*key))],
    };
    Section {
        key: "taking-part",
        heading: "Families taking part",
        of: "Who took part",
        columns: &[("Reviews", "reviews")],
        lines: labels.into_iter().zip(&keys).map(line).collect(),
        said: vec![format!("Reviews held from {}.", in_school_year(asked))],
    }
}

fn late_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in children.iter().flat_map(|child| &child.late) {
        *rules.entry(rule).or_default() += 1;
    }
    let parts: Vec<(String, usize)> = rules.into_iter().map(|(rule, number)| (rule.to_owned(), number)).collect();
    let pupils = children.iter().filter(|child| !child.late.is_empty()).count();
    Section {
        key: "late",
        heading: "What else is late on the day",
        of: "Duty",
        columns: &[("Late", "late")],
        lines: if parts.is_empty() {
            Vec::new()
        } else {
            list_with_total(&parts, asked.is_enough(pupils), asked.threshold)
        },
        said: vec![if parts.is_empty() {
            "Nothing else that the school owes a pupil is late.".to_owned()
        } else {
            "What the school owes pupils and has not done by its day; reviews that a plan set are above, and what waits for the authority is not in it."
                .to_owned()
        }],
    }
}

/// The agencies that enough pupils were referred to, by name; the others as one: a name is people's own words, and of few
/// pupils it may tell of one, also where every number is shown.
fn agencies_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    // Of each agency its name as it was first written, and the pupils by their places, once a referral.
    let mut agencies: BTreeMap<String, (&str, Vec<usize>)> = BTreeMap::new();
    for (at, child) in children.iter().enumerate() {
        for name in &child.agencies {
            agencies.entry(name.to_lowercase()).or_insert((name, Vec::new())).1.push(at);
        }
    }
    let pupils: Vec<BTreeSet<usize>> = agencies.values().map(|(_, all)| all.iter().copied().collect()).collect();
    let silent = are_silent(&pupils, Some(asked.question.school.settings.summary.threshold.number()));
    let mut lines = Vec::new();
    let mut others: Vec<usize> = Vec::new();
    let mut hidden = 0;
    for ((name, all), is_silent) in agencies.values().zip(silent) {
        if is_silent {
            others.extend(all);
            hidden += 1;
        } else {
            lines.push(SummaryLine {
                label: (*name).to_owned(),
                values: vec![SummaryValue::Count(Number::Shown(all.len()))],
            });
        }
    }
    if hidden > 0 {
        let together: BTreeSet<usize> = others.iter().copied().collect();
        let enough = asked.is_enough(together.len());
        let value = if enough { SummaryValue::Count(Number::Shown(others.len())) } else { SummaryValue::TooFew };
        let label = if lines.is_empty() { count(hidden, "agency/agencies") } else { count(hidden, "other/others") };
        lines.push(SummaryLine { label, values: vec![value] });
    }
    let said = if lines.is_empty() { "No referral to an outside agency." } else { "Referrals to outside agencies." };
    Section {
        key: "agencies",
        heading: "Agencies",
        of: "Agency",
        columns: &[("Referrals", "referrals")],
        lines,
        said: vec![format!("{said} From {}.", in_school_year(asked))],
    }
}

fn applications_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let all = || children.iter().flat_map(|child| &child.applications);
    let row = |(label, kind): (&str, ApplicationFor)| {
        let of = |stands: Stands| all().filter(|one| **one == (kind, stands)).count();
        (label.to_owned(), vec![of(Stands::Agreed), of(Stands::Refused), of(Stands::Open)], true)
    };
    let rows = [("SSPP", ApplicationFor::Sspp), ("EHC plan", ApplicationFor::Ehcp)].map(row);
    Section {
        key: "applications",
        heading: "Applications to the local authority",
        of: "For",
        columns: &[
            ("Agreed", "agreed"),
            ("Refused", "refused"),
            ("Not decided, or withdrawn", "open"),
            ("Together", "total"),
        ],
        lines: table_with_totals(&rows, 3, asked.threshold),
        said: vec![format!("Applications that began from {}, and how they stand.", in_school_year(asked))],
    }
}

fn disagreements_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let all = || children.iter().flat_map(|child| &child.disagreements);
    let row = |level: &DisagreementLevel| {
        let of = |resolved: bool| all().filter(|one| **one == (*level, resolved)).count();
        (level.meaning().to_owned(), vec![of(true), of(false)], true)
    };
    let rows: Vec<Counted> = DisagreementLevel::ALL.iter().map(row).collect();
    Section {
        key: "disagreements",
        heading: "Disagreements",
        of: "How far it went",
        columns: &[("Resolved", "resolved"), ("Open", "open"), ("Together", "total")],
        lines: table_with_totals(&rows, 2, asked.threshold),
        said: vec![format!("Raised from {}.", in_school_year(asked))],
    }
}

fn moving_on_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let pupils = children.iter().filter(|child| child.moves_on).count();
    let value = if asked.is_enough(pupils) { SummaryValue::Count(Number::Shown(pupils)) } else { SummaryValue::TooFew };
    Section {
        key: "moving-on",
        heading: "Moving on",
        of: "Planned in the school year",
        columns: &[("Pupils", "pupils")],
        lines: vec![SummaryLine { label: "A move to or from another setting".to_owned(), values: vec![value] }],
        said: Vec::new(),
    }
}
