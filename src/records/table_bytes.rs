//! The bytes of a table, and what kind of file they are. The kind is taken from the bytes, because the ending of a name is often
//! wrong: an export that is called `.xls` may be a web page.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest size of a table, in bytes: enough for the rolls of a hundred schools.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The largest size of a workbook when it is unpacked, in bytes. A sheet of 10,000 pupils has 3 MiB.
const LARGEST_UNPACKED: u64 = 128 * 1024 * 1024;

/// What is wrong with a file as a whole, and what to do about it.
pub(super) type TableRefusal = (String, &'static str);

/// The kinds of table that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableKind {
    /// Text with a separator between the cells.
    Csv,
    /// A workbook of Excel 2007 or later, `.xlsx`.
    Xlsx,
}

/// What to do with a file of a kind that cannot be read.
const SAVE_AGAIN: &str = "open it in a spreadsheet, and save it as an Excel workbook (.xlsx) or as `CSV UTF-8`";

impl TableKind {
    /// Returns the kind of a file, by its first bytes.
    pub(super) fn of_bytes(bytes: &[u8]) -> Result<Self, TableRefusal> {
        if bytes.starts_with(b"PK\x03\x04") {
            return if holds(bytes, b"application/vnd.oasis.opendocument") {
                Err(("found an OpenDocument file, expected an Excel workbook or CSV".to_owned(), SAVE_AGAIN))
            } else if unpacked_size(bytes) > LARGEST_UNPACKED {
                let help = "copy the roll without pictures and empty rows into a new workbook, and save it";
                Err(("the workbook is larger than 128 MiB when it is unpacked".to_owned(), help))
            } else {
                Ok(Self::Xlsx)
            };
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(compound_file(bytes));
        }
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(("found text in UTF-16, expected CSV in UTF-8".to_owned(), SAVE_AGAIN));
        }
        if is_web_page(bytes) {
            return Err(("found a web page, expected an Excel workbook or CSV".to_owned(), SAVE_AGAIN));
        }
        if bytes.contains(&0) {
            return Err(("found a file that is not text, expected an Excel workbook or CSV".to_owned(), SAVE_AGAIN));
        }
        Ok(Self::Csv)
    }
}

/// Returns the size of all parts of a zip archive when they are unpacked, as its directory gives it. A small file may unpack to more
/// than a computer can hold. Each entry of the directory has the size at byte 24.
fn unpacked_size(bytes: &[u8]) -> u64 {
    let entries = bytes.windows(4).enumerate().filter(|(_, mark)| *mark == b"PK\x01\x02").map(|(at, _)| at);
    let sizes = entries.filter_map(|at| bytes.get(at + 24..at + 28)?.try_into().ok());
    sizes.map(|size| u64::from(u32::from_le_bytes(size))).sum()
}

/// Says what a compound file of Microsoft is. A workbook with a password is one, and so is a workbook of Excel 2003.
fn compound_file(bytes: &[u8]) -> TableRefusal {
    let part: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if holds(bytes, &part) {
        password_refusal()
    } else {
        ("found an old Excel workbook (.xls), expected .xlsx or CSV".to_owned(), SAVE_AGAIN)
    }
}

/// Says that a workbook has a password.
pub(super) fn password_refusal() -> TableRefusal {
    (
        "the workbook has a password".to_owned(),
        "open it in Excel, remove the password (File, Info, Protect Workbook), and save it again",
    )
}

/// Says that a file looks like a workbook but cannot be read as one.
pub(super) fn damaged_workbook() -> TableRefusal {
    ("found a workbook that cannot be read".to_owned(), SAVE_AGAIN)
}

/// Whether some bytes occur in others.
fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether the file begins like HTML or XML. Some systems save a web page under the name of a workbook.
fn is_web_page(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes.iter().skip_while(|byte| !byte.is_ascii_graphic()).take(9).copied().collect();
    let start = start.to_ascii_lowercase();
    [&b"<!doctype"[..], b"<html", b"<table", b"<?xml"].iter().any(|opening| start.starts_with(opening))
}

/// Returns the bytes of a table.
///
/// # Errors
/// The file does not exist, is not a file, is too large or cannot be read. The error says which.
pub(super) fn read_table_bytes(path: &Path) -> Result<Vec<u8>, String> {
    // Check what it is before opening it: opening a pipe would wait for ever.
    let about = std::fs::metadata(path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            "there is no such file".to_owned()
        } else {
            why_unread(&error)
        }
    })?;
    if !about.is_file() {
        return Err("this is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| why_unread(&error))?;
    if bytes.len() as u64 > LARGEST { Err("it is larger than 16 MiB".to_owned()) } else { Ok(bytes) }
}

fn why_unread(error: &std::io::Error) -> String {
    format!("the system could not read it ({error})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_that_unpacks_to_too_much_is_refused() {
        let entry = |size: u32| [&b"PK\x01\x02"[..], &[0; 20], &size.to_le_bytes(), &[0; 18]].concat();
        let archive = |size: u32| [&b"PK\x03\x04"[..], &entry(size), &entry(1)].concat();
        assert_eq!(TableKind::of_bytes(&archive(128 * 1024 * 1024 - 1)), Ok(TableKind::Xlsx));
        let (message, _) = TableKind::of_bytes(&archive(128 * 1024 * 1024)).unwrap_err();
        assert!(message.contains("larger than 128 MiB"), "{message}");
    }

    #[test]
    fn the_first_bytes_say_what_a_file_is() {
        assert_eq!(TableKind::of_bytes(b"PK\x03\x04..."), Ok(TableKind::Xlsx));
        assert_eq!(TableKind::of_bytes(b"\xef\xbb\xbfname;upn\n"), Ok(TableKind::Csv));
        for (bytes, found) in [
            (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"[..], "password"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\0o\0r\0k\0b\0o\0o\0k\0", "an old Excel workbook (.xls)"),
            (b"\xff\xfen\0a\0m\0e\0", "UTF-16"),
            (b"\r\n <HTML><table>", "a web page"),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
            (b"name\0upn", "not text"),
        ] {
            let (message, help) = TableKind::of_bytes(bytes).unwrap_err();
            assert!(message.contains(found), "{message}");
            assert!(help.contains("save it"), "{help}");
        }
    }
}
