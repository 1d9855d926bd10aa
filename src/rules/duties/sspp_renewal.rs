//! `sspp-renewal`: before the funding of an SSPP ends, the school decides what happens next.

use super::is_of_present_run;
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::model::authority::Sspp;
use crate::rules::{ClockStart, Clocks, FactsFound, Owes, Owner, Question, Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "sspp-renewal",
    severity: Severity::Error,
    clause: "7 SSPP",
    law: "",
    summary: "a new SSPP is applied for by the last day of the current funding",
    why: "When the funding ends, so does the adult support it paid for. The authority takes time over a new application, so \
          the last day is already late.",
    remedy: "apply again and record the application; if the funding is no longer needed, wait for its last day, and \
             then hold a review that decides how to go on",
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

fn duty(record: &AsAt, question: &Question<'_>, clocks: &mut Clocks) {
    // An award that began after the last day of another follows it, so only the last one matters.
    let Some(award) =
        record.sspp.iter().filter(|award| award.first_day() <= question.as_at).max_by_key(|award| award.first_day())
    else {
        return;
    };
    let Some(last_day) = award.to else { return };
    let on_register = record.register_spell().is_some()
        && is_of_present_run(record, award.first_day())
        && record.is_of_stay(award.first_day(), record.day());
    if on_register && record.plan_in_force().is_none() && !is_followed_up(record, award) {
        let start = ClockStart::on("sspp", award.in_force_on.unwrap_or(award.first_day()));
        clocks.run(last_day, Owner::Senco, start, "last day of the award".to_owned());
    }
}

/// Whether another award is recorded, an application has been made since this award began, or a review after its last day
/// has decided how to go on without it.
fn is_followed_up(record: &AsAt, award: &Sspp) -> bool {
    let next_award = record.sspp.iter().any(|other| other.first_day() > award.first_day());
    let applied = record
        .applications
        .iter()
        .any(|application| application.began_on().is_some_and(|began| began > award.first_day()));
    let decided = record
        .reviews()
        .any(|(_, review)| review.decision.is_some() && award.to.is_some_and(|last_day| review.date > last_day));
    next_award || applied || decided
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::due;

    fn record(sspp: &str, more: &str) -> String {
        format!("register: [{{from: 2024-01-08}}]\nsspp: [{sspp}]\n{more}")
    }

    #[test]
    fn a_later_award_has_its_own_last_day() {
        let two = "{from: 2024-02-01, to: 2025-01-31}, {from: 2025-02-01, to: 2026-01-31}";
        assert_eq!(due("sspp-renewal", &record(two, ""), "2025-01-10").as_deref(), None);
        assert_eq!(due("sspp-renewal", &record(two, ""), "2026-01-15").as_deref(), Some("2026-01-31"));
        assert_eq!(due("sspp-renewal", &record("{from: 2025-02-01}", ""), "2026-01-15"), None);
    }

    #[test]
    fn the_application_for_an_award_does_not_count_for_the_next_award() {
        let award = "{from: 2025-02-01, to: 2026-01-12}";
        let applied = |sent: &str| format!("applications: [{{for: SSPP, sent: {sent}, received: {sent}}}]\n");
        assert!(due("sspp-renewal", &record(award, &applied("2024-12-01")), "2026-01-15").is_some());
        assert_eq!(due("sspp-renewal", &record(award, &applied("2025-12-01")), "2026-01-15"), None);
    }

    #[test]
    fn a_plan_leaving_the_register_or_a_review_after_the_last_day_ends_it() {
        let award = "{from: 2025-02-01, to: 2026-01-12}";
        assert_eq!(due("sspp-renewal", &record(award, "ehc_plan: [{final: 2026-01-14}]\n"), "2026-01-15"), None);
        let review = |date: &str| format!("cycles: [{{stage: C, review: {{date: {date}, decision: adapt}}}}]\n");
        assert_eq!(due("sspp-renewal", &record(award, &review("2026-01-14")), "2026-01-15"), None);
        assert!(due("sspp-renewal", &record(award, &review("2026-01-12")), "2026-01-15").is_some());
        let off = record(award, "").replace("2024-01-08}", "2024-01-08, to: 2026-01-13}");
        assert_eq!(due("sspp-renewal", &off, "2026-01-15"), None);
    }
}
