//! Checks the template's list of clauses against the rules and the sections of the policy.

use std::collections::BTreeSet;

use super::clauses::{Carried, Clauses, is_named_as_clauses};
use crate::rules::examples::clauses;
use crate::rules::{RULES, rule};

/// Every rule that a list names, with its section.
fn rules_of(list: &Clauses) -> Vec<(&str, &str)> {
    let mut named = Vec::new();
    for section in &list.sections {
        for clause in &section.clauses {
            if let Carried::Rules(ids) = &clause.carried {
                named.extend(ids.iter().map(|id| (section.title.as_str(), id.as_str())));
            }
        }
    }
    named
}

#[test]
fn every_rule_that_a_clause_names_exists() {
    for (section, id) in rules_of(&clauses()) {
        assert!(rule(id).is_some(), "{section} names `{id}`, which is not a rule");
    }
}

/// The number at the start of a title: `6.1` for `6.1 Stage B`.
fn number(section: &str) -> &str {
    section.split(' ').next().unwrap()
}

#[test]
fn every_rule_is_in_the_row_of_its_clause() {
    let list = clauses();
    let named = rules_of(&list);
    let mut missing = Vec::new();
    for rule in RULES.iter().filter(|rule| !rule.clause.is_empty()) {
        for clause in rule.clause.split(", ") {
            let exact = list.sections.iter().any(|section| section.title.as_str() == clause);
            let is_its = |section: &str| if exact { section == clause } else { number(section) == number(clause) };
            if !named.iter().any(|(section, id)| is_its(section) && *id == rule.id) {
                missing.push(format!("{} ({clause})", rule.id));
            }
        }
    }
    assert!(missing.is_empty(), "missing from the rows of their own clause: {}", missing.join(", "));
}

#[test]
fn the_front_page_and_every_section_have_rows_in_the_order_of_the_policy() {
    let top = |section: &str| match number(section).split('.').next().unwrap() {
        "front" => 0,
        number => number.parse::<u32>().unwrap(),
    };
    let list = clauses();
    assert!(list.sections.iter().all(|section| !section.clauses.is_empty()));
    let sections: Vec<u32> = list.sections.iter().map(|section| top(section.title.as_str())).collect();
    assert!(sections.is_sorted());
    assert_eq!(sections.into_iter().collect::<BTreeSet<u32>>(), (0..=20).collect());
    let titles: BTreeSet<&str> = list.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles.len(), list.sections.len());
}

#[test]
fn a_clause_is_short_and_different_from_the_others_in_its_section() {
    for section in &clauses().sections {
        let mut seen = BTreeSet::new();
        for says in section.clauses.iter().map(|clause| clause.says.as_str()) {
            assert!(seen.insert(says), "{} twice: {says}", section.title.as_str());
            assert!((3..=13).contains(&says.split(' ').count()), "{}: {says}", section.title.as_str());
        }
    }
}

#[test]
fn a_list_and_a_copy_of_it_are_recognised_by_name() {
    for list in ["2025-09-01.clauses.toml", "2025-09-01.Clauses.TOML", "2025-09-01.clauses (1).toml"] {
        assert!(is_named_as_clauses(list), "{list}");
    }
    for other in ["2025-09-01.toml", "2025-09-01-new-clauses.toml", "2025-09-01.clauses.yaml", "clauses.toml"] {
        assert!(!is_named_as_clauses(other), "{other}");
    }
}
