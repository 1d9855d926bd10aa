//! Everything that is held about one child, for anyone who may ask for it (DOMAIN 7: a subject access request).
//!
//! The parts are in the order they are handed over. Anything that concerns other people, or that the school must
//! check, is kept separate in `ForTheSchool` and is removed first.

pub(crate) mod child;
pub(crate) mod mentions;

use serde::Serialize;
use serde_json::Value;

use super::Unreadable;
use crate::model::day::Day;
use mentions::Mention;

/// The name of the history in the list of what could not be read.
pub(crate) const HISTORY: &str = "the history";

/// The answer to a subject access request.
#[derive(Debug, Serialize)]
pub(crate) struct SubjectAccessPaper {
    /// The format of this answer: 1.
    pub(crate) format: u32,
    /// The day it was put together.
    pub(crate) as_at: Day,
    /// Whether everything could be read.
    pub(crate) complete: bool,
    /// The files that could not be read.
    pub(crate) unreadable: Vec<Unreadable>,
    /// The child's id.
    pub(crate) id: String,
    /// The child's name, if a version of the record could be read.
    pub(crate) name: Option<String>,
    /// The day the request came.
    pub(crate) received: Option<Day>,
    /// The last day to answer it: a calendar month later (UK GDPR).
    pub(crate) answer_by: Option<Day>,
    /// The record as it is now; several if more than one file is about the same child, none if it was deleted.
    pub(crate) records: Vec<HeldRecord>,
    /// Every change of it, oldest first.
    pub(crate) history: Vec<HeldChange>,
    /// Text about the child that is in none of these.
    pub(crate) elsewhere: Vec<HeldText>,
    /// Documents kept with the record.
    pub(crate) documents: Vec<HeldDocument>,
    /// The part that must not be handed over.
    pub(crate) for_the_school: ForTheSchool,
}

/// A record as it is now.
#[derive(Debug, Serialize)]
pub(crate) struct HeldRecord {
    /// Its file.
    pub(crate) file: String,
    /// Its content, key by key; null if it cannot be read.
    pub(crate) record: Value,
    /// The comments in the file.
    pub(crate) remarks: Vec<String>,
    /// Its lines, if it cannot be read.
    pub(crate) text: Vec<String>,
}

/// A change of the record.
#[derive(Debug, Serialize)]
pub(crate) struct HeldChange {
    /// The day it was recorded; `None` if it is not committed.
    pub(crate) date: Option<Day>,
    /// The author, as git knows them.
    pub(crate) by: Option<String>,
    /// The file.
    pub(crate) file: String,
    /// The change, in words.
    pub(crate) what: String,
    /// The commit, abbreviated.
    pub(crate) commit: Option<String>,
    /// The first line of the commit message.
    pub(crate) message: Option<String>,
    /// The lines that the record had before and no longer has after.
    pub(crate) no_longer: Vec<String>,
}

/// Text about the child in another place.
#[derive(Debug, Serialize)]
pub(crate) struct HeldText {
    /// The file or place that holds it.
    pub(crate) place: String,
    /// Its lines, without those that are in the record or its history.
    pub(crate) lines: Vec<String>,
}

/// A document kept with the record.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct HeldDocument {
    /// Its date; `None` if no record names it.
    pub(crate) date: Option<Day>,
    /// Its title; `None` if no record names it.
    pub(crate) title: Option<String>,
    /// Its path in the folder.
    pub(crate) path: Option<String>,
    /// Whether a file is there.
    pub(crate) there: bool,
}

/// Information that only the school may see.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ForTheSchool {
    /// Other files in the folder that name the child, without their content.
    pub(crate) mentions: Vec<Mention>,
    /// Places that a person must check, because the program cannot know whether they are about this child.
    pub(crate) look_at: Vec<String>,
    /// The people that the answer names as having done, said or written something.
    pub(crate) people: Vec<String>,
    /// Information that the program does not gather.
    pub(crate) not_gathered: Vec<String>,
    /// Steps to take before it is handed over.
    pub(crate) before: Vec<String>,
}

impl SubjectAccessPaper {
    /// Files of this child that could not be read, and separately those of others: their files are not named in what is
    /// handed over.
    pub(crate) fn unreadable_apart(&self) -> (Vec<&Unreadable>, Vec<&Unreadable>) {
        self.unreadable.iter().partition(|one| self.is_of_this_child(one))
    }

    /// Whether a file that could not be read is one of the child's records, or the history.
    fn is_of_this_child(&self, unreadable: &Unreadable) -> bool {
        unreadable.path == HISTORY || self.records.iter().any(|record| record.file == unreadable.path)
    }
}

/// Keys of a record that say who did or said something.
const WHO: &[&str] = &["by", "who"];

/// Adds the people that a record names.
pub(crate) fn people_in(record: &Value, people: &mut std::collections::BTreeSet<String>) {
    match record {
        Value::Object(map) => {
            let named = map.iter().filter(|(key, _)| WHO.contains(&key.as_str())).filter_map(|(_, who)| who.as_str());
            // A planned day is also recorded under `by`.
            people.extend(named.filter(|who| Day::parse(who).is_none()).map(str::to_owned));
            map.values().for_each(|inner| people_in(inner, people));
        }
        Value::Array(list) => list.iter().for_each(|inner| people_in(inner, people)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Information that no program can gather from the folder, in plain words.
pub(crate) fn not_gathered() -> Vec<String> {
    [
        "the content of the documents listed above: print them yourself",
        "email, paper files, the school's other systems, and safeguarding records, which are never kept here",
        "other copies (clones) of this folder, anything not sent in from them, and backups",
        "anything git keeps outside its branches, tags and the last stash: commits that no branch reaches any more, older stashes",
        "earlier versions of other files that name this child",
        "copies of other pupils' records in `.send/undo` that name this child",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Steps to take before the answer is handed over.
pub(crate) fn before_handing_over() -> Vec<String> {
    [
        "check that the person asking may have it: the right is the pupil's own",
        "read it for information about other people (staff, family, other children), and decide what may be given: third-party material can be withheld",
        "read it for anything that could cause serious harm, for information about child abuse, and for reports made for a court: these can be withheld",
        "a parent's written request for the educational record has its own deadline: 15 school days (Education (Pupil Information) (England) Regulations 2005 reg 5; maintained schools)",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The lines of a text that are not blank, without spaces at the end.
pub(crate) fn lines_of(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_what_they_did_and_a_day_is_not_a_person() {
        let record = serde_json::json!({
            "stages": [{"date": "2025-09-15", "by": "J. Patel"}],
            "cycles": [{"plan": {"targets": [{"text": "x", "by": "2026-03-13"}]}, "review": {"actions": [{"who": "A. Khan"}]}}],
        });
        let mut people = std::collections::BTreeSet::new();
        people_in(&record, &mut people);
        assert_eq!(people.into_iter().collect::<Vec<_>>(), ["A. Khan", "J. Patel"]);
    }
}
