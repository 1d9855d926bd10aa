//! What `send check` and `send policy --coverage` share: comparing a list of clauses with the rules and commands that exist.

use clap::error::ErrorKind;

use super::Opened;
use crate::finding::Finding;
use crate::policy::clauses::Clauses;
use crate::rules::checks::rule_unknown::in_clauses;

/// Returns a finding, with its place, for every rule or command that these lists name and that does not exist.
pub(crate) fn unknown_clauses(lists: &[Clauses], opened: &Opened, tree: &clap::Command) -> Vec<Finding> {
    let question = opened.question();
    let mut findings: Vec<Finding> =
        lists.iter().flat_map(|list| in_clauses(list, &question, |typed| is_command(tree, typed))).collect();
    opened.folder.locate_findings(&mut findings);
    findings
}

/// Whether the program knows this command. A list says `show`, not `show p014`, so a missing pupil is not a mistake.
fn is_command(tree: &clap::Command, typed: &str) -> bool {
    let arguments = std::iter::once("send").chain(typed.split(' '));
    match tree.clone().try_get_matches_from(arguments) {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::MissingRequiredArgument,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::verbs::tree;
    use crate::policy::clauses::Carried;
    use crate::rules::examples::clauses;

    #[test]
    fn every_command_of_the_template_exists() {
        let tree = tree();
        let mut seen = 0;
        for (at, clause) in clauses().clause_places() {
            let Carried::Commands(commands) = &clause.carried else { continue };
            for command in commands {
                assert!(is_command(&tree, command), "{at}: `send {command}`");
                seen += 1;
            }
        }
        assert!(seen > 20, "only {seen} commands");
    }

    #[test]
    fn a_verb_or_an_option_that_does_not_exist_is_not_a_command() {
        let tree = tree();
        for typed in ["", "shw", "send show", "overdue --ownr senco", "show --help"] {
            assert!(!is_command(&tree, typed), "{typed}");
        }
        assert!(is_command(&tree, "show") && is_command(&tree, "overdue --owner senco"));
    }
}
