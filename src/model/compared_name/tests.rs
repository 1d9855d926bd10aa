use super::*;
use proptest::prelude::*;

/// A pair of the table, with its verdict and the reason.
struct NamePair {
    names: [String; 2],
    verdict: NameVerdict,
    why: &'static str,
}

fn pairs() -> Vec<NamePair> {
    let lines = include_str!("pairs.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(pair_of_line).collect()
}

fn pair_of_line(line: &'static str) -> NamePair {
    let cells: Vec<&str> = line.split('\t').collect();
    let [left, right, verdict, why] = cells[..] else { panic!("{line}") };
    let verdict = match verdict {
        "same" => NameVerdict::Same,
        "alike" => NameVerdict::Alike,
        "different" => NameVerdict::Different,
        _ => panic!("{line}"),
    };
    NamePair { names: [left, right].map(unescaped), verdict, why }
}

/// The text with each `\u{...}` replaced by its character.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |done, part| {
        let (code, rest) = part.split_once('}').unwrap();
        let character = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
        format!("{done}{character}{rest}")
    })
}

fn verdict(one: &str, other: &str) -> NameVerdict {
    ComparedName::of_name(one).compare(&ComparedName::of_name(other))
}

#[test]
fn every_pair_of_the_table_has_its_verdict_from_both_sides() {
    let pairs = pairs();
    assert!(pairs.len() >= 200, "{}", pairs.len());
    let mut wrong = Vec::new();
    for NamePair { names: [left, right], verdict: expected, why } in &pairs {
        let found = [verdict(left, right), verdict(right, left)];
        if found != [*expected; 2] {
            wrong.push(format!("{left} / {right} ({why}): expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_pair_twice() {
    let pairs = pairs();
    let all: std::collections::BTreeSet<_> = pairs.iter().map(|pair| &pair.names).collect();
    assert_eq!(all.len(), pairs.len());
}

#[test]
fn what_was_typed_finds_a_name_however_it_is_written() {
    let found = |name: &str, typed: &str| ComparedName::of_name(name).match_of(&ComparedName::of_name(typed));
    let name = "Zoë O'Brien-Núñez";
    for typed in ["zoe obrien nunez", "O’BRIEN-NÚÑEZ, ZOË", "Zoe\u{308} O'Brien-Nu\u{301}n\u{303}ez"] {
        assert_eq!(found(name, typed), Some(NameMatch::Whole), "{typed}");
    }
    for typed in ["zoe", "Zoé", "ZOË", "O’Bri", "nunez", "brien nun", "\u{200b}zoe"] {
        assert_eq!(found(name, typed), Some(NameMatch::Part), "{typed}");
    }
    for typed in ["Nunez, Zoe", "o brien", "zoe nun", "BrienNunez"] {
        assert_eq!(found(name, typed), Some(NameMatch::Parts), "{typed}");
    }
    for typed in ["", " ", "zoey", "max", "---", "Nunez Max"] {
        assert_eq!(found(name, typed), None, "{typed}");
    }
}

/// A name out of few letters, so that pairs are often near each other.
fn near_names() -> impl Strategy<Value = String> {
    "[aAáeÉzр王김 ,'’-]{0,10}"
}

proptest! {
    #[test]
    fn comparing_any_texts_is_symmetric_repeatable_and_never_panics(one in ".*", other in ".*") {
        let first = verdict(&one, &other);
        prop_assert_eq!(first, verdict(&other, &one));
        prop_assert_eq!(first, verdict(&one, &other));
    }

    #[test]
    fn comparing_near_names_is_symmetric(one in near_names(), other in near_names()) {
        prop_assert_eq!(verdict(&one, &other), verdict(&other, &one));
    }

    #[test]
    fn a_name_is_the_same_as_itself_in_capitals_and_with_invisible_characters(name in "[A-Za-zÀ-öø-ÿ' -]{0,40}") {
        let expected = if name.trim().is_empty() { NameVerdict::Different } else { NameVerdict::Same };
        prop_assert_eq!(verdict(&name, &name), expected);
        if name.chars().any(char::is_alphabetic) {
            prop_assert_eq!(verdict(&name, &name.to_uppercase()), NameVerdict::Same);
            prop_assert_eq!(verdict(&name, &format!("\u{200b}{name}\u{ad}")), NameVerdict::Same);
        }
    }
}
