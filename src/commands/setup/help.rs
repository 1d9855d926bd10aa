//! `send help`: the usual commands, all commands, the help of one command, and the options that apply to every command.

use clap::Args;

use crate::failure::Failure;
use crate::session::options::Global;
use crate::session::verb_line::ABOUT;
use crate::session::{CommandOutcome, Context};
use crate::words::{did_you_mean, list_or};

/// Show how a command works, or list all commands
///
/// `send help overdue` shows the same as `send overdue --help`. `send help commands` lists all commands, and `send help options`
/// the options that apply to every command.
///
/// Example: send help overdue
///
/// Example: send help add diagnosis
#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    /// A command, `commands` or `options`; defaults to the list of usual commands
    #[arg(value_name = "COMMAND")]
    about: Option<String>,
    /// A kind, if the command has kinds, such as `add diagnosis`
    #[arg(value_name = "KIND", requires = "about")]
    kind: Option<String>,
}

/// The last line of the help of every command.
pub(crate) const EVERYWHERE: &str = "Options that apply to every command: `send help options`";

/// The first steps, for a person who has no records yet.
const FIRST_STEPS: &str = "Each pupil's record is a plain file in the school's records folder. `send init` starts the folder,\n\
    `send check` lists what is wrong in it, and `send overdue` lists what is late.";

/// The word that asks for all commands.
const COMMANDS: &str = "commands";

/// The word that asks for the options that apply to every command.
const OPTIONS: &str = "options";

/// What `send help` explains besides the commands.
const TOPICS: [&str; 2] = [COMMANDS, OPTIONS];

/// A group of commands in the help.
#[derive(Debug)]
pub(crate) struct HelpGroup {
    /// The heading.
    pub(crate) title: &'static str,
    /// The commands of an ordinary week. The front page gives each a line of its own.
    pub(crate) usual: Vec<clap::Command>,
    /// The other commands. The front page only names them.
    pub(crate) other: Vec<clap::Command>,
}

impl HelpGroup {
    /// The commands that a person types, the usual ones first.
    fn shown(&self) -> impl Iterator<Item = &clap::Command> {
        shown(self.usual.iter().chain(&self.other))
    }
}

pub(crate) fn run(args: &HelpArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let mut tree = (context.tree)();
    let text = match (args.about.as_deref(), args.kind.as_deref()) {
        (None, _) => tree.render_help().to_string(),
        (Some(COMMANDS), None) => tree.get_long_about().map(ToString::to_string).unwrap_or_default(),
        (Some(OPTIONS), None) => options_page(),
        (Some(typed), kind) => of_command(typed, kind, tree)?,
    };
    context.out().write_all(text.as_bytes())?;
    Ok(CommandOutcome::Done)
}

/// Adds the verbs and the help to the program. `send help` shows the front page. The long description is the list of all
/// commands, which `send help commands` shows.
pub(crate) fn with_verbs(program: clap::Command, groups: Vec<HelpGroup>) -> clap::Command {
    let program = program.override_help(front_page(&groups)).long_about(all_commands(&groups));
    program.subcommands(groups.into_iter().flat_map(|group| group.usual.into_iter().chain(group.other)))
}

/// The usual commands of each group with their first lines, and the names of its other commands. A person can read it in one
/// look: it must fit a terminal of 60 lines and 100 columns.
fn front_page(groups: &[HelpGroup]) -> String {
    let width = groups.iter().flat_map(|group| &group.usual).map(|command| command.get_name().len()).max();
    let mut page = format!("{ABOUT}\n\n{FIRST_STEPS}\n\nUsage: send COMMAND [OPTIONS]\n");
    for group in groups {
        page += &format!("\n{}:\n", group.title);
        page.extend(group.usual.iter().map(|command| row(command, width.unwrap_or_default())));
        let names: Vec<&str> = shown(&group.other).map(clap::Command::get_name).collect();
        if !names.is_empty() {
            page += &format!("  also: {}\n", names.join(", "));
        }
    }
    page + "\nHow a command works: `send help COMMAND`. All commands: `send help commands`\n" + EVERYWHERE + "\n"
}

/// Every command of each group with its first line.
fn all_commands(groups: &[HelpGroup]) -> String {
    let width = groups.iter().flat_map(HelpGroup::shown).map(|command| command.get_name().len()).max();
    let mut page = "Usage: send COMMAND [OPTIONS]\n".to_owned();
    for group in groups {
        page += &format!("\n{}:\n", group.title);
        page.extend(group.shown().map(|command| row(command, width.unwrap_or_default())));
    }
    page + "\nHow a command works: `send help COMMAND`\n" + EVERYWHERE + "\n"
}

/// The commands that a person types. Git types the others.
fn shown<'c>(commands: impl IntoIterator<Item = &'c clap::Command>) -> impl Iterator<Item = &'c clap::Command> {
    commands.into_iter().filter(|command| !command.is_hide_set())
}

/// A command and its first line.
fn row(command: &clap::Command, width: usize) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    format!("  {:width$}  {about}\n", command.get_name())
}

/// The command tree as the help shows it: the options that apply to every command are hidden.
pub(crate) fn of_verbs_only(tree: clap::Command) -> clap::Command {
    tree.mut_args(|option| option.hide(true))
}

/// The help of one command or of one kind of it, the same as with `--help`.
fn of_command(typed: &str, kind: Option<&str>, tree: clap::Command) -> anyhow::Result<String> {
    let mut tree = of_verbs_only(tree);
    tree.build();
    if tree.find_subcommand(typed).is_none() {
        let (what, remedy) = no_such_command(typed, &tree, "send help");
        return Err(Failure::usage(what, remedy));
    }
    let Some(command) = tree.find_subcommand_mut(typed) else { return Ok(String::new()) };
    let Some(kind) = kind else { return Ok(command.render_long_help().to_string()) };
    let unknown = no_such_kind(kind, command, "send help");
    match command.find_subcommand_mut(kind) {
        Some(of_kind) => Ok(of_kind.render_long_help().to_string()),
        None => Err(Failure::usage(unknown.0, unknown.1)),
    }
}

/// The message about a command that needs a kind, and its remedy: the kinds.
pub(crate) fn kind_missing(command: &clap::Command) -> (String, String) {
    let verb = command.get_name();
    let kinds: Vec<&str> = shown(command.get_subcommands()).map(clap::Command::get_name).collect();
    (format!("the kind is missing after `send {verb}`"), format!("use {}", list_or(&kinds)))
}

/// The message about a kind that a command does not have, and its remedy: the nearest kind.
pub(crate) fn no_such_kind(typed: &str, command: &clap::Command, start: &str) -> (String, String) {
    let verb = command.get_name();
    let kinds: Vec<&str> = shown(command.get_subcommands()).map(clap::Command::get_name).collect();
    let remedy = match did_you_mean(typed, kinds.iter().copied()) {
        Some(near) => format!("did you mean `{start} {verb} {near}`?"),
        None if kinds.is_empty() => format!("leave it out: `{start} {verb}`"),
        None => format!("use {}", list_or(&kinds)),
    };
    (format!("`send {verb}` has no kind `{typed}`"), remedy)
}

/// The message about a command that does not exist, and its remedy: the nearest command, to be typed after `start`.
pub(crate) fn no_such_command(typed: &str, tree: &clap::Command, start: &str) -> (String, String) {
    let known = shown(tree.get_subcommands()).map(clap::Command::get_name);
    let remedy = match did_you_mean(typed, known.chain(TOPICS)) {
        Some(topic) if TOPICS.contains(&topic) => format!("did you mean `send help {topic}`?"),
        Some(near) => format!("did you mean `{start} {near}`?"),
        None => "`send help commands` lists all commands".to_owned(),
    };
    (format!("there is no command `{typed}`"), remedy)
}

/// The options that apply to every command.
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
    fn the_list_of_all_commands_has_each_command_once_and_no_option() {
        let list = ran(&["help", "commands"]);
        assert_eq!((list.code, list.err.as_str()), (0, ""));
        for command in tree().get_subcommands() {
            let line = format!("\n  {} ", command.get_name());
            assert_eq!(list.out.matches(&line).count(), usize::from(!command.is_hide_set()), "{line}");
        }
        assert!(!list.out.contains("--"), "{}", list.out);
        assert!(list.out.lines().all(|line| line.len() <= 100), "{}", list.out);
    }

    #[test]
    fn the_front_page_names_each_command_once_and_fits_60_lines_of_100_columns() {
        let page = ran(&["help"]);
        assert_eq!((page.code, page.err.as_str()), (0, ""));
        let mut named = Vec::new();
        for line in page.out.lines().filter_map(|line| line.strip_prefix("  ")) {
            match line.strip_prefix("also: ") {
                Some(names) => named.extend(names.split(", ")),
                None => named.extend(line.split(' ').next()),
            }
        }
        named.sort_unstable();
        let tree = tree();
        let shown = tree.get_subcommands().filter(|command| !command.is_hide_set());
        let mut known: Vec<&str> = shown.map(clap::Command::get_name).collect();
        known.sort_unstable();
        assert_eq!(named, known);
        assert!(page.out.lines().count() <= 60, "{}", page.out);
        assert!(page.out.lines().all(|line| line.len() <= 100), "{}", page.out);
    }

    #[test]
    fn the_short_help_of_a_command_fits_40_lines_of_100_columns() {
        for command in tree().get_subcommands().map(clap::Command::get_name) {
            let help = ran(&[command, "-h"]).out;
            assert!(help.lines().count() <= 40 && help.lines().all(|line| line.chars().count() <= 100), "{help}");
        }
    }

    #[test]
    fn every_way_to_ask_for_the_front_page_shows_the_same() {
        let page = ran(&["help"]).out;
        assert_eq!(ran(&["--help"]).out, page);
        assert_eq!(ran(&["-h"]).out, page);
        // Without a command the line is a mistake, so the page goes to err.
        let bare = ran(&[]);
        assert_eq!((bare.code, bare.out, bare.err), (2, String::new(), page));
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
    fn help_for_options_shows_each_option_that_applies_to_every_command() {
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
        assert_eq!(far, "error: there is no command `xyzzyx`\nhelp: `send help commands` lists all commands\n");
        assert_eq!(ran(&["help", "option"]).err.lines().last(), Some("help: did you mean `send help options`?"));
    }

    #[test]
    fn a_misspelt_command_is_reported_with_the_nearest() {
        for (typed, remedy) in [
            ("overdu", "did you mean `send overdue`?"),
            ("printt", "did you mean `send print`?"),
            ("commands", "did you mean `send help commands`?"),
            ("xyzzyx", "`send help commands` lists all commands"),
        ] {
            let slip = ran(&[typed, "--class", "4B"]);
            let expected = format!("error: there is no command `{typed}`\nhelp: {remedy}\n");
            assert_eq!((slip.code, slip.out.as_str(), slip.err), (2, "", expected));
        }
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
