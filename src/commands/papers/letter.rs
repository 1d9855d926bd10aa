//! `send letter`.

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::ReviewKind;
use crate::reports::papers::Paper;
use crate::reports::papers::letter::annual_review::{self, AnnualReviewDays};
use crate::reports::papers::letter::{Meeting, register, review};
use crate::rules::{duties, unmet_duties};
use crate::school::{School, Settings};
use crate::session::hand_over::{PaperArgs, not_on_roll, paper_source};
use crate::session::{CommandOutcome, Context, Opened, day_typed};
use crate::words::{count, date};

/// Write a letter to a pupil's parents, about the register or a review
///
/// Works out the days that the law gives, and says beside the letter what is too short. Writes nothing into the record: it says
/// with which command the letter is recorded when it has gone out.
///
/// Example: send letter p014 --about review --on 20/3 --place "the library, 3.30 pm"
#[derive(Debug, Clone, Args)]
pub(crate) struct LetterArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// What it is about
    #[arg(long, value_enum, value_name = "TOPIC")]
    about: About,
    /// The day of the meeting, or the first day on the register; left out, the one in the record
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<String>,
    /// Where the meeting is, and at what time
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum About {
    /// That the pupil is on the SEND register
    Register,
    /// An invitation to the review of the school's plan
    Review,
    /// An invitation to the annual review of an EHC plan
    AnnualReview,
}

/// A letter, with what the school must know beside it.
struct Letter {
    paper: Paper,
    /// What is amiss, each with what to do.
    amiss: Vec<(String, &'static str)>,
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
    letter.amiss.extend(gone.map(|message| (message, "see that this family is still to be written to")));
    args.paper.hand_over(letter.paper, &opened, context)?;
    for (message, help) in letter.amiss.into_iter().chain(out_of_reach(&opened.school)) {
        context.warn(&message, help)?;
    }
    context.environment.out.flush()?;
    writeln!(context.environment.err, "when it has gone out: {}", letter.record_with)?;
    Ok(CommandOutcome::Done)
}

fn of_register(args: &LetterArgs, record: &AsAt, opened: &Opened) -> anyhow::Result<Letter> {
    if args.place.is_some() {
        return Err(Failure::usage("a letter about the register names no place", "leave `--place` out"));
    }
    let spell = record.register_spell().map(|(_, spell)| spell.from);
    let typed = typed_day(args, opened)?;
    let is_past = |day: &Day| *day < opened.as_at && record.register_spell_on(*day).is_none();
    if let Some(day) = typed.filter(is_past) {
        return Err(Failure::usage(
            format!("{} was not on the register on {}", record.id(), date(day)),
            "write the register down first with `send place` or `send advance`, or give the day in the future from which it is",
        ));
    }
    let from = typed.or(spell).ok_or_else(|| {
        Failure::usage(
            format!("{} is not on the register on {}", record.id(), date(opened.as_at)),
            "say with `--on` from which day, and send the letter before it; then `send place` or `send advance`",
        )
    })?;
    let mut amiss = Vec::new();
    if let Some((_, plan)) = record.plan_in_force() {
        amiss.push((
            format!(
                "an EHC plan has been in force since {}: section 68 does not ask for this letter then",
                date(plan.final_on)
            ),
            "send it only if the family is to hear of the register as well; it does not name that law",
        ));
    }
    if let Some((spell, _)) = spell.zip(typed).filter(|(spell, typed)| spell != typed) {
        amiss.push((
            format!("the record has {} on the register since {}, and the letter another day", record.id(), date(spell)),
            "leave `--on` out, or put the record right",
        ));
    }
    if record.plans_in_use().iter().all(|plan| plan.provisions.is_empty()) {
        amiss.push((
            "the letter names no provision: no plan in use has any".to_owned(),
            "write down with `send provide` what school does, or say it in a letter of your own",
        ));
    }
    if let Some(told) = record.told_of_register() {
        amiss.push((
            format!("the record says that the parents were told on {}", date(told)),
            "see that they are not told twice",
        ));
    } else if from < opened.as_at && record.plan_in_force().is_none() {
        amiss.push((
            format!("{} has been on the register since {}: the parents are told late", record.id(), date(from)),
            "send it today; the law wants them told when the provision is made (Children and Families Act 2014 s.68)",
        ));
    }
    Ok(Letter {
        paper: register::register_letter(&paper_source(record, register::KEYS, opened)?, from),
        amiss,
        record_with: format!("send contact {} notice --about register --with parent", record.id()),
    })
}

fn of_review(args: &LetterArgs, record: &AsAt, opened: &Opened) -> anyhow::Result<Letter> {
    let planned = record.next_plan_review();
    let meeting = meeting_day(args, planned, "no plan that runs names its review", opened)?;
    let mut amiss = amiss_with(&meeting, opened);
    if let Some(planned) = planned.filter(|planned| meeting.day > *planned) {
        amiss.push((
            format!("the plan is to be reviewed by {} (policy 6.2 Review)", date(planned)),
            "take an earlier day if you can",
        ));
    }
    Ok(Letter {
        paper: review::review_letter(&paper_source(record, review::KEYS, opened)?, &meeting),
        amiss,
        record_with: format!("send contact {} invitation --about review --with parent", record.id()),
    })
}

fn of_annual_review(args: &LetterArgs, record: &AsAt, opened: &Opened) -> anyhow::Result<Letter> {
    let Some((_, plan)) = record.plan_in_force() else {
        return Err(Failure::usage(
            format!("{} has no EHC plan in force on {}", record.id(), date(opened.as_at)),
            "for a review of the school's own plan say `--about review`",
        ));
    };
    let open = plan.reviews.iter().filter(|review| review.kind != ReviewKind::Interim && review.meeting.is_none());
    let meeting =
        meeting_day(args, open.filter_map(|review| review.booked).min(), "no review of the plan is booked", opened)?;
    let mut amiss = amiss_with(&meeting, opened);
    let notice = AnnualReviewDays::of(meeting.day).notice;
    if opened.as_at > notice {
        let left = usize::try_from(meeting.day.days_since(opened.as_at)).unwrap_or_default();
        amiss.push((
            format!("the meeting is {} away: the law asks two weeks' notice, by {}", count(left, "day"), date(notice)),
            "book a later day, or ask the family whether they agree to this one (SEND Regulations 2014 reg. 20(2) and (4))",
        ));
    }
    let owed = unmet_duties(record, &opened.question());
    let last = owed.iter().find(|unmet| unmet.rule.id == duties::annual_review_meeting::RULE.id);
    if let Some(last) = last.map(|unmet| unmet.clock.due).filter(|last| meeting.day > *last) {
        amiss.push((
            format!(
                "the meeting is to be held by {}, so that the authority can decide within the twelve months",
                date(last)
            ),
            duties::annual_review_meeting::RULE.remedy,
        ));
    }
    Ok(Letter {
        paper: annual_review::annual_review_letter(&paper_source(record, annual_review::KEYS, opened)?, &meeting),
        amiss,
        record_with: format!("send annual-review {} --booked {} --invited today", record.id(), meeting.day),
    })
}

/// The meeting: on the day that was typed, else on the one that is planned.
fn meeting_day(args: &LetterArgs, planned: Option<Day>, none: &str, opened: &Opened) -> anyhow::Result<Meeting> {
    let day = typed_day(args, opened)?
        .or(planned)
        .ok_or_else(|| Failure::usage(format!("{none}, so the day is not known"), "say `--on DATE`"))?;
    if day < opened.as_at {
        return Err(Failure::usage(
            format!("{} has gone: nobody can be asked to that meeting", date(day)),
            "say with `--on` for which day the meeting is planned",
        ));
    }
    Ok(Meeting { day, place: args.place.as_deref().map(Text::from) })
}

/// That there is no school on the day of a meeting, or that the letter does not say where it is.
fn amiss_with(meeting: &Meeting, opened: &Opened) -> Vec<(String, &'static str)> {
    let by_terms = opened.school.calendar.school_days_in(meeting.day, meeting.day);
    let closed = meeting.day.is_weekend() || by_terms == Ok(0);
    let said = (format!("{} is no school day", date(meeting.day)), "see that the day is right");
    let nowhere =
        ("the letter does not say at what time and where".to_owned(), "say it with `--place`, or write it in by hand");
    closed.then_some(said).into_iter().chain(meeting.place.is_none().then_some(nowhere)).collect()
}

/// That the letter does not say how to reach those whom a family may ask (DOMAIN 8.9).
fn out_of_reach(school: &School) -> Vec<(String, &'static str)> {
    let Settings { people, families, .. } = &school.settings;
    let senco = people.senco.as_ref().and_then(|senco| senco.contact.as_ref()).is_none().then(|| {
        let message = "the letter does not say how to reach the SENCO".to_owned();
        (message, "write a telephone number or an e-mail address as `contact` under [people.senco] in send.toml")
    });
    let sendiass = families.sendiass.is_none().then(|| {
        let message = "the letter does not say how to reach SENDIASS, who advise families".to_owned();
        (message, "write it as `sendiass` under [families] in send.toml")
    });
    senco.into_iter().chain(sendiass).collect()
}

fn typed_day(args: &LetterArgs, opened: &Opened) -> anyhow::Result<Option<Day>> {
    args.on.as_deref().map(|typed| day_typed(typed, opened.as_at, DateDirection::Future)).transpose()
}
