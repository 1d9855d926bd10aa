//! The work with the local authority: applications, decisions, annual reviews.

pub(crate) mod annual_review;
mod application;
pub(crate) mod apply;
pub(crate) mod decide;
