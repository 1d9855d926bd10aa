//! `send sar`.

mod paper;
mod past;
mod present;

use clap::Args;

use crate::failure::Failure;
use crate::model::id;
use crate::output::{self, OutputFormat};
use crate::records::past_versions::pupil_of;
use crate::reports::sar::HISTORY;
use crate::session::{self, CommandOutcome, Context, Opened};
use past::Past;
use present::Present;

/// Collect everything held on one child, for a subject access request
///
/// The answer has the present record, with the comments in its file; every change to it in git, on every branch and under every
/// file name, with what it said before; drafts, and what `send undo` keeps; and papers. To find a record that was deleted, give
/// the whole id. The last part is for the school: which other files name the child, what cannot be collected, and what to check
/// before the rest is handed over. Whatever `--as-at` says, nothing is left out.
///
/// Example: send sar p014 --received 2025-11-03
#[derive(Debug, Args)]
pub(crate) struct SarArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Day the request came; the answer is due a calendar month later
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    received: Option<String>,
}

/// The child that the request is about.
#[derive(Debug)]
struct SarSubject {
    /// The id.
    id: String,
    /// The file; `None` if the record was deleted.
    file: Option<String>,
}

pub(crate) fn run(args: &SarArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let format = context.format();
    if matches!(format, OutputFormat::Csv | OutputFormat::Ndjson) {
        return Err(Failure::usage("this is not a table", "use `--format json`, or leave out `--format`"));
    }
    let opened = context.open()?;
    let received = args.received.as_deref().map(|typed| session::past_day(typed, opened.as_at)).transpose()?;
    let git = context.git(&opened);
    let past = Past::read(&git);
    let present = Present::read(&opened);
    let asked = subject_meant(&args.pupil, &past, &present, &opened)?;
    let paper = paper::gather_all(&asked, received, &past, &present, &opened, &git)?;
    drop(git);
    let look = context.look();
    match format {
        OutputFormat::Json => output::json::write_pretty_json(&paper, context.out())?,
        OutputFormat::Table | OutputFormat::Csv | OutputFormat::Ndjson => {
            output::sar::render_subject_access(&paper, look, context.out())?
        }
    }
    context.say_unreadable(&present.unreadable)?;
    for one in paper.unreadable.iter().filter(|one| one.path == HISTORY) {
        context.warn(
            &format!("this answer is incomplete: {}", one.message),
            "put that right, and run the command again",
        )?;
    }
    Ok(if paper.complete { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// Returns the child that was meant. A whole id comes before a longer id that contains it, even if its own record is gone, so
/// that the paper of another child is not handed over.
fn subject_meant(typed: &str, past: &Past, present: &Present, opened: &Opened) -> anyhow::Result<SarSubject> {
    if id::id_problem(typed).is_none() && !present.has(typed) && past.knows(typed) {
        return Ok(SarSubject { id: typed.to_owned(), file: None });
    }
    let file = opened.folder.name_of(&opened.path_of(typed)?);
    Ok(SarSubject { id: pupil_of(&file).to_owned(), file: Some(file) })
}
