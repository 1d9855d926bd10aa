//! `information-report-outdated`: a policy has come into force since the information report was last renewed.

use crate::finding::{Severity, key_path};
use crate::model::day::Day;
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};
use crate::school::{EventKind, School};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "information-report-outdated",
    severity: Severity::Warning,
    clause: "5, 16",
    law: "",
    summary: "a policy has come into force since the SEND information report was renewed",
    why: "The report tells families how the school carries out its policy, and must be updated as soon as possible after a change. A \
          report on the old policy is out of date. Other changes that make it so are not in this folder: only people know them.",
    remedy: "renew the report, and add the date to `published.information_report` in send.toml or to school.yaml",
    bad: "
in_force = 2025-09-01        # in the policy file
information_report = 2024-09-13
",
    good: "
in_force = 2025-09-01        # in the policy file
information_report = 2025-09-12
",
    kind: RuleKind::Together(check),
};

fn check(_: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    // Without any report, another rule reports it. Without a urn, the school's own duties have not begun.
    let named = question.school.settings.school.urn.is_some();
    let Some(renewed) = last_renewed(question.school, question.as_at).filter(|_| named) else { return };
    let in_force = question.policies.in_force_on(question.as_at).in_force;
    if renewed < in_force && in_force <= question.as_at {
        let (renewed, in_force) = (words::date(renewed), words::date(in_force));
        let message = format!(
            "the information report was renewed on {renewed}, but the policy has been in force since {in_force}"
        );
        found.at(key_path!["published", "information_report"], message);
    }
}

/// The day the report was last renewed, as at a day, according to either of the files that may record it.
fn last_renewed(school: &School, as_at: Day) -> Option<Day> {
    let events = school.events.iter().filter(|event| event.kind == EventKind::InformationReport);
    let days = events.map(|event| event.date).chain(school.settings.published.information_report);
    days.filter(|day| *day <= as_at).max()
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::found_in_school;
    use crate::school::{Event, EventKind, School};

    fn found(on: &str, change: impl Fn(&mut School)) -> Vec<String> {
        found_in_school("information-report-outdated", on, |school| {
            school.settings.school.urn = Some("100000".into());
            change(school);
        })
    }

    fn published(on: &'static str) -> impl Fn(&mut School) {
        move |school| school.settings.published.information_report = Some(day(on))
    }

    #[test]
    fn a_report_from_the_day_before_the_policy_is_outdated_and_one_from_its_first_day_is_not() {
        assert_eq!(
            found("2026-01-15", published("2025-08-31")),
            [
                "published.information_report: the information report was renewed on 31 Aug 2025, but the policy has been in force since 1 Sep 2025"
            ]
        );
        assert_eq!(found("2026-01-15", published("2025-09-01")), [""; 0]);
        assert_eq!(found("2025-08-31", published("2025-08-30")), [""; 0]);
    }

    #[test]
    fn an_event_also_renews_the_report_and_a_later_event_does_not_count_yet() {
        let event = |school: &mut School| {
            published("2025-08-31")(school);
            let kind = EventKind::InformationReport;
            school.events.push(Event {
                date: day("2025-10-01"),
                kind,
                class: None,
                commit: None,
                by: None,
                note: None,
            });
        };
        assert_eq!(found("2025-09-30", event).len(), 1);
        assert_eq!(found("2025-10-01", event), [""; 0]);
    }

    #[test]
    fn a_new_folder_has_no_such_finding() {
        assert_eq!(found("2026-01-15", |_| ()), [""; 0]);
        let unnamed = |school: &mut School| {
            published("2025-08-31")(school);
            school.settings.school.urn = None;
        };
        assert_eq!(found("2026-01-15", unnamed), [""; 0]);
    }
}
