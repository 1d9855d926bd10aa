//! `contact-details-in-text`: the text of a record contains a phone number, an email address or a postcode.

use crate::finding::Severity;
use crate::model::days_and_texts::Leaf;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "contact-details-in-text",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a text contains what looks like a phone number, an email address or a postcode",
    why: "A record describes what a pupil needs, and many people may read it, including the next school. Phone numbers and addresses \
          belong in the office, which keeps them up to date and safe.",
    remedy: "delete it here, and ask the office to keep it with the pupil's contact details",
    bad: "
contacts: [{date: 2025-11-05, kind: call, about: concern, with: parent, note: Ring her at work on 0121 496 0123.}]
",
    good: "
contacts: [{date: 2025-11-05, kind: call, about: concern, with: parent, note: Prefers a call at work; the office has the number.}]
",
    kind: RuleKind::Check(check),
};

/// Whether a text contains one kind of contact detail.
type Has = fn(&str) -> bool;

/// Each kind of contact detail, in words, and the function that finds it. Findings never print the detail itself.
const KINDS: &[(&str, Has)] =
    &[("a phone number", has_telephone_number), ("an email address", has_email_address), ("a postcode", has_postcode)];

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    subject.record.walk(&mut |place, leaf| {
        let Leaf::Text(text, _) = leaf else { return };
        for (kind, _) in KINDS.iter().filter(|(_, has)| has(text.as_str())) {
            found.at(place.path(), format!("this looks like {kind}"));
        }
    });
}

/// A British number, or one with `+` and a country code. Its digits may be grouped.
fn has_telephone_number(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit() && !" -.()+".contains(letter))
        .any(|run| run.split('+').skip(1).any(begins_with_a_country) || run.split('+').any(has_british_number))
}

/// Whether the digits after the `+` of an international number are a whole number.
fn begins_with_a_country(part: &str) -> bool {
    part.starts_with(|first: char| first.is_ascii_digit()) && (10..=15).contains(&count_digits(part))
}

/// Eleven digits that begin with 0, or ten with 01 or 08. A first group of two digits would be part of a date, as in
/// 03-09-2025.
fn has_british_number(run: &str) -> bool {
    let groups: Vec<&str> =
        run.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    (0..groups.len()).any(|start| {
        let number = groups.get(start..).unwrap_or_default();
        let Some(first) = number.first().filter(|first| first.len() >= 3 && first.starts_with('0')) else {
            return false;
        };
        if first.starts_with("0044") {
            return (12..=15).contains(&number.concat().len());
        }
        let short = first.starts_with("01") || first.starts_with("08");
        !first.starts_with("00")
            && (1..=number.len()).any(|end| match number.get(..end).unwrap_or_default().concat().len() {
                11 => true,
                10 => short && end == number.len(),
                _ => false,
            })
    })
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// Some text, `@`, and a name with a dot and an ending of letters.
fn has_email_address(text: &str) -> bool {
    text.split(|letter: char| letter.is_whitespace() || "<>()[],;:\"'".contains(letter)).any(is_email_address)
}

fn is_email_address(word: &str) -> bool {
    let Some((before, after)) = word.trim_end_matches('.').split_once('@') else { return false };
    let Some((name, ending)) = after.rsplit_once('.') else { return false };
    has_a_letter(before) && has_a_letter(name) && ending.len() >= 2 && ending.chars().all(char::is_alphabetic)
}

fn has_a_letter(part: &str) -> bool {
    part.chars().any(char::is_alphanumeric)
}

/// A whole postcode, such as `B1 1AA`, with or without the space.
fn has_postcode(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let in_two = words.windows(2).any(|pair| match pair {
        // Only a space is between the two halves.
        [one, two] if one.ends_with(|last: char| last.is_ascii_alphanumeric()) => {
            is_postcode(bare_word(one), bare_word(two))
        }
        _ => false,
    });
    in_two
        || words.iter().any(|word| {
            let word = bare_word(word);
            word.len()
                .checked_sub(3)
                .and_then(|at| word.split_at_checked(at))
                .is_some_and(|(one, two)| is_postcode(one, two))
        })
}

/// A word without the signs around it.
fn bare_word(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric())
}

fn is_postcode(one: &str, two: &str) -> bool {
    is_second_half(two) && is_first_half(&one.to_ascii_uppercase())
}

/// The first letters of the areas that have only one.
const AREAS_OF_ONE_LETTER: &str = "BEGLMNSW";

/// `B1`, `B12`, `W1A`, `CV1`, `CV12` or `EC1A`.
fn is_first_half(half: &str) -> bool {
    let area = half.len() - half.trim_start_matches(|letter: char| letter.is_ascii_uppercase()).len();
    let (letters, district) = half.split_at(area);
    let known = match letters.as_bytes() {
        [one] => AREAS_OF_ONE_LETTER.as_bytes().contains(one),
        [first, second] => !b"QVX".contains(first) && !b"IJZ".contains(second),
        _ => false,
    };
    let numbered = match district.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
        _ => false,
    };
    known && numbered
}

/// Ordinary endings of a digit and two lower-case letters: `2nd`, `1hr`.
const ORDINARY_ENDINGS: &[&str] = &["st", "nd", "rd", "th", "hr", "yr", "ft", "lb"];

/// Letters that never occur in the second half of a postcode.
const NEVER_LAST: &[u8] = b"CIKMOV";

/// `1AA`.
fn is_second_half(half: &str) -> bool {
    let Some((digit, letters)) = half.split_at_checked(1) else { return false };
    digit.bytes().all(|byte| byte.is_ascii_digit())
        && letters.len() == 2
        && letters
            .bytes()
            .all(|letter| letter.is_ascii_alphabetic() && !NEVER_LAST.contains(&letter.to_ascii_uppercase()))
        && !ORDINARY_ENDINGS.contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::examples::{found, keys_found};

    #[test]
    fn phone_numbers_are_distinguished_from_dates_times_and_scores() {
        for number in [
            "Ring 0121 496 0123.",
            "07700 900 123",
            "(020) 7946 0018",
            "0121-496-0123",
            "01214960123",
            "016977 2345",
            "+44 (0)121 496 0123",
            "0044 121 496 0123",
            "9 of 10; 0121 496 0123",
        ] {
            assert!(has_telephone_number(number), "{number}");
        }
        for other in [
            "03-09-2025 14:10",
            "02 09 2025 11",
            "2025-09-15",
            "from 2025-09-01 to 2026-07-20",
            "0900 - 1015",
            "31 of 40, 12 of 40, 7 of 40",
            "Q330999922002",
            "0121",
            "+2",
            "1 000 000 000",
            "07911 12345",
            "0121 496 012 34 56",
        ] {
            assert!(!has_telephone_number(other), "{other}");
        }
    }

    #[test]
    fn email_addresses_are_distinguished_from_other_text() {
        for address in ["a.parent@example.org", "write to <office@elmfield.example>.", "x@y.co.uk,"] {
            assert!(has_email_address(address), "{address}");
        }
        for other in ["meet @ 3.30", "meet@3.30pm", "@home", "a@b", "Toolkit.Tracker"] {
            assert!(!has_email_address(other), "{other}");
        }
    }

    #[test]
    fn postcodes_are_distinguished_from_classes_years_and_ordinals() {
        for postcode in ["B1 1AA", "lives at B12 8QR.", "b12 8qr", "CV128QR", "EC1A 1BB", "W1A 0AX", "m1 1ae"] {
            assert!(has_postcode(postcode), "{postcode}");
        }
        for other in
            ["In Y4 2nd table", "KS2 2nd set", "S2 1hr a week", "4B", "B1, 1AA", "B12", "step 14 of 2AB", "9 of 30"]
        {
            assert!(!has_postcode(other), "{other}");
        }
    }

    #[test]
    fn a_plain_text_does_not_hide_the_next_and_what_was_found_is_not_printed() {
        let record = "profile: {strengths: [Kind], alerts: [Ring 0121 496 0123 or write to a.parent@example.org]}
notes: Lives near the park.
";
        assert_eq!(
            found("contact-details-in-text", record),
            [
                "profile.alerts[0]: this looks like a phone number",
                "profile.alerts[0]: this looks like an email address"
            ]
        );
        assert_eq!(
            keys_found(
                "contact-details-in-text",
                "home_language: Urdu
notes: Flat 2, B12 8QR
"
            ),
            ["notes"]
        );
    }
}
