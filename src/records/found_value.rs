//! The value that a file has where something else was expected.

use super::value_tree::Tree;
use crate::dates::{self, DateDirection};
use crate::model::day::Day;

/// A value that a file has.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FoundValue {
    /// An empty value, or a text of spaces.
    Nothing,
    /// A number, `true` or `false`, as it is written.
    Plain(String),
    /// A text.
    Text(String),
    /// A list.
    List,
    /// Keys with their values, named by the first key.
    Keys(String),
}

/// The number of characters of a text that are shown.
const SHOWN: usize = 60;

impl FoundValue {
    /// Returns what a tree holds.
    pub(super) fn of_tree(tree: &Tree) -> Self {
        match tree {
            Tree::Null => Self::Nothing,
            Tree::Bool(value) => Self::Plain(value.to_string()),
            Tree::Whole(value) => Self::Plain(value.to_string()),
            // `20.0`, not `20`: otherwise the message would seem to find what it expects.
            Tree::Float(value) => Self::Plain(format!("{value:?}")),
            Tree::Text(text) if text.trim().is_empty() => Self::Nothing,
            Tree::Text(text) => Self::Text(text.clone()),
            Tree::List(_) => Self::List,
            Tree::Mapping(mapping) => Self::Keys(mapping.keys().next().cloned().unwrap_or_default()),
        }
    }

    /// Says what was found, as it follows "found".
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Plain(text) => format!("`{text}`"),
            Self::Text(text) if text.chars().count() > SHOWN => {
                format!("`{} ...`", text.chars().take(SHOWN).collect::<String>().trim_end())
            }
            Self::Text(text) => format!("`{}`", text.trim_end()),
            Self::List => "a list".to_owned(),
            Self::Keys(key) if key.is_empty() => "empty braces".to_owned(),
            Self::Keys(key) => format!("the key `{key}` with its own value"),
        }
    }

    /// Returns the text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Plain(text) | Self::Text(text) => Some(text),
            Self::Nothing | Self::List | Self::Keys(_) => None,
        }
    }

    /// Whether it is written in our form of a date, although there is no such day.
    pub(super) fn is_shaped_like_a_date(&self) -> bool {
        let Some(text) = self.as_text() else { return false };
        let parts: Vec<&str> = text.split('-').collect();
        parts.iter().map(|part| part.len()).eq([4, 2, 2])
            && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Returns the day that is meant by a date in another form, such as `15/09/2025` or `2025-9-5`.
    pub(super) fn as_day(&self) -> Option<Day> {
        let mut parts: Vec<&str> =
            self.as_text()?.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect();
        if parts.first()?.len() == 4 {
            parts.reverse();
        }
        // Without a year, a date is a guess.
        let whole = parts.len() == 3 && parts.last()?.len() == 4;
        whole.then(|| dates::parse(&parts.join("/"), Day::LAST, DateDirection::Past)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_another_order_is_understood_if_it_has_its_year() {
        let day = |text: &str| FoundValue::Text(text.to_owned()).as_day().map(|day| day.to_string());
        for other in ["15/09/2025", "15.9.2025", "2025/9/15", "15 Sept 2025", "15-09-2025", "2025-9-15"] {
            assert_eq!(day(other).as_deref(), Some("2025-09-15"), "{other}");
        }
        for other in ["15/09/25", "09/15/2025", "September 2025", "2025", "2025-02-30", "tomorrow"] {
            assert_eq!(day(other), None, "{other}");
        }
    }
}
