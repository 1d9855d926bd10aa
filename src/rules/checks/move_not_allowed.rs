//! `move-not-allowed`: a move between stages was made without what the policy of its day asked for.
//!
//! Each move is judged on its own day, with the evidence that was in the record then. Moves before the first policy in the
//! folder are not judged, because the folder has no policy that was in force then. Nor are those that the pupil was found with.

use crate::finding::{Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::{Move, Record};
use crate::model::vocabulary::Stage;
use crate::policy::MoveName;
use crate::rules::checks::sharing_without_consent::add_reason;
use crate::rules::moves::{MoveConditions, MoveDirection, requirements_of};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "move-not-allowed",
    severity: Severity::Error,
    clause: "6.1",
    law: "",
    summary: "a move between stages is missing something the policy asked for on its day",
    why: "Each stage rests on the one before: what was tried, what the family said, what the review found. Without these, the move \
          cannot be explained to the family or the authority later.",
    remedy: "if the step was taken at the time, record it; if not, take it now, or set it aside with a reason if the policy allows",
    bad: "
stage: A
stages: [{date: 2026-01-14, stage: A}]
",
    good: "
stage: A
stages: [{date: 2026-01-14, stage: A}]
concerns: [{date: 2026-01-14, raised_by: class-teacher, grounds: [gap-widening]}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    judge_moves(subject.record, question, found);
}

/// Judges every move of a record, whole or as at a day, each as at the day of the move.
pub(in crate::rules) fn judge_moves(record: &Record, question: &Question<'_>, found: &mut Found<'_>) {
    let is_judged = |on: Day| question.policies.judges(on) && !record.is_as_found(on);
    for (index, entry) in record.stages.iter().enumerate().filter(|(_, entry)| is_judged(entry.date)) {
        let Some(before) = record.before_move(index) else { continue };
        let to = MoveName::from(entry.stage);
        let asked = requirements_of(&before, to, &Question { as_at: entry.date, ..*question });
        judge_move(entry, index, &before, &asked, found);
    }
}

fn judge_move(entry: &Move, index: usize, before: &AsAt, asked: &MoveConditions, found: &mut Found<'_>) {
    let (to, on) = (entry.stage.as_str(), words::date(entry.date));
    if asked.needs_reason && entry.because.is_none() {
        let from = before.last_stage().map_or("no stage", Stage::as_str);
        let moved = if asked.way == MoveDirection::Back {
            format!("back from {from} to {to}")
        } else {
            format!("from {from} to {to}")
        };
        let help = "add the reason to the move, as `because`";
        found.at_with_help(key_path!["stages", index], format!("moved {moved} on {on} without a reason"), help);
    }
    let refusals = asked.requirements.iter().filter_map(|one| one.answer.refusal.as_ref().map(|_| one.rule.id));
    for id in refusals.filter(|_| entry.despite_refusal.is_none()) {
        let message = format!(
            "moved to {to} on {on} with {id}, but another person in the family had refused, and no reason for going on is recorded"
        );
        found.lightly_at_with_help(key_path!["stages", index], message, add_reason(before.id(), "move"));
    }
    for one in asked.requirements.iter().filter(|one| !one.answer.met) {
        let id = one.rule.id;
        let waived = entry.waived.iter().any(|waiver| waiver.requirement.as_str() == id);
        if waived && one.waivable {
            continue;
        }
        let refused = if waived { ", which the policy does not allow anyone to set aside" } else { "" };
        let message = format!("moved to {to} on {on} without {id}{refused}: {}", one.answer.detail);
        found.because_of(one.rule, key_path!["stages", index], message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::examples::messages;

    const LAWFUL: &str = "stage: B
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]
concerns: [{date: 2025-09-15, raised_by: class-teacher, short_term_causes: none found}]
cycles: [{stage: A, plan: {date: 2025-09-17, kind: adaptations}, review: {date: 2025-11-04, progress: little, decision: escalate}}]
contacts: [{date: 2025-09-18, kind: meeting, about: concern}, {date: 2025-11-05, kind: consent, about: inclusion-referral, answer: given}]
referrals: [{date: 2025-11-05, to: inclusion-team}]
";

    fn said(record: &str) -> Vec<String> {
        messages("move-not-allowed", record, "2026-01-15")
    }

    #[test]
    fn evidence_counts_on_the_day_and_not_on_the_day_after() {
        assert_eq!(said(LAWFUL), [""; 0]);
        let late = LAWFUL.replace("{date: 2025-11-05, kind: consent", "{date: 2025-11-06, kind: consent");
        assert_eq!(
            said(&late),
            [
                "moved to B on 5 Nov 2025 without parental-consent: consent to the inclusion referral has not been asked for \
              since 15 Sep 2025"
            ]
        );
        // Consent that was withdrawn later had been given on the day.
        let withdrawn = LAWFUL.replace(
            "answer: given}",
            "answer: given}, {date: 2025-12-01, kind: consent, about: inclusion-referral, answer: withdrawn}",
        );
        assert_eq!(said(&withdrawn), [""; 0]);
    }

    #[test]
    fn an_allowed_move_does_not_hide_a_later_one_that_is_not_allowed() {
        let on = LAWFUL.replace("stage: B}]", "stage: B}, {date: 2025-12-01, stage: C}]");
        let said = said(&on);
        let lacking = ["senco-recommendations", "strategies-reviewed", "little-progress", "parents-notified"];
        assert_eq!(said.len(), lacking.len(), "{said:?}");
        for (message, id) in said.iter().zip(lacking) {
            assert!(message.starts_with(&format!("moved to C on 1 Dec 2025 without {id}: ")), "{message}");
        }
    }

    #[test]
    fn a_requirement_is_set_aside_only_if_the_policy_allows_it() {
        let waived = |id: &str| {
            let waiver = format!("stage: B, waived: [{{requirement: {id}, reason: an operation, by: R. Osei}}]}}]");
            LAWFUL.replace("stage: B}]", &waiver)
        };
        // Only two weeks later at stage A, so the six weeks had not passed.
        let later = |record: &str| record.replace("2025-09-15", "2025-09-29").replace("2025-09-18", "2025-09-30");
        assert_eq!(said(&later(LAWFUL)).len(), 1);
        assert_eq!(said(&later(&waived("six-weeks"))), [""; 0]);
        assert_eq!(said(&later(&waived("little-progress"))).len(), 1);
        let consent = waived("parental-consent").replace("answer: given", "answer: refused");
        let said = said(&consent);
        assert!(said[0].contains("parental-consent, which the policy does not allow anyone to set aside"), "{said:?}");
    }

    #[test]
    fn a_move_against_one_persons_refusal_needs_a_reason() {
        let refused = "{date: 2025-11-03, kind: consent, about: inclusion-referral, who: mother, answer: refused}, {date: 2025-11-05, kind: consent";
        let record = LAWFUL.replace("{date: 2025-11-05, kind: consent", refused);
        assert_eq!(
            said(&record),
            [
                "moved to B on 5 Nov 2025 with parental-consent, but another person in the family had refused, and no reason for going on is recorded"
            ]
        );
        let with = record.replace("stage: B}]", "stage: B, despite_refusal: the father may decide alone}]");
        assert_eq!(said(&with), [""; 0]);
        // Refused after the move, and by the one who then agreed.
        assert_eq!(said(&record.replace("2025-11-03", "2025-11-06")), [""; 0]);
        assert_eq!(said(&record.replace("who: mother, ", "")), [""; 0]);
    }

    #[test]
    fn a_move_before_the_first_policy_is_not_judged() {
        for (date, number) in [("2025-08-31", 0), ("2025-09-01", 1), ("2025-09-02", 1)] {
            let record = format!("stage: A\nstages: [{{date: {date}, stage: A}}]\n");
            assert_eq!(said(&record).len(), number, "{date}");
        }
    }

    #[test]
    fn a_move_that_the_pupil_was_found_with_is_not_judged_and_a_later_one_starts_from_its_stage() {
        let found =
            |day: &str| format!("as_found: {{date: {day}}}\nstage: C\nstages: [{{date: 2025-11-28, stage: C}}]\n");
        assert_eq!(said(&found("2025-11-28")), [""; 0]);
        assert_eq!(said(&found("2025-11-27")).len(), 5);
        let on = found("2025-11-28").replace("stage: C}]", "stage: C}, {date: 2026-01-14, stage: D}]");
        let said = said(&on);
        assert!(said.iter().all(|message| message.starts_with("moved to D on 14 Jan 2026")), "{said:?}");
        assert!(!said.is_empty() && !said.iter().any(|message| message.contains("stages-in-order")), "{said:?}");
    }

    #[test]
    fn moving_back_and_closing_from_a_need_a_reason() {
        let back = LAWFUL.replace("stage: B}]", "stage: B}, {date: 2025-12-01, stage: A}]");
        assert_eq!(said(&back), ["moved back from B to A on 1 Dec 2025 without a reason"]);
        let with = LAWFUL.replace("stage: B}]", "stage: B}, {date: 2025-12-01, stage: A, because: doing well}]");
        assert_eq!(said(&with), [""; 0]);
        let closed = "stage: closed
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: closed}]
concerns: [{date: 2025-09-15, raised_by: parent}]
contacts: [{date: 2025-11-05, kind: notice, about: provision}]
";
        assert_eq!(said(closed), ["moved from A to closed on 5 Nov 2025 without a reason"]);
    }

    #[test]
    fn the_finding_has_the_source_and_the_remedy_of_the_requirement() {
        let (school, policies) = (crate::rules::examples::school(), crate::rules::examples::policies());
        let record = crate::rules::examples::record("stage: A\nstages: [{date: 2026-01-14, stage: A}]\n");
        let question = Question {
            as_at: crate::rules::examples::as_at(),
            today: crate::rules::examples::as_at(),
            school: &school,
            policies: &policies,
        };
        let cut = record.as_at(question.as_at);
        let found = crate::rules::check_pupil(&crate::rules::examples::subject(&cut, &record), &question);
        assert_eq!(found[0].source, "policy 6.1");
        assert!(found[0].help.starts_with("record the concern"));
        assert_eq!(found[0].field.to_string(), "stages[0]");
    }
}
