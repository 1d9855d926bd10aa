//! Text that is written in an editor: it is opened again with what is wrong with it on top, until it is right or given up.
//! What was typed is never thrown away.

use crate::commands::start::{Context, Opened};
use crate::context::editor;
use crate::failure::Failure;

/// What every line of a message in the text begins with. They are taken out again.
const MARK: &str = "#! ";

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Drafted {
    /// It was written, and is right.
    Given(String),
    /// It was left as it was shown.
    Untouched,
}

/// Opens a text in the editor until `judge` finds nothing wrong with it.
///
/// # Errors
/// Where it was given up with something wrong in it: what was typed stays in the file that the message names.
pub(crate) fn draft(
    name: &str,
    text: &str,
    judge: &dyn Fn(&str) -> Vec<String>,
    opened: &Opened,
    context: &mut Context<'_>,
) -> anyhow::Result<Drafted> {
    let (mut shown, mut wrong) = (text.to_owned(), Vec::new());
    loop {
        let with_messages = on_top(&wrong, &shown);
        let path = opened.folder.draft(name, &with_messages).map_err(|error| cannot_open(&error))?;
        context.environment.out.flush()?;
        editor::open(context.environment.editor.as_ref(), &path).map_err(|error| cannot_open(&error))?;
        let typed = std::fs::read_to_string(&path).map_err(|error| cannot_open(&error))?;
        let typed = without_messages(&typed);
        if typed == shown {
            if wrong.is_empty() {
                // Nothing was typed, so there is nothing to keep.
                let _ = std::fs::remove_file(path);
                return Ok(Drafted::Untouched);
            }
            let kept = opened.folder.name(&path);
            return Err(Failure::stopped(
                format!("given up, with this still wrong:\n  {}\nnothing was saved", wrong.join("\n  ")),
                format!("what you typed is kept in {kept}"),
            ));
        }
        wrong = judge(&typed);
        if wrong.is_empty() {
            let _ = std::fs::remove_file(path);
            return Ok(Drafted::Given(typed));
        }
        shown = typed;
    }
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

fn cannot_open(error: &std::io::Error) -> anyhow::Error {
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
