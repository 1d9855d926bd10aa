//! The points at which a program is stopped: before each call that changes something.

use std::fmt;
use std::path::Path;
use std::process::{Command, Output};

use super::school_under_git::{SchoolUnderGit, Typed};
use crate::common::program::{SEND, on_the_path};

/// Which program is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Victim {
    /// Only git: `send` sees that git was stopped.
    Git,
    /// Only `send`: the git that it has started continues.
    Send,
    /// Both git and `send`.
    Both,
}

impl Victim {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Send => "send",
            Self::Both => "both",
        }
    }
}

/// The trouble that a program meets at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The program is killed.
    Kill,
    /// The call fails with this error.
    Error(&'static str),
}

/// The program that is stopped, and the call before which it is stopped.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) victim: Victim,
    /// Which run of git it is, if git is stopped.
    run: usize,
    /// The call.
    call: String,
    /// Which of the calls of that name it is.
    nth: usize,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} stopped before {} {} (run {} of git)", self.victim.name(), self.call, self.nth, self.run)
    }
}

/// Calls that can change something on the disk.
const CALLS: &[&str] = &[
    "openat",
    "write",
    "pwrite64",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "chmod",
    "fchmod",
    "ftruncate",
];

/// Whether calls can be watched and programs stopped on this computer.
pub(super) fn can_trace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]).output();
    let is_fine = works.is_ok_and(|output| output.status.success());
    if !is_fine {
        eprintln!("SKIPPED: strace is not installed, or may not watch a process here");
    }
    is_fine
}

/// A script in place of git. It runs the real git, watched or stopped if the variables say so.
const STAND_IN: &str = r#"#!/bin/sh
n=$(cat "$CUT_COUNT" 2>/dev/null || echo 0); n=$((n + 1)); echo $n > "$CUT_COUNT"
if [ -n "$CUT_TRACE" ]; then exec strace -y -e "trace=$CUT_CALLS" -o "$CUT_TRACE.$n" "$CUT_GIT" "$@"; fi
if [ "$n" = "$CUT_RUN" ] && [ -n "$CUT_ERROR" ]; then
    exec strace -qq -o /dev/null -e "trace=$CUT_CALL" -e "inject=$CUT_CALL:error=$CUT_ERROR:when=$CUT_NTH" "$CUT_GIT" "$@"
fi
if [ "$n" = "$CUT_RUN" ]; then
    strace -qq -o /dev/null -e "trace=$CUT_CALL" -e "inject=$CUT_CALL:signal=KILL:when=$CUT_NTH" "$CUT_GIT" "$@"
    [ -z "$CUT_BOTH" ] || kill -KILL $PPID
    kill -KILL $$
fi
exec "$CUT_GIT" "$@"
"#;

/// The program `command`, set up to find the script in place of git.
fn with_stand_in(mut command: Command, school: &SchoolUnderGit) -> Command {
    let bin = school.scratch().join("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let stand_in = bin.join("git");
    let write = ["-c", "printf %s \"$2\" > \"$1\" && chmod 755 \"$1\"", "sh"];
    assert!(Command::new("sh").args(write).arg(&stand_in).arg(STAND_IN).status().unwrap().success());
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    command.env("PATH", path).env("CUT_GIT", on_the_path("git").unwrap());
    command.env("CUT_COUNT", school.scratch().join("count")).env("CUT_CALLS", CALLS.join(","));
    command
}

/// Every point of a command, for each of the three choices of program.
pub(super) fn points_of(school: &SchoolUnderGit, typed: &Typed) -> Vec<Point> {
    let watched = school.copy();
    let log = watched.scratch().join("trace");
    let mut strace = watched.program("strace");
    strace.args(["-y", "-e", &format!("trace={}", CALLS.join(",")), "-o"]).arg(&log).arg(SEND);
    let mut strace = with_stand_in(strace, &watched);
    strace.args(typed.arguments).env("CUT_TRACE", &log);
    let output = strace.output().unwrap();
    assert!(output.status.success(), "{}: {output:?}", typed.name);
    let of_send = changing_calls(&log, "write.lck");
    let mut points: Vec<Point> =
        of_send.into_iter().map(|(call, nth)| Point { victim: Victim::Send, run: 0, call, nth }).collect();
    for run in 1.. {
        let log = log.with_file_name(format!("trace.{run}"));
        if !log.exists() {
            break;
        }
        for (call, nth) in changing_calls(&log, "") {
            for victim in [Victim::Git, Victim::Both] {
                points.push(Point { victim, run, call: call.clone(), nth });
            }
        }
    }
    assert!(points.len() > 60, "{}: {} points", typed.name, points.len());
    points
}

/// The calls in a log that change something, each with its number among the calls of its name. The log is read from the first
/// line that contains `from`.
fn changing_calls(log: &Path, from: &str) -> Vec<(String, usize)> {
    let text = String::from_utf8_lossy(&std::fs::read(log).unwrap()).into_owned();
    let (mut calls, mut counts, mut has_begun) = (Vec::new(), std::collections::BTreeMap::new(), false);
    for line in text.lines() {
        let Some((name, rest)) = line.split_once('(').filter(|(name, _)| CALLS.contains(name)) else { continue };
        let nth = counts.entry(name.to_owned()).or_insert(0);
        *nth += 1;
        has_begun |= rest.contains(from);
        let changes = match name {
            "openat" => ["O_CREAT", "O_TRUNC"].iter().any(|flag| rest.contains(flag)),
            "write" | "pwrite64" => {
                rest.split(',').next().is_some_and(|file| file.contains("</") && !file.contains("</dev"))
            }
            _ => true,
        };
        if changes && has_begun {
            calls.push((name.to_owned(), *nth));
        }
    }
    calls
}

/// Runs the command and stops it at a point.
pub(super) fn run_and_stop(school: &SchoolUnderGit, typed: &Typed, point: &Point) -> Output {
    let output = run_in_trouble(school, typed, point, Trouble::Kill);
    if point.victim != Victim::Git {
        assert_eq!(output.status.code(), None, "{}, {point}: it was not stopped: {output:?}", typed.name);
    }
    output
}

/// Runs the command with something going wrong at a point.
pub(super) fn run_in_trouble(school: &SchoolUnderGit, typed: &Typed, point: &Point, trouble: Trouble) -> Output {
    let inject = format!("inject={}:signal=KILL:when={}", point.call, point.nth);
    let mut command = if point.victim == Victim::Send {
        let mut strace = school.program("strace");
        strace.args(["-qq", "-o", "/dev/null", "-e", &format!("trace={}", point.call), "-e", &inject, SEND]);
        strace
    } else {
        let mut command = with_stand_in(school.program(SEND), school);
        command
            .env("CUT_RUN", point.run.to_string())
            .env("CUT_CALL", &point.call)
            .env("CUT_NTH", point.nth.to_string());
        if point.victim == Victim::Both {
            command.env("CUT_BOTH", "1");
        }
        if let Trouble::Error(error) = trouble {
            command.env("CUT_ERROR", error);
        }
        command
    };
    command.args(typed.arguments).output().unwrap()
}
