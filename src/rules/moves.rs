//! The requirements of a move (DESIGN 3): whether each is met, and which may be set aside.
//!
//! A move forward asks only the requirements of the stage it goes to; for a stage that is skipped, only `stages-in-order`
//! applies. A move back asks only for a reason, and so does a move before the first policy. Stage C puts a pupil on the register, so it also asks what the register asks.

use std::collections::BTreeSet;

use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ArrivedWith, Stage};
use crate::policy::{MoveName, MoveSettings};
use crate::rules::requirements::{Answer, Ask, NEVER_WAIVED, parents_told};
use crate::rules::{Question, Rule, RuleKind, rule, severity};

/// The direction of a move, from where the pupil is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MoveDirection {
    /// Forward: to a later stage, to closed, on to the register or off it.
    On,
    /// Back to an earlier stage: allowed, with a reason.
    Back,
    /// No change: the pupil is already there.
    Nowhere,
}

/// One requirement of a move, with its answer.
#[derive(Debug)]
pub(crate) struct JudgedRequirement {
    /// The requirement.
    pub(crate) rule: &'static Rule,
    /// Whether it is met, and what meets it.
    pub(crate) answer: Answer,
    /// Whether a named person may set it aside.
    pub(crate) waivable: bool,
}

/// The conditions of a move.
#[derive(Debug)]
pub(crate) struct MoveConditions {
    /// The direction of the move.
    pub(crate) way: MoveDirection,
    /// Whether the move must give a reason.
    pub(crate) needs_reason: bool,
    /// The requirements, in the order of the policy.
    pub(crate) requirements: Vec<JudgedRequirement>,
}

/// Returns the conditions of a move on the date of the report, under the policy in force that day. The record is as at that day,
/// without the move itself.
pub(crate) fn requirements_of(record: &AsAt, to: MoveName, question: &Question<'_>) -> MoveConditions {
    debug_assert_eq!(record.day(), question.as_at);
    let way = direction_of(record, to);
    let from_a = to == MoveName::Closed && record.last_stage() == Some(Stage::A);
    let is_judged = question.policies.judges(question.as_at);
    let on_needs_reason = way == MoveDirection::On && (from_a || !is_judged);
    let mut asked =
        MoveConditions { way, needs_reason: way == MoveDirection::Back || on_needs_reason, requirements: Vec::new() };
    if way != MoveDirection::On || !is_judged {
        return asked;
    }
    let policy = question.policies.in_force_on(question.as_at);
    let own = policy.moves.get(&to);
    // If a pupil was already on the register, the school told the parents when the pupil joined it.
    let goes_on_it = to == MoveName::C && !was_on_register(record);
    let of_register = policy.moves.get(&MoveName::Register).filter(|_| goes_on_it);
    let mut seen = BTreeSet::new();
    for settings in own.into_iter().chain(of_register) {
        for id in &settings.requires {
            // Leaving stage A ends only adapted teaching, so telling the family is the only requirement.
            let is_asked = !from_a || id == parents_told::RULE.id;
            if is_asked && seen.insert(id.as_str()) {
                asked.requirements.extend(judge_requirement(id, settings, record, &Ask { to, question: *question }));
            }
        }
    }
    asked
}

/// One requirement with its answer; `None` if no rule has this name, or the policy has switched it off.
fn judge_requirement(id: &str, settings: &MoveSettings, record: &AsAt, ask: &Ask<'_>) -> Option<JudgedRequirement> {
    let rule = rule(id)?;
    let RuleKind::Requirement(answer) = rule.kind else { return None };
    severity(rule, &ask.question)?;
    let waivable = settings.may_waive.iter().any(|waivable| waivable == id) && !NEVER_WAIVED.contains(&id);
    Some(JudgedRequirement { rule, answer: answer(record, ask), waivable })
}

fn direction_of(record: &AsAt, to: MoveName) -> MoveDirection {
    let from = record.last_stage();
    let nowhere_or_on = |already| if already { MoveDirection::Nowhere } else { MoveDirection::On };
    match to {
        MoveName::Register => nowhere_or_on(was_on_register(record)),
        MoveName::Remove => nowhere_or_on(record.register_spell().is_none()),
        MoveName::Closed => nowhere_or_on(MoveName::position_of(from) == 0),
        MoveName::A | MoveName::B | MoveName::C | MoveName::D => {
            match to.position().cmp(&MoveName::position_of(from)) {
                std::cmp::Ordering::Less => MoveDirection::Back,
                std::cmp::Ordering::Equal => MoveDirection::Nowhere,
                std::cmp::Ordering::Greater => MoveDirection::On,
            }
        }
    }
}

/// Whether the pupil arrived with support and has not entered a stage here since.
fn enters_with_support(record: &AsAt) -> bool {
    let (Some(joined), Some((_, arrived))) = (record.joined_with_sen(), record.joined_with()) else { return false };
    arrived.with != ArrivedWith::None && record.stages.iter().all(|entry| entry.date < joined)
}

/// Whether the pupil was on the register before this day. A spell that begins on the day belongs to the move itself.
fn was_on_register(record: &AsAt) -> bool {
    record.register_spell().is_some_and(|(_, spell)| spell.first_day() < record.day())
}

/// The next move of a pupil; `None` at stage D. A pupil who arrived with support does not begin again at stage A.
pub(crate) fn next_move(record: &AsAt) -> Option<MoveName> {
    match record.last_stage() {
        None | Some(Stage::Closed) if enters_with_support(record) => Some(MoveName::C),
        None | Some(Stage::Closed) => Some(MoveName::A),
        Some(Stage::A) => Some(MoveName::B),
        Some(Stage::B) => Some(MoveName::C),
        Some(Stage::C) => Some(MoveName::D),
        Some(Stage::D) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::examples::{self, HISTORIES, WITHOUT, move_named, record, unmet_by};

    fn asked(record: &str, to: &str, on: &str) -> MoveConditions {
        let (school, policies, on) = (examples::school(), examples::policies(), crate::model::day::day(on));
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        requirements_of(&examples::record(record).as_at(on), move_named(to), &question)
    }

    fn ids(asked: &MoveConditions) -> Vec<&'static str> {
        asked.requirements.iter().map(|one| one.rule.id).collect()
    }

    #[test]
    fn an_allowed_history_is_complete_and_removing_one_fact_leaves_only_its_requirement_unmet() {
        for (first_line, to, _) in HISTORIES {
            assert_eq!(unmet_by(&format!("{first_line}\n"), *to), [""; 0], "to {}", to.as_str());
        }
        for (to, requirement, line) in WITHOUT {
            let (first_line, to, _) = HISTORIES.iter().find(|(_, name, _)| name.as_str() == *to).unwrap();
            let unmet = unmet_by(&format!("{first_line}\n{line}\n"), *to);
            assert_eq!(unmet, [*requirement], "to {} without it", to.as_str());
        }
    }

    #[test]
    fn the_table_above_has_every_requirement_of_every_move_of_the_template() {
        let policies = examples::policies();
        for (to, settings) in &policies.in_force_on(examples::as_at()).moves {
            for id in &settings.requires {
                let listed = WITHOUT.iter().any(|(name, requirement, _)| *name == to.as_str() && requirement == id);
                // B is one stage after A, so a pupil who skips A has not had its six weeks either.
                assert!(listed || (*to == MoveName::B && id == "stages-in-order"), "{} {id}", to.as_str());
            }
        }
        assert!(unmet_by("# Before the move to B:\n# No line `stages`.\n", MoveName::B).contains(&"stages-in-order"));
    }

    #[test]
    fn a_move_back_asks_only_for_a_reason_and_the_same_stage_is_not_a_move() {
        let at_c =
            "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}, {date: 2025-12-01, stage: C}]\n";
        for (to, way) in [
            ("A", MoveDirection::Back),
            ("B", MoveDirection::Back),
            ("C", MoveDirection::Nowhere),
            ("D", MoveDirection::On),
            ("closed", MoveDirection::On),
        ] {
            let asked = asked(at_c, to, "2026-01-15");
            assert_eq!((asked.way, asked.needs_reason), (way, way == MoveDirection::Back), "{to}");
            assert_eq!(asked.requirements.is_empty(), way != MoveDirection::On, "{to}");
        }
        assert_eq!(asked("", "closed", "2026-01-15").way, MoveDirection::Nowhere);
        assert_eq!(asked("", "remove", "2026-01-15").way, MoveDirection::Nowhere);
    }

    #[test]
    fn before_the_first_policy_a_move_asks_only_for_a_reason() {
        for (on, is_judged) in [("2025-08-31", false), ("2025-09-01", true)] {
            for to in ["A", "B", "C", "D", "register"] {
                let asked = asked("", to, on);
                assert_eq!((asked.way, asked.needs_reason), (MoveDirection::On, !is_judged), "{to} on {on}");
                assert_eq!(asked.requirements.is_empty(), !is_judged, "{to} on {on}");
            }
        }
    }

    #[test]
    fn closing_from_a_asks_for_a_reason_and_that_the_parents_were_told() {
        let from_a = asked("stages: [{date: 2025-09-15, stage: A}]\n", "closed", "2026-01-15");
        assert_eq!((from_a.needs_reason, ids(&from_a)), (true, vec!["parents-told"]));
    }

    #[test]
    fn stage_c_asks_what_the_register_asks_unless_the_pupil_is_on_it() {
        let at_b = "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]\n";
        for (from, is_asked) in [("2026-01-14", false), ("2026-01-15", true), ("2026-01-16", true)] {
            let asked = asked(&format!("{at_b}register: [{{from: {from}}}]\n"), "C", "2026-01-15");
            assert_eq!(ids(&asked).contains(&"parents-notified"), is_asked, "{from}");
        }
    }

    #[test]
    fn consent_and_the_law_are_never_set_aside_whatever_the_policy_says() {
        let text = include_str!("../../records-template/policy/2025-09-01.toml").replace(
            r#"may_waive = ["stages-in-order", "six-weeks", "little-progress"]"#,
            r#"may_waive = ["six-weeks", "parental-consent"]"#,
        );
        let policies = crate::policy::Policies::new(vec![toml::from_str(&text).unwrap()]).unwrap();
        let school = examples::school();
        let question =
            Question { as_at: examples::as_at(), today: examples::as_at(), school: &school, policies: &policies };
        let record = record("stages: [{date: 2025-11-18, stage: A}]\n").as_at(examples::as_at());
        let asked = requirements_of(&record, MoveName::B, &question);
        let waivable: Vec<&str> = asked.requirements.iter().filter(|one| one.waivable).map(|one| one.rule.id).collect();
        assert_eq!(waivable, ["six-weeks"]);
    }

    #[test]
    fn a_pupil_with_sen_enters_at_the_stage_of_the_previous_school_and_meets_the_other_requirements() {
        let arrived = |with: &str, more: &str| {
            format!("on_roll: [{{from: 2026-01-06}}]\narrived: {{from: Hillside Infants, with: {with}}}\n{more}")
        };
        let told = "contacts: [{date: 2026-01-07, kind: notice, about: register}]\n";
        assert_eq!(unmet_by(&arrived("K", told), MoveName::C), [""; 0]);
        assert_eq!(unmet_by(&arrived("K", ""), MoveName::C), ["parents-notified"]);
        assert_eq!(
            unmet_by(&arrived("EHCP", ""), MoveName::D),
            ["agency-consulted", "parents-consulted", "pupil-consulted"]
        );
        // The plan that the pupil brought is what an application would ask for.
        assert_eq!(unmet_by(&arrived("EHCP", "ehc_plan: [{final: 2022-06-01}]\n"), MoveName::D), [""; 0]);
        assert_eq!(unmet_by(&arrived("EHCP", "ehc_plan: [{in_force_on: 2026-01-06}]\n"), MoveName::D), [""; 0]);
        // SEN support does not support stage D, and a pupil known only to agencies arrives at no stage.
        assert!(unmet_by(&arrived("K", ""), MoveName::D).contains(&"plan-reviewed"));
        assert!(unmet_by(&arrived("none", told), MoveName::C).contains(&"stages-in-order"));
        // Only the first move after joining.
        let at_a = arrived("K", &format!("{told}stages: [{{date: 2026-01-07, stage: A}}]\n"));
        assert_eq!(unmet_by(&at_a, MoveName::C), ["senco-recommendations", "strategies-reviewed", "little-progress"]);
    }

    #[test]
    fn the_next_move_is_to_the_next_stage() {
        let next = |facts: &str| next_move(&record(facts).as_at(examples::as_at()));
        for (stage, to) in
            [("A", Some(MoveName::B)), ("C", Some(MoveName::D)), ("D", None), ("closed", Some(MoveName::A))]
        {
            assert_eq!(next(&format!("stages: [{{date: 2025-12-01, stage: {stage}}}]\n")), to, "{stage}");
        }
        assert_eq!(next(""), Some(MoveName::A));
    }

    #[test]
    fn a_pupil_who_arrived_with_support_does_not_begin_at_stage_a() {
        let next = |with: &str, more: &str| {
            let facts =
                format!("on_roll: [{{from: 2026-01-06}}]\narrived: {{from: Hillside Infants, with: {with}}}\n{more}");
            next_move(&record(&facts).as_at(examples::as_at()))
        };
        for (with, to) in [("K", MoveName::C), ("SSPP", MoveName::C), ("EHCP", MoveName::C), ("none", MoveName::A)] {
            assert_eq!(next(with, ""), Some(to), "{with}");
        }
        assert_eq!(next("K", "stages: [{date: 2026-01-07, stage: A}]\n"), Some(MoveName::B));
        // Support that was closed here begins again with a concern.
        let closed = "stages: [{date: 2026-01-07, stage: C}, {date: 2026-01-12, stage: closed}]\n";
        assert_eq!(next("K", closed), Some(MoveName::A));
    }
}
