//! The index of a report as a page: a table, a small script in the page that filters and sorts it, and a content policy that
//! allows only that script.

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

    /// The hash of the only script that the page may run. A test compares it with the file.
    const SCRIPT_HASH: &'static str = "sha256-h/Z1Mt5LgHZfLX7IPuY3qQ3DmNMRljk7pXOeZh1ytuM=";
}

#[cfg(test)]
mod tests {
    use super::super::html::hash_of;
    use super::*;
    use crate::model::text::Text;
    use crate::reports::papers::report::{IndexCell, IndexColumn, Link};

    #[test]
    fn the_policy_of_the_index_allows_only_its_own_script() {
        assert_eq!(IndexPage::SCRIPT_HASH, hash_of(IndexPage::SCRIPT), "set SCRIPT_HASH to this hash");
        assert!(!IndexPage::SCRIPT.contains('\r'), "git must not change the line endings of the script");
        for outside in ["innerHTML", "fetch", "http", "eval", "</"] {
            assert!(!IndexPage::SCRIPT.contains(outside), "{outside}");
        }
    }

    #[test]
    fn text_in_the_index_makes_no_tag_and_turns_no_direction() {
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
