//! `annual-report`: parents of a pupil on the register get a report once a school year.

use super::note_on;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::RegisterSpell;
use crate::model::vocabulary::{ContactKind, Topic};
use crate::model::year::{school_year, start_of_school_year};
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::school::calendar::CountedDay;
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "annual-report",
    severity: Severity::Error,
    clause: "15 Parents",
    law: "SEND Code of Practice 6.64",
    summary: "parents of a pupil on the register get a report by the end of the summer term",
    why: "Every parent gets a report on the year. For a pupil on the register, the report is where the family reads what the \
          support has changed.",
    remedy: "send the report, and record it: `send contact PUPIL report --about annual-report`",
    bad: "
census: K
register: [{from: 2025-04-28}]
contacts: [{date: 2025-04-28, kind: notice, about: register}]
cycles: [{stage: C, review: {date: 2025-12-10, present: [parent]}}, {stage: C, plan: {date: 2025-12-15, kind: learning-plan, review_by: 2026-03-27}}]
",
    good: "
census: K
register: [{from: 2025-04-28}]
contacts: [{date: 2025-04-28, kind: notice, about: register}, {date: 2025-07-10, kind: report, about: annual-report}]
cycles: [{stage: C, review: {date: 2025-12-10, present: [parent]}}, {stage: C, plan: {date: 2025-12-15, kind: learning-plan, review_by: 2026-03-27}}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedIfDueLater, duty),
};

// The report for the year before is still owed in the new school year: the holidays do not cancel it.
fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, spell)) = record.register_spell() else { return };
    let this_year = school_year(question.as_at);
    let (last_year_began, this_year_began) = (start_of_school_year(this_year - 1), start_of_school_year(this_year));
    let reports: Vec<Day> = reports_given(record).collect();
    let in_both = reports.iter().filter(|given| **given >= last_year_began).count();
    let in_this = reports.iter().filter(|given| **given >= this_year_began).count();
    let last = owed_for(this_year - 1, spell, record, question);
    let this = owed_for(this_year, spell, record, question);
    // A report given late is for the year before, and another is owed for this one.
    let given_late = usize::from(last.is_some() && in_both == in_this && in_this > 0);
    let missing =
        [(last_year_began, last.filter(|_| in_both == 0)), (this_year_began, this.filter(|_| in_this == given_late))];
    for (year_began, counted) in missing.into_iter().filter_map(|(began, owed)| Some((began, owed?))) {
        clocks.run_with_note(
            counted.day,
            Owner::Senco,
            ClockStart::on("school-year", year_began),
            format!("on the register {}", words::since_in_words(spell.since())),
            note_on(counted),
        );
    }
}

/// The day the report of a school year is due; `None` if the pupil was not on the register and on roll then.
fn owed_for(year: i32, spell: &RegisterSpell, record: &AsAt, question: &Question<'_>) -> Option<CountedDay> {
    let counted = question.school.calendar.end_of_summer_term(year);
    // A report due before the pupil was found is not asked about, so a later one is not taken for it.
    let is_asked = !record.is_as_found(counted.day);
    let is_owed = is_asked && spell.first_day() <= counted.day && record.is_on_roll_on(counted.day);
    is_owed.then_some(counted)
}

fn reports_given(record: &AsAt) -> impl Iterator<Item = Day> {
    let reports = record.contacts.iter().filter(|contact| {
        contact.kind == ContactKind::Report && contact.about == Topic::AnnualReport && contact.is_with_family()
    });
    reports.map(|contact| contact.date)
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{due, duties_unmet};

    fn record(reports: &[&str]) -> String {
        let contacts: Vec<String> =
            reports.iter().map(|date| format!("{{date: {date}, kind: report, about: annual-report}}")).collect();
        format!("register: [{{from: 2025-09-08}}]\ncontacts: [{}]\n", contacts.join(", "))
    }

    fn owed(reports: &[&str], on: &str) -> Vec<String> {
        let unmet = duties_unmet(&record(reports), day(on)).into_iter().filter(|(id, _)| *id == "annual-report");
        unmet.map(|(_, due)| due.to_string()).collect()
    }

    #[test]
    fn the_report_is_due_by_the_end_of_the_summer_term_and_still_owed_in_autumn() {
        assert_eq!(owed(&[], "2026-07-20"), ["2026-07-20"]);
        assert_eq!(owed(&[], "2026-10-01"), ["2026-07-20", "2027-07-22"]);
        assert_eq!(owed(&["2026-07-10"], "2026-07-20"), [""; 0]);
        assert_eq!(owed(&["2026-07-10"], "2026-10-01"), ["2027-07-22"]);
    }

    #[test]
    fn a_report_given_late_is_not_counted_twice() {
        assert_eq!(owed(&["2026-09-10"], "2026-10-01"), ["2027-07-22"]);
        assert_eq!(owed(&["2026-09-10", "2027-07-09"], "2027-07-09"), [""; 0]);
    }

    #[test]
    fn a_leaver_before_the_end_of_the_year_or_a_pupil_not_yet_on_the_register_is_owed_none() {
        let leaves = record(&[]) + "on_roll: [{from: 2022-09-05, to: 2026-07-10}]\n";
        assert_eq!(due("annual-report", &leaves, "2026-06-01"), None);
        assert_eq!(owed(&[], "2025-09-08"), ["2026-07-20"]);
    }
}
