//! Runs every target over its seeds and hundreds or thousands of changes to them, the same ones each time. `SEND_FULL_SWEEP=1`
//! tries twenty times as many.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A target, where its seeds are, and how many changes to them are tried.
type FuzzTarget = (&'static str, fn(&[u8]), &'static [&'static str], usize);

const TARGETS: &[FuzzTarget] = &[
    ("edit", super::edit, &["src/fuzzing/seeds/edit", "src/records/edit/styles", "examples/elmfield/pupils"], 1200),
    ("merge", super::merge, &["src/fuzzing/seeds/merge"], 2000),
    ("policy", super::policy, &["src/fuzzing/seeds/policy", "examples/elmfield/policy"], 600),
    ("roll", super::roll, &["src/fuzzing/seeds/roll"], 120),
];

/// Pieces of text that have a meaning in a record, a policy or a roll.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    ": ",
    "- ",
    "  ",
    " # x",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "|",
    ">",
    "%%%\n",
    ",",
    ";",
    "\t",
    "=",
    "2025-09-15",
    "9999-12-31",
    "1900-01-01",
    "0",
    "-1",
    "4294967295",
    "99999999999",
    "true",
    "null",
    "~",
    "\u{feff}",
    "\u{1b}",
    "\u{202e}",
    "\u{e9}",
    "[[terms]]\n",
    "weeks = ",
    "id,name\n",
    "p014",
    "Amira Example",
    "stage: C\n",
];

fn whole(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place)
}

/// The seeds of a target, in the order of their names.
fn seeds(folders: &[&str]) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(whole(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
        files.sort();
        assert!(!files.is_empty(), "{folder} has no seeds");
        seeds.extend(files.iter().map(|file| std::fs::read(file).unwrap()));
    }
    seeds
}

/// Numbers that look random and are the same each time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, number: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % number.max(1)
    }
}

/// Returns a seed with one to four changes: bytes or lines removed, repeated, replaced, or taken from another seed.
fn changed(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(input.len() + 1);
        let end = (at + 1 + random.below(40)).min(input.len());
        let lines: Vec<usize> = (0..input.len()).filter(|nth| *nth == 0 || input[nth - 1] == b'\n').collect();
        let [one, other] = [(); 2].map(|()| lines.get(random.below(lines.len())).copied().unwrap_or(0));
        match random.below(7) {
            0 => drop(input.drain(at.min(end)..end)),
            1 => drop(input.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            2 if at < input.len() => input[at] = u8::try_from(random.below(256)).unwrap(),
            3 => drop(input.drain(one.min(other)..one.max(other))),
            4 => drop(input.splice(at..at, input[one.min(other)..one.max(other)].to_vec())),
            5 => drop(input.splice(one..one, input[one.min(other)..one.max(other)].to_vec())),
            _ => {
                let donor = &seeds[random.below(seeds.len())];
                let from = random.below(donor.len());
                input.splice(at..at, donor[from..(from + random.below(80)).min(donor.len())].to_vec());
            }
        }
    }
    input
}

/// Runs a target on an input, and shows the input if a claim does not hold.
fn try_input(name: &str, target: fn(&[u8]), input: &[u8]) {
    let held = catch_unwind(AssertUnwindSafe(|| target(input)));
    assert!(held.is_ok(), "{name} does not hold for:\n{}\n{input:?}", String::from_utf8_lossy(input));
}

#[expect(clippy::disallowed_methods, reason = "a test asks whether to try everything")]
fn runs(nth: usize) {
    let (name, target, folders, wanted) = TARGETS[nth];
    let seeds = seeds(folders);
    seeds.iter().for_each(|seed| try_input(name, target, seed));
    let times = if std::env::var_os("SEND_FULL_SWEEP").is_some_and(|wish| wish == "1") { 20 } else { 1 };
    let mut random = Random(0x5EED_2026);
    for _ in 0..wanted * times {
        try_input(name, target, &changed(&seeds, &mut random));
    }
}

#[test]
fn an_edited_text_has_the_new_values_and_loses_no_line() {
    runs(0);
}

#[test]
fn a_merge_loses_no_entry_and_prefers_no_side() {
    runs(1);
}

#[test]
fn any_policy_is_applied_or_refused_with_the_place_of_each_mistake() {
    runs(2);
}

#[test]
fn any_roll_is_imported_or_refused_and_touches_no_fact() {
    runs(3);
}

/// Each target has a file under `fuzz/`, and each file is a target.
#[test]
fn every_target_is_run_by_libfuzzer_too() {
    let manifest = std::fs::read_to_string(whole("fuzz/Cargo.toml")).unwrap();
    for (name, _, folders, _) in TARGETS {
        let text = std::fs::read_to_string(whole(&format!("fuzz/fuzz_targets/{name}.rs"))).unwrap();
        assert!(text.contains(&format!("send_records::fuzzing::{name}(")), "{text}");
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name}");
        assert!(folders.contains(&format!("src/fuzzing/seeds/{name}").as_str()), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}
