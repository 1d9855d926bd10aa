//! Names that are looked for in a text, compared as names are: `Zoe` is found in `Zoë's picture`, and not in `zoology`.

use std::iter;

use super::letters::{is_written_without_spaces, split_at_apostrophes};
use super::words_of;

/// A text in which a name can be found, or a name that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ComparedText {
    as_written: String,
    /// The words. An apostrophe is left out: `Zoe's` is `zoes`, `O'Brien` is `obrien`.
    whole: Vec<String>,
    /// The words if an apostrophe divides two words: `Zoe's` is `zoe` and `s`. `None` if there is no apostrophe.
    divided: Option<Vec<String>>,
    /// Whether it has a letter of a script that writes no spaces.
    without_spaces: bool,
}

impl ComparedText {
    /// Prepares a text or a name.
    pub(crate) fn of_text(text: &str) -> Self {
        let as_written = text.trim().to_owned();
        let divided = split_at_apostrophes(text).map(|divided| words_of(&divided));
        let without_spaces = !text.is_ascii() && text.chars().any(is_written_without_spaces);
        Self { as_written, whole: words_of(text), divided, without_spaces }
    }

    /// Whether a name occurs in this text as whole words. Scripts that write no spaces have no whole words: there a part is enough. A
    /// name without any letter, such as `???`, is looked for as it is written.
    pub(crate) fn has_name(&self, name: &Self) -> bool {
        if name.whole.is_empty() {
            return !name.as_written.is_empty() && self.as_written.contains(&name.as_written);
        }
        let as_part = name.without_spaces && self.whole.concat().contains(&name.whole.concat());
        as_part || self.forms().any(|text| name.forms().any(|name| have_words(text, name)))
    }

    fn forms(&self) -> impl Iterator<Item = &[String]> {
        iter::once(self.whole.as_slice()).chain(self.divided.as_deref())
    }
}

fn have_words(text: &[String], name: &[String]) -> bool {
    !name.is_empty() && text.windows(name.len()).any(|words| words == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(name: &str, text: &str) -> bool {
        ComparedText::of_text(text).has_name(&ComparedText::of_text(name))
    }

    #[test]
    fn a_name_is_found_however_it_is_written_and_not_within_another_word() {
        for (name, text) in [
            ("Zo\u{eb}", "Zoe's picture, 12 May"),
            ("Zoe", "sits with ZOE\u{308}."),
            ("O'Brien", "Mr O\u{2019}Brien rang"),
            ("Zoe OBrien", "zoe o'brien"),
            ("Siobha\u{301}n", "for Siobhan"),
            ("N\u{fa}\u{f1}ez", "NUNEZ-Smith"),
            ("\u{738b}\u{5c0f}\u{660e}", "\u{4eca}\u{5929}\u{738b}\u{5c0f}\u{660e}\u{5f88}\u{597d}"),
            (
                "\u{e2a}\u{e21}\u{e0a}\u{e32}\u{e22}",
                "\u{e19}\u{e32}\u{e22}\u{e2a}\u{e21}\u{e0a}\u{e32}\u{e22}\u{e21}\u{e32}",
            ),
            ("\u{bbc}\u{c900}", "\u{bbc}\u{c900}\u{c774}\u{b294}"),
            ("???", "the record of ??? is lost"),
            ("p014", "documents/p014/a.pdf"),
        ] {
            assert!(is_found(name, text), "{name} in {text}");
        }
        for (name, text) in [
            ("Zo\u{eb}", "zoology"),
            ("p014", "p0145 and xp014"),
            ("Ada Example", "Ada and Example are two"),
            ("Ann", "Anne's Annual"),
            ("", "anything"),
            ("???", "anything?"),
        ] {
            assert!(!is_found(name, text), "{name} in {text}");
        }
    }
}
