//! The real program under git, stopped before every call that changes something: git alone, `send` alone, and both at once
//! (RELIABILITY 10; docs/faults.md).
//!
//! After each stop: no record is cut and none is lost that was told; a commit by hand takes no change out of the history; the next
//! command works, says what was cut off, and after it the history has every saved change once, with its message, its person and its
//! moment. A usual run takes a sample; `SEND_FULL_SWEEP=1 cargo test --locked --test it cut_commits:: -- --nocapture` takes all.

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

/// How many points of each command a usual run takes.
const SAMPLE: usize = 3;

/// Commands that are being tried at the same time.
const AT_ONCE: usize = 2;

#[test]
fn stopped_before_any_call_a_change_reaches_the_history_once() {
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

/// Stops one command at each of its points, or at some.
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
    // Neither before nor after a commit by hand is anybody held up.
    school.assert_next_finishes(&stopped, &output, point.victim != Victim::Git, &about);
    school.assert_next_works(&by_hand, &about);
}

/// What a disk, or the rights in a folder, can answer to git.
const ERRORS: &[&str] = &["ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT", "EMFILE"];

#[test]
fn what_the_system_refuses_to_git_is_told_and_made_good_by_the_next_command() {
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
            assert!(code == 0 || !output.stderr.is_empty(), "{about}: exit 4, and not a word");
            school.assert_whole(&run, &output, &about);
            school.assert_next_finishes(&run, &output, false, &about);
            *codes.entry(code).or_default() += 1;
        }
    }
    let tried: usize = codes.values().sum();
    assert!(tried >= 20, "{tried} refusals");
    eprintln!("{tried} refusals of git's calls: {codes:?}");
}
