//! A pupil's timeline as a picture: stages, spells and plans are bands; concerns, reviews and contacts are marks.

use super::{At, Mark, Picture, PictureShape, ROW, Shade, WIDTH, height_of_rows, words_in_picture};
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::since::HeldSince;
use crate::model::vocabulary::{ReviewKind, Stage};
use crate::reports::papers::text;
use crate::words::{date, list_and, month_and_year};

/// The x where the names of the rows end and time begins.
const LEFT: u32 = 110;
/// The width of the whole time.
const SPAN: u32 = WIDTH - LEFT - 10;
/// The y of the first row, below the months.
const TOP: u32 = 24;
/// The greatest number of months that are named.
const MONTHS: u32 = 8;

/// A stretch of time. It has no end if it still goes on.
struct Band {
    from: HeldSince,
    to: Option<Day>,
    /// The words in it.
    name: &'static str,
    shade: Shade,
}

/// A row of the picture.
struct TimelineLane {
    name: &'static str,
    bands: Vec<Band>,
    marks: Vec<(Day, Mark)>,
}

/// The picture of a record as at a day, or `None` if it has no event yet.
pub(crate) fn timeline_picture(record: &AsAt) -> Option<Picture> {
    let as_at = record.day();
    let mut lines = [stages_lane(record), register_lane(record), ehc_plans_lane(record), cycles_lane(record)]
        .into_iter()
        .collect::<Vec<_>>();
    lines.extend(event_lanes(record));
    lines.iter_mut().for_each(|line| line.keep_until(as_at));
    lines.retain(|line| !line.bands.is_empty() || !line.marks.is_empty());
    let first = lines.iter().filter_map(TimelineLane::first_day).min()?;
    let time = Time { first, last: as_at };
    let height = TOP + height_of_rows(lines.len()) + 6;
    let mut shapes = time.month_lines(height);
    for (line, nth) in lines.iter().zip(0u32..) {
        line.draw(TOP + nth * ROW, &time, &mut shapes);
    }
    Some(Picture {
        title: text(format!("{} to {}", date(first), date(as_at))),
        said: lines.iter().map(|line| text(line.lane_in_words(as_at))).collect(),
        height,
        shapes,
    })
}

fn stages_lane(record: &AsAt) -> TimelineLane {
    let ends = record.stages.iter().skip(1).map(|next| Some(next.date)).chain([None]);
    let bands = record.stages.iter().zip(ends).map(|(entered, to)| Band {
        from: HeldSince::Known(entered.date),
        to,
        name: entered.stage.as_str(),
        shade: shade_of_stage(entered.stage),
    });
    TimelineLane { name: "Stage", bands: bands.collect(), marks: Vec::new() }
}

/// The shade of a stage's band. Stages that follow each other have different shades.
const fn shade_of_stage(stage: Stage) -> Shade {
    match stage {
        Stage::Closed => Shade::Faint,
        Stage::A | Stage::C => Shade::Light,
        Stage::B | Stage::D => Shade::Middle,
    }
}

fn register_lane(record: &AsAt) -> TimelineLane {
    let spells = record.register.iter();
    let bands =
        spells.map(|spell| Band { from: spell.since(), to: spell.to, name: "SEN register", shade: Shade::Light });
    TimelineLane { name: "Register", bands: bands.collect(), marks: Vec::new() }
}

fn ehc_plans_lane(record: &AsAt) -> TimelineLane {
    let plans = record.ehc_plan.iter();
    let bands = plans.map(|plan| Band { from: plan.since(), to: plan.ceased, name: "in force", shade: Shade::Middle });
    TimelineLane { name: "EHC plan", bands: bands.collect(), marks: Vec::new() }
}

fn cycles_lane(record: &AsAt) -> TimelineLane {
    let bands = record.cycles.iter().filter_map(|cycle| {
        let from = cycle.plan.as_ref().map(|plan| plan.date).or(cycle.assess.as_ref().map(|assess| assess.date))?;
        let to = cycle.review.as_ref().map(|review| review.date);
        Some(Band { from: HeldSince::Known(from), to, name: "", shade: Shade::Faint })
    });
    TimelineLane { name: "Cycles", bands: bands.collect(), marks: Vec::new() }
}

/// Events on single days: concerns, reviews and contacts, each with its own mark.
fn event_lanes(record: &AsAt) -> [TimelineLane; 4] {
    let concerns = record.concerns.iter().map(|concern| concern.date);
    let reviews = record.reviews().map(|(_, review)| review.date);
    let contacts = record.contacts.iter().map(|contact| contact.date);
    let plan_reviews = record.ehc_plan.iter().flat_map(|plan| &plan.reviews);
    let annual = plan_reviews.filter(|review| review.kind != ReviewKind::Interim).filter_map(|review| review.meeting);
    [
        TimelineLane::of_days("Concerns", Mark::Triangle, concerns),
        TimelineLane::of_days("Reviews", Mark::Square, reviews),
        TimelineLane::of_days("Plan reviews", Mark::Square, annual),
        TimelineLane::of_days("Contacts", Mark::Ring, contacts),
    ]
}

impl Band {
    /// The band in words: its name, and its first and last day.
    fn band_in_words(&self, as_at: Day) -> String {
        let name = if self.name.is_empty() { String::new() } else { format!("{} ", self.name) };
        let to = self.to.map_or_else(|| format!("and still on {}", date(as_at)), |to| format!("to {}", date(to)));
        match self.from {
            HeldSince::Known(from) => format!("{name}from {} {to}", date(from)),
            HeldSince::SeenOn(day) => format!("{name}from {} or before {to}", date(day)),
        }
    }
}

impl TimelineLane {
    /// A lane with the same mark on each of these days.
    fn of_days(name: &'static str, mark: Mark, days: impl Iterator<Item = Day>) -> Self {
        Self { name, bands: Vec::new(), marks: days.map(|day| (day, mark)).collect() }
    }

    /// Removes what begins after the day. A band that ends later is drawn as still going on.
    fn keep_until(&mut self, as_at: Day) {
        self.bands.retain(|band| band.from.day() <= as_at);
        for band in &mut self.bands {
            band.to = band.to.filter(|to| *to <= as_at);
        }
        self.marks.retain(|(day, _)| *day <= as_at);
        self.marks.sort_by_key(|(day, _)| *day);
    }

    fn first_day(&self) -> Option<Day> {
        self.bands.iter().map(|band| band.from.day()).chain(self.marks.iter().map(|(day, _)| *day)).min()
    }

    fn draw(&self, y: u32, time: &Time, shapes: &mut Vec<PictureShape>) {
        shapes.push(words_in_picture(LEFT - 12, y + 19, self.name, At::End));
        for band in &self.bands {
            let (x, end) = (time.place_of_day(band.from.day()), time.place_of_day(band.to.unwrap_or(time.last)));
            // A band of a single day must be visible too.
            let width = end.saturating_sub(x).max(2);
            shapes.push(PictureShape::Area { x, y: y + 4, width, height: ROW - 8, shade: band.shade });
            let signs = u32::try_from(band.name.len()).unwrap_or(u32::MAX);
            if width > signs.saturating_mul(9) {
                shapes.push(words_in_picture(x + width / 2, y + 19, band.name, At::Middle));
            }
        }
        shapes.extend(self.marks.iter().map(|(day, mark)| PictureShape::Mark {
            x: time.place_of_day(*day),
            y: y + ROW / 2,
            mark: *mark,
        }));
    }

    fn lane_in_words(&self, as_at: Day) -> String {
        let bands: Vec<String> = self.bands.iter().map(|band| band.band_in_words(as_at)).collect();
        let days: Vec<String> = self.marks.iter().map(|(day, _)| date(*day)).collect();
        let days = list_and(&days.iter().map(String::as_str).collect::<Vec<_>>());
        format!("{}: {}", self.name, if bands.is_empty() { days } else { bands.join("; ") })
    }
}

/// The days that the picture spans.
struct Time {
    first: Day,
    last: Day,
}

impl Time {
    /// The x of a day.
    fn place_of_day(&self, day: Day) -> u32 {
        let (whole, part) = (self.last.days_since(self.first).max(1), day.days_since(self.first));
        let part = i64::from(SPAN) * part.clamp(0, whole) / whole;
        LEFT + u32::try_from(part).unwrap_or(0)
    }

    /// Lines and names for as many months as fit, each at the first day of its month.
    fn month_lines(&self, height: u32) -> Vec<PictureShape> {
        let months = u32::try_from(self.last.days_since(self.first) / 30).unwrap_or(0);
        let step = months / MONTHS + 1;
        let first_of_month = self.first.minus_days(self.first.of_month() - 1).plus_months(1);
        let days = (0..=months).step_by(usize::try_from(step).unwrap_or(1)).map(|nth| first_of_month.plus_months(nth));
        let mut shapes = Vec::new();
        // A name needs room before the edge of the picture.
        for day in days.filter(|day| *day <= self.last && self.place_of_day(*day) + 30 < WIDTH) {
            let x = self.place_of_day(day);
            shapes.push(PictureShape::Line { from: (x, TOP - 4), to: (x, height), thickness: 1, shade: Shade::Light });
            shapes.push(words_in_picture(x, 14, month_and_year(day), At::Middle));
        }
        shapes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    fn drawn(facts: &str, on: &str) -> Option<Picture> {
        let on = day(on);
        timeline_picture(&record(facts).as_at(on))
    }

    const STORY: &str = "concerns: [{date: 2025-09-01, raised_by: parent, grounds: [other]}]\n\
                         stages: [{date: 2025-09-11, stage: A}, {date: 2025-11-10, stage: B}]\n\
                         contacts: [{date: 2025-12-10, kind: call, about: concern}]\n";

    #[test]
    fn a_day_is_placed_in_proportion_between_the_first_and_the_last() {
        let drawn = drawn(STORY, "2025-12-10").unwrap();
        let marks: Vec<u32> = drawn
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                PictureShape::Mark { x, .. } => Some(*x),
                PictureShape::Area { .. } | PictureShape::Line { .. } | PictureShape::Words { .. } => None,
            })
            .collect();
        assert_eq!(marks, [LEFT, LEFT + SPAN]);
        let bands: Vec<(u32, u32)> = drawn
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                PictureShape::Area { x, width, .. } => Some((*x, x + width)),
                PictureShape::Mark { .. } | PictureShape::Line { .. } | PictureShape::Words { .. } => None,
            })
            .collect();
        // There are 100 days from 1 September to 10 December. Stage A began on the tenth and ended on the seventieth.
        assert_eq!(bands, [(LEFT + SPAN / 10, LEFT + SPAN * 7 / 10), (LEFT + SPAN * 7 / 10, LEFT + SPAN)]);
    }

    #[test]
    fn the_words_say_all_that_the_picture_shows_and_leave_out_the_future() {
        let said = |on| drawn(STORY, on).map(|drawn| drawn.said.iter().map(|one| one.as_str().to_owned()).collect());
        let all: Vec<String> = said("2025-12-10").unwrap();
        assert_eq!(
            all,
            [
                "Stage: A from 11 Sep 2025 to 10 Nov 2025; B from 10 Nov 2025 and still on 10 Dec 2025",
                "Concerns: 1 Sep 2025",
                "Contacts: 10 Dec 2025",
            ]
        );
        let early: Vec<String> = said("2025-10-01").unwrap();
        assert_eq!(early, ["Stage: A from 11 Sep 2025 and still on 1 Oct 2025", "Concerns: 1 Sep 2025"]);
        assert_eq!(said("2025-08-01"), None::<Vec<String>>);
    }
}
