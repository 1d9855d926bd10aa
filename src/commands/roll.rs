//! What the verbs of the roll share: a class of the school, a UPN with the right letter, who has a record already.

use super::Outcome;
use super::start::{Context, Opened};
use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::id;
use crate::model::record::{Classes, OnRoll, Record};
use crate::model::text::Text;
use crate::model::upn::Upn;
use crate::model::vocabulary::CensusCode;
use crate::records::pupils::PupilFile;
use crate::rules::checks::upn_wrong;
use crate::school::School;
use crate::words::{did_you_mean, list_or};

/// What is wrong with something that was typed, and what to do about it.
pub(super) type Wrong = (String, String);

/// A class of the school, as `send.toml` writes it.
pub(super) fn class(typed: &str, school: &School) -> Result<Text, Wrong> {
    let typed = typed.trim();
    if school.has_class(typed) {
        return Ok(Text::from(typed));
    }
    let classes: Vec<&str> = school.settings.classes.iter().map(|class| class.name.as_str()).collect();
    let help = did_you_mean(typed, classes.iter().copied()).map_or_else(
        || format!("the classes are {}; if it is a new one, add it to send.toml", list_or(&classes)),
        |near| format!("did you mean `{near}`? If it is a new class, add it to send.toml"),
    );
    Err((format!("`{typed}` is no class of send.toml"), help))
}

/// A UPN that can exist. Small letters and spaces are how people copy it.
pub(super) fn upn(typed: &str) -> Result<Upn, Wrong> {
    let plain: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
    let upn = Upn::from(Text::from(plain.to_uppercase().as_str()));
    match upn.problem() {
        None => Ok(upn),
        Some(problem) => Err((upn_wrong::sentence("UPN", &upn, problem), upn_wrong::RULE.remedy.to_owned())),
    }
}

/// The same as a mistake in what was typed.
pub(super) fn typed<T>(read: Result<T, Wrong>) -> anyhow::Result<T> {
    read.map_err(|(message, help)| Failure::usage(message, help))
}

/// An id that a new record may have.
pub(super) fn free_id(typed: Option<&str>, opened: &Opened) -> anyhow::Result<String> {
    let unseen = |error: std::io::Error| {
        Failure::stopped(
            format!("`pupils` could not be looked through for a free id ({error}); nothing was saved"),
            "check that you may read it, and that the disk is sound",
        )
    };
    let Some(typed) = typed else { return opened.folder.next_id().map_err(unseen) };
    if let Some(problem) = id::problem(typed) {
        return Err(Failure::usage(
            format!("`{typed}` cannot be an id: {problem}"),
            "leave `--id` out: the next free one is taken",
        ));
    }
    match opened.folder.file_of_id(typed).map_err(unseen)? {
        None => Ok(typed.to_owned()),
        Some(file) => Err(Failure::usage(
            format!("{file} has the id `{typed}` already"),
            "leave `--id` out: the next free one is taken",
        )),
    }
}

/// Who somebody is, by what the school's own system knows of them.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// The id of the record.
    pub(super) id: String,
    name: String,
    date_of_birth: Day,
    upns: Vec<String>,
}

impl Known {
    /// Of a record.
    pub(super) fn of(record: &Record) -> Self {
        Self {
            id: record.id().to_owned(),
            name: plain(record.name.as_str()),
            date_of_birth: record.date_of_birth,
            upns: [&record.upn, &record.former_upn].into_iter().flatten().map(|upn| upn.as_str().to_owned()).collect(),
        }
    }

    /// Whether one of the numbers is this one.
    pub(super) fn has_upn(&self, upn: &Upn) -> bool {
        self.upns.iter().any(|known| known == upn.as_str())
    }

    /// Whether it is a child of this name, born on this day.
    pub(super) fn is_called(&self, name: &str, date_of_birth: Day) -> bool {
        self.date_of_birth == date_of_birth && self.name == plain(name)
    }
}

/// Whether two systems mean one name.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// A name as two systems may agree on it: small letters, one space between words.
fn plain(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `keep` makes of every record, and whether all could be read. Which could not is said: nobody can be compared with
/// those.
pub(super) fn of_all<T: Send>(
    opened: &Opened,
    context: &mut Context<'_>,
    keep: impl Fn(PupilFile) -> T + Sync,
) -> anyhow::Result<(Vec<T>, bool)> {
    let folded = opened.fold(keep);
    let mut files: Vec<&str> = folded.unreadable.iter().map(|finding| finding.file.as_str()).collect();
    files.dedup();
    for file in files {
        context.warn(
            &format!("{file} could not be read, so it was not looked at"),
            "`send check` says what is wrong with it",
        )?;
    }
    Ok((folded.kept, folded.unreadable.is_empty()))
}

/// One of several changes: what stops it is told, and the others go on.
pub(super) fn or_told(result: anyhow::Result<Outcome>, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    match result {
        Err(error) if error.downcast_ref::<Failure>().is_some() => {
            context.out().flush()?;
            super::failed(&error, context);
            Ok(Outcome::Incomplete)
        }
        result => result,
    }
}

/// A record with what the roll says of a pupil, and nothing else.
pub(super) fn fresh(id: &str, name: Text, date_of_birth: Day, from: Day) -> Record {
    Record {
        format: crate::model::record::Format::default(),
        id: Text::from(id),
        name,
        known_as: None,
        upn: None,
        former_upn: None,
        date_of_birth,
        on_roll: vec![OnRoll { from, to: None, to_school: None, records_sent: None }],
        class: None,
        year: None,
        home_language: None,
        characteristics: Vec::new(),
        sen_unit: None,
        resourced_provision: None,
        stage: None,
        census: CensusCode::N,
        profile: None,
        needs: Vec::new(),
        diagnoses: Vec::new(),
        concerns: Vec::new(),
        arrived: None,
        stages: Vec::new(),
        register: Vec::new(),
        outcomes: Vec::new(),
        cycles: Vec::new(),
        contacts: Vec::new(),
        referrals: Vec::new(),
        applications: Vec::new(),
        sspp: Vec::new(),
        ehc_plan: Vec::new(),
        transitions: Vec::new(),
        disagreements: Vec::new(),
        documents: Vec::new(),
        notes: None,
    }
}

/// Whether a child born on one day can join a school on another; nothing where it can. A year is easily mistyped.
pub(super) fn born_and_joined(born: Day, joined: Day) -> Result<(), Wrong> {
    let years = joined.year() - born.year();
    if (2..=19).contains(&years) {
        return Ok(());
    }
    Err((
        format!("born on {born}, joined on {joined}: that is no child's age at a school"),
        "compare both days with the school's own system, and correct the wrong one".to_owned(),
    ))
}

/// The class alone, as a record without a history of classes has it.
pub(super) fn class_now(class: Option<Text>) -> Option<Classes> {
    class.map(Classes::Now)
}
