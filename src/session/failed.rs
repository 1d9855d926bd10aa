//! The messages when a command stops before its end.

use std::io::{self, Write};

use super::{CommandOutcome, Context};
use crate::failure::Failure;
use crate::output;

/// Reports why a command stopped, and returns its exit code.
pub(crate) fn report_failure(error: &anyhow::Error, context: &mut Context<'_>) -> u8 {
    let saved = context.something_is_saved;
    // Earlier output comes first. If this fails too, the failure below is still reported.
    let _ = context.environment.out.flush();
    let failure = error.downcast_ref::<Failure>();
    let said = match failure {
        Some(failure) => say_failure(failure, context),
        None => say_not_printed(error, context),
    };
    // If even err is closed, no message can be shown; the exit code still says that the command failed.
    let _ = said;
    if saved { CommandOutcome::SavedBut.code() } else { failure.map_or(3, Failure::exit_code) }
}

fn say_failure(failure: &Failure, context: &mut Context<'_>) -> io::Result<()> {
    let (look, saved) = (context.look_of_errors(), context.something_is_saved);
    let err = &mut context.environment.err;
    match failure {
        Failure::Settings(findings) => output::findings::render_findings(findings, look, err)?,
        Failure::Usage { message, help } | Failure::Refused { message, help } | Failure::Stopped { message, help } => {
            // A message may quote what was typed.
            let (message, help) = (output::safe_lines(message), output::safe_lines(help));
            writeln!(err, "error: {message}\nhelp: {help}")?;
        }
        Failure::Unsaved { because, findings } => {
            output::findings::render_findings(findings, look, err)?;
            writeln!(err, "nothing was saved: {because}")?;
        }
    }
    if saved {
        writeln!(err, "changes to other records before this one are saved: undo them with `send undo`")?;
    }
    Ok(())
}

fn say_not_printed(error: &anyhow::Error, context: &mut Context<'_>) -> io::Result<()> {
    let err = &mut context.environment.err;
    if context.something_is_saved {
        let help = "the record is safe: check it with `send show` before you run the command again";
        return writeln!(err, "error: saved, but the answer could not be printed: {error}\nhelp: {help}");
    }
    let help = "the answer is incomplete: make room on the disk, or write it elsewhere";
    writeln!(err, "error: the answer could not be written: {error}\nhelp: {help}")
}
