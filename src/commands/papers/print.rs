//! `send print`.

use clap::{Args, ValueEnum};

use crate::model::at_a_day::AsAt;
use crate::reports::papers::{Paper, PaperKeys, PaperSource, parent, teacher};
use crate::session::hand_over::{PaperArgs, not_on_roll, paper_source};
use crate::session::{CommandOutcome, Context, Opened};

/// Print a pupil's plan for parents or for a teacher
///
/// For parents: strengths, targets, what school and home do, the next meeting, and who to contact. For a teacher: what adults
/// must know at once, what helps, and targets. Neither has UPNs, costs, staff notes, or anything written for others.
///
/// Example: send print p014 --for parent -o exports/amira.html
#[derive(Debug, Clone, Args)]
pub(crate) struct PrintArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Reader of the plan
    #[arg(long = "for", value_enum, value_name = "READER")]
    reader: PaperReader,
    #[command(flatten)]
    paper: PaperArgs,
}

/// The reader of a paper about one pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PaperReader {
    /// Parents and the pupil: the plan in plain words
    Parent,
    /// The pupil's teachers: one page
    Teacher,
}

impl PaperReader {
    const fn keys_and_paper(self) -> (PaperKeys, fn(&PaperSource<'_>) -> Paper) {
        match self {
            Self::Parent => (parent::KEYS, parent::parent_paper),
            Self::Teacher => (teacher::KEYS, teacher::teacher_paper),
        }
    }
}

pub(crate) fn run(args: &PrintArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let Some(pupil) = context.read_pupil(&args.pupil, &opened)? else { return Ok(CommandOutcome::Incomplete) };
    let begins_later = opened.begins_later(&pupil);
    let record = pupil.record.into_as_at(opened.as_at);
    let paper = paper_for_reader(&record, args.reader.keys_and_paper(), &opened)?;
    args.paper.hand_over(paper, &opened, context)?;
    if let Some(message) = not_on_roll(&record) {
        context.warn(&message, "check whether you still need to hand this out")?;
    }
    context.say_whole(begins_later)
}

/// Makes the paper from the record as at the day, with only the paper's own keys.
fn paper_for_reader(
    record: &AsAt,
    (keys, of): (PaperKeys, fn(&PaperSource<'_>) -> Paper),
    opened: &Opened,
) -> anyhow::Result<Paper> {
    Ok(of(&paper_source(record, keys, opened)?))
}
