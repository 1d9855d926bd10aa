//! Power cuts, by a model (RELIABILITY 2.2, 10 and Appendix B; docs/faults.md). The tests record how the real program and its git
//! change the disk. From this they make the folders that a power cut may leave, look at each one, and run the next command in it.
//!
//! The model assumes:
//! - A file's data and length are certain to be on the disk once a program has waited for them with `fsync` or `fdatasync` of
//!   that file, `syncfs` or `sync`. The name of the file is still not certain then.
//! - A cut may lose a file's other writes, keep them, leave zeros in their place, or tear them, so that the first half of the
//!   writes is there, and half of the next one.
//! - The names in a folder are certain after an `fsync` of that folder, `syncfs` or `sync`. A rename is done or not done.
//! - Other names reach the disk in the order of the calls ([`Order::Journal`]), and a cut stops this at any moment. ext4 and XFS
//!   work like this with all their options. [`Order::Loose`] is worse than real disks: any of these names may be missing, but the
//!   changes of one name follow each other.
//! - Data and names are independent. A name may be there without the data, and an old file may have new data without having its
//!   new name.
//! - The disk keeps what it has confirmed. The permissions and times of files are left out.
//!
//! A model that never loses data would make this test worthless. So the model is also given the program without its own flushes,
//! git with its default settings, and three ways of writing a file that were measured on real disks. It must lose what the real
//! disks lost.
//!
//! A run of `cargo test` takes a sample; `SEND_FULL_SWEEP=1 cargo test --test it power_cuts:: -- --nocapture` takes more of every
//! command and prints the figures.

mod cuts;
mod disk;
mod look;
mod losses;
mod recording;
mod strace;

use std::time::Instant;

use crate::common::committing::{COMMITS_ARE_FINISHED, WritingCase, writing_cases};
use crate::common::office::Office;
use crate::common::program::is_full_sweep;
use crate::faults::can_trace;
use cuts::{CutState, Order, measured_cut, states_of};
use look::{Expected, Loss};
use losses::{Losses, scratch};
use recording::{Caller, Recording};

/// Losses that may never happen, and losses that may not happen because the next command finishes commits.
const NEVER: &[Loss] = &[Loss::RecordCut, Loss::RecordGone, Loss::HistoryBroken, Loss::CommitGone, Loss::NextRefused];
const FINISHED: &[Loss] = &[Loss::NextNotCommitted, Loss::NotInHistory, Loss::OtherwiseTold, Loss::ListBehind];

const RECORD: &str = "pupils/p014.yaml";

/// A program that was recorded in a separate folder.
struct Recorded {
    typed: Vec<String>,
    recording: Recording,
    expected: Expected,
    /// The computer with the settings of its git.
    _office: Office,
}

impl Recorded {
    fn command(case: &WritingCase) -> Self {
        let office = Office::empty("records").unwrap();
        case.set_up(&office);
        Self::typed(office, &case.typed())
    }

    fn typed(office: Office, typed: &[&str]) -> Self {
        let recording = Recording::of(office.root(), typed, &office.variables());
        let expected = Expected::of(&recording, office.root(), office.variables().to_vec());
        let typed = typed.iter().skip(1).map(|word| (*word).to_owned()).collect();
        Self { typed, recording, expected, _office: office }
    }

    /// A shell in a folder of records.
    fn shell(script: &str) -> Self {
        let office = Office::empty("records").unwrap();
        writing_cases()[0].set_up(&office);
        Self::typed(office, &["sh", "-e", "-c", script])
    }

    /// A commit by hand of a change to a record.
    fn commit_by_hand(settings: &str, then: &str) -> Self {
        let office = Office::empty("records").unwrap();
        writing_cases()[0].set_up(&office);
        // The tests set this to make their own git fast.
        office.git(&["config", "--global", "--unset", "core.fsync"]);
        office.write(RECORD, &(office.read(RECORD) + "# by hand\n"));
        let script = format!("git {settings} commit --quiet --message 'by hand' {RECORD}; {then} echo p014: committed");
        Self::typed(office, &["sh", "-e", "-c", &script])
    }

    /// The two cuts that were measured, and up to this many others in the order of a journal, evenly chosen from all that are
    /// possible. A third as many need another order.
    fn cuts(&self, number: usize) -> Vec<CutState> {
        let mut chosen = vec![measured_cut(&self.recording, false), measured_cut(&self.recording, true)];
        chosen.dedup_by(|state, other| state.is_like(other));
        let mut others = states_of(&self.recording, 7);
        others.retain(|state| !chosen.iter().any(|other| state.is_like(other)));
        let (journal, loose) = others.into_iter().partition(|state| state.order == Order::Journal);
        chosen.extend(evenly(journal, number));
        chosen.extend(evenly(loose, number / 3));
        chosen
    }
}

/// This many of them, or all of them if there are fewer.
fn evenly(all: Vec<CutState>, number: usize) -> impl Iterator<Item = CutState> {
    let length = all.len();
    all.into_iter().enumerate().filter(move |(nth, _)| nth * number % length < number).map(|(_, state)| state)
}

/// Cuts every command this many times. A sample cuts some commands fewer times. `altered` may change the recordings first.
fn sweep((full, sample): (usize, usize), altered: impl Fn(Recording) -> Recording) -> Losses {
    let (first, every, number) = if is_full_sweep() { (0, 1, full) } else { (4, 5, sample) };
    let cases = writing_cases();
    let recorded = cases.iter().skip(first).step_by(every).map(Recorded::command);
    let recorded: Vec<Recorded> = recorded.map(|one| Recorded { recording: altered(one.recording), ..one }).collect();
    looked_at(&recorded, number)
}

/// Cuts each recording this many times, and counts the losses.
fn looked_at(recorded: &[Recorded], number: usize) -> Losses {
    let cuts =
        recorded.iter().enumerate().flat_map(|(nth, one)| one.cuts(number).into_iter().map(move |cut| (nth, cut)));
    Losses::of(recorded, &cuts.collect::<Vec<_>>())
}

#[test]
fn after_a_power_cut_nothing_reported_is_lost_and_the_next_command_works() {
    if !can_trace() {
        return;
    }
    let started = Instant::now();
    let losses = sweep((120, 18), |recording| recording);
    eprintln!("{} in {:?}", losses.in_words("the program"), started.elapsed());
    let may_not = if COMMITS_ARE_FINISHED { [NEVER, FINISHED].concat() } else { NEVER.to_vec() };
    let found = losses.found(Order::Journal, &may_not);
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Real disks are better than this, but even here no data may be lost. There is one exception: if the copy of a lock on git's
    // list is lost, no one can tell who owns the lock. It is reported, and blocks no change.
    let in_any_order: Vec<Loss> =
        may_not.iter().copied().filter(|loss| !matches!(loss, Loss::NextNotCommitted | Loss::ListBehind)).collect();
    let found = losses.found(Order::Loose, &in_any_order);
    assert!(found.is_empty(), "{}", found.join("\n"));
    let cuts = losses.number_of_cuts(Order::Journal);
    assert!(cuts >= if is_full_sweep() { 2000 } else { 70 }, "{cuts} cuts");
}

#[test]
fn the_program_without_its_own_flushes_loses_data() {
    if !can_trace() {
        return;
    }
    let started = Instant::now();
    let losses = sweep((40, 8), |recording| recording.without_flushes_of(Caller::Program));
    eprintln!("{} in {:?}", losses.in_words("the program without its own flushes"), started.elapsed());
    for loss in [Loss::RecordCut, Loss::RecordGone, Loss::CommitGone] {
        assert!(!losses.found(Order::Journal, &[loss]).is_empty(), "the model cannot show this loss: {loss:?}");
    }
}

#[test]
fn git_with_its_default_settings_loses_data() {
    if !can_trace() {
        return;
    }
    let started = Instant::now();
    let number = if is_full_sweep() { 1000 } else { 40 };
    let losses = looked_at(&[Recorded::commit_by_hand("", "")], number);
    eprintln!("{} in {:?}", losses.in_words("git with its default settings"), started.elapsed());
    for loss in [Loss::HistoryBroken, Loss::CommitGone] {
        assert!(!losses.found(Order::Journal, &[loss]).is_empty(), "the model cannot show this loss: {loss:?}");
    }
}

/// RELIABILITY, Appendix B: a cut right after `git commit`, on ext4 and XFS.
#[test]
fn the_model_keeps_and_loses_the_commits_that_real_disks_kept_and_lost() {
    if !can_trace() {
        return;
    }
    for (settings, then, nothing_written, journal_written) in [
        ("", "", "gone", "broken"),
        ("-c core.fsync=all", "", "gone", "kept"),
        ("-c core.fsync=all", "sync --file-system .git;", "kept", "kept"),
    ] {
        let recorded = Recorded::commit_by_hand(settings, then);
        let place = scratch();
        for (is_journal_written, became) in [(false, nothing_written), (true, journal_written)] {
            let cut = measured_cut(&recorded.recording, is_journal_written);
            let committed = recorded.expected.committed(&cut, &place.path().join("cut"), RECORD);
            let now = match &committed {
                Ok(bytes) if bytes.ends_with(b"# by hand\n") => "kept",
                Ok(_) => "gone",
                Err(_) => "broken",
            };
            assert_eq!(now, became, "git {settings} {then} {is_journal_written}: {committed:?}");
        }
    }
}

/// RELIABILITY 2.2: three ways of writing a file, and what they lose.
#[test]
fn the_model_keeps_and_loses_the_files_that_real_disks_kept_and_lost() {
    if !can_trace() {
        return;
    }
    let write = "echo 'format: 1' > pupils/new.tmp;";
    for (script, may_be_cut, may_be_gone) in [
        ("echo 'format: 1' > pupils/p014.yaml;".to_owned(), true, true),
        (format!("{write} mv pupils/new.tmp pupils/p014.yaml;"), true, true),
        (format!("{write} sync pupils/new.tmp; mv pupils/new.tmp pupils/p014.yaml; sync pupils;"), false, false),
    ] {
        let recorded = Recorded::shell(&format!("{script} echo p014: done"));
        let (expected, states) = (&recorded.expected, states_of(&recorded.recording, 7));
        let cut = states.iter().filter(|state| expected.is_cut(state)).count();
        let gone = states.iter().filter(|state| !state.told.is_empty() && !expected.is_done(state)).count();
        eprintln!("{script} {cut} cut and {gone} gone after {} power cuts", states.len());
        assert_eq!((cut > 0, gone > 0), (may_be_cut, may_be_gone), "{script}");
    }
}
