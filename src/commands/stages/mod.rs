//! A pupil moves between the stages of support, on the SEND register and off it.

pub(crate) mod advance;
pub(crate) mod close;
mod moving;
pub(crate) mod place;
pub(crate) mod ready;
pub(crate) mod remove;
pub(crate) mod step_back;
