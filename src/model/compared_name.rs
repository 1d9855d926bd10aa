//! A person's name as two systems can agree on it: without capitals, accents, apostrophes, hyphens, spaces, or the order of the
//! words. `Zoë O’Brien-Núñez`, `OBRIEN NUNEZ, Zoe` and `Zoe O'Brien Nunez` are one name.

/// The longest name for which every order of its words is tried. Longer names are compared with their words in order.
const MOST_WORDS: usize = 8;

/// Letters that systems without accents write as another one or as two.
const PLAIN_LETTERS: &[(&str, &str)] = &[
    ("àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặ", "a"),
    ("æǣǽ", "ae"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęěȅȇȩẹẻẽếềểễệ", "e"),
    ("ĝğġģǥǧǵ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįıǐȉȋỉị", "i"),
    ("ĳ", "ij"),
    ("ĵ", "j"),
    ("ķǩ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņňŉŋǹ", "n"),
    ("òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱọỏốồổỗộớờởỡợ", "o"),
    ("œ", "oe"),
    ("ŕŗřȑȓ", "r"),
    ("śŝşšșſ", "s"),
    ("ß", "ss"),
    ("ţťŧț", "t"),
    ("þ", "th"),
    ("ùúûüũūŭůűųưǔǖǘǚǜȕȗụủứừửữự", "u"),
    ("ŵẁẃẅ", "w"),
    ("ýÿŷȳỳỵỷỹ", "y"),
    ("źżž", "z"),
];

/// What stands for an apostrophe, and characters that cannot be seen. They belong to the word that they are in.
const WITHIN_WORDS: &str = "'’‘‛`´ʼʻʹ′＇\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}";

/// A name that can be compared with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComparedName {
    /// Its words in plain small letters, in their order.
    words: Vec<String>,
    /// All its letters in order of the alphabet: names with other letters are other names.
    letters: Vec<char>,
}

impl ComparedName {
    /// From a name as any system writes it.
    pub(crate) fn of_name(name: &str) -> Self {
        let plain = in_plain_letters(name);
        let words: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
        let mut letters: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
        letters.sort_unstable();
        Self { words, letters }
    }

    /// Whether both are one name, whatever the order of the words and wherever they are divided.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        if self.letters != other.letters {
            return false;
        }
        let (one, two) = (self.words.concat(), other.words.concat());
        one == two || is_made_of(&self.words, &two) || is_made_of(&other.words, &one)
    }

    /// Returns the words that only one of two names has: those of this name, and those of the other.
    pub(crate) fn words_apart<'a>(&'a self, other: &'a Self) -> (Vec<&'a str>, Vec<&'a str>) {
        let mut theirs: Vec<&str> = other.words.iter().map(String::as_str).collect();
        let mut ours = Vec::new();
        for word in &self.words {
            match theirs.iter().position(|their| their == word) {
                Some(at) => {
                    theirs.remove(at);
                }
                None => ours.push(word.as_str()),
            }
        }
        (ours, theirs)
    }

    /// The first word: the forename, as the records have names.
    pub(crate) fn first_word(&self) -> Option<&str> {
        self.words.first().map(String::as_str)
    }
}

/// Whether a text is made of exactly these words, in any order.
fn is_made_of(words: &[String], text: &str) -> bool {
    if words.is_empty() || words.len() > MOST_WORDS {
        return words.is_empty() && text.is_empty();
    }
    words.iter().enumerate().any(|(at, word)| {
        text.strip_prefix(word.as_str()).is_some_and(|rest| {
            let others: Vec<String> =
                words.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, word)| word.clone()).collect();
            is_made_of(&others, rest)
        })
    })
}

/// Returns a name in small letters without accents, with one kind of space between its words.
fn in_plain_letters(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.to_lowercase().chars() {
        let is_combining = ('\u{300}'..='\u{36f}').contains(&letter);
        if letter.is_ascii_alphanumeric() {
            plain.push(letter);
        } else if is_combining || WITHIN_WORDS.contains(letter) {
        } else if let Some((_, base)) = PLAIN_LETTERS.iter().find(|(accented, _)| accented.contains(letter)) {
            plain.push_str(base);
        } else if letter.is_alphanumeric() {
            plain.push(letter);
        } else {
            plain.push(' ');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let (one, other) = (ComparedName::of_name(one), ComparedName::of_name(other));
        assert_eq!(one.is_same_as(&other), other.is_same_as(&one));
        one.is_same_as(&other)
    }

    #[test]
    fn a_name_is_the_same_however_a_system_writes_it() {
        for written in [
            "Zoë O'Brien-Núñez",
            "ZOË O’BRIEN-NÚÑEZ",
            "Zoë  O’Brien-Núñez",
            "Zoe\u{308} O'Brien-Nu\u{301}n\u{303}ez",
            "Zoe O'Brien-Nunez",
            "Zoë O`Brien\u{2011}Núñez",
            "Zoë OBrien Núñez",
            "\u{200b}Zoë O'Brien-Núñez",
            "O'Brien-Núñez, Zoë",
            "Núñez O'Brien, Zoë",
            "Zoë\u{a0}O'BrienNuñez",
        ] {
            assert!(same("Zoë O'Brien-Núñez", written), "{written}");
        }
        assert!(same("Anne-Marie Smith", "Smith Annemarie") && same("Łukasz Straße", "STRASSE Lukasz"));
        assert!(same("محمد علي", "علي محمد"));
    }

    #[test]
    fn another_name_is_not_the_same() {
        for (one, other) in [
            ("Ada Twin", "Ida Twin"),
            ("Amira Example", "Amira Exampel"),
            ("Amira Example", "Amira J Example"),
            ("Amy Ray", "May Ray"),
            ("", "Amira"),
            ("Zoë", "Zoé Ë"),
        ] {
            assert!(!same(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn words_that_only_one_name_has_are_found_in_any_order() {
        let (one, other) = (ComparedName::of_name("Amira J Example"), ComparedName::of_name("EXAMPLE, Amina"));
        assert_eq!(one.words_apart(&other), (vec!["amira", "j"], vec!["amina"]));
        assert_eq!(one.first_word(), Some("amira"));
    }
}
