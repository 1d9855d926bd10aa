//! The options that hold everywhere.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::output::OutputFormat;

/// Options that every command takes. They are shown by `send help options`, once, and not under every command.
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
