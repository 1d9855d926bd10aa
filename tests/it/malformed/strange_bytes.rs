//! Records with bytes that an editor or git would change, and records that are too large or too deep to keep as files.

use super::folder::Folder;
use crate::common::program::Ran;

/// The shortest record.
pub(crate) const BASE: &str = "format: 1\nid: p001\nname: Ada Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: \
                        2022-09-05\ncensus: N\n";

/// The shortest record with something after it.
fn with(tail: &str) -> Vec<u8> {
    format!("{BASE}{tail}").into_bytes()
}

/// The shortest record with one part replaced by other bytes.
fn instead(old: &str, new: &[u8]) -> Vec<u8> {
    let (before, after) = BASE.split_once(old).expect("the part is there");
    [before.as_bytes(), new, after.as_bytes()].concat()
}

fn utf_16(text: &str, little: bool) -> Vec<u8> {
    let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// A case: its name, its bytes, and the expected place with key, message and help.
type Case = (&'static str, Vec<u8>, &'static str, &'static str, &'static str);

const UTF_8: &str = "open it in an editor and save it again with the UTF-8 encoding (in Notepad: Save as, Encoding)";
const AGAIN: &str = "delete this part of the line and type it again; pasted text can carry such a character";
const BACK: &str = "restore its contents from git or a backup, or delete the file";

fn encodings() -> Vec<Case> {
    let ansi =
        "found a character that is not UTF-8, expected a file saved as UTF-8; this one looks like ANSI (Windows-1252)";
    let sixteen = "found a file saved as UTF-16, expected UTF-8";
    vec![
        ("UTF-16 of Windows", utf_16(BASE, true), "1:1", sixteen, UTF_8),
        ("UTF-16 the other way round", utf_16(BASE, false), "1:1", sixteen, UTF_8),
        ("UTF-16 without a mark", utf_16(BASE, true)[2..].to_vec(), "1:1", sixteen, UTF_8),
        ("Windows-1252", instead("Ada", b"Zo\xeb"), "3:9", ansi, UTF_8),
        ("half a character", instead("Ada", b"Zo\xc3"), "3:9", ansi, UTF_8),
        ("Windows-1252 behind other letters", instead("Ada", b"Zo\xc3\xab Zo\xeb"), "3:13", ansi, UTF_8),
        (
            "zeroes",
            vec![0; 4096],
            "1:1",
            "found zero bytes, expected text: the file is damaged",
            "restore it from git or a backup",
        ),
        (
            "a zero in a name",
            instead("Ada", b"A\0da"),
            "3:8",
            "found zero bytes, expected text: the file is damaged",
            "restore it from git or a backup",
        ),
    ]
}

fn characters() -> Vec<Case> {
    let lone = "found a line ending that only some programs recognise (a lone carriage return), expected a line feed";
    let all = "found line endings that only some programs recognise (lone carriage returns), expected line feeds";
    let ends = "save the file again with Windows (CRLF) or Unix (LF) line endings";
    vec![
        ("lone carriage returns", BASE.replace('\n', "\r").into_bytes(), "1:10", all, ends),
        ("one lone carriage return", instead("Ada ", b"Ada\r"), "3:10", lone, ends),
        (
            "next line",
            instead("Ada ", "Ada\u{85}".as_bytes()),
            "3:10",
            "found a next-line character (U+0085), which no text needs",
            AGAIN,
        ),
        (
            "line separator",
            instead("Ada ", "Ada\u{2028}".as_bytes()),
            "3:10",
            "found a line separator (U+2028), which no text needs",
            AGAIN,
        ),
        (
            "paragraph separator in notes",
            with("notes: |\n  Ada\u{2029}\n"),
            "9:6",
            "found a paragraph separator (U+2029), which no text needs",
            AGAIN,
        ),
        (
            "a byte-order mark inside",
            instead("Ada", "\u{feff}Ada".as_bytes()),
            "3:7",
            "found a zero-width no-break space (U+FEFF), which no text needs",
            AGAIN,
        ),
        (
            "two byte-order marks",
            [b"\xef\xbb\xbf\xef\xbb\xbf", BASE.as_bytes()].concat(),
            "1:1",
            "found a zero-width no-break space (U+FEFF), which no text needs",
            AGAIN,
        ),
        (
            "escape",
            instead("Ada", b"\x1b[31mAda"),
            "3:7",
            "found the invisible character U+001B, which no text needs",
            AGAIN,
        ),
        (
            "delete",
            instead("Ada", b"Ada\x7f"),
            "3:10",
            "found the invisible character U+007F, which no text needs",
            AGAIN,
        ),
        (
            "no character at all",
            instead("Ada", "\u{ffff}Ada".as_bytes()),
            "3:7",
            "found the invisible character U+FFFF, which no text needs",
            AGAIN,
        ),
    ]
}

fn nothing() -> Vec<Case> {
    let empty = "the file is blank, expected text";
    vec![
        ("no bytes", Vec::new(), "1:1", empty, BACK),
        ("empty lines", b"\n\n  \n\t\n".to_vec(), "1:1", empty, BACK),
        ("only a byte-order mark", b"\xef\xbb\xbf".to_vec(), "1:1", empty, BACK),
        (
            "no line end",
            BASE.trim_end().as_bytes().to_vec(),
            "7:10",
            "the last line has no line ending, so the file may have been cut short",
            "compare it with the last version; if it is complete, press Enter at its end and save",
        ),
        (
            "CRLF and cut short",
            BASE.replace('\n', "\r\n").trim_end_matches('\n').as_bytes().to_vec(),
            "7:11",
            "the last line has no line ending, so the file may have been cut short",
            "compare it with the last version; if it is complete, press Enter at its end and save",
        ),
    ]
}

fn too_much() -> Vec<Case> {
    let deep = "found lists and keys more than 64 levels deep; a record needs only 6";
    let close = "close the open brackets, or check the spaces at the start of the lines";
    let large = "it is larger than 1 MiB";
    let papers = "this is not a record; keep papers in documents/ and name them in the record";
    let indents: String = (0..900).map(|depth| format!("{}a:\n", " ".repeat(depth + 1))).collect();
    vec![
        ("100,000 brackets", with(&format!("notes: {}\n", "[".repeat(100_000))), "8:71", deep, close),
        ("100,000 braces", with(&format!("notes: {}\n", "{a: ".repeat(100_000))), "8:260", deep, close),
        ("100,000 brackets on their own", format!("{}\n", "[".repeat(100_000)).into_bytes(), "1:65", deep, close),
        ("100,000 dashes", with(&format!("notes:\n  {}x\n", "- ".repeat(100_000))), "9:129", deep, close),
        ("keys in keys", with(&format!("notes:\n{indents}")), "72:65", deep, close),
        ("2 MiB of notes", with(&format!("notes: {}\n", "a".repeat(2 * 1024 * 1024))), "1:1", large, papers),
        ("2 MiB of remarks", with(&"# a remark\n".repeat(200_000)), "1:1", large, papers),
    ]
}

/// The whole answer for one problem. `place` may include the key, after two spaces.
fn one(place: &str, message: &str, help: &str) -> String {
    format!(
        "error[unreadable]: {message}\n  --> pupils/p001.yaml:{place}\n   = help: {help}\n\n1 error, 0 warnings in 0 records\n"
    )
}

#[test]
fn strange_bytes_give_exactly_the_expected_answer() {
    let folder = Folder::new();
    for (name, bytes, place, message, help) in [encodings(), characters(), nothing(), too_much()].concat() {
        let answer = folder.check_record(&bytes);
        answer.is_incomplete_without_panic(name);
        let expected = one(place, message, help);
        assert_eq!(answer.out, expected, "{name}");
    }
}

#[test]
fn anchors_that_would_multiply_are_refused_first() {
    let folder = Folder::new();
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (this, before) in ('b'..='z').zip('a'..='y') {
        let aliases = vec![format!("*{before}"); 9].join(", ");
        bomb.push_str(&format!("{this}: &{this} [{aliases}]\n"));
    }
    let answer = folder.check_record(&with(&bomb));
    answer.is_incomplete_without_panic("anchors");
    assert!(answer.out.starts_with("error[unreadable]: found a value that starts with `&`"), "{}", answer.out);
    assert!(answer.out.contains("there are more problems than the 50 above"), "{}", answer.out);
}

#[test]
fn a_record_of_a_hundred_thousand_keys_or_entries_is_answered() {
    let folder = Folder::new();
    let keys: String = (0..100_000).map(|number| format!("{number}: 1\n")).collect();
    let answer = folder.check_record(&with(&keys));
    answer.is_incomplete_without_panic("keys");
    assert!(answer.out.contains("there are more problems than the 50 above"), "{}", answer.out);
    for entry in ["- \n", "- a\n", "-\n  b: 1\n"] {
        let answer = folder.check_record(&with(&format!("needs:\n{}", entry.repeat(100_000))));
        answer.is_incomplete_without_panic(entry);
        assert!(answer.out.contains("there are more problems than the 50 above"), "{}", answer.out);
    }
}

#[test]
fn files_from_windows_are_read() {
    let folder = Folder::new();
    let nothing = Ran { out: String::new(), err: String::new(), code: 0 };
    let windows = with("notes: |+\n  One.\n\n  Two.\n\nprofile:\n  strengths:\n    - \"Kind\n      and quick\"\n")
        .windows_line_ends();
    for bytes in [
        with("").windows_line_ends(),
        windows.clone(),
        [b"\xef\xbb\xbf".as_slice(), BASE.as_bytes()].concat(),
        [b"\xef\xbb\xbf".as_slice(), &windows].concat(),
        [b"\xef\xbb\xbf---\r\n".as_slice(), &windows].concat(),
        instead("name", b"\r\n\nname"),
    ] {
        let answer = folder.check_record(&bytes);
        assert_eq!(answer, nothing, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn places_are_right_in_files_from_windows() {
    // A byte-order mark and a carriage return take no column, and a letter of two bytes takes one.
    let folder = Folder::new();
    let record =
        [b"\xef\xbb\xbf".as_slice(), &with("profile: {strengths: [Zo\u{eb}, {a: b}]}\n").windows_line_ends()].concat();
    let answer = folder.check_record(&record);
    assert!(answer.out.contains("--> pupils/p001.yaml:8:28  profile.strengths[1]\n"), "{}", answer.out);
    // A rule's finding about the first key of the file.
    let first = "stage: A\n".to_owned() + BASE;
    let answer = folder.check_record(&[b"\xef\xbb\xbf", first.as_bytes()].concat());
    assert!(answer.out.contains("--> pupils/p001.yaml:1:1  stage\n"), "{}", answer.out);
}

trait Windows {
    fn windows_line_ends(self) -> Vec<u8>;
}

impl Windows for Vec<u8> {
    fn windows_line_ends(self) -> Vec<u8> {
        String::from_utf8(self).expect("it is text").replace('\n', "\r\n").into_bytes()
    }
}
