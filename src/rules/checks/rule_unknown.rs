//! `rule-unknown`: a policy, or the list of its clauses, names a rule, a requirement or a command that does not exist.

use crate::finding::{Finding, KeyPath, Severity, key_path};
use crate::policy::Policy;
use crate::policy::clauses::{Carried, Clauses};
use crate::rules::requirements::{NEVER_WAIVED, REQUIREMENTS};
use crate::rules::{Found, Question, RULES, Rule, RuleKind, WholeSchool, rule, severity};
use crate::words::did_you_mean;

pub(crate) const RULE: Rule = Rule {
    id: "rule-unknown",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a policy or its list of clauses names a rule, requirement or command that does not exist, or allows setting aside what no one may set aside",
    why: "A requirement with a mistake in its name has no effect, and no one notices until a pupil has been moved without it.",
    remedy: "use one of the names that `send explain` lists",
    bad: "
[moves.A]
requires = [\"concern-record\"]
",
    good: "
[moves.A]
requires = [\"concern-recorded\"]
",
    kind: RuleKind::Together(check),
};

fn check(_: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    for policy in question.policies.all_policies() {
        for id in policy.rules.keys().filter(|id| !rule_ids().any(|known| known == id.as_str())) {
            let help = near_word_or(id, rule_ids(), RULE.remedy);
            found.in_file(&policy.file, key_path!["rules", id.as_str()], format!("there is no rule `{id}`"), help);
        }
        for (name, settings) in &policy.moves {
            let key = key_path!["moves", name.as_str()];
            find_unknown(policy, &key.then("requires"), &settings.requires, found);
            find_unknown(policy, &key.then("may_waive"), &settings.may_waive, found);
            for (index, id) in
                settings.may_waive.iter().enumerate().filter(|(_, id)| NEVER_WAIVED.contains(&id.as_str()))
            {
                let message = format!("`{id}` can never be set aside: it belongs to the family or to the law");
                found.in_file(&policy.file, key.then("may_waive").then(index), message, "delete it here");
            }
        }
    }
}

/// Findings about the rules and commands that a list of clauses names and that do not exist. A command with a mistake in its
/// name would otherwise count as carrying the clause.
pub(crate) fn in_clauses(
    clauses: &Clauses,
    question: &Question<'_>,
    is_command: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(severity) = severity(&RULE, question) else { return findings };
    let mut found = Found { rule: &RULE, severity, pupil: None, file: &clauses.file, findings: &mut findings };
    for (at, clause) in clauses.clause_places() {
        match &clause.carried {
            Carried::Rules(ids) => {
                for (index, id) in ids.iter().enumerate().filter(|(_, id)| rule(id).is_none()) {
                    let help = near_word_or(id, RULES.iter().map(|rule| rule.id), RULE.remedy);
                    found.at_with_help(at.then("rules").then(index), format!("there is no rule `{id}`"), help);
                }
            }
            Carried::Commands(typed) => {
                for (index, typed) in typed.iter().enumerate().filter(|(_, typed)| !is_command(typed)) {
                    let message = format!("there is no command `send {typed}`");
                    found.at_with_help(at.then("commands").then(index), message, COMMANDS);
                }
            }
            Carried::People(_) => {}
        }
    }
    findings
}

const COMMANDS: &str = "run `send --help` for every command, and `send overdue --help` for the options of one";

/// Every id that a policy may give a severity to.
fn rule_ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.id).chain(REQUIREMENTS.iter().copied())
}

fn find_unknown(policy: &Policy, list: &KeyPath, ids: &[String], found: &mut Found<'_>) {
    for (index, id) in ids.iter().enumerate().filter(|(_, id)| !REQUIREMENTS.contains(&id.as_str())) {
        let help = near_word_or(id, REQUIREMENTS.iter().copied(), "compare it with the policy that `send init` writes");
        found.in_file(&policy.file, list.then(index), format!("there is no requirement `{id}`"), help);
    }
}

fn near_word_or(id: &str, known: impl Iterator<Item = &'static str>, otherwise: &str) -> String {
    did_you_mean(id, known).map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{POLICY, found_in_policies};

    fn found(from: &str, to: &str) -> Vec<String> {
        let changed = POLICY.replace(from, to);
        assert_ne!(changed, POLICY);
        found_in_policies("rule-unknown", &[&changed])
    }

    #[test]
    fn the_template_names_only_what_exists() {
        assert_eq!(found_in_policies("rule-unknown", &[POLICY]), [""; 0]);
    }

    #[test]
    fn a_mistake_after_correct_names_is_found() {
        assert_eq!(
            found("\"little-progress\",", "\"litle-progress\","),
            [
                "moves.B.requires[4]: there is no requirement `litle-progress`",
                "moves.C.requires[3]: there is no requirement `litle-progress`",
                "moves.D.requires[2]: there is no requirement `litle-progress`"
            ]
        );
        assert_eq!(
            found(
                "may_waive = [\"stages-in-order\", \"six-weeks\", ",
                "may_waive = [\"stages-in-order\", \"seven-weeks\", "
            ),
            ["moves.B.may_waive[1]: there is no requirement `seven-weeks`"]
        );
    }

    #[test]
    fn consent_and_notice_can_never_be_set_aside() {
        assert_eq!(
            found(
                "may_waive = [\"stages-in-order\", \"six-weeks\", ",
                "may_waive = [\"six-weeks\", \"parental-consent\", "
            ),
            ["moves.B.may_waive[1]: `parental-consent` can never be set aside: it belongs to the family or to the law"]
        );
    }

    #[test]
    fn a_severity_for_an_unknown_rule_is_found() {
        let text =
            format!("{POLICY}\n[rules.target-vague]\nseverity = \"error\"\n[rules.target-vage]\nseverity = \"off\"\n");
        assert_eq!(found_in_policies("rule-unknown", &[&text]), ["rules.target-vage: there is no rule `target-vage`"]);
    }
}
