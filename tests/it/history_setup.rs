//! A history for people who do not know git: `send init --git`, `send doctor --fix`, a larger repository, and the computer's clock.

use crate::common::office::Office;
use crate::common::program::Ran;

const CALL: &[&str] = &["contact", "p014", "call", "--about", "review", "--by", "R. Osei"];

#[test]
fn a_folder_is_put_under_git_with_all_that_a_history_needs() {
    let Some(office) = Office::empty("new") else { return };
    office.git(&["config", "--global", "--unset", "user.name"]);
    let refused = office.send(&["init", "demo", "--git"]);
    assert_eq!(refused.code, 2, "{}", refused.said());
    assert!(refused.err.contains("git does not know who you are"), "{}", refused.err);
    // The remedy that the message gives, as typed.
    let made = office.send(&["init", "demo", "--git", "--name", "Jo Example", "--mail", "jo@example.org"]);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{}", made.out);
    let git = |arguments: &[&str]| office.git(&[&["-C", "demo"], arguments].concat());
    assert_eq!(git(&["log", "--format=%an <%ae> %s"]), "Jo Example <jo@example.org> begin the history");
    assert_eq!(git(&["status", "--porcelain", "--ignored"]), "!! .send/");
    assert!(git(&["config", "merge.send.driver"]).contains("merge-driver"));
    assert!(office.path("demo/.git/hooks/pre-commit").is_file());
    let doctor = office.send(&["doctor", "--records", "demo"]);
    assert!(!doctor.out.contains("git"), "{}", doctor.out);
    // A second run makes no change.
    let again = office.send(&["init", "demo", "--git"]);
    assert_eq!(again.code, 0, "{}", again.said());
    assert_eq!(git(&["rev-list", "--count", "HEAD"]), "1");
}

#[test]
fn the_doctor_starts_the_history_of_a_folder_that_has_none() {
    let Some(office) = Office::not_under_git() else { return };
    let ran = office.send(&["doctor"]);
    assert!(
        ran.out
            .starts_with("this folder is not under git, so no history is kept: run `send init --git` in this folder\n")
    );
    let fixed = office.send(&["doctor", "--fix"]);
    assert!(fixed.out.starts_with("from now on, this folder keeps a history of its records\n"), "{}", fixed.said());
    assert_eq!(office.git(&["log", "--format=%s"]), "begin the history");
    assert!(office.git(&["ls-files"]).contains("pupils/p014.yaml"));
    let call = office.send(CALL);
    assert_eq!((call.code, call.err.as_str()), (0, ""));
    assert_eq!(office.git(&["log", "-1", "--format=%s"]), "p014: record the call about review");
}

#[test]
fn records_in_a_larger_repository_are_committed_there_and_reports_read_that_history() {
    let Some(office) = Office::in_a_larger_repository() else { return };
    std::fs::write(office.next_to("notes.txt"), "another's\n").unwrap();
    let before = office.git(&["rev-parse", "HEAD"]);
    let call = office.send(CALL);
    assert_eq!((call.code, call.err.as_str()), (0, ""), "{}", call.out);
    assert_eq!(
        office.git(&["show", "--format=%s", "--name-only"]),
        "p014: record the call about review\n\nrecords/pupils/p014.yaml"
    );
    assert_eq!(office.git(&["status", "--porcelain"]), "?? notes.txt");
    let mut log = office.command(crate::common::program::SEND, &["log", "p014"]);
    // Without a fixed day, because the commit is dated today.
    let log = Ran::of(log.env_remove("SEND_AS_AT"));
    assert!(log.out.contains("call about review of 15 Jan 2026 recorded"), "{}", log.said());
    let stood = office.send(&["show", "p014", "--at", &before]);
    let now = office.send(&["show", "p014"]);
    assert!(stood.code == 0 && now.code == 0 && stood.out != now.out, "{}", stood.said());
    let audit = office.send(&["audit"]);
    assert!(audit.code < 2, "{}", audit.said());
    assert_eq!(office.send(&["undo", "p014", "--yes"]).code, 0);
    assert_eq!(office.git(&["log", "-1", "--format=%s"]), "p014: undo the last change");
}

#[test]
fn a_shallow_copy_of_the_history_is_reported() {
    let Some(office) = Office::under_git() else { return };
    office.send(CALL);
    let shallow = office.next_to("shallow");
    let from = format!("file://{}", office.root().display());
    office.git(&["clone", "--quiet", "--depth=1", &from, shallow.to_str().unwrap()]);
    let said = office.send(&["doctor", "--records", shallow.to_str().unwrap()]).out;
    assert!(
        said.contains("(a shallow clone), so audits and searches are incomplete: run `git fetch --unshallow`"),
        "{said}"
    );
}

/// Hooks that newer versions of git read from their settings. An older git does not know them, so it cannot start anything.
#[cfg(unix)]
#[test]
fn a_hook_in_the_settings_is_not_started() {
    let Some(office) = Office::under_git() else { return };
    let mark = office.next_to("started");
    for event in ["pre-commit", "reference-transaction", "post-index-change"] {
        office.git(&["config", &format!("hook.{event}.command"), &format!("touch '{}'", mark.display())]);
        office.git(&["config", &format!("hook.{event}.event"), event]);
    }
    assert_eq!(office.send(CALL).code, 0);
    assert!(!mark.exists());
}

/// Makes a commit dated this day, as a computer with a wrong clock would.
fn commit_dated(office: &Office, date: &str) {
    office
        .git_with(&[("GIT_COMMITTER_DATE", date)], &["commit", "--quiet", "--allow-empty", "-m", "from another clock"]);
}

/// Records a call on the day that the computer's own clock shows.
fn call_today(office: &Office, more: &[&str]) -> Ran {
    let mut send = office.command(crate::common::program::SEND, &[CALL, more].concat());
    Ran::of(send.env_remove("SEND_AS_AT"))
}

#[test]
fn a_clock_that_is_behind_the_history_is_not_believed_but_locks_no_one_out() {
    let Some(office) = Office::under_git() else { return };
    commit_dated(&office, "2098-06-01T12:00:00Z");
    let before = office.read("pupils/p014.yaml");
    let refused = call_today(&office, &[]);
    assert_eq!((refused.code, refused.out.as_str()), (3, ""), "{}", refused.err);
    assert!(
        refused.err.contains(
            "the newest change in the history is dated 1 Jun 2098: one of them is wrong, so nothing was saved"
        ),
        "{}",
        refused.err
    );
    assert_eq!(office.read("pupils/p014.yaml"), before);
    for more in [&["--dry-run", "--clock-is-right"][..], &["--dry-run", "--date", "2026-01-14"]] {
        assert_eq!(call_today(&office, more).code, 0);
    }
    assert_eq!(call_today(&office, &["--clock-is-right"]).code, 0);
    // The newest change is now dated today, so no one is asked again.
    let next = call_today(&office, &["--note", "once more"]);
    assert_eq!((next.code, next.err.as_str()), (0, ""));
}

#[test]
fn without_a_history_the_clock_is_compared_with_the_newest_entry_of_the_record() {
    let Some(office) = Office::not_under_git() else { return };
    let text = office.read("pupils/p014.yaml");
    // A planned day may be in the future, so it does not count against the clock.
    assert!(!call_today(&office, &["--dry-run"]).err.contains("one of the two is wrong"));
    office.write(
        "pupils/p014.yaml",
        &text.replacen("\ncontacts:\n", "\ncontacts:\n  - date: 2199-06-01\n    kind: call\n    about: review\n", 1),
    );
    let refused = call_today(&office, &[]);
    assert!(refused.err.contains("the newest entry in pupils/p014.yaml is dated 1 Jun 2199"), "{}", refused.err);
}
