//! One file for each verb, in the folder of its group. It has the verb's arguments, with the help as their doc comment, and
//! `run`: load, build, render.

mod authority;
mod lists;
#[cfg(test)]
mod page_tests;
mod papers;
mod record;
mod setup;
mod stages;
#[cfg(test)]
pub(crate) mod testing;
mod trust;
pub(crate) mod verbs;

use std::ffi::OsString;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::context::Environment;
use crate::failure::Failure;
use crate::output::safe_lines;
use crate::session::failed::report_failure;
use crate::session::verb_line::in_house_words;
use crate::session::{CommandOutcome, Context};
use setup::help::{kind_missing, no_such_command, no_such_kind};
use setup::merge_driver;
use verbs::{Deed, TypedLine};

/// Runs the command that the arguments name. Returns the exit code, which is different if git started the command.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>, environment: Environment<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Go by the name, because even a line that is not understood must not look like a conflict to git.
    let is_started_by_git = arguments.iter().any(|word| word == merge_driver::VERB);
    let code = run_line(arguments, environment);
    if is_started_by_git { merge_driver::code_for_git(code) } else { code }
}

/// Runs the command that the arguments name. Returns the exit code of every command.
fn run_line(arguments: Vec<OsString>, mut environment: Environment<'_>) -> u8 {
    let TypedLine { global, verb, run } = match verbs::parse(&arguments) {
        Ok(line) => line,
        Err(error) => return usage(error, &arguments, &mut environment),
    };
    let mut context = Context::new(global, verb.name, arguments, verbs::tree, environment);
    // A panic can leave things half-done. After it, only whether something was saved is used.
    let result = catch_unwind(AssertUnwindSafe(|| {
        if context.is_asked_at_a_commit() && verb.deed != Deed::Reports {
            return Err(refuse_at());
        }
        let outcome = run(&mut context)?;
        context.say_unasked()?;
        context.environment.out.flush()?;
        Ok(outcome)
    }));
    match result {
        // A reader who stopped reading the report does not need a code for that.
        Ok(Ok(_)) if context.environment.out.is_closed() && !context.something_is_saved => 0,
        Ok(Ok(outcome)) => outcome.code(),
        Ok(Err(error)) => report_failure(&error, &mut context),
        // The panic hook has already reported it, without what the program was working on.
        Err(_) if context.something_is_saved => CommandOutcome::SavedBut.code(),
        Err(_) => CommandOutcome::Incomplete.code(),
    }
}

/// Refuses `--at` for verbs that are not reports: a commit cannot be changed, and the history itself has no earlier version.
fn refuse_at() -> anyhow::Error {
    Failure::usage(
        "this command takes no `--at`: only reports can show the records as they were at a commit",
        "leave out `--at`; `send register --at HEAD~3`, `send show p014 --at HEAD~3` and the other reports take it",
    )
}

/// Prints the help and the version to out, and mistakes to err. Returns the exit code.
fn usage(error: clap::Error, arguments: &[OsString], environment: &mut Environment<'_>) -> u8 {
    let (stream, code): (&mut dyn Write, u8) =
        if error.use_stderr() { (&mut environment.err, 2) } else { (&mut environment.out, 0) };
    let text = unknown_command(&error, arguments).unwrap_or_else(|| in_house_words(error));
    let _ = write!(stream, "{text}").and_then(|()| stream.flush());
    code
}

/// The message about a command that does not exist, or about a kind that is missing or does not exist, if that is the mistake.
fn unknown_command(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let tree = verbs::tree();
    // The command before it, if it is about a kind.
    let before = arguments.iter().take_while(|word| *word != typed.as_str());
    let verb = before.filter_map(|word| tree.find_subcommand(word)).find(|verb| verb.has_subcommands());
    let (what, remedy) = match (verb, error.kind()) {
        (Some(verb), ErrorKind::MissingSubcommand) => kind_missing(verb),
        (Some(verb), _) => no_such_kind(typed, verb, "send"),
        (None, _) => no_such_command(typed, &tree, "send"),
    };
    Some(safe_lines(&format!("error: {what}\nhelp: {remedy}\n")))
}

#[cfg(test)]
mod tests {
    use super::testing::TestFolder;
    use crate::context::Environment;
    use std::io::{self, ErrorKind, Write};

    /// How printing goes wrong.
    enum Printer {
        Fails(ErrorKind),
        Panics,
    }

    impl Write for Printer {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            match self {
                Self::Fails(kind) => Err((*kind).into()),
                Self::Panics => panic!("of the test's own making"),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\ncensus: N\n";
    const CONCERN: &[&str] = &[
        "send",
        "concern",
        "p014",
        "--raised-by",
        "class-teacher",
        "--grounds",
        "gap-widening",
        "--summary",
        "Retells in single words",
    ];
    const SHOW: &[&str] = &["send", "show", "p014"];

    /// Returns the exit code, the text on err, and whether the record was changed.
    fn run(printer: &mut Printer, arguments: &[&str]) -> (u8, String, bool) {
        let (folder, mut err) = (TestFolder::with(RECORD), Vec::new());
        let environment = Environment {
            as_at: Some("2026-01-15".into()),
            folder: folder.file().parent().unwrap().to_path_buf(),
            ..Environment::for_tests(printer, &mut err)
        };
        let code = super::run(arguments.iter().map(Into::into), environment);
        (code, String::from_utf8(err).unwrap(), folder.text() != RECORD)
    }

    #[test]
    fn a_text_that_begins_with_a_dash_is_refused_with_a_remedy_that_works() {
        let folder = TestFolder::with(RECORD);
        let call = ["contact", "p014", "call", "--about", "concern", "--by", "J. Patel"];
        let tip = "  tip: if a text begins with `-`, join it to its option with `=`, as in --note=\"- yes\"\n";
        for note in ["- yes", "-5 marks", "-yes", "--both:\n\nlines"] {
            let ran = folder.run("2026-01-15", &[&call[..], &["--note", note]].concat());
            assert_eq!(ran.code, 2, "{note}");
            assert!(ran.err.contains(tip) && !ran.err.contains("to pass"), "{note}: {}", ran.err);
        }
        let ran = folder.run("2026-01-15", &[&call[..], &["--note=- yes"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(folder.text().contains("- yes"), "{}", folder.text());
        // A misspelt option is still reported as before.
        let ran = folder.run("2026-01-15", &[&call[..], &["--not", "x"]].concat());
        assert!(ran.err.contains("a similar option is '--note'"), "{}", ran.err);
    }

    #[test]
    fn an_answer_that_cannot_be_printed_after_saving_still_counts_as_saved() {
        for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
            let (code, err, changed) = run(&mut Printer::Fails(kind), CONCERN);
            assert!(changed, "{err}");
            assert_eq!(code, 4, "{err}");
            assert!(err.starts_with("error: saved, but the answer could not be printed: "), "{err}");
        }
    }

    #[test]
    fn a_pipe_that_closes_after_saving_is_not_a_failure() {
        let (code, err, changed) = run(&mut Printer::Fails(ErrorKind::BrokenPipe), CONCERN);
        assert_eq!((code, err.as_str(), changed), (0, "", true));
    }

    #[test]
    fn an_answer_that_cannot_be_printed_is_incomplete_and_a_closed_pipe_is_not() {
        let (code, err, _) = run(&mut Printer::Fails(ErrorKind::StorageFull), SHOW);
        assert_eq!(code, 3);
        assert!(err.starts_with("error: the answer could not be written: "), "{err}");
        let (code, err, _) = run(&mut Printer::Fails(ErrorKind::BrokenPipe), SHOW);
        assert_eq!((code, err.as_str()), (0, ""));
    }

    #[test]
    fn a_mistake_of_the_program_gives_an_exit_code_that_says_whether_something_was_saved() {
        let (code, _, changed) = run(&mut Printer::Panics, CONCERN);
        assert_eq!((code, changed), (4, true));
        let (code, _, changed) = run(&mut Printer::Panics, SHOW);
        assert_eq!((code, changed), (3, false));
    }
}
