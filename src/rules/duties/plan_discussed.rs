//! `plan-discussed`: the school discusses a new or amended EHC plan with the family.

use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{ContactKind, Topic};
use crate::rules::{Clock, ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "plan-discussed",
    severity: Severity::Error,
    clause: "15 Parents",
    law: "",
    summary: "the school discusses a final or amended EHC plan with the family",
    why: "The plan says what support the pupil should have, not how the school will provide it day to day. The policy \
          promises the family a say in that.",
    remedy: "meet the family, and record it: `send contact PUPIL meeting --about ehc-plan`",
    bad: "
census: E
ehc_plan: [{final: 2025-12-15}]
",
    good: "
census: E
contacts: [{date: 2026-01-08, kind: meeting, about: ehc-plan, with: parent}]
ehc_plan: [{final: 2025-12-15}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::NotAsked, duty),
};

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    let Some((_, plan)) = record.plan_in_force() else { return };
    let amended = plan.reviews.iter().filter_map(|review| review.amended).max();
    let Some(issued) = amended.max(plan.final_on) else { return };
    let met = record.contacts.iter().any(|contact| {
        contact.kind == ContactKind::Meeting
            && contact.about == Topic::EhcPlan
            && contact.is_with_family()
            && contact.date >= issued
    });
    // The previous school was responsible for discussing a plan issued before the pupil came.
    if !met && record.is_on_roll_on(issued) {
        let due = issued.plus_days(question.policies.in_force_on(issued).within.plan);
        let (start, because) = (ClockStart::on("ehc_plan", issued), format!("issued {}", words::date(issued)));
        clocks.start(Clock::new(due, Owner::Senco, start, because).since(issued));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    #[test]
    fn a_meeting_about_the_first_plan_does_not_hide_an_amended_one() {
        let record = "contacts: [{date: 2024-12-02, kind: meeting, about: ehc-plan}]
ehc_plan: [{final: 2024-11-20, reviews: [{kind: annual, meeting: 2025-10-08, decision: 2025-11-03, amended: 2025-12-15}]}]
";
        assert_eq!(due("plan-discussed", record, "2025-12-14"), None);
        assert_eq!(due("plan-discussed", record, "2026-01-15").as_deref(), Some("2025-12-29"));
    }

    #[test]
    fn a_call_or_a_meeting_with_the_authority_is_not_a_meeting_with_the_family() {
        for contact in ["kind: call, about: ehc-plan", "kind: meeting, about: ehc-plan, with: authority"] {
            let record = format!("contacts: [{{date: 2025-12-18, {contact}}}]\nehc_plan: [{{final: 2025-12-15}}]\n");
            assert!(due("plan-discussed", &record, "2026-01-15").is_some(), "{contact}");
        }
    }

    #[test]
    fn a_plan_from_before_the_pupil_came_is_not_owed() {
        assert_eq!(due("plan-discussed", "ehc_plan: [{final: 2022-09-04}]", "2026-01-15"), None);
        assert!(due("plan-discussed", "ehc_plan: [{final: 2022-09-05}]", "2026-01-15").is_some());
    }
}
