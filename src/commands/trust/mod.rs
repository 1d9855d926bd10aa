//! Is it right, who changed it, and how is it taken back or given out?

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
