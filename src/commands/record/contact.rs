//! `send contact`.

use clap::Args;

use crate::failure::Failure;
use crate::model::record::{Contact, Record};
use crate::model::vocabulary::{Answer, Characteristic, ContactKind, Topic, With};
use crate::rules::consents::{AUTHORITY_DECIDES_TOO, refusal_next_to_consent};
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of};
use crate::writing::before_found::{JudgedStep, refuse_step};
use crate::writing::chosen_pupils::{SeveralArgs, Whose};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, put_in_order, text_of};

/// Record a contact with a parent, pupil, agency, school or authority
///
/// A notice records that the family was informed, and a consent records their answer. Name one or more pupils, or choose
/// them by filter: `send` lists the pupils and asks once, and each record gets the contact.
///
/// Example: send contact p014 notice --about register
///
/// Example: send contact invitation --about review --class 4B
#[derive(Debug, Clone, Args)]
pub(crate) struct ContactArgs {
    /// One or more pupils, then the kind: meeting, invitation, notice, consent, report, call or letter
    #[arg(value_name = "PUPIL... KIND")]
    words: Vec<String>,
    /// The kind of contact, if it is not the last word
    #[arg(long, value_name = "KIND", value_parser = word_parser::<ContactKind>(), ignore_case = true, hide = true)]
    kind: Option<ContactKind>,
    /// Topic of the contact
    #[arg(long, value_name = "TOPIC", value_parser = word_parser::<Topic>(), ignore_case = true)]
    about: Option<Topic>,
    /// Person or organisation contacted; defaults to the family
    #[arg(long, value_name = "WHOM", value_parser = word_parser::<With>(), ignore_case = true)]
    with: Option<With>,
    /// Their name or relation, such as mother
    #[arg(long, value_name = "TEXT")]
    who: Option<String>,
    /// Answer to a request for consent
    #[arg(long, value_name = "ANSWER", value_parser = word_parser::<Answer>(), ignore_case = true)]
    answer: Option<Answer>,
    /// Note of what was said
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    several: SeveralArgs,
    #[command(flatten)]
    write: WriteArgs,
}

impl ContactArgs {
    /// The kind of contact: from `--kind`, or from the last word if it is a kind.
    fn kind_typed(&self) -> Option<ContactKind> {
        self.kind.or_else(|| self.words.last()?.to_lowercase().parse().ok())
    }

    /// The words that name pupils.
    fn pupils_typed(&self) -> &[String] {
        match self.words.split_last() {
            Some((_, pupils)) if self.kind.is_none() && self.kind_typed().is_some() => pupils,
            _ => &self.words,
        }
    }
}

impl Verb for ContactArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::Several(self.pupils_typed().iter().map(String::as_str).collect(), &self.several)
    }

    fn questions(&self, _: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let mut questions = Vec::new();
        if self.kind_typed().is_none() {
            questions.push(OptionQuestion::needed("--kind=", "What kind of contact?", one_of::<ContactKind>()));
        }
        questions.extend(scene.when(&self.write, "What is the date of this contact?"));
        if self.about.is_none() {
            questions.push(OptionQuestion::needed("--about=", "What was it about?", one_of::<Topic>()));
        }
        if self.with.is_none() {
            let parent = (self.kind_typed() != Some(ContactKind::Consent)).then_some("parent");
            questions.push(
                OptionQuestion::optional("--with=", "Who was this contact with?", one_of::<With>())
                    .with_default(parent),
            );
        }
        if self.kind_typed() == Some(ContactKind::Consent) && self.answer.is_none() {
            questions.push(OptionQuestion::needed("--answer=", "What did they answer?", one_of::<Answer>()));
        }
        if self.note.is_none() {
            questions.push(OptionQuestion::optional("--note=", "What was said or written?", AnswerKind::Text));
        }
        questions
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        let is_consent = self.kind_typed() == Some(ContactKind::Consent);
        if is_consent { refuse_step(record, JudgedStep::Consent, scene.date) } else { Ok(()) }
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let (Some(kind), Some(about)) = (self.kind_typed(), self.about) else {
            return Err(Failure::usage(
                "the kind or the topic is missing",
                "name both: `send contact p014 notice --about register`",
            ));
        };
        if self.answer.is_some() && kind != ContactKind::Consent {
            return Err(Failure::usage(
                format!("--answer is for a consent, and this is a {}", kind.as_str()),
                "leave it out, or make it a `consent`; use `--note` for what was said",
            ));
        }
        let contact = Contact {
            date: scene.date,
            kind,
            about,
            with: self.with,
            who: text_of("--who", self.who.as_ref())?,
            answer: self.answer,
            by: scene.by(),
            note: text_of("--note", self.note.as_ref())?,
        };
        let is_given = contact.answer == Some(Answer::Given) && contact.is_with_family();
        let is_carers = is_given && contact.with == Some(With::Carer);
        put_in_order(&mut record.contacts, contact, |contact| contact.date);
        let then = record.as_at(scene.date);
        let refusal = refusal_next_to_consent(&then.consents(&[about])).filter(|_| kind == ContactKind::Consent);
        let authority = (is_carers && record.has_characteristic_on(Characteristic::LookedAfter, scene.date))
            .then_some(AUTHORITY_DECIDES_TOO);
        let (kind, about) = (kind.as_str(), about.as_str());
        // "recorded the consent" alone would read as if it had been given.
        let answer = self.answer.map_or_else(String::new, |answer| format!(": {}", answer.as_str()));
        let mut told = ChangeResult::done(
            format!("recorded the {kind} of {} about {about}{answer}", date(scene.date)),
            format!("record the {kind} about {about}"),
        );
        if let Some(refusal) = refusal {
            told = told.and_next(format!("{refusal}, and another person agreed: the next step asks for a reason"));
        }
        Ok(match authority {
            Some(authority) => told.and_next(authority),
            None => told,
        })
    }
}
