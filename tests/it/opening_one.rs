//! A pupil who had support before the school's records of it: found here on the day the records begin, or arrived from another
//! school. Through the real program, in a copy of the example school under git.

#[cfg(unix)]
use crate::common::folders::write_script;
use crate::common::office::Office;

/// An opening of a pupil at K, as at 15 January 2026.
const FOUND: &[&str] = &[
    "new",
    "--name=Cara Invented",
    "--date-of-birth=2016-02-09",
    "--class=4B",
    "--as-found=2025-11-28",
    "--stage=C",
    "--need=SLCN",
    "--need=MLD",
    "--review-by=2026-02-13",
    "--parents-told=yes",
    "--source=SEN register of the MIS",
    "--by=R. Osei",
];

/// A pupil who joined on 5 January 2026.
const JOINED: &[&str] =
    &["new", "--name=Mo Invented", "--date-of-birth=2016-11-14", "--from=2026-01-05", "--by=R. Osei"];

/// Makes a record. Returns its id, its text after the name and date of birth, and what was said.
fn made(office: &Office, arguments: &[&str]) -> (String, String, String) {
    let ran = office.send(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.said());
    let id = ran.out.split(':').next().unwrap().to_owned();
    (id.clone(), record_of(office, &id), ran.out)
}

/// The text of a record after the name and date of birth.
fn record_of(office: &Office, id: &str) -> String {
    let text = office.read(&format!("pupils/{id}.yaml"));
    let (_, rest) = text.split_once("date_of_birth: ").unwrap();
    rest.split_once('\n').unwrap().1.to_owned()
}

/// Asserts that `audit` is clean, and that `check` finds no error in this record but the UPN, which no pupil here has.
fn is_clean(office: &Office, id: &str) {
    let audit = office.send(&["audit"]);
    assert_eq!(audit.code, 0, "{}", audit.said());
    let check = office.send(&["check", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&check.out).unwrap();
    let errors: Vec<&serde_json::Value> = found["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["id"] == id && row["severity"] == "error" && row["rule"] != "census-1500")
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// What the program says when it refuses with this code, and changes no file.
fn refused(office: &Office, code: i32, arguments: &[&str]) -> String {
    let ran = office.send(arguments);
    assert_eq!(ran.code, code, "{arguments:?}\n{}", ran.said());
    assert_eq!(office.git(&["status", "--porcelain", "pupils"]), "", "{arguments:?}");
    ran.said()
}

fn census_of(office: &Office, id: &str) -> String {
    let ran = office.send(&["census", "--format", "json"]);
    let census: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let row = census["rows"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone();
    row["sen_provision"].as_str().unwrap_or_else(|| panic!("{row}")).to_owned()
}

#[test]
fn what_was_found_of_a_pupil_at_k_is_recorded_and_nothing_is_invented() {
    let Some(office) = Office::under_git() else { return };
    let (id, record, said) = made(&office, &[FOUND, &["--register-from=2024-01-08", "--from=2020-09-07"]].concat());
    let expected = "as_found:
  date: 2025-11-28
  source: SEN register of the MIS
  by: R. Osei
  parents_told: yes-all
on_roll:
  - from: 2020-09-07
class: 4B
stage: C
census: K
needs:
  - type: SLCN
    rank: 1
    from: 2025-11-28
  - type: MLD
    rank: 2
    from: 2025-11-28
stages:
  - date: 2025-11-28
    stage: C
    by: R. Osei
    because: as found
register:
  - from: 2024-01-08
cycles:
  - stage: C
    plan:
      date: 2025-11-28
      kind: learning-plan
      review_by: 2026-02-13
";
    assert_eq!(record, expected);
    assert!(said.contains("the records begin on 28 Nov 2025, with the census code K"), "{said}");
    is_clean(&office, &id);
}

/// What `current-plan` asks for can be done, although a plan with nothing but its review date is open.
#[test]
fn a_plan_takes_the_place_of_a_review_date_that_was_found() {
    let Some(office) = Office::under_git() else { return };
    let (id, _, _) = made(&office, FOUND);
    let asks = |day: &str| {
        let ran = office.send(&["overdue", "--within", "60d", "--format", "json", "--as-at", day]);
        let rows = ran.json()["rows"].as_array().unwrap().clone();
        let of_pupil = rows.iter().filter(|row| row["id"] == id.as_str());
        of_pupil.map(|row| row["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(asks("2026-01-15").contains(&"current-plan".to_owned()), "{:?}", asks("2026-01-15"));
    let plan = |date| {
        let target = "--target=Retell a story | 4 of 5 tries | single words | 2026-02-13";
        ["plan", id.as_str(), target, "--pupil-voice=I like maps", "--parent-voice=He reads more", date]
    };
    // The day of the review has passed: the review comes first.
    let said = refused(&office, 2, &plan("--date=2026-02-20"));
    assert!(said.contains("has not been reviewed yet"), "{said}");
    office.saves(&plan("--date=2026-01-12"));
    let record = record_of(&office, &id);
    assert_eq!(record.matches("review_by: 2026-02-13").count(), 1, "{record}");
    assert_eq!(record.matches("    plan:\n      date: 2026-01-12").count(), 1, "{record}");
    assert!(!asks("2026-01-15").contains(&"current-plan".to_owned()), "{:?}", asks("2026-01-15"));
    is_clean(&office, &id);
}

#[test]
fn a_first_day_that_is_not_known_is_a_day_on_which_it_held_and_is_added_later() {
    let Some(office) = Office::under_git() else { return };
    let award = ["--award-from=not-known", "--award-to=2026-07-31", "--units=4"];
    let (id, record, _) = made(&office, &[FOUND, &award].concat());
    assert!(record.contains("on_roll:\n  - in_force_on: 2025-11-28\n"), "{record}");
    assert!(record.contains("register:\n  - in_force_on: 2025-11-28\n"), "{record}");
    assert!(record.contains("sspp:\n  - in_force_on: 2025-11-28\n    to: 2026-07-31\n    units: 4\n"), "{record}");
    office.saves(&["set", &id, "on_roll.from=2020-09-07", "register.from=2024-01-08", "sspp.from=2025-09-01"]);
    let after = record_of(&office, &id);
    assert!(after.contains("on_roll:\n  - in_force_on: 2025-11-28\n    from: 2020-09-07\n"), "{after}");
    assert!(after.contains("register:\n  - in_force_on: 2025-11-28\n    from: 2024-01-08\n"), "{after}");
    assert!(after.contains("sspp:\n  - in_force_on: 2025-11-28\n    from: 2025-09-01\n"), "{after}");
    is_clean(&office, &id);
    // A joining day can be corrected. The first day of a place on the register is a step, which cannot.
    let corrected = office.send(&["set", &id, "on_roll.from=2020-09-08"]);
    assert_eq!(corrected.code, 0, "{}", corrected.said());
    assert!(office.read(&format!("pupils/{id}.yaml")).contains("    from: 2020-09-08\n"));
    let again = refused(&office, 2, &["set", &id, "register.from=2024-01-09"]);
    assert!(again.contains("that day is known"), "{again}");
    let two = refused(&office, 2, &["set", &id, "p014", "on_roll.from=2020-09-08"]);
    assert!(two.contains("belongs to one pupil"), "{two}");
    let later = refused(&office, 2, &["set", "p014", "register.from=2025-12-01"]);
    assert!(later.contains("that day is known"), "{later}");
}

#[test]
fn an_ehc_plan_is_found_with_its_last_review_and_authority() {
    let Some(office) = Office::under_git() else { return };
    let base = &FOUND[..5];
    let plan = ["--support=EHCP", "--final=not-known", "--last-review=2025-05-12", "--authority=Far Council"];
    let (id, record, _) = made(&office, &[base, &plan, &["--need=ASD"]].concat());
    let expected = "ehc_plan:
  - in_force_on: 2025-11-28
    authority: Far Council
    reviews:
      - kind: annual
        meeting: 2025-05-12
";
    assert!(record.ends_with(expected), "{record}");
    assert!(record.contains("census: E\n") && !record.contains("applications"), "{record}");
    assert_eq!(census_of(&office, &id), "E");
    is_clean(&office, &id);
    let missing = refused(&office, 2, &[base, &["--support=EHCP", "--anyway"]].concat());
    assert!(missing.contains("--final is missing") && missing.contains("or not-known"), "{missing}");
}

#[test]
fn an_opening_that_contradicts_itself_is_refused_with_its_option() {
    let Some(office) = Office::under_git() else { return };
    for (more, expected) in [
        (&["--register-from=2025-11-29"][..], "--register-from: on the register: 29 Nov 2025 is after 28 Nov 2025"),
        (&["--register-from=2020-09-01", "--from=2020-09-07"], "before the first day on roll, 7 Sep 2020"),
        (&["--from=2025-12-01"], "--from: joined: 1 Dec 2025 is after 28 Nov 2025"),
        (&["--need=SLCN"], "--need: SLCN is given twice"),
        (&["--support=K", "--final=2024-05-01"], "`--final` belongs to EHCP, not to `--support K`"),
        (&["--final=2024-05-01", "--last-review=2024-04-30"], "--last-review: the last review was on 30 Apr 2024"),
        (&["--arrived-from=Far Primary", "--arrived-with=K"], "cannot be used with"),
        (&["--as-found=2026-01-16"], "cannot be used multiple times"),
    ] {
        let said = refused(&office, 2, &[FOUND, more].concat());
        assert!(said.contains(expected), "{more:?}\n{said}");
    }
    let none = refused(&office, 2, &FOUND[..5]);
    assert!(none.contains("--support is missing"), "{none}");
    let none = refused(&office, 2, &[&FOUND[..5], &["--support=none"]].concat());
    assert!(none.contains("`--as-found` is for a pupil who has support"), "{none}");
    let later = refused(&office, 2, &[&FOUND[..4], &["--as-found=2027-11-28", "--stage=C"]].concat());
    assert!(later.contains("--as-found: 28 Nov 2027 is in the future"), "{later}");
    let alone = refused(&office, 2, &[&FOUND[..4], &["--stage=C"]].concat());
    assert!(alone.contains("--as-found"), "{alone}");
}

#[test]
fn no_other_verb_writes_a_step_of_before_the_records_begin() {
    let Some(office) = Office::under_git() else { return };
    let (id, _, _) = made(&office, FOUND);
    let id = id.as_str();
    let consent = ["contact", id, "consent", "--about", "information-sharing", "--answer", "given", "--date"];
    let review = ["review", id, "--present", "parent", "--progress", "expected", "--decision", "continue", "--date"];
    for (verb, day, use_from) in [
        (&["advance", id, "--to", "D", "--date"][..], "2025-11-28", "29 Nov 2025"),
        (&["step-back", id, "--to", "B", "--because", "x", "--date"], "2025-10-01", "29 Nov 2025"),
        (&["close", id, "--because", "x", "--date"], "2025-11-28", "29 Nov 2025"),
        (&["place", id, "--notified", "2025-09-01", "--date"], "2025-09-02", "29 Nov 2025"),
        (&["remove", id, "--because", "x", "--date"], "2025-11-28", "29 Nov 2025"),
        (&consent, "2025-11-27", "28 Nov 2025"),
        (&review, "2025-11-27", "28 Nov 2025"),
    ] {
        let said = refused(&office, 1, &[verb, &[day]].concat());
        let begins = format!("the records of {id} begin on 28 Nov 2025; what was done before is as found, so ");
        assert!(said.contains(&begins) && said.contains(&format!("use a later date: {use_from} or after")), "{said}");
    }
    // Several pupils at once: none is changed.
    let several = refused(&office, 2, &[&consent[..1], &["p014"], &consent[1..], &["2025-11-27"]].concat());
    assert!(several.contains("so no record was changed") && several.contains("begin on 28 Nov 2025"), "{several}");
    // What is no step of the school may be of any day, and a review or a contact of the day itself is allowed.
    office.saves(&["contact", id, "notice", "--about", "register", "--with", "parent", "--date", "2024-01-05"]);
    office.saves(&["concern", id, "--raised-by", "parent", "--grounds", "other", "--date", "2023-10-02"]);
    office.saves(&["need", id, "ASD", "--from", "2024-09-02", "--by", "R. Osei"]);
    office.saves(&[&consent[..], &["2025-11-28"]].concat());
    office.saves(&[&review[..], &["2025-11-28"]].concat());
    is_clean(&office, id);
    office.saves(&["undo", "--yes"]);
    is_clean(&office, id);
}

#[test]
fn a_pupil_can_be_found_at_k_without_a_stage() {
    let Some(office) = Office::under_git() else { return };
    let (id, record, _) = made(&office, &[&FOUND[..5], &["--support=K", "--need=SLCN", "--by=R. Osei"]].concat());
    let expected = "as_found:
  date: 2025-11-28
  by: R. Osei
on_roll:
  - in_force_on: 2025-11-28
class: 4B
census: K
needs:
  - type: SLCN
    rank: 1
    from: 2025-11-28
register:
  - in_force_on: 2025-11-28
";
    assert_eq!(record, expected);
    is_clean(&office, &id);
}

#[cfg(unix)]
#[test]
fn the_editor_does_not_save_a_step_of_before_either() {
    let Some(office) = Office::under_git() else { return };
    let (id, before, _) = made(&office, FOUND);
    let consent = "contacts:\\n  - {date: 2025-10-01, kind: consent, about: information-sharing, answer: given}";
    let typed = format!("grep -q contacts: \"$1\" || sed -i 's/^cycles:/{consent}\\ncycles:/' \"$1\"\n");
    let editor = office.next_to("editor");
    write_script(&editor, &format!("#!/bin/sh\n{typed}"), "755");
    let ran = office.send_with(&[("VISUAL", &editor)], &["edit", &id]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.err.contains("so a consent of 1 Oct 2025 is not recorded"), "{}", ran.err);
    assert_eq!(record_of(&office, &id), before);
}

#[test]
fn a_pupil_as_found_goes_on_from_the_stage_of_that_day() {
    let Some(office) = Office::under_git() else { return };
    let (id, _, _) = made(&office, FOUND);
    let ready = office.send(&["ready", &id]);
    assert!(ready.out.contains("for D are missing") || ready.out.contains("for D is missing"), "{}", ready.out);
    office.saves(&["step-back", &id, "--to", "B", "--because", "doing well", "--date", "2026-01-12"]);
    is_clean(&office, &id);
}

#[test]
fn a_pupil_who_arrives_with_an_ehc_plan_is_e_from_the_first_day() {
    let Some(office) = Office::under_git() else { return };
    let from = ["--arrived-from=Far Primary", "--arrived-with=EHCP"];
    let plan =
        ["--final=2022-06-01", "--authority=Far Council", "--last-review=2025-05-12", "--transferred=2026-01-05"];
    let asked = ["--information-requested=2025-12-10", "--information-received=2025-12-18", "--need=ASD"];
    let (id, record, said) = made(&office, &[JOINED, &from, &plan, &asked].concat());
    let expected = "on_roll:
  - from: 2026-01-05
census: E
needs:
  - type: ASD
    rank: 1
    from: 2026-01-05
arrived:
  - from: Far Primary
    with: EHCP
    information_requested: 2025-12-10
    information_received: 2025-12-18
register:
  - from: 2026-01-05
    by: R. Osei
    reason: arrived with an EHC plan
ehc_plan:
  - final: 2022-06-01
    authority: Far Council
    transferred: 2026-01-05
    reviews:
      - kind: annual
        meeting: 2025-05-12
";
    assert_eq!(record, expected);
    assert!(said.contains("on the register from 5 Jan 2026, with the census code E"), "{said}");
    assert!(said.contains(&format!("`send advance {id} --to C`")), "{said}");
    assert_eq!(census_of(&office, &id), "E");
    is_clean(&office, &id);
    let ready = office.send(&["ready", &id]);
    assert!(ready.out.contains(&format!("{id} can move to C")), "{}", ready.out);
    // Nobody applies for a plan that is in force, so no consultation about an application is asked.
    let ran = office.send(&["advance", &id, "--to", "D", "--date", "2026-01-12", "--by", "R. Osei"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.out.contains("an EHC plan is in force, so the school makes no application"), "{}", ran.out);
    is_clean(&office, &id);
}

#[test]
fn the_day_of_a_plan_is_asked_for_and_may_be_said_not_to_be_known() {
    let Some(office) = Office::under_git() else { return };
    let arrived = [JOINED, &["--arrived-from=Far Primary", "--arrived-with=EHCP"]].concat();
    let missing = refused(&office, 2, &arrived);
    assert!(missing.contains("--final is missing: When was the EHC plan made final?"), "{missing}");
    let late = refused(&office, 2, &[&arrived[..], &["--final=2026-01-06"]].concat());
    assert!(late.contains("the final plan, 6 Jan 2026, is after the day of joining, 5 Jan 2026"), "{late}");
    let (_, record, _) = made(&office, &[&arrived[..], &["--plan-in-force-on=2025-12-18"]].concat());
    assert!(record.contains("ehc_plan:\n  - in_force_on: 2025-12-18\n"), "{record}");
    let (_, record, _) = made(&office, &[&arrived[..], &["--final=not-known", "--anyway"]].concat());
    assert!(record.contains("ehc_plan:\n  - in_force_on: 2026-01-05\n"), "{record}");
}

#[test]
fn a_pupil_who_arrives_with_k_is_on_the_register_once_the_parents_were_told() {
    let Some(office) = Office::under_git() else { return };
    let arrived = [JOINED, &["--arrived-from=Far Primary", "--arrived-with=K", "--anyway"]].concat();
    let (id, record, said) = made(&office, &arrived);
    assert!(!record.contains("register:") && record.contains("census: N\n"), "{record}");
    assert!(said.contains(&format!("`send place {id} --notified DATE`")), "{said}");
    for (told, from) in [("2025-12-19", "2026-01-05"), ("2026-01-05", "2026-01-05"), ("2026-01-08", "2026-01-08")] {
        let told_option = format!("--notified={told}");
        let (id, record, _) = made(&office, &[&arrived[..], &[&told_option, "--need=SLCN"]].concat());
        let spell = format!("register:\n  - from: {from}\n    by: R. Osei\n    reason: arrived with SEN support\n");
        assert!(record.contains(&spell), "{record}");
        let notice = format!("contacts:\n  - date: {told}\n    kind: notice\n    about: register\n    with: parent\n");
        assert!(record.contains(&notice) && record.contains("census: K\n"), "{record}");
        is_clean(&office, &id);
        let ready = office.send(&["ready", &id]);
        assert!(ready.out.contains(&format!("{id} can move to C")), "{}", ready.out);
    }
}

#[test]
fn a_pupil_who_arrives_with_an_award_keeps_it() {
    let Some(office) = Office::under_git() else { return };
    let arrived = [JOINED, &["--arrived-from=Far Primary", "--arrived-with=SSPP", "--notified=2026-01-05"]].concat();
    let missing = refused(&office, 2, &arrived);
    assert!(missing.contains("--award-from is missing"), "{missing}");
    let award = ["--award-from=2025-09-01", "--award-to=2026-08-31", "--units=4", "--need=SLCN"];
    let (id, record, _) = made(&office, &[&arrived[..], &award].concat());
    assert!(record.ends_with("sspp:\n  - from: 2025-09-01\n    to: 2026-08-31\n    units: 4\n"), "{record}");
    assert!(record.contains("register:\n  - from: 2026-01-05\n"), "{record}");
    assert!(!record.contains("applications"), "{record}");
    is_clean(&office, &id);
    let misplaced =
        refused(&office, 2, &[&arrived[..], &["--award-from=2025-09-01", "--final=2022-06-01", "--anyway"]].concat());
    assert!(misplaced.contains("`--final` belongs to a pupil who arrived with EHCP, not with SSPP"), "{misplaced}");
}

#[test]
fn a_pupil_who_joins_later_is_not_on_the_register_yet() {
    let Some(office) = Office::under_git() else { return };
    let joins = ["new", "--name=Mo Invented", "--date-of-birth=2016-11-14", "--from=2026-02-23", "--by=R. Osei"];
    let plan = ["--arrived-from=Far Primary", "--arrived-with=EHCP", "--final=2022-06-01", "--need=ASD"];
    let (id, record, said) = made(&office, &[&joins[..], &plan].concat());
    assert!(record.contains("ehc_plan:\n  - final: 2022-06-01\n") && !record.contains("register:"), "{record}");
    assert!(said.contains(&format!("`send place {id} --date 2026-02-23`")), "{said}");
    is_clean(&office, &id);
}

#[test]
fn options_of_before_need_to_say_where_they_belong() {
    let Some(office) = Office::under_git() else { return };
    let alone = refused(&office, 2, &[JOINED, &["--final=2022-06-01"]].concat());
    assert!(alone.contains("`--final` is about a plan or an award from before"), "{alone}");
    let from = refused(&office, 2, &[JOINED, &["--arrived-with=K"]].concat());
    assert!(from.contains("--arrived-from is missing"), "{from}");
    let with = refused(&office, 2, &[JOINED, &["--arrived-from=Far Primary"]].concat());
    assert!(with.contains("--arrived-with is missing"), "{with}");
    let none = [JOINED, &["--arrived-from=Far Primary", "--arrived-with=none", "--notified=2026-01-05"]].concat();
    assert!(refused(&office, 2, &none).contains("the pupil arrived without support"));
}

#[test]
fn a_pupil_who_comes_back_arrives_again() {
    let Some(office) = Office::under_git() else { return };
    let first = ["--arrived-from=Far Primary", "--arrived-with=K", "--notified=2025-09-03", "--need=SLCN"];
    let joined = ["new", "--name=Mo Invented", "--date-of-birth=2016-11-14", "--from=2025-09-03", "--by=R. Osei"];
    let (id, _, _) = made(&office, &[&joined[..], &first].concat());
    office.saves(&["leave", &id, "--date", "2025-10-24", "--to-school", "Near Primary"]);
    let back = ["leave", &id, "--came-back", "2026-01-05", "--by", "R. Osei"];
    let alone = refused(&office, 2, &["leave", &id, "--arrived-from", "Near Primary", "--arrived-with", "K"]);
    assert!(alone.contains("`--arrived-from` is about a pupil who comes back"), "{alone}");
    let ehcp = ["--arrived-from", "Near Primary", "--arrived-with", "EHCP"];
    let missing = refused(&office, 2, &[&back[..], &ehcp].concat());
    assert!(missing.contains("--final is missing"), "{missing}");
    office.saves(
        &[&back[..], &["--arrived-from", "Near Primary", "--arrived-with", "K", "--notified", "2026-01-06"]].concat(),
    );
    let record = record_of(&office, &id);
    let expected = "arrived:
  - from: Far Primary
    date: 2025-09-03
    with: K
  - date: 2026-01-05
    from: Near Primary
    with: K
";
    assert!(record.contains(expected), "{record}");
    let spells: Vec<&str> = record.split("register:\n").nth(1).unwrap().lines().take(8).collect();
    assert!(spells.contains(&"    to: 2025-10-24") && spells.contains(&"  - from: 2026-01-06"), "{record}");
    is_clean(&office, &id);
}
