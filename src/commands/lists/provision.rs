//! `send provision`.

use clap::Args;
use serde_json::json;

use crate::finding::Finding;
use crate::output::{self, OutputFormat, table};
use crate::reports::columns::ByKey;
use crate::reports::filter::Filter;
use crate::reports::papers::pictures::provision::ProvisionWeeks;
use crate::reports::papers::provision_map::{self, Map};
use crate::reports::papers::provision_of_pupil::OfPupil;
use crate::reports::papers::report::Of;
use crate::reports::provision::groups::{GroupTotals, ProvisionGroup, ProvisionGrouping};
use crate::reports::provision::totals::{PupilRow, Totals, earlier_note, provision_notes};
use crate::reports::provision::{ProvisionQuestion, ProvisionRow};
use crate::reports::{Lacks, Names, Report, Unreadable, health_note, hidden_note};
use crate::session::filters::FilterArgs;
use crate::session::hand_over::PaperArgs;
use crate::session::{CommandOutcome, Context, Opened};
use crate::words;

/// List the provision map: what each pupil receives, and what it costs
///
/// The cost is the hours a week, divided by the pupils in the group, times the rate an hour, times the weeks. Anything bought
/// counts once, from the first day. A week is five school days of the terms in send.toml: half terms and holidays have no cost.
/// The rate is the provision's own, or that of the policy in force on each day. Half pennies are rounded up, once, at the end.
///
/// A provision ends on its last day, at the review of its plan, when the pupil leaves or support is closed, or when the next
/// plan takes it over, whichever comes first. Without a first day, it starts on the day of its plan.
///
/// Provision that cannot be costed is listed with the reason, and is in no total. An incomplete total says "at least".
///
/// The list leaves out provision that ended before the school year of the report, 1 September to 31 August. It includes pupils
/// who have left since. Below it, each pupil's costs for that year are compared with the policy's notional threshold. With
/// `-o`, it is a page for the school's own use, with a chart of who receives what in which weeks.
///
/// Example: send provision --by class --as-at 2026-01-15
#[derive(Debug, Args)]
pub(crate) struct ProvisionArgs {
    /// How to group the rows, with totals: by class, provision, adult, need (the broad area of the primary need) or pupil
    #[arg(long, value_name = "GROUP", value_parser = group_by)]
    by: Option<ProvisionGrouping>,
    /// Also list what ended before the school year
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filter: FilterArgs,
    /// Print ids but no names, and the kind of each provision but not its description: for email and logs
    #[arg(long)]
    ids_only: bool,
    #[command(flatten)]
    paper: PaperArgs,
}

/// The facts for the map.
#[derive(Debug)]
struct ProvisionData {
    /// The provisions, by pupil and then in the order of the record.
    rows: Vec<ProvisionRow>,
    /// The pupils with any provision that costs something in the year.
    pupils: Vec<PupilRow>,
    /// The provision shown in the chart of the school year.
    given: Vec<ProvisionWeeks>,
    /// How many provisions ended before the school year.
    earlier: usize,
    /// How many pupils with provision a filter hides.
    hidden: usize,
    /// Findings about files that could not be read.
    unreadable: Vec<Finding>,
}

pub(crate) fn run(args: &ProvisionArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let filter = args.filter.filter(&opened)?;
    let names = if args.ids_only { Names::Hidden } else { Names::Shown };
    let asked = ProvisionQuestion::new(opened.as_at, &opened.school.calendar, &opened.policies, names);
    let ProvisionData { rows, pupils, given, earlier, hidden, unreadable } =
        gather_provision(&opened, &filter, &asked, args.all);
    let health =
        health_note(opened.policies.in_force_on(opened.as_at).health_on(opened.as_at)).filter(|_| !rows.is_empty());
    // A reader of the page cannot type the option.
    let hint = if args.paper.is_asked_for() { "" } else { " (`--all` lists them)" };
    let earlier = earlier_note(earlier).map(|note| format!("{note}{hint}"));
    let beside = provision_notes(&rows, &asked).into_iter().chain(hidden_note(hidden, "pupil")).chain(health);
    let notes: Vec<String> = earlier.into_iter().chain(beside).collect();
    // Print no total if a pupil may be missing from it.
    let lacks = Lacks::of(&unreadable);
    let totals = lacks.is_nothing().then(|| Totals::of(&rows));
    let pupils = lacks.total(pupils).unwrap_or_default();
    if args.paper.is_asked_for() {
        let groups = in_groups(args.by, rows);
        let map = Map { given: &given, groups: &groups, totals: totals.as_ref(), pupils: &pupils, notes: &notes };
        let of = Of { school: &opened.school, as_at: opened.as_at, lacks: &lacks };
        args.paper.hand_over(provision_map::provision_map_paper(&map, &of, &asked), &opened, context)?;
        context.say_unreadable(&unreadable)?;
        return Ok(outcome_for(&unreadable));
    }
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        rows,
        summary: None,
        notes,
        last_line: totals.map_or_else(String::new, |totals| last_line(&totals, &asked)),
    };
    write_map(report, pupils, totals, args.by, &asked, context)?;
    context.say_unreadable(&unreadable)?;
    Ok(outcome_for(&unreadable))
}

fn outcome_for(unreadable: &[Finding]) -> CommandOutcome {
    if unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete }
}

fn in_groups(by: Option<ProvisionGrouping>, rows: Vec<ProvisionRow>) -> Vec<ProvisionGroup> {
    match by {
        Some(by) => by.provision_groups(rows),
        None => vec![ProvisionGroup { heading: String::new(), rows }],
    }
}

fn gather_provision(opened: &Opened, filter: &Filter, asked: &ProvisionQuestion<'_>, all: bool) -> ProvisionData {
    let folded = opened.fold_for_report(&[], |pupil| {
        let record = pupil.record.into_as_at(asked.as_at);
        (filter.passes(&record), OfPupil::of(&record, asked, all))
    });
    let hidden = folded.kept.iter().filter(|(passes, one)| !passes && !one.rows.is_empty()).count();
    let mut shown: Vec<OfPupil> = folded.kept.into_iter().filter_map(|(passes, one)| passes.then_some(one)).collect();
    // Sort by id. The provisions of one pupil stay in the order of the record.
    shown.sort_by(|one, other| one.id().cmp(&other.id()));
    let earlier = shown.iter().map(|one| one.earlier).sum();
    let (mut rows, mut pupils, mut given) = (Vec::new(), Vec::new(), Vec::new());
    for one in shown {
        rows.extend(one.rows);
        pupils.extend(one.pupil);
        given.extend(one.given);
    }
    ProvisionData { rows, pupils, given, earlier, hidden, unreadable: asked.names.show_findings(folded.unreadable) }
}

/// Writes the map. In a table each group has a heading with its totals, and the pupils' year comes last; in the formats for
/// programs both are in the summary.
fn write_map(
    report: Report<ProvisionRow>,
    pupils: Vec<PupilRow>,
    totals: Option<Totals>,
    by: Option<ProvisionGrouping>,
    asked: &ProvisionQuestion<'_>,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let (format, look, out) = (context.format(), context.look(), context.out());
    let complete = totals.is_some();
    let groups = in_groups(by, report.rows);
    let of_groups = (by.is_some() && complete)
        .then(|| groups.iter().map(ProvisionGroup::group_totals).collect::<Vec<GroupTotals>>());
    if format != OutputFormat::Table {
        let summary = json!({
            "school_year": asked.school_year,
            "totals": totals,
            "groups": of_groups,
            "pupils": pupils.iter().map(|pupil| ByKey(pupil, asked.names)).collect::<Vec<_>>(),
        });
        let rows = groups.into_iter().flat_map(|group| group.rows).collect();
        let report = Report { rows, summary: Some(summary), ..report };
        return Ok(output::render_report(&report, format, asked.names, look, out)?);
    }
    for group in &groups {
        if by.is_some() {
            let totals = group.group_totals().totals;
            let said = if complete {
                format!(": {}; {}", totals.counted_in_words(), totals.totals_in_words())
            } else {
                String::new()
            };
            table::write_heading(&format!("{}{said}", group.heading), look, out)?;
        }
        table::write_rows(&group.rows, asked.names, look, out)?;
    }
    if !pupils.is_empty() {
        table::write_heading("each pupil's costs this school year, against the notional threshold:", look, out)?;
        table::write_rows(&pupils, asked.names, look, out)?;
    }
    Ok(table::render_table(&Report { rows: Vec::<ProvisionRow>::new(), ..report }, asked.names, look, out)?)
}

fn last_line(totals: &Totals, asked: &ProvisionQuestion<'_>) -> String {
    if totals.provisions == 0 {
        return format!("no provision, as at {}", words::date(asked.as_at));
    }
    format!("{}: {}, as at {}", totals.counted_in_words(), totals.totals_in_words(), words::date(asked.as_at))
}

fn group_by(typed: &str) -> Result<ProvisionGrouping, String> {
    let word = typed.to_lowercase();
    let known: Vec<&str> = ProvisionGrouping::ALL.iter().map(|(word, _)| *word).collect();
    let found = ProvisionGrouping::ALL.into_iter().find(|(known, _)| *known == word);
    found.map(|(_, by)| by).ok_or_else(|| format!("write {}", words::list_or(&known)))
}
