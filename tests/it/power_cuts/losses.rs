//! Looks at many power cuts at once and counts the losses.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Recorded;
use super::cuts::{CutState, Order};
use super::look::Loss;

/// How many folders are looked at at the same time. Many of them wait three seconds for a lock that a power cut left unfilled.
const AT_ONCE: usize = 24;

/// How many losses of each kind a failed test describes.
const DESCRIBED: usize = 3;

/// All losses, by kind.
#[derive(Debug)]
pub(super) struct Losses {
    /// How many different cuts were looked at.
    pub(super) cuts: usize,
    commands: usize,
    found: BTreeMap<(Order, Loss), Vec<String>>,
}

impl Losses {
    /// Looks at folders after power cuts.
    pub(super) fn of(recorded: &[Recorded], states: &[(usize, CutState)]) -> Self {
        let (place, next, found) = (scratch(), AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        let look = || {
            while let Some((nth, (of, state))) = next_of(states, &next) {
                let recorded = &recorded[*of];
                for (loss, why) in recorded.expected.look_at(state, &place.path().join(nth.to_string())) {
                    let mut found = found.lock().unwrap();
                    let reasons: &mut Vec<String> = found.entry((state.order, loss)).or_default();
                    reasons.push(format!("{:?}: {}: {loss:?}: {why}", recorded.typed, state.how));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(look);
            }
        });
        Self { cuts: states.len(), commands: recorded.len(), found: found.into_inner().unwrap() }
    }

    /// A few losses of each of these kinds, in words.
    pub(super) fn found(&self, order: Order, kinds: &[Loss]) -> Vec<&str> {
        let found = kinds.iter().filter_map(|kind| self.found.get(&(order, *kind)));
        found.flat_map(|reasons| reasons.iter().take(DESCRIBED).map(String::as_str)).collect()
    }

    /// The figures.
    pub(super) fn in_words(&self, program: &str) -> String {
        let kinds = self.found.iter().map(|((order, loss), reasons)| format!("{} {loss:?} ({order:?})", reasons.len()));
        let kinds: Vec<String> = kinds.collect();
        let lost = if kinds.is_empty() { "nothing lost".to_owned() } else { kinds.join(", ") };
        format!("{program}: {} different power cuts over {} commands: {lost}", self.cuts, self.commands)
    }
}

/// Takes the next one, and gives its number too.
fn next_of<'a, T>(all: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let nth = next.fetch_add(1, Ordering::Relaxed);
    all.get(nth).map(|one| (nth, one))
}

/// A folder for the folders that are made real, in memory if possible.
pub(super) fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
