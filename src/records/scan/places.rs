//! Where the keys and entries of a text stand.

use std::collections::HashMap;

use crate::finding::{KeyPath, Position};

/// The places of a text's keys and entries.
#[derive(Debug)]
pub(crate) struct Places(HashMap<KeyPath, Position>);

impl Places {
    /// The places of these keys and entries, given in the order of the text.
    pub(super) fn new(found: Vec<(KeyPath, Position)>) -> Self {
        let mut places = HashMap::with_capacity(found.len());
        for (path, position) in found {
            // A key that stands twice is meant where it stands first.
            places.entry(path).or_insert(position);
        }
        Self(places)
    }

    /// The place of a key path; of the nearest parent that stands in the text, where it does not itself.
    pub(crate) fn position_of(&self, path: &KeyPath) -> Position {
        let mut wanted = Some(path.clone());
        while let Some(path) = wanted {
            if let Some(position) = self.0.get(&path) {
                return *position;
            }
            wanted = path.parent();
        }
        Position { line: 1, column: 1 }
    }
}
