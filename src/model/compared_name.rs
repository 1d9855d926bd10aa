//! A person's name as two systems can agree on it: without capitals, accents, apostrophes, hyphens, spaces, invisible characters or
//! the order of the words. `Zoë O’Brien-Núñez`, `OBRIEN NUNEZ, Zoe` and `Zoe O'Brien Nunez` are one name. Every place that compares
//! names uses this comparison; `compared_name/pairs.tsv` is its table of examples.

mod in_text;
mod letters;
mod likeness;
#[cfg(test)]
mod tests;

pub(crate) use in_text::ComparedText;
use letters::{in_looks, in_plain_letters};

/// The longest name for which every order of its words is tried where its words are divided in another way too.
const MOST_WORDS: usize = 8;

/// The signs that divide a surname from the forename after it, in the scripts that have their own.
const COMMAS: [char; 4] = [',', '،', '，', '、'];

/// What the names alone say about whether two pupils are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameVerdict {
    /// One name, however it is written.
    Same,
    /// It may be one name that was mistyped, shortened or changed. Born on the same day, the two may be one child: a person is asked.
    Alike,
    /// Two names.
    Different,
}

/// How a name matches what was typed to find it, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameMatch {
    /// The whole name was typed.
    Whole,
    /// A part of it was typed.
    Part,
    /// Parts of its words were typed, in another order or divided in another way.
    Parts,
}

/// A name that can be compared with another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ComparedName {
    /// Its words in plain small letters. A surname before a comma comes last.
    words: Vec<String>,
    /// The words, with letters of other scripts replaced by the Latin letters that they look like.
    looks: Vec<String>,
}

impl ComparedName {
    /// From a name as any system writes it. A name without any letter, such as `???`, is its own word.
    pub(crate) fn of_name(name: &str) -> Self {
        let mut words = match name.split_once(COMMAS) {
            Some((surname, forename)) => [words_of(forename), words_of(surname)].concat(),
            None => words_of(name),
        };
        if words.is_empty() {
            words.extend(name.split_whitespace().map(str::to_owned));
        }
        let looks = words.iter().map(|word| in_looks(word)).collect();
        Self { words, looks }
    }

    /// Compares two names. It does not matter which of them comes first. An empty name is different from every name.
    pub(crate) fn compare(&self, other: &Self) -> NameVerdict {
        if self.words.is_empty() || other.words.is_empty() {
            NameVerdict::Different
        } else if are_same(&self.words, &other.words) {
            NameVerdict::Same
        } else if are_same(&self.looks, &other.looks) || likeness::are_alike(&self.looks, &other.looks) {
            NameVerdict::Alike
        } else {
            NameVerdict::Different
        }
    }

    /// Whether both are one name, however they are written.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        !self.words.is_empty() && !other.words.is_empty() && are_same(&self.words, &other.words)
    }

    /// How this name matches what a person typed to find it, or `None` if it does not.
    pub(crate) fn match_of(&self, typed: &Self) -> Option<NameMatch> {
        let has = |part: &String| self.words.iter().any(|word| word.contains(part.as_str()));
        if typed.words.is_empty() {
            None
        } else if self.is_same_as(typed) {
            Some(NameMatch::Whole)
        } else if self.words.join(" ").contains(&typed.words.join(" ")) {
            Some(NameMatch::Part)
        } else if typed.words.iter().all(has) || self.words.concat().contains(&typed.words.concat()) {
            Some(NameMatch::Parts)
        } else {
            None
        }
    }
}

fn words_of(name: &str) -> Vec<String> {
    in_plain_letters(name).split_whitespace().map(str::to_owned).collect()
}

/// Whether two names are the same words in any order, or become so if they are divided in another way.
fn are_same(one: &[String], other: &[String]) -> bool {
    let [one_sorted, other_sorted] = [one, other].map(|words| {
        let mut sorted: Vec<&String> = words.iter().collect();
        sorted.sort_unstable();
        sorted
    });
    let (whole, other_whole) = (one.concat(), other.concat());
    one_sorted == other_sorted
        || whole == other_whole
        || letters_in_order(&whole) == letters_in_order(&other_whole)
            && (is_made_of(one, &other_whole) || is_made_of(other, &whole))
}

fn letters_in_order(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
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
