//! The changes from one version of a record to the next: compared key by key, put into words, and judged.

pub(crate) mod audit;
pub(crate) mod changes;
pub(crate) mod compare;
pub(crate) mod in_full;
pub(crate) mod lists;
pub(crate) mod log;
mod respelled;
