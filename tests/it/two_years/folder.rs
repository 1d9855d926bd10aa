//! A records folder that begins with a sheet, the commands that are typed in it, and the reports that are asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::common::folders::repository;
use crate::common::program::{Ran, send_in};
use crate::common::term::words_of;

/// The day on which the records begin.
const DAY_FOUND: &str = "2024-09-01";

/// Wide enough for every day of a change of phase, from the summer term before.
const MORE_THAN_A_YEAR: &str = "400d";

/// The rows of a table, by its headings.
pub(super) type Rows = Vec<BTreeMap<String, String>>;

/// A file of this folder.
pub(super) fn here(name: &str) -> PathBuf {
    repository("tests/it/two_years").join(name)
}

/// Reads a table that was worked out by hand.
pub(super) fn table(path: &Path) -> Rows {
    rows(&std::fs::read_to_string(path).unwrap())
}

fn rows(text: &str) -> Rows {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// A kind of school: its name in the names of the files, and its youngest and oldest year group.
pub(super) struct SchoolShape {
    pub(super) name: &'static str,
    pub(super) years: [&'static str; 2],
}

impl SchoolShape {
    /// The path of one of its files.
    pub(super) fn file(&self, ending: &str) -> PathBuf {
        here(&format!("{}.{ending}", self.name))
    }

    /// What is typed in the two years, with the day of each line.
    pub(super) fn commands(&self) -> Vec<(String, Vec<String>)> {
        let text = std::fs::read_to_string(self.file("commands")).unwrap();
        let line = |line: &str| {
            let mut words = words_of(line);
            (words.remove(0), words)
        };
        text.lines().map(line).collect()
    }
}

/// The records of a school.
pub(super) struct SchoolFolder {
    scratch: tempfile::TempDir,
}

impl SchoolFolder {
    /// A folder that begins with the school's sheet.
    pub(super) fn new(shape: &SchoolShape) -> Self {
        let school = Self { scratch: tempfile::tempdir().unwrap() };
        std::fs::create_dir(school.root()).unwrap();
        school.does(DAY_FOUND, &["init", "."]);
        std::fs::remove_file(school.root().join("pupils/p001.yaml")).unwrap();
        let policy = std::fs::read_to_string(school.root().join("policy/2025-09-01.toml")).unwrap();
        let earlier = policy.replace("in_force = 2025-09-01", "in_force = 2024-09-01");
        std::fs::write(school.root().join("policy/2024-09-01.toml"), earlier).unwrap();
        let settings = std::fs::read_to_string(here("send.toml")).unwrap();
        let years = settings.replace("FIRST", shape.years[0]).replace("LAST", shape.years[1]);
        std::fs::write(school.root().join("send.toml"), years + &classes()).unwrap();
        let sheet = shape.file("roll.csv");
        let begin =
            ["import", sheet.to_str().unwrap(), "--as-found", DAY_FOUND, "--parents-told", "yes-all", "--add", "--yes"];
        school.does(DAY_FOUND, &[&begin[..], &["--by", "R. Osei"]].concat());
        school
    }

    fn root(&self) -> PathBuf {
        self.scratch.path().join("records")
    }

    /// Runs the program on a day. Nobody answers a question.
    fn send(&self, day: &str, arguments: &[&str]) -> Ran {
        Ran::of(send_in(&self.root(), arguments).env("SEND_AS_AT", day).stdin(Stdio::null()))
    }

    fn does(&self, day: &str, arguments: &[&str]) {
        let ran = self.send(day, arguments);
        assert_eq!(ran.code, 0, "{day} {arguments:?}\n{}", ran.said());
    }

    /// Types a line of the two years.
    pub(super) fn type_in(&self, day: &str, words: &[String]) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let by = ["--by", "R. Osei"];
        match words[..] {
            ["same-phase", name] => self.same_phase(day, name),
            ["move-up", ref classes @ ..] => {
                let lines: Vec<String> = classes.iter().map(|pair| pair.replace('=', ",")).collect();
                let path = self.scratch.path().join("classes.csv");
                std::fs::write(&path, format!("from,to\n{}\n", lines.join("\n"))).unwrap();
                self.does(day, &[&["move-up", path.to_str().unwrap(), "--yes"][..], &by].concat());
            }
            _ => self.does(day, &[&words[..], &by].concat()),
        }
    }

    /// Writes `same_phase: true` under the last spell of the pupil on roll, as a person does with an editor.
    fn same_phase(&self, day: &str, name: &str) {
        let row = self.census(day, &[]).into_iter().find(|row| row["name"].starts_with(name)).unwrap();
        let path = self.root().join(format!("pupils/{}.yaml", row["id"]));
        let record = std::fs::read_to_string(&path).unwrap();
        let (before, after) = record.split_once("    to_school: ").unwrap();
        std::fs::write(&path, format!("{before}    same_phase: true\n    to_school: {after}")).unwrap();
    }

    /// The rows of the census as at a day.
    pub(super) fn census(&self, day: &str, more: &[&str]) -> Rows {
        let ran = self.send(day, &[&["census", "--format", "csv"][..], more].concat());
        assert!(ran.code < 2, "{day} {}", ran.said());
        rows(&ran.out)
    }

    /// The class of each pupil as at a day, by id: the one whose census has the pupil, or both if two have.
    pub(super) fn classes(&self, day: &str) -> BTreeMap<String, String> {
        let mut with: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for class in class_names() {
            for row in self.census(day, &["--class", &class]) {
                with.entry(row["id"].clone()).or_default().push(class.clone());
            }
        }
        with.into_iter().map(|(id, classes)| (id, classes.join("+"))).collect()
    }

    /// The lines of these rules that can be seen on a day: pupil, rule and day due.
    pub(super) fn duties(&self, day: &str, rules: &[&str]) -> Vec<String> {
        let ran = self.send(day, &["overdue", "--within", MORE_THAN_A_YEAR, "--format", "csv"]);
        assert_eq!(ran.code, 0, "{day} {}", ran.said());
        let asked = rows(&ran.out).into_iter().filter(|row| rules.contains(&row["rule"].as_str()));
        asked.map(|row| format!("{} {} {}", row["name"], row["rule"], row["due"])).collect()
    }
}

/// The names of the classes of all schools.
fn class_names() -> Vec<String> {
    let years = ["R", "1", "2", "3", "4", "5", "6", "7", "8"];
    years.iter().flat_map(|year| [format!("{year}A"), format!("{year}B")]).collect()
}

/// The classes, as settings.
fn classes() -> String {
    let class = |name: &String| format!("\n[[classes]]\nname = \"{name}\"\nteacher = \"T. Sample\"\n");
    class_names().iter().map(class).collect()
}
