//! Writes papers in each of their formats. There is one file per format; it has the only function that makes text safe for that
//! format.

mod html;
mod index;
mod markdown;
mod plain;

use std::io::{self, Write};

use crate::reports::papers::Paper;
use crate::reports::papers::report::{Index, Link};

/// The format of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PaperFormat {
    /// Text for a terminal or an email.
    Text,
    /// Markdown.
    Markdown,
    /// One page that a browser opens and prints. It needs no other file.
    Html,
}

impl PaperFormat {
    /// The format for a file name, by its extension.
    pub(crate) fn of_file(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase())?;
        match ending.as_str() {
            "html" | "htm" => Some(Self::Html),
            "md" => Some(Self::Markdown),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }
}

/// Writes a paper in a format.
pub(crate) fn render_paper(paper: &Paper, format: PaperFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        PaperFormat::Text => plain::render_plain(paper, out),
        PaperFormat::Markdown => markdown::render_markdown(paper, out),
        PaperFormat::Html => html::render_html(paper, &[], out),
    }
}

/// Writes a paper as a page of a report, with links to other pages.
pub(crate) fn render_page(paper: &Paper, links: &[Link], out: &mut dyn Write) -> io::Result<()> {
    html::render_html(paper, links, out)
}

/// Writes the index page of a report, which has no other format.
pub(crate) fn render_index(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    index::render_index_page(index, out)
}
