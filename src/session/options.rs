//! The options that apply to every command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::output::OutputFormat;

/// The options that every command accepts. `send help options` shows them once, so the help of each command does not repeat them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options for every command")]
pub(crate) struct Global {
    /// Records folder; defaults to the variable SEND_RECORDS, or to this folder or one above it
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) records: Option<PathBuf>,
    /// Date of the report, such as 2025-11-05, "5 nov", 5/11, friday or -2w; defaults to the variable SEND_AS_AT, or today
    #[arg(long, global = true, value_name = "DATE", allow_hyphen_values = true)]
    pub(crate) as_at: Option<String>,
    /// For reports: use the records, settings and policy as they were at this commit, such as 1a2b3c4d5e or HEAD~3; --as-at then
    /// defaults to the date of the commit
    #[arg(long, global = true, value_name = "COMMIT", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
    /// Format of a list
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,
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
