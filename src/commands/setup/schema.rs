//! `send schema`.

use clap::Args;

use crate::session::{CommandOutcome, Context};

/// The JSON Schema of a record, for editors that complete and check it.
const SCHEMA: &str = include_str!("../../../docs/record.schema.json");

/// Print the JSON Schema of a record, for editors that complete it
///
/// Example: send schema > record.schema.json
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {}

pub(crate) fn run(_: &SchemaArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    context.out().write_all(SCHEMA.as_bytes())?;
    Ok(CommandOutcome::Done)
}
