//! Every page of the example school, opened in a real browser. There must be no complaint on its console, no request to anywhere,
//! and no text that overflows its box on A4 (portrait or landscape) or at 200 %. Papers for parents must fit on two sheets.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::program::send_about_elmfield;

/// The papers on one pupil: the verb, its option, and the value that selects the paper.
const PAPERS: &[(&str, &str, &str)] = &[
    ("print", "--for", "parent"),
    ("print", "--for", "teacher"),
    ("pack", "--for", "handover"),
    ("pack", "--for", "ehcp"),
    ("pack", "--for", "sspp"),
    ("letter", "--about", "register"),
    ("letter", "--about", "review"),
    ("letter", "--about", "annual-review"),
];

const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// A page of this test. It opens each page in a frame of a given width, and lists the elements that are wider than their box.
const LOOK: &str = r#"<!DOCTYPE html><meta charset="utf-8"><title>look</title><pre id="found"></pre><script>
const pages = PAGES, found = [];
async function look(page, width) {
  const frame = document.createElement("iframe");
  frame.style.width = width + "px";
  frame.style.height = "1100px";
  const loaded = new Promise(done => frame.onload = done);
  frame.src = page;
  document.body.append(frame);
  await loaded;
  for (const words of frame.contentDocument.querySelectorAll("svg text")) {
    const box = words.getBBox(), picture = words.ownerSVGElement.viewBox.baseVal;
    if (box.x < 0 || box.x + box.width > picture.width || box.y < 0 || box.y + box.height > picture.height)
      found.push(page + " at " + width + ": out of the picture: " + words.textContent);
  }
  for (const element of frame.contentDocument.querySelectorAll("*:not(svg *)"))
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline" && element.clientWidth > 0)
      found.push(page + " at " + width + ": " + element.tagName + " " + element.textContent.slice(0, 40));
  frame.remove();
}
(async () => {
  for (const page of pages) for (const width of [1122, 794, 397]) await look(page, width);
  document.getElementById("found").textContent = "LOOKED AT " + pages.length + "\n" + found.join("\n") + "\nEND";
})();
</script>"#;

/// A browser on this computer. `None`, with a message, if there is none.
fn browser() -> Option<&'static str> {
    let found = BROWSERS.iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    if found.is_none() {
        eprintln!("SKIPPED: there is no browser on this computer (looked for {})", BROWSERS.join(", "));
    }
    found.copied()
}

fn run(browser: &str, home: &Path, options: &[&str], page: &Path) -> Output {
    let mut command = Command::new(browser);
    command.args(["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"]);
    command.args(["--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage"]);
    command.args(["--allow-file-access-from-files", "--enable-logging=stderr", "--no-pdf-header-footer"]);
    // Its sandbox does not start for root or in most containers, and the tests made the pages that are opened.
    command.arg("--no-sandbox");
    command.arg(format!("--user-data-dir={}", home.join("browser").display()));
    command.args(options).arg(format!("file://{}", page.display())).output().unwrap()
}

fn send(arguments: &[&str]) -> String {
    let ran = send_about_elmfield(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    ran.out
}

/// Every page of the example school, in a folder: each pupil's papers and story, the school's papers with numbers, and the sheet
/// of each class.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let rows: serde_json::Value = serde_json::from_str(&send(&["register", "--all", "--format", "json"])).unwrap();
    let mut pages = Vec::new();
    for row in rows["rows"].as_array().unwrap() {
        for (verb, option, what) in PAPERS {
            let id = row["id"].as_str().unwrap();
            // If there is no plan, there is no review to invite anyone to.
            if *what == "annual-review" && row["support"] != "E" {
                continue;
            }
            let page = folder.join(format!("{what}-{id}.html"));
            let on: &[&str] = if *verb == "letter" { &["--on", "2026-02-12"] } else { &[] };
            send(&[&[*verb, id, option, what, "-o", page.to_str().unwrap()], on].concat());
            pages.push(page);
        }
        let (id, page) =
            (row["id"].as_str().unwrap(), folder.join(format!("story-{}.html", row["id"].as_str().unwrap())));
        send(&["timeline", id, "-o", page.to_str().unwrap()]);
        pages.push(page);
    }
    for reader in ["governors", "report"] {
        let page = folder.join(format!("{reader}.html"));
        send(&["summary", "--for", reader, "-o", page.to_str().unwrap()]);
        pages.push(page);
    }
    for (name, line) in [
        ("map", &["provision"][..]),
        ("map-by-class", &["provision", "--by", "class", "--all"]),
        ("impact", &["impact"]),
        ("impact-by-need", &["impact", "--by", "need"]),
    ] {
        let page = folder.join(format!("{name}.html"));
        send(&[line, &["-o", page.to_str().unwrap()]].concat());
        pages.push(page);
    }
    for class in ["R1", "1A", "2A", "3A", "4B", "5A", "6A"] {
        let page = folder.join(format!("sheet-{class}.html"));
        send(&["sheet", class, "-o", page.to_str().unwrap()]);
        pages.push(page);
    }
    assert!(pages.len() > 50, "{}", pages.len());
    pages
}

/// The messages that the pages of the folder printed on the console, and the elements that overflow.
fn looked_at(browser: &str, folder: &Path, pages: &[PathBuf]) -> (Vec<String>, String) {
    let names: Vec<&str> = pages.iter().map(|page| page.file_name().unwrap().to_str().unwrap()).collect();
    let look = folder.join("look.html");
    std::fs::write(&look, LOOK.replace("PAGES", &format!("{names:?}"))).unwrap();
    let output = run(browser, folder, &["--virtual-time-budget=60000", "--dump-dom"], &look);
    let (found, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    let found = found.split_once("LOOKED AT ").and_then(|(_, rest)| rest.split_once("\nEND"));
    let (found, _) = found.unwrap_or_else(|| panic!("the browser did not finish looking: {said}"));
    let (count, found) = found.split_once('\n').unwrap();
    assert_eq!(count, names.len().to_string());
    (console, found.trim().to_owned())
}

/// The hosts that received a request while a page was open.
fn hosts(browser: &str, folder: &Path, page: &Path) -> BTreeSet<String> {
    let log = folder.join("net.json");
    run(browser, folder, &[&format!("--log-net-log={}", log.display()), "--dump-dom"], page);
    let text = std::fs::read_to_string(&log).unwrap();
    let after =
        |scheme| text.split(scheme).skip(1).map(|rest| rest.split(['/', '"', ':', '?']).next().unwrap().to_owned());
    after("http://").chain(after("https://")).collect()
}

#[test]
fn every_page_opens_without_complaint_fits_its_paper_and_requests_nothing() {
    let Some(browser) = browser() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    let pages = pages(folder);
    let (console, overflowing) = looked_at(browser, folder, &pages);
    assert!(console.is_empty(), "{}", console.join("\n"));
    assert_eq!(overflowing, "");
    // All of them in one file, because the browser takes a second to start.
    let blank = folder.join("blank.html");
    std::fs::write(&blank, "<!DOCTYPE html><title>blank</title>").unwrap();
    let look = folder.join("look.html");
    let asked: Vec<String> =
        hosts(browser, folder, &look).difference(&hosts(browser, folder, &blank)).cloned().collect();
    assert_eq!(asked, Vec::<String>::new());
}

#[test]
fn a_faulty_page_is_detected() {
    let Some(browser) = browser() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let page = scratch.path().join("bad.html");
    let wide = "w".repeat(400);
    std::fs::write(&page, format!("<!DOCTYPE html><title>bad</title><img src=\"http://planted.example/x.png\"><p>{wide}</p><script>console.error(1)</script>")).unwrap();
    let (console, overflowing) = looked_at(browser, scratch.path(), std::slice::from_ref(&page));
    assert!(!console.is_empty() && overflowing.contains(": P wwww"), "{console:?} {overflowing}");
    assert!(hosts(browser, scratch.path(), &page).contains("planted.example"));
}

#[test]
fn parents_get_two_sheets_at_most_and_a_teacher_gets_one() {
    let Some(browser) = browser() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let mut pages = pages(scratch.path());
    // Only the longest pages, because the browser takes a second to start.
    pages.sort_by_key(|page| std::cmp::Reverse(std::fs::metadata(page).unwrap().len()));
    for (what, tried, most) in
        [("parent-", 6, 2), ("register-", 2, 2), ("review-", 2, 2), ("annual-review-", 2, 2), ("teacher-", 4, 1)]
    {
        let of_kind = pages.iter().filter(|page| page.file_name().unwrap().to_str().unwrap().starts_with(what));
        let of_kind: Vec<&PathBuf> = of_kind.take(tried).collect();
        assert_eq!(of_kind.len(), tried, "{what}");
        for page in of_kind {
            let count = sheets(&print(browser, scratch.path(), page));
            assert!((1..=most).contains(&count), "{}: {count}", page.display());
        }
    }
}

/// How many sheets of paper a page takes.
fn sheets(printed: &str) -> usize {
    printed.matches("/Type /Page").count() - printed.matches("/Type /Pages").count()
}

/// A page as it is printed.
fn print(browser: &str, folder: &Path, page: &Path) -> String {
    let sheets = folder.join("printed.pdf");
    run(browser, folder, &[&format!("--print-to-pdf={}", sheets.display())], page);
    let bytes = std::fs::read(&sheets).unwrap();
    std::fs::remove_file(&sheets).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_class_sheet_is_printed_in_landscape() {
    let Some(browser) = browser() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let page = scratch.path().join("sheet.html");
    send(&["sheet", "4B", "-o", page.to_str().unwrap()]);
    let printed = print(browser, scratch.path(), &page);
    let boxes: BTreeSet<&str> =
        printed.split("/MediaBox [").skip(1).map(|rest| rest.split(']').next().unwrap()).collect();
    for size in &boxes {
        let sides: Vec<f64> = size.split_whitespace().map(|side| side.parse().unwrap()).collect();
        assert!((sides[2] - 842.0).abs() < 2.0 && (sides[3] - 595.0).abs() < 2.0, "{boxes:?}");
    }
    assert!(!boxes.is_empty(), "{printed}");
}

/// A page of this test that uses the index of a report in a frame, as a reader would.
const DRIVE: &str = r##"<!DOCTYPE html><meta charset="utf-8"><title>drive</title><pre id="found"></pre><script>
const frame = document.createElement("iframe");
frame.onload = () => {
  const page = frame.contentDocument, found = [];
  const rows = () => [...page.querySelectorAll("tbody tr")].filter(row => !row.hidden);
  const column = at => rows().map(row => row.cells[at].textContent);
  const say = (what, value) => found.push(what + ": " + value);
  const press = at => page.querySelectorAll("thead button")[at].click();
  const [year, classes] = page.querySelectorAll("#tools select");
  const find = page.querySelector("#tools input");
  const pick = (list, value) => { list.value = value; list.dispatchEvent(new Event("change")); };
  const all = rows().length;
  say("all", all === page.querySelectorAll("tbody tr").length && all > 40);
  pick(classes, "=4B");
  say("class", [...new Set(column(2))].join() + " " + rows().length);
  find.value = "aMIRA";
  find.dispatchEvent(new Event("input"));
  say("found", column(0).join() + "; " + page.querySelector("output").textContent);
  find.value = "";
  pick(classes, "");
  say("back", rows().length === all);
  press(0);
  const up = column(0).join();
  press(0);
  say("turned", column(0).reverse().join() === up);
  press(1);
  say("years", [...new Set(column(1))].join());
  press(7);
  const days = rows().map(row => row.cells[7].dataset.key), dated = days.filter(day => day !== "");
  say("days", dated.join() === [...dated].sort().join() && days.slice(dated.length).every(day => day === ""));
  say("marked", page.querySelector("[aria-sort]").textContent);
  document.getElementById("found").textContent = "FOUND\n" + found.join("\n") + "\nEND";
};
frame.src = "report/index.html";
document.body.append(frame);
</script>"##;

/// The report of the example school, with its pages.
fn report(folder: &Path) -> Vec<PathBuf> {
    let report = folder.join("report");
    send(&["report", "-o", report.to_str().unwrap()]);
    let files = std::fs::read_dir(&report).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "html")).collect();
    pages.sort();
    pages
}

#[test]
fn the_pages_of_a_report_open_without_complaint_fit_and_link_only_to_each_other() {
    let Some(browser) = browser() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let pages = report(scratch.path());
    assert!(pages.len() > 50, "{}", pages.len());
    let folder = scratch.path().join("report");
    let (console, overflowing) = looked_at(browser, &folder, &pages);
    assert!(console.is_empty(), "{}", console.join("\n"));
    assert_eq!(overflowing, "");
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap();
        for link in text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(folder.join(link).is_file() && !link.contains(['/', ':']), "{}: {link}", page.display());
            reached.insert(link.to_owned());
        }
        assert!(!text.contains("src=") && !text.contains("Q330999922002"), "{}", page.display());
    }
    let names = pages.iter().map(|page| page.file_name().unwrap().to_str().unwrap().to_owned());
    assert_eq!(reached, names.collect());
}

#[test]
fn the_index_of_a_report_filters_and_sorts_without_a_network() {
    let Some(browser) = browser() else { return };
    let scratch = tempfile::tempdir().unwrap();
    report(scratch.path());
    let drive = scratch.path().join("drive.html");
    std::fs::write(&drive, DRIVE).unwrap();
    let output = run(browser, scratch.path(), &["--virtual-time-budget=20000", "--dump-dom"], &drive);
    let (found, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("CONSOLE"), "{said}");
    let found = found.split_once("<pre id=\"found\">FOUND\n").and_then(|(_, rest)| rest.split_once("\nEND"));
    let (found, _) = found.unwrap_or_else(|| panic!("the browser did not finish: {said}"));
    let all = std::fs::read_to_string(scratch.path().join("report/index.html")).unwrap().matches("<tr>").count() - 1;
    assert_eq!(
        found,
        format!(
            "all: true\nclass: 4B 10\nfound: Amira Example; 1 of {all} shown\nback: true\nturned: true\n\
             years: R,1,2,3,4,5,6\ndays: true\nmarked: Next review"
        )
    );
}
