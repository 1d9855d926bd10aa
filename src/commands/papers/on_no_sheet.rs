//! What `sheet` and `report` share: the warning about pupils who are on no class sheet.

use crate::session::Context;

/// Warns that these pupils are on no class sheet.
pub(super) fn say_on_none(ids: &[String], context: &mut Context<'_>) -> anyhow::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let message = format!("not on any class sheet, because no class of this school is recorded: {}", ids.join(", "));
    context.warn(&message, "record the class, such as `send set ID class=4B`")
}
