//! The options for an EHC plan or an award that was made before: before the pupil arrived, or before the records began.

use clap::Args;

use super::asking::{AnswerKind, OptionQuestion, is_not_known};
use super::opening::{FoundAward, FoundPlan, FoundSince};
use super::{Scene, text_of};
use crate::dates::DateDirection;
use crate::model::day::Day;

/// Options for a plan or an award of before.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "EHC plan or SSPP from before")]
pub(crate) struct BroughtArgs {
    /// Date the EHC plan was made final, or not-known
    #[arg(long = "final", value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    final_on: Option<String>,
    /// A date on which the EHC plan was in force, if the date of the final plan is not known
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with = "final_on", hide_short_help = true)]
    plan_in_force_on: Option<String>,
    /// Authority that made the EHC plan, if it is not your own
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    authority: Option<String>,
    /// Date the EHC plan was transferred to your authority
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    transferred: Option<String>,
    /// Date of the last annual review of the EHC plan
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    last_review: Option<String>,
    /// First day of the SSPP award, or not-known
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    award_from: Option<String>,
    /// Last day of the SSPP award, which can be in the future
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    award_to: Option<String>,
    /// Units of the SSPP award
    #[arg(long, value_name = "NUMBER", hide_short_help = true)]
    units: Option<u16>,
}

impl BroughtArgs {
    /// The first option about an EHC plan that was typed.
    pub(crate) fn plan_option(&self) -> Option<&'static str> {
        let typed = [
            ("--final", &self.final_on),
            ("--plan-in-force-on", &self.plan_in_force_on),
            ("--authority", &self.authority),
            ("--transferred", &self.transferred),
            ("--last-review", &self.last_review),
        ];
        typed.into_iter().find(|(_, value)| value.is_some()).map(|(option, _)| option)
    }

    /// The first option about an award that was typed.
    pub(crate) fn award_option(&self) -> Option<&'static str> {
        let typed = [("--award-from", self.award_from.is_some()), ("--award-to", self.award_to.is_some())];
        typed
            .into_iter()
            .chain([("--units", self.units.is_some())])
            .find(|(_, is_typed)| *is_typed)
            .map(|(option, _)| option)
    }

    /// The first of these options that was typed.
    pub(crate) fn option(&self) -> Option<&'static str> {
        self.plan_option().or_else(|| self.award_option())
    }

    /// Whether the day of the plan was given, or that it is not known.
    pub(crate) const fn has_plan_day(&self) -> bool {
        self.final_on.is_some() || self.plan_in_force_on.is_some()
    }

    /// The EHC plan.
    pub(crate) fn plan_typed(&self, scene: &Scene<'_>) -> anyhow::Result<FoundPlan> {
        let in_force_on = happened_if_typed("--plan-in-force-on", self.plan_in_force_on.as_ref(), scene)?;
        let final_on = first_day_typed("--final", self.final_on.as_ref(), scene)?;
        Ok(FoundPlan {
            final_on: final_on.or(in_force_on.map(FoundSince::HeldOn)).unwrap_or(FoundSince::NotKnown),
            authority: text_of("--authority", self.authority.as_ref())?,
            transferred: happened_if_typed("--transferred", self.transferred.as_ref(), scene)?,
            last_review: happened_if_typed("--last-review", self.last_review.as_ref(), scene)?,
            next_review: None,
        })
    }

    /// The award.
    pub(crate) fn award_typed(&self, scene: &Scene<'_>) -> anyhow::Result<FoundAward> {
        Ok(FoundAward {
            from: first_day_typed("--award-from", self.award_from.as_ref(), scene)?.unwrap_or(FoundSince::NotKnown),
            to: self.award_to.as_ref().map(|typed| scene.planned("--award-to", typed)).transpose()?,
            units: self.units,
        })
    }

    /// The questions about an EHC plan. The first needs an answer, because a plan without any day cannot be recorded.
    pub(crate) fn plan_questions(&self) -> Vec<OptionQuestion> {
        let final_on =
            OptionQuestion::needed("--final=", "When was the EHC plan made final?", AnswerKind::DayOrNotKnown);
        let last = "When was the last annual review of the plan?";
        let last = OptionQuestion::optional("--last-review=", last, AnswerKind::Day(DateDirection::Past));
        let whose = "Which authority made the plan, if it is not your own?";
        let whose = OptionQuestion::optional("--authority=", whose, AnswerKind::Text);
        [(self.has_plan_day(), final_on), (self.last_review.is_some(), last), (self.authority.is_some(), whose)]
            .into_iter()
            .filter(|(is_typed, _)| !is_typed)
            .map(|(_, question)| question)
            .collect()
    }

    /// The questions about an award.
    pub(crate) fn award_questions(&self) -> Vec<OptionQuestion> {
        let from = "What is the first day of the SSPP award?";
        let from = OptionQuestion::needed("--award-from=", from, AnswerKind::DayOrNotKnown);
        let to = "What is the last day of the award?";
        let to = OptionQuestion::optional("--award-to=", to, AnswerKind::Day(DateDirection::Future));
        let units = OptionQuestion::optional("--units=", "How many units of support?", AnswerKind::Text);
        [(self.award_from.is_some(), from), (self.award_to.is_some(), to), (self.units.is_some(), units)]
            .into_iter()
            .filter(|(is_typed, _)| !is_typed)
            .map(|(_, question)| question)
            .collect()
    }
}

/// The first day that was typed for an option, if any: a day of the past, or that it is not known.
pub(crate) fn first_day_typed(
    option: &str,
    typed: Option<&String>,
    scene: &Scene<'_>,
) -> anyhow::Result<Option<FoundSince>> {
    typed
        .map(|typed| {
            if is_not_known(typed) {
                Ok(FoundSince::NotKnown)
            } else {
                scene.happened(option, typed).map(FoundSince::Known)
            }
        })
        .transpose()
}

/// The day that was typed for an option, if any: the day of something that has happened.
pub(crate) fn happened_if_typed(
    option: &str,
    typed: Option<&String>,
    scene: &Scene<'_>,
) -> anyhow::Result<Option<Day>> {
    typed.map(|typed| scene.happened(option, typed)).transpose()
}
