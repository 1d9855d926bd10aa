//! `send anonymise`.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use crate::failure::Failure;
use crate::finding::Finding;
use crate::model::anonymous::{PolicyWords, anonymous_record};
use crate::model::pseudonym::Pseudonyms;
use crate::model::upn::Upn;
use crate::policy::Role;
use crate::records::anonymous_copy::{Copy, NoCopy, NoKey, left_out, place_in_copy};
use crate::records::edit::new_file;
use crate::records::pupils::PupilFile;
use crate::records::template::NotWritten;
use crate::rules::rule;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;

/// Make a copy without names and free text, for support or training
///
/// Ids, UPNs, and the names of pupils, adults, schools and agencies become pseudonyms, the same in every copy. Dates of birth
/// become the first of their month. All free text and comments are left out. Other dates, stages, needs and codes stay, so the
/// register, the census and what is late are the same. Documents and the list of the policy's clauses are not copied.
///
/// Anyone who knows when something happened to a pupil can still recognise that pupil. Treat the copy as you treat the records,
/// and delete it when you no longer need it. The key to the pseudonyms is `.send/anonymise-key`; never pass it on.
///
/// Example: send anonymise ../for-training
#[derive(Debug, Args)]
pub(crate) struct AnonymiseArgs {
    /// Folder for the copy: empty or new, and outside the records folder
    #[arg(value_name = "OUT")]
    out: PathBuf,
}

pub(crate) fn run(args: &AnonymiseArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let typed = args.out.display().to_string();
    let copy =
        Copy::at(context.environment.folder.join(&args.out), &opened.folder).map_err(|why| no_copy(&typed, why))?;
    let key = opened.folder.pseudonym_key().map_err(no_key)?;
    let known = PolicyWords { is_rule: |id| rule(id).is_some(), is_role: |role| Role::from_str(role).is_ok() };
    let (ids, upns) = known_numbers(&opened);
    let names = Pseudonyms::new(key, &ids, &upns);
    write_school(&opened, &copy, &names, known).map_err(|error| not_written(&typed, &error))?;
    let folded = opened.fold(|pupil| write_copy(pupil, &copy, &names, known));
    let (mut written, mut left_out): (usize, Vec<Finding>) = (0, folded.unreadable);
    for done in folded.kept {
        match done.map_err(|error| not_written(&typed, &error))? {
            None => written += 1,
            Some(finding) => left_out.push(finding),
        }
    }
    let records = words::count(written, "record");
    let out = context.out();
    writeln!(out, "wrote {records} to `{typed}`, without names and free text, and the school's settings and policies")?;
    writeln!(
        out,
        "the copy is still about children: anyone who knows their dates can recognise them, so treat it as you treat the records"
    )?;
    context.say_unreadable(&left_out)?;
    Ok(if left_out.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// Returns every id and every UPN in the folder.
fn known_numbers(opened: &Opened) -> (BTreeSet<String>, BTreeSet<Upn>) {
    let folded = opened.fold(|pupil| {
        let upns = pupil.record.upn.into_iter().chain(pupil.record.former_upn);
        (pupil.record.id.as_str().to_owned(), upns.collect())
    });
    let (ids, upns): (BTreeSet<String>, Vec<Vec<Upn>>) = folded.kept.into_iter().unzip();
    (ids, upns.into_iter().flatten().collect())
}

fn write_school(opened: &Opened, copy: &Copy, names: &Pseudonyms, known: PolicyWords) -> io::Result<()> {
    copy.write_settings_of_git()?;
    copy.write_copy("README.md", README.as_bytes())?;
    copy.write_copy(
        "send.toml",
        crate::school::anonymous_school::anonymous_settings(&opened.school, names, known).as_bytes(),
    )?;
    copy.write_copy(
        "school.yaml",
        crate::school::anonymous_school::anonymous_events(&opened.school, names).as_bytes(),
    )?;
    for policy in opened.policies.all_policies() {
        let name = format!("policy/{}.toml", policy.in_force);
        copy.write_copy(&name, crate::policy::anonymous_policy::policy_text(policy, known).as_bytes())?;
    }
    Ok(())
}

const README: &str = "# A copy for support or training

`send anonymise` made it from the records of a school. Names, ids and UPNs are invented, free text is left out, and a date of
birth has the right month but not the right day. It is still about real children: anyone who knows when something happened to
one of them can recognise that child. Show it only to people who may see the records, keep it just as safe, and delete it when
you no longer need it.
";

/// Writes one record. If it is left out, returns a finding with the reason.
fn write_copy(pupil: PupilFile, copy: &Copy, names: &Pseudonyms, known: PolicyWords) -> io::Result<Option<Finding>> {
    let PupilFile { file, record, .. } = pupil;
    let place = place_in_copy(&file, names);
    let bytes = anonymous_record(record, names, known).and_then(|record| new_file(&record).ok());
    match place.zip(bytes) {
        Some((place, bytes)) => copy.write_copy(&place, &bytes).map(|()| None),
        None => Ok(Some(left_out(&file))),
    }
}

fn no_copy(typed: &str, why: NoCopy) -> anyhow::Error {
    match why {
        NoCopy::Inside => Failure::usage(
            format!("`{typed}` is inside the records folder, so nothing was written"),
            "give a folder outside it, such as `../for-training`",
        ),
        NoCopy::Nowhere => Failure::usage(
            format!("the path `{typed}` goes through a folder that does not exist, so nothing was written"),
            "give the path without `..`, or make that folder first",
        ),
        NoCopy::NotWritten(NotWritten::NotEmpty(name)) => Failure::stopped(
            format!("`{typed}` is not empty: it holds `{name}`, so nothing was written"),
            "name an empty folder, or a new one",
        ),
        NoCopy::NotWritten(NotWritten::System(error)) => not_written(typed, &error),
    }
}

fn not_written(typed: &str, error: &io::Error) -> anyhow::Error {
    Failure::stopped(
        format!("the copy could not be written to `{typed}`: {error}"),
        "check that you can write there and that the disk has space, delete the unfinished copy, and try again",
    )
}

fn no_key(why: NoKey) -> anyhow::Error {
    match why {
        NoKey::NotMade(not_saved) => Failure::stopped(not_saved.message, not_saved.help),
        NoKey::Unusable(message) => Failure::stopped(
            message,
            "if you do not need the same pseudonyms again, delete .send/anonymise-key: the next copy makes a new key",
        ),
    }
}
