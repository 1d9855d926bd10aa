//! Where a text names a child: by line, for what stands there may be about another one.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::record::Record;

/// A file that names the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Mention {
    /// The file.
    pub(crate) file: String,
    /// The lines, from 1.
    pub(crate) lines: Vec<usize>,
}

/// What a child is called by: ids, names and numbers, in small letters.
#[derive(Debug, Default)]
pub(crate) struct Terms(BTreeSet<String>);

impl Terms {
    /// Adds an id, a name or a number. One letter is in too many texts to tell anything.
    pub(crate) fn add_term(&mut self, term: &str) {
        let term = term.trim().to_lowercase();
        if term.chars().count() > 1 {
            self.0.insert(term);
        }
    }

    /// Adds what a record calls its pupil. The first word of the name is what a class calls a child.
    pub(crate) fn add_record(&mut self, record: &Record) {
        self.add_term(record.name.as_str());
        self.add_term(record.name.as_str().split_whitespace().next().unwrap_or_default());
        let other = record.known_as.as_ref().map(|name| name.as_str());
        let numbers = [&record.upn, &record.former_upn].into_iter().flatten().map(|upn| upn.as_str());
        other.into_iter().chain(numbers).for_each(|term| self.add_term(term));
    }

    /// Whether a text has one of them in it, as a word of its own.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.0.iter().any(|term| text.match_indices(term.as_str()).any(|(at, _)| is_word(&text, at, at + term.len())))
    }

    /// The lines of a text with one of them in it, from 1.
    pub(crate) fn lines_in(&self, text: &str) -> Vec<usize> {
        text.lines().enumerate().filter(|(_, line)| self.are_in(line)).map(|(index, _)| index + 1).collect()
    }
}

fn is_word(text: &str, from: usize, to: usize) -> bool {
    let before = text.get(..from).and_then(|before| before.chars().next_back());
    let behind = text.get(to..).and_then(|behind| behind.chars().next());
    !before.into_iter().chain(behind).any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_word_and_not_in_another() {
        let mut terms = Terms::default();
        ["p014", "Zo\u{eb} Example", "Zo\u{eb}", "Z"].iter().for_each(|term| terms.add_term(term));
        let text = "sits with ZO\u{cb}.\nzo\u{eb}logy\nas p0145 and xp014\ndocuments/p014/a.pdf\nz\n";
        assert_eq!(terms.lines_in(text), [1, 4]);
        assert!(Terms::default().lines_in(text).is_empty());
    }
}
