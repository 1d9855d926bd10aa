//! stub
use std::io::{self, Write};
pub(crate) fn render(file: &str, _: &[u8], after: &[u8], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{file}\n{}", String::from_utf8_lossy(after))
}
