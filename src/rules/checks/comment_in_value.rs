//! `comment-in-value`: part of a value is lost because it comes after ` #`.

use crate::finding::Severity;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "comment-in-value",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "everything after ` #` is a comment, so part of this value is lost",
    why: "Text after a space and `#` is a comment, and no list or letter shows it. If it was meant to be part of the value, it is \
          lost without a warning.",
    remedy: "if the text belongs to the value, put the whole value in quotes; if it is a comment, write a space after the `#`",
    bad: "
known_as: Amy #1
",
    good: "
known_as: \"Amy #1\"
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    for (field, position) in subject.swallowed {
        found.at_position(field.clone(), *position, "this value ends here: from `#` on it is taken for a remark");
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Position;
    use crate::rules::examples::{as_at, found_on, keys_found};

    #[test]
    fn the_position_is_that_of_the_hash() {
        let findings = found_on("known_as: Amy #1\n", as_at());
        assert_eq!(findings[0].position.map(|at| at.column), Some(15));
        assert!(findings[0].position > Some(Position { line: 1, column: 1 }));
    }

    #[test]
    fn a_comment_does_not_hide_lost_text_below_it() {
        let record = "known_as: Amy # as she likes\nhome_language: Urdu #and Punjabi\n";
        assert_eq!(keys_found("comment-in-value", record), ["home_language"]);
    }
}
