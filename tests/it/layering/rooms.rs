//! The rooms as a whole: they form no circle, the map of them is true, and verbs do not use each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::circles::{Graph, circle_of, graph};
use super::{ROOMS, Source, sources};

/// The folders of the verbs and the file of each verb in them, from the table of verbs.
fn verbs(table: &str) -> BTreeMap<String, BTreeSet<String>> {
    let rows = table.split("\nverbs! {\n").nth(1).unwrap().split("\n}\n").next().unwrap();
    let mut verbs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut folder = "";
    for row in rows.lines().map(str::trim) {
        let row = row.strip_prefix("usual ").unwrap_or(row);
        if let Some((_, rest)) = row.strip_prefix('"').and_then(|row| row.split_once("\" ")) {
            let file = rest.split("::").next().unwrap();
            verbs.entry(folder.to_owned()).or_default().insert(format!("commands/{folder}/{file}"));
        } else if let Some((name, _)) = row.split_once(" \"") {
            folder = name;
        }
    }
    verbs
}

/// The verb that a file belongs to, if any: `commands/trust/audit` for `commands/trust/audit/now`.
fn verb_of<'f>(file: &'f str, verbs: &BTreeMap<String, BTreeSet<String>>) -> Option<&'f str> {
    let end = file.match_indices('/').map(|(at, _)| at).nth(2).unwrap_or(file.len());
    Some(&file[..end]).filter(|start| verbs.values().any(|files| files.contains(*start)))
}

/// Forbidden names in a file of a group of verbs: another verb, or anything in `commands` outside its group.
fn wrongly_named(graph: &Graph, verbs: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, named) in graph {
        let Some(group) = file.strip_prefix("commands/").and_then(|rest| rest.split('/').next()) else { continue };
        if !verbs.contains_key(group) {
            continue;
        }
        for other in named.iter().filter(|other| *other == "commands" || other.starts_with("commands/")) {
            let is_outside = *other != format!("commands/{group}") && !other.starts_with(&format!("commands/{group}/"));
            let is_of_another = verb_of(other, verbs).is_some_and(|verb| verb_of(file, verbs) != Some(verb));
            if is_outside || is_of_another {
                wrong.push(format!("{file} names {other}"));
            }
        }
    }
    wrong
}

#[test]
fn a_verb_imports_no_other_verb_and_nothing_from_another_group() {
    let table = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/verbs.rs")).unwrap();
    let (sources, verbs) = (sources(), verbs(&table));
    let graph = graph(&sources);
    let all: BTreeSet<&String> = verbs.values().flatten().collect();
    assert!(verbs.len() > 5 && all.len() > 50, "the table could not be read: {verbs:?}");
    for file in all {
        assert!(graph.contains_key(file), "the table of verbs names src/{file}.rs, which does not exist");
    }
    let wrong = wrongly_named(&graph, &verbs);
    assert!(
        wrong.is_empty(),
        "put what they share into a file of their group that is not a verb:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_planted_verb_that_imports_a_verb_is_found() {
    let verbs = verbs(
        "\nverbs! {\n    trust \"Trust\" {\n        \"audit\" audit::AuditArgs, Other;\n        \"log\" log::LogArgs, Other;\n    }\n    lists \"Lists\" {\n        \"show\" show::ShowArgs, Reports;\n    }\n}\n",
    );
    let source = |name: &str, program: &str| Source {
        name: name.to_owned(),
        lines: format!("\n{program}").lines().enumerate().map(|(nth, line)| (nth, line.to_owned())).collect(),
    };
    let planted = [
        source("commands/mod", ""),
        source("commands/verbs", "use super::{lists, trust};"),
        source("commands/lists/mod", "pub(crate) mod show;"),
        source(
            "commands/lists/show",
            "use crate::commands::trust::shared::Shared;\nuse crate::commands::verbs::parse;",
        ),
        source("commands/trust/mod", "pub(crate) mod audit;"),
        source("commands/trust/audit", "use super::log::stopped;\nuse super::shared::Shared;\nuse now::judge;"),
        source("commands/trust/audit/now", "use super::finding;\nuse crate::commands::trust::shared::Shared;"),
        source("commands/trust/log", ""),
        source("commands/trust/shared", ""),
    ];
    assert_eq!(
        wrongly_named(&graph(&planted), &verbs),
        [
            "commands/lists/show names commands/trust/shared",
            "commands/lists/show names commands/verbs",
            "commands/trust/audit names commands/trust/log"
        ]
    );
}

#[test]
fn no_rooms_import_each_other_in_a_circle() {
    let may: Graph = ROOMS
        .iter()
        .map(|(room, others)| ((*room).to_owned(), others.iter().map(|other| (*other).to_owned()).collect()))
        .collect();
    for room in may.keys() {
        assert!(!circle_of(room, &may).contains(room), "{room} leads back to itself: {:?}", circle_of(room, &may));
    }
}

/// The rooms that have a row in the map in `src/lib.rs`.
fn rooms_of_the_map(library: &str) -> BTreeSet<String> {
    let rows = library.lines().filter_map(|line| line.strip_prefix("//! | `")?.split_once(" | "));
    rows.flat_map(|(rooms, _)| rooms.split('`').filter(|part| part.starts_with(char::is_alphabetic)))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_map_has_every_room_and_no_other() {
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let there: BTreeSet<String> =
        sources().iter().map(|source| source.room().to_owned()).filter(|room| room != "lib").collect();
    assert_eq!(rooms_of_the_map(&library), there);
}
