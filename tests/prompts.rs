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

    /// A pupil at stage A; the open plan, where there is one, has a target and provision.
    fn at_stage_a(plan: &str) -> tempfile::TempDir {
        let folder = folder();
        let before = record(folder.path());
        let moves = "stage: A\ncensus: N\nstages:\n  - date: 2025-11-03\n    stage: A\n";
        std::fs::write(folder.path().join("pupils/p014.yaml"), before.replace("census: N\n", moves) + plan).unwrap();
        folder
    }

    const PLAN: &str = "cycles:
  - stage: A
    plan:
      date: 2025-11-10
      kind: adaptations
      targets:
        - text: Retell a story
      provisions:
        - what: Word box
          kind: resource
";

    /// Waits for a question and answers it.
    fn answer(talk: &mut PtySession, question: &str, keys: &str) {
        talk.exp_string(question).unwrap();
        talk.send(keys).unwrap();
        talk.flush().unwrap();
    }

    #[test]
    fn a_review_is_asked_for_in_the_order_of_the_meeting_and_a_slip_loses_nothing() {
        let folder = at_stage_a(PLAN);
        let mut talk = at_terminal(folder.path(), &["review", "p014", "--by", "J. Patel"]);
        answer(&mut talk, "On which day was the meeting?", "2099-01-01\r");
        talk.exp_string("has not come yet").unwrap();
        answer(&mut talk, "On which day was the meeting?", "14 jan\r");
        answer(&mut talk, "Who was there?", " \r");
        answer(&mut talk, "Target 1, Retell a story: how did it go?", &format!("{DOWN}\r"));
        answer(&mut talk, "Target 1: what was seen?", "3 of 5\r");
        answer(&mut talk, "Word box: how many sessions took place?", "some\r");
        talk.exp_string("expected a number of sessions").unwrap();
        answer(&mut talk, "Word box: how many sessions took place?", "12\r");
        answer(&mut talk, "Word box: the measure after?", "\r");
        answer(&mut talk, "Word box: its impact, from -2 to 2?", "1\r");
        answer(&mut talk, "What does the pupil say?", "I like it\r");
        answer(&mut talk, "What do the parents say?", "\r");
        answer(&mut talk, "How much progress?", "\r");
        answer(&mut talk, "What was decided?", &format!("{DOWN}\r"));
        answer(&mut talk, "Why?", "\r");
        answer(&mut talk, "Something to be done?", "Order cards | J. Patel\r");
        answer(&mut talk, "Something else to be done?", "Order books\r");
        answer(&mut talk, "Something else to be done?", "\r");
        talk.exp_string("recorded the review of 14 Jan 2026: continue").unwrap();
        talk.exp_eof().unwrap();
        let record = record(folder.path());
        for lines in
            ["outcome: partly\n          result: 3 of 5\n", "sessions_given: 12\n          impact: 1\n", "books\n"]
        {
            assert!(record.contains(lines), "{lines} in\n{record}");
        }
    }

    #[test]
    fn what_was_answered_is_shown_where_it_cannot_be_saved() {
        let folder = at_stage_a(PLAN);
        let before = record(folder.path());
        let options =
            ["--present=parent", "--outcome=1=met", "--progress=little", "--action=Order cards || 2026-01-02"];
        let mut talk = at_terminal(folder.path(), &[&["review", "p014", "--result=1=x"], &options[..]].concat());
        answer(&mut talk, "On which day was the meeting?", "\r");
        for _ in 0..3 {
            answer(&mut talk, "Word box", "\r");
        }
        answer(&mut talk, "What does the pupil say?", "I like it\r");
        answer(&mut talk, "What do the parents say?", "\r");
        answer(&mut talk, "What was decided?", "\r");
        answer(&mut talk, "Why?", "\r");
        answer(&mut talk, "Something else to be done?", "\r");
        talk.exp_string("2 Jan 2026 is before the review").unwrap();
        talk.exp_string("what you answered, to go on from: send review p014").unwrap();
        talk.exp_string("\"--pupil-voice=I like it\"").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(record(folder.path()), before);
    }

    #[test]
    fn a_plan_is_written_in_an_editor_with_what_was_typed_of_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = at_stage_a("");
        // An editor that keeps what it was shown, and fills in the text of the target: first with a slip beside it.
        let editor = folder.path().join("editor.sh");
        let script = "#!/bin/sh
cat \"$1\" >> shown.txt
if grep -q '^#! ' \"$1\"; then sed -i.old -e '/messure/d' \"$1\"; else
sed -i.old -e 's/^  - text:$/  - text: Sing/' -e 's/^    measure:$/    messure: x/' -e '/^    baseline:$/d' -e '/^    by:$/d' -e '/^[a-z_]*:$/{/^targets/!d;}' \"$1\"; fi
";
        std::fs::write(&editor, script).unwrap();
        std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_send"));
        command.args(["plan", "p014", "--review-by=20 mar", "--pupil-voice=I like to sing", "--by=J. Patel"]);
        command.current_dir(folder.path()).env("SEND_AS_AT", "2026-01-15").env_remove("SEND_RECORDS");
        command.env("NO_COLOR", "1").env("TERM", "xterm").env("VISUAL", &editor);
        let mut talk = spawn_command(command, Some(20_000)).unwrap();
        talk.exp_string("recorded the plan of 15 Jan 2026 with 1 target").unwrap();
        talk.exp_eof().unwrap();
        let plan = "    plan:
      date: 2026-01-15
      by: J. Patel
      kind: adaptations
      review_by: 2026-03-20
      targets:
        - text: Sing
      pupil_voice: I like to sing
";
        assert!(record(folder.path()).contains(plan), "{}", record(folder.path()));
        let shown = std::fs::read_to_string(folder.path().join("shown.txt")).unwrap();
        assert!(shown.contains("#! ") && shown.contains("messure"), "{shown}");
    }
}
