//! Measures how fast `send` is, as whole processes and as ratios within one run: `cargo bench`. No test asserts these times.
//!
//! It makes folders of records from the example school, and times `send overdue` against a bare parallel read of the same
//! files, `send report` against `send overdue`, and `send show`, `send contact` and `send --version` against a bare clap program.
//! Both bare programs are this file, started again with an argument. Peak memory is read from the kernel while the program runs,
//! so it is a lower bound.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "a bench starts programs and prints"
)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench may stop at the first surprise")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rayon::prelude::*;

const RUNS: usize = 9;

/// The school's pages are not made for more records than this: there would be one page for each pupil.
const MOST_IN_A_REPORT: usize = 10_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--bare-read", folder] => bare_read(Path::new(folder)),
        ["--bare-clap"] => bare_clap(),
        rest => measure(rest.first().and_then(|most| most.parse().ok()).unwrap_or(10_000)),
    }
}

/// Reads every file of a folder in parallel and does nothing with it.
fn bare_read(folder: &Path) {
    let files: Vec<PathBuf> =
        walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path()).collect();
    let bytes: usize = files.par_iter().filter_map(|file| std::fs::read(file).ok()).map(|bytes| bytes.len()).sum();
    println!("{bytes}");
}

/// A program that parses one option and exits.
fn bare_clap() {
    let command = clap::Command::new("bare").arg(clap::Arg::new("as-at").long("as-at"));
    let matches = command.try_get_matches_from(["bare", "--as-at", "2026-01-15"]).unwrap();
    println!("{}", matches.get_one::<String>("as-at").map_or("", String::as_str));
}

fn measure(most: usize) {
    let this = std::env::current_exe().unwrap();
    let send = Path::new(env!("CARGO_BIN_EXE_send"));
    let start = paired(&mut started(send, &["--version"]), &mut started(&this, &["--bare-clap"]));
    println!("start-up: {start}");
    for records in [100, 1_000, 10_000, 100_000].into_iter().filter(|records| *records <= most) {
        let folder = tempfile::tempdir().unwrap();
        let bytes = write_school(folder.path(), records);
        let root = folder.path().to_str().unwrap();
        let pupils = folder.path().join("pupils");
        println!("{records} records, {:.1} kB on average", bytes as f64 / records as f64 / 1000.0);
        let mut bare = started(&this, &["--bare-read", pupils.to_str().unwrap()]);
        let mut overdue = started(send, &["overdue", "--records", root, "--as-at", "2026-01-15"]);
        println!("  overdue over a bare read: {}", paired(&mut overdue, &mut bare));
        println!("  peak memory of overdue: {:.1} MB", peak_memory(&mut overdue));
        if records <= MOST_IN_A_REPORT {
            let pages = folder.path().join("exports/report");
            let pages = ["report", "--replace", "-o", pages.to_str().unwrap()];
            let mut report = started(send, &[&pages[..], &["--records", root, "--as-at", "2026-01-15"]].concat());
            println!("  the pages of the school over overdue: {}", paired(&mut report, &mut overdue));
        }
        let mut show = started(send, &["show", "r1", "--records", root, "--as-at", "2026-01-15"]);
        let mut version = started(&this, &["--bare-clap"]);
        println!("  one pupil over a bare clap program: {}", paired(&mut show, &mut version));
        let contact = ["contact", "r1", "call", "--about", "review", "--by", "R. Osei", "--records", root];
        let mut record = started(send, &[&contact[..], &["--as-at", "2026-01-15"]].concat());
        println!("  a change of one pupil over a bare clap program: {}", paired(&mut record, &mut version));
    }
}

/// Makes a folder of this many records from the records of the example school, and returns their total bytes.
fn write_school(folder: &Path, records: usize) -> usize {
    let school = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/elmfield");
    std::fs::create_dir_all(folder.join("pupils")).unwrap();
    std::fs::create_dir_all(folder.join("policy")).unwrap();
    std::fs::create_dir_all(folder.join("exports")).unwrap();
    for name in ["send.toml", "school.yaml", "policy/2025-09-01.toml"] {
        std::fs::copy(school.join(name), folder.join(name)).unwrap();
    }
    let mut examples: Vec<PathBuf> =
        std::fs::read_dir(school.join("pupils")).unwrap().map(|entry| entry.unwrap().path()).collect();
    examples.sort();
    let texts: Vec<String> = examples.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    (1..=records)
        .map(|number| {
            let text = &texts[number % texts.len()];
            let id_line = text.lines().find(|line| line.starts_with("id:")).unwrap();
            let text = text.replacen(id_line, &format!("id: r{number}"), 1);
            std::fs::write(folder.join(format!("pupils/r{number}.yaml")), &text).unwrap();
            text.len()
        })
        .sum()
}

fn started(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_remove("SEND_AS_AT")
        .env_remove("SEND_RECORDS")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Runs two programs in turn, and returns the median of their ratios pair by pair, with both medians.
fn paired(one: &mut Command, other: &mut Command) -> String {
    let time = |command: &mut Command| {
        let start = Instant::now();
        command.status().unwrap();
        start.elapsed()
    };
    time(one);
    time(other);
    let pairs: Vec<(Duration, Duration)> = (0..RUNS).map(|_| (time(one), time(other))).collect();
    let ratio = median(pairs.iter().map(|(one, other)| one.as_secs_f64() / other.as_secs_f64()).collect());
    let one = median(pairs.iter().map(|(one, _)| one.as_secs_f64() * 1000.0).collect());
    let other = median(pairs.iter().map(|(_, other)| other.as_secs_f64() * 1000.0).collect());
    format!("ratio {ratio:.2} (medians {one:.1} ms and {other:.1} ms of {RUNS} pairs)")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The high-water mark of a program's memory in MB. 0 if the kernel does not report it (only Linux has `/proc`).
fn peak_memory(command: &mut Command) -> f64 {
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        peak = kilobytes.map_or(peak, |kilobytes| f64::max(peak, kilobytes / 1000.0));
        std::thread::sleep(Duration::from_micros(500));
    }
    peak
}
