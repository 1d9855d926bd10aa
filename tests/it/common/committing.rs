//! Commands that write in a folder under git, for tests that break something while the record is being saved and committed.

use super::office::Office;
use super::program::{SEND, TODAY};
use crate::faults::{COMMANDS, NEW, UNDO};

/// Whether the next command finishes a commit that was interrupted, so that the history then has every saved change.
pub(crate) const COMMITS_ARE_FINISHED: bool = true;

/// The settings of the school: the SENCO and two classes.
const SETTINGS: &str = "\n[people.senco]\nname = \"R. Osei\"\nappointed = 2021-09-01\n\n[[classes]]\nname = \"4B\"\n\n\
                        [[classes]]\nname = \"5B\"\n";

/// A roll with two names spelt differently, and a pupil who has no record.
const ROLL: &str = "id,name,upn,date_of_birth,class,from\n\
                    p014,Amira Sample,,2017-11-03,,\n\
                    p015,Amira Sample,,2017-11-03,,\n\
                    ,Zoe Example,,2018-03-01,,2026-01-05\n";

/// The command that follows the fault. No other command changes this pupil's record.
const NEXT: &[&str] = &["contact", "p016", "letter", "--about", "concern"];

/// A command, and the record of `p014` before it.
#[derive(Debug, Clone)]
pub(crate) struct WritingCase {
    record: String,
    /// The words after `send`.
    pub(crate) command: Vec<&'static str>,
}

/// Every command of the fault sweeps, and the commands that write for a whole school.
pub(crate) fn writing_cases() -> Vec<WritingCase> {
    let in_class = NEW.replace("census: N", "class: 4B\ncensus: N");
    let of_the_school: [(&str, &[&str]); 4] = [
        (NEW, &["import", "roll.csv", "--add", "--yes"]),
        (&in_class, &["move-up", "classes.csv", "--yes", "--date", "2026-01-05"]),
        (NEW, &["event", "training", "--note", "Cued speech"]),
        (NEW, &["leave", "p014", "--date", "2026-02-13", "--to-school", "Oakwood"]),
    ];
    let all = COMMANDS.iter().chain(&of_the_school);
    all.map(|(record, command)| WritingCase { record: (*record).to_owned(), command: command.to_vec() }).collect()
}

impl WritingCase {
    /// The same case, with a record several disk blocks long.
    pub(crate) fn with_a_long_record(&self) -> Self {
        let comment = "# An invented remark that makes the record longer, as years of support do.\n";
        Self { record: self.record.clone() + &comment.repeat(120), command: self.command.clone() }
    }

    /// Makes the folder as it is before the command: three pupils, all committed. `office` must be empty.
    pub(crate) fn set_up(&self, office: &Office) {
        office.saves(&["init", "."]);
        office.write("send.toml", &(office.read("send.toml") + SETTINGS));
        office.write("roll.csv", ROLL);
        office.write("classes.csv", "from,to\n4B,5B\n");
        office.write("pupils/p014.yaml", &self.record);
        let of_p015 = if self.command.first() == Some(&"move-up") { &self.record } else { NEW };
        office.write("pupils/p015.yaml", &of_p015.replace("p014", "p015"));
        office.write("pupils/p016.yaml", &NEW.replace("p014", "p016"));
        office.begin(office.root());
        if self.command == UNDO {
            office.saves(&["contact", "p014", "call", "--about", "concern", "--by", "R. Osei", "--as-at", TODAY]);
        }
    }

    /// The whole command, starting with `send`.
    pub(crate) fn typed(&self) -> Vec<&'static str> {
        typed(&self.command)
    }
}

/// The whole next command, starting with `send`.
pub(crate) fn next_command() -> Vec<&'static str> {
    typed(NEXT)
}

fn typed(command: &[&'static str]) -> Vec<&'static str> {
    let by: &[&str] = if command.first() == Some(&"undo") { &[] } else { &["--by", "R. Osei"] };
    [&[SEND], command, by, &["--as-at", TODAY]].concat()
}
