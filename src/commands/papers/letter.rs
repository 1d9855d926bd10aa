//! `send letter`.

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::since::HeldSince;
use crate::model::text::Text;
use crate::model::vocabulary::ReviewKind;
use crate::reports::papers::Paper;
use crate::reports::papers::letter::annual_review::{self, AnnualReviewDays};
use crate::reports::papers::letter::{Meeting, register, review};
use crate::rules::{duties, unmet_duties};
use crate::school::{School, Settings};
use crate::session::hand_over::{PaperArgs, not_on_roll, paper_source};
use crate::session::{CommandOutcome, Context, Opened, day_typed};
use crate::words::{count, date, since_in_words};

/// Write a letter to a pupil's parents, about the register or a review
///
/// The letter has the dates that the law sets, and a warning says if the notice is too short. The record is not changed: the
/// last line is the command to type once you have sent the letter.
///
/// Example: send letter p014 --about review --on 20/3 --place "the library, 3.30 pm"
#[derive(Debug, Clone, Args)]
pub(crate) struct LetterArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Topic of the letter
    #[arg(long, value_enum, value_name = "TOPIC")]
    about: About,
    /// Day of the meeting, or first day on the register; defaults to the day in the record
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<String>,
    /// Place and time of the meeting
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// The topic of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum About {
    /// The pupil is on the SEND register
    Register,
    /// Invitation to a review of the school's own plan
    Review,
    /// Invitation to the annual review of an EHC plan
    AnnualReview,
}

/// A letter, with what the school must know before sending it.
struct Letter {
    paper: Paper,
    /// The warnings, each with its remedy.
    warnings: Vec<(String, &'static str)>,
    /// The command that records it.
    record_with: String,
}

pub(crate) fn run(args: &LetterArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let Some(pupil) = context.read_pupil(&args.pupil, &opened)? else { return Ok(CommandOutcome::Incomplete) };
    let record = pupil.record.as_at(opened.as_at);
    let mut letter = match args.about {
        About::Register => of_register(args, &record, &opened)?,
        About::Review => of_review(args, &record, &opened)?,
        About::AnnualReview => of_annual_review(args, &record, &opened)?,
    };
    let gone = not_on_roll(&record);
    letter.warnings.extend(gone.map(|message| (message, "check whether you still need to write to this family")));
    args.paper.hand_over(letter.paper, &opened, context)?;
    for (message, help) in letter.warnings.into_iter().chain(out_of_reach(&opened.school)) {
        context.warn(&message, help)?;
    }
    context.environment.out.flush()?;
    writeln!(context.environment.err, "once you have sent it: {}", letter.record_with)?;
    context.say_whole(opened.begins_later(&pupil))
}

fn of_register(args: &LetterArgs, record: &AsAt, opened: &Opened) -> anyhow::Result<Letter> {
    if args.place.is_some() {
        return Err(Failure::usage("a letter about the register has no meeting place", "leave out `--place`"));
    }
    let spell = record.register_spell().map(|(_, spell)| spell.since());
    let typed = typed_day(args, opened)?;
    let is_past = |day: &Day| *day < opened.as_at && record.register_spell_on(*day).is_none();
    if let Some(day) = typed.filter(is_past) {
        return Err(Failure::usage(
            format!("{} was not on the register on {}", record.id(), date(day)),
            "record the register first with `send place` or `send advance`, or give its first day in the future with `--on`",
        ));
    }
    let from = typed.map(HeldSince::Known).or(spell).ok_or_else(|| {
        Failure::usage(
            format!("{} is not on the register on {}", record.id(), date(opened.as_at)),
            "give the first day with `--on`, and send the letter before that day; then use `send place` or `send advance`",
        )
    })?;
    let mut warnings = Vec::new();
    if let Some((_, plan)) = record.plan_in_force() {
        warnings.push((
            format!(
                "an EHC plan is recorded as in force {}, so section 68 does not require this letter",
                since_in_words(plan.since())
            ),
            "send it only if you also want to tell the family about the register; the letter does not mention section 68",
        ));
    }
    if let Some((spell, _)) = spell.zip(typed).filter(|(spell, typed)| spell.day() != *typed) {
        warnings.push((
            format!(
                "the record has {} on the register {}, but the letter gives another day",
                record.id(),
                since_in_words(spell)
            ),
            "leave out `--on`, or correct the record",
        ));
    }
    if record.plans_in_use().iter().all(|plan| plan.provisions.is_empty()) {
        warnings.push((
            "the letter lists no provision, because no plan in use has any".to_owned(),
            "record the provision with `send provide`, or write a letter of your own",
        ));
    }
    if let Some(told) = record.told_of_register() {
        warnings.push((
            format!("the record says that the parents were notified on {}", date(told)),
            "make sure that they do not get this letter twice",
        ));
    } else if from.day() < opened.as_at && record.plan_in_force().is_none() {
        warnings.push((
            late_letter(record.id(), from),
            "send it today; the school must tell parents when it makes special provision (Children and Families Act 2014 s.68)",
        ));
    }
    Ok(Letter {
        paper: register::register_letter(&paper_source(record, register::KEYS, opened)?, from),
        warnings,
        record_with: format!("send contact {} notice --about register --with parent", record.id()),
    })
}

/// That a letter about the register is late. If the pupil was found on the register, only that the parents may not have been told.
fn late_letter(id: &str, from: HeldSince) -> String {
    match from {
        HeldSince::Known(from) => {
            format!("{id} has been on the register since {}, so this letter is late", date(from))
        }
        HeldSince::SeenOn(_) => format!("{id} was on the register {}, so this letter is late", since_in_words(from)),
    }
}

fn of_review(args: &LetterArgs, record: &AsAt, opened: &Opened) -> anyhow::Result<Letter> {
    let planned = record.next_plan_review();
    let meeting = meeting_day(args, planned, "no current plan has a review date", opened)?;
    let mut warnings = warnings_of(&meeting, opened);
    if let Some(planned) = planned.filter(|planned| meeting.day > *planned) {
        warnings.push((
            format!("the plan must be reviewed by {} (policy 6.2 Review)", date(planned)),
            "choose an earlier day if you can",
        ));
    }
    Ok(Letter {
        paper: review::review_letter(&paper_source(record, review::KEYS, opened)?, &meeting),
        warnings,
        record_with: format!("send contact {} invitation --about review --with parent", record.id()),
    })
}

fn of_annual_review(args: &LetterArgs, record: &AsAt, opened: &Opened) -> anyhow::Result<Letter> {
    let Some((_, plan)) = record.plan_in_force() else {
        return Err(Failure::usage(
            format!("{} has no EHC plan in force on {}", record.id(), date(opened.as_at)),
            "use `--about review` for a review of the school's own plan",
        ));
    };
    let open = plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim && review.meeting.is_none());
    let meeting = meeting_day(
        args,
        open.filter_map(|review| review.booked).min(),
        "no review of the EHC plan is booked",
        opened,
    )?;
    let mut warnings = warnings_of(&meeting, opened);
    let notice = AnnualReviewDays::of(meeting.day).notice;
    if opened.as_at > notice {
        let left = usize::try_from(meeting.day.days_since(opened.as_at)).unwrap_or_default();
        warnings.push((
            format!("the meeting is {} away, but the law requires two weeks' notice, by {}", count(left, "day"), date(notice)),
            "book a later day, or ask the family whether they agree to this one (SEND Regulations 2014 reg. 20(2) and (4))",
        ));
    }
    let owed = unmet_duties(record, &opened.question());
    let last = owed.iter().find(|unmet| unmet.rule.id == duties::annual_review_meeting::RULE.id);
    if let Some(last) = last.map(|unmet| unmet.clock.due).filter(|last| meeting.day > *last) {
        warnings.push((
            format!(
                "the meeting must be held by {}, so that the authority can decide within the twelve months",
                date(last)
            ),
            duties::annual_review_meeting::RULE.remedy,
        ));
    }
    Ok(Letter {
        paper: annual_review::annual_review_letter(&paper_source(record, annual_review::KEYS, opened)?, &meeting),
        warnings,
        record_with: format!("send annual-review {} --booked {} --invited today", record.id(), meeting.day),
    })
}

/// Returns the meeting, on the day that was typed or, without one, the day that is planned.
fn meeting_day(args: &LetterArgs, planned: Option<Day>, none: &str, opened: &Opened) -> anyhow::Result<Meeting> {
    let day = typed_day(args, opened)?.or(planned).ok_or_else(|| {
        Failure::usage(format!("{none}, so the day of the meeting is not known"), "give it with `--on DATE`")
    })?;
    if day < opened.as_at {
        return Err(Failure::usage(
            format!("{} has passed, so no one can be invited to that meeting", date(day)),
            "give the day of the meeting with `--on`",
        ));
    }
    Ok(Meeting { day, place: args.place.as_deref().map(Text::from) })
}

/// Warns if the meeting is not on a school day, or the letter does not say where it is.
fn warnings_of(meeting: &Meeting, opened: &Opened) -> Vec<(String, &'static str)> {
    let by_terms = opened.school.calendar.school_days_in(meeting.day, meeting.day);
    let closed = meeting.day.is_weekend() || by_terms == Ok(0);
    let said = (format!("{} is not a school day", date(meeting.day)), "check the date");
    let nowhere =
        ("the letter does not give a time and place".to_owned(), "give them with `--place`, or write them in by hand");
    closed.then_some(said).into_iter().chain(meeting.place.is_none().then_some(nowhere)).collect()
}

/// Warns if the letter does not say how to reach the people a family can ask (DOMAIN 8.9).
fn out_of_reach(school: &School) -> Vec<(String, &'static str)> {
    let Settings { people, families, .. } = &school.settings;
    let senco = people.senco.as_ref().and_then(|senco| senco.contact.as_ref()).is_none().then(|| {
        let message = "the letter does not say how to reach the SENCO".to_owned();
        (message, "add a phone number or an email address as `contact` under [people.senco] in send.toml")
    });
    let sendiass = families.sendiass.is_none().then(|| {
        let message = "the letter does not say how to reach SENDIASS, which advises families".to_owned();
        (message, "add it as `sendiass` under [families] in send.toml")
    });
    senco.into_iter().chain(sendiass).collect()
}

fn typed_day(args: &LetterArgs, opened: &Opened) -> anyhow::Result<Option<Day>> {
    args.on.as_deref().map(|typed| day_typed(typed, opened.as_at, DateDirection::Future)).transpose()
}
