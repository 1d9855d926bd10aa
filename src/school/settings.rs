//! What each setting of `send.toml` means, and the words that it and `school.yaml` take.

use super::{EventKind, Qualification};
use crate::model::vocabulary::Vocabulary;

/// Every setting of `send.toml` with its meaning, in the order of the file. The keys of a table that may stand several
/// times are written as if it stood once.
pub(crate) const SETTINGS: &[(&str, &str)] = &[
    ("school.name", "The school's name."),
    ("school.urn", "The unique reference number, six digits. The school's own duties start when it is there."),
    ("school.la", "The local authority's number, three digits; Birmingham is 330."),
    ("school.estab", "The establishment number, four digits."),
    ("school.time_zone", "Where the school is: it decides which day `today` is."),
    ("people.senco.name", "Who the SENCO is."),
    (
        "people.senco.contact",
        "How a family reaches the SENCO: a telephone number, an e-mail address. It stands in letters and in the parents' plan.",
    ),
    ("people.senco.appointed", "The first day in the role: a qualification is due by its third anniversary."),
    ("people.senco.qualification", "Which qualification is held: NASENCO, NPQ or none."),
    ("people.senco.qualified", "The day it was awarded."),
    ("people.headteacher.name", "Who the headteacher is."),
    ("people.link_governor.name", "The governor who follows SEND."),
    ("people.designated_teacher.name", "The teacher for looked-after children."),
    ("people.signatories.name", "Somebody else who may sign."),
    ("people.signatories.role", "Their role, in the school's own words."),
    ("classes.name", "A class, as records name it."),
    ("classes.teacher", "Who teaches it."),
    ("terms.name", "What a term is called."),
    ("terms.from", "Its first day."),
    ("terms.to", "Its last day."),
    ("terms.half_term.from", "The first day of its half term."),
    ("terms.half_term.to", "The last day of its half term."),
    ("terms.closed", "Days within the term when pupils are not in: training days and bank holidays."),
    ("census.day", "A school census day."),
    ("census.on_roll", "How many pupils were on the school's roll that day; without it there are no percentages."),
    (
        "families.sendiass",
        "The telephone number and web address of the local service that advises families. It stands in letters.",
    ),
    ("families.local_offer", "The web address of the authority's Local Offer. It stands in letters."),
    ("published.information_report", "The day the SEND information report was last renewed."),
    ("published.accessibility_plan", "The day the accessibility plan was last renewed."),
    (
        "summary.threshold",
        "From how many on a number stands in `send summary` and `send impact`: one from 1 up to one less is hidden there, \
         with what would give it away; from 3 to 100.",
    ),
    ("git.commit", "Whether each change that `send` makes is kept in git."),
];

/// The words that settings and events take, by their key.
pub(crate) const CODES: &[(&str, Vocabulary)] =
    &[("people.senco.qualification", Qualification::VOCABULARY), ("events.kind", EventKind::VOCABULARY)];

#[cfg(test)]
mod tests {
    use super::SETTINGS;

    /// The keys of the template, those behind a hash too.
    fn keys_of_the_template() -> Vec<String> {
        let mut table = String::new();
        let mut keys = Vec::new();
        for line in include_str!("../../records-template/send.toml").lines() {
            let line = line.strip_prefix("# ").unwrap_or(line).trim();
            if let Some(heading) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                table = heading.trim_matches(['[', ']']).to_owned();
            } else if let Some((key, value)) = line.split_once(" = ")
                && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            {
                match value.starts_with('{') {
                    true => keys.extend(["from", "to"].map(|inner| format!("{table}.{key}.{inner}"))),
                    false => keys.push(format!("{table}.{key}")),
                }
            }
        }
        // `on_roll` is shown in words, before the first census day.
        keys.push("census.on_roll".to_owned());
        keys
    }

    #[test]
    fn every_setting_of_the_template_is_explained_and_no_other() {
        let mut wanted = keys_of_the_template();
        wanted.sort();
        wanted.dedup();
        wanted.retain(|key| key != "terms.on_roll");
        let mut explained: Vec<&str> = SETTINGS.iter().map(|(key, _)| *key).collect();
        explained.sort_unstable();
        assert_eq!(explained, wanted);
    }
}
