//! Keeps in `send.toml` what `--map` and the answers at a terminal say, for the next import. Only headings and words are kept, never the values of pupils.

use super::choices::{MapChoice, MapChoices};
use crate::failure::Failure;
use crate::records::toml_list::{ListText, put_in_text_list};
use crate::session::Opened;
use crate::words::count;
use crate::writing::keep::SchoolFileToSave;

/// The file.
const FILE: &str = "send.toml";

/// The comment above the list, when it is new.
const ABOUT: &str = "What headings and words in the school's own exports mean, kept by `send import --remember`.";

/// Refuses `--remember` if nothing was typed that could be kept, and nothing is kept yet.
pub(super) fn refuse_without_choices(choices: &MapChoices, opened: &Opened) -> anyhow::Result<()> {
    if choices.typed().next().is_some() || !opened.school.settings.import.map.is_empty() {
        return Ok(());
    }
    let help = "give a heading with `--map FIELD=HEADING`, or leave out `--remember`";
    Err(Failure::usage("--remember keeps what `--map` says, and there is no `--map`", help))
}

/// Returns `send.toml` with the choices that were typed or answered, `None` if it already has them.
///
/// # Errors
/// If the file cannot be read again or changed safely.
pub(super) fn with_choices(choices: &MapChoices, opened: &Opened) -> anyhow::Result<Option<SchoolFileToSave>> {
    let known = MapChoices::read_all(&[], &opened.school.settings.import.map)?;
    let new: Vec<(Option<&str>, String)> = choices
        .typed()
        .map(|choice| (known.about_the_same(choice).map(MapChoice::as_typed), choice.in_settings()))
        .filter(|(before, now)| *before != Some(now.as_str()))
        .collect();
    if new.is_empty() {
        return Ok(None);
    }
    let path = opened.folder.path_of(FILE);
    let before = opened.folder.bytes_now(&path).map_err(Failure::unsaved)?;
    let texts: Vec<ListText<'_>> = new.iter().map(|(replaces, text)| ListText { replaces: *replaces, text }).collect();
    let Some(after) = put_in_text_list(&before, ("import", "map"), ABOUT, &texts) else {
        let lines: Vec<String> = new.iter().map(|(_, text)| format!("\"{text}\"")).collect();
        return Err(Failure::stopped(
            format!("`import` in {FILE} is written in a way that `send` cannot change safely"),
            format!("leave out `--remember`, and write `map = [{}]` under `[import]` by hand", lines.join(", ")),
        ));
    };
    let meanings = count(new.len(), "heading or word/headings or words");
    Ok(Some(SchoolFileToSave { path, before, after, did: format!("kept {meanings} for the next import") }))
}
