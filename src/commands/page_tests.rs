//! Makes `docs/cli.md`, every command with its arguments and options, from the table of verbs. A test compares the copy in the
//! repository with it.

use clap::{Args, Command};

use super::setup::help::of_verbs_only;
use super::verbs::{Deed, GROUPS, tree};
use crate::session::options::Global;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");

/// Returns the whole page.
fn page() -> String {
    let mut tree = of_verbs_only(tree());
    tree.build();
    let mut page = "# Every command\n\n\
        This page is made from the program itself: `BLESS=1 cargo test --lib commands::page_tests` writes it again. `send help\n\
        COMMAND` shows one command at a terminal.\n\n\
        ## Options that apply to every command\n\n\
        Type them before or after the name of the command.\n\n"
        .to_owned();
    let mut everywhere = Global::augment_args(Command::new("send"));
    everywhere.build();
    page += &arguments(&everywhere);
    for group in GROUPS {
        page += &format!("\n## {}\n", group.title);
        for verb in group.verbs {
            let command = tree.find_subcommand_mut(verb.name).unwrap();
            if !command.is_hide_set() {
                page += &section(command, verb.deed);
            }
        }
    }
    page
}

/// Returns the section of a command: what it does, how it is typed, what it takes.
fn section(command: &mut Command, deed: Deed) -> String {
    let name = command.get_name().to_owned();
    let mut section = format!("\n### `send {name}`\n{}", what_it_does(command));
    if deed == Deed::Reports {
        section += "\nWith `--at COMMIT`, it reports on the records as they were at that commit.\n";
    }
    section += &how_it_is_typed(command);
    for kind in command.get_subcommands_mut() {
        section += &format!("\n#### `send {name} {}`\n{}", kind.get_name(), what_it_does(kind));
        section += &how_it_is_typed(kind);
    }
    section
}

/// Returns the paragraphs of the help, with its examples.
fn what_it_does(command: &Command) -> String {
    let mut section = String::new();
    for paragraph in command.get_long_about().unwrap().to_string().split("\n\n") {
        match paragraph.strip_prefix("Example: ") {
            Some(example) => section += &format!("\nExample: `{example}`\n"),
            None => section += &format!("\n{paragraph}\n"),
        }
    }
    section
}

/// Returns how a command is typed, and what it takes.
fn how_it_is_typed(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    let words: Vec<&str> = usage.trim_start_matches("Usage: ").split_whitespace().collect();
    format!("\nUsage: `{}`\n\n{}", words.join(" "), arguments(command))
}

/// Returns a line for each argument and option.
fn arguments(command: &Command) -> String {
    let shown = command.get_arguments().filter(|argument| !argument.is_hide_set() && argument.get_id() != "help");
    shown.map(line).collect()
}

fn line(argument: &clap::Arg) -> String {
    let short = argument.get_short().map_or_else(String::new, |short| format!("`-{short}`, "));
    let help = argument.get_long_help().or(argument.get_help()).unwrap();
    let words: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| argument.get_action().takes_values())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    let words = if words.is_empty() { String::new() } else { format!(". One of: {}", words.join(", ")) };
    format!("- {short}`{argument}`: {help}{words}\n")
}

/// Run with `BLESS=1` to write the file again after a command has changed.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test may rewrite the page if asked")]
fn the_page_in_the_repository_matches_the_commands() {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, page()).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap().replace("\r\n", "\n");
    assert!(written == page(), "docs/cli.md is stale: `BLESS=1 cargo test --lib commands::page_tests` writes it again");
}
