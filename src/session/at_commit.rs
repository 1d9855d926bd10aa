//! `--at COMMIT`: the folder as it was at a commit, read from git. It checks out no files, and neither reads nor changes any file
//! in the folder.

use std::collections::BTreeMap;

use super::no_history::{SHALLOW, history_stopped, no_history};
use crate::failure::Failure;
use crate::history::{Blob, GitFolder, NamedCommit, commit_named, files_at, history_state, read_blobs};
use crate::records::folder::Folder;
use crate::records::past_folder::{Content, Stood};
use crate::records::past_versions::is_of_records;
use crate::words;

/// The folder as it was at the commit that was typed, and that commit.
pub(crate) fn folder_at(git: &GitFolder<'_>, folder: &Folder, typed: &str) -> anyhow::Result<(Folder, NamedCommit)> {
    let past = history_state(git).map_err(history_stopped)?.ok_or_else(no_history)?;
    let commit = commit_named(git, typed).map_err(history_stopped)?.ok_or_else(|| no_commit(typed, past.shallow))?;
    let stood = files_as_they_stood(git, files_at(git, &commit.id, |_| true).map_err(history_stopped)?)?;
    let stood = Folder::as_it_stood(folder.root().to_path_buf(), stood);
    if !stood.is_marked() {
        return Err(Failure::usage(
            format!("commit {} has no records: there is no `send.toml` in it", words::short_commit(&commit.id)),
            "give a later commit: `send log` lists those that changed a record",
        ));
    }
    Ok((stood, commit))
}

/// The files that git keeps under these names, with the contents that a report may need.
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
        "give it as in the last column of `send log`, or as git names it: HEAD~3, a branch or a tag"
    };
    Failure::usage(format!("the history of this folder has no commit `{typed}`"), help)
}
