//! Text that is written in an editor: it is opened again with what is wrong with it on top, until it is right or given up.
//! What was typed is never thrown away.

use std::path::{Path, PathBuf};

use crate::commands::start::{Context, Opened};
use crate::context::editor;
use crate::failure::Failure;

/// What every line of a message in the text begins with. They are taken out again.
const MARK: &str = "#! ";

/// What became of a text.
#[derive(Debug)]
pub(crate) enum Drafted {
    /// It was written, and is right.
    Given(Draft),
    /// It was left as it was shown.
    Untouched,
}

/// A text as it was typed, and the file that keeps it until it is safe elsewhere.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The text.
    pub(crate) text: String,
    file: PathBuf,
}

impl Draft {
    /// The text is safe elsewhere.
    pub(crate) fn done(self) {
        // A file that cannot be deleted is in nobody's way.
        let _ = std::fs::remove_file(self.file);
    }

    /// There is nothing in it to keep.
    fn done_with(self, error: anyhow::Error) -> anyhow::Error {
        self.done();
        error
    }

    /// The text could not be saved: the message says where it is kept.
    pub(crate) fn kept(&self, error: anyhow::Error, opened: &Opened) -> anyhow::Error {
        match error.downcast::<Failure>() {
            Ok(Failure::Stopped { message, help }) => {
                Failure::stopped(message, format!("{help}; {}", where_kept(&self.file, opened)))
            }
            Ok(other) => other.into(),
            Err(error) => error,
        }
    }
}

/// Opens a text in the editor until `judge` finds nothing wrong with it.
///
/// # Errors
/// Where it was given up with something wrong in it, or the editor failed: what was typed stays in the file that the
/// message names.
pub(crate) fn draft(
    name: &str,
    text: &str,
    judge: &dyn Fn(&str) -> Vec<String>,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Drafted> {
    let (mut shown, mut wrong) = (text.to_owned(), Vec::new());
    let file = opened.folder.new_draft(name).map_err(|error| not_opened(&error))?;
    loop {
        let (ended, typed) = written(&file, &on_top(&wrong, &shown), opened, context)?;
        let is_typed = typed != text;
        let draft = Draft { text: typed, file: file.clone() };
        if let Err(error) = ended {
            let failed = not_opened(&error);
            return Err(if is_typed { draft.kept(failed, opened) } else { draft.done_with(failed) });
        }
        if draft.text == shown {
            if wrong.is_empty() {
                // Nothing was typed, so there is nothing to keep.
                draft.done();
                return Ok(Drafted::Untouched);
            }
            return Err(Failure::stopped(
                format!("given up, with this still wrong:\n  {}\nnothing was saved", wrong.join("\n  ")),
                where_kept(&draft.file, opened),
            ));
        }
        wrong = judge(&draft.text);
        if wrong.is_empty() {
            return Ok(Drafted::Given(draft));
        }
        shown = draft.text;
    }
}

/// Shows a text in the editor; gives how that ended, and what stands there then.
fn written(
    file: &Path,
    text: &str,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<(std::io::Result<()>, String)> {
    opened.folder.write_draft(file, text).map_err(|error| not_opened(&error))?;
    context.environment.out.flush()?;
    let ended = editor::open(context.environment.editor.as_ref(), file);
    // It may be in an encoding that only its editor knows, so it stays.
    let typed = std::fs::read_to_string(file).map_err(|error| {
        Failure::stopped(format!("what you typed cannot be read ({error})"), where_kept(file, opened))
    })?;
    Ok((ended, without_messages(&typed)))
}

fn where_kept(file: &Path, opened: &Opened) -> String {
    format!("what you typed is kept in {}", opened.folder.name(file))
}

fn on_top(wrong: &[String], text: &str) -> String {
    if wrong.is_empty() {
        return text.to_owned();
    }
    let lines = wrong.iter().flat_map(|message| message.lines()).map(|line| format!("{MARK}{line}\n"));
    let head =
        format!("{MARK}This cannot be saved yet. Put it right, or close the editor without a change to give up.\n");
    std::iter::once(head).chain(lines).chain([text.to_owned()]).collect()
}

/// The text without the messages on top of it.
fn without_messages(text: &str) -> String {
    let mut rest = text;
    while rest.starts_with(MARK) {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest.to_owned()
}

fn not_opened(error: &std::io::Error) -> anyhow::Error {
    Failure::stopped(
        format!("the editor could not be used ({error}); nothing was saved"),
        "name yours in the variable VISUAL or EDITOR, such as `notepad` or `nano`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_on_top_and_go_again() {
        let shown = on_top(&["line 2: found nothing\nhelp: write it".to_owned()], "# a remark\nkind: itp\n");
        assert!(shown.contains("#! line 2: found nothing\n#! help: write it\n# a remark\n"), "{shown}");
        assert_eq!(without_messages(&shown), "# a remark\nkind: itp\n");
        assert_eq!(without_messages("kind: itp\n"), "kind: itp\n");
    }
}
