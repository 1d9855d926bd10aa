//! `send new --as-found`: the opening of one pupil whom the school has supported since before its records begin (DESIGN 7.1).

use clap::Args;

use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::vocabulary::{ArrivedWith, NeedType, ParentsTold, Stage};
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of, one_of_these, some_of};
use crate::writing::brought::{BroughtArgs, first_day_typed};
use crate::writing::opening::{FoundSince, Opening, OpeningPart};
use crate::writing::{Scene, text_of};

/// The stages that a pupil can be found at.
const STAGES: &[Stage] = &[Stage::A, Stage::B, Stage::C, Stage::D];

/// Options for a pupil who was found with support.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Supported here before the records begin")]
pub(super) struct FoundArgs {
    /// Day the records begin: what the other options say held on this day, and was not recorded here before
    #[arg(
        long,
        value_name = "DATE",
        allow_hyphen_values = true,
        conflicts_with_all = ["arrived_from", "arrived_with", "information_requested", "information_received", "notified"]
    )]
    as_found: Option<String>,
    /// Support that the pupil had on that day; `none` for a stage without it
    #[arg(long, value_name = "WORD", value_parser = word_parser::<ArrivedWith>(), ignore_case = true, requires = "as_found", hide_short_help = true)]
    support: Option<ArrivedWith>,
    /// Stage on that day
    #[arg(long, value_name = "STAGE", value_parser = word_parser::<Stage>(), ignore_case = true, requires = "as_found", hide_short_help = true)]
    stage: Option<Stage>,
    /// First day on the register, or not-known
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, requires = "as_found", hide_short_help = true)]
    register_from: Option<String>,
    /// Day the next review of the school's own plan is due
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, requires = "as_found", hide_short_help = true)]
    review_by: Option<String>,
    /// Whether the parents had been told that the pupil gets SEN support: yes, no or not-known
    #[arg(long, value_name = "ANSWER", value_parser = parents_told_typed, requires = "as_found", hide_short_help = true)]
    parents_told: Option<ParentsTold>,
    /// Where this was taken from, such as the register in the school's own system
    #[arg(long, value_name = "TEXT", requires = "as_found", hide_short_help = true)]
    source: Option<String>,
}

impl FoundArgs {
    /// The option that says that the pupil was found here, if it was typed.
    pub(super) fn option(&self) -> Option<&str> {
        self.as_found.as_deref()
    }

    /// The day the records begin.
    pub(super) fn day(&self, scene: &Scene<'_>) -> anyhow::Result<Option<Day>> {
        self.as_found.as_ref().map(|typed| scene.happened("--as-found", typed)).transpose()
    }

    /// The questions about what was found, in the order in which a register is read.
    pub(super) fn questions(&self, brought: &BroughtArgs, asks_needs: bool) -> Vec<OptionQuestion> {
        let mut questions = Vec::new();
        let mut ask = |is_typed: bool, question: OptionQuestion| {
            if !is_typed {
                questions.push(question);
            }
        };
        let support = "Which support does the pupil have?";
        let nothing_typed = self.stage.is_none() && self.register_from.is_none() && brought.option().is_none();
        // What was found must be something: without it, the record does not begin as found.
        let support = OptionQuestion::optional("--support=", support, one_of::<ArrivedWith>());
        ask(self.support.is_some(), OptionQuestion { needed: nothing_typed, ..support });
        ask(self.stage.is_some(), OptionQuestion::optional("--stage=", "Which stage?", one_of_these(STAGES)));
        ask(!asks_needs, OptionQuestion::optional("--need=", "Which needs?", some_of::<NeedType>()));
        if self.is_on_register() {
            let words = "On the register since when?";
            ask(
                self.register_from.is_some(),
                OptionQuestion::optional("--register-from=", words, AnswerKind::DayOrNotKnown),
            );
        }
        let with_plan = self.support == Some(ArrivedWith::Ehcp);
        if self.is_on_register() && !with_plan {
            let words = "Had the parents been told that their child gets SEN support?";
            ask(
                self.parents_told.is_some(),
                OptionQuestion::optional("--parents-told=", words, one_of::<ParentsTold>()),
            );
        }
        let review = "When is the next review of the school's own plan due?";
        ask(
            self.review_by.is_some(),
            OptionQuestion::optional("--review-by=", review, AnswerKind::Day(DateDirection::Future)),
        );
        match self.support {
            Some(ArrivedWith::Ehcp) => questions.extend(brought.plan_questions()),
            Some(ArrivedWith::Sspp) => questions.extend(brought.award_questions()),
            Some(ArrivedWith::K | ArrivedWith::None) | None => {}
        }
        questions
    }

    fn is_on_register(&self) -> bool {
        matches!(self.support, Some(ArrivedWith::K | ArrivedWith::Sspp | ArrivedWith::Ehcp))
            || matches!(self.stage, Some(Stage::C | Stage::D))
    }

    /// What was found, without needs and without the first day on roll.
    ///
    /// # Errors
    /// If a value cannot be used, or belongs to other support.
    pub(super) fn opening(&self, found: Day, brought: &BroughtArgs, scene: &Scene<'_>) -> anyhow::Result<Opening> {
        self.refuse_misplaced(brought)?;
        let register = first_day_typed("--register-from", self.register_from.as_ref(), scene)?;
        let with_plan = self.support == Some(ArrivedWith::Ehcp) || brought.plan_option().is_some();
        let with_award = self.support == Some(ArrivedWith::Sspp) || brought.award_option().is_some();
        Ok(Opening {
            by: scene.by(),
            source: text_of("--source", self.source.as_ref())?,
            parents_told: self.parents_told,
            stage: self.stage,
            register: register.or_else(|| self.is_on_register().then_some(FoundSince::NotKnown)),
            award: with_award.then(|| brought.award_typed(scene)).transpose()?,
            plan: with_plan.then(|| brought.plan_typed(scene)).transpose()?,
            review_by: self.review_by.as_ref().map(|typed| scene.planned("--review-by", typed)).transpose()?,
            ..Opening::of(found)
        })
    }

    /// Refuses an option that contradicts `--support`.
    fn refuse_misplaced(&self, brought: &BroughtArgs) -> anyhow::Result<()> {
        let Some(support) = self.support else { return Ok(()) };
        let of_plan = brought.plan_option().filter(|_| support != ArrivedWith::Ehcp).map(|option| (option, "EHCP"));
        let of_award = brought.award_option().filter(|_| support != ArrivedWith::Sspp).map(|option| (option, "SSPP"));
        let of_register =
            self.register_from.as_ref().filter(|_| !self.is_on_register()).map(|_| ("--register-from", "K"));
        let Some((option, belongs)) = of_plan.or(of_award).or(of_register) else { return Ok(()) };
        Err(Failure::usage(
            format!("`{option}` belongs to {belongs}, not to `--support {}`", support.as_str()),
            format!("leave out `{option}`, or use `--support {belongs}`"),
        ))
    }
}

/// Writes an opening into a new record, and returns the sentences about what comes next.
///
/// # Errors
/// If what was found contradicts itself, or if nothing was found.
pub(super) fn put_opening(opening: &Opening, record: &mut Record) -> anyhow::Result<Vec<String>> {
    if !opening.has_support() {
        return Err(Failure::usage(
            "`--as-found` is for a pupil who has support, and none is given",
            "add `--support K`, SSPP or EHCP, or `--stage`; or leave out `--as-found`",
        ));
    }
    refuse_problems(opening)?;
    opening.put_into(record);
    let id = record.id();
    let code = record.asserted_census().as_str();
    let begins = format!("the records begin on {}, with the census code {code}", date(opening.found));
    Ok(vec![begins, format!("next: check what was recorded: `send show {id}`")])
}

/// Writes the needs of a new pupil.
///
/// # Errors
/// If a need is given twice.
pub(super) fn put_needs(needs: &Opening, record: &mut Record) -> anyhow::Result<()> {
    refuse_problems(needs)?;
    needs.put_into(record);
    Ok(())
}

/// Refuses the first contradiction, with the option that it is about.
fn refuse_problems(opening: &Opening) -> anyhow::Result<()> {
    let Some(problem) = opening.problems().into_iter().next() else { return Ok(()) };
    Err(Failure::usage(format!("{}: {}", option_of(problem.part), problem.message), problem.help))
}

/// The option for a part of an opening.
const fn option_of(part: OpeningPart) -> &'static str {
    match part {
        OpeningPart::OnRoll => "--from",
        OpeningPart::Stage => "--stage",
        OpeningPart::Register => "--register-from",
        OpeningPart::Needs => "--need",
        OpeningPart::Award => "--award-from",
        OpeningPart::Plan => "--final",
        OpeningPart::LastReview | OpeningPart::NextReview => "--last-review",
        OpeningPart::ReviewBy => "--review-by",
    }
}

/// The answer about one pupil's parents. The record has the words that are used for all pupils at once.
fn parents_told_typed(typed: &str) -> Result<ParentsTold, String> {
    match typed.to_lowercase().as_str() {
        "yes" => Ok(ParentsTold::YesAll),
        other => other.parse().map_err(|()| "write yes, no or not-known".to_owned()),
    }
}
