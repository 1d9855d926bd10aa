//! Asking for what was not typed. An answer becomes an option, so that it is read and judged just as if it had been typed,
//! and the whole command can be shown, to be used again.

use std::ffi::OsString;

use super::drafting::{Drafted, write_draft};
use crate::context::prompt::{self, Choice, GaveUp, Reply};
use crate::dates::{self, DateDirection};
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::vocabulary::Word;
use crate::session::{Context, Opened};

/// A question about one option of a verb. Enter takes the default, so give one only if it does no harm: never to a consent, a
/// progress, an outcome, a decision, a step, a need or an application (DESIGN 7.3).
#[derive(Debug, Clone)]
pub(crate) struct OptionQuestion {
    /// What its answer is put behind, such as `--decision=` or `--outcome=1=`. No two open questions share one.
    pub(crate) option: String,
    /// The question, in the words of a meeting.
    pub(crate) words: String,
    /// What kind of answer.
    pub(crate) kind: AnswerKind,
    /// What is taken where nothing is typed.
    pub(crate) default: Option<String>,
    /// Whether the verb can do nothing without it.
    pub(crate) needed: bool,
    /// Whether it is asked again after an answer, until it is passed over.
    pub(crate) again: bool,
}

/// What kind of answer a question wants.
#[derive(Debug, Clone)]
pub(crate) enum AnswerKind {
    /// Any text.
    Text,
    /// A day.
    Day(DateDirection),
    /// One of these words.
    OneOf(Vec<Choice>),
    /// Any of these words.
    SomeOf(Vec<Choice>),
    /// A text of several lines, written in an editor from a skeleton.
    Written(Skeleton),
}

/// A text to be filled in.
#[derive(Debug, Clone)]
pub(crate) struct Skeleton {
    /// The name of the file that it is kept in while it is written: an id.
    pub(crate) name: String,
    /// What stands in the editor first.
    pub(crate) text: String,
    /// What is wrong with what was typed; nothing where it is right.
    pub(crate) judge: fn(&str) -> Vec<String>,
    /// The options that say the same without an editor.
    pub(crate) instead: &'static str,
}

impl OptionQuestion {
    /// A question that must be answered.
    pub(crate) fn needed(option: impl Into<String>, words: impl Into<String>, kind: AnswerKind) -> Self {
        Self { option: option.into(), words: words.into(), kind, default: None, needed: true, again: false }
    }

    /// A question that may be passed over.
    pub(crate) fn optional(option: impl Into<String>, words: impl Into<String>, kind: AnswerKind) -> Self {
        Self { needed: false, ..Self::needed(option, words, kind) }
    }

    /// The same with a default.
    pub(crate) fn with_default(self, default: Option<impl Into<String>>) -> Self {
        Self { default: default.map(Into::into), ..self }
    }

    /// The same, asked again after every answer until it is passed over.
    pub(crate) fn again(self) -> Self {
        Self { again: true, ..self }
    }

    /// The option alone, such as `--decision`.
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

/// The words of a list, of which any may hold.
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
            prompt::ask_text(&question.words, default, dates::EXAMPLES, &judge)?.map(behind)
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
    if question.needed || question.default.is_some() { "" } else { "enter passes it over, escape goes a step back" }
}

/// Why an empty answer is none.
fn what_is_lacking(question: &OptionQuestion, typed: &str) -> Option<String> {
    (question.needed && typed.trim().is_empty())
        .then(|| "this is needed: type something, or give up with Ctrl-C".to_owned())
}

fn no_day(typed: &str, as_at: Day, meant: DateDirection) -> Option<String> {
    let is_day = typed.is_empty() || dates::parse(typed, as_at, meant).is_some();
    (!is_day).then(|| format!("this is no date: write it like {}", dates::EXAMPLES))
}

/// Why a verb cannot go on without a terminal to ask at.
pub(crate) fn missing_option(question: &OptionQuestion) -> anyhow::Error {
    if let AnswerKind::Written(skeleton) = &question.kind {
        return Failure::usage(
            format!("something is missing: {}", question.words),
            format!("say it with {}; at a terminal `send` opens an editor to write it in", skeleton.instead),
        );
    }
    let words = match &question.kind {
        AnswerKind::OneOf(choices) | AnswerKind::SomeOf(choices) => {
            let words: Vec<&str> = choices.iter().map(|choice| choice.word.as_str()).collect();
            format!("; give one of {}", words.join(", "))
        }
        AnswerKind::Day(_) => format!("; give a date, such as {}", dates::EXAMPLES),
        AnswerKind::Text | AnswerKind::Written(_) => String::new(),
    };
    let what = if question.name().starts_with('-') { question.name() } else { "one more word" };
    // Of `--outcome=1=` the number belongs to what is typed.
    let typed =
        question.option.strip_suffix('=').filter(|option| option.contains('=')).map(|option| format!("{option}=..."));
    let typed = typed.as_deref().unwrap_or(what);
    Failure::usage(
        format!("{what} is missing: {}", question.words),
        format!("say it with {typed}{words}; at a terminal `send` asks for what is missing"),
    )
}

/// A command as it may be typed again.
pub(crate) fn command_line(arguments: &[OsString]) -> String {
    let words: Vec<String> = arguments.iter().skip(1).map(|word| word_for_shell(&word.to_string_lossy())).collect();
    format!("send {}", words.join(" "))
}

/// A word of a command line, in quotation marks if a shell would not take it as it is.
fn word_for_shell(word: &str) -> String {
    if !word.is_empty() && word.chars().all(|sign| sign.is_alphanumeric() || "-_=./:,+".contains(sign)) {
        word.to_owned()
    } else if cfg!(unix) && word.contains(['$', '`', '\\', '!']) {
        // A Unix shell would replace a part of it between double quotation marks.
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
    fn a_sign_that_a_shell_would_replace_is_shown_so_that_it_stays() {
        let words = ["send", "done", "p014", "--how=paid $20 by gran", "--note=it's `so`!"].map(OsString::from);
        assert_eq!(command_line(&words), r"send done p014 '--how=paid $20 by gran' '--note=it'\''s `so`!'");
    }

    #[test]
    fn what_is_missing_is_named_with_the_words_that_fit() {
        let question = OptionQuestion::needed("--decision=", "What was decided?", one_of::<Decision>());
        let said = missing_option(&question);
        assert_eq!(said.to_string(), "--decision is missing: What was decided?");
        assert_eq!(question.name(), "--decision");
        let Some(Failure::Usage { help, .. }) = said.downcast_ref() else { panic!("{said}") };
        assert!(
            help.starts_with("say it with --decision; give one of discontinue, continue, adapt, escalate;"),
            "{help}"
        );
    }
}
