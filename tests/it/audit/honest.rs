//! An honest history, made by the program's own commands: the only findings are what was undone.

use crate::common::office::Office;
use crate::common::program::is_full_sweep;

/// The term of `docs/a-term-in-a-school.md`, and commands that the page does not use.
fn a_year(school: &Office, round: usize) {
    school.a_term(round);
    let ben = format!("p{:03}", round * 3 + 2);
    let cem = format!("p{:03}", round * 3 + 3);
    for command in [
        vec!["review", &cem, "--not-held", "his mother is ill", "--again", "2026-03-27", "--date", "2026-03-20"],
        vec!["plan", &cem, "--shared", "2026-01-15", "--date", "2026-01-15"],
        vec![
            "provide",
            &cem,
            "--what",
            "Lego group",
            "--kind",
            "intervention",
            "--to",
            "2026-05-01",
            "--date",
            "2026-01-16",
        ],
        vec!["provide", &cem, "--end", "lego", "--to", "2026-03-06", "--date", "2026-03-06"],
        vec!["need", &cem, "SLCN", "--rank", "1", "--shift", "--from", "2026-02-02", "--date", "2026-02-02"],
        vec!["need", &cem, "SEMH", "--end", "--date", "2026-03-02"],
        vec!["set", &cem, "profile.strengths+=Draws maps", "home_language=Turkish"],
        vec![
            "review",
            &cem,
            "--present",
            "parent",
            "--present",
            "senco",
            "--outcome",
            "1=met",
            "--exit",
            "1=two groups",
            "--pupil-voice",
            "I have a friend",
            "--parent-voice",
            "He talks of school",
            "--progress",
            "better",
            "--decision",
            "discontinue",
            "--action",
            "Tell the class teacher | K. Lindqvist | 2026-04-20",
            "--date",
            "2026-03-27",
        ],
        vec!["done", &cem, "class teacher", "--date", "2026-04-14"],
        vec!["contact", &cem, "notice", "--about", "register", "--with", "parent", "--date", "2026-04-15"],
        vec!["remove", &cem, "--because", "the gap is closed", "--date", "2026-04-16"],
        vec!["close", &cem, "--because", "the gap is closed", "--date", "2026-04-16"],
        vec!["set", &ben, "class=3A", "--date", "2026-04-20"],
        vec!["leave", &ben, "--date", "2026-05-22"],
        vec!["leave", &ben, "--to-school", "Oakwood Primary", "--records-sent", "2026-06-01"],
        vec!["contact", &ben, "call", "--about", "leaving", "--with", "school", "--date", "2026-06-02"],
        // Recorded late, with a date between entries that already exist.
        vec!["contact", &cem, "call", "--about", "provision", "--with", "parent", "--date", "2026-01-20"],
    ] {
        school.saves(&[command, vec!["--by", "R. Osei"]].concat());
    }
    for _ in 0..2 {
        school.saves(&["undo", &cem, "--yes"]);
    }
}

#[test]
fn an_audit_of_a_history_made_by_commands_finds_only_what_was_undone() {
    let Some(school) = Office::before_the_term() else { return };
    let rounds = if is_full_sweep() { 27 } else { 2 };
    for round in 0..rounds {
        a_year(&school, round);
    }
    let audit = school.audit(&[]);
    let commits = audit.summary["commits"].as_u64().unwrap();
    assert!(commits >= if rounds == 2 { 150 } else { 2000 }, "{commits}");
    assert_eq!(audit.code, 0, "{audit:?}");
    // Each round has the undo on the page, and two at the end. Of those two only one is found: the second restores what the first
    // removed.
    let rules: Vec<&str> = audit.findings.iter().map(|told| told.rule.as_str()).collect();
    assert_eq!(rules, vec!["history-corrected"; rounds * 2], "{audit:?}");
    assert_eq!(audit.summary["records"].as_u64(), Some(rounds as u64 * 3));

    // A second audit, from the anchor that the first one kept, finds no errors. The log gives the history in words.
    let head = school.git(&["rev-parse", "HEAD"]);
    assert_eq!(school.read(".send/anchor").trim(), head);
    assert_eq!(school.audit(&["--anchor", &head[..12]]).code, 0);
    let log = school.send(&["log", "p001", "--ids-only"]).out;
    for words in [
        "advanced A to B on 6 Nov 2024; consent about inclusion-referral of 6 Nov 2024 recorded: given",
        "placed on the register from 27 Jan 2025",
        "review of 24 Jan 2025 recorded: escalate",
        "created the record",
    ] {
        assert!(log.contains(words), "{words}\n{log}");
    }
    assert!(!log.contains("Amira"), "{log}");
}
