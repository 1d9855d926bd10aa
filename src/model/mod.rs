//! The content of a record: pure types, what follows from them, and the record as at a day.
//!
//! This room uses no files, no clock and no policy. Abbreviations in the code:
//!
//! - SEN: special educational needs;
//! - SEND: special educational needs and disabilities;
//! - EHC: education, health and care; an EHCP is an EHC plan;
//! - SSPP: SEND support provision plan, Birmingham's own;
//! - ITP: individual target plan;
//! - UPN: unique pupil number.
//!
//! `send` is this program. The marker trait `Send` is unrelated.

pub(crate) mod anonymous;
pub(crate) mod applying;
pub(crate) mod arrivals;
pub(crate) mod arriving;
pub(crate) mod at_a_day;
pub(crate) mod authority;
pub(crate) mod codes;
pub(crate) mod compared_name;
pub(crate) mod consents;
mod cut_to_day;
pub(crate) mod cycle;
pub(crate) mod day;
pub(crate) mod days_and_texts;
pub(crate) mod facts;
pub(crate) mod format;
#[cfg(test)]
pub(crate) mod full;
mod held_facts;
pub(crate) mod id;
mod listed_keys;
pub(crate) mod money;
pub(crate) mod pseudonym;
pub(crate) mod reach;
pub(crate) mod record;
pub(crate) mod record_merge;
pub(crate) mod runs;
#[cfg(test)]
pub(crate) mod schema;
pub(crate) mod shape;
pub(crate) mod since;
pub(crate) mod stays;
pub(crate) mod taught_with;
pub(crate) mod text;
pub(crate) mod timed_facts;
pub(crate) mod unseen;
pub(crate) mod upn;
pub(crate) mod values;
pub(crate) mod vocabulary;
pub(crate) mod year;
