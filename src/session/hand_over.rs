//! How a paper leaves the program: printed, or written to a file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Opened};
use crate::failure::Failure;
use crate::model::at_a_day::AsAt;
use crate::output::OutputFormat;
use crate::output::paper::{PaperFormat, render_paper};
use crate::records::papers::NoPaper;
use crate::reports::papers::{Paper, PaperKeys, PaperSource};
use crate::words::date;

/// The place and the format of a paper.
#[derive(Debug, Clone, Args)]
pub(crate) struct PaperArgs {
    /// File to write, which only you can read: a page to view or print (.html), Markdown (.md) or text (.txt); without it, the
    /// paper is shown here
    #[arg(long, short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace an existing file of that name
    #[arg(long, requires = "output")]
    replace: bool,
    /// Format of the paper; defaults to the ending of the file's name
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    written_as: Option<PaperFormat>,
}

/// The warning that a pupil is not at the school on the day of a paper, if so.
pub(crate) fn not_on_roll(record: &AsAt) -> Option<String> {
    (!record.is_on_roll()).then(|| format!("{} is not on the school's roll on {}", record.id(), date(record.day())))
}

impl PaperArgs {
    /// Whether any option asks for a paper instead of rows.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.output.is_some() || self.written_as.is_some()
    }

    /// Prints the paper, or writes its file and says so.
    pub(crate) fn hand_over(&self, paper: Paper, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<()> {
        if context.format() != OutputFormat::Table {
            return Err(Failure::usage(
                "a paper is not a table",
                "leave out `--format`, and choose the format with `--as`, such as `--as html`",
            ));
        }
        let paper = paper.at_commit(opened.commit.as_ref());
        let Some(output) = &self.output else {
            render_paper(&paper, self.written_as.unwrap_or(PaperFormat::Text), context.out())?;
            return Ok(());
        };
        let name = output.to_string_lossy().into_owned();
        let format = self.written_as.or_else(|| PaperFormat::of_file(&name)).ok_or_else(|| {
            Failure::usage(
                format!("the ending of `{name}` does not say which format to write"),
                "end it in .html, .md or .txt, or add `--as html`",
            )
        })?;
        let mut bytes = Vec::new();
        render_paper(&paper, format, &mut bytes)?;
        write_to(output, &bytes, self.replace, "", opened, context)
    }
}

/// The source of a paper: the record on the day, reduced to the paper's keys.
pub(crate) fn paper_source<'a>(record: &AsAt, keys: PaperKeys, opened: &'a Opened) -> anyhow::Result<PaperSource<'a>> {
    PaperSource::new(record, keys, &opened.school).ok_or_else(|| {
        Failure::stopped("the paper could not be made: this is a fault in the program", "please report it")
    })
}

/// Writes a file for other people, and says so; `what` can describe its content.
pub(crate) fn write_to(
    output: &Path,
    bytes: &[u8],
    replace: bool,
    what: &str,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let name = output.to_string_lossy().into_owned();
    let path = context.environment.folder.join(output);
    opened.folder.hand_over(&path, bytes, replace).map_err(|not| not_written(&name, not))?;
    let what = if what.is_empty() { String::new() } else { format!(": {what}") };
    writeln!(context.out(), "wrote {}{what}", crate::output::safe_text(&name))?;
    Ok(())
}

/// The failure when a paper or a folder of pages was not written.
pub(crate) fn not_written(name: &str, not: NoPaper) -> anyhow::Error {
    match not {
        NoPaper::AmongTheRecords => Failure::usage(
            format!("`{name}` is inside the records folder, so git would keep it"),
            "write it into `exports`, which git ignores, or outside the records folder",
        ),
        NoPaper::IsThere => Failure::usage(
            format!("the file `{name}` already exists"),
            "add `--replace` to replace it, or give another name",
        ),
        NoPaper::IsNotAFile(found) => Failure::usage(
            format!("`{name}` is {}, so it was not replaced", found.in_words()),
            "give the name of a new file, or leave out `-o` to print it here",
        ),
        NoPaper::PageIsNotAFile(page, found) => Failure::usage(
            format!("`{name}/{page}` is {}, so it was not replaced", found.in_words()),
            "remove it, or give the name of a new folder",
        ),
        NoPaper::IsNotAFolder(found) => {
            Failure::usage(format!("`{name}` is {found}, not a folder"), "give the name of a new folder")
        }
        NoPaper::IsNotOurs => Failure::usage(
            format!("`{name}` already exists, and `send report` did not make it"),
            "give the name of a new folder",
        ),
        NoPaper::System(error) => Failure::stopped(
            format!("`{name}` could not be written: {error}"),
            "check that its folder exists and that you may write in it",
        ),
    }
}
