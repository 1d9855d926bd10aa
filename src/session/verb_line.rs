//! The command line of one verb, and the messages for a line that cannot be understood.

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

/// The message of the command-line reader, in the words of this program: it says "cannot use" instead of "invalid value".
pub(crate) fn in_house_words(mut error: clap::Error) -> String {
    // The reader's own advice, to put `--` in front, would turn a note into a pupil.
    let is_dashed = matches!(error.get(ContextKind::Suggested), Some(ContextValue::StyledStrs(tips))
        if tips.iter().any(|tip| tip.to_string().starts_with("to pass '")));
    if is_dashed {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![DASHED.into()]));
    }
    output::safe_lines(&error.render().to_string()).replacen("invalid value", "cannot use", 1)
}

const DASHED: &str = "if a text begins with `-`, join it to its option with `=`, as in --note=\"- yes\"";
