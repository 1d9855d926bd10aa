//! Finds where a value ends, in bytes of the text. The text is a record that decodes, so it is not checked again here.

use super::super::scan::parts::{closing_quote, comment_start, count_blanks, is_colon_in_brackets, plain_in_brackets};

/// Returns where the line of this byte starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Returns where the next line after this byte starts.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// Returns where the line of this byte ends: before its line ending.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

/// Returns the line that starts here, without its line ending.
pub(super) fn line_at(text: &str, start: usize) -> &str {
    &text[start..line_end(text, start)]
}

/// Returns the next byte from `at` that is neither white space nor in a comment. `at` must follow white space or another part.
pub(super) fn skip_blanks(text: &str, mut at: usize) -> usize {
    loop {
        at += count_blanks(&text[at..], &[' ', '\t', '\r', '\n']);
        if !text[at..].starts_with('#') {
            return at;
        }
        at = next_line(text, at);
    }
}

/// Returns the byte after the quoted text.
pub(super) fn quoted_end(text: &str, at: usize) -> usize {
    let Some(quote) = text[at..].chars().next() else { return at };
    closing_quote(&text[at + 1..], quote).map_or(text.len(), |end| at + end + 2)
}

/// Returns the byte after the bracket that closes the one here.
pub(super) fn bracket_end(text: &str, mut at: usize) -> usize {
    let mut open = 0_usize;
    loop {
        at = skip_blanks(text, at);
        match text[at..].chars().next() {
            None => return at,
            Some('[' | '{') => {
                open += 1;
                at += 1;
            }
            Some(']' | '}') => {
                open = open.saturating_sub(1);
                at += 1;
                if open == 0 {
                    return at;
                }
            }
            Some(',' | ':') => at += 1,
            Some(_) => at = word_end(text, at),
        }
    }
}

/// Returns the byte after a word in brackets, quoted or plain. A plain word may continue on the next lines.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    if text[at..].starts_with(['"', '\'']) {
        return quoted_end(text, at);
    }
    let mut from = at;
    loop {
        let line = &text[from..line_end(text, from)];
        let raw = plain_in_brackets(line);
        let end = from + raw.trim_end_matches([' ', '\t']).len();
        if raw.len() < line.len() {
            return end;
        }
        let next = next_line(text, from);
        let word = next + count_blanks(&text[next..], &[' ', '\t', '\r', '\n']);
        let rest = &text[word..];
        if rest.is_empty() || rest.starts_with(['#', ',', '[', ']', '{', '}']) || is_colon_in_brackets(rest) {
            return end;
        }
        from = word;
    }
}

/// Returns the byte after a plain value outside brackets that starts here. The line of the next key or entry is at `limit`.
pub(super) fn plain_end(text: &str, at: usize, limit: usize) -> usize {
    let mut end = at;
    let mut from = at;
    while from < limit {
        let line = &text[from..line_end(text, from)];
        let written = line.trim_start_matches([' ', '\t']);
        if end > at && written.starts_with('#') {
            return end;
        }
        let comment = comment_start(line);
        let words = line[..comment.unwrap_or(line.len())].trim_end_matches([' ', '\t']);
        if !words.is_empty() {
            end = from + words.len();
        }
        if comment.is_some() {
            return end;
        }
        from = next_line(text, from);
    }
    end
}

/// Returns the byte after the head of a block of text (`|-`), and the byte after its last line. The line of the next key or entry
/// is at `limit`; `column` is the column of the block's key or dash.
pub(super) fn block_ends(text: &str, at: usize, limit: usize, column: usize) -> (usize, usize) {
    let line = &text[at..line_end(text, at)];
    let head = &line[..line.find([' ', '\t']).unwrap_or(line.len())];
    let keeps = head.contains('+');
    let mut least = head.chars().find_map(|character| character.to_digit(10)).map(|more| column + more as usize);
    let mut end = at + head.len();
    let mut from = next_line(text, at);
    while from < limit {
        let line = line_at(text, from);
        let indent = count_blanks(line, &[' ']);
        let blank = line.len() == indent;
        if !blank && indent < *least.get_or_insert(indent.max(column + 1)) {
            break;
        }
        if !blank || keeps {
            end = from + line.len();
        }
        from = next_line(text, from);
    }
    (at + head.len(), end)
}
