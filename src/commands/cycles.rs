//! What the verbs of a cycle share: which cycle is meant, and entries picked by number or by a part of their text.

use crate::failure::Failure;
use crate::model::cycle::{Cycle, Plan};
use crate::model::record::Record;
use crate::model::vocabulary::Stage;
use crate::words::list_or;

/// The cycle of the present stay that is planned and not reviewed yet.
pub(super) fn open_cycle(record: &mut Record) -> anyhow::Result<&mut Cycle> {
    let at = record.running_plans().last().map(|(at, _)| at);
    let missing = no_open_plan(record);
    at.and_then(|at| record.cycles.get_mut(at)).ok_or(missing)
}

/// The plan of that cycle.
pub(super) fn open_plan(record: &mut Record) -> anyhow::Result<&mut Plan> {
    let missing = no_open_plan(record);
    open_cycle(record)?.plan.as_mut().ok_or(missing)
}

fn no_open_plan(record: &Record) -> anyhow::Error {
    let stage = record.last_stage().filter(|stage| *stage != Stage::Closed);
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
pub(super) fn picked(option: &str, typed: &str, texts: &[&str]) -> anyhow::Result<usize> {
    let listed = || {
        let lines: Vec<String> = texts.iter().enumerate().map(|(at, text)| format!("{}: {text}", at + 1)).collect();
        if lines.is_empty() { "there is none".to_owned() } else { format!("there are\n  {}", lines.join("\n  ")) }
    };
    if let Ok(number) = typed.parse::<usize>() {
        return number
            .checked_sub(1)
            .filter(|at| *at < texts.len())
            .ok_or_else(|| Failure::usage(format!("{option}: there is no number {number}"), listed()));
    }
    let part = typed.to_lowercase();
    let matching: Vec<usize> =
        texts.iter().enumerate().filter(|(_, text)| text.to_lowercase().contains(&part)).map(|(at, _)| at).collect();
    match matching.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::usage(format!("{option}: nothing matches `{typed}`"), listed())),
        _ => Err(Failure::usage(format!("{option}: `{typed}` matches several"), listed())),
    }
}

/// The parts of `1=met`: the number of an entry, from 0, and what is said of it.
pub(super) fn numbered<'t>(option: &str, typed: &'t str, texts: &[&str]) -> anyhow::Result<(usize, &'t str)> {
    let Some((number, value)) = typed.split_once('=') else {
        return Err(Failure::usage(
            format!("{option}: found `{typed}`, expected a number and what is said of it"),
            format!("write it like `{option} 1=...`"),
        ));
    };
    Ok((picked(option, number.trim(), texts)?, value.trim()))
}

/// A word of a list, behind a number.
pub(super) fn word_of<T: crate::model::vocabulary::Word>(option: &str, typed: &str) -> anyhow::Result<T> {
    let known: Vec<&str> = T::all().iter().map(|word| word.word()).collect();
    let same = |word: &&T| word.word().eq_ignore_ascii_case(typed);
    T::all()
        .iter()
        .find(same)
        .copied()
        .ok_or_else(|| Failure::usage(format!("{option}: found `{typed}`"), format!("expected {}", list_or(&known))))
}

/// A number behind a number.
pub(super) fn number_of<T: std::str::FromStr>(option: &str, typed: &str, expected: &str) -> anyhow::Result<T> {
    typed.parse().map_err(|_| Failure::usage(format!("{option}: found `{typed}`"), format!("expected {expected}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_picked_by_number_or_by_its_text() {
        let texts = ["Retell a story", "Ask for help", "Ask a friend"];
        assert_eq!(picked("--outcome", "2", &texts).unwrap(), 1);
        assert_eq!(picked("--outcome", "retell", &texts).unwrap(), 0);
        for typed in ["0", "4", "ask", "sing"] {
            assert!(picked("--outcome", typed, &texts).is_err(), "{typed}");
        }
        assert_eq!(numbered("--outcome", "3 = met", &texts).unwrap(), (2, "met"));
        assert!(numbered("--outcome", "met", &texts).is_err());
    }
}
