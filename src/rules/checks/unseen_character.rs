//! `unseen-character`: a name has a character in it that no one can see.

use crate::finding::Severity;
use crate::model::days_and_texts::Leaf;
use crate::model::shape::role::Role;
use crate::model::unseen::first_unseen;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "unseen-character",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a name, a class or a number has a character in it that cannot be seen, such as a non-breaking space",
    why: "Such a character comes along when text is pasted from Word or a web page. Two names that look the same are then different: a \
          class list, a search or the census can miss the pupil, and no one can see why.",
    remedy: "delete it, and type a plain space if there should be one",
    bad: "
known_as: Amy\u{a0}E
",
    good: "
known_as: Amy E
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    subject.record.walk(&mut |place, leaf| {
        let Leaf::Text(text, role) = leaf else { return };
        if !is_compared(role) {
            return;
        }
        if let Some((_, unseen)) = first_unseen(text.as_str()) {
            let message = format!("found {}, which {}", unseen.in_words(), unseen.looks());
            found.at_with_help(place.path(), message, unseen.remedy());
        }
    });
}

/// Whether texts of this role are compared with others. In a text that someone typed for people, the character does no harm.
const fn is_compared(role: Role) -> bool {
    matches!(
        role,
        Role::PupilName
            | Role::PupilNumber
            | Role::Class
            | Role::School
            | Role::Person
            | Role::InTouchWith
            | Role::Agency
            | Role::ProvisionName
            | Role::Requirement
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{keys_found, messages};

    #[test]
    fn each_is_named_in_words_and_by_its_code() {
        for (name, message) in [
            ("Amy\u{a0}E", "found a non-breaking space (U+00A0), which looks like a plain space"),
            ("Amy\u{2009}E", "found a thin space (U+2009), which looks like a plain space"),
            ("Amy\u{ad}", "found a soft hyphen (U+00AD), which cannot be seen"),
            ("A\u{200b}my", "found a zero-width space (U+200B), which cannot be seen"),
            ("\u{200e}Amy", "found a left-to-right mark (U+200E), which cannot be seen"),
            ("Amy\u{3000}E", "found an ideographic space (U+3000), which looks like a plain space"),
        ] {
            assert_eq!(messages("unseen-character", &format!("known_as: {name}\n"), "2026-01-15"), [message]);
        }
    }

    #[test]
    fn names_are_looked_at_and_texts_for_people_are_not() {
        let record = "class: 4B\u{a0}\ncontacts: [{date: 2025-11-05, kind: call, about: concern, with: parent, who: Ms\u{202f}Bibi, note: Rang\u{a0}her.}]\n";
        assert_eq!(keys_found("unseen-character", record), ["class", "contacts[0].who"]);
        assert!(keys_found("unseen-character", "known_as: علی\u{200c}رضا\n").is_empty());
    }
}
