//! The end of a conversation: it shows in words what would be saved, and asks (DESIGN 7.3). The words come from the record before
//! and after the change, not from the answers. A change that has become a different one by the time it is saved is refused.

use std::path::Path;

use super::chosen_pupils::{Meant, change_these};
use super::save::{self, JudgedChange};
use super::{ChangeResult, Scene, Verb, make, refuse_some, telling};
use crate::context::prompt::{self, Reply};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::model::record::Record;
use crate::model::values::written_values;
use crate::reports::history::in_full;
use crate::reports::show::ShowLine;
use crate::session::{Context, Opened};
use crate::words::count;

/// The answer to the question whether to save.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Save it. `None` in a trial, which shows no change and asks no question.
    Save(Option<Shown>),
    /// Do not save it.
    Leave,
    /// Go back to the last question.
    Back,
}

/// The changes that were shown, one for each record, in the order of the records.
#[derive(Debug)]
pub(crate) struct Shown(Vec<Vec<ShowLine>>);

impl Shown {
    /// The change that was shown for one record.
    pub(super) fn change_at(&self, at: usize) -> &[ShowLine] {
        self.0.get(at).map_or(&[], Vec::as_slice)
    }
}

/// The change of one record, before it is saved.
#[derive(Debug, PartialEq)]
struct Preview {
    who: String,
    lines: Vec<ShowLine>,
    new: Vec<Finding>,
}

/// Shows what a verb would change in these records, and asks whether to save it. If no record changes, or the policy refuses the
/// change, it does not ask: saving reports that.
///
/// # Errors
/// If one of the records cannot be changed in this way.
pub(super) fn confirm_changes<V: Verb>(
    verb: &V,
    pupils: &[Meant],
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Verdict> {
    if verb.write_args().dry_run {
        return Ok(Verdict::Save(None));
    }
    let scene = Scene::new(&verb.dated(), opened, context)?;
    if pupils.len() > 1 {
        refuse_some(verb, pupils, &scene)?;
    }
    let previews =
        pupils.iter().map(|pupil| preview_change(verb, &pupil.path, &scene)).collect::<anyhow::Result<Vec<_>>>()?;
    let is_agreed = verb.whose_records().is_agreed() || previews.iter().all(|preview| preview.lines.is_empty());
    show_previews(&previews, context)?;
    let answer = match pupils {
        _ if is_agreed => Reply::Given(true),
        [_] => yes_or_no("Save this?", true, context)?,
        _ => yes_or_no(&change_these(pupils.len()), false, context)?,
    };
    Ok(verdict_of(answer, previews))
}

/// Shows a new record, and asks whether to save it.
///
/// # Errors
/// If the record would be broken.
pub(crate) fn new_record(
    record: &Record,
    path: &Path,
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<Verdict> {
    let (made, new) = make::judge_made(record, path, scene)?;
    let previews = vec![Preview { who: who_in_words(&made.record), lines: lines_of_new(record), new }];
    show_previews(&previews, context)?;
    Ok(verdict_of(yes_or_no("Save this?", true, context)?, previews))
}

/// Changes a record, if the change is still the one that was confirmed. Without a conversation, it is not compared.
///
/// # Errors
/// If the verb refuses, or if the record was changed meanwhile and the change would be a different one.
pub(super) fn change_as_shown<V: Verb>(
    verb: &V,
    shown: Option<&[ShowLine]>,
    record: &mut Record,
    scene: &Scene<'_>,
) -> anyhow::Result<ChangeResult> {
    let Some(shown) = shown else { return verb.change(record, scene) };
    let before = record.clone();
    let told = verb.change(record, scene)?;
    save::keep_header(record);
    if told.allowed && change_lines(&before, record) != shown {
        let id = record.id();
        return Err(Failure::stopped(
            format!("{id} changed while you answered, so the change is no longer the one that you confirmed"),
            format!("nothing was saved; check `send show {id}`, then run the command again"),
        ));
    }
    Ok(told)
}

fn preview_change<V: Verb>(verb: &V, path: &Path, scene: &Scene<'_>) -> anyhow::Result<Preview> {
    Ok(match save::judge_change(path, scene, &|record| verb.change(record, scene))? {
        JudgedChange::Refused(pupil, _) => {
            Preview { who: who_in_words(&pupil.record), lines: Vec::new(), new: Vec::new() }
        }
        JudgedChange::Possible(changed) => Preview {
            who: who_in_words(&changed.after.record),
            lines: change_lines(&changed.before.record, &changed.after.record),
            new: changed.new,
        },
    })
}

fn change_lines(before: &Record, after: &Record) -> Vec<ShowLine> {
    in_full::lines_in_full(&written_values(before), &written_values(after))
}

fn lines_of_new(record: &Record) -> Vec<ShowLine> {
    in_full::lines_in_full(&serde_json::Value::Object(serde_json::Map::new()), &written_values(record))
}

fn who_in_words(record: &Record) -> String {
    format!("{} ({})", record.name.as_str(), record.id())
}

/// Shows the changes. Pupils next to each other with the same change share its lines.
fn show_previews(previews: &[Preview], context: &mut Context<'_>) -> anyhow::Result<()> {
    let with_lines: Vec<&Preview> = previews.iter().filter(|preview| !preview.lines.is_empty()).collect();
    for group in with_lines.chunk_by(|one, next| one.lines == next.lines && one.new == next.new) {
        let names: Vec<&str> = group.iter().map(|preview| preview.who.as_str()).collect();
        if let [only] = names.as_slice() {
            telling::say_line(context, &format!("this would be saved for {only}:"))?;
        } else {
            telling::say_line(context, &format!("this would be saved for each of {}:", count(names.len(), "pupil")))?;
            names.iter().try_for_each(|name| telling::say_line(context, &format!("  {name}")))?;
        }
        if let Some(preview) = group.first() {
            telling::record_lines(&preview.lines, context)?;
            telling::newly_found(&preview.new, context)?;
        }
    }
    Ok(())
}

/// Asks yes or no. Giving up counts as no.
fn yes_or_no(question: &str, default: bool, context: &mut Context<'_>) -> anyhow::Result<Reply<bool>> {
    context.out().flush()?;
    Ok(prompt::yes_or_back(question, default).unwrap_or(Reply::Given(false)))
}

fn verdict_of(answer: Reply<bool>, previews: Vec<Preview>) -> Verdict {
    match answer {
        Reply::Given(true) => Verdict::Save(Some(Shown(previews.into_iter().map(|preview| preview.lines).collect()))),
        Reply::Given(false) => Verdict::Leave,
        Reply::Back => Verdict::Back,
    }
}
