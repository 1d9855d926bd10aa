//! Asks a person at the terminal what the school's own words for the SEN status mean.

use std::collections::BTreeSet;

use super::choices::MapChoices;
use super::fields::RollField;
use crate::context::prompt::{self, Choice, Reply};
use crate::model::vocabulary::CensusCode;
use crate::session::Context;

/// Asks about each word, and takes the answers as if they had been typed with `--map`. Returns whether there was an answer. The rows of
/// a word without one stay mistakes.
pub(super) fn ask_meanings(
    words: &BTreeSet<String>,
    choices: &mut MapChoices,
    context: &mut Context<'_>,
) -> anyhow::Result<bool> {
    let mut any = false;
    for word in words {
        context.out().flush()?;
        let question = format!("What does the SEN status `{word}` mean?");
        let codes = CensusCode::VOCABULARY
            .words
            .iter()
            .map(|(code, meaning)| Choice { word: (*code).to_owned(), meaning: meaning.trim().to_owned() });
        match prompt::one_of(&question, codes.collect(), None, false) {
            Ok(Reply::Given(code)) if !code.is_empty() => {
                choices.add(&format!("{}:{word}={code}", RollField::SenStatus.key()))?;
                any = true;
            }
            Ok(Reply::Given(_)) => {}
            Ok(Reply::Back) | Err(_) => break,
        }
    }
    Ok(any)
}
