//! The meaning of each setting in `send.toml`, and the words that it and `school.yaml` accept.

use super::{EventKind, Qualification};
use crate::model::vocabulary::Vocabulary;

/// Every setting of `send.toml` with its meaning, in the order of the file. The keys of a table that may be repeated are listed
/// once.
pub(crate) const SETTINGS: &[(&str, &str)] = &[
    ("school.name", "The school's name."),
    ("school.urn", "The unique reference number, six digits. The school's own duties start when this is given."),
    ("school.la", "The local authority's number, three digits; Birmingham is 330."),
    ("school.estab", "The establishment number, four digits."),
    (
        "school.years",
        "The youngest and the oldest year group of the school, such as [\"R\", \"6\"], which is the default. Nursery is N1 and N2. \
         Pupils change school at the end of the oldest.",
    ),
    (
        "school.moves_on",
        "The year groups after which schools in the area end; 2, 4, 5 and 6 unless this says otherwise. A pupil who leaves after \
         one of them for another school changes phase.",
    ),
    ("school.time_zone", "The school's time zone: it decides which day `today` is."),
    ("people.senco.name", "Who the SENCO is."),
    (
        "people.senco.contact",
        "How a family can reach the SENCO: a phone number, an email address. It is printed in letters and in the parents' plan.",
    ),
    (
        "people.senco.appointed",
        "The first day in the role. A qualification is due by the third anniversary of that day.",
    ),
    ("people.senco.qualification", "The SENCO's qualification: NASENCO, NPQ or none."),
    ("people.senco.qualified", "The day it was awarded."),
    ("people.headteacher.name", "Who the headteacher is."),
    ("people.link_governor.name", "The governor responsible for SEND."),
    ("people.designated_teacher.name", "The teacher for looked-after children."),
    ("people.signatories.name", "Another person with a role."),
    (
        "people.signatories.role",
        "Their role: in the school's own words, or `senco` or `headteacher` if they act as one.",
    ),
    ("classes.name", "The name of a class, as it is written in records."),
    ("classes.teacher", "Who teaches it."),
    ("terms.name", "The name of a term."),
    ("terms.from", "Its first day."),
    ("terms.to", "Its last day."),
    ("terms.half_term.from", "The first day of its half term."),
    ("terms.half_term.to", "The last day of its half term."),
    ("terms.closed", "Days within the term when pupils are not in: training days and bank holidays."),
    ("census.day", "A school census day."),
    (
        "census.on_roll",
        "How many pupils were on the school's roll that day. Percentages cannot be worked out without it.",
    ),
    (
        "families.sendiass",
        "The phone number and web address of the local service that advises families. It is printed in letters.",
    ),
    ("families.local_offer", "The web address of the authority's Local Offer. It is printed in letters."),
    ("published.information_report", "The day the SEND information report was last renewed."),
    ("published.accessibility_plan", "The day the accessibility plan was last renewed."),
    (
        "summary.threshold",
        "The smallest number that `send summary` and `send impact` show, from 3 to 100. Smaller numbers other than 0 \
         are hidden, with any others that would give them away.",
    ),
    ("git.commit", "Whether each change that `send` makes is committed to git."),
    (
        "import.map",
        "What the headings and words in the school's own exports mean, each as `send import --map` takes it. `send import \
         --remember` writes this.",
    ),
];

/// The words that settings and events accept, by key.
pub(crate) const CODES: &[(&str, Vocabulary)] =
    &[("people.senco.qualification", Qualification::VOCABULARY), ("events.kind", EventKind::VOCABULARY)];

#[cfg(test)]
mod tests {
    use super::SETTINGS;

    /// The keys of the template, including those that are commented out.
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
        // The template shows `on_roll` in a comment, before the first census day.
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
