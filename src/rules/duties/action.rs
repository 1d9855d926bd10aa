//! `action`: an action agreed at a review is done by its date.

use super::is_of_present_run;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::compared_name::ComparedName;
use crate::model::cycle::Action;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "action",
    severity: Severity::Error,
    clause: "6.2 Review",
    law: "",
    summary: "an action agreed at a review is done by its date",
    why: "An action is a promise made to the family at the review. They notice when it is not kept, and the plan may \
          depend on it.",
    remedy: "do it and record the date as `done`, or agree another date and record it as `by`",
    bad: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles:
  - stage: B
    review:
      date: 2025-12-16
      decision: continue
      actions: [{what: Send home the picture cards, who: J. Patel, by: 2026-01-09}]
  - stage: B
    plan: {date: 2025-12-18, kind: itp, review_by: 2026-03-20}
",
    good: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles:
  - stage: B
    review:
      date: 2025-12-16
      decision: continue
      actions: [{what: Send home the picture cards, who: J. Patel, by: 2026-01-09, done: 2026-01-08}]
  - stage: B
    plan: {date: 2025-12-18, kind: itp, review_by: 2026-03-20}
",
    kind: RuleKind::Duty(Owes::Named, FactsFound::AskedIfDueLater, duty),
};

// A move to the next stage does not end an action: what the review that led to the move asked for must still be done.
fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let reviews = record.reviews().map(|(_, review)| review).filter(|review| is_of_present_run(record, review.date));
    let actions: Vec<(Day, &Action)> =
        reviews.flat_map(|review| review.actions.iter().map(|action| (review.date, action))).collect();
    let agreed_then: Vec<(Day, &str)> =
        actions.iter().map(|(agreed, action)| (*agreed, action.what.as_str())).collect();
    for (index, (agreed, action)) in actions.iter().enumerate().filter(|(_, (_, action))| action.done.is_none()) {
        if let Some(due) = action.by {
            let start = ClockStart::among("cycles.review.actions", &agreed_then, index);
            clocks.run(due, action_owner(action, record, question), start, format!("agreed {}", words::date(*agreed)));
        }
    }
}

/// The owner of an action: the teacher of the pupil's class or the headteacher if it names one of them, otherwise the SENCO.
fn action_owner(action: &Action, record: &AsAt, question: &Question<'_>) -> Owner {
    let teacher = record.class_name().and_then(|class| question.school.teacher_of(class));
    let headteacher = question.school.settings.people.headteacher.as_ref().map(|head| &head.name);
    if is_for(action, teacher) {
        Owner::ClassTeacher
    } else if is_for(action, headteacher) {
        Owner::Headteacher
    } else {
        Owner::Senco
    }
}

/// Whether an action names this person.
fn is_for(action: &Action, name: Option<&Text>) -> bool {
    match (&action.who, name) {
        (Some(who), Some(name)) => {
            ComparedName::of_name(who.as_str()).is_same_as(&ComparedName::of_name(name.as_str()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{due, duties_unmet, policies, record, school};
    use crate::rules::{Owner, Question, unmet_duties};

    fn reviewed(stages: &str, actions: &str) -> String {
        format!("stages: [{stages}]\ncycles: [{{stage: B, review: {{date: 2025-12-01, actions: [{actions}]}}}}]\n")
    }

    #[test]
    fn every_open_action_has_its_own_clock() {
        let actions = "{what: a, by: 2025-12-05, done: 2025-12-04}, {what: b, by: 2025-12-10}, {what: c}, {what: d, by: 2025-12-19}";
        let text = reviewed("{date: 2025-11-05, stage: B}", actions);
        let unmet = duties_unmet(&text, day("2026-01-15")).into_iter().filter(|(id, _)| *id == "action");
        let due: Vec<String> = unmet.map(|(_, due)| due.to_string()).collect();
        assert_eq!(due, ["2025-12-10", "2025-12-19"]);
    }

    #[test]
    fn an_action_outlives_a_move_to_the_next_stage_but_not_a_closing() {
        let action = "{what: a, by: 2025-12-10}";
        let moved = "{date: 2025-11-05, stage: B}, {date: 2025-12-03, stage: C}";
        assert!(due("action", &reviewed(moved, action), "2025-12-15").is_some());
        let closed = "{date: 2025-11-05, stage: B}, {date: 2025-12-03, stage: closed}";
        assert_eq!(due("action", &reviewed(closed, action), "2025-12-15"), None);
        let again = format!("{closed}, {{date: 2026-01-06, stage: A}}");
        assert_eq!(due("action", &reviewed(&again, action), "2026-01-15"), None);
    }

    #[test]
    fn the_named_person_owes_the_action_and_the_senco_owes_any_other() {
        for (who, owner) in [
            ("j. patel", Owner::ClassTeacher),
            ("J Patel", Owner::ClassTeacher),
            ("\"PATEL, J.\"", Owner::ClassTeacher),
            ("J. Pat\u{e9}l", Owner::ClassTeacher),
            ("M. Okafor", Owner::Headteacher),
            ("R. Osei", Owner::Senco),
            ("mother", Owner::Senco),
            ("J. Patelson", Owner::Senco),
        ] {
            let action = format!("{{what: a, who: {who}, by: 2025-12-10}}");
            let (school, policies) = (school(), policies());
            let as_at = day("2025-12-15");
            let question = Question { as_at, today: as_at, school: &school, policies: &policies };
            let record = record(&reviewed("{date: 2025-11-05, stage: B}", &action)).as_at(as_at);
            let unmet = unmet_duties(&record, &question).into_iter().filter(|unmet| unmet.rule.id == "action");
            let owners: Vec<Owner> = unmet.map(|unmet| unmet.clock.owner).collect();
            assert_eq!(owners, [owner], "{who}");
        }
    }
}
