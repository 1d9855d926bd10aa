//! Hides small numbers, and the numbers that would reveal them (DOMAIN 7).
//!
//! A count from 1 to 4 may reveal who is meant. Hiding only that count does not help if a total is shown, because the count is the
//! total less the other parts. So other numbers are hidden too, until no hidden number can be worked out.
//!
//! # One system
//!
//! Numbers that add up to each other are handled together, in one [`Figures`]. For example, the counts by area, by year and by support
//! have the same total, and last year's total with the pupils who joined and left gives this year's total. The system is a flow
//! network: each number runs from one point to another, and at each point the numbers coming in have the same sum as the numbers going
//! out. These balances are all the sums of the system. A hidden number can have another value exactly when there is a closed path
//! through hidden numbers, along which some go up and others go down, and every point stays in balance. If there is no such path, the
//! cheapest path through shown numbers is hidden too.
//!
//! # Guarantee
//!
//! For every hidden number, at least two values agree with everything shown, with all sums of the system, and with the rule. This is
//! true even for a reader who knows why each number is hidden:
//!
//! - a small number is between 1 and the threshold less 1;
//! - a number hidden to protect others is at least the threshold, or it is a zero that may be any number;
//! - if a total is itself small, all its parts are hidden, including zeros, and each may be any number;
//! - a number about too few people may be any number.
//!
//! If this is not possible, no number of the system is shown. The guarantee does not cover what a reader knows from other sources, such
//! as the pupils in a class, or from comparing two papers of nearby days.

/// The smallest count that may be shown; `None` if every count may be shown, for use within the school only.
pub(crate) type Threshold = Option<usize>;

/// A number on a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    /// It is shown.
    Shown(usize),
    /// It is small, or would reveal a small number.
    Hidden,
}

impl Number {
    /// The number, if it is shown.
    pub(crate) const fn shown(self) -> Option<usize> {
        match self {
            Self::Shown(number) => Some(number),
            Self::Hidden => None,
        }
    }
}

/// A point where the numbers coming in and the numbers going out have the same sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point(usize);

/// The key of a number in the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FigureKey(usize);

/// The worth of a number to the reader. Parts are hidden before totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    Part,
    Total,
}

#[derive(Debug, Clone)]
struct Figure {
    from: usize,
    to: usize,
    value: usize,
    worth: Worth,
    /// Whether it is about too few people to be shown, whatever its value.
    of_too_few: bool,
    hidden: bool,
    /// Whether it is a part of a small total, so that it is hidden whatever its value.
    of_small_total: bool,
}

/// The cost of the cheapest path to a point, and its last step: the number, and the point before.
type Reached = (u64, Option<(usize, usize)>);

/// Numbers that add up to each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    points: usize,
    all: Vec<Figure>,
}

/// The numbers of a system as they may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Published(Vec<Number>);

/// The rows of a table: the total of each, and its cells.
pub(crate) type Rows = Vec<(FigureKey, Vec<FigureKey>)>;

impl Figures {
    /// Adds a point.
    pub(crate) const fn add_point(&mut self) -> Point {
        self.points += 1;
        Point(self.points - 1)
    }

    /// Adds a part, from one point to another.
    pub(crate) fn add_part(&mut self, from: Point, to: Point, value: usize) -> FigureKey {
        self.add_figure(from, to, value, Worth::Part)
    }

    /// Adds a total, which is hidden only if hiding parts is not enough.
    pub(crate) fn add_total(&mut self, from: Point, to: Point, value: usize) -> FigureKey {
        self.add_figure(from, to, value, Worth::Total)
    }

    /// Adds several parts between the same two points.
    pub(crate) fn add_parts(
        &mut self,
        from: Point,
        to: Point,
        values: impl IntoIterator<Item = usize>,
    ) -> Vec<FigureKey> {
        values.into_iter().map(|value| self.add_part(from, to, value)).collect()
    }

    /// Adds a table that starts at a point: the rows with their totals, and a cell from each row to each column.
    pub(crate) fn rows_from(&mut self, from: Point, columns: &[Point], rows: &[Vec<usize>]) -> Rows {
        let mut keys = Rows::new();
        for cells in rows {
            let row = self.add_point();
            let total = self.add_total(from, row, cells.iter().sum());
            let parts = columns.iter().zip(cells).map(|(column, value)| self.add_part(row, *column, *value));
            keys.push((total, parts.collect()));
        }
        keys
    }

    /// Adds a table that ends at a point: a cell from each column to each row, and the rows with their totals.
    pub(crate) fn rows_into(&mut self, columns: &[Point], to: Point, rows: &[Vec<usize>]) -> Rows {
        let mut keys = Rows::new();
        for cells in rows {
            let row = self.add_point();
            let total = self.add_total(row, to, cells.iter().sum());
            let parts = columns.iter().zip(cells).map(|(column, value)| self.add_part(*column, row, *value));
            keys.push((total, parts.collect()));
        }
        keys
    }

    /// Hides a number whatever its value, because it is about too few people.
    pub(crate) fn is_of_too_few(&mut self, key: FigureKey) {
        if let Some(figure) = self.all.get_mut(key.0) {
            figure.of_too_few = true;
        }
    }

    fn add_figure(&mut self, from: Point, to: Point, value: usize, worth: Worth) -> FigureKey {
        let (of_too_few, hidden, of_small_total) = (false, false, false);
        self.all.push(Figure { from: from.0, to: to.0, value, worth, of_too_few, hidden, of_small_total });
        FigureKey(self.all.len() - 1)
    }

    /// Hides small numbers, and the numbers that would reveal them.
    pub(crate) fn publish(mut self, threshold: Threshold) -> Published {
        if let Some(threshold) = threshold {
            self.hide_small(threshold);
            while let Some(told) = self.first_told(threshold) {
                let Some(way) = self.cheapest_way(told, threshold) else {
                    return Published::all_hidden(self.all.len());
                };
                for at in way {
                    self.hide_figure(at);
                }
            }
        }
        Published(self.all.iter().map(Figure::published).collect())
    }

    fn hide_figure(&mut self, at: usize) {
        if let Some(figure) = self.all.get_mut(at) {
            figure.hidden = true;
        }
    }

    /// Hides small numbers, numbers about too few people, and all parts of small totals.
    fn hide_small(&mut self, threshold: usize) {
        for figure in &mut self.all {
            figure.hidden = figure.of_too_few || figure.is_small(threshold);
        }
        for point in 0..self.points {
            let (comes_in, goes_out): (Vec<usize>, Vec<usize>) =
                (self.figures_where(|one| one.to == point), self.figures_where(|one| one.from == point));
            for (total, parts) in [(&comes_in, &goes_out), (&goes_out, &comes_in)] {
                let [total] = total.as_slice() else { continue };
                if self.all.get(*total).is_some_and(|figure| figure.is_small(threshold)) {
                    for at in parts {
                        if let Some(part) = self.all.get_mut(*at) {
                            (part.hidden, part.of_small_total) = (true, true);
                        }
                    }
                }
            }
        }
    }

    fn figures_where(&self, is_meant: impl Fn(&Figure) -> bool) -> Vec<usize> {
        self.all.iter().enumerate().filter(|(_, figure)| is_meant(figure)).map(|(at, _)| at).collect()
    }

    /// The first hidden number that can have only one value.
    fn first_told(&self, threshold: usize) -> Option<usize> {
        let mut hidden = (0..self.all.len()).filter(|at| self.is_hidden(*at));
        hidden.find(|at| self.round_way(*at, threshold, |other| self.is_hidden(other).then_some(0)).is_none())
    }

    /// Whether the number at this place is hidden.
    fn is_hidden(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|figure| figure.hidden)
    }

    /// The path that lets a number have another value and hides the least.
    fn cheapest_way(&self, told: usize, threshold: usize) -> Option<Vec<usize>> {
        self.round_way(told, threshold, |at| self.all.get(at).map(Figure::cost_of_hiding))
    }

    /// The cheapest closed path along which a number can be one more or one less, through numbers that have a cost. Returns the
    /// numbers on the path, without the number itself.
    fn round_way(&self, told: usize, threshold: usize, cost: impl Fn(usize) -> Option<u64>) -> Option<Vec<usize>> {
        let figure = self.all.get(told)?;
        let room = figure.room(threshold);
        let up = room.up.then(|| self.cheapest_path(figure.to, figure.from, told, threshold, &cost)).flatten();
        let down = room.down.then(|| self.cheapest_path(figure.from, figure.to, told, threshold, &cost)).flatten();
        up.into_iter().chain(down).min_by_key(|(cost, _)| *cost).map(|(_, way)| way)
    }

    /// The cheapest path from one point to another along which each number is one more or one less, with its cost.
    fn cheapest_path(
        &self,
        start: usize,
        end: usize,
        without: usize,
        threshold: usize,
        cost: &impl Fn(usize) -> Option<u64>,
    ) -> Option<(u64, Vec<usize>)> {
        // The cost of reaching each point, and the last number on the path to it.
        let mut reached: Vec<Option<Reached>> = vec![None; self.points];
        *reached.get_mut(start)? = Some((0, None));
        // As many rounds as there are points, because a cheapest path visits no point twice.
        for _ in 0..self.points {
            let mut is_settled = true;
            for (at, figure) in self.all.iter().enumerate().filter(|(at, _)| *at != without) {
                let (room, Some(step)) = (figure.room(threshold), cost(at)) else { continue };
                for (open, from, to) in [(room.up, figure.from, figure.to), (room.down, figure.to, figure.from)] {
                    let Some((spent, _)) = reached.get(from).copied().flatten().filter(|_| open) else { continue };
                    let here = reached.get_mut(to)?;
                    if here.is_none_or(|(known, _)| spent + step < known) {
                        (*here, is_settled) = (Some((spent + step, Some((at, from)))), false);
                    }
                }
            }
            if is_settled {
                break;
            }
        }
        let (total, _) = reached.get(end).copied().flatten()?;
        let (mut way, mut point) = (Vec::new(), end);
        while let Some((at, from)) = reached.get(point).copied().flatten()?.1 {
            way.push(at);
            point = from;
        }
        Some((total, way))
    }
}

/// Whether a number, once hidden, could also be one less or one more.
#[derive(Debug, Clone, Copy)]
struct Room {
    down: bool,
    up: bool,
}

impl Figure {
    /// The number as it may be shown.
    const fn published(&self) -> Number {
        if self.hidden { Number::Hidden } else { Number::Shown(self.value) }
    }

    const fn is_small(&self, threshold: usize) -> bool {
        0 < self.value && self.value < threshold
    }

    /// How far the number could move, if a reader knows why it is hidden.
    const fn room(&self, threshold: usize) -> Room {
        if self.of_too_few || self.of_small_total || self.value == 0 {
            Room { down: self.value > 0, up: true }
        } else if self.is_small(threshold) {
            Room { down: self.value > 1, up: self.value + 1 < threshold }
        } else {
            Room { down: self.value > threshold, up: true }
        }
    }

    /// The cost of hiding it. Parts are hidden before totals, other parts before zeros, and smaller numbers before larger ones.
    const fn cost_of_hiding(&self) -> u64 {
        match (self.hidden, self.worth, self.value) {
            (true, _, _) => 0,
            (false, Worth::Part, 0) => 1 << 24,
            (false, Worth::Part, value) => (1 << 12) + value as u64,
            (false, Worth::Total, value) => (1 << 36) + value as u64,
        }
    }
}

impl Published {
    /// A system with every number hidden.
    fn all_hidden(numbers: usize) -> Self {
        Self(vec![Number::Hidden; numbers])
    }

    /// A number as it may be shown.
    pub(crate) fn of(&self, key: FigureKey) -> Number {
        self.0.get(key.0).copied().unwrap_or(Number::Hidden)
    }
}

#[cfg(test)]
#[path = "suppression_tests.rs"]
pub(crate) mod tests;
