//! Applications to the authority, funded SSPPs and EHC plans (policy 6.1 D, 7; DOMAIN 5).

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::text::Text;
use super::vocabulary::{ApplicationFor, ApplicationStep, RequestedBy, ReviewKind, ReviewOutcome};

/// An application for an SSPP or an EHC plan, at any stage when parents or others ask.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Application {
    /// What is applied for.
    #[serde(rename = "for")]
    pub(crate) applied_for: ApplicationFor,
    /// Who asked.
    pub(crate) requested_by: Option<RequestedBy>,
    /// The day it was sent.
    pub(crate) sent: Option<Day>,
    /// The day the authority received it: its clock starts here.
    pub(crate) received: Option<Day>,
    /// Who made it.
    pub(crate) by: Option<Text>,
    /// Who was consulted.
    #[serde(default)]
    pub(crate) consulted: Vec<Text>,
    /// What has happened since.
    #[serde(default)]
    pub(crate) steps: Vec<DatedStep>,
}

/// One dated step of an application.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct DatedStep {
    /// The day.
    pub(crate) date: Day,
    /// What happened.
    pub(crate) step: ApplicationStep,
}

/// An award of funding for an SSPP. Both days may lie ahead; `to` is the last day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Sspp {
    /// The first day.
    pub(crate) from: Day,
    /// The last day.
    pub(crate) to: Option<Day>,
    /// Units of support (DOMAIN 6.1).
    pub(crate) units: Option<u16>,
}

/// An EHC plan, in force from `final` until `ceased`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct EhcPlan {
    /// The day of the final plan.
    #[serde(rename = "final")]
    pub(crate) final_on: Day,
    /// The day it ceased: from this day it is no longer in force.
    pub(crate) ceased: Option<Day>,
    /// Section E.
    #[serde(default)]
    pub(crate) outcomes: Vec<Text>,
    /// Section F.
    #[serde(default)]
    pub(crate) provision: Vec<Text>,
    /// Its reviews.
    #[serde(default)]
    pub(crate) reviews: Vec<PlanReview>,
}

/// A review of an EHC plan. It is concluded on the day of the authority's decision (DOMAIN 5.3).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanReview {
    /// What kind of review.
    pub(crate) kind: ReviewKind,
    /// The day the meeting is planned.
    pub(crate) booked: Option<Day>,
    /// The day the invitations went.
    pub(crate) invited: Option<Day>,
    /// The day the papers went round.
    pub(crate) circulated: Option<Day>,
    /// The day the meeting was held.
    pub(crate) meeting: Option<Day>,
    /// The day the school's report was sent.
    pub(crate) report: Option<Day>,
    /// The day of the authority's decision.
    pub(crate) decision: Option<Day>,
    /// What it decided.
    pub(crate) outcome: Option<ReviewOutcome>,
    /// The day of the amendment notice.
    pub(crate) amendment_notice: Option<Day>,
    /// The day of the amended plan.
    pub(crate) amended: Option<Day>,
}
