//! `--at COMMIT` prints again what was printed then, whatever has changed since, and leaves the folder untouched.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::common::office::Office;
use crate::common::program::Ran;

const AMIRA: &str = "format: 1
id: p014
name: Amira Example
upn: Q330999922002
date_of_birth: 2017-11-03
on_roll:
  - from: 2022-09-05
class: 4B
census: N
referrals:
  - date: 2025-10-06
    to: inclusion-team
    by: J. Patel
documents:
  - date: 2025-10-06
    title: Referral form
    path: documents/p014/form.pdf
";

const BEN: &str = "format: 1
id: p015
name: Ben Sample
date_of_birth: 2016-05-14
on_roll:
  - from: 2021-09-06
class: 3A
census: K
register:
  - from: 2025-09-15
    by: R. Osei
    reason: stage C
";

/// The reports that are compared, as at the day of the first commit.
const REPORTS: &[&[&str]] = &[
    &["register", "--all"],
    &["register", "--all", "--ids-only"],
    &["census"],
    &["overdue"],
    &["next"],
    &["missing", "notice"],
    &["show", "p014"],
    &["show", "p015"],
    &["show", "ben"],
    &["ready", "p014", "--to", "C"],
    &["timeline", "p014"],
    &["check"],
    &["retention"],
    &["policy"],
];

/// The papers of that day. The last sentence of the footer names their commit.
const PAPERS: &[&[&str]] = &[
    &["print", "p015", "--for", "parent"],
    &["print", "p015", "--for", "teacher"],
    &["pack", "p014", "--for", "handover"],
    &["pack", "p015", "--for", "ehcp"],
    &["sheet", "3A"],
    &["summary", "--for", "governors"],
    &["summary", "--for", "report"],
    &["provision", "--as", "text"],
    &["impact", "--as", "text"],
    &["timeline", "p014", "--as", "text"],
];

impl Office {
    /// Commits everything as if it were noon of this day in England.
    pub(crate) fn commit_on(&self, day: &str, message: &str) -> String {
        let noon = format!("{day}T12:00:00Z");
        self.git(&["add", "--all"]);
        let days = [("GIT_AUTHOR_DATE", noon.as_str()), ("GIT_COMMITTER_DATE", noon.as_str())];
        self.git_with(&days, &["commit", "--quiet", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Every file of the folder except git's own: its bytes and the time it was last written.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
        let mut found = Vec::new();
        files_under(self.root(), &mut found);
        found.sort();
        found
    }
}

fn files_under(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>, SystemTime)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            if entry.file_name() != ".git" {
                files_under(&path, found);
            }
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap(), entry.metadata().unwrap().modified().unwrap()));
        }
    }
}

/// A school and its commit of 3 November 2025. Since then one record was changed and one deleted, the policy was relaxed, and the
/// settings were changed.
fn changed_since() -> Option<(Office, String, Vec<Ran>)> {
    let school = Office::before_the_term()?;
    school.write("pupils/p014.yaml", AMIRA);
    school.write("pupils/elmfield/p015.yaml", BEN);
    school.write("documents/p014/form.pdf", "a paper");
    let then = school.commit_on("2025-11-03", "begin");
    let of_that_day = |line: &&[&str]| school.send(&[line, &["--as-at", "2025-11-03"][..]].concat());
    let printed = REPORTS.iter().chain(PAPERS).map(of_that_day).collect();
    school.write("pupils/p014.yaml", &AMIRA.replace("Amira Example", "Amira Other").replace("class: 4B", "class: 3A"));
    std::fs::remove_file(school.path("documents/p014/form.pdf")).unwrap();
    school.commit_on("2025-12-01", "change");
    std::fs::remove_file(school.path("pupils/elmfield/p015.yaml")).unwrap();
    let policy = school.read("policy/2024-09-01.toml").replace("referral = 14", "referral = 60");
    school.write("policy/2024-09-01.toml", &policy);
    school.write("send.toml", &school.read("send.toml").replace("R. Osei", "S. Newcomer"));
    school.commit_on("2026-01-05", "delete");
    Some((school, then, printed))
}

#[test]
fn what_was_printed_then_is_printed_again_byte_for_byte_except_the_commit() {
    let Some((school, then, printed)) = changed_since() else { return };
    let before = school.files();
    let line = format!("from the records as at commit {} (3 Nov 2025)", &then[..10]);
    for (report, old) in REPORTS.iter().zip(&printed) {
        for (typed, days, end) in
            [(then.as_str(), &[][..], ", and as at that day"), ("HEAD~2", &["--as-at", "2025-11-03"][..], "")]
        {
            let new = school.send(&[report, &["--at", typed][..], days].concat());
            assert_eq!(new.out, format!("{}{line}{end}\n", old.out), "{report:?}");
            assert_eq!(new.err, old.err, "{report:?}");
            assert_eq!(new.code, old.code, "{report:?}");
        }
    }
    let old = |nth: usize| printed[nth].out.as_str();
    assert!(old(0).contains("Amira Example") && old(0).contains("Ben Sample"), "{}", old(0));
    assert!(old(3).contains("referral-answered"), "{}", old(3));
    assert!(!school.send(&["overdue", "--as-at", "2025-11-03"]).out.contains("referral-answered"));
    assert!(!old(11).contains("document-missing"), "{}", old(11));
    assert_eq!(school.files(), before);
    assert_eq!(school.git(&["status", "--porcelain", "--ignored"]), "");
}

#[test]
fn a_paper_is_made_again_as_it_was_except_the_commit_in_its_footer() {
    let Some((school, then, printed)) = changed_since() else { return };
    let before = school.files();
    for (paper, old) in PAPERS.iter().zip(&printed[REPORTS.len()..]) {
        for (days, end) in [(&[][..], ", and as at that day"), (&["--as-at", "2025-11-03"][..], "")] {
            let new = school.send(&[paper, &["--at", then.as_str()][..], days].concat());
            let foot = format!(" Made from the records as at commit {} (3 Nov 2025){end}.", &then[..10]);
            let (said, old) = (&new.out, &old.out);
            assert!(said.trim_end().ends_with(&foot) && old.len() > 150, "{paper:?}: {said}");
            assert_eq!(said.replace(&foot, ""), *old, "{paper:?}");
            assert_eq!(new.code, 0, "{paper:?}: {}", new.err);
        }
    }
    assert_eq!(school.files(), before);
    // A folder of pages, outside the records.
    let folder = school.next_to("pages");
    let ran = school.send(&["report", "--at", &then, "-o", folder.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let pages: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let pages: Vec<_> = pages.iter().filter(|page| page.extension().is_some_and(|ending| ending == "html")).collect();
    assert!(pages.len() > 6 && pages.iter().any(|page| page.ends_with("pupil-p015.html")), "{pages:?}");
    for page in pages {
        let foot = format!("Made from the records as at commit {}", &then[..10]);
        assert!(std::fs::read_to_string(page).unwrap().contains(&foot), "{}", page.display());
    }
}

#[test]
fn json_csv_and_ndjson_name_the_commit_too() {
    let Some((school, then, _)) = changed_since() else { return };
    for report in [&["register"][..], &["show", "p014"], &["check"], &["overdue"]] {
        let json = school.send(&[report, &["--at", "HEAD~2", "--format", "json"]].concat());
        let json = json.json();
        assert_eq!((json["commit"].as_str(), json["as_at"].as_str()), (Some(then.as_str()), Some("2025-11-03")));
        let json = school.send(&[report, &["--format", "json"]].concat());
        let json = json.json();
        assert_eq!(json.get("commit"), None);
    }
    for (report, format) in [("register", "csv"), ("overdue", "csv"), ("register", "ndjson"), ("overdue", "ndjson")] {
        let rows = school.send(&[report, "--at", "HEAD~2", "--format", format]);
        assert!(!rows.out.contains("commit"), "{rows:?}");
        assert!(rows.err.contains(&then[..10]), "{rows:?}");
    }
}

#[test]
fn an_empty_report_still_names_its_commit() {
    let Some((school, _, _)) = changed_since() else { return };
    let ran = school.send(&["overdue", "--at", "HEAD", "--as-at", "2025-09-01"]);
    let line = format!("from the records as at commit {} (5 Jan 2026)\n", &school.git(&["rev-parse", "HEAD"])[..10]);
    assert_eq!((ran.out, ran.err), (line, String::new()));
}

#[test]
fn the_day_of_a_commit_is_taken_from_the_time_zone_of_the_school() {
    let Some((school, _, _)) = changed_since() else { return };
    school.write("README.md", "By summer time it is half past midnight.\n");
    school.git(&["add", "--all"]);
    let night = "2026-06-30T23:30:00Z";
    let days = [("GIT_AUTHOR_DATE", "2026-01-01T12:00:00Z"), ("GIT_COMMITTER_DATE", night)];
    school.git_with(&days, &["commit", "--quiet", "-m", "later"]);
    let printed = school.send(&["register", "--at", "HEAD"]).out;
    assert!(
        printed.contains("as at 1 Jul 2026\n") && printed.ends_with("(1 Jul 2026), and as at that day\n"),
        "{printed}"
    );
}

#[test]
fn a_day_after_the_commit_counts_as_in_the_future() {
    let Some((school, _, _)) = changed_since() else { return };
    let slip =
        "contacts:\n  - date: 2025-12-20\n    kind: call\n    about: concern\n    with: parent\n    by: J. Patel\n";
    school.write("pupils/p014.yaml", &format!("{}{slip}", school.read("pupils/p014.yaml")));
    school.commit_on("2025-12-02", "a day that is still to come");
    let found = |options: &[&str]| school.send(&[&["check"], options].concat()).out.contains("date-in-future");
    assert!(found(&["--at", "HEAD"]));
    assert!(!found(&["--at", "HEAD", "--as-at", "2025-12-20"]));
    assert!(!found(&["--as-at", "2025-12-20"]));
}

#[test]
fn a_name_that_is_not_a_commit_is_refused_and_writes_nothing() {
    let Some((school, _, _)) = changed_since() else { return };
    let written = school.path("written");
    let output = format!("--output={}", written.display());
    for typed in ["nonsense", "", "HEAD~99", "HEAD:pupils", "HEAD..HEAD~1", "--all", &output, "-1", "HEAD\nHEAD"] {
        let ran = school.send(&["register", &format!("--at={typed}")]);
        assert_eq!(ran.code, 2, "{typed} {ran:?}");
        assert_eq!(ran.out, "", "{typed}");
        let said = ran.err;
        assert!(
            said.starts_with("error: the history of this folder has no commit `")
                && said.contains("\nhelp: give it as "),
            "{said}"
        );
    }
    assert!(!written.exists());
    // A commit from before there were records.
    school.git(&["checkout", "--quiet", "--orphan", "other"]);
    school.git(&["rm", "-r", "--quiet", "--cached", "send.toml"]);
    school.git(&["commit", "--quiet", "-m", "none"]);
    let ran = school.send(&["register", "--at", "HEAD"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(" has no records: there is no `send.toml` in it\n"), "{ran:?}");
}

#[test]
fn a_command_that_writes_or_reads_the_history_refuses_a_commit() {
    let Some((school, _, _)) = changed_since() else { return };
    let before = school.files();
    for line in [
        &["set", "p014", "class=4B"][..],
        &["concern", "p014", "--summary", "x", "--grounds", "other", "--raised-by", "parent"],
        &["undo"],
        &["anonymise", "out"],
        &["log"],
        &["audit"],
        &["doctor"],
    ] {
        let ran = school.send(&[line, &["--at", "HEAD~1"]].concat());
        assert_eq!(ran.code, 2, "{line:?} {ran:?}");
        assert!(ran.err.starts_with("error: this command takes no `--at`"), "{line:?} {ran:?}");
    }
    assert_eq!(school.files(), before);
}

#[test]
fn a_record_that_was_a_link_or_unreadable_is_reported_and_hides_no_one() {
    let Some((school, _, _)) = changed_since() else { return };
    let blob = school.git(&["hash-object", "-w", "send.toml"]);
    for (mode, file) in [("120000", "pupils/p020.yaml"), ("120000", "pupils/oakwood")] {
        school.git(&["update-index", "--add", "--cacheinfo", &format!("{mode},{blob},{file}")]);
    }
    school.git(&["commit", "--quiet", "-m", "links"]);
    school.write("pupils/p021.yaml", "format: 1\nid: p021\nnaem: Cem Example\n");
    school.git(&["add", "pupils/p021.yaml"]);
    school.git(&["commit", "--quiet", "-m", "a slip"]);
    std::fs::remove_file(school.path("pupils/p021.yaml")).unwrap();
    let ran = school.send(&["register", "--all", "--at", "HEAD"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.contains("Amira Other"), "{ran:?}");
    let said = ran.err;
    for file in ["pupils/p020.yaml:1:1", "pupils/oakwood:1:1", "pupils/p021.yaml:3:1"] {
        assert!(said.contains(&format!("--> {file}")), "{file} {said}");
    }
    assert!(said.ends_with("3 files could not be read, so this answer is incomplete\n"), "{said}");
}

#[test]
fn a_folder_without_a_history_says_so() {
    let Some((school, _, _)) = changed_since() else { return };
    std::fs::rename(school.path(".git"), school.next_to("gone")).unwrap();
    let ran = school.send(&["register", "--at", "HEAD"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.starts_with("error: this folder has no history"), "{ran:?}");
}

#[test]
fn a_shallow_copy_says_that_its_beginning_is_missing() {
    let Some((school, _, _)) = changed_since() else { return };
    let shallow = school.next_to("shallow");
    let from = format!("file://{}", school.root().display());
    school.git(&["clone", "--quiet", "--depth=1", &from, shallow.to_str().unwrap()]);
    let ran = school.send(&["--records", shallow.to_str().unwrap(), "register", "--at", "HEAD~2"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("git fetch --unshallow"), "{ran:?}");
}
