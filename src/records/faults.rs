//! Everything that is wrong with a file whose text can be read, all at once and each with its place.
//!
//! A decoder stops at the first thing it rejects. The fault is recorded and corrected in the tree (a misspelt key is spelt
//! right, a bad value left out or replaced), and the tree is decoded again until the decoder accepts it. Corrected values stay in
//! their places, so the places of the other faults remain right. Faults that follow from a corrected one are not reported again.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::expected::{DecodeFault, Expected, Language, fault_in_message};
use super::fault::{Fault, FaultKind};
use super::found_value::FoundValue;
use super::problem::Problem;
use super::value_tree::{self, NotDecoded, Tree};
use super::wording;
use crate::finding::{KeyPath, PathStep, Position, key_path};
use crate::words::did_you_mean;

/// The greatest number of times that a tree is decoded. The number of reported problems is limited as well; this limits the
/// faults that are not reported.
const MOST_TRIES: usize = 500;

/// Returns all faults that the decoder of `T` finds in a tree, up to a limit. `place` is where a key is, and `written` the number or
/// word that the file has there. An empty value is a fault whether or not the
/// decoder rejects it.
pub(super) fn faults_in<T: DeserializeOwned>(
    tree: Tree,
    language: Language,
    most: usize,
    place: impl Fn(&KeyPath) -> Position,
    written: impl Fn(Position) -> Option<String>,
) -> Vec<Problem> {
    let mut search = FaultSearch { tree, faults: Vec::new(), put_right: BTreeMap::new(), spelt: BTreeMap::new() };
    search.note_empties();
    let mut tries = 0;
    while search.faults.len() < most && tries < MOST_TRIES && search.decode_once::<T>() {
        tries += 1;
    }
    for fault in &mut search.faults {
        if let FaultKind::Value { found: FoundValue::Plain(found), .. } = &mut fault.kind {
            // `3E4`, not `30000.0`.
            *found = written(place(&fault.field)).unwrap_or_else(|| std::mem::take(found));
        }
    }
    search.faults.iter().map(|fault| wording::fault_problem(fault, language, place(&fault.field))).collect()
}

struct FaultSearch {
    tree: Tree,
    faults: Vec<Fault>,
    /// The places where the tree was corrected, with the fault that was reported for each, if there was one.
    put_right: BTreeMap<KeyPath, Option<usize>>,
    /// Misspelt keys: the path with the right spelling, and the key as it is written.
    spelt: BTreeMap<KeyPath, String>,
}

impl FaultSearch {
    /// Decodes once. Returns whether something was corrected, so that another try is worthwhile.
    fn decode_once<T: DeserializeOwned>(&mut self) -> bool {
        let Err(NotDecoded { path, key, said }) = value_tree::decode_tree::<T>(&self.tree) else { return false };
        match fault_in_message(&said) {
            DecodeFault::UnknownKey(known) => self.unknown_key(&path, known),
            // A table whose keys are fixed words.
            DecodeFault::Value(Expected::Words(known)) if key => self.unknown_key(&path, known),
            DecodeFault::Missing(missing, or) => self.note_missing(&path, missing, or),
            DecodeFault::Value(expected) => self.note_value(&path, expected),
        }
    }

    /// Records the empty values. Each key is taken out, which shows whether it is required.
    fn note_empties(&mut self) {
        for path in self.tree.null_paths() {
            if let (Some(PathStep::Key(key)), Some(parent)) = (path.steps().last(), path.parent()) {
                self.tree.mapping_at(&parent).and_then(|mapping| mapping.remove(key));
            }
            self.put_right.insert(path.clone(), Some(self.faults.len()));
            self.faults.push(Fault { field: path, kind: FaultKind::Empty { expected: None, needed: false } });
        }
    }

    fn unknown_key(&mut self, path: &KeyPath, known: Vec<String>) -> bool {
        let (Some(PathStep::Key(key)), Some(parent)) = (path.steps().last(), path.parent()) else { return false };
        if let Some(told) = self.put_right.get(&parent).copied() {
            if let Some(Fault { kind: FaultKind::Value { keys, .. }, .. }) = self.fault_told(told) {
                *keys = known;
            }
            return self.tree.mapping_at(&parent).is_some_and(|mapping| mapping.remove(key).is_some());
        }
        let Some(mapping) = self.tree.mapping_at(&parent) else { return false };
        let Some(value) = mapping.remove(key) else { return false };
        let near = did_you_mean(key, known.iter().map(String::as_str)).map(str::to_owned);
        let near_is_there = near.as_ref().is_some_and(|near| mapping.contains_key(near));
        let field = self.path_as_written(path);
        if let (Some(near), false) = (&near, near_is_there) {
            if let Some(mapping) = self.tree.mapping_at(&parent) {
                mapping.insert(near.clone(), value);
            }
            self.spelt.insert(parent.then(near.as_str()), key.clone());
        }
        self.faults.push(Fault { field, kind: FaultKind::UnknownKey { known, near, near_is_there } });
        true
    }

    fn note_missing(&mut self, path: &KeyPath, key: String, or: Option<String>) -> bool {
        let target = path.then(key.as_str());
        let first_day = or.is_some().then(|| Expected::Date.stand_in()).flatten();
        let mut told = None;
        if let Some(removed) = self.put_right.get(&target).copied() {
            if let Some(Fault { kind: FaultKind::Value { needed, .. } | FaultKind::Empty { needed, .. }, .. }) =
                self.fault_told(removed)
            {
                *needed = true;
            }
            told = removed;
        } else if !self.follows_another(path) {
            let field = self.path_as_written(path);
            let expected = or.is_some().then_some(Expected::Date);
            self.faults.push(Fault { field, kind: FaultKind::Missing { key: key.clone(), or, expected } });
            told = Some(self.faults.len() - 1);
        }
        self.put_right.insert(target, told);
        let Some(mapping) = self.tree.mapping_at(path) else { return false };
        // Either key may be left out, so an empty value would not put it right.
        mapping.insert(key, first_day.unwrap_or(Tree::Null)).is_none()
    }

    fn note_value(&mut self, path: &KeyPath, expected: Expected) -> bool {
        let Some(found) = self.tree.value_at(path).map(FoundValue::of_tree) else { return false };
        // The format is the only number with a meaning of its own.
        let expected = if *path == key_path!["format"] { Expected::Format } else { expected };
        let stand_in = expected.stand_in();
        if let Some(told) = self.put_right.get(path).copied() {
            if let Some(Fault {
                kind: FaultKind::Missing { expected: wanted, .. } | FaultKind::Empty { expected: wanted, .. },
                ..
            }) = self.fault_told(told)
            {
                *wanted = Some(expected);
            }
            return self.replace_at(path, stand_in);
        }
        if self.follows_another(path) {
            self.put_right.insert(path.clone(), None);
            return self.replace_at(path, stand_in);
        }
        let field = self.path_as_written(path);
        let kind = FaultKind::Value { found, expected, needed: false, keys: Vec::new() };
        self.faults.push(Fault { field, kind });
        self.put_right.insert(path.clone(), Some(self.faults.len() - 1));
        match (path.steps().last(), path.parent()) {
            // The key is left out, which shows whether it is required. A value that should hold keys is replaced, so that the
            // decoder names the keys.
            (Some(PathStep::Key(key)), Some(parent)) if !matches!(stand_in, Some(Tree::Mapping(_))) => {
                self.tree.mapping_at(&parent).is_some_and(|mapping| mapping.remove(key).is_some())
            }
            (Some(_), _) => self.replace_at(path, stand_in),
            (None, _) => false,
        }
    }

    /// Puts another value in a place. Returns whether that changed anything.
    fn replace_at(&mut self, path: &KeyPath, stand_in: Option<Tree>) -> bool {
        let (Some(stand_in), Some(here)) = (stand_in, self.tree.at_mut(path)) else { return false };
        let changed = *here != stand_in;
        *here = stand_in;
        changed
    }

    fn fault_told(&mut self, index: Option<usize>) -> Option<&mut Fault> {
        self.faults.get_mut(index?)
    }

    /// Whether something was corrected at this path or above it, so that this fault follows from it.
    fn follows_another(&self, path: &KeyPath) -> bool {
        let mut above = Some(path.clone());
        while let Some(path) = above {
            if self.put_right.contains_key(&path) {
                return true;
            }
            above = path.parent();
        }
        false
    }

    /// Returns a path as the file writes it, with its misspelt keys.
    fn path_as_written(&self, path: &KeyPath) -> KeyPath {
        let mut written = Vec::with_capacity(path.steps().len());
        let mut right = KeyPath::default();
        for step in path.steps() {
            right = match step {
                PathStep::Key(key) => right.then(key.as_str()),
                PathStep::Index(index) => right.then(*index),
            };
            written.push(self.spelt.get(&right).map_or_else(|| step.clone(), |key| PathStep::Key(key.clone())));
        }
        KeyPath::new(written)
    }
}
