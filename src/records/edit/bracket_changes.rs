//! Changes inside brackets, `[a, b]` and `{a: b}`, on one line or several.

use serde_json::{Map, Value};

use super::align::EntryMatch;
use super::change::Changes;
use super::layout::Node;
use super::line_writer::{in_brackets, spaces};
use super::spans::{line_end, line_start, next_line, skip_blanks};

/// A plan for brackets: which items go, and which new ones come after which item.
#[derive(Debug, Default)]
struct BracketPlan {
    /// Whether each existing item goes.
    goes: Vec<bool>,
    /// The new items, each with the number of existing items before it.
    new: Vec<(usize, String)>,
}

impl Changes<'_> {
    /// Removes keys from braces and adds others.
    pub(super) fn keys_in_brackets(
        &mut self,
        node: &Node,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> Option<()> {
        let mut plan = BracketPlan { goes: vec![false; node.children.len()], new: Vec::new() };
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            *plan.goes.get_mut(node.child_index(key)?)? = true;
        }
        let mut before = 0;
        for (key, value) in new {
            match (old.contains_key(key), node.child_index(key)) {
                (true, Some(at)) => before = at + 1,
                (false, Some(at)) => self.replace_value(node.children.get(at)?, key, value)?,
                (_, None) => plan.new.push((before, format!("{key}: {}", in_brackets(key, value)))),
            }
        }
        self.carry_out(node, plan)
    }

    /// Removes entries from brackets and adds others.
    pub(super) fn entries_in_brackets(
        &mut self,
        node: &Node,
        key: &str,
        pairs: &[EntryMatch],
        new: &[Value],
    ) -> Option<()> {
        let mut plan = BracketPlan { goes: vec![false; node.children.len()], new: Vec::new() };
        let mut before = 0;
        for pair in pairs {
            match pair {
                EntryMatch::Both(one, _) => before = one + 1,
                EntryMatch::Gone(one) => {
                    *plan.goes.get_mut(*one)? = true;
                    before = one + 1;
                }
                EntryMatch::New(other) => plan.new.push((before, in_brackets(key, new.get(*other)?))),
            }
        }
        self.carry_out(node, plan)
    }

    fn carry_out(&mut self, node: &Node, plan: BracketPlan) -> Option<()> {
        if plan.goes.iter().all(|goes| *goes) {
            return None;
        }
        self.take_out(node, &plan.goes)?;
        let mut rest = plan.new.as_slice();
        while let Some((before, _)) = rest.first() {
            let run = rest.iter().take_while(|(other, _)| other == before).count();
            let (together, others) = rest.split_at_checked(run)?;
            let texts: Vec<&str> = together.iter().map(|(_, text)| text.as_str()).collect();
            self.put_in(node, *before, &texts)?;
            rest = others;
        }
        Some(())
    }

    /// Removes the items that go, each run of them with one comma for each item.
    fn take_out(&mut self, node: &Node, goes: &[bool]) -> Option<()> {
        let mut stays: Option<&Node> = None;
        let mut first_gone: Option<&Node> = None;
        for (child, goes) in node.children.iter().zip(goes) {
            match (goes, stays, first_gone) {
                (true, Some(before), _) => {
                    // The text between two items that go is removed with the second.
                    let from = first_gone.map_or(before.value.end, |gone| gone.value.end);
                    self.add_splice(from..child.value.end, "");
                    first_gone = Some(child);
                }
                (true, None, None) => first_gone = Some(child),
                (false, None, Some(gone)) => {
                    self.add_splice(gone.at..child.at, "");
                    (stays, first_gone) = (Some(child), None);
                }
                (false, _, _) => (stays, first_gone) = (Some(child), None),
                (true, None, Some(_)) => {}
            }
        }
        Some(())
    }

    /// Inserts items after a number of existing ones.
    fn put_in(&mut self, node: &Node, before: usize, texts: &[&str]) -> Option<()> {
        let Some(earlier) = before.checked_sub(1).and_then(|place| node.children.get(place)) else {
            let first = node.children.first()?.at;
            self.add_splice(first..first, format!("{}, ", texts.join(", ")));
            return Some(());
        };
        let end = earlier.value.end;
        let comma = skip_blanks(self.text, end);
        let comma = self.text[comma..].starts_with(',').then_some(comma);
        let behind = comma.map_or(end, |comma| comma + 1);
        let rest = self.text[behind..line_end(self.text, behind)].trim();
        let alone = self.is_first_on_line(earlier)
            && line_start(self.text, earlier.at) == line_start(self.text, behind)
            && (rest.is_empty() || rest.starts_with('#'));
        if !alone {
            self.add_splice(end..end, texts.iter().map(|text| format!(", {text}")).collect::<String>());
            return Some(());
        }
        // Each item has its own line here.
        let indent = spaces(earlier.column);
        let mut lines: Vec<String> = texts.iter().map(|text| format!("{indent}{text},")).collect();
        if comma.is_none() {
            self.add_splice(end..end, ",");
            let last = lines.last_mut()?;
            last.pop();
        }
        let at = next_line(self.text, behind);
        let lines = self.join_lines(behind, &lines);
        self.add_splice(at..at, lines);
        Some(())
    }
}
