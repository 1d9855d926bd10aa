//! A paper as one page of HTML with nothing outside it: no script, no picture, no font, and a policy that allows none.
//!
//! The page is `paper.html`, its look `page.css`. Every text gets into it through [`Page`], which the template engine is told
//! to use for all of them (`output/askama.toml`), so that none can be forgotten.

use std::fmt;
use std::io::{self, Write};

use askama::Template;
use askama::filters::Escaper;

use super::super::safe;
use crate::reports::papers::{Block, Paper, Sheets};

pub(super) fn render(paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    PaperPage { paper }.write_into(out).map_err(|error| io::Error::other(error.to_string()))
}

#[derive(Template)]
#[template(path = "paper.html", config = "src/output/askama.toml")]
struct PaperPage<'a> {
    paper: &'a Paper,
}

impl PaperPage<'_> {
    const STYLE: &'static str = include_str!("page.css");

    /// The one style that the page may have; a test holds it to the file.
    const STYLE_HASH: &'static str = "sha256-5RZFo1ZYKRJ5LvL37Wi7Bfebwtq2Fr5d3z9wvSVNVNo=";

    /// The class of the page that says how its sheets lie.
    fn sheets(&self) -> &'static str {
        match self.paper.sheets {
            Sheets::Upright => "upright",
            Sheets::Lying => "lying",
        }
    }
}

/// Text made safe for HTML, between tags and in attributes: no tag, no entity, and control and direction characters shown as
/// `\u{..}`.
#[derive(Debug, Clone, Copy)]
pub(in crate::output) struct Page;

impl Escaper for Page {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, text: &str) -> fmt::Result {
        askama::filters::Html.write_escaped_str(dest, &safe::lines(text))
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::model::text::Text;
    use crate::reports::papers::Part;

    /// Base 64, as a content policy writes a hash.
    fn base64(bytes: &[u8]) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let group = |three: &[u8]| {
            let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
            let signs = (0..4).map(|nth| char::from(SIGNS[(bits >> (18 - 6 * nth)) as usize & 63]));
            signs.enumerate().map(|(nth, sign)| if nth > three.len() { '=' } else { sign }).collect::<String>()
        };
        bytes.chunks(3).map(group).collect()
    }

    #[test]
    fn the_policy_of_the_page_allows_the_style_that_it_has_and_no_other() {
        let hash = base64(&Sha256::digest(PaperPage::STYLE.as_bytes()));
        assert_eq!(PaperPage::STYLE_HASH, format!("sha256-{hash}"), "write this hash beside the style");
        assert!(!PaperPage::STYLE.contains('\r'), "git is to leave the line ends of the style alone");
        assert!(!PaperPage::STYLE.contains("url("));
    }

    #[test]
    fn a_text_is_no_tag_and_moves_nothing() {
        let hostile = Text::from("<script>alert(1)</script>\u{202e}\" onload='x' &amp;");
        let cell = Some(hostile.clone());
        let part = Part::new(hostile.as_str())
            .words(cell.clone())
            .points(vec![hostile.clone()])
            .said(hostile.as_str(), cell.clone())
            .table(&[hostile.as_str()], vec![vec![cell]])
            .table_of_lists(&["a"], vec![vec![vec![hostile.clone(), hostile.clone()]]]);
        let head = vec![(hostile.clone(), hostile.clone())];
        let paper = Paper { title: hostile.clone(), sheets: Sheets::Lying, head, parts: vec![part], foot: hostile };
        let mut page = Vec::new();
        render(&paper, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let safe = "&#60;script&#62;alert(1)&#60;/script&#62;\\u{202e}&#34; onload=&#39;x&#39; &#38;amp;";
        assert_eq!(page.matches(safe).count(), 15, "{page}");
        assert!(!page.contains("<script") && !page.contains('\u{202e}'));
    }
}
