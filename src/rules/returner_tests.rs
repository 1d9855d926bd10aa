//! A pupil who left and came back (DESIGN 7.2, "spells and the roll"): a period on the register and an award that were left open
//! do not run on, and what begins again is asked for.

use super::examples::{due, duties_unmet, messages, record};
use crate::model::day::day;
use crate::model::vocabulary::{CensusCode, Support};

const BACK: &str = "on_roll: [{from: 2022-09-05, to: 2025-07-18}, {from: 2025-11-03}]\n";
const OPEN_SPELL: &str =
    "register: [{from: 2024-01-08}]\ncontacts: [{date: 2024-01-05, kind: notice, about: register}]\n";
const OPEN_AWARD: &str = "sspp: [{from: 2024-01-08}]\n";

fn ids(text: &str, on: &str) -> Vec<&'static str> {
    duties_unmet(text, day(on)).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn an_open_spell_and_award_of_before_count_for_nothing_after_the_return() {
    for open in [OPEN_SPELL, OPEN_AWARD, "sspp: [{from: 2024-01-08, to: 2026-07-31}]\n"] {
        let record = record(&format!("{BACK}{open}"));
        let on = |on: &str| record.as_at(day(on));
        assert_eq!(
            (on("2025-11-03").support(), on("2025-11-03").census_code()),
            (Support::None, CensusCode::N),
            "{open}"
        );
        assert!(on("2025-11-03").register_spell().is_none() && on("2025-11-03").award().is_none(), "{open}");
    }
    let both = record(&format!("{BACK}{OPEN_SPELL}{OPEN_AWARD}"));
    assert_eq!(both.as_at(day("2025-07-18")).support(), Support::KFunded);
    assert_eq!(both.asserted_census(), CensusCode::N);
}

#[test]
fn the_duties_of_the_old_spell_and_award_end_with_the_stay() {
    let text = format!("{BACK}{OPEN_SPELL}{OPEN_AWARD}");
    for on in ["2025-11-03", "2025-12-19", "2026-04-30", "2027-01-15"] {
        let unmet = ids(&text, on);
        for ended in ["termly-review", "parents-informed", "sspp-renewal", "annual-report", "transition-planned"] {
            assert!(!unmet.contains(&ended), "{ended} on {on}: {unmet:?}");
        }
    }
}

#[test]
fn a_new_spell_begins_its_own_year_and_needs_its_own_notice() {
    let new = |notice: &str| {
        format!(
            "{BACK}register: [{{from: 2024-01-08}}, {{from: 2025-11-10}}]\ncontacts: [{{date: 2024-01-05, kind: notice, about: register}}{notice}]\n"
        )
    };
    // The notice of the first stay does not answer for the second.
    assert!(ids(&new(""), "2025-11-24").contains(&"parents-informed"));
    assert!(
        !ids(&new(", {date: 2025-11-07, kind: notice, about: register}"), "2025-11-24").contains(&"parents-informed")
    );
    // A notice given while the pupil was away is of the return.
    assert!(
        !ids(&new(", {date: 2025-10-30, kind: notice, about: register}"), "2025-11-24").contains(&"parents-informed")
    );
    let told = record(&new("")).as_at(day("2025-11-24")).told_of_register();
    assert_eq!(told, None);
    // A term begun here asks for its review, counted from the new spell.
    assert_eq!(
        due("termly-review", &new(""), "2025-11-24").as_deref(),
        due("termly-review", "register: [{from: 2025-11-10}]\n", "2025-11-24").as_deref()
    );
    assert_eq!(record(&new("")).as_at(day("2025-11-24")).census_code(), CensusCode::K);
}

#[test]
fn a_new_award_is_renewed_by_its_own_last_day() {
    let award = "register: [{from: 2024-01-08}, {from: 2025-11-10}]\nsspp: [{from: 2024-01-08, to: 2025-12-31}, {from: 2025-11-10, to: 2026-10-31}]\n";
    let alone = "register: [{from: 2025-11-10}]\nsspp: [{from: 2025-11-10, to: 2026-10-31}]\n";
    let renewal = |text: &str| due("sspp-renewal", text, "2026-10-01");
    assert!(renewal(alone).is_some());
    assert_eq!(renewal(&format!("{BACK}{award}")), renewal(alone));
    // Nothing is renewed of the old one: only the last day of the award that follows can be seen.
    assert_eq!(due("sspp-renewal", &format!("{BACK}{award}"), "2025-11-05"), renewal(alone));
}

#[test]
fn a_return_asks_for_information_about_the_time_away() {
    let needs = "needs: [{type: SLCN, rank: 1, from: 2023-01-09}]\n";
    assert!(ids(&format!("{BACK}{OPEN_SPELL}{needs}"), "2025-11-03").contains(&"arrival-information"));
    assert!(!ids(&format!("{BACK}{OPEN_SPELL}{needs}"), "2025-07-18").contains(&"arrival-information"));
    let asked = "arrived: [{date: 2025-11-03, from: Far Primary, with: none, information_requested: 2025-11-04, information_received: 2025-11-14}]\n";
    assert!(!ids(&format!("{BACK}{OPEN_SPELL}{needs}{asked}"), "2025-11-20").contains(&"arrival-information"));
}

#[test]
fn check_names_what_was_left_open_and_only_after_the_return() {
    let found = |open: &str, on: &str| messages("register-spells", &format!("{BACK}{open}"), on);
    assert_eq!(found(OPEN_SPELL, "2025-07-18"), [""; 0]);
    assert_eq!(found(OPEN_SPELL, "2025-11-02"), [""; 0]);
    assert_eq!(found(OPEN_SPELL, "2025-11-03").len(), 1);
    for (award, is_named) in [
        (OPEN_AWARD, true),
        ("sspp: [{from: 2024-01-08, to: 2026-07-31}]\n", true),
        ("sspp: [{from: 2024-01-08, to: 2025-07-19}]\n", true),
        ("sspp: [{from: 2024-01-08, to: 2025-07-18}]\n", false),
        ("sspp: [{from: 2025-11-03}]\n", false),
        ("sspp: [{from: 2025-09-01}]\n", false),
    ] {
        assert_eq!(found(award, "2025-11-24").len(), usize::from(is_named), "{award}");
    }
    // Two times on roll without a day between them are one stay.
    let joined = "on_roll: [{from: 2022-09-05, to: 2025-07-18}, {from: 2025-07-19}]\n";
    assert_eq!(messages("register-spells", &format!("{joined}{OPEN_AWARD}{OPEN_SPELL}"), "2025-11-24"), [""; 0]);
}

#[test]
fn a_refusal_of_before_the_gap_is_not_followed_up_after_the_return() {
    let text = |on_roll: &str| {
        format!(
            "{on_roll}stages: [{{date: 2025-05-05, stage: A}}]\narrived: [{{date: 2025-11-03, from: Far Primary, with: K}}]\ncontacts: [{{date: 2025-06-02, kind: consent, about: inclusion-referral, answer: refused}}]\n"
        )
    };
    // A refusal of before the gap is as found: nobody is asked to follow it now.
    assert_eq!(due("refusal-followed", &text(BACK), "2025-11-24"), None);
}
