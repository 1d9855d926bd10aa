//! The planned reviews, by month.

use std::collections::BTreeMap;

use super::{At, Picture, PictureShape, ROW, Shade, WIDTH, height_of_rows, share_of_length, words_in_picture};
use crate::model::day::Day;
use crate::reports::papers::text;
use crate::words::{count, month_and_year};

/// The x where the names of the months end and the bars begin.
const LEFT: u32 = 150;
/// The length of the longest bar, which leaves room for its number.
const LONGEST: u32 = WIDTH - LEFT - 40;

/// The picture of the next review of each pupil, with a bar for each month, or `None` if no review is planned. Reviews that are
/// overdue have a separate bar.
pub(crate) fn reviews_picture(next_reviews: &[Day], as_at: Day) -> Option<Picture> {
    let (late, ahead): (Vec<Day>, Vec<Day>) = next_reviews.iter().partition(|day| **day < as_at);
    let mut by_month: BTreeMap<(i32, u32), (Day, usize)> = BTreeMap::new();
    for day in ahead {
        by_month.entry((day.year(), day.month())).or_insert((day, 0)).1 += 1;
    }
    let late = (!late.is_empty()).then(|| ("overdue".to_owned(), late.len()));
    let bars: Vec<(String, usize)> =
        late.into_iter().chain(by_month.into_values().map(|(day, count)| (month_and_year(day), count))).collect();
    let most = bars.iter().map(|(_, count)| *count).max()?;
    let mut shapes = Vec::new();
    for ((name, count), nth) in bars.iter().zip(0u32..) {
        let (y, width) = (nth * ROW, share_of_length(LONGEST, *count, most));
        shapes.push(words_in_picture(LEFT - 8, y + 19, name, At::End));
        shapes.push(PictureShape::Area { x: LEFT, y: y + 4, width, height: ROW - 8, shade: Shade::Light });
        shapes.push(words_in_picture(LEFT + width + 6, y + 19, count.to_string(), At::Start));
    }
    Some(Picture {
        title: text("Next reviews, by month"),
        said: bars.iter().map(|(name, number)| text(format!("{name}: {}", count(*number, "review")))).collect(),
        height: height_of_rows(bars.len()),
        shapes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    #[test]
    fn every_review_is_in_a_bar_and_overdue_reviews_have_their_own() {
        let days = ["2026-03-20", "2026-01-14", "2026-03-01", "2026-01-15", "2027-03-01"].map(day);
        let drawn = reviews_picture(&days, day("2026-01-15")).unwrap();
        let said: Vec<&str> = drawn.said.iter().map(|one| one.as_str()).collect();
        assert_eq!(said, ["overdue: 1 review", "Jan 2026: 1 review", "Mar 2026: 2 reviews", "Mar 2027: 1 review"]);
        let widths: Vec<u32> = drawn
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                PictureShape::Area { width, .. } => Some(*width),
                PictureShape::Mark { .. } | PictureShape::Line { .. } | PictureShape::Words { .. } => None,
            })
            .collect();
        assert_eq!(widths, [LONGEST / 2, LONGEST / 2, LONGEST, LONGEST / 2]);
        assert_eq!(reviews_picture(&[], day("2026-01-15")), None);
    }
}
