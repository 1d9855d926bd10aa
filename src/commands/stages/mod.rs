//! The verbs that move a pupil between the stages of support, and on or off the SEND register.

pub(crate) mod advance;
pub(crate) mod close;
mod moving;
pub(crate) mod place;
pub(crate) mod ready;
pub(crate) mod remove;
pub(crate) mod step_back;
