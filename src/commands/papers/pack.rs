//! `send pack`.

use clap::{Args, ValueEnum};

use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::ApplicationFor;
use crate::records::pupils::PupilFile;
use crate::reports::papers::Paper;
use crate::reports::papers::pack::asked::AskedFor;
use crate::reports::papers::pack::{OpenDuty, evidence, handover};
use crate::session::hand_over::{PaperArgs, paper_source};
use crate::session::{CommandOutcome, Context, Opened};

/// Make the pack about a pupil for those who take over or decide
///
/// For the next school: what may be shared, history, the plan that runs, the last reviews, what was given, advice, documents,
/// and what is still open. It holds the UPN, and no costs and no notes of staff. On top it says whether the parents have agreed.
///
/// For an application (ehcp, sspp): what is missing first, then reviewed plans, provision with hours and cost, advice, voices,
/// and a numbered chronology. It holds UPN and costs: it is for the authority, and for nobody else.
///
/// Example: send pack p014 --for handover -o exports/amira-handover.html
#[derive(Debug, Clone, Args)]
pub(crate) struct PackArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// What it is for
    #[arg(long = "for", value_enum, value_name = "PURPOSE")]
    purpose: Purpose,
    #[command(flatten)]
    paper: PaperArgs,
}

/// What a pack is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Purpose {
    /// A request for an EHC needs assessment
    Ehcp,
    /// An application for an SSPP
    Sspp,
    /// The school that takes over (policy 14)
    Handover,
}

pub(crate) fn run(args: &PackArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let Some(pupil) = context.read_pupil(&args.pupil, &opened)? else { return Ok(CommandOutcome::Incomplete) };
    let paper = pack_paper(&pupil, args.purpose, &opened)?;
    args.paper.hand_over(paper, &opened, context)?;
    Ok(CommandOutcome::Done)
}

fn pack_paper(pupil: &PupilFile, purpose: Purpose, opened: &Opened) -> anyhow::Result<Paper> {
    let record = pupil.record.as_at(opened.as_at);
    match purpose {
        Purpose::Ehcp => evidence_for(ApplicationFor::Ehcp, &record, opened),
        Purpose::Sspp => evidence_for(ApplicationFor::Sspp, &record, opened),
        Purpose::Handover => {
            let open = OpenDuty::open_duties(&record, &opened.question());
            Ok(handover::handover_pack(&paper_source(&record, handover::KEYS, opened)?, &open))
        }
    }
}

/// The evidence for an application.
fn evidence_for(applied_for: ApplicationFor, record: &AsAt, opened: &Opened) -> anyhow::Result<Paper> {
    let asked = AskedFor::all_asked_for(record, applied_for, &opened.question());
    Ok(evidence::evidence_pack(&paper_source(record, evidence::KEYS, opened)?, applied_for, &asked, &opened.policies))
}
