//! The filters that reports share.

use clap::Args;

use super::Opened;
use crate::failure::Failure;
use crate::model::vocabulary::{NeedType, Stage, Support};
use crate::model::year::YearGroup;
use crate::reports::filter::Filter;
use crate::words::{did_you_mean, list_or};

/// Which pupils to choose. A pupil must pass every filter; of several values of one filter, any one is enough.
#[derive(Debug, Clone, Args)]
pub(crate) struct FilterArgs {
    /// Only this class; can be used more than once
    #[arg(long, value_name = "CLASS")]
    class: Vec<String>,
    /// Only this year group: R, 1 to 6, N1, N2; can be used more than once
    #[arg(long, value_name = "YEAR")]
    year: Vec<String>,
    /// Only this stage: A, B, C, D, closed or none; can be used more than once
    #[arg(long, value_name = "STAGE")]
    stage: Vec<String>,
    /// Only this support: none, K, K+SSPP or E; can be used more than once
    #[arg(long, value_name = "SUPPORT")]
    support: Vec<String>,
    /// Only pupils with this type of need, such as SLCN; can be used more than once
    #[arg(long, value_name = "TYPE")]
    need: Vec<String>,
}

impl FilterArgs {
    /// Whether every filter is empty, so that every pupil passes.
    pub(crate) fn is_empty(&self) -> bool {
        [&self.class, &self.year, &self.stage, &self.support, &self.need].iter().all(|values| values.is_empty())
    }

    /// Builds the filter. An unknown value is a mistake in what was typed.
    pub(crate) fn filter(&self, opened: &Opened) -> anyhow::Result<Filter> {
        if let Some(unknown) = self.class.iter().find(|class| !opened.school.has_class(class)) {
            let known: Vec<&str> = opened.school.settings.classes.iter().map(|class| class.name.as_str()).collect();
            return Err(unknown_value("class", unknown, &known));
        }
        let year_words = ["N1", "N2", "R", "1", "2", "3", "4", "5", "6"];
        let stage_words: Vec<&str> = Stage::ALL.iter().map(|stage| stage.as_str()).chain(["none"]).collect();
        let support_words: Vec<&str> = Support::ALL.iter().map(|support| support.as_str()).collect();
        let need_words: Vec<&str> = NeedType::ALL.iter().map(|need| need.as_str()).collect();
        Ok(Filter {
            classes: self.class.clone(),
            years: filter_values("year", &self.year, &year_words, YearGroup::parse)?,
            stages: filter_values("stage", &self.stage, &stage_words, stage_or_none)?,
            support: filter_values("support", &self.support, &support_words, |typed| typed.parse().ok())?,
            needs: filter_values("need", &self.need, &need_words, |typed| typed.parse().ok())?,
        })
    }
}

/// Reads every typed value of one filter.
pub(crate) fn filter_values<T>(
    filter: &str,
    typed: &[String],
    known: &[&str],
    parse: impl Fn(&str) -> Option<T>,
) -> anyhow::Result<Vec<T>> {
    typed.iter().map(|value| parse(value).ok_or_else(|| unknown_value(filter, value, known))).collect()
}

/// Reads a stage, or `none` for pupils at no stage. `None` for any other word.
fn stage_or_none(typed: &str) -> Option<Option<Stage>> {
    if typed == "none" { Some(None) } else { typed.parse::<Stage>().ok().map(Some) }
}

fn unknown_value(filter: &str, typed: &str, known: &[&str]) -> anyhow::Error {
    let help = did_you_mean(typed, known.iter().copied())
        .map_or_else(|| format!("use {}", list_or(known)), |near| format!("did you mean `--{filter} {near}`?"));
    Failure::usage(format!("`{typed}` is not a {filter} here"), help)
}
