//! `outside-roll`: a step of this school has a date when the pupil was not on its roll.

use crate::finding::{KeyPath, Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Cycle;
use crate::model::day::Day;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "outside-roll",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a step of this school has a date when the pupil was not on roll",
    why: "A move, a place on the register, a plan, an observation or a review of this school belongs to a day on which the pupil was \
          here. A day before joining or after leaving was mistyped, or the first or last day on roll is wrong, and then the census \
          is wrong too.",
    remedy: "correct the day; if the first or last day on roll is wrong, correct that one",
    bad: "
cycles: [{stage: A, do: [{date: 2021-11-05, note: retells a story in order}]}]
",
    good: "
cycles: [{stage: A, do: [{date: 2025-11-05, note: retells a story in order}]}]
",
    kind: RuleKind::Check(check),
};

// Needs, diagnoses, concerns, arrivals, applications, plans with their reviews, awards, transitions, documents and contacts can be of
// another time and place, so their days are not compared (DESIGN 7.2).
fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    for (index, made) in record.stages.iter().enumerate() {
        look_at(record, made.date, key_path!["stages", index, "date"], found);
    }
    for (index, spell) in record.register.iter().enumerate() {
        // A spell that was only seen to hold says nothing about its first day.
        if let Some(first) = spell.since().known() {
            look_at(record, first, key_path!["register", index, "from"], found);
        }
    }
    for (index, cycle) in record.cycles.iter().enumerate() {
        for (at, day) in days_of(cycle, &key_path!["cycles", index]) {
            look_at(record, day, at, found);
        }
    }
}

/// The days on which the school did something in a cycle, each with its place.
fn days_of(cycle: &Cycle, at: &KeyPath) -> Vec<(KeyPath, Day)> {
    let mut days = Vec::new();
    if let Some(assess) = &cycle.assess {
        days.push((at.then("assess").then("date"), assess.date));
    }
    if let Some(plan) = &cycle.plan {
        days.push((at.then("plan").then("date"), plan.date));
        for (index, provision) in plan.provisions.iter().enumerate() {
            let place = at.then("plan").then("provisions").then(index).then("from");
            days.extend(provision.from.map(|from| (place, from)));
        }
    }
    for (index, observation) in cycle.observations.iter().enumerate() {
        days.push((at.then("do").then(index).then("date"), observation.date));
    }
    if let Some(review) = &cycle.review {
        days.push((at.then("review").then("date"), review.date));
    }
    days
}

fn look_at(record: &AsAt, day: Day, at: KeyPath, found: &mut Found<'_>) {
    // What was found may be of an earlier school, as a register kept by the MIS often is; it is not judged (DESIGN 7.1).
    if record.is_as_found(day) {
        return;
    }
    let Some(why) = why_outside(record, day) else { return };
    let help = format!("correct the day, or the days on roll, with `send edit {}`", record.id());
    found.at_with_help(at, format!("{day} is {why}"), help);
}

/// Says where a day lies that is in no period on roll; `None` if it is in one, or may be. If the first day is not known, the pupil
/// may have been on roll on every day since the last leaving.
fn why_outside(record: &AsAt, day: Day) -> Option<String> {
    let mut left = None;
    for spell in &record.on_roll {
        if spell.to.is_some_and(|to| to < day) {
            left = spell.to.max(left);
            continue;
        }
        let first = spell.since().known().filter(|first| day < *first)?;
        return Some(match left {
            None => format!("before {first}, the first day on roll"),
            Some(left) => format!("after the pupil left on {left} and before the return on {first}"),
        });
    }
    left.map(|left| format!("after {left}, the last day on roll"))
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    const RULE: &str = "outside-roll";
    const TWICE: &str = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2025-09-03}]\n";

    fn moved(on_roll: &str, day: &str) -> Vec<String> {
        found(RULE, &format!("{on_roll}stage: A\nstages: [{{date: {day}, stage: A}}]\n"))
    }

    #[test]
    fn the_first_and_the_last_day_on_roll_are_inside() {
        let once = "on_roll: [{from: 2022-09-05, to: 2025-07-18}]\n";
        for inside in ["2022-09-05", "2025-07-18"] {
            assert_eq!(moved(once, inside), [""; 0], "{inside}");
        }
        assert_eq!(
            moved(once, "2022-09-04"),
            ["stages[0].date: 2022-09-04 is before 2022-09-05, the first day on roll"]
        );
        assert_eq!(moved(once, "2025-07-19"), ["stages[0].date: 2025-07-19 is after 2025-07-18, the last day on roll"]);
    }

    #[test]
    fn the_time_between_leaving_and_coming_back_is_outside() {
        for inside in ["2024-07-19", "2025-09-03"] {
            assert_eq!(moved(TWICE, inside), [""; 0], "{inside}");
        }
        let said = |day: &str| {
            format!("stages[0].date: {day} is after the pupil left on 2024-07-19 and before the return on 2025-09-03")
        };
        for outside in ["2024-07-20", "2025-09-02"] {
            assert_eq!(moved(TWICE, outside), [said(outside)]);
        }
    }

    #[test]
    fn where_the_first_day_is_not_known_an_earlier_day_may_be_inside() {
        assert_eq!(moved("on_roll: [{in_force_on: 2025-11-30}]\n", "2023-01-09"), [""; 0]);
        let returned = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {in_force_on: 2025-11-30}]\n";
        assert_eq!(moved(returned, "2025-01-09"), [""; 0]);
        assert_eq!(moved(returned, "2022-09-04").len(), 1);
        let both = "on_roll: [{from: 2025-09-03, in_force_on: 2025-11-30}]\n";
        assert_eq!(moved(both, "2025-09-02").len(), 1);
    }

    #[test]
    fn what_was_found_is_not_judged_and_what_came_after_it_is() {
        let found_later = "as_found: {date: 2025-09-30}\non_roll: [{from: 2025-09-03}]\n";
        assert_eq!(moved(found_later, "2023-01-09"), [""; 0]);
        let left = "as_found: {date: 2025-09-30}\non_roll: [{from: 2025-09-03, to: 2025-11-28}]\n";
        assert_eq!(moved(left, "2025-12-01").len(), 1);
    }

    #[test]
    fn every_step_of_this_school_is_looked_at() {
        let record = format!(
            "{TWICE}register: [{{from: 2025-01-08, to: 2025-02-01}}, {{in_force_on: 2025-03-01, to: 2025-03-02}}]\n\
             cycles: [{{stage: A, assess: {{date: 2025-01-08}}, plan: {{date: 2025-01-09, kind: adaptations, provisions: \
             [{{what: Talk, kind: intervention, from: 2025-01-10}}]}}, do: [{{date: 2025-01-13, note: tries}}], \
             review: {{date: 2025-02-01}}}}]\n"
        );
        assert_eq!(
            keys_found(RULE, &record),
            [
                "register[0].from",
                "cycles[0].assess.date",
                "cycles[0].plan.date",
                "cycles[0].plan.provisions[0].from",
                "cycles[0].do[0].date",
                "cycles[0].review.date"
            ]
        );
    }

    #[test]
    fn what_may_be_of_another_time_or_place_is_never_found() {
        let elsewhere = "needs: [{type: SLCN, rank: 1, from: 2021-03-01}]
diagnoses: [{date: 2021-03-01, what: Hearing loss}]
concerns: [{date: 2021-03-01, raised_by: parent}]
arrived: {from: Far Primary, with: EHCP, information_requested: 2021-03-01}
contacts: [{date: 2021-03-01, kind: call, about: concern}]
applications: [{for: EHCP, sent: 2021-03-01, received: 2021-03-02}]
ehc_plan: [{final: 2021-03-01, reviews: [{kind: annual, meeting: 2022-02-01}]}]
sspp: [{from: 2021-03-01, to: 2021-07-01}]
documents: [{date: 2021-03-01, title: Letter}]
";
        assert_eq!(keys_found(RULE, elsewhere), [""; 0]);
    }

    #[test]
    fn a_pupil_who_was_never_on_roll_is_not_judged() {
        assert_eq!(moved("on_roll: []\n", "2025-11-05"), [""; 0]);
    }
}
