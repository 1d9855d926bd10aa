//! The objects of a commit, built from the last one.

use std::collections::{BTreeMap, BTreeSet};

use super::index_entry::NewListed;
use super::{FileContents, Stale, Stop, Work, not_started, one_line};
use crate::history::objects::{NamedObject, read_objects};
use crate::history::tree_object::{FOLDER, PLAIN, TreeEntry, entries_of, with_entry};

/// The state of a file of the order in the last commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileSeen {
    /// As it was before the change. Contains the id of the new content, or `None` if the file will be deleted.
    AsBefore(Option<String>),
    /// As it is after the change.
    AsAfter,
    /// As it was before someone changed it by hand. Contains the id of the content that the change started from.
    ByHand(String),
    /// Someone has committed a different change since this one was saved.
    Overtaken,
}

/// A file that differs between the new commit and the last one.
#[derive(Debug)]
pub(super) struct NewContent {
    /// The file, from the records folder.
    file: String,
    /// The id of its content, or `None` if it will be deleted.
    id: Option<String>,
}

/// A commit that is being built from the last one.
pub(super) struct CommitBuild<'w> {
    work: &'w Work<'w>,
    /// The id of the last commit; `None` on a branch without a commit.
    head: Option<String>,
    /// The bytes of the folders on the way to the files, by their paths from the top of the repository; empty for a new folder.
    folders: BTreeMap<String, Vec<u8>>,
    /// The contents of the files in the last commit.
    contents: BTreeMap<String, Option<NamedObject>>,
    /// The ids of the files in git's list.
    listed: BTreeMap<String, Option<String>>,
}

impl<'w> CommitBuild<'w> {
    /// Reads as much of the last commit as the files of the order need.
    pub(super) fn of_last_commit(work: &'w Work<'w>) -> Result<Self, Stop> {
        let files: Vec<&str> = work.order.files.iter().map(|contents| contents.file).collect();
        if files.iter().any(|file| file.contains('\n')) || work.way.contains('\n') {
            let help = "rename it, and run the command again".to_owned();
            return Err(Stop::Lasting(("the file's name contains a line break".to_owned(), help)));
        }
        let folders: Vec<String> = files
            .iter()
            .flat_map(|file| folders_above(&work.path_of(file)))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut names = vec!["HEAD".to_owned()];
        names.extend(
            folders.iter().map(|path| if path.is_empty() { "HEAD^{tree}".to_owned() } else { format!("HEAD:{path}") }),
        );
        names.extend(files.iter().map(|file| format!("HEAD:{}", work.path_of(file))));
        names.extend(files.iter().map(|file| format!(":{}", work.path_of(file))));
        let (found, answer) = read_objects(&work.history.git, &names).map_err(|error| not_started(&error))?;
        work.checked(answer)?;
        let mut found = found.into_iter();
        let head = found.next().flatten().map(|head| head.id);
        let folders = folders.into_iter().zip(found.by_ref()).map(|(path, tree)| (path, tree.map(|tree| tree.bytes)));
        let folders: Vec<(String, Option<Vec<u8>>)> = folders.collect();
        let contents = files.iter().map(|file| (*file).to_owned()).zip(found.by_ref()).collect();
        let listed = files.iter().map(|file| (*file).to_owned());
        let listed = listed.zip(found.map(|entry| entry.map(|entry| entry.id))).collect();
        let is_there: BTreeSet<String> =
            folders.iter().filter(|(_, tree)| tree.is_some()).map(|(path, _)| path.clone()).collect();
        let folders = folders.into_iter().map(|(path, tree)| (path, tree.unwrap_or_default())).collect();
        let build = Self { work, head, folders, contents, listed };
        build.check_whole(&is_there)?;
        Ok(build)
    }

    /// Refuses to build on a commit with folders that cannot be read, because the new commit would lack their contents.
    fn check_whole(&self, is_there: &BTreeSet<String>) -> Result<(), Stop> {
        let branch_is_lost = self.head.is_none() && self.work.history.repository.has_its_branch();
        let root_is_lost = self.head.is_some() && !is_there.contains("");
        let folder_is_lost = self.folders.keys().filter(|path| !path.is_empty()).any(|path| {
            let mode = self.entry_of(path).map(|entry| entry.mode);
            (mode.as_deref() == Some(FOLDER)) != is_there.contains(path)
        });
        let content_is_lost = self
            .contents
            .iter()
            .any(|(file, found)| self.entry_of(&self.work.path_of(file)).is_some() != found.is_some());
        if branch_is_lost || root_is_lost || folder_is_lost || content_is_lost {
            let help = "make a copy of the folder, then ask someone who knows git; `git fsck` shows what is broken";
            return Err(Stop::Lasting(("git's own store is damaged".to_owned(), help.to_owned())));
        }
        Ok(())
    }

    /// The entry of a path in the folder above it.
    fn entry_of(&self, path: &str) -> Option<TreeEntry<'_>> {
        let (folder, name) = folder_and_name(path);
        let entries = entries_of(self.folders.get(folder)?, self.width());
        entries.into_iter().find(|entry| entry.name == name.as_bytes())
    }

    /// The length of an id in bytes. Without a commit no folder contains ids.
    fn width(&self) -> usize {
        self.head.as_ref().map_or(20, |head| head.len() / 2)
    }

    /// The id of the last commit; empty on a branch without a commit.
    pub(super) fn last_commit(&self) -> String {
        self.head.clone().unwrap_or_default()
    }

    /// The same as `git update-ref` needs it: on a branch without a commit, as many zeros as the id of the new commit has digits.
    pub(super) fn last_commit_or_zeros(&self, new: &str) -> String {
        self.head.clone().unwrap_or_else(|| "0".repeat(new.len()))
    }

    /// Returns the state of a file in the last commit, and puts the new content into git's store.
    pub(super) fn look_at(&self, contents: &FileContents<'_>) -> Result<FileSeen, Stop> {
        let head = self.contents.get(contents.file).and_then(Option::as_ref);
        let after = contents.after.map(|bytes| self.put_content(contents.file, bytes)).transpose()?;
        if after.as_deref() == head.map(|head| head.id.as_str()) {
            return Ok(FileSeen::AsAfter);
        }
        let Some(before) = contents.before else { return Ok(FileSeen::AsBefore(after)) };
        if head.is_some_and(|head| head.bytes == before) {
            return Ok(FileSeen::AsBefore(after));
        }
        let before = self.put_content(contents.file, before)?;
        if head.is_some_and(|head| head.id == before) {
            return Ok(FileSeen::AsBefore(after));
        }
        if self.work.order.has_waited && !self.is_as_it_was(contents.file, head)? {
            return Ok(FileSeen::Overtaken);
        }
        Ok(FileSeen::ByHand(before))
    }

    /// Whether the last commit has the same version of a file as the commit that was the last when the change was saved. Returns
    /// `false` if that commit is not known.
    fn is_as_it_was(&self, file: &str, now: Option<&NamedObject>) -> Result<bool, Stop> {
        let Some(commit) = self.work.order.head else { return Ok(false) };
        let names = [commit.to_owned(), format!("{commit}:{}", self.work.path_of(file))];
        let (found, answer) = read_objects(&self.work.history.git, &names).map_err(|error| not_started(&error))?;
        self.work.checked(answer)?;
        let mut found = found.into_iter();
        let is_known = found.next().flatten().is_some();
        Ok(is_known && found.next().flatten().map(|then| then.id) == now.map(|now| now.id.clone()))
    }

    /// Puts a content into git's store as `git add` would, and returns its id.
    fn put_content(&self, file: &str, bytes: &[u8]) -> Result<String, Stop> {
        let path = format!("--path={file}");
        self.put_object(&["hash-object", "-w", "--stdin", &path], bytes)
    }

    fn put_object(&self, asked: &[&str], bytes: &[u8]) -> Result<String, Stop> {
        let out = self.work.run_git(asked, bytes)?;
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// The contents of a commit of the changes by hand.
    pub(super) fn changes_by_hand(&self, seen: &[FileSeen]) -> Result<Vec<NewContent>, Stop> {
        self.changes(seen, |seen| match seen {
            FileSeen::ByHand(id) => Some(Some(id.clone())),
            FileSeen::AsBefore(_) | FileSeen::AsAfter | FileSeen::Overtaken => None,
        })
    }

    /// The contents of a commit of the order.
    pub(super) fn changes_ordered(&self, seen: &[FileSeen]) -> Result<Vec<NewContent>, Stop> {
        self.changes(seen, |seen| match seen {
            FileSeen::AsBefore(id) => Some(id.clone()),
            FileSeen::ByHand(_) | FileSeen::AsAfter | FileSeen::Overtaken => None,
        })
    }

    fn changes(
        &self,
        seen: &[FileSeen],
        id_of: impl Fn(&FileSeen) -> Option<Option<String>>,
    ) -> Result<Vec<NewContent>, Stop> {
        let mut changes = Vec::new();
        for (contents, seen) in self.work.order.files.iter().zip(seen) {
            let Some(id) = id_of(seen) else { continue };
            let file = contents.file.to_owned();
            if id.is_some() && self.is_new(&file) && self.is_ignored(&file)? {
                return Err(Stop::OfFiles((
                    "a `.gitignore` file makes git leave it out".to_owned(),
                    "remove that line from the `.gitignore` file; or, if you do not want a history, write `commit = false` \
                     under `[git]` in `send.toml`"
                        .to_owned(),
                )));
            }
            changes.push(NewContent { file, id });
        }
        Ok(changes)
    }

    /// Whether git does not know a file yet.
    fn is_new(&self, file: &str) -> bool {
        self.committed_id(file).is_none() && self.listed_id(file).is_none()
    }

    fn is_ignored(&self, file: &str) -> Result<bool, Stop> {
        let asked = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", file];
        self.work.run_git(&asked, b"").map(|out| !out.is_empty())
    }

    /// The new entries of git's list after the commit, and the files that someone has staged in another version: those entries
    /// are left.
    pub(super) fn new_listed(&self, changes: &[NewContent]) -> Result<(Vec<NewListed>, Vec<String>), Stop> {
        let (mut new, mut staged) = (Vec::new(), Vec::new());
        for change in changes.iter().filter(|change| self.listed_id(&change.file) != change.id) {
            if self.is_listed_as_committed(change) || self.is_listed_as_once_committed(&change.file)? {
                new.push(self.new_entry(&change.file, change.id.as_deref()));
            } else {
                staged.push(change.file.clone());
            }
        }
        Ok((new, staged))
    }

    /// Whether git's list has an earlier version from the history, left there by a commit that was interrupted.
    fn is_listed_as_once_committed(&self, file: &str) -> Result<bool, Stop> {
        let Some(listed) = self.listed_id(file) else { return Ok(false) };
        let asked =
            ["log", "--no-show-signature", "--format=", "--raw", "--no-abbrev", "--no-renames", "HEAD", "--", file];
        let out = self.work.run_git(&asked, b"")?;
        Ok(self.head.is_some() && String::from_utf8_lossy(&out).contains(&listed))
    }

    /// The new entries of git's list for files that it lists as they were before the last commit.
    pub(super) fn listed_behind(&self, stale: Stale) -> Result<Vec<NewListed>, Stop> {
        let mut new = Vec::new();
        for contents in self.work.order.files {
            let committed = self.committed_id(contents.file);
            let listed = self.listed_id(contents.file);
            let bytes = match stale {
                Stale::Before => contents.before,
                Stale::DiskIsCommitted => contents.after,
            };
            let known = bytes.map(|bytes| self.put_content(contents.file, bytes)).transpose()?;
            let is_behind = match stale {
                Stale::Before => listed == known,
                Stale::DiskIsCommitted => committed == known,
            };
            if listed != committed && is_behind {
                new.push(self.new_entry(contents.file, committed.as_deref()));
            }
        }
        Ok(new)
    }

    /// The entry of git's list for a file with this content, or for a deleted file.
    fn new_entry(&self, file: &str, id: Option<&str>) -> NewListed {
        let path = self.work.path_of(file);
        match id {
            Some(id) => NewListed { mode: self.mode_of(&path), id: id.to_owned(), path },
            None => NewListed { mode: "0".to_owned(), id: "0".repeat(self.width() * 2), path },
        }
    }

    fn committed_id(&self, file: &str) -> Option<String> {
        self.contents.get(file)?.as_ref().map(|head| head.id.clone())
    }

    fn listed_id(&self, file: &str) -> Option<String> {
        self.listed.get(file).cloned().flatten()
    }

    fn is_listed_as_committed(&self, change: &NewContent) -> bool {
        self.listed_id(&change.file) == self.committed_id(&change.file)
    }

    /// The mode of a file in the last commit; the mode of a plain file if it is new.
    fn mode_of(&self, path: &str) -> String {
        let mode = self.entry_of(path).map(|entry| entry.mode).filter(|mode| mode.starts_with("100"));
        mode.unwrap_or_else(|| PLAIN.to_owned())
    }

    /// Puts the new folders and the commit into git's store, and returns the id of the commit.
    pub(super) fn write_commit(
        &self,
        changes: &[NewContent],
        message: &str,
        (author, moment): (Option<&str>, Option<i64>),
    ) -> Result<String, Stop> {
        let tree = self.write_folders(changes)?;
        let mut asked = vec!["commit-tree", "--no-gpg-sign", &tree];
        if let Some(head) = &self.head {
            asked.extend(["-p", head]);
        }
        let git = parts_of_author(author, moment)
            .into_iter()
            .fold(self.work.history.git.clone(), |git, (name, value)| git.with_variable(name, value));
        let message = format!("{}\n", one_line(message).trim_end());
        let out = self.work.run_git_as(&git, &asked, message.as_bytes())?;
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// Returns the id of the top folder with the changes in it. An empty folder is left out, as git does.
    fn write_folders(&self, changes: &[NewContent]) -> Result<String, Stop> {
        let mut folders = self.folders.clone();
        for change in changes {
            let path = self.work.path_of(&change.file);
            let mode = self.mode_of(&path);
            let new = change.id.as_deref().map(|id| (mode.as_str(), id));
            let width = change.id.as_ref().map_or(self.width(), |id| id.len() / 2);
            put_entry(&mut folders, &path, new, width)?;
        }
        let mut paths: Vec<String> = folders.keys().filter(|path| !path.is_empty()).cloned().collect();
        paths.sort_by_key(|path| std::cmp::Reverse(path.matches('/').count()));
        for path in paths {
            let bytes = folders.get(&path).cloned().unwrap_or_default();
            let id = if bytes.is_empty() { None } else { Some(self.put_folder(&bytes)?) };
            let width = id.as_ref().map_or(self.width(), |id| id.len() / 2);
            put_entry(&mut folders, &path, id.as_deref().map(|id| (FOLDER, id)), width)?;
        }
        self.put_folder(folders.get("").map_or(&[], Vec::as_slice))
    }

    fn put_folder(&self, bytes: &[u8]) -> Result<String, Stop> {
        self.put_object(&["hash-object", "-w", "-t", "tree", "--stdin"], bytes)
    }
}

impl Work<'_> {
    /// The path of a file from the top of the repository.
    pub(super) fn path_of(&self, file: &str) -> String {
        format!("{}{file}", self.way)
    }
}

/// Puts an entry into the folder above a path.
fn put_entry(
    folders: &mut BTreeMap<String, Vec<u8>>,
    path: &str,
    new: Option<(&str, &str)>,
    width: usize,
) -> Result<(), Stop> {
    let (folder, name) = folder_and_name(path);
    let bytes = folders.get(folder).map_or(&[][..], Vec::as_slice);
    let changed = with_entry(bytes, name, new, width).ok_or_else(|| {
        let help = "check that git works on this computer".to_owned();
        Stop::Lasting(("git gave an answer that send cannot read".to_owned(), help))
    })?;
    folders.insert(folder.to_owned(), changed);
    Ok(())
}

/// The paths of the folders that contain a file, starting with the top, which is empty.
fn folders_above(path: &str) -> Vec<String> {
    let ends = path.match_indices('/').map(|(at, _)| at);
    std::iter::once(0).chain(ends).filter_map(|end| path.get(..end)).map(str::to_owned).collect()
}

/// The folder of a path (empty for the top) and the name in it.
fn folder_and_name(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// `Jo Example <jo@example.org> 1763942400 +0000` as the variables for git; if the author is not known, only the moment.
fn parts_of_author(author: Option<&str>, moment: Option<i64>) -> Vec<(&'static str, String)> {
    let taken_apart = author.and_then(|author| {
        let (name, rest) = author.split_once(" <")?;
        let (mail, moment) = rest.rsplit_once("> ")?;
        Some((name.to_owned(), mail.to_owned(), moment.to_owned()))
    });
    match taken_apart {
        Some((name, mail, moment)) => {
            vec![("GIT_AUTHOR_NAME", name), ("GIT_AUTHOR_EMAIL", mail), ("GIT_AUTHOR_DATE", moment)]
        }
        None => moment.map(|moment| ("GIT_AUTHOR_DATE", format!("{moment} +0000"))).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_of_a_path_begin_at_the_top() {
        assert_eq!(folders_above("a/b/p014.yaml"), ["", "a", "a/b"]);
        assert_eq!(folders_above("school.yaml"), [""]);
    }

    #[test]
    fn an_author_is_split_and_a_moment_without_an_author_is_kept() {
        let values = |author, moment| -> Vec<String> {
            parts_of_author(author, moment).into_iter().map(|(_, value)| value).collect()
        };
        assert_eq!(
            values(Some("Jo Example <jo@example.org> 1763942400 +0100"), Some(5)),
            ["Jo Example", "jo@example.org", "1763942400 +0100"]
        );
        assert_eq!(values(None, Some(1_763_942_400)), ["1763942400 +0000"]);
        assert_eq!(values(None, None), [""; 0]);
    }
}
