//! The meaning of each setting in a policy file, and the values of a policy in words.

use super::{
    MoveSettings, Policy, Ratified, ReviewInterval, Role, RuleSettings, RuleSeverity, StageSettings, WeekCount,
};
use crate::model::vocabulary::Vocabulary;

/// A setting of the policy file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Its key; `*` is the name of any stage, move or rule.
    pub(crate) key: &'static str,
    /// The meaning of the setting.
    pub(crate) meaning: &'static str,
    /// The clause of the written policy that gives its value. Empty if there is no such clause, and the value is the school's own
    /// choice.
    pub(crate) clause: &'static str,
}

/// Every setting, in the order of the file. A setting of one particular move comes before the one for all moves.
pub(crate) const SETTINGS: &[Setting] = &[
    setting("title", "What the policy is called.", "front page"),
    setting("in_force", "The first day it is in force. The file is named after this day.", "front page"),
    setting("review_by", "The day by which it must be reviewed.", "20"),
    setting("ratified", "The day the governors ratified it, or false.", "front page"),
    setting("stages.*.name", "What the stage is called.", "6.1"),
    setting("stages.*.clause", "The clause that describes the stage.", "6.1"),
    setting("stages.*.weeks", "How many weeks the adaptations at stage A are tried for.", "6.1 Stage A"),
    setting(
        "stages.*.count",
        "How those weeks are counted: `school` leaves holiday weeks out, `calendar` counts them.",
        "",
    ),
    setting("moves.closed.requires", "The requirements that must be met before a concern is closed.", "6.2 Review"),
    setting(
        "moves.register.requires",
        "The requirements that must be met before a pupil goes on the register.",
        "6.1 Stage C",
    ),
    setting("moves.remove.requires", "The requirements that must be met before a pupil comes off the register.", ""),
    setting("moves.*.requires", "The requirements that must be met before the move.", "6.1"),
    setting("moves.*.may_waive", "Which of those requirements a named person may set aside, with a reason.", ""),
    setting("waivers.by", "The roles that may set a requirement aside; `send.toml` says who holds them.", ""),
    setting("reviews.learning_plan", "How often a learning plan is reviewed with the family.", "6.1 Stage C"),
    setting(
        "within.plan",
        "Days allowed to make a plan, after a pupil enters stage C or a review says continue or adapt.",
        "",
    ),
    setting(
        "within.act",
        "Days allowed to carry out a decision to escalate or discontinue, or to send an application.",
        "",
    ),
    setting("within.referral", "Days allowed to answer an inclusion referral.", ""),
    setting("within.agency", "Days to wait for an outside agency's answer before chasing it.", ""),
    setting("within.receipt", "Days allowed to confirm that the authority has received an application.", ""),
    setting(
        "within.unregistered_provision",
        "Days that a pupil may have additional provision off the register before this is questioned.",
        "",
    ),
    setting(
        "within.as_found",
        "Days allowed, after the day the records begin, for what was not found with a pupil: a plan, or the notice to the parents.",
        "",
    ),
    setting("within.arrival", "Days allowed to decide on the support that a pupil arrived with.", ""),
    setting("within.dates", "Days allowed to find out a date that was not known when the records began.", ""),
    setting("within.concern", "Days allowed to answer a concern.", ""),
    setting("costs.rate", "Pounds for an hour of support, unless a provision gives its own rate.", ""),
    setting("costs.notional_threshold", "Pounds a year that a school is expected to pay itself for one pupil.", ""),
    setting(
        "retention.years",
        "Years after birth for which a pupil's record is kept. The IRMS toolkit says 31; older editions said 25.",
        "",
    ),
    setting(
        "rules.*.severity",
        "The severity of a rule here: error, warning or off. A rule required by law is always at least a warning.",
        "",
    ),
    setting("rules.*.reason", "Why the school chose this severity.", ""),
];

const fn setting(key: &'static str, meaning: &'static str, clause: &'static str) -> Setting {
    Setting { key, meaning, clause }
}

/// The words that settings accept, by key.
pub(crate) const CODES: &[(&str, Vocabulary)] = &[
    ("stages.*.count", WeekCount::VOCABULARY),
    ("waivers.by", Role::VOCABULARY),
    ("reviews.learning_plan", ReviewInterval::VOCABULARY),
    ("rules.*.severity", RuleSeverity::VOCABULARY),
];

/// The setting for a key of a file, such as `stages.A.weeks`.
pub(crate) fn setting_of(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| matches_pattern(setting.key, key))
}

/// Whether a key matches a pattern such as `stages.*.weeks`.
fn matches_pattern(pattern: &str, key: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('.'), key.split('.'));
    wanted.by_ref().zip(given.by_ref()).all(|(wanted, given)| wanted == "*" || wanted == given)
        && pattern.split('.').count() == key.split('.').count()
}

/// The values of a policy: each key of its file with its value in words, in the order of the file.
pub(crate) fn values_in_words(policy: &Policy) -> Vec<(String, String)> {
    let mut values = vec![
        key_and_value("title", policy.title.as_str()),
        key_and_value("in_force", policy.in_force),
        key_and_value("review_by", policy.review_by.map_or_else(|| "no day".to_owned(), |day| day.to_string())),
        key_and_value("ratified", ratified_in_words(policy.ratified)),
    ];
    for (stage, settings) in &policy.stages {
        of_stage(stage.as_str(), settings, &mut values);
    }
    for (name, settings) in &policy.moves {
        of_move(name.as_str(), settings, &mut values);
    }
    let roles: Vec<&str> = policy.waivers.by.iter().map(|role| role.as_str()).collect();
    values.push(key_and_value("waivers.by", list_in_words(&roles)));
    values.push(key_and_value("reviews.learning_plan", policy.reviews.learning_plan.as_str()));
    let within = &policy.within;
    let days = [
        ("plan", within.plan),
        ("act", within.act),
        ("referral", within.referral),
        ("agency", within.agency),
        ("receipt", within.receipt),
        ("unregistered_provision", within.unregistered_provision),
        ("as_found", within.as_found),
        ("arrival", within.arrival),
        ("dates", within.dates),
        ("concern", within.concern),
    ];
    values.extend(days.map(|(name, days)| key_and_value(&format!("within.{name}"), count_in_words(days, "day"))));
    values.push(key_and_value("costs.rate", format!("{} pounds an hour", policy.costs.rate)));
    values
        .push(key_and_value("costs.notional_threshold", format!("{} pounds a year", policy.costs.notional_threshold)));
    values.push(key_and_value("retention.years", count_in_words(policy.retention.years, "year")));
    for (rule, settings) in &policy.rules {
        of_rule(rule, settings, &mut values);
    }
    values
}

fn of_stage(stage: &str, settings: &StageSettings, values: &mut Vec<(String, String)>) {
    values.push(key_and_value(&format!("stages.{stage}.name"), settings.name.as_str()));
    values.push(key_and_value(&format!("stages.{stage}.clause"), settings.clause.as_str()));
    values.extend(
        settings.weeks.map(|weeks| key_and_value(&format!("stages.{stage}.weeks"), count_in_words(weeks, "week"))),
    );
    values.extend(settings.count.map(|count| key_and_value(&format!("stages.{stage}.count"), count.as_str())));
}

fn of_move(name: &str, settings: &MoveSettings, values: &mut Vec<(String, String)>) {
    values.push(key_and_value(&format!("moves.{name}.requires"), list_in_words(&settings.requires)));
    values.push(key_and_value(&format!("moves.{name}.may_waive"), list_in_words(&settings.may_waive)));
}

fn of_rule(rule: &str, settings: &RuleSettings, values: &mut Vec<(String, String)>) {
    values.push(key_and_value(&format!("rules.{rule}.severity"), settings.severity.as_str()));
    values
        .extend(settings.reason.as_ref().map(|reason| key_and_value(&format!("rules.{rule}.reason"), reason.as_str())));
}

fn key_and_value(key: &str, value: impl ToString) -> (String, String) {
    (key.to_owned(), value.to_string())
}

fn ratified_in_words(ratified: Ratified) -> String {
    match ratified {
        Ratified::Flag(_) => "not yet".to_owned(),
        Ratified::On(day) => day.to_string(),
    }
}

fn count_in_words(number: u32, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn list_in_words<T: AsRef<str>>(words: &[T]) -> String {
    if words.is_empty() {
        return "nothing".to_owned();
    }
    words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::examples::as_at;
    use crate::rules::examples::{POLICY, policies_with};

    /// Every key of a TOML text, with dots.
    fn keys(value: &toml::Value, path: &str, found: &mut Vec<String>) {
        let Some(table) = value.as_table() else { return found.push(path.to_owned()) };
        for (key, value) in table {
            keys(value, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, found);
        }
    }

    const MORE: &str = "[rules.target-vague]\nseverity = \"error\"\nreason = \"Agreed.\"\n";

    #[test]
    fn every_key_of_a_policy_file_is_explained_and_has_its_value_in_words() {
        let mut written = Vec::new();
        keys(&format!("{POLICY}\n{MORE}").parse::<toml::Table>().unwrap().into(), "", &mut written);
        written.sort();
        let policies = policies_with(MORE);
        let mut told: Vec<String> =
            values_in_words(policies.in_force_on(as_at())).into_iter().map(|(key, _)| key).collect();
        told.sort();
        assert_eq!(told, written);
        for key in told {
            assert!(setting_of(&key).is_some(), "{key} is not explained");
        }
    }

    #[test]
    fn values_are_given_in_words() {
        let policies = policies_with(MORE);
        let values = values_in_words(policies.in_force_on(as_at()));
        let of = |key: &str| values.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str());
        assert_eq!(of("stages.A.weeks"), Some("6 weeks"));
        assert_eq!(of("ratified"), Some("not yet"));
        assert_eq!(of("moves.A.may_waive"), Some("nothing"));
        assert_eq!(of("costs.rate"), Some("14.50 pounds an hour"));
    }

    #[test]
    fn a_key_is_matched_as_a_whole() {
        assert_eq!(setting_of("stages.C.name").unwrap().key, "stages.*.name");
        assert!(setting_of("stages.C").is_none() && setting_of("within.plan.days").is_none());
    }
}
