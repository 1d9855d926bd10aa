//! `send sheet`.

use clap::Args;

use super::Outcome;
use super::papers::{PaperArgs, source};
use super::roll::{class, typed};
use super::start::{Context, files_of};
use crate::output::Format;
use crate::reports::papers::sheet::{self, KEYS, SheetRow};
use crate::reports::{Names, Report, Unreadable};
use crate::words::{self, count};

/// A class's sheet for its staff: a row a child, with strengths, needs, what helps, targets and the next review
///
/// On it is who is in the class that day and has a concern, is on the register or has a plan. It holds no UPN, no cost, and no
/// note of staff. At its foot stands who has read it this school year: `send read` writes that down (policy 6.3).
///
/// Example: send sheet 4B -o exports/4b.html
#[derive(Debug, Clone, Args)]
pub(crate) struct SheetArgs {
    /// The class
    #[arg(value_name = "CLASS")]
    class: String,
    #[command(flatten)]
    paper: PaperArgs,
}

pub(crate) fn run(args: &SheetArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let opened = context.open()?;
    let class = typed(class(&args.class, &opened.school))?;
    let as_at = opened.as_at;
    let folded = opened.folder.fold(|pupil| {
        let record = pupil.record.cut_to(as_at);
        sheet::is_on_it(&record, &class, as_at).then(|| Ok(SheetRow::of(&source(&record, KEYS, &opened)?)))
    });
    let mut rows = folded.kept.into_iter().flatten().collect::<anyhow::Result<Vec<SheetRow>>>()?;
    rows.sort_by(|one, other| one.order().cmp(&other.order()));
    let unreadable = folded.unreadable;
    if context.format() == Format::Table || args.paper.is_asked_for() {
        let paper = sheet::paper(&class, &rows, files_of(&unreadable), &opened.school, as_at);
        args.paper.hand_over(paper, &opened, context)?;
    } else {
        let report = Report {
            as_at,
            commit: opened.commit.clone(),
            unreadable: unreadable.iter().map(Unreadable::from).collect(),
            last_line: format!("{}, as at {}", count(rows.len(), "child/children"), words::date(as_at)),
            rows,
            summary: None,
            notes: Vec::new(),
        };
        context.render(&report, Names::Shown)?;
    }
    context.say_unreadable(&unreadable)?;
    Ok(if unreadable.is_empty() { Outcome::Done } else { Outcome::Incomplete })
}
