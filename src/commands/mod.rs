//! One file a verb: its arguments, whose doc comment is the help, and `run`: load, build, render.

pub(crate) mod accept;
pub(crate) mod advance;
pub(crate) mod annual_review;
pub(crate) mod anonymise;
pub(crate) mod apply;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod census;
pub(crate) mod changes;
pub(crate) mod check;
pub(crate) mod close;
pub(crate) mod concern;
pub(crate) mod contact;
mod cycles;
pub(crate) mod decide;
pub(crate) mod doctor;
pub(crate) mod done;
pub(crate) mod edit;
pub(crate) mod event;
pub(crate) mod explain;
pub(crate) mod impact;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod leave;
pub(crate) mod letter;
pub(crate) mod log;
pub(crate) mod merge_driver;
mod merging;
pub(crate) mod missing;
pub(crate) mod move_up;
mod moving;
pub(crate) mod need;
pub(crate) mod new;
pub(crate) mod next;
pub(crate) mod observe;
pub(crate) mod overdue;
pub(crate) mod pack;
pub(crate) mod place;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod print;
pub(crate) mod provide;
pub(crate) mod provision;
pub(crate) mod read;
pub(crate) mod ready;
pub(crate) mod refer;
pub(crate) mod register;
pub(crate) mod remove;
pub(crate) mod report;
pub(crate) mod resolve;
pub(crate) mod retention;
pub(crate) mod review;
pub(crate) mod sar;
pub(crate) mod schema;
pub(crate) mod set;
pub(crate) mod sheet;
pub(crate) mod show;
mod staged;
pub(crate) mod step_back;
pub(crate) mod summary;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod timeline;
mod trial;
pub(crate) mod undo;

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::error::{ContextKind, ContextValue};

use crate::cli::{self, Command};
use crate::context::Environment;
use crate::failure::Failure;
use crate::output;
use crate::session::{Context, at_commit};
use crate::writing;

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
    let cli = match cli::parse(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(error, &mut environment),
    };
    let mut context = Context::new(cli.global, arguments, environment);
    // Nothing that a panic could leave half-done is used after it: only whether something was saved.
    let result = catch_unwind(AssertUnwindSafe(|| {
        let outcome = dispatch(&cli.command, &mut context)?;
        context.say_unasked()?;
        context.environment.out.flush()?;
        Ok(outcome)
    }));
    match result {
        // Whoever wants no more of a report wants no code for it either.
        Ok(Ok(_)) if context.environment.out.is_closed() && !context.something_is_saved => 0,
        Ok(Ok(outcome)) => outcome.code(),
        Ok(Err(error)) => failed(&error, &mut context),
        // It has been told already, without what the program was working on.
        Err(_) if context.something_is_saved => Outcome::SavedBut.code(),
        Err(_) => Outcome::Incomplete.code(),
    }
}

fn dispatch(command: &Command, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    if context.is_asked_at_a_commit() {
        at_commit::refuse_unless_it_reports(command)?;
    }
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
        Command::Event(args) => event::run(args, context),
        Command::Read(args) => read::run(args, context),
        Command::Edit(args) => edit::run(args, context),
        Command::Undo(args) => undo::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Timeline(args) => timeline::run(args, context),
        Command::Letter(args) => letter::run(args, context),
        Command::Pack(args) => pack::run(args, context),
        Command::Print(args) => print::run(args, context),
        Command::Sheet(args) => sheet::run(args, context),
        Command::Register(args) => register::run(args, context),
        Command::Census(args) => census::run(args, context),
        Command::Overdue(args) => overdue::run(args, context),
        Command::Calendar(args) => calendar::run(args, context),
        Command::Next(args) => next::run(args, context),
        Command::Missing(args) => missing::run(args, context),
        Command::Provision(args) => provision::run(args, context),
        Command::Impact(args) => impact::run(args, context),
        Command::Summary(args) => summary::run(args, context),
        Command::Report(args) => report::run(args, context),
        Command::Retention(args) => retention::run(args, context),
        Command::Anonymise(args) => anonymise::run(args, context),
        Command::Audit(args) => audit::run(args, context),
        Command::Accept(args) => accept::run(args, context),
        Command::Log(args) => log::run(args, context),
        Command::Sar(args) => sar::run(args, context),
        Command::Changes(args) => changes::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Explain(args) => explain::run(args, context),
        Command::Policy(args) => policy::run(args, context),
        Command::Schema(args) => schema::run(args, context),
        Command::Doctor(args) => doctor::run(args, context),
        Command::Resolve(args) => resolve::run(args, context),
        Command::MergeDriver(args) => merge_driver::run(args, context),
    }
}

/// Help and version go to out, mistakes to err.
fn usage(error: clap::Error, environment: &mut Environment<'_>) -> u8 {
    let (stream, code): (&mut dyn Write, u8) =
        if error.use_stderr() { (&mut environment.err, 2) } else { (&mut environment.out, 0) };
    let text = in_house_words(error);
    let _ = write!(stream, "{text}").and_then(|()| stream.flush());
    code
}

/// What the reader of the command line says. The house says what it cannot use, and why; it calls nothing "invalid".
fn in_house_words(mut error: clap::Error) -> String {
    // Its own advice, `--` in front, makes a pupil of a note.
    let is_dashed = matches!(error.get(ContextKind::Suggested), Some(ContextValue::StyledStrs(tips))
        if tips.iter().any(|tip| tip.to_string().starts_with("to pass '")));
    if is_dashed {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![DASHED.into()]));
    }
    output::safe_lines(&error.render().to_string()).replacen("invalid value", "cannot use", 1)
}

const DASHED: &str = "a text that begins with `-` is typed behind its option with `=`, as in --note=\"- yes\"";

/// Says why a command stopped.
fn failed(error: &anyhow::Error, context: &mut Context<'_>) -> u8 {
    let saved = context.something_is_saved;
    // What was done before it comes first; that this fails too is what is told below.
    let _ = context.environment.out.flush();
    let failure = error.downcast_ref::<Failure>();
    let said = match failure {
        Some(failure) => say(failure, context),
        None => say_not_printed(error, context),
    };
    // Where even err is closed there is nobody left to tell; the exit code still does.
    let _ = said;
    if saved { Outcome::SavedBut.code() } else { failure.map_or(3, Failure::code) }
}

fn say(failure: &Failure, context: &mut Context<'_>) -> io::Result<()> {
    let (look, saved) = (context.look_of_errors(), context.something_is_saved);
    let err = &mut context.environment.err;
    match failure {
        Failure::Settings(findings) => output::findings::render(findings, look, err)?,
        Failure::Usage { message, help } | Failure::Refused { message, help } | Failure::Stopped { message, help } => {
            // What was typed may be quoted in it.
            let (message, help) = (output::safe_lines(message), output::safe_lines(help));
            writeln!(err, "error: {message}\nhelp: {help}")?;
        }
        Failure::Unsaved { because, findings } => {
            output::findings::render(findings, look, err)?;
            writeln!(err, "nothing was saved: {because}")?;
        }
    }
    if saved {
        writeln!(err, "what was saved before this, of other records, stays saved: `send undo` can take it back")?;
    }
    Ok(())
}

fn say_not_printed(error: &anyhow::Error, context: &mut Context<'_>) -> io::Result<()> {
    let err = &mut context.environment.err;
    if context.something_is_saved {
        let help = "the record is safe: look at it with `send show` before you run the command again";
        return writeln!(err, "error: saved, but the answer could not be printed: {error}\nhelp: {help}");
    }
    let help = "it is incomplete; make room, or write it elsewhere";
    writeln!(err, "error: the answer could not be written: {error}\nhelp: {help}")
}

#[cfg(test)]
mod tests {
    use super::testing::TestFolder;
    use crate::context::Environment;
    use std::io::{self, ErrorKind, Write};

    /// What happens to whoever prints.
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

    /// The exit code, what was said beside the answer, and whether the record was changed.
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
    fn a_text_that_begins_with_a_dash_is_refused_with_a_way_that_works() {
        let folder = TestFolder::with(RECORD);
        let call = ["contact", "p014", "call", "--about", "concern", "--by", "J. Patel"];
        let tip = "  tip: a text that begins with `-` is typed behind its option with `=`, as in --note=\"- yes\"\n";
        for note in ["- yes", "-5 marks", "-yes", "--both:\n\nlines"] {
            let ran = folder.run("2026-01-15", &[&call[..], &["--note", note]].concat());
            assert_eq!(ran.code, 2, "{note}");
            assert!(ran.err.contains(tip) && !ran.err.contains("to pass"), "{note}: {}", ran.err);
        }
        let ran = folder.run("2026-01-15", &[&call[..], &["--note=- yes"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(folder.text().contains("- yes"), "{}", folder.text());
        // A slip in the name of an option is told as before.
        let ran = folder.run("2026-01-15", &[&call[..], &["--not", "x"]].concat());
        assert!(ran.err.contains("a similar argument exists: '--note'"), "{}", ran.err);
    }

    #[test]
    fn an_answer_that_cannot_be_printed_after_saving_is_no_not_saved() {
        for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
            let (code, err, changed) = run(&mut Printer::Fails(kind), CONCERN);
            assert!(changed, "{err}");
            assert_eq!(code, 4, "{err}");
            assert!(err.starts_with("error: saved, but the answer could not be printed: "), "{err}");
        }
    }

    #[test]
    fn a_reader_who_went_away_is_no_failure_of_what_was_saved() {
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
