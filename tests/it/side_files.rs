//! The files that editors, Word and macOS leave next to an open file. They are ignored, so no report is incomplete because of
//! them.

use crate::common::folders::{elmfield, repository};
use crate::common::office::Office;

/// Lock files and side files with the name of a record or a policy in their own names. They are not copies of it.
const SIDE_FILES: &[&str] = &[
    "pupils/~$p014.yaml",
    "pupils/~$4.yaml",
    "pupils/.#p014.yaml",
    "pupils/._p014.yaml",
    "pupils/.~lock.p014.yaml#",
    "policy/~$25-09-01.toml",
    "policy/.#2025-09-01.toml",
    "policy/._2025-09-01.toml",
    "policy/._2025-09-01.clauses.toml",
    "policy/.#2025-09-01.clauses.toml",
];

/// Reports that read the records and the policies.
const REPORTS: &[&[&str]] =
    &[&["register"], &["census"], &["overdue"], &["check"], &["policy"], &["policy", "--coverage"], &["next"]];

#[test]
fn the_side_files_of_editors_are_ignored() {
    let Some(office) = Office::not_under_git() else { return };
    let before: Vec<_> = REPORTS.iter().map(|report| office.send(report)).collect();
    std::fs::create_dir(office.path("pupils/year-4")).unwrap();
    for file in SIDE_FILES.iter().chain(&["pupils/year-4/.#p014.yaml", "pupils/year-4/._p014.yaml"]) {
        office.write(file, "\u{0}\u{5}\u{16}\u{7}Mac OS X\n");
    }
    for (report, before) in REPORTS.iter().zip(&before) {
        assert_eq!(&office.send(report), before, "{report:?}");
    }
    let ran = office.send(&["contact", "p014", "call", "--about", "review", "--by", "R. Osei"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// Emacs makes its lock as a link that leads nowhere.
#[cfg(unix)]
#[test]
fn the_lock_of_emacs_is_ignored() {
    let Some(office) = Office::not_under_git() else { return };
    let before: Vec<_> = REPORTS.iter().map(|report| office.send(report)).collect();
    let sar = office.send(&["sar", "p014"]);
    for file in ["pupils/.#p014.yaml", "policy/.#2025-09-01.toml", ".#send.toml"] {
        std::os::unix::fs::symlink("r.osei@office-pc.4711:1768435200", office.path(file)).unwrap();
    }
    for (report, before) in REPORTS.iter().zip(&before) {
        assert_eq!(&office.send(report), before, "{report:?}");
    }
    let with_locks = office.send(&["sar", "p014"]);
    assert_eq!((with_locks.code, with_locks.out), (sar.code, sar.out));
    // A link to a folder of records hides pupils, whatever its name.
    std::fs::create_dir(office.next_to("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere", office.path("pupils/._year-4")).unwrap();
    let ran = office.send(&["register"]);
    assert!(ran.code == 3 && ran.err.contains("this is a link to a folder"), "{}", ran.err);
}

#[test]
fn what_might_hide_a_pupil_is_still_reported() {
    let Some(office) = Office::not_under_git() else { return };
    for name in ["~p014.yaml", "$p014.yaml", ".p014.yaml", "_p014.yaml", "#p014.yaml"] {
        let file = format!("pupils/{name}");
        office.write(&file, "id: p014\n");
        let ran = office.send(&["register"]);
        assert!(ran.code == 3 && ran.err.contains(&file), "{name}: {}", ran.err);
        std::fs::remove_file(office.path(&file)).unwrap();
    }
}

#[test]
fn side_files_in_a_commit_are_ignored_too() {
    let Some(office) = Office::under_git() else { return };
    let before = office.send(&["register", "--at", "HEAD"]);
    let audit = office.send(&["audit"]);
    for file in SIDE_FILES {
        office.write(file, "\u{0}\u{5}\u{16}\u{7}Mac OS X\n");
    }
    office.git(&["add", "--all", "--force", "."]);
    office.git(&["commit", "--quiet", "-m", "files of an editor"]);
    let after = office.send(&["register", "--at", "HEAD"]);
    assert_eq!((after.code, &after.err), (before.code, &before.err));
    let with_side_files = office.send(&["audit"]);
    assert_eq!((with_side_files.code, with_side_files.err), (audit.code, audit.err));
    assert!(!with_side_files.out.contains("._"), "{}", with_side_files.out);
}

#[test]
fn git_ignores_papers_temporary_files_and_side_files() {
    let Some(office) = Office::under_git() else { return };
    let template = std::fs::read_to_string(repository("records-template").join(".gitignore")).unwrap();
    for school in [elmfield(), repository("examples/elmfield-broken")] {
        let list = std::fs::read_to_string(school.join(".gitignore")).unwrap();
        assert_eq!(list, template, "{}", school.display());
    }
    let passed_over = [
        "exports/amira.html",
        "exports/report/index.html",
        ".send/undo/00000001",
        "pupils/.send-aB3xYz.tmp",
        ".send-aB3xYz.tmp",
        "policy/.send-aB3xYz.tmp",
        "pupils/p014.yaml~",
        "pupils/.p014.yaml.swp",
        "pupils/.p014.yaml.swo",
        "pupils/#p014.yaml#",
    ];
    for file in passed_over.iter().chain(SIDE_FILES) {
        office.write(file, "x\n");
    }
    assert_eq!(office.git(&["status", "--porcelain", "--untracked-files=all"]), "");
    office.write("documents/p014/report.pdf", "x\n");
    office.write("pupils/p999.yaml", "x\n");
    assert_eq!(
        office.git(&["status", "--porcelain", "--untracked-files=all"]),
        "?? documents/p014/report.pdf\n?? pupils/p999.yaml"
    );
}
