//! `send init --hooks`, with real git: a change by hand that adds a new error is not committed, and no other commit is held up.

use crate::common::office::Office;
use crate::common::program::{Ran, SEND, send_in};

const AMIRA: &str = "pupils/p001.yaml";
const CEM: &str = "pupils/p003.yaml";

/// A school with three pupils. Its git runs the hook.
fn school() -> Option<Office> {
    let school = Office::before_the_term()?;
    school.a_term(0);
    let said = school.send(&["init", "--hooks"]);
    assert_eq!(said.out, "git will run `send check` before each commit in this copy of the folder\n", "{}", said.err);
    assert_eq!(school.git(&["status", "--porcelain"]), "");
    Some(school)
}

fn change(school: &Office, file: &str, from: &str, to: &str) {
    let text = school.read(file);
    assert!(text.contains(from), "{text}");
    school.write(file, &text.replacen(from, to, 1));
}

/// Whether git commits, and what it prints.
fn commits(school: &Office, arguments: &[&str]) -> (bool, String) {
    let before = school.git(&["rev-parse", "HEAD"]);
    let output = school.try_git(&[&["commit", "-m", "by hand"], arguments].concat());
    let said = output.err;
    assert_eq!(output.code == 0, before != school.git(&["rev-parse", "HEAD"]), "{said}");
    (output.code == 0, said)
}

#[test]
fn a_change_by_hand_with_an_error_is_not_committed_and_says_why() {
    let Some(school) = school() else { return };
    change(&school, AMIRA, "stage: D\ncensus", "stage: C\ncensus");
    let (committed, said) = commits(&school, &["--all"]);
    assert!(!committed);
    assert!(
        said.starts_with("error[header-stage]: the `stage` line says `C`, but the last entry of `stages` says `D`\n"),
        "{said}"
    );
    assert!(said.contains("nothing was committed: 1 new error in the staged files\n"), "{said}");
    assert!(commits(&school, &["--all", "--no-verify"]).0);
    // It is an old error now, and does not hold up anyone who changes something else.
    change(&school, AMIRA, "\nname: ", "\n# seen\nname: ");
    let (committed, said) = commits(&school, &["--all"]);
    assert!(committed && !said.contains("error"), "{said}");
    // Nor does it hold up the person who corrects it.
    change(&school, AMIRA, "stage: C\ncensus", "stage: D\ncensus");
    assert!(commits(&school, &["--all"]).0);
}

#[test]
fn the_hook_judges_what_is_staged() {
    let Some(school) = school() else { return };
    let good = school.read(AMIRA);
    school.write(AMIRA, "format: 1\nid: p001\n");
    school.git(&["add", AMIRA]);
    school.write(AMIRA, &good);
    let (committed, said) = commits(&school, &[]);
    assert!(!committed && said.contains("error[unreadable]"), "{said}");
    school.git(&["reset", "--quiet"]);
    // The record is damaged on the disk, and another file is staged.
    school.write(AMIRA, "format: 1\nid: p001\n");
    change(&school, CEM, "\nname: ", "\n# seen\nname: ");
    school.git(&["add", CEM]);
    assert!(commits(&school, &[]).0);
    // Git makes a separate index to commit only one file.
    change(&school, CEM, "# seen", "# seen again");
    assert!(commits(&school, &["--", CEM]).0);
    assert!(!commits(&school, &["--", AMIRA]).0);
}

#[test]
fn two_records_with_one_id_and_unreadable_settings_are_found_too() {
    let Some(school) = school() else { return };
    school.write("pupils/elmfield/p003.yaml", &school.read(CEM));
    school.git(&["add", "."]);
    let (committed, said) = commits(&school, &[]);
    assert!(!committed && said.contains("error[id-duplicate]"), "{said}");
    school.git(&["reset", "--quiet", "--hard"]);
    school.write("send.toml", "[school\n");
    let (committed, said) = commits(&school, &["--all"]);
    assert!(!committed && said.contains("send.toml:1:"), "{said}");
    assert!(commits(&school, &["--all", "--no-verify"]).0);
    // A broken file can be corrected if no other file has a mistake.
    let settings = school.git(&["show", "HEAD~1:send.toml"]);
    school.write("send.toml", &format!("{settings}\n"));
    let (committed, said) = commits(&school, &["--all"]);
    assert!(committed, "{said}");
}

#[test]
fn an_existing_hook_is_left_alone_and_our_own_is_renewed() {
    let Some(school) = Office::before_the_term() else { return };
    let hook = school.path(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nexit 0\n").unwrap();
    let said = school.send(&["init", "--hooks"]);
    let err = said.err;
    assert_eq!(said.code, 3, "{err}");
    assert!(err.contains("it was not changed") && err.contains(" --records . check --staged\n"), "{err}");
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), "#!/bin/sh\nexit 0\n");
    std::fs::remove_file(&hook).unwrap();
    assert_eq!(school.send(&["init", "--hooks"]).code, 0);
    let ours = std::fs::read_to_string(&hook).unwrap();
    std::fs::write(&hook, ours.replace("exec ", "# of an older version\nexec ")).unwrap();
    assert_eq!(school.send(&["init", "--hooks"]).code, 0);
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), ours);
    std::fs::remove_file(&hook).unwrap();
    school.git(&["config", "core.hooksPath", "shared"]);
    let said = school.send(&["init", "--hooks"]);
    let err = said.err;
    assert!(said.code == 3 && err.contains("git looks for hooks in `shared`"), "{err}");
    assert!(!hook.exists() && !school.path("shared").exists());
}

#[test]
fn the_hook_stops_the_commit_and_says_so_if_the_program_has_moved() {
    let Some(school) = school() else { return };
    let hook = school.path(".git/hooks/pre-commit");
    let text = std::fs::read_to_string(&hook).unwrap().replace(SEND, "/nowhere/send");
    std::fs::write(&hook, text).unwrap();
    change(&school, CEM, "\nname: ", "\n# seen\nname: ");
    let (committed, said) = commits(&school, &["--all"]);
    assert!(!committed && said.contains("the records were not checked, so nothing was committed"), "{said}");
}

#[test]
fn a_folder_that_is_not_under_git_has_no_hook() {
    let scratch = tempfile::tempdir().unwrap();
    let ran = Ran::of(&mut send_in(scratch.path(), &["init", "--hooks"]));
    let err = ran.err;
    assert!(ran.code == 3 && err.contains("this folder is not under git"), "{err}");
    assert!(scratch.path().join("send.toml").exists(), "the folder was still made");
}
