//! The index of a report as a page: a table that a small script of the page's own filters and sorts, and a policy that allows that
//! script and no other.

use std::io::{self, Write};

use askama::Template;

use super::html::PaperPage;
use crate::reports::papers::report::Index;

pub(super) fn render_index_page(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    IndexPage { index }.write_into(out).map_err(|error| io::Error::other(error.to_string()))
}

#[derive(Template)]
#[template(path = "index.html", config = "src/output/askama.toml")]
struct IndexPage<'a> {
    index: &'a Index,
}

impl IndexPage<'_> {
    const SCRIPT: &'static str = include_str!("index.js");

    /// The one script that the page may have; a test holds it to the file.
    const SCRIPT_HASH: &'static str = "sha256-h/Z1Mt5LgHZfLX7IPuY3qQ3DmNMRljk7pXOeZh1ytuM=";
}

#[cfg(test)]
mod tests {
    use super::super::html::hash_of;
    use super::*;
    use crate::model::text::Text;
    use crate::reports::papers::report::{IndexCell, IndexColumn, Link};

    #[test]
    fn the_policy_of_the_index_allows_the_script_that_it_has_and_no_other() {
        assert_eq!(IndexPage::SCRIPT_HASH, hash_of(IndexPage::SCRIPT), "write this hash beside the script");
        assert!(!IndexPage::SCRIPT.contains('\r'), "git is to leave the line ends of the script alone");
        for outside in ["innerHTML", "fetch", "http", "eval", "</"] {
            assert!(!IndexPage::SCRIPT.contains(outside), "{outside}");
        }
    }

    #[test]
    fn a_text_in_the_index_is_no_tag_and_moves_nothing() {
        let hostile = Text::from("<script>alert(1)</script>\u{202e}\" onload='x'");
        let cell = IndexCell { words: hostile.clone(), key: hostile.clone(), file: Some("pupil.html".to_owned()) };
        let index = Index {
            title: hostile.clone(),
            head: vec![(hostile.clone(), hostile.clone())],
            pages: vec![Link { words: hostile.clone(), file: "class.html".to_owned() }],
            columns: vec![IndexColumn { heading: "Name", has_few: true }],
            rows: vec![vec![cell]],
            foot: hostile,
        };
        let mut page = Vec::new();
        render_index_page(&index, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let safe = "&#60;script&#62;alert(1)&#60;/script&#62;\\u{202e}&#34; onload=&#39;x&#39;";
        assert_eq!(page.matches(safe).count(), 8, "{page}");
        assert_eq!(page.matches("<script>").count(), 1);
        assert!(!page.contains('\u{202e}'));
    }
}
