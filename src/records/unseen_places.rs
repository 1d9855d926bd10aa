//! Names the character that cannot be seen where it is why a file cannot be read. Without its name, the message would show a line
//! with nothing wrong in it.

use super::encoding;
use super::problem::Problem;
use crate::finding::Position;
use crate::model::unseen::{Unseen, first_unseen, seen_only};

/// The rule about characters that cannot be seen in a file that can be read.
pub(super) const UNSEEN: &str = "unseen-character";

/// Returns the place of the first unseen character from a key on; the place of the key if there is none, because it is written as
/// a code.
pub(super) fn unseen_after(bytes: &[u8], key: Position) -> Position {
    let text = encoding::decode_text(bytes).unwrap_or_default();
    let lines = text.split('\n').count();
    (key.line..=lines).find_map(|line| unseen_at(text, line).filter(|(at, _)| *at > key)).map_or(key, |(at, _)| at)
}

/// Names the unseen characters in the problems of a text. `again` returns the problems that the same text has without them: those
/// have another cause.
pub(super) fn name_unseen(text: &str, problems: Vec<Problem>, again: impl Fn(&str) -> Vec<Problem>) -> Vec<Problem> {
    if first_unseen(text).is_none() {
        return problems;
    }
    let still = again(&text.split('\n').map(seen_only).collect::<Vec<_>>().join("\n"));
    let has_other_cause = |problem: &Problem| {
        still.iter().any(|other| other.at.line == problem.at.line && other.message == problem.message)
    };
    let named = problems.into_iter().map(|problem| {
        if problem.message.contains("(U+") || has_other_cause(&problem) {
            return problem;
        }
        match unseen_at(text, problem.at.line).or_else(|| unseen_near(text, &problem)) {
            Some((at, unseen)) => Problem {
                at,
                message: format!("found {}, which {}: {}", unseen.in_words(), unseen.looks(), problem.message),
                help: unseen.remedy().to_owned(),
                field: problem.field,
            },
            None => problem,
        }
    });
    named.collect()
}

/// Returns the first unseen character on a line, counted from 1.
pub(super) fn unseen_at(text: &str, line: usize) -> Option<(Position, Unseen)> {
    unseen_on(text.split('\n').nth(line.checked_sub(1)?)?, line)
}

/// The same for the text of one line.
pub(super) fn unseen_on(line_text: &str, line: usize) -> Option<(Position, Unseen)> {
    let (byte, unseen) = first_unseen(line_text)?;
    Some((Position { line, column: line_text.get(..byte)?.chars().count() + 1 }, unseen))
}

/// If the text could not be read at all, the cause may be on a line above the one that is reported.
fn unseen_near(text: &str, problem: &Problem) -> Option<(Position, Unseen)> {
    if !problem.field.steps().is_empty() {
        return None;
    }
    (1..problem.at.line).rev().find_map(|line| unseen_at(text, line))
}
