//! The command tree: parses, decides nothing.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    advance, annual_review, apply, audit, census, check, close, concern, contact, decide, doctor, done, edit, explain,
    import, init, leave, log, merge_driver, missing, move_up, need, new, next, observe, overdue, place, plan, policy,
    provide, ready, refer, register, remove, resolve, review, schema, set, show, step_back, timeline, undo,
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

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::InitArgs),
    New(Box<new::NewArgs>),
    Import(import::ImportArgs),
    Concern(concern::ConcernArgs),
    Contact(contact::ContactArgs),
    Refer(refer::ReferArgs),
    Need(need::NeedArgs),
    Plan(plan::PlanArgs),
    Provide(provide::ProvideArgs),
    Observe(observe::ObserveArgs),
    Review(review::ReviewArgs),
    Done(done::DoneArgs),
    Ready(ready::ReadyArgs),
    Advance(advance::AdvanceArgs),
    StepBack(step_back::StepBackArgs),
    Place(place::PlaceArgs),
    Remove(remove::RemoveArgs),
    Close(close::CloseArgs),
    Apply(apply::ApplyArgs),
    Decide(decide::DecideArgs),
    AnnualReview(annual_review::AnnualReviewArgs),
    Leave(leave::LeaveArgs),
    Set(set::SetArgs),
    MoveUp(move_up::MoveUpArgs),
    Edit(edit::EditArgs),
    Undo(undo::UndoArgs),
    Show(show::ShowArgs),
    Timeline(timeline::TimelineArgs),
    Register(register::RegisterArgs),
    Census(census::CensusArgs),
    Overdue(overdue::OverdueArgs),
    Next(next::NextArgs),
    Missing(missing::MissingArgs),
    Audit(audit::AuditArgs),
    Log(log::LogArgs),
    Check(check::CheckArgs),
    Explain(explain::ExplainArgs),
    Policy(policy::PolicyArgs),
    Schema(schema::SchemaArgs),
    Doctor(doctor::DoctorArgs),
    Resolve(resolve::ResolveArgs),
    #[command(hide = true)]
    MergeDriver(merge_driver::MergeDriverArgs),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_tree_is_sound() {
        Cli::command().debug_assert();
    }
}
