//! `send summary`.

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::failure::Failure;
use crate::model::reach::Needed;
use crate::output::{self, OutputFormat};
use crate::reports::papers::{Paper, governors, information_report};
use crate::reports::summary::child::SummaryPupil;
use crate::reports::summary::{Section, SummaryQuestion, summary_rows, summary_sections};
use crate::reports::{Lacks, Names, Report, Unreadable};
use crate::session::hand_over::PaperArgs;
use crate::session::{CommandOutcome, Context};

/// Show the SEND numbers for governors and the SEN information report
///
/// The summary shows how many pupils are on and off the register, by support, area of need and year, this year and a year
/// earlier; how early needs are noticed; how targets went; reviews held on time; provision and what it achieved; and agencies.
/// No pupil is named. The summary says which figures the records cannot give.
///
/// Numbers from 1 to 4 are hidden, along with any number that would give them away: no hidden number can be worked out from
/// those shown. To change the limit, set `threshold` under `[summary]` in send.toml.
///
/// Hand over only one such paper: two papers for nearby days, compared with each other, may reveal more than either of them.
///
/// Example: send summary --for governors -o exports/governors.html
#[derive(Debug, Args)]
pub(crate) struct SummaryArgs {
    /// Reader of the summary
    #[arg(long = "for", value_enum, value_name = "READER")]
    reader: SummaryReader,
    /// Show every number, even small ones; the paper then says that it is for use within the school only
    #[arg(long)]
    every_number: bool,
    #[command(flatten)]
    paper: PaperArgs,
}

/// The reader of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SummaryReader {
    /// The governors
    Governors,
    /// The school website: figures for the SEN information report, with a checklist of what the law requires in it
    Report,
}

pub(crate) fn run(args: &SummaryArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if args.every_number && args.reader == SummaryReader::Report {
        return Err(Failure::usage(
            "the information report goes on the website, where small numbers could identify a pupil",
            "leave out `--every-number`, or use `--for governors`",
        ));
    }
    let opened = context.open()?;
    let threshold = (!args.every_number).then(|| opened.school.settings.summary.threshold.number());
    let asked = SummaryQuestion::new(opened.question(), threshold);
    let folded = opened.fold_for_report(Needed::SUPPORT, |pupil| {
        let then = pupil.record.as_at(asked.earlier);
        SummaryPupil::of(&pupil.record.into_as_at(opened.as_at), &then, &asked)
    });
    // The paper has no names, so the warnings must not quote a record.
    let unreadable = Names::Hidden.show_findings(folded.unreadable);
    let lacks = Lacks::of(&unreadable);
    // Every number is a total.
    let mut sections = lacks.total(summary_sections(&folded.kept, &asked)).unwrap_or_default();
    if args.reader == SummaryReader::Report {
        sections.retain(information_report::has);
    }
    if context.format() != OutputFormat::Table && !args.paper.is_asked_for() {
        let notes = lacks.may_lack_pupils().then(|| "not every record could be read, so pupils are missing".to_owned());
        let report = Report {
            as_at: opened.as_at,
            commit: opened.commit.clone(),
            unreadable: unreadable.iter().map(Unreadable::from).collect(),
            rows: summary_rows(&sections),
            summary: Some(json!({
                "school_year": asked.year,
                "a_year_earlier": asked.earlier,
                "threshold": asked.threshold,
            })),
            notes: notes.into_iter().collect(),
            last_line: String::new(),
        };
        output::render_report(&report, context.format(), Names::Hidden, context.look(), context.out())?;
    } else {
        let paper = summary_paper(args.reader, &sections, &asked, &lacks);
        args.paper.hand_over(paper, &opened, context)?;
    }
    context.say_unreadable(&unreadable)?;
    Ok(if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

fn summary_paper(reader: SummaryReader, sections: &[Section], asked: &SummaryQuestion<'_>, lacks: &Lacks) -> Paper {
    match reader {
        SummaryReader::Governors => governors::governors_paper(sections, asked, lacks),
        SummaryReader::Report => information_report::information_report_paper(sections, asked, lacks),
    }
}
