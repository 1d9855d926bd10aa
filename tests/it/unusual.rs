//! Papers about unusual records, through the real program: plans from an earlier stage, days in the past, a child who has left or
//! has no class, agreements from long ago. A paper must not say anything untrue.

use crate::common::school::School;

const HEAD: &str = "format: 1\nid: p014\nname: Amira Example\nknown_as: Amira\ndate_of_birth: 2017-11-03\n";
const HERE: &str = "on_roll:\n  - from: 2022-09-05\nclass: 4B\ncensus: K\n";
const AT_C: &str = "stage: C\nregister: [{from: 2025-09-15, reason: stage C}]\n\
                    stages: [{date: 2025-09-15, stage: C}]\n";

/// A school with this pupil.
fn with(record: &str) -> School {
    let settings = "\n[[classes]]\nname = \"4B\"\n\n[people.senco]\nname = \"R. Osei\"\ncontact = \"0121 496 0123\"\n\n\
                    [families]\nsendiass = \"0121 496 0456\"\n";
    School::with(settings, &format!("{HEAD}{record}"))
}

/// The text of a paper on 15 January 2026, and the messages on stderr.
fn paper(record: &str, arguments: &[&str]) -> (String, String) {
    let ran = with(record).send(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    (ran.out, ran.err)
}

fn parents(record: &str) -> String {
    paper(record, &["print", "p014", "--for", "parent"]).0
}

#[test]
fn a_plan_from_an_earlier_stage_is_shown_up_to_the_day_of_its_review() {
    let plan = |review_by: &str| {
        format!(
            "{HERE}stage: D\nregister: [{{from: 2025-09-15, reason: stage C}}]\n\
             stages: [{{date: 2025-09-15, stage: C}}, {{date: 2026-01-10, stage: D}}]\n\
             cycles: [{{stage: C, plan: {{date: 2025-12-01, kind: learning-plan, review_by: {review_by}, \
             targets: [{{text: Retell a story}}]}}}}]\n"
        )
    };
    for paper_of in
        [&["print", "p014", "--for", "parent"][..], &["print", "p014", "--for", "teacher"], &["sheet", "4B"]]
    {
        assert!(paper(&plan("2026-03-12"), paper_of).0.contains("Retell a story"), "{paper_of:?}");
    }
    assert!(parents(&plan("2026-01-14")).contains("There is no current plan"));
    // A pupil who came with an EHC plan may have no stage at all.
    let without = format!(
        "{HERE}ehc_plan: [{{final: 2024-03-01}}]\ncycles: [{{stage: C, plan: {{date: 2025-12-01, kind: learning-plan, \
         targets: [{{text: Retell a story}}]}}}}]\n"
    );
    assert!(parents(&without).contains("Retell a story"));
}

#[test]
fn a_day_in_the_past_is_not_written_as_a_day_to_come() {
    let plan = |review_by: &str| {
        format!(
            "{HERE}{AT_C}cycles: [{{stage: C, plan: {{date: 2025-12-01, kind: learning-plan, review_by: {review_by}}}}}]\n"
        )
    };
    assert!(parents(&plan("2026-01-15")).contains("We will look at the plan together by 15 Jan 2026."));
    assert!(parents(&plan("2026-01-14")).contains("Our meeting about the plan was due by 14 Jan 2026."));
    let teacher = |day: &str| paper(&plan(day), &["print", "p014", "--for", "teacher"]).0;
    assert!(teacher("2026-01-15").contains("Next review: by 15 Jan 2026"));
    assert!(teacher("2026-01-14").contains("Next review: was due by 14 Jan 2026"));
    let letter = |day: &str| paper(&plan(day), &["letter", "p014", "--about", "register"]).0;
    assert!(letter("2026-01-15").contains("We will meet you by 15 Jan 2026 to"));
    assert!(letter("2026-01-14").contains("We should have met by 14 Jan 2026. We will soon invite you"));
    // A meeting that is booked is on its day.
    let booked = format!("{HERE}ehc_plan: [{{final: 2024-03-01, reviews: [{{kind: annual, booked: 2026-02-10}}]}}]\n");
    assert!(parents(&booked).contains("The review of the EHC plan is on 10 Feb 2026."));
    assert!(paper(&booked, &["print", "p014", "--for", "teacher"]).0.contains("Next review: on 10 Feb 2026"));
}

#[test]
fn the_last_review_is_the_one_with_the_latest_day_and_needs_are_in_order_of_rank() {
    let cycle = |review: &str, progress: &str| {
        format!(
            "  - {{stage: C, plan: {{date: 2025-10-01, kind: learning-plan, review_by: 2025-12-01}}, \
             review: {{date: {review}, progress: {progress}, actions: [{{what: Ask {progress}}}]}}}}\n"
        )
    };
    let record = format!(
        "{HERE}{AT_C}needs: [{{type: SLCN, rank: 2, from: 2025-09-15}}, {{type: SPLD, rank: 1, from: 2025-09-15}}]\n\
         cycles:\n{}{}",
        cycle("2026-01-10", "better"),
        cycle("2025-12-01", "none")
    );
    let said = parents(&record);
    assert!(said.contains("our meeting on 10 Jan 2026") && said.contains("Better progress than expected."), "{said}");
    // Actions from any meeting still have to be done.
    assert!(said.contains("Ask better") && said.contains("Ask none"), "{said}");
    assert!(said.contains("Area of need: Specific learning difficulty and Speech"), "{said}");
    let unknown = format!("{HERE}{AT_C}needs: [{{type: NSA, rank: 1, from: 2025-09-15}}]\n");
    assert!(parents(&unknown).contains("We are still finding out what kind of need it is."));
}

#[test]
fn an_amended_ehc_plan_says_when_it_was_amended() {
    let record = format!(
        "{HERE}ehc_plan: [{{final: 2024-03-01, outcomes: [Reads alone], provision: [An hour a week], reviews: [{{kind: annual, \
         meeting: 2025-10-14, decision: 2025-11-10, outcome: amend, amended: 2025-12-18}}]}}]\n"
    );
    let since = "in force since 1 Mar 2024, last amended on 18 Dec 2025";
    for arguments in [
        &["print", "p014", "--for", "parent"][..],
        &["print", "p014", "--for", "teacher"],
        &["pack", "p014", "--for", "handover"],
        &["pack", "p014", "--for", "ehcp"],
        &["letter", "p014", "--about", "annual-review", "--on", "2026-03-02"],
    ] {
        let said = paper(&record, arguments).0.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(since), "{arguments:?}: {said}");
    }
    assert!(paper(&record, &["print", "p014", "--for", "teacher"]).0.contains("An hour a week"));
}

#[test]
fn the_next_school_sees_no_disagreement_and_no_agreement_about_coming_here() {
    let handover = |record: &str| paper(record, &["pack", "p014", "--for", "handover"]).0;
    let consent = |date: &str| {
        format!("contacts: [{{date: {date}, kind: consent, about: transition, with: parent, answer: given}}]\n")
    };
    let disagreement = "disagreements: [{date: 2026-01-05, by: mother, about: Help, level: formal}]\n";
    let said = handover(&format!("{HERE}{AT_C}{disagreement}{}", consent("2022-07-01")));
    assert!(said.contains("no agreement with the parents") && !said.contains("1 Jul 2022"), "{said}");
    assert!(!said.to_lowercase().contains("disagree"), "{said}");
    // Late duties in the child's own support are included.
    assert!(said.contains("What is still open") && said.contains("learning plan"), "{said}");
    assert!(handover(&format!("{HERE}{AT_C}{}", consent("2025-12-03"))).contains("agreed on 3 Dec 2025"));
}

#[test]
fn a_letter_does_not_say_that_a_child_is_on_the_register_if_it_is_untrue() {
    let letter =
        |record: &str, more: &[&str]| with(record).send(&[&["letter", "p014", "--about", "register"], more].concat());
    let ran = letter(HERE, &["--on", "2025-12-01"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.contains("p014 was not on the register on 1 Dec 2025"), "{}", ran.err);
    let ran = letter(&format!("{HERE}{AT_C}"), &["--on", "2025-12-01"]);
    assert!(ran.err.contains("the record has p014 on the register since 15 Sep 2025"), "{}", ran.err);
    let left = HERE.replace("2022-09-05\n", "2022-09-05\n    to: 2025-12-19\n");
    let ran = letter(&format!("{left}{AT_C}"), &["--on", "2026-02-02"]);
    assert!(ran.err.contains("p014 is not on the school's roll on 15 Jan 2026"), "{}", ran.err);
    let ran = with(&format!("{left}{AT_C}")).send(&["print", "p014", "--for", "parent"]);
    assert!(ran.err.contains("p014 is not on the school's roll on 15 Jan 2026"), "{}", ran.err);
}

#[test]
fn a_letter_offers_the_home_language_and_a_warning_says_what_is_missing() {
    let review = |record: &str| {
        paper(record, &["letter", "p014", "--about", "review", "--on", "2026-02-03", "--place", "the library"]).0
    };
    let said = review(&format!("{HERE}{AT_C}home_language: Urdu\n"));
    assert!(said.contains("From: Your School") && said.contains("this letter in Urdu, or an interpreter"), "{said}");
    assert!(said.contains("With kind regards") && said.contains("R. Osei, SENCO"), "{said}");
    assert!(!review(&format!("{HERE}{AT_C}home_language: English\n")).contains("interpret"));
    let with_a_plan = format!("{HERE}home_language: Urdu\nehc_plan: [{{final: 2024-03-01}}]\n");
    for about in [&["register", "--on", "2026-02-02"][..], &["annual-review", "--on", "2026-03-02"]] {
        let said = paper(&with_a_plan, &[&["letter", "p014", "--about"], about].concat()).0;
        assert!(said.contains("this letter in Urdu"), "{about:?}: {said}");
    }
    let school = School::with("", &format!("{HEAD}{HERE}{AT_C}"));
    let ran = school.send(&["letter", "p014", "--about", "register"]);
    for lack in ["how to reach the SENCO", "how to reach SENDIASS", "lists no provision"] {
        assert!(ran.err.contains(lack), "{lack}: {}", ran.err);
    }
}

#[test]
fn a_child_without_a_class_is_reported_and_one_with_an_alert_is_on_the_sheet() {
    let school = with(&format!("{}{AT_C}", HERE.replace("class: 4B\n", "")));
    for arguments in [&["sheet", "4B"][..], &["report", "-o", "exports/report"]] {
        let ran = school.send(arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("not on any class sheet") && ran.err.contains("p014"), "{}", ran.err);
    }
    assert!(school.send(&["sheet", "4B"]).out.contains("Not on any sheet: 1 pupil:"));
    assert!(school.read("exports/report/class-4b.html").contains("1 pupil: the record names no class"));
    // A class that the settings do not name has a page in the report, but no separate sheet.
    let school = with(&format!("{}{AT_C}", HERE.replace("class: 4B", "class: 9Z")));
    assert!(school.send(&["sheet", "4B"]).err.contains("not on any class sheet"));
    let ran = school.send(&["report", "-o", "exports/report"]);
    assert!(ran.err.is_empty() && school.read("exports/report/class-9z.html").contains("Amira Example"), "{}", ran.err);

    let alert = format!("{HERE}profile: {{alerts: [Blue inhaler by the door]}}\n").replace("census: K", "census: N");
    let closed = "concerns: [{date: 2025-09-15, raised_by: parent}]\nstages: [{date: 2025-09-16, stage: A}, {date: 2025-12-01, \
                  stage: closed}]\n";
    for more in ["", closed] {
        let ran = with(&format!("{alert}{more}")).send(&["sheet", "4B", "--as", "markdown"]);
        assert!(ran.out.contains("Blue inhaler") && ran.err.is_empty(), "{} {}", ran.out, ran.err);
        // A concern that was closed is no longer listed.
        assert!(!ran.out.contains("| concern"), "{}", ran.out);
    }
    // A home language is not a need.
    let speaks = format!("{HERE}{AT_C}home_language: Bengali\n");
    let said = paper(&speaks, &["sheet", "4B", "--as", "markdown"]).0;
    assert!(said.contains("speaks Bengali at home") && !said.contains("Home language"), "{said}");
}

#[test]
fn an_earlier_application_comes_before_the_next() {
    let record = format!(
        "{HERE}{AT_C}applications: [{{for: EHCP, sent: 2025-11-03, received: 2025-11-05, steps: [{{date: 2025-12-04, step: \
         refused-to-assess}}]}}]\nsspp: [{{from: 2025-12-01, units: 3}}]\n"
    );
    let said = paper(&record, &["pack", "p014", "--for", "ehcp"]).0;
    let (_, after) = said.split_once("Applications so far").unwrap();
    let part = after.split("\n\n").next().unwrap().to_owned() + after.split("\n\n").nth(1).unwrap();
    assert!(
        part.contains("4 Dec 2025: The authority") && part.contains("A funded SSPP from 1 Dec 2025, 3 units"),
        "{part}"
    );
    assert!(said.contains("School: Your School") && said.contains("SENCO: R. Osei, 0121 496 0123"), "{said}");
}
