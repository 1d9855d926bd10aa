//! `send review`.

use clap::Args;

use super::cycles::{number_of, numbered, open_cycle, open_plan, word_of};
use super::plan::voice;
use super::words::word;
use super::writing::asking::{Kind, Question, one_of, some_of};
use super::writing::{Scene, Told, Verb, WriteArgs, about_one_pupil, put_in_order, text, text_of};
use crate::failure::Failure;
use crate::model::cycle::{Action, Plan, Review};
use crate::model::record::{Contact, Record};
use crate::model::text::Text;
use crate::model::vocabulary::{ContactKind, Decision, Present, Progress, Stage, TargetOutcome, Topic, With};
use crate::words::{count, date};

/// Writes down a whole review meeting: who was there, each target, what was said, and what was decided
///
/// It closes the cycle. At a terminal everything is asked for in the order of the meeting. The decision is discontinue,
/// continue, adapt or escalate (policy 6.2).
///
/// Example: send review p014 --present parent --present senco --outcome 1=met --progress expected --decision continue
///
/// Example: send review p014 --not-held "parent ill" --again "27 mar"
#[derive(Debug, Clone, Args)]
pub(crate) struct ReviewArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Who was there; may be given again
    #[arg(long, value_name = "WHO", value_parser = word::<Present>(), ignore_case = true)]
    present: Vec<Present>,
    /// How a target went: its number or a part of its text, then met, partly or not-met, as in 1=met
    #[arg(long, value_name = "TARGET=OUTCOME")]
    outcome: Vec<String>,
    /// What was seen of a target, as in 1="5 of 5"
    #[arg(long, value_name = "TARGET=TEXT")]
    result: Vec<String>,
    /// The measure after a provision, as in 1="31 of 40"
    #[arg(long, value_name = "PROVISION=TEXT")]
    exit: Vec<String>,
    /// Sessions of a provision that took place, as in 1=44
    #[arg(long, value_name = "PROVISION=NUMBER")]
    sessions: Vec<String>,
    /// The impact of a provision, from -2 to 2, as in 1=2
    #[arg(long, value_name = "PROVISION=NUMBER")]
    impact: Vec<String>,
    /// What the pupil says
    #[arg(long, value_name = "TEXT")]
    pupil_voice: Option<String>,
    /// What the parents say
    #[arg(long, value_name = "TEXT")]
    parent_voice: Option<String>,
    /// The pupil was asked in this way, and nothing came
    #[arg(long, value_name = "HOW", conflicts_with = "pupil_voice")]
    pupil_not_heard: Option<String>,
    /// The parents were asked in this way, and nothing came
    #[arg(long, value_name = "HOW", conflicts_with = "parent_voice")]
    parent_not_heard: Option<String>,
    /// How much progress
    #[arg(long, value_name = "HOW MUCH", value_parser = word::<Progress>(), ignore_case = true)]
    progress: Option<Progress>,
    /// What was decided
    #[arg(long, value_name = "DECISION", value_parser = word::<Decision>(), ignore_case = true)]
    decision: Option<Decision>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// Something to be done: what | who | by when; may be given again
    #[arg(long, value_name = "ACTION")]
    action: Vec<String>,
    /// The meeting was not held, and why: no review is recorded
    #[arg(long, value_name = "WHY", requires = "again", conflicts_with_all = ["progress", "decision", "present"])]
    not_held: Option<String>,
    /// The day it is to be held instead
    #[arg(long, value_name = "DATE", requires = "not_held")]
    again: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ReviewArgs {
    about_one_pupil!(Review);

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<Question> {
        if self.not_held.is_some() {
            return Vec::new();
        }
        let mut record = record.clone();
        let Ok(plan) = open_plan(&mut record) else { return Vec::new() };
        let mut questions = Vec::new();
        questions.extend(scene.when(&self.write, "On which day was the meeting?"));
        if self.present.is_empty() {
            questions.push(Question::needed("--present=", "Who was there?", some_of::<Present>()));
        }
        self.about_targets(plan, &mut questions);
        self.about_provisions(plan, &mut questions);
        self.about_the_meeting(&mut questions);
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Told> {
        if let (Some(why), Some(again)) = (&self.not_held, &self.again) {
            return not_held(record, why, again, scene);
        }
        let (Some(progress), Some(decision)) = (self.progress, self.decision) else {
            return Err(Failure::usage("the progress or the decision is missing", "say both"));
        };
        let review = self.review(progress, decision, scene)?;
        let cycle = open_cycle(record)?;
        if let Some(last) = cycle.last_day().filter(|last| *last > scene.date) {
            return Err(Failure::usage(
                format!("the cycle's last entry is of {}, and the review would be of {}", date(last), date(scene.date)),
                "give the day of the meeting with `--date`",
            ));
        }
        if let Some(plan) = &mut cycle.plan {
            self.set_targets(plan)?;
            self.set_provisions(plan)?;
        }
        let stage = cycle.stage;
        cycle.review = Some(review);
        let done = format!("recorded the review of {}: {}", date(scene.date), decision.as_str());
        let told = Told::done(done, format!("review at {}: {}", stage.as_str(), decision.as_str()));
        Ok(told.and_next(next(record, decision, stage)))
    }
}

impl ReviewArgs {
    fn about_targets(&self, plan: &Plan, questions: &mut Vec<Question>) {
        let texts = targets(plan);
        let is_said = |typed: &[String], at: usize| {
            typed.iter().any(|typed| numbered("", typed, &texts).is_ok_and(|(other, _)| other == at))
        };
        for (at, target) in texts.iter().enumerate() {
            let number = at + 1;
            if !is_said(&self.outcome, at) {
                let words = format!("Target {number}, {target}: how did it go?");
                questions.push(Question::needed(format!("--outcome={number}="), words, one_of::<TargetOutcome>()));
            }
            if !is_said(&self.result, at) {
                let words = format!("Target {number}: what was seen?");
                questions.push(Question::optional(format!("--result={number}="), words, Kind::Text));
            }
        }
    }

    fn about_provisions(&self, plan: &Plan, questions: &mut Vec<Question>) {
        let texts = provisions(plan);
        let is_said = |typed: &[String], at: usize| {
            typed.iter().any(|typed| numbered("", typed, &texts).is_ok_and(|(other, _)| other == at))
        };
        for (at, what) in texts.iter().enumerate() {
            let number = at + 1;
            let asked = [
                (&self.sessions, "--sessions", format!("{what}: how many sessions took place?")),
                (&self.exit, "--exit", format!("{what}: the measure after?")),
                (&self.impact, "--impact", format!("{what}: its impact, from -2 to 2?")),
            ];
            for (_, option, words) in asked.into_iter().filter(|(typed, ..)| !is_said(typed, at)) {
                questions.push(Question::optional(format!("{option}={number}="), words, Kind::Text));
            }
        }
    }

    fn about_the_meeting(&self, questions: &mut Vec<Question>) {
        if self.pupil_voice.is_none() && self.pupil_not_heard.is_none() {
            questions.push(Question::optional("--pupil-voice=", "What does the pupil say?", Kind::Text));
        }
        if self.parent_voice.is_none() && self.parent_not_heard.is_none() {
            questions.push(Question::optional("--parent-voice=", "What do the parents say?", Kind::Text));
        }
        if self.progress.is_none() {
            questions.push(Question::needed("--progress=", "How much progress?", one_of::<Progress>()));
        }
        if self.decision.is_none() {
            questions.push(Question::needed("--decision=", "What was decided?", one_of::<Decision>()));
        }
        if self.because.is_none() {
            questions.push(Question::optional("--because=", "Why?", Kind::Text));
        }
        if self.action.is_empty() {
            questions.push(Question::optional("--action=", "Something to be done? (what | who | by when)", Kind::Text));
        }
    }

    fn review(&self, progress: Progress, decision: Decision, scene: &Scene<'_>) -> anyhow::Result<Review> {
        Ok(Review {
            date: scene.date,
            by: scene.by(),
            present: self.present.clone(),
            pupil_voice: voice("--pupil-voice", self.pupil_voice.as_ref(), self.pupil_not_heard.as_ref(), scene)?,
            parent_voice: voice("--parent-voice", self.parent_voice.as_ref(), self.parent_not_heard.as_ref(), scene)?,
            progress: Some(progress),
            decision: Some(decision),
            because: text_of("--because", self.because.as_ref())?,
            actions: self.action.iter().map(|typed| action(typed, scene)).collect::<Result<Vec<_>, _>>()?,
        })
    }

    /// Every target gets its outcome: one that is left out would look as if nobody had asked.
    fn set_targets(&self, plan: &mut Plan) -> anyhow::Result<()> {
        let texts: Vec<String> = targets(plan).into_iter().map(str::to_owned).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for typed in &self.outcome {
            let (at, word) = numbered("--outcome", typed, &texts)?;
            let outcome = word_of::<TargetOutcome>("--outcome", word)?;
            if let Some(target) = plan.targets.get_mut(at) {
                target.outcome = Some(outcome);
            }
        }
        for typed in &self.result {
            let (at, result) = numbered("--result", typed, &texts)?;
            let result = text("--result", result)?;
            if let Some(target) = plan.targets.get_mut(at) {
                target.result = Some(result);
            }
        }
        let without: Vec<String> = plan
            .targets
            .iter()
            .enumerate()
            .filter(|(_, target)| target.outcome.is_none())
            .map(|(at, target)| format!("{}: {}", at + 1, target.text.as_str()))
            .collect();
        if without.is_empty() {
            return Ok(());
        }
        Err(Failure::usage(
            format!("{} of the plan has no outcome:\n  {}", count(without.len(), "target"), without.join("\n  ")),
            "say how each went: `--outcome 1=met`, partly or not-met",
        ))
    }

    fn set_provisions(&self, plan: &mut Plan) -> anyhow::Result<()> {
        let texts: Vec<String> = provisions(plan).into_iter().map(str::to_owned).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for typed in &self.exit {
            let (at, exit) = numbered("--exit", typed, &texts)?;
            let exit = text("--exit", exit)?;
            if let Some(provision) = plan.provisions.get_mut(at) {
                provision.exit = Some(exit);
            }
        }
        for typed in &self.sessions {
            let (at, sessions) = numbered("--sessions", typed, &texts)?;
            let sessions = number_of("--sessions", sessions, "a number of sessions")?;
            if let Some(provision) = plan.provisions.get_mut(at) {
                provision.sessions_given = Some(sessions);
            }
        }
        for typed in &self.impact {
            let (at, impact) = numbered("--impact", typed, &texts)?;
            let impact: i8 = number_of("--impact", impact, "a number from -2 to 2")?;
            if !(-2..=2).contains(&impact) {
                return Err(Failure::usage(format!("--impact: found {impact}"), "expected a number from -2 to 2"));
            }
            if let Some(provision) = plan.provisions.get_mut(at) {
                provision.impact = Some(impact);
            }
        }
        Ok(())
    }
}

fn targets(plan: &Plan) -> Vec<&str> {
    plan.targets.iter().map(|target| target.text.as_str()).collect()
}

fn provisions(plan: &Plan) -> Vec<&str> {
    plan.provisions.iter().map(|provision| provision.what.as_str()).collect()
}

/// An action in one line, its parts between `|`.
fn action(typed: &str, scene: &Scene<'_>) -> anyhow::Result<Action> {
    let parts: Vec<&str> = typed.split('|').map(str::trim).collect();
    let part = |at: usize| parts.get(at).copied().filter(|part| !part.is_empty());
    if parts.len() > 3 {
        let message = format!("--action: `{typed}` has {} parts", parts.len());
        return Err(Failure::usage(message, "expected at most three: what | who | by when"));
    }
    Ok(Action {
        what: text("--action", part(0).unwrap_or_default())?,
        who: part(1).map(Text::from),
        by: part(2).map(|typed| scene.planned("--action", typed)).transpose()?,
        done: None,
    })
}

/// A meeting that was not held: the plan's review day moves, and the new invitation says why.
fn not_held(record: &mut Record, why: &str, again: &str, scene: &Scene<'_>) -> anyhow::Result<Told> {
    let why = text("--not-held", why)?;
    let again = scene.planned("--again", again)?;
    if again <= scene.date {
        let message = format!("--again: {} is not after {}", date(again), date(scene.date));
        return Err(Failure::usage(message, "give the new day of the meeting"));
    }
    open_plan(record)?.review_by = Some(again);
    let note = format!("the review was not held: {}; again on {}", why.as_str(), date(again));
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
    let done = format!("recorded that the review was not held; it is to be on {}", date(again));
    Ok(Told::done(done, "move a review"))
}

/// What comes next after a decision (policy 6.2).
fn next(record: &Record, decision: Decision, stage: Stage) -> String {
    let id = record.id();
    match (decision, stage) {
        (Decision::Continue | Decision::Adapt, _) => format!("next: the next plan: `send plan {id} --from-last`"),
        (Decision::Escalate, Stage::D) => format!("next: consult the agencies; `send apply {id}` asks the authority"),
        (Decision::Escalate, _) => format!("next: what is missing to move on: `send ready {id}`"),
        (Decision::Discontinue, _) => {
            format!("next: tell the parents; then `send close {id}`, and `send remove {id}` if on the register")
        }
    }
}
