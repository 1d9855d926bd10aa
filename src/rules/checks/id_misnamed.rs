//! `id-misnamed`: the id in a record is not the name of its file.

use crate::finding::{Severity, key_path};
use crate::model::id;
use crate::rules::{Found, Kind, Question, Rule, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "id-misnamed",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "the id in a record is not the name of its file",
    why: "Lists and letters name a child by the id, and the file is found by its name. If the two differ, what a list says \
          leads to nobody, or to another child.",
    remedy: "look which of the two is right: correct the line `id`, or give the file the id as its name",
    bad: "
# In pupils/p014.yaml:
id: p041
",
    good: "
# In pupils/p014.yaml:
id: p014
",
    kind: Kind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let file_name = subject.file.rsplit('/').next().unwrap_or(subject.file);
    let (expected, id) = (file_name.strip_suffix(".yaml").unwrap_or(file_name), subject.whole.id());
    if id == expected {
        return;
    }
    // The file's name keeps to the grammar, or it would not have been read: an id that does not must differ from it.
    let grammar = id::problem(id).map_or(String::new(), |problem| format!(": {problem}"));
    found.at(key_path!["id"], format!("the id is `{id}`, the file's name says `{expected}`{grammar}"));
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::messages;

    #[test]
    fn an_id_that_no_file_can_have_is_told_why() {
        assert_eq!(
            messages("id-misnamed", "id: P014\n", "2026-01-15"),
            ["the id is `P014`, the file's name says `p014`: an id is made of small letters, digits and hyphens, and \
              starts with a letter or digit"]
        );
    }
}
