//! Every day and every text of a record, each with its key: for the rules that look at all of them alike.
//!
//! One line a key, in the order of the file. Whether a day is a fact or is planned is decided here and in `as_at.rs`
//! alike (DESIGN 2.1); the tests below hold this list to the record's own keys and to what `as_at` forgets.

use super::cycle::{Cycle, Plan, Review, Voice};
use super::day::Day;
use super::record::{Classes, Profile, Record};
use super::text::Text;
use crate::finding::{KeyPath, Step};

/// What stands at a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leaf<'a> {
    /// The day of something that has happened.
    Fact(Day),
    /// A day that may lie ahead.
    Planned(Day),
    /// Something that people typed.
    Text(&'a Text),
}

/// A place in a record. A key path is only made of it where somebody asks, for most places are only passed by.
#[derive(Debug, Default)]
pub(crate) struct Place(Vec<Here>);

#[derive(Debug, Clone, Copy)]
enum Here {
    Key(&'static str),
    Index(usize),
}

impl Place {
    /// The place as a key path.
    pub(crate) fn path(&self) -> KeyPath {
        let step = |here: &Here| match here {
            Here::Key(key) => Step::from(*key),
            Here::Index(index) => Step::from(*index),
        };
        KeyPath::new(self.0.iter().map(step).collect())
    }

    /// Whether it lies in this list or mapping at the top of the record.
    pub(crate) fn is_in(&self, top: &str) -> bool {
        matches!(self.0.first(), Some(Here::Key(key)) if *key == top)
    }
}

impl Record {
    /// Shows every day and every text to `see`, in the order of the file.
    pub(crate) fn walk(&self, see: &mut dyn FnMut(&Place, Leaf<'_>)) {
        let mut walk = Walk { place: Place::default(), see };
        walk.head(self);
        walk.one("profile", self.profile.as_ref(), Walk::profile);
        walk.noticed(self);
        walk.moves(self);
        walk.each("cycles", &self.cycles, Walk::cycle);
        walk.contacts(self);
        walk.authority(self);
        walk.rest(self);
    }
}

struct Walk<'w> {
    place: Place,
    see: &'w mut dyn FnMut(&Place, Leaf<'_>),
}

impl Walk<'_> {
    fn leaf(&mut self, here: Here, leaf: Leaf<'_>) {
        self.place.0.push(here);
        (self.see)(&self.place, leaf);
        self.place.0.pop();
    }

    fn fact(&mut self, key: &'static str, day: impl Into<Option<Day>>) {
        if let Some(day) = day.into() {
            self.leaf(Here::Key(key), Leaf::Fact(day));
        }
    }

    fn planned(&mut self, key: &'static str, day: impl Into<Option<Day>>) {
        if let Some(day) = day.into() {
            self.leaf(Here::Key(key), Leaf::Planned(day));
        }
    }

    fn text<'t>(&mut self, key: &'static str, text: impl Into<Option<&'t Text>>) {
        if let Some(text) = text.into() {
            self.leaf(Here::Key(key), Leaf::Text(text));
        }
    }

    fn texts(&mut self, key: &'static str, texts: &[Text]) {
        self.place.0.push(Here::Key(key));
        for (index, text) in texts.iter().enumerate() {
            self.leaf(Here::Index(index), Leaf::Text(text));
        }
        self.place.0.pop();
    }

    fn one<T>(&mut self, key: &'static str, value: Option<&T>, look: impl FnOnce(&mut Self, &T)) {
        let Some(value) = value else { return };
        self.place.0.push(Here::Key(key));
        look(self, value);
        self.place.0.pop();
    }

    fn each<T>(&mut self, key: &'static str, list: &[T], mut look: impl FnMut(&mut Self, &T)) {
        self.place.0.push(Here::Key(key));
        for (index, entry) in list.iter().enumerate() {
            self.place.0.push(Here::Index(index));
            look(self, entry);
            self.place.0.pop();
        }
        self.place.0.pop();
    }

    fn voice(&mut self, key: &'static str, voice: Option<&Voice>) {
        match voice {
            None => {}
            Some(Voice::Said(words)) => self.text(key, words),
            Some(Voice::Asked(asked)) => self.one(key, Some(asked), |walk, asked| {
                walk.fact("asked", asked.asked);
                walk.text("how", &asked.how);
            }),
        }
    }
}

impl Walk<'_> {
    fn head(&mut self, record: &Record) {
        self.text("id", &record.id);
        self.text("name", &record.name);
        self.text("known_as", &record.known_as);
        self.fact("date_of_birth", record.date_of_birth);
        self.each("on_roll", &record.on_roll, |walk, spell| {
            walk.planned("from", spell.from);
            walk.planned("to", spell.to);
            walk.text("to_school", &spell.to_school);
            walk.fact("records_sent", spell.records_sent);
        });
        match &record.class {
            None => {}
            Some(Classes::Now(name)) => self.text("class", name),
            Some(Classes::History(history)) => self.each("class", history, |walk, entry| {
                walk.fact("from", entry.from);
                walk.text("class", &entry.class);
            }),
        }
        self.text("home_language", &record.home_language);
    }

    fn profile(&mut self, profile: &Profile) {
        self.fact("agreed", profile.agreed);
        self.texts("strengths", &profile.strengths);
        self.texts("interests", &profile.interests);
        self.texts("difficulties", &profile.difficulties);
        self.texts("helps", &profile.helps);
        self.one("aspirations", profile.aspirations.as_ref(), |walk, hopes| {
            walk.text("pupil", &hopes.pupil);
            walk.text("parent", &hopes.parent);
        });
        self.texts("alerts", &profile.alerts);
    }

    fn noticed(&mut self, record: &Record) {
        self.each("needs", &record.needs, |walk, need| {
            walk.fact("from", need.from);
            walk.fact("to", need.to);
        });
        self.each("diagnoses", &record.diagnoses, |walk, diagnosis| {
            walk.fact("date", diagnosis.date);
            walk.text("what", &diagnosis.what);
            walk.text("by", &diagnosis.by);
        });
        self.each("concerns", &record.concerns, |walk, concern| {
            walk.fact("date", concern.date);
            walk.text("summary", &concern.summary);
            walk.text("short_term_causes", &concern.short_term_causes);
            walk.text("language", &concern.language);
        });
        self.one("arrived", record.arrived.as_ref(), |walk, arrived| {
            walk.text("from", &arrived.from);
            walk.fact("information_requested", arrived.information_requested);
            walk.fact("information_received", arrived.information_received);
        });
    }

    fn moves(&mut self, record: &Record) {
        self.each("stages", &record.stages, |walk, entry| {
            walk.fact("date", entry.date);
            walk.text("by", &entry.by);
            walk.text("because", &entry.because);
            walk.each("waived", &entry.waived, |walk, waiver| {
                walk.text("requirement", &waiver.requirement);
                walk.text("reason", &waiver.reason);
                walk.text("by", &waiver.by);
                walk.planned("until", waiver.until);
                walk.fact("met_on", waiver.met_on);
                walk.text("how", &waiver.how);
            });
        });
        self.each("register", &record.register, |walk, spell| {
            walk.fact("from", spell.from);
            walk.text("by", &spell.by);
            walk.text("reason", &spell.reason);
            walk.fact("to", spell.to);
            walk.text("because", &spell.because);
        });
        self.each("outcomes", &record.outcomes, |walk, outcome| {
            walk.fact("from", outcome.from);
            walk.text("text", &outcome.text);
            walk.planned("by", outcome.by);
        });
    }

    fn cycle(&mut self, cycle: &Cycle) {
        self.one("assess", cycle.assess.as_ref(), |walk, assess| {
            walk.fact("date", assess.date);
            walk.text("by", &assess.by);
            walk.texts("evidence", &assess.evidence);
        });
        self.one("plan", cycle.plan.as_ref(), Walk::plan);
        self.each("do", &cycle.observations, |walk, observation| {
            walk.fact("date", observation.date);
            walk.text("by", &observation.by);
            walk.text("note", &observation.note);
        });
        self.one("review", cycle.review.as_ref(), Walk::review);
    }

    fn plan(&mut self, plan: &Plan) {
        self.fact("date", plan.date);
        self.text("by", &plan.by);
        self.planned("review_by", plan.review_by);
        self.fact("shared", plan.shared);
        self.each("targets", &plan.targets, |walk, target| {
            walk.text("text", &target.text);
            walk.text("measure", &target.measure);
            walk.text("baseline", &target.baseline);
            walk.planned("by", target.by);
            walk.text("result", &target.result);
        });
        self.each("provisions", &plan.provisions, |walk, provision| {
            walk.text("what", &provision.what);
            walk.text("by", &provision.by);
            walk.planned("from", provision.from);
            walk.planned("to", provision.to);
            walk.text("entry", &provision.entry);
            walk.text("exit", &provision.exit);
        });
        self.text("expected_impact", &plan.expected_impact);
        self.text("at_home", &plan.at_home);
        self.voice("pupil_voice", plan.pupil_voice.as_ref());
        self.voice("parent_voice", plan.parent_voice.as_ref());
    }

    fn review(&mut self, review: &Review) {
        self.fact("date", review.date);
        self.text("by", &review.by);
        self.voice("pupil_voice", review.pupil_voice.as_ref());
        self.voice("parent_voice", review.parent_voice.as_ref());
        self.text("because", &review.because);
        self.each("actions", &review.actions, |walk, action| {
            walk.text("what", &action.what);
            walk.text("who", &action.who);
            walk.planned("by", action.by);
            walk.fact("done", action.done);
        });
    }

    fn contacts(&mut self, record: &Record) {
        self.each("contacts", &record.contacts, |walk, contact| {
            walk.fact("date", contact.date);
            walk.text("who", &contact.who);
            walk.text("by", &contact.by);
            walk.text("note", &contact.note);
        });
        self.each("referrals", &record.referrals, |walk, referral| {
            walk.fact("date", referral.date);
            walk.text("to", &referral.to);
            walk.text("by", &referral.by);
            walk.fact("answered", referral.answered);
            walk.text("advice", &referral.advice);
        });
    }

    fn authority(&mut self, record: &Record) {
        self.each("applications", &record.applications, |walk, application| {
            walk.fact("sent", application.sent);
            walk.fact("received", application.received);
            walk.text("by", &application.by);
            walk.texts("consulted", &application.consulted);
            walk.each("steps", &application.steps, |walk, step| walk.fact("date", step.date));
        });
        self.each("sspp", &record.sspp, |walk, award| {
            walk.planned("from", award.from);
            walk.planned("to", award.to);
        });
        self.each("ehc_plan", &record.ehc_plan, |walk, plan| {
            walk.fact("final", plan.final_on);
            walk.fact("ceased", plan.ceased);
            walk.texts("outcomes", &plan.outcomes);
            walk.texts("provision", &plan.provision);
            walk.each("reviews", &plan.reviews, |walk, review| {
                walk.planned("booked", review.booked);
                walk.fact("invited", review.invited);
                walk.fact("circulated", review.circulated);
                walk.fact("meeting", review.meeting);
                walk.fact("report", review.report);
                walk.fact("decision", review.decision);
                walk.fact("amendment_notice", review.amendment_notice);
                walk.fact("amended", review.amended);
            });
        });
    }

    fn rest(&mut self, record: &Record) {
        self.each("transitions", &record.transitions, |walk, transition| {
            walk.planned("planned", transition.planned);
            walk.text("to", &transition.to);
            walk.texts("offered", &transition.offered);
            walk.fact("sharing_agreed", transition.sharing_agreed);
            walk.fact("spoke_to_senco", transition.spoke_to_senco);
            walk.fact("done", transition.done);
        });
        self.each("disagreements", &record.disagreements, |walk, disagreement| {
            walk.fact("date", disagreement.date);
            walk.text("by", &disagreement.by);
            walk.text("about", &disagreement.about);
            walk.fact("authority_contacted", disagreement.authority_contacted);
            walk.fact("resolved", disagreement.resolved);
        });
        self.each("documents", &record.documents, |walk, document| {
            walk.fact("date", document.date);
            walk.text("title", &document.title);
            walk.text("path", &document.path);
        });
        self.text("notes", &record.notes);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::model::day::day;
    use crate::model::schema::{key_paths, paths_of};

    /// Every key of the format, each list with one entry; facts in 2025, what is planned in 2030, and every text begins
    /// with "some".
    const FULL: &str = "
format: 1
id: some-id
name: some name
known_as: some name
upn: Q330999922002
former_upn: H33099992501A
date_of_birth: 2017-11-03
on_roll: [{from: 2030-09-05, to: 2030-09-06, to_school: some school, records_sent: 2025-08-25}]
class: [{from: 2025-09-05, class: some class}]
year: 3
home_language: some language
characteristics: [eal]
sen_unit: true
resourced_provision: false
stage: C
census: K
profile:
  agreed: 2025-12-01
  strengths: [some text]
  interests: [some text]
  difficulties: [some text]
  helps: [some text]
  aspirations: {pupil: some text, parent: some text}
  alerts: [some text]
needs: [{type: SLCN, rank: 1, from: 2025-11-05, to: 2025-11-06}]
diagnoses: [{date: 2025-10-20, what: some text, by: some agency}]
concerns: [{date: 2025-09-15, raised_by: parent, grounds: [other], summary: some text, short_term_causes: some text, language: some text}]
arrived: {from: some school, with: K, information_requested: 2025-07-01, information_received: 2025-08-28}
stages:
  - {date: 2025-12-01, stage: C, by: some body, because: some text, waived: [{requirement: some id, reason: some text, by: some body, until: 2030-01-31, met_on: 2025-12-30, how: some text}]}
register: [{from: 2025-12-01, by: some body, reason: some text, to: 2025-12-02, because: some text}]
outcomes: [{from: 2025-12-01, text: some text, by: 2030-07-17}]
cycles:
  - stage: C
    assess: {date: 2025-11-28, by: some body, evidence: [some text]}
    plan:
      date: 2025-12-01
      by: some body
      kind: learning-plan
      review_by: 2030-03-20
      shared: 2025-12-03
      targets: [{text: some text, measure: some text, baseline: some text, by: 2030-03-13, outcome: met, result: some text}]
      provisions:
        - {what: some text, kind: intervention, by: some body, group: 3, minutes: 20, per_week: 4, rate: 14.50, cost: 40.00, sessions_given: 44, impact: 2, from: 2030-12-08, to: 2030-12-09, entry: some text, exit: some text}
      expected_impact: some text
      at_home: some text
      pupil_voice: some text
      parent_voice: {asked: 2025-12-02, how: some text, answer: none}
    do: [{date: 2025-12-16, by: some body, note: some text}]
    review:
      date: 2025-12-18
      by: some body
      present: [parent]
      progress: little
      decision: continue
      pupil_voice: {asked: 2025-12-18, how: some text, answer: none}
      parent_voice: some text
      because: some text
      actions: [{what: some text, who: some body, by: 2030-04-02, done: 2025-12-30}]
  - stage: C
    plan:
      date: 2025-12-19
      kind: learning-plan
      pupil_voice: {asked: 2025-12-20, how: some text, answer: none}
    review:
      date: 2025-12-22
      parent_voice: {asked: 2025-12-21, how: some text, answer: none}
contacts: [{date: 2025-09-18, kind: consent, about: concern, with: parent, who: some body, answer: given, by: some body, note: some text}]
referrals: [{date: 2025-11-20, to: some agency, by: some body, answered: 2025-12-30, advice: some text}]
applications:
  - {for: EHCP, requested_by: school, sent: 2025-03-25, received: 2025-03-26, by: some body, consulted: [some body], steps: [{date: 2025-05-05, step: draft}]}
sspp: [{from: 2030-02-01, to: 2030-12-31, units: 4}]
ehc_plan:
  - final: 2025-08-14
    ceased: 2025-12-01
    outcomes: [some text]
    provision: [some text]
    reviews:
      - {kind: annual, booked: 2030-06-10, invited: 2025-05-10, circulated: 2025-05-20, meeting: 2025-06-10, report: 2025-06-21, decision: 2025-07-05, outcome: amend, amendment_notice: 2025-07-05, amended: 2025-08-20}
transitions: [{planned: 2030-04-20, to: some school, offered: [some text], sharing_agreed: 2025-04-20, spoke_to_senco: 2025-05-02, done: 2025-07-12}]
disagreements: [{date: 2025-04-01, by: some body, about: some text, level: informal, authority_contacted: 2025-04-02, resolved: 2025-04-20}]
documents: [{date: 2025-01-30, title: some text, path: some/path.pdf}]
notes: some text
";

    fn full() -> Record {
        serde_yaml::from_str(FULL).unwrap()
    }

    /// The keys that the walk shows, where it finds a day and where a text.
    fn shown(record: &Record) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut days, mut texts) = (BTreeSet::new(), BTreeSet::new());
        record.walk(&mut |place, leaf| {
            let fresh = match leaf {
                Leaf::Fact(day) | Leaf::Planned(day) => days.insert(format!("{} {day}", place.path())),
                Leaf::Text(_) => texts.insert(place.path().to_string()),
            };
            assert!(fresh, "{} is shown twice", place.path());
        });
        (days, texts)
    }

    /// The same from the record's own keys, whatever they are.
    fn written(value: &Value, path: &KeyPath, days: &mut BTreeSet<String>, texts: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                map.iter().for_each(|(key, value)| written(value, &path.then(key.as_str()), days, texts))
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, value)| written(value, &path.then(index), days, texts));
            }
            Value::String(text) if Day::parse(text).is_some() => {
                days.insert(format!("{path} {text}"));
            }
            Value::String(text) if text.starts_with("some") => {
                texts.insert(path.to_string());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn the_full_record_has_every_key() {
        let written: Value = serde_yaml::from_str(FULL).unwrap();
        assert_eq!(paths_of(&written), key_paths());
    }

    #[test]
    fn every_day_and_every_text_is_shown_and_nothing_else() {
        let (mut days, mut texts) = (BTreeSet::new(), BTreeSet::new());
        written(&serde_json::to_value(full()).unwrap(), &KeyPath::default(), &mut days, &mut texts);
        assert_eq!(shown(&full()), (days, texts));
    }

    #[test]
    fn what_is_planned_stays_as_at_a_day_before_it_and_a_fact_goes() {
        let record = full();
        record.walk(&mut |place, leaf| {
            let (day, cut) = match leaf {
                Leaf::Planned(day) => (day, record.as_at(day_of_all_facts())),
                Leaf::Fact(day) => (day, record.as_at(day.minus_days(1))),
                Leaf::Text(_) => return,
            };
            let stays = shown(&cut).0.contains(&format!("{} {day}", place.path()));
            // These two stay as they are written now, whatever the day (DESIGN 2.1).
            let as_written = place.is_in("date_of_birth") || place.is_in("profile");
            let expected = matches!(leaf, Leaf::Planned(_)) || as_written;
            assert_eq!(stays, expected, "{}", place.path());
        });
    }

    fn day_of_all_facts() -> Day {
        day("2025-12-31")
    }
}
