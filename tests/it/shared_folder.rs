//! Several people in one group write in the same folder, as on a school's Unix server. The folder is set-group-id, and the
//! program's own files are for the group too. The tests run the program as two invented users, which only root can do.
#![cfg(unix)]

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

use crate::common::folders::{repository, write_script};
use crate::common::program::{Ran, SEND, TODAY, on_the_path, program_in};
use crate::common::school::{P014, School};

const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n\
                      census: N\n";
const CONTACT: &[&str] = &["contact", "p014", "call", "--about", "concern", "--by", "J. Patel"];

/// Two people, the school's group, and a group that neither person is in. No computer has these numbers.
const ANNA: u32 = 70_001;
const BELA: u32 = 70_002;
const SCHOOL: u32 = 70_100;
const OTHERS: u32 = 70_200;

/// A school's folder for a group, on a computer with these users.
struct Server {
    school: School,
    /// A place outside the folder where Anna may write.
    elsewhere: tempfile::TempDir,
}

impl Server {
    /// A folder that Anna owns and her group may write in, set-group-id if `shared` says so. `None`, with a message, if this test
    /// cannot act as other users.
    fn new(shared: bool) -> Option<Self> {
        let elsewhere = tempfile::tempdir().unwrap();
        if on_the_path("setpriv").is_none() || chown(elsewhere.path(), Some(ANNA), Some(SCHOOL)).is_err() {
            eprintln!("SKIPPED: only root can act as two users, and needs `setpriv`");
            return None;
        }
        let server = Self { school: School::with("", RECORD), elsewhere };
        server.give_all();
        server.share(shared);
        if server.command(BELA, "022", &[SEND]).arg("--version").output().unwrap().status.success() {
            return Some(server);
        }
        eprintln!("SKIPPED: other users may not start the program where it was built");
        None
    }

    /// Gives everything to Anna and the group, which may write it.
    fn give_all(&self) {
        for entry in walkdir::WalkDir::new(self.school.path("")).into_iter().map(Result::unwrap) {
            chown(entry.path(), Some(ANNA), Some(SCHOOL)).unwrap();
            set_mode(entry.path(), if entry.file_type().is_dir() { 0o770 } else { 0o660 });
        }
    }

    /// Types what the person who looks after the server would: `chmod g+s`, or `chmod g-s`.
    fn share(&self, shared: bool) {
        for folder in ["", "pupils", "policy"] {
            set_mode(&self.school.path(folder), if shared { 0o2770 } else { 0o770 });
        }
    }

    /// Types the commands in `docs/faults.md`.
    fn set_up_as_the_page_says(&self) {
        let page = std::fs::read_to_string(repository("docs/faults.md")).unwrap();
        let section = page.split("## Several people on one Unix server").nth(1).unwrap();
        let commands = section.split("```").nth(1).unwrap().replace("GROUP", &SCHOOL.to_string());
        assert_eq!(commands.trim().lines().count(), 3, "{commands}");
        assert_eq!(Ran::of(program_in(&self.school.path(""), "sh").args(["-ec", &commands])).code, 0);
    }

    /// Runs the program as this user, with this umask.
    fn send(&self, user: u32, umask: &str, arguments: &[&str]) -> Ran {
        Ran::of(self.command(user, umask, &[SEND]).args(arguments))
    }

    fn command(&self, user: u32, umask: &str, program: &[&str]) -> Command {
        let mut command = program_in(&self.school.path(""), "setpriv");
        command.arg(format!("--reuid={user}")).arg(format!("--regid={user}")).arg(format!("--groups={SCHOOL}"));
        command.args(["sh", "-c", &format!("umask {umask}; exec \"$@\""), "sh"]).args(program);
        command.env("SEND_AS_AT", TODAY).env("USER", format!("user{user}"));
        command
    }

    fn saves(&self, user: u32, umask: &str, arguments: &[&str]) {
        let ran = self.send(user, umask, arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{user} {umask} {arguments:?}: {}", ran.said());
    }

    /// The permissions and group of everything in `.send/`, by name.
    fn own_rights(&self) -> Vec<(String, u32, u32)> {
        let own = self.school.path(".send");
        let entries = walkdir::WalkDir::new(&own).sort_by_file_name().into_iter().map(Result::unwrap);
        let rights = entries.map(|entry| {
            let found = std::fs::symlink_metadata(entry.path()).unwrap();
            let name = entry.path().strip_prefix(&own).unwrap().to_str().unwrap().to_owned();
            (name, found.mode() & 0o7777, found.gid())
        });
        rights.collect()
    }
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn calls(text: &str) -> usize {
    text.matches("kind: call").count()
}

#[test]
fn everyone_in_the_group_can_write_and_undo_whatever_their_umask() {
    let Some(server) = Server::new(true) else { return };
    for (nth, (user, umask)) in [(ANNA, "022"), (BELA, "077"), (ANNA, "077"), (BELA, "002")].into_iter().enumerate() {
        server.saves(user, umask, CONTACT);
        assert_eq!(calls(&server.school.read(P014)), nth + 1);
        for (name, mode, group) in server.own_rights() {
            let expected = if server.school.path(".send").join(&name).is_dir() { 0o2770 } else { 0o660 };
            assert_eq!((mode, group), (expected, SCHOOL), ".send/{name} is {mode:o} after {user} with umask {umask}");
        }
    }
    server.saves(ANNA, "022", &["undo", "p014", "--yes"]);
    assert_eq!(calls(&server.school.read(P014)), 3, "Anna undoes Bela's last call");
    server.saves(BELA, "022", &["event", "training", "--note", "Colourful Semantics"]);
    let record = std::fs::metadata(server.school.path(P014)).unwrap();
    assert_eq!((record.mode() & 0o7777, record.gid()), (0o660, SCHOOL));
}

#[test]
fn a_new_folder_of_pupils_is_for_the_group_too() {
    let Some(server) = Server::new(true) else { return };
    let new = ["new", "--date-of-birth", "2018-03-01", "--folder", "year-4", "--name"];
    server.saves(ANNA, "022", &[&new[..], &["Zoe Example"]].concat());
    server.saves(BELA, "077", &[&new[..], &["Yusuf Example"]].concat());
    let folder = std::fs::metadata(server.school.path("pupils/year-4")).unwrap();
    assert_eq!((folder.mode() & 0o7777, folder.gid()), (0o2770, SCHOOL));
}

#[test]
fn a_lock_that_another_user_left_is_taken_over() {
    let Some(server) = Server::new(true) else { return };
    if on_the_path("strace").is_none() {
        eprintln!("SKIPPED: strace is not installed");
        return;
    }
    server.saves(BELA, "022", CONTACT);
    let kill = ["strace", "-f", "-o", "/dev/null", "-e", "trace=rename", "-e", "inject=rename:signal=SIGKILL:when=1"];
    let mut killed = server.command(ANNA, "077", &[&kill[..], &[SEND]].concat());
    killed.args(CONTACT).output().unwrap();
    let left = std::fs::metadata(server.school.path(".send/write.own"));
    assert!(left.is_ok_and(|left| left.uid() == ANNA), "Anna's program was killed while it held the lock");
    server.saves(BELA, "022", CONTACT);
    assert!(!server.school.path(".send/write.own").exists());
    let names: Vec<_> =
        std::fs::read_dir(server.school.path("pupils")).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{names:?}");
    assert_eq!(calls(&server.school.read(P014)), 2);
}

#[test]
fn following_the_message_opens_one_persons_folder_to_the_group() {
    let Some(server) = Server::new(false) else { return };
    server.saves(ANNA, "022", CONTACT);
    let before = server.own_rights();
    assert!(before.iter().all(|(_, mode, _)| mode & 0o77 == 0), "{before:?}");
    let refused = server.send(BELA, "022", CONTACT);
    assert_eq!(refused.code, 3, "{}", refused.said());
    assert!(refused.err.contains("`.send` belongs to the user 70001"), "{}", refused.err);
    assert!(refused.err.contains("`chmod g+s .`"), "{}", refused.err);

    server.set_up_as_the_page_says();
    let refused = server.send(BELA, "022", CONTACT);
    assert!(refused.code == 3 && refused.err.contains("belongs to the user 70001"), "{}", refused.said());
    server.saves(ANNA, "022", CONTACT);
    server.saves(BELA, "022", &["undo", "--yes"]);
    server.saves(BELA, "022", CONTACT);
    // Changes from before the folder was shared can be undone too.
    server.saves(BELA, "022", &["undo", "p014", "--yes"]);
    assert_eq!(calls(&server.school.read(P014)), 1);
    let rights = server.own_rights();
    assert!(rights.iter().all(|(_, mode, group)| mode & 0o060 == 0o060 && *group == SCHOOL), "{rights:?}");
}

#[test]
fn only_their_owner_can_read_drafts_and_the_key_of_pseudonyms() {
    let Some(server) = Server::new(true) else { return };
    server.saves(ANNA, "002", CONTACT);
    let editor = server.elsewhere.path().join("editor");
    write_script(&editor, "#!/bin/sh\nsed -i 's/^census: N/census: X/' \"$1\"\n", "755");
    let mut edit = server.command(ANNA, "002", &[SEND]);
    let given_up = Ran::of(edit.args(["edit", "p014"]).env("EDITOR", &editor));
    assert!(given_up.code == 3 && given_up.err.contains("kept in .send/drafts/p014.yaml"), "{}", given_up.said());
    let out = server.elsewhere.path().join("copy");
    server.saves(ANNA, "002", &["anonymise", out.to_str().unwrap()]);
    for name in ["drafts/p014.yaml", "anonymise-key"] {
        let rights = server.own_rights();
        let found = rights.iter().find(|(own, ..)| own == name);
        assert_eq!(found.map(|(_, mode, _)| *mode), Some(0o600), "{name}: {rights:?}");
    }
    let drafts = server.own_rights().into_iter().find(|(name, ..)| name == "drafts").unwrap();
    assert_eq!((drafts.1, drafts.2), (0o2770, SCHOOL));
    // Another person's draft gets the next name.
    let mut edit = server.command(BELA, "002", &[SEND]);
    let given_up = Ran::of(edit.args(["edit", "p014"]).env("EDITOR", &editor));
    assert!(given_up.err.contains("kept in .send/drafts/p014-2.yaml"), "{}", given_up.said());
}

#[test]
fn a_group_that_cannot_be_preserved_is_named() {
    let Some(server) = Server::new(true) else { return };
    chown(server.school.path(P014), None, Some(OTHERS)).unwrap();
    set_mode(&server.school.path(P014), 0o666);
    let before = server.school.read(P014);
    let refused = server.send(BELA, "022", CONTACT);
    assert_eq!((refused.code, refused.out.as_str()), (3, ""), "{}", refused.said());
    assert!(
        refused.err.contains(
            "pupils/p014.yaml was not replaced: it belongs to the group 70200, and you are not in that group"
        ),
        "{}",
        refused.err
    );
    assert!(refused.err.contains("`chgrp 70100 pupils/p014.yaml`"), "{}", refused.err);
    assert_eq!(server.school.read(P014), before);
    // The person who looks after the server does what the message advises.
    assert_eq!(Ran::of(program_in(&server.school.path(""), "chgrp").args(["70100", P014])).code, 0);
    server.saves(BELA, "022", CONTACT);
}
