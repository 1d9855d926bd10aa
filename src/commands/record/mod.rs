//! The verbs that record what happens to a pupil: a concern, a contact, a plan, a review, a change of details.

pub(crate) mod add;
pub(crate) mod concern;
pub(crate) mod contact;
mod cycles;
pub(crate) mod done;
pub(crate) mod edit;
pub(crate) mod need;
pub(crate) mod new;
pub(crate) mod observe;
pub(crate) mod plan;
pub(crate) mod provide;
pub(crate) mod refer;
pub(crate) mod review;
pub(crate) mod set;
