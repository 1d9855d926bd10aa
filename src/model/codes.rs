//! Every list of fixed words in a record, by the key that uses it: the lists that `send explain` can explain.

use std::sync::LazyLock;

use super::shape::paths::{each_key, key_at};
use super::vocabulary::{Support, Vocabulary};

/// The lists, in the order of the record, each under the first key that uses it. Support is not a key of a record: it is worked
/// out, and is a filter of reports.
pub(crate) static CODES: LazyLock<Vec<(String, Vocabulary)>> = LazyLock::new(|| {
    let mut codes: Vec<(String, Vocabulary)> = Vec::new();
    each_key(&mut |path, field| {
        let Some(words) = field.kind.words() else { return };
        if codes.iter().all(|(_, known)| known.about != words.about) {
            codes.push((path.to_owned(), words));
        }
        if path == "census" {
            codes.push(("support".to_owned(), Support::VOCABULARY));
        }
    });
    codes
});

/// Returns the list of fixed words at a key, such as `cycles.review.decision`, if the key has one.
pub(crate) fn words_at(key: &str) -> Option<Vocabulary> {
    key_at(key)?.kind.words()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_explained_unless_its_meaning_says_it_already() {
        let explained = |key: &str, word: &str| words_at(key).map(|words| words.explained(word));
        for (key, word, expected) in [
            ("needs.type", "SPLD", "SPLD (Specific learning difficulty)"),
            ("cycles.review.decision", "discontinue", "discontinue (The gap has closed: stop the support)"),
            ("cycles.review.progress", "none", "none (No progress)"),
            ("cycles.review.progress", "little", "very little progress"),
            ("cycles.plan.targets.outcome", "not-met", "not met"),
            ("contacts.answer", "given", "given"),
            ("stages.stage", "B", "B (Inclusion Team Involvement)"),
        ] {
            assert_eq!(explained(key, word).as_deref(), Some(expected));
        }
        assert_eq!(explained("contacts.note", "given"), None);
        assert_eq!(explained("contacts.answer", "perhaps").as_deref(), Some("perhaps"));
    }

    #[test]
    fn every_vocabulary_is_listed_once_and_every_word_has_its_meaning() {
        let written = include_str!("vocabulary.rs").matches("\nvocabulary! {\n").count();
        assert_eq!(CODES.len(), written);
        for (key, list) in CODES.iter() {
            assert!(CODES.iter().filter(|(other, _)| other == key).count() == 1, "{key} is listed twice");
            for (word, meaning) in list.words {
                assert!(!word.is_empty() && meaning.ends_with('.') && !meaning.starts_with(' '), "{key} {word}");
            }
        }
        let needs = words_at("needs.type").unwrap();
        assert_eq!(needs.words[5], ("SLCN", "Speech, language and communication needs."));
    }
}
