//! One page for the staff who teach a pupil (policy 6.3; DOMAIN 8.3, 8.6): alerts, the few things that help, targets, and provision.

use super::parent::{days_of, what_pupil_likes};
use super::{Paper, PaperKeys, PaperSource, Part, Sheets, in_words, parts_with_content, target_cells, text};
use crate::model::cycle::Plan;
use crate::model::text::Text;

/// The facts that a teacher needs. The keys exclude the UPN, costs, the family's words, and everything written to other people.
pub(crate) const KEYS: PaperKeys = PaperKeys {
    shown: &[
        "name",
        "known_as",
        "year",
        "class",
        "class.class",
        "home_language",
        "stage",
        "profile.strengths",
        "profile.interests",
        "profile.difficulties",
        "profile.helps",
        "profile.alerts",
        "needs.type",
        "cycles.plan.date",
        "cycles.plan.review_by",
        "cycles.plan.targets.text",
        "cycles.plan.targets.measure",
        "cycles.plan.targets.baseline",
        "cycles.plan.targets.by",
        "cycles.plan.provisions.what",
        "cycles.plan.provisions.by",
        "cycles.plan.provisions.group",
        "cycles.plan.provisions.minutes",
        "cycles.plan.provisions.per_week",
        "cycles.plan.provisions.from",
        "cycles.plan.provisions.to",
        "ehc_plan.final",
        "ehc_plan.in_force_on",
        "ehc_plan.outcomes",
        "ehc_plan.provision",
        "ehc_plan.reviews.booked",
        "ehc_plan.reviews.amended",
    ],
    reckoned: &[
        "as_found.date",
        "date_of_birth",
        "class.from",
        "taught_with.from",
        "taught_with.to",
        "taught_with.years_below",
        "taught_with.years_above",
        "needs.rank",
        "needs.from",
        "needs.to",
        "stages.date",
        "stages.stage",
        "register.from",
        "register.in_force_on",
        "register.to",
        "cycles.stage",
        "cycles.plan.kind",
        "cycles.plan.provisions.kind",
        "cycles.review.date",
        "ehc_plan.ceased",
        "ehc_plan.reviews.kind",
        "ehc_plan.reviews.meeting",
        "sspp.from",
        "sspp.in_force_on",
        "sspp.to",
    ],
};

/// The paper.
pub(crate) fn teacher_paper(source: &PaperSource<'_>) -> Paper {
    let plans = source.plans_in_use();
    let all = [
        Part::new("Alerts").points(source.profile_list(|profile| &profile.alerts)),
        Part::new("What helps").points(source.profile_list(|profile| &profile.helps)),
        Part::new("Difficulties").points(source.profile_list(|profile| &profile.difficulties)),
        Part::new("Strengths")
            .points(source.profile_list(|profile| &profile.strengths))
            .words(what_pupil_likes(source)),
        targets_part(&plans),
        provision_part(&plans),
        ehc_plan(source),
    ];
    Paper {
        title: text(format!("{}: what helps in class", source.called())),
        sheets: Sheets::Upright,
        head: teacher_head(source, &plans),
        parts: parts_with_content(all),
        foot: source.foot_of_pupil(),
    }
}

fn teacher_head(source: &PaperSource<'_>, plans: &[&Plan]) -> Vec<(Text, Text)> {
    let record = &source.record;
    let class = record.class_name().map(|class| format!("{}, ", class.as_str()));
    let ehc_plan = source.ehc_plan_since().map(|since| format!("EHC plan, {since}"));
    super::head_of_pairs([
        ("Name", Some(record.name.clone())),
        ("Class", Some(text(format!("{}year {}", class.unwrap_or_default(), record.year_group())))),
        ("Stage", source.stage_in_words().filter(|_| ehc_plan.is_none())),
        ("Support", Some(ehc_plan.map_or_else(|| in_words(record.support()), text))),
        ("Need", source.needs_in_a_line()),
        ("Home language", record.home_language.clone()),
        ("Plan made", days_of(plans)),
        ("Next review", source.next_review()),
    ])
}

fn targets_part(plans: &[&Plan]) -> Part {
    let rows = plans.iter().flat_map(|plan| &plan.targets).map(target_cells).collect();
    Part::new("Targets").table(&["Target", "Starting point", "Measured by", "By"], rows)
}

fn provision_part(plans: &[&Plan]) -> Part {
    let rows = plans.iter().flat_map(|plan| &plan.provisions).map(super::provision_cells).collect();
    Part::new("Provision").table(&["What", "Led by", "How often", "When"], rows)
}

/// The outcomes and the provision of the EHC plan in force (its sections E and F).
fn ehc_plan(source: &PaperSource<'_>) -> Part {
    let Some((_, plan)) = source.record.plan_in_force() else { return Part::new("") };
    let to_give = (!plan.provision.is_empty()).then(|| text("Provision in the EHC plan:"));
    Part::new("Outcomes in the EHC plan").points(plan.outcomes.clone()).words(to_give).points(plan.provision.clone())
}
