//! Adds texts to a list in a TOML file. Comments, and every other byte, stay as they are.

use super::encoding;
use super::toml_file::{TextListSpan, find_text_list, names_of_tables};

/// A text for a list, and the text that it replaces.
#[derive(Debug)]
pub(crate) struct ListText<'t> {
    /// The text in the list that it replaces, if there is one.
    pub(crate) replaces: Option<&'t str>,
    /// The text.
    pub(crate) text: &'t str,
}

/// Returns a TOML file with these texts in the list `key` of `table`. If the file has no such table, it is added at the end, below
/// the comment `about`.
///
/// Returns `None` if the file is written in a way that cannot be changed safely.
pub(crate) fn put_in_text_list(
    bytes: &[u8],
    (table, key): (&str, &str),
    about: &str,
    new: &[ListText<'_>],
) -> Option<Vec<u8>> {
    let text = encoding::decode_text(bytes).ok()?;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let changed = match find_text_list(text, table, key) {
        Some(Some(list)) => with_texts(text, &list, new, line_end),
        Some(None) => {
            let heading = format!("[{table}]");
            let start = text.split_inclusive('\n').scan(0, |at, line| {
                let begins = *at;
                *at += line.len();
                Some((begins, *at, line.trim()))
            });
            let (_, after, _) = start.into_iter().find(|(_, _, line)| *line == heading)?;
            let (before, rest) = text.split_at_checked(after)?;
            let before = with_line_end(before, line_end);
            format!("{before}{}{rest}", new_list(key, new, line_end))
        }
        None if !names_table(text, table) => {
            let before = with_line_end(text, line_end);
            format!("{before}{line_end}# {about}{line_end}[{table}]{line_end}{}", new_list(key, new, line_end))
        }
        None => return None,
    };
    is_as_meant(&changed, (table, key), new)
        .then(|| encoding_mark(bytes, text).iter().copied().chain(changed.into_bytes()).collect())
}

/// Returns a TOML file with a table of the array `key` for each of these names, at its end: `[[classes]]` and `name = "4B"`.
///
/// Returns `None` if the file is written in a way that cannot be changed safely.
pub(crate) fn add_named_tables(bytes: &[u8], key: &str, names: &[String]) -> Option<Vec<u8>> {
    let text = encoding::decode_text(bytes).ok()?;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let tables = names.iter().map(|name| format!("{line_end}[[{key}]]{line_end}name = {}{line_end}", quoted(name)));
    let changed = text.to_owned() + &tables.collect::<String>();
    let (before, after) = (names_of_tables(text, key)?, names_of_tables(&changed, key)?);
    let is_as_meant = after.starts_with(&before) && after.len() == before.len() + names.len();
    is_as_meant.then(|| encoding_mark(bytes, text).iter().copied().chain(changed.into_bytes()).collect())
}

/// The bytes before the text: a byte-order mark, if the file has one.
fn encoding_mark<'b>(bytes: &'b [u8], text: &str) -> &'b [u8] {
    bytes.get(..bytes.len().saturating_sub(text.len())).unwrap_or_default()
}

/// Whether a line of the file may be the heading of a table.
fn names_table(text: &str, table: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with('[') && line.contains(table) && !line.contains('='))
}

fn with_line_end(text: &str, line_end: &str) -> String {
    let ends = text.is_empty() || text.ends_with('\n');
    if ends { text.to_owned() } else { format!("{text}{line_end}") }
}

fn new_list(key: &str, new: &[ListText<'_>], line_end: &str) -> String {
    let lines: String = new.iter().map(|one| format!("    {},{line_end}", quoted(one.text))).collect();
    format!("{key} = [{line_end}{lines}]{line_end}")
}

/// Puts the texts into a list that is there: each in place of the one that it replaces, or at the end.
fn with_texts(text: &str, list: &TextListSpan, new: &[ListText<'_>], line_end: &str) -> String {
    let place_of = |one: &ListText<'_>| {
        let replaces = one.replaces?;
        list.texts.iter().find(|(old, _)| old == replaces).map(|(_, span)| span.clone())
    };
    let mut edits: Vec<(std::ops::Range<usize>, String)> =
        new.iter().filter_map(|one| Some((place_of(one)?, quoted(one.text)))).collect();
    let added: Vec<&ListText<'_>> = new.iter().filter(|one| place_of(one).is_none()).collect();
    let last = list.texts.last().map(|(_, span)| span.end);
    let is_on_lines = last.is_some_and(|last| text.get(last..list.end).is_some_and(|rest| rest.contains('\n')));
    if is_on_lines {
        let needs_comma = last.is_some_and(|last| !has_comma(text.get(last..list.end).unwrap_or_default()));
        if let Some(last) = last.filter(|_| needs_comma && !added.is_empty()) {
            edits.push((last..last, ",".to_owned()));
        }
        let lines: String = added.iter().map(|one| format!("    {},{line_end}", quoted(one.text))).collect();
        let start = text.get(..list.end).and_then(|before| before.rfind('\n')).map_or(list.end, |newline| newline + 1);
        edits.push((start..start, lines));
    } else {
        let has_comma = last.is_none_or(|last| has_comma(text.get(last..list.end).unwrap_or_default()));
        let texts: Vec<String> = added.iter().map(|one| quoted(one.text)).collect();
        let gap = if has_comma { "" } else { ", " };
        if !texts.is_empty() {
            edits.push((list.end..list.end, format!("{gap}{}", texts.join(", "))));
        }
    }
    let mut changed = text.to_owned();
    edits.sort_by_key(|(span, _)| span.start);
    for (span, with) in edits.into_iter().rev() {
        changed.replace_range(span, &with);
    }
    changed
}

/// Whether the text behind the last entry has a comma outside a comment.
fn has_comma(rest: &str) -> bool {
    rest.lines().any(|line| line.split('#').next().is_some_and(|line| line.contains(',')))
}

/// Whether the file now has the texts that were meant.
fn is_as_meant(changed: &str, (table, key): (&str, &str), new: &[ListText<'_>]) -> bool {
    let Some(Some(list)) = find_text_list(changed, table, key) else { return false };
    let has = |text: &str| list.texts.iter().any(|(known, _)| known == text);
    new.iter().all(|one| has(one.text) && one.replaces.is_none_or(|old| old == one.text || !has(old)))
}

/// Writes a text in double quotation marks.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &str = "Headings.";

    fn put(file: &str, new: &[(Option<&str>, &str)]) -> Option<String> {
        let new: Vec<ListText<'_>> =
            new.iter().map(|(replaces, text)| ListText { replaces: *replaces, text }).collect();
        put_in_text_list(file.as_bytes(), ("import", "map"), ABOUT, &new).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn named_tables_go_to_the_end_of_the_file() {
        let added = |file: &str| {
            let names = ["4B".to_owned(), "Owl\"s".to_owned()];
            add_named_tables(file.as_bytes(), "classes", &names).map(|bytes| String::from_utf8(bytes).unwrap())
        };
        let before = "[[classes]]\nname = \"3A\" # ours\n[git]\ncommit = true\n";
        let wanted = format!("{before}\n[[classes]]\nname = \"4B\"\n\n[[classes]]\nname = \"Owl\\\"s\"\n");
        assert_eq!(added(before), Some(wanted));
        assert_eq!(added("\u{feff}a = 1\r\n").unwrap().matches("\r\n").count(), 7);
        assert_eq!(added("classes = [{ name = \"3A\" }]\n"), None);
    }

    #[test]
    fn a_file_without_the_table_gets_it_at_the_end() {
        let before = "# mine\n[git]\ncommit = true # yes\n";
        let wanted = format!("{before}\n# Headings.\n[import]\nmap = [\n    \"class=Kla\\\"sse\",\n]\n");
        assert_eq!(put(before, &[(None, "class=Kla\"sse")]), Some(wanted));
        let crlf = put("\u{feff}[git]\r\ncommit = true\r\n", &[(None, "a=b")]).unwrap();
        assert_eq!(
            crlf,
            "\u{feff}[git]\r\ncommit = true\r\n\r\n# Headings.\r\n[import]\r\nmap = [\r\n    \"a=b\",\r\n]\r\n"
        );
    }

    #[test]
    fn a_list_keeps_its_comments_and_its_form() {
        for (before, new, after) in [
            ("[import]\nmap = [\"a=b\"]\n[git]\n", (None, "c=d"), "[import]\nmap = [\"a=b\", \"c=d\"]\n[git]\n"),
            ("[import]\nmap = [\"a=b\"] # mine\n", (Some("a=b"), "a=c"), "[import]\nmap = [\"a=c\"] # mine\n"),
            ("[import]\nmap = []\n", (None, "c=d"), "[import]\nmap = [\"c=d\"]\n"),
            (
                "[import]\nmap = [\n  \"a=b\" # first, mine\n]\n",
                (None, "c=d"),
                "[import]\nmap = [\n  \"a=b\", # first, mine\n    \"c=d\",\n]\n",
            ),
            (
                "[import]\nmap = [\n  \'a=b\',\n  # last\n]\n",
                (None, "c=d"),
                "[import]\nmap = [\n  \'a=b\',\n  # last\n    \"c=d\",\n]\n",
            ),
            ("[import] \n\n[git]\n", (None, "c=d"), "[import] \nmap = [\n    \"c=d\",\n]\n\n[git]\n"),
            ("import = { map = [\"a=b\"] }\n", (None, "c=d"), "import = { map = [\"a=b\", \"c=d\"] }\n"),
        ] {
            assert_eq!(put(before, &[new]).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn what_cannot_be_changed_safely_is_left_alone() {
        for file in ["[import\n", "import = 3\n", "[import]\nmap = 3\n", "import = {}\n"] {
            assert_eq!(put(file, &[(None, "c=d")]), None, "{file}");
        }
    }
}
