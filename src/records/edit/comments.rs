//! The comments in a record's text. They say what the keys do not, and a merge by meaning would miss them.

use super::layout::{Node, Style, layout_of};
use super::spans::{line_end, next_line};
use crate::records::encoding;

/// Returns every comment of a record's file, in the order of the text, from its `#` to the end of its line. The bytes must
/// decode.
pub(crate) fn comments_in(bytes: &[u8]) -> Vec<String> {
    let text = encoding::decode_text(bytes).unwrap_or_default();
    let mut values = Vec::new();
    written(text, &layout_of(text), &mut values);
    let mut found = Vec::new();
    let mut from = 0;
    for (start, end) in values {
        gather_comments(text, from, start, &mut found);
        from = end.max(from);
    }
    gather_comments(text, from, text.len(), &mut found);
    found
}

/// Collects the parts of the text that are keys and values, in its order. Between them are white space, brackets and comments.
fn written(text: &str, node: &Node, parts: &mut Vec<(usize, usize)>) {
    if node.step.is_some() {
        parts.push((node.at, node.after));
    }
    match node.style {
        // A comment may follow the head of a block of text.
        Style::Text(head) if node.children.is_empty() => {
            parts.push((node.value.start, head));
            parts.push((next_line(text, head), node.value.end));
        }
        Style::Plain | Style::Quoted(_) | Style::Text(_) if node.children.is_empty() => {
            parts.push((node.value.start, node.value.end));
        }
        Style::Plain | Style::Quoted(_) | Style::Text(_) | Style::Brackets | Style::Implied | Style::Block => {
            node.children.iter().for_each(|child| written(text, child, parts));
        }
    }
}

/// Collects the comments between two places.
fn gather_comments(text: &str, mut from: usize, to: usize, found: &mut Vec<String>) {
    while let Some(at) = text.get(from..to).and_then(|part| part.find('#')) {
        let start = from + at;
        let end = line_end(text, start);
        found.push(text.get(start..end).unwrap_or_default().trim_end().to_owned());
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_distinguished_from_text_that_looks_like_one() {
        let text = "# top\nid: p014 # the id\nname: \"A # b\"\nnotes: |  # a block\n  # no comment\n  text\n# below\n\
                    alerts: [a, # in brackets\n  'b # c', d#e]\nsteps:\n  # first\n  - date: 2026-01-15   # day\r\n    # deep\n\
                    plain: two\n  lines # end\n";
        let expected =
            ["# top", "# the id", "# a block", "# below", "# in brackets", "# first", "# day", "# deep", "# end"];
        assert_eq!(comments_in(text.as_bytes()), expected);
        assert_eq!(comments_in("\u{feff}{a: 1, # one\n b: 2} # two\n".as_bytes()), ["# one", "# two"]);
    }
}
