//! `send summary`.

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::failure::Failure;
use crate::output::{self, OutputFormat};
use crate::reports::papers::{Paper, governors, information_report};
use crate::reports::summary::child::SummaryPupil;
use crate::reports::summary::{Section, SummaryQuestion, summary_rows, summary_sections};
use crate::reports::{Names, Report, Unreadable};
use crate::session::hand_over::PaperArgs;
use crate::session::{CommandOutcome, Context, files_of};

/// Show the SEND numbers for governors and the SEN information report
///
/// How many are on the register and off it, by support, area and year, this year and a year earlier; how early needs are
/// noticed, how targets went, reviews held on time, provision and what it did, agencies. No pupil is named. What the records
/// do not hold is said.
///
/// A number from 1 to 4 is hidden, and with it whatever would give it away: no hidden number can be worked out from those
/// shown. The number is `threshold` under `[summary]` in send.toml.
///
/// Hand over one paper for a day: two of nearby days laid beside each other may tell more than each of them.
///
/// Example: send summary --for governors -o exports/governors.html
#[derive(Debug, Args)]
pub(crate) struct SummaryArgs {
    /// Who reads it
    #[arg(long = "for", value_enum, value_name = "READER")]
    reader: SummaryReader,
    /// Show every number, small ones too; the paper then says that it is for use within the school alone
    #[arg(long)]
    every_number: bool,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Who reads a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SummaryReader {
    /// The governors
    Governors,
    /// The website: figures for the SEN information report, with what the law asks of it as a checklist
    Report,
}

pub(crate) fn run(args: &SummaryArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if args.every_number && args.reader == SummaryReader::Report {
        return Err(Failure::usage(
            "the information report goes on the website, where small numbers tell who is meant",
            "leave `--every-number` out, or ask `--for governors`",
        ));
    }
    let opened = context.open()?;
    let threshold = (!args.every_number).then(|| opened.school.settings.summary.threshold.number());
    let asked = SummaryQuestion::new(opened.question(), threshold);
    let folded = opened.fold(|pupil| {
        let then = pupil.record.as_at(asked.earlier);
        SummaryPupil::of(&pupil.record.into_as_at(opened.as_at), &then, &asked)
    });
    // It is a paper without names: nothing of a record is quoted beside it.
    let unreadable = Names::Hidden.show_findings(folded.unreadable);
    let mut sections = summary_sections(&folded.kept, &asked);
    if args.reader == SummaryReader::Report {
        sections.retain(information_report::has);
    }
    if context.format() != OutputFormat::Table && !args.paper.is_asked_for() {
        let notes = (!unreadable.is_empty()).then(|| "not every record could be read: pupils are missing".to_owned());
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
        let paper = summary_paper(args.reader, &sections, &asked, files_of(&unreadable));
        args.paper.hand_over(paper, &opened, context)?;
    }
    context.say_unreadable(&unreadable)?;
    Ok(if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

fn summary_paper(reader: SummaryReader, sections: &[Section], asked: &SummaryQuestion<'_>, missing: usize) -> Paper {
    match reader {
        SummaryReader::Governors => governors::governors_paper(sections, asked, missing),
        SummaryReader::Report => information_report::information_report_paper(sections, asked, missing),
    }
}
