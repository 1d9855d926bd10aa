//! `register-spells`: two periods on the register overlap, or two are open.

use crate::finding::{Severity, key_path};
use crate::model::day::Day;
use crate::model::record::RegisterSpell;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "register-spells",
    severity: Severity::Error,
    clause: "18",
    law: "",
    summary: "two periods on the register overlap, or two of them have no last day",
    why: "A pupil either is on the register or is not. With two periods for one day, the start is unclear, and ending one of them \
          leaves the pupil on the register by the other.",
    remedy: "give the earlier period its last day in `to` and start the next one after it, or delete a period that was entered twice",
    bad: "
census: K
needs: [{type: SLCN, rank: 1, from: 2025-03-03}]
register: [{from: 2025-03-03}, {from: 2025-11-24}]
",
    good: "
census: K
needs: [{type: SLCN, rank: 1, from: 2025-03-03}]
register: [{from: 2025-03-03, to: 2025-07-18}, {from: 2025-11-24}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let spells = &subject.record.register;
    for (index, spell) in spells.iter().enumerate() {
        let Some(other) = spells.iter().take(index).find(|other| do_spells_overlap(other, spell)) else { continue };
        let message = match (other.to, spell.to) {
            (None, None) => {
                format!(
                    "this period on the register has no last day, and neither has the one from {}",
                    other.first_day()
                )
            }
            (None, Some(_)) => {
                format!(
                    "this period on the register overlaps the one from {}, which has no last day",
                    other.first_day()
                )
            }
            (Some(to), _) => {
                format!("this period on the register overlaps the one from {} to {to}, its last day", other.first_day())
            }
        };
        found.at(key_path!["register", index, "from"], message);
    }
}

/// Both days of a spell belong to it (DESIGN 2.1).
fn do_spells_overlap(one: &RegisterSpell, other: &RegisterSpell) -> bool {
    let end = |spell: &RegisterSpell| spell.to.unwrap_or(Day::LAST);
    one.first_day() <= end(other) && other.first_day() <= end(one)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    #[test]
    fn the_last_day_belongs_to_a_spell_and_the_day_after_does_not() {
        let spells = |second: &str| format!("register: [{{from: 2025-03-03, to: 2025-07-18}}, {{from: {second}}}]\n");
        assert_eq!(
            found("register-spells", &spells("2025-07-18")),
            [
                "register[1].from: this period on the register overlaps the one from 2025-03-03 to 2025-07-18, its last day"
            ]
        );
        assert_eq!(keys_found("register-spells", &spells("2025-07-19")), [""; 0]);
    }

    #[test]
    fn two_correct_spells_do_not_hide_an_overlap_below() {
        let spells =
            "register: [{from: 2024-01-08, to: 2024-03-01}, {from: 2024-09-02, to: 2025-02-14}, {from: 2025-02-03}]\n";
        assert_eq!(keys_found("register-spells", spells), ["register[2].from"]);
    }

    #[test]
    fn a_spell_within_an_open_one_overlaps_it() {
        let spells = "register: [{from: 2024-01-08}, {from: 2024-09-02, to: 2025-02-14}]\n";
        assert_eq!(keys_found("register-spells", spells), ["register[1].from"]);
    }
}
