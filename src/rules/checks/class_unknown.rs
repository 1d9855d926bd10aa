//! `class-unknown`: the pupil's class is not one of the school's.

use crate::finding::{KeyPath, Severity, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::record::Classes;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words::{did_you_mean, list_or};

pub(crate) const RULE: Rule = Rule {
    id: "class-unknown",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the pupil's class is not one of the classes in send.toml",
    why: "Lists and reminders are organised by class. A pupil in a class that has no teacher is not on any teacher's list.",
    remedy: "correct the name of the class, or add the class to send.toml",
    bad: "
class: 4b
",
    good: "
class: 4B
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let (record, school) = (subject.record, question.school);
    // The classes in send.toml are today's: a leaver may have been in a class that no longer exists.
    if !record.is_on_roll() {
        return;
    }
    let Some(class) = record.class_name().map(|class| class.as_str()) else { return };
    if school.has_class(class) {
        return;
    }
    let classes: Vec<&str> = school.settings.classes.iter().map(|class| class.name.as_str()).collect();
    let help = match did_you_mean(class, classes.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? If it is a new class, add it to send.toml"),
        None => format!("the classes are {}; if this is a new class, add it to send.toml", list_or(&classes)),
    };
    found.at_with_help(class_key(record), format!("`{class}` is not one of the classes in send.toml"), help);
}

/// The key that holds the class of the day.
fn class_key(record: &AsAt) -> KeyPath {
    let Some(Classes::History(history)) = &record.class else { return key_path!["class"] };
    let entry = history.iter().enumerate().max_by_key(|(_, entry)| entry.from);
    entry.map_or(key_path!["class"], |(index, _)| key_path!["class", index, "class"])
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{as_at, judged, keys_found, policies, school};

    #[test]
    fn only_the_class_of_the_day_counts() {
        let history = |last: &str| format!("class: [{{from: 2024-09-02, class: Kestrels}}, {{from: {last}}}]\n");
        assert_eq!(keys_found("class-unknown", &history("2026-01-15, class: 4B")), [""; 0]);
        assert_eq!(keys_found("class-unknown", &history("2026-01-16, class: 4B")), ["class[0].class"]);
        assert_eq!(keys_found("class-unknown", &history("2025-09-01, class: 9Z")), ["class[1].class"]);
    }

    #[test]
    fn a_leaver_or_a_pupil_without_a_class_is_ignored() {
        assert_eq!(keys_found("class-unknown", "class: 6Z\non_roll: [{from: 2022-09-05, to: 2026-01-14}]\n"), [""; 0]);
        assert_eq!(keys_found("class-unknown", "class: [{from: 2026-09-01, class: 9Z}]\n"), [""; 0]);
    }

    #[test]
    fn without_classes_in_the_settings_every_name_is_allowed() {
        let mut school = school();
        school.settings.classes.clear();
        let found = judged("class: Kestrels\n", as_at(), as_at(), &school, &policies());
        assert!(found.is_empty(), "{found:?}");
    }
}
