//! The last day of a whole class, and of a pupil whose records are not sent to a new school, through the real program with real
//! git: one commit, one step of `undo`, and no trace of an earlier name in a new record.

use crate::common::office::Office;
use crate::common::program::Ran;

/// The pupils of 6A leave for the same school.
const LEAVE_6A: &[&str] = &["leave", "--class", "6A", "--date", "2026-07-20", "--to-school", "Oak Secondary"];

fn leave_6a(office: &Office, more: &[&str]) -> Ran {
    office.send(&[LEAVE_6A, more].concat())
}

/// What a command that must be refused says. Nothing is changed.
fn refused(office: &Office, arguments: &[&str]) -> String {
    let head = office.git(&["rev-parse", "HEAD"]);
    let ran = office.send(arguments);
    assert_eq!(ran.code, 2, "{arguments:?}\n{}", ran.said());
    assert_eq!((office.git(&["rev-parse", "HEAD"]), office.git(&["status", "--porcelain"])), (head, String::new()));
    ran.err
}

#[test]
fn a_class_leaves_in_one_commit_and_one_step_of_undo() {
    let Some(office) = Office::under_git() else { return };
    let (before, commits) = (office.read("pupils/p003.yaml"), office.git(&["rev-list", "--count", "HEAD"]));
    let ran = leave_6a(&office, &["--yes", "--except", "p001=Hill School", "--except", "p002"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("  p001 Muhammad Example: 6A -> Hill School"), "{}", ran.out);
    assert!(ran.out.contains("  p002 Chloe Sample: 6A -> stays\n"), "{}", ran.out);
    assert!(ran.out.contains("to leave on 20 Jul 2026: 6 pupils; staying: 1 pupil\n"), "{}", ran.out);
    assert_eq!(ran.out.matches("next: send the records").count(), 1, "{}", ran.out);
    let count = |text: String| text.trim().parse::<u32>().unwrap();
    assert_eq!(count(office.git(&["rev-list", "--count", "HEAD"])), count(commits) + 1);
    assert!(office.read("pupils/p001.yaml").contains("    to: 2026-07-20\n    to_school: Hill School\n"));
    assert!(office.read("pupils/p003.yaml").contains("    to: 2026-07-20\n    to_school: Oak Secondary\n"));
    assert!(!office.read("pupils/p002.yaml").contains("2026-07-20"));
    office.saves(&["undo", "--yes"]);
    assert_eq!(office.read("pupils/p003.yaml"), before);
    assert!(!office.read("pupils/p001.yaml").contains("Hill School"));
}

#[test]
fn a_trial_and_a_script_without_a_yes_save_nothing() {
    let Some(office) = Office::under_git() else { return };
    let ran = leave_6a(&office, &["--dry-run"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.out.ends_with("to leave on 20 Jul 2026: 7 pupils; staying: 0 pupils\nnothing was saved\n"),
        "{}",
        ran.out
    );
    assert!(refused(&office, LEAVE_6A).contains("7 records would be changed\nhelp: add `--yes`"));
    assert_eq!(office.git(&["status", "--porcelain"]), "");
}

#[test]
fn two_classes_leave_together_and_a_pupil_who_has_left_already_is_left_as_it_is() {
    let Some(office) = Office::under_git() else { return };
    office.saves(&["leave", "p003", "--date", "2026-07-21", "--to-school", "Hill School"]);
    let ran = leave_6a(&office, &["--class", "5A", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.out.contains(": 6A -> left as it is: the last day is already 21 Jul 2026\n"), "{}", ran.out);
    assert!(ran.out.contains(": 5A -> Oak Secondary"), "{}", ran.out);
    assert!(office.read("pupils/p003.yaml").contains("    to: 2026-07-21\n    to_school: Hill School\n"));
    // p008 left the class in December: not on roll that day.
    assert!(!ran.out.contains("p008"), "{}", ran.out);
    // A second time there is nobody left to record.
    let again = leave_6a(&office, &["--yes"]);
    assert_eq!(again.code, 0);
    assert!(
        again.out.ends_with("to leave on 20 Jul 2026: 0 pupils; staying: 0 pupils\nnothing was saved\n"),
        "{}",
        again.out
    );
}

#[test]
fn a_wrong_day_class_or_pupil_is_refused_before_anything_is_saved() {
    let Some(office) = Office::under_git() else { return };
    let refuses = |arguments: &[&str], said: &str| {
        let err = refused(&office, &[&["leave", "--yes"], arguments].concat());
        assert!(err.contains(said), "{arguments:?}\n{err}");
    };
    refuses(&["--class", "6A"], "the last day is missing\nhelp: give it with `--date`");
    refuses(&["--class", "9Z", "--date", "2026-07-20"], "`9Z` is not a class in send.toml");
    refuses(
        &["--class", "6A", "--date", "2019-07-19"],
        "no pupil is on roll in 6A on 19 Jul 2019\nhelp: check the day",
    );
    refuses(&["--class", "6A", "--date", "2099-07-20"], "20 Jul 2099 is more than 400 days ahead");
    refuses(
        &["--class", "6A", "--date", "2026-07-20", "--except", "p014=Hill"],
        "p014 is not on roll in 6A on 20 Jul 2026",
    );
    refuses(
        &["--class", "6A", "--date", "2026-07-20", "--except", "p001=Hill", "--except", "p001"],
        "p001 is named twice",
    );
    refuses(&["p001", "--class", "6A", "--date", "2026-07-20"], "cannot be used with");
    refuses(&["--class", "6A", "--date", "2026-07-20", "--arrived-from", "Oak"], "is about a pupil who comes back");
}

#[test]
fn the_class_of_the_last_day_counts_even_after_the_classes_have_moved_up() {
    let Some(office) = Office::under_git() else { return };
    let ran = office.send(&["leave", "--class", "R1", "--date", "2023-07-20", "--dry-run"]);
    assert!(ran.out.contains("p035"), "{}", ran.said());
}

#[test]
fn a_plan_that_outlives_the_last_day_is_named() {
    let Some(office) = Office::under_git() else { return };
    let ran = office.send(&["leave", "--class", "6A", "--date", "2026-01-30", "--dry-run"]);
    let plan = "p001 Muhammad Example: 6A -> leaves; the new school is not recorded; its plan is to be reviewed by 20 Mar 2026, \
                after the last day: review it before, or send it with the records";
    assert!(ran.out.contains(plan), "{}", ran.said());
    assert!(!leave_6a(&office, &["--dry-run"]).out.contains("to be reviewed"));
}

#[test]
fn where_no_records_are_sent_none_are_owed() {
    let Some(office) = Office::under_git() else { return };
    let owed = |id: &str| {
        let out = office.send(&["overdue", "--within", "100d", "--format", "csv", "--as-at", "2026-01-30"]).out;
        out.lines().any(|line| line.contains(id) && line.contains("records-to-new-school"))
    };
    office.saves(&["leave", "p014", "--date", "2026-01-14"]);
    assert!(owed("p014"));
    let ran = office.send(&["leave", "p014", "--records-not-sent", "no-new-school"]);
    assert_eq!(ran.out.lines().next(), Some("p014: recorded that no records are sent: no-new-school"));
    assert!(!owed("p014"));
    office.saves(&["leave", "p020", "--date", "2026-01-14", "--records-not-sent", "authority-decides"]);
    assert!(!owed("p020"));
    let err = refused(&office, &["leave", "p043", "--records-not-sent", "no-new-school"]);
    assert!(err.contains("the records of p043 were sent on 10 Nov 2025"), "{err}");
    let err = refused(&office, &["leave", "p014", "--records-not-sent", "adopted"]);
    assert!(err.contains("authority-decides"), "{err}");
}

/// The example school after p014 was adopted, as docs/adoption.md describes it, and the id of the new record.
fn after_an_adoption(is_name_taken_out: bool) -> Option<Office> {
    let office = Office::under_git()?;
    office.saves(&["set", "p014", "known_as=Leila"]);
    if is_name_taken_out {
        office.saves(&["set", "p014", "known_as="]);
    }
    office.saves(&["leave", "p014", "--date", "2026-01-14", "--records-not-sent", "authority-decides"]);
    let new = ["new", "--name", "Leila Newname", "--date-of-birth", "2016-11-03", "--upn", "Y330999924030"];
    let found = ["--class", "4B", "--from", "2026-01-15", "--as-found", "2026-01-15", "--stage", "C", "--need", "SLCN"];
    let ran = office.send(&[&new[..], &found].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.starts_with("p061: made the record\n") && !ran.out.contains("p014"), "{}", ran.out);
    Some(office)
}

#[test]
fn a_new_record_after_an_adoption_has_nothing_from_the_old_one() {
    let Some(office) = after_an_adoption(true) else { return };
    office.saves(&["contact", "p061", "call", "--about", "provision", "--with", "parent"]);
    for report in [
        &["sar", "p061"][..],
        &["sar", "p061", "--format", "json"],
        &["log", "p061", "--as-at", "today"],
        &["show", "p061"],
        &["timeline", "p061"],
    ] {
        let ran = office.send(report);
        assert_eq!(ran.code, 0, "{report:?} {}", ran.err);
        assert!(ran.out.contains("p061") || ran.out.contains("Leila Newname"), "{report:?}\n{}", ran.out);
        for old in ["Amira", "p014", "Q330999922002"] {
            assert!(!ran.said().contains(old), "{report:?}: {old}\n{}", ran.said());
        }
    }
}

#[test]
fn a_new_name_left_in_the_old_record_shows_only_in_the_part_for_the_school() {
    let Some(office) = after_an_adoption(false) else { return };
    let text = office.send(&["sar", "p061"]).out;
    let (handed_over, for_school) = text.split_once("4. For the school: remove this part").unwrap();
    assert!(!handed_over.contains("p014") && !text.contains("Amira") && !text.contains("Q330999922002"), "{text}");
    assert!(for_school.contains("- pupils/p014.yaml, line "), "{text}");
}

#[test]
fn after_an_adoption_the_child_is_counted_once_and_nobody_is_reminded_of_the_old_record() {
    let Some(office) = after_an_adoption(true) else { return };
    let census = office.send(&["census", "--format", "csv"]).out;
    assert!(census.contains("p061") && !census.contains("Amira"), "{census}");
    let overdue = office.send(&["overdue", "--within", "366d", "--as-at", "2026-01-16", "--format", "csv"]).out;
    assert!(!overdue.contains("p014"), "{overdue}");
    let check = office.send(&["check", "--as-at", "2026-01-16"]).out;
    assert!(!check.contains("p014") && !check.contains("p061"), "{check}");
    let audit = office.send(&["audit"]);
    assert!(!audit.said().contains("p014") && !audit.said().contains("p061"), "{}", audit.said());
}

#[test]
fn a_move_between_schools_of_one_phase_is_recorded_at_once_or_later() {
    let Some(office) = Office::under_git() else { return };
    office.saves(&["leave", "p003", "--date", "2026-07-20", "--to-school", "Hill Primary", "--same-phase"]);
    let same = "    to: 2026-07-20\n    to_school: Hill Primary\n    same_phase: true\n";
    assert!(office.read("pupils/p003.yaml").contains(same), "{}", office.read("pupils/p003.yaml"));
    office.saves(&["leave", "p001", "--date", "2026-07-20", "--to-school", "Hill Primary"]);
    office.saves(&["leave", "p001", "--same-phase"]);
    assert!(office.read("pupils/p001.yaml").contains(same), "{}", office.read("pupils/p001.yaml"));
    for other in [&["p002", "--came-back", "2026-01-05"][..], &LEAVE_6A[1..]] {
        let ran = refused(&office, &[&["leave", "--same-phase"], other].concat());
        assert!(ran.contains("cannot be used"), "{ran}");
    }
}
