//! `stage-a-review`: after six weeks of stage A, a review looks at whether the adaptations helped.

use super::{end_of_stage_a, note_on};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "stage-a-review",
    severity: Severity::Error,
    clause: "6.1 Stage A",
    law: "",
    summary: "stage A is reviewed after its six weeks",
    why: "Six weeks is long enough to see whether good teaching on its own is closing the gap, and short enough not to lose a \
          term. Without the review, no one decides whether the pupil needs more.",
    remedy: "hold the review, and record the progress and the decision",
    bad: "
stage: A
stages: [{date: 2025-11-18, stage: A}]
contacts: [{date: 2025-11-20, kind: meeting, about: concern, with: parent}]
cycles:
  - stage: A
    plan: {date: 2025-11-24, kind: adaptations, review_by: 2026-01-16}
",
    good: "
stage: A
stages: [{date: 2025-11-18, stage: A}]
contacts: [{date: 2025-11-20, kind: meeting, about: concern, with: parent}]
cycles:
  - stage: A
    plan: {date: 2025-11-24, kind: adaptations, review_by: 2026-01-16}
    review: {date: 2026-01-08, progress: little, decision: continue}
",
    kind: RuleKind::Duty(Owes::One(Owner::ClassTeacher), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((entered, counted)) = end_of_stage_a(record, question) else { return };
    let reviewed =
        record.cycles_of_stay().filter_map(|(_, cycle)| cycle.review.as_ref()).any(|review| review.date >= entered);
    if !reviewed {
        let because = format!("at A since {}", words::date(entered));
        let start = ClockStart::on("stages", entered);
        let clock = Clock::new(counted.day, Owner::ClassTeacher, start, because).noted(note_on(counted));
        clocks.start(clock.since(entered));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn entered(date: &str) -> String {
        format!("stage: A\nstages: [{{date: {date}, stage: A}}]\n")
    }

    #[test]
    fn it_is_due_six_school_weeks_after_entering() {
        assert_eq!(due("stage-a-review", &entered("2025-09-09"), "2025-10-20").as_deref(), Some("2025-10-21"));
        assert_eq!(due("stage-a-review", &entered("2025-09-09"), "2025-10-22").as_deref(), Some("2025-10-21"));
    }

    #[test]
    fn half_term_and_summer_do_not_count() {
        assert_eq!(due("stage-a-review", &entered("2025-09-16"), "2025-11-04").as_deref(), Some("2025-11-04"));
        assert_eq!(due("stage-a-review", &entered("2026-07-06"), "2026-09-21").as_deref(), Some("2026-09-21"));
    }

    #[test]
    fn a_review_from_an_earlier_stay_does_not_count() {
        let record = "stage: A
stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-11-18, stage: A}]
cycles: [{stage: A, review: {date: 2025-03-05, progress: expected, decision: discontinue}}]
";
        assert_eq!(due("stage-a-review", record, "2026-01-15").as_deref(), Some("2026-01-13"));
    }

    #[test]
    fn a_pupil_who_moved_to_b_was_closed_or_left_owes_none() {
        for record in [
            "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}]",
            "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: closed}]",
            "stages: [{date: 2025-09-09, stage: A}]\non_roll: [{from: 2022-09-05, to: 2025-12-19}]",
        ] {
            assert_eq!(due("stage-a-review", record, "2026-01-15"), None, "{record}");
        }
    }

    #[test]
    fn a_stage_entered_before_a_gap_in_the_roll_owes_none_on_return() {
        let back = |left: &str| {
            format!(
                "stages: [{{date: 2025-09-09, stage: A}}]\non_roll: [{{from: 2022-09-05, to: {left}}}, {{from: 2026-01-05}}]"
            )
        };
        assert_eq!(due("stage-a-review", &back("2025-11-28"), "2025-11-28").as_deref(), Some("2025-10-21"));
        assert_eq!(due("stage-a-review", &back("2025-11-28"), "2026-01-15"), None);
        // `current-plan` asks for what comes next.
        assert_eq!(due("current-plan", &back("2025-11-28"), "2026-01-15").as_deref(), Some("2026-01-19"));
        // Entered again since the return.
        let again =
            back("2025-11-28").replace("A}]", "A}, {date: 2025-11-28, stage: closed}, {date: 2026-01-05, stage: A}]");
        assert!(due("stage-a-review", &again, "2026-01-15").is_some());
    }
}
