//! The history of the folder, commit by commit, with the versions of its files read: what `log` and `audit` look at.
//!
//! No more versions are held than are still to be compared: of each record its last one.

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

/// How many such lots may wait to be understood, and how many to be looked at.
const AHEAD: usize = 2;

/// A file that a commit changed.
#[derive(Debug)]
pub(crate) struct ReplayedFile<'c> {
    /// The file.
    pub(crate) path: &'c str,
    /// What it is.
    pub(crate) kind: FileKind,
    /// The differences, one for each parent that it differs from.
    pub(crate) changes: Vec<&'c FileVersions>,
    /// What each of those parents has. Where that cannot be read, the last version before it that can.
    pub(crate) before: Vec<Option<Rc<Version>>>,
    /// What the commit has.
    pub(crate) after: Option<Rc<Version>>,
}

/// The name of a content, and what kind of file it is read as.
type ContentKey<'c> = (&'c str, FileKind);

/// A version that is wanted: for which commit first, the name of its content, its file and what that is.
type Wanted<'c> = (usize, &'c str, &'c str, FileKind);

/// How often a version is still to be used, and the version where it is loaded.
type LoadedVersion = (usize, Option<Rc<Version>>);

/// The versions that are loaded.
#[derive(Debug, Default)]
struct Shelf<'c> {
    /// Each with how often it is still to be used.
    live: BTreeMap<ContentKey<'c>, LoadedVersion>,
    /// What stands in for a version that cannot be read.
    stand_ins: BTreeMap<&'c str, Rc<Version>>,
}

/// Goes through commits, oldest first, and gives each with the files of the folder that it changed.
pub(crate) fn replay_commits<'c>(
    git: &GitFolder<'_>,
    commits: &'c [Commit],
    visit: &mut dyn FnMut(&'c Commit, &[ReplayedFile<'c>]),
) -> Result<(), HistoryFault> {
    let mut shelf = Shelf::default();
    // In the order of their first use, with the commit that they are wanted for.
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

/// Gives each commit with the files that it changed.
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

/// Reads versions and gives them to `take` in their order. While it looks at some, git finds the next and those before them
/// are understood: each of the three waits for the one before it, and never gets far ahead of the one behind it.
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
                    // Nobody waits for it any more only where the program made a mistake, which is told there.
                    let _ = found.send(std::mem::take(&mut waiting));
                }
            })
        });
        scope.spawn(move || {
            // As above.
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

    /// A version that is used once more; it goes with its last use.
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
    /// Why it says nothing, where it does not.
    pub(crate) fn why_unreadable(&self, names: Names) -> Option<String> {
        match self {
            // Why quotes the record.
            Self::Unreadable(_) if names == Names::Hidden => Some("this version cannot be read".to_owned()),
            Self::Unreadable(why) => Some(format!("this version cannot be read: {why}")),
            Self::Missing => Some("this version is not in this copy of the history".to_owned()),
            Self::Record(..) | Self::Policy(_) | Self::School(_) => None,
        }
    }

    /// Whether it says something.
    pub(crate) const fn is_readable(&self) -> bool {
        !matches!(self, Self::Unreadable(_) | Self::Missing)
    }
}
