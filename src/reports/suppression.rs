//! Small numbers, and the numbers that would give them away (DOMAIN 7).
//!
//! A count from 1 to 4 may tell who is meant. Hiding it alone does not help where a total is shown: it is the total less the
//! rest. So others are hidden beside it, until no hidden number can be worked out.
//!
//! # One system
//!
//! Numbers that add up to each other are judged together, in one [`Figures`]: the same pupils by area, by year and by support
//! share their total, and last year's total with who came and who went gives this year's. Each number runs from one point to
//! another, and at each point what comes in is what goes out: that is the whole of the sums. A number can be another one
//! exactly when there is a round way through hidden numbers, up along some and down along others, that leaves every point in
//! balance; where there is none, the cheapest way through shown numbers is hidden too.
//!
//! # What is guaranteed
//!
//! For every hidden number there are at least two values that agree with everything shown, with all sums of its system, and
//! with the rule, even for a reader who is told of each hidden number why it is hidden:
//!
//! - a small one is between 1 and the threshold less 1;
//! - one that is hidden to protect others is the threshold at least, or a nought that may be any number;
//! - where a total is itself small, all its parts are hidden, noughts too, and each may be any number;
//! - one about too few people is any number.
//!
//! Where that cannot be had, nothing of the system is shown. Not covered is what a reader knows from elsewhere, a child in
//! the class for one, and two papers of nearby days laid beside each other.

/// The number from which on a count may be shown; `None` where every number may, for use within the school alone.
pub(crate) type Threshold = Option<usize>;

/// A number on a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    /// It is shown.
    Shown(usize),
    /// It is small, or would give a small one away.
    Hidden,
}

impl Number {
    /// The number, where it is shown.
    pub(crate) const fn shown(self) -> Option<usize> {
        match self {
            Self::Shown(number) => Some(number),
            Self::Hidden => None,
        }
    }
}

/// A place where what comes in is what goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point(usize);

/// Which number of the system is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FigureKey(usize);

/// What a number is worth to the reader: parts are hidden before totals.
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
    /// About too few people to be shown, whatever the number is.
    of_too_few: bool,
    hidden: bool,
    /// A part of a small total: hidden whatever it is.
    of_small_total: bool,
}

/// What the cheapest way to a point costs, and its last step: the number, and the point before.
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
    /// A new point.
    pub(crate) const fn add_point(&mut self) -> Point {
        self.points += 1;
        Point(self.points - 1)
    }

    /// A part, from one point to another.
    pub(crate) fn add_part(&mut self, from: Point, to: Point, value: usize) -> FigureKey {
        self.add_figure(from, to, value, Worth::Part)
    }

    /// A total, which is hidden only where no part will do.
    pub(crate) fn add_total(&mut self, from: Point, to: Point, value: usize) -> FigureKey {
        self.add_figure(from, to, value, Worth::Total)
    }

    /// Parts side by side.
    pub(crate) fn add_parts(
        &mut self,
        from: Point,
        to: Point,
        values: impl IntoIterator<Item = usize>,
    ) -> Vec<FigureKey> {
        values.into_iter().map(|value| self.add_part(from, to, value)).collect()
    }

    /// A table from a point: rows with their totals, and of each row a cell into each column.
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

    /// A table into a point: of each row a cell from each column, and the rows with their totals.
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

    /// Hides a number whatever it is: it is about too few people.
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

    /// Hides what is small, and what would give it away.
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

    /// Hides what is small and what is about too few, and all parts of a total that is small.
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

    /// The first hidden number that can be one value alone.
    fn first_told(&self, threshold: usize) -> Option<usize> {
        let mut hidden = (0..self.all.len()).filter(|at| self.is_hidden(*at));
        hidden.find(|at| self.round_way(*at, threshold, |other| self.is_hidden(other).then_some(0)).is_none())
    }

    /// Whether the number at this place is hidden.
    fn is_hidden(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|figure| figure.hidden)
    }

    /// The way by which a number can be another one, for the least that must be hidden for it.
    fn cheapest_way(&self, told: usize, threshold: usize) -> Option<Vec<usize>> {
        self.round_way(told, threshold, |at| self.all.get(at).map(Figure::cost_of_hiding))
    }

    /// The cheapest round way along which a number can be one more or one less, through numbers that have a cost; those on
    /// it, without the number itself.
    fn round_way(&self, told: usize, threshold: usize, cost: impl Fn(usize) -> Option<u64>) -> Option<Vec<usize>> {
        let figure = self.all.get(told)?;
        let room = figure.room(threshold);
        let up = room.up.then(|| self.cheapest_path(figure.to, figure.from, told, threshold, &cost)).flatten();
        let down = room.down.then(|| self.cheapest_path(figure.from, figure.to, told, threshold, &cost)).flatten();
        up.into_iter().chain(down).min_by_key(|(cost, _)| *cost).map(|(_, way)| way)
    }

    /// The cheapest path from one point to another, each number on it one more or one less: with its cost.
    fn cheapest_path(
        &self,
        start: usize,
        end: usize,
        without: usize,
        threshold: usize,
        cost: &impl Fn(usize) -> Option<u64>,
    ) -> Option<(u64, Vec<usize>)> {
        // What it costs to be at a point, and the number by which one came.
        let mut reached: Vec<Option<Reached>> = vec![None; self.points];
        *reached.get_mut(start)? = Some((0, None));
        // As often as there are points: a cheapest path passes none of them twice.
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

/// Whether a number, once hidden, could as well be one less or one more.
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

    /// Told why it is hidden, a reader knows this much of it.
    const fn room(&self, threshold: usize) -> Room {
        if self.of_too_few || self.of_small_total || self.value == 0 {
            Room { down: self.value > 0, up: true }
        } else if self.is_small(threshold) {
            Room { down: self.value > 1, up: self.value + 1 < threshold }
        } else {
            Room { down: self.value > threshold, up: true }
        }
    }

    /// What hiding it costs the reader: parts before totals, numbers before noughts, the smaller before the greater.
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
    /// Nothing of a system is shown.
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
