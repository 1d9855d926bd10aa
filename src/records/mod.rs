//! The folder on disk: finds it, reads it strictly, and gives every finding its line and column.
//!
//! Only this room opens records, settings and policies. It does not know about rules or reports.

pub(crate) mod anonymous_copy;
#[cfg(test)]
mod as_at_tests;
mod clauses_file;
mod copies;
pub(crate) mod csv_table;
mod csv_text;
pub(crate) mod decode;
pub(crate) mod edit;
pub(crate) mod encoding;
mod expected;
mod fault;
mod faults;
mod file;
pub(crate) mod file_merge;
pub(crate) mod folder;
mod found_value;
pub(crate) mod grid;
pub(crate) mod grid_cells;
pub(crate) mod links;
pub(crate) mod load;
mod misnamed;
pub(crate) mod new_record;
pub(crate) mod papers;
pub(crate) mod past_folder;
pub(crate) mod past_versions;
mod policy_files;
pub(crate) mod problem;
pub(crate) mod pupils;
pub(crate) mod scan;
mod syntax;
mod table_bytes;
pub(crate) mod template;
pub(crate) mod toml_file;
pub(crate) mod toml_list;
pub(crate) mod traces;
mod unseen_in_settings;
mod unseen_places;
mod value_tree;
mod wording;
mod workbook;
pub(crate) mod write;
