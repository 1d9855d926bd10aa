//! `information-report`: the school's SEN information report is renewed every year.

use super::{last_of, years_after};
use crate::finding::Severity;
use crate::rules::{Clocks, Owes, Owner, Question, Rule, RuleKind};
use crate::school::EventKind;

pub(crate) const RULE: Rule = Rule {
    id: "information-report",
    severity: Severity::Error,
    clause: "5 SEND Information Report, 16",
    law: "Children and Families Act 2014 s.69; SEND Regulations 2014 Sch. 1",
    summary: "the SEN information report on the website is renewed a year after the last one",
    why: "The report is where a family reads what the school can do for their child. It must cover: the kinds of SEN \
          provided for; how needs are found and assessed; how provision is made, reviewed, adapted and judged, with or \
          without a plan, and how pupils join in everything and are cared for; the SENCO's name and contact details; staff \
          training and outside expertise; equipment; how parents and pupils are consulted; complaints; other services and \
          support for parents; moving between phases; the authority's local offer; and, for disabled pupils, admission, \
          fair treatment, access and the accessibility plan.",
    remedy: "renew the report, and add the date to send.toml under [published] or record it with `send event information-report`",
    bad: "
# send.toml
[published]
information_report = 2025-01-10
accessibility_plan = 2024-06-01
",
    good: "
# send.toml
[published]
information_report = 2025-01-10
accessibility_plan = 2024-06-01
# school.yaml
events: [{date: 2026-01-14, kind: information-report}]
",
    kind: RuleKind::DutyOfSchool(Owes::One(Owner::Senco), duty),
};

fn duty(question: &Question<'_>, clocks: &mut Clocks) {
    let published = question.school.settings.published.information_report;
    let last = last_of(published, question.school.last_event(EventKind::InformationReport, question.as_at), question);
    years_after(last, 1, Owner::Senco, question, clocks);
}

#[cfg(test)]
mod tests {
    use crate::rules::school_examples::{due, reasons};

    #[test]
    fn the_later_of_the_setting_and_the_event_counts() {
        let both = |published: &str, event: &str| {
            let example = format!(
                "# send.toml\n[published]\ninformation_report = {published}\n# school.yaml\nevents: [{{date: {event}, kind: information-report}}]\n"
            );
            due("information-report", &example, "2026-01-15")
        };
        assert_eq!(both("2025-09-12", "2024-09-12"), ["2026-09-12"]);
        assert_eq!(both("2024-09-12", "2025-09-15"), ["2026-09-15"]);
        // A future date has not happened yet.
        assert_eq!(both("2026-01-16", "2024-02-29"), ["2025-02-28"]);
    }

    #[test]
    fn a_report_without_a_date_is_due_from_the_first_day_of_the_policy() {
        let example = "# send.toml\n[published]\n# school.yaml\nevents: []\n";
        assert_eq!(due("information-report", example, "2026-01-15"), ["2025-09-01"]);
        assert_eq!(reasons("information-report", example, "2026-01-15"), ["no date is recorded"]);
    }
}
