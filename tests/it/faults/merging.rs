//! Every fault tried on the merge driver and `send resolve`: afterwards a merge is untouched, done, or a conflict with the marks
//! of both sides (RELIABILITY 6). If a driver exits with 1 to 128, git takes that for a conflict and keeps the file as the driver
//! left it. Without marks that file is our version, and theirs is lost with the next `git add`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{AT_C, CALLS, Call, ERRORS, calls_in_log, can_trace, sample};
use crate::common::folders::write_script;
use crate::common::office::Office;
use crate::common::program::{Ran, SEND};

const RECORD: &str = "pupils/p090.yaml";

/// The record on the branch `main`.
fn base() -> String {
    AT_C.replace("p014", "p090").replace("stage: C\ncensus", "class: 4B\nhome_language: Urdu\nstage: C\ncensus")
}

/// Both sides add an entry, and ours also changes the class.
fn ours() -> String {
    base().replace("class: 4B", "class: 5B") + "  - date: 2026-01-12\n    to: School Nurse\n"
}

fn theirs() -> String {
    base() + "  - date: 2026-01-13\n    to: Speech and Language Therapy\n"
}

/// Their side also changes the class.
fn theirs_at_odds() -> String {
    theirs().replace("class: 4B", "class: 4C")
}

/// The lines that are only in our version. A file with marks must have them.
const OF_OURS: &[&str] = &["class: 5B", "2026-01-12"];
/// The lines that are only in their version.
const OF_THEIRS: &[&str] = &["2026-01-13"];

/// A folder with our branch checked out, and their branch to merge.
struct Place {
    office: Office,
    /// Our commit.
    head: String,
    /// The driver's line in git's settings.
    line: String,
    /// The record that the merge makes without a fault; `None` if it ends in a conflict.
    merged: Option<String>,
}

impl Place {
    fn new(theirs: &str) -> Option<Self> {
        let office = Office::with_driver()?;
        for (branch, record) in [("main", base()), ("theirs", theirs.to_owned()), ("ours", ours())] {
            if branch != "main" {
                office.git(&["checkout", "--quiet", "-b", branch, "main"]);
            }
            office.write(RECORD, &record);
            office.commit_all(branch);
        }
        let line = office.git(&["config", "merge.send.driver"]);
        let head = office.git(&["rev-parse", "HEAD"]);
        let mut place = Self { office, head, line, merged: None };
        if place.merge(&[]).code == 0 {
            place.merged = Some(place.office.read(RECORD));
        }
        place.put_back();
        Some(place)
    }

    fn merge(&self, variables: &[(&str, &str)]) -> Ran {
        let mut git = self.office.command("git", &["merge", "--no-edit", "theirs"]);
        Ran::of(git.envs(variables.iter().copied()))
    }

    /// Undoes the merge.
    fn put_back(&self) {
        self.office.git(&["reset", "--quiet", "--hard", &self.head]);
    }

    /// Puts another program in place of `send` in the driver's line.
    fn drive_with(&self, program: &Path) {
        let line = self.line.replace(SEND, program.to_str().unwrap());
        self.office.git(&["config", "merge.send.driver", &line]);
    }

    /// Checks that the merge was stopped and changed no file, or was made, or left a conflict with both sides in it.
    fn assert_whole(&self, merge: &Ran, about: &str) -> Came {
        let (record, said) = (self.office.read(RECORD), merge.said());
        for left in std::fs::read_dir(self.office.root()).unwrap().map(Result::unwrap) {
            let name = left.file_name().into_string().unwrap();
            assert!(!name.starts_with(".merge_file"), "{about}: git left {name}");
        }
        if !self.office.conflicts().is_empty() {
            assert_eq!(merge.code, 1, "{about}: {said}");
            for part in ["<<<<<<< ", ">>>>>>> "].iter().chain(OF_OURS).chain(OF_THEIRS) {
                assert!(record.contains(part), "{about}: a conflict without `{part}`: {said}\n{record}");
            }
            return Came::Conflict;
        }
        assert_eq!(self.office.git(&["status", "--porcelain"]), "", "{about}: {said}");
        if merge.code == 0 {
            assert_eq!(Some(record), self.merged, "{about}: {said}");
            return Came::Merged;
        }
        assert!(merge.code > 1 && said.contains("failed to execute internal merge"), "{about}: {said}");
        assert_eq!(record, ours(), "{about}: {said}");
        assert_eq!(self.office.git(&["rev-parse", "HEAD"]), self.head, "{about}");
        Came::Stopped
    }

    /// Checks that the merge ends as usual after the fault.
    fn assert_goes_on(&self, came: Came, about: &str) {
        self.office.git(&["config", "merge.send.driver", &self.line]);
        if came == Came::Stopped {
            let again = self.merge(&[]);
            assert_eq!(again.code, i32::from(self.merged.is_none()), "{about}: {}", again.said());
        }
        if !self.office.conflicts().is_empty() {
            let arguments = if self.merged.is_none() { RESOLVE } else { &RESOLVE[..2] };
            let resolved = self.office.send(arguments);
            assert_eq!(resolved.code, 0, "{about}: {}", resolved.said());
        }
        assert_eq!(self.office.git(&["fsck", "--no-dangling"]), "", "{about}");
    }
}

/// The end of a merge.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Came {
    Stopped,
    Merged,
    Conflict,
}

#[test]
fn a_driver_that_fails_stops_the_merge_and_leaves_no_conflict_without_marks() {
    let Some(place) = Place::new(&theirs()) else { return };
    let program = place.office.next_to("driver");
    let scripts = [
        "#!/bin/sh\nexit 1\n",
        "#!/bin/sh\nexit 2\n",
        "#!/bin/sh\nexit 101\n",
        "#!/bin/sh\nexit 128\n",
        "#!/bin/sh\nexit 255\n",
        "#!/bin/sh\nkill -9 $$\n",
        "#!/no/such/shell\n",
        "#!/bin/sh\nrm \"$3\"\nexit 1\n",
        "#!/bin/sh\nprintf '<<<<<<< ours\\n' >\"$3\"\nkill -9 $$\n",
    ];
    for script in scripts {
        let _ = std::fs::remove_file(&program);
        write_script(&program, script, "755");
        place.drive_with(&program);
        let merge = place.merge(&[]);
        assert_eq!(place.assert_whole(&merge, script), Came::Stopped, "{script}: {}", merge.said());
        place.put_back();
    }
}

#[test]
fn the_exit_code_of_the_driver_tells_git_how_the_merge_ended() {
    let Some(place) = Place::new(&theirs_at_odds()) else { return };
    let files = ["base", "ours", "theirs"].map(|name| place.office.next_to(name).to_str().unwrap().to_owned());
    let [base_file, ours_file, theirs_file] = files.each_ref().map(String::as_str);
    let line = ["merge-driver", base_file, ours_file, theirs_file, RECORD];
    let missing = place.office.send(&line);
    assert_eq!(missing.code, 255, "{}", missing.said());
    assert!(missing.err.contains("start the merge again"), "{}", missing.err);
    let slip = place.office.send(&line[..3]);
    assert_eq!(slip.code, 255, "{}", slip.said());
    let written = [(base_file, base()), (ours_file, ours()), (theirs_file, theirs_at_odds())];
    let write = || written.iter().for_each(|(file, text)| std::fs::write(file, text).unwrap());
    write();
    let conflict = place.office.send(&line);
    assert_eq!(conflict.code, 1, "{}", conflict.said());
    assert!(std::fs::read_to_string(ours_file).unwrap().contains("<<<<<<< ours"));
    // Asking for help is not a fault.
    assert_eq!(place.office.send(&["merge-driver", "--help"]).code, 0);
    {
        // It is a conflict even if the message cannot be printed.
        write();
        let mut quiet = place.office.command("/bin/sh", &["-c", "exec \"$0\" \"$@\" 2>/dev/full", SEND]);
        let quiet = Ran::of(quiet.args(line));
        assert_eq!(quiet.code, 1);
        assert!(std::fs::read_to_string(ours_file).unwrap().contains("<<<<<<< ours"));
    }
}

/// Makes the driver run under `strace`, with the expression in the variable `TRACE`.
fn trace_the_driver(place: &Place) -> PathBuf {
    let (script, log) = (place.office.next_to("traced"), place.office.next_to("trace"));
    let text = format!("#!/bin/sh\nexec strace -y -o '{}' -e \"$TRACE\" '{SEND}' \"$@\"\n", log.display());
    write_script(&script, &text, "755");
    place.drive_with(&script);
    log
}

/// The faults that are tried on a command: a sample of its calls, each with what is injected.
fn faults_of(calls: Vec<Call>, nth: usize, kills_every: usize, errors_every: usize) -> Vec<(Call, String)> {
    let kills = sample(calls.clone(), nth, kills_every).into_iter().map(|call| (call, "signal=SIGKILL".to_owned()));
    let may_fail = calls.into_iter().filter(|call| call.may_fail);
    let errors: Vec<(Call, String)> =
        may_fail.flat_map(|call| ERRORS.iter().map(move |error| (call.clone(), format!("error={error}")))).collect();
    kills.chain(sample(errors, nth, errors_every)).collect()
}

fn inject(call: &Call, what: &str) -> String {
    format!("inject={}:{what}:when={}", call.name, call.nth)
}

#[test]
fn a_driver_stopped_at_any_call_leaves_the_merge_untouched_done_or_a_conflict_with_marks() {
    if !can_trace() {
        return;
    }
    let mut tally = [0; 3];
    for (nth, theirs) in [theirs(), theirs_at_odds()].iter().enumerate() {
        let Some(place) = Place::new(theirs) else { return };
        let log = trace_the_driver(&place);
        place.merge(&[("TRACE", &format!("trace={}", CALLS.join(",")))]);
        place.put_back();
        for (call, what) in faults_of(calls_in_log(&log), nth * 5, 19, 113) {
            let about = format!("{what} at {} {} of the merge driver", call.name, call.nth);
            let merge = place.merge(&[("TRACE", &inject(&call, &what))]);
            let came = place.assert_whole(&merge, &about);
            assert!(came != Came::Conflict || !what.starts_with("signal"), "{about}: {}", merge.said());
            place.assert_goes_on(came, &about);
            trace_the_driver(&place);
            place.put_back();
            tally[came as usize] += 1;
        }
    }
    let [stopped, merged, conflicts] = tally;
    assert!(stopped > 0 && merged > 0 && conflicts > 0, "{tally:?}");
    eprintln!(
        "faults in the merge driver: {stopped} merges stopped, {merged} made, {conflicts} conflicts, all with marks"
    );
}

/// A conflict that is restored before each fault.
struct Conflict {
    place: Place,
    index: Vec<u8>,
    marked: String,
    resolved: String,
}

const RESOLVE: &[&str] = &["resolve", "p090", "--ours", "class"];

impl Conflict {
    fn new() -> Option<Self> {
        let place = Place::new(&theirs_at_odds())?;
        assert_eq!(place.merge(&[]).code, 1);
        let marked = place.office.read(RECORD);
        let index = std::fs::read(place.office.path(".git/index")).unwrap();
        place.office.saves(RESOLVE);
        let resolved = place.office.read(RECORD);
        Some(Self { place, index, marked, resolved })
    }

    fn put_back(&self) {
        let office = &self.place.office;
        std::fs::write(office.path(".git/index"), &self.index).unwrap();
        office.write(RECORD, &self.marked);
        let _ = std::fs::remove_dir_all(office.path(".send"));
    }

    fn traced(&self, expression: &str, log: &Path) -> Ran {
        let strace = ["-y", "-e", expression, "-o", log.to_str().unwrap(), SEND];
        let mut command: Command = self.place.office.command("strace", &[&strace[..], RESOLVE].concat());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Checks that the record is in conflict with its marks, or resolved, that the exit code says which, and that the next
    /// command works.
    fn assert_whole(&self, ran: &Ran, about: &str) {
        let office = &self.place.office;
        let (record, said) = (office.read(RECORD), ran.said());
        let (is_marked, is_resolved) = (record == self.marked, record == self.resolved);
        assert!(is_marked || is_resolved, "{about}: {said}\n{record}");
        let is_settled = office.conflicts().is_empty();
        assert!(!(is_marked && is_settled), "{about}: git takes a file with marks for a resolved record: {said}");
        match ran.code {
            0 => assert!(is_resolved && is_settled, "{about}: {said}"),
            4 => assert!(is_resolved && !ran.err.is_empty(), "{about}: {said}"),
            // A killed program prints no reason. 127 is the exit code when the program cannot be loaded.
            -1 | 2 | 3 | 127 => assert!(ran.code == -1 || is_marked && !ran.err.is_empty(), "{about}: {said}"),
            other => panic!("{about}: {other} is not an exit code of the program: {said}"),
        }
        if !is_settled {
            let again = office.send(RESOLVE);
            assert_eq!(again.code, 0, "{about}: resolved again: {}", again.said());
        }
        assert_eq!((office.read(RECORD), office.conflicts()), (self.resolved.clone(), Vec::new()), "{about}");
        assert_eq!(office.git(&["fsck", "--no-dangling"]), "", "{about}");
        assert!(office.git(&["diff", "--cached", "--name-only"]).contains(RECORD), "{about}");
    }
}

#[test]
fn resolve_stopped_at_any_call_leaves_a_conflict_with_marks_or_the_resolved_record() {
    if !can_trace() {
        return;
    }
    let Some(conflict) = Conflict::new() else { return };
    let log = conflict.place.office.next_to("trace");
    conflict.put_back();
    let ran = conflict.traced(&format!("trace={}", CALLS.join(",")), &log);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let faults = faults_of(calls_in_log(&log), 3, 19, 113);
    for (call, what) in &faults {
        conflict.put_back();
        let about = format!("{what} at {} {} of resolve", call.name, call.nth);
        let ran = conflict.traced(&inject(call, what), &log);
        conflict.assert_whole(&ran, &about);
    }
    assert!(faults.len() >= 20, "{}", faults.len());
    eprintln!("faults in resolve: {}, each a conflict with marks or a resolved record", faults.len());
}
