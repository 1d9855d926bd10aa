//! Conditions that must be met before a pupil may move: one file for each requirement (policy 6.1, 6.2).
//!
//! A requirement sees the record as at the day of the move, without the move itself. It says whether it is met, and what
//! meets it. Evidence counts only if it belongs to the present run. A plan or a review counts only if it belongs to the
//! present stay at its stage, and a register notice only for its own spell (DESIGN 3). The helpers here apply these limits.

pub(crate) mod adaptations_planned;
pub(crate) mod agency_consulted;
pub(crate) mod award_not_in_force;
pub(crate) mod causes_considered;
pub(crate) mod concern_recorded;
pub(crate) mod discontinue_decided;
pub(crate) mod inclusion_referral;
pub(crate) mod language_considered;
pub(crate) mod little_progress;
pub(crate) mod parent_meeting;
pub(crate) mod parental_consent;
pub(crate) mod parents_consulted;
pub(crate) mod parents_notified;
pub(crate) mod parents_told;
pub(crate) mod plan_not_in_force;
pub(crate) mod plan_reviewed;
pub(crate) mod pupil_consulted;
pub(crate) mod senco_recommendations;
pub(crate) mod sharing_consent;
pub(crate) mod six_weeks;
pub(crate) mod stages_in_order;
pub(crate) mod strategies_reviewed;

use crate::model::at_a_day::AsAt;
use crate::model::authority::Application;
use crate::model::consents::Consents;
use crate::model::cycle::{Cycle, Review, Voice};
use crate::model::day::Day;
use crate::model::record::{Concern, Contact, Referral};
use crate::model::vocabulary::{self, ArrivedWith, ContactKind, Decision, Progress, Stage, Topic, With};
use crate::policy::MoveName;
use crate::rules::Question;
use crate::rules::consents::{carer_of_looked_after, refusal_next_to_consent};
use crate::words;

/// The id of every requirement, in the order a pupil meets them.
pub(crate) const REQUIREMENTS: &[&str] = &[
    concern_recorded::RULE.id,
    stages_in_order::RULE.id,
    parent_meeting::RULE.id,
    adaptations_planned::RULE.id,
    six_weeks::RULE.id,
    little_progress::RULE.id,
    causes_considered::RULE.id,
    language_considered::RULE.id,
    inclusion_referral::RULE.id,
    parental_consent::RULE.id,
    senco_recommendations::RULE.id,
    strategies_reviewed::RULE.id,
    plan_reviewed::RULE.id,
    agency_consulted::RULE.id,
    parents_consulted::RULE.id,
    pupil_consulted::RULE.id,
    sharing_consent::RULE.id,
    parents_notified::RULE.id,
    discontinue_decided::RULE.id,
    parents_told::RULE.id,
    plan_not_in_force::RULE.id,
    award_not_in_force::RULE.id,
];

/// The requirements that no one may set aside, whatever a policy says: they belong to the family or to the law.
pub(crate) const NEVER_WAIVED: &[&str] =
    &[parental_consent::RULE.id, sharing_consent::RULE.id, parents_notified::RULE.id];

/// The move that a requirement is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// The move.
    pub(crate) to: MoveName,
    /// The school, the policies, and as the day of the question the day of the move.
    pub(crate) question: Question<'a>,
}

/// Whether a requirement is met, and a few words on what meets it or what is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Whether it is met.
    pub(crate) met: bool,
    /// The evidence that meets it, or what is missing.
    pub(crate) detail: String,
    /// Who refused, where a consent meets it that another person did not give: `mother refused on 10 Jan 2026`. The move then asks
    /// for a reason.
    pub(crate) refusal: Option<String>,
}

impl Answer {
    fn met(detail: impl Into<String>) -> Self {
        Self { met: true, detail: detail.into(), refusal: None }
    }

    fn missing(detail: impl Into<String>) -> Self {
        Self { met: false, detail: detail.into(), refusal: None }
    }

    /// Met on this day, if there is one: `met the parents on 18 Sep 2025`.
    fn on(done: Option<Day>, what: &str, missing: impl FnOnce() -> String) -> Self {
        done.map_or_else(|| Self::missing(missing()), |day| Self::met(format!("{what} on {}", words::date(day))))
    }
}

/// ` since 15 Sep 2025`: the first day that evidence would count. Empty if any evidence would.
fn since_when(record: &AsAt) -> String {
    record.evidence_since().map_or_else(String::new, |since| format!(" since {}", words::date(since)))
}

/// Concerns of the present run, including the one that led to it, which comes before the move to stage A. One that was closed
/// because it needed no stage leads to none.
fn concerns_of_run(record: &AsAt) -> impl DoubleEndedIterator<Item = &Concern> {
    let ended = record.run_before_ended();
    let is_open = move |concern: &&Concern| concern.closed.is_none() && ended.is_none_or(|ended| concern.date > ended);
    record.concerns.iter().filter(is_open)
}

/// Contacts of the present run about a topic, in the order of the record.
fn contacts_about(record: &AsAt, about: Topic) -> impl DoubleEndedIterator<Item = &Contact> {
    let since = record.evidence_since();
    let about_it = record.contacts.iter().filter(move |contact| contact.about == about);
    about_it.filter(move |contact| since.is_none_or(|since| contact.date >= since))
}

/// Referrals of the present run: to the inclusion team, or to outside agencies.
fn referrals_of_run(record: &AsAt, inclusion: bool) -> impl DoubleEndedIterator<Item = &Referral> {
    let since = record.evidence_since();
    let all = record.referrals.iter().filter(move |one| (one.to.as_str() == "inclusion-team") == inclusion);
    all.filter(move |referral| since.is_none_or(|since| referral.date >= since))
}

/// The cycles of a stage that count for a move: those of the present stay at it. If the pupil is not at that stage, because
/// stages are passed over, those of the present run that no stay has used up.
fn cycles_at(record: &AsAt, stage: Stage) -> Vec<&Cycle> {
    let since = record.evidence_since();
    let of_run = |cycle: &&Cycle| since.is_none_or(|since| cycle.last_day().is_none_or(|day| day >= since));
    if record.last_stage() == Some(stage) {
        return record.cycles_of_stay().map(|(_, cycle)| cycle).filter(of_run).collect();
    }
    let entered = record.last_move().map(|last| last.date);
    let was_there = record.stages.iter().any(|entry| entry.stage == stage);
    let of_stage = record.cycles.iter().filter(|cycle| cycle.stage == stage).filter(of_run);
    match entered.filter(|_| was_there) {
        Some(entered) => of_stage.filter(|cycle| cycle.last_day().is_some_and(|day| day > entered)).collect(),
        None => of_stage.collect(),
    }
}

/// The last review that counts for a move: of the present stay, or of a later stage if stages are passed over.
fn last_review(record: &AsAt) -> Option<&Review> {
    let stages = [Stage::A, Stage::B, Stage::C, Stage::D];
    let present = record.last_stage().filter(|stage| *stage != Stage::Closed);
    let cycles = stages.into_iter().filter(|stage| present.is_none_or(|present| *stage >= present));
    let reviews = cycles.flat_map(|stage| cycles_at(record, stage)).filter_map(|cycle| cycle.review.as_ref());
    reviews.max_by_key(|review| review.date)
}

/// The last review that counts for ending support. A pupil who was closed first may be taken off the register afterwards, so
/// the closing itself is ignored.
fn last_review_while_open(record: &AsAt) -> Option<Review> {
    if record.last_stage() != Some(Stage::Closed) {
        return last_review(record).cloned();
    }
    let before_closing = record.supposing(|record| drop(record.stages.pop()));
    last_review(&before_closing).cloned()
}

/// The last review, if it found too little progress and decided to take further steps.
fn review_that_escalates(record: &AsAt) -> Option<&Review> {
    last_review(record).filter(|review| {
        matches!(review.progress, Some(Progress::None | Progress::Little))
            && review.decision == Some(Decision::Escalate)
    })
}

/// Whether the family consented in the present run: each person's latest answer counts, and one consent is enough. A refusal of
/// another person is shown next to it.
fn consent_answer(record: &AsAt, about: Topic, to_what: &str) -> Answer {
    let consents = record.consents_of_run(about);
    let Some(given) = consents.in_force() else { return consent_missing(record, &consents, to_what) };
    let refusal = refusal_next_to_consent(&consents);
    let given = format!("consent to {to_what} was given on {}", words::date(given.date));
    let carer = carer_of_looked_after(record, &consents).map(str::to_owned);
    let detail: Vec<String> = [Some(given), refusal.clone(), carer].into_iter().flatten().collect();
    Answer { met: true, detail: detail.join("; "), refusal }
}

/// What is missing where no consent is in force: the last refusal, else a reply, else the question.
fn consent_missing(record: &AsAt, consents: &Consents<'_>, to_what: &str) -> Answer {
    let refused = consents.refusals().last().map(|one| (one.date, one.answer));
    Answer::missing(match (refused, consents.last_request()) {
        (Some((day, answer)), _) => {
            let done = if answer == Some(vocabulary::Answer::Withdrawn) { "withdrawn" } else { "refused" };
            format!("consent to {to_what} was {done} on {}", words::date(day))
        }
        (None, Some(asked)) => format!("consent to {to_what} was asked for on {}, no reply", words::date(asked.date)),
        (None, None) => format!("consent to {to_what} has not been asked for{}", since_when(record)),
    })
}

/// Applications of the present run that are still open, the latest first.
fn open_applications(record: &AsAt) -> impl Iterator<Item = &Application> {
    let since = record.evidence_since();
    record.applications.iter().rev().filter(move |application| {
        let of_run = since.is_none_or(|since| application.began_on().is_none_or(|began| began >= since));
        of_run && application.steps.last().is_none_or(|last| !last.step.ends_an_application())
    })
}

/// The people named by an entry of an application's `consulted`, which is free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Consulted {
    Family,
    Pupil,
    School,
    Agency,
}

/// The words for family, pupil and school, single or joined (`parents and pupil`). Everything else is an agency's name, such
/// as `Pupil and School Support`.
fn who_is_meant(entry: &str) -> Vec<Consulted> {
    let entry = entry.to_lowercase().replace('-', " ").replace([',', '/', '&', '+'], " and ");
    let known: Option<Vec<Consulted>> = entry
        .split(" and ")
        .map(|part| match part.trim().trim_start_matches("the ") {
            "parent" | "parents" | "carer" | "carers" | "mother" | "father" | "mum" | "dad" | "guardian"
            | "guardians" | "grandmother" | "grandfather" | "grandparents" | "family" => Some(Consulted::Family),
            "pupil" | "child" => Some(Consulted::Pupil),
            "class teacher" | "teacher" | "senco" | "sendco" | "headteacher" | "teaching assistant" | "school" => {
                Some(Consulted::School)
            }
            _ => None,
        })
        .collect();
    known.unwrap_or_else(|| vec![Consulted::Agency])
}

/// Whether an open application says that they were consulted.
fn is_consulted_in_application(record: &AsAt, whom: Consulted) -> bool {
    let mut entries = open_applications(record).flat_map(|application| &application.consulted);
    entries.any(|entry| who_is_meant(entry.as_str()).contains(&whom))
}

/// A meeting or call with them about the application.
fn spoken_about_application(record: &AsAt, with: impl Fn(&Contact) -> bool) -> Option<Day> {
    contacts_about(record, Topic::Application)
        .filter(|contact| matches!(contact.kind, ContactKind::Meeting | ContactKind::Call) && with(contact))
        .map(|contact| contact.date)
        .max()
}

/// The answer about consulting others on an application, while an EHC plan is in force: the pupil has what would be applied for, so
/// the school makes no application. A plan of another authority is one too.
fn no_application_is_made(record: &AsAt) -> Option<Answer> {
    let has_plan = record.plan_in_force().is_some();
    has_plan.then(|| Answer::met("not asked: an EHC plan is in force, so the school makes no application"))
}

/// Whether the people whom stage D must consult were consulted: in conversation, in the review that led here, or in the
/// application.
fn consultation_answer(
    record: &AsAt,
    (name, whom): (&str, Consulted),
    with: impl Fn(&Contact) -> bool,
    voice: impl Fn(&Review) -> Option<&Voice>,
) -> Answer {
    if let Some(answer) = no_application_is_made(record) {
        return answer;
    }
    if let Some(day) = spoken_about_application(record, with) {
        return Answer::met(format!("spoke to the {name} about the application on {}", words::date(day)));
    }
    if let Some((review, voice)) = review_that_escalates(record).and_then(|review| Some((review, voice(review)?))) {
        let no_reply = if matches!(voice, Voice::Asked(_)) { ": asked, no reply" } else { "" };
        return Answer::met(format!("view of the {name} in the review of {}{no_reply}", words::date(review.date)));
    }
    if is_consulted_in_application(record, whom) {
        return Answer::met(format!("the application names the {name} as consulted"));
    }
    Answer::missing(format!("no consultation with the {name} about an application is recorded{}", since_when(record)))
}

/// Whether this is the first move since joining, the pupil arrived with SEN already identified, and what they came with
/// supports the stage: K up to stage C, an SSPP or an EHC plan up to D. Requirements that only an earlier stage of this
/// school could have met are then not asked.
fn enters_on_arrival(record: &AsAt, ask: &Ask<'_>) -> bool {
    let (Some(joined), Some((_, arrived))) = (record.joined_with_sen(), record.joined_with()) else { return false };
    let supported = match arrived.with {
        ArrivedWith::K => matches!(ask.to, MoveName::A | MoveName::B | MoveName::C),
        ArrivedWith::Sspp | ArrivedWith::Ehcp => {
            matches!(ask.to, MoveName::A | MoveName::B | MoveName::C | MoveName::D)
        }
        ArrivedWith::None => false,
    };
    supported && record.stages.iter().all(|entry| entry.date < joined)
}

/// The answer for a pupil who enters at the stage that the previous setting had reached.
fn not_asked_of_arrival() -> Answer {
    Answer::met("not asked: arrived with SEN and enters here")
}

/// Whether a contact is with the pupil.
fn is_with_pupil(contact: &Contact) -> bool {
    contact.with == Some(With::Pupil)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::RULES;
    use crate::rules::examples::{asked, record};

    #[test]
    fn every_requirement_is_in_both_lists_in_the_same_order() {
        let rules = RULES.iter().filter(|rule| matches!(rule.kind, crate::rules::RuleKind::Requirement(_)));
        assert_eq!(rules.map(|rule| rule.id).collect::<Vec<_>>(), REQUIREMENTS);
        assert!(NEVER_WAIVED.iter().all(|id| REQUIREMENTS.contains(id)));
    }

    #[test]
    fn free_text_on_who_was_consulted_is_understood() {
        for (entry, meant) in [
            ("parent", vec![Consulted::Family]),
            ("Parents/carers", vec![Consulted::Family, Consulted::Family]),
            ("mother and pupil", vec![Consulted::Family, Consulted::Pupil]),
            ("class-teacher", vec![Consulted::School]),
            ("Pupil and School Support", vec![Consulted::Agency]),
            ("Child and Adolescent Mental Health Service", vec![Consulted::Agency]),
        ] {
            assert_eq!(who_is_meant(entry), meant, "{entry}");
        }
    }

    #[test]
    fn evidence_counts_since_the_last_entry_to_a_or_since_arriving() {
        let since = |text: &str| record(text).as_at(day("2026-01-15")).evidence_since().map(|day| day.to_string());
        let arrived = "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2025-09-03}]\n";
        assert_eq!(since(""), None);
        assert_eq!(
            since("stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}]").unwrap(),
            "2025-09-15"
        );
        assert_eq!(since("stages: [{date: 2025-09-15, stage: B}]"), None);
        let closed = "stages: [{date: 2025-01-15, stage: A}, {date: 2025-03-05, stage: closed}";
        assert_eq!(since(&format!("{closed}]")).unwrap(), "2025-03-06");
        assert_eq!(since(&format!("{closed}, {{date: 2025-09-15, stage: A}}]")).unwrap(), "2025-09-15");
        assert_eq!(since(&format!("{closed}, {{date: 2025-09-15, stage: B}}]")).unwrap(), "2025-03-06");
        assert_eq!(since(arrived).unwrap(), "2025-09-03");
        assert_eq!(since(&format!("{arrived}stages: [{{date: 2025-09-15, stage: A}}]")).unwrap(), "2025-09-15");
        assert_eq!(since(&format!("{arrived}stages: [{{date: 2025-09-15, stage: C}}]")).unwrap(), "2025-09-03");
        // Was here before, left, and came back.
        assert_eq!(since(&format!("{arrived}stages: [{{date: 2023-09-15, stage: A}}]")).unwrap(), "2025-09-03");
    }

    #[test]
    fn evidence_of_before_counts_for_a_pupil_who_was_found_at_stage_a() {
        let since = |text: &str| record(text).as_at(day("2026-01-15")).evidence_since().map(|day| day.to_string());
        let at_a = "stages: [{date: 2025-09-15, stage: A}]\n";
        assert_eq!(since(&format!("as_found: {{date: 2025-09-15}}\n{at_a}")), None);
        assert_eq!(since(&format!("as_found: {{date: 2025-09-14}}\n{at_a}")).as_deref(), Some("2025-09-15"));
        let met = "contacts: [{date: 2025-09-10, kind: meeting, about: concern}]\n";
        assert!(
            asked("parent-meeting", "B", &format!("as_found: {{date: 2025-09-15}}\n{at_a}{met}"), "2025-12-01").met
        );
        assert!(!asked("parent-meeting", "B", &format!("{at_a}{met}"), "2025-12-01").met);
    }

    #[test]
    fn only_the_first_move_since_joining_counts_as_on_arrival() {
        let arrived = |stages: &str| {
            let came = "arrived: {from: Hillside Infants, with: K}\non_roll: [{from: 2025-09-03}]\n";
            asked("adaptations-planned", "B", &format!("{came}{stages}"), "2025-09-10").met
        };
        assert!(arrived(""));
        // Was here before, left, and came back.
        assert!(arrived("stages: [{date: 2025-09-02, stage: A}]\n"));
        assert!(!arrived("stages: [{date: 2025-09-03, stage: A}]\n"));
        assert!(!arrived("stages: [{date: 2025-09-04, stage: A}]\n"));
        assert!(!arrived("stages: [{date: 2025-09-02, stage: A}, {date: 2025-09-04, stage: A}]\n"));
    }

    #[test]
    fn only_the_familys_answer_to_a_request_is_consent() {
        let given = "stages: [{date: 2025-09-15, stage: A}]\ncontacts:\n  - {date: 2025-11-03, kind: consent, about: inclusion-referral, with: parent, answer: given}\n";
        let met = |later: &str| {
            let about = "about: inclusion-referral";
            asked(
                "parental-consent",
                "B",
                &format!("{given}  - {{date: 2025-11-04, {later}, {about}}}\n"),
                "2025-11-05",
            )
            .met
        };
        assert!(met("kind: meeting, with: parent"));
        assert!(met("kind: consent, with: agency, answer: refused"));
        assert!(!met("kind: consent, with: parent, answer: refused"));
        // A carer is another person: the consent stays in force, and the refusal is shown (see the two requirements).
        assert!(met("kind: consent, with: carer, answer: refused"));
    }
}
