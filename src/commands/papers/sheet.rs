//! `send sheet`.

use clap::Args;

use super::on_no_sheet::say_on_none;
use crate::model::reach::Needed;
use crate::output::OutputFormat;
use crate::reports::papers::sheet::{self, KEYS, Missing, SheetRow};
use crate::reports::{Lacks, Names, Report, Unreadable};
use crate::session::hand_over::{PaperArgs, paper_source};
use crate::session::{CommandOutcome, Context};
use crate::words::{self, count};
use crate::writing::roll_checks::{class_typed, or_usage_failure};

/// Make a class sheet for staff, with a row for each pupil
///
/// Each row has strengths, needs, what helps, targets and the next review. The sheet lists pupils in the class that day who
/// have a concern or a plan, are on the register, or have something that adults must know at once. A warning lists pupils
/// without a class. The sheet has no UPNs, costs or staff notes. The foot shows who has read it this school year; record that
/// with `send read` (policy 6.3).
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

pub(crate) fn run(args: &SheetArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let class = or_usage_failure(class_typed(&args.class, &opened.school))?;
    let as_at = opened.as_at;
    let folded = opened.fold_for_report(Needed::SUPPORT, |pupil| {
        let record = pupil.record.into_as_at(as_at);
        let on_none = sheet::is_on_none(&record, |name| opened.school.has_class(name)).then(|| record.id().to_owned());
        let row = sheet::is_on_it(&record, &class).then(|| Ok(SheetRow::of(&paper_source(&record, KEYS, &opened)?)));
        (row, on_none)
    });
    let (rows, on_none): (Vec<_>, Vec<_>) = folded.kept.into_iter().unzip();
    let mut rows = rows.into_iter().flatten().collect::<anyhow::Result<Vec<SheetRow>>>()?;
    let mut on_none: Vec<String> = on_none.into_iter().flatten().collect();
    on_none.sort();
    rows.sort_by(|one, other| one.order_by_name().cmp(&other.order_by_name()));
    let unreadable = folded.unreadable;
    let lacks = Lacks::of(&unreadable);
    if context.format() == OutputFormat::Table || args.paper.is_asked_for() {
        let missing = Missing { lacks: &lacks, on_none: on_none.len() };
        let paper = sheet::class_sheet(&class, &rows, missing, &opened.school, as_at);
        args.paper.hand_over(paper, &opened, context)?;
    } else {
        let report = Report {
            as_at,
            commit: opened.commit.clone(),
            unreadable: unreadable.iter().map(Unreadable::from).collect(),
            last_line: lacks
                .total(format!("{}, as at {}", count(rows.len(), "child/children"), words::date(as_at)))
                .unwrap_or_default(),
            rows,
            summary: None,
            notes: Vec::new(),
        };
        context.render(&report, Names::Shown)?;
    }
    say_on_none(&on_none, context)?;
    context.say_unreadable(&unreadable)?;
    Ok(if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}
