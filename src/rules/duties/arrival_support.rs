//! `arrival-support`: the school decides soon how the support goes on that a pupil arrived with.

use super::{days_by_choice, joined_in_words, note_on_days, start_of_roll};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Word;
use crate::rules::{Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "arrival-support",
    severity: Severity::Error,
    clause: "6.1 Early identification of need, 14 Transition",
    law: "",
    summary: "the support that a pupil arrived with goes on, or the school decides that it ends",
    why: "Support does not end because a child moves. Until the EHC plan, the award or the place on the register is in the record, \
          nothing reminds the school of the pupil, and the census counts the pupil without SEN. The number of days is the \
          school's own choice.",
    remedy: "for an EHC plan `send add ehc-plan PUPIL --final DATE --authority NAME`; for an SSPP `send add sspp PUPIL`; for SEN \
             support `send place PUPIL --notified DATE`; if the support ends, `send add arrival PUPIL --decided DATE --because ...`",
    bad: "
on_roll: [{from: 2025-12-17}]
arrived: {from: Hillside Infants, with: K, information_requested: 2025-12-16, information_received: 2025-12-17}
cycles: [{stage: C, plan: {date: 2026-01-06, kind: learning-plan, review_by: 2026-03-27}}]
",
    good: "
on_roll: [{from: 2025-12-17}]
arrived:
  - {from: Hillside Infants, with: K, information_requested: 2025-12-16, information_received: 2025-12-17,
     decided: {date: 2026-01-08, by: R. Osei, because: the gap has closed}}
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::SaidByDuty, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let (Some((joined, arrived)), Some(spell)) = (record.arrival_that_waits(), record.spell_on_roll()) else { return };
    let began = record.or_day_found(joined);
    let due = days_by_choice(began, question.policies.in_force_on(began).within.arrival, question);
    let because = format!("{} with {}", joined_in_words(spell), arrived.with.in_a_sentence());
    clocks.run_with_note(due.day, Owner::Senco, start_of_roll(spell), because, note_on_days(due));
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    /// The day it is due for a pupil who joined on 5 January 2026 with this, and has these facts.
    fn due_with(with: &str, facts: &str, on: &str) -> Option<String> {
        let record = format!("on_roll: [{{from: 2026-01-05}}]\narrived: {{from: Far Primary, with: {with}}}\n{facts}");
        due("arrival-support", &record, on)
    }

    #[test]
    fn each_kind_of_support_waits_for_what_continues_it_and_no_support_for_nothing() {
        for with in ["K", "SSPP", "EHCP"] {
            assert_eq!(due_with(with, "", "2026-01-05").as_deref(), Some("2026-01-19"), "{with}");
        }
        assert_eq!(due_with("none", "", "2026-01-15"), None);
        let placed = "register: [{from: 2026-01-12}]\n";
        assert!(due_with("K", placed, "2026-01-11").is_some());
        assert_eq!(due_with("K", placed, "2026-01-12"), None);
        assert_eq!(due_with("SSPP", "sspp: [{from: 2025-09-01, to: 2026-08-31}]\n", "2026-01-15"), None);
        assert!(due_with("EHCP", placed, "2026-01-15").is_some());
        assert_eq!(due_with("EHCP", "ehc_plan: [{final: 2022-06-01}]\n", "2026-01-15"), None);
    }

    #[test]
    fn a_decision_ends_it_for_sen_support_and_an_sspp_and_never_for_a_plan() {
        let decided = |with: &str| {
            let arrived = format!("{{from: Far Primary, with: {with}, decided: {{date: 2026-01-12}}}}");
            due("arrival-support", &format!("on_roll: [{{from: 2026-01-05}}]\narrived: [{arrived}]\n"), "2026-01-15")
        };
        assert_eq!([decided("K"), decided("SSPP"), decided("EHCP")], [None, None, Some("2026-01-19".to_owned())]);
    }

    #[test]
    fn a_pupil_who_comes_back_arrives_again_and_support_of_the_stay_before_does_not_count() {
        let record = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2026-01-05}]
arrived: [{date: 2022-09-05, from: Hillside Infants, with: none}, {date: 2026-01-05, from: Far Primary, with: K}]
register: [{from: 2023-01-09}]
";
        assert_eq!(due("arrival-support", record, "2026-01-15").as_deref(), Some("2026-01-19"));
        assert_eq!(due("arrival-support", record, "2024-01-15"), None);
        let again = record.replace(
            "register: [{from: 2023-01-09}",
            "register: [{from: 2023-01-09, to: 2024-07-19}, {from: 2026-01-06}",
        );
        assert_eq!(due("arrival-support", &again, "2026-01-15"), None);
    }

    #[test]
    fn for_a_pupil_as_found_it_counts_from_the_day_found() {
        let found = "as_found: {date: 2026-01-08}\n";
        assert_eq!(due_with("K", found, "2026-01-15").as_deref(), Some("2026-01-22"));
    }
}
