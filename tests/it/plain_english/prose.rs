//! The prose of a tree of files: what a person reads, file by file, with the line where each passage begins.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// Where a passage comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The comments and the texts of a Rust file.
    Rust,
    /// A Markdown page without its code.
    Markdown,
    /// The comments of a file in which `#` begins one.
    Remarks,
    /// The template of a page.
    Template,
    /// A text that the program is held to.
    Fixture,
}

/// A line of prose, or a whole text of the program.
#[derive(Debug)]
pub(super) struct Passage {
    /// The file, from the top of the tree.
    pub(super) file: String,
    /// The line where it begins, from 1.
    pub(super) line: usize,
    /// Where it comes from.
    pub(super) kind: Kind,
    /// The words. Code in backticks is replaced by "it".
    pub(super) text: String,
}

impl Passage {
    pub(super) fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

/// Folders that hold no prose of the project.
const SKIPPED: [&str; 3] = [".git", ".send", "target"];

/// A line of a text with fewer words is a name or a key, not a sentence.
pub(super) const SENTENCE: usize = 4;

/// The passages of every file below `root`, in the order of the file names.
pub(super) fn passages(root: &Path) -> Vec<Passage> {
    let mut found = Vec::new();
    let code = Regex::new("`[^`]*`").unwrap();
    add_folder(root, root, &mut |file, kind, text| {
        for (line, words) in prose(kind, text) {
            let text = code.replace_all(&words, " it ").trim().to_owned();
            found.push(Passage { file: file.to_owned(), line, kind, text });
        }
    });
    found
}

fn add_folder(root: &Path, folder: &Path, found: &mut dyn FnMut(&str, Kind, &str)) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                add_folder(root, &path, found);
            }
        } else if let Some(kind) = kind_of(&path) {
            // The damaged records among the fixtures are not all UTF-8.
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).replace("\r\n", "\n");
            let file = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found(&file, kind, &text);
        }
    }
}

fn kind_of(path: &Path) -> Option<Kind> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => Some(Kind::Rust),
        Some("md") => Some(Kind::Markdown),
        Some("toml" | "yaml" | "cron") => Some(Kind::Remarks),
        Some("html") => Some(Kind::Template),
        Some("expected" | "txt") => Some(Kind::Fixture),
        // The scripts of the gate have no extension.
        None if path.parent().and_then(Path::file_name).is_some_and(|folder| folder == ".ci") => Some(Kind::Remarks),
        _ => None,
    }
}

/// The passages of one file, each with the line where it begins.
fn prose(kind: Kind, text: &str) -> Vec<(usize, String)> {
    match kind {
        Kind::Rust => rust(text),
        Kind::Markdown => markdown(text),
        Kind::Remarks => remarks(text),
        Kind::Template => template(text),
        Kind::Fixture => numbered(text).map(|(line, words)| (line, words.to_owned())).collect(),
    }
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Each line of a comment, and each text that is a sentence. A text that runs over lines of the source is one passage. A line
/// break that the reader sees ends a passage.
fn rust(program: &str) -> Vec<(usize, String)> {
    static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r####"(?x)
        //[/!]?\ ?(?<comment>[^\n]*)
        | r(?<hashes>\#*)"
        | b?"(?<text>(?:[^"\\]|\\(?s:.))*)"
        | '(?:[^'\\\n]|\\[^\n]{1,10}?)'"####,
        )
        .unwrap()
    });
    let mut found = Vec::new();
    let (mut at, mut line, mut counted) = (0, 1, 0);
    while let Some(hit) = TOKEN.captures_at(program, at) {
        let whole = hit.get(0).unwrap();
        at = whole.end();
        line += program[counted..whole.start()].matches('\n').count();
        counted = whole.start();
        if let Some(comment) = hit.name("comment") {
            found.push((line, comment.as_str().to_owned()));
        } else if let Some(hashes) = hit.name("hashes") {
            let end = format!("\"{}", hashes.as_str());
            let length = program[at..].find(&end).unwrap();
            found.extend(sentences(line, &program[at..at + length]));
            at += length + end.len();
        } else if let Some(text) = hit.name("text") {
            found.extend(sentences(line, &joined(text.as_str())));
        }
    }
    found
}

/// A text as the program prints it: a `\` at the end of a line joins it to the next.
fn joined(text: &str) -> String {
    static BREAK_OF_THE_SOURCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\n\s*").unwrap());
    BREAK_OF_THE_SOURCE.replace_all(text, "").replace("\\n", "\n").replace("\\\"", "\"")
}

/// The lines of a text that are long enough to be sentences.
fn sentences(line: usize, text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().filter(|words| words.split_whitespace().count() >= SENTENCE);
    lines.map(|words| (line, words.trim().to_owned())).collect()
}

/// Each line outside a block of code.
fn markdown(page: &str) -> Vec<(usize, String)> {
    let mut is_code = false;
    let mut found = Vec::new();
    for (line, words) in numbered(page) {
        if words.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code && !words.starts_with("    ") {
            let words = words.trim_start_matches(|c: char| "#>*-| .".contains(c) || c.is_ascii_digit());
            found.push((line, words.to_owned()));
        }
    }
    found
}

/// Each line that is a comment.
fn remarks(file: &str) -> Vec<(usize, String)> {
    numbered(file)
        .filter_map(|(line, words)| Some((line, words.trim_start().strip_prefix('#')?.trim_start().to_owned())))
        .collect()
}

/// The words between the tags, without the style sheet. A value that the program fills in counts as one word.
fn template(page: &str) -> Vec<(usize, String)> {
    let styles = Regex::new(r"(?s)<style.*?</style>").unwrap();
    let orders = Regex::new(r"(?s)\{%.*?%\}|<!--|-->|\{#|#\}|<[^>]*>").unwrap();
    let values = Regex::new(r"\{\{.*?\}\}").unwrap();
    // The line breaks stay, so that the line numbers do.
    let blank = |hit: &regex::Captures<'_>| "\n".repeat(hit[0].matches('\n').count());
    let page = styles.replace_all(page, blank);
    let page = orders.replace_all(&page, blank);
    let page = values.replace_all(&page, "it");
    numbered(&page).map(|(line, words)| (line, words.trim().to_owned())).collect()
}

#[test]
fn the_comments_and_texts_of_a_program_are_read_and_its_code_is_not() {
    let program = "//! The module.\nfn f<'a>(a: &'a str, quote: char) {\n    let q = '\"'; // a remark\n    say(\"a text \\\"that\\\" runs \\\n        over lines\\nand breaks after a while\", \"a key\");\n    say(r#\"a \"raw\" text of five\"#, '\\'', \"{}: no such file\");\n}\n";
    let found = rust(program);
    let words: Vec<(usize, &str)> = found.iter().map(|(line, words)| (*line, words.as_str())).collect();
    let expected = [
        (1, "The module."),
        (3, "a remark"),
        (4, "a text \"that\" runs over lines"),
        (4, "and breaks after a while"),
        (6, "a \"raw\" text of five"),
        (6, "{}: no such file"),
    ];
    assert_eq!(words, expected);
}

#[test]
fn the_words_of_a_page_a_template_and_a_settings_file_are_read() {
    let said = |kind, text| -> Vec<(usize, String)> {
        prose(kind, text).into_iter().filter(|(_, words)| !words.is_empty()).collect()
    };
    assert_eq!(
        said(Kind::Markdown, "# A page\n```sh\nnobody\n```\n- a line\n"),
        [(1, "A page".into()), (5, "a line".into())]
    );
    assert_eq!(said(Kind::Remarks, "key: 1\n  # a remark\n"), [(2, "a remark".into())]);
    let page = "<style>\np { color: red }\n</style>\n{# A remark #}\n<p class=\"x\">Dear {{ name }},</p>\n";
    assert_eq!(said(Kind::Template, page), [(4, "A remark".into()), (5, "Dear it,".into())]);
    assert_eq!(said(Kind::Fixture, "error: x\nhelp: y\n"), [(1, "error: x".into()), (2, "help: y".into())]);
}
