//! Copies of `send.toml`, `school.yaml`, a policy and a list of clauses, as file-sharing programs, editors and merges leave them.
//! A copy stops nothing and is named. The rightly named file is never overwritten, and a copy never takes its place.

use crate::common::office::Office;
use crate::common::program::Ran;

const POLICY: &str = "policy/2025-09-01.toml";

/// The commands that a copy must not stop.
const GO_ON: &[&[&str]] = &[
    &["overdue"],
    &["register"],
    &["census"],
    &["show", "p014"],
    &["next"],
    &["calendar", "-o", "../due.ics", "--replace"],
];

/// Each file that a copy may be of, and names that its copies have.
const COPIES: &[(&str, &[&str])] = &[
    (
        POLICY,
        &[
            "policy/2025-09-01-OFFICE-PC.toml",
            "policy/2025-09-01 (1).toml",
            "policy/2025-09-01 - Copy.toml",
            "policy/2025-09-01.sync-conflict-20260101-120000-ABCDEFG.toml",
            "policy/Kopie von 2025-09-01.toml",
            "policy/2025-09-01 (OFFICE-PC's conflicted copy 2026-01-01).toml",
            "policy/2025-09-01_LOCAL_4711.toml",
            "policy/old policy.toml",
        ],
    ),
    (
        "send.toml",
        &[
            "send-OFFICE-PC.toml",
            "send (Kopie).toml",
            "send.toml.orig",
            "Copy of send.toml",
            "send.toml~",
            ".send.toml.swp",
        ],
    ),
    ("school.yaml", &["school-hilap.yaml", "school (2).yaml", "school.yml", "school.yaml.bak", "school 2.yaml"]),
    (
        "policy/2025-09-01.clauses.toml",
        &["policy/2025-09-01.clauses (1).toml", "policy/2025-09-01-OFFICE-PC.clauses.toml"],
    ),
];

fn is_named(ran: &Ran, copy: &str, original: &str) {
    let message =
        format!("warning[foreign-file]: this looks like a copy of `{original}`, so it was not read\n  --> {copy}:1:1");
    assert!(ran.out.contains(&message), "{copy}: {ran:?}");
    let help = format!("compare the two, keep what is right in `{original}`, and delete the copy");
    assert!(ran.out.contains(&help), "{copy}: {ran:?}");
    assert!(!ran.out.contains("name the file"), "{copy}: {ran:?}");
}

#[test]
fn a_copy_of_an_own_file_stops_nothing_and_is_named() {
    let Some(office) = Office::not_under_git() else { return };
    let right: Vec<Ran> = GO_ON.iter().map(|command| office.send(command)).collect();
    assert!(right.iter().all(|ran| ran.code == 0), "{right:?}");
    for (original, copies) in COPIES {
        for (nth, copy) in copies.iter().enumerate() {
            office.write(copy, &office.read(original));
            for (command, right) in GO_ON.iter().zip(&right).take(if nth == 0 { GO_ON.len() } else { 1 }) {
                assert_eq!(&office.send(command), right, "{copy}: {command:?}");
            }
            let check = office.send(&["check"]);
            assert_eq!(check.code, 0, "{copy}: {check:?}");
            is_named(&check, copy, original);
            let doctor = office.send(&["doctor"]);
            assert!(doctor.code == 1 && doctor.out.contains(copy), "{copy}: {doctor:?}");
            std::fs::remove_file(office.path(copy)).unwrap();
        }
    }
    assert_eq!(office.send(&["contact", "p014", "call", "--about", "review"]).code, 0);
}

#[test]
fn a_copy_of_the_policy_need_not_be_readable() {
    let Some(office) = Office::not_under_git() else { return };
    let right = office.send(&["overdue"]);
    let policy = office.read(POLICY);
    let cut = policy.split_at(policy.len() / 2).0.to_owned();
    for text in ["", "title = \n", "<<<<<<< HEAD\n", cut.as_str()] {
        office.write("policy/2025-09-01-OFFICE-PC.toml", text);
        assert_eq!(office.send(&["overdue"]), right, "{text}");
        assert_eq!(office.send(&["check"]).code, 0, "{text}");
    }
    std::fs::remove_file(office.path("policy/2025-09-01-OFFICE-PC.toml")).unwrap();
    for left in ["policy/2025-09-01.toml.orig", "policy/2025-09-01.toml~HEAD", "policy/.2025-09-01.toml.swp"] {
        office.write(left, "title = \n");
        let check = office.send(&["check"]);
        assert!(check.code == 0 && check.out.contains(&format!("  --> {left}:1:1")), "{check:?}");
        std::fs::remove_file(office.path(left)).unwrap();
    }
    // What an editor keeps next to an open file is no copy.
    office.write("policy/~$2025-09-01.toml", "");
    assert_eq!(office.send(&["check"]).out, "");
}

/// Moves a file, runs a report, and moves it back.
fn with_only(office: &Office, original: &str, copy: &str) -> Ran {
    std::fs::rename(office.path(original), office.path(copy)).unwrap();
    let ran = office.send(&["overdue"]);
    std::fs::rename(office.path(copy), office.path(original)).unwrap();
    ran
}

#[test]
fn a_copy_does_not_take_the_place_of_a_file_that_is_missing() {
    let Some(office) = Office::not_under_git() else { return };
    for (original, copy) in [
        (POLICY, "policy/2025-09-01-OFFICE-PC.toml"),
        (POLICY, "policy/Kopie von 2025-09-01.toml"),
        ("school.yaml", "school-hilap.yaml"),
        ("school.yaml", "school.yml"),
        ("school.yaml", "School.yaml"),
    ] {
        let ran = with_only(&office, original, copy);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{copy}: {ran:?}");
        let said =
            format!("`{original}` is missing, and this looks like a copy of it, so it was not read\n  --> {copy}:");
        assert!(ran.err.contains(&said), "{copy}: {}", ran.err);
    }
    for copy in ["send (1).toml", "Send.toml", "send-OFFICE-PC.toml"] {
        let ran = with_only(&office, "send.toml", copy);
        let said = format!("this folder has no `send.toml`, but `{copy}`, which looks like a copy of it\n");
        assert!(ran.code == 3 && ran.err.contains(&said), "{copy}: {ran:?}");
    }
    // A file of another kind with a name like that is only named.
    let events = office.read("school.yaml");
    std::fs::remove_file(office.path("school.yaml")).unwrap();
    office.write("school-trips.yaml", "trips: [Museum]\n");
    assert_eq!(office.send(&["register"]).code, 0);
    office.write("school.yaml", &events);
    is_named(&office.send(&["check"]), "school-trips.yaml", "school.yaml");
}

#[test]
fn two_policies_of_one_day_are_a_policy_and_its_copy_or_stop_the_command() {
    let Some(office) = Office::not_under_git() else { return };
    let policy = office.read(POLICY);
    let right = office.send(&["overdue"]);
    // The same file under the name of another day decides nothing.
    office.write("policy/2026-09-01.toml", &policy);
    assert_eq!(office.send(&["overdue"]), right);
    is_named(&office.send(&["check"]), "policy/2026-09-01.toml", POLICY);
    // A policy that someone has begun to write: no one knows which holds from that day.
    office.write("policy/2026-09-01.toml", &policy.replacen("title = \"", "title = \"New ", 1));
    let ran = office.send(&["overdue"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let help = "help: if it is a new policy, write `in_force = 2026-09-01`; if it is a copy, compare the two, keep what is right in \
                `policy/2025-09-01.toml`, and delete the copy";
    assert!(ran.err.contains("--> policy/2026-09-01.toml:") && ran.err.contains(help), "{}", ran.err);
    // The only policy of its day may be named after that day, because no file is.
    office.write("policy/2026-09-01.toml", &policy);
    let next = policy.replacen("in_force = 2025-09-01", "in_force = 2027-09-01", 1);
    office.write("policy/next.toml", &next);
    let ran = office.send(&["overdue"]);
    assert!(ran.code == 3 && ran.err.contains("help: name the file `2027-09-01.toml`"), "{ran:?}");
    office.write("policy/2027-09-01.toml", &next);
    assert_eq!(office.send(&["overdue"]).code, 0);
    is_named(&office.send(&["check"]), "policy/next.toml", "policy/2027-09-01.toml");
}

#[test]
fn no_remedy_for_a_misnamed_record_overwrites_a_record() {
    let Some(office) = Office::not_under_git() else { return };
    for copy in [
        "pupils/P014.yaml",
        "pupils/p014.yml",
        "pupils/Kopie von p014.yaml",
        "pupils/p014 (1).yaml",
        "pupils/amira.yaml",
    ] {
        office.write(copy, &office.read("pupils/p014.yaml"));
        let check = office.send(&["check"]);
        assert_eq!(check.code, 3, "{copy}: {check:?}");
        assert!(check.out.contains("this looks like a copy of "), "{copy}: {}", check.out);
        assert!(check.out.contains("keep what is right in "), "{copy}: {}", check.out);
        assert!(!check.out.contains("rename") && !check.out.contains("such as `p014.yaml`"), "{copy}: {}", check.out);
        std::fs::remove_file(office.path(copy)).unwrap();
    }
    std::fs::rename(office.path("pupils/p014.yaml"), office.path("pupils/p014 (1).yaml")).unwrap();
    let check = office.send(&["check"]);
    assert!(check.out.contains("this looks like a copy of `p014.yaml`, which is missing"), "{}", check.out);
}
