//! Verbs that check the records, show and undo changes, and deal with what is held on a child and for how long.

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
