//! Puts a fault into words: what was found, what was expected and what to do. The reader is a class teacher with the file open.

use super::expected::{Expected, Language};
use super::fault::{Fault, FaultKind};
use super::found_value::FoundValue;
use super::problem::Problem;
use crate::finding::{KeyPath, PathStep, Position};
use crate::words::{did_you_mean, list_and};

/// Turns a fault into a problem.
pub(super) fn fault_problem(fault: &Fault, language: Language, at: Position) -> Problem {
    let field = fault.field.clone();
    let (message, help) = match &fault.kind {
        FaultKind::UnknownKey { known, near, near_is_there } => {
            unknown_key(&field, known, near.as_deref(), *near_is_there, language)
        }
        FaultKind::Missing { key, or: None, expected } => (
            format!("`{key}` is missing from {}", owner_in_words(&field)),
            help_to_add(key, expected.as_ref(), language),
        ),
        FaultKind::Missing { key, or: Some(or), expected } => (
            format!("{} needs `{key}`, or `{or}: DAY` if the first day is not known", owner_in_words(&field)),
            help_to_add(key, expected.as_ref(), language),
        ),
        FaultKind::Empty { expected, needed } => {
            let wanted = expected.as_ref().map_or_else(|| "a value".to_owned(), Expected::in_words);
            (
                format!("{} is empty, expected {wanted}", owner_in_words(&field)),
                or_delete("give a value", &field, *needed),
            )
        }
        FaultKind::Value { found: FoundValue::Nothing, expected, needed, .. } => {
            let message = format!("{} is empty, expected {}", owner_in_words(&field), expected.in_words());
            (message, or_delete("give a value", &field, *needed))
        }
        FaultKind::Value { found, expected, needed, keys } => {
            let help = help_for_value(&field, found, expected, keys, language);
            // A key is never left out if its value should hold keys, so it is unknown whether its line may go.
            let cannot_go = *needed || *expected == Expected::Keys && ends_in_a_key(&field);
            let message = value_in_words(found, expected);
            (message, if help.ends_with('?') { help } else { or_delete(&help, &field, cannot_go) })
        }
    };
    Problem { field, at, message, help }
}

/// Returns the remedy, with deleting the line as the other way out if the key is not required.
fn or_delete(help: &str, field: &KeyPath, needed: bool) -> String {
    match field.steps().last() {
        Some(PathStep::Key(_)) if !needed => format!("{help}, or delete the line"),
        Some(PathStep::Index(_)) => format!("{help}, or delete the entry"),
        _ => help.to_owned(),
    }
}

/// Says what is wrong with a value.
pub(super) fn value_in_words(found: &FoundValue, expected: &Expected) -> String {
    let wanted = expected.in_words();
    match (found, expected) {
        (FoundValue::Text(text), Expected::Date) if found.is_shaped_like_a_date() => {
            format!("found `{text}`, expected a day in the calendar, from 1900 to 2200")
        }
        (FoundValue::Text(text), Expected::Whole(_) | Expected::TrueFalse | Expected::Format) if is_plain(text) => {
            format!("found the text `{text}` in quotation marks, expected {wanted}")
        }
        (_, Expected::Keys) => format!("found {}, expected {wanted} (`key: value`)", found.in_words()),
        _ => format!("found {}, expected {wanted}", found.in_words()),
    }
}

/// Whether a text would be a number, or true or false, without its quotation marks.
fn is_plain(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<i64>().is_ok()
}

fn unknown_key(
    field: &KeyPath,
    known: &[String],
    near: Option<&str>,
    near_is_there: bool,
    language: Language,
) -> (String, String) {
    let key = last_key(field).unwrap_or_default();
    let message = format!("`{key}` is not a key of {}", owner_in_words(&field.parent().unwrap_or_default()));
    let help = match near {
        Some(near) if near_is_there => {
            format!("`{near}` is already here: keep what is right there and delete this line")
        }
        Some(near) => format!("did you mean `{near}`?"),
        // At the top of a record there are too many keys to read on one line.
        None if known.len() > 16 => {
            "run `send schema` to list the keys; if this line belongs to a key above, indent it".to_owned()
        }
        None => {
            let known = list_and(&known.iter().map(String::as_str).collect::<Vec<_>>());
            let further = match language {
                Language::Yaml => "if this line belongs further in or out, correct the spaces before it",
                Language::Toml => "if this line belongs to another [table], move it there",
            };
            format!("the keys here are {known}; {further}")
        }
    };
    (message, help)
}

/// Names the key or entry that holds these keys, as the end of a sentence.
fn owner_in_words(path: &KeyPath) -> String {
    match (path.steps().last(), last_key(path)) {
        (Some(PathStep::Index(_)), Some(list)) => format!("this entry of `{list}`"),
        (Some(PathStep::Key(key)), _) => format!("`{key}`"),
        _ => "this file".to_owned(),
    }
}

fn ends_in_a_key(path: &KeyPath) -> bool {
    matches!(path.steps().last(), Some(PathStep::Key(_)))
}

fn last_key(path: &KeyPath) -> Option<&str> {
    path.steps().iter().rev().find_map(|step| match step {
        PathStep::Key(key) => Some(key.as_str()),
        PathStep::Index(_) => None,
    })
}

/// Says what to add if a key is missing.
fn help_to_add(key: &str, expected: Option<&Expected>, language: Language) -> String {
    match (language, expected) {
        (Language::Yaml, None) => format!("add a line `{key}: ...`"),
        (Language::Yaml, Some(Expected::List)) => format!("add a line `{key}:` and below it each entry after a `- `"),
        (Language::Yaml, Some(Expected::Keys)) => format!("add a line `{key}:` and below it, indented, its keys"),
        (Language::Yaml, Some(expected)) => format!("add a line `{key}: ...` with {}", expected.in_words()),
        (Language::Toml, None) => format!("add a line `{key} = ...`"),
        (Language::Toml, Some(Expected::List)) => format!("add a line `{key} = [...]` with a list"),
        (Language::Toml, Some(Expected::Keys)) => format!("add a table `[{key}]` with its keys"),
        (Language::Toml, Some(Expected::Text)) => format!("add a line `{key} = \"...\"` with text"),
        (Language::Toml, Some(expected)) => format!("add a line `{key} = ...` with {}", expected.in_words()),
    }
}

/// Says what to do about a value.
pub(super) fn help_for_value(
    field: &KeyPath,
    found: &FoundValue,
    expected: &Expected,
    keys: &[String],
    language: Language,
) -> String {
    let key = last_key(field).unwrap_or("...");
    match expected {
        Expected::Text | Expected::Class | Expected::Voice => text_help(key, found, expected, language),
        Expected::Date if found.is_shaped_like_a_date() => "correct the year, the month or the day".to_owned(),
        Expected::Date => found.as_day().map_or_else(
            || "write the year, the month and the day with hyphens, such as 2025-09-15".to_owned(),
            |day| format!("write it as {day}"),
        ),
        Expected::Whole(_) | Expected::TrueFalse if matches!(found, FoundValue::Text(text) if is_plain(text)) => {
            "remove the quotation marks".to_owned()
        }
        Expected::TrueFalse => "write true or false, without quotation marks".to_owned(),
        Expected::Whole(_) => "write only digits, such as 2".to_owned(),
        Expected::Pounds => {
            "write pounds with a decimal point, without a pound or minus sign, such as 14.50".to_owned()
        }
        Expected::Year => "write R, N1, N2 or a number from 1 to 13".to_owned(),
        Expected::Format if matches!(found, FoundValue::Text(text) if text == "1") => {
            "remove the quotation marks".to_owned()
        }
        Expected::Format => "write 1; if a newer version of `send` wrote the file, use that version".to_owned(),
        Expected::Ratified => "write false, or a date such as 2025-09-15, without quotation marks".to_owned(),
        Expected::Words(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match found.as_text().and_then(|text| did_you_mean(text, words.iter().copied())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "use one of these words".to_owned(),
            }
        }
        Expected::List => list_help(key, found, language),
        Expected::Keys => keys_help(field, found, keys, language),
        Expected::Other(_) => "correct the value".to_owned(),
    }
}

fn text_help(key: &str, found: &FoundValue, expected: &Expected, language: Language) -> String {
    match (found, expected, language) {
        (_, _, Language::Toml) => "put the text in quotation marks".to_owned(),
        (FoundValue::Keys(_), Expected::Class, _) => {
            "write only the name, or put a `- ` before the first key of each class".to_owned()
        }
        (FoundValue::Keys(_), _, _) => {
            "put all of it in quotation marks if it is one text (a colon and a space make a key)".to_owned()
        }
        (FoundValue::List, _, _) => {
            format!("write it as one text, without `- ` or brackets; for several lines, start with `{key}: |`")
        }
        (FoundValue::Plain(text), _, _) => format!("put quotation marks round it: `{key}: \"{text}\"`"),
        _ => "put it in quotation marks".to_owned(),
    }
}

fn list_help(key: &str, found: &FoundValue, language: Language) -> String {
    match (found, language) {
        (FoundValue::Keys(_), Language::Toml) => {
            format!("write `[[{key}]]`, with two brackets on each side, above each entry")
        }
        (_, Language::Toml) => format!("write `{key} = [...]`, with commas between the entries"),
        (FoundValue::Keys(_), Language::Yaml) => {
            format!("put a `- ` before the first key of each entry of `{key}`")
        }
        _ => format!("write each entry of `{key}` on its own line, after a `- `"),
    }
}

fn keys_help(field: &KeyPath, found: &FoundValue, keys: &[String], language: Language) -> String {
    let known = list_and(&keys.iter().map(String::as_str).collect::<Vec<_>>());
    let such = if keys.is_empty() { String::new() } else { format!(" (its keys are {known})") };
    match (field.steps().last(), language) {
        (None, _) => {
            "write lines of `key: value`; compare the file with an earlier version of it, or with a similar file"
                .to_owned()
        }
        (Some(PathStep::Index(_)), Language::Yaml) => {
            format!("write the entry as lines of `key: value`, the first one after the `- `{such}")
        }
        (Some(PathStep::Key(key)), Language::Yaml) => {
            format!("below `{key}:` write indented lines of `key: value`{such}")
        }
        (Some(PathStep::Key(key)), Language::Toml) if *found == FoundValue::List => {
            format!("write `[{key}]`, with one bracket on each side")
        }
        (Some(_), Language::Toml) => format!("write its keys with their values{such}"),
    }
}
