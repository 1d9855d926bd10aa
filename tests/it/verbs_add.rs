//! `send add` and the closing of a concern, through the real program: the lines that they add to a record, what they refuse, and
//! that the history finds no fault with them.

use crate::common::office::Office;
use crate::common::program::TODAY;
use crate::common::school::{P014, School};

const SENCO: &str = "\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n";

/// The record of a pupil who has been here since 2022, with these facts.
fn record(facts: &str) -> String {
    format!(
        "format: 1\nid: p014\n# A remark.\nname: Amira Example\nupn: Q330999922002\ndate_of_birth: 2017-11-03\n{facts}"
    )
}

fn school(facts: &str) -> School {
    School::with(SENCO, &record(facts))
}

const HERE: &str = "on_roll:\n  - from: 2022-09-05\ncensus: N\n";

/// The new lines in the record after a command that must be saved.
fn added(school: &School, arguments: &[&str]) -> Vec<String> {
    school.saves(arguments, &[]).1
}

/// The first line of what a command says that must be refused.
fn refused(school: &School, arguments: &[&str]) -> String {
    school.refuses(arguments).lines().next().unwrap().trim_start_matches("error: ").to_owned()
}

/// Whether a duty or a check is reported for the pupil on this day.
fn is_asked(school: &School, rule: &str, on: &str) -> bool {
    let ran = school.send(&["overdue", "--as-at", on, "--format", "csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out.contains(rule)
}

#[test]
fn a_diagnosis_has_its_own_day_and_person() {
    let school = school(HERE);
    let add = ["add", "diagnosis", "p014", "--what", "Developmental language disorder", "--date", "12/1"];
    let (out, new) = school.saves(&add, &[]);
    assert!(out.starts_with("p014: recorded the diagnosis of 12 Jan 2026\n"), "{out}");
    assert_eq!(new, ["diagnoses:", "  - date: 2026-01-12", "    what: Developmental language disorder"]);
    // The person is added to the same entry, and an earlier diagnosis goes above it.
    assert_eq!(added(&school, &[&add[..], &["--by", "Dr A. Example"]].concat()), ["    by: Dr A. Example"]);
    let again = school.send(&add);
    assert!(again.out.starts_with("p014: this is already in the record"), "{}", again.out);
    let said = refused(&school, &[&add[..], &["--by", "Dr B. Example"]].concat());
    assert_eq!(said, "the diagnosis of 12 Jan 2026 already has another `by`");
    added(&school, &["add", "diagnosis", "p014", "--what", "Asthma", "--date", "3 nov 2020"]);
    let text = school.read(P014);
    assert!(text.find("Asthma").unwrap() < text.find("Developmental").unwrap(), "{text}");
}

#[test]
fn what_is_missing_or_cannot_be_read_is_refused_by_its_option() {
    let school = school(HERE);
    for (arguments, said) in [
        (&["diagnosis", "p014", "--what", "x"][..], "--date is missing: What is the day of the diagnosis?"),
        (&["diagnosis", "p014", "--date", "12/1"], "--what is missing: What is the diagnosis?"),
        (&["diagnosis", "p014", "--what", " ", "--date", "12/1"], "--what: found an empty text, expected some words"),
        (&["diagnosis", "p014", "--what", "x", "--date", "soon"], "--date: found `soon`, expected a date"),
        (&["outcome", "p014", "--from", "5/1"], "--text is missing: What is the outcome: what the pupil will do?"),
        (&["disagreement", "p014", "--date", "12/1", "--by", "mother"], "--level is missing: Say how far it has gone"),
        (
            &["transition", "p014", "--offered", "visits"],
            "--planned is missing: What is the day the move is planned for?",
        ),
        (
            &["ehc-plan", "p014"],
            "--in-force-on is missing: On which day was it in force, if you do not know `--final`?",
        ),
        (
            &["sspp", "p014", "--from", "1/9/2025", "--units", "many"],
            "--units: found `many`, expected a whole number from 0 to 65535",
        ),
        (
            &["sspp", "p014", "--from", "1/9/2025", "--units", "70000"],
            "--units: found `70000`, expected a whole number from 0 to 65535",
        ),
        (&["diagnosis", "nobody", "--what", "x", "--date", "12/1"], "no pupil matches `nobody`"),
        (&["concern", "p014"], "what to add to the concern is missing"),
        (&["concern", "p014", "--summary", "x"], "p014 has no concern yet"),
        (&["disagreement", "p014", "--resolved", "12/1"], "p014 has no disagreement yet"),
        (&[], "the kind is missing after `send add`"),
        (&["diagnoses", "p014"], "`send add` has no kind `diagnoses`"),
    ] {
        assert_eq!(refused(&school, &[&["add"], arguments].concat()), said, "{arguments:?}");
    }
    // A day that has not come is a slip, whichever key it is for.
    for (kind, rest) in [
        ("diagnosis", &["--what", "x", "--date", "2030-01-01"][..]),
        ("ehc-plan", &["--final", "2030-01-01"]),
        ("disagreement", &["--date", "12/1", "--by", "mother", "--level", "formal", "--resolved", "2030-01-01"]),
    ] {
        assert!(refused(&school, &[&["add", kind, "p014"], rest].concat()).contains("1 Jan 2030 is in the future"));
    }
    let said = school.refuses(&["add", "disagreement", "p014", "--date", "12/1", "--by", "mother", "--level", "loud"]);
    assert!(said.contains("cannot use 'loud'") && said.contains("informal, serious, formal"), "{said}");
}

#[test]
fn a_document_has_a_path_in_the_folder_and_one_that_is_not_there_is_reported() {
    let school = school(HERE);
    std::fs::create_dir_all(school.path("documents/p014")).unwrap();
    school.write("documents/p014/salt.pdf", "invented");
    let add = |title: &'static str, path: &'static str| {
        ["add", "document", "p014", "--title", title, "--date", "12/1", "--path", path]
    };
    let new = added(&school, &add("SaLT report", "documents\\p014\\salt.pdf"));
    assert_eq!(
        new,
        ["documents:", "  - date: 2026-01-12", "    title: SaLT report", "    path: documents/p014/salt.pdf"]
    );
    let whole = school.path("documents/p014/salt.pdf");
    let whole = ["add", "document", "p014", "--title", "The same", "--date", "13/1", "--path", whole.to_str().unwrap()];
    assert!(added(&school, &whole).contains(&"    path: documents/p014/salt.pdf".to_owned()));
    for path in ["../x.pdf", "/etc/hosts", "documents//x.pdf", "C:\\reports\\x.pdf"] {
        assert!(refused(&school, &add("X", path)).contains("does not lead to a file in the records folder"), "{path}");
    }
    let ran = school.send(&add("Plan", "documents/p014/plan.pdf"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("error[document-missing]: the records folder has no file at this path"), "{}", ran.out);
}

#[test]
fn an_outcome_goes_into_its_place_by_its_day() {
    let school = school(HERE);
    added(&school, &["add", "outcome", "p014", "--from", "2026-01-05", "--text", "Joins in a game", "--by", "18 dec"]);
    added(&school, &["add", "outcome", "p014", "--from", "1/9/2025", "--text", "Asks for help"]);
    let expected = "outcomes:
  - from: 2025-09-01
    text: Asks for help
  - from: 2026-01-05
    text: Joins in a game
    by: 2026-12-18
";
    assert!(school.read(P014).ends_with(expected), "{}", school.read(P014));
    let ran = school.send(&["add", "outcome", "p014", "--from", "5/1", "--text", "x", "--by", "2025-09-01"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("error[date-impossible]: 2025-09-01 is before 2026-01-05"), "{}", ran.err);
}

#[test]
fn a_disagreement_asks_for_advice_until_it_was_sought_and_is_then_resolved() {
    let school = school(HERE);
    let begin = ["add", "disagreement", "p014", "--date", "12/1", "--by", "mother", "--level", "Serious"];
    let (out, new) = school.saves(&begin, &[]);
    assert!(out.contains("next: ask the authority for advice by the next school day"), "{out}");
    assert_eq!(new, ["disagreements:", "  - date: 2026-01-12", "    by: mother", "    level: serious"]);
    assert!(is_asked(&school, "disagreement-advice", TODAY));
    let contacted = ["add", "disagreement", "p014", "--authority-contacted"];
    let (out, new) = school.saves(&[&contacted[..], &["13/1"]].concat(), &[]);
    assert_eq!(
        out.lines().next(),
        Some("p014: recorded for the disagreement of 12 Jan 2026: authority contacted 13 Jan 2026")
    );
    assert_eq!(new, ["    authority_contacted: 2026-01-13"]);
    assert!(!is_asked(&school, "disagreement-advice", TODAY));
    let said = refused(&school, &[&contacted[..], &["14/1"]].concat());
    assert_eq!(said, "the disagreement of 12 Jan 2026 already has `authority_contacted`, on 13 Jan 2026");
    let early = school.send(&["add", "disagreement", "p014", "--resolved", "11/1"]);
    assert!(early.code == 3 && early.err.contains("error[date-impossible]"), "{}", early.err);
    // Two are open: the day says which is meant.
    added(&school, &["add", "disagreement", "p014", "--date", "14/1", "--by", "father", "--level", "informal"]);
    let resolved = ["add", "disagreement", "p014", "--resolved", "15/1"];
    assert_eq!(refused(&school, &resolved), "p014 has 2 entries that this could belong to:");
    assert_eq!(added(&school, &[&resolved[..], &["--date", "12/1"]].concat()), ["    resolved: 2026-01-15"]);
    assert_eq!(added(&school, &resolved), ["    resolved: 2026-01-15"]);
    let said = refused(&school, &resolved);
    assert_eq!(said, "p014 has no open disagreement; the disagreement of 14 Jan 2026 was resolved on 15 Jan 2026");
}

#[test]
fn one_command_can_record_a_disagreement_with_all_that_followed() {
    let school = school(HERE);
    let whole = ["add", "disagreement", "p014", "--date", "12/1", "--by", "mother", "--level", "formal"];
    let (out, new) =
        school.saves(&[&whole[..], &["--authority-contacted", "13/1", "--resolved", "14/1"]].concat(), &[]);
    assert!(!out.contains("next:"), "{out}");
    assert_eq!(new.last().map(String::as_str), Some("    resolved: 2026-01-14"));
    assert_eq!(new.get(4).map(String::as_str), Some("    authority_contacted: 2026-01-13"));
}

#[test]
fn a_transition_is_planned_gains_its_steps_and_is_done() {
    let facts = HERE.replace("census: N", "census: K\nregister:\n  - from: 2025-09-08");
    let born_for_year_six = record(&facts).replace("2017-11-03", "2015-03-03");
    let school = School::with(SENCO, &born_for_year_six);
    assert!(is_asked(&school, "transition-planned", "2026-04-20"));
    let plan = ["add", "transition", "p014", "--planned", "7 jul", "--to", "Oakwood Secondary", "--offered", "visits"];
    let (out, new) = school.saves(&plan, &[]);
    assert!(
        out.starts_with("p014: recorded the transition planned for 7 Jul 2026\n  next: agree with the parents"),
        "{out}"
    );
    let lines =
        ["transitions:", "  - planned: 2026-07-07", "    to: Oakwood Secondary", "    offered:", "      - visits"];
    assert_eq!(new, lines);
    assert!(!is_asked(&school, "transition-planned", "2026-04-20"));
    let more = ["add", "transition", "p014", "--offered", "transition book", "--sharing-agreed", "5/1"];
    let before = school.read(P014);
    let tried = school.send(&[&more[..], &["--dry-run"]].concat());
    assert!(tried.out.contains("+      - transition book\n+    sharing_agreed: 2026-01-05\n"), "{}", tried.out);
    assert_eq!(school.read(P014), before);
    assert_eq!(added(&school, &more), ["      - transition book", "    sharing_agreed: 2026-01-05"]);
    assert_eq!(
        added(&school, &["add", "transition", "p014", "--spoke-to-senco", "9/1"]),
        ["    spoke_to_senco: 2026-01-09"]
    );
    assert_eq!(added(&school, &["add", "transition", "p014", "--done", "today"]), ["    done: 2026-01-15"]);
    for (more, said) in [
        (
            &["--done", "today"][..],
            "p014 has no open transition; the transition planned for 7 Jul 2026 was done on 15 Jan 2026",
        ),
        (
            &["--planned", "7 jul", "--offered", "x"],
            "the transition planned for 7 Jul 2026 already has `done`, on 15 Jan 2026",
        ),
    ] {
        assert_eq!(refused(&school, &[&["add", "transition", "p014"], more].concat()), said);
    }
    // The next one is a new entry.
    assert!(
        added(&school, &["add", "transition", "p014", "--planned", "2026-09-02"])
            .contains(&"  - planned: 2026-09-02".to_owned())
    );
}

#[test]
fn an_award_of_before_is_recorded_and_its_first_day_can_come_later() {
    let school = school(&format!("{HERE}stage: C\nstages:\n  - date: 2025-09-15\n    stage: C\n"));
    let (out, new) = school.saves(&["add", "sspp", "p014", "--in-force-on", "10/1", "--units", "4"], &[]);
    assert!(out.contains("recorded the award in force on 10 Jan 2026\n  next: tell the parents, then put"), "{out}");
    assert_eq!(new, ["sspp:", "  - in_force_on: 2026-01-10", "    units: 4"]);
    let new = added(&school, &["add", "sspp", "p014", "--from", "1/9/2025", "--to", "2026-08-31"]);
    assert_eq!(new, ["    from: 2025-09-01", "    to: 2026-08-31"]);
    for (from, said) in [
        ("2026-06-01", "p014 has another award at the same time, from 1 Sep 2025"),
        ("2025-09-01", "the award from 1 Sep 2025 already has another `units`"),
    ] {
        assert_eq!(refused(&school, &["add", "sspp", "p014", "--from", from, "--units", "5"]), said);
    }
    assert!(!added(&school, &["add", "sspp", "p014", "--from", "2026-09-01"]).is_empty());
}

#[test]
fn an_award_that_the_school_applied_for_is_the_answer_to_its_application() {
    let school = school(&format!(
        "{}register:\n  - from: 2025-09-01\napplications:\n  - for: SSPP\n    requested_by: school\n    sent: 2025-12-01\n",
        HERE.replace("census: N", "census: K")
    ));
    let said = refused(&school, &["add", "sspp", "p014", "--from", "2026-02-01"]);
    assert_eq!(said, "p014 has an open application for an SSPP, so the award is its answer");
    assert!(!added(&school, &["add", "sspp", "p014", "--from", "2025-09-01", "--to", "2026-01-31"]).is_empty());
}

#[test]
fn a_plan_of_another_authority_is_recorded_without_an_application() {
    let school = school(
        &format!("{HERE}needs:\n  - type: ASD\n    rank: 1\n    from: 2022-09-05\nregister:\n  - from: 2022-09-05\n")
            .replace("census: N", "census: K"),
    );
    let begin = ["add", "ehc-plan", "p014", "--in-force-on", "5/1", "--authority", "Far Council"];
    let (out, new) = school.saves(&begin, &["census: K"]);
    assert!(
        out.contains("recorded the EHC plan in force on 5 Jan 2026\n  next: add the day of the final plan"),
        "{out}"
    );
    assert_eq!(new, ["census: E", "ehc_plan:", "  - in_force_on: 2026-01-05", "    authority: Far Council"]);
    let new = added(&school, &["add", "ehc-plan", "p014", "--final", "2022-06-01", "--transferred", "5/1"]);
    assert_eq!(new, ["    final: 2022-06-01", "    transferred: 2026-01-05"]);
    let more = ["add", "ehc-plan", "p014", "--outcome", "Tells a visitor", "--provision", "Speech therapy"];
    assert_eq!(
        added(&school, &more),
        ["    outcomes:", "      - Tells a visitor", "    provision:", "      - Speech therapy"]
    );
    assert_eq!(
        added(&school, &["add", "ehc-plan", "p014", "--transfer-notice", "12/1"]),
        ["    transfer_notice: 2026-01-12"]
    );
    assert!(!school.read(P014).contains("applications"));
    let said = school.refuses(&["add", "ehc-plan", "p014", "--final", "2023-06-01"]);
    assert!(said.starts_with("error: p014 already has an EHC plan, in force since 1 Jun 2022\n"), "{said}");
    assert!(said.contains("`send annual-review p014`") && said.contains("`send decide p014 --ceased DATE`"), "{said}");
    // One that had ceased before is not in force, so it is no second plan.
    let old = added(&school, &["add", "ehc-plan", "p014", "--final", "2020-06-01", "--ceased", "2021-06-01"]);
    assert_eq!(old, ["  - final: 2020-06-01", "    ceased: 2021-06-01"]);
    let (_, new) = school.saves(&["add", "ehc-plan", "p014", "--ceased", "14/1"], &["census: E"]);
    assert_eq!(new, ["census: K", "    ceased: 2026-01-14"]);
}

#[test]
fn a_plan_that_answers_an_open_application_is_recorded_with_its_step() {
    let school =
        school(&format!("{HERE}applications:\n  - for: EHCP\n    requested_by: school\n    sent: 2025-12-01\n"));
    let add = ["add", "ehc-plan", "p014", "--final", "12/1"];
    let said = refused(&school, &add);
    assert_eq!(said, "p014 has an open application for an EHC plan, so the plan is its answer");
    let ran = school.send(&[&add[..], &["--authority", "Far Council"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn an_arrival_gains_the_papers_and_the_decision_that_support_ends() {
    let school = school(&HERE.replace("2022-09-05", "2026-01-05"));
    let begin = ["add", "arrival", "p014", "--from", "Far Primary", "--with", "none"];
    let (out, new) = school.saves(&begin, &[]);
    assert!(out.contains("recorded the arrival\n  next: ask for the records"), "{out}");
    assert_eq!(new, ["arrived:", "  - from: Far Primary", "    with: none"]);
    assert!(is_asked(&school, "arrival-information", TODAY));
    assert_eq!(
        added(&school, &["add", "arrival", "p014", "--information-requested", "6/1"]),
        ["    information_requested: 2026-01-06"]
    );
    let said = refused(&school, &["add", "arrival", "p014", "--information-received", "5/1"]);
    assert_eq!(said, "the records arrived on 5 Jan 2026, before they were requested on 6 Jan 2026");
    assert_eq!(
        added(&school, &["add", "arrival", "p014", "--information-received", "12/1"]),
        ["    information_received: 2026-01-12"]
    );
    assert!(!is_asked(&school, "arrival-information", TODAY));
    assert_eq!(refused(&school, &["add", "arrival", "p014", "--decided-by", "R. Osei"]), "--decided is missing");
    let decided = ["add", "arrival", "p014", "--decided", "14/1", "--decided-by", "R. Osei", "--because", "caught up"];
    assert_eq!(
        added(&school, &decided),
        ["    decided:", "      date: 2026-01-14", "      by: R. Osei", "      because: caught up"]
    );
    let said = refused(&school, &["add", "arrival", "p014", "--from", "Near Primary", "--with", "K"]);
    assert_eq!(said, "p014 already has an arrival for the time on roll from 5 Jan 2026");
}

#[test]
fn an_ehc_plan_goes_on_in_every_school() {
    let school = school(&format!("{HERE}arrived: {{from: Far Primary, with: EHCP}}\n"));
    let said = refused(&school, &["add", "arrival", "p014", "--decided", "14/1"]);
    assert_eq!(said, "p014 arrived with an EHC plan, which goes on until the authority ends it");
    let new = school.saves(
        &["add", "arrival", "p014", "--information-received", "14/1"],
        &["arrived: {from: Far Primary, with: EHCP}"],
    );
    assert_eq!(new.1, ["arrived: {from: Far Primary, with: EHCP, information_received: 2026-01-14}"]);
}

#[test]
fn a_pupil_who_came_back_arrives_again_and_the_first_arrival_keeps_its_own_time() {
    let roll = "on_roll:\n  - from: 2022-09-05\n    to: 2024-07-19\n  - from: 2026-01-05\ncensus: N\n";
    let school = school(&format!("{roll}arrived:\n  - from: Far Primary\n    with: none\n"));
    // The same school and support again: still a second arrival.
    let again = ["add", "arrival", "p014", "--from", "Far Primary", "--with", "none", "--information-requested", "6/1"];
    let (out, _) = school.saves(&again, &[]);
    assert!(out.starts_with("p014: recorded the arrival of 5 Jan 2026\n"), "{out}");
    let expected = "arrived:
  - from: Far Primary
    date: 2022-09-05
    with: none
  - date: 2026-01-05
    from: Far Primary
    with: none
    information_requested: 2026-01-06
";
    assert!(school.read(P014).ends_with(expected), "{}", school.read(P014));
    // Later keys belong to the last arrival, or to the one that is named.
    assert_eq!(
        added(&school, &["add", "arrival", "p014", "--information-received", "12/1"]),
        ["    information_received: 2026-01-12"]
    );
    let named = ["add", "arrival", "p014", "--date", "2022-09-05", "--information-received", "2022-09-12"];
    assert_eq!(added(&school, &named), ["    information_received: 2022-09-12"]);
    let outside = ["add", "arrival", "p014", "--from", "X", "--with", "K", "--date", "2025-03-03"];
    assert_eq!(refused(&school, &outside), "p014 was not on roll on 3 Mar 2025");
}

#[test]
fn a_concern_gains_the_causes_that_were_considered() {
    let school =
        school(&format!("{HERE}concerns:\n  - date: 2025-11-17\n    raised_by: parent\n    grounds: [other]\n"));
    let causes = ["add", "concern", "p014", "--short-term-causes", "sleep considered; none found"];
    assert_eq!(added(&school, &causes), ["    short_term_causes: sleep considered; none found"]);
    let other = ["add", "concern", "p014", "--short-term-causes", "illness"];
    assert_eq!(refused(&school, &other), "the concern of 17 Nov 2025 already has another `short_term_causes`");
    let more = school.saves(&["add", "concern", "p014", "--grounds", "gap-widening"], &["    grounds: [other]"]);
    assert_eq!(more.1, ["    grounds: [other, gap-widening]"]);
    let said = school.refuses(&["add", "concern", "p014", "--date", "18/11", "--language", "Urdu at home"]);
    assert!(said.contains("otherwise record a new one with `send concern p014`"), "{said}");
}

#[test]
fn a_concern_that_needed_no_stage_is_closed_with_its_outcome() {
    let concern =
        "concerns:\n  - date: 2025-11-17\n    raised_by: parent\n  - date: 2025-12-01\n    raised_by: class-teacher\n";
    let school = school(&format!("{HERE}{concern}"));
    assert_eq!(refused(&school, &["close", "p014"]), "--outcome is missing: How did the concern end?");
    for (arguments, said) in [
        (&["--because", "x"][..], "--because is for support at a stage, and p014 has no stage"),
        (
            &["--outcome", "x", "--date", "2025-11-30"],
            "the concern was closed on 30 Nov 2025, before it was raised on 1 Dec 2025",
        ),
        (
            &["--outcome", "x", "--told", "2025-11-30"],
            "the parents were told on 30 Nov 2025, before it was raised on 1 Dec 2025",
        ),
        (&["--outcome", "x", "--date", "2030-01-01"], "--date: 1 Jan 2030 is in the future"),
    ] {
        let typed = [&["close", "p014"], arguments].concat();
        assert!(refused(&school, &typed).starts_with(said), "{arguments:?}");
    }
    let (out, new) = school.saves(&["close", "p014", "--outcome", "new glasses; catching up", "--date", "5/1"], &[]);
    assert!(
        out.contains("closed the concern of 1 Dec 2025 on 5 Jan 2026\n  next: tell the parents how it ended"),
        "{out}"
    );
    assert_eq!(new, ["    closed: 2026-01-05", "    outcome: new glasses; catching up"]);
    let (_, new) = school.saves(&["close", "p014", "--outcome", "no longer seen", "--told", "today"], &[]);
    assert_eq!(new, ["    closed: 2026-01-15", "    outcome: no longer seen", "    told: 2026-01-15"]);
    assert_eq!(
        refused(&school, &["close", "p014", "--outcome", "x"]),
        "p014 has no open concern and no stage to close; the last was closed on 15 Jan 2026"
    );
    assert_eq!(added(&school, &["close", "p014", "--told", "6/1"]), ["    told: 2026-01-06"]);
    assert_eq!(school.send(&["close", "p014", "--told", "7/1"]).code, 2);
    // Each concern that was closed without the day is completed in turn, the latest first.
    let untold = concern.replace("parent\n", "parent\n    closed: 2025-12-02\n    outcome: settled\n");
    let untold = untold.replace("class-teacher\n", "class-teacher\n    closed: 2025-12-03\n    outcome: settled\n");
    let school = self::school(&format!("{HERE}{untold}"));
    for raised in ["1 Dec 2025", "17 Nov 2025"] {
        let (out, _) = school.saves(&["close", "p014", "--told", "today"], &[]);
        assert!(out.starts_with(&format!("p014: recorded for the concern of {raised}: parents told")), "{out}");
    }
}

#[test]
fn support_at_a_stage_is_closed_as_before_and_an_earlier_concern_does_not_come_back() {
    let facts = "on_roll:\n  - from: 2022-09-05\nstage: A\ncensus: N\nconcerns:\n  - date: 2025-11-17\n    raised_by: parent\n\
                 contacts:\n  - date: 2026-01-12\n    kind: notice\n    about: provision\n    with: parent\n\
                 stages:\n  - date: 2025-11-18\n    stage: A\n";
    let school = school(facts);
    assert_eq!(refused(&school, &["close", "p014"]), "--because is missing: Why is the concern closed?");
    let said = refused(&school, &["close", "p014", "--outcome", "x"]);
    assert_eq!(said, "--outcome is for a concern without a stage, and p014 is at a stage");
    let (_, new) = school.saves(
        &["close", "p014", "--because", "the gap is closed", "--date", "14/1", "--by", "R. Osei"],
        &["stage: A"],
    );
    assert!(new.contains(&"    stage: closed".to_owned()), "{new:?}");
    assert!(refused(&school, &["close", "p014", "--outcome", "x"]).contains("the last was closed on 14 Jan 2026"));
    // A concern raised since then is open again.
    added(&school, &["concern", "p014", "--raised-by", "parent", "--grounds", "other"]);
    assert!(!added(&school, &["close", "p014", "--outcome", "a bad week"]).is_empty());
}

#[test]
fn the_history_finds_no_fault_and_undo_takes_the_last_command_back() {
    let Some(office) = Office::empty("records") else { return };
    office.saves(&["init", "."]);
    office.write("send.toml", &(office.read("send.toml") + SENCO));
    let roll = "on_roll:\n  - from: 2022-09-05\n    to: 2024-07-19\n  - from: 2026-01-05\ncensus: N\n";
    let concern = "concerns:\n  - date: 2026-01-06\n    raised_by: parent\n";
    office.write(P014, &record(&format!("{roll}{concern}arrived: {{from: Far Primary, with: none}}\n")));
    office.begin(office.root());
    let commands: [&[&str]; 13] = [
        &["add", "arrival", "p014", "--from", "Hillside", "--with", "K", "--information-requested", "2026-01-06"],
        &["add", "arrival", "p014", "--decided", "2026-01-14", "--because", "caught up"],
        &["add", "diagnosis", "p014", "--what", "Asthma", "--date", "2026-01-12"],
        &["add", "document", "p014", "--title", "Letter", "--date", "2026-01-12"],
        &["add", "outcome", "p014", "--from", "2026-01-12", "--text", "Asks for help"],
        &["add", "disagreement", "p014", "--date", "2026-01-12", "--by", "mother", "--level", "serious"],
        &["add", "disagreement", "p014", "--authority-contacted", "2026-01-13", "--resolved", "2026-01-14"],
        &["add", "transition", "p014", "--planned", "2026-07-07", "--offered", "visits"],
        &["add", "transition", "p014", "--offered", "transition book", "--done", "2026-01-14"],
        &["add", "sspp", "p014", "--in-force-on", "2026-01-12"],
        &["add", "sspp", "p014", "--from", "2026-01-05", "--to", "2026-08-31", "--units", "4"],
        &["add", "concern", "p014", "--short-term-causes", "none found"],
        &["close", "p014", "--outcome", "settled", "--told", "2026-01-14", "--date", "2026-01-14"],
    ];
    for command in commands {
        office.saves(command);
    }
    let audit = office.send(&["audit"]);
    assert_eq!(audit.code, 0, "{}", audit.said());
    assert!(audit.out.contains("in 14 commits of"), "{}", audit.out);
    let before = office.read(P014);
    office.saves(&["add", "ehc-plan", "p014", "--in-force-on", "2026-01-12"]);
    assert!(office.read(P014).contains("census: E"));
    office.saves(&["undo", "--yes"]);
    assert_eq!(office.read(P014), before);
    assert_eq!(office.send(&["audit"]).code, 0);
}
