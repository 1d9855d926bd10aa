//! Verbs for the records folder, the school with its roll and its policy, the merging of two copies, and the program's help.

pub(crate) mod doctor;
pub(crate) mod event;
pub(crate) mod explain;
pub(crate) mod help;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod leave;
pub(crate) mod merge_driver;
mod merge_result;
pub(crate) mod move_up;
pub(crate) mod policy;
pub(crate) mod resolve;
pub(crate) mod schema;
mod start_history;
