//! The words that `apply` and `decide` share.

use crate::model::vocabulary::ApplicationFor;

/// `an EHC plan`, `an SSPP`.
pub(super) const fn application_in_words(what: ApplicationFor) -> &'static str {
    match what {
        ApplicationFor::Ehcp => "an EHC plan",
        ApplicationFor::Sspp => "an SSPP",
    }
}
