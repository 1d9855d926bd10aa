//! `register-spells`: two periods on the register overlap, two are open, or one, or an award, ran on over a gap in the roll.

use crate::finding::{Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::authority::Sspp;
use crate::model::day::Day;
use crate::model::record::RegisterSpell;
use crate::model::since::Since;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "register-spells",
    severity: Severity::Error,
    clause: "18",
    law: "",
    summary: "two periods on the register overlap, two of them have no last day, or one, or an award, was not ended when the pupil left and came back",
    why: "A pupil either is on the register or is not. With two periods for one day, the start is unclear, and ending one of them \
          leaves the pupil on the register by the other. A period ends when the pupil leaves: after a return the parents are told \
          again, and a new period begins.",
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
    let record = subject.record;
    for (index, spell) in record.register.iter().enumerate() {
        run_over_gap(record, index, spell, found);
        let overlaps = |other: &&RegisterSpell| do_spells_overlap(record, other, spell);
        let Some(other) = record.register.iter().take(index).find(overlaps) else { continue };
        let began = other.first_day();
        let message = match (other.to, spell.to) {
            (None, None) => {
                format!("this period on the register has no last day, and neither has the one from {began}")
            }
            (None, Some(_)) => {
                format!("this period on the register overlaps the one from {began}, which has no last day")
            }
            (Some(to), _) => {
                format!("this period on the register overlaps the one from {began} to {to}, its last day")
            }
        };
        found.at(key_path!["register", index, spell.first_day_key()], message);
    }
    for (index, award) in record.sspp.iter().enumerate() {
        award_over_gap(record, index, award, found);
    }
}

/// A period from before the pupil left that was never ended. It did not run on until the return.
fn run_over_gap(record: &AsAt, index: usize, spell: &RegisterSpell, found: &mut Found<'_>) {
    let Some(left) = record.stay_ended(spell.first_day()) else { return };
    if record.is_of_stay(spell.first_day(), record.day()) || spell.to.is_some_and(|to| to <= left) {
        return;
    }
    let (id, code) = (record.id(), record.census_code().as_str());
    let message = format!(
        "this period on the register did not end when {id} left on {left}, and {id} has come back since: the census code {code} \
         may be wrong"
    );
    let help = format!(
        "`send edit {id}`: give this period its last day, `to: {left}`; if the support goes on, tell the parents and put the pupil \
         on the register again with `send place {id} --notified DATE`"
    );
    found.at_with_help(key_path!["register", index, spell.first_day_key()], message, help);
}

/// An award from before the pupil left that was not ended. It does not fund the pupil after the return.
fn award_over_gap(record: &AsAt, index: usize, award: &Sspp, found: &mut Found<'_>) {
    let Some(left) = record.stay_ended(award.first_day()) else { return };
    if record.is_of_stay(award.first_day(), record.day()) || award.to.is_some_and(|to| to <= left) {
        return;
    }
    let id = record.id();
    let message = format!(
        "this award did not end when {id} left on {left}, and {id} has come back since: it does not count after the return"
    );
    let help = format!(
        "`send edit {id}`: give this award its last day, `to: {left}`; if the authority funds {id} again, record the new award: \
         `send add sspp {id} --from DATE`"
    );
    found.lightly_at_with_help(key_path!["sspp", index, award.first_day_key()], message, help);
}

/// Both days of a spell belong to it (DESIGN 2.1).
fn do_spells_overlap(record: &AsAt, one: &RegisterSpell, other: &RegisterSpell) -> bool {
    let end = |spell: &RegisterSpell| record.end_of_register_spell(spell).unwrap_or(Day::LAST);
    one.first_day() <= end(other) && other.first_day() <= end(one)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found, messages};

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

    const GONE_FOR_A_YEAR: &str = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2025-09-03}]\n";

    #[test]
    fn a_spell_that_was_open_when_the_pupil_left_is_found_after_the_return() {
        let open = format!("{GONE_FOR_A_YEAR}register: [{{from: 2023-01-09}}]\n");
        assert_eq!(
            found("register-spells", &open),
            [
                "register[0].from: this period on the register did not end when p014 left on 2024-07-19, and p014 has come back since: the census code N may be wrong"
            ]
        );
        let on = |on: &str| messages("register-spells", &open, on).len();
        assert_eq!([on("2024-07-19"), on("2025-09-02"), on("2025-09-03")], [0, 0, 1]);
        for end in ["2024-07-19", "2024-03-01"] {
            let ended = open.replace("2023-01-09", &format!("2023-01-09, to: {end}"));
            assert_eq!(keys_found("register-spells", &ended), [""; 0], "{end}");
        }
        let late = open.replace("2023-01-09", "2023-01-09, to: 2025-10-01");
        assert_eq!(keys_found("register-spells", &late), ["register[0].from"]);
    }

    #[test]
    fn a_new_spell_after_the_return_does_not_overlap_the_old_open_one() {
        let both = format!("{GONE_FOR_A_YEAR}register: [{{from: 2023-01-09}}, {{in_force_on: 2025-09-15}}]\n");
        assert_eq!(keys_found("register-spells", &both), ["register[0].from"]);
        let twice = both.replace("2023-01-09", "2025-09-08");
        assert_eq!(keys_found("register-spells", &twice), ["register[1].in_force_on"]);
    }
}
