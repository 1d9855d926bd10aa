//! `send pack` and `send letter` through the real program: who gets the UPN and the costs, what a pack says about a missing
//! agreement, and what is printed next to a letter.

use crate::common::program::send_about_elmfield;

/// The output of the program about the example school, its messages on stderr, and its exit code.
fn send(arguments: &[&str]) -> (String, String, i32) {
    let ran = send_about_elmfield(arguments);
    (ran.out, ran.err, ran.code)
}

fn paper(arguments: &[&str], as_at: &str) -> String {
    let (out, err, code) = send(&[arguments, &["--as-at", as_at]].concat());
    assert_eq!(code, 0, "{arguments:?}: {err}");
    out
}

#[test]
fn the_upn_goes_to_the_next_school_and_the_authority_but_costs_only_to_the_authority() {
    let upn = "N330999920016";
    for (arguments, has_number, has_costs) in [
        (["pack", "p012", "--for", "ehcp"], true, true),
        (["pack", "p012", "--for", "sspp"], true, true),
        (["pack", "p012", "--for", "handover"], true, false),
        (["letter", "p012", "--about", "register"], false, false),
        (["letter", "p012", "--about", "review"], false, false),
    ] {
        let paper = paper(&arguments, "2026-01-15");
        // The cost of a provision from the year before, or a word from the heading.
        let costs = paper.contains("917.33") || paper.to_lowercase().contains("cost to date");
        assert_eq!((paper.contains(upn), costs), (has_number, has_costs), "{arguments:?}");
    }
}

#[test]
fn a_missing_agreement_is_reported_at_the_top() {
    let first_part = |id: &str, as_at: &str| {
        let paper = paper(&["pack", id, "--for", "handover"], as_at);
        paper.split("What may be shared").nth(1).unwrap().split("\n\n").next().unwrap().to_owned()
    };
    assert!(first_part("p001", "2025-12-03").contains("agreed on 3 Dec 2025"));
    assert!(
        first_part("p001", "2025-12-02").contains("Do not hand anything over"),
        "the day before, it was not recorded yet"
    );
    assert!(first_part("p002", "2026-01-15").contains("no agreement"));
    // An agreement on joining the school, or about agencies, is not an agreement about leaving it.
    assert!(first_part("p052", "2026-01-15").contains("no agreement"));
    assert!(first_part("p014", "2026-01-15").contains("no agreement"));
}

#[test]
fn a_pack_shows_what_was_known_on_its_day() {
    let pack = |as_at: &str| paper(&["pack", "p019", "--for", "ehcp"], as_at);
    let (before, on) = (pack("2025-12-02"), pack("2025-12-03"));
    assert!(before.contains("3 reviewed plans recorded") && on.contains("4 reviewed plans recorded"));
    assert!(!before.contains("reviewed 3 Dec 2025") && on.contains("reviewed 3 Dec 2025"));
    assert!(
        !before.contains("He practised the organ piece for assembly.")
            && on.contains("He practised the organ piece for assembly.")
    );
}

#[test]
fn two_weeks_notice_of_an_annual_review_is_enough_and_a_day_less_is_reported() {
    let letter =
        |as_at: &str| send(&["letter", "p009", "--about", "annual-review", "--on", "2026-01-08", "--as-at", as_at]);
    let (out, err, code) = letter("2025-12-25");
    assert!(out.contains("by 25 Dec 2025") && !err.contains("notice") && code == 0, "{err}");
    let (out, err, code) = letter("2025-12-26");
    assert!(out.contains("We are sorry") && err.contains("13 days away") && code == 0, "{err}");
    assert!(err.contains("SEND Regulations 2014 reg. 20"), "{err}");
    // The twelve months of the plan end on 9 February, and the meeting is 28 days before that.
    let late = |on: &str| {
        let (_, err, _) = send(&["letter", "p009", "--about", "annual-review", "--on", on, "--as-at", "2025-12-01"]);
        err.contains("must be held by 12 Jan 2026")
    };
    assert!(!late("2026-01-12") && late("2026-01-13"));
}

#[test]
fn a_letter_that_cannot_be_written_says_what_to_do() {
    for (arguments, help) in [
        (vec!["p014", "--about", "annual-review"], "--about review"),
        (vec!["p001", "--about", "annual-review"], "--on DATE"),
        (vec!["p014", "--about", "review", "--on", "2026-01-14"], "--on"),
        (vec!["p050", "--about", "register"], "--on"),
        (vec!["p014", "--about", "register", "--place", "library"], "--place"),
        (vec!["p014", "--about", "review", "--on", "soon"], "write it like"),
    ] {
        let (out, err, code) = send(&[&["letter"], &arguments[..], &["--as-at", "2026-01-15"]].concat());
        let said = err.lines().find(|line| line.starts_with("help: ")).unwrap_or_default();
        assert!(out.is_empty() && code == 2 && said.contains(help), "{arguments:?}: {err}");
    }
}

#[test]
fn a_letter_about_the_register_warns_if_it_is_late_or_was_sent_before() {
    let beside = |id: &str, as_at: &str| send(&["letter", id, "--about", "register", "--as-at", as_at]).1;
    assert!(beside("p014", "2026-01-15").contains("were notified on 27 Nov 2025"));
    assert!(beside("p014", "2026-01-15").contains("send contact p014 notice --about register --with parent"));
    let before = send(&["letter", "p014", "--about", "register", "--on", "2025-12-01", "--as-at", "2025-11-26"]);
    assert!(before.0.contains("will be on our SEND register") && !before.1.contains("notified"), "{}", before.1);
    // There was no plan yet.
    assert!(before.1.contains("lists no provision"), "{}", before.1);
}

#[test]
fn what_is_missing_from_an_application_is_on_a_separate_sheet() {
    let page = paper(&["pack", "p015", "--for", "ehcp", "--as", "html"], "2026-01-15");
    let (before, after) = page.split_once("<section class=\"last\">").unwrap();
    let parts: Vec<&str> = before.split("<h2>").skip(1).map(|part| part.split('<').next().unwrap()).collect();
    assert_eq!(parts, ["What is missing", "What is recorded"]);
    assert!(
        after.trim_start().starts_with("<h2>What happens next</h2>") && !after.contains("class=\"last\""),
        "{after}"
    );
}

#[test]
fn a_letter_names_the_place_or_leaves_room_for_it_and_says_who_to_ask() {
    let letter = |more: &[&str]| {
        let (out, err, code) =
            send(&[&["letter", "p014", "--about", "review", "--as-at", "2026-01-15"], more].concat());
        assert_eq!(code, 0, "{err}");
        (out, err)
    };
    let (out, err) = letter(&["--place", "the library, 3.30 pm"]);
    assert!(
        out.contains("20 Mar 2026, the library, 3.30 pm.") && !out.contains("place: ____") && !err.contains("warning")
    );
    assert!(out.contains("0121 496 0123") && out.contains("0121 496 0456") && out.contains("localoffer"), "{out}");
    let (out, err) = letter(&[]);
    assert!(out.contains("Time and place: ____") && err.contains("--place"), "{out} {err}");
}
