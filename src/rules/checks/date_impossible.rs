//! `date-impossible`: two dates in a record cannot both be right.

use crate::finding::{KeyPath, Severity, key_path};
use crate::model::arrivals::Arrivals;
use crate::model::at_a_day::AsAt;
use crate::model::authority::{Application, EhcPlan, PlanReview};
use crate::model::cycle::Cycle;
use crate::model::day::Day;
use crate::model::days_and_texts::Leaf;
use crate::model::record::{Classes, OnRoll, Record};
use crate::model::timed_facts::{Member, TimedCharacteristic};
use crate::model::vocabulary::ApplicationStep;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

/// How long before birth a diagnosis can be made, in days.
const PREGNANCY: u32 = 294;

pub(crate) const RULE: Rule = Rule {
    id: "date-impossible",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a date is before the pupil's birth, an end is before its beginning, a list is not oldest first, or an arrival is on no day on roll",
    why: "The dates in a record decide what is due and who is counted. If two dates contradict each other, at least one was \
          mistyped, and everything worked out from it is wrong too.",
    remedy: "find out which of the two dates is right, and correct the other",
    bad: "
referrals: [{date: 2025-11-20, to: inclusion-team, answered: 2025-11-02}]
",
    good: "
referrals: [{date: 2025-11-02, to: inclusion-team, answered: 2025-11-20}]
",
    kind: RuleKind::Check(check),
};

// Dates after the as-at day are not compared: if one is a mistake, `date-in-future` reports it.
fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let record = subject.record;
    before_birth(record, found);
    let days = &mut Days { found };
    check_spells(record, days);
    days.not_before(key_path!["as_found", "date"], record.found_on(), joined_by(record), "the first day on roll");
    for (index, cycle) in record.cycles.iter().enumerate() {
        cycle_days(cycle, &key_path!["cycles", index], days);
    }
    for (index, application) in record.applications.iter().enumerate() {
        application_days(application, &key_path!["applications", index], days);
    }
    for (index, plan) in record.ehc_plan.iter().enumerate() {
        plan_days(plan, &key_path!["ehc_plan", index], days);
    }
    check_arrivals(record, days.found);
    check_orders(record, days);
}

fn before_birth(record: &Record, found: &mut Found<'_>) {
    let born = record.date_of_birth;
    // Then the date of birth is the wrong one, and every other date would be a finding of its own.
    if let Some(joined) = record.on_roll.iter().map(|spell| spell.first_day()).find(|joined| *joined < born) {
        found.at(key_path!["date_of_birth"], format!("{born} is after {joined}, the day the pupil joined the school"));
        return;
    }
    record.walk(&mut |place, leaf| {
        let (Leaf::Fact(day) | Leaf::Planned(day)) = leaf else { return };
        let earliest = if place.is_in("diagnoses") { born.minus_days(PREGNANCY) } else { born };
        if day < earliest {
            found.at(place.path(), format!("{day} is before the pupil was born, on {born}"));
        }
    });
}

/// The days of a period.
struct Period {
    /// Its first day, if it is known.
    first: Option<Day>,
    /// A day on which it held.
    seen: Option<Day>,
    /// Its end.
    end: Option<Day>,
}

/// Compares dates and reports those that are impossible.
struct Days<'f, 'a> {
    found: &'f mut Found<'a>,
}

impl Days<'_, '_> {
    /// `day` cannot be before `earlier`; `meaning` says in words what `earlier` is.
    fn not_before(&mut self, at: KeyPath, day: impl Into<Option<Day>>, earlier: impl Into<Option<Day>>, meaning: &str) {
        let (Some(day), Some(earlier)) = (day.into(), earlier.into()) else { return };
        if day < earlier {
            self.found.at(at, format!("{day} is before {earlier}, {meaning}"));
        }
    }

    /// A period that has its first day or a day on which it held. It ends at the key given, and `meaning` says in words what its
    /// first day is.
    fn period(&mut self, at: &KeyPath, period: &Period, (key, meaning): (&str, &str)) {
        self.not_before(at.then(key), period.end, period.first, meaning);
        self.not_before(at.then(key), period.end, period.seen, "a day on which it held");
        self.not_before(at.then("in_force_on"), period.seen, period.first, meaning);
    }

    /// The entries of a list must be oldest first. Entries without a date are skipped.
    fn oldest_first(&mut self, list: &KeyPath, days: impl Iterator<Item = Option<Day>>) {
        let mut above = None;
        for (index, day) in days.enumerate() {
            let Some(day) = day else { continue };
            if let Some(above) = above.filter(|above| *above > day) {
                let message = format!("{day} is before {above}, the day of the entry above it");
                let help = "lists run from the oldest to the newest: move the entry up, or correct the date";
                self.found.at_with_help(list.then(index), message, help);
            }
            above = Some(day);
        }
    }
}

/// The first day of the period on roll that the day found lies in. If it lies in none, the first day of the next one.
fn joined_by(record: &AsAt) -> Option<Day> {
    let found = record.found_on().filter(|found| *found <= record.day())?;
    let spells = || record.on_roll.iter().filter(|spell| spell.to.is_none_or(|to| to >= found));
    spells().map(OnRoll::first_day).min()
}

fn check_spells(record: &Record, days: &mut Days<'_, '_>) {
    for (index, spell) in record.on_roll.iter().enumerate() {
        let period = Period { first: spell.from, seen: spell.in_force_on, end: spell.to };
        days.period(&key_path!["on_roll", index], &period, ("to", "the first day on roll"));
    }
    for (index, entry) in record.taught_with.iter().enumerate() {
        days.not_before(key_path!["taught_with", index, "to"], entry.to, entry.from, "the first day of this entry");
    }
    for (index, need) in record.needs.iter().enumerate() {
        days.not_before(key_path!["needs", index, "to"], need.to, need.from, "the first day of this need");
    }
    for (index, entry) in record.stages.iter().enumerate() {
        for (at, waiver) in entry.waived.iter().enumerate() {
            let key = key_path!["stages", index, "waived", at];
            days.not_before(key.then("until"), waiver.until, entry.date, "the day of the move");
            days.not_before(key.then("met_on"), waiver.met_on, entry.date, "the day of the move");
        }
    }
    for (index, spell) in record.register.iter().enumerate() {
        let period = Period { first: spell.from, seen: spell.in_force_on, end: spell.to };
        days.period(&key_path!["register", index], &period, ("to", "the first day of this period"));
    }
    for (index, outcome) in record.outcomes.iter().enumerate() {
        days.not_before(key_path!["outcomes", index, "by"], outcome.by, outcome.from, "the day the outcome was set");
    }
    for (index, referral) in record.referrals.iter().enumerate() {
        let key = key_path!["referrals", index, "answered"];
        days.not_before(key, referral.answered, referral.date, "the day of the referral");
    }
    for (index, award) in record.sspp.iter().enumerate() {
        let period = Period { first: award.from, seen: award.in_force_on, end: award.to };
        days.period(&key_path!["sspp", index], &period, ("to", "the first day of the award"));
    }
    for (index, disagreement) in record.disagreements.iter().enumerate() {
        let raised = "the day the disagreement was raised";
        let at = key_path!["disagreements", index];
        days.not_before(at.then("authority_contacted"), disagreement.authority_contacted, disagreement.date, raised);
        days.not_before(at.then("resolved"), disagreement.resolved, disagreement.date, raised);
    }
}

/// An arrival belongs to a time on roll. In a list, its day says to which one.
fn check_arrivals(record: &Record, found: &mut Found<'_>) {
    let is_list = matches!(record.arrived, Arrivals::List(_));
    for arrived in record.arrived.as_slice() {
        let at = record.arrived.path_of(arrived);
        match arrived.date {
            None if is_list && record.on_roll.len() > 1 => found.at_with_help(
                at,
                "this arrival has no `date`, and the pupil has joined more than once",
                "add `date`: the first day of the time on roll that it belongs to",
            ),
            Some(date) if !record.is_on_roll_on(date) => found.at_with_help(
                at.then("date"),
                format!("the pupil arrived on {date}, but was not on roll on that day"),
                "give the first day of the time on roll that it belongs to, or correct `on_roll`",
            ),
            None | Some(_) => {}
        }
    }
}

fn cycle_days(cycle: &Cycle, at: &KeyPath, days: &mut Days<'_, '_>) {
    let assessed = cycle.assess.as_ref().map(|assess| assess.date);
    let planned = cycle.plan.as_ref().map(|plan| plan.date);
    if let Some(plan) = &cycle.plan {
        let (at, written) = (at.then("plan"), "the day of the plan");
        days.not_before(at.then("review_by"), plan.review_by, plan.date, written);
        for (index, target) in plan.targets.iter().enumerate() {
            days.not_before(at.then("targets").then(index).then("by"), target.by, plan.date, written);
        }
        for (index, provision) in plan.provisions.iter().enumerate() {
            let key = at.then("provisions").then(index).then("to");
            days.not_before(key, provision.to, provision.from, "the first day of this provision");
        }
    }
    days.oldest_first(&at.then("do"), cycle.observations.iter().map(|observation| Some(observation.date)));
    if let Some(review) = &cycle.review {
        let at = at.then("review");
        days.not_before(at.then("date"), review.date, planned.max(assessed), "the day of its plan or assessment");
        for (index, action) in review.actions.iter().enumerate() {
            let (at, held) = (at.then("actions").then(index), "the day of the review that asked for it");
            days.not_before(at.then("by"), action.by, review.date, held);
            days.not_before(at.then("done"), action.done, review.date, held);
        }
    }
}

fn application_days(application: &Application, at: &KeyPath, days: &mut Days<'_, '_>) {
    days.not_before(at.then("received"), application.received, application.sent, "the day it was sent");
    for (index, step) in application.steps.iter().enumerate() {
        let key = at.then("steps").then(index).then("date");
        // An application can be withdrawn before it arrives.
        let received = application.received.filter(|_| step.step != ApplicationStep::Withdrawn);
        match received {
            Some(_) => days.not_before(key, step.date, received, "the day the authority received the application"),
            None => days.not_before(key, step.date, application.sent, "the day the application was sent"),
        }
    }
    days.oldest_first(&at.then("steps"), application.steps.iter().map(|step| Some(step.date)));
}

fn plan_days(plan: &EhcPlan, at: &KeyPath, days: &mut Days<'_, '_>) {
    let period = Period { first: plan.final_on, seen: plan.in_force_on, end: plan.ceased };
    days.period(at, &period, ("ceased", "the day of the final plan"));
    for (index, review) in plan.reviews.iter().enumerate() {
        let (at, held) = (at.then("reviews").then(index), "the day of the meeting");
        days.not_before(at.then("meeting"), review.meeting, plan.final_on, "the day of the final plan");
        days.not_before(at.then("meeting"), review.meeting, review.invited, "the day of the invitations to it");
        days.not_before(at.then("report"), review.report, review.meeting, held);
        days.not_before(at.then("decision"), review.decision, review.meeting, held);
        days.not_before(at.then("amendment_notice"), review.amendment_notice, review.meeting, held);
        days.not_before(at.then("amended"), review.amended, review.amendment_notice, "the day of the amendment notice");
    }
    days.oldest_first(&at.then("reviews"), plan.reviews.iter().map(day_of_review));
}

/// The day of a review of an EHC plan: its meeting, or the day booked for it.
fn day_of_review(review: &PlanReview) -> Option<Day> {
    review.meeting.or(review.booked)
}

/// The first day of a cycle.
fn first_day(cycle: &Cycle) -> Option<Day> {
    let assessed = cycle.assess.as_ref().map(|assess| assess.date);
    let planned = cycle.plan.as_ref().map(|plan| plan.date);
    let observed = cycle.observations.first().map(|observation| observation.date);
    let reviewed = cycle.review.as_ref().map(|review| review.date);
    [assessed, planned, observed, reviewed].into_iter().flatten().min()
}

/// Facts that hold for a time end on or after their first day, and the times of a membership are oldest first.
fn check_timed_facts(record: &Record, days: &mut Days<'_, '_>) {
    for (key, member) in [("sen_unit", &record.sen_unit), ("resourced_provision", &record.resourced_provision)] {
        let Some(Member::Times(times)) = member else { continue };
        for (index, time) in times.iter().enumerate() {
            days.not_before(key_path![key].then(index).then("to"), time.to, time.from, "its first day");
        }
        days.oldest_first(&key_path![key], times.iter().map(|time| time.from));
    }
    for (index, one) in record.characteristics.iter().enumerate() {
        let TimedCharacteristic::Dated(time) = one else { continue };
        days.not_before(key_path!["characteristics", index, "to"], time.to, time.from, "its first day");
    }
}

/// Only the oldest class may be without its first day: what is known of a later one is at least that it came after the one above.
fn check_open_classes(record: &Record, days: &mut Days<'_, '_>) {
    let Some(Classes::History(history)) = &record.class else { return };
    for (index, _) in history.iter().enumerate().skip(1).filter(|(_, entry)| entry.from.is_none()) {
        let message = "the class has no first day, and another class is above it";
        let help = "add its first day as `from`; only the first class of the list may be without one";
        days.found.at_with_help(key_path!["class", index], message, help);
    }
}

/// The lists at the top of the record. The order of `stages` is `move-order`'s.
fn check_orders(record: &Record, days: &mut Days<'_, '_>) {
    check_open_classes(record, days);
    check_timed_facts(record, days);
    let mut list = |key: &str, dates: Vec<Option<Day>>| days.oldest_first(&key_path![key], dates.into_iter());
    list("on_roll", record.on_roll.iter().map(|spell| Some(spell.first_day())).collect());
    if let Some(Classes::History(history)) = &record.class {
        list("class", history.iter().map(|entry| entry.from).collect());
    }
    list("taught_with", record.taught_with.iter().map(|entry| Some(entry.from)).collect());
    list("needs", record.needs.iter().map(|need| Some(need.from)).collect());
    list("diagnoses", record.diagnoses.iter().map(|diagnosis| Some(diagnosis.date)).collect());
    list("concerns", record.concerns.iter().map(|concern| Some(concern.date)).collect());
    list("arrived", record.arrived.as_slice().iter().map(|arrived| arrived.date).collect());
    list("register", record.register.iter().map(|spell| Some(spell.first_day())).collect());
    list("outcomes", record.outcomes.iter().map(|outcome| Some(outcome.from)).collect());
    list("cycles", record.cycles.iter().map(first_day).collect());
    list("contacts", record.contacts.iter().map(|contact| Some(contact.date)).collect());
    list("referrals", record.referrals.iter().map(|referral| Some(referral.date)).collect());
    list("applications", record.applications.iter().map(Application::began_on).collect());
    list("sspp", record.sspp.iter().map(|award| Some(award.first_day())).collect());
    list("ehc_plan", record.ehc_plan.iter().map(|plan| Some(plan.first_day())).collect());
    list("transitions", record.transitions.iter().map(|transition| Some(transition.planned)).collect());
    list("disagreements", record.disagreements.iter().map(|disagreement| Some(disagreement.date)).collect());
    list("documents", record.documents.iter().map(|document| Some(document.date)).collect());
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::{found, keys_found};

    fn keys(record: &str) -> Vec<String> {
        keys_found("date-impossible", record)
    }

    #[test]
    fn an_end_on_the_first_day_is_possible_and_on_the_day_before_is_not() {
        for (same_day, day_before) in [
            ("on_roll: [{from: 2022-09-05, to: 2022-09-05}]", "on_roll: [{from: 2022-09-05, to: 2022-09-04}]"),
            (
                "needs: [{type: SLCN, from: 2025-09-05, to: 2025-09-05}]",
                "needs: [{type: SLCN, from: 2025-09-05, to: 2025-09-04}]",
            ),
            (
                "taught_with: [{from: 2025-09-05, to: 2025-09-05, years_below: 1}]",
                "taught_with: [{from: 2025-09-05, to: 2025-09-04, years_below: 1}]",
            ),
            ("register: [{from: 2025-09-05, to: 2025-09-05}]", "register: [{from: 2025-09-05, to: 2025-09-04}]"),
            (
                "ehc_plan: [{final: 2025-09-05, ceased: 2025-09-05}]",
                "ehc_plan: [{final: 2025-09-05, ceased: 2025-09-04}]",
            ),
            ("sspp: [{from: 2025-09-05, to: 2025-09-05}]", "sspp: [{from: 2025-09-05, to: 2025-09-04}]"),
            (
                "cycles: [{stage: A, plan: {date: 2025-09-05, kind: adaptations}, review: {date: 2025-09-05}}]",
                "cycles: [{stage: A, plan: {date: 2025-09-05, kind: adaptations}, review: {date: 2025-09-04}}]",
            ),
        ] {
            assert_eq!(keys(same_day), [""; 0], "{same_day}");
            assert_eq!(keys(day_before).len(), 1, "{day_before}");
        }
    }

    #[test]
    fn a_day_on_which_something_held_is_neither_after_its_end_nor_before_its_first_day() {
        for (list, end) in [("on_roll", "to"), ("register", "to"), ("sspp", "to"), ("ehc_plan", "ceased")] {
            let first = if list == "ehc_plan" { "final" } else { "from" };
            let keys = |days: &str| keys(&format!("needs: []\n{list}: [{{{days}}}]\n"));
            assert_eq!(keys(&format!("in_force_on: 2025-09-05, {end}: 2025-09-05")), [""; 0], "{list}");
            assert_eq!(keys(&format!("in_force_on: 2025-09-05, {end}: 2025-09-04")), [format!("{list}[0].{end}")]);
            assert_eq!(keys(&format!("{first}: 2025-09-05, in_force_on: 2025-09-05")), [""; 0], "{list}");
            let early = format!("{first}: 2025-09-05, in_force_on: 2025-09-04");
            assert_eq!(keys(&early), [format!("{list}[0].in_force_on")]);
        }
    }

    #[test]
    fn only_the_oldest_class_may_be_without_its_first_day() {
        assert_eq!(keys("class: [{class: 3B}, {from: 2025-09-01, class: 4B}]\n"), [""; 0]);
        assert_eq!(keys("class: [{class: 3B}]\n"), [""; 0]);
        assert_eq!(keys("class: [{from: 2025-09-01, class: 4B}, {class: 3B}]\n"), ["class[1]"]);
        assert_eq!(keys("class: [{class: 3B}, {class: 4B}]\n"), ["class[1]"]);
    }

    #[test]
    fn a_fact_that_holds_for_a_time_does_not_end_before_it_begins() {
        assert_eq!(keys("sen_unit: [{from: 2025-09-05, to: 2025-09-05}, {from: 2025-10-01}]\n"), [""; 0]);
        assert_eq!(keys("sen_unit: [{from: 2025-09-05, to: 2025-09-04}]\n"), ["sen_unit[0].to"]);
        assert_eq!(keys("resourced_provision: [{from: 2025-09-05}, {from: 2025-09-04}]\n"), ["resourced_provision[1]"]);
        let characteristic = "characteristics: [eal, {what: medical, from: 2025-09-05, to: 2025-09-04}]\n";
        assert_eq!(keys(characteristic), ["characteristics[1].to"]);
    }

    #[test]
    fn a_review_may_be_older_than_the_day_on_which_a_plan_was_seen() {
        let plan = "ehc_plan: [{in_force_on: 2025-09-05, reviews: [{kind: annual, meeting: 2025-03-05}]}]\n";
        assert_eq!(keys(plan), [""; 0]);
        assert_eq!(keys(&plan.replace("in_force_on", "final")), ["ehc_plan[0].reviews[0].meeting"]);
    }

    #[test]
    fn an_arrival_is_on_a_day_on_roll_and_in_a_list_its_day_says_which_time_it_belongs_to() {
        let back = "on_roll: [{from: 2022-09-05, to: 2024-07-19}, {from: 2025-09-03}]\n";
        let arrived = |days: &str| keys(&format!("{back}arrived: {days}\n"));
        assert_eq!(arrived("{from: Oak, with: none}"), [""; 0]);
        assert_eq!(arrived("{date: 2025-09-03, from: Oak, with: none}"), [""; 0]);
        assert_eq!(arrived("{date: 2025-09-02, from: Oak, with: none}"), ["arrived.date"]);
        assert_eq!(arrived("[{from: Oak, with: none}]"), ["arrived[0]"]);
        let both = "[{date: 2022-09-05, from: Oak, with: none}, {date: 2025-09-03, from: Ash, with: none}]";
        assert_eq!(arrived(both), [""; 0]);
        assert_eq!(arrived(&both.replace("2022-09-05", "2022-09-04")), ["arrived[0].date"]);
        assert_eq!(
            arrived("[{date: 2025-09-03, from: Ash, with: none}, {date: 2022-09-05, from: Oak, with: none}]"),
            ["arrived[1]"]
        );
        assert_eq!(keys("arrived: [{from: Oak, with: none}]\n"), [""; 0]);
    }

    #[test]
    fn a_correct_spell_does_not_hide_a_wrong_one_below() {
        let spells = "register: [{from: 2025-01-08, to: 2025-03-05}, {from: 2025-09-05, to: 2025-09-04}]\n";
        assert_eq!(keys(spells), ["register[1].to"]);
    }

    #[test]
    fn the_steps_of_an_application_follow_its_receipt() {
        let application = |steps: &str| {
            format!("applications: [{{for: EHCP, sent: 2025-03-25, received: 2025-03-27, steps: [{steps}]}}]\n")
        };
        assert_eq!(keys(&application("{date: 2025-03-27, step: agreed-to-assess}")), [""; 0]);
        assert_eq!(keys(&application("{date: 2025-03-26, step: agreed-to-assess}")), ["applications[0].steps[0].date"]);
        assert_eq!(keys(&application("{date: 2025-03-26, step: withdrawn}")), [""; 0]);
    }

    #[test]
    fn a_review_of_a_plan_runs_from_invitation_to_decision() {
        let review =
            |days: &str| format!("census: E\nehc_plan: [{{final: 2024-05-01, reviews: [{{kind: annual, {days}}}]}}]\n");
        assert_eq!(keys(&review("meeting: 2025-04-01, report: 2025-04-01, decision: 2025-04-01")), [""; 0]);
        assert_eq!(
            keys(&review("meeting: 2025-04-01, report: 2025-03-31, decision: 2025-03-31")),
            ["ehc_plan[0].reviews[0].report", "ehc_plan[0].reviews[0].decision"]
        );
        assert_eq!(keys(&review("meeting: 2024-04-30")), ["ehc_plan[0].reviews[0].meeting"]);
    }

    #[test]
    fn an_entry_older_than_the_one_above_it_is_found() {
        let contacts = "contacts: [{date: 2025-09-18, kind: call, about: concern}, {date: 2025-09-18, kind: call, about: concern}, \
            {date: 2025-09-17, kind: call, about: concern}, {date: 2025-09-19, kind: call, about: concern}]\n";
        assert_eq!(
            found("date-impossible", contacts),
            ["contacts[2]: 2025-09-17 is before 2025-09-18, the day of the entry above it"]
        );
    }

    #[test]
    fn cycles_are_in_the_order_of_their_first_days() {
        let cycles = "cycles: [{stage: A, plan: {date: 2025-10-01, kind: adaptations}}, {stage: A, assess: {date: 2025-09-30}, \
            plan: {date: 2025-11-01, kind: adaptations}}]\n";
        assert_eq!(keys(cycles), ["cycles[1]"]);
    }

    #[test]
    fn the_day_of_birth_is_possible_and_the_day_before_is_not() {
        let contacts = "contacts: [{date: 2017-11-02, kind: call, about: concern}, {date: 2017-11-03, kind: call, about: concern}]\n";
        assert_eq!(keys(contacts), ["contacts[0].date"]);
    }

    #[test]
    fn a_diagnosis_can_be_made_before_birth() {
        assert_eq!(keys("diagnoses: [{date: 2017-08-01, what: Spina bifida}]\n"), [""; 0]);
        assert_eq!(keys("diagnoses: [{date: 2016-08-01, what: Spina bifida}]\n"), ["diagnoses[0].date"]);
    }

    #[test]
    fn a_wrong_date_of_birth_is_a_single_finding() {
        let record = "date_of_birth: 2022-11-03\ncontacts: [{date: 2022-09-18, kind: call, about: concern}]\n";
        assert_eq!(keys(record), ["date_of_birth"]);
    }

    #[test]
    fn joining_on_the_day_of_birth_is_possible() {
        assert_eq!(keys("date_of_birth: 2022-09-05\non_roll: [{from: 2022-09-05}]\nneeds: []\n"), [""; 0]);
        assert_eq!(keys("date_of_birth: 2022-09-06\non_roll: [{from: 2022-09-05}]\nneeds: []\n"), ["date_of_birth"]);
    }

    #[test]
    fn the_records_of_a_pupil_do_not_begin_before_the_pupil_joined() {
        let found = |day: &str, on_roll: &str| {
            keys_found("date-impossible", &format!("as_found: {{date: {day}}}\non_roll: [{on_roll}]\n"))
        };
        assert_eq!(found("2025-09-01", "{from: 2025-09-01}"), [""; 0]);
        assert_eq!(found("2025-08-31", "{from: 2025-09-01}"), ["as_found.date"]);
        assert_eq!(found("2025-08-31", "{in_force_on: 2025-09-01}"), ["as_found.date"]);
        let twice = "{from: 2022-09-05, to: 2024-07-19}, {from: 2025-09-01}";
        assert_eq!(found("2024-07-19", twice), [""; 0]);
        assert_eq!(found("2024-07-20", twice), ["as_found.date"]);
    }
}
