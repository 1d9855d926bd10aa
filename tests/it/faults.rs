//! The real program: killed, given errors by the system, and run sixteen times at once (RELIABILITY 2.1, 2.3; docs/faults.md).
//!
//! `strace` kills a process before a chosen system call, or makes the call fail. Trying every call of every command would take
//! too long for a test that everyone runs, so an ordinary run takes a sample. `SEND_FULL_SWEEP=1 cargo test --test it faults:: --
//! --nocapture` takes them all and says how many. Without a tracer the sweeps are skipped, and say so.

// These tests need shell scripts and a tracer, which Windows does not have.
#[cfg(unix)]
mod merging;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::common::program::{SEND, TODAY, is_full_sweep, program_in};
use crate::common::school::School;

/// At stage C, with an open plan, an open action and an open referral.
const AT_C: &str = include_str!("faults/at-c.yaml");
/// At stage C. The last review says that the support can end, and the family knows.
const AT_END: &str = include_str!("faults/at-end.yaml");
/// A concern, and no stage yet.
pub(crate) const NEW: &str = include_str!("faults/new.yaml");

/// Commands that write: the record of `p014` before each, and what is typed after `send`. To try another one, add it here.
pub(crate) const COMMANDS: &[(&str, &[&str])] = &[
    (NEW, &["concern", "p014", "--raised-by", "parent", "--grounds", "other"]),
    (NEW, &["advance", "p014"]),
    (NEW, &["place", "p014", "--notified", "2026-01-14"]),
    (NEW, &["contact", "p014", "p015", "call", "--about", "concern", "--yes"]),
    (NEW, &["new", "--name", "Zoe Example", "--date-of-birth", "2018-03-01"]),
    (NEW, &["set", "p014", "home_language=Urdu"]),
    (AT_C, &["contact", "p014", "call", "--about", "provision", "--note", "spoke of the cards"]),
    (AT_C, &["refer", "p014", "--to", "School Nurse"]),
    (AT_C, &["refer", "p014", "--answered", "--advice", "short sentences"]),
    (AT_C, &["need", "p014", "SEMH"]),
    (AT_C, &["plan", "p014", "--shared", "2026-01-12"]),
    (AT_C, &["provide", "p014", "--what", "Story cards", "--kind", "resource", "--cost", "40"]),
    (AT_C, &["observe", "p014", "--note", "asks who and what"]),
    (AT_C, REVIEW),
    (AT_C, &["done", "p014"]),
    (AT_C, &["step-back", "p014", "--because", "lighter support will do"]),
    (AT_END, &["close", "p014", "--because", "the gap is closed"]),
    (AT_END, &["remove", "p014", "--because", "the gap is closed"]),
    (NEW, UNDO),
];

#[rustfmt::skip]
const REVIEW: &[&str] = &[
    "review", "p014", "--present", "parent", "--outcome", "1=met", "--progress", "better", "--decision", "continue",
];

/// Undoes a contact, which has to be recorded first.
pub(crate) const UNDO: &[&str] = &["undo", "p014", "--yes"];

/// Calls that touch files, including those that only load the program itself: a command may be killed there too.
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "access", "chmod", "close", "fchmod", "fchown", "fcntl", "fdatasync", "flock", "fsync", "ftruncate", "getdents64",
    "getxattr", "lseek", "mkdir", "mkdirat", "newfstatat", "openat", "read", "rename", "renameat", "renameat2", "statfs",
    "statx", "unlink", "unlinkat", "write",
];

/// The calls that can really fail, on a disk that is full, missing or read-only. Closing a folder is not one of them: the
/// standard library would stop the program then, but no disk causes it.
#[rustfmt::skip]
const FAILING: &[&str] = &[
    "access", "fchmod", "flock", "fsync", "getdents64", "getxattr", "mkdir", "openat", "read", "rename", "statfs", "statx",
    "unlink", "write",
];
const ERRORS: &[&str] = &["ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT", "EMFILE", "EINTR"];

/// If a program is killed between making the owner's file and filling it, its lock counts as left behind after three seconds.
/// Anything else counts at once.
const SLOWEST_NEXT: Duration = Duration::from_secs(8);

/// The records, by the names of their files.
type Records = BTreeMap<String, Vec<u8>>;

/// A folder as `send init` writes it, with two more records. It is reset to the same state again and again.
struct Folder {
    school: School,
    log: tempfile::NamedTempFile,
}

impl Folder {
    fn new() -> Self {
        let school = School::with("\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n", NEW);
        Self { school, log: tempfile::NamedTempFile::new().unwrap() }
    }

    fn file(&self, id: &str) -> PathBuf {
        self.school.path(&format!("pupils/{id}.yaml"))
    }

    /// Removes everything written here before, except this record and what the command is to undo.
    fn reset(&self, (record, command): (&str, &[&str])) {
        let pupils = self.school.path("pupils");
        for place in [&pupils, &self.school.path(".send")] {
            let _ = std::fs::remove_dir_all(place);
        }
        std::fs::create_dir(pupils).unwrap();
        std::fs::write(self.file("p014"), record).unwrap();
        std::fs::write(self.file("p015"), NEW.replace("p014", "p015")).unwrap();
        std::fs::write(self.file("p016"), NEW.replace("p014", "p016")).unwrap();
        if command == UNDO {
            let output = self.send(&["contact", "p014", "call", "--about", "concern"]);
            assert!(output.status.success(), "{}", said(&output));
        }
    }

    fn records(&self) -> Records {
        let entries = std::fs::read_dir(self.school.path("pupils")).unwrap().map(Result::unwrap);
        let records =
            entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()));
        records.filter(|(name, _)| name.ends_with(".yaml")).collect()
    }

    fn run(&self, mut program: Command, arguments: &[&str]) -> Output {
        program.args(arguments);
        if !matches!(arguments.first(), Some(&("undo" | "check" | "show"))) {
            program.args(["--by", "R. Osei"]);
        }
        program.env("SEND_AS_AT", TODAY).env("HOME", self.school.path("")).output().unwrap()
    }

    fn send(&self, arguments: &[&str]) -> Output {
        self.run(program_in(&self.school.path(""), SEND), arguments)
    }

    /// Watches only the program, not what it starts.
    fn traced(&self, expression: &str, arguments: &[&str]) -> Output {
        let mut strace = program_in(&self.school.path(""), "strace");
        strace.args(["-y", "-e", expression, "-o"]).arg(self.log.path()).arg(SEND);
        self.run(strace, arguments)
    }

    /// The calls of a command when nothing goes wrong.
    fn calls(&self, case: (&str, &[&str])) -> Vec<Call> {
        self.reset(case);
        let output = self.traced(&format!("trace={}", CALLS.join(",")), case.1);
        assert!(output.status.success(), "{:?}: {}", case.1, said(&output));
        let calls = calls_in_log(self.log.path());
        assert!(calls.iter().filter(|call| call.has_lock).count() > 40, "{:?}: too short a trace", case.1);
        calls
    }

    /// Checks that the next command, on another record, works soon and leaves no files behind.
    fn next_command_works(&self, about: &str) -> Duration {
        let started = Instant::now();
        let output = self.send(&["contact", "p016", "letter", "--about", "concern"]);
        let took = started.elapsed();
        assert_eq!(output.status.code(), Some(0), "{about}: the next command: {}", said(&output));
        assert!(took < SLOWEST_NEXT, "{about}: the next command took {took:?}");
        for place in ["pupils", ".send", "."] {
            for entry in std::fs::read_dir(self.school.path(place)).unwrap().map(Result::unwrap) {
                let name = entry.file_name().into_string().unwrap();
                assert!(!name.ends_with(".tmp") && name != "write.own", "{about}: {place}/{name} was left behind");
            }
        }
        took
    }
}

/// A call of the program.
#[derive(Debug, Clone)]
struct Call {
    name: String,
    /// Which of the calls of that name it is.
    nth: usize,
    /// Whether the call comes after the program first tried to take the lock.
    has_lock: bool,
    /// Whether a disk, or a reader who goes away, can make it fail.
    may_fail: bool,
}

/// The calls of a program in a log of `strace`.
fn calls_in_log(log: &Path) -> Vec<Call> {
    let (mut calls, mut has_lock): (Vec<Call>, bool) = (Vec::new(), false);
    for line in std::fs::read_to_string(log).unwrap().lines() {
        let Some((name, rest)) = line.split_once('(').filter(|(name, _)| CALLS.contains(name)) else { continue };
        has_lock |= rest.contains("write.lck");
        let nth = calls.iter().filter(|call| call.name == name).count() + 1;
        // The standard library uses a pipe to hear from a program that it starts, and no disk can make that fail.
        let may_fail = FAILING.contains(&name) && !(name == "read" && rest.contains("<pipe:"));
        calls.push(Call { name: name.to_owned(), nth, has_lock, may_fail });
    }
    calls
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Whether the sweeps can run here.
pub(crate) fn can_trace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]).output();
    let why = match works {
        Ok(output) if output.status.success() => return true,
        Ok(output) => format!("strace may not watch a process here ({})", said(&output).trim()),
        Err(error) => format!("strace cannot be started ({error})"),
    };
    eprintln!("SKIPPED: {why}");
    false
}

/// All of them, or one in every `every`, starting at a different one for each command.
fn sample<T>(all: Vec<T>, nth: usize, every: usize) -> Vec<T> {
    let every = if is_full_sweep() { 1 } else { every };
    all.into_iter().skip(nth % every).step_by(every).collect()
}

/// The records before and after a command.
struct Change {
    before: Records,
    after: Records,
}

impl Change {
    fn of(folder: &Folder, case: (&str, &[&str])) -> Self {
        folder.reset(case);
        let before = folder.records();
        let output = folder.send(case.1);
        assert_eq!(output.status.code(), Some(0), "{:?}: {}", case.1, said(&output));
        let after = folder.records();
        assert_ne!(before, after, "{:?}", case.1);
        Self { before, after }
    }

    /// Checks that each record is entirely old or entirely new, and is new if the program said so.
    fn assert_whole(&self, now: &Records, output: &Output, about: &str) {
        let names: BTreeSet<&String> = self.before.keys().chain(self.after.keys()).chain(now.keys()).collect();
        for name in names {
            let record = now.get(name);
            let (old, new) = (record == self.before.get(name), record == self.after.get(name));
            let text = record.map(|bytes| String::from_utf8_lossy(bytes));
            assert!(old || new, "{about}: {name} is neither old nor new:\n{text:?}");
            let id = name.trim_end_matches(".yaml");
            let told = ["recorded", "made", "undone", "set"].map(|done| format!("{id}: {done}"));
            if told.iter().any(|told| said(output).contains(told.as_str())) {
                assert!(new, "{about}: it said that {name} was saved");
            }
        }
    }

    /// Checks that the exit code shows what happened to the records, and that a failure is reported.
    fn assert_honest(&self, now: &Records, output: &Output, call: &Call, about: &str) {
        self.assert_whole(now, output, about);
        let told = !output.stderr.is_empty();
        match output.status.code() {
            Some(0) => assert_eq!(*now, self.after, "{about}"),
            Some(3) => assert!(told && *now == self.before, "{about}"),
            Some(4) => assert!(told && *now != self.before, "{about}"),
            // A file such as `send.toml` seems not to exist, or the program itself cannot be loaded.
            Some(2 | 127) => assert!(told && *now == self.before && !call.has_lock, "{about}"),
            other => panic!("{other:?} is not an exit code of the program: {about}"),
        }
    }
}

#[test]
fn a_record_is_entirely_old_or_entirely_new_whichever_call_it_is_killed_before() {
    if !can_trace() {
        return;
    }
    let folder = Folder::new();
    let (mut kills, mut slowest) = (0, Duration::ZERO);
    for (nth, case) in COMMANDS.iter().enumerate() {
        let change = Change::of(&folder, *case);
        for call in sample(folder.calls(*case), nth, 17) {
            folder.reset(*case);
            let output = folder.traced(&format!("inject={}:signal=SIGKILL:when={}", call.name, call.nth), case.1);
            let about = format!("{:?} killed before {} {}", case.1, call.name, call.nth);
            assert_eq!(output.status.code(), None, "{about}: it was not stopped: {}", said(&output));
            change.assert_whole(&folder.records(), &output, &about);
            if call.has_lock {
                let check = folder.send(&["check"]);
                // A change of several records that is only half saved makes a report incomplete; nothing else may.
                let half_saved = said(&check).matches("of one change are not saved yet").count();
                let is_read = check.status.code() != Some(3) || said(&check).matches("error[").count() == half_saved;
                assert!(is_read, "{about}: {}", said(&check));
            }
            slowest = slowest.max(folder.next_command_works(&about));
            kills += 1;
        }
    }
    assert!(kills >= 100, "{kills} kills");
    eprintln!(
        "{kills} kills over {} commands: every record whole; slowest next command {} ms",
        COMMANDS.len(),
        slowest.as_millis()
    );
}

#[test]
fn whatever_error_the_system_gives_the_exit_code_shows_what_happened_to_the_record() {
    if !can_trace() {
        return;
    }
    let folder = Folder::new();
    let mut codes: BTreeMap<i32, usize> = BTreeMap::new();
    for (nth, case) in COMMANDS.iter().enumerate() {
        let change = Change::of(&folder, *case);
        let calls = folder.calls(*case).into_iter().filter(|call| call.may_fail);
        let points = calls.flat_map(|call| ERRORS.iter().map(move |error| (call.clone(), *error))).collect();
        for (call, error) in sample(points, nth * 5, 61) {
            folder.reset(*case);
            let output = folder.traced(&format!("inject={}:error={error}:when={}", call.name, call.nth), case.1);
            let about = format!("{:?} with {error} at {} {}: {}", case.1, call.name, call.nth, said(&output));
            assert!(!about.contains("panicked") && !about.contains("fault in the program itself"), "{about}");
            change.assert_honest(&folder.records(), &output, &call, &about);
            // A signal that interrupts a call is not a failure.
            assert!(error != "EINTR" || !call.has_lock || output.status.code() == Some(0), "{about}");
            folder.next_command_works(&about);
            *codes.entry(output.status.code().unwrap_or(-1)).or_default() += 1;
        }
    }
    let tried: usize = codes.values().sum();
    assert!(tried >= 100, "{tried} refusals");
    let codes: Vec<String> = codes.iter().map(|(code, times)| format!("{times} times {code}")).collect();
    eprintln!("{tried} errors over {} commands, every exit code correct: {}", COMMANDS.len(), codes.join(", "));
}

#[test]
fn sixteen_writers_at_once_lose_nothing() {
    let folder = Folder::new();
    folder.reset(COMMANDS[0]);
    let writing = std::sync::atomic::AtomicBool::new(true);
    let stored: Vec<(String, Duration)> = std::thread::scope(|scope| {
        let reader = scope.spawn(|| reads_while(&writing, &folder.file("p014")));
        let writers: Vec<_> = (0..16)
            .map(|writer| {
                scope.spawn({
                    let folder = &folder;
                    move || writes(folder, writer)
                })
            })
            .collect();
        let stored = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        writing.store(false, std::sync::atomic::Ordering::Relaxed);
        assert!(reader.join().unwrap() > 50);
        stored
    });
    let record = std::fs::read_to_string(folder.file("p014")).unwrap();
    for (note, _) in &stored {
        assert_eq!(record.matches(&format!("note: {note}\n")).count(), 1, "{note}");
    }
    assert_eq!(record.matches("note: writer").count(), stored.len());
    assert!(stored.len() * 8 > 16 * times() * 7, "{} of {} stored", stored.len(), 16 * times());
    let slowest = stored.iter().map(|(_, took)| *took).max().unwrap();
    eprintln!("{} of {} changes by 16 writers stored, none lost; slowest {slowest:?}", stored.len(), 16 * times());
}

/// How many changes each writer makes: fifty, or fewer in a test that everyone runs.
fn times() -> usize {
    if is_full_sweep() { 50 } else { 12 }
}

/// Makes changes as one writer. Returns the notes of those that the program reported as saved, and how long each took. The others
/// have a reason.
fn writes(folder: &Folder, writer: usize) -> Vec<(String, Duration)> {
    let mut stored = Vec::new();
    for nth in 0..times() {
        let note = format!("writer {writer} change {nth}");
        let started = Instant::now();
        let output = folder.send(&["contact", "p014", "call", "--about", "concern", "--note", &note]);
        match output.status.code() {
            Some(0) => stored.push((note, started.elapsed())),
            Some(3) => assert!(said(&output).contains("nothing was saved"), "{}", said(&output)),
            other => panic!("{other:?}: {}", said(&output)),
        }
    }
    stored
}

/// Reads the record again and again, and finds it whole every time.
fn reads_while(writing: &std::sync::atomic::AtomicBool, file: &Path) -> usize {
    let mut reads = 0;
    while writing.load(std::sync::atomic::Ordering::Relaxed) {
        let text = std::fs::read_to_string(file).unwrap();
        let whole = text.starts_with("format: 1\n") && text.ends_with('\n');
        let value: Result<serde_yaml::Value, _> = serde_yaml::from_str(&text);
        assert!(whole && value.is_ok_and(|value| value.get("census").is_some()), "{text}");
        reads += 1;
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    reads
}
