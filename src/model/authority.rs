//! Applications to the authority, funded SSPPs and EHC plans (policy 6.1 D, 7; DOMAIN 5).

use super::arrivals::SupportEnds;
use super::day::Day;
use super::shape::record;
use super::since::{SINCE, SINCE_FINAL, since};
use super::text::Text;
use super::vocabulary::{ApplicationFor, ApplicationStep, RequestedBy, ReviewKind, ReviewOutcome};

record!(
    /// An application for an SSPP or an EHC plan. Parents and others may ask for one at any stage.
    #[entry(entry("application")
            .known_by(&["sent", "received"])
            .label("for")
            .stays(FromTheFirstOf(&["sent", "received", "steps"]))
            .merging(OneAtATimeBy("for")))]
    pub(crate) struct Application {
        /// The kind of plan applied for.
        #[role(Plain)]
        #[serde(rename = "for")]
        pub(crate) applied_for: ApplicationFor,
        /// The person or body that asked for it.
        #[role(Plain)]
        pub(crate) requested_by: Option<RequestedBy>,
        /// The day it was sent.
        #[role(Fact(Own))]
        pub(crate) sent: Option<Day>,
        /// The day the authority received it, when its clock starts.
        #[role(Fact(Own))]
        pub(crate) received: Option<Day>,
        /// The person who made it.
        #[role(Person)]
        pub(crate) by: Option<Text>,
        /// The people who were consulted.
        #[role(Person)]
        #[serde(default)]
        pub(crate) consulted: Vec<Text>,
        /// Why it went ahead, if another person in the family had refused consent.
        #[role(Typed("reason"))]
        pub(crate) despite_refusal: Option<Text>,
        /// The steps that have followed.
        #[role(List)]
        #[serde(default)]
        pub(crate) steps: Vec<DatedStep>,
    }
);

record!(
    /// One dated step of an application.
    #[entry(entry("step").label("step").ends(AtOnce).merging(OneAtATime))]
    pub(crate) struct DatedStep {
        /// The day of the step.
        #[role(Begins(Own))]
        pub(crate) date: Day,
        /// The step.
        #[role(Plain)]
        pub(crate) step: ApplicationStep,
    }
);

record!(
    /// An award of funding for an SSPP. Both days may be in the future; `to` is the last day.
    #[entry(entry("award").known_by(SINCE).merging(OneAtATime))]
    pub(crate) struct Sspp {
        /// The first day.
        #[role(Planned(Own))]
        pub(crate) from: Option<Day>,
        /// A day on which the award was in force, if its first day is not known.
        #[role(Planned(Own))]
        pub(crate) in_force_on: Option<Day>,
        /// The last day.
        #[role(Planned(Own))]
        pub(crate) to: Option<Day>,
        /// Units of support.
        #[role(Plain)]
        pub(crate) units: Option<u16>,
        /// The decision to let it end without applying for another.
        #[role(Part)]
        pub(crate) not_renewed: Option<SupportEnds>,
    }
);

since!(Sspp, from, "from");

record!(
    /// An EHC plan, in force from `final` up to the day before `ceased`.
    #[entry(entry("EHC plan").known_by(SINCE_FINAL).stays(FromTheFirstOf(SINCE_FINAL)).merging(OneAtATime))]
    pub(crate) struct EhcPlan {
        /// The day of the final plan.
        #[role(Fact(Own))]
        #[serde(rename = "final")]
        pub(crate) final_on: Option<Day>,
        /// A day on which the plan was in force, if the day of the final plan is not known.
        #[role(Fact(Own))]
        pub(crate) in_force_on: Option<Day>,
        /// The authority that made it, if it was another one.
        #[role(Agency)]
        pub(crate) authority: Option<Text>,
        /// The day it was transferred to this school's authority.
        #[role(Fact(Own))]
        pub(crate) transferred: Option<Day>,
        /// The day the new authority told the parents about the transfer (SEND Regulations 2014, reg. 15(4)).
        #[role(Fact(Own))]
        pub(crate) transfer_notice: Option<Day>,
        /// The day it ceased: from this day it is no longer in force.
        #[role(Fact(Own))]
        pub(crate) ceased: Option<Day>,
        /// The outcomes in section E.
        #[role(Numbered("outcome"))]
        #[serde(default)]
        pub(crate) outcomes: Vec<Text>,
        /// The provision in section F.
        #[role(Numbered("provision"))]
        #[serde(default)]
        pub(crate) provision: Vec<Text>,
        /// The reviews of the plan.
        #[role(List)]
        #[serde(default)]
        pub(crate) reviews: Vec<PlanReview>,
    }
);

since!(EhcPlan, final_on, "final");

record!(
    /// A review of an EHC plan. It is concluded on the day of the authority's decision.
    #[entry(entry("review of the EHC plan")
            .known_by(&["meeting", "booked", "invited", "circulated", "report", "decision"])
            .label("kind")
            .stays(WhileDated)
            .merging(OneAtATimeBy("kind")))]
    pub(crate) struct PlanReview {
        /// The kind of review.
        #[role(Plain)]
        pub(crate) kind: ReviewKind,
        /// The day the meeting is planned for.
        #[role(Planned(NoEvent))]
        pub(crate) booked: Option<Day>,
        /// The day the invitations were sent.
        #[role(Fact(Own))]
        pub(crate) invited: Option<Day>,
        /// The day the papers were sent round.
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
        /// The decision itself.
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
