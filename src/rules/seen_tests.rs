//! No pupil is unseen (DESIGN 7.2, P1): a pupil with support always has a day that the school owes, no later than the last day of
//! the term after the present one. Tried over every state that the keys below can make together.

use std::collections::BTreeSet;

use super::examples::{policies, record, school};
use super::{Owner, Question, unmet_duties};
use crate::model::at_a_day::AsAt;
use crate::model::day::day;
use crate::model::vocabulary::Stage;

const ON: &str = "2025-11-24";

/// The end of the term after the one of that day.
const END_OF_NEXT_TERM: &str = "2026-03-27";

const FOUND: &[&str] = &["", "as_found: {date: 2025-11-20}", "as_found: {date: 2025-11-24, parents_told: yes-all}"];

const STAGES: &[&str] = &[
    "",
    "stages: [{date: 2025-09-15, stage: A}]",
    "stages: [{date: 2025-09-15, stage: B}]",
    "stages: [{date: 2025-09-15, stage: C}]",
    "stages: [{date: 2025-09-15, stage: D}]",
    "stages: [{date: 2025-09-15, stage: C}, {date: 2025-11-17, stage: closed}]",
];

const SUPPORT: &[&str] = &[
    "",
    "register: [{from: 2025-09-15}]",
    "sspp: [{from: 2025-09-15}]",
    "sspp: [{from: 2025-09-15, to: 2025-12-12}]",
    "sspp: [{from: 2024-09-15, to: 2025-11-30}, {from: 2025-12-01, to: 2026-11-30}]",
    "sspp: [{from: 2025-02-03, to: 2026-02-02, not_renewed: {date: 2025-11-20, because: reads with the class}}]",
    "ehc_plan: [{final: 2025-09-15}]",
    "ehc_plan: [{in_force_on: 2025-11-20}]",
    "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2025-11-17}]",
    "arrived: {from: Hillside Infants, with: EHCP}\non_roll: [{from: 2025-11-17}]",
    "register: [{from: 2025-09-15}]\nehc_plan: [{final: 2025-09-15, ceased: 2025-11-17}]",
    // Came back after a gap in the roll: with no new period on the register, with one, with an award, a plan or an arrival.
    "on_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-17}]",
    "on_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-24}]",
    "register: [{from: 2025-09-15}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-17}]",
    "register: [{from: 2025-09-15, to: 2025-10-10}, {from: 2025-11-17}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-17}]",
    "register: [{from: 2025-09-15}, {from: 2025-11-24}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-24}]",
    "sspp: [{from: 2025-09-15}, {from: 2025-11-17}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-17}]",
    "ehc_plan: [{final: 2025-09-15}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-17}]",
    "ehc_plan: [{final: 2023-09-15}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-24}]",
    "arrived: [{date: 2025-11-17, from: Far Primary, with: K}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-17}]",
    "arrived: [{date: 2025-11-24, from: Far Primary, with: EHCP}]\non_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-24}]",
];

/// The plan and the review of a cycle, at the stage `STAGE`.
const CYCLES: &[&str] = &[
    "",
    "plan: {date: 2025-09-22, kind: KIND}",
    "plan: {date: 2025-09-22, kind: KIND, review_by: 2025-12-12}",
    "plan: {date: 2025-09-22, kind: KIND, review_by: 2027-01-08}",
    "plan: {date: 2025-11-20, kind: KIND, review_by: 2026-02-06}",
    "plan: {date: 2025-09-22, kind: KIND}, review: {date: 2025-11-19, progress: little}",
    "plan: {date: 2025-09-22, kind: KIND}, review: {date: 2025-11-19, progress: little, decision: adapt}",
    "plan: {date: 2025-09-22, kind: KIND}, review: {date: 2025-11-19, progress: little, decision: escalate}",
    "plan: {date: 2025-09-22, kind: KIND}, review: {date: 2025-11-19, progress: better, decision: discontinue}",
];

const OTHER: &[&str] = &[
    "",
    "referrals: [{date: 2025-11-18, to: inclusion-team}]",
    "referrals: [{date: 2025-11-18, to: inclusion-team, answered: 2025-11-21}]",
    "applications: [{for: EHCP, sent: 2025-11-18, received: 2025-11-19}]",
    "contacts: [{date: 2025-11-14, kind: notice, about: register}]",
];

/// What one of two people answered about the topic `TOPIC`; `DAY` is 18 or 21 November.
const ANSWERS: &[&str] = &["", "given", "refused", "withdrawn", "no-reply"];

/// What else was done after an answer.
const AFTERWARDS: &[&str] =
    &["", "{date: 2025-11-22, kind: meeting, about: concern, with: parent, note: we go on in class}"];

fn cycle(stages: &str, parts: &str) -> String {
    let stage = stages.split("stage: ").nth(1).and_then(|rest| rest.get(..1)).unwrap_or("C");
    let kind = match stage {
        "A" => "adaptations",
        "B" => "itp",
        _ => "learning-plan",
    };
    if parts.is_empty() {
        String::new()
    } else {
        format!("cycles: [{{stage: {stage}, {}}}]", parts.replace("KIND", kind))
    }
}

fn is_in_care(record: &AsAt) -> bool {
    let at_a_stage = record.last_stage().is_some_and(|stage| stage != Stage::Closed);
    let is_supported =
        record.register_spell().is_some() || record.plan_in_force().is_some() || record.award().is_some();
    at_a_stage || is_supported || record.arrival_that_waits().is_some()
}

#[test]
fn a_pupil_with_support_always_has_a_day_that_the_school_owes() {
    let (school, policies, on) = (school(), policies(), day(ON));
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    let (mut unseen, mut tried) = (Vec::new(), 0);
    for found in FOUND {
        for stages in STAGES {
            for support in SUPPORT {
                for parts in CYCLES {
                    for other in OTHER {
                        let text = [*found, stages, support, &cycle(stages, parts), other].join("\n");
                        let record = record(&text).as_at(on);
                        if !is_in_care(&record) {
                            continue;
                        }
                        tried += 1;
                        let unmet = unmet_duties(&record, &question);
                        let distinct: BTreeSet<_> =
                            unmet.iter().map(|one| (one.rule.id, one.clock.start.to_string())).collect();
                        assert_eq!(distinct.len(), unmet.len(), "two duties of one identity:\n{text}");
                        let mut own = unmet.iter().filter(|unmet| unmet.clock.owner != Owner::LocalAuthority);
                        if !own.any(|unmet| unmet.clock.due <= day(END_OF_NEXT_TERM)) {
                            unseen.push(text);
                        }
                    }
                }
            }
        }
    }
    assert!(tried > 9000, "only {tried} states were tried");
    assert!(
        unseen.is_empty(),
        "{} of {tried} are unseen, such as:\n{}",
        unseen.len(),
        unseen[..unseen.len().min(12)].join("\n--\n")
    );
}

/// The answers of two people about a topic, the first on 18 November and the second on 21 November, and what was done then.
fn contacts_of(topic: &str, answers: [&str; 2], afterwards: &str) -> String {
    let days = ["2025-11-18", "2025-11-21"];
    let mut lines: Vec<String> = Vec::new();
    for ((answer, day), who) in answers.into_iter().zip(days).zip(["mother", "father"]) {
        if !answer.is_empty() {
            lines.push(format!(
                "{{date: {day}, kind: consent, about: {topic}, with: parent, who: {who}, answer: {answer}}}"
            ));
        }
    }
    lines.extend((!afterwards.is_empty()).then(|| afterwards.to_owned()));
    format!("contacts: [{}]", lines.join(", "))
}

#[test]
fn whatever_two_people_answer_a_pupil_with_support_has_a_day_that_the_school_owes() {
    let (school, policies, on) = (school(), policies(), day(ON));
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    let (mut unseen, mut tried) = (Vec::new(), 0);
    let answers = ANSWERS.iter().flat_map(|one| ANSWERS.iter().map(move |other| [*one, *other]));
    let answers: Vec<_> = answers.flat_map(|pair| AFTERWARDS.iter().map(move |after| (pair, *after))).collect();
    // With no support and on the register, and with and without an open inclusion referral.
    for (found, stages) in FOUND.iter().flat_map(|found| STAGES.iter().map(move |stages| (found, stages))) {
        let topic = if stages.contains("stage: D") { "information-sharing" } else { "inclusion-referral" };
        for (support, parts) in SUPPORT[..2].iter().flat_map(|one| CYCLES.iter().map(move |parts| (one, parts))) {
            for (other, (pair, after)) in
                OTHER[..2].iter().flat_map(|other| answers.iter().map(move |one| (other, one)))
            {
                let contacts = contacts_of(topic, *pair, after);
                let text = [*found, stages, support, &cycle(stages, parts), other, &contacts].join("\n");
                let record = record(&text).as_at(on);
                if !is_in_care(&record) {
                    continue;
                }
                tried += 1;
                let unmet = unmet_duties(&record, &question);
                let mut own = unmet.iter().filter(|unmet| unmet.clock.owner != Owner::LocalAuthority);
                if !own.any(|unmet| unmet.clock.due <= day(END_OF_NEXT_TERM)) {
                    unseen.push(text);
                }
            }
        }
    }
    assert!(tried > 20_000, "only {tried} states were tried");
    assert!(
        unseen.is_empty(),
        "{} of {tried} are unseen, such as:\n{}",
        unseen.len(),
        unseen[..unseen.len().min(12)].join("\n--\n")
    );
}
