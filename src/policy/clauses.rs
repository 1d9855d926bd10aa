//! What the written policy says, clause by clause, and what carries each of them: a rule, a command, or people alone.
//!
//! One row is one thing that the policy says, in a short paraphrase, in the order of its sections: the front page, then 1 to
//! 20. First it is said
//! what a clause names, then what carries it; nothing is called carried by a rule that only looks near to it.

/// One thing that the policy says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clause {
    /// The section, with its part where it has parts, such as `6.1 Stage B`; or `front page`.
    pub(crate) section: &'static str,
    /// What it says, in a few words.
    pub(crate) says: &'static str,
    /// What it names.
    pub(crate) names: Named,
    /// What carries it.
    pub(crate) carried: Carried,
}

/// What a clause names that could be looked for in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Named {
    /// A day, a term or a number of weeks.
    Date,
    /// Somebody's agreement.
    Consent,
    /// Somebody who is told, asked or invited.
    Notice,
    /// Something written down or handed over, or a meeting or consultation that is held.
    Record,
    /// A choice that somebody makes.
    Decision,
    /// None of these: an aim, an attitude, a way of teaching, an explanation.
    None,
}

impl Named {
    /// All of them, in the order of the counts.
    pub(crate) const ALL: [Self; 6] =
        [Self::Date, Self::Consent, Self::Notice, Self::Record, Self::Decision, Self::None];

    /// The word that users read.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Consent => "consent",
            Self::Notice => "notice",
            Self::Record => "record",
            Self::Decision => "decision",
            Self::None => "none",
        }
    }
}

/// What carries a clause.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Carried {
    /// These rules, by id: somebody is told when it is not kept.
    Rules(&'static [&'static str]),
    /// These commands, as they are typed after `send`: it can be looked up, and nobody is told.
    Reports(&'static [&'static str]),
    /// People alone, and why.
    People(&'static str),
}

/// Makes the table: under each section, its clauses as `names "what it says" => what carries it;`.
macro_rules! clauses {
    ($($section:literal { $($names:ident $says:literal => $carried:ident $($by:literal)+;)+ })+) => {
        /// Every clause of the policy that says something, in its order.
        pub(crate) const CLAUSES: &[Clause] = &[$($(
            Clause { section: $section, says: $says, names: Named::$names, carried: clauses!(@ $carried $($by)+) },
        )+)+];
    };
    (@ rules $($by:literal)+) => { Carried::Rules(&[$($by),+]) };
    (@ reports $($by:literal)+) => { Carried::Reports(&[$($by),+]) };
    (@ people $why:literal) => { Carried::People($why) };
}

clauses! {
"front page" {
    Date "the policy names the month of its own review" => rules "policy-review";
    Decision "the chair of governors signs it" => rules "policy-ratification";
}
"1 Aims" {
    None "a safe place where every child is valued" => people "an attitude";
    None "children at the centre; they and their parents take part in decisions" => rules "learning-plan" "parents-consulted" "pupil-consulted";
    None "a broad and balanced curriculum, taught well" => people "teaching";
    None "the duties that the law gives a school are met" => reports "overdue" "check";
    None "disabled pupils have equal chances" => people "an attitude";
    None "every pupil is challenged and supported" => people "teaching";
    None "skills for life are taught" => people "teaching";
    None "good provision, few barriers, staff used well" => people "leadership";
    None "pupils with SEND join in with all others" => people "daily life";
    None "needs are found early, and met" => rules "concern-recorded" "stage-a-review";
    None "education, health and care work together" => rules "agency-consulted" "agency-chased";
    None "reasonable adjustments and aids are made" => people "a judgement about each child";
    Record "a qualified teacher is named as SENCO" => rules "senco-qualification";
    Notice "parents are told when special provision is made" => rules "parents-informed" "provision-told";
    Record "an accessibility plan is published" => rules "accessibility-plan";
    Record "admission arrangements for pupils with SEND are published" => rules "information-report";
    Record "a SEND information report is published" => rules "information-report";
}
"2 Legal framework" {
    None "which laws and guidance the policy rests on" => reports "explain";
    None "which other policies of the school stand beside it" => people "other documents";
}
"3 Definitions" {
    None "what special educational needs are" => people "a judgement about each child";
    None "being disabled and having SEN are two things" => people "a judgement about each child";
    None "educational need is looked at, and not a diagnosis alone" => people "a judgement about each child";
    None "provision is planned and reviewed in four areas of need" => reports "register";
    None "a pupil may have needs in several areas" => reports "register";
}
"4 Governors" {
    None "governors help to set the direction" => people "leadership";
    None "they see that the school meets its duties" => reports "overdue --owner governors";
    None "they watch the quality of provision" => reports "summary --for governors";
    Record "they see that a qualified teacher is SENCO" => rules "senco-qualification";
    Record "they publish the information report" => rules "information-report";
    Record "they publish access and admission arrangements and the accessibility plan" => rules "information-report" "accessibility-plan";
}
"4 Headteacher" {
    None "sets the direction with the SENCO and the link governor" => people "leadership";
    None "holds high expectations" => people "an attitude";
    None "builds a culture in which pupils with SEND learn" => people "leadership";
    None "sees that staff work with parents and professionals" => people "leadership";
    None "sees that statutory duties are met" => reports "overdue" "check";
    Record "sees that a qualified teacher is SENCO" => rules "senco-qualification";
    None "gives the SENCO time, resources and help" => people "leadership";
    Record "sees that the SENCO has or takes NASENCO or the NPQ" => rules "senco-qualification";
    None "looks at teaching of pupils at risk of falling behind" => people "performance management";
    None "keeps daily procedures free of discrimination" => people "leadership";
}
"4 SENCO" {
    None "helps to set the direction" => people "leadership";
    None "runs the policy from day to day" => reports "overdue --owner senco";
    None "coordinates provision for each pupil" => reports "show";
    None "speaks with the designated teacher about looked-after pupils" => people "talk";
    None "advises on the graduated approach" => reports "ready" "explain";
    None "advises on money and staff" => people "leadership";
    None "speaks with parents" => reports "missing contact";
    None "speaks with early years, other schools and professionals" => people "talk";
    None "is the contact for agencies and the authority" => rules "agency-chased" "school-advice" "consultation-reply";
    Record "plans a smooth move with the next school" => rules "transition-planned" "records-to-new-school";
    None "sees to reasonable adjustments with governors and headteacher" => people "leadership";
    Record "keeps the records of pupils with SEND up to date" => rules "header-stage" "header-census" "move-order" "unreadable";
    None "guides and advises colleagues" => people "talk";
    None "knows the Local Offer" => people "knowledge";
}
"4 Teachers" {
    Record "plan and review support in cycles, with parents, SENCO and pupil" => rules "adaptations-planned" "cycle-review" "next-plan";
    None "expect much of every pupil and teach all of the curriculum" => people "teaching";
    None "plan lessons without barriers" => people "teaching";
    None "answer for their pupils' progress, whoever supports them" => people "performance management";
    None "adapt for pupils far above or below the others" => people "teaching";
    Record "keep accurate records of attainment, targets and provision" => rules "target-incomplete" "provision-incomplete";
    None "know the needs, outcomes and support of their pupils" => rules "sheets-read";
    None "know how to spot and support vulnerable pupils" => people "knowledge";
    Record "set ambitious targets from assessment" => rules "target-incomplete" "target-vague";
    Notice "tell the headteacher and others of changes and concerns" => people "talk; the record takes a concern, and cannot know of one that is not told";
}
"4 Teaching assistants" {
    None "take part in the cycle of assess, plan, do, review" => reports "show";
    None "build up self-esteem" => people "an attitude";
    Record "keep accurate records of their work" => people "no rule can tell whether a note should be there; a cycle takes them under `do`";
    Notice "tell the class teacher of concerns and of what went well" => people "talk; the record takes a concern, and cannot know of one that is not told";
    None "build good relationships with parents" => people "an attitude";
}
"4 Parents" {
    Notice "tell the school of their concerns" => people "talk; the record takes a concern, and cannot know of one that is not told";
    Record "can always give information and views about a pupil on the register" => rules "learning-plan" "parents-consulted";
    Notice "are invited to discussions and decisions" => rules "termly-review";
    Date "are invited to a meeting every term" => rules "termly-review";
    Notice "are asked how support works outside school" => rules "parent-voice-missing";
    Record "share concerns and agree aspirations" => reports "show";
    Date "get a report on progress every year" => rules "annual-report";
    Decision "have their views taken into account" => rules "parents-consulted" "learning-plan";
}
"4 Pupils" {
    Record "can always give information and views" => rules "learning-plan" "pupil-consulted";
    Notice "are invited to discussions and decisions" => rules "pupil-consulted";
    None "may say what is hard, set targets, come to reviews, judge interventions" => reports "missing pupil-voice";
    Decision "have their views taken into account" => rules "pupil-consulted" "learning-plan";
}
"5 Information report" {
    Record "a report on the website says how the policy is carried out" => rules "information-report";
    Date "it is updated every year" => rules "information-report";
    Date "it is updated soon after a change" => rules "information-report-outdated";
}
"6.1" {
    None "early identification has a clear way" => people "an explanation";
    Record "the progress of all pupils is assessed regularly" => people "all pupils' assessments are in the school's own system";
    None "four ways in which progress is less than expected" => rules "weak-ground";
    Decision "slow progress or low attainment alone is not SEN" => rules "weak-ground";
    Record "short-term causes are considered" => rules "causes-considered";
    Record "care is taken with pupils whose first language is not English" => rules "language-considered";
    Record "children are assessed when they arrive" => people "all pupils' assessments are in the school's own system";
    Date "information is there before a pupil with known SEN starts" => rules "arrival-information";
    Record "a teacher, assistant, parent or agency may raise a concern" => rules "concern-recorded";
    Record "stages follow one another" => rules "stages-in-order" "move-not-allowed" "move-order";
    Record "each stage runs on assess, plan, do, review" => rules "adaptations-planned" "strategies-reviewed" "plan-reviewed" "little-progress";
}
"6.1 Stage A" {
    Record "the class teacher meets the parents" => rules "parent-meeting" "stage-a-meeting";
    Record "the classroom is adapted" => rules "adaptations-planned";
    Date "it is given six weeks" => rules "six-weeks" "stage-a-review";
    Decision "without better progress the school goes on to B" => rules "little-progress" "decision-acted-on";
}
"6.1 Stage B" {
    Record "the class teacher writes an inclusion referral" => rules "inclusion-referral";
    Consent "the parents agree to it" => rules "parental-consent" "sharing-without-consent";
    Decision "the SENCO considers it and makes recommendations" => rules "referral-answered" "senco-recommendations";
    None "the SENCO watches the child in class" => reports "show";
    Record "outside agencies may be asked" => rules "agency-chased";
    Record "an individual target plan may be made" => rules "target-incomplete";
    Decision "the pupil may be put on the register" => rules "parents-notified" "provision-unregistered";
    Decision "after the strategies, without progress, the school goes on to C" => rules "strategies-reviewed" "little-progress";
}
"6.1 Stage C" {
    Record "a learning plan is written" => rules "learning-plan";
    Record "its targets are SMART" => rules "target-incomplete" "target-vague";
    Record "it holds the voices of pupil and parents" => rules "learning-plan";
    Date "it is reviewed every term with the parents" => rules "termly-review" "cycle-review";
    Record "the pupil is put on the register" => rules "register-missing";
    Notice "the parents are formally told" => rules "parents-notified" "parents-informed";
    Record "more agencies may be asked" => rules "agency-chased";
    Decision "without progress in the plan's time the school goes on to D" => rules "plan-reviewed" "little-progress";
}
"6.1 Stage D" {
    Record "outside agencies are consulted" => rules "agency-consulted";
    Record "so are the parents and the pupil" => rules "parents-consulted" "pupil-consulted";
    Record "the authority is asked for an SSPP or an EHC plan" => rules "application-sent" "receipt-confirmed" "sharing-consent";
    Date "this goes by the statutory process" => rules "school-advice" "decision-to-assess" "decision-to-issue" "final-plan";
    None "nobody can promise that it is granted" => people "an explanation";
    None "the school works beside the parents throughout" => reports "missing contact";
}
"6.2" {
    None "good teaching for each pupil is the first step" => people "teaching";
    None "many are supported in class, some need more" => people "a judgement about each child";
    None "the SENCO advises on interventions in class" => people "talk";
    Record "provision is looked at again through the year" => rules "cycle-review" "termly-review";
    Decision "provision is decided with teacher and SENCO" => rules "senco-recommendations";
    Decision "and from an analysis of progress and agencies' reports" => rules "little-progress" "plan-incomplete";
    Decision "and with pupil and parents" => rules "learning-plan";
    Record "support runs in cycles of four parts" => rules "cycle-review" "next-plan";
}
"6.2 Assess" {
    Record "the need is assessed in detail" => rules "need-not-assessed";
    Record "all evidence is used" => rules "plan-incomplete";
}
"6.2 Plan" {
    Record "adjustments, interventions and support are agreed" => rules "learning-plan" "next-plan";
    Record "the expected impact is written down" => rules "plan-incomplete";
    Date "there is a clear day for the review" => rules "learning-plan";
    Record "there are targets" => rules "learning-plan" "target-incomplete";
    Notice "parents are told how they can help at home" => rules "plan-incomplete";
    None "kinds of provision that may be made" => reports "explain cycles.plan.provisions.kind";
}
"6.2 Do" {
    None "the plan runs over some weeks, often a term" => rules "cycle-review";
    None "teachers watch how it works, with the child" => reports "show";
}
"6.2 Review" {
    Date "impact is looked at on the day agreed" => rules "cycle-review";
    Date "every pupil's progress is looked at in termly meetings" => rules "progress-meeting-missing";
    Record "pupils with SEND have review meetings with teacher, parents and child" => rules "termly-review";
    Date "these are held every term" => rules "termly-review";
    Decision "support ends when the gap is closed" => rules "discontinue-decided" "progress-contradicts-decision" "decision-acted-on";
    Record "else it goes on or is adapted, with another plan" => rules "next-plan";
    Decision "with little progress further steps are decided" => rules "little-progress" "decision-acted-on" "action";
}
"6.3" {
    None "the school asks itself whether it meets its aims" => people "leadership";
    Date "all staff know their pupils with SEND at the start of autumn" => rules "sheets-read";
    None "how early pupils are identified" => reports "summary --for governors";
    None "how pupils get on once identified" => reports "impact";
    None "whether they feel safe and included" => people "talk";
    None "what pupils and parents say" => reports "missing pupil-voice" "missing parent-voice";
    None "what agencies say" => reports "show";
}
"7 SEN support" {
    Record "support runs in cycles of four parts" => rules "cycle-review" "next-plan";
    Record "pupils with support are on the register" => rules "provision-unregistered" "register-missing" "header-census" "census-1990" "arrival-unplaced";
    Decision "a specialist is asked where the school's own means do not reach" => rules "agency-consulted" "little-progress";
    None "it is paid from the notional budget" => people "money";
}
"7 SSPP" {
    Decision "school and parents may ask for one" => rules "parents-consulted" "sharing-consent";
    Record "funding is asked for with a plan, with several agencies" => rules "application-sent" "agency-consulted" "sspp-renewal";
    None "what is granted pays for specialist support" => people "money";
}
"7 Education Health Care Plan" {
    Record "the school gives the authority its evidence" => rules "application-sent" "school-advice";
    Record "the plan states needs, provision and outcomes" => rules "ehc-without-final";
    Decision "the authority decides whether to assess" => rules "decision-to-assess";
    Decision "it decides whether to issue, and drafts" => rules "decision-to-issue" "consultation-reply";
    Record "the final plan goes to school and parents" => rules "final-plan" "ehc-without-final";
    Date "plans are reviewed every year" => rules "annual-review-meeting" "annual-review-invitations" "annual-review-papers" "annual-review-report" "annual-review-decision" "amended-plan";
    None "it is paid from the school's budget, and perhaps the authority's" => people "money";
    Record "on the census the pupil is E" => rules "header-census" "census-2165" "arrival-unplaced";
}
"8 Early years" {
    None "there are arrangements to identify and support" => people "an explanation";
    None "staff are alert to difficulties as they emerge" => people "an attitude";
    None "concerns of parents and children are listened to" => rules "concern-recorded";
    None "the development of all young children is watched" => people "teaching";
    None "best endeavours are used" => people "an attitude";
    None "pupils with SEND join in with all others" => people "daily life";
    Record "parents can read how children are supported" => rules "information-report";
    Notice "parents are told when special provision is made" => rules "parents-informed" "provision-told";
    Record "the graduated approach is followed" => rules "stages-in-order" "cycle-review";
}
"9 EAL" {
    Decision "EAL is no learning difficulty" => rules "weak-ground";
    Decision "nor is language taken to be the only reason" => rules "language-considered";
    Record "home, culture and all subjects are looked at" => rules "language-considered";
}
"10 Attendance" {
    None "the same attendance is hoped for, with support" => people "an attitude";
    None "how absence is handled stands in another policy" => people "other documents";
}
"11 Safeguarding" {
    None "staff know the greater risks" => people "safeguarding is never recorded here";
    None "staff know what can hide abuse" => people "safeguarding is never recorded here";
    None "changes and injuries are noticed and looked into" => people "safeguarding is never recorded here";
    None "early help is thought of" => people "safeguarding is never recorded here";
    None "pupils are taught to keep safe" => people "teaching";
    None "safeguarding lead and SENCO work closely on any report" => people "safeguarding is never recorded here";
}
"12 Admissions" {
    Date "when children start, and when they must" => people "admissions are the authority's";
    Decision "in which order places are offered" => people "admissions are the authority's";
    Record "the arrangements are published" => people "admissions are the authority's";
}
"13 Accessibility" {
    Record "a plan says how disabled pupils are treated and helped" => rules "accessibility-plan";
    Record "it is on the website" => rules "accessibility-plan";
}
"14 Transition" {
    None "moves between phases are planned" => rules "transition-planned";
    Record "for a joiner the last school is asked for information" => rules "arrival-information";
    None "a joiner has support made for child and family" => reports "show";
    Record "for a leaver information goes to the new school" => rules "records-to-new-school";
    Record "and other transfer papers" => rules "records-to-new-school";
    Record "where moving is hard there are visits and a transition book" => rules "transition-planned";
    None "the new school's SENCO is spoken with" => reports "show";
    Date "EHC plans are reviewed and amended in time for a move" => rules "phase-transfer-review" "phase-transfer-plan";
}
"15 Parents" {
    None "the school works in partnership with parents" => people "an attitude";
    Date "parents get a report every year" => rules "annual-report";
    Record "outcomes and progress are talked over with parents" => rules "termly-review";
    Record "the class teacher meets them through the year" => rules "termly-review" "stage-a-meeting";
    None "the child comes first, not the label" => people "an attitude";
    None "clear words instead of jargon" => people "an attitude";
    None "strengths are brought out" => reports "show";
    Record "the pupil can say what was done, is liked and is hoped for" => rules "learning-plan";
    None "support fits the one child" => people "a judgement about each child";
    None "assessments ask little of parents" => people "a judgement about each child";
    None "professionals agree the way together" => people "talk";
    None "parents' help and knowledge are sought" => people "an attitude";
    Notice "parents are told when provision starts" => rules "provision-told" "parents-informed";
    Notice "parents are told of changes" => rules "parents-told" "provision-told";
    Notice "parents are invited to talk about progress" => rules "termly-review";
    None "a partnership grows" => people "an attitude";
    Record "policy and Local Offer can be found on the website" => rules "information-report";
    Record "an EHC plan is talked over with parents and pupil" => rules "plan-discussed";
}
"16 Publishing" {
    Record "the carrying out of the policy is published" => rules "information-report";
    Date "this is updated every year" => rules "information-report";
    Date "it is updated soon after a change" => rules "information-report-outdated";
    Record "the website sums up what is offered" => rules "information-report";
}
"17 Training" {
    None "staff have chances to learn" => people "leadership; `school.yaml` takes a training";
    Record "the SENCO assesses what staff can do" => rules "competencies-assessed";
    None "training builds what they need" => people "leadership";
}
"18 Records" {
    Record "information is kept by the Data Protection Policy" => people "another procedure";
    Record "additional provision is recorded in detail, with its impact" => rules "provision-incomplete";
    Record "records hold needs, outcomes, actions, support and specialists" => rules "target-incomplete" "document-missing" "census-2170";
    Record "the register is accurate and up to date" => rules "register-spells" "register-missing" "header-census";
}
"19 Complaints" {
    None "concerns go to the class teacher first" => reports "show";
    None "the school tries to settle them informally" => people "talk";
    Record "a formal complaint goes by the Complaints Policy" => people "another procedure; the record takes the disagreement";
    None "complaints about the authority go to the authority" => people "an explanation";
    Date "after a serious one the authority is asked for advice at once" => rules "disagreement-advice";
    None "the school takes part in mediation and appeals" => people "another procedure";
    Notice "parents are told that Ofsted may look at some complaints" => people "talk";
    None "the school comes to a tribunal when asked" => people "another procedure";
}
"20 Review" {
    Date "the policy is reviewed every year" => rules "policy-review";
    Notice "changes are told to staff, parents and others" => rules "policy-communicated";
    None "all staff read it when they start" => people "the induction of staff";
}
}
