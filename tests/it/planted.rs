//! Two hundred children, with names and dates of birth that cannot appear anywhere by chance, are taken through every command.
//! These names and dates must not be in a commit message, in what `--ids-only` prints, in the message about a mistake of the
//! program, in the name of a file in `.send`, or in the arguments of a program that is started (DESIGN 4).

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::office::Office;
#[cfg(unix)]
use crate::common::program::on_the_path;
use crate::common::term::{PAGE, words_of};

const CHILDREN: usize = 200;

/// The beginnings of the planted names. No word, id or hash has these letters in a row.
const MARKS: [&str; 3] = ["qxzv", "wqkj", "jqvx"];

/// The UPNs of the page.
const UPNS: [&str; 3] = ["Q330999922002", "Z330999920015", "C330999920017"];

/// Verbs that change no record.
const READING: &[&str] = &[
    "audit",
    "calendar",
    "census",
    "changes",
    "check",
    "explain",
    "help",
    "impact",
    "letter",
    "log",
    "missing",
    "next",
    "overdue",
    "pack",
    "policy",
    "print",
    "provision",
    "ready",
    "register",
    "report",
    "retention",
    "sar",
    "schema",
    "sheet",
    "show",
    "summary",
    "timeline",
];

/// Commands that never name anyone, whatever the options.
const NAMELESS: &[&[&str]] = &[
    &["impact", "--by", "provision"],
    &["impact", "--by", "class"],
    &["summary", "--for", "governors"],
    &["summary", "--for", "governors", "--every-number"],
    &["summary", "--for", "report"],
];

/// Options that take free text. The child is named in each.
const TEXTS: &[&str] = &[
    "--summary",
    "--short-term-causes",
    "--note",
    "--advice",
    "--because",
    "--pupil-voice",
    "--parent-voice",
    "--who",
    "--language",
    "--outcome-text",
    "--provision",
    "--to-school",
    "--reason",
];

/// A child.
struct Child {
    number: usize,
    born: (u32, u32, u32),
}

impl Child {
    /// The first three children are those of the walk, and have the ages that the page needs.
    fn new(number: usize) -> Self {
        let year = match number {
            0 => 2017,
            1 | 2 => 2016,
            other => 2015 + u32::try_from(other % 5).unwrap(),
        };
        // Days that differ from every other date of the school: those are in 2020 and later.
        let (month, day) = (u32::try_from(number % 8).unwrap() + 1, u32::try_from(number / 8).unwrap() + 2);
        Self { number, born: (year, month, day) }
    }

    fn id(&self) -> String {
        format!("p{:03}", self.number + 1)
    }

    /// The number in letters, so that a name has no digits.
    fn letters(&self) -> String {
        format!("{:03}", self.number).bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
    }

    fn name(&self) -> String {
        format!("Qxzv{} Wqkj{}", self.letters(), self.letters())
    }

    fn known_as(&self) -> String {
        format!("Jqvx{}", self.letters())
    }

    fn iso(&self) -> String {
        let (year, month, day) = self.born;
        format!("{year}-{month:02}-{day:02}")
    }

    /// The date of birth as people and programs write it, and the last day for which the record is kept, which gives it away.
    fn spellings(&self) -> Vec<String> {
        const MONTHS: [&str; 8] = ["January", "February", "March", "April", "May", "June", "July", "August"];
        let (year, month, day) = self.born;
        let name = MONTHS[usize::try_from(month).unwrap() - 1];
        let short = &name[..3];
        let mut all = Vec::new();
        for year in [year, year + 31] {
            all.extend([
                format!("{year}-{month:02}-{day:02}"),
                format!("{day} {short} {year}").to_lowercase(),
                format!("{day} {name} {year}").to_lowercase(),
                format!("{day:02}/{month:02}/{year}"),
                format!("{day}/{month}/{year}"),
                format!("{day:02}.{month:02}.{year}"),
                format!("{short} {day}, {year}").to_lowercase(),
            ]);
        }
        all
    }

    /// A free text that names the child.
    fn words(&self) -> String {
        let spellings = self.spellings();
        format!("{}, called {}, born {}", self.name(), self.known_as(), spellings[self.number % 7])
    }
}

/// Everything that was planted, in lower case.
struct Planted(Vec<String>);

impl Planted {
    fn of(children: &[Child]) -> Self {
        let births = children.iter().flat_map(Child::spellings);
        Self(MARKS.iter().map(|mark| (*mark).to_owned()).chain(births).collect())
    }

    /// Checks that none of the planted texts is in this text. Only lines with a year of birth, or the year 31 years later, can
    /// contain a date of birth.
    fn is_not_in(&self, place: &str, text: &str) {
        let years: Vec<String> = (2015..2020).flat_map(|year| [year, year + 31]).map(|year| year.to_string()).collect();
        let is_suspect = |line: &&str| {
            MARKS.iter().any(|mark| line.contains(mark)) || years.iter().any(|year| line.contains(year.as_str()))
        };
        let small = text.to_lowercase();
        let found: Vec<&str> = small
            .lines()
            .filter(is_suspect)
            .filter(|line| self.0.iter().any(|planted| line.contains(planted.as_str())))
            .collect();
        assert!(found.is_empty(), "{place}: {found:?}");
    }
}

/// The school, with programs that record how they were started.
struct Watched {
    school: Office,
    variables: Vec<(&'static str, String)>,
    /// The verbs that were run.
    run: BTreeSet<String>,
}

impl Watched {
    fn new() -> Option<Self> {
        let school = Office::before_the_term()?;
        let mut watched =
            Self { school, variables: vec![("SEND_AS_AT", "2026-07-20".to_owned())], run: BTreeSet::new() };
        watched.watch();
        Some(watched)
    }

    fn started(&self) -> PathBuf {
        self.school.next_to("started")
    }

    /// Puts a git and an editor first on `PATH` that record their arguments.
    #[cfg(unix)]
    fn watch(&mut self) {
        let path = std::env::var_os("PATH").unwrap();
        let real = on_the_path("git").unwrap();
        let tools = self.school.next_to("tools");
        std::fs::create_dir(&tools).unwrap();
        let script = |name: &str, then: &str| {
            let file = tools.join(name);
            let log = self.started();
            let text = format!("#!/bin/sh\nprintf '%s\\n' {name} \"$@\" >> '{}'\n{then}\n", log.display());
            crate::common::folders::write_script(&file, &text, "755");
            file.to_str().unwrap().to_owned()
        };
        script("git", &format!("exec '{}' \"$@\"", real.display()));
        let editor = script("editor", "cat \"$EDITED\" > \"$1.new\" && mv \"$1.new\" \"$1\"");
        let all = std::env::join_paths(std::iter::once(tools.clone()).chain(std::env::split_paths(&path))).unwrap();
        self.variables.push(("PATH", all.into_string().unwrap()));
        self.variables.push(("VISUAL", editor));
    }

    #[cfg(not(unix))]
    fn watch(&mut self) {
        eprintln!("SKIPPED: shell scripts record how programs are started, and this system does not run them");
    }

    fn output(&self, arguments: &[&str]) -> (i32, String) {
        let variables: Vec<(&str, &str)> = self.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let ran = self.school.send_with(&variables, arguments);
        (ran.code, ran.said())
    }

    /// Runs a command that saves, or that the policy refuses.
    fn send(&mut self, arguments: &[&str]) -> String {
        let (code, text) = self.output(arguments);
        assert!(matches!(code, 0 | 1), "{arguments:?}: {code:?} {text}");
        // The doctor exits with 1 if it still has advice.
        if code == 0 || arguments[0] == "doctor" {
            self.run.insert(arguments[0].to_owned());
        }
        text
    }

    /// Makes the records of the children who are not in a walk. Most are made without a commit each, which would take long, and
    /// then committed together by hand.
    fn roll(&mut self, children: &[Child]) {
        let settings = self.school.read("send.toml");
        let (with, without) = children[3..].split_at(8);
        for (children, class, commit) in [(without, "3A", "commit = false"), (with, "4B", "commit = true")] {
            self.school.write("send.toml", &settings.replace("commit = true", commit));
            self.school.write("roll.csv", &roll(children, class));
            self.send(&["import", "roll.csv", "--map", "id=id", "--add", "--yes"]);
            self.school.git(&["add", "pupils"]);
            self.school.git(&["commit", "--quiet", "--allow-empty", "-m", "a roll"]);
        }
    }

    /// Does to this child what the page does to one of its pupils.
    fn walk(&mut self, child: &Child) {
        let (id, words) = (child.id(), child.words());
        let first = ["amira", "ben", "cem"][child.number];
        let lines = PAGE.lines().filter_map(|line| line.strip_prefix("$ send ")).map(words_of);
        let mut is_on = false;
        for mut line in lines {
            if line[0] == "new" {
                is_on = line[2].to_lowercase().starts_with(first);
                line[2] = child.name();
                line[4] = child.iso();
                line.extend(["--id".to_owned(), id.clone(), "--known-as".to_owned(), child.known_as()]);
            }
            if !is_on || READING.contains(&line[0].as_str()) {
                continue;
            }
            for at in 1..line.len() {
                if line[at] == first {
                    line[at].clone_from(&id);
                }
                if TEXTS.contains(&line[at - 1].as_str()) {
                    line[at] = format!("{} {words}", line[at]);
                }
            }
            self.send(&line.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}

/// The roll of some children.
fn roll(children: &[Child], class: &str) -> String {
    let row = |child: &Child| format!("{},{},{},{class},2022-09-05\n", child.id(), child.name(), child.iso());
    let rows: String = children.iter().map(row).collect();
    format!("id,name,date_of_birth,class,from\n{rows}")
}

/// Every verb that the page does not use.
fn the_rest(watched: &mut Watched, children: &[Child]) {
    let words = |nth: usize| children[nth].words();
    let id = |nth: usize| children[nth].id();
    watched.send(&["doctor", "--fix"]);
    watched.send(&["contact", &id(10), &id(11), "call", "--about", "concern", "--note", &words(10), "--yes"]);
    watched.send(&[
        "set",
        &id(12),
        &format!("name={} Other", children[12].name()),
        &format!("home_language={}", words(12)),
    ]);
    watched.send(&["set", &id(13), &format!("known_as={}", children[13].known_as())]);
    // By the child's name instead of the id.
    watched.send(&["set", &children[14].name(), &format!("profile.helps={}", words(14))]);
    watched.send(&["leave", &id(15), "--to-school", &words(15), "--date", "2026-07-17"]);
    watched.send(&["undo", &id(15), "--yes"]);
    watched.send(&["leave", &id(16), "--to-school", &words(16), "--date", "2026-07-17"]);
    let third = id(2);
    watched.send(&["observe", &third, "--note", &words(2), "--date", "2026-02-01"]);
    watched.send(&[
        "add",
        "diagnosis",
        &third,
        "--what",
        &words(2),
        "--by",
        &children[2].name(),
        "--date",
        "2026-02-01",
    ]);
    watched.send(&["add", "document", &third, "--title", &words(2), "--date", "2026-02-01"]);
    let action = format!("Tell {} | {} | 2026-07-01", words(2), children[2].name());
    watched.send(&[
        "review",
        &third,
        "--present",
        "parent",
        "--present",
        "senco",
        "--outcome",
        "1=met",
        "--result",
        &format!("1={}", words(2)),
        "--pupil-voice",
        &words(2),
        "--parent-voice",
        &words(2),
        "--progress",
        "better",
        "--decision",
        "discontinue",
        "--because",
        &words(2),
        "--action",
        &action,
        "--date",
        "2026-03-20",
    ]);
    watched.send(&["done", &third, "1", "--date", "2026-03-27"]);
    watched.send(&["contact", &third, "notice", "--about", "register", "--with", "parent", "--date", "2026-03-23"]);
    watched.send(&["remove", &third, "--because", &words(2), "--date", "2026-03-24"]);
    watched.send(&["place", &third, "--reason", &words(2), "--notified", "2026-03-30", "--date", "2026-03-30"]);
    watched.send(&["step-back", &third, "--because", &words(2), "--date", "2026-03-31"]);
    watched.school.write("classes.csv", "from,to\n4B,2A\n");
    watched.send(&["move-up", "classes.csv", "--yes", "--date", "2026-07-18"]);
    watched.send(&["anonymise", "../copy"]);
    watched.send(&["event", "training", "--note", &words(17), "--by", &children[17].name()]);
    watched.send(&["read", "4B", "--note", &words(18), "--by", &children[18].name()]);
    accept(watched, &children[10]);
    edit(watched, &children[20]);
    resolve(watched, &children[21]);
}

/// Edits a record, and abandons another edit with a mistake in it. The draft of that one stays.
fn edit(watched: &mut Watched, child: &Child) {
    if cfg!(not(unix)) {
        return;
    }
    let file = format!("pupils/{}.yaml", child.id());
    let edited = watched.school.next_to("edited");
    watched.variables.push(("EDITED", edited.to_str().unwrap().to_owned()));
    let text = watched.school.read(&file);
    std::fs::write(&edited, format!("{text}notes: {}\n", child.words())).unwrap();
    watched.send(&["edit", &child.id()]);
    std::fs::write(&edited, format!("{text}note: {}\n", child.words())).unwrap();
    let (code, said) = watched.output(&["edit", &child.id()]);
    assert_eq!(code, 3, "{said}");
    assert!(watched.school.path(".send/drafts").read_dir().unwrap().count() > 0);
}

/// Changes by hand what was recorded, and accepts the change.
fn accept(watched: &mut Watched, child: &Child) {
    let file = format!("pupils/{}.yaml", child.id());
    watched.school.write(&file, &watched.school.read(&file).replace("kind: call", "kind: letter"));
    watched.school.git(&["commit", "--quiet", "--all", "-m", "put right by hand"]);
    let commit = watched.school.git(&["rev-parse", "HEAD"]);
    watched.send(&["accept", &commit, "--because", &child.words(), "--by", &child.name()]);
}

/// Both sides change the class, and the conflict is resolved.
fn resolve(watched: &mut Watched, child: &Child) {
    let set = |class: &str| format!("class={class}");
    watched.school.git(&["checkout", "--quiet", "-b", "side"]);
    watched.send(&["set", &child.id(), &set("2A"), "--date", "2026-07-19"]);
    watched.school.git(&["checkout", "--quiet", "main"]);
    watched.send(&["set", &child.id(), &set("4B"), "--date", "2026-07-19"]);
    watched.school.git(&["config", "merge.send.driver", "false"]);
    watched.school.try_git(&["merge", "--quiet", "--no-edit", "side"]);
    watched.send(&["resolve", &child.id(), "--ours", "class"]);
    watched.school.git(&["commit", "--quiet", "--no-edit", "--all"]);
    watched.school.git(&["branch", "--quiet", "-D", "side"]);
}

/// The verbs in the help, and those of them that have `--ids-only`.
fn verbs(watched: &Watched) -> (Vec<String>, Vec<String>) {
    let help = watched.output(&["help", "commands"]).1;
    let names = help.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let verbs: Vec<String> = names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    let discreet = verbs.iter().filter(|verb| watched.output(&[verb, "--help"]).1.contains("--ids-only")).cloned();
    (verbs.clone(), discreet.collect())
}

/// The other arguments that a verb needs or accepts, each used once.
fn ways(verb: &str) -> Vec<Vec<&'static str>> {
    match verb {
        "missing" => vec![vec!["parent-voice"], vec!["contact"]],
        "overdue" => vec![vec![], vec!["--within", "400d"], vec!["--as-at", "2027-03-01"]],
        "register" => vec![vec![], vec!["--all"]],
        "retention" => vec![vec!["--as-at", "2060-01-15"]],
        "changes" => vec![vec!["--since", "2020-01-01"]],
        "log" => vec![vec![], vec!["p001"], vec!["p001", "--since", "2020-01-01"]],
        _ => vec![vec![]],
    }
}

fn nothing_discreet_tells(watched: &Watched, planted: &Planted, discreet: &[String], formats: &[&str]) {
    for verb in discreet {
        for (nth, way) in ways(verb).iter().enumerate() {
            // The formats do not depend on the other arguments.
            for format in formats.iter().take(if nth == 0 { 4 } else { 1 }) {
                let arguments = [&[verb.as_str(), "--ids-only", "--format", *format], &way[..]].concat();
                let (code, text) = watched.output(&arguments);
                assert!(matches!(code, 0 | 1 | 3), "{arguments:?}: {text}");
                planted.is_not_in(&format!("{arguments:?}"), &text);
                assert!(UPNS.iter().all(|upn| !text.contains(upn)), "{arguments:?}: {text}");
            }
        }
    }
}

/// The same as a paper, for verbs that make one, including the papers with numbers.
fn no_discreet_paper_tells(watched: &Watched, planted: &Planted) {
    for line in
        [&["provision", "--ids-only"][..], &["provision", "--all", "--by", "provision", "--ids-only"], &["impact"]]
    {
        for written_as in ["text", "markdown", "html"] {
            let arguments = [line, &["--as", written_as][..]].concat();
            let (code, text) = watched.output(&arguments);
            // The foot shows that the whole paper was written.
            assert!(code == 0 && text.contains("As at 20 Jul 2026."), "{arguments:?}: {text}");
            planted.is_not_in(&format!("{arguments:?}"), &text);
        }
    }
}

fn nothing_nameless_tells(watched: &Watched, planted: &Planted) {
    for line in NAMELESS {
        for format in ["table", "csv", "json", "ndjson"] {
            let arguments = [line, &["--format", format][..]].concat();
            let (code, text) = watched.output(&arguments);
            assert!(matches!(code, 0 | 3) && text.len() > 40, "{arguments:?}: {text}");
            planted.is_not_in(&format!("{arguments:?}"), &text);
            assert!(UPNS.iter().all(|upn| !text.contains(upn)), "{arguments:?}: {text}");
        }
    }
}

/// The names of all files in a folder and its subfolders.
fn names_below(folder: &Path, names: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        names.push_str(&format!("{}\n", entry.file_name().to_string_lossy()));
        if entry.file_type().unwrap().is_dir() {
            names_below(&entry.path(), names);
        }
    }
}

#[test]
fn no_name_or_date_of_birth_appears_where_it_must_not() {
    let Some(mut watched) = Watched::new() else { return };
    let children: Vec<Child> = (0..CHILDREN).map(Child::new).collect();
    let planted = Planted::of(&children);
    children.iter().take(3).for_each(|child| watched.walk(child));
    watched.roll(&children);
    assert_eq!(std::fs::read_dir(watched.school.path("pupils")).unwrap().count(), CHILDREN);
    the_rest(&mut watched, &children);
    watched.send(&["init", "../another"]);

    let (all, discreet) = verbs(&watched);
    assert!(all.len() > 40 && discreet.len() > 6, "{all:?} {discreet:?}");
    let writing: BTreeSet<String> = all.into_iter().filter(|verb| !READING.contains(&verb.as_str())).collect();
    let unwatched: Vec<&String> =
        writing.difference(&watched.run).filter(|verb| cfg!(unix) || verb.as_str() != "edit").collect();
    assert!(unwatched.is_empty(), "never run, or never with success: {unwatched:?}");

    nothing_discreet_tells(&watched, &planted, &discreet, &["table", "csv", "json", "ndjson"]);
    no_discreet_paper_tells(&watched, &planted);
    let settings = watched.school.read("send.toml");
    watched.school.write("send.toml", &settings.replace("[school]", "[school]\nurn = \"100001\""));
    let calendar = watched.output(&["calendar"]).1;
    assert!(calendar.matches("BEGIN:VEVENT").count() > 3, "{calendar}");
    planted.is_not_in("a calendar", &calendar.replace("\r\n ", ""));
    nothing_nameless_tells(&watched, &planted);
    // Also with records that are broken in every way that a message quotes.
    for (nth, line) in
        ["date_of_birth: {day}", "name: {name: 1}", "{name}: 1", "stage: {name}", "on_roll: {name}"].iter().enumerate()
    {
        let child = &children[30 + nth];
        let line = line.replace("{day}", &child.spellings()[2]).replace("{name}", &child.name());
        let file = format!("pupils/{}.yaml", child.id());
        let text = watched.school.read(&file);
        watched.school.write(&file, &(text.replace("date_of_birth: ", "class: ") + &line + "\n"));
    }
    // This name has the length of a UPN, and can be read.
    let file = format!("pupils/{}.yaml", children[36].id());
    watched.school.write(&file, &(watched.school.read(&file) + "upn: Qxzvabc Wqkja\n"));
    watched.school.git(&["commit", "--quiet", "--no-verify", "--all", "-m", "broken"]);
    nothing_discreet_tells(&watched, &planted, &discreet, &["json"]);
    nothing_nameless_tells(&watched, &planted);

    let messages = watched.school.git(&["log", "--all", "--format=%B"]);
    assert!(messages.lines().count() > 100, "{}", messages.lines().count());
    planted.is_not_in("the messages of commits", &messages);
    let mut names = String::new();
    names_below(&watched.school.path(".send"), &mut names);
    assert!(names.contains("write.lck") && names.contains("undo"), "{names}");
    planted.is_not_in("the names of files in .send", &names);
    if cfg!(unix) {
        let started = std::fs::read_to_string(watched.started()).unwrap();
        assert!(started.lines().filter(|line| *line == "git").count() > 300);
        assert!(started.lines().any(|line| line == "editor"));
        planted.is_not_in("the arguments of programs", &started);
    }
    panics(&watched, &planted, &children[40]);
}

/// The variable that gives the pupil's name to the program that the test above runs.
const PUPIL: &str = "PLANTED_PUPIL";

/// A writer that panics with the text that was to be printed.
struct Panics;

impl Write for Panics {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        panic!("{}", String::from_utf8_lossy(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Not a test: the test above runs it as a separate program.
#[test]
#[ignore = "run by the test above, because it panics on purpose"]
fn panics_while_a_record_is_printed() {
    let pupil = std::env::var(PUPIL).unwrap();
    send_records::keep_panics_discreet();
    let (mut out, mut err) = (Panics, std::io::stderr());
    let environment = send_records::Environment::real(&mut out, &mut err).unwrap();
    assert_eq!(send_records::run(["send", "show", &pupil].map(Into::into), environment), 3);
}

/// Checks the message of a panic in the middle of printing this child's record.
fn panics(watched: &Watched, planted: &Planted, child: &Child) {
    let mut itself = Command::new(std::env::current_exe().unwrap());
    itself.args(["--ignored", "--exact", "planted::panics_while_a_record_is_printed", "--nocapture"]);
    itself.current_dir(watched.school.root()).env(PUPIL, child.id()).env("RUST_BACKTRACE", "1");
    let ran = itself.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{said}");
    assert!(said.contains("send stopped because of a fault in the program itself ("), "{said}");
    planted.is_not_in("a panic", &said);
}
