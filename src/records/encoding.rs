//! Turns the bytes of a file into text: UTF-8, with one byte-order mark allowed at the start.
//!
//! Windows programs also save other encodings. Each is recognised, and the message says what to do.

use crate::finding::Position;

/// The largest size of a file, in bytes (DESIGN 2.1).
pub(crate) const LARGEST: u64 = 1024 * 1024;

/// Why bytes cannot be read as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotText {
    /// The place.
    pub(crate) at: Position,
    /// The problem.
    pub(crate) message: &'static str,
    /// The remedy.
    pub(crate) help: &'static str,
}

/// Returns the text of a file, without a byte-order mark.
pub(crate) fn decode_text(bytes: &[u8]) -> Result<&str, NotText> {
    let start = Position { line: 1, column: 1 };
    // UTF-16 is recognised without its mark too: our files begin with two letters, and neither letter has a zero byte in UTF-8.
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if marked || matches!(bytes, [1..=255, 0, 1..=255, 0, ..] | [0, 1..=255, 0, 1..=255, ..]) {
        return Err(NotText {
            at: start,
            message: "found a file saved as UTF-16, expected UTF-8",
            help: "open it in an editor and save it again with the UTF-8 encoding (in Notepad: Save as, Encoding)",
        });
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    if bytes.iter().all(|byte| byte.is_ascii_whitespace()) {
        return Err(NotText {
            at: start,
            message: "the file is blank, expected text",
            help: "restore its contents from git or a backup, or delete the file",
        });
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(NotText {
            at: position_of_byte(bytes, at),
            message: "found zero bytes, expected text: the file is damaged",
            help: "restore it from git or a backup",
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| NotText {
        at: position_of_byte(bytes, error.valid_up_to()),
        message: "found a character that is not UTF-8, expected a file saved as UTF-8; this one looks like ANSI (Windows-1252)",
        help: "open it in an editor and save it again with the UTF-8 encoding (in Notepad: Save as, Encoding)",
    })?;
    if let (Some(at), None) = (text.find('\r'), text.find('\n')) {
        return Err(NotText {
            at: position_of_byte(bytes, at),
            message: "found line endings that only some programs recognise (lone carriage returns), expected line feeds",
            help: "save the file again with Windows (CRLF) or Unix (LF) line endings",
        });
    }
    if !text.ends_with('\n') {
        return Err(NotText {
            at: position_of_byte(bytes, bytes.len()),
            message: "the last line has no line ending, so the file may have been cut short",
            help: "compare it with the last version; if it is complete, press Enter at its end and save",
        });
    }
    Ok(text)
}

/// Returns the position of a byte. The bytes before it on its line are text, but perhaps not UTF-8.
fn position_of_byte(bytes: &[u8], at: usize) -> Position {
    let before = bytes.get(..at).unwrap_or(bytes);
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let on_line = before.get(line_start..).unwrap_or_default();
    Position { line, column: String::from_utf8_lossy(on_line).chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_taken_off() {
        assert_eq!(decode_text(b"\xef\xbb\xbfid: p1\n"), Ok("id: p1\n"));
    }

    #[test]
    fn other_encodings_are_recognised_with_their_place() {
        for (bytes, at, what) in [
            (b"\xff\xfei\0d\0".as_slice(), (1, 1), "UTF-16"),
            (b"id: p1\nname: Zo\xeb\n", (2, 9), "1252"),
            (b"id: p1\nna\0\n", (2, 3), "zero bytes"),
            (b"id: p1\nname: A", (2, 8), "cut short"),
            (b"\n", (1, 1), "blank"),
        ] {
            let wrong = decode_text(bytes).expect_err(what);
            assert_eq!((wrong.at.line, wrong.at.column), at, "{what}");
            assert!(wrong.message.contains(what), "{}", wrong.message);
        }
    }
}
