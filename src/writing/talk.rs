//! The conversation of a command: it asks for what is missing, one question at a time, and has the change confirmed at the end.
//! No lock is held while a person thinks.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;

use clap::Args;

use super::asking::{self, AnswerKind, OptionQuestion};
use super::confirm::{Shown, Verdict};
use crate::context::prompt::{GaveUp, Reply};
use crate::failure::Failure;
use crate::output;
use crate::session::verb_line::{read_again, why_not_usable};
use crate::session::{Context, Opened};

/// The parts of a conversation that differ between commands.
pub(crate) struct Script<'s, V> {
    /// The questions about what was not typed, in their order.
    pub(crate) questions: &'s dyn Fn(&V, &Context<'_>) -> anyhow::Result<Vec<OptionQuestion>>,
    /// Shows what would be saved, and asks whether to save it.
    pub(crate) confirm: &'s dyn Fn(&V, &mut Context<'_>) -> anyhow::Result<Verdict>,
}

/// The result of a conversation.
#[derive(Debug)]
pub(crate) struct Talked<V> {
    /// The command, with the answers in it.
    pub(crate) verb: V,
    /// The changes that were shown and confirmed. `None` if no question was asked, and in a trial.
    pub(crate) shown: Option<Shown>,
    /// The whole command line; empty if no question was asked.
    pub(crate) answers: Vec<OsString>,
}

/// Asks for what is missing, if anything needed is missing.
///
/// # Errors
/// If no one can be asked, if the person leaves, or if the change cannot be made.
pub(crate) fn talk<V: Args + Clone>(
    verb: &V,
    script: &Script<'_, V>,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Talked<V>> {
    let Some(needed) = (script.questions)(verb, context)?.into_iter().find(|question| question.needed) else {
        return Ok(Talked { verb: verb.clone(), shown: None, answers: Vec::new() });
    };
    if !context.environment.asks {
        return Err(asking::missing_option(&needed));
    }
    context.out().flush()?;
    let first = CommandSoFar { verb: verb.clone(), arguments: context.arguments.clone(), passed: BTreeSet::new() };
    let mut talk = Talk { earlier: Vec::new(), now: first, written: None };
    loop {
        let Some(question) = talk.next_question(script, context)? else {
            match talk.confirm(script, context)? {
                Verdict::Save(shown) => return Ok(talk.ended(shown, context)),
                Verdict::Back => talk.step_back(),
                Verdict::Leave => return Err(left_unfinished("nothing was saved", &talk.now.arguments)),
            }
            continue;
        };
        match asking::ask_question(&question, talk.written.as_deref(), opened, context)? {
            Ok(Reply::Given(answer)) => talk.answered(&question, answer, script, context)?,
            Ok(Reply::Back) => talk.step_back(),
            Err(GaveUp) => return Err(left_unfinished("stopped: nothing was saved", &talk.now.arguments)),
        }
    }
}

/// A conversation in progress. Every answer makes a new turn, so a step back returns to the turn before.
struct Talk<V> {
    earlier: Vec<CommandSoFar<V>>,
    now: CommandSoFar<V>,
    /// The text from the editor, to open it with after a step back.
    written: Option<String>,
}

/// The command so far.
struct CommandSoFar<V> {
    verb: V,
    arguments: Vec<OsString>,
    /// The options of the questions that were answered or skipped.
    passed: BTreeSet<String>,
}

impl<V: Args + Clone> Talk<V> {
    fn next_question(&self, script: &Script<'_, V>, context: &Context<'_>) -> anyhow::Result<Option<OptionQuestion>> {
        let questions = (script.questions)(&self.now.verb, context)?;
        Ok(questions.into_iter().find(|question| !self.now.passed.contains(&question.option)))
    }

    /// Takes an answer. If it cannot be used, says why; the question is asked again, and the other answers stay.
    fn answered(
        &mut self,
        question: &OptionQuestion,
        answer: Vec<OsString>,
        script: &Script<'_, V>,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        if let (AnswerKind::Written(_), Some(text)) = (&question.kind, answer.first()) {
            self.written = text.to_string_lossy().strip_prefix(&question.option).map(str::to_owned);
        }
        let next = self.now.after(question, answer, context.verb).and_then(|turn| {
            (script.questions)(&turn.verb, context)?;
            Ok(turn)
        });
        match next {
            Ok(turn) => self.earlier.push(std::mem::replace(&mut self.now, turn)),
            Err(why) => writeln!(context.environment.err, "{}", output::safe_text(&why.to_string()))?,
        }
        Ok(())
    }

    fn confirm(&self, script: &Script<'_, V>, context: &mut Context<'_>) -> anyhow::Result<Verdict> {
        (script.confirm)(&self.now.verb, context).map_err(|error| with_answers(error, &self.now.arguments))
    }

    fn step_back(&mut self) {
        if let Some(before) = self.earlier.pop() {
            self.now = before;
        }
    }

    fn ended(self, shown: Option<Shown>, context: &mut Context<'_>) -> Talked<V> {
        let CommandSoFar { verb, arguments, .. } = self.now;
        context.arguments.clone_from(&arguments);
        Talked { verb, shown, answers: arguments }
    }
}

impl<V: Args + Clone> CommandSoFar<V> {
    fn after(&self, question: &OptionQuestion, answer: Vec<OsString>, name: &'static str) -> anyhow::Result<Self> {
        let is_passed_over = answer.is_empty();
        let arguments: Vec<OsString> = self.arguments.iter().cloned().chain(answer).collect();
        let verb = read_again(name, &arguments)
            .map_err(|error| Failure::usage(why_not_usable(error), "give another answer, or type the whole command"))?;
        let is_over = !question.again || is_passed_over;
        let passed = self.passed.iter().cloned().chain(is_over.then(|| question.option.clone())).collect();
        Ok(Self { verb, arguments, passed })
    }
}

/// The failure when a person leaves the conversation: it shows the command so far.
fn left_unfinished(message: &str, arguments: &[OsString]) -> anyhow::Error {
    Failure::stopped(message, format!("to continue from your answers so far, run: {}", asking::command_line(arguments)))
}

/// Adds the whole command line to an error, so that no answer is lost.
pub(crate) fn with_answers(error: anyhow::Error, arguments: &[OsString]) -> anyhow::Error {
    if arguments.is_empty() {
        return error;
    }
    let go_on = format!(
        "\nto try again with your answers, correct any mistake in this command and run it: {}",
        asking::command_line(arguments)
    );
    match error.downcast::<Failure>() {
        Ok(Failure::Usage { message, help }) => Failure::usage(message, help + &go_on),
        Ok(Failure::Refused { message, help }) => Failure::refused(message, help + &go_on),
        Ok(Failure::Stopped { message, help }) => Failure::stopped(message, help + &go_on),
        Ok(Failure::Unsaved { because, findings }) => Failure::Unsaved { because: because + &go_on, findings }.into(),
        Ok(other @ Failure::Settings(_)) => other.into(),
        Err(error) => error,
    }
}
