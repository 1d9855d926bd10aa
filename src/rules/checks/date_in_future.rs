//! `date-in-future`: a fact is recorded with a date that has not come yet.

use crate::finding::Severity;
use crate::model::days_and_texts::Leaf;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "date-in-future",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a fact is dated later than today",
    why: "A record holds what has happened; only planned dates may be in the future. A fact with a later date is nearly always a \
          mistake in the year, and every list leaves it out until that day.",
    remedy: "correct the date; record something once it has happened, and plan it with `review_by`, `by`, `booked` or `planned`",
    bad: "
contacts: [{date: 2026-11-05, kind: call, about: concern, with: parent}]
",
    good: "
contacts: [{date: 2025-11-05, kind: call, about: concern, with: parent}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    // A question about a day in the past does not make what has happened since a mistake.
    let last = question.as_at.max(question.today);
    subject.whole.walk(&mut |place, leaf| {
        if let Leaf::Fact(day) = leaf
            && day > last
        {
            found.at(place.path(), format!("{day} has not come yet: expected a day up to {last}"));
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{judged, keys_found, policies, school};

    #[test]
    fn a_fact_dated_tomorrow_is_found_and_one_dated_today_is_not() {
        let contacts = "contacts: [{date: 2026-01-15, kind: call, about: concern}, {date: 2026-01-16, kind: call, about: concern}]\n";
        assert_eq!(keys_found("date-in-future", contacts), ["contacts[1].date"]);
    }

    #[test]
    fn planned_dates_may_be_in_the_future() {
        let record = "on_roll: [{from: 2022-09-05, to: 2028-07-20}]
outcomes: [{from: 2025-12-01, text: Asks for help, by: 2026-07-17}]
transitions: [{planned: 2028-04-20}]
sspp: [{from: 2026-02-01, to: 2027-01-31}]
";
        assert_eq!(keys_found("date-in-future", record), [""; 0]);
    }

    #[test]
    fn a_question_about_a_past_or_future_day_is_not_a_mistake() {
        let contact = "contacts: [{date: 2026-01-10, kind: call, about: concern}]\n";
        let keys = |as_at: &str, today: &str| {
            let found = judged(contact, day(as_at), day(today), &school(), &policies());
            found.into_iter().filter(|finding| finding.rule == "date-in-future").count()
        };
        assert_eq!(keys("2025-12-01", "2026-01-15"), 0);
        assert_eq!(keys("2026-01-10", "2026-01-09"), 0);
        assert_eq!(keys("2026-01-09", "2026-01-09"), 1);
        assert_eq!(keys("2025-12-01", "2026-01-09"), 1);
    }

    #[test]
    fn the_day_found_is_not_in_the_future() {
        let found =
            |day: &str| crate::rules::examples::keys_found("date-in-future", &format!("as_found: {{date: {day}}}\n"));
        assert_eq!(found("2026-01-15"), [""; 0]);
        assert_eq!(found("2026-01-16"), ["as_found.date"]);
    }
}
