//! The day, the person and the policy that a change is made under.

use std::cell::OnceCell;

use clap::Args;

use super::asking::{AnswerKind, OptionQuestion};
use crate::dates::{self, DateDirection};
use crate::failure::Failure;
use crate::history::{self, GitFolder};
use crate::model::day::Day;
use crate::model::text::Text;
use crate::rules;
use crate::session::{Context, Opened};
use crate::words;

/// Options of every command that writes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Writing")]
pub(crate) struct WriteArgs {
    /// The day it happened; else the day of --as-at, else today
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(crate) date: Option<String>,
    /// Who did it; else the name that git knows you by
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The day of this computer is right, though there are later entries
    #[arg(long)]
    pub(crate) clock_is_right: bool,
}

/// What a verb knows when it changes a record, beside the record.
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
    /// The scene of a command. A day that has not come is a mistake: a record holds what has happened (DESIGN 2.1).
    pub(crate) fn new(args: &WriteArgs, opened: &'a Opened, context: &Context<'_>) -> anyhow::Result<Self> {
        let date = args
            .date
            .as_deref()
            .map_or(Ok(opened.as_at), |typed| day_of_option("--date", typed, opened.as_at, DateDirection::Past))?;
        let by = args.by.as_deref().map(|name| text_typed("--by", name)).transpose()?;
        let (git, command) = (context.git(opened), context.command());
        let (moment, hold_signals) = (context.environment.now.timestamp(), context.environment.hold_signals);
        let scene = Self { opened, date, by, git, command, moment, hold_signals, known_by: OnceCell::new() };
        scene.not_ahead("--date", date)?;
        Ok(scene)
    }

    /// Who did it: as typed, else as git knows the user; nothing where neither is there.
    pub(crate) fn by(&self) -> Option<Text> {
        let known = || history::user_name(&self.git).map(|name| Text::from(name.as_str()));
        self.by.clone().or_else(|| self.known_by.get_or_init(known).clone())
    }

    /// Who did it, where that is the point of it.
    ///
    /// # Errors
    /// Where nobody is named and git knows nobody.
    pub(crate) fn named(&self) -> anyhow::Result<Text> {
        self.by().ok_or_else(|| Failure::usage("nobody is named who did it", "say who with `--by NAME`"))
    }

    /// The day for the findings that a command shows after a change: the day asked about, or the day of the change if it is later.
    pub(crate) fn shown_as_at(&self) -> Day {
        self.opened.as_at.max(self.date)
    }

    /// What tells this command from every other, for `undo`: all its changes share it.
    pub(crate) fn command(&self) -> &str {
        &self.command
    }

    /// When the command began, in seconds since 1970.
    pub(super) fn moment(&self) -> i64 {
        self.moment
    }

    /// From now on a signal waits until the command has ended and said what became of its change.
    pub(crate) fn hold_signals(&self) {
        (self.hold_signals)();
    }

    /// The git that keeps the folder's history.
    pub(crate) fn git(&self) -> &GitFolder<'a> {
        &self.git
    }

    /// The day typed behind an option, of something that happened.
    pub(crate) fn happened(&self, option: &str, typed: &str) -> anyhow::Result<Day> {
        let day = day_of_option(option, typed, self.date, DateDirection::Past)?;
        self.not_ahead(option, day)?;
        Ok(day)
    }

    /// The day typed behind an option, of something that is planned. It may lie behind: what was planned is recorded too.
    pub(crate) fn planned(&self, option: &str, typed: &str) -> anyhow::Result<Day> {
        day_of_option(option, typed, self.date, DateDirection::Future)
    }

    /// The day typed behind an option, of a pupil's time on roll: it may lie ahead. Without a year it is the nearest one.
    pub(crate) fn of_the_roll(&self, option: &str, typed: &str) -> anyhow::Result<Day> {
        let (behind, ahead) = (
            day_of_option(option, typed, self.date, DateDirection::Past)?,
            day_of_option(option, typed, self.date, DateDirection::Future)?,
        );
        Ok(if self.date.days_since(behind) <= ahead.days_since(self.date) { behind } else { ahead })
    }

    /// The question that the rules are asked about this day.
    pub(crate) fn question(&self) -> rules::Question<'_> {
        rules::Question { as_at: self.date, ..self.opened.question() }
    }

    /// The question about the day, for verbs that ask for what is missing; nothing once it was answered.
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
            format!("{option}: {} has not come yet: today is {}", words::date(day), words::date(today)),
            "record it when it has happened; what is planned goes into a review date, a target's date or a booking",
        ))
    }
}

/// The day typed behind an option.
fn day_of_option(option: &str, typed: &str, as_at: Day, meant: DateDirection) -> anyhow::Result<Day> {
    dates::parse(typed, as_at, meant).ok_or_else(|| {
        Failure::usage(
            format!("{option}: found `{typed}`, expected a date"),
            format!("write it like {}", dates::EXAMPLES),
        )
    })
}

/// The text typed behind an option. An empty one is a mistake: whoever has nothing to say leaves the option out.
pub(crate) fn text_typed(option: &str, typed: &str) -> anyhow::Result<Text> {
    if typed.trim().is_empty() {
        return Err(Failure::usage(
            format!("{option}: found nothing behind it, expected text"),
            "type the text, or leave the option out",
        ));
    }
    Ok(Text::from(typed.trim()))
}

/// The text typed behind an option, if it was given.
pub(crate) fn text_of(option: &str, typed: Option<&String>) -> anyhow::Result<Option<Text>> {
    typed.map(|typed| text_typed(option, typed)).transpose()
}
