//! Problems that prevent a history: git itself, who the user is, and the repository's own settings. They are only reported, not
//! changed.

use std::path::Path;

use super::conflicted::conflicted_files;
use super::driver::{program_of, registered_driver};
use super::filters::Filters;
use super::folder_history::FolderHistory;
use super::git::GitFolder;
use super::start::knows_user;

/// A problem, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Advice {
    /// The problem.
    pub(crate) what: String,
    /// The remedy.
    pub(crate) todo: String,
}

impl Advice {
    /// Makes advice of its two parts.
    pub(crate) fn new(what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { what: what.into(), todo: todo.into() }
    }
}

/// The name of a record that need not exist, used to ask what the settings would do with it.
const ANY_RECORD: &str = "pupils/p000.yaml";

/// Returns every problem with git in the folder. Programs that its settings name are not started.
pub(crate) fn git_ailments(git: &GitFolder<'_>) -> Vec<Advice> {
    let mut found = Vec::new();
    if git.run_to_end(&[], &["--version"], "").is_err() {
        return vec![Advice::new(
            "no git was found on this computer, so no history is kept",
            "install it from git-scm.com",
        )];
    }
    let Some(FolderHistory { repository, git, is_larger }) = FolderHistory::of_folder(git) else {
        return vec![Advice::new(
            "this folder is not under git, so no history is kept",
            "run `send init --git` in this folder",
        )];
    };
    let git = &git;
    match git.run_to_end(&[], &["rev-parse", "--is-shallow-repository"], "") {
        Ok(answer) if !answer.done => {
            let (what, todo) = answer.said.fault_in_words(git.root());
            return vec![Advice::new(what, todo)];
        }
        Ok(answer) if answer.out.starts_with(b"true") => found.push(Advice::new(
            "the beginning of the history is missing from this copy (a shallow clone), so audits and searches are incomplete",
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
    // In a larger repository git starts a driver at the top, which has no records, so there it merges lines.
    found.extend(driver_advice(git).filter(|_| !is_larger));
    let conflicts = conflicted_files(git).unwrap_or_default();
    found.extend(conflicts.iter().filter_map(|file| {
        let pupil = file.rsplit('/').next()?.strip_suffix(".yaml")?;
        Some(Advice::new(format!("{file} is in conflict"), format!("run `send resolve {pupil}`")))
    }));
    found
}

fn unknown_user(git: &GitFolder<'_>) -> Option<Advice> {
    let todo = "run `send init --git`, which asks for your name and email address";
    (knows_user(git) == Ok(false)).then(|| Advice::new("git does not know who you are, so it cannot commit", todo))
}

fn filter_advice(git: &GitFolder<'_>) -> Option<Advice> {
    let filters = Filters::in_settings(git).ok()?;
    let filter = filters.meant_for(git, ANY_RECORD).ok()?.or_else(|| filters.first_unspeakable())?;
    Some(Advice::new(
        format!(
            "git's settings say that the program `{filter}` must process records, but send does not start such programs"
        ),
        "commit records yourself, or remove that setting",
    ))
}

/// Returns advice about the settings for records in `.gitattributes`.
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
            "`.gitattributes` says `merge=union`, so git mixes lines of two versions without asking",
            "replace it with `pupils/**/*.yaml merge=send`",
        )),
        _ => found.push(Advice::new(
            "`.gitattributes` does not say that records are merged by meaning",
            "add the line `pupils/**/*.yaml merge=send` to it",
        )),
    }
    if !matches!(attribute_value(&parts, "text"), Some("unset")) {
        found.push(Advice::new(
            "`.gitattributes` lets git change the line endings of records",
            "add the line `*.yaml -text` to it",
        ));
    }
    found
}

/// The value of an attribute in the answer of `git check-attr -z`, which has three parts each: file, attribute and value.
fn attribute_value<'a>(parts: &[&'a str], name: &str) -> Option<&'a str> {
    parts.chunks(3).find_map(|part| match part {
        [_, key, value] if *key == name => Some(*value),
        _ => None,
    })
}

/// Returns advice if git would add the program's own files. `check-ignore` cannot be used under guard, because it does not accept
/// literal names.
fn not_ignored(git: &GitFolder<'_>) -> Option<Advice> {
    let is_ignored = if git.root().join(".send").is_dir() {
        !lists_own_files(git, &["--others", "--exclude-standard"]) && !lists_own_files(git, &["--cached"])
    } else {
        let text = std::fs::read_to_string(git.root().join(".gitignore")).unwrap_or_default();
        text.lines().any(|line| line.trim().trim_matches('/') == ".send")
    };
    (!is_ignored).then(|| {
        Advice::new(
            "git does not ignore `.send/`, where this program keeps its own files, which contain names",
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
        return Some(Advice::new(
            "git does not know how to merge records by meaning, so it merges them line by line",
            fix,
        ));
    };
    match program_of(&line) {
        Some(program) if is_there(&program) => None,
        Some(program) => {
            Some(Advice::new(format!("git merges records with `{}`, which no longer exists", program.display()), fix))
        }
        None => Some(Advice::new(
            "git merges records with a command that this version of `send` did not set (`merge.send.driver`)",
            fix,
        )),
    }
}

fn is_there(program: &Path) -> bool {
    program.is_file()
}
