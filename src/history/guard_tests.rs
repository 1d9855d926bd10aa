//! Programs that a repository's settings name are never started. These tests run only on systems that can execute shell scripts.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::fixture::{FileChange, Place, RECORD, failure, hash};
use super::{
    CommitOutcome, commits_of_all_branches, commits_on_branch, files_of_pupils, history_state, read_blobs, user_name,
};

/// Every hook that a command of git could start here.
const HOOKS: &[&str] = &[
    "applypatch-msg",
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-checkout",
    "post-index-change",
    "post-rewrite",
    "pre-auto-gc",
    "reference-transaction",
];

/// Every setting that names a program. The tests set each to a command of their own.
const SETTINGS: &[&str] = &[
    "core.fsmonitor",
    "core.editor",
    "core.pager",
    "core.askPass",
    "core.sshCommand",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "sequence.editor",
    "credential.helper",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "filter.only.clean",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.ssh.defaultKeyCommand",
    "interactive.diffFilter",
    "merge.evil.driver",
    "pager.commit",
    "remote.origin.uploadpack",
    "trailer.evil.command",
    "trailer.evil.cmd",
    "uploadpack.packObjectsHook",
    "alias.commit",
    "alias.add",
];

impl Place {
    /// The folder where each program leaves a file with its name when it is started.
    fn fired(&self) -> PathBuf {
        self.home().join("fired")
    }

    /// The programs that were started since the last call.
    fn started(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.fired()).unwrap();
        let paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        let names = paths.iter().map(name).collect();
        paths.iter().for_each(|path| std::fs::remove_file(path).unwrap());
        names
    }

    /// A repository in which every setting and every hook names a program.
    fn hostile() -> Option<Self> {
        let place = Self::new()?;
        std::fs::create_dir(place.fired()).unwrap();
        place.write("documents/plan.txt", "plan\n");
        place.git(&["add", "."]);
        place.git(&["commit", "--quiet", "-m", "a paper"]);
        let program = |name: &str| {
            let path = place.home().join(format!("program-{name}"));
            let script = format!("#!/bin/sh\n: > '{}/{name}'\n[ -t 0 ] || cat\n", place.fired().display());
            std::fs::write(&path, script).unwrap();
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
            path.to_str().unwrap().to_owned()
        };
        for hook in HOOKS {
            std::fs::copy(program(hook), place.root().join(".git/hooks").join(hook)).unwrap();
        }
        for setting in SETTINGS {
            let shell = if setting.starts_with("alias") { "!" } else { "" };
            let name = if *setting == "filter.only.clean" { "filter.evil.clean" } else { setting };
            place.git(&["config", setting, &format!("{shell}{}", program(name))]);
        }
        for (setting, value) in [
            ("commit.gpgSign", "true"),
            ("filter.evil.required", "true"),
            ("protocol.ext.allow", "always"),
            ("remote.origin.url", "ext::sh -c true"),
            ("remote.origin.promisor", "true"),
            ("gc.auto", "1"),
            ("trailer.evil.ifmissing", "add"),
        ] {
            place.git(&["config", setting, value]);
        }
        // In three ways; no option of git switches off the last one. The document differs, so that git reads its contents.
        place.write(".gitattributes", "*.txt filter=evil diff=evil merge=evil\n");
        std::fs::write(place.root().join(".git/info/attributes"), "*.txt filter=only diff=evil\n").unwrap();
        place.write("documents/plan.txt", "PLAN\n");
        place.started();
        Some(place)
    }
}

#[test]
fn no_program_of_the_settings_is_started() {
    let Some(place) = Place::hostile() else { return };
    place.write(RECORD, "id: p014\n");
    assert_eq!(user_name(&place.guarded(&place.root())).as_deref(), Some("Jo Example"));
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.write(RECORD, "id: p014\nclass: 5H\n");
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    std::fs::remove_file(place.root().join(RECORD)).unwrap();
    hash(place.commit(RECORD, "p014: deleted", FileChange::Deleted));
    // A commit that fails, and is undone.
    place.write(RECORD, "id: p014\n");
    std::fs::write(place.root().join(".git/HEAD.lock"), "").unwrap();
    failure(place.commit(RECORD, "p014: new", FileChange::New));
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(place.started(), BTreeSet::new());
}

/// Adds a commit that claims to be signed. Displaying it makes git start the program that checks signatures, if the settings ask
/// for that.
fn sign(place: &Place) {
    place.git(&["config", "core.fsmonitor", "false"]);
    let commit = place.git(&["cat-file", "commit", "HEAD"]).replacen(
        "\n\n",
        "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----\n\n",
        1,
    );
    place.write("signed", &commit);
    let signed = place.git(&["hash-object", "-t", "commit", "-w", "--no-filters", "signed"]);
    place.git(&["update-ref", "refs/heads/main", signed.trim()]);
    for (setting, value) in [("log.showSignature", "true"), ("log.diffMerges", "remerge"), ("core.fsmonitor", "true")] {
        place.git(&["config", setting, value]);
    }
    place.started();
}

#[test]
fn reading_the_history_starts_no_program() {
    let Some(place) = Place::hostile() else { return };
    place.write(RECORD, "id: p014\n");
    hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
    sign(&place);
    // The trap works: an ordinary log starts the program that checks the signature.
    place.try_git(&["log", "-p"]);
    let started = place.started();
    assert!(started.contains("gpg.program"), "{started:?}");

    let root = place.root();
    let git = place.guarded(&root);
    assert!(history_state(&git).unwrap().is_some());
    let all = commits_on_branch(&git, &[]).unwrap();
    assert_eq!(commits_on_branch(&git, &[RECORD]).unwrap().len(), 1);
    assert_eq!(commits_of_all_branches(&git).unwrap(), all);
    let ids: Vec<&str> =
        all.iter().flat_map(|one| &one.changes).filter_map(|one| Some(&*one.new.as_ref()?.id)).collect();
    let mut read = 0;
    read_blobs(&git, &ids, |bytes| read += usize::from(bytes.is_some())).unwrap();
    assert_eq!(read, ids.len());
    assert_eq!(files_of_pupils(&git).unwrap().len(), 1);
    assert_eq!(place.started(), BTreeSet::new());
}

/// The traps work: git without the guard starts the programs.
#[test]
fn git_without_the_guard_starts_the_programs_of_the_settings() {
    let Some(place) = Place::hostile() else { return };
    place.write(RECORD, "id: p014\n");
    for arguments in [
        &["status"][..],
        &["diff"],
        &["diff", "--no-ext-diff", "--textconv"],
        &["add", "."],
        &["commit", "-m", "signed"],
        &["commit", "--no-gpg-sign"],
        &["-c", "core.fsmonitor=false", "commit", "--no-gpg-sign", "-m", "hooks"],
    ] {
        place.try_git(arguments);
    }
    let started = place.started();
    for name in [
        "core.fsmonitor",
        "core.editor",
        "diff.evil.command",
        "filter.evil.clean",
        "gpg.program",
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "post-index-change",
        "reference-transaction",
    ] {
        assert!(started.contains(name), "{name} is not a working trap: {started:?}");
    }
}

/// A git that cannot ignore `.gitattributes`, as before 2.41, imitated by a script that removes the variables from the
/// environment.
#[test]
fn an_older_git_starts_no_program_either() {
    let Some(place) = Place::hostile() else { return };
    place.program("git", "unset GIT_ATTR_SOURCE GIT_ATTR_NOSYSTEM GIT_NO_LAZY_FETCH\nexec \"$real\" \"$@\"\n");
    place.write(RECORD, "id: p014\n");
    let root = place.root();
    hash(place.commit_by(&place.with_programs(&root), RECORD, "p014: new", FileChange::New));
    assert_eq!(place.started(), BTreeSet::new());
}

/// Git-crypt and similar tools encrypt records with a filter: a record is not stored without it.
#[test]
fn a_record_that_is_meant_for_a_program_is_not_stored_without_it() {
    let Some(place) = Place::hostile() else { return };
    place.write(".gitattributes", "*.yaml filter=evil\n");
    place.write(RECORD, "id: p014\n");
    let (message, help) = failure(place.commit(RECORD, "p014: new", FileChange::New));
    assert_eq!(
        message,
        "git's settings say that the program `evil` must process the file first, but \
         send does not start such programs"
    );
    assert!(help.starts_with("commit it yourself: `git add pupils/p014.yaml`"), "{help}");
    assert_eq!(place.started(), BTreeSet::new());
    place.git(&["config", "core.fsmonitor", "false"]);
    assert_eq!(place.git(&["ls-files", RECORD]), "");

    // A name that cannot be part of an option cannot be switched off.
    place.write(".gitattributes", "");
    place.git(&["config", "filter.a=b.clean", "cat"]);
    assert!(matches!(place.commit(RECORD, "p014: new", FileChange::New), CommitOutcome::Failed { .. }));
    assert_eq!(place.started(), BTreeSet::new());
}
