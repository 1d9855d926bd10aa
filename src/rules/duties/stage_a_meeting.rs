//! `stage-a-meeting`: within the six weeks of stage A the class teacher meets the family about the concern.

use super::{end_of_stage_a, note_on};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ContactKind, Topic};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "stage-a-meeting",
    severity: Severity::Error,
    clause: "6.1 Stage A",
    law: "",
    summary: "the class teacher meets the parents about the concern within the six weeks of stage A",
    why: "Parents know their child best, and should hear of a concern from the teacher before they read it in a letter.",
    remedy: "meet the parents and record the meeting, or record a call about the concern and arrange the meeting",
    bad: "
stage: A
stages: [{date: 2025-11-18, stage: A}]
cycles: [{stage: A, review: {date: 2026-01-08, progress: little, decision: continue}}]
",
    good: "
stage: A
stages: [{date: 2025-11-18, stage: A}]
contacts: [{date: 2025-11-20, kind: meeting, about: concern, with: parent}]
cycles: [{stage: A, review: {date: 2026-01-08, progress: little, decision: continue}}]
",
    kind: RuleKind::Duty(Owes::One(Owner::ClassTeacher), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((entered, counted)) = end_of_stage_a(record, question) else { return };
    let since = record.run_began().unwrap_or(entered);
    let met = record.contacts.iter().any(|contact| {
        contact.kind == ContactKind::Meeting
            && contact.about == Topic::Concern
            && contact.is_with_family()
            && contact.date >= since
    });
    if !met {
        let because = format!("at A since {}", words::date(entered));
        let start = ClockStart::on("stages", entered);
        let clock = Clock::new(counted.day, Owner::ClassTeacher, start, because).noted(note_on(counted));
        clocks.start(clock.since(entered));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn a_meeting_with_an_agency_or_from_an_earlier_run_does_not_count() {
        let stages =
            "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-11-18, stage: A}]\n";
        for contact in [
            "{date: 2025-11-20, kind: meeting, about: concern, with: agency}",
            "{date: 2025-11-20, kind: call, about: concern, with: parent}",
            "{date: 2025-01-10, kind: meeting, about: concern, with: parent}",
        ] {
            let record = format!("{stages}contacts: [{contact}]\n");
            assert_eq!(due("stage-a-meeting", &record, "2026-01-14").as_deref(), Some("2026-01-13"), "{contact}");
        }
    }

    #[test]
    fn a_meeting_before_a_move_back_to_a_counts_in_the_same_run() {
        let record =
            "stages: [{date: 2025-09-09, stage: A}, {date: 2025-11-05, stage: B}, {date: 2026-01-07, stage: A}]
contacts: [{date: 2025-09-11, kind: meeting, about: concern, with: carer}]
";
        assert_eq!(due("stage-a-meeting", record, "2026-03-30"), None);
    }
}
