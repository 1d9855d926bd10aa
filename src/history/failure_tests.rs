//! A commit that cannot be made: the record stays, the index stays, and what is said helps.

use super::fixture::{Place, RECORD, failure, hash};
use super::{FileChange, commit_file};

/// A repository with one record and one that somebody staged, and both changed since.
fn prepared() -> Option<Place> {
    let place = Place::new()?;
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.write("pupils/p015.yaml", "id: p015\n");
    place.git(&["add", "pupils/p015.yaml"]);
    place.write(RECORD, "id: p014\nclass: 5H\n");
    Some(place)
}

/// Tries a change, a new record and a deleted one: each fails with these words, and leaves the files and the index.
fn fails(place: &Place, why: &str, first: &str) {
    place.write("pupils/p016.yaml", "id: p016\n");
    let before = place.git(&["ls-files", "--stage"]);
    for (file, change) in [
        (RECORD, FileChange::Changed),
        ("pupils/p016.yaml", FileChange::New),
        ("pupils/p017.yaml", FileChange::Deleted),
    ] {
        let (message, help) = failure(place.commit(file, "a change", change));
        assert_eq!(message, format!("it is saved, but not committed: {why}"));
        assert_eq!(help, format!("{first}; then run `git add {file}` and `git commit -m \"Commit again\" {file}`"));
    }
    assert_eq!(place.git(&["ls-files", "--stage"]), before);
    assert_eq!(std::fs::read_to_string(place.root().join(RECORD)).unwrap(), "id: p014\nclass: 5H\n");
    assert_eq!(std::fs::read_to_string(place.root().join("pupils/p016.yaml")).unwrap(), "id: p016\n");
}

/// After what stood in the way is gone, both records can be committed.
fn recovers(place: &Place) {
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    hash(place.commit("pupils/p016.yaml", "p016: new", FileChange::New));
    assert_eq!(place.git(&["status", "--porcelain"]), "A  pupils/p015.yaml\n");
}

#[test]
fn a_lock_of_the_index_or_of_the_branch_is_named_and_left() {
    let Some(place) = prepared() else { return };
    hash(place.commit("pupils/p015.yaml", "p015: new", FileChange::New));
    std::fs::remove_file(place.root().join("pupils/p015.yaml")).unwrap();
    // A deleted record that git has: it is the lock that stops it.
    for lock in ["index", "refs/heads/main"] {
        let path = place.root().join(format!(".git/{lock}.lock"));
        std::fs::write(&path, "").unwrap();
        let before = place.git(&["ls-files", "--stage"]);
        let name = lock.rsplit('/').next().unwrap();
        for (file, change) in [(RECORD, FileChange::Changed), ("pupils/p015.yaml", FileChange::Deleted)] {
            let (message, help) = failure(place.commit(file, "a change", change));
            assert!(message.ends_with(&format!("was cut off and left `{name}.lock` in `.git`")), "{message}");
            assert!(help.contains(&format!("where none is left, delete `{name}.lock`")), "{help}");
        }
        assert_eq!(place.git(&["ls-files", "--stage"]), before);
        assert!(path.exists());
        std::fs::remove_file(path).unwrap();
    }
    hash(place.commit("pupils/p015.yaml", "p015: deleted", FileChange::Deleted));
}

#[test]
fn a_lock_that_goes_away_is_waited_for() {
    let Some(place) = prepared() else { return };
    let path = place.root().join(".git/index.lock");
    std::fs::write(&path, "").unwrap();
    let other = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(300));
        std::fs::remove_file(path).unwrap();
    });
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    other.join().unwrap();
}

#[test]
fn unfinished_work_in_git_is_ended_first() {
    let Some(place) = prepared() else { return };
    for (mark, what) in [
        ("MERGE_HEAD", "merge"),
        ("CHERRY_PICK_HEAD", "cherry-pick"),
        ("REVERT_HEAD", "revert"),
        ("rebase-merge", "rebase"),
    ] {
        let head = place.git(&["rev-parse", "HEAD"]);
        std::fs::write(place.root().join(".git").join(mark), head).unwrap();
        fails(
            &place,
            &format!("a {what} was begun in git and not ended"),
            &format!("end it with `git {what} --continue`, or give it up with `git {what} --abort`"),
        );
        std::fs::remove_file(place.root().join(".git").join(mark)).unwrap();
    }
    recovers(&place);
}

#[test]
fn a_real_merge_and_a_real_rebase_that_stopped_are_seen() {
    for work in ["merge", "rebase"] {
        let Some(place) = Place::new() else { return };
        place.write(RECORD, "id: p014\n");
        hash(place.commit(RECORD, "p014: new", FileChange::New));
        place.git(&["branch", "other"]);
        place.write(RECORD, "id: p014\nclass: 5H\n");
        hash(place.commit(RECORD, "p014: class", FileChange::Changed));
        place.git(&["switch", "--quiet", "other"]);
        place.write(RECORD, "id: p014\nclass: 6B\n");
        hash(place.commit(RECORD, "p014: class", FileChange::Changed));
        assert!(!place.try_git(&[work, "main"]).status.success());
        let (message, _) = failure(place.commit(RECORD, "p014: class", FileChange::Changed));
        assert!(message.ends_with(&format!("a {work} was begun in git and not ended")), "{message}");
    }
}

#[test]
fn another_file_in_two_versions_is_left_for_its_owner() {
    let Some(place) = prepared() else { return };
    place.git(&["commit", "--quiet", "-m", "p015", "pupils/p015.yaml"]);
    place.write("pupils/p015.yaml", "id: p015\nclass: 5H\n");
    place.git(&["stash", "push", "--quiet", "--", "pupils/p015.yaml"]);
    place.write("pupils/p015.yaml", "id: p015\nclass: 6B\n");
    place.git(&["commit", "--quiet", "-m", "p015", "pupils/p015.yaml"]);
    assert!(!place.try_git(&["stash", "pop"]).status.success());
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["status", "--porcelain"]), "UU pupils/p015.yaml\n");
}

#[test]
fn no_commit_is_made_where_it_would_be_lost() {
    let Some(place) = prepared() else { return };
    place.git(&["switch", "--quiet", "--detach"]);
    fails(
        &place,
        "an old version is checked out in git (a detached HEAD), where a commit would be lost",
        "go back to the branch of the records, as with `git switch main`",
    );
    place.git(&["switch", "--quiet", "main"]);
    recovers(&place);
}

#[test]
fn git_wants_to_know_who_somebody_is() {
    let Some(place) = prepared() else { return };
    place.git(&["config", "--global", "--unset", "user.name"]);
    place.git(&["config", "--global", "--unset", "user.email"]);
    place.git(&["config", "user.useConfigOnly", "true"]);
    place.write("pupils/p016.yaml", "id: p016\n");
    let before = place.git(&["ls-files", "--stage"]);
    for (file, change) in [(RECORD, FileChange::Changed), ("pupils/p016.yaml", FileChange::New)] {
        let (message, help) = failure(place.commit(file, "a change", change));
        assert!(message.ends_with("git does not know who you are"), "{message}");
        assert!(help.contains("git config --global user.name"), "{help}");
    }
    assert_eq!(place.git(&["ls-files", "--stage"]), before);
    place.git(&["config", "--global", "user.name", "Jo Example"]);
    place.git(&["config", "--global", "user.email", "jo@example.org"]);
    recovers(&place);
}

#[test]
fn a_change_is_never_called_committed_where_git_sees_none() {
    let Some(place) = prepared() else { return };
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    std::fs::write(place.root().join(".git/info/attributes"), "*.yaml text\n").unwrap();
    place.write(RECORD, "id: p014\r\nclass: 5H\r\n");
    let (message, _) = failure(place.commit(RECORD, "p014: line ends", FileChange::Changed));
    assert!(message.contains("git sees no change in the file"), "{message}");
    std::fs::remove_file(place.root().join(".git/info/attributes")).unwrap();
    place.git(&["update-index", "--skip-worktree", RECORD]);
    let (message, _) = failure(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert!(message.contains("it was told to look away"), "{message}");
    place.git(&["update-index", "--no-skip-worktree", RECORD]);
    place.git(&["update-index", "--assume-unchanged", RECORD]);
    // From this git does not look away where it is asked for the very file.
    place.write(RECORD, "id: p014\nclass: 6B\n");
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["show", &format!("HEAD:{RECORD}")]), "id: p014\nclass: 6B\n");
}

#[test]
fn a_list_of_files_that_was_left_behind_catches_up() {
    let Some(place) = prepared() else { return };
    let before = std::fs::read(place.root().join(".git/index")).unwrap();
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    // As if git had been cut off between its last two steps.
    std::fs::write(place.root().join(".git/index"), &before).unwrap();
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert_eq!(place.git(&["status", "--porcelain"]), "A  pupils/p015.yaml\n");

    let before = std::fs::read(place.root().join(".git/index")).unwrap();
    std::fs::remove_file(place.root().join(RECORD)).unwrap();
    hash(place.commit(RECORD, "p014: deleted", FileChange::Deleted));
    std::fs::write(place.root().join(".git/index"), &before).unwrap();
    hash(place.commit(RECORD, "p014: deleted", FileChange::Deleted));
    assert_eq!(place.git(&["status", "--porcelain"]), "A  pupils/p015.yaml\n");
}

#[test]
fn a_damaged_store_is_told_from_other_troubles() {
    let Some(place) = prepared() else { return };
    for damage in ["DIRC nonsense".to_owned(), "x".repeat(200)] {
        std::fs::write(place.root().join(".git/index"), damage).unwrap();
        let (message, help) = failure(place.commit(RECORD, "p014: class", FileChange::Changed));
        assert!(message.ends_with("git's own store is damaged"), "{message}");
        assert!(help.starts_with("make a copy of the folder"), "{help}");
    }
}

#[test]
fn a_computer_without_git_keeps_the_record_and_says_so() {
    let Some(place) = prepared() else { return };
    let root = place.root();
    let git = place.guarded(&root).with_variable("PATH", place.home().to_str().unwrap());
    let (message, help) = failure(commit_file(&git, RECORD, "p014: class", FileChange::Changed));
    assert_eq!(message, "it is saved, but not in the history: no git was found on this computer");
    assert_eq!(
        help,
        "the record is safe: change the record again on a computer that has git, or install git here (git-scm.com) and \
         run `git add pupils/p014.yaml` and `git commit -m \"Commit again\" pupils/p014.yaml`"
    );
    assert_eq!(super::user_name(&git), None);
}

/// Troubles that need a Linux computer and its means.
#[cfg(target_os = "linux")]
mod on_linux {
    use super::super::CommitOutcome;
    use super::super::fixture::{command, skipped};
    use super::*;

    #[test]
    fn somebody_elses_folder_is_not_trusted_behind_their_back() {
        let Some(place) = prepared() else { return };
        let root = place.root();
        if !command("chown").args(["-R", "12345"]).arg(&root).status().is_ok_and(|status| status.success()) {
            return skipped("only the superuser can give a folder away");
        }
        let (message, help) = failure(place.commit(RECORD, "p014: class", FileChange::Changed));
        assert!(message.ends_with("the folder belongs to another user, so git does not trust it"), "{message}");
        assert!(help.contains("safe.directory"), "{help}");
        assert_eq!(place.git(&["config", "--global", "--list"]), "user.name=Jo Example\nuser.email=jo@example.org\n");
    }

    /// Git where each system call of one kind fails, from the `nth` on, or kills it: by strace, under the name of git.
    fn under_strace(place: &Place, command_of_git: &str, injection: &str) {
        place.program(
            "git",
            &format!(
                "case \" $* \" in\n*\" {command_of_git} \"*) exec strace -f -qq -o /dev/null -e trace=all \
                 -e inject={injection} \"$real\" \"$@\" ;;\nesac\nexec \"$real\" \"$@\"\n"
            ),
        );
    }

    fn strace_works() -> bool {
        let works = command("strace").args(["-qq", "-o", "/dev/null", "true"]).status().is_ok_and(|it| it.success());
        if !works {
            skipped("strace is missing or may not trace");
        }
        works
    }

    #[test]
    fn a_full_disk_and_its_like_are_told_in_words() {
        if !strace_works() {
            return;
        }
        for (error, why) in [
            ("ENOSPC", "the disk is full"),
            ("EDQUOT", "your share of the disk is full"),
            ("EROFS", "the disk can only be read"),
            ("EACCES", "this user may not write to git's folder"),
        ] {
            for command_of_git in ["commit", "add"] {
                let Some(place) = prepared() else { return };
                // Opening to write fails; so nothing else of git is disturbed, only what it makes.
                under_strace(&place, command_of_git, &format!("mkdir,link,rename:error={error}:when=1+"));
                place.write("pupils/p016.yaml", "id: p016\n");
                let before = place.git(&["ls-files", "--stage"]);
                let root = place.root();
                let kept = commit_file(&place.with_programs(&root), "pupils/p016.yaml", "p016: new", FileChange::New);
                let (message, _) = failure(kept);
                assert!(message.ends_with(why), "{command_of_git}: {message}");
                assert_eq!(place.git(&["ls-files", "--stage"]), before, "{command_of_git} {error}");
                recovers(&place);
            }
        }
    }

    #[test]
    fn git_that_is_killed_leaves_at_most_a_lock_that_is_told() {
        if !strace_works() {
            return;
        }
        let (mut killed, mut locked) = (0, 0);
        for call in ["openat", "write", "rename", "unlink"] {
            for nth in [1, 4, 9, 16] {
                let Some(place) = prepared() else { return };
                under_strace(&place, "commit", &format!("{call}:signal=KILL:when={nth}"));
                let root = place.root();
                let kept = commit_file(&place.with_programs(&root), RECORD, "p014: class", FileChange::Changed);
                let done = matches!(kept, CommitOutcome::Committed(_));
                if !done {
                    let (message, _) = failure(kept);
                    assert!(message.ends_with("git was stopped before it had ended"), "{call} {nth}: {message}");
                    killed += 1;
                }
                let after = place.commit(RECORD, "p014: class", FileChange::Changed);
                if let CommitOutcome::Failed { message, help } = after {
                    assert!(message.contains(".lock` in `.git`"), "{call} {nth}: {message}");
                    assert!(help.contains("where none is left, delete"), "{help}");
                    locked += 1;
                    remove_locks(&root.join(".git"));
                    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
                }
                place.git(&["fsck", "--strict"]);
                assert_eq!(place.git(&["show", &format!("HEAD:{RECORD}")]), "id: p014\nclass: 5H\n");
                assert_eq!(place.git(&["status", "--porcelain"]), "A  pupils/p015.yaml\n", "{call} {nth}");
            }
        }
        assert!(killed > 3 && locked > 0, "{killed} killed, {locked} locked: the test does not reach its points");
    }

    /// Does by hand what the message says.
    fn remove_locks(folder: &std::path::Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                remove_locks(&path);
            } else if path.extension().is_some_and(|ending| ending == "lock") {
                std::fs::remove_file(path).unwrap();
            }
        }
    }
}
