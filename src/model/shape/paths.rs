//! The keys of the format by their paths: the keys on the way to each joined by dots, as in `cycles.plan.review_by`.

use super::role::Role;
use super::table::{Field, Shape, Times, ValueKind};
use super::value::HasShape;
use crate::model::record::Record;

/// Shows every key of the format with its path, a mapping before what is in it, in the order of the file.
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

/// The key at a path, such as `cycles.plan.review_by`; nothing if the format has none.
pub(crate) fn key_at(path: &str) -> Option<&'static Field> {
    let (mut shape, mut found) = (Some(Record::SHAPE), None);
    for key in path.split('.') {
        let field = shape?.fields.iter().find(|field| field.key == key)?;
        (shape, found) = (field.kind.shape(), Some(field));
    }
    found
}

/// The shape of the entries of the list at a path, such as `stages.waived`; nothing for what is no list of mappings.
pub(crate) fn list_at(path: &str) -> Option<&'static Shape> {
    key_at(path)?.entries()
}

impl Shape {
    /// The keys whose days an entry is known by, as paths within it: those it names, or else the day it begins.
    pub(crate) fn known_by(&self) -> Vec<&'static str> {
        if !self.entry.known_by.is_empty() {
            return self.entry.known_by.to_vec();
        }
        self.fields.iter().filter(|field| matches!(field.role, Role::Begins(_))).map(|field| field.key).collect()
    }
}

impl Field {
    /// The shape of the entries, if it is a list of mappings. A class is one too: its history is.
    pub(crate) const fn entries(&self) -> Option<&'static Shape> {
        match (self.kind, self.times) {
            (ValueKind::Entry(shape), Times::Many) => Some(shape),
            (ValueKind::TextOr(shape), _) if matches!(self.role, Role::Class) => Some(shape),
            _ => None,
        }
    }
}
