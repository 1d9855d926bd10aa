//! `census-1990`: a pupil has top-up funding and no EHC plan. The DfE queries it; the school answers with a note.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "census-1990",
    severity: Severity::Warning,
    clause: "7",
    law: "DfE school census, query 1990",
    summary: "the DfE asks why a pupil on roll has top-up funding (SSPP) and no EHC plan",
    why: "An SSPP brings funding while the pupil stays K, so the DfE asks about every one of them. It may not be a mistake: the \
          answer is a note. A school whose awards are all confirmed may switch this rule off in its policy.",
    remedy: "if the award is right, answer the query with the note `confirmed as correct`",
    bad: "
census: K
register: [{from: 2025-09-15}]
sspp: [{from: 2025-12-01, to: 2026-11-30}]
",
    good: "
census: K
register: [{from: 2025-09-15}]
sspp: [{from: 2024-12-01, to: 2025-11-30}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    // Whatever the record says of the register: an award in force is top-up funding.
    let Some((index, _)) = record.award().filter(|_| record.is_on_roll() && record.plan_in_force().is_none()) else {
        return;
    };
    // The message includes the note, because the census shows only the message.
    let message = format!(
        "{} has top-up funding (SSPP) and no EHC plan; if that is right, answer with the note `confirmed as correct`",
        record.id()
    );
    found.at(key_path!["sspp", index], message);
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{keys_found, messages};

    #[test]
    fn both_days_of_an_award_belong_to_it_and_a_plan_ends_the_query() {
        let example = "census: E\nregister: [{from: 2024-09-09}]\nsspp: [{from: 2024-10-01, to: 2024-12-31}, {from: 2025-02-01, to: 2026-01-31}]\nehc_plan: [{final: 2026-01-15}]\n";
        let asked = |on| messages("census-1990", example, on).len();
        assert_eq!([asked("2024-12-31"), asked("2025-01-01"), asked("2025-02-01"), asked("2026-01-14")], [1, 0, 1, 1]);
        assert_eq!(asked("2026-01-15"), 0);
        let ended = example.replace("ehc_plan: [{final: 2026-01-15}]\n", "");
        assert_eq!(messages("census-1990", &ended, "2026-02-01"), [""; 0]);
    }

    #[test]
    fn an_award_is_asked_about_whatever_the_register_says() {
        let award = "sspp: [{from: 2025-09-01, to: 2026-08-31}]\n";
        let asked = |more: &str| messages("census-1990", &format!("{award}{more}"), "2026-01-15").len();
        assert_eq!(asked("census: N\n"), 1, "never on the register");
        assert_eq!(asked("census: N\nregister: [{from: 2025-02-03, to: 2025-12-19}]\n"), 1, "off the register");
        assert_eq!(
            asked(
                "census: K\nstage: closed\nstages: [{date: 2025-06-02, stage: C}, {date: 2025-07-01, stage: closed}]\n"
            ),
            1
        );
        assert_eq!(asked("census: E\nehc_plan: [{final: 2025-10-06}]\n"), 0);
        assert_eq!(asked("census: N\nehc_plan: [{final: 2023-10-06, ceased: 2025-12-01}]\n"), 1, "the plan has ceased");
        assert_eq!(asked("on_roll: [{from: 2022-09-05, to: 2026-01-14}]\n"), 0, "a leaver");
        // An award does not run on over a gap in the roll.
        assert_eq!(asked("on_roll: [{from: 2022-09-05, to: 2025-10-10}, {from: 2025-11-17}]\n"), 0);
        assert_eq!(messages("census-1990", &format!("{award}census: N\n"), "2025-08-31"), [""; 0]);
    }

    #[test]
    fn the_query_is_about_the_award_of_that_day() {
        let key = |awards: &str| {
            keys_found("census-1990", &format!("census: K\nregister: [{{from: 2024-09-09}}]\nsspp: [{awards}]\n"))
        };
        assert_eq!(key("{from: 2024-10-01, to: 2026-01-14}, {from: 2026-01-15}"), ["sspp[1]"]);
        assert_eq!(key("{from: 2024-10-01, to: 2026-01-15}, {from: 2026-01-16}"), ["sspp[0]"]);
        assert_eq!(key("{from: 2026-01-16}, {from: 2024-10-01, to: 2026-12-31}"), ["sspp[1]"]);
    }
}
