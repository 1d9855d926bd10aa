//! `send report`: where its folder may be, what `--replace` may touch, and that no one who has left stays in it.

use crate::common::school::School;

const AMIRA: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\nclass: 4B\nstage: A\ncensus: N\nconcerns:\n  - date: 2025-09-15\n    raised_by: parent\n    grounds: [other]\nstages:\n  - date: 2025-09-15\n    stage: A\n";

fn a_school() -> School {
    School::with("\n[[classes]]\nname = \"4B\"\n", AMIRA)
}

#[test]
fn the_pages_must_be_outside_the_records_or_in_exports() {
    let school = a_school();
    std::fs::create_dir(school.path("exports")).unwrap();
    for among in ["report", "pupils/report", "exports", "exports/../report", "exports/.."] {
        let said = school.ends_with(2, &["report", "-o", among]);
        assert!(said.contains("is inside the records folder"), "{among}: {said}");
    }
    let before = school.records();
    let ran = school.send(&["report", "-o", "exports/report"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out, "wrote exports/report: 7 pages; open index.html in it with a browser\n");
    // No progress is shown if no one is at a terminal.
    assert_eq!(ran.err, "");
    assert!(school.read("exports/report/pupil-p014.html").contains("Amira Example"));
    assert_eq!(school.records(), before);
}

#[test]
fn only_an_earlier_report_is_overwritten_and_a_pupil_who_left_is_removed() {
    let school = a_school();
    std::fs::create_dir(school.path("exports")).unwrap();
    std::fs::create_dir(school.path("exports/mine")).unwrap();
    school.write("exports/mine/index.html", "mine");
    for replace in [&[][..], &["--replace"]] {
        let said = school.ends_with(2, &[&["report", "-o", "exports/mine"], replace].concat());
        assert!(said.contains("did not make it"), "{said}");
    }
    assert_eq!(school.read("exports/mine/index.html"), "mine");

    assert_eq!(school.send(&["report", "-o", "exports/report"]).code, 0);
    let said = school.ends_with(2, &["report", "-o", "exports/report"]);
    assert!(said.contains("--replace"), "{said}");
    school.write("exports/report/notes.html", "mine");
    // If someone has changed the mark, it leads to no file elsewhere.
    let mark = "exports/report/made-by-send-report.txt";
    school.write(mark, &(school.read(mark) + "../mine/index.html\n"));
    school.write(
        "pupils/p014.yaml",
        &AMIRA.replace("  - from: 2022-09-05\n", "  - from: 2022-09-05\n    to: 2025-12-19\n"),
    );
    let ran = school.send(&["report", "-o", "exports/report", "--replace"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!school.path("exports/report/pupil-p014.html").exists());
    assert!(!school.read("exports/report/index.html").contains("Amira"));
    assert_eq!(school.read("exports/report/notes.html"), "mine");
    assert_eq!(school.read("exports/mine/index.html"), "mine");
}

#[test]
fn if_a_record_cannot_be_read_every_page_of_the_school_says_so() {
    let school = a_school();
    school.write("pupils/p015.yaml", "format: 1\nname: [\n");
    assert_eq!(school.send(&["report", "-o", "exports/report"]).code, 3);
    for page in ["index", "overdue", "reviews", "stages", "provision", "class-4b"] {
        let text = school.read(&format!("exports/report/{page}.html"));
        assert!(text.contains("1 file could not be read: a pupil may be missing here"), "{page}");
    }
    let ran = school.send(&["sheet", "4B"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("p015") && ran.out.contains("a pupil may be missing here"), "{} {}", ran.out, ran.err);
}

#[cfg(unix)]
#[test]
fn only_their_owner_may_open_the_pages() {
    use std::os::unix::fs::PermissionsExt;
    let school = a_school();
    assert_eq!(school.send(&["report", "-o", "exports/report"]).code, 0);
    let mode = |file: &str| std::fs::metadata(school.path(file)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("exports/report"), mode("exports/report/index.html")), (0o700, 0o600));
}

/// Progress is shown in one line that is overwritten, and is gone at the end.
#[cfg(unix)]
#[test]
fn a_person_at_a_terminal_sees_progress() {
    let school = a_school();
    let command = school.command(&["report", "-o", "exports/report"]);
    let mut talk = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
    let said = talk.exp_eof().unwrap();
    let (before, after) = said.split_once("wrote exports/report: 7 pages").unwrap_or_else(|| panic!("{said:?}"));
    for line in ["reading the records", "writing page 1 of 7 pages"] {
        assert!(before.contains(&format!("\r{line:40}\r")), "{line}: {said:?}");
    }
    // Blanks over the last message.
    assert!(before.ends_with(&format!("\r{:40}\r", "")) && !before.contains('\n'), "{before:?}");
    assert_eq!(after, "; open index.html in it with a browser\r\n");
}
