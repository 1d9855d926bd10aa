//! `send provide`.

use clap::Args;

use super::cycles::{entry_picked, open_plan};
use crate::failure::Failure;
use crate::model::cycle::{Plan, Provision};
use crate::model::day::Day;
use crate::model::money::Pence;
use crate::model::record::Record;
use crate::model::vocabulary::ProvisionKind;
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, name_typed, text_of};

/// The options that describe new provision.
const OF_A_PROVISION: [&str; 10] =
    ["what", "kind", "adult", "group", "minutes", "per_week", "from", "rate", "cost", "entry"];

/// Add provision to the open plan, or end some early
///
/// `--adult` names who runs the provision, and `--by` who records it.
///
/// Example: send provide p014 --what "Colourful Semantics" --kind intervention --adult "teaching assistant" --group 3 --minutes 20 --per-week 4
///
/// Example: send provide p014 --end colourful --to friday
#[derive(Debug, Clone, Args)]
pub(crate) struct ProvideArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// The name of the provision
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// The kind of provision
    #[arg(long, value_name = "KIND", value_parser = word_parser::<ProvisionKind>(), ignore_case = true)]
    kind: Option<ProvisionKind>,
    /// The adult who runs it
    #[arg(long, value_name = "WHO")]
    adult: Option<String>,
    /// Number of pupils in the group
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    group: Option<u16>,
    /// Minutes in each session
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    minutes: Option<u16>,
    /// Number of sessions a week
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    per_week: Option<u16>,
    /// First day; can be in the future
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// Last day; can be in the future
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    to: Option<String>,
    /// Cost an hour in pounds, if it is not the rate in the policy
    #[arg(long, value_name = "POUNDS", value_parser = pounds_typed)]
    rate: Option<Pence>,
    /// One-off cost in pounds, for something bought
    #[arg(long, value_name = "POUNDS", value_parser = pounds_typed)]
    cost: Option<Pence>,
    /// The pupil's measure at the start, such as "12 of 40"
    #[arg(long, value_name = "TEXT")]
    entry: Option<String>,
    /// End this provision early: its number, or part of its name
    #[arg(long, value_name = "PROVISION", conflicts_with_all = OF_A_PROVISION)]
    end: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for ProvideArgs {
    about_one_pupil!();

    fn questions(&self, _: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        if self.end.is_some() {
            return Vec::new();
        }
        let mut questions = Vec::new();
        if self.what.is_none() {
            questions.push(OptionQuestion::needed("--what=", "What is provided?", AnswerKind::Text));
        }
        if self.kind.is_none() {
            questions.push(OptionQuestion::needed("--kind=", "What kind of provision?", one_of::<ProvisionKind>()));
        }
        let options = [
            (self.adult.is_none(), "--adult=", "Which adult runs it?"),
            (self.group.is_none(), "--group=", "How many pupils are in the group?"),
            (self.minutes.is_none(), "--minutes=", "How many minutes is each session?"),
            (self.per_week.is_none(), "--per-week=", "How many sessions are there each week?"),
        ];
        for (_, option, words) in options.into_iter().filter(|(missing, ..)| *missing) {
            questions.push(OptionQuestion::optional(option, words, AnswerKind::Text));
        }
        questions.extend(scene.when(&self.write, "When was this agreed?"));
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if let Some(typed) = &self.end {
            return self.end_provision(typed, record, scene);
        }
        let what = name_typed("--what", self.what.as_deref().unwrap_or_default())?;
        let (from, to) = (
            self.planned_day("--from", self.from.as_ref(), scene)?,
            self.planned_day("--to", self.to.as_ref(), scene)?,
        );
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            let message = format!("the last day, {}, is before the first day, {}", date(to), date(from));
            return Err(Failure::usage(message, "correct `--from` or `--to`"));
        }
        let name = what.as_str().to_owned();
        let provision = Provision {
            what,
            kind: self.kind.unwrap_or(ProvisionKind::Intervention),
            by: text_of("--adult", self.adult.as_ref())?,
            group: self.group,
            minutes: self.minutes,
            per_week: self.per_week,
            from: from.or(Some(scene.date)),
            to,
            rate: self.rate,
            cost: self.cost,
            entry: text_of("--entry", self.entry.as_ref())?,
            exit: None,
            sessions_given: None,
            impact: None,
        };
        let id = record.id().to_owned();
        let plan = open_plan(record)?;
        refuse_before(plan, scene)?;
        plan.provisions.push(provision);
        let done = format!("recorded {name} in the plan of {}", date(plan.date));
        let next = match plan.shared {
            None => format!("give the parents a copy of the plan: `send plan {id} --shared DATE`"),
            Some(_) => format!("tell the parents about the change: `send contact {id} notice --about provision`"),
        };
        Ok(ChangeResult::done(done, "record provision").and_next(next))
    }
}

impl ProvideArgs {
    fn planned_day(&self, option: &str, typed: Option<&String>, scene: &Scene<'_>) -> anyhow::Result<Option<Day>> {
        typed.map(|typed| scene.planned(option, typed)).transpose()
    }

    fn end_provision(&self, typed: &str, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let day = self.planned_day("--to", self.to.as_ref(), scene)?.unwrap_or(scene.date);
        let plan = open_plan(record)?;
        refuse_before(plan, scene)?;
        let names: Vec<&str> = plan.provisions.iter().map(|provision| provision.what.as_str()).collect();
        let at = entry_picked("--end", typed, &names)?;
        let Some(provision) = plan.provisions.get_mut(at) else {
            return Err(Failure::usage(
                "the plan has no such provision",
                "see `send show` for the provision of the plan",
            ));
        };
        if let Some(ends) = provision.to.filter(|ends| *ends <= day) {
            return Err(Failure::usage(
                format!("{} already ends on {}", provision.what.as_str(), date(ends)),
                "give an earlier last day with `--to`, or correct a wrong one with `send edit`",
            ));
        }
        if let Some(from) = provision.from.filter(|from| *from > day) {
            let message = format!("it begins on {}, after the last day given, {}", date(from), date(day));
            return Err(Failure::usage(message, "give the right last day with `--to`"));
        }
        provision.to = Some(day);
        let done = format!("recorded {} as the last day of {}", date(day), provision.what.as_str());
        Ok(ChangeResult::done(done, "end provision"))
    }
}

/// Refuses provision that is dated before the plan it belongs to.
fn refuse_before(plan: &Plan, scene: &Scene<'_>) -> anyhow::Result<()> {
    if plan.date <= scene.date {
        return Ok(());
    }
    Err(Failure::usage(
        format!("the plan is dated {}, after the day given, {}", date(plan.date), date(scene.date)),
        "give the right day with `--date`",
    ))
}

fn pounds_typed(typed: &str) -> Result<Pence, String> {
    Pence::parse_pounds(typed.trim_start_matches('\u{a3}')).ok_or_else(|| "write pounds, such as 14.50".to_owned())
}
