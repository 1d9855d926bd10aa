//! `send decide`.

use clap::Args;

use super::application::application_in_words;
use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::applying::Untimely;
use crate::model::authority::{Application, DatedStep, EhcPlan, Sspp};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::text::Text;
use crate::model::vocabulary::{ApplicationFor, ApplicationStep};
use crate::session::word::word_parser;
use crate::words::{date, list_or, since_in_words};
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of};
use crate::writing::awards::refuse_award_at_the_same_time;
use crate::writing::chosen_pupils::Whose;
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, put_in_order, text_typed};

/// Record what the authority decided or issued, or the school's answer
///
/// `final` starts the EHC plan on that day, and `granted` starts the funded SSPP. `refused` means
/// that the authority will not issue the plan, or not grant the SSPP. To record that a plan has ceased, give `--ceased` and no
/// step.
///
/// Example: send decide p014 agreed-to-assess --date 5/5
///
/// Example: send decide p014 final --outcome "Tells a visitor about the school" --provision "Speech therapy, weekly"
///
/// Example: send decide p014 --ceased 1/3
#[derive(Debug, Clone, Args)]
pub(crate) struct DecideArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// The step that happened
    #[arg(value_name = "STEP", value_parser = word_parser::<ApplicationStep>(), ignore_case = true)]
    happened: Option<ApplicationStep>,
    /// The step that happened, as an option
    #[arg(long, value_name = "STEP", value_parser = word_parser::<ApplicationStep>(), ignore_case = true, hide = true, conflicts_with = "happened")]
    step: Option<ApplicationStep>,
    /// Which application, if the step does not make it clear
    #[arg(long = "for", value_name = "WHAT", value_parser = word_parser::<ApplicationFor>(), ignore_case = true)]
    applied_for: Option<ApplicationFor>,
    /// For final: an outcome in section E of the plan; can be used more than once
    #[arg(long, value_name = "TEXT")]
    outcome: Vec<String>,
    /// For final: provision in section F of the plan; can be used more than once
    #[arg(long, value_name = "TEXT")]
    provision: Vec<String>,
    /// For granted: number of units of support
    #[arg(long, value_name = "NUMBER")]
    units: Option<u16>,
    /// For granted: first day of the award, which can be in the future; defaults to --date
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// For granted: last day of the award
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    to: Option<String>,
    /// Date the EHC plan ceased
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with_all = ["happened", "step", "applied_for", "outcome", "provision", "units", "from", "to"])]
    ceased: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for DecideArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::One(&self.pupil)
    }

    fn questions(&self, _: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        if self.ceased.is_some() {
            return Vec::new();
        }
        let mut questions = Vec::new();
        if self.step_typed().is_none() {
            questions.push(OptionQuestion::needed("--step=", "What happened?", one_of::<ApplicationStep>()));
        }
        questions.extend(scene.when(&self.write, "When did it happen?"));
        if self.step_typed() == Some(ApplicationStep::Final) {
            let texts = [
                (&self.outcome, "--outcome=", "What is one outcome of the plan (section E)?"),
                (&self.provision, "--provision=", "What is one provision of the plan (section F)?"),
            ];
            let missing = texts.into_iter().filter(|(typed, ..)| typed.is_empty());
            questions
                .extend(missing.map(|(_, option, words)| OptionQuestion::optional(option, words, AnswerKind::Text)));
        }
        if self.step_typed() == Some(ApplicationStep::Granted) && self.to.is_none() {
            let last = AnswerKind::Day(DateDirection::Future);
            questions.push(OptionQuestion::optional("--to=", "What is the last day of the award?", last));
        }
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if let Some(typed) = &self.ceased {
            return cease_plan(record, scene.happened("--ceased", typed)?);
        }
        let Some(step) = self.step_typed() else {
            return Err(Failure::usage("the step is missing", "add it: `send decide p014 agreed-to-assess`"));
        };
        self.refuse_strange(step)?;
        let index = self.application_meant(record, step)?;
        self.put_award(record, index, step, scene)?;
        let id = record.id().to_owned();
        let Some(application) = record.applications.get_mut(index) else {
            return Err(Failure::usage(format!("{id} has no such application"), "name the application with `--for`"));
        };
        let what = application.applied_for;
        if let Some(why) = application.untimely(step, scene.date) {
            return Err(refuse_step(&why, application, step, scene.date, &id));
        }
        put_in_order(&mut application.steps, DatedStep { date: scene.date, step }, |step| step.date);
        let told = ChangeResult::done(
            format!(
                "recorded {} of {}, on the application for {}",
                step.as_str(),
                date(scene.date),
                application_in_words(what)
            ),
            format!("record {} for {}", step.as_str(), application_in_words(what)),
        );
        Ok(with_next_step(told, step, &id))
    }
}

impl DecideArgs {
    fn step_typed(&self) -> Option<ApplicationStep> {
        self.happened.or(self.step)
    }

    /// Refuses an option that belongs to another step.
    fn refuse_strange(&self, step: ApplicationStep) -> anyhow::Result<()> {
        use ApplicationStep::{Final, Granted};
        let options = [
            ("--outcome", !self.outcome.is_empty(), Final),
            ("--provision", !self.provision.is_empty(), Final),
            ("--units", self.units.is_some(), Granted),
            ("--from", self.from.is_some(), Granted),
            ("--to", self.to.is_some(), Granted),
        ];
        match options.into_iter().find(|(_, typed, of)| *typed && *of != step) {
            None => Ok(()),
            Some((option, _, of)) => Err(Failure::usage(
                format!("{option} is for `{}`, and this is `{}`", of.as_str(), step.as_str()),
                "leave out the option, or correct the step",
            )),
        }
    }

    /// The application that the step belongs to: the open one, or otherwise the last. If a kind was named, or only one kind has
    /// such a step, the other kind does not count. Without either, two open applications are refused.
    fn application_meant(&self, record: &Record, step: ApplicationStep) -> anyhow::Result<usize> {
        let of_both = matches!(step, ApplicationStep::Refused | ApplicationStep::Withdrawn);
        let by_step = if step == ApplicationStep::Granted { ApplicationFor::Sspp } else { ApplicationFor::Ehcp };
        let what = self.applied_for.or((!of_both).then_some(by_step));
        let all: Vec<(usize, bool)> = record
            .applications
            .iter()
            .enumerate()
            .filter(|(_, application)| what.is_none_or(|what| application.applied_for == what))
            .map(|(index, application)| (index, application.is_open()))
            .collect();
        let open: Vec<usize> = all.iter().filter(|(_, is_open)| *is_open).map(|(index, _)| *index).collect();
        match (open.as_slice(), all.last()) {
            ([.., _, _], _) if what.is_none() => Err(Failure::usage(
                format!("{} has more than one open application", record.id()),
                "name one: `--for EHCP` or `--for SSPP`",
            )),
            ([.., last], _) | ([], Some((last, _))) => Ok(*last),
            ([], None) => {
                let what = what.unwrap_or(ApplicationFor::Ehcp);
                Err(Failure::usage(
                    format!("{} has no application for {}", record.id(), application_in_words(what)),
                    format!("record it first: `send apply {} --for {} --sent DATE`", record.id(), what.as_str()),
                ))
            }
        }
    }

    /// Adds the plan or the award that an application ends with.
    fn put_award(
        &self,
        record: &mut Record,
        index: usize,
        step: ApplicationStep,
        scene: &Scene<'_>,
    ) -> anyhow::Result<()> {
        let what = record.applications.get(index).map(|application| application.applied_for);
        if what == Some(ApplicationFor::Ehcp) && step == ApplicationStep::Final {
            if let Some((_, plan)) = record.unceased_plan() {
                return Err(Failure::usage(
                    format!("{} already has an EHC plan, in force {}", record.id(), since_in_words(plan.since())),
                    "record an amended plan with `send annual-review`, or end the plan in force with `--ceased DATE`",
                ));
            }
            let plan = EhcPlan {
                final_on: Some(scene.date),
                in_force_on: None,
                authority: None,
                transferred: None,
                transfer_notice: None,
                ceased: None,
                outcomes: texts("--outcome", &self.outcome)?,
                provision: texts("--provision", &self.provision)?,
                reviews: Vec::new(),
            };
            put_in_order(&mut record.ehc_plan, plan, |plan| plan.first_day());
        }
        if what == Some(ApplicationFor::Sspp) && step == ApplicationStep::Granted {
            let award = self.award_typed(record, scene)?;
            refuse_award_at_the_same_time(record, award.first_day(), award.to)?;
            put_in_order(&mut record.sspp, award, |award| award.first_day());
        }
        Ok(())
    }

    fn award_typed(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<Sspp> {
        let from = match &self.from {
            Some(typed) => scene.of_the_roll("--from", typed)?,
            None => day_after_the_last_award(record, scene.date),
        };
        let to = self.to.as_ref().map(|typed| scene.planned("--to", typed)).transpose()?;
        if let Some(to) = to.filter(|to| *to < from) {
            return Err(Failure::usage(
                format!("the award ends on {}, before it begins on {}", date(to), date(from)),
                "correct `--to` or `--from`",
            ));
        }
        Ok(Sspp { from: Some(from), in_force_on: None, to, units: self.units, not_renewed: None })
    }
}

/// The first day of an award that was granted on a day: that day or, while an award runs, the day after its last one.
fn day_after_the_last_award(record: &Record, granted: Day) -> Day {
    let ends = record.award_on(granted).and_then(|(_, award)| award.to);
    ends.map_or(granted, |last_day| last_day.plus_days(1))
}

/// The texts that were typed for an option that can be used more than once.
fn texts(option: &str, typed: &[String]) -> anyhow::Result<Vec<Text>> {
    typed.iter().map(|typed| text_typed(option, typed)).collect()
}

/// Ends the plan in force.
fn cease_plan(record: &mut Record, day: Day) -> anyhow::Result<ChangeResult> {
    let id = record.id().to_owned();
    let in_force = record.unceased_plan().map(|(index, _)| index);
    let Some(plan) = in_force.and_then(|index| record.ehc_plan.get_mut(index)) else {
        return Err(Failure::usage(
            format!("{id} has no EHC plan in force"),
            format!("see `send show {id}` for the plans in the record"),
        ));
    };
    if day < plan.first_day() {
        return Err(Failure::usage(
            format!("{} is before {}, when the plan was in force", date(day), date(plan.first_day())),
            "correct the day",
        ));
    }
    plan.ceased = Some(day);
    let told = ChangeResult::done(
        format!("recorded that the EHC plan ceased on {}", date(day)),
        "record the end of the EHC plan",
    );
    Ok(told.and_next(format!("the census code is {} from now on", record.asserted_census().as_str())))
}

fn refuse_step(why: &Untimely, application: &Application, step: ApplicationStep, day: Day, id: &str) -> anyhow::Error {
    let (word, what) = (step.as_str(), application_in_words(application.applied_for));
    let wrong_day = "give the right day with `--date`, or correct the record with `send edit`";
    match why {
        Untimely::NotOfThis => {
            let other = match (application.applied_for, step) {
                (ApplicationFor::Ehcp, _) => "for an EHC plan use `final`; `granted` is for an SSPP",
                (ApplicationFor::Sspp, _) => {
                    "an SSPP is granted, refused or withdrawn; for the other application add `--for EHCP`"
                }
            };
            Failure::usage(format!("`{word}` is not a step of an application for {what}"), other)
        }
        Untimely::NotSent => Failure::usage(
            format!("the application of {id} for {what} has not been sent yet"),
            format!("record that first: `send apply {id} --for {} --sent DATE`", application.applied_for.as_str()),
        ),
        Untimely::BeforeItBegan(began) => Failure::usage(
            format!("{word} on {} is before {}, when the application was received or sent", date(day), date(*began)),
            wrong_day,
        ),
        Untimely::Lacks(needed) => {
            let words: Vec<&str> = needed.iter().map(|step| step.as_str()).collect();
            Failure::usage(
                format!("the step before `{word}` on {} is not recorded", date(day)),
                format!("first record {}, with its own date", list_or(&words)),
            )
        }
        Untimely::Over(end) => Failure::usage(
            format!("the application of {id} for {what} ended with `{}` on {}", end.step.as_str(), date(end.date)),
            format!(
                "start a new one with `send apply {id} --for {}`; for an appeal about an EHC plan, use `send decide {id} appeal`",
                application.applied_for.as_str()
            ),
        ),
        Untimely::Decided(by) => Failure::usage(
            format!("this was already decided on {}: {}", date(by.date), by.step.as_str()),
            "if that is wrong, correct it with `send undo` or `send edit`",
        ),
    }
}

/// Adds the next step, unless the record already shows it.
fn with_next_step(told: ChangeResult, step: ApplicationStep, id: &str) -> ChangeResult {
    match step {
        ApplicationStep::AdviceRequested => {
            told.and_next(format!("next: send the school's advice: `send decide {id} advice-sent`"))
        }
        ApplicationStep::Consulted => {
            told.and_next(format!("next: answer the authority: `send decide {id} consultation-answered`"))
        }
        ApplicationStep::Final => told.and_next("the census code is E from this day").and_next(format!(
            "next: meet the family about the plan, and book its first review: `send annual-review {id} --booked DATE`"
        )),
        ApplicationStep::Granted => told.and_next("the award is in the record, under `sspp`"),
        ApplicationStep::RefusedToAssess | ApplicationStep::Refused => {
            told.and_next("the parents can appeal, but only for a short time: tell them soon")
        }
        ApplicationStep::AgreedToAssess
        | ApplicationStep::AdviceSent
        | ApplicationStep::AgreedToIssue
        | ApplicationStep::Draft
        | ApplicationStep::ConsultationAnswered
        | ApplicationStep::Withdrawn
        | ApplicationStep::MediationCertificate
        | ApplicationStep::Appeal
        | ApplicationStep::AppealOutcome => told,
    }
}
