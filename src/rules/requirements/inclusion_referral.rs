//! `inclusion-referral`: the class teacher has made an inclusion referral.

use super::{Answer, Ask, referrals_of_run, since_when};
use crate::finding::Severity;
use crate::model::at_a_day::AsAt;
use crate::rules::{Rule, RuleKind};

pub(crate) const RULE: Rule = Rule {
    id: "inclusion-referral",
    severity: Severity::Error,
    clause: "6.1 Stage B",
    law: "",
    summary: "the class teacher made an inclusion referral",
    why: "Stage B begins with the class teacher's own account of the pupil and of what has been tried. The SENCO works \
          from it.",
    remedy: "ask the class teacher to make the inclusion referral, and record it as a referral to `inclusion-team`",
    bad: "
# Before the move to B:
# No line `referrals`.
",
    good: "
# Before the move to B:
referrals: [{date: 2026-01-14, to: inclusion-team}]
",
    kind: RuleKind::Requirement(requirement_answer),
};

fn requirement_answer(record: &AsAt, _: &Ask<'_>) -> Answer {
    let made = referrals_of_run(record, true).map(|referral| referral.date).max();
    Answer::on(made, "inclusion referral made", || format!("no inclusion referral{}", since_when(record)))
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::asked;

    #[test]
    fn a_referral_to_the_inclusion_team_counts_in_the_present_run_on_or_before_the_day() {
        let stages =
            "stages: [{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-11-18, stage: A}]\n";
        for (date, to, met) in [
            ("2025-02-20", "inclusion-team", false),
            ("2026-01-14", "inclusion-team", true),
            ("2026-01-15", "inclusion-team", true),
            ("2026-01-16", "inclusion-team", false),
            ("2026-01-14", "Speech and Language Therapy", false),
        ] {
            let record = format!("{stages}referrals: [{{date: {date}, to: {to}}}]\n");
            assert_eq!(asked("inclusion-referral", "B", &record, "2026-01-15").met, met, "{date} {to}");
        }
    }
}
