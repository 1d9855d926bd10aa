//! The costed provision map through the real program: the worked table from files, in every format, as at several days, and next
//! to a record that cannot be read.

use crate::common::program::Ran;
use crate::common::school::School;
use serde_json::Value;

/// The template has the terms that the worked table uses.
const CLASS: &str = "\n[[classes]]\nname = \"4B\"\n";

/// The three provisions of the worked table, and one without minutes.
const PUPIL: &str = "format: 1
id: p014
name: Amira Example
date_of_birth: 2017-11-03
on_roll: [{from: 2022-09-05}]
class: 4B
stage: B
census: N
stages: [{date: 2025-09-08, stage: B}]
cycles:
  - stage: B
    plan:
      date: 2025-09-10
      kind: itp
      provisions:
        - {what: Colourful Semantics, kind: intervention, by: TA, group: 3, minutes: 20, per_week: 4, from: 2025-12-08, to: 2026-03-13}
        - {what: Precision Teaching, kind: intervention, by: TA, group: 1, minutes: 10, per_week: 5, from: 2025-10-13, to: 2025-11-14}
        - {what: =Reading, kind: paired, by: tutor, group: 2, minutes: 30, per_week: 2, from: 2026-01-07, to: 2026-03-20, rate: 22.80, cost: 6.50}
        - {what: Nurture, kind: small-group, from: 2025-12-08, to: 2026-03-13}
";

/// The school of the worked table, with 14.50 an hour, and 15.20 from 12 January.
fn school() -> School {
    let school = School::with(CLASS, PUPIL);
    std::fs::remove_file(school.path("pupils/p001.yaml")).unwrap();
    let policy = school.read("policy/2025-09-01.toml");
    let later =
        policy.replace("in_force = 2025-09-01", "in_force = 2026-01-12").replace("rate = 14.50", "rate = 15.20");
    school.write("policy/2026-01-12.toml", &later);
    school
}

/// The costs of each provision in the JSON: to date, and of the whole run.
fn pence(map: &Value) -> Vec<(Option<u64>, Option<u64>)> {
    let rows = map["rows"].as_array().unwrap();
    rows.iter().map(|row| (row["cost_to_date_pence"].as_u64(), row["cost_of_whole_run_pence"].as_u64())).collect()
}

fn provision(school: &School, on: &str, more: &[&str]) -> Ran {
    school.send(&[&["provision", "--as-at", on], more].concat())
}

#[test]
fn json_has_the_worked_table_to_the_penny_and_its_sums() {
    let ran = provision(&school(), "2026-01-15", &["--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let map = ran.json();
    let expected = [
        (Some(2474), Some(7338)),
        (Some(4833), Some(4833)),
        (Some(2246), Some(11594)),
        // It has no minutes, so no figure is given, not even a nought.
        (None, None),
    ];
    assert_eq!(pence(&map), expected);
    assert_eq!(map["rows"][3]["not_costed"], "no minutes");
    let totals = &map["summary"]["totals"];
    assert_eq!(totals["cost_to_date_pence"], 2474 + 4833 + 2246);
    assert_eq!(totals["cost_of_whole_run_pence"], 7338 + 4833 + 11594);
    assert_eq!((&totals["provisions"], &totals["not_costed"]), (&4.into(), &1.into()));
    let pupil = &map["summary"]["pupils"][0];
    assert_eq!(pupil["this_school_year_to_date_pence"], 9553);
    assert_eq!((&pupil["notional_threshold_pence"], &pupil["not_costed"]), (&600_000.into(), &1.into()));
    assert!(map["summary"]["groups"].is_null());
    let rates: Vec<&str> =
        map["rows"][0]["rates"].as_array().unwrap().iter().map(|rate| rate["message"].as_str().unwrap()).collect();
    assert_eq!(rates, ["14.50 from 2025-12-08", "15.20 from 2026-01-12"]);
}

#[test]
fn a_spreadsheet_has_pounds_and_pence_and_no_formula() {
    let ran = provision(&school(), "2026-01-15", &["--format", "csv"]);
    let mut reader = csv::Reader::from_reader(ran.out.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().unwrap().clone();
    assert!(!headings.iter().any(|heading| heading.ends_with("_pence")), "{headings:?}");
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| {
        let at = headings.iter().position(|heading| heading == name).unwrap();
        rows.iter().map(|row| row[at].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(column("cost_to_date_pounds"), ["24.74", "48.33", "22.46", ""]);
    assert_eq!(column("cost_of_whole_run_pounds"), ["73.38", "48.33", "115.94", ""]);
    assert_eq!(column("bought_pounds"), ["", "", "6.50", ""]);
    assert_eq!(column("not_costed"), ["", "", "", "no minutes"]);
    assert_eq!(column("rates")[0], "14.50 from 2025-12-08; 15.20 from 2026-01-12");
    assert_eq!(column("what")[2], "'=Reading");
}

#[test]
fn a_table_says_which_cost_is_which_and_why_one_is_missing() {
    let ran = provision(&school(), "2026-01-15", &["--by", "adult"]);
    for part in [
        "TA: 2 provisions for 1 pupil; cost to date 73.07, cost of the whole run 121.71\n",
        "tutor: 1 provision for 1 pupil; cost to date 22.46, cost of the whole run 115.94\n",
        "no adult named: 1 provision for 1 pupil; cost to date not known, cost of the whole run not known; 1 not costed\n",
        "not costed:",
        "14.50, then",
        "4 provisions for 1 pupil: cost to date at least 95.53, cost of the whole run at least 237.65; 1 not costed, as at 15 Jan 2026\n",
    ] {
        assert!(ran.out.contains(part), "{part} is not in\n{}", ran.out);
    }
}

#[test]
fn as_at_a_day_shows_what_was_known_on_it() {
    let school = school();
    school.write("pupils/p014.yaml", &format!("{PUPIL}    review: {{date: 2026-01-14, decision: continue}}\n"));
    let on = |day: &str| pence(&provision(&school, day, &["--format", "json"]).json());
    // Before the plan there is no provision. Before the review no one knows that it will end what is running.
    assert_eq!(on("2025-09-09"), []);
    assert_eq!(on("2026-01-13")[0], (Some(2204), Some(7338)));
    // 3 days at 15.20 instead of 40: 1933.33... + 80 / 3 x 1520 / 60 x 0.6 = 405.33...
    assert_eq!(on("2026-01-14")[0], (Some(2339), Some(2339)));
    assert_eq!(on("2026-03-01")[0], (Some(2339), Some(2339)));
    let told = provision(&school, "2026-03-01", &[]).out;
    let note = "before the recorded last day: p014 Colourful Semantics, p014 =Reading and p014 Nurture\n";
    assert!(told.contains(note), "{told}");
}

#[test]
fn the_year_before_is_left_out_with_a_note_and_can_be_asked_for() {
    let school = school();
    let told = provision(&school, "2026-09-01", &[]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (
            0,
            "ended before the school year, so not listed: 4 provisions (`--all` lists them)\nno provision, as at 1 Sep 2026\n"
        )
    );
    let all = provision(&school, "2026-09-01", &["--all", "--format", "json"]).json();
    assert_eq!(pence(&all)[..3], [(Some(7338), Some(7338)), (Some(4833), Some(4833)), (Some(11594), Some(11594))]);
    // In the new year they have no cost.
    assert_eq!(all["summary"]["pupils"], Value::Array(vec![]));
    assert!(all["rows"].as_array().unwrap()[..3].iter().all(|row| row["this_school_year_to_date_pence"] == 0));
}

#[test]
fn a_mistake_in_a_date_hides_no_provision() {
    let school = school();
    // The year of the last day is wrong: it is in last spring.
    school.write("pupils/p014.yaml", &PUPIL.replacen("to: 2026-03-13", "to: 2025-03-13", 1));
    let map = provision(&school, "2026-01-15", &["--format", "json"]).json();
    let row = &map["rows"][0];
    assert_eq!((&row["what"], &row["last_day"]), (&"Colourful Semantics".into(), &"2025-03-13".into()));
    assert_eq!(row["not_costed"], "its last day is before its first");
    assert_eq!(pence(&map)[0], (None, None));
    assert_eq!(map["summary"]["totals"]["not_costed"], 2);
}

#[test]
fn what_was_bought_in_two_plans_is_counted_twice_and_reported() {
    let school = school();
    let next = "    review: {date: 2026-01-09}
  - stage: B
    plan: {date: 2026-01-12, kind: itp, provisions: [{what: =reading, kind: paired, group: 2, minutes: 30, per_week: 2, to: 2026-03-20, rate: 22.80, cost: 6.50}]}
";
    school.write("pupils/p014.yaml", &format!("{PUPIL}{next}"));
    // 3 days, then 4 up to the day: 60 / 2 x 2280 / 60 x 0.6 = 684, x 0.8 = 912; and the book, twice.
    let map = provision(&school, "2026-01-15", &["--format", "json"]).json();
    assert_eq!((pence(&map)[2].0, pence(&map)[4].0), (Some(684 + 650), Some(912 + 650)));
    let told = provision(&school, "2026-01-15", &[]).out;
    assert!(told.contains("delete `cost` from the later plan: p014 =reading\n"), "{told}");
}

#[test]
fn an_unreadable_record_hides_no_one_and_removes_the_sums() {
    let school = school();
    school.write("pupils/p015.yaml", "format: 1\nid: p015\nnaem: Someone Example\n");
    let ran = provision(&school, "2026-01-15", &["--format", "json", "--by", "class"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("pupils/p015.yaml"), "{}", ran.err);
    let map = ran.json();
    assert_eq!((pence(&map).len(), &map["complete"]), (4, &false.into()));
    assert!(map["summary"]["totals"].is_null() && map["summary"]["groups"].is_null());
    assert_eq!(map["summary"]["pupils"][0]["this_school_year_to_date_pence"], 9553);
    let table = provision(&school, "2026-01-15", &["--by", "class"]).out;
    assert!(table.starts_with("4B\n") && !table.contains("provisions for"), "{table}");
}

#[test]
fn without_terms_nothing_is_guessed() {
    let school = school();
    let settings = school.read("send.toml");
    let (before, behind) = (settings.find("[[terms]]").unwrap(), settings.find("[[census]]").unwrap());
    school.write("send.toml", &format!("{}{}", &settings[..before], &settings[behind..]));
    let map = provision(&school, "2026-01-15", &["--format", "json"]).json();
    assert_eq!(pence(&map), [(None, None); 4]);
    assert_eq!(map["rows"][0]["not_costed"], "no term dates for 8 Dec 2025");
}

#[test]
fn an_unknown_group_is_refused() {
    let said = school().refuses(&["provision", "--by", "clas"]);
    assert!(said.contains("write class, provision, adult, need or pupil"), "{said}");
}
