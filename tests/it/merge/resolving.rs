//! `send resolve` asks about a conflict that git left and settles it. No change from either side is lost.

use super::{CALL, record};
use crate::common::office::Office;
use crate::common::program::SEND;

/// A record in conflict: both sides changed the class and added a contact.
fn in_conflict(
    with_driver: bool,
    ours: &dyn Fn(String) -> String,
    theirs: &dyn Fn(String) -> String,
) -> Option<Office> {
    let place = if with_driver { Office::with_driver() } else { Office::without_driver() }?;
    place.write_record("p090", &record());
    place.commit_all("one more");
    for (side, change) in [("theirs", theirs), ("ours", ours)] {
        place.git(&["checkout", "--quiet", "-b", side, "main"]);
        place.write_record("p090", &change(record()));
        place.commit_all(side);
    }
    assert_eq!(place.try_git(&["merge", "--no-edit", "theirs"]).code, 1);
    Some(place)
}

fn our_day(record: String) -> String {
    record.replace("class: 4B", "class: 5B # since January")
        + "  - date: 2026-01-12\n    kind: call\n    about: concern\n"
}

fn their_day(record: String) -> String {
    record.replace("class: 4B", "class: 4C") + "  - date: 2026-01-13\n    kind: letter\n    about: concern\n"
}

#[test]
fn both_sides_are_kept_and_each_disagreement_is_settled_as_answered() {
    // Both with the driver and without it, git keeps the three versions.
    for with_driver in [true, false] {
        let Some(place) = in_conflict(with_driver, &our_day, &their_day) else { return };
        let left = place.record("p090");
        let asked = place.send(&["resolve", "p090"]);
        assert_eq!(asked.code, 3, "{}", asked.said());
        assert!(
            asked.said().contains("`class`: both sides changed it; ours has `5B`, theirs has `4C`"),
            "{}",
            asked.said()
        );
        let slip = place.send(&["resolve", "p090", "--ours", "class", "--ours", "klass"]);
        assert_eq!(slip.code, 2, "{}", slip.said());
        let tried = place.send(&["resolve", "p090", "--ours", "class", "--dry-run"]);
        assert!(tried.said().contains("+    kind: letter"), "{}", tried.said());
        assert_eq!(place.record("p090"), left);
        let resolved = place.send(&["resolve", "p090", "--theirs", "class"]);
        let expected = "p090: made one record of both versions\n  look at it with `git diff --cached`, then finish with `git merge --continue`\n";
        assert_eq!((resolved.code, resolved.said().as_str()), (0, expected));
        let now = place.record("p090");
        assert!(
            now.contains("class: 4C # since January") && now.contains(&format!("{CALL}  - date: 2026-01-12")),
            "{now}"
        );
        assert!(now.ends_with("  - date: 2026-01-13\n    kind: letter\n    about: concern\n"), "{now}");
        // The class is not one of the school's, so the hook would refuse it.
        place.git(&["commit", "--quiet", "--no-edit", "--no-verify"]);
        assert_eq!(place.git(&["status", "--porcelain"]), "");
        let again = place.send(&["resolve", "p090"]);
        assert!(again.said().contains("git has no conflict in pupils/p090.yaml"), "{}", again.said());
    }
}

#[test]
fn a_comment_is_dropped_only_if_the_user_agrees() {
    let theirs = |record: String| record + "# ask the mother again\n";
    let Some(place) = in_conflict(true, &our_day, &theirs) else { return };
    let asked = place.send(&["resolve", "p090"]);
    assert!(asked.said().contains("would be lost: `# ask the mother again`"), "{}", asked.said());
    let resolved = place.send(&["resolve", "p090", "--ours", "comments"]);
    assert!(resolved.code == 0, "{}", resolved.said());
    assert_eq!(place.record("p090"), our_day(record()));
}

#[test]
fn a_record_corrected_by_hand_is_left_alone() {
    let Some(place) = in_conflict(true, &our_day, &their_day) else { return };
    let by_hand = record().replace("class: 4B", "class: 4C");
    place.write_record("p090", &by_hand);
    let resolved = place.send(&["resolve", "p090", "--ours", "class"]);
    assert_eq!(resolved.code, 3, "{}", resolved.said());
    assert!(resolved.said().contains("has been changed by hand since the merge"), "{}", resolved.said());
    assert_eq!(place.record("p090"), by_hand);
}

#[test]
fn a_record_that_one_side_deleted_is_for_a_person_to_decide() {
    let Some(place) = Office::with_driver() else { return };
    place.git(&["checkout", "--quiet", "-b", "theirs"]);
    place.git(&["rm", "--quiet", "pupils/p014.yaml"]);
    place.commit_all("gone");
    place.git(&["checkout", "--quiet", "main"]);
    place.write_record("p014", &place.record("p014").replace("class:", "known_as: Ami\nclass:"));
    place.commit_all("changed");
    assert_eq!(place.try_git(&["merge", "theirs"]).code, 1);
    let asked = place.send(&["resolve", "p014"]);
    assert!(asked.said().contains("one side deleted pupils/p014.yaml, and the other changed it"), "{}", asked.said());
}

#[test]
fn a_missing_program_leaves_a_visible_conflict() {
    let Some(place) = Office::with_driver() else { return };
    let line = place.git(&["config", "merge.send.driver"]);
    place.git(&["config", "merge.send.driver", &line.replace(SEND, "/gone/send")]);
    for (side, class) in [("theirs", "4C"), ("ours", "5B")] {
        place.git(&["checkout", "--quiet", "-b", side, "main"]);
        place.write_record("p090", &record().replace("4B", class));
        place.commit_all(side);
    }
    assert_eq!(place.try_git(&["merge", "theirs"]).code, 1);
    assert!(place.record("p090").contains("<<<<<<<"), "{}", place.record("p090"));
}

#[cfg(unix)]
#[test]
fn at_a_terminal_each_disagreement_is_asked_about() {
    use rexpect::session::spawn_command;
    let Some(place) = in_conflict(true, &our_day, &their_day) else { return };
    let mut command = place.command(SEND, &["resolve", "p090"]);
    command.env("TERM", "xterm").env("NO_COLOR", "1");
    let mut talk = spawn_command(command, Some(20_000)).unwrap();
    talk.exp_string("Which is right for `class`?").unwrap();
    talk.exp_string("ours: 5B").unwrap();
    // Enter alone chooses neither side.
    talk.send("\r").unwrap();
    talk.flush().unwrap();
    talk.exp_string("no answer is chosen yet").unwrap();
    talk.send("\x1b[B\x1b[B\r").unwrap();
    talk.flush().unwrap();
    talk.exp_string("p090: made one record of both versions").unwrap();
    talk.exp_eof().unwrap();
    assert!(place.record("p090").contains("class: 4C"), "{}", place.record("p090"));
}

#[test]
fn a_folder_without_git_has_no_conflict_to_settle() {
    let Some(place) = Office::not_under_git() else { return };
    let asked = place.send(&["resolve", "p014"]);
    assert_eq!(asked.code, 3);
    assert!(
        asked.err.starts_with("error: git has no conflict in pupils/p014.yaml\nhelp: use `send check`"),
        "{asked:?}"
    );
}
