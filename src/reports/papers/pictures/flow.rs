//! How pupils moved from stage to stage in a school year.

use std::collections::BTreeMap;

use super::{At, Picture, PictureShape, ROW, Shade, WIDTH, share_of_length, words_in_picture};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::text::Text;
use crate::model::vocabulary::Stage;
use crate::reports::papers::text;
use crate::words::{count, date};

/// A pupil's position on a day, in the order of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stand {
    /// Not recorded: the records of the pupil begin later.
    NotRecorded,
    /// Not on roll.
    NotHere,
    /// On roll, but not at a stage yet.
    None,
    /// At stage A.
    A,
    /// At stage B.
    B,
    /// At stage C.
    C,
    /// At stage D.
    D,
    /// Support has ended.
    Closed,
}

impl Stand {
    const ALL: [Self; 8] =
        [Self::NotRecorded, Self::NotHere, Self::None, Self::A, Self::B, Self::C, Self::D, Self::Closed];

    /// The position of a pupil on the day of the record.
    fn of(record: &AsAt) -> Self {
        if !record.is_on_roll() {
            return Self::NotHere;
        }
        match record.last_stage() {
            None => Self::None,
            Some(Stage::A) => Self::A,
            Some(Stage::B) => Self::B,
            Some(Stage::C) => Self::C,
            Some(Stage::D) => Self::D,
            Some(Stage::Closed) => Self::Closed,
        }
    }

    /// Whether the pupil is or was at a stage. Closed counts.
    const fn is_at_a_stage(self) -> bool {
        !matches!(self, Self::NotRecorded | Self::NotHere | Self::None)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::NotRecorded => "not recorded",
            Self::NotHere => "not on roll",
            Self::None => "no stage",
            Self::A => "stage A",
            Self::B => "stage B",
            Self::C => "stage C",
            Self::D => "stage D",
            Self::Closed => "closed",
        }
    }
}

/// A pupil's positions at the start of a school year and on the day. Returns `None` if the pupil was not at a stage on either.
pub(crate) fn stands_at_start_and_now(record: &AsAt, start: Day) -> Option<(Stand, Stand)> {
    let before = match record.begins_after(start, &[]) {
        Some(_) => Stand::NotRecorded,
        None => Stand::of(&record.earlier(start)),
    };
    let both = (before, Stand::of(record));
    (both.0.is_at_a_stage() || both.1.is_at_a_stage()).then_some(both)
}

/// The x where the lines begin and end.
const LEFT: u32 = 160;
const RIGHT: u32 = WIDTH - LEFT;
/// The height of a position that has all pupils in it.
const WHOLE: u32 = 240;
const TOP: u32 = 30;

/// The picture, or `None` if no pupil was at any stage. The thickness of a line shows the number of pupils.
pub(crate) fn flow_picture(moved: &[(Stand, Stand)], start: Day, as_at: Day) -> Option<Picture> {
    let mut flows: BTreeMap<(Stand, Stand), usize> = BTreeMap::new();
    for both in moved {
        *flows.entry(*both).or_default() += 1;
    }
    if flows.is_empty() {
        return None;
    }
    let mut shapes =
        vec![words_in_picture(LEFT, 14, date(start), At::End), words_in_picture(RIGHT, 14, date(as_at), At::Start)];
    let before = FlowSide::new(&moved.iter().map(|both| both.0).collect::<Vec<_>>());
    let after = FlowSide::new(&moved.iter().map(|both| both.1).collect::<Vec<_>>());
    let (mut from, mut to) = (before.tops.clone(), after.tops.clone());
    for ((one, other), number) in &flows {
        let thickness = share_of_length(WHOLE, *number, moved.len()).max(1);
        let (start, end) = (middle_of_line(&mut from, *one, thickness), middle_of_line(&mut to, *other, thickness));
        let shade = if one == other { Shade::Faint } else { Shade::Middle };
        shapes.push(PictureShape::Line { from: (LEFT + 8, start), to: (RIGHT - 8, end), thickness, shade });
    }
    before.write_names(LEFT - 2, At::End, &mut shapes);
    after.write_names(RIGHT + 2, At::Start, &mut shapes);
    Some(Picture {
        title: text(format!("Pupils at each stage on {} and on {}", date(start), date(as_at))),
        said: flows.iter().map(|((one, other), number)| flow_in_words(*one, *other, *number)).collect(),
        height: before.height.max(after.height),
        shapes,
    })
}

/// The y of the middle of the next line. The line uses up its thickness in the height of its position.
fn middle_of_line(tops: &mut BTreeMap<Stand, u32>, stand: Stand, thickness: u32) -> u32 {
    let top = tops.entry(stand).or_default();
    *top += thickness;
    *top - thickness / 2
}

/// The number of pupils who moved from one position to another, or stayed.
fn flow_in_words(one: Stand, other: Stand, number: usize) -> Text {
    let pupils = count(number, "pupil");
    text(if one == other {
        format!("{}, then and now: {pupils}", one.as_str())
    } else {
        format!("from {} to {}: {pupils}", one.as_str(), other.as_str())
    })
}

/// One side of the picture: the number of pupils at each position.
struct FlowSide {
    counts: Vec<(Stand, usize)>,
    /// The y where each position begins.
    tops: BTreeMap<Stand, u32>,
    height: u32,
}

impl FlowSide {
    /// The side of the picture for the pupils of one day.
    fn new(stands: &[Stand]) -> Self {
        let counts = Stand::ALL.map(|stand| (stand, stands.iter().filter(|one| **one == stand).count()));
        let counts: Vec<(Stand, usize)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        let (mut tops, mut height) = (BTreeMap::new(), TOP);
        for (stand, count) in &counts {
            tops.insert(*stand, height);
            height += share_of_length(WHOLE, *count, stands.len()).max(1) + ROW;
        }
        Self { counts, tops, height }
    }

    fn write_names(&self, x: u32, at: At, shapes: &mut Vec<PictureShape>) {
        for (stand, count) in &self.counts {
            let y = self.tops.get(stand).copied().unwrap_or(TOP) + 10;
            shapes.push(words_in_picture(x, y, format!("{}: {count}", stand.as_str()), at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    #[test]
    fn every_pupil_at_a_stage_on_either_day_is_counted_once() {
        let (start, now) = (day("2025-09-01"), day("2026-01-15"));
        let moved = |facts: &str| stands_at_start_and_now(&record(facts).as_at(now), start);
        assert_eq!(moved(""), None);
        let up = "stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: B}, {date: 2026-02-01, stage: C}]\n";
        assert_eq!(moved(up), Some((Stand::None, Stand::B)));
        let left = "stages: [{date: 2024-09-15, stage: C}]\non_roll: [{from: 2022-09-05, to: 2025-12-19}]\n";
        assert_eq!(moved(left), Some((Stand::C, Stand::NotHere)));
        let all = [moved(up).unwrap(), moved(left).unwrap(), (Stand::C, Stand::C), (Stand::C, Stand::C)];
        let drawn = flow_picture(&all, start, now).unwrap();
        let said: Vec<&str> = drawn.said.iter().map(|one| one.as_str()).collect();
        assert_eq!(
            said,
            [
                "from no stage to stage B: 1 pupil",
                "from stage C to not on roll: 1 pupil",
                "stage C, then and now: 2 pupils"
            ]
        );
        assert_eq!(flow_picture(&[], start, now), None);
    }
}
