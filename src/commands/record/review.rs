//! `send review`.

use clap::Args;

use super::cycles::{
    OfEntry, by_entry, impact_of_entry, in_parts, is_said, open_cycle, open_plan, outcome_of_entry, sessions_of_entry,
    text_of_entry, voice_typed,
};
use crate::failure::Failure;
use crate::model::cycle::{Action, Cycle, Plan, Review};
use crate::model::record::{Contact, Record};
use crate::model::text::Text;
use crate::model::vocabulary::{ContactKind, Decision, Present, Progress, Stage, TargetOutcome, Topic, With};
use crate::session::word::word_parser;
use crate::words::{count, date};
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of, one_of_these, some_of};
use crate::writing::before_found::{JudgedStep, refuse_step};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, put_in_order, text_of, text_typed};

/// The options about a meeting that was held.
const OF_A_MEETING: [&str; 14] = [
    "present",
    "outcome",
    "result",
    "exit",
    "sessions",
    "impact",
    "pupil_voice",
    "parent_voice",
    "pupil_not_heard",
    "parent_not_heard",
    "progress",
    "decision",
    "because",
    "action",
];

/// The order of the decisions in a list: the one that changes least for the pupil comes first.
const MILDEST_FIRST: &[Decision] = &[Decision::Continue, Decision::Adapt, Decision::Escalate, Decision::Discontinue];

/// Record a whole review meeting: targets, what was said, the decision
///
/// The review closes the cycle. At a terminal, `send` asks for everything in the order of the meeting and shows it before
/// saving. Every target needs an outcome. The decision is to discontinue, continue or adapt the support, or to escalate,
/// which means to take further steps (policy 6.2). You are warned if support would stop after little or no progress.
///
/// If the meeting was not held, the plan stays open: its review date moves to the day given by `--again`, and a new
/// invitation to the parents is recorded, with the reason in its note.
///
/// Example: send review p014 --present parent --present senco --outcome 1=met --progress expected --decision continue
///
/// Example: send review p014 --not-held "parent ill" --again "27 mar"
#[derive(Debug, Clone, Args)]
pub(crate) struct ReviewArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// A person who was there; can be used more than once
    #[arg(long, value_name = "WHO", value_parser = word_parser::<Present>(), ignore_case = true)]
    present: Vec<Present>,
    /// How a target went: its number or part of its text, then met, partly or not-met, as in 1=met
    #[arg(long, value_name = "TARGET=OUTCOME", value_parser = outcome_of_entry)]
    outcome: Vec<OfEntry<TargetOutcome>>,
    /// Result for a target, as in 1="5 of 5"
    #[arg(long, value_name = "TARGET=TEXT", value_parser = text_of_entry)]
    result: Vec<OfEntry<Text>>,
    /// Measure at the end of a provision, as in 1="31 of 40"
    #[arg(long, value_name = "PROVISION=TEXT", value_parser = text_of_entry)]
    exit: Vec<OfEntry<Text>>,
    /// Number of sessions of a provision that took place, as in 1=44
    #[arg(long, value_name = "PROVISION=NUMBER", value_parser = sessions_of_entry)]
    sessions: Vec<OfEntry<u16>>,
    /// Impact of a provision, from -2 to 2, as in 1=2
    #[arg(long, value_name = "PROVISION=NUMBER", value_parser = impact_of_entry)]
    impact: Vec<OfEntry<i8>>,
    /// The pupil's views
    #[arg(long, value_name = "TEXT")]
    pupil_voice: Option<String>,
    /// The parents' views
    #[arg(long, value_name = "TEXT")]
    parent_voice: Option<String>,
    /// How the pupil was asked, if there was no answer
    #[arg(long, value_name = "HOW", conflicts_with = "pupil_voice")]
    pupil_not_heard: Option<String>,
    /// How the parents were asked, if there was no answer
    #[arg(long, value_name = "HOW", conflicts_with = "parent_voice")]
    parent_not_heard: Option<String>,
    /// How much progress was made
    #[arg(long, value_name = "HOW MUCH", value_parser = word_parser::<Progress>(), ignore_case = true)]
    progress: Option<Progress>,
    /// The decision
    #[arg(long, value_name = "DECISION", value_parser = word_parser::<Decision>(), ignore_case = true)]
    decision: Option<Decision>,
    /// Reason for the decision
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// An action: what | who | by when; can be used more than once
    #[arg(long, value_name = "ACTION")]
    action: Vec<String>,
    /// Why the meeting was not held; no review is recorded
    #[arg(long, value_name = "WHY", requires = "again", conflicts_with_all = OF_A_MEETING)]
    not_held: Option<String>,
    /// New date of the meeting
    #[arg(long, value_name = "DATE", requires = "not_held")]
    again: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ReviewArgs {
    about_one_pupil!();

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        if self.not_held.is_some() {
            return Vec::new();
        }
        let mut record = record.clone();
        let Ok(plan) = open_plan(&mut record) else { return Vec::new() };
        let mut questions = Vec::new();
        questions.extend(scene.when(&self.write, "When was the meeting?"));
        if self.present.is_empty() {
            questions.push(OptionQuestion::needed("--present=", "Who was there?", some_of::<Present>()));
        }
        self.about_targets(plan, &mut questions);
        self.about_provisions(plan, &mut questions);
        self.about_the_meeting(&mut questions);
        questions
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        refuse_step(record, JudgedStep::Review, scene.date)
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if let (Some(why), Some(again)) = (&self.not_held, &self.again) {
            return not_held(record, why, again, scene);
        }
        let cycle = open_cycle(record)?;
        let (Some(progress), Some(decision)) = (self.progress, self.decision) else {
            return Err(Failure::usage(
                "the progress or the decision is missing",
                "give both: `--progress expected --decision continue`",
            ));
        };
        refuse_before_its_plan(cycle, scene)?;
        let review = self.review_typed(progress, decision, scene)?;
        if let Some(plan) = &mut cycle.plan {
            self.set_targets(plan)?;
            self.set_provisions(plan)?;
        }
        let stage = cycle.stage;
        cycle.review = Some(review);
        let done = format!("recorded the review of {}: {}", date(scene.date), decision.as_str());
        let told = ChangeResult::done(done, format!("review at {}: {}", stage.as_str(), decision.as_str()));
        Ok(told.and_next(next_in_words(record, decision, stage)))
    }
}

impl ReviewArgs {
    fn about_targets(&self, plan: &Plan, questions: &mut Vec<OptionQuestion>) {
        let texts = target_texts(plan);
        for (at, target) in plan.targets.iter().enumerate() {
            let (number, text) = (at + 1, target.text.as_str());
            if target.outcome.is_none() && !is_said(&self.outcome, at, &texts) {
                let words = format!("Target {number}, {text}: how did it go?");
                questions.push(OptionQuestion::needed(
                    format!("--outcome={number}="),
                    words,
                    one_of::<TargetOutcome>(),
                ));
            }
            if target.result.is_none() && !is_said(&self.result, at, &texts) {
                let words = format!("Target {number}: what was the result?");
                questions.push(OptionQuestion::optional(format!("--result={number}="), words, AnswerKind::Text));
            }
        }
    }

    fn about_provisions(&self, plan: &Plan, questions: &mut Vec<OptionQuestion>) {
        let texts = provision_texts(plan);
        for (at, what) in texts.iter().enumerate() {
            let all = [
                (is_said(&self.sessions, at, &texts), "--sessions", "how many sessions took place?"),
                (is_said(&self.exit, at, &texts), "--exit", "what is the measure at the end?"),
                (is_said(&self.impact, at, &texts), "--impact", "what was its impact, from -2 (worst) to 2 (best)?"),
            ];
            for (_, option, words) in all.into_iter().filter(|(is_said, ..)| !is_said) {
                let option = format!("{option}={}=", at + 1);
                questions.push(OptionQuestion::optional(option, format!("{what}: {words}"), AnswerKind::Text));
            }
        }
    }

    fn about_the_meeting(&self, questions: &mut Vec<OptionQuestion>) {
        if self.pupil_voice.is_none() && self.pupil_not_heard.is_none() {
            questions.push(OptionQuestion::optional("--pupil-voice=", "What does the pupil say?", AnswerKind::Text));
        }
        if self.parent_voice.is_none() && self.parent_not_heard.is_none() {
            questions.push(OptionQuestion::optional("--parent-voice=", "What do the parents say?", AnswerKind::Text));
        }
        if self.progress.is_none() {
            questions.push(OptionQuestion::needed("--progress=", "How much progress was made?", one_of::<Progress>()));
        }
        if self.decision.is_none() {
            questions.push(OptionQuestion::needed("--decision=", "What was decided?", one_of_these(MILDEST_FIRST)));
        }
        if self.because.is_none() {
            questions.push(OptionQuestion::optional("--because=", "Why was this decided?", AnswerKind::Text));
        }
        let words = match self.action.as_slice() {
            [] => "Is there an action? (what | who | by when, such as: call home | J. Patel | 27 mar)",
            [..] => "Is there another action? (what | who | by when)",
        };
        questions.push(OptionQuestion::optional("--action=", words, AnswerKind::Text).again());
    }

    fn review_typed(&self, progress: Progress, decision: Decision, scene: &Scene<'_>) -> anyhow::Result<Review> {
        Ok(Review {
            date: scene.date,
            by: scene.by(),
            present: self.present.clone(),
            pupil_voice: voice_typed("--pupil-voice", self.pupil_voice.as_ref(), self.pupil_not_heard.as_ref(), scene)?,
            parent_voice: voice_typed(
                "--parent-voice",
                self.parent_voice.as_ref(),
                self.parent_not_heard.as_ref(),
                scene,
            )?,
            progress: Some(progress),
            decision: Some(decision),
            because: text_of("--because", self.because.as_ref())?,
            actions: self.action.iter().map(|typed| action_typed(typed, scene)).collect::<Result<Vec<_>, _>>()?,
        })
    }

    /// Sets the outcome of every target. If one could be left out, it would look as if no one had asked.
    fn set_targets(&self, plan: &mut Plan) -> anyhow::Result<()> {
        let texts = target_texts(plan);
        let mut outcomes = by_entry("--outcome", &self.outcome, &texts)?;
        let mut results = by_entry("--result", &self.result, &texts)?;
        let mut without = Vec::new();
        for (at, target) in plan.targets.iter_mut().enumerate() {
            target.outcome = outcomes.remove(&at).or(target.outcome);
            target.result = results.remove(&at).or(target.result.take());
            if target.outcome.is_none() {
                without.push(format!("{}: {}", at + 1, target.text.as_str()));
            }
        }
        if without.is_empty() {
            return Ok(());
        }
        Err(Failure::usage(
            format!(
                "{} of the plan {} no outcome:\n  {}",
                count(without.len(), "target"),
                has(without.len()),
                without.join("\n  ")
            ),
            "give each one met, partly or not-met, as in `--outcome 1=met`",
        ))
    }

    fn set_provisions(&self, plan: &mut Plan) -> anyhow::Result<()> {
        let texts = provision_texts(plan);
        let mut exits = by_entry("--exit", &self.exit, &texts)?;
        let mut sessions = by_entry("--sessions", &self.sessions, &texts)?;
        let mut impacts = by_entry("--impact", &self.impact, &texts)?;
        for (at, provision) in plan.provisions.iter_mut().enumerate() {
            provision.exit = exits.remove(&at).or(provision.exit.take());
            provision.sessions_given = sessions.remove(&at).or(provision.sessions_given);
            provision.impact = impacts.remove(&at).or(provision.impact);
        }
        Ok(())
    }
}

const fn has(number: usize) -> &'static str {
    if number == 1 { "has" } else { "have" }
}

/// Refuses a meeting dated before the plan that it reviews, the plan's assessment, or what was seen while it ran.
fn refuse_before_its_plan(cycle: &Cycle, scene: &Scene<'_>) -> anyhow::Result<()> {
    let assessed = cycle.assess.as_ref().map(|assess| ("an assessment", assess.date));
    let planned = cycle.plan.as_ref().map(|plan| ("a plan", plan.date));
    let observed = cycle.observations.iter().map(|observation| ("an observation", observation.date));
    let later = assessed.into_iter().chain(planned).chain(observed).filter(|(_, day)| *day > scene.date);
    let Some((what, day)) = later.max_by_key(|(_, day)| *day) else { return Ok(()) };
    Err(Failure::usage(
        format!("a review on {} would come before {what} of {}", date(scene.date), date(day)),
        "give the day of the meeting with `--date`, or correct the other day with `send edit`",
    ))
}

fn target_texts(plan: &Plan) -> Vec<&str> {
    plan.targets.iter().map(|target| target.text.as_str()).collect()
}

fn provision_texts(plan: &Plan) -> Vec<&str> {
    plan.provisions.iter().map(|provision| provision.what.as_str()).collect()
}

/// An action in one line, its parts between `|`.
fn action_typed(typed: &str, scene: &Scene<'_>) -> anyhow::Result<Action> {
    let [what, who, by] = in_parts("--action", typed, ["what", "who", "by when"])?;
    let by = by.map(|typed| scene.planned("--action", typed)).transpose()?;
    if let Some(by) = by.filter(|by| *by < scene.date) {
        return Err(Failure::usage(
            format!("--action: {} is before the review on {}", date(by), date(scene.date)),
            "correct the day by which it must be done",
        ));
    }
    Ok(Action { what: text_typed("--action", what.unwrap_or_default())?, who: who.map(Text::from), by, done: None })
}

/// Records that a meeting was not held: moves the plan's review day, and adds an invitation with the reason.
fn not_held(record: &mut Record, why: &str, again: &str, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
    let why = text_typed("--not-held", why)?;
    let again = scene.planned("--again", again)?;
    if again <= scene.date {
        let message = format!("--again: {} is not after {}", date(again), date(scene.date));
        return Err(Failure::usage(message, "give a later day for the meeting"));
    }
    let plan = open_plan(record)?;
    if plan.date > scene.date {
        let message = format!("the plan is dated {}, after {}", date(plan.date), date(scene.date));
        return Err(Failure::usage(message, "use `--date` for the day the meeting was planned for, or was put off"));
    }
    plan.review_by = Some(again);
    let note = format!("the review was not held: {}; new date {}", why.as_str(), date(again));
    let invitation = Contact {
        date: scene.date,
        kind: ContactKind::Invitation,
        about: Topic::Review,
        with: Some(With::Parent),
        who: None,
        answer: None,
        by: scene.by(),
        note: Some(Text::from(note.as_str())),
    };
    put_in_order(&mut record.contacts, invitation, |contact| contact.date);
    let done = format!("recorded that the review was not held; the new date is {}", date(again));
    Ok(ChangeResult::done(done, "move a review"))
}

/// The next step after a decision (policy 6.2).
fn next_in_words(record: &Record, decision: Decision, stage: Stage) -> String {
    let id = record.id();
    match (decision, stage) {
        (Decision::Continue | Decision::Adapt, _) => format!("next: write the next plan: `send plan {id} --from-last`"),
        (Decision::Escalate, Stage::D) => {
            format!("next: consult the agencies, then ask the authority: `send apply {id}`")
        }
        (Decision::Escalate, _) => format!("next: check what the next stage needs: `send ready {id}`"),
        (Decision::Discontinue, _) => {
            format!(
                "next: tell the parents, then `send close {id}`, and `send remove {id}` if the pupil is on the register"
            )
        }
    }
}
