//! Records that are in the last commit but not on the disk. Without this check, a report would silently leave a pupil out.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;

use super::{Context, Opened};
use crate::failure::Failure;
use crate::finding::{Finding, KeyPath};
use crate::history::{Committed, GitFolder, HistoryFault, committed_records, word_for_shell};
use crate::model::id;
use crate::records::past_versions::{FileKind, kind_of, pupil_of};
use crate::records::pupils::{Folded, PupilFile};
use crate::rules::checks::change_half_saved;
use crate::rules::checks::record_missing::RULE;
use crate::words::{list_and, list_some};

/// The most missing records that a report shows one by one. `send check` shows all of them in this way.
const ONE_BY_ONE: usize = 3;

/// Git's answer about the last commit. It is asked once for each opened folder.
#[derive(Debug)]
pub(crate) struct LastCommit {
    path: Option<OsString>,
    git_variables: Vec<OsString>,
    answer: OnceLock<Result<Option<Committed>, HistoryFault>>,
    unasked: Unasked,
}

/// The reason why git could not be asked. It is shown at the end of the command.
pub(super) type Unasked = Arc<OnceLock<HistoryFault>>;

impl LastCommit {
    /// The state before git is asked.
    pub(super) fn new(context: &Context<'_>) -> Self {
        Self {
            path: context.environment.path.clone(),
            git_variables: context.environment.git_variables.clone(),
            answer: OnceLock::new(),
            unasked: Arc::clone(&context.unasked),
        }
    }
}

impl Opened {
    /// Reads every record and collects what `keep` returns for each. A record that is missing, or of a change that is only half
    /// saved, counts as unreadable. Git is asked while the records are read.
    pub(crate) fn fold<T: Send>(&self, keep: impl Fn(PupilFile) -> T + Sync) -> Folded<T> {
        let half_saved = self.half_saved();
        let mut folded = thread::scope(|scope| {
            scope.spawn(|| self.last_commit());
            self.folder.fold_pupils(keep)
        });
        let files = std::mem::take(&mut folded.files);
        match self.last_commit() {
            Ok(None) => {}
            Ok(Some(committed)) => {
                let absent = self.absent_records(committed, &files, &folded.unreadable);
                folded.unreadable.extend(absent);
            }
            Err(trouble) => drop(self.last_commit.unasked.set(trouble.clone())),
        }
        // A change that another command has finished in the meantime may have been read in part.
        let half_saved_now = self.half_saved();
        folded.unreadable.extend(if half_saved_now.is_empty() { half_saved } else { half_saved_now });
        folded
    }

    /// The finding about a record that is missing, by its exact id.
    pub(crate) fn missing_record(&self, id: &str) -> Option<Finding> {
        if id::id_problem(id).is_some() || !self.folder.files_of(id).is_empty() {
            return None;
        }
        let committed = self.last_commit().as_ref().ok()?.as_ref()?;
        let name = records_of(committed).find(|name| pupil_of(name) == id)?;
        Some(absence_finding(name, committed))
    }

    /// Stops a command about a record that is missing.
    pub(super) fn refuse_if_missing(&self, id: &str) -> anyhow::Result<()> {
        self.missing_record(id).map_or(Ok(()), |missing| Err(Failure::stopped(missing.message, missing.help)))
    }

    /// Stops a command if part of an id or name leads to the record `found`, but could also mean a record that is missing or
    /// cannot be read. Copies of the same record do not count.
    pub(super) fn refuse_if_another_may_be_meant(&self, typed: &str, found: &Path) -> anyhow::Result<()> {
        let copy = found.file_stem().map(|stem| format!("{}-", stem.to_string_lossy())).unwrap_or_default();
        let mut unseen = self.unseen_files();
        unseen.retain(|file| !file_name(file).starts_with(&copy));
        let Some(unseen) = in_words(&unseen) else { return Ok(()) };
        Err(Failure::stopped(
            format!("`{typed}` may also mean a record that is missing or cannot be read: {unseen}"),
            "give the whole id, or run `send check` to see what to do about such a record",
        ))
    }

    /// The files that may hold a record and that the search has not seen; `None` if every record was read.
    pub(super) fn unseen_in_words(&self) -> Option<String> {
        in_words(&self.unseen_files())
    }

    fn unseen_files(&self) -> Vec<String> {
        // Of a change that is half saved, only the records that do not exist yet are unseen.
        let unreadable =
            self.fold(|_| ()).unreadable.into_iter().filter(|finding| finding.rule != change_half_saved::RULE.id);
        let mut files: Vec<String> = unreadable.map(|finding| finding.file).chain(self.records_to_come()).collect();
        files.dedup();
        files
    }

    fn last_commit(&self) -> &Result<Option<Committed>, HistoryFault> {
        self.last_commit.answer.get_or_init(|| {
            // The folder as it was at a commit is not on the disk.
            if self.folder.is_of_the_past() {
                return Ok(None);
            }
            let LastCommit { path, git_variables, .. } = &self.last_commit;
            committed_records(&GitFolder::new(self.folder.root(), path.as_deref(), git_variables))
        })
    }

    /// A finding for each committed record that is not among these files. It may be in another folder, so only its name counts.
    fn absent_records(&self, committed: &Committed, files: &[PathBuf], unreadable: &[Finding]) -> Vec<Finding> {
        // Records reached through a link are not missing: the finding about the link says that they were not read.
        if self.refuse_linked_records().is_err() {
            return Vec::new();
        }
        let read = files.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
        let misplaced = unreadable.iter().map(|finding| file_name(&finding.file).to_lowercase());
        let there: BTreeSet<String> = read.chain(misplaced).collect();
        records_of(committed)
            .filter(|name| !there.contains(file_name(name)))
            // The file may have been made while the others were read.
            .filter(|name| !self.folder.is_there(&self.folder.path_of(name)))
            .map(|name| absence_finding(name, committed))
            .collect()
    }
}

/// The names of some files; `None` if the list is empty.
fn in_words(files: &[String]) -> Option<String> {
    (!files.is_empty()).then(|| list_some(files.iter().map(String::as_str)))
}

fn records_of(committed: &Committed) -> impl Iterator<Item = &str> {
    committed.names.iter().map(String::as_str).filter(|name| kind_of(name) == Some(FileKind::Record))
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn absence_finding(name: &str, committed: &Committed) -> Finding {
    let id = pupil_of(name);
    Finding {
        rule: RULE.id,
        severity: RULE.severity,
        pupil: Some(id.to_owned()),
        file: name.to_owned(),
        field: KeyPath::default(),
        position: None,
        message: format!("{id} is in the last commit but not on the disk, so every list leaves this pupil out"),
        source: RULE.source(),
        help: absence_help(name, id, committed.is_sparse),
    }
}

/// Both remedies, as commands for the records folder. `git checkout` also restores a file if its deletion was staged.
fn absence_help(name: &str, id: &str, is_sparse: bool) -> String {
    let wait = "wait until the program that syncs the folder, such as OneDrive, has finished; if the record does not come back,";
    let Some(name) = word_for_shell(name) else { return format!("{wait} ask someone who knows git to restore it") };
    let (first, remove) = if is_sparse {
        ("`git sparse-checkout disable` and then ", format!("`git rm --sparse --quiet -- {name}` and then "))
    } else {
        ("", String::new())
    };
    format!(
        "{wait} restore it with {first}`git checkout HEAD -- {name}`; if it was removed on purpose, record that with \
         {remove}`git commit -m \"Remove {id}\" -- {name}`"
    )
}

/// The findings as a report shows them: many missing records become one paragraph.
pub(crate) fn in_short(findings: &[Finding]) -> Vec<Finding> {
    let (missing, mut others): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.rule == RULE.id);
    if missing.len() <= ONE_BY_ONE {
        return findings.to_vec();
    }
    let ids: Vec<&str> = missing.iter().filter_map(|finding| finding.pupil.as_deref()).collect();
    let together = missing.first().map(|first| Finding {
        pupil: None,
        file: "pupils".to_owned(),
        message: format!(
            "{} records are in the last commit but not on the disk, so every list leaves these pupils out: {}",
            ids.len(),
            list_and(&ids)
        ),
        help: "wait until the program that syncs the folder, such as OneDrive, has finished; if the records do not come back, \
               run `send check` to see what to do about each of them"
            .to_owned(),
        ..(*first).clone()
    });
    others.extend(together.as_ref());
    others.into_iter().cloned().collect()
}
