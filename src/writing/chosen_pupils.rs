//! Choosing the records that a verb changes: one pupil, several, or all that a filter finds.

use std::path::PathBuf;

use clap::Args;

use crate::context::prompt::{self, Reply};
use crate::failure::Failure;
use crate::output;
use crate::session::filters::FilterArgs;
use crate::session::{Context, Opened};
use crate::words;

/// The choice of records.
#[derive(Debug, Clone)]
pub(crate) enum Whose<'a> {
    /// One pupil, as typed.
    One(&'a str),
    /// The pupils that were typed; if the list is empty, all that the filter finds.
    Several(Vec<&'a str>, &'a SeveralArgs),
}

impl Whose<'_> {
    /// Whether `--yes` was typed: change the records without asking.
    pub(super) fn is_agreed(&self) -> bool {
        matches!(self, Self::Several(_, SeveralArgs { yes: true, .. }))
    }
}

/// Options of the verbs that can change several records at once.
#[derive(Debug, Clone, Args)]
pub(crate) struct SeveralArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Only pupils who are on the register on that day
    #[arg(long)]
    registered: bool,
    /// Change all of them without asking
    #[arg(long)]
    yes: bool,
}

/// A record to change.
#[derive(Debug, Clone)]
pub(crate) struct Meant {
    /// Its file.
    pub(crate) path: PathBuf,
    /// The pupil in the list before the question: an id, and the name if a filter found the record.
    who: String,
}

/// Returns the records to change, in the order of the files or of what was typed.
pub(crate) fn pupils_meant(whose: Whose<'_>, opened: &Opened) -> anyhow::Result<Vec<Meant>> {
    match whose {
        Whose::One(typed) => Ok(vec![one_pupil_meant(typed, opened)?]),
        Whose::Several(typed, args) if typed.is_empty() => found_by(args, opened),
        Whose::Several(typed, _) => {
            let mut all: Vec<Meant> = Vec::new();
            for name in typed {
                let one = one_pupil_meant(name, opened)?;
                if !all.iter().any(|other| other.path == one.path) {
                    all.push(one);
                }
            }
            Ok(all)
        }
    }
}

fn one_pupil_meant(typed: &str, opened: &Opened) -> anyhow::Result<Meant> {
    let path = opened.path_of(typed)?;
    let who = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Meant { path, who })
}

/// Returns all pupils on roll that the filter finds.
fn found_by(args: &SeveralArgs, opened: &Opened) -> anyhow::Result<Vec<Meant>> {
    if args.filter.is_empty() && !args.registered {
        return Err(Failure::usage(
            "no pupil is named",
            "name one or more, or choose them with a filter, such as `--class 4B` or `--registered`",
        ));
    }
    let filter = args.filter.filter(opened)?;
    let as_at = opened.as_at;
    let folded = opened.fold(|pupil| {
        let record = pupil.record.into_as_at(as_at);
        let on_register = !args.registered || record.register_spell().is_some();
        let is_meant = record.is_on_roll() && on_register && filter.passes(&record);
        is_meant.then(|| Meant {
            path: opened.folder.root().join(&pupil.file),
            who: format!("{} {}", record.id(), record.name.as_str()),
        })
    });
    if !folded.unreadable.is_empty() {
        return Err(Failure::unsaved_because_of_others(folded.unreadable).into());
    }
    let all: Vec<Meant> = folded.kept.into_iter().flatten().collect();
    if all.is_empty() {
        return Err(Failure::usage("no pupil matches the filter", "list all pupils with `send register --all`"));
    }
    Ok(all)
}

/// Lists the pupils, and asks once.
pub(crate) fn all_agreed(pupils: &[Meant], whose: Whose<'_>, context: &mut Context<'_>) -> anyhow::Result<bool> {
    let Whose::Several(_, SeveralArgs { yes, .. }) = whose else { return Ok(true) };
    let out = context.out();
    for pupil in pupils {
        writeln!(out, "  {}", output::safe_text(&pupil.who))?;
    }
    asked_once(pupils.len(), *yes, context)
}

/// Asks once before several records are changed, unless `yes` says that the person has agreed.
pub(crate) fn asked_once(records: usize, yes: bool, context: &mut Context<'_>) -> anyhow::Result<bool> {
    if yes {
        return Ok(true);
    }
    if !context.environment.asks {
        return Err(Failure::usage(
            format!("{} would be changed", words::count(records, "record")),
            "add `--yes` to change all of them, or `--dry-run` to look first",
        ));
    }
    context.out().flush()?;
    Ok(prompt::ask_yes(&change_these(records), false) == Ok(Reply::Given(true)))
}

/// The question before several records are changed.
pub(super) fn change_these(records: usize) -> String {
    format!("Change these {}?", words::count(records, "record"))
}
