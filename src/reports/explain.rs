//! Everything that `send explain` can explain: rules, settings and codes.

use super::missing::Sought;
use crate::model::codes;
use crate::model::vocabulary::Vocabulary;
use crate::policy::settings as policy_settings;
use crate::rules::{RULES, Rule};
use crate::school::settings as school_settings;

/// Something that has an explanation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Explainable {
    /// A rule.
    Rule(&'static Rule),
    /// A setting of a file.
    Setting {
        /// The file that has the setting.
        file: &'static str,
        /// Its key.
        key: &'static str,
        /// Its meaning.
        meaning: &'static str,
        /// The source of its value.
        source: SettingSource,
        /// The words it accepts, if they are fixed.
        words: Option<Vocabulary>,
    },
    /// A list of fixed words.
    List {
        /// The key that uses the list.
        key: &'static str,
        /// The list.
        list: Vocabulary,
    },
    /// One of the fixed words.
    Code {
        /// The key that uses the word.
        key: &'static str,
        /// The subject of the list.
        about: &'static str,
        /// The word.
        word: &'static str,
        /// Its meaning.
        meaning: &'static str,
    },
}

/// The source of the value of a setting.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SettingSource {
    /// This clause of the written policy.
    Clause(&'static str),
    /// The school's own choice, because the written policy does not give a value.
    OwnChoice,
    /// A fact about the school.
    Fact,
}

/// Every meaning of a name. A word may be in several lists. Capitals make no difference.
pub(crate) fn explanations_of(name: &str) -> Vec<Explainable> {
    let is = |id: &str| id.eq_ignore_ascii_case(name);
    let rules = RULES.iter().filter(|rule| is(rule.id)).map(|rule| Explainable::Rule(rule));
    let found: Vec<Explainable> = rules
        .chain(setting_explained(name))
        .chain(lists_of_words().flat_map(|(key, list)| in_list(key, list, is)))
        .collect();
    if found.is_empty() { list_at_another_key(name).into_iter().collect() } else { found }
}

/// The list of words for a key that shares its list with another key. The list is known by that other key.
fn list_at_another_key(key: &str) -> Option<Explainable> {
    let words = codes::words_at(key)?;
    let (key, list) = lists_of_words().find(|(_, list)| list.about == words.about)?;
    Some(Explainable::List { key, list })
}

/// Every name that has an explanation, for "did you mean". A policy key is listed once, for one stage, move or rule.
pub(crate) fn names_explained() -> Vec<&'static str> {
    let words =
        lists_of_words().flat_map(|(key, list)| std::iter::once(key).chain(list.words.iter().map(|(word, _)| *word)));
    let settings = policy_settings::SETTINGS.iter().map(|setting| setting.key);
    let school = school_settings::SETTINGS.iter().map(|(key, _)| *key);
    RULES.iter().map(|rule| rule.id).chain(settings).chain(school).chain(words).collect()
}

fn lists_of_words() -> impl Iterator<Item = (&'static str, Vocabulary)> {
    let of_files = policy_settings::CODES.iter().chain(school_settings::CODES);
    let of_records = codes::CODES.iter().map(|(key, list)| (key.as_str(), *list));
    of_records.chain(of_files.copied()).chain([("missing", Sought::VOCABULARY)])
}

/// The fixed words that a key accepts; `None` if it accepts any.
fn fixed_words_at(key: &str) -> Option<Vocabulary> {
    lists_of_words().find(|(of, _)| *of == key).map(|(_, list)| list)
}

fn setting_explained(name: &str) -> Option<Explainable> {
    let of_policy = policy_settings::setting_of(name).map(|setting| Explainable::Setting {
        file: "a policy file",
        key: setting.key,
        meaning: setting.meaning,
        source: if setting.clause.is_empty() {
            SettingSource::OwnChoice
        } else {
            SettingSource::Clause(setting.clause)
        },
        words: fixed_words_at(setting.key),
    });
    of_policy.or_else(|| {
        let (key, meaning) = school_settings::SETTINGS.iter().find(|(key, _)| *key == name)?;
        let words = fixed_words_at(key);
        Some(Explainable::Setting { file: "send.toml", key, meaning, source: SettingSource::Fact, words })
    })
}

/// The list itself if the name is its key, unless that key is a setting; and the word in the list if the name is one.
fn in_list(key: &'static str, list: Vocabulary, is: impl Fn(&str) -> bool) -> Vec<Explainable> {
    let whole = (is(key) && setting_explained(key).is_none()).then_some(Explainable::List { key, list });
    let word = list.words.iter().find(|(word, _)| is(word));
    let code = word.map(|(word, meaning)| Explainable::Code { key, about: list.about, word, meaning });
    whole.into_iter().chain(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<(&'static str, &'static str)> {
        let word = |entry| match entry {
            Explainable::Code { key, meaning, .. } => Some((key, meaning)),
            Explainable::Rule(_) | Explainable::Setting { .. } | Explainable::List { .. } => None,
        };
        explanations_of(name).into_iter().filter_map(word).collect()
    }

    #[test]
    fn every_name_is_explained() {
        for name in names_explained() {
            assert!(!explanations_of(name).is_empty(), "{name}");
        }
        assert!(names_explained().len() > 250);
    }

    #[test]
    fn a_word_in_several_lists_is_explained_for_each() {
        let k = words("k");
        assert_eq!(k.iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["census", "support", "arrived.with"]);
        assert_eq!(words("slcn"), [("needs.type", "Speech, language and communication needs.")]);
    }

    #[test]
    fn a_setting_is_found_by_the_name_used_in_its_file() {
        for name in ["within.plan", "stages.A.weeks", "waivers.by", "moves.closed.requires", "rules.action.severity"] {
            assert!(matches!(explanations_of(name)[0], Explainable::Setting { file: "a policy file", .. }), "{name}");
        }
        assert!(matches!(
            explanations_of("people.senco.appointed")[..],
            [Explainable::Setting { file: "send.toml", .. }]
        ));
        assert!(explanations_of("weather").is_empty());
    }
}
