//! `sspp-renewal`: before the funding of an SSPP ends, the school decides what happens next.

use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::authority::Sspp;
use crate::model::vocabulary::{ApplicationFor, Stage};
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "sspp-renewal",
    severity: Severity::Error,
    clause: "7 SSPP",
    law: "",
    summary: "a new SSPP is applied for by the last day of the funding, or it is let end on purpose",
    why: "When the funding ends, so does the adult support it paid for. The authority takes time over a new application, so \
          the last day is already late.",
    remedy: "apply again: `send apply PUPIL --for SSPP --sent DATE`; if the funding is no longer needed, record that it is let \
             end: `send add sspp PUPIL --not-renewed DATE --because WHY`",
    bad: "
census: K
register: [{from: 2025-09-08}]
contacts: [{date: 2025-09-08, kind: notice, about: register}]
cycles: [{stage: C, review: {date: 2025-12-10, present: [parent]}}, {stage: C, plan: {date: 2025-12-15, kind: learning-plan, review_by: 2026-03-27}}]
sspp: [{from: 2025-01-13, to: 2026-01-12, units: 3}]
",
    good: "
census: K
register: [{from: 2025-09-08}]
contacts: [{date: 2025-09-08, kind: notice, about: register}]
cycles: [{stage: C, review: {date: 2025-12-10, present: [parent]}}, {stage: C, plan: {date: 2025-12-15, kind: learning-plan, review_by: 2026-03-27}}]
applications: [{for: SSPP, sent: 2025-12-01, received: 2025-12-02}]
sspp: [{from: 2025-01-13, to: 2026-01-12, units: 3}]
",
    kind: RuleKind::Duty(Owes::One(Owner::Senco), FactsFound::AskedIfDueLater, duty),
};

fn duty(record: &AsAt, _: &Question<'_>, clocks: &mut Clocks) {
    // The next award can be recorded before the present one ends. Then its own last day is the one to look ahead to.
    let Some(award) = record.sspp.iter().max_by_key(|award| award.first_day()) else { return };
    let Some(last_day) = award.to else { return };
    if record.plan_in_force().is_none() && !is_settled(record, award) {
        let start = ClockStart::on("sspp", award.in_force_on.unwrap_or(award.first_day()));
        clocks.run(last_day, Owner::Senco, start, "last day of the award".to_owned());
    }
}

/// Whether the school has decided what follows the last award, or the support that it paid for has ended.
fn is_settled(record: &AsAt, award: &Sspp) -> bool {
    let began = award.first_day();
    // An application that was granted led to an award, which may have begun before it was sent.
    let applied = record.applications.iter().any(|application| {
        application.applied_for == ApplicationFor::Sspp
            && application.is_open()
            && application.began_on().is_some_and(|sent| sent > began)
    });
    let closed = record.stages.iter().any(|entry| entry.stage == Stage::Closed && entry.date >= began);
    let off_register =
        record.register_spell().is_none() && record.register.iter().filter_map(|spell| spell.to).any(|to| to >= began);
    // A pupil who came back after a gap in the roll has no award of before.
    let left = !record.is_of_stay(began, record.day());
    award.not_renewed.is_some() || applied || closed || off_register || left
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    const AWARD: &str = "{from: 2025-02-01, to: 2026-01-12}";

    fn record(sspp: &str, more: &str) -> String {
        format!("register: [{{from: 2024-01-08}}]\nsspp: [{sspp}]\n{more}")
    }

    /// Whether it is asked for in January 2026.
    fn is_asked(sspp: &str, more: &str) -> bool {
        due("sspp-renewal", &record(sspp, more), "2026-01-15").is_some()
    }

    #[test]
    fn a_later_award_has_its_own_last_day_and_is_seen_ahead() {
        let two = "{from: 2024-02-01, to: 2025-01-31}, {from: 2025-02-01, to: 2026-01-31}";
        for on in ["2025-01-10", "2025-02-01", "2026-01-15", "2026-02-01"] {
            assert_eq!(due("sspp-renewal", &record(two, ""), on).as_deref(), Some("2026-01-31"), "{on}");
        }
        let apart = two.replace("2025-02-01", "2025-03-10");
        assert_eq!(due("sspp-renewal", &record(&apart, ""), "2025-02-15").as_deref(), Some("2026-01-31"));
        let written_first = "{from: 2025-02-01, to: 2026-01-31}, {from: 2024-02-01, to: 2025-01-31}";
        assert_eq!(due("sspp-renewal", &record(written_first, ""), "2025-01-10").as_deref(), Some("2026-01-31"));
        assert_eq!(due("sspp-renewal", &record("{from: 2025-02-01}", ""), "2026-01-15"), None);
        let open = "{from: 2025-02-01, to: 2026-01-31}, {from: 2026-02-01}";
        assert_eq!(due("sspp-renewal", &record(open, ""), "2026-01-15"), None);
    }

    #[test]
    fn only_an_application_for_another_award_that_is_not_over_ends_it() {
        let applied = |parts: &str| format!("applications: [{{{parts}}}]\n");
        let after = "sent: 2025-12-01, received: 2025-12-02";
        assert!(is_asked(AWARD, &applied("for: SSPP, sent: 2024-12-01, received: 2024-12-02")), "of the award before");
        assert!(!is_asked(AWARD, &applied(&format!("for: SSPP, {after}"))));
        assert!(is_asked(AWARD, &applied("for: SSPP")), "a draft");
        for step in ["refused", "withdrawn"] {
            let over = applied(&format!("for: SSPP, {after}, steps: [{{date: 2026-01-05, step: {step}}}]"));
            assert!(is_asked(AWARD, &over), "{step}");
            let again = over.replace("]}]", "]}, {for: SSPP, sent: 2026-01-08, received: 2026-01-08}]");
            assert!(!is_asked(AWARD, &again), "{step}, and another sent");
        }
        for step in [
            "",
            ", steps: [{date: 2025-11-10, step: refused-to-assess}]",
            ", steps: [{date: 2025-11-10, step: agreed-to-assess}]",
        ] {
            assert!(
                is_asked(AWARD, &applied(&format!("for: EHCP, sent: 2025-10-01, received: 2025-10-02{step}"))),
                "{step}"
            );
        }
        // An award may begin before the day its application was sent.
        let own =
            applied("for: SSPP, sent: 2025-02-10, received: 2025-02-11, steps: [{date: 2025-03-03, step: granted}]");
        assert!(is_asked(AWARD, &own));
    }

    #[test]
    fn a_plan_a_decision_closing_or_leaving_the_register_ends_it_and_a_review_does_not() {
        assert!(!is_asked(AWARD, "ehc_plan: [{final: 2026-01-14}]\n"));
        assert!(is_asked(AWARD, "ehc_plan: [{final: 2023-01-14, ceased: 2025-12-01}]\n"));
        let decided = AWARD.replace("-12}", "-12, not_renewed: {date: 2026-01-09, because: reads with the class}}");
        assert!(!is_asked(&decided, ""));
        assert_eq!(
            due("sspp-renewal", &record(&decided, ""), "2026-01-08").as_deref(),
            Some("2026-01-12"),
            "before the decision"
        );
        let review = |date: &str| format!("cycles: [{{stage: C, review: {{date: {date}, decision: adapt}}}}]\n");
        assert!(is_asked(AWARD, &review("2026-01-14")) && is_asked(AWARD, &review("2026-01-12")));
        let closed =
            |date: &str| format!("stages: [{{date: 2024-01-08, stage: C}}, {{date: {date}, stage: closed}}]\n");
        assert!(!is_asked(AWARD, &closed("2026-01-13")));
        assert!(is_asked(AWARD, &closed("2024-12-13")), "closed before the award began");
        let off =
            |to: &str, more: &str| record(AWARD, "").replace("2024-01-08}", &format!("2024-01-08, to: {to}}}{more}"));
        let asked = |text: &str| due("sspp-renewal", text, "2026-01-15").is_some();
        assert!(!asked(&off("2026-01-13", "")));
        assert!(asked(&off("2024-12-13", "")), "off the register before the award began");
        assert!(asked(&off("2025-06-13", ", {from: 2025-09-08}")), "on the register again");
    }

    #[test]
    fn it_runs_without_a_period_on_the_register() {
        let alone = format!("sspp: [{AWARD}]\n");
        assert_eq!(due("sspp-renewal", &alone, "2025-12-01").as_deref(), Some("2026-01-12"));
        assert_eq!(due("sspp-renewal", &alone, "2026-02-01").as_deref(), Some("2026-01-12"));
        let seen = "sspp: [{in_force_on: 2025-10-01, to: 2026-01-12}]\n";
        assert_eq!(due("sspp-renewal", seen, "2025-12-01").as_deref(), Some("2026-01-12"));
    }
}
