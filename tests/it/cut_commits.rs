//! The real program under git, stopped before every call that changes something. Either git is stopped, or `send`, or both at
//! once (RELIABILITY 10; docs/faults.md).
//!
//! After each stop: no record is cut off, and none is lost that was reported as saved. A commit by hand removes no change from
//! the history. The next command works, and says what was interrupted. After it the history has every saved change once, with its
//! message, its author and its time. An ordinary run takes a sample; `SEND_FULL_SWEEP=1 cargo test --locked --test it
//! cut_commits:: -- --nocapture` takes all.

mod points;
mod school_under_git;
mod signals;
mod typed_again;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::program::is_full_sweep;
use points::{Point, Trouble, Victim, points_of};
use school_under_git::{SchoolUnderGit, TYPED, Typed};

/// How many points of each command an ordinary run takes.
const SAMPLE: usize = 3;

/// How many commands are tried at the same time.
const AT_ONCE: usize = 2;

#[test]
fn a_change_reaches_the_history_once_whichever_call_it_is_stopped_before() {
    if !points::can_trace() || !crate::common::program::has_git() {
        return;
    }
    let (next, counts) = (AtomicUsize::new(0), Mutex::new(BTreeMap::<&str, usize>::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(typed) = TYPED.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let at = TYPED.iter().position(|other| other.name == typed.name).unwrap();
                    try_command(typed, at, &counts);
                }
            });
        }
    });
    let counts = counts.into_inner().unwrap();
    let all: usize = counts.values().sum();
    eprintln!("{all} stops over {} commands: nothing cut, lost or blocked: {counts:?}", TYPED.len());
    assert!(all >= if is_full_sweep() { 3000 } else { 60 }, "{all} stops");
}

/// Stops one command at each of its points, or at a sample of them.
fn try_command(typed: &Typed, at: usize, counts: &Mutex<BTreeMap<&'static str, usize>>) {
    let school = SchoolUnderGit::new(typed);
    let all = points_of(&school, typed);
    let every = if is_full_sweep() { 1 } else { (all.len() / SAMPLE).max(1) };
    for point in all.iter().skip(at % every).step_by(every) {
        try_point(&school, typed, point);
        *counts.lock().unwrap().entry(point.victim.name()).or_default() += 1;
    }
}

fn try_point(school: &SchoolUnderGit, typed: &Typed, point: &Point) {
    let about = format!("{}, {point}", typed.name);
    let stopped = school.copy();
    let output = points::run_and_stop(&stopped, typed, point);
    school.assert_whole(&stopped, &output, &about);
    let by_hand = stopped.copy();
    by_hand.commit_by_hand();
    school.assert_nothing_taken_out(&by_hand, &about);
    // No one is held up, whether or not someone commits by hand first.
    school.assert_next_finishes(&stopped, &output, point.victim != Victim::Git, &about);
    school.assert_next_works(&by_hand, &about);
}

/// Errors that git may get from a disk, or because of the permissions of a folder.
const ERRORS: &[&str] = &["ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT", "EMFILE"];

#[test]
fn an_error_of_the_system_in_git_is_reported_and_the_next_command_repairs_it() {
    if !points::can_trace() || !crate::common::program::has_git() {
        return;
    }
    let mut codes: BTreeMap<i32, usize> = BTreeMap::new();
    for (at, typed) in TYPED.iter().enumerate().filter(|(at, _)| is_full_sweep() || at % 5 == 0) {
        let school = SchoolUnderGit::new(typed);
        let points = points_of(&school, typed).into_iter().filter(|point| point.victim == Victim::Git);
        let all: Vec<_> = points.flat_map(|point| ERRORS.iter().map(move |error| (point.clone(), *error))).collect();
        let every = if is_full_sweep() { 1 } else { all.len() / 8 };
        for (point, error) in all.iter().skip(at).step_by(every) {
            let about = format!("{}, {error} at {point}", typed.name);
            let run = school.copy();
            let output = points::run_in_trouble(&run, typed, point, Trouble::Error(error));
            let code = output.status.code().unwrap_or(-1);
            assert!([0, 4].contains(&code) && school.was_said(&output), "{about}: exit {code}: {output:?}");
            assert!(code == 0 || !output.stderr.is_empty(), "{about}: exit 4 without a message");
            school.assert_whole(&run, &output, &about);
            school.assert_next_finishes(&run, &output, false, &about);
            *codes.entry(code).or_default() += 1;
        }
    }
    let tried: usize = codes.values().sum();
    assert!(tried >= 20, "{tried} refusals");
    eprintln!("{tried} refusals of git's calls: {codes:?}");
}
