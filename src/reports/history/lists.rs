//! The lists of a record as its history sees them: by what an entry is known again, and when it can gain nothing more.

use serde_json::Value;

use crate::model::day::Day;

/// A list whose entries are mappings.
#[derive(Debug)]
pub(crate) struct List {
    /// The keys on the way to it, joined by dots.
    pub(crate) pattern: &'static str,
    /// What an entry is called.
    pub(crate) noun: &'static str,
    /// The keys that may hold its day, the first first.
    days: &'static [&'static str],
    /// The key that tells entries of one day, or without a day, apart; empty where there is none.
    label: &'static str,
    /// When an entry is ended.
    ends: Ends,
}

/// When an entry of a list can gain no more keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Never: something may always be added.
    Never,
    /// When it is written: it was one event.
    AtOnce,
    /// With this key.
    With(&'static str),
}

const fn list(
    pattern: &'static str,
    noun: &'static str,
    days: &'static [&'static str],
    label: &'static str,
    ends: Ends,
) -> List {
    List { pattern, noun, days, label, ends }
}

/// The days of a review of an EHC plan.
const OF_PLAN_REVIEW: &[&str] = &["meeting", "booked", "invited", "circulated", "report", "decision"];

/// Every list of mappings in format 1.
const LISTS: &[List] = &[
    list("on_roll", "spell on roll", &["from"], "", Ends::Never),
    list("class", "class", &["from"], "", Ends::Never),
    list("needs", "need", &["from"], "type", Ends::With("to")),
    list("diagnoses", "diagnosis", &["date"], "what", Ends::Never),
    list("concerns", "concern", &["date"], "raised_by", Ends::Never),
    list("stages", "move", &["date"], "stage", Ends::AtOnce),
    list("stages.waived", "waiver", &[], "requirement", Ends::With("met_on")),
    list("register", "spell on the register", &["from"], "", Ends::With("to")),
    list("outcomes", "outcome", &["from"], "text", Ends::Never),
    list("cycles", "cycle", &["assess.date", "plan.date", "review.date"], "stage", Ends::With("review")),
    list("cycles.plan.targets", "target", &[], "text", Ends::Never),
    list("cycles.plan.provisions", "provision", &[], "what", Ends::Never),
    list("cycles.do", "observation", &["date"], "", Ends::AtOnce),
    list("cycles.review.actions", "action", &[], "what", Ends::With("done")),
    list("contacts", "contact", &["date"], "kind", Ends::AtOnce),
    list("referrals", "referral", &["date"], "to", Ends::Never),
    list("applications", "application", &["sent", "received"], "for", Ends::Never),
    list("applications.steps", "step", &["date"], "step", Ends::AtOnce),
    list("sspp", "award", &["from"], "", Ends::Never),
    list("ehc_plan", "EHC plan", &["final"], "", Ends::Never),
    list("ehc_plan.reviews", "review of the EHC plan", OF_PLAN_REVIEW, "kind", Ends::Never),
    list("transitions", "transition", &["planned"], "to", Ends::With("done")),
    list("disagreements", "disagreement", &["date"], "", Ends::With("resolved")),
    list("documents", "paper", &["date"], "title", Ends::Never),
];

/// The list at these keys; nothing for what is no list of mappings.
pub(crate) fn list_at(pattern: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.pattern == pattern)
}

impl List {
    /// The first day that an entry has.
    pub(crate) fn day(&self, entry: &Value) -> Option<Day> {
        self.days(entry).into_iter().next()
    }

    /// Every day by which an entry is known again.
    pub(super) fn days(&self, entry: &Value) -> Vec<Day> {
        let mut days: Vec<Day> = self.days.iter().filter_map(|path| day(at(entry, path)?)).collect();
        if self.pattern == "cycles" {
            let observed = entry.get("do").and_then(Value::as_array).into_iter().flatten();
            days.extend(observed.filter_map(|one| day(one.get("date")?)));
        }
        days
    }

    /// What tells entries of one day apart.
    pub(super) fn label<'a>(&self, entry: &'a Value) -> Option<&'a Value> {
        entry.get(self.label)
    }

    /// Whether an entry can gain no more keys.
    pub(super) fn is_ended(&self, entry: &Value) -> bool {
        match self.ends {
            Ends::Never => false,
            Ends::AtOnce => true,
            Ends::With(key) => entry.get(key).is_some(),
        }
    }
}

/// The value at keys joined by dots.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// The day that a value is.
pub(super) fn day(value: &Value) -> Option<Day> {
    value.as_str().and_then(Day::parse)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::schema::{key_paths, lists_of_entries};

    #[test]
    fn every_list_of_the_format_is_here_with_keys_that_it_has() {
        let patterns: BTreeSet<String> = LISTS.iter().map(|list| list.pattern.to_owned()).collect();
        assert_eq!(patterns, lists_of_entries());
        let known = key_paths();
        for list in LISTS {
            let ends = if let Ends::With(key) = list.ends { Some(key) } else { None };
            for key in list.days.iter().chain(Some(&list.label).filter(|label| !label.is_empty())).chain(&ends) {
                assert!(known.contains(&format!("{}.{key}", list.pattern)), "{}: {key}", list.pattern);
            }
        }
    }

    /// The table of what an audit allows names keys too.
    #[test]
    fn what_an_audit_allows_is_allowed_at_keys_of_the_format() {
        let known = key_paths();
        let program = include_str!("audit.rs").split("#[cfg(test)]").next().unwrap();
        let words = program.split('"').skip(1).step_by(2);
        let is_path =
            |word: &&str| word.contains('.') && word.chars().all(|one| one.is_ascii_lowercase() || "._".contains(one));
        let (right, wrong): (Vec<&str>, Vec<&str>) = words.filter(is_path).partition(|word| known.contains(*word));
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(right.len() > 15, "{right:?}");
    }
}
