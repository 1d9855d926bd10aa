//! Writes a single value as YAML: plain if every reader takes it for what it is, otherwise in quotation marks or as a block of
//! text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::super::scan::merge_marks;
use crate::model::shape::paths::each_key;
use crate::model::shape::table::ValueKind;

/// A written single value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ScalarText {
    /// On one line.
    Inline(String),
    /// As a block: its head (`|` or `|-`) and its lines without their indentation.
    Lines(&'static str, Vec<String>),
}

/// The place for a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScalarPlace<'a> {
    /// The key that the value, or the list that holds it, belongs to.
    pub(super) key: &'a str,
    /// Whether it is inside brackets.
    pub(super) in_brackets: bool,
    /// Whether a text of several lines may become a block.
    pub(super) blocks: bool,
    /// The quotation mark that was used in this place.
    pub(super) quote: Option<char>,
}

/// The kinds of value under a key of this name, anywhere in the format.
#[derive(Debug, Clone, Copy, Default)]
struct Uses {
    /// A day. Under other keys a date is text, and is quoted so that it stays text.
    day: bool,
    /// Text. A value that is never text, such as a code, a year group or pounds, needs no quotation marks even if it looks like
    /// something else.
    text: bool,
}

static USES: LazyLock<BTreeMap<&'static str, Uses>> = LazyLock::new(|| {
    let mut uses: BTreeMap<&str, Uses> = BTreeMap::new();
    each_key(&mut |_, field| {
        let uses = uses.entry(field.key).or_default();
        uses.day |= matches!(field.kind, ValueKind::Day);
        uses.text |= matches!(field.kind, ValueKind::Text | ValueKind::TextOr(_) | ValueKind::PupilNumber);
    });
    uses
});

/// Returns what a value of this key is. A key that the format does not have counts as text.
fn uses_of(key: &str) -> Uses {
    USES.get(key).copied().unwrap_or(Uses { day: false, text: true })
}

/// Writes a value that is not a list or mapping.
pub(super) fn write_scalar(value: &Value, place: ScalarPlace<'_>) -> ScalarText {
    match value {
        Value::String(text) => write_text(text, place),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            ScalarText::Inline(value.to_string())
        }
    }
}

/// Writes a value on one line.
pub(super) fn write_inline(value: &Value, place: ScalarPlace<'_>) -> String {
    match write_scalar(value, ScalarPlace { in_brackets: true, blocks: false, ..place }) {
        ScalarText::Inline(text) => text,
        ScalarText::Lines(_, _) => double_quoted(value.as_str().unwrap_or_default()),
    }
}

fn write_text(text: &str, place: ScalarPlace<'_>) -> ScalarText {
    if let (true, true, Some(block)) = (text.contains('\n'), place.blocks, block_text(text)) {
        return block;
    }
    let uses = uses_of(place.key);
    let plain = !uses.text && !uses.day || uses.day && is_date(text) || is_safe(text, place);
    let needs_code = text.chars().any(is_code);
    ScalarText::Inline(match place.quote {
        None if plain => text.to_owned(),
        Some('\'') if !needs_code => single_quoted(text),
        None if !needs_code && text.contains(['"', '\\']) => single_quoted(text),
        Some(_) | None => double_quoted(text),
    })
}

/// Returns the text as a block if that is safe: it begins with a letter, no line can be misread, and it ends with at most one
/// line ending.
fn block_text(text: &str) -> Option<ScalarText> {
    let (body, head) = text.strip_suffix('\n').map_or((text, "|-"), |body| (body, "|"));
    let lines: Vec<&str> = body.split('\n').collect();
    let fine = !body.starts_with([' ', '\n'])
        && !body.ends_with('\n')
        && !body.is_empty()
        && lines.iter().all(|line| line.is_empty() || !line.trim().is_empty())
        && !body.chars().any(|character| character != '\n' && is_code(character))
        && merge_marks(body).is_empty();
    fine.then(|| ScalarText::Lines(head, lines.into_iter().map(str::to_owned).collect()))
}

/// Whether a character can only be written as a code in double quotation marks.
fn is_code(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether every reader takes this for text, and for exactly this text, without quotation marks.
fn is_safe(text: &str, place: ScalarPlace<'_>) -> bool {
    let edges = [text.chars().next(), text.chars().next_back()];
    let starts_well =
        !text.starts_with(|first: char| first.is_ascii_punctuation() && !matches!(first, '(' | '/' | '$'));
    starts_well
        && edges.iter().all(|edge| edge.is_some_and(|edge| !edge.is_whitespace()))
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.contains(is_code)
        && !(place.in_brackets && text.contains([',', '[', ']', '{', '}']))
        && !is_word_of_yaml(text)
        && !looks_like_a_number(text)
        && !starts_like_a_date(text)
}

/// Whether a reader may take this word for a boolean or for an empty value.
fn is_word_of_yaml(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    matches!(lower.as_str(), "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "nan" | "inf")
}

/// Whether a reader may take the text for a number: decimal, exponential, sexagesimal, hexadecimal, octal or binary.
fn looks_like_a_number(text: &str) -> bool {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("0x") || lower.starts_with("0o") || lower.starts_with("0b") {
        return true;
    }
    let (number, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
    has_only_digits_and(number, "_.,:+-") && has_only_digits_and(exponent, "_+-.")
}

/// Whether a text has only digits and these other characters.
fn has_only_digits_and(text: &str, others: &str) -> bool {
    text.chars().all(|character| character.is_ascii_digit() || others.contains(character))
}

/// Whether the text starts like a date or a point in time.
fn starts_like_a_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let day = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
    let all_digits = [year, month, day].iter().all(|part| has_only_digits_and(part, ""));
    all_digits && year.len() == 4 && matches!(month.len(), 1 | 2) && matches!(day.len(), 1 | 2)
}

/// Whether the whole text is a date.
fn is_date(text: &str) -> bool {
    text.len() == 10 && starts_like_a_date(text)
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            code if is_code(code) => quoted.push_str(&format!("\\u{:04X}", u32::from(code))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn written(key: &str, text: &str) -> String {
        let place = ScalarPlace { key, in_brackets: false, blocks: true, quote: None };
        match write_scalar(&Value::from(text), place) {
            ScalarText::Inline(text) => text,
            ScalarText::Lines(head, lines) => format!("{head} {}", lines.join("/")),
        }
    }

    #[test]
    fn a_text_is_plain_only_if_every_reader_takes_it_for_that_text() {
        for plain in ["4B", "J. Patel", "12 of 40", "it's", "a, b", "(see 3)", "http://example.org", "none", "\u{a3}5"]
        {
            assert_eq!(written("note", plain), plain);
        }
        for text in [
            "no",
            "N",
            "On",
            "~",
            "null",
            "0012",
            "1e3",
            "12:30:45",
            "1_000",
            "0x1F",
            ".5",
            "-1",
            "2025-09-15",
            "2025-09-15 10:00",
            " a",
            "a ",
            "a: b",
            "a:",
            "a #b",
            "- a",
            "#a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "'a",
            "%a",
            "@a",
            "`a",
            "[a",
            "{a",
            "=",
            "<<",
            "...",
            "? a",
        ] {
            assert_eq!(written("note", text), format!("\"{text}\""), "{text}");
        }
        assert_eq!(written("note", "say \"x\": y"), "'say \"x\": y'");
        assert_eq!(written("note", "a\u{7}"), "\"a\\u0007\"");
    }

    #[test]
    fn codes_days_and_pounds_are_plain_under_their_keys() {
        for (key, value) in [("census", "N"), ("date", "2025-09-15"), ("rate", "14.50"), ("year", "3")] {
            assert_eq!(written(key, value), value);
        }
    }

    #[test]
    fn lines_become_a_block_if_none_of_their_text_is_lost() {
        assert_eq!(written("note", "a\n\n  b"), "|- a//  b");
        assert_eq!(written("note", "a\nb\n"), "| a/b");
        assert_eq!(written("note", "a\n\n"), "\"a\\n\\n\"");
        assert_eq!(written("note", " a\nb"), "\" a\\nb\"");
    }

    #[test]
    fn the_keys_of_days_are_those_of_the_schema() {
        fn look(value: &Value, days: &mut BTreeSet<String>) {
            if let Some(map) = value.as_object() {
                for (key, inner) in map {
                    if inner.get("$ref").is_some_and(|to| to == "#/$defs/Day") {
                        days.insert(key.clone());
                    }
                    look(inner, days);
                }
            }
        }
        let schema: Value = serde_json::from_str(include_str!("../../../docs/record.schema.json")).unwrap();
        let mut days = BTreeSet::new();
        look(&schema, &mut days);
        let of_shape = USES.iter().filter(|(_, uses)| uses.day).map(|(key, _)| (*key).to_owned());
        assert_eq!(days, of_shape.collect());
    }
}
