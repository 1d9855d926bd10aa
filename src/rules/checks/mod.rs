//! What must be true of a record, or of all of them together: one file a check.

pub(crate) mod header_census;
pub(crate) mod header_stage;
pub(crate) mod unreadable;
