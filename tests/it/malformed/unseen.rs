//! Characters that no one can see, words that YAML reads as nothing or as a number, and texts that a `#` cuts: the message names
//! what the eye cannot find.

use super::folder::{Folder, SETTINGS};
use super::strange_bytes::BASE;

const SPACE: &str = "type a plain space in its place; at the end of a line, delete it";
const NOTHING: &str = "delete it: delete the letters on both sides of it too, and type them again";

/// Checks that a record with one part replaced is not read, and that the answer has this message, place and help.
fn says(old: &str, new: &str, message: &str, place: &str, help: &str) {
    let (folder, record) = (Folder::new(), BASE.replacen(old, new, 1));
    assert_ne!(record, BASE, "{old}");
    let answer = folder.check_record(record.as_bytes());
    answer.is_incomplete_without_panic(new);
    for expected in [format!("error[unreadable]: {message}"), format!("\n  --> pupils/p001.yaml:{place}")] {
        assert!(answer.out.contains(&expected), "{new:?}\n{expected}\n{}", answer.out);
    }
    assert!(answer.out.contains(&format!("= help: {help}\n")), "{new:?}\n{}", answer.out);
}

/// The warnings about a record with one part replaced, without their places.
fn warns(old: &str, new: &str) -> String {
    let (folder, record) = (Folder::new(), BASE.replacen(old, new, 1));
    let answer = folder.check_record(record.as_bytes());
    assert_eq!(answer.code, 0, "{new:?}\n{}", answer.said());
    answer.out
}

#[test]
fn a_space_that_is_not_the_space_bars_is_named_where_it_is() {
    for (space, name) in [
        ('\u{a0}', "a non-breaking space (U+00A0)"),
        ('\u{2009}', "a thin space (U+2009)"),
        ('\u{202f}', "a narrow non-breaking space (U+202F)"),
        ('\u{3000}', "an ideographic space (U+3000)"),
        ('\u{2003}', "an em space (U+2003)"),
        ('\u{2007}', "a figure space (U+2007)"),
    ] {
        let found = format!("found {name}, which looks like a plain space: ");
        says("2017-11-03", &format!("2017-11-03{space}"), &found, "4:26  date_of_birth", SPACE);
        says("2017-11-03", &format!("2017{space}-11-03"), &found, "4:20  date_of_birth", SPACE);
        says("census: N", &format!("census:{space}N"), &found, "7:8", SPACE);
        says("census: N", &format!("census: N{space}"), &found, "7:10  census", SPACE);
        says("  - from", &format!("{space}{space}- from"), &found, "6:1", SPACE);
        says("name: Ada", &format!("name{space}: Ada"), &found, "3:5", SPACE);
    }
}

#[test]
fn a_character_of_no_width_is_named_where_it_is() {
    for (nothing, name) in [
        ('\u{ad}', "a soft hyphen (U+00AD)"),
        ('\u{200b}', "a zero-width space (U+200B)"),
        ('\u{200e}', "a left-to-right mark (U+200E)"),
        ('\u{200f}', "a right-to-left mark (U+200F)"),
        ('\u{2060}', "a word joiner (U+2060)"),
        ('\u{180e}', "a Mongolian vowel separator (U+180E)"),
    ] {
        let found = format!("found {name}, which cannot be seen: ");
        says("2017-11-03", &format!("2017-11-03{nothing}"), &found, "4:26  date_of_birth", NOTHING);
        says("census: N", &format!("census: {nothing}N"), &found, "7:9  census", NOTHING);
        says("census: N", &format!("cen{nothing}sus: N"), &found, "7:4", NOTHING);
    }
}

#[test]
fn a_problem_with_another_cause_keeps_its_message() {
    let record = BASE.replacen("census: N", "cencus: N # Ada\u{a0}Example", 1);
    let answer = Folder::new().check_record(record.as_bytes());
    assert!(answer.out.contains("= help: did you mean `census`?"), "{}", answer.out);
    assert!(!answer.out.contains("U+00A0"), "{}", answer.out);
}

#[test]
fn a_name_with_such_a_character_is_read_and_reported_and_a_text_is_read() {
    let said = warns("Ada Example", "Ada\u{a0}Example");
    assert!(
        said.starts_with(
            "warning[unseen-character]: found a non-breaking space (U+00A0), which looks like a plain space\n  --> pupils/p001.yaml:3:10  name\n"
        ),
        "{said}"
    );
    assert!(warns("census: N", "census: N\nclass: 4B\u{200b}").contains("p001.yaml:8:10  class\n"));
    assert_eq!(warns("census: N", "census: N\nnotes: Rang\u{a0}her\u{2009}twice.\u{ad}"), "");
}

#[test]
fn the_settings_and_the_policy_are_looked_at_too() {
    let folder = Folder::new();
    let zone = |text: &str| SETTINGS.replacen("\"Europe/London\"", text, 1);
    for (settings, place) in [
        (zone("\u{a0}\"Europe/London\""), "send.toml:3:13"),
        (zone("\"Europe/London\"\u{3000}"), "send.toml:3:28"),
        (SETTINGS.replacen("time_zone", "time\u{200b}_zone", 1), "send.toml:3:5"),
    ] {
        folder.write("send.toml", settings.as_bytes());
        let answer = folder.send(&["check"]);
        assert_eq!(answer.code, 3, "{settings:?} {}", answer.said());
        assert!(answer.err.contains("(U+") && answer.err.contains(place), "{settings:?}\n{}", answer.err);
    }
    folder.write("send.toml", SETTINGS.replacen("Elmfield Example", "Elmfield\u{a0}Example", 1).as_bytes());
    let answer = folder.send(&["check"]);
    let said = "warning[unseen-character]: found a non-breaking space (U+00A0), which looks like a plain space\n  --> send.toml:2:17\n";
    assert!(answer.code == 0 && answer.out.contains(said), "{}", answer.said());
    folder.write("send.toml", SETTINGS.as_bytes());
    folder.write("school.yaml", "events:\n  - date:\u{a0}2025-09-12\n    kind: information-report\n".as_bytes());
    let answer = folder.send(&["check"]);
    assert!(
        answer.code == 3 && answer.err.contains("U+00A0") && answer.err.contains("school.yaml:2:10"),
        "{}",
        answer.said()
    );
}

#[test]
fn a_child_whose_name_yaml_reads_as_nothing_needs_quotation_marks_and_the_message_says_so() {
    for word in ["Null", "NULL", "null", "~"] {
        let help = format!(
            "if it is a name or a text, put quotation marks round it: `name: \"{word}\"`; if not, give a value"
        );
        let message = format!("`name` is `{word}`, which counts as empty, expected text");
        says("Ada Example", word, &message, "3:1  name", &help);
        assert_eq!(warns("Ada Example", &format!("\"{word}\"")), "");
    }
    says(
        "census: N",
        "census: Null",
        "`census` is `Null`, which counts as empty, expected E, K or N",
        "7:1  census",
        "if it is a name or a text, put quotation marks round it: `census: \"Null\"`; if not, give a value",
    );
    // What only looks like a number or a flag is the text that it is.
    for name in ["True", "No", "12", "1e3", ".inf", "0x1F", "Null Example", "nil", "None"] {
        let folder = Folder::new();
        assert_eq!(folder.check_record(BASE.replacen("Ada Example", name, 1).as_bytes()).said(), "", "{name}");
        let shown = folder.send(&["show", "p001", "--format", "json"]);
        assert!(shown.out.contains(&format!("\"name\": \"{name}\"")), "{name}: {}", shown.out);
    }
}

#[test]
fn a_class_is_never_read_as_another_number_than_it_is_written() {
    for class in ["3E4", "1e3", "0x1F", "0o17", "True", "false", ".inf", "4.10", "+4", "-.5"] {
        let help = format!("put quotation marks round it: `class: \"{class}\"`");
        let (folder, record) = (Folder::new(), format!("{BASE}class: {class}\n"));
        let answer = folder.check_record(record.as_bytes());
        answer.is_incomplete_without_panic(class);
        assert!(answer.out.contains(&format!("found `{class}`, ")), "{class}\n{}", answer.out);
        assert!(answer.out.contains(&help), "{class}\n{}", answer.out);
        let answer = folder.check_record(format!("{BASE}class: \"{class}\"\n").as_bytes());
        assert_eq!(answer.said(), "", "{class}");
    }
    for class in ["4", "12", "4B", "No", "R", "Class 3"] {
        let answer = Folder::new().check_record(format!("{BASE}class: {class}\n").as_bytes());
        assert_eq!(answer.said(), "", "{class}");
    }
}

#[test]
fn what_a_child_said_is_never_read_as_another_number_than_it_is_written() {
    const REVIEW: &str =
        "stage: B\nstages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]\ncycles:\n  - stage: B\n";
    for said in ["0x1F", "3E4", "True", "false", "0o17", "4.50", "+4", ".inf"] {
        for (review, help) in [
            (format!("    review:\n      date: 2025-12-01\n      pupil_voice: {said}\n"), "pupil_voice: "),
            (format!("    review: {{date: 2025-12-01, pupil_voice: {said}}}\n"), "pupil_voice: "),
            (format!("    review: {{parent_voice: {said}, date: 2025-12-01}}\n"), "parent_voice: "),
        ] {
            let record = format!("{BASE}{REVIEW}{review}");
            let answer = Folder::new().check_record(record.as_bytes());
            answer.is_incomplete_without_panic(said);
            let found = format!("found `{said}`, ");
            assert!(answer.out.contains(&found), "{review}\n{}", answer.out);
            let help = format!("put quotation marks round it: `{help}\"{said}\"`");
            assert!(answer.out.contains(&help), "{review}\n{}", answer.out);
            let quoted = record.replacen(said, &format!("\"{said}\""), 1);
            assert!(!Folder::new().check_record(quoted.as_bytes()).out.contains("found `"), "{quoted}");
        }
    }
    for said in ["4", "4 stars", "Yes", "0x1F and more"] {
        let record = format!("{BASE}{REVIEW}    review: {{date: 2025-12-01, pupil_voice: {said}}}\n");
        let answer = Folder::new().check_record(record.as_bytes());
        assert!(!answer.out.contains("found `"), "{said}\n{}", answer.out);
    }
}

#[test]
fn a_text_that_a_hash_cuts_is_reported_and_a_remark_is_not() {
    for value in ["See plan # 2", "Amy # 1", "See plan #2", "Works in group # 3 on Mondays", "Ada #Example"] {
        let said = warns("census: N", &format!("census: N\nhome_language: {value}"));
        assert!(said.starts_with("warning[comment-in-value]: "), "{value}\n{said}");
    }
    for value in ["Amy # as she likes", "Urdu ## 2", "Urdu # from 2 Jan"] {
        assert_eq!(warns("census: N", &format!("census: N\nhome_language: {value}")), "", "{value}");
    }
    assert_eq!(warns("2017-11-03", "2017-11-03 # 2 days early"), "");
    assert_eq!(warns("census: N", "census: N # 3 meetings so far"), "");
}
