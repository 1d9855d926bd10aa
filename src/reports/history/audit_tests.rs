//! Changes that an audit allows, and changes that it finds.

use super::*;
use crate::model::day::day as on;
use crate::model::values::written_values;
use crate::rules::examples::record;
use crate::rules::{RULES, RuleKind};

/// The rules that a change breaks, if it was recorded on 15 January 2026.
fn rules(before: &str, after: &str) -> Vec<&'static str> {
    let (before, after) = (written_values(&record(before)), written_values(&record(after)));
    wrong_in_change(&before, &after, Some(on("2026-01-15"))).iter().map(|wrong| wrong.rule.id).collect()
}

fn messages(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (written_values(&record(before)), written_values(&record(after)));
    wrong_in_change(&before, &after, Some(on("2026-01-15"))).into_iter().map(|wrong| wrong.message).collect()
}

#[test]
fn the_examples_of_the_history_rules_break_and_keep_them() {
    let mut run = 0;
    for rule in RULES.iter().filter(|rule| matches!(rule.kind, RuleKind::History)) {
        let of = |example: &str| {
            let (before, after) = example.split_once("# and later\n")?;
            Some(rules(before, after))
        };
        let (Some(bad), Some(good)) = (of(rule.bad), of(rule.good)) else { continue };
        assert_eq!((bad.as_slice(), good.as_slice()), ([rule.id].as_slice(), [""; 0].as_slice()), "{}", rule.id);
        run += 1;
    }
    assert_eq!(run, 5);
}

/// A cycle with a plan, and what may follow it.
fn cycle(plan: &str, review: &str) -> String {
    format!("cycles: [{{stage: B, plan: {{date: 2025-11-06, kind: itp, {plan}}}{review}}}]\n")
}

#[test]
fn a_planned_day_may_move_only_while_its_cycle_is_open() {
    let review = ", review: {date: 2025-12-10}";
    let (early, late) = ("review_by: 2025-12-10", "review_by: 2025-12-17");
    assert_eq!(rules(&cycle(early, ""), &cycle(late, "")), [""; 0]);
    assert_eq!(rules(&cycle(early, ""), &cycle(late, review)), [""; 0]);
    assert_eq!(rules(&cycle(early, review), &cycle(late, review)), ["history-altered"]);
    assert_eq!(rules(&cycle(early, ""), &cycle("by: R. Osei", "")), ["history-removed"]);
}

#[test]
fn an_open_entry_may_gain_keys_and_an_ended_one_may_not() {
    let plain = "review_by: 2025-12-10";
    let target = "review_by: 2025-12-10, targets: [{text: Reads}]";
    let review = ", review: {date: 2025-12-10, actions: [{what: Send it}]}";
    assert_eq!(rules(&cycle(plain, ""), &cycle(target, review)), [""; 0]);
    assert_eq!(rules(&cycle(plain, review), &cycle(target, review)), ["history-altered"]);
    let done = review.replace("Send it", "Send it, done: 2026-01-10");
    assert_eq!(rules(&cycle(plain, review), &cycle(plain, &done)), [""; 0]);
    let again = done.replace("2026-01-10", "2026-01-09");
    assert_eq!(rules(&cycle(plain, &done), &cycle(plain, &again)), ["history-backdated"]);
    let waived = "stages: [{date: 2026-01-05, stage: A, waived: [{requirement: six-weeks, reason: x, by: y}]}]\n";
    assert_eq!(rules("stages: [{date: 2026-01-05, stage: A}]\n", waived), ["history-altered"]);
}

#[test]
fn the_end_of_a_spell_is_added_only_once() {
    let open = "register: [{from: 2025-12-01}]\n";
    let ended = "register: [{from: 2025-12-01, to: 2026-01-10, because: agreed}]\n";
    assert_eq!(rules(open, ended), [""; 0]);
    assert_eq!(rules(ended, open), ["history-removed", "history-removed"]);
    assert_eq!(
        messages(ended, &ended.replace("01-10", "01-12")),
        ["to of the period on the register of 1 Dec 2025 was changed from 10 Jan 2026 to 12 Jan 2026"]
    );
}

#[test]
fn future_days_may_move_until_they_come() {
    let award = |to: &str| format!("sspp: [{{from: 2025-09-01, to: {to}}}]\n");
    assert_eq!(rules(&award("2026-01-16"), &award("2026-07-17")), [""; 0]);
    assert_eq!(rules(&award("2026-01-15"), &award("2026-07-17")), ["history-altered"]);
    let roll = |to: &str| format!("on_roll: [{{from: 2022-09-05{to}}}]\n");
    assert_eq!(rules(&roll(", to: 2026-07-17"), &roll(", to: 2026-01-10, to_school: Oak")), [""; 0]);
    assert_eq!(rules(&roll(", to: 2026-01-10"), &roll("")), ["history-removed"]);
}

#[test]
fn the_keys_at_the_top_may_change_but_the_pupil_may_not() {
    assert_eq!(rules("census: N\n", "name: Amira Other\nprofile: {strengths: [Maps]}\nnotes: x\n"), [""; 0]);
    assert_eq!(rules("id: p014\n", "id: p015\n"), ["history-altered"]);
    assert_eq!(rules("class: 4B\n", "class: [{from: 2025-09-05, class: 4B}]\n"), [""; 0]);
    assert_eq!(rules("class: [{from: 2025-09-05, class: 4B}]\n", "class: 4B\n"), ["history-removed"]);
    assert_eq!(rules("arrived: {from: Oak, with: K}\n", "arrived: {from: Oak, with: none}\n"), ["history-altered"]);
    let received = "arrived: {from: Oak, with: K, information_received: 2025-09-01}\n";
    assert_eq!(rules("arrived: {from: Oak, with: K}\n", received), [""; 0]);
}

#[test]
fn an_arrival_may_become_a_list_and_gain_a_decision_but_not_another_school() {
    let single = "arrived: {from: Oak, with: K}\n";
    let list = "arrived: [{date: 2022-09-05, from: Oak, with: K}]\n";
    assert_eq!((rules(single, list), rules(list, single)), (vec![], vec![]));
    let decided = list.replace("with: K", "with: K, decided: {date: 2026-01-12, because: caught up}");
    assert_eq!(rules(single, &decided), [""; 0]);
    assert_eq!(rules(&decided, &decided.replace("2026-01-12", "2026-01-11")), ["history-backdated"]);
    assert_eq!(rules(single, &list.replace("Oak", "Ash")), ["history-altered"]);
    assert_eq!(rules(&decided, single), ["history-removed"]);
    assert_eq!(rules(list, "census: N\n"), ["history-removed"]);
    let (ahead, earlier) = (list.replace("2022-09-05", "2026-02-09"), list.replace("2022-09-05", "2026-02-02"));
    assert_eq!(rules(&ahead, &earlier), [""; 0]);
}

#[test]
fn fixed_words_are_shown_and_typed_text_is_not() {
    let concern = |by: &str, summary: &str| {
        format!("concerns: [{{date: 2025-09-15, raised_by: {by}, grounds: [other], summary: {summary}}}]\n")
    };
    assert_eq!(
        messages(&concern("parent", "Private"), &concern("pupil", "Secret")),
        [
            "raised_by of the concern of 15 Sep 2025 was changed from parent to pupil",
            "summary of the concern of 15 Sep 2025 was changed"
        ]
    );
}

#[test]
fn a_fact_may_be_dated_at_most_one_day_after_its_commit() {
    let contact = record("contacts: [{date: 2026-01-16, kind: call, about: concern}]\n");
    assert_eq!(dated_ahead(&contact, on("2026-01-15")).len(), 0);
    let ahead = dated_ahead(&contact, on("2026-01-14"));
    assert_eq!(ahead[0].message, "contacts[0].date is 16 Jan 2026, which was still in the future when it was recorded");
}

#[test]
fn a_merge_may_have_only_what_its_sides_have() {
    let one = "{date: 2025-11-04, kind: call, about: concern}";
    let other = "{date: 2025-11-05, kind: call, about: concern}";
    let nobody = "{date: 2025-11-06, kind: consent, about: concern, answer: given}";
    let values = |list: &[&str]| written_values(&record(&format!("contacts: [{}]\n", list.join(", "))));
    let (left, right) = (values(&[one]), values(&[other]));
    assert!(of_nobody(&[&left, &right], &values(&[one, other])).is_empty());
    let evil = of_nobody(&[&left, &right], &values(&[one, other, nobody]));
    assert_eq!(evil[0].message, "the contact of 6 Nov 2025: neither side of the merge has this");
}

#[test]
fn a_move_is_new_if_no_earlier_version_has_it() {
    let moves = |list: &str| written_values(&record(&format!("stages: [{list}]\n")));
    let (a, b) = ("{date: 2025-09-15, stage: A}", "{date: 2025-11-05, stage: B}");
    let both = moves(&format!("{a}, {b}"));
    assert_eq!(new_moves(&[None], &both), [0, 1]);
    assert_eq!(new_moves(&[Some(&moves(a))], &both), [1]);
    assert_eq!(new_moves(&[Some(&moves(a)), Some(&both)], &both), [0usize; 0]);
    assert_eq!(record_deleted(&both).message, "the record was deleted, with 4 dated entries");
}

/// What was found on 30 September 2025.
const FOUND: &str = "as_found: {date: 2025-09-30, parents_told: no}
on_roll: [{from: 2022-09-05}]
stage: C
stages: [{date: 2025-09-30, stage: C}]
register: [{in_force_on: 2025-09-30}]
";

#[test]
fn what_was_found_gains_no_step_of_before() {
    let with = |lines: &str| rules(FOUND, &format!("{FOUND}{lines}"));
    let backdated = ["history-backdated"];
    for (day, expected) in [("2025-09-29", &backdated[..]), ("2025-09-30", &[]), ("2025-10-01", &[])] {
        let review = format!("cycles: [{{stage: C, review: {{date: {day}}}}}]\n");
        assert_eq!(with(&review), expected, "review of {day}");
        let open = format!("{FOUND}cycles: [{{stage: C, plan: {{date: 2025-09-22, kind: learning-plan}}}}]\n");
        let reviewed = open.replace("}}]\n", &format!("}}, review: {{date: {day}}}}}]\n"));
        assert!(reviewed.contains("review"), "{reviewed}");
        assert_eq!(rules(&open, &reviewed), expected, "review of an open cycle, {day}");
        let consent = format!("contacts: [{{date: {day}, kind: consent, about: inclusion-referral, answer: given}}]\n");
        assert_eq!(with(&consent), expected, "consent of {day}");
        // The day itself is the day of what was found, so it takes no more moves and periods.
        let step = if day == "2025-10-01" { &[][..] } else { &backdated[..] };
        let moved = FOUND.replace("stage: C}]", &format!("stage: C}}, {{date: {day}, stage: D}}]"));
        assert_eq!(rules(FOUND, &moved), step, "move of {day}");
        let ended = FOUND.replace("30}]\n", &format!("30, to: {day}}}]\n"));
        assert_eq!(rules(FOUND, &ended), step, "end of {day}");
        let again = FOUND.replace("register: [", &format!("register: [{{from: {day}, to: {day}}}, "));
        assert_eq!(rules(FOUND, &again), step, "period of {day}");
    }
}

#[test]
fn what_may_always_be_recorded_of_before_is_no_finding() {
    for lines in [
        "ehc_plan: [{final: 2024-05-01, reviews: [{kind: annual, meeting: 2025-04-01}]}]\n",
        "sspp: [{from: 2025-02-01, to: 2026-01-31}]\n",
        "contacts: [{date: 2025-09-01, kind: notice, about: register, with: parent}]\n",
        "contacts: [{date: 2025-09-01, kind: call, about: review, with: agency}]\n",
        "diagnoses: [{date: 2024-05-01, what: x}]\n",
        "documents: [{date: 2024-05-01, title: x}]\n",
        "needs: [{type: SLCN, rank: 1, from: 2022-09-05}, {type: ASD, rank: 2, from: 2024-05-01}]\n",
        "concerns: [{date: 2024-05-01, raised_by: parent}]\n",
        "arrived: [{date: 2022-09-05, from: x, with: K, information_received: 2022-09-12}]\n",
    ] {
        assert_eq!(rules(FOUND, &format!("{FOUND}{lines}")), [""; 0], "{lines}");
    }
    let plan = format!("{FOUND}ehc_plan: [{{in_force_on: 2025-09-30}}]\n");
    let reviewed = plan.replace(
        "ehc_plan: [{in_force_on: 2025-09-30}]",
        "ehc_plan: [{final: 2024-05-01, in_force_on: 2025-09-30, reviews: [{kind: annual, meeting: 2025-04-01}]}]",
    );
    assert_eq!(rules(&plan, &reviewed), [""; 0]);
}

#[test]
fn the_first_day_may_be_added_to_an_entry_that_was_seen_to_hold() {
    for (list, first) in [("on_roll", "from"), ("register", "from"), ("sspp", "from"), ("ehc_plan", "final")] {
        for end in ["", ", to: 2025-12-19"] {
            let end = if list == "ehc_plan" { "" } else { end };
            let seen = format!("{list}: [{{in_force_on: 2025-09-30{end}}}]\n");
            let added = |day: &str| seen.replace("in_force_on", &format!("{first}: {day}, in_force_on"));
            assert_eq!(rules(&seen, &added("2024-09-02")), [""; 0], "{list}{end}");
            assert_eq!(rules(&seen, &added("2025-10-01")), ["history-altered"], "{list}{end}");
            let moved = added("2024-09-02").replace("2024-09-02", "2024-09-01");
            // A joining day may be corrected, and a person reads that it was.
            let rule = if list == "on_roll" { "history-corrected" } else { "history-backdated" };
            assert_eq!(rules(&added("2024-09-02"), &moved), [rule], "{list}{end}");
        }
    }
}

#[test]
fn how_a_record_began_is_written_once() {
    let without = FOUND.replace("as_found: {date: 2025-09-30, parents_told: no}\n", "");
    assert_eq!(rules(&without, FOUND), ["history-altered"]);
    assert_eq!(messages(&without, FOUND), ["`as_found` was added to a record that was there before"]);
    assert_eq!(rules(FOUND, &without), ["history-removed"]);
    assert_eq!(rules(FOUND, &FOUND.replace("told: no", "told: yes-all")), ["history-altered"]);
    let later = FOUND.replace("date: 2025-09-30, parents", "date: 2025-10-30, parents");
    assert_eq!(messages(FOUND, &later), ["`as_found.date` was changed"]);
    let more = FOUND.replace("parents_told: no", "parents_told: no, by: R. Osei");
    assert_eq!(messages(FOUND, &more), ["`as_found.by` was added later"]);
}

#[test]
fn a_plan_takes_the_place_of_a_review_date_that_was_found() {
    let cycle = |plan: &str| format!("{FOUND}cycles: [{{stage: C, plan: {{{plan}}}}}]\n");
    let found = "date: 2025-09-30, kind: learning-plan, review_by: 2025-12-12";
    let written =
        cycle("date: 2025-10-06, by: R. Osei, kind: learning-plan, review_by: 2025-12-12, at_home: A game a day");
    assert_eq!(messages(&cycle(found), &written), [""; 0]);
    // A plan that says more keeps its day, and so does one of before the day found.
    assert_eq!(messages(&cycle(&format!("{found}, at_home: A game a day")), &written).len(), 1);
    assert_eq!(messages(&cycle(&found.replace("09-30", "09-29")), &written).len(), 1);
    // The other way round, the day is put back, and who wrote the plan and what it says are removed.
    assert_eq!(messages(&written, &cycle(found)).len(), 3);
}

#[test]
fn making_a_record_as_found_may_be_undone_until_something_has_happened() {
    let is_fresh = |text: &str| is_fresh(&written_values(&record(text)));
    assert!(is_fresh(FOUND) && is_fresh("on_roll: [{from: 2022-09-05}]\n"));
    assert!(!is_fresh(&FOUND.replace("as_found: {date: 2025-09-30, parents_told: no}\n", "")));
    assert!(!is_fresh(&format!("{FOUND}contacts: [{{date: 2025-10-01, kind: call, about: review}}]\n")));
}

#[test]
fn a_corrected_joining_day_is_a_warning_and_what_began_with_it_follows() {
    let class =
        "class: [{from: DAY, class: 3B}, {from: 2025-09-03, class: 4B}]\narrived: [{date: DAY, from: Oak, with: K}]\n";
    let at = |day: &str, held: &str| format!("on_roll: [{{from: {day}{held}}}]\n{}", class.replace("DAY", day));
    for day in ["2022-09-07", "2021-09-06"] {
        assert_eq!(rules(&at("2022-09-05", ""), &at(day, "")), ["history-corrected"], "{day}");
    }
    assert_eq!(
        messages(&at("2022-09-05", ""), &at("2022-09-07", "")),
        ["the joining day was corrected from 5 Sep 2022 to 7 Sep 2022"]
    );
    // The true day next to one on which the pupil was on roll is no correction.
    let found = format!("on_roll: [{{in_force_on: 2025-11-28}}]\n{}", class.replace("DAY", "2025-11-28"))
        .replace("2025-09-03", "2026-01-05");
    let dated =
        format!("on_roll: [{{from: 2022-09-05, in_force_on: 2025-11-28}}]\n{}", class.replace("DAY", "2022-09-05"))
            .replace("2025-09-03", "2026-01-05");
    assert_eq!(rules(&found, &dated), [""; 0]);
    // It cannot be after a day on which the pupil was on roll, and a class that did not begin with it does not move.
    let held = ", in_force_on: 2022-11-28";
    assert_eq!(rules(&at("2022-09-05", held), &at("2022-11-29", held)), ["history-altered"]);
    let moved = at("2022-09-05", "").replace("2025-09-03", "2025-09-04");
    assert_eq!(rules(&at("2022-09-05", ""), &moved), ["history-altered"]);
}

#[test]
fn a_fact_as_now_may_change_or_get_its_days_and_a_time_that_is_recorded_stays() {
    let (now, dated) = ("sen_unit: true\n", "sen_unit: [{from: 2025-09-03}]\n");
    let ended = "sen_unit: [{from: 2025-09-03, to: 2026-01-09}]\n";
    for (before, after) in [("", now), (now, ""), (now, "sen_unit: false\n"), (now, dated), ("", dated), (dated, ended)]
    {
        assert_eq!(rules(before, after), [""; 0], "{before}{after}");
    }
    assert_eq!(rules(ended, dated), ["history-removed"]);
    assert_eq!(rules(dated, ""), ["history-removed"]);
    assert_eq!(rules(dated, now), ["history-removed"]);
    let earlier = dated.replace("2025-09-03", "2025-09-02");
    assert_eq!(rules(dated, &earlier), ["history-backdated"]);
    let list = |words: &str| format!("characteristics: [{words}]\n");
    let looked_after = "{what: looked-after, from: 2025-10-06}";
    for (before, after) in [
        ("eal", "eal, medical"),
        ("eal, medical", "medical"),
        ("eal, looked-after", &format!("eal, {looked_after}")),
        ("eal", &format!("eal, {looked_after}")),
        (looked_after, "{what: looked-after, from: 2025-10-06, to: 2026-01-09}"),
        (&format!("eal, {looked_after}"), looked_after),
    ] {
        assert_eq!(rules(&list(before), &list(after)), [""; 0], "{before} / {after}");
    }
    assert_eq!(rules(&list(&format!("eal, {looked_after}")), &list("eal")), ["history-removed"]);
}
