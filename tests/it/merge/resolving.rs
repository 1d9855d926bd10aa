//! `send resolve`: a conflict that git left is asked about, settled, and nothing of either side is lost.

use super::place::{Place, has_git, text};
use super::{CALL, record};

/// A record in conflict: both sides changed the class and added a contact.
fn in_conflict(
    home: &std::path::Path,
    with_driver: bool,
    ours: &dyn Fn(String) -> String,
    theirs: &dyn Fn(String) -> String,
) -> Place {
    let place = Place::elmfield(home, with_driver);
    place.write("p090", &record());
    place.commit_all("one more");
    for (side, change) in [("theirs", theirs), ("ours", ours)] {
        place.git(&["checkout", "--quiet", "-b", side, "main"]);
        place.write("p090", &change(record()));
        place.commit_all(side);
    }
    assert_eq!(place.try_git(&["merge", "--no-edit", "theirs"]).status.code(), Some(1));
    place
}

fn our_day(record: String) -> String {
    record.replace("class: 4B", "class: 5B # since January")
        + "  - date: 2026-01-12\n    kind: call\n    about: concern\n"
}

fn their_day(record: String) -> String {
    record.replace("class: 4B", "class: 4C") + "  - date: 2026-01-13\n    kind: letter\n    about: concern\n"
}

#[test]
fn both_sides_are_kept_and_what_is_at_odds_is_as_it_was_said() {
    // With the driver and without it: git keeps the three versions either way.
    for with_driver in [true, false] {
        if !has_git() {
            return;
        }
        let home = tempfile::tempdir().unwrap();
        let place = in_conflict(home.path(), with_driver, &our_day, &their_day);
        let left = place.read("p090");
        let asked = place.send(&["resolve", "p090"]);
        assert_eq!(asked.status.code(), Some(3), "{}", text(&asked));
        assert!(
            text(&asked).contains("`class`: both sides changed it; ours has `5B`, theirs has `4C`"),
            "{}",
            text(&asked)
        );
        let slip = place.send(&["resolve", "p090", "--ours", "class", "--ours", "klass"]);
        assert_eq!(slip.status.code(), Some(2), "{}", text(&slip));
        let tried = place.send(&["resolve", "p090", "--ours", "class", "--dry-run"]);
        assert!(text(&tried).contains("+    kind: letter"), "{}", text(&tried));
        assert_eq!(place.read("p090"), left);
        let resolved = place.send(&["resolve", "p090", "--theirs", "class"]);
        let expected = "p090: made one record of both versions\n  look at it with `git diff --cached`, then end it with `git merge --continue`\n";
        assert_eq!((resolved.status.code(), text(&resolved).as_str()), (Some(0), expected));
        let now = place.read("p090");
        assert!(
            now.contains("class: 4C # since January") && now.contains(&format!("{CALL}  - date: 2026-01-12")),
            "{now}"
        );
        assert!(now.ends_with("  - date: 2026-01-13\n    kind: letter\n    about: concern\n"), "{now}");
        place.git(&["-c", "core.editor=true", "merge", "--continue"]);
        assert_eq!(place.git(&["status", "--porcelain"]), "");
        let again = place.send(&["resolve", "p090"]);
        assert!(text(&again).contains("git knows of no conflict in pupils/p090.yaml"), "{}", text(&again));
    }
}

#[test]
fn comments_go_only_where_that_is_said() {
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let theirs = |record: String| record + "# ask the mother again\n";
    let place = in_conflict(home.path(), true, &our_day, &theirs);
    let asked = place.send(&["resolve", "p090"]);
    assert!(text(&asked).contains("would be lost: `# ask the mother again`"), "{}", text(&asked));
    let resolved = place.send(&["resolve", "p090", "--ours", "comments"]);
    assert!(resolved.status.success(), "{}", text(&resolved));
    assert_eq!(place.read("p090"), our_day(record()));
}

#[test]
fn what_was_put_right_by_hand_is_left_alone() {
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let place = in_conflict(home.path(), true, &our_day, &their_day);
    let by_hand = record().replace("class: 4B", "class: 4C");
    place.write("p090", &by_hand);
    let resolved = place.send(&["resolve", "p090", "--ours", "class"]);
    assert_eq!(resolved.status.code(), Some(3), "{}", text(&resolved));
    assert!(text(&resolved).contains("was worked on by hand since the merge"), "{}", text(&resolved));
    assert_eq!(place.read("p090"), by_hand);
}

#[test]
fn a_record_that_one_side_deleted_is_for_a_person_to_decide() {
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let place = Place::elmfield(home.path(), true);
    place.git(&["checkout", "--quiet", "-b", "theirs"]);
    place.git(&["rm", "--quiet", "pupils/p014.yaml"]);
    place.commit_all("gone");
    place.git(&["checkout", "--quiet", "main"]);
    place.write("p014", &place.read("p014").replace("class:", "known_as: Ami\nclass:"));
    place.commit_all("changed");
    assert_eq!(place.try_git(&["merge", "theirs"]).status.code(), Some(1));
    let asked = place.send(&["resolve", "p014"]);
    assert!(text(&asked).contains("one side deleted pupils/p014.yaml, and the other changed it"), "{}", text(&asked));
}

#[test]
fn a_program_that_is_gone_leaves_a_conflict_that_can_be_seen() {
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let place = Place::elmfield(home.path(), true);
    let line = place.git(&["config", "merge.send.driver"]);
    place.git(&["config", "merge.send.driver", &line.trim().replace(super::place::SEND, "/gone/send")]);
    for (side, class) in [("theirs", "4C"), ("ours", "5B")] {
        place.git(&["checkout", "--quiet", "-b", side, "main"]);
        place.write("p090", &record().replace("4B", class));
        place.commit_all(side);
    }
    assert_eq!(place.try_git(&["merge", "theirs"]).status.code(), Some(1));
    assert!(place.read("p090").contains("<<<<<<<"), "{}", place.read("p090"));
}

#[cfg(unix)]
#[test]
fn at_a_terminal_each_thing_at_odds_is_asked() {
    use rexpect::session::spawn_command;
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let place = in_conflict(home.path(), true, &our_day, &their_day);
    let mut command = std::process::Command::new(super::place::SEND);
    command.args(["resolve", "p090"]).current_dir(&place.root).env("HOME", home.path()).env("TERM", "xterm");
    command.env("SEND_AS_AT", "2026-01-15").env_remove("SEND_RECORDS").env("NO_COLOR", "1");
    let mut talk = spawn_command(command, Some(20_000)).unwrap();
    talk.exp_string("Which is right for `class`?").unwrap();
    talk.exp_string("ours: 5B").unwrap();
    // Enter by itself takes neither side.
    talk.send("\r").unwrap();
    talk.flush().unwrap();
    talk.exp_string("no answer is chosen yet").unwrap();
    talk.send("\x1b[B\x1b[B\r").unwrap();
    talk.flush().unwrap();
    talk.exp_string("p090: made one record of both versions").unwrap();
    talk.exp_eof().unwrap();
    assert!(place.read("p090").contains("class: 4C"), "{}", place.read("p090"));
}
