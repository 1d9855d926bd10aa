//! Reads a log of `strace`: the calls that succeeded, in the order they ended.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Options of `strace`: watch child processes too, and print the path of each open file. Strings are printed in full and in
/// hexadecimal, because a comma or bracket in a record could be mistaken for one of `strace`'s own.
#[rustfmt::skip]
pub(super) const WATCHED: &[&str] = &["-f", "-y", "-xx", "-s", "4000000", "-qq", "-e", "signal=none", "-e", concat!(
    "trace=execve,chdir,fchdir,mmap,",
    "open,openat,openat2,creat,truncate,ftruncate,fallocate,lseek,",
    "write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,io_uring_enter,",
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,",
    "fsync,fdatasync,sync_file_range,sync,syncfs",
)];

/// A system call that succeeded.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) process: u32,
    pub(super) name: String,
    arguments: Vec<String>,
    /// Its result: a number of bytes, an offset in the file, or a number that is not used here.
    pub(super) result: usize,
}

impl Call {
    /// The calls of a whole log.
    pub(super) fn in_log(log: &str) -> Vec<Self> {
        let mut begun: BTreeMap<u32, String> = BTreeMap::new();
        let mut calls = Vec::new();
        for line in log.lines() {
            let (process, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
            let (process, rest) = (process.parse().unwrap_or_else(|_| panic!("{line}")), rest.trim_start());
            if let Some(beginning) = rest.strip_suffix("<unfinished ...>") {
                begun.insert(process, beginning.trim_end().to_owned());
                continue;
            }
            let ended = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>"));
            let whole = match ended {
                Some((_, end)) => begun.remove(&process).unwrap_or_else(|| panic!("{line}")) + end,
                None => rest.to_owned(),
            };
            calls.extend(Self::of_line(process, &whole));
        }
        calls
    }

    /// One call on one line; `None` if it failed, or ended the process.
    fn of_line(process: u32, line: &str) -> Option<Self> {
        let (call, result) = line.rsplit_once(" = ")?;
        if result.starts_with(['-', '?']) {
            return None;
        }
        let (name, arguments) = call.trim_end().strip_suffix(')')?.split_once('(')?;
        let digits = result.split(|character: char| !character.is_ascii_digit()).next()?;
        Some(Self {
            process,
            name: name.to_owned(),
            arguments: arguments.split(", ").map(str::to_owned).collect(),
            result: digits.parse().ok()?,
        })
    }

    /// An argument as `strace` prints it, or an empty string.
    pub(super) fn argument(&self, nth: usize) -> &str {
        self.arguments.get(nth).map_or("", String::as_str)
    }

    /// A number.
    pub(super) fn number(&self, nth: usize) -> usize {
        self.argument(nth).parse().unwrap_or_else(|_| panic!("argument {nth} is not a number: {self:?}"))
    }

    /// The bytes of a string.
    pub(super) fn bytes(&self, nth: usize) -> Vec<u8> {
        let quoted = self.argument(nth).strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        from_hexadecimal(quoted.unwrap_or_else(|| panic!("argument {nth} is not a whole string: {self:?}")))
    }

    /// A path that the program named.
    pub(super) fn path(&self, nth: usize) -> PathBuf {
        String::from_utf8(self.bytes(nth)).unwrap().into()
    }

    /// The path of an open file; `None` if it never had a name or has lost it.
    pub(super) fn open_file(&self, nth: usize) -> Option<PathBuf> {
        let (_, name) = self.argument(nth).strip_suffix('>')?.split_once('<')?;
        Some(String::from_utf8(from_hexadecimal(name)).unwrap().into())
    }

    /// The number of a descriptor.
    pub(super) fn descriptor(&self, nth: usize) -> &str {
        self.argument(nth).split('<').next().unwrap_or_default()
    }
}

/// Turns `\x2f\x61` into `/a`. Other text stays as it is.
fn from_hexadecimal(text: &str) -> Vec<u8> {
    match text.strip_prefix("\\x") {
        None => text.as_bytes().to_vec(),
        Some(digits) => digits.split("\\x").map(|two| u8::from_str_radix(two, 16).unwrap()).collect(),
    }
}
