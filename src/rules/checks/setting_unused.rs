//! `setting-unused`: a policy sets something that no rule reads.

use crate::finding::{KeyPath, PathStep, Severity};
use crate::policy::Policy;
use crate::rules::requirements::REQUIREMENTS;
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};

pub(crate) const RULE: Rule = Rule {
    id: "setting-unused",
    severity: Severity::Warning,
    clause: "",
    law: "",
    summary: "a policy file sets something that no rule reads",
    why: "The person who wrote the line believes that it has an effect. A setting without effect is a promise that no one keeps.",
    remedy: "delete the line",
    bad: "
[stages.B]
name = \"Inclusion Team Involvement\"
clause = \"6.1 Stage B\"
weeks = 6
",
    good: "
[stages.B]
name = \"Inclusion Team Involvement\"
clause = \"6.1 Stage B\"
",
    kind: RuleKind::Together(check),
};

fn check(_: &WholeSchool<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    for policy in question.policies.all_policies() {
        for field in policy.unread_settings() {
            match setting_aside(policy, &field) {
                None => found.in_file(
                    &policy.file,
                    field,
                    "no rule reads this: only stage A has its weeks counted",
                    RULE.remedy,
                ),
                // `rule-unknown` reports it more clearly.
                Some(requirement) if !REQUIREMENTS.contains(&requirement) => {}
                Some(requirement) => {
                    let message = format!("`{requirement}` may be set aside here, but this move does not require it");
                    found.in_file(&policy.file, field, message, "delete it here, or add it to `requires`");
                }
            }
        }
    }
}

/// The requirement that a key of a `may_waive` list names.
fn setting_aside<'a>(policy: &'a Policy, field: &KeyPath) -> Option<&'a str> {
    let [PathStep::Key(_), PathStep::Key(name), PathStep::Key(_), PathStep::Index(index)] = field.steps() else {
        return None;
    };
    let (_, settings) = policy.moves.iter().find(|(key, _)| key.as_str() == name)?;
    settings.may_waive.get(*index).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{POLICY, found_in_policies};

    #[test]
    fn the_template_has_no_unused_setting() {
        assert_eq!(found_in_policies("setting-unused", &[POLICY]), [""; 0]);
    }

    #[test]
    fn an_unused_setting_is_found_in_each_policy() {
        let later = POLICY
            .replace("in_force = 2025-09-01", "in_force = 2026-09-01")
            .replace("clause = \"6.1 Stage B\"", "clause = \"6.1 Stage B\"\nweeks = 6")
            .replace("may_waive = []", "may_waive = [\"six-weeks\"]");
        let found = found_in_policies("setting-unused", &[POLICY, &later]);
        assert_eq!(found[0], "stages.B.weeks: no rule reads this: only stage A has its weeks counted");
        assert_eq!(
            found[1],
            "moves.A.may_waive[0]: `six-weeks` may be set aside here, but this move does not require it"
        );
    }
}
