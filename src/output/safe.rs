//! Makes text from a file safe for the place that it goes to (RELIABILITY 3.3).

/// Text for a terminal, on one line. Control and direction characters are shown as `\u{..}`, so they have no effect.
pub(crate) fn terminal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.trim_end_matches('\n').chars() {
        if character == '\n' {
            safe.push(' ');
        } else if is_hidden(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Text for a page, which keeps its lines. Other control and direction characters are shown as `\u{..}`.
pub(crate) fn safe_keeping_lines(text: &str) -> String {
    without_hidden(text, |hidden, safe| safe.extend(hidden.escape_unicode()))
}

/// JSON that reads back as the same values. Control and direction characters, which occur only in strings, are written as
/// `\u....`.
pub(crate) fn json(text: &str) -> String {
    without_hidden(text, |hidden, safe| {
        for unit in hidden.encode_utf16(&mut [0; 2]) {
            safe.push_str(&format!("\\u{unit:04x}"));
        }
    })
}

/// The text with its line endings kept and every other hidden character replaced by what `write` writes.
fn without_hidden(text: &str, write: impl Fn(char, &mut String)) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) && character != '\n' {
            write(character, &mut safe);
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Text for a cell that Excel opens. Text that starts like a formula gets an apostrophe in front, and control and
/// direction characters are shown as `\u{..}`.
pub(crate) fn spreadsheet(text: &str) -> String {
    let first = text.trim_start_matches(' ').chars().next();
    let formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
    );
    // A cell may have several lines. No other character may move the cursor if someone looks at the file in a terminal.
    format!("{}{}", if formula { "'" } else { "" }, safe_keeping_lines(text))
}

/// Whether a character moves the cursor, changes colours or turns the direction of text.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_moves_the_cursor_reaches_a_terminal() {
        assert_eq!(terminal("a\u{1b}]0;x\u{7}b"), "a\\u{1b}]0;x\\u{7}b");
        assert_eq!(terminal("two\nlines\n"), "two lines");
        assert_eq!(terminal("\u{202e}abc"), "\\u{202e}abc");
        assert_eq!(terminal("Zo\u{eb} \u{623}\u{645}"), "Zo\u{eb} \u{623}\u{645}");
    }

    #[test]
    fn json_reads_back_as_the_same_text_and_moves_no_cursor() {
        let text = "a\u{9b}31m\u{7f}\u{202e}\u{e0041}\n\"b\u{1b}";
        let written = json(&serde_json::to_string_pretty(&[text]).unwrap());
        assert!(written.is_ascii() && written.contains("\\u009b31m\\u007f\\u202e\\udb40\\udc41"), "{written}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&written).unwrap(), [text]);
    }

    #[test]
    fn a_spreadsheet_reads_a_formula_as_text() {
        for formula in ["=1+1", "  =1", "+1", "-1", "@x", "\tx", "\u{ff1d}1"] {
            assert!(spreadsheet(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(spreadsheet("Amira"), "Amira");
    }

    #[test]
    fn a_cell_keeps_its_lines_and_shows_characters_that_move_the_cursor() {
        assert_eq!(spreadsheet("two\nlines"), "two\nlines");
        assert_eq!(spreadsheet("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
    }
}
