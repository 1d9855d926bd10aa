//! Tests for each paper that it shows the values of its own keys, and no value of any other key.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use super::letter::{Meeting, annual_review, register, review};
use super::pack::{evidence, handover};
use super::{Paper, PaperKeys, PaperSource, parent, sheet, teacher};
use crate::model::at_a_day::AsAt;
use crate::model::day::{Day, day};
use crate::model::record::{Move, Record};
use crate::model::schema::{key_paths, paths_of};
use crate::model::since::HeldSince;
use crate::model::text::Text;
use crate::model::vocabulary::{ApplicationFor, Stage};
use crate::policy::Policies;
use crate::reports::Names;
use crate::reports::provision::cost::Costing;
use crate::reports::provision::{ProvisionQuestion, ProvisionRow, SchoolYear};
use crate::rules::examples;
use crate::school::School;
use crate::words;

type Of = fn(&PaperSource<'_>) -> Paper;

/// The parts that follow from rules are left out here, because they hold only dates and the rules' own words.
const PAPERS: &[(&str, PaperKeys, Of)] = &[
    ("parent", parent::KEYS, parent::parent_paper),
    ("teacher", teacher::KEYS, teacher::teacher_paper),
    ("handover", handover::KEYS, |source| handover::handover_pack(source, &[])),
    ("register", register::KEYS, |source| register::register_letter(source, HeldSince::Known(day("2026-02-02")))),
    ("review", review::KEYS, |source| review::review_letter(source, &meeting())),
    ("annual-review", annual_review::KEYS, |source| annual_review::annual_review_letter(source, &meeting())),
    ("sheet", sheet::KEYS, sheet_of_one),
    ("ehcp", evidence::KEYS, |source| evidence::evidence_pack(source, ApplicationFor::Ehcp, &[], &POLICIES)),
    ("sspp", evidence::KEYS, |source| evidence::evidence_pack(source, ApplicationFor::Sspp, &[], &POLICIES)),
];

static POLICIES: LazyLock<Policies> = LazyLock::new(examples::policies);

fn meeting() -> Meeting {
    Meeting { day: day("2026-03-20"), place: None }
}

/// The sheet of a class with one pupil.
fn sheet_of_one(source: &PaperSource<'_>) -> Paper {
    sheet::class_sheet(
        &Text::from("a class"),
        &[sheet::SheetRow::of(source)],
        sheet::Missing { lacks: &crate::reports::Lacks::default(), on_none: 0 },
        source.school,
        source.record.day(),
    )
}

/// A record with every key, in which every text and every day is different.
fn planted() -> Value {
    let mut record: Value = serde_json::from_str(include_str!("../../records/edit/full.json")).unwrap();
    record["name"] = "Wxname Planted".into();
    record["known_as"] = "Wxcalled".into();
    record["home_language"] = "Wxlanguage".into();
    let mut nth = 0;
    each_leaf(&mut record, "", &mut |path, value| {
        nth += 1;
        let Some(text) = value.as_str() else { return };
        if text == "x" {
            *value = format!("Wx{nth:03} planted").into();
        } else if Day::parse(text).is_some() && path != "date_of_birth" {
            *value = day("2017-12-01").plus_days(nth).to_string().into();
        }
    });
    record
}

/// Visits every value that is not a list or a map, with its keys joined by dots.
fn each_leaf(value: &mut Value, path: &str, visit: &mut dyn FnMut(&str, &mut Value)) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                each_leaf(inner, &path, visit);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| each_leaf(inner, path, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => visit(path, value),
    }
}

/// The record in several states, because a paper says different things about each: after its reviews, while a plan runs, before
/// anything planned was done, with an EHC plan in force, and with each answer about sharing.
fn states() -> Vec<Value> {
    let reviewed = planted();
    let mut running = planted();
    for cycle in running["cycles"].as_array_mut().unwrap() {
        without(cycle, &["review"]);
        cycle["stage"] = "C".into();
        for voice in ["pupil_voice", "parent_voice"] {
            cycle["plan"][voice] = format!("Wx{voice} planned").into();
        }
    }
    let last = running["stages"].as_array().unwrap().len() - 1;
    running["stages"][last]["stage"] = "C".into();
    each(&mut running["needs"], |need| without(need, &["to"]));
    let mut open = reviewed.clone();
    each(&mut open["cycles"], |cycle| {
        for action in cycle["review"].get_mut("actions").and_then(Value::as_array_mut).into_iter().flatten() {
            without(action, &["done"]);
        }
        for voice in ["pupil_voice", "parent_voice"] {
            cycle["review"][voice] = format!("Wx{voice} reviewed").into();
        }
    });
    for state in [&mut running, &mut open] {
        each(&mut state["ehc_plan"], |plan| {
            without(plan, &["ceased"]);
            each(&mut plan["reviews"], |review| without(review, &["meeting"]));
        });
    }
    let mut in_force = reviewed.clone();
    each(&mut in_force["ehc_plan"], |plan| without(plan, &["ceased"]));
    each(&mut in_force["cycles"], |cycle| {
        cycle["review"]["pupil_voice"] =
            serde_json::json!({"asked": "2016-05-05", "how": "Wxhow reviewed", "answer": "none"});
    });
    let [agreed, refused] = [("transition", "given"), ("information-sharing", "refused")].map(|(about, answer)| {
        let mut answered = in_force.clone();
        each(&mut answered["transitions"], |move_on| without(move_on, &["sharing_agreed"]));
        each(&mut answered["contacts"], |contact| {
            contact["about"] = about.into();
            contact["answer"] = answer.into();
            without(contact, &["who"]);
        });
        answered
    });
    let seen = as_seen(in_force.clone());
    let review_found = with_found_review_date(running.clone());
    vec![reviewed, running, open, in_force, agreed, refused, seen, review_found]
}

/// A record of which each plan is only the date of its review, as it was found.
fn with_found_review_date(mut state: Value) -> Value {
    let found = state["as_found"]["date"].clone();
    each(&mut state["cycles"], |cycle| {
        cycle.as_object_mut().unwrap().retain(|key, _| ["stage", "plan"].contains(&key.as_str()));
        let plan = cycle["plan"].as_object_mut().unwrap();
        plan.retain(|key, _| ["kind", "review_by"].contains(&key.as_str()));
        plan.insert("date".to_owned(), found.clone());
    });
    state
}

/// The record with a day on which each thing held in place of its first day.
fn as_seen(mut state: Value) -> Value {
    for (list, first) in [("on_roll", "from"), ("register", "from"), ("sspp", "from"), ("ehc_plan", "final")] {
        each(&mut state[list], |entry| {
            let map = entry.as_object_mut().unwrap();
            if let Some(day) = map.remove(first) {
                map.insert("in_force_on".to_owned(), day);
            }
        });
    }
    state
}

fn each(list: &mut Value, change: impl FnMut(&mut Value)) {
    list.as_array_mut().unwrap().iter_mut().for_each(change);
}

fn without(entry: &mut Value, keys: &[&str]) {
    for key in keys {
        entry.as_object_mut().unwrap().remove(*key);
    }
}

/// Whether the words contain this, but not as the end of a longer number: `14 Feb 2018` does not contain `4 Feb 2018`.
fn say(words: &str, said: &str) -> bool {
    words.match_indices(said).any(|(at, _)| !words[..at].ends_with(|before: char| before.is_ascii_digit()))
}

/// All words of a paper.
fn words_of(state: &Value, keys: PaperKeys, of: Of) -> String {
    words_in(&read(state).unwrap(), &school(), keys, of)
}

fn words_in(record: &AsAt, school: &School, keys: PaperKeys, of: Of) -> String {
    let source = PaperSource::new(record, keys, school).expect("the keys leave every entry its meaning");
    format!("{:?}", of(&source))
}

fn read(state: &Value) -> Option<AsAt> {
    let record: Record = serde_json::from_value(state.clone()).ok()?;
    Some(record.as_at(day("2026-02-01")))
}

fn school() -> School {
    let settings = "[school]\nname = \"A School\"\ntime_zone = \"Europe/London\"\n";
    School::new(toml::from_str(settings).unwrap(), Vec::new())
}

/// The same record with a different value at one leaf, for every leaf at which it then can be read.
fn with_others(state: &Value) -> Vec<(String, AsAt)> {
    let mut leaves = 0;
    each_leaf(&mut state.clone(), "", &mut |_, _| leaves += 1);
    (0..leaves).filter_map(|nth| with_another(state, nth)).collect()
}

/// The same record with a different value at the nth leaf.
fn with_another(state: &Value, nth: usize) -> Option<(String, AsAt)> {
    let (mut at, mut changed) = (0, None);
    let mut other = state.clone();
    each_leaf(&mut other, "", &mut |path, value| {
        if at == nth && path != "format" {
            let new = another(path, value);
            changed = (new != *value).then(|| path.to_owned());
            *value = new;
        }
        at += 1;
    });
    changed.zip(read(&other))
}

fn another(path: &str, value: &Value) -> Value {
    match value {
        Value::Bool(value) => Value::Bool(!value),
        Value::Number(number) => (number.as_i64().unwrap() + 1).into(),
        Value::String(text) if Day::parse(text).is_some() => Day::parse(text).unwrap().plus_days(1).to_string().into(),
        Value::String(_) if path.ends_with("progress") => "better".into(),
        Value::String(text) if text.starts_with("Wx") => format!("{text} otherwise").into(),
        Value::String(text) => {
            let pairs = [
                ("C", "D"),
                ("D", "C"),
                ("B", "C"),
                ("A", "C"),
                ("SLCN", "ASD"),
                ("met", "not-met"),
                ("expected", "little"),
                ("continue", "adapt"),
                ("4B", "5A"),
                ("3", "4"),
                ("none", "given"),
                ("eal", "disability"),
                ("given", "refused"),
                ("draft", "granted"),
                ("EHCP", "SSPP"),
                ("learning-plan", "itp"),
                ("amend", "maintain"),
                ("parent", "pupil"),
                ("gap-widening", "gap-not-closing"),
                ("consent", "meeting"),
                ("concern", "review"),
                ("school", "parent"),
                ("annual", "early"),
                ("K", "SSPP"),
                ("Q330999922002", "W330999920013"),
            ];
            pairs
                .iter()
                .find(|(from, _)| from == text)
                .map_or_else(|| format!("{text}x"), |(_, to)| (*to).to_owned())
                .into()
        }
        Value::Null | Value::Array(_) | Value::Object(_) => panic!("{path}"),
    }
}

/// The keys of the pack are enough to work out its costs.
#[test]
fn a_cut_record_costs_the_same_as_the_whole_record() {
    let (school, policies, as_at) = (examples::school(), examples::policies(), day("2026-01-15"));
    let costing = Costing { calendar: &school.calendar, policies: &policies };
    let asked = ProvisionQuestion { as_at, school_year: SchoolYear::of(as_at), costing, names: Names::Shown };
    let cost = |record: &AsAt| -> Vec<ProvisionRow> {
        record.provision_runs().iter().map(|run| ProvisionRow::of(record, run, &asked)).collect()
    };
    let full: Record = serde_json::from_str(include_str!("../../records/edit/full.json")).unwrap();
    let cut = full.as_at(as_at);
    let mut closed = full.clone();
    closed.stages.push(Move {
        date: day("2026-01-08"),
        stage: Stage::Closed,
        by: None,
        because: None,
        despite_refusal: None,
        waived: Vec::new(),
    });
    let mut left = full.clone();
    left.on_roll[0].to = Some(day("2026-01-07"));
    let whole = [full, closed, left].map(|record| record.into_as_at(Day::LAST));
    for record in whole.into_iter().chain([cut]) {
        let cut = PaperSource::new(&record, evidence::KEYS, &school).unwrap().record;
        let (whole, cut) = (cost(&record), cost(&cut));
        assert!(whole.iter().all(|row| row.cost_to_date_pence.is_some_and(|cost| cost.pence() > 4000)), "{whole:?}");
        assert_eq!(whole, cut);
    }
}

#[test]
fn no_paper_takes_a_review_date_that_was_found_for_a_plan() {
    let found = with_found_review_date(states().swap_remove(1));
    let mut later = found.clone();
    each(&mut later["cycles"], |cycle| cycle["plan"]["date"] = "2018-06-04".into());
    for (reader, says_so) in [
        ("parent", "Plan made"),
        ("teacher", "Plan made"),
        ("register", "A copy is with this letter"),
        ("review", "The plan made on"),
        ("ehcp", "learning plan drawn up"),
    ] {
        let (_, keys, of) = PAPERS.iter().find(|(paper, ..)| *paper == reader).unwrap();
        assert!(words_of(&later, *keys, *of).contains(says_so), "{reader}: {later}");
        assert!(!words_of(&found, *keys, *of).contains(says_so), "{reader}");
    }
}

#[test]
fn every_key_of_a_paper_is_in_the_format_and_every_key_has_a_test_value() {
    let known = key_paths();
    assert_eq!(paths_of(&planted()), known);
    for (reader, keys, _) in PAPERS {
        let unknown: Vec<&&str> = keys.shown.iter().chain(keys.reckoned).filter(|key| !known.contains(**key)).collect();
        assert!(unknown.is_empty(), "{reader}: the format does not have {unknown:?}");
    }
}

#[test]
fn a_paper_shows_the_keys_that_it_lists_and_no_others() {
    for (reader, keys, of) in PAPERS {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for state in &mut states() {
            let words = words_of(state, *keys, *of);
            each_leaf(state, "", &mut |path, value| {
                let planted = value.as_str().filter(|text| text.starts_with("Wx") || Day::parse(text).is_some());
                let Some(planted) = planted else { return };
                let said = Day::parse(planted).map_or_else(|| planted.to_owned(), words::date);
                let listed = keys.shown.iter().find(|key| **key == path);
                match (say(&words, &said), listed) {
                    (true, Some(key)) => drop(seen.insert(key)),
                    (true, None) => panic!("{reader}: {path} is not listed, but `{said}` is in the paper"),
                    (false, _) => {}
                }
            });
        }
        let of_text = |key: &&&str| {
            let mut found = false;
            each_leaf(&mut planted(), "", &mut |path, value| {
                found |= path == **key
                    && value.as_str().is_some_and(|text| text.starts_with("Wx") || Day::parse(text).is_some());
            });
            found
        };
        let unseen: Vec<&&str> = keys.shown.iter().filter(of_text).filter(|key| !seen.contains(**key)).collect();
        assert!(unseen.is_empty(), "{reader}: {unseen:?} are listed, but the paper never shows them");
    }
}

#[test]
fn a_paper_changes_only_with_keys_that_it_lists() {
    let school = school();
    let states: Vec<(AsAt, Vec<(String, AsAt)>)> =
        states().iter().map(|state| (read(state).unwrap(), with_others(state))).collect();
    for (reader, keys, of) in PAPERS {
        let mut telling: BTreeSet<String> = BTreeSet::new();
        for (state, others) in &states {
            let before = words_in(state, &school, *keys, *of);
            for (path, other) in others {
                let changed = words_in(other, &school, *keys, *of) != before;
                let known = keys.shown.contains(&path.as_str()) || keys.reckoned.contains(&path.as_str());
                assert!(known || !changed, "{reader}: the paper changes with {path}, which is not listed");
                if changed {
                    telling.insert(path.clone());
                }
            }
        }
        // `class` and `stage` cannot change by themselves in these states.
        let silent = |key: &&&str| !telling.contains(**key) && !["class", "stage"].contains(*key);
        let silent: Vec<&&str> = keys.shown.iter().filter(silent).collect();
        assert!(silent.is_empty(), "{reader}: {silent:?} are listed as shown, but the paper does not change with them");
    }
}

#[test]
fn the_family_sees_both_of_two_plans_that_run_at_once() {
    let plan = |day: &str, target: &str| {
        serde_json::json!({"stage": "C", "plan": {"date": day, "kind": "learning-plan", "at_home": format!("{target} at home"),
            "targets": [{"text": target}], "provisions": [{"what": format!("{target} group"), "kind": "small-group"}]}})
    };
    let state = serde_json::json!({
        "format": 1, "id": "p014", "name": "Amira Example", "date_of_birth": "2017-11-03", "on_roll": [{"from": "2022-09-05"}],
        "stage": "C", "census": "N", "stages": [{"date": "2025-12-01", "stage": "C"}],
        "cycles": [plan("2025-12-01", "Reads"), plan("2026-01-07", "Counts")],
    });
    for (reader, keys, of) in
        PAPERS.iter().filter(|(reader, ..)| ["parent", "teacher", "register", "review"].contains(reader))
    {
        let words = words_of(&state, *keys, *of);
        assert!(words.contains("\"Reads\"") && words.contains("\"Counts\""), "{reader}: {words}");
        let day = ["parent", "register", "review"].contains(reader);
        assert!(!day || words.contains("1 Dec 2025 and 7 Jan 2026"), "{reader}: {words}");
        let home = ["parent", "register"].contains(reader);
        assert!(!home || (words.contains("Reads at home") && words.contains("Counts at home")), "{reader}: {words}");
    }
}
