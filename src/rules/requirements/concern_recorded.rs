//! `concern-recorded`: someone recorded a concern before the pupil enters stage A.

use super::{Answer, Ask, concerns_of_run};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "concern-recorded",
    severity: Severity::Error,
    clause: "6.1",
    law: "",
    summary: "a concern is recorded before stage A",
    why: "A concern that stays in someone's head is lost when the pupil changes class. Once recorded, with the person who \
          raised it, it is the start of every later decision.",
    remedy: "record the concern: who raised it, when, and on what grounds",
    bad: "
# Before the move to A:
# No line `concerns`.
",
    good: "
# Before the move to A:
concerns: [{date: 2026-01-14, raised_by: parent, grounds: [gap-widening]}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    let concern = concerns_of_run(record).next_back().map(|concern| concern.date);
    Answer::on(concern, "a concern was recorded", || match record.run_before_ended() {
        Some(ended) => format!("no concern has been recorded since the last one was closed on {}", words::date(ended)),
        None => "no concern has been recorded".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    fn concern(date: &str) -> String {
        format!("concerns: [{{date: {date}, raised_by: parent}}]\n")
    }

    #[test]
    fn a_concern_counts_on_the_day_or_before() {
        for (date, met) in [("2026-01-14", true), ("2026-01-15", true), ("2026-01-16", false)] {
            assert_eq!(asked("concern-recorded", "A", &concern(date), "2026-01-15").met, met, "{date}");
        }
    }

    #[test]
    fn a_concern_from_an_earlier_run_does_not_count() {
        let stages = "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}]\n";
        for (date, met) in [("2025-01-08", false), ("2025-03-05", false), ("2025-03-06", true)] {
            let answer = asked("concern-recorded", "A", &(concern(date) + stages), "2026-01-15");
            assert_eq!(answer.met, met, "{date}: {}", answer.detail);
        }
    }
}
