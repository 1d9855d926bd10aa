//! Turns an entry that is written without a list into a list of one, when another entry joins it (`arrived`). Its lines and
//! comments stay, further right.

use serde_json::{Map, Value};

use super::layout::{Node, Style, layout_of};
use super::spans::{line_at, line_end, line_start, next_line};
use super::splice::{Splice, apply_splices};
use crate::finding::PathStep;

/// Returns the text and the values with a list of one for each key at the top that has a single entry now and a list afterwards.
/// `None` if there is no such key.
pub(super) fn with_lists_of_one(text: &str, old: &Value, new: &Value) -> Option<(String, Value)> {
    let (old, new) = (old.as_object()?, new.as_object()?);
    let becomes_list = |key: &str| new.get(key).is_some_and(Value::is_array);
    let keys: Vec<&String> =
        old.iter().filter(|(key, value)| value.is_object() && becomes_list(key)).map(|(key, _)| key).collect();
    if keys.is_empty() {
        return None;
    }
    let top = layout_of(text);
    let mut splices = Vec::new();
    for key in &keys {
        splices.extend(splices_for(text, top.child_at(&PathStep::from(key.as_str()))?)?);
    }
    let listed = |(key, value): (&String, &Value)| {
        let value = if keys.contains(&key) { Value::Array(vec![value.clone()]) } else { value.clone() };
        (key.clone(), value)
    };
    let values: Map<String, Value> = old.iter().map(listed).collect();
    Some((apply_splices(text, splices)?, Value::Object(values)))
}

fn splices_for(text: &str, node: &Node) -> Option<Vec<Splice>> {
    let insert = |at: usize, new: &str| Splice { range: at..at, text: new.to_owned() };
    match node.style {
        Style::Brackets => Some(vec![insert(node.value.start, "["), insert(node.value.end, "]")]),
        Style::Block => {
            let first = node.children.first()?.at;
            let mut splices = vec![insert(first, "- ")];
            let (mut line, last) = (next_line(text, first), line_start(text, node.value.end));
            while line <= last && line > first && line < text.len() {
                if !line_at(text, line).trim().is_empty() {
                    splices.push(insert(line, "  "));
                }
                let next = next_line(text, line);
                line = if next == line || line_end(text, line) == text.len() { text.len() } else { next };
            }
            Some(splices)
        }
        Style::Plain | Style::Quoted(_) | Style::Text(_) | Style::Implied => None,
    }
}
