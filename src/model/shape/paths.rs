//! The keys of the format by their paths. A path joins the keys on the way with dots, as in `cycles.plan.review_by`.

use super::role::Role;
use super::table::{Field, Shape, Times, ValueKind};
use super::value::HasShape;
use crate::model::record::Record;

/// Visits every key of the format with its path, in the order of the file. A mapping comes before its own keys.
pub(crate) fn each_key(see: &mut dyn FnMut(&str, &'static Field)) {
    each_key_of(Record::SHAPE, "", see);
}

fn each_key_of(shape: &'static Shape, above: &str, see: &mut dyn FnMut(&str, &'static Field)) {
    for field in shape.fields {
        let path = if above.is_empty() { field.key.to_owned() } else { format!("{above}.{}", field.key) };
        see(&path, field);
        if let Some(inner) = field.kind.shape() {
            each_key_of(inner, &path, see);
        }
    }
}

/// Returns the key at a path, such as `cycles.plan.review_by`; `None` if the format has no such key.
pub(crate) fn key_at(path: &str) -> Option<&'static Field> {
    let (mut shape, mut found) = (Some(Record::SHAPE), None);
    for key in path.split('.') {
        let field = shape?.fields.iter().find(|field| field.key == key)?;
        (shape, found) = (field.kind.shape(), Some(field));
    }
    found
}

/// Returns the shape of the entries of the list at a path, such as `stages.waived`; `None` if it is not a list of mappings.
pub(crate) fn list_at(path: &str) -> Option<&'static Shape> {
    key_at(path)?.entries()
}

impl Shape {
    /// Returns the keys that date an entry, as paths within it: those it names, or by default the day it begins.
    pub(crate) fn known_by(&self) -> Vec<&'static str> {
        if !self.entry.known_by.is_empty() {
            return self.entry.known_by.to_vec();
        }
        self.fields.iter().filter(|field| matches!(field.role, Role::Begins(_))).map(|field| field.key).collect()
    }
}

impl Field {
    /// Returns the shape of the entries, if the key has a list of mappings. A class counts, because it may be a history, and so does a
    /// fact that may be recorded with its times.
    pub(crate) const fn entries(&self) -> Option<&'static Shape> {
        match (self.kind, self.times) {
            (ValueKind::Entry(shape), Times::Many) => Some(shape),
            (ValueKind::PlainOr(shape), _) | (ValueKind::CodeOr(_, shape), Times::Many) => Some(shape),
            (ValueKind::TextOr(shape), _) if matches!(self.role, Role::Class) => Some(shape),
            _ => None,
        }
    }
}
