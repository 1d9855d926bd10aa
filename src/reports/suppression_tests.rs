//! Attacks every hidden number: goes through all numbers that agree with what is shown, and checks that at least two values are left.
//!
//! The attack does not know the points and paths. It gets the shown numbers, the sums that a reader of the table sees, and why each
//! number is hidden.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::*;

fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

/// A system, and its sums as a reader sees them: the numbers on the one side add up to the numbers on the other.
#[derive(Debug, Default)]
struct Told {
    figures: Figures,
    sums: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Told {
    fn sum(&mut self, total: FigureKey, parts: &[FigureKey]) {
        self.sums.push((vec![total.0], parts.iter().map(|part| part.0).collect()));
    }

    fn values(&self) -> Vec<i64> {
        self.figures.all.iter().map(|figure| int(figure.value)).collect()
    }
}

/// A table with the totals of its rows and columns, and the grand total.
fn table(rows: &[Vec<usize>]) -> Told {
    let mut told = Told::default();
    let (start, end) = (told.figures.add_point(), told.figures.add_point());
    let columns: Vec<Point> = rows[0].iter().map(|_| told.figures.add_point()).collect();
    let keys = told.figures.rows_from(start, &columns, rows);
    let of_column = |nth: usize| rows.iter().map(|row| row[nth]).sum::<usize>();
    let totals: Vec<FigureKey> =
        columns.iter().enumerate().map(|(nth, column)| told.figures.add_total(*column, end, of_column(nth))).collect();
    let all = told.figures.add_total(end, start, rows.iter().flatten().sum());
    for (total, cells) in &keys {
        told.sum(*total, cells);
    }
    for (nth, total) in totals.iter().enumerate() {
        let cells: Vec<FigureKey> = keys.iter().map(|(_, cells)| cells[nth]).collect();
        told.sum(*total, &cells);
    }
    told.sum(all, &keys.iter().map(|(total, _)| *total).collect::<Vec<_>>());
    told.sum(all, &totals);
    told
}

/// A list with its total.
fn list(values: &[usize]) -> Told {
    let mut told = Told::default();
    let (start, end) = (told.figures.add_point(), told.figures.add_point());
    let parts = told.figures.add_parts(start, end, values.iter().copied());
    let total = told.figures.add_total(end, start, values.iter().sum());
    told.sum(total, &parts);
    told
}

/// Last year's pupils in a list; the pupils who joined and left; this year's pupils by area and by year, each with K and E.
fn two_years(then: &[usize], came: usize, went: usize, by_area: &[Vec<usize>], by_year: &[Vec<usize>]) -> Told {
    let mut told = Told::default();
    let all = &mut told.figures;
    let [outside, then_on, now_on, k, e, k_again, e_again, end] = [(); 8].map(|()| all.add_point());
    let then_parts = all.add_parts(outside, then_on, then.iter().copied());
    // Last year's pupils as one number, with the pupils who joined and the pupils who left.
    let middle = all.add_point();
    let then_total = all.add_total(then_on, middle, then.iter().sum());
    let came = all.add_part(outside, middle, came);
    let went = all.add_part(middle, outside, went);
    let total = by_area.iter().flatten().sum();
    let now_total = all.add_total(middle, now_on, total);
    let areas = all.rows_from(now_on, &[k, e], by_area);
    let of = |nth: usize| by_area.iter().map(|row| row[nth]).sum::<usize>();
    let (k_total, e_total) = (all.add_total(k, k_again, of(0)), all.add_total(e, e_again, of(1)));
    let years = all.rows_into(&[k_again, e_again], end, by_year);
    all.add_total(end, outside, total);
    let end_total = FigureKey(all.all.len() - 1);
    told.sum(then_total, &then_parts);
    told.sums.push((vec![then_total.0, came.0], vec![went.0, now_total.0]));
    told.sum(now_total, &[end_total]);
    for rows in [&areas, &years] {
        for (total, cells) in rows {
            told.sum(*total, cells);
        }
        told.sum(now_total, &rows.iter().map(|(total, _)| *total).collect::<Vec<_>>());
        for (nth, column) in [k_total, e_total].into_iter().enumerate() {
            told.sum(column, &rows.iter().map(|(_, cells)| cells[nth]).collect::<Vec<_>>());
        }
    }
    told.sum(now_total, &[k_total, e_total]);
    told
}

/// Sums as a reader sees them: the numbers on the one side, by their places, add up to the numbers on the other.
pub(crate) type Sums = [(Vec<usize>, Vec<usize>)];

/// The smallest and largest value of each number by itself, if a reader knows why it is hidden. No number is assumed to be larger than
/// the largest number plus 2.
fn known(values: &[i64], published: &[Number], sums: &Sums, threshold: usize) -> Vec<(i64, i64)> {
    let most = values.iter().max().unwrap() + 2;
    let small = 1..int(threshold);
    let is_part_of_small_total = |at: usize| {
        let sides = sums.iter().flat_map(|(one, other)| [(one, other), (other, one)]);
        sides
            .into_iter()
            .any(|(total, parts)| total.len() == 1 && parts.contains(&at) && small.contains(&values[total[0]]))
    };
    let of = |(at, value): (usize, &i64)| match published[at] {
        Number::Shown(shown) => (int(shown), int(shown)),
        Number::Hidden if is_part_of_small_total(at) || *value == 0 => (0, most),
        Number::Hidden if small.contains(value) => (1, int(threshold) - 1),
        Number::Hidden => (int(threshold), most),
    };
    values.iter().enumerate().map(of).collect()
}

/// Narrows the range of each number until no range changes. Returns false if a range is empty.
fn draw_in(ranges: &mut [(i64, i64)], sums: &Sums) -> bool {
    loop {
        let before = ranges.to_vec();
        for (left, right) in sums {
            for (one, other) in [(left, right), (right, left)] {
                let (low, high) =
                    other.iter().fold((0, 0), |(low, high), at| (low + ranges[*at].0, high + ranges[*at].1));
                for at in one {
                    let rest = one.iter().filter(|beside| *beside != at);
                    let (least, most) =
                        rest.fold((0, 0), |(low, high), at| (low + ranges[*at].0, high + ranges[*at].1));
                    let range = &mut ranges[*at];
                    *range = (range.0.max(low - most), range.1.min(high - least));
                    if range.0 > range.1 {
                        return false;
                    }
                }
            }
        }
        if ranges == before {
            return true;
        }
    }
}

/// Numbers within these ranges that satisfy all sums, if there are any. Tries every value, the nearest first.
fn possible(mut ranges: Vec<(i64, i64)>, sums: &Sums, near: &[i64]) -> Option<Vec<i64>> {
    if !draw_in(&mut ranges, sums) {
        return None;
    }
    let is_open = |at: &usize| ranges[*at].0 < ranges[*at].1;
    let open = (0..ranges.len()).filter(is_open).min_by_key(|at| ranges[*at].1 - ranges[*at].0);
    let Some(open) = open else { return Some(ranges.iter().map(|range| range.0).collect()) };
    let mut values: Vec<i64> = (ranges[open].0..=ranges[open].1).collect();
    values.sort_by_key(|value| (value - near[open]).abs());
    values.into_iter().find_map(|value| {
        let mut tried = ranges.clone();
        tried[open] = (value, value);
        possible(tried, sums, near)
    })
}

/// The places of the hidden numbers that can be worked out, because only one value agrees with everything known.
pub(crate) fn attack(values: &[i64], published: &[Number], sums: &Sums, threshold: usize) -> Vec<usize> {
    let known = known(values, published, sums, threshold);
    let mut is_worked_out: Vec<bool> = published.iter().map(|number| *number == Number::Hidden).collect();
    for at in 0..values.len() {
        for range in [(known[at].0, values[at] - 1), (values[at] + 1, known[at].1)] {
            if !is_worked_out[at] || range.0 > range.1 {
                continue;
            }
            let mut ranges = known.clone();
            ranges[at] = range;
            // Every other number that differs in this solution is safe too.
            for (place, number) in possible(ranges, sums, values).into_iter().flatten().enumerate() {
                is_worked_out[place] &= number == values[place];
            }
        }
    }
    (0..values.len()).filter(|at| is_worked_out[*at]).collect()
}

fn worked_out(told: &Told, published: &Published, threshold: usize) -> Vec<usize> {
    attack(&told.values(), &published.0, &told.sums, threshold)
}

/// Hides only small numbers, without the numbers that protect them.
fn without_others(told: &Told, threshold: usize) -> Published {
    let hidden = |value: usize| if value > 0 && value < threshold { Number::Hidden } else { Number::Shown(value) };
    Published(told.figures.all.iter().map(|figure| hidden(figure.value)).collect())
}

/// Counts as schools have them: many zeros, many small numbers, some large ones.
fn counts() -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(0_usize), 5 => 1..5_usize, 4 => 5..15_usize]
}

/// Runs a test on the same thousand cases each time.
fn thousand<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, same).run(&strategy, test).unwrap();
}

fn nothing_is_worked_out(told: &Told, threshold: usize) -> Result<(), TestCaseError> {
    let published = told.figures.clone().publish(Some(threshold));
    for (number, figure) in published.0.iter().zip(&told.figures.all) {
        prop_assert!(!figure.is_small(threshold) || *number == Number::Hidden);
        prop_assert!(number.shown().is_none_or(|shown| shown == figure.value));
    }
    let found = worked_out(told, &published, threshold);
    prop_assert!(found.is_empty(), "{found:?} of {published:?}");
    Ok(())
}

#[test]
fn in_a_thousand_tables_no_hidden_number_can_be_worked_out() {
    let tables = (1..4_usize, 1..4_usize, 3..7_usize).prop_flat_map(|(rows, columns, threshold)| {
        (prop::collection::vec(prop::collection::vec(counts(), columns), rows), Just(threshold))
    });
    thousand(tables, |(rows, threshold)| nothing_is_worked_out(&table(&rows), threshold));
}

#[test]
fn in_a_thousand_lists_no_hidden_number_can_be_worked_out() {
    let lists = (prop::collection::vec(counts(), 1..7), 3..7_usize);
    thousand(lists, |(values, threshold)| nothing_is_worked_out(&list(&values), threshold));
}

/// Two years that fit together: last year's list, and this year's pupils, each with an area, a year, and K or E.
fn years() -> impl Strategy<Value = Told> {
    let pupils = prop::collection::vec((0..2_usize, 0..2_usize, 0..5_usize), 0..30);
    (prop::collection::vec(counts(), 1..4), pupils, 0..8_usize).prop_map(|(then, pupils, went)| {
        let (mut by_area, mut by_year) = (vec![vec![0; 2]; 2], vec![vec![0; 2]; 2]);
        for (area, year, support) in &pupils {
            let column = usize::from(*support == 0);
            by_area[*area][column] += 1;
            by_year[*year][column] += 1;
        }
        let (before, now) = (then.iter().sum::<usize>(), pupils.len());
        let went = went.min(before).max(before.saturating_sub(now));
        two_years(&then, now + went - before, went, &by_area, &by_year)
    })
}

#[test]
fn in_a_thousand_linked_systems_no_hidden_number_can_be_worked_out() {
    thousand(years(), |told| nothing_is_worked_out(&told, 5));
}

#[test]
fn the_attack_works_out_numbers_if_only_small_ones_are_hidden() {
    // 3 is 23 less 20.
    let told = list(&[20, 3]);
    assert_eq!(worked_out(&told, &without_others(&told, 5), 5), [1]);
    nothing_is_worked_out(&told, 5).unwrap();
    // Two small numbers with a sum that leaves no choice: 8 must be 4 and 4, because neither is more than 4; and 2 must be 1 and 1.
    for values in [[4, 4, 9], [1, 1, 9]] {
        let told = list(&values);
        assert_eq!(worked_out(&told, &without_others(&told, 5), 5), [0, 1]);
        nothing_is_worked_out(&told, 5).unwrap();
    }
    // In a table, hiding a second number in the row does not help if the columns are shown.
    let told = table(&[vec![3, 20, 7], vec![9, 8, 6]]);
    let mut published = without_others(&told, 5);
    let (cells, beside) = (told.sums[0].1.clone(), told.sums[0].1[1]);
    published.0[beside] = Number::Hidden;
    assert_eq!(worked_out(&told, &published, 5), [cells[0], beside]);
    nothing_is_worked_out(&told, 5).unwrap();
}

#[test]
fn no_more_is_hidden_than_needed() {
    let shown = |values: &[usize]| {
        let published = list(values).figures.publish(Some(5));
        published
            .0
            .iter()
            .map(|number| number.shown().map_or("x".to_owned(), |shown| shown.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&[5, 12, 0, 30]), ["5", "12", "0", "30", "47"]);
    assert_eq!(shown(&[3, 12, 0, 30]), ["x", "x", "0", "30", "45"]);
    assert_eq!(shown(&[3, 2, 0, 30]), ["x", "x", "0", "30", "35"]);
    // If the total is small, all parts are hidden, so that no one sees which parts are zeros.
    assert_eq!(shown(&[3, 0, 0]), ["x", "x", "x", "x"]);
    // If no other number can be hidden, a zero is hidden before the total.
    assert_eq!(shown(&[4, 4, 0]), ["x", "x", "x", "8"]);
    assert_eq!(shown(&[0, 0]), ["0", "0", "0"]);
}

#[test]
fn every_number_is_shown_within_the_school() {
    let published = list(&[3, 1, 0]).figures.publish(None);
    assert_eq!(published.0, [3, 1, 0, 4].map(Number::Shown));
}

#[test]
fn a_number_about_too_few_people_is_hidden_whatever_its_value() {
    let mut told = list(&[12, 30, 8]);
    told.figures.is_of_too_few(FigureKey(0));
    let published = told.figures.publish(Some(5));
    assert_eq!(published.0, [Number::Hidden, Number::Shown(30), Number::Hidden, Number::Shown(50)]);
}

#[test]
fn almost_all_totals_of_realistic_tables_are_shown() {
    let strategy = prop::collection::vec(prop::collection::vec(counts(), 3), 3);
    let (all, kept) = (std::cell::Cell::new(0_usize), std::cell::Cell::new(0_usize));
    thousand(strategy, |rows| {
        let told = table(&rows);
        let total = told.figures.all.last().unwrap().value;
        let published = told.figures.publish(Some(5));
        if total >= 5 {
            all.set(all.get() + 1);
            kept.set(kept.get() + usize::from(published.0.last().unwrap().shown().is_some()));
        }
        Ok(())
    });
    assert!(kept.get() * 100 >= all.get() * 99, "{} of {}", kept.get(), all.get());
}
