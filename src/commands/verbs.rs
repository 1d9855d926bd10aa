//! The one table of verbs: a line is read, run, refused and explained by it, and by nothing else.
//!
//! To add a verb, write its file in the folder of its group and add its row here.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, FromArgMatches};

use super::{
    accept, advance, annual_review, anonymise, apply, audit, calendar, census, changes, check, close, concern, contact,
    decide, doctor, done, edit, event, explain, impact, import, init, leave, letter, log, merge_driver, missing,
    move_up, need, new, next, observe, overdue, pack, place, plan, policy, print, provide, provision, read, ready,
    refer, register, remove, report, resolve, retention, review, sar, schema, set, sheet, show, step_back, summary,
    timeline, undo,
};
use crate::session::line::program;
use crate::session::options::Global;
use crate::session::{Context, Outcome};
use crate::writing;

/// What a verb does to the folder of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// It shows what the records say, and changes no file. So it can be asked about a commit with `--at`.
    Reports,
    /// It changes a file in the folder of the records.
    Writes,
    /// It asks the history or the program itself, or it makes a file for other people.
    Other,
}

/// Verbs that belong together, in the order of the help.
#[derive(Debug)]
pub(crate) struct Group {
    /// The folder of their files in `src/commands`.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds it to the folders"))]
    pub(crate) folder: &'static str,
    /// The heading in the help.
    pub(crate) title: &'static str,
    /// The verbs.
    pub(crate) verbs: &'static [VerbRow],
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct VerbRow {
    /// The verb, as it is typed.
    pub(crate) name: &'static str,
    /// What it does to the folder of the records.
    pub(crate) deed: Deed,
    /// Adds its arguments and their help to a command.
    arguments: fn(clap::Command) -> clap::Command,
    /// Takes its arguments out of a line that was read.
    read: fn(&ArgMatches) -> Result<Run, clap::Error>,
}

/// A verb with its arguments, ready to run.
pub(crate) type Run = Box<dyn Fn(&mut Context<'_>) -> anyhow::Result<Outcome>>;

/// A command line that was read.
pub(crate) struct Line {
    /// The options that hold everywhere.
    pub(crate) global: Global,
    /// The verb.
    pub(crate) verb: &'static VerbRow,
    /// Runs the verb with its arguments.
    pub(crate) run: Run,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("global", &self.global).field("verb", &self.verb.name).finish_non_exhaustive()
    }
}

impl VerbRow {
    /// The command tree of this verb.
    fn command(&self) -> clap::Command {
        (self.arguments)(clap::Command::new(self.name))
    }
}

/// Makes the table. A group is `folder "heading in the help" { rows }`; a row is
/// `"verb" file::Arguments => function that runs it, deed;`.
macro_rules! verbs {
    ($($folder:ident $title:literal { $($name:literal $arguments:ty => $run:path, $deed:ident;)+ })+) => {
        /// Every verb, by groups.
        pub(crate) const GROUPS: &[Group] = &[$(Group {
            folder: stringify!($folder),
            title: $title,
            verbs: &[$(VerbRow {
                name: $name,
                deed: Deed::$deed,
                arguments: <$arguments>::augment_args,
                read: |matches| {
                    let arguments = <$arguments>::from_arg_matches(matches)?;
                    Ok(Box::new(move |context| $run(&arguments, context)))
                },
            },)+],
        },)+];
    };
}

verbs! {
    record "Record what happens" {
        "new" new::NewArgs => new::run, Writes;
        "concern" concern::ConcernArgs => writing::run, Writes;
        "contact" contact::ContactArgs => writing::run, Writes;
        "refer" refer::ReferArgs => writing::run, Writes;
        "need" need::NeedArgs => writing::run, Writes;
        "plan" plan::PlanArgs => writing::run, Writes;
        "provide" provide::ProvideArgs => writing::run, Writes;
        "observe" observe::ObserveArgs => writing::run, Writes;
        "review" review::ReviewArgs => writing::run, Writes;
        "done" done::DoneArgs => writing::run, Writes;
        "set" set::SetArgs => writing::run, Writes;
        "edit" edit::EditArgs => edit::run, Writes;
    }
    stages "Move between stages, on and off the register" {
        "ready" ready::ReadyArgs => ready::run, Reports;
        "advance" advance::AdvanceArgs => writing::run, Writes;
        "step-back" step_back::StepBackArgs => writing::run, Writes;
        "place" place::PlaceArgs => writing::run, Writes;
        "remove" remove::RemoveArgs => writing::run, Writes;
        "close" close::CloseArgs => writing::run, Writes;
    }
    authority "Work with the local authority" {
        "apply" apply::ApplyArgs => writing::run, Writes;
        "decide" decide::DecideArgs => writing::run, Writes;
        "annual-review" annual_review::AnnualReviewArgs => writing::run, Writes;
    }
    lists "List and look up" {
        "register" register::RegisterArgs => register::run, Reports;
        "census" census::CensusArgs => census::run, Reports;
        "overdue" overdue::OverdueArgs => overdue::run, Reports;
        "next" next::NextArgs => next::run, Reports;
        "missing" missing::MissingArgs => missing::run, Reports;
        "show" show::ShowArgs => show::run, Reports;
        "timeline" timeline::TimelineArgs => timeline::run, Reports;
        "calendar" calendar::CalendarArgs => calendar::run, Other;
        "provision" provision::ProvisionArgs => provision::run, Reports;
        "impact" impact::ImpactArgs => impact::run, Reports;
    }
    papers "Write papers" {
        "print" print::PrintArgs => print::run, Reports;
        "letter" letter::LetterArgs => letter::run, Other;
        "pack" pack::PackArgs => pack::run, Reports;
        "sheet" sheet::SheetArgs => sheet::run, Reports;
        "read" read::ReadArgs => read::run, Writes;
        "summary" summary::SummaryArgs => summary::run, Reports;
        "report" report::ReportArgs => report::run, Reports;
    }
    trust "Check, take back and keep records" {
        "check" check::CheckArgs => check::run, Reports;
        "audit" audit::AuditArgs => audit::run, Other;
        "accept" accept::AcceptArgs => accept::run, Writes;
        "log" log::LogArgs => log::run, Other;
        "changes" changes::ChangesArgs => changes::run, Other;
        "undo" undo::UndoArgs => undo::run, Writes;
        "sar" sar::SarArgs => sar::run, Other;
        "retention" retention::RetentionArgs => retention::run, Reports;
        "anonymise" anonymise::AnonymiseArgs => anonymise::run, Other;
    }
    setup "Set up the school and the program" {
        "init" init::InitArgs => init::run, Writes;
        "import" import::ImportArgs => import::run, Writes;
        "move-up" move_up::MoveUpArgs => move_up::run, Writes;
        "leave" leave::LeaveArgs => writing::run, Writes;
        "event" event::EventArgs => event::run, Writes;
        "doctor" doctor::DoctorArgs => doctor::run, Other;
        "policy" policy::PolicyArgs => policy::run, Reports;
        "explain" explain::ExplainArgs => explain::run, Other;
        "schema" schema::SchemaArgs => schema::run, Other;
        "resolve" resolve::ResolveArgs => resolve::run, Writes;
        "merge-driver" merge_driver::MergeDriverArgs => merge_driver::run, Other;
    }
}

/// Every verb.
fn all() -> impl Iterator<Item = &'static VerbRow> {
    GROUPS.iter().flat_map(|group| group.verbs)
}

/// The whole command tree.
pub(crate) fn tree() -> clap::Command {
    program().subcommands(all().map(VerbRow::command))
}

/// Reads a command line, the name of the program first.
///
/// # Errors
/// If it cannot be understood, or asks for help or the version.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Line, clap::Error> {
    let matches = matches(arguments)?;
    let known = matches.subcommand().and_then(|(name, typed)| Some((all().find(|verb| verb.name == name)?, typed)));
    let (verb, typed) = known.ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
    Ok(Line { global: Global::from_arg_matches(&matches)?, verb, run: (verb.read)(typed)? })
}

/// Building all verbs takes longer than many of them run. So only those are built whose name is a word of the line: no other
/// can be meant. If the line is not understood like this (a slip, help), all of them are asked, for their words.
fn matches(arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    let words: BTreeSet<&str> = arguments.iter().skip(1).filter_map(|word| word.to_str()).collect();
    let few = program().subcommands(all().filter(|verb| words.contains(verb.name)).map(VerbRow::command));
    few.try_get_matches_from(arguments).or_else(|error| {
        if error.kind() == ErrorKind::DisplayVersion { Err(error) } else { tree().try_get_matches_from(arguments) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tree_is_sound() {
        tree().debug_assert();
    }

    /// The words of a line, with `"` around those that have a space.
    fn words(line: &str) -> Vec<OsString> {
        let parts = line.split('"').enumerate();
        parts
            .flat_map(|(nth, part)| if nth % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
            .map(OsString::from)
            .collect()
    }

    fn both(line: &str) -> [String; 2] {
        [matches(&words(line)), tree().try_get_matches_from(words(line))].map(shown)
    }

    /// The verb with every value that was read, or what is said of the line.
    fn shown(read: Result<ArgMatches, clap::Error>) -> String {
        match read {
            Ok(matches) => format!("{:?}", matches.subcommand()),
            Err(error) => error.render().to_string(),
        }
    }

    #[test]
    fn a_line_is_read_with_few_verbs_as_it_is_with_all() {
        let mut tried = 0;
        for verb in tree().get_subcommands() {
            let help = verb.get_long_about().map(ToString::to_string).unwrap_or_default();
            for example in help.lines().filter_map(|line| line.strip_prefix("Example: ")) {
                let [few, all] = both(example);
                assert_eq!(few, all, "{example}");
                tried += 1;
            }
        }
        assert!(tried > 30);
        for line in [
            "send",
            "send --version",
            "send -V",
            "send check --version",
            "send help show",
            "send shwo p014",
            "send show",
            "send show --help",
            "send --records show check",
            "send check --records overdue --format json",
            "send show show --as-at -2w",
            "send contact p014 call --note check --about review",
        ] {
            let [few, all] = both(line);
            assert_eq!(few, all, "{line}");
        }
    }
}
