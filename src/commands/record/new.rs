//! `send new`.

mod found;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;

use crate::context::prompt::{self, Choice, Reply};
use crate::dates::DateDirection;
use crate::failure::Failure;
use crate::model::compared_name::ComparedName;
use crate::model::day::Day;
use crate::model::id;
use crate::model::record::Record;
use crate::model::timed_facts::TimedCharacteristic;
use crate::model::vocabulary::{Characteristic, NeedType};
use crate::records::folder::Folder;
use crate::records::new_record::GivenIds;
use crate::session::word::word_parser;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::date;
use crate::writing::arrival::ArrivalArgs;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::brought::BroughtArgs;
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::confirm::{self, Verdict};
use crate::writing::hold::finish_first;
use crate::writing::hold::lock_folder;
use crate::writing::opening::{FoundNeed, FoundSince, Opening};
use crate::writing::roll_checks::{
    KnownPupil, born_and_joined, class_now, class_typed, free_id, fresh_record, given_ids, of_all, or_usage_failure,
    upn_typed,
};
use crate::writing::talk::{Script, Talked, talk, with_answers};
use crate::writing::{ChangeResult, Scene, WriteArgs, make, name_typed, text_of};
use found::FoundArgs;

/// Make a pupil's record: name, date of birth, class
///
/// The rest can wait for the first concern. The pupil gets the next free id, such as p021; an id is never used twice.
///
/// If the pupil arrived with SEN support, an SSPP or an EHC plan, or was known to agencies, add `--arrived-from` and
/// `--arrived-with`: such a pupil can start at a later stage than A. An EHC plan is in force from the first day; give the date
/// it was made final. A pupil who came with SEN support goes on the register once the parents were told: add `--notified`.
///
/// If the school has supported the pupil since before it used this program, add `--as-found` with the day the records begin. The
/// stage, the register, the plan and the reviews up to that day are then as found, and are not judged.
///
/// Example: send new --name "Amira Example" --date-of-birth 2017-11-03 --class 4B
///
/// Example: send new --name "Ben Example" --date-of-birth 2016-11-14 --arrived-from "Far Primary" --arrived-with EHCP --final 2022-06-01
///
/// Example: send new --name "Cara Example" --date-of-birth 2016-02-09 --as-found 2026-11-30 --stage C --need SLCN
#[derive(Debug, Clone, Args)]
pub(crate) struct NewArgs {
    /// The name the school uses in letters
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Date of birth
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    date_of_birth: Option<String>,
    /// First day on roll, which can be in the future; defaults to --date
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// An id of your choice; defaults to the next free one
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Unique pupil number
    #[arg(long, value_name = "UPN")]
    upn: Option<String>,
    /// The class, as send.toml names it
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// The name the pupil is called by
    #[arg(long, value_name = "NAME")]
    known_as: Option<String>,
    /// Language spoken at home
    #[arg(long, value_name = "LANGUAGE")]
    home_language: Option<String>,
    /// A characteristic of the pupil; can be used more than once
    #[arg(long, value_name = "WORD", value_parser = word_parser::<Characteristic>(), ignore_case = true)]
    characteristic: Vec<Characteristic>,
    /// A need, the most important first; can be used more than once
    #[arg(long, value_name = "TYPE", value_parser = word_parser::<NeedType>(), ignore_case = true, hide_short_help = true)]
    need: Vec<NeedType>,
    /// Folder inside pupils/ for the record, such as one school of a trust
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// Make the record even if a pupil with the same date of birth has the same name or a like one
    #[arg(long)]
    anyway: bool,
    /// The ids of the pupils with a like name who were said to be other children.
    #[arg(skip)]
    other_children: Rc<RefCell<BTreeSet<String>>>,
    #[command(flatten)]
    arrival: ArrivalArgs,
    #[command(flatten)]
    found: FoundArgs,
    #[command(flatten)]
    brought: BroughtArgs,
    #[command(flatten)]
    write: WriteArgs,
}

/// Makes a record from what was typed.
pub(crate) fn run(args: &NewArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    finish_first(&opened, context)?;
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    let script = Script {
        questions: &|args: &NewArgs, _| Ok(args.questions(&opened)),
        confirm: &|args, context| args.confirm_record(&opened, context),
    };
    let talked = talk(args, &script, &opened, context)?;
    make_record(&talked, &opened, context).map_err(|error| with_answers(error, &talked.answers))
}

fn make_record(talked: &Talked<NewArgs>, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let args = &talked.verb;
    let scene = Scene::new(&args.write, opened, context)?;
    if context.environment.asks && talked.answers.is_empty() {
        // Ask about a pupil with a like name before the lock is taken: nobody should wait while a person thinks.
        args.record_and_place(&scene, context)?;
    }
    // The id is free until the file exists, so the lock is taken first: no one else can then use the same id.
    let held = if args.write.dry_run { None } else { Some(lock_folder(&scene, context)?) };
    let NewRecord { record, path, next } = args.record_and_place(&scene, context)?;
    let told = ChangeResult { next, ..ChangeResult::done("made the record", "make the record") };
    make::make_record(&record, &path, told, held.as_ref(), &scene, context)
}

/// A record that is to be made.
struct NewRecord {
    record: Record,
    path: PathBuf,
    /// The sentences about what comes next.
    next: Vec<String>,
}

impl NewArgs {
    fn questions(&self, opened: &Opened) -> Vec<OptionQuestion> {
        let classes = opened.school.settings.classes.iter();
        let classes = classes.map(|class| Choice { word: class.name.as_str().to_owned(), meaning: String::new() });
        let classes: Vec<Choice> = classes.collect();
        let which_class = if classes.is_empty() { AnswerKind::Text } else { AnswerKind::OneOf(classes) };
        let from =
            OptionQuestion::optional("--from=", "What is the first day on roll?", AnswerKind::Day(DateDirection::Past));
        let all = [
            (&self.name, OptionQuestion::needed("--name=", "What is the pupil's name?", AnswerKind::Text)),
            (
                &self.date_of_birth,
                OptionQuestion::needed(
                    "--date-of-birth=",
                    "What is the date of birth, with the year?",
                    AnswerKind::Day(DateDirection::Past),
                ),
            ),
            (&self.from, from.with_default(Some(date(opened.as_at)))),
            (&self.class, OptionQuestion::optional("--class=", "Which class?", which_class)),
            (&self.upn, OptionQuestion::optional("--upn=", "What is the UPN, if you know it?", AnswerKind::Text)),
            (
                &self.home_language,
                OptionQuestion::optional("--home-language=", "Which language is spoken at home?", AnswerKind::Text),
            ),
        ];
        let mut questions: Vec<OptionQuestion> =
            all.into_iter().filter(|(typed, _)| typed.is_none()).map(|(_, question)| question).collect();
        if self.found.option().is_some() {
            questions.extend(self.found.questions(&self.brought, self.need.is_empty()));
        } else {
            questions.extend(self.arrival.first_question());
            questions.extend(self.arrival.questions(&self.brought, false));
        }
        questions
    }

    /// Shows the record, and asks whether to save it. If someone else uses the id before the answer, the record gets the next
    /// one.
    fn confirm_record(&self, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<Verdict> {
        if self.write.dry_run {
            return Ok(Verdict::Save(None));
        }
        let scene = Scene::new(&self.write, opened, context)?;
        let NewRecord { record, path, .. } = self.record_and_place(&scene, context)?;
        confirm::new_record(&record, &path, &scene, context)
    }

    /// The record as it was typed, and the path of its file.
    ///
    /// # Errors
    /// If a part of it cannot be used, or if the pupil already has a record.
    fn record_and_place(&self, scene: &Scene<'_>, context: &mut Context<'_>) -> anyhow::Result<NewRecord> {
        self.refuse_without_ground()?;
        let given = given_ids(self.write.dry_run, scene.opened, context)?;
        let mut record = self.record_typed(&given, scene)?;
        self.refuse_known(&record, scene.opened, context)?;
        let next = self.put_support(&mut record, scene)?;
        let folder = &scene.opened.folder;
        let path = folder.place_for(record.id(), self.inner_folder(folder)?);
        Ok(NewRecord { record, path, next })
    }

    /// Refuses a plan or an award that no option explains.
    fn refuse_without_ground(&self) -> anyhow::Result<()> {
        if self.found.option().is_some() || self.arrival.option().is_some() {
            return Ok(());
        }
        match self.brought.option() {
            None => Ok(()),
            Some(option) => Err(Failure::usage(
                format!("`{option}` is about a plan or an award from before"),
                "add `--arrived-from` and `--arrived-with` for a pupil who came with it, or `--as-found` for one who was here",
            )),
        }
    }

    /// The record as it was typed, without the support that was there before.
    fn record_typed(&self, given: &GivenIds, scene: &Scene<'_>) -> anyhow::Result<Record> {
        let name =
            self.name.as_ref().map(|name| name_typed("--name", name)).transpose()?.ok_or_else(name_or_birth_missing)?;
        let born = self.date_of_birth.as_ref().ok_or_else(name_or_birth_missing)?;
        let born = scene.happened("--date-of-birth", born)?;
        let (since, counts_from) = self.on_roll_since(scene)?;
        or_usage_failure(born_and_joined(born, counts_from))?;
        let id = free_id(self.id.as_deref(), given, scene.opened)?;
        let in_class =
            self.class.as_ref().map(|name| or_usage_failure(class_typed(name, &scene.opened.school))).transpose()?;
        let mut characteristics = self.characteristic.clone();
        characteristics.sort_unstable();
        characteristics.dedup();
        Ok(Record {
            known_as: self.known_as.as_ref().map(|name| name_typed("--known-as", name)).transpose()?,
            upn: self.upn.as_ref().map(|number| or_usage_failure(upn_typed(number))).transpose()?,
            class: class_now(in_class),
            home_language: text_of("--home-language", self.home_language.as_ref())?,
            characteristics: characteristics.into_iter().map(TimedCharacteristic::AsNow).collect(),
            ..fresh_record(&id, name, born, since.on_roll(counts_from))
        })
    }

    /// The first day on roll, and the day it counts from. For a pupil who was found here it may not be known.
    fn on_roll_since(&self, scene: &Scene<'_>) -> anyhow::Result<(FoundSince, Day)> {
        let joined = self.from.as_ref().map(|typed| scene.of_the_roll("--from", typed)).transpose()?;
        let found = self.found.day(scene)?;
        Ok(match (joined, found) {
            (Some(joined), _) => (FoundSince::Known(joined), joined),
            (None, Some(found)) => (FoundSince::NotKnown, found),
            (None, None) => (FoundSince::Known(scene.date), scene.date),
        })
    }

    /// Writes the needs, and the support that was there before: found here, or brought. Returns the sentences about what comes
    /// next.
    fn put_support(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<Vec<String>> {
        let (since, joined) = self.on_roll_since(scene)?;
        let needs = self.need.iter().map(|need| FoundNeed { need_type: *need, rank: None, from: FoundSince::NotKnown });
        let needs: Vec<FoundNeed> = needs.collect();
        if let Some(found) = self.found.day(scene)? {
            let opening = Opening { needs, on_roll: since, ..self.found.opening(found, &self.brought, scene)? };
            return found::put_opening(&opening, record);
        }
        let only_needs = Opening { needs, ..Opening::of(joined.min(scene.date)) };
        found::put_needs(&only_needs, record)?;
        if self.arrival.option().is_none() {
            return Ok(vec![format!("next: record what was noticed: `send concern {}`", record.id())]);
        }
        self.arrival.put_into(&self.brought, record, (joined, false), scene)
    }

    /// Refuses a second record of the same child, which would split the child's history in two.
    fn refuse_known(&self, record: &Record, opened: &Opened, context: &mut Context<'_>) -> anyhow::Result<()> {
        let (known, _) = of_all(opened, context, |pupil| KnownPupil::of_record(&pupil.record))?;
        let has_upn = |known: &&KnownPupil| record.upn.as_ref().is_some_and(|upn| known.has_upn(upn));
        if let Some(known) = known.iter().find(has_upn) {
            return Err(Failure::usage(
                format!("{} already has this UPN", known.id),
                format!("check with `send show {}`: if it is the same pupil, use that record", known.id),
            ));
        }
        if self.anyway {
            return Ok(());
        }
        let (name, born) = (ComparedName::of_name(record.name.as_str()), record.date_of_birth);
        if let Some(known) = known.iter().find(|known| known.is_called(&name, born)) {
            return Err(is_known(format!("{} already has this name and date of birth", known.id), &known.id));
        }
        let have_two_upns = |known: &KnownPupil| {
            record.upn.as_ref().is_some_and(|upn| !upn.is_temporary()) && known.has_a_permanent_upn()
        };
        let is_like = |known: &&KnownPupil| known.is_called_like(&name, born) && !have_two_upns(known);
        let alike: Vec<&KnownPupil> = known.iter().filter(is_like).collect();
        alike.iter().try_for_each(|known| self.ask_about_like(known, context))
    }

    /// At a terminal, asks whether a pupil with a like name and the same birthday is another child. A script is refused. Without an
    /// answer no record is made, because a child with two records would be counted twice.
    fn ask_about_like(&self, known: &KnownPupil, context: &mut Context<'_>) -> anyhow::Result<()> {
        let mut asked = self.other_children.borrow_mut();
        if asked.contains(&known.id) {
            return Ok(());
        }
        let alike = format!("{} ({}) has the same date of birth and a name like this one", known.id, known.written);
        if !context.environment.asks {
            return Err(is_known(alike, &known.id));
        }
        context.out().flush()?;
        if prompt::ask_yes(&format!("{alike}. Is this another child?"), false) == Ok(Reply::Given(true)) {
            asked.insert(known.id.clone());
            return Ok(());
        }
        Err(Failure::stopped(
            "nothing was saved",
            format!(
                "use the record of {id}; to write the name in another way, use `send set {id} name=...`",
                id = known.id
            ),
        ))
    }

    /// The folder in `pupils` that was named: one that exists, or a new name that every operating system accepts.
    fn inner_folder(&self, folder: &Folder) -> anyhow::Result<Option<&str>> {
        let Some(inner) = self.folder.as_deref() else { return Ok(None) };
        let is_there = !inner.contains(['/', '\\', ':']) && !inner.starts_with('.') && folder.has_inner(inner);
        match id::id_problem(inner).filter(|_| !is_there) {
            None => Ok(Some(inner)),
            Some(_) => Err(Failure::usage(
                format!("--folder: `{inner}` is not a folder in `pupils`"),
                "name one that exists, or a new one in lower-case letters, digits and hyphens, such as `elmfield`",
            )),
        }
    }
}

/// The failure when the pupil has, or may have, a record.
fn is_known(message: String, id: &str) -> anyhow::Error {
    Failure::usage(message, format!("check with `send show {id}`; if it is another pupil, add `--anyway`"))
}

fn name_or_birth_missing() -> anyhow::Error {
    Failure::usage("the name or the date of birth is missing", "give `--name` and `--date-of-birth`")
}
