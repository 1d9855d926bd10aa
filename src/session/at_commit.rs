//! `--at COMMIT`: the folder as it stood at a commit, out of what git keeps of it. Nothing is checked out, and nothing in the
//! folder is read or touched.

use std::collections::BTreeMap;

use super::no_history::{SHALLOW, history_stopped, no_history};
use crate::failure::Failure;
use crate::history::{Blob, GitFolder, NamedCommit, commit_named, files_at, history_state, read_blobs};
use crate::records::folder::Folder;
use crate::records::past_folder::{Content, Stood};
use crate::records::past_versions::is_of_records;
use crate::words;

/// The folder as it stood at the commit that somebody named, and that commit.
pub(crate) fn folder_at(git: &GitFolder<'_>, folder: &Folder, typed: &str) -> anyhow::Result<(Folder, NamedCommit)> {
    let past = history_state(git).map_err(history_stopped)?.ok_or_else(no_history)?;
    let commit = commit_named(git, typed).map_err(history_stopped)?.ok_or_else(|| no_commit(typed, past.shallow))?;
    let stood = files_as_they_stood(git, files_at(git, &commit.id, |_| true).map_err(history_stopped)?)?;
    let stood = Folder::as_it_stood(folder.root().to_path_buf(), stood);
    if !stood.is_marked() {
        return Err(Failure::usage(
            format!("there were no records at commit {}: it has no `send.toml`", words::short_commit(&commit.id)),
            "give a later commit; `send log` lists those that changed a record",
        ));
    }
    Ok((stood, commit))
}

/// The files that git keeps under these names, with what a report may ask for in them.
pub(crate) fn files_as_they_stood(git: &GitFolder<'_>, files: BTreeMap<String, Blob>) -> anyhow::Result<Stood> {
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
    read_blobs(git, &ids, |bytes| contents.push(bytes.map_or(Content::Missing, Content::Held)))
        .map_err(history_stopped)?;
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
