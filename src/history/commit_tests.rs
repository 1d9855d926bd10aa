//! One file is committed and no other, with real git.

use super::fixture::{FileChange, Place, RECORD, Unwatched, command, done, failure, hash, order};
use super::{
    CommitOrder, CommitOutcome, FileContents, GitFolder, Listed, commit_changes, list_as_committed, user_name,
};
use crate::context::Environment;

#[test]
fn a_new_a_changed_and_a_deleted_record_are_each_one_commit_of_one_file() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    let new = hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.write(RECORD, "id: p014\nclass: 5H\n");
    let changed = hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    std::fs::remove_file(place.root().join(RECORD)).unwrap();
    let deleted = hash(place.commit(RECORD, "p014: deleted", FileChange::Deleted));
    let log = place.git(&["log", "--format=%H %an <%ae> %cn %B", "--name-status", "--no-renames", "-3"]);
    let expected = format!(
        "{deleted} Jo Example <jo@example.org> Jo Example p014: deleted\n\n\nD\tpupils/p014.yaml\n\
         {changed} Jo Example <jo@example.org> Jo Example p014: class\n\n\nM\tpupils/p014.yaml\n\
         {new} Jo Example <jo@example.org> Jo Example p014: new\n\n\nA\tpupils/p014.yaml\n"
    );
    assert_eq!(log, expected);
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_folder_without_git_is_reported_as_such() {
    let Some(place) = Place::bare_of_git() else { return };
    place.write(RECORD, "id: p014\n");
    assert_eq!(place.commit(RECORD, "p014: new", FileChange::New), CommitOutcome::NoRepository);
}

#[test]
fn the_name_of_the_user_comes_from_git() {
    let Some(place) = Place::new() else { return };
    assert_eq!(user_name(&place.guarded(&place.root())).as_deref(), Some("Jo Example"));
    place.git(&["config", "--global", "--unset", "user.name"]);
    assert_eq!(user_name(&place.guarded(&place.root())), None);
}

#[test]
fn an_ignored_file_is_not_forced_on_git() {
    let Some(place) = Place::new() else { return };
    place.write(".gitignore", "pupils/\n");
    place.write(RECORD, "id: p014\n");
    let (message, help) = failure(place.commit(RECORD, "p014: new", FileChange::New));
    assert_eq!(message, "a `.gitignore` file makes git leave it out");
    assert!(help.starts_with("remove that line from the `.gitignore` file"), "{help}");
}

#[test]
fn changes_and_staged_files_of_others_stay_as_they_are() {
    let Some(place) = Place::new() else { return };
    for file in [RECORD, "pupils/p015.yaml", "pupils/p016.yaml"] {
        place.write(file, "id: x\n");
    }
    place.git(&["add", "."]);
    place.git(&["commit", "--quiet", "-m", "three"]);
    for file in [RECORD, "pupils/p015.yaml", "pupils/p016.yaml", "pupils/p017.yaml", "pupils/p018.yaml"] {
        place.write(file, "id: y\n");
    }
    place.git(&["add", "pupils/p015.yaml", "pupils/p017.yaml"]);
    let staged = place.git(&["ls-files", "--stage", "pupils/p015.yaml", "pupils/p017.yaml"]);
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["show", "--format=", "--name-only"]), "pupils/p014.yaml\n");
    assert_eq!(place.git(&["ls-files", "--stage", "pupils/p015.yaml", "pupils/p017.yaml"]), staged);
    let status = "M  pupils/p015.yaml\n M pupils/p016.yaml\nA  pupils/p017.yaml\n?? pupils/p018.yaml\n";
    assert_eq!(place.git(&["status", "--porcelain"]), status);
}

#[test]
fn a_record_that_an_earlier_commit_missed_is_committed_with_its_next_change() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["show", &format!("HEAD:{RECORD}")]), "id: p014\n");
}

#[test]
fn a_record_that_git_already_has_is_neither_a_failure_nor_an_empty_commit() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    let first = hash(place.commit(RECORD, "p014: new", FileChange::New));
    assert_eq!(hash(place.commit(RECORD, "p014: again", FileChange::Changed)), first);
    place.git(&["rm", "--quiet", RECORD]);
    place.git(&["commit", "--quiet", "-m", "gone"]);
    assert!(!done(place.commit(RECORD, "p014: deleted", FileChange::Deleted)).is_new);
}

#[test]
fn a_message_is_one_line_and_never_an_option() {
    let Some(place) = Place::new() else { return };
    for (message, expected) in [
        ("p014: new\n\nSigned-off-by: Somebody Else", "p014: new  Signed-off-by: Somebody Else"),
        ("# p014\u{1b}[31m", "# p014 [31m"),
        ("--amend", "--amend"),
    ] {
        place.write(RECORD, message);
        hash(place.commit(RECORD, message, FileChange::Changed));
        assert_eq!(place.git(&["log", "-1", "--format=%B%(trailers)"]).trim_end(), expected);
    }
    assert_eq!(place.git(&["rev-list", "--count", "HEAD"]), "4\n");
}

#[test]
fn the_stored_content_is_the_same_as_for_git_add() {
    let text = "id: p014\r\n# $Id$\r\n";
    for (attributes, autocrlf, stored) in [
        ("*.yaml -text\n", "true", text),
        ("", "false", text),
        ("", "true", "id: p014\n# $Id$\n"),
        ("* text=auto eol=lf ident\n", "false", "id: p014\n# $Id$\n"),
    ] {
        let Some(place) = Place::new() else { return };
        place.write(".gitattributes", attributes);
        place.git(&["config", "core.autocrlf", autocrlf]);
        place.write("pupils/elmfield/p014.yaml", text);
        hash(place.commit("pupils/elmfield/p014.yaml", "p014: new", FileChange::New));
        assert_eq!(place.git(&["cat-file", "-p", "HEAD:pupils/elmfield/p014.yaml"]), stored);
        // Otherwise git would always report a change in it.
        assert_eq!(place.git(&["status", "--porcelain", "pupils"]), "", "{attributes:?} {autocrlf}");
        // The earlier version is recognised, although its bytes on the disk are different.
        let more = format!("{text}class: 5H\r\n");
        place.write("pupils/elmfield/p014.yaml", &more);
        let root = place.root();
        let change = ("pupils/elmfield/p014.yaml", Some(text.as_bytes()), Some(more.as_bytes()));
        let made = done(place.commit_contents(&place.guarded(&root), change, "p014: class", None));
        assert_eq!(made.by_hand, Vec::<String>::new());
    }
}

// Windows allows no such names.
#[cfg(unix)]
#[test]
fn a_name_is_never_a_pattern_nor_an_option() {
    let Some(place) = Place::new() else { return };
    place.write("pupils/p015.yaml", "id: p015\n");
    for file in ["pupils/*.yaml", ":(top)pupils", "--all", "pupils/p01[0-9].yaml", ":!x"] {
        place.write(file, "id: x\n");
        hash(place.commit(file, "new", FileChange::New));
        assert_eq!(place.git(&["show", "--format=", "--name-only"]), format!("{file}\n"));
        std::fs::remove_file(place.root().join(file)).unwrap();
        hash(place.commit(file, "deleted", FileChange::Deleted));
    }
    assert_eq!(place.git(&["status", "--porcelain"]), "?? pupils/\n");
}

#[test]
fn a_first_commit_a_second_work_tree_and_the_newer_hashes_work_too() {
    let Some(place) = Place::bare_of_git() else { return };
    place.git(&["config", "--global", "user.name", "Jo Example"]);
    place.git(&["config", "--global", "user.email", "jo@example.org"]);
    place.git(&["init", "--quiet", "--object-format=sha256", "."]);
    place.write(RECORD, "id: p014\r\n");
    let first = hash(place.commit(RECORD, "p014: new", FileChange::New));
    assert_eq!(place.git(&["cat-file", "-p", &format!("HEAD:{RECORD}")]), "id: p014\r\n");

    place.git(&["worktree", "add", "--quiet", "-b", "other", "../other"]);
    let other = place.root().join("../other");
    std::fs::write(other.join(RECORD), "id: p014\nclass: 5H\n").unwrap();
    let second = hash(place.commit_by(&place.guarded(&other), RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["log", "--format=%H", "other"]), format!("{second}\n{first}\n"));
}

#[test]
fn a_larger_repository_gets_the_files_of_the_folder_and_no_others() {
    let Some(place) = Place::bare_of_git() else { return };
    place.git(&["init", "--quiet", "--initial-branch=main", ".."]);
    place.git(&["config", "user.name", "Jo Example"]);
    place.git(&["config", "user.email", "jo@example.org"]);
    place.write("../pupils/p014.yaml", "another folder's\n");
    place.git(&["add", ".."]);
    place.git(&["commit", "--quiet", "-m", "another folder"]);
    place.write("../pupils/p014.yaml", "another folder's, changed\n");
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    let shown = place.git(&["show", "--format=%s", "--name-status", "HEAD"]);
    assert_eq!(shown, "p014: new\n\nA\trecords/pupils/p014.yaml\n");
    place.write(RECORD, "id: p014\nclass: 5H\n");
    let root = place.root();
    let change = (RECORD, Some(&b"id: p014\n"[..]), Some(&b"id: p014\nclass: 5H\n"[..]));
    hash(place.commit_contents(&place.guarded(&root), change, "p014: class", None));
    assert_eq!(place.git(&["show", "HEAD:records/pupils/p014.yaml"]), "id: p014\nclass: 5H\n");
    assert_eq!(place.git(&["status", "--porcelain", ".."]), " M pupils/p014.yaml\n");
}

#[test]
fn a_damaged_repository_is_not_skipped_for_one_above_it() {
    let Some(place) = Place::bare_of_git() else { return };
    place.git(&["init", "--quiet", ".."]);
    place.git(&["config", "user.name", "Somebody Else"]);
    place.write(RECORD, "id: p014\n");
    // Without the guard git would search further up.
    std::fs::create_dir(place.root().join(".git")).unwrap();
    for head in [None, Some("ref: refs/heads/main\n")] {
        head.into_iter().for_each(|head| std::fs::write(place.root().join(".git/HEAD"), head).unwrap());
        let (message, _) = failure(place.commit(RECORD, "p014: new", FileChange::New));
        assert!(message.ends_with("git's own folder is damaged, or was moved"), "{message}");
        // A path that climbs: the top is found by git, not by cutting the path.
        let root = place.root().join("pupils/..");
        let (message, _) = failure(place.commit_by(&place.guarded(&root), RECORD, "p014: new", FileChange::New));
        assert!(message.ends_with("git's own folder is damaged, or was moved"), "{message}");
    }
    assert!(!place.root().join("../.git/index").exists());
}

#[test]
fn a_change_by_hand_is_committed_first_with_its_own_message() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    let (by_hand, after) = ("id: p014\nclass: 5H\n", "id: p014\nclass: 5H\nnotes: x\n");
    place.write(RECORD, after);
    let root = place.root();
    let change = (RECORD, Some(by_hand.as_bytes()), Some(after.as_bytes()));
    let made = done(place.commit_contents(&place.guarded(&root), change, "p014: note", None));
    assert_eq!(made.by_hand, [RECORD]);
    assert_eq!(place.git(&["log", "--format=%s", "-3"]), "p014: note\nchange by hand\np014: new\n");
    assert_eq!(place.git(&["show", &format!("HEAD~1:{RECORD}")]), by_hand);
    assert_eq!(place.git(&["show", &format!("HEAD:{RECORD}")]), after);
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_waiting_change_does_not_overwrite_a_later_commit() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    let (saved, since) = ("id: p014\nclass: 5H\n", "id: p014\nclass: 5H\nnotes: x\n");
    let root = place.root();
    let git = place.guarded(&root);
    let change = (RECORD, Some(&b"id: p014\n"[..]), Some(saved.as_bytes()));
    let head = place.git(&["rev-parse", "HEAD"]).trim().to_owned();
    // Someone committed the change and another one by hand.
    place.write(RECORD, since);
    place.git(&["commit", "--quiet", "-am", "by hand"]);
    let made = done(place.commit_contents(&git, change, "p014: class", Some(&head)));
    assert_eq!((made.is_new, made.overtaken), (false, vec![RECORD.to_owned()]));
    assert_eq!(place.git(&["show", &format!("HEAD:{RECORD}")]), since);
    // Someone committed only the change.
    place.write(RECORD, saved);
    place.git(&["commit", "--quiet", "-am", "by hand again"]);
    let made = done(place.commit_contents(&git, change, "p014: class", Some(&head)));
    assert!(!made.is_new && made.overtaken.is_empty(), "{made:?}");
    // Someone removed the record from the history.
    place.git(&["rm", "--quiet", RECORD]);
    place.git(&["commit", "--quiet", "-m", "retention over"]);
    let made = done(place.commit_contents(&git, change, "p014: class", Some(&head)));
    assert_eq!((made.is_new, made.overtaken.len()), (false, 1));
    assert!(!place.try_git(&["cat-file", "-e", &format!("HEAD:{RECORD}")]).status.success());
}

#[test]
fn several_files_are_one_commit_with_its_author_and_moment() {
    let Some(place) = Place::new() else { return };
    place.write("pupils/a/p016.yaml", "id: p016\n");
    hash(place.commit("pupils/a/p016.yaml", "p016: new", FileChange::New));
    std::fs::remove_dir_all(place.root().join("pupils/a")).unwrap();
    for file in [RECORD, "pupils/b/p015.yaml"] {
        place.write(file, file);
    }
    let files = [
        FileContents { file: RECORD, before: None, after: Some(RECORD.as_bytes()) },
        FileContents { file: "pupils/b/p015.yaml", before: None, after: Some(b"pupils/b/p015.yaml") },
        FileContents { file: "pupils/a/p016.yaml", before: Some(b"id: p016\n"), after: None },
    ];
    let author = Some("Sam Example <sam@example.org> 1763942400 +0100");
    let order = CommitOrder { author, has_waited: true, ..order(&files, "3 pupils: import") };
    let root = place.root();
    let made = commit_changes(&place.guarded(&root), &order, &Unwatched);
    assert_eq!(done(made).listed, Listed::Done);
    let shown = place.git(&["show", "--format=%an %ae %at %cn %s", "--name-status", "--no-renames", "HEAD"]);
    assert_eq!(
        shown,
        "Sam Example sam@example.org 1763942400 Jo Example 3 pupils: import\n\nD\tpupils/a/p016.yaml\n\
         A\tpupils/b/p015.yaml\nA\tpupils/p014.yaml\n"
    );
    assert_eq!(place.git(&["status", "--porcelain"]), "");
    place.git(&["fsck", "--strict"]);
}

#[test]
fn branches_in_one_table_are_moved_too_and_an_old_version_is_not_changed() {
    let Some(place) = Place::bare_of_git() else { return };
    if !place.try_git(&["init", "--quiet", "--ref-format=reftable", "--initial-branch=main", "."]).status.success() {
        return super::fixture::skipped("this git cannot keep branches in one table");
    }
    place.git(&["config", "--global", "user.name", "Jo Example"]);
    place.git(&["config", "--global", "user.email", "jo@example.org"]);
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.write(RECORD, "id: p014\nclass: 5H\n");
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["log", "--format=%s"]), "p014: class\np014: new\n");
    assert_eq!(place.git(&["status", "--porcelain"]), "");
    place.git(&["switch", "--quiet", "--detach"]);
    place.write(RECORD, "id: p014\nclass: 6H\n");
    let (message, _) = failure(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert!(message.contains("detached HEAD"), "{message}");
}

#[test]
fn files_left_out_by_a_sparse_checkout_stay_in_the_history() {
    let Some(place) = Place::new() else { return };
    for file in [RECORD, "pupils/old/p001.yaml", "documents/p001/plan.txt"] {
        place.write(file, file);
    }
    place.git(&["add", "."]);
    place.git(&["commit", "--quiet", "-m", "records"]);
    place.git(&["config", "index.sparse", "true"]);
    place.git(&["sparse-checkout", "set", "--cone", "pupils"]);
    place.git(&["sparse-checkout", "set", "--no-cone", "/*", "!/documents", "!/pupils/old"]);
    assert!(!place.root().join("documents").exists());
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["show", "--format=", "--name-only"]), "pupils/p014.yaml\n");
    assert_eq!(place.git(&["ls-tree", "-r", "--name-only", "HEAD"]).lines().count(), 4);
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_list_of_files_that_is_behind_catches_up() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    let index = place.root().join(".git/index");
    let before = std::fs::read(&index).unwrap();
    place.write(RECORD, "id: p014\nclass: 5H\n");
    // Another program holds the list, but the branch moves.
    std::fs::write(place.root().join(".git/index.lock"), "").unwrap();
    assert_eq!(done(place.commit(RECORD, "p014: class", FileChange::Changed)).listed, Listed::Behind);
    std::fs::remove_file(place.root().join(".git/index.lock")).unwrap();
    assert_eq!(std::fs::read(&index).unwrap(), before);
    assert_eq!(place.git(&["status", "--porcelain"]), format!("MM {RECORD}\n"));
    let root = place.root();
    let files = [FileContents { file: RECORD, before: Some(b"id: p014\n"), after: Some(b"id: p014\nclass: 5H\n") }];
    assert_eq!(list_as_committed(&place.guarded(&root), &files), Ok(Listed::Done));
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

#[test]
fn the_work_tree_is_always_the_folder() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    std::fs::create_dir_all(place.home().join("pupils")).unwrap();
    std::fs::write(place.home().join(RECORD), "id: another\n").unwrap();
    place.git(&["config", "core.worktree", place.home().to_str().unwrap()]);
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.git(&["config", "--unset", "core.worktree"]);
    assert_eq!(place.git(&["cat-file", "-p", &format!("HEAD:{RECORD}")]), "id: p014\n");
    // The setting "bare" is a mistake if there are files next to the history.
    place.git(&["config", "core.bare", "true"]);
    place.write(RECORD, "id: p014\nclass: 5H\n");
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
}

/// Started by the next test, in a records folder and with its own environment.
#[test]
#[ignore = "another test starts it"]
fn commits_where_it_is_started() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let environment = Environment::real(&mut out, &mut err).unwrap();
    if environment.folder.join(RECORD).is_file() {
        let git = GitFolder::new(&environment.folder, environment.path.as_deref(), &environment.git_variables);
        let after = std::fs::read(environment.folder.join(RECORD)).unwrap();
        let files = [FileContents { file: RECORD, before: None, after: Some(&after) }];
        hash(commit_changes(&git, &order(&files, "p014: new"), &Unwatched));
    }
}

#[test]
fn the_environment_does_not_affect_git_except_for_the_users_name() {
    let Some(place) = Place::new() else { return };
    let other = place.home().join("other");
    place.git(&["init", "--quiet", other.to_str().unwrap()]);
    place.write(RECORD, "id: p014\n");
    let output = command(std::env::current_exe().unwrap().to_str().unwrap())
        .args(["--exact", "history::commit_tests::commits_where_it_is_started", "--ignored"])
        .current_dir(place.root())
        .env("HOME", place.home())
        .env("XDG_CONFIG_HOME", "")
        .env("GIT_DIR", other.join(".git"))
        .env("GIT_INDEX_FILE", other.join("index"))
        .env("GIT_WORK_TREE", &other)
        .env("GIT_OBJECT_DIRECTORY", other.join("objects"))
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "user.name")
        .env("GIT_CONFIG_VALUE_0", "Forged Example")
        .env("GIT_AUTHOR_NAME", "Sam Example")
        .env("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let log = place.git(&["log", "-1", "--format=%an %cn %as", "--name-only"]);
    assert!(log.starts_with("Sam Example Jo Example 2") && log.ends_with("\n\npupils/p014.yaml\n"), "{log}");
    assert!(!log.contains("2001-01-01"), "{log}");
    assert!(!other.join("index").exists() && !other.join("objects").exists());
}
