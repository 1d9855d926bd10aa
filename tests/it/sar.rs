//! `send sar`: everything held on one child, now and in every earlier version. It must not contain anything about another child.

use crate::common::office::Office;
use serde_json::Value;

/// The paper, the exit code, and what was printed to stderr.
struct Answer {
    code: i32,
    text: String,
    json: Value,
    err: String,
}

impl Answer {
    fn to(school: &Office, arguments: &[&str]) -> Self {
        let run = |format: &str| school.send(&[&["sar", "--format", format], arguments].concat());
        let (table, json) = (run("table"), run("json"));
        let code = table.code;
        assert_eq!(json.code, code);
        let json = serde_json::from_str(&json.out).unwrap_or(Value::Null);
        Self { code, text: table.out, json, err: table.err }
    }

    /// The paper for the family, without the part for the school.
    fn handed_over(&self) -> String {
        self.text.split("4. For the school").next().unwrap().to_owned()
    }

    fn has(&self, words: &str) {
        assert!(self.text.contains(words), "{words}\n{}", self.text);
    }

    /// Checks that the words are in neither format.
    fn has_not(&self, words: &str) {
        assert!(!self.text.contains(words), "{words}\n{}", self.text);
        assert!(!self.json.to_string().contains(words), "{words}\n{:#}", self.json);
    }
}

/// A record with every key, and a different text in each.
fn planted(id: &str, name: &str, born: &str, mark: &str) -> (String, usize) {
    let mut record: Value = serde_json::from_str(include_str!("../../src/records/edit/full.json")).unwrap();
    let mut texts = 0;
    plant(&mut record, mark, &mut texts);
    for (key, value) in [("id", id), ("name", name), ("date_of_birth", born)] {
        record[key] = value.into();
    }
    record["known_as"] = format!("{mark}known").into();
    record["home_language"] = format!("{mark}language").into();
    record.as_object_mut().unwrap().remove("upn");
    record.as_object_mut().unwrap().remove("former_upn");
    (format!("# {mark}remark\n{record:#}\n"), texts)
}

fn plant(value: &mut Value, mark: &str, texts: &mut usize) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|inner| plant(inner, mark, texts)),
        Value::Object(map) => map.values_mut().for_each(|inner| plant(inner, mark, texts)),
        Value::String(text) if text == "x" => {
            *text = format!("{mark}{texts:03}end");
            *texts += 1;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn simple(id: &str, name: &str, born: &str, notes: &str) -> String {
    format!(
        "format: 1\nid: {id}\nname: {name}\ndate_of_birth: {born}\non_roll:\n  - from: 2022-09-05\ncensus: N\nnotes: {notes}\n"
    )
}

const FILE: &str = "pupils/p014.yaml";

#[test]
fn every_text_of_every_version_is_in_the_paper_and_none_of_another_child() {
    let Some(school) = Office::before_the_term() else { return };
    let (first, texts) = planted("p014", "Amira Example", "2017-11-03", "Wxone");
    let (second, _) = planted("p014", "Amira Example", "2017-11-03", "Wxtwo");
    let (other, _) = planted("p015", "Ben Example", "2016-01-01", "Wxother");
    assert!(texts > 60, "{texts}");
    school.write("pupils/p015.yaml", &(other + "# Wxsits with P014, and Amira's friend\n"));
    for text in [first, second] {
        school.write(FILE, &text);
        school.commit_all("p014: changed by hand");
    }
    school.write("school.yaml", "# Wxschool: about Amira Example\nevents: []\n");
    let answer = Answer::to(&school, &["p014"]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    let json = answer.json.to_string();
    for mark in ["Wxone", "Wxtwo"] {
        let named = (0..texts).map(|text| format!("{mark}{text:03}end"));
        for planted in named.chain(["remark", "known", "language"].map(|text| format!("{mark}{text}"))) {
            assert!(answer.handed_over().contains(&planted), "{planted}\n{}", answer.text);
            assert!(json.contains(&planted), "{planted}");
        }
    }
    answer.has_not("Wxother");
    answer.has_not("Wxsits");
    answer.has_not("Wxschool");
    answer.has("- school.yaml, line 1\n");
    answer.has(&format!("- pupils/p015.yaml, line {}\n", school.read("pupils/p015.yaml").lines().count()));
    assert!(!answer.handed_over().contains("p015"), "{}", answer.text);
    assert_eq!(answer.json["complete"], true);
}

#[test]
fn a_removed_note_is_reported_with_who_removed_it_when_and_why() {
    let Some(school) = Office::before_the_term() else { return };
    school.write(FILE, &simple("p014", "Amira Example", "2017-11-03", "Cried after lunch"));
    school.commit_all("p014: by hand");
    school.write(FILE, &simple("p014", "Amira Example", "2017-11-03", "Settled"));
    school.commit_all("tidied up");
    let answer = Answer::to(&school, &["amira", "--received", "2026-01-31"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let change = &answer.json["history"][1];
    assert_eq!((change["by"].as_str(), change["what"].as_str()), (Some("R. Osei"), Some("changed notes")));
    assert_eq!(change["message"], "tidied up");
    assert_eq!(change["no_longer"], serde_json::json!(["notes: Cried after lunch"]));
    answer.has("  before this change it also said\n    | notes: Cried after lunch\n");
    answer.has("requested on 31 Jan 2026; the answer is due by 28 Feb 2026");
}

#[test]
fn a_moved_renamed_or_deleted_record_keeps_its_whole_history() {
    let Some(school) = Office::before_the_term() else { return };
    let record = |id: &str, notes: &str| simple(id, "Amira Example", "2017-11-03", notes);
    school.write("pupils/p007.yaml", &record("p007", "Wxseven"));
    school.commit_all("p007: began");
    school.git(&["mv", "pupils/p007.yaml", FILE]);
    school.write(FILE, &record("p014", "Wxfourteen"));
    school.commit_all("another id");
    std::fs::create_dir(school.path("pupils/elmfield")).unwrap();
    school.git(&["mv", FILE, "pupils/elmfield/p014.yaml"]);
    school.commit_all("moved");
    for planted in ["Wxseven", "Wxfourteen"] {
        Answer::to(&school, &["p014"]).has(planted);
    }
    Answer::to(&school, &["p014"]).has("moved the record from pupils/p014.yaml\n  pupils/elmfield/p014.yaml, commit ");
    school.write("pupils/p0141.yaml", &simple("p0141", "Ben Example", "2016-01-01", "Wxother"));
    school.commit_all("p0141: new");
    std::fs::remove_file(school.path("pupils/elmfield/p014.yaml")).unwrap();
    // A full id that has been deleted does not match part of another id.
    let uncommitted = Answer::to(&school, &["p014"]);
    uncommitted.has("not committed yet: deleted the record");
    school.commit_all("she left");
    for id in ["p014", "p007"] {
        let answer = Answer::to(&school, &[id]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert_eq!(answer.json["records"], serde_json::json!([]));
        ["Wxseven", "Wxfourteen", "Amira Example", "deleted the record", "the record was deleted"]
            .iter()
            .for_each(|words| answer.has(words));
        answer.has_not("Wxother");
    }
}

#[test]
fn a_reused_id_and_a_copy_of_another_file_are_kept_apart() {
    let Some(school) = Office::before_the_term() else { return };
    school.write(FILE, &simple("p014", "Cem Example", "2010-01-01", "Wxleaver"));
    school.commit_all("p014: began");
    std::fs::remove_file(school.path(FILE)).unwrap();
    school.commit_all("left");
    school.write(FILE, &simple("p014", "Amira Example", "2017-11-03", "Wxmine"));
    // The twin's record began as a copy.
    school.write("pupils/p015.yaml", &simple("p015", "Amira Example", "2017-11-03", "Wxmine"));
    school.commit_all("the twins");
    school.write("pupils/p015.yaml", &simple("p015", "Ben Example", "2017-11-03", "Wxtwin"));
    school.commit_all("p015: put right");
    let answer = Answer::to(&school, &["p014"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    answer.has("Wxmine");
    answer.has_not("Wxleaver");
    answer.has_not("Cem");
    answer.has_not("Wxtwin");
    answer.has("another child's, so it is not in this paper");
    let twin = Answer::to(&school, &["p015"]);
    twin.has("Wxtwin");
    twin.has_not("Wxmine");
}

#[test]
fn what_is_held_outside_the_record_is_listed() {
    let Some(school) = Office::before_the_term() else { return };
    let record = |notes: &str| simple("p014", "Amira Example", "2017-11-03", notes);
    school.write(FILE, &record("Wxmain"));
    school.write(
        "pupils/p014-2.yaml",
        &simple("p014-2", "Ben Example", "2016-01-01", "Wxother").replace("notes", "known_as"),
    );
    school.commit_all("both");
    school.git(&["checkout", "--quiet", "-b", "side"]);
    school.write(FILE, &record("Wxside"));
    school.commit_all("on the side");
    school.git(&["checkout", "--quiet", "main"]);
    school.saves(&["contact", "p014", "call", "--about", "concern", "--note", "Wxcall"]);
    school.write(FILE, &school.read(FILE).replace("Wxcall", "Wxstaged"));
    school.git(&["add", FILE]);
    school.write(FILE, &school.read(FILE).replace("Wxstaged", "Wxnow"));
    school.write(
        FILE,
        &(school.read(FILE)
            + "documents:\n  - date: 2026-01-30\n    title: Wxpaper\n    path: documents/p014/a.pdf\n  - date: 2026-01-31\n    title: Wxgone\n    path: documents/p014/gone.pdf\n"),
    );
    std::fs::create_dir_all(school.path(".send/drafts")).unwrap();
    school.write(".send/drafts/p014-plan.yaml", "targets: Wxdraft\n");
    school.write(".send/drafts/p014-2.yaml", "targets: Wxunclear\n");
    for paper in ["documents/p014/a.pdf", "documents/p014/b.pdf", "documents/p9/c.pdf"] {
        school.write(paper, "Wxcontent");
    }
    school.git(&["commit", "--quiet", "--allow-empty", "--only", "-m", "spoke to Amira's aunt Wxaunt"]);
    let answer = Answer::to(&school, &["p014"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for planted in ["Wxmain", "Wxside", "Wxcall", "Wxstaged", "Wxnow", "Wxdraft"] {
        assert!(answer.handed_over().contains(planted), "{planted}\n{}", answer.text);
    }
    answer.has("not committed yet: ");
    answer.has("pupils/p014.yaml, as staged in git for a commit\n");
    answer.has("Wxpaper: documents/p014/a.pdf\n");
    answer.has("Wxgone: documents/p014/gone.pdf (no such file here)\n");
    answer.has("document: not named in the record: documents/p014/b.pdf\n");
    answer.has("- .send/drafts/p014-2.yaml: judging by its name, it may be about p014 or p014-2\n");
    answer.has("names the child, but the commit changes other files\n");
    answer.has(".send/undo, the record before and after 1 change that `send undo` can undo\n");
    ["Wxother", "Wxunclear", "Wxcontent", "Wxaunt", "p9"].iter().for_each(|words| answer.has_not(words));
}

#[test]
fn a_shallow_copy_says_that_the_paper_is_not_complete() {
    let Some(school) = Office::before_the_term() else { return };
    for notes in ["Wxfirst", "Wxsecond"] {
        school.write(FILE, &simple("p014", "Amira Example", "2017-11-03", notes));
        school.commit_all(notes);
    }
    let copy = school.path("copy");
    let from = format!("file://{}", school.root().display());
    school.git(&["clone", "--quiet", "--depth", "1", &from, copy.to_str().unwrap()]);
    school.write("copy/pupils/p014.yaml", &simple("p014", "Amira Example", "2017-11-03", "Wxthird"));
    let answer = Answer::to(&school, &["p014", "--records", "copy"]);
    answer.has(
        "not committed yet: changed notes\n  pupils/p014.yaml\n  before this change it also said\n    | notes: Wxsecond\n",
    );
    assert_eq!(answer.code, 3);
    assert!(answer.err.contains("shallow"), "{}", answer.err);
    answer.has("THIS IS INCOMPLETE: the history: the beginning of the history is not in this copy");
    assert_eq!(answer.json["complete"], false);
}

#[test]
fn an_unreadable_record_is_given_as_it_is() {
    let Some(school) = Office::before_the_term() else { return };
    school.write(FILE, &simple("p014", "Amira Example", "2017-11-03", "Wxbefore"));
    school.commit_all("good");
    school.write(FILE, "id: p014\nnotes: Wxbroken\u{1b}[2J\nnoted: Wxkey\n");
    school.commit_all("bad");
    let answer = Answer::to(&school, &["p014"]);
    assert_eq!(answer.code, 3);
    ["Wxbefore", "Wxbroken\\u{1b}", "Wxkey", "Amira Example"].iter().for_each(|words| answer.has(words));
    assert!(!answer.text.contains('\u{1b}'));
}

#[test]
fn what_is_wrong_with_another_record_is_not_quoted() {
    let Some(school) = Office::before_the_term() else { return };
    school.write(FILE, &simple("p014", "Amira Example", "2017-11-03", "x"));
    school.write("pupils/p015.yaml", &simple("p015", "Ben Example", "Wxborn", "x"));
    school.commit_all("both");
    let answer = Answer::to(&school, &["p014"]);
    assert_eq!((answer.code, answer.json["complete"].as_bool()), (3, Some(false)));
    answer.has_not("Wxborn");
    answer.has("THIS MAY BE INCOMPLETE: other files cannot be read (part 4)\n");
    assert!(answer.err.contains("pupils/p015.yaml") && !answer.handed_over().contains("p015"), "{}", answer.err);
}

#[test]
fn an_unknown_child_gets_no_paper_and_a_table_is_refused() {
    let Some(school) = Office::before_the_term() else { return };
    assert_eq!(school.send(&["sar", "nobody"]).code, 2);
    school.write(FILE, &simple("p014", "Amira Example", "2017-11-03", "x"));
    assert_eq!(school.send(&["sar", "p014", "--format", "csv"]).code, 2);
    // Never committed, and the paper says so.
    let answer = Answer::to(&school, &["p014"]);
    answer.has("not committed yet: created the record");
}
