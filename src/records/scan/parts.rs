//! The smallest parts of a line: dashes, keys, quotes, comments, and where each of them ends.

use std::borrow::Cow;

use super::RefusalKind;

/// Returns how many of these characters the text starts with.
pub(crate) fn count_blanks(text: &str, which: &[char]) -> usize {
    text.len() - text.trim_start_matches(which).len()
}

/// Whether the text starts with a dash that opens an entry.
pub(crate) fn is_dash(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether only a comment is left, or no text at all. The text must follow white space or another part.
pub(crate) fn is_end(text: &str) -> bool {
    let rest = text.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with('#')
}

/// Whether a plain value is one that YAML reads as null.
pub(crate) fn is_null(text: &str) -> bool {
    matches!(text, "~" | "null" | "Null" | "NULL" | "")
}

/// Returns a plain value without its comment.
pub(crate) fn plain_text(text: &str) -> &str {
    let end = comment_start(text).unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim_matches([' ', '\t'])
}

/// Returns where a comment starts in a line: at a `#` with white space before it.
pub(crate) fn comment_start(text: &str) -> Option<usize> {
    text.match_indices('#').map(|(at, _)| at).find(|at| text[..*at].ends_with([' ', '\t']))
}

/// Returns the anchor, alias or tag that the text starts with, and its length. In brackets, a comma or bracket ends it too.
pub(crate) fn property_length(text: &str, in_brackets: bool) -> Option<(RefusalKind, usize)> {
    let kind = match text.chars().next() {
        Some('&') => RefusalKind::Anchor,
        Some('*') => RefusalKind::Alias,
        Some('!') => RefusalKind::Tag,
        _ => return None,
    };
    let ends: &[char] = if in_brackets { &[' ', '\t', ',', '[', ']', '{', '}'] } else { &[' ', '\t'] };
    Some((kind, text.find(ends).unwrap_or(text.len())))
}

/// Returns the key at `at` and the byte after its colon, `None` if the line has no key there.
pub(crate) fn key_at(line: &str, at: usize) -> Option<(Cow<'_, str>, usize)> {
    let rest = &line[at..];
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let end = closing_quote(&rest[1..], quote)?;
        let colon = end + 2 + count_blanks(&rest[end + 2..], &[' ', '\t']);
        return is_colon(&rest[colon..]).then(|| (without_quotes(&rest[..end + 2]), at + colon + 1));
    }
    if rest.starts_with(['[', '{', '&', '*', '!', '|', '>', '#', '%', '@', '`']) {
        return None;
    }
    let end = comment_start(rest).unwrap_or(rest.len());
    let colon = rest[..end].match_indices(':').map(|(found, _)| found).find(|found| is_colon(&rest[*found..]))?;
    Some((Cow::Borrowed(rest[..colon].trim_end_matches([' ', '\t'])), at + colon + 1))
}

/// Returns what a quoted text of one line says, without its quotes.
pub(crate) fn without_quotes(text: &str) -> Cow<'_, str> {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    if text.starts_with('\'') {
        return if inner.contains("''") { Cow::Owned(inner.replace("''", "'")) } else { Cow::Borrowed(inner) };
    }
    if inner.contains('\\') {
        // No key of a record needs a code; the YAML crate knows them all.
        return serde_yaml::from_str(text).map_or(Cow::Borrowed(inner), Cow::Owned);
    }
    Cow::Borrowed(inner)
}

/// Whether the text starts with a colon that ends a key.
pub(crate) fn is_colon(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether the text starts with a colon that ends a plain word in brackets.
pub(crate) fn is_colon_in_brackets(text: &str) -> bool {
    text.strip_prefix(':')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ',', '?', '[', ']', '{', '}']))
}

/// Returns a plain word in brackets: up to the next comma, bracket, colon that ends a key, or comment. It has at least one
/// character.
pub(crate) fn plain_in_brackets(text: &str) -> &str {
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let ends = match character {
            ',' | '[' | ']' | '{' | '}' => true,
            ':' => is_colon_in_brackets(&text[at..]),
            '#' => before == ' ' || before == '\t',
            _ => false,
        };
        if ends && at > 0 {
            return &text[..at];
        }
        before = character;
    }
    text
}

/// Returns where a quoted text ends, counted from after its opening quote.
pub(crate) fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if quote == '"' && character == '\\' {
            characters.next();
        } else if character == quote {
            let doubled = quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'');
            if !doubled {
                return Some(at);
            }
            characters.next();
        }
    }
    None
}

/// Whether YAML reads a plain value as a number, or as true or false, that is then written in another way: `0x1F` as 31.
pub(crate) fn is_read_differently(value: &str) -> bool {
    match serde_yaml::from_str(value) {
        Ok(serde_yaml::Value::Number(number)) => number.to_string() != value,
        Ok(serde_yaml::Value::Bool(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written_or_not() {
        for value in ["0x1F", "3E4", "1e3", "True", "false", "0o17", "+4", ".5", "4.50"] {
            assert!(is_read_differently(value), "{value}");
        }
        for value in ["4", "12", "4B", "No", "Yes", "R", "Class 1", "4.1", "1.0", "4-5", "0x", "1_000", "Null B", "e3"]
        {
            assert!(!is_read_differently(value), "{value}");
        }
    }
}
