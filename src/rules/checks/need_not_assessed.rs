//! `need-not-assessed`: a need has been NSA, "not assessed yet", for longer than a term.

use crate::finding::{Severity, key_path};
use crate::model::vocabulary::NeedType;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

/// How many days NSA is allowed: a term of 17 weeks. The DfE speaks of "very rare instances" and gives no limit
/// (DOMAIN 1.4), so a term is this program's choice.
const DAYS: i64 = 17 * 7;

pub(crate) const RULE: Rule = Rule {
    id: "need-not-assessed",
    severity: Severity::Warning,
    clause: "6.2 Assess",
    law: "",
    summary: "a need has been NSA, not assessed yet, for more than a term",
    why: "NSA is for the few weeks in which a school finds out what the need is. After a term, the search may have stopped. The DfE \
          sets no limit: a term, taken as 17 weeks, is this program's choice.",
    remedy: "record the type of need that the school sees, such as `send need PUPIL SLCN --replaces NSA`; no diagnosis is needed",
    bad: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: NSA, rank: 1, from: 2025-09-15}]
",
    good: "
census: K
register: [{from: 2025-09-15}]
needs: [{type: NSA, rank: 1, from: 2025-09-15, to: 2025-12-01}, {type: SLCN, rank: 1, from: 2025-12-01}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    if !subject.record.is_on_roll() {
        return;
    }
    for (index, need) in subject.record.current_needs() {
        // What was found as NSA is asked about a term after the day found, or after the pupil came back.
        let since = need.from.max(subject.record.asked_since().unwrap_or(need.from));
        if need.need_type == NeedType::Nsa && question.as_at.days_since(since) > DAYS {
            let since = words::date(since);
            found.at(
                key_path!["needs", index, "type"],
                format!("the need has been NSA, not assessed yet, since {since}: longer than a term (17 weeks)"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn a_need_found_as_nsa_is_allowed_the_same_time_from_the_day_found() {
        let found = "as_found: {date: 2025-09-18}\nneeds: [{type: NSA, rank: 1, from: 2024-09-09}]\n";
        assert_eq!(messages("need-not-assessed", found, "2026-01-15"), [""; 0]);
        assert_eq!(messages("need-not-assessed", found, "2026-01-16").len(), 1);
    }

    #[test]
    fn a_need_that_was_nsa_before_a_gap_in_the_roll_is_allowed_the_same_time_from_the_return() {
        let back = "on_roll: [{from: 2022-09-05, to: 2024-12-20}, {from: 2025-09-18}]
needs: [{type: NSA, rank: 1, from: 2024-09-09}]
";
        assert_eq!(messages("need-not-assessed", back, "2026-01-15"), [""; 0]);
        assert_eq!(messages("need-not-assessed", back, "2026-01-16").len(), 1);
    }

    #[test]
    fn nsa_is_allowed_for_119_days() {
        let since = |from| format!("needs: [{{type: SLCN, rank: 1, from: 2024-09-09}}, {{type: NSA, from: {from}}}]\n");
        assert_eq!(messages("need-not-assessed", &since("2025-09-18"), "2026-01-15"), [""; 0]);
        assert_eq!(
            messages("need-not-assessed", &since("2025-09-18"), "2026-01-16"),
            ["the need has been NSA, not assessed yet, since 18 Sep 2025: longer than a term (17 weeks)"]
        );
    }
}
