//! The facts of a record in words, list by list, nearly in the order of the file. Lines of one day keep this order.

use super::StoryRows;
use crate::model::authority::{Application, EhcPlan, PlanReview};
use crate::model::cycle::{Asked, Cycle, Plan, Review, Target, Voice};
use crate::model::day::Day;
use crate::model::record::{Classes, Contact, Move, Record};
use crate::model::shape::role::StoryWording;
use crate::model::shape::table::Field;
use crate::model::shape::value::{KeyValue, Shaped, ValueItem};
use crate::model::text::Text;
use crate::model::timed_facts::{Member, TimedCharacteristic};
use crate::model::vocabulary::{ApplicationFor, ContactKind, Decision, Ground, Stage, With, Word};
use crate::words::{count, date, list_and};

/// Adds every dated fact of a record.
pub(super) fn tell_record(record: &Record, story: &mut StoryRows) {
    record.visit(&mut |field, value| {
        in_own_words(field.key, record, story);
        plain_lines(field, value, story);
    });
}

/// Adds the facts under one key of the record that need more words than their day.
fn in_own_words(key: &str, record: &Record, story: &mut StoryRows) {
    match key {
        "on_roll" => tell_roll(record, story),
        "class" => tell_classes(record, story),
        "taught_with" => tell_years_taught(record, story),
        "characteristics" => tell_characteristics(record, story),
        "sen_unit" => tell_member("the SEN unit", record.sen_unit.as_ref(), story),
        "resourced_provision" => tell_member("resourced provision", record.resourced_provision.as_ref(), story),
        // The needs that a pupil arrived with come after joining and class.
        "needs" => {
            tell_arrival(record, story);
            tell_needs(record, story);
        }
        "diagnoses" => tell_diagnoses(record, story),
        "concerns" => tell_concerns(record, story),
        "stages" => record.stages.iter().for_each(|entered| tell_stage(entered, story)),
        "register" => tell_register(record, story),
        "outcomes" => tell_outcomes(record, story),
        "cycles" => record.cycles.iter().for_each(|cycle| tell_cycle(record, cycle, story)),
        "contacts" => tell_contacts(record, story),
        "referrals" => tell_referrals(record, story),
        "applications" => record.applications.iter().for_each(|application| tell_application(application, story)),
        "sspp" => tell_awards(record, story),
        "ehc_plan" => record.ehc_plan.iter().for_each(|plan| tell_ehc_plan(plan, story)),
        "transitions" => tell_transitions(record, story),
        "disagreements" => tell_disagreements(record, story),
        "documents" => tell_documents(record, story),
        _ => {}
    }
}

/// Adds the days that are described by the declaration of their key.
fn plain_lines(field: &Field, value: &dyn KeyValue, story: &mut StoryRows) {
    value.each_item(&mut |_, item| match (item, field.role.told()) {
        (ValueItem::Day(day), Some(StoryWording::Line(what, text))) => story.on(day, what, text, None),
        (ValueItem::Entry(entry), _) => entry.visit(&mut |field, value| plain_lines(field, value, story)),
        (ValueItem::Day(_) | ValueItem::Text(_) | ValueItem::Plain, _) => {}
    });
}

/// Adds a text after a colon, if there is one.
fn with_text(what: impl Into<String>, text: Option<&Text>) -> String {
    let what = what.into();
    text.map_or_else(|| what.clone(), |text| format!("{what}: {}", text.as_str()))
}

/// What was seen to hold on a day, and whether its first day is recorded.
fn seen(what: &str, first: Option<Day>) -> String {
    if first.is_some() { format!("{what}, as seen that day") } else { format!("{what} (since when is not recorded)") }
}

fn joined_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().collect::<Vec<_>>().join("; ")
}

fn tell_roll(record: &Record, story: &mut StoryRows) {
    for spell in &record.on_roll {
        let to = spell.to_school.as_ref().map_or_else(String::new, |to| format!(" for {}", to.as_str()));
        story.if_on(spell.from, "roll", "joined the school");
        story.if_on(spell.in_force_on, "roll", seen("on roll", spell.from));
        let not_sent =
            spell.records_not_sent.map_or_else(String::new, |why| format!("; no records sent: {}", why.as_str()));
        story.if_on(spell.to, "roll", format!("left the school{to}{not_sent}"));
        story.if_on(spell.records_sent, "roll", "records sent to the next school");
    }
}

fn tell_classes(record: &Record, story: &mut StoryRows) {
    if let Some(Classes::History(history)) = &record.class {
        for entry in history {
            story.if_on(entry.from, "class", format!("class {}", entry.class.as_str()));
        }
    }
}

fn tell_years_taught(record: &Record, story: &mut StoryRows) {
    for entry in &record.taught_with {
        let up = entry.years_up();
        let side = if up < 0 { "below" } else { "above" };
        let years = count(usize::from(up.unsigned_abs()), "year");
        story.on(entry.from, "class", format!("taught {years} {side} the year group of the age"), None);
        story.if_on(entry.to, "class", format!("last day taught {years} {side} the year group of the age"));
    }
}

fn tell_member(what: &str, member: Option<&Member>, story: &mut StoryRows) {
    let Some(Member::Times(times)) = member else { return };
    for time in times {
        story.if_on(time.from, "membership", format!("joined {what}"));
        story.if_on(time.to, "membership", format!("left {what}"));
    }
}

fn tell_characteristics(record: &Record, story: &mut StoryRows) {
    for one in &record.characteristics {
        let TimedCharacteristic::Dated(time) = one else { continue };
        let what = time.what.word().replace('-', " ");
        story.if_on(time.from, "characteristic", what.as_str());
        story.if_on(time.to, "characteristic", format!("no longer: {what}"));
    }
}

fn tell_arrival(record: &Record, story: &mut StoryRows) {
    for arrived in record.arrived.as_slice() {
        let from = arrived.from.as_str();
        story.if_on(arrived.information_requested, "arrival", format!("information requested from {from}"));
        story.if_on(arrived.information_received, "arrival", format!("information received from {from}"));
        story.if_on(arrived.date, "arrival", format!("arrived from {from}, with {}", arrived.with.in_a_sentence()));
        if let Some(decided) = &arrived.decided {
            let what = with_text("the support that came with the pupil does not continue", decided.because.as_ref());
            story.on(decided.date, "arrival", what, decided.by.as_ref());
        }
    }
}

fn tell_needs(record: &Record, story: &mut StoryRows) {
    for need in &record.needs {
        let rank = match need.rank {
            Some(1) => ", the primary need".to_owned(),
            Some(rank) => format!(", rank {rank}"),
            None => String::new(),
        };
        let need_type = need.need_type.in_a_sentence();
        story.on(need.from, "need", format!("need: {need_type}{rank}"), None);
        story.if_on(need.to, "need", format!("need ended: {need_type}"));
    }
}

fn tell_diagnoses(record: &Record, story: &mut StoryRows) {
    for diagnosis in &record.diagnoses {
        story.on(diagnosis.date, "diagnosis", diagnosis.what.as_str(), diagnosis.by.as_ref());
    }
}

fn tell_concerns(record: &Record, story: &mut StoryRows) {
    for concern in &record.concerns {
        // The ground `other` is described in the summary.
        let grounds = concern.grounds.iter().filter(|ground| **ground != Ground::Other);
        let grounds: Vec<String> = grounds.map(|ground| ground.in_a_sentence()).collect();
        let grounds = if grounds.is_empty() { String::new() } else { format!(" ({})", grounds.join("; ")) };
        let raised = format!("concern raised by {}{grounds}", concern.raised_by.in_a_sentence());
        story.on(concern.date, "concern", with_text(raised, concern.summary.as_ref()), None);
        story.if_on(concern.closed, "concern", with_text("concern closed", concern.outcome.as_ref()));
        story.if_on(concern.told, "concern", "parents told how the concern ended");
    }
}

fn tell_stage(entered: &Move, story: &mut StoryRows) {
    let stage = match entered.stage {
        Stage::Closed => "concern closed".to_owned(),
        stage @ (Stage::A | Stage::B | Stage::C | Stage::D) => format!("stage {}, {}", stage.as_str(), stage.meaning()),
    };
    let mut text = with_text(stage, entered.because.as_ref());
    for waiver in &entered.waived {
        let (requirement, by, reason) = (waiver.requirement.as_str(), waiver.by.as_str(), waiver.reason.as_str());
        text += &format!("; {requirement} set aside by {by}: {reason}");
    }
    story.on(entered.date, "stage", text, entered.by.as_ref());
    for waiver in &entered.waived {
        let met = format!("{} met later", waiver.requirement.as_str());
        story.if_on(waiver.met_on, "stage", with_text(met, waiver.how.as_ref()));
    }
}

fn tell_register(record: &Record, story: &mut StoryRows) {
    for spell in &record.register {
        let on_it = with_text("on the SEND register", spell.reason.as_ref());
        if let Some(from) = spell.from {
            story.on(from, "register", on_it.clone(), spell.by.as_ref());
        }
        if let Some(day) = spell.in_force_on {
            story.on(day, "register", seen(&on_it, spell.from), spell.by.as_ref().filter(|_| spell.from.is_none()));
        }
        story.if_on(spell.to, "register", with_text("last day on the SEND register", spell.because.as_ref()));
    }
}

fn tell_outcomes(record: &Record, story: &mut StoryRows) {
    for outcome in &record.outcomes {
        story.on(outcome.from, "outcome", with_text("outcome", Some(&outcome.text)), None);
    }
}

fn tell_cycle(record: &Record, cycle: &Cycle, story: &mut StoryRows) {
    if let Some(assess) = &cycle.assess {
        let evidence = joined_texts(assess.evidence.iter().map(Text::as_str));
        let text = if evidence.is_empty() { "assessed".to_owned() } else { format!("assessed: {evidence}") };
        story.on(assess.date, "assess", text, assess.by.as_ref());
    }
    if let Some(plan) = &cycle.plan {
        if record.has_only_a_found_review_date(cycle) {
            tell_found_review_date(plan, story);
        } else {
            tell_plan(plan, story);
        }
    }
    for seen in &cycle.observations {
        story.on(seen.date, "do", seen.note.as_str(), seen.by.as_ref());
    }
    if let Some(review) = &cycle.review {
        let targets = cycle.plan.iter().flat_map(|plan| &plan.targets);
        tell_review(review, &targets.collect::<Vec<_>>(), story);
    }
}

/// A plan was not drawn up on the day that its review date was found.
fn tell_found_review_date(plan: &Plan, story: &mut StoryRows) {
    let by = plan.review_by.map_or_else(String::new, |day| format!(" to be reviewed by {}", date(day)));
    let text = format!("{}{by} (its content is not recorded)", plan.kind.plan_in_words());
    story.on(plan.date, "plan", text, plan.by.as_ref());
}

fn tell_plan(plan: &Plan, story: &mut StoryRows) {
    let kind = plan.kind.plan_in_words();
    let targets = joined_texts(plan.targets.iter().map(|target| target.text.as_str()));
    let text = if targets.is_empty() { format!("{kind} drawn up") } else { format!("{kind} drawn up: {targets}") };
    story.on(plan.date, "plan", text, plan.by.as_ref());
    story.if_on(plan.shared, "plan", format!("copy of the {kind} given to the parents"));
    for provision in &plan.provisions {
        let (what, by) = (provision.what.as_str(), provision.by.as_ref());
        if let Some(from) = provision.from {
            story.on(from, "provision", format!("{what} began"), by);
        }
        story.if_on(provision.to, "provision", format!("last day of {what}"));
    }
    tell_asked("pupil", plan.pupil_voice.as_ref(), story);
    tell_asked("parents", plan.parent_voice.as_ref(), story);
}

fn tell_review(review: &Review, targets: &[&Target], story: &mut StoryRows) {
    let progress = review.progress.map(Word::in_a_sentence);
    let decision = review.decision.map(|decision| format!("decided {}", decision_in_words(decision)));
    let found: Vec<String> = progress.into_iter().chain(decision).collect();
    let mut text = if found.is_empty() { "reviewed".to_owned() } else { format!("reviewed: {}", found.join("; ")) };
    text = with_text(text, review.because.as_ref());
    for target in targets {
        if let Some(outcome) = target.outcome {
            text += &format!("; {}: {}", outcome.in_a_sentence(), target.text.as_str());
        }
    }
    story.on(review.date, "review", text, review.by.as_ref());
    tell_asked("pupil", review.pupil_voice.as_ref(), story);
    tell_asked("parents", review.parent_voice.as_ref(), story);
    for action in &review.actions {
        if let Some(done) = action.done {
            story.on(done, "action", with_text("done", Some(&action.what)), action.who.as_ref());
        }
    }
}

/// A decision, worded to follow "decided".
const fn decision_in_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Discontinue => "to stop the support",
        Decision::Continue => "to continue, with another plan",
        Decision::Adapt => "to change the support, with another plan",
        Decision::Escalate => "to take further steps",
    }
}

/// Adds that someone was asked for a view and did not reply. A view that they gave is part of the plan or the review.
fn tell_asked(whom: &str, voice: Option<&Voice>, story: &mut StoryRows) {
    if let Some(Voice::Asked(Asked { asked, how, .. })) = voice {
        let how = how.as_ref().map_or_else(String::new, |how| format!(" by {}", how.as_str()));
        story.on(*asked, "voice", format!("{whom} asked for a view{how}: no reply"), None);
    }
}

fn tell_contacts(record: &Record, story: &mut StoryRows) {
    for contact in &record.contacts {
        story.on(contact.date, "contact", contact_in_words(contact), contact.by.as_ref());
    }
}

fn contact_in_words(contact: &Contact) -> String {
    let whom = match (&contact.who, contact.with) {
        // `mother`, but `both parents` and `Mrs Example`.
        (Some(who), Some(With::Parent | With::Carer)) if who.as_str().chars().all(|sign| sign.is_ascii_lowercase()) => {
            format!(" with the {}", who.as_str())
        }
        (Some(who), _) => format!(" with {}", who.as_str()),
        (None, Some(with)) => format!(" with {}", with.in_a_sentence()),
        (None, None) => String::new(),
    };
    // A notice or a question goes to a person; consent comes from them.
    let whom = match contact.kind {
        ContactKind::Meeting | ContactKind::Call => whom,
        ContactKind::Consent => whom.replacen(" with ", " of ", 1),
        ContactKind::Invitation | ContactKind::Notice | ContactKind::Report | ContactKind::Letter => {
            whom.replacen(" with ", " to ", 1)
        }
    };
    let answer = contact.answer.map_or_else(String::new, |answer| format!(", {}", answer.in_a_sentence()));
    let text = format!("{}{whom} about {}{answer}", contact.kind.as_str(), contact.about.in_a_sentence());
    with_text(text, contact.note.as_ref())
}

fn tell_referrals(record: &Record, story: &mut StoryRows) {
    for referral in &record.referrals {
        let to = if referral.is_within_school() { "the inclusion team" } else { referral.to.as_str() };
        story.on(referral.date, "referral", format!("referred to {to}"), referral.by.as_ref());
        story.if_on(referral.answered, "referral", with_text(format!("answer from {to}"), referral.advice.as_ref()));
    }
}

fn tell_application(application: &Application, story: &mut StoryRows) {
    let what = match application.applied_for {
        ApplicationFor::Sspp => "application for an SSPP",
        ApplicationFor::Ehcp => "application for an EHC plan",
    };
    if let Some(sent) = application.sent {
        let asked =
            application.requested_by.map_or_else(String::new, |by| format!(", requested by {}", by.in_a_sentence()));
        story.on(sent, "application", format!("{what} sent{asked}"), application.by.as_ref());
    }
    story.if_on(application.received, "application", format!("{what} received by the authority"));
    for step in &application.steps {
        story.on(step.date, "application", format!("{what}: {}", step.step.in_a_sentence()), None);
    }
}

fn tell_awards(record: &Record, story: &mut StoryRows) {
    for award in &record.sspp {
        let units = award.units.map_or_else(String::new, |units| format!(", {}", count(usize::from(units), "unit")));
        story.if_on(award.from, "SSPP", format!("funded SSPP began{units}"));
        story.if_on(award.in_force_on, "SSPP", seen(&format!("funded SSPP in force{units}"), award.from));
        story.if_on(award.to, "SSPP", "last day of the funded SSPP");
        if let Some(decided) = &award.not_renewed {
            let what = with_text("the funded SSPP is let end", decided.because.as_ref());
            story.on(decided.date, "SSPP", what, decided.by.as_ref());
        }
    }
}

fn tell_ehc_plan(plan: &EhcPlan, story: &mut StoryRows) {
    let authority = plan.authority.as_ref().map_or_else(String::new, |name| format!(" by {}", name.as_str()));
    story.if_on(plan.final_on, "EHC plan", format!("EHC plan made final{authority}"));
    story.if_on(plan.in_force_on, "EHC plan", seen("EHC plan in force", plan.final_on));
    story.if_on(plan.transferred, "EHC plan", "EHC plan transferred to our authority");
    story.if_on(plan.transfer_notice, "EHC plan", "the authority told the parents about the transfer");
    plan.reviews.iter().for_each(|review| plan_review(review, story));
    story.if_on(plan.ceased, "EHC plan", "EHC plan ceased");
}

fn plan_review(review: &PlanReview, story: &mut StoryRows) {
    let kind = review.kind.as_str().replace('-', " ");
    let outcome = review.outcome.map_or_else(String::new, |outcome| format!(": {}", outcome.in_a_sentence()));
    for (day, text) in [
        (review.invited, format!("invitations to the {kind} review")),
        (review.circulated, format!("papers for the {kind} review sent")),
        (review.meeting, format!("{kind} review held")),
        (review.report, format!("report on the {kind} review sent")),
        (review.decision, format!("the authority's decision after the {kind} review{outcome}")),
        (review.amendment_notice, "the authority's amendment notice".to_owned()),
        (review.amended, "EHC plan amended".to_owned()),
    ] {
        story.if_on(day, "EHC plan", text);
    }
}

fn tell_transitions(record: &Record, story: &mut StoryRows) {
    for transition in &record.transitions {
        let to = transition.to.as_ref().map_or_else(String::new, |to| format!(" to {}", to.as_str()));
        let offered: Vec<&str> = transition.offered.iter().map(Text::as_str).collect();
        let offered = if offered.is_empty() { String::new() } else { format!(": {}", list_and(&offered)) };
        story.on(transition.planned, "transition", format!("move{to} planned{offered}"), None);
        story.if_on(transition.sharing_agreed, "transition", format!("agreed what will be shared for the move{to}"));
        story.if_on(transition.spoke_to_senco, "transition", "spoke with the new school's SENCO");
        story.if_on(transition.done, "transition", format!("move{to} completed"));
    }
}

fn tell_disagreements(record: &Record, story: &mut StoryRows) {
    for disagreement in &record.disagreements {
        let (level, by) = (disagreement.level.as_str(), disagreement.by.as_str());
        let text = with_text(format!("{level} disagreement raised by the {by}"), disagreement.about.as_ref());
        story.on(disagreement.date, "disagreement", text, None);
        story.if_on(disagreement.authority_contacted, "disagreement", "the authority asked for advice");
        story.if_on(disagreement.resolved, "disagreement", "disagreement settled");
    }
}

fn tell_documents(record: &Record, story: &mut StoryRows) {
    for document in &record.documents {
        story.on(document.date, "document", document.title.as_str(), None);
    }
}
