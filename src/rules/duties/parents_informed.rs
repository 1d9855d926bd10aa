//! `parents-informed`: parents are told when their child goes on to the SEND register.

use crate::finding::Severity;
use crate::model::record::Record;
use crate::rules::{Clocks, Kind, Owes, Owner, Question, Rule};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "parents-informed",
    severity: Severity::Error,
    clause: "6.1 Stage C",
    law: "Children and Families Act 2014 s.68; SEND Code of Practice 6.43",
    summary: "parents are told that their child is on the SEND register, on the day or before",
    why: "The law asks the school to tell parents when special educational provision is made for their child.",
    remedy: "tell them, and record it as a contact: kind notice, about register",
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
    kind: Kind::Duty(Owes::One(Owner::Senco), duty),
};

fn duty(record: &Record, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, spell)) = record.register_spell(question.as_at) else { return };
    if record.told_of_register(question.as_at).is_none() {
        clocks.run(spell.from, Owner::Senco, format!("on the register since {}", words::date(spell.from)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn due_on_the_first_day_of_the_spell() {
        let record = "register: [{from: 2026-01-08}]\ncontacts: [{date: 2026-01-12, kind: notice, about: register}]\n";
        assert_eq!(due("parents-informed", record, "2026-01-07"), None);
        assert_eq!(due("parents-informed", record, "2026-01-08").as_deref(), Some("2026-01-08"));
        assert_eq!(due("parents-informed", record, "2026-01-11").as_deref(), Some("2026-01-08"));
        assert_eq!(due("parents-informed", record, "2026-01-12"), None);
    }

    #[test]
    fn a_notice_of_an_earlier_spell_or_of_its_end_does_not_count() {
        let record = "register: [{from: 2024-01-08, to: 2024-07-01}, {from: 2026-01-08}]
contacts: [{date: 2024-01-08, kind: notice, about: register}, {date: 2024-07-01, kind: notice, about: register}]
";
        assert_eq!(due("parents-informed", record, "2026-01-15").as_deref(), Some("2026-01-08"));
    }

    #[test]
    fn a_spell_that_ended_owes_none() {
        let record = "register: [{from: 2025-01-08, to: 2025-07-01}]\n";
        assert_eq!(due("parents-informed", record, "2025-07-02"), None);
        assert_eq!(due("parents-informed", record, "2025-07-01").as_deref(), Some("2025-01-08"));
    }
}
