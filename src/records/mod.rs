//! The folder on disk: found, read strictly, and every finding put to its line and column.
//!
//! The only room that opens files. It knows nothing of rules or reports.

pub(crate) mod anonymous;
#[cfg(test)]
mod as_at_tests;
mod clauses;
pub(crate) mod decode;
pub(crate) mod edit;
pub(crate) mod encoding;
mod expected;
mod fault;
mod faults;
mod file;
pub(crate) mod folder;
mod found;
pub(crate) mod load;
pub(crate) mod merge;
mod misnamed;
pub(crate) mod papers;
pub(crate) mod problem;
pub(crate) mod pupils;
pub(crate) mod roll;
pub(crate) mod scan;
pub(crate) mod settings;
pub(crate) mod sheet;
pub(crate) mod stood;
mod syntax;
pub(crate) mod template;
pub(crate) mod traces;
mod tree;
pub(crate) mod versions;
mod wording;
pub(crate) mod write;
