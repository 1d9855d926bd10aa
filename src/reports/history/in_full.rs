//! A change of a record in full: every key and text that it writes. A person reads this before deciding whether to save it.
//! `log` says the same in one line, without texts.

use serde_json::Value;

use super::compare::{Difference, DifferenceKind, compare_versions};
use super::lists::{List, list_at};
use crate::model::codes::words_at;
use crate::model::day::Day;
use crate::reports::show::ShowLine;
use crate::words;

/// The keys of every record that hold no fact about a pupil.
const NO_FACTS: &[&str] = &["format", "id"];

/// Returns the difference of two versions of a record, as values (`written_values`). For a new record, `before` is an empty mapping.
pub(crate) fn lines_in_full(before: &Value, after: &Value) -> Vec<ShowLine> {
    let mut written = Written::default();
    for one in compare_versions(before, after).iter().filter(|one| !NO_FACTS.contains(&one.pattern.as_str())) {
        written.lines_of_difference(one);
    }
    written.lines
}

/// The lines so far.
#[derive(Debug, Default)]
struct Written {
    lines: Vec<ShowLine>,
    /// The entry that the last lines are about, in words.
    entry: Option<String>,
}

impl Written {
    fn lines_of_difference(&mut self, one: &Difference<'_>) {
        let entry = one.nearest.map(|nearest| named(nearest.list, nearest.before));
        if let Some(name) = entry.as_ref().filter(|_| self.entry != entry) {
            self.line(0, name, None);
        }
        let depth = usize::from(entry.is_some());
        self.entry = entry;
        let (pattern, label) = (one.pattern.as_str(), label_of(one));
        match (one.kind, one.before, one.after) {
            (DifferenceKind::Added, _, Some(new)) => {
                self.value(depth, list_at(pattern).map_or(&label, |list| list.entry.noun), pattern, new)
            }
            (DifferenceKind::Gained, _, Some(new)) => self.value(depth, &label, pattern, new),
            (DifferenceKind::Altered, Some(old), Some(new)) => {
                let change = format!("{}, was {}", in_words(pattern, new), in_words(pattern, old));
                self.line(depth, &label, Some(change));
            }
            (DifferenceKind::Removed, Some(old), _) => self.removed(depth, &label, pattern, old),
            (DifferenceKind::Reordered, ..) => self.line(depth, &label, Some("in a different order".to_owned())),
            (
                DifferenceKind::Added | DifferenceKind::Gained | DifferenceKind::Altered | DifferenceKind::Removed,
                ..,
            ) => {}
        }
    }

    fn removed(&mut self, depth: usize, label: &str, pattern: &str, old: &Value) {
        match list_at(pattern) {
            Some(list) => self.line(depth, "removed", Some(named(list, old))),
            None => self.line(depth, label, Some(format!("removed, was {}", in_words(pattern, old)))),
        }
    }

    /// Adds a value with everything in it.
    fn value(&mut self, depth: usize, label: &str, pattern: &str, value: &Value) {
        match (value, list_at(pattern)) {
            (Value::Object(map), _) => {
                self.line(depth, label, None);
                for (key, inner) in map {
                    self.value(depth + 1, &plain(key), &format!("{pattern}.{key}"), inner);
                }
            }
            // Characteristics may be only words.
            (Value::Array(entries), Some(list)) if entries.iter().any(Value::is_object) => {
                entries.iter().for_each(|entry| self.value(depth, list.entry.noun, pattern, entry));
            }
            _ => self.line(depth, label, Some(in_words(pattern, value))),
        }
    }

    fn line(&mut self, depth: usize, label: &str, value: Option<String>) {
        self.lines.push(ShowLine { depth, label: Some(label.to_owned()), value, begins_entry: false });
    }
}

/// The keys from an entry down to the change: `plan, review by`.
fn label_of(one: &Difference<'_>) -> String {
    let outer = one.nearest.map_or("", |nearest| nearest.list.pattern.as_str());
    let inner = one.pattern.strip_prefix(outer).unwrap_or(&one.pattern).trim_start_matches('.');
    inner.split('.').map(plain).collect::<Vec<_>>().join(", ")
}

/// A key in plain words.
fn plain(key: &str) -> String {
    match key {
        "upn" => "UPN".to_owned(),
        "former_upn" => "former UPN".to_owned(),
        "ehc_plan" => "EHC plan".to_owned(),
        "sen_unit" => "SEN unit".to_owned(),
        key => key.replace('_', " "),
    }
}

/// A name for an entry that no other entry has: `target, Retell a story`, `need, SLCN, 5 Nov 2025`.
fn named(list: &List, entry: &Value) -> String {
    let label = list.label(entry).map(|label| in_words("", label));
    let day = list.first_day_of(entry).map(words::date);
    [Some(list.entry.noun.to_owned()), label, day].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A value in one line: days in words, fixed words with their meaning, texts unchanged.
fn in_words(pattern: &str, value: &Value) -> String {
    match value {
        Value::String(text) => match (Day::parse(text), words_at(pattern)) {
            (Some(day), _) => words::date(day),
            (None, Some(words)) => words.explained(text),
            (None, None) => text.clone(),
        },
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(list) => list.iter().map(|one| in_words(pattern, one)).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let parts = map
                .iter()
                .map(|(key, inner)| format!("{} {}", plain(key), in_words(&format!("{pattern}.{key}"), inner)));
            parts.collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::values::written_values;
    use crate::rules::examples::record;

    /// The lines as text, with two spaces for each step of depth.
    fn shown(before: &Value, after: &Value) -> Vec<String> {
        let text = |line: &ShowLine| {
            let value = line.value.as_ref().map_or_else(String::new, |value| format!(": {value}"));
            format!("{}{}{value}", "  ".repeat(line.depth), line.label.clone().unwrap_or_default())
        };
        lines_in_full(before, after).iter().map(text).collect()
    }

    fn change(before: &str, after: &str) -> Vec<String> {
        shown(&written_values(&record(before)), &written_values(&record(after)))
    }

    #[test]
    fn a_new_entry_is_shown_with_everything_it_says() {
        let after = "contacts: [{date: 2025-11-03, kind: consent, about: inclusion-referral, answer: given, note: Both agreed}]\n";
        assert_eq!(
            change("census: N\n", after),
            [
                "contact",
                "  date: 3 Nov 2025",
                "  kind: a request for consent, with the answer",
                "  about: the inclusion referral",
                "  answer: given",
                "  note: Both agreed",
            ]
        );
    }

    #[test]
    fn a_review_is_shown_with_its_cycle_and_with_what_it_sets_in_the_plan() {
        let open = "cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp, review_by: 2025-12-10, targets: [{text: Reads}]}}]\n";
        let reviewed = "cycles: [{stage: B, plan: {date: 2025-11-06, kind: itp, review_by: 2025-12-10, targets: [{text: Reads, outcome: met}]}, \
            review: {date: 2025-12-10, present: [parent, senco], decision: discontinue, actions: [{what: Tell them, done: 2025-12-11}]}}]\n";
        assert_eq!(
            change(open, reviewed),
            [
                "target, Reads",
                "  outcome: met",
                "cycle, B, 6 Nov 2025",
                "  review",
                "    date: 10 Dec 2025",
                "    present: a parent, the SENCO",
                "    decision: discontinue (The gap has closed: stop the support)",
                "    action",
                "      what: Tell them",
                "      done: 11 Dec 2025",
            ]
        );
        assert_eq!(
            change(open, &open.replace("review_by: 2025-12-10", "review_by: 2026-01-14")),
            ["cycle, B, 6 Nov 2025", "  plan, review by: 14 Jan 2026, was 10 Dec 2025"]
        );
    }

    #[test]
    fn what_follows_from_a_move_and_what_is_removed_is_shown_too() {
        let before = "stage: A\nstages: [{date: 2025-09-15, stage: A}]\n";
        let after = "stage: B\nstages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]\n";
        assert_eq!(
            change(before, after),
            [
                "stage: B (Inclusion Team Involvement), was A (High Quality Teaching)",
                "move",
                "  date: 5 Nov 2025",
                "  stage: B (Inclusion Team Involvement)",
            ]
        );
        assert_eq!(
            change(after, before),
            ["stage: A (High Quality Teaching), was B (Inclusion Team Involvement)", "removed: move, B, 5 Nov 2025"]
        );
        let eal = "characteristics: [eal]\nhome_language: Urdu\n";
        assert_eq!(
            change("home_language: Polish\n", eal),
            ["home language: Urdu, was Polish", "characteristics: eal (English is an additional language (policy 9))"]
        );
        assert_eq!(change("home_language: Polish\n", "census: N\n"), ["home language: removed, was Polish"]);
        assert_eq!(change("census: N\n", "census: N\n"), [""; 0]);
    }

    /// Every single value of a record, in words.
    fn leaves(pattern: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    let pattern = if pattern.is_empty() { key.clone() } else { format!("{pattern}.{key}") };
                    leaves(&pattern, inner, found);
                }
            }
            Value::Array(list) => list.iter().for_each(|inner| leaves(pattern, inner, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(in_words(pattern, value)),
        }
    }

    #[test]
    fn every_value_of_a_new_full_record_is_shown() {
        let full: Value = serde_json::from_str(include_str!("../../records/edit/full.json")).unwrap();
        let shown = shown(&Value::Object(serde_json::Map::new()), &full).join("\n");
        let mut expected = Vec::new();
        leaves("", &full, &mut expected);
        assert!(expected.len() > 100);
        let id = full.get("id").and_then(Value::as_str).unwrap();
        let missing: Vec<&String> =
            expected.iter().filter(|value| !shown.contains(*value) && **value != id && **value != "1").collect();
        assert_eq!(missing, Vec::<&String>::new());
    }
}
