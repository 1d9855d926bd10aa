//! Requirements, duties and checks: one file for each rule, one table, and the only loops over it.
//!
//! A rule sees one pupil, or a few facts about every pupil (`PupilKey`), and reports what it finds. The callers go through the
//! records, so no rule can leave one out. The severity of a finding is the rule's own, unless the policy gives another. The
//! reader and the audit choose it for what they find themselves.
//!
//! To add a rule: write its file under `checks/`, `duties/` or `requirements/`, named after its id, with a bad and a good
//! example, and add it to [`RULES`]. The tests in this module find anything that is missing.

pub(crate) mod appeals;
#[cfg(test)]
mod boundary_tests;
pub(crate) mod checks;
mod clock_start;
#[cfg(test)]
mod clock_table;
pub(crate) mod consents;
pub(crate) mod duties;
mod escalation;
#[cfg(test)]
pub(crate) mod examples;
mod facts_found;
#[cfg(test)]
mod key_path_tests;
#[cfg(test)]
mod list_tests;
pub(crate) mod moves;
mod owing;
mod phase_change;
pub(crate) mod requirements;
#[cfg(test)]
mod returner_tests;
#[cfg(test)]
mod school_duty_tests;
#[cfg(test)]
mod school_examples;
#[cfg(test)]
mod seen_tests;
pub(crate) mod under_fives;
mod unmet;

use crate::finding::{Finding, KeyPath, PathStep, Position, Severity};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::Record;
use crate::policy::Policies;
use crate::school::{PupilKey, School};
use checks::*;
pub(crate) use clock_start::ClockStart;
use duties::*;
pub(crate) use facts_found::FactsFound;
pub(crate) use owing::{Clock, Clocks, Owes, Owner};
use requirements::{Answer, Ask, *};
use unmet::clocks_of;
pub(crate) use unmet::{Unmet, unmet_duties, unmet_duties_of_school};

/// One rule.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Its id, in kebab-case: what is wrong or what must be done. Published, so never renamed.
    pub(crate) id: &'static str,
    /// How serious it is unless the policy says otherwise.
    pub(crate) severity: Severity,
    /// The clause of the policy; empty if the policy has none.
    pub(crate) clause: &'static str,
    /// The law or guidance behind it; empty if there is none.
    pub(crate) law: &'static str,
    /// The rule in one line.
    pub(crate) summary: &'static str,
    /// The reason for the rule, written for a class teacher.
    pub(crate) why: &'static str,
    /// The next step, as an imperative. [`PUPIL`] in it is the id of the pupil.
    pub(crate) remedy: &'static str,
    /// A record that breaks the rule, without the lines that every example shares. A rule over all records has
    /// several, each under a comment with its file (`examples.rs`).
    pub(crate) bad: &'static str,
    /// The same record, corrected.
    pub(crate) good: &'static str,
    /// The kind of rule, and the function that applies it.
    pub(crate) kind: RuleKind,
}

impl Rule {
    /// The source of the rule, in one line; empty if only the record's format asks for it.
    pub(crate) fn source(&self) -> String {
        match (self.clause, self.law) {
            ("", law) => law.to_owned(),
            (clause, "") => format!("policy {clause}"),
            (clause, law) => format!("policy {clause}; {law}"),
        }
    }

    /// The order of duties that are due on one day: first the law, then the policy, then the school's own choice.
    pub(crate) fn rank(&self) -> u8 {
        match (self.law, self.clause) {
            ("", "") => 2,
            ("", _) => 1,
            _ => 0,
        }
    }

    /// Whether it is about the census return: one of the DfE's own rules, or a rule about the UPN.
    fn is_about_the_return(&self) -> bool {
        self.id.starts_with("census-") || self.id.starts_with("upn-")
    }

    /// Whether it warns of a mistake in the return that the DfE does not ask about: a wrong code, or a child too many.
    fn warns_of_the_return(&self) -> bool {
        [arrival_unplaced::RULE.id, over_age::RULE.id, register_spells::RULE.id].contains(&self.id)
    }

    /// Whether it stays on whatever the policy says, as a law does. The DfE's queries about a return are not law: a note answers
    /// them, and a school that has its answers may switch them off in `check`.
    fn stays_on(&self) -> bool {
        let asks = self.is_about_the_return() && self.severity == Severity::Warning;
        !self.law.is_empty() && !asks
    }
}

/// The kind of rule, and the function that applies it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RuleKind {
    /// Something that must be true of a record.
    Check(fn(&Subject<'_>, &Question<'_>, &mut Found<'_>)),
    /// Something that must be true of all records together.
    Together(fn(&WholeSchool<'_>, &Question<'_>, &mut Found<'_>)),
    /// Something found by the reader while it reads a file.
    Reading,
    /// Something found by comparing the records with their history. Its examples are two versions of a record, or prose.
    History,
    /// Something a person must do by a certain day, and what it asks about the facts of before: found with the pupil, or from before a gap in the roll.
    Duty(Owes, FactsFound, fn(&AsAt, &Question<'_>, &mut Clocks)),
    /// Something that must be true before a pupil may move.
    Requirement(fn(&AsAt, &Ask<'_>) -> Answer),
    /// A duty that begins with leaving. It is owed for a pupil who has left, and can be seen as soon as the last day is known.
    DutyAfterLeaving(Owes, fn(&AsAt, &Question<'_>, &mut Clocks)),
    /// Something the school as a whole must do by a certain day. The function looks at the school and the policies.
    DutyOfSchool(Owes, fn(&Question<'_>, &mut Clocks)),
}

impl RuleKind {
    /// The owner; `None` if it is not a duty.
    pub(crate) const fn owes(self) -> Option<Owes> {
        match self {
            Self::Duty(owes, ..) | Self::DutyAfterLeaving(owes, _) | Self::DutyOfSchool(owes, _) => Some(owes),
            Self::Requirement(_) | Self::Check(_) | Self::Together(_) | Self::Reading | Self::History => None,
        }
    }

    /// The word that users read (DESIGN 1).
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Requirement(_) => "requirement",
            Self::Duty(..) | Self::DutyAfterLeaving(..) => "duty",
            Self::DutyOfSchool(..) => "duty of the school",
            Self::Check(_) | Self::Together(_) | Self::Reading | Self::History => "check",
        }
    }
}

/// The question that a rule answers, apart from the records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// The date of the report.
    pub(crate) as_at: Day,
    /// Today. Used only for things that must not be recorded before they have happened; everything else is judged as at the day.
    pub(crate) today: Day,
    /// The school.
    pub(crate) school: &'a School,
    /// Its policies.
    pub(crate) policies: &'a Policies,
}

/// One pupil, as a check sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The record as at the date of the report.
    pub(crate) record: &'a AsAt,
    /// The whole record, for rules that look at the latest facts.
    pub(crate) whole: &'a Record,
    /// The record's file, relative to the folder.
    pub(crate) file: &'a str,
    /// Text that YAML reads as a comment although it looks like part of a value.
    pub(crate) swallowed: &'a [(KeyPath, Position)],
    /// The indexes of documents that the record names and the folder does not have.
    pub(crate) missing_documents: &'a [usize],
}

impl Subject<'_> {
    /// The facts about the pupil that the checks over the whole school need.
    pub(crate) fn key(&self) -> PupilKey {
        PupilKey {
            id: self.whole.id().to_owned(),
            file: self.file.to_owned(),
            upn: self.whole.upn.as_ref().map(|upn| upn.as_str().to_owned()),
            on_roll_with: self.record.is_on_roll().then(|| self.record.census_code()),
            is_member_as_now: self.whole.is_member_as_now(),
        }
    }
}

/// All pupils, as a check over the whole school sees them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WholeSchool<'a> {
    /// A few facts about each record, ordered by file.
    pub(crate) pupils: &'a [PupilKey],
    /// Whether every record could be read. If not, no conclusion can be drawn from a missing one.
    pub(crate) complete: bool,
}

/// Every rule, in the order of `send explain`.
pub(crate) const RULES: &[&Rule] = &[
    // Requirements, in the order a pupil meets them.
    &concern_recorded::RULE,
    &stages_in_order::RULE,
    &parent_meeting::RULE,
    &adaptations_planned::RULE,
    &six_weeks::RULE,
    &little_progress::RULE,
    &causes_considered::RULE,
    &language_considered::RULE,
    &inclusion_referral::RULE,
    &parental_consent::RULE,
    &senco_recommendations::RULE,
    &strategies_reviewed::RULE,
    &plan_reviewed::RULE,
    &agency_consulted::RULE,
    &parents_consulted::RULE,
    &pupil_consulted::RULE,
    &sharing_consent::RULE,
    &parents_notified::RULE,
    &discontinue_decided::RULE,
    &parents_told::RULE,
    &plan_not_in_force::RULE,
    &award_not_in_force::RULE,
    // Duties.
    &concern_answered::RULE,
    &stage_a_meeting::RULE,
    &stage_a_review::RULE,
    &current_plan::RULE,
    &cycle_review::RULE,
    &learning_plan::RULE,
    &next_plan::RULE,
    &consent_asked::RULE,
    &refusal_followed::RULE,
    &decision_acted_on::RULE,
    &action::RULE,
    &provision_told::RULE,
    &termly_review::RULE,
    &parents_informed::RULE,
    &annual_report::RULE,
    &referral_answered::RULE,
    &agency_chased::RULE,
    &application_sent::RULE,
    &receipt_confirmed::RULE,
    &school_advice::RULE,
    &consultation_reply::RULE,
    &annual_review_date::RULE,
    &annual_review_meeting::RULE,
    &annual_review_invitations::RULE,
    &annual_review_papers::RULE,
    &annual_review_report::RULE,
    &phase_transfer_review::RULE,
    &plan_date::RULE,
    &plan_discussed::RULE,
    &sspp_renewal::RULE,
    &arrival_information::RULE,
    &arrival_support::RULE,
    &records_to_new_school::RULE,
    &transition_planned::RULE,
    &disagreement_advice::RULE,
    // Duties of the local authority: shown separately, and never counted as late for the school.
    &decision_to_assess::RULE,
    &decision_to_issue::RULE,
    &final_plan::RULE,
    &transfer_notice::RULE,
    &annual_review_decision::RULE,
    &amended_plan::RULE,
    &phase_transfer_plan::RULE,
    // Duties of the school as a whole.
    &policy_review::RULE,
    &policy_ratification::RULE,
    &policy_communicated::RULE,
    &information_report::RULE,
    &accessibility_plan::RULE,
    &senco_qualification::RULE,
    &competencies_assessed::RULE,
    &sheets_read::RULE,
    // Checks.
    &unreadable::RULE,
    &record_missing::RULE,
    &change_half_saved::RULE,
    &records_begin_later::RULE,
    &header_stage::RULE,
    &header_census::RULE,
    &move_not_allowed::RULE,
    &id_misnamed::RULE,
    &id_duplicate::RULE,
    &upn_wrong::RULE,
    &upn_duplicate::RULE,
    &upn_temporary::RULE,
    &upn_unknown_authority::RULE,
    &need_not_assessed::RULE,
    // The census return: first what makes a code or a row wrong, then what the DfE sends back, then what it queries.
    &arrival_unplaced::RULE,
    &over_age::RULE,
    &age_implausible::RULE,
    &census_1500::RULE,
    &census_2120::RULE,
    &census_2125::RULE,
    &census_2130::RULE,
    &census_2140::RULE,
    &census_2160::RULE,
    &census_2165::RULE,
    &census_2166::RULE,
    &census_2170::RULE,
    &census_2175::RULE,
    &census_2230::RULE,
    &census_2250::RULE,
    &census_1990::RULE,
    &census_2020::RULE,
    &census_2190::RULE,
    &census_2200::RULE,
    &census_2205::RULE,
    &move_order::RULE,
    &date_impossible::RULE,
    &outside_roll::RULE,
    &date_in_future::RULE,
    &register_spells::RULE,
    &register_missing::RULE,
    &ehc_without_final::RULE,
    &target_incomplete::RULE,
    &target_vague::RULE,
    &plan_incomplete::RULE,
    &provision_incomplete::RULE,
    &parent_voice_missing::RULE,
    &progress_contradicts_decision::RULE,
    &provision_unregistered::RULE,
    &sharing_without_consent::RULE,
    &weak_ground::RULE,
    &class_unknown::RULE,
    &year_undated::RULE,
    &waiver_expired::RULE,
    &waiver_not_entitled::RULE,
    &document_missing::RULE,
    &contact_details_in_text::RULE,
    &comment_in_value::RULE,
    &quotes_in_value::RULE,
    &unseen_character::RULE,
    &foreign_file::RULE,
    // Findings in the history of the records.
    &history_altered::RULE,
    &history_removed::RULE,
    &history_reordered::RULE,
    &history_backdated::RULE,
    &history_corrected::RULE,
    &history_move_not_allowed::RULE,
    &history_merge::RULE,
    &history_file::RULE,
    &history_rewritten::RULE,
    &history_message::RULE,
    &history_policy_changed::RULE,
    &history_unread::RULE,
    &setting_unused::RULE,
    &policy_lines_missing::RULE,
    &rule_unknown::RULE,
    &information_report_outdated::RULE,
    &progress_meeting_missing::RULE,
];

/// The rule with this id.
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

/// The word in a remedy for the id of the pupil. A finding has the id itself, because a command with another pupil's id, typed as
/// it is shown, would change the wrong record.
const PUPIL: &str = "PUPIL";

/// Returns what to do about a rule for this pupil.
pub(crate) fn remedy_for(remedy: &str, id: &str) -> String {
    remedy.replace(PUPIL, id)
}

/// Collects one rule's findings about one file.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    rule: &'static Rule,
    severity: Severity,
    pupil: Option<&'a str>,
    file: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl Found<'_> {
    /// Something is wrong at this key; what to do is the rule's remedy.
    pub(crate) fn at(&mut self, field: KeyPath, message: impl Into<String>) {
        self.at_with_help(field, message, self.remedy_of(self.rule));
    }

    /// Something is wrong at this key, and this case has its own remedy.
    pub(crate) fn at_with_help(&mut self, field: KeyPath, message: impl Into<String>, help: impl Into<String>) {
        let finding = self.finding(field, message.into(), help.into());
        self.findings.push(finding);
    }

    /// The same as `at` in a less serious case of the rule: never more than a warning.
    pub(crate) fn lightly_at(&mut self, field: KeyPath, message: impl Into<String>) {
        let finding = self.finding(field, message.into(), self.remedy_of(self.rule));
        self.findings.push(Finding { severity: Severity::Warning, ..finding });
    }

    /// The same with its own remedy.
    pub(crate) fn lightly_at_with_help(&mut self, field: KeyPath, message: impl Into<String>, help: impl Into<String>) {
        let finding = self.finding(field, message.into(), help.into());
        self.findings.push(Finding { severity: Severity::Warning, ..finding });
    }

    /// The same as `at`, if the line and column are known and say more than the key.
    pub(crate) fn at_position(&mut self, field: KeyPath, position: Position, message: impl Into<String>) {
        let finding = self.finding(field, message.into(), self.remedy_of(self.rule));
        self.findings.push(Finding { position: Some(position), ..finding });
    }

    /// Something is wrong at this key because another rule is not met: its source and its remedy are given.
    pub(crate) fn because_of(&mut self, other: &Rule, field: KeyPath, message: impl Into<String>) {
        self.at_with_help(field, message, self.remedy_of(other));
        let source = other.source();
        // If the other rule is only the school's own choice, this rule's own source says more.
        if let Some(last) = self.findings.last_mut().filter(|_| !source.is_empty()) {
            last.source = source;
        }
    }

    /// Something is wrong in the file of one of the pupils looked at together.
    pub(crate) fn in_file_of(&mut self, pupil: &PupilKey, field: KeyPath, message: impl Into<String>) {
        let finding = self.finding(field, message.into(), remedy_for(self.rule.remedy, &pupil.id));
        self.findings.push(Finding { pupil: Some(pupil.id.clone()), file: pupil.file.clone(), ..finding });
    }

    /// Something is wrong in a file that is not a record, such as a policy.
    pub(crate) fn in_file(&mut self, file: &str, field: KeyPath, message: impl Into<String>, help: impl Into<String>) {
        let finding = self.finding(field, message.into(), help.into());
        self.findings.push(Finding { file: file.to_owned(), ..finding });
    }

    /// The remedy of a rule for the pupil of this file, if it is the file of one.
    fn remedy_of(&self, rule: &Rule) -> String {
        self.pupil.map_or_else(|| rule.remedy.to_owned(), |id| remedy_for(rule.remedy, id))
    }

    fn finding(&self, field: KeyPath, message: String, help: String) -> Finding {
        Finding {
            rule: self.rule.id,
            severity: self.severity,
            pupil: self.pupil.map(str::to_owned),
            file: self.file.to_owned(),
            field,
            position: None,
            message,
            source: self.rule.source(),
            help,
        }
    }
}

/// Every finding of the checks about one pupil.
pub(crate) fn check_pupil(subject: &Subject<'_>, question: &Question<'_>) -> Vec<Finding> {
    of_pupil(subject, question, severity)
}

/// What the policy of its day asked for one move between stages and the record does not show. Takes the whole record,
/// because each move is judged as at its own day.
pub(crate) fn check_move(whole: &Record, index: usize, question: &Question<'_>) -> Vec<Finding> {
    let rule = &move_not_allowed::RULE;
    let Some(severity) = severity(rule, question) else { return Vec::new() };
    let mut findings = Vec::new();
    let pupil = Some(whole.id());
    let mut found = Found { rule, severity, pupil, file: "", findings: &mut findings };
    move_not_allowed::judge_moves(whole, question, &mut found);
    findings.retain(|finding| finding.field.steps().get(1) == Some(&PathStep::Index(index)));
    findings
}

/// Every error and query of the DfE about one pupil in the census return, even if the policy switches it off in `check`.
pub(crate) fn return_problems(subject: &Subject<'_>, question: &Question<'_>) -> Vec<Finding> {
    of_pupil(subject, question, severity_in_return)
}

/// Every finding of the checks over the whole school. `file` holds the school's own settings.
pub(crate) fn check_together(whole: &WholeSchool<'_>, question: &Question<'_>, file: &str) -> Vec<Finding> {
    of_whole(whole, question, file, severity)
}

/// Every error and query of the DfE about the whole census return, even if the policy switches it off in `check`.
pub(crate) fn return_problems_together(whole: &WholeSchool<'_>, question: &Question<'_>, file: &str) -> Vec<Finding> {
    of_whole(whole, question, file, severity_in_return)
}

/// How serious a rule is for a question; `None` if it is not asked.
type Weigh = fn(&Rule, &Question<'_>) -> Option<Severity>;

fn of_pupil(subject: &Subject<'_>, question: &Question<'_>, weigh: Weigh) -> Vec<Finding> {
    debug_assert_eq!(subject.record.day(), question.as_at);
    let mut findings = Vec::new();
    for rule in RULES {
        let (RuleKind::Check(check), Some(severity)) = (rule.kind, weigh(rule, question)) else { continue };
        let pupil = Some(subject.whole.id());
        check(subject, question, &mut Found { rule, severity, pupil, file: subject.file, findings: &mut findings });
    }
    findings
}

fn of_whole(whole: &WholeSchool<'_>, question: &Question<'_>, file: &str, weigh: Weigh) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        let (RuleKind::Together(check), Some(severity)) = (rule.kind, weigh(rule, question)) else { continue };
        check(whole, question, &mut Found { rule, severity, pupil: None, file, findings: &mut findings });
    }
    findings
}

/// How serious a rule is in the return: the DfE asks it whatever the school's policy says.
fn severity_in_return(rule: &Rule, question: &Question<'_>) -> Option<Severity> {
    let by_policy = severity(rule, question);
    if rule.is_about_the_return() {
        return Some(by_policy.unwrap_or(rule.severity));
    }
    by_policy.filter(|_| rule.warns_of_the_return())
}

/// How serious a rule is on the date of the report; `None` if the policy switched it off.
pub(crate) fn severity(rule: &Rule, question: &Question<'_>) -> Option<Severity> {
    question.policies.in_force_on(question.as_at).severity_of(rule.id, rule.severity, rule.stays_on())
}

/// Whether a rule is in force on the date of the report: a requirement if some move asks for it, any other rule unless the
/// policy has switched it off.
pub(crate) fn is_in_force(rule: &Rule, question: &Question<'_>) -> bool {
    let policy = question.policies.in_force_on(question.as_at);
    match rule.kind {
        RuleKind::Requirement(_) => {
            policy.moves.values().any(|asked| asked.requires.iter().any(|id| id.as_str() == rule.id))
        }
        RuleKind::Duty(..)
        | RuleKind::DutyAfterLeaving(..)
        | RuleKind::DutyOfSchool(..)
        | RuleKind::Check(_)
        | RuleKind::Together(_)
        | RuleKind::Reading
        | RuleKind::History => severity(rule, question).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_kebab_case_and_unique() {
        let mut ids = BTreeSet::new();
        for rule in RULES {
            assert!(ids.insert(rule.id), "{} appears twice", rule.id);
            assert!(
                rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{}",
                rule.id
            );
        }
    }

    #[test]
    fn every_rule_has_a_file_with_its_name_and_every_file_is_a_rule() {
        let mut files = BTreeSet::new();
        for folder in ["checks", "duties", "requirements"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules").join(folder);
            for entry in std::fs::read_dir(folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let stem = name.strip_suffix(".rs").unwrap_or(&name).replace('_', "-");
                if stem != "mod" {
                    files.insert(stem);
                }
            }
        }
        let ids: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
        assert_eq!(files, ids);
    }

    #[test]
    fn every_rule_explains_itself() {
        for rule in RULES {
            for (what, text) in [("summary", rule.summary), ("why", rule.why), ("remedy", rule.remedy)] {
                assert!(!text.is_empty(), "{} has no {what}", rule.id);
                assert!(!text.to_lowercase().contains("invalid"), "{}: say what was found and expected", rule.id);
            }
            assert!(!rule.remedy.contains(" p014"), "{}: the remedy would change another pupil's record", rule.id);
            assert!(
                !rule.summary.ends_with('.') && !rule.remedy.ends_with('.'),
                "{}: no full stop in messages",
                rule.id
            );
        }
    }

    #[test]
    fn a_law_ranks_before_the_policy_and_the_policy_before_the_schools_own_choice() {
        let rank = |id: &str| rule(id).unwrap().rank();
        assert_eq!([rank("final-plan"), rank("stage-a-meeting"), rank("plan-not-in-force")], [0, 1, 2]);
    }

    #[test]
    fn the_owner_of_each_clock_is_one_that_the_duty_names() {
        for rule in RULES {
            let owners = match rule.kind {
                RuleKind::Duty(..) | RuleKind::DutyAfterLeaving(..) => examples::owners(rule),
                RuleKind::DutyOfSchool(..) => school_examples::owners(rule),
                RuleKind::Requirement(_)
                | RuleKind::Check(_)
                | RuleKind::Together(_)
                | RuleKind::Reading
                | RuleKind::History => continue,
            };
            let named: &[Owner] = match rule.kind.owes() {
                Some(Owes::One(owner)) => &[owner],
                Some(Owes::ByStage) => &[Owner::ClassTeacher, Owner::Senco],
                Some(Owes::Named) | None => &Owner::ALL,
            };
            assert!(!owners.is_empty() && owners.iter().all(|owner| named.contains(owner)), "{}", rule.id);
        }
    }

    #[test]
    fn the_bad_example_fires_only_its_own_rule_and_the_good_example_fires_none() {
        for rule in RULES {
            let found: fn(&str) -> Vec<&'static str> = match rule.kind {
                RuleKind::Check(_) => examples::rules_found,
                RuleKind::Requirement(_) => examples::requirements_unmet,
                RuleKind::Duty(..) | RuleKind::DutyAfterLeaving(..) => examples::duties_overdue,
                RuleKind::DutyOfSchool(..) => school_examples::duties_overdue,
                RuleKind::Together(_) if examples::is_of_records(rule.bad) => examples::rules_found_together,
                // Examples of a policy or of settings are run next to their rule.
                RuleKind::Together(_) => continue,
                // Run next to the code that compares versions, and in tests/it/audit.rs.
                RuleKind::History => continue,
                RuleKind::Reading => {
                    assert!(!examples::can_be_read(rule.bad), "the bad example of {} can be read", rule.id);
                    assert!(examples::can_be_read(rule.good), "the good example of {} cannot be read", rule.id);
                    continue;
                }
            };
            assert_eq!(found(rule.bad), [rule.id], "the bad example of {}", rule.id);
            assert_eq!(found(rule.good), [""; 0], "the good example of {}", rule.id);
        }
    }

    #[test]
    fn a_query_can_be_switched_off_by_the_policy_and_the_return_still_asks_it() {
        let off = |id: &str| format!("[rules.{id}]\nseverity = \"off\"\nreason = \"Confirmed.\"\n");
        let settings = off("census-1990") + &off("census-2170");
        let policies = examples::policies_with(&settings);
        let (school, record) =
            (examples::school(), examples::record(&(census_1990::RULE.bad.to_owned() + "needs: []")));
        let question =
            Question { as_at: examples::as_at(), today: examples::as_at(), school: &school, policies: &policies };
        let cut = record.as_at(question.as_at);
        let subject = examples::subject(&cut, &record);
        let ids = |found: Vec<Finding>| found.into_iter().map(|one| (one.rule, one.severity)).collect::<Vec<_>>();
        // An error that the DfE sends back cannot be switched off, and is at least a warning.
        assert_eq!(ids(check_pupil(&subject, &question)), [("census-2170", Severity::Warning)]);
        assert_eq!(
            ids(return_problems(&subject, &question)),
            [("census-2170", Severity::Warning), ("census-1990", Severity::Warning)]
        );
    }

    #[test]
    fn the_return_asks_only_about_the_return() {
        let (school, policies, record) = (examples::school(), examples::policies(), examples::record("census: K"));
        let question =
            Question { as_at: examples::as_at(), today: examples::as_at(), school: &school, policies: &policies };
        let cut = record.as_at(question.as_at);
        let subject = examples::subject(&cut, &record);
        assert_eq!(check_pupil(&subject, &question).len(), 1);
        assert_eq!(return_problems(&subject, &question), []);
    }
}
