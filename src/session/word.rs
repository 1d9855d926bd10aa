//! Reading a word of a fixed list from the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::model::vocabulary::Word;

/// Parses a word of a list. The help names all the words, and a misspelt one gets "did you mean".
pub(crate) fn word_parser<T: Word>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::all().iter().map(|word| word.word())).try_map(|typed| {
        let known = T::all().iter().find(|word| word.word().eq_ignore_ascii_case(&typed));
        known.copied().ok_or("this is not one of the words")
    })
}
