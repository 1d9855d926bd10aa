//! `send concern`.

use clap::Args;

use crate::model::record::{Concern, Record};
use crate::model::vocabulary::{Characteristic, Ground, RaisedBy, Stage};
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of, some_of};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, put_in_order, text_of};

/// Record a concern about a pupil: who raised it, and on what grounds
///
/// A concern is how a need is first noticed (policy 6.1). You can record one at once: no consent is needed.
///
/// Example: send concern p014 --raised-by class-teacher --grounds gap-widening --summary "Retells in single words"
#[derive(Debug, Clone, Args)]
pub(crate) struct ConcernArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// The person who raised it
    #[arg(long, value_name = "WHO", value_parser = word_parser::<RaisedBy>(), ignore_case = true)]
    raised_by: Option<RaisedBy>,
    /// How progress is less than expected; can be used more than once
    #[arg(long, value_name = "GROUND", value_parser = word_parser::<Ground>(), ignore_case = true)]
    grounds: Vec<Ground>,
    /// The concern in one sentence
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// Short-term causes considered, such as bullying or a bereavement, and what was found
    #[arg(long, value_name = "TEXT")]
    short_term_causes: Option<String>,
    /// How language was considered, if English is an additional language (policy 9)
    #[arg(long, value_name = "TEXT")]
    language: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ConcernArgs {
    about_one_pupil!();

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let mut questions = Vec::new();
        questions.extend(scene.when(&self.write, "When was it raised?"));
        if self.raised_by.is_none() {
            questions.push(OptionQuestion::needed("--raised-by=", "Who raised it?", one_of::<RaisedBy>()));
        }
        if self.grounds.is_empty() {
            questions.push(OptionQuestion::needed(
                "--grounds=",
                "How is progress less than expected?",
                some_of::<Ground>(),
            ));
        }
        let texts = [
            (&self.summary, "--summary=", "What is the concern, in one sentence?"),
            (
                &self.short_term_causes,
                "--short-term-causes=",
                "Which short-term causes were considered, such as sleep or illness?",
            ),
        ];
        for (_, option, words) in texts.into_iter().filter(|(typed, ..)| typed.is_none()) {
            questions.push(OptionQuestion::optional(option, words, AnswerKind::Text));
        }
        if self.language.is_none() && record.has_characteristic_on(Characteristic::Eal, scene.date) {
            questions.push(OptionQuestion::optional(
                "--language=",
                "How was the language spoken at home considered?",
                AnswerKind::Text,
            ));
        }
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let concern = Concern {
            date: scene.date,
            raised_by: self.raised_by.unwrap_or(RaisedBy::ClassTeacher),
            grounds: self.grounds.clone(),
            summary: text_of("--summary", self.summary.as_ref())?,
            short_term_causes: text_of("--short-term-causes", self.short_term_causes.as_ref())?,
            language: text_of("--language", self.language.as_ref())?,
            closed: None,
            outcome: None,
            told: None,
        };
        put_in_order(&mut record.concerns, concern, |concern| concern.date);
        let told = ChangeResult::done(format!("recorded the concern of {}", date(scene.date)), "record a concern");
        let starts = matches!(record.last_stage_written(), None | Some(Stage::Closed));
        let next = format!("next: meet the parents, then start stage A with `send advance {}`", record.id());
        Ok(if starts { told.and_next(next) } else { told })
    }
}
