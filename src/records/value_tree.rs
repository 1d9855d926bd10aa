//! A file as a tree of plain values, for finding out what is wrong with it.
//!
//! A good file never comes here. A tree can be corrected piece by piece and decoded again, which a text cannot. It is decoded
//! like the text itself: a number is text if text is expected. For a key that appears twice, the first value counts.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::finding::{KeyPath, PathStep};

/// A value of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    /// An empty value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// A mapping.
    Mapping(BTreeMap<String, Tree>),
}

/// The text that replaces a list or a mapping if a fixed word is expected, so that the decoder's message names the words.
const LIST_FOR_WORD: &str = "\0list";
const MAPPING_FOR_WORD: &str = "\0mapping";

impl Tree {
    /// Returns the value at a path.
    pub(super) fn value_at(&self, path: &KeyPath) -> Option<&Self> {
        path.steps().iter().try_fold(self, |tree, step| match (tree, step) {
            (Self::Mapping(mapping), PathStep::Key(key)) => mapping.get(key),
            (Self::List(list), PathStep::Index(index)) => list.get(*index),
            _ => None,
        })
    }

    /// Returns the mapping at a path.
    pub(super) fn mapping_at(&mut self, path: &KeyPath) -> Option<&mut BTreeMap<String, Self>> {
        if let Self::Mapping(mapping) = self.at_mut(path)? { Some(mapping) } else { None }
    }

    /// Returns the value at a path, to be changed.
    pub(super) fn at_mut(&mut self, path: &KeyPath) -> Option<&mut Self> {
        path.steps().iter().try_fold(self, |tree, step| match (tree, step) {
            (Self::Mapping(mapping), PathStep::Key(key)) => mapping.get_mut(key),
            (Self::List(list), PathStep::Index(index)) => list.get_mut(*index),
            _ => None,
        })
    }

    /// Returns the paths of all empty values.
    pub(super) fn null_paths(&self) -> Vec<KeyPath> {
        let mut found = Vec::new();
        self.collect_nulls(&KeyPath::default(), &mut found);
        found
    }

    fn collect_nulls(&self, path: &KeyPath, found: &mut Vec<KeyPath>) {
        match self {
            Self::Null => found.push(path.clone()),
            Self::List(list) => {
                for (index, tree) in list.iter().enumerate() {
                    tree.collect_nulls(&path.then(index), found);
                }
            }
            Self::Mapping(mapping) => {
                for (key, tree) in mapping {
                    tree.collect_nulls(&path.then(key.as_str()), found);
                }
            }
            Self::Bool(_) | Self::Whole(_) | Self::Float(_) | Self::Text(_) => {}
        }
    }

    /// Returns the text that a fixed word is read from. A list or mapping is not a word, and the decoder's message will say so.
    fn word(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Whole(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(_) => LIST_FOR_WORD.to_owned(),
            Self::Mapping(_) => MAPPING_FOR_WORD.to_owned(),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(i64::try_from(value).map_or_else(|_| Tree::Text(value.to_string()), Tree::Whole))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(tree) = seq.next_element()? {
            list.push(tree);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut mapping = BTreeMap::new();
        while let Some((key, tree)) = map.next_entry::<String, Tree>()? {
            // TOML hands over a date as a mapping with one special key.
            if key == "$__toml_private_datetime" {
                return Ok(tree);
            }
            mapping.entry(key).or_insert(tree);
        }
        Ok(Tree::Mapping(mapping))
    }
}

/// Why a tree does not decode.
#[derive(Debug)]
pub(super) struct NotDecoded {
    /// The place.
    pub(super) path: KeyPath,
    /// Whether the decoder rejected the key there, and not its value.
    pub(super) key: bool,
    /// The decoder's message.
    pub(super) said: String,
}

/// Tries to decode a tree.
pub(super) fn decode_tree<T: DeserializeOwned>(tree: &Tree) -> Result<(), NotDecoded> {
    let track = Track::default();
    T::deserialize(TreeReader { tree, track: &track }).map(drop).map_err(|error| {
        let (path, key) = track.failed.take().unwrap_or_default();
        NotDecoded { path, key, said: error.to_string() }
    })
}

/// The current place of a decoder, and the place where it failed. (The crate that does this for texts loses the names of a
/// table's keys if they are fixed words.)
#[derive(Debug, Default)]
struct Track {
    here: RefCell<Vec<PathStep>>,
    failed: RefCell<Option<(KeyPath, bool)>>,
}

impl Track {
    fn decode_within<T>(
        &self,
        step: PathStep,
        key: bool,
        decode: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.here.borrow_mut().push(step);
        let result = decode();
        if result.is_err() {
            // The innermost place is recorded first.
            self.failed.borrow_mut().get_or_insert_with(|| (KeyPath::new(self.here.borrow().clone()), key));
        }
        self.here.borrow_mut().pop();
        result
    }
}

/// Decodes a tree.
#[derive(Debug, Clone, Copy)]
struct TreeReader<'a> {
    tree: &'a Tree,
    track: &'a Track,
}

/// Hands out the entries of a list.
struct ListReader<'a> {
    entries: std::iter::Enumerate<std::slice::Iter<'a, Tree>>,
    track: &'a Track,
}

impl<'de> SeqAccess<'de> for ListReader<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some((index, tree)) = self.entries.next() else { return Ok(None) };
        let reader = TreeReader { tree, track: self.track };
        self.track.decode_within(PathStep::Index(index), false, || seed.deserialize(reader)).map(Some)
    }
}

/// Hands out the keys of a mapping and their values.
struct MappingReader<'a> {
    entries: std::collections::btree_map::Iter<'a, String, Tree>,
    value: Option<(&'a str, &'a Tree)>,
    track: &'a Track,
}

impl<'de> MapAccess<'de> for MappingReader<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, tree)) = self.entries.next() else { return Ok(None) };
        self.value = Some((key, tree));
        let reader: StrDeserializer<'de, Error> = key.as_str().into_deserializer();
        self.track.decode_within(PathStep::Key(key.clone()), true, || seed.deserialize(reader)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (key, tree) = self.value.take().ok_or_else(|| serde::de::Error::custom("a value without its key"))?;
        let reader = TreeReader { tree, track: self.track };
        self.track.decode_within(PathStep::from(key), false, || seed.deserialize(reader))
    }
}

impl<'de> Deserializer<'de> for TreeReader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let track = self.track;
        match self.tree {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(value) => visitor.visit_bool(*value),
            Tree::Whole(value) => match u64::try_from(*value) {
                Ok(value) => visitor.visit_u64(value),
                Err(_) => visitor.visit_i64(*value),
            },
            Tree::Float(value) => visitor.visit_f64(*value),
            Tree::Text(text) => visitor.visit_borrowed_str(text),
            Tree::List(list) => visitor.visit_seq(ListReader { entries: list.iter().enumerate(), track }),
            Tree::Mapping(mapping) => visitor.visit_map(MappingReader { entries: mapping.iter(), value: None, track }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if *self.tree == Tree::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(FixedWord(self.tree.word()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // Serde would also read the values of a struct from a list, in order. Our files are never written like that.
        if matches!(self.tree, Tree::List(_)) {
            return Err(serde::de::Error::invalid_type(serde::de::Unexpected::Seq, &visitor));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct identifier ignored_any
    }
}

/// One of a list of fixed words.
struct FixedWord(String);

impl<'de> EnumAccess<'de> for FixedWord {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let value = seed.deserialize(IntoDeserializer::<Error>::into_deserializer(self.0.as_str()))?;
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for FixedWord {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Error> {
        Err(serde::de::Error::custom("no word of a record has a value of its own"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("no word of a record has a value of its own"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("no word of a record has a value of its own"))
    }
}
