//! Asking a person at the terminal, one question at a time. Escape goes a step back, Ctrl-C gives up.

use std::fmt;

use inquire::validator::{ErrorMessage, Validation};
use inquire::{Confirm, InquireError, MultiSelect, Select, Text};

/// What a person did with a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply<T> {
    /// Answered it.
    Given(T),
    /// Wants to go back to the question before.
    Back,
}

impl<T> Reply<T> {
    /// The same with another answer.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Reply<U> {
        match self {
            Self::Given(answer) => Reply::Given(make(answer)),
            Self::Back => Reply::Back,
        }
    }
}

/// Nobody can be asked any more: the person gave up, or the terminal is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GaveUp;

/// A choice: its word, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The word.
    pub(crate) word: String,
    /// What it means; may be empty.
    pub(crate) meaning: String,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.meaning.is_empty() { f.write_str(&self.word) } else { write!(f, "{}: {}", self.word, self.meaning) }
    }
}

/// Says why an answer cannot be used; nothing where it can.
type Judge<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Asks for a text. An empty answer stands for the default, or for nothing where there is none.
pub(crate) fn text(
    question: &str,
    default: Option<&str>,
    help: &str,
    judge: Judge<'_>,
) -> Result<Reply<String>, GaveUp> {
    // The crate wants a validator that owns what it knows, so the question is asked again instead.
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
        match reply(prompt.prompt())? {
            Reply::Back => return Ok(Reply::Back),
            Reply::Given(answer) => match judge(&answer) {
                None => return Ok(Reply::Given(answer)),
                // What was typed stays, to be put right.
                Some(why) => (shown, typed) = (why, answer),
            },
        }
    }
}

/// Asks for one of several words.
pub(crate) fn one_of(question: &str, choices: Vec<Choice>, default: Option<&str>) -> Result<Reply<String>, GaveUp> {
    let at = default.and_then(|word| choices.iter().position(|choice| choice.word == word)).unwrap_or(0);
    let asked = Select::new(question, choices).with_starting_cursor(at).without_filtering();
    Ok(reply(asked.prompt())?.map(|choice| choice.word))
}

/// Asks which of several words hold; where one is needed, none is no answer.
pub(crate) fn some_of(question: &str, choices: Vec<Choice>, needed: bool) -> Result<Reply<Vec<String>>, GaveUp> {
    let asked = MultiSelect::new(question, choices).with_help_message("space marks, enter goes on").with_validator(
        move |chosen: &[inquire::list_option::ListOption<&Choice>]| {
            Ok(if needed && chosen.is_empty() {
                Validation::Invalid(ErrorMessage::from("mark at least one with the space bar"))
            } else {
                Validation::Valid
            })
        },
    );
    Ok(reply(asked.prompt())?.map(|chosen| chosen.into_iter().map(|choice| choice.word).collect()))
}

/// Asks yes or no.
pub(crate) fn yes(question: &str, default: bool) -> Result<Reply<bool>, GaveUp> {
    reply(Confirm::new(question).with_default(default).prompt())
}

fn reply<T>(answer: Result<T, InquireError>) -> Result<Reply<T>, GaveUp> {
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
