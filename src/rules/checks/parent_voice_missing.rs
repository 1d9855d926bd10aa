//! `parent-voice-missing`: the last review of a pupil on the register does not record what the parents said.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "parent-voice-missing",
    severity: Severity::Warning,
    clause: "4",
    law: "",
    summary: "the last review of a pupil on the register does not record what the parents said",
    why: "The policy promises to ask parents how support works outside school and how needs have changed. A review without their \
          words cannot show that the school asked.",
    remedy: "record what they said under `parent_voice` of the review, or `{asked: DATE, answer: none}` if they were asked and did \
             not answer",
    bad: "
census: K
stage: C
stages: [{date: 2025-06-02, stage: C}]
register: [{from: 2025-06-02}]
cycles: [{stage: C, review: {date: 2025-12-10, present: [senco, parent]}}]
",
    good: "
census: K
stage: C
stages: [{date: 2025-06-02, stage: C}]
register: [{from: 2025-06-02}]
cycles: [{stage: C, review: {date: 2025-12-10, present: [senco, parent], parent_voice: He retells stories at home}}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    let Some((_, spell)) = record.register_spell().filter(|_| record.is_on_roll()) else {
        return;
    };
    // The school can no longer ask for what an earlier review left out.
    let last =
        record.reviews().filter(|(_, review)| review.date >= spell.first_day()).max_by_key(|(_, review)| review.date);
    if let Some((index, _)) =
        last.filter(|(_, review)| review.parent_voice.is_none() && !record.is_as_found(review.date))
    {
        found.at(key_path!["cycles", index, "review"], "this review does not record what the parents said");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::keys_found;

    fn record(reviews: &[&str]) -> String {
        let cycles: Vec<String> =
            reviews.iter().map(|review| format!("{{stage: C, review: {{date: {review}}}}}")).collect();
        format!("census: K\nregister: [{{from: 2025-09-15}}]\ncycles: [{}]\n", cycles.join(", "))
    }

    fn keys(reviews: &[&str]) -> Vec<String> {
        keys_found("parent-voice-missing", &record(reviews))
    }

    #[test]
    fn the_last_review_counts_and_a_complete_one_before_does_not_hide_it() {
        assert_eq!(keys(&["2025-10-10, parent_voice: Fine", "2025-12-10"]), ["cycles[1].review"]);
        assert_eq!(keys(&["2025-10-10", "2025-12-10, parent_voice: Fine"]), [""; 0]);
    }

    #[test]
    fn a_review_of_before_the_pupil_was_found_is_not_judged() {
        let found = |day: &str| format!("as_found: {{date: {day}}}\n{}", record(&["2025-12-10"]));
        assert_eq!(keys_found("parent-voice-missing", &found("2025-12-10")), [""; 0]);
        assert_eq!(keys_found("parent-voice-missing", &found("2025-12-09")), ["cycles[0].review"]);
    }

    #[test]
    fn asking_without_an_answer_counts() {
        assert_eq!(keys(&["2025-12-10, parent_voice: {asked: 2025-12-01, answer: none}"]), [""; 0]);
    }

    #[test]
    fn a_review_before_or_after_the_register_is_not_judged() {
        assert_eq!(keys(&["2025-09-14"]), [""; 0]);
        assert_eq!(keys(&["2025-09-15"]), ["cycles[0].review"]);
        let off = record(&["2025-10-10"]).replace("2025-09-15", "2025-09-15, to: 2025-12-19");
        assert_eq!(keys_found("parent-voice-missing", &off), [""; 0]);
    }
}
