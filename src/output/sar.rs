//! Everything held on one pupil, in a form that people read.

use std::io::{self, Write};

use super::{Look, safe, show};
use crate::reports::sar::{ForTheSchool, HeldChange, HeldDocument, HeldRecord, HeldText, SubjectAccessPaper};
use crate::reports::show::record_lines;
use crate::words;

/// Writes the paper.
pub(crate) fn render_subject_access(paper: &SubjectAccessPaper, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let style = if look.color { anstyle::Style::new().bold() } else { anstyle::Style::new() };
    let name = paper.name.as_ref().map(|name| format!(" ({})", safe::terminal(name))).unwrap_or_default();
    writeln!(
        out,
        "{style}Everything held on {}{name}, {}{style:#}",
        safe::terminal(&paper.id),
        words::date(paper.as_at)
    )?;
    if let (Some(received), Some(by)) = (paper.received, paper.answer_by) {
        let (received, by) = (words::date(received), words::date(by));
        writeln!(out, "requested on {received}; the answer is due by {by}, one calendar month later (UK GDPR)")?;
    }
    let (own, others) = paper.unreadable_apart();
    for one in own {
        writeln!(out, "THIS IS INCOMPLETE: {}: {}", safe::terminal(&one.path), safe::terminal(&one.message))?;
    }
    if !others.is_empty() {
        writeln!(out, "THIS MAY BE INCOMPLETE: other files cannot be read (part 4)")?;
    }
    writeln!(out, "\n{style}1. The record as it is now{style:#}")?;
    if paper.records.is_empty() {
        writeln!(out, "\nthe record was deleted; part 2 has its last content, with the deletion")?;
    }
    for record in &paper.records {
        write_record(record, look, out)?;
    }
    let count = match paper.history.len() {
        0 => String::new(),
        changes => format!(": {}, oldest first", words::count(changes, "change")),
    };
    writeln!(out, "\n{style}2. Its history{count}{style:#}")?;
    if paper.history.is_empty() {
        writeln!(
            out,
            "\nno earlier version is kept: the folder has no git history, or the record was never committed"
        )?;
    }
    for change in &paper.history {
        write_change(change, out)?;
    }
    writeln!(out, "\n{style}3. Other papers and drafts held{style:#}\n")?;
    if paper.documents.is_empty() && paper.elsewhere.is_empty() {
        writeln!(out, "no documents, no drafts, and no other lines on other branches of the history")?;
    }
    for document in &paper.documents {
        write_document(document, out)?;
    }
    for text in &paper.elsewhere {
        write_text(text, out)?;
    }
    writeln!(out, "\n{style}4. For the school: remove this part before handing over the paper{style:#}")?;
    for one in &others {
        writeln!(out, "\n{}: {}", safe::terminal(&one.path), safe::terminal(&one.message))?;
    }
    write_for_the_school(&paper.for_the_school, out)
}

fn write_record(record: &HeldRecord, look: Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}\n", safe::terminal(&record.file))?;
    if !record.text.is_empty() {
        writeln!(out, "it cannot be read as a record; its lines are:")?;
        return write_indented(&record.text, out);
    }
    show::render_record_lines(&record_lines(&record.record), look, out)?;
    if !record.remarks.is_empty() {
        writeln!(out, "comments in the file")?;
        write_indented(&record.remarks, out)?;
    }
    Ok(())
}

fn write_change(change: &HeldChange, out: &mut dyn Write) -> io::Result<()> {
    let by = change.by.as_ref().map(|by| safe::terminal(by));
    let written: Vec<String> = change.date.map(words::date).into_iter().chain(by).collect();
    let colon = if written.is_empty() { "" } else { ": " };
    writeln!(out, "\n{}{colon}{}", written.join(", "), safe::terminal(&change.what))?;
    let commit = change.commit.as_ref().map(|commit| format!(", commit {commit}")).unwrap_or_default();
    let message = change.message.as_ref().map(|text| format!(": \"{}\"", safe::terminal(text))).unwrap_or_default();
    writeln!(out, "  {}{commit}{message}", safe::terminal(&change.file))?;
    if !change.no_longer.is_empty() {
        writeln!(out, "  before this change it also said")?;
        write_indented(&change.no_longer, out)?;
    }
    Ok(())
}

fn write_document(document: &HeldDocument, out: &mut dyn Write) -> io::Result<()> {
    let date = document.date.map_or_else(|| "not named in the record".to_owned(), words::date);
    let title = document.title.as_ref().map(|title| format!(", {}", safe::terminal(title))).unwrap_or_default();
    let place = match (&document.path, document.there) {
        (None, _) => "its place is not recorded".to_owned(),
        (Some(path), true) => safe::terminal(path),
        (Some(path), false) => format!("{} (no such file here)", safe::terminal(path)),
    };
    writeln!(out, "document: {date}{title}: {place}")
}

fn write_text(text: &HeldText, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", safe::terminal(&text.place))?;
    if text.lines.is_empty() {
        return writeln!(out, "  all of it is already shown above");
    }
    writeln!(out, "  not shown above:")?;
    write_indented(&text.lines, out)
}

fn write_for_the_school(school: &ForTheSchool, out: &mut dyn Write) -> io::Result<()> {
    let mentions = school.mentions.iter().map(|mention| {
        let lines: Vec<String> = mention.lines.iter().map(ToString::to_string).collect();
        let noun = if lines.len() == 1 { "line" } else { "lines" };
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        format!("{}, {noun} {}", mention.file, words::list_and(&lines))
    });
    let people = (!school.people.is_empty()).then(|| school.people.join(", "));
    for (heading, points) in [
        (
            "Other files that contain the pupil's id or a name; the name may be someone else's. Check these lines:",
            mentions.collect(),
        ),
        ("For someone to check:", school.look_at.clone()),
        ("People named as having done, said or written something:", people.into_iter().collect()),
        ("Not collected here:", school.not_gathered.clone()),
        ("Before you hand it over:", school.before.clone()),
    ] {
        let points: Vec<String> = points;
        if points.is_empty() {
            continue;
        }
        writeln!(out, "\n{heading}")?;
        for point in points {
            writeln!(out, "- {}", safe::terminal(&point))?;
        }
    }
    Ok(())
}

fn write_indented(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "    | {}", safe::terminal(line)))
}
