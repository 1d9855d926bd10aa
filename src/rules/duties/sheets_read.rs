//! `sheets-read`: in September the staff of each class read the sheet about its pupils with SEND.

use crate::finding::Severity;
use crate::model::day::Day;
use crate::model::year::{school_year, start_of_school_year};
use crate::rules::{Clock, ClockStart, Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::school::EventKind;

pub(crate) const RULE: Rule = Rule {
    id: "sheets-read",
    severity: Severity::Error,
    clause: "6.3",
    law: "",
    summary: "the staff of each class have read the class sheet by the end of September",
    why: "The policy expects all staff to know their pupils with SEND at the start of the autumn term. A pupil should not have \
          to explain a need again to each new teacher.",
    remedy: "read the sheet with everyone who works in the class, then run `send read CLASS --by NAME`",
    bad: "
# school.yaml
events: [{date: 2024-09-10, kind: sheet-read, class: 4B}]
",
    good: "
# school.yaml
events: [{date: 2025-09-10, kind: sheet-read, class: 4B}]
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::ClassTeacher), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let (year, school) = (school_year(question.as_at), question.school);
    let Some(due) = Day::new(year, 9, 30).filter(|due| *due >= question.policies.first_day()) else { return };
    for class in &school.settings.classes {
        let read = school
            .events_until(EventKind::SheetRead, question.as_at)
            .any(|event| event.class.as_ref() == Some(&class.name) && event.date >= start_of_school_year(year));
        if !read {
            let because = "a new school year".to_owned();
            let start = ClockStart::on("school-year", start_of_school_year(year)).labelled(class.name.as_str());
            let class = Some(class.name.as_str().to_owned());
            clocks.start(Clock { class, ..Clock::new(due, Owner::ClassTeacher, start, because) });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::{classes_owing, due};

    const CLASSES: &str =
        "# send.toml\n[[classes]]\nname = \"3A\"\n[[classes]]\nname = \"4B\"\n[[classes]]\nname = \"5A\"\n";

    #[test]
    fn a_class_that_has_read_does_not_hide_another() {
        let read = format!("{CLASSES}# school.yaml\nevents: [{{date: 2025-09-10, kind: sheet-read, class: 4B}}]\n");
        assert_eq!(classes_owing("sheets-read", &read, "2025-09-09"), ["3A", "4B", "5A"]);
        assert_eq!(classes_owing("sheets-read", &read, "2025-10-01"), ["3A", "5A"]);
    }

    #[test]
    fn it_is_owed_again_each_september() {
        let read = "# school.yaml\nevents: [{date: 2025-09-01, kind: sheet-read, class: 4B}]\n";
        assert_eq!(due("sheets-read", read, "2026-08-31"), [""; 0]);
        assert_eq!(due("sheets-read", read, "2026-09-01"), ["2026-09-30"]);
        let august = "# school.yaml\nevents: [{date: 2025-08-31, kind: sheet-read, class: 4B}]\n";
        assert_eq!(due("sheets-read", august, "2025-10-01"), ["2025-09-30"]);
    }

    #[test]
    fn a_policy_that_starts_on_the_last_day_of_september_asks_for_it() {
        let owed = |begins: &str| {
            let policy = format!("# policy/{begins}.toml\nin_force = {begins}\n");
            let events = "# school.yaml\nevents: [{date: 2024-09-10, kind: sheet-read, class: 4B}]\n";
            due("sheets-read", &(policy + events), "2025-10-15")
        };
        assert_eq!(owed("2025-09-30"), ["2025-09-30"]);
        assert_eq!(owed("2025-10-01"), [""; 0]);
    }

    #[test]
    fn a_september_before_the_first_policy_owes_none() {
        assert_eq!(
            due(
                "sheets-read",
                "# school.yaml\nevents: [{date: 2026-09-01, kind: sheet-read, class: 4B}]\n",
                "2025-08-31"
            ),
            [""; 0]
        );
    }
}
