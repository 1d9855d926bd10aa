//! The census: each pupil's code on a day, and the problems that would make the return fail (DOMAIN 1).

use serde::Serialize;

use super::Names;
use super::columns::{Cell, CellEntry, Column, ReportRow, column, fact, private};
use crate::finding::Finding;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::since::HeldSince;
use crate::model::vocabulary::{CensusCode, NeedType};
use crate::model::year::YearGroup;
use crate::words;

/// One pupil on roll.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CensusRow {
    /// The pupil's id.
    pub(crate) id: String,
    /// The unique pupil number.
    pub(crate) upn: Option<String>,
    /// The name.
    pub(crate) name: Option<String>,
    /// The date of birth.
    pub(crate) date_of_birth: Option<Day>,
    /// The year group.
    pub(crate) year: YearGroup,
    /// The code.
    pub(crate) sen_provision: CensusCode,
    /// The need of rank 1, if the code is K or E.
    pub(crate) primary_sen_type: Option<NeedType>,
    /// The need of rank 2, if the code is K or E.
    pub(crate) secondary_sen_type: Option<NeedType>,
    /// The first day of the period on the register, or a day on which the pupil was on it.
    pub(crate) on_register_since: Option<HeldSince>,
    /// The problems that would make the return fail or be queried.
    pub(crate) problems: Vec<CensusProblem>,
}

/// A problem with the return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CensusProblem {
    /// The rule.
    pub(crate) rule: &'static str,
    /// The problem in words.
    pub(crate) message: String,
}

impl CensusRow {
    /// The row of a record as at a day, with the problems that the DfE would reject or query.
    pub(crate) fn of(record: &AsAt, found: &[Finding], names: Names) -> Self {
        let code = record.census_code();
        let need = |rank| record.need_ranked(rank).map(|need| need.need_type).filter(|_| code != CensusCode::N);
        Self {
            id: record.id().to_owned(),
            upn: names.show(record.upn.as_ref().map(|upn| upn.as_str().to_owned())).flatten(),
            name: names.show(record.name.as_str().to_owned()),
            date_of_birth: names.show(record.date_of_birth),
            year: record.year_group(),
            sen_provision: code,
            primary_sen_type: need(1),
            secondary_sen_type: need(2),
            on_register_since: record.register_spell().map(|(_, spell)| spell.since()),
            problems: found.iter().map(CensusProblem::from).collect(),
        }
    }
}

impl<'r> From<&'r CensusProblem> for CellEntry<'r> {
    fn from(problem: &'r CensusProblem) -> Self {
        Self { facts: vec![("rule", problem.rule.into())], message: &problem.message }
    }
}

impl From<&Finding> for CensusProblem {
    fn from(finding: &Finding) -> Self {
        Self { rule: finding.rule, message: finding.message.clone() }
    }
}

/// Adds findings that need all records together to the rows of their pupils. The rows are sorted by id.
pub(crate) fn add_problems(rows: &mut [CensusRow], found: &[Finding]) {
    for finding in found {
        let Some(pupil) = &finding.pupil else { continue };
        let problem = CensusProblem::from(finding);
        let first = rows.partition_point(|row| row.id < *pupil);
        for row in rows.iter_mut().skip(first).take_while(|row| row.id == *pupil) {
            // If two records have the same id, the same problem is found in both.
            if !row.problems.contains(&problem) {
                row.problems.push(problem.clone());
            }
        }
    }
}

/// The queries that the DfE would raise about the whole return, one sentence each.
pub(crate) fn query_notes(found: &[Finding]) -> Vec<String> {
    let of_school = found.iter().filter(|finding| finding.pupil.is_none());
    of_school.map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

/// The counts under the list: E and K from the records, N and the total from the number on roll of `send.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct CensusSummary {
    /// Pupils with a plan in force.
    #[serde(rename = "E")]
    pub(crate) e: u32,
    /// Pupils on SEN support.
    #[serde(rename = "K")]
    pub(crate) k: u32,
    /// All other pupils on roll; `None` if the number on roll is not known.
    #[serde(rename = "N")]
    pub(crate) n: Option<u32>,
    /// The number on roll; `None` if it is not known.
    pub(crate) total: Option<u32>,
}

impl CensusSummary {
    /// The counts of these rows, with the number on roll if it is known and not smaller than E and K together.
    pub(crate) fn of(rows: &[CensusRow], on_roll: Option<u32>) -> Self {
        let (e, k) = (pupils_with(CensusCode::E, rows), pupils_with(CensusCode::K, rows));
        let n = on_roll.and_then(|total| total.checked_sub(e)?.checked_sub(k));
        Self { e, k, n, total: n.and(on_roll) }
    }
}

/// The number of pupils with a code.
fn pupils_with(code: CensusCode, rows: &[CensusRow]) -> u32 {
    u32::try_from(rows.iter().filter(|row| row.sen_provision == code).count()).unwrap_or(u32::MAX)
}

impl ReportRow for CensusRow {
    const COLUMNS: &'static [Column<Self>] = &[
        column("id", "Id", |row| Cell::from(&row.id)),
        private("upn", "UPN", |row| Cell::from(&row.upn)),
        private("name", "Name", |row| Cell::from(&row.name)),
        private("date_of_birth", "Date of birth", |row| row.date_of_birth.into()),
        column("year", "Year", |row| row.year.to_string().into()),
        column("sen_provision", "Code", |row| row.sen_provision.as_str().into()),
        column("primary_sen_type", "Primary", |row| row.primary_sen_type.map(NeedType::as_str).into()),
        column("secondary_sen_type", "Secondary", |row| row.secondary_sen_type.map(NeedType::as_str).into()),
        column("on_register_since", "On register since", |row: &Self| {
            row.on_register_since.and_then(HeldSince::known).into()
        })
        .in_tables_as(|row| row.on_register_since.map(words::first_day).into()),
        column("problems", "Problems", |row| Cell::Entries(row.problems.iter().map(CellEntry::from).collect())),
        fact("on_register_in_force_on", |row| row.on_register_since.and_then(HeldSince::seen_on).into()),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{KeyPath, Severity};
    use crate::model::day::day;
    use crate::rules::examples::record;

    fn found(rule: &'static str, pupil: Option<&str>, message: &str) -> Finding {
        Finding {
            rule,
            severity: Severity::Warning,
            pupil: pupil.map(str::to_owned),
            file: String::new(),
            field: KeyPath::default(),
            position: None,
            message: message.to_owned(),
            source: String::new(),
            help: String::new(),
        }
    }

    #[test]
    fn a_finding_over_all_records_reaches_its_pupil_once_or_becomes_a_note() {
        let row = |id: &str| {
            let record = record(&format!("id: {id}\n"));
            CensusRow::of(&record.as_at(crate::rules::examples::as_at()), &[], Names::Hidden)
        };
        let mut rows = [row("p013"), row("p014"), row("p014"), row("p015")];
        let at_both = || found("upn-duplicate", Some("p014"), "the UPN is also used by p015");
        let found =
            [at_both(), at_both(), found("census-2200", None, "none of 4 pupils"), found("x", Some("p999"), "")];
        add_problems(&mut rows, &found);
        assert_eq!(rows.each_ref().map(|row| row.problems.len()), [0, 1, 1, 0]);
        assert_eq!(query_notes(&found), ["census-2200: none of 4 pupils"]);
    }

    #[test]
    fn a_spell_or_a_need_includes_its_last_day() {
        let record = crate::rules::examples::record(
            "census: N\nneeds: [{type: SLCN, rank: 1, from: 2025-09-08, to: 2026-01-15}]\nregister: [{from: 2025-09-08, to: 2026-01-15}]",
        );
        let row = |on: &str| {
            let row = CensusRow::of(&record.as_at(day(on)), &[], Names::Shown);
            (row.sen_provision, row.primary_sen_type)
        };
        assert_eq!(row("2026-01-14"), (CensusCode::K, Some(NeedType::Slcn)));
        assert_eq!(row("2026-01-15"), (CensusCode::K, Some(NeedType::Slcn)));
        assert_eq!(row("2026-01-16"), (CensusCode::N, None));
    }
}
