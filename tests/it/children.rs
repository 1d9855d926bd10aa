//! The faults of the first release that affected a child. Each is run through the real program as it was found, with similar
//! cases: the annual review, arrivals, children past Year 6, parents and section 68, and a requirement that was set aside and met
//! later.

use crate::common::program::{Ran, has_git, program_in};
use crate::common::school::School;
use serde_json::Value;

/// A record with the keys that every record needs, and these lines.
fn pupil(lines: &str) -> String {
    let needed = [
        ("format", "1"),
        ("id", "p014"),
        ("name", "Amira Example"),
        ("upn", "Q330999922002"),
        ("date_of_birth", "2017-11-03"),
        ("on_roll", "[{from: 2022-09-05}]"),
        ("census", "N"),
    ];
    let has = |key: &str| lines.lines().any(|line| line.starts_with(&format!("{key}:")));
    let mut record = String::new();
    for (key, value) in needed.iter().filter(|(key, _)| !has(key)) {
        record += &format!("{key}: {value}\n");
    }
    record + lines
}

/// A school with one pupil, whose record has these lines.
fn school(lines: &str) -> School {
    School::with("", &pupil(lines))
}

/// A report in JSON as at a day.
fn report(school: &School, on: &str, arguments: &[&str]) -> Value {
    let ran = school.send(&[arguments, &["--as-at", on, "--format", "json"]].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{arguments:?} on {on}: {}", ran.err))
}

/// The day a duty is due, if `send overdue` lists it on this day or within the next year; `None` if it is not owed.
fn due(school: &School, on: &str, rule: &str) -> Option<String> {
    let rows = report(school, on, &["overdue", "--within", "370d"])["rows"].clone();
    let row = rows.as_array().unwrap().iter().find(|row| row["rule"] == rule).cloned()?;
    Some(row["due"].as_str().unwrap().to_owned())
}

/// The rules that `send check` finds broken on a day, with their severities.
fn found(school: &School, on: &str) -> Vec<String> {
    let rows = report(school, on, &["check"])["rows"].clone();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| format!("{} {}", row["severity"].as_str().unwrap(), row["rule"].as_str().unwrap())).collect()
}

/// The last row in the census of a day: the code, and the rules of its problems.
fn census(school: &School, on: &str) -> (String, Vec<String>) {
    let rows = report(school, on, &["census"])["rows"].clone();
    let row = rows.as_array().unwrap().last().unwrap();
    let problems = row["problems"].as_array().unwrap().iter();
    let rules = problems.map(|problem| problem["rule"].as_str().unwrap().to_owned()).collect();
    (row["sen_provision"].as_str().unwrap().to_owned(), rules)
}

const PLAN: &str = "census: E
register: [{from: 2025-01-15, by: R. Osei}]
";

fn reviewed(review: &str) -> School {
    school(&format!("{PLAN}ehc_plan:\n  - final: 2025-01-15\n    reviews: [{review}]\n"))
}

#[test]
fn an_annual_review_that_the_authority_never_decides_is_asked_for_again_the_next_year() {
    let school = reviewed(
        "{kind: annual, booked: 2025-12-01, invited: 2025-11-01, circulated: 2025-11-10, meeting: 2025-12-01, report: 2025-12-10}",
    );
    for on in ["2025-12-02", "2026-11-30", "2027-12-01"] {
        assert_eq!(due(&school, on, "annual-review-meeting").as_deref(), Some("2026-11-30"), "{on}");
    }
    // The SENCO sees it in every list.
    school.give_urn("100001");
    let senco = school.send(&["overdue", "--owner", "senco", "--as-at", "2027-01-15"]);
    let next = school.send(&["next", "--as-at", "2027-01-15"]);
    let calendar = school.send(&["calendar", "--as-at", "2026-09-15"]);
    assert!(senco.out.contains("year from 29 Dec 2025, undecided"), "{}", senco.out);
    assert!(next.out.contains("annual-review-meeting"), "{}", next.out);
    assert!(calendar.out.contains("DTSTART;VALUE=DATE:20261130"), "{}", calendar.out);
}

#[test]
fn a_notice_without_the_day_of_the_decision_and_a_decision_that_is_late_do_not_stop_the_year_either() {
    let noticed = reviewed(
        "{kind: annual, meeting: 2025-12-08, outcome: amend, amendment_notice: 2025-12-22, amended: 2026-02-20}",
    );
    assert_eq!(due(&noticed, "2026-11-30", "annual-review-meeting").as_deref(), Some("2026-11-23"));
    let late = reviewed("{kind: annual, meeting: 2025-12-08, decision: 2026-09-30, outcome: maintain}");
    assert_eq!(due(&late, "2026-11-30", "annual-review-meeting").as_deref(), Some("2026-12-07"));
}

#[test]
fn an_arrival_with_a_plan_or_support_is_not_silently_counted_as_n() {
    let who = ["new", "--name=Mo Moved", "--date-of-birth=2016-11-14", "--from=2026-01-05", "--upn=Y330999924030"];
    let asked = ["--information-requested=2025-12-10", "--information-received=2025-12-18", "--by=R. Osei"];
    let arrived = |with| [&who[..], &["--arrived-from=Far Primary", with], &asked].concat();
    // A plan and an award are recorded with the arrival.
    for (with, missing) in [("--arrived-with=EHCP", "--final"), ("--arrived-with=SSPP", "--award-from")] {
        let school = school("");
        let said = school.send(&arrived(with));
        assert_eq!(said.code, 2, "{with}: {}", said.out);
        assert!(said.err.starts_with(&format!("error: {missing} is missing")), "{with}: {}", said.err);
    }
    let school = school("");
    let made = school.send(&arrived("--arrived-with=K"));
    assert_eq!(made.code, 0, "{}", made.err);
    let says = made.out.contains("send place p015") && made.out.contains("census code N may be wrong");
    assert!(says, "{}", made.out);
    assert_eq!(census(&school, "2026-01-15"), ("N".to_owned(), vec!["arrival-unplaced".to_owned()]));
    let check = school.send(&["check"]);
    assert_eq!(check.code, 1, "{}", check.out);
    assert!(check.out.contains("error[arrival-unplaced]: p015 arrived on 5 Jan 2026 with"), "{}", check.out);
    // A list for a spreadsheet shows it too.
    assert!(school.send(&["census", "--format", "csv"]).out.contains("p015 arrived on"));
}

#[test]
fn following_the_remedy_for_an_arrival_clears_the_finding() {
    let arrival = "upn: Y330999924030
date_of_birth: 2016-11-14
on_roll:
  - from: 2026-01-05
census: N
needs: [{type: SLCN, rank: 1, from: 2026-01-05}]
arrived: {from: Far Primary, with: K, information_requested: 2025-12-10, information_received: 2025-12-18}
";
    let placed = school(arrival);
    let commands: [&[&str]; 2] = [
        &["contact", "p014", "notice", "--about", "register", "--with", "parent", "--by", "R. Osei"],
        &["place", "p014", "--reason", "support goes on", "--by", "R. Osei"],
    ];
    for command in commands {
        let ran = placed.send(command);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    assert_eq!((census(&placed, "2026-01-15"), found(&placed, "2026-01-15")), (("K".to_owned(), vec![]), vec![]));
    // Support from an earlier time at this school does not count now.
    let returned = school(
        &arrival
            .replace("  - from: 2026-01-05", "  - {from: 2021-09-06, to: 2024-07-19}\n  - from: 2026-01-05")
            .replace("arrived:", "register: [{from: 2022-01-10, to: 2024-07-19, by: R. Osei}]\ncontacts: [{date: 2022-01-10, kind: notice, about: register}]\narrived:"),
    );
    assert_eq!(census(&returned, "2026-01-15").1, ["arrival-unplaced"]);
    // A plan that had ended before the child came does not count.
    let ended = school(
        &arrival
            .replace("with: K", "with: EHCP")
            .replace("arrived:", "ehc_plan: [{final: 2020-02-03, ceased: 2025-07-31}]\narrived:"),
    );
    assert_eq!(census(&ended, "2026-01-15").1, ["arrival-unplaced"]);
}

/// The editor is a shell script, which Windows cannot run.
#[cfg(unix)]
#[test]
fn the_finding_about_an_arrival_with_a_plan_names_commands_and_a_plan_typed_by_hand_clears_it_too() {
    let school = school(
        "upn: Y330999924030
date_of_birth: 2016-11-14
on_roll:
  - from: 2026-01-05
census: N
needs: [{type: ASD, rank: 1, from: 2026-01-05}]
arrived: {from: Far Primary, with: EHCP, information_requested: 2025-12-10, information_received: 2025-12-18}
",
    );
    let help = school.send(&["check"]).out;
    for step in ["`send add ehc-plan p014 --final DATE --authority NAME`", "`send place p014`"] {
        assert!(help.contains(step), "{step}: {help}");
    }
    let plan = "register:\\n  - {from: 2026-01-05, by: R. Osei}\\nehc_plan:\\n  - final: 2024-02-01\\n";
    school.write("editor.sh", &format!("sed -i 's/^census: N/census: E/' \"$1\" && printf '{plan}' >> \"$1\"\n"));
    let mut edit = school.command(&["edit", "p014"]);
    edit.env("VISUAL", "sh editor.sh").env_remove("EDITOR");
    let ran = Ran::of(&mut edit);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!((census(&school, "2026-01-15"), found(&school, "2026-01-15")), (("E".to_owned(), vec![]), vec![]));
}

#[test]
fn a_child_past_year_six_who_is_still_on_roll_is_a_problem_of_the_census_row() {
    let year_six = "date_of_birth: 2015-03-14\nclass: 6A\n";
    let stayed = school(year_six);
    assert_eq!(census(&stayed, "2026-05-21").1, [""; 0]);
    assert_eq!(census(&stayed, "2026-10-01").1, ["over-age"]);
    assert!(found(&stayed, "2026-10-01").contains(&"error over-age".to_owned()));
    // The remedy: record the last day, or the year group that the child is taught with.
    let ran = stayed.send(&["leave", "p014", "--date", "2025-07-18", "--to-school", "Oakwood", "--by", "R. Osei"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(report(&stayed, "2026-10-01", &["census"])["rows"], serde_json::json!([]));
    let below = school(year_six);
    assert_eq!(below.send(&["set", "p014", "year=5", "--by", "R. Osei"]).code, 0);
    assert_eq!(census(&below, "2026-10-01").1, [""; 0]);
    // A school with older years says so in its policy, and then no row has the problem.
    let all_through = school(year_six);
    let policy = all_through.read("policy/2025-09-01.toml");
    let off = "\n[rules.over-age]\nseverity = \"off\"\nreason = \"This school teaches to Year 13.\"\n";
    all_through.write("policy/2025-09-01.toml", &(policy + off));
    assert_eq!(census(&all_through, "2026-10-01").1, [""; 0]);
    assert!(!found(&all_through, "2026-10-01").iter().any(|rule| rule.ends_with("over-age")));
}

#[test]
fn the_notice_of_section_68_is_not_owed_while_a_plan_is_in_force() {
    let with_plan = |plan: &str| school(&format!("census: E\nregister: [{{from: 2025-08-24}}]\nehc_plan: [{plan}]\n"));
    assert_eq!(due(&with_plan("{final: 2024-07-06}"), "2026-01-15", "parents-informed"), None);
    // The plan was made after the register spell began. The late notice is then no longer owed, but as at an earlier day it is
    // still late.
    let made_since = with_plan("{final: 2025-12-01}");
    assert_eq!(due(&made_since, "2026-01-15", "parents-informed"), None);
    assert_eq!(due(&made_since, "2025-11-30", "parents-informed").as_deref(), Some("2025-08-24"));
    // When the plan ends and support continues, parents must be informed.
    let ceased = school(
        "census: K\nregister: [{from: 2025-08-24}]\nehc_plan: [{final: 2024-07-06, ceased: 2026-01-05}]\ncontacts: [{date: 2024-07-05, kind: notice, about: register}]\n",
    );
    assert_eq!(due(&ceased, "2026-01-15", "parents-informed").as_deref(), Some("2026-01-06"));
    let ran = ceased.send(&["contact", "p014", "notice", "--about", "register", "--with", "parent", "--by", "R. Osei"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(due(&ceased, "2026-01-15", "parents-informed"), None);
}

#[test]
fn the_letter_and_the_register_agree_with_the_weekly_list_about_the_notice() {
    let ceased = school(
        "census: K
register: [{from: 2023-01-08}]
needs: [{type: SLCN, rank: 1, from: 2023-01-08}]
contacts: [{date: 2023-01-08, kind: notice, about: register, with: parent}]
ehc_plan: [{final: 2023-06-01, ceased: 2025-10-10}]
",
    );
    assert_eq!(due(&ceased, "2026-01-15", "parents-informed").as_deref(), Some("2025-10-11"));
    let letter = ceased.send(&["letter", "p014", "--about", "register"]).err;
    assert!(!letter.contains("get this letter twice") && letter.contains("so this letter is late"), "{letter}");
    let row = |on: &str| {
        let rows = report(&ceased, on, &["register"])["rows"].clone();
        rows.as_array().unwrap().iter().find(|row| row["id"] == "p014").unwrap()["parents_informed"].clone()
    };
    assert_eq!(row("2026-01-15"), Value::Null);
    assert_eq!(row("2025-10-09"), "2023-01-08");
}

#[test]
fn the_letter_about_the_register_quotes_section_68_only_without_a_plan() {
    let letter = |lines: &str| {
        let ran = school(lines).send(&["letter", "p014", "--about", "register"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran
    };
    let without = letter("census: K\nregister: [{from: 2026-01-12}]\n");
    assert!(without.out.contains("section 68") && without.out.contains("have decided that"), "{}", without.out);
    let with = letter("census: E\nregister: [{from: 2026-01-12}]\nehc_plan: [{final: 2024-07-06}]\n");
    assert!(!with.out.contains("68") && !with.out.to_lowercase().contains("the law"), "{}", with.out);
    assert!(with.out.contains("has an education, health and care plan"), "{}", with.out);
    assert!(!with.err.contains("this letter is late"), "{}", with.err);
    // A plan that has ended does not count.
    let ended =
        letter("census: K\nregister: [{from: 2026-01-12}]\nehc_plan: [{final: 2024-07-06, ceased: 2026-01-05}]\n");
    assert!(ended.out.contains("section 68"), "{}", ended.out);
}

const WAIVED: &str = "stage: B
concerns: [{date: 2025-09-15, raised_by: class-teacher, grounds: [gap-widening], short_term_causes: none found}]
stages:
  - {date: 2025-09-15, stage: A, by: J. Patel}
  - date: 2025-10-06
    stage: B
    by: R. Osei
    waived:
      - requirement: little-progress
        reason: the educational psychologist says now
        by: R. Osei
        until: 2025-10-20
cycles:
  - stage: A
    plan: {date: 2025-09-17, by: J. Patel, kind: adaptations}
    review: {date: 2025-10-03, by: J. Patel, present: [parent], parent_voice: Please help him, progress: expected, decision: escalate}
contacts:
  - {date: 2025-09-18, kind: meeting, about: concern, with: parent}
  - {date: 2025-10-03, kind: consent, about: inclusion-referral, with: parent, answer: given}
referrals: [{date: 2025-10-03, to: inclusion-team, answered: 2025-10-06}]
";

/// Puts the school under git. `None`, with a message, if git is not installed.
fn under_git(school: &School) -> Option<impl Fn(&[&str]) -> Ran + '_> {
    if !has_git() {
        return None;
    }
    for arguments in [
        &["init", "--quiet"][..],
        &["config", "user.name", "R. Osei"],
        &["config", "user.email", "senco@elmfield.example"],
        &["add", "."],
        &["commit", "--quiet", "-m", "start the records"],
    ] {
        let git = Ran::of(program_in(&school.path(""), "git").args(arguments));
        assert_eq!(git.code, 0, "{arguments:?} {git:?}");
    }
    Some(move |arguments: &[&str]| school.send(arguments))
}

#[test]
fn following_the_help_for_an_expired_waiver_clears_it_and_keeps_the_audit_clean() {
    let school = school(WAIVED);
    let Some(send) = under_git(&school) else { return };
    let expired = |on: &str| found(&school, on).contains(&"warning waiver-expired".to_owned());
    assert!(expired("2025-10-21") && !expired("2025-10-20"));
    let help = send(&["check", "--as-at", "2025-10-21"]).out;
    assert!(help.contains("`send done p014 --waiver little-progress --how \"what was done\"`"), "{help}");
    let clean = |send: &dyn Fn(&[&str]) -> Ran| send(&["audit", "--format", "json"]).out.matches("\"error\"").count();
    let before = clean(&send);
    let done = send(&[
        "done",
        "p014",
        "--waiver",
        "little-progress",
        "--how",
        "looked at again with the psychologist",
        "--date",
        "2025-11-10",
        "--by",
        "R. Osei",
    ]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("was met on 10 Nov 2025"), "{}", done.out);
    assert!(!expired("2026-01-15") && expired("2025-11-09"), "as at a day before it was met, it is still missed");
    assert_eq!(clean(&send), before, "{}", send(&["audit"]).out);
    // The record keeps what was set aside, how long for, and how it was met.
    let record = school.read("pupils/p014.yaml");
    assert!(record.contains("        until: 2025-10-20\n        met_on: 2025-11-10\n        how: looked at again with the psychologist\n"), "{record}");
    assert!(send(&["timeline", "p014"]).out.contains("little-progress met later: looked at again"));
    // It is refused a second time, and for a requirement that was not set aside.
    let again = school.refuses(&["done", "p014", "--waiver", "little-progress", "--how", "again", "--by", "R. Osei"]);
    assert!(again.contains("`little-progress` is not set aside for p014 at the moment"), "{again}");
    let other = school.refuses(&["done", "p014", "--waiver", "six-weeks", "--how", "they are over", "--by", "R. Osei"]);
    assert!(other.contains("`six-weeks` is not set aside"), "{other}");
}

#[test]
fn a_met_requirement_says_how_and_cannot_be_met_before_it_was_set_aside() {
    let school = school(WAIVED);
    let silent = school.refuses(&["done", "p014", "--waiver", "little-progress", "--by", "R. Osei"]);
    assert!(silent.contains("--how is missing: How was it met?"), "{silent}");
    let early = school.refuses(&[
        "done",
        "p014",
        "--waiver",
        "little-progress",
        "--how",
        "x",
        "--date",
        "2025-10-05",
        "--by",
        "R. Osei",
    ]);
    assert!(early.contains("set aside for the move of 6 Oct 2025, after 5 Oct 2025"), "{early}");
    let misspelt = school.refuses(&["done", "p014", "--waiver", "litle-progress", "--how", "x", "--by", "R. Osei"]);
    assert!(misspelt.contains("use `--waiver` with one of these: little-progress"), "{misspelt}");
}

#[test]
fn a_requirement_set_aside_twice_is_met_for_one_move_at_a_time() {
    let waiver = |until: &str| {
        format!("waived: [{{requirement: six-weeks, reason: a sudden need, by: R. Osei, until: {until}}}]")
    };
    let twice = school(&format!(
        "stage: B
concerns: [{{date: 2025-09-10, raised_by: class-teacher, grounds: [gap-widening], short_term_causes: none found}}]
stages:
  - {{date: 2025-09-10, stage: A}}
  - {{date: 2025-10-01, stage: B, {}}}
  - {{date: 2025-10-20, stage: A, because: too early}}
  - {{date: 2025-11-10, stage: B, {}}}
",
        waiver("2025-10-22"),
        waiver("2025-12-08")
    ));
    let done = |on: &str| {
        twice.send(&[
            "done",
            "p014",
            "--waiver",
            "six-weeks",
            "--how",
            "the weeks are over",
            "--date",
            on,
            "--by",
            "R. Osei",
        ])
    };
    let first = done("2025-10-15");
    assert!(
        first.out.contains("set aside for the move of 1 Oct 2025, was met on 15 Oct 2025"),
        "{}{}",
        first.out,
        first.err
    );
    let second = done("2026-01-12");
    assert!(second.out.contains("set aside for the move of 10 Nov 2025"), "{}{}", second.out, second.err);
    let third = done("2026-01-12");
    assert_eq!(third.code, 2, "{}", third.out);
    assert!(third.err.contains("`six-weeks` is not set aside"), "{}", third.err);
}

#[test]
fn the_audit_still_finds_a_changed_waiver_after_it_was_met() {
    let school = school(WAIVED);
    let Some(send) = under_git(&school) else { return };
    assert_eq!(
        send(&["done", "p014", "--waiver", "little-progress", "--how", "looked at again", "--by", "R. Osei"]).code,
        0
    );
    let record = school.read("pupils/p014.yaml");
    for (from, to, rule) in [
        ("        until: 2025-10-20\n", "", "history-removed"),
        ("met_on: 2026-01-15", "met_on: 2026-01-14", "history-backdated"),
        ("how: looked at again", "how: never", "history-altered"),
        ("        met_on: 2026-01-15\n        how: looked at again\n", "", "history-removed"),
    ] {
        assert!(record.contains(from), "{record}");
        school.write("pupils/p014.yaml", &record.replace(from, to));
        let audit = send(&["audit"]);
        assert!(audit.out.contains(&format!("error[{rule}]")), "{from}: {}{}", audit.out, audit.err);
    }
}

#[test]
fn a_waiver_is_judged_as_at_the_day_of_the_command() {
    let before_the_move = WAIVED.replace("stage: B\nconcerns", "stage: A\nconcerns");
    let (head, rest) = before_the_move.split_once("  - date: 2025-10-06\n").unwrap();
    let (_, tail) = rest.split_once("cycles:").unwrap();
    let school = school(&format!("{head}cycles:{tail}"));
    let ran = school.send(&[
        "advance",
        "p014",
        "--as-at",
        "2025-10-06",
        "--waive",
        "six-weeks",
        "--waive",
        "little-progress",
        "--reason",
        "the educational psychologist says now",
        "--until",
        "2025-10-20",
        "--by",
        "R. Osei",
    ]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("waiver-expired") && !ran.out.contains("has passed"), "{}", ran.out);
    // A change made on a later day shows what is true as at that day.
    let later =
        school.send(&["contact", "p014", "call", "--about", "review", "--as-at", "2025-10-20", "--by", "R. Osei"]);
    assert_eq!(later.code, 0, "{}", later.err);
    assert!(!later.out.contains("waiver-expired"), "{}", later.out);
    assert!(found(&school, "2025-10-21").contains(&"warning waiver-expired".to_owned()));
}
