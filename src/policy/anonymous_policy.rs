//! A policy without the school's name, to give to support or use in training.
//!
//! The file is not copied as it is, because its comments may say anything. Days, numbers, rule ids and words from fixed lists are
//! kept. Titles, names of stages and reasons are replaced with the program's own words.

use std::fmt::Write;

use super::{
    Costs, DaysAllowed, MoveSettings, Policy, Ratified, Retention, Reviews, RuleSettings, StageSettings, Waivers,
};
use crate::model::anonymous::PolicyWords;

/// Returns the text of a policy file for the copy.
pub(crate) fn policy_text(policy: &Policy, known: PolicyWords) -> String {
    let Policy {
        title: _,
        in_force,
        review_by,
        ratified,
        stages,
        moves,
        waivers,
        reviews,
        within,
        costs,
        retention,
        rules,
        file: _,
    } = policy;
    let mut lines = vec!["title = \"SEND policy\"".to_owned(), format!("in_force = {in_force}")];
    lines.extend(review_by.map(|day| format!("review_by = {day}")));
    lines.push(match ratified {
        Ratified::Flag(ratified) => format!("ratified = {ratified}"),
        Ratified::On(day) => format!("ratified = {day}"),
    });
    for (stage, StageSettings { name: _, clause: _, weeks, count }) in stages {
        let stage = stage.as_str();
        lines.push(format!("\n[stages.{stage}]\nname = \"Stage {stage}\"\nclause = \"stage {stage}\""));
        lines.extend(weeks.map(|weeks| format!("weeks = {weeks}")));
        lines.extend(count.map(|count| format!("count = \"{}\"", count.as_str())));
    }
    for (name, MoveSettings { requires, may_waive }) in moves {
        lines.push(format!("\n[moves.{}]", name.as_str()));
        lines.push(format!("requires = {}", list_of_ids(requires, known)));
        lines.push(format!("may_waive = {}", list_of_ids(may_waive, known)));
    }
    let Waivers { by } = waivers;
    lines.push(format!("\n[waivers]\nby = {}", list_of_words(by.iter().map(|role| role.as_str()))));
    let Reviews { learning_plan } = reviews;
    lines.push(format!("\n[reviews]\nlearning_plan = \"{}\"", learning_plan.as_str()));
    lines.push(days_allowed(within));
    let Costs { rate, notional_threshold } = costs;
    lines.push(format!("\n[costs]\nrate = {rate}\nnotional_threshold = {notional_threshold}"));
    let Retention { years } = retention;
    lines.push(format!("\n[retention]\nyears = {years}"));
    for (rule, RuleSettings { severity, reason }) in rules.iter().filter(|(rule, _)| (known.is_rule)(rule)) {
        lines.push(format!("\n[rules.{rule}]\nseverity = \"{}\"", severity.as_str()));
        lines.extend(reason.as_ref().map(|_| "reason = \"The school's own.\"".to_owned()));
    }
    lines.iter().fold(String::new(), |mut text, line| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
        text
    })
}

/// The days allowed. A setting that the file lacks is left out of the copy too.
fn days_allowed(within: &DaysAllowed) -> String {
    let DaysAllowed {
        plan,
        act,
        referral,
        agency,
        receipt,
        unregistered_provision,
        as_found,
        arrival,
        dates,
        concern,
        left_out,
    } = within;
    let always = format!(
        "\n[within]\nplan = {plan}\nact = {act}\nreferral = {referral}\nagency = {agency}\nreceipt = {receipt}\n\
         unregistered_provision = {unregistered_provision}"
    );
    let newer = [("as_found", as_found), ("arrival", arrival), ("dates", dates), ("concern", concern)];
    let written = newer.into_iter().filter(|(key, _)| !left_out.iter().any(|(missing, _)| missing == key));
    written.fold(always, |lines, (key, days)| format!("{lines}\n{key} = {days}"))
}

/// Lists the ids that are rules of the program. Any other id is left out, because the school wrote it.
fn list_of_ids(ids: &[String], known: PolicyWords) -> String {
    list_of_words(ids.iter().map(String::as_str).filter(|id| (known.is_rule)(id)))
}

fn list_of_words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(", "))
}
