//! `arrival-information`: information from the previous setting has arrived by the day that a pupil with known needs joins.

use super::start_of_roll;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::{Stage, Support};
use crate::rules::duties::joined_in_words;
use crate::rules::{Clock, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "arrival-information",
    severity: Severity::Error,
    clause: "6.1, 14 Transition",
    law: "",
    summary: "information from the previous setting is here on the day a pupil with known needs joins or comes back",
    why: "The policy says the school will find out about a pupil's needs before the first day. Without the papers the class starts again \
          with what another school has already tried.",
    remedy: "ask the previous setting, and record it under the pupil's arrival: `send add arrival PUPIL --information-requested \
             DATE`, then `--information-received DATE`",
    bad: "
on_roll: [{from: 2026-01-06}]
arrived: {from: Hillside Infants, with: K, information_requested: 2025-12-16}
",
    good: "
on_roll: [{from: 2026-01-06}]
arrived: {from: Hillside Infants, with: K, information_requested: 2025-12-16, information_received: 2026-01-05}
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let Some(spell) = record.spell_on_roll().filter(|_| record.last_stage() != Some(Stage::Closed)) else { return };
    match record.arrival_into(spell) {
        Some(arrived) if arrived.information_received.is_none() => {
            let joined = spell.first_day();
            clocks.start(Clock::new(joined, Owner::Senco, start_of_roll(spell), joined_in_words(spell)).since(joined));
        }
        Some(_) => {}
        None => {
            if let Some(back) = came_back_with_needs(record) {
                let because = format!("came back {}, and no arrival is recorded", words::date(back));
                clocks.start(Clock::new(back, Owner::Senco, start_of_roll(spell), because).since(back));
            }
        }
    }
}

/// The day a pupil came back who had support, or was at a stage, on the last day before the gap.
fn came_back_with_needs(record: &AsAt) -> Option<Day> {
    let back = record.spell_on_roll()?.first_day();
    let before = record.earlier(record.roll_ended_before(back)?);
    let at_a_stage = before.last_stage().is_some_and(|stage| stage != Stage::Closed);
    (at_a_stage || before.support() != Support::None).then_some(back)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn it_is_owed_until_the_information_comes_and_asking_is_not_enough() {
        let record = "on_roll: [{from: 2026-01-06}]
arrived: {from: Hillside Infants, with: none, information_requested: 2025-12-16, information_received: 2026-01-27}
";
        assert_eq!(due("arrival-information", record, "2026-01-05"), None);
        assert_eq!(due("arrival-information", record, "2026-01-26").as_deref(), Some("2026-01-06"));
        assert_eq!(due("arrival-information", record, "2026-01-27"), None);
    }

    #[test]
    fn a_pupil_with_known_needs_who_comes_back_is_owed_it_again() {
        let back = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2026-01-06}]\n";
        let owed = |facts: &str| due("arrival-information", &format!("{back}{facts}"), "2026-01-15");
        assert_eq!(owed("register: [{from: 2023-01-09}]\n").as_deref(), Some("2026-01-06"));
        assert_eq!(owed("stages: [{date: 2023-01-09, stage: A}]\n").as_deref(), Some("2026-01-06"));
        assert_eq!(owed("register: [{from: 2023-01-09, to: 2024-03-01}]\n"), None);
        assert_eq!(owed(""), None);
        let arrived =
            "arrived: [{date: 2026-01-06, from: Far Primary, with: none, information_received: 2026-01-12}]\n";
        assert_eq!(owed(&format!("{arrived}register: [{{from: 2023-01-09}}]\n")), None);
    }

    #[test]
    fn a_pupil_who_came_without_known_needs_is_owed_none() {
        assert_eq!(due("arrival-information", "on_roll: [{from: 2026-01-06}]", "2026-01-15"), None);
    }
}
