//! The bodies of the fuzz targets: each takes any bytes and stops at the first claim that does not hold. They are compiled for
//! tests and fuzzers only, and are not part of the program.
//!
//! `cargo test --lib fuzzing::` tries the seeds and about four thousand changes to them, always the same ones. `.ci/long` runs
//! each target in `fuzz/` under libFuzzer, which looks for new paths through the program.
//!
//! To add a target, write its body here, name it in `TARGETS` of `seeds_tests.rs`, and give it a file in `fuzz/fuzz_targets/`.

mod edit;
mod merge;
mod policy;
mod roll;
#[cfg(test)]
#[path = "fuzzing/seeds_tests.rs"]
mod seeds_tests;
mod trial_folder;

pub use edit::edit;
pub use merge::merge;
pub use policy::policy;
pub use roll::roll;

/// The line between the parts of an input that has several. It cannot be a line of a record.
const BETWEEN: &[u8] = b"%%%\n";

/// Returns the first part of an input and the rest, which is empty if there is only one part.
fn split_parts(input: &[u8]) -> (&[u8], &[u8]) {
    let at = input.windows(BETWEEN.len()).position(|part| part == BETWEEN).unwrap_or(input.len());
    let (first, rest) = input.split_at(at);
    (first, rest.strip_prefix(BETWEEN).unwrap_or(rest))
}
