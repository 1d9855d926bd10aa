//! The school without its name: `send.toml` and `school.yaml` to give to support or use in training.
//!
//! As with a record (`model/anonymous.rs`), only what is listed here is kept: days, numbers, words from fixed lists, plain names
//! of classes and terms, and pseudonyms. The files are written line by line, because they contain no text that a person typed.

use std::fmt::Write;

use super::{
    CensusDay, Class, Event, EventKind, GitSettings, HalfTerm, Identity, Person, PublishedReports, School,
    SchoolPeople, Senco, Settings, Signatory, Summary, Term,
};
use crate::model::anonymous::PolicyWords;
use crate::model::day::Day;
use crate::model::pseudonym::Pseudonyms;
use crate::model::text::Text;

/// Words that the name of a term may contain, besides a number.
const TERM_WORDS: &[&str] =
    &["autumn", "spring", "summer", "michaelmas", "lent", "trinity", "winter", "term", "half", "first", "second"];

/// `send.toml` of the copy.
pub(crate) fn anonymous_settings(school: &School, names: &Pseudonyms, known: PolicyWords) -> String {
    // The services that families can turn to, and the headings of the school's own exports, would give away which school it is.
    let Settings { school: identity, people, classes, terms, census, families: _, published, summary, git, import: _ } =
        &school.settings;
    let mut text = String::from("# A copy for support or training, made by `send anonymise`.\n\n");
    text.push_str(&self::identity_lines(identity));
    text.push_str(&self::people_lines(people, names, known));
    for Class { name, teacher } in classes {
        push_line(&mut text, "\n[[classes]]");
        push_line(&mut text, &format!("name = \"{}\"", names.class(name).as_str()));
        push_name(&mut text, "teacher", teacher.as_ref(), names);
    }
    for (term, number) in terms.iter().zip(1..) {
        text.push_str(&self::term_lines(term, number));
    }
    for CensusDay { day, on_roll } in census {
        push_line(&mut text, &format!("\n[[census]]\nday = {day}"));
        if let Some(on_roll) = on_roll {
            push_line(&mut text, &format!("on_roll = {on_roll}"));
        }
    }
    let PublishedReports { information_report, accessibility_plan } = published;
    push_line(&mut text, "\n[published]");
    push_day(&mut text, "information_report", *information_report);
    push_day(&mut text, "accessibility_plan", *accessibility_plan);
    let Summary { threshold } = summary;
    push_line(&mut text, &format!("\n[summary]\nthreshold = {}", threshold.number()));
    let GitSettings { commit } = git;
    push_line(&mut text, &format!("\n[git]\ncommit = {commit}"));
    text
}

/// The school's own duties start once it has a URN. So if the school has one, its copy gets a URN that no school has.
fn identity_lines(identity: &Identity) -> String {
    let Identity { name: _, urn, la: _, estab: _, years, moves_on, time_zone } = identity;
    let mut text = String::from("[school]\nname = \"A School\"\n");
    if urn.is_some() {
        push_line(&mut text, "urn = \"999999\"");
    }
    push_line(&mut text, &format!("years = [\"{}\", \"{}\"]", years.first, years.last));
    let ends: Vec<String> = moves_on.years().iter().map(|year| format!("\"{year}\"")).collect();
    push_line(&mut text, &format!("moves_on = [{}]", ends.join(", ")));
    // If the time zone is not a real one, the folder cannot be opened at all.
    push_line(&mut text, &format!("time_zone = \"{}\"", time_zone.as_str()));
    text
}

fn people_lines(people: &SchoolPeople, names: &Pseudonyms, known: PolicyWords) -> String {
    let SchoolPeople { senco, headteacher, link_governor, designated_teacher, signatories } = people;
    let mut text = String::new();
    if let Some(Senco { name, contact: _, appointed, qualification, qualified }) = senco {
        push_line(&mut text, "\n[people.senco]");
        push_name(&mut text, "name", Some(name), names);
        push_day(&mut text, "appointed", *appointed);
        if let Some(qualification) = qualification {
            push_line(&mut text, &format!("qualification = \"{}\"", qualification.as_str()));
        }
        push_day(&mut text, "qualified", *qualified);
    }
    let roles =
        [("headteacher", headteacher), ("link_governor", link_governor), ("designated_teacher", designated_teacher)];
    for (role, person) in roles {
        if let Some(Person { name }) = person {
            push_line(&mut text, &format!("\n[people.{role}]"));
            push_name(&mut text, "name", Some(name), names);
        }
    }
    for Signatory { name, role } in signatories {
        push_line(&mut text, "\n[[people.signatories]]");
        push_name(&mut text, "name", Some(name), names);
        let role = if (known.is_role)(role.as_str()) { role.as_str() } else { "other" };
        push_line(&mut text, &format!("role = \"{role}\""));
    }
    text
}

fn term_lines(term: &Term, number: usize) -> String {
    let Term { name, from, to, half_term, closed } = term;
    let plain = name.as_str().split_whitespace().all(|word| {
        let is_number = (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        is_number || TERM_WORDS.contains(&word.to_lowercase().as_str())
    });
    let name = if plain { name.as_str().to_owned() } else { format!("Term {number}") };
    let mut text = format!("\n[[terms]]\nname = \"{}\"\nfrom = {from}\nto = {to}\n", one_line(&name));
    if let Some(HalfTerm { from, to }) = half_term {
        push_line(&mut text, &format!("half_term = {{ from = {from}, to = {to} }}"));
    }
    if !closed.is_empty() {
        let days: Vec<String> = closed.iter().map(Day::to_string).collect();
        push_line(&mut text, &format!("closed = [{}]", days.join(", ")));
    }
    text
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `school.yaml` of the copy.
pub(crate) fn anonymous_events(school: &School, names: &Pseudonyms) -> String {
    let mut text = String::from("format: 1\n");
    // A copy has no history, so it cannot have accepted corrections either.
    let kept: Vec<&Event> = school.events.iter().filter(|event| event.kind != EventKind::CorrectionAccepted).collect();
    if !kept.is_empty() {
        push_line(&mut text, "events:");
    }
    for Event { date, kind, class, commit: _, by, note: _ } in kept {
        push_line(&mut text, &format!("  - date: {date}\n    kind: {}", kind.as_str()));
        if let Some(class) = class {
            push_line(&mut text, &format!("    class: \"{}\"", names.class(class).as_str()));
        }
        if let Some(by) = by {
            push_line(&mut text, &format!("    by: {}", names.adult(by.as_str()).as_str()));
        }
    }
    text
}

fn push_name(text: &mut String, key: &str, name: Option<&Text>, names: &Pseudonyms) {
    if let Some(name) = name {
        push_line(text, &format!("{key} = \"{}\"", names.adult(name.as_str()).as_str()));
    }
}

fn push_day(text: &mut String, key: &str, day: Option<Day>) {
    if let Some(day) = day {
        push_line(text, &format!("{key} = {day}"));
    }
}

fn push_line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
