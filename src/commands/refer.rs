//! `send refer`.

use clap::Args;

use super::writing::asking::{Kind, Question};
use super::writing::{Scene, Told, Verb, WriteArgs, about_one_pupil, put_in_order, text, text_of};
use crate::failure::Failure;
use crate::model::record::{Record, Referral};
use crate::words::{date, list_and};

/// Writes down a referral, or its answer
///
/// `inclusion-team` is the inclusion referral of policy 6.1; every other name is an outside agency.
///
/// Example: send refer p014 --to inclusion-team
///
/// Example: send refer p014 --to "Speech and Language Therapy"
///
/// Example: send refer p014 --answered --advice "Colourful Semantics, three times a week"
#[derive(Debug, Clone, Args)]
pub(crate) struct ReferArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// To whom: inclusion-team, or the agency's name
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// The open referral was answered on this day
    #[arg(long)]
    answered: bool,
    /// What was advised
    #[arg(long, value_name = "TEXT", requires = "answered")]
    advice: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ReferArgs {
    about_one_pupil!(Refer);

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<Question> {
        let missing = self.to.is_none() && !self.answered;
        missing
            .then(|| Question::needed("--to=", "To whom: inclusion-team, or which agency?", Kind::Text))
            .into_iter()
            .collect()
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Told> {
        if self.answered {
            return self.answer(record, scene);
        }
        let to = text("--to", self.to.as_deref().unwrap_or_default())?;
        if let Some(open) = record.referrals.iter().find(|open| open.to == to && open.answered.is_none()) {
            return Err(Failure::usage(
                format!("the referral to {} of {} has not been answered yet", to.as_str(), date(open.date)),
                format!("record the answer first: `send refer {} --answered`", record.id()),
            ));
        }
        let name = to.as_str().to_owned();
        let referral = Referral { date: scene.date, to, by: scene.by(), answered: None, advice: None };
        put_in_order(&mut record.referrals, referral, |referral| referral.date);
        let done = format!("recorded the referral to {name} of {}", date(scene.date));
        Ok(Told::done(done, "record a referral"))
    }
}

impl ReferArgs {
    fn answer(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Told> {
        let id = record.id().to_owned();
        let is_meant = |open: &Referral| {
            let named =
                self.to.as_ref().is_none_or(|name| open.to.as_str().to_lowercase().contains(&name.to_lowercase()));
            open.answered.is_none() && named
        };
        let open: Vec<usize> =
            (0..record.referrals.len()).filter(|at| record.referrals.get(*at).is_some_and(is_meant)).collect();
        let at = match open.as_slice() {
            [only] => *only,
            [] => {
                let help = format!("`send refer {id} --to NAME` records one first");
                return Err(Failure::usage(format!("{id} has no open referral that is meant"), help));
            }
            several => {
                let names: Vec<&str> =
                    several.iter().filter_map(|at| Some(record.referrals.get(*at)?.to.as_str())).collect();
                let message = format!("{id} has several open referrals: {}", list_and(&names));
                return Err(Failure::usage(message, "say which one was answered with `--to NAME`"));
            }
        };
        let advice = text_of("--advice", self.advice.as_ref())?;
        let Some(referral) = record.referrals.get_mut(at) else { return Ok(Told::refused("no referral")) };
        if scene.date < referral.date {
            return Err(Failure::usage(
                format!("the referral is of {}, and the answer would be of {}", date(referral.date), date(scene.date)),
                "give the day of the answer with `--date`",
            ));
        }
        referral.answered = Some(scene.date);
        referral.advice = advice;
        let done = format!("recorded the answer of {} by {}", date(scene.date), referral.to.as_str());
        Ok(Told::done(done, "record the answer to a referral"))
    }
}
