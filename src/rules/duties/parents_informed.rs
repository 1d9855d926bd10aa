//! `parents-informed`: the school tells parents when their child goes on the SEND register.

use super::{last_day_for_found, note_on_days};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ParentsTold;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "parents-informed",
    severity: Severity::Error,
    clause: "6.1 Stage C",
    law: "Children and Families Act 2014 s.68; SEND Code of Practice 6.43",
    summary: "the school tells parents, no later than the day itself, that their child is on the SEND register",
    why: "The law says a school must tell parents when it makes special educational provision for their child. This does not \
          apply while an EHC plan is in force. When the plan ends and support continues, the school must tell the parents.",
    remedy: "tell the parents, and record it: `send contact PUPIL notice --about register`",
    bad: "
census: K
register: [{from: 2026-01-08}]
contacts: [{date: 2026-01-08, kind: call, about: register, with: parent}]
",
    good: "
census: K
register: [{from: 2026-01-08}]
contacts: [{date: 2026-01-07, kind: notice, about: register, with: parent}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::SaidByDuty, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, spell)) = record.register_spell() else { return };
    // Section 68 is about children without an EHC plan.
    if record.plan_in_force().is_some() || record.told_of_register().is_some() {
        return;
    }
    let (since, start, because) = match record.last_plan_ceased_after(spell.first_day()) {
        Some((_, ceased)) => {
            let start = ClockStart::on("ehc_plan.ceased", ceased);
            (ceased.plus_days(1), start, format!("EHC plan ceased {}", words::date(ceased)))
        }
        None => {
            let start = ClockStart::on("register", spell.in_force_on.unwrap_or(spell.first_day()));
            (spell.first_day(), start, format!("on the register {}", words::since_in_words(spell.since())))
        }
    };
    match record.as_found.as_ref().filter(|_| record.is_as_found(since)) {
        // The law asks for it whenever the support began, so it is not as found (DESIGN 7.1).
        Some(found) if found.parents_told != Some(ParentsTold::YesAll) => {
            let due = last_day_for_found(found.date, question);
            clocks.run_with_note(due.day, Owner::Senco, start, because, note_on_days(due));
        }
        Some(_) => {}
        None => clocks.run(since, Owner::Senco, start, because),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn it_is_due_on_the_first_day_of_the_spell() {
        let record = "register: [{from: 2026-01-08}]\ncontacts: [{date: 2026-01-12, kind: notice, about: register}]\n";
        assert_eq!(due("parents-informed", record, "2026-01-07"), None);
        assert_eq!(due("parents-informed", record, "2026-01-08").as_deref(), Some("2026-01-08"));
        assert_eq!(due("parents-informed", record, "2026-01-11").as_deref(), Some("2026-01-08"));
        assert_eq!(due("parents-informed", record, "2026-01-12"), None);
    }

    #[test]
    fn a_notice_from_an_earlier_spell_or_its_end_does_not_count() {
        let record = "register: [{from: 2024-01-08, to: 2024-07-01}, {from: 2026-01-08}]
contacts: [{date: 2024-01-08, kind: notice, about: register}, {date: 2024-07-01, kind: notice, about: register}]
";
        assert_eq!(due("parents-informed", record, "2026-01-15").as_deref(), Some("2026-01-08"));
    }

    #[test]
    fn it_does_not_apply_while_a_plan_is_in_force_whenever_the_plan_was_made() {
        for plan in ["{final: 2024-07-06}", "{final: 2026-01-15}", "{final: 2024-07-06, ceased: 2026-01-16}"] {
            let record = format!("register: [{{from: 2026-01-08}}]\nehc_plan: [{plan}]\n");
            assert_eq!(due("parents-informed", &record, "2026-01-15"), None, "{plan}");
        }
        let later = "register: [{from: 2026-01-08}]\nehc_plan: [{final: 2026-01-16}]\n";
        assert_eq!(due("parents-informed", later, "2026-01-15").as_deref(), Some("2026-01-08"));
    }

    #[test]
    fn it_starts_again_the_day_after_a_plan_ceases_and_a_notice_since_the_plan_began_meets_it() {
        let with = |notice: &str| {
            format!(
                "register: [{{from: 2024-01-08}}]
ehc_plan: [{{final: 2024-07-06, ceased: 2026-01-12}}]
contacts: [{{date: {notice}, kind: notice, about: register}}]
"
            )
        };
        assert_eq!(due("parents-informed", &with("2024-01-08"), "2026-01-11"), None);
        assert_eq!(due("parents-informed", &with("2024-01-08"), "2026-01-12").as_deref(), Some("2026-01-13"));
        assert_eq!(due("parents-informed", &with("2024-07-05"), "2026-01-15").as_deref(), Some("2026-01-13"));
        for notice in ["2024-07-06", "2026-01-08", "2026-01-14"] {
            assert_eq!(due("parents-informed", &with(notice), "2026-01-15"), None, "{notice}");
        }
    }

    #[test]
    fn a_plan_that_ceased_before_the_spell_leaves_the_spells_own_notice_owed() {
        for ceased in ["2025-12-19", "2026-01-08"] {
            let record =
                format!("register: [{{from: 2026-01-08}}]\nehc_plan: [{{final: 2024-07-06, ceased: {ceased}}}]\n");
            assert_eq!(due("parents-informed", &record, "2026-01-15").as_deref(), Some("2026-01-08"), "{ceased}");
        }
        // The notice of an earlier spell is not about the support that continues now.
        let earlier = "register: [{from: 2024-01-08, to: 2024-12-20}, {from: 2025-01-06}]
contacts: [{date: 2024-09-02, kind: notice, about: register}]
ehc_plan: [{final: 2024-07-06, ceased: 2026-01-12}]
";
        assert_eq!(due("parents-informed", earlier, "2026-01-15").as_deref(), Some("2026-01-13"));
    }

    #[test]
    fn a_spell_that_ended_owes_none() {
        let record = "register: [{from: 2025-01-08, to: 2025-07-01}]\n";
        assert_eq!(due("parents-informed", record, "2025-07-02"), None);
        assert_eq!(due("parents-informed", record, "2025-07-01").as_deref(), Some("2025-01-08"));
    }

    #[test]
    fn parents_of_a_pupil_found_on_the_register_are_told_unless_they_had_been() {
        let found = |told: &str, more: &str| {
            let record = format!("as_found: {{date: 2025-11-28{told}}}\nregister: [{{from: 2024-01-08}}]\n{more}");
            due("parents-informed", &record, "2026-01-15")
        };
        // 42 days are 9 January 2026.
        for told in ["", ", parents_told: no", ", parents_told: not-known"] {
            assert_eq!(found(told, "").as_deref(), Some("2026-01-09"), "{told}");
        }
        assert_eq!(found(", parents_told: yes-all", ""), None);
        // A notice of before counts, on any day, and so does one since.
        for day in ["2024-01-05", "2025-11-28", "2026-01-12"] {
            assert_eq!(
                found("", &format!("contacts: [{{date: {day}, kind: notice, about: register}}]\n")),
                None,
                "{day}"
            );
        }
        assert_eq!(found("", "ehc_plan: [{in_force_on: 2025-11-28}]\n"), None);
    }

    #[test]
    fn the_time_to_tell_them_ends_on_a_school_day() {
        let found = "as_found: {date: 2025-09-15}\nregister: [{in_force_on: 2025-09-15}]\n";
        // 27 October 2025 is in half term.
        assert_eq!(due("parents-informed", found, "2025-12-01").as_deref(), Some("2025-11-03"));
    }

    #[test]
    fn parents_told_before_are_told_again_when_a_plan_of_before_ceases() {
        let found = "as_found: {date: 2025-09-15, parents_told: yes-all}\nregister: [{from: 2024-01-08}]\n";
        let ceased = format!("{found}ehc_plan: [{{final: 2024-03-01, ceased: 2025-12-01}}]\n");
        assert_eq!(due("parents-informed", &ceased, "2026-01-15").as_deref(), Some("2025-12-02"));
        let later = found.replace("2024-01-08", "2025-09-16");
        assert_eq!(due("parents-informed", &later, "2026-01-15").as_deref(), Some("2025-09-16"));
    }
}
