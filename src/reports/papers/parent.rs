//! The plan for a pupil's parents, in plain words (policy 15; DOMAIN 8.3): strengths first, then targets, provision, how home can
//! help, the next meeting, and who to contact.

use super::{
    Paper, PaperKeys, PaperSource, Part, Sheets, day_text, in_words, parts_with_content, provision_cells, target_cells,
    text, words_of,
};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::{Cycle, Plan, Review};
use crate::model::text::Text;
use crate::model::vocabulary::{Decision, Word};
use crate::words::{date, list_and};

/// The keys exclude the UPN, costs, notes by staff, and everything written to other people.
pub(crate) const KEYS: PaperKeys = PaperKeys {
    shown: &[
        "name",
        "known_as",
        "class",
        "class.class",
        "profile.strengths",
        "profile.interests",
        "profile.difficulties",
        "profile.helps",
        "profile.aspirations.pupil",
        "profile.aspirations.parent",
        "needs.type",
        "outcomes.text",
        "outcomes.by",
        "cycles.plan.date",
        "cycles.plan.review_by",
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
        "cycles.plan.expected_impact",
        "cycles.plan.at_home",
        "cycles.plan.pupil_voice",
        "cycles.plan.parent_voice",
        "cycles.review.date",
        "cycles.review.progress",
        "cycles.review.decision",
        "cycles.review.because",
        "cycles.review.pupil_voice",
        "cycles.review.parent_voice",
        "cycles.review.actions.what",
        "cycles.review.actions.who",
        "cycles.review.actions.by",
        "ehc_plan.final",
        "ehc_plan.in_force_on",
        "ehc_plan.outcomes",
        "ehc_plan.reviews.booked",
        "ehc_plan.reviews.amended",
    ],
    reckoned: &[
        "as_found.date",
        "class.from",
        "needs.rank",
        "needs.from",
        "needs.to",
        "outcomes.from",
        "stages.date",
        "stages.stage",
        "cycles.stage",
        "cycles.plan.kind",
        "cycles.plan.provisions.kind",
        "cycles.review.actions.done",
        "ehc_plan.ceased",
        "ehc_plan.reviews.kind",
        "ehc_plan.reviews.meeting",
    ],
};

/// The paper.
pub(crate) fn parent_paper(source: &PaperSource<'_>) -> Paper {
    let record = &source.record;
    let called = source.called();
    // If two plans run at once, the family sees both.
    let plans = source.plans_in_use();
    let reviewed = record.cycles.iter().filter_map(|cycle| Some((cycle, cycle.review.as_ref()?)));
    let reviewed = reviewed.max_by_key(|(_, review)| review.date);
    let all = [
        strengths_part(source),
        hopes_part(source),
        difficulties_part(source),
        targets_part(called, &plans),
        ehc_plan(source),
        school_does(source, &plans),
        home_does(&plans),
        voices_at_planning(called, &plans),
        reviewed.map_or_else(|| Part::new(""), |(cycle, review)| last_review(called, cycle, review)),
        to_do(record),
        when_next(source),
        whom_to_ask(source),
    ];
    Paper {
        title: text(format!("A plan for {called}")),
        sheets: Sheets::Upright,
        head: parent_head(source, &plans),
        parts: parts_with_content(all),
        foot: source.foot_of_pupil(),
    }
}

fn parent_head(source: &PaperSource<'_>, plans: &[&Plan]) -> Vec<(Text, Text)> {
    let record = &source.record;
    super::head_of_pairs([
        ("Name", Some(record.name.clone())),
        ("Class", record.class_name().cloned()),
        ("Plan made", days_of(plans)),
        ("Education, health and care plan", source.ehc_plan_since().map(text)),
    ])
}

fn strengths_part(source: &PaperSource<'_>) -> Part {
    Part::new(format!("What {} does well", source.called()))
        .points(source.profile_list(|profile| &profile.strengths))
        .words(what_pupil_likes(source))
}

/// The pupil's interests, in a sentence.
pub(super) fn what_pupil_likes(source: &PaperSource<'_>) -> Option<Text> {
    let interests = source.record.profile.as_ref().map_or(&[][..], |profile| profile.interests.as_slice());
    let interests: Vec<&str> = interests.iter().map(Text::as_str).collect();
    (!interests.is_empty()).then(|| text(format!("{} likes {}.", source.called(), list_and(&interests))))
}

fn hopes_part(source: &PaperSource<'_>) -> Part {
    let hopes = source.record.profile.as_ref().and_then(|profile| profile.aspirations.as_ref());
    Part::new("What we hope for")
        .said_by(source.called(), hopes.and_then(|hopes| hopes.pupil.clone()))
        .said_by("You", hopes.and_then(|hopes| hopes.parent.clone()))
        .points(source.longer_aims())
}

fn difficulties_part(source: &PaperSource<'_>) -> Part {
    let profile = source.record.profile.as_ref();
    Part::new(format!("What {} finds difficult at the moment", source.called()))
        .words(source.area_of_need())
        .points(profile.map(|profile| profile.difficulties.clone()).unwrap_or_default())
}

/// The dates of these plans, joined in words.
pub(super) fn days_of(plans: &[&Plan]) -> Option<Text> {
    let days: Vec<String> = plans.iter().map(|plan| date(plan.date)).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    (!days.is_empty()).then(|| text(list_and(&days)))
}

fn targets_part(called: &str, plans: &[&Plan]) -> Part {
    let part = Part::new(format!("What {called} is working on"));
    if plans.is_empty() {
        return part.words(Some(text("There is no current plan.")));
    }
    let rows = plans.iter().flat_map(|plan| &plan.targets).map(target_cells).collect();
    let expected = plans.iter().filter_map(|plan| plan.expected_impact.as_ref());
    let expected = expected.map(|impact| text(format!("What we expect to see: {}", impact.as_str())));
    let part = part.table(&["Target", "Starting point", "How we will know", "By"], rows);
    expected.fold(part, |part, words| part.words(Some(words)))
}

fn school_does(source: &PaperSource<'_>, plans: &[&Plan]) -> Part {
    let part = Part::new("Provision");
    if plans.is_empty() {
        return part;
    }
    let helps = source.record.profile.as_ref().map(|profile| profile.helps.clone()).unwrap_or_default();
    let rows = plans.iter().flat_map(|plan| &plan.provisions).map(provision_cells).collect();
    part.points(helps).table(&["What", "Led by", "How often", "When"], rows)
}

/// How the family can help at home, from every current plan.
pub(super) fn home_does(plans: &[&Plan]) -> Part {
    let part = Part::new("How you can help at home");
    plans.iter().fold(part, |part, plan| part.words(plan.at_home.clone()))
}

fn voices_at_planning(called: &str, plans: &[&Plan]) -> Part {
    let part = Part::new("What was said when we made the plan");
    plans.iter().fold(part, |part, plan| {
        let (pupil, parents) = (words_of(plan.pupil_voice.as_ref()), words_of(plan.parent_voice.as_ref()));
        part.said_by(called, pupil).said_by("You", parents)
    })
}

fn last_review(called: &str, cycle: &Cycle, review: &Review) -> Part {
    let progress = review.progress.map(|progress| text(format!("{}.", progress.meaning())));
    let decided = review.decision.map(|decision| {
        let because = review.because.as_ref().map_or_else(String::new, |because| format!(" Why: {}", because.as_str()));
        text(format!("Decision: {}.{because}", decided_in_words(decision)))
    });
    let targets = cycle.plan.iter().flat_map(|plan| &plan.targets).map(|target| {
        let outcome = target.outcome.map(in_words);
        vec![Some(target.text.clone()), outcome, target.result.clone()]
    });
    Part::new(format!("How the last plan went: our meeting on {}", date(review.date)))
        .words(progress)
        .words(decided)
        .table(&["Target", "How it went", "What we saw"], targets.collect())
        .said_by(called, words_of(review.pupil_voice.as_ref()))
        .said_by("You", words_of(review.parent_voice.as_ref()))
}

/// Actions that were agreed at any meeting and are not done yet.
fn to_do(record: &AsAt) -> Part {
    let open = record.reviews().flat_map(|(_, review)| &review.actions).filter(|action| action.done.is_none());
    let actions = open.map(|action| vec![Some(action.what.clone()), action.who.clone(), action.by.map(day_text)]);
    Part::new("What we agreed and still have to do").table(&["What", "Who", "By"], actions.collect())
}

/// The outcomes in the EHC plan in force (its section E).
fn ehc_plan(source: &PaperSource<'_>) -> Part {
    let aims = source.record.plan_in_force().map(|(_, plan)| plan.outcomes.clone()).unwrap_or_default();
    Part::new("Outcomes in the education, health and care plan").points(aims)
}

/// A decision in words for the family. The list's own meanings are written for staff.
const fn decided_in_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Discontinue => "the support can stop",
        Decision::Continue => "we will carry on, with a new plan",
        Decision::Adapt => "we will change the support, with a new plan",
        Decision::Escalate => "we will take further steps",
    }
}

fn when_next(source: &PaperSource<'_>) -> Part {
    let meetings = source.next_meetings();
    Part::new("Our next meeting").words((!meetings.is_empty()).then(|| text(meetings.join(" "))))
}

/// The teacher and the SENCO with their contacts, and the service that gives impartial advice.
pub(super) fn whom_to_ask(source: &PaperSource<'_>) -> Part {
    let teacher = source.record.class_name().and_then(|class| source.school.teacher_of(class));
    let settings = &source.school.settings;
    let senco = settings.people.senco.as_ref().map(|senco| {
        let role = "special educational needs co-ordinator (SENCO)";
        name_and_contact(&format!("{}, {role}", senco.name.as_str()), senco.contact.as_ref())
    });
    let sendiass = "SENDIASS: free, impartial advice for families";
    let local_offer = settings.families.local_offer.as_ref();
    let points = [
        teacher.map(|name| text(format!("{}, class teacher", name.as_str()))),
        senco,
        Some(service_and_contact(sendiass, settings.families.sendiass.as_ref())),
        local_offer.map(|at| service_and_contact("The Local Offer: what help there is in your area", Some(at))),
    ];
    Part::new("Who to contact").points(points.into_iter().flatten().collect())
}

/// A service and what it does, with its contact if that is known.
fn service_and_contact(service: &str, contact: Option<&Text>) -> Text {
    match contact {
        Some(contact) => text(format!("{service} ({})", contact.as_str())),
        None => text(service),
    }
}

/// A person, with their contact if that is known.
fn name_and_contact(name: &str, contact: Option<&Text>) -> Text {
    match contact {
        Some(contact) => text(format!("{name}: {}", contact.as_str())),
        None => text(name),
    }
}
