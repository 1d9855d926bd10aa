//! Applications to the authority, funded SSPPs and EHC plans (policy 6.1 D, 7; DOMAIN 5).

use super::day::Day;
use super::shape::record;
use super::text::Text;
use super::vocabulary::{ApplicationFor, ApplicationStep, RequestedBy, ReviewKind, ReviewOutcome};

record!(
    /// An application for an SSPP or an EHC plan, at any stage when parents or others ask.
    #[entry(entry("application")
            .known_by(&["sent", "received"])
            .label("for")
            .stays(FromTheFirstOf(&["sent", "received", "steps"]))
            .merging(OneAtATimeBy("for")))]
    pub(crate) struct Application {
        /// What is applied for.
        #[role(Plain)]
        #[serde(rename = "for")]
        pub(crate) applied_for: ApplicationFor,
        /// Who asked.
        #[role(Plain)]
        pub(crate) requested_by: Option<RequestedBy>,
        /// The day it was sent.
        #[role(Fact(Own))]
        pub(crate) sent: Option<Day>,
        /// The day the authority received it: its clock starts here.
        #[role(Fact(Own))]
        pub(crate) received: Option<Day>,
        /// Who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// Who was consulted.
        #[role(Person)]
        #[serde(default)]
        pub(crate) consulted: Vec<Text>,
        /// What has happened since.
        #[role(List)]
        #[serde(default)]
        pub(crate) steps: Vec<DatedStep>,
    }
);

record!(
    /// One dated step of an application.
    #[entry(entry("step").label("step").ends(AtOnce).merging(OneAtATime))]
    pub(crate) struct DatedStep {
        /// The day.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// What happened.
        #[role(Plain)]
        pub(crate) step: ApplicationStep,
    }
);

record!(
    /// An award of funding for an SSPP. Both days may lie ahead; `to` is the last day.
    #[entry(entry("award").known_by(&["from"]).merging(OneAtATime))]
    pub(crate) struct Sspp {
        /// The first day.
        #[role(Planned(Own))]
        pub(crate) from: Day,
        /// The last day.
        #[role(Planned(Own))]
        pub(crate) to: Option<Day>,
        /// Units of support (DOMAIN 6.1).
        #[role(Plain)]
        pub(crate) units: Option<u16>,
    }
);

record!(
    /// An EHC plan, in force from `final` until `ceased`.
    #[entry(entry("EHC plan").merging(OneAtATime))]
    pub(crate) struct EhcPlan {
        /// The day of the final plan.
        #[role(Begins(Own))]
        #[serde(rename = "final")]
        pub(crate) final_on: Day,
        /// The day it ceased: from this day it is no longer in force.
        #[role(Fact(Own))]
        pub(crate) ceased: Option<Day>,
        /// Section E.
        #[role(Numbered("outcome"))]
        #[serde(default)]
        pub(crate) outcomes: Vec<Text>,
        /// Section F.
        #[role(Numbered("provision"))]
        #[serde(default)]
        pub(crate) provision: Vec<Text>,
        /// Its reviews.
        #[role(List)]
        #[serde(default)]
        pub(crate) reviews: Vec<PlanReview>,
    }
);

record!(
    /// A review of an EHC plan. It is concluded on the day of the authority's decision (DOMAIN 5.3).
    #[entry(entry("review of the EHC plan")
            .known_by(&["meeting", "booked", "invited", "circulated", "report", "decision"])
            .label("kind")
            .stays(WhileDated)
            .merging(OneAtATimeBy("kind")))]
    pub(crate) struct PlanReview {
        /// What kind of review.
        #[role(Plain)]
        pub(crate) kind: ReviewKind,
        /// The day the meeting is planned.
        #[role(Planned(NoEvent))]
        pub(crate) booked: Option<Day>,
        /// The day the invitations went.
        #[role(Fact(Own))]
        pub(crate) invited: Option<Day>,
        /// The day the papers went round.
        #[role(Fact(Own))]
        pub(crate) circulated: Option<Day>,
        /// The day the meeting was held.
        #[role(Fact(Own))]
        pub(crate) meeting: Option<Day>,
        /// The day the school's report was sent.
        #[role(Fact(Own))]
        pub(crate) report: Option<Day>,
        /// The day of the authority's decision.
        #[role(Fact(Own))]
        pub(crate) decision: Option<Day>,
        /// What it decided.
        #[role(Plain, said_with = "decision")]
        pub(crate) outcome: Option<ReviewOutcome>,
        /// The day of the amendment notice.
        #[role(Fact(Own))]
        pub(crate) amendment_notice: Option<Day>,
        /// The day of the amended plan.
        #[role(Fact(Own))]
        pub(crate) amended: Option<Day>,
    }
);
