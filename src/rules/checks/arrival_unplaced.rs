//! `arrival-unplaced`: a pupil arrived with a plan, an award or SEN support, and the record does not continue it.

use crate::finding::Severity;
use crate::model::vocabulary::ArrivedWith;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "arrival-unplaced",
    severity: Severity::Error,
    clause: "7",
    law: "DfE school census, SEN provision",
    summary: "a pupil arrived with an EHC plan, an SSPP or SEN support, and the record has no plan, award, place on the register or decision since then",
    why: "An EHC plan is in force whichever school the child attends, and support from the last school does not end with the \
          move. Without the plan, the award or the place on the register, the census code is N and nothing reminds the school of the \
          pupil.",
    remedy: "for an EHC plan `send add ehc-plan PUPIL --final DATE --authority NAME`; for an SSPP `send add sspp PUPIL`; for SEN \
             support `send place PUPIL --notified DATE`; if the support ends, `send add arrival PUPIL --decided DATE --because ...`",
    bad: "
arrived: {from: Hillside Infants, with: K, information_requested: 2022-07-01, information_received: 2022-08-28}
",
    good: "
arrived:
  - {from: Hillside Infants, with: K, information_requested: 2022-07-01, information_received: 2022-08-28,
     decided: {date: 2022-09-16, by: R. Osei, because: the gap has closed}}
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let Some((joined, arrived)) = record.arrival_that_waits() else { return };
    let (id, code) = (record.id(), record.census_code().as_str());
    let (lacks, help) = match arrived.with {
        ArrivedWith::Ehcp => (
            "with an EHC plan, but the record has no plan",
            format!(
                "record the plan: `send add ehc-plan {id} --final DATE --authority NAME`, then put the pupil on the register with \
                 `send place {id}`"
            ),
        ),
        ArrivedWith::Sspp => (
            "with an SSPP, but is not on the register and has no award",
            format!(
                "record the award with `send add sspp {id}`, and put the pupil on the register with `send place {id} --notified \
                 DATE`; {}",
                if_it_ends(id)
            ),
        ),
        ArrivedWith::K | ArrivedWith::None => (
            "with SEN support (K), but is not on the register and has no award",
            format!(
                "tell the parents, then put the pupil on the register with `send place {id} --notified DATE`; {}",
                if_it_ends(id)
            ),
        ),
    };
    let message = format!("{id} arrived on {} {lacks}: the census code {code} may be wrong", words::date(joined));
    found.at_with_help(record.arrived.path_of(arrived).then("with"), message, help);
}

fn if_it_ends(id: &str) -> String {
    format!("if the support ends, record why with `send add arrival {id} --decided DATE --because ...`")
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{found_on, keys_found, messages};

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
            // The school looked into it and closed it, or decided without a stage that the support ends.
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
    fn a_decision_ends_sen_support_or_an_sspp_and_never_a_plan() {
        for (with, left) in [("K", 0), ("SSPP", 0), ("EHCP", 1)] {
            let decided = format!("{with}, decided: {{date: 2026-01-12, because: no longer needed}}");
            assert_eq!(said(&decided, "").len(), left, "{with}");
            let later = decided.replace("2026-01-12", "2026-01-16");
            assert_eq!(said(&later, "").len(), 1, "{with}: not decided yet");
        }
    }

    #[test]
    fn each_arrival_is_found_in_its_own_stay_at_its_own_key() {
        let record = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2026-01-05}]
arrived: [{date: 2022-09-05, from: Hillside Infants, with: none}, {date: 2026-01-05, from: Far Primary, with: K}]
register: [{from: 2023-01-09}]
";
        assert_eq!(keys_found("arrival-unplaced", record), ["arrived[1].with"]);
        assert_eq!(messages("arrival-unplaced", record, "2024-01-15"), [""; 0]);
        let single = "arrived: {from: Far Primary, with: K}\n";
        assert_eq!(keys_found("arrival-unplaced", single), ["arrived.with"]);
        let list = "arrived: [{from: Far Primary, with: K}]\n";
        assert_eq!(keys_found("arrival-unplaced", list), ["arrived[0].with"]);
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
