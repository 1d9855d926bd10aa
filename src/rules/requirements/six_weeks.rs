//! `six-weeks`: stage A lasted its six weeks.

use super::{Answer, Ask, enters_on_arrival, not_asked_of_arrival};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::Stage;
use crate::rules::duties::{end_of_stage_a, note_on};
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "six-weeks",
    severity: Severity::Error,
    clause: "6.1 Stage A",
    law: "",
    summary: "stage A lasted its six weeks, counted as the policy says",
    why: "Adapted teaching needs time to work. The policy gives it six weeks; less time shows too little.",
    remedy: "wait until the six weeks are over, or set this aside with a reason: a severe or sudden need",
    bad: "
# Before the move to B:
stages: [{date: 2025-11-21, stage: A}]
",
    good: "
# Before the move to B:
stages: [{date: 2025-11-20, stage: A}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, ask: &Ask<'_>) -> Answer {
    if enters_on_arrival(record, ask) {
        return not_asked_of_arrival();
    }
    if record.last_stage() != Some(Stage::A) {
        return Answer::missing("the pupil is not at stage A");
    }
    let Some((entered, counted)) = end_of_stage_a(record, &ask.question) else {
        return Answer::met("the policy sets no number of weeks for stage A");
    };
    let note = note_on(counted).map_or_else(String::new, |note| format!(" ({note})"));
    let (entered, end) = (words::date(entered), words::date(counted.day));
    if record.day() >= counted.day {
        Answer::met(format!("at stage A since {entered}, and the weeks ended on {end}{note}"))
    } else {
        Answer::missing(format!("at stage A since {entered}: the weeks end on {end}{note}"))
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn it_is_met_on_the_day_the_weeks_end_and_not_the_day_before() {
        let entered = "stages: [{date: 2025-09-16, stage: A}]\n";
        for (day, met) in [("2025-11-03", false), ("2025-11-04", true), ("2025-11-05", true)] {
            assert_eq!(asked("six-weeks", "B", entered, day).met, met, "{day}");
        }
    }

    #[test]
    fn weeks_from_an_earlier_stay_do_not_count() {
        let back =
            "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}, {date: 2026-01-07, stage: A}]\n";
        assert!(!asked("six-weeks", "B", back, "2026-01-15").met);
    }
}
