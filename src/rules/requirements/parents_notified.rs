//! `parents-notified`: the school told the parents, on the day or before, that their child goes on the register.

use super::{Answer, Ask};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "parents-notified",
    severity: Severity::Error,
    clause: "6.1 Stage C",
    law: "Children and Families Act 2014 s.68; SEND Code of Practice 6.43",
    summary: "the school told the parents, no later than the day itself, that their child is going on the SEND register",
    why: "The law says a school must tell parents when it makes special educational provision for their child. No one can \
          set a law aside.",
    remedy: "tell the parents, and record it: `send contact PUPIL notice --about register`",
    bad: "
# Before the pupil goes on the register:
contacts: [{date: 2026-01-14, kind: call, about: register, with: parent}]
",
    good: "
# Before the pupil goes on the register:
contacts: [{date: 2026-01-14, kind: notice, about: register, with: parent}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    // Section 68 is about children without an EHC plan: parents of a child with a plan have heard from the authority.
    if record.plan_in_force().is_some() {
        return Answer::met("not asked: an EHC plan is in force, so section 68 does not apply");
    }
    // A notice counts only for its own spell: after the end of the spell before, and of the run before.
    let index = record.register_spell().map_or(record.register.len(), |(index, _)| index);
    let spell_before = index.checked_sub(1).and_then(|before| record.register.get(before));
    let ended = spell_before.and_then(|spell| record.end_of_register_spell(spell));
    let after = ended.max(record.run_before_ended());
    let told = record.first_register_notice(after);
    Answer::on(told, "the parents were told", || match after {
        Some(after) => format!("no notice to the parents about the register since {}", words::date(after)),
        None => "no notice to the parents about the register".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    fn met(record: &str) -> bool {
        asked("parents-notified", "register", record, "2026-01-15").met
    }

    #[test]
    fn a_notice_counts_on_the_day_or_before() {
        for (date, told) in [("2026-01-14", true), ("2026-01-15", true), ("2026-01-16", false)] {
            assert_eq!(met(&format!("contacts: [{{date: {date}, kind: notice, about: register}}]\n")), told, "{date}");
        }
    }

    #[test]
    fn a_notice_from_an_earlier_spell_or_run_does_not_count() {
        let earlier = "contacts: [{date: 2025-01-08, kind: notice, about: register}, {date: 2025-07-01, kind: notice, about: register}]\n";
        assert!(met(earlier));
        assert!(!met(&format!("{earlier}register: [{{from: 2025-01-08, to: 2025-07-01}}]\n")));
        assert!(!met(&format!(
            "{earlier}stages: [{{date: 2025-01-08, stage: A}}, {{date: 2025-07-01, stage: closed}}]\n"
        )));
    }

    #[test]
    fn section_68_does_not_apply_while_a_plan_is_in_force() {
        assert!(met("ehc_plan: [{final: 2026-01-15}]\n"));
        assert!(!met("ehc_plan: [{final: 2026-01-16}]\n"));
        assert!(!met("ehc_plan: [{final: 2025-01-15, ceased: 2026-01-15}]\n"));
    }
}
