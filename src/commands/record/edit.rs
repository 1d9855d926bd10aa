//! `send edit`.

use clap::Args;

use crate::failure::Failure;
use crate::finding::{Finding, Severity};
use crate::output;
use crate::records::pupils::PupilFile;
use crate::reports::diff::line_hunks;
use crate::session::{CommandOutcome, Context};
use crate::writing::before_found::refuse_added;
use crate::writing::drafting::{Draft, Drafted, write_draft};
use crate::writing::hold::finish_first;
use crate::writing::hold::lock_folder;
use crate::writing::keep::{FileToKeep, keep_file};
use crate::writing::save::{judged, new_findings};
use crate::writing::{Scene, WriteArgs, telling};

/// Open a record in your editor, and save it if it is right
///
/// The record is checked in the same way as by `send check`. If there is a mistake in it, the editor opens again with the
/// messages at the top and your own text below. To give up, close the editor without a change: the record stays as it was.
/// To choose the editor, set the environment variable VISUAL or EDITOR; if neither is set, Notepad opens on Windows.
///
/// Example: send edit p014
#[derive(Debug, Clone, Args)]
pub(crate) struct EditArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Show the change without saving it
    #[arg(long)]
    dry_run: bool,
}

const DID: &str = "recorded what was edited by hand";

pub(crate) fn run(args: &EditArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    finish_first(&opened, context)?;
    let path = opened.path_of(&args.pupil)?;
    let file = opened.folder.name_of(&path);
    // An editor is the way to mend a record that cannot be read, so the file is not parsed here.
    let bytes = opened.folder.bytes_now(&path).map_err(Failure::unsaved)?;
    let text = String::from_utf8(bytes.clone()).map_err(|_| {
        Failure::stopped(format!("{file} is not a UTF-8 file"), "open it in another editor, and save it as UTF-8")
    })?;
    let scene = Scene::new(&WriteArgs::default(), &opened, context)?;
    let before = PupilFile::with_any_id(&file, bytes.clone()).ok();
    let judge = |typed: &str| wrong_with(typed, &file, before.as_ref(), &scene);
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let Drafted::Given(draft) = write_draft(&name, &text, &judge, &opened, context)? else {
        writeln!(context.out(), "{name}: nothing was changed")?;
        return Ok(CommandOutcome::Done);
    };
    if args.dry_run {
        output::diff::render_diff(&file, &line_hunks(&bytes, draft.text.as_bytes()), context.out())?;
        writeln!(context.out(), "{name}: would have {DID}; nothing was saved")?;
        draft.done();
        return Ok(CommandOutcome::Done);
    }
    save_edited(draft, &bytes, &path, &name, &scene, context)
}

/// The errors in the typed text that the record did not have before, and a step of a day before its records begin.
fn wrong_with(typed: &str, file: &str, before: Option<&PupilFile>, scene: &Scene<'_>) -> Vec<String> {
    let known = before.map(|pupil| judged(pupil, scene)).unwrap_or_default();
    let typed = PupilFile::from_bytes(file, typed.as_bytes());
    let added =
        before.zip(typed.as_ref().ok()).and_then(|(before, typed)| refuse_added(&before.record, &typed.record).err());
    let found = match typed {
        Ok(pupil) => new_findings(judged(&pupil, scene), &known),
        Err(problems) => problems,
    };
    let errors = found.into_iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding_in_words(&finding)).chain(added.map(|error| error.to_string())).collect()
}

fn finding_in_words(finding: &Finding) -> String {
    let line = finding.position.map_or(0, |at| at.line);
    format!("line {line}: {} [{}]\n  help: {}", finding.message, finding.rule, finding.help)
}

fn save_edited(
    draft: Draft,
    before: &[u8],
    path: &std::path::Path,
    name: &str,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let to = Some(draft.text.as_bytes());
    let file = FileToKeep { path, from: Some(before), to, pupil: name, words: DID };
    let (held, done) = lock_folder(scene, context)
        .and_then(|held| keep_file(&held, &file, "edit by hand", scene).map(|done| (held, done)))
        .map_err(|error| draft.kept(error, scene.opened))?;
    draft.done();
    context.note_saved();
    writeln!(context.out(), "{name}: {DID}")?;
    telling::after_saving(&held, &scene.opened.folder.name_of(path), &done, scene, context)
}
