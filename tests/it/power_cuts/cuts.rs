//! The folders that a power cut may leave, worked out from a recorded command.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::disk::{DataChange, Disk, Inode, NameChange, Tree};
use super::recording::{Flushed, Recording, Step};
use crate::merge::work::Random;

/// How names reach the disk if no program waits for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Order {
    /// In the order of the calls: the file system keeps a journal, as ext4 and XFS do.
    Journal,
    /// In any order, but the changes of one name follow each other. File systems in schools are better than this.
    Loose,
}

/// The fate of a file's data if no program waited for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is lost: a new file is empty.
    Lost,
    /// All of it is there.
    Whole,
    /// The file has its length, but holds zeros.
    Zeros,
    /// The first half of the writes is there, and the first half of the next one.
    Half,
}

const FATES: [Fate; 4] = [Fate::Lost, Fate::Whole, Fate::Zeros, Fate::Half];

/// A folder after a power cut.
#[derive(Debug)]
pub(super) struct CutState {
    pub(super) tree: Tree,
    /// The output of the program so far.
    pub(super) told: String,
    pub(super) order: Order,
    /// The last step before the cut, and the choices made: the description in a failed test.
    pub(super) how: String,
}

impl CutState {
    /// Whether both folders and both answers are the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.told == other.told && self.tree == other.tree
    }
}

/// A recording, cut after a number of steps.
struct Cut<'a> {
    recording: &'a Recording,
    /// The steps that were done.
    steps: &'a [Step],
    /// For each step that sets names, the last steps before it that set one of the same names.
    follows: &'a BTreeMap<usize, BTreeSet<usize>>,
    /// The steps that set names.
    names: BTreeSet<usize>,
    /// The steps that are certain to be on the disk.
    certain: BTreeSet<usize>,
}

/// The folders that a cut after any step may leave, without repeats: first those that a journal can leave, then those that need
/// another order. The choices are the same in every run.
pub(super) fn states_of(recording: &Recording, seed: u64) -> Vec<CutState> {
    let (follows, before) = (&names_followed(&recording.steps), recording.before.tree());
    let mut random = Random(seed);
    let (mut states, mut seen) = (Vec::new(), BTreeSet::new());
    for order in [Order::Journal, Order::Loose] {
        for done in 0..=recording.steps.len() {
            let cut = Cut::new(recording, done, follows);
            let told = cut.told();
            for (chosen, disk) in cut.disks(order, &mut random) {
                let tree = disk.tree();
                if seen.insert(fingerprint(&tree, &before, &told)) {
                    let how = format!("{order:?}, cut after step {done} ({}), {chosen}", cut.last_step());
                    states.push(CutState { tree, told: told.clone(), order, how });
                }
            }
        }
    }
    states
}

/// A hash that differs if anything differs. Most files have not changed, so their bytes are not read.
fn fingerprint(tree: &Tree, before: &Tree, told: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (path, bytes) in tree {
        let is_as_before = before.get(path) == Some(bytes);
        (path, is_as_before, bytes.as_ref().filter(|_| !is_as_before)).hash(&mut hasher);
    }
    told.hash(&mut hasher);
    hasher.finish()
}

/// The two cuts that were measured on real disks, right after the last step (RELIABILITY 2.2). The disk has only what a program
/// waited for, or the whole journal as well, but no more data.
pub(super) fn measured_cut(recording: &Recording, is_journal_written: bool) -> CutState {
    let follows = names_followed(&recording.steps);
    let cut = Cut::new(recording, recording.steps.len(), &follows);
    let names = if is_journal_written { cut.names.clone() } else { cut.up_to_the_last_certain() };
    let how = format!("journal written: {is_journal_written}");
    CutState { tree: cut.disk(&names, |_| Fate::Lost).tree(), told: cut.told(), order: Order::Journal, how }
}

/// For each step that sets names, the last steps before it that set one of the same names.
fn names_followed(steps: &[Step]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut last: BTreeMap<(Inode, &str), usize> = BTreeMap::new();
    let mut follows = BTreeMap::new();
    for (nth, step) in steps.iter().enumerate() {
        let Step::Names(changes) = step else { continue };
        let before = changes.iter().filter_map(|change| last.insert((change.folder, &change.name), nth));
        follows.insert(nth, before.filter(|before| *before != nth).collect());
    }
    follows
}

/// The steps that are certain to be on the disk, because a program waited for them afterwards.
fn certain_steps(steps: &[Step]) -> BTreeSet<usize> {
    let (mut certain, mut everything, mut one) = (BTreeSet::new(), false, BTreeSet::new());
    for (nth, step) in steps.iter().enumerate().rev() {
        let is_certain = match step {
            Step::Flush(Flushed::Everything, _) => {
                everything = true;
                continue;
            }
            Step::Flush(Flushed::One(inode), _) => {
                one.insert(*inode);
                continue;
            }
            Step::Names(changes) => changes.iter().any(|change| one.contains(&change.folder)),
            Step::Data(file, _) => one.contains(file),
            Step::Told(_) => continue,
        };
        if everything || is_certain {
            certain.insert(nth);
        }
    }
    certain
}

impl<'a> Cut<'a> {
    fn new(recording: &'a Recording, done: usize, follows: &'a BTreeMap<usize, BTreeSet<usize>>) -> Self {
        let names = follows.keys().copied().filter(|nth| *nth < done).collect();
        let steps = &recording.steps[..done];
        Self { recording, steps, follows, names, certain: certain_steps(steps) }
    }

    fn told(&self) -> String {
        let said =
            self.steps.iter().filter_map(|step| if let Step::Told(text) = step { Some(text.as_str()) } else { None });
        said.collect()
    }

    /// The last step, in a few words.
    fn last_step(&self) -> String {
        match self.steps.last() {
            None => "nothing done".to_owned(),
            Some(Step::Names(changes)) => {
                let names: Vec<String> = changes.iter().map(in_words).collect();
                names.join(" and ")
            }
            Some(Step::Data(file, DataChange::Write(place, bytes))) => {
                format!("wrote {} bytes at {place} into {file}", bytes.len())
            }
            Some(Step::Data(file, DataChange::Length(length))) => format!("cut {file} to {length} bytes"),
            Some(Step::Flush(flushed, caller)) => format!("{caller:?} flushed {flushed:?}"),
            Some(Step::Told(text)) => format!("told {text:?}"),
        }
    }

    /// These steps, and all steps that they follow, directly or indirectly.
    fn with_what_they_need(&self, steps: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let (mut all, mut open): (BTreeSet<usize>, Vec<usize>) = (BTreeSet::new(), steps.into_iter().collect());
        while let Some(nth) = open.pop() {
            if all.insert(nth) {
                open.extend(&self.follows[&nth]);
            }
        }
        all
    }

    /// The disks that a cut here may leave: fixed choices first, then random ones.
    fn disks(&self, order: Order, random: &mut Random) -> Vec<(String, Disk)> {
        match order {
            Order::Journal => self.in_order(random),
            Order::Loose => self.in_any_order(random),
        }
    }

    /// The names that are certain to be on the disk, and the names that they follow.
    fn certain_names(&self) -> BTreeSet<usize> {
        self.with_what_they_need(self.certain.intersection(&self.names).copied())
    }

    /// All names up to the last certain one: a journal holds at least these.
    fn up_to_the_last_certain(&self) -> BTreeSet<usize> {
        let last = self.certain_names().last().copied();
        self.names.iter().copied().filter(|nth| last.is_some_and(|last| *nth <= last)).collect()
    }

    /// A journal keeps all names up to some moment after the last certain name.
    fn in_order(&self, random: &mut Random) -> Vec<(String, Disk)> {
        let (all, first) = (&self.names, self.up_to_the_last_certain());
        let mut disks = Vec::new();
        for fate in FATES {
            disks.push((format!("all names, data {fate:?}"), self.disk(all, |_| fate)));
            disks.push((format!("the certain names, data {fate:?}"), self.disk(&first, |_| fate)));
        }
        for _ in 0..4 {
            let more = random.below(all.len() - first.len() + 1);
            let names = all.iter().copied().take(first.len() + more).collect();
            disks.push((format!("{more} more names, data at random"), self.random_data(&names, random)));
        }
        disks
    }

    /// Each name that is not certain may be missing. Then the names that follow it are missing too.
    fn in_any_order(&self, random: &mut Random) -> Vec<(String, Disk)> {
        let certain = &self.certain_names();
        let open: Vec<usize> = self.names.difference(certain).copied().collect();
        if open.is_empty() {
            return Vec::new();
        }
        let mut disks = Vec::new();
        for fate in [Fate::Whole, Fate::Lost] {
            let one = open[random.below(open.len())];
            let kept = self.names.iter().copied().filter(|nth| !self.with_what_they_need([*nth]).contains(&one));
            disks.push((
                format!("without the names of step {one}, data {fate:?}"),
                self.disk(&kept.collect(), |_| fate),
            ));
            let one = open[random.below(open.len())];
            let kept = self.with_what_they_need(certain.iter().copied().chain([one]));
            disks.push((
                format!("with no more than the names of step {one}, data {fate:?}"),
                self.disk(&kept, |_| fate),
            ));
        }
        for _ in 0..4 {
            let some: Vec<usize> = open.iter().copied().filter(|_| random.below(2) == 0).collect();
            let kept = self.with_what_they_need(some.into_iter().chain(certain.iter().copied()));
            disks.push(("names and data at random".to_owned(), self.random_data(&kept, random)));
        }
        disks
    }

    fn random_data(&self, names: &BTreeSet<usize>, random: &mut Random) -> Disk {
        let mut fates = BTreeMap::new();
        self.disk(names, |file| *fates.entry(file).or_insert_with(|| FATES[random.below(FATES.len())]))
    }

    /// The disk with the names of these steps, and each file's unflushed data as its fate says.
    fn disk(&self, names: &BTreeSet<usize>, mut fate: impl FnMut(Inode) -> Fate) -> Disk {
        let mut disk = self.recording.before.clone();
        let mut unflushed: BTreeMap<Inode, Vec<&DataChange>> = BTreeMap::new();
        for (nth, step) in self.steps.iter().enumerate() {
            match step {
                Step::Names(changes) if names.contains(&nth) => changes.iter().for_each(|change| disk.rename(change)),
                Step::Data(file, change) if self.certain.contains(&nth) => disk.write(*file, change),
                Step::Data(file, change) => unflushed.entry(*file).or_default().push(change),
                Step::Names(_) | Step::Flush(..) | Step::Told(_) => {}
            }
        }
        for (file, changes) in unflushed {
            for change in as_fate_has_it(&changes, fate(file)) {
                disk.write(file, &change);
            }
        }
        disk
    }
}

/// The part of the changes to a file that survives.
fn as_fate_has_it(changes: &[&DataChange], fate: Fate) -> Vec<DataChange> {
    let whole = |changes: &[&DataChange]| changes.iter().map(|change| (*change).clone()).collect::<Vec<_>>();
    match fate {
        Fate::Lost => Vec::new(),
        Fate::Whole => whole(changes),
        Fate::Zeros => changes.iter().map(|change| zeroed(change)).collect(),
        Fate::Half => {
            let (first, rest) = changes.split_at(changes.len() / 2);
            let torn = rest.first().and_then(|change| match change {
                DataChange::Write(place, bytes) => Some(DataChange::Write(*place, bytes[..bytes.len() / 2].to_vec())),
                DataChange::Length(_) => None,
            });
            whole(first).into_iter().chain(torn).collect()
        }
    }
}

fn zeroed(change: &DataChange) -> DataChange {
    match change {
        DataChange::Write(place, bytes) => DataChange::Write(*place, vec![0; bytes.len()]),
        DataChange::Length(length) => DataChange::Length(*length),
    }
}

fn in_words(change: &NameChange) -> String {
    match change.now {
        Some(inode) => format!("{} is {inode}", change.name),
        None => format!("{} is gone", change.name),
    }
}
