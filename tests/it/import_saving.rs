//! `send import`: what it keeps, what it leaves out, and that it saves all or nothing. Every child is invented.

use crate::common::office::Office;
use crate::common::roll::school_of_amira;
use crate::common::school::School;

fn school() -> School {
    school_of_amira("\n[[classes]]\nname = \"4B\" # ours\n\n[[classes]]\nname = \"5B\"\n")
}

const ROLL: &str = "Child,DOB,Klasse,Number\nAmira Example,2017-11-03,5B,Q330999922002\n";
const MAPS: [&str; 6] = ["--map", "name=Child", "--map", "class=Klasse", "--map", "upn=Number"];

#[test]
fn remember_keeps_headings_and_words_in_the_settings_and_the_next_import_knows_them() {
    let school = school();
    let before = school.read("send.toml");
    school.write("roll.csv", ROLL);
    let trial = school.send(&[&["import", "roll.csv", "--remember", "--dry-run"][..], &MAPS].concat());
    assert_eq!((trial.code, school.read("send.toml")), (0, before.clone()), "{}", trial.err);
    let ran = school.send(&[&["import", "roll.csv", "--remember", "--yes"][..], &MAPS].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("p014: brought class up to date with the roll\n"), "{}", ran.out);
    assert!(ran.out.contains("school: kept 3 headings or words for the next import\n"), "{}", ran.out);
    let kept = "\n# What headings and words in the school's own exports mean, kept by `send import --remember`.\n\
                [import]\nmap = [\n    \"name=Child\",\n    \"class=Klasse\",\n    \"upn=Number\",\n]\n";
    assert_eq!(school.read("send.toml"), format!("{before}{kept}"));
    assert_eq!(school.send(&["check"]).code, 0);
    // Now the headings are known without `--map`, and a typed one counts before a kept one.
    let again = school.send(&["import", "roll.csv", "--yes"]);
    assert!(again.out.contains("0 records changed, 0 new, 1 the same"), "{}{}", again.out, again.err);
    school.write(
        "roll.csv",
        &ROLL.replace("Klasse", "Form").replace('\n', ",Away\n").replace("Number,Away", "Number,Enrolment status"),
    );
    let ran = school.send(&[
        "import",
        "roll.csv",
        "--yes",
        "--remember",
        "--map",
        "class=Form",
        "--map",
        "enrolment:Away=guest",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("school: kept 2 headings or words for the next import\n"), "{}", ran.out);
    let kept = kept
        .replace("class=Klasse", "class=Form")
        .replace("upn=Number\",\n", "upn=Number\",\n    \"enrolment:Away=guest\",\n");
    assert_eq!(school.read("send.toml"), format!("{before}{kept}"));
    // No value of a pupil is kept.
    assert!(!school.read("send.toml").contains("Amira") && !school.read("send.toml").contains("5B,"));
    // A roll of another system has other headings, and those that are kept do not get in its way.
    school.write("roll.csv", "Name,UPN,Class\nAmira Example,Q330999922002,4B\n");
    let other = school.send(&["import", "roll.csv", "--dry-run"]);
    assert!(other.out.contains("  changed: p014: class 5B -> 4B\n"), "{}{}", other.out, other.err);
}

#[test]
fn a_wrong_setting_is_named_and_remember_without_map_is_refused() {
    let school = school();
    school.write("roll.csv", ROLL);
    let said = school.refuses(&["import", "roll.csv", "--remember"]);
    assert!(said.contains("--remember keeps what `--map` says, and there is no `--map`"), "{said}");
    school.write("send.toml", &(school.read("send.toml") + "\n[import]\nmap = [\"clas=Klasse\"]\n"));
    let said = school.refuses(&["import", "roll.csv"]);
    assert!(said.contains("send.toml, import.map: `clas` is not a field of the roll"), "{said}");
    assert!(said.contains("did you mean `--map class=Klasse`?"), "{said}");
}

#[test]
fn rows_with_a_mistake_stop_all_unless_they_are_left_out() {
    let school = school();
    let before = school.records();
    let roll = "name,upn,date_of_birth,class,from\nAmira Example,Q330999922002,2017-11-03,5B,\nBo New,,2018-05-20,9Z,2025-09-01\n\
                Cy New,,2018-05-21,4B,2025-09-01\nDi New,,2018-05-22,4B,2025-09-01\nDi New,,2018-05-22,5B,2025-09-01\n";
    school.write("roll.csv", roll);
    let ran = school.send(&["import", "roll.csv", "--add", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
    assert_eq!(school.records(), before);
    let ran = school.send(&["import", "roll.csv", "--add", "--yes", "--skip-bad"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    for said in
        ["`9Z` is not a class in send.toml", "roll.csv:3:1", "this pupil already has a row, in line 5", "roll.csv:6:1"]
    {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert!(ran.out.contains("1 record changed, 1 new, 0 the same"), "{}", ran.out);
    let made = school.read("pupils/p015.yaml");
    assert!(made.contains("name: Cy New\n"), "{made}");
    assert_eq!(school.records().len(), before.len() + 1, "neither of the two rows about Di is used");
    assert!(school.read("pupils/p014.yaml").contains("class: 5B\n"));
}

#[test]
fn an_import_is_one_commit_and_one_step_of_undo() {
    let Some(office) = Office::under_git() else { return };
    let settings = office.read("send.toml");
    let head = office.git(&["rev-parse", "HEAD"]);
    let new: String = (1..=20)
        .map(|day| format!("New Kid{},2018-05-{day:02},4B,2025-09-01\n", ["ann", "bea"][day % 2].repeat(day)))
        .collect();
    office.write("roll.csv", &format!("Child,DOB,Class,From\nAmira Sample,2016-11-03,4B,\n{new}"));
    let ran = office.send(&["import", "roll.csv", "--add", "--yes", "--map", "name=Child", "--remember"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(office.git(&["rev-list", "--count", &format!("{}..HEAD", head.trim())]).trim(), "1");
    let subject = office.git(&["log", "-1", "--format=%s"]);
    assert!(subject.trim().ends_with(" pupils: import the roll"), "{subject}");
    let changed = office.git(&["diff", "--name-only", "HEAD~1"]);
    assert!(changed.contains("send.toml") && changed.contains("pupils/p061.yaml"), "{changed}");
    assert_eq!(office.send(&["audit"]).code, 0);
    let undone = office.send(&["undo", "--yes"]);
    assert_eq!(undone.code, 0, "{undone:?}");
    assert_eq!(office.read("send.toml"), settings);
    assert_eq!(office.git(&["diff", "--name-only", head.trim(), "--", "pupils", "send.toml"]), "");
}
