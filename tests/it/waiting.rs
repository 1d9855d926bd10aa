//! A command that waits for the lock says so once, after a second. This process holds the lock, as another person's program
//! would.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::common::school::{P014, School};

const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n\
                      census: N\n";
const CONTACT: &[&str] = &["contact", "p014", "call", "--about", "concern", "--by", "J. Patel"];
const OWNER: &str = "office-pc\tr.osei\t4711\t24 Nov 2026 10:04\n";

/// A school with a record that has been saved, so that the files of the lock exist.
fn school() -> School {
    let school = School::with("", RECORD);
    assert_eq!(school.send(CONTACT).code, 0);
    school
}

fn start(school: &School) -> Child {
    let mut command: Command = school.command(CONTACT);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Takes the system's lock, and writes the file that names its owner.
fn lock(school: &School, owner: &str) -> File {
    let first = OpenOptions::new().read(true).write(true).open(school.path(".send/write.lck")).unwrap();
    first.lock().unwrap();
    school.write(".send/write.own", owner);
    first
}

/// The messages that the command prints to stderr from now until it has saved. The lock is released some time after the first
/// line, so that a second line has time to come.
fn err_of(mut waiting: Child, school: &School, first: Option<File>) -> String {
    let mut err = BufReader::new(waiting.stderr.take().unwrap());
    let mut said = String::new();
    err.read_line(&mut said).unwrap();
    sleep(Duration::from_millis(1500));
    unlock(school, first);
    err.read_to_string(&mut said).unwrap();
    has_saved(waiting, school, &said);
    said
}

fn unlock(school: &School, first: Option<File>) {
    std::fs::remove_file(school.path(".send/write.own")).unwrap();
    drop(first);
}

fn has_saved(mut waiting: Child, school: &School, said: &str) {
    assert!(waiting.wait().unwrap().success(), "{said}");
    assert_eq!(school.read(P014).matches("kind: call").count(), 2);
}

#[test]
fn a_command_that_waits_longer_than_a_second_says_once_who_writes() {
    let school = school();
    let first = lock(&school, OWNER);
    let waiting = start(&school);
    let said = "waiting for r.osei at office-pc, who has been writing in this folder since 24 Nov 2026 10:04\n";
    assert_eq!(err_of(waiting, &school, Some(first)), said);
}

#[test]
fn a_short_wait_prints_nothing() {
    let school = school();
    let first = lock(&school, OWNER);
    let mut waiting = start(&school);
    sleep(Duration::from_millis(500));
    unlock(&school, Some(first));
    let mut said = String::new();
    waiting.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    has_saved(waiting, &school, &said);
    assert_eq!(said, "");
}

/// On a drive that cannot lock files, only the owner's file keeps others out.
#[test]
fn waiting_for_the_owners_file_is_reported_too_and_its_text_cannot_control_a_terminal() {
    let school = school();
    school.write(".send/write.own", "office\u{1b}[2J\u{202e}pc\t\t1\t\n");
    let err = err_of(start(&school), &school, None);
    assert_eq!(err.lines().count(), 1, "{err:?}");
    assert!(err.starts_with("waiting for somebody else at office [2J"), "{err:?}");
    assert!(err.ends_with("pc, who is writing in this folder\n"), "{err:?}");
    assert!(!err.contains(['\u{1b}', '\u{202e}']), "{err:?}");
}
