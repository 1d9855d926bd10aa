//! `send annual-review`.

use clap::Args;

use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::authority::{EhcPlan, PlanReview};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::vocabulary::{ReviewKind, ReviewOutcome};
use crate::session::word::word_parser;
use crate::words::date;
use crate::writing::asking::{AnswerKind, OptionQuestion, one_of};
use crate::writing::chosen_pupils::Whose;
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs};

/// Record the annual review of an EHC plan, step by step
///
/// Each date is added to the open review; if none is open, it starts a new one. At a terminal without options, `send` asks for
/// the next step. A review ends with the authority's decision. The next twelve months start on that day, and at the latest
/// four weeks after the meeting.
///
/// Example: send annual-review p014 --booked 10/6
///
/// Example: send annual-review p014 --decision 5/7 --outcome maintain
#[derive(Debug, Clone, Args)]
pub(crate) struct AnnualReviewArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Kind of review; defaults to the open one, or to annual
    #[arg(long, value_name = "KIND", value_parser = word_parser::<ReviewKind>(), ignore_case = true)]
    kind: Option<ReviewKind>,
    /// Date planned for the meeting
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    booked: Option<String>,
    /// Date the invitations were sent
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    invited: Option<String>,
    /// Date the papers were sent round
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    circulated: Option<String>,
    /// Date the meeting was held
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    held: Option<String>,
    /// Date the school's report was sent
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    report: Option<String>,
    /// Date of the authority's decision
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    decision: Option<String>,
    /// The authority's decision
    #[arg(long, value_name = "WORD", value_parser = word_parser::<ReviewOutcome>(), ignore_case = true)]
    outcome: Option<ReviewOutcome>,
    /// Date of the amendment notice
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    amendment_notice: Option<String>,
    /// Date of the amended plan
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    amended: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// The steps of a review, in the order of the law (DOMAIN 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReviewStep {
    Booked,
    Invited,
    Circulated,
    Held,
    Report,
    Decision,
    AmendmentNotice,
    Amended,
}

impl ReviewStep {
    const ALL: [Self; 8] = [
        Self::Booked,
        Self::Invited,
        Self::Circulated,
        Self::Held,
        Self::Report,
        Self::Decision,
        Self::AmendmentNotice,
        Self::Amended,
    ];

    /// Its option, the words for the event, and the question for its day.
    const fn step_words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Booked => ("--booked", "booked for", "When is the meeting booked for?"),
            Self::Invited => ("--invited", "invited", "When were the invitations sent?"),
            Self::Circulated => ("--circulated", "papers sent round", "When were the papers sent round?"),
            Self::Held => ("--held", "held", "When was the meeting held?"),
            Self::Report => ("--report", "report sent", "When was the school's report sent?"),
            Self::Decision => ("--decision", "decided", "When did the authority decide?"),
            Self::AmendmentNotice => {
                ("--amendment-notice", "amendment notice", "When did the amendment notice arrive?")
            }
            Self::Amended => ("--amended", "amended", "When was the plan amended?"),
        }
    }

    /// The field of a review that holds the day of this step.
    const fn day_slot(self, review: &mut PlanReview) -> &mut Option<Day> {
        match self {
            Self::Booked => &mut review.booked,
            Self::Invited => &mut review.invited,
            Self::Circulated => &mut review.circulated,
            Self::Held => &mut review.meeting,
            Self::Report => &mut review.report,
            Self::Decision => &mut review.decision,
            Self::AmendmentNotice => &mut review.amendment_notice,
            Self::Amended => &mut review.amended,
        }
    }

    /// The day of this step in a review, if recorded.
    fn day_in(self, review: &PlanReview) -> Option<Day> {
        *self.day_slot(&mut review.clone())
    }

    /// The step that must not be later than this one, and whether this one needs it. An amendment notice may come before the
    /// decision is known, and a school is not always sent one.
    const fn follows(self) -> Option<(Self, bool)> {
        match self {
            Self::Booked | Self::Invited | Self::Circulated => None,
            Self::Held => Some((Self::Invited, false)),
            Self::Report | Self::Decision | Self::AmendmentNotice => Some((Self::Held, true)),
            Self::Amended => Some((Self::AmendmentNotice, false)),
        }
    }
}

impl Verb for AnnualReviewArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::One(&self.pupil)
    }

    fn questions(&self, record: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        let Some((_, plan)) = record.unceased_plan() else { return Vec::new() };
        let review = self.review_meant(plan, record.id()).ok().flatten().and_then(|index| plan.reviews.get(index));
        let mut questions = Vec::new();
        if ReviewStep::ALL.iter().all(|step| self.typed_day(*step).is_none()) && self.outcome.is_none() {
            let next = review.map_or(Some(ReviewStep::Booked), next_step);
            questions.extend(next.map(|step| day_question(step, step.step_words().2)));
        }
        let decides = self.decision.is_some() && review.is_none_or(|review| review.outcome.is_none());
        if decides && self.outcome.is_none() {
            questions.push(OptionQuestion::needed(
                "--outcome=",
                "What did the authority decide?",
                one_of::<ReviewOutcome>(),
            ));
        }
        questions
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let id = record.id().to_owned();
        let in_force = record.unceased_plan().map(|(index, _)| index);
        let Some(plan) = in_force.and_then(|index| record.ehc_plan.get_mut(index)) else {
            return Err(Failure::usage(
                format!("{id} has no EHC plan in force, so there is no annual review"),
                format!(
                    "review a learning plan with `send review {id}`, or record a new EHC plan with `send decide {id} final`"
                ),
            ));
        };
        let index = self.review_meant(plan, &id)?;
        let mut review =
            index.and_then(|index| plan.reviews.get(index)).cloned().unwrap_or_else(|| self.fresh_review());
        let done = self.put_days(&mut review, plan.final_on, scene)?;
        if done.is_empty() {
            return Err(Failure::usage("no step of the review is given", "add a date, such as `--booked DATE`"));
        }
        let kind = review.kind.as_str();
        let told = ChangeResult::done(
            format!("recorded for the {kind} review: {}", done.join(", ")),
            format!("record the {kind} review of the EHC plan"),
        );
        let told = with_next_step(told, &review, &id);
        if let Some(index) = index {
            plan.reviews.remove(index);
        }
        put_review(plan, review, index);
        Ok(told)
    }
}

impl AnnualReviewArgs {
    fn typed_day(&self, step: ReviewStep) -> Option<&String> {
        match step {
            ReviewStep::Booked => self.booked.as_ref(),
            ReviewStep::Invited => self.invited.as_ref(),
            ReviewStep::Circulated => self.circulated.as_ref(),
            ReviewStep::Held => self.held.as_ref(),
            ReviewStep::Report => self.report.as_ref(),
            ReviewStep::Decision => self.decision.as_ref(),
            ReviewStep::AmendmentNotice => self.amendment_notice.as_ref(),
            ReviewStep::Amended => self.amended.as_ref(),
        }
    }

    fn fresh_review(&self) -> PlanReview {
        PlanReview {
            kind: self.kind.unwrap_or(ReviewKind::Annual),
            booked: None,
            invited: None,
            circulated: None,
            meeting: None,
            report: None,
            decision: None,
            outcome: None,
            amendment_notice: None,
            amended: None,
        }
    }

    /// The place of the review to complete; `None` if a new one begins.
    fn review_meant(&self, plan: &EhcPlan, id: &str) -> anyhow::Result<Option<usize>> {
        let is_kind = |review: &PlanReview| self.kind.is_none_or(|kind| review.kind == kind);
        let amends = self.amendment_notice.is_some() || self.amended.is_some();
        let decides =
            ReviewStep::ALL.iter().take(6).any(|step| self.typed_day(*step).is_some()) || self.outcome.is_some();
        // Steps after an amendment belong to the review that ended with it.
        if amends && !decides {
            let last =
                plan.reviews.iter().rposition(|review| is_kind(review) && review.outcome == Some(ReviewOutcome::Amend));
            return last.map(Some).ok_or_else(|| {
                Failure::usage(
                    format!("no review of {id} ended with `amend`"),
                    "record the decision first: `--decision DATE --outcome amend`",
                )
            });
        }
        let open: Vec<usize> = indexes_where(plan, |review| review.decision.is_none());
        let of_kind: Vec<usize> = indexes_where(plan, |review| review.decision.is_none() && is_kind(review));
        match (of_kind.as_slice(), open.as_slice()) {
            ([one], _) => Ok(Some(*one)),
            ([], []) => Ok(None),
            ([_, ..], _) => Err(Failure::usage(
                format!("more than one review of the plan of {id} is open"),
                "name one with `--kind`, or remove a review that was never held with `send edit`",
            )),
            // An interim review looks at one question, and comes in addition to the one that the law requires.
            ([], _) if self.kind == Some(ReviewKind::Interim) || all_interim(plan, &open) => Ok(None),
            ([], [other, ..]) => {
                let kind = plan.reviews.get(*other).map_or("", |review| review.kind.as_str());
                Err(Failure::usage(
                    format!("the {kind} review of {id} is still open"),
                    format!("complete it first: leave out `--kind`, or use `--kind {kind}`"),
                ))
            }
        }
    }

    /// Puts the days that were typed into a review, in their order, and returns the changes in words.
    fn put_days(
        &self,
        review: &mut PlanReview,
        final_on: Option<Day>,
        scene: &Scene<'_>,
    ) -> anyhow::Result<Vec<String>> {
        let mut done = Vec::new();
        for step in ReviewStep::ALL {
            let (option, words, _) = step.step_words();
            if let Some(typed) = self.typed_day(step) {
                let booked = step == ReviewStep::Booked;
                let day = if booked { scene.planned(option, typed)? } else { scene.happened(option, typed)? };
                refuse_second(step, review, day)?;
                refuse_early(step, review, day, final_on)?;
                *step.day_slot(review) = Some(day);
                done.push(format!("{words} {}", date(day)));
            }
            if let Some(outcome) = self.outcome.filter(|_| step == ReviewStep::Decision) {
                put_outcome(review, outcome)?;
                done.push(format!("outcome {}", outcome.as_str()));
            }
        }
        if review.decision.is_some() && review.outcome.is_none() {
            return Err(Failure::usage(
                "the authority's decision is missing",
                "add `--outcome` with maintain, amend or cease",
            ));
        }
        Ok(done)
    }
}

fn put_outcome(review: &mut PlanReview, outcome: ReviewOutcome) -> anyhow::Result<()> {
    if review.decision.is_none() {
        return Err(Failure::usage("the day of the decision is missing", "add `--decision DATE`"));
    }
    if let Some(known) = review.outcome.filter(|known| *known != outcome) {
        let message = format!("the authority has already decided `{}`", known.as_str());
        return Err(Failure::usage(message, "if that is wrong, correct it with `send edit`"));
    }
    review.outcome = Some(outcome);
    Ok(())
}

/// Refuses a second day for the same step. Only a booking can change, until the meeting is held.
fn refuse_second(step: ReviewStep, review: &PlanReview, day: Day) -> anyhow::Result<()> {
    let known = step.day_in(review).filter(|known| *known != day);
    match known.filter(|_| step != ReviewStep::Booked || review.meeting.is_some()) {
        None => Ok(()),
        Some(known) => Err(Failure::usage(
            format!("`{}` is already recorded for this review, on {}", step.step_words().1, date(known)),
            "if that day is wrong, correct it with `send edit`",
        )),
    }
}

fn refuse_early(step: ReviewStep, review: &PlanReview, day: Day, final_on: Option<Day>) -> anyhow::Result<()> {
    let words = step.step_words().1;
    if let Some(final_on) = final_on.filter(|final_on| day < *final_on) {
        return Err(Failure::usage(
            format!("{words} {} is before the day the plan was final, {}", date(day), date(final_on)),
            "correct the date, and give its year",
        ));
    }
    if matches!(step, ReviewStep::AmendmentNotice | ReviewStep::Amended) && review.outcome != Some(ReviewOutcome::Amend)
    {
        return Err(Failure::usage(
            "the authority has not decided to amend the plan at this review",
            "record the decision first: `--decision DATE --outcome amend`",
        ));
    }
    let Some((other, needed)) = step.follows() else { return Ok(()) };
    let (option, other_words, _) = other.step_words();
    match other.day_in(review) {
        Some(earlier) if day < earlier => Err(Failure::usage(
            format!("{words} {} is before {other_words} {}", date(day), date(earlier)),
            "check both dates, and correct the wrong one",
        )),
        None if needed => Err(Failure::usage(
            format!("{words} {}: the step before it is missing", date(day)),
            format!("add it: `{option} DATE`"),
        )),
        Some(_) | None => Ok(()),
    }
}

fn indexes_where(plan: &EhcPlan, is: impl Fn(&PlanReview) -> bool) -> Vec<usize> {
    plan.reviews.iter().enumerate().filter(|(_, review)| is(review)).map(|(index, _)| index).collect()
}

fn all_interim(plan: &EhcPlan, indexes: &[usize]) -> bool {
    indexes.iter().all(|index| plan.reviews.get(*index).is_some_and(|review| review.kind == ReviewKind::Interim))
}

/// The step after the last one that is recorded; `None` if the review is complete.
fn next_step(review: &PlanReview) -> Option<ReviewStep> {
    let last = ReviewStep::ALL.iter().rposition(|step| step.day_in(review).is_some());
    let step = ReviewStep::ALL.get(last.map_or(0, |last| last + 1)).copied()?;
    let concluded = matches!(step, ReviewStep::AmendmentNotice | ReviewStep::Amended);
    (!concluded || review.outcome == Some(ReviewOutcome::Amend)).then_some(step)
}

fn day_question(step: ReviewStep, words: &str) -> OptionQuestion {
    let meant = if step == ReviewStep::Booked { DateDirection::Future } else { DateDirection::Past };
    OptionQuestion::needed(format!("{}=", step.step_words().0), words, AnswerKind::Day(meant))
}

/// Puts a review back in its place, or where its day belongs: reviews run from the oldest to the newest.
fn put_review(plan: &mut EhcPlan, review: PlanReview, was_at: Option<usize>) {
    let own = day_of_review(&review);
    let at = was_at.filter(|at| fits_at(own, *at, &plan.reviews)).unwrap_or_else(|| place_by_day(own, &plan.reviews));
    plan.reviews.insert(at.min(plan.reviews.len()), review);
}

/// The day that puts a review in its place: the day of the meeting, or else the day that is booked.
fn day_of_review(review: &PlanReview) -> Option<Day> {
    review.meeting.or(review.booked)
}

/// Whether a review on `day` fits at this place, between the reviews around it. A review without a day fits anywhere.
fn fits_at(day: Option<Day>, at: usize, reviews: &[PlanReview]) -> bool {
    let Some(day) = day else { return true };
    let before = at.checked_sub(1).and_then(|before| reviews.get(before)).and_then(day_of_review);
    let after = reviews.get(at).and_then(day_of_review);
    before.is_none_or(|before| before <= day) && after.is_none_or(|after| day <= after)
}

/// The place after the last review up to this day. Without a day, it is after all reviews.
fn place_by_day(day: Option<Day>, reviews: &[PlanReview]) -> usize {
    let not_later = |other: &PlanReview| day.is_none_or(|day| day_of_review(other).is_none_or(|other| other <= day));
    reviews.iter().rposition(not_later).map_or(0, |before| before + 1)
}

/// Adds the next step, with the time that the law allows for it.
fn with_next_step(told: ChangeResult, review: &PlanReview, id: &str) -> ChangeResult {
    let Some(step) = next_step(review) else {
        let ends = review.outcome == Some(ReviewOutcome::Cease);
        return if ends {
            told.and_next(format!("next: when the plan has ended, record it: `send decide {id} --ceased DATE`"))
        } else {
            told
        };
    };
    let what = match step {
        ReviewStep::Booked => "book the meeting",
        ReviewStep::Invited => "send the invitations at least two weeks before the meeting",
        ReviewStep::Circulated => "send the papers round at least two weeks before the meeting",
        ReviewStep::Held => "hold the meeting",
        ReviewStep::Report => "send the school's report within two weeks of the meeting",
        ReviewStep::Decision => "record the authority's decision, due within four weeks of the meeting",
        ReviewStep::AmendmentNotice => "record the authority's amendment notice",
        ReviewStep::Amended => "record the amended plan, due within eight weeks of the notice",
    };
    told.and_next(format!("next: {what}: `send annual-review {id} {} DATE`", step.step_words().0))
}
