//! A paper as one page of HTML with nothing outside it: no script, no picture of another file, no font, and a policy that allows none.
//!
//! The page is `paper.html`, its look `page.css`. Every text gets into it through [`Page`], which the template engine is told
//! to use for all of them (`output/askama.toml`), so that none can be forgotten.

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
    /// The ways to other pages.
    links: &'a [Link],
}

impl PaperPage<'_> {
    /// How every page looks.
    pub(super) const STYLE: &'static str = include_str!("page.css");

    /// The one style that the page may have; a test holds it to the file.
    pub(super) const STYLE_HASH: &'static str = "sha256-4uFxg35xtcpGT4hYHyK90Gu9QmUM21cvASYXmbT/cfg=";

    /// The outline of a mark around its point.
    const fn form(mark: &Mark) -> &'static str {
        match mark {
            Mark::Ring => "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
            Mark::Square => "M-5-5h10v10h-10z",
            Mark::Triangle => "M0-6l6 11h-12z",
        }
    }

    /// Whether the longest words of all columns have room beside each other, on the sheet and on a screen that is as wide: none
    /// of them is broken then.
    fn fits(&self, table: &PaperTable) -> bool {
        let room = match self.paper.sheets {
            Sheets::Upright => 76,
            Sheets::Lying => 124,
        };
        (0..table.columns.len()).map(|nth| longest_word(table, nth) + EDGES).sum::<usize>() <= room
    }

    /// The class of the page that says how its sheets lie.
    fn sheets(&self) -> &'static str {
        match self.paper.sheets {
            Sheets::Upright => "upright",
            Sheets::Lying => "lying",
        }
    }
}

/// What the edges of a cell take, in letters.
const EDGES: usize = 2;

/// How broad the longest word of a column is.
fn longest_word(table: &PaperTable, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(column)).flatten();
    let texts = table.columns.get(column).into_iter().chain(cells);
    texts.flat_map(|text| text.as_str().split_whitespace()).map(word_breadth).max().unwrap_or(0)
}

/// How broad a word is, in small letters: of Arial, most of the others are no broader than two of these.
fn word_breadth(word: &str) -> usize {
    let is_small = |sign: char| sign.is_ascii() && !sign.is_ascii_uppercase() && !matches!(sign, 'm' | 'w' | '@' | '%');
    word.chars().map(|sign| if is_small(sign) { 1 } else { 2 }).sum()
}

/// Text made safe for HTML, between tags and in attributes: no tag, no entity, and control and direction characters shown as
/// `\u{..}`.
#[derive(Debug, Clone, Copy)]
pub(in crate::output) struct Page;

impl Escaper for Page {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, text: &str) -> fmt::Result {
        askama::filters::Html.write_escaped_str(dest, &safe::safe_keeping_lines(text))
    }
}

/// The hash of a style or a script, as a content policy writes it: in base 64.
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
    fn the_policy_of_the_page_allows_the_style_that_it_has_and_no_other() {
        assert_eq!(PaperPage::STYLE_HASH, hash_of(PaperPage::STYLE), "write this hash beside the style");
        assert!(!PaperPage::STYLE.contains('\r'), "git is to leave the line ends of the style alone");
        assert!(!PaperPage::STYLE.contains("url("));
    }

    #[test]
    fn words_of_a_table_are_broken_only_where_they_have_no_room_beside_each_other() {
        let fits = |sheets: Sheets, words: &str| {
            let part = Part::new("a").table(&["b"; 10], vec![vec![Some(Text::from(words)); 10]]);
            let paper =
                Paper { title: Text::from("a"), sheets, head: Vec::new(), parts: vec![part], foot: Text::from("b") };
            let mut page = Vec::new();
            render_html(&paper, &[], &mut page).unwrap();
            String::from_utf8(page).unwrap().contains("<table class=\"fits\">")
        };
        // Ten columns of five letters with their edges are 70; of ten letters they are 120.
        assert!(fits(Sheets::Upright, "reads a book") && !fits(Sheets::Upright, "practising"));
        assert!(fits(Sheets::Lying, "practising") && !fits(Sheets::Lying, "communication"));
        // Capitals are broad.
        assert!(!fits(Sheets::Upright, "READS"));
    }

    #[test]
    fn a_text_is_no_tag_and_moves_nothing() {
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
