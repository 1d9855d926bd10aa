//! `send init --hooks`, with real git: a change by hand that brings a new error is not committed, and nothing else is held up.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test stops at the first surprise, and not every test uses all of a school"
)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test starts the program and git, and says when it is left out"
)]

#[path = "audit/world.rs"]
mod world;

use world::School;

const AMIRA: &str = "pupils/p001.yaml";
const CEM: &str = "pupils/p003.yaml";

/// A school with three pupils, whose git asks.
fn school() -> Option<School> {
    let school = School::new()?;
    school.a_term(0);
    let said = school.send(&["init", "--hooks"]);
    assert_eq!(
        String::from_utf8(said.stdout).unwrap(),
        "git asks `send check` before it commits, in this copy of the folder\n",
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    assert_eq!(school.git(&["status", "--porcelain"]), "");
    Some(school)
}

fn change(school: &School, file: &str, from: &str, to: &str) {
    let text = school.read(file);
    assert!(text.contains(from), "{text}");
    school.write(file, &text.replacen(from, to, 1));
}

/// Whether git commits, and what was said.
fn commits(school: &School, arguments: &[&str]) -> (bool, String) {
    let before = school.git(&["rev-parse", "HEAD"]);
    let output = school.try_git(&[&["commit", "-m", "by hand"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.success(), before != school.git(&["rev-parse", "HEAD"]), "{said}");
    (output.status.success(), said)
}

#[test]
fn a_change_by_hand_with_an_error_is_not_committed_and_says_why() {
    let Some(school) = school() else { return };
    change(&school, AMIRA, "stage: D\ncensus", "stage: C\ncensus");
    let (committed, said) = commits(&school, &["--all"]);
    assert!(!committed);
    assert!(said.starts_with("error[header-stage]: the top says `C`, the last of `stages` says `D`\n"), "{said}");
    assert!(said.contains("nothing was committed: 1 new error in what is staged\n"), "{said}");
    assert!(commits(&school, &["--all", "--no-verify"]).0);
    // It is an old error now: whoever changes something else is not held up by it.
    change(&school, AMIRA, "\nname: ", "\n# seen\nname: ");
    let (committed, said) = commits(&school, &["--all"]);
    assert!(committed && !said.contains("error"), "{said}");
    // And putting it right is not either.
    change(&school, AMIRA, "stage: C\ncensus", "stage: D\ncensus");
    assert!(commits(&school, &["--all"]).0);
}

#[test]
fn what_counts_is_what_is_staged() {
    let Some(school) = school() else { return };
    let good = school.read(AMIRA);
    school.write(AMIRA, "format: 1\nid: p001\n");
    school.git(&["add", AMIRA]);
    school.write(AMIRA, &good);
    let (committed, said) = commits(&school, &[]);
    assert!(!committed && said.contains("error[unreadable]"), "{said}");
    school.git(&["reset", "--quiet"]);
    // Bad on the disk, and another file staged.
    school.write(AMIRA, "format: 1\nid: p001\n");
    change(&school, CEM, "\nname: ", "\n# seen\nname: ");
    school.git(&["add", CEM]);
    assert!(commits(&school, &[]).0);
    // Git makes an index for one file alone.
    change(&school, CEM, "# seen", "# seen again");
    assert!(commits(&school, &["--", CEM]).0);
    assert!(!commits(&school, &["--", AMIRA]).0);
}

#[test]
fn two_of_one_id_and_settings_that_cannot_be_read_are_seen_too() {
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
    // What was broken can be put right, with a mistake in no other file.
    let settings = school.git(&["show", "HEAD~1:send.toml"]);
    school.write("send.toml", &format!("{settings}\n"));
    let (committed, said) = commits(&school, &["--all"]);
    assert!(committed, "{said}");
}

#[test]
fn a_hook_that_is_there_is_left_alone_and_ours_is_written_anew() {
    let Some(school) = School::new() else { return };
    let hook = school.path(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nexit 0\n").unwrap();
    let said = school.send(&["init", "--hooks"]);
    let err = String::from_utf8(said.stderr).unwrap();
    assert_eq!(said.status.code(), Some(3), "{err}");
    assert!(err.contains("it was left alone") && err.contains(" --records . check --staged\n"), "{err}");
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), "#!/bin/sh\nexit 0\n");
    std::fs::remove_file(&hook).unwrap();
    assert_eq!(school.send(&["init", "--hooks"]).status.code(), Some(0));
    let ours = std::fs::read_to_string(&hook).unwrap();
    std::fs::write(&hook, ours.replace("exec ", "# of an older version\nexec ")).unwrap();
    assert_eq!(school.send(&["init", "--hooks"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), ours);
    std::fs::remove_file(&hook).unwrap();
    school.git(&["config", "core.hooksPath", "shared"]);
    let said = school.send(&["init", "--hooks"]);
    let err = String::from_utf8(said.stderr).unwrap();
    assert!(said.status.code() == Some(3) && err.contains("git looks for hooks in `shared`"), "{err}");
    assert!(!hook.exists() && !school.path("shared").exists());
}

#[test]
fn a_program_that_has_moved_stops_the_commit_and_says_so() {
    let Some(school) = school() else { return };
    let hook = school.path(".git/hooks/pre-commit");
    let text = std::fs::read_to_string(&hook).unwrap().replace(env!("CARGO_BIN_EXE_send"), "/nowhere/send");
    std::fs::write(&hook, text).unwrap();
    change(&school, CEM, "\nname: ", "\n# seen\nname: ");
    let (committed, said) = commits(&school, &["--all"]);
    assert!(!committed && said.contains("the records were not checked, so nothing was committed"), "{said}");
}

#[test]
fn a_folder_that_is_not_under_git_has_no_hook() {
    let scratch = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_send"));
    let output = command.args(["init", "--hooks"]).current_dir(scratch.path()).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(3) && err.contains("this folder is not under git"), "{err}");
    assert!(scratch.path().join("send.toml").exists(), "the records were started all the same");
}
