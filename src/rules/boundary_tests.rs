//! Each duty on the day before, the day and the day after; over a half term; over the summer; for a leaver; for a closed
//! pupil; and for a pupil who came back. Uses Birmingham's terms of 2025/26 and the autumn of 2026 (school/calendar.rs).

use super::examples::{POLICY, policies, policies_of, record, school};
use super::{FactsFound, Question, RuleKind};
use crate::model::day::{Day, day};
use crate::reports::Names;
use crate::reports::overdue::OverdueRow;

const AT_C: &str = "register: [{from: FROM}]\ncontacts: [{date: FROM, kind: notice, about: register}]\n";

/// A duty, a record that owes it, and the day it is due.
struct Case {
    duty: &'static str,
    when: &'static str,
    record: &'static str,
    due: &'static str,
}

const fn case(duty: &'static str, when: &'static str, record: &'static str, due: &'static str) -> Case {
    Case { duty, when, record, due }
}

// The week of 31 August 2026 has a school day, so it counts; its Monday is still a holiday.
const CASES: &[Case] = &[
    Case { duty: "stage-a-review", when: "plain", record: "stages: [{date: 2025-09-09, stage: A}]", due: "2025-10-21" },
    Case {
        duty: "stage-a-review",
        when: "half term",
        record: "stages: [{date: 2025-09-22, stage: A}]",
        due: "2025-11-10",
    },
    Case {
        duty: "stage-a-review",
        when: "summer",
        record: "stages: [{date: 2026-07-06, stage: A}]",
        due: "2026-09-21",
    },
    Case {
        duty: "stage-a-review",
        when: "Christmas",
        record: "stages: [{date: 2025-12-01, stage: A}]",
        due: "2026-01-26",
    },
    Case {
        duty: "stage-a-meeting",
        when: "plain",
        record: "stages: [{date: 2025-09-09, stage: A}]",
        due: "2025-10-21",
    },
    Case {
        duty: "stage-a-meeting",
        when: "half term",
        record: "stages: [{date: 2026-02-04, stage: A}]",
        due: "2026-03-25",
    },
    Case {
        duty: "stage-a-meeting",
        when: "summer",
        record: "stages: [{date: 2026-06-15, stage: A}]",
        due: "2026-08-31",
    },
    // Days that only the school chose: one without school moves to the next school day.
    case("concern-answered", "plain", "concerns: [{date: 2025-11-10, raised_by: parent}]", "2025-11-24"),
    case("concern-answered", "half term", "concerns: [{date: 2025-10-15, raised_by: parent}]", "2025-11-03"),
    case("concern-answered", "summer", "concerns: [{date: 2026-07-10, raised_by: parent}]", "2026-09-01"),
    case("current-plan", "plain", "stages: [{date: 2025-11-10, stage: B}]", "2025-11-24"),
    case("current-plan", "half term", "stages: [{date: 2025-10-15, stage: B}]", "2025-11-03"),
    case("current-plan", "summer", "stages: [{date: 2026-07-10, stage: A}]", "2026-09-01"),
    // A review date is a promise made to a family: no holiday moves it.
    Case {
        duty: "cycle-review",
        when: "plain",
        record: "stages: [{date: 2025-09-09, stage: A}]
cycles: [{stage: A, plan: {date: 2025-09-11, kind: adaptations, review_by: 2025-10-16}}]",
        due: "2025-10-16",
    },
    Case {
        duty: "cycle-review",
        when: "half term",
        record: "stages: [{date: 2025-09-09, stage: A}]
cycles: [{stage: A, plan: {date: 2025-09-11, kind: adaptations, review_by: 2025-10-29}}]",
        due: "2025-10-29",
    },
    Case {
        duty: "cycle-review",
        when: "summer",
        record: "stages: [{date: 2026-06-01, stage: A}]
cycles: [{stage: A, plan: {date: 2026-06-08, kind: adaptations, review_by: 2026-08-03}}]",
        due: "2026-08-03",
    },
    // Fourteen days are calendar days.
    Case { duty: "learning-plan", when: "plain", record: "stages: [{date: 2025-11-10, stage: C}]", due: "2025-11-24" },
    Case {
        duty: "learning-plan",
        when: "half term",
        record: "stages: [{date: 2025-10-20, stage: C}]",
        due: "2025-11-03",
    },
    Case { duty: "learning-plan", when: "summer", record: "stages: [{date: 2026-07-17, stage: C}]", due: "2026-07-31" },
    Case {
        duty: "learning-plan",
        when: "leap year",
        record: "stages: [{date: 2024-02-20, stage: C}]",
        due: "2024-03-05",
    },
    Case { duty: "termly-review", when: "plain", record: "register: [{from: 2025-09-08}]", due: "2025-12-19" },
    Case { duty: "termly-review", when: "half term", record: "register: [{from: 2025-10-30}]", due: "2025-12-19" },
    Case {
        duty: "termly-review",
        when: "too late in the term",
        record: "register: [{from: 2025-11-24}]",
        due: "2026-03-27",
    },
    Case { duty: "termly-review", when: "summer", record: "register: [{from: 2026-07-13}]", due: "2026-12-18" },
    Case {
        duty: "termly-review",
        when: "after a review",
        record: "register: [{from: 2025-09-08}]
cycles: [{stage: C, review: {date: 2025-12-19, present: [parent]}}]",
        due: "2026-03-27",
    },
    Case {
        duty: "termly-review",
        when: "after a review on the first day of term",
        record: "register: [{from: 2025-09-08}]
cycles: [{stage: C, review: {date: 2026-01-05, present: [parent]}}]",
        due: "2026-07-20",
    },
    Case { duty: "parents-informed", when: "plain", record: "register: [{from: 2025-11-12}]", due: "2025-11-12" },
    Case { duty: "parents-informed", when: "half term", record: "register: [{from: 2025-10-29}]", due: "2025-10-29" },
    Case { duty: "parents-informed", when: "summer", record: "register: [{from: 2026-08-10}]", due: "2026-08-10" },
    Case { duty: "annual-review-meeting", when: "plain", record: "ehc_plan: [{final: 2026-01-20}]", due: "2026-12-22" },
    Case {
        duty: "annual-review-meeting",
        when: "half term",
        record: "ehc_plan: [{final: 2024-11-27}]",
        due: "2025-10-29",
    },
    Case {
        duty: "annual-review-meeting",
        when: "summer",
        record: "ehc_plan: [{final: 2025-09-15}]",
        due: "2026-08-17",
    },
    Case {
        duty: "annual-review-meeting",
        when: "leap day",
        record: "ehc_plan: [{final: 2024-02-29}]",
        due: "2025-01-30",
    },
    // The days that the policy allows are calendar days.
    case(
        "next-plan",
        "plain",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, review: {date: 2025-11-10, decision: adapt}}]",
        "2025-11-24",
    ),
    case(
        "next-plan",
        "half term",
        "stages: [{date: 2025-09-09, stage: C}]\ncycles: [{stage: C, review: {date: 2025-10-20, decision: continue}}]",
        "2025-11-03",
    ),
    case(
        "next-plan",
        "summer",
        "stages: [{date: 2025-09-09, stage: A}]\ncycles: [{stage: A, review: {date: 2026-07-17, decision: continue}}]",
        "2026-07-31",
    ),
    case(
        "consent-asked",
        "plain",
        "stages: [{date: 2025-09-09, stage: A}]\ncycles: [{stage: A, review: {date: 2025-11-10, decision: escalate}}]",
        "2025-11-24",
    ),
    case(
        "consent-asked",
        "half term",
        "stages: [{date: 2025-09-09, stage: A}]\ncycles: [{stage: A, review: {date: 2025-10-20, decision: escalate}}]",
        "2025-11-03",
    ),
    case(
        "consent-asked",
        "summer",
        "stages: [{date: 2025-09-09, stage: A}]\ncycles: [{stage: A, review: {date: 2026-07-17, decision: escalate}}]",
        "2026-07-31",
    ),
    case(
        "refusal-followed",
        "plain",
        "stages: [{date: 2025-09-09, stage: A}]\ncontacts: [{date: 2025-11-10, kind: consent, about: inclusion-referral, answer: refused}]",
        "2025-11-24",
    ),
    case(
        "refusal-followed",
        "half term",
        "stages: [{date: 2025-09-09, stage: A}]\ncontacts: [{date: 2025-10-20, kind: consent, about: inclusion-referral, answer: refused}]",
        "2025-11-03",
    ),
    case(
        "refusal-followed",
        "summer",
        "stages: [{date: 2025-09-09, stage: A}]\ncontacts: [{date: 2026-07-17, kind: consent, about: inclusion-referral, answer: refused}]",
        "2026-07-31",
    ),
    case(
        "decision-acted-on",
        "plain",
        "stages: [{date: 2025-09-09, stage: C}]\ncycles: [{stage: C, review: {date: 2025-11-10, decision: escalate}}]",
        "2025-11-24",
    ),
    case(
        "decision-acted-on",
        "half term",
        "stages: [{date: 2025-09-09, stage: C}]\ncycles: [{stage: C, review: {date: 2025-10-20, decision: discontinue}}]",
        "2025-11-03",
    ),
    case(
        "decision-acted-on",
        "summer",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, review: {date: 2026-07-17, decision: escalate}}]",
        "2026-07-31",
    ),
    // The date of an action was agreed at the meeting: no holiday moves it.
    case(
        "action",
        "plain",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, review: {date: 2025-11-10, actions: [{what: a, by: 2025-11-21}]}}]",
        "2025-11-21",
    ),
    case(
        "action",
        "half term",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, review: {date: 2025-10-20, actions: [{what: a, by: 2025-10-29}]}}]",
        "2025-10-29",
    ),
    case(
        "action",
        "summer",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, review: {date: 2026-07-17, actions: [{what: a, by: 2026-08-14}]}}]",
        "2026-08-14",
    ),
    case(
        "provision-told",
        "plain",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, plan: {date: 2025-11-10, kind: itp, provisions: [{what: a, kind: paired, from: 2025-11-17}]}}]",
        "2025-11-17",
    ),
    case(
        "provision-told",
        "half term",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, plan: {date: 2025-10-20, kind: itp, provisions: [{what: a, kind: paired, from: 2025-10-27}]}}]",
        "2025-10-27",
    ),
    case(
        "provision-told",
        "summer",
        "stages: [{date: 2025-09-09, stage: B}]\ncycles: [{stage: B, plan: {date: 2026-07-17, kind: itp, provisions: [{what: a, kind: paired}]}}]",
        "2026-07-17",
    ),
    case("referral-answered", "plain", "referrals: [{date: 2025-11-10, to: inclusion-team}]", "2025-11-24"),
    case(
        "referral-answered",
        "half term",
        "stages: [{date: 2025-09-09, stage: A}]\nreferrals: [{date: 2025-10-20, to: inclusion-team}]",
        "2025-11-03",
    ),
    case(
        "referral-answered",
        "summer",
        "stages: [{date: 2025-09-09, stage: A}]\nreferrals: [{date: 2026-07-17, to: inclusion-team}]",
        "2026-07-31",
    ),
    case("agency-chased", "plain", "referrals: [{date: 2025-11-03, to: Sensory Support}]", "2025-12-15"),
    case(
        "agency-chased",
        "half term",
        "stages: [{date: 2025-09-09, stage: B}]\nreferrals: [{date: 2025-10-06, to: Sensory Support}]",
        "2025-11-17",
    ),
    case(
        "agency-chased",
        "summer",
        "stages: [{date: 2025-09-09, stage: C}]\nreferrals: [{date: 2026-07-06, to: Sensory Support}]",
        "2026-08-17",
    ),
    case("application-sent", "plain", "stages: [{date: 2025-11-10, stage: D}]", "2025-11-24"),
    case("application-sent", "half term", "stages: [{date: 2025-10-20, stage: D}]", "2025-11-03"),
    case("application-sent", "summer", "stages: [{date: 2026-07-17, stage: D}]", "2026-07-31"),
    case("receipt-confirmed", "plain", "applications: [{for: EHCP, sent: 2025-11-10}]", "2025-11-17"),
    case("receipt-confirmed", "half term", "applications: [{for: EHCP, sent: 2025-10-22}]", "2025-10-29"),
    case("receipt-confirmed", "summer", "applications: [{for: EHCP, sent: 2026-07-20}]", "2026-07-27"),
    // The law counts calendar weeks and days.
    case(
        "school-advice",
        "plain",
        "applications: [{for: EHCP, received: 2025-09-01, steps: [{date: 2025-11-03, step: advice-requested}]}]",
        "2025-12-15",
    ),
    case(
        "school-advice",
        "half term",
        "applications: [{for: EHCP, received: 2025-09-01, steps: [{date: 2025-10-06, step: advice-requested}]}]",
        "2025-11-17",
    ),
    case(
        "school-advice",
        "summer",
        "applications: [{for: EHCP, received: 2025-09-01, steps: [{date: 2026-07-06, step: advice-requested}]}]",
        "2026-08-17",
    ),
    case(
        "consultation-reply",
        "plain",
        "applications: [{for: EHCP, received: 2025-09-01, steps: [{date: 2025-11-10, step: consulted}]}]",
        "2025-11-25",
    ),
    case(
        "consultation-reply",
        "half term",
        "applications: [{for: EHCP, received: 2025-09-01, steps: [{date: 2025-10-20, step: consulted}]}]",
        "2025-11-04",
    ),
    case(
        "consultation-reply",
        "summer",
        "applications: [{for: EHCP, received: 2025-09-01, steps: [{date: 2026-07-17, step: consulted}]}]",
        "2026-08-01",
    ),
    case(
        "annual-review-invitations",
        "plain",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, booked: 2025-12-10}]}]",
        "2025-11-26",
    ),
    case(
        "annual-review-invitations",
        "half term",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, booked: 2025-11-12}]}]",
        "2025-10-29",
    ),
    case(
        "annual-review-invitations",
        "summer",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, booked: 2026-09-09}]}]",
        "2026-08-26",
    ),
    case(
        "annual-review-papers",
        "plain",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, booked: 2025-12-10}]}]",
        "2025-11-26",
    ),
    case(
        "annual-review-papers",
        "half term",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, booked: 2025-11-12}]}]",
        "2025-10-29",
    ),
    case(
        "annual-review-papers",
        "summer",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, booked: 2026-09-09}]}]",
        "2026-08-26",
    ),
    case(
        "annual-review-report",
        "plain",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, meeting: 2025-11-12}]}]",
        "2025-11-26",
    ),
    case(
        "annual-review-report",
        "half term",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, meeting: 2025-10-20}]}]",
        "2025-11-03",
    ),
    case(
        "annual-review-report",
        "summer",
        "ehc_plan: [{final: 2025-09-01, reviews: [{kind: annual, meeting: 2026-07-17}]}]",
        "2026-07-31",
    ),
    // One fixed day of the year, whenever the plan was made final.
    case("phase-transfer-review", "plain", "year: 6\nehc_plan: [{final: 2025-03-03}]", "2025-11-22"),
    case("phase-transfer-review", "half term", "year: 6\nehc_plan: [{final: 2025-10-29}]", "2025-11-22"),
    case("phase-transfer-review", "summer", "year: 6\nehc_plan: [{final: 2026-08-10}]", "2026-11-22"),
    case("plan-discussed", "plain", "ehc_plan: [{final: 2025-11-12}]", "2025-11-26"),
    case("plan-discussed", "half term", "ehc_plan: [{final: 2025-10-20}]", "2025-11-03"),
    case("plan-discussed", "summer", "ehc_plan: [{final: 2026-07-17}]", "2026-07-31"),
    // The award itself says its last day.
    case(
        "sspp-renewal",
        "plain",
        "register: [{from: 2025-09-08}]\nsspp: [{from: 2025-09-08, to: 2025-11-12}]",
        "2025-11-12",
    ),
    case(
        "sspp-renewal",
        "half term",
        "register: [{from: 2025-09-08}]\nsspp: [{from: 2025-09-08, to: 2025-10-29}]",
        "2025-10-29",
    ),
    case(
        "sspp-renewal",
        "summer",
        "register: [{from: 2025-09-08}]\nsspp: [{from: 2025-09-08, to: 2026-08-10}]",
        "2026-08-10",
    ),
    // On paper, a pupil may join during a holiday.
    case(
        "arrival-information",
        "plain",
        "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2025-11-12}]",
        "2025-11-12",
    ),
    case(
        "arrival-information",
        "half term",
        "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2025-10-27}]",
        "2025-10-27",
    ),
    case(
        "arrival-information",
        "summer",
        "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2026-08-10}]",
        "2026-08-10",
    ),
    // Fourteen days by the school's own choice: a day that is no school day moves to the next one.
    case(
        "arrival-support",
        "plain",
        "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2025-11-12}]",
        "2025-11-26",
    ),
    case(
        "arrival-support",
        "half term",
        "arrived: {from: Hillside Infants, with: SSPP}\non_roll: [{from: 2025-10-13}]",
        "2025-11-03",
    ),
    case(
        "arrival-support",
        "summer",
        "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2026-07-13}]",
        "2026-09-01",
    ),
    case("plan-date", "plain", "ehc_plan: [{in_force_on: 2025-11-12}]", "2025-11-26"),
    case("plan-date", "half term", "ehc_plan: [{in_force_on: 2025-10-13}]", "2025-11-03"),
    case("plan-date", "summer", "ehc_plan: [{in_force_on: 2026-07-13}]", "2026-09-01"),
    case("annual-review-date", "plain", "as_found: {date: 2025-11-12}\nehc_plan: [{final: 2022-06-01}]", "2025-11-26"),
    case(
        "annual-review-date",
        "half term",
        "as_found: {date: 2025-10-13}\nehc_plan: [{final: 2022-06-01}]",
        "2025-11-03",
    ),
    case("annual-review-date", "summer", "as_found: {date: 2026-07-13}\nehc_plan: [{final: 2022-06-01}]", "2026-09-01"),
    // School days.
    case("records-to-new-school", "plain", "on_roll: [{from: 2022-09-05, to: 2025-09-12}]", "2025-10-03"),
    case("records-to-new-school", "half term", "on_roll: [{from: 2022-09-05, to: 2025-10-17}]", "2025-11-14"),
    case("records-to-new-school", "summer", "on_roll: [{from: 2022-09-05, to: 2026-07-20}]", "2026-09-21"),
    // One fixed day of the year, whenever the pupil joined the register. After the terms of send.toml, two terms after September.
    case("transition-planned", "plain", "year: 6\nregister: [{from: 2025-09-08}]", "2026-04-13"),
    case("transition-planned", "half term", "year: 6\nregister: [{from: 2026-02-18}]", "2026-04-13"),
    case("transition-planned", "summer", "year: 6\nregister: [{from: 2026-08-10}]", "2027-04-12"),
    case("annual-report", "plain", "register: [{from: 2025-09-08}]", "2026-07-20"),
    case("annual-report", "half term", "register: [{from: 2026-05-27}]", "2026-07-20"),
    case("annual-report", "summer", "register: [{from: 2026-08-10}]", "2027-07-22"),
    // The next school day.
    case(
        "disagreement-advice",
        "plain",
        "disagreements: [{date: 2025-11-12, by: mother, level: serious}]",
        "2025-11-13",
    ),
    case(
        "disagreement-advice",
        "half term",
        "disagreements: [{date: 2025-10-24, by: mother, level: serious}]",
        "2025-11-03",
    ),
    case(
        "disagreement-advice",
        "summer",
        "disagreements: [{date: 2026-07-20, by: mother, level: serious}]",
        "2026-09-01",
    ),
    // The authority's weeks are calendar weeks of the law, holidays or not.
    case("decision-to-assess", "plain", "applications: [{for: EHCP, received: 2025-11-10}]", "2025-12-22"),
    case("decision-to-assess", "half term", "applications: [{for: EHCP, received: 2025-10-06}]", "2025-11-17"),
    case("decision-to-assess", "summer", "applications: [{for: EHCP, received: 2026-07-06}]", "2026-08-17"),
    case("decision-to-issue", "plain", "applications: [{for: EHCP, received: 2025-09-01}]", "2025-12-22"),
    case("decision-to-issue", "half term", "applications: [{for: EHCP, received: 2025-07-08}]", "2025-10-28"),
    case("decision-to-issue", "summer", "applications: [{for: EHCP, received: 2026-04-20}]", "2026-08-10"),
    case("final-plan", "plain", "applications: [{for: EHCP, received: 2025-11-03}]", "2026-03-23"),
    case("final-plan", "half term", "applications: [{for: EHCP, received: 2026-01-05}]", "2026-05-25"),
    case("final-plan", "summer", "applications: [{for: EHCP, received: 2026-04-01}]", "2026-08-19"),
    case(
        "annual-review-decision",
        "plain",
        "ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-11-12}]}]",
        "2025-12-10",
    ),
    case(
        "annual-review-decision",
        "half term",
        "ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-09-30}]}]",
        "2025-10-28",
    ),
    case(
        "annual-review-decision",
        "summer",
        "ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2026-07-13}]}]",
        "2026-08-10",
    ),
    case(
        "amended-plan",
        "plain",
        "ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-09-10, decision: 2025-10-08, outcome: amend}]}]",
        "2025-12-03",
    ),
    case(
        "amended-plan",
        "half term",
        "ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2025-08-20, decision: 2025-09-02, outcome: amend, amendment_notice: 2025-09-02}]}]",
        "2025-10-28",
    ),
    case(
        "amended-plan",
        "summer",
        "ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, meeting: 2026-05-20, decision: 2026-06-10, outcome: amend}]}]",
        "2026-08-12",
    ),
    case("transfer-notice", "plain", "ehc_plan: [{final: 2022-06-01, transferred: 2025-11-12}]", "2025-12-24"),
    case("transfer-notice", "half term", "ehc_plan: [{final: 2022-06-01, transferred: 2025-09-17}]", "2025-10-29"),
    case("transfer-notice", "summer", "ehc_plan: [{final: 2022-06-01, transferred: 2026-06-29}]", "2026-08-10"),
    case("phase-transfer-plan", "plain", "year: 6\nehc_plan: [{final: 2025-03-03}]", "2026-02-14"),
    case("phase-transfer-plan", "half term", "year: 6\nehc_plan: [{final: 2025-10-29}]", "2026-02-14"),
    case("phase-transfer-plan", "summer", "year: 6\nehc_plan: [{final: 2026-08-10}]", "2027-02-14"),
];

/// How many days late a duty is listed as overdue on a day. `--within 0d` also lists it on the due day itself.
fn listed(duty: &str, text: &str, on: Day, within: Option<u32>) -> Vec<i64> {
    let (school, policies) = (school(), policies());
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    let rows = OverdueRow::of(&record(text).as_at(on), &question, within, Names::Shown);
    rows.into_iter().filter(|row| row.rule == duty).map(|row| row.days_since_due).collect()
}

#[test]
fn a_duty_is_overdue_from_the_day_after_it_is_due() {
    for Case { duty, when, record, due } in CASES {
        let due = day(due);
        assert_eq!(listed(duty, record, due.minus_days(1), None), [0; 0], "{duty}, {when}: the day before");
        assert_eq!(listed(duty, record, due, None), [0; 0], "{duty}, {when}: the day");
        assert_eq!(listed(duty, record, due.plus_days(1), None), [1], "{duty}, {when}: the day after");
        assert_eq!(listed(duty, record, due, Some(0)), [0], "{duty}, {when}: the day, within 0 days");
        assert_eq!(listed(duty, record, due.plus_days(40), None), [40], "{duty}, {when}: forty days after");
    }
}

#[test]
fn every_duty_is_tried_on_an_ordinary_day_over_a_half_term_and_over_the_summer() {
    for rule in
        super::RULES.iter().filter(|rule| matches!(rule.kind, RuleKind::Duty(..) | RuleKind::DutyAfterLeaving(..)))
    {
        for when in ["plain", "half term", "summer"] {
            assert!(
                CASES.iter().any(|case| case.duty == rule.id && case.when == when),
                "{} is not tried: {when}",
                rule.id
            );
        }
    }
}

/// Owed because of a period on the register or an award: neither runs on over a gap in the roll.
const ENDS_WITH_THE_STAY: &[&str] =
    &["termly-review", "parents-informed", "annual-report", "transition-planned", "sspp-renewal"];

/// What an arrival or a return asks for: the clock starts on the day of return.
const BEGINS_WITH_THE_RETURN: &[&str] = &["arrival-information", "arrival-support", "concern-answered", "current-plan"];

/// What each duty asks about the facts that a pupil was found with (DESIGN 7.2, "As found, by duty").
const FOUND: &[(FactsFound, &[&str])] = &[
    (
        FactsFound::NotAsked,
        &[
            "stage-a-meeting",
            "stage-a-review",
            "consent-asked",
            "refusal-followed",
            "learning-plan",
            "next-plan",
            "decision-acted-on",
            "provision-told",
            "application-sent",
            "receipt-confirmed",
            "plan-discussed",
            "arrival-information",
            "disagreement-advice",
        ],
    ),
    (FactsFound::NotAskedOfPlan, &["annual-review-report"]),
    (FactsFound::AskedOfPlanIfDueLater, &["annual-review-invitations", "annual-review-papers"]),
    (FactsFound::AskedAgain, &["referral-answered", "agency-chased"]),
    (FactsFound::AskedIfDueLater, &["cycle-review", "action", "annual-report", "sspp-renewal"]),
    (
        FactsFound::AskedAlways,
        &[
            "school-advice",
            "consultation-reply",
            "annual-review-meeting",
            "phase-transfer-review",
            "transition-planned",
            "decision-to-assess",
            "decision-to-issue",
            "final-plan",
            "annual-review-decision",
            "amended-plan",
            "phase-transfer-plan",
            "transfer-notice",
        ],
    ),
    (
        FactsFound::SaidByDuty,
        &[
            "concern-answered",
            "current-plan",
            "termly-review",
            "parents-informed",
            "arrival-support",
            "plan-date",
            "annual-review-date",
        ],
    ),
];

#[test]
fn every_duty_says_what_it_asks_about_the_facts_that_a_pupil_was_found_with() {
    for rule in super::RULES {
        let RuleKind::Duty(_, found, _) = rule.kind else { continue };
        let named: Vec<FactsFound> =
            FOUND.iter().filter(|(_, ids)| ids.contains(&rule.id)).map(|(found, _)| *found).collect();
        assert_eq!(named, [found], "{}", rule.id);
    }
}

/// The last day on or before another that an example names: the day of the fact that started its clock.
fn last_day_named(text: &str, until: Day) -> Day {
    let days = (0..text.len()).filter_map(|at| text.get(at..at + 10).and_then(Day::parse));
    days.filter(|day| *day <= until).max().expect("an example names a day")
}

/// The days on which a duty of a pupil found on a day is due.
fn due_if_found(duty: &str, text: &str, found: Day) -> Vec<Day> {
    due_by(duty, &format!("as_found: {{date: {found}}}\n{text}"), found.plus_days(400))
}

/// The days on which a duty of a pupil is due who left two days before a day, and came back on it.
fn due_if_back(duty: &str, text: &str, back: Day) -> Vec<Day> {
    let text = with_on_roll(text, &format!("to: {}}}, {{from: {back}}}]", back.minus_days(2)));
    due_by(duty, &text, back.plus_days(400))
}

/// The days on which a duty is due as at the last day that an example names, or an earlier one.
fn due_by(duty: &str, text: &str, until: Day) -> Vec<Day> {
    let (school, policies) = (school(), policies());
    // Every fact of the examples is known by then, and what is due then is listed too.
    let on = last_day_named(text, Day::LAST).min(until);
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    let rows = OverdueRow::of(&record(text).as_at(on), &question, Some(1000), Names::Shown);
    rows.into_iter().filter(|row| row.rule == duty).map(|row| row.due).collect()
}

#[test]
fn a_fact_as_found_is_asked_about_as_its_duty_says() {
    for Case { duty, when, record, due } in CASES {
        let Some(RuleKind::Duty(_, found, _)) = super::rule(duty).map(|rule| rule.kind) else { continue };
        let due = day(due);
        let fact = last_day_named(record, due);
        let asked = |found: Day| due_if_found(duty, record, found);
        let told = format!("{duty}, {when}");
        match found {
            FactsFound::NotAsked | FactsFound::NotAskedOfPlan => {
                assert_eq!(asked(fact), [], "{told}: found on the day");
                assert_eq!(asked(fact.minus_days(1)), [due], "{told}: found on the day before");
            }
            FactsFound::AskedAgain => {
                let again = school().calendar.school_day_from(fact.plus_days(42)).day;
                assert_eq!(asked(fact), [again], "{told}: found on the day");
                assert_eq!(asked(fact.minus_days(1)), [due], "{told}: found on the day before");
            }
            FactsFound::AskedIfDueLater | FactsFound::AskedOfPlanIfDueLater => {
                assert_eq!(asked(due.minus_days(1)), [due], "{told}: found on the day before it is due");
                assert!(!asked(due).contains(&due), "{told}: found on the day it is due");
            }
            FactsFound::AskedAlways => assert!(asked(due).contains(&due), "{told}: found on the day it is due"),
            // Tested next to the duty.
            FactsFound::SaidByDuty => {}
        }
    }
}

#[test]
fn a_fact_of_before_a_gap_in_the_roll_counts_as_found_on_the_day_before_the_return() {
    for Case { duty, when, record, due } in CASES {
        let Some(RuleKind::Duty(_, found, _)) = super::rule(duty).map(|rule| rule.kind) else { continue };
        if ENDS_WITH_THE_STAY.contains(duty) || BEGINS_WITH_THE_RETURN.contains(duty) {
            continue;
        }
        let due = day(due);
        let fact = last_day_named(record, due);
        let asked = |back: Day| due_if_back(duty, record, back);
        let told = format!("{duty}, {when}");
        match found {
            FactsFound::NotAsked => {
                assert_eq!(asked(fact.plus_days(1)), [], "{told}: back on the day after");
                assert_eq!(asked(fact), [due], "{told}: back on the day");
            }
            FactsFound::AskedAgain => {
                let back = fact.plus_days(1);
                let again = school().calendar.school_day_from(back.plus_days(42)).day;
                assert_eq!(asked(back), [again], "{told}: back on the day after");
                assert_eq!(asked(fact), [due], "{told}: back on the day");
            }
            FactsFound::AskedIfDueLater => {
                assert_eq!(asked(due), [due], "{told}: back on the day it is due");
                assert_eq!(asked(due.plus_days(1)), [], "{told}: back on the day after it is due");
            }
            // A plan goes on over the gap.
            FactsFound::NotAskedOfPlan | FactsFound::AskedOfPlanIfDueLater | FactsFound::AskedAlways => {
                assert!(asked(due.plus_days(1)).contains(&due), "{told}: back on the day after it is due");
            }
            // Tested next to the duty.
            FactsFound::SaidByDuty => {}
        }
    }
}

/// How many days late a duty is on the first day back, if it was due thirty days before, and whether it is listed long after.
fn owed_after_return(duty: &str) -> (&'static [i64], bool) {
    if ENDS_WITH_THE_STAY.contains(&duty) {
        return (&[], false);
    }
    if BEGINS_WITH_THE_RETURN.contains(&duty) {
        return (&[], true);
    }
    match super::rule(duty).map(|rule| rule.kind) {
        Some(RuleKind::Duty(_, FactsFound::NotAsked | FactsFound::AskedIfDueLater, _)) => (&[], false),
        Some(RuleKind::Duty(_, FactsFound::AskedAgain, _)) => (&[], true),
        _ => (&[30], true),
    }
}

#[test]
fn a_leaver_owes_nothing_after_the_last_day_and_after_coming_back_what_goes_on_over_the_gap() {
    for Case { duty, when, record, due } in CASES {
        // Owed only by leavers: its own file tests leaving and coming back.
        if *duty == "records-to-new-school" {
            continue;
        }
        let (after, back) = (day(due).plus_days(10), day(due).plus_days(30));
        let left = with_on_roll(record, &format!("to: {after}}}]"));
        assert_eq!(listed(duty, &left, after, None), [10], "{duty}, {when}: on the last day");
        assert_eq!(listed(duty, &left, after.plus_days(1), None), [0; 0], "{duty}, {when}: after leaving");
        let returned = with_on_roll(record, &format!("to: {after}}}, {{from: {back}}}]"));
        assert_eq!(listed(duty, &returned, back.minus_days(1), None), [0; 0], "{duty}, {when}: while away");
        let (owed, is_owed_later) = owed_after_return(duty);
        assert_eq!(listed(duty, &returned, back, None), owed, "{duty}, {when}: on the first day back");
        let far = listed(duty, &returned, back.plus_days(400), None);
        assert_eq!(far.len(), usize::from(is_owed_later), "{duty}, {when}: long after the return");
    }
}

/// The record with its time on roll ended differently.
fn with_on_roll(record: &str, end: &str) -> String {
    let (record, joined) = record.split_once("\non_roll: ").unwrap_or((record, "[{from: 2022-09-05}]"));
    format!("{record}\non_roll: {}, {end}", joined.trim_end_matches("}]"))
}

#[test]
fn a_duty_ends_once_a_pupil_has_outgrown_it() {
    for Case { duty, when, record, due } in CASES {
        let after = day(due).plus_days(10);
        let ended = outgrown(duty, record, after);
        assert_eq!(listed(duty, &ended, after.minus_days(1), None), [9], "{duty}, {when}: the day before");
        assert_eq!(listed(duty, &ended, after, None), [0; 0], "{duty}, {when}: the day");
    }
}

/// The record of a pupil who has outgrown a duty on a day: closed or, if closing does not end the duty, whatever does.
fn outgrown(duty: &str, record: &str, on: Day) -> String {
    let first_of = |key: &str, fact: &str| record.replacen(&format!("{key}: [{{"), &format!("{key}: [{{{fact}, "), 1);
    match duty {
        // Owed because the pupil is on the register, at any stage.
        "termly-review" | "parents-informed" | "annual-report" | "transition-planned" => {
            first_of("register", &format!("to: {}", on.minus_days(1)))
        }
        // Owed because a plan is in force.
        "annual-review-meeting"
        | "annual-review-invitations"
        | "annual-review-papers"
        | "annual-review-report"
        | "phase-transfer-review"
        | "annual-review-decision"
        | "amended-plan"
        | "phase-transfer-plan"
        | "plan-date"
        | "annual-review-date"
        | "transfer-notice"
        | "plan-discussed" => first_of("ehc_plan", &format!("ceased: {on}")),
        // The authority's questions and a disagreement do not end when the concern is closed.
        "receipt-confirmed" | "decision-to-assess" | "decision-to-issue" | "final-plan" => {
            first_of("applications", &format!("steps: [{{date: {on}, step: withdrawn}}]"))
        }
        "school-advice" | "consultation-reply" => {
            record.replace("}]}]", &format!("}}, {{date: {on}, step: withdrawn}}]}}]"))
        }
        "concern-answered" => first_of("concerns", &format!("closed: {on}, outcome: new glasses, told: {on}")),
        "disagreement-advice" => first_of("disagreements", &format!("resolved: {on}")),
        // Owed only by leavers: a pupil who is back has outgrown it.
        "records-to-new-school" => record.replace("}]", &format!("}}, {{from: {on}}}]")),
        _ => {
            let closed = format!("{{date: {on}, stage: closed}}]");
            match record.split_once("\n") {
                Some((stages, rest)) if stages.starts_with("stages: [") => {
                    format!("{}, {closed}\n{rest}", stages.trim_end_matches(']'))
                }
                _ if record.starts_with("stages: [") => format!("{}, {closed}", record.trim_end_matches(']')),
                _ => format!("{record}\nstages: [{closed}"),
            }
        }
    }
}

/// A new policy allows half the time from 1 January 2026; a clock that began under the old one keeps its days.
#[test]
fn a_clock_follows_the_policy_in_force_when_it_started() {
    let mut new = POLICY.replace("in_force = 2025-09-01", "in_force = 2026-01-01");
    for (old, halved) in [
        ("plan = 14", "plan = 7"),
        ("act = 14", "act = 7"),
        ("referral = 14", "referral = 7"),
        ("agency = 42", "agency = 21"),
    ] {
        assert!(new.contains(old), "{old}");
        new = new.replace(old, halved);
    }
    let (school, policies) = (school(), policies_of(&[POLICY, &new]));
    let reviewed = |decision: &str| {
        format!(
            "stages: [{{date: 2025-09-15, stage: C}}]\ncycles: [{{stage: C, review: {{date: DAY, decision: {decision}}}}}]"
        )
    };
    let on = day("2026-03-20");
    let question = Question { as_at: on, today: on, school: &school, policies: &policies };
    for (duty, text, before, since) in [
        ("next-plan", reviewed("adapt"), "2026-01-14", "2026-01-08"),
        ("decision-acted-on", reviewed("escalate"), "2026-01-14", "2026-01-08"),
        ("learning-plan", "stages: [{date: DAY, stage: C}]".to_owned(), "2026-01-14", "2026-01-08"),
        ("application-sent", "stages: [{date: DAY, stage: D}]".to_owned(), "2026-01-14", "2026-01-08"),
        ("referral-answered", "referrals: [{date: DAY, to: inclusion-team}]".to_owned(), "2026-01-14", "2026-01-08"),
        ("agency-chased", "referrals: [{date: DAY, to: Sensory Support}]".to_owned(), "2026-02-11", "2026-01-22"),
        ("plan-discussed", "ehc_plan: [{final: DAY}]".to_owned(), "2026-01-14", "2026-01-08"),
    ] {
        for (began, due) in [("2025-12-31", before), ("2026-01-01", since)] {
            let rows = OverdueRow::of(&record(&text.replace("DAY", began)).as_at(on), &question, None, Names::Shown);
            let found: Vec<Day> = rows.iter().filter(|row| row.rule == duty).map(|row| row.due).collect();
            assert_eq!(found, [day(due)], "{duty}, begun {began}");
        }
    }
}

#[test]
fn a_pupil_with_the_duty_met_owes_nothing_before_or_after_the_day() {
    let met = AT_C.replace("FROM", "2025-11-10")
        + "stages: [{date: 2025-11-10, stage: C}]
cycles: [{stage: C, plan: {date: 2025-11-12, kind: learning-plan, review_by: 2026-03-20, pupil_voice: a, parent_voice: b, targets: [{text: c}]},
          review: {date: 2026-03-20, present: [parent]}}]\n";
    for on in ["2025-11-10", "2025-11-25", "2025-12-20", "2026-03-20", "2026-07-20"] {
        for duty in ["learning-plan", "cycle-review", "termly-review", "parents-informed"] {
            assert_eq!(listed(duty, &met, day(on), None), [0; 0], "{duty} on {on}");
        }
    }
}
