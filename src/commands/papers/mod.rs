//! Papers for families, staff and other schools.

pub(crate) mod letter;
mod on_no_sheet;
pub(crate) mod pack;
pub(crate) mod print;
pub(crate) mod read;
pub(crate) mod report;
pub(crate) mod sheet;
pub(crate) mod summary;
