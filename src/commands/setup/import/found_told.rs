//! Shows what a sheet that is read as found says, before anything is saved, and what to do afterwards.

use super::fields::RollField;
use super::headings::RollHeadings;
use super::openings::RowOpening;
use super::roll_row::RollRow;
use crate::model::day::Day;
use crate::model::vocabulary::{CensusCode, ParentsTold, Stage};
use crate::session::Context;
use crate::words::{count, date, list_and};
use crate::writing::opening::{FoundSince, Opening};
use crate::writing::telling;

/// A pupil whose record begins as found.
#[derive(Debug)]
pub(super) struct FoundPupil {
    /// The row.
    row: RollRow,
    /// What is written, and what is not.
    opened: RowOpening,
}

impl FoundPupil {
    /// A row and what it says.
    pub(super) fn new(row: &RollRow, opened: RowOpening) -> Self {
        Self { row: row.clone(), opened }
    }

    /// The number of the row.
    pub(super) const fn line(&self) -> usize {
        self.row.line
    }

    /// Whether the pupil has SEN support without an EHC plan. Then the parents must have been told.
    pub(super) fn is_at_k(&self) -> bool {
        self.row.sen.code() == CensusCode::K
    }

    /// What is written.
    pub(super) const fn opening(&self) -> &Opening {
        &self.opened.opening
    }

    /// Sets whether the parents had been told that their child gets SEN support.
    pub(super) fn set_parents_told(&mut self, told: ParentsTold) {
        self.opened.opening.parents_told = Some(told);
    }

    /// Whether a word for a need is not known, so that the need is not written.
    pub(super) const fn has_unknown_needs(&self) -> bool {
        !self.row.sen.unknown_needs.is_empty()
    }

    fn name(&self) -> &str {
        self.row.name.as_str()
    }
}

/// What the lines are about.
pub(super) struct FoundSheet<'f> {
    /// The sheet, as it was typed.
    pub(super) file: &'f str,
    /// How many pupils it has.
    pub(super) pupils: usize,
    /// Its headings of reviews.
    pub(super) reviews: ReviewHeadings,
    /// The day found.
    pub(super) day: Day,
}

/// The headings of reviews, as they are written in the file.
#[derive(Debug)]
pub(super) struct ReviewHeadings {
    own: String,
    annual: String,
}

impl ReviewHeadings {
    /// From the headings of a sheet.
    pub(super) fn of(headings: &RollHeadings) -> Self {
        let heading = |field| headings.heading_of(field).unwrap_or_default().to_owned();
        Self { own: heading(RollField::ReviewBy), annual: heading(RollField::AnnualReview) }
    }
}

/// Shows what is written of each group of pupils, and what the sheet does not say.
pub(super) fn tell_found(
    sheet: &FoundSheet<'_>,
    opened: &[FoundPupil],
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let mut lines =
        vec![format!("{} in {}, as found on {}", count(sheet.pupils, "pupil"), sheet.file, date(sheet.day))];
    for code in [CensusCode::K, CensusCode::E, CensusCode::N] {
        lines.extend(stages_in_words(code, opened));
    }
    lines.extend(unknown_days(opened, sheet.day));
    lines.extend(reviews_in_words(opened, &sheet.reviews));
    lines.extend(without_support(opened));
    lines.extend(unknown_needs(opened));
    for line in lines {
        telling::say_line(context, &line)?;
    }
    Ok(())
}

/// How many pupils have a status, and at which stage they are.
fn stages_in_words(code: CensusCode, opened: &[FoundPupil]) -> Vec<String> {
    let of_code: Vec<&FoundPupil> = opened.iter().filter(|pupil| pupil.row.sen.code() == code).collect();
    let mut stages: Vec<(Option<Stage>, bool)> = of_code.iter().map(|pupil| stage_and_source(pupil)).collect();
    stages.sort_unstable();
    stages.dedup();
    let said = stages.into_iter().map(|(stage, is_in_sheet)| {
        let pupils = of_code.iter().filter(|pupil| stage_and_source(pupil) == (stage, is_in_sheet)).count();
        let stage = stage.map_or_else(|| "no stage".to_owned(), |stage| format!("stage {}", stage.as_str()));
        let why = match (is_in_sheet, code) {
            (true, _) => ", as the sheet says",
            (false, CensusCode::N) => "",
            (false, _) => ", because the sheet does not say (change with `--stages`)",
        };
        format!("  {pupils} at {}: {stage}{why}", code.as_str())
    });
    said.collect()
}

fn stage_and_source(pupil: &FoundPupil) -> (Option<Stage>, bool) {
    (pupil.opened.opening.stage, pupil.row.sen.stage.is_some())
}

/// Which first days the sheet does not have.
fn unknown_days(opened: &[FoundPupil], found: Day) -> Vec<String> {
    let without = |day: &dyn Fn(&FoundPupil) -> Option<FoundSince>| {
        opened.iter().filter(|pupil| day(pupil) == Some(FoundSince::NotKnown)).count()
    };
    let counts = [
        ("on roll", without(&|pupil| Some(pupil.opened.opening.on_roll))),
        ("on the register", without(&|pupil| pupil.opened.opening.register)),
        ("of the EHC plan", without(&|pupil| pupil.opened.opening.plan.as_ref().map(|plan| plan.final_on))),
    ];
    let said = counts.into_iter().filter(|(_, pupils)| *pupils > 0).map(|(what, pupils)| {
        let pupils = count(pupils, "pupil");
        format!("  the first day {what} is not in the sheet for {pupils}: the record has `in_force_on: {found}`")
    });
    said.collect()
}

/// Which reviews are written, from which heading, and which are past.
fn reviews_in_words(opened: &[FoundPupil], headings: &ReviewHeadings) -> Vec<String> {
    let listed = |day: &dyn Fn(&FoundPupil) -> Option<Day>| {
        let found = opened.iter().filter_map(|pupil| Some(format!("{} {}", pupil.name(), date(day(pupil)?))));
        found.collect::<Vec<String>>()
    };
    let plan = opened.iter().filter(|pupil| pupil.opened.opening.review_by.is_some()).count();
    let last = listed(&|pupil| pupil.opened.opening.plan.as_ref()?.last_review);
    let next = listed(&|pupil| pupil.opened.opening.plan.as_ref()?.next_review);
    let of_pupil = |pupil: &FoundPupil| {
        pupil.opened.past_reviews.iter().map(|day| format!("{} {}", pupil.name(), date(*day))).collect::<Vec<_>>()
    };
    let past: Vec<String> = opened.iter().flat_map(of_pupil).collect();
    let ReviewHeadings { own, annual } = headings;
    let mut lines = Vec::new();
    if plan > 0 {
        let reviews = count(plan, "pupil");
        lines
            .push(format!("  `{own}` is the next review of the school's own plan, for {reviews} (`--map` changes it)"));
    }
    if !last.is_empty() {
        lines.push(format!("  `{annual}` is the last annual review, because it is past: {}", last.join("; ")));
    }
    if !next.is_empty() {
        lines.push(format!("  `{annual}` is the next annual review: {}", next.join("; ")));
    }
    if !past.is_empty() {
        lines.push(format!("  a review date that is past is not written: {}", past.join("; ")));
    }
    lines
}

/// Which facts are not written, because the pupil has no support.
fn without_support(opened: &[FoundPupil]) -> Vec<String> {
    let said = opened.iter().filter(|pupil| !pupil.opened.without_support.is_empty()).map(|pupil| {
        let fields: Vec<&str> = pupil.opened.without_support.iter().map(|field| field.in_words()).collect();
        let code = pupil.row.sen.code().as_str();
        format!("  {} is at {code}: not written: {}", pupil.name(), list_and(&fields))
    });
    said.collect()
}

/// Which words for needs are not known.
fn unknown_needs(opened: &[FoundPupil]) -> Vec<String> {
    let words = opened.iter().flat_map(|pupil| pupil.row.sen.unknown_needs.iter().map(move |word| (pupil, word)));
    let said = words.map(|(pupil, word)| {
        let map = format!("`--map \"need:{word}=...\"` with one of the DfE's codes");
        format!("  `{word}` is not a known need, and is not written: {} (say what it means with {map})", pupil.name())
    });
    said.collect()
}

/// Shows what to do once the records are saved. `is_recorded` says whether they have everything that is needed from the sheet,
/// `has_terms` whether the settings have a term that is not over.
pub(super) fn tell_next(
    file: &str,
    is_recorded: bool,
    has_terms: bool,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let next = if is_recorded {
        format!("next: delete the sheet {file}: what is needed from it is now in the records")
    } else {
        format!("next: correct what is listed above; keep the sheet {file} until all of it is in the records")
    };
    telling::say_line(context, &next)?;
    if !has_terms {
        telling::say_line(
            context,
            "next: fill in the terms of this school year in send.toml, because many days are counted in them",
        )?;
    }
    telling::say_line(context, "next: see what is due with `send overdue --within 6w`")
}
