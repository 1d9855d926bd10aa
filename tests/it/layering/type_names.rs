//! A type name has one meaning: no two types of the program have the same name, in whatever files.

use std::collections::BTreeMap;

use super::{Source, sources};

/// The name of the type that a line defines. An indented alias does not count, because it belongs to a trait.
fn type_defined(line: &str) -> Option<&str> {
    let (keyword, rest) = without_visibility(line.trim_start()).split_once(' ')?;
    let is_alias = keyword == "type" && !line.starts_with(' ');
    let end = rest.find(|one: char| !one.is_alphanumeric() && one != '_').unwrap_or(rest.len());
    let is_type = ["struct", "enum", "trait", "union"].contains(&keyword) || is_alias;
    Some(&rest[..end]).filter(|name| is_type && name.starts_with(char::is_uppercase))
}

/// An item without `pub`, `pub(crate)` or `pub(in path)`.
fn without_visibility(item: &str) -> &str {
    let Some(rest) = item.strip_prefix("pub") else { return item };
    match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest.trim_start(),
    }
}

/// One line for each type name that is defined more than once, with every place.
fn names_defined_twice(sources: &[Source]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for source in sources {
        for (number, line) in &source.lines {
            if let Some(name) = type_defined(line) {
                places.entry(name).or_default().push(format!("src/{}.rs:{number}", source.name));
            }
        }
    }
    let twice = places.into_iter().filter(|(_, places)| places.len() > 1);
    twice.map(|(name, places)| format!("`{name}` is defined in {}", places.join(" and "))).collect()
}

#[test]
fn a_type_name_is_defined_once() {
    let sources = sources();
    let found = sources.iter().flat_map(|source| &source.lines).filter(|(_, line)| type_defined(line).is_some());
    assert!(found.count() > 400, "the types of the program were not found");
    let twice = names_defined_twice(&sources);
    assert!(twice.is_empty(), "give each type a different name:\n{}", twice.join("\n"));
}

#[test]
fn a_planted_second_definition_is_found() {
    let source = |name: &str, program: &str| Source {
        name: name.to_owned(),
        lines: program.lines().enumerate().map(|(nth, line)| (nth + 1, line.to_owned())).collect(),
    };
    let planted = [
        source(
            "rules/moves",
            "pub(crate) struct Query<'a> {\n}\nimpl Iterator for Query<'_> {\n    type Item = Day;\n}",
        ),
        source("model/day", "pub struct Day(u32);\nenum Way { On }\nfn local() {\n    struct Way;\n}"),
        source("reports/late", "pub(in crate::reports) trait Query {\n    type Item;\n}\ntype Item = (Day, Day);"),
    ];
    assert_eq!(
        names_defined_twice(&planted),
        [
            "`Query` is defined in src/rules/moves.rs:1 and src/reports/late.rs:1",
            "`Way` is defined in src/model/day.rs:2 and src/model/day.rs:4"
        ]
    );
}
