//! Counts habits that a British reader stumbles over, per 1,000 words of the repository's prose: comments, the texts of the
//! program, Markdown, the comments of YAML and TOML, page templates and text fixtures. A habit over its limit fails.
//!
//! The limits are what four well-written Rust projects (ripgrep, zizmor, just, hyperfine) stay under in the same count. The count
//! finds habits, not mistakes: read the lines that it shows, and mend what a careful British writer would not have written.
//! `cargo test --test it plain_english:: -- --nocapture` prints the table.

mod prose;

use std::fmt::Write;
use std::path::Path;

use regex::{Regex, RegexBuilder};

use prose::{Kind, Passage, passages};

/// A habit that makes a reader stop.
struct Habit {
    /// Its name in the table.
    name: &'static str,
    /// How often it may occur in 1,000 words.
    limit: f64,
    /// What it looks like, in capitals or not.
    pattern: &'static str,
    /// Ordinary English that looks like it.
    ordinary: &'static [&'static str],
    /// What to write instead.
    instead: &'static str,
    /// The habit, once. It is too short to be counted as prose of the repository.
    example: &'static str,
}

const HABITS: &[Habit] = &[
    Habit {
        name: "opens-sideways",
        limit: 2.0,
        pattern: r"(?-i)(?:^|[.!?:] )(?:Of|Where|What|Whoever|Who|Whose|That|With) [a-z]",
        ordinary: &[],
        instead: "start with the thing or the action: subject, verb, object",
        example: "Of two first",
    },
    Habit {
        name: "stands",
        limit: 0.3,
        pattern: r"\b(?:stand|stands|standing|stood)\b",
        ordinary: &[],
        instead: "is, comes, appears, is written",
        example: "The date stands",
    },
    Habit {
        name: "is-told",
        limit: 0.3,
        pattern: r"\b(?:is|are|was|were|be|been) told\b|\btells\b",
        ordinary: &[],
        instead: "is reported, says, shows",
        example: "It is told",
    },
    Habit {
        name: "no-noun",
        limit: 0.6,
        pattern: r"\b(?:is|are|was|were) no [a-z]+",
        ordinary: &[" more", " longer", " fewer", " less", " later", " need", " way", " such", " one"],
        instead: "is not a ...",
        example: "is no folder",
    },
    Habit {
        name: "nobody-nothing",
        limit: 2.0,
        pattern: r"\b(?:nobody|nothing|nowhere|none)\b",
        ordinary: &[],
        instead: "say who or what does not: 'no one', 'not', 'never'",
        example: "It asks nobody",
    },
    Habit {
        name: "for-because",
        limit: 0.2,
        pattern: r", for (?:it|they|the|a|an|that|he|she|no|some|most|what|whoever|only|such|there)\b",
        ordinary: &[],
        instead: "because",
        example: "Stay, for it",
    },
    Habit {
        name: "whoever",
        limit: 0.5,
        pattern: r"\b(?:whoever|whomever|whom|whose)\b",
        ordinary: &[],
        instead: "the person who, anyone who; split the sentence",
        example: "whoever asks",
    },
    Habit {
        name: "preposition-which",
        limit: 1.0,
        pattern: r"\b(?:of|for|by|in|to|on|from|with|at) (?:which|whom)\b",
        ordinary: &[],
        instead: "split the sentence",
        example: "day on which",
    },
    Habit {
        name: "anew-amiss-alone",
        limit: 0.4,
        pattern: r"\b(?:anew|amiss|alone|beside|behind it|therein|thereof|oftenest|apiece)\b",
        ordinary: &[],
        instead: "again, wrong, only, next to, after",
        example: "Write it anew",
    },
    Habit {
        name: "is-to-be",
        limit: 0.6,
        pattern: r"\b(?:is|are|was|were) to (?:be|have|do|come|go|say|know|stand|take|make|hold)\b",
        ordinary: &[],
        instead: "must, will, should",
        example: "is to be",
    },
    Habit {
        name: "that-which-is",
        limit: 0.5,
        pattern: r"\b(?:that of|those of|such as is|as it stands|so many|so much)\b",
        ordinary: &[],
        instead: "name the thing again",
        example: "is that of",
    },
    Habit {
        name: "written-down",
        limit: 0.2,
        pattern: r"\b(?:wr[io]te?s?|written) (?:it |them |that )?down\b",
        ordinary: &[],
        instead: "record, recorded, add",
        example: "Write it down",
    },
    Habit {
        name: "grown-ups",
        limit: 0.0,
        pattern: r"\b(?:grown-ups?|telephone|computer's set-up|amongst|whilst|shan't|mayn't)\b",
        ordinary: &[],
        instead: "adults, phone, setup, among, while",
        example: "Ask the grown-ups",
    },
];

impl Habit {
    fn regex(&self) -> Regex {
        RegexBuilder::new(self.pattern).case_insensitive(true).build().unwrap()
    }

    /// How often a text has it.
    fn count(&self, regex: &Regex, text: &str) -> usize {
        let is_ordinary = |hit: &str| self.ordinary.iter().any(|ordinary| hit.to_lowercase().contains(ordinary));
        regex.find_iter(text).filter(|hit| !is_ordinary(hit.as_str())).count()
    }

    /// The passages that have it, each with how often.
    fn found<'p>(&self, passages: &'p [Passage]) -> Vec<(&'p Passage, usize)> {
        let regex = self.regex();
        let counted = passages.iter().map(|passage| (passage, self.count(&regex, &passage.text)));
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// What to mend, with the first lines that have it.
    fn complaint(&self, rate: f64, found: &[(&Passage, usize)]) -> String {
        let Self { name, limit, instead, .. } = self;
        let mut complaint =
            format!("{name}: {rate:.2} in 1,000 words, but at most {limit:.1} are allowed; write: {instead}\n");
        for (passage, _) in found.iter().take(SHOWN) {
            writeln!(complaint, "  {}:{}: {}", passage.file, passage.line, passage.text).unwrap();
        }
        complaint
    }
}

/// The most lines of one habit that a failure shows.
const SHOWN: usize = 20;

#[test]
#[expect(clippy::cast_precision_loss, reason = "a float holds every count of words exactly")]
fn the_repository_is_written_in_plain_english() {
    let passages = passages(Path::new(env!("CARGO_MANIFEST_DIR")));
    for kind in [Kind::Rust, Kind::Markdown, Kind::Remarks, Kind::Template, Kind::Fixture] {
        let words: usize = passages.iter().filter(|passage| passage.kind == kind).map(Passage::words).sum();
        assert!(words > 10, "{kind:?}: {words} words were read");
    }
    let words: usize = passages.iter().map(Passage::words).sum();
    let mut table = format!("{words} words\n");
    let mut over = String::new();
    for habit in HABITS {
        let found = habit.found(&passages);
        let count: usize = found.iter().map(|(_, count)| count).sum();
        let rate = 1000.0 * count as f64 / words as f64;
        writeln!(table, "{:20} {count:5} {rate:6.2} limit {:.1}", habit.name, habit.limit).unwrap();
        if rate > habit.limit {
            over += &habit.complaint(rate, &found);
        }
    }
    eprintln!("{table}");
    assert!(over.is_empty(), "{over}");
}

#[test]
fn each_habit_is_found_in_its_example_once_and_in_no_other() {
    for habit in HABITS {
        let regex = habit.regex();
        for example in HABITS {
            let count = habit.count(&regex, example.example);
            assert_eq!(count, usize::from(habit.name == example.name), "{} in {}", habit.name, example.example);
        }
        assert!(habit.example.split(' ').count() < prose::SENTENCE, "{}", habit.example);
    }
}

#[test]
fn ordinary_english_is_not_counted() {
    let text = "There is no need to wait, it is no longer due, and there is no one to ask. See what helps.";
    for habit in HABITS {
        assert_eq!(habit.count(&habit.regex(), text), 0, "{}", habit.name);
    }
}
