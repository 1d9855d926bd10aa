//! What the verbs of a cycle share: which cycle is meant, and entries picked by number or by a part of their text.

use std::collections::BTreeMap;

use crate::failure::Failure;
use crate::model::cycle::{Asked, Cycle, Plan, Voice};
use crate::model::record::Record;
use crate::model::text::Text;
use crate::model::vocabulary::{NoAnswer, Stage, TargetOutcome, Word};
use crate::words::list_or;
use crate::writing::{Scene, text_of, text_typed};

/// The cycle of the present stay that is planned and not reviewed yet.
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
        None => format!("{} is at no stage, so there is no plan", record.id()),
    };
    let help = match stage {
        Some(_) => format!("`send plan {}` writes one", record.id()),
        None => format!("`send advance {}` enters stage A", record.id()),
    };
    Failure::usage(message, help)
}

/// The entry that is meant by its number, from 1, or by a part of its text.
pub(super) fn entry_picked(option: &str, typed: &str, texts: &[&str]) -> anyhow::Result<usize> {
    if let Ok(number) = typed.parse::<usize>() {
        return number
            .checked_sub(1)
            .filter(|at| *at < texts.len())
            .ok_or_else(|| Failure::usage(format!("{option}: there is no number {number}"), numbered_list(texts)));
    }
    let part = typed.trim().to_lowercase();
    let matching: Vec<usize> =
        texts.iter().enumerate().filter(|(_, text)| text.to_lowercase().contains(&part)).map(|(at, _)| at).collect();
    match matching.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::usage(format!("{option}: nothing matches `{typed}`"), numbered_list(texts))),
        _ => Err(Failure::usage(format!("{option}: `{typed}` matches several"), numbered_list(texts))),
    }
}

/// The entries to pick from, each with its number.
fn numbered_list(texts: &[&str]) -> String {
    let lines: Vec<String> = texts.iter().enumerate().map(|(at, text)| format!("{}: {text}", at + 1)).collect();
    if lines.is_empty() { "there is none".to_owned() } else { format!("there are\n  {}", lines.join("\n  ")) }
}

/// What is said of one entry of a list, as it is typed: `1=met`, or `retell=met`.
#[derive(Debug, Clone)]
pub(super) struct OfEntry<T> {
    /// The entry's number, from 1, or a part of its text.
    entry: String,
    said: T,
}

fn of_entry<T>(typed: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<OfEntry<T>, String> {
    let (entry, said) =
        typed.split_once('=').ok_or("expected a number, `=`, and what is said of that entry, as in 1=...")?;
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

/// Sessions that took place.
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

/// What was typed of entries, by where they stand.
///
/// # Errors
/// Where an entry does not exist, or two things are said of one.
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
            let message = format!("{option}: two things are said of number {}, `{text}`", at + 1);
            return Err(Failure::usage(message, "say one of them"));
        }
    }
    Ok(placed)
}

/// Whether something was typed of the entry that stands there.
pub(super) fn is_said<T>(typed: &[OfEntry<T>], at: usize, texts: &[&str]) -> bool {
    typed.iter().any(|one| entry_picked("", &one.entry, texts).is_ok_and(|other| other == at))
}

/// The parts of an entry in one line, between `|`; an empty one is left out.
///
/// # Errors
/// Where there are more parts than `names`.
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

/// What was said, or that it was asked for and nothing came.
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
    fn what_is_said_of_entries_finds_them_once_each() {
        let texts = ["Retell a story", "Ask for help"];
        let typed = |all: &[&str]| all.iter().map(|typed| outcome_of_entry(typed).unwrap()).collect::<Vec<_>>();
        let placed = by_entry("--outcome", &typed(&["2 = Not-Met", "retell=met"]), &texts).unwrap();
        assert_eq!(placed, BTreeMap::from([(0, TargetOutcome::Met), (1, TargetOutcome::NotMet)]));
        assert!(is_said(&typed(&["2=met"]), 1, &texts) && !is_said(&typed(&["2=met"]), 0, &texts));
        let twice = by_entry("--outcome", &typed(&["1=met", "story=partly"]), &texts).unwrap_err();
        assert_eq!(twice.to_string(), "--outcome: two things are said of number 1, `Retell a story`");
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
    fn parts_in_one_line_may_be_left_out_and_not_be_too_many() {
        let names = ["what", "who", "by when"];
        let parts = in_parts("--action", "Send the sample || 2 apr", names).unwrap();
        assert_eq!(parts, [Some("Send the sample"), None, Some("2 apr")]);
        assert_eq!(in_parts("--action", "Send", names).unwrap(), [Some("Send"), None, None]);
        let said = in_parts("--action", "a | b | c | d | e", names).unwrap_err();
        assert_eq!(said.to_string(), "--action: `a | b | c | d | e` has 5 parts");
    }
}
