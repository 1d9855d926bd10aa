//! `upn-temporary`: a temporary UPN has not been replaced in the weeks after the pupil joined.

use crate::finding::{Severity, key_path};
use crate::model::since::HeldSince;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::words;

/// How many days a temporary UPN is allowed. The DfE asks for the permanent one "as soon as it is known" and gives no
/// number (DOMAIN 3.4): four weeks are this program's choice.
const DAYS: i64 = 28;

pub(crate) const RULE: Rule = Rule {
    id: "upn-temporary",
    severity: Severity::Warning,
    clause: "",
    law: "DfE guide to unique pupil numbers",
    summary: "the UPN is still temporary more than 28 days after the pupil joined",
    why: "A temporary number is for the days until the previous school has sent the permanent one. If it is kept longer, the pupil's \
          history stays in two parts. The 28 days are this program's choice: the DfE says only that it should be soon.",
    remedy: "ask the previous school for the permanent UPN, record it as `upn`, and keep the temporary one as `former_upn`",
    bad: "
upn: H33099992501A
on_roll: [{from: 2025-12-17}]
",
    good: "
upn: E330999920001
former_upn: H33099992501A
on_roll: [{from: 2025-12-17}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let Some(spell) = subject.record.spell_on_roll() else { return };
    // A UPN with a mistake in it is reported as `upn-wrong`, whatever its last character.
    let temporary = |upn: &&crate::model::upn::Upn| upn.is_temporary() && upn.problem().is_none();
    if subject.whole.upn.as_ref().filter(temporary).is_none() {
        return;
    }
    let (id, days) = (subject.whole.id(), question.as_at.days_since(spell.first_day()));
    if days > DAYS {
        let on = words::date(spell.first_day());
        let after = match spell.since() {
            HeldSince::Known(_) => format!("{id} joined on {on}"),
            HeldSince::SeenOn(_) => format!("{on}, when {id} was on roll"),
        };
        found.at(key_path!["upn"], format!("the UPN is still temporary, {days} days after {after}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    const TEMPORARY: &str = "upn: H33099992501A\n";

    #[test]
    fn a_temporary_upn_is_allowed_for_28_days() {
        let joined = format!("{TEMPORARY}on_roll: [{{from: 2025-12-18}}]\n");
        assert_eq!(messages("upn-temporary", &joined, "2026-01-15"), [""; 0]);
        assert_eq!(
            messages("upn-temporary", &joined, "2026-01-16"),
            ["the UPN is still temporary, 29 days after p014 joined on 18 Dec 2025"]
        );
    }

    #[test]
    fn the_days_count_from_the_start_of_the_present_spell_and_a_leaver_is_ignored() {
        let back = format!("{TEMPORARY}on_roll: [{{from: 2025-09-01, to: 2025-10-24}}, {{from: 2026-01-05}}]\n");
        assert_eq!(messages("upn-temporary", &back, "2026-01-15"), [""; 0]);
        let left = format!("{TEMPORARY}on_roll: [{{from: 2025-09-01, to: 2025-12-19}}]\n");
        assert_eq!(messages("upn-temporary", &left, "2026-01-15"), [""; 0]);
    }
}
