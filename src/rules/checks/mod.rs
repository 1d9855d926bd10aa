//! Conditions that a record, or all of them together, must meet: one file for each check.

pub(crate) mod age_implausible;
pub(crate) mod arrival_unplaced;
pub(crate) mod census_1500;
pub(crate) mod census_1990;
pub(crate) mod census_2020;
pub(crate) mod census_2120;
pub(crate) mod census_2125;
pub(crate) mod census_2130;
pub(crate) mod census_2140;
pub(crate) mod census_2160;
pub(crate) mod census_2165;
pub(crate) mod census_2166;
pub(crate) mod census_2170;
pub(crate) mod census_2175;
pub(crate) mod census_2190;
pub(crate) mod census_2200;
pub(crate) mod census_2205;
pub(crate) mod census_2230;
pub(crate) mod census_2250;
pub(crate) mod change_half_saved;
pub(crate) mod class_unknown;
pub(crate) mod comment_in_value;
pub(crate) mod contact_details_in_text;
pub(crate) mod date_impossible;
pub(crate) mod date_in_future;
pub(crate) mod document_missing;
pub(crate) mod ehc_without_final;
pub(crate) mod foreign_file;
pub(crate) mod header_census;
pub(crate) mod header_stage;
pub(crate) mod history_altered;
pub(crate) mod history_backdated;
pub(crate) mod history_corrected;
pub(crate) mod history_file;
pub(crate) mod history_merge;
pub(crate) mod history_message;
pub(crate) mod history_move_not_allowed;
pub(crate) mod history_policy_changed;
pub(crate) mod history_removed;
pub(crate) mod history_reordered;
pub(crate) mod history_rewritten;
pub(crate) mod history_unread;
pub(crate) mod id_duplicate;
pub(crate) mod id_misnamed;
pub(crate) mod information_report_outdated;
pub(crate) mod move_not_allowed;
pub(crate) mod move_order;
pub(crate) mod need_not_assessed;
pub(crate) mod outside_roll;
pub(crate) mod over_age;
pub(crate) mod parent_voice_missing;
pub(crate) mod plan_incomplete;
pub(crate) mod policy_lines_missing;
pub(crate) mod progress_contradicts_decision;
pub(crate) mod progress_meeting_missing;
pub(crate) mod provision_incomplete;
pub(crate) mod provision_unregistered;
pub(crate) mod quotes_in_value;
pub(crate) mod record_missing;
pub(crate) mod records_begin_later;
pub(crate) mod register_missing;
pub(crate) mod register_spells;
pub(crate) mod rule_unknown;
pub(crate) mod setting_unused;
pub(crate) mod sharing_without_consent;
pub(crate) mod target_incomplete;
pub(crate) mod target_vague;
pub(crate) mod unreadable;
pub(crate) mod unseen_character;
pub(crate) mod upn_duplicate;
pub(crate) mod upn_temporary;
pub(crate) mod upn_unknown_authority;
pub(crate) mod upn_wrong;
pub(crate) mod waiver_expired;
pub(crate) mod waiver_not_entitled;
pub(crate) mod weak_ground;
pub(crate) mod year_undated;

use crate::finding::{KeyPath, key_path};
use crate::model::at_a_day::AsAt;
use crate::model::cycle::Plan;
use crate::model::record::Need;
use crate::model::since::Since;
use crate::model::vocabulary::CensusCode;
use crate::rules::{Question, Subject, WholeSchool};

/// The code K or E of a pupil who is in the return of the day with SEN; otherwise `None`.
fn sen_in_return(subject: &Subject<'_>) -> Option<CensusCode> {
    let code = subject.record.census_code();
    (subject.record.is_on_roll() && code != CensusCode::N).then_some(code)
}

/// The plans of the present stay that are open and were made after the pupil was found. How a plan of before was written is not
/// judged (DESIGN 7.1).
fn plans_to_judge(record: &AsAt) -> impl Iterator<Item = (usize, &Plan)> {
    record.running_plans().filter(|(_, plan)| !record.is_as_found(plan.date))
}

/// The fact that makes a pupil K or E: findings about something missing for the return are placed here.
fn what_makes_sen(record: &AsAt) -> KeyPath {
    let plan = record.plan_in_force().map(|(index, plan)| key_path!["ehc_plan", index, plan.first_day_key()]);
    let spell = || record.register_spell().map(|(index, spell)| key_path!["register", index, spell.first_day_key()]);
    plan.or_else(spell).unwrap_or(key_path!["census"])
}

/// The current needs ranked as primary or secondary: the census takes no others.
fn needs_in_return(record: &AsAt) -> Vec<(usize, &Need)> {
    record.current_needs().filter(|(_, need)| matches!(need.rank, Some(1 | 2))).collect()
}

/// How many records on roll have this code.
fn with_code(whole: &WholeSchool<'_>, code: CensusCode) -> u32 {
    let number = whole.pupils.iter().filter(|pupil| pupil.on_roll_with == Some(code)).count();
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The key in send.toml that gives the number on roll of the day.
fn on_roll_place(question: &Question<'_>) -> KeyPath {
    let days = &question.school.settings.census;
    let index = days.iter().position(|census| census.day == question.as_at);
    index.map_or(key_path!["census"], |index| key_path!["census", index, "on_roll"])
}
