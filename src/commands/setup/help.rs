//! `send help`, and the table of commands that `send` shows without a command.

use clap::Args;

use crate::failure::Failure;
use crate::session::options::Global;
use crate::session::verb_line::ABOUT;
use crate::session::{CommandOutcome, Context};
use crate::words::did_you_mean;

/// Show this table, a command, or the options that hold everywhere
///
/// `send help overdue` shows the same as `send overdue --help`. `send help options` shows the options that every command takes.
///
/// Example: send help overdue
#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    /// A command, or `options`; left out, the table of all commands
    #[arg(value_name = "COMMAND")]
    about: Option<String>,
}

/// The last line of the help of every command.
pub(crate) const EVERYWHERE: &str = "Options that hold everywhere: `send help options`";

/// The way in, for a person who has no records yet.
const FIRST_STEPS: &str = "The records are plain files in a folder, one for each pupil. Start one with `send init`. Then\n\
    `send check` lists what is wrong with it, and `send overdue` what is late.";

/// The word for the options that hold everywhere.
const OPTIONS: &str = "options";

pub(crate) fn run(args: &HelpArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let mut tree = (context.tree)();
    let text = match args.about.as_deref() {
        None => tree.render_help().to_string(),
        Some(OPTIONS) => options_page(),
        Some(typed) => of_command(typed, tree)?,
    };
    context.out().write_all(text.as_bytes())?;
    Ok(CommandOutcome::Done)
}

/// The table of commands: each group with its heading, each command with its first line.
pub(crate) fn verb_table(groups: &[(&str, Vec<clap::Command>)]) -> String {
    let mut table = format!("{ABOUT}\n\n{FIRST_STEPS}\n\nUsage: send COMMAND [OPTIONS]\n");
    let width = groups.iter().flat_map(|(_, commands)| commands).map(|command| command.get_name().len()).max();
    for (title, commands) in groups {
        table += &format!("\n{title}:\n");
        for command in commands.iter().filter(|command| !command.is_hide_set()) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            table += &format!("  {:width$}  {about}\n", command.get_name(), width = width.unwrap_or_default());
        }
    }
    table + "\n`send help COMMAND` shows what a command does and takes.\n" + EVERYWHERE + "\n"
}

/// The command tree as the help shows it: the options that hold everywhere are hidden.
pub(crate) fn of_verbs_only(tree: clap::Command) -> clap::Command {
    tree.mut_args(|option| option.hide(true))
}

/// The help of one command, the same as with `--help`.
fn of_command(typed: &str, tree: clap::Command) -> anyhow::Result<String> {
    let mut tree = of_verbs_only(tree);
    tree.build();
    if let Some(command) = tree.find_subcommand_mut(typed) {
        return Ok(command.render_long_help().to_string());
    }
    let known = tree.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
    let help = did_you_mean(typed, known.chain([OPTIONS])).map_or_else(
        || "`send help` lists every command".to_owned(),
        |near| format!("did you mean `send help {near}`?"),
    );
    Err(Failure::usage(format!("there is no command `{typed}`"), help))
}

/// The options that hold everywhere.
fn options_page() -> String {
    let everywhere = Global::augment_args(clap::Command::new("send"));
    let mut everywhere = everywhere.disable_help_flag(true).max_term_width(100).help_template("{all-args}");
    let everywhere = everywhere.render_long_help();
    format!(
        "Every command takes these options, before or after its name.\n\n{everywhere}\n`send --version` prints the version.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::testing::{Ran, TestFolder};
    use crate::commands::verbs::tree;

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";

    fn ran(arguments: &[&str]) -> Ran {
        TestFolder::with(RECORD).run("2026-01-15", arguments)
    }

    #[test]
    fn the_table_has_every_command_once_and_no_option() {
        let table = ran(&["help"]);
        assert_eq!((table.code, table.err.as_str()), (0, ""));
        for command in tree().get_subcommands() {
            let line = format!("\n  {} ", command.get_name());
            assert_eq!(table.out.matches(&line).count(), usize::from(!command.is_hide_set()), "{line}");
        }
        assert!(!table.out.contains("--"), "{}", table.out);
        assert!(table.out.lines().all(|line| line.len() <= 100), "{}", table.out);
    }

    #[test]
    fn every_way_to_ask_for_the_table_shows_the_same() {
        let table = ran(&["help"]).out;
        assert_eq!(ran(&["--help"]).out, table);
        assert_eq!(ran(&["-h"]).out, table);
        // Without a command there is a mistake in what was typed, so it goes to err.
        let bare = ran(&[]);
        assert_eq!((bare.code, bare.out, bare.err), (2, String::new(), table));
    }

    #[test]
    fn help_for_a_command_is_its_own_help_and_ends_with_the_way_to_the_other_options() {
        for command in tree().get_subcommands().map(clap::Command::get_name) {
            let help = ran(&["help", command]);
            assert_eq!((help.code, help.err.as_str()), (0, ""), "{command}");
            assert_eq!(help.out, ran(&[command, "--help"]).out);
            assert_eq!(help.out.lines().last(), Some(EVERYWHERE), "{command}");
            assert!(!help.out.contains("--as-at <DATE>") && !help.out.contains("--color"), "{}", help.out);
        }
    }

    #[test]
    fn help_for_options_shows_every_option_that_holds_everywhere() {
        let options = ran(&["help", "options"]);
        assert_eq!((options.code, options.err.as_str()), (0, ""));
        for option in ["--records <DIR>", "--as-at <DATE>", "--at <COMMIT>", "--format <FORMAT>", "--color <COLOR>"] {
            assert_eq!(options.out.matches(option).count(), 1, "{option}: {}", options.out);
        }
    }

    #[test]
    fn help_for_a_misspelt_command_names_the_nearest() {
        let near = ran(&["help", "overdu"]);
        assert_eq!((near.code, near.out.as_str()), (2, ""));
        assert_eq!(near.err, "error: there is no command `overdu`\nhelp: did you mean `send help overdue`?\n");
        assert_eq!(ran(&["help", "overdue"]).code, 0);
        let far = ran(&["help", "xyzzyx"]).err;
        assert_eq!(far, "error: there is no command `xyzzyx`\nhelp: `send help` lists every command\n");
    }

    #[test]
    fn a_first_line_says_in_few_words_what_to_do() {
        for command in tree().get_subcommands() {
            let (name, line) = (command.get_name(), command.get_about().unwrap().to_string());
            assert!(line.len() < 70, "{name}: {line}");
            let word = line.split(' ').next().unwrap();
            let is_a_question = ["What", "Which", "Who", "Whether", "Why"].contains(&word);
            let is_imperative = word.starts_with(char::is_uppercase) && !word.ends_with('s') && !is_a_question;
            assert!(is_imperative && !["The", "A", "One"].contains(&word), "{name}: {line}");
        }
    }
}
