//! Corrections through the real program: `send edit`, with a small shell script as the editor, and `send undo`. Checks what they
//! print, their exit codes, and the bytes of the files.

use crate::common::school::School;

/// A record as a teacher might write it by hand.
const AMIRA: &str = "format: 1
id: p014
# Asked the office for the name as it is on the birth certificate.
name: Amira Example
upn: Q330999922002
date_of_birth: 2017-11-03
on_roll:
  - from: 2022-09-05
class: 4B
characteristics: [eal]
census: N
";

const RECORD: &str = "pupils/p014.yaml";
const OTHER: &str = "pupils/p015.yaml";

/// Printed once in a folder without git.
const NO_HISTORY: &str =
    "  this folder is not under git: records are saved without a history (start one with `send init --git`)\n";

fn school() -> School {
    School::with("\n[[classes]]\nname = \"4B\"\n\n[[classes]]\nname = \"5B\"\n", AMIRA)
}

/// The same school with a second pupil in the class.
fn with_two() -> School {
    let school = school();
    let bilal = AMIRA.replace("p014", "p015").replace("Amira", "Bilal").replace("Q330999922002", "W330999925101");
    school.write(OTHER, &bilal);
    school
}

/// Runs a command that must be saved. Returns the answer, without what is printed only once.
fn saves(school: &School, arguments: &[&str]) -> String {
    let ran = school.send(arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?} {}", ran.out);
    ran.out.replace(NO_HISTORY, "")
}

#[cfg(not(unix))]
#[test]
fn an_edit() {
    eprintln!("SKIPPED: the editor of these tests is a shell script, and this system has no shell");
}

#[cfg(unix)]
mod edit {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::{AMIRA, NO_HISTORY, RECORD, saves, school};
    use crate::common::program::Ran;
    use crate::common::school::School;

    /// The beginning of every editor in these tests: it keeps what it was shown, and can change it.
    const EDITOR: &str = "file=$1
cat \"$file\" >> shown.txt
is_again() { grep -q '^#! ' \"$file\"; }
change() { sed -e \"$1\" \"$file\" > changed.txt && cat changed.txt > \"$file\"; }
";

    /// Makes a mistake the first time the editor opens.
    const MISTAKE: &str = "is_again || change 's/\\[eal\\]/[ael]/'";

    /// The message about that mistake.
    const SAID: &str = "line 10: found `ael`, expected eal, looked-after, previously-looked-after, disability, pupil-premium, medical, \
                        young-carer or service-child [unreadable]\n  help: use one of these words, or delete the entry";

    fn edit(school: &School, script: &str, arguments: &[&str]) -> Ran {
        Ran::of(&mut editing(school, script, arguments))
    }

    /// `send edit`, with this script as the editor. The shell reads the script: a script that was just written cannot always be
    /// started while other tests start programs.
    fn editing(school: &School, script: &str, arguments: &[&str]) -> Command {
        school.write("editor.sh", &format!("{EDITOR}{script}\n"));
        let mut command = school.command(&[&["edit"], arguments].concat());
        command.env("VISUAL", "sh editor.sh").env_remove("EDITOR");
        command
    }

    /// The same program, which cannot make a file larger than 512 bytes, or 1024, depending on how the shell counts.
    fn with_small_files(program: &Command) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""]);
        shell.arg(program.get_program()).args(program.get_args());
        shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.current_dir(program.get_current_dir().unwrap());
        shell
    }

    /// The names of the drafts that are kept.
    fn drafts(school: &School) -> Vec<String> {
        let files = std::fs::read_dir(school.path(".send/drafts")).into_iter().flatten();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs an edit that must exit with this code and leave the records as they were. Returns what it said.
    fn saves_nothing(school: &School, script: &str, code: i32) -> String {
        let before = school.records();
        let ran = edit(school, script, &["p014"]);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{}", ran.err);
        assert_eq!(school.records(), before);
        ran.err
    }

    #[test]
    fn a_good_edit_is_saved_with_exactly_those_bytes() {
        let school = school();
        let ran = edit(&school, "change 's/^class: 4B$/class:   4B # since September/'", &["p014"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(ran.out, format!("p014: recorded what was edited by hand\n{NO_HISTORY}"));
        assert_eq!(school.read(RECORD), AMIRA.replace("class: 4B", "class:   4B # since September"));
        assert_eq!(school.read("shown.txt"), AMIRA);
        assert_eq!(drafts(&school), [""; 0]);
    }

    #[test]
    fn a_mistake_is_shown_above_the_text_and_can_be_corrected() {
        let school = school();
        let ran = edit(&school, "is_again && change 's/ael/medical/' || change 's/eal/ael/'", &["p014"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(school.read(RECORD), AMIRA.replace("eal", "medical"));
        let top = format!(
            "#! This cannot be saved yet. Correct it, or close the editor without a change to stop.\n#! {}\n#! Lines down to this one are removed for you.\n",
            SAID.replace('\n', "\n#! ")
        );
        assert_eq!(school.read("shown.txt"), format!("{AMIRA}{top}{}", AMIRA.replace("eal", "ael")));
        assert_eq!(drafts(&school), [""; 0]);
    }

    #[test]
    fn an_abandoned_edit_is_kept_next_to_earlier_ones() {
        let school = school();
        let said = |file: &str| {
            format!(
                "error: the editor was closed while this was still wrong:\n  {SAID}\nnothing was saved\nhelp: what you typed is kept in .send/drafts/{file}\n",
            )
        };
        assert_eq!(saves_nothing(&school, MISTAKE, 3), said("p014.yaml"));
        let first = school.read(".send/drafts/p014.yaml");
        assert!(first.starts_with("#! ") && first.ends_with(&AMIRA.replace("eal", "ael")), "{first}");
        let another = "is_again || change 's/\\[eal\\]/[ael] # ask/'";
        assert_eq!(saves_nothing(&school, another, 3), said("p014-2.yaml"));
        assert_eq!(school.read(".send/drafts/p014.yaml"), first);
        assert!(school.read(".send/drafts/p014-2.yaml").ends_with(&AMIRA.replace("[eal]", "[ael] # ask")));
        assert_eq!(drafts(&school), ["p014-2.yaml", "p014.yaml"]);
        let rights = std::fs::metadata(school.path(".send/drafts/p014.yaml")).unwrap().permissions().mode();
        assert_eq!(rights & 0o777, 0o600);
    }

    #[test]
    fn what_was_typed_is_kept_if_the_editor_fails() {
        let school = school();
        let said = saves_nothing(&school, "change 's/4B/5B/'; exit 1", 3);
        let could_not = "error: the editor could not be used (the editor ended with exit status: 1); nothing was saved\n\
                         help: set the variable VISUAL or EDITOR to your editor, such as `notepad` or `nano`";
        assert_eq!(said, format!("{could_not}; what you typed is kept in .send/drafts/p014.yaml\n"));
        assert_eq!(school.read(".send/drafts/p014.yaml"), AMIRA.replace("4B", "5B"));
        // If no text was typed, no draft is kept.
        assert_eq!(saves_nothing(&school, "exit 1", 3), format!("{could_not}\n"));
        assert_eq!(drafts(&school), ["p014.yaml"]);
        let said = saves_nothing(&school, &format!("{MISTAKE}; is_again && exit 1 || exit 0"), 3);
        assert!(said.ends_with("; what you typed is kept in .send/drafts/p014-2.yaml\n"), "{said}");
        assert!(school.read(".send/drafts/p014-2.yaml").ends_with(&AMIRA.replace("eal", "ael")));
    }

    #[test]
    fn a_missing_editor_leaves_nothing() {
        let school = school();
        let ran = Ran::of(editing(&school, "", &["p014"]).env("VISUAL", "no-editor-of-this-name"));
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert!(ran.err.starts_with("error: the editor could not be used ("), "{}", ran.err);
        assert!(!ran.err.contains("kept"), "{}", ran.err);
        assert_eq!((school.read(RECORD).as_str(), drafts(&school)), (AMIRA, Vec::new()));
    }

    #[test]
    fn an_editor_that_changes_nothing_leaves_nothing() {
        let school = school();
        let ran = edit(&school, "touch \"$file\"", &["p014"]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "p014: nothing was changed\n", ""));
        assert_eq!((school.read(RECORD).as_str(), drafts(&school)), (AMIRA, Vec::new()));
        assert!(school.refuses(&["undo", "--yes"]).starts_with("error: there is nothing to undo\n"));
    }

    #[test]
    fn what_someone_else_wrote_meanwhile_is_not_overwritten() {
        let school = school();
        let ran = edit(&school, "change 's/4B/5B/'; echo '# by another' >> pupils/p014.yaml", &["p014"]);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert!(
            ran.err.starts_with("error: pupils/p014.yaml was changed on disk by somebody else in the meantime; "),
            "{}",
            ran.err
        );
        assert!(ran.err.ends_with("; what you typed is kept in .send/drafts/p014.yaml\n"), "{}", ran.err);
        assert_eq!(school.read(RECORD), format!("{AMIRA}# by another\n"));
        assert_eq!(school.read(".send/drafts/p014.yaml"), AMIRA.replace("4B", "5B"));
        // A deleted file is not made again.
        let ran = edit(&school, "change 's/4B/5B/'; rm pupils/p014.yaml", &["p014"]);
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert!(ran.err.ends_with("; what you typed is kept in .send/drafts/p014-2.yaml\n"), "{}", ran.err);
        assert!(!school.path(RECORD).exists());
    }

    #[test]
    fn an_unreadable_record_can_be_opened_and_corrected() {
        let school = school();
        school.write(RECORD, &AMIRA.replace("[eal]", "[eal"));
        assert_eq!(school.send(&["show", "p014"]).code, 3);
        // A record that is only half mended is still wrong, and reported.
        let script = "is_again && change 's/\\[ael$/[eal]/' || change 's/\\[eal$/[ael/'";
        let ran = edit(&school, script, &["p014"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(school.read(RECORD), AMIRA);
        assert!(saves(&school, &["undo", "p014", "--yes"]).starts_with("p014: undone: "));
        assert_eq!(school.read(RECORD), AMIRA.replace("[eal]", "[eal"));
    }

    #[test]
    fn a_record_that_may_not_be_opened_is_refused_and_unchanged() {
        let school = school();
        let rights =
            |mode| std::fs::set_permissions(school.path(RECORD), std::fs::Permissions::from_mode(mode)).unwrap();
        rights(0o000);
        if std::fs::read(school.path(RECORD)).is_ok() {
            eprintln!("SKIPPED: this user may open every file");
            return;
        }
        let ran = edit(&school, "change 's/4B/5B/'", &["p014"]);
        rights(0o600);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert!(ran.err.contains("pupils/p014.yaml:1:1"), "{}", ran.err);
        assert!(ran.err.ends_with("nothing was saved: the record cannot be read\n"), "{}", ran.err);
        assert_eq!((school.read(RECORD).as_str(), drafts(&school)), (AMIRA, Vec::new()));
        assert!(!school.path("shown.txt").exists(), "no editor was opened");
    }

    #[test]
    fn a_record_in_another_encoding_is_refused_and_unchanged() {
        let school = school();
        let bytes = [AMIRA.as_bytes(), b"notes: Andr\xe9\n"].concat();
        std::fs::write(school.path(RECORD), &bytes).unwrap();
        let said = saves_nothing(&school, "change 's/4B/5B/'", 3);
        assert_eq!(
            said,
            "error: pupils/p014.yaml is not a UTF-8 file\nhelp: open it in another editor, and save it as UTF-8\n"
        );
        assert!(!school.path("shown.txt").exists(), "no editor was opened");
    }

    #[test]
    fn a_text_that_the_editor_saved_in_another_encoding_is_kept() {
        let school = school();
        let said = saves_nothing(&school, "printf 'notes: Andr\\351\\n' >> \"$file\"", 3);
        assert!(said.ends_with("what you typed is kept in .send/drafts/p014.yaml\n"), "{said}");
        let kept = std::fs::read(school.path(".send/drafts/p014.yaml")).unwrap();
        assert_eq!(kept, [AMIRA.as_bytes(), b"notes: Andr\xe9\n"].concat());
    }

    #[test]
    fn a_mistake_that_is_corrected_again_is_not_a_change() {
        let school = school();
        let ran = edit(&school, "is_again && change 's/\\[ael]/[eal]/' || change 's/eal/ael/'", &["p014"]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "p014: nothing was changed\n", ""));
        assert_eq!((school.read(RECORD).as_str(), drafts(&school)), (AMIRA, Vec::new()));
        assert!(school.refuses(&["undo", "--yes"]).starts_with("error: there is nothing to undo\n"));
    }

    #[test]
    fn a_comment_that_looks_like_a_message_stays() {
        let school = school();
        let record = format!("#! Ask the office first.\n{AMIRA}");
        school.write(RECORD, &record);
        let ran = edit(&school, "touch \"$file\"", &["p014"]);
        assert_eq!((ran.code, ran.out.as_str()), (0, "p014: nothing was changed\n"), "{}", ran.err);
        assert_eq!(school.read(RECORD), record);
        let script = "grep -q 'cannot be saved yet' \"$file\" && change 's/ael/medical/' || change 's/eal/ael/'";
        assert_eq!(edit(&school, script, &["p014"]).code, 0);
        assert_eq!(school.read(RECORD), record.replace("eal", "medical"));
    }

    #[test]
    fn a_text_that_the_editor_deleted_is_not_said_to_be_kept() {
        let school = school();
        let said = saves_nothing(&school, "rm \"$file\"", 3);
        assert!(said.starts_with("error: the text that the editor saved cannot be read ("), "{said}");
        assert!(!said.contains("kept"), "{said}");
        assert_eq!(drafts(&school), [""; 0]);
    }

    #[test]
    fn a_full_disk_when_the_editor_opens_again_loses_nothing_that_was_typed() {
        let school = school();
        // There is room for the text, but not for the messages on top of it.
        let typed: String = (1..13).map(|number| format!("x{number}: y\n")).collect();
        let script = format!("printf '{}' >> \"$file\"", typed.replace('\n', "\\n"));
        let program = editing(&school, &script, &["p014"]);
        let ran = Ran::of(&mut with_small_files(&program));
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
        assert!(
            ran.err.starts_with("error: .send/drafts/p014.yaml: the system does not allow a file of this size ("),
            "{}",
            ran.err
        );
        assert!(ran.err.ends_with("; what you typed is kept in .send/drafts/p014.yaml\n"), "{}", ran.err);
        assert_eq!(school.read(".send/drafts/p014.yaml"), format!("{AMIRA}{typed}"));
        assert_eq!((school.read(RECORD).as_str(), drafts(&school)), (AMIRA, vec!["p014.yaml".to_owned()]));
    }

    #[test]
    fn a_dry_run_shows_the_difference_and_saves_nothing() {
        let school = school();
        let ran = edit(&school, "change 's/4B/5B/'", &["p014", "--dry-run"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.starts_with("--- pupils/p014.yaml\n+++ pupils/p014.yaml\n@@ "), "{}", ran.out);
        assert!(ran.out.contains("\n-class: 4B\n+class: 5B\n"), "{}", ran.out);
        assert!(
            ran.out.ends_with("\np014: would have recorded what was edited by hand; nothing was saved\n"),
            "{}",
            ran.out
        );
        assert_eq!((school.read(RECORD).as_str(), drafts(&school)), (AMIRA, Vec::new()));
    }
}

mod undo {
    use super::{AMIRA, OTHER, RECORD, saves, school, with_two};

    const CALL: &[&str] = &["contact", "p014", "call", "--about", "concern", "--by", "R. Osei"];
    const CALLS: &[&str] = &["contact", "call", "--class", "4B", "--about", "concern", "--by", "R. Osei", "--yes"];

    #[test]
    fn the_last_change_is_undone_and_restored_byte_for_byte() {
        let school = school();
        saves(&school, CALL);
        let called = school.read(RECORD);
        assert!(called.starts_with(AMIRA) && called.contains("kind: call"), "{called}");
        let undo = ["undo", "p014", "--yes"];
        assert_eq!(saves(&school, &undo), "p014: undone: recorded the call of 15 Jan 2026 about concern\n");
        assert_eq!(school.read(RECORD), AMIRA);
        assert_eq!(saves(&school, &undo), "p014: put back: recorded the call of 15 Jan 2026 about concern\n");
        assert_eq!(school.read(RECORD), called);
        // The last change of all is the same one.
        saves(&school, &["undo", "--yes"]);
        assert_eq!(school.read(RECORD), AMIRA);
    }

    #[test]
    fn a_record_changed_by_hand_since_is_never_undone() {
        let school = school();
        saves(&school, CALL);
        school.write(RECORD, &(school.read(RECORD) + "# by hand\n"));
        for undo in [&["undo", "p014", "--yes"][..], &["undo", "--yes"], &["undo", "p014", "--dry-run"]] {
            assert_eq!(
                school.ends_with(3, undo),
                "error: pupils/p014.yaml has been changed by hand since, and undoing the command would lose that change\n\
                 help: correct the record with `send edit`, or look at its history in git\n"
            );
        }
        // The same is true if the record was deleted by hand.
        std::fs::remove_file(school.path(RECORD)).unwrap();
        school.ends_with(3, &["undo", "p014", "--yes"]);
        assert!(!school.path(RECORD).exists());
    }

    #[test]
    fn undoing_a_command_keeps_an_earlier_change_by_hand() {
        let school = school();
        saves(&school, CALL);
        let by_hand = school.read(RECORD) + "# by hand\n";
        school.write(RECORD, &by_hand);
        saves(&school, &["set", "p014", "home_language=Urdu"]);
        saves(&school, &["undo", "p014", "--yes"]);
        assert_eq!(school.read(RECORD), by_hand);
    }

    #[test]
    fn a_new_record_is_undone_and_restored() {
        let school = school();
        saves(&school, &["new", "--name", "Bilal Example", "--date-of-birth", "2016-09-12", "--class", "4B"]);
        let made = school.read(OTHER);
        let trial = saves(&school, &["undo", "p015", "--dry-run"]);
        assert!(trial.contains("\n-name: Bilal Example\n"), "{trial}");
        assert!(trial.ends_with("p015: would undo: made the record\n"), "{trial}");
        assert_eq!(saves(&school, &["undo", "p015", "--yes"]), "p015: undone: made the record\n");
        assert!(!school.path(OTHER).exists());
        assert_eq!(saves(&school, &["check"]), "");
        // The record is gone, but its id still says what is meant.
        assert_eq!(saves(&school, &["undo", "p015", "--yes"]), "p015: put back: made the record\n");
        assert_eq!(school.read(OTHER), made);
    }

    #[test]
    fn a_new_record_that_was_changed_by_hand_stays() {
        let school = school();
        saves(&school, &["new", "--name", "Bilal Example", "--date-of-birth", "2016-09-12"]);
        school.write(OTHER, &(school.read(OTHER) + "notes: by hand\n"));
        let said = school.ends_with(3, &["undo", "--yes"]);
        assert!(said.starts_with("error: pupils/p015.yaml has been changed by hand since"), "{said}");
    }

    #[test]
    fn a_change_to_several_records_is_undone_for_all_or_for_one() {
        let school = with_two();
        let before = school.records();
        saves(&school, CALLS);
        let called = school.records();
        let call = "recorded the call of 15 Jan 2026 about concern";
        assert_eq!(saves(&school, &["undo", "--yes"]), format!("p015: undone: {call}\np014: undone: {call}\n"));
        assert_eq!(school.records(), before);
        assert_eq!(saves(&school, &["undo", "--yes"]), format!("p014: put back: {call}\np015: put back: {call}\n"));
        assert_eq!(school.records(), called);
        assert_eq!(saves(&school, &["undo", "p014", "--yes"]), format!("p014: undone: {call}\n"));
        assert_eq!(school.read(RECORD), AMIRA);
        assert!(school.read(OTHER).contains("kind: call"));
        assert_eq!(saves(&school, &["undo", "p015", "--yes"]), format!("p015: undone: {call}\n"));
        assert_eq!(school.records(), before);
    }

    #[test]
    fn if_one_of_several_cannot_be_undone_none_is() {
        let school = with_two();
        let before = school.read(OTHER);
        saves(&school, CALLS);
        school.write(RECORD, &(school.read(RECORD) + "# by hand\n"));
        let said = school.ends_with(3, &["undo", "--yes"]);
        assert!(said.starts_with("error: pupils/p014.yaml has been changed by hand since"), "{said}");
        school.ends_with(3, &["undo", "p014", "--yes"]);
        saves(&school, &["undo", "p015", "--yes"]);
        assert_eq!(school.read(OTHER), before);
    }

    #[test]
    fn a_dry_run_and_a_command_without_yes_undo_nothing() {
        let school = school();
        saves(&school, CALL);
        let called = school.records();
        let would = "p014: would undo: recorded the call of 15 Jan 2026 about concern\n";
        let trial = saves(&school, &["undo", "p014", "--dry-run"]);
        assert!(trial.starts_with("--- pupils/p014.yaml\n"), "{trial}");
        assert!(trial.contains("\n-contacts:\n") && trial.ends_with(would), "{trial}");
        let ran = school.send(&["undo", "p014"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, would));
        assert_eq!(
            ran.err,
            "error: this would undo a command\nhelp: use `--yes` to undo it, or `--dry-run` to look first\n"
        );
        assert_eq!(school.records(), called);
        saves(&school, &["undo", "p014", "--yes"]);
        let back = "p014: would put back: recorded the call of 15 Jan 2026 about concern\n";
        assert!(saves(&school, &["undo", "p014", "--dry-run"]).ends_with(back));
    }

    #[test]
    fn if_nothing_was_done_nothing_is_undone() {
        let school = with_two();
        for undo in [&["undo", "--yes"][..], &["undo", "p014", "--yes"], &["undo", "p014", "--dry-run"]] {
            assert_eq!(
                school.refuses(undo),
                "error: there is nothing to undo\n\
                 help: only the last few hundred changes made in this folder on this computer can be undone\n"
            );
        }
        saves(&school, CALL);
        // Another pupil's change does not count.
        assert!(school.refuses(&["undo", "p015", "--yes"]).starts_with("error: there is nothing to undo\n"));
        assert!(school.refuses(&["undo", "p099", "--yes"]).starts_with("error: no pupil matches `p099`\n"));
    }
}
