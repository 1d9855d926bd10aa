//! The only table of verbs. Parsing, dispatch, the check of `--at`, the help and `docs/cli.md` come from it.
//!
//! To add a verb, write its file in the folder of its group and add its row here.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, FromArgMatches};

use super::setup::help::{self, HelpGroup};
use crate::session::options::Global;
use crate::session::verb_line::program_command;
use crate::session::{CommandOutcome, Context};
use crate::writing;

/// The effect of a verb on the records folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Shows what the records say and does not change them. It can answer from a commit with `--at`.
    Reports,
    /// Changes a file in the records folder.
    Writes,
    /// Reads the history or the program itself, or makes a file for other people.
    Other,
}

/// Verbs that belong together, in the order of the help.
#[derive(Debug)]
pub(crate) struct VerbGroup {
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
    /// Its effect on the records folder.
    pub(crate) deed: Deed,
    /// Whether the front page of the help gives it a line of its own, because it is used in an ordinary week.
    is_usual: bool,
    /// Adds its arguments and their help to a command.
    arguments: fn(clap::Command) -> clap::Command,
    /// Takes its arguments from a line that was read.
    read: fn(&ArgMatches) -> Result<ReadyVerb, clap::Error>,
}

/// A verb with its arguments, ready to run.
pub(crate) type ReadyVerb = Box<dyn Fn(&mut Context<'_>) -> anyhow::Result<CommandOutcome>>;

/// A command line that was read.
pub(crate) struct TypedLine {
    /// The options that apply to every command.
    pub(crate) global: Global,
    /// The verb.
    pub(crate) verb: &'static VerbRow,
    /// Runs the verb with its arguments.
    pub(crate) run: ReadyVerb,
}

impl fmt::Debug for TypedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedLine").field("global", &self.global).field("verb", &self.verb.name).finish_non_exhaustive()
    }
}

impl VerbGroup {
    /// The group in the help. The help of each command ends with the way to the options that apply to every command.
    fn help_group(&self) -> HelpGroup {
        let (usual, other): (Vec<&VerbRow>, Vec<&VerbRow>) = self.verbs.iter().partition(|verb| verb.is_usual);
        let commands = |verbs: Vec<&VerbRow>| verbs.iter().map(|verb| with_last_line(verb.command())).collect();
        HelpGroup { title: self.title, usual: commands(usual), other: commands(other) }
    }
}

/// The command and its kinds, if it has any, with the last line that the help of every command has.
fn with_last_line(command: clap::Command) -> clap::Command {
    command.after_help(help::EVERYWHERE).mut_subcommands(with_last_line)
}

impl VerbRow {
    /// The command tree of this verb.
    fn command(&self) -> clap::Command {
        (self.arguments)(clap::Command::new(self.name))
    }
}

/// Makes the table. A group is `folder "heading in the help" { rows }`, and the files of its verbs are in that folder. A row is
/// `"verb" file::Arguments, deed;`. The function `run` of its file runs the verb, or the function after `through`. `usual` before
/// a row gives the verb a line on the front page of the help.
macro_rules! verbs {
    (@usual) => { false };
    (@usual usual) => { true };
    (@run $folder:ident $file:ident) => { super::$folder::$file::run };
    (@run $folder:ident $file:ident $run:path) => { $run };
    ($($folder:ident $title:literal {
        $($($usual:ident)? $name:literal $file:ident::$arguments:ident, $deed:ident $(through $run:path)?;)+
    })+) => {
        /// Every verb, by groups.
        pub(crate) const GROUPS: &[VerbGroup] = &[$(VerbGroup {
            title: $title,
            verbs: &[$(VerbRow {
                name: $name,
                deed: Deed::$deed,
                is_usual: verbs!(@usual $($usual)?),
                arguments: <super::$folder::$file::$arguments>::augment_args,
                read: |matches| {
                    let arguments = <super::$folder::$file::$arguments>::from_arg_matches(matches)?;
                    Ok(Box::new(move |context| (verbs!(@run $folder $file $($run)?))(&arguments, context)))
                },
            },)+],
        },)+];
    };
}

verbs! {
    record "Record what happens" {
        usual "new" new::NewArgs, Writes;
        usual "concern" concern::ConcernArgs, Writes through writing::run;
        usual "contact" contact::ContactArgs, Writes through writing::run;
        "refer" refer::ReferArgs, Writes through writing::run;
        "need" need::NeedArgs, Writes through writing::run;
        usual "plan" plan::PlanArgs, Writes through writing::run;
        "provide" provide::ProvideArgs, Writes through writing::run;
        "observe" observe::ObserveArgs, Writes through writing::run;
        usual "review" review::ReviewArgs, Writes through writing::run;
        "done" done::DoneArgs, Writes through writing::run;
        usual "set" set::SetArgs, Writes through writing::run;
        "add" add::AddArgs, Writes through writing::run;
        "edit" edit::EditArgs, Writes;
    }
    stages "Move a pupil between stages, on and off the register" {
        usual "ready" ready::ReadyArgs, Reports;
        usual "advance" advance::AdvanceArgs, Writes through writing::run;
        "step-back" step_back::StepBackArgs, Writes through writing::run;
        usual "place" place::PlaceArgs, Writes through writing::run;
        "remove" remove::RemoveArgs, Writes through writing::run;
        "close" close::CloseArgs, Writes through writing::run;
    }
    authority "Work with the local authority" {
        usual "apply" apply::ApplyArgs, Writes through writing::run;
        usual "decide" decide::DecideArgs, Writes through writing::run;
        usual "annual-review" annual_review::AnnualReviewArgs, Writes through writing::run;
    }
    lists "List and look up" {
        usual "register" register::RegisterArgs, Reports;
        usual "census" census::CensusArgs, Reports;
        usual "overdue" overdue::OverdueArgs, Reports;
        usual "next" next::NextArgs, Reports;
        "missing" missing::MissingArgs, Reports;
        usual "show" show::ShowArgs, Reports;
        "timeline" timeline::TimelineArgs, Reports;
        "calendar" calendar::CalendarArgs, Other;
        "provision" provision::ProvisionArgs, Reports;
        "impact" impact::ImpactArgs, Reports;
    }
    papers "Make papers" {
        usual "print" print::PrintArgs, Reports;
        usual "letter" letter::LetterArgs, Other;
        "pack" pack::PackArgs, Reports;
        usual "sheet" sheet::SheetArgs, Reports;
        "read" read::ReadArgs, Writes;
        "summary" summary::SummaryArgs, Reports;
        "report" report::ReportArgs, Reports;
    }
    trust "Check the records, and answer for them" {
        usual "check" check::CheckArgs, Reports;
        "audit" audit::AuditArgs, Other;
        "accept" accept::AcceptArgs, Writes;
        usual "log" log::LogArgs, Other;
        "changes" changes::ChangesArgs, Other;
        usual "undo" undo::UndoArgs, Writes;
        "sar" sar::SarArgs, Other;
        "retention" retention::RetentionArgs, Reports;
        "anonymise" anonymise::AnonymiseArgs, Other;
    }
    setup "Set up the school and the program" {
        usual "help" help::HelpArgs, Other;
        usual "init" init::InitArgs, Writes;
        usual "import" import::ImportArgs, Writes;
        "move-up" move_up::MoveUpArgs, Writes;
        "leave" leave::LeaveArgs, Writes;
        "event" event::EventArgs, Writes;
        "doctor" doctor::DoctorArgs, Other;
        "policy" policy::PolicyArgs, Reports;
        usual "explain" explain::ExplainArgs, Other;
        "schema" schema::SchemaArgs, Other;
        "resolve" resolve::ResolveArgs, Writes;
        "merge-driver" merge_driver::MergeDriverArgs, Other;
    }
}

/// Every verb.
fn all() -> impl Iterator<Item = &'static VerbRow> {
    GROUPS.iter().flat_map(|group| group.verbs)
}

/// The whole command tree, with its help.
pub(crate) fn tree() -> clap::Command {
    help::with_verbs(program_command(), GROUPS.iter().map(VerbGroup::help_group).collect())
}

/// Reads a command line, the name of the program first.
///
/// # Errors
/// If it cannot be understood, or if it asks for help or the version.
pub(crate) fn parse(arguments: &[OsString]) -> Result<TypedLine, clap::Error> {
    let matches = matches(arguments)?;
    let known = matches.subcommand().and_then(|(name, typed)| Some((all().find(|verb| verb.name == name)?, typed)));
    let (verb, typed) = known.ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
    Ok(TypedLine { global: Global::from_arg_matches(&matches)?, verb, run: (verb.read)(typed)? })
}

/// Building all verbs takes longer than running most of them. So a verb is built only if its name is a word of the line, since
/// the line cannot mean another. If the line is not understood this way (a slip, help), all verbs are built, for their words.
fn matches(arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    let words: BTreeSet<&str> = arguments.iter().skip(1).filter_map(|word| word.to_str()).collect();
    let few = program_command().subcommands(all().filter(|verb| words.contains(verb.name)).map(VerbRow::command));
    few.try_get_matches_from(arguments).or_else(|error| {
        if error.kind() == ErrorKind::DisplayVersion {
            return Err(error);
        }
        let tree = if error.kind() == ErrorKind::DisplayHelp { help::of_verbs_only(tree()) } else { tree() };
        tree.try_get_matches_from(arguments)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::testing::TestFolder;

    #[test]
    fn the_command_tree_is_sound() {
        tree().debug_assert();
    }

    #[test]
    fn a_slip_is_reported_with_the_options_that_can_be_typed() {
        let folder = TestFolder::with("format: 1\n");
        let said = |line: &[&str]| folder.run("2026-01-15", line).err;
        assert!(said(&["schema", "x"]).contains("Usage: send schema [OPTIONS]\n"));
        let near = said(&["show", "p014", "--as-t", "x"]);
        assert!(near.contains("a similar option is '--as-at'") && near.contains("--as-at <DATE>"), "{near}");
    }

    #[test]
    fn a_verb_that_writes_can_be_tried_first() {
        for verb in all().filter(|verb| verb.deed == Deed::Writes) {
            // `init` writes into an empty folder only.
            assert!(can_be_tried(&verb.command()) || verb.name == "init", "{}", verb.name);
        }
    }

    /// Whether a command has `--dry-run`; a command with kinds, whether each of them has it.
    fn can_be_tried(command: &clap::Command) -> bool {
        let kinds: Vec<&clap::Command> = command.get_subcommands().collect();
        let has_option = command.get_arguments().any(|argument| argument.get_id() == "dry_run");
        has_option || (!kinds.is_empty() && kinds.into_iter().all(can_be_tried))
    }

    #[test]
    fn only_a_verb_that_reports_takes_a_commit() {
        let folder = TestFolder::with("format: 1\n");
        for verb in all() {
            let help = verb.command().get_long_about().unwrap().to_string();
            let example = help.lines().find_map(|line| line.strip_prefix("Example: send ")).unwrap();
            let words = words(example.split(" > ").next().unwrap());
            let typed: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
            let ran = folder.run("2026-01-15", &[&["--at", "HEAD"], &typed[..]].concat());
            let is_refused = ran.err.starts_with("error: this command takes no `--at`");
            assert_eq!(is_refused, verb.deed != Deed::Reports, "{example}: {}", ran.err);
        }
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
        [matches(&words(line)), of_all(&words(line))].map(shown)
    }

    /// The line read with all verbs.
    fn of_all(line: &[OsString]) -> Result<ArgMatches, clap::Error> {
        let is_help = line.iter().any(|word| word == "--help");
        (if is_help { help::of_verbs_only(tree()) } else { tree() }).try_get_matches_from(line)
    }

    /// The verb with every value that was read, or the error.
    fn shown(read: Result<ArgMatches, clap::Error>) -> String {
        match read {
            Ok(matches) => format!("{:?}", matches.subcommand()),
            Err(error) => error.render().to_string(),
        }
    }

    #[test]
    fn a_line_is_read_the_same_whether_few_verbs_or_all_are_known() {
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
