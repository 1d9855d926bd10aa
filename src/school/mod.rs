//! The contents of `send.toml` and `school.yaml`: the school, its people, classes, terms, census days and events, as values.
//!
//! The files are decoded straight into these types, as records are. The calendar that follows from the terms is in `calendar.rs`.

pub(crate) mod anonymous_school;
pub(crate) mod calendar;
pub(crate) mod problems;
pub(crate) mod settings;
pub(crate) mod years;

use serde::{Deserialize, Serialize};

use crate::model::day::Day;
use crate::model::format::Format;
use crate::model::text::Text;
use crate::model::vocabulary::{CensusCode, vocabulary};
use calendar::Calendar;
use years::{MovesOn, SchoolYears};

/// A school: its settings and its own dated events.
#[derive(Debug)]
pub(crate) struct School {
    /// What `send.toml` says.
    pub(crate) settings: Settings,
    /// What `school.yaml` says, oldest first.
    pub(crate) events: Vec<Event>,
    /// School days and weeks, from the terms.
    pub(crate) calendar: Calendar,
}

impl School {
    /// Makes a school from the contents of its two files.
    pub(crate) fn new(settings: Settings, events: Vec<Event>) -> Self {
        let calendar = Calendar::new(&settings.terms);
        Self { settings, events, calendar }
    }

    /// The events of a kind up to and including a day.
    pub(crate) fn events_until(&self, kind: EventKind, day: Day) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.kind == kind && event.date <= day)
    }

    /// The day of the last event of a kind, up to and including a day.
    pub(crate) fn last_event(&self, kind: EventKind, day: Day) -> Option<Day> {
        self.events_until(kind, day).map(|event| event.date).max()
    }

    /// The number on roll on a census day, if `send.toml` gives it for that day.
    pub(crate) fn on_roll(&self, day: Day) -> Option<u32> {
        self.settings.census.iter().find(|census| census.day == day)?.on_roll
    }

    /// The teacher of a class, if `send.toml` names one.
    pub(crate) fn teacher_of(&self, class: &Text) -> Option<&Text> {
        self.settings.classes.iter().find(|known| known.name == *class)?.teacher.as_ref()
    }

    /// Whether a class is one of the school's. If `send.toml` lists no classes, every name is accepted.
    pub(crate) fn has_class(&self, name: &str) -> bool {
        self.settings.classes.is_empty() || self.settings.classes.iter().any(|class| class.name.as_str() == name)
    }
}

/// `send.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The school itself.
    pub(crate) school: Identity,
    /// The people in each role.
    #[serde(default)]
    pub(crate) people: SchoolPeople,
    /// The classes.
    #[serde(default)]
    pub(crate) classes: Vec<Class>,
    /// The terms, oldest first.
    #[serde(default)]
    pub(crate) terms: Vec<Term>,
    /// The census days.
    #[serde(default)]
    pub(crate) census: Vec<CensusDay>,
    /// The services that families can turn to outside the school.
    #[serde(default)]
    pub(crate) families: Families,
    /// When the school last published its reports.
    #[serde(default)]
    pub(crate) published: PublishedReports,
    /// How papers with numbers are made.
    #[serde(default)]
    pub(crate) summary: Summary,
    /// How the folder is kept in git.
    #[serde(default)]
    pub(crate) git: GitSettings,
    /// How exports of the school's own system are read.
    #[serde(default)]
    pub(crate) import: ImportSettings,
}

/// The school itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// Its name.
    pub(crate) name: Text,
    /// Its unique reference number, six digits. The school's own duties start when this is given.
    pub(crate) urn: Option<Text>,
    /// The authority's code, three digits; Birmingham is 330.
    pub(crate) la: Option<Text>,
    /// The establishment number, four digits.
    pub(crate) estab: Option<Text>,
    /// The first and the last year group.
    #[serde(default)]
    pub(crate) years: SchoolYears,
    /// The year groups after which schools in the area end.
    #[serde(default)]
    pub(crate) moves_on: MovesOn,
    /// The time zone that decides when a day begins and ends, such as `Europe/London`.
    pub(crate) time_zone: Text,
}

/// The people in each role.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchoolPeople {
    /// The SENCO (policy 4).
    pub(crate) senco: Option<Senco>,
    /// The headteacher.
    pub(crate) headteacher: Option<Person>,
    /// The governor for SEND.
    pub(crate) link_governor: Option<Person>,
    /// The designated teacher for children in care.
    pub(crate) designated_teacher: Option<Person>,
    /// Others with a role.
    #[serde(default)]
    pub(crate) signatories: Vec<Signatory>,
}

/// The SENCO.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Senco {
    /// The name.
    pub(crate) name: Text,
    /// How a family can reach them, in the school's own words: a phone number, an email address.
    pub(crate) contact: Option<Text>,
    /// The first day in the role: the qualification is due by its third anniversary (DOMAIN 5.5).
    pub(crate) appointed: Option<Day>,
    /// The qualification held, or being studied for.
    pub(crate) qualification: Option<Qualification>,
    /// The day it was awarded.
    pub(crate) qualified: Option<Day>,
}

vocabulary! {
    // DOMAIN 5.5.
    /// A SENCO's qualification.
    Qualification {
        /// The National Award for SEN Co-ordination.
        Nasenco = "NASENCO",
        /// The National Professional Qualification for SENCOs.
        Npq = "NPQ",
        /// None so far.
        None = "none",
    }
}

/// Someone with a role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    /// The name.
    pub(crate) name: Text,
}

/// Another person with a role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signatory {
    /// The name.
    pub(crate) name: Text,
    /// The role, in the school's own words.
    pub(crate) role: Text,
}

/// A class.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Class {
    /// Its name.
    pub(crate) name: Text,
    /// Its teacher.
    pub(crate) teacher: Option<Text>,
}

/// A term, from its first to its last day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Term {
    /// Its name, such as `Autumn 2025`.
    pub(crate) name: Text,
    /// The first day.
    pub(crate) from: Day,
    /// The last day.
    pub(crate) to: Day,
    /// The half term.
    pub(crate) half_term: Option<HalfTerm>,
    /// Training days and bank holidays within the term.
    #[serde(default)]
    pub(crate) closed: Vec<Day>,
}

/// A half term, from its first to its last day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HalfTerm {
    /// The first day.
    pub(crate) from: Day,
    /// The last day.
    pub(crate) to: Day,
}

/// A census day (DOMAIN 1.1).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CensusDay {
    /// The day.
    pub(crate) day: Day,
    /// How many pupils were on the school's roll.
    pub(crate) on_roll: Option<u32>,
}

/// The services that families can turn to outside the school, in the school's own words (DOMAIN 8.9).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Families {
    /// The phone number and web address of the local service that advises families.
    pub(crate) sendiass: Option<Text>,
    /// The place where the authority publishes what is available to families in the area.
    pub(crate) local_offer: Option<Text>,
}

/// When the school last published its reports.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublishedReports {
    /// The SEN information report (policy 5).
    pub(crate) information_report: Option<Day>,
    /// The accessibility plan (policy 13).
    pub(crate) accessibility_plan: Option<Day>,
}

/// How papers with numbers are made.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    /// The smallest number that is shown.
    #[serde(default)]
    pub(crate) threshold: SuppressionThreshold,
}

/// The smallest number that a paper for others shows. Smaller numbers other than 0 are hidden (DOMAIN 7).
///
/// A threshold under 3 would hide nothing, or give away that each hidden number is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "usize")]
pub(crate) struct SuppressionThreshold(usize);

impl SuppressionThreshold {
    /// The number.
    pub(crate) const fn number(self) -> usize {
        self.0
    }
}

impl Default for SuppressionThreshold {
    /// No rule binds a school; five is customary.
    fn default() -> Self {
        Self(5)
    }
}

impl TryFrom<usize> for SuppressionThreshold {
    type Error = &'static str;

    fn try_from(number: usize) -> Result<Self, Self::Error> {
        let good = (3..=100).contains(&number);
        good.then_some(Self(number)).ok_or("a number from 3 to 100: under 3 it would hide nothing")
    }
}

/// How the folder is kept in git.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GitSettings {
    /// Whether a command that writes also commits.
    pub(crate) commit: bool,
}

impl Default for GitSettings {
    fn default() -> Self {
        Self { commit: true }
    }
}

/// How exports of the school's own system are read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportSettings {
    /// What headings and words mean, each as `send import --map` takes it.
    #[serde(default)]
    pub(crate) map: Vec<Text>,
}

/// `school.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchoolFile {
    /// The format of the file: 1. Can be left out.
    #[serde(default)]
    pub(crate) format: Option<Format>,
    /// The school's own dated events.
    #[serde(default)]
    pub(crate) events: Vec<Event>,
}

/// A dated event of the school.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    /// The day.
    pub(crate) date: Day,
    /// The kind of event.
    pub(crate) kind: EventKind,
    /// The class, when a sheet was read.
    pub(crate) class: Option<Text>,
    /// The full name of the commit, when a correction was accepted.
    pub(crate) commit: Option<Text>,
    /// The person who did it.
    pub(crate) by: Option<Text>,
    /// Anything else.
    pub(crate) note: Option<Text>,
}

vocabulary! {
    // DESIGN 2.3.
    /// Something that happens in the school as a whole.
    EventKind {
        /// Staff and parents were informed of changes to the policy (policy 20).
        PolicyCommunicated = "policy-communicated",
        /// The policy was reviewed (policy 20).
        PolicyReviewed = "policy-reviewed",
        /// The information report was updated (policy 5).
        InformationReport = "information-report",
        /// Staff competencies were assessed (policy 17).
        CompetenciesAssessed = "competencies-assessed",
        /// Training was given (policy 17).
        Training = "training",
        /// A termly pupil progress meeting (policy 6.2).
        ProgressMeeting = "progress-meeting",
        /// A report to governors.
        GovernorReport = "governor-report",
        /// A class sheet was read in autumn (policy 6.3).
        SheetRead = "sheet-read",
        /// Someone checked what `send audit` found in a commit, and knows why it is right.
        CorrectionAccepted = "correction-accepted",
    }
}

/// A share of the whole as a percentage, for reports about the whole school.
pub(crate) fn share_percent(part: u32, whole: u32) -> f64 {
    f64::from(part) * 100.0 / f64::from(whole.max(1))
}

/// The facts of one record that the checks over the whole school need: small, so that ten thousand fit in memory.
#[derive(Debug, Clone)]
pub(crate) struct PupilKey {
    /// The pupil's id.
    pub(crate) id: String,
    /// The record's file.
    pub(crate) file: String,
    /// The UPN, if there is one.
    pub(crate) upn: Option<String>,
    /// The census code on the day, if the pupil is on roll.
    pub(crate) on_roll_with: Option<CensusCode>,
    /// Whether the record says that the pupil is a member of a SEN unit or resourced provision, as now, without its days.
    pub(crate) is_member_as_now: bool,
}
