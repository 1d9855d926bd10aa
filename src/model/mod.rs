//! The content of a record: pure types, what follows from them, and the record as at a day.
//!
//! No file, no clock and no policy here. Abbreviations in the code: SEN special educational needs; SEND special educational needs
//! and disabilities; EHC (plan) education, health and care; EHCP an EHC plan; SSPP Birmingham's SEND support provision plan; ITP
//! individual target plan; UPN unique pupil number. Note: the crate is about `send`, the program for schools; the marker trait
//! `Send` is unrelated.

pub(crate) mod anonymous;
pub(crate) mod applying;
pub(crate) mod at_a_day;
pub(crate) mod authority;
pub(crate) mod codes;
mod cut_to_day;
pub(crate) mod cycle;
pub(crate) mod day;
pub(crate) mod days_and_texts;
pub(crate) mod facts;
#[cfg(test)]
pub(crate) mod full;
pub(crate) mod id;
mod listed_keys;
pub(crate) mod money;
pub(crate) mod pseudonym;
pub(crate) mod record;
pub(crate) mod record_merge;
pub(crate) mod runs;
#[cfg(test)]
pub(crate) mod schema;
pub(crate) mod shape;
pub(crate) mod text;
pub(crate) mod upn;
pub(crate) mod values;
pub(crate) mod vocabulary;
pub(crate) mod year;
