//! `quotes-in-value`: quotation marks are part of a name or of a short text.

use crate::finding::Severity;
use crate::model::days_and_texts::Leaf;
use crate::model::shape::role::Role;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "quotes-in-value",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "quotation marks around a name or a short text are part of it",
    why: "Curly quotation marks pasted from Word, and a second pair of straight ones, belong to the text. They would appear in every list \
          and letter and in the census, and another record without them would have a different name.",
    remedy: "delete the quotation marks that are part of it; to mark a text, use straight ones, once",
    bad: "
known_as: “Amy”
",
    good: "
known_as: \"Amy\"
",
    kind: RuleKind::Check(check),
};

/// The longest text, in characters, that is not taken for something that someone said.
const SHORT: usize = 40;

/// Quotation marks that open or close a text, except those that are also apostrophes.
const MARKS: &str = "\"“”„‟«»‹›＂";

/// Quotation marks that are also apostrophes.
const SINGLE: &str = "'‘’‚‛`";

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    subject.record.walk(&mut |place, leaf| {
        let Leaf::Text(text, role) = leaf else { return };
        let text = text.as_str().trim();
        let has_them = match word_for(role) {
            Some("text") => is_all_in_marks(text) && text.chars().count() <= SHORT,
            Some(_) => is_all_in_marks(text) || has_one_at_an_end(text),
            None => false,
        };
        if let (true, Some(word)) = (has_them, word_for(role)) {
            found.at(place.path(), format!("the quotation marks are part of the {word}"));
        }
    });
}

/// What a text of this role is; `None` if it may be what someone said, word for word.
fn word_for(role: Role) -> Option<&'static str> {
    match role {
        Role::PupilName | Role::Person | Role::InTouchWith | Role::School | Role::Agency | Role::ProvisionName => {
            Some("name")
        }
        Role::Class => Some("class"),
        Role::PupilNumber => Some("number"),
        Role::Typed("said" | "observation" | "summary") | Role::Numbered("target" | "outcome") => None,
        Role::Typed(_) | Role::Numbered(_) => Some("text"),
        Role::Begins(_)
        | Role::Fact(_)
        | Role::FactAsNow(_)
        | Role::Planned(_)
        | Role::Born
        | Role::PupilId
        | Role::Requirement
        | Role::Private
        | Role::Plain
        | Role::AsNow
        | Role::Part
        | Role::List => None,
    }
}

/// Whether a text is in one pair of quotation marks, with none inside.
fn is_all_in_marks(text: &str) -> bool {
    let mut letters = text.chars();
    let (Some(first), Some(last)) = (letters.next(), letters.next_back()) else { return false };
    [MARKS, SINGLE].iter().any(|marks| {
        let is_mark = |letter: char| marks.contains(letter);
        is_mark(first) && is_mark(last) && !letters.clone().any(|inner| MARKS.contains(inner))
    })
}

/// Whether a text has only one quotation mark, at its beginning or its end.
fn has_one_at_an_end(text: &str) -> bool {
    let is_mark = |letter: char| MARKS.contains(letter);
    text.chars().filter(|letter| is_mark(*letter)).count() == 1
        && (text.starts_with(is_mark) || text.ends_with(is_mark))
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{keys_found, messages};

    fn keys(record: &str) -> Vec<String> {
        keys_found("quotes-in-value", record)
    }

    #[test]
    fn quotation_marks_around_a_name_are_found_whatever_they_look_like() {
        for name in ["“Amy”", "'\"Amy\"'", "\"'Amy'\"", "«Amy»", "‘Amy’", "„Amy“", "‹Amy›", "“Amy", "Amy”", "＂Amy＂"]
        {
            assert_eq!(keys(&format!("known_as: {name}\n")), ["known_as"], "{name}");
        }
    }

    #[test]
    fn quotation_marks_that_belong_to_a_name_are_not() {
        for name in
            ["\"Amy\"", "'Amy'", "O'Brien", "’t Hart", "‘Abd al-Rahman", "Amira “Amy” E", "“Amy” Example", "D’Arcy’"]
        {
            assert!(keys(&format!("known_as: {name}\n")).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_class_an_adult_and_a_short_text_are_looked_at_and_what_someone_said_is_not() {
        assert_eq!(
            messages("quotes-in-value", "class: “4B”\n", "2026-01-15"),
            ["the quotation marks are part of the class"]
        );
        let contact = |note: &str| {
            format!(
                "contacts: [{{date: 2025-11-05, kind: call, about: concern, with: parent, who: “Ms Bibi”, note: {note}}}]\n"
            )
        };
        assert_eq!(keys(&contact("She said “not yet”")), ["contacts[0].who"]);
        let diagnosis = |what: &str| format!("diagnoses: [{{date: 2025-11-05, what: {what}, by: Dr Example}}]\n");
        assert_eq!(keys(&diagnosis("“Dyslexia”")), ["diagnoses[0].what"]);
        assert!(keys(&diagnosis("“Dyslexia” and “dyspraxia”")).is_empty());
        assert!(keys(&diagnosis("“A long text that someone has taken from a letter word for word”")).is_empty());
        let cycle =
            "cycles: [{stage: A, review: {date: 2025-12-10, parent_voice: “He is happier”, decision: continue}}]\n";
        assert!(keys(cycle).is_empty());
    }
}
