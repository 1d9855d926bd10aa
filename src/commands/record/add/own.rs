//! What holds for one kind of entry only: what is refused, what is filled in, and the next step.

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::model::arrivals::Arrived;
use crate::model::day::Day;
use crate::model::record::{Record, Transition};
use crate::model::vocabulary::{ApplicationFor, ArrivedWith, DisagreementLevel};
use crate::words::date;
use crate::writing::Scene;
use crate::writing::awards::refuse_award_at_the_same_time;

/// The parts of a kind that its shape does not say.
#[derive(Debug, Clone, Copy)]
pub(super) struct KindRules {
    /// Completes or refuses what was typed, before it is compared with the entries.
    pub(super) prepare: fn(&mut Map<String, Value>, &Record, &Scene<'_>) -> anyhow::Result<()>,
    /// Completes a new entry, or refuses one that may not be added.
    pub(super) begin: fn(&mut EntryToAdd<'_>) -> anyhow::Result<()>,
    /// Refuses a change, once it is made.
    pub(super) check: fn(&Record, usize) -> anyhow::Result<()>,
    /// The next steps after the change, a sentence each.
    pub(super) next: fn(&Record, usize) -> Vec<String>,
}

/// An entry that is about to be added.
#[derive(Debug)]
pub(super) struct EntryToAdd<'r> {
    /// The record before.
    pub(super) record: &'r Record,
    /// The entry.
    pub(super) entry: &'r mut Map<String, Value>,
    /// The entries that are there.
    pub(super) others: &'r mut [Value],
}

impl EntryToAdd<'_> {
    fn day_at(&self, key: &str) -> Option<Day> {
        self.entry.get(key)?.as_str().and_then(Day::parse)
    }
}

/// A kind about which its shape says everything.
pub(super) const NONE: KindRules =
    KindRules { prepare: |_, _, _| Ok(()), begin: |_| Ok(()), check: |_, _| Ok(()), next: |_, _| Vec::new() };

/// A path starts at the top of the folder and has `/` on every computer. A file that is not there yet is reported after saving
/// (`document-missing`).
pub(super) fn prepare_document(typed: &mut Map<String, Value>, _: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
    let Some(Value::String(path)) = typed.get_mut("path") else { return Ok(()) };
    let root = scene.opened.folder.root().to_string_lossy().replace('\\', "/");
    let with_slashes = path.replace('\\', "/");
    let inside = with_slashes.strip_prefix(&format!("{}/", root.trim_end_matches('/'))).unwrap_or(&with_slashes);
    let inside = inside.trim_start_matches("./");
    let leads_out = inside.split('/').any(|part| part.is_empty() || matches!(part, "." | "..") || part.contains(':'));
    if leads_out {
        return Err(Failure::usage(
            format!("--path: `{path}` does not lead to a file in the records folder"),
            "put the file there, and give its path from the top of the folder, such as documents/p014/report.pdf",
        ));
    }
    *path = inside.to_owned();
    Ok(())
}

/// The authority's advice is due by the next school day (policy 19).
pub(super) fn next_of_disagreement(record: &Record, at: usize) -> Vec<String> {
    let Some(one) = record.disagreements.get(at) else { return Vec::new() };
    let waits = one.level != DisagreementLevel::Informal && one.authority_contacted.is_none() && one.resolved.is_none();
    let advice = format!(
        "next: ask the authority for advice by the next school day, and record it: `send add disagreement {} \
         --authority-contacted DATE`",
        record.id()
    );
    waits.then_some(advice).into_iter().collect()
}

/// The steps that a transition still lacks.
pub(super) fn next_of_transition(record: &Record, at: usize) -> Vec<String> {
    let Some(one) = record.transitions.get(at) else { return Vec::new() };
    next_step_of_move(one)
        .map(|(what, option)| format!("next: {what}: `send add transition {} {option} DATE`", record.id()))
        .into_iter()
        .collect()
}

fn next_step_of_move(one: &Transition) -> Option<(&'static str, &'static str)> {
    match one {
        Transition { done: Some(_), .. } => None,
        Transition { sharing_agreed: None, .. } => {
            Some(("agree with the parents what information is shared", "--sharing-agreed"))
        }
        Transition { spoke_to_senco: None, .. } => Some(("speak to the new school's SENCO", "--spoke-to-senco")),
        _ => Some(("when the move is complete, record it", "--done")),
    }
}

/// An award that the school applied for is recorded with the authority's answer. Two awards are never in force on one day.
pub(super) fn begin_award(new: &mut EntryToAdd<'_>) -> anyhow::Result<()> {
    let id = new.record.id();
    let (from, to) = (new.day_at("from").or(new.day_at("in_force_on")).unwrap_or(Day::LAST), new.day_at("to"));
    let applied = new.record.applications.iter().find(|one| one.applied_for == ApplicationFor::Sspp && one.is_open());
    if applied.is_some_and(|one| one.began_on().is_none_or(|began| began <= from)) {
        return Err(Failure::usage(
            format!("{id} has an open application for an SSPP, so the award is its answer"),
            format!(
                "record it there: `send decide {id} granted --date DATE`; an award of before has an earlier first day"
            ),
        ));
    }
    refuse_award_at_the_same_time(new.record, from, to)
}

/// A decision to let an award end has a person.
pub(super) fn prepare_award(typed: &mut Map<String, Value>, _: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
    put_person("not_renewed", typed, scene);
    Ok(())
}

/// Such a decision has a reason, and comes while the award runs or after it.
pub(super) fn check_award(record: &Record, at: usize) -> anyhow::Result<()> {
    let Some((award, decided)) = record.sspp.get(at).and_then(|award| Some((award, award.not_renewed.as_ref()?)))
    else {
        return Ok(());
    };
    if decided.because.is_none() {
        return Err(Failure::usage(
            "the reason for letting the award end is missing",
            "add `--because` with the reason, such as `--because \"reads with the class; agreed with the parents\"`",
        ));
    }
    if decided.date < award.first_day() {
        return Err(Failure::usage(
            format!("{} is before the award, from {}", date(decided.date), date(award.first_day())),
            "correct `--not-renewed`; if another award is meant, name it with `--from`",
        ));
    }
    Ok(())
}

/// An award without a place on the register is not enough.
pub(super) fn next_of_award(record: &Record, at: usize) -> Vec<String> {
    let is_new = record.sspp.get(at).is_some_and(|award| award.to.is_none_or(|to| to >= award.first_day()));
    let is_placed = record.register.iter().any(|spell| spell.to.is_none()) || record.unceased_plan().is_some();
    let id = record.id();
    let next = format!("next: tell the parents, then put the pupil on the register: `send place {id} --notified DATE`");
    (is_new && !is_placed).then_some(next).into_iter().collect()
}

/// A plan in force is never followed by a second one, and one that follows an application is recorded with its step.
pub(super) fn begin_plan(new: &mut EntryToAdd<'_>) -> anyhow::Result<()> {
    let id = new.record.id();
    if new.entry.contains_key("ceased") {
        return Ok(());
    }
    if let Some((_, plan)) = new.record.unceased_plan() {
        return Err(Failure::usage(
            format!("{id} already has an EHC plan, in force since {}", date(plan.first_day())),
            format!(
                "to complete it, leave out its day: `send add ehc-plan {id} --transferred DATE`; record an amended plan with \
                 `send annual-review {id}`, or the end of the plan with `send decide {id} --ceased DATE`"
            ),
        ));
    }
    let is_elsewhere = new.entry.contains_key("authority");
    let applied = new.record.applications.iter().find(|one| one.applied_for == ApplicationFor::Ehcp && one.is_open());
    match applied.filter(|_| !is_elsewhere) {
        None => Ok(()),
        Some(_) => Err(Failure::usage(
            format!("{id} has an open application for an EHC plan, so the plan is its answer"),
            format!(
                "record it there: `send decide {id} final --date DATE`; for a plan of another authority, add `--authority NAME`"
            ),
        )),
    }
}

/// What a plan of before still needs.
pub(super) fn next_of_plan(record: &Record, at: usize) -> Vec<String> {
    let Some(plan) = record.ehc_plan.get(at).filter(|plan| plan.ceased.is_none()) else { return Vec::new() };
    let id = record.id();
    let mut next = Vec::new();
    if plan.final_on.is_none() {
        next.push(format!(
            "next: add the day of the final plan when you know it: `send add ehc-plan {id} --final DATE`"
        ));
    }
    if record.register.iter().all(|spell| spell.to.is_some()) {
        next.push(format!("next: put the pupil on the register: `send place {id}`"));
    }
    if plan.reviews.is_empty() {
        next.push(format!("next: book the annual review: `send annual-review {id} --booked DATE`"));
    }
    next
}

/// Gives a decision that is typed with its day the person who records it, if no other is named.
fn put_person(key: &str, typed: &mut Map<String, Value>, scene: &Scene<'_>) {
    if let Some(decided) = typed.get_mut(key).and_then(Value::as_object_mut)
        && let Some(by) = scene.by().filter(|_| decided.contains_key("date"))
    {
        decided.entry("by").or_insert_with(|| Value::String(by.as_str().to_owned()));
    }
}

/// A decision that support does not go on has a person. A second arrival belongs to the latest time on roll.
pub(super) fn prepare_arrival(
    typed: &mut Map<String, Value>,
    record: &Record,
    scene: &Scene<'_>,
) -> anyhow::Result<()> {
    put_person("decided", typed, scene);
    let is_whole = ["from", "with"].iter().all(|key| typed.contains_key(*key));
    if let Some(latest) = record.on_roll.last().filter(|_| is_whole && record.on_roll.len() > 1) {
        typed.entry("date").or_insert_with(|| Value::String(latest.first_day().to_string()));
    }
    Ok(())
}

/// A time on roll begins with one arrival. An earlier arrival without a day gets its own, so that it stays with its own time.
pub(super) fn begin_arrival(new: &mut EntryToAdd<'_>) -> anyhow::Result<()> {
    let (id, record) = (new.record.id(), new.record);
    let day = new.day_at("date");
    let spell = match day {
        Some(day) => record.spell_on_roll_on(day).ok_or_else(|| not_on_roll(record, day))?,
        None => record.on_roll.last().ok_or_else(|| not_on_roll(record, Day::LAST))?,
    };
    for other in new.others.iter_mut().filter_map(Value::as_object_mut).filter(|other| !other.contains_key("date")) {
        let its_own = match record.on_roll.as_slice() {
            [only] => only,
            [one, two] => {
                if two == spell {
                    one
                } else {
                    two
                }
            }
            _ => return Err(unsure_arrival(record)),
        };
        other.insert("date".to_owned(), Value::String(its_own.first_day().to_string()));
    }
    let is_of_spell = |day: Day| spell.first_day() <= day && spell.to.is_none_or(|to| day <= to);
    let days = new.others.iter().filter_map(|other| other.get("date")?.as_str().and_then(Day::parse));
    if days.into_iter().any(is_of_spell) {
        return Err(Failure::usage(
            format!("{id} already has an arrival for the time on roll from {}", date(spell.first_day())),
            format!("to complete it, give only what is new; if it is wrong, correct it with `send edit {id}`"),
        ));
    }
    Ok(())
}

fn not_on_roll(record: &Record, day: Day) -> anyhow::Error {
    let id = record.id();
    Failure::usage(
        format!("{id} was not on roll on {}", date(day)),
        format!("give a day on roll with `--date`; record a return first: `send leave {id} --came-back DATE`"),
    )
}

/// The failure if it is not certain which time on roll an arrival without a day belongs to.
fn unsure_arrival(record: &Record) -> anyhow::Error {
    let id = record.id();
    Failure::usage(
        format!("{id} already has an arrival without a day, and it is not certain which time on roll it belongs to"),
        format!("to complete it, give only what is new; otherwise give it its `date` first: `send edit {id}`"),
    )
}

/// Papers come after they were asked for, and an EHC plan goes on in every school.
pub(super) fn check_arrival(record: &Record, at: usize) -> anyhow::Result<()> {
    let (id, Some(one)) = (record.id(), record.arrived.as_slice().get(at)) else { return Ok(()) };
    if let (Some(requested), Some(received)) = (one.information_requested, one.information_received)
        && received < requested
    {
        return Err(Failure::usage(
            format!("the records arrived on {}, before they were requested on {}", date(received), date(requested)),
            "check both dates, and correct the wrong one",
        ));
    }
    if one.decided.is_some() && one.with == ArrivedWith::Ehcp {
        return Err(Failure::usage(
            format!("{id} arrived with an EHC plan, which goes on until the authority ends it"),
            format!("record the plan with `send add ehc-plan {id}`, and its end with `send decide {id} --ceased DATE`"),
        ));
    }
    Ok(())
}

/// Support that came with the pupil must go on here, or be decided against.
pub(super) fn next_of_arrival(record: &Record, at: usize) -> Vec<String> {
    let (id, Some(one)) = (record.id(), record.arrived.as_slice().get(at)) else { return Vec::new() };
    let papers = match one {
        Arrived { information_received: Some(_), .. } => None,
        Arrived { information_requested: Some(_), .. } => Some(("when the records arrive", "--information-received")),
        _ => Some(("ask for the records", "--information-requested")),
    };
    let papers = papers.map(|(what, option)| format!("next: {what}, record it: `send add arrival {id} {option} DATE`"));
    support_goes_on(record, one).into_iter().chain(papers).collect()
}

fn support_goes_on(record: &Record, one: &Arrived) -> Option<String> {
    let id = record.id();
    if one.decided.is_some() || record.unceased_plan().is_some() {
        return None;
    }
    let is_placed = record.register.iter().any(|spell| spell.to.is_none());
    match one.with {
        ArrivedWith::Ehcp => {
            Some(format!("next: record the EHC plan: `send add ehc-plan {id} --final DATE --authority NAME`"))
        }
        ArrivedWith::K | ArrivedWith::Sspp if !is_placed => Some(format!(
            "next: tell the parents, then put the pupil on the register: `send place {id} --notified DATE`"
        )),
        ArrivedWith::K | ArrivedWith::Sspp | ArrivedWith::None => None,
    }
}
