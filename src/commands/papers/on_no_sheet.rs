//! What `sheet` and `report` share: the children who are on no sheet of a class.

use crate::session::Context;

/// That these children are on no sheet.
pub(super) fn say_on_none(ids: &[String], context: &mut Context<'_>) -> anyhow::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let message = format!("on no class's sheet, for want of a class that the school has: {}", ids.join(", "));
    context.warn(&message, "write the class down: `send set ID class=4B`")
}
