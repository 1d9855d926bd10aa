//! Git's own upkeep, which packs many small files of its store into one.

use super::folder_history::FolderHistory;
use super::git::{GitFolder, GitInput};
use super::objects::LIMIT;

/// Settings that let upkeep run if there is enough to do. Hooks and other computers stay out, as always.
const SETTINGS: &[&str] =
    &["gc.auto=6700", "maintenance.auto=true", "gc.autoDetach=false", "maintenance.autoDetach=false"];

/// Starts git's upkeep without waiting for it (RELIABILITY 10.10). If it cannot be started, the next day's attempt may succeed.
pub(crate) fn start_upkeep(git: &GitFolder<'_>) {
    let Some(history) = FolderHistory::of_folder(git).filter(|history| !names_a_program(history)) else { return };
    let settings: Vec<String> = SETTINGS.iter().map(|setting| (*setting).to_owned()).collect();
    let _ = history.git.start_and_leave(&settings, &["maintenance", "run", "--auto", "--quiet"]);
}

/// Whether the repository's settings name a program that upkeep would start.
fn names_a_program(history: &FolderHistory<'_>) -> bool {
    let asked = ["config", "--get-all", "gc.recentObjectsHook"];
    history.git.run_within(LIMIT, &[], &asked, GitInput::Nothing).is_ok_and(|answer| answer.done)
}
