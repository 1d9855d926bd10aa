//! The one table of verbs: a line is read, run, refused and explained by it, and by nothing else.
//!
//! To add a verb, write its file in the folder of its group and add its row here.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, FromArgMatches};

use super::{authority, lists, papers, record, setup, stages, trust};
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
        "new" record::new::NewArgs => record::new::run, Writes;
        "concern" record::concern::ConcernArgs => writing::run, Writes;
        "contact" record::contact::ContactArgs => writing::run, Writes;
        "refer" record::refer::ReferArgs => writing::run, Writes;
        "need" record::need::NeedArgs => writing::run, Writes;
        "plan" record::plan::PlanArgs => writing::run, Writes;
        "provide" record::provide::ProvideArgs => writing::run, Writes;
        "observe" record::observe::ObserveArgs => writing::run, Writes;
        "review" record::review::ReviewArgs => writing::run, Writes;
        "done" record::done::DoneArgs => writing::run, Writes;
        "set" record::set::SetArgs => writing::run, Writes;
        "edit" record::edit::EditArgs => record::edit::run, Writes;
    }
    stages "Move between stages, on and off the register" {
        "ready" stages::ready::ReadyArgs => stages::ready::run, Reports;
        "advance" stages::advance::AdvanceArgs => writing::run, Writes;
        "step-back" stages::step_back::StepBackArgs => writing::run, Writes;
        "place" stages::place::PlaceArgs => writing::run, Writes;
        "remove" stages::remove::RemoveArgs => writing::run, Writes;
        "close" stages::close::CloseArgs => writing::run, Writes;
    }
    authority "Work with the local authority" {
        "apply" authority::apply::ApplyArgs => writing::run, Writes;
        "decide" authority::decide::DecideArgs => writing::run, Writes;
        "annual-review" authority::annual_review::AnnualReviewArgs => writing::run, Writes;
    }
    lists "List and look up" {
        "register" lists::register::RegisterArgs => lists::register::run, Reports;
        "census" lists::census::CensusArgs => lists::census::run, Reports;
        "overdue" lists::overdue::OverdueArgs => lists::overdue::run, Reports;
        "next" lists::next::NextArgs => lists::next::run, Reports;
        "missing" lists::missing::MissingArgs => lists::missing::run, Reports;
        "show" lists::show::ShowArgs => lists::show::run, Reports;
        "timeline" lists::timeline::TimelineArgs => lists::timeline::run, Reports;
        "calendar" lists::calendar::CalendarArgs => lists::calendar::run, Other;
        "provision" lists::provision::ProvisionArgs => lists::provision::run, Reports;
        "impact" lists::impact::ImpactArgs => lists::impact::run, Reports;
    }
    papers "Write papers" {
        "print" papers::print::PrintArgs => papers::print::run, Reports;
        "letter" papers::letter::LetterArgs => papers::letter::run, Other;
        "pack" papers::pack::PackArgs => papers::pack::run, Reports;
        "sheet" papers::sheet::SheetArgs => papers::sheet::run, Reports;
        "read" papers::read::ReadArgs => papers::read::run, Writes;
        "summary" papers::summary::SummaryArgs => papers::summary::run, Reports;
        "report" papers::report::ReportArgs => papers::report::run, Reports;
    }
    trust "Check, take back and keep records" {
        "check" trust::check::CheckArgs => trust::check::run, Reports;
        "audit" trust::audit::AuditArgs => trust::audit::run, Other;
        "accept" trust::accept::AcceptArgs => trust::accept::run, Writes;
        "log" trust::log::LogArgs => trust::log::run, Other;
        "changes" trust::changes::ChangesArgs => trust::changes::run, Other;
        "undo" trust::undo::UndoArgs => trust::undo::run, Writes;
        "sar" trust::sar::SarArgs => trust::sar::run, Other;
        "retention" trust::retention::RetentionArgs => trust::retention::run, Reports;
        "anonymise" trust::anonymise::AnonymiseArgs => trust::anonymise::run, Other;
    }
    setup "Set up the school and the program" {
        "init" setup::init::InitArgs => setup::init::run, Writes;
        "import" setup::import::ImportArgs => setup::import::run, Writes;
        "move-up" setup::move_up::MoveUpArgs => setup::move_up::run, Writes;
        "leave" setup::leave::LeaveArgs => writing::run, Writes;
        "event" setup::event::EventArgs => setup::event::run, Writes;
        "doctor" setup::doctor::DoctorArgs => setup::doctor::run, Other;
        "policy" setup::policy::PolicyArgs => setup::policy::run, Reports;
        "explain" setup::explain::ExplainArgs => setup::explain::run, Other;
        "schema" setup::schema::SchemaArgs => setup::schema::run, Other;
        "resolve" setup::resolve::ResolveArgs => setup::resolve::run, Writes;
        "merge-driver" setup::merge_driver::MergeDriverArgs => setup::merge_driver::run, Other;
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
