//! What a kill, a disk that fails and a second writer do to records: real processes, under a tracer that kills them, or lets
//! one call of theirs fail, at a chosen place (docs/faults.md).
//!
//! By itself a part of the places is tried; `SEND_FULL_SWEEP=1 cargo test --test faults -- --nocapture` tries all and tells
//! how many. Where there is no tracer the sweeps are left out, and say so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test starts programs, may be told to try everything, and says what it measured or left out"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A command that writes: what was done before it, its arguments, and what it prints behind the id of each record it changed.
struct Case {
    before: &'static [&'static [&'static str]],
    command: &'static [&'static str],
    done: &'static str,
}

const CONCERN: &[&str] =
    &["concern", "p014", "--raised-by", "parent", "--grounds", "gap-widening", "--summary", "Slow"];

/// To try another command that writes, add it here.
const CASES: &[Case] = &[
    Case { before: &[], command: CONCERN, done: "recorded the concern" },
    Case {
        before: &[],
        command: &["contact", "p014", "p015", "call", "--about", "concern", "--note", "Rang back", "--yes"],
        done: "recorded",
    },
    Case { before: &[CONCERN], command: &["undo", "p014", "--yes"], done: "took back" },
];

/// The next command, on another record, which must not be hindered by what happened before.
const NEXT: &[&str] = &["contact", "p016", "call", "--about", "concern"];
/// The owner's file of a program that was killed before it could say whose it is counts as left behind after three seconds.
const SLOWEST_NEXT: Duration = Duration::from_secs(8);

/// Calls that a disk can make fail.
const FAILING: &[&str] = &[
    "access",
    "fchmod",
    "flock",
    "fsync",
    "getdents64",
    "lseek",
    "mkdir",
    "newfstatat",
    "openat",
    "read",
    "rename",
    "statfs",
    "statx",
    "unlink",
    "write",
];

const RECORDS: [&str; 3] = ["p014", "p015", "p016"];

#[test]
fn a_kill_at_any_call_leaves_whole_records_and_hinders_nobody() {
    let Some(sweep) = Sweep::new() else { return };
    let (mut kills, mut slowest) = (0, Duration::ZERO);
    for case in CASES {
        let trial = Trial::of(case);
        for place in sweep.places(&trial, 0, (30, 3)) {
            let school = trial.school();
            let inject = format!("inject={}:signal=SIGKILL:when={}", place.call, place.nth);
            let ran = traced(&school, case.command, &inject);
            let what = format!("{:?} killed at {} {}", case.command, place.call, place.nth);
            assert_eq!(ran.status.code(), None, "{what}: it was not killed");
            trial.assert_whole(&school, &ran, &what);
            let check = send(&school, &["check"]);
            assert_ne!(check.status.code(), Some(3), "{what}: {}", text(&check.stderr));
            let took = assert_next_works(&school, &what);
            (kills, slowest) = (kills + 1, slowest.max(took));
        }
    }
    eprintln!(
        "{kills} kills: every record whole, nothing lost that was told, the slowest next command took {slowest:?}"
    );
}

#[test]
fn an_error_of_any_call_is_told_and_leaves_whole_records() {
    let Some(sweep) = Sweep::new() else { return };
    let (mut errors, mut codes) = (0, [0; 5]);
    for case in CASES {
        let trial = Trial::of(case);
        for (nth, error) in ["ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT", "EMFILE", "EINTR"].into_iter().enumerate() {
            let places = sweep.places(&trial, nth, (30, 5));
            for place in places.iter().filter(|place| place.can_fail) {
                let school = trial.school();
                let ran =
                    traced(&school, case.command, &format!("inject={}:error={error}:when={}", place.call, place.nth));
                let what = format!("{:?} with {error} at {} {}", case.command, place.call, place.nth);
                let code = trial.assert_honest(&school, &ran, place, &what);
                // A signal that comes between is no failure.
                assert!(error != "EINTR" || !place.is_late || code == 0, "{what}: {}", text(&ran.stderr));
                assert_next_works(&school, &what);
                (errors, codes[code]) = (errors + 1, codes[code] + 1);
            }
        }
    }
    let [done, _, mistyped, stopped, but] = codes;
    eprintln!(
        "{errors} errors: {done} overcome, {stopped} told as not saved, {but} as saved but, {mistyped} as nothing there"
    );
}

#[test]
fn commands_at_the_same_moment_lose_nothing() {
    let (writers, times) = if is_full() { (16, 50) } else { (8, 6) };
    let trial = Trial::of(&CASES[0]);
    let school = trial.school();
    let started = Instant::now();
    std::thread::scope(|scope| {
        for writer in 0..writers {
            let school = school.path();
            scope.spawn(move || {
                for nth in 0..times {
                    let note = format!("Call {nth} of writer {writer}");
                    let ran = send(school, &["contact", "p014", "call", "--about", "concern", "--note", &note]);
                    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
                    let read = send(school, &["show", "p014"]);
                    assert_eq!(read.status.code(), Some(0), "{}", text(&read.stderr));
                }
            });
        }
    });
    let record = text(&std::fs::read(file(school.path(), "p014")).unwrap());
    for writer in 0..writers {
        for nth in 0..times {
            assert_eq!(record.matches(&format!("Call {nth} of writer {writer}\n")).count(), 1, "{record}");
        }
    }
    assert_tidy(school.path(), "after all writers");
    eprintln!("{writers} writers, {times} changes each, {:?}: none lost", started.elapsed());
}

/// A call of the program: its name, which one of that name, whether a disk or a reader who went away can make it fail, and
/// whether it comes after the lock was reached for.
#[derive(Clone)]
struct Place {
    call: String,
    nth: usize,
    can_fail: bool,
    is_late: bool,
}

struct Sweep {
    full: bool,
}

impl Sweep {
    /// A sweep, where there is a tracer that may trace.
    fn new() -> Option<Self> {
        let can = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
        match can {
            Ok(ran) if ran.status.success() => Some(Self { full: is_full() }),
            Ok(ran) => {
                eprintln!("SKIPPED: strace may not trace here: {}", text(&ran.stderr).trim());
                None
            }
            Err(error) => {
                eprintln!("SKIPPED: strace is what kills and lets calls fail, and it cannot be started ({error})");
                None
            }
        }
    }

    /// The calls to try: all of them in a full sweep; else one in so many, of those before the lock and of those after it.
    fn places(&self, trial: &Trial, first: usize, (early, late): (usize, usize)) -> Vec<Place> {
        let (after, before): (Vec<Place>, Vec<Place>) = trial.trace().into_iter().partition(|place| place.is_late);
        assert!(after.len() > 50, "the trace is too short to be one");
        let some = |places: Vec<Place>, step: usize| {
            let (first, step) = if self.full { (0, 1) } else { (first % step, step) };
            places.into_iter().skip(first).step_by(step).collect::<Vec<_>>()
        };
        [some(before, early), some(after, late)].concat()
    }
}

/// A case with the records before and after it.
struct Trial {
    case: &'static Case,
    model: tempfile::TempDir,
    old: Vec<Vec<u8>>,
    new: Vec<Vec<u8>>,
}

impl Trial {
    fn of(case: &'static Case) -> Self {
        let model = tempfile::tempdir().unwrap();
        let init = Command::new(env!("CARGO_BIN_EXE_send")).arg("init").arg(model.path()).output().unwrap();
        assert!(init.status.success(), "{}", text(&init.stderr));
        for id in RECORDS {
            let record = format!(
                "format: 1\nid: {id}\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\ncensus: N\n"
            );
            std::fs::write(file(model.path(), id), record).unwrap();
        }
        for command in case.before {
            let ran = send(model.path(), command);
            assert!(ran.status.success(), "{}", text(&ran.stderr));
        }
        let mut trial = Self { case, model, old: Vec::new(), new: Vec::new() };
        let school = trial.school();
        trial.old = contents(school.path());
        let ran = send(school.path(), case.command);
        assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
        trial.new = contents(school.path());
        assert_ne!(trial.old, trial.new);
        trial
    }

    /// A folder as it is before the command.
    fn school(&self) -> tempfile::TempDir {
        let school = tempfile::tempdir().unwrap();
        copy(self.model.path(), school.path());
        school
    }

    /// The calls that the command makes when nothing goes wrong.
    fn trace(&self) -> Vec<Place> {
        let (school, log) = (self.school(), tempfile::NamedTempFile::new().unwrap());
        let ran = Command::new("strace")
            .args(["-y".as_ref(), "-o".as_ref(), log.path().as_os_str()])
            .arg(env!("CARGO_BIN_EXE_send"))
            .args(self.case.command)
            .args(["--records".as_ref(), school.path().as_os_str()])
            .args(["--as-at", "2026-01-15"])
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        let (mut places, mut is_late): (Vec<Place>, bool) = (Vec::new(), false);
        for line in text(&std::fs::read(log.path()).unwrap()).lines() {
            let Some((call, rest)) = line.split_once('(') else { continue };
            is_late |= rest.contains("write.lck");
            let nth = places.iter().filter(|place| place.call == call).count() + 1;
            // No disk stands behind the pipe through which the standard library hears of a program that it starts.
            let can_fail = FAILING.contains(&call) && !(call == "read" && rest.contains("<pipe:"));
            places.push(Place { call: call.to_owned(), nth, can_fail, is_late });
        }
        // The first call starts the program, the last ends it.
        places.retain(|place| !matches!(place.call.as_str(), "execve" | "exit_group"));
        places
    }

    /// Each record is wholly the old or wholly the new one, and what was told to be done is done.
    fn assert_whole(&self, school: &tempfile::TempDir, ran: &Output, what: &str) {
        let now = contents(school.path());
        for (nth, id) in RECORDS.into_iter().enumerate() {
            let (is_old, is_new) = (now[nth] == self.old[nth], now[nth] == self.new[nth]);
            assert!(is_old || is_new, "{what}: {id} is neither the old nor the new record:\n{}", text(&now[nth]));
            if text(&ran.stdout).contains(&format!("{id}: {}", self.case.done)) {
                assert!(is_new, "{what}: {id} was told to be done");
            }
        }
    }

    /// The exit code tells what happened to the records, and a failure is told in words. Gives the code.
    fn assert_honest(&self, school: &tempfile::TempDir, ran: &Output, place: &Place, what: &str) -> usize {
        self.assert_whole(school, ran, what);
        let now = contents(school.path());
        let (is_old, is_new) = (now == self.old, now == self.new);
        let err = text(&ran.stderr);
        let told = !err.is_empty() && !err.contains("panicked") && !err.contains("mistake of its own");
        match ran.status.code() {
            Some(0) => assert!(is_new, "{what}: gave 0 and did not save it all\n{err}"),
            // Where a file seems not to be there, so may the folder seem.
            Some(2) => assert!(is_old && told && !place.is_late, "{what}: gave 2\n{err}"),
            Some(3) => assert!(is_old && told, "{what}: gave 3\n{err}"),
            Some(4) => assert!(!is_old && told, "{what}: gave 4\n{err}"),
            // Before the program itself runs, the system's loader tells that it cannot be started.
            Some(127) => {
                assert!(is_old && !place.is_late, "{what}: gave 127\n{err}");
                return 3;
            }
            other => panic!("{what}: gave {other:?}\n{err}"),
        }
        usize::try_from(ran.status.code().unwrap()).unwrap()
    }
}

/// The next command works, soon; after it nothing is left of what was killed.
fn assert_next_works(school: &tempfile::TempDir, what: &str) -> Duration {
    let started = Instant::now();
    let next = send(school.path(), NEXT);
    let took = started.elapsed();
    assert_eq!(next.status.code(), Some(0), "after {what}: {}", text(&next.stderr));
    assert!(took < SLOWEST_NEXT, "after {what}: the next command took {took:?}");
    assert_tidy(school.path(), what);
    took
}

fn assert_tidy(school: &Path, what: &str) {
    let mut waiting = vec![school.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let left = name.ends_with(".tmp") || name == "write.own";
            assert!(!left, "after {what}: {} was left", entry.path().display());
            if entry.file_type().unwrap().is_dir() {
                waiting.push(entry.path());
            }
        }
    }
}

fn is_full() -> bool {
    std::env::var_os("SEND_FULL_SWEEP").is_some_and(|wish| !wish.is_empty())
}

fn send(school: impl AsRef<Path>, arguments: &[&str]) -> Output {
    run(Command::new(env!("CARGO_BIN_EXE_send")), school.as_ref(), arguments)
}

fn traced(school: &tempfile::TempDir, arguments: &[&str], inject: &str) -> Output {
    let mut strace = Command::new("strace");
    strace.args(["-o", "/dev/null", "-e", inject]).arg(env!("CARGO_BIN_EXE_send"));
    run(strace, school.path(), arguments)
}

fn run(mut program: Command, school: &Path, arguments: &[&str]) -> Output {
    let program = program.args(arguments).arg("--records").arg(school).args(["--as-at", "2026-01-15"]);
    program.stdin(Stdio::null()).output().unwrap()
}

fn file(school: &Path, id: &str) -> PathBuf {
    school.join("pupils").join(format!("{id}.yaml"))
}

fn contents(school: &Path) -> Vec<Vec<u8>> {
    RECORDS.iter().map(|id| std::fs::read(file(school, id)).unwrap()).collect()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&place).unwrap();
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), &place).unwrap();
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
