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

/// Make a pack about a pupil for the next school or an application
///
/// For the next school: what may be shared, history, the current plan, the last reviews, past provision, advice, documents, and
/// what is still to be done. It has the UPN, but no costs or staff notes. It begins by saying whether the parents have agreed.
///
/// For an application (ehcp, sspp): what is missing, then reviewed plans, provision with hours and costs, advice, the views of
/// pupil and parents, and a numbered chronology. It has the UPN and costs, and is for the local authority only.
///
/// Example: send pack p014 --for handover -o exports/amira-handover.html
#[derive(Debug, Clone, Args)]
pub(crate) struct PackArgs {
    /// The pupil: an id, or a part of an id or of a name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Purpose of the pack
    #[arg(long = "for", value_enum, value_name = "PURPOSE")]
    purpose: Purpose,
    #[command(flatten)]
    paper: PaperArgs,
}

/// The purpose of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Purpose {
    /// Request for an EHC needs assessment
    Ehcp,
    /// Application for an SSPP
    Sspp,
    /// Handover to the next school (policy 14)
    Handover,
}

pub(crate) fn run(args: &PackArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let Some(pupil) = context.read_pupil(&args.pupil, &opened)? else { return Ok(CommandOutcome::Incomplete) };
    let begins_later = opened.begins_later(&pupil);
    let paper = pack_paper(&pupil, args.purpose, &opened)?;
    args.paper.hand_over(paper, &opened, context)?;
    context.say_whole(begins_later)
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

/// Makes the evidence pack for an application.
fn evidence_for(applied_for: ApplicationFor, record: &AsAt, opened: &Opened) -> anyhow::Result<Paper> {
    let asked = AskedFor::all_asked_for(record, applied_for, &opened.question());
    Ok(evidence::evidence_pack(&paper_source(record, evidence::KEYS, opened)?, applied_for, &asked, &opened.policies))
}
