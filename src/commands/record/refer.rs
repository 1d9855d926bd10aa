//! `send refer`.

use clap::Args;

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{Record, Referral};
use crate::model::text::Text;
use crate::model::vocabulary::Answer;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, name_typed, put_in_order, text_of};

/// Record a referral, or its answer
///
/// The name `inclusion-team` means the inclusion referral of policy 6.1. Any other name is an outside agency.
///
/// Example: send refer p014 --to inclusion-team
///
/// Example: send refer p014 --to "Speech and Language Therapy"
///
/// Example: send refer p014 --answered 5/11 --advice "Colourful Semantics, three times a week"
#[derive(Debug, Clone, Args)]
pub(crate) struct ReferArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Recipient: inclusion-team, or the agency's name
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// Record the answer, and the day it came if that is not --date; add --to if several referrals are open
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = "")]
    answered: Option<String>,
    /// Advice that was given
    #[arg(long, value_name = "TEXT", requires = "answered")]
    advice: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ReferArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        let missing = self.to.is_none() && self.answered.is_none();
        missing
            .then(|| {
                OptionQuestion::needed(
                    "--to=",
                    "Who is the referral to: inclusion-team, or the name of an agency?",
                    AnswerKind::Text,
                )
            })
            .into_iter()
            .collect()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if let Some(typed) = &self.answered {
            let day = if typed.is_empty() { scene.date } else { scene.happened("--answered", typed)? };
            return self.record_answer(day, record);
        }
        let to = to_whom(self.to.as_deref().unwrap_or_default())?;
        let is_same = |open: &&Referral| open.to.as_str().eq_ignore_ascii_case(to.as_str());
        if let Some(open) = record.referrals.iter().filter(is_same).find(|open| open.answered.is_none()) {
            return Err(Failure::usage(
                format!("the referral to {}, dated {}, has not been answered yet", to.as_str(), date(open.date)),
                format!("record the answer first: `send refer {} --answered DATE`", record.id()),
            ));
        }
        let name = to.as_str().to_owned();
        let referral = Referral { date: scene.date, to, by: scene.by(), answered: None, advice: None };
        let answer = record.answer_about_sharing_by(scene.date).and_then(|contact| contact.answer);
        let agreed = referral.is_within_school() || answer == Some(Answer::Given);
        put_in_order(&mut record.referrals, referral, |referral| referral.date);
        let told =
            ChangeResult::done(format!("recorded the referral to {name} of {}", date(scene.date)), "record a referral");
        let consent =
            format!("send contact {} consent --about agency-referral --answer given --date DATE", record.id());
        Ok(if agreed {
            told
        } else {
            told.and_next(format!("if the parents agreed to the referral, record their consent: `{consent}`"))
        })
    }
}

impl ReferArgs {
    fn record_answer(&self, day: Day, record: &mut Record) -> anyhow::Result<ChangeResult> {
        let at = self.open_referral(record)?;
        let advice = text_of("--advice", self.advice.as_ref())?;
        let Some(referral) = record.referrals.get_mut(at) else { return Err(nothing_to_answer(record, None)) };
        if day < referral.date {
            return Err(Failure::usage(
                format!("the referral is dated {}, after the answer of {}", date(referral.date), date(day)),
                "give the day of the answer with `--answered DATE`",
            ));
        }
        referral.answered = Some(day);
        referral.advice = advice;
        let done = format!("recorded the answer of {} from {}", date(day), referral.to.as_str());
        Ok(ChangeResult::done(done, "record the answer to a referral"))
    }

    /// The place of the open referral: the one named, or the only one.
    fn open_referral(&self, record: &Record) -> anyhow::Result<usize> {
        let meant = self.to.as_deref().map(to_whom).transpose()?.map(|name| name.as_str().to_lowercase());
        let named: Vec<(usize, &Referral)> =
            record.referrals.iter().enumerate().filter(|(_, referral)| is_to(referral, meant.as_deref())).collect();
        let open: Vec<(usize, &Referral)> =
            named.iter().copied().filter(|(_, referral)| referral.answered.is_none()).collect();
        match open.as_slice() {
            [(only, _)] => Ok(*only),
            [] => Err(nothing_to_answer(record, named.last().map(|(_, last)| *last))),
            several => {
                let lines: Vec<String> = several
                    .iter()
                    .map(|(_, open)| format!("\n  {}, dated {}", open.to.as_str(), date(open.date)))
                    .collect();
                let message = format!("{} has {} open referrals:{}", record.id(), lines.len(), lines.concat());
                Err(Failure::usage(message, "name the one that was answered with `--to NAME`"))
            }
        }
    }
}

/// Whether a referral is to an agency with `name`, in small letters, in its name. Without a name, every referral matches.
fn is_to(referral: &Referral, name: Option<&str>) -> bool {
    name.is_none_or(|name| referral.to.as_str().to_lowercase().contains(name))
}

/// The name of the agency. The referral within the school must be spelt as the format spells it, because any other spelling
/// would count as an outside agency.
fn to_whom(typed: &str) -> anyhow::Result<Text> {
    let to = name_typed("--to", typed)?;
    let plain = to.as_str().to_lowercase().replace([' ', '_'], "-");
    Ok(if plain == "inclusion-team" { Text::from("inclusion-team") } else { to })
}

/// The failure when no referral waits for an answer; the last match may have been answered.
fn nothing_to_answer(record: &Record, answered: Option<&Referral>) -> anyhow::Error {
    let id = record.id();
    match answered.and_then(|last| Some((last, last.answered?))) {
        Some((last, day)) => Failure::usage(
            format!(
                "the referral to {}, dated {}, was already answered on {}",
                last.to.as_str(),
                date(last.date),
                date(day)
            ),
            format!("correct it with `send edit {id}`"),
        ),
        None => Failure::usage(
            format!("{id} has no matching open referral"),
            format!("record one first: `send refer {id} --to NAME`"),
        ),
    }
}
