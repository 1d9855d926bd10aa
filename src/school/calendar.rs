//! School days, school weeks and terms (DESIGN 2.2).
//!
//! A week (Monday to Sunday) without a school day does not count. For days outside the known terms, calendar weeks are counted
//! instead, and the answer says so, so that no guess goes unnoticed.

use super::Term;
use crate::model::day::Day;

/// The longest gap between two terms that counts as a holiday, in days. If a gap is longer, terms are missing from `send.toml`.
const LONGEST_HOLIDAY: i64 = 70;

/// The length of a term if no term is known: 17 weeks, in days (DESIGN 3).
const UNKNOWN_TERM: u32 = 17 * 7;

/// The length of the longest term with the holiday before it, in days: the summer holiday and the autumn term.
const LONGEST_TERM: u32 = 22 * 7;

/// How many school days a review may be later than the term it belongs to, and how many at the end of a term belong to the next
/// one (DESIGN 7.2).
const DAYS_TO_REVIEW: u32 = 10;

/// School days and weeks, from the terms.
#[derive(Debug)]
pub(crate) struct Calendar {
    terms: Vec<Term>,
}

/// A day that was worked out from the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountedDay {
    /// The day.
    pub(crate) day: Day,
    /// Whether the terms in `send.toml` reached far enough. If not, calendar weeks were counted instead.
    pub(crate) by_terms: bool,
}

impl Calendar {
    /// Makes a calendar from these terms.
    pub(crate) fn new(terms: &[Term]) -> Self {
        let mut terms = terms.to_vec();
        terms.sort_by_key(|term| term.from);
        Self { terms }
    }

    /// Whether pupils are taught on this day.
    pub(crate) fn is_school_day(&self, day: Day) -> bool {
        self.terms.iter().any(|term| is_school_day_of(term, day))
    }

    /// Returns the day this many school weeks after `day`: the same weekday in the last week counted.
    pub(crate) fn school_weeks_after(&self, day: Day, weeks: u32) -> CountedDay {
        let first_week = day.monday();
        let weekday = u32::try_from(day.days_since(first_week)).unwrap_or(0);
        let (mut week, mut counted, mut by_terms) = (first_week, 0, true);
        while counted < weeks {
            let next = week.plus_days(7);
            if next == week {
                break;
            }
            week = next;
            match self.week_from(week) {
                Week::School => counted += 1,
                Week::Holiday => {}
                Week::Unknown => {
                    counted += 1;
                    by_terms = false;
                }
            }
        }
        CountedDay { day: week.plus_days(weekday), by_terms }
    }

    /// Returns the day this many school days after `day`. Outside the known terms, Monday to Friday count as school days.
    pub(crate) fn school_days_after(&self, day: Day, days: u32) -> CountedDay {
        let (mut at, mut counted, mut by_terms) = (day, 0, true);
        while counted < days {
            let next = at.plus_days(1);
            if next == at {
                break;
            }
            at = next;
            if self.is_school_day(at) {
                counted += 1;
            } else if !at.is_weekend() && !self.is_between_terms(at) {
                counted += 1;
                by_terms = false;
            }
        }
        CountedDay { day: at, by_terms }
    }

    /// Returns the day itself if pupils are taught on it, otherwise the next day on which they are. Outside the known terms, Monday
    /// to Friday count as school days.
    pub(crate) fn school_day_from(&self, day: Day) -> CountedDay {
        self.school_days_after(day.minus_days(1), 1)
    }

    /// Returns the last day for the review of a plan made on a day, if it is to be near (DESIGN 7.2, `plan-incomplete`): ten school
    /// days after the last day of the term after the one in which the plan was made. A plan made in a term's last ten school days
    /// or in the holidays counts as made in the next term. If the terms do not reach so far, each counts as long as the longest.
    pub(crate) fn last_near_review(&self, made: Day) -> Day {
        let known = self.term_index(made).and_then(|index| Some((index, self.terms.get(index)?)));
        let (ends, unknown_terms) = match known {
            None => (made, 2),
            Some((index, term)) => {
                let is_made_late = self.school_days_after(made, DAYS_TO_REVIEW).day > term.to;
                self.terms_on(index, 1 + u32::from(is_made_late))
            }
        };
        self.school_days_after(ends.plus_days(unknown_terms * LONGEST_TERM), DAYS_TO_REVIEW).day
    }

    /// The last day of the term a number of terms after another, with how many of them are not known. Then it is the last day of
    /// the last one that is known.
    fn terms_on(&self, index: usize, terms: u32) -> (Day, u32) {
        let later = self.terms.get(index..).unwrap_or_default();
        let mut ends = later.first().map_or(Day::LAST, |term| term.to);
        let mut unknown = terms;
        for pair in later.windows(2) {
            match pair {
                [this, next] if unknown > 0 && follows_on(this, next) => ends = next.to,
                _ => break,
            }
            unknown -= 1;
        }
        (ends, unknown)
    }

    /// Returns the first day of the summer term in the school year that began in this calendar year. If the term is not known, it
    /// is taken to start on the second Monday of April (DESIGN 7.2, "missing terms").
    pub(crate) fn start_of_summer_term(&self, year: i32) -> CountedDay {
        let term = self.terms.iter().find(|term| is_of_summer(term, year));
        known_or(term.map(|term| term.from), second_monday_of_april(year + 1))
    }

    /// Returns the last day of that summer term. If the term is not known, it is taken to end on 22 July (DESIGN 7.2,
    /// "missing terms"). If the summer is listed as two terms, the second one counts.
    pub(crate) fn end_of_summer_term(&self, year: i32) -> CountedDay {
        let term = self.terms.iter().rfind(|term| is_of_summer(term, year));
        known_or(term.map(|term| term.to), Day::new(year + 1, 7, 22).unwrap_or(Day::LAST))
    }

    /// Returns the last day of the term after the one that `day` belongs to.
    pub(crate) fn end_of_next_term(&self, day: Day) -> CountedDay {
        match self.term_index(day) {
            Some(index) => self.term_after(index),
            None => CountedDay { day: day.plus_days(UNKNOWN_TERM), by_terms: false },
        }
    }

    /// Returns the last day of the term that `day` belongs to. If that term ends less than this many school weeks after `day`,
    /// returns the last day of the next term.
    pub(crate) fn end_of_term_with(&self, day: Day, weeks: u32) -> CountedDay {
        let Some((index, term)) = self.term_index(day).and_then(|index| Some((index, self.terms.get(index)?))) else {
            return CountedDay { day: day.plus_days(UNKNOWN_TERM), by_terms: false };
        };
        if self.school_weeks_after(day, weeks).day > term.to {
            self.term_after(index)
        } else {
            CountedDay { day: term.to, by_terms: true }
        }
    }

    /// Returns the first and last day of the earliest holiday that is at least this long and overlaps `from` to `to`.
    pub(crate) fn closure_between(&self, from: Day, to: Day, days: u32) -> Option<(Day, Day)> {
        let mut holidays = self.terms.windows(2).filter_map(|pair| match pair {
            [this, next] if follows_on(this, next) => Some((this.to.plus_days(1), next.from.minus_days(1))),
            _ => None,
        });
        holidays.find(|(first, last)| {
            let is_long = last.days_since(*first) + 1 >= i64::from(days);
            is_long && *first <= to && from <= *last
        })
    }

    /// Counts the days from `from` to `to` that are neither in a term nor in a holiday between two terms, so that it is not known
    /// what they are.
    pub(crate) fn days_without_terms(&self, from: Day, to: Day) -> u32 {
        let all = u32::try_from(to.days_since(from)).unwrap_or(0);
        let unknown = (0..=all).filter(|offset| !self.is_between_terms(from.plus_days(*offset))).count();
        u32::try_from(unknown).unwrap_or(u32::MAX)
    }

    /// Counts the school days from `from` to `to`, both included.
    ///
    /// # Errors
    ///
    /// The first weekday outside the known terms, because a guess could be wrong. After a term that ends in July, the rest of
    /// July and August is the summer holiday, whether or not the next term has been added yet.
    pub(crate) fn school_days_in(&self, from: Day, to: Day) -> Result<u32, Day> {
        let (mut at, mut counted) = (from, 0);
        while at <= to {
            if self.is_school_day(at) {
                counted += 1;
            } else if !at.is_weekend() && !self.is_between_terms(at) && !self.is_in_summer_holiday(at) {
                return Err(at);
            }
            let next = at.plus_days(1);
            if next == at {
                break;
            }
            at = next;
        }
        Ok(counted)
    }

    /// Whether the day is in July or August, after a term that ended in July of the same year.
    fn is_in_summer_holiday(&self, day: Day) -> bool {
        let mut ends = self.terms.iter().map(|term| term.to);
        matches!(day.month(), 7 | 8) && ends.any(|end| end < day && end.year() == day.year() && end.month() == 7)
    }

    /// The term that the day belongs to. In a holiday, the term before it.
    fn term_index(&self, day: Day) -> Option<usize> {
        let index = self.terms.iter().rposition(|term| term.from <= day)?;
        let term = self.terms.get(index)?;
        (day.days_since(term.to) <= LONGEST_HOLIDAY).then_some(index)
    }

    fn term_after(&self, index: usize) -> CountedDay {
        let this = self.terms.get(index);
        let next = self.terms.get(index + 1).filter(|next| this.is_some_and(|this| follows_on(this, next)));
        match (this, next) {
            (_, Some(next)) => CountedDay { day: next.to, by_terms: true },
            (Some(this), None) => CountedDay { day: this.to.plus_days(UNKNOWN_TERM), by_terms: false },
            (None, None) => CountedDay { day: Day::LAST, by_terms: false },
        }
    }

    fn week_from(&self, monday: Day) -> Week {
        if (0..7).any(|offset| self.is_school_day(monday.plus_days(offset))) {
            Week::School
        } else if self.is_between_terms(monday) {
            Week::Holiday
        } else {
            Week::Unknown
        }
    }

    /// Whether the day is in a term, or in a holiday with a term on both sides.
    fn is_between_terms(&self, day: Day) -> bool {
        let inside = self.terms.iter().any(|term| term.from <= day && day <= term.to);
        inside
            || self
                .terms
                .windows(2)
                .any(|pair| matches!(pair, [this, next] if this.to < day && day < next.from && follows_on(this, next)))
    }
}

enum Week {
    School,
    Holiday,
    Unknown,
}

/// Returns the known day or, if the settings do not have it, the usual day.
fn known_or(known: Option<Day>, usual: Day) -> CountedDay {
    CountedDay { day: known.unwrap_or(usual), by_terms: known.is_some() }
}

/// The usual first day of a summer term (DESIGN 7.2, "missing terms").
fn second_monday_of_april(year: i32) -> Day {
    // The second Monday of a month is the Monday of the week that has its 14th day.
    Day::new(year, 4, 14).map_or(Day::LAST, Day::monday)
}

/// Whether this is a summer term of the school year: it begins before August but after the middle of March, when no spring term
/// does.
fn is_of_summer(term: &Term, year: i32) -> bool {
    let middle_of_march = Day::new(year + 1, 3, 15);
    let august = Day::new(year + 1, 8, 1);
    middle_of_march.is_some_and(|from| from <= term.from) && august.is_some_and(|to| term.from < to)
}

fn follows_on(this: &Term, next: &Term) -> bool {
    next.from.days_since(this.to) <= LONGEST_HOLIDAY
}

fn is_school_day_of(term: &Term, day: Day) -> bool {
    let half_term = term.half_term.as_ref().is_some_and(|half| half.from <= day && day <= half.to);
    term.from <= day && day <= term.to && !day.is_weekend() && !half_term && !term.closed.contains(&day)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::HalfTerm;
    use super::*;
    use crate::model::day::day;

    fn term(name: &str, from: &str, to: &str, half: (&str, &str)) -> Term {
        Term {
            name: name.into(),
            from: day(from),
            to: day(to),
            half_term: Some(HalfTerm { from: day(half.0), to: day(half.1) }),
            closed: vec![day("2026-05-04")],
        }
    }

    /// Birmingham's terms of 2025/26 (DOMAIN 6.5), and the autumn of 2026.
    pub(crate) fn terms() -> Vec<Term> {
        vec![
            term("Autumn 2025", "2025-09-01", "2025-12-19", ("2025-10-27", "2025-10-31")),
            term("Spring 2026", "2026-01-05", "2026-03-27", ("2026-02-16", "2026-02-20")),
            term("Summer 2026", "2026-04-13", "2026-07-20", ("2026-05-25", "2026-05-29")),
            term("Autumn 2026", "2026-09-01", "2026-12-18", ("2026-10-26", "2026-10-30")),
        ]
    }

    fn weeks_after(from: &str, weeks: u32) -> (String, bool) {
        let counted = Calendar::new(&terms()).school_weeks_after(day(from), weeks);
        (counted.day.to_string(), counted.by_terms)
    }

    fn school_days_after(from: &str, days: u32) -> (String, bool) {
        let counted = Calendar::new(&terms()).school_days_after(day(from), days);
        (counted.day.to_string(), counted.by_terms)
    }

    #[test]
    fn six_school_weeks_without_a_holiday_are_six_weeks() {
        assert_eq!(weeks_after("2025-09-09", 6), ("2025-10-21".to_owned(), true));
    }

    #[test]
    fn a_half_term_and_a_holiday_do_not_count() {
        assert_eq!(weeks_after("2025-09-16", 6), ("2025-11-04".to_owned(), true));
        assert_eq!(weeks_after("2025-11-24", 6), ("2026-01-19".to_owned(), true));
        assert_eq!(weeks_after("2026-07-06", 6), ("2026-09-21".to_owned(), true));
    }

    #[test]
    fn a_week_with_one_school_day_counts() {
        // The summer term ends on a Monday: that week counts.
        assert_eq!(weeks_after("2026-07-13", 1), ("2026-07-20".to_owned(), true));
    }

    #[test]
    fn after_the_last_term_calendar_weeks_count_and_the_answer_says_so() {
        assert_eq!(weeks_after("2026-12-01", 6), ("2027-01-12".to_owned(), false));
        let none = Calendar::new(&[]).school_weeks_after(day("2025-09-09"), 6);
        assert_eq!(none, CountedDay { day: day("2025-10-21"), by_terms: false });
    }

    #[test]
    fn a_holiday_belongs_to_the_term_before_it_and_the_next_term_follows() {
        let calendar = Calendar::new(&terms());
        let end = |text: &str| calendar.end_of_next_term(day(text));
        assert_eq!(end("2025-11-05"), CountedDay { day: day("2026-03-27"), by_terms: true });
        assert_eq!(end("2025-12-25"), CountedDay { day: day("2026-03-27"), by_terms: true });
        assert_eq!(end("2026-08-10"), CountedDay { day: day("2026-12-18"), by_terms: true });
        assert_eq!(end("2026-10-01"), CountedDay { day: day("2026-12-18").plus_days(119), by_terms: false });
        assert_eq!(end("2024-10-01"), CountedDay { day: day("2024-10-01").plus_days(119), by_terms: false });
    }

    #[test]
    fn school_days_leave_out_weekends_holidays_and_closed_days() {
        assert_eq!(school_days_after("2025-09-12", 0), ("2025-09-12".to_owned(), true));
        assert_eq!(school_days_after("2025-09-12", 1), ("2025-09-15".to_owned(), true));
        assert_eq!(school_days_after("2025-10-17", 15), ("2025-11-14".to_owned(), true));
        assert_eq!(school_days_after("2026-07-20", 15), ("2026-09-21".to_owned(), true));
        // Monday 4 May is a bank holiday.
        assert_eq!(school_days_after("2026-05-01", 1), ("2026-05-05".to_owned(), true));
        // After the last known term, Monday to Friday count instead.
        assert_eq!(school_days_after("2026-12-17", 3), ("2026-12-22".to_owned(), false));
        let none = Calendar::new(&[]).school_days_after(day("2025-09-12"), 15);
        assert_eq!(none, CountedDay { day: day("2025-10-03"), by_terms: false });
        assert_eq!(Calendar::new(&terms()).school_days_after(Day::LAST, 5).day, Day::LAST);
    }

    #[test]
    fn a_day_without_school_moves_to_the_next_school_day_and_a_school_day_stays() {
        let moved = |terms: &[Term], from: &str| Calendar::new(terms).school_day_from(day(from));
        for (from, to) in [
            ("2025-09-12", "2025-09-12"),
            ("2025-09-13", "2025-09-15"),
            // Half term, a bank holiday and the summer.
            ("2025-10-27", "2025-11-03"),
            ("2026-05-04", "2026-05-05"),
            ("2026-07-21", "2026-09-01"),
        ] {
            assert_eq!(moved(&terms(), from), CountedDay { day: day(to), by_terms: true }, "{from}");
        }
        // After the last known term, and without terms, a weekday counts.
        for (terms, from, to) in [
            (terms(), "2026-12-19", "2026-12-21"),
            (terms(), "2027-01-01", "2027-01-01"),
            (Vec::new(), "2025-09-13", "2025-09-15"),
            (Vec::new(), "2025-10-29", "2025-10-29"),
        ] {
            assert_eq!(moved(&terms, from), CountedDay { day: day(to), by_terms: false }, "{from}");
        }
    }

    #[test]
    fn a_near_review_is_in_the_term_after_the_plan_or_ten_school_days_later() {
        let calendar = Calendar::new(&terms());
        let last = |made: &str| calendar.last_near_review(day(made)).to_string();
        assert_eq!(last("2025-09-01"), "2026-04-24");
        // Eleven school days are left of the autumn term, then ten.
        assert_eq!((last("2025-12-05"), last("2025-12-08")), ("2026-04-24".to_owned(), "2026-09-14".to_owned()));
        assert_eq!((last("2025-12-28"), last("2026-01-05")), ("2026-09-14".to_owned(), "2026-09-14".to_owned()));
        // After the last known term, each one counts as long as the longest: 22 weeks.
        assert_eq!(last("2026-09-10"), day("2026-12-18").plus_days(154 + 14).to_string());
        assert_eq!(last("2026-12-18"), day("2026-12-18").plus_days(308 + 14).to_string());
        assert_eq!(last("2023-09-05"), day("2023-09-05").plus_days(308 + 14).to_string());
        assert_eq!(calendar.last_near_review(Day::LAST), Day::LAST);
    }

    #[test]
    fn an_unknown_summer_term_has_its_usual_days() {
        let calendar = Calendar::new(&terms());
        assert_eq!(calendar.start_of_summer_term(2025), CountedDay { day: day("2026-04-13"), by_terms: true });
        assert_eq!(calendar.end_of_summer_term(2025), CountedDay { day: day("2026-07-20"), by_terms: true });
        assert_eq!(calendar.start_of_summer_term(2026), CountedDay { day: day("2027-04-12"), by_terms: false });
        assert_eq!(calendar.end_of_summer_term(2026), CountedDay { day: day("2027-07-22"), by_terms: false });
    }

    #[test]
    fn the_summer_is_a_long_closure_and_christmas_is_not() {
        let calendar = Calendar::new(&terms());
        let closure = |from: &str, to: &str| calendar.closure_between(day(from), day(to), 28);
        let summer = Some((day("2026-07-21"), day("2026-08-31")));
        assert_eq!(closure("2026-01-01", "2026-07-20"), None);
        assert_eq!(closure("2026-01-01", "2026-07-21"), summer);
        assert_eq!(closure("2026-08-31", "2026-12-01"), summer);
        assert_eq!(closure("2026-09-01", "2026-12-01"), None);
        assert_eq!(closure("2025-12-01", "2026-03-01"), None);
        assert_eq!(calendar.closure_between(day("2026-07-01"), day("2026-09-30"), 42), summer);
        assert_eq!(calendar.closure_between(day("2026-07-01"), day("2026-09-30"), 43), None);
    }

    #[test]
    fn days_after_the_last_term_and_before_the_first_are_not_known() {
        let calendar = Calendar::new(&terms());
        assert_eq!(calendar.days_without_terms(day("2025-09-01"), day("2026-12-18")), 0);
        assert_eq!(calendar.days_without_terms(day("2026-12-17"), day("2026-12-20")), 2);
        assert_eq!(calendar.days_without_terms(day("2025-08-31"), day("2025-09-02")), 1);
        assert_eq!(Calendar::new(&[]).days_without_terms(day("2026-01-01"), day("2026-01-28")), 28);
    }

    #[test]
    fn school_days_are_counted_with_both_ends_and_never_guessed() {
        let calendar = Calendar::new(&terms());
        let days = |from: &str, to: &str| calendar.school_days_in(day(from), day(to));
        assert_eq!(days("2025-12-08", "2025-12-08"), Ok(1));
        assert_eq!(days("2025-12-08", "2025-12-07"), Ok(0));
        // Half term, from Friday to Monday.
        assert_eq!(days("2025-10-24", "2025-11-03"), Ok(2));
        // Christmas.
        assert_eq!(days("2025-12-19", "2026-01-05"), Ok(2));
        // Monday 4 May is a bank holiday.
        assert_eq!(days("2026-05-01", "2026-05-05"), Ok(2));
        // The error names the first school day that is not known, and no earlier day: 19 and 20 December are a weekend.
        assert_eq!(days("2026-12-18", "2026-12-20"), Ok(1));
        assert_eq!(days("2026-12-18", "2027-03-01"), Err(day("2026-12-21")));
        assert_eq!(days("2025-08-29", "2025-09-02"), Err(day("2025-08-29")));
        assert_eq!(Calendar::new(&[]).school_days_in(day("2025-09-06"), day("2025-09-08")), Err(day("2025-09-08")));
        assert_eq!(calendar.school_days_in(Day::LAST, Day::LAST), Err(Day::LAST));
    }

    #[test]
    fn after_a_term_that_ends_in_july_the_summer_is_known_and_september_is_not() {
        let this_year: Vec<Term> = terms().into_iter().take(3).collect();
        let days = |terms: &[Term], to: &str| Calendar::new(terms).school_days_in(day("2026-07-20"), day(to));
        assert_eq!(days(&this_year, "2026-08-31"), Ok(1));
        assert_eq!(days(&this_year, "2026-09-01"), Err(day("2026-09-01")));
        // A term that ends in March does not tell us about the summer.
        assert_eq!(days(&this_year[..2], "2026-07-21"), Err(day("2026-07-20")));
    }

    #[test]
    fn if_fewer_than_six_weeks_are_left_the_next_term_counts() {
        let calendar = Calendar::new(&terms());
        let end = |text: &str| calendar.end_of_term_with(day(text), 6).day;
        assert_eq!(end("2025-11-03"), day("2025-12-19"));
        assert_eq!(end("2025-11-07"), day("2025-12-19"));
        assert_eq!(end("2025-11-10"), day("2026-03-27"));
    }
}
