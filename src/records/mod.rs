//! The folder on disk: found, read strictly, and every finding put to its line and column.
//!
//! The only room that opens files. It knows nothing of rules or reports.

pub(crate) mod decode;
// Take this line away with the first verb that changes a record.
#[cfg_attr(not(test), expect(dead_code, reason = "the verbs that change records come after it"))]
pub(crate) mod edit;
pub(crate) mod encoding;
mod expected;
mod faults;
mod file;
pub(crate) mod folder;
mod found;
pub(crate) mod load;
pub(crate) mod pupils;
pub(crate) mod scan;
pub(crate) mod settings;
mod syntax;
pub(crate) mod template;
mod tree;
mod wording;
