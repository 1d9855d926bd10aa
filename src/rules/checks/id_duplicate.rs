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
    why: "A list that names the id then means two children, or one child whose facts are spread over two records. Nobody can \
          tell which record is the whole one.",
    remedy: "one child: keep what is right of both records in one, and delete the other; two children: give one of them a new id",
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
            let message = format!("the id `{id}` stands in {} too", list_some(others));
            found.in_file_of(pupil, key_path!["id"], message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages_together;

    #[test]
    fn each_record_names_the_other_and_one_alone_is_left_in_peace() {
        let three = "# pupils/a/p014.yaml\nid: p014\n# pupils/b/p013.yaml\nid: p013\n# pupils/b/p014.yaml\nid: p014\n";
        assert_eq!(
            messages_together("id-duplicate", three),
            [
                "pupils/a/p014.yaml: the id `p014` stands in pupils/b/p014.yaml too",
                "pupils/b/p014.yaml: the id `p014` stands in pupils/a/p014.yaml too",
            ]
        );
    }
}
