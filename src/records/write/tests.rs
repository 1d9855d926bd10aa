//! Tests of how saving changes real files, and which files it leaves unchanged.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a skipped test says so, and one test makes a pipe"
)]

use std::path::{Path, PathBuf};

use super::{Did, LockOwner, NotSaved, Saved};
use crate::records::folder::Folder;

const OLD: &[u8] = b"\xEF\xBB\xBFid: p014\r\nname: Amira Example\r\nstage: A";
const NEW: &[u8] = b"\xEF\xBB\xBFid: p014\r\nname: Amira Example\r\nstage: B";

/// A folder of records with one record.
struct Records {
    place: tempfile::TempDir,
    folder: Folder,
}

impl Records {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("pupils")).unwrap();
        let folder = Folder::at_root(place.path().to_path_buf());
        let records = Self { place, folder };
        std::fs::write(records.file(), OLD).unwrap();
        records
    }

    fn pupils(&self) -> PathBuf {
        self.place.path().join("pupils")
    }

    fn file(&self) -> PathBuf {
        self.pupils().join("p014.yaml")
    }

    fn change(&self, path: &Path, from: Option<&[u8]>, to: Option<&[u8]>) -> Result<Saved, NotSaved> {
        let did = Did { words: "recorded a concern".into(), pupil: "p014".into(), command: "one".into() };
        self.folder
            .lock_for(&LockOwner { host: "here".into(), ..LockOwner::default() })
            .unwrap()
            .change_file(path, from, to, &did)
    }

    /// Makes a change that is refused. Returns the message, and checks that no file changed.
    fn refused(&self, path: &Path, from: Option<&[u8]>, to: Option<&[u8]>) -> String {
        let before = self.names();
        let NotSaved { message, help } = self.change(path, from, to).unwrap_err();
        assert_eq!(self.names(), before, "{message}");
        assert!(self.folder.undo_entries().unwrap().is_empty(), "{message}");
        assert!(message.ends_with("; nothing was saved") && !help.is_empty(), "{message}: {help}");
        assert!(!message.contains(self.place.path().to_str().unwrap()), "{message}");
        message
    }

    /// Returns the names of everything in the records folder.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.pupils())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[test]
fn a_record_is_replaced_made_and_deleted_byte_for_byte_and_nothing_else_is_left() {
    let records = Records::new();
    let other = records.pupils().join("p015.yaml");
    assert_eq!(records.change(&records.file(), Some(OLD), Some(NEW)), Ok(Saved { but: None }));
    assert_eq!(read(&records.file()), NEW);
    records.change(&other, None, Some(NEW)).unwrap();
    assert_eq!(records.names(), ["p014.yaml", "p015.yaml"]);
    records.change(&other, Some(NEW), None).unwrap();
    assert_eq!(records.names(), ["p014.yaml"]);
    let mut own: Vec<_> = std::fs::read_dir(records.place.path().join(".send")).unwrap().collect();
    own.retain(|entry| entry.as_ref().unwrap().file_name() == "write.own");
    assert!(own.is_empty());
}

#[test]
fn what_was_replaced_is_kept_newest_first() {
    let records = Records::new();
    records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
    records.change(&records.file(), Some(NEW), None).unwrap();
    let entries = records.folder.undo_entries().unwrap();
    let bytes: Vec<_> = entries.iter().map(|entry| (entry.before.as_deref(), entry.after.as_deref())).collect();
    assert_eq!(bytes, [(Some(NEW), None), (Some(OLD), Some(NEW))]);
    let about = &entries[0].about;
    assert_eq!(
        (about.file.as_str(), about.pupil.as_str(), about.words.as_str(), about.command.as_str()),
        ("pupils/p014.yaml", "p014", "recorded a concern", "one")
    );
}

/// Writes entries as the first change of these records is kept, each with the number of its command.
fn keep_copies(room: &Path, commands: impl IntoIterator<Item = u32>) {
    let entry = String::from_utf8(read(&room.join("00000001"))).unwrap();
    for (number, command) in (1..).zip(commands) {
        let copy = entry.replace("\"command\":\"one\"", &format!("\"command\":\"{command}\""));
        assert_ne!(copy, entry);
        std::fs::write(room.join(format!("{number:08}")), copy).unwrap();
    }
}

#[test]
fn no_more_than_five_hundred_are_kept_and_one_cut_short_by_a_power_cut_is_skipped() {
    let records = Records::new();
    records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
    let room = records.place.path().join(".send").join("undo");
    let entry = read(&room.join("00000001"));
    keep_copies(&room, 1..=600);
    std::fs::write(room.join("00000600"), &entry[..entry.len() - 1]).unwrap();
    std::fs::write(room.join("00000599"), [&entry[..entry.len() - 9], &[0; 9]].concat()).unwrap();
    records.change(&records.file(), Some(NEW), Some(OLD)).unwrap();
    assert_eq!(std::fs::read_dir(&room).unwrap().count(), 500);
    let entries = records.folder.undo_entries().unwrap();
    assert_eq!(entries.len(), 498);
    assert_eq!(entries[0].before.as_deref(), Some(NEW));
}

#[test]
fn a_command_is_kept_whole_or_not_at_all() {
    // 520 changes of one command, and 90 of another.
    for (commands, left) in [
        ((0..520).map(|_| 7).chain((0..90).map(|_| 8)).collect::<Vec<_>>(), 611),
        ((0..90).map(|_| 8).chain((0..520).map(|_| 7)).collect(), 521),
        ((0..499).map(|_| 7).collect(), 500),
        ((0..500).map(|_| 7).collect(), 501),
        ((1..=500).chain((0..50).map(|_| 501)).collect(), 500),
        ((0..50).map(|_| 501).chain(1..=500).collect(), 500),
        ((0..50).map(|_| 501).chain(1..=480).collect(), 531),
    ] {
        let records = Records::new();
        records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
        let room = records.place.path().join(".send").join("undo");
        keep_copies(&room, commands);
        records.change(&records.file(), Some(NEW), Some(OLD)).unwrap();
        assert_eq!(std::fs::read_dir(&room).unwrap().count(), left);
    }
    // The entries of the command that is running are never deleted.
    let records = Records::new();
    records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
    let room = records.place.path().join(".send").join("undo");
    let entry = read(&room.join("00000001"));
    for number in 2..=600 {
        std::fs::write(room.join(format!("{number:08}")), &entry).unwrap();
    }
    records.change(&records.file(), Some(NEW), Some(OLD)).unwrap();
    assert_eq!(std::fs::read_dir(&room).unwrap().count(), 601);
}

#[test]
fn what_a_person_changed_in_the_meantime_is_kept() {
    let records = Records::new();
    std::fs::write(records.file(), b"typed in an editor").unwrap();
    let said = records.refused(&records.file(), Some(OLD), Some(NEW));
    assert!(said.starts_with("pupils/p014.yaml was changed on disk by somebody else"), "{said}");
    assert_eq!(read(&records.file()), b"typed in an editor");
    assert!(records.refused(&records.file(), None, Some(NEW)).contains("already exists"));
    assert!(records.refused(&records.file(), Some(OLD), None).contains("was changed on disk"));
    std::fs::remove_file(records.file()).unwrap();
    assert!(records.refused(&records.file(), Some(OLD), Some(NEW)).contains("was changed on disk"));
}

#[test]
fn a_folder_with_the_name_of_a_record_is_refused() {
    let records = Records::new();
    let place = records.pupils().join("p015.yaml");
    std::fs::create_dir(&place).unwrap();
    assert!(records.refused(&place, Some(OLD), Some(NEW)).contains("it is a folder with the name of a file"));
}

#[test]
fn nothing_outside_the_folder_and_nothing_too_large_is_written() {
    let records = Records::new();
    let outside = records.pupils().join("..").join("..").join("p014.yaml");
    assert!(records.refused(&outside, None, Some(NEW)).contains("it is outside the records folder"));
    assert!(records.refused(Path::new("p014.yaml"), None, Some(NEW)).contains("it is outside the records folder"));
    let large = vec![b'#'; 1024 * 1024 + 1];
    assert!(records.refused(&records.file(), Some(OLD), Some(&large)).contains("larger than 1 MiB"));
}

#[test]
fn a_read_only_record_is_respected() {
    let records = Records::new();
    let mut rights = std::fs::metadata(records.file()).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(records.file(), rights).unwrap();
    assert!(records.refused(&records.file(), Some(OLD), Some(NEW)).contains("it is set to read-only"));
    assert_eq!(read(&records.file()), OLD);
}

#[test]
fn a_folder_that_is_gone_is_reported_in_plain_words() {
    let records = Records::new();
    let said = records.refused(&records.pupils().join("elmfield").join("p015.yaml"), None, Some(NEW));
    assert!(said.starts_with("pupils/elmfield/p015.yaml: the folder is gone ("), "{said}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_mode_of_a_record_is_kept() {
        let records = Records::new();
        for kept in [0o600, 0o640, 0o664, 0o644] {
            set_mode(&records.file(), kept);
            records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
            assert_eq!(mode(&records.file()), kept);
            records.change(&records.file(), Some(NEW), Some(OLD)).unwrap();
        }
    }

    #[test]
    fn a_new_record_is_for_the_owner_and_group_of_its_folder_at_most() {
        let records = Records::new();
        for (of_folder, of_record) in [(0o777, 0o660), (0o755, 0o640), (0o700, 0o600)] {
            let folder = records.pupils().join(format!("of-{of_folder:o}"));
            std::fs::DirBuilder::new().create(&folder).unwrap();
            set_mode(&folder, of_folder);
            records.change(&folder.join("p015.yaml"), None, Some(NEW)).unwrap();
            assert_eq!(mode(&folder.join("p015.yaml")), of_record);
        }
    }

    #[test]
    fn the_programs_own_files_are_only_for_the_owner() {
        let records = Records::new();
        records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
        let own = records.place.path().join(".send");
        assert_eq!((mode(&own), mode(&own.join("undo"))), (0o700, 0o700));
        assert_eq!((mode(&own.join("undo").join("00000001")), mode(&own.join("write.lck"))), (0o600, 0o600));
    }

    #[test]
    fn the_programs_own_files_are_for_the_group_of_a_folder_that_is_set_group_id() {
        let records = Records::new();
        let own = records.place.path().join(".send");
        // This was made for one person, before several people saved here.
        records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
        set_mode(records.place.path(), 0o2770);
        records.change(&records.file(), Some(NEW), Some(OLD)).unwrap();
        records.folder.keep_private("key", "secret").unwrap();
        for (name, expected) in [
            ("", 0o2770),
            ("undo", 0o2770),
            ("undo/00000001", 0o660),
            ("undo/00000002", 0o660),
            ("write.lck", 0o660),
            ("key", 0o600),
        ] {
            let found = mode(&own.join(name));
            assert_eq!(found, expected, ".send/{name}: {found:o}");
        }
    }

    #[test]
    fn the_group_of_a_record_is_kept() {
        let records = Records::new();
        if std::os::unix::fs::chown(records.file(), Some(65534), Some(65534)).is_err() {
            eprintln!("SKIPPED: only root can give a file to another group");
            return;
        }
        records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
        let kept = std::fs::metadata(records.file()).unwrap();
        assert_eq!((kept.uid(), kept.gid()), (65534, 65534));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_access_list_of_a_record_is_kept() {
        use rustix::fs::{XattrFlags, getxattr, setxattr};
        // Version 2. Owner rw, user 65534 r, group r, mask r, others no rights: each is a tag, the rights and an id.
        let mut list = vec![2, 0, 0, 0];
        for (tag, rights, id) in
            [(1_u16, 6_u16, u32::MAX), (2, 4, 65534), (4, 4, u32::MAX), (16, 4, u32::MAX), (32, 0, u32::MAX)]
        {
            list.extend([tag.to_le_bytes(), rights.to_le_bytes()].concat());
            list.extend(id.to_le_bytes());
        }
        let records = Records::new();
        if let Err(error) = setxattr(records.file(), "system.posix_acl_access", &list, XattrFlags::empty()) {
            eprintln!("SKIPPED: no such lists on this disk ({error})");
            return;
        }
        records.change(&records.file(), Some(OLD), Some(NEW)).unwrap();
        let mut kept = [0; 256];
        let length = getxattr(records.file(), "system.posix_acl_access", &mut kept).unwrap();
        assert_eq!(kept[..length], list);
        assert_eq!(mode(&records.file()), 0o640);
    }

    #[test]
    fn links_and_pipes_are_refused_and_left_unchanged() {
        let records = Records::new();
        let (link, twin, pipe) =
            (records.pupils().join("p015.yaml"), records.place.path().join("twin"), records.pupils().join("p016.yaml"));
        symlink(records.file(), &link).unwrap();
        assert!(records.refused(&link, Some(OLD), Some(NEW)).contains("it is a link to another file"));
        assert!(records.refused(&link, Some(OLD), None).contains("it is a link to another file"));
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(records.refused(&pipe, Some(OLD), Some(NEW)).contains("it is not a regular file"));
        std::fs::hard_link(records.file(), &twin).unwrap();
        assert!(records.refused(&records.file(), Some(OLD), Some(NEW)).contains("it has a second name elsewhere"));
        assert_eq!((read(&records.file()), read(&twin)), (OLD.to_vec(), OLD.to_vec()));
    }

    #[test]
    fn what_the_owner_may_not_write_is_read_only_whatever_others_may() {
        let records = Records::new();
        set_mode(&records.file(), 0o460);
        assert!(records.refused(&records.file(), Some(OLD), Some(NEW)).contains("it is set to read-only"));
    }
}

#[cfg(windows)]
mod windows {
    use std::os::windows::fs::OpenOptionsExt;
    use std::sync::Mutex;
    use std::time::Duration;

    use super::super::WaitNotice;
    use super::*;

    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

    #[test]
    fn a_wait_for_a_record_that_another_program_has_open_is_reported_once() {
        let records = Records::new();
        // Others may read it meanwhile, but not replace or delete it.
        let held = std::fs::OpenOptions::new().read(true).share_mode(1).open(records.file()).unwrap();
        let notice = WaitNotice(|line| SAID.lock().unwrap().push(line.to_owned()));
        let me = LockOwner { host: "here".into(), notice, ..LockOwner::default() };
        let did = Did { words: String::new(), pupil: "p014".into(), command: "one".into() };
        std::thread::scope(|scope| {
            let saving = scope.spawn(|| {
                records.folder.lock_for(&me).unwrap().change_file(&records.file(), Some(OLD), Some(NEW), &did)
            });
            std::thread::sleep(Duration::from_millis(2500));
            drop(held);
            assert_eq!(saving.join().unwrap(), Ok(Saved { but: None }));
        });
        assert_eq!(read(&records.file()), NEW);
        assert_eq!(*SAID.lock().unwrap(), ["waiting for pupils/p014.yaml: another program seems to have it open"]);
    }
}
