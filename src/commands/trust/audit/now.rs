//! Compares the files on the disk with the last commit. Changes that are not committed are judged as if they were.

use crate::commands::trust::audited::finding;
use crate::finding::Finding;
use crate::history::{Blob, GitFolder, files_of_pupils, read_blobs};
use crate::records::past_versions::{FileKind, Version, kind_of, pupil_of, read_version};
use crate::reports::history::audit::{WrongChange, record_deleted, wrong_in_change as judge_change};
use crate::rules::checks::history_unread;
use crate::session::Opened;
use crate::session::no_history::history_stopped;

/// Replaces the author and the day for a change that is in no commit.
const NOBODY_YET: &str = "on the disk, not committed";

/// Judges every record whose file differs from the last commit. Returns how many records that commit has.
pub(super) fn judge_now(git: &GitFolder<'_>, opened: &Opened, findings: &mut Vec<Finding>) -> anyhow::Result<usize> {
    let files = files_of_pupils(git).map_err(history_stopped)?;
    let records: Vec<(&String, &Blob)> =
        files.iter().filter(|(path, _)| kind_of(path) == Some(FileKind::Record)).collect();
    if records.is_empty() {
        return Ok(0);
    }
    let ids: Vec<&str> = records.iter().map(|(_, blob)| blob.id.as_str()).collect();
    let mut nth = 0;
    read_blobs(git, &ids, |committed| {
        if let (Some((path, _)), Some(committed)) = (records.get(nth), committed) {
            findings.extend(of_file(opened, path, &committed));
        }
        nth += 1;
    })
    .map_err(history_stopped)?;
    Ok(records.len())
}

fn of_file(opened: &Opened, path: &str, committed: &[u8]) -> Vec<Finding> {
    let place = opened.folder.path_of(path);
    let now = opened.folder.bytes_now(&place);
    if now.as_ref().is_ok_and(|now| now == committed) {
        return Vec::new();
    }
    let Version::Record(_, before) = read_version(path, FileKind::Record, committed) else { return Vec::new() };
    let gone = std::fs::symlink_metadata(&place).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
    if gone {
        return vec![finding_now(path, &record_deleted(&before))];
    }
    let why = match now.map(|now| read_version(path, FileKind::Record, &now)) {
        Ok(Version::Record(_, after)) => {
            let wrong = judge_change(&before, &after, Some(opened.today));
            return wrong.iter().map(|wrong| finding_now(path, wrong)).collect();
        }
        Ok(Version::Unreadable(why)) => why,
        Ok(_) => String::new(),
        Err(findings) => findings.into_iter().next().map(|finding| finding.message).unwrap_or_default(),
    };
    let message = format!("the file cannot be read, so it was not compared with the last commit: {why}");
    vec![Finding { pupil: Some(pupil_of(path).to_owned()), ..finding(&history_unread::RULE, path, message) }]
}

fn finding_now(path: &str, wrong: &WrongChange) -> Finding {
    Finding {
        pupil: Some(pupil_of(path).to_owned()),
        field: wrong.at.clone(),
        ..finding(wrong.rule, path, format!("{}; {NOBODY_YET}", wrong.message))
    }
}
