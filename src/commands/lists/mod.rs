//! Lists, and the verbs that look something up about one pupil.

pub(crate) mod calendar;
pub(crate) mod census;
mod due_lines;
pub(crate) mod impact;
pub(crate) mod missing;
pub(crate) mod next;
pub(crate) mod overdue;
pub(crate) mod provision;
pub(crate) mod register;
pub(crate) mod show;
pub(crate) mod timeline;
