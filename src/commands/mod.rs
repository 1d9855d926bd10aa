//! One file a verb: its arguments, whose doc comment is the help, and `run`: load, build, render.

pub(crate) mod advance;
pub(crate) mod annual_review;
pub(crate) mod apply;
pub(crate) mod census;
pub(crate) mod check;
mod classes;
pub(crate) mod close;
pub(crate) mod concern;
pub(crate) mod contact;
mod cycles;
pub(crate) mod decide;
pub(crate) mod done;
pub(crate) mod edit;
pub(crate) mod explain;
mod filters;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod leave;
pub(crate) mod move_up;
mod moving;
pub(crate) mod need;
pub(crate) mod new;
pub(crate) mod observe;
pub(crate) mod overdue;
pub(crate) mod place;
pub(crate) mod plan;
pub(crate) mod provide;
pub(crate) mod ready;
pub(crate) mod refer;
pub(crate) mod register;
pub(crate) mod remove;
pub(crate) mod review;
mod roll;
pub(crate) mod schema;
pub(crate) mod set;
pub(crate) mod show;
mod start;
pub(crate) mod step_back;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod undo;
mod words;
mod writing;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::context::Environment;
use crate::failure::Failure;
use crate::output;
use start::Context;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, with nothing to report: exit 0.
    Done,
    /// Something was found that the exit code is to tell: exit 1.
    Found,
    /// Not everything could be read, and that was said: exit 3, which beats 1.
    Incomplete,
    /// Saved, but something after that failed, and that was said: exit 4.
    SavedBut,
}

impl Outcome {
    const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Found => 1,
            Self::Incomplete => 3,
            Self::SavedBut => 4,
        }
    }

    /// The one of two that matters more.
    const fn worse(self, other: Self) -> Self {
        if other.code() > self.code() { other } else { self }
    }
}

/// Runs the command that the arguments name.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>, mut environment: Environment<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &mut environment),
    };
    let mut context = Context::new(cli.global, arguments, environment);
    let result = dispatch(&cli.command, &mut context).and_then(|outcome| {
        context.environment.out.flush()?;
        Ok(outcome)
    });
    match result {
        Ok(outcome) => outcome.code(),
        Err(error) => failed(&error, &mut context),
    }
}

fn dispatch(command: &Command, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    match command {
        Command::Init(args) => init::run(args, context),
        Command::New(args) => new::run(args, context),
        Command::Import(args) => import::run(args, context),
        Command::Concern(args) => writing::run(args, context),
        Command::Contact(args) => writing::run(args, context),
        Command::Refer(args) => writing::run(args, context),
        Command::Need(args) => writing::run(args, context),
        Command::Plan(args) => writing::run(args, context),
        Command::Provide(args) => writing::run(args, context),
        Command::Observe(args) => writing::run(args, context),
        Command::Review(args) => writing::run(args, context),
        Command::Done(args) => writing::run(args, context),
        Command::Ready(args) => ready::run(args, context),
        Command::Advance(args) => writing::run(args, context),
        Command::StepBack(args) => writing::run(args, context),
        Command::Place(args) => writing::run(args, context),
        Command::Remove(args) => writing::run(args, context),
        Command::Close(args) => writing::run(args, context),
        Command::Apply(args) => writing::run(args, context),
        Command::Decide(args) => writing::run(args, context),
        Command::AnnualReview(args) => writing::run(args, context),
        Command::Leave(args) => writing::run(args, context),
        Command::Set(args) => writing::run(&args.sorted(), context),
        Command::MoveUp(args) => move_up::run(args, context),
        Command::Edit(args) => edit::run(args, context),
        Command::Undo(args) => undo::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Register(args) => register::run(args, context),
        Command::Census(args) => census::run(args, context),
        Command::Overdue(args) => overdue::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Explain(args) => explain::run(args, context),
        Command::Schema(args) => schema::run(args, context),
    }
}

/// Help and version go to out, mistakes to err.
fn usage(error: &clap::Error, environment: &mut Environment<'_>) -> u8 {
    // The house says what it cannot use, and why; it calls nothing "invalid".
    let text = error.render().to_string().replacen("invalid value", "cannot use", 1);
    let (stream, code): (&mut dyn Write, u8) =
        if error.use_stderr() { (environment.err, 2) } else { (environment.out, 0) };
    let _ = write!(stream, "{text}").and_then(|()| stream.flush());
    code
}

/// Says why a command stopped. A reader who went away, as `head` does, is no failure.
fn failed(error: &anyhow::Error, context: &mut Context<'_>) -> u8 {
    if error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    {
        return 0;
    }
    let (look, saved) = (context.look_of_errors(), context.something_is_saved);
    let err = &mut *context.environment.err;
    let (said, code) = match error.downcast_ref::<Failure>() {
        Some(failure @ Failure::Settings(findings)) => (output::findings::render(findings, look, err), failure.code()),
        Some(
            failure @ (Failure::Usage { message, help }
            | Failure::Refused { message, help }
            | Failure::Stopped { message, help }),
        ) => (writeln!(err, "error: {message}\nhelp: {help}"), failure.code()),
        Some(failure @ Failure::Unsaved { because, findings }) => {
            let said = output::findings::render(findings, look, err);
            (said.and_then(|()| writeln!(err, "nothing was saved: {because}")), failure.code())
        }
        None if saved => (
            writeln!(
                err,
                "error: saved, but the answer could not be written: {error}\nhelp: the record is safe; do not run the command again"
            ),
            4,
        ),
        None => (
            writeln!(
                err,
                "error: the answer could not be written: {error}\nhelp: it is incomplete; make room, or write it elsewhere"
            ),
            3,
        ),
    };
    // Where even err is closed there is nobody left to tell; the exit code still does.
    let _ = said;
    code
}
