//! Puts a decoder's demands into a school's words: what was expected, what to do, and a value that would be accepted.
//!
//! This is the only place that knows how serde words its messages.

use super::value_tree::Tree;
use crate::words::list_or;

/// The fault that a decoder reports.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DecodeFault {
    /// A key that does not belong there, and the keys that do.
    UnknownKey(Vec<String>),
    /// A required key that is missing, and another key that would do instead.
    Missing(String, Option<String>),
    /// A value that is not the expected one.
    Value(Expected),
}

/// The kind of value that is expected.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expected {
    /// Any text.
    Text,
    /// A day.
    Date,
    /// A whole number, with its range in words.
    Whole(&'static str),
    /// `true` or `false`.
    TrueFalse,
    /// A list.
    List,
    /// Keys with their values.
    Keys,
    /// An amount of money.
    Pounds,
    /// A year group.
    Year,
    /// The name of a class, or a history of classes.
    Class,
    /// A voice: what someone said, or that they were asked.
    Voice,
    /// The number of the format.
    Format,
    /// `false`, or a day.
    Ratified,
    /// One of these words.
    Words(Vec<String>),
    /// Something that our files should never ask for, in the decoder's own words.
    Other(String),
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// `key: value`.
    Yaml,
    /// `key = value`.
    Toml,
}

/// Reads a decoder's message.
pub(super) fn fault_in_message(message: &str) -> DecodeFault {
    if let Some(rest) = message.strip_prefix("missing field `") {
        let mut keys = rest.split('`').step_by(2).map(str::to_owned);
        let key = keys.next().unwrap_or_default();
        return DecodeFault::Missing(key, keys.next().filter(|_| message.contains("`, or `")));
    }
    if message.starts_with("unknown field") {
        return DecodeFault::UnknownKey(known_words(message));
    }
    if message.starts_with("unknown variant") {
        return DecodeFault::Value(Expected::Words(known_words(message)));
    }
    let expected = message.rsplit_once(", expected ").map_or(message, |(_, expected)| expected);
    DecodeFault::Value(Expected::from_words(expected))
}

/// Returns the words that a decoder's message lists as known. The user's own text may hold anything, so the list is searched for
/// from the end: it comes last and contains no such marks.
fn known_words(message: &str) -> Vec<String> {
    let list = message.rsplit_once("`, expected ").map_or("", |(_, list)| list);
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

impl Expected {
    fn from_words(words: &str) -> Self {
        match words {
            "text" | "a string" => Self::Text,
            "u8" => Self::Whole("a whole number from 0 to 255"),
            "u16" => Self::Whole("a whole number from 0 to 65535"),
            "u32" => Self::Whole("a whole number"),
            // Only the impact of a provision may be negative.
            "i8" => Self::Whole("a whole number from -2 to 2"),
            "a boolean" => Self::TrueFalse,
            "a sequence" | "a list of arrivals" => Self::List,
            "a map" => Self::Keys,
            _ if words.starts_with("struct ") => Self::Keys,
            _ if words.starts_with("a date") => Self::Date,
            _ if words.starts_with("pounds") => Self::Pounds,
            _ if words.starts_with("a year group") => Self::Year,
            _ if words.starts_with("the name of a class") => Self::Class,
            _ if words.starts_with("what was said") => Self::Voice,
            _ if words.starts_with("expected 1:") => Self::Format,
            _ if words.starts_with("false, or the date") => Self::Ratified,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Says what was expected, as it follows "expected" or "with".
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Date => "a date such as 2025-09-15".to_owned(),
            Self::Whole(range) => (*range).to_owned(),
            Self::TrueFalse => "true or false".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Keys => "keys with their own values".to_owned(),
            Self::Pounds => "pounds such as 14.50".to_owned(),
            Self::Year => "a year group such as R, 4 or N2".to_owned(),
            Self::Class => "the name of a class, or a list of classes with `from` and `class`".to_owned(),
            Self::Voice => "what was said, or `{asked: DATE, how: ..., answer: none}`".to_owned(),
            Self::Format => "1, the only format".to_owned(),
            Self::Ratified => "false, or the date of ratification".to_owned(),
            Self::Words(words) => list_or(&words.iter().map(String::as_str).collect::<Vec<_>>()),
            Self::Other(words) => words.clone(),
        }
    }

    /// Returns a value that would be accepted, or would come closer to it.
    pub(super) fn stand_in(&self) -> Option<Tree> {
        let text = |text: &str| Some(Tree::Text(text.to_owned()));
        match self {
            Self::Text | Self::Class | Self::Voice => text("x"),
            Self::Date => text("2000-01-01"),
            Self::Whole(_) | Self::Pounds | Self::Format => Some(Tree::Whole(1)),
            Self::TrueFalse | Self::Ratified => Some(Tree::Bool(false)),
            Self::List => Some(Tree::List(Vec::new())),
            // A key that cannot exist makes the decoder name the keys that can.
            Self::Keys => Some(Tree::Mapping([(String::new(), Tree::Null)].into())),
            Self::Year => text("R"),
            Self::Words(words) => text(words.first()?),
            Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_wrote_cannot_pass_for_what_is_expected() {
        let message = "unknown variant `x`, expected one of `y`, expected one of `A`, `B`";
        assert_eq!(
            fault_in_message(message),
            DecodeFault::Value(Expected::Words(vec!["A".to_owned(), "B".to_owned()]))
        );
        let message = "missing field `from`, or `in_force_on`";
        assert_eq!(fault_in_message(message), DecodeFault::Missing("from".to_owned(), Some("in_force_on".to_owned())));
        assert_eq!(fault_in_message("missing field `from`"), DecodeFault::Missing("from".to_owned(), None));
        let message = "invalid value: string \"1, expected text\", expected a date such as 2025-09-15";
        assert_eq!(fault_in_message(message), DecodeFault::Value(Expected::Date));
    }
}
