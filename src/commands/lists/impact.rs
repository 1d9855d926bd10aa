//! `send impact`.

use clap::Args;
use serde_json::json;

use crate::reports::impact::{By, ImpactRow, Reviewed};
use crate::reports::papers::impact;
use crate::reports::provision::SchoolYear;
use crate::reports::summary::left_out_note;
use crate::reports::{Lacks, Names, Report, Unreadable, health_note};
use crate::session::hand_over::PaperArgs;
use crate::session::{CommandOutcome, Context};
use crate::words;

/// Show how targets went and what provision achieved
///
/// One row shows all pupils; `--by` adds a row for each provision, need (the broad area of the primary need), class or stage. No
/// pupil is named. A group of fewer than five pupils shows no figures. If the row for all pupils would reveal them, the smallest
/// other group shows no figures either. To change the limit of five, set `threshold` under `[summary]` in send.toml.
///
/// Two of these lists compared with each other, or one compared with the report to governors, may still reveal what each of
/// them hides. Keep them for the school's own use.
///
/// Only cycles reviewed in the school year of the report are counted, 1 September to 31 August. Class and need are those on
/// the day of the review. With `-o`, the list is written as a page.
///
/// Example: send impact --by need --as-at 2026-07-17
#[derive(Debug, Args)]
pub(crate) struct ImpactArgs {
    /// How to group the rows: by provision, need, class or stage
    #[arg(long, value_name = "GROUP", value_parser = group_by)]
    by: Option<By>,
    #[command(flatten)]
    paper: PaperArgs,
}

pub(crate) fn run(args: &ImpactArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let year = SchoolYear::of(opened.as_at);
    let folded = opened.fold_for_report(&[], |pupil| {
        let record = pupil.record.into_as_at(opened.as_at);
        (Reviewed::of(&record, year), Reviewed::leaves_out(&record, year))
    });
    let (reviewed, left_out): (Vec<Vec<Reviewed>>, Vec<bool>) = folded.kept.into_iter().unzip();
    let mut reviewed: Vec<Reviewed> = reviewed.into_iter().flatten().collect();
    let left_out = left_out.into_iter().filter(|left_out| *left_out).count();
    // The list has no names, so the warnings must not quote a record.
    let unreadable = Names::Hidden.show_findings(folded.unreadable);
    let complete = unreadable.is_empty();
    let lacks = Lacks::of(&unreadable);
    // Every row is a total.
    if lacks.begin_later.is_some() {
        reviewed.clear();
    }
    let threshold = opened.school.settings.summary.threshold.number();
    let rows = ImpactRow::of(&reviewed, args.by, threshold);
    let health =
        health_note(opened.policies.in_force_on(opened.as_at).health_on(opened.as_at)).filter(|_| !rows.is_empty());
    let counted = lacks.total(reviewed_in_words(&reviewed, threshold));
    let notes: Vec<String> = impact_notes(args.by, &rows, &lacks)
        .into_iter()
        .chain(left_out_note(left_out, Some(threshold)).filter(|_| lacks.begin_later.is_none()))
        .chain(health)
        .collect();
    if args.paper.is_asked_for() {
        let (school, as_at) = (&opened.school, opened.as_at);
        let asked = impact::ImpactPaperQuestion { school, as_at, by: args.by, lacks: &lacks };
        args.paper.hand_over(impact::impact_paper(&rows, counted.as_deref(), &notes, &asked), &opened, context)?;
        context.say_unreadable(&unreadable)?;
        return Ok(if complete { CommandOutcome::Done } else { CommandOutcome::Incomplete });
    }
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        summary: Some(json!({ "school_year": year, "threshold": threshold })),
        notes,
        last_line: counted.map_or_else(String::new, |counted| {
            format!(
                "{counted} between {} and {}, as at {}",
                words::date(year.from),
                words::date(year.to.min(opened.as_at)),
                words::date(opened.as_at)
            )
        }),
        rows,
    };
    context.render(&report, Names::Hidden)?;
    context.say_unreadable(&unreadable)?;
    Ok(if complete { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// Returns the notes to print under the rows.
fn impact_notes(by: Option<By>, rows: &[ImpactRow], lacks: &Lacks) -> Vec<String> {
    let incomplete =
        lacks.may_lack_pupils().then_some("some records could not be read, so pupils are missing from these numbers");
    let of_provision = (by == Some(By::Provision) && !rows.is_empty()).then_some(
        "the targets in a provision's row are all those of the plans it was part of, whether or not it helped to meet them",
    );
    incomplete.into_iter().chain(of_provision).map(str::to_owned).collect()
}

/// Returns the number of reviews in words, unless too few pupils had them.
fn reviewed_in_words(reviewed: &[Reviewed], threshold: usize) -> String {
    let rows = ImpactRow::of(reviewed, None, threshold);
    match rows.first().map(|all| (all.reviews, all.pupils)) {
        None => "no reviews".to_owned(),
        Some((Some(reviews), Some(pupils))) => {
            format!("{} of {}", words::count(reviews, "review"), words::count(pupils, "pupil"))
        }
        Some(_) => format!("reviews of fewer than {threshold} pupils"),
    }
}

fn group_by(typed: &str) -> Result<By, String> {
    let word = typed.to_lowercase();
    let known: Vec<&str> = By::ALL.iter().map(|(word, _)| *word).collect();
    let found = By::ALL.into_iter().find(|(known, _)| *known == word);
    found.map(|(_, by)| by).ok_or_else(|| format!("write {}", words::list_or(&known)))
}
