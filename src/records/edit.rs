//! Changes a record, or the school's events, in the file that a person wrote. Only the lines that the change concerns are
//! touched.
//!
//! A verb changes a typed value in memory. The difference becomes splices of the text, at places known from the scan
//! (`layout.rs`). Then comes the guard: the strict reader must read exactly the intended value from the result. If one way of
//! placing the change fails the guard, the next way is tried. If all fail, the file stays unchanged and the caller says so.

mod align;
mod bracket_changes;
mod change;
mod comments;
mod layout;
mod line_writer;
mod list_of_one;
#[cfg(test)]
#[path = "edit/property_tests.rs"]
pub(super) mod property_tests;
mod scalar;
mod spans;
mod splice;
#[cfg(test)]
#[path = "edit/style_tests.rs"]
mod style_tests;
#[cfg(test)]
#[path = "edit/styled.rs"]
pub(super) mod styled;
#[cfg(test)]
#[path = "edit/tests.rs"]
mod tests;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::decode::{decode_yaml, places_in_bytes};
use super::encoding;
use crate::finding::{KeyPath, PathStep, Position};
use crate::model::values::written_values;
use change::{Changes, EditWay};
pub(crate) use comments::comments_in;
use line_writer::{LineWriter, Manner};

/// A change that could not be placed in the text, so it was not made. The caller says that a person must edit this place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotEdited {
    /// The key of the intended change.
    pub(crate) field: KeyPath,
    /// Its place in the text, or the place of the key or entry around it.
    pub(crate) at: Position,
}

/// The ways of placing a change, the most natural first.
const WAYS: &[EditWay] = &[
    EditWay { with_comments: true, brackets_anew: false, blocks: true },
    EditWay { with_comments: true, brackets_anew: false, blocks: false },
    EditWay { with_comments: false, brackets_anew: false, blocks: true },
    EditWay { with_comments: false, brackets_anew: false, blocks: false },
    EditWay { with_comments: true, brackets_anew: true, blocks: false },
    EditWay { with_comments: false, brackets_anew: true, blocks: false },
];

/// The byte-order mark that some programs put at the start of a file.
const MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// The value of a YAML file in the folder: a record, or the school's events.
pub(crate) trait FileValue: Serialize + DeserializeOwned + PartialEq {}

impl<T: Serialize + DeserializeOwned + PartialEq> FileValue for T {}

/// Puts the difference between `before` (what the bytes decode to) and `after` into the bytes of a file. Fails if that cannot be
/// done without touching something that the change does not concern.
pub(crate) fn edit_file<T: FileValue>(bytes: &[u8], before: &T, after: &T) -> Result<Vec<u8>, NotEdited> {
    if before == after {
        return Ok(bytes.to_vec());
    }
    let (old, new) = (written_values(before), written_values(after));
    edited_bytes(bytes, &old, &new, after).ok_or_else(|| {
        let field = first_difference(&old, &new);
        NotEdited { at: places_in_bytes(bytes).position_of(&field), field }
    })
}

/// Puts the change from `old` to `new` into the bytes of a file. Tries one way after another until the result says exactly
/// `after`. `None` if no way does.
fn edited_bytes<T: FileValue>(bytes: &[u8], old: &Value, new: &Value, after: &T) -> Option<Vec<u8>> {
    let text = encoding::decode_text(bytes).ok()?;
    let mark = bytes.strip_prefix(MARK).map_or(&[][..], |_| MARK);
    let listed = list_of_one::with_lists_of_one(text, old, new);
    let by_list = listed.and_then(|(text, old)| edited_text(mark, &text, (&old, new), after));
    by_list.or_else(|| edited_text(mark, text, (old, new), after))
}

/// The same for a text after a byte-order mark, if there is one.
fn edited_text<T: FileValue>(mark: &[u8], text: &str, (old, new): (&Value, &Value), after: &T) -> Option<Vec<u8>> {
    let top = layout::layout_of(text);
    WAYS.iter().find_map(|way| {
        let mut changes = Changes::new(text, &top, *way);
        changes.change_value(&top, "", old, new)?;
        let result = [mark, splice::apply_splices(text, changes.splices)?.as_bytes()].concat();
        bytes_say(&result, after).then_some(result)
    })
}

/// Writes a new value as a file: keys in the order of DESIGN 2.1, block style, line feeds. Fails if the value holds something
/// that no file may say.
pub(crate) fn new_file(value: &impl FileValue) -> Result<Vec<u8>, NotEdited> {
    let values = written_values(value);
    let empty = serde_json::Map::new();
    let lines = LineWriter { manner: Manner::OURS }.mapping_lines(values.as_object().unwrap_or(&empty), 0);
    let bytes = format!("{}\n", lines.join("\n")).into_bytes();
    if bytes_say(&bytes, value) {
        Ok(bytes)
    } else {
        Err(NotEdited { field: KeyPath::default(), at: Position { line: 1, column: 1 } })
    }
}

/// Writes part of a record as it would look in its own file, so that a person can complete it. It is not a file yet: the strict
/// reader judges the completed text.
pub(crate) fn draft_of(part: &impl Serialize) -> String {
    let values = written_values(part);
    let lines = values.as_object().map(|map| LineWriter { manner: Manner::OURS }.mapping_lines(map, 0));
    lines.into_iter().flatten().map(|line| format!("{line}\n")).collect()
}

/// The guard: whether the strict reader reads exactly this value.
fn bytes_say<T: FileValue>(bytes: &[u8], value: &T) -> bool {
    decode_yaml::<T>(bytes).is_ok_and(|read| read.value == *value)
}

/// The first place where two values differ.
fn first_difference(before: &Value, after: &Value) -> KeyPath {
    let mut path = KeyPath::default();
    let (mut before, mut after) = (before, after);
    loop {
        let next = match (before, after) {
            (Value::Object(old), Value::Object(new)) => {
                let mut keys = new.keys().chain(old.keys());
                keys.find(|key| old.get(*key) != new.get(*key))
                    .map(|key| (PathStep::from(key.as_str()), old.get(key).zip(new.get(key))))
            }
            (Value::Array(old), Value::Array(new)) => {
                let same = old.iter().zip(new).take_while(|(one, other)| one == other).count();
                Some((PathStep::from(same), old.get(same).zip(new.get(same))))
            }
            _ => None,
        };
        let Some((step, inner)) = next else { return path };
        path = path.then(step);
        let Some((one, other)) = inner else { return path };
        (before, after) = (one, other);
    }
}
