//! Links below the records folder. The program follows none of them to the records, the policies or its own files (RELIABILITY
//! 10.7). The folder itself may be reached by a link.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::office::Office;
use crate::common::program::{Ran, TODAY, send_in};
use crate::common::school::{P014, School};

const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n\
                      class: 4B\nstage: A\ncensus: N\nstages:\n  - date: 2025-09-15\n    stage: A\n";

const CONTACT: &[&str] = &["contact", "p014", "call", "--about", "concern", "--by", "J. Patel"];

/// One command for each way of saving.
const WRITING: &[&[&str]] = &[
    CONTACT,
    &["contact", "amira", "call", "--about", "concern", "--by", "J. Patel"],
    &["contact", "--class", "4B", "call", "--about", "concern", "--by", "J. Patel", "--yes"],
    &["concern", "p014", "--raised-by", "parent", "--grounds", "other"],
    &["set", "p014", "home_language=Urdu"],
    &["new", "--name", "Zoe Example", "--date-of-birth", "2018-03-01"],
    &["edit", "p014"],
    &["import", "roll.csv", "--add", "--yes"],
    &["move-up", "classes.csv", "--yes"],
    &["event", "training", "--note", "Colourful Semantics"],
    &["leave", "p014", "--date", "2026-01-14"],
    &["undo", "--yes"],
    &["undo", "p014", "--yes"],
];

/// Two places: a school with a saved change, and a place that its folders are moved to.
struct Linked {
    school: School,
    elsewhere: tempfile::TempDir,
}

impl Linked {
    fn new() -> Self {
        let school = School::with("\n[[classes]]\nname = \"4B\"\n\n[[classes]]\nname = \"5B\"\n", RECORD);
        school.write("roll.csv", "name,date_of_birth,from\nZoe Example,2018-03-01,2025-09-01\n");
        school.write("classes.csv", "from,to\n4B,5B\n");
        school.give_urn("100001");
        assert_eq!(school.send(CONTACT).code, 0);
        Self { school, elsewhere: tempfile::tempdir().unwrap() }
    }

    /// Moves a folder or file of the school elsewhere and puts a link in its place. Returns false if this computer does not allow
    /// links.
    fn moved(&self, name: &str) -> bool {
        let (place, elsewhere) = (self.school.path(name), self.elsewhere.path().join("moved"));
        if !place.exists() {
            std::fs::create_dir(&place).unwrap();
        }
        std::fs::rename(&place, &elsewhere).unwrap();
        link(&elsewhere, &place)
    }

    /// Does what the message advises: deletes the link, and moves back what it led to.
    fn moved_back(&self, name: &str) {
        std::fs::remove_file(self.school.path(name)).unwrap();
        std::fs::rename(self.elsewhere.path().join("moved"), self.school.path(name)).unwrap();
    }

    /// Everything in both places, with the contents of files. Links are not followed.
    fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let both = [self.school.path(""), self.elsewhere.path().to_path_buf()];
        let entries = both.iter().flat_map(walkdir::WalkDir::new).map(Result::unwrap);
        let bytes = |path: &Path| if path.is_file() { std::fs::read(path).unwrap() } else { Vec::new() };
        entries.map(|entry| (entry.path().to_path_buf(), bytes(entry.path()))).collect()
    }

    /// Runs the program with an editor that must never start, because the draft is refused first.
    fn send(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.school.command(arguments).env("EDITOR", "no-such-editor"))
    }
}

#[cfg(unix)]
fn link(to: &Path, place: &Path) -> bool {
    std::os::unix::fs::symlink(to, place).unwrap();
    true
}

#[cfg(windows)]
fn link(to: &Path, place: &Path) -> bool {
    use std::os::windows::fs::{symlink_dir, symlink_file};
    let made = if to.is_dir() { symlink_dir(to, place) } else { symlink_file(to, place) };
    let made = made.and_then(|()| std::fs::symlink_metadata(place)).is_ok_and(|found| found.is_symlink());
    if !made {
        eprintln!("SKIPPED: links cannot be made on this computer");
    }
    made
}

#[test]
fn a_writing_command_refuses_a_link_before_it_writes_anything() {
    for name in ["pupils", "policy", ".send", ".send/undo", ".send/drafts", ".send/cache", ".send/write.lck"] {
        let linked = Linked::new();
        if !linked.moved(name) {
            return;
        }
        let before = linked.everything();
        for arguments in WRITING {
            let ran = linked.send(arguments);
            let names_it =
                ran.err.contains(&format!("`{name}` is a link")) && ran.err.contains("help: delete the link");
            assert!(ran.code == 3 && names_it, "{name} {arguments:?}\n{}", ran.said());
            assert_eq!(linked.everything(), before, "{name} {arguments:?}");
        }
        linked.moved_back(name);
        let ran = linked.send(CONTACT);
        assert_eq!(ran.code, 0, "{name} {}", ran.said());
    }
}

#[test]
fn a_report_names_linked_records_but_does_not_show_them() {
    let linked = Linked::new();
    if !linked.moved("pupils") {
        return;
    }
    for arguments in [
        &["register", "--all"][..],
        &["census"],
        &["overdue"],
        &["check"],
        &["show", "p014"],
        &["show", "amira"],
        &["timeline", "p014"],
        &["missing", "notice"],
        &["print", "p014", "--for", "parent"],
        &["retention"],
    ] {
        let ran = linked.send(arguments);
        assert_eq!(ran.code, 3, "{arguments:?}\n{}", ran.said());
        assert!(ran.said().contains("`pupils` is a link"), "{arguments:?}\n{}", ran.said());
        assert!(!ran.said().contains("Amira"), "{arguments:?}\n{}", ran.said());
    }
    let ran = linked.send(&["calendar"]);
    assert!(ran.code == 3 && ran.err.contains("pupils:1:1"), "a list of ids names the place only: {}", ran.said());
}

#[test]
fn no_command_reads_a_linked_policy() {
    let linked = Linked::new();
    if linked.moved("policy") {
        for arguments in [&["register", "--all"][..], &["check"], &["policy"], &["doctor"]] {
            let ran = linked.send(arguments);
            assert_eq!(ran.code, 3, "{arguments:?}\n{}", ran.said());
            assert!(ran.err.contains("`policy` is a link"), "{arguments:?}\n{}", ran.said());
        }
    }
}

#[test]
fn doctor_names_each_link() {
    for name in ["pupils", "pupils/year-4", ".send", ".send/undo", ".send/cache", ".send/anchor"] {
        let linked = Linked::new();
        if linked.moved(name) {
            let ran = linked.send(&["doctor"]);
            assert_eq!(ran.code, 1, "{}", ran.said());
            assert!(ran.out.contains(&format!("`{name}` is a link")), "{name}: {}", ran.said());
        }
    }
}

#[test]
fn no_new_record_is_made_through_a_linked_folder() {
    let linked = Linked::new();
    if !linked.moved("pupils/year-4") {
        return;
    }
    let before = std::fs::read_dir(linked.elsewhere.path().join("moved")).unwrap().count();
    let ran = linked.send(&["new", "--name", "Zoe Example", "--date-of-birth", "2018-03-01", "--folder", "year-4"]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.err.contains("`pupils/year-4` is a link"), "{}", ran.said());
    assert_eq!(std::fs::read_dir(linked.elsewhere.path().join("moved")).unwrap().count(), before);
}

/// The files kept for `undo`, the drafts, the key and the anchor contain names, or say what counts as audited.
#[test]
fn what_the_program_keeps_for_itself_is_not_read_through_a_link() {
    let Some(office) = Office::under_git() else { return };
    office.saves(&["contact", "p014", "call", "--about", "review", "--note", "the undo entry", "--by", "J. Patel"]);
    std::fs::create_dir_all(office.path(".send/drafts")).unwrap();
    office.write(".send/drafts/p014.yaml", "notes: the draft\n");
    assert_eq!(office.send(&["audit"]).code, 0);
    let out = office.next_to("copies");
    assert_eq!(office.send(&["anonymise", out.to_str().unwrap()]).code, 0);
    let told = office.send(&["sar", "p014"]);
    assert!(told.out.contains(".send/undo") && told.out.contains("the draft"), "{}", told.said());
    assert!(std::fs::read_to_string(office.path(".send/anonymise-key")).is_ok());

    for name in [".send", ".send/undo", ".send/drafts", ".send/anchor", ".send/anonymise-key"] {
        let place = office.path(name);
        std::fs::rename(&place, office.next_to("moved")).unwrap();
        if !link(&office.next_to("moved"), &place) {
            return;
        }
        let holds = |part: &str| part.starts_with(name);
        let audit = office.send(&["audit"]);
        assert_eq!(audit.code == 3, holds(".send/anchor"), "{name}: {}", audit.said());
        let sar = office.send(&["sar", "p014"]);
        let text = sar.said();
        assert_eq!(text.contains("the draft"), !holds(".send/drafts/"), "{name}: {text}");
        assert_eq!(
            text.contains("not searched: `.send"),
            holds(".send/drafts") || holds(".send/undo"),
            "{name}: {text}"
        );
        let copy = office.next_to(&format!("copy-{}", name.replace('/', "-")));
        let copied = office.send(&["anonymise", copy.to_str().unwrap()]);
        assert_eq!(copied.code == 3, holds(".send/anonymise-key"), "{name}: {}", copied.said());
        std::fs::remove_file(&place).unwrap();
        std::fs::rename(office.next_to("moved"), &place).unwrap();
    }
}

#[test]
fn the_folder_itself_may_be_reached_by_a_link() {
    let linked = Linked::new();
    let place = linked.elsewhere.path().join("records");
    if !link(&linked.school.path(""), &place) {
        return;
    }
    for folder in [place.clone(), place.join("pupils")] {
        let before = linked.school.read(P014);
        let ran = Ran::of(send_in(&folder, CONTACT).env("SEND_AS_AT", TODAY));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
        assert_ne!(linked.school.read(P014), before);
    }
    let ran = Ran::of(
        send_in(linked.elsewhere.path(), &["--records", "records", "register", "--all"]).env("SEND_AS_AT", TODAY),
    );
    assert!(ran.code == 0 && ran.out.contains("Amira"), "{}", ran.said());
}
