//! Asking for what was not typed. An answer becomes an option, so it is read and judged as if it had been typed, and the whole
//! command can be shown to be used again.

use std::ffi::OsString;

use super::drafting::{Drafted, write_draft};
use crate::context::prompt::{self, Choice, GaveUp, Reply};
use crate::dates::{self, DateDirection};
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::vocabulary::Word;
use crate::session::{Context, Opened};

/// A question about one option of a verb. Enter accepts the default, so a question has one only if that does no harm: never for
/// a consent, a progress, an outcome, a decision, a step, a need or an application (DESIGN 7.3).
#[derive(Debug, Clone)]
pub(crate) struct OptionQuestion {
    /// The option that the answer is added to, such as `--decision=` or `--outcome=1=`. No two open questions share one.
    pub(crate) option: String,
    /// The question, in the words used at a meeting.
    pub(crate) words: String,
    /// The kind of answer.
    pub(crate) kind: AnswerKind,
    /// The answer if the person presses Enter without typing.
    pub(crate) default: Option<String>,
    /// Whether the verb needs the answer.
    pub(crate) needed: bool,
    /// Whether it is asked again after every answer, until it is skipped.
    pub(crate) again: bool,
}

/// The kind of answer to a question.
#[derive(Debug, Clone)]
pub(crate) enum AnswerKind {
    /// Any text.
    Text,
    /// A day.
    Day(DateDirection),
    /// A past day, or that it is not known.
    DayOrNotKnown,
    /// One of these words.
    OneOf(Vec<Choice>),
    /// Any number of these words.
    SomeOf(Vec<Choice>),
    /// A text of several lines, written in an editor from a skeleton.
    Written(Skeleton),
}

/// A text to fill in.
#[derive(Debug, Clone)]
pub(crate) struct Skeleton {
    /// The name of its file while it is being written: an id.
    pub(crate) name: String,
    /// The text that the editor shows first.
    pub(crate) text: String,
    /// Returns what is wrong with the typed text; empty if it is right.
    pub(crate) judge: fn(&str) -> Vec<String>,
    /// The options that give the same without an editor.
    pub(crate) instead: &'static str,
}

impl OptionQuestion {
    /// A question that must be answered.
    pub(crate) fn needed(option: impl Into<String>, words: impl Into<String>, kind: AnswerKind) -> Self {
        Self { option: option.into(), words: words.into(), kind, default: None, needed: true, again: false }
    }

    /// A question that can be skipped.
    pub(crate) fn optional(option: impl Into<String>, words: impl Into<String>, kind: AnswerKind) -> Self {
        Self { needed: false, ..Self::needed(option, words, kind) }
    }

    /// Sets the default answer.
    pub(crate) fn with_default(self, default: Option<impl Into<String>>) -> Self {
        Self { default: default.map(Into::into), ..self }
    }

    /// Asks it again after every answer, until it is skipped.
    pub(crate) fn again(self) -> Self {
        Self { again: true, ..self }
    }

    /// The name of the option, such as `--decision`.
    pub(crate) fn name(&self) -> &str {
        self.option.split('=').next().unwrap_or(&self.option)
    }
}

/// The words of a list, as choices.
pub(crate) fn one_of<T: Word>() -> AnswerKind {
    one_of_these(T::all())
}

/// These words of a list, as choices in this order.
pub(crate) fn one_of_these<T: Word>(words: &[T]) -> AnswerKind {
    AnswerKind::OneOf(choices_of(words))
}

/// The words of a list as choices, of which several can be chosen.
pub(crate) fn some_of<T: Word>() -> AnswerKind {
    AnswerKind::SomeOf(choices_of(T::all()))
}

fn choices_of<T: Word>(words: &[T]) -> Vec<Choice> {
    words.iter().map(|word| Choice { word: word.word().to_owned(), meaning: word.meaning().to_owned() }).collect()
}

/// Asks one question, and returns the answer as options. `written` is the text from the editor before a step back.
pub(crate) fn ask_question(
    question: &OptionQuestion,
    written: Option<&str>,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Result<Reply<Vec<OsString>>, GaveUp>> {
    let AnswerKind::Written(skeleton) = &question.kind else { return Ok(prompt_for(question, opened.as_at)) };
    let text = written.unwrap_or(&skeleton.text);
    let typed = match (write_draft(&skeleton.name, text, &skeleton.judge, opened, context)?, written) {
        (Drafted::Given(draft), _) => {
            let typed = draft.text.clone();
            // The command holds the text now, and is shown if it cannot be saved.
            draft.done();
            typed
        }
        (Drafted::Untouched, Some(written)) => written.to_owned(),
        (Drafted::Untouched, None) => return Ok(Err(GaveUp)),
    };
    Ok(Ok(Reply::Given(vec![format!("{}{typed}", question.option).into()])))
}

fn prompt_for(question: &OptionQuestion, as_at: Day) -> Result<Reply<Vec<OsString>>, GaveUp> {
    let option = question.option.as_str();
    let behind = |answer: String| if answer.is_empty() { Vec::new() } else { vec![format!("{option}{answer}").into()] };
    let default = question.default.as_deref();
    Ok(match &question.kind {
        AnswerKind::Text => prompt::ask_text(&question.words, default, passed_over(question), &|typed| {
            what_is_lacking(question, typed)
        })?
        .map(behind),
        AnswerKind::Day(meant) => {
            let judge = |typed: &str| what_is_lacking(question, typed).or_else(|| no_day(typed, as_at, *meant));
            prompt::ask_text(&question.words, default, &about_the_date(question), &judge)?.map(behind)
        }
        AnswerKind::DayOrNotKnown => {
            let judge = |typed: &str| {
                let lacking = what_is_lacking(question, typed);
                lacking.or_else(|| no_day(typed, as_at, DateDirection::Past).filter(|_| !is_not_known(typed)))
            };
            let help = format!("{}; or type: not known", about_the_date(question));
            prompt::ask_text(&question.words, default, &help, &judge)?.map(behind)
        }
        AnswerKind::OneOf(choices) => {
            prompt::one_of(&question.words, choices.clone(), default, question.needed)?.map(behind)
        }
        AnswerKind::SomeOf(choices) => prompt::some_of(&question.words, choices.clone(), question.needed)?
            .map(|words| words.into_iter().flat_map(behind).collect()),
        AnswerKind::Written(_) => Reply::Back,
    })
}

fn passed_over(question: &OptionQuestion) -> &'static str {
    if question.needed || question.default.is_some() { "Escape goes back" } else { "Enter skips it, Escape goes back" }
}

/// The help under a question about a date.
fn about_the_date(question: &OptionQuestion) -> String {
    let enter = match (&question.default, question.needed) {
        (Some(_), _) => "; Enter takes the date in brackets",
        (None, false) => "; Enter skips it",
        (None, true) => "",
    };
    format!("write it like {}{enter}", dates::EXAMPLES)
}

/// Whether an answer about a day says that the day is not known.
pub(crate) fn is_not_known(typed: &str) -> bool {
    matches!(typed.trim().to_lowercase().as_str(), "not known" | "not-known" | "unknown")
}

/// The reason why an empty answer is not enough, if the question needs one.
fn what_is_lacking(question: &OptionQuestion, typed: &str) -> Option<String> {
    (question.needed && typed.trim().is_empty())
        .then(|| "an answer is needed: type one, or press Ctrl-C to stop without saving".to_owned())
}

fn no_day(typed: &str, as_at: Day, meant: DateDirection) -> Option<String> {
    let is_day = typed.is_empty() || dates::parse(typed, as_at, meant).is_some();
    (!is_day).then(|| format!("this is not a date: write it like {}", dates::EXAMPLES))
}

/// The failure of a verb that needs an answer and has no terminal to ask at.
pub(crate) fn missing_option(question: &OptionQuestion) -> anyhow::Error {
    if let AnswerKind::Written(skeleton) = &question.kind {
        return Failure::usage(
            format!("an answer is missing: {}", question.words),
            format!("use {}; at a terminal, `send` opens an editor for it", skeleton.instead),
        );
    }
    let words = match &question.kind {
        AnswerKind::OneOf(choices) | AnswerKind::SomeOf(choices) => {
            let words: Vec<&str> = choices.iter().map(|choice| choice.word.as_str()).collect();
            format!("; give one of {}", words.join(", "))
        }
        AnswerKind::Day(_) => format!("; give a date, such as {}", dates::EXAMPLES),
        AnswerKind::DayOrNotKnown => format!("; give a date, such as {}, or not-known", dates::EXAMPLES),
        AnswerKind::Text | AnswerKind::Written(_) => String::new(),
    };
    let what = if question.name().starts_with('-') { question.name() } else { "one more word" };
    // In `--outcome=1=`, the number belongs to the text that a person types.
    let typed =
        question.option.strip_suffix('=').filter(|option| option.contains('=')).map(|option| format!("{option}=..."));
    let typed = typed.as_deref().unwrap_or(what);
    Failure::usage(
        format!("{what} is missing: {}", question.words),
        format!("add {typed}{words}; at a terminal, `send` asks for what is missing"),
    )
}

/// The command as it can be typed again.
pub(crate) fn command_line(arguments: &[OsString]) -> String {
    let words: Vec<String> = arguments.iter().skip(1).map(|word| word_for_shell(&word.to_string_lossy())).collect();
    format!("send {}", words.join(" "))
}

/// A word of a command line, in quotation marks if a shell would not take it as it is.
fn word_for_shell(word: &str) -> String {
    if !word.is_empty() && word.chars().all(|sign| sign.is_alphanumeric() || "-_=./:,+".contains(sign)) {
        word.to_owned()
    } else if cfg!(unix) && word.contains(['$', '`', '\\', '!']) {
        // Inside double quotation marks, a Unix shell would replace part of it.
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        format!("\"{}\"", word.replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocabulary::Decision;

    #[test]
    fn a_command_can_be_typed_again_as_it_is_shown() {
        let words = ["send", "concern", "p014", "--date=5 jan", "--summary=says \"no\"", "--grounds=gap-widening"];
        let arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
        let shown = command_line(&arguments);
        assert_eq!(shown, r#"send concern p014 "--date=5 jan" "--summary=says \"no\"" --grounds=gap-widening"#);
    }

    #[cfg(unix)]
    #[test]
    fn a_character_that_a_shell_would_replace_is_quoted() {
        let words = ["send", "done", "p014", "--how=paid $20 by gran", "--note=it's `so`!"].map(OsString::from);
        assert_eq!(command_line(&words), r"send done p014 '--how=paid $20 by gran' '--note=it'\''s `so`!'");
    }

    #[test]
    fn a_missing_option_is_named_with_its_words() {
        let question = OptionQuestion::needed("--decision=", "What was decided?", one_of::<Decision>());
        let said = missing_option(&question);
        assert_eq!(said.to_string(), "--decision is missing: What was decided?");
        assert_eq!(question.name(), "--decision");
        let Some(Failure::Usage { help, .. }) = said.downcast_ref() else { panic!("{said}") };
        assert!(help.starts_with("add --decision; give one of discontinue, continue, adapt, escalate;"), "{help}");
    }
}
