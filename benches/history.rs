//! Measures how fast the history is read, as whole processes: `cargo bench --bench history`. No test asserts these times.
//!
//! Makes a repository of 10,000 commits over 300 pupils with `git fast-import`. Each commit adds one fact to one record, as the
//! commands write it. The bench then times `send audit` and one pupil's `send log` against `git log -p` of the same commits,
//! first with git's objects in one pack, then as the separate files that commits leave. A last argument adds that many bytes to
//! each record, to show what longer records cost: `cargo bench --bench history -- 3000`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "a bench starts programs and prints"
)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench may stop at the first surprise")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const COMMITS: usize = 10_000;
const PUPILS: usize = 300;
const RUNS: usize = 7;
/// 1 September 2025, 08:00.
const START: usize = 1_756_713_600;

fn main() {
    let more = std::env::args().skip(1).find_map(|typed| typed.parse().ok()).unwrap_or(0);
    let folder = tempfile::tempdir().unwrap();
    let bytes = write_history(folder.path(), more);
    println!("{COMMITS} commits over {PUPILS} pupils, {:.1} MB of versions", bytes as f64 / 1e6);
    println!("objects in one pack:");
    measure(folder.path());
    let pack = std::fs::read_dir(folder.path().join(".git/objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let pack = pack.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "pack")).unwrap();
    let aside = folder.path().join("aside.pack");
    std::fs::rename(&pack, &aside).unwrap();
    std::fs::remove_file(pack.with_extension("idx")).unwrap();
    let mut unpack = git(folder.path(), &["unpack-objects", "-q"]);
    assert!(unpack.stdin(std::fs::File::open(&aside).unwrap()).status().unwrap().success());
    std::fs::remove_file(aside).unwrap();
    println!("objects in single files:");
    measure(folder.path());
}

fn measure(folder: &Path) {
    let mut audit = send(folder, &["audit"]);
    assert!(audit.status().unwrap().success(), "the audit should find nothing in this history");
    let mut log = send(folder, &["log", "r7"]);
    let mut all = git(folder, &["--no-pager", "log", "-p", "--no-color"]);
    let mut one = git(folder, &["--no-pager", "log", "-p", "--no-color", "--", "pupils/r7.yaml"]);
    println!("  send audit             {}", timed(&mut audit));
    println!("  git log -p             {}", timed(&mut all));
    println!("  send log r7            {}", timed(&mut log));
    println!("  git log -p of only r7 {}", timed(&mut one));
    println!("  peak memory of send audit: {:.1} MB", peak_memory(&mut audit));
}

/// Makes a repository. Every commit in it adds a fact to one record. Returns the total bytes of all versions.
fn write_history(folder: &Path, more: usize) -> usize {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(git(folder, &["init", "--quiet", "--initial-branch=main"]).status().unwrap().success());
    let mut import = git(folder, &["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stream = import.stdin.take().unwrap();
    let settings = std::fs::read_to_string(repository.join("tests/it/term/send.toml")).unwrap();
    let policy = std::fs::read_to_string(repository.join("records-template/policy/2025-09-01.toml")).unwrap();
    let ignore = std::fs::read_to_string(repository.join("records-template/.gitignore")).unwrap();
    let first = [("send.toml", settings.as_str()), ("policy/2025-09-01.toml", &policy), (".gitignore", &ignore)];
    stream.write_all(commit(0, "start the records", &first).as_bytes()).unwrap();
    let mut bytes = 0;
    for nth in 1..COMMITS {
        let (pupil, step) = (nth % PUPILS, nth / PUPILS);
        let text = record(pupil, step, more);
        bytes += text.len();
        let file = format!("pupils/r{pupil}.yaml");
        let message = format!("r{pupil}: record a contact");
        stream.write_all(commit(nth, &message, &[(&file, &text)]).as_bytes()).unwrap();
    }
    drop(stream);
    assert!(import.wait().unwrap().success());
    assert!(git(folder, &["reset", "--quiet", "--hard", "main"]).status().unwrap().success());
    bytes
}

/// A commit dated one hour after the previous one.
fn commit(nth: usize, message: &str, files: &[(&str, &str)]) -> String {
    let mut text = format!(
        "commit refs/heads/main\ncommitter R. Osei <senco@elmfield.example> {} +0000\ndata {}\n{message}\n",
        START + nth * 3600,
        message.len()
    );
    for (file, content) in files {
        writeln!(text, "M 100644 inline {file}\ndata {}\n{content}", content.len()).unwrap();
    }
    text
}

/// A record after this many changes: a concern, a move, a plan, then observations and contacts in turn.
fn record(pupil: usize, step: usize, more: usize) -> String {
    let day =
        |step: usize| format!("202{}-{:02}-{:02}", 5 + (8 + step / 2) / 12, (8 + step / 2) % 12 + 1, 2 + step % 2 * 12);
    let mut text = format!(
        "format: 1\nid: r{pupil}\nname: Somebody Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n"
    );
    if step > 0 {
        text += "stage: A\n";
    }
    text += "census: N\nconcerns:\n  - date: 2025-09-01\n    raised_by: class-teacher\n    grounds: [gap-widening]\n    summary: Retells a story in single words\n";
    if step > 0 {
        text += "stages:\n  - date: 2025-09-02\n    stage: A\n    by: J. Patel\n";
    }
    if step > 1 {
        text += "cycles:\n  - stage: A\n    plan:\n      date: 2025-09-03\n      by: J. Patel\n      kind: adaptations\n      review_by: 2025-10-24\n      targets:\n        - text: Retell a story in three sentences\n          measure: 3 of 5 tries\n          baseline: single words\n          by: 2025-10-20\n";
    }
    if step > 2 {
        text += "    do:\n";
    }
    for at in (3..=step).filter(|at| at % 2 == 1) {
        let _ = writeln!(
            text,
            "      - date: {}\n        by: J. Patel\n        note: Uses the picture cards without help ({at})",
            day(at / 4)
        );
    }
    if step > 3 {
        text += "contacts:\n";
    }
    for at in (4..=step).filter(|at| at % 2 == 0) {
        let _ = writeln!(
            text,
            "  - date: {}\n    kind: call\n    about: concern\n    with: parent\n    by: J. Patel\n    note: Reads at home every evening ({at})",
            day(at / 4)
        );
    }
    if more > 0 {
        text += "notes: |\n";
        for at in 0..more / 60 {
            let _ = writeln!(text, "  A line of sixty characters or so, as people write them {at:03}");
        }
    }
    text
}

fn git(folder: &Path, arguments: &[&str]) -> Command {
    quiet(Command::new("git"), folder, arguments)
}

fn send(folder: &Path, arguments: &[&str]) -> Command {
    quiet(Command::new(env!("CARGO_BIN_EXE_send")), folder, arguments)
}

fn quiet(mut command: Command, folder: &Path, arguments: &[&str]) -> Command {
    command.args(arguments).current_dir(folder).env_remove("SEND_AS_AT").env_remove("SEND_RECORDS");
    command.stdout(Stdio::null());
    command
}

/// The median of several runs, with the fastest and the slowest.
fn timed(command: &mut Command) -> String {
    let run = |command: &mut Command| {
        let start = Instant::now();
        command.status().unwrap();
        start.elapsed()
    };
    run(command);
    let mut times: Vec<Duration> = (0..RUNS).map(|_| run(command)).collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    format!(
        "{:.0} ms ({:.0} to {:.0})",
        milliseconds(times[RUNS / 2]),
        milliseconds(times[0]),
        milliseconds(times[RUNS - 1])
    )
}

/// The high-water mark of a program's memory in MB, without the git that it starts. 0 if the kernel does not report it.
fn peak_memory(command: &mut Command) -> f64 {
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        peak = kilobytes.map_or(peak, |kilobytes| f64::max(peak, kilobytes / 1000.0));
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}
