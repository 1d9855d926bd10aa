//! `send refer`.

use clap::Args;

use crate::failure::Failure;
use crate::model::at_a_day::AsAt;
use crate::model::consents::{Consents, SHARING};
use crate::model::day::Day;
use crate::model::record::{INCLUSION_TEAM, Record, Referral};
use crate::model::text::Text;
use crate::model::vocabulary::Topic;
use crate::rules::consents::refusal_next_to_consent;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::refusal::{reason_asked, reason_typed};
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
    /// Reason to go on although another person in the family refused
    #[arg(long, value_name = "REASON", conflicts_with = "answered")]
    despite_refusal: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ReferArgs {
    about_one_pupil!();

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let missing = self.to.is_none() && self.answered.is_none();
        let refusal = self.to.as_deref().and_then(|to| to_whom(to).ok()).and_then(|to| {
            let record = record.as_at(scene.date);
            refusal_next_to_consent(&consents_relied_on(&record, to.as_str()))
        });
        let reason =
            reason_asked(refusal.as_deref(), self.despite_refusal.as_ref()).filter(|_| self.answered.is_none());
        missing
            .then(|| {
                OptionQuestion::needed(
                    "--to=",
                    "Who is the referral to: inclusion-team, or the name of an agency?",
                    AnswerKind::Text,
                )
            })
            .into_iter()
            .chain(reason)
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
        let then = record.as_at(scene.date);
        let consents = consents_relied_on(&then, to.as_str());
        let despite_refusal =
            reason_typed(refusal_next_to_consent(&consents).as_deref(), self.despite_refusal.as_ref())?;
        let referral = Referral { date: scene.date, to, by: scene.by(), despite_refusal, answered: None, advice: None };
        let agreed = referral.is_within_school() || consents.in_force().is_some();
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

/// The consents that a referral relies on: those to the inclusion referral, or to sharing information with an agency.
fn consents_relied_on<'a>(record: &'a AsAt, to: &str) -> Consents<'a> {
    if to == INCLUSION_TEAM { record.consents_of_run(Topic::InclusionReferral) } else { record.consents(SHARING) }
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

#[cfg(test)]
mod tests {
    use crate::commands::testing::TestFolder;

    /// A record whose contacts are these.
    fn record(contacts: &str) -> String {
        format!(
            "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{{from: 2022-09-05}}]\nstage: A\ncensus: N\nstages: [{{date: 2025-11-18, stage: A}}]\ncontacts: [{contacts}]\n"
        )
    }

    fn answer(day: &str, about: &str, who: &str, answer: &str) -> String {
        format!("{{date: 2026-01-{day}, kind: consent, about: {about}, who: {who}, answer: {answer}}}")
    }

    #[test]
    fn a_referral_against_one_persons_refusal_needs_a_reason_and_keeps_it() {
        for (to, about) in [("inclusion-team", "inclusion-referral"), ("Sensory Support", "agency-referral")] {
            let both =
                format!("{}, {}", answer("10", about, "mother", "refused"), answer("12", about, "father", "given"));
            let folder = TestFolder::with(&record(&both));
            let refer = ["refer", "p014", "--to", to];
            let refused = folder.run("2026-01-15", &refer);
            assert_eq!(refused.code, 2, "{to}: {}{}", refused.out, refused.err);
            let done =
                folder.run("2026-01-15", &[&refer[..], &["--despite-refusal", "the father may agree alone"]].concat());
            assert_eq!(done.code, 0, "{to}: {}{}", done.out, done.err);
            assert!(folder.text().contains("despite_refusal: the father may agree alone"), "{}", folder.text());
        }
    }

    #[test]
    fn where_all_refused_or_nobody_did_no_reason_is_asked() {
        for contacts in [
            answer("10", "agency-referral", "mother", "refused"),
            answer("10", "agency-referral", "mother", "given"),
            format!(
                "{}, {}",
                answer("10", "agency-referral", "mother", "refused"),
                answer("12", "information-sharing", "mother", "given")
            ),
        ] {
            let folder = TestFolder::with(&record(&contacts));
            let ran = folder.run("2026-01-15", &["refer", "p014", "--to", "Sensory Support"]);
            assert_eq!(ran.code, 0, "{contacts}: {}{}", ran.out, ran.err);
        }
    }
}
