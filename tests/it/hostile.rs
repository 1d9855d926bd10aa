//! Texts that try to do something. They are put into every text of a record and through every output, where each must stay plain
//! text (RELIABILITY 3.3).

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[cfg(unix)]
use crate::common::program::{Ran, send_in};
use crate::common::school::School;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

/// The texts, grouped by what they attack.
const PAYLOADS: &[&str] = &[
    // A terminal: colours, titles, the clipboard, links, the cursor, answers typed back.
    "\u{1b}[31mred",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;cHduZWQ=\u{7}",
    "\u{1b}]8;;http://x.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}[6n",
    "\u{9b}31m",
    "\u{9d}0;title\u{9c}",
    "\u{1b}P$q\"p\u{1b}\\",
    "gone\rnew",
    "up\u{8}\u{8}\u{8}\u{8}down",
    "bell\u{7}",
    "form\u{c}feed",
    "vertical\u{b}tab",
    "del\u{7f}ete",
    // The direction and the width of text.
    "\u{202e}gnp.exe",
    "\u{2066}isolated\u{2069}",
    "\u{200f}right to left",
    "zero\u{200b}width",
    "\u{feff}mark",
    "\u{2028}line",
    "\u{2029}paragraph",
    "\u{e0041}\u{e0042}tags",
    "\u{61c}arabic mark",
    // A spreadsheet.
    "=1+1",
    "=HYPERLINK(\"http://x.example\",\"x\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\u{ff1d}1+1",
    "\u{ff0b}1",
    "\u{ff0d}1",
    "\u{ff20}SUM(1)",
    "\"=1+1",
    "a\",=1+1,\"",
    "a\n=1+1",
    "a\r\n=1+1,x",
    // A page.
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<style>*{display:none}</style>",
    "<!-- hidden",
    "]]><b>x</b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "{{ paper.title }}{% raw %}",
    "<meta http-equiv=refresh content=\"0;url=http://x.example\">",
    "<base href=\"http://x.example/\">",
    "<form action=\"http://x.example\"><input name=a></form>",
    // Markdown.
    "[x](javascript:alert(1))",
    "![x](http://x.example/x.png)",
    "<http://x.example>",
    "http://x.example",
    "www.x.example",
    "me@x.example",
    "# heading",
    "- point\n- point",
    "1. first",
    "> quoted",
    "```\ncode",
    "    code",
    "| a | b |\n|---|---|",
    "**bold** _it_ ~~gone~~",
    "[x]: http://x.example",
    "***",
    "a\n===",
    "<details>",
    // A calendar.
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x",
    "a\nATTACH:http://x.example",
    "a;b,c\\n:d",
    "a\\",
];

/// A record with this text in each of its texts, except that its class must be one of the school's.
fn record(nth: usize, payload: &str) -> Value {
    fn plant(value: &mut Value, payload: &str) {
        match value {
            Value::Array(list) => list.iter_mut().for_each(|inner| plant(inner, payload)),
            Value::Object(map) => map.values_mut().for_each(|inner| plant(inner, payload)),
            Value::String(text) if text == "x" => payload.clone_into(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut record: Value = serde_json::from_str(include_str!("../../src/records/edit/full.json")).unwrap();
    plant(&mut record, payload);
    for key in ["name", "known_as", "home_language"] {
        record[key] = payload.into();
    }
    record["id"] = id(nth).into();
    record.as_object_mut().unwrap().remove("upn");
    // The pupil is on roll and on the register, so that every report includes the record, with a reviewed cycle and work that is
    // due.
    record["on_roll"] = serde_json::json!([{"from": "2022-09-05"}]);
    record["register"] = serde_json::json!([{"from": "2025-11-10", "reason": payload, "by": payload}]);
    let mut reviewed = record["cycles"][1].clone();
    // Five pupils share one provision, because small numbers are hidden and a provision of fewer would not be named.
    reviewed["plan"]["provisions"][0]["what"] = PAYLOADS[nth - nth % 5].into();
    record["cycles"][1].as_object_mut().unwrap().remove("review");
    record["cycles"].as_array_mut().unwrap().insert(0, reviewed);
    record
}

fn id(nth: usize) -> String {
    format!("h{nth:03}")
}

fn school() -> School {
    let school = School::with("", "x");
    // The record that comes with the template is removed too.
    for (file, _) in school.records() {
        std::fs::remove_file(file).unwrap();
    }
    for (nth, payload) in PAYLOADS.iter().enumerate() {
        // JSON is also YAML, and can escape characters that no file may contain directly.
        let text = serde_json::to_string_pretty(&record(nth, payload)).unwrap();
        let escaped = |character: char| {
            let is_plain = character == '\n' || (' '..='~').contains(&character);
            if is_plain {
                character.to_string()
            } else {
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
            }
        };
        school.write(&format!("pupils/{}.yaml", id(nth)), &(text.chars().map(escaped).collect::<String>() + "\n"));
    }
    school
}

/// Checks that every payload is either read exactly as it is or reported as something no record may contain. Returns the ones
/// that were read.
fn readable(school: &School) -> Vec<usize> {
    let ran = school.send(&["register", "--all", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let rows = report["rows"].as_array().unwrap();
    let found = rows.iter().map(|row| {
        let nth: usize = row["id"].as_str().unwrap()[1..].parse().unwrap();
        assert_eq!(row["name"].as_str(), Some(PAYLOADS[nth]));
        nth
    });
    let found: Vec<usize> = found.collect();
    assert!(found.len() >= 60, "{} can be read; {}", found.len(), ran.err);
    found
}

/// Whether a character moves a cursor, changes a colour or changes the direction of text.
fn is_live(character: char) -> bool {
    character != '\n' && character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}'
        )
        || matches!(character, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn is_dead_on_a_terminal(what: &str, text: &str) {
    let live: Vec<&str> = text.lines().filter(|line| line.contains(is_live)).collect();
    assert!(live.is_empty(), "{what}: {live:?}");
}

#[cfg(unix)]
#[test]
fn the_name_of_a_new_records_folder_cannot_control_a_terminal() {
    let scratch = tempfile::tempdir().unwrap();
    for name in ["\u{1b}]0;x\u{7}", "a\u{202e}b", "a\nb", "a\u{9b}31mb"] {
        for expected in [0, 3] {
            let ran = Ran::of(&mut send_in(scratch.path(), &["init", name]));
            assert_eq!(ran.code, expected, "{name:?}: {}", ran.err);
            is_dead_on_a_terminal(name, &ran.said());
            assert_eq!(ran.out.lines().count(), usize::from(expected == 0), "{}", ran.out);
        }
    }
}

#[test]
fn no_text_can_control_a_terminal() {
    let school = school();
    for arguments in [
        &["register", "--all"][..],
        &["census"],
        &["overdue", "--within", "400d"],
        &["next"],
        &["missing", "notice"],
        &["check"],
        &["provision", "--all"],
        &["impact", "--by", "provision", "--as-at", "2026-03-27"],
        &["summary", "--for", "governors", "--every-number", "--as-at", "2026-03-27"],
        &["sheet", "4B"],
        &["retention", "--as-at", "2060-01-01"],
        &["show", "nobody\u{1b}[31m"],
        &["show", "p014", "--nothing\u{1b}[31m"],
        &["\u{1b}[31mshow"],
        &["register", "--as-at", "\u{1b}[31m"],
        &["register", "--class", "\u{202e}4B"],
        &["contact", "h000", "call", "--about", "concern", "--note", "\u{1b}[31m\u{202e}", "--dry-run"],
    ] {
        let ran = school.send(arguments);
        is_dead_on_a_terminal(&format!("{arguments:?}"), &ran.out);
        is_dead_on_a_terminal(&format!("{arguments:?}"), &ran.err);
    }
    for nth in readable(&school) {
        for arguments in [
            &["show"][..],
            &["timeline"],
            &["timeline", "--as", "text"],
            &["sar"],
            &["print", "--for", "parent"],
            &["pack", "--for", "sspp"],
            &["pack", "--for", "handover"],
        ] {
            let ran = school.send(&[&[arguments[0], &id(nth)], &arguments[1..]].concat());
            assert!(!ran.out.is_empty(), "{arguments:?}: {}", ran.err);
            is_dead_on_a_terminal(&format!("{arguments:?} {:?}", PAYLOADS[nth]), &ran.out);
        }
    }
}

/// Every list that can be opened in a spreadsheet.
const LISTS: &[&[&str]] = &[
    &["register", "--all"],
    &["census"],
    &["overdue", "--within", "400d"],
    &["check"],
    &["provision", "--all"],
    &["missing", "notice"],
    &["impact", "--by", "provision", "--as-at", "2026-03-27"],
    &["summary", "--for", "governors", "--every-number", "--as-at", "2026-03-27"],
    &["sheet", "4B"],
    &["timeline", "h024"],
];

#[test]
fn no_text_is_calculated_by_a_spreadsheet() {
    let school = school();
    for arguments in LISTS {
        let ran = school.send(&[*arguments, &["--format", "csv"]].concat());
        is_dead_on_a_terminal(&format!("{arguments:?}"), &ran.out.replace("\r\n", "\n").replace('\u{feff}', ""));
        let mut rows = csv::Reader::from_reader(ran.out.trim_start_matches('\u{feff}').as_bytes());
        let columns = rows.headers().unwrap().len();
        for row in rows.records() {
            let row = row.unwrap();
            assert_eq!(row.len(), columns);
            for cell in &row {
                let first = cell.trim_start().chars().next().unwrap_or(' ');
                let is_number = cell.parse::<f64>().is_ok();
                assert!(
                    is_number || !"=+-@\t\r\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first),
                    "{arguments:?}: {cell:?}"
                );
            }
        }
    }
}

/// How many seconds the spreadsheet may take. This is long even for a program of its size on a busy computer. After it, the
/// program counts as hung.
const SPREADSHEET_SECONDS: u64 = 180;

/// The cells of lists that LibreOffice has read and written again, with the formula if a cell has one.
fn through_libreoffice(school: &School, lists: &[&str]) -> Option<Vec<Vec<Vec<String>>>> {
    let program =
        ["soffice", "libreoffice"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    let Some(program) = program else {
        eprintln!("SKIPPED: LibreOffice is not installed");
        return None;
    };
    school.write("plain.csv", "a,b\r\n1,2\r\n");
    let names: Vec<String> = (0..lists.len()).map(|nth| format!("list-{nth}.csv")).collect();
    names.iter().zip(lists).for_each(|(name, list)| school.write(name, list));
    let profile = format!("-env:UserInstallation=file://{}", school.path("profile").display());
    let out = school.path("read");
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1";
    let mut command = Command::new(program);
    command.args(["--headless", &profile, "--infilter=CSV:44,34,76,1", "--convert-to", filter, "--outdir"]);
    command.arg(&out).arg(school.path("plain.csv")).args(names.iter().map(|name| school.path(name)));
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while running.try_wait().unwrap().is_none() {
        if started.elapsed().as_secs() > SPREADSHEET_SECONDS {
            running.kill().unwrap();
            panic!("the spreadsheet did not end");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    // It writes one file for each sheet, and adds the name of the sheet to the name of the file.
    let written: Vec<_> = std::fs::read_dir(&out).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    if !written.iter().any(|path| path.file_name().unwrap().to_str().unwrap().starts_with("plain")) {
        eprintln!("SKIPPED: LibreOffice cannot read a list here, because its Calc is not installed");
        return None;
    }
    let of = |name: &String| {
        let stem = name.trim_end_matches(".csv");
        let is_of = |path: &&std::path::PathBuf| {
            let file = path.file_name().unwrap().to_str().unwrap();
            file.strip_prefix(stem).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
        };
        let path = written.iter().find(is_of).unwrap_or_else(|| panic!("{name} was not read: {written:?}"));
        cells(&std::fs::read_to_string(path).unwrap())
    };
    Some(names.iter().map(of).collect())
}

fn cells(list: &str) -> Vec<Vec<String>> {
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).from_reader(list.trim_start_matches('\u{feff}').as_bytes());
    // The spreadsheet reads any line ending within a cell as a plain line feed.
    let cell = |cell: &str| cell.replace("\r\n", "\n");
    rows.records().map(|row| row.unwrap().iter().map(cell).collect()).collect()
}

/// Whether the spreadsheet read a cell as it is. It writes the number 40.00 as 40, and yes or no in capitals. Anything else must
/// stay exactly as it is, including noughts.
fn is_as_it_stands(read: &str, given: &str) -> bool {
    let is_number = given.split_once('.').is_some_and(|(_, pence)| pence.bytes().all(|byte| byte.is_ascii_digit()));
    let short = given.trim_end_matches('0').trim_end_matches('.');
    let is_answer = ["true", "false"].contains(&given);
    read == given || is_number && read == short || is_answer && read == given.to_uppercase()
}

#[test]
fn a_spreadsheet_reads_every_cell_as_it_is() {
    let school = school();
    let lists: Vec<String> =
        LISTS.iter().map(|list| school.send(&[list, &["--format", "csv"][..]].concat()).out).collect();
    // A list without the guard is calculated, which shows that the test works.
    let unguarded = "a,b\r\n=1+1,2\r\n";
    let all: Vec<&str> = lists.iter().map(String::as_str).chain([unguarded]).collect();
    let Some(read) = through_libreoffice(&school, &all) else { return };
    for ((arguments, list), read) in LISTS.iter().zip(&lists).zip(&read) {
        let given = cells(list);
        assert!(given.len() > 1, "{arguments:?}");
        assert_eq!(read.len(), given.len(), "{arguments:?}");
        for (read, given) in read.iter().flatten().zip(given.iter().flatten()) {
            assert!(is_as_it_stands(read, given), "{arguments:?}: {given:?} was read as {read:?}");
        }
    }
    assert!(cells(&lists[0]).len() > 60);
    assert_ne!(read[LISTS.len()], cells(unguarded));
}

/// The tags of our pages, and their attributes.
const TAGS: &[&str] = &[
    "!DOCTYPE",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "nav",
    "a",
    "h1",
    "h2",
    "dl",
    "dt",
    "dd",
    "section",
    "p",
    "ul",
    "li",
    "blockquote",
    "b",
    "q",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "svg",
    "desc",
    "rect",
    "line",
    "path",
    "text",
    "details",
    "summary",
    "footer",
];

const ATTRIBUTES: &[&str] = &["class", "scope", "data-column", "data-key", "id", "href", "role"];

/// Attributes with a number, a shape or one of our own words as their value.
const OF_A_PICTURE: &[&str] =
    &["viewBox", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "stroke-width", "text-anchor", "transform", "d"];

fn has_our_tags_alone(what: &str, page: &str) {
    is_dead_on_a_terminal(what, page);
    let (_, body) = page.split_once("</style>").unwrap_or_else(|| panic!("{what} gives no page"));
    for tag in body.split('<').skip(1) {
        let name = tag.trim_start_matches('/').split(|end: char| !end.is_ascii_alphanumeric()).next().unwrap();
        assert!(TAGS.contains(&name), "{what}: <{name}");
        let mut rest = &tag[tag.find(name).unwrap() + name.len()..tag.find('>').unwrap()];
        while let Some((attribute, value)) = rest.split_once("=\"") {
            // An attribute without a value may come before it.
            let attribute = attribute.trim_start().trim_start_matches("data-few ");
            let (value, behind) = value.split_once('"').unwrap();
            let is_a_picture = OF_A_PICTURE.contains(&attribute);
            assert!(ATTRIBUTES.contains(&attribute) || is_a_picture, "{what}: {attribute}");
            assert!(
                !is_a_picture || !value.contains(['(', '\'']) || value.starts_with("translate("),
                "{what}: {value}"
            );
            if attribute == "href" {
                let stem = value.strip_suffix(".html").unwrap_or_else(|| panic!("{what}: {value}"));
                assert!(stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{what}: {value}");
            }
            rest = behind;
        }
        assert!(["", "/", " data-few"].contains(&rest), "{what}: {tag}");
    }
}

#[test]
fn a_page_has_only_its_own_tags() {
    let school = school();
    let look = |what: &str, arguments: &[&str]| {
        has_our_tags_alone(what, &school.send(&[arguments, &["--as", "html"]].concat()).out);
    };
    for nth in readable(&school) {
        for paper in [
            ["print", "--for", "parent"],
            ["print", "--for", "teacher"],
            ["pack", "--for", "ehcp"],
            ["pack", "--for", "handover"],
        ] {
            look(PAYLOADS[nth], &[paper[0], &id(nth), paper[1], paper[2]]);
        }
        look(PAYLOADS[nth], &["letter", &id(nth), "--about", "register"]);
        look(PAYLOADS[nth], &["timeline", &id(nth)]);
    }
    // All of the payloads on one page.
    look("a class", &["sheet", "4B"]);
    look("governors", &["summary", "--for", "governors"]);
    look("every number", &["summary", "--for", "governors", "--every-number", "--as-at", "2026-03-27"]);
    look("provision", &["provision", "--all", "--by", "provision"]);
    look("impact", &["impact", "--by", "provision", "--as-at", "2026-03-27"]);
}

#[test]
fn the_pages_of_a_report_have_only_our_tags_and_our_script() {
    let school = school();
    // People type the settings too.
    let hostile = "</title><script>alert(1)</script>' onload='x";
    let settings = school.read("send.toml").replace("Your School", hostile);
    school.write("send.toml", &format!("{settings}\n[[classes]]\nname = \"4B\"\nteacher = \"{hostile}\"\n"));
    let readable = readable(&school).len();
    let ran = school.send(&["report", "-o", "exports/report"]);
    is_dead_on_a_terminal("a report", &ran.err);
    let files = std::fs::read_dir(school.path("exports/report")).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<_> = files.filter(|file| file.extension().is_some_and(|ending| ending == "html")).collect();
    assert!(pages.len() > readable, "{} pages: {}", pages.len(), ran.err);
    let script = format!("<script>{}</script>\n", include_str!("../../src/output/paper/index.js"));
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let is_index = page.ends_with("index.html");
        assert_eq!(text.matches(&script).count(), usize::from(is_index), "{}", page.display());
        has_our_tags_alone(&page.display().to_string(), &text.replace(&script, ""));
        assert!(text.contains("onload=&#39;x"), "{}", page.display());
    }
}

#[test]
fn json_gives_each_text_as_it_is_without_control_characters() {
    let school = school();
    for arguments in LISTS {
        let ran = school.send(&[*arguments, &["--format", "json"]].concat());
        is_dead_on_a_terminal(&format!("{arguments:?}"), &ran.out);
        assert!(serde_json::from_str::<Value>(&ran.out).is_ok(), "{arguments:?}");
    }
    for nth in readable(&school) {
        for arguments in [&["show"][..], &["sar"]] {
            let ran = school.send(&[&[arguments[0], &id(nth)], &arguments[1..], &["--format", "json"]].concat());
            is_dead_on_a_terminal(PAYLOADS[nth], &ran.out);
            let whole: Value = serde_json::from_str(&ran.out).unwrap();
            assert!(said(&whole).contains(&PAYLOADS[nth]), "{}", ran.out);
        }
    }
}

/// Every text of a value.
fn said(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(said).collect(),
        Value::Object(map) => map.values().flat_map(said).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

#[test]
fn markdown_shows_each_text_as_text() {
    let school = school();
    for nth in readable(&school) {
        for paper in [
            &["print", "--for", "parent"][..],
            &["print", "--for", "teacher"],
            &["pack", "--for", "ehcp"],
            &["pack", "--for", "handover"],
            &["timeline"],
        ] {
            let id = id(nth);
            let arguments = [&[paper[0], &id], &paper[1..], &["--as", "markdown"]].concat();
            let paper = school.send(&arguments).out;
            is_dead_on_a_terminal(PAYLOADS[nth], &paper);
            let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
            for event in Parser::new_ext(&paper, options) {
                let is_ours = !matches!(
                    event,
                    Event::Html(_)
                        | Event::InlineHtml(_)
                        | Event::Code(_)
                        | Event::Rule
                        | Event::FootnoteReference(_)
                        | Event::Start(
                            Tag::Link { .. }
                                | Tag::Image { .. }
                                | Tag::HtmlBlock
                                | Tag::CodeBlock(_)
                                | Tag::Emphasis
                                | Tag::Strikethrough
                                | Tag::List(Some(_))
                        )
                );
                assert!(is_ours, "{:?}: {event:?}\n{paper}", PAYLOADS[nth]);
            }
        }
    }
}

#[test]
fn a_calendar_has_as_many_entries_as_there_are_duties() {
    let school = school();
    school.give_urn("100001");
    let calendar = school.send(&["calendar", "--names"]).out;
    let rows = school.send(&["overdue", "--within", "366d", "--format", "json"]).out;
    let rows: Value = serde_json::from_str(&rows).unwrap();
    let duties = rows["rows"].as_array().unwrap().len();
    assert!(duties > PAYLOADS.len(), "{duties}");
    let read: Vec<_> = ical::IcalParser::new(calendar.as_bytes()).map(Result::unwrap).collect();
    assert_eq!(read.iter().map(|calendar| calendar.events.len()).sum::<usize>(), duties);
    let keys = ["CLASS", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "TRANSP", "UID"];
    for event in read.iter().flat_map(|calendar| &calendar.events) {
        let mut found: Vec<&str> = event.properties.iter().map(|property| property.name.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, keys);
    }
    is_dead_on_a_terminal("a calendar", &calendar.replace("\r\n", "\n"));
}
