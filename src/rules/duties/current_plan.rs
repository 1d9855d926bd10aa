//! `current-plan`: a pupil with support always has a current plan.
//!
//! The other duties about plans ask for one after a single event: entering stage C, or a review that decides to continue. This one
//! asks whenever a pupil has support and no plan, so that no pupil is left without one (DESIGN 7.2).

use super::{
    application_sent, consent_asked, days_by_choice, decision_acted_on, is_of_present_run, last_day_for_found,
    learning_plan, next_plan, note_on_days, owner_at, referral_answered, refusal_followed,
};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Cycle;
use crate::model::day::Day;
use crate::model::record::OnRoll;
use crate::model::vocabulary::Stage;
use crate::rules::escalation::{Waits, escalates_from_a, waits_for_family};
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind, clocks_of};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "current-plan",
    severity: Severity::Error,
    clause: "6.1",
    law: "",
    summary: "a pupil with support has a current plan, with a review no later than the next term",
    why: "The policy says that support runs in cycles of assess, plan, do and review, at every stage. Without a current plan, the \
          class teacher does not know what to do, and nobody looks at whether it helps. The number of days is the school's own \
          choice.",
    remedy: "write the plan with the family, and record it with its review date: `send plan PUPIL`",
    bad: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
",
    good: "
stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
cycles: [{stage: B, plan: {date: 2025-11-10, kind: itp, review_by: 2026-03-20}}]
",
    kind: RuleKind::Duty(Owes::ByStage, FactsFound::SaidByDuty, duty),
};

/// The duties that ask for the plan, or for the step before it. While one of them falls due soon, this one is silent.
const ASKED_FIRST: &[&Rule] = &[
    &learning_plan::RULE,
    &next_plan::RULE,
    &decision_acted_on::RULE,
    &referral_answered::RULE,
    &refusal_followed::RULE,
    &consent_asked::RULE,
    &application_sent::RULE,
];

/// How many days after this duty's own day another one may fall due and still be asked first.
const SOON: u32 = 28;

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let stage = record.last_stage().filter(|stage| *stage != Stage::Closed);
    let cycles = cycles_to_look_at(record, stage);
    if !has_support(record, stage) || cycles.iter().any(|cycle| is_current(cycle, record, question)) {
        return;
    }
    let since = without_plan_since(record, stage, &cycles, question);
    let due = match record.found_on().filter(|found| since <= *found) {
        Some(found) => last_day_for_found(found, question),
        None => days_by_choice(since, question.policies.in_force_on(since).within.plan, question),
    };
    if !is_asked_first(due.day, record, question) {
        let because = format!("without a plan since {}", words::date(since));
        let note = open_plan_note(&cycles, record, question).or_else(|| note_on_days(due));
        clocks.run_with_note(due.day, stage.map_or(Owner::Senco, owner_at), last_planned(record), because, note);
    }
}

/// The fact that a calendar knows this clock by: the last plan, or that there is none. What the clock is counted from changes
/// with every step that puts the plan off, and the entry must move with it.
fn last_planned(record: &AsAt) -> ClockStart {
    let planned = record.cycles.iter().filter_map(|cycle| cycle.plan.as_ref()).map(|plan| plan.date).max();
    ClockStart { day: planned, ..ClockStart::of("cycles.plan") }
}

/// Whether the pupil has support: at a stage, on the register, by a plan or an award, or by what the pupil arrived with until the
/// school has decided on it. An open concern on its own is no support yet.
pub(super) fn has_support(record: &AsAt, stage: Option<Stage>) -> bool {
    stage.is_some()
        || record.register_spell().is_some()
        || record.plan_in_force().is_some()
        || record.award().is_some()
        || record.arrival_that_waits().is_some()
}

/// The cycles of the present stay; without a stage, those since the pupil joined.
pub(super) fn cycles_to_look_at(record: &AsAt, stage: Option<Stage>) -> Vec<&Cycle> {
    if stage.is_some() {
        return record.cycles_of_stay().map(|(_, cycle)| cycle).collect();
    }
    let joined = record.spell_on_roll().and_then(|spell| spell.from);
    let since = |cycle: &&Cycle| joined.is_none_or(|joined| cycle.last_day().is_none_or(|day| day >= joined));
    record.cycles.iter().filter(since).collect()
}

/// Whether a cycle is a current plan: open, with a near review. One whose review is late stays current, and `cycle-review` asks
/// for the review. A plan of before the pupil was found or came back counts only if its review was still to come.
fn is_current(cycle: &Cycle, record: &AsAt, question: &Question<'_>) -> bool {
    let Some(plan) = cycle.plan.as_ref().filter(|_| cycle.review.is_none()) else { return false };
    let Some(review_by) = plan.review_by else { return false };
    let is_of_before = |day: &Day| plan.date <= *day;
    let outlasts_it = record.before_until().filter(is_of_before).is_none_or(|day| review_by > day);
    outlasts_it
        && !record.has_only_a_found_review_date(cycle)
        && review_by <= question.school.calendar.last_near_review(plan.date)
}

/// The day since which the pupil has had support and no plan: the latest of the days that each called for one.
fn without_plan_since(record: &AsAt, stage: Option<Stage>, cycles: &[&Cycle], question: &Question<'_>) -> Day {
    let entered = record.last_move().filter(|_| stage.is_some()).map(|last| last.date);
    let reviewed = cycles.iter().filter_map(|cycle| cycle.review.as_ref()).map(|review| review.date).max();
    let supported = [
        record.register_spell().map(|(_, spell)| spell.first_day()),
        record.plan_in_force().map(|(_, plan)| plan.first_day()),
        record.award().map(|(_, award)| award.first_day()),
        record.spell_on_roll().map(OnRoll::first_day),
    ];
    let asked_first = [asked_first_until(record, stage, cycles), family_asked_until(record, question)];
    let days = [entered, reviewed].into_iter().chain(asked_first).chain(supported);
    days.flatten().max().unwrap_or(record.day())
}

/// The last day on which a duty of [`ASKED_FIRST`] was met or ended. A move or a review that ended one is counted already.
fn asked_first_until(record: &AsAt, stage: Option<Stage>, cycles: &[&Cycle]) -> Option<Day> {
    // A plan that is not current may still have met `learning-plan` or `next-plan`.
    let planned = cycles.iter().filter_map(|cycle| cycle.plan.as_ref()).map(|plan| plan.date).max();
    let is_before_c = !matches!(stage, Some(Stage::C | Stage::D));
    let referrals = record.referrals.iter().filter(|one| one.is_within_school() && is_of_present_run(record, one.date));
    let answered = referrals.filter_map(|referral| referral.answered).max().filter(|_| is_before_c);
    let applications = record.applications.iter().filter_map(|application| application.began_on());
    let applied = applications.max().filter(|_| stage == Some(Stage::D));
    let off_register = record.register.iter().filter_map(|spell| spell.to).filter(|to| *to <= record.day()).max();
    [planned, answered, applied, off_register].into_iter().flatten().max()
}

/// The last day on which the family's answer, or what was done about its refusal, ended a duty of [`ASKED_FIRST`].
fn family_asked_until(record: &AsAt, question: &Question<'_>) -> Option<Day> {
    if let Some((refused, _)) = refusal_followed::refused_since(record) {
        return refusal_followed::followed_on(record, refused).max(Some(refused));
    }
    escalates_from_a(record, question)?;
    match waits_for_family(record) {
        Waits::NotSince(day) => Some(day),
        Waits::ForAnswer(_) | Waits::Refused => None,
    }
}

/// Whether another duty asks for the plan, or for the step before it, soon after a day.
fn is_asked_first(due: Day, record: &AsAt, question: &Question<'_>) -> bool {
    let until = due.plus_days(SOON);
    ASKED_FIRST.iter().flat_map(|rule| clocks_of(rule, record, question)).any(|clock| clock.due <= until)
}

/// Why the last open plan is not a current one.
fn open_plan_note(cycles: &[&Cycle], record: &AsAt, question: &Question<'_>) -> Option<String> {
    let open = cycles.iter().rev().find(|cycle| cycle.review.is_none() && cycle.plan.is_some())?;
    let plan = open.plan.as_ref()?;
    let last = question.school.calendar.last_near_review(plan.date);
    let why = match plan.review_by {
        None => "has no review date".to_owned(),
        Some(review_by) if review_by > last => {
            format!("is reviewed too late: no later than {}", words::date(last))
        }
        Some(_) if record.has_only_a_found_review_date(open) => "has only a review date".to_owned(),
        Some(review_by) if record.is_as_found(review_by) => "was due for review before these records began".to_owned(),
        Some(_) => "was due for review before the pupil came back".to_owned(),
    };
    Some(format!("the plan of {} {why}", words::date(plan.date)))
}

#[cfg(test)]
mod tests {
    use crate::model::day::{Day, day};
    use crate::rules::examples::{due, duties_unmet, notes};

    const AT_B: &str = "stages: [{date: 2025-11-10, stage: B}]\n";

    fn owed(text: &str) -> Option<String> {
        due("current-plan", text, "2026-01-15")
    }

    fn planned(date: &str, more: &str) -> String {
        format!("cycles: [{{stage: B, plan: {{date: {date}, kind: itp{more}}}}}]\n")
    }

    #[test]
    fn support_of_every_kind_asks_for_a_plan_within_a_fortnight() {
        for text in [
            AT_B,
            "register: [{from: 2025-11-10}]\n",
            "ehc_plan: [{final: 2025-11-10}]\n",
            "sspp: [{from: 2025-11-10}]\n",
            "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2025-11-10}]\n",
            "stages: [{date: 2025-03-10, stage: A}, {date: 2025-10-06, stage: closed}]\nregister: [{from: 2025-11-10}]\n",
        ] {
            assert_eq!(owed(text).as_deref(), Some("2025-11-24"), "{text}");
        }
    }

    #[test]
    fn a_concern_on_its_own_a_closed_pupil_and_an_arrival_without_support_owe_none() {
        for text in [
            "concerns: [{date: 2025-11-10, raised_by: parent}]\n",
            "stages: [{date: 2025-03-10, stage: A}, {date: 2025-11-10, stage: closed}]\n",
            "arrived: {from: Hillside Infants, with: none}\non_roll: [{from: 2025-11-10}]\n",
            "arrived: {from: Hillside Infants, with: K, decided: {date: 2025-11-20}}\non_roll: [{from: 2025-11-10}]\n",
        ] {
            assert_eq!(owed(text), None, "{text}");
        }
    }

    #[test]
    fn an_open_plan_with_a_near_review_is_current_also_when_the_review_is_late() {
        let with = |more: &str| owed(&format!("{AT_B}{}", planned("2025-11-12", more)));
        assert_eq!(with(", review_by: 2025-12-12"), None);
        // Ten school days after the end of the spring term.
        assert_eq!(with(", review_by: 2026-04-24"), None);
        assert_eq!(with(", review_by: 2026-04-25").as_deref(), Some("2025-11-26"));
        assert_eq!(with("").as_deref(), Some("2025-11-26"));
        assert_eq!(
            notes("current-plan", &format!("{AT_B}{}", planned("2025-11-12", "")), "2026-01-15"),
            ["the plan of 12 Nov 2025 has no review date"]
        );
    }

    #[test]
    fn a_plan_of_an_earlier_stage_is_not_current_and_without_a_stage_any_plan_is() {
        let earlier = planned("2025-09-12", ", review_by: 2026-03-20").replace("stage: B", "stage: A");
        assert_eq!(owed(&format!("{AT_B}{earlier}")).as_deref(), Some("2025-11-24"));
        assert_eq!(owed(&format!("register: [{{from: 2025-09-10}}]\n{earlier}")), None);
        let before = format!("register: [{{from: 2025-10-10}}]\non_roll: [{{from: 2025-10-06}}]\n{earlier}");
        assert_eq!(owed(&before).as_deref(), Some("2025-10-24"));
    }

    #[test]
    fn the_latest_day_that_called_for_a_plan_counts() {
        assert_eq!(owed(&format!("{AT_B}register: [{{from: 2025-12-01}}]\n")).as_deref(), Some("2025-12-15"));
        let answered = "referrals: [{date: 2025-11-05, to: inclusion-team, answered: 2025-11-21}]\n";
        assert_eq!(owed(&format!("{AT_B}{answered}")).as_deref(), Some("2025-12-05"));
        let reviewed = "cycles: [{stage: B, review: {date: 2025-12-03, progress: better}}]\n";
        assert_eq!(owed(&format!("{AT_B}{reviewed}")).as_deref(), Some("2025-12-17"));
        let back = "on_roll: [{from: 2022-09-05, to: 2025-12-05}, {from: 2026-01-05}]\n";
        assert_eq!(owed(&format!("{AT_B}{back}")).as_deref(), Some("2026-01-19"));
    }

    #[test]
    fn a_day_without_school_moves_to_the_next_school_day() {
        // 20 December 2025 is the first Saturday of the holidays.
        assert_eq!(owed("stages: [{date: 2025-12-06, stage: B}]\n").as_deref(), Some("2026-01-05"));
    }

    #[test]
    fn while_another_duty_asks_for_the_plan_or_the_step_before_it_this_one_is_silent() {
        for (text, first) in [
            ("stages: [{date: 2025-12-01, stage: C}]\n".to_owned(), "learning-plan"),
            ("stages: [{date: 2025-12-01, stage: D}]\n".to_owned(), "application-sent"),
            (format!("{AT_B}cycles: [{{stage: B, review: {{date: 2025-12-10, decision: adapt}}}}]\n"), "next-plan"),
            (
                format!("{AT_B}cycles: [{{stage: B, review: {{date: 2025-12-10, decision: escalate}}}}]\n"),
                "decision-acted-on",
            ),
            (format!("{AT_B}referrals: [{{date: 2025-11-05, to: inclusion-team}}]\n"), "referral-answered"),
        ] {
            let asked: Vec<&str> = duties_unmet(&text, day("2026-01-15")).into_iter().map(|(id, _)| id).collect();
            assert!(asked.contains(&first) && !asked.contains(&"current-plan"), "{first}: {asked:?}");
        }
    }

    #[test]
    fn a_duty_that_falls_due_later_than_four_weeks_on_does_not_silence_it() {
        let referred = |day: &str| format!("{AT_B}referrals: [{{date: {day}, to: inclusion-team}}]\n");
        // Its own day is 24 November; the answer is owed 28 and 29 days later.
        assert_eq!(owed(&referred("2025-12-08")), None);
        assert_eq!(owed(&referred("2025-12-09")).as_deref(), Some("2025-11-24"));
    }

    #[test]
    fn at_d_the_plan_is_asked_for_from_the_application_on() {
        let at_d = "stages: [{date: 2025-11-10, stage: D}]\napplications: [{for: EHCP, sent: 2025-11-20}]\n";
        assert_eq!(owed(at_d).as_deref(), Some("2025-12-04"));
    }

    #[test]
    fn a_pupil_found_with_support_has_six_weeks_from_that_day() {
        let found = |more: &str| {
            owed(&format!("as_found: {{date: 2025-11-28}}\nstages: [{{date: 2025-11-28, stage: C}}]\n{more}"))
        };
        let cycle = |plan: &str| format!("cycles: [{{stage: C, plan: {{{plan}, kind: learning-plan}}}}]\n");
        assert_eq!(found("").as_deref(), Some("2026-01-09"));
        // A plan with only a review date, as an import writes it, and a plan that was due for review before the day found.
        assert_eq!(found(&cycle("date: 2025-11-28, review_by: 2026-03-20")).as_deref(), Some("2026-01-09"));
        assert_eq!(found(&cycle("date: 2025-09-10, review_by: 2025-11-28")).as_deref(), Some("2026-01-09"));
        // A plan of before whose review was still to come, or one with a target.
        assert_eq!(found(&cycle("date: 2025-09-10, review_by: 2025-11-29")), None);
        let target = "date: 2025-11-28, review_by: 2026-03-20, targets: [{text: Retell a story}]";
        assert_eq!(found(&cycle(target)), None);
        // What happened since has its own time.
        let moved =
            "as_found: {date: 2025-11-28}\nstages: [{date: 2025-11-28, stage: A}, {date: 2025-12-01, stage: B}]\n";
        assert_eq!(owed(moved).as_deref(), Some("2025-12-15"));
    }

    #[test]
    fn after_a_return_a_plan_of_before_counts_only_if_its_review_is_still_to_come() {
        let back = |review_by: &str| {
            let on_roll = "on_roll: [{from: 2022-09-05, to: 2025-12-05}, {from: 2026-01-05}]\n";
            owed(&format!("{AT_B}{on_roll}{}", planned("2025-11-12", &format!(", review_by: {review_by}"))))
        };
        assert_eq!(back("2026-01-04").as_deref(), Some("2026-01-19"));
        assert_eq!(back("2026-01-05"), None);
    }

    #[test]
    fn a_pupil_who_comes_back_at_c_is_asked_for_a_plan_from_the_return_on() {
        let back = "stages: [{date: 2022-12-05, stage: C}]
on_roll: [{from: 2022-09-05, to: 2023-07-21}, {from: 2025-12-01}]
cycles: [{stage: C, plan: {date: 2022-12-12, kind: learning-plan, review_by: 2023-09-22}}]
";
        for spell in [
            "",
            "register: [{from: 2022-12-05}]\n",
            "register: [{from: 2022-12-05, to: 2023-07-21}, {from: 2025-12-01}]\n",
        ] {
            let text = format!("{back}{spell}");
            let unmet = duties_unmet(&text, day("2025-12-01"));
            let plans: Vec<&(&str, Day)> =
                unmet.iter().filter(|(id, _)| ["learning-plan", "current-plan", "cycle-review"].contains(id)).collect();
            assert_eq!(plans, [&("current-plan", day("2025-12-15"))], "{spell}");
            let said = notes("current-plan", &text, "2025-12-01");
            assert_eq!(said, ["the plan of 12 Dec 2022 was due for review before the pupil came back"], "{spell}");
        }
    }

    #[test]
    fn the_class_teacher_owes_it_at_stage_a_and_the_senco_at_the_others() {
        use crate::rules::Owner;
        use crate::rules::examples::clocks_of;
        let owner = |text: &str| clocks_of("current-plan", text, "2026-01-15")[0].owner;
        assert_eq!(owner("stages: [{date: 2025-11-10, stage: A}]\n"), Owner::ClassTeacher);
        assert_eq!((owner(AT_B), owner("register: [{from: 2025-11-10}]\n")), (Owner::Senco, Owner::Senco));
    }
}
