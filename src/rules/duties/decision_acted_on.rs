//! `decision-acted-on`: a review that says escalate or discontinue is followed by the move, or by leaving the register.

use super::owner_at;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::{Decision, Stage};
use crate::rules::escalation::{Waits, escalates_from_a, standing_decision, waits_for_family};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "decision-acted-on",
    severity: Severity::Error,
    clause: "6.2 Review",
    law: "",
    summary: "a review's decision to escalate or discontinue is carried out",
    why: "A pupil for whom more help was agreed goes without it every week that nothing happens. A pupil who no longer \
          needs the help should not keep it.",
    remedy: "move the pupil to the next stage, close the concern, take the pupil off the register, or hold a review that decides otherwise",
    bad: "
stage: A
stages: [{date: 2025-10-13, stage: A}]
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}, {date: 2025-12-15, kind: consent, about: inclusion-referral, with: parent, answer: given}]
cycles: [{stage: A, review: {date: 2025-12-15, progress: little, decision: escalate}}]
",
    good: "
stage: B
stages: [{date: 2025-10-13, stage: A}, {date: 2025-12-18, stage: B}]
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}, {date: 2025-12-15, kind: consent, about: inclusion-referral, with: parent, answer: given}]
cycles: [{stage: A, review: {date: 2025-12-15, progress: little, decision: escalate}}, {stage: B, plan: {date: 2026-01-06, kind: itp, review_by: 2026-03-20}}]
",
    kind: RuleKind::Duty(Owes::ByStage, FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some(stage) = record.last_stage().filter(|stage| *stage != Stage::Closed) else { return };
    let Some((decided, decision)) = standing_decision(record) else { return };
    let acted = match decision {
        Decision::Continue | Decision::Adapt => return,
        // No stage follows D: `application-sent` asks for what D is about.
        Decision::Escalate => stage == Stage::D,
        // The day before may be the last day on the register: a removal takes effect with the review.
        Decision::Discontinue => {
            record.register.iter().filter_map(|spell| spell.to).any(|to| to.plus_days(1) >= decided)
        }
    };
    // A move ends the stay, and its reviews with it.
    if acted {
        return;
    }
    let Some(begins) = time_begins(record, decided, question) else { return };
    let due = begins.plus_days(question.policies.in_force_on(begins).within.act);
    let because = format!("{} {}", decision.as_str(), words::date(decided));
    let start = ClockStart::on("cycles.review", decided);
    clocks.start(Clock::new(due, owner_at(stage), start, because).since(decided));
}

/// The day from which there is time to carry out a decision: its own day or, where the move to B waits for the family, the day of
/// its answer or of the second try. `None` while it waits (`consent-asked`), and where the family refused (`refusal-followed`).
fn time_begins(record: &AsAt, decided: Day, question: &Question<'_>) -> Option<Day> {
    if escalates_from_a(record, question).is_none() {
        return Some(decided);
    }
    match waits_for_family(record) {
        Waits::NotSince(day) => Some(day.max(decided)),
        Waits::ForAnswer(_) | Waits::Refused => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn at_c(reviews: &str, more: &str) -> String {
        format!("stages: [{{date: 2025-09-15, stage: C}}]\ncycles: [{reviews}]\n{more}")
    }

    #[test]
    fn the_last_decision_counts_and_repeating_it_gives_no_more_time() {
        let escalate = "{stage: C, review: {date: 2025-11-10, decision: escalate}}";
        let again = format!("{escalate}, {{stage: C, review: {{date: 2025-12-10, decision: escalate}}}}");
        assert_eq!(due("decision-acted-on", &at_c(&again, ""), "2026-01-15").as_deref(), Some("2025-11-24"));
        let otherwise = format!("{escalate}, {{stage: C, review: {{date: 2025-12-10, decision: adapt}}}}");
        assert_eq!(due("decision-acted-on", &at_c(&otherwise, ""), "2026-01-15"), None);
        let turned = format!("{escalate}, {{stage: C, review: {{date: 2025-12-10, decision: discontinue}}}}");
        assert_eq!(due("decision-acted-on", &at_c(&turned, ""), "2026-01-15").as_deref(), Some("2025-12-24"));
        // A decision that needs no action does not hide a later one that does.
        let good_first = "{stage: C, review: {date: 2025-11-10, decision: adapt}}, {stage: C, review: {date: 2025-12-10, decision: escalate}}";
        assert_eq!(due("decision-acted-on", &at_c(good_first, ""), "2026-01-15").as_deref(), Some("2025-12-24"));
    }

    #[test]
    fn leaving_the_register_carries_out_only_a_decision_to_discontinue() {
        let left = "register: [{from: 2025-09-15, to: 2025-12-12}]\n";
        let review = |decision: &str| format!("{{stage: C, review: {{date: 2025-12-10, decision: {decision}}}}}");
        assert_eq!(due("decision-acted-on", &at_c(&review("discontinue"), left), "2026-01-15"), None);
        assert!(due("decision-acted-on", &at_c(&review("escalate"), left), "2026-01-15").is_some());
        // A spell that ended before the review does not answer it.
        let earlier = "register: [{from: 2024-09-15, to: 2025-06-12}]\n";
        assert!(due("decision-acted-on", &at_c(&review("discontinue"), earlier), "2026-01-15").is_some());
    }

    /// A decision of 10 November to escalate from A, with answers of the family about the inclusion referral.
    fn from_a(answers: &[(&str, &str, &str)]) -> Option<String> {
        let answers: Vec<String> = answers
            .iter()
            .map(|(date, who, answer)| {
                format!("{{date: {date}, kind: consent, about: inclusion-referral, who: {who}, answer: {answer}}}")
            })
            .collect();
        let text = format!(
            "stages: [{{date: 2025-09-15, stage: A}}]\ncycles: [{{stage: A, review: {{date: 2025-11-10, decision: escalate}}}}]\ncontacts: [{}]\n",
            answers.join(", ")
        );
        due("decision-acted-on", &text, "2026-01-15")
    }

    #[test]
    fn from_a_the_time_begins_with_the_familys_answer_or_the_second_try() {
        assert_eq!(from_a(&[("2025-11-20", "mother", "given")]).as_deref(), Some("2025-12-04"));
        // An answer of before the decision gives no less time, and a second one no more.
        assert_eq!(from_a(&[("2025-10-20", "mother", "given")]).as_deref(), Some("2025-11-24"));
        let both = [("2025-11-20", "mother", "given"), ("2025-12-10", "father", "given")];
        assert_eq!(from_a(&both).as_deref(), Some("2025-12-04"));
        let tries = [("2025-11-20", "mother", "no-reply"), ("2025-12-02", "mother", "no-reply")];
        assert_eq!(from_a(&tries).as_deref(), Some("2025-12-16"));
        // A third try does not give more time.
        assert_eq!(from_a(&[tries[0], tries[1], ("2025-12-12", "mother", "no-reply")]).as_deref(), Some("2025-12-16"));
    }

    #[test]
    fn from_a_it_is_not_asked_while_the_family_owes_an_answer_or_has_refused() {
        assert_eq!(from_a(&[]), None);
        assert_eq!(from_a(&[("2025-11-20", "mother", "no-reply")]), None);
        assert_eq!(from_a(&[("2025-11-20", "mother", "refused")]), None);
        assert_eq!(from_a(&[("2025-11-20", "mother", "given"), ("2025-12-02", "mother", "withdrawn")]), None);
        // One of two agrees: the decision is carried out.
        let one = [("2025-11-20", "mother", "refused"), ("2025-12-02", "father", "given")];
        assert_eq!(from_a(&one).as_deref(), Some("2025-12-16"));
    }

    #[test]
    fn no_stage_follows_d() {
        let record = "stages: [{date: 2025-09-15, stage: D}]\ncycles: [{stage: D, review: {date: 2025-12-01, decision: escalate}}]\n";
        assert_eq!(due("decision-acted-on", record, "2026-01-15"), None);
    }
}
