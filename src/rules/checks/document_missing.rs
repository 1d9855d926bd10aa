//! `document-missing`: a document that the record names is not in the folder.

use crate::finding::{Severity, key_path};
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "document-missing",
    severity: Severity::Error,
    clause: "18",
    law: "",
    summary: "a document that the record names is not in the folder",
    why: "The next school, the authority and the parents receive the documents that the record names. A document that cannot be \
          found when it is needed is as good as lost.",
    remedy: "put the file there, or correct the path, which starts at the top of the records folder and uses `/`",
    bad: "
documents: [{date: 2026-01-12, title: SaLT report, path: documents/p014/report.pdf}]
",
    good: "
documents: [{date: 2026-01-12, title: SaLT report, path: documents/p014/salt-2026-01.pdf}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    for index in subject.missing_documents {
        let Some(document) = subject.whole.documents.get(*index) else { continue };
        if document.date <= question.as_at {
            found.at(key_path!["documents", *index, "path"], "the records folder has no file at this path");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::keys_found;

    #[test]
    fn a_document_that_is_there_does_not_hide_one_that_is_not() {
        let documents = "documents:
  - {date: 2026-01-12, title: SaLT report, path: documents/p014/salt-2026-01.pdf}
  - {date: 2026-01-13, title: In the paper file}
  - {date: 2026-01-15, title: Plan, path: documents/p014/plan.pdf}
  - {date: 2026-01-16, title: Not there yet, path: documents/p014/next.pdf}
";
        assert_eq!(keys_found("document-missing", documents), ["documents[2].path"]);
    }
}
