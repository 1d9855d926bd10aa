//! The table of clauses, held against the rules, the commands and the sections of the policy.

use std::collections::BTreeSet;

use clap::CommandFactory;

use super::clauses::{CLAUSES, Carried, Clause};
use crate::rules::{RULES, rule};

fn rules_of(clause: &Clause) -> &'static [&'static str] {
    match clause.carried {
        Carried::Rules(ids) => ids,
        Carried::Reports(_) | Carried::People(_) => &[],
    }
}

#[test]
fn every_rule_that_a_clause_names_exists() {
    for clause in CLAUSES {
        for id in rules_of(clause) {
            assert!(rule(id).is_some(), "{} names `{id}`, which is no rule", clause.section);
        }
    }
}

#[test]
fn every_command_that_a_clause_names_exists() {
    let cli = crate::cli::Cli::command();
    for clause in CLAUSES {
        if let Carried::Reports(commands) = clause.carried {
            for command in commands {
                let arguments = std::iter::once("send").chain(command.split(' '));
                // `show` and `ready` stand for a pupil, so what they miss is the pupil alone.
                let parsed = cli.clone().try_get_matches_from(arguments);
                let understood = parsed
                    .as_ref()
                    .map_or_else(|error| error.kind() == clap::error::ErrorKind::MissingRequiredArgument, |_| true);
                assert!(understood, "{}: `send {command}`", clause.section);
            }
        }
    }
}

/// The number in front: `6.1` of `6.1 Stage B`.
fn number(section: &str) -> &str {
    section.split(' ').next().unwrap()
}

#[test]
fn every_rule_stands_in_the_row_of_its_clause() {
    let mut missing = Vec::new();
    for rule in RULES.iter().filter(|rule| !rule.clause.is_empty()) {
        for clause in rule.clause.split(", ") {
            let exact = CLAUSES.iter().any(|row| row.section == clause);
            let is_its =
                |row: &&Clause| if exact { row.section == clause } else { number(row.section) == number(clause) };
            if !CLAUSES.iter().filter(is_its).any(|row| rules_of(row).contains(&rule.id)) {
                missing.push(format!("{} ({clause})", rule.id));
            }
        }
    }
    assert!(missing.is_empty(), "no row of its clause names {}", missing.join(", "));
}

#[test]
fn the_front_page_and_every_section_has_rows_and_they_stand_in_its_order() {
    let top = |section: &str| match number(section).split('.').next().unwrap() {
        "front" => 0,
        number => number.parse::<u32>().unwrap(),
    };
    let sections: Vec<u32> = CLAUSES.iter().map(|clause| top(clause.section)).collect();
    assert!(sections.is_sorted());
    assert_eq!(sections.into_iter().collect::<BTreeSet<u32>>(), (0..=20).collect());
}

#[test]
fn a_clause_says_something_short_of_its_own() {
    let mut seen = BTreeSet::new();
    for clause in CLAUSES {
        assert!(seen.insert((clause.section, clause.says)), "{} twice: {}", clause.section, clause.says);
        assert!((3..=13).contains(&clause.says.split(' ').count()), "{}: {}", clause.section, clause.says);
    }
}
