use crate::model::cycle::{Cycle, Plan, Review, Voice};
use crate::model::day::Day;
use crate::model::record::{Classes, Profile, Record};
use crate::model::text::Text;
use crate::model::walk::{Here, Leaf, Place};

pub(super) fn walk_by_hand(record: &Record, see: &mut dyn FnMut(&Place, Leaf<'_>)) {
    let mut walk = Walk { place: Place::default(), see };
    walk.head(record);
    walk.one("profile", record.profile.as_ref(), Walk::profile);
    walk.noticed(record);
    walk.moves(record);
    walk.each("cycles", &record.cycles, Walk::cycle);
    walk.contacts(record);
    walk.authority(record);
    walk.rest(record);
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
