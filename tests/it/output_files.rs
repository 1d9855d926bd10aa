//! `-o`: a paper, a calendar, a list or a page may replace a regular file, or be new. It never replaces anything else.

use crate::common::school::School;

const AMIRA: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\nclass: 4B\nstage: A\ncensus: N\nconcerns:\n  - date: 2025-09-15\n    raised_by: parent\n    grounds: [other]\nstages:\n  - date: 2025-09-15\n    stage: A\n";

/// The two ways in which a file is written: as a paper, and as bytes.
const WRITERS: [&[&str]; 2] = [&["print", "p014", "--for", "teacher"], &["calendar"]];

fn a_school() -> School {
    let school = School::with("\n[[classes]]\nname = \"4B\"\n", AMIRA);
    // A calendar is made only for a school with a URN.
    school.give_urn("100001");
    std::fs::create_dir(school.path("exports")).unwrap();
    school
}

/// Checks that every command that writes a file refuses to write it at this place, with and without `--replace`.
fn is_never_replaced(school: &School, place: &str, what: &str) {
    for writer in WRITERS {
        for replace in [&[][..], &["--replace"]] {
            let said = school.ends_with(2, &[writer, &["-o", place], replace].concat());
            assert!(said.contains(&format!("`{place}` is {what}, so it was not replaced")), "{writer:?}: {said}");
            assert!(said.contains("help: give the name of a new file"), "{said}");
        }
    }
    let said = school.ends_with(2, &["report", "-o", place, "--replace"]);
    assert!(said.contains("help: give the name of a new folder"), "{said}");
}

#[test]
fn a_folder_is_never_replaced() {
    let school = a_school();
    std::fs::create_dir(school.path("exports/paper.html")).unwrap();
    is_never_replaced(&school, "exports/paper.html", "a folder");
    assert!(school.path("exports/paper.html").is_dir());
    assert_eq!(std::fs::read_dir(school.path("exports")).unwrap().count(), 1, "no half-written file is left");
}

#[test]
fn a_regular_file_is_replaced_only_if_asked() {
    let school = a_school();
    for writer in WRITERS {
        school.write("exports/paper.html", "mine");
        let said = school.ends_with(2, &[writer, &["-o", "exports/paper.html"]].concat());
        assert!(said.contains("the file `exports/paper.html` already exists") && said.contains("--replace"), "{said}");
        assert_eq!(school.read("exports/paper.html"), "mine");
        let ran = school.send(&[writer, &["-o", "exports/paper.html", "--replace"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_ne!(school.read("exports/paper.html"), "mine");
    }
}

#[test]
fn the_pages_of_a_report_replace_no_file_and_no_folder() {
    let school = a_school();
    school.write("exports/report", "mine");
    let said = school.ends_with(2, &["report", "-o", "exports/report", "--replace"]);
    assert!(said.contains("`exports/report` is a file, not a folder"), "{said}");
    assert_eq!(school.read("exports/report"), "mine");

    assert_eq!(school.send(&["report", "-o", "exports/pages"]).code, 0);
    let index = school.read("exports/pages/index.html");
    std::fs::remove_file(school.path("exports/pages/pupil-p014.html")).unwrap();
    std::fs::create_dir(school.path("exports/pages/pupil-p014.html")).unwrap();
    school.write("exports/pages/index.html", "before");
    let said = school.ends_with(2, &["report", "-o", "exports/pages", "--replace"]);
    assert!(said.contains("`exports/pages/pupil-p014.html` is a folder, so it was not replaced"), "{said}");
    assert!(said.contains("help: remove it, or give the name of a new folder"), "{said}");
    assert_eq!(school.read("exports/pages/index.html"), "before", "no page was written");
    std::fs::remove_dir(school.path("exports/pages/pupil-p014.html")).unwrap();
    assert_eq!(school.send(&["report", "-o", "exports/pages", "--replace"]).code, 0);
    assert_eq!(school.read("exports/pages/index.html"), index);
}

/// Links, pipes and devices, which every user can make only on Unix.
#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{FileTypeExt, symlink};

    use super::{a_school, is_never_replaced};
    use crate::common::program::on_the_path;

    #[test]
    fn a_link_is_never_replaced_or_followed_wherever_it_leads() {
        let school = a_school();
        school.write("exports/other.html", "other");
        std::fs::create_dir(school.path("exports/folder")).unwrap();
        let place = school.path("exports/paper.html");
        for target in ["other.html", "nowhere.html", "folder", "../pupils/p014.yaml", "/dev/null"] {
            symlink(target, &place).unwrap();
            is_never_replaced(&school, "exports/paper.html", "a link to another place");
            assert_eq!(std::fs::read_link(&place).unwrap().to_str(), Some(target));
            std::fs::remove_file(&place).unwrap();
        }
        assert_eq!(school.read("exports/other.html"), "other");
        assert!(!school.path("exports/nowhere.html").exists());
        assert_eq!(std::fs::read_dir(school.path("exports/folder")).unwrap().count(), 0);
    }

    #[test]
    fn no_page_of_a_report_is_written_through_a_link() {
        let school = a_school();
        assert_eq!(school.send(&["report", "-o", "exports/pages"]).code, 0);
        symlink("pages", school.path("exports/link")).unwrap();
        for place in ["exports/link", "exports/link/"] {
            let said = school.ends_with(2, &["report", "-o", place, "--replace"]);
            assert!(said.contains(&format!("`{place}` is a link to another place, not a folder")), "{said}");
        }
        school.write("exports/other.html", "other");
        for page in ["index.html", "made-by-send-report.txt"] {
            let place = school.path(&format!("exports/pages/{page}"));
            let text = std::fs::read_to_string(&place).unwrap();
            std::fs::remove_file(&place).unwrap();
            symlink("../other.html", &place).unwrap();
            school.ends_with(2, &["report", "-o", "exports/pages", "--replace"]);
            assert!(place.is_symlink(), "{page}");
            std::fs::remove_file(&place).unwrap();
            std::fs::write(&place, text).unwrap();
        }
        assert_eq!(school.read("exports/other.html"), "other");
    }

    /// Makes a pipe or a device with a program of the system. If this user may not, prints why.
    fn made(program: &str, arguments: &[&str]) -> bool {
        let works = on_the_path(program).is_some_and(|program| {
            std::process::Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
        });
        if !works {
            eprintln!("SKIPPED: {program} does not work here");
        }
        works
    }

    #[test]
    fn a_pipe_or_a_device_is_never_replaced_and_never_waited_for() {
        let school = a_school();
        let (pipe, device) = (school.path("exports/pipe.html"), school.path("exports/device.html"));
        if made("mkfifo", &[pipe.to_str().unwrap()]) {
            is_never_replaced(&school, "exports/pipe.html", "a pipe");
            assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
        }
        // The numbers of `/dev/null`.
        if made("mknod", &[device.to_str().unwrap(), "c", "1", "3"]) {
            is_never_replaced(&school, "exports/device.html", "a device");
            assert!(std::fs::symlink_metadata(&device).unwrap().file_type().is_char_device());
        }
    }

    #[test]
    fn a_pipe_in_place_of_the_mark_of_a_report_is_not_waited_for() {
        let school = a_school();
        std::fs::create_dir(school.path("exports/pages")).unwrap();
        let mark = school.path("exports/pages/made-by-send-report.txt");
        if made("mkfifo", &[mark.to_str().unwrap()]) {
            let said = school.ends_with(2, &["report", "-o", "exports/pages", "--replace"]);
            assert!(said.contains("did not make it"), "{said}");
        }
    }
}
