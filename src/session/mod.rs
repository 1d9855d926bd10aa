//! What every command builds on: its options, the opened folder with the school and the policies, the date of the report, and how
//! the command ends.

mod absent;
pub(crate) mod at_commit;
pub(crate) mod clauses;
pub(crate) mod failed;
pub(crate) mod filters;
mod half_saved;
pub(crate) mod hand_over;
pub(crate) mod no_history;
pub(crate) mod options;
mod outcome;
mod reach;
pub(crate) mod replay;
pub(crate) mod unfinished;
pub(crate) mod verb_line;
pub(crate) mod word;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;

use crate::context::Environment;
use crate::dates::{self, DateDirection};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::history::{GitFolder, HistoryFault, NamedCommit};
use crate::model::day::Day;
use crate::model::unseen::seen_only;
use crate::output::{self, Look, OutputFormat};
use crate::policy::Policies;
use crate::records::folder::Folder;
use crate::records::links::LinkFound;
use crate::records::pupils::{PupilFile, PupilSearch};
use crate::reports::columns::ReportRow;
use crate::reports::{AtCommit, Lacks, Names, Report};
use crate::rules::checks::record_missing;
use crate::rules::{Question, Subject};
use crate::school::School;
use crate::words;
pub(crate) use absent::in_short;
use absent::{LastCommit, Unasked};
use at_commit::folder_at;
use options::{ColorChoice, Global};
pub(crate) use outcome::CommandOutcome;

/// The options for every command, and the environment.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    global: Global,
    /// The verb that was typed.
    pub(crate) verb: &'static str,
    /// The command tree, to check whether a command exists. It is passed in because the table of verbs is in a higher room.
    pub(crate) tree: fn() -> clap::Command,
    /// The arguments that were typed, with the program's name first, and the answers given since.
    pub(crate) arguments: Vec<OsString>,
    /// Whether a record has been saved, so that a later failure does not say "nothing was saved".
    pub(crate) something_is_saved: bool,
    /// The messages of earlier changes that were finished first and that no command had reported.
    pub(crate) unspoken: Vec<String>,
    /// Whether the command has already said that earlier changes wait.
    pub(crate) has_told_waiting: bool,
    pub(crate) environment: Environment<'a>,
    /// Why git could not be asked whether a record is missing, if it could not.
    unasked: Unasked,
}

/// A folder that was opened, ready for questions.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The folder.
    pub(crate) folder: Folder,
    /// The school.
    pub(crate) school: School,
    /// The policies.
    pub(crate) policies: Policies,
    /// The date of the report.
    pub(crate) as_at: Day,
    /// Today, whatever the date of the report. For a folder as it was at a commit, this is the day of the commit, because later
    /// days were still unknown then.
    pub(crate) today: Day,
    /// The commit at which the folder is read; `None` if its files are read from the disk.
    pub(crate) commit: Option<AtCommit>,
    /// The records that the last commit has.
    last_commit: LastCommit,
}

impl Opened {
    /// The question that the rules answer.
    pub(crate) fn question(&self) -> Question<'_> {
        Question { as_at: self.as_at, today: self.today, school: &self.school, policies: &self.policies }
    }

    /// Runs the checks on a pupil as at a day: on the record of that day, and on what only the file shows.
    pub(crate) fn judge_pupil<T>(&self, pupil: &PupilFile, day: Day, checks: impl FnOnce(&Subject<'_>) -> T) -> T {
        checks(&Subject {
            record: &pupil.record.as_at(day),
            whole: &pupil.record,
            file: &pupil.file,
            swallowed: &pupil.swallowed,
            missing_documents: &self.folder.missing_documents(&pupil.record),
        })
    }

    /// The record that was typed, or why its file could not be read. It is a mistake in what was typed if no pupil matches, or
    /// more than one.
    pub(crate) fn pupil_meant(&self, typed: &str) -> anyhow::Result<Result<PupilFile, Vec<Finding>>> {
        Ok(self.folder.load_pupil(&self.path_of(typed)?))
    }

    /// The file of the record that was typed. If a record with exactly this id is missing, no other record is used, even if the
    /// id is part of a longer one.
    pub(crate) fn path_of(&self, typed: &str) -> anyhow::Result<PathBuf> {
        let typed = &seen_only(typed);
        self.refuse_linked_records()?;
        let asked = self.folder.ask_for(typed);
        let is_exact = matches!(&asked, PupilSearch::File(path) if path.file_stem() == Some(typed.as_ref()));
        if !is_exact {
            self.refuse_if_missing(typed)?;
        }
        match asked {
            PupilSearch::File(path) if is_exact => Ok(path),
            PupilSearch::File(path) => {
                self.refuse_if_another_may_be_meant(typed, &path)?;
                Ok(path)
            }
            PupilSearch::Nobody => Err(Failure::usage(
                match self.unseen_in_words() {
                    None => format!("no pupil matches `{typed}`"),
                    Some(unseen) => {
                        format!("no pupil matches `{typed}` among the records that could be read; not read: {unseen}")
                    }
                },
                "give the id, or part of the id or name; list all pupils with `send register --all`",
            )),
            PupilSearch::Several(files) => Err(Failure::usage(
                format!("`{typed}` matches several pupils:\n  {}", files.join("\n  ")),
                "give the whole id",
            )),
        }
    }
}

impl Opened {
    /// Stops a command about one record, or about a list of pupils, if `pupils` is a link: the program then cannot know which
    /// records exist.
    pub(crate) fn refuse_linked_records(&self) -> anyhow::Result<()> {
        self.refuse_linked("pupils")
    }

    /// Stops a command if this file or folder, or one on the way to it, is a link.
    pub(crate) fn refuse_linked(&self, name: &str) -> anyhow::Result<()> {
        let looked = self.folder.refuse_link(&self.folder.path_of(name));
        match looked.as_ref().err().and_then(LinkFound::behind) {
            Some(found) => {
                Err(Failure::stopped(format!("{}, so no records were read", found.message()), LinkFound::HELP))
            }
            None => Ok(()),
        }
    }
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        global: Global,
        verb: &'static str,
        arguments: Vec<OsString>,
        tree: fn() -> clap::Command,
        environment: Environment<'a>,
    ) -> Self {
        Self {
            global,
            verb,
            tree,
            arguments,
            something_is_saved: false,
            unspoken: Vec::new(),
            has_told_waiting: false,
            environment,
            unasked: Unasked::default(),
        }
    }

    /// The format of rows.
    pub(crate) fn format(&self) -> OutputFormat {
        self.global.format
    }

    /// Whether the report is about the records as they were at a commit.
    pub(crate) fn is_asked_at_a_commit(&self) -> bool {
        self.global.at.is_some()
    }

    /// Writes a report in the chosen format. CSV and NDJSON only have room for rows, so in them the commit goes to err.
    pub(crate) fn render<R: ReportRow>(&mut self, report: &Report<R>, names: Names) -> anyhow::Result<()> {
        let (format, look) = (self.format(), self.look());
        output::render_report(report, format, names, look, self.out())?;
        if let (OutputFormat::Csv | OutputFormat::Ndjson, Some(commit)) = (format, &report.commit) {
            self.environment.out.flush()?;
            writeln!(self.environment.err, "{}", commit.line_under_report())?;
        }
        Ok(())
    }

    /// The stream for the answer.
    pub(crate) fn out(&mut self) -> &mut dyn Write {
        &mut self.environment.out
    }

    /// Makes sure that everything said so far has been printed.
    pub(crate) fn flush_all(&mut self) -> anyhow::Result<()> {
        self.environment.out.flush()?;
        self.environment.err.flush()?;
        Ok(())
    }

    /// How the answer looks.
    pub(crate) fn look(&self) -> Look {
        let width = self.environment.terminal_width;
        let color = match self.global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => width.is_some() && !self.environment.no_color,
        };
        Look { color, width }
    }

    /// The git that keeps the folder's history.
    pub(crate) fn git<'f>(&self, opened: &'f Opened) -> GitFolder<'f> {
        self.git_at(opened.folder.root())
    }

    /// The git of the folder at this place.
    pub(crate) fn git_at<'f>(&self, root: &'f Path) -> GitFolder<'f> {
        GitFolder::new(root, self.environment.path.as_deref(), &self.environment.git_variables)
    }

    /// An id for this command.
    pub(crate) fn command(&self) -> String {
        format!("{}-{}", self.environment.now.timestamp_millis(), self.environment.writer.process)
    }

    /// Notes that something has been saved, so that a later failure can say so.
    pub(crate) fn note_saved(&mut self) {
        self.something_is_saved = true;
    }

    /// Prints a warning about something that is wrong although the record is safe, and what to do.
    pub(crate) fn warn(&mut self, message: &str, help: &str) -> anyhow::Result<()> {
        self.environment.out.flush()?;
        let (message, help) = (output::safe_text(message), output::safe_text(help));
        writeln!(self.environment.err, "warning: {message}\nhelp: {help}")?;
        Ok(())
    }

    /// How errors look. They are coloured only with `--color always`, because they may go to a log.
    pub(crate) fn look_of_errors(&self) -> Look {
        Look { color: self.global.color == ColorChoice::Always, width: None }
    }

    /// Finds the folder, and reads the school and its policies. Both are read before either failure is reported.
    pub(crate) fn open(&self) -> anyhow::Result<Opened> {
        let folder = self.folder()?;
        let Some(typed) = &self.global.at else { return self.open_in(folder) };
        let git = self.git_at(folder.root());
        let (stood, commit) = folder_at(&git, &folder, typed)?;
        self.open_as(stood, Some(commit))
    }

    /// Opens a folder that was already found.
    pub(crate) fn open_in(&self, folder: Folder) -> anyhow::Result<Opened> {
        self.open_as(folder, None)
    }

    fn open_as(&self, folder: Folder, commit: Option<NamedCommit>) -> anyhow::Result<Opened> {
        let (school, policies) = match (folder.load_school(), folder.load_policies()) {
            (Ok(school), Ok(policies)) => (school, policies),
            (school, policies) => {
                let findings = school.err().into_iter().chain(policies.err()).flatten().collect();
                return Err(Failure::Settings(findings).into());
            }
        };
        let zone = time_zone(&school)?;
        let today = self.today(zone)?;
        let asked = self.as_at(today)?;
        let last_commit = LastCommit::new(self);
        let Some(NamedCommit { id, put }) = commit else {
            let as_at = asked.unwrap_or(today);
            return Ok(Opened { folder, school, policies, as_at, today, commit: None, last_commit });
        };
        let day = Day::of_moment(put, &zone).ok_or_else(|| {
            Failure::stopped(
                format!("commit {} has a date that does not exist", words::short_commit(&id)),
                "name another commit with `--at`",
            )
        })?;
        let commit = AtCommit { id, day, decides_the_day: asked.is_none() };
        let as_at = asked.unwrap_or(day);
        Ok(Opened { folder, school, policies, as_at, today: day, commit: Some(commit), last_commit })
    }

    pub(crate) fn folder(&self) -> anyhow::Result<Folder> {
        let named = self.global.records.clone().or_else(|| self.environment.records.clone().map(Into::into));
        let Some(named) = named else {
            let here = &self.environment.folder;
            return Folder::find_above(here).ok_or_else(|| {
                if let Some(alone) = here.ancestors().find_map(settings_copy_alone) {
                    return alone;
                }
                Failure::usage(
                    "this folder has no records: there is no `send.toml` in it or above it",
                    "change to the records folder, name it with `--records DIR`, or start one with `send init DIR`",
                )
            });
        };
        let folder = Folder::at_root(self.environment.folder.join(&named));
        if folder.is_marked() {
            return Ok(folder);
        }
        let named = named.display();
        if !folder.root().is_dir() {
            return Err(Failure::usage(
                format!("the folder `{named}` does not exist"),
                "correct the name, or start one with `send init DIR`",
            ));
        }
        if let Some(alone) = settings_copy_alone(folder.root()) {
            return Err(alone);
        }
        // The folder exists, so the name is right and the file may have been lost.
        Err(Failure::stopped(
            format!("`{named}` is not a records folder: it has no `send.toml`"),
            "name the folder that holds `send.toml`, or put the file back from git or a backup",
        ))
    }

    /// Today, in the school's time zone.
    fn today(&self, zone: Tz) -> anyhow::Result<Day> {
        Day::from_date(self.environment.now.with_timezone(&zone).date_naive())
            .ok_or_else(|| Failure::usage("the computer's clock is wrong", "set the clock, or use `--as-at DATE`"))
    }

    /// The date of the report, if one was given.
    fn as_at(&self, today: Day) -> anyhow::Result<Option<Day>> {
        let typed = self
            .global
            .as_at
            .clone()
            .or_else(|| self.environment.as_at.as_ref().map(|typed| typed.to_string_lossy().into_owned()));
        typed.map(|typed| past_day(&typed, today)).transpose()
    }

    /// Whether the date of the report was typed, and does not come from the clock.
    pub(crate) fn is_day_typed(&self) -> bool {
        self.global.as_at.is_some() || self.environment.as_at.is_some()
    }

    /// The record that was typed; `None` if its file could not be read, which is then reported.
    pub(crate) fn read_pupil(&mut self, typed: &str, opened: &Opened) -> anyhow::Result<Option<PupilFile>> {
        match opened.pupil_meant(typed)? {
            Ok(pupil) => Ok(Some(pupil)),
            Err(findings) => {
                self.say_unreadable(&findings)?;
                Ok(None)
            }
        }
    }

    /// Reports the files that could not be read, so that no pupil is silently left out.
    pub(crate) fn say_unreadable(&mut self, unreadable: &[Finding]) -> anyhow::Result<()> {
        if unreadable.is_empty() {
            return Ok(());
        }
        let look = self.look_of_errors();
        let why = why_incomplete(unreadable);
        // The answer is printed first, so that on a terminal the missing files are the last thing shown.
        self.environment.out.flush()?;
        let err = &mut self.environment.err;
        output::findings::render_findings(&in_short(unreadable), look, err)?;
        writeln!(err, "{why}, so this answer is incomplete")?;
        Ok(())
    }

    /// Warns, at the end of a command, if git could not be asked whether a record is missing.
    pub(crate) fn say_unasked(&mut self) -> anyhow::Result<()> {
        let Some(HistoryFault { message, help }) = self.unasked.get().cloned() else { return Ok(()) };
        self.warn(&format!("could not check with git whether a record is missing: {message}"), &help)
    }
}

/// Why an answer is incomplete: files that could not be read, a change that is half saved, records that do not reach back to its day.
fn why_incomplete(unreadable: &[Finding]) -> String {
    let Lacks { files, half_saved, begin_later } = Lacks::of(unreadable);
    let is_any_missing = unreadable.iter().any(|finding| finding.rule == record_missing::RULE.id);
    let how = match (is_any_missing, files) {
        (false, _) => "could not be read",
        (true, 1) => "is missing or could not be read",
        (true, _) => "are missing or could not be read",
    };
    let files = (files > 0).then(|| format!("{} {how}", words::count(files, "file")));
    let all: Vec<String> = files.into_iter().chain(half_saved).chain(begin_later).collect();
    all.join(", and ")
}

/// The failure of a folder whose `send.toml` is missing and has a copy beside it. The copy is not read in its place.
fn settings_copy_alone(root: &Path) -> Option<anyhow::Error> {
    let folder = Folder::at_root(root.to_path_buf());
    let copies = folder.copies_at_root("send.toml");
    let copies = words::list_quoted(copies.first().map(String::as_str));
    (!copies.is_empty()).then(|| {
        Failure::stopped(
            format!("this folder has no `send.toml`, but {copies}, which looks like a copy of it"),
            "restore `send.toml` from git or a backup; if what is in the copy is right, name it `send.toml`",
        )
    })
}

/// The school's time zone.
pub(crate) fn time_zone(school: &School) -> anyhow::Result<Tz> {
    let zone = school.settings.school.time_zone.as_str();
    zone.parse().map_err(|_| {
        Failure::usage(
            format!("send.toml: `{zone}` is not a time zone"),
            "for a school in England write `time_zone = \"Europe/London\"`",
        )
    })
}

/// Reads a day in the past, as it was typed.
pub(crate) fn past_day(typed: &str, today: Day) -> anyhow::Result<Day> {
    day_typed(typed, today, DateDirection::Past)
}

/// Reads a day, as it was typed.
pub(crate) fn day_typed(typed: &str, today: Day, meant: DateDirection) -> anyhow::Result<Day> {
    dates::parse(typed, today, meant).ok_or_else(|| {
        Failure::usage(format!("found `{typed}`, expected a date"), format!("write it like {}", dates::EXAMPLES))
    })
}
