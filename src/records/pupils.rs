//! The records themselves: which files there are, and each one read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::decode::{decode_yaml, places_in_bytes};
use super::file::{LinkFound, unreachable_file};
use super::folder::{Folder, FolderEntry};
use super::problem::Problem;
use super::unseen_places::{UNSEEN, unseen_after};
use super::write::is_temporary;
use crate::finding::{Finding, KeyPath, Position, Severity};
use crate::model::compared_name::{ComparedName, NameMatch};
use crate::model::id;
use crate::model::record::Record;
use rayon::prelude::*;

/// A record and the file that it was read from.
#[derive(Debug)]
pub(crate) struct PupilFile {
    /// Its file, relative to the folder, with `/`.
    pub(crate) file: String,
    /// The record.
    pub(crate) record: Record,
    /// Places where YAML reads a comment that looks like part of a value.
    pub(crate) swallowed: Vec<(KeyPath, Position)>,
    bytes: Vec<u8>,
}

impl PupilFile {
    /// Returns the record in these bytes of a file, or everything that is wrong with them. The id in it must be the file's name.
    pub(crate) fn from_bytes(file: &str, bytes: impl Into<Vec<u8>>) -> Result<Self, Vec<Finding>> {
        Self::with_any_id(file, bytes)?.if_well_named(|_| None)
    }

    /// The same whatever the id is, for commands that correct or collect what is in a misnamed file.
    pub(crate) fn with_any_id(file: &str, bytes: impl Into<Vec<u8>>) -> Result<Self, Vec<Finding>> {
        let bytes = bytes.into();
        match decode_yaml::<Record>(&bytes) {
            Ok(decoded) => {
                Ok(Self { file: file.to_owned(), record: decoded.value, swallowed: decoded.swallowed, bytes })
            }
            Err(problems) => Err(problems.into_iter().map(|problem| structural_finding(file, problem)).collect()),
        }
    }

    /// Returns the bytes that it was read from.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the same file with another record in it, written as these bytes.
    pub(crate) fn changed_to(&self, record: Record, bytes: Vec<u8>) -> Self {
        Self { file: self.file.clone(), record, swallowed: self.swallowed.clone(), bytes }
    }

    /// Returns the line and column of a key.
    pub(super) fn place_of(&self, field: &KeyPath) -> Position {
        places_in_bytes(&self.bytes).position_of(field)
    }

    /// Adds the line and column to findings about this record. A finding that has them keeps them.
    pub(crate) fn locate_findings(&self, findings: &mut [Finding]) {
        if findings.is_empty() {
            return;
        }
        let places = places_in_bytes(&self.bytes);
        for finding in findings {
            finding.position = finding.position.or_else(|| {
                let key = places.position_of(&finding.field);
                Some(if finding.rule == UNSEEN { unseen_after(&self.bytes, key) } else { key })
            });
        }
    }
}

/// The results kept from each record, in the order of the files, and the files that could not be read.
#[derive(Debug)]
pub(crate) struct Folded<T> {
    /// The results that were kept.
    pub(crate) kept: Vec<T>,
    /// Findings about files that could not be read.
    pub(crate) unreadable: Vec<Finding>,
    /// Findings about files that do not belong among the records but do not hide a pupil.
    pub(crate) strays: Vec<Finding>,
    /// The files that are named like a record.
    pub(crate) files: Vec<PathBuf>,
}

/// The files under `pupils/`.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Files that are records by their name, ordered by folder and name.
    records: Vec<PathBuf>,
    /// Files that may be records but are not named or placed like one, so they might hide a pupil.
    misplaced: Vec<Finding>,
    /// Files that do not belong here and do not hide a pupil.
    strays: Vec<Finding>,
}

impl Folder {
    /// Reads every record in parallel, and keeps what `keep` makes of each, in the order of the files.
    pub(crate) fn fold_pupils<T: Send>(&self, keep: impl Fn(PupilFile) -> T + Sync) -> Folded<T> {
        let listing = self.list_pupils();
        let read: Vec<Result<T, Vec<Finding>>> =
            listing.records.par_iter().map(|path| self.load_pupil(path).map(&keep)).collect();
        let mut folded = Folded {
            kept: Vec::with_capacity(read.len()),
            unreadable: listing.misplaced,
            strays: listing.strays,
            files: listing.records,
        };
        for result in read {
            match result {
                Ok(kept) => folded.kept.push(kept),
                Err(findings) => folded.unreadable.extend(findings),
            }
        }
        folded
    }

    /// Reads the record in one file.
    pub(crate) fn load_pupil(&self, path: &Path) -> Result<PupilFile, Vec<Finding>> {
        let pupil = PupilFile::with_any_id(&self.name_of(path), self.bytes_now(path)?)?;
        pupil.if_well_named(|id| self.original_by_id(path, id))
    }

    /// Returns the current bytes of a file, whether or not they are a record.
    pub(crate) fn bytes_now(&self, path: &Path) -> Result<Vec<u8>, Vec<Finding>> {
        self.bytes_of(path).map_err(|(message, help)| vec![unreadable_file(&self.name_of(path), FIRST, message, help)])
    }

    /// Lists what is under `pupils/` without reading any of it.
    pub(crate) fn list_pupils(&self) -> Listing {
        let mut listing = Listing::default();
        let pupils = self.root().join("pupils");
        match self.refuse_link(&pupils).and_then(|()| self.is_folder(&pupils)) {
            Ok(true) => {}
            // No `pupils` means no pupils. But if the name belongs to something else, there may be a hundred.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !self.is_there(&pupils) => return listing,
            Ok(false) => {
                let message = "`pupils` is not a folder, so no records were read".to_owned();
                let help = "replace it with a folder, and put the records in it";
                listing.misplaced.push(unreadable_file("pupils", FIRST, message, help));
                return listing;
            }
            Err(error) if LinkFound::behind(&error).is_some() => {
                let (message, help) = unreachable_file(&error);
                let message = format!("{message}, so no records were read");
                listing.misplaced.push(unreadable_file("pupils", FIRST, message, help));
                return listing;
            }
            Err(error) => {
                let message = format!("`pupils` could not be opened, so no records were read ({error})");
                let help = "check that you are allowed to read it, and that the disk is working";
                listing.misplaced.push(unreadable_file("pupils", FIRST, message, help));
                return listing;
            }
        }
        // Walk all the way down: no one would see the pupil of a record that is too deep.
        for entry in self.walk_below("pupils") {
            match entry {
                Ok(entry) => self.sort_in(entry, &mut listing),
                Err(place) => {
                    let name = self.name_of(&place);
                    let message = "this folder could not be opened, so the records in it were not read".to_owned();
                    listing.misplaced.push(unreadable_file(
                        &name,
                        FIRST,
                        message,
                        "check that you are allowed to open it",
                    ));
                }
            }
        }
        listing
    }

    fn sort_in(&self, entry: FolderEntry, listing: &mut Listing) {
        let name = self.name_of(&entry.path);
        let file_name = file_name(&entry.path);
        let lower = file_name.to_lowercase();
        let looks_like_a_record = lower.ends_with(".yaml") || lower.ends_with(".yml");
        let well_named = is_named_as_a_record(&file_name);
        match (entry.depth, entry.is_folder) {
            (1, true) if !looks_like_a_record => {}
            (1 | 2, _) if well_named => listing.records.push(entry.path),
            (3.., _) if looks_like_a_record => {
                let message = "records go at most one folder down in `pupils`, so this one was not read".to_owned();
                listing.misplaced.push(foreign_file(&name, message, "move it up, into `pupils` or a folder in it"));
            }
            _ if looks_like_a_record => {
                let (message, help) = why_misnamed(&file_name, self.original_of(&entry.path).as_deref());
                listing.misplaced.push(foreign_file(&name, message, &help));
            }
            _ if entry.leads_to_folder => {
                let message = "this is a link to a folder, so the records in it were not read".to_owned();
                listing.misplaced.push(foreign_file(&name, message, "put the folder itself here, or delete the link"));
            }
            (_, true) => {}
            // A file that is being written at this moment is not a mistake.
            _ if lower == ".gitkeep" || is_temporary(&file_name) => {}
            _ => listing.strays.push(stray_file(&name)),
        }
    }

    /// Returns the names of the files about the pupils or the school, whether or not they can be read.
    pub(crate) fn names_of_files(&self) -> Vec<String> {
        let policies = self.right_in("policy").into_iter().map(|entry| entry.path);
        let own = ["send.toml", "school.yaml"].map(|name| self.path_of(name));
        let own = own.into_iter().filter(|path| self.is_there(path));
        let all = self.list_pupils().records.into_iter().chain(policies).chain(own);
        all.map(|path| self.name_of(&path)).collect()
    }

    /// Returns the folder that has the most records directly in it, named from the folder's root, and their number. `None` if
    /// there are no records.
    pub(crate) fn fullest_room(&self) -> Option<(String, usize)> {
        let mut rooms: BTreeMap<String, usize> = BTreeMap::new();
        for path in self.list_pupils().records {
            *rooms.entry(self.name_of(path.parent().unwrap_or(&path))).or_default() += 1;
        }
        rooms.into_iter().max_by_key(|(_, files)| *files)
    }

    /// Returns the names of the folders in `pupils`. Each may hold records.
    pub(crate) fn folders_of_pupils(&self) -> Vec<String> {
        let folders = self.right_in("pupils").into_iter().filter(|entry| entry.is_folder);
        folders.map(|entry| file_name(&entry.path)).collect()
    }

    /// Whether no pupil matches what was typed.
    pub(crate) fn is_nobody(&self, typed: &str) -> bool {
        matches!(self.ask_for(typed), PupilSearch::Nobody)
    }

    /// Returns the indexes of documents that a record names but that are not in the folder.
    pub(crate) fn missing_documents(&self, record: &Record) -> Vec<usize> {
        let named =
            record.documents.iter().enumerate().filter_map(|(index, document)| Some((index, document.path.as_ref()?)));
        named.filter(|(_, path)| !self.has_document(path.as_str())).map(|(index, _)| index).collect()
    }

    /// Whether there is a file at a path that a record names. A path that may lead out of the folder is not looked up.
    fn has_document(&self, path: &str) -> bool {
        let inside = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        inside && self.is_file(&self.root().join(path))
    }
}

/// Whether a file's name without its ending contains this text.
fn has_stem_with(path: &Path, part: &str) -> bool {
    path.file_stem().is_some_and(|stem| stem.to_string_lossy().contains(part))
}

/// How a name of the pupil matches what was typed, the closest if both do.
fn name_match(record: &Record, typed: &ComparedName) -> Option<NameMatch> {
    let names = std::iter::once(&record.name).chain(&record.known_as);
    names.filter_map(|name| ComparedName::of_name(name.as_str()).match_of(typed)).min()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

const FIRST: Position = Position { line: 1, column: 1 };

/// Whether a file is named like a record: an id, and `.yaml` in small letters.
pub(crate) fn is_named_as_a_record(file_name: &str) -> bool {
    file_name.strip_suffix(".yaml").is_some_and(|stem| id::id_problem(stem).is_none())
}

/// Says why a file's name is not a record's name, and what to do. `original` is the record that it may be a copy of. The remedy
/// never names a file that is there already, because renaming would overwrite it.
fn why_misnamed(file_name: &str, original: Option<&str>) -> (String, String) {
    if let Some(original) = original {
        return (
            format!("this looks like a copy of `{original}` left by a program such as OneDrive, so it was not read"),
            format!(
                "compare the two, keep what is right in `{original}`, and delete the copy; if it is another pupil's record, \
                 give it an id that no record has, and name it after that id"
            ),
        );
    }
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let first = stem.split(['-', ' ', '(', '_', '.']).next().unwrap_or_default().trim();
    if first != stem && id::id_problem(first).is_none() {
        return (
            format!("this looks like a copy of `{first}.yaml`, which is missing, so it was not read"),
            format!(
                "restore `{first}.yaml` from git or a backup; if what is in this file is right, name it after the id in it"
            ),
        );
    }
    let message = match id::id_problem(stem) {
        Some(problem) => format!("this is not the name of a record ({problem}), so it was not read"),
        None => "the name of a record ends in `.yaml`, in small letters, so this file was not read".to_owned(),
    };
    (
        message,
        "if it is a record, name it after its id, such as `p014.yaml`; otherwise move it out of `pupils`".to_owned(),
    )
}

fn unreadable_file(file: &str, at: Position, message: String, help: &str) -> Finding {
    file_finding("unreadable", file, KeyPath::default(), at, message, help)
}

pub(super) fn foreign_file(file: &str, message: String, help: &str) -> Finding {
    file_finding("foreign-file", file, KeyPath::default(), FIRST, message, help)
}

/// The finding about a file that is not a record. It hides no pupil, so it is only a warning.
fn stray_file(file: &str) -> Finding {
    let message = "this is not a record and does not belong in `pupils`".to_owned();
    let help = "delete it if a program left it here; papers go in `documents` and are named in the record";
    Finding { severity: Severity::Warning, ..foreign_file(file, message, help) }
}

/// Turns a structural problem of a file into a finding.
pub(crate) fn structural_finding(file: &str, problem: Problem) -> Finding {
    file_finding("unreadable", file, problem.field, problem.at, problem.message, &problem.help)
}

/// Makes a finding about a file among the records. The pupil is the one that the file is named after.
pub(super) fn file_finding(
    rule: &'static str,
    file: &str,
    field: KeyPath,
    at: Position,
    message: String,
    help: &str,
) -> Finding {
    let pupil = file
        .strip_prefix("pupils/")
        .and_then(|rest| rest.rsplit('/').next())
        .and_then(|name| name.strip_suffix(".yaml"));
    Finding {
        rule,
        severity: Severity::Error,
        pupil: pupil.map(str::to_owned),
        file: file.to_owned(),
        field,
        position: Some(at),
        message,
        source: String::new(),
        help: help.to_owned(),
    }
}

/// Which record a person means by what they typed (DESIGN 2).
#[derive(Debug)]
pub(crate) enum PupilSearch {
    /// This file.
    File(PathBuf),
    /// No record matches.
    Nobody,
    /// Several records match: the names of their files.
    Several(Vec<String>),
}

impl Folder {
    /// Finds the record that is meant by an id, part of an id, a whole name, or part of a name. The first of these steps that has
    /// a match decides. Only the last two read the records. Names are compared as people compare them: `zoe` finds Zoë.
    pub(crate) fn ask_for(&self, typed: &str) -> PupilSearch {
        if id::id_problem(typed).is_none() {
            let exact = self.files_of(typed);
            if !exact.is_empty() {
                return self.search_result(exact);
            }
        }
        let listing = self.list_pupils();
        let wanted = typed.to_lowercase();
        let by_id: Vec<PathBuf> = listing.records.iter().filter(|path| has_stem_with(path, &wanted)).cloned().collect();
        if !by_id.is_empty() {
            return self.search_result(by_id);
        }
        let typed = ComparedName::of_name(typed);
        let matching = |path: &PathBuf| Some((name_match(&self.load_pupil(path).ok()?.record, &typed)?, path.clone()));
        let by_name: Vec<(NameMatch, PathBuf)> = listing.records.par_iter().filter_map(matching).collect();
        let closest = by_name.iter().map(|(is, _)| *is).min();
        self.search_result(by_name.into_iter().filter(|(is, _)| Some(*is) == closest).map(|(_, path)| path).collect())
    }

    /// Returns the files that are named after exactly this id: the one in `pupils`, otherwise those one folder down.
    pub(crate) fn files_of(&self, id: &str) -> Vec<PathBuf> {
        let (pupils, file_name) = (self.root().join("pupils"), format!("{id}.yaml"));
        let direct = pupils.join(&file_name);
        if self.is_there(&direct) {
            return vec![direct];
        }
        let folders = self.right_in("pupils").into_iter().filter(|entry| entry.is_folder);
        folders.map(|folder| folder.path.join(&file_name)).filter(|path| self.is_there(path)).collect()
    }

    fn search_result(&self, mut matches: Vec<PathBuf>) -> PupilSearch {
        match matches.len() {
            0 => PupilSearch::Nobody,
            1 => matches.pop().map_or(PupilSearch::Nobody, PupilSearch::File),
            _ => PupilSearch::Several(matches.iter().map(|path| self.name_of(path)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::key_path;

    #[test]
    fn a_finding_that_has_its_place_keeps_it() {
        let record = b"format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";
        let decoded = decode_yaml::<Record>(record).unwrap();
        let pupil = PupilFile {
            file: "pupils/p014.yaml".to_owned(),
            record: decoded.value,
            swallowed: decoded.swallowed,
            bytes: record.to_vec(),
        };
        let found = |at| Finding { position: at, field: key_path!["name"], ..stray_file("pupils/p014.yaml") };
        let (known, from_key) = (Position { line: 3, column: 12 }, Position { line: 3, column: 1 });
        let mut findings = [found(Some(known)), found(None)];
        pupil.locate_findings(&mut findings);
        assert_eq!(findings.map(|finding| finding.position), [Some(known), Some(from_key)]);
    }

    #[test]
    fn a_file_that_is_not_a_record_is_a_warning_and_one_that_may_hide_a_record_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let pupils = folder.path().join("pupils");
        std::fs::create_dir(&pupils).unwrap();
        for name in ["Thumbs.db", ".gitkeep", "p014-OFFICE-PC.yaml.bak", "P014.yaml"] {
            std::fs::write(pupils.join(name), "").unwrap();
        }
        let folded = Folder::at_root(folder.path().to_path_buf()).fold_pupils(|_| ());
        let said = |findings: &[Finding]| -> Vec<(String, Severity)> {
            findings.iter().map(|finding| (finding.file.clone(), finding.severity)).collect()
        };
        assert_eq!(said(&folded.unreadable), [("pupils/P014.yaml".to_owned(), Severity::Error)]);
        assert_eq!(
            said(&folded.strays),
            [
                ("pupils/Thumbs.db".to_owned(), Severity::Warning),
                ("pupils/p014-OFFICE-PC.yaml.bak".to_owned(), Severity::Warning)
            ]
        );
    }
}
