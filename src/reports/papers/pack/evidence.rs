//! The evidence for an application to the authority (policy 6.1 Stage D; DOMAIN 5.1, 6.1, 8.8): first what is missing, then the
//! reviewed plans in order, provision with hours and cost, advice, views, and a numbered chronology with its index.

use std::collections::BTreeMap;

use super::super::{
    Paper, PaperKeys, PaperSource, Part, Sheets, day_text, from_to, head_of_pairs, in_words, parts_with_content, text,
    words_of,
};
use super::asked::AskedFor;
use super::{
    achieved_part, agencies_part, asked_without_answer, diagnoses_part, ehc_plan, of_cycle, profile_parts, pupil_facts,
    reviewed_plan_part, running_plan_part,
};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Provision;
use crate::model::since::HeldSince;
use crate::model::text::Text;
use crate::model::vocabulary::{ApplicationFor, Word};
use crate::policy::Policies;
use crate::reports::Names;
use crate::reports::provision::totals::{PupilRow, Totals, amount_in_words};
use crate::reports::provision::{ProvisionQuestion, ProvisionRow};
use crate::reports::timeline::TimelineRow;
use crate::words::{count, date, since_in_words};

/// The authority gets the UPN and the costs. The keys exclude notes by staff and of contacts, disagreements, and requirements that
/// were set aside. Other pupils appear only as the size of a group.
pub(crate) const KEYS: PaperKeys = PaperKeys {
    shown: &[
        "name",
        "known_as",
        "date_of_birth",
        "upn",
        "class",
        "class.class",
        "class.from",
        "taught_with.from",
        "taught_with.to",
        "taught_with.years_below",
        "taught_with.years_above",
        "year",
        "home_language",
        "as_found.date",
        "on_roll.from",
        "on_roll.in_force_on",
        "on_roll.to",
        "on_roll.to_school",
        "profile.agreed",
        "profile.strengths",
        "profile.interests",
        "profile.difficulties",
        "profile.helps",
        "profile.aspirations.pupil",
        "profile.aspirations.parent",
        "needs.type",
        "needs.rank",
        "needs.from",
        "needs.to",
        "diagnoses.date",
        "diagnoses.what",
        "diagnoses.by",
        "concerns.date",
        "concerns.raised_by",
        "concerns.grounds",
        "concerns.summary",
        "arrived.from",
        "arrived.information_requested",
        "arrived.information_received",
        "stages.date",
        "stages.stage",
        "stages.because",
        "register.from",
        "register.in_force_on",
        "register.reason",
        "register.to",
        "register.because",
        "outcomes.from",
        "outcomes.text",
        "cycles.assess.date",
        "cycles.assess.evidence",
        "cycles.plan.date",
        "cycles.plan.kind",
        "cycles.plan.review_by",
        "cycles.plan.shared",
        "cycles.plan.targets.text",
        "cycles.plan.targets.measure",
        "cycles.plan.targets.baseline",
        "cycles.plan.targets.by",
        "cycles.plan.targets.outcome",
        "cycles.plan.targets.result",
        "cycles.plan.provisions.what",
        "cycles.plan.provisions.by",
        "cycles.plan.provisions.group",
        "cycles.plan.provisions.minutes",
        "cycles.plan.provisions.per_week",
        "cycles.plan.provisions.from",
        "cycles.plan.provisions.to",
        "cycles.plan.provisions.entry",
        "cycles.plan.provisions.exit",
        "cycles.plan.provisions.sessions_given",
        "cycles.plan.provisions.impact",
        "cycles.plan.expected_impact",
        "cycles.plan.at_home",
        "cycles.plan.pupil_voice",
        "cycles.plan.pupil_voice.asked",
        "cycles.plan.pupil_voice.how",
        "cycles.plan.parent_voice",
        "cycles.plan.parent_voice.asked",
        "cycles.plan.parent_voice.how",
        "cycles.review.date",
        "cycles.review.present",
        "cycles.review.pupil_voice",
        "cycles.review.pupil_voice.asked",
        "cycles.review.pupil_voice.how",
        "cycles.review.parent_voice",
        "cycles.review.parent_voice.asked",
        "cycles.review.parent_voice.how",
        "cycles.review.progress",
        "cycles.review.decision",
        "cycles.review.because",
        "cycles.review.actions.what",
        "cycles.review.actions.done",
        "contacts.date",
        "contacts.kind",
        "contacts.about",
        "contacts.with",
        "contacts.who",
        "contacts.answer",
        "referrals.date",
        "referrals.to",
        "referrals.answered",
        "referrals.advice",
        "applications.for",
        "applications.requested_by",
        "applications.sent",
        "applications.received",
        "applications.steps.date",
        "applications.steps.step",
        "sspp.from",
        "sspp.in_force_on",
        "sspp.to",
        "sspp.units",
        "ehc_plan.final",
        "ehc_plan.in_force_on",
        "ehc_plan.ceased",
        "ehc_plan.outcomes",
        "ehc_plan.provision",
        "ehc_plan.reviews.kind",
        "ehc_plan.reviews.invited",
        "ehc_plan.reviews.circulated",
        "ehc_plan.reviews.meeting",
        "ehc_plan.reviews.report",
        "ehc_plan.reviews.decision",
        "ehc_plan.reviews.outcome",
        "ehc_plan.reviews.amendment_notice",
        "ehc_plan.reviews.amended",
        "documents.date",
        "documents.title",
    ],
    reckoned: &[
        "arrived.with",
        "cycles.stage",
        "cycles.plan.provisions.kind",
        "cycles.plan.provisions.rate",
        "cycles.plan.provisions.cost",
        "cycles.plan.pupil_voice.answer",
        "cycles.plan.parent_voice.answer",
        "cycles.review.pupil_voice.answer",
        "cycles.review.parent_voice.answer",
    ],
};

/// The paper, with the requirements of the application.
pub(crate) fn evidence_pack(
    source: &PaperSource<'_>,
    applied_for: ApplicationFor,
    asked_for: &[AskedFor],
    policies: &Policies,
) -> Paper {
    let record = &source.record;
    let story = TimelineRow::of(record, None);
    let mut all = vec![missing_part(asked_for), held_part(asked_for), what_comes(applied_for), asked_before(record)];
    all.extend(profile_parts(source));
    all.extend([diagnoses_part(record), ehc_plan(source)]);
    all.extend(reviewed_plans(source));
    all.extend(source.plans_in_use().into_iter().map(|plan| running_plan_part(source, plan)));
    all.extend([achieved_part(record), costs_part(source, policies), agencies_part(record), voices_part(source)]);
    all.extend([chronology_part(&story), chronology_index(&story)]);
    let what = match applied_for {
        ApplicationFor::Ehcp => "evidence for an EHC needs assessment",
        ApplicationFor::Sspp => "evidence for an SSPP",
    };
    Paper {
        sheets: Sheets::Upright,
        title: text(format!("{}: {what}", source.called())),
        head: head_of_pairs(pupil_facts(source)),
        parts: parts_with_content(all),
        foot: text(format!("{} For the local authority.", source.foot_of_pupil().as_str())),
    }
}

fn missing_part(asked_for: &[AskedFor]) -> Part {
    let rows: Vec<_> = asked_for.iter().filter(|one| !one.held).map(asked_for_row).collect();
    let none = rows.is_empty().then(|| text("The record has everything that is required."));
    let before = (!rows.is_empty())
        .then(|| text("Add what is missing before you send this, or be ready to say why it is missing."));
    let cover =
        text("This part is only for the school. Remove it before you send the rest, down to the line that says so.");
    Part::new("What is missing")
        .words(Some(cover))
        .words(none)
        .words(before)
        .table(&["Requirement", "What is missing", "Source"], rows)
}

fn held_part(asked_for: &[AskedFor]) -> Part {
    let rows = asked_for.iter().filter(|one| one.held).map(asked_for_row).collect();
    Part::new("What is recorded").table(&["Requirement", "What is recorded", "Source"], rows)
}

fn asked_for_row(one: &AskedFor) -> Vec<Option<Text>> {
    vec![Some(text(&one.what)), Some(text(&one.detail)), Some(text(&one.source))]
}

/// The next steps (DOMAIN 5.1, 6.1).
fn what_comes(applied_for: ApplicationFor) -> Part {
    let said = match applied_for {
        ApplicationFor::Ehcp => {
            "The authority must say within 6 weeks of receiving the request whether it will assess (SEND Regulations 2014 reg. 5(3)). \
             It asks whether the pupil may have special educational needs, and whether an EHC plan may be necessary (Children and \
             Families Act 2014 s.36(8)). Parents may ask for an assessment themselves, at any stage."
        }
        ApplicationFor::Sspp => {
            "An SSPP is the authority's own scheme and not part of the statutory assessment: an EHC needs assessment may be requested \
             without one. The school may apply at any time of the year. The authority does not consider an application without the \
             parents' consent to sharing."
        }
    };
    let end = text("Everything up to here is only for the school. The rest is for the authority.");
    Part::new("What happens next").words(Some(text(said))).words(Some(end)).ending_the_sheet()
}

/// Earlier applications with every step, and what was granted. A panel should not have to look for them in the chronology.
fn asked_before(record: &AsAt) -> Part {
    let rows = record.applications.iter().map(|application| {
        let steps = application.steps.iter().map(|one| text(format!("{}: {}", date(one.date), one.step.meaning())));
        vec![
            vec![in_words(application.applied_for)],
            application.sent.map(day_text).into_iter().collect(),
            application.received.map(day_text).into_iter().collect(),
            steps.collect(),
        ]
    });
    let awards = record.sspp.iter().map(|award| {
        let units = award.units.map_or_else(String::new, |units| format!(", {}", count(usize::from(units), "unit")));
        let to = award.to.map_or_else(String::new, |to| format!(" to {}", date(to)));
        text(match award.since() {
            HeldSince::Known(from) => format!("A funded SSPP from {}{to}{units}", date(from)),
            seen @ HeldSince::SeenOn(_) => format!("A funded SSPP, in force {}{to}{units}", since_in_words(seen)),
        })
    });
    Part::new("Applications so far")
        .table_of_lists(&["Application", "Sent", "Received", "Steps"], rows.collect())
        .points(awards.collect())
}

/// The reviewed plans, oldest first.
fn reviewed_plans(source: &PaperSource<'_>) -> Vec<Part> {
    let all = source.record.cycles.iter().filter_map(|cycle| Some((cycle, cycle.review.as_ref()?)));
    let mut parts = Vec::new();
    for (nth, (cycle, review)) in all.enumerate() {
        let mut part = reviewed_plan_part(format!("Plan {}: {}", nth + 1, of_cycle(cycle, review)), cycle, review);
        if let Some(assess) = cycle.assess.as_ref().filter(|assess| !assess.evidence.is_empty()) {
            let day = text(format!("Assessed on {}, using:", date(assess.date)));
            part = part.words(Some(day)).points(assess.evidence.clone());
        }
        parts.push(part);
    }
    parts
}

/// Provision with its hours and cost to date, and the school year's costs against the notional threshold.
fn costs_part(source: &PaperSource<'_>, policies: &Policies) -> Part {
    let record = &source.record;
    let asked = ProvisionQuestion::new(source.record.day(), &source.school.calendar, policies, Names::Shown);
    let runs = record.provision_runs();
    let rows: Vec<ProvisionRow> = runs.iter().map(|run| ProvisionRow::of(record, run, &asked)).collect();
    let of_year = rows.iter().zip(&runs).filter(|(_, run)| !asked.is_of_an_earlier_year(run));
    let of_year: Vec<ProvisionRow> = of_year.map(|(row, _)| row.clone()).collect();
    let table = rows.iter().zip(&runs).map(|(row, run)| {
        let cost = match row.cost_to_date_pence {
            Some(cost) => cost.to_string(),
            None => format!("not known: {}", row.not_costed.as_deref().unwrap_or("no reason is given")),
        };
        vec![
            Some(text(&row.what)),
            from_to(Some(row.from), row.last_day),
            row.minutes_a_week.map(|minutes| text(minutes.to_string())),
            row.group.map(|group| text(group.to_string())),
            row.minutes_to_date().map(hours_and_minutes),
            sessions_given(run.provision),
            Some(text(cost)),
        ]
    });
    let columns = [
        "What",
        "When",
        "Minutes a week",
        "Pupils in the group",
        "Hours planned to date",
        "Sessions given",
        "Cost to date, in pounds",
    ];
    let year = PupilRow::of(record, &of_year, &asked);
    let in_all =
        (!rows.is_empty()).then(|| text(format!("Total, in pounds: {}.", Totals::of(&rows).totals_in_words())));
    Part::new("Provision, hours and cost")
        .table(&columns, table.collect())
        .words(in_all)
        .words(against_threshold(&year))
}

/// `12 h 40 min`, `8 h`.
fn hours_and_minutes(minutes: u64) -> Text {
    match (minutes / 60, minutes % 60) {
        (hours, 0) => text(format!("{hours} h")),
        (hours, rest) => text(format!("{hours} h {rest} min")),
    }
}

/// The sessions that took place, with their hours if the minutes of a session are known.
fn sessions_given(provision: &Provision) -> Option<Text> {
    let sessions = provision.sessions_given?;
    let hours = provision.minutes.map(|minutes| hours_and_minutes(u64::from(sessions) * u64::from(minutes)));
    let hours = hours.map_or_else(String::new, |hours| format!(" ({})", hours.as_str()));
    Some(text(format!("{sessions}{hours}")))
}

/// The school year's costs against the threshold, in a sentence, or `None` if the year has no provision.
fn against_threshold(year: &PupilRow) -> Option<Text> {
    if year.provisions == 0 {
        return None;
    }
    let to_date = amount_in_words(year.this_school_year_to_date_pence, year.not_costed);
    let planned = amount_in_words(year.this_school_year_as_planned_pence, year.year_not_known);
    let against = year.against_threshold().map_or_else(String::new, |against| format!(": {against}"));
    let threshold = year.notional_threshold_pence;
    Some(text(format!(
        "This school year, in pounds: to date {to_date}, as planned {planned}; the notional threshold is {threshold}{against}."
    )))
}

/// The views of the pupil and the parents, word for word, in order of date.
fn voices_part(source: &PaperSource<'_>) -> Part {
    let called = source.called();
    let mut part = Part::new("Views of the pupil and the parents");
    for cycle in &source.record.cycles {
        let plan = cycle.plan.as_ref().map(|plan| {
            (format!("plan of {}", date(plan.date)), plan.pupil_voice.as_ref(), plan.parent_voice.as_ref())
        });
        let review = cycle.review.as_ref().map(|review| {
            (format!("review of {}", date(review.date)), review.pupil_voice.as_ref(), review.parent_voice.as_ref())
        });
        for (when, pupil, parent) in plan.into_iter().chain(review) {
            part = part
                .said_by(format!("{called}, {when}"), words_of(pupil))
                .words(asked_without_answer(&format!("{called}, {when}"), pupil))
                .said_by(format!("Parents, {when}"), words_of(parent))
                .words(asked_without_answer(&format!("Parents, {when}"), parent));
        }
    }
    part
}

/// Every dated entry, numbered.
fn chronology_part(story: &[TimelineRow]) -> Part {
    let rows = story.iter().enumerate().map(|(nth, one)| {
        vec![Some(text((nth + 1).to_string())), Some(day_text(one.date)), Some(text(one.what)), Some(text(&one.text))]
    });
    Part::new("Chronology").table(&["No.", "Date", "Kind", "What happened"], rows.collect())
}

/// The numbers in the chronology of each kind of entry.
fn chronology_index(story: &[TimelineRow]) -> Part {
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (nth, one) in story.iter().enumerate() {
        kinds.entry(one.what).or_default().push((nth + 1).to_string());
    }
    let rows = kinds.into_iter().map(|(kind, numbers)| vec![Some(text(kind)), Some(text(numbers.join(", ")))]);
    Part::new("Index to the chronology").table(&["Kind", "No."], rows.collect())
}
