//! The pack for the next school (policy 14; DOMAIN 8.7): what may be shared, who the pupil is, their history, the current plan, the
//! last reviews, provision and its impact, advice, documents, and what is still open.

use super::super::{
    Paper, PaperKeys, PaperSource, Part, Sheets, day_text, head_of_pairs, in_words, parts_with_content, text, words_of,
};
use super::{
    OpenDuty, achieved_part, agencies_part, asked_without_answer, diagnoses_part, documents_part, ehc_plan, of_cycle,
    profile_parts, pupil_facts, reviewed_plan_part, running_plan_part,
};
use crate::model::at_a_day::AsAt;
use crate::model::authority::Application;
use crate::model::consents::Consents;
use crate::model::cycle::{Cycle, Review};
use crate::model::day::Day;
use crate::model::record::{Contact, Transition};
use crate::model::since::HeldSince;
use crate::model::text::Text;
use crate::model::vocabulary::{Answer, Topic, Word};
use crate::rules::consents::refusal_without_names;
use crate::words::date;

/// The pupil's history and UPN. The keys exclude costs, notes by staff, disagreements, and requirements that were set aside.
pub(crate) const KEYS: PaperKeys = PaperKeys {
    shown: &[
        "name",
        "known_as",
        "date_of_birth",
        "upn",
        "class",
        "class.class",
        "year",
        "home_language",
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
        "profile.alerts",
        "needs.type",
        "diagnoses.date",
        "diagnoses.what",
        "diagnoses.by",
        "concerns.date",
        "concerns.raised_by",
        "concerns.summary",
        "concerns.closed",
        "concerns.outcome",
        "arrived.from",
        "arrived.with",
        "stages.date",
        "stages.stage",
        "stages.because",
        "register.from",
        "register.in_force_on",
        "register.reason",
        "register.to",
        "register.because",
        "outcomes.text",
        "outcomes.by",
        "cycles.plan.date",
        "cycles.plan.kind",
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
        "cycles.plan.provisions.entry",
        "cycles.plan.provisions.exit",
        "cycles.plan.provisions.sessions_given",
        "cycles.plan.provisions.impact",
        "cycles.plan.expected_impact",
        "cycles.plan.at_home",
        "cycles.plan.pupil_voice",
        "cycles.plan.parent_voice",
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
        "cycles.review.actions.who",
        "cycles.review.actions.by",
        "contacts.date",
        "referrals.date",
        "referrals.to",
        "referrals.answered",
        "referrals.advice",
        "applications.for",
        "applications.sent",
        "applications.received",
        "applications.steps.date",
        "applications.steps.step",
        "sspp.from",
        "sspp.in_force_on",
        "sspp.to",
        "ehc_plan.final",
        "ehc_plan.in_force_on",
        "ehc_plan.ceased",
        "ehc_plan.outcomes",
        "ehc_plan.provision",
        "ehc_plan.reviews.booked",
        "ehc_plan.reviews.meeting",
        "ehc_plan.reviews.outcome",
        "ehc_plan.reviews.amended",
        "transitions.planned",
        "transitions.to",
        "transitions.offered",
        "transitions.sharing_agreed",
        "transitions.spoke_to_senco",
        "transitions.done",
        "documents.date",
        "documents.title",
    ],
    reckoned: &[
        "class.from",
        "taught_with.from",
        "taught_with.to",
        "taught_with.years_below",
        "taught_with.years_above",
        "needs.rank",
        "needs.from",
        "needs.to",
        "outcomes.from",
        "cycles.stage",
        "cycles.plan.provisions.kind",
        "cycles.review.pupil_voice.answer",
        "cycles.review.parent_voice.answer",
        "cycles.review.actions.done",
        "contacts.kind",
        "contacts.about",
        "contacts.with",
        "contacts.who",
        "contacts.answer",
        "ehc_plan.reviews.kind",
    ],
};

/// The number of reviews that the next school gets.
const LAST_REVIEWS: usize = 2;

/// The paper, with what is still open.
pub(crate) fn handover_pack(source: &PaperSource<'_>, open: &[OpenDuty]) -> Paper {
    let record = &source.record;
    let profile_agreed = record.profile.as_ref().and_then(|profile| profile.agreed);
    let alerts = record.profile.as_ref().map(|profile| profile.alerts.clone()).unwrap_or_default();
    let mut all = vec![sharing_part(record), Part::new("Alerts").points(alerts), planned_move_part(record)];
    all.extend(profile_parts(source));
    all.extend([
        history_part(record),
        diagnoses_part(record),
        Part::new("Longer-term outcomes").points(source.longer_aims()),
        ehc_plan(source),
    ]);
    all.extend(source.plans_in_use().into_iter().map(|plan| running_plan_part(source, plan)));
    all.extend(last_reviews(source));
    all.extend([
        achieved_part(record),
        agencies_part(record),
        documents_part(record),
        still_open(record, open),
        whom_to_ask(source),
    ]);
    let more = [("Profile agreed", profile_agreed.map(day_text)), ("Next review", source.next_review())];
    Paper {
        sheets: Sheets::Upright,
        title: text(format!("{}: for the next school", source.called())),
        head: head_of_pairs(pupil_facts(source).into_iter().chain(more)),
        parts: parts_with_content(all),
        foot: text(format!("{} For the next school.", source.foot_of_pupil().as_str())),
    }
}

/// Whether the parents agreed what is shared with the next school (SEND Code of Practice 6.57). An agreement about agencies does not
/// cover a school, and a refusal to share at all does.
fn sharing_part(record: &AsAt) -> Part {
    // An agreement from before the pupil joined was about coming here.
    let joined = record.on_roll.last().map(|spell| spell.first_day());
    let is_of_this = |contact: &Contact| {
        contact.answer != Some(Answer::Given)
            || contact.about == Topic::Transition && joined.is_none_or(|joined| contact.date > joined)
    };
    // The plan of the move says that the parents agreed, all of them: only what anybody refused on that day or later counts.
    let of_move = planned_move(record).and_then(|transition| transition.sharing_agreed);
    let answers = record.consents(&[Topic::Transition, Topic::InformationSharing]).only(is_of_this);
    let answers = answers.only(|contact| of_move.is_none_or(|agreed| contact.date >= agreed));
    let refused = answers.refusals().last().map(|contact| contact.date);
    let given = answers.in_force().map(|contact| contact.date).into_iter();
    let agreed = given.chain(of_move.filter(|_| refused.is_none())).max();
    Part::new("What may be shared").words(Some(text(sharing_in_words(agreed, refused, &answers))))
}

fn sharing_in_words(agreed: Option<Day>, refused: Option<Day>, answers: &Consents<'_>) -> String {
    let ask = "Do not hand anything over until the school has agreed with the parents and the pupil what is shared (SEND Code of Practice 6.57).";
    match (agreed, refused) {
        (None, Some(refused)) => format!("The parents said no to sharing on {}. {ask}", date(refused)),
        (None, None) => format!("The record has no agreement with the parents about what is shared. {ask}"),
        (Some(agreed), None) => {
            format!("The parents agreed on {} what is shared (SEND Code of Practice 6.57).", date(agreed))
        }
        (Some(agreed), Some(_)) => {
            let refusal = refusal_without_names(answers).unwrap_or_default();
            format!(
                "One parent agreed on {} what is shared, but another did not: {refusal}. Speak with both before you hand anything \
                 over (SEND Code of Practice 6.57).",
                date(agreed)
            )
        }
    }
}

/// The move to another school: the last one planned, leaving out the one that brought the pupil here.
fn planned_move(record: &AsAt) -> Option<&Transition> {
    let joined = record.on_roll.last().map(|spell| spell.first_day());
    let away = record.transitions.iter().filter(|one| joined.is_none_or(|joined| one.planned > joined));
    away.max_by_key(|transition| transition.planned)
}

fn planned_move_part(record: &AsAt) -> Part {
    let Some(transition) = planned_move(record) else { return Part::new("") };
    let to = transition.to.as_ref().map_or_else(String::new, |to| format!(" to {}", to.as_str()));
    let said = [
        Some(format!("Planned for {}{to}.", date(transition.planned))),
        transition.spoke_to_senco.map(|day| format!("Spoke with the next school's SENCO on {}.", date(day))),
        transition.done.map(|day| format!("Completed on {}.", date(day))),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    Part::new("The move").words(Some(text(said.join(" ")))).points(transition.offered.clone())
}

/// The pupil's history, one line per event in order of date: joining, concerns, stages, register, award and plan.
fn history_part(record: &AsAt) -> Part {
    let mut told: Vec<(Day, String)> = Vec::new();
    for spell in &record.on_roll {
        let from = record.arrival_into(spell).map_or_else(String::new, |arrived| {
            format!(" from {}, with {}", arrived.from.as_str(), arrived.with.in_a_sentence())
        });
        told.push(match spell.since() {
            HeldSince::Known(joined) => (joined, format!("Joined the school{from}")),
            HeldSince::SeenOn(day) => (day, format!("On roll; since when is not recorded{from}")),
        });
        let to = spell.to_school.as_ref().map_or_else(String::new, |to| format!(", for {}", to.as_str()));
        told.extend(spell.to.map(|day| (day, format!("Last day on roll{to}"))));
    }
    for concern in &record.concerns {
        let who = concern.raised_by.in_a_sentence();
        told.push((concern.date, format!("Concern raised by {who}{}", reason_behind(concern.summary.as_ref()))));
        let ended = format!("Concern closed{}", reason_behind(concern.outcome.as_ref()));
        told.extend(concern.closed.map(|day| (day, ended)));
    }
    for entered in &record.stages {
        let stage = entered.stage.meaning();
        told.push((
            entered.date,
            format!("Stage {}, {stage}{}", entered.stage.as_str(), reason_behind(entered.because.as_ref())),
        ));
    }
    for spell in &record.register {
        let seen = if spell.since().known().is_some() { "" } else { "; since when is not recorded" };
        told.push((spell.first_day(), format!("On the SEND register{seen}{}", reason_behind(spell.reason.as_ref()))));
        told.extend(
            spell
                .to
                .map(|day| (day, format!("Last day on the SEND register{}", reason_behind(spell.because.as_ref())))),
        );
    }
    for award in &record.sspp {
        told.push(match award.since() {
            HeldSince::Known(from) => (from, "Funded SSPP began".to_owned()),
            HeldSince::SeenOn(day) => (day, "Funded SSPP in force; since when is not recorded".to_owned()),
        });
        told.extend(award.to.map(|day| (day, "Last day of the funded SSPP".to_owned())));
    }
    for plan in &record.ehc_plan {
        told.push(match plan.since() {
            HeldSince::Known(day) => (day, "EHC plan made final".to_owned()),
            HeldSince::SeenOn(day) => (day, "EHC plan in force; since when is not recorded".to_owned()),
        });
        told.extend(plan.ceased.map(|day| (day, "EHC plan ceased".to_owned())));
    }
    told.sort_by_key(|(day, _)| *day);
    let rows = told.into_iter().map(|(day, what)| vec![Some(day_text(day)), Some(text(what))]);
    Part::new("History").table(&["Date", "What"], rows.collect())
}

/// A reason for the end of a line, or an empty text.
fn reason_behind(because: Option<&Text>) -> String {
    because.map_or_else(String::new, |why| format!(": {}", why.as_str()))
}

/// The last reviews, the newest first.
fn last_reviews(source: &PaperSource<'_>) -> Vec<Part> {
    let all = source.record.cycles.iter().filter_map(|cycle| Some((cycle, cycle.review.as_ref()?)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, review)| std::cmp::Reverse(review.date));
    all.truncate(LAST_REVIEWS);
    all.into_iter().map(|(cycle, review)| review_with_voices(source, cycle, review)).collect()
}

/// How a plan went, and what the pupil and the parents said at its review.
fn review_with_voices(source: &PaperSource<'_>, cycle: &Cycle, review: &Review) -> Part {
    let (pupil, parents) = (review.pupil_voice.as_ref(), review.parent_voice.as_ref());
    reviewed_plan_part(format!("Review: {}", of_cycle(cycle, review)), cycle, review)
        .said_by(source.called(), words_of(pupil))
        .words(asked_without_answer(source.called(), pupil))
        .said_by("Parents", words_of(parents))
        .words(asked_without_answer("Parents", parents))
}

/// Everything that is not finished: actions of reviews, applications, and duties under the policy and the law.
fn still_open(record: &AsAt, open: &[OpenDuty]) -> Part {
    let actions = record.reviews().flat_map(|(_, review)| &review.actions).filter(|action| action.done.is_none());
    let actions = actions.map(|action| vec![Some(action.what.clone()), action.who.clone(), action.by.map(day_text)]);
    let duties =
        open.iter().map(|duty| vec![Some(text(duty.what)), Some(text(duty.owner.named())), Some(day_text(duty.due))]);
    let rows: Vec<_> = actions.chain(duties).collect();
    let applications: Vec<_> =
        record.applications.iter().filter(|application| !has_ended(application)).map(application_row).collect();
    let nothing = (rows.is_empty() && applications.is_empty()).then(|| text("Nothing."));
    Part::new("What is still open")
        .table(&["What", "Who", "By"], rows)
        .table(&["Application", "Sent", "Received", "Last step"], applications)
        .words(nothing)
}

/// Whether the last step of an application ends it.
fn has_ended(application: &Application) -> bool {
    application.steps.last().is_some_and(|last| last.step.ends_an_application())
}

fn application_row(application: &Application) -> Vec<Option<Text>> {
    let step = application.steps.last().map(|last| text(format!("{}: {}", date(last.date), last.step.meaning())));
    vec![
        Some(in_words(application.applied_for)),
        application.sent.map(day_text),
        application.received.map(day_text),
        step,
    ]
}

fn whom_to_ask(source: &PaperSource<'_>) -> Part {
    let senco = source.school.settings.people.senco.as_ref();
    let school = source.school.settings.school.name.as_str();
    let senco = senco.map(|senco| text(format!("{}, SENCO of {school}", senco.name.as_str())));
    Part::new("Who to contact").words(senco)
}

#[cfg(test)]
mod tests {
    use super::super::super::Block;
    use super::*;
    use crate::model::day::day;
    use crate::rules::Owner;
    use crate::rules::examples::record;

    /// The pack's sentence about sharing with a pupil who joined on 5 September 2022.
    fn said(text: &str) -> String {
        let Some(Block::Words(words)) = sharing_part(&record(text).as_at(Day::LAST)).blocks.pop() else {
            panic!("the part is empty")
        };
        words.as_str().to_owned()
    }

    fn consent(day: &str, about: &str, answer: &str) -> String {
        format!("contacts: [{{date: {day}, kind: consent, about: {about}, with: parent, answer: {answer}}}]\n")
    }

    #[test]
    fn the_parents_agree_only_in_the_move_or_in_a_consent_about_it() {
        let agreed = "The parents agreed on 10 Dec 2025";
        let none = "The record has no agreement with the parents";
        let plan = "transitions: [{planned: 2026-04-20, to: Oakwood, sharing_agreed: 2025-12-10}]\n";
        assert!(said(plan).starts_with(agreed));
        assert!(said(&consent("2025-12-10", "transition", "given")).starts_with(agreed));
        assert!(said(&consent("2025-12-10", "transition", "no-reply")).starts_with(none));
        // These were given for agencies, and for coming here.
        assert!(said(&consent("2025-12-10", "information-sharing", "given")).starts_with(none));
        assert!(said(&plan.replace("2026-04-20", "2022-09-05")).starts_with(none));
        assert!(said("").starts_with(none) && said("").contains("Code of Practice 6.57"));
    }

    #[test]
    fn a_refusal_later_or_on_the_same_day_counts() {
        let plan = "transitions: [{planned: 2026-04-20, to: Oakwood, sharing_agreed: 2025-12-10}]\n";
        let with = |day: &str, about: &str, answer: &str| said(&format!("{plan}{}", consent(day, about, answer)));
        assert!(with("2025-12-09", "information-sharing", "refused").starts_with("The parents agreed"));
        for (about, answer) in [("transition", "refused"), ("information-sharing", "withdrawn")] {
            assert!(
                with("2025-12-10", about, answer)
                    .starts_with("The parents said no to sharing on 10 Dec 2025. Do not hand anything over")
            );
        }
        assert!(with("2025-12-11", "agency-referral", "refused").starts_with("The parents agreed"));
    }

    #[test]
    fn a_parent_who_did_not_agree_is_named_next_to_the_one_who_did() {
        let answer = |day: &str, who: &str, about: &str, answer: &str| {
            format!("{{date: {day}, kind: consent, about: {about}, with: parent, who: {who}, answer: {answer}}}")
        };
        let with = |first: &str, second: &str| said(&format!("contacts: [{first}, {second}]\n"));
        let given = |day: &str| answer(day, "father", "transition", "given");
        for (first, second) in [
            (answer("2025-12-09", "mother", "information-sharing", "refused"), given("2025-12-10")),
            (given("2025-12-10"), answer("2025-12-11", "mother", "transition", "refused")),
        ] {
            let said = with(&first, &second);
            assert!(
                said.starts_with("One parent agreed on 10 Dec 2025") && said.contains("a parent refused on"),
                "{said}"
            );
        }
        // The same parent, who thought again.
        let again = with(&given("2025-12-10"), &answer("2025-12-11", "father", "information-sharing", "withdrawn"));
        assert!(again.starts_with("The parents said no to sharing on 11 Dec 2025"), "{again}");
        let agreed = with(&answer("2025-12-09", "father", "transition", "refused"), &given("2025-12-10"));
        assert!(agreed.starts_with("The parents agreed on 10 Dec 2025"), "{agreed}");
    }

    #[test]
    fn the_list_of_open_items_is_empty_without_an_action_application_or_duty() {
        let open =
            |text: &str, duties: &[OpenDuty]| format!("{:?}", still_open(&record(text).as_at(Day::LAST), duties));
        assert!(open("", &[]).contains("Nothing."));
        let review = |done: &str| {
            format!(
                "cycles: [{{stage: C, review: {{date: 2025-12-01, actions: [{{what: Send the sample{done}}}]}}}}]\n"
            )
        };
        assert!(open(&review(""), &[]).contains("Send the sample"));
        assert!(open(&review(", done: 2025-12-05"), &[]).contains("Nothing."));
        let application =
            |step: &str| format!("applications: [{{for: EHCP, steps: [{{date: 2025-12-01, step: {step}}}]}}]\n");
        assert!(open(&application("draft"), &[]).contains("A draft plan was served"));
        assert!(open(&application("final"), &[]).contains("Nothing."));
        let duty = OpenDuty { due: day("2026-03-20"), what: "a plan is reviewed", owner: Owner::Senco };
        assert!(open("", &[duty]).contains("20 Mar 2026"));
    }
}
