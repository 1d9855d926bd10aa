//! What `send init --git` and `send doctor --fix` share: putting a folder under git, for people who do not need to know git.

use clap::Args;

use crate::context::prompt::{self, Reply};
use crate::failure::Failure;
use crate::history::{
    GitFolder, Hooked, Registered, install_hook, knows_user, newest_commit, register_driver, start_repository,
    tell_user,
};
use crate::output;
use crate::session::{CommandOutcome, Context, Opened};
use crate::writing::by_hand::begin_history;
use crate::writing::{Scene, WriteArgs};

/// The person who writes in this copy of the folder.
#[derive(Debug, Default, Clone, Args)]
pub(super) struct UserArgs {
    /// Your name in the history; you are asked for it if git does not know it
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Your email address in the history; you are asked for it if git does not know it
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<String>,
}

/// Starts the history of a folder, or completes its setup: the repository, who writes, how records are merged, and the check
/// before a commit made by hand. Then commits all records.
///
/// # Errors
/// If git is not there or cannot do it, or no one says who writes.
pub(super) fn start_history(
    opened: &Opened,
    user: &UserArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<CommandOutcome> {
    let git = context.git(opened);
    let is_new = start_repository(&git).map_err(stopped)?;
    if is_new {
        writeln!(context.out(), "from now on, this folder keeps a history of its records")?;
    }
    say_who(&git, user, context)?;
    if let Some(program) = context.environment.program.clone() {
        set_merging(register_driver(&git, &program), context)?;
        set_hook(install_hook(&git, &program), context)?;
    }
    let has_begun = newest_commit(&git).is_some();
    if has_begun || !opened.school.settings.git.commit {
        return Ok(CommandOutcome::Done);
    }
    let scene = Scene::new(&WriteArgs::default(), opened, context)?;
    begin_history(&scene, context)
}

fn stopped((what, first): (String, String)) -> anyhow::Error {
    Failure::stopped(format!("the history could not be set up: {what}"), first)
}

/// Tells git who writes, if it was typed or git does not know.
fn say_who(git: &GitFolder<'_>, user: &UserArgs, context: &mut Context<'_>) -> anyhow::Result<()> {
    if user.name.is_none() && user.mail.is_none() && knows_user(git).map_err(stopped)? {
        return Ok(());
    }
    let name = typed_or_asked(user.name.as_deref(), "--name", "Your name in the history", context)?;
    let mail = typed_or_asked(user.mail.as_deref(), "--mail", "Your email address in the history", context)?;
    tell_user(git, &name, &mail)
        .map_err(|(what, first)| Failure::stopped(format!("git could not be told who you are: {what}"), first))
}

fn typed_or_asked(
    typed: Option<&str>,
    option: &str,
    question: &str,
    context: &mut Context<'_>,
) -> anyhow::Result<String> {
    let not_said = || {
        Failure::usage(
            "git does not know who you are, and the history records who made each change",
            format!("give `--name` and `--mail`; `{option}` is missing"),
        )
    };
    if let Some(typed) = typed {
        return if wrong_in_name(typed).is_none() { Ok(typed.trim().to_owned()) } else { Err(not_said()) };
    }
    if !context.environment.asks {
        return Err(not_said());
    }
    context.out().flush()?;
    match prompt::ask_text(question, None, "", &wrong_in_name) {
        Ok(Reply::Given(text)) => Ok(text.trim().to_owned()),
        Ok(Reply::Back) | Err(_) => Err(not_said()),
    }
}

/// Refuses a name with characters that git uses itself.
fn wrong_in_name(typed: &str) -> Option<String> {
    let is_fine = !typed.trim().is_empty() && !typed.contains(['<', '>']) && !typed.contains(char::is_control);
    (!is_fine).then(|| "type at least one letter, without `<` or `>`".to_owned())
}

fn set_merging(registered: Registered, context: &mut Context<'_>) -> anyhow::Result<()> {
    match registered {
        Registered::Done => {
            writeln!(context.out(), "from now on, git merges records by meaning in this copy of the folder")?
        }
        Registered::NoRepository => {}
        Registered::Failed => {
            context.warn(
                "git could not be set up to merge records by meaning",
                "run `send doctor` to see what is wrong",
            )?;
        }
    }
    Ok(())
}

fn set_hook(hooked: Hooked, context: &mut Context<'_>) -> anyhow::Result<()> {
    let why = match hooked {
        Hooked::Done => {
            writeln!(context.out(), "from now on, git runs `send check` before each commit made by hand")?;
            return Ok(());
        }
        Hooked::NoRepository => return Ok(()),
        Hooked::Another(place) => {
            format!("there is already another hook, `{}`, and it was not changed", place.display())
        }
        Hooked::Elsewhere(folder) => format!("git looks for hooks in `{folder}`"),
        Hooked::Failed(why) => why,
    };
    let help = "run `send init --hooks` to see what to do";
    context.warn(&format!("git does not run `send check` before a commit: {}", output::safe_text(&why)), help)
}
