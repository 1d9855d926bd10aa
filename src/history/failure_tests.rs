//! A commit that cannot be made: the record stays, the index stays, and the message helps.

use super::Listed;
use super::fixture::{FileChange, Place, RECORD, done, failure, hash};

/// A repository with one committed record and one staged record, and a later change to the first.
fn prepared() -> Option<Place> {
    let place = Place::new()?;
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.write("pupils/p015.yaml", "id: p015\n");
    place.git(&["add", "pupils/p015.yaml"]);
    place.write(RECORD, "id: p014\nclass: 5H\n");
    Some(place)
}

/// Tries a change and a new record. Each must fail with this message and help, and leave the files and the index unchanged.
fn fails(place: &Place, why: &str, first: &str) {
    place.write("pupils/p016.yaml", "id: p016\n");
    let before = place.git(&["ls-files", "--stage"]);
    for (file, change) in [(RECORD, FileChange::Changed), ("pupils/p016.yaml", FileChange::New)] {
        let (message, help) = failure(place.commit(file, "a change", change));
        assert_eq!(message, why);
        assert_eq!(help, first);
    }
    assert_eq!(place.git(&["ls-files", "--stage"]), before);
    assert_eq!(std::fs::read_to_string(place.root().join(RECORD)).unwrap(), "id: p014\nclass: 5H\n");
    assert_eq!(std::fs::read_to_string(place.root().join("pupils/p016.yaml")).unwrap(), "id: p016\n");
}

/// Checks that both records can be committed once the cause is gone.
fn recovers(place: &Place) {
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    hash(place.commit("pupils/p016.yaml", "p016: new", FileChange::New));
    assert_eq!(place.git(&["status", "--porcelain"]), "A  pupils/p015.yaml\n");
}

#[test]
fn a_lock_on_the_list_stops_no_commit_and_one_on_the_branch_is_named_and_left() {
    let Some(place) = prepared() else { return };
    let index = place.root().join(".git/index.lock");
    std::fs::write(&index, "").unwrap();
    let before = std::fs::read(place.root().join(".git/index")).unwrap();
    assert_eq!(done(place.commit(RECORD, "p014: class", FileChange::Changed)).listed, Listed::Behind);
    assert_eq!(std::fs::read(place.root().join(".git/index")).unwrap(), before);
    std::fs::remove_file(index).unwrap();

    place.write(RECORD, "id: p014\nclass: 6B\n");
    let lock = place.root().join(".git/refs/heads/main.lock");
    std::fs::write(&lock, "").unwrap();
    let (message, help) = failure(place.commit(RECORD, "p014: class", FileChange::Changed));
    assert!(message.ends_with("was interrupted and left the lock `.git/refs/heads/main.lock`"), "{message}");
    assert!(help.contains("if none is open, delete `.git/refs/heads/main.lock`"), "{help}");
    assert!(lock.exists());
    std::fs::remove_file(lock).unwrap();
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
}

#[test]
fn an_empty_lock_of_more_than_a_minute_was_left_behind() {
    let Some(place) = prepared() else { return };
    let lock = place.root().join(".git/HEAD.lock");
    for (seconds, is_left) in [(30, false), (90, true)] {
        let file = std::fs::File::create(&lock).unwrap();
        let now = file.metadata().unwrap().modified().unwrap();
        file.set_modified(now - std::time::Duration::from_secs(seconds)).unwrap();
        let outcome = place.commit(RECORD, "p014: class", FileChange::Changed);
        assert_eq!(matches!(outcome, super::CommitOutcome::Committed(_)), is_left, "{seconds} s: {outcome:?}");
        assert_eq!(lock.exists(), !is_left);
    }
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
fn unfinished_work_in_git_must_be_finished_first() {
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
            &format!("a {what} was started in git and not finished"),
            &format!("finish it with `git {what} --continue`, or cancel it with `git {what} --abort`"),
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
        assert!(message.ends_with(&format!("a {work} was started in git and not finished")), "{message}");
    }
}

#[test]
fn another_file_in_conflict_is_left_for_its_owner() {
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
fn no_commit_is_made_if_it_would_be_lost() {
    let Some(place) = prepared() else { return };
    place.git(&["switch", "--quiet", "--detach"]);
    fails(
        &place,
        "an old version is checked out in git (a detached HEAD), so a commit would be lost",
        "go back to the branch of the records, for example with `git switch main`",
    );
    place.git(&["switch", "--quiet", "main"]);
    recovers(&place);
}

#[test]
fn a_commit_by_a_user_unknown_to_git_fails_and_says_what_to_do() {
    let Some(place) = prepared() else { return };
    place.git(&["config", "--global", "--unset", "user.name"]);
    place.git(&["config", "--global", "--unset", "user.email"]);
    place.git(&["config", "user.useConfigOnly", "true"]);
    place.write("pupils/p016.yaml", "id: p016\n");
    let before = place.git(&["ls-files", "--stage"]);
    for (file, change) in [(RECORD, FileChange::Changed), ("pupils/p016.yaml", FileChange::New)] {
        let (message, help) = failure(place.commit(file, "a change", change));
        assert!(message.ends_with("git does not know who you are"), "{message}");
        assert!(help.contains("`send init --git`"), "{help}");
    }
    assert_eq!(place.git(&["ls-files", "--stage"]), before);
    place.git(&["config", "--global", "user.name", "Jo Example"]);
    place.git(&["config", "--global", "user.email", "jo@example.org"]);
    recovers(&place);
}

#[test]
fn a_file_marked_skip_worktree_or_assume_unchanged_is_still_committed() {
    let Some(place) = prepared() else { return };
    for (nth, option) in ["--skip-worktree", "--assume-unchanged"].into_iter().enumerate() {
        place.git(&["update-index", option, RECORD]);
        let text = format!("id: p014\nclass: {nth}B\n");
        place.write(RECORD, &text);
        hash(place.commit(RECORD, "p014: class", FileChange::Changed));
        assert_eq!(place.git(&["show", &format!("HEAD:{RECORD}")]), text);
        assert_eq!(place.git(&["status", "--porcelain"]), "A  pupils/p015.yaml\n");
    }
}

#[test]
fn a_damaged_store_is_distinguished_from_other_failures() {
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
    let (message, help) = failure(place.commit_by(&git, RECORD, "p014: class", FileChange::Changed));
    assert_eq!(message, "no git was found on this computer");
    assert_eq!(help, "install git (git-scm.com), or work on a computer that has it");
    assert_eq!(super::user_name(&git), None);
}

/// Failures that need Linux and its tools.
#[cfg(target_os = "linux")]
mod on_linux {
    use super::super::fixture::{command, skipped};
    use super::*;

    #[test]
    fn a_folder_of_another_user_is_never_trusted_silently() {
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

    /// Puts strace in place of git, so that each system call of one kind fails, or the `nth` kills git.
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
    fn a_full_disk_and_similar_failures_are_explained_in_words() {
        if !strace_works() {
            return;
        }
        for (error, why) in [
            ("ENOSPC", "the disk is full"),
            ("EDQUOT", "your disk quota is full"),
            ("EROFS", "the disk is read-only"),
            ("EACCES", "you may not write to git's folder"),
        ] {
            for command_of_git in ["hash-object", "commit-tree", "update-ref"] {
                let Some(place) = prepared() else { return };
                // Only calls that create something fail: a folder, a link, a renamed file.
                under_strace(&place, command_of_git, &format!("mkdir,link,rename:error={error}:when=1+"));
                place.write("pupils/p016.yaml", "id: p016\n");
                let root = place.root();
                let git = place.with_programs(&root);
                let (message, _) = failure(place.commit_by(&git, "pupils/p016.yaml", "p016: new", FileChange::New));
                // Git does not report why a branch cannot be moved.
                let told =
                    message.ends_with(why) || command_of_git == "update-ref" && message.contains("move the branch");
                assert!(told, "{command_of_git}: {message}");
                recovers(&place);
            }
        }
    }

    #[test]
    fn git_that_is_killed_is_started_again_and_leaves_no_lock() {
        if !strace_works() {
            return;
        }
        let mut killed = 0;
        for command_of_git in ["hash-object", "commit-tree", "update-index", "update-ref"] {
            for call in ["openat", "write", "rename", "link", "unlink", "fsync"] {
                for nth in [1, 2, 5] {
                    let Some(place) = prepared() else { return };
                    let once = place.home().join("once");
                    // Only the first of these commands is killed.
                    place.program(
                        "git",
                        &format!(
                            "case \" $* \" in\n*\" {command_of_git} \"*) if [ ! -e '{0}' ]; then : > '{0}'; exec strace -f -qq \
                             -o /dev/null -e trace=all -e inject={call}:signal=KILL:when={nth} \"$real\" \"$@\"; fi ;;\nesac\n\
                             exec \"$real\" \"$@\"\n",
                            once.display()
                        ),
                    );
                    let root = place.root();
                    let made = place.commit_by(&place.with_programs(&root), RECORD, "p014: class", FileChange::Changed);
                    let about = format!("{command_of_git} killed at {call} {nth}: {made:?}");
                    hash(made);
                    killed += usize::from(once.exists());
                    assert_eq!(place.git(&["show", &format!("HEAD:{RECORD}")]), "id: p014\nclass: 5H\n", "{about}");
                    assert_eq!(place.git(&["log", "--format=%s", "-1"]), "p014: class\n", "{about}");
                    let status = place.git(&["status", "--porcelain"]);
                    let may_be_behind = command_of_git == "update-index";
                    assert!(status == "A  pupils/p015.yaml\n" || may_be_behind, "{about}: {status}");
                    place.git(&["fsck", "--strict"]);
                    place.git(&["commit", "--quiet", "-m", "by hand", "--", "pupils/p015.yaml"]);
                }
            }
        }
        assert!(killed > 40, "only {killed} were killed: the test does not reach enough points");
    }
}
