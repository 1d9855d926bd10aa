//! No files import each other in a circle. If they did, a change to one would affect them all, and a reader would not know where
//! to begin.
//!
//! A file may name its own room (its `mod.rs`), which declares the file and holds what the files of the room share.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, sources};

/// Files or rooms, with those that each of them names.
pub(super) type Graph = BTreeMap<String, BTreeSet<String>>;

/// The files that the program code of each file names, by module path such as `rules/moves`.
pub(super) fn graph(sources: &[Source]) -> Graph {
    let modules: BTreeSet<String> = sources.iter().map(module).collect();
    let named = |source: &Source| {
        let module = module(source);
        let text: String = source.lines.iter().map(|(_, line)| format!("{line}\n")).collect();
        let paths = paths(&text).into_iter().filter_map(|path| file_of(&path, &module, &modules));
        let others = paths.filter(|other| *other != module && !module.starts_with(&format!("{other}/")));
        (module.clone(), others.collect())
    };
    sources.iter().map(named).collect()
}

/// `rules` for `rules/mod.rs`.
fn module(source: &Source) -> String {
    source.name.strip_suffix("/mod").unwrap_or(&source.name).to_owned()
}

/// Every path that is imported or written in full.
fn paths(program: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in program.split("\nuse ").skip(1).chain(program.split("\npub(crate) use ").skip(1)) {
        expand("", part.split(';').next().unwrap(), &mut found);
    }
    for start in ["crate::", "super::"] {
        for (at, _) in program.match_indices(start) {
            let path: String =
                program[at..].chars().take_while(|one| one.is_alphanumeric() || "_:".contains(*one)).collect();
            found.push(path);
        }
    }
    found
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d` and `a::c::e`.
fn expand(before: &str, tree: &str, found: &mut Vec<String>) {
    let Some((head, rest)) = tree.split_once('{') else {
        return found.push(format!("{before}{}", tree.split(" as ").next().unwrap().trim()));
    };
    let before = format!("{before}{}", head.trim());
    let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut from) = (0, 0);
    for (at, one) in inner.char_indices().chain([(inner.len(), ',')]) {
        match one {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[from..at].trim();
                if !part.is_empty() {
                    expand(&before, part, found);
                }
                from = (at + 1).min(inner.len());
            }
            _ => {}
        }
    }
}

/// The file that a path leads to, when it is written in a file of this module.
fn file_of(path: &str, module: &str, modules: &BTreeSet<String>) -> Option<String> {
    let mut parts: Vec<&str> = path.split("::").collect();
    let mut whole: Vec<&str> = module.split('/').collect();
    match parts.first().copied() {
        Some("crate") => {
            parts.remove(0);
            whole.clear();
        }
        Some("super") => {
            while parts.first() == Some(&"super") {
                parts.remove(0);
                whole.pop();
            }
        }
        Some("self") => drop(parts.remove(0)),
        _ => {}
    }
    whole.extend(parts);
    (1..=whole.len()).rev().map(|length| whole[..length].join("/")).find(|name| modules.contains(name))
}

/// The files that both lead to this one and are reached from it.
pub(super) fn circle_of(file: &str, graph: &Graph) -> BTreeSet<String> {
    let reached = |from: &str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(next) = open.pop() {
            for other in graph.get(&next).into_iter().flatten() {
                if seen.insert(other.clone()) {
                    open.push(other.clone());
                }
            }
        }
        seen
    };
    reached(file).into_iter().filter(|other| reached(other).contains(file)).collect()
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let sources = sources();
    let graph = graph(&sources);
    let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
    for file in graph.keys() {
        let circle = circle_of(file, &graph);
        if circle.len() > 1 {
            circles.insert(circle.into_iter().collect());
        }
    }
    assert!(circles.is_empty(), "files import each other in a circle: {circles:?}");
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 1_000, "the imports were not found");
}

#[test]
fn a_planted_circle_is_found_however_it_is_written() {
    let source = |name: &str, program: &str| Source {
        name: name.to_owned(),
        lines: format!("\n{program}").lines().enumerate().map(|(nth, line)| (nth, line.to_owned())).collect(),
    };
    let planted = [
        source("model/mod", "pub(crate) mod a;"),
        source("model/a", "use super::b::{One, Two};"),
        source("model/b", "use crate::finding::Finding;\nuse crate::{\n    model::c,\n    words::{count, list},\n};"),
        source("model/c", "use super::Record;\nfn of(it: &crate::model::a::It) {}"),
        source("finding", ""),
        source("words", ""),
    ];
    let graph = graph(&planted);
    let expected: BTreeSet<String> = ["model/a", "model/b", "model/c"].map(str::to_owned).into();
    assert_eq!(circle_of("model/b", &graph), expected);
    assert_eq!(circle_of("words", &graph), BTreeSet::new());
    assert!(graph["model/b"].contains("words") && graph["model/b"].contains("finding"));
}
