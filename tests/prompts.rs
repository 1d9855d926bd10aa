//! What is missing is asked for at a terminal: the real program behind a real pseudo-terminal.
//!
//! The crate that makes one knows Unix alone; elsewhere these tests are not there, and say so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![expect(clippy::disallowed_methods, reason = "the program itself is what is tested")]
#![allow(clippy::disallowed_macros, clippy::print_stderr, reason = "a test that is left out says so")]

#[cfg(not(unix))]
#[test]
fn questions_at_a_terminal() {
    eprintln!("SKIPPED: no pseudo-terminal on this system");
}

#[cfg(unix)]
mod unix {
    use std::path::Path;
    use std::process::Command;

    use rexpect::session::{PtySession, spawn_command};

    const DOWN: &str = "\x1b[B";
    const ESCAPE: &str = "\x1b";

    /// A folder as `send init` writes it, with one more record.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let send = || Command::new(env!("CARGO_BIN_EXE_send"));
        assert!(send().arg("init").arg(folder.path()).output().unwrap().status.success());
        let record = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\ncensus: N\n";
        std::fs::write(folder.path().join("pupils/p014.yaml"), record).unwrap();
        folder
    }

    fn at_terminal(folder: &Path, arguments: &[&str]) -> PtySession {
        let mut command = Command::new(env!("CARGO_BIN_EXE_send"));
        command.args(arguments).current_dir(folder).env("SEND_AS_AT", "2026-01-15").env_remove("SEND_RECORDS");
        command.env("NO_COLOR", "1").env("TERM", "xterm");
        spawn_command(command, Some(20_000)).unwrap()
    }

    fn record(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("pupils/p014.yaml")).unwrap()
    }

    #[test]
    fn every_missing_thing_is_asked_and_the_answers_are_saved() {
        let folder = folder();
        let mut talk = at_terminal(folder.path(), &["concern", "p014", "--short-term-causes", "none found"]);
        talk.exp_string("When was it raised?").unwrap();
        talk.send("5 jan\r").unwrap();
        talk.flush().unwrap();
        talk.exp_string("Who raised it?").unwrap();
        talk.send(&format!("{DOWN}{DOWN}\r")).unwrap();
        talk.flush().unwrap();
        talk.exp_string("In what way is progress less?").unwrap();
        talk.send(" \r").unwrap();
        talk.flush().unwrap();
        talk.exp_string("The concern in a sentence?").unwrap();
        talk.send("Reads #1: slowly\r").unwrap();
        talk.flush().unwrap();
        talk.exp_string("recorded the concern of 5 Jan 2026").unwrap();
        talk.exp_eof().unwrap();
        let record = record(folder.path());
        for line in ["date: 2026-01-05", "raised_by: parent", "- slower-than-peers", "short_term_causes: none found"] {
            assert!(record.contains(line), "{line} in\n{record}");
        }
        assert!(record.contains("Reads #1: slowly"), "{record}");
    }

    #[test]
    fn a_step_back_asks_again_and_giving_up_saves_nothing_and_keeps_what_was_typed() {
        let folder = folder();
        let before = record(folder.path());
        let mut talk = at_terminal(folder.path(), &["concern", "p014"]);
        talk.exp_string("When was it raised?").unwrap();
        talk.send("some day\r").unwrap();
        talk.flush().unwrap();
        talk.exp_string("this is no date").unwrap();
        // What was typed stands there to be put right.
        talk.send(&format!("{}5 jan\r", "\u{7f}".repeat("some day".len()))).unwrap();
        talk.flush().unwrap();
        talk.exp_string("Who raised it?").unwrap();
        talk.send(ESCAPE).unwrap();
        talk.flush().unwrap();
        talk.exp_string("When was it raised?").unwrap();
        talk.send("6 jan\r").unwrap();
        talk.flush().unwrap();
        talk.exp_string("Who raised it?").unwrap();
        talk.send("\r").unwrap();
        talk.flush().unwrap();
        talk.exp_string("In what way is progress less?").unwrap();
        talk.send_control('c').unwrap();
        talk.exp_string("given up: nothing was saved").unwrap();
        talk.exp_string("send concern p014 \"--date=6 jan\" --raised-by=class-teacher").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(record(folder.path()), before);
    }
}
