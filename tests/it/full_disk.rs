//! Full disks: every writing command under git, on a small file system that has too little room for it (RELIABILITY F3;
//! docs/faults.md).
//!
//! The file system is in memory, in a separate namespace. Other programs do not see it, and it ends with the process. A ballast
//! file leaves a number of blocks free, or a number of files. As this number grows, every write of the program and of its git is
//! the first to fail once, at its start or in the middle.
//!
//! A run of `cargo test` takes a sample; `SEND_FULL_SWEEP=1 cargo test --test it full_disk:: -- --nocapture` takes them all.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::common::committing::{COMMITS_ARE_FINISHED, WritingCase, next_command, writing_cases};
use crate::common::folders::copy;
use crate::common::office::Office;
use crate::common::program::{Ran, is_full_sweep, program_in};

/// This variable gives the place of the small file system to the process in the separate namespace.
const PLACE: &str = "SMALL_DISK";

/// The size of a block of the file system in memory, in bytes.
const BLOCK: u64 = 4096;

/// The message of a command over several pupils that stops after the first of them.
const SOME_SAVED: &str = "changes to other records before this one are saved";

/// The thing that the disk is short of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scarce {
    /// Blocks of bytes.
    Blocks,
    /// Room for more files and folders.
    Files,
}

/// A small file system, with the folder of records in it.
struct SmallDisk {
    place: PathBuf,
}

impl SmallDisk {
    /// Makes the file system. Only for a process in a separate namespace.
    fn mount(place: &Path) -> Self {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m,nr_inodes=500,mode=0700", "none"]).arg(place);
        let ran = Ran::of(&mut mount);
        assert_eq!(ran.code, 0, "{}", ran.said());
        Self { place: place.to_owned() }
    }

    fn folder(&self) -> PathBuf {
        self.place.join("records")
    }

    fn ballast(&self) -> PathBuf {
        self.place.join("ballast")
    }

    /// Replaces the folder on the disk with a new copy.
    fn reset(&self, office: &Office) {
        self.make_room();
        let _ = std::fs::remove_dir_all(self.folder());
        copy(office.root(), &self.folder());
    }

    /// Fills the disk, leaving this many blocks or files free.
    fn fill(&self, scarce: Scarce, left: u64) {
        std::fs::create_dir(self.ballast()).unwrap();
        match scarce {
            Scarce::Blocks => {
                let mut file = std::fs::File::create(self.ballast().join("blocks")).unwrap();
                while file.write_all(&[0; BLOCK as usize]).is_ok() {}
                let full = file.metadata().unwrap().len();
                file.set_len(full - left * BLOCK).unwrap();
            }
            Scarce::Files => {
                let made = (0_u64..).take_while(|nth| std::fs::write(self.ballast().join(nth.to_string()), "").is_ok());
                let made = made.count() as u64;
                (made - left..made).for_each(|nth| std::fs::remove_file(self.ballast().join(nth.to_string())).unwrap());
            }
        }
    }

    fn make_room(&self) {
        let _ = std::fs::remove_dir_all(self.ballast());
    }
}

/// A command in a folder on the small disk.
struct Trial<'a> {
    office: &'a Office,
    disk: &'a SmallDisk,
    typed: Vec<&'static str>,
    before: BTreeMap<String, Vec<u8>>,
    after: BTreeMap<String, Vec<u8>>,
}

impl<'a> Trial<'a> {
    /// Runs the command once with enough room, to record the files before and after it.
    fn new(office: &'a Office, disk: &'a SmallDisk, case: &WritingCase) -> Self {
        let mut trial = Self { office, disk, typed: case.typed(), before: BTreeMap::new(), after: BTreeMap::new() };
        disk.reset(office);
        trial.before = trial.files();
        let ran = trial.run(&trial.typed);
        assert_eq!(ran.code, 0, "{:?}: {}", trial.typed, ran.said());
        trial.after = trial.files();
        trial
    }

    fn run(&self, typed: &[&str]) -> Ran {
        let mut program = program_in(&self.disk.folder(), typed[0]);
        Ran::of(program.args(&typed[1..]).envs(self.office.variables()))
    }

    fn git(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["git"], arguments].concat())
    }

    /// The records, and the files of the folder itself.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for place in ["", "pupils/"] {
            for entry in std::fs::read_dir(self.disk.folder().join(place)).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_file() {
                    let name = entry.file_name().into_string().unwrap();
                    files.insert(format!("{place}{name}"), std::fs::read(entry.path()).unwrap());
                }
            }
        }
        files
    }

    /// Runs the command with this much room, checks everything, and returns the exit code.
    fn with_room(&self, scarce: Scarce, left: u64) -> i32 {
        self.disk.reset(self.office);
        self.disk.fill(scarce, left);
        let ran = self.run(&self.typed);
        let about = format!("{:?} with {left} {scarce:?}: exit {}: {}", self.typed, ran.code, ran.said());
        assert!(!about.contains("panicked") && !about.contains("fault in the program itself"), "{about}");
        let now = self.files();
        self.assert_honest(&ran, &now, &about);
        self.assert_sound(&about);
        self.disk.make_room();
        self.assert_next_works(&ran, &now, &about);
        ran.code
    }

    /// Checks that each record is the old or the new one, and that the exit code says what happened to them.
    fn assert_honest(&self, ran: &Ran, now: &BTreeMap<String, Vec<u8>>, about: &str) {
        for path in self.before.keys().chain(self.after.keys()).chain(now.keys()) {
            let is = |files: &BTreeMap<String, Vec<u8>>| files.get(path) == now.get(path);
            assert!(is(&self.before) || is(&self.after), "{about}: {path} is neither old nor new");
        }
        match ran.code {
            0 => {
                assert!(*now == self.after, "{about}");
                self.assert_committed(now, about);
            }
            // A command over several pupils says that the records before the one that failed were saved.
            3 => assert!(!ran.err.is_empty() && (*now == self.before || ran.err.contains(SOME_SAVED)), "{about}"),
            4 => assert!(!ran.err.is_empty() && *now != self.before, "{about}"),
            _ => panic!("{about}"),
        }
    }

    fn assert_sound(&self, about: &str) {
        let checked = self.git(&["fsck", "--full", "--no-dangling", "--no-progress"]);
        assert_eq!((checked.code, checked.said().as_str()), (0, ""), "{about}");
    }

    /// Checks that the last commit has these files.
    fn assert_committed(&self, files: &BTreeMap<String, Vec<u8>>, about: &str) {
        for (path, bytes) in files {
            let committed = self.git(&["show", &format!("HEAD:{path}")]);
            assert!(committed.out.as_bytes() == bytes, "{about}: {path} is not in the history");
        }
    }

    /// Checks that the next command works once there is room.
    fn assert_next_works(&self, ran: &Ran, before: &BTreeMap<String, Vec<u8>>, about: &str) {
        let next = self.run(&next_command());
        assert_eq!(next.code, 0, "{about}\nthe next command: {}", next.said());
        self.assert_sound(about);
        let mut now = self.files();
        if ran.code == 0 || COMMITS_ARE_FINISHED {
            self.assert_committed(&now, about);
            assert_eq!(self.git(&["diff-index", "--cached", "--name-only", "HEAD"]).out, "", "{about}");
        }
        let of_next = "pupils/p016.yaml";
        let changed = now.remove(of_next);
        assert!(changed.as_ref() != before.get(of_next), "{about}: {of_next} has not changed");
        for (path, bytes) in now.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)) {
            assert!(self.after.get(path) == Some(bytes), "{about}: {path} after the next command");
        }
    }
}

/// Whether this computer allows a process to have its own file system.
fn can_mount(place: &Path) -> bool {
    let mut mount = Command::new("unshare");
    mount.args(["--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "none"]).arg(place);
    let why = match mount.output() {
        Ok(output) if output.status.success() => return true,
        Ok(output) => format!("no small disk can be made ({})", String::from_utf8_lossy(&output.stderr).trim()),
        Err(error) => format!("`unshare` cannot be started ({error})"),
    };
    eprintln!("SKIPPED: {why}");
    false
}

#[test]
fn on_a_full_disk_the_exit_code_shows_what_happened_to_the_record_and_the_history_is_sound() {
    let place = tempfile::tempdir().unwrap();
    if !can_mount(place.path()) {
        return;
    }
    let mut inside = Command::new("unshare");
    inside.args(["--map-root-user", "--mount"]).arg(std::env::current_exe().unwrap());
    inside.args(["--exact", "full_disk::in_a_name_space_of_its_own", "--ignored", "--nocapture"]);
    let ran = Ran::of(inside.env(PLACE, place.path()));
    assert_eq!(ran.code, 0, "{}", ran.said());
    eprint!("{}", ran.err);
}

/// Started by the test above.
#[test]
#[ignore = "another test starts it"]
fn in_a_name_space_of_its_own() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let (disk, started) = (SmallDisk::mount(Path::new(&place)), Instant::now());
    let (first, every) = if is_full_sweep() { (0, 1) } else { (3, 6) };
    let (mut codes, mut commands): (BTreeMap<i32, usize>, usize) = (BTreeMap::new(), 0);
    for case in writing_cases().iter().map(WritingCase::with_a_long_record).skip(first).step_by(every) {
        let Some(office) = Office::empty("records") else { return };
        case.set_up(&office);
        let trial = Trial::new(&office, &disk, &case);
        for scarce in [Scarce::Blocks, Scarce::Files] {
            for code in until_there_is_room(&trial, scarce) {
                *codes.entry(code).or_default() += 1;
            }
        }
        commands += 1;
    }
    let tried: usize = codes.values().sum();
    assert!(codes.len() == 3 && tried >= if is_full_sweep() { 500 } else { 50 }, "{codes:?}");
    let codes: Vec<String> = codes.iter().map(|(code, times)| format!("{times} times {code}")).collect();
    eprintln!(
        "{tried} full disks over {commands} commands in {:?}, every exit code correct: {}",
        started.elapsed(),
        codes.join(", ")
    );
}

/// Tries more and more room until there is enough, and returns the exit codes. A sample takes larger steps.
fn until_there_is_room(trial: &Trial<'_>, scarce: Scarce) -> Vec<i32> {
    let mut codes = Vec::new();
    for left in (0..).step_by(if is_full_sweep() { 1 } else { 3 }) {
        codes.push(trial.with_room(scarce, left));
        if codes.ends_with(&[0, 0]) {
            return codes;
        }
        assert!(left < 400, "{:?} needs more and more {scarce:?}", trial.typed);
    }
    codes
}
