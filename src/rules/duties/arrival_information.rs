//! `arrival-information`: information from the previous setting has arrived by the day that a pupil with known needs joins.

use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Stage;
use crate::rules::{Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "arrival-information",
    severity: Severity::Error,
    clause: "6.1, 14 Transition",
    law: "",
    summary: "information from the previous setting is here on the day a pupil with known needs joins",
    why: "The policy says the school will find out about a pupil's needs before the first day. Without the papers the class starts again \
          with what another school has already tried.",
    remedy: "ask the previous setting, and record `information_requested`, then `information_received`",
    bad: "
on_roll: [{from: 2026-01-06}]
arrived: {from: Hillside Infants, with: K, information_requested: 2025-12-16}
",
    good: "
on_roll: [{from: 2026-01-06}]
arrived: {from: Hillside Infants, with: K, information_requested: 2025-12-16, information_received: 2026-01-05}
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    let Some((joined, arrived)) = record.joined_with() else { return };
    if arrived.information_received.is_none() && record.last_stage() != Some(Stage::Closed) {
        clocks.run(joined, Owner::Senco, format!("joined {}", words::date(joined)));
    }
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
    fn a_pupil_who_came_without_known_needs_is_owed_none() {
        assert_eq!(due("arrival-information", "on_roll: [{from: 2026-01-06}]", "2026-01-15"), None);
    }
}
