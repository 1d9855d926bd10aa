//! Problems that `send.toml` and `school.yaml` may have even if every line can be read.

use super::{EventKind, HalfTerm, School, Settings, Term};
use crate::finding::{SettingProblem, key_path};

/// Finds everything wrong with the meaning of `send.toml`.
pub(crate) fn of_settings(settings: &Settings) -> Vec<SettingProblem> {
    let mut problems = Vec::new();
    check_digits(&mut problems, settings);
    for (index, term) in settings.terms.iter().enumerate() {
        term_alone(&mut problems, index, term);
        let before = index.checked_sub(1).and_then(|before| settings.terms.get(before));
        if before.is_some_and(|before| before.to >= term.from) {
            problems.push(SettingProblem {
                field: key_path!["terms", index, "from"],
                message: "the term begins before the one above it has ended".to_owned(),
                help: "list the terms oldest first, each after the one before",
            });
        }
    }
    for (index, class) in settings.classes.iter().enumerate() {
        if settings.classes.iter().take(index).any(|before| before.name == class.name) {
            problems.push(SettingProblem {
                field: key_path!["classes", index, "name"],
                message: format!("the class `{}` is listed twice", class.name.as_str()),
                help: "delete one of the two",
            });
        }
    }
    for (index, census) in settings.census.iter().enumerate() {
        if settings.census.iter().take(index).any(|before| before.day == census.day) {
            problems.push(SettingProblem {
                field: key_path!["census", index, "day"],
                message: format!("the census day {} is listed twice", census.day),
                help: "delete one of the two",
            });
        }
    }
    problems
}

/// Finds everything wrong with the meaning of `school.yaml`.
pub(crate) fn of_events(school: &School) -> Vec<SettingProblem> {
    let mut problems = Vec::new();
    for (index, event) in school.events.iter().enumerate() {
        let sheet = event.kind == EventKind::SheetRead;
        match &event.class {
            None if sheet => problems.push(SettingProblem {
                field: key_path!["events", index],
                message: "a `sheet-read` needs the class whose sheet was read".to_owned(),
                help: "add a line `class: ...`",
            }),
            Some(class) if !school.has_class(class.as_str()) => problems.push(SettingProblem {
                field: key_path!["events", index, "class"],
                message: format!("`{}` is not a class in send.toml", class.as_str()),
                help: "correct the name, or add the class to send.toml",
            }),
            Some(_) | None => {}
        }
        let names_a_commit = event.commit.as_ref().is_some_and(|commit| is_commit(commit.as_str()));
        if event.kind == EventKind::CorrectionAccepted && !names_a_commit {
            problems.push(SettingProblem {
                field: key_path!["events", index],
                message: "a `correction-accepted` needs the full name of the commit: 40 or 64 characters, digits and the letters a to f"
                    .to_owned(),
                help: "let `send accept` write it",
            });
        }
    }
    problems
}

/// Only a full name is safe: a shortened one could come to mean another commit.
fn is_commit(name: &str) -> bool {
    matches!(name.len(), 40 | 64) && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn check_digits(problems: &mut Vec<SettingProblem>, settings: &Settings) {
    let school = &settings.school;
    for (key, value, length) in [("urn", &school.urn, 6), ("la", &school.la, 3), ("estab", &school.estab, 4)] {
        let Some(value) = value else { continue };
        if value.as_str().len() != length || !value.as_str().bytes().all(|byte| byte.is_ascii_digit()) {
            problems.push(SettingProblem {
                field: key_path!["school", key],
                message: format!("found `{}`, expected {length} digits", value.as_str()),
                help: "correct it, or leave the line out until you know it",
            });
        }
    }
}

/// Whether a half term is a range of days within its term.
fn lies_within(half: &HalfTerm, term: &Term) -> bool {
    term.from <= half.from && half.from <= half.to && half.to <= term.to
}

fn term_alone(problems: &mut Vec<SettingProblem>, index: usize, term: &Term) {
    if term.to < term.from {
        problems.push(SettingProblem {
            field: key_path!["terms", index, "to"],
            message: format!("the term `{}` ends before it begins", term.name.as_str()),
            help: "correct one of the two days",
        });
    }
    if term.half_term.as_ref().is_some_and(|half| !lies_within(half, term)) {
        problems.push(SettingProblem {
            field: key_path!["terms", index, "half_term"],
            message: format!("the half term of `{}` does not lie within the term", term.name.as_str()),
            help: "correct one of its two days",
        });
    }
    for (at, closed) in term.closed.iter().enumerate() {
        if *closed < term.from || *closed > term.to {
            problems.push(SettingProblem {
                field: key_path!["terms", index, "closed", at],
                message: format!("{closed} is outside the term `{}`", term.name.as_str()),
                help: "move it to the term it belongs to, or delete it",
            });
        }
    }
}
