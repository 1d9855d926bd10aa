//! `--at COMMIT`: the folder as it stood at a commit, out of what git keeps of it. Nothing is checked out, and nothing in the
//! folder is read or touched.

use std::collections::BTreeMap;

use crate::cli::Command;
use crate::commands::log::{SHALLOW, no_history, stopped};
use crate::failure::Failure;
use crate::history::{Blob, Git, Named, blobs, files_at, named, past};
use crate::records::folder::Folder;
use crate::records::stood::{Content, Stood};
use crate::records::versions::is_of_records;
use crate::words;

/// Refuses a verb that `--at` says nothing to: what was committed cannot be changed, and the history is never asked for as it
/// stood.
pub(crate) fn refuse_unless_it_reports(command: &Command) -> anyhow::Result<()> {
    if reports(command) {
        return Ok(());
    }
    Err(Failure::usage(
        "this command takes no `--at`: only a report can be made as the records stood at a commit",
        "leave `--at` out; `send register --at HEAD~3`, `send show p014 --at HEAD~3` and the other reports take it",
    ))
}

/// Whether a verb reads the records, changes nothing, and says what they say.
const fn reports(command: &Command) -> bool {
    match command {
        Command::Ready(_)
        | Command::Show(_)
        | Command::Timeline(_)
        | Command::Register(_)
        | Command::Census(_)
        | Command::Overdue(_)
        | Command::Next(_)
        | Command::Missing(_)
        | Command::Retention(_)
        | Command::Check(_)
        | Command::Provision(_)
        | Command::Impact(_)
        | Command::Summary(_)
        | Command::Sheet(_)
        | Command::Print(_)
        | Command::Pack(_)
        | Command::Report(_)
        | Command::Policy(_) => true,
        Command::Init(_)
        | Command::New(_)
        | Command::Import(_)
        | Command::Concern(_)
        | Command::Contact(_)
        | Command::Refer(_)
        | Command::Need(_)
        | Command::Plan(_)
        | Command::Provide(_)
        | Command::Observe(_)
        | Command::Review(_)
        | Command::Done(_)
        | Command::Advance(_)
        | Command::StepBack(_)
        | Command::Place(_)
        | Command::Remove(_)
        | Command::Close(_)
        | Command::Apply(_)
        | Command::Decide(_)
        | Command::AnnualReview(_)
        | Command::Leave(_)
        | Command::Set(_)
        | Command::MoveUp(_)
        | Command::Edit(_)
        | Command::Undo(_)
        | Command::Anonymise(_)
        | Command::Audit(_)
        | Command::Log(_)
        | Command::Accept(_)
        | Command::Sar(_)
        | Command::Event(_)
        | Command::Read(_)
        | Command::Letter(_)
        | Command::Calendar(_)
        | Command::Changes(_)
        | Command::Explain(_)
        | Command::Schema(_)
        | Command::Doctor(_)
        | Command::Resolve(_)
        | Command::MergeDriver(_) => false,
    }
}

/// The folder as it stood at the commit that somebody named, and that commit.
pub(crate) fn folder_at(git: &Git<'_>, folder: &Folder, typed: &str) -> anyhow::Result<(Folder, Named)> {
    let past = past(git).map_err(stopped)?.ok_or_else(no_history)?;
    let commit = named(git, typed).map_err(stopped)?.ok_or_else(|| no_commit(typed, past.shallow))?;
    let stood = stood(git, files_at(git, &commit.id, |_| true).map_err(stopped)?)?;
    let stood = Folder::as_it_stood(folder.root().to_path_buf(), stood);
    if !stood.is_marked() {
        return Err(Failure::usage(
            format!("there were no records at commit {}: it has no `send.toml`", words::commit(&commit.id)),
            "give a later commit; `send log` lists those that changed a record",
        ));
    }
    Ok((stood, commit))
}

/// The files that git keeps under these names, with what a report may ask for in them.
pub(crate) fn stood(git: &Git<'_>, files: BTreeMap<String, Blob>) -> anyhow::Result<Stood> {
    let mut stood: Vec<(String, Content)> = Vec::with_capacity(files.len());
    let mut wanted: Vec<(String, String)> = Vec::new();
    for (name, blob) in files {
        match (blob.is_plain(), is_of_records(&name)) {
            (false, _) => stood.push((name, Content::Elsewhere)),
            (true, false) => stood.push((name, Content::Unread)),
            (true, true) => wanted.push((name, blob.id)),
        }
    }
    let ids: Vec<&str> = wanted.iter().map(|(_, id)| id.as_str()).collect();
    let mut contents: Vec<Content> = Vec::with_capacity(ids.len());
    blobs(git, &ids, |bytes| contents.push(bytes.map_or(Content::Missing, Content::Held))).map_err(stopped)?;
    stood.extend(wanted.into_iter().map(|(name, _)| name).zip(contents));
    Ok(Stood::new(stood))
}

fn no_commit(typed: &str, shallow: bool) -> anyhow::Error {
    let help = if shallow {
        SHALLOW
    } else {
        "give it as the last column of `send log` shows it, or in one of git's other ways: HEAD~3, a branch, a tag"
    };
    Failure::usage(format!("there is no commit `{typed}` in the history of this folder"), help)
}
