//! Asking a person at the terminal, one question at a time. Escape goes back one question, Ctrl-C gives up.

use std::fmt;

use inquire::validator::{ErrorMessage, Validation};
use inquire::{Confirm, InquireError, MultiSelect, Select, Text};

/// A person's reaction to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply<T> {
    /// An answer.
    Given(T),
    /// A wish to go back to the question before.
    Back,
}

impl<T> Reply<T> {
    /// Converts the answer.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Reply<U> {
        match self {
            Self::Given(answer) => Reply::Given(make(answer)),
            Self::Back => Reply::Back,
        }
    }
}

/// The end of a conversation without an answer: the person gave up, or the terminal is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GaveUp;

/// A row of a list: its word, and what it means. A row without a word is not an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The word.
    pub(crate) word: String,
    /// Its meaning; may be empty.
    pub(crate) meaning: String,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.word.as_str(), self.meaning.as_str()) {
            (only, "") | ("", only) => f.write_str(only),
            (word, meaning) => write!(f, "{word}: {meaning}"),
        }
    }
}

/// Returns why an answer cannot be used; `None` if it can.
type Judge<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Asks for a text. An empty answer means the default, or no answer if there is no default.
pub(crate) fn ask_text(
    question: &str,
    default: Option<&str>,
    help: &str,
    judge: Judge<'_>,
) -> Result<Reply<String>, GaveUp> {
    // The crate needs a validator that owns its data, so the question is asked again instead.
    let mut shown = help.to_owned();
    let mut typed = String::new();
    loop {
        let mut prompt = Text::new(question).with_initial_value(&typed);
        if let Some(default) = default {
            prompt = prompt.with_default(default);
        }
        if !shown.is_empty() {
            prompt = prompt.with_help_message(&shown);
        }
        match reply_of(prompt.prompt())? {
            Reply::Back => return Ok(Reply::Back),
            Reply::Given(answer) => match judge(&answer) {
                None => return Ok(Reply::Given(answer)),
                // The typed text stays, so that it can be corrected.
                Some(why) => (shown, typed) = (why, answer),
            },
        }
    }
}

/// The first row of a list for a needed answer. The row itself is not an answer.
const CHOOSE: &str = "(choose with the arrow keys)";
/// The first row of a list that can be skipped.
const PASS_OVER: &str = "(skip this question)";
/// The help about the keys of a list.
const KEYS: &str = "move with the arrow keys, Enter chooses, Escape goes back";
/// The help after Enter on the first row of a needed list.
const NOT_CHOSEN: &str = "no answer is chosen yet: move to one with the arrow keys, then press Enter";

/// The help about the keys of a list from which several can be chosen.
const MARKS: &str = "move with the arrow keys, Space marks, Enter continues, Escape goes back; letters narrow the list";

/// Asks for one of several words. Without a default, the list opens on a first row that is not an answer, so Enter by itself
/// never decides (DESIGN 7.3): a needed question is asked again, and any other is skipped. A skipped question returns an empty
/// word.
pub(crate) fn one_of(
    question: &str,
    choices: Vec<Choice>,
    default: Option<&str>,
    needed: bool,
) -> Result<Reply<String>, GaveUp> {
    let first = Choice { word: String::new(), meaning: if needed { CHOOSE } else { PASS_OVER }.to_owned() };
    let rows: Vec<Choice> = std::iter::once(first).chain(choices).collect();
    let at = default.and_then(|word| rows.iter().position(|row| row.word == word)).unwrap_or(0);
    let mut help = KEYS;
    loop {
        let asked = Select::new(question, rows.clone()).with_starting_cursor(at).without_filtering();
        match reply_of(asked.with_help_message(help).prompt())? {
            Reply::Given(row) if needed && row.word.is_empty() => help = NOT_CHOSEN,
            Reply::Given(row) => return Ok(Reply::Given(row.word)),
            Reply::Back => return Ok(Reply::Back),
        }
    }
}

/// Asks which of several words apply. If an answer is needed, at least one must be chosen.
pub(crate) fn some_of(question: &str, choices: Vec<Choice>, needed: bool) -> Result<Reply<Vec<String>>, GaveUp> {
    let asked = MultiSelect::new(question, choices).with_help_message(MARKS).with_validator(
        move |chosen: &[inquire::list_option::ListOption<&Choice>]| {
            Ok(if needed && chosen.is_empty() {
                Validation::Invalid(ErrorMessage::from("mark at least one with the space bar"))
            } else {
                Validation::Valid
            })
        },
    );
    Ok(reply_of(asked.prompt())?.map(|chosen| chosen.into_iter().map(|choice| choice.word).collect()))
}

/// Asks yes or no.
pub(crate) fn ask_yes(question: &str, default: bool) -> Result<Reply<bool>, GaveUp> {
    reply_of(yes_or_no(question, default).prompt())
}

/// Asks yes or no at the end of a conversation. Escape goes back to the last question.
pub(crate) fn yes_or_back(question: &str, default: bool) -> Result<Reply<bool>, GaveUp> {
    let help = if default {
        "Enter or y for yes, n for no, Escape goes back"
    } else {
        "y for yes, Enter or n for no, Escape goes back"
    };
    reply_of(yes_or_no(question, default).with_help_message(help).prompt())
}

fn yes_or_no(question: &str, default: bool) -> Confirm<'_> {
    Confirm::new(question).with_default(default).with_error_message("type y for yes or n for no")
}

fn reply_of<T>(answer: Result<T, InquireError>) -> Result<Reply<T>, GaveUp> {
    match answer {
        Ok(answer) => Ok(Reply::Given(answer)),
        Err(InquireError::OperationCanceled) => Ok(Reply::Back),
        Err(
            InquireError::OperationInterrupted
            | InquireError::NotTTY
            | InquireError::InvalidConfiguration(_)
            | InquireError::IO(_)
            | InquireError::Custom(_),
        ) => Err(GaveUp),
    }
}
