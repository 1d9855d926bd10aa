//! Puts what the YAML crate says about unreadable text into our words.

use super::problem::Problem;
use crate::finding::{KeyPath, Position};

/// The remedy for most of these problems.
pub(super) const QUOTES: &str = "put the whole text in quotation marks";

/// The problem of a text that the YAML crate cannot read.
pub(super) fn syntax_problem(text: &str, error: &serde_yaml::Error) -> Problem {
    let said = error.to_string();
    let at = error
        .location()
        .map_or(Position { line: 1, column: 1 }, |at| Position { line: at.line(), column: at.column() });
    let began = places_in(&said).last().unwrap_or(at);
    let Some((_, tells, message, help)) = SAID.iter().find(|(part, ..)| said.contains(part)) else {
        let message = "this line cannot be read, expected `key: value` or an entry after `- `".to_owned();
        return problem_at(at, message, "compare this line and the one above it with another record");
    };
    match tells {
        Tells::Here => problem_at(at, (*message).to_owned(), help),
        Tells::Beginning => problem_at(began, (*message).to_owned(), help),
        Tells::Both => problem_at(at, message.replace("{line}", &began.line.to_string()), help),
        Tells::Column if is_first_on_its_line(text, at) && character_at(text, at) == Some('-') => problem_at(
            at,
            "found a `-` that does not line up with its list, or has no list".to_owned(),
            "start it in the same column as the other `-` of its list, or delete it",
        ),
        Tells::Column if is_first_on_its_line(text, at) => problem_at(at, (*message).to_owned(), help),
        Tells::Column => problem_at(
            at,
            "found text after a closing quotation mark or bracket, expected the end of the line".to_owned(),
            "put the whole text in single quotation marks, and write any single quotation mark inside it twice",
        ),
        Tells::Character => {
            let found = character_at(text, at).map_or_else(String::new, |character| format!(" `{character}`"));
            problem_at(at, format!("found{found} where a value should start, expected {message}"), help)
        }
    }
}

/// A problem with a place but no key: the text could not be read that far.
fn problem_at(at: Position, message: String, help: &str) -> Problem {
    Problem { field: KeyPath::default(), at, message, help: help.to_owned() }
}

/// The place that is reported with a message of the YAML crate.
#[derive(Debug, Clone, Copy)]
enum Tells {
    /// The place where the crate stopped.
    Here,
    /// The start of the part that the crate could not finish.
    Beginning,
    /// The place where the crate stopped, and the line where the part began.
    Both,
    /// The place where the crate stopped. The message is about columns only if no text comes before that place on its line.
    Column,
    /// The place where the crate stopped, and the character there.
    Character,
}

const BACKSLASH: &str = "found a backslash that has no meaning in double quotation marks";
const BACKSLASH_HELP: &str = "use single quotation marks, or write two backslashes";
const COLUMN: &str = "this line does not line up with the lines it belongs to, expected the same spaces before it";
const COLUMN_HELP: &str = "correct the spaces: keys that belong together start in the same column";

/// Part of a message of the YAML crate, which place to report, what it means, and what to do.
const SAID: &[(&str, Tells, &str, &str)] = &[
    (
        "mapping values are not allowed",
        Tells::Here,
        "found a second `: ` in one value, expected one `key: value` on each line",
        "if the colon is part of the text, put the whole text in quotation marks; if it follows a key, start that key in the same column as the keys above",
    ),
    ("did not find expected key", Tells::Column, COLUMN, COLUMN_HELP),
    ("did not find expected '-' indicator", Tells::Column, COLUMN, COLUMN_HELP),
    (
        "unexpected end of stream",
        Tells::Beginning,
        "found a quotation mark that is never closed, expected another where the text ends",
        "close it, or delete it; if you see no quotation mark there, the record may have been cut short",
    ),
    (
        "block sequence entries are not allowed",
        Tells::Here,
        "found a `- ` after a key or a text, expected it at the start of a line",
        "put each entry on its own line below the key; if it is text, put it in quotation marks",
    ),
    (
        "could not find expected ':'",
        Tells::Beginning,
        "found a line without `: `, expected `key: value`",
        "put a colon and a space after the key; a line that continues a text starts further right than its key",
    ),
    (
        "did not find expected ',' or",
        Tells::Both,
        "found a bracket, opened on line {line}, that is not closed, or two entries without a comma between them",
        "close the bracket, put a comma between the entries, or put the text in quotation marks",
    ),
    (
        "did not find expected node content",
        Tells::Here,
        "found a comma or bracket where an entry is expected",
        "delete the extra one, or put the text in quotation marks",
    ),
    ("cannot start any token", Tells::Character, "a letter, a digit or a quotation mark", QUOTES),
    ("found unexpected ':'", Tells::Here, "found a `:` just before a comma or bracket, expected a value", QUOTES),
    ("unknown escape character", Tells::Here, BACKSLASH, BACKSLASH_HELP),
    ("hexadecimal number", Tells::Here, BACKSLASH, BACKSLASH_HELP),
    ("character escape code", Tells::Here, BACKSLASH, BACKSLASH_HELP),
    (
        "unexpected document indicator",
        Tells::Here,
        "found `---` or `...` inside a text, expected its closing quotation mark",
        "close the quotation mark before this line, or delete the line",
    ),
    (
        "a tab character",
        Tells::Here,
        "found a tab before the text on this line, expected spaces",
        "replace it with spaces, as many as the lines around it start with",
    ),
    (
        "expected comment or line break",
        Tells::Here,
        "found text after `|` or `>`, expected the end of the line",
        "write the text on the lines below, indented, or put it all in quotation marks",
    ),
    (
        "an indentation indicator",
        Tells::Here,
        "found a 0 after `|` or `>`, expected the end of the line",
        "delete the 0",
    ),
];

/// Returns every ` at line 3 column 5` of a message.
fn places_in(said: &str) -> impl Iterator<Item = Position> {
    said.split(" at line ").skip(1).filter_map(|rest| {
        let (line, rest) = rest.split_once(" column ")?;
        let column: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(Position { line: line.parse().ok()?, column: column.parse().ok()? })
    })
}

fn is_first_on_its_line(text: &str, at: Position) -> bool {
    let line = text.split('\n').nth(at.line.saturating_sub(1)).unwrap_or_default();
    line.chars().take(at.column.saturating_sub(1)).all(|character| character == ' ')
}

fn character_at(text: &str, at: Position) -> Option<char> {
    text.split('\n').nth(at.line.checked_sub(1)?)?.chars().nth(at.column.checked_sub(1)?)
}
