//! Lists, and everything that is looked up about a pupil.

pub(crate) mod calendar;
pub(crate) mod census;
pub(crate) mod impact;
mod lines;
pub(crate) mod missing;
pub(crate) mod next;
pub(crate) mod overdue;
pub(crate) mod provision;
pub(crate) mod register;
pub(crate) mod show;
pub(crate) mod timeline;
