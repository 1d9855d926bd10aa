//! What `send import --as-found` asks at a terminal. The child is invented.
//!
//! The crate that makes pseudo-terminals supports only Unix. On other systems these tests do not exist, and say so.

#[cfg(not(unix))]
#[test]
fn questions_about_a_sheet() {
    eprintln!("SKIPPED: no pseudo-terminal on this system");
}

#[cfg(unix)]
mod unix {
    use rexpect::session::spawn_command;

    use crate::common::school::School;

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\ncensus: N\n";
    const DOWN: &str = "\x1b[B";
    const ENTER: &str = "\r";

    #[test]
    fn a_word_a_class_and_whether_parents_were_told_are_asked() {
        let school = School::with("\n[[classes]]\nname = \"4B\"\n", RECORD);
        let outside = tempfile::tempdir().unwrap();
        let sheet = outside.path().join("sheet.csv");
        std::fs::write(&sheet, "Name,DOB,Class,SEN Status\nAmira Example,03/11/2017,5C,Targeted\n").unwrap();
        let typed = ["import", sheet.to_str().unwrap(), "--as-found", "2026-11-30", "--remember", "--by", "R. Osei"];
        let mut command = school.command(&typed);
        command.env("NO_COLOR", "1").env("TERM", "xterm").env("SEND_AS_AT", "2026-11-30");
        let mut talk = spawn_command(command, Some(20_000)).unwrap();
        // The codes are in the order E, K, N.
        for (question, keys) in [
            ("What does the SEN status `Targeted` mean?", [DOWN, DOWN, ENTER].concat()),
            ("does not name the class 5C. Add it?", format!("y{ENTER}")),
            ("Change these 1 record?", format!("y{ENTER}")),
            ("Were the parents of the pupil at K told", [DOWN, ENTER].concat()),
        ] {
            talk.exp_string(question).unwrap();
            talk.send(&keys).unwrap();
            talk.flush().unwrap();
        }
        talk.exp_string("delete the sheet").unwrap();
        talk.exp_eof().unwrap();
        let record = school.read("pupils/p014.yaml");
        assert!(record.contains("parents_told: yes-all") && record.contains("    stage: C"), "{record}");
        assert!(record.contains("class: 5C") && school.read("send.toml").contains("name = \"5C\""), "{record}");
        // The next sheet needs no answer.
        assert!(school.read("send.toml").contains("\"sen_status:Targeted=K\""), "{}", school.read("send.toml"));
    }
}
