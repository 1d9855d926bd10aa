//! The settings and the policies at each commit: a move is judged by what was in the folder at the time.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::history::Commit;
use crate::model::day::Day;
use crate::policy::{Policies, Policy};
use crate::records::past_versions::{FileKind, Version, is_named_after_its_day};
use crate::rules::Question;
use crate::session::replay::ReplayedFile;

/// The settings and the policies of a commit.
#[derive(Debug, Default)]
pub(super) struct State {
    settings: Option<Rc<Version>>,
    policies: BTreeMap<String, Rc<Version>>,
    built: OnceCell<Option<Policies>>,
}

impl State {
    /// Returns the question for a day, with the school and the policies at this commit. `None` if they cannot be read.
    pub(super) fn question(&self, day: Day) -> Option<Question<'_>> {
        let Some(Version::School(school)) = self.settings.as_deref() else { return None };
        let policies = self.built.get_or_init(|| Policies::new(self.in_the_folder())).as_ref()?;
        Some(Question { as_at: day, today: day, school, policies })
    }

    fn in_the_folder(&self) -> Vec<Policy> {
        let read = self.policies.values().filter_map(|version| match version.as_ref() {
            Version::Policy(policy) if is_named_after_its_day(policy) => Some(policy.as_ref().clone()),
            Version::Policy(_) | Version::School(_) | Version::Record(..) => None,
            Version::Unreadable(_) | Version::Missing => None,
        });
        read.collect()
    }
}

/// The states of all commits. A commit that changed neither settings nor policies shares its parent's state.
#[derive(Debug, Default)]
pub(super) struct States<'c>(BTreeMap<&'c str, Rc<State>>);

impl<'c> States<'c> {
    /// Whether a commit follows one that already had a policy.
    pub(super) fn had_policies(&self, commit: &Commit) -> bool {
        let parent = commit.parents.first().and_then(|parent| self.0.get(parent.as_str()));
        parent.is_some_and(|state| !state.policies.is_empty())
    }

    /// Returns the state of a commit: its first parent's, with its own changes. For a merge, every side's difference ends with
    /// what the merge has, so the order of the sides does not matter.
    pub(super) fn of(&mut self, commit: &'c Commit, steps: &[ReplayedFile<'c>]) -> Rc<State> {
        let parent = commit.parents.first().and_then(|parent| self.0.get(parent.as_str()));
        let mut state = parent.map_or_else(Rc::default, Rc::clone);
        let mut own: Vec<&ReplayedFile<'c>> = steps.iter().filter(|step| step.kind != FileKind::Record).collect();
        if !own.is_empty() {
            let mut changed =
                State { settings: state.settings.clone(), policies: state.policies.clone(), built: OnceCell::new() };
            for step in own.drain(..) {
                match (step.kind, &step.after) {
                    (FileKind::Settings, after) => changed.settings = after.clone(),
                    (_, Some(after)) => drop(changed.policies.insert(step.path.to_owned(), Rc::clone(after))),
                    (_, None) => drop(changed.policies.remove(step.path)),
                }
            }
            state = Rc::new(changed);
        }
        self.0.insert(&commit.id, Rc::clone(&state));
        state
    }
}
