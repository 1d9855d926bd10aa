//! The command tree: parses, decides nothing.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::commands::{
    accept, advance, annual_review, anonymise, apply, audit, calendar, census, changes, check, close, concern, contact,
    decide, doctor, done, edit, event, explain, impact, import, init, leave, letter, log, merge_driver, missing,
    move_up, need, new, next, observe, overdue, pack, place, plan, policy, print, provide, provision, read, ready,
    refer, register, remove, report, resolve, retention, review, sar, schema, set, sheet, show, step_back, summary,
    timeline, undo,
};
use crate::output::Format;

/// SEND records for a school: who is on the register, what goes on the census, what is late
///
/// The records are plain files in a folder, one a pupil. Start one with `send init`; then `send check` says what is wrong
/// with it, and `send overdue` what is late.
#[derive(Debug, Parser)]
#[command(name = "send", version, about, long_about, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The folder of the records, or SEND_RECORDS; else the one this is started in, or above it
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) records: Option<PathBuf>,
    /// The day the question is asked about, or SEND_AS_AT; else today: 2025-11-05, "5 nov", 5/11, friday, -2w
    #[arg(long, global = true, value_name = "DATE", allow_hyphen_values = true)]
    pub(crate) as_at: Option<String>,
    /// In reports: the records, the settings and the policy as they stood at this commit, such as 1a2b3c4d5e or HEAD~3; the day
    /// asked about is then that of the commit
    #[arg(long, global = true, value_name = "COMMIT", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
    /// How rows are written
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Makes the enum of the verbs, and the function that builds one of them alone.
macro_rules! verbs {
    ($($(#[$attribute:meta])* $name:literal $variant:ident($arguments:ty),)+) => {
        /// The verbs.
        #[derive(Debug, Subcommand)]
        pub(crate) enum Command {
            $($(#[$attribute])* #[command(name = $name)] $variant($arguments),)+
        }

        /// The command of one verb; nothing for any other word.
        fn verb(name: &str) -> Option<clap::Command> {
            match name {
                $($name => Some(<$arguments>::augment_args(clap::Command::new($name))),)+
                _ => None,
            }
        }
    };
}

verbs! {
    "init" Init(init::InitArgs),
    "new" New(Box<new::NewArgs>),
    "import" Import(import::ImportArgs),
    "concern" Concern(concern::ConcernArgs),
    "contact" Contact(contact::ContactArgs),
    "refer" Refer(refer::ReferArgs),
    "need" Need(need::NeedArgs),
    "plan" Plan(plan::PlanArgs),
    "provide" Provide(provide::ProvideArgs),
    "observe" Observe(observe::ObserveArgs),
    "review" Review(review::ReviewArgs),
    "done" Done(done::DoneArgs),
    "ready" Ready(ready::ReadyArgs),
    "advance" Advance(advance::AdvanceArgs),
    "step-back" StepBack(step_back::StepBackArgs),
    "place" Place(place::PlaceArgs),
    "remove" Remove(remove::RemoveArgs),
    "close" Close(close::CloseArgs),
    "apply" Apply(apply::ApplyArgs),
    "decide" Decide(decide::DecideArgs),
    "annual-review" AnnualReview(annual_review::AnnualReviewArgs),
    "leave" Leave(leave::LeaveArgs),
    "set" Set(set::SetArgs),
    "move-up" MoveUp(move_up::MoveUpArgs),
    "event" Event(event::EventArgs),
    "read" Read(read::ReadArgs),
    "edit" Edit(edit::EditArgs),
    "undo" Undo(undo::UndoArgs),
    "show" Show(show::ShowArgs),
    "timeline" Timeline(timeline::TimelineArgs),
    "print" Print(print::PrintArgs),
    "pack" Pack(pack::PackArgs),
    "letter" Letter(letter::LetterArgs),
    "sheet" Sheet(sheet::SheetArgs),
    "register" Register(register::RegisterArgs),
    "census" Census(census::CensusArgs),
    "overdue" Overdue(overdue::OverdueArgs),
    "calendar" Calendar(calendar::CalendarArgs),
    "next" Next(next::NextArgs),
    "missing" Missing(missing::MissingArgs),
    "provision" Provision(provision::ProvisionArgs),
    "impact" Impact(impact::ImpactArgs),
    "summary" Summary(summary::SummaryArgs),
    "report" Report(report::ReportArgs),
    "retention" Retention(retention::RetentionArgs),
    "anonymise" Anonymise(anonymise::AnonymiseArgs),
    "audit" Audit(audit::AuditArgs),
    "accept" Accept(accept::AcceptArgs),
    "log" Log(log::LogArgs),
    "sar" Sar(sar::SarArgs),
    "changes" Changes(changes::ChangesArgs),
    "check" Check(check::CheckArgs),
    "explain" Explain(explain::ExplainArgs),
    "policy" Policy(policy::PolicyArgs),
    "schema" Schema(schema::SchemaArgs),
    "doctor" Doctor(doctor::DoctorArgs),
    "resolve" Resolve(resolve::ResolveArgs),
    #[command(hide = true)]
    "merge-driver" MergeDriver(merge_driver::MergeDriverArgs),
}

/// Reads a command line, the name of the program first.
///
/// Building all verbs takes longer than many of them run. So those alone are built of which the name stands in the line at
/// all: no other can be meant. Where the line is not understood so (a slip, help), all of them are asked, for their words.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let words: BTreeSet<&str> = arguments.iter().skip(1).filter_map(|word| word.to_str()).collect();
    let program = clap::Command::new("send").version(env!("CARGO_PKG_VERSION"));
    let program = program.subcommand_required(true).disable_help_subcommand(true);
    let few = Global::augment_args(program).subcommands(words.into_iter().filter_map(verb));
    let understood = few.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    understood.or_else(|error| {
        if error.kind() == ErrorKind::DisplayVersion { Err(error) } else { Cli::try_parse_from(arguments) }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_tree_is_sound() {
        Cli::command().debug_assert();
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
        let (few, all) = (parse(&words(line)), Cli::try_parse_from(words(line)));
        let said = |read: Result<Cli, clap::Error>| match read {
            Ok(cli) => format!("{cli:?}"),
            Err(error) => error.render().to_string(),
        };
        [said(few), said(all)]
    }

    #[test]
    fn a_line_is_read_with_few_verbs_as_it_is_with_all() {
        let mut tried = 0;
        for verb in Cli::command().get_subcommands() {
            assert!(super::verb(verb.get_name()).is_some(), "{}", verb.get_name());
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
