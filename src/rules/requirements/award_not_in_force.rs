//! `award-not-in-force`: no funded SSPP is running when support ends.

use super::{Answer, Ask};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "award-not-in-force",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "no SSPP award is running",
    why: "The authority pays for support that the school has said the pupil needs. The policy does not mention ending \
          it: this is the school's own choice.",
    remedy: "wait for the last day of the award, or agree an earlier one with the authority and record it as `to`",
    bad: "
# Before it is closed:
sspp: [{from: 2025-02-01, to: 2026-01-31}]
",
    good: "
# Before it is closed:
sspp: [{from: 2025-02-01, to: 2026-01-14}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    record.award().map_or_else(
        || Answer::met("no SSPP award is running"),
        |(_, award)| {
            let to = award.to.map_or_else(String::new, |to| format!(", to {}", words::date(to)));
            Answer::missing(format!("an SSPP award is running {}{to}", words::since_in_words(award.since())))
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn the_first_and_last_days_of_an_award_belong_to_it() {
        for (from, to, met) in [
            ("2025-01-15", "2026-01-14", true),
            ("2025-01-15", "2026-01-15", false),
            ("2026-01-15", "2027-01-14", false),
            ("2026-01-16", "2027-01-15", true),
        ] {
            let record = format!("sspp: [{{from: {from}, to: {to}}}]\n");
            assert_eq!(asked("award-not-in-force", "closed", &record, "2026-01-15").met, met, "{from} {to}");
        }
    }

    #[test]
    fn a_running_award_is_found_after_one_that_has_ended() {
        let record = "sspp: [{from: 2024-01-01, to: 2024-12-31}, {from: 2025-02-01, to: 2026-01-31}]\n";
        assert!(!asked("award-not-in-force", "closed", record, "2026-01-15").met);
    }
}
