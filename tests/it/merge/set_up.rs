//! `send init` and `send doctor`: git learns how to merge records, and anything wrong is reported with what to do.

#[cfg(unix)]
use crate::common::folders::write_script;
use crate::common::office::Office;
use crate::common::program::SEND;

/// The doctor's report and exit code.
fn doctor(place: &Office) -> (i32, String) {
    let ran = place.send(&["doctor"]);
    (ran.code, ran.said())
}

#[test]
fn a_folder_that_is_set_up_is_in_order_and_each_problem_is_reported_once() {
    let Some(place) = Office::without_driver() else { return };
    let (code, said) = doctor(&place);
    assert_eq!((code, said.lines().count()), (1, 1), "{said}");
    assert_eq!(
        said,
        "git does not know how to merge records by meaning, so it merges them line by line: run `send doctor --fix`\n"
    );
    let fixed = place.send(&["doctor", "--fix"]);
    let expected = "from now on, git merges records by meaning in this copy of the folder\n\
                    from now on, git runs `send check` before each commit made by hand\nthe setup is in order\n";
    assert_eq!((fixed.code, fixed.said().as_str()), (0, expected));
    let line = place.git(&["config", "--local", "merge.send.driver"]);
    let driver =
        format!("if test -x '{SEND}'; then '{SEND}' merge-driver %O %A %B %P; else git merge-file %A %O %B; fi; ");
    assert!(line.starts_with(&driver), "{line}");

    std::fs::write(place.path(".gitattributes"), "*.yaml merge=union\n").unwrap();
    std::fs::write(place.path(".gitignore"), "").unwrap();
    place.git(&["config", "--global", "--unset", "user.name"]);
    place.git(&["config", "merge.send.driver", &line.replace(SEND, "/gone/send")]);
    let settings = place.path("send.toml");
    let toml = std::fs::read_to_string(&settings).unwrap();
    let without: String = toml.lines().filter(|line| !line.starts_with("urn")).flat_map(|line| [line, "\n"]).collect();
    std::fs::write(&settings, without).unwrap();
    let (code, said) = doctor(&place);
    assert_eq!((code, said.lines().count()), (1, 6), "{said}");
    for part in
        ["who you are", "merge=union", "line endings", "`.send/`", "`/gone/send`, which no longer exists", "urn"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_folder_without_git_and_one_in_a_cloud_are_reported() {
    let Some(place) = Office::elmfield_in("OneDrive - Elmfield/records") else { return };
    let (code, said) = doctor(&place);
    assert_eq!((code, said.lines().count()), (1, 2), "{said}");
    assert!(
        said.starts_with("this folder is not under git, so no history is kept: run `send init --git` in this folder\n"),
        "{said}"
    );
    assert!(said.contains("the folder is in `OneDrive - Elmfield`"), "{said}");
}

#[test]
fn init_in_a_new_repository_tells_git_how_to_merge() {
    let Some(place) = Office::without_driver() else { return };
    place.git(&["init", "--quiet", "new"]);
    let made = place.send(&["init", "new"]);
    assert!(made.said().ends_with("git will merge records by meaning in this folder\n"), "{}", made.said());
    assert!(place.git(&["-C", "new", "config", "--local", "merge.send.driver"]).contains(" merge-driver "));
    let rule =
        place.git(&["-C", "new", "check-attr", "merge", "text", "--", "pupils/p014.yaml", "pupils/elmfield/p015.yaml"]);
    assert_eq!(rule.matches("merge: send").count() + rule.matches("text: unset").count(), 4, "{rule}");
    // In a folder outside git no setting is made, and no repository above it is touched.
    place.send(&["init", "other"]);
    assert!(place.try_git(&["config", "--local", "merge.send.driver"]).code != 0);
}

/// In a repository that someone else configured, no program that its settings name is started.
#[cfg(unix)]
#[test]
fn no_program_that_a_repository_names_is_started() {
    let Some(place) = Office::with_driver() else { return };
    let (trap, mark) = (place.next_to("trap"), place.next_to("started"));
    write_script(&trap, &format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display()), "755");
    let trap = trap.to_str().unwrap();
    for side in ["ours", "theirs"] {
        place.git(&["checkout", "--quiet", "-b", side, "main"]);
        place.write_record("p014", &place.record("p014").replace("known_as: Amira", &format!("known_as: {side}")));
        place.commit_all(side);
    }
    assert!(place.try_git(&["merge", "ours"]).code != 0);
    for setting in
        ["core.fsmonitor", "core.pager", "diff.external", "filter.x.clean", "merge.send.driver", "merge.other.driver"]
    {
        place.git(&["config", setting, trap]);
    }
    let _ = std::fs::remove_file(&mark);
    let (_, said) = doctor(&place);
    assert!(said.contains("pupils/p014.yaml is in conflict: run `send resolve p014`"), "{said}");
    assert!(said.contains("with a command that this version of `send` did not set"), "{said}");
    let resolved = place.send(&["resolve", "p014", "--ours", "known_as"]);
    assert!(resolved.code == 0, "{}", resolved.said());
    assert!(!mark.exists());
}
