//! Classes of a sheet that `send.toml` does not name. They are added to it only if a person says so, because one may be mistyped.

use std::collections::BTreeSet;

use crate::context::prompt::{self, Reply};
use crate::failure::Failure;
use crate::model::text::Text;
use crate::records::toml_list::add_named_tables;
use crate::school::Class;
use crate::session::{Context, Opened};
use crate::words::list_and;
use crate::writing::keep::SchoolFileToSave;
use crate::writing::telling;

/// The file.
const FILE: &str = "send.toml";

/// Returns the classes to add: all that are not known, if `--add-classes` was typed or a person at a terminal agrees. `as_found`
/// says whether the sheet is read as found.
pub(super) fn agreed_classes(
    unknown: &BTreeSet<String>,
    is_typed: bool,
    as_found: bool,
    asks: bool,
    context: &mut Context<'_>,
) -> anyhow::Result<Vec<String>> {
    let classes: Vec<String> = unknown.iter().cloned().collect();
    if classes.is_empty() {
        return Ok(classes);
    }
    let named = list_and(&unknown.iter().map(String::as_str).collect::<Vec<_>>());
    let is_asked = !is_typed && asks;
    if is_asked {
        context.out().flush()?;
    }
    let question = format!("{FILE} does not name the class {named}. Add it?");
    if is_typed || is_asked && prompt::ask_yes(&question, false) == Ok(Reply::Given(true)) {
        telling::say_line(context, &format!("new in {FILE}: the class {named}"))?;
        return Ok(classes);
    }
    if as_found {
        telling::say_line(context, &format!("{FILE} does not name the class {named}: `--add-classes` adds it"))?;
    }
    Ok(Vec::new())
}

/// Returns `send.toml` with these classes, and with the other changes of the same command.
///
/// # Errors
/// If the file cannot be read again or changed safely.
pub(super) fn with_classes(
    classes: &[String],
    other: Option<SchoolFileToSave>,
    opened: &Opened,
) -> anyhow::Result<Option<SchoolFileToSave>> {
    if classes.is_empty() {
        return Ok(other);
    }
    let named = list_and(&classes.iter().map(String::as_str).collect::<Vec<_>>());
    let did = format!("added the class {named}");
    let file = match other {
        Some(other) => SchoolFileToSave { did: format!("{}; {did}", other.did), ..other },
        None => {
            let path = opened.folder.path_of(FILE);
            let before = opened.folder.bytes_now(&path).map_err(Failure::unsaved)?;
            SchoolFileToSave { path, after: before.clone(), before, did }
        }
    };
    let Some(after) = add_named_tables(&file.after, "classes", classes) else {
        return Err(Failure::stopped(
            format!("`classes` in {FILE} is written in a way that `send` cannot change safely"),
            format!("leave out `--add-classes`, and add the class {named} by hand"),
        ));
    };
    Ok(Some(SchoolFileToSave { after, ..file }))
}

/// Takes the classes as classes of the school, for the rest of this command.
pub(super) fn take_classes(classes: &[String], opened: &mut Opened) {
    let new = classes.iter().map(|name| Class { name: Text::from(name.as_str()), teacher: None });
    opened.school.settings.classes.extend(new);
}
