//! `send read`.

use clap::Args;

use crate::failure::Failure;
use crate::school::{Event, EventKind};
use crate::session::{CommandOutcome, Context};
use crate::words::date;
use crate::writing::clock::stop_if_clock_is_behind;
use crate::writing::roll_checks::class_typed;
use crate::writing::school_event::record_event;
use crate::writing::{Scene, WriteArgs, text_of};

/// Record that a class's staff have read its sheet (policy 6.3)
///
/// The class sheet then shows who has read it, and when. The entry is saved in `school.yaml`.
///
/// Example: send read 4B --by "J. Patel" --date 11/9
#[derive(Debug, Clone, Args)]
pub(crate) struct ReadArgs {
    /// The class on the sheet
    #[arg(value_name = "CLASS")]
    class: String,
    /// A note, such as who read it together
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &ReadArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    let opened = context.open()?;
    let class = class_typed(&args.class, &opened.school).map_err(|(message, help)| Failure::usage(message, help))?;
    stop_if_clock_is_behind(&args.write, &[], &opened, context)?;
    let scene = Scene::new(&args.write, &opened, context)?;
    let did = format!("recorded that the sheet of {} was read on {}", class.as_str(), date(scene.date));
    let event = Event {
        date: scene.date,
        kind: EventKind::SheetRead,
        class: Some(class),
        commit: None,
        by: Some(scene.named()?),
        note: text_of("--note", args.note.as_ref())?,
    };
    record_event(event, &did, args.write.dry_run, &scene, context)
}

#[cfg(test)]
mod tests {
    use crate::commands::testing::TestFolder;

    #[test]
    fn a_sheet_that_was_read_is_recorded_with_its_class() {
        let record = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";
        let folder = TestFolder::with(record);
        let root = folder.file().parent().unwrap().parent().unwrap().to_path_buf();
        let settings = std::fs::read_to_string(root.join("send.toml")).unwrap();
        std::fs::write(root.join("send.toml"), format!("{settings}\n[[classes]]\nname = \"4B\"\n")).unwrap();
        let ran = folder.run("2025-10-15", &["read", "4b", "--by", "J. Patel"]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("did you mean `4B`?"), "{}", ran.err);
        let ran = folder.run("2025-10-15", &["read", "4B", "--by", "J. Patel", "--date", "2025-09-11"]);
        assert_eq!(
            ran.out.lines().next(),
            Some("school: recorded that the sheet of 4B was read on 11 Sep 2025"),
            "{}",
            ran.err
        );
        let written = std::fs::read_to_string(root.join("school.yaml")).unwrap();
        assert!(
            written.ends_with("  - date: 2025-09-11\n    kind: sheet-read\n    class: 4B\n    by: J. Patel\n"),
            "{written}"
        );
    }
}
