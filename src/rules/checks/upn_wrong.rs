//! `upn-wrong`: a UPN has a wrong length, character or check letter.

use crate::finding::{Severity, key_path};
use crate::model::unseen::first_unseen;
use crate::model::upn::{Upn, UpnProblem};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words::count;

pub(crate) const RULE: Rule = Rule {
    id: "upn-wrong",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, errors 1510, 1540 and 1550",
    summary: "the UPN has a mistake in its length, its characters or its check letter",
    why: "A wrong number joins a pupil to someone else's history, and the DfE sends the census back. The first letter is worked out \
          from the other twelve characters, so it shows almost every typing mistake.",
    remedy: "compare it with the school's own system, character by character, and correct it",
    bad: "
upn: A330999922002
",
    good: "
upn: Q330999922002
former_upn: H33099992501A
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let (upn, former) = (&subject.whole.upn, &subject.whole.former_upn);
    for (key, name, upn) in [("upn", "UPN", upn), ("former_upn", "former UPN", former)] {
        if let Some((upn, problem)) = upn.as_ref().and_then(|upn| Some((upn, upn.problem()?))) {
            found.at(key_path![key], problem_in_words(name, upn, problem));
        }
    }
}

/// The problem, and what was expected. The whole number is left out, because lists for email and logs print this too.
pub(crate) fn problem_in_words(name: &str, upn: &Upn, problem: UpnProblem) -> String {
    if let Some((_, unseen)) = first_unseen(upn.as_str()) {
        return format!("the {name} contains {}, which {}", unseen.in_words(), unseen.looks());
    }
    let characters = || upn.as_str().chars();
    let (first, last) = (characters().next().unwrap_or_default(), characters().last().unwrap_or_default());
    match problem {
        UpnProblem::Length(13) => {
            let foreign = characters().find(|character| !character.is_ascii()).unwrap_or_default();
            format!("the {name} contains `{foreign}`, expected only capital letters and digits")
        }
        UpnProblem::Length(length) => {
            let length = count(length, "character");
            format!("the {name} has {length}, expected 13: a capital letter, then 12 more without spaces")
        }
        UpnProblem::FirstLetter => {
            format!("the {name} starts with `{first}`, expected a capital letter other than I, O and S")
        }
        UpnProblem::Digits => {
            let wrong = (1..).zip(characters()).skip(1).find(|(_, character)| !character.is_ascii_digit());
            let (place, character) = wrong.unwrap_or((2, first));
            format!("character {place} of the {name} is `{character}`, expected a digit")
        }
        UpnProblem::LastCharacter => {
            let letter = "in a temporary UPN a capital letter other than I, O and S";
            format!("the {name} ends with `{last}`, expected a digit, or {letter}")
        }
        UpnProblem::CheckLetter(right) => {
            format!("the {name} starts with the check letter `{first}`, but its other 12 characters give `{right}`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::upn::upn;
    use crate::rules::examples::messages;

    fn said(text: &str) -> String {
        let upn = upn(text);
        upn.problem().map_or(String::new(), |problem| problem_in_words("UPN", &upn, problem))
    }

    #[test]
    fn every_problem_has_its_own_message() {
        for (text, sentence) in [
            ("Q33099992200", "the UPN has 12 characters, expected 13: a capital letter, then 12 more without spaces"),
            ("Q33099992200\u{e9}", "the UPN contains `\u{e9}`, expected only capital letters and digits"),
            ("q330999922002", "the UPN starts with `q`, expected a capital letter other than I, O and S"),
            ("Q33O999922002", "character 4 of the UPN is `O`, expected a digit"),
            (
                "Q33099992200S",
                "the UPN ends with `S`, expected a digit, or in a temporary UPN a capital letter other than I, O and S",
            ),
            ("Q207000016049", "the UPN starts with the check letter `Q`, but its other 12 characters give `P`"),
        ] {
            assert_eq!(said(text), sentence);
        }
    }

    #[test]
    fn a_former_upn_is_checked_after_a_correct_one() {
        let example = "upn: Q330999922002\nformer_upn: U33099992501A\n";
        assert_eq!(
            messages("upn-wrong", example, "2026-01-15"),
            ["the former UPN starts with the check letter `U`, but its other 12 characters give `H`"]
        );
    }
}
