//! The edges of the program: output that no one reads, a mistake of its own, and who may read the files it makes.

use std::process::{Command, Output};

#[cfg(unix)]
use crate::common::program::SEND;
use crate::common::program::{Ran, has_git, program_in};
use crate::common::school::{P014, School};

const RECORD: &str =
    "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\ncensus: N\n";
const CONCERN: &[&str] =
    &["concern", "p014", "--raised-by", "parent", "--grounds", "gap-widening", "--summary", "Slow"];

fn school() -> School {
    School::with("", RECORD)
}

fn err(ran: &Output) -> String {
    String::from_utf8(ran.stderr.clone()).unwrap()
}

/// A pipe whose reader has gone.
fn closed() -> std::io::PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

#[test]
fn saving_succeeds_even_if_no_one_reads_the_answer() {
    let school = school();
    let ran = school.command(CONCERN).stdout(closed()).output().unwrap();
    assert_eq!((ran.status.code(), err(&ran).as_str()), (Some(0), ""));
    assert!(school.read(P014).contains("Slow"));
}

#[test]
fn everything_is_saved_even_if_the_reader_goes_away() {
    let school = school();
    // So many pupils that answers are printed before the last record is saved.
    let ids: Vec<String> = (100..300).map(|number| format!("p{number}")).collect();
    let file = |id: &String| school.path(&format!("pupils/{id}.yaml"));
    for id in &ids {
        std::fs::write(file(id), RECORD.replace("p014", id)).unwrap();
    }
    let call = ["call", "--about", "concern", "--by", "J. Patel", "--yes"];
    let ran = school.command(&["contact"]).args(&ids).args(call).stdout(closed()).output().unwrap();
    assert_eq!((ran.status.code(), err(&ran).as_str()), (Some(0), ""));
    let unsaved = ids.iter().filter(|id| !std::fs::read_to_string(file(id)).unwrap().contains("kind: call"));
    assert_eq!(unsaved.count(), 0);
}

#[test]
fn a_failed_commit_is_reported_even_if_no_one_reads_the_answer() {
    let school = school();
    if !has_git() {
        return;
    }
    assert_eq!(Ran::of(program_in(&school.path(""), "git").args(["init", "-q"])).code, 0);
    // A lock, as if another git were at work.
    std::fs::write(school.path(".git/HEAD.lock"), "").unwrap();
    let ran = school.command(CONCERN).stdout(closed()).output().unwrap();
    assert_eq!(ran.status.code(), Some(4), "{}", err(&ran));
    assert!(err(&ran).starts_with("warning: pupils/p014.yaml: "), "{}", err(&ran));
    assert!(school.read(P014).contains("Slow"));
    // Even if the message about it goes to no one, the exit code shows the failure.
    school.write(P014, RECORD);
    let ran = school.command(CONCERN).stdout(closed()).stderr(closed()).output().unwrap();
    assert_eq!(ran.status.code(), Some(4));
}

#[test]
fn a_report_that_no_one_reads_ends_quietly() {
    let school = school();
    let ran = school.command(&["show", "p014"]).stdout(closed()).output().unwrap();
    assert_eq!((ran.status.code(), err(&ran).as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_does_not_fit_on_the_disk_still_counts_as_saved() {
    let school = school();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = school.command(CONCERN).stdout(full.try_clone().unwrap()).output().unwrap();
    assert_eq!(ran.status.code(), Some(4), "{}", err(&ran));
    school.write(P014, RECORD);
    let ran = school.command(CONCERN).stdout(full.try_clone().unwrap()).stderr(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(4), "if both are full, the exit code still shows it");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_what_it_makes_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let school = school();
    let mut shell = program_in(&school.path(""), "sh");
    let ran = shell.args(["-c", "umask 0; exec \"$0\" \"$@\"", SEND]).args(CONCERN).output().unwrap();
    assert!(ran.status.success(), "{}", err(&ran));
    let mut waiting = vec![school.path(".send")];
    let mut seen = 0;
    while let Some(place) = waiting.pop() {
        let rights = std::fs::metadata(&place).unwrap().permissions().mode();
        assert_eq!(rights & 0o077, 0, "{}: {rights:o}", place.display());
        seen += 1;
        if place.is_dir() {
            waiting.extend(std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    assert!(seen > 3, "expected the folder, the lock and what can be undone: saw {seen}");
}

/// Not a test: the test below runs it as a separate program.
#[test]
#[ignore = "run by the test below, because it fails on purpose"]
fn panics_while_a_record_is_open() {
    send_records::keep_panics_discreet();
    std::thread::spawn(|| panic!("Amira Example was born on 2017-11-03")).join().unwrap();
}

#[test]
fn a_mistake_of_the_program_reveals_nothing_from_a_record() {
    let mut itself = Command::new(std::env::current_exe().unwrap());
    itself.args(["--ignored", "--exact", "edge::panics_while_a_record_is_open", "--nocapture"]);
    let ran = itself.env("RUST_BACKTRACE", "1").output().unwrap();
    assert!(!ran.status.success());
    let said = err(&ran);
    assert!(
        said.contains("error: send stopped because of a fault in the program itself (") && said.contains("edge.rs:"),
        "{said}"
    );
    // The second panic is the test's own, about the first. At most it names the type of what was thrown.
    assert!(!said.contains("Amira") && !said.contains("2017"), "{said}");
}
