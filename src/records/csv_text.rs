//! The text of a CSV file: its encoding, the character between its cells, and its rows.

use csv::{ReaderBuilder, Trim};

use crate::model::unseen::seen_only;

/// How the text of a table was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextEncoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// Windows-1252, as Excel saves `CSV (Comma delimited)` on Windows in Western Europe.
    Windows1252,
}

/// In place of a byte that is not a character in Windows-1252. It is not a letter, so its line is refused.
const NO_CHARACTER: char = '\u{fffd}';

/// The characters of the bytes 80 to 9F in Windows-1252, or `NO_CHARACTER`. Source: the table of the Unicode
/// Consortium for this code page.
const WINDOWS_1252: [char; 32] = [
    '€',
    NO_CHARACTER,
    '‚',
    'ƒ',
    '„',
    '…',
    '†',
    '‡',
    'ˆ',
    '‰',
    'Š',
    '‹',
    'Œ',
    NO_CHARACTER,
    'Ž',
    NO_CHARACTER,
    NO_CHARACTER,
    '‘',
    '’',
    '“',
    '”',
    '•',
    '–',
    '—',
    '˜',
    '™',
    'š',
    '›',
    'œ',
    NO_CHARACTER,
    'ž',
    'Ÿ',
];

/// Returns the text of a table without a byte-order mark, with one LF at the end of each line, and how it was saved.
///
/// # Errors
/// The bytes are not UTF-8, and may be something other than Windows-1252. The error is the first such line, from 1.
pub(super) fn decode_table(bytes: &[u8]) -> Result<(String, TextEncoding), usize> {
    let (text, encoding) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(), TextEncoding::Utf8),
        Err(_) => (decode_windows_1252(bytes)?, TextEncoding::Windows1252),
    };
    // The crate counts only LF as a line ending, and some programs end lines with CR only.
    Ok((text.replace("\r\n", "\n").replace('\r', "\n"), encoding))
}

/// Decodes Windows-1252. Excel for MS-DOS saves another code page, in which the same bytes are other letters, so a line whose
/// letters do not fit each other is refused: a wrong letter would change a child's name.
fn decode_windows_1252(bytes: &[u8]) -> Result<String, usize> {
    let text: String = bytes.iter().map(|byte| character_of(*byte)).collect();
    match text.split('\n').position(|line| !is_plausible(line)) {
        Some(index) => Err(index + 1),
        None => Ok(text),
    }
}

fn character_of(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or(NO_CHARACTER),
        _ => char::from(byte),
    }
}

/// Whether a line reads as words in Windows-1252: beyond ASCII it has only letters whose case fits the word, and apostrophes
/// between letters.
fn is_plausible(line: &str) -> bool {
    line.split(|one: char| one.is_ascii() && !one.is_ascii_alphabetic()).all(is_plausible_word)
}

fn is_plausible_word(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let ascii: Vec<char> = letters.iter().copied().filter(char::is_ascii).collect();
    let is_in_capitals = ascii.len() > 1 && ascii.iter().all(char::is_ascii_uppercase);
    letters.iter().enumerate().filter(|(_, letter)| !letter.is_ascii()).all(|(at, letter)| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        if *letter == '’' {
            return before.is_some() && letters.get(at + 1).is_some();
        }
        let fits_capitals = !is_in_capitals || letter.is_uppercase();
        let fits_before = !before.is_some_and(|before| before.is_lowercase()) || letter.is_lowercase();
        letter.is_alphabetic() && !['ª', 'º', 'µ', 'ƒ', 'ˆ'].contains(letter) && fits_capitals && fits_before
    })
}

/// Splits a text into rows of cells, each with the line on which it begins. Rows without any text are left out.
///
/// # Errors
/// The reader cannot split a row. The error is its line.
pub(super) fn split_rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let (text, named) = without_separator_line(text);
    let delimiter = named.unwrap_or_else(|| delimiter_of(text));
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut from, mut number) = (0, if named.is_some() { 2 } else { 1 });
    for record in reader.records() {
        let record = record.map_err(|error| line_of(&error))?;
        // The crate counts the blank lines before a row as part of the row.
        let start = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(from);
        let blank = text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches('\n').len());
        number += text.get(from..start + blank).map_or(0, |before| before.matches('\n').count());
        from = start + blank;
        let cells: Vec<String> = record.iter().map(clean_cell).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((number, cells));
        }
    }
    Ok(rows)
}

fn line_of(error: &csv::Error) -> usize {
    error.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1)
}

/// Returns the text of a cell without outer spaces and without characters that cannot be seen. Exports of web pages have
/// non-breaking spaces.
pub(super) fn clean_cell(cell: &str) -> String {
    seen_only(cell).trim().to_owned()
}

/// Removes the line `sep=;`, in which Excel names the character between the cells.
fn without_separator_line(text: &str) -> (&str, Option<u8>) {
    let Some((first, rest)) = text.split_once('\n') else { return (text, None) };
    let first = first.trim_matches(['"', ' ']).to_ascii_lowercase();
    match first.strip_prefix("sep=").map(str::as_bytes) {
        Some([separator]) => (rest, Some(*separator)),
        _ => (text, None),
    }
}

/// Returns the character between the cells: the candidate that occurs equally often in most of the first ten lines.
fn delimiter_of(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    // With equal counts the later candidate wins, and the comma is the last.
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| regularity(&lines, *delimiter)).unwrap_or(b',')
}

/// Returns in how many lines a delimiter occurs equally often, and how often.
fn regularity(lines: &[&str], delimiter: u8) -> (usize, usize) {
    let counts: Vec<usize> = lines.iter().map(|line| occurrences(line, delimiter)).filter(|count| *count > 0).collect();
    let alike = |count: usize| counts.iter().filter(|other| **other == count).count();
    counts.iter().map(|count| (alike(*count), *count)).max().unwrap_or((0, 0))
}

/// Counts a delimiter in a line, outside quotation marks.
fn occurrences(line: &str, delimiter: u8) -> usize {
    let outside = line.split('"').step_by(2);
    outside.map(|part| part.bytes().filter(|byte| *byte == delimiter).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<(String, TextEncoding), usize> {
        decode_table(bytes)
    }

    #[test]
    fn names_in_windows_1252_are_read_only_if_they_fit_it() {
        for (bytes, name) in [
            (&b"Zo\xeb O\x92Brien"[..], "Zoë O’Brien"),
            (b"ZO\xcb EXAMPLE", "ZOË EXAMPLE"),
            (b"\xc9lise Mu\xf1oz", "Élise Muñoz"),
            (b"Milo\x9a \x8aimek", "Miloš Šimek"),
        ] {
            assert_eq!(decoded(bytes), Ok((name.to_owned(), TextEncoding::Windows1252)), "{name}");
        }
    }

    /// The same names as `CSV (MS-DOS)` saves them, in code page 850.
    #[test]
    fn names_in_another_code_page_are_refused_by_line() {
        for bytes in [
            &b"name\nZo\x89"[..],
            b"name\nJos\x82",
            b"name\nJ\x94rg",
            b"name\nM\xa0ire",
            b"name\n\x90lise",
            b"name\nH\x8al\x8ane",
            b"name\nR\xe0IS\xd6N",
        ] {
            assert_eq!(decoded(bytes), Err(2), "{bytes:?}");
        }
    }

    #[test]
    fn the_separator_is_the_character_that_occurs_regularly() {
        for (text, cells) in [
            ("Name;Class\nExample, Tamsin;4B\n", 2),
            ("\"Name; full\",Class\n\"A;B;C\",4B\n", 2),
            ("Elmfield, Year 4, Year 5\nName;Class;UPN\nA;4B;\nB;4B;\n", 3),
            ("Name\tClass\nExample, Tamsin\t4B\n", 2),
            ("sep=;\nName;Class\nA,B;4B\n", 2),
        ] {
            let rows = split_rows(text).unwrap();
            assert_eq!(rows.last().unwrap().1.len(), cells, "{text}: {rows:?}");
        }
        assert_eq!(split_rows("sep=;\nName;Class\n").unwrap()[0].0, 2);
    }
}
