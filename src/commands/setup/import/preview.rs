//! Shows what a roll would change, and what a person must do, before anything is saved.

use super::judge::RollComparison;
use crate::output;
use crate::records::new_record::GivenIds;
use crate::session::Context;
use crate::words::{count, list_some};
use crate::writing::telling;

/// Whether `import` makes records for pupils who do not have one.
pub(super) enum Adding {
    /// No: `--add` was not typed.
    NotAsked,
    /// No: a record that is missing or cannot be read may be theirs.
    Unsafe,
    /// Yes, with ids other than these.
    With(GivenIds),
}

/// What to do about a pupil who may have a record.
const ALIKE_HELP: &str =
    "not added: if it is one pupil, correct the name or give the UPN; if not, make the record with `send new`";

/// Shows what the roll would change, and what a person must do. `is_whole_roll` says that a pupil who is not on it has gone.
pub(super) fn tell_comparison(
    judged: &RollComparison,
    adding: &Adding,
    is_whole_roll: bool,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    for changed in &judged.changed {
        telling::say_line(context, &format!("  changed: {}: {}", changed.id, changed.changes_in_words().join("; ")))?;
    }
    for new in &judged.new {
        let hint = match adding {
            Adding::NotAsked => " (no record; `--add` makes one)",
            Adding::Unsafe => " (not added, because a record that is missing or cannot be read may be this pupil's)",
            Adding::With(_) => "",
        };
        telling::say_line(context, &format!("  new: {}{hint}", new.name.as_str()))?;
    }
    for alike in &judged.alike {
        telling::say_line(context, &format!("  alike: {alike} ({ALIKE_HELP})"))?;
    }
    for gone in &judged.gone {
        telling::say_line(context, &format!("  gone from the roll: {gone}"))?;
    }
    for not_on_roll in &judged.not_on_roll {
        telling::say_line(context, &format!("  not on roll, not added: {not_on_roll}"))?;
    }
    for differs in &judged.differs {
        telling::say_line(context, &format!("  differs, and the record stays as it is: {differs}"))?;
    }
    for note in &judged.notes {
        telling::say_line(context, &format!("  {note}"))?;
    }
    tell_respelt(judged, context)?;
    tell_left_out(judged, is_whole_roll, context)?;
    telling::say_line(context, &counts_in_words(judged, is_whole_roll))
}

/// Names the pupils whose names the roll only writes in another way.
fn tell_respelt(judged: &RollComparison, context: &mut Context<'_>) -> anyhow::Result<()> {
    let Some(first) = judged.respelt.first() else { return Ok(()) };
    let (who, names) = (list_some(judged.respelt.iter().map(String::as_str)), count(judged.respelt.len(), "name"));
    let help = format!("to change one, use `send set {first} name=...`");
    telling::say_line(context, &format!("  {names} written in another way on the roll, and kept: {who} ({help})"))
}

/// Shows what is wrong in the rows that are left out. `is_whole_roll` says that a pupil who is not on the roll has gone.
fn tell_left_out(judged: &RollComparison, is_whole_roll: bool, context: &mut Context<'_>) -> anyhow::Result<()> {
    if judged.left_out.is_empty() {
        return Ok(());
    }
    context.out().flush()?;
    let look = context.look_of_errors();
    output::findings::render_findings(&judged.left_out, look, &mut context.environment.err)?;
    let gone = if is_whole_roll { ", so a pupil of such a row may be listed as gone" } else { "" };
    telling::say_line(context, &format!("  rows with a mistake are left out{gone}"))
}

fn counts_in_words(judged: &RollComparison, is_whole_roll: bool) -> String {
    let RollComparison { changed, new, same, gone, alike, not_on_roll, differs, .. } = judged;
    let changed = count(changed.len(), "record");
    let mut said = format!("{changed} changed, {} new, {same} the same", new.len());
    if is_whole_roll || !gone.is_empty() {
        said.push_str(&format!(", {} gone from the roll", gone.len()));
    }
    let more = [(differs.len(), "with differences"), (alike.len(), "alike"), (not_on_roll.len(), "not on roll")];
    for (rows, words) in more {
        if rows > 0 {
            said.push_str(&format!(", {rows} {words}"));
        }
    }
    said
}
