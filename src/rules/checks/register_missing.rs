//! `register-missing`: a pupil who belongs on the register is not on it.

use crate::finding::{Severity, key_path};
use crate::model::since::Since;
use crate::model::vocabulary::Stage;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "register-missing",
    severity: Severity::Error,
    clause: "6.1 Stage C",
    law: "",
    summary: "a pupil at stage C or D, or with an EHC plan or an SSPP award in force, is not on the register",
    why: "A pupil at stage C or D, or with an EHC plan, is on the register, and so is one with an SSPP, which is K with funding \
          (policy 7). A pupil who is not on it misses the termly reviews, and is unknown to everyone who works from the list.",
    remedy: "add an entry to `register` from the day the pupil joined the register, and tell the parents; or correct the stage",
    bad: "
census: E
needs: [{type: ASD, rank: 1, from: 2025-09-01}]
ehc_plan: [{final: 2025-10-06}]
",
    good: "
census: E
needs: [{type: ASD, rank: 1, from: 2025-09-01}]
register: [{from: 2025-09-01}]
contacts: [{date: 2025-09-01, kind: notice, about: register, with: parent}]
ehc_plan: [{final: 2025-10-06}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    if record.register_spell().is_some() || !record.is_on_roll() {
        return;
    }
    let id = record.id();
    let stage = record.last_stage().filter(|stage| matches!(stage, Stage::C | Stage::D));
    if let Some(stage) = stage {
        let message = format!("{id} is at stage {} but not on the register", stage.as_str());
        found.at(key_path!["stage"], message);
    } else if let Some((index, plan)) = record.plan_in_force() {
        let since = words::since_in_words(plan.since());
        let message = format!("{id} has an EHC plan in force {since} but is not on the register");
        found.at(key_path!["ehc_plan", index, plan.first_day_key()], message);
    } else if let Some((index, award)) = record.award() {
        let since = words::since_in_words(award.since());
        let message = format!("{id} has an SSPP award in force {since} but is not on the register");
        found.at(key_path!["sspp", index, award.first_day_key()], message);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{keys_found, rules_found_on};

    const AT_C: &str = "stage: C\nstages: [{date: 2025-12-01, stage: C}]\n";

    #[test]
    fn stages_c_and_d_belong_on_the_register_and_b_need_not() {
        assert_eq!(keys_found("register-missing", AT_C), ["stage"]);
        assert_eq!(keys_found("register-missing", &AT_C.replace('C', "D")), ["stage"]);
        assert_eq!(keys_found("register-missing", &AT_C.replace('C', "B")), [""; 0]);
    }

    #[test]
    fn the_last_day_of_a_spell_is_on_the_register_and_the_day_after_is_not() {
        let record = format!("{AT_C}register: [{{from: 2025-12-01, to: 2026-01-10}}]\n");
        let missing = |on: &str| rules_found_on(&record, day(on)).contains(&"register-missing");
        assert!(!missing("2026-01-10"));
        assert!(missing("2026-01-11"));
    }

    #[test]
    fn a_spell_that_has_ended_does_not_count_now() {
        let record = format!("{AT_C}register: [{{from: 2024-01-08, to: 2024-12-20}}]\n");
        assert_eq!(keys_found("register-missing", &record), ["stage"]);
    }

    #[test]
    fn an_award_belongs_on_the_register_on_each_of_its_days() {
        let award = "sspp: [{from: 2025-09-01, to: 2026-01-15}]\n";
        let missing = |more: &str, on: &str| {
            rules_found_on(&format!("{award}{more}"), day(on)).iter().filter(|id| **id == "register-missing").count()
        };
        assert_eq!(keys_found("register-missing", award), ["sspp[0].from"]);
        assert_eq!(
            ["2025-08-31", "2025-09-01", "2026-01-15", "2026-01-16"].map(|on| missing("", on)),
            [0, 1, 1, 0],
            "its first and its last day, and no others"
        );
        assert_eq!(keys_found("register-missing", "sspp: [{in_force_on: 2025-12-01}]\n"), ["sspp[0].in_force_on"]);
        let two = "sspp: [{from: 2025-02-01, to: 2026-01-14}, {from: 2026-01-15, to: 2027-01-14}]\n";
        assert_eq!(keys_found("register-missing", two), ["sspp[1].from"]);
        // On the register, gone, and one line only where a plan or a stage asks for it too.
        assert_eq!(missing("register: [{from: 2025-09-01}]\n", "2026-01-15"), 0);
        assert_eq!(missing("on_roll: [{from: 2022-09-05, to: 2026-01-14}]\n", "2026-01-15"), 0);
        assert_eq!(missing("ehc_plan: [{final: 2025-10-06}]\n", "2026-01-15"), 1);
        assert_eq!(missing(AT_C, "2026-01-15"), 1);
    }

    #[test]
    fn a_leaver_or_a_pupil_whose_plan_has_ceased_is_not_found() {
        let left = format!("{AT_C}on_roll: [{{from: 2022-09-05, to: 2026-01-14}}]\n");
        assert_eq!(keys_found("register-missing", &left), [""; 0]);
        assert_eq!(keys_found("register-missing", "ehc_plan: [{final: 2024-05-01, ceased: 2026-01-15}]\n"), [""; 0]);
    }
}
