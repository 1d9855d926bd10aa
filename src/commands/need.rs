//! `send need`.

use clap::Args;

use super::words::word;
use super::writing::asking::{Question, one_of};
use super::writing::{Scene, Told, Verb, WriteArgs, about_one_pupil, put_in_order};
use crate::failure::Failure;
use crate::model::record::{Need, Record};
use crate::model::vocabulary::NeedType;
use crate::words::date;

/// Writes down a type of need, or that it has ended
///
/// The types are the DfE's codes (`send explain SLCN`). Rank 1 is the primary need, 2 the secondary; the census takes no more
/// than two. Left out, the first need is primary and the next secondary.
///
/// Example: send need p014 SLCN
///
/// Example: send need p014 SLCN --replaces NSA
///
/// Example: send need p014 SEMH --end
#[derive(Debug, Clone, Args)]
pub(crate) struct NeedArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// The type of need
    #[arg(value_name = "TYPE", value_parser = word::<NeedType>(), ignore_case = true)]
    need: Option<NeedType>,
    /// The type of need, where it is not the second word
    #[arg(long = "type", value_name = "TYPE", value_parser = word::<NeedType>(), ignore_case = true, hide = true)]
    typed: Option<NeedType>,
    /// 1 for the primary need, 2 for the secondary
    #[arg(long, value_name = "RANK", value_parser = clap::value_parser!(u8).range(1..=9))]
    rank: Option<u8>,
    /// This need takes the place and the rank of that one, which ends the day before
    #[arg(long, value_name = "TYPE", value_parser = word::<NeedType>(), ignore_case = true, conflicts_with = "end")]
    replaces: Option<NeedType>,
    /// The need has ended: the day is its last
    #[arg(long)]
    end: bool,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for NeedArgs {
    about_one_pupil!(Need);

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<Question> {
        let missing = self.need.or(self.typed).is_none();
        missing.then(|| Question::needed("--type=", "Which type of need?", one_of::<NeedType>())).into_iter().collect()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Told> {
        let Some(need_type) = self.need.or(self.typed) else {
            return Err(Failure::usage("the type of need is missing", "name it: `send need p014 SLCN`"));
        };
        if self.end {
            return self.ended(need_type, record, scene);
        }
        if current(record, need_type, scene).is_some() {
            let help = "`--end` ends it; `send edit` corrects what was written down";
            return Err(Failure::usage(format!("{} has {} already", record.id(), need_type.as_str()), help));
        }
        let rank = match self.replaces {
            Some(old) => self.rank.or(replaced(old, record, scene)?),
            None => Some(self.rank.unwrap_or_else(|| free_rank(record, scene))),
        };
        if let Some((_, other)) =
            record.needs_on(scene.date).find(|(_, other)| other.rank == rank && rank.is_some_and(|rank| rank < 3))
        {
            let (other, rank) = (other.need_type.as_str(), rank.unwrap_or_default());
            return Err(Failure::usage(
                format!("{} has rank {rank} with {other} already", record.id()),
                format!("give another `--rank`, or end that one first: `send need {} {other} --end`", record.id()),
            ));
        }
        let need = Need { need_type, rank, from: scene.date, to: None };
        put_in_order(&mut record.needs, need, |need| need.from);
        let ranked = rank.map_or_else(String::new, |rank| format!(" with rank {rank}"));
        Ok(Told::done(
            format!("recorded the need {}{ranked} from {}", need_type.as_str(), date(scene.date)),
            format!("record need {}", need_type.as_str()),
        ))
    }
}

impl NeedArgs {
    fn ended(&self, need_type: NeedType, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Told> {
        let at = current(record, need_type, scene);
        let Some(need) = at.and_then(|at| record.needs.get_mut(at)) else {
            let help = format!("`send show {}` lists the needs", record.id());
            return Err(Failure::usage(format!("{} has no current need {}", record.id(), need_type.as_str()), help));
        };
        need.to = Some(scene.date);
        Ok(Told::done(
            format!("recorded {} as the last day of the need {}", date(scene.date), need_type.as_str()),
            format!("end need {}", need_type.as_str()),
        ))
    }
}

/// Where the current need of this type stands.
fn current(record: &Record, need_type: NeedType, scene: &Scene<'_>) -> Option<usize> {
    record.needs_on(scene.date).find(|(_, need)| need.need_type == need_type && need.to.is_none()).map(|(at, _)| at)
}

/// Ends the need that is replaced, and gives its rank.
fn replaced(old: NeedType, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Option<u8>> {
    let at = current(record, old, scene);
    let Some(need) = at.and_then(|at| record.needs.get_mut(at)) else {
        return Err(Failure::usage(
            format!("there is no current need {} to replace", old.as_str()),
            "leave `--replaces` out",
        ));
    };
    // A need that began on this very day has no day before.
    need.to = Some(scene.date.minus_days(1).max(need.from));
    Ok(need.rank)
}

/// The first rank that no current need has.
fn free_rank(record: &Record, scene: &Scene<'_>) -> u8 {
    (1..9).find(|rank| record.need_ranked(*rank, scene.date).is_none()).unwrap_or(9)
}
