//! The fixed words of a record: every value that is one of a list.
//!
//! A word is published: users' files contain it, so it is never renamed. Its doc comment is its meaning, which `send explain`
//! prints.

/// A list of fixed words.
pub(crate) trait Word: Copy + std::str::FromStr + Send + Sync + 'static {
    /// Every word, in the order of the list.
    fn all() -> &'static [Self];

    /// The word that users read and write.
    fn word(self) -> &'static str;

    /// The list with the meanings of its words.
    const VOCABULARY: Vocabulary;

    /// The meaning of the word on its own: `The class teacher`, `SEN support`. Without a full stop.
    fn meaning(self) -> &'static str {
        let words = Self::VOCABULARY.words;
        let meaning = words.iter().find(|(known, _)| *known == self.word()).map_or("", |(_, meaning)| meaning);
        meaning.trim_end_matches('.')
    }

    /// The meaning as part of a sentence: `the class teacher`, but `SEN support`.
    fn in_a_sentence(self) -> String {
        in_a_sentence(self.meaning())
    }
}

/// A meaning as part of a sentence: it begins with a small letter, unless its first word is in capitals.
fn in_a_sentence(meaning: &str) -> String {
    let mut letters = meaning.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        (Some(_), _) | (None, _) => meaning.to_owned(),
    }
}

/// The words of a list, with the meaning of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary {
    /// The subject of the list.
    pub(crate) about: &'static str,
    /// Each word and its meaning, in the order of the list.
    pub(crate) words: &'static [(&'static str, &'static str)],
}

impl Vocabulary {
    /// Returns a word of the list with its meaning: `discontinue (The gap has closed: stop the support)`. If the meaning contains
    /// the word, only the meaning is shown: `very little progress`. A word that is not in the list stays as it is.
    pub(crate) fn explained(&self, word: &str) -> String {
        let Some((_, meaning)) = self.words.iter().find(|(known, _)| *known == word) else { return word.to_owned() };
        let meaning = meaning.trim_end_matches('.');
        let says_the_word = spaced_words(meaning).contains(&spaced_words(word));
        if says_the_word { in_a_sentence(meaning) } else { format!("{word} ({meaning})") }
    }
}

/// Returns the words of a text in small letters, with a space before and after each, so that a search finds only whole words.
fn spaced_words(text: &str) -> String {
    format!(" {} ", text.to_lowercase().replace(|sign: char| !sign.is_alphanumeric(), " "))
}

/// Makes an enum of fixed words, with the words themselves, their meanings, the list of all of them, and reading from text.
macro_rules! vocabulary {
    (#[doc = $about:literal] $name:ident { $(#[doc = $meaning:literal] $variant:ident = $word:literal),+ $(,)? }) => {
        #[doc = $about]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub(crate) enum $name {
            $(#[doc = $meaning] #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every word, in the order of the list.
            #[allow(dead_code, reason = "one interface for every list of words; not every list is iterated yet")]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The words with their meanings.
            pub(crate) const VOCABULARY: $crate::model::vocabulary::Vocabulary = $crate::model::vocabulary::Vocabulary {
                about: $about.trim_ascii(),
                words: &[$(($word, $meaning.trim_ascii())),+],
            };

            /// The word that users read and write.
            #[allow(dead_code, reason = "one interface for every list of words; not every word is printed yet")]
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or(())
            }
        }

        impl $crate::model::vocabulary::Word for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }

            fn word(self) -> &'static str {
                self.as_str()
            }

            const VOCABULARY: $crate::model::vocabulary::Vocabulary = Self::VOCABULARY;
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// The pupil's stage in the school's graduated approach (policy 6.1).
    Stage {
        /// High Quality Teaching.
        A = "A",
        /// Inclusion Team Involvement.
        B = "B",
        /// SEND Register and Learning Plan.
        C = "C",
        /// Application for SSPP/EHCP.
        D = "D",
        /// The concern is closed, which counts as before stage A.
        Closed = "closed",
    }
}

vocabulary! {
    // DOMAIN 1.2.
    /// The code on the school census, `SENprovision`.
    CensusCode {
        /// An education, health and care plan is in force.
        E = "E",
        /// SEN support: on the register, without a plan in force.
        K = "K",
        /// No special educational need.
        N = "N",
    }
}

vocabulary! {
    /// The pupil's support: the census code, and whether K is funded, which the census cannot show.
    Support {
        /// Not on the register, and without an EHC plan.
        None = "none",
        /// SEN support.
        K = "K",
        /// SEN support with a funded SSPP.
        KFunded = "K+SSPP",
        /// An EHC plan in force.
        E = "E",
    }
}

vocabulary! {
    // DOMAIN 1.3.
    /// The DfE's codes for a type of need.
    NeedType {
        /// Specific learning difficulty.
        Spld = "SPLD",
        /// Moderate learning difficulty.
        Mld = "MLD",
        /// Severe learning difficulty.
        Sld = "SLD",
        /// Profound and multiple learning difficulty.
        Pmld = "PMLD",
        /// Social, emotional and mental health.
        Semh = "SEMH",
        /// Speech, language and communication needs.
        Slcn = "SLCN",
        /// Autistic spectrum disorder.
        Asd = "ASD",
        /// Hearing impairment.
        Hi = "HI",
        /// Vision impairment.
        Vi = "VI",
        /// Multi-sensory impairment.
        Msi = "MSI",
        /// Physical disability.
        Pd = "PD",
        /// Down syndrome.
        Ds = "DS",
        /// Other difficulty or disability.
        Oth = "OTH",
        /// SEN support but no specialist assessment of type of need.
        Nsa = "NSA",
    }
}

vocabulary! {
    /// A characteristic of the pupil other than a need.
    Characteristic {
        /// English is an additional language (policy 9).
        Eal = "eal",
        /// In care.
        LookedAfter = "looked-after",
        /// Was in care.
        PreviouslyLookedAfter = "previously-looked-after",
        /// Disabled under the Equality Act 2010: not the same as having SEN (policy 3).
        Disability = "disability",
        /// Pupil premium.
        PupilPremium = "pupil-premium",
        /// A medical condition.
        Medical = "medical",
        /// A young carer.
        YoungCarer = "young-carer",
        /// A parent serves in the armed forces.
        ServiceChild = "service-child",
    }
}

vocabulary! {
    /// The person who first raised a concern (policy 6.1).
    RaisedBy {
        /// The class teacher.
        ClassTeacher = "class-teacher",
        /// A teaching assistant.
        TeachingAssistant = "teaching-assistant",
        /// A parent or carer.
        Parent = "parent",
        /// An outside agency.
        Agency = "agency",
        /// The previous school or nursery.
        PreviousSetting = "previous-setting",
        /// The pupil.
        Pupil = "pupil",
    }
}

vocabulary! {
    /// A way in which progress is less than expected (policy 6.1).
    Ground {
        /// Much slower than peers with the same starting point.
        SlowerThanPeers = "slower-than-peers",
        /// Below the pupil's own previous rate.
        BelowOwnRate = "below-own-rate",
        /// The gap is not closing.
        GapNotClosing = "gap-not-closing",
        /// The gap is widening.
        GapWidening = "gap-widening",
        /// Something else, described in the summary.
        Other = "other",
    }
}

vocabulary! {
    /// The support a pupil arrived with from the previous setting (policy 6.1, 14).
    ArrivedWith {
        /// SEN support.
        K = "K",
        /// A SEND support provision plan.
        Sspp = "SSPP",
        /// An EHC plan.
        Ehcp = "EHCP",
        /// Nothing in writing, but known to agencies.
        None = "none",
    }
}

vocabulary! {
    /// Whether the parents had been told, before the records began, that the pupil gets SEN support.
    ParentsTold {
        /// Yes, the parents of every pupil.
        YesAll = "yes-all",
        /// No.
        No = "no",
        /// The school does not know.
        NotKnown = "not-known",
    }
}

// No word of the list is about a family: the record that ends with an adoption must not say so (docs/adoption.md).
vocabulary! {
    /// Why the school sends no records after a pupil has left.
    RecordsNotSent {
        /// No school is known that they could go to: home education, abroad, or the pupil has died.
        NoNewSchool = "no-new-school",
        /// The local authority decides where they go, and the school sends none itself: an adoption, for example.
        AuthorityDecides = "authority-decides",
    }
}

vocabulary! {
    /// The kind of plan (policy 6.1).
    PlanKind {
        /// Adaptations in class (A, B).
        Adaptations = "adaptations",
        /// An individual target plan (B).
        Itp = "itp",
        /// A learning plan (C, D).
        LearningPlan = "learning-plan",
    }
}

vocabulary! {
    /// How a target went, set by the review.
    TargetOutcome {
        /// Met.
        Met = "met",
        /// Partly met.
        Partly = "partly",
        /// Not met.
        NotMet = "not-met",
    }
}

vocabulary! {
    /// The kind of provision (policy 6.2).
    ProvisionKind {
        /// Small group work.
        SmallGroup = "small-group",
        /// Paired work.
        Paired = "paired",
        /// Pre-tutoring.
        PreTutoring = "pre-tutoring",
        /// Extra guided sessions.
        Guided = "guided",
        /// A programme, for example on a computer.
        Programme = "programme",
        /// A named intervention.
        Intervention = "intervention",
        /// A resource.
        Resource = "resource",
        /// Training for staff.
        Training = "training",
        /// A strategy from an SSPP or EHC plan.
        PlanStrategy = "plan-strategy",
    }
}

vocabulary! {
    /// How much progress a review found.
    Progress {
        /// No progress.
        None = "none",
        /// Very little progress.
        Little = "little",
        /// Expected progress.
        Expected = "expected",
        /// Better progress than expected.
        Better = "better",
    }
}

vocabulary! {
    /// The decision of a review (policy 6.2).
    Decision {
        /// The gap has closed: stop the support.
        Discontinue = "discontinue",
        /// Continue the support, and prepare another plan.
        Continue = "continue",
        /// Change the support, and prepare another plan.
        Adapt = "adapt",
        /// Little or no progress: take further steps.
        Escalate = "escalate",
    }
}

vocabulary! {
    /// The people at a meeting.
    Present {
        /// A parent.
        Parent = "parent",
        /// A carer.
        Carer = "carer",
        /// The pupil.
        Pupil = "pupil",
        /// The class teacher.
        ClassTeacher = "class-teacher",
        /// The SENCO.
        Senco = "senco",
        /// A teaching assistant.
        TeachingAssistant = "teaching-assistant",
        /// The headteacher.
        Headteacher = "headteacher",
        /// An outside agency.
        Agency = "agency",
        /// The local authority.
        Authority = "authority",
    }
}

vocabulary! {
    /// The kind of contact.
    ContactKind {
        /// A meeting.
        Meeting = "meeting",
        /// An invitation to a meeting.
        Invitation = "invitation",
        /// A notice: they were informed.
        Notice = "notice",
        /// A request for consent, with the answer.
        Consent = "consent",
        /// A report handed over.
        Report = "report",
        /// A call.
        Call = "call",
        /// A letter.
        Letter = "letter",
    }
}

vocabulary! {
    /// The subject of a contact.
    Topic {
        /// A concern.
        Concern = "concern",
        /// The inclusion referral.
        InclusionReferral = "inclusion-referral",
        /// The register.
        Register = "register",
        /// Provision.
        Provision = "provision",
        /// A review.
        Review = "review",
        /// Sharing information with agencies.
        InformationSharing = "information-sharing",
        /// A referral to an agency.
        AgencyReferral = "agency-referral",
        /// An application to the authority.
        Application = "application",
        /// The EHC plan.
        EhcPlan = "ehc-plan",
        /// The annual review of an EHC plan.
        AnnualReview = "annual-review",
        /// The annual report to parents.
        AnnualReport = "annual-report",
        /// Moving to another class or school.
        Transition = "transition",
        /// Leaving the school.
        Leaving = "leaving",
    }
}

vocabulary! {
    /// The person or body that a contact was with.
    With {
        /// A parent.
        Parent = "parent",
        /// A carer.
        Carer = "carer",
        /// The pupil.
        Pupil = "pupil",
        /// An outside agency.
        Agency = "agency",
        /// Another school.
        School = "school",
        /// The local authority.
        Authority = "authority",
    }
}

vocabulary! {
    /// The answer to a request for consent.
    Answer {
        /// Given.
        Given = "given",
        /// Refused.
        Refused = "refused",
        /// Given before, now withdrawn.
        Withdrawn = "withdrawn",
        /// Asked, no reply.
        NoReply = "no-reply",
    }
}

vocabulary! {
    /// The kind of plan applied for.
    ApplicationFor {
        /// A SEND support provision plan.
        Sspp = "SSPP",
        /// An education, health and care plan.
        Ehcp = "EHCP",
    }
}

vocabulary! {
    /// The person or body that asked for an application.
    RequestedBy {
        /// The school.
        School = "school",
        /// A parent.
        Parent = "parent",
        /// Someone else.
        Other = "other",
    }
}

vocabulary! {
    // DOMAIN 5.1, 5.2.
    /// A step of an application.
    ApplicationStep {
        /// The authority will assess.
        AgreedToAssess = "agreed-to-assess",
        /// The authority will not assess.
        RefusedToAssess = "refused-to-assess",
        /// The authority asked the school for advice.
        AdviceRequested = "advice-requested",
        /// The school sent its advice.
        AdviceSent = "advice-sent",
        /// The authority will issue a plan.
        AgreedToIssue = "agreed-to-issue",
        /// The authority refused the plan.
        Refused = "refused",
        /// A draft plan was served.
        Draft = "draft",
        /// The school was consulted about being named.
        Consulted = "consulted",
        /// The school answered.
        ConsultationAnswered = "consultation-answered",
        /// The final plan was issued.
        Final = "final",
        /// An SSPP was granted.
        Granted = "granted",
        /// The application was withdrawn.
        Withdrawn = "withdrawn",
        /// A mediation certificate was issued.
        MediationCertificate = "mediation-certificate",
        /// An appeal was made.
        Appeal = "appeal",
        /// The appeal ended.
        AppealOutcome = "appeal-outcome",
    }
}

vocabulary! {
    /// The kind of review of an EHC plan.
    ReviewKind {
        /// The annual review.
        Annual = "annual",
        /// An early review.
        Early = "early",
        /// An interim review, which does not restart the twelve months.
        Interim = "interim",
        /// The review before a move to another phase.
        PhaseTransfer = "phase-transfer",
    }
}

vocabulary! {
    /// The authority's decision after a review of an EHC plan.
    ReviewOutcome {
        /// Keep the plan as it is.
        Maintain = "maintain",
        /// Amend it.
        Amend = "amend",
        /// Cease it.
        Cease = "cease",
    }
}

vocabulary! {
    /// How far a disagreement has gone (policy 19).
    DisagreementLevel {
        /// Raised with the class teacher.
        Informal = "informal",
        /// Serious: the authority is contacted for advice.
        Serious = "serious",
        /// A formal complaint.
        Formal = "formal",
    }
}

vocabulary! {
    /// The answer of someone who was asked for a view and gave none.
    NoAnswer {
        /// No answer came.
        None = "none",
    }
}
