//! Merges by real git with the real driver (RELIABILITY 6): a table of cases, two people who worked offline on the same day, and
//! random work by two people on every record of the example school.
//!
//! `SEND_FULL_SWEEP=1 cargo test --test it merge:: -- --nocapture` makes 2,000 random merges each way and prints how they ended.

mod resolving;
mod set_up;
pub(crate) mod work;

use std::collections::BTreeMap;

use crate::common::office::Office;
use crate::common::program::is_full_sweep;
use serde_json::Value;
use work::{Deed, Random, after, day, file, must_conflict, unordered, values};

impl Office {
    /// The file of a pupil.
    fn record(&self, id: &str) -> String {
        self.read(&format!("pupils/{id}.yaml"))
    }

    fn write_record(&self, id: &str, record: &str) {
        self.write(&format!("pupils/{id}.yaml"), record);
    }
}

/// How a merge ended.
#[derive(Debug, Clone, PartialEq)]
enum Came {
    /// One merged record.
    Clean(String),
    /// A conflict, with the file that git left.
    Conflict(String),
}

/// Merges a branch into the one that is checked out, and returns how each record ended. The merge is then undone.
fn merge(place: &Office, branch: &str, ids: &[String]) -> BTreeMap<String, Came> {
    let merged = place.try_git(&["merge", "--quiet", "--no-edit", "--no-ff", "-m", "merge", branch]);
    assert!(matches!(merged.code, 0 | 1), "{}", merged.said());
    let conflicts = place.conflicts();
    assert_eq!(conflicts.is_empty(), merged.code == 0, "{}", merged.said());
    let came = |id: &String| {
        let record = place.record(id);
        let is_conflict = conflicts.contains(&format!("pupils/{id}.yaml"));
        (id.clone(), if is_conflict { Came::Conflict(record) } else { Came::Clean(record) })
    };
    ids.iter().map(came).collect()
}

/// A round of merges: every record changed on two branches.
struct Round {
    base: BTreeMap<String, Value>,
    ours: BTreeMap<String, Vec<Deed>>,
    theirs: BTreeMap<String, Vec<Deed>>,
}

impl Round {
    /// The base on `main`, our work on `ours`, theirs on `theirs`.
    fn set_up(place: &Office, number: usize, random: &mut Random) -> Self {
        let branch = |name: &str| format!("{name}-{number}");
        place.git(&["checkout", "--quiet", "--force", "main"]);
        let ids = ids(place);
        let base: BTreeMap<String, Value> = ids.iter().map(|id| (id.clone(), values(&place.record(id)))).collect();
        let mut days = [BTreeMap::new(), BTreeMap::new()];
        for (name, days) in ["ours", "theirs"].into_iter().zip(&mut days) {
            place.git(&["checkout", "--quiet", "-b", &branch(name), "main"]);
            for (id, record) in &base {
                let deeds = day(record, random);
                place.write_record(id, &file(&after(record, &deeds, &[])));
                days.insert(id.clone(), deeds);
            }
            place.commit_all(name);
        }
        let [ours, theirs] = days;
        Self { base, ours, theirs }
    }

    fn right(&self, id: &str) -> Value {
        unordered(&after(&self.base[id], &self.ours[id], &self.theirs[id]))
    }

    fn told(&self, id: &str) -> String {
        format!("{id}\nours {:?}\ntheirs {:?}", self.ours[id], self.theirs[id])
    }
}

fn ids(place: &Office) -> Vec<String> {
    let entries = std::fs::read_dir(place.path("pupils")).unwrap().map(Result::unwrap);
    let names = entries.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".yaml").map(str::to_owned));
    let mut ids: Vec<String> = names.collect();
    ids.sort();
    ids
}

/// Checks that every line a side wrote is in a file with marks, so that a conflict loses nothing.
fn lines_are_kept(base: &str, side: &str, marked: &str) -> bool {
    let kept: Vec<&str> = marked.lines().collect();
    let known: Vec<&str> = base.lines().collect();
    side.lines().filter(|line| !known.contains(line)).all(|line| kept.contains(&line))
}

#[derive(Debug, Default)]
struct Tally {
    merges: usize,
    clean: usize,
    conflicts: usize,
    /// Conflicts that two people would not have seen, caused by the policy or by strictness about old entries.
    cautious: usize,
    plain_clean: usize,
    plain_conflicts: usize,
    plain_seen_by_check: usize,
}

#[test]
fn random_days_of_two_people_are_never_merged_wrongly() {
    let wanted = if is_full_sweep() { 2_000 } else { 200 };
    let Some(place) = Office::with_driver() else { return };
    let driver = place.git(&["config", "merge.send.driver"]);
    for id in ids(&place) {
        place.write_record(&id, &file(&values(&place.record(&id))));
    }
    place.commit_all("every record in one layout");
    let (mut tally, mut random) = (Tally::default(), Random(0x5EED_2026));
    let mut round = 0;
    while tally.merges < wanted {
        round += 1;
        let work = Round::set_up(&place, round, &mut random);
        with_the_driver(&place, round, &work, &mut tally);
        place.git(&["config", "--remove-section", "merge.send"]);
        without_the_driver(&place, round, &work, &mut tally);
        place.git(&["config", "merge.send.driver", &driver]);
    }
    eprintln!("{tally:?}");
    assert!(tally.clean * 4 > tally.merges && tally.conflicts * 10 > tally.merges, "{tally:?}");
}

/// Merges in both directions, and each result again with either side.
fn with_the_driver(place: &Office, round: usize, work: &Round, tally: &mut Tally) {
    let ids: Vec<String> = work.base.keys().cloned().collect();
    let side = |name: &str| format!("{name}-{round}");
    let mut came = Vec::new();
    for (here, other) in [("ours", "theirs"), ("theirs", "ours")] {
        place.git(&["checkout", "--quiet", "--force", &side(here)]);
        came.push(merge(place, &side(other), &ids));
        place.git(&["reset", "--quiet", "--hard", &side(here)]);
    }
    let folder = tempfile::tempdir().unwrap();
    for id in &ids {
        tally.merges += 1;
        let told = || work.told(id);
        let must = must_conflict(&work.ours[id], &work.theirs[id]);
        let versions = [
            file(&work.base[id]),
            file(&after(&work.base[id], &work.ours[id], &[])),
            file(&after(&work.base[id], &work.theirs[id], &[])),
        ];
        match (&came[0][id], &came[1][id]) {
            (Came::Clean(one), Came::Clean(other)) => {
                assert!(!must || versions[1] == versions[2], "silently merged: {}\n{one}", told());
                assert_eq!(unordered(&values(one)), work.right(id), "wrong: {}", told());
                assert_eq!(values(one), values(other), "one side was preferred: {}", told());
                tally.clean += 1;
                if tally.clean.is_multiple_of(5) {
                    again(place, folder.path(), id, &versions, one);
                }
            }
            (Came::Conflict(one), Came::Conflict(other)) => {
                for marked in [one, other] {
                    assert!(
                        marked.contains("<<<<<<< ours") && marked.contains(">>>>>>> theirs"),
                        "{}\n{marked}",
                        told()
                    );
                    let kept = versions[1..].iter().all(|side| lines_are_kept(&versions[0], side, marked));
                    assert!(kept, "lost in a conflict: {}\n{marked}", told());
                }
                tally.conflicts += 1;
                tally.cautious += usize::from(!must);
            }
            (one, other) => panic!("a conflict in one direction only: {}\n{one:?}\n{other:?}", told()),
        }
    }
}

/// Merging the result again with either side must give the same result, byte for byte.
fn again(place: &Office, folder: &std::path::Path, id: &str, versions: &[String; 3], merged: &str) {
    for side in &versions[1..] {
        let names = ["base", "ours", "theirs"].map(|name| folder.join(name));
        for (name, text) in names.iter().zip([&versions[0], merged, side]) {
            std::fs::write(name, text).unwrap();
        }
        let [base, ours, theirs] = names.each_ref().map(|name| name.to_str().unwrap());
        let ran = place.send(&["merge-driver", base, ours, theirs, &format!("pupils/{id}.yaml")]);
        assert!(ran.code == 0, "{id}: {}", ran.said());
        assert_eq!(std::fs::read_to_string(ours).unwrap(), merged, "{id}: merging again changed it");
    }
}

/// Git's own merge of the lines must be a conflict, be correct, or be found by `check`.
fn without_the_driver(place: &Office, round: usize, work: &Round, tally: &mut Tally) {
    let ids: Vec<String> = work.base.keys().cloned().collect();
    place.git(&["checkout", "--quiet", "--force", &format!("ours-{round}")]);
    let came = merge(place, &format!("theirs-{round}"), &ids);
    let found = place.send(&["check", "--format", "csv"]);
    let found = found.out;
    for (id, came) in &came {
        let Came::Clean(merged) = came else {
            tally.plain_conflicts += 1;
            continue;
        };
        tally.plain_clean += 1;
        let is_seen = found.lines().any(|line| line.starts_with("error,") && line.contains(id.as_str()));
        let record: Result<Value, _> = serde_yaml::from_str(merged);
        if record.is_ok_and(|record| unordered(&record) == work.right(id)) {
            continue;
        }
        assert!(is_seen, "silently wrong without the driver: {}\n{merged}", work.told(id));
        tally.plain_seen_by_check += 1;
    }
    place.git(&["reset", "--quiet", "--hard", "HEAD"]);
    place.git(&["checkout", "--quiet", "--force", "main"]);
}

const CALL: &str = "  - date: 2025-10-02\n    kind: call\n    about: concern\n    note: agreed\n";
const FIRST: &str = "  - date: 2025-09-18\n    kind: meeting\n    about: concern\n    with: parent\n";
const STAGE: &str = "  - date: 2025-09-15\n    stage: A\n    by: J. Patel\n";

fn record() -> String {
    format!(
        "format: 1\nid: p090\nname: Amira Example   # invented\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\n\
         class: 4B\nhome_language: Urdu\nstage: A\ncensus: N\n\nconcerns:\n  - date: 2025-09-15\n    raised_by: parent\n\n\
         stages:\n{STAGE}\ncontacts:\n{FIRST}{CALL}"
    )
}

/// One side's changes to the record: each replaces a piece of its text with another.
type Change = &'static [(&'static str, &'static str)];

fn changed(change: Change) -> String {
    change.iter().fold(record(), |text, (from, to)| {
        let from = from.replace("FIRST", FIRST).replace("CALL", CALL).replace("STAGE", STAGE);
        let to = to.replace("FIRST", FIRST).replace("CALL", CALL).replace("STAGE", STAGE);
        assert!(text.contains(&from), "{from}");
        text.replacen(&from, &to, 1)
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Wanted {
    /// One record, with all of these texts in this order.
    One(&'static [&'static str]),
    /// A conflict, with this message.
    Conflict(&'static str),
}
use Wanted::{Conflict, One};

/// RELIABILITY 6, case by case: a name, both sides, and the expected result.
const CASES: &[(&str, Change, Change, Wanted)] = &[
    (
        "both add, on different days",
        &[("CALL", "CALL  - date: 2025-11-06\n    kind: call\n    about: concern\n")],
        &[("CALL", "CALL  - date: 2025-11-05\n    kind: letter\n    about: concern\n")],
        One(&["kind: letter", "date: 2025-11-06", "kind: call"]),
    ),
    (
        "both add on one day, by one person",
        &[("CALL", "CALL  - date: 2025-11-05\n    kind: meeting\n    about: concern\n    by: J. Patel\n")],
        &[("CALL", "CALL  - date: 2025-11-05\n    kind: call\n    about: concern\n    by: J. Patel\n")],
        One(&["2025-11-05\n    kind: call", "2025-11-05\n    kind: meeting"]),
    ),
    (
        "both add the same",
        &[("CALL", "CALL  - date: 2025-11-05\n    kind: call\n    about: concern\n"), ("4B", "5B")],
        &[("CALL", "CALL  - date: 2025-11-05\n    kind: call\n    about: concern\n"), ("Urdu", "English")],
        One(&["class: 5B", "home_language: English", "2025-10-02", "2025-11-05"]),
    ),
    (
        "one adds, one changes the name",
        &[("CALL", "CALL  - date: 2025-11-05\n    kind: call\n    about: concern\n")],
        &[("Amira Example", "Amira Sample")],
        One(&["name: Amira Sample   # invented", "2025-11-05"]),
    ),
    (
        "one removes an old entry, the other adds",
        &[("CALL", "")],
        &[("STAGE", "STAGE\nreferrals:\n  - date: 2025-11-05\n    to: School Nurse\n")],
        Conflict("`contacts[1]` (the entry of 2 Oct 2025): one side changed or removed what was there before"),
    ),
    (
        "one changes an old entry, the other adds elsewhere",
        &[("date: 2025-10-02", "date: 2025-10-03")],
        &[("raised_by: parent\n", "raised_by: parent\n    summary: Retells in single words\n")],
        Conflict("`contacts[1].date` (the entry of 2 Oct 2025)"),
    ),
    (
        "both advance differently",
        &[("stage: A\ncensus", "stage: B\ncensus"), ("STAGE", "STAGE  - date: 2025-11-05\n    stage: B\n")],
        &[
            ("stage: A\ncensus", "stage: closed\ncensus"),
            ("STAGE", "STAGE  - date: 2025-11-05\n    stage: closed\n    because: gap closed\n"),
        ],
        Conflict("`stages`: each side has a new entry, and only one of them can be right"),
    ),
    (
        "an open entry gains different keys on both sides",
        &[("with: parent\n", "with: parent\n    who: mother\n")],
        &[("with: parent\n", "with: parent\n    by: J. Patel\n")],
        One(&["who: mother", "by: J. Patel", "2025-10-02"]),
    ),
    (
        "an open entry gains the same key differently",
        &[("with: parent\n", "with: parent\n    who: mother\n")],
        &[("with: parent\n", "with: parent\n    who: father\n")],
        Conflict(
            "`contacts[0].who` (the entry of 18 Sep 2025): both sides changed it; ours has `mother`, theirs has `father`",
        ),
    ),
    (
        "one advances, the other puts on the register: the top follows from both",
        &[("stage: A\ncensus: N", "stage: A\ncensus: K"), ("STAGE", "STAGE\nregister:\n  - from: 2025-11-06\n")],
        &[("stage: A\ncensus: N", "stage: B\ncensus: N"), ("STAGE", "STAGE  - date: 2025-11-05\n    stage: B\n")],
        One(&["stage: B\ncensus: K", "stage: B\n", "from: 2025-11-06"]),
    ),
    (
        "each side is right alone, and both together break a rule",
        &[("2017-11-03", "2018-12-01")],
        &[("STAGE", "STAGE\ndiagnoses:\n  - date: 2017-12-20\n    what: Hearing loss\n")],
        Conflict("both sides together break a rule, date-impossible"),
    ),
    (
        "two periods on the register",
        &[("census: N", "census: K"), ("STAGE", "STAGE\nregister:\n  - from: 2025-11-06\n")],
        &[("census: N", "census: K"), ("STAGE", "STAGE\nregister:\n  - from: 2025-11-07\n")],
        Conflict("`register`: each side has a new entry"),
    ),
    (
        "a comment of theirs",
        &[("4B", "5B")],
        &[("home_language: Urdu", "home_language: Urdu   # and some Punjabi")],
        Conflict("a comment that one side wrote would be lost: `# and some Punjabi`"),
    ),
    (
        "their file is cut short",
        &[("4B", "5B")],
        &[("STAGE", ""), ("\nstages:\n", "")],
        Conflict("`stage`: the top of their version disagrees with its own facts"),
    ),
    (
        "their file is broken",
        &[("4B", "5B")],
        &[("raised_by", "raised by")],
        Conflict("their version cannot be read: line 14"),
    ),
];

#[test]
fn each_case_merges_as_expected_and_is_never_silently_wrong_without_the_driver() {
    let Some(place) = Office::with_driver() else { return };
    place.write_record("p090", &record());
    place.commit_all("one more");
    for (nth, (name, ours, theirs, wanted)) in CASES.iter().enumerate() {
        for (side, change) in [("ours", ours), ("theirs", theirs)] {
            place.git(&["checkout", "--quiet", "-b", &format!("{side}-{nth}"), "main"]);
            place.write_record("p090", &changed(change));
            place.commit_all(side);
        }
        place.git(&["checkout", "--quiet", &format!("ours-{nth}")]);
        let merged = place.try_git(&["merge", "--no-edit", &format!("theirs-{nth}")]);
        let (said, record) = (merged.said(), place.record("p090"));
        match wanted {
            One(parts) => {
                assert!(merged.code == 0, "{name}: {said}");
                let mut from = 0;
                for part in *parts {
                    let at = record[from..]
                        .find(part)
                        .unwrap_or_else(|| panic!("{name}: `{part}` is missing or in the wrong place:\n{record}"));
                    from += at + part.len();
                }
            }
            Conflict(why) => {
                assert_eq!(merged.code, 1, "{name}: {said}");
                assert!(said.contains(why), "{name}: {said}");
                assert!(record.contains("<<<<<<< ours") && record.contains(">>>>>>> theirs"), "{name}: {record}");
            }
        }
        place.git(&["reset", "--quiet", "--hard", "main"]);
        place.git(&["checkout", "--quiet", "main"]);
    }
}

#[test]
fn two_people_can_work_offline_on_the_same_pupil_on_one_day() {
    let Some(office) = Office::with_driver() else { return };
    let laptop = office.cloned("laptop");
    let doctor = laptop.send(&["doctor"]);
    assert!(
        doctor.said().contains("run `send doctor --fix`"),
        "a clone does not include the driver: {}",
        doctor.said()
    );
    laptop.send(&["doctor", "--fix"]);
    let send = |place: &Office, arguments: &[&str]| {
        let ran = place.send(arguments);
        assert!(ran.code == 0, "{arguments:?}: {}", ran.said());
    };
    // The SENCO, in the office.
    send(
        &office,
        &[
            "contact",
            "p014",
            "call",
            "--about",
            "provision",
            "--with",
            "parent",
            "--note",
            "mother asks for cards at home",
            "--by",
            "R. Osei",
        ],
    );
    send(&office, &["refer", "p014", "--to", "School Nurse", "--by", "R. Osei"]);
    send(&office, &["set", "p014", "home_language=Punjabi"]);
    // The class teacher, at home, without a network.
    send(&laptop, &["observe", "p014", "--note", "retold the story in four sentences", "--by", "J. Patel"]);
    send(
        &laptop,
        &[
            "contact",
            "p014",
            "meeting",
            "--about",
            "provision",
            "--with",
            "parent",
            "--note",
            "showed the cards",
            "--by",
            "J. Patel",
        ],
    );
    // In the evening.
    laptop.git(&["fetch", "--quiet", "origin"]);
    let merged = laptop.try_git(&["merge", "--no-edit", "origin/main"]);
    assert!(merged.code == 0, "{}", merged.said());
    let record = laptop.record("p014");
    for day in [
        "mother asks for cards at home",
        "School Nurse",
        "Punjabi",
        "retold the story in four sentences",
        "showed the cards",
    ] {
        assert_eq!(record.matches(day).count(), 1, "{day}:\n{record}");
    }
    let check = laptop.send(&["check"]);
    assert_eq!((check.code, check.said()), (0, String::new()));
    assert_eq!(laptop.git(&["status", "--porcelain"]), "");
    // The office takes the result, and has nothing left to merge.
    office.git(&["pull", "--quiet", "--ff-only", laptop.root().to_str().unwrap(), "main"]);
    assert_eq!(office.record("p014"), record);
}
