//! The provision map of a school year by week: how many pupils have each provision.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Picture, PictureShape, Shade, WIDTH, short_name, words_in_picture};
use crate::model::day::Day;
use crate::model::runs::Run;
use crate::reports::papers::text;
use crate::reports::provision::SchoolYear;
use crate::words::{count, date, month_and_year};

/// The x where the names of provisions end and the weeks begin.
const LEFT: u32 = 240;
/// The width of a week. A school year has at most 54 weeks.
const WEEK: u32 = 9;
const TOP: u32 = 24;
/// The height of a row. It is low because there are many rows.
const LOW_ROW: u32 = 18;
/// The number of rows that fit on a landscape sheet, below the head of a page.
const ON_A_SHEET: usize = 18;
const TITLE: &str = "Pupils with each provision, by week";

/// The weeks of a school year in which a pupil has a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProvisionWeeks {
    pupil: String,
    what: String,
    /// The first and the last week, counted from the week of the first day of the school year.
    weeks: (u32, u32),
}

impl ProvisionWeeks {
    /// The weeks of a provision in a school year, or `None` if it ended before the year or begins after it. Provision without an end
    /// runs to the end of the year.
    pub(crate) fn of(pupil: &str, run: &Run<'_>, year: SchoolYear) -> Option<Self> {
        let last = run.last.unwrap_or(year.to).min(year.to);
        let first = run.first.max(year.from);
        (first <= last && !run.never_began()).then(|| Self {
            pupil: pupil.to_owned(),
            what: run.provision.what.as_str().to_owned(),
            weeks: (week_of(first, year), week_of(last, year)),
        })
    }
}

fn week_of(day: Day, year: SchoolYear) -> u32 {
    u32::try_from(day.monday().days_since(year.from.monday()) / 7).unwrap_or(0)
}

/// A number of pupils, from the first to the last of these weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    first: u32,
    last: u32,
    pupils: usize,
}

/// The pictures, with a row for each provision and a number for every stretch of weeks with the same number of pupils. There are as
/// many pictures as the sheets need. Names that differ only in capitals are the same provision.
pub(crate) fn provision_pictures(given: &[ProvisionWeeks], year: SchoolYear) -> Vec<Picture> {
    let mut by_name: BTreeMap<String, Vec<&ProvisionWeeks>> = BTreeMap::new();
    for one in given {
        by_name.entry(one.what.to_lowercase()).or_default().push(one);
    }
    let all: Vec<Vec<&ProvisionWeeks>> = by_name.into_values().collect();
    let sheets: Vec<&[Vec<&ProvisionWeeks>]> = all.chunks(ON_A_SHEET).collect();
    let mut pictures = Vec::new();
    for (nth, provisions) in sheets.iter().enumerate() {
        let title = match sheets.len() {
            1 => TITLE.to_owned(),
            many => format!("{TITLE} ({} of {many})", nth + 1),
        };
        pictures.push(provision_picture(&title, provisions, year));
    }
    pictures
}

/// One picture of these provisions.
fn provision_picture(title: &str, provisions: &[Vec<&ProvisionWeeks>], year: SchoolYear) -> Picture {
    let rows = u32::try_from(provisions.len()).unwrap_or(u32::MAX);
    let height = TOP + rows.saturating_mul(LOW_ROW);
    let mut shapes = month_lines(year, height);
    let mut said = Vec::new();
    for (of_name, nth) in provisions.iter().zip(0u32..) {
        let what = of_name.first().map_or("", |one| one.what.as_str());
        let (y, stretches) = (TOP + nth * LOW_ROW, stretches(of_name));
        shapes.push(words_in_picture(LEFT - 8, y + 13, short_name(what, 32), At::End));
        for stretch in &stretches {
            let (x, width) = (LEFT + stretch.first * WEEK, (stretch.last + 1 - stretch.first) * WEEK);
            let shade = if stretch.pupils > 1 { Shade::Middle } else { Shade::Light };
            shapes.push(PictureShape::Area { x, y: y + 2, width, height: LOW_ROW - 4, shade });
            if width >= 2 * WEEK || stretch.pupils < 10 {
                shapes.push(words_in_picture(x + width / 2, y + 13, stretch.pupils.to_string(), At::Middle));
            }
        }
        let stretches: Vec<String> = stretches.iter().map(|stretch| stretch.stretch_in_words(year)).collect();
        said.push(text(format!("{what}: {}", stretches.join("; "))));
    }
    Picture { title: text(title), said, height, shapes }
}

impl Stretch {
    fn stretch_in_words(self, year: SchoolYear) -> String {
        let [first, last] = [self.first, self.last].map(|week| date(year.from.monday().plus_days(week * 7)));
        let pupils = count(self.pupils, "pupil");
        if self.first == self.last {
            return format!("{pupils} in the week of {first}");
        }
        format!("{pupils} from the week of {first} to the week of {last}")
    }
}

/// The weeks of one provision, joined while the number of pupils stays the same.
fn stretches(given: &[&ProvisionWeeks]) -> Vec<Stretch> {
    let last = given.iter().map(|one| one.weeks.1).max().unwrap_or(0);
    let mut stretches: Vec<Stretch> = Vec::new();
    for week in 0..=last {
        let pupils = pupils_in_week(given, week);
        match stretches.last_mut() {
            Some(stretch) if stretch.pupils == pupils => stretch.last = week,
            Some(_) | None => stretches.push(Stretch { first: week, last: week, pupils }),
        }
    }
    stretches.retain(|stretch| stretch.pupils > 0);
    stretches
}

/// The number of pupils who have it in a week. A pupil who has it in two plans counts once.
fn pupils_in_week(given: &[&ProvisionWeeks], week: u32) -> usize {
    let having = given.iter().filter(|one| (one.weeks.0..=one.weeks.1).contains(&week));
    having.map(|one| one.pupil.as_str()).collect::<BTreeSet<_>>().len()
}

/// A line and a name for every second month.
fn month_lines(year: SchoolYear, height: u32) -> Vec<PictureShape> {
    let mut shapes = Vec::new();
    for day in (0..12).step_by(2).map(|nth| year.from.plus_months(nth)) {
        let x = LEFT + week_of(day, year) * WEEK;
        shapes.push(PictureShape::Line { from: (x, TOP - 4), to: (x, height), thickness: 1, shade: Shade::Light });
        shapes.push(words_in_picture(x, 14, month_and_year(day), At::Start));
    }
    shapes
}

const _: () = assert!(LEFT + 54 * WEEK <= WIDTH, "a school year must fit");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;
    use crate::rules::examples::record;

    #[test]
    fn every_week_from_the_first_to_the_last_day_counts_every_pupil() {
        let year = SchoolYear::of(day("2026-01-15"));
        let given = |pupil: &str, provision: &str| {
            let cycle = format!(
                "stages: [{{date: 2025-07-01, stage: A}}]\ncycles: [{{stage: A, plan: {{date: 2025-09-10, kind: adaptations, \
                 provisions: [{{kind: intervention, {provision}}}]}}}}]\n"
            );
            let record = record(&cycle).as_at(Day::LAST);
            record.provision_runs().iter().filter_map(|run| ProvisionWeeks::of(pupil, run, year)).collect::<Vec<_>>()
        };
        let all = [
            given("p1", "what: Talk group, from: 2025-09-10, to: 2025-09-22"),
            given("p2", "what: talk group, from: 2025-09-16, to: 2025-09-16"),
            given("p3", "what: Talk group, from: 2025-06-02, to: 2025-07-18"),
            // From another plan, starting in the week in which the earlier provision ends.
            given("p1", "what: Talk group, from: 2025-09-19, to: 2025-09-22"),
        ]
        .concat();
        let drawn = provision_pictures(&all, year);
        let said: Vec<&str> = drawn[0].said.iter().map(|one| one.as_str()).collect();
        assert_eq!(
            said,
            [
                "Talk group: 1 pupil in the week of 8 Sep 2025; 2 pupils in the week of 15 Sep 2025; 1 pupil in the week of 22 Sep 2025"
            ]
        );
        let open = &provision_pictures(&given("p1", "what: Seat cushion"), year)[0];
        assert_eq!(
            open.said[0].as_str(),
            "Seat cushion: 1 pupil from the week of 8 Sep 2025 to the week of 31 Aug 2026"
        );
        assert_eq!(provision_pictures(&[], year), []);
    }

    #[test]
    fn rows_that_do_not_fit_on_a_sheet_go_into_another_picture() {
        let year = SchoolYear::of(day("2026-01-15"));
        let given =
            |nth: usize| ProvisionWeeks { pupil: "p1".to_owned(), what: format!("Provision {nth:02}"), weeks: (0, 3) };
        let drawn = |provisions: usize| {
            let pictures = provision_pictures(&(0..provisions).map(given).collect::<Vec<_>>(), year);
            let of = |picture: &Picture| (picture.title.as_str().replace(TITLE, ""), picture.said.len());
            pictures.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(drawn(ON_A_SHEET), [(String::new(), ON_A_SHEET)]);
        assert_eq!(drawn(ON_A_SHEET + 1), [(" (1 of 2)".to_owned(), ON_A_SHEET), (" (2 of 2)".to_owned(), 1)]);
    }
}
