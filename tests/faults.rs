//! The real program killed, refused by the system, and run sixteen times at once (RELIABILITY 2.1, 2.3).
//!
//! `strace` stops a process before a chosen system call, or lets the call fail. Every call of every command is too much for a
//! test that everybody runs, so it takes a sample; `SEND_FULL_SWEEP=1 cargo test --test faults` takes them all.

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
    reason = "a test of the program itself starts it, and says when it is left out"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// At stage C with an open plan, an open action and an open referral.
const AT_C: &str = include_str!("faults/at-c.yaml");
/// At stage C, the last review says that the support can end, and the family knows.
const AT_END: &str = include_str!("faults/at-end.yaml");
/// A concern, and no stage yet.
const NEW: &str = include_str!("faults/new.yaml");

/// Writing commands: what the record is before, and what is typed behind `send`.
const COMMANDS: &[(&str, &[&str])] = &[
    (NEW, &["concern", "p014", "--raised-by", "parent", "--grounds", "other"]),
    (NEW, &["advance", "p014"]),
    (NEW, &["place", "p014", "--notified", "2026-01-14"]),
    (AT_C, &["contact", "p014", "call", "--about", "provision", "--note", "spoke of the cards"]),
    (AT_C, &["refer", "p014", "--to", "School Nurse"]),
    (AT_C, &["refer", "p014", "--answered", "--advice", "short sentences"]),
    (AT_C, &["need", "p014", "SEMH"]),
    (AT_C, &["plan", "p014", "--shared", "2026-01-12"]),
    (AT_C, &["provide", "p014", "--what", "Story cards", "--kind", "resource", "--cost", "40"]),
    (AT_C, &["observe", "p014", "--note", "asks who and what"]),
    (
        AT_C,
        &[
            "review",
            "p014",
            "--present",
            "parent",
            "--outcome",
            "1=met",
            "--progress",
            "better",
            "--decision",
            "continue",
        ],
    ),
    (AT_C, &["done", "p014"]),
    (AT_C, &["step-back", "p014", "--because", "lighter support will do"]),
    (AT_END, &["close", "p014", "--because", "the gap is closed"]),
    (AT_END, &["remove", "p014", "--because", "the gap is closed"]),
];

/// Calls that touch files. What only reads the program itself is among them: a command may be killed there too.
const CALLS: &str = "openat,read,write,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,chmod,fchmod,flock,close,statx,newfstatat,lseek,ftruncate";

/// Those of them that may well fail, on a disk that is full, gone or read-only.
const FAILING: &[&str] = &["openat", "read", "write", "fsync", "rename", "unlink", "mkdir", "fchmod", "flock", "statx"];
const ERRORS: &[&str] = &["ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT", "EINTR"];

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            Command::new(env!("CARGO_BIN_EXE_send")).arg("init").arg(folder.path()).output().unwrap().status.success()
        );
        let settings = folder.path().join("send.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(settings, text + "\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n").unwrap();
        Self { folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("pupils").join("p014.yaml")
    }

    /// As if nothing had ever been written here but this.
    fn reset(&self, record: &str) {
        let _ = std::fs::remove_dir_all(self.folder.path().join(".send"));
        std::fs::write(self.file(), record).unwrap();
    }

    fn record(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    fn command(&self, program: &str, before: &[String], arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(before).args(arguments).args(["--by", "R. Osei"]).current_dir(self.folder.path());
        command.env("SEND_AS_AT", "2026-01-15").env_remove("SEND_RECORDS").env("HOME", self.folder.path());
        command
    }

    fn send(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_send"), &[], arguments).output().unwrap()
    }

    fn traced(&self, inject: &[String], arguments: &[&str]) -> Output {
        let before: Vec<String> = ["-f", "-o"]
            .iter()
            .map(|word| (*word).to_owned())
            .chain([self.trace().display().to_string()])
            .chain(inject.iter().cloned())
            .chain([env!("CARGO_BIN_EXE_send").to_owned()])
            .collect();
        self.command("strace", &before, arguments).output().unwrap()
    }

    fn trace(&self) -> PathBuf {
        self.folder.path().join("trace.txt")
    }

    /// The calls of a command, each with its number among those of its name.
    fn points(&self, record: &str, arguments: &[&str]) -> Vec<(String, usize)> {
        self.reset(record);
        let output = self.traced(&["-e".to_owned(), format!("trace={CALLS}")], arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        let trace = std::fs::read_to_string(self.trace()).unwrap();
        let mut seen = BTreeMap::new();
        let name = |line: &str| {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
            let name = rest.split_once('(')?.0;
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then(|| name.to_owned())
        };
        trace
            .lines()
            .filter_map(name)
            .map(|name| {
                let number = seen.entry(name.clone()).or_insert(0);
                *number += 1;
                (name, *number)
            })
            .collect()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Why the sweeps cannot run here; nothing where they can.
fn cannot_trace() -> Option<&'static str> {
    let works = Command::new("strace").args(["-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]).output();
    match works {
        Err(_) => Some("there is no strace on this computer"),
        Ok(output) if !output.status.success() => Some("strace may not watch a process here"),
        Ok(_) => None,
    }
}

fn is_full() -> bool {
    std::env::var_os("SEND_FULL_SWEEP").is_some_and(|wish| wish == "1")
}

/// Every point, or every so many-th, other ones for every command.
fn sample<T>(points: Vec<T>, nth: usize, every: usize) -> Vec<T> {
    let every = if is_full() { 1 } else { every };
    points.into_iter().skip(nth % every).step_by(every).collect()
}

/// The record as the command leaves it.
fn after(folder: &Folder, record: &str, arguments: &[&str]) -> String {
    folder.reset(record);
    let output = folder.send(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    let after = folder.record();
    assert_ne!(after, record, "{arguments:?}");
    after
}

/// The next command works at once, and nothing is left lying about.
fn next_command_works(folder: &Folder, about: &str) {
    let started = std::time::Instant::now();
    let output = folder.send(&["contact", "p014", "letter", "--about", "concern"]);
    assert_eq!(output.status.code(), Some(0), "{about}: the next command: {}", said(&output));
    assert!(started.elapsed().as_secs() < 10, "{about}: the next command had to wait");
    let left: Vec<String> = std::fs::read_dir(folder.folder.path().join("pupils"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".yaml"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "{about}: left behind");
}

#[test]
fn killed_before_any_call_a_record_is_wholly_the_old_or_wholly_the_new() {
    if let Some(why) = cannot_trace() {
        eprintln!("SKIPPED: {why}");
        return;
    }
    let folder = Folder::new();
    let mut kills = 0;
    for (nth, (record, arguments)) in COMMANDS.iter().enumerate() {
        let after = after(&folder, record, arguments);
        let points = folder.points(record, arguments);
        for (call, number) in sample(points, nth, 17) {
            folder.reset(record);
            let inject = format!("inject={call}:signal=SIGKILL:when={number}");
            let output = folder.traced(&["-e".to_owned(), inject], arguments);
            let about = format!("{arguments:?} killed before {call} {number}");
            assert!(!output.status.success(), "{about}: it ran on: {}", said(&output));
            kills += 1;
            let now = folder.record();
            assert!(now == *record || now == after, "{about}: neither old nor new:\n{now}");
            if said(&output).contains("p014: recorded") {
                assert_eq!(now, after, "{about}: it said that it was done");
            }
            next_command_works(&folder, &about);
        }
    }
    assert!(kills >= 100, "{kills} kills");
    eprintln!("{kills} kills over {} commands: every record whole", COMMANDS.len());
}

#[test]
fn whatever_the_system_refuses_the_exit_code_tells_what_became_of_the_record() {
    if let Some(why) = cannot_trace() {
        eprintln!("SKIPPED: {why}");
        return;
    }
    let folder = Folder::new();
    let mut tried = 0;
    for (nth, (record, arguments)) in COMMANDS.iter().enumerate() {
        let after = after(&folder, record, arguments);
        let points: Vec<(String, usize, &str)> = folder
            .points(record, arguments)
            .into_iter()
            .filter(|(call, _)| FAILING.contains(&call.as_str()))
            .flat_map(|(call, number)| ERRORS.iter().map(move |error| (call.clone(), number, *error)))
            .collect();
        for (call, number, error) in sample(points, nth * 5, 83) {
            folder.reset(record);
            let inject = format!("inject={call}:error={error}:when={number}");
            let output = folder.traced(&["-e".to_owned(), inject], arguments);
            let about = format!("{arguments:?} with {error} at {call} {number}: {}", said(&output));
            tried += 1;
            assert!(!said(&output).contains("panicked"), "{about}");
            let now = folder.record();
            match output.status.code() {
                Some(0 | 4) => assert_eq!(now, after, "{about}"),
                Some(_) => assert_eq!(now, *record, "{about}"),
                None => panic!("no exit code: {about}"),
            }
            next_command_works(&folder, &about);
        }
    }
    assert!(tried >= 100, "{tried} refusals");
    eprintln!("{tried} refusals over {} commands: every exit code true", COMMANDS.len());
}

#[test]
fn sixteen_writers_at_once_lose_nothing() {
    let folder = Folder::new();
    folder.reset(NEW);
    let writing = std::sync::atomic::AtomicBool::new(true);
    let stored: Vec<String> = std::thread::scope(|scope| {
        let reader = scope.spawn(|| reads_while(&writing, &folder.file()));
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
        assert!(reader.join().unwrap() > 100);
        stored
    });
    let record = folder.record();
    for note in &stored {
        assert_eq!(record.matches(&format!("note: {note}\n")).count(), 1, "{note}");
    }
    assert_eq!(record.matches("note: writer").count(), stored.len());
    assert!(stored.len() > 700, "{} of 800 stored", stored.len());
}

/// Fifty changes by one writer; gives the notes of those that were told to be saved. The others have a reason.
fn writes(folder: &Folder, writer: usize) -> Vec<String> {
    let mut stored = Vec::new();
    for nth in 0..50 {
        let note = format!("writer {writer} change {nth}");
        let output = folder.send(&["contact", "p014", "call", "--about", "concern", "--note", &note]);
        match output.status.code() {
            Some(0) => stored.push(note),
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
