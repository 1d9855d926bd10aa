//! `records-to-new-school`: a leaver's records are sent to the new school.

use super::start_of_roll;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::OnRoll;
use crate::rules::{Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

/// School days allowed (DOMAIN 7).
const SCHOOL_DAYS: u32 = 15;

pub(crate) const RULE: Rule = Rule {
    id: "records-to-new-school",
    severity: Severity::Error,
    clause: "14 Transition",
    law: "Education (Pupil Information) (England) Regulations 2005",
    summary: "a leaver's records are sent to the new school within 15 school days",
    why: "Without the records, the new school cannot carry on where this one stopped. The law gives 15 school days.",
    remedy: "send the records, and add the date as `records_sent` to the entry under `on_roll` that ended; if no records are \
             sent, say why with `send leave PUPIL --records-not-sent no-new-school` or `authority-decides`",
    bad: "
on_roll: [{from: 2022-09-05, to: 2025-11-28, to_school: Riverside Primary}]
",
    good: "
on_roll: [{from: 2022-09-05, to: 2025-11-28, to_school: Riverside Primary, records_sent: 2025-12-19}]
",
    kind: RuleKind::DutyAfterLeaving(Owes::One(Owner::Senco), duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((last_day, spell)) = last_leaving(record, question) else { return };
    if spell.records_sent.is_some() || spell.records_not_sent.is_some() {
        return;
    }
    let counted = question.school.calendar.school_days_after(last_day, SCHOOL_DAYS);
    let terms =
        (!counted.by_terms).then_some("send.toml has no term dates for then: Monday to Friday counted as school days");
    let school = spell.to_school.is_none().then_some("the record does not name the new school");
    let notes: Vec<&str> = terms.into_iter().chain(school).collect();
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    let leaves = if last_day < question.as_at { "left" } else { "leaves" };
    let because = format!("{leaves} {}", words::date(last_day));
    clocks.run_with_note(counted.day, Owner::Senco, start_of_roll(spell), because, note);
}

/// The last day on roll that counts: of a pupil on roll, the day that is already known; of a leaver, the last one. Anything not
/// done after an earlier leaving ended when the pupil came back.
fn last_leaving<'r>(record: &'r AsAt, question: &Question<'_>) -> Option<(Day, &'r OnRoll)> {
    if let Some(spell) = record.spell_on_roll() {
        return spell.to.map(|to| (to, spell));
    }
    let ended = record.on_roll.iter().filter_map(|spell| Some((spell.to?, spell)));
    ended.filter(|(to, _)| *to < question.as_at).max_by_key(|(to, _)| *to)
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{due, duties_unmet, policies, record, school};
    use crate::rules::{Question, unmet_duties};

    #[test]
    fn it_can_be_seen_as_soon_as_the_last_day_is_known_until_the_records_are_sent() {
        let text = "on_roll: [{from: 2022-09-05, to: 2025-11-28, to_school: a, records_sent: 2026-01-08}]\n";
        assert_eq!(due("records-to-new-school", text, "2025-09-10").as_deref(), Some("2025-12-19"));
        assert_eq!(due("records-to-new-school", text, "2025-11-28").as_deref(), Some("2025-12-19"));
        assert_eq!(due("records-to-new-school", "on_roll: [{from: 2022-09-05}]\n", "2025-11-28"), None);
        assert_eq!(due("records-to-new-school", text, "2025-11-29").as_deref(), Some("2025-12-19"));
        assert_eq!(due("records-to-new-school", text, "2026-01-07").as_deref(), Some("2025-12-19"));
        assert_eq!(due("records-to-new-school", text, "2026-01-08"), None);
    }

    #[test]
    fn it_is_not_owed_where_the_last_leaving_says_why_no_records_are_sent() {
        for why in ["no-new-school", "authority-decides"] {
            let text = format!("on_roll: [{{from: 2022-09-05, to: 2025-11-28, records_not_sent: {why}}}]\n");
            assert_eq!(due("records-to-new-school", &text, "2026-01-07"), None, "{why}");
        }
        let earlier = "on_roll: [{from: 2022-09-05, to: 2024-07-19, records_not_sent: no-new-school}, {from: 2025-01-06, to: 2025-11-28}]\n";
        assert_eq!(due("records-to-new-school", earlier, "2026-01-15").as_deref(), Some("2025-12-19"));
    }

    #[test]
    fn records_sent_after_an_earlier_leaving_do_not_meet_the_last_one_and_coming_back_ends_the_duty() {
        let text = "on_roll: [{from: 2022-09-05, to: 2024-07-19, records_sent: 2024-08-01}, {from: 2025-01-06, to: 2025-11-28}]\n";
        assert_eq!(due("records-to-new-school", text, "2026-01-15").as_deref(), Some("2025-12-19"));
        let back = text.replace("}]", "}, {from: 2026-01-12}]");
        assert_eq!(duties_unmet(&back, day("2026-01-15")), []);
    }

    #[test]
    fn the_note_says_what_is_not_known() {
        let note = |to: &str| {
            let as_at = day("2027-07-15");
            let (school, policies) = (school(), policies());
            let question = Question { as_at, today: as_at, school: &school, policies: &policies };
            let record = record(&format!("on_roll: [{{from: 2022-09-05, to: {to}}}]\n")).as_at(as_at);
            unmet_duties(&record, &question).remove(0).clock.note.unwrap()
        };
        assert_eq!(note("2025-11-28"), "the record does not name the new school");
        assert!(note("2027-07-01").starts_with("send.toml has no term dates for then: "));
    }
}
