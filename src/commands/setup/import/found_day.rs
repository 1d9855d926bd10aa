//! What holds for every pupil of a sheet that is read as found: the day, the stages, who says so.

use super::sen_facts::SenFacts;
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::{CensusCode, Stage};

/// What holds for every pupil of a sheet that is read as found.
#[derive(Debug, Clone)]
pub(super) struct FoundDay {
    /// The day the records begin: the last day of what was found.
    pub(super) day: Day,
    /// The stage of pupils with each SEN status.
    pub(super) stages: StageChoices,
    /// The person who says so.
    pub(super) by: Option<Text>,
    /// Where it was taken from.
    pub(super) source: Text,
}

/// The stage of pupils with each SEN status, where the sheet does not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StageChoices {
    /// At K.
    k: Option<Stage>,
    /// At E.
    e: Option<Stage>,
    /// At N.
    n: Option<Stage>,
}

impl Default for StageChoices {
    fn default() -> Self {
        Self { k: Some(Stage::C), e: Some(Stage::D), n: None }
    }
}

/// How the option is written.
const STAGES_LIKE: &str = "write it like `--stages K=C,E=D`; the stages are A, B, C, D and none";

impl StageChoices {
    /// Reads `K=C,E=D,none=A`. `N` is another word for `none`, the pupils without a SEN status.
    ///
    /// # Errors
    /// If a status or a stage is not one, or a status is given twice.
    pub(super) fn read(typed: Option<&str>) -> anyhow::Result<Self> {
        let mut choices = Self::default();
        let mut seen: Vec<CensusCode> = Vec::new();
        for one in typed.into_iter().flat_map(|typed| typed.split(',')) {
            let wrong = |what: String| Failure::usage(format!("--stages: {what}"), STAGES_LIKE);
            let parts = one.split_once('=').map(|(code, stage)| (code_of(code.trim()), stage_of(stage.trim())));
            let Some((code, stage)) = parts else { return Err(wrong(format!("`{one}` has no stage"))) };
            let code = code.ok_or_else(|| wrong(format!("`{one}` does not begin with K, E or none")))?;
            let stage = stage.ok_or_else(|| wrong(format!("`{one}` does not end with a stage")))?;
            if seen.contains(&code) {
                return Err(wrong(format!("{} is given twice", code.as_str())));
            }
            seen.push(code);
            *choices.place_of(code) = stage;
        }
        Ok(choices)
    }

    fn place_of(&mut self, code: CensusCode) -> &mut Option<Stage> {
        match code {
            CensusCode::K => &mut self.k,
            CensusCode::E => &mut self.e,
            CensusCode::N => &mut self.n,
        }
    }

    /// Returns the stage of a pupil: the one in the sheet, else the one of pupils with the same status.
    pub(super) fn stage_of(mut self, facts: &SenFacts) -> Option<Stage> {
        facts.stage.or(*self.place_of(facts.code()))
    }
}

fn code_of(typed: &str) -> Option<CensusCode> {
    let typed = typed.to_uppercase();
    if typed == "NONE" { Some(CensusCode::N) } else { typed.parse().ok() }
}

/// A stage, or none.
fn stage_of(typed: &str) -> Option<Option<Stage>> {
    if typed.eq_ignore_ascii_case("none") {
        return Some(None);
    }
    typed.to_uppercase().parse().ok().filter(|stage| *stage != Stage::Closed).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_those_that_were_typed() {
        let read = |typed| StageChoices::read(Some(typed)).map_err(|error| error.to_string());
        let choices = |k, e, n| Ok(StageChoices { k, e, n });
        assert_eq!(StageChoices::read(None).unwrap(), StageChoices::default());
        assert_eq!(read("K=B,E=C"), choices(Some(Stage::B), Some(Stage::C), None));
        assert_eq!(read("none=a, k = none"), choices(None, Some(Stage::D), Some(Stage::A)));
        for (typed, said) in [
            ("K=Q", "--stages: `K=Q` does not end with a stage"),
            ("K", "--stages: `K` has no stage"),
            ("Z=C", "--stages: `Z=C` does not begin with K, E or none"),
            ("K=C,K=B", "--stages: K is given twice"),
            ("K=closed", "--stages: `K=closed` does not end with a stage"),
        ] {
            assert_eq!(read(typed), Err(said.to_owned()));
        }
    }
}
