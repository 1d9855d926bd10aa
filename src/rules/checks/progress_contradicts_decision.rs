//! `progress-contradicts-decision`: the last review found no or very little progress, and decided to stop the support.

use crate::finding::{Severity, key_path};
use crate::model::vocabulary::{Decision, Progress};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

pub(crate) const RULE: Rule = Rule {
    id: "progress-contradicts-decision",
    severity: Severity::Warning,
    clause: "6.2 Review",
    law: "",
    summary: "the last review found no or very little progress, but decided to stop the support",
    why: "The policy ends support when the pupil has made enough progress to close the gap. If a review found little or no progress \
          and stops the support, either the record has a mistake or the pupil still needs the help.",
    remedy: "check the notes of the meeting: if the progress or the decision is wrong, correct it with `send edit`; if both are \
             right, the gap is not closed, so agree another plan with `send plan`, and review that",
    bad: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-11-18, stage: A}]
cycles:
  - stage: A
    plan: {date: 2025-11-20, kind: adaptations, review_by: 2026-01-14}
    review: {date: 2026-01-12, progress: none, decision: discontinue}
",
    good: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-11-18, stage: A}]
cycles:
  - stage: A
    plan: {date: 2025-11-20, kind: adaptations, review_by: 2026-01-14}
    review: {date: 2026-01-12, progress: none, decision: escalate}
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    if !subject.record.is_on_roll() {
        return;
    }
    // A later review looked at the pupil again.
    let last = subject.record.reviews().max_by_key(|(_, review)| review.date);
    let Some((index, review)) = last.filter(|(_, review)| !subject.record.is_as_found(review.date)) else { return };
    let progress = match review.progress {
        Some(Progress::None) => "no progress",
        Some(Progress::Little) => "very little progress",
        Some(Progress::Expected | Progress::Better) | None => return,
    };
    if review.decision == Some(Decision::Discontinue) {
        let day = words::date(review.date);
        let message = format!(
            "the review of {day} found {progress} but decided to stop the support, which should end only when the gap is closed"
        );
        found.at(key_path!["cycles", index, "review", "decision"], message);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    /// A record with these reviews: their days, progress and decisions.
    fn record(reviews: &[(&str, &str, &str)]) -> String {
        let cycle = |(day, progress, decision): &(&str, &str, &str)| {
            format!("{{stage: A, review: {{date: {day}, progress: {progress}, decision: {decision}}}}}")
        };
        let cycles: Vec<String> = reviews.iter().map(cycle).collect();
        format!("cycles: [{}]\n", cycles.join(", "))
    }

    fn keys(reviews: &[(&str, &str, &str)]) -> Vec<String> {
        keys_found("progress-contradicts-decision", &record(reviews))
    }

    #[test]
    fn only_stopping_after_little_or_no_progress_is_a_contradiction() {
        for progress in ["none", "little", "expected", "better"] {
            for decision in ["discontinue", "continue", "adapt", "escalate"] {
                let contradicts = matches!(progress, "none" | "little") && decision == "discontinue";
                let keys = keys(&[("2025-12-10", progress, decision)]);
                assert_eq!(keys.len(), usize::from(contradicts), "{progress} and {decision}: {keys:?}");
            }
        }
        assert_eq!(
            keys_found(
                "progress-contradicts-decision",
                "cycles: [{stage: A, review: {date: 2025-12-10, decision: discontinue}}]\n"
            ),
            [""; 0]
        );
    }

    #[test]
    fn the_message_gives_the_day_and_the_progress_in_words() {
        assert_eq!(
            found("progress-contradicts-decision", &record(&[("2025-12-10", "little", "discontinue")])),
            [
                "cycles[0].review.decision: the review of 10 Dec 2025 found very little progress but decided to stop the support, which should end only when the gap is closed"
            ]
        );
    }

    #[test]
    fn the_last_review_counts_and_a_consistent_one_before_does_not_hide_it() {
        let (good, bad) = ("better", "none");
        assert_eq!(
            keys(&[("2025-10-10", good, "discontinue"), ("2025-12-10", bad, "discontinue")]),
            ["cycles[1].review.decision"]
        );
        assert_eq!(keys(&[("2025-10-10", bad, "discontinue"), ("2025-12-10", good, "discontinue")]), [""; 0]);
        assert_eq!(keys(&[("2025-10-10", bad, "discontinue"), ("2025-12-10", bad, "escalate")]), [""; 0]);
    }

    #[test]
    fn a_review_counts_from_its_day_on() {
        // The examples are judged as at 15 January 2026.
        assert_eq!(keys(&[("2026-01-15", "none", "discontinue")]), ["cycles[0].review.decision"]);
        assert_eq!(keys(&[("2026-01-16", "none", "discontinue")]), [""; 0]);
        assert_eq!(
            keys(&[("2026-01-15", "none", "discontinue"), ("2026-01-16", "none", "adapt")]),
            ["cycles[0].review.decision"]
        );
    }

    #[test]
    fn a_pupil_who_has_left_is_ignored() {
        let left = |last: &str| {
            format!("on_roll: [{{from: 2022-09-05, to: {last}}}]\n{}", record(&[("2025-12-10", "none", "discontinue")]))
        };
        assert_eq!(keys_found("progress-contradicts-decision", &left("2026-01-15")).len(), 1);
        assert_eq!(keys_found("progress-contradicts-decision", &left("2026-01-14")), [""; 0]);
    }

    #[test]
    fn a_review_of_before_the_pupil_was_found_is_not_judged() {
        let found = |day: &str| {
            let review = "{date: 2025-12-10, progress: none, decision: discontinue}";
            let record = format!("as_found: {{date: {day}}}\ncycles: [{{stage: C, review: {review}}}]\n");
            crate::rules::examples::keys_found("progress-contradicts-decision", &record).len()
        };
        assert_eq!((found("2025-12-10"), found("2025-12-09")), (0, 1));
    }
}
