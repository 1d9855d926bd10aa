//! The merge, case by case (RELIABILITY 6): what is united, and what is a conflict. Every case is tried with the sides both ways
//! round.

use super::*;

const BASE: &str = "format: 1
id: p014
name: Amira Example
date_of_birth: 2017-11-03
on_roll: [{from: 2022-09-05}]
class: 4B
stage: A
census: N
characteristics: [eal]
profile:
  strengths: [maths]
  helps: [pictures]
concerns:
  - {date: 2025-09-15, raised_by: class-teacher, summary: Retells in single words}
stages:
  - {date: 2025-09-15, stage: A, by: J. Patel}
cycles:
  - stage: A
    plan:
      date: 2025-09-18
      kind: adaptations
      review_by: 2025-11-04
      targets: [{text: Retell a story}]
contacts:
  - {date: 2025-09-18, kind: meeting, about: concern, with: parent}
  - {date: 2025-10-02, kind: call, about: concern, with: parent}
";

fn record(text: &str) -> Record {
    serde_yaml::from_str(text).unwrap()
}

/// The base with pieces of its text replaced.
fn with(changes: &[(&str, &str)]) -> Record {
    let mut text = BASE.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    record(&text)
}

/// The merge of two versions, which must be the same with the sides swapped.
fn merged(ours: &Record, theirs: &Record) -> Result<Record, Vec<(String, Why)>> {
    let base = record(BASE);
    let told = |conflicts: Vec<Conflict>| -> Vec<(String, Why)> {
        conflicts.into_iter().map(|conflict| (conflict.field.to_string(), conflict.why)).collect()
    };
    let one = merge_records(&base, ours, theirs, &Choices::new()).map_err(told);
    let other = merge_records(&base, theirs, ours, &Choices::new()).map_err(told);
    if !matches!(&one, Err(told) if matches!(told.first(), Some((_, Why::Torn(_))))) {
        assert_eq!(one, other);
    }
    one
}

const LAST: &str = "  - {date: 2025-10-02, kind: call, about: concern, with: parent}\n";

fn and_contact(line: &str) -> Record {
    with(&[(LAST, &format!("{LAST}  - {line}\n"))])
}

fn conflict(field: &str, why: Why) -> Result<Record, Vec<(String, Why)>> {
    Err(vec![(field.to_owned(), why)])
}

#[test]
fn new_entries_of_both_are_united_in_the_order_of_their_days() {
    let ours = and_contact("{date: 2025-11-06, kind: call, about: concern}");
    let theirs = with(&[(
        LAST,
        &format!(
            "  - {{date: 2025-09-30, kind: letter, about: concern}}\n{LAST}  - {{date: 2025-11-05, kind: meeting, about: concern}}\n"
        ),
    )]);
    let days: Vec<String> =
        merged(&ours, &theirs).unwrap().contacts.iter().map(|contact| contact.date.to_string()).collect();
    assert_eq!(days, ["2025-09-18", "2025-09-30", "2025-10-02", "2025-11-05", "2025-11-06"]);
}

#[test]
fn two_entries_of_the_same_day_both_stay_and_the_same_entry_stays_once() {
    let (call, meeting) = (
        and_contact("{date: 2025-11-06, kind: call, about: concern}"),
        and_contact("{date: 2025-11-06, kind: meeting, about: concern}"),
    );
    assert_eq!(merged(&call, &meeting).unwrap().contacts.len(), 4);
    let other = with(&[(LAST, &format!("{LAST}  - {{date: 2025-11-06, kind: call, about: concern}}\n")), ("4B", "5B")]);
    assert_eq!(merged(&call, &other).unwrap(), other);
}

#[test]
fn a_single_value_comes_from_the_side_that_changed_it() {
    let (ours, theirs) = (with(&[("class: 4B", "class: 5B")]), with(&[("Amira Example", "Amira Sample")]));
    assert_eq!(merged(&ours, &theirs).unwrap(), with(&[("class: 4B", "class: 5B"), ("Amira Example", "Amira Sample")]));
    assert_eq!(merged(&ours, &with(&[("class: 4B", "class: 4C")])), conflict("class", Why::BothChanged));
    let gone = with(&[("class: 4B\n", "")]);
    assert_eq!(merged(&gone, &theirs).unwrap().class, None);
    assert_eq!(merged(&gone, &ours), conflict("class", Why::BothChanged));
}

#[test]
fn an_open_entry_gains_the_keys_of_both_sides() {
    let answered =
        with(&[("kind: call, about: concern, with: parent", "kind: call, about: concern, with: parent, note: agreed")]);
    let who =
        with(&[("kind: call, about: concern, with: parent", "kind: call, about: concern, with: parent, who: mother")]);
    let contact = merged(&answered, &who).unwrap().contacts.pop().unwrap();
    assert_eq!((contact.note.unwrap().as_str(), contact.who.unwrap().as_str()), ("agreed", "mother"));
    let other = with(&[(
        "kind: call, about: concern, with: parent",
        "kind: call, about: concern, with: parent, note: refused",
    )]);
    assert_eq!(merged(&answered, &other), conflict("contacts[1].note", Why::BothChanged));
}

#[test]
fn a_review_and_an_observation_of_the_same_cycle_are_united() {
    let end = "      targets: [{text: Retell a story}]\n";
    let review = with(&[(
        end,
        &format!(
            "{}    review: {{date: 2025-11-04, progress: little}}\n",
            end.replace("story", "story, outcome: partly")
        ),
    )]);
    let seen = with(&[(end, &format!("{end}    do: [{{date: 2025-10-20, note: Uses who cards}}]\n"))]);
    let cycle = merged(&review, &seen).unwrap().cycles.pop().unwrap();
    assert!(cycle.review.is_some() && cycle.observations.len() == 1);
    assert!(cycle.plan.unwrap().targets.pop().unwrap().outcome.is_some());
    let other = with(&[(end, &format!("{end}    review: {{date: 2025-11-05, progress: expected}}\n"))]);
    assert_eq!(merged(&review, &other), conflict("cycles[0].review", Why::BothChanged));
}

#[test]
fn an_old_entry_that_was_altered_or_removed_is_a_conflict_whatever_the_other_side_did() {
    let renamed = with(&[("Amira Example", "Amira Sample")]);
    let altered = with(&[("date: 2025-10-02", "date: 2025-10-03")]);
    assert_eq!(merged(&altered, &renamed), conflict("contacts[1].date", Why::OldEntry));
    let gone = with(&[(LAST, "")]);
    assert_eq!(
        merged(&gone, &and_contact("{date: 2025-11-06, kind: call, about: concern}")),
        conflict("contacts[1]", Why::OldEntry)
    );
    let moved = with(&[(LAST, ""), ("contacts:\n", &format!("contacts:\n{LAST}"))]);
    assert!(merged(&moved, &renamed).is_err());
    let plan = with(&[("review_by: 2025-11-04", "review_by: 2025-12-04")]);
    assert_eq!(merged(&plan, &renamed), conflict("cycles[0].plan.review_by", Why::OldEntry));
    let (history, now) = ("class: [{from: 2025-09-01, class: 4B}]", "class: 4B");
    let base = with(&[(now, history)]);
    let (cut, other) = (with(&[]), with(&[(now, history), ("Amira Example", "Amira Sample")]));
    assert_eq!(merge_records(&base, &cut, &other, &Choices::new()).unwrap_err()[0].why, Why::OldEntry);
    // Both did the same: then both say so.
    let both = with(&[("date: 2025-10-02", "date: 2025-10-03"), ("Amira Example", "Amira Sample")]);
    assert_eq!(merged(&altered, &both).unwrap(), both);
}

#[test]
fn two_moves_and_two_new_cycles_are_conflicts_and_the_header_is_not() {
    let to = |stage: &str, day: &str| {
        with(&[
            ("stage: A\ncensus", &format!("stage: {stage}\ncensus")),
            ("by: J. Patel}\n", &format!("by: J. Patel}}\n  - {{date: {day}, stage: {stage}}}\n")),
        ])
    };
    assert_eq!(merged(&to("B", "2025-11-05"), &to("closed", "2025-11-05")), conflict("stages", Why::BothBegan));
    assert_eq!(merged(&to("B", "2025-11-05"), &to("B", "2025-11-06")), conflict("stages", Why::BothBegan));
    assert_eq!(merged(&to("B", "2025-11-05"), &to("B", "2025-11-05")).unwrap(), to("B", "2025-11-05"));
    let registered = with(&[("census: N", "census: K"), ("contacts:", "register: [{from: 2025-11-06}]\ncontacts:")]);
    let both = merged(&to("B", "2025-11-05"), &registered).unwrap();
    assert_eq!((both.stage, both.census), (both.last_stage_written(), both.asserted_census()));
    assert_eq!(both.register.len() + both.stages.len(), 3);
    let cycle = |day: &str| with(&[("contacts:", &format!("  - {{stage: A, assess: {{date: {day}}}}}\ncontacts:"))]);
    assert_eq!(merged(&cycle("2025-11-05"), &cycle("2025-11-06")), conflict("cycles", Why::BothBegan));
}

#[test]
fn the_last_of_two_moves_on_one_day_decides_and_their_order_stays() {
    let there_and_back = with(&[
        ("stage: A\ncensus", "stage: A\ncensus"),
        (
            "by: J. Patel}\n",
            "by: J. Patel}\n  - {date: 2025-11-05, stage: B}\n  - {date: 2025-11-05, stage: A, because: agreed}\n",
        ),
    ]);
    let because = with(&[("by: J. Patel}", "by: J. Patel, because: agreed}")]);
    let both = merged(&there_and_back, &because).unwrap();
    assert_eq!(both.stage, there_and_back.stage);
    assert_eq!(both.stages.iter().filter(|entry| entry.because.is_some()).count(), 2);
    let mut other = there_and_back.clone();
    other.stages.swap(1, 2);
    other.stage = other.last_stage_written();
    assert_eq!(merged(&there_and_back, &other), conflict("stages", Why::BothBegan));
}

#[test]
fn words_added_at_the_end_are_united_and_other_changes_on_both_sides_are_a_conflict() {
    let (ours, theirs) = (with(&[("[maths]", "[maths, swimming]")]), with(&[("[maths]", "[maths, drawing]")]));
    let words: Vec<String> = merged(&ours, &theirs)
        .unwrap()
        .profile
        .unwrap()
        .strengths
        .iter()
        .map(|word| word.as_str().to_owned())
        .collect();
    assert_eq!(words, ["maths", "drawing", "swimming"]);
    let other = with(&[("[maths]", "[sums]")]);
    assert_eq!(merged(&ours, &other), conflict("profile.strengths", Why::BothChanged));
    assert!(merged(&other, &with(&[("[pictures]", "[pictures, cards]")])).is_ok());
}

#[test]
fn it_must_be_clear_which_entry_grew() {
    let twins = and_contact("{date: 2025-10-02, kind: call, about: concern, with: parent, note: one}");
    let twins = with_last(&twins, "two");
    let grown =
        with(&[("kind: call, about: concern, with: parent", "kind: call, about: concern, with: parent, who: mother")]);
    assert_eq!(merged(&twins, &grown), conflict("contacts[1]", Why::Unclear));
    assert!(merged(&twins, &with(&[("class: 4B", "class: 5B")])).is_ok());
}

#[test]
fn a_twin_may_be_the_old_entry_so_the_other_sides_change_to_it_is_unclear() {
    let old = "{date: 2025-10-02, kind: call, about: concern, with: parent}";
    let twin = and_contact(old);
    let grown = with(&[(LAST, &LAST.replace("parent}", "parent, note: agreed}"))]);
    assert_eq!(merged(&twin, &grown), conflict("contacts[1]", Why::Unclear));
    // A call before it and another after it: it is not clear which of the two was there first.
    let another = with(&[(LAST, &format!("{}{LAST}", LAST.replace("parent}", "parent, note: agreed}")))]);
    assert_eq!(merged(&twin, &another), conflict("contacts[1]", Why::Unclear));
    // If only one side has changed anything on that day, its version stays.
    let elsewhere = with(&[("class: 4B", "class: 5B")]);
    assert_eq!(merged(&twin, &elsewhere).unwrap().contacts, twin.contacts);
    assert_eq!(merged(&another, &elsewhere).unwrap().contacts, another.contacts);
}

#[test]
fn an_entry_that_both_added_in_different_places_is_kept_once_on_either_side() {
    let letter = "{date: 2025-10-02, kind: letter, about: concern, with: parent}";
    let (behind, before) = (and_contact(letter), with(&[(LAST, &format!("  - {letter}\n{LAST}"))]));
    let contacts = merged(&behind, &before).unwrap().contacts;
    assert!([&behind.contacts, &before.contacts].contains(&&contacts));
}

#[test]
fn two_entries_equally_like_an_old_one_do_not_get_what_the_other_side_added_to_it() {
    let two = format!("{}{}", LAST.replace("call", "letter"), LAST.replace("call", "meeting"));
    let (altered, grown) = (with(&[(LAST, &two)]), with(&[(LAST, &LAST.replace("parent}", "parent, note: agreed}"))]));
    assert_eq!(merged(&altered, &grown), conflict("contacts[1]", Why::Unclear));
    // One of them is more similar to it.
    let two = format!(
        "{}{}",
        LAST.replace("call", "letter"),
        LAST.replace("kind: call, about: concern", "kind: meeting, about: review")
    );
    let one_alike = with(&[(LAST, &two)]);
    assert_ne!(merged(&one_alike, &grown), conflict("contacts[1]", Why::Unclear));
}

#[test]
fn an_old_entry_that_grew_keeps_its_day_for_the_order_of_the_list() {
    let old = "referrals: [{date: 2025-03-03, to: SaLT}, {date: 2025-11-03, to: OT}]\n";
    let with = |text: &str| record(&format!("{BASE}{text}"));
    let base = with(old);
    // Answered after the days of the new ones; and `answered` comes before `date` in the alphabet.
    let ours = with(&old.replace("[{", "[{date: 2025-02-03, to: EP}, {"));
    let theirs = with(
        &old.replace("[{", "[{date: 2025-04-03, to: CAMHS}, {").replace("to: SaLT", "to: SaLT, answered: 2026-01-12"),
    );
    let merged = merge_records(&base, &ours, &theirs, &Choices::new()).unwrap();
    let days: Vec<String> = merged.referrals.iter().map(|referral| referral.date.to_string()).collect();
    assert_eq!(days, ["2025-02-03", "2025-03-03", "2025-04-03", "2025-11-03"]);
}

/// The record with a different note in the last contact but one.
fn with_last(record: &Record, note: &str) -> Record {
    let mut record = record.clone();
    let nth = record.contacts.len() - 2;
    record.contacts[nth].note = Some(note.into());
    record
}

#[test]
fn a_version_with_a_header_that_disagrees_with_its_facts_is_not_merged() {
    let (torn, renamed) =
        (with(&[("stage: A\ncensus", "stage: B\ncensus")]), with(&[("Amira Example", "Amira Sample")]));
    assert_eq!(merged(&torn, &renamed), conflict("stage", Why::Torn(Side::Ours)));
    assert_eq!(merged(&renamed, &torn), conflict("stage", Why::Torn(Side::Theirs)));
}

#[test]
fn a_choice_settles_its_conflict_and_no_other() {
    let (ours, theirs) = (
        with(&[("class: 4B", "class: 5B"), ("date: 2025-10-02", "date: 2025-10-03")]),
        with(&[("class: 4B", "class: 4C"), ("[eal]", "[eal, disability]")]),
    );
    let conflicts = merge_records(&record(BASE), &ours, &theirs, &Choices::new()).unwrap_err();
    assert_eq!(conflicts.len(), 2);
    assert_eq!((conflicts[0].ours.as_deref(), conflicts[0].theirs.as_deref()), (Some("5B"), Some("4C")));
    let mut choices = Choices::from([(conflicts[0].field.clone(), Side::Theirs)]);
    assert_eq!(merge_records(&record(BASE), &ours, &theirs, &choices).unwrap_err().len(), 1);
    choices.insert(conflicts[1].field.clone(), Side::Ours);
    let merged = merge_records(&record(BASE), &ours, &theirs, &choices).unwrap();
    assert_eq!((merged.class, merged.contacts), (theirs.class, ours.contacts));
    assert_eq!(merged.characteristics, theirs.characteristics);
}

#[test]
fn a_single_arrival_and_a_list_with_another_one_are_united() {
    let with = |text: &str| record(&format!("{BASE}{text}"));
    let single = "arrived: {from: Oak, with: K}\n";
    let base = with(single);
    let received = with("arrived: {from: Oak, with: K, information_received: 2022-08-28}\n");
    let second = "{date: 2025-09-03, from: Ash, with: none}";
    let list = with(&format!("arrived: [{{date: 2022-09-05, from: Oak, with: K}}, {second}]\n"));
    let merged = |one, other| merge_records(&base, one, other, &Choices::new());
    let both = merged(&received, &list).unwrap();
    assert_eq!(merged(&list, &received).unwrap(), both);
    let whole =
        format!("arrived: [{{date: 2022-09-05, from: Oak, with: K, information_received: 2022-08-28}}, {second}]\n");
    assert_eq!(both.arrived, with(&whole).arrived);
    let other = with(&format!("arrived: [{{from: Oak, with: K}}, {}]\n", second.replace("Ash", "Elm")));
    let conflicts = merged(&list, &other).unwrap_err();
    assert_eq!((conflicts[0].field.to_string().as_str(), conflicts[0].why), ("arrived", Why::BothBegan));
}

#[test]
fn facts_with_their_days_are_merged_and_the_old_spelling_stays_where_it_was_kept() {
    let dated = "characteristics: [eal, {what: looked-after, from: 2025-10-06}]";
    let ours = with(&[("characteristics: [eal]", dated)]);
    let theirs = with(&[("class: 4B", "class: 4B\nsen_unit: [{from: 2025-09-03}]")]);
    let both = merged(&ours, &theirs).unwrap();
    assert_eq!((&both.characteristics, &both.sen_unit), (&ours.characteristics, &theirs.sen_unit));
    let same = with(&[("characteristics: [eal]", "characteristics: [{what: eal}]")]);
    assert_eq!(merged(&same, &theirs).unwrap(), theirs);
    let word = with(&[("characteristics: [eal]", "characteristics: [eal, medical]")]);
    let all = merged(&ours, &word).unwrap().characteristics;
    assert_eq!(all.len(), 3, "{all:?}");
}

#[test]
fn a_class_that_stays_open_before_a_change_is_merged_like_any_other() {
    let moved = "class: [{class: 4B}, {from: 2025-09-03, class: 5A}]";
    let ours = with(&[("class: 4B", moved)]);
    let theirs = with(&[("characteristics: [eal]", "characteristics: [eal, medical]")]);
    let both = merged(&ours, &theirs).unwrap();
    assert_eq!((&both.class, &both.characteristics), (&ours.class, &theirs.characteristics));
    assert_eq!(merged(&ours, &ours).unwrap(), ours);
}
