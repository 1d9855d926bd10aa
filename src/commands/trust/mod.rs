//! Verbs that check the records, show and undo changes, and answer for what is held.

pub(crate) mod accept;
pub(crate) mod anonymise;
pub(crate) mod audit;
mod audited;
pub(crate) mod changes;
pub(crate) mod check;
pub(crate) mod log;
pub(crate) mod retention;
pub(crate) mod sar;
pub(crate) mod undo;
