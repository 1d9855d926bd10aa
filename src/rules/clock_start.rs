//! The fact that started a clock, by which a calendar knows the entry of a duty again.

use std::fmt;

use crate::model::day::Day;

/// The fact that started a clock. It must stay the same for as long as the clock runs: it is never a day that is planned or that may
/// still change, such as the due day, and never a place in a list, which changes when an entry before it is done or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClockStart {
    /// The key of the record or setting that holds the fact.
    pub(crate) key: &'static str,
    /// The day of the fact; `None` if it has none.
    pub(crate) day: Option<Day>,
    /// What distinguishes facts of one day: a word of the program, a class, or a number made from a text. Empty if nothing is needed.
    pub(crate) label: String,
    /// How many equal ones come before it in the record.
    pub(super) place: usize,
}

impl ClockStart {
    /// A fact without a day.
    pub(crate) const fn of(key: &'static str) -> Self {
        Self { key, day: None, label: String::new(), place: 0 }
    }

    /// The fact of a day.
    pub(crate) const fn on(key: &'static str, day: Day) -> Self {
        Self { key, day: Some(day), label: String::new(), place: 0 }
    }

    /// The same fact, with a word that distinguishes it from others of its day.
    pub(crate) fn labelled(self, word: &str) -> Self {
        Self { label: word.to_owned(), ..self }
    }

    /// One entry of a list, with the days and texts of all its entries, finished ones too. If it is the only one of its day, its text
    /// may change. Otherwise a short number made from the text distinguishes it, and, among entries with the same text, their order.
    pub(crate) fn among(key: &'static str, entries: &[(Day, &str)], index: usize) -> Self {
        let Some((day, text)) = entries.get(index) else { return Self::of(key) };
        let of_day = || entries.iter().enumerate().filter(|(_, (other, _))| other == day);
        let start = Self::on(key, *day);
        if of_day().count() < 2 {
            return start;
        }
        let number = number_of(text);
        let place = of_day().filter(|(at, (_, other))| *at < index && number_of(other) == number).count();
        Self { label: format!("{number:03x}"), place, ..start }
    }
}

impl fmt::Display for ClockStart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.key)?;
        if let Some(day) = self.day {
            write!(formatter, "/{day}")?;
        }
        if !self.label.is_empty() {
            write!(formatter, "/{}", self.label)?;
        }
        if self.place > 0 {
            write!(formatter, "/{}", self.place + 1)?;
        }
        Ok(())
    }
}

/// A number of three hexadecimal digits made from a text; case, spaces and punctuation do not count. So many texts share each number
/// that a name in the text cannot be found out from it.
fn number_of(text: &str) -> u32 {
    // FNV-1a, which is the same on every computer and in every version of the program.
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    let mixed = letters.fold(0x811c_9dc5_u32, |mixed, letter| (mixed ^ u32::from(letter)).wrapping_mul(0x0100_0193));
    (mixed ^ (mixed >> 12) ^ (mixed >> 24)) & 0xfff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::{clocks_of, policies, record, school};
    use crate::rules::{Question, unmet_duties};

    const ON: &str = "2026-01-15";

    fn starts(rule: &str, example: &str, on: &str) -> Vec<String> {
        clocks_of(rule, example, on).iter().map(|clock| clock.start.to_string()).collect()
    }

    /// The starts of a duty before a change of the record and after it.
    fn before_and_after(rule: &str, example: &str, change: (&str, &str)) -> (Vec<String>, Vec<String>) {
        assert!(example.contains(change.0), "{}", change.0);
        (starts(rule, example, ON), starts(rule, &example.replace(change.0, change.1), ON))
    }

    fn reviewed(actions: &str) -> String {
        format!(
            "stages: [{{date: 2025-09-15, stage: C}}]\ncycles: [{{stage: C, review: {{date: 2025-12-10, actions: [{actions}]}}}}]\n"
        )
    }

    const THREE: &str = "{what: Laminated strips, by: 2025-12-19}, {what: Ring the clinic, by: 2026-01-30}, {what: Order a slope, by: 2026-02-20}";

    #[test]
    fn doing_one_action_leaves_the_others_as_they_were() {
        let (all, rest) =
            before_and_after("action", &reviewed(THREE), ("2025-12-19}", "2025-12-19, done: 2025-12-18}"));
        assert_eq!((all.len(), &all[1..]), (3, &rest[..]));
        let (_, last) = before_and_after("action", &reviewed(THREE), ("2026-01-30}", "2026-01-30, done: 2026-01-09}"));
        assert_eq!([&all[0], &all[2]], [&last[0], &last[1]]);
        // An action that is removed, or one that is put in first.
        let without =
            reviewed(THREE.split_once(", {").map(|(_, rest)| rest).map(|rest| format!("{{{rest}")).unwrap().as_str());
        assert_eq!(starts("action", &without, ON), all[1..]);
        let more = reviewed(&format!("{{what: Ask at home, by: 2026-03-02}}, {THREE}"));
        assert_eq!(starts("action", &more, ON)[1..], all);
    }

    #[test]
    fn two_actions_in_the_same_words_keep_their_own_places_when_one_is_done() {
        let twins = reviewed("{what: Ring home, by: 2025-12-19}, {what: ring  home!, by: 2026-01-30}");
        let (both, second) = before_and_after("action", &twins, ("2025-12-19}", "2025-12-19, done: 2025-12-18}"));
        assert_ne!(both[0], both[1]);
        assert_eq!(second, both[1..]);
    }

    #[test]
    fn a_new_day_or_owner_moves_no_identity_and_neither_do_other_words_where_there_is_one_action() {
        let one = reviewed("{what: Ring home, by: 2026-01-30}");
        for change in [("2026-01-30", "2026-02-13"), ("Ring home", "Write home"), ("by: 2", "who: J. Patel, by: 2")] {
            let (before, after) = before_and_after("action", &one, change);
            assert_eq!((before.len(), &before), (1, &after), "{change:?}");
        }
        let (before, after) = before_and_after("action", &reviewed(THREE), ("Order a slope", "order a  slope."));
        assert_eq!(before, after);
    }

    #[test]
    fn what_puts_a_clock_off_moves_its_day_and_not_its_identity() {
        let agency = "register: [{from: 2025-09-15}]\nreferrals: [{date: 2025-10-01, to: SaLT}]\n";
        let plan = "ehc_plan: [{final: 2025-03-03, reviews: [{kind: annual, booked: 2026-02-20}]}]\n";
        let decided = "ehc_plan: [{final: 2024-03-03, reviews: [{kind: annual, meeting: 2025-02-03}]}]\n";
        let found = "ehc_plan: [{in_force_on: 2025-12-01}]\n";
        let award = "register: [{from: 2025-09-08}]\nsspp: [{from: 2025-02-10, to: 2026-02-20}]\n";
        let cycle = "stages: [{date: 2025-09-15, stage: C}]\ncycles: [{stage: C, plan: {date: 2025-12-01, kind: learning-plan, review_by: 2026-02-06}}]\n";
        let sent = "applications: [{for: EHCP, sent: 2026-01-05}]\n";
        let chased =
            format!("{agency}contacts: [{{date: 2026-01-12, kind: call, about: agency-referral, with: agency}}]\n");
        for (rule, before, after) in [
            ("agency-chased", agency, chased.as_str()),
            ("annual-review-invitations", plan, &plan.replace("2026-02-20", "2026-03-06")),
            ("annual-review-papers", plan, &plan.replace("2026-02-20", "2026-03-06")),
            (
                "annual-review-meeting",
                decided,
                &decided.replace("2025-02-03", "2025-02-03, decision: 2025-02-14, outcome: maintain"),
            ),
            ("plan-date", found, &found.replace("[{in", "[{authority: Far Council, in")),
            ("sspp-renewal", award, &award.replace("2026-02-20", "2026-03-20")),
            ("cycle-review", cycle, &cycle.replace("2026-02-06", "2026-03-06")),
            ("final-plan", sent, &sent.replace("2026-01-05", "2026-01-05, received: 2026-01-09")),
        ] {
            let (before, after) = (starts(rule, before, ON), starts(rule, after, ON));
            assert_eq!((before.len(), &before), (1, &after), "{rule}");
        }
    }

    #[test]
    fn the_next_clock_of_a_duty_is_another_one() {
        let review = |day: &str| {
            format!(
                "register: [{{from: 2025-09-08}}]\ncycles: [{{stage: C, review: {{date: {day}, present: [parent]}}}}]\n"
            )
        };
        assert_ne!(
            starts("termly-review", &review("2025-10-15"), ON),
            starts("termly-review", &review("2025-12-15"), ON)
        );
        let year =
            |day: &str| format!("ehc_plan: [{{final: 2023-03-03, reviews: [{{kind: annual, meeting: {day}}}]}}]\n");
        assert_ne!(
            starts("annual-review-meeting", &year("2024-02-02"), ON),
            starts("annual-review-meeting", &year("2025-02-03"), ON)
        );
    }

    #[test]
    fn two_referrals_and_two_concerns_of_one_day_have_two_identities() {
        let two = "referrals: [{date: 2025-12-01, to: SaLT}, {date: 2025-12-01, to: Paediatrician}]\n";
        let both = starts("agency-chased", two, "2026-04-15");
        let answered = two.replace("SaLT", "SaLT, answered: 2026-01-12");
        assert_eq!(starts("agency-chased", &answered, "2026-04-15"), both[1..]);
        let raised = "concerns: [{date: 2025-12-01, raised_by: parent, summary: Reading}, {date: 2025-12-01, raised_by: class-teacher, summary: Friends}]\n";
        let both = starts("concern-answered", raised, ON);
        assert!(both.len() == 2 && both[0] != both[1], "{both:?}");
    }

    #[test]
    fn a_number_made_from_a_text_is_shared_by_many_texts() {
        let names: Vec<String> = (0..20_000).map(|number| format!("Invented Child {number}")).collect();
        let shared = names.iter().filter(|name| number_of(name) == number_of("Amira Example")).count();
        assert!((1..100).contains(&shared), "{shared}");
        let mut numbers: Vec<u32> = names.iter().map(|name| number_of(name)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert!(numbers.len() > 3500, "{}", numbers.len());
    }

    #[test]
    fn no_start_shows_the_name_or_the_texts_of_a_record() {
        let text = reviewed("{what: Ring Amira's mother, by: 2026-01-30}, {what: Amira Example, by: 2026-02-13}")
            + "concerns: [{date: 2026-01-09, raised_by: parent, summary: Amira Example}]\n";
        let (school, policies, on) = (school(), policies(), day(ON));
        let question = Question { as_at: on, today: on, school: &school, policies: &policies };
        let unmet = unmet_duties(&record(&text).as_at(on), &question);
        assert!(unmet.len() >= 3, "{}", unmet.len());
        assert!(unmet.iter().all(|one| !one.clock.start.to_string().to_lowercase().contains("amira")));
    }
}
