//! `id-duplicate`: two records have the same id.

use std::collections::BTreeMap;

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, WholeSchool};
use crate::school::PupilKey;
use crate::words::list_some;

pub(crate) const RULE: Rule = Rule {
    id: "id-duplicate",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "two records have the same id",
    why: "A list with this id then means two pupils, or one pupil whose facts are spread over two records. No one can tell which \
          record is complete.",
    remedy: "for one pupil, keep what is right from both records in one, and delete the other; for two pupils, give one of them a new id",
    bad: "
# pupils/elmfield/p014.yaml
id: p014
# pupils/oakwood/p014.yaml
id: p014
",
    good: "
# pupils/elmfield/p014.yaml
id: p014
# pupils/oakwood/p015.yaml
id: p015
upn: K330999923017
",
    kind: RuleKind::Together(check),
};

fn check(whole: &WholeSchool<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let mut by_id: BTreeMap<&str, Vec<&PupilKey>> = BTreeMap::new();
    for pupil in whole.pupils {
        by_id.entry(&pupil.id).or_default().push(pupil);
    }
    for (id, pupils) in by_id.iter().filter(|(_, pupils)| pupils.len() > 1) {
        for pupil in pupils {
            let others = pupils.iter().filter(|other| other.file != pupil.file).map(|other| other.file.as_str());
            let message = format!("the id `{id}` is also used in {}", list_some(others));
            found.in_file_of(pupil, key_path!["id"], message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages_together;

    #[test]
    fn each_record_names_the_other_and_a_record_with_its_own_id_is_not_found() {
        let three = "# pupils/a/p014.yaml\nid: p014\n# pupils/b/p013.yaml\nid: p013\n# pupils/b/p014.yaml\nid: p014\n";
        assert_eq!(
            messages_together("id-duplicate", three),
            [
                "pupils/a/p014.yaml: the id `p014` is also used in pupils/b/p014.yaml",
                "pupils/b/p014.yaml: the id `p014` is also used in pupils/a/p014.yaml",
            ]
        );
    }
}
