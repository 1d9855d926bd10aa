//! Every list of fixed words of a record, by the key where it stands: what `send explain` can be asked about.

use super::vocabulary::{
    Answer, ApplicationFor, ApplicationStep, ArrivedWith, CensusCode, Characteristic, ContactKind, Decision,
    DisagreementLevel, Ground, NeedType, NoAnswer, PlanKind, Present, Progress, ProvisionKind, RaisedBy, RequestedBy,
    ReviewKind, ReviewOutcome, Stage, Support, TargetOutcome, Topic, Vocabulary, With,
};

/// The lists, in the order of the record. Support stands in no record: it is worked out, and is a filter of reports.
pub(crate) const CODES: &[(&str, Vocabulary)] = &[
    ("stage", Stage::VOCABULARY),
    ("census", CensusCode::VOCABULARY),
    ("support", Support::VOCABULARY),
    ("characteristics", Characteristic::VOCABULARY),
    ("needs.type", NeedType::VOCABULARY),
    ("concerns.raised_by", RaisedBy::VOCABULARY),
    ("concerns.grounds", Ground::VOCABULARY),
    ("arrived.with", ArrivedWith::VOCABULARY),
    ("cycles.plan.kind", PlanKind::VOCABULARY),
    ("cycles.plan.targets.outcome", TargetOutcome::VOCABULARY),
    ("cycles.plan.provisions.kind", ProvisionKind::VOCABULARY),
    ("cycles.plan.pupil_voice.answer", NoAnswer::VOCABULARY),
    ("cycles.review.present", Present::VOCABULARY),
    ("cycles.review.progress", Progress::VOCABULARY),
    ("cycles.review.decision", Decision::VOCABULARY),
    ("contacts.kind", ContactKind::VOCABULARY),
    ("contacts.about", Topic::VOCABULARY),
    ("contacts.with", With::VOCABULARY),
    ("contacts.answer", Answer::VOCABULARY),
    ("applications.for", ApplicationFor::VOCABULARY),
    ("applications.requested_by", RequestedBy::VOCABULARY),
    ("applications.steps.step", ApplicationStep::VOCABULARY),
    ("ehc_plan.reviews.kind", ReviewKind::VOCABULARY),
    ("ehc_plan.reviews.outcome", ReviewOutcome::VOCABULARY),
    ("disagreements.level", DisagreementLevel::VOCABULARY),
];

/// The list of fixed words at a key, such as `cycles.review.decision`, if the key has one. A stage has the same list at every
/// key.
pub(crate) fn words_at(key: &str) -> Option<&'static Vocabulary> {
    let key = if key.ends_with(".stage") { "stage" } else { key };
    CODES.iter().find(|(known, _)| *known == key).map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_explained_unless_its_meaning_says_it_already() {
        let explained = |key: &str, word: &str| words_at(key).map(|words| words.explained(word));
        for (key, word, expected) in [
            ("needs.type", "SPLD", "SPLD (Specific learning difficulty)"),
            ("cycles.review.decision", "discontinue", "discontinue (The gap is closed: stop the support)"),
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
        for (key, list) in CODES {
            assert!(CODES.iter().filter(|(other, _)| other == key).count() == 1, "{key} stands twice");
            for (word, meaning) in list.words {
                assert!(!word.is_empty() && meaning.ends_with('.') && !meaning.starts_with(' '), "{key} {word}");
            }
        }
        assert_eq!(CODES[4].1.words[5], ("SLCN", "Speech, language and communication needs."));
    }
}
