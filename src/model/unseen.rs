//! Characters that no one can see: spaces other than that of the space bar, and characters of no width. They come along when text
//! is pasted from Word, a web page or a chat, and then two words that look the same are different.

/// A character that cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unseen {
    character: char,
    name: &'static str,
    is_space: bool,
}

/// Characters that look like a space, each with its article and its name.
const SPACES: &[(char, &str)] = &[
    ('\u{85}', "a next-line character"),
    ('\u{a0}', "a non-breaking space"),
    ('\u{1680}', "an Ogham space"),
    ('\u{2000}', "an en quad"),
    ('\u{2001}', "an em quad"),
    ('\u{2002}', "an en space"),
    ('\u{2003}', "an em space"),
    ('\u{2004}', "a third-of-an-em space"),
    ('\u{2005}', "a quarter-em space"),
    ('\u{2006}', "a sixth-of-an-em space"),
    ('\u{2007}', "a figure space"),
    ('\u{2008}', "a punctuation space"),
    ('\u{2009}', "a thin space"),
    ('\u{200a}', "a hair space"),
    ('\u{2028}', "a line separator"),
    ('\u{2029}', "a paragraph separator"),
    ('\u{202f}', "a narrow non-breaking space"),
    ('\u{205f}', "a mathematical space"),
    ('\u{3000}', "an ideographic space"),
    ('\u{3164}', "a Hangul filler"),
];

/// Characters that look like nothing.
const NOTHINGS: &[(char, &str)] = &[
    ('\u{ad}', "a soft hyphen"),
    ('\u{34f}', "a grapheme joiner"),
    ('\u{61c}', "an Arabic letter mark"),
    ('\u{180e}', "a Mongolian vowel separator"),
    ('\u{200b}', "a zero-width space"),
    (NON_JOINER, "a zero-width non-joiner"),
    (JOINER, "a zero-width joiner"),
    ('\u{200e}', "a left-to-right mark"),
    ('\u{200f}', "a right-to-left mark"),
    ('\u{202a}', "a left-to-right embedding"),
    ('\u{202b}', "a right-to-left embedding"),
    ('\u{202c}', "an end of a direction"),
    ('\u{202d}', "a left-to-right override"),
    ('\u{202e}', "a right-to-left override"),
    ('\u{2060}', "a word joiner"),
    ('\u{2061}', "an invisible function sign"),
    ('\u{2062}', "an invisible times sign"),
    ('\u{2063}', "an invisible comma"),
    ('\u{2064}', "an invisible plus sign"),
    ('\u{2066}', "a left-to-right isolate"),
    ('\u{2067}', "a right-to-left isolate"),
    ('\u{2068}', "a first-strong isolate"),
    ('\u{2069}', "an end of an isolate"),
    ('\u{feff}', "a zero-width no-break space"),
];

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

impl Unseen {
    /// Returns what is known about a character, `None` if it can be seen or is the space of the space bar.
    pub(crate) fn of(character: char) -> Option<Self> {
        if character.is_ascii() {
            return None;
        }
        let find =
            |list: &[(char, &'static str)]| list.iter().find(|(one, _)| *one == character).map(|(_, name)| *name);
        find(SPACES)
            .map(|name| Self { character, name, is_space: true })
            .or_else(|| find(NOTHINGS).map(|name| Self { character, name, is_space: false }))
    }

    /// `a non-breaking space (U+00A0)`.
    pub(crate) fn in_words(self) -> String {
        format!("{} (U+{:04X})", self.name, u32::from(self.character))
    }

    /// Says how it looks, to follow `, which`.
    pub(crate) const fn looks(self) -> &'static str {
        if self.is_space { "looks like a plain space" } else { "cannot be seen" }
    }

    /// The remedy.
    pub(crate) const fn remedy(self) -> &'static str {
        if self.is_space {
            "type a plain space in its place; at the end of a line, delete it"
        } else {
            "delete it: delete the letters on both sides of it too, and type them again"
        }
    }
}

/// Returns the first character of a text that cannot be seen, and the byte where it is. Joiners within a word of another script
/// than ours are part of its spelling.
pub(crate) fn first_unseen(text: &str) -> Option<(usize, Unseen)> {
    if text.is_ascii() {
        return None;
    }
    text.char_indices()
        .filter(|(at, character)| !is_spelling(text, *at, *character))
        .find_map(|(at, character)| Some((at, Unseen::of(character)?)))
}

/// Returns a text with a plain space for each unseen space, and without the other characters that cannot be seen.
pub(crate) fn seen_only(text: &str) -> String {
    let kept = text.char_indices().filter_map(|(at, character)| match Unseen::of(character) {
        Some(_) if is_spelling(text, at, character) => Some(character),
        Some(unseen) => unseen.is_space.then_some(' '),
        None => Some(character),
    });
    kept.collect()
}

/// Whether a joiner is between two letters of a script that needs it, such as Persian or Hindi, or between two emoji.
fn is_spelling(text: &str, at: usize, character: char) -> bool {
    if !matches!(character, NON_JOINER | JOINER) {
        return false;
    }
    let before = text[..at].chars().next_back();
    let after = text[at + character.len_utf8()..].chars().next();
    // Below U+0300 are the letters of European languages.
    [before, after].iter().all(|one| one.is_some_and(|one| one >= '\u{300}' && Unseen::of(one).is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<(usize, String)> {
        first_unseen(text).map(|(at, unseen)| (at, unseen.in_words()))
    }

    #[test]
    fn each_is_named_in_words_and_by_its_code() {
        for (text, at, words) in [
            ("4B\u{a0}", 2, "a non-breaking space (U+00A0)"),
            ("Amira\u{2009}Example", 5, "a thin space (U+2009)"),
            ("\u{3000}x", 0, "an ideographic space (U+3000)"),
            ("Zoë\u{ad}", 4, "a soft hyphen (U+00AD)"),
            ("a\u{200b}b", 1, "a zero-width space (U+200B)"),
            ("a\u{200d}b", 1, "a zero-width joiner (U+200D)"),
            ("\u{feff}", 0, "a zero-width no-break space (U+FEFF)"),
            ("\u{202f}", 0, "a narrow non-breaking space (U+202F)"),
        ] {
            assert_eq!(named(text), Some((at, words.to_owned())), "{text:?}");
        }
        for text in ["", "Amira Example", "Zoë O’Brien-Núñez", "علی‌رضا", "क्‍ष", "👨\u{200d}👩", "tab\tand\n"]
        {
            assert_eq!(named(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_left_is_what_can_be_seen() {
        assert_eq!(seen_only("5\u{a0}nov\u{200e}"), "5 nov");
        assert_eq!(seen_only("\u{200b}Zoë\u{2009}O’Brien\u{ad}"), "Zoë O’Brien");
        assert_eq!(seen_only("علی‌رضا"), "علی‌رضا");
        assert_eq!(seen_only("علی\u{200c}"), "علی");
    }

    #[test]
    fn every_space_that_unicode_knows_is_in_the_list() {
        for character in ('\u{80}'..='\u{ffff}').filter(|one| one.is_whitespace()) {
            assert!(Unseen::of(character).is_some_and(|unseen| unseen.is_space), "{character:?}");
        }
    }
}
