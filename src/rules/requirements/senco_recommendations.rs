//! `senco-recommendations`: the SENCO has answered the inclusion referral, or stage B has a plan.

use super::{Answer, Ask, cycles_at, enters_on_arrival, not_asked_of_arrival, referrals_of_run, since_when};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Stage;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "senco-recommendations",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "the SENCO answered the inclusion referral, or stage B has a plan",
    why: "Stage B is what the SENCO recommends. Until there is something to try, there is no reason to go further.",
    remedy: "record the SENCO's answer on the inclusion referral (`answered`, `advice`), or the plan for stage B",
    bad: "
# Before the move to C:
referrals: [{date: 2025-11-04, to: inclusion-team}]
cycles: [{stage: B, review: {date: 2026-01-14, progress: little, decision: escalate}}]
",
    good: "
# Before the move to C:
referrals: [{date: 2025-11-04, to: inclusion-team, answered: 2025-11-06}]
cycles: [{stage: B, review: {date: 2026-01-14, progress: little, decision: escalate}}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, ask: &Ask<'_>) -> Answer {
    if enters_on_arrival(record, ask) {
        return not_asked_of_arrival();
    }
    if let Some(answered) = referrals_of_run(record, true).filter_map(|referral| referral.answered).max() {
        return Answer::on(Some(answered), "the SENCO answered the inclusion referral", String::new);
    }
    let planned =
        cycles_at(record, Stage::B).iter().filter_map(|cycle| cycle.plan.as_ref()).map(|plan| plan.date).max();
    Answer::on(planned, "stage B was planned", || {
        format!("no inclusion referral has been answered{}, and this stay at stage B has no plan", since_when(record))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    const STAGES: &str = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-02-05, stage: B}, {date: 2025-03-05, stage: closed}, {date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}]\n";

    #[test]
    fn an_answer_counts_in_the_present_run_on_or_before_the_day() {
        for (date, answered, met) in [
            ("2025-02-04", "2025-02-06", false),
            ("2025-11-04", "2026-01-15", true),
            ("2025-11-04", "2026-01-16", false),
        ] {
            let record = format!("{STAGES}referrals: [{{date: {date}, to: inclusion-team, answered: {answered}}}]\n");
            assert_eq!(asked("senco-recommendations", "C", &record, "2026-01-15").met, met, "{date} {answered}");
        }
    }

    #[test]
    fn a_plan_of_this_stay_at_b_counts_and_a_plan_of_another_stay_does_not() {
        for (stage, date, met) in [("B", "2025-11-10", true), ("B", "2025-02-10", false), ("A", "2025-11-10", false)] {
            let record = format!("{STAGES}cycles: [{{stage: {stage}, plan: {{date: {date}, kind: itp}}}}]\n");
            assert_eq!(asked("senco-recommendations", "C", &record, "2026-01-15").met, met, "{stage} {date}");
        }
    }
}
