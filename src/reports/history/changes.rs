//! The changes in the whole school between two days: for each pupil, what is different at the end, in the words of the log.

use serde_json::Value;

use super::log::changes_in_words;
use crate::model::day::Day;
use crate::policy::clauses::is_named_as_clauses;
use crate::reports::Names;
use crate::reports::columns::{Cell, Column, ReportRow, column, fact, private};
use crate::words;

/// How many files one line names.
const NAMED: usize = 5;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangesRow {
    /// The pupil's id; `None` if the settings or the policy changed.
    pub(crate) id: Option<String>,
    /// The pupil's name.
    pub(crate) name: Option<String>,
    /// The file, with `/` between folders.
    pub(crate) path: String,
    /// The change, in words.
    pub(crate) what: String,
    /// Whether the line above is about the same pupil, so that the id and name need not be repeated.
    is_more: bool,
}

impl ReportRow for ChangesRow {
    const COLUMNS: &'static [Column<Self>] = &[
        // Below a pupil's lines, an empty cell would look like another change of that pupil.
        column("id", "Id", |row: &Self| Cell::from(&row.id))
            .in_tables_as(|row| row.once_a_pupil(row.id.as_deref().or(Some("(school)")))),
        private("name", "Name", |row: &Self| Cell::from(&row.name))
            .in_tables_as(|row| row.once_a_pupil(row.name.as_deref())),
        fact("path", |row| Cell::from(&row.path)),
        column("what", "What", |row| Cell::from(&row.what)),
    ];
}

impl ChangesRow {
    /// A cell that only the first line about a pupil shows.
    fn once_a_pupil<'r>(&self, text: Option<&'r str>) -> Cell<'r> {
        text.filter(|_| !self.is_more).into()
    }
}

/// The pupil a record belongs to, and the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordOwner<'a> {
    /// The pupil's id.
    pub(crate) id: &'a str,
    /// The pupil's name.
    pub(crate) name: Option<&'a str>,
    /// The file at the end or, if it no longer exists, the file at the beginning.
    pub(crate) path: &'a str,
}

impl ChangesRow {
    /// The differences in a record, one line each. A record without a value before is new; one without a value after is gone.
    pub(crate) fn of_record(
        whose: RecordOwner<'_>,
        before: Option<&Value>,
        after: Option<&Value>,
        moved: bool,
        names: Names,
    ) -> Vec<Self> {
        let mut lines = if moved && before == after { Vec::new() } else { changes_in_words(before, after) };
        if moved {
            lines.push(format!("moved the record to {}", whose.path));
        }
        let lines = lines.into_iter().enumerate();
        lines.map(|(nth, what)| Self { is_more: nth > 0, ..Self::of_pupil(whose, what, names) }).collect()
    }

    /// One line about a pupil.
    pub(crate) fn of_pupil(whose: RecordOwner<'_>, what: String, names: Names) -> Self {
        Self {
            id: Some(whose.id.to_owned()),
            name: whose.name.and_then(|name| names.show(name.to_owned())),
            path: whose.path.to_owned(),
            what,
            is_more: false,
        }
    }

    /// The one line about a file of the school's own: `send.toml`, `school.yaml`, a policy or the list of its clauses.
    pub(crate) fn of_school(path: &str, was_there: bool, is_there: bool) -> Self {
        let verb = match (was_there, is_there) {
            (false, _) => "added",
            (true, false) => "removed",
            (true, true) => "changed",
        };
        let what = match (path.strip_prefix("policy/"), path) {
            (Some(name), _) => of_policy(name),
            (None, "send.toml") => "the settings".to_owned(),
            (None, _) => "the school's own dated events".to_owned(),
        };
        Self { id: None, name: None, path: path.to_owned(), what: format!("{verb} {what} ({path})"), is_more: false }
    }
}

/// A file in `policy/`, in words.
fn of_policy(name: &str) -> String {
    let policy = match Day::parse(name.split('.').next().unwrap_or_default()) {
        Some(from) => format!("the policy in force from {}", words::date(from)),
        None => "a policy".to_owned(),
    };
    if is_named_as_clauses(name) { format!("the list of clauses of {policy}") } else { policy }
}

/// One line about files that are on disk and not committed; `None` if everything is committed.
pub(crate) fn uncommitted_note(files: &[String]) -> Option<String> {
    let (named, more) = files.split_at(files.len().min(NAMED));
    let mut said: Vec<String> = named.to_vec();
    said.extend((!more.is_empty()).then(|| format!("{} more", more.len())));
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    (!files.is_empty())
        .then(|| format!("not committed yet, so not in this list: changes to {}", words::list_and(&said)))
}

/// The last line, with the number of changes.
pub(crate) fn last_line(rows: &[ChangesRow], since: Day, until: Day) -> String {
    let mut pupils: Vec<&str> = rows.iter().filter_map(|row| row.id.as_deref()).collect();
    pupils.dedup();
    let changes = words::count(rows.len(), "change");
    let of = if pupils.is_empty() { String::new() } else { format!(" ({})", words::count(pupils.len(), "pupil")) };
    format!("{changes}{of} from {} to {}", words::date(since), words::date(until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::reports::columns::said_of;

    #[test]
    fn a_change_to_a_file_of_the_school_is_one_line() {
        for (path, was, is, what) in [
            ("send.toml", true, true, "changed the settings (send.toml)"),
            ("school.yaml", false, true, "added the school's own dated events (school.yaml)"),
            (
                "policy/2025-09-01.toml",
                true,
                false,
                "removed the policy in force from 1 Sep 2025 (policy/2025-09-01.toml)",
            ),
            (
                "policy/2025-09-01.clauses.toml",
                true,
                true,
                "changed the list of clauses of the policy in force from 1 Sep 2025 (policy/2025-09-01.clauses.toml)",
            ),
            ("policy/draft.toml", false, true, "added a policy (policy/draft.toml)"),
        ] {
            assert_eq!(ChangesRow::of_school(path, was, is).what, what);
        }
    }

    #[test]
    fn a_pupil_is_counted_and_named_only_once() {
        let whose = RecordOwner { id: "p014", name: Some("Amira Example"), path: "pupils/p014.yaml" };
        let before = serde_json::json!({"class": "4B"});
        let after = serde_json::json!({"class": "5B", "home_language": "Urdu"});
        let rows = ChangesRow::of_record(whose, Some(&before), Some(&after), true, Names::Shown);
        let said: Vec<&str> = rows.iter().map(|row| row.what.as_str()).collect();
        assert_eq!(said, ["changed class", "set home_language", "moved the record to pupils/p014.yaml"]);
        assert_eq!(said_of(&rows[0], "name"), "Amira Example".into());
        assert_eq!(said_of(&rows[1], "name"), Cell::Empty);
        let school = ChangesRow::of_school("send.toml", true, true);
        assert_eq!((said_of(&school, "id"), &school.id), ("(school)".into(), &None));
        let last = last_line(&rows, day("2025-11-10"), day("2025-11-24"));
        assert_eq!(last, "3 changes (1 pupil) from 10 Nov 2025 to 24 Nov 2025");
        let moved = ChangesRow::of_record(whose, Some(&before), Some(&before), true, Names::Hidden);
        assert_eq!((moved.len(), moved[0].name.clone()), (1, None));
    }

    #[test]
    fn the_first_of_many_uncommitted_files_are_named() {
        let files = |number: usize| (1..=number).map(|nth| format!("p{nth}")).collect::<Vec<_>>();
        let note = |number| uncommitted_note(&files(number));
        assert_eq!(note(0), None);
        assert_eq!(note(1).as_deref(), Some("not committed yet, so not in this list: changes to p1"));
        assert!(note(7).unwrap().ends_with("p1, p2, p3, p4, p5 and 2 more"), "{:?}", note(7));
    }
}
