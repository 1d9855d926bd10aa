//! Comparing the computer's clock with what has been recorded already (RELIABILITY 10.6). A dead battery sets a clock back by
//! years, and then every date that a command fills in would be wrong.

use std::path::Path;

use super::WriteArgs;
use crate::context::prompt::{self, Reply};
use crate::failure::Failure;
use crate::history;
use crate::model::day::Day;
use crate::model::days_and_texts::Leaf;
use crate::model::record::Record;
use crate::session::{Context, Opened};
use crate::words::date;

/// The number of days that a clock may be behind, because another computer may be in another time zone.
const MAY_BE_BEHIND: i64 = 1;

/// Evidence that the clock is behind: a day, and where it was found.
type Witness = (Day, String);

/// Asks, or stops the command, if the clock is more than a day behind the newest commit, or if there is none, behind the newest
/// fact in these records. A typed day or `--clock-is-right` answers the question in advance.
pub(crate) fn stop_if_clock_is_behind(
    args: &WriteArgs,
    records: &[&Path],
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    if args.date.is_some() || args.clock_is_right || context.is_day_typed() {
        return Ok(());
    }
    let today = opened.today;
    let witness = newest_commit(opened, context).or_else(|| newest_fact(records, opened));
    let Some((day, what)) = witness.filter(|(day, _)| day.days_since(today) > MAY_BE_BEHIND) else { return Ok(()) };
    let wrong = format!("this computer says that today is {}, but {what} is dated {}", date(today), date(day));
    if context.environment.asks {
        context.out().flush()?;
        let question = format!("{wrong}. Is this computer's date right?");
        if prompt::ask_yes(&capitalised(&question), false) == Ok(Reply::Given(true)) {
            return Ok(());
        }
        return Err(Failure::stopped("nothing was saved", "set this computer's clock, and run the command again"));
    }
    Err(Failure::stopped(
        format!("{wrong}: one of them is wrong, so nothing was saved"),
        "set this computer's clock, or give the day with `--date DATE`; if the clock is right, add `--clock-is-right`",
    ))
}

fn newest_commit(opened: &Opened, context: &Context<'_>) -> Option<Witness> {
    let moment = history::newest_commit(&context.git(opened))?;
    let day = Day::of_moment(moment, &crate::session::time_zone(&opened.school).ok()?)?;
    Some((day, "the newest change in the history".to_owned()))
}

fn newest_fact(records: &[&Path], opened: &Opened) -> Option<Witness> {
    let read = records.iter().filter_map(|path| opened.folder.load_pupil(path).ok());
    let newest = read.filter_map(|pupil| Some((last_fact(&pupil.record)?, pupil.file))).max()?;
    Some((newest.0, format!("the newest entry in {}", newest.1)))
}

/// The last day of the facts in a record. Plans do not count.
fn last_fact(record: &Record) -> Option<Day> {
    let mut last = None;
    record.walk(&mut |_, leaf| {
        if let Leaf::Fact(day) = leaf {
            last = last.max(Some(day));
        }
    });
    last
}

/// The sentence, beginning with a capital letter.
fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
