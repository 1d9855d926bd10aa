//! Changes that are saved but not in the history yet: they are reported until they are there, and a change by hand is never
//! committed under another message.

use crate::common::office::Office;

const CALL: &[&str] = &["contact", "p014", "call", "--about", "review", "--by", "R. Osei"];
const NEXT: &[&str] = &["contact", "p016", "call", "--about", "review", "--by", "R. Osei"];

/// Runs `send` without git.
fn without_git(office: &Office, arguments: &[&str]) -> crate::common::program::Ran {
    let mut send = office.command(crate::common::program::SEND, arguments);
    crate::common::program::Ran::of(send.env("PATH", office.no_programs()))
}

#[test]
fn without_git_every_change_is_reported_as_waiting_and_the_next_command_with_git_commits_each() {
    let Some(office) = Office::under_git() else { return };
    for (nth, note) in ["first", "second", "third"].iter().enumerate() {
        let ran = without_git(&office, &[CALL, &["--note", note]].concat());
        assert_eq!(ran.code, 4, "{}", ran.said());
        assert!(
            ran.err.contains(
                "warning: pupils/p014.yaml: saved, but not in the history: no git was found on this computer"
            ),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.contains("not in the history yet"), nth > 0, "{}", ran.err);
    }
    for verb in ["check", "doctor"] {
        let said = office.send(&[verb]).said();
        let waits = said.matches("p014: record the call about review: saved, but not in the history yet").count();
        assert_eq!(waits, 3, "{verb}: {said}");
    }
    assert!(office.send(&["audit"]).said().contains("saved, but not in the history yet"));
    let next = office.send(NEXT);
    assert_eq!((next.code, next.err.as_str()), (0, ""), "{}", next.out);
    assert_eq!(
        next.out.matches("p014: record the call about review: saved earlier, and now in the history").count(),
        3
    );
    let log = office.git(&["log", "--format=%s", "--", "pupils/p014.yaml"]);
    assert_eq!(log.matches("record the call").count(), 3, "{log}");
    for (commit, notes) in [("HEAD~1", 3), ("HEAD~2", 2), ("HEAD~3", 1)] {
        let text = office.git(&["show", &format!("{commit}:pupils/p014.yaml")]);
        let there =
            ["note: first\n", "note: second\n", "note: third\n"].iter().filter(|note| text.contains(**note)).count();
        assert_eq!(there, notes, "{commit}");
    }
    assert!(!office.send(&["check"]).said().contains("not in the history"));
}

#[test]
fn the_doctor_puts_waiting_changes_into_the_history() {
    let Some(office) = Office::under_git() else { return };
    assert_eq!(without_git(&office, CALL).code, 4);
    let fixed = office.send(&["doctor", "--fix"]);
    assert!(
        fixed.out.contains("p014: record the call about review: saved earlier, and now in the history\n"),
        "{}",
        fixed.said()
    );
    assert_eq!(office.git(&["status", "--porcelain", "pupils"]), "");
}

#[test]
fn a_change_by_hand_is_reported_and_gets_its_own_message_in_the_history() {
    let Some(office) = Office::under_git() else { return };
    let text = office.read("pupils/p014.yaml");
    office.write("pupils/p014.yaml", &format!("# by hand\n{text}"));
    office.write("pupils/p016.yaml", &format!("# by hand\n{}", office.read("pupils/p016.yaml")));
    let said = office.send(&["check"]).said();
    assert!(
        said.contains("2 files changed by hand and not in the history: pupils/p014.yaml and pupils/p016.yaml"),
        "{said}"
    );
    let call = office.send(CALL);
    assert_eq!(call.code, 0, "{}", call.err);
    assert!(
        call.out.contains("pupils/p014.yaml also had a change made by hand: that was put into the history first\n"),
        "{}",
        call.out
    );
    assert!(call.out.contains("1 file changed by hand and not in the history: pupils/p016.yaml"), "{}", call.out);
    assert_eq!(office.git(&["log", "-2", "--format=%s"]), "p014: record the call about review\np014: change by hand");
    let fixed = office.send(&["doctor", "--fix"]);
    assert!(fixed.out.contains("put changes made by hand into the history: p016\n"), "{}", fixed.said());
    assert_eq!(office.git(&["log", "-1", "--format=%s"]), "p016: change by hand");
    assert_eq!(office.git(&["status", "--porcelain"]), "");
}

#[test]
fn several_pupils_are_one_commit_and_one_step_of_undo() {
    let Some(office) = Office::under_git() else { return };
    let (before, head) = (office.read("pupils/p014.yaml"), office.git(&["rev-list", "--count", "HEAD"]));
    let ran =
        office.send(&["contact", "p014", "p015", "p016", "call", "--about", "review", "--yes", "--by", "R. Osei"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(office.git(&["log", "-1", "--format=%s"]), "p014, p015, p016: record the call about review");
    assert_eq!(office.git(&["show", "--format=", "--name-only"]).lines().count(), 3);
    let undone = office.send(&["undo", "--yes"]);
    assert_eq!((undone.code, undone.out.lines().count()), (0, 3), "{}", undone.said());
    assert_eq!(office.read("pupils/p014.yaml"), before);
    assert_eq!(office.git(&["rev-list", "--count", "HEAD"]).parse::<u32>().unwrap(), head.parse::<u32>().unwrap() + 2);
    assert_eq!(office.git(&["diff", "--stat", "HEAD~2", "HEAD"]), "");
}

#[test]
fn an_unfinished_merge_holds_up_a_change_until_it_is_finished() {
    let Some(office) = Office::under_git() else { return };
    let head = office.git(&["rev-parse", "HEAD"]);
    office.write(".git/MERGE_HEAD", &format!("{head}\n"));
    let ran = office.send(CALL);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("a merge was started in git and not finished"), "{}", ran.err);
    std::fs::remove_file(office.path(".git/MERGE_HEAD")).unwrap();
    let next = office.send(NEXT);
    assert!(next.code == 0 && next.out.contains("saved earlier, and now in the history"), "{}", next.said());
    assert_eq!(
        office.git(&["log", "-2", "--format=%s"]),
        "p016: record the call about review\np014: record the call about review"
    );
}

#[test]
fn what_someone_committed_by_hand_meanwhile_is_not_committed_again() {
    let Some(office) = Office::under_git() else { return };
    assert_eq!(without_git(&office, CALL).code, 4);
    office.git(&["commit", "--quiet", "--all", "-m", "by hand"]);
    let next = office.send(NEXT);
    assert!(
        next.out.contains("p014: record the call about review: saved earlier, and already in the history\n"),
        "{}",
        next.said()
    );
    assert_eq!(office.git(&["log", "-2", "--format=%s"]), "p016: record the call about review\nby hand");
    assert_eq!(office.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_colleagues_change_that_arrived_meanwhile_is_not_removed() {
    let Some(office) = Office::under_git() else { return };
    let colleague = office.cloned("colleague");
    colleague.saves(&["set", "p014", "home_language=Tamil"]);
    assert_eq!(without_git(&office, CALL).code, 4);
    office.git(&["stash", "push", "--quiet", "--", "pupils"]);
    office.git(&["pull", "--quiet", "--ff-only", colleague.root().to_str().unwrap(), "main"]);
    office.git(&["stash", "pop", "--quiet"]);
    let next = office.send(NEXT);
    assert!(
        next.out.contains("someone has since committed another version, which was kept: pupils/p014.yaml"),
        "{}",
        next.said()
    );
    let committed = office.git(&["show", "HEAD:pupils/p014.yaml"]);
    assert!(committed.contains("home_language: Tamil"), "{committed}");
    let fixed = office.send(&["doctor", "--fix"]);
    assert!(fixed.out.contains("put changes made by hand into the history: p014"), "{}", fixed.said());
    let committed = office.git(&["show", "HEAD:pupils/p014.yaml"]);
    assert!(committed.contains("home_language: Tamil") && committed == office.read("pupils/p014.yaml").trim_end());
}

#[test]
fn a_lock_left_on_gits_list_is_reported_each_time_and_no_change_is_lost() {
    let Some(office) = Office::under_git() else { return };
    office.write(".git/index.lock", "another's");
    for note in ["first", "second"] {
        let ran = office.send(&[CALL, &["--note", note]].concat());
        assert_eq!(ran.code, 4, "{}", ran.said());
        assert!(ran.err.contains(".git/index.lock") && !ran.out.contains("staged"), "{}", ran.said());
    }
    std::fs::remove_file(office.path(".git/index.lock")).unwrap();
    let fixed = office.send(&["doctor", "--fix"]);
    assert!(fixed.code < 2, "{}", fixed.said());
    assert_eq!(office.git(&["status", "--porcelain"]), "");
    assert_eq!(office.git(&["log", "--format=%s", "-2"]).lines().count(), 2);
}
