//! Writes values as lines of YAML, in the style of the file.

use serde_json::{Map, Value};

use super::layout::{Node, Style};
use super::scalar::{self, ScalarPlace, ScalarText};
use crate::finding::PathStep;

/// How a file is indented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    /// How much further right a mapping is than its key.
    pub(super) mapping: usize,
    /// How much further right a dash is than its key.
    pub(super) dash: usize,
    /// How much further right an entry is than its dash.
    pub(super) entry: usize,
    /// Whether each dash is on a line by itself.
    pub(super) dash_alone: bool,
    /// Whether a text of several lines becomes a block.
    pub(super) blocks: bool,
}

impl Manner {
    /// The indentation of DESIGN 2.1.
    pub(super) const OURS: Self = Self { mapping: 2, dash: 2, entry: 2, dash_alone: false, blocks: true };

    /// Returns the indentation of a file, judged by the first example of each kind.
    pub(super) fn of_file(text: &str, top: &Node) -> Self {
        let (mut mapping, mut list) = (None, None);
        find_first_indents(top, &mut mapping, &mut list);
        let dash = list.map(|(node, _)| node.children.first().map_or(0, |entry| entry.column - node.column));
        let entries = list.and_then(|(node, _)| entry_manner(text, node));
        let (entry, _) = entries.unwrap_or((Self::OURS.entry, false));
        let step = mapping.or(dash.filter(|dash| *dash > 0)).unwrap_or(Self::OURS.mapping);
        Self { mapping: step, dash: dash.unwrap_or(Self::OURS.dash), entry, ..Self::OURS }
    }

    /// Returns the indentation of the same file in a list that has entries.
    pub(super) fn in_list(self, text: &str, list: &Node) -> Self {
        entry_manner(text, list).map_or(self, |(entry, dash_alone)| Self { entry, dash_alone, ..self })
    }
}

/// Finds the first mapping and the first list in block style under a key.
fn find_first_indents<'n>(node: &'n Node, mapping: &mut Option<usize>, list: &mut Option<(&'n Node, usize)>) {
    for child in &node.children {
        if let (Style::Block, Some(PathStep::Key(_)), Some(first)) = (child.style, &child.step, child.children.first())
        {
            let right = first.column.saturating_sub(child.column);
            match first.step {
                Some(PathStep::Index(_)) => *list = list.or(Some((child, right))),
                Some(PathStep::Key(_)) | None => *mapping = mapping.or(Some(right)),
            }
        }
        find_first_indents(child, mapping, list);
    }
}

/// Returns how far the entries of a list are from their dashes, and whether the dashes are on lines by themselves. The last
/// entry that shows it decides.
fn entry_manner(text: &str, list: &Node) -> Option<(usize, bool)> {
    list.children.iter().rev().find_map(|entry| {
        let alone = text[entry.after..entry.value.start].contains('\n');
        let start = entry.children.first().filter(|_| entry.style == Style::Block).map(|first| first.column);
        let right = match (start, alone) {
            (Some(column), _) => column.checked_sub(entry.column),
            (None, false) => Some(entry.value.start - entry.at),
            (None, true) => None,
        };
        right.filter(|right| *right > 0).map(|right| (right, alone))
    })
}

/// Writes values as lines, without line endings.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineWriter {
    /// The indentation.
    pub(super) manner: Manner,
}

impl LineWriter {
    /// Returns the lines of a key with its value, at a column.
    pub(super) fn key_lines(self, key: &str, value: &Value, column: usize) -> Vec<String> {
        let mut lines = self.value_lines(&format!("{}{key}:", spaces(column)), key, value, column);
        if is_collection(value) {
            lines.extend(self.collection_lines(key, value, column));
        }
        lines
    }

    /// Returns the lines under the key of a list or mapping. `column` is the key's.
    pub(super) fn collection_lines(self, key: &str, value: &Value, column: usize) -> Vec<String> {
        match value {
            Value::Object(map) => self.mapping_lines(map, column + self.manner.mapping),
            Value::Array(list) => {
                list.iter().flat_map(|entry| self.entry_lines(key, entry, column + self.manner.dash)).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        }
    }

    /// Returns the lines of a mapping's keys, at a column.
    pub(super) fn mapping_lines(self, map: &Map<String, Value>, column: usize) -> Vec<String> {
        map.iter().flat_map(|(key, value)| self.key_lines(key, value, column)).collect()
    }

    /// Returns the lines of an entry in the list under this key, with its dash at a column.
    pub(super) fn entry_lines(self, key: &str, value: &Value, column: usize) -> Vec<String> {
        let inner = column + self.manner.entry;
        let dash = format!("{}-", spaces(column));
        if !is_collection(value) {
            let begin = format!("{dash:<0$}", inner - 1);
            return self.value_lines(&begin, key, value, inner - self.manner.mapping.min(inner));
        }
        let mut lines = match value {
            Value::Object(map) => self.mapping_lines(map, inner),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                self.collection_lines(key, value, inner - self.manner.dash.min(inner))
            }
        };
        if self.manner.dash_alone {
            lines.insert(0, dash);
        } else if let Some(first) = lines.first_mut() {
            *first = format!("{dash:<inner$}{}", first.trim_start_matches(' '));
        }
        lines
    }

    /// Returns a line that starts with `begin`, followed by a value that is not a list or mapping. A block of text goes on in the
    /// lines below, to the right of `column`.
    fn value_lines(self, begin: &str, key: &str, value: &Value, column: usize) -> Vec<String> {
        if is_collection(value) {
            return vec![begin.to_owned()];
        }
        match scalar::write_scalar(
            value,
            ScalarPlace { key, in_brackets: false, blocks: self.manner.blocks, quote: None },
        ) {
            ScalarText::Inline(text) => vec![format!("{begin} {text}")],
            ScalarText::Lines(head, text) => {
                let mut lines = vec![format!("{begin} {head}")];
                lines.extend(self.block_lines(&text, column));
                lines
            }
        }
    }

    /// Returns the lines of a block of text, to the right of a column.
    pub(super) fn block_lines(self, lines: &[String], column: usize) -> Vec<String> {
        let indent = spaces(column + self.manner.mapping);
        lines.iter().map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") }).collect()
    }
}

/// Returns a value on one line, with lists and mappings in brackets.
pub(super) fn in_brackets(key: &str, value: &Value) -> String {
    match value {
        Value::Array(list) => {
            let entries: Vec<String> = list.iter().map(|entry| in_brackets(key, entry)).collect();
            format!("[{}]", entries.join(", "))
        }
        Value::Object(map) => {
            let keys: Vec<String> =
                map.iter().map(|(key, value)| format!("{key}: {}", in_brackets(key, value))).collect();
            format!("{{{}}}", keys.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            scalar::write_inline(value, ScalarPlace { key, in_brackets: true, blocks: false, quote: None })
        }
    }
}

/// Whether a value is a list or mapping that is not empty. An empty one is written on the line of its key.
pub(super) fn is_collection(value: &Value) -> bool {
    match value {
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Returns this number of spaces.
pub(super) fn spaces(number: usize) -> String {
    " ".repeat(number)
}
