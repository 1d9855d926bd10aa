//! Text that a person writes in an editor. It is opened again, with its mistakes listed at the top, until it is right or the
//! person gives up. Typed text is never thrown away.

use std::path::{Path, PathBuf};

use super::keep::not_saved;
use crate::context::editor;
use crate::failure::Failure;
use crate::session::{Context, Opened};

/// The start of every message line above the text.
const MARK: &str = "#! ";

/// The last message line.
const END: &str = "#! Lines down to this one are removed for you.";

/// The result of editing a text.
#[derive(Debug)]
pub(crate) enum Drafted {
    /// The text was written, and is right.
    Given(Draft),
    /// The text was left as it was shown.
    Untouched,
}

/// A text as it was typed, and the file that keeps it until it is saved elsewhere.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The text.
    pub(crate) text: String,
    file: PathBuf,
}

impl Draft {
    /// Deletes the file, because the text is saved elsewhere.
    pub(crate) fn done(self) {
        // A file that cannot be deleted does no harm.
        let _ = std::fs::remove_file(self.file);
    }

    /// Adds to an error the file that keeps the text.
    pub(crate) fn kept(&self, error: anyhow::Error, opened: &Opened) -> anyhow::Error {
        match error.downcast::<Failure>() {
            Ok(Failure::Stopped { message, help }) if self.file.exists() => {
                Failure::stopped(message, format!("{help}; {}", where_kept(&self.file, opened)))
            }
            Ok(other) => other.into(),
            Err(error) => error,
        }
    }

    /// The error when the editor could not be used, or its text not read. A file that was not changed is deleted.
    fn stopped(&self, error: anyhow::Error, given: &str, opened: &Opened) -> anyhow::Error {
        if std::fs::read(&self.file).is_ok_and(|now| now == given.as_bytes()) {
            let _ = std::fs::remove_file(&self.file);
        }
        self.kept(error, opened)
    }

    /// Opens the file in the editor, and reads the text without the messages above it.
    fn open_editor(&mut self, messages: &[String], context: &mut Context<'_>) -> anyhow::Result<()> {
        context.out().flush()?;
        editor::open_editor(context.environment.editor.as_ref(), &self.file).map_err(|error| not_opened(&error))?;
        // A text that cannot be read may be in an encoding that only its editor knows, so the file stays.
        let typed = std::fs::read_to_string(&self.file).map_err(|error| not_read(&error))?;
        self.text = without_messages(messages, &typed);
        Ok(())
    }
}

/// Opens a text in the editor until `judge` finds no mistake in it.
///
/// # Errors
/// If the person gives up while it has a mistake, or if the editor fails. The message names the file that keeps what was
/// typed.
pub(crate) fn write_draft(
    name: &str,
    text: &str,
    judge: &dyn Fn(&str) -> Vec<String>,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Drafted> {
    let file = opened.folder.new_draft(name, text).map_err(not_saved)?;
    let mut draft = Draft { text: text.to_owned(), file };
    let (mut wrong, mut messages) = (Vec::new(), Vec::new());
    loop {
        let shown = draft.text.clone();
        draft.open_editor(&messages, context).map_err(|error| draft.stopped(error, text, opened))?;
        // This is also true if the text was put back as it was after a mistake: there is nothing to keep.
        if draft.text == text {
            draft.done();
            return Ok(Drafted::Untouched);
        }
        if draft.text == shown {
            return Err(given_up(&wrong, &draft, opened));
        }
        wrong = judge(&draft.text);
        if wrong.is_empty() {
            return Ok(Drafted::Given(draft));
        }
        messages = messages_of(&wrong);
        let shown = on_top(&messages, &draft.text);
        opened.folder.write_draft(&draft.file, &shown).map_err(|not| draft.kept(not_saved(not), opened))?;
    }
}

fn given_up(wrong: &[String], draft: &Draft, opened: &Opened) -> anyhow::Error {
    Failure::stopped(
        format!("the editor was closed while this was still wrong:\n  {}\nnothing was saved", wrong.join("\n  ")),
        where_kept(&draft.file, opened),
    )
}

fn where_kept(file: &Path, opened: &Opened) -> String {
    format!("what you typed is kept in {}", opened.folder.name_of(file))
}

/// The lines to put above a text with mistakes in it.
fn messages_of(wrong: &[String]) -> Vec<String> {
    if wrong.is_empty() {
        return Vec::new();
    }
    let head = "This cannot be saved yet. Correct it, or close the editor without a change to stop.";
    let lines = wrong.iter().flat_map(|message| message.lines());
    std::iter::once(head).chain(lines).map(|line| format!("{MARK}{line}")).chain([END.to_owned()]).collect()
}

fn on_top(messages: &[String], text: &str) -> String {
    let (start, text) = at_start(text);
    let lines: String = messages.iter().map(|line| format!("{line}\n")).collect();
    format!("{start}{lines}{text}")
}

/// The text without the messages above it. A person's own line stays, even if it begins in the same way.
fn without_messages(messages: &[String], text: &str) -> String {
    let (start, text) = at_start(text);
    // A message may have been changed too, for example by replacing a word everywhere, so every line down to `END` is removed.
    let top = text.lines().take_while(|line| line.starts_with(MARK)).position(|line| line == END);
    let above = if messages.is_empty() { 0 } else { top.map_or(0, |last| last + 1) };
    let is_message = |line: &str| messages.iter().any(|message| message == line.trim_end());
    let own: String = text.split_inclusive('\n').skip(above).filter(|line| !is_message(line)).collect();
    format!("{start}{own}")
}

/// Splits off the byte order mark that some editors put in front of a UTF-8 text, if there is one.
fn at_start(text: &str) -> (&str, &str) {
    text.split_at(if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 })
}

fn not_opened(error: &std::io::Error) -> anyhow::Error {
    Failure::stopped(
        format!("the editor could not be used ({error}); nothing was saved"),
        "set the variable VISUAL or EDITOR to your editor, such as `notepad` or `nano`",
    )
}

fn not_read(error: &std::io::Error) -> anyhow::Error {
    Failure::stopped(
        format!("the text that the editor saved cannot be read ({error}); nothing was saved"),
        "save it in the editor under the same name, in UTF-8",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages() -> Vec<String> {
        messages_of(&["line 2: found `x`\nhelp: write it".to_owned()])
    }

    #[test]
    fn messages_are_put_on_top_and_removed_again() {
        let shown = on_top(&messages(), "# a remark\nkind: itp\n");
        assert!(shown.contains("#! line 2: found `x`\n#! help: write it\n#! Lines down to this one"), "{shown}");
        assert_eq!(without_messages(&messages(), &shown), "# a remark\nkind: itp\n");
        assert_eq!(without_messages(&messages(), &shown.replace('\n', "\r\n")), "# a remark\r\nkind: itp\r\n");
        assert_eq!(without_messages(&messages(), "kind: itp\n"), "kind: itp\n");
        assert_eq!(on_top(&[], "kind: itp\n"), "kind: itp\n");
    }

    #[test]
    fn messages_are_removed_even_if_they_were_edited() {
        let shown = on_top(&messages(), "kind: x\n");
        assert_eq!(without_messages(&messages(), &shown.replace('x', "itp")), "kind: itp\n");
        assert_eq!(without_messages(&messages(), &shown.replace("#! help", "a: b\n#! help")), "a: b\nkind: x\n");
        assert_eq!(without_messages(&messages(), &shown.replace(&format!("{END}\n"), "")), "kind: x\n");
    }

    #[test]
    fn a_line_that_only_begins_like_a_message_stays() {
        let own = "#! Ask first\nkind: itp\n";
        assert_eq!(without_messages(&[], own), own);
        assert_eq!(without_messages(&messages(), own), own);
        assert_eq!(without_messages(&messages(), &on_top(&messages(), own)), own);
        assert_eq!(without_messages(&[], &format!("{END}\n{own}")), format!("{END}\n{own}"));
    }

    #[test]
    fn a_mark_at_the_start_stays_at_the_start() {
        let shown = on_top(&messages(), "\u{feff}kind: itp\n");
        assert!(shown.starts_with("\u{feff}#! "), "{shown}");
        assert_eq!(without_messages(&messages(), &shown), "\u{feff}kind: itp\n");
    }
}
