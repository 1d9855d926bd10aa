//! What is said when a command stops before its end.

use std::io::{self, Write};

use super::{CommandOutcome, Context};
use crate::failure::Failure;
use crate::output;

/// Says why a command stopped, and gives the exit code for it.
pub(crate) fn report_failure(error: &anyhow::Error, context: &mut Context<'_>) -> u8 {
    let saved = context.something_is_saved;
    // What was done before it comes first; that this fails too is what is told below.
    let _ = context.environment.out.flush();
    let failure = error.downcast_ref::<Failure>();
    let said = match failure {
        Some(failure) => say_failure(failure, context),
        None => say_not_printed(error, context),
    };
    // Where even err is closed there is nobody left to tell; the exit code still does.
    let _ = said;
    if saved { CommandOutcome::SavedBut.code() } else { failure.map_or(3, Failure::exit_code) }
}

fn say_failure(failure: &Failure, context: &mut Context<'_>) -> io::Result<()> {
    let (look, saved) = (context.look_of_errors(), context.something_is_saved);
    let err = &mut context.environment.err;
    match failure {
        Failure::Settings(findings) => output::findings::render_findings(findings, look, err)?,
        Failure::Usage { message, help } | Failure::Refused { message, help } | Failure::Stopped { message, help } => {
            // What was typed may be quoted in it.
            let (message, help) = (output::safe_lines(message), output::safe_lines(help));
            writeln!(err, "error: {message}\nhelp: {help}")?;
        }
        Failure::Unsaved { because, findings } => {
            output::findings::render_findings(findings, look, err)?;
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
