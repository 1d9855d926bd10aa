//! `target-vague`: a target of a running plan uses words that cannot be measured.

use super::plans_to_judge;
use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "target-vague",
    severity: Severity::Warning,
    clause: "6.1 Stage C",
    law: "",
    summary: "a target uses words that cannot be measured, such as `regular` or `improve`",
    why: "The policy asks for targets that are specific and measurable. With words like these, two people can read the same target \
          and disagree about whether it was met.",
    remedy: "say what the pupil will be seen to do, how much of it, and how often",
    bad: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-11-18, stage: A}]
cycles:
  - stage: A
    plan:
      date: 2025-11-20
      kind: adaptations
      review_by: 2026-01-16
      targets: [{text: Improve reading, measure: reading record, baseline: 14 stumbles a page, by: 2026-01-14}]
",
    good: "
stage: A
concerns: [{date: 2025-11-18, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-11-18, stage: A}]
cycles:
  - stage: A
    plan:
      date: 2025-11-20
      kind: adaptations
      review_by: 2026-01-16
      targets: [{text: Read a page with 5 stumbles or fewer, measure: a new page each Friday, baseline: 14 stumbles a page, by: 2026-01-14}]
",
    kind: RuleKind::Check(check),
};

/// A word or phrase that leaves something open.
struct Vague {
    /// The phrase, in lower case.
    words: &'static str,
    /// The detail that it leaves open.
    because: &'static str,
    /// Whether a number in the same text makes it measurable: improving from 4 to 9 can be measured.
    settled_by_number: bool,
}

const fn vague_phrase(words: &'static str, because: &'static str) -> Vague {
    Vague { words, because, settled_by_number: false }
}

const fn change(words: &'static str) -> Vague {
    Vague { words, because: "does not say from what to what", settled_by_number: true }
}

const HOW_OFTEN: &str = "does not say how often";
const WHO_DECIDES: &str = "does not say when, so no one can tell whether it was done";
const NOT_THE_PUPIL: &str = "says what is offered, not what the pupil will do";

/// A target is specific, measurable and time-bound (policy 6.1 Stage C; the plan templates of DOMAIN 8.3 ask when and how
/// often), and provision is quantified (DOMAIN 5.4, section F). These are the words most often used instead.
const VAGUE: &[Vague] = &[
    vague_phrase("regular", HOW_OFTEN),
    vague_phrase("regularly", HOW_OFTEN),
    vague_phrase("access to", NOT_THE_PUPIL),
    vague_phrase("opportunities for", NOT_THE_PUPIL),
    vague_phrase("opportunities to", NOT_THE_PUPIL),
    vague_phrase("support with", NOT_THE_PUPIL),
    vague_phrase("as appropriate", WHO_DECIDES),
    vague_phrase("where appropriate", WHO_DECIDES),
    vague_phrase("where possible", WHO_DECIDES),
    vague_phrase("when possible", WHO_DECIDES),
    vague_phrase("as required", WHO_DECIDES),
    vague_phrase("as needed", WHO_DECIDES),
    change("improve"),
    change("increase"),
    change("develop"),
    change("make progress"),
];

/// Words that may follow `regular` without saying how often: a target about grammar or shapes.
const REGULAR_THINGS: &[&str] =
    &["verb", "verbs", "past", "plural", "plurals", "noun", "nouns", "shape", "shapes", "polygon", "polygons"];

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    if !subject.record.is_on_roll() {
        return;
    }
    for (index, plan) in plans_to_judge(subject.record) {
        for (at, target) in plan.targets.iter().enumerate() {
            for (key, text) in [("text", Some(&target.text)), ("measure", target.measure.as_ref())] {
                for vague in text.into_iter().flat_map(|text| vague_words(text.as_str())) {
                    let message = format!("`{}` {}", vague.words, vague.because);
                    found.at(key_path!["cycles", index, "plan", "targets", at, key], message);
                }
            }
        }
    }
}

/// The vague phrases in a text. Only whole words count, in upper or lower case.
fn vague_words(text: &str) -> Vec<&'static Vague> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has_number = words.iter().any(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    let is_open = |vague: &&Vague| !(vague.settled_by_number && has_number);
    VAGUE.iter().filter(is_open).filter(|vague| has_phrase(&words, vague.words)).collect()
}

/// Whether the words of a text contain a phrase.
fn has_phrase(words: &[&str], phrase: &str) -> bool {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    (0..words.len()).any(|at| {
        let rest = words.get(at..).unwrap_or_default();
        let next = rest.get(wanted.len());
        rest.starts_with(&wanted) && !(wanted == ["regular"] && next.is_some_and(|next| REGULAR_THINGS.contains(next)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::examples::found;

    fn words(text: &str) -> Vec<&'static str> {
        vague_words(text).iter().map(|vague| vague.words).collect()
    }

    #[test]
    fn only_whole_words_count_in_any_case() {
        assert_eq!(words("Regular reading, where possible"), ["regular", "where possible"]);
        assert_eq!(words("REGULARLY"), ["regularly"]);
        assert_eq!(words("Spells irregular words and improved drafts"), [""; 0]);
        assert_eq!(words("Access\nto a quiet place"), ["access to"]);
    }

    #[test]
    fn a_change_with_a_number_can_be_measured() {
        assert_eq!(words("Improve the spelling score from 4 to 9 of 10"), [""; 0]);
        assert_eq!(words("Improve spelling"), ["improve"]);
        assert_eq!(words("Regular checks of 10 words"), ["regular"]);
    }

    #[test]
    fn regular_plurals_are_a_term_of_grammar_and_not_vague() {
        assert_eq!(words("Says the ending of regular plurals in 8 of 10 words"), [""; 0]);
        assert_eq!(words("Regular plurals at regular times"), ["regular"]);
    }

    #[test]
    fn a_clear_target_does_not_hide_a_vague_one_and_the_measure_is_checked_too() {
        let record = "stages: [{date: 2025-12-01, stage: B}]
cycles:
  - stage: B
    plan:
      date: 2025-12-02
      kind: itp
      targets:
        - {text: Reads 10 words, measure: 8 of 10, baseline: 3 of 10, by: 2026-03-13}
        - {text: Writes a line, measure: regular checks, baseline: a word, by: 2026-03-13}
";
        assert_eq!(
            found("target-vague", record),
            ["cycles[0].plan.targets[1].measure: `regular` does not say how often"]
        );
    }

    #[test]
    fn the_targets_of_a_plan_of_before_the_pupil_was_found_are_not_judged() {
        let found = |rule: &str, day: &str| {
            let plan = "{date: 2025-12-03, kind: learning-plan, targets: [{text: Improve}], provisions: [{what: a, kind: paired}]}";
            let record = format!(
                "as_found: {{date: {day}}}\nstages: [{{date: 2025-12-01, stage: C}}]\ncycles: [{{stage: C, plan: {plan}}}]\n"
            );
            crate::rules::examples::keys_found(rule, &record).len()
        };
        for rule in ["target-vague", "target-incomplete", "provision-incomplete"] {
            assert_eq!((found(rule, "2025-12-03"), found(rule, "2025-12-02")), (0, 1), "{rule}");
        }
    }
}
