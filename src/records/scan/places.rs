//! The places of the keys and entries in a text.

use std::collections::HashMap;

use crate::finding::{KeyPath, Position};

/// The places of a text's keys and entries.
#[derive(Debug)]
pub(crate) struct Places(HashMap<KeyPath, Position>);

impl Places {
    /// Makes the places from these keys and entries, given in the order of the text.
    pub(super) fn new(found: Vec<(KeyPath, Position)>) -> Self {
        let mut places = HashMap::with_capacity(found.len());
        for (path, position) in found {
            // For a key that appears twice, the first place counts.
            places.entry(path).or_insert(position);
        }
        Self(places)
    }

    /// Returns the place of a key path. If the text does not contain it, returns the place of the nearest parent.
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
