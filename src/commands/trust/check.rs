//! `send check`.

mod staged_check;
mod trial_check;

use clap::Args;

use crate::finding::{Finding, Severity};
use crate::model::reach::Needed;
use crate::output::{self, OutputFormat};
use crate::reports::check::{CheckRow, last_line};
use crate::reports::{Lacks, Names, Report, Unreadable, as_now_note};
use crate::rules::{WholeSchool, check_pupil, check_together};
use crate::school::PupilKey;
use crate::session::clauses;
use crate::session::{CommandOutcome, Context, Opened};

/// List what is wrong with the records, the settings and the policy
///
/// Prints nothing if all is well. The exit code is 1 if there are errors, and 3 if a file cannot be read.
///
/// Example: send check --strict
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Exit with code 1 for warnings too
    #[arg(long)]
    strict: bool,
    /// Show what would change if the policy in this file were in force; no file is changed
    #[arg(long, value_name = "FILE", conflicts_with = "strict")]
    policy: Option<String>,
    /// Check the files staged in git, and show only errors that the last commit does not have: for the hook that
    /// `send init --hooks` makes
    #[arg(long, conflicts_with_all = ["strict", "policy"])]
    staged: bool,
}

/// The result of all checks on a folder.
#[derive(Debug)]
pub(super) struct CheckedFolder {
    /// All findings, in order.
    pub(super) findings: Vec<Finding>,
    /// The findings about files that could not be read.
    unreadable: Vec<Finding>,
    /// How many records were read.
    records: usize,
    /// How many of them are about members of a SEN unit or resourced provision only as now.
    as_now: usize,
}

pub(crate) fn run(args: &CheckArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if args.staged {
        return staged_check::run(context);
    }
    let opened = context.open()?;
    if let Some(file) = &args.policy {
        return trial_check::run(file, &opened, context);
    }
    let checked = judge_folder(&opened, &(context.tree)());
    write_check(context, &checked, &opened)?;
    let CheckedFolder { findings, unreadable, .. } = checked;
    context.say_unfinished(&opened, &findings)?;
    let has_any = findings.iter().any(|finding| finding.severity == Severity::Error || args.strict);
    Ok(match (unreadable.is_empty(), has_any) {
        (false, _) => CommandOutcome::Incomplete,
        (true, true) => CommandOutcome::Found,
        (true, false) => CommandOutcome::Done,
    })
}

/// Runs the checks on every record, on all records together, and on the lists of clauses next to the policies.
pub(super) fn judge_folder(opened: &Opened, tree: &clap::Command) -> CheckedFolder {
    let (as_at, question) = (opened.as_at, opened.question());
    let folded = opened.fold_for_report(Needed::SUPPORT, |pupil| {
        let (key, mut findings) =
            opened.judge_pupil(&pupil, as_at, |subject| (subject.key(), check_pupil(subject, &question)));
        pupil.locate_findings(&mut findings);
        (key, findings)
    });
    let (keys, findings): (Vec<PupilKey>, Vec<Vec<Finding>>) = folded.kept.into_iter().unzip();
    let as_now = keys.iter().filter(|key| key.is_member_as_now).count();
    let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
    let whole = WholeSchool { pupils: &keys, complete: folded.unreadable.is_empty() };
    let mut together = check_together(&whole, &question, "send.toml");
    opened.folder.locate_findings(&mut together);
    findings.append(&mut together);
    findings.extend(folded.strays);
    findings.extend(opened.folder.copies_of_own_files());
    findings.extend(opened.folder.unseen_in_settings(&opened.policies));
    let lists = opened.folder.all_clauses(&opened.policies);
    findings.extend(clauses::unknown_clauses(&lists.kept, opened, tree));
    findings.extend(lists.strays);
    let unreadable: Vec<Finding> = folded.unreadable.into_iter().chain(lists.unreadable).collect();
    findings.extend(unreadable.iter().cloned());
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    CheckedFolder { findings, unreadable, records: keys.len(), as_now }
}

fn write_check(context: &mut Context<'_>, checked: &CheckedFolder, opened: &Opened) -> anyhow::Result<()> {
    let CheckedFolder { findings, unreadable, records, as_now } = checked;
    let as_now = as_now_note(*as_now, "SEN unit or resourced provision", opened.as_at, opened.today);
    let (look, format) = (context.look(), context.format());
    let out = context.out();
    if format == OutputFormat::Table {
        if !findings.is_empty() {
            output::findings::render_findings(findings, look, out)?;
            if let Some(line) = Lacks::of(unreadable).total(last_line(findings, *records)) {
                writeln!(out, "{line}")?;
            }
            if let Some(as_now) = &as_now {
                writeln!(out, "{as_now}")?;
            }
        }
        if let Some(commit) = &opened.commit {
            writeln!(out, "{}", commit.line_under_report())?;
        }
        return Ok(());
    }
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        rows: findings.iter().map(CheckRow::from).collect(),
        summary: None,
        notes: as_now.into_iter().collect(),
        last_line: String::new(),
    };
    context.render(&report, Names::Shown)
}
