//! `send anonymise`, through the real program: the copy holds no personal data about a child, and its counts stay the same.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::folders::{copy, repository};
use crate::common::program::Ran;
use crate::common::school::School;
use serde_json::Value;

/// Every file in a folder except those in `.send`: its path in the folder, and its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name == ".send" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            let inner = files(&entry.path());
            found.extend(inner.into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// A whole copy as one text: the names of its files and their contents.
fn whole(copy: &BTreeMap<String, Vec<u8>>) -> String {
    copy.iter().map(|(name, bytes)| format!("{name}\n{}\n", String::from_utf8(bytes.clone()).unwrap())).collect()
}

/// The example school, with room for a copy next to it.
fn example(name: &str) -> School {
    let school = School::with("", "");
    copy(&repository("examples").join(name), &school.path("school"));
    school
}

fn anonymise(school: &School, out: &str) -> Ran {
    school.send(&["anonymise", out, "--records", "school"])
}

/// A school with a record that has every key. A different text is planted in each text of the record and in every place of the
/// settings. The planted texts begin with letters that no pseudonym is made from.
fn planted() -> School {
    let mut texts = 0;
    let mut record: Value = serde_json::from_str(include_str!("../../src/records/edit/full.json")).unwrap();
    plant(&mut record, &mut texts);
    for key in ["name", "known_as", "home_language"] {
        record[key] = "Wxname Planted".into();
    }
    record["on_roll"][0]["to_school"] = "Wxschool Planted".into();
    record["class"][0]["class"] = "Wxclass".into();
    record["id"] = "wx-amira".into();
    assert!(texts > 60, "{texts}");
    let school = example("elmfield");
    let write = |file: &str, text: String| std::fs::write(school.path("school").join(file), text).unwrap();
    std::fs::remove_dir_all(school.path("school/pupils")).unwrap();
    std::fs::create_dir_all(school.path("school/pupils/wxschool")).unwrap();
    write("pupils/wxschool/wx-amira.yaml", format!("# Wx remark\n{record:#}\n"));
    let settings = school.read("school/send.toml");
    let settings = settings.replace("\"R. Osei\"", "\"Wxsenco\"").replace("\"deputy-headteacher\"", "\"Wxrole\"");
    let settings =
        settings.replace("\"Summer 2026\"", "\"Wxterm 2026\"").replace("name = \"6A\"", "name = \"Wxclass\"");
    write("send.toml", settings + "# Wx remark\n");
    write(
        "school.yaml",
        "events:\n  - {date: 2025-09-10, kind: sheet-read, class: Wxclass, by: Wxteacher, note: Wx note}\n".to_owned(),
    );
    let policy = school.read("school/policy/2025-09-01.toml");
    let policy = policy.replace("name = \"High Quality", "name = \"Wx").replace("clause = \"6.1", "clause = \"Wx");
    let policy = policy.replace("title = \"", "title = \"Wx ").replace("reason = \"", "reason = \"Wx ");
    write("policy/2025-09-01.toml", policy + "# Wx remark\n[rules.wx-rule]\nseverity = \"off\"\nreason = \"Wx\"\n");
    let list = school.read("school/policy/2025-09-01.clauses.toml");
    let list = list.replace("says = \"", "says = \"Wx ").replace("people = \"", "people = \"Wx ");
    write("policy/2025-09-01.clauses.toml", list);
    school
}

fn plant(value: &mut Value, texts: &mut usize) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|inner| plant(inner, texts)),
        Value::Object(map) => map.values_mut().for_each(|inner| plant(inner, texts)),
        Value::String(text) if text == "x" => {
            *text = format!("Wx{texts:03} planted");
            *texts += 1;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn nothing_that_was_planted_is_in_the_copy() {
    let school = planted();
    let ran = anonymise(&school, "copy");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let copy = files(&school.path("copy"));
    assert_eq!(copy.keys().filter(|name| name.starts_with("pupils/folder-")).count(), 1);
    let whole = whole(&copy).to_lowercase();
    for planted in ["wx", "planted", "amira", "q330999922002", "2017-11-03", "elmfield", "osei", "patel", "100000"] {
        assert!(!whole.contains(planted), "{planted}: {whole}");
    }
    assert!(!copy.keys().any(|name| name.contains("documents") || name.contains(".send")));
    let key = school.read("school/.send/anonymise-key");
    assert!(!whole.contains(key.trim()) && key.trim().len() == 64);
    // The copy is a working records folder: its record is found, and breaks only the rules that the original breaks.
    let show = school.send(&["register", "--all", "--records", "copy", "--format", "json"]);
    assert_eq!(show.code, 0, "{}", show.err);
    assert!(show.out.contains("\"2017-11-01\"") && show.out.contains("Pupil "), "{}", show.out);
}

/// Follows the references of a part of the schema. Returns the part that they lead to, and the name of the last reference.
fn referred<'v>(schema: &'v Value, part: &'v Value) -> (&'v Value, Option<&'v str>) {
    let Some(named) = part.get("$ref").and_then(Value::as_str) else { return (part, None) };
    let (inner, name) = referred(schema, schema.pointer(named.trim_start_matches('#')).unwrap());
    (inner, name.or_else(|| named.rsplit('/').next()))
}

/// Puts a name into every place where the schema accepts any text. Each name has a different number.
fn name_in_every_text(schema: &Value, part: &Value, value: &mut Value, names: &mut usize) {
    let (part, name) = referred(schema, part);
    if name == Some("Text") && !value.is_object() && !value.is_array() {
        *value = format!("Wx{names} Planted").into();
        *names += 1;
        return;
    }
    for form in part.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        name_in_every_text(schema, form, value, names);
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if let Some(part) = part.pointer(&format!("/properties/{key}")) {
                    name_in_every_text(schema, part, inner, names);
                }
            }
        }
        Value::Array(list) => {
            let Some(part) = part.get("items") else { return };
            list.iter_mut().for_each(|inner| name_in_every_text(schema, part, inner, names));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn names_planted_in_every_text_of_every_record_are_not_in_the_copy() {
    let schema: Value = serde_json::from_str(include_str!("../../docs/record.schema.json")).unwrap();
    let school = example("elmfield");
    let full: Value = serde_json::from_str(include_str!("../../src/records/edit/full.json")).unwrap();
    std::fs::write(school.path("school/pupils/full.yaml"), format!("{full:#}\n")).unwrap();
    let (mut names, pupils) = (0, school.path("school/pupils"));
    for (nth, (name, bytes)) in files(&pupils).into_iter().enumerate() {
        let mut record: Value = serde_yaml::from_slice(&bytes).unwrap();
        name_in_every_text(&schema, &schema, &mut record, &mut names);
        record["id"] = format!("wx-{nth}").into();
        std::fs::remove_file(pupils.join(name)).unwrap();
        std::fs::write(pupils.join(format!("wx-{nth}.yaml")), format!("{record:#}\n")).unwrap();
    }
    assert!(names > 4_000, "{names}");
    let ran = anonymise(&school, "copy");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let copy = files(&school.path("copy"));
    assert_eq!(copy.keys().filter(|name| name.starts_with("pupils/")).count(), 61);
    for (name, bytes) in copy {
        let text = String::from_utf8(bytes).unwrap().to_lowercase();
        let planted = text.lines().find(|line| line.contains("wx") || line.contains("planted"));
        assert!(planted.is_none() && !name.contains("wx"), "{name}: {planted:?}");
    }
}

/// Words in the example school for people who are not named.
const NOBODY: &[&str] = &["teaching assistant", "class teacher", "mother", "father", "carer", "grandmother", "parent"];

#[test]
fn no_name_number_birthday_or_sentence_of_the_example_school_is_in_its_copy() {
    let school = example("elmfield");
    assert_eq!(anonymise(&school, "copy").code, 0);
    let whole = whole(&files(&school.path("copy")));
    let mut looked_for = 0;
    for (name, bytes) in files(&school.path("school")).iter().filter(|(name, _)| name.ends_with(".yaml")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let id = name.trim_start_matches("pupils/").trim_end_matches(".yaml");
        assert!(id == "school" || !whole.contains(id), "{id}");
        for line in text.lines() {
            let (key, value) = line.trim().trim_start_matches("- ").split_once(": ").unwrap_or(("", line.trim()));
            let value = value.trim_matches('"');
            let is_day = chrono::NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok();
            let is_nobody = value.split(" and ").all(|word| NOBODY.contains(&word));
            let is_private = match key {
                "name" | "known_as" | "upn" | "former_upn" => true,
                // In the copy every birthday is the first of its month, so these dates stay as they are.
                "date_of_birth" => !value.ends_with("-01"),
                "by" => !is_day && !is_nobody,
                _ => value.len() >= 15 && value.contains(' ') && !is_nobody,
            };
            if is_private {
                assert!(!whole.contains(value), "{name}: {line}");
                looked_for += 1;
            }
        }
    }
    assert!(looked_for > 1000, "{looked_for}");
}

#[test]
fn the_copy_has_the_same_counts_and_breaks_no_rule() {
    let school = example("elmfield");
    assert_eq!(anonymise(&school, "copy").code, 0);
    for day in ["2025-10-02", "2026-01-15"] {
        let rows = |folder: &str, verb: &str| -> Value {
            let ran = school.send(&[verb, "--records", folder, "--as-at", day, "--format", "json"]);
            assert!(ran.err.is_empty(), "{}", ran.err);
            serde_json::from_str(&ran.out).unwrap()
        };
        assert_eq!(rows("school", "census")["summary"], rows("copy", "census")["summary"]);
        for (verb, keys) in [
            ("register", &["year", "class", "stage", "census", "support", "primary_need", "next_review"][..]),
            ("census", &["year", "sen_provision", "primary_sen_type", "on_register_since"]),
            ("overdue", &["class", "rule", "due", "days_late", "owner"]),
        ] {
            let counted = |folder: &str| {
                let mut counted: BTreeMap<String, usize> = BTreeMap::new();
                for row in rows(folder, verb)["rows"].as_array().unwrap() {
                    *counted.entry(keys.iter().map(|key| format!("{} ", row[*key])).collect()).or_default() += 1;
                }
                counted
            };
            assert_eq!(counted("school"), counted("copy"), "{verb} {day}");
            assert!(!counted("copy").is_empty());
        }
        let check = school.send(&["check", "--strict", "--records", "copy", "--as-at", day]);
        assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    }
}

#[test]
fn the_same_key_gives_the_same_bytes_and_another_key_gives_others() {
    let school = example("elmfield");
    let copy = |out: &str| {
        assert_eq!(anonymise(&school, out).code, 0);
        files(&school.path(out))
    };
    let (first, again) = (copy("first"), copy("again"));
    assert!(first == again);
    std::fs::remove_file(school.path("school/.send/anonymise-key")).unwrap();
    let other = copy("other");
    let shared = other.keys().filter(|name| name.starts_with("pupils/") && first.contains_key(*name)).count();
    assert_eq!((other.len(), shared), (first.len(), 0));
    // If the files were written one by one, their times would give away the order of the real ids.
    let moments: Vec<_> =
        first.keys().map(|name| school.path("first").join(name).metadata().unwrap().modified().unwrap()).collect();
    assert!(moments.windows(2).all(|pair| pair[0] == pair[1]));
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_key_and_a_damaged_key_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let school = example("elmfield");
    std::fs::create_dir(school.path("school/.send")).unwrap();
    assert_eq!(anonymise(&school, "copy").code, 0);
    let key = school.path("school/.send/anonymise-key");
    assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::write(key, "too short\n").unwrap();
    let ran = anonymise(&school, "other");
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("help: ") && !ran.err.contains("too short"), "{}", ran.err);
    assert!(!school.path("other").exists());
}

#[test]
fn an_unreadable_record_is_reported_and_hides_no_other() {
    let school = example("elmfield-broken");
    let ran = anonymise(&school, "copy");
    assert_eq!(ran.code, 3);
    let rules = |folder: &str| -> BTreeMap<String, usize> {
        let ran = school.send(&["check", "--records", folder, "--as-at", "2026-01-15", "--format", "json"]);
        let mut counted = BTreeMap::new();
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        for row in found["rows"].as_array().unwrap() {
            *counted.entry(row["rule"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        counted
    };
    let (before, after) = (rules("school"), rules("copy"));
    assert!(before["unreadable"] > 0 && ran.err.contains("pupils/p005.yaml"), "{}", ran.err);
    assert!(after.iter().all(|(rule, count)| before.get(rule).is_some_and(|before| count <= before)), "{after:?}");
    assert!(before["id-misnamed"] == 1 && ran.err.contains("pupils/p007.yaml"), "{}", ran.err);
    // The copy has no unreadable or misnamed file.
    let left_out = ["unreadable", "id-misnamed"];
    assert!(!left_out.iter().any(|rule| after.contains_key(*rule)) && after["upn-duplicate"] == 2, "{after:?}");
}

#[test]
fn only_an_empty_folder_outside_the_records_is_written_to() {
    let school = example("elmfield");
    let before = files(&school.path("school"));
    std::fs::create_dir_all(school.path("full/.git")).unwrap();
    for (out, code) in [
        ("school/copy", 2),
        ("school/pupils/../copy", 2),
        ("no/../copy", 2),
        ("school", 3),
        ("full", 3),
        ("school/send.toml", 3),
    ] {
        let ran = anonymise(&school, out);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{out}: {}", ran.err);
        assert!(ran.err.contains(out) && ran.err.contains("help: "), "{}", ran.err);
    }
    assert!(files(&school.path("school")) == before && !school.path("school/.send").exists());
    assert!(files(&school.path("full")).is_empty() && !school.path("no").exists());
    std::fs::create_dir(school.path("empty")).unwrap();
    assert_eq!(anonymise(&school, "empty").code, 0);
}
