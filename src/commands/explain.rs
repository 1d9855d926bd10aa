//! `send explain`.

use std::io::Write;

use clap::Args;

use super::Outcome;
use super::start::Context;
use crate::failure::Failure;
use crate::rules::{Kind, RULES, Rule, rule};
use crate::words::did_you_mean;

/// Why a rule is there, where it comes from, and what to do
///
/// Without an id, lists every rule.
///
/// Example: send explain parents-informed
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The id of the rule, as findings and lists print it
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(crate) fn run(args: &ExplainArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let out = context.out();
    let Some(id) = &args.id else {
        let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
        for rule in RULES {
            writeln!(out, "{:<width$} {}", rule.id, rule.summary)?;
        }
        return Ok(Outcome::Done);
    };
    let Some(rule) = rule(id) else {
        let help = did_you_mean(id, RULES.iter().map(|rule| rule.id))
            .map_or_else(|| "`send explain` lists every rule".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Failure::usage(format!("there is no rule `{id}`"), help));
    };
    explain(rule, out)?;
    Ok(Outcome::Done)
}

fn explain(rule: &Rule, out: &mut dyn Write) -> std::io::Result<()> {
    let kind = match rule.kind {
        Kind::Requirement(_) => "requirement",
        Kind::Duty(_) | Kind::DutyAfterLeaving(_) => "duty",
        Kind::Check(_) | Kind::Together(_) | Kind::Reading => "check",
    };
    writeln!(out, "{} ({kind}, {})\n{}\n", rule.id, rule.severity.as_str(), rule.summary)?;
    writeln!(out, "Why: {}", rule.why)?;
    if !rule.source().is_empty() {
        writeln!(out, "Source: {}", rule.source())?;
    }
    writeln!(out, "What to do: {}", rule.remedy)?;
    if !rule.bad.trim().is_empty() {
        writeln!(out, "\nAn example that it finds:\n\n{}", indented(rule.bad))?;
        writeln!(out, "The same put right:\n\n{}", indented(rule.good))?;
    }
    Ok(())
}

fn indented(example: &str) -> String {
    example.trim().lines().map(|line| format!("    {line}\n")).collect()
}
