//! `send set`.

pub(super) mod keys;

use clap::Args;

use crate::failure::Failure;
use crate::model::record::Record;
use crate::words::{date, list_and};
use crate::writing::asking::OptionQuestion;
use crate::writing::chosen_pupils::{SeveralArgs, Whose};
use crate::writing::classes::TypedDay;
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs};
use keys::Assignment;

/// Change a pupil's details: name, class, language, what helps
///
/// KEY=VALUE replaces the old value. KEY+=VALUE adds to a list, KEY-=VALUE takes from it, and KEY= removes the key.
/// With `--date`, a new class starts on that day, and the class before it is kept. In the same way `sen_unit`, `resourced_provision`
/// and `characteristics` change from that day on, and the past is kept; without `--date` they are as now.
///
/// `year` is the year group that a pupil is taught with, if it is not the one of the age. It is kept as a distance under `taught_with`,
/// and moves up every September. It counts from the start of the school year, or from `--date`; `year=` ends it.
///
/// Keys: name, known_as, upn, date_of_birth, class, year, home_language, characteristics, sen_unit, resourced_provision,
/// notes, joined, register.from, sspp.from, profile.agreed, profile.strengths, .interests, .difficulties, .helps, .alerts, profile.aspirations.pupil and
/// .parent.
///
/// `joined=DATE`, which is the same as `on_roll.from=DATE`, adds or corrects the joining day. The other two `from` keys add the first
/// day where only a day on which it held is recorded.
///
/// Example: send set p014 home_language=Urdu characteristics+=eal
///
/// Example: send set p014 "profile.strengths+=Draws maps"
#[derive(Debug, Clone, Args)]
pub(crate) struct SetArgs {
    /// One or more pupils, then what to change
    #[arg(value_name = "PUPIL... KEY=VALUE", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    several: SeveralArgs,
    #[command(flatten)]
    write: WriteArgs,
}

impl SetArgs {
    /// The words that name pupils: those without a `=`.
    fn pupils_typed(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).filter(|word| !word.contains('=')).collect()
    }

    fn assignments_typed(&self) -> anyhow::Result<Vec<Assignment>> {
        let set = self.words.iter().filter(|word| word.contains('='));
        let all: Vec<Assignment> = set.map(|word| Assignment::parse(word)).collect::<anyhow::Result<_>>()?;
        if all.is_empty() {
            return Err(Failure::usage(
                "what to change is missing",
                "add it as KEY=VALUE, such as `home_language=Urdu`; `send set --help` lists the keys",
            ));
        }
        let several = self.pupils_typed().len() != 1;
        match all.iter().find(|one| several && one.key.is_of_one_child()) {
            None => Ok(all),
            Some(one) => Err(Failure::usage(
                format!("`{}` belongs to one pupil, and several are named", one.key.word()),
                "name one pupil",
            )),
        }
    }
}

impl Verb for SetArgs {
    fn write_args(&self) -> &WriteArgs {
        &self.write
    }

    fn whose_records(&self) -> Whose<'_> {
        Whose::Several(self.pupils_typed(), &self.several)
    }

    fn questions(&self, _: &Record, _: &Scene<'_>) -> Vec<OptionQuestion> {
        Vec::new()
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        let assignments = self.assignments_typed()?;
        assignments.iter().try_for_each(|one| one.refuse_upn_of_another(record, scene))
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let assignments = self.assignments_typed()?;
        let dated = self.write.date.is_some();
        if dated && !assignments.iter().any(|one| one.key.has_days()) {
            return Err(Failure::usage(
                "only a class, a year group, `sen_unit`, `resourced_provision` and `characteristics` can change from a day on",
                "leave out `--date`, or set one of them with it",
            ));
        }
        let day = TypedDay { typed: self.write.date.as_deref(), day: scene.date, today: scene.opened.as_at };
        let mut more = String::new();
        for one in &assignments {
            let said = one.apply_to(record, day, scene)?;
            more.extend(said.map(|said| format!(" ({said})")));
        }
        let words: Vec<&str> = assignments.iter().map(|one| one.key.word()).collect();
        let from = if dated { format!(" from {}", date(scene.date)) } else { String::new() };
        Ok(ChangeResult::done(format!("set {}{from}{more}", list_and(&words)), format!("set {}", list_and(&words))))
    }
}
