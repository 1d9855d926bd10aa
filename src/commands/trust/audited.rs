//! What `audit` and `accept` share: the walk through the history, and the name of a commit as people type it.

mod commit_walk;
mod state;

use crate::finding::{Finding, KeyPath, Severity};
use crate::history::{Commit, GitFolder};
use crate::rules::Rule;
use crate::session::Opened;
use crate::session::no_history::history_stopped;
use crate::session::replay::replay_commits;
pub(super) use commit_walk::Walk;
use commit_walk::may_be_accepted;

/// Returns the name of a commit, or the beginning of one, as it was typed. `None` if it cannot be one.
pub(super) fn name_of_a_commit(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    let named = (7..=64).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
    named.then_some(typed)
}

/// Returns the errors that an audit finds in one commit and that can be accepted. Those already accepted are not errors now.
pub(super) fn errors_in(
    id: &str,
    commits: &[Commit],
    git: &GitFolder<'_>,
    opened: &Opened,
) -> anyhow::Result<Vec<Finding>> {
    let mut walk = Walk::new(opened);
    replay_commits(git, commits, &mut |commit, steps| walk.visit_commit(commit, steps)).map_err(history_stopped)?;
    let may_be = |finding: &Finding| finding.severity == Severity::Error && may_be_accepted(finding.rule);
    let (found, _) = walk.into_findings();
    Ok(found
        .into_iter()
        .filter(|(commit, finding)| *commit == id && may_be(finding))
        .map(|(_, finding)| finding)
        .collect())
}

/// A finding about a file, or about the repository.
pub(super) fn finding(rule: &Rule, file: &str, message: String) -> Finding {
    Finding {
        rule: rule.id,
        severity: rule.severity,
        pupil: None,
        file: file.to_owned(),
        field: KeyPath::default(),
        position: None,
        message,
        source: rule.source(),
        help: rule.remedy.to_owned(),
    }
}
