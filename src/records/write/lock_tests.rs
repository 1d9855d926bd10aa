//! Which writer waits for which, and for how long.

#![allow(clippy::disallowed_macros, clippy::print_stderr, clippy::use_debug, reason = "the test prints a measurement")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::lock::Patience;
use super::{Did, LockOwner};
use crate::records::folder::Folder;

/// Short enough for a test, and in the same proportion as the real times.
const SHORT: Patience = Patience {
    whole: Duration::from_millis(900),
    first_look: Duration::from_millis(50),
    between_looks: Duration::from_millis(20),
    unchanged: Duration::from_millis(200),
};

fn records() -> (tempfile::TempDir, Folder) {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join("pupils")).unwrap();
    let folder = Folder::at_root(place.path().to_path_buf());
    (place, folder)
}

fn writer(host: &str) -> LockOwner {
    let since = "24 Nov 2026 10:04".into();
    LockOwner { host: host.into(), user: "r.osei".into(), process: 4711, since, ..LockOwner::default() }
}

fn own(place: &Path) -> PathBuf {
    place.join(".send").join("write.own")
}

/// A folder where the last writer died, with this line in the owner's file.
fn left_behind(line: &str) -> (tempfile::TempDir, Folder) {
    let (place, folder) = records();
    drop(folder.lock_for(&writer("here")).unwrap());
    std::fs::write(own(place.path()), line).unwrap();
    (place, folder)
}

#[test]
fn one_writes_and_the_other_waits_until_it_is_done() {
    let (_place, folder) = records();
    let first = folder.lock_for(&writer("here")).unwrap();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let started = Instant::now();
            folder.lock_within(&writer("here"), SHORT).map(|_| started.elapsed())
        });
        std::thread::sleep(Duration::from_millis(300));
        drop(first);
        assert!(second.join().unwrap().unwrap() >= Duration::from_millis(250));
    });
}

#[test]
fn a_writer_that_waits_too_long_learns_who_is_writing_and_since_when() {
    let (place, folder) = records();
    let _first = folder.lock_for(&writer("office-pc")).unwrap();
    let refused = folder.lock_within(&writer("here"), SHORT).unwrap_err();
    assert!(
        refused.message.starts_with("r.osei at office-pc has been writing in this folder since 24 Nov 2026 10:04"),
        "{}",
        refused.message
    );
    assert!(refused.help.contains("delete `.send/write.own`"), "{}", refused.help);
    assert!(own(place.path()).exists());
}

#[test]
fn what_a_dead_program_of_this_computer_left_is_taken_over_and_its_temporary_file_swept() {
    let (place, folder) = left_behind("here\tr.osei\t1\t24 Nov 2026 10:04\n");
    let pupils = place.path().join("pupils");
    std::fs::create_dir(pupils.join("elmfield")).unwrap();
    for left in [pupils.join(".send-a1B2c3.tmp"), pupils.join("elmfield").join(".send-a1B2c3.tmp")] {
        std::fs::write(left, "half a rec").unwrap();
    }
    std::fs::write(pupils.join("elmfield").join("p014.yaml"), "id: p014\n").unwrap();
    drop(folder.lock_within(&writer("here"), SHORT).unwrap());
    let left: Vec<_> = walkdir::WalkDir::new(&pupils)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.file_name().to_owned())
        .collect();
    assert_eq!(left, ["p014.yaml"]);
    assert!(!own(place.path()).exists());
}

#[test]
fn an_empty_owners_file_is_taken_over_if_it_stays_empty() {
    let (_place, folder) = left_behind("");
    let started = Instant::now();
    drop(folder.lock_within(&writer("here"), SHORT).unwrap());
    assert!(started.elapsed() >= SHORT.unchanged);
}

/// A power cut may leave a file of the right length that is not filled, or only partly filled.
#[test]
fn an_owners_file_left_unfilled_by_a_power_cut_is_taken_over_like_an_empty_one() {
    for line in ["\0".repeat(40), "office-pc\tr.osei".to_owned(), format!("office-pc{}", "\0".repeat(20))] {
        let (_place, folder) = left_behind(&line);
        let started = Instant::now();
        drop(folder.lock_within(&writer("here"), SHORT).unwrap());
        assert!(started.elapsed() >= SHORT.unchanged, "{line:?}");
    }
}

#[test]
fn another_computers_file_is_never_taken_over() {
    for line in ["office-pc\tr.osei\t1\t24 Nov 2026 10:04\n", "\tr.osei\t1\t\n"] {
        let (place, folder) = left_behind(line);
        let started = Instant::now();
        let refused = folder.lock_within(&writer("here"), SHORT).unwrap_err();
        assert!(started.elapsed() >= SHORT.whole, "{}", refused.message);
        assert_eq!(std::fs::read_to_string(own(place.path())).unwrap(), line);
    }
}

#[test]
fn a_writer_that_lost_the_right_to_write_does_not_write() {
    let (place, folder) = records();
    let file = place.path().join("pupils").join("p014.yaml");
    let lock = folder.lock_for(&writer("here")).unwrap();
    std::fs::write(own(place.path()), "office-pc\tr.osei\t1\t\n").unwrap();
    let did = Did { words: String::new(), pupil: String::new(), command: String::new() };
    let refused = lock.change_file(&file, None, Some(b"id: p014\n"), &did).unwrap_err();
    assert!(refused.message.contains("was taken away by somebody else"), "{}", refused.message);
    assert!(!file.exists());
    drop(lock);
    assert!(own(place.path()).exists(), "another writer's file is not deleted");
}

/// Windows does not delete a folder while a file in it is open, so the folder can only be deleted when no command is running.
#[test]
fn deleting_the_program_s_own_folder_while_somebody_waits_harms_no_writer() {
    let (place, folder) = records();
    let first = folder.lock_for(&writer("here")).unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| folder.lock_within(&writer("here"), SHORT).map(drop));
        std::thread::sleep(Duration::from_millis(100));
        let deleted = std::fs::remove_dir_all(place.path().join(".send"));
        assert_eq!(deleted.is_ok(), cfg!(unix), "{deleted:?}");
        drop(first);
        waiting.join().unwrap().unwrap();
    });
    drop(folder.lock_within(&writer("here"), SHORT).unwrap());
}

#[test]
fn a_folder_in_place_of_the_owners_file_and_control_characters_in_its_line_do_no_harm() {
    let (place, folder) = left_behind("x");
    std::fs::remove_file(own(place.path())).unwrap();
    std::fs::create_dir(own(place.path())).unwrap();
    assert!(folder.lock_within(&writer("here"), SHORT).is_err());
    let (_place, folder) = left_behind("office\u{1b}[2Jpc\tr.osei\t1\t\n");
    let refused = folder.lock_within(&writer("here"), SHORT).unwrap_err();
    assert!(refused.message.starts_with("r.osei at office [2Jpc is writing"), "{}", refused.message);
}

#[test]
fn sixteen_writers_lose_nothing() {
    const WRITERS: usize = 16;
    const TIMES: usize = 50;
    let (place, folder) = records();
    let file = place.path().join("pupils").join("p014.yaml");
    std::fs::write(&file, "").unwrap();
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let one = |who: usize| {
            let (folder, file) = (&folder, &file);
            move || -> Vec<Duration> { (0..TIMES).map(|nth| append(folder, file, &format!("{who}/{nth}\n"))).collect() }
        };
        let running: Vec<_> = (0..WRITERS).map(|who| scope.spawn(one(who))).collect();
        running.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), WRITERS * TIMES);
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), WRITERS * TIMES);
    waits.sort();
    eprintln!(
        "waited: half of them {:?}, all but one in a hundred {:?}",
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100]
    );
}

/// Reads the file, appends a line to it under the lock, and returns how long it took to get the lock.
fn append(folder: &Folder, file: &Path, line: &str) -> Duration {
    let started = Instant::now();
    let lock = folder.lock_for(&writer("here")).unwrap();
    let waited = started.elapsed();
    let before = std::fs::read(file).unwrap();
    let after = [before.as_slice(), line.as_bytes()].concat();
    let did = Did { words: String::new(), pupil: "p014".into(), command: line.into() };
    lock.change_file(file, Some(&before), Some(&after), &did).unwrap();
    waited
}
