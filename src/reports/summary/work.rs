//! The work of the school year: targets, provision, reviews, agencies, applications and disagreements.

use std::collections::{BTreeMap, BTreeSet};

use super::child::{ReviewTiming, Stands, SummaryPupil};
use super::{Section, SummaryLine, SummaryQuestion, SummaryValue, in_school_year, left_out_note};
use crate::model::money::Pence;
use crate::model::vocabulary::{ApplicationFor, DisagreementLevel, ProvisionKind, Word};
use crate::reports::NO_AREA;
use crate::reports::impact::{Reviewed, ReviewedProvision, Targets, mean_impact, silent_groups};
use crate::reports::suppression::{Figures, Number, Threshold};
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

/// A list with its total below. If it is about too few pupils, all its numbers are hidden.
pub(super) fn list_with_total(parts: &[(String, usize)], is_enough: bool, threshold: Threshold) -> Vec<SummaryLine> {
    let mut figures = Figures::default();
    let (start, end) = (figures.add_point(), figures.add_point());
    let mut keys = figures.add_parts(start, end, parts.iter().map(|(_, number)| *number));
    keys.push(figures.add_total(end, start, parts.iter().map(|(_, number)| number).sum()));
    if !is_enough {
        keys.iter().for_each(|key| figures.is_of_too_few(*key));
    }
    let published = figures.publish(threshold);
    let labels = parts.iter().map(|(label, _)| label.as_str()).chain(["Total"]);
    labels.zip(&keys).map(|(label, key)| SummaryLine::of_figures(label, [key], &published)).collect()
}

/// A row of a table: its label, its numbers, and whether it is about enough pupils.
type Counted = (String, Vec<usize>, bool);

/// A table with a total for each row and, below, for each column.
fn table_with_totals(rows: &[Counted], columns: usize, threshold: Threshold) -> Vec<SummaryLine> {
    let mut figures = Figures::default();
    let (start, end) = (figures.add_point(), figures.add_point());
    let points: Vec<_> = (0..columns).map(|_| figures.add_point()).collect();
    let cells: Vec<Vec<usize>> = rows.iter().map(|(_, cells, _)| cells.clone()).collect();
    let keys = figures.rows_from(start, &points, &cells);
    let mut below = Vec::new();
    for (nth, point) in points.iter().enumerate() {
        below.push(figures.add_total(*point, end, cells.iter().filter_map(|row| row.get(nth)).sum()));
    }
    let all = figures.add_total(end, start, cells.iter().flatten().sum());
    for ((total, cells), _) in keys.iter().zip(rows).filter(|(_, (_, _, is_enough))| !is_enough) {
        cells.iter().chain([total]).for_each(|key| figures.is_of_too_few(*key));
    }
    let published = figures.publish(threshold);
    let labels = rows.iter().map(|(label, _, _)| label.as_str());
    let lines = labels
        .zip(&keys)
        .map(|(label, (total, cells))| SummaryLine::of_figures(label, cells.iter().chain([total]), &published));
    let together = SummaryLine::of_figures("Total", below.iter().chain([&all]), &published);
    lines.chain([together]).collect()
}

/// Which of these sets of pupils must be hidden. No set is hidden if every number is shown.
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
    let rows = areas.iter().zip(silent);
    let rows: Vec<Counted> =
        rows.map(|(((_, area), all), is_silent)| ((*area).to_owned(), targets_by_outcome(all), !is_silent)).collect();
    Section {
        key: "targets",
        heading: "Targets",
        of: "Broad area of the primary need",
        columns: &[
            ("Met", "met"),
            ("Partly met", "partly"),
            ("Not met", "not_met"),
            ("Not judged", "not_judged"),
            ("Total", "total"),
        ],
        lines: if rows.is_empty() { Vec::new() } else { table_with_totals(&rows, 4, asked.threshold) },
        said: counted_and_left_out(
            format!("Targets of plans reviewed from {}.", in_school_year(asked)),
            children,
            asked,
        ),
    }
}

/// What is counted, and whose reviews of before are not.
fn counted_and_left_out(counted: String, children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Vec<String> {
    let left_out = children.iter().filter(|child| child.left_out).count();
    [counted].into_iter().chain(left_out_note(left_out, asked.threshold)).collect()
}

/// The number of targets in these reviews that were met, partly met, not met and not judged.
fn targets_by_outcome(reviewed: &[&Reviewed]) -> Vec<usize> {
    let outcomes: [fn(&Targets) -> usize; 4] =
        [|one| one.met, |one| one.partly, |one| one.not_met, |one| one.not_judged];
    outcomes.map(|number| reviewed.iter().map(|one| number(&one.targets)).sum()).to_vec()
}

/// The pupil's id, and a provision that a review judged.
type JudgedProvision<'p> = (&'p str, &'p ReviewedProvision);

/// The provisions that reviews judged, in the order of the pupils.
fn judged_provisions(children: &[SummaryPupil]) -> Vec<JudgedProvision<'_>> {
    let mut judged = Vec::new();
    for reviewed in children.iter().flat_map(|child| &child.reviewed) {
        let given = reviewed.given.iter().filter(|given| given.impact.is_some());
        judged.extend(given.map(|given| (reviewed.id.as_str(), given)));
    }
    judged
}

/// The pupils who had these provisions.
fn pupils_given<'p>(judged: &[JudgedProvision<'p>]) -> BTreeSet<&'p str> {
    judged.iter().map(|(id, _)| *id).collect()
}

/// The number of judged provisions and their mean impact. Both are hidden if they are about too few pupils.
fn number_and_mean(judged: &[JudgedProvision<'_>], is_silent: bool) -> [SummaryValue; 2] {
    let impacts: Vec<i8> = judged.iter().filter_map(|(_, given)| given.impact).collect();
    match (is_silent, mean_impact(&impacts)) {
        (true, _) => [SummaryValue::TooFew; 2],
        (false, Some(mean)) => [SummaryValue::Count(Number::Shown(impacts.len())), SummaryValue::Mean(mean)],
        (false, None) => [SummaryValue::Count(Number::Shown(0)), SummaryValue::Nothing],
    }
}

fn provision_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let judged = judged_provisions(children);
    let mut kinds: Vec<(ProvisionKind, Vec<JudgedProvision<'_>>)> = Vec::new();
    for kind in ProvisionKind::ALL {
        kinds.push((*kind, judged.iter().copied().filter(|(_, given)| given.kind == *kind).collect()));
    }
    // A kind that no review judged reveals no figure, so it is left out here.
    let judged_kinds = kinds.iter().filter(|(_, judged)| !judged.is_empty());
    let pupils: Vec<BTreeSet<&str>> = judged_kinds.map(|(_, judged)| pupils_given(judged)).collect();
    let mut silent = are_silent(&pupils, asked.threshold).into_iter();
    let mut lines = Vec::new();
    for (kind, judged) in &kinds {
        let given = children.iter().filter(|child| child.given.contains(kind)).count();
        let is_silent = !judged.is_empty() && silent.next().unwrap_or(true);
        let [number, mean] = number_and_mean(judged, is_silent);
        let given_to =
            if asked.is_enough(given) { SummaryValue::Count(Number::Shown(given)) } else { SummaryValue::TooFew };
        if given > 0 || !judged.is_empty() {
            lines.push(SummaryLine { label: kind.meaning().to_owned(), values: vec![given_to, number, mean] });
        }
    }
    let [number, mean] = number_and_mean(&judged, !asked.is_enough(pupils_given(&judged).len()));
    // The number of pupils with any provision is left out, because with the kinds it could reveal a hidden number.
    lines.push(SummaryLine { label: "All kinds".to_owned(), values: vec![SummaryValue::Nothing, number, mean] });
    Section {
        key: "provision",
        heading: "Provision and its impact",
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

/// The cost so far of the provision of the school year.
fn cost_in_words(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Vec<String> {
    let costs: Vec<_> = children.iter().filter_map(|child| child.costs.as_ref()).collect();
    if costs.is_empty() || !asked.is_enough(costs.len()) {
        return Vec::new();
    }
    let sum: Pence = costs.iter().filter_map(|row| row.this_school_year_to_date_pence).sum();
    let lacks = costs.iter().any(|row| row.not_costed > 0);
    let least = if lacks { "at least " } else { "" };
    let why = if lacks { " Some provision could not be costed and is not included." } else { "" };
    if costs.iter().all(|row| row.this_school_year_to_date_pence.is_none()) {
        return vec![format!(
            "The cost from {} is not known, because no provision could be costed.",
            in_school_year(asked)
        )];
    }
    vec![format!("The planned cost from {} is {least}{sum} pounds.{why}", in_school_year(asked))]
}

fn planned_reviews_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let planned: Vec<_> = children.iter().flat_map(|child| &child.planned_reviews).collect();
    let pupils = children.iter().filter(|child| !child.planned_reviews.is_empty()).count();
    let parts = [
        ("On or before the planned date", ReviewTiming::OnTime),
        ("Later", ReviewTiming::Late),
        ("Not yet", ReviewTiming::NotYet),
    ];
    let parts = parts.map(|(label, timing)| (label.to_owned(), planned.iter().filter(|one| ***one == timing).count()));
    Section {
        key: "reviews",
        heading: "Reviews held on time",
        of: "Held",
        columns: &[("Reviews", "reviews")],
        lines: list_with_total(&parts, asked.is_enough(pupils), asked.threshold),
        said: vec![format!("Reviews planned for dates from {}.", in_school_year(asked))],
    }
}

fn company_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let all: Vec<_> = children.iter().flat_map(|child| &child.company).collect();
    let with_parent = all.iter().filter(|company| company.parent).count();
    let with_pupil = all.iter().filter(|company| company.pupil).count();
    let mut figures = Figures::default();
    let (start, middle) = (figures.add_point(), figures.add_point());
    let end = figures.add_point();
    let mut keys = figures.add_parts(start, middle, [with_parent, all.len() - with_parent]);
    keys.extend(figures.add_parts(middle, end, [with_pupil, all.len() - with_pupil]));
    keys.push(figures.add_total(end, start, all.len()));
    let pupils = children.iter().filter(|child| !child.company.is_empty()).count();
    if !asked.is_enough(pupils) {
        keys.iter().for_each(|key| figures.is_of_too_few(*key));
    }
    let published = figures.publish(asked.threshold);
    let labels = [
        "A parent or carer was there",
        "No parent or carer was there",
        "The pupil was there or was asked",
        "The pupil was neither there nor asked",
        "All reviews",
    ];
    let lines = labels.into_iter().zip(&keys);
    Section {
        key: "taking-part",
        heading: "Families taking part",
        of: "Who took part",
        columns: &[("Reviews", "reviews")],
        lines: lines.map(|(label, key)| SummaryLine::of_figures(label, [key], &published)).collect(),
        said: counted_and_left_out(format!("Reviews held from {}.", in_school_year(asked)), children, asked),
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
        heading: "Other overdue duties",
        of: "Duty",
        columns: &[("Late", "late")],
        lines: if parts.is_empty() {
            Vec::new()
        } else {
            list_with_total(&parts, asked.is_enough(pupils), asked.threshold)
        },
        said: vec![if parts.is_empty() {
            "No other duty of the school to a pupil is overdue.".to_owned()
        } else {
            "Duties of the school to pupils that are past their due date. Reviews set by plans are listed above. Duties of the authority are not included."
                .to_owned()
        }],
    }
}

/// The agencies that enough pupils were referred to, by name, and the others in one line. Staff write the names, so the name of an
/// agency that few pupils share may reveal a pupil, even if every number is shown.
fn agencies_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    // For each agency, the first spelling of its name, and the place of the pupil for each referral.
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
    let said = if lines.is_empty() { "No referrals to outside agencies" } else { "Referrals to outside agencies" };
    Section {
        key: "agencies",
        heading: "Agencies",
        of: "Agency",
        columns: &[("Referrals", "referrals")],
        lines,
        said: vec![format!("{said} from {}.", in_school_year(asked))],
    }
}

fn applications_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let all: Vec<_> = children.iter().flat_map(|child| &child.applications).collect();
    let rows = [("SSPP", ApplicationFor::Sspp), ("EHC plan", ApplicationFor::Ehcp)].map(|(label, kind)| {
        let cells = [Stands::Agreed, Stands::Refused, Stands::Open]
            .map(|stands| all.iter().filter(|one| ***one == (kind, stands)).count());
        (label.to_owned(), cells.to_vec(), true)
    });
    Section {
        key: "applications",
        heading: "Applications to the local authority",
        of: "For",
        columns: &[
            ("Agreed", "agreed"),
            ("Refused", "refused"),
            ("Not decided, or withdrawn", "open"),
            ("Total", "total"),
        ],
        lines: table_with_totals(&rows, 3, asked.threshold),
        said: vec![format!("Applications begun from {}, with their current state.", in_school_year(asked))],
    }
}

fn disagreements_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let all: Vec<_> = children.iter().flat_map(|child| &child.disagreements).collect();
    let mut rows: Vec<Counted> = Vec::new();
    for level in DisagreementLevel::ALL {
        let cells = [true, false].map(|resolved| all.iter().filter(|one| ***one == (*level, resolved)).count());
        rows.push((level.meaning().to_owned(), cells.to_vec(), true));
    }
    Section {
        key: "disagreements",
        heading: "Disagreements",
        of: "Level",
        columns: &[("Resolved", "resolved"), ("Open", "open"), ("Total", "total")],
        lines: table_with_totals(&rows, 2, asked.threshold),
        said: vec![format!("Raised from {}.", in_school_year(asked))],
    }
}

fn moving_on_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let pupils = children.iter().filter(|child| child.moves_on).count();
    let value = if asked.is_enough(pupils) { SummaryValue::Count(Number::Shown(pupils)) } else { SummaryValue::TooFew };
    Section {
        key: "moving-on",
        heading: "Moves between settings",
        of: "Planned in the school year",
        columns: &[("Pupils", "pupils")],
        lines: vec![SummaryLine { label: "A move to or from another setting".to_owned(), values: vec![value] }],
        said: Vec::new(),
    }
}
