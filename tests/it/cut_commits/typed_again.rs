//! A command that was killed before it said anything, and typed again: it is recorded once, and `undo` undoes all of it.

use super::points;
use super::school_under_git::{SchoolUnderGit, TYPED, said};
use crate::common::program::{SEND, has_git};

/// The largest number of renames in a command: the plan in the note, each record, the list and the note itself.
const RENAMES: usize = 12;

#[test]
fn a_command_that_was_killed_and_is_typed_again_is_done_once() {
    if !points::can_trace() || !has_git() {
        return;
    }
    let mut killed = 0;
    for typed in TYPED.iter().filter(|typed| ["contact", "contact of two", "import", "move-up"].contains(&typed.name)) {
        let school = SchoolUnderGit::new(typed);
        for nth in 1..=RENAMES {
            let run = school.copy();
            let mut strace = run.program("strace");
            strace.args(["-qq", "-o", "/dev/null", "-e", "trace=rename", "-e"]);
            strace.arg(format!("inject=rename:signal=KILL:when={nth}")).arg(SEND).args(typed.arguments);
            let output = strace.output().unwrap();
            // The command ended, or had said what it did. Anyone who types it again then means a second one.
            if output.status.code().is_some() || school.was_said(&output) {
                break;
            }
            killed += 1;
            let about = format!("{} killed at rename {nth}", typed.name);
            let again = run.program(SEND).args(typed.arguments).output().unwrap();
            let stopped = said(&again).contains("an interrupted command had already saved this");
            assert!(again.status.code() == Some(if stopped { 3 } else { 0 }), "{about}: {}", said(&again));
            assert!(school.is_as_after(&run), "{about}: it was not recorded exactly once: {}", said(&again));
            let undone = run.program(SEND).args(["undo", "--yes"]).output().unwrap();
            assert_eq!(undone.status.code(), Some(0), "{about}: {}", said(&undone));
            assert!(school.is_as_before(&run), "{about}: only part of it was undone: {}", said(&undone));
        }
    }
    assert!(killed > 20, "{killed} kills");
}
