//! Checks that the verbs about the roll share: the class exists, the UPN has the right letter, the pupil has no record yet.

use crate::failure::Failure;
use crate::finding::Finding;
use crate::history;
use crate::model::arrivals::Arrivals;
use crate::model::compared_name::{ComparedName, NameVerdict};
use crate::model::day::Day;
use crate::model::id;
use crate::model::record::{Classes, OnRoll, Record};
use crate::model::text::Text;
use crate::model::unseen::seen_only;
use crate::model::upn::Upn;
use crate::model::vocabulary::{CensusCode, RecordsNotSent};
use crate::records::new_record::GivenIds;
use crate::records::pupils::PupilFile;
use crate::rules::checks::{change_half_saved, record_missing, upn_wrong};
use crate::school::School;
use crate::session::failed::report_failure;
use crate::session::{CommandOutcome, Context, Opened, in_short};
use crate::words::{did_you_mean, list_or};

/// A problem with what was typed, and how to correct it.
pub(crate) type TypedProblem = (String, String);

/// A class of the school, as `send.toml` writes it.
pub(crate) fn class_typed(typed: &str, school: &School) -> Result<Text, TypedProblem> {
    let typed = &seen_only(typed);
    let typed = typed.trim();
    if school.has_class(typed) {
        return Ok(Text::from(typed));
    }
    let classes: Vec<&str> = school.settings.classes.iter().map(|class| class.name.as_str()).collect();
    let help = did_you_mean(typed, classes.iter().copied()).map_or_else(
        || format!("use {}, or add a new class to send.toml", list_or(&classes)),
        |near| format!("did you mean `{near}`? If it is a new class, add it to send.toml"),
    );
    Err((format!("`{typed}` is not a class in send.toml"), help))
}

/// A UPN that can exist. Small letters and spaces are allowed, because people copy it like that.
pub(crate) fn upn_typed(typed: &str) -> Result<Upn, TypedProblem> {
    let plain: String = seen_only(typed).chars().filter(|character| !character.is_whitespace()).collect();
    let upn = Upn::from(Text::from(plain.to_uppercase().as_str()));
    match upn.problem() {
        None => Ok(upn),
        Some(problem) => Err((upn_wrong::problem_in_words("UPN", &upn, problem), upn_wrong::RULE.remedy.to_owned())),
    }
}

/// Turns the problem into a failure for a mistake in what was typed.
pub(crate) fn or_usage_failure<T>(read: Result<T, TypedProblem>) -> anyhow::Result<T> {
    read.map_err(|(message, help)| Failure::usage(message, help))
}

/// The ids that were used before, as far as is known. Warns if the history could not be searched, or only in part. The result
/// of a whole search is kept for the next time, unless this is a trial.
pub(crate) fn given_ids(is_trial: bool, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<GivenIds> {
    let mut given = opened.folder.given_ids().unwrap_or_default();
    let known = Some(given.commit.as_str()).filter(|commit| !commit.is_empty());
    match history::names_had(&context.git(opened), known) {
        Ok(None) => {}
        Ok(Some(had)) => {
            if had.is_shallow {
                context.warn(ONLY_A_PART, "get it with `git fetch --unshallow`")?;
            }
            let is_more = given.commit != had.commit;
            given.ids.extend(had.names);
            given.commit = had.commit;
            if is_more && !had.is_shallow && !is_trial {
                // If it cannot be kept, the next search only takes longer.
                let _ = opened.folder.keep_given_ids(&given);
            }
        }
        Err(trouble) => {
            let what = "the history could not be searched for ids that were used before";
            context.warn(&format!("{what}: {}", trouble.message), &trouble.help)?;
        }
    }
    Ok(given)
}

const ONLY_A_PART: &str = "only part of the history could be searched for ids that were used before: its beginning is not in \
                           this copy";

/// The problem with the id that was typed for a new record, if it cannot be used.
pub(crate) fn wrong_id(typed: &str, given: &GivenIds) -> Option<TypedProblem> {
    if let Some(problem) = id::id_problem(typed) {
        return Some((format!("`{typed}` cannot be an id: {problem}"), NEXT_FREE.to_owned()));
    }
    given.ids.contains(typed).then(|| {
        (
            format!("`{typed}` was the id of an earlier record, and an id is never used twice"),
            format!("{NEXT_FREE}; if it is the same pupil, restore that record from git"),
        )
    })
}

const NEXT_FREE: &str = "leave out `--id` to get the next free one";

/// An id that a new record can have.
pub(crate) fn free_id(typed: Option<&str>, given: &GivenIds, opened: &Opened) -> anyhow::Result<String> {
    let Some(typed) = typed else { return opened.folder.next_id(given).map_err(pupils_unseen) };
    if let Some(file) = opened.folder.file_of_id(typed).map_err(pupils_unseen)? {
        return Err(Failure::usage(format!("{file} already has the id `{typed}`"), NEXT_FREE));
    }
    match wrong_id(typed, given) {
        None => Ok(typed.to_owned()),
        Some((message, help)) => Err(Failure::usage(message, help)),
    }
}

/// The failure when the folder of the records could not be searched.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` passes the error by value")]
fn pupils_unseen(error: std::io::Error) -> anyhow::Error {
    Failure::stopped(
        format!("`pupils` could not be searched for a free id ({error}); nothing was saved"),
        "check that you are allowed to read it, and that the disk is working",
    )
}

/// The facts that identify a pupil in the school's own system.
#[derive(Debug, Clone)]
pub(crate) struct KnownPupil {
    /// The id of the record.
    pub(crate) id: String,
    /// The name as the record has it.
    pub(crate) written: String,
    name: ComparedName,
    date_of_birth: Day,
    has_a_permanent_upn: bool,
    upns: Vec<String>,
    is_closed_for_good: bool,
}

impl KnownPupil {
    /// From a record.
    pub(crate) fn of_record(record: &Record) -> Self {
        Self {
            id: record.id().to_owned(),
            written: record.name.as_str().to_owned(),
            name: ComparedName::of_name(record.name.as_str()),
            has_a_permanent_upn: record.upn.as_ref().is_some_and(|upn| !upn.is_temporary()),
            date_of_birth: record.date_of_birth,
            is_closed_for_good: record
                .on_roll
                .last()
                .is_some_and(|spell| spell.records_not_sent == Some(RecordsNotSent::AuthorityDecides)),
            upns: [&record.upn, &record.former_upn].into_iter().flatten().map(|upn| upn.as_str().to_owned()).collect(),
        }
    }

    /// Whether the pupil has, or had, this UPN.
    pub(crate) fn has_upn(&self, upn: &Upn) -> bool {
        self.upns.iter().any(|known| known == upn.as_str())
    }

    /// Whether any UPN is known.
    pub(crate) fn has_a_upn(&self) -> bool {
        !self.upns.is_empty()
    }

    /// Whether the pupil has a permanent UPN now.
    pub(crate) fn has_a_permanent_upn(&self) -> bool {
        self.has_a_permanent_upn
    }

    /// Whether the pupil has this name, however it is written.
    pub(crate) fn is_named(&self, name: &ComparedName) -> bool {
        self.name.is_same_as(name)
    }

    /// Whether the pupil has this name and date of birth.
    pub(crate) fn is_called(&self, name: &ComparedName, date_of_birth: Day) -> bool {
        self.date_of_birth == date_of_birth && self.is_named(name)
    }

    /// Whether the pupil was born on this day and has a name like this one, but not the same. A record whose future the authority
    /// decides is not named: after an adoption, a question about it would link the child to the name of before.
    pub(crate) fn is_called_like(&self, name: &ComparedName, date_of_birth: Day) -> bool {
        !self.is_closed_for_good && self.date_of_birth == date_of_birth && self.name.compare(name) == NameVerdict::Alike
    }
}

/// Applies `keep` to every record, and says whether all could be read. Each one that could not is named in a warning, because no
/// one can be compared with it.
pub(crate) fn of_all<T: Send>(
    opened: &Opened,
    context: &mut Context<'_>,
    keep: impl Fn(PupilFile) -> T + Sync,
) -> anyhow::Result<(Vec<T>, bool)> {
    let folded = opened.fold(keep);
    let mut said = in_short(&folded.unreadable);
    said.dedup_by(|later, earlier| later.file == earlier.file);
    for Finding { rule, file, message, help, .. } in said {
        if [record_missing::RULE.id, change_half_saved::RULE.id].contains(&rule) {
            context.warn(&message, &help)?;
        } else {
            let help = "run `send check` to see what is wrong with it";
            context.warn(&format!("{file} could not be read, so it was not compared"), help)?;
        }
    }
    Ok((folded.kept, folded.unreadable.is_empty()))
}

/// For one of several changes: reports the failure that stops it, so that the others can continue.
pub(crate) fn or_told(
    result: anyhow::Result<CommandOutcome>,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    match result {
        Err(error) if error.downcast_ref::<Failure>().is_some() => {
            context.out().flush()?;
            report_failure(&error, context);
            Ok(CommandOutcome::Incomplete)
        }
        result => result,
    }
}

/// A record with only the facts that the roll has about a pupil.
pub(crate) fn fresh_record(id: &str, name: Text, date_of_birth: Day, on_roll: OnRoll) -> Record {
    Record {
        format: crate::model::format::Format::default(),
        id: Text::from(id),
        name,
        known_as: None,
        upn: None,
        former_upn: None,
        date_of_birth,
        as_found: None,
        on_roll: vec![on_roll],
        class: None,
        taught_with: Vec::new(),
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
        arrived: Arrivals::default(),
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

/// Refuses a first day at a school that does not fit the date of birth. The year of a date is easily mistyped.
pub(crate) fn born_and_joined(born: Day, joined: Day) -> Result<(), TypedProblem> {
    let years = joined.year() - born.year();
    if (2..=19).contains(&years) {
        return Ok(());
    }
    Err((
        format!("born on {born}, joined on {joined}: no pupil joins a school at that age"),
        "compare both days with the school's own system, and correct the wrong one".to_owned(),
    ))
}

/// The class as a record without a history of classes has it.
pub(crate) fn class_now(class: Option<Text>) -> Option<Classes> {
    class.map(Classes::Now)
}

/// Sets the UPN. If a permanent number replaces a temporary one, the temporary one is kept as `former_upn`.
pub(crate) fn put_upn(record: &mut Record, upn: Upn) {
    if record.upn.as_ref() == Some(&upn) {
        return;
    }
    let replaced = record.upn.replace(upn).filter(|old| old.is_temporary());
    let is_permanent = record.upn.as_ref().is_some_and(|new| !new.is_temporary());
    if let Some(old) = replaced.filter(|_| is_permanent) {
        record.former_upn = Some(old);
    }
}
