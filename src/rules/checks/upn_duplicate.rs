//! `upn-duplicate`: two records have the same UPN.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};
use crate::school::PupilKey;
use crate::words::list_some;

pub(crate) const RULE: Rule = Rule {
    id: "upn-duplicate",
    severity: Severity::Error,
    clause: "",
    law: "DfE school census, error 1520",
    summary: "two records have the same UPN",
    why: "Two pupils with one number become one pupil on the census, and one pupil's history follows the other to the next school. \
          At most one of the two can be right.",
    remedy: "look up both UPNs in the school's own system, and correct the one that is wrong",
    bad: "
# pupils/p014.yaml
id: p014
upn: Q330999922002
# pupils/p015.yaml
id: p015
upn: Q330999922002
",
    good: "
# pupils/p014.yaml
id: p014
upn: Q330999922002
# pupils/p015.yaml
id: p015
upn: K330999923017
",
    kind: RuleKind::Together(check),
};

fn check(whole: &WholeSchool<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let mut by_upn: BTreeMap<&str, Vec<&PupilKey>> = BTreeMap::new();
    for pupil in whole.pupils {
        if let Some(upn) = &pupil.upn {
            by_upn.entry(upn).or_default().push(pupil);
        }
    }
    for pupils in by_upn.values() {
        // Two records with one id share more than the UPN: `id-duplicate` reports them.
        let ids: BTreeSet<&str> = pupils.iter().map(|pupil| pupil.id.as_str()).collect();
        for pupil in pupils.iter().filter(|_| ids.len() > 1) {
            let others = ids.iter().copied().filter(|id| *id != pupil.id);
            // The number itself is left out, because lists for email and logs print this message too.
            found.in_file_of(pupil, key_path!["upn"], format!("the UPN is also used by {}", list_some(others)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages_together;

    #[test]
    fn a_copy_with_the_same_id_and_records_without_a_upn_are_not_duplicates() {
        let copy = "# pupils/a/p014.yaml\nid: p014\n# pupils/b/p014.yaml\nid: p014\n";
        assert_eq!(messages_together("upn-duplicate", copy), [""; 0]);
    }

    #[test]
    fn each_finding_names_the_others_and_many_are_counted() {
        let pupil = |number: u32| format!("# pupils/p{number}.yaml\nid: p{number}\nupn: Q330999922002\n");
        let five: String = (1..=5).map(pupil).collect();
        let said = messages_together("upn-duplicate", &five);
        assert_eq!(said.len(), 5);
        assert_eq!(said[1], "pupils/p2.yaml: the UPN is also used by p1, p3, p4 and 1 other");
    }
}
