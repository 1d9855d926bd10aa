//! `send apply`.

use clap::Args;

use super::application::application_in_words;
use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::authority::Application;
use crate::model::consents::SHARING;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::text::Text;
use crate::model::vocabulary::{ApplicationFor, RequestedBy};
use crate::rules::consents::refusal_next_to_consent;
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of};
use crate::writing::chosen_pupils::Whose;
use crate::writing::refusal::{reason_asked, reason_typed};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, text_of, text_typed};

/// Record an application to the authority, for an SSPP or an EHC plan
///
/// An application can be made at any stage, and by a parent too. If it is sent or received later, give only `--sent` or
/// `--received`: the day is added to the open application. The authority's time starts when it receives the application. An SSPP
/// is a SEND support provision plan: funding from Birmingham for a pupil without an EHC plan.
///
/// Example: send apply p014 --for EHCP --requested-by school --consulted parent --consulted pupil
///
/// Example: send apply p014 --sent 25/3
#[derive(Debug, Clone, Args)]
pub(crate) struct ApplyArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Kind of application
    #[arg(long = "for", value_name = "WHAT", value_parser = word_parser::<ApplicationFor>(), ignore_case = true)]
    applied_for: Option<ApplicationFor>,
    /// The person who asked for it
    #[arg(long, value_name = "WHO", value_parser = word_parser::<RequestedBy>(), ignore_case = true)]
    requested_by: Option<RequestedBy>,
    /// A person consulted: parent, pupil or the name of an agency; can be used more than once
    #[arg(long, value_name = "WHO")]
    consulted: Vec<String>,
    /// Date it was sent; leave it out, or use "not yet", if it has not been sent
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    sent: Option<String>,
    /// Date the authority received it
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    received: Option<String>,
    /// Reason to go on although another person in the family refused to share information
    #[arg(long, value_name = "REASON")]
    despite_refusal: Option<String>,
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

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let completes = self.sent.is_some() || self.received.is_some() || !self.consulted.is_empty();
        if self.applied_for.is_none() && completes && open_applications(record, None).next().is_some() {
            return self.reason_asked_of(record, scene).into_iter().collect();
        }
        let mut questions = Vec::new();
        if self.applied_for.is_none() {
            questions.push(OptionQuestion::needed(
                "--for=",
                "What is the application for?",
                one_of::<ApplicationFor>(),
            ));
        }
        if self.requested_by.is_none() {
            questions.push(OptionQuestion::optional("--requested-by=", "Who asked for it?", one_of::<RequestedBy>()));
        }
        if self.consulted.is_empty() {
            let words = "Who was consulted: parent, pupil, or the name of an agency?";
            questions.push(OptionQuestion::optional("--consulted=", words, AnswerKind::Text));
        }
        if self.sent.is_none() {
            questions.push(OptionQuestion::optional(
                "--sent=",
                "When was it sent, if it has been sent?",
                AnswerKind::Day(DateDirection::Past),
            ));
        }
        questions.extend(self.reason_asked_of(record, scene));
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let facts = self.facts_typed(scene)?;
        let found = self.application_meant(record)?;
        let refusal = self.refusal_to_explain(record, found, scene);
        let reason = reason_typed(refusal.as_deref(), self.despite_refusal.as_ref())?;
        match found {
            Some(index) => self.complete_application(record, index, &facts, reason),
            None => self.begin_application(record, facts, reason, scene),
        }
    }
}

/// The facts about an application that were typed.
struct Facts {
    sent: Option<Day>,
    received: Option<Day>,
    consulted: Vec<Text>,
}

impl ApplyArgs {
    fn reason_asked_of(&self, record: &Record, scene: &Scene<'_>) -> Option<OptionQuestion> {
        let found = self.application_meant(record).ok()?;
        reason_asked(self.refusal_to_explain(record, found, scene).as_deref(), self.despite_refusal.as_ref())
    }

    /// If the school applies for an SSPP, another person agreed and no reason is kept yet: who refused to share information.
    fn refusal_to_explain(&self, record: &Record, found: Option<usize>, scene: &Scene<'_>) -> Option<String> {
        let open = found.and_then(|index| record.applications.get(index));
        let what = open.map(|open| open.applied_for).or(self.applied_for);
        let asked_by = open.map_or(self.requested_by, |open| open.requested_by);
        let is_by_school = matches!(asked_by, None | Some(RequestedBy::School));
        let is_kept = open.is_some_and(|open| open.despite_refusal.is_some());
        let needs_consent = what == Some(ApplicationFor::Sspp) && is_by_school && !is_kept;
        let then = record.as_at(scene.date);
        refusal_next_to_consent(&then.consents(SHARING)).filter(|_| needs_consent)
    }

    fn facts_typed(&self, scene: &Scene<'_>) -> anyhow::Result<Facts> {
        let sent = self.sent.as_deref().filter(|typed| !typed.eq_ignore_ascii_case("not yet"));
        let sent = sent.map(|typed| scene.happened("--sent", typed)).transpose()?;
        let received = self.received.as_deref().map(|typed| scene.happened("--received", typed)).transpose()?;
        let consulted: anyhow::Result<Vec<Text>> =
            self.consulted.iter().map(|who| text_typed("--consulted", who)).collect();
        Ok(Facts { sent, received, consulted: consulted? })
    }

    /// The place of the open application to complete; `None` if a new one must be made.
    fn application_meant(&self, record: &Record) -> anyhow::Result<Option<usize>> {
        let adds = self.sent.is_some() || self.received.is_some() || !self.consulted.is_empty();
        let all: Vec<usize> = open_applications(record, self.applied_for).collect();
        match (all.as_slice(), self.applied_for) {
            ([], Some(_)) => Ok(None),
            ([], None) => Err(Failure::usage(
                format!("{} has no open application", record.id()),
                "start one with `--for EHCP` or `--for SSPP`",
            )),
            ([one], _) if adds && self.requested_by.is_none() => Ok(Some(*one)),
            ([one, ..], Some(what)) => Err(Failure::usage(
                format!(
                    "{} already has an open application for {}{}",
                    record.id(),
                    application_in_words(what),
                    since_when(record, *one)
                ),
                format!(
                    "to continue it, use only `--sent DATE` or `--received DATE`, or `send decide {} STEP`",
                    record.id()
                ),
            )),
            (_, None) if !adds => {
                Err(Failure::usage("the kind of application is missing", "add `--for EHCP` or `--for SSPP`"))
            }
            (_, None) => Err(Failure::usage(
                format!("{} has more than one open application", record.id()),
                "name one: `--for EHCP` or `--for SSPP`",
            )),
        }
    }

    fn begin_application(
        &self,
        record: &mut Record,
        facts: Facts,
        despite_refusal: Option<Text>,
        scene: &Scene<'_>,
    ) -> anyhow::Result<ChangeResult> {
        let Some(what) = self.applied_for else {
            return Err(Failure::usage("the kind of application is missing", "add `--for EHCP` or `--for SSPP`"));
        };
        let by_others = matches!(self.requested_by, Some(RequestedBy::Parent | RequestedBy::Other));
        // If a family or an agency made the application, the user of this computer did not.
        let by = if by_others { text_of("--by", self.write.by.as_ref())? } else { scene.by() };
        let application = Application {
            applied_for: what,
            requested_by: self.requested_by,
            sent: facts.sent,
            received: facts.received,
            by,
            consulted: facts.consulted,
            despite_refusal,
            steps: Vec::new(),
        };
        refuse_backwards(&application)?;
        let told = result_in_words(record, &application, what);
        put_application(record, application);
        Ok(told)
    }

    fn complete_application(
        &self,
        record: &mut Record,
        index: usize,
        facts: &Facts,
        despite_refusal: Option<Text>,
    ) -> anyhow::Result<ChangeResult> {
        let id = record.id().to_owned();
        let Some(application) = record.applications.get_mut(index) else {
            return Err(Failure::usage(
                format!("{id} has no open application"),
                "start one with `--for EHCP` or `--for SSPP`",
            ));
        };
        let before = application.began_on();
        application.despite_refusal = despite_refusal.or_else(|| application.despite_refusal.take());
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
            // The list runs from the oldest to the newest, and a draft does not have a day yet.
            record.applications.remove(index);
            put_application(record, application.clone());
        }
        Ok(result_in_words(record, &application, what))
    }
}

/// The open applications, of one kind if `what` names it: not sent yet, or still with the authority. An application is also
/// closed if its plan or award is in the record without a step that says so.
fn open_applications(record: &Record, what: Option<ApplicationFor>) -> impl Iterator<Item = usize> {
    let all = record.applications.iter().enumerate();
    let meant = all.filter(move |(_, application)| what.is_none_or(|what| application.applied_for == what));
    let open = meant.filter(|(_, application)| application.is_open() && !is_awarded(record, application));
    open.map(|(index, _)| index)
}

/// Whether the plan or the award that was applied for has come since.
fn is_awarded(record: &Record, application: &Application) -> bool {
    let Some(began) = application.began_on() else { return false };
    match application.applied_for {
        ApplicationFor::Ehcp => record.ehc_plan.iter().any(|plan| plan.first_day() >= began),
        ApplicationFor::Sspp => record.sspp.iter().any(|award| award.first_day() >= began),
    }
}

/// Puts an application after those that began before it or on the same day; a draft goes last.
fn put_application(record: &mut Record, application: Application) {
    let began = application.began_on();
    let is_before = |other: &Application| began.is_none() || other.began_on().is_some_and(|other| Some(other) <= began);
    let at = record.applications.iter().rposition(is_before).map_or(0, |before| before + 1);
    record.applications.insert(at, application);
}

fn put_day(fact: &mut Option<Day>, typed: Option<Day>, what: &str, id: &str) -> anyhow::Result<()> {
    match (*fact, typed) {
        (Some(known), Some(typed)) if known != typed => Err(Failure::usage(
            format!("the application of {id} was already {what} on {}", date(known)),
            format!("if that day is wrong, correct it with `send edit {id}`"),
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

/// The failure when two steps of an application have their days in the wrong order. Each step is a word with its day.
fn backwards((earlier, first): (&str, Day), (later, second): (&str, Day)) -> anyhow::Error {
    Failure::usage(
        format!("`{later}` on {} comes before `{earlier}` on {}", date(second), date(first)),
        "check both dates, and correct the wrong one",
    )
}

fn since_when(record: &Record, index: usize) -> String {
    let began = record.applications.get(index).and_then(Application::began_on);
    began.map_or_else(|| ", not sent yet".to_owned(), |began| format!(", begun on {}", date(began)))
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
        (_, Some(_)) => told.and_next(format!("next: record what the authority says: `send decide {id} STEP`")),
        (Some(_), None) => {
            told.and_next(format!("next: ask the authority to confirm receipt: `send apply {id} --received DATE`"))
        }
        (None, None) => told.and_next(format!("next: send it: `send apply {id} --sent DATE`")),
    }
}

#[cfg(test)]
mod tests {
    use crate::commands::testing::TestFolder;

    /// The mother refused to share information, and the father agreed.
    const RECORD: &str = "format: 1
id: p014
name: Amira Example
date_of_birth: 2017-11-03
on_roll: [{from: 2022-09-05}]
census: N
contacts:
- {date: 2026-01-10, kind: consent, about: information-sharing, who: mother, answer: refused}
- {date: 2026-01-12, kind: consent, about: information-sharing, who: father, answer: given}
";

    fn apply(folder: &TestFolder, more: &[&str]) -> u8 {
        folder.run("2026-01-15", &[&["apply", "p014"], more].concat()).code
    }

    #[test]
    fn an_application_for_an_sspp_against_one_persons_refusal_needs_a_reason_and_keeps_it() {
        let folder = TestFolder::with(RECORD);
        let sspp = ["--for", "SSPP", "--requested-by", "school"];
        assert_eq!(apply(&folder, &sspp), 2);
        assert_eq!(folder.text(), RECORD);
        assert_eq!(apply(&folder, &[&sspp[..], &["--despite-refusal", "the father may agree alone"]].concat()), 0);
        assert!(folder.text().contains("despite_refusal: the father may agree alone"), "{}", folder.text());
        // It is kept, so it is not asked again.
        assert_eq!(apply(&folder, &["--sent", "2026-01-15"]), 0);
        assert!(folder.text().contains("despite_refusal: the father may agree alone"), "{}", folder.text());
    }

    #[test]
    fn a_request_for_a_plan_and_an_application_of_the_parents_ask_for_none() {
        assert_eq!(apply(&TestFolder::with(RECORD), &["--for", "EHCP", "--requested-by", "school"]), 0);
        assert_eq!(apply(&TestFolder::with(RECORD), &["--for", "SSPP", "--requested-by", "parent"]), 0);
        let same = RECORD.replace("who: father", "who: mother");
        assert_eq!(apply(&TestFolder::with(&same), &["--for", "SSPP", "--requested-by", "school"]), 0);
    }
}
