//! The history of one child in git: which versions of which files, and what each change removed.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{self, Blob, Commit, GitFolder, HistoryFault, read_blobs};
use crate::model::day::Day;
use crate::records::past_versions::{FileKind, Version, kind_of, pupil_of, read_version, read_versions};
use crate::reports::diff::{LineFate, line_hunks};
use crate::reports::history::log::in_words;
use crate::reports::sar::HeldChange;
use crate::reports::sar::child::{ChildIdentity, KnownVersions, VersionKey};
use crate::words;

/// How many versions are read at a time, in parallel.
const AT_A_TIME: usize = 256;

/// The history of the folder.
#[derive(Debug)]
pub(super) struct Past {
    /// Every commit of every branch, oldest first.
    pub(super) commits: Vec<Commit>,
    /// Whether there is a history.
    is_kept: bool,
    /// Whether its beginning is only in another copy.
    shallow: bool,
    /// The reason that it could not be read.
    unread: Option<String>,
}

impl Past {
    pub(super) fn read(git: &GitFolder<'_>) -> Self {
        let read = history::history_state(git).and_then(|past| match past {
            None => Ok((None, Vec::new())),
            Some(past) => Ok((Some(past), history::commits_of_all_branches(git)?)),
        });
        match read {
            Ok((past, commits)) => {
                let shallow = past.as_ref().is_some_and(|past| past.shallow);
                Self { commits, is_kept: past.is_some(), shallow, unread: None }
            }
            Err(trouble) => Self { commits: Vec::new(), is_kept: true, shallow: false, unread: Some(trouble.message) },
        }
    }

    /// Whether git can be asked what it holds.
    pub(super) fn can_be_asked(&self) -> bool {
        self.is_kept && self.unread.is_none()
    }

    /// Returns the reason that not all of the history is here.
    pub(super) fn incomplete(&self) -> Option<String> {
        let shallow =
            "the beginning of the history is not in this copy of it (a shallow clone): `git fetch --unshallow` gets it";
        let unread = self.unread.as_ref().map(|why| format!("the history cannot be read: {why}"));
        unread.or_else(|| self.shallow.then(|| shallow.to_owned()))
    }

    /// Whether a record of exactly this id was ever committed.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.changes().any(|(_, path, ..)| pupil_of(path) == id)
    }

    /// Returns every change of a record: the commit, the file, the content before and the content after.
    fn changes(&self) -> impl DoubleEndedIterator<Item = (&Commit, &str, Option<&str>, Option<&str>)> {
        self.commits.iter().flat_map(|commit| {
            let records = commit.changes.iter().filter(|change| kind_of(&change.path) == Some(FileKind::Record));
            records
                .map(move |change| (commit, change.path.as_str(), content_name(&change.old), content_name(&change.new)))
        })
    }

    /// Returns the child that each version of each record is about.
    pub(super) fn known(
        &self,
        git: &GitFolder<'_>,
        others: Vec<ChildIdentity>,
    ) -> Result<KnownVersions<'_>, HistoryFault> {
        let contents: BTreeSet<&str> = self.changes().flat_map(|(_, _, old, new)| [old, new]).flatten().collect();
        let ids: Vec<&str> = contents.into_iter().collect();
        let (mut children, mut waiting) = (BTreeMap::new(), Vec::new());
        if !ids.is_empty() {
            read_blobs(git, &ids, |bytes| {
                waiting.push(("", FileKind::Record, bytes));
                if waiting.len() == AT_A_TIME || children.len() + waiting.len() == ids.len() {
                    let read = read_versions(std::mem::take(&mut waiting));
                    let whom = read.iter().map(|version| version.as_record().map(ChildIdentity::of));
                    let from = children.len();
                    children.extend(ids.iter().copied().skip(from).zip(whom));
                }
            })?;
        }
        Ok(KnownVersions {
            children,
            changes: self.changes().map(|(_, path, old, new)| (path, old, new)).collect(),
            others,
        })
    }

    /// Returns the child in the last version that can be read of a file, or of any file with this id.
    pub(super) fn last_child(&self, known: &KnownVersions<'_>, id: &str, file: Option<&str>) -> Option<ChildIdentity> {
        let here = self
            .changes()
            .rev()
            .filter(|(_, path, ..)| file.map_or_else(|| pupil_of(path) == id, |file| *path == file));
        let contents = here.flat_map(|(_, _, old, new)| [new, old]).flatten();
        contents.filter_map(|content| known.children.get(content).cloned().flatten()).next()
    }

    /// Returns every version of the files with an id.
    pub(super) fn versions_of(&self, id: &str) -> BTreeSet<VersionKey<'_>> {
        let here = self.changes().filter(|(_, path, ..)| pupil_of(path) == id);
        here.flat_map(|(_, path, old, new)| [old, new].into_iter().flatten().map(move |content| (path, content)))
            .collect()
    }

    /// Returns, in words, the commit that added a version, with its day.
    pub(super) fn brought(&self, version: VersionKey<'_>) -> String {
        let mut changes = self.changes();
        let found = changes.find(|(_, path, _, new)| *path == version.0 && *new == Some(version.1));
        found.map_or_else(
            || "a commit before this history".to_owned(),
            |(commit, ..)| format!("commit {} of {}", words::short_commit(&commit.id), commit.day),
        )
    }
}

/// A version of the child's record.
#[derive(Debug)]
pub(super) struct RecordVersion {
    /// Its bytes; `None` if this copy of the history does not have it.
    pub(super) bytes: Option<Vec<u8>>,
    /// Its content, if it can be read.
    pub(super) version: Version,
}

/// The versions of the child's record, by content.
pub(super) type Texts<'a> = BTreeMap<&'a str, RecordVersion>;

/// Reads the versions.
pub(super) fn texts_of<'a>(git: &GitFolder<'_>, own: &BTreeSet<VersionKey<'a>>) -> Result<Texts<'a>, HistoryFault> {
    let ids: BTreeSet<&str> = own.iter().map(|(_, content)| *content).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut texts = Texts::new();
    let mut next = ids.iter();
    if !ids.is_empty() {
        read_blobs(git, &ids, |bytes| {
            if let Some(id) = next.next() {
                let version =
                    bytes.as_ref().map_or(Version::Missing, |bytes| read_version("", FileKind::Record, bytes));
                texts.insert(id, RecordVersion { bytes, version });
            }
        })?;
    }
    Ok(texts)
}

/// Returns what each change did and what it removed, oldest first. `said` has the lines that are already in the paper.
pub(super) fn changes_of(
    past: &Past,
    own: &BTreeSet<VersionKey<'_>>,
    texts: &Texts<'_>,
    said: &mut BTreeSet<String>,
) -> Vec<HeldChange> {
    let mut rows = Vec::new();
    for commit in &past.commits {
        for step in file_changes(commit, own) {
            let is_merge = commit.parents.len() > 1;
            let mut gone: Vec<String> = Vec::new();
            for old in &step.old {
                gone.extend(taken_away(bytes_of(texts, *old), bytes_of(texts, step.new)));
            }
            if is_merge {
                gone.retain(|line| !said.contains(line));
                if gone.is_empty() && step.sides < commit.parents.len() {
                    continue;
                }
            }
            said.extend(gone.iter().cloned());
            rows.push(HeldChange {
                date: Day::parse(&commit.day),
                by: Some(commit.author.clone()),
                file: step.path.to_owned(),
                what: what_happened(&step, texts),
                commit: Some(words::short_commit(&commit.id)),
                message: Some(commit.subject.clone()),
                no_longer: gone,
            });
        }
    }
    rows
}

/// The change that a commit made to one file of the child.
struct ChildFileChange<'c> {
    path: &'c str,
    /// The earlier place of the record, if it was moved.
    from: Option<&'c str>,
    /// The contents of the parents that differ.
    old: Vec<Option<&'c str>>,
    new: Option<&'c str>,
    /// How many parents differ.
    sides: usize,
    /// Whether the file holds another child's record from here on.
    is_given_away: bool,
}

impl ChildFileChange<'_> {
    /// Whether the record is no longer in this file, and no other record is in it.
    const fn is_gone(&self) -> bool {
        self.new.is_none() && !self.is_given_away
    }

    /// Whether the record was not in this file before.
    fn is_new(&self) -> bool {
        self.old.iter().all(Option::is_none)
    }
}

fn file_changes<'c>(commit: &'c Commit, own: &BTreeSet<VersionKey<'_>>) -> Vec<ChildFileChange<'c>> {
    let mut steps: Vec<ChildFileChange<'c>> = Vec::new();
    for change in commit.changes.iter().filter(|change| kind_of(&change.path) == Some(FileKind::Record)) {
        let path = change.path.as_str();
        let mine = |blob: &'c Option<Blob>| content_name(blob).filter(|content| own.contains(&(path, *content)));
        let (old, new) = (mine(&change.old), mine(&change.new));
        if old.is_none() && new.is_none() {
            continue;
        }
        let is_given_away = new.is_none() && change.new.is_some();
        match steps.iter_mut().find(|step| step.path == path) {
            Some(step) => {
                step.old.push(old);
                step.sides += 1;
            }
            None => steps.push(ChildFileChange { path, from: None, old: vec![old], new, sides: 1, is_given_away }),
        }
    }
    mark_moved(&mut steps);
    steps
}

/// Marks a record that went from one file to another in one commit as moved.
fn mark_moved(steps: &mut Vec<ChildFileChange<'_>>) {
    let [one, other] = steps.as_slice() else { return };
    if one.is_gone() && other.is_new() || other.is_gone() && one.is_new() {
        let gone = usize::from(other.is_gone());
        let (path, old) = (steps.remove(gone), 0);
        if let Some(step) = steps.get_mut(old) {
            step.from = Some(path.path);
            step.old = path.old;
        }
    }
}

fn what_happened(step: &ChildFileChange<'_>, texts: &Texts<'_>) -> String {
    let moved = step.from.map(|from| format!("moved the record from {from}")).unwrap_or_default();
    let old = step.old.first().copied().flatten();
    let changed = change_in_words(version_of(texts, old), version_of(texts, step.new), step.is_given_away);
    match (moved.is_empty(), old == step.new) {
        (true, _) => changed,
        (false, true) => moved,
        (false, false) => format!("{moved}; {changed}"),
    }
}

/// Returns the version with this content, if there is one.
fn version_of<'t>(texts: &'t Texts<'_>, content: Option<&str>) -> Option<&'t Version> {
    Some(&texts.get(content?)?.version)
}

/// Returns what happened between two versions, in words.
pub(super) fn change_in_words(old: Option<&Version>, new: Option<&Version>, is_given_away: bool) -> String {
    if is_given_away {
        return "from here on, the file holds another record".to_owned();
    }
    match (old, new) {
        (_, Some(Version::Missing)) => "this version is not in this copy of the history".to_owned(),
        (_, Some(Version::Unreadable(why))) => format!("this version cannot be read as a record: {why}"),
        (Some(Version::Missing | Version::Unreadable(_)), Some(_)) => {
            "this version can be read as a record again".to_owned()
        }
        (old, new) => in_words(old.and_then(Version::as_values), new.and_then(Version::as_values)),
    }
}

/// Returns the lines that are in `before` and not in `after`.
pub(super) fn taken_away(before: &[u8], after: &[u8]) -> Vec<String> {
    let lines = line_hunks(before, after).into_iter().flat_map(|hunk| hunk.lines);
    let gone = lines.filter(|line| line.fate == LineFate::Goes && !line.text.trim().is_empty());
    gone.map(|line| line.text.trim_end().to_owned()).collect()
}

fn bytes_of<'t>(texts: &'t Texts<'_>, content: Option<&str>) -> &'t [u8] {
    content.and_then(|content| texts.get(content)?.bytes.as_deref()).unwrap_or_default()
}

/// Returns the name of a content; `None` if it is not a plain file.
fn content_name(blob: &Option<Blob>) -> Option<&str> {
    blob.as_ref().filter(|blob| blob.mode.starts_with("100")).map(|blob| blob.id.as_str())
}
