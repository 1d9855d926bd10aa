//! Things under `pupils` that have the name of a record but are not regular files. They must neither hang the program nor hide a
//! pupil.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use super::folder::Folder;
use super::strange_bytes::BASE;

/// The whole answer for one problem about a file.
fn one(rule: &str, file: &str, message: &str, help: &str, records: &str) -> String {
    format!("error[{rule}]: {message}\n  --> {file}:1:1\n   = help: {help}\n\n1 error, 0 warnings in {records}\n")
}

const LINK: (&str, &str) = ("it is a link to another file, not the file itself", "put the file itself here");

#[test]
fn a_link_is_not_read_wherever_it_leads() {
    let folder = Folder::new();
    folder.write("elsewhere.yaml", BASE.as_bytes());
    for target in ["../elsewhere.yaml", "nowhere.yaml", "p001.yaml", "/dev/zero", "."] {
        symlink(target, folder.path("pupils/p001.yaml")).expect("a link can be made");
        let answer = folder.send(&["check"]);
        answer.is_incomplete_without_panic(target);
        assert_eq!(answer.out, one("unreadable", "pupils/p001.yaml", LINK.0, LINK.1, "0 records"), "{target}");
        fs::remove_file(folder.path("pupils/p001.yaml")).expect("it can be removed");
    }
}

#[test]
fn a_pipe_is_not_waited_for() {
    let folder = Folder::new();
    let path = folder.path("pupils/p001.yaml");
    #[expect(clippy::disallowed_methods, reason = "a test makes a pipe")]
    let made = Command::new("mkfifo").arg(&path).status();
    if !made.is_ok_and(|status| status.success()) {
        skipped("a_pipe_is_not_waited_for", "mkfifo does not work here");
        return;
    }
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic("pipe");
    let expected =
        one("unreadable", "pupils/p001.yaml", "it is not a regular file", "put a regular file here", "0 records");
    assert_eq!(answer.out, expected);
}

#[test]
fn a_folder_with_the_name_of_a_record_is_reported_and_its_records_are_read() {
    let folder = Folder::new();
    folder.write("pupils/p002.yaml/p001.yaml", BASE.as_bytes());
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic("folder");
    let message = "it is a folder with the name of a file";
    assert_eq!(answer.out, one("unreadable", "pupils/p002.yaml", message, "rename or move the folder", "1 record"));
}

#[test]
fn a_file_that_may_not_be_read_is_reported_and_the_others_are_read() {
    let folder = Folder::new();
    folder.write("pupils/p001.yaml", BASE.as_bytes());
    folder.write("pupils/p002.yaml", BASE.replace("p001", "p002").as_bytes());
    let path = folder.path("pupils/p002.yaml");
    fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("they can be set");
    if fs::read(&path).is_ok() {
        skipped("a_file_that_may_not_be_read_is_reported_and_the_others_are_read", "this user may read every file");
        return;
    }
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic("mode 000");
    let help = "check that the file exists, that you are allowed to read it, and that no other program has it open";
    assert_eq!(answer.out, one("unreadable", "pupils/p002.yaml", "you are not allowed to read it", help, "1 record"));
}

#[test]
fn a_folder_that_may_not_be_opened_is_reported() {
    let folder = Folder::new();
    folder.write("pupils/p001.yaml", BASE.as_bytes());
    folder.write("pupils/y4/p002.yaml", BASE.replace("p001", "p002").as_bytes());
    let path = folder.path("pupils/y4");
    fs::set_permissions(&path, Permissions::from_mode(0o000)).expect("they can be set");
    let open = fs::read_dir(&path).is_ok();
    let answer = folder.send(&["check"]);
    // Otherwise the folder could not be deleted when the test ends.
    fs::set_permissions(&path, Permissions::from_mode(0o700)).expect("they can be set");
    if open {
        skipped("a_folder_that_may_not_be_opened_is_reported", "this user may open every folder");
        return;
    }
    answer.is_incomplete_without_panic("mode 000");
    let message = "this folder could not be opened, so the records in it were not read";
    assert_eq!(
        answer.out,
        one("unreadable", "pupils/y4", message, "check that you are allowed to open it", "1 record")
    );
}

#[test]
fn a_link_to_a_folder_is_reported_because_it_may_hide_records() {
    let folder = Folder::new();
    folder.write("pupils/p001.yaml", BASE.as_bytes());
    folder.write("elsewhere/p002.yaml", BASE.replace("p001", "p002").as_bytes());
    symlink("../elsewhere", folder.path("pupils/y4")).expect("a link can be made");
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic("link");
    let message = "this is a link to a folder, so the records in it were not read";
    let help = "put the folder itself here, or delete the link";
    assert_eq!(answer.out, one("foreign-file", "pupils/y4", message, help, "1 record"));
}

#[test]
fn a_record_too_far_down_is_reported() {
    let folder = Folder::new();
    for place in ["pupils/y4/4b/p001.yaml", "pupils/y4/4b/autumn/p001.yaml", "pupils/a/b/c/d/e/p001.yml"] {
        folder.write(place, BASE.as_bytes());
        let answer = folder.send(&["check"]);
        answer.is_incomplete_without_panic(place);
        let message = "records go at most one folder down in `pupils`, so this one was not read";
        let help = "move it up, into `pupils` or a folder in it";
        assert_eq!(answer.out, one("foreign-file", place, message, help, "0 records"));
        fs::remove_file(folder.path(place)).expect("it can be removed");
    }
}

#[test]
fn a_file_in_place_of_the_pupils_folder_is_reported() {
    let folder = Folder::new();
    fs::remove_dir(folder.path("pupils")).expect("it is empty");
    folder.write("pupils", b"");
    let answer = folder.send(&["check"]);
    answer.is_incomplete_without_panic("pupils");
    let message = "`pupils` is not a folder, so no records were read";
    assert_eq!(
        answer.out,
        one("unreadable", "pupils", message, "replace it with a folder, and put the records in it", "0 records")
    );
}

/// Says why a test was skipped, directly on stderr, because the test harness hides what a passing test prints.
fn skipped(test: &str, why: &str) {
    writeln!(std::io::stderr(), "SKIPPED {test}: {why}").expect("stderr is open");
}
