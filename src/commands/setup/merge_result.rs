//! What `merge-driver` and `resolve` share: one record from three versions, judged, or the reasons against it in plain words.

use crate::finding::Finding;
use crate::model::record_merge::{Conflict, Side, Why};
use crate::records::file_merge::{Decided, NotMerged, Versions, merge_files};
use crate::records::pupils::PupilFile;
use crate::session::Opened;
use crate::words;
use crate::writing::save::{judged_in, new_findings, stopping_findings};

/// How many characters of a value are shown.
const SHOWN: usize = 160;

/// The reason that three versions cannot be merged.
#[derive(Debug)]
pub(super) enum Undecided {
    /// They conflict, or cannot be read.
    NotMerged(NotMerged),
    /// The result contradicts itself or the policy, and neither side does so by itself.
    Breaks(Vec<Finding>),
}

/// Merges three versions of a record, and judges the result as `check` does: what would stop a save stops this too.
pub(super) fn made_one(
    file: &str,
    versions: &Versions,
    decided: &Decided,
    opened: &Opened,
) -> Result<PupilFile, Undecided> {
    let merged = merge_files(file, versions, decided).map_err(Undecided::NotMerged)?;
    let mut known = judged_in(&merged.ours, opened);
    let theirs = new_findings(judged_in(&merged.theirs, opened), &known);
    known.extend(theirs);
    let breaks = stopping_findings(&new_findings(judged_in(&merged.result, opened), &known));
    if breaks.is_empty() { Ok(merged.result) } else { Err(Undecided::Breaks(breaks)) }
}

impl Undecided {
    /// Returns the reasons in plain words, one to a line.
    pub(super) fn lines_in_words(&self) -> Vec<String> {
        match self {
            Self::NotMerged(NotMerged::Unreadable(which, problems)) => problems
                .iter()
                .map(|problem| format!("{which} cannot be read: {}", problem_with_place(problem)))
                .collect(),
            Self::NotMerged(NotMerged::Conflicts(conflicts)) => conflicts.iter().map(conflict_in_words).collect(),
            Self::NotMerged(NotMerged::Comments(lost)) => {
                let quoted = |comment: &String| format!("`{}`", short_text(comment));
                let lost = lost.iter().map(quoted).collect::<Vec<_>>().join(", ");
                vec![format!("a comment that one side wrote would be lost: {lost}")]
            }
            Self::NotMerged(NotMerged::Unplaced(not)) => {
                vec![format!("`{}` is written in a way that cannot be changed safely from here", not.field)]
            }
            Self::Breaks(findings) => findings
                .iter()
                .map(|finding| format!("both sides together break a rule, {}: {}", finding.rule, finding.message))
                .collect(),
        }
    }
}

fn problem_with_place(problem: &Finding) -> String {
    let at = problem.position.map(|at| format!("line {}: ", at.line)).unwrap_or_default();
    format!("{at}{}", problem.message)
}

/// Returns a conflict in one line.
pub(super) fn conflict_in_words(conflict: &Conflict) -> String {
    let of = conflict.of.map(|day| format!(" (the entry of {})", words::date(day))).unwrap_or_default();
    let (field, sides) = (&conflict.field, both_sides(conflict));
    match conflict.why {
        Why::BothChanged => format!("`{field}`{of}: both sides changed it; {sides}"),
        Why::BothBegan => format!("`{field}`: each side has a new entry, and only one of them can be right; {sides}"),
        Why::OldEntry => {
            format!("`{field}`{of}: one side changed or removed what was there before; {sides}")
        }
        Why::Unclear => format!("`{field}`{of}: it is not clear which entry of the other side this is; {sides}"),
        Why::Torn(side) => {
            let whose = if side == Side::Ours { "our" } else { "their" };
            format!("`{field}`: the top of {whose} version disagrees with its own facts, so it may have been cut short")
        }
        Why::NoRecord => "both sides together do not make a record".to_owned(),
    }
}

/// Returns what both sides say.
pub(super) fn both_sides(conflict: &Conflict) -> String {
    let (ours, theirs) = (value_in_words(conflict.ours.as_deref()), value_in_words(conflict.theirs.as_deref()));
    format!("ours has {ours}, theirs has {theirs}")
}

/// Returns a value in quotation marks, or the word `nothing`.
fn value_in_words(value: Option<&str>) -> String {
    value.map_or("nothing".to_owned(), |value| format!("`{}`", short_text(value)))
}

/// Shortens a text to fit on a few lines.
pub(super) fn short_text(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    format!("{}...", text.chars().take(SHOWN).collect::<String>())
}
