//! Turns the text of a file into its meaning, strictly. Every problem has its line, its column, what was found and what was
//! expected.
//!
//! A good file needs one scan and one decode. In a bad file, the problem that the decoder names is recorded and its value left
//! out, and the rest is decoded again, so that all problems are reported at once.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::encoding::{self, NotText};
use super::expected::{DecodeFault, Expected, Language, fault_in_message};
use super::faults::faults_in;
use super::found_value::FoundValue;
use super::problem::Problem;
use super::scan::{self, DEEPEST, NEEDED, Refusal, RefusalKind};
use super::syntax::{QUOTES, syntax_problem};
use super::unseen_places::name_unseen;
use super::value_tree::Tree;
use super::wording;
use crate::finding::{KeyPath, PathStep, Position};
use crate::model::unseen::Unseen;

/// A value with what the scan noticed in its text.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    /// The value.
    pub(crate) value: T,
    /// Places where YAML reads a comment that looks like part of a value.
    pub(crate) swallowed: Vec<(KeyPath, Position)>,
}

/// The greatest number of problems that are reported for one file. A file with more of them is probably the wrong file.
const MOST: usize = 50;

/// Decodes the bytes of a YAML file.
pub(crate) fn decode_yaml<T: DeserializeOwned>(bytes: &[u8]) -> Result<Decoded<T>, Vec<Problem>> {
    let text = encoding::decode_text(bytes).map_err(|wrong| vec![not_text(&wrong)])?;
    decode_yaml_text(text).map_err(|problems| {
        let again = |seen: &str| decode_yaml_text::<T>(seen).err().unwrap_or_default();
        in_order(name_unseen(text, problems, again), MOST)
    })
}

fn decode_yaml_text<T: DeserializeOwned>(text: &str) -> Result<Decoded<T>, Vec<Problem>> {
    let scanned = scan::scan_text(text);
    if !scanned.refusals.is_empty() {
        return Err(refused_and_more::<T>(text, &scanned.refusals));
    }
    match serde_yaml::from_str(text) {
        Ok(value) => Ok(Decoded { value, swallowed: scanned.swallowed }),
        Err(_) => Err(in_order(problems_in::<T>(text), MOST)),
    }
}

/// Returns the places of the keys and entries in the bytes of a YAML file.
pub(crate) fn places_in_bytes(bytes: &[u8]) -> scan::Places {
    // The byte-order mark at the start of a file is not part of its first key.
    scan::scan_places(encoding::decode_text(bytes).unwrap_or_default())
}

/// The problem of bytes that are not text.
pub(super) fn not_text(wrong: &NotText) -> Problem {
    Problem { field: KeyPath::default(), at: wrong.at, message: wrong.message.to_owned(), help: wrong.help.to_owned() }
}

/// Sorts problems in the order of the file, and keeps at most `most`. A last problem says if there are more, because someone who
/// corrects fifty wants to know.
fn in_order(mut problems: Vec<Problem>, most: usize) -> Vec<Problem> {
    problems.sort_by(|one, other| one.at.cmp(&other.at).then_with(|| one.field.cmp(&other.field)));
    if let Some(next) = problems.get(most) {
        let more = Problem {
            field: KeyPath::default(),
            at: next.at,
            message: format!("there are more problems than the {most} above"),
            help: "correct those first, then check again; this may be the wrong file".to_owned(),
        };
        problems.truncate(most);
        problems.push(more);
    }
    problems
}

/// Returns what the scan refused and, if the rest can be decoded, what else is wrong.
fn refused_and_more<T: DeserializeOwned>(text: &str, refusals: &[Refusal]) -> Vec<Problem> {
    if !refusals.iter().all(|refusal| matches!(refusal.kind, RefusalKind::Empty | RefusalKind::Twice { .. })) {
        return in_order(refusals.iter().map(refusal_problem).collect(), MOST);
    }
    let tree = match serde_yaml::from_str::<Tree>(text) {
        Ok(tree) => tree,
        Err(error) => {
            return in_order(
                refusals.iter().map(refusal_problem).chain([syntax_problem(text, &error)]).collect(),
                MOST,
            );
        }
    };
    // Empty values are reported with the rest, because only the decoder knows what belongs there.
    let twice = refusals.iter().filter(|refusal| refusal.kind != RefusalKind::Empty).map(refusal_problem);
    let places = scan::scan_places(text);
    let faults = faults_in::<T>(
        tree,
        Language::Yaml,
        MOST + 1,
        |field| places.position_of(field),
        |at| scan::written_value(text, at),
    );
    let mut found: Vec<Problem> = twice.chain(faults).collect();
    explain_words_for_nothing(text, refusals, &mut found);
    if found.is_empty() {
        // The YAML crate reads something in the wrong column as the value.
        let help = "if its value is on the next line, indent that line: it must start further right than the key";
        found = refusals.iter().map(|refusal| Problem { help: help.to_owned(), ..refusal_problem(refusal) }).collect();
    }
    in_order(found, MOST)
}

/// Names the word that counts as an empty value, such as `Null`, which may be a child's name.
fn explain_words_for_nothing(text: &str, refusals: &[Refusal], found: &mut [Problem]) {
    for refusal in refusals.iter().filter(|refusal| refusal.kind == RefusalKind::Empty) {
        let Some(word) = scan::word_for_nothing(text, refusal.at) else { continue };
        let is_it = |problem: &&mut Problem| problem.field == refusal.field && problem.message.contains(" is empty, ");
        if let Some(problem) = found.iter_mut().find(is_it) {
            problem.message =
                problem.message.replacen(" is empty, ", &format!(" is `{word}`, which counts as empty, "), 1);
            let line = match refusal.field.steps().last() {
                Some(PathStep::Key(key)) => format!("{key}: \"{word}\""),
                _ => format!("- \"{word}\""),
            };
            problem.help =
                format!("if it is a name or a text, put quotation marks round it: `{line}`; if not, {}", problem.help);
        }
    }
}

/// Returns all structural problems of a text that did not decode.
fn problems_in<T: DeserializeOwned>(text: &str) -> Vec<Problem> {
    if holds_only_remarks(text) {
        return vec![Problem {
            field: KeyPath::default(),
            at: Position { line: 1, column: 1 },
            message: "found only comments, expected a record".to_owned(),
            help: "restore its contents from git or a backup, or delete the file".to_owned(),
        }];
    }
    let tree = match serde_yaml::from_str::<Tree>(text) {
        Ok(tree) => tree,
        Err(error) => return vec![syntax_problem(text, &error)],
    };
    let places = scan::scan_places(text);
    let found = faults_in::<T>(
        tree,
        Language::Yaml,
        MOST + 1,
        |field| places.position_of(field),
        |at| scan::written_value(text, at),
    );
    if found.is_empty() { vec![only_in_the_text::<T>(text)] } else { found }
}

fn holds_only_remarks(text: &str) -> bool {
    text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#') || line == "---")
}

/// Converts the decoder's place in a text into one of our key paths.
fn path_of(path: &Path) -> KeyPath {
    let steps = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(PathStep::from(*index)),
        Segment::Map { key } => Some(PathStep::from(key.as_str())),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    KeyPath::new(steps.collect())
}

/// The problem of a value that decodes from a tree and not from the text: a tree reads `0x10` as a number, but it is not an
/// amount in pounds.
fn only_in_the_text<T: DeserializeOwned>(text: &str) -> Problem {
    let mut track = serde_path_to_error::Track::new();
    let reader = serde_yaml::Deserializer::from_str(text);
    let said = T::deserialize(serde_path_to_error::Deserializer::new(reader, &mut track))
        .map_or_else(|error| error.to_string(), |_| String::new());
    let field = path_of(&track.path());
    let said = said.split(" at line ").next().unwrap_or_default();
    let written = said.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map_or("", |(written, _)| written);
    let found = FoundValue::Text(written.to_owned());
    let expected = match fault_in_message(said) {
        DecodeFault::Value(expected) => expected,
        DecodeFault::UnknownKey(_) | DecodeFault::Missing(..) => Expected::Other("another value".to_owned()),
    };
    Problem {
        at: scan::scan_places(text).position_of(&field),
        message: wording::value_in_words(&found, &expected),
        help: wording::help_for_value(&field, &found, &expected, &[], Language::Yaml),
        field,
    }
}

/// Explains a refusal of the scan.
pub(super) fn refusal_problem(refusal: &Refusal) -> Problem {
    let (message, help) = match &refusal.kind {
        RefusalKind::Conflict { last_line } => conflict_in_words(refusal.at.line, *last_line),
        RefusalKind::Tab => (
            "found a tab before the text on this line, expected spaces".to_owned(),
            "replace it with spaces, as many as the lines around it start with".to_owned(),
        ),
        RefusalKind::LoneCarriageReturn => (
            "found a line ending that only some programs recognise (a lone carriage return), expected a line feed"
                .to_owned(),
            "save the file again with Windows (CRLF) or Unix (LF) line endings".to_owned(),
        ),
        RefusalKind::Character(character) => (
            format!(
                "found {}, which no text needs",
                Unseen::of(*character).map_or_else(
                    || format!("the invisible character U+{:04X}", u32::from(*character)),
                    Unseen::in_words
                )
            ),
            "delete this part of the line and type it again; pasted text can carry such a character".to_owned(),
        ),
        RefusalKind::Anchor => value_starts_with('&', "a name for the value"),
        RefusalKind::Alias => value_starts_with('*', "a value written elsewhere"),
        RefusalKind::Tag => value_starts_with('!', "a kind of value"),
        RefusalKind::MergeKey => (
            "found the key `<<`, which would copy keys from elsewhere".to_owned(),
            "write the keys and values in full: people read records".to_owned(),
        ),
        RefusalKind::QuestionMark => (
            "found a `?` where a key or a text should start, expected `key: value`".to_owned(),
            format!("delete it; if it is part of the text, {QUOTES}"),
        ),
        RefusalKind::NoKey => (
            "found a `:` without a key before it, expected `key: value`".to_owned(),
            format!("write the key before it; if it is part of a text, {QUOTES}"),
        ),
        RefusalKind::SecondDocument => (
            "found `---`, which starts a second record, expected one record in each file".to_owned(),
            "delete this line, or move everything below it to another file".to_owned(),
        ),
        RefusalKind::BehindDashes => (
            "found text after `---`, expected `---` on a line by itself".to_owned(),
            "delete the `---`, or put the text on the next line".to_owned(),
        ),
        RefusalKind::DocumentEnd => (
            "found `...`, which ends the record, expected the record to go on to the end of the file".to_owned(),
            "delete this line; to show that text was left out, write `\"...\"` in quotation marks".to_owned(),
        ),
        RefusalKind::Directive => (
            "found a line that starts with `%`, expected a key".to_owned(),
            format!("delete the line; if it is part of a text, {QUOTES}"),
        ),
        RefusalKind::Empty => (
            format!("{} is empty, expected a value", place_of_value(&refusal.field)),
            format!("give a value, or delete the {}", if is_entry(&refusal.field) { "entry" } else { "line" }),
        ),
        RefusalKind::NumberForText(written) => (
            format!("found `{written}`, which YAML does not read as text, expected {}", text_of(&refusal.field)),
            format!("put quotation marks round it: `{}\"{written}\"`", key_or_dash(&refusal.field)),
        ),
        RefusalKind::Twice { key, first_line } => (
            format!("`{key}` appears a second time (the first is on line {first_line}), expected each key once"),
            "keep the right one and delete the other".to_owned(),
        ),
        RefusalKind::TooDeep => (
            format!("found lists and keys more than {DEEPEST} levels deep; a record needs only {NEEDED}"),
            "close the open brackets, or check the spaces at the start of the lines".to_owned(),
        ),
    };
    Problem { field: refusal.field.clone(), at: refusal.at, message, help }
}

fn conflict_in_words(first: usize, last: usize) -> (String, String) {
    let help = "in a record, run `send resolve` with its id to choose between them; or keep what is right in each, delete the lines that start with \
         <<<<<<<, |||||||, ======= and >>>>>>>, and save";
    let message = if first == last {
        "found a marker from an unfinished merge, expected one version of the record".to_owned()
    } else {
        format!("lines {first} to {last} hold two versions that git did not merge")
    };
    (message, help.to_owned())
}

fn is_entry(field: &KeyPath) -> bool {
    matches!(field.steps().last(), Some(PathStep::Index(_)))
}

/// Names the key or entry that a value belongs to.
fn place_of_value(field: &KeyPath) -> String {
    let key = field.steps().iter().rev().find_map(|step| match step {
        PathStep::Key(key) => Some(key.as_str()),
        PathStep::Index(_) => None,
    });
    match key {
        Some(key) if is_entry(field) => format!("an entry of `{key}`"),
        Some(key) => format!("`{key}`"),
        None => "this file".to_owned(),
    }
}

/// Names the text that belongs at a key.
fn text_of(field: &KeyPath) -> &'static str {
    let is_class = matches!(field.steps(), [PathStep::Key(key)] if key == "class");
    if is_class { "the name of a class" } else { "text" }
}

/// What is written before a value: its key, or the dash of a list.
fn key_or_dash(field: &KeyPath) -> String {
    match field.steps().last() {
        Some(PathStep::Key(key)) => format!("{key}: "),
        Some(PathStep::Index(_)) | None => "- ".to_owned(),
    }
}

fn value_starts_with(character: char, meaning: &str) -> (String, String) {
    (
        format!(
            "found a value that starts with `{character}`, which has a special meaning that records do not use ({meaning})"
        ),
        format!("if the `{character}` is part of the text, {QUOTES}; otherwise delete it and write the value in full"),
    )
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
