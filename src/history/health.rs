//! What stands in the way of a history: git itself, who the user is, and the repository's own settings. Only looked at.

use std::path::Path;

use super::conflicted::conflicted_files;
use super::driver::{program_of, registered_driver};
use super::filters::Filters;
use super::folder_history::FolderHistory;
use super::git::GitFolder;
use super::start::knows_user;

/// Something amiss, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Advice {
    /// What is amiss.
    pub(crate) what: String,
    /// What to do.
    pub(crate) todo: String,
}

impl Advice {
    /// Of its two parts.
    pub(crate) fn new(what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { what: what.into(), todo: todo.into() }
    }
}

/// A record that need not be there: the settings are asked what they would do with it.
const ANY_RECORD: &str = "pupils/p000.yaml";

/// Everything about git that is amiss in the folder. Nothing that its settings name is started.
pub(crate) fn git_ailments(git: &GitFolder<'_>) -> Vec<Advice> {
    let mut found = Vec::new();
    if git.run_to_end(&[], &["--version"], "").is_err() {
        return vec![Advice::new(
            "there is no git on this computer, so no history is kept",
            "install it from git-scm.com",
        )];
    }
    let Some(FolderHistory { repository, git, is_larger }) = FolderHistory::of_folder(git) else {
        return vec![Advice::new("this folder is not under git, so no history is kept", "run `send init --git` in it")];
    };
    let git = &git;
    match git.run_to_end(&[], &["rev-parse", "--is-shallow-repository"], "") {
        Ok(answer) if !answer.done => {
            let (what, todo) = answer.said.fault_in_words(git.root());
            return vec![Advice::new(what, todo)];
        }
        Ok(answer) if answer.out.starts_with(b"true") => found.push(Advice::new(
            "the beginning of the history is not in this copy of it (a shallow clone), so audits and searches are not whole",
            "run `git fetch --unshallow`",
        )),
        Ok(_) | Err(_) => {}
    }
    if let Err(why) = repository.check_ready() {
        let (what, todo) = why.reason_in_words();
        found.push(Advice::new(what, todo));
    }
    found.extend(unknown_user(git));
    found.extend(filter_advice(git));
    found.extend(attribute_advice(git));
    found.extend(not_ignored(git));
    // Git starts a driver at the top of a larger repository, where no records are: lines are merged there.
    found.extend(driver_advice(git).filter(|_| !is_larger));
    let conflicts = conflicted_files(git).unwrap_or_default();
    found.extend(conflicts.iter().filter_map(|file| {
        let pupil = file.rsplit('/').next()?.strip_suffix(".yaml")?;
        Some(Advice::new(format!("{file} is in conflict"), format!("run `send resolve {pupil}`")))
    }));
    found
}

fn unknown_user(git: &GitFolder<'_>) -> Option<Advice> {
    let todo = "run `send init --git`, which asks for your name and address";
    (knows_user(git) == Ok(false)).then(|| Advice::new("git does not know who you are, so it cannot commit", todo))
}

fn filter_advice(git: &GitFolder<'_>) -> Option<Advice> {
    let filters = Filters::in_settings(git).ok()?;
    let filter = filters.meant_for(git, ANY_RECORD).ok()?.or_else(|| filters.first_unspeakable())?;
    Some(Advice::new(
        format!("git's settings want the program `{filter}` to work on records, and send starts no such program"),
        "commit records yourself, or take that setting away",
    ))
}

/// What `.gitattributes` says of records.
fn attribute_advice(git: &GitFolder<'_>) -> Vec<Advice> {
    let Ok(answer) = git.run_to_end(&[], &["check-attr", "-z", "merge", "text", "--", ANY_RECORD], "") else {
        return Vec::new();
    };
    let out = String::from_utf8_lossy(&answer.out).into_owned();
    let parts: Vec<&str> = out.split('\0').collect();
    let mut found = Vec::new();
    match attribute_value(&parts, "merge") {
        Some("send") => {}
        Some("union") => found.push(Advice::new(
            "`.gitattributes` says `merge=union`, with which git mixes lines of two versions unasked",
            "put `pupils/**/*.yaml merge=send` in its place",
        )),
        _ => found.push(Advice::new(
            "`.gitattributes` does not say that records are merged by meaning",
            "add the line `pupils/**/*.yaml merge=send` to it",
        )),
    }
    if !matches!(attribute_value(&parts, "text"), Some("unset")) {
        found.push(Advice::new(
            "`.gitattributes` lets git change the line ends of records",
            "add the line `*.yaml -text` to it",
        ));
    }
    found
}

/// The value of an attribute in the answer of `git check-attr -z`: file, attribute and value, three parts each.
fn attribute_value<'a>(parts: &[&'a str], name: &str) -> Option<&'a str> {
    parts.chunks(3).find_map(|part| match part {
        [_, key, value] if *key == name => Some(*value),
        _ => None,
    })
}

/// Whether git would take up the program's own files. `check-ignore` cannot be asked under guard: it knows no plain names.
fn not_ignored(git: &GitFolder<'_>) -> Option<Advice> {
    let is_ignored = if git.root().join(".send").is_dir() {
        !lists_own_files(git, &["--others", "--exclude-standard"]) && !lists_own_files(git, &["--cached"])
    } else {
        let text = std::fs::read_to_string(git.root().join(".gitignore")).unwrap_or_default();
        text.lines().any(|line| line.trim().trim_matches('/') == ".send")
    };
    (!is_ignored).then(|| {
        Advice::new(
            "git does not pass over `.send/`, where this program keeps its own files, with names in them",
            "add the line `.send/` to `.gitignore`",
        )
    })
}

/// Whether `git ls-files` with these options lists a file of `.send/`.
fn lists_own_files(git: &GitFolder<'_>, options: &[&str]) -> bool {
    let arguments = [&["ls-files", "-z"], options, &["--", ".send"]].concat();
    git.run_to_end(&[], &arguments, "").is_ok_and(|answer| !answer.out.is_empty())
}

fn driver_advice(git: &GitFolder<'_>) -> Option<Advice> {
    let fix = "run `send doctor --fix`";
    let Some(line) = registered_driver(git) else {
        return Some(Advice::new("git does not know how to merge records by meaning, so it merges their lines", fix));
    };
    match program_of(&line) {
        Some(program) if is_there(&program) => None,
        Some(program) => {
            Some(Advice::new(format!("git merges records with `{}`, which is gone", program.display()), fix))
        }
        None => Some(Advice::new(
            "git merges records by a command that this version of `send` did not set (`merge.send.driver`)",
            fix,
        )),
    }
}

fn is_there(program: &Path) -> bool {
    program.is_file()
}
