//! The command line of one verb, and the messages for a line that cannot be understood.

use std::error::Error as _;
use std::ffi::OsString;

use clap::Args;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::options::Global;
use crate::output;

/// The program before its verbs: its name, its version and the options that apply to every command.
pub(crate) fn program_command() -> clap::Command {
    let program = clap::Command::new("send").version(env!("CARGO_PKG_VERSION")).max_term_width(100);
    let program = program.subcommand_required(true).arg_required_else_help(true).disable_help_subcommand(true);
    Global::augment_args(program)
}

/// The first line of the help.
pub(crate) const ABOUT: &str =
    "SEND records for a school: who is on the register, what goes on the census, what is late";

/// Reads the arguments of a verb again, from a line to which answers were added.
///
/// # Errors
/// If an answer cannot be used.
pub(crate) fn read_again<A: Args>(verb: &'static str, line: &[OsString]) -> Result<A, clap::Error> {
    let program = program_command().subcommand(A::augment_args(clap::Command::new(verb)));
    let matches = program.try_get_matches_from(line)?;
    let (_, arguments) = matches.subcommand().ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
    A::from_arg_matches(arguments)
}

/// The message of the command-line reader, in the words of this program.
pub(crate) fn in_house_words(mut error: clap::Error) -> String {
    // The reader's own advice, to put `--` in front, would turn a note into a pupil.
    let is_dashed = matches!(error.get(ContextKind::Suggested), Some(ContextValue::StyledStrs(tips))
        if tips.iter().any(|tip| tip.to_string().starts_with("to pass '")));
    if is_dashed {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![DASHED.into()]));
    }
    let mut said = error.render().to_string();
    // Help and the version are our own text already.
    if !error.use_stderr() {
        return output::safe_lines(&said);
    }
    if let (ErrorKind::UnknownArgument, Some(ContextValue::String(typed))) =
        (error.kind(), error.get(ContextKind::InvalidArg))
    {
        let what = if typed.starts_with('-') { "this command has no option" } else { "this is one word too many:" };
        said = said.replacen(&format!("unexpected argument '{typed}' found"), &format!("{what} '{typed}'"), 1);
    }
    if matches!(error.kind(), ErrorKind::ValueValidation) {
        said = plain_number(&said);
    }
    for (theirs, ours) in PLAINER {
        said = said.replacen(theirs, ours, 1);
    }
    output::safe_lines(&said)
}

/// The reason why an answer to a question cannot be used. It does not name the option, because a person at the terminal did not
/// type one.
pub(crate) fn why_not_usable(error: clap::Error) -> String {
    if let Some(why) = error.source() {
        return format!("cannot use this answer: {}", plain_number(&why.to_string()));
    }
    let said = in_house_words(error);
    said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// Says plainly what is wrong with a number.
fn plain_number(said: &str) -> String {
    let said = said.replacen("invalid digit found in string", "write a whole number, such as 3", 1);
    match said.split_once(" is not in ") {
        Some((before, range)) if range.contains("..=") => {
            format!("{before} is not from {}", range.replacen("..=", " to ", 1))
        }
        _ => said,
    }
}

/// What the command-line reader says, and what this program says instead.
const PLAINER: [(&str, &str); 10] = [
    ("invalid value", "cannot use"),
    ("the following required arguments were not provided:", "this is missing:"),
    ("a value is required for ", "a value is missing after "),
    (" but none was supplied", ""),
    ("[possible values: ", "[use one of: "),
    ("a similar argument exists:", "a similar option is"),
    ("some similar arguments exist:", "similar options are"),
    ("a similar value exists:", "a similar word is"),
    ("some similar values exist:", "similar words are"),
    ("For more information, try '--help'.", "help: add `--help` to the command to see how it works"),
];

const DASHED: &str = "if a text begins with `-`, join it to its option with `=`, as in --note=\"- yes\"";
