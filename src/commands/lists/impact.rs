//! `send impact`.

use clap::Args;
use serde_json::json;

use crate::reports::impact::{By, ImpactRow, Reviewed};
use crate::reports::papers::impact;
use crate::reports::provision::SchoolYear;
use crate::reports::{Names, Report, Unreadable, health_note};
use crate::session::hand_over::PaperArgs;
use crate::session::{CommandOutcome, Context, files_of};
use crate::words;

/// Show how targets went and what provision achieved
///
/// In groups by provision, need (the broad area of the primary one), class or stage, and all together. No pupil is named, and
/// a group of under five pupils says nothing but that. Where the row of all would tell what such a group says, the smallest
/// other group is silent too. The number is `threshold` under `[summary]` in send.toml.
///
/// Two of these lists laid beside each other may still tell what each of them hides, and so may one beside the report to
/// governors: they are for the school's own use.
///
/// It counts the cycles that were reviewed in the school year of the day, 1 September to 31 August. Class and need are
/// those of the day of the review. With `-o` it is a page.
///
/// Example: send impact --by need --as-at 2026-07-17
#[derive(Debug, Args)]
pub(crate) struct ImpactArgs {
    /// In groups: by provision, need, class or stage
    #[arg(long, value_name = "GROUP", value_parser = group_by)]
    by: Option<By>,
    #[command(flatten)]
    paper: PaperArgs,
}

pub(crate) fn run(args: &ImpactArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let year = SchoolYear::of(opened.as_at);
    let folded = opened.fold(|pupil| Reviewed::of(&pupil.record.into_as_at(opened.as_at), year));
    let reviewed: Vec<Reviewed> = folded.kept.into_iter().flatten().collect();
    // It is a list without names: nothing of a record is quoted beside it.
    let unreadable = Names::Hidden.show_findings(folded.unreadable);
    let complete = unreadable.is_empty();
    let threshold = opened.school.settings.summary.threshold.number();
    let rows = ImpactRow::of(&reviewed, args.by, threshold);
    let health =
        health_note(opened.policies.in_force_on(opened.as_at).health_on(opened.as_at)).filter(|_| !rows.is_empty());
    let counted = reviewed_in_words(&reviewed, threshold);
    let notes: Vec<String> = impact_notes(args.by, &rows, complete).into_iter().chain(health).collect();
    if args.paper.is_asked_for() {
        let (school, as_at) = (&opened.school, opened.as_at);
        let asked = impact::ImpactPaperQuestion { school, as_at, by: args.by, unreadable: files_of(&unreadable) };
        args.paper.hand_over(impact::impact_paper(&rows, &counted, &notes, &asked), &opened, context)?;
        context.say_unreadable(&unreadable)?;
        return Ok(if complete { CommandOutcome::Done } else { CommandOutcome::Incomplete });
    }
    let report = Report {
        as_at: opened.as_at,
        commit: opened.commit.clone(),
        unreadable: unreadable.iter().map(Unreadable::from).collect(),
        summary: Some(json!({ "school_year": year, "threshold": threshold })),
        notes,
        last_line: format!(
            "{counted} between {} and {}, as at {}",
            words::date(year.from),
            words::date(year.to.min(opened.as_at)),
            words::date(opened.as_at)
        ),
        rows,
    };
    context.render(&report, Names::Hidden)?;
    context.say_unreadable(&unreadable)?;
    Ok(if complete { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// What a reader must know beside the rows.
fn impact_notes(by: Option<By>, rows: &[ImpactRow], complete: bool) -> Vec<String> {
    let incomplete = (!complete).then_some("not every record could be read: pupils are missing from these numbers");
    let of_provision = (by == Some(By::Provision) && !rows.is_empty()).then_some(
        "the targets beside a provision are those of the plans that it was a part of: what met them is not told",
    );
    incomplete.into_iter().chain(of_provision).map(str::to_owned).collect()
}

/// How many reviews there are, unless too few pupils had them.
fn reviewed_in_words(reviewed: &[Reviewed], threshold: usize) -> String {
    let rows = ImpactRow::of(reviewed, None, threshold);
    match rows.first().map(|all| (all.reviews, all.pupils)) {
        None => "no reviews".to_owned(),
        Some((Some(reviews), Some(pupils))) => {
            format!("{} of {}", words::count(reviews, "review"), words::count(pupils, "pupil"))
        }
        Some(_) => format!("reviews of under {threshold} pupils"),
    }
}

fn group_by(typed: &str) -> Result<By, String> {
    let word = typed.to_lowercase();
    let known: Vec<&str> = By::ALL.iter().map(|(word, _)| *word).collect();
    let found = By::ALL.into_iter().find(|(known, _)| *known == word);
    found.map(|(_, by)| by).ok_or_else(|| format!("write {}", words::list_or(&known)))
}
