//! The paper on one child, put together from the folder and its history.

use std::collections::BTreeSet;

use super::past::{self, Past, Texts};
use super::present::{NOT_THERE, Present};
use super::{Opened, SarSubject};
use crate::finding::Finding;
use crate::history::{GitFolder, read_blobs};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::values::plain_values;
use crate::records::edit::comments_in;
use crate::records::past_versions::{FileKind, Version, pupil_of, read_version};
use crate::records::traces::{Unsearched, is_draft_of};
use crate::reports::Unreadable;
use crate::reports::sar::child::{ChildIdentity, VersionKey};
use crate::reports::sar::mentions::{Mention, Terms};
use crate::reports::sar::{
    ForTheSchool, HISTORY, HeldChange, HeldDocument, HeldRecord, HeldText, SubjectAccessPaper, before_handing_over,
    lines_of, not_gathered, people_in,
};
use crate::session::no_history::history_stopped;
use crate::words;

/// A file of the child that is in the folder.
struct File {
    name: String,
    bytes: Vec<u8>,
    version: Version,
}

/// The facts that the paper is put together from.
struct Gathering<'a> {
    asked: &'a SarSubject,
    past: &'a Past,
    present: &'a Present,
    opened: &'a Opened,
    git: &'a GitFolder<'a>,
    /// The child that the paper is about; `None` if no version can be read.
    child: Option<ChildIdentity>,
    /// The children of all other records.
    others: Vec<ChildIdentity>,
    /// The files that are in the folder.
    files: Vec<File>,
    /// The versions in git.
    own: BTreeSet<VersionKey<'a>>,
    texts: Texts<'a>,
    /// The lines that are already in the paper.
    said: BTreeSet<String>,
}

/// Gathers everything.
///
/// # Errors
/// If git stops in the middle of an answer.
pub(super) fn gather_all(
    asked: &SarSubject,
    received: Option<Day>,
    past: &Past,
    present: &Present,
    opened: &Opened,
    git: &GitFolder<'_>,
) -> anyhow::Result<SubjectAccessPaper> {
    let mut gathering = Gathering::begin_gathering(asked, past, present, opened, git)?;
    let history = gathering.held_changes()?;
    let elsewhere = gathering.held_elsewhere()?;
    let documents = gathering.held_documents();
    let unreadable = gathering.unreadable();
    let terms = gathering.search_terms();
    let (mentions, unsearched) = gathering.mentions_of(&terms);
    Ok(SubjectAccessPaper {
        format: 1,
        as_at: opened.as_at,
        complete: unreadable.is_empty(),
        unreadable,
        id: asked.id.clone(),
        name: gathering.records().next().map(|record| record.name.as_str().to_owned()),
        received,
        answer_by: received.map(|day| day.plus_months(1)),
        records: gathering.files.iter().map(held_record).collect(),
        documents,
        for_the_school: ForTheSchool {
            mentions,
            look_at: [unsearched, gathering.look_at(&terms, &history)].concat(),
            people: gathering.people_named(&history),
            not_gathered: not_gathered(),
            before: before_handing_over(),
        },
        history,
        elsewhere,
    })
}

/// Returns a record in the form that the paper has.
fn held_record(file: &File) -> HeldRecord {
    HeldRecord {
        file: file.name.clone(),
        record: file.version.as_record().map(plain_values).unwrap_or_default(),
        remarks: if file.version.as_record().is_some() { comments_in(&file.bytes) } else { Vec::new() },
        text: if file.version.as_record().is_some() { Vec::new() } else { lines_of(&file.bytes) },
    }
}

impl<'a> Gathering<'a> {
    fn begin_gathering(
        asked: &'a SarSubject,
        past: &'a Past,
        present: &'a Present,
        opened: &'a Opened,
        git: &'a GitFolder<'a>,
    ) -> anyhow::Result<Self> {
        let file = asked.file.as_deref();
        let mut child = file.and_then(|file| present.child(file)).cloned();
        let mut known = past.known(git, Vec::new()).map_err(history_stopped)?;
        if child.is_none() {
            child = past.last_child(&known, &asked.id, file);
        }
        let (names, others) = present.apart(file, child.as_ref());
        known.others.clone_from(&others);
        let first: Vec<VersionKey<'_>> =
            if child.is_none() { past.versions_of(&asked.id).into_iter().collect() } else { Vec::new() };
        let own = known.versions_of_child(child.as_ref(), &first);
        let texts = past::texts_of(git, &own).map_err(history_stopped)?;
        let mut files = Vec::new();
        for name in names {
            // If it cannot be opened, the reason is in `Present::unreadable`.
            let bytes = opened.folder.bytes_now(&opened.folder.path_of(&name)).unwrap_or_default();
            let version = read_version(&name, FileKind::Record, &bytes);
            files.push(File { name, bytes, version });
        }
        let said = files.iter().flat_map(|file| lines_of(&file.bytes)).collect();
        Ok(Self { asked, past, present, opened, git, child, others, files, own, texts, said })
    }

    /// Returns every version of the record that can be read, those in the folder first.
    fn records(&self) -> impl Iterator<Item = &Record> {
        let now = self.files.iter().filter_map(|file| file.version.as_record());
        now.chain(self.texts.values().filter_map(|held| held.version.as_record()))
    }

    /// Returns what could not be read: with the reason for this child, without it for others, because a reason may quote them.
    fn unreadable(&self) -> Vec<Unreadable> {
        let is_own = |file: &str| self.files.iter().any(|own| own.name == file);
        let (own, others): (Vec<_>, Vec<_>) = self.present.unreadable.iter().partition(|finding| is_own(&finding.file));
        let mut unreadable: Vec<Unreadable> = own.into_iter().map(Unreadable::from).collect();
        let missing = self.texts.values().any(|held| held.bytes.is_none());
        let missing = missing.then(|| "some versions are not in this copy of it".to_owned());
        let history = self.past.incomplete().or(missing);
        unreadable.extend(history.map(|message| Unreadable { path: HISTORY.to_owned(), message }));
        let (not_there, others): (Vec<&Finding>, Vec<&Finding>) =
            others.into_iter().partition(|finding| NOT_THERE.contains(&finding.rule));
        unreadable.extend(not_there.into_iter().map(Unreadable::from));
        let mut files: Vec<&str> = others.into_iter().map(|finding| finding.file.as_str()).collect();
        files.dedup();
        unreadable.extend(files.into_iter().map(|file| Unreadable {
            path: file.to_owned(),
            message: "it cannot be read, so it may be about this child too".to_owned(),
        }));
        unreadable
    }

    /// Returns the contents of these objects of git, by their names in git; `None` for those that are not there.
    fn objects_named(&self, names: &[String]) -> anyhow::Result<Vec<Option<Vec<u8>>>> {
        let mut found = Vec::new();
        if self.past.can_be_asked() && !names.is_empty() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            read_blobs(self.git, &names, |bytes| found.push(bytes)).map_err(history_stopped)?;
        }
        Ok(found)
    }

    /// Returns the files that hold this child's record, or once held it.
    fn paths(&self) -> Vec<String> {
        let now = self.files.iter().map(|file| file.name.clone());
        let all: BTreeSet<String> = now.chain(self.own.iter().map(|(path, _)| (*path).to_owned())).collect();
        all.into_iter().collect()
    }

    /// Returns the ids under which the record is or was kept.
    fn ids(&self) -> BTreeSet<String> {
        let paths = self.paths();
        paths.iter().map(|path| pupil_of(path).to_owned()).chain([self.asked.id.clone()]).collect()
    }

    /// Whether a text that was kept under one of these ids is about the child. It is if it is a version known to be, if it says
    /// so, or if it cannot be read, because then only the id shows it.
    fn is_own(&self, bytes: &[u8]) -> bool {
        if self.texts.values().any(|held| held.bytes.as_deref() == Some(bytes)) {
            return true;
        }
        let version = read_version("", FileKind::Record, bytes);
        let Some(whose) = version.as_record().map(ChildIdentity::of) else { return true };
        let resembles = self.child.as_ref().is_none_or(|child| child.resembles(&whose));
        resembles && !self.others.iter().any(|other| other.is_same_child(&whose))
    }

    /// Returns every change; those that are not committed come last.
    fn held_changes(&mut self) -> anyhow::Result<Vec<HeldChange>> {
        let mut rows = past::changes_of(self.past, &self.own, &self.texts, &mut self.said);
        let paths = self.paths();
        let heads: Vec<String> = paths.iter().map(|path| format!("HEAD:{path}")).collect();
        for (path, head) in paths.into_iter().zip(self.objects_named(&heads)?) {
            let head = head.filter(|bytes| self.is_own(bytes));
            let now = self.files.iter().find(|file| file.name == path);
            if head.as_deref() == now.map(|file| file.bytes.as_slice()) {
                continue;
            }
            let before = head.as_ref().map(|bytes| read_version(&path, FileKind::Record, bytes));
            let what = past::change_in_words(before.as_ref(), now.map(|file| &file.version), false);
            let now = now.map_or(&[][..], |file| &file.bytes);
            let no_longer = past::taken_away(head.as_deref().unwrap_or_default(), now);
            self.said.extend(no_longer.iter().cloned());
            let what = format!("not committed yet: {what}");
            rows.push(HeldChange { date: None, by: None, file: path, what, commit: None, message: None, no_longer });
        }
        Ok(rows)
    }

    /// Returns the lines of a text that are not in the paper yet, and marks them as being in it.
    fn new_lines(&mut self, bytes: &[u8]) -> Vec<String> {
        lines_of(bytes).into_iter().filter(|line| self.said.insert(line.clone())).collect()
    }

    /// Returns what is not in any of the changes: versions on other branches, what is staged, what `undo` keeps, drafts.
    fn held_elsewhere(&mut self) -> anyhow::Result<Vec<HeldText>> {
        let mut held = Vec::new();
        for version in self.own.clone() {
            let bytes = self.texts.get(version.1).and_then(|held| held.bytes.clone()).unwrap_or_default();
            let lines = self.new_lines(&bytes);
            if !lines.is_empty() {
                let place = format!("{} on another branch, added by {}", version.0, self.past.brought(version));
                held.push(HeldText { place, lines });
            }
        }
        let paths = self.paths();
        let staged = paths.iter().flat_map(|path| [0, 1, 2, 3].map(|stage| format!(":{stage}:{path}")));
        let staged: Vec<String> = staged.collect();
        for (name, bytes) in staged.iter().zip(self.objects_named(&staged)?) {
            let lines =
                bytes.filter(|bytes| self.is_own(bytes)).map(|bytes| self.new_lines(&bytes)).unwrap_or_default();
            if !lines.is_empty() {
                let path = name.rsplit(':').next().unwrap_or_default();
                held.push(HeldText { place: format!("{path}, as staged in git for a commit"), lines });
            }
        }
        held.extend(self.kept_for_undo());
        for (name, bytes) in self.opened.folder.abandoned_drafts() {
            let Ok(bytes) = bytes else { continue };
            if self.is_draft(&name) && self.shared_with(&name).is_none() {
                let place = format!("{name}, typed but not saved");
                held.push(HeldText { place, lines: self.new_lines(&bytes) });
            }
        }
        Ok(held)
    }

    fn kept_for_undo(&mut self) -> Option<HeldText> {
        let entries = self.opened.folder.undo_entries().unwrap_or_default();
        let ids = self.ids();
        let mine: Vec<_> = entries.into_iter().filter(|entry| ids.contains(&entry.about.pupil)).collect();
        let texts = mine.iter().flat_map(|entry| [&entry.before, &entry.after]).flatten();
        let lines = texts.filter(|bytes| self.is_own(bytes)).collect::<Vec<_>>();
        let lines: Vec<String> = lines.into_iter().flat_map(|bytes| self.new_lines(bytes)).collect();
        let changes = words::count(mine.len(), "change");
        let place = format!(".send/undo, the record before and after {changes} that `send undo` can undo");
        (!mine.is_empty()).then_some(HeldText { place, lines })
    }

    fn is_draft(&self, name: &str) -> bool {
        self.ids().iter().any(|id| is_draft_of(name, id))
    }

    /// Returns the other pupil that this draft may be about, judging by its name.
    fn shared_with(&self, draft: &str) -> Option<&str> {
        let own = self.ids();
        self.present.ids().find(|id| !own.contains(*id) && is_draft_of(draft, id))
    }

    /// Returns the papers that a version of the record names, and those with the child's name in their path.
    fn held_documents(&self) -> Vec<HeldDocument> {
        let mut named: Vec<HeldDocument> = Vec::new();
        for record in self.records() {
            let missing = self.opened.folder.missing_documents(record);
            for (index, document) in record.documents.iter().enumerate() {
                let path = document.path.as_ref().map(|path| path.as_str().replace('\\', "/"));
                let there = path.is_some() && !missing.contains(&index);
                let (date, title) = (Some(document.date), Some(document.title.as_str().to_owned()));
                let document = HeldDocument { date, title, path, there };
                if !named.contains(&document) {
                    named.push(document);
                }
            }
        }
        named.sort_by_key(|document| document.date);
        let terms = self.search_terms();
        let is_named = |path: &String| named.iter().any(|document| document.path.as_ref() == Some(path));
        let all = self.opened.folder.names_of_papers();
        let others: Vec<String> = all.into_iter().filter(|path| terms.are_in(path) && !is_named(path)).collect();
        let others =
            others.into_iter().map(|path| HeldDocument { date: None, title: None, path: Some(path), there: true });
        named.into_iter().chain(others).collect()
    }

    /// Returns the words to search for: the child's ids, names and numbers.
    fn search_terms(&self) -> Terms {
        let mut terms = Terms::default();
        terms.add_term(&self.asked.id);
        self.paths().iter().for_each(|path| terms.add_term(pupil_of(path)));
        self.records().for_each(|record| terms.add_record(record));
        terms
    }

    /// Returns where other files name the child, and which files could not be searched.
    fn mentions_of(&self, terms: &Terms) -> (Vec<Mention>, Vec<String>) {
        let mut mentions = Vec::new();
        let unsearched = self.opened.folder.each_text(|name, text| {
            let lines = terms.lines_in(text);
            if !lines.is_empty() && self.files.iter().all(|file| file.name != name) {
                mentions.push(Mention { file: name.to_owned(), lines });
            }
        });
        let unsearched = unsearched.into_iter().chain(self.own_files_unsearched());
        (mentions, unsearched.map(|(name, why)| format!("{name} was not searched: {why}")).collect())
    }

    /// Returns the program's own files that may be about the child and cannot be read, each with the reason.
    fn own_files_unsearched(&self) -> Vec<Unsearched> {
        let undo = self.opened.folder.undo_entries().err().map(|(why, _)| (".send/undo".to_owned(), why));
        let drafts = self.opened.folder.abandoned_drafts().into_iter();
        let drafts = drafts.filter(|(name, _)| self.is_draft(name) || name == ".send/drafts");
        let unread = drafts.filter_map(|(name, bytes)| Some((name, bytes.err()?)));
        undo.into_iter().chain(unread).collect()
    }

    /// Returns what a person must look at, because the program cannot decide.
    fn look_at(&self, terms: &Terms, history: &[HeldChange]) -> Vec<String> {
        let mut look_at = Vec::new();
        for version in self.past.versions_of(&self.asked.id).difference(&self.own) {
            look_at.push(format!(
                "{}, added by {}: its name, date of birth and UPN are another child's, so it is not in this paper",
                version.0,
                self.past.brought(*version)
            ));
        }
        for commit in &self.past.commits {
            let is_told = history.iter().any(|row| row.commit.as_ref().is_some_and(|id| commit.id.starts_with(id)));
            if !is_told && terms.are_in(&commit.subject) {
                look_at.push(format!(
                    "the message of commit {} of {} names the child, but the commit changes other files",
                    words::short_commit(&commit.id),
                    commit.day
                ));
            }
        }
        for (name, _) in self.opened.folder.abandoned_drafts().iter().filter(|(name, _)| self.is_draft(name)) {
            if let Some(other) = self.shared_with(name) {
                look_at.push(format!("{name}: judging by its name, it may be about {} or {other}", self.asked.id));
            }
        }
        look_at
    }

    /// Returns the people that the record and its history name.
    fn people_named(&self, history: &[HeldChange]) -> Vec<String> {
        let mut people: BTreeSet<String> = history.iter().filter_map(|row| row.by.clone()).collect();
        let now = self.files.iter().map(|file| &file.version);
        for values in now.chain(self.texts.values().map(|held| &held.version)).filter_map(Version::as_values) {
            people_in(values, &mut people);
        }
        people.into_iter().collect()
    }
}
