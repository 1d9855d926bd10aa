//! The arrival of a pupil who had support before: how it is recorded, and what goes on here (policy 6.1, 14; DESIGN 7.3).
//!
//! An EHC plan is in force whichever school the child attends, so it is written with the arrival. A place on the register is
//! written too where the policy allows it on that day: with a plan, or once the parents have been told. Nothing else is. No
//! application to another authority is invented.

use clap::Args;

use super::asking::{AnswerKind, OptionQuestion, one_of};
use super::brought::{BroughtArgs, happened_if_typed};
use super::opening::FoundSince;
use super::save::keep_header;
use super::{Scene, name_typed, put_in_order};
use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::arrivals::Arrived;
use crate::model::day::Day;
use crate::model::record::{Contact, Record, RegisterSpell};
use crate::model::text::Text;
use crate::model::vocabulary::{ArrivedWith, ContactKind, Stage, Topic, With, Word};
use crate::policy::MoveName;
use crate::rules::Question;
use crate::rules::moves::{MoveDirection, requirements_of};
use crate::session::word::word_parser;
use crate::words::date;

/// The reason that a place on the register gives.
const BECAUSE: &str = "arrived with";

/// Options for the arrival of a pupil who had support before.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Arrived with support")]
pub(crate) struct ArrivalArgs {
    /// Previous setting of a pupil who arrived with SEN identified
    #[arg(long, value_name = "SCHOOL")]
    arrived_from: Option<String>,
    /// Support or plan the pupil arrived with; `none` if only agencies were involved
    #[arg(long, value_name = "WORD", value_parser = word_parser::<ArrivedWith>(), ignore_case = true)]
    arrived_with: Option<ArrivedWith>,
    /// Date the previous setting was asked for its records
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    information_requested: Option<String>,
    /// Date those records arrived
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    information_received: Option<String>,
    /// Date this school told the parents that their child goes on its register
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, hide_short_help = true)]
    notified: Option<String>,
}

impl ArrivalArgs {
    /// The first option about an arrival that was typed.
    pub(crate) fn option(&self) -> Option<&'static str> {
        let typed = [
            ("--arrived-from", self.arrived_from.is_some()),
            ("--arrived-with", self.arrived_with.is_some()),
            ("--information-requested", self.information_requested.is_some()),
            ("--information-received", self.information_received.is_some()),
            ("--notified", self.notified.is_some()),
        ];
        typed.into_iter().find(|(_, is_typed)| *is_typed).map(|(option, _)| option)
    }

    /// The question that begins the others: at a terminal it is asked of every new pupil.
    pub(crate) fn first_question(&self) -> Option<OptionQuestion> {
        let words = "Did the pupil come with SEN support or a plan?";
        let question = OptionQuestion::optional("--arrived-with=", words, one_of::<ArrivedWith>());
        self.option().is_none().then_some(question)
    }

    /// The questions about an arrival, once one is known. `has_plan` says that the record has an EHC plan already.
    pub(crate) fn questions(&self, brought: &BroughtArgs, has_plan: bool) -> Vec<OptionQuestion> {
        if self.option().is_none() {
            return Vec::new();
        }
        let mut questions = Vec::new();
        if self.arrived_from.is_none() {
            let words = "Which school or setting did the pupil come from?";
            questions.push(OptionQuestion::needed("--arrived-from=", words, AnswerKind::Text));
        }
        let Some(with) = self.arrived_with else {
            let words = "What did the pupil come with?";
            questions.push(OptionQuestion::needed("--arrived-with=", words, one_of::<ArrivedWith>()));
            return questions;
        };
        match with {
            ArrivedWith::Ehcp if !has_plan => questions.extend(brought.plan_questions()),
            ArrivedWith::Sspp => questions.extend(brought.award_questions()),
            ArrivedWith::Ehcp | ArrivedWith::K | ArrivedWith::None => {}
        }
        if matches!(with, ArrivedWith::K | ArrivedWith::Sspp) && self.notified.is_none() {
            let words = "When did this school tell the parents that their child goes on its register?";
            questions.push(OptionQuestion::optional("--notified=", words, AnswerKind::Day(DateDirection::Past)));
        }
        questions
    }

    /// Records the arrival of a pupil who joined, or joins, on this day: the last in the record. `dated` says that the record
    /// gives the day, because the pupil was on roll before. Returns the sentences about what comes next.
    ///
    /// # Errors
    /// If an option is missing, does not fit what the pupil came with, or has an impossible day.
    pub(crate) fn put_into(
        &self,
        brought: &BroughtArgs,
        record: &mut Record,
        (joined, dated): (Day, bool),
        scene: &Scene<'_>,
    ) -> anyhow::Result<Vec<String>> {
        let (from, with) = match (&self.arrived_from, self.arrived_with) {
            (Some(from), Some(with)) => (name_typed("--arrived-from", from)?, with),
            (Some(_), None) => return Err(missing("--arrived-with", "add `--arrived-with K`, SSPP, EHCP or none")),
            (None, _) => return Err(missing("--arrived-from", "add `--arrived-from SCHOOL`, the school or setting")),
        };
        self.refuse_misplaced(brought, with)?;
        let arrived = self.arrived(from, with, dated.then_some(joined), scene)?;
        record.arrived.push(arrived);
        if with == ArrivedWith::Ehcp {
            put_plan(brought, record, joined, scene)?;
        }
        if with == ArrivedWith::Sspp {
            put_award(brought, record, joined, scene)?;
        }
        let told = happened_if_typed("--notified", self.notified.as_ref(), scene)?;
        if let Some(day) = told {
            put_in_order(&mut record.contacts, notice_of_register(day, scene), |contact| contact.date);
        }
        let goes_on = matches!(with, ArrivedWith::K | ArrivedWith::Sspp | ArrivedWith::Ehcp);
        let placed = if goes_on { put_spell(with, told, record, joined, scene) } else { None };
        keep_header(record);
        Ok(next_steps(record, with, placed, joined, scene))
    }

    fn arrived(&self, from: Text, with: ArrivedWith, day: Option<Day>, scene: &Scene<'_>) -> anyhow::Result<Arrived> {
        let requested = happened_if_typed("--information-requested", self.information_requested.as_ref(), scene)?;
        let received = happened_if_typed("--information-received", self.information_received.as_ref(), scene)?;
        if let (Some(requested), Some(received)) = (requested, received)
            && received < requested
        {
            return Err(Failure::usage(
                format!("the records arrived on {}, before they were requested on {}", date(received), date(requested)),
                "check both dates, and correct the wrong one",
            ));
        }
        Ok(Arrived {
            date: day,
            from,
            with,
            information_requested: requested,
            information_received: received,
            decided: None,
        })
    }

    /// Refuses an option that belongs to something else than what the pupil came with.
    fn refuse_misplaced(&self, brought: &BroughtArgs, with: ArrivedWith) -> anyhow::Result<()> {
        let of_plan = brought.plan_option().filter(|_| with != ArrivedWith::Ehcp).map(|option| (option, "EHCP"));
        let of_award = brought.award_option().filter(|_| with != ArrivedWith::Sspp).map(|option| (option, "SSPP"));
        if let Some((option, belongs)) = of_plan.or(of_award) {
            return Err(Failure::usage(
                format!("`{option}` belongs to a pupil who arrived with {belongs}, not with {}", with.as_str()),
                format!("leave out `{option}`, or use `--arrived-with {belongs}`"),
            ));
        }
        if self.notified.is_some() && with == ArrivedWith::None {
            return Err(Failure::usage(
                "`--notified` is about the register, and the pupil arrived without support",
                "leave out `--notified`, or say what the pupil arrived with",
            ));
        }
        Ok(())
    }
}

fn missing(option: &str, help: &str) -> anyhow::Error {
    Failure::usage(format!("{option} is missing"), help)
}

/// Writes the EHC plan that the pupil came with. A returner's plan may be in the record already.
fn put_plan(brought: &BroughtArgs, record: &mut Record, joined: Day, scene: &Scene<'_>) -> anyhow::Result<()> {
    if let Some((_, plan)) = record.unceased_plan() {
        let Some(option) = brought.plan_option() else { return Ok(()) };
        return Err(Failure::usage(
            format!("{} already has an EHC plan, in force since {}", record.id(), date(plan.first_day())),
            format!("leave out `{option}`; record an amended plan with `send annual-review`"),
        ));
    }
    if !brought.has_plan_day() {
        let help =
            "add `--final DATE`; if the day is not known, add `--plan-in-force-on DATE`, such as the day of joining";
        return Err(missing("--final", help));
    }
    let found = brought.plan_typed(scene)?;
    if let FoundSince::Known(final_on) = found.final_on {
        if final_on > joined {
            return Err(Failure::usage(
                format!("the final plan, {}, is after the day of joining, {}", date(final_on), date(joined)),
                "give the plan that the pupil came with; record an amended plan with `send annual-review`",
            ));
        }
        if let Some(held) = found.last_review {
            not_before(
                ("the last review", held),
                ("the final plan", final_on),
                "give the day of the first final plan",
            )?;
        }
    }
    put_in_order(&mut record.ehc_plan, found.plan(joined.min(scene.date)), |plan| plan.first_day());
    Ok(())
}

/// Writes the award that the pupil came with.
fn put_award(brought: &BroughtArgs, record: &mut Record, joined: Day, scene: &Scene<'_>) -> anyhow::Result<()> {
    if brought.award_option().is_none() {
        return Err(missing("--award-from", "add `--award-from DATE`, or `--award-from not-known`"));
    }
    let award = brought.award_typed(scene)?.award(joined);
    if let Some(to) = award.to {
        not_before(("the last day of the award", to), ("its first day", award.first_day()), "correct the wrong one")?;
    }
    put_in_order(&mut record.sspp, award, |award| award.first_day());
    Ok(())
}

fn not_before((what, day): (&str, Day), (than, earlier): (&str, Day), help: &str) -> anyhow::Result<()> {
    if day >= earlier {
        return Ok(());
    }
    Err(Failure::usage(format!("{what}, {}, is before {than}, {}", date(day), date(earlier)), help.to_owned()))
}

/// A notice to the parents that their child goes on the register.
pub(crate) fn notice_of_register(day: Day, scene: &Scene<'_>) -> Contact {
    Contact {
        date: day,
        kind: ContactKind::Notice,
        about: Topic::Register,
        with: Some(With::Parent),
        who: None,
        answer: None,
        by: scene.by(),
        note: None,
    }
}

/// Puts the pupil on the register, if the policy allows it, and returns the first day: the day of joining or, where the parents
/// were told later, that day. Not before it has come.
fn put_spell(with: ArrivedWith, told: Option<Day>, record: &mut Record, joined: Day, scene: &Scene<'_>) -> Option<Day> {
    let needs_notice = record.unceased_plan().is_none();
    let day = told.filter(|_| needs_notice).map_or(joined, |told| told.max(joined));
    if day > scene.date {
        return None;
    }
    // A pupil who was away for no day is on it still.
    if let Some((_, spell)) = record.register_spell_on(day) {
        return Some(spell.first_day());
    }
    let question = Question { as_at: day, ..scene.question() };
    let asked = requirements_of(&record.as_at(day), MoveName::Register, &question);
    let is_allowed = asked.way == MoveDirection::On && asked.requirements.iter().all(|one| one.answer.met);
    if !is_allowed {
        return None;
    }
    let reason = Some(Text::from(format!("{BECAUSE} {}", with.in_a_sentence()).as_str()));
    let spell = FoundSince::Known(day).on_register(day);
    record.register.push(RegisterSpell { by: scene.by(), reason, ..spell });
    Some(day)
}

/// Ends a period on the register that was left open when the pupil left: it does not go on over a gap in the roll (DESIGN 7.2).
/// Returns its last day, if there was one.
pub(crate) fn end_spell_of_earlier_stay(record: &mut Record, joined: Day) -> Option<Day> {
    let left = record.on_roll.iter().filter_map(|spell| spell.to).filter(|left| left.plus_days(1) < joined).max()?;
    let mut open = record.register.iter_mut().filter(|spell| spell.to.is_none() && spell.first_day() <= left);
    let spell = open.next()?;
    (spell.to, spell.because) = (Some(left), Some(Text::from("left the school")));
    Some(left)
}

/// What was recorded, and the step that comes next.
fn next_steps(record: &Record, with: ArrivedWith, placed: Option<Day>, joined: Day, scene: &Scene<'_>) -> Vec<String> {
    let id = record.id();
    let Some(day) = placed else {
        return vec![match with {
            ArrivedWith::None => format!("next: record what was noticed: `send concern {id}`"),
            ArrivedWith::Ehcp if joined > scene.date => {
                format!("next: from {}, put the pupil on the register: `send place {id} --date {joined}`", date(joined))
            }
            ArrivedWith::Ehcp => format!("next: put the pupil on the register: `send place {id}`"),
            ArrivedWith::K | ArrivedWith::Sspp => {
                format!("next: tell the parents, then put the pupil on the register: `send place {id} --notified DATE`")
            }
        }];
    };
    let code = record.asserted_census().as_str();
    let mut next = vec![format!("the pupil is on the register from {}, with the census code {code}", date(day))];
    if record.last_stage_written().is_none_or(|stage| stage == Stage::Closed) {
        next.push(format!("next: enter the stage that the last school had reached: `send advance {id} --to C`"));
    }
    next
}
