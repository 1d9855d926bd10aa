//! `send check --policy FILE`: what would change with another policy in place of the one in force.

use crate::failure::Failure;
use crate::model::reach::Needed;
use crate::policy::Policy;
use crate::policy::clauses::is_named_as_clauses;
use crate::records::folder::Folder;
use crate::records::pupils::PupilFile;
use crate::reports::trial::{TrialRow, last_line, trial_notes};
use crate::reports::{Lacks, Names, Report, Unreadable};
use crate::rules::{Question, WholeSchool, check_pupil, check_together, unmet_duties, unmet_duties_of_school};
use crate::school::PupilKey;
use crate::session::{CommandOutcome, Context, Opened};

/// Tries a policy, and changes no file.
pub(super) fn run(typed: &str, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let in_force = opened.policies.in_force_on(opened.as_at);
    let tried = read_policy(typed, in_force, context)?;
    let policies = opened.policies.with_in_place_of(in_force, tried.clone());
    let (now, then) = (opened.question(), Question { policies: &policies, ..opened.question() });
    let folded = opened.fold_for_report(Needed::SUPPORT, |pupil| of_pupil(&pupil, opened, &now, &then));
    let (keys, rows): (Vec<PupilKey>, Vec<Vec<TrialRow>>) = folded.kept.into_iter().unzip();
    let mut rows: Vec<TrialRow> = rows.into_iter().flatten().collect();
    let whole = WholeSchool { pupils: &keys, complete: folded.unreadable.is_empty() };
    let together_now = check_together(&whole, &now, "send.toml");
    let together_then = check_together(&whole, &then, "send.toml");
    rows.extend(TrialRow::of_findings(together_now, together_then));
    rows.extend(TrialRow::of_duties(None, &unmet_duties_of_school(&now), &unmet_duties_of_school(&then)));
    rows.sort_by(|one, other| one.trial_order().cmp(&other.trial_order()));
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: folded.unreadable.iter().map(Unreadable::from).collect(),
        summary: None,
        notes: trial_notes(in_force, &tried, &rows),
        last_line: Lacks::of(&folded.unreadable)
            .total(last_line(&rows, in_force.in_force, opened.as_at))
            .unwrap_or_default(),
        rows,
    };
    context.render(&report, Names::Shown)?;
    context.say_unreadable(&folded.unreadable)?;
    Ok(if folded.unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// Reads the policy in the file as if it were the one in force: with the same first day and file name.
fn read_policy(typed: &str, in_force: &Policy, context: &Context<'_>) -> anyhow::Result<Policy> {
    let path = context.environment.folder.join(typed);
    if !path.is_file() {
        return Err(Failure::usage(
            format!("there is no file `{typed}`"),
            "copy the policy in force, change the copy, and give its name here",
        ));
    }
    if path.file_name().is_some_and(|name| is_named_as_clauses(&name.to_string_lossy())) {
        return Err(Failure::usage(
            format!("`{typed}` is a list of clauses, not a policy"),
            format!("give the policy itself: a copy of {} with your changes", in_force.file),
        ));
    }
    let policy = Folder::policy_to_try(&path, typed).map_err(Failure::Settings)?;
    Ok(Policy { in_force: in_force.in_force, file: in_force.file.clone(), ..policy })
}

fn of_pupil(pupil: &PupilFile, opened: &Opened, now: &Question<'_>, then: &Question<'_>) -> (PupilKey, Vec<TrialRow>) {
    opened.judge_pupil(pupil, opened.as_at, |subject| {
        let record = subject.record;
        let mut rows = TrialRow::of_findings(check_pupil(subject, now), check_pupil(subject, then));
        rows.extend(TrialRow::of_duties(Some(record.id()), &unmet_duties(record, now), &unmet_duties(record, then)));
        (subject.key(), rows)
    })
}
