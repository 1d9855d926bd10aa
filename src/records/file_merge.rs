//! Three versions of a record's file made one: by meaning in `model::record_merge`, and here as text.
//!
//! The text is ours, with the lines that the merge means changed in it. A comment says what no key says, so one that
//! either side wrote and the result would not have is a conflict of its own, never dropped in silence.

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
    /// What both sides came from.
    pub(crate) base: Vec<u8>,
    /// The version that is here.
    pub(crate) ours: Vec<u8>,
    /// The version that comes in.
    pub(crate) theirs: Vec<u8>,
}

/// What somebody has decided about the conflicts of a merge.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decided {
    /// Which side's value a place gets.
    pub(crate) choices: Choices,
    /// Comments that the result does not have may go.
    pub(crate) without_comments: bool,
}

/// Both sides and what they come to.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The version that was here.
    pub(crate) ours: PupilFile,
    /// The version that came in.
    pub(crate) theirs: PupilFile,
    /// What both say.
    pub(crate) result: PupilFile,
}

/// Why three versions are not made one.
#[derive(Debug)]
pub(crate) enum NotMerged {
    /// A version cannot be read: which, and why not.
    Unreadable(&'static str, Vec<Finding>),
    /// They are at odds.
    Conflicts(Vec<Conflict>),
    /// Comments that one side wrote would be lost.
    Comments(Vec<String>),
    /// The result cannot be put into the text of ours.
    Unplaced(NotEdited),
}

/// Reads the three files of a merge, whatever is in them.
///
/// # Errors
/// Where one cannot be read at all.
pub(crate) fn read_three_files(base: &Path, ours: &Path, theirs: &Path) -> io::Result<Versions> {
    Ok(Versions { base: whole_file(base)?, ours: whole_file(ours)?, theirs: whole_file(theirs)? })
}

/// The bytes of a file of the merge, whatever its size: git made it.
fn whole_file(path: &Path) -> io::Result<Vec<u8>> {
    super::file::again_if_interrupted(|| std::fs::read(path))
}

/// Makes one of three versions of a file, which is named for the findings. A file with the wrong name is merged too: otherwise its
/// conflict would stay for ever.
///
/// # Errors
/// Where a person has to decide.
pub(crate) fn merge_files(file: &str, versions: &Versions, decided: &Decided) -> Result<Merged, NotMerged> {
    let base = read_side(file, "the version that both sides came from", &versions.base)?;
    let ours = read_side(file, "our version", &versions.ours)?;
    let theirs = read_side(file, "their version", &versions.theirs)?;
    // Where one side wrote nothing at all, the other's file is the result, with its layout.
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
    // Read once more, so that whatever is told of the result is told of its own text.
    let result = read_side(file, "the result", &bytes)?;
    Ok(Merged { ours, theirs, result })
}

/// Reads one of the versions. `which` names it in the message if it cannot be read.
fn read_side(file: &str, which: &'static str, bytes: &[u8]) -> Result<PupilFile, NotMerged> {
    PupilFile::with_any_id(file, bytes).map_err(|problems| NotMerged::Unreadable(which, problems))
}

/// The comments that the result should have and has not: all of ours but those that the other side took out, and the new
/// ones of theirs.
fn lost_comments(versions: &Versions, result: &[u8]) -> Vec<String> {
    let [base, ours, theirs] = [&versions.base, &versions.ours, &versions.theirs].map(|bytes| comments_in(bytes));
    let result = comments_in(result);
    let taken_out = texts_without(base.clone(), &theirs);
    let mut lost = texts_without(texts_without(ours, &taken_out), &result);
    lost.extend(texts_without(texts_without(theirs, &base), &texts_without(result, &base)));
    lost
}

/// The texts that are not among the others, each counted.
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
