//! Findings, which look the same in every command (DESIGN 4):
//!
//! ```text
//! error[header-stage]: the `stage` line says `A`, but the last entry of `stages` says `B`
//!   --> pupils/p014.yaml:9:1  stage
//!    = policy 6.1
//!    = help: find out which of the two is right
//! ```

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Look, safe};
use crate::finding::{Finding, Severity};

/// Writes findings, each followed by an empty line.
pub(crate) fn render_findings(findings: &[Finding], look: Look, out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        render_finding(finding, look, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn render_finding(finding: &Finding, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let style = match (look.color, finding.severity) {
        (false, _) => Style::new(),
        (true, Severity::Error) => AnsiColor::Red.on_default().bold(),
        (true, Severity::Warning) => AnsiColor::Yellow.on_default().bold(),
    };
    let (severity, rule, message) = (finding.severity.as_str(), finding.rule, safe::terminal(&finding.message));
    writeln!(out, "{style}{severity}[{rule}]{style:#}: {message}")?;
    let file = safe::terminal(&finding.file);
    let place = finding.position.map_or(file.clone(), |at| format!("{file}:{}:{}", at.line, at.column));
    let field = safe::terminal(&finding.field.to_string());
    writeln!(out, "{}", format!("  --> {place}  {field}").trim_end())?;
    if !finding.source.is_empty() {
        writeln!(out, "   = {}", finding.source)?;
    }
    writeln!(out, "   = help: {}", safe::terminal(&finding.help))
}
