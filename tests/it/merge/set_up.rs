//! `send init` and `send doctor`: git knows how to merge records, and whatever is amiss is said with what to do.

use super::place::{Place, SEND, has_git, text};

/// What the doctor says, and its exit code.
fn doctor(place: &Place) -> (Option<i32>, String) {
    let ran = place.send(&["doctor"]);
    (ran.status.code(), text(&ran))
}

#[test]
fn a_folder_that_is_set_up_is_in_order_and_what_is_amiss_is_said_once() {
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let place = Place::elmfield(home.path(), false);
    let (code, said) = doctor(&place);
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert_eq!(
        said,
        "git does not know how to merge records by meaning, so it merges their lines: run `send doctor --fix`\n"
    );
    let fixed = place.send(&["doctor", "--fix"]);
    let expected = "git merges records by meaning in this copy of the folder from now on\nthe set-up is in order\n";
    assert_eq!((fixed.status.code(), text(&fixed).as_str()), (Some(0), expected));
    let line = place.git(&["config", "--local", "merge.send.driver"]);
    assert_eq!(
        line.trim(),
        format!("test -x '{SEND}' || exec git merge-file %A %O %B; '{SEND}' merge-driver %O %A %B %P")
    );

    std::fs::write(place.root.join(".gitattributes"), "*.yaml merge=union\n").unwrap();
    std::fs::write(place.root.join(".gitignore"), "").unwrap();
    place.git(&["config", "--global", "--unset", "user.name"]);
    place.git(&["config", "merge.send.driver", &line.trim().replace(SEND, "/gone/send")]);
    let settings = place.root.join("send.toml");
    let toml = std::fs::read_to_string(&settings).unwrap();
    let without: String = toml.lines().filter(|line| !line.starts_with("urn")).flat_map(|line| [line, "\n"]).collect();
    std::fs::write(&settings, without).unwrap();
    let (code, said) = doctor(&place);
    assert_eq!((code, said.lines().count()), (Some(1), 6), "{said}");
    for part in ["who you are", "merge=union", "line ends", "`.send/`", "`/gone/send`, which is gone", "urn"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_folder_without_git_and_one_in_a_cloud_are_told_so() {
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let cloud = home.path().join("OneDrive - Elmfield");
    std::fs::create_dir(&cloud).unwrap();
    let place = Place::elmfield(&cloud, false);
    std::fs::remove_dir_all(place.root.join(".git")).unwrap();
    let (code, said) = doctor(&place);
    assert_eq!((code, said.lines().count()), (Some(1), 2), "{said}");
    assert!(said.starts_with("this folder is not under git, so no history is kept: run `git init`"), "{said}");
    assert!(said.contains("the folder lies in `OneDrive - Elmfield`"), "{said}");
}

#[test]
fn init_in_a_new_repository_tells_git_how_to_merge() {
    if !has_git() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let place = Place::elmfield(home.path(), false);
    place.git(&["init", "--quiet", "new"]);
    let made = place.send(&["init", "new"]);
    assert!(text(&made).ends_with("git merges the records by meaning here\n"), "{}", text(&made));
    assert!(place.git(&["-C", "new", "config", "--local", "merge.send.driver"]).contains(" merge-driver "));
    let rule =
        place.git(&["-C", "new", "check-attr", "merge", "text", "--", "pupils/p014.yaml", "pupils/elmfield/p015.yaml"]);
    assert_eq!(rule.matches("merge: send").count() + rule.matches("text: unset").count(), 4, "{rule}");
    // Elsewhere nothing is told, and no repository above the folder is touched.
    place.send(&["init", "other"]);
    assert!(!place.try_git(&["config", "--local", "merge.send.driver"]).status.success());
}

/// A repository that somebody else configured: what its settings name is not started.
#[cfg(unix)]
#[test]
fn nothing_that_a_repository_names_is_started() {
    if !has_git() {
        return;
    }
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let place = Place::elmfield(home.path(), true);
    let (trap, mark) = (home.path().join("trap"), home.path().join("started"));
    std::fs::write(&trap, format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display())).unwrap();
    std::fs::set_permissions(&trap, std::fs::Permissions::from_mode(0o755)).unwrap();
    let trap = trap.to_str().unwrap();
    for side in ["ours", "theirs"] {
        place.git(&["checkout", "--quiet", "-b", side, "main"]);
        place.write("p014", &place.read("p014").replace("known_as: Amira", &format!("known_as: {side}")));
        place.commit_all(side);
    }
    assert!(!place.try_git(&["merge", "ours"]).status.success());
    for setting in
        ["core.fsmonitor", "core.pager", "diff.external", "filter.x.clean", "merge.send.driver", "merge.other.driver"]
    {
        place.git(&["config", setting, trap]);
    }
    let _ = std::fs::remove_file(&mark);
    let (_, said) = doctor(&place);
    assert!(said.contains("pupils/p014.yaml is in conflict: run `send resolve p014`"), "{said}");
    assert!(said.contains("by a command that is not ours"), "{said}");
    let resolved = place.send(&["resolve", "p014", "--ours", "known_as"]);
    assert!(resolved.status.success(), "{}", text(&resolved));
    assert!(!mark.exists());
}
