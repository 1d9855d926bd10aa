//! Turns what changed in a record into splices of the text, in its block style. Values in brackets are changed in
//! `bracket_changes.rs`.

use serde_json::{Map, Value};

use super::align::{EntryMatch, align_lists};
use super::layout::{Node, Style};
use super::line_writer::{LineWriter, Manner, in_brackets, is_collection};
use super::scalar::{self, ScalarPlace, ScalarText};
use super::spans::{line_at, line_end, line_start, next_line};
use super::splice::Splice;
use crate::finding::PathStep;

/// One way of placing changes. Which one is right depends on what the text means, so they are tried one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct EditWay {
    /// Whether deeper comments under an entry belong to it, so that text inserted after the entry comes after them.
    pub(super) with_comments: bool,
    /// Whether changed lists and mappings in brackets are rewritten as a whole instead of being changed inside.
    pub(super) brackets_anew: bool,
    /// Whether texts of several lines become blocks. A comment below would become part of a block if it is as far right.
    pub(super) blocks: bool,
}

/// Collects the splices.
#[derive(Debug)]
pub(super) struct Changes<'a> {
    pub(super) text: &'a str,
    pub(super) manner: Manner,
    pub(super) way: EditWay,
    pub(super) splices: Vec<Splice>,
}

impl<'a> Changes<'a> {
    /// Returns changes without any splices yet.
    pub(super) fn new(text: &'a str, top: &Node, way: EditWay) -> Self {
        Self { text, manner: Manner { blocks: way.blocks, ..Manner::of_file(text, top) }, way, splices: Vec::new() }
    }

    fn line_writer(&self) -> LineWriter {
        LineWriter { manner: self.manner }
    }

    pub(super) fn add_splice(&mut self, range: std::ops::Range<usize>, text: impl Into<String>) {
        self.splices.push(Splice { range, text: text.into() });
    }

    /// Changes the value of a node. `key` is the key that the node, or the list that holds it, belongs to. `None` if the change
    /// cannot be placed.
    pub(super) fn change_value(&mut self, node: &Node, key: &str, before: &Value, after: &Value) -> Option<()> {
        match (before, after) {
            _ if before == after => Some(()),
            (Value::Object(old), Value::Object(new)) if has_common(old, new) && self.changes_inside(node) => {
                self.change_mapping(node, old, new)
            }
            (Value::Array(old), Value::Array(new)) if !new.is_empty() && self.changes_inside(node) => {
                self.change_list(node, key, old, new)
            }
            _ => self.replace_value(node, key, after),
        }
    }

    fn changes_inside(&self, node: &Node) -> bool {
        match node.style {
            Style::Block => true,
            Style::Brackets => !self.way.brackets_anew && !node.children.is_empty(),
            Style::Plain | Style::Quoted(_) | Style::Text(_) | Style::Implied => false,
        }
    }

    fn change_mapping(&mut self, node: &Node, old: &Map<String, Value>, new: &Map<String, Value>) -> Option<()> {
        for (key, before) in old {
            if let Some(after) = new.get(key) {
                self.change_value(node.child_at(&PathStep::from(key.as_str()))?, key, before, after)?;
            }
        }
        if node.style == Style::Brackets {
            return self.keys_in_brackets(node, old, new);
        }
        self.remove_keys(node, &|key| old.contains_key(key) && !new.contains_key(key))?;
        for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            match node.child_at(&PathStep::from(key.as_str())) {
                Some(empty) => self.replace_value(empty, key, value)?,
                None => self.insert_key(node, (key, value), old, new)?,
            }
        }
        Some(())
    }

    fn change_list(&mut self, node: &Node, key: &str, old: &[Value], new: &[Value]) -> Option<()> {
        let pairs = align_lists(old, new);
        for pair in &pairs {
            if let EntryMatch::Both(one, other) = pair {
                self.change_value(node.children.get(*one)?, key, old.get(*one)?, new.get(*other)?)?;
            }
        }
        if node.style == Style::Brackets {
            return self.entries_in_brackets(node, key, &pairs, new);
        }
        let mut last: Option<&Node> = None;
        for pair in &pairs {
            match pair {
                EntryMatch::Both(one, _) => last = node.children.get(*one),
                EntryMatch::Gone(one) => {
                    let entry = node.children.get(*one)?;
                    self.remove_lines(entry)?;
                    last = Some(entry);
                }
                EntryMatch::New(other) => self.insert_entry(node, key, new.get(*other)?, last)?,
            }
        }
        Some(())
    }

    /// Inserts an entry after another, or before all of them.
    fn insert_entry(&mut self, list: &Node, key: &str, value: &Value, behind: Option<&Node>) -> Option<()> {
        let first = list.children.first()?;
        let beside = behind.unwrap_or(first);
        let lines = if beside.style == Style::Brackets && is_flat(value) {
            let gap = &self.text[beside.at + 1..beside.value.start];
            vec![format!("{}-{gap}{}", super::line_writer::spaces(beside.column), in_brackets(key, value))]
        } else {
            let manner = self.manner.in_list(self.text, list);
            LineWriter { manner }.entry_lines(key, value, first.column)
        };
        match behind {
            Some(entry) => self.insert_behind(entry, lines, self.is_spaced(list)),
            None if self.is_first_on_line(first) => self.insert_before(first, lines, self.is_spaced(list)),
            None => return None,
        }
        Some(())
    }

    /// Inserts a key where it belongs: after the nearest earlier key that exists, otherwise before the first later one.
    fn insert_key(
        &mut self,
        node: &Node,
        (key, value): (&str, &Value),
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> Option<()> {
        let column = node.children.first()?.column;
        let lines = self.line_writer().key_lines(key, value, column);
        let before = new.keys().take_while(|name| *name != key);
        let earlier = before.filter_map(|name| child_that_stays(node, old, name)).last();
        let later = new.keys().skip_while(|name| *name != key).find_map(|name| child_that_stays(node, old, name));
        match (earlier, later) {
            (Some(earlier), _) => {
                let spaced = column == 0 && self.stands_apart(node, earlier, is_collection(value));
                self.insert_behind(earlier, lines, spaced);
            }
            (None, Some(later)) if self.is_first_on_line(later) => self.insert_before(later, lines, false),
            (None, Some(later)) => self.insert_behind(later, lines, false),
            (None, None) => return None,
        }
        Some(())
    }

    /// Inserts lines after a key or entry, with a blank line before them if `spaced` says so.
    fn insert_behind(&mut self, node: &Node, mut lines: Vec<String>, spaced: bool) {
        if spaced {
            lines.insert(0, String::new());
        }
        let at = self.end_behind(node);
        let text = self.join_lines(node.value.end, &lines);
        self.add_splice(at..at, text);
    }

    /// Inserts lines before a key or entry, and before the comments directly above it.
    fn insert_before(&mut self, node: &Node, mut lines: Vec<String>, spaced: bool) {
        if spaced {
            lines.push(String::new());
        }
        let mut at = line_start(self.text, node.at);
        while self.way.with_comments && at > 0 {
            let above = line_start(self.text, at - 1);
            if comment_column(line_at(self.text, above)) != Some(node.column) {
                break;
            }
            at = above;
        }
        let text = self.join_lines(node.at, &lines);
        self.add_splice(at..at, text);
    }

    /// Joins lines with the line ending that is used at a byte of the text.
    pub(super) fn join_lines(&self, near: usize, lines: &[String]) -> String {
        let end = self.text.get(line_end(self.text, near)..next_line(self.text, near)).filter(|end| !end.is_empty());
        lines.iter().flat_map(|line| [line.as_str(), end.unwrap_or("\n")]).collect()
    }

    /// Returns the start of the line after a key or entry and its comments.
    fn end_behind(&self, node: &Node) -> usize {
        let mut at = next_line(self.text, node.value.end);
        while self.way.with_comments && at < self.text.len() {
            if comment_column(line_at(self.text, at)).is_none_or(|column| column <= node.column) {
                break;
            }
            at = next_line(self.text, at);
        }
        at
    }

    /// Whether the entries of a list are separated by blank lines.
    fn is_spaced(&self, list: &Node) -> bool {
        let last_two = list.children.iter().rev().take(2).collect::<Vec<_>>();
        matches!(last_two.as_slice(), [last, before] if self.is_blank_between(before, last))
    }

    /// Whether a new key of the record gets a blank line before it, like the keys around it.
    fn stands_apart(&self, top: &Node, earlier: &Node, collection: bool) -> bool {
        let place = top.children.iter().position(|child| child.at == earlier.at).unwrap_or_default();
        let next = top.children.get(place + 1);
        let previous = place.checked_sub(1).and_then(|place| top.children.get(place));
        let block = earlier.style == Style::Block;
        let apart_behind = next.is_some_and(|next| self.is_blank_between(earlier, next));
        let apart_before = previous.is_some_and(|previous| self.is_blank_between(previous, earlier));
        (block || collection) && (apart_behind || block && apart_before)
    }

    fn is_blank_between(&self, one: &Node, other: &Node) -> bool {
        let end = line_start(self.text, other.at);
        let mut at = next_line(self.text, one.value.end);
        while at < end {
            if line_at(self.text, at).trim().is_empty() {
                return true;
            }
            at = next_line(self.text, at);
        }
        false
    }

    /// Whether only spaces come before a key or dash on its line.
    pub(super) fn is_first_on_line(&self, node: &Node) -> bool {
        self.text[line_start(self.text, node.at)..node.at].trim().is_empty()
    }

    /// Removes keys of a mapping. If the first key is on the line of its dash, the next key moves up to the dash. If a comment is
    /// between them, the dash stays on a line by itself.
    fn remove_keys(&mut self, mapping: &Node, goes: &dyn Fn(&str) -> bool) -> Option<()> {
        let goes = |child: &&Node| matches!(&child.step, Some(PathStep::Key(key)) if goes(key));
        let at_the_dash = mapping.children.first().filter(|first| goes(first) && !self.is_first_on_line(first));
        let Some(first) = at_the_dash else {
            return mapping.children.iter().filter(goes).try_for_each(|child| self.remove_lines(child));
        };
        let run = mapping.children.iter().take_while(goes).count();
        let next = mapping.children.get(run)?;
        let moves_up = mapping.children.windows(2).take(run).all(|pair| are_on_successive_lines(self.text, pair));
        if moves_up {
            self.add_splice(first.at..next.at, "");
        } else {
            let dash = self.text[..first.at].trim_end_matches(' ').len();
            self.add_splice(dash..line_end(self.text, first.value.end), "");
        }
        let done = if moves_up { run } else { 1 };
        mapping.children.iter().skip(done).filter(goes).try_for_each(|child| self.remove_lines(child))
    }

    fn remove_lines(&mut self, node: &Node) -> Option<()> {
        if !self.is_first_on_line(node) {
            return None;
        }
        let (start, end) = (line_start(self.text, node.at), next_line(self.text, node.value.end));
        if self.way.with_comments {
            self.add_splice(start..end, "");
        } else {
            let (end, comments) = self.comments_moved_left(node.column, end);
            self.add_splice(start..end, comments);
        }
        Some(())
    }

    /// Returns the deeper comments from the start of a line on, moved left to a column, and the byte where they end. In their old
    /// column they would now be read as the end of the text above. So would the blank lines before them, which are left out.
    fn comments_moved_left(&self, column: usize, from: usize) -> (usize, String) {
        let (mut at, mut moved) = (from, String::new());
        while at < self.text.len() {
            let (line, next) = (line_at(self.text, at), next_line(self.text, at));
            if comment_column(line).is_some_and(|found| found > column) {
                moved.push_str(&super::line_writer::spaces(column));
                moved.push_str(self.text[at..next].trim_start_matches([' ', '\t']));
            } else if !line.trim().is_empty() {
                break;
            } else if !moved.is_empty() {
                moved.push_str(&self.text[at..next]);
            }
            at = next;
        }
        (at, moved)
    }

    /// Replaces the value of a node.
    pub(super) fn replace_value(&mut self, node: &Node, key: &str, value: &Value) -> Option<()> {
        let quote = match node.style {
            Style::Quoted(quote) => Some(quote),
            Style::Plain | Style::Text(_) | Style::Brackets | Style::Implied | Style::Block => None,
        };
        if node.in_brackets {
            let text = match value {
                Value::Array(_) | Value::Object(_) => in_brackets(key, value),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                    scalar::write_inline(value, ScalarPlace { key, in_brackets: true, blocks: false, quote })
                }
            };
            self.add_splice(node.value.clone(), text);
            return Some(());
        }
        node.step.as_ref()?;
        if is_collection(value) {
            return self.replace_by_collection(node, key, value);
        }
        match scalar::write_scalar(value, ScalarPlace { key, in_brackets: false, blocks: self.way.blocks, quote }) {
            ScalarText::Inline(text) => self.replace_by_line(node, &text),
            ScalarText::Lines(head, lines) => {
                self.replace_by_line(node, head)?;
                let lines = self.line_writer().block_lines(&lines, self.text_column(node));
                self.lines_below(node, &lines);
                Some(())
            }
        }
    }

    /// Returns the column that a block of text must be to the right of.
    fn text_column(&self, node: &Node) -> usize {
        // An existing block of text keeps its column.
        let Style::Text(_) = node.style else { return node.column };
        let first = next_line(self.text, node.value.start);
        let indent = line_at(self.text, first).len() - line_at(self.text, first).trim_start_matches(' ').len();
        indent.checked_sub(self.manner.mapping).filter(|column| *column >= node.column).unwrap_or(node.column)
    }

    fn lines_below(&mut self, node: &Node, lines: &[String]) {
        let at = next_line(self.text, node.value.end);
        let text = self.join_lines(node.value.end, lines);
        self.add_splice(at..at, text);
    }

    /// Writes one line in place of a value, and keeps its comment.
    fn replace_by_line(&mut self, node: &Node, line: &str) -> Option<()> {
        match node.style {
            Style::Plain | Style::Quoted(_) | Style::Brackets => self.add_splice(node.value.clone(), line),
            Style::Text(head) => {
                self.add_splice(node.value.start..head, line);
                self.remove_below(next_line(self.text, head), node);
            }
            Style::Block => {
                let first = node.children.first()?;
                if !self.is_first_on_line(first) {
                    self.add_splice(node.value.clone(), line);
                    return Some(());
                }
                self.add_splice(node.after..node.after, format!(" {line}"));
                self.remove_below(line_start(self.text, first.at), node);
            }
            Style::Implied => return None,
        }
        Some(())
    }

    /// Removes the lines of a value, starting at the start of a line.
    fn remove_below(&mut self, from: usize, node: &Node) {
        let end = next_line(self.text, node.value.end);
        self.add_splice(from..end.max(from), "");
    }

    /// Writes a list or mapping in place of a value. It starts below the key.
    fn replace_by_collection(&mut self, node: &Node, key: &str, value: &Value) -> Option<()> {
        if let Some(PathStep::Index(_)) = node.step {
            return self.replace_entry(node, key, value);
        }
        let lines = self.line_writer().collection_lines(key, value, node.column);
        let own_line = self.text[node.after..node.value.start].contains('\n');
        match node.style {
            Style::Text(head) => {
                self.add_splice(node.after..head, "");
                self.remove_below(next_line(self.text, head), node);
            }
            Style::Block => self.remove_below(line_start(self.text, node.children.first()?.at), node),
            Style::Plain | Style::Quoted(_) | Style::Brackets if own_line => {
                self.remove_below(line_start(self.text, node.value.start), node);
            }
            Style::Plain | Style::Quoted(_) | Style::Brackets => self.add_splice(node.after..node.value.end, ""),
            Style::Implied => return None,
        }
        self.lines_below(node, &lines);
        Some(())
    }

    fn replace_entry(&mut self, node: &Node, key: &str, value: &Value) -> Option<()> {
        if node.style == Style::Brackets && is_flat(value) {
            self.add_splice(node.value.clone(), in_brackets(key, value));
            return Some(());
        }
        if !self.is_first_on_line(node) {
            return None;
        }
        let lines = self.line_writer().entry_lines(key, value, node.column);
        self.remove_below(line_start(self.text, node.at), node);
        self.lines_below(node, &lines);
        Some(())
    }
}

/// Returns the node of a key that the mapping had before, `None` for a new key.
fn child_that_stays<'n>(node: &'n Node, old: &Map<String, Value>, name: &str) -> Option<&'n Node> {
    if old.contains_key(name) { node.child_at(&PathStep::from(name)) } else { None }
}

/// Whether the second of two nodes begins on the line after the end of the first.
fn are_on_successive_lines(text: &str, pair: &[Node]) -> bool {
    matches!(pair, [one, other] if line_start(text, other.at) == next_line(text, one.value.end))
}

/// Whether two mappings have a key in common.
fn has_common(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    old.keys().any(|key| new.contains_key(key))
}

/// Whether a value fits on one line: its values are short and single.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.values().all(is_single_line),
        Value::Array(list) => list.iter().all(is_single_line),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => is_single_line(value),
    }
}

/// Whether a value is a single one, without a line break in it.
fn is_single_line(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.contains('\n'),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::Array(_) | Value::Object(_) => false,
    }
}

/// Returns the column of a comment that is on a line by itself.
fn comment_column(line: &str) -> Option<usize> {
    let written = line.trim_start_matches([' ', '\t']);
    written.starts_with('#').then(|| line.len() - written.len())
}
