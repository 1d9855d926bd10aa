//! `send schema`.

use clap::Args;

use crate::session::{CommandOutcome, Context};

/// The JSON Schema of a record, for editors that complete and check it.
const SCHEMA: &str = include_str!("../../../docs/record.schema.json");

/// Print every key of a record as a JSON Schema, for text editors
///
/// Example: send schema > record.schema.json
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {}

pub(crate) fn run(_: &SchemaArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    context.out().write_all(SCHEMA.as_bytes())?;
    Ok(CommandOutcome::Done)
}
