//! The verbs for work with the local authority: applications, decisions and annual reviews.

pub(crate) mod annual_review;
mod application;
pub(crate) mod apply;
pub(crate) mod decide;
