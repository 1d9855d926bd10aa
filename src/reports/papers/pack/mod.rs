//! Packs: what a school hands over about one pupil to the next school or to the authority, and the parts that such packs share.
//!
//! A pack is cut to its keys as every paper is. The rules decide what is still open or missing, and they must see the whole record.
//! From them a pack gets only finished dates and the rules' own words, and no text of the record.

pub(crate) mod asked;
pub(crate) mod evidence;
pub(crate) mod handover;

use super::{PaperSource, Part, day_text, from_to, how_often, in_words, provision_cells, target_cells, text, words_of};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::{Asked, Cycle, Plan, Review, Target, Voice};
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::Word;
use crate::reports::impact::SCALE;
use crate::rules::{Owner, Question, unmet_duties};
use crate::words::date;

/// The duties that the next school should know about: what is owed to the pupil, the family and the authority. Actions of reviews
/// are shown word for word. Duties about a disagreement are left out, because they do not concern another school.
pub(crate) const TOLD: &[&str] = &[
    "agency-chased",
    "amended-plan",
    "annual-report",
    "annual-review-decision",
    "annual-review-invitations",
    "annual-review-meeting",
    "annual-review-papers",
    "annual-review-report",
    "application-sent",
    "consultation-reply",
    "cycle-review",
    "decision-acted-on",
    "decision-to-assess",
    "decision-to-issue",
    "final-plan",
    "learning-plan",
    "next-plan",
    "parents-informed",
    "phase-transfer-plan",
    "phase-transfer-review",
    "plan-discussed",
    "provision-told",
    "records-to-new-school",
    "referral-answered",
    "school-advice",
    "sspp-renewal",
    "stage-a-meeting",
    "stage-a-review",
    "termly-review",
    "transition-planned",
];

/// A duty about the pupil that has not been met on the date of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpenDuty {
    /// The due date.
    pub(crate) due: Day,
    /// The duty in the words of its rule.
    pub(crate) what: &'static str,
    /// The person or body responsible for it.
    pub(crate) owner: Owner,
}

impl OpenDuty {
    /// The unmet duties of a record that the next school should know about, soonest due first.
    pub(crate) fn open_duties(record: &AsAt, question: &Question<'_>) -> Vec<Self> {
        let unmet = unmet_duties(record, question).into_iter().filter(|unmet| TOLD.contains(&unmet.rule.id));
        let mut open: Vec<Self> = unmet
            .map(|unmet| Self { due: unmet.clock.due, what: unmet.rule.summary, owner: unmet.clock.owner })
            .collect();
        open.sort();
        open.dedup();
        open
    }
}

/// The head of a pack: who the pupil is. The UPN is only for other schools and the authority.
fn pupil_facts(source: &PaperSource<'_>) -> Vec<(&'static str, Option<Text>)> {
    let record = &source.record;
    let settings = &source.school.settings;
    let senco = settings.people.senco.as_ref().map(|senco| {
        let contact = senco.contact.as_ref().map_or_else(String::new, |contact| format!(", {}", contact.as_str()));
        text(format!("{}{contact}", senco.name.as_str()))
    });
    vec![
        ("Name", Some(record.name.clone())),
        ("School", Some(settings.school.name.clone())),
        ("SENCO", senco),
        ("Known as", record.known_as.clone()),
        ("Date of birth", Some(day_text(record.date_of_birth))),
        ("UPN", record.upn.as_ref().map(|upn| text(upn.as_str()))),
        ("Class", record.class_name().cloned()),
        ("Year", Some(text(record.year_group().to_string()))),
        ("Home language", record.home_language.clone()),
        ("Need", source.needs_in_a_line()),
        ("Stage", source.stage_in_words()),
        ("Support", Some(in_words(record.support()))),
    ]
}

/// The pupil's one-page profile, as the family and staff agreed it.
fn profile_parts(source: &PaperSource<'_>) -> [Part; 4] {
    let hopes = source.record.profile.as_ref().and_then(|profile| profile.aspirations.as_ref());
    [
        Part::new("What helps").points(source.profile_list(|profile| &profile.helps)),
        Part::new("Difficulties").points(source.profile_list(|profile| &profile.difficulties)),
        Part::new("Strengths and interests")
            .points(source.profile_list(|profile| &profile.strengths))
            .points(source.profile_list(|profile| &profile.interests)),
        Part::new("Hopes")
            .said_by(source.called(), hopes.and_then(|hopes| hopes.pupil.clone()))
            .said_by("Parents", hopes.and_then(|hopes| hopes.parent.clone())),
    ]
}

/// The pupil's diagnoses.
fn diagnoses_part(record: &AsAt) -> Part {
    let rows = record
        .diagnoses
        .iter()
        .map(|found| vec![Some(day_text(found.date)), Some(found.what.clone()), found.by.clone()]);
    Part::new("Diagnoses").table(&["Date", "What", "By"], rows.collect())
}

/// A current plan: targets and provision, how home helps, and what pupil and parents said.
fn running_plan_part(source: &PaperSource<'_>, plan: &Plan) -> Part {
    let review = plan.review_by.map_or_else(String::new, |day| format!(", to be reviewed by {}", date(day)));
    Part::new(format!("Current plan: {} of {}{review}", plan.kind.plan_in_words(), date(plan.date)))
        .table(&["Target", "Starting point", "Measured by", "By"], plan.targets.iter().map(target_cells).collect())
        .table(&["Provision", "Led by", "How often", "When"], plan.provisions.iter().map(provision_cells).collect())
        .words(plan.expected_impact.as_ref().map(|impact| text(format!("What we expect to see: {}", impact.as_str()))))
        .words(plan.at_home.as_ref().map(|home| text(format!("At home: {}", home.as_str()))))
        .said_by(source.called(), words_of(plan.pupil_voice.as_ref()))
        .said_by("Parents", words_of(plan.parent_voice.as_ref()))
}

/// How a plan went: targets with their outcomes, progress, the decision, and who was at the review.
fn reviewed_plan_part(heading: String, cycle: &Cycle, review: &Review) -> Part {
    let targets = cycle.plan.iter().flat_map(|plan| &plan.targets);
    let progress = review.progress.map(|progress| text(format!("{}.", progress.meaning())));
    let decided = review.decision.map(|decision| {
        let because = review.because.as_ref().map_or_else(String::new, |because| format!(" Why: {}", because.as_str()));
        text(format!("Decision: {}.{because}", decision.meaning()))
    });
    let present: Vec<String> = review.present.iter().map(|present| present.in_a_sentence()).collect();
    let present = (!present.is_empty()).then(|| text(format!("Present: {}.", present.join(", "))));
    Part::new(heading)
        .table(&["Target", "Starting point", "How it went", "What we saw"], targets.map(judged_target_cells).collect())
        .words(progress)
        .words(decided)
        .words(present)
}

/// A target as a row: its words, the starting point, how it went, and what was seen.
fn judged_target_cells(target: &Target) -> Vec<Option<Text>> {
    let outcome = target.outcome.map(in_words);
    vec![Some(target.text.clone()), target.baseline.clone(), outcome, target.result.clone()]
}

/// A cycle in a heading: the kind and date of its plan, and the date of its review.
fn of_cycle(cycle: &Cycle, review: &Review) -> String {
    let plan = cycle.plan.as_ref().map_or_else(
        || format!("support at stage {}", cycle.stage.as_str()),
        |plan| format!("{} of {}", plan.kind.plan_in_words(), date(plan.date)),
    );
    format!("{plan}, reviewed {}", date(review.date))
}

/// All provision and its impact, without costs.
fn achieved_part(record: &AsAt) -> Part {
    let given = record.cycles.iter().filter_map(|cycle| cycle.plan.as_ref()).flat_map(|plan| &plan.provisions);
    let rows = given.map(|provision| {
        let how: Vec<Text> = provision.by.clone().into_iter().chain(how_often(provision)).collect();
        let how: Vec<&str> = how.iter().map(Text::as_str).collect();
        vec![
            Some(provision.what.clone()),
            (!how.is_empty()).then(|| text(how.join(", "))),
            from_to(provision.from, provision.to),
            provision.sessions_given.map(|sessions| text(sessions.to_string())),
            provision.entry.clone(),
            provision.exit.clone(),
            provision.impact.map(|impact| text(impact.to_string())),
        ]
    });
    let columns = ["What", "Led by, how often", "When", "Sessions given", "Before", "After", "Impact (-2 to 2)"];
    let rows: Vec<_> = rows.collect();
    let scale = rows.iter().any(|row| row.last().is_some_and(Option::is_some)).then(|| text(SCALE));
    Part::new("Provision and its impact").table(&columns, rows).words(scale)
}

/// Outside agencies: when they were asked, and what they advised.
fn agencies_part(record: &AsAt) -> Part {
    let outside = record.referrals.iter().filter(|referral| !referral.is_within_school());
    let rows = outside.map(|referral| {
        let answered = referral.answered.map_or_else(|| text("no answer yet"), day_text);
        vec![Some(referral.to.clone()), Some(day_text(referral.date)), Some(answered), referral.advice.clone()]
    });
    Part::new("Agencies and their advice").table(&["Agency", "Asked", "Answered", "Advice"], rows.collect())
}

/// The outcomes and provision of the EHC plan in force.
fn ehc_plan(source: &PaperSource<'_>) -> Part {
    let Some((_, plan)) = source.record.plan_in_force() else { return Part::new("") };
    let held = plan.reviews.iter().rev().find_map(|review| Some((review, review.meeting?)));
    let held = held.map(|(review, meeting)| {
        let outcome = review
            .outcome
            .map_or_else(String::new, |outcome| format!(" The authority decided: {}.", outcome.meaning()));
        text(format!("Last reviewed on {}.{outcome}", date(meeting)))
    });
    let since = source.ehc_plan_since().unwrap_or_default();
    Part::new(format!("The EHC plan, {since}"))
        .points(labelled_points("Outcome", &plan.outcomes))
        .points(labelled_points("Provision", &plan.provision))
        .words(held)
}

/// Puts the same label before each text.
fn labelled_points(label: &str, texts: &[Text]) -> Vec<Text> {
    texts.iter().map(|one| text(format!("{label}: {}", one.as_str()))).collect()
}

/// Says that someone was asked for their view but did not answer.
fn asked_without_answer(who: &str, voice: Option<&Voice>) -> Option<Text> {
    let Voice::Asked(Asked { asked, how, .. }) = voice? else { return None };
    let how = how.as_ref().map_or_else(String::new, |how| format!(" ({})", how.as_str()));
    Some(text(format!("{who}: asked on {}{how}; no reply.", date(*asked))))
}

/// Documents that belong to the record.
fn documents_part(record: &AsAt) -> Part {
    let rows =
        record.documents.iter().map(|document| vec![Some(day_text(document.date)), Some(document.title.clone())]);
    Part::new("Documents").table(&["Date", "Title"], rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn the_duties_in_the_list_exist() {
        for told in TOLD {
            assert!(RULES.iter().any(|rule| rule.id == *told), "{told}");
        }
        assert!(TOLD.is_sorted() && !TOLD.contains(&"disagreement-advice"));
    }
}
