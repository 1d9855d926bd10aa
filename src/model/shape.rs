//! The shape of a record in one place: every key is declared once, with its type, its meaning and its [role](role::Role).
//!
//! From a declaration, `record!` makes the struct, a constant table of its keys and a visitor of its values. Everything that
//! depends on the keys is an ordinary function over the table and the visitor: the walk over days and texts, the record as at a
//! day, the copy that names no child, the list of values written without quotation marks, the matching of list entries in the
//! history and in a merge, the plain lines of a child's story. A key without a role does not compile.

pub(crate) mod paths;
pub(crate) mod role;
pub(crate) mod table;
pub(crate) mod value;

/// Declares a mapping of the format. Each key has its meaning as a doc comment, then its role, then any serde attributes, then the
/// key with its type:
///
/// ```text
/// record!(
///     /// A referral.
///     #[entry(entry("referral").label("to"))]
///     pub(crate) struct Referral {
///         /// The day it was answered.
///         #[role(Fact(Own))]
///         pub(crate) answered: Option<Day>,
///         /// The advice given.
///         #[role(Typed("advice"), said_with = "answered")]
///         pub(crate) advice: Option<Text>,
///     }
/// );
/// ```
///
/// Call it with round brackets, because rustfmt does not format code between curly ones.
macro_rules! record {
    // The key as written in the file: serde's name for it if it has one, otherwise the field's own.
    (@key $field:ident default, rename = $key:literal) => { $key };
    (@key $field:ident $(default,)? deserialize_with = $with:literal) => { stringify!($field) };
    (@key $field:ident rename = $key:literal) => { $key };
    (@key $field:ident $(default)?) => { stringify!($field) };
    (@with) => { None };
    (@with $key:literal) => { Some($key) };

    (
        $(#[doc = $about:literal])+
        #[entry($entry:expr)]
        $public:vis struct $name:ident {
            $(
                $(#[doc = $meaning:literal])+
                #[role($role:expr $(, said_with = $with:literal)?)]
                $(#[serde($($serde:tt)+)])?
                $open:vis $field:ident: $type:ty,
            )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, serde::Deserialize, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        $public struct $name {
            $( $(#[doc = $meaning])+ $(#[serde($($serde)+)])? $open $field: $type, )+
        }

        const _: () = {
            #[allow(unused_imports, reason = "not every declaration uses words of each of them")]
            use $crate::model::shape::role::{Ends::*, ListMerge::*, Role, Role::*, Stays::*, StoryWording::*, entry};
            use $crate::model::shape::table::{Field, ValueKind, Shape, Times};
            use $crate::model::shape::value::{HasShape, ValueItem, ValueItemMut, KeyType, Shaped, KeyValue};

            impl HasShape for $name {
                const SHAPE: &'static Shape = &Shape {
                    entry: $entry,
                    fields: &[$({
                        const ROLE: Role = $role;
                        const KIND: ValueKind = <$type as KeyType>::KIND;
                        const TIMES: Times = <$type as KeyType>::TIMES;
                        const WITH: Option<&str> = record!(@with $($with)?);
                        const { assert!(ROLE.fits(KIND, TIMES, WITH.is_some()), "this role does not fit the type of the key") }
                        let (key, meaning) = (record!(@key $field $($($serde)+)?), &[$($meaning),+]);
                        Field { key, meaning, role: ROLE, said_with: WITH, kind: KIND, times: TIMES }
                    }),+],
                };
            }

            impl Shaped for $name {
                fn shape(&self) -> &'static Shape {
                    Self::SHAPE
                }

                fn visit(&self, see: &mut dyn FnMut(&'static Field, &dyn KeyValue)) {
                    for (field, value) in Self::SHAPE.fields.iter().zip([$(&self.$field as &dyn KeyValue),+]) {
                        see(field, value);
                    }
                }

                fn visit_mut(&mut self, see: &mut dyn FnMut(&'static Field, &mut dyn KeyValue)) {
                    for (field, value) in Self::SHAPE.fields.iter().zip([$(&mut self.$field as &mut dyn KeyValue),+]) {
                        see(field, value);
                    }
                }
            }

            impl KeyValue for $name {
                fn each_item(&self, see: &mut dyn FnMut(Option<usize>, ValueItem<'_>)) {
                    see(None, ValueItem::Entry(self));
                }

                fn retain_items(&mut self, keep: &mut dyn FnMut(usize, ValueItemMut<'_>) -> bool) -> bool {
                    keep(0, ValueItemMut::Entry(self))
                }
            }

            impl KeyType for $name {
                const KIND: ValueKind = ValueKind::Entry(Self::SHAPE);
            }
        };
    };
}

pub(super) use record;
