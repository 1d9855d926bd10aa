//! `transition-planned`: the transition of a pupil on the register who changes phase is planned by the summer term.

use super::note_on;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::year::start_of_school_year;
use crate::rules::phase_change::next_phase_change;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "transition-planned",
    severity: Severity::Error,
    clause: "14 Transition",
    law: "SEND Code of Practice 6.57",
    summary: "the transition of a pupil on the register is planned by the first day of the summer term before the phase changes",
    why: "Visits and a transition book take weeks, and the new school's SENCO also plans in the spring. A pupil who finds \
          change hard needs the whole summer term to prepare.",
    remedy: "agree with the family what will be offered, and record it: `send add transition PUPIL --planned DATE --offered TEXT`",
    bad: "
# as at 2026-04-20
census: K
date_of_birth: 2015-03-03
register: [{from: 2025-09-08}]
contacts: [{date: 2025-09-08, kind: notice, about: register}]
cycles: [{stage: C, review: {date: 2026-03-18, present: [parent]}}, {stage: C, plan: {date: 2026-03-23, kind: learning-plan, review_by: 2026-07-10}}]
",
    good: "
# as at 2026-04-20
census: K
date_of_birth: 2015-03-03
register: [{from: 2025-09-08}]
contacts: [{date: 2025-09-08, kind: notice, about: register}]
cycles: [{stage: C, review: {date: 2026-03-18, present: [parent]}}, {stage: C, plan: {date: 2026-03-23, kind: learning-plan, review_by: 2026-07-10}}]
transitions: [{planned: 2026-05-12, to: Oakwood Secondary, offered: [visits, transition book]}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedAlways, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let (Some(_), Some(change)) = (record.register_spell(), next_phase_change(record, question)) else { return };
    // An entry from an earlier year is about joining, or about moving up a class.
    let since = start_of_school_year(change.last_year);
    if !record.transitions.iter().any(|transition| transition.planned >= since) {
        let counted = question.school.calendar.start_of_summer_term(change.last_year);
        let start = ClockStart::on("school-year", since);
        clocks.run_with_note(counted.day, Owner::Senco, start, change.because(), note_on(counted));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn born(date: &str, more: &str) -> String {
        format!("date_of_birth: {date}\nregister: [{{from: 2024-09-09}}]\n{more}\n")
    }

    #[test]
    fn only_year_six_owes_it() {
        assert_eq!(due("transition-planned", &born("2015-08-31", ""), "2026-01-15").as_deref(), Some("2026-04-13"));
        assert_eq!(due("transition-planned", &born("2015-09-01", ""), "2026-01-15"), None);
        // Seen from the summer term of Year 5 on.
        assert_eq!(due("transition-planned", &born("2015-09-01", ""), "2026-04-12"), None);
        assert_eq!(due("transition-planned", &born("2015-09-01", ""), "2026-04-13").as_deref(), Some("2027-04-12"));
        assert_eq!(due("transition-planned", &born("2015-09-01", ""), "2026-09-01").as_deref(), Some("2027-04-12"));
    }

    #[test]
    fn an_entry_about_joining_does_not_meet_the_next_transition() {
        let joined = "transitions: [{planned: 2025-06-20, to: Elmfield, done: 2025-09-02}]";
        assert!(due("transition-planned", &born("2015-03-03", joined), "2026-04-20").is_some());
        let planned = joined.replace("}]", "}, {planned: 2026-06-10}]");
        assert_eq!(due("transition-planned", &born("2015-03-03", &planned), "2026-04-20"), None);
    }

    #[test]
    fn a_pupil_off_the_register_owes_none() {
        let off = born("2015-03-03", "").replace("09}", "09, to: 2026-03-27}");
        assert_eq!(due("transition-planned", &off, "2026-04-20"), None);
    }
}
