//! Looks at many power cuts and counts the losses.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Recorded;
use super::cuts::{CutState, Order};
use super::look::Loss;

/// How many folders are looked at at the same time. Many of them wait three seconds for a lock that a power cut left empty.
const AT_ONCE: usize = 24;

/// How many losses of each kind a failed test describes.
const DESCRIBED: usize = 3;

/// All losses, by kind.
#[derive(Debug)]
pub(super) struct Losses {
    /// How many different cuts were looked at, by the order of names that they need.
    cuts: BTreeMap<Order, usize>,
    commands: usize,
    found: BTreeMap<(Order, Loss), Vec<String>>,
}

impl Losses {
    /// Looks at folders after power cuts.
    pub(super) fn of(recorded: &[Recorded], states: &[(usize, CutState)]) -> Self {
        let (place, next, found) = (scratch(), AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| look_until_none_is_left(recorded, states, place.path(), &next, &found));
            }
        });
        let mut cuts = BTreeMap::new();
        for (_, state) in states {
            *cuts.entry(state.order).or_default() += 1;
        }
        Self { cuts, commands: recorded.len(), found: found.into_inner().unwrap() }
    }

    /// A few losses of each of these kinds, in words.
    pub(super) fn found(&self, order: Order, kinds: &[Loss]) -> Vec<&str> {
        let found = kinds.iter().filter_map(|kind| self.found.get(&(order, *kind)));
        found.flat_map(|reasons| reasons.iter().take(DESCRIBED).map(String::as_str)).collect()
    }

    /// How many different cuts were looked at.
    pub(super) fn number_of_cuts(&self, order: Order) -> usize {
        self.cuts[&order]
    }

    /// The figures.
    pub(super) fn in_words(&self, program: &str) -> String {
        let figures = self.cuts.iter().map(|(order, cuts)| {
            let found = self.found.iter().filter(|((of, _), _)| of == order);
            let kinds: Vec<String> = found.map(|((_, loss), reasons)| format!("{} {loss:?}", reasons.len())).collect();
            format!("{cuts} different power cuts ({order:?}): {}", kinds.join(", "))
        });
        format!("{program}, {} commands: {}", self.commands, figures.collect::<Vec<_>>().join("; "))
    }
}

/// Looks at one folder after another, until none is left.
fn look_until_none_is_left(
    recorded: &[Recorded],
    states: &[(usize, CutState)],
    place: &Path,
    next: &AtomicUsize,
    found: &Mutex<BTreeMap<(Order, Loss), Vec<String>>>,
) {
    while let Some((nth, (of, state))) = next_of(states, next) {
        let recorded = &recorded[*of];
        for (loss, why) in recorded.expected.look_at(state, &place.join(nth.to_string())) {
            let why = format!("{:?}: {}: {loss:?}: {why}", recorded.typed, state.how);
            found.lock().unwrap().entry((state.order, loss)).or_default().push(why);
        }
    }
}

/// Takes the next item, and returns its index too.
fn next_of<'a, T>(all: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let nth = next.fetch_add(1, Ordering::Relaxed);
    all.get(nth).map(|one| (nth, one))
}

/// A folder for the folders that are made real, in memory if possible.
pub(super) fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
