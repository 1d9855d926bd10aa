//! Measures how long a commit takes, as a whole process: `cargo bench --bench commits`. No test asserts these times.
//!
//! Makes one folder of 1,000 records and one of 10,000, each with and without git. `send contact` then changes one record after
//! another. To compare two builds of `send`, give the other build as the last argument; the two take turns in the same folder:
//! `cargo bench --bench commits -- /path/to/send`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "a bench starts programs and prints"
)]
#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 25;
const SIZES: [usize; 2] = [1_000, 10_000];

fn main() {
    let other = std::env::args().skip(1).find(|typed| Path::new(typed).is_file());
    let programs: Vec<String> = std::iter::once(env!("CARGO_BIN_EXE_send").to_owned()).chain(other).collect();
    for size in SIZES {
        for under_git in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            write_records(folder.path(), size);
            if under_git {
                begin_history(folder.path());
            }
            println!("{size} records, {}:", if under_git { "under git" } else { "without git" });
            measure(folder.path(), &programs, size);
        }
    }
}

/// Changes one record after another; the programs take turns.
fn measure(folder: &Path, programs: &[String], size: usize) {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); programs.len()];
    for run in 0..=RUNS {
        for (nth, program) in programs.iter().enumerate() {
            let pupil = format!("p{:05}", (run * programs.len() + nth) * 7 % size);
            let started = Instant::now();
            let mut send = Command::new(program);
            send.args(["contact", &pupil, "call", "--about", "review", "--by", "R. Osei", "--as-at", "2026-01-15"]);
            assert!(send.current_dir(folder).stdout(Stdio::null()).status().unwrap().success());
            // The first run of each program is only a warm-up.
            if let (true, Some(times)) = (run > 0, times.get_mut(nth)) {
                times.push(started.elapsed());
            }
        }
    }
    for (program, mut times) in programs.iter().zip(times) {
        times.sort();
        let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
        let name = if Some(program) == programs.first() { "this build" } else { "the other build" };
        println!("  {name:<16} median {:6.1} ms   best {:6.1}   90% under {:6.1}", at(50), at(0), at(90));
    }
}

/// Invented pupils, each with a year of contacts: about 4 kB.
fn write_records(folder: &Path, size: usize) {
    let init =
        Command::new(env!("CARGO_BIN_EXE_send")).args(["init", "."]).current_dir(folder).stdout(Stdio::null()).status();
    assert!(init.unwrap().success());
    let contacts: String = (1..=36)
        .map(|nth| format!("  - date: 2025-{:02}-{:02}\n    kind: call\n    about: review\n    note: An invented call about an invented child\n", 1 + nth / 4, 1 + nth % 4 * 7))
        .collect();
    for nth in 0..size {
        let record = format!(
            "format: 1\nid: p{nth:05}\nname: Pupil Invented{nth}\ndate_of_birth: 2017-{:02}-{:02}\non_roll:\n  - from: 2022-09-05\ncensus: N\n\ncontacts:\n{contacts}",
            1 + nth % 12,
            1 + nth % 28
        );
        std::fs::write(folder.join(format!("pupils/p{nth:05}.yaml")), record).unwrap();
    }
}

fn begin_history(folder: &Path) {
    for arguments in [
        &["init", "--quiet", "--initial-branch=main"][..],
        &["config", "user.name", "R. Osei"],
        &["config", "user.email", "senco@example.org"],
        &["config", "gc.auto", "0"],
        &["add", "--all"],
        &["commit", "--quiet", "-m", "begin"],
    ] {
        assert!(Command::new("git").args(arguments).current_dir(folder).status().unwrap().success());
    }
}
