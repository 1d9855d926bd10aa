//! `progress-meeting-missing`: the last whole term had no pupil progress meeting.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};
use crate::school::EventKind;
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "progress-meeting-missing",
    severity: Severity::Warning,
    clause: "6.2 Review",
    law: "",
    summary: "the last whole term had no pupil progress meeting",
    why: "The policy says a meeting each term looks at the progress of every pupil. It is often where more than one adult first \
          notices a need.",
    remedy: "if the meeting was held, record it with `send event progress-meeting --date DATE`; if not, hold one now",
    bad: "
events: []    # of school.yaml
",
    good: "
events: [{date: 2025-12-10, kind: progress-meeting}]
",
    kind: RuleKind::Together(check),
};

fn check(_: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    // Without a urn the school's own duties have not begun.
    if question.school.settings.school.urn.is_none() {
        return;
    }
    let terms = question.school.settings.terms.iter().enumerate();
    let Some((index, term)) = terms.filter(|(_, term)| term.to < question.as_at).max_by_key(|(_, term)| term.to) else {
        return;
    };
    // A meeting held after the term makes up for it.
    let held = question.school.events.iter().any(|event| {
        event.kind == EventKind::ProgressMeeting && event.date >= term.from && event.date <= question.as_at
    });
    if !held {
        let message =
            format!("no pupil progress meeting since {} began on {}", term.name.as_str(), words::date(term.from));
        found.at(key_path!["terms", index, "name"], message);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::found_in_school;
    use crate::school::{Event, EventKind};

    fn found(on: &str, held: &[&str]) -> Vec<String> {
        found_in_school("progress-meeting-missing", on, |school| {
            school.settings.school.urn = Some("100000".into());
            let event = |date: &&str| Event {
                date: day(date),
                kind: EventKind::ProgressMeeting,
                class: None,
                commit: None,
                by: None,
                note: None,
            };
            school.events = held.iter().map(event).collect();
        })
    }

    #[test]
    fn it_is_found_from_the_day_after_the_term() {
        let missing = "terms[0].name: no pupil progress meeting since Autumn 2025 began on 1 Sep 2025";
        assert_eq!(found("2025-12-19", &[]), [""; 0]);
        assert_eq!(found("2025-12-20", &[]), [missing]);
        assert_eq!(found("2025-12-20", &["2025-08-31", "2025-12-21"]), [missing]);
        assert_eq!(found("2025-12-20", &["2025-09-01"]), [""; 0]);
        assert_eq!(found("2026-01-15", &["2026-01-08"]), [""; 0]);
    }

    #[test]
    fn a_new_folder_and_one_without_terms_have_no_such_finding() {
        assert_eq!(found_in_school("progress-meeting-missing", "2026-01-15", |_| ()), [""; 0]);
        let no_terms = |school: &mut crate::school::School| {
            school.settings.school.urn = Some("100000".into());
            school.settings.terms.clear();
        };
        assert_eq!(found_in_school("progress-meeting-missing", "2026-01-15", no_terms), [""; 0]);
    }
}
