//! Judges every file that each commit changed. A finding says who made the commit and when.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::state::{State, States};
use crate::finding::{Finding, KeyPath, Severity};
use crate::history::{Blob, Commit, FileVersions};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::records::past_versions::{FileKind, Version, is_named_after_its_day, pupil_of};
use crate::reports::history::audit::{
    WrongChange, dated_ahead, is_fresh, new_moves, of_nobody, record_deleted, wrong_in_change,
};
use crate::reports::history::log::in_words;
use crate::rules::checks::{
    history_backdated, history_corrected, history_file, history_message, history_move_not_allowed,
    history_policy_changed, history_unread, move_not_allowed,
};
use crate::rules::{Rule, check_move};
use crate::school::{Event, EventKind, School};
use crate::session::Opened;
use crate::session::replay::ReplayedFile;
use crate::words;

/// How far the clocks of two computers may be apart: a day, in seconds.
const CLOCKS: i64 = 86_400;

/// The content of a file before and after a change.
type ContentChange<'c> = (Option<&'c str>, Option<&'c str>);

/// The state of the walk after a commit.
pub(in crate::commands::trust) struct Walk<'c, 'o> {
    opened: &'o Opened,
    states: States<'c>,
    /// When each commit was put into the history.
    put: BTreeMap<&'c str, i64>,
    /// Every change of every file, with the commit that made it.
    turns: BTreeMap<&'c str, BTreeMap<ContentChange<'c>, &'c str>>,
    /// Every pupil who has had a record.
    pupils: BTreeSet<&'c str>,
    /// The findings so far by file, rule and message, so that a merge does not repeat those of its sides.
    told: BTreeSet<(String, &'static str, String)>,
    /// The findings, each with its commit.
    findings: Vec<(&'c str, Finding)>,
    moves: usize,
}

impl<'c, 'o> Walk<'c, 'o> {
    /// Starts before the first commit.
    pub(in crate::commands::trust) fn new(opened: &'o Opened) -> Self {
        Self {
            opened,
            states: States::default(),
            put: BTreeMap::new(),
            turns: BTreeMap::new(),
            pupils: BTreeSet::new(),
            told: BTreeSet::new(),
            findings: Vec::new(),
            moves: 0,
        }
    }

    /// Returns the findings, each with the full name of its commit, and how many moves were judged.
    pub(in crate::commands::trust) fn into_findings(self) -> (Vec<(&'c str, Finding)>, usize) {
        (self.findings, self.moves)
    }

    /// Judges the next commit. Its parents must come before it.
    pub(in crate::commands::trust) fn visit_commit(&mut self, commit: &'c Commit, steps: &[ReplayedFile<'c>]) {
        self.pupils.extend(steps.iter().filter(|step| step.kind == FileKind::Record).map(|step| pupil_of(step.path)));
        self.check_days(commit);
        self.check_message(commit, steps);
        let renamed = self.check_files(commit);
        let had_policies = self.states.had_policies(commit);
        let state = self.states.of(commit, steps);
        for step in steps {
            match step.kind {
                FileKind::Record => self.check_record(commit, step, steps, &renamed, &state),
                FileKind::Policy | FileKind::Settings => self.check_other_file(commit, step, had_policies),
            }
        }
    }

    /// Reports something wrong with a file in a commit.
    fn tell_wrong(&mut self, commit: &'c Commit, path: &str, wrong: &WrongChange) {
        self.tell_as(wrong.rule.severity, commit, path, wrong);
    }

    fn tell_of(&mut self, commit: &'c Commit, path: &str, rule: &'static Rule, message: String) {
        self.tell_wrong(commit, path, &WrongChange { rule, at: KeyPath::default(), message });
    }

    /// Reports it with this severity in place of its rule's. If the commit was accepted, reports a correction instead, with who
    /// made it and who accepted it.
    fn tell_as(&mut self, severity: Severity, commit: &'c Commit, path: &str, wrong: &WrongChange) {
        let key = (path.to_owned(), wrong.rule.id, wrong.message.clone());
        if !self.told.insert(key) && commit.parents.len() > 1 {
            return;
        }
        let day = Day::parse(commit.recorded_day()).map_or_else(|| commit.recorded_day().to_owned(), words::date);
        let message =
            format!("{}; by {} on {day}, in {}", wrong.message, commit.author, words::short_commit(&commit.id));
        let pupil = path.starts_with("pupils/").then(|| pupil_of(path).to_owned());
        let finding = match acceptance_of(&self.opened.school, commit).filter(|_| may_be_accepted(wrong.rule.id)) {
            Some(event) => super::finding(&history_corrected::RULE, path, format!("{message}; {}", in_words_of(event))),
            None => Finding { severity, ..super::finding(wrong.rule, path, message) },
        };
        self.findings.push((&commit.id, Finding { pupil, field: wrong.at.clone(), ..finding }));
    }

    /// Checks that a commit is not dated before the one that it follows, or after today.
    fn check_days(&mut self, commit: &'c Commit) {
        let path = commit.changes.first().map_or(".git", |change| change.path.as_str());
        let rule = &history_backdated::RULE;
        let last = commit.parents.iter().filter_map(|parent| self.put.get(parent.as_str())).max();
        let before = last.is_some_and(|last| *last > commit.put.saturating_add(CLOCKS));
        let to_come = Day::parse(&commit.put_day).is_none_or(|day| day > self.opened.today.plus_days(1));
        if before {
            self.tell_of(commit, path, rule, "a commit is dated before the one that it follows".to_owned());
        } else if to_come {
            self.tell_of(commit, path, rule, "a commit is dated later than today".to_owned());
        } else if commit.written.abs_diff(commit.put) > CLOCKS.unsigned_abs() {
            let message = format!("a commit says that it was written on another day, {}", commit.day);
            // `git rebase` does this, and some schools use it to bring two copies together.
            self.tell_as(Severity::Warning, commit, path, &WrongChange { rule, at: KeyPath::default(), message });
        }
        self.put.insert(&commit.id, commit.put);
    }

    /// Checks a message in the program's own form, `p014: advance A to B`: it must be about the one record that was changed, and
    /// the move in it must have been made.
    fn check_message(&mut self, commit: &'c Commit, steps: &[ReplayedFile<'c>]) {
        let Some((pupil, said)) = commit.subject.split_once(": ") else { return };
        if commit.parents.len() != 1 || !self.pupils.contains(pupil) {
            return;
        }
        let changed: BTreeSet<&str> =
            steps.iter().filter(|step| step.kind == FileKind::Record).map(|step| pupil_of(step.path)).collect();
        let path = commit.changes.first().map_or(".git", |change| change.path.as_str());
        let rule = &history_message::RULE;
        if changed.len() != 1 || !changed.contains(pupil) {
            let others: Vec<&str> = changed.into_iter().filter(|id| *id != pupil).take(3).collect();
            let of = if others.is_empty() { "no record".to_owned() } else { words::list_and(&others) };
            self.tell_of(commit, path, rule, format!("its message is about {pupil}, but it changes {of}"));
            return;
        }
        let to = said.strip_prefix("advance ").and_then(|rest| rest.rsplit(' ').next());
        let Some((to, step)) = to.zip(steps.iter().find(|step| step.kind == FileKind::Record)) else { return };
        let made = values_of(step.after.as_deref()).is_some_and(|after| {
            let moves = new_moves(&step.before.iter().map(|one| values_of(one.as_deref())).collect::<Vec<_>>(), after);
            let stage = |at: &usize| after.get("stages")?.get(*at)?.get("stage")?.as_str();
            moves.iter().any(|at| stage(at) == Some(to))
        });
        if !made {
            self.tell_of(
                commit,
                path,
                rule,
                format!("its message says that {pupil} was moved to {to}, but the commit has no such move"),
            );
        }
    }

    /// Reports files that are not plain files and files that were renamed. Returns the old name for each new name.
    fn check_files(&mut self, commit: &'c Commit) -> BTreeMap<&'c str, &'c str> {
        for change in commit.changes.iter().filter(|change| is_of_the_records(&change.path)) {
            let Some(new) = &change.new else { continue };
            if change.old.as_ref().is_some_and(|old| old.mode == new.mode) {
                continue;
            }
            let (what, severity) = match new.mode.as_str() {
                "120000" => ("the file is a link to another one", Severity::Error),
                "160000" => ("the file is a repository of its own", Severity::Error),
                "100755" => ("the file can be run as a program", Severity::Warning),
                _ => continue,
            };
            let wrong = WrongChange { rule: &history_file::RULE, at: KeyPath::default(), message: what.to_owned() };
            self.tell_as(severity, commit, &change.path, &wrong);
        }
        let mut renamed = BTreeMap::new();
        if commit.parents.len() < 2 {
            let (gone, new): (Vec<&FileVersions>, Vec<&FileVersions>) =
                commit.changes.iter().partition(|change| change.new.is_none());
            let gone = gone
                .into_iter()
                .filter(|change| crate::records::past_versions::kind_of(&change.path) == Some(FileKind::Record));
            for old in gone {
                if let Some(other) = new.iter().find(|other| is_old_file_renamed(old, other)) {
                    renamed.insert(other.path.as_str(), old.path.as_str());
                    let message = format!("the file was renamed to `{}`", other.path);
                    self.tell_of(commit, &old.path, &history_file::RULE, message);
                }
            }
        }
        renamed
    }

    /// Checks that a policy was not changed after its first day. The first policy of all may be older than the folder.
    fn check_other_file(&mut self, commit: &'c Commit, step: &ReplayedFile<'c>, had_policies: bool) {
        if step.after.as_deref().is_some_and(|after| !after.is_readable()) {
            let message = "this version cannot be read, so moves are judged by the one in the folder now".to_owned();
            self.tell_of(commit, step.path, &history_unread::RULE, message);
        }
        let before = step.before.iter().flatten().find_map(|version| first_day_of_policy(version));
        let after = step.after.as_deref().and_then(first_day_of_policy);
        let what = match (before, after) {
            (Some(_), _) if step.after.is_none() => "removed",
            (Some(_), _) => "changed",
            (None, Some(_)) if had_policies && commit.parents.len() < 2 => "added after its first day",
            (None, _) => return,
        };
        let written = Day::parse(commit.recorded_day());
        if let Some(first) = before.or(after).filter(|first| written.is_none_or(|written| *first < written)) {
            let message = format!("the policy in force from {} was {what}", words::date(first));
            self.tell_of(commit, step.path, &history_policy_changed::RULE, message);
        }
    }

    fn check_record(
        &mut self,
        commit: &'c Commit,
        step: &ReplayedFile<'c>,
        steps: &[ReplayedFile<'c>],
        renamed: &BTreeMap<&'c str, &'c str>,
        state: &Rc<State>,
    ) {
        let mut before: Vec<Option<&Version>> = step.before.iter().map(Option::as_deref).collect();
        if let Some(old) = renamed.get(step.path).and_then(|old| steps.iter().find(|other| other.path == *old)) {
            before = old.before.iter().map(Option::as_deref).collect();
        }
        let is_renamed_away = renamed.values().any(|old| *old == step.path);
        for (change, before) in step.changes.iter().zip(&before).filter(|_| !is_renamed_away) {
            self.check_turn(commit, step, change, values_of(*before));
        }
        match step.after.as_deref() {
            Some(Version::Record(record, after)) => {
                let all: Vec<Option<&Value>> = before.iter().map(|one| values_of(*one)).collect();
                self.check_content(commit, step.path, record, after, &all, state);
            }
            Some(Version::Unreadable(why)) => {
                let message = format!("this version of the record cannot be read: {why}");
                self.tell_of(commit, step.path, &history_unread::RULE, message);
            }
            Some(Version::Missing) => {
                let message = "this version of the record is not in this copy of the history".to_owned();
                self.tell_of(commit, step.path, &history_unread::RULE, message);
            }
            Some(Version::Policy(_) | Version::School(_)) | None => {}
        }
    }

    /// Judges the change from one version to the next.
    fn check_turn(
        &mut self,
        commit: &'c Commit,
        step: &ReplayedFile<'c>,
        change: &'c FileVersions,
        before: Option<&Value>,
    ) {
        let id = |blob: &'c Option<Blob>| blob.as_ref().map(|blob| blob.id.as_str());
        let (old, new) = (id(&change.old), id(&change.new));
        let turns = self.turns.entry(step.path).or_default();
        let is_merge = commit.parents.len() > 1;
        if is_merge && turns.contains_key(&(old, new)) {
            // One side of the merge made this change, and was judged.
            return;
        }
        // A merge that leaves out what one side says undoes no change.
        let taken_back = turns.get(&(new, old)).copied().filter(|_| !is_merge);
        turns.entry((old, new)).or_insert(&commit.id);
        let Some(before) = before else { return };
        let after = values_of(step.after.as_deref());
        let written = Day::parse(commit.recorded_day());
        let wrong = match (after, &change.new) {
            (Some(after), _) => wrong_in_change(before, after, written),
            (None, None) => vec![record_deleted(before)],
            // It cannot be read, or is not a file, which is reported elsewhere.
            (None, Some(_)) => Vec::new(),
        };
        // Deleting a whole record is not an undo, unless nothing has happened in it yet.
        let may_go = after.is_some() || is_fresh(before);
        match taken_back.filter(|_| !wrong.is_empty() && may_go) {
            Some(earlier) => {
                let message = format!(
                    "the change of {} was undone: {}",
                    words::short_commit(earlier),
                    in_words(Some(before), after)
                );
                self.tell_of(commit, step.path, &history_corrected::RULE, message);
                // Report only this, also at a merge.
                self.told.extend(wrong.into_iter().map(|wrong| (step.path.to_owned(), wrong.rule.id, wrong.message)));
            }
            None => wrong.iter().for_each(|wrong| self.tell_wrong(commit, step.path, wrong)),
        }
    }

    /// Judges what a version says in itself: its days, its moves and, if it is a merge, whether it says more than its sides.
    fn check_content(
        &mut self,
        commit: &'c Commit,
        path: &'c str,
        record: &Record,
        after: &Value,
        before: &[Option<&Value>],
        state: &Rc<State>,
    ) {
        if let Some(written) = Day::parse(commit.recorded_day()) {
            for ahead in dated_ahead(record, written) {
                if !self.told.contains(&(path.to_owned(), ahead.rule.id, ahead.message.clone())) {
                    self.tell_wrong(commit, path, &ahead);
                }
            }
        }
        // A merge that took one side's version adds no content of its own.
        if before.len() < commit.parents.len() {
            return;
        }
        if let (true, Some(sides)) = (commit.parents.len() > 1, before.iter().copied().collect::<Option<Vec<_>>>()) {
            of_nobody(&sides, after).iter().for_each(|wrong| self.tell_wrong(commit, path, wrong));
        }
        for index in new_moves(before, after) {
            let Some(entry) = record.stages.get(index) else { continue };
            // Whether a move as found was allowed is not judged. One that a later commit adds is a finding of its own.
            if record.is_as_found(entry.date) {
                continue;
            }
            self.moves += 1;
            let question = state
                .question(entry.date)
                .unwrap_or(crate::rules::Question { as_at: entry.date, ..self.opened.question() });
            for found in check_move(record, index, &question) {
                let wrong =
                    WrongChange { rule: &history_move_not_allowed::RULE, at: found.field, message: found.message };
                // What is less serious than a move without a requirement, such as a missing reason, stays so.
                let by_rule = crate::rules::severity(&move_not_allowed::RULE, &question);
                let is_lighter = found.severity == Severity::Warning && by_rule != Some(Severity::Warning);
                let severity = if is_lighter { Severity::Warning } else { wrong.rule.severity };
                self.tell_as(severity, commit, path, &wrong);
            }
        }
    }
}

/// Whether a file or folder of this name belongs to the records.
fn is_of_the_records(path: &str) -> bool {
    let inside = ["pupils/", "policy/"].iter().any(|folder| path.starts_with(folder));
    inside || ["pupils", "policy", "send.toml"].contains(&path)
}

/// Whether a new file is an old one under another name: it has the old content, or belongs to the same pupil.
fn is_old_file_renamed(old: &FileVersions, new: &FileVersions) -> bool {
    let is_same_content = new.new.as_ref().map(|blob| &blob.id) == old.old.as_ref().map(|blob| &blob.id);
    let is_same_pupil = new.path.starts_with("pupils/") && pupil_of(&new.path) == pupil_of(&old.path);
    new.old.is_none() && (is_same_content || is_same_pupil)
}

/// The day from which a policy is in force; `None` for other files, and for a copy of a policy.
fn first_day_of_policy(version: &Version) -> Option<Day> {
    match version {
        Version::Policy(policy) => is_named_after_its_day(policy).then_some(policy.in_force),
        Version::Record(..) | Version::School(_) | Version::Unreadable(_) | Version::Missing => None,
    }
}

/// Returns the event in `school.yaml` that accepts a commit.
fn acceptance_of<'s>(school: &'s School, commit: &Commit) -> Option<&'s Event> {
    let mut acceptances = school.events.iter().filter(|event| event.kind == EventKind::CorrectionAccepted);
    acceptances.find(|event| event.commit.as_ref().is_some_and(|name| name.as_str() == commit.id))
}

/// Whether findings of a rule can be accepted. A version that could not be read cannot be known to be right.
pub(super) fn may_be_accepted(rule: &str) -> bool {
    rule != history_unread::RULE.id
}

fn in_words_of(event: &Event) -> String {
    let by = event.by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.as_str()));
    let because = event.note.as_ref().map_or_else(String::new, |note| format!(": {}", note.as_str()));
    format!("accepted{by} on {}{because}", words::date(event.date))
}

/// Returns the values of a version of a record.
fn values_of(version: Option<&Version>) -> Option<&Value> {
    if let Some(Version::Record(_, values)) = version { Some(values) } else { None }
}
