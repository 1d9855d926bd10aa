//! How words of a list, days and texts are taken from the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::model::vocabulary::Word;

/// A word of a list; the help names them all, and a slip gets "did you mean".
pub(crate) fn word_parser<T: Word>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::all().iter().map(|word| word.word())).try_map(|typed| {
        let known = T::all().iter().find(|word| word.word().eq_ignore_ascii_case(&typed));
        known.copied().ok_or("this is none of the words")
    })
}
