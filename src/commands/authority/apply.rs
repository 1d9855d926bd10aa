//! `send apply`.

use clap::Args;

use super::application::application_in_words;
use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::authority::Application;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::text::Text;
use crate::model::vocabulary::{ApplicationFor, RequestedBy};
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of};
use crate::writing::chosen_pupils::Whose;
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, text_of, text_typed};

/// Record an application to the authority, for an SSPP or an EHC plan
///
/// It may be made at any stage, also by a parent. The day it was sent and the day the authority received it may come later:
/// say them alone, and they go to the application that is open. The authority's time starts with the receipt.
///
/// Example: send apply p014 --for EHCP --requested-by school --consulted parent --consulted pupil
///
/// Example: send apply p014 --sent 25/3
#[derive(Debug, Clone, Args)]
pub(crate) struct ApplyArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// What is applied for
    #[arg(long = "for", value_name = "WHAT", value_parser = word_parser::<ApplicationFor>(), ignore_case = true)]
    applied_for: Option<ApplicationFor>,
    /// Who asked for it
    #[arg(long, value_name = "WHO", value_parser = word_parser::<RequestedBy>(), ignore_case = true)]
    requested_by: Option<RequestedBy>,
    /// Who was consulted: parent, pupil, or an agency by its name; may be given again
    #[arg(long, value_name = "WHO")]
    consulted: Vec<String>,
    /// The day it was sent; left out, or "not yet": it has not been
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    sent: Option<String>,
    /// The day the authority received it
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    received: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ApplyArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::One(&self.pupil)
    }

    fn questions(&self, record: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        let completes = self.sent.is_some() || self.received.is_some() || !self.consulted.is_empty();
        if self.applied_for.is_none() && completes && open_applications(record, None).next().is_some() {
            return Vec::new();
        }
        let mut questions = Vec::new();
        if self.applied_for.is_none() {
            questions.push(OptionQuestion::needed("--for=", "What is applied for?", one_of::<ApplicationFor>()));
        }
        if self.requested_by.is_none() {
            questions.push(OptionQuestion::optional("--requested-by=", "Who asked for it?", one_of::<RequestedBy>()));
        }
        if self.consulted.is_empty() {
            let words = "Who was consulted: parent, pupil, or an agency?";
            questions.push(OptionQuestion::optional("--consulted=", words, AnswerKind::Text));
        }
        if self.sent.is_none() {
            questions.push(OptionQuestion::optional(
                "--sent=",
                "On which day was it sent, if it was?",
                AnswerKind::Day(DateDirection::Past),
            ));
        }
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let facts = self.facts_typed(scene)?;
        let found = self.application_meant(record)?;
        let told = match found {
            Some(index) => self.complete_application(record, index, &facts)?,
            None => self.begin_application(record, facts, scene)?,
        };
        Ok(told)
    }
}

/// What was typed of an application.
struct Facts {
    sent: Option<Day>,
    received: Option<Day>,
    consulted: Vec<Text>,
}

impl ApplyArgs {
    fn facts_typed(&self, scene: &Scene<'_>) -> anyhow::Result<Facts> {
        let sent = self.sent.as_deref().filter(|typed| !typed.eq_ignore_ascii_case("not yet"));
        let sent = sent.map(|typed| scene.happened("--sent", typed)).transpose()?;
        let received = self.received.as_deref().map(|typed| scene.happened("--received", typed)).transpose()?;
        let consulted: anyhow::Result<Vec<Text>> =
            self.consulted.iter().map(|who| text_typed("--consulted", who)).collect();
        Ok(Facts { sent, received, consulted: consulted? })
    }

    /// The open application that is to be completed; nothing where a new one is to be made.
    fn application_meant(&self, record: &Record) -> anyhow::Result<Option<usize>> {
        let adds = self.sent.is_some() || self.received.is_some() || !self.consulted.is_empty();
        let all: Vec<usize> = open_applications(record, self.applied_for).collect();
        match (all.as_slice(), self.applied_for) {
            ([], Some(_)) => Ok(None),
            ([], None) => Err(Failure::usage(
                format!("{} has no open application", record.id()),
                "say what is applied for: `--for EHCP` or `--for SSPP`",
            )),
            ([one], _) if adds && self.requested_by.is_none() => Ok(Some(*one)),
            ([one, ..], Some(what)) => Err(Failure::usage(
                format!(
                    "{} has an open application for {} already{}",
                    record.id(),
                    application_in_words(what),
                    since_when(record, *one)
                ),
                format!(
                    "what comes next in it: `--sent DATE` or `--received DATE` alone, or `send decide {} STEP`",
                    record.id()
                ),
            )),
            (_, None) if !adds => {
                Err(Failure::usage("what is applied for is missing", "say `--for EHCP` or `--for SSPP`"))
            }
            (_, None) => Err(Failure::usage(
                format!("{} has more than one open application", record.id()),
                "say which one: `--for EHCP` or `--for SSPP`",
            )),
        }
    }

    fn begin_application(&self, record: &mut Record, facts: Facts, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let Some(what) = self.applied_for else {
            return Err(Failure::usage("what is applied for is missing", "say `--for EHCP` or `--for SSPP`"));
        };
        let by_others = matches!(self.requested_by, Some(RequestedBy::Parent | RequestedBy::Other));
        // Whoever sits at this computer has not made what a family or an agency asked for.
        let by = if by_others { text_of("--by", self.write.by.as_ref())? } else { scene.by() };
        let application = Application {
            applied_for: what,
            requested_by: self.requested_by,
            sent: facts.sent,
            received: facts.received,
            by,
            consulted: facts.consulted,
            steps: Vec::new(),
        };
        refuse_backwards(&application)?;
        let told = result_in_words(record, &application, what);
        put_application(record, application);
        Ok(told)
    }

    fn complete_application(&self, record: &mut Record, index: usize, facts: &Facts) -> anyhow::Result<ChangeResult> {
        let id = record.id().to_owned();
        let Some(application) = record.applications.get_mut(index) else {
            return Err(Failure::usage(format!("{id} has no open application"), "say `--for EHCP` or `--for SSPP`"));
        };
        let before = application.began_on();
        put_day(&mut application.sent, facts.sent, "sent", &id)?;
        put_day(&mut application.received, facts.received, "received", &id)?;
        for who in &facts.consulted {
            if !application.consulted.contains(who) {
                application.consulted.push(who.clone());
            }
        }
        refuse_backwards(application)?;
        let (what, moved) = (application.applied_for, application.began_on() != before);
        let application = application.clone();
        if moved {
            // The list runs from the oldest to the newest, and a draft has no day yet.
            record.applications.remove(index);
            put_application(record, application.clone());
        }
        Ok(result_in_words(record, &application, what))
    }
}

/// The applications that are still with the authority or not sent yet, perhaps of one kind. What was awarded without a step
/// that says so is no longer open.
fn open_applications(record: &Record, what: Option<ApplicationFor>) -> impl Iterator<Item = usize> {
    let all = record.applications.iter().enumerate();
    let meant = all.filter(move |(_, application)| what.is_none_or(|what| application.applied_for == what));
    let open = meant.filter(|(_, application)| application.is_open() && !is_awarded(record, application));
    open.map(|(index, _)| index)
}

/// Whether what was applied for has come since.
fn is_awarded(record: &Record, application: &Application) -> bool {
    let Some(began) = application.began_on() else { return false };
    match application.applied_for {
        ApplicationFor::Ehcp => record.ehc_plan.iter().any(|plan| plan.final_on >= began),
        ApplicationFor::Sspp => record.sspp.iter().any(|award| award.from >= began),
    }
}

/// Puts an application behind those that began before it or on the same day; one that has not begun goes last.
fn put_application(record: &mut Record, application: Application) {
    let began = application.began_on();
    let is_before = |other: &Application| began.is_none() || other.began_on().is_some_and(|other| Some(other) <= began);
    let at = record.applications.iter().rposition(is_before).map_or(0, |before| before + 1);
    record.applications.insert(at, application);
}

fn put_day(fact: &mut Option<Day>, typed: Option<Day>, what: &str, id: &str) -> anyhow::Result<()> {
    match (*fact, typed) {
        (Some(known), Some(typed)) if known != typed => Err(Failure::usage(
            format!("the application of {id} was {what} on {} already", date(known)),
            format!("if that day is wrong, `send edit {id}` puts it right"),
        )),
        (_, Some(_)) => {
            *fact = typed;
            Ok(())
        }
        (_, None) => Ok(()),
    }
}

fn refuse_backwards(application: &Application) -> anyhow::Result<()> {
    match (application.sent, application.received, application.steps.first()) {
        (Some(sent), Some(received), _) if received < sent => Err(backwards(("sent", sent), ("received", received))),
        (_, Some(received), Some(step)) if step.date < received => {
            Err(backwards(("received", received), (step.step.as_str(), step.date)))
        }
        (Some(sent), None, Some(step)) if step.date < sent => {
            Err(backwards(("sent", sent), (step.step.as_str(), step.date)))
        }
        _ => Ok(()),
    }
}

/// Two steps of an application have their days in the wrong order. Each step is a word with its day.
fn backwards((earlier, first): (&str, Day), (later, second): (&str, Day)) -> anyhow::Error {
    Failure::usage(
        format!("{later} on {}, which is before it was {earlier}, on {}", date(second), date(first)),
        "find out which of the two days is right, and correct the other",
    )
}

fn since_when(record: &Record, index: usize) -> String {
    let began = record.applications.get(index).and_then(Application::began_on);
    began.map_or_else(|| ", not sent yet".to_owned(), |began| format!(", of {}", date(began)))
}

fn result_in_words(record: &Record, application: &Application, what: ApplicationFor) -> ChangeResult {
    let days = [("sent", application.sent), ("received", application.received)];
    let days: Vec<String> = days.iter().filter_map(|(word, day)| Some(format!("{word} {}", date((*day)?)))).collect();
    let days = if days.is_empty() { "not sent yet".to_owned() } else { days.join(", ") };
    let told = ChangeResult::done(
        format!("recorded the application for {}: {days}", application_in_words(what)),
        format!("record an application for {}", application_in_words(what)),
    );
    let id = record.id();
    match (application.sent, application.received) {
        (_, Some(_)) => told.and_next(format!("next: `send decide {id} STEP` writes down what the authority says")),
        (Some(_), None) => {
            told.and_next(format!("next: have the receipt confirmed: `send apply {id} --received DATE`"))
        }
        (None, None) => told.and_next(format!("next: send it: `send apply {id} --sent DATE`")),
    }
}
