//! A file is not counted if the id in it differs from its name. So a copy left by a file-sharing program is not a second child.

#[cfg(unix)]
use std::ffi::OsStr;

use super::REPORTS;
#[cfg(unix)]
use crate::common::folders::write_script;
use crate::common::office::Office;
use crate::common::program::Ran;

/// Copies of p014, named as file-sharing programs name them. A record could have any of these names.
const COPIES: &[&str] = &[
    "pupils/p014-hilap.yaml",
    "pupils/p014-copy.yaml",
    "pupils/p014-hostname-1.yaml",
    "pupils/p014-hilap-hilap.yaml",
    "pupils/year-4/p014-hilap.yaml",
];

/// Checks that stderr says this file is not counted, and that the exit code is 3.
fn names_it_and_is_incomplete(ran: &Ran, file: &str) {
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("error[id-misnamed]: ") && ran.err.contains(&format!("  --> {file}:")), "{ran:?}");
    assert!(ran.err.contains("could not be read, so this answer is incomplete\n"), "{ran:?}");
}

#[test]
fn a_copy_is_not_a_second_child_in_any_report() {
    let Some(office) = Office::not_under_git() else { return };
    let right: Vec<Ran> = REPORTS.iter().map(|report| office.send(report)).collect();
    assert!(right.iter().all(|ran| ran.code == 0), "{right:?}");
    for (nth, copy) in COPIES.iter().enumerate() {
        office.write(copy, &office.read("pupils/p014.yaml"));
        // All reports are tried with the first name. They read the folder in the same way, so two reports are enough for the
        // others.
        for (report, right) in REPORTS.iter().zip(&right).take(if nth == 0 { REPORTS.len() } else { 2 }) {
            let ran = office.send(report);
            names_it_and_is_incomplete(&ran, copy);
            // No row may appear twice. JSON also names the copy.
            let is_row = |line: &&str| line.contains("p014") && !line.contains("p014-");
            let rows = |ran: &Ran| ran.out.lines().filter(is_row).count();
            assert_eq!(rows(&ran), rows(right), "{report:?} {}", ran.out);
        }
        let census = office.send(&["census"]);
        assert!(!census.out.contains("E 6, K") && !census.out.contains("total"), "no totals: {}", census.out);
        let check = office.send(&["check"]);
        assert_eq!(check.code, 3, "{check:?}");
        let stem = copy.rsplit('/').next().unwrap().strip_suffix(".yaml").unwrap();
        let said = format!(
            "error[id-misnamed]: the id is `p014`, but the file is named `{stem}`: this looks like a copy of \
             pupils/p014.yaml left by a program such as OneDrive, so it was not read\n  --> {copy}:"
        );
        assert!(check.out.contains(&said), "{}", check.out);
        std::fs::remove_file(office.path(copy)).unwrap();
    }
    assert_eq!(office.send(&["check"]).code, 0);
}

#[test]
fn no_verb_writes_to_a_copy_or_shows_it_as_a_child() {
    let Some(office) = Office::under_git() else { return };
    let copy = "pupils/p014-hilap.yaml";
    office.write(copy, &office.read("pupils/p014.yaml"));
    let before = office.read(copy);
    for verb in [
        &["contact", "p014-hilap", "call", "--about", "review"][..],
        &["set", "p014-hilap", "home_language=Tamil"],
        &["leave", "p014-hilap", "--date", "2026-02-13"],
        &["contact", "p016", "p014-hilap", "call", "--about", "review", "--yes"],
    ] {
        let ran = office.send(verb);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{verb:?} {ran:?}");
        assert!(ran.err.contains("error[id-misnamed]: ") && ran.err.contains("nothing was saved: "), "{ran:?}");
        assert!(ran.err.contains("help: compare the two, keep what is right in pupils/p014.yaml"), "{ran:?}");
    }
    for verb in [
        &["show", "p014-hilap"][..],
        &["timeline", "p014-hilap"],
        &["ready", "p014-hilap"],
        &["print", "p014-hilap", "--for", "parent"],
    ] {
        let ran = office.send(verb);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{verb:?} {ran:?}");
        assert!(ran.err.contains("error[id-misnamed]: "), "{ran:?}");
    }
    assert_eq!(office.read(copy), before);
    // The child's own record is still found by id and by name.
    for typed in ["p014", "Amira"] {
        let ran = office.send(&["contact", typed, "call", "--about", "review"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{typed}");
    }
    assert_eq!(office.read(copy), before);
}

#[test]
fn a_record_that_was_renamed_by_hand_is_not_counted_under_its_new_name_either() {
    let Some(office) = Office::not_under_git() else { return };
    std::fs::rename(office.path("pupils/p014.yaml"), office.path("pupils/amira.yaml")).unwrap();
    let ran = office.send(&["register"]);
    names_it_and_is_incomplete(&ran, "pupils/amira.yaml");
    assert!(ran.err.contains("the id is `p014`, but the file is named `amira`, so it was not read\n"), "{}", ran.err);
    assert!(ran.err.contains("help: rename the file after the id, or correct the `id` line with `send edit amira`"));
    // An id in capitals is a different id.
    std::fs::rename(office.path("pupils/amira.yaml"), office.path("pupils/p014.yaml")).unwrap();
    office.write("pupils/p014.yaml", &office.read("pupils/p014.yaml").replace("id: p014", "id: P014"));
    let ran = office.send(&["register"]);
    names_it_and_is_incomplete(&ran, "pupils/p014.yaml");
    assert!(
        ran.err.contains("the id is `P014`, but the file is named `p014`: an id is made of small letters"),
        "{}",
        ran.err
    );
}

#[test]
fn a_hyphen_in_an_id_does_not_make_it_a_copy() {
    let Some(office) = Office::not_under_git() else { return };
    let twin =
        office.read("pupils/p020.yaml").replace("id: p020", "id: p014-twin").replace("J330999921024", "A330999921999");
    office.write("pupils/p014-twin.yaml", &twin);
    let ran = office.send(&["register", "--all"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("p014-twin"), "{}", ran.out);
}

#[test]
#[cfg(unix)]
fn an_edit_corrects_the_id_and_undo_restores_it() {
    let Some(office) = Office::under_git() else { return };
    // The copy has another mistake too. It is older than the edit, so it must not stop it.
    let copy = "pupils/p014-hilap.yaml";
    office.write(copy, &office.read("pupils/p014.yaml").replace("upn: Q", "upn: A"));
    let before = office.read(copy);
    let editor = office.no_programs().join("editor");
    write_script(&editor, "#!/bin/sh\nsed -i.old 's/^id: p014$/id: p014-hilap/' \"$1\"\n", "755");
    let ran = office.send_with(&[("EDITOR", editor.as_os_str()), ("VISUAL", OsStr::new(""))], &["edit", "p014-hilap"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(office.read(copy).contains("\nid: p014-hilap\n"), "{}", office.read(copy));
    assert_eq!(office.send(&["show", "p014-hilap"]).code, 0);
    let ran = office.send(&["undo", "p014-hilap", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(office.read(copy), before);
}

#[test]
fn a_conflict_in_a_misnamed_file_can_be_resolved() {
    let Some(office) = Office::under_git() else { return };
    let copy = "pupils/p014-hilap.yaml";
    office.write(copy, &office.read("pupils/p014.yaml"));
    office.commit_all("a copy");
    office.git(&["switch", "--quiet", "-c", "other"]);
    office.write(copy, &office.read(copy).replace("home_language: Urdu", "home_language: Tamil"));
    office.commit_all("theirs");
    office.git(&["switch", "--quiet", "main"]);
    office.write(copy, &office.read(copy).replace("home_language: Urdu", "home_language: Polish"));
    office.commit_all("ours");
    assert!(office.try_git(&["merge", "other"]).code != 0);
    let ran = office.send(&["resolve", "p014-hilap", "--theirs", "home_language"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(office.read(copy).contains("home_language: Tamil\n"));
}

#[test]
fn an_old_commit_with_a_misnamed_file_does_not_stop_the_history() {
    let Some(office) = Office::under_git() else { return };
    let copy = "pupils/p014-hilap.yaml";
    office.write(copy, &office.read("pupils/p014.yaml"));
    office.commit_all("a copy");
    std::fs::remove_file(office.path(copy)).unwrap();
    office.commit_all("without it");
    for history in [&["log"][..], &["log", "p014-hilap"], &["changes", "--since", "2020-01-01"]] {
        let ran = office.send(history);
        assert_eq!(ran.code, 0, "{history:?} {ran:?}");
    }
    // The audit reports that a record was removed, and could read the whole history.
    let ran = office.send(&["audit"]);
    assert!(!ran.out.contains("history-unread") && ran.code != 3, "{ran:?}");
    // A report at that commit does not count the copy either.
    let ran = office.send(&["register", "--at", "HEAD~1"]);
    names_it_and_is_incomplete(&ran, copy);
    assert_eq!(office.send(&["register", "--at", "HEAD"]).code, 0);
}

#[test]
fn a_paper_of_everything_that_is_held_includes_the_copy() {
    let Some(office) = Office::not_under_git() else { return };
    office.write("pupils/p014-hilap.yaml", &(office.read("pupils/p014.yaml") + "# Only the copy has this.\n"));
    let ran = office.send(&["sar", "p014"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.contains("Only the copy has this."), "{}", ran.out);
}
