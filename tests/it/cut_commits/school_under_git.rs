//! A school under git, before and after one command.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::common::folders;
use crate::common::program::{SEND, TODAY, program_in};
use crate::common::school::School;

const AT_C: &str = include_str!("../faults/at-c.yaml");
const AT_END: &str = include_str!("../faults/at-end.yaml");
const NEW: &str = include_str!("../faults/new.yaml");

/// A command: the record of `p014` before it, and what is typed after `send`.
pub(super) struct Typed {
    pub(super) name: &'static str,
    record: &'static str,
    pub(super) arguments: &'static [&'static str],
}

const fn typed(name: &'static str, record: &'static str, arguments: &'static [&'static str]) -> Typed {
    Typed { name, record, arguments }
}

/// Commands that write. To try another one, add it here.
pub(super) const TYPED: &[Typed] = &[
    typed("contact", AT_C, &["contact", "p014", "call", "--about", "provision", "--by", "R. Osei"]),
    typed(
        "contact of two",
        NEW,
        &["contact", "p014", "p015", "call", "--about", "concern", "--yes", "--by", "R. Osei"],
    ),
    typed("concern", NEW, &["concern", "p014", "--raised-by", "parent", "--grounds", "other", "--by", "R. Osei"]),
    typed("advance", NEW, &["advance", "p014", "--by", "R. Osei"]),
    typed("new", NEW, &["new", "--name", "Zoe Example", "--date-of-birth", "2018-03-01"]),
    typed("set", NEW, &["set", "p014", "home_language=Urdu"]),
    typed("plan", AT_C, &["plan", "p014", "--shared", "2026-01-12", "--by", "R. Osei"]),
    typed("observe", AT_C, &["observe", "p014", "--note", "asks who and what", "--by", "R. Osei"]),
    typed(
        "review",
        AT_C,
        &[
            "review",
            "p014",
            "--present",
            "parent",
            "--outcome",
            "1=met",
            "--progress",
            "better",
            "--decision",
            "continue",
            "--by",
            "R. Osei",
        ],
    ),
    typed("refer", AT_C, &["refer", "p014", "--to", "School Nurse", "--by", "R. Osei"]),
    typed("close", AT_END, &["close", "p014", "--because", "the gap is closed", "--by", "R. Osei"]),
    typed("undo", NEW, &["undo", "p014", "--yes"]),
    typed("import", NEW, &["import", "roll.csv", "--add", "--yes"]),
    typed("move-up", NEW, &["move-up", "classes.csv", "--yes", "--date", "2026-01-15"]),
    typed(BY_HAND, AT_C, &["contact", "p014", "call", "--about", "provision", "--by", "R. Osei"]),
    typed("place", NEW, &["place", "p014", "--notified", "2026-01-14", "--by", "R. Osei"]),
    typed("refer answered", AT_C, &["refer", "p014", "--answered", "--advice", "short sentences", "--by", "R. Osei"]),
    typed("need", AT_C, &["need", "p014", "SEMH", "--by", "R. Osei"]),
    typed(
        "provide",
        AT_C,
        &["provide", "p014", "--what", "Story cards", "--kind", "resource", "--cost", "40", "--by", "R. Osei"],
    ),
    typed("done", AT_C, &["done", "p014", "--by", "R. Osei"]),
    typed("step back", AT_C, &["step-back", "p014", "--because", "lighter support will do", "--by", "R. Osei"]),
    typed("remove", AT_END, &["remove", "p014", "--because", "the gap is closed", "--by", "R. Osei"]),
    typed("leave", NEW, &["leave", "p014", "--date", "2026-02-13", "--to-school", "Oakwood"]),
    typed("set of two", NEW, &["set", "p014", "p015", "home_language=Urdu", "--yes"]),
    typed("concern of a child", AT_C, &["concern", "p015", "--raised-by", "parent", "--grounds", "other"]),
    typed("letter", AT_C, &["contact", "p015", "letter", "--about", "concern", "--by", "R. Osei"]),
    typed("event", NEW, &["event", "training", "--note", "how to hear a child", "--date", "2026-01-14"]),
];

/// The command before which someone has changed the record by hand without committing the change.
const BY_HAND: &str = "contact after a change by hand";

/// The command that comes next.
const NEXT: &[&str] = &["contact", "p016", "letter", "--about", "concern", "--by", "S. Example"];

/// The records by their path in the folder, and `school.yaml`.
type Records = BTreeMap<String, Vec<u8>>;

/// A folder under git: its state before the command, and what the command makes of it.
pub(super) struct SchoolUnderGit {
    scratch: tempfile::TempDir,
    before: Records,
    after: Records,
    /// The message of the commit.
    message: String,
    /// All messages after the command, newest first.
    messages: Vec<String>,
    /// The record that someone changed by hand before the command.
    by_hand: Option<&'static str>,
    /// The lines that the command prints.
    said: Vec<String>,
}

impl SchoolUnderGit {
    pub(super) fn new(typed: &Typed) -> Self {
        let school = School::with("\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n", typed.record);
        for id in ["p015", "p016"] {
            school.write(&format!("pupils/{id}.yaml"), &NEW.replace("p014", id));
        }
        if typed.name == "move-up" || typed.name == "import" {
            for id in ["p014", "p015"] {
                let file = format!("pupils/{id}.yaml");
                school.write(&file, &school.read(&file).replace("census: N\n", "class: 4B\ncensus: N\n"));
            }
        }
        let scratch = tempfile::tempdir().unwrap();
        let it = Self {
            scratch,
            before: Records::new(),
            after: Records::new(),
            message: String::new(),
            messages: Vec::new(),
            by_hand: (typed.name == BY_HAND).then_some("pupils/p014.yaml"),
            said: Vec::new(),
        };
        folders::copy(&school.path(""), &it.folder());
        std::fs::write(it.folder().join("classes.csv"), "from,to\n4B,5B\n").unwrap();
        std::fs::write(it.folder().join("roll.csv"), ROLL).unwrap();
        for arguments in [
            &["init", "--quiet", "--initial-branch=main", "--template="][..],
            &["config", "user.name", "Jo Example"],
            &["config", "user.email", "jo@example.org"],
            &["add", "--all"],
            &["commit", "--quiet", "-m", "begin"],
        ] {
            it.git(arguments);
        }
        if typed.name == "undo" {
            assert_eq!(it.send(&["contact", "p014", "call", "--about", "concern"]).status.code(), Some(0));
        }
        if let Some(file) = it.by_hand {
            let file = it.folder().join(file);
            std::fs::write(&file, std::fs::read_to_string(&file).unwrap() + "# by hand\n").unwrap();
        }
        let run = it.copy();
        let output = run.send(typed.arguments);
        assert_eq!(output.status.code(), Some(0), "{}: {}", typed.name, said(&output));
        let (before, after) = (it.records(), run.records());
        assert_ne!(before, after, "{}", typed.name);
        let messages: Vec<String> = run.git(&["log", "--format=%s"]).lines().map(str::to_owned).collect();
        let message = messages[0].clone();
        let said = said(&output);
        let said = said.lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect();
        Self { before, after, message, messages, said, ..it }
    }

    pub(super) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    fn folder(&self) -> PathBuf {
        self.scratch.path().join("school")
    }

    /// Makes another copy of this folder.
    pub(super) fn copy(&self) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        folders::copy(&self.folder(), &scratch.path().join("school"));
        let (before, after) = (self.before.clone(), self.after.clone());
        let (message, messages, said) = (self.message.clone(), self.messages.clone(), self.said.clone());
        Self { scratch, before, after, message, messages, by_hand: self.by_hand, said }
    }

    /// A program in the folder, on the day of the tests.
    pub(super) fn program(&self, name: &str) -> Command {
        let mut command = program_in(&self.folder(), name);
        command.env("SEND_AS_AT", TODAY).env("HOME", self.scratch.path());
        command
    }

    fn send(&self, arguments: &[&str]) -> Output {
        self.program(SEND).args(arguments).output().unwrap()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = self.program("git").args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn records(&self) -> Records {
        let pupils = std::fs::read_dir(self.folder().join("pupils")).unwrap().map(|entry| entry.unwrap().file_name());
        let names = pupils.map(|name| format!("pupils/{}", name.to_string_lossy())).chain(["school.yaml".to_owned()]);
        let read = names.filter(|name| name.ends_with(".yaml"));
        read.filter_map(|name| Some((name.clone(), std::fs::read(self.folder().join(&name)).ok()?))).collect()
    }

    /// The content of a file in a commit.
    fn committed(&self, commit: &str, file: &str) -> Option<Vec<u8>> {
        let output = self.program("git").args(["cat-file", "blob", &format!("{commit}:{file}")]).output().unwrap();
        output.status.success().then_some(output.stdout)
    }

    /// Checks that each record is entirely old or entirely new, and is new if the program said so.
    pub(super) fn assert_whole(&self, stopped: &Self, output: &Output, about: &str) {
        let now = stopped.records();
        for name in self.before.keys().chain(self.after.keys()).chain(now.keys()) {
            let (is_old, is_new) = (now.get(name) == self.before.get(name), now.get(name) == self.after.get(name));
            assert!(is_old || is_new, "{about}: {name} is neither old nor new");
            assert!(is_new || !self.was_said(output), "{about}: it said that {name} was saved");
        }
    }

    /// Whether every record is as it was before the command.
    pub(super) fn is_as_before(&self, run: &Self) -> bool {
        run.records() == self.before
    }

    /// Whether every record is as the command leaves it.
    pub(super) fn is_as_after(&self, run: &Self) -> bool {
        run.records() == self.after
    }

    pub(super) fn was_said(&self, output: &Output) -> bool {
        let said = said(output);
        self.said.iter().all(|line| said.contains(line.as_str()))
    }

    /// Changes another file and commits it by hand, as far as git allows.
    pub(super) fn commit_by_hand(&self) {
        let file = self.folder().join("README.md");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text + "by hand\n").unwrap();
        for arguments in [&["add", "README.md"][..], &["commit", "--quiet", "-m", "by hand"]] {
            // A lock may stop this commit. Then it removes nothing either.
            self.program("git").args(arguments).output().unwrap();
        }
    }

    /// Checks that the commit by hand has each record as in the commit before it, or the new one.
    pub(super) fn assert_nothing_taken_out(&self, by_hand: &Self, about: &str) {
        if by_hand.git(&["log", "-1", "--format=%s"]).trim() != "by hand" {
            return;
        }
        for name in self.before.keys().chain(self.after.keys()) {
            let (now, before) = (by_hand.committed("HEAD", name), by_hand.committed("HEAD~1", name));
            // The commit may include what someone changed by hand before the command.
            let has_by_hand = self.by_hand == Some(name.as_str()) && now.as_ref() == self.before.get(name);
            assert!(
                now == before || has_by_hand || now.as_ref() == self.after.get(name),
                "{about}: a commit by hand removed the change of {name} again:\n{}",
                by_hand.git(&["log", "--stat", "--format=%s", "-p"])
            );
        }
    }

    /// Checks that the next command works and says what was interrupted. After it the history must have the change once, and no
    /// leftover files.
    pub(super) fn assert_next_finishes(&self, stopped: &Self, output: &Output, is_send_dead: bool, about: &str) {
        let next = stopped.next_command(about);
        let now = stopped.records();
        let mut expected = vec!["p016: record the letter about concern".to_owned()];
        let rest: Vec<&String> =
            self.before.keys().chain(self.after.keys()).filter(|name| !name.contains("p016")).collect();
        let is_saved = rest.iter().all(|name| now.get(*name) == self.after.get(*name));
        let is_old = rest.iter().all(|name| now.get(*name) == self.before.get(*name));
        assert!(is_saved || is_old, "{about}: some of the records are saved and others are not");
        if is_saved {
            expected.extend(self.messages.iter().cloned());
            let told = self.was_said(output) || said(&next).contains(&format!("{}: saved earlier", self.message));
            assert!(
                told,
                "{about}: neither it nor the next command reported the change: {}{}",
                said(output),
                said(&next)
            );
            stopped.assert_author(&self.message, about);
        }
        assert!(is_saved || is_send_dead, "{about}: it was not stopped, but did not save");
        if !is_saved {
            expected.extend(self.git(&["log", "--format=%s"]).lines().map(str::to_owned));
        }
        let log = stopped.git(&["log", "--format=%s"]);
        assert_eq!(log.lines().collect::<Vec<_>>(), expected, "{about}");
        stopped.assert_in_order(self.by_hand.filter(|_| !is_saved), about);
    }

    /// Checks that the next command also works after a commit by hand, and that the history then has everything.
    pub(super) fn assert_next_works(&self, by_hand: &Self, about: &str) {
        by_hand.next_command(about);
        by_hand.git(&["add", "README.md"]);
        // A lock may have stopped the commit by hand.
        by_hand.program("git").args(["commit", "--quiet", "-m", "by hand"]).output().unwrap();
        let is_old = |file: &&str| by_hand.records().get(*file) == self.before.get(*file);
        by_hand.assert_in_order(self.by_hand.filter(is_old), about);
    }

    /// Another person records something in another record.
    fn next_command(&self, about: &str) -> Output {
        let mut send = self.program(SEND);
        for role in ["AUTHOR", "COMMITTER"] {
            send.env(format!("GIT_{role}_NAME"), "Sam Example").env(format!("GIT_{role}_EMAIL"), "sam@example.org");
        }
        let output = send.args(NEXT).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{about}: the next command: {}", said(&output));
        output
    }

    /// Checks that the change has the person who made it as its author, and the minute in which it was made as its time.
    fn assert_author(&self, message: &str, about: &str) {
        let log = self.git(&["log", "--format=%s%x09%an%x09%at"]);
        let line = log.lines().find(|line| line.split('\t').next() == Some(message));
        let mut parts = line.unwrap_or_else(|| panic!("{about}: no commit `{message}` in {log}")).split('\t').skip(1);
        assert_eq!(parts.next(), Some("Jo Example"), "{about}");
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
        let written: i64 = parts.next().unwrap().parse().unwrap();
        assert!((now - 60..=now).contains(&written), "{about}: written at {written}, but it is {now}");
    }

    /// Checks that the history has the records as they are on the disk, and that the stopped command left no files behind. A
    /// record that was changed by hand may still be waiting for its next change.
    fn assert_in_order(&self, but: Option<&str>, about: &str) {
        for (name, bytes) in self.records().into_iter().filter(|(name, _)| Some(name.as_str()) != but) {
            assert_eq!(
                self.committed("HEAD", &name),
                Some(bytes),
                "{about}: {name} differs between the disk and the history"
            );
        }
        let status = self.git(&["status", "--porcelain"]);
        let waits = but.map(|file| format!(" M {file}\n")).unwrap_or_default();
        assert_eq!(status, waits, "{about}");
        let check = self.git(&["fsck", "--strict", "--no-dangling"]);
        assert_eq!(check, "", "{about}");
        let left: Vec<PathBuf> = left_behind(&self.folder());
        assert!(left.is_empty(), "{about}: {left:?} was left behind");
    }
}

/// A pupil with a new name, one who is unchanged, one who leaves the roll, and one who is new.
const ROLL: &str = "id,name,date_of_birth,class,from\np014,Amira Example-Invented,2017-11-03,4B,\n\
                    p015,Amira Example,2017-11-03,4B,\n,Zoe Invented,2018-03-01,3B,2026-01-12\n";

/// Locks, half-written files and notes.
fn left_behind(folder: &Path) -> Vec<PathBuf> {
    let mut left = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() && name != "undo" {
            left.extend(left_behind(&path));
        }
        let endings = [".lock", ".tmp", ".begun", ".saved", ".unlisted"];
        if endings.iter().any(|ending| name.ends_with(ending)) || name.starts_with("send-index-") || name == "write.own"
        {
            left.push(path);
        }
    }
    left
}

/// Everything that a program said.
pub(super) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
