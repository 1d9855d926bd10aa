//! A record that began with what was found: the audit says nothing about the commit that writes it, and what is recorded of before
//! later is marked, or found.

use super::findings::Told;
use crate::common::office::Office;

const FOUND: &str = "format: 1
id: p014
name: Amira Example
upn: Q330999922002
date_of_birth: 2017-11-03
as_found:
  date: 2025-09-30
  source: SEN register of the MIS
  by: R. Osei
  parents_told: yes-all
on_roll:
  - in_force_on: 2025-09-30
stage: C
census: K
needs:
  - type: SLCN
    rank: 1
    from: 2025-09-30
stages:
  - date: 2025-09-30
    stage: C
    by: R. Osei
register:
  - in_force_on: 2025-09-30
    by: R. Osei
contacts:
  - date: 2025-01-20
    kind: meeting
    about: review
    with: parent
";

/// A folder without records, and then the record as found.
fn school() -> Option<Office> {
    let school = Office::before_the_term()?;
    let begun = [("GIT_AUTHOR_DATE", "2025-09-01T12:00:00Z"), ("GIT_COMMITTER_DATE", "2025-09-01T12:00:00Z")];
    school.git_with(&begun, &["commit", "--quiet", "--no-verify", "--amend", "--reset-author", "-m", "begin"]);
    school.write("pupils/p014.yaml", FOUND);
    school.commit_on("2025-09-30", "import --as-found 2025-09-30");
    Some(school)
}

/// The findings of the audit, without who made the change.
fn rules(school: &Office) -> Vec<String> {
    let said = |found: Told| format!("{}: {}", found.rule, found.message.split("; ").next().unwrap());
    school.audit(&[]).findings.into_iter().map(said).collect()
}

#[test]
fn the_commit_that_writes_what_was_found_and_what_may_be_added_of_before_are_clean() {
    let Some(school) = school() else { return };
    assert_eq!(rules(&school), [""; 0]);
    let more = FOUND
        .replace("  - in_force_on: 2025-09-30\n    by", "  - from: 2024-09-02\n    in_force_on: 2025-09-30\n    by")
        .replace(
            "contacts:\n",
            "contacts:\n  - date: 2024-09-03\n    kind: notice\n    about: register\n    with: parent\n",
        );
    school.write("pupils/p014.yaml", &more);
    school.commit_on("2025-11-03", "the first day");
    assert_eq!(rules(&school), [""; 0]);
    let log = school.send(&["log", "p014", "--as-at", "2026-01-15", "--format", "csv"]).out;
    assert!(log.contains("created the record as found on 30 Sep 2025, at C"), "{log}");
    assert_eq!(log.matches("(of before, recorded later)").count(), 2, "{log}");
    let story = school.send(&["timeline", "p014", "--as-at", "2026-01-15"]).out;
    assert_eq!(story.matches("(of before, recorded later: 3 Nov 2025)").count(), 2, "{story}");
    assert!(story.contains("(as found)") && !story.contains("joined the school"), "{story}");
}

#[test]
fn a_step_of_before_that_is_added_later_is_an_error() {
    let Some(school) = school() else { return };
    let moved = FOUND.replace("stages:\n", "stages:\n  - date: 2025-09-08\n    stage: A\n    by: R. Osei\n");
    school.write("pupils/p014.yaml", &moved);
    let now = rules(&school);
    let message = "history-backdated: a move of 8 Sep 2025 was added later: these records begin on 30 Sep 2025 with what was found that day";
    assert_eq!(now, [message]);
    school.commit_on("2025-11-03", "a move of before");
    let audit = school.audit(&[]);
    assert_eq!((audit.code, rules(&school)), (1, vec![message.to_owned()]));
    school.write("pupils/p014.yaml", &moved.replace("  date: 2025-09-30\n  source", "  date: 2025-10-31\n  source"));
    school.commit_on("2025-11-04", "another beginning");
    assert_eq!(rules(&school)[1..], ["history-altered: `as_found.date` was changed"]);
}

#[test]
fn making_a_record_as_found_can_be_undone() {
    let Some(school) = school() else { return };
    std::fs::remove_file(school.path("pupils/p014.yaml")).unwrap();
    school.commit_on("2025-10-01", "undo");
    let found = rules(&school);
    assert!(found.len() == 1 && found[0].starts_with("history-corrected: the change of "), "{found:?}");
}
