//! `send leave`.

mod class;

use clap::Args;

use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{OnRoll, Record};
use crate::model::vocabulary::RecordsNotSent;
use crate::session::word::word_parser;
use crate::session::{CommandOutcome, Context};
use crate::words::date;
use crate::writing::arrival::{ArrivalArgs, end_spell_of_earlier_stay};
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::brought::BroughtArgs;
use crate::writing::chosen_pupils::Whose;
use crate::writing::{self, ChangeResult, Scene, Verb, WriteArgs, text_of};

/// How many days ahead a last day may be: up to the end of the next school year.
const DAYS_AHEAD: i64 = 400;

/// Record that a pupil leaves or comes back, and that records were sent
///
/// The last day can be in the future: a date without a year is the nearest one, before or after today. Records must go to the
/// new school within 15 school days of the last day (policy 14). Record that later with `--records-sent`. If none are sent, give the
/// reason with `--records-not-sent`: `no-new-school` if no school is known, `authority-decides` for an adoption, for example. If the
/// new school has the same year groups, as after Year 2 another primary school has, add `--same-phase`. If a pupil comes back, give
/// the first day with `--came-back`. If the pupil had SEN support or a plan at the school in between, add `--arrived-from`
/// and `--arrived-with`, as for `send new`.
///
/// Example: send leave p014 --date 17/7 --to-school "Oakwood Secondary"
///
/// With `--class`, all pupils of a class leave in one step. The command lists them first, and asks who goes to another school;
/// in a script, name these with `--except`. One commit saves all of them, and `send undo` takes it back as one.
///
/// Example: send leave p014 --records-sent 20/7
///
/// Example: send leave --class 6A --date 20/7 --to-school "Oak Secondary" --except p020="Hill School"
///
/// Example: send leave p014 --came-back 5/1 --arrived-from "Far Primary" --arrived-with K --notified 5/1
#[derive(Debug, Clone, Args)]
pub(crate) struct LeaveArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL", required_unless_present = "class")]
    pupil: Option<String>,
    /// All pupils on roll in this class on the last day; can be used more than once
    #[arg(long, value_name = "CLASS", conflicts_with_all = ["pupil", "same_phase", "records_sent", "records_not_sent", "came_back"])]
    class: Vec<String>,
    /// With `--class`: a pupil who goes to another school, or without `=SCHOOL` one who stays; can be used more than once
    #[arg(long, value_name = "PUPIL=SCHOOL", requires = "class")]
    except: Vec<String>,
    /// With `--class`: record all of them without asking
    #[arg(long, requires = "class")]
    yes: bool,
    /// School that the pupil goes to
    #[arg(long, value_name = "SCHOOL")]
    to_school: Option<String>,
    /// The pupil stays in the same phase at that school
    #[arg(long)]
    same_phase: bool,
    /// Day the records were sent
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    records_sent: Option<String>,
    /// Why no records are sent
    #[arg(long, value_name = "REASON", value_parser = word_parser::<RecordsNotSent>(), ignore_case = true)]
    records_not_sent: Option<RecordsNotSent>,
    /// First day back of a pupil who had left
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with_all = ["to_school", "same_phase", "records_sent", "records_not_sent", "date"])]
    came_back: Option<String>,
    #[command(flatten)]
    arrival: ArrivalArgs,
    #[command(flatten)]
    brought: BroughtArgs,
    #[command(flatten)]
    write: WriteArgs,
}

/// Records that a pupil, or a whole class, leaves.
pub(crate) fn run(args: &LeaveArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if args.class.is_empty() { writing::run(args, context) } else { class::leave(args, context) }
}

impl Verb for LeaveArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    // The last day can be in the future, so it is read here and not as the day of the command.
    fn dated(&self) -> WriteArgs {
        WriteArgs { date: None, ..self.write.clone() }
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::One(self.pupil.as_deref().unwrap_or_default())
    }

    fn questions(&self, record: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        if self.came_back.is_some() {
            return self.arrival.questions(&self.brought, record.unceased_plan().is_some());
        }
        let leaves = record.on_roll.last().is_some_and(|spell| spell.to.is_none());
        if !leaves || self.write.date.is_some() {
            return Vec::new();
        }
        let mut questions = vec![OptionQuestion::needed(
            "--date=",
            "What is the last day on roll?",
            AnswerKind::Day(DateDirection::Past),
        )];
        if self.to_school.is_none() {
            questions.push(OptionQuestion::optional(
                "--to-school=",
                "Which school is the pupil going to?",
                AnswerKind::Text,
            ));
        }
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        if let Some(typed) = &self.came_back {
            let first = scene.of_the_roll("--came-back", typed)?;
            let told = come_back(record, first, scene.opened.today)?;
            return self.with_arrival(told, record, first, scene);
        }
        if let Some(option) = self.arrival.option().or_else(|| self.brought.option()) {
            return Err(Failure::usage(
                format!("`{option}` is about a pupil who comes back"),
                "add the first day back with `--came-back DATE`, or leave the option out",
            ));
        }
        let id = record.id().to_owned();
        let Some(spell) = record.on_roll.last_mut() else {
            return Err(Failure::usage(
                format!("{id} was never on roll"),
                format!("correct that with `send edit {id}`"),
            ));
        };
        let told = match (spell.to, &self.write.date) {
            (None, Some(typed)) => self.end_spell(spell, scene.of_the_roll("--date", typed)?, scene, &id)?,
            (None, None) => {
                return Err(Failure::usage("the last day is missing", "give it with `--date`"));
            }
            (Some(left), Some(_)) => {
                return Err(Failure::usage(
                    format!("{id} has already left: the last day is {}", date(left)),
                    format!(
                        "if that day is wrong, correct it with `send edit {id}`; if the pupil came back, use `--came-back DATE`"
                    ),
                ));
            }
            (Some(_), None) => ChangeResult::done("", ""),
        };
        self.complete_leaving(spell, told, scene, &id)
    }
}

impl LeaveArgs {
    fn end_spell(&self, spell: &mut OnRoll, last: Day, scene: &Scene<'_>, id: &str) -> anyhow::Result<ChangeResult> {
        if last < spell.first_day() {
            return Err(Failure::usage(
                format!("{} is before the first day on roll, {}", date(last), date(spell.first_day())),
                "correct the day",
            ));
        }
        refuse_far_ahead(last, scene)?;
        spell.to = Some(last);
        let told = ChangeResult::done(
            format!("recorded {} as the last day on roll", date(last)),
            "record the last day on roll",
        );
        Ok(if self.records_sent.is_none() && self.records_not_sent.is_none() {
            told.and_next(format!(
                "next: send the records to the new school, then record it: `send leave {id} --records-sent DATE`"
            ))
        } else {
            told
        })
    }

    /// Adds what a pupil came back with, if it was typed.
    fn with_arrival(
        &self,
        told: ChangeResult,
        record: &mut Record,
        first: Day,
        scene: &Scene<'_>,
    ) -> anyhow::Result<ChangeResult> {
        if self.arrival.option().is_none() && self.brought.option().is_none() {
            return Ok(told);
        }
        let mut next = self.arrival.put_into(&self.brought, record, (first, true), scene)?;
        next.push(next_class(record.id()));
        Ok(ChangeResult { next, ..told })
    }

    /// Records where the pupil went and that the records were sent, now or later.
    fn complete_leaving(
        &self,
        spell: &mut OnRoll,
        told: ChangeResult,
        scene: &Scene<'_>,
        id: &str,
    ) -> anyhow::Result<ChangeResult> {
        let mut did: Vec<String> = Some(told.did).filter(|did| !did.is_empty()).into_iter().collect();
        if let Some(school) = text_of("--to-school", self.to_school.as_ref())? {
            did.push("the school that the pupil goes to".to_owned());
            spell.to_school = Some(school);
        }
        if self.same_phase {
            did.push("that the pupil stays in the same phase".to_owned());
            spell.same_phase = Some(true);
        }
        if let Some(typed) = &self.records_sent {
            let sent = scene.happened("--records-sent", typed)?;
            if let Some(known) = spell.records_sent.filter(|known| *known != sent) {
                return Err(Failure::usage(
                    format!("the records of {id} were already sent on {}", date(known)),
                    format!("if that day is wrong, correct it with `send edit {id}`"),
                ));
            }
            spell.records_sent = Some(sent);
            did.push(format!("the records as sent on {}", date(sent)));
        }
        if let Some(why) = self.records_not_sent {
            refuse_sent(spell, id)?;
            did.push(format!("that no records are sent: {}", why.as_str()));
            spell.records_not_sent = Some(why);
        }
        if did.is_empty() {
            let left = spell.to.map(date).unwrap_or_default();
            return Err(Failure::usage(
                format!("{id} has already left: the last day is {left}"),
                "say what to add: `--records-sent DATE`, `--records-not-sent REASON` or `--to-school NAME`",
            ));
        }
        let subject = if told.subject.is_empty() { "complete the leaving".to_owned() } else { told.subject };
        let did = did.join(", and ");
        let did = if did.starts_with("recorded") { did } else { format!("recorded {did}") };
        Ok(ChangeResult { did, subject, ..told })
    }
}

/// Refuses a last day that is so far ahead that its year was probably mistyped.
fn refuse_far_ahead(last: Day, scene: &Scene<'_>) -> anyhow::Result<()> {
    if last.days_since(scene.opened.today) <= DAYS_AHEAD {
        return Ok(());
    }
    Err(Failure::usage(
        format!("{} is more than {DAYS_AHEAD} days ahead", date(last)),
        "give the year too, or record it nearer the time",
    ))
}

/// Refuses to say that no records are sent if they were sent.
fn refuse_sent(spell: &OnRoll, id: &str) -> anyhow::Result<()> {
    spell.records_sent.map_or(Ok(()), |sent| {
        Err(Failure::usage(
            format!("the records of {id} were sent on {}", date(sent)),
            format!("leave out `--records-not-sent`; if that day is wrong, correct it with `send edit {id}`"),
        ))
    })
}

/// Opens a new period on roll.
fn come_back(record: &mut Record, first: Day, today: Day) -> anyhow::Result<ChangeResult> {
    let id = record.id().to_owned();
    let left = record.on_roll.last().and_then(|spell| spell.to);
    let Some(left) = left.or_else(|| record.on_roll.is_empty().then_some(first.minus_days(1))) else {
        return Err(Failure::usage(
            format!("{id} has not left"),
            format!("record the last day first: `send leave {id} --date DATE`"),
        ));
    };
    if first <= left {
        return Err(Failure::usage(
            format!("{} is not after the last day on roll, {}", date(first), date(left)),
            "correct the day",
        ));
    }
    // An arrival without a day belongs to the latest time on roll, which becomes the new one.
    let joined = record.on_roll.last().map(OnRoll::first_day);
    record.arrived.date_the_undated(joined);
    record.on_roll.push(OnRoll {
        from: Some(first),
        in_force_on: None,
        to: None,
        to_school: None,
        same_phase: None,
        records_sent: None,
        records_not_sent: None,
    });
    let off_register = Some(first).filter(|_| left <= today).and_then(|back| end_spell_of_earlier_stay(record, back));
    Ok(return_told(&id, first, off_register))
}

/// What is said about a return; `off_register` is the last day of a period on the register that ended with the gap.
fn return_told(id: &str, first: Day, off_register: Option<Day>) -> ChangeResult {
    let ended =
        off_register.map_or_else(String::new, |last| format!(", and {} as the last day on the register", date(last)));
    let done = format!("recorded the return on {}{ended}", date(first));
    let told = ChangeResult::done(done, "record the return")
        .and_next(next_class(id))
        .and_next(format!(
            "next: record where the pupil was and with which support: `send add arrival {id} --date {first} --from SCHOOL --with ...`"
        ));
    if off_register.is_none() {
        return told;
    }
    told.and_next(format!(
        "next: if SEN support goes on, tell the parents again, and put the pupil on the register: `send place {id} --notified DATE`"
    ))
}

fn next_class(id: &str) -> String {
    format!("next: record the class: `send set {id} class=... --date DATE`")
}
