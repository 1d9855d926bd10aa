//! Records how the real program, and the git that it starts, changes its folder, step by step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use super::disk::{DataChange, Disk, Inode, NameChange};
use super::strace::{Call, WATCHED};
use crate::common::program::program_in;

/// The program that makes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// The program that was started.
    Program,
    /// A program that it started: git.
    Child,
}

/// The part of the disk that a program waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flushed {
    /// The data of this file, or the names in this folder.
    One(Inode),
    /// All of it.
    Everything,
}

/// One step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Names are set or removed, all at the same moment.
    Names(Vec<NameChange>),
    /// A file's bytes change.
    Data(Inode, DataChange),
    /// The program waits until something is on the disk.
    Flush(Flushed, Caller),
    /// The program printed this.
    Told(String),
}

/// A folder before a command, and the steps of the command.
#[derive(Debug, Clone)]
pub(super) struct Recording {
    /// The folder before the command. It already has the files that the command will make, empty and without a name.
    pub(super) before: Disk,
    /// The folder after the command.
    pub(super) after: Disk,
    pub(super) steps: Vec<Step>,
}

impl Recording {
    /// Runs a program in a folder and records it. The program must succeed.
    pub(super) fn of(folder: &Path, typed: &[&str], variables: &[(&str, String)]) -> Self {
        let folder = &std::fs::canonicalize(folder).unwrap();
        let mut before = Disk::read(folder);
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut strace: Command = program_in(folder, "strace");
        strace.args(WATCHED).arg("-o").arg(log.path()).args(typed).envs(variables.iter().cloned());
        let output = strace.output().unwrap();
        assert!(output.status.success(), "{typed:?}: {output:?}");
        let mut recorder = Recorder::new(folder, before.clone());
        for call in Call::in_log(&std::fs::read_to_string(log.path()).unwrap()) {
            recorder.take(&call);
        }
        let (real, recorded) = (Disk::read(folder).tree(), recorder.now.tree());
        let differ: Vec<&String> =
            real.keys().chain(recorded.keys()).filter(|path| real.get(*path) != recorded.get(*path)).collect();
        assert!(differ.is_empty(), "{typed:?}: the recording ends with other files than the command: {differ:?}");
        before.add_what_is_only_in(&recorder.now);
        Self { before, after: recorder.now, steps: recorder.steps }
    }

    /// The same recording, as if this caller had never waited for the disk.
    pub(super) fn without_flushes_of(mut self, caller: Caller) -> Self {
        self.steps.retain(|step| !matches!(step, Step::Flush(_, by) if *by == caller));
        self
    }
}

/// Follows the calls.
struct Recorder<'a> {
    folder: &'a Path,
    /// The folder as the programs see it at this moment.
    now: Disk,
    steps: Vec<Step>,
    /// The offset of the next write in each file that was opened for writing; `None` is the end of the file. No two programs
    /// write to a file at the same time here.
    places: BTreeMap<Inode, Option<usize>>,
    /// The folder that each process works in.
    working: BTreeMap<u32, PathBuf>,
    /// The first process.
    program: Option<u32>,
    /// Processes that started another program.
    children: BTreeSet<u32>,
}

impl<'a> Recorder<'a> {
    fn new(folder: &'a Path, now: Disk) -> Self {
        Self {
            folder,
            now,
            steps: Vec::new(),
            places: BTreeMap::new(),
            working: BTreeMap::new(),
            program: None,
            children: BTreeSet::new(),
        }
    }

    fn take(&mut self, call: &Call) {
        match call.name.as_str() {
            "execve" => self.starts(call.process),
            "chdir" => {
                let folder = self.whole_path(call.process, call.path(0));
                self.working.insert(call.process, folder);
            }
            "openat" => self.open(call),
            "write" => self.write(call),
            "lseek" => self.with_file(call, |recorder, file| {
                recorder.places.insert(file, Some(call.result));
            }),
            "pwrite64" => self.with_file(call, |recorder, file| {
                recorder.data(file, DataChange::Write(call.number(3), written(call)));
            }),
            "ftruncate" => self.with_file(call, |recorder, file| {
                recorder.data(file, DataChange::Length(call.number(1)));
            }),
            "rename" => self.rename(call, (0, None), (1, None)),
            "renameat" | "renameat2" => self.rename(call, (1, Some(0)), (3, Some(2))),
            "link" => self.link(call, (0, None), (1, None)),
            "linkat" => self.link(call, (1, Some(0)), (3, Some(2))),
            "unlink" | "rmdir" => self.remove(call, (0, None)),
            "unlinkat" => self.remove(call, (1, Some(0))),
            "mkdir" => self.make_folder(call, (0, None)),
            "mkdirat" => self.make_folder(call, (1, Some(0))),
            "fsync" | "fdatasync" => self.flush_one(call),
            "sync" | "syncfs" => self.steps.push(Step::Flush(Flushed::Everything, self.caller(call.process))),
            // This call does not promise that the data can be found after a cut.
            "sync_file_range" => {}
            _ => self.refuse_here(call),
        }
    }

    /// Notes that a process starts a program. The first one is the recorded command.
    fn starts(&mut self, process: u32) {
        if self.program.is_none() {
            self.program = Some(process);
        } else {
            self.children.insert(process);
        }
    }

    fn caller(&self, process: u32) -> Caller {
        if self.children.contains(&process) { Caller::Child } else { Caller::Program }
    }

    /// Stops at a call that the model does not know, if it may change the folder. Private memory cannot.
    fn refuse_here(&self, call: &Call) {
        let shared = call.argument(2).contains("PROT_WRITE") && call.argument(3).contains("MAP_SHARED");
        let harmless = call.name == "mmap" && !shared;
        let is_here = |nth| call.open_file(nth).is_some_and(|path| path.starts_with(self.folder));
        let names_a_path = (0..4).any(|nth| call.argument(nth).starts_with('"'));
        assert!(harmless || !names_a_path && !(0..5).any(is_here), "{} is not in the model: {call:?}", call.name);
    }

    /// A full path, without `.` and `..`.
    fn whole_path(&self, process: u32, path: PathBuf) -> PathBuf {
        let from = self.working.get(&process).map_or(self.folder, PathBuf::as_path);
        let mut whole = PathBuf::new();
        for part in from.join(path).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    whole.pop();
                }
                Component::Prefix(_) | Component::RootDir | Component::Normal(_) => whole.push(part),
            }
        }
        whole
    }

    /// The path below the folder that a call names, with a string and perhaps an open folder to start from.
    fn named(&mut self, call: &Call, (path, from): (usize, Option<usize>)) -> Option<PathBuf> {
        let path = match from.and_then(|nth| call.open_file(nth)) {
            Some(from) => from.join(call.path(path)),
            None => call.path(path),
        };
        let whole = self.whole_path(call.process, path);
        whole.strip_prefix(self.folder).ok().map(Path::to_owned)
    }

    fn with_file(&mut self, call: &Call, then: impl FnOnce(&mut Self, Inode)) {
        let here = call.open_file(0).and_then(|path| path.strip_prefix(self.folder).map(Path::to_owned).ok());
        if let Some(file) = here.and_then(|path| self.now.find(&path)).filter(|inode| self.now.is_file(*inode)) {
            then(self, file);
        }
    }

    fn data(&mut self, file: Inode, change: DataChange) {
        self.now.write(file, &change);
        self.steps.push(Step::Data(file, change));
    }

    fn names(&mut self, changes: Vec<NameChange>) {
        for change in &changes {
            self.now.rename(change);
        }
        self.steps.push(Step::Names(changes));
    }

    /// Gives the name at this path to a file or folder, or removes the name.
    fn name(&self, path: &Path, now: Option<Inode>) -> NameChange {
        let folder = self.now.find(path.parent().unwrap()).unwrap_or_else(|| panic!("{}", path.display()));
        NameChange { folder, name: path.file_name().unwrap().to_str().unwrap().to_owned(), now }
    }

    fn open(&mut self, call: &Call) {
        if let (Some(folder), "AT_FDCWD") = (call.open_file(0), call.descriptor(0)) {
            self.working.insert(call.process, folder);
        }
        let flags = call.argument(2).to_owned();
        let writes = flags.contains("O_WRONLY") || flags.contains("O_RDWR");
        let Some(path) = self.named(call, (1, Some(0))).filter(|_| writes) else { return };
        assert!(!flags.contains("O_TMPFILE"), "a file without a name is not in the model: {call:?}");
        let file = match self.now.find(&path) {
            Some(file) => file,
            None => {
                let new = self.now.new_file();
                self.names(vec![self.name(&path, Some(new))]);
                new
            }
        };
        if flags.contains("O_TRUNC") && self.now.length(file) > 0 {
            self.data(file, DataChange::Length(0));
        }
        self.places.insert(file, if flags.contains("O_APPEND") { None } else { Some(0) });
    }

    fn write(&mut self, call: &Call) {
        let is_here = call.open_file(0).is_some_and(|path| path.starts_with(self.folder));
        if call.descriptor(0) == "1" && !is_here && self.caller(call.process) == Caller::Program {
            self.steps.push(Step::Told(String::from_utf8(written(call)).unwrap()));
        }
        self.with_file(call, |recorder, file| {
            let place = recorder.places[&file];
            let bytes = written(call);
            if let Some(place) = place {
                recorder.places.insert(file, Some(place + bytes.len()));
            }
            let place = place.unwrap_or_else(|| recorder.now.length(file));
            recorder.data(file, DataChange::Write(place, bytes));
        });
    }

    fn rename(&mut self, call: &Call, from: (usize, Option<usize>), to: (usize, Option<usize>)) {
        assert!(!call.argument(4).contains("EXCHANGE"), "not in the model: {call:?}");
        match (self.named(call, from), self.named(call, to)) {
            (Some(from), Some(to)) => {
                let inode = self.now.find(&from);
                self.names(vec![self.name(&from, None), self.name(&to, inode)]);
            }
            (None, None) => {}
            _ => panic!("over the edge of the folder: {call:?}"),
        }
    }

    fn link(&mut self, call: &Call, from: (usize, Option<usize>), to: (usize, Option<usize>)) {
        match (self.named(call, from), self.named(call, to)) {
            (Some(from), Some(to)) => {
                let inode = self.now.find(&from);
                self.names(vec![self.name(&to, inode)]);
            }
            (None, None) => {}
            _ => panic!("over the edge of the folder: {call:?}"),
        }
    }

    fn remove(&mut self, call: &Call, place: (usize, Option<usize>)) {
        if let Some(path) = self.named(call, place) {
            self.names(vec![self.name(&path, None)]);
        }
    }

    fn make_folder(&mut self, call: &Call, place: (usize, Option<usize>)) {
        if let Some(path) = self.named(call, place) {
            let new = self.now.new_folder();
            self.names(vec![self.name(&path, Some(new))]);
        }
    }

    fn flush_one(&mut self, call: &Call) {
        let here = call.open_file(0).and_then(|path| path.strip_prefix(self.folder).map(Path::to_owned).ok());
        if let Some(inode) = here.and_then(|path| self.now.find(&path)) {
            self.steps.push(Step::Flush(Flushed::One(inode), self.caller(call.process)));
        }
    }
}

/// The bytes that a call wrote, which may be fewer than it asked to write.
fn written(call: &Call) -> Vec<u8> {
    let mut bytes = call.bytes(1);
    bytes.truncate(call.result);
    bytes
}
