//! The clauses of a school's written policy, and what carries out each of them: a rule, a command, or people.
//!
//! The list is data next to the policy: `policy/2025-09-01.clauses.toml` belongs to `policy/2025-09-01.toml`. One clause is one
//! thing that the policy says, in a short paraphrase, in the policy's order. A rule carries a clause only if it reports that the
//! clause is not kept. A rule about the same subject is not enough.

use serde::Deserialize;

use crate::finding::{KeyPath, SettingProblem, key_path};
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::vocabulary;

/// The file that lists the clauses of the policy in force from this day, relative to the folder.
pub(crate) fn file_of_clauses(in_force: Day) -> String {
    format!("policy/{in_force}.clauses.toml")
}

/// Whether a file in `policy/` is named as a list of clauses, and so is not a policy. A copy that a file-sharing program left
/// (`2025-09-01.clauses (1).toml`) counts as one: if it were read as a policy, it would stop every command.
pub(crate) fn is_named_as_clauses(file_name: &str) -> bool {
    let name = file_name.to_lowercase();
    name.ends_with(".toml") && name.contains(".clauses")
}

/// The list of a policy's clauses.
#[derive(Debug)]
pub(crate) struct Clauses {
    /// The file it was read from, relative to the folder.
    pub(crate) file: String,
    /// The sections of the policy, in its order.
    pub(crate) sections: Vec<PolicySection>,
}

/// A section or subsection of the policy.
#[derive(Debug)]
pub(crate) struct PolicySection {
    /// Its number and name, such as `6.1 Stage B`; or `front page`.
    pub(crate) title: Text,
    /// Its clauses.
    pub(crate) clauses: Vec<Clause>,
}

/// One thing that the policy says.
#[derive(Debug)]
pub(crate) struct Clause {
    /// The kind of thing that it names.
    pub(crate) names: Named,
    /// The clause in a few words.
    pub(crate) says: Text,
    /// How it is carried out.
    pub(crate) carried: Carried,
}

vocabulary! {
    /// A thing that a clause names and that records can show.
    Named {
        /// A day, a term or a number of weeks.
        Date = "date",
        /// Someone's agreement.
        Consent = "consent",
        /// Someone is informed, asked or invited.
        Notice = "notice",
        /// Something is recorded or handed over, or a meeting or consultation is held.
        Record = "record",
        /// Someone makes a choice.
        Decision = "decision",
        /// None of these: an aim, an attitude, a way of teaching, an explanation.
        None = "none",
    }
}

/// How a clause is carried out.
#[derive(Debug)]
pub(crate) enum Carried {
    /// These rules, by id: they report it when the clause is not kept.
    Rules(Vec<String>),
    /// These commands, as they are typed after `send`: they show it, but do not remind anyone.
    Commands(Vec<String>),
    /// People, and why or how.
    People(Text),
}

/// The file, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClausesFile {
    section: Vec<WrittenSection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSection {
    title: Text,
    clauses: Vec<WrittenClause>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClause {
    names: Named,
    says: Text,
    rules: Option<Vec<String>>,
    commands: Option<Vec<String>>,
    people: Option<Text>,
}

impl Clauses {
    /// Checks the list that a file holds.
    ///
    /// # Errors
    /// One problem for each clause that is not carried by exactly one of rules, commands and people.
    pub(crate) fn new(file: &str, written: ClausesFile) -> Result<Self, Vec<SettingProblem>> {
        let mut problems = Vec::new();
        let mut sections = Vec::new();
        for (index, section) in written.section.into_iter().enumerate() {
            let mut clauses = Vec::new();
            for (nth, clause) in section.clauses.into_iter().enumerate() {
                match Clause::new(clause, &key_path!["section", index, "clauses", nth]) {
                    Ok(clause) => clauses.push(clause),
                    Err(problem) => problems.push(problem),
                }
            }
            sections.push(PolicySection { title: section.title, clauses });
        }
        if problems.is_empty() { Ok(Self { file: file.to_owned(), sections }) } else { Err(problems) }
    }

    /// Every clause, with its place in the file.
    pub(crate) fn clause_places(&self) -> impl Iterator<Item = (KeyPath, &Clause)> {
        self.sections.iter().enumerate().flat_map(|(index, section)| {
            let clauses = section.clauses.iter().enumerate();
            clauses.map(move |(nth, clause)| (key_path!["section", index, "clauses", nth], clause))
        })
    }
}

impl Clause {
    fn new(written: WrittenClause, at: &KeyPath) -> Result<Self, SettingProblem> {
        let WrittenClause { names, says, rules, commands, people } = written;
        let carried = match (rules, commands, people) {
            (Some(rules), None, None) => Carried::Rules(not_empty(rules, &at.then("rules"))?),
            (None, Some(commands), None) => Carried::Commands(not_empty(commands, &at.then("commands"))?),
            (None, None, Some(people)) => Carried::People(people),
            (None, None, None) => return Err(carried_by_nothing(at)),
            (rules, commands, people) => {
                let given =
                    [("rules", rules.is_some()), ("commands", commands.is_some()), ("people", people.is_some())];
                return Err(carried_twice(at, given));
            }
        };
        Ok(Self { names, says, carried })
    }
}

fn not_empty(names: Vec<String>, at: &KeyPath) -> Result<Vec<String>, SettingProblem> {
    if names.is_empty() {
        return Err(SettingProblem {
            field: at.clone(),
            message: "this list is empty, expected at least one name".to_owned(),
            help: "put a name between the brackets, or replace the list with `people = \"...\"`",
        });
    }
    Ok(names)
}

fn carried_by_nothing(at: &KeyPath) -> SettingProblem {
    SettingProblem {
        field: at.clone(),
        message: "this clause does not say what carries it out".to_owned(),
        help: "add one of these: `rules = [\"...\"]`, `commands = [\"...\"]` or `people = \"...\"`",
    }
}

fn carried_twice(at: &KeyPath, given: [(&str, bool); 3]) -> SettingProblem {
    let keys: Vec<String> =
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(key, _)| format!("`{key}`")).collect();
    SettingProblem {
        field: at.clone(),
        message: format!(
            "a clause needs only one of `rules`, `commands` and `people`, but this one has {}",
            keys.join(" and ")
        ),
        help: "keep the one that does most, and delete the others",
    }
}
