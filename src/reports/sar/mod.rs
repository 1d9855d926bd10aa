//! Everything that is held on one child, for whoever may ask for it (DOMAIN 7: a subject access request).
//!
//! The parts are in the order in which they are handed over. What concerns other people, or tells the school what to look
//! at, stands apart, in `ForTheSchool`: it is taken off before.

pub(crate) mod child;
pub(crate) mod mentions;

use serde::Serialize;
use serde_json::Value;

use super::Unreadable;
use crate::model::day::Day;
use mentions::Mention;

/// What stands for the history among what could not be read.
pub(crate) const HISTORY: &str = "the history";

/// The paper.
#[derive(Debug, Serialize)]
pub(crate) struct SubjectAccessPaper {
    /// The format of this answer: 1.
    pub(crate) format: u32,
    /// The day it was put together.
    pub(crate) as_at: Day,
    /// Whether everything could be read.
    pub(crate) complete: bool,
    /// What could not.
    pub(crate) unreadable: Vec<Unreadable>,
    /// The child's id.
    pub(crate) id: String,
    /// The child's name, where a version of the record could be read.
    pub(crate) name: Option<String>,
    /// The day the request came.
    pub(crate) received: Option<Day>,
    /// The day by which it has to be answered: a calendar month later (UK GDPR).
    pub(crate) answer_by: Option<Day>,
    /// The record as it stands; more than one where two files are of the same child, none where it was deleted.
    pub(crate) records: Vec<HeldRecord>,
    /// Every change of it, oldest first.
    pub(crate) history: Vec<HeldChange>,
    /// What stands in none of these.
    pub(crate) elsewhere: Vec<HeldText>,
    /// Papers kept beside the record.
    pub(crate) documents: Vec<HeldDocument>,
    /// What is not handed over.
    pub(crate) for_the_school: ForTheSchool,
}

/// A record as it stands.
#[derive(Debug, Serialize)]
pub(crate) struct HeldRecord {
    /// Its file.
    pub(crate) file: String,
    /// What it says, key by key; null where it cannot be read.
    pub(crate) record: Value,
    /// The comments in the file.
    pub(crate) remarks: Vec<String>,
    /// Its lines, where it cannot be read.
    pub(crate) text: Vec<String>,
}

/// A change of the record.
#[derive(Debug, Serialize)]
pub(crate) struct HeldChange {
    /// The day on which it was written; nothing for what is not committed.
    pub(crate) date: Option<Day>,
    /// Who wrote it, as git knows them.
    pub(crate) by: Option<String>,
    /// The file.
    pub(crate) file: String,
    /// What changed, in words.
    pub(crate) what: String,
    /// The commit, shortened.
    pub(crate) commit: Option<String>,
    /// The first line of what was written about it.
    pub(crate) message: Option<String>,
    /// The lines that the record had before and has not after.
    pub(crate) no_longer: Vec<String>,
}

/// Text about the child in another place.
#[derive(Debug, Serialize)]
pub(crate) struct HeldText {
    /// What holds it.
    pub(crate) place: String,
    /// Its lines, without those that stand in the record or its history.
    pub(crate) lines: Vec<String>,
}

/// A paper beside the record.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct HeldDocument {
    /// Its day; nothing where no record names it.
    pub(crate) date: Option<Day>,
    /// Its title; nothing where no record names it.
    pub(crate) title: Option<String>,
    /// Its place in the folder.
    pub(crate) path: Option<String>,
    /// Whether a file is there.
    pub(crate) there: bool,
}

/// What is for the school alone.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ForTheSchool {
    /// Other files of the folder that name the child, without what they say.
    pub(crate) mentions: Vec<Mention>,
    /// What a person has to look at, for the program cannot tell whether it is about this child.
    pub(crate) look_at: Vec<String>,
    /// The people that the paper names as having done, said or written something.
    pub(crate) people: Vec<String>,
    /// What is not gathered.
    pub(crate) not_gathered: Vec<String>,
    /// What to do before it is handed over.
    pub(crate) before: Vec<String>,
}

impl SubjectAccessPaper {
    /// What could not be read of this child, apart from what could not be read of others: their files are not named in what
    /// is handed over.
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
            // A planned day is `by` something too.
            people.extend(named.filter(|who| Day::parse(who).is_none()).map(str::to_owned));
            map.values().for_each(|inner| people_in(inner, people));
        }
        Value::Array(list) => list.iter().for_each(|inner| people_in(inner, people)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What no program can gather from the folder, in plain words.
pub(crate) fn not_gathered() -> Vec<String> {
    [
        "what is in the documents listed above: print them yourself",
        "e-mail, paper files, the school's other systems, and safeguarding records, which are never kept here",
        "other copies (clones) of this folder, what was not sent in from them, and backups",
        "what git keeps outside its branches, tags and the last stash: commits that no branch reaches any more, older stashes",
        "earlier versions of other files, where they name this child",
        "what `.send/undo` keeps of other pupils' records, where it names this child",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// What to do before the paper is handed over.
pub(crate) fn before_handing_over() -> Vec<String> {
    [
        "see that whoever asks may have it: the right is the pupil's own",
        "read it for other people (staff, family, other children) and decide what of that may be given: third-party material can be withheld",
        "read it for what could do serious harm, for child abuse, and for reports made for a court: these can be withheld",
        "a written request of a parent for the educational record has a clock of its own: 15 school days (Education (Pupil Information) (England) Regulations 2005 reg 5; maintained schools)",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The lines of a text that say something, as they stand.
pub(crate) fn lines_of(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_by_what_they_did_and_a_day_is_nobody() {
        let record = serde_json::json!({
            "stages": [{"date": "2025-09-15", "by": "J. Patel"}],
            "cycles": [{"plan": {"targets": [{"text": "x", "by": "2026-03-13"}]}, "review": {"actions": [{"who": "A. Khan"}]}}],
        });
        let mut people = std::collections::BTreeSet::new();
        people_in(&record, &mut people);
        assert_eq!(people.into_iter().collect::<Vec<_>>(), ["A. Khan", "J. Patel"]);
    }
}
