//! Finding the open cycle, and picking an entry by its number or part of its text, for every verb about a cycle.

use std::collections::BTreeMap;

use crate::failure::Failure;
use crate::model::cycle::{Asked, Cycle, Plan, Voice};
use crate::model::record::Record;
use crate::model::text::Text;
use crate::model::vocabulary::{NoAnswer, Stage, TargetOutcome, Word};
use crate::words::list_or;
use crate::writing::{Scene, text_of, text_typed};

/// The cycle of the present stay at a stage that has a plan and no review yet.
pub(super) fn open_cycle(record: &mut Record) -> anyhow::Result<&mut Cycle> {
    let at = record.running_plans_written().last().map(|(at, _)| at);
    let missing = no_open_plan(record);
    at.and_then(|at| record.cycles.get_mut(at)).ok_or(missing)
}

/// The plan of that cycle.
pub(super) fn open_plan(record: &mut Record) -> anyhow::Result<&mut Plan> {
    let missing = no_open_plan(record);
    open_cycle(record)?.plan.as_mut().ok_or(missing)
}

fn no_open_plan(record: &Record) -> anyhow::Error {
    let stage = record.last_stage_written().filter(|stage| *stage != Stage::Closed);
    let message = match stage {
        Some(stage) => format!("{} has no open plan at stage {}", record.id(), stage.as_str()),
        None => format!("{} is not at a stage, so it has no open plan", record.id()),
    };
    let help = match stage {
        Some(_) => format!("write one with `send plan {}`", record.id()),
        None => format!("start stage A with `send advance {}`", record.id()),
    };
    Failure::usage(message, help)
}

/// The entry that was typed as its number, from 1, or as part of its text.
pub(super) fn entry_picked(option: &str, typed: &str, texts: &[&str]) -> anyhow::Result<usize> {
    if let Ok(number) = typed.parse::<usize>() {
        return number
            .checked_sub(1)
            .filter(|at| *at < texts.len())
            .ok_or_else(|| Failure::usage(format!("{option}: the list has no number {number}"), numbered_list(texts)));
    }
    let part = typed.trim().to_lowercase();
    let matching: Vec<usize> =
        texts.iter().enumerate().filter(|(_, text)| text.to_lowercase().contains(&part)).map(|(at, _)| at).collect();
    match matching.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::usage(format!("{option}: no entry matches `{typed}`"), numbered_list(texts))),
        _ => Err(Failure::usage(format!("{option}: `{typed}` matches more than one entry"), numbered_list(texts))),
    }
}

/// The entries to pick from, each with its number.
fn numbered_list(texts: &[&str]) -> String {
    let lines: Vec<String> = texts.iter().enumerate().map(|(at, text)| format!("{}: {text}", at + 1)).collect();
    if lines.is_empty() {
        "the list is empty".to_owned()
    } else {
        format!("choose one of these:\n  {}", lines.join("\n  "))
    }
}

/// A value for one entry of a list, as it is typed: `1=met`, or `retell=met`.
#[derive(Debug, Clone)]
pub(super) struct OfEntry<T> {
    /// The entry's number, from 1, or part of its text.
    entry: String,
    said: T,
}

fn of_entry<T>(typed: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<OfEntry<T>, String> {
    let (entry, said) = typed.split_once('=').ok_or("expected a number, `=` and a value, as in 1=...")?;
    Ok(OfEntry { entry: entry.trim().to_owned(), said: read(said.trim())? })
}

/// How a target went.
pub(super) fn outcome_of_entry(typed: &str) -> Result<OfEntry<TargetOutcome>, String> {
    of_entry(typed, |said| {
        let known: Vec<&str> = TargetOutcome::all().iter().map(|word| word.word()).collect();
        let outcome = TargetOutcome::all().iter().find(|word| word.word().eq_ignore_ascii_case(said));
        outcome.copied().ok_or_else(|| format!("expected {}", list_or(&known)))
    })
}

/// Any text.
pub(super) fn text_of_entry(typed: &str) -> Result<OfEntry<Text>, String> {
    of_entry(typed, |said| if said.is_empty() { Err("expected text".to_owned()) } else { Ok(Text::from(said)) })
}

/// The number of sessions that took place.
pub(super) fn sessions_of_entry(typed: &str) -> Result<OfEntry<u16>, String> {
    of_entry(typed, |said| said.parse().map_err(|_| "expected a number of sessions".to_owned()))
}

/// An impact, from -2 to 2.
pub(super) fn impact_of_entry(typed: &str) -> Result<OfEntry<i8>, String> {
    of_entry(typed, |said| {
        let impact = said.parse().ok().filter(|impact| (-2..=2).contains(impact));
        impact.ok_or_else(|| "expected a number from -2 to 2".to_owned())
    })
}

/// The typed values, by the place of their entry in the list.
///
/// # Errors
/// If an entry does not exist, or is given two values.
pub(super) fn by_entry<T: Clone>(
    option: &str,
    typed: &[OfEntry<T>],
    texts: &[&str],
) -> anyhow::Result<BTreeMap<usize, T>> {
    let mut placed = BTreeMap::new();
    for one in typed {
        let at = entry_picked(option, &one.entry, texts)?;
        if placed.insert(at, one.said.clone()).is_some() {
            let text = texts.get(at).copied().unwrap_or_default();
            let message = format!("{option}: number {}, `{text}`, is given twice", at + 1);
            return Err(Failure::usage(message, "keep only one of the two"));
        }
    }
    Ok(placed)
}

/// Whether a value was typed for the entry at this place.
pub(super) fn is_said<T>(typed: &[OfEntry<T>], at: usize, texts: &[&str]) -> bool {
    typed.iter().any(|one| entry_picked("", &one.entry, texts).is_ok_and(|other| other == at))
}

/// The parts of an entry in one line, between `|`; an empty part is `None`.
///
/// # Errors
/// If there are more parts than `names`.
pub(super) fn in_parts<'t, const N: usize>(
    option: &str,
    typed: &'t str,
    names: [&str; N],
) -> anyhow::Result<[Option<&'t str>; N]> {
    let mut parts = [None; N];
    let mut typed_parts = typed.split('|').map(str::trim);
    for (part, typed) in parts.iter_mut().zip(&mut typed_parts) {
        *part = Some(typed).filter(|typed| !typed.is_empty());
    }
    let more = typed_parts.count();
    if more == 0 {
        return Ok(parts);
    }
    Err(Failure::usage(
        format!("{option}: `{typed}` has {} parts", N + more),
        format!("expected at most {N}: {}", names.join(" | ")),
    ))
}

/// The views that were given, or a note that the person was asked and did not answer.
pub(super) fn voice_typed(
    option: &str,
    said: Option<&String>,
    not_heard: Option<&String>,
    scene: &Scene<'_>,
) -> anyhow::Result<Option<Voice>> {
    if let Some(how) = not_heard {
        let how = Some(text_typed(option, how)?);
        return Ok(Some(Voice::Asked(Asked { asked: scene.date, how, answer: NoAnswer::None })));
    }
    Ok(text_of(option, said)?.map(Voice::Said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_picked_by_number_or_by_its_text() {
        let texts = ["Retell a story", "Ask for help", "Ask a friend"];
        assert_eq!(entry_picked("--outcome", "2", &texts).unwrap(), 1);
        assert_eq!(entry_picked("--outcome", "retell", &texts).unwrap(), 0);
        for typed in ["0", "4", "ask", "sing"] {
            assert!(entry_picked("--outcome", typed, &texts).is_err(), "{typed}");
        }
    }

    #[test]
    fn each_entry_gets_at_most_one_value() {
        let texts = ["Retell a story", "Ask for help"];
        let typed = |all: &[&str]| all.iter().map(|typed| outcome_of_entry(typed).unwrap()).collect::<Vec<_>>();
        let placed = by_entry("--outcome", &typed(&["2 = Not-Met", "retell=met"]), &texts).unwrap();
        assert_eq!(placed, BTreeMap::from([(0, TargetOutcome::Met), (1, TargetOutcome::NotMet)]));
        assert!(is_said(&typed(&["2=met"]), 1, &texts) && !is_said(&typed(&["2=met"]), 0, &texts));
        let twice = by_entry("--outcome", &typed(&["1=met", "story=partly"]), &texts).unwrap_err();
        assert_eq!(twice.to_string(), "--outcome: number 1, `Retell a story`, is given twice");
        assert!(by_entry("--outcome", &typed(&["3=met"]), &texts).is_err());
        for wrong in ["met", "1=fine", "1="] {
            assert!(outcome_of_entry(wrong).is_err(), "{wrong}");
        }
        assert_eq!(impact_of_entry("1=-2").unwrap().said, -2);
        for wrong in ["1=3", "1=-3", "1=much", "1="] {
            assert!(impact_of_entry(wrong).is_err(), "{wrong}");
        }
        assert!(text_of_entry("1= ").is_err());
    }

    #[test]
    fn parts_of_a_line_can_be_left_out_but_there_cannot_be_too_many() {
        let names = ["what", "who", "by when"];
        let parts = in_parts("--action", "Send the sample || 2 apr", names).unwrap();
        assert_eq!(parts, [Some("Send the sample"), None, Some("2 apr")]);
        assert_eq!(in_parts("--action", "Send", names).unwrap(), [Some("Send"), None, None]);
        let said = in_parts("--action", "a | b | c | d | e", names).unwrap_err();
        assert_eq!(said.to_string(), "--action: `a | b | c | d | e` has 5 parts");
    }
}
