//! Differences that only spell one fact in another way (DESIGN 7.1, "What is there already"). They are no change.

use serde_json::Value;

use crate::model::day::Day;
use crate::model::taught_with::TaughtWith;
use crate::model::year::YearGroup;

/// Whether a difference of two versions only spells a fact in another way.
/// It has the keys that lead to it, joined by dots, and the value before and after.
pub(super) fn is_respelled(
    pattern: &str,
    values: (Option<&Value>, Option<&Value>),
    before: &Value,
    after: &Value,
) -> bool {
    repeats_day_of_joining(pattern, values, before, after) || replaces_year(pattern, values, before, after)
}

/// Whether a difference only writes down, or leaves out, the day of joining that an arrival without a day has anyway: the first day
/// of the latest time on roll.
fn repeats_day_of_joining(
    pattern: &str,
    values: (Option<&Value>, Option<&Value>),
    before: &Value,
    after: &Value,
) -> bool {
    let (day, without) = match values {
        (None, Some(gained)) => (gained, before),
        (Some(removed), None) => (removed, after),
        (Some(_), Some(_)) | (None, None) => return false,
    };
    pattern == "arrived.date" && Some(day) == latest_day_of_joining(without)
}

fn latest_day_of_joining(record: &Value) -> Option<&Value> {
    let last = record.get("on_roll")?.as_array()?.last()?;
    last.get("from").or_else(|| last.get("in_force_on"))
}

/// Whether a difference belongs to a `year` that becomes an entry of `taught_with` with the same year group on its first day, or the
/// other way round.
fn replaces_year(pattern: &str, values: (Option<&Value>, Option<&Value>), before: &Value, after: &Value) -> bool {
    let (undated, dated) = if before.get("year").is_some() { (before, after) } else { (after, before) };
    if dated.get("year").is_some() || years_taught(undated).len() + 1 != years_taught(dated).len() {
        return false;
    }
    let Some(entry) = years_taught(dated).iter().find(|entry| gives_year_of(entry, undated)) else { return false };
    match pattern {
        "year" => true,
        "taught_with" => values.0.or(values.1) == Some(entry),
        _ => false,
    }
}

fn years_taught(record: &Value) -> &[Value] {
    record.get("taught_with").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether an entry of `taught_with` that has not ended gives, on its first day, the year group that `year` of a record says.
fn gives_year_of(entry: &Value, record: &Value) -> bool {
    let read = || {
        let entry: TaughtWith = serde_json::from_value(entry.clone()).ok()?;
        let born = record.get("date_of_birth").and_then(Value::as_str).and_then(Day::parse)?;
        let year: YearGroup = serde_json::from_value(record.get("year")?.clone()).ok()?;
        Some(entry.to.is_none() && YearGroup::on(entry.from, born).moved_up(entry.years_up()) == year)
    };
    read().unwrap_or(false)
}
