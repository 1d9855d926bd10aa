//! The options of a kind, made from the shape of its entries. Each key is an option with the key's meaning as its help, so a key
//! that is added to the shape becomes an option by itself.

use std::sync::LazyLock;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};
use serde_json::{Map, Number, Value};

use super::kinds::{EntryKind, KINDS};
use crate::context::prompt::Choice;
use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::shape::role::Role;
use crate::model::shape::table::{Field, Times, ValueKind};
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::{Scene, text_typed};

/// A key of an entry, with the option that gives it.
#[derive(Debug)]
pub(super) struct KeyOption {
    /// The option, such as `authority-contacted`.
    pub(super) name: String,
    /// The key of the entry.
    pub(super) top: &'static Field,
    /// The same key, or a key in the mapping that is its value.
    pub(super) field: &'static Field,
}

/// An option with the words that were typed for it.
pub(super) type TypedOption = (&'static KeyOption, Vec<String>);

/// The options of each kind. The command line needs their names for as long as the program runs.
static OPTIONS: LazyLock<Vec<(&'static str, Vec<KeyOption>)>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind.name, made_from_shape(kind))).collect());

/// Every option of a kind, in the order of the shape.
pub(super) fn options_of(kind: &EntryKind) -> &'static [KeyOption] {
    OPTIONS.iter().find(|(name, _)| *name == kind.name).map_or(&[], |(_, options)| options)
}

fn made_from_shape(kind: &EntryKind) -> Vec<KeyOption> {
    let fields = kind.shape().map_or(&[][..], |shape| shape.fields);
    let kept = fields.iter().filter(|field| !kind.without_option.iter().any(|(key, _)| *key == field.key));
    kept.flat_map(|top| {
        let inner = top.kind.shape().filter(|_| matches!(top.role, Role::Part));
        let fields = inner.map_or(std::slice::from_ref(top), |shape| shape.fields);
        fields.iter().map(move |field| KeyOption { name: option_name(kind, top, field), top, field })
    })
    .collect()
}

/// `--authority-contacted` for `authority_contacted`; `--decided` for the day and `--decided-by` for the person of `decided`.
fn option_name(kind: &EntryKind, top: &Field, field: &Field) -> String {
    let path = if std::ptr::eq(top, field) { top.key.to_owned() } else { format!("{}.{}", top.key, field.key) };
    if let Some((_, name)) = kind.renamed.iter().find(|(key, _)| *key == path) {
        return (*name).to_owned();
    }
    let is_its_day = matches!(field.role, Role::Begins(_)) && path.contains('.');
    let path = if is_its_day { top.key } else { &path };
    path.replace(['_', '.'], "-")
}

impl KeyOption {
    /// The option as it is typed.
    pub(super) fn typed_as(&self) -> String {
        format!("--{}", self.name)
    }

    /// Whether the key is in a mapping of its own.
    pub(super) fn is_in_part(&self) -> bool {
        !std::ptr::eq(self.top, self.field)
    }

    /// Whether a new entry cannot do without it.
    pub(super) fn is_needed(&self) -> bool {
        self.field.times == Times::Once && !self.is_in_part()
    }

    /// Whether it can be used more than once.
    pub(super) fn is_list(&self) -> bool {
        self.field.times == Times::Many
    }

    /// The meaning of the key, without the full stop. A key of a mapping also says what the mapping is about.
    fn meaning(&self) -> String {
        let own = meaning_of(self.field);
        if !self.is_in_part() {
            return own;
        }
        let own = own.strip_prefix("The ").map_or(own.clone(), |rest| format!("the {rest}"));
        if matches!(self.field.role, Role::Begins(_)) {
            return format!("{}: {own}", meaning_of(self.top));
        }
        format!("For --{}: {own}", self.top.key.replace('_', "-"))
    }

    /// The argument for the command line.
    pub(super) fn argument(&'static self) -> Arg {
        let more = if self.is_list() { "; can be used more than once" } else { "" };
        let action = if self.is_list() { ArgAction::Append } else { ArgAction::Set };
        let argument = Arg::new(self.name.as_str())
            .long(self.name.as_str())
            .value_name(self.value_name())
            .help(format!("{}{more}", self.meaning()))
            .action(action);
        match self.field.kind {
            ValueKind::Day => argument.allow_hyphen_values(true),
            ValueKind::Code(words) => {
                let words: Vec<&'static str> = words.words.iter().map(|(word, _)| *word).collect();
                argument.value_parser(PossibleValuesParser::new(words)).ignore_case(true)
            }
            ValueKind::Text
            | ValueKind::PupilNumber
            | ValueKind::Plain
            | ValueKind::Entry(_)
            | ValueKind::TextOr(_)
            | ValueKind::PlainOr(_)
            | ValueKind::CodeOr(..) => argument,
        }
    }

    fn value_name(&self) -> &'static str {
        match (self.field.kind, self.field.role) {
            (ValueKind::Day, _) => "DATE",
            (ValueKind::Code(_), _) => "WORD",
            (ValueKind::Plain, _) => "NUMBER",
            (_, Role::Person | Role::Agency) => "NAME",
            (_, Role::School) => "SCHOOL",
            (_, Role::Private) if self.field.key == "path" => "PATH",
            (
                ValueKind::Text
                | ValueKind::PupilNumber
                | ValueKind::Entry(_)
                | ValueKind::TextOr(_)
                | ValueKind::PlainOr(_)
                | ValueKind::CodeOr(..),
                _,
            ) => "TEXT",
        }
    }

    /// Reads what was typed for the option as a value of the format.
    pub(super) fn value(&self, typed: &[String], kind: &EntryKind, scene: &Scene<'_>) -> anyhow::Result<Value> {
        let mut values = typed.iter().map(|typed| self.one_value(typed, kind, scene));
        if self.is_list() {
            return Ok(Value::Array(values.collect::<anyhow::Result<_>>()?));
        }
        values.next().unwrap_or(Ok(Value::Null))
    }

    fn one_value(&self, typed: &str, kind: &EntryKind, scene: &Scene<'_>) -> anyhow::Result<Value> {
        let option = self.typed_as();
        Ok(match self.field.kind {
            ValueKind::Day => {
                let is_planned = matches!(self.field.role, Role::Planned(_));
                let day = match (is_planned, kind.nearest.contains(&self.field.key)) {
                    (true, true) => scene.of_the_roll(&option, typed)?,
                    (true, false) => scene.planned(&option, typed)?,
                    (false, _) => scene.happened(&option, typed)?,
                };
                Value::String(day.to_string())
            }
            ValueKind::Code(words) => {
                let known = words.words.iter().find(|(word, _)| word.eq_ignore_ascii_case(typed));
                Value::String(known.map_or(typed, |(word, _)| word).to_owned())
            }
            ValueKind::Plain => plain_value(typed),
            ValueKind::Text
            | ValueKind::PupilNumber
            | ValueKind::Entry(_)
            | ValueKind::TextOr(_)
            | ValueKind::PlainOr(_)
            | ValueKind::CodeOr(..) => Value::String(text_typed(&option, typed)?.as_str().to_owned()),
        })
    }

    /// The question about it at a terminal.
    pub(super) fn question(&self, kind: &EntryKind) -> OptionQuestion {
        let (option, words) = (format!("{}=", self.typed_as()), self.question_words(kind));
        let question = match self.is_needed() || self.is_other_day(kind) {
            true => OptionQuestion::needed(option, words, self.answer_kind()),
            false => OptionQuestion::optional(option, words, self.answer_kind()),
        };
        if self.is_list() { question.again() } else { question }
    }

    /// Whether it dates an entry of which the first day is not known.
    fn is_other_day(&self, kind: &EntryKind) -> bool {
        kind.dated_by.get(1).is_some_and(|(key, _)| *key == self.top.key)
    }

    fn answer_kind(&self) -> AnswerKind {
        match self.field.kind {
            ValueKind::Day if matches!(self.field.role, Role::Planned(_)) => AnswerKind::Day(DateDirection::Future),
            ValueKind::Day => AnswerKind::Day(DateDirection::Past),
            ValueKind::Code(words) => AnswerKind::OneOf(words.words.iter().copied().map(choice_of).collect()),
            ValueKind::Text
            | ValueKind::PupilNumber
            | ValueKind::Plain
            | ValueKind::Entry(_)
            | ValueKind::TextOr(_)
            | ValueKind::PlainOr(_)
            | ValueKind::CodeOr(..) => AnswerKind::Text,
        }
    }

    /// The meaning of the key as a question: `What is the title of the document?`
    fn question_words(&self, kind: &EntryKind) -> String {
        let meaning = self.meaning();
        if let Some((first, _)) = kind.dated_by.first().filter(|_| self.is_other_day(kind)) {
            return format!("On which day was it in force, if you do not know `--{}`?", first.replace('_', "-"));
        }
        match meaning.strip_prefix("The ") {
            Some(rest) if self.is_list() => format!("Give the {rest}, one at a time"),
            Some(rest) => match rest.strip_prefix("person who ") {
                Some(did) => format!("Who {did}?"),
                None => format!("What is the {rest}?"),
            },
            None if meaning.starts_with("How ") => format!("Say h{}", meaning.trim_start_matches('H')),
            None => format!("{meaning}?"),
        }
    }
}

/// The meaning of a key, as its declaration says it, without the full stop.
fn meaning_of(field: &Field) -> String {
    let lines: Vec<&str> = field.meaning.iter().map(|line| line.trim()).collect();
    lines.join(" ").trim_end_matches('.').to_owned()
}

fn choice_of((word, meaning): (&str, &str)) -> Choice {
    Choice { word: word.to_owned(), meaning: meaning.trim_end_matches('.').to_owned() }
}

/// A number as the format writes it. Anything else stays as it was typed, and is refused when the record is made.
fn plain_value(typed: &str) -> Value {
    let typed = typed.trim();
    typed.parse::<u64>().map_or_else(|_| Value::String(typed.to_owned()), |number| Value::Number(Number::from(number)))
}

/// The values that were typed, as the keys of an entry in the order of the shape.
///
/// # Errors
/// If one of them cannot be read.
pub(super) fn values_typed(
    typed: &[TypedOption],
    kind: &EntryKind,
    scene: &Scene<'_>,
) -> anyhow::Result<Map<String, Value>> {
    let mut values = Map::new();
    for (option, words) in typed {
        let value = option.value(words, kind, scene)?;
        if !option.is_in_part() {
            values.insert(option.top.key.to_owned(), value);
            continue;
        }
        let part = values.entry(option.top.key).or_insert_with(|| Value::Object(Map::new()));
        if let Some(part) = part.as_object_mut() {
            part.insert(option.field.key.to_owned(), value);
        }
    }
    Ok(values)
}

/// Says that a number does not fit: `--units: found `many`, expected a whole number`.
pub(super) fn misfit(typed: &[TypedOption], error: &serde_json::Error) -> anyhow::Error {
    let plain = typed.iter().find(|(option, _)| matches!(option.field.kind, ValueKind::Plain));
    let said = error.to_string();
    let expected = said.split_once("expected ").map_or("another value", |(_, expected)| expected);
    let expected = expected.split(" at line ").next().unwrap_or(expected);
    let expected = match expected {
        "u16" => "a whole number from 0 to 65535",
        "u8" => "a whole number from 0 to 255",
        other => other,
    };
    match plain {
        Some((option, words)) => Failure::usage(
            format!("{}: found `{}`, expected {expected}", option.typed_as(), words.join(" ")),
            "correct it, or leave out the option",
        ),
        None => Failure::usage(format!("the entry cannot be written: {said}"), "correct what was typed"),
    }
}
