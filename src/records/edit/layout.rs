//! The layout of a record's text: the byte where every key and entry starts, where its value is, and the style of the value.

use std::ops::Range;

use super::super::scan;
use super::super::scan::parts::{count_blanks, key_at};
use super::spans::{block_ends, bracket_end, line_start, plain_end, quoted_end, skip_blanks, word_end};
use crate::finding::{KeyPath, PathStep, Position};

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Without quotation marks.
    Plain,
    /// In these quotation marks.
    Quoted(char),
    /// A block of text, `|` or `>`, with the byte after that head.
    Text(usize),
    /// A list or mapping in brackets.
    Brackets,
    /// A mapping of one key without braces in a list in brackets: `[a: b]`.
    Implied,
    /// A list or mapping in block style.
    Block,
}

/// A key or an entry with its value; at the top, the whole text.
#[derive(Debug)]
pub(super) struct Node {
    /// Its key or index in its parent, `None` at the top.
    pub(super) step: Option<PathStep>,
    /// The byte where its key or dash starts. In a list in brackets, the byte where its value starts.
    pub(super) at: usize,
    /// The number of bytes before that on its line.
    pub(super) column: usize,
    /// The byte after its colon or dash.
    pub(super) after: usize,
    /// Its value, from the first byte to the byte after the last, without a comment or line ending after it.
    pub(super) value: Range<usize>,
    /// How the value is written.
    pub(super) style: Style,
    /// Whether it is inside brackets.
    pub(super) in_brackets: bool,
    /// The keys or entries in its value, in the order of the text.
    pub(super) children: Vec<Node>,
}

impl Node {
    /// Returns the child with this key or index.
    pub(super) fn child_at(&self, step: &PathStep) -> Option<&Node> {
        self.children.iter().find(|child| child.step.as_ref() == Some(step))
    }

    /// Returns the number of the child with this key.
    pub(super) fn child_index(&self, key: &str) -> Option<usize> {
        let step = PathStep::from(key);
        self.children.iter().position(|child| child.step.as_ref() == Some(&step))
    }
}

/// Returns the layout of a text.
pub(super) fn layout_of(text: &str) -> Node {
    let places = in_bytes(text, scan::places_in_order(text));
    let mut reader = NodeReader { text, places: &places, next: 0 };
    let start = document_start(text);
    let in_brackets = text[start..].starts_with(['{', '[']);
    let children = reader.read_children(0, in_brackets);
    let end = children.iter().map(|child| child.value.end).max().unwrap_or(start);
    let (value, style) =
        if in_brackets { (start..bracket_end(text, start), Style::Brackets) } else { (start..end, Style::Block) };
    Node { step: None, at: start, column: 0, after: start, value, style, in_brackets: false, children }
}

/// Returns where the record begins, after a `---`.
fn document_start(text: &str) -> usize {
    let start = skip_blanks(text, 0);
    if text[start..].starts_with("---") { skip_blanks(text, start + 3) } else { start }
}

/// Converts places to bytes. The places come in the order of the text, so the lines are walked only once.
fn in_bytes(text: &str, places: Vec<(KeyPath, Position)>) -> Vec<(KeyPath, usize)> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let in_bytes = places.into_iter().map(|(path, at)| {
        let start = starts.get(at.line - 1).copied().unwrap_or(text.len());
        let byte = text[start..].char_indices().nth(at.column - 1).map_or(text.len(), |(byte, _)| start + byte);
        (path, byte)
    });
    in_bytes.collect()
}

/// Makes nodes of the places, one after another.
struct NodeReader<'a> {
    text: &'a str,
    places: &'a [(KeyPath, usize)],
    next: usize,
}

impl NodeReader<'_> {
    /// Reads the keys or entries at this depth, up to the end of their parent.
    fn read_children(&mut self, depth: usize, in_brackets: bool) -> Vec<Node> {
        let mut children = Vec::new();
        while let Some((path, at)) = self.places.get(self.next) {
            if path.steps().len() != depth + 1 {
                break;
            }
            self.next += 1;
            let step = path.steps().last().cloned();
            children.push(self.read_node(step, *at, depth + 1, in_brackets));
        }
        children
    }

    fn read_node(&mut self, step: Option<PathStep>, at: usize, depth: usize, in_brackets: bool) -> Node {
        let text = self.text;
        let after = self.after(step.as_ref(), at, in_brackets);
        let start = if after == at { at } else { skip_blanks(text, after) };
        let opens = text[start..].starts_with(['[', '{']);
        let children = self.read_children(depth, in_brackets || opens);
        let column = at - line_start(text, at);
        let limit = self.places.get(self.next).map_or(text.len(), |(_, at)| line_start(text, *at));
        let (end, style) = match (children.iter().map(|child| child.value.end).max(), opens) {
            (_, true) => (bracket_end(text, start), Style::Brackets),
            (Some(end), false) => (end, if in_brackets { Style::Implied } else { Style::Block }),
            (None, false) => scalar_end(text, start, limit, column, in_brackets),
        };
        Node { step, at, column, after, value: start..end, style, in_brackets, children }
    }

    /// Returns the byte after the colon or the dash.
    fn after(&self, step: Option<&PathStep>, at: usize, in_brackets: bool) -> usize {
        let text = self.text;
        match (step, in_brackets) {
            (Some(PathStep::Index(_)), true) | (None, _) => at,
            (Some(PathStep::Index(_)), false) => at + 1,
            (Some(PathStep::Key(_)), true) => {
                let end = word_end(text, at);
                end + count_blanks(&text[end..], &[' ', '\t', '\r', '\n']) + 1
            }
            (Some(PathStep::Key(_)), false) => {
                let start = line_start(text, at);
                key_at(super::spans::line_at(text, start), at - start).map_or(at, |(_, after)| start + after)
            }
        }
    }
}

/// Returns where a value that is not a list or mapping ends, and how it is written.
fn scalar_end(text: &str, start: usize, limit: usize, column: usize, in_brackets: bool) -> (usize, Style) {
    match text[start..].chars().next() {
        Some(quote @ ('"' | '\'')) => (quoted_end(text, start), Style::Quoted(quote)),
        Some('|' | '>') if !in_brackets => {
            let (head, end) = block_ends(text, start, limit, column);
            (end, Style::Text(head))
        }
        _ if in_brackets => (word_end(text, start), Style::Plain),
        _ => (plain_end(text, start, limit), Style::Plain),
    }
}
