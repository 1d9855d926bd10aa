//! A step that goes ahead although one person in the family refused it, because another agreed: it needs a reason, and the record
//! keeps the reason with the step (DESIGN 7.2, "consents").

use super::asking::{AnswerKind, OptionQuestion};
use super::text_of;
use crate::failure::Failure;
use crate::model::text::Text;

/// The option for the reason.
const OPTION: &str = "--despite-refusal";

/// The question for the reason, if somebody refused and no reason was typed. `refusal` says who refused, and when.
pub(crate) fn reason_asked(refusal: Option<&str>, typed: Option<&String>) -> Option<OptionQuestion> {
    let refusal = refusal.filter(|_| typed.is_none())?;
    let words = format!("{refusal}, and another person agreed. Why does this go ahead?");
    Some(OptionQuestion::needed(format!("{OPTION}="), words, AnswerKind::Text))
}

/// The reason that was typed; `None` if nobody refused.
///
/// # Errors
/// If somebody refused and there is no reason, or if there is a reason and nobody refused.
pub(crate) fn reason_typed(refusal: Option<&str>, typed: Option<&String>) -> anyhow::Result<Option<Text>> {
    match (refusal, typed) {
        (None, Some(_)) => Err(Failure::usage(
            format!("nobody refused next to a consent in force, so `{OPTION}` has nothing to explain"),
            format!("leave out `{OPTION}`"),
        )),
        (Some(refusal), None) => Err(Failure::usage(
            format!("{refusal}, and another person agreed: the reason for going on is missing"),
            format!("add `{OPTION} REASON`"),
        )),
        (_, typed) => text_of(OPTION, typed),
    }
}
