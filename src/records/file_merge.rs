//! Merges three versions of a record's file: the meaning in `model::record_merge`, and the text here.
//!
//! The result is our text, with the changes of the merge put into its lines. Comments say what the keys do not. If one side wrote
//! a comment that the result would not have, that is a conflict of its own: the comment is never dropped silently.

pub(crate) mod marks;
#[cfg(test)]
#[path = "file_merge/property_tests.rs"]
mod property_tests;
#[cfg(test)]
#[path = "file_merge/tests.rs"]
mod tests;

use std::io;
use std::path::Path;

use super::edit::{NotEdited, comments_in, edit_file};
use super::pupils::PupilFile;
use crate::finding::Finding;
use crate::model::record_merge::{Choices, Conflict, merge_records};

/// The three versions of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Versions {
    /// The version that both sides started from.
    pub(crate) base: Vec<u8>,
    /// The version that is here.
    pub(crate) ours: Vec<u8>,
    /// The incoming version.
    pub(crate) theirs: Vec<u8>,
}

/// A person's decisions about the conflicts of a merge.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decided {
    /// Which side's value each place gets.
    pub(crate) choices: Choices,
    /// Whether comments that the result does not have may be dropped.
    pub(crate) without_comments: bool,
}

/// Both sides and the merged file.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The version that was here.
    pub(crate) ours: PupilFile,
    /// The incoming version.
    pub(crate) theirs: PupilFile,
    /// The merged file.
    pub(crate) result: PupilFile,
}

/// Why three versions were not merged.
#[derive(Debug)]
pub(crate) enum NotMerged {
    /// A version cannot be read: which one, and why not.
    Unreadable(&'static str, Vec<Finding>),
    /// The versions contradict each other.
    Conflicts(Vec<Conflict>),
    /// Comments that one side wrote would be lost.
    Comments(Vec<String>),
    /// The result cannot be put into our text.
    Unplaced(NotEdited),
}

/// Reads the three files of a merge, whatever they contain.
///
/// # Errors
/// One of them cannot be read at all.
pub(crate) fn read_three_files(base: &Path, ours: &Path, theirs: &Path) -> io::Result<Versions> {
    Ok(Versions { base: whole_file(base)?, ours: whole_file(ours)?, theirs: whole_file(theirs)? })
}

/// Returns the bytes of a file in the merge, whatever its size: git made it.
fn whole_file(path: &Path) -> io::Result<Vec<u8>> {
    super::file::again_if_interrupted(|| std::fs::read(path))
}

/// Merges three versions of a file, which is named for the findings. A file with the wrong name is merged too, because otherwise
/// its conflict could never be resolved.
///
/// # Errors
/// A person must decide.
pub(crate) fn merge_files(file: &str, versions: &Versions, decided: &Decided) -> Result<Merged, NotMerged> {
    let base = read_side(file, "the version that both sides came from", &versions.base)?;
    let ours = read_side(file, "our version", &versions.ours)?;
    let theirs = read_side(file, "their version", &versions.theirs)?;
    // If one side changed nothing, the other side's file is the result, with its layout.
    if versions.ours == versions.base || versions.theirs == versions.base || versions.ours == versions.theirs {
        let changed = if versions.ours == versions.base { &theirs } else { &ours };
        let result = changed.changed_to(changed.record.clone(), changed.bytes().to_vec());
        return Ok(Merged { ours, theirs, result });
    }
    let record =
        merge_records(&base.record, &ours.record, &theirs.record, &decided.choices).map_err(NotMerged::Conflicts)?;
    let bytes = edit_file(ours.bytes(), &ours.record, &record).map_err(NotMerged::Unplaced)?;
    let lost = lost_comments(versions, &bytes);
    if !lost.is_empty() && !decided.without_comments {
        return Err(NotMerged::Comments(lost));
    }
    // Read the result again, so that findings about it are about its own text.
    let result = read_side(file, "the result", &bytes)?;
    Ok(Merged { ours, theirs, result })
}

/// Reads one of the versions. `which` names it in the message if it cannot be read.
fn read_side(file: &str, which: &'static str, bytes: &[u8]) -> Result<PupilFile, NotMerged> {
    PupilFile::with_any_id(file, bytes).map_err(|problems| NotMerged::Unreadable(which, problems))
}

/// Returns the comments that the result should have but does not: all of our comments except those that the other side removed,
/// and their new comments.
fn lost_comments(versions: &Versions, result: &[u8]) -> Vec<String> {
    let [base, ours, theirs] = [&versions.base, &versions.ours, &versions.theirs].map(|bytes| comments_in(bytes));
    let result = comments_in(result);
    let taken_out = texts_without(base.clone(), &theirs);
    let mut lost = texts_without(texts_without(ours, &taken_out), &result);
    lost.extend(texts_without(texts_without(theirs, &base), &texts_without(result, &base)));
    lost
}

/// Returns the texts that are not among the others. A text that occurs twice must be matched twice.
fn texts_without(texts: Vec<String>, others: &[String]) -> Vec<String> {
    let mut others = others.to_vec();
    let mut left = texts;
    left.retain(|text| match others.iter().position(|other| other == text) {
        Some(found) => {
            others.swap_remove(found);
            false
        }
        None => true,
    });
    left
}
