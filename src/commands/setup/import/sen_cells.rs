//! Reads what a row of a sheet says about SEN. Every mistake is reported with its line and column.

use super::choices::{MapChoices, WordMeaning};
use super::fields::RollField;
use super::row_cells::RowProblems;
use super::sen_facts::{SenFacts, SheetNeed, SheetPlan};
use super::sen_words::{StatusWord, need_of_word, needs_of_cell};
use super::sheet_dates::is_no_date;
use crate::model::day::Day;
use crate::model::vocabulary::{CensusCode, Stage};
use crate::records::grid_cells::{GridCell, GridRow};

/// What to do about a status that says nothing of K or E, or that has ended.
const WRITE_CODE: &str = "write N, K or E in the sheet; K is SEN support, E is an EHC plan";

/// Words in the column of the EHC plan that say that there is one, or that there is none, in small letters.
const PLAN_WORDS: [(&str, bool); 11] = [
    ("y", true),
    ("yes", true),
    ("true", true),
    ("t", true),
    ("1", true),
    ("n", false),
    ("no", false),
    ("false", false),
    ("f", false),
    ("0", false),
    ("not applicable", false),
];

impl RowProblems<'_> {
    /// Reads what a row says about SEN. A date with a year of two digits is not later than `today`.
    pub(super) fn sen_facts(&mut self, line: &GridRow, choices: &MapChoices, today: Day) -> SenFacts {
        let status = self.sen_status(line, choices);
        let mut facts = SenFacts {
            status,
            stage: self.stage(line),
            placed: self.day(line, RollField::RegisterFrom, today),
            review: self.day(line, RollField::ReviewBy, today),
            annual_review: self.day(line, RollField::AnnualReview, today),
            plan: self.ehc_plan(line, today),
            ..SenFacts::default()
        };
        let rank = self.need_rank(line);
        let columns = [(RollField::FirstNeed, Some(1)), (RollField::SecondNeed, Some(2)), (RollField::Need, rank)];
        for (field, rank) in columns {
            for typed in self.texts(line, field) {
                take_needs(typed, rank, choices, &mut facts);
            }
        }
        facts
    }

    /// Returns the texts in all columns of a field. Adds a mistake for each cell that has something else.
    fn texts<'g>(&mut self, line: &'g GridRow, field: RollField) -> Vec<&'g str> {
        let cells: Vec<&GridCell> =
            self.headings.columns_of_field(field).filter_map(|column| line.cells.get(&column)).collect();
        cells.into_iter().filter_map(|cell| self.text_of(cell, field)).collect()
    }

    /// Returns the status. Some systems have it in words and as a code: both must mean the same.
    fn sen_status(&mut self, line: &GridRow, choices: &MapChoices) -> Option<CensusCode> {
        let field = RollField::SenStatus;
        let mut found: Option<(CensusCode, &str)> = None;
        for typed in self.texts(line, field) {
            let code = self.status_of(typed, choices)?;
            match found {
                Some((first, word)) if first != code => {
                    let message = format!("the SEN status is `{word}`, and also `{typed}`");
                    self.push(field.key(), message, "correct one of the two cells, or empty it");
                    return None;
                }
                Some(_) => {}
                None => found = Some((code, typed)),
            }
        }
        found.map(|(code, _)| code)
    }

    fn status_of(&mut self, typed: &str, choices: &MapChoices) -> Option<CensusCode> {
        let key = RollField::SenStatus.key();
        let chosen = match choices.meaning_of(RollField::SenStatus, typed) {
            Some(WordMeaning::Status(code)) => Some(code),
            Some(WordMeaning::Enrolment(_) | WordMeaning::Need(_)) | None => None,
        };
        let map = format!("say what it means with `--map \"sen_status:{typed}=...\"`: N, K or E");
        let word = StatusWord::of_cell(typed);
        let (message, help) = match (word, chosen) {
            (StatusWord::Yes, _) => (
                format!("found `{typed}`, which does not say whether it is SEN support or an EHC plan"),
                WRITE_CODE.to_owned(),
            ),
            (StatusWord::Ended, _) => (
                format!("found `{typed}`, a status that ended in 2014 and is not another name for K"),
                WRITE_CODE.to_owned(),
            ),
            (StatusWord::Need, _) => {
                (format!("found `{typed}`, which is a need and not a SEN status"), WRITE_CODE.to_owned())
            }
            (_, Some(code)) | (StatusWord::Known(code), None) => return Some(code),
            (StatusWord::Statement, None) => (
                format!("found `{typed}`: statements ended in 2018"),
                format!("look whether each pupil has an EHC plan; if so, use `--map \"sen_status:{typed}=E\"`"),
            ),
            (StatusWord::Unknown, None) => (format!("found `{typed}`, which is not a known SEN status"), map),
        };
        if word == StatusWord::Unknown {
            self.mistakes.statuses.insert(typed.to_owned());
        }
        self.push(key, message, help);
        None
    }

    /// Returns the stage, A to D.
    fn stage(&mut self, line: &GridRow) -> Option<Stage> {
        let typed = self.cell(line, RollField::Stage)?;
        let letter = typed.trim().to_uppercase();
        let letter = letter.strip_prefix("STAGE").unwrap_or(&letter).trim();
        let stage = letter.parse().ok().filter(|stage| *stage != Stage::Closed);
        if stage.is_none() {
            let message = format!("found `{typed}`, which is not a stage");
            self.push(RollField::Stage.key(), message, "write A, B, C or D, or ignore the column with `--map stage=-`");
        }
        stage
    }

    fn need_rank(&mut self, line: &GridRow) -> Option<u8> {
        let typed = self.cell(line, RollField::NeedRank)?;
        let plain = typed.to_lowercase();
        let rank = match plain.as_str() {
            "primary" => Some(1),
            "secondary" => Some(2),
            number => number.strip_suffix(".0").unwrap_or(number).parse().ok().filter(|rank| (1..=99).contains(rank)),
        };
        if rank.is_none() {
            let message = format!("found `{typed}`, expected the rank of the need");
            self.push(RollField::NeedRank.key(), message, "write 1 for the primary need, 2 for the secondary");
        }
        rank
    }

    /// Returns the EHC plan: the column may have its day, or a yes or no.
    fn ehc_plan(&mut self, line: &GridRow, today: Day) -> Option<SheetPlan> {
        let field = RollField::Ehcp;
        let columns: Vec<usize> = self.headings.columns_of_field(field).collect();
        let text = columns.into_iter().find_map(|column| line.text_at(column)).map(str::to_lowercase);
        let word = text.filter(|text| !is_no_date(text));
        match word.and_then(|word| PLAN_WORDS.iter().find(|(known, _)| *known == word)) {
            Some((_, true)) => Some(SheetPlan::Yes),
            Some((_, false)) => None,
            None => self.day(line, field, today).map(SheetPlan::FinalOn),
        }
    }
}

/// Takes the needs of one cell. The rank is that of the first: it is given only where a cell has one need.
fn take_needs(typed: &str, rank: Option<u8>, choices: &MapChoices, facts: &mut SenFacts) {
    let known = |word: &str| match choices.meaning_of(RollField::Need, word) {
        Some(WordMeaning::Need(need)) => Some(need),
        Some(WordMeaning::Enrolment(_) | WordMeaning::Status(_)) | None => need_of_word(word),
    };
    if is_no_date(typed) {
        return;
    }
    let Some(needs) = needs_of_cell(typed, &known) else {
        facts.unknown_needs.push(typed.to_owned());
        return;
    };
    let is_one = needs.len() == 1;
    for need_type in needs {
        facts.needs.push(SheetNeed { need_type, rank: rank.filter(|_| is_one) });
    }
}
