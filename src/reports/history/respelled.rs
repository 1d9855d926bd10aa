//! Differences that only spell one fact in another way (DESIGN 7.1, "What is there already"). They are no change.

use serde_json::Value;

use super::compare::{Difference, DifferenceKind};
use crate::model::day::Day;
use crate::model::taught_with::TaughtWith;
use crate::model::year::YearGroup;

/// Whether a difference of two versions only spells a fact in another way.
pub(super) fn is_respelled(one: &Difference<'_>, before: &Value, after: &Value) -> bool {
    repeats_day_of_joining(one, before, after) || replaces_year(one, before, after)
}

/// Whether a difference only writes down, or leaves out, the day of joining that an arrival without a day has anyway: the first day
/// of the latest time on roll.
fn repeats_day_of_joining(one: &Difference<'_>, before: &Value, after: &Value) -> bool {
    let (day, without) = match one.kind {
        DifferenceKind::Gained => (one.after, before),
        DifferenceKind::Removed => (one.before, after),
        DifferenceKind::Added | DifferenceKind::Altered | DifferenceKind::Reordered => return false,
    };
    one.pattern == "arrived.date" && day.is_some() && day == latest_day_of_joining(without)
}

fn latest_day_of_joining(record: &Value) -> Option<&Value> {
    let last = record.get("on_roll")?.as_array()?.last()?;
    last.get("from").or_else(|| last.get("in_force_on"))
}

/// Whether a difference belongs to a `year` that becomes an entry of `taught_with` with the same year group on its first day, or the
/// other way round.
fn replaces_year(one: &Difference<'_>, before: &Value, after: &Value) -> bool {
    let (undated, dated) = if before.get("year").is_some() { (before, after) } else { (after, before) };
    if dated.get("year").is_some() || years_taught(undated).len() + 1 != years_taught(dated).len() {
        return false;
    }
    let Some(entry) = years_taught(dated).iter().find(|entry| gives_year_of(entry, undated)) else { return false };
    match one.pattern.as_str() {
        "year" => true,
        "taught_with" => one.before.or(one.after) == Some(entry),
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

#[cfg(test)]
mod tests {
    use super::super::compare::compare_versions;
    use crate::model::values::written_values;
    use crate::rules::examples::record;

    /// Every difference of two versions of a pupil in Year 6 by age in 2025/26, as its kind and place.
    fn shown(before: &str, after: &str) -> Vec<String> {
        let values = |lines: &str| written_values(&record(&format!("date_of_birth: 2015-03-14\n{lines}\n")));
        let (before, after) = (values(before), values(after));
        compare_versions(&before, &after).iter().map(|one| format!("{:?} {}", one.kind, one.at)).collect()
    }

    #[test]
    fn a_year_and_the_entry_with_the_same_year_group_say_the_same() {
        let below = "taught_with: [{from: 2025-09-01, years_below: 1}]";
        assert_eq!(shown("year: 5", below), [""; 0]);
        assert_eq!(shown(below, "year: 5"), [""; 0]);
        assert_eq!(shown("year: 7", "taught_with: [{from: 2025-09-01, years_above: 1}]"), [""; 0]);
    }

    #[test]
    fn another_year_group_a_last_day_and_an_entry_on_its_own_are_changes() {
        let below = "taught_with: [{from: 2025-09-01, years_below: 1}]";
        let both = ["Added taught_with[0]", "Removed year"];
        assert_eq!(shown("year: 4", below), both);
        assert_eq!(shown("year: 5", &below.replace("2025-09-01", "2024-09-01")), both);
        assert_eq!(shown("year: 5", &below.replace("years", "to: 2026-01-05, years")), both);
        assert_eq!(shown("", below), ["Added taught_with[0]"]);
        assert_eq!(shown("year: 5", ""), ["Removed year"]);
        assert_eq!(shown("year: 5", &format!("year: 5\n{below}")), ["Added taught_with[0]"]);
    }
}
