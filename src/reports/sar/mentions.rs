//! Finds the lines of a text that name a child, because other lines may be about another child.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::compared_name::ComparedText;
use crate::model::record::Record;

/// A file that names the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Mention {
    /// The file.
    pub(crate) file: String,
    /// The lines, from 1.
    pub(crate) lines: Vec<usize>,
}

/// What names a child: ids, names and numbers. Names are compared as everywhere, so another spelling of them is found too.
#[derive(Debug, Default)]
pub(crate) struct Terms(BTreeSet<ComparedText>);

impl Terms {
    /// Adds an id, a name or a number. A single letter occurs in too many texts to be useful.
    pub(crate) fn add_term(&mut self, term: &str) {
        let term = term.trim();
        if term.chars().count() > 1 {
            self.0.insert(ComparedText::of_text(term));
        }
    }

    /// Adds the names and numbers in a record. The first word of the name is what a class calls the child.
    pub(crate) fn add_record(&mut self, record: &Record) {
        self.add_term(record.name.as_str());
        self.add_term(record.name.as_str().split_whitespace().next().unwrap_or_default());
        let other = record.known_as.as_ref().map(|name| name.as_str());
        let numbers = [&record.upn, &record.former_upn].into_iter().flatten().map(|upn| upn.as_str());
        other.into_iter().chain(numbers).for_each(|term| self.add_term(term));
    }

    /// Whether a text contains one of them as whole words.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let text = ComparedText::of_text(text);
        self.0.iter().any(|term| text.has_name(term))
    }

    /// The numbers of the lines that contain one of them, from 1.
    pub(crate) fn lines_in(&self, text: &str) -> Vec<usize> {
        text.lines().enumerate().filter(|(_, line)| self.are_in(line)).map(|(index, _)| index + 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_whole_word_and_not_within_another() {
        let mut terms = Terms::default();
        ["p014", "Zo\u{eb} Example", "Zo\u{eb}", "Z"].iter().for_each(|term| terms.add_term(term));
        let text = "sits with ZO\u{cb}.\nzo\u{eb}logy\nas p0145 and xp014\ndocuments/p014/a.pdf\nz\nZoe's aunt\n";
        assert_eq!(terms.lines_in(text), [1, 4, 6]);
        assert!(Terms::default().lines_in(text).is_empty());
    }
}
