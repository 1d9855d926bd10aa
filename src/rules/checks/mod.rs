//! What must be true of a record, or of all of them together: one file a check.

pub(crate) mod class_unknown;
pub(crate) mod comment_in_value;
pub(crate) mod contact_details_in_text;
pub(crate) mod date_impossible;
pub(crate) mod date_in_future;
pub(crate) mod document_missing;
pub(crate) mod ehc_without_final;
pub(crate) mod foreign_file;
pub(crate) mod header_census;
pub(crate) mod header_stage;
pub(crate) mod move_order;
pub(crate) mod provision_unregistered;
pub(crate) mod register_missing;
pub(crate) mod register_spells;
pub(crate) mod rule_unknown;
pub(crate) mod setting_unused;
pub(crate) mod sharing_without_consent;
pub(crate) mod target_incomplete;
pub(crate) mod target_vague;
pub(crate) mod unreadable;
pub(crate) mod waiver_expired;
pub(crate) mod waiver_not_entitled;
pub(crate) mod weak_ground;
