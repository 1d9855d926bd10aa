//! `send add`.

mod kinds;
mod options;
mod own;
mod target;

use clap::error::ErrorKind;
use clap::{ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::shape::table::{Times, ValueKind};
use crate::model::values::written_values;
use crate::words::{date, list_and};
use crate::writing::asking::OptionQuestion;
use crate::writing::chosen_pupils::Whose;
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs};
use kinds::{EntryKind, KINDS};
use options::{KeyOption, TypedOption, misfit, options_of, values_typed};
use own::EntryToAdd;
use target::{Compared, MeantEntry, day_in, describe, put_values};

/// What was typed after `send add`. Each kind is a command of its own, and its options are the keys of its entries.
#[derive(Debug, Clone)]
pub(crate) struct AddArgs {
    kind: &'static EntryKind,
    pupil: String,
    typed: Vec<TypedOption>,
    write: WriteArgs,
}

/// The first line of the help.
const ABOUT: &str = "Record what is rare: a diagnosis, a document, an arrival ...";

/// The rest of the help, before the examples.
const DETAILS: &str = "Each kind has its own options: see `send add diagnosis --help`. If an entry is open, such as a \
                       disagreement that is not resolved, an option that says what happened next is added to it.";

impl FromArgMatches for AddArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let named = matches.subcommand().and_then(|(name, typed)| Some((kind_named(name)?, typed)));
        let (kind, matches) = named.ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
        let words = |option: &KeyOption| -> Option<Vec<String>> {
            Some(matches.get_many::<String>(&option.name)?.cloned().collect())
        };
        let typed: Vec<_> = options_of(kind).iter().filter_map(|option| Some((option, words(option)?))).collect();
        let pupil = matches.get_one::<String>(PUPIL).cloned().unwrap_or_default();
        Ok(Self { kind, pupil, write: write_args(matches, &typed), typed })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for AddArgs {
    fn augment_args(command: Command) -> Command {
        let examples: Vec<String> = KINDS.iter().filter_map(|kind| kind.examples.first()).map(example).collect();
        command
            .about(ABOUT)
            .long_about(format!("{ABOUT}\n\n{DETAILS}\n\n{}", examples.join("\n\n")))
            .subcommand_required(true)
            .disable_help_subcommand(true)
            .subcommand_value_name("KIND")
            .subcommand_help_heading("Kinds")
            .subcommands(KINDS.iter().map(command_of))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

const PUPIL: &str = "pupil";
const DRY_RUN: &str = "dry_run";
const CLOCK_IS_RIGHT: &str = "clock_is_right";

/// The command of a kind.
fn command_of(kind: &EntryKind) -> Command {
    let parts = [kind.about, kind.details].into_iter().filter(|part| !part.is_empty()).map(str::to_owned);
    let help: Vec<String> = parts.chain(kind.examples.iter().map(example)).collect();
    let pupil = clap::Arg::new(PUPIL).value_name("PUPIL").required(true);
    // The options of every command that writes, without those that are keys here: an entry has its own day and person.
    let [dry_run, clock_is_right] = [
        (DRY_RUN, "dry-run", "Show the change without saving it"),
        (CLOCK_IS_RIGHT, "clock-is-right", "This computer's date is right, although the records have later entries"),
    ]
    .map(|(id, long, help)| {
        clap::Arg::new(id).long(long).help(help).action(ArgAction::SetTrue).help_heading("Recording")
    });
    Command::new(kind.name)
        .about(kind.about)
        .long_about(help.join("\n\n"))
        .arg(pupil.help("The pupil: an id, or part of an id or name"))
        .args(options_of(kind).iter().map(KeyOption::argument))
        .args([dry_run, clock_is_right])
}

fn example(line: &&'static str) -> String {
    format!("Example: {line}")
}

fn kind_named(name: &str) -> Option<&'static EntryKind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The options that every verb shares. A day that was typed shows that the clock does not matter, whichever key it is for.
fn write_args(matches: &ArgMatches, typed: &[TypedOption]) -> WriteArgs {
    let is_day = |option: &KeyOption| matches!(option.field.kind, ValueKind::Day);
    let day = typed.iter().find(|(option, _)| is_day(option)).and_then(|(_, words)| words.first());
    WriteArgs {
        date: day.cloned(),
        by: None,
        dry_run: matches.get_flag(DRY_RUN),
        clock_is_right: matches.get_flag(CLOCK_IS_RIGHT),
    }
}

impl Verb for AddArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::One(&self.pupil)
    }

    // The day of an entry is one of its keys, so it is read with the others.
    fn dated(&self) -> WriteArgs {
        WriteArgs { date: None, ..self.write.clone() }
    }

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        // A mistake in what was typed is reported by `change`.
        let Ok(typed) = self.values(record, scene) else { return Vec::new() };
        let (entries, _) = entries_in(&written_values(record), self.kind);
        let compared = Compared { kind: self.kind, record, entries: &entries, typed: &typed };
        if compared.only_adds() {
            return Vec::new();
        }
        let is_dated = typed.keys().any(|key| self.kind.is_dated_by(key));
        let asked = options_of(self.kind).iter().filter(|option| {
            let is_later_fact = self.kind.is_later(option.top) && !option.is_list();
            let is_known = typed.contains_key(option.top.key) || (is_dated && self.kind.is_dated_by(option.top.key));
            !is_later_fact && !is_known
        });
        asked.map(|option| option.question(self.kind)).collect()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let typed = self.values(record, scene)?;
        let mut whole = written_values(record);
        let (mut entries, is_single) = entries_in(&whole, self.kind);
        let compared = Compared { kind: self.kind, record, entries: &entries, typed: &typed };
        let (at, told) = match compared.target()? {
            MeantEntry::Existing(at) => (at, self.add_to(&mut entries, at, &typed)),
            MeantEntry::New => {
                self.refuse_incomplete(&compared)?;
                self.add_new(&mut entries, typed, record)?
            }
        };
        self.refuse_half(entries.get(at))?;
        if let Some(whole) = whole.as_object_mut() {
            whole.insert(self.kind.list.to_owned(), list_of(entries, is_single));
        }
        // The same strict reading as of a file: a value that does not fit its key is refused.
        let after: Record = serde_json::from_value(whole).map_err(|error| misfit(&self.typed, &error))?;
        (self.kind.rules.check)(&after, at)?;
        *record = after;
        Ok((self.kind.rules.next)(record, at).into_iter().fold(told, ChangeResult::and_next))
    }
}

impl AddArgs {
    /// The keys that were typed, with what this kind adds by itself.
    fn values(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<Map<String, Value>> {
        let mut typed = values_typed(&self.typed, self.kind, scene)?;
        (self.kind.rules.prepare)(&mut typed, record, scene)?;
        Ok(typed)
    }

    /// Adds keys to an entry, and says which are new.
    fn add_to(&self, entries: &mut [Value], at: usize, typed: &Map<String, Value>) -> ChangeResult {
        let Some(entry) = entries.get_mut(at).and_then(Value::as_object_mut) else {
            return ChangeResult::done(String::new(), String::new());
        };
        let is_new = |(key, value): &(&String, &Value)| entry.get(*key) != Some(*value);
        let new: Vec<String> = typed.iter().filter(is_new).map(|(key, value)| key_in_words(key, value)).collect();
        put_values(entry, typed);
        let what = describe(self.kind, &Value::Object(entry.clone()));
        ChangeResult::done(format!("recorded for the {what}: {}", new.join(", ")), format!("add to {}", self.kind.one))
    }

    /// Puts a new entry into the list, by its day, and returns its place.
    fn add_new(
        &self,
        entries: &mut Vec<Value>,
        mut entry: Map<String, Value>,
        record: &Record,
    ) -> anyhow::Result<(usize, ChangeResult)> {
        (self.kind.rules.begin)(&mut EntryToAdd { record, entry: &mut entry, others: entries })?;
        let day_of =
            |entry: &Value| -> Option<Day> { self.kind.dated_by.iter().find_map(|(key, _)| day_in(entry.get(*key)?)) };
        let entry = Value::Object(entry);
        let day = day_of(&entry);
        // An entry without a day stays where it is.
        let is_before = |other: &Value| day.is_none() || day_of(other).is_none() || day_of(other) <= day;
        let at = entries.iter().rposition(is_before).map_or(0, |before| before + 1);
        let done = format!("recorded the {}", describe(self.kind, &entry));
        entries.insert(at, entry);
        Ok((at, ChangeResult::done(done, format!("record {}", self.kind.one))))
    }

    /// Refuses a mapping in an entry that lacks its own day.
    fn refuse_half(&self, entry: Option<&Value>) -> anyhow::Result<()> {
        let inner = options_of(self.kind).iter().filter(|option| option.is_in_part());
        let needed = inner.filter(|option| option.field.times == Times::Once);
        for option in needed {
            let part = entry.and_then(|entry| entry.get(option.top.key));
            if part.is_some_and(|part| part.get(option.field.key).is_none()) {
                let typed = option.typed_as();
                return Err(Failure::usage(format!("{typed} is missing"), format!("add `{typed} DATE`")));
            }
        }
        Ok(())
    }

    /// Refuses a new entry that lacks a key that it needs. A question asked for it, if someone could be asked.
    fn refuse_incomplete(&self, compared: &Compared<'_>) -> anyhow::Result<()> {
        let missing = compared.missing();
        let words: Vec<&str> = missing.iter().map(String::as_str).collect();
        if words.is_empty() {
            return Ok(());
        }
        let help = format!("`send add {} --help` shows an example", self.kind.name);
        Err(Failure::usage(format!("this is missing: {}", list_and(&words)), help))
    }
}

/// The entries as the record has them: a single one that was written without a list stays so.
fn list_of(mut entries: Vec<Value>, is_single: bool) -> Value {
    if is_single && entries.len() == 1 {
        return entries.pop().unwrap_or_default();
    }
    Value::Array(entries)
}

/// The entries of a kind in a record, and whether a single one is written without a list.
fn entries_in(record: &Value, kind: &EntryKind) -> (Vec<Value>, bool) {
    match record.get(kind.list) {
        Some(Value::Array(list)) => (list.clone(), false),
        Some(single @ Value::Object(_)) => (vec![single.clone()], true),
        Some(_) | None => (Vec::new(), false),
    }
}

/// `resolved 14 Jan 2026`; a text is only named.
fn key_in_words(key: &str, value: &Value) -> String {
    let name = key.replace('_', " ");
    let day = day_in(value).or_else(|| value.get("date").and_then(day_in));
    day.map_or_else(|| name.clone(), |day| format!("{name} {}", date(day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::testing::TestFolder;
    use crate::model::shape::role::Role;

    #[test]
    fn every_key_of_a_kind_is_an_option_or_says_why_not() {
        for kind in KINDS {
            let shape = kind.shape().unwrap();
            let known = |key: &str| shape.fields.iter().any(|field| field.key == key);
            for field in shape.fields {
                let has_option = options_of(kind).iter().any(|option| std::ptr::eq(option.top, field));
                let reason = kind.without_option.iter().find(|(key, _)| *key == field.key).map(|(_, reason)| reason);
                assert!(has_option != reason.is_some(), "{} {}", kind.name, field.key);
                assert!(reason.is_none_or(|reason| !reason.is_empty()), "{} {}", kind.name, field.key);
                // A list of mappings needs a command of its own.
                assert!(!has_option || !matches!(field.role, Role::List), "{} {}", kind.name, field.key);
            }
            let parts: Vec<&str> = kind.renamed.iter().map(|(path, _)| path.split('.').next().unwrap()).collect();
            let named = kind.without_option.iter().map(|(key, _)| *key).chain(parts);
            let named = named.chain(kind.later.iter().chain(kind.nearest).copied()).chain(kind.ends_with);
            let unknown: Vec<&str> = named.filter(|key| !known(key)).collect();
            assert!(unknown.is_empty(), "{} has no {unknown:?}", kind.name);
            let days: Vec<&str> = kind.dated_by.iter().map(|(key, _)| *key).collect();
            assert_eq!(days, shape.known_by(), "{}", kind.name);
        }
    }

    #[test]
    fn the_help_of_an_option_is_the_meaning_of_its_key() {
        let kind = kind_named("disagreement").unwrap();
        let option = options_of(kind).iter().find(|option| option.name == "authority-contacted").unwrap();
        let argument = option.argument();
        assert_eq!(argument.get_help().unwrap().to_string(), "The day the authority was contacted for advice");
        assert_eq!(argument.get_value_names().unwrap()[0], "DATE");
        for kind in KINDS {
            for option in options_of(kind) {
                let help = option.argument().get_help().unwrap().to_string();
                let own =
                    option.field.meaning[0].trim().trim_start_matches("The ").trim_end_matches('.').to_lowercase();
                assert!(help.to_lowercase().contains(own.split(['.', ',']).next().unwrap()), "{}: {help}", option.name);
                assert_eq!(help.ends_with("; can be used more than once"), option.is_list(), "{}", option.name);
            }
        }
    }

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";

    #[test]
    fn the_examples_of_a_kind_can_be_typed_one_after_the_other() {
        for kind in KINDS {
            let concern =
                if kind.name == "concern" { "concerns: [{date: 2025-11-17, raised_by: parent}]\n" } else { "" };
            let folder = TestFolder::with(&format!("{RECORD}{concern}"));
            assert!(!kind.examples.is_empty(), "{}", kind.name);
            for example in kind.examples {
                let parts = example.split('"').enumerate();
                let words = parts.flat_map(|(nth, part)| match nth % 2 {
                    1 => vec![part],
                    _ => part.split_whitespace().collect(),
                });
                let words: Vec<&str> = words.skip(1).collect();
                assert_eq!(words[..3], ["add", kind.name, "p014"]);
                let ran = folder.run("2026-01-15", &words);
                assert_eq!(ran.code, 0, "{example}: {}{}", ran.out, ran.err);
                assert!(ran.out.starts_with("p014: recorded "), "{example}: {}", ran.out);
            }
        }
    }

    #[test]
    fn a_part_is_known_by_its_day_and_its_other_keys_name_it() {
        let names: Vec<&str> = options_of(kind_named("arrival").unwrap()).iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names[names.len() - 3..], ["decided", "decided-by", "because"]);
    }

    #[test]
    fn the_short_help_of_a_kind_fits_40_lines_of_100_columns() {
        let folder = TestFolder::with(RECORD);
        for kind in KINDS {
            let short = folder.run("2026-01-15", &["add", kind.name, "-h"]).out;
            assert!(short.lines().count() <= 40 && short.lines().all(|line| line.chars().count() <= 100), "{short}");
            let long = folder.run("2026-01-15", &["add", kind.name, "--help"]).out;
            assert_eq!(folder.run("2026-01-15", &["help", "add", kind.name]).out, long);
            assert!(long.contains("Example: send add "), "{long}");
        }
    }
}
