//! `concern-answered`: a concern leads to stage A, or is closed and the parents are told how it ended.

use super::{days_by_choice, note_on_days};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::{Concern, OnRoll};
use crate::model::text::Text;
use crate::model::vocabulary::Stage;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "concern-answered",
    severity: Severity::Error,
    clause: "6.1",
    law: "",
    summary: "a concern is answered: the pupil enters stage A, or it is closed and the parents are told how it ended",
    why: "The policy says that early action follows a concern. A concern that is only written down is forgotten, and the family \
          that raised it waits for an answer. The number of days is the school's own choice.",
    remedy: "move the pupil to stage A with `send advance PUPIL --to A`; if no stage is needed, tell the parents, and close the \
             concern with its outcome: `send close PUPIL`",
    bad: "
concerns: [{date: 2025-12-01, raised_by: parent, grounds: [other], summary: Copies from the board with her nose on the page}]
",
    good: "
concerns: [{date: 2025-12-01, raised_by: parent, grounds: [other], summary: Copies from the board with her nose on the page,
  closed: 2025-12-12, outcome: new glasses, told: 2025-12-12}]
",
    kind: RuleKind::Duty(Owes::One(Owner::ClassTeacher), FactsFound::SaidByDuty, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some(joined) = record.spell_on_roll().map(OnRoll::first_day) else { return };
    let raised: Vec<(Day, &str)> =
        record.concerns.iter().map(|one| (one.date, one.summary.as_ref().map_or("", Text::as_str))).collect();
    for (index, concern) in record.concerns.iter().enumerate().filter(|(_, concern)| !is_answered(concern)) {
        if had_a_stage_since(concern.date, record) {
            continue;
        }
        // A concern of before is answered by the school that the pupil joined, or that began its records.
        let since = record.or_day_found(concern.date.max(joined));
        let due = days_by_choice(since, question.policies.in_force_on(since).within.concern, question);
        let because = format!("raised {}", words::date(concern.date));
        let note = lacking_in_answer(concern).or_else(|| note_on_days(due));
        let start = ClockStart::among("concerns", &raised, index);
        clocks.run_with_note(due.day, Owner::ClassTeacher, start, because, note);
    }
}

/// Whether a concern was closed with its outcome, and the parents were told.
fn is_answered(concern: &Concern) -> bool {
    concern.closed.is_some() && concern.outcome.is_some() && concern.told.is_some()
}

/// The part of the answer that is missing from a concern that was closed.
fn lacking_in_answer(concern: &Concern) -> Option<String> {
    let closed = concern.closed?;
    let missing = if concern.outcome.is_none() { "its outcome" } else { "the day the parents were told" };
    Some(format!("closed {} without {missing}", words::date(closed)))
}

/// Whether the pupil was at a stage on a day, or entered one on that day or later.
fn had_a_stage_since(day: Day, record: &AsAt) -> bool {
    let before = record.stages.iter().rfind(|entry| entry.date < day);
    let since = record.stages.iter().filter(|entry| entry.date >= day);
    before.into_iter().chain(since).any(|entry| entry.stage != Stage::Closed)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{clocks_of, due};

    const CONCERN: &str = "concerns: [{date: 2025-11-10, raised_by: parent, grounds: [other]}]\n";

    fn owed(more: &str) -> Option<String> {
        due("concern-answered", &format!("{CONCERN}{more}"), "2026-01-15")
    }

    #[test]
    fn a_concern_that_nobody_answers_is_owed_an_answer_after_a_fortnight() {
        assert_eq!(owed("").as_deref(), Some("2025-11-24"));
    }

    #[test]
    fn a_stage_then_or_since_answers_it_and_one_before_that_was_closed_does_not() {
        assert_eq!(owed("stages: [{date: 2025-11-10, stage: A}]\n"), None);
        assert_eq!(owed("stages: [{date: 2025-12-08, stage: A}, {date: 2026-01-12, stage: closed}]\n"), None);
        assert_eq!(owed("stages: [{date: 2025-03-10, stage: B}]\n"), None);
        assert!(owed("stages: [{date: 2025-03-10, stage: A}, {date: 2025-05-12, stage: closed}]\n").is_some());
    }

    #[test]
    fn it_is_closed_with_its_outcome_and_the_parents_told() {
        let closed = |keys: &str| CONCERN.replace("}]", &format!(", {keys}}}]"));
        let notes = |keys: &str| {
            let clocks = clocks_of("concern-answered", &closed(keys), "2026-01-15");
            clocks.into_iter().map(|clock| clock.note.unwrap_or_default()).collect::<Vec<String>>()
        };
        assert_eq!(notes("closed: 2025-11-20, outcome: new glasses, told: 2025-11-21"), [""; 0]);
        assert_eq!(
            notes("closed: 2025-11-20, outcome: new glasses"),
            ["closed 20 Nov 2025 without the day the parents were told"]
        );
        assert_eq!(notes("closed: 2025-11-20, told: 2025-11-21"), ["closed 20 Nov 2025 without its outcome"]);
        assert_eq!(notes("told: 2025-11-21"), [""]);
    }

    #[test]
    fn a_concern_of_before_is_owed_an_answer_from_joining_or_from_the_day_found() {
        assert_eq!(owed("on_roll: [{from: 2025-12-01}]\n").as_deref(), Some("2025-12-15"));
        assert_eq!(owed("as_found: {date: 2025-11-28}\n").as_deref(), Some("2025-12-12"));
        assert_eq!(owed("as_found: {date: 2025-11-03}\n").as_deref(), Some("2025-11-24"));
    }

    #[test]
    fn each_open_concern_has_its_own_clock() {
        let two = CONCERN.replace("}]", "}, {date: 2025-12-01, raised_by: class-teacher}]");
        assert_eq!(clocks_of("concern-answered", &two, "2026-01-15").len(), 2);
    }
}
