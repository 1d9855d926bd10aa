//! A folder under git on a computer where git cannot be started: the change is saved. Each time, a warning says that it is not in
//! the history, and the exit code is 4 (RELIABILITY 10.5).

#[cfg(unix)]
use std::path::PathBuf;

#[cfg(unix)]
use crate::common::folders::write_script;
use crate::common::office::Office;
use crate::common::program::Ran;

const CALL: [&str; 7] = ["contact", "p014", "call", "--about", "review", "--by", "R. Osei"];

/// Every way of saving a change, each with the file that is changed. They run one after another.
const WRITING: &[(&[&str], &str)] = &[
    (&["contact", "p014", "call", "--about", "review"], "pupils/p014.yaml"),
    (&["set", "p014", "home_language=Tamil"], "pupils/p014.yaml"),
    (&["undo", "p014", "--yes"], "pupils/p014.yaml"),
    (&["leave", "p020", "--date", "2026-02-13"], "pupils/p020.yaml"),
    (&["new", "--name", "Noor Example", "--date-of-birth", "2018-03-03", "--class", "4B"], "pupils/p061.yaml"),
    (&["event", "training", "--date", "2026-01-12"], "school.yaml"),
    (&["read", "4B", "--by", "J. Patel"], "school.yaml"),
    (&["move-up", "classes.csv", "--date", "2026-01-12", "--yes"], "pupils/p014.yaml"),
    (&["import", "roll.csv", "--yes"], "pupils/p016.yaml"),
    (&["set", "--class", "5A", "home_language=Polish", "--yes"], "pupils/p009.yaml"),
];

fn says_that_it_is_not_in_the_history(ran: &Ran, file: &str) {
    assert_eq!(ran.code, 4, "{ran:?}");
    let expected =
        ": saved, but not in the history: no git was found on this computer\nhelp: install git (git-scm.com)";
    let line =
        ran.err.lines().find(|line| line.starts_with("warning: ") && line.contains(expected.lines().next().unwrap()));
    assert!(ran.err.contains(expected), "{ran:?}");
    // A command over several pupils says how many.
    assert!(line.is_some_and(|line| line.contains(file) || line.contains(" records: ")), "{ran:?}");
    assert!(!format!("{}{}", ran.out, ran.err).contains("not under git"), "{ran:?}");
}

#[test]
fn without_git_every_change_says_that_it_is_not_in_the_history() {
    let Some(office) = Office::under_git() else { return };
    office.write("classes.csv", "from,to\n4B,5A\n");
    office.write("roll.csv", "id,name\np016,Khadija Newname\n");
    for (arguments, file) in WRITING {
        let before = std::fs::read(office.path(file)).ok();
        let ran = office.send_with_programs_of(&office.no_programs(), arguments);
        says_that_it_is_not_in_the_history(&ran, file);
        assert_ne!(std::fs::read(office.path(file)).ok(), before, "{arguments:?}");
    }
    assert_eq!(office.git(&["log", "--format=%s"]), "start the records");
}

#[test]
#[cfg(unix)]
fn what_an_editor_saved_without_git_is_not_in_the_history_either() {
    let Some(office) = Office::under_git() else { return };
    // An editor that adds a line at the end.
    let editor = office.no_programs().join("editor");
    write_script(&editor, "#!/bin/sh\necho '# A line more.' >> \"$1\"\n", "755");
    let variables = [("PATH", office.no_programs()), ("EDITOR", editor), ("VISUAL", PathBuf::new())];
    let ran = office.send_with(&variables, &["edit", "p014"]);
    says_that_it_is_not_in_the_history(&ran, "pupils/p014.yaml");
    assert!(office.read("pupils/p014.yaml").ends_with("# A line more.\n"));
}

#[test]
fn following_the_message_puts_the_change_into_the_history() {
    let Some(office) = Office::under_git() else { return };
    let ran = office.send_with_programs_of(&office.no_programs(), &CALL);
    office.type_what_helps(&ran.err);
    assert_eq!(office.git(&["status", "--porcelain", "--", "pupils"]), "");
    assert_eq!(office.git(&["log", "-1", "--format=%s"]), "p014: record the call about review");
    // Another remedy: make the next change on a computer that has git.
    office.send_with_programs_of(&office.no_programs(), &CALL);
    assert_ne!(office.git(&["status", "--porcelain", "--", "pupils"]), "");
    assert_eq!(office.send(&["set", "p014", "home_language=Tamil"]).code, 0);
    assert_eq!(office.git(&["status", "--porcelain", "--", "pupils"]), "");
}

#[test]
fn a_folder_with_a_space_in_its_name_works() {
    let Some(office) = Office::under_git() else { return };
    std::fs::create_dir(office.path("pupils/Year 4 – Größe")).unwrap();
    std::fs::rename(office.path("pupils/p014.yaml"), office.path("pupils/Year 4 – Größe/p014.yaml")).unwrap();
    office.commit_all("moved");
    let ran = office.send_with_programs_of(&office.no_programs(), &CALL);
    assert_eq!(ran.code, 4, "{ran:?}");
    office.type_what_helps(&ran.err);
    assert_eq!(office.git(&["status", "--porcelain", "--", "pupils"]), "");
}

#[test]
fn a_second_work_tree_counts_as_under_git_though_its_git_folder_is_elsewhere() {
    let Some(office) = Office::under_git() else { return };
    office.git(&["worktree", "add", "--quiet", "-b", "other", "../other"]);
    let other = office.root().join("../other");
    let arguments = [&["--records", other.to_str().unwrap()][..], &CALL].concat();
    for _ in 0..2 {
        let ran = office.send_with_programs_of(&office.no_programs(), &arguments);
        says_that_it_is_not_in_the_history(&ran, "pupils/p014.yaml");
    }
}

#[test]
#[cfg(unix)]
fn a_git_that_cannot_be_started_is_not_ignored_either() {
    let Some(office) = Office::under_git() else { return };
    // A file without permission to run, and one that is not a program.
    for (mode, text) in [("644", "#!/bin/sh\n"), ("755", "")] {
        let git = office.no_programs().join("git");
        write_script(&git, text, mode);
        for _ in 0..2 {
            let ran = office.send_with_programs_of(&office.no_programs(), &CALL);
            assert_eq!(ran.code, 4, "{ran:?}");
            assert!(ran.err.contains("warning: pupils/p014.yaml: saved, but not in the history: "), "{ran:?}");
            assert!(!ran.out.contains("not under git"), "{ran:?}");
        }
    }
}

#[test]
fn records_inside_a_larger_repository_are_under_git() {
    let Some(office) = Office::in_a_larger_repository() else { return };
    for _ in 0..2 {
        let ran = office.send_with_programs_of(&office.no_programs(), &CALL);
        says_that_it_is_not_in_the_history(&ran, "pupils/p014.yaml");
    }
    let call = office.send(&[&CALL[..], &["--note", "with git again"]].concat());
    assert_eq!((call.code, call.err.as_str()), (0, ""), "{}", call.out);
    assert_eq!(office.git(&["status", "--porcelain", "--", "pupils"]), "");
    assert_eq!(office.git(&["rev-list", "--count", "HEAD"]), "4");
}

#[test]
fn only_a_folder_outside_any_repository_is_not_under_git_and_this_is_said_once() {
    let Some(office) = Office::not_under_git() else { return };
    let ran = office.send_with_programs_of(&office.no_programs(), &CALL);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("  this folder is not under git: records are saved"), "{}", ran.out);
    let again = office.send(&CALL);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert!(!again.out.contains("git"), "{}", again.out);
}
