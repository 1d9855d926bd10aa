//! A paper as one self-contained HTML page: it has no script, no font and no picture from another file, and its content policy
//! forbids them.
//!
//! The page is `paper.html`, its style `page.css`. The template engine puts all text through [`Page`] (`output/askama.toml`), so
//! no text can be missed.

use std::fmt;
use std::io::{self, Write};

use askama::Template;
use askama::filters::Escaper;

use super::super::safe;
use crate::reports::papers::pictures::{Mark, PictureShape, WIDTH};
use crate::reports::papers::report::Link;
use crate::reports::papers::{Block, Paper, PaperTable, Sheets};

pub(super) fn render_html(paper: &Paper, links: &[Link], out: &mut dyn Write) -> io::Result<()> {
    PaperPage { paper, links }.write_into(out).map_err(|error| io::Error::other(error.to_string()))
}

#[derive(Template)]
#[template(path = "paper.html", config = "src/output/askama.toml")]
pub(super) struct PaperPage<'a> {
    paper: &'a Paper,
    /// Links to other pages.
    links: &'a [Link],
}

impl PaperPage<'_> {
    /// The style of every page.
    pub(super) const STYLE: &'static str = include_str!("page.css");

    /// The hash of the only style that the page may have. A test compares it with the file.
    pub(super) const STYLE_HASH: &'static str = "sha256-4uFxg35xtcpGT4hYHyK90Gu9QmUM21cvASYXmbT/cfg=";

    /// The outline of a mark around its point.
    const fn form(mark: &Mark) -> &'static str {
        match mark {
            Mark::Ring => "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
            Mark::Square => "M-5-5h10v10h-10z",
            Mark::Triangle => "M0-6l6 11h-12z",
        }
    }

    /// Whether the longest words of all columns fit next to each other, on the sheet and on a screen of the same width. If they
    /// do, no word is broken.
    fn fits(&self, table: &PaperTable) -> bool {
        let room = match self.paper.sheets {
            Sheets::Upright => 76,
            Sheets::Lying => 124,
        };
        (0..table.columns.len()).map(|nth| longest_word(table, nth) + EDGES).sum::<usize>() <= room
    }

    /// The CSS class for portrait or landscape sheets.
    fn sheets(&self) -> &'static str {
        match self.paper.sheets {
            Sheets::Upright => "upright",
            Sheets::Lying => "lying",
        }
    }
}

/// The width of a cell's padding, in letters.
const EDGES: usize = 2;

/// The width of the longest word in a column.
fn longest_word(table: &PaperTable, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(column)).flatten();
    let texts = table.columns.get(column).into_iter().chain(cells);
    texts.flat_map(|text| text.as_str().split_whitespace()).map(word_breadth).max().unwrap_or(0)
}

/// The width of a word, counted in small letters. In Arial, most other characters are at most twice as wide as a small letter.
fn word_breadth(word: &str) -> usize {
    let is_small = |sign: char| sign.is_ascii() && !sign.is_ascii_uppercase() && !matches!(sign, 'm' | 'w' | '@' | '%');
    word.chars().map(|sign| if is_small(sign) { 1 } else { 2 }).sum()
}

/// Makes text safe for HTML, between tags and in attributes: it has no tag and no entity, and control and direction characters
/// are shown as `\u{..}`.
#[derive(Debug, Clone, Copy)]
pub(in crate::output) struct Page;

impl Escaper for Page {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, text: &str) -> fmt::Result {
        askama::filters::Html.write_escaped_str(dest, &safe::safe_keeping_lines(text))
    }
}

/// The hash of a style or a script in base 64, as a content policy writes it.
#[cfg(test)]
pub(super) fn hash_of(text: &str) -> String {
    use sha2::{Digest, Sha256};
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut hash = "sha256-".to_owned();
    for three in Sha256::digest(text.as_bytes()).chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let signs = (0..4).map(|nth| char::from(SIGNS[(bits >> (18 - 6 * nth)) as usize & 63]));
        hash.extend(signs.enumerate().map(|(nth, sign)| if nth > three.len() { '=' } else { sign }));
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Text;
    use crate::reports::papers::Part;
    use crate::reports::papers::pictures::{At, Picture};

    #[test]
    fn the_policy_of_the_page_allows_only_its_own_style() {
        assert_eq!(PaperPage::STYLE_HASH, hash_of(PaperPage::STYLE), "set STYLE_HASH to this hash");
        assert!(!PaperPage::STYLE.contains('\r'), "git must not change the line endings of the style");
        assert!(!PaperPage::STYLE.contains("url("));
    }

    #[test]
    fn words_of_a_table_are_broken_only_if_the_columns_do_not_fit() {
        let fits = |sheets: Sheets, words: &str| {
            let part = Part::new("a").table(&["b"; 10], vec![vec![Some(Text::from(words)); 10]]);
            let paper =
                Paper { title: Text::from("a"), sheets, head: Vec::new(), parts: vec![part], foot: Text::from("b") };
            let mut page = Vec::new();
            render_html(&paper, &[], &mut page).unwrap();
            String::from_utf8(page).unwrap().contains("<table class=\"fits\">")
        };
        // Ten columns of five letters with their padding are 70 wide; with ten letters they are 120.
        assert!(fits(Sheets::Upright, "reads a book") && !fits(Sheets::Upright, "practising"));
        assert!(fits(Sheets::Lying, "practising") && !fits(Sheets::Lying, "communication"));
        // Capitals are wide.
        assert!(!fits(Sheets::Upright, "READS"));
    }

    #[test]
    fn text_makes_no_tag_and_turns_no_direction() {
        let hostile = Text::from("<script>alert(1)</script>\u{202e}\" onload='x' &amp;");
        let cell = Some(hostile.clone());
        let part = Part::new(hostile.as_str())
            .words(cell.clone())
            .points(vec![hostile.clone()])
            .said_by(hostile.as_str(), cell.clone())
            .table(&[hostile.as_str()], vec![vec![cell]])
            .table_of_lists(&["a"], vec![vec![vec![hostile.clone(), hostile.clone()]]]);
        let words = PictureShape::Words { x: 1, y: 1, words: hostile.clone(), at: At::End };
        let said = vec![hostile.clone()];
        let picture = Picture { title: hostile.clone(), said, height: 1, shapes: vec![words] };
        let part = part.picture(Some(picture));
        let head = vec![(hostile.clone(), hostile.clone())];
        let paper = Paper { title: hostile.clone(), sheets: Sheets::Lying, head, parts: vec![part], foot: hostile };
        let mut page = Vec::new();
        render_html(&paper, &[], &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let safe = "&#60;script&#62;alert(1)&#60;/script&#62;\\u{202e}&#34; onload=&#39;x&#39; &#38;amp;";
        assert_eq!(page.matches(safe).count(), 20, "{page}");
        assert!(!page.contains("<script") && !page.contains('\u{202e}'));
    }
}
