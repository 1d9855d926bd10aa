//! Changes of facts that hold for a time: memberships of a SEN unit or resourced provision, and characteristics. A change with a day
//! is recorded with it; the fact that held before keeps its past.

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::timed_facts::{CharacteristicTime, Member, Membership, TimedCharacteristic};
use crate::model::vocabulary::{Characteristic, Word};
use crate::words::date;

/// Records from which day on the pupil is a member, or is one no longer.
///
/// # Errors
/// If a time is recorded that begins or ends later.
pub(crate) fn put_member(member: &mut Option<Member>, is_member: bool, from: Day) -> anyhow::Result<()> {
    let mut times = match member.take() {
        None | Some(Member::AsNow(false)) => Vec::new(),
        // Now the first day is known; or only that it was so until then.
        Some(Member::AsNow(true)) if is_member => Vec::new(),
        Some(Member::AsNow(true)) => vec![Membership { from: None, to: None }],
        Some(Member::Times(times)) => times,
    };
    let last = times.last().map(|time| (time.from, time.to));
    match next_step(last, is_member, from)? {
        Step::Stay => {}
        Step::Begin => times.push(Membership { from: Some(from), to: None }),
        Step::End => times.iter_mut().last().into_iter().for_each(|time| time.to = Some(from.minus_days(1))),
    }
    *member = (!times.is_empty()).then_some(Member::Times(times));
    Ok(())
}

/// Records from which day on the pupil has a characteristic, or has it no longer.
///
/// # Errors
/// If a time is recorded that begins or ends later.
pub(crate) fn put_characteristic(
    list: &mut Vec<TimedCharacteristic>,
    what: Characteristic,
    holds: bool,
    from: Day,
) -> anyhow::Result<()> {
    let Some(at) = list.iter().rposition(|one| one.what() == what) else {
        if holds {
            list.push(TimedCharacteristic::Dated(CharacteristicTime { what, from: Some(from), to: None }));
        }
        return Ok(());
    };
    let Some(one) = list.get_mut(at) else { return Ok(()) };
    let time = match one {
        TimedCharacteristic::AsNow(_) if holds => {
            *one = TimedCharacteristic::Dated(CharacteristicTime { what, from: Some(from), to: None });
            return Ok(());
        }
        TimedCharacteristic::AsNow(_) => CharacteristicTime { what, from: None, to: None },
        TimedCharacteristic::Dated(time) => time.clone(),
    };
    match next_step(Some((time.from, time.to)), holds, from)? {
        Step::Stay => {}
        Step::Begin => {
            list.insert(at + 1, TimedCharacteristic::Dated(CharacteristicTime { what, from: Some(from), to: None }));
        }
        Step::End => *one = TimedCharacteristic::Dated(CharacteristicTime { to: Some(from.minus_days(1)), ..time }),
    }
    Ok(())
}

/// What a change does to the times of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Nothing: it is so already.
    Stay,
    /// A time begins.
    Begin,
    /// The last time ends, the day before.
    End,
}

/// What follows on the last time of a fact, if from a day on it holds or does not.
fn next_step(last: Option<(Option<Day>, Option<Day>)>, holds: bool, day: Day) -> anyhow::Result<Step> {
    match (last, holds) {
        (None, true) => Ok(Step::Begin),
        (None, false) => Ok(Step::Stay),
        (Some((from, None)), true) if from.is_none_or(|from| from <= day) => Ok(Step::Stay),
        (Some((from, None)), false) if from.is_none_or(|from| from < day) => Ok(Step::End),
        (Some((Some(from), None)), _) => Err(is_later("is recorded from", from)),
        (Some((None, None)), _) => Ok(Step::Stay),
        (Some((_, Some(to))), true) if to < day => Ok(Step::Begin),
        (Some((_, Some(to))), false) if to < day => Ok(Step::Stay),
        (Some((_, Some(to))), _) => Err(is_later("is recorded until", to)),
    }
}

fn is_later(what: &str, recorded: Day) -> anyhow::Error {
    Failure::usage(
        format!("it {what} {}, so it cannot change on or before that day", date(recorded)),
        "use a later date, or correct the days with `send edit PUPIL`",
    )
}

/// Refuses a change without its day, if the times of the fact are recorded.
///
/// # Errors
/// If they are.
pub(crate) fn refuse_undated(word: &str, has_times: bool) -> anyhow::Result<()> {
    if !has_times {
        return Ok(());
    }
    Err(Failure::usage(
        format!("`{word}` is recorded with its days, so a change needs its day"),
        "add `--date DATE`, or correct the record with `send edit PUPIL`",
    ))
}

/// The characteristics that differ between those of a day and a whole list of them: each with whether it holds from now on.
pub(crate) fn changes_to(
    list: &[TimedCharacteristic],
    words: &[Characteristic],
    day: Day,
) -> Vec<(Characteristic, bool)> {
    let has = |what: Characteristic| list.iter().any(|one| one.what() == what && one.holds_on(day));
    let all = Characteristic::all().iter().copied();
    all.filter(|what| has(*what) != words.contains(what)).map(|what| (what, words.contains(&what))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    /// The key as the record has it after the change.
    fn put(before: &str, is_member: bool, from: &str) -> Result<String, String> {
        let mut record = record(before);
        put_member(&mut record.sen_unit, is_member, day(from)).map_err(|error| error.to_string())?;
        Ok(serde_json::to_string(&record.sen_unit).unwrap().replace(['"', '\\'], ""))
    }

    #[test]
    fn a_membership_begins_and_ends_with_its_day() {
        for (before, is_member, after) in [
            ("", true, "[{from:2026-01-05,to:null}]"),
            ("sen_unit: false\n", true, "[{from:2026-01-05,to:null}]"),
            ("sen_unit: true\n", true, "[{from:2026-01-05,to:null}]"),
            ("sen_unit: true\n", false, "[{from:null,to:2026-01-04}]"),
            ("sen_unit: [{from: 2024-09-02}]\n", true, "[{from:2024-09-02,to:null}]"),
            ("sen_unit: [{from: 2024-09-02}]\n", false, "[{from:2024-09-02,to:2026-01-04}]"),
            (
                "sen_unit: [{from: 2024-09-02, to: 2025-07-18}]\n",
                true,
                "[{from:2024-09-02,to:2025-07-18},{from:2026-01-05,to:null}]",
            ),
            ("sen_unit: [{from: 2024-09-02, to: 2025-07-18}]\n", false, "[{from:2024-09-02,to:2025-07-18}]"),
            ("", false, "null"),
        ] {
            assert_eq!(put(before, is_member, "2026-01-05").unwrap(), after, "{before}");
        }
    }

    #[test]
    fn a_change_before_a_recorded_day_is_refused() {
        for (before, is_member) in [
            ("sen_unit: [{from: 2026-01-06}]\n", true),
            ("sen_unit: [{from: 2026-01-05}]\n", false),
            ("sen_unit: [{from: 2024-09-02, to: 2026-01-05}]\n", true),
            ("sen_unit: [{from: 2024-09-02, to: 2026-01-05}]\n", false),
        ] {
            assert!(put(before, is_member, "2026-01-05").is_err(), "{before}");
        }
        let early = put("sen_unit: [{from: 2026-01-06}]\n", true, "2026-01-05").unwrap_err();
        assert_eq!(early, "it is recorded from 6 Jan 2026, so it cannot change on or before that day");
    }

    #[test]
    fn a_characteristic_begins_and_ends_with_its_day_and_the_others_stay() {
        let put = |before: &str, holds: bool| {
            let mut record = record(before);
            let list = &mut record.characteristics;
            put_characteristic(list, Characteristic::LookedAfter, holds, day("2026-01-05")).unwrap();
            serde_json::to_string(list).unwrap().replace(['"', '\\'], "")
        };
        let began = "{what:looked-after,from:2026-01-05,to:null}";
        assert_eq!(put("characteristics: [eal]\n", true), format!("[eal,{began}]"));
        assert_eq!(put("characteristics: [looked-after, eal]\n", true), format!("[{began},eal]"));
        let ended = "{what:looked-after,from:null,to:2026-01-04}";
        assert_eq!(put("characteristics: [looked-after, eal]\n", false), format!("[{ended},eal]"));
        let before = "{what:looked-after,from:2024-01-08,to:2025-01-06}";
        let dated = "characteristics: [{what: looked-after, from: 2024-01-08, to: 2025-01-06}, eal]\n";
        assert_eq!(put(dated, true), format!("[{before},{began},eal]"));
        assert_eq!(put(dated, false), format!("[{before},eal]"));
        assert_eq!(put("", false), "[]");
    }

    #[test]
    fn a_whole_list_from_a_day_on_changes_only_what_differs() {
        let record = record("characteristics: [eal, {what: medical, from: 2024-01-08, to: 2025-01-06}]\n");
        let words = [Characteristic::Eal, Characteristic::Medical];
        let changes = |words: &[Characteristic]| changes_to(&record.characteristics, words, day("2026-01-05"));
        assert_eq!(changes(&words), [(Characteristic::Medical, true)]);
        assert_eq!(changes(&[]), [(Characteristic::Eal, false)]);
        assert_eq!(changes(&[Characteristic::Eal]), []);
    }
}
