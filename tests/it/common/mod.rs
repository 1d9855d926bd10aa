//! Code that the tests share: the program, folders, git, schools, and pages that are run.

pub(crate) mod committing;
pub(crate) mod folders;
pub(crate) mod office;
pub(crate) mod page;
pub(crate) mod program;
pub(crate) mod roll;
pub(crate) mod school;
pub(crate) mod term;
pub(crate) mod workbook;
