//! `arrival-unplaced`: a pupil arrived with a plan, an award or SEN support, and the record does not continue it.

use crate::finding::{Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::vocabulary::ArrivedWith;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "arrival-unplaced",
    severity: Severity::Error,
    clause: "7",
    law: "DfE school census, SEN provision",
    summary: "a pupil arrived with an EHC plan, an SSPP or SEN support, and the record has no plan, award or place on the register since then",
    why: "An EHC plan is in force whichever school the child attends, and support from the last school does not end with the \
          move. Without the plan, the award or the place on the register, the census code is N and nothing reminds the school of the \
          pupil.",
    remedy: "if the pupil came with an EHC plan, add it under `ehc_plan` with the date it was made final, and add an entry under \
             `register` (`send edit`); if the pupil came with SEN support or an SSPP, tell the parents (`send contact`, kind notice, about register) and \
             put the pupil on the register (`send place`); if the school decided not to continue the support, record that with `send advance` to A and `send close`",
    bad: "
arrived: {from: Hillside Infants, with: EHCP, information_requested: 2022-07-01, information_received: 2022-08-28}
",
    good: "
census: E
arrived: {from: Hillside Infants, with: EHCP, information_requested: 2022-07-01, information_received: 2022-08-28}
register: [{from: 2022-09-05}]
ehc_plan: [{final: 2021-03-01}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let Some((joined, arrived)) = record.joined_with() else { return };
    let has_plan = record.ehc_plan.iter().any(|plan| plan.ceased.is_none_or(|ceased| ceased > joined));
    let lacks = match arrived.with {
        ArrivedWith::Ehcp if !has_plan => "with an EHC plan, but the record has no plan",
        ArrivedWith::Sspp if !has_plan && !goes_on(record, joined) => {
            "with an SSPP, but is not on the register and has no award"
        }
        ArrivedWith::K if !has_plan && !goes_on(record, joined) => {
            "with SEN support (K), but is not on the register and has no award"
        }
        ArrivedWith::Ehcp | ArrivedWith::Sspp | ArrivedWith::K | ArrivedWith::None => return,
    };
    let (id, code) = (record.id(), record.census_code().as_str());
    let message = format!("{id} arrived on {} {lacks}: the census code {code} may be wrong", words::date(joined));
    found.at_with_help(key_path!["arrived", "with"], message, placing_help(id, arrived.with));
}

/// Whether support that the pupil came with has continued here since, or was closed.
fn goes_on(record: &AsAt, joined: Day) -> bool {
    let on_register = record.register.iter().any(|spell| spell.to.is_none_or(|to| to >= joined));
    let is_funded = record.sspp.iter().any(|award| award.to.is_none_or(|to| to >= joined));
    // `joined_with_sen` returns no day once the support was closed here.
    on_register || is_funded || record.joined_with_sen().is_none()
}

fn placing_help(id: &str, with: ArrivedWith) -> String {
    if with == ArrivedWith::Ehcp {
        return format!(
            "`send edit {id}`: add the plan under `ehc_plan` with the date it was made final, an entry under `register`, and \
             the line `census: E`"
        );
    }
    format!(
        "tell the parents, then put the pupil on the register with `send place {id} --notified DATE`; if the school decided not to \
         continue the support, record that with `send advance {id} --to A` and `send close {id}`"
    )
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{found_on, messages};

    /// The messages on 15 January 2026 about a pupil who joined on 5 January 2026 with this, and has these facts.
    fn said(with: &str, facts: &str) -> Vec<String> {
        let record = format!("on_roll: [{{from: 2026-01-05}}]\narrived: {{from: Far Primary, with: {with}}}\n{facts}");
        messages("arrival-unplaced", &record, "2026-01-15")
    }

    #[test]
    fn each_kind_of_arrival_is_found_and_a_pupil_known_only_to_agencies_is_not() {
        assert_eq!(
            said("EHCP", ""),
            ["p014 arrived on 5 Jan 2026 with an EHC plan, but the record has no plan: the census code N may be wrong"]
        );
        assert_eq!(said("K", "").len(), 1);
        assert_eq!(said("SSPP", "").len(), 1);
        assert_eq!(said("none", ""), [""; 0]);
    }

    #[test]
    fn a_plan_a_spell_or_an_award_since_joining_places_the_pupil() {
        for (with, facts) in [
            ("EHCP", "census: E\nehc_plan: [{final: 2022-06-01}]"),
            ("K", "census: K\nregister: [{from: 2026-01-05}]"),
            ("K", "census: E\nehc_plan: [{final: 2026-01-12}]"),
            ("K", "sspp: [{from: 2025-09-01, to: 2026-08-31}]"),
            ("SSPP", "sspp: [{from: 2025-09-01, to: 2026-08-31}]"),
            ("SSPP", "census: K\nregister: [{from: 2026-01-05}]"),
            // The school looked into it and closed it.
            ("K", "stage: closed\nstages: [{date: 2026-01-06, stage: A}, {date: 2026-01-14, stage: closed}]"),
        ] {
            assert_eq!(said(with, facts), [""; 0], "{with} {facts}");
        }
    }

    #[test]
    fn other_facts_or_ones_that_ended_before_joining_do_not_place_the_pupil() {
        for (with, facts) in [
            // The register and a stage do not replace a plan: the pupil is E, and the record says K.
            ("EHCP", "census: K\nregister: [{from: 2026-01-05}]"),
            ("EHCP", "stage: closed\nstages: [{date: 2026-01-06, stage: A}, {date: 2026-01-14, stage: closed}]"),
            ("EHCP", "ehc_plan: [{final: 2022-06-01, ceased: 2025-12-19}]"),
            ("EHCP", "ehc_plan: [{final: 2022-06-01, ceased: 2026-01-05}]"),
            // These are from an earlier time at this school.
            ("K", "register: [{from: 2023-09-04, to: 2024-07-19}]"),
            ("SSPP", "sspp: [{from: 2024-09-01, to: 2025-08-31}]"),
            ("K", "stage: A\nstages: [{date: 2026-01-06, stage: A}]"),
        ] {
            assert_eq!(said(with, facts).len(), 1, "{with} {facts}");
        }
    }

    #[test]
    fn it_is_found_from_joining_to_the_last_day_of_the_latest_time_on_roll() {
        let record = "on_roll: [{from: 2023-09-04, to: 2024-07-19}, {from: 2026-01-05, to: 2026-03-27}]
arrived: {from: Far Primary, with: EHCP}
";
        let speaks = |on: &str| found_on(record, day(on)).iter().any(|finding| finding.rule == "arrival-unplaced");
        let days = ["2024-01-15", "2026-01-04", "2026-01-05", "2026-03-27", "2026-03-28"];
        assert_eq!(days.map(speaks), [false, false, true, true, false]);
    }
}
