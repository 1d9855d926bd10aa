//! `send explain`.

use std::io::Write;

use clap::Args;

use crate::failure::Failure;
use crate::model::vocabulary::Vocabulary;
use crate::reports::explain::{Explainable, SettingSource, explanations_of, names_explained};
use crate::rules::{RULES, Rule};
use crate::session::{CommandOutcome, Context};
use crate::words::did_you_mean;

/// Explain a rule, a setting or a code: why, its source, what to do
///
/// Without a name, it lists every rule.
///
/// Example: send explain parents-informed
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A rule, as findings and lists show it; a setting, such as within.plan; a code, such as SLCN or no-reply
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

pub(crate) fn run(args: &ExplainArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let out = context.out();
    let Some(name) = &args.name else {
        let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
        for rule in RULES {
            writeln!(out, "{:<width$} {}", rule.id, rule.summary)?;
        }
        return Ok(CommandOutcome::Done);
    };
    let entries = explanations_of(name);
    if entries.is_empty() {
        let help = did_you_mean(name, names_explained()).map_or_else(
            || "`send explain` lists every rule; `send policy` lists every setting of the policy".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::usage(format!("there is no rule, setting or code `{name}`"), help));
    }
    for (nth, entry) in entries.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        write_entry(entry, out)?;
    }
    Ok(CommandOutcome::Done)
}

fn write_entry(entry: &Explainable, out: &mut dyn Write) -> std::io::Result<()> {
    match entry {
        Explainable::Rule(rule) => explain_rule(rule, out),
        Explainable::Setting { file, key, meaning, source, words } => {
            writeln!(out, "{key} (setting of {file})\n{meaning}")?;
            match source {
                SettingSource::Clause("front page") => writeln!(out, "Source: the policy's front page")?,
                SettingSource::Clause(clause) => writeln!(out, "Source: policy {clause}")?,
                SettingSource::OwnChoice => {
                    writeln!(out, "Source: the school's own choice; the written policy does not say")?
                }
                SettingSource::Fact => {}
            }
            words.map_or(Ok(()), |list| write_words(list, out))
        }
        Explainable::List { key, list } => {
            writeln!(out, "{key} (one of these words)\n{}", list.about)?;
            write_words(*list, out)
        }
        Explainable::Code { key, about, word, meaning } => {
            writeln!(out, "{word} (a code for `{key}`)\n{meaning}\n`{key}`: {about}")
        }
    }
}

fn write_words(list: Vocabulary, out: &mut dyn Write) -> std::io::Result<()> {
    let width = list.words.iter().map(|(word, _)| word.len()).max().unwrap_or(0);
    writeln!(out)?;
    list.words.iter().try_for_each(|(word, meaning)| writeln!(out, "    {word:<width$}  {meaning}"))
}

fn explain_rule(rule: &Rule, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{} ({}, {})\n{}\n", rule.id, rule.kind.as_str(), rule.severity.as_str(), rule.summary)?;
    writeln!(out, "Why: {}", rule.why)?;
    if !rule.source().is_empty() {
        writeln!(out, "Source: {}", rule.source())?;
    }
    if let Some(owes) = rule.kind.owes() {
        writeln!(out, "Who: {}", owes.as_str())?;
    }
    writeln!(out, "What to do: {}", rule.remedy)?;
    if !rule.bad.trim().is_empty() {
        writeln!(out, "\nAn example that breaks it:\n\n{}", indented_example(rule.bad))?;
        writeln!(out, "The same, corrected:\n\n{}", indented_example(rule.good))?;
    }
    Ok(())
}

fn indented_example(example: &str) -> String {
    example.trim().lines().map(|line| format!("    {line}\n")).collect()
}
