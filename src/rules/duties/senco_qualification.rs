//! `senco-qualification`: a SENCO gains the qualification within three years.

use crate::finding::Severity;
use crate::model::day::Day;
use crate::rules::{ClockStart, Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::school::{Qualification, Senco};
use crate::words;

/// Years from the appointment (SEND Regulations 2014 reg. 49).
const YEARS: u32 = 3;

/// A SENCO appointed on or before this day needs no qualification (DOMAIN 5.5).
const LAST_EXEMPT: (i32, u32, u32) = (2009, 9, 1);

/// A NASENCO course counts only if it is completed before this day (DOMAIN 5.5).
const NASENCO_ENDS: (i32, u32, u32) = (2027, 9, 1);

pub(crate) const RULE: Rule = Rule {
    id: "senco-qualification",
    severity: Severity::Error,
    clause: "4 Headteacher",
    law: "SEND Regulations 2014 reg. 49",
    summary: "the SENCO holds the qualification by the third anniversary of the appointment",
    why: "The law says a SENCO must be trained for the work, and gives three years for it.",
    remedy: "enrol the SENCO on the NPQ for SENCOs; once it is gained, add `qualification` and `qualified` to send.toml",
    bad: "
# send.toml
[people.senco]
name = \"R. Osei\"
appointed = 2023-01-09
qualification = \"none\"
",
    good: "
# send.toml
[people.senco]
name = \"R. Osei\"
appointed = 2023-01-09
qualification = \"NPQ\"
qualified = 2025-12-12
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::Headteacher), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let Some(senco) = &question.school.settings.people.senco else { return };
    let Some(appointed) = senco.appointed.filter(|appointed| is_after(*appointed, LAST_EXEMPT)) else { return };
    if appointed > question.as_at || is_qualified(senco, question.as_at) {
        return;
    }
    let in_training = senco.qualification == Some(Qualification::Nasenco);
    let note = "NASENCO counts only for a course begun before 1 Sep 2024 and completed before 1 Sep 2027";
    clocks.run_with_note(
        appointed.plus_months(12 * YEARS),
        Owner::Headteacher,
        ClockStart::on("appointed", appointed),
        format!("appointed {}", words::date(appointed)),
        in_training.then(|| note.to_owned()),
    );
}

/// Whether a qualification that counts had been gained by a day.
fn is_qualified(senco: &Senco, as_at: Day) -> bool {
    let Some(qualified) = senco.qualified.filter(|qualified| *qualified <= as_at) else { return false };
    match senco.qualification {
        Some(Qualification::Npq) => true,
        Some(Qualification::Nasenco) => !is_on_or_after(qualified, NASENCO_ENDS),
        Some(Qualification::None) | None => false,
    }
}

fn is_after(day: Day, (year, month, of_month): (i32, u32, u32)) -> bool {
    Day::new(year, month, of_month).is_some_and(|limit| day > limit)
}

fn is_on_or_after(day: Day, (year, month, of_month): (i32, u32, u32)) -> bool {
    Day::new(year, month, of_month).is_some_and(|limit| day >= limit)
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::{due, notes};

    fn senco(appointed: &str, more: &str) -> String {
        format!("# send.toml\n[people.senco]\nname = \"R. Osei\"\nappointed = {appointed}\n{more}\n")
    }

    #[test]
    fn it_is_due_on_the_third_anniversary() {
        assert_eq!(due("senco-qualification", &senco("2023-01-09", ""), "2025-10-01"), ["2026-01-09"]);
        assert_eq!(due("senco-qualification", &senco("2024-02-29", ""), "2025-10-01"), ["2027-02-28"]);
        assert_eq!(due("senco-qualification", &senco("2025-10-02", ""), "2025-10-01"), [""; 0]);
    }

    #[test]
    fn a_course_counts_only_once_it_is_gained_and_only_from_that_day() {
        let begun = senco("2023-01-09", "qualification = \"NASENCO\"");
        assert_eq!(due("senco-qualification", &begun, "2025-10-01"), ["2026-01-09"]);
        assert!(notes("senco-qualification", &begun, "2025-10-01")[0].starts_with("NASENCO counts only"));
        let gained = senco("2023-01-09", "qualification = \"NPQ\"\nqualified = 2025-12-12");
        assert_eq!(due("senco-qualification", &gained, "2025-12-11"), ["2026-01-09"]);
        assert_eq!(due("senco-qualification", &gained, "2025-12-12"), [""; 0]);
    }

    #[test]
    fn nasenco_gained_too_late_does_not_count_and_an_early_appointment_needs_none() {
        let gained = |on: &str| senco("2024-09-02", &format!("qualification = \"NASENCO\"\nqualified = {on}"));
        assert_eq!(due("senco-qualification", &gained("2027-08-31"), "2027-10-01"), [""; 0]);
        assert_eq!(due("senco-qualification", &gained("2027-09-01"), "2027-10-01"), ["2027-09-02"]);
        assert_eq!(due("senco-qualification", &senco("2009-09-01", ""), "2025-10-01"), [""; 0]);
        assert_eq!(due("senco-qualification", &senco("2009-09-02", ""), "2025-10-01"), ["2012-09-02"]);
    }
}
