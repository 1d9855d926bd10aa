//! The history of the folder, commit by commit, with the versions of its files, for `log` and `audit`.
//!
//! Only versions that are still needed for a comparison are held: the last one of each record.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::rc::Rc;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::history::{Blob, Commit, FileVersions, GitFolder, HistoryFault, read_blobs};
use crate::records::past_versions::{FileKind, Version, kind_of, read_versions};
use crate::reports::Names;

/// How many versions are read at a time, in parallel.
const AT_A_TIME: usize = 128;

/// The number of such batches that may wait to be parsed, and to be looked at.
const AHEAD: usize = 2;

/// A file that a commit changed.
#[derive(Debug)]
pub(crate) struct ReplayedFile<'c> {
    /// The file.
    pub(crate) path: &'c str,
    /// The kind of file.
    pub(crate) kind: FileKind,
    /// The differences, one for each parent that it differs from.
    pub(crate) changes: Vec<&'c FileVersions>,
    /// The version in each of those parents. If it cannot be read, the last readable version before it.
    pub(crate) before: Vec<Option<Rc<Version>>>,
    /// The version in this commit.
    pub(crate) after: Option<Rc<Version>>,
}

/// The id of a content, and the kind of file that it is read as.
type ContentKey<'c> = (&'c str, FileKind);

/// A version to load: the first commit that needs it, the id of its content, its file and the kind of file.
type Wanted<'c> = (usize, &'c str, &'c str, FileKind);

/// The number of times a version will still be used, and the version once it is loaded.
type LoadedVersion = (usize, Option<Rc<Version>>);

/// The versions that are loaded.
#[derive(Debug, Default)]
struct Shelf<'c> {
    /// Each version, with the number of times it will still be used.
    live: BTreeMap<ContentKey<'c>, LoadedVersion>,
    /// The version to use in place of one that cannot be read.
    stand_ins: BTreeMap<&'c str, Rc<Version>>,
}

/// Goes through commits, oldest first, and passes each to `visit` with the files of the folder that it changed.
pub(crate) fn replay_commits<'c>(
    git: &GitFolder<'_>,
    commits: &'c [Commit],
    visit: &mut dyn FnMut(&'c Commit, &[ReplayedFile<'c>]),
) -> Result<(), HistoryFault> {
    let mut shelf = Shelf::default();
    // In the order of their first use, with the commit that needs them.
    let mut wanted: Vec<Wanted<'c>> = Vec::new();
    for (nth, commit) in commits.iter().enumerate() {
        for change in &commit.changes {
            let Some(kind) = kind_of(&change.path) else { continue };
            for blob in [&change.old, &change.new].into_iter().flatten().filter(|blob| blob.is_plain()) {
                let uses = shelf.live.entry((&blob.id, kind)).or_insert_with(|| {
                    wanted.push((nth, &blob.id, &change.path, kind));
                    (0, None)
                });
                uses.0 += 1;
            }
        }
    }
    let (mut visited, mut loaded) = (0, 0);
    read_ahead(git, &wanted, |versions| {
        for (version, (_, id, _, kind)) in versions.into_iter().zip(wanted.iter().skip(loaded)) {
            loaded += 1;
            shelf.live.entry((id, *kind)).and_modify(|(_, kept)| *kept = Some(Rc::new(version)));
        }
        let end = wanted.get(loaded).map_or(commits.len(), |(nth, ..)| *nth);
        visit_each(commits.get(visited..end).unwrap_or_default(), &mut shelf, visit);
        visited = visited.max(end);
    })?;
    visit_each(commits.get(visited..).unwrap_or_default(), &mut shelf, visit);
    Ok(())
}

/// Passes each commit to `visit`, with the files that it changed.
fn visit_each<'c>(
    commits: &'c [Commit],
    shelf: &mut Shelf<'c>,
    visit: &mut dyn FnMut(&'c Commit, &[ReplayedFile<'c>]),
) {
    for commit in commits {
        let steps = shelf.files_of(commit);
        visit(commit, &steps);
    }
}

/// Reads versions and passes them to `take` in their order. While `take` looks at one batch, the next is parsed and git finds
/// the one after that. The three run in parallel, and no one of them gets far ahead of the next.
fn read_ahead(
    git: &GitFolder<'_>,
    wanted: &[Wanted<'_>],
    mut take: impl FnMut(Vec<Version>),
) -> Result<(), HistoryFault> {
    if wanted.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = wanted.iter().map(|(_, id, ..)| *id).collect();
    let (found, to_understand) = sync_channel(AHEAD);
    let (understood, to_take) = sync_channel(AHEAD);
    thread::scope(|scope| {
        let finds = scope.spawn(move || {
            let (mut nth, mut waiting) = (0, Vec::new());
            read_blobs(git, &ids, |bytes| {
                waiting.extend(wanted.get(nth).map(|(_, _, path, kind)| (*path, *kind, bytes)));
                nth += 1;
                if waiting.len() == AT_A_TIME || nth == wanted.len() {
                    // Sending fails only if a receiver has panicked, and that panic is reported there.
                    let _ = found.send(std::mem::take(&mut waiting));
                }
            })
        });
        scope.spawn(move || {
            // Sending fails only as above.
            to_understand.into_iter().map(read_versions).map(|read| understood.send(read)).all(|sent| sent.is_ok())
        });
        to_take.into_iter().for_each(&mut take);
        finds.join().unwrap_or_else(|mistake| resume_unwind(mistake))
    })
}

impl<'c> Shelf<'c> {
    fn files_of(&mut self, commit: &'c Commit) -> Vec<ReplayedFile<'c>> {
        let paths: BTreeSet<&'c str> = commit.changes.iter().map(|change| change.path.as_str()).collect();
        let mut steps = Vec::new();
        for path in paths {
            let Some(kind) = kind_of(path) else { continue };
            let changes: Vec<&'c FileVersions> = commit.changes.iter().filter(|change| change.path == path).collect();
            let mut take = |blob: &'c Option<Blob>| blob.as_ref().and_then(|blob| self.take_version(blob, kind));
            let before: Vec<Option<Rc<Version>>> = changes.iter().map(|change| take(&change.old)).collect();
            let after: Vec<Option<Rc<Version>>> = changes.iter().map(|change| take(&change.new)).collect();
            let after = after.into_iter().next().flatten();
            let before: Vec<_> =
                before.into_iter().zip(&changes).map(|(read, change)| self.or_stand_in(read, change)).collect();
            if let (Some(version), Some(new), Some(first)) =
                (&after, changes.first().and_then(|change| change.new.as_ref()), before.iter().flatten().next())
                && !version.is_readable()
            {
                self.stand_ins.insert(&new.id, Rc::clone(first));
            }
            steps.push(ReplayedFile { path, kind, changes, before, after });
        }
        steps
    }

    /// Returns a version for one use. After its last use it is dropped.
    fn take_version(&mut self, blob: &'c Blob, kind: FileKind) -> Option<Rc<Version>> {
        let key = (blob.id.as_str(), kind);
        let (uses, version) = self.live.get_mut(&key)?;
        *uses = uses.saturating_sub(1);
        if *uses > 0 { version.clone() } else { self.live.remove(&key).and_then(|(_, version)| version) }
    }

    fn or_stand_in(&self, version: Option<Rc<Version>>, change: &'c FileVersions) -> Option<Rc<Version>> {
        let version = version?;
        if version.is_readable() {
            return Some(version);
        }
        let stand_in = change.old.as_ref().and_then(|old| self.stand_ins.get(old.id.as_str()));
        Some(stand_in.cloned().unwrap_or(version))
    }
}

impl Version {
    /// Why this version has no content, if that is so.
    pub(crate) fn why_unreadable(&self, names: Names) -> Option<String> {
        match self {
            // The reason would quote the record.
            Self::Unreadable(_) if names == Names::Hidden => Some("this version cannot be read".to_owned()),
            Self::Unreadable(why) => Some(format!("this version cannot be read: {why}")),
            Self::Missing => Some("this version is not in this copy of the history".to_owned()),
            Self::Record(..) | Self::Policy(_) | Self::School(_) => None,
        }
    }

    /// Whether it has content.
    pub(crate) const fn is_readable(&self) -> bool {
        !matches!(self, Self::Unreadable(_) | Self::Missing)
    }
}
