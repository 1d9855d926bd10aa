//! `send leave --class`: all pupils of a class leave, in one commit and one step of `undo`.

use std::path::PathBuf;

use super::{LeaveArgs, refuse_far_ahead};
use crate::context::prompt::{self, Choice, Reply};
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::text::Text;
use crate::output::safe_text;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::{count, date, list_or};
use crate::writing::chosen_pupils::asked_once;
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::hold::{finish_first, lock_folder};
use crate::writing::roll_checks::{class_typed, or_usage_failure};
use crate::writing::save::Change;
use crate::writing::together::{OneOfSeveral, judge_each, save_records};
use crate::writing::{ChangeResult, Scene, Verb, telling, text_of, text_typed};

/// The change of each record, as it is in the history.
const SUBJECT: &str = "record the last day on roll";

/// A pupil on roll in one of the classes on the last day.
struct Leaver {
    path: PathBuf,
    record: Record,
    class: Text,
    goes: Going,
}

/// What becomes of a pupil.
#[derive(Clone, PartialEq)]
enum Going {
    /// Leaves for this school, or for one that is not known yet.
    To(Option<Text>),
    /// Stays on roll.
    Stays,
    /// Has a last day on roll already.
    Recorded(Day),
}

/// Records the last day of all pupils of a class.
pub(super) fn leave(args: &LeaveArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if let Some(option) = args.arrival.option().or_else(|| args.brought.option()) {
        return Err(Failure::usage(
            format!("`{option}` is about a pupil who comes back"),
            "leave it out, or name the pupil with `--came-back DATE`",
        ));
    }
    let opened = context.open()?;
    if !args.write.dry_run {
        finish_first(&opened, context)?;
    }
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    let scene = Scene::new(&args.dated(), &opened, context)?;
    let Some(typed) = &args.write.date else {
        return Err(Failure::usage("the last day is missing", "give it with `--date`"));
    };
    let last = scene.of_the_roll("--date", typed)?;
    refuse_far_ahead(last, &scene)?;
    let mut leavers = pupils_of(args, last, &opened)?;
    let to = text_of("--to-school", args.to_school.as_ref())?;
    settle(&mut leavers, to.as_ref());
    for (path, goes) in exceptions(args, &leavers, last, &opened)? {
        leavers.iter_mut().filter(|leaver| leaver.path == path).for_each(|leaver| leaver.goes = goes.clone());
    }
    if context.environment.asks && !args.yes && !args.write.dry_run && args.except.is_empty() {
        ask_who_differs(&mut leavers, context)?;
    }
    preview(&leavers, last, context)?;
    let leaving: Vec<&Leaver> = leavers.iter().filter(|leaver| matches!(leaver.goes, Going::To(_))).collect();
    let verbs: Vec<LeaveArgs> = leaving.iter().map(|leaver| of_one(args, leaver)).collect();
    for (verb, leaver) in verbs.iter().zip(&leaving) {
        verb.change(&mut leaver.record.clone(), &scene)?;
    }
    if leaving.is_empty() || args.write.dry_run || !asked_once(leaving.len(), args.yes, context)? {
        telling::say_line(context, "nothing was saved")?;
        return Ok(CommandOutcome::Done);
    }
    save(&leaving, &verbs, &scene, context)
}

/// Saves them together. If someone has changed a record meanwhile so that it cannot be saved, that is reported, and the others go on.
fn save(
    leaving: &[&Leaver],
    verbs: &[LeaveArgs],
    scene: &Scene<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let held = lock_folder(scene, context)?;
    let changes: Vec<_> = verbs
        .iter()
        .map(|verb| {
            // What to do next is the same for all, and is said once.
            move |record: &mut Record| Ok(ChangeResult { next: Vec::new(), ..verb.change(record, scene)? })
        })
        .collect();
    let changes: Vec<OneOfSeveral<'_>> =
        leaving.iter().zip(&changes).map(|(leaver, change)| (leaver.path.as_path(), change as Change<'_>)).collect();
    let (told, records) = judge_each(&changes, scene, context)?;
    let saved = save_records(&held, &records, SUBJECT, scene, context)?;
    telling::say_line(
        context,
        "next: send the records to the new schools, then record it for each pupil: `send leave PUPIL --records-sent DATE`",
    )?;
    Ok(told.worse(saved))
}

/// The command for one of them.
fn of_one(args: &LeaveArgs, leaver: &Leaver) -> LeaveArgs {
    let to_school = match &leaver.goes {
        Going::To(Some(school)) => Some(school.as_str().to_owned()),
        Going::To(None) | Going::Stays | Going::Recorded(_) => None,
    };
    let pupil = Some(leaver.record.id().to_owned());
    LeaveArgs { pupil, to_school, class: Vec::new(), except: Vec::new(), ..args.clone() }
}

/// All pupils who are on roll in one of the classes on the last day. A class without any is refused: the day or the class is wrong.
fn pupils_of(args: &LeaveArgs, last: Day, opened: &Opened) -> anyhow::Result<Vec<Leaver>> {
    let classes = args
        .class
        .iter()
        .map(|typed| or_usage_failure(class_typed(typed, &opened.school)))
        .collect::<anyhow::Result<Vec<Text>>>()?;
    let folded = opened.fold(|pupil| {
        let record = pupil.record;
        let class = record.class_on(last).filter(|class| classes.contains(class))?.clone();
        let is_here = record.is_on_roll_on(last);
        is_here.then(|| Leaver { path: opened.folder.root().join(&pupil.file), record, class, goes: Going::Stays })
    });
    if !folded.unreadable.is_empty() {
        return Err(Failure::unsaved_because_of_others(folded.unreadable).into());
    }
    let leavers: Vec<Leaver> = folded.kept.into_iter().flatten().collect();
    match classes.iter().find(|class| !leavers.iter().any(|leaver| leaver.class == **class)) {
        None => Ok(leavers),
        Some(empty) => Err(Failure::usage(
            format!("no pupil is on roll in {} on {}", empty.as_str(), date(last)),
            format!("check the day and the class: `send register --all --class {}`", empty.as_str()),
        )),
    }
}

/// Says of each where the pupil goes unless something else is said: to the school that was typed, if no last day is recorded.
fn settle(leavers: &mut [Leaver], to: Option<&Text>) {
    for leaver in leavers {
        let recorded = leaver.record.on_roll.last().and_then(|spell| spell.to);
        leaver.goes = recorded.map_or_else(|| Going::To(to.cloned()), Going::Recorded);
    }
}

/// What `--except` says of single pupils.
fn exceptions(
    args: &LeaveArgs,
    leavers: &[Leaver],
    last: Day,
    opened: &Opened,
) -> anyhow::Result<Vec<(PathBuf, Going)>> {
    let mut all: Vec<(PathBuf, Going)> = Vec::new();
    for typed in &args.except {
        let (pupil, school) = typed.split_once('=').unwrap_or((typed, ""));
        let path = opened.path_of(pupil.trim())?;
        let Some(leaver) = leavers.iter().find(|leaver| leaver.path == path) else {
            let classes: Vec<&str> = args.class.iter().map(String::as_str).collect();
            return Err(Failure::usage(
                format!("--except: {pupil} is not on roll in {} on {}", list_or(&classes), date(last)),
                "name a pupil of the class, or leave it out",
            ));
        };
        if let Going::Recorded(day) = leaver.goes {
            let id = leaver.record.id();
            return Err(Failure::usage(
                format!("--except: {id} has already left: the last day is {}", date(day)),
                format!("leave it out; add the school with `send leave {id} --to-school NAME`"),
            ));
        }
        if all.iter().any(|(other, _)| *other == path) {
            return Err(Failure::usage(format!("--except: {pupil} is named twice"), "name each pupil once"));
        }
        let goes = if school.trim().is_empty() {
            Going::Stays
        } else {
            Going::To(Some(text_typed("--except", school.trim())?))
        };
        all.push((path, goes));
    }
    Ok(all)
}

/// Asks who goes to another school or stays, and then one question about each.
fn ask_who_differs(leavers: &mut [Leaver], context: &mut Context<'_>) -> anyhow::Result<()> {
    context.out().flush()?;
    let choices = leavers
        .iter()
        .filter(|leaver| matches!(leaver.goes, Going::To(_)))
        .map(|leaver| Choice {
            word: leaver.record.id().to_owned(),
            meaning: safe_text(leaver.record.name.as_str()).to_string(),
        })
        .collect();
    let question = "Who goes to another school, or stays? Enter if nobody does";
    let Ok(Reply::Given(marked)) = prompt::some_of(question, choices, false) else { return Err(stopped()) };
    for leaver in leavers.iter_mut().filter(|leaver| marked.iter().any(|id| id == leaver.record.id())) {
        let question = format!("Which school is {} going to?", safe_text(leaver.record.name.as_str()));
        let help = "leave it empty if the pupil stays at this school";
        let judge = |typed: &str| {
            text_of("--except", Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty()).as_ref())
                .err()
                .map(|why| why.to_string())
        };
        let Ok(Reply::Given(school)) = prompt::ask_text(&question, None, help, &judge) else { return Err(stopped()) };
        let school = school.trim();
        leaver.goes = if school.is_empty() { Going::Stays } else { Going::To(Some(text_typed("--except", school)?)) };
    }
    Ok(())
}

fn stopped() -> anyhow::Error {
    Failure::stopped("stopped: nothing was saved", "run the command again, or name them with `--except PUPIL=SCHOOL`")
}

/// Lists what would be recorded.
fn preview(leavers: &[Leaver], last: Day, context: &mut Context<'_>) -> anyhow::Result<()> {
    for leaver in leavers {
        let goes = match &leaver.goes {
            Going::To(Some(school)) => school.as_str().to_owned(),
            Going::To(None) => "leaves; the new school is not recorded".to_owned(),
            Going::Stays => "stays".to_owned(),
            Going::Recorded(day) => format!("left as it is: the last day is already {}", date(*day)),
        };
        let plan = running_plan(leaver, last);
        telling::say_line(
            context,
            &format!(
                "  {} {}: {} -> {goes}{plan}",
                leaver.record.id(),
                leaver.record.name.as_str(),
                leaver.class.as_str()
            ),
        )?;
    }
    let number = |is: fn(&Going) -> bool| count(leavers.iter().filter(|leaver| is(&leaver.goes)).count(), "pupil");
    let (leaving, staying) = (number(|goes| matches!(goes, Going::To(_))), number(|goes| *goes == Going::Stays));
    telling::say_line(context, &format!("to leave on {}: {leaving}; staying: {staying}", date(last)))
}

/// Names a plan whose review would come after the last day: nobody here would be asked for it.
fn running_plan(leaver: &Leaver, last: Day) -> String {
    if !matches!(leaver.goes, Going::To(_)) {
        return String::new();
    }
    let at_the_end = leaver.record.as_at(last);
    let review = at_the_end.running_plans().filter_map(|(_, plan)| plan.review_by).find(|by| *by > last);
    review.map_or_else(String::new, |by| {
        let (by, help) = (date(by), "review it before, or send it with the records");
        format!("; its plan is to be reviewed by {by}, after the last day: {help}")
    })
}
