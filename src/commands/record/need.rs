//! `send need`.

use clap::Args;

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{Need, Record};
use crate::model::vocabulary::NeedType;
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{OptionQuestion, one_of};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, put_in_order};

/// Record a type of need, its rank, or that it has ended
///
/// The types are the DfE's codes (see `send explain SLCN`). Rank 1 is the primary need, 2 the secondary; the census takes
/// only these two. A new need gets the first free rank unless you give one.
///
/// Only one current need can have rank 1, and only one rank 2. With `--shift`, the need that has the rank moves to the next
/// rank: it ends the day before with its old rank and goes on with the new one, so that earlier censuses stay correct.
/// `--shift` also moves a need that the pupil already has.
///
/// Example: send need p014 SLCN
///
/// Example: send need p014 SEMH --rank 1 --shift
///
/// Example: send need p014 SLCN --replaces NSA
///
/// Example: send need p014 SEMH --end
#[derive(Debug, Clone, Args)]
pub(crate) struct NeedArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// The type of need
    #[arg(value_name = "TYPE", value_parser = word_parser::<NeedType>(), ignore_case = true)]
    need: Option<NeedType>,
    /// The type of need, if it is not the second word
    #[arg(long = "type", value_name = "TYPE", value_parser = word_parser::<NeedType>(), ignore_case = true, hide = true)]
    typed: Option<NeedType>,
    /// Rank of the need: 1 for the primary need, 2 for the secondary
    #[arg(long, value_name = "RANK", value_parser = clap::value_parser!(u8).range(1..=9))]
    rank: Option<u8>,
    /// Need that this one replaces: it ends the day before, and this one takes its rank
    #[arg(long, value_name = "TYPE", value_parser = word_parser::<NeedType>(), ignore_case = true, conflicts_with = "end")]
    replaces: Option<NeedType>,
    /// Move the need that has this rank to the next rank
    #[arg(long, requires = "rank")]
    shift: bool,
    /// First day of the need; defaults to --date
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// End the need; its last day is --date
    #[arg(long, conflicts_with_all = ["rank", "shift", "from"])]
    end: bool,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for NeedArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        let missing = self.need.or(self.typed).is_none();
        missing
            .then(|| OptionQuestion::needed("--type=", "Which type of need?", one_of::<NeedType>()))
            .into_iter()
            .collect()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let Some(need_type) = self.need.or(self.typed) else {
            return Err(Failure::usage("the type of need is missing", "add it: `send need p014 SLCN`"));
        };
        if self.end {
            return self.end_need(need_type, record, scene);
        }
        let from = self.from.as_ref().map_or(Ok(scene.date), |typed| scene.happened("--from", typed))?;
        let inherited = self.replaces.map(|old| replace_need(old, record, from)).transpose()?.flatten();
        match (open_need(record, need_type, from), self.rank) {
            (None, rank) => {
                let rank = rank.or(inherited).unwrap_or_else(|| free_rank(record, from));
                self.make_room(rank, None, record, from)?;
                let need = Need { need_type, rank: Some(rank), from, to: None };
                put_in_order(&mut record.needs, need, |need| need.from);
                let done = format!("recorded the need {} with rank {rank} from {}", need_type.as_str(), date(from));
                Ok(counted(ChangeResult::done(done, format!("record need {}", need_type.as_str())), rank))
            }
            (Some(at), Some(rank)) if record.needs.get(at).is_some_and(|need| need.rank != Some(rank)) => {
                if let Some(need) = record.needs.get(at).filter(|need| need.from > from) {
                    return Err(begins_later(need));
                }
                self.make_room(rank, Some(at), record, from)?;
                rank_from(at, rank, record, from);
                let done = format!("recorded rank {rank} of the need {} from {}", need_type.as_str(), date(from));
                Ok(counted(ChangeResult::done(done, format!("rank need {}", need_type.as_str())), rank))
            }
            (Some(_), _) => Err(Failure::usage(
                format!("{} already has {}", record.id(), need_type.as_str()),
                "change its rank with `--rank`, end it with `--end`, or correct it with `send edit`",
            )),
        }
    }
}

impl NeedArgs {
    fn end_need(&self, need_type: NeedType, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let at = open_need(record, need_type, scene.date);
        let Some(need) = at.and_then(|at| record.needs.get_mut(at)) else { return Err(not_open(need_type, record)) };
        if need.from > scene.date {
            return Err(begins_later(need));
        }
        need.to = Some(scene.date);
        Ok(ChangeResult::done(
            format!("recorded {} as the last day of the need {}", date(scene.date), need_type.as_str()),
            format!("end need {}", need_type.as_str()),
        ))
    }

    /// Makes sure that no other need has the rank from this day on. Ranks below the second may be shared, because the census
    /// does not ask for them.
    fn make_room(&self, rank: u8, mover: Option<usize>, record: &mut Record, from: Day) -> anyhow::Result<()> {
        let taken = rank_holder(rank, mover, record, from);
        let Some((at, other)) = taken.filter(|_| rank <= LAST_OF_CENSUS) else { return Ok(()) };
        let (id, word) = (record.id(), other.need_type.as_str());
        if !self.shift {
            return Err(Failure::usage(
                format!("{word} already has rank {rank} for {id}"),
                format!(
                    "move {word} to rank {} with `--rank {rank} --shift`, or end it first: `send need {id} {word} --end`",
                    rank + 1
                ),
            ));
        }
        if other.from > from {
            return Err(begins_later(other));
        }
        self.make_room(rank + 1, mover, record, from)?;
        rank_from(at, rank + 1, record, from);
        Ok(())
    }
}

/// The last rank that the census takes.
const LAST_OF_CENSUS: u8 = 2;

/// Adds a warning if the census does not take a need of this rank.
fn counted(told: ChangeResult, rank: u8) -> ChangeResult {
    if rank <= LAST_OF_CENSUS {
        return told;
    }
    told.and_next(
        "the census takes only ranks 1 and 2; to include this need, use `--rank 1 --shift` or `--rank 2 --shift`",
    )
}

/// The place of the need of this type that continues after `day`.
fn open_need(record: &Record, need_type: NeedType, day: Day) -> Option<usize> {
    record.needs.iter().position(|need| need.need_type == need_type && goes_on(need, day))
}

/// Whether a need continues after this day.
fn goes_on(need: &Need, day: Day) -> bool {
    need.to.is_none_or(|to| to > day)
}

/// The need that has this rank after a day, leaving out the one that is being moved.
fn rank_holder(rank: u8, mover: Option<usize>, record: &Record, day: Day) -> Option<(usize, &Need)> {
    let others = record.needs.iter().enumerate().filter(|(at, _)| Some(*at) != mover);
    others.into_iter().find(|(_, need)| need.rank == Some(rank) && goes_on(need, day))
}

/// The first rank that no need has after this day.
fn free_rank(record: &Record, day: Day) -> u8 {
    (1..9).find(|rank| rank_holder(*rank, None, record, day).is_none()).unwrap_or(9)
}

/// Gives a need that has begun another rank from a day on. The record keeps the old rank for a census of an earlier day.
/// The new entry goes after every need that has begun, so that their places in the list do not change.
fn rank_from(at: usize, rank: u8, record: &mut Record, from: Day) {
    let Some(need) = record.needs.get_mut(at) else { return };
    if need.from >= from {
        need.rank = Some(rank);
        return;
    }
    let after = Need { rank: Some(rank), from, ..need.clone() };
    need.to = Some(from.minus_days(1));
    put_in_order(&mut record.needs, after, |need| need.from);
}

/// Ends the need that is replaced, and returns its rank.
fn replace_need(old: NeedType, record: &mut Record, from: Day) -> anyhow::Result<Option<u8>> {
    let Some(need) = open_need(record, old, from).and_then(|at| record.needs.get_mut(at)) else {
        return Err(Failure::usage(
            format!("there is no current need {} to replace", old.as_str()),
            "leave out `--replaces`",
        ));
    };
    if need.from > from {
        return Err(begins_later(need));
    }
    // A need that began on this very day cannot end the day before.
    need.to = Some(from.minus_days(1).max(need.from));
    Ok(need.rank)
}

fn begins_later(need: &Need) -> anyhow::Error {
    Failure::usage(
        format!("the need {} only begins on {}", need.need_type.as_str(), date(need.from)),
        "give a later day, or correct its first day with `send edit`",
    )
}

/// The failure when no need of this type continues; the last one may have ended.
fn not_open(need_type: NeedType, record: &Record) -> anyhow::Error {
    let last = record.needs.iter().rev().find(|need| need.need_type == need_type);
    let (id, word) = (record.id(), need_type.as_str());
    let message = match last.and_then(|need| need.to) {
        Some(to) => format!("the need {word} of {id} already ended on {}", date(to)),
        None => format!("{id} has no current need {word}"),
    };
    Failure::usage(message, format!("see `send show {id}` for the needs"))
}
