//! `discontinue-decided`: the last review decided that the support can end.

use super::{Answer, Ask, last_review_while_open};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Decision;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "discontinue-decided",
    severity: Severity::Error,
    clause: "6.2 Review",
    law: "",
    summary: "the last review decided to discontinue the support",
    why: "Support ends because the gap has closed and the people at the review agreed to end it. The policy does not \
          mention leaving the register: the school asks for the same there.",
    remedy: "hold the review and record its decision as `discontinue`",
    bad: "
# Before it is closed:
cycles:
  - {stage: B, plan: {date: 2025-11-06, kind: itp}, review: {date: 2026-01-12, progress: expected, decision: continue}}
",
    good: "
# Before it is closed:
cycles:
  - {stage: B, plan: {date: 2025-11-06, kind: itp}, review: {date: 2026-01-12, progress: better, decision: discontinue}}
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    let Some(review) = last_review_while_open(record) else {
        return Answer::missing("the pupil has had no review at the current stage");
    };
    let decision = review.decision.map_or("not recorded", Decision::as_str);
    let said = format!("the review of {}: decision {decision}", words::date(review.date));
    if review.decision == Some(Decision::Discontinue) { Answer::met(said) } else { Answer::missing(said) }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const STAGES: &str = "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}]\n";

    #[test]
    fn the_last_review_before_the_day_decides() {
        let cycles = "cycles: [{stage: B, review: {date: 2025-12-01, decision: discontinue}}, {stage: B, review: {date: 2026-01-12, decision: adapt}}]\n";
        for (day, met) in [("2025-11-30", false), ("2025-12-01", true), ("2026-01-11", true), ("2026-01-12", false)] {
            assert_eq!(asked("discontinue-decided", "closed", &format!("{STAGES}{cycles}"), day).met, met, "{day}");
        }
    }

    #[test]
    fn a_pupil_who_was_closed_first_can_still_be_taken_off_the_register() {
        let closed = STAGES.replace("}]", "}, {date: 2026-01-13, stage: closed}]");
        let record = format!("{closed}cycles: [{{stage: B, review: {{date: 2026-01-12, decision: discontinue}}}}]\n");
        assert!(asked("discontinue-decided", "remove", &record, "2026-01-15").met);
    }
}
