//! `policy-lines-missing`: the policy file in force lacks settings that this version of the program has.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};
use crate::words::list_and;

pub(crate) const RULE: Rule = Rule {
    id: "policy-lines-missing",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "the policy file in force lacks settings that were added to this program since it was written",
    why: "A setting that the file does not have gets a number of this program's choice. The school should see that number, and \
          choose its own.",
    remedy: "paste the missing lines into the policy file, and change the numbers to the school's own",
    bad: "
# policy/2025-09-01.toml
[within]
plan = 14
act = 14
referral = 14
agency = 42
receipt = 7
unregistered_provision = 84
",
    good: "
# policy/2025-09-01.toml
[within]
plan = 14
act = 14
referral = 14
agency = 42
receipt = 7
unregistered_provision = 84
as_found = 42
arrival = 14
dates = 14
concern = 14
",
    kind: RuleKind::Together(check),
};

fn check(_: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let policy = question.policies.in_force_on(question.as_at);
    let left_out = &policy.within.left_out;
    if left_out.is_empty() {
        return;
    }
    let lines: Vec<String> = left_out.iter().map(|(key, days)| format!("`{key} = {days}`")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let keys: Vec<String> = left_out.iter().map(|(key, _)| format!("`{key}`")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let message = format!("the policy does not set {}, so a number of this program's choice holds", list_and(&keys));
    let help = format!("add under [within]: {}; then change the numbers to the school's own", list_and(&lines));
    found.in_file(&policy.file, key_path!["within"], message, help);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::examples::{POLICY, found_in_policies};

    /// The policy of the template with the days of an example.
    fn with(days: &str) -> String {
        let (before, rest) = POLICY.split_once("[within]").unwrap();
        let (_, after) = rest.split_once("[costs]").unwrap();
        let (_, days) = days.split_once("[within]").unwrap();
        format!("{before}[within]{days}[costs]{after}")
    }

    fn found(texts: &[&str]) -> Vec<String> {
        found_in_policies("policy-lines-missing", texts)
    }

    #[test]
    fn the_bad_example_lacks_all_four_lines_and_the_good_one_has_them() {
        assert_eq!(
            found(&[&with(RULE.bad)]),
            [
                "within: the policy does not set `as_found`, `arrival`, `dates` and `concern`, so a number of this program's choice holds"
            ]
        );
        assert_eq!(found(&[&with(RULE.good)]), [""; 0]);
        assert_eq!(found(&[POLICY]), [""; 0]);
    }

    #[test]
    fn only_what_is_missing_is_named() {
        let found = found(&[&with(&RULE.good.replace("dates = 14\n", ""))]);
        assert_eq!(found, ["within: the policy does not set `dates`, so a number of this program's choice holds"]);
    }

    #[test]
    fn only_the_policy_in_force_is_looked_at() {
        let dated = |text: &str, day: &str| text.replace("in_force = 2025-09-01", &format!("in_force = {day}"));
        let bad = with(RULE.bad);
        assert_eq!(found(&[&dated(&bad, "2024-09-01"), POLICY]), [""; 0]);
        assert_eq!(found(&[POLICY, &dated(&bad, "2026-02-01")]), [""; 0]);
        assert_eq!(found(&[POLICY, &dated(&bad, "2026-01-15")]).len(), 1);
    }
}
