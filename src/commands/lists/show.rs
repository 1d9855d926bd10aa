//! `send show`.

use clap::Args;

use crate::failure::Failure;
use crate::model::values::plain_values;
use crate::output::{self, OutputFormat};
use crate::reports::{as_now_note, show};
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;

/// Show everything a pupil's record holds
///
/// If the parents can still appeal against a decision of the local authority, a line at the end says until when.
///
/// Example: send show p014
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
}

pub(crate) fn run(args: &ShowArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let Some(pupil) = context.read_pupil(&args.pupil, &opened)? else { return Ok(CommandOutcome::Incomplete) };
    let outcome = opened.begins_later(&pupil);
    let record = pupil.record.into_as_at(opened.as_at);
    let as_now = usize::from(record.has_facts_as_now());
    let as_now = as_now_note(as_now, "SEN unit, resourced provision or characteristics", opened.as_at, opened.today);
    let beginning = show::beginning_note(&record);
    let notes: Vec<String> = beginning.into_iter().chain(as_now).chain(show::family_notes(&record)).collect();
    write_record(context, &plain_values(&record), &notes, &opened)?;
    context.say_whole(outcome)
}

fn write_record(
    context: &mut Context<'_>,
    record: &serde_json::Value,
    notes: &[String],
    opened: &Opened,
) -> anyhow::Result<()> {
    let (look, format, as_at) = (context.look(), context.format(), opened.as_at);
    let out = context.out();
    match format {
        OutputFormat::Json => {
            let mut whole = serde_json::json!({"format": 1, "as_at": as_at.to_string(), "record": record});
            if let (false, Some(keys)) = (notes.is_empty(), whole.as_object_mut()) {
                keys.insert("notes".to_owned(), notes.into());
            }
            if let (Some(commit), Some(keys)) = (&opened.commit, whole.as_object_mut()) {
                keys.insert("commit".to_owned(), commit.id.as_str().into());
            }
            output::json::write_pretty_json(&whole, out)?;
        }
        OutputFormat::Csv | OutputFormat::Ndjson => {
            return Err(Failure::usage("one record is not a table", "use `--format json`, or leave out `--format`"));
        }
        OutputFormat::Table => {
            output::show::render_record_lines(&show::record_lines(record), look, out)?;
            writeln!(out)?;
            for note in notes {
                writeln!(out, "{}", output::safe_text(note))?;
            }
            writeln!(out, "as at {}", words::date(as_at))?;
            if let Some(commit) = &opened.commit {
                writeln!(out, "{}", commit.line_under_report())?;
            }
        }
    }
    Ok(())
}
