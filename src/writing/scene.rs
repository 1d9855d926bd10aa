//! The scene of a change: the day, the person and the policy.

use std::cell::OnceCell;

use clap::Args;

use super::asking::{AnswerKind, OptionQuestion};
use crate::dates::{self, DateDirection};
use crate::failure::Failure;
use crate::history::{self, GitFolder};
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::unseen::seen_only;
use crate::rules;
use crate::session::{Context, Opened};
use crate::words;

/// Options of every command that writes records.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Recording")]
pub(crate) struct WriteArgs {
    /// Date it happened; defaults to --as-at, or today
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(crate) date: Option<String>,
    /// Name of the person who did it; defaults to your name in git
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Show the change without saving it
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// This computer's date is right, although the records have later entries
    #[arg(long)]
    pub(crate) clock_is_right: bool,
}

/// Everything that a verb knows when it changes a record, apart from the record.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    /// The folder that was opened.
    pub(crate) opened: &'a Opened,
    /// The day of what is recorded.
    pub(crate) date: Day,
    by: Option<Text>,
    git: GitFolder<'a>,
    command: String,
    moment: i64,
    hold_signals: fn(),
    known_by: OnceCell<Option<Text>>,
}

impl<'a> Scene<'a> {
    /// The scene of a command. A day in the future is a mistake: a record holds what has happened (DESIGN 2.1).
    pub(crate) fn new(args: &WriteArgs, opened: &'a Opened, context: &Context<'_>) -> anyhow::Result<Self> {
        let date = args
            .date
            .as_deref()
            .map_or(Ok(opened.as_at), |typed| day_of_option("--date", typed, opened.as_at, DateDirection::Past))?;
        let by = args.by.as_deref().map(|name| name_typed("--by", name)).transpose()?;
        let (git, command) = (context.git(opened), context.command());
        let (moment, hold_signals) = (context.environment.now.timestamp(), context.environment.hold_signals);
        let scene = Self { opened, date, by, git, command, moment, hold_signals, known_by: OnceCell::new() };
        scene.not_ahead("--date", date)?;
        Ok(scene)
    }

    /// The person who did it: as typed, or as git knows the user. `None` if neither is known.
    pub(crate) fn by(&self) -> Option<Text> {
        let known = || history::user_name(&self.git).map(|name| Text::from(name.as_str()));
        self.by.clone().or_else(|| self.known_by.get_or_init(known).clone())
    }

    /// The person who did it. Some changes need a name.
    ///
    /// # Errors
    /// If no one is named and git does not know the user.
    pub(crate) fn named(&self) -> anyhow::Result<Text> {
        self.by().ok_or_else(|| Failure::usage("the name of the person who did it is missing", "add `--by NAME`"))
    }

    /// The day for the findings that are shown after a change: the date of the report, or the day of the change if that is later.
    pub(crate) fn shown_as_at(&self) -> Day {
        self.opened.as_at.max(self.date)
    }

    /// The id of this command, shared by all its changes, for `undo`.
    pub(crate) fn command(&self) -> &str {
        &self.command
    }

    /// When the command began, in seconds since 1970.
    pub(super) fn moment(&self) -> i64 {
        self.moment
    }

    /// Makes signals wait, from now on, until the command has ended and reported its change.
    pub(crate) fn hold_signals(&self) {
        (self.hold_signals)();
    }

    /// The git that keeps the folder's history.
    pub(crate) fn git(&self) -> &GitFolder<'a> {
        &self.git
    }

    /// The day typed for an option, for something that has happened.
    pub(crate) fn happened(&self, option: &str, typed: &str) -> anyhow::Result<Day> {
        let day = day_of_option(option, typed, self.date, DateDirection::Past)?;
        self.not_ahead(option, day)?;
        Ok(day)
    }

    /// The day typed for an option, for something planned. It may be in the past, because old plans are recorded too.
    pub(crate) fn planned(&self, option: &str, typed: &str) -> anyhow::Result<Day> {
        day_of_option(option, typed, self.date, DateDirection::Future)
    }

    /// The day typed for an option about a time on roll. It may be in the future; without a year, it is the nearest such day.
    pub(crate) fn of_the_roll(&self, option: &str, typed: &str) -> anyhow::Result<Day> {
        let (behind, ahead) = (
            day_of_option(option, typed, self.date, DateDirection::Past)?,
            day_of_option(option, typed, self.date, DateDirection::Future)?,
        );
        Ok(if self.date.days_since(behind) <= ahead.days_since(self.date) { behind } else { ahead })
    }

    /// The question for the rules, on this day.
    pub(crate) fn question(&self) -> rules::Question<'_> {
        rules::Question { as_at: self.date, ..self.opened.question() }
    }

    /// The question about the day, for verbs that ask for what is missing. `None` once it was answered.
    pub(crate) fn when(&self, args: &WriteArgs, words: &str) -> Option<OptionQuestion> {
        let today = words::date(self.opened.as_at);
        let question =
            OptionQuestion::optional("--date=", words, AnswerKind::Day(DateDirection::Past)).with_default(Some(today));
        args.date.is_none().then_some(question)
    }

    fn not_ahead(&self, option: &str, day: Day) -> anyhow::Result<()> {
        let today = self.opened.today;
        if day <= today {
            return Ok(());
        }
        Err(Failure::usage(
            format!("{option}: {} is in the future; today is {}", words::date(day), words::date(today)),
            "record it when it has happened; for a plan, use a review date, a target's date or a booking",
        ))
    }
}

/// Reads the day typed for an option.
fn day_of_option(option: &str, typed: &str, as_at: Day, meant: DateDirection) -> anyhow::Result<Day> {
    dates::parse(typed, as_at, meant).ok_or_else(|| {
        Failure::usage(
            format!("{option}: found `{typed}`, expected a date"),
            format!("write it like {}", dates::EXAMPLES),
        )
    })
}

/// Reads the text typed for an option. An empty text is a mistake: without anything to say, the option is left out.
pub(crate) fn text_typed(option: &str, typed: &str) -> anyhow::Result<Text> {
    if typed.trim().is_empty() {
        return Err(Failure::usage(
            format!("{option}: found an empty text, expected some words"),
            "type the text, or leave out the option",
        ));
    }
    Ok(Text::from(typed.trim()))
}

/// Reads the name typed for an option. Names are compared, so a space that was pasted becomes a plain one, and what cannot be seen
/// is left out.
pub(crate) fn name_typed(option: &str, typed: &str) -> anyhow::Result<Text> {
    text_typed(option, &seen_only(typed))
}

/// Reads the text typed for an option, if it was given.
pub(crate) fn text_of(option: &str, typed: Option<&String>) -> anyhow::Result<Option<Text>> {
    typed.map(|typed| text_typed(option, typed)).transpose()
}
