//! A plain value as it is written: YAML reads some of them as something else.

use super::parts::{count_blanks, is_dash, is_null, key_at, plain_in_brackets, plain_text};
use crate::finding::Position;

/// Returns the word at this place that YAML reads as an empty value, such as `Null` or `~`.
pub(crate) fn word_for_nothing(text: &str, at: Position) -> Option<&str> {
    let word = plain_in_brackets(plain_text(line_from(text, at)?)).trim();
    (!word.is_empty() && is_null(word)).then_some(word)
}

/// Returns the plain value of the key or entry at this place, if it is on the same line.
pub(crate) fn written_value(text: &str, at: Position) -> Option<String> {
    let mut rest = line_from(text, at)?;
    while is_dash(rest) {
        rest = &rest[1..];
        rest = &rest[count_blanks(rest, &[' ', '\t'])..];
    }
    let value = key_at(rest, 0).map_or(rest, |(_, after)| &rest[after..]);
    let value = plain_text(value);
    let is_plain = !value.is_empty() && !value.starts_with(['"', '\'', '[', '{', '|', '>']);
    is_plain.then(|| plain_in_brackets(value).trim().to_owned())
}

fn line_from(text: &str, at: Position) -> Option<&str> {
    let line = text.split('\n').nth(at.line.checked_sub(1)?)?;
    let (byte, _) = line.char_indices().nth(at.column.checked_sub(1)?)?;
    line.get(byte..).map(|line| line.trim_end_matches('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_returned_as_it_is_written() {
        let text = "class: 3E4 # new\n- - by: 0x1F\nlist: {year: 1e3, b: 2}\nname: \"3\"\n";
        let at = |line, column| written_value(text, Position { line, column });
        assert_eq!(at(1, 1).as_deref(), Some("3E4"));
        assert_eq!(at(2, 1).as_deref(), Some("0x1F"));
        assert_eq!(at(3, 8).as_deref(), Some("1e3"));
        assert_eq!((at(3, 1), at(4, 1), at(9, 1)), (None, None, None));
    }

    #[test]
    fn a_word_for_nothing_is_found_in_brackets_too() {
        let text = "name: Null\nlist: {a: ~, b: null}\nc:\n";
        let at = |line, column| word_for_nothing(text, Position { line, column });
        assert_eq!((at(1, 7), at(2, 11), at(2, 17)), (Some("Null"), Some("~"), Some("null")));
        assert_eq!(at(3, 1), None);
    }
}
