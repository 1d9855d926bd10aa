//! What must hold before a pupil may move: the ids of the requirements.

/// Every requirement that a policy may name, in the order of the moves (DESIGN 3).
pub(crate) const REQUIREMENTS: &[&str] = &[
    "concern-recorded",
    "stages-in-order",
    "parent-meeting",
    "adaptations-planned",
    "six-weeks",
    "little-progress",
    "causes-considered",
    "language-considered",
    "inclusion-referral",
    "parental-consent",
    "senco-recommendations",
    "strategies-reviewed",
    "plan-reviewed",
    "agency-consulted",
    "parents-consulted",
    "pupil-consulted",
    "sharing-consent",
    "parents-notified",
    "discontinue-decided",
    "parents-told",
    "plan-not-in-force",
    "award-not-in-force",
];

/// Those that nobody in the school can set aside: they belong to the family or to the law.
pub(crate) const NEVER_WAIVED: &[&str] = &["parental-consent", "sharing-consent", "parents-notified"];
