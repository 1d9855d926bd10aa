//! The school without its name: `send.toml` and `school.yaml` for a copy for support or training.
//!
//! As with a record (`model/anonymous.rs`) only what is listed passes: days, numbers, words of fixed lists, plain names of
//! classes and terms, pseudonyms. The files are written line by line, for nothing in them was typed by anybody.

use std::fmt::Write;

use super::{
    CensusDay, Class, Event, EventKind, Git, HalfTerm, Identity, People, Person, Published, School, Senco, Settings,
    Signatory, Summary, Term,
};
use crate::model::anonymous::Known;
use crate::model::day::Day;
use crate::model::pseudonym::Pseudonyms;
use crate::model::text::Text;

/// Words that a term may be called by, beside a number.
const TERM_WORDS: &[&str] =
    &["autumn", "spring", "summer", "michaelmas", "lent", "trinity", "winter", "term", "half", "first", "second"];

/// `send.toml` of the copy.
pub(crate) fn settings(school: &School, names: &Pseudonyms, known: Known) -> String {
    // Whom families may turn to would tell where the school is.
    let Settings { school: identity, people, classes, terms, census, families: _, published, summary, git } =
        &school.settings;
    let mut text = String::from("# A copy for support or training, made by `send anonymise`.\n\n");
    text.push_str(&self::identity(identity));
    text.push_str(&self::people(people, names, known));
    for Class { name, teacher } in classes {
        line(&mut text, "\n[[classes]]");
        line(&mut text, &format!("name = \"{}\"", names.class(name).as_str()));
        named(&mut text, "teacher", teacher.as_ref(), names);
    }
    for (term, number) in terms.iter().zip(1..) {
        text.push_str(&self::term(term, number));
    }
    for CensusDay { day, on_roll } in census {
        line(&mut text, &format!("\n[[census]]\nday = {day}"));
        if let Some(on_roll) = on_roll {
            line(&mut text, &format!("on_roll = {on_roll}"));
        }
    }
    let Published { information_report, accessibility_plan } = published;
    line(&mut text, "\n[published]");
    dated(&mut text, "information_report", *information_report);
    dated(&mut text, "accessibility_plan", *accessibility_plan);
    let Summary { threshold } = summary;
    line(&mut text, &format!("\n[summary]\nthreshold = {}", threshold.number()));
    let Git { commit } = git;
    line(&mut text, &format!("\n[git]\ncommit = {commit}"));
    text
}

/// The school's own duties start with its number, so a copy of a school that has one has one that no school has.
fn identity(identity: &Identity) -> String {
    let Identity { name: _, urn, la: _, estab: _, time_zone } = identity;
    let mut text = String::from("[school]\nname = \"A School\"\n");
    if urn.is_some() {
        line(&mut text, "urn = \"999999\"");
    }
    // A folder whose time zone is none of the world's is not opened at all.
    line(&mut text, &format!("time_zone = \"{}\"", time_zone.as_str()));
    text
}

fn people(people: &People, names: &Pseudonyms, known: Known) -> String {
    let People { senco, headteacher, link_governor, designated_teacher, signatories } = people;
    let mut text = String::new();
    if let Some(Senco { name, contact: _, appointed, qualification, qualified }) = senco {
        line(&mut text, "\n[people.senco]");
        named(&mut text, "name", Some(name), names);
        dated(&mut text, "appointed", *appointed);
        if let Some(qualification) = qualification {
            line(&mut text, &format!("qualification = \"{}\"", qualification.as_str()));
        }
        dated(&mut text, "qualified", *qualified);
    }
    let roles =
        [("headteacher", headteacher), ("link_governor", link_governor), ("designated_teacher", designated_teacher)];
    for (role, person) in roles {
        if let Some(Person { name }) = person {
            line(&mut text, &format!("\n[people.{role}]"));
            named(&mut text, "name", Some(name), names);
        }
    }
    for Signatory { name, role } in signatories {
        line(&mut text, "\n[[people.signatories]]");
        named(&mut text, "name", Some(name), names);
        let role = if (known.is_role)(role.as_str()) { role.as_str() } else { "other" };
        line(&mut text, &format!("role = \"{role}\""));
    }
    text
}

fn term(term: &Term, number: usize) -> String {
    let Term { name, from, to, half_term, closed } = term;
    let plain = name.as_str().split_whitespace().all(|word| {
        let is_number = (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        is_number || TERM_WORDS.contains(&word.to_lowercase().as_str())
    });
    let name = if plain { name.as_str().to_owned() } else { format!("Term {number}") };
    let mut text = format!("\n[[terms]]\nname = \"{}\"\nfrom = {from}\nto = {to}\n", one_line(&name));
    if let Some(HalfTerm { from, to }) = half_term {
        line(&mut text, &format!("half_term = {{ from = {from}, to = {to} }}"));
    }
    if !closed.is_empty() {
        let days: Vec<String> = closed.iter().map(Day::to_string).collect();
        line(&mut text, &format!("closed = [{}]", days.join(", ")));
    }
    text
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `school.yaml` of the copy.
pub(crate) fn events(school: &School, names: &Pseudonyms) -> String {
    let mut text = String::from("format: 1\n");
    // A copy has no history in which anything could be accepted.
    let kept = || school.events.iter().filter(|event| event.kind != EventKind::CorrectionAccepted);
    if kept().next().is_some() {
        line(&mut text, "events:");
    }
    for Event { date, kind, class, commit: _, by, note: _ } in kept() {
        line(&mut text, &format!("  - date: {date}\n    kind: {}", kind.as_str()));
        if let Some(class) = class {
            line(&mut text, &format!("    class: \"{}\"", names.class(class).as_str()));
        }
        if let Some(by) = by {
            line(&mut text, &format!("    by: {}", names.adult(by.as_str()).as_str()));
        }
    }
    text
}

fn named(text: &mut String, key: &str, name: Option<&Text>, names: &Pseudonyms) {
    if let Some(name) = name {
        line(text, &format!("{key} = \"{}\"", names.adult(name.as_str()).as_str()));
    }
}

fn dated(text: &mut String, key: &str, day: Option<Day>) {
    if let Some(day) = day {
        line(text, &format!("{key} = {day}"));
    }
}

fn line(text: &mut String, line: &str) {
    // Nothing can fail in writing to a text.
    let _ = writeln!(text, "{line}");
}
