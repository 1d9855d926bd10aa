//! Dates that people type: `2025-11-05`, `5 nov`, `5/11`, `friday`, `today`, `yesterday`, `-2w`, `+6w` (DESIGN 4).

use crate::model::day::Day;
use crate::model::unseen::seen_only;

/// How to read a weekday, or a date without a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateDirection {
    /// For something that has happened: the latest such day, up to and including today.
    Past,
    /// For something planned: the first such day, today or later.
    Future,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Examples of dates that can be typed, for messages.
pub(crate) const EXAMPLES: &str = "2025-11-05, `5 nov`, 5/11, friday, today, yesterday or -2w (two weeks ago)";

/// Returns the day that was typed, or `None` if it is not a date.
pub(crate) fn parse(typed: &str, today: Day, meant: DateDirection) -> Option<Day> {
    // A date pasted from Word may have a non-breaking space in it.
    let typed = seen_only(typed).trim().to_lowercase();
    match typed.as_str() {
        "today" => return Some(today),
        "yesterday" => return Some(today.minus_days(1)),
        "tomorrow" => return Some(today.plus_days(1)),
        _ => {}
    }
    Day::parse(&typed)
        .or_else(|| days_away(&typed, today))
        .or_else(|| nearest_weekday(&typed, today, meant))
        .or_else(|| day_and_month(&typed, today, meant))
}

/// Whether a date was typed with its day and month, and without its year.
pub(crate) fn lacks_year(typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let parts: Vec<&str> = typed.split([' ', '/']).filter(|part| !part.is_empty()).collect();
    matches!(parts.as_slice(), [day, month] if day.parse::<u32>().is_ok() && month_number(month).is_some())
}

/// `-2w`, `-10d`, `+6w`.
fn days_away(typed: &str, today: Day) -> Option<Day> {
    let rest = typed.strip_prefix(['-', '+'])?;
    let (number, days_each) =
        rest.strip_suffix('w').map(|number| (number, 7)).or_else(|| Some((rest.strip_suffix('d')?, 1)))?;
    let number: u32 = number.parse().ok().filter(|number| *number < 10_000)?;
    let days = number * days_each;
    Some(if typed.starts_with('-') { today.minus_days(days) } else { today.plus_days(days) })
}

fn nearest_weekday(typed: &str, today: Day, meant: DateDirection) -> Option<Day> {
    let wanted = WEEKDAYS.iter().position(|name| *name == typed || name.get(..3) == Some(typed))?;
    let wanted = u32::try_from(wanted).ok()?;
    let this_week = today.monday().plus_days(wanted);
    Some(match meant {
        DateDirection::Past if this_week > today => this_week.minus_days(7),
        DateDirection::Future if this_week < today => this_week.plus_days(7),
        DateDirection::Past | DateDirection::Future => this_week,
    })
}

/// `5 nov`, `5 november 2025`, `5/11`, `5/11/2025`: the day comes first, as is usual in Britain.
fn day_and_month(typed: &str, today: Day, meant: DateDirection) -> Option<Day> {
    let mut parts = typed.split([' ', '/']).filter(|part| !part.is_empty());
    let day: u32 = parts.next()?.parse().ok()?;
    let month = parts.next().and_then(month_number)?;
    let year: Option<i32> = match parts.next() {
        Some(year) if year.len() == 4 => Some(year.parse().ok()?),
        Some(_) => return None,
        None => None,
    };
    if parts.next().is_some() {
        return None;
    }
    match (year, meant) {
        (Some(year), _) => Day::new(year, month, day),
        // Looks up to eight years back, to find a 29 February.
        (None, DateDirection::Past) => {
            (0..=8).filter_map(|back| Day::new(today.year() - back, month, day)).find(|found| *found <= today)
        }
        (None, DateDirection::Future) => {
            (0..=8).filter_map(|on| Day::new(today.year() + on, month, day)).find(|found| *found >= today)
        }
    }
}

fn month_number(typed: &str) -> Option<u32> {
    if let Ok(number) = typed.parse::<u32>() {
        return Some(number);
    }
    let short = typed.get(..3)?;
    let index = MONTHS.iter().position(|name| *name == short)?;
    u32::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    fn past(typed: &str) -> Option<String> {
        // A Thursday.
        parse(typed, day("2026-01-15"), DateDirection::Past).map(|day| day.to_string())
    }

    #[test]
    fn every_way_to_write_a_date_is_read() {
        for (typed, meant) in [
            ("2025-11-05", "2025-11-05"),
            ("2025-11-05\u{a0}", "2025-11-05"),
            ("5\u{a0}nov", "2025-11-05"),
            ("5\u{202f}nov\u{2009}2025", "2025-11-05"),
            ("\u{feff}5/11\u{200b}", "2025-11-05"),
            ("2025\u{ad}-11-05\u{200e}", "2025-11-05"),
            ("5\u{3000}nov", "2025-11-05"),
            ("today", "2026-01-15"),
            ("yesterday", "2026-01-14"),
            ("-2w", "2026-01-01"),
            ("-3d", "2026-01-12"),
            ("friday", "2026-01-09"),
            ("Thursday", "2026-01-15"),
            ("mon", "2026-01-12"),
            ("5 nov", "2025-11-05"),
            ("5 November", "2025-11-05"),
            ("5/11", "2025-11-05"),
            ("15/1", "2026-01-15"),
            ("16/1", "2025-01-16"),
            ("5/11/2024", "2024-11-05"),
            ("29 feb", "2024-02-29"),
        ] {
            assert_eq!(past(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_planned_date_is_read_as_today_or_later() {
        for (typed, meant) in [
            ("today", "2026-01-15"),
            ("tomorrow", "2026-01-16"),
            ("friday", "2026-01-16"),
            ("thursday", "2026-01-15"),
            ("wed", "2026-01-21"),
            ("+6w", "2026-02-26"),
            ("15/1", "2026-01-15"),
            ("14/1", "2027-01-14"),
            ("29 feb", "2028-02-29"),
            ("20 march 2026", "2026-03-20"),
        ] {
            let day = parse(typed, day("2026-01-15"), DateDirection::Future).map(|day| day.to_string());
            assert_eq!(day.as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_day_and_a_month_lack_the_year() {
        for typed in ["1/9", "1 sep", " 1 September ", "29 feb", "01/09"] {
            assert!(lacks_year(typed), "{typed}");
        }
        for typed in ["2025-09-01", "1/9/2025", "1 sep 2025", "friday", "today", "-2w", "soon 9", ""] {
            assert!(!lacks_year(typed), "{typed}");
        }
    }

    #[test]
    fn text_that_is_not_a_date_is_refused() {
        for typed in ["", "soon", "31 feb", "5/13", "5 nov 25", "11-05-2025", "-w", "5 nov 2025 x", "2025-13-01"] {
            assert_eq!(past(typed), None, "{typed}");
        }
    }
}
