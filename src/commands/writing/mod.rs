//! What all verbs that change a record share: ask for what is missing, take the lock, read again, change the record as a
//! value, judge it, put the difference into the file, save, and keep it in git.
//!
//! A verb says what it asks and what it changes ([`Verb`]); the order of things is here and in `save.rs`, once.

pub(crate) mod asking;
pub(crate) mod drafting;
pub(crate) mod event;
pub(crate) mod keep;
pub(crate) mod make;
pub(crate) mod pupils;
pub(crate) mod save;
pub(crate) mod scene;
pub(crate) mod telling;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;

use super::Outcome;
use super::start::{Context, Opened};
use crate::cli::{self, Command};
use crate::context::prompt::{GaveUp, Reply};
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::output;
use crate::reports::Report;
use crate::reports::ready::ReadyRow;
use crate::words::count;
use asking::Question;
use pupils::{Meant, Whose};
pub(crate) use scene::{Scene, WriteArgs, text, text_of};

/// A verb that changes a record. Its fields are its options.
pub(crate) trait Verb: Clone {
    /// Its arguments, out of the command tree.
    fn of(command: Command) -> Option<Self>;

    /// The options of every command that writes.
    fn write(&self) -> &WriteArgs;

    /// Whose record it changes.
    fn whose(&self) -> Whose<'_>;

    /// The options of the scene. A verb whose `--date` may lie ahead takes it out here and reads it itself.
    fn dated(&self) -> WriteArgs {
        self.write().clone()
    }

    /// What was not typed, in the order of a conversation. Where something needed is among it, all of it is asked at a
    /// terminal; elsewhere the first needed one is a mistake in what was typed.
    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<Question>;

    /// Changes the record, or says why not. The header is kept in step behind it.
    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Told>;
}

/// The parts of [`Verb`] that are the same for every verb about one pupil: its variant of the command tree, its options of
/// writing, and its pupil.
macro_rules! about_one_pupil {
    ($variant:ident) => {
        fn of(command: crate::cli::Command) -> Option<Self> {
            if let crate::cli::Command::$variant(args) = command { Some(args) } else { None }
        }

        fn write(&self) -> &crate::commands::writing::WriteArgs {
            &self.write
        }

        fn whose(&self) -> crate::commands::writing::pupils::Whose<'_> {
            crate::commands::writing::pupils::Whose::One(&self.pupil)
        }
    };
}
pub(crate) use about_one_pupil;

/// What a verb did to a record, or why the policy refuses it.
#[derive(Debug)]
pub(crate) struct Told {
    /// Whether the policy lets it be done; where not, nothing is saved and the exit code is 1.
    pub(crate) allowed: bool,
    /// What was done, behind `p014: `, without a name: `recorded the review of 12 Nov 2025`. Where the policy refuses it, why.
    pub(crate) did: String,
    /// The same for the history, short and without a name: `advance A to B`.
    pub(crate) subject: String,
    /// What the policy asked, where it was a move.
    pub(crate) asked: Option<Box<Report<ReadyRow>>>,
    /// What comes next, a sentence each.
    pub(crate) next: Vec<String>,
}

impl Told {
    /// Something was done.
    pub(crate) fn done(did: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { allowed: true, did: did.into(), subject: subject.into(), asked: None, next: Vec::new() }
    }

    /// The policy refuses it.
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self { allowed: false, ..Self::done(why, "") }
    }

    /// The same, with a sentence about what comes next.
    pub(crate) fn and_next(mut self, next: impl Into<String>) -> Self {
        self.next.push(next.into());
        self
    }
}

/// Runs a verb.
pub(crate) fn run<V: Verb>(verb: &V, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let opened = context.open()?;
    let pupils = pupils::of(verb.whose(), &opened)?;
    let typed = context.arguments.len();
    let verb = match pupils.first() {
        Some(first) => conversation(verb, &first.path, &opened, context)?,
        None => return Ok(Outcome::Done),
    };
    let answers = if context.arguments.len() > typed { context.arguments.clone() } else { Vec::new() };
    change_all(&verb, &pupils, &opened, context).map_err(|error| with_answers(error, &answers))
}

/// Changes every record that is meant, or none where one of several cannot be changed so.
fn change_all<V: Verb>(
    verb: &V,
    pupils: &[Meant],
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Outcome> {
    let scene = Scene::new(&verb.dated(), opened, context)?;
    if pupils.len() > 1 {
        refuse_some(verb, pupils, &scene)?;
    }
    let is_trial = verb.write().dry_run;
    if pupils.len() > 1 && !is_trial && !pupils::agreed(pupils, verb.whose(), context)? {
        return Ok(Outcome::Done);
    }
    let mut worst = Outcome::Done;
    for pupil in pupils {
        let change = |record: &mut Record| verb.change(record, &scene);
        worst = worst.worse(save::save(&pupil.path, is_trial, &scene, context, &change)?);
    }
    Ok(worst)
}

/// Says of which of several pupils it cannot be recorded, before any of their records is changed.
fn refuse_some<V: Verb>(verb: &V, pupils: &[Meant], scene: &Scene<'_>) -> anyhow::Result<()> {
    let mut why_not = Vec::new();
    for pupil in pupils {
        let mut record = scene.opened.folder.read(&pupil.path).map_err(Failure::unsaved)?.record;
        if let Err(error) = verb.change(&mut record, scene) {
            why_not.push(error);
        }
    }
    let lines: Vec<String> = why_not.iter().map(|why| format!("\n  {why}")).collect();
    match why_not.pop() {
        None => Ok(()),
        // What holds for all of them is said once, as for one.
        Some(why) if lines.len() == pupils.len() && lines.iter().all(|line| Some(line) == lines.first()) => Err(why),
        Some(_) => Err(Failure::usage(
            format!(
                "{} of {} cannot take this, so none was changed:{}",
                lines.len(),
                count(pupils.len(), "record"),
                lines.concat()
            ),
            "put these right first, or name the other pupils alone",
        )),
    }
}

/// What was answered in a conversation is not thrown away where it could not be saved.
fn with_answers(error: anyhow::Error, arguments: &[OsString]) -> anyhow::Error {
    if arguments.is_empty() {
        return error;
    }
    let go_on = format!("\nwhat you answered, to go on from: {}", asking::command_line(arguments));
    match error.downcast::<Failure>() {
        Ok(Failure::Usage { message, help }) => Failure::usage(message, help + &go_on),
        Ok(Failure::Stopped { message, help }) => Failure::stopped(message, help + &go_on),
        Ok(Failure::Unsaved { because, findings }) => Failure::Unsaved { because: because + &go_on, findings }.into(),
        Ok(other) => other.into(),
        Err(error) => error,
    }
}

/// Asks for what is missing, if something needed is, and gives the verb with the answers in it.
fn conversation<V: Verb>(
    verb: &V,
    file: &std::path::Path,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<V> {
    let pupil = opened.folder.read(file).map_err(Failure::unsaved)?;
    let questions = |verb: &V, context: &Context<'_>| -> anyhow::Result<Vec<Question>> {
        Ok(verb.questions(&pupil.record, &Scene::new(&verb.dated(), opened, context)?))
    };
    talk(verb, V::of, &questions, opened, context)
}

/// What was not typed of a command, in the order of a conversation.
pub(crate) type Questions<'q, V> = &'q dyn Fn(&V, &Context<'_>) -> anyhow::Result<Vec<Question>>;

/// The same for any command: its arguments out of the command tree, and its questions.
pub(crate) fn talk<V: Clone>(
    verb: &V,
    of: fn(Command) -> Option<V>,
    questions: Questions<'_, V>,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<V> {
    let Some(needed) = questions(verb, context)?.into_iter().find(|question| question.needed) else {
        return Ok(verb.clone());
    };
    if !context.environment.asks {
        return Err(asking::missing(&needed));
    }
    context.out().flush()?;
    let mut talk = vec![Turn { verb: verb.clone(), arguments: context.arguments.clone(), passed: BTreeSet::new() }];
    while let Some(turn) = talk.last() {
        let next = questions(&turn.verb, context)?.into_iter().find(|question| !turn.passed.contains(&question.option));
        let Some(question) = next else { break };
        match asking::ask(&question, opened, context)? {
            Ok(Reply::Given(answer)) => {
                // An answer that cannot be used is said, and asked for again: the others stay.
                let next = turn.after(&question, answer, of).and_then(|turn| {
                    questions(&turn.verb, context)?;
                    Ok(turn)
                });
                match next {
                    Ok(turn) => talk.push(turn),
                    Err(why) => writeln!(context.environment.err, "{}", output::safe_text(&why.to_string()))?,
                }
            }
            Ok(Reply::Back) if talk.len() > 1 => drop(talk.pop()),
            Ok(Reply::Back) => {}
            Err(GaveUp) => return Err(gave_up(&turn.arguments)),
        }
    }
    let Some(last) = talk.pop() else { return Ok(verb.clone()) };
    context.arguments = last.arguments;
    Ok(last.verb)
}

/// Where a conversation stands: every answer makes a new one, so that a step back is the one before.
struct Turn<V> {
    verb: V,
    arguments: Vec<OsString>,
    /// The options whose questions have been answered or passed over.
    passed: BTreeSet<String>,
}

impl<V: Clone> Turn<V> {
    fn after(&self, question: &Question, answer: Vec<OsString>, of: fn(Command) -> Option<V>) -> anyhow::Result<Self> {
        let is_passed_over = answer.is_empty();
        let arguments: Vec<OsString> = self.arguments.iter().cloned().chain(answer).collect();
        let cli = cli::parse(&arguments).map_err(|error| {
            let said = super::in_house_words(error);
            let first = said.lines().next().unwrap_or_default();
            Failure::usage(first.trim_start_matches("error: "), "answer in another way, or type the whole command")
        })?;
        let verb = of(cli.command).unwrap_or_else(|| self.verb.clone());
        let is_over = !question.again || is_passed_over;
        let passed = self.passed.iter().cloned().chain(is_over.then(|| question.option.clone())).collect();
        Ok(Self { verb, arguments, passed })
    }
}

/// Nothing that was typed is thrown away.
fn gave_up(arguments: &[OsString]) -> anyhow::Error {
    Failure::stopped(
        "given up: nothing was saved",
        format!("what you answered so far, to go on from: {}", asking::command_line(arguments)),
    )
}

/// Puts an entry into a list that is ordered by day, behind what is of the same day.
pub(crate) fn put_in_order<T>(list: &mut Vec<T>, entry: T, day_of: impl Fn(&T) -> Day) {
    let day = day_of(&entry);
    let at = list.iter().rposition(|other| day_of(other) <= day).map_or(0, |before| before + 1);
    list.insert(at, entry);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    #[test]
    fn an_entry_goes_behind_what_is_of_the_same_day() {
        let mut list = vec![(day("2025-09-15"), 1), (day("2025-11-05"), 2)];
        for (date, nth) in [("2025-11-05", 3), ("2025-09-14", 4), ("2025-10-01", 5), ("2026-01-15", 6)] {
            put_in_order(&mut list, (day(date), nth), |(date, _)| *date);
        }
        assert_eq!(list.iter().map(|(_, nth)| *nth).collect::<Vec<_>>(), [4, 1, 5, 2, 3, 6]);
    }
}
