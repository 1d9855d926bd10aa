//! `send event`.

use clap::Args;

use crate::failure::Failure;
use crate::school::{Event, EventKind};
use crate::session::word::word_parser;
use crate::session::{CommandOutcome, Context};
use crate::words::date;
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::school_event::record_event;
use crate::writing::{Scene, WriteArgs, text_of};

/// Record training, a report to governors, a review of the policy ...
///
/// An event is about the school, not about a pupil. It is saved in `school.yaml`, and the school's yearly and termly duties
/// count from it.
///
/// Example: send event training --note "Colourful Semantics, for teaching assistants"
///
/// Example: send event governor-report --date 3/12
#[derive(Debug, Clone, Args)]
pub(crate) struct EventArgs {
    /// What happened; to record that a class sheet was read, use `send read`
    #[arg(value_name = "KIND", value_parser = word_parser::<EventKind>(), ignore_case = true)]
    kind: EventKind,
    /// Anything else worth knowing, without a pupil's name
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &EventArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    match args.kind {
        EventKind::SheetRead => {
            return Err(Failure::usage("a sheet belongs to a class", "use `send read 4B` with the class"));
        }
        EventKind::CorrectionAccepted => {
            return Err(Failure::usage(
                "a correction belongs to a commit",
                "use `send accept COMMIT` with the commit that `send audit` names",
            ));
        }
        EventKind::PolicyCommunicated | EventKind::PolicyReviewed | EventKind::InformationReport => {}
        EventKind::CompetenciesAssessed | EventKind::Training | EventKind::ProgressMeeting => {}
        EventKind::GovernorReport => {}
    }
    let opened = context.open()?;
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    let scene = Scene::new(&args.write, &opened, context)?;
    let event = Event {
        date: scene.date,
        kind: args.kind,
        class: None,
        commit: None,
        by: scene.by(),
        note: text_of("--note", args.note.as_ref())?,
    };
    let did = format!("recorded {} on {}", args.kind.as_str(), date(scene.date));
    record_event(event, &did, args.write.dry_run, &scene, context)
}

#[cfg(test)]
mod tests {
    use crate::commands::testing::TestFolder;

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";

    #[test]
    fn an_event_is_added_in_date_order_and_other_lines_do_not_change() {
        let folder = TestFolder::with(RECORD);
        let file = folder.file().parent().unwrap().parent().unwrap().join("school.yaml");
        let _ = std::fs::remove_file(&file);
        let said = |arguments: &[&str]| folder.run("2026-01-15", arguments);
        let ran = said(&["event", "training", "--by", "R. Osei", "--date", "2025-11-26", "--dry-run"]);
        assert_eq!((ran.code, file.exists()), (0, false), "{}", ran.err);
        let ran = said(&["event", "training", "--by", "R. Osei", "--date", "2025-11-26"]);
        assert_eq!(
            (ran.code, ran.out.lines().next()),
            (0, Some("school: recorded training on 26 Nov 2025")),
            "{}",
            ran.err
        );
        let made = "format: 1\nevents:\n  - date: 2025-11-26\n    kind: training\n    by: R. Osei\n";
        assert_eq!(std::fs::read_to_string(&file).unwrap(), made);
        std::fs::write(&file, made.replace("events:", "# by hand\nevents: # ours")).unwrap();
        let ran =
            said(&["event", "governor-report", "--by", "R. Osei", "--date", "2025-10-01", "--note", "the year's"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "format: 1\n# by hand\nevents: # ours\n  - date: 2025-10-01\n    kind: governor-report\n    by: R. Osei\n    note: the year's\n  - date: 2025-11-26\n    kind: training\n    by: R. Osei\n"
        );
        let again = said(&["event", "training", "--by", "R. Osei", "--date", "2025-11-26"]);
        assert_eq!(again.out, "school: this is already in school.yaml; nothing was saved\n");
    }

    #[test]
    fn an_event_is_added_below_the_comments_of_the_template_and_can_be_undone() {
        let folder = TestFolder::with(RECORD);
        let file = folder.file().parent().unwrap().parent().unwrap().join("school.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        let ran = folder.run("2026-01-15", &["event", "training", "--by", "R. Osei"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let with = std::fs::read_to_string(&file).unwrap();
        assert_eq!(with, format!("{text}events:\n  - date: 2026-01-15\n    kind: training\n    by: R. Osei\n"));
        let ran = folder.run("2026-01-15", &["undo", "school", "--yes"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }

    #[test]
    fn a_future_day_and_a_kind_with_its_own_verb_are_refused() {
        let folder = TestFolder::with(RECORD);
        for (arguments, said) in [
            (["event", "training", "--date", "2027-02-01"], "is in the future"),
            (["event", "sheet-read", "--date", "2025-12-01"], "use `send read 4B`"),
            (["event", "correction-accepted", "--date", "2025-12-01"], "use `send accept COMMIT`"),
        ] {
            let ran = folder.run("2026-01-15", &arguments);
            assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.out);
            assert!(ran.err.contains(said), "{}", ran.err);
        }
    }
}
