//! The term of `docs/a-term-in-a-school.md`: an empty school under git, and three pupils recorded only with commands.

use std::path::Path;

use super::folders::repository;
use super::office::Office;

/// The page that the tests walk through.
pub(crate) const PAGE: &str = include_str!("../../../docs/a-term-in-a-school.md");

/// Commands of the page that only read.
const READING: &[&str] = &["overdue", "ready", "census", "register", "check", "show", "init", "next", "log", "audit"];

/// Sets up an empty school from before the year 2024/25, with the template's policy in force.
fn lay_out(root: &Path) {
    for folder in ["policy", "pupils"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    std::fs::copy(repository("tests/it/term/send.toml"), root.join("send.toml")).unwrap();
    let template = repository("records-template");
    for name in [".gitignore", ".gitattributes"] {
        std::fs::copy(template.join(name), root.join(name)).unwrap();
    }
    let policy = std::fs::read_to_string(template.join("policy/2025-09-01.toml")).unwrap();
    let earlier = policy.replace("in_force = 2025-09-01", "in_force = 2024-09-01");
    assert_ne!(policy, earlier, "the template's policy is in force from another day");
    std::fs::write(root.join("policy/2024-09-01.toml"), earlier).unwrap();
}

impl Office {
    /// The school of the page before its first command, under git. `None`, with a message, if git is not installed.
    pub(crate) fn before_the_term() -> Option<Self> {
        Self::before_the_term_in("work/records")
    }

    /// The same, in this folder of the computer.
    pub(crate) fn before_the_term_in(folder: &str) -> Option<Self> {
        let office = Self::empty(folder)?;
        lay_out(office.root());
        office.begin(office.root());
        Some(office)
    }

    /// Runs every command of the page that writes, with a new set of pupils for each round.
    pub(crate) fn a_term(&self, round: usize) {
        for line in PAGE.lines().filter_map(|line| line.strip_prefix("$ send ")) {
            let mut words: Vec<String> = words_of(line).iter().map(|word| of_round(word, round)).collect();
            if READING.contains(&words[0].as_str()) {
                continue;
            }
            if let Some(at) = words.iter().position(|word| word == "--upn") {
                words.drain(at..at + 2);
            }
            if words[0] == "new" && round > 0 {
                words.push("--anyway".to_owned());
            }
            let ran = self.send(&words.iter().map(String::as_str).collect::<Vec<_>>());
            // The page also shows commands that are refused.
            assert!(ran.code < 2, "{words:?} {ran:?}");
        }
    }
}

/// A word of the page, changed to name this round's pupils.
fn of_round(word: &str, round: usize) -> String {
    for (nth, names) in [["p001", "amira"], ["p002", "ben"], ["p003", "cem"]].iter().enumerate() {
        if names.contains(&word) {
            return format!("p{:03}", round * 3 + nth + 1);
        }
    }
    word.to_owned()
}

/// Splits a command line with double quotation marks into words.
pub(crate) fn words_of(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words
}
