//! `decision-acted-on`: a review that says escalate or discontinue is followed by the move, or by leaving the register.

use super::owner_at;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::{Decision, Stage};
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
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}]
cycles: [{stage: A, review: {date: 2025-12-15, progress: little, decision: escalate}}]
",
    good: "
stage: B
stages: [{date: 2025-10-13, stage: A}, {date: 2025-12-18, stage: B}]
contacts: [{date: 2025-10-21, kind: meeting, about: concern, with: parent}]
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
    if !acted {
        let due = decided.plus_days(question.policies.in_force_on(decided).within.act);
        let because = format!("{} {}", decision.as_str(), words::date(decided));
        let start = ClockStart::on("cycles.review", decided);
        clocks.start(Clock::new(due, owner_at(stage), start, because).since(decided));
    }
}

/// The last decision of the reviews of the present stay, and its day. A review that repeats the decision does not give more
/// time.
fn standing_decision(record: &AsAt) -> Option<(Day, Decision)> {
    let reviews = record.cycles_of_stay().filter_map(|(_, cycle)| cycle.review.as_ref());
    let mut decided: Vec<(Day, Decision)> =
        reviews.filter_map(|review| Some((review.date, review.decision?))).collect();
    decided.sort_by_key(|(date, _)| *date);
    let (_, last) = *decided.last()?;
    decided.into_iter().rev().take_while(|(_, decision)| *decision == last).last()
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

    #[test]
    fn no_stage_follows_d() {
        let record = "stages: [{date: 2025-09-15, stage: D}]\ncycles: [{stage: D, review: {date: 2025-12-01, decision: escalate}}]\n";
        assert_eq!(due("decision-acted-on", record, "2026-01-15"), None);
    }
}
