//! The records that are in the folder now: what the paper on one child needs of them.

use crate::finding::Finding;
use crate::records::past_versions::pupil_of;
use crate::records::pupils::PupilFile;
use crate::reports::sar::child::ChildIdentity;
use crate::rules::checks::{change_half_saved, record_missing};
use crate::session::Opened;

/// The rules about records that are missing, or may be as they were before a change. Their findings quote no record.
pub(super) const NOT_THERE: [&str; 2] = [record_missing::RULE.id, change_half_saved::RULE.id];

/// The records of the folder.
#[derive(Debug)]
pub(super) struct Present {
    /// Each file, and the child that it is about.
    pub(super) children: Vec<(String, ChildIdentity)>,
    /// Findings about files that could not be read.
    pub(super) unreadable: Vec<Finding>,
}

impl Present {
    pub(super) fn read(opened: &Opened) -> Self {
        let (folder, folded) =
            (&opened.folder, opened.fold(|pupil| (pupil.file.clone(), ChildIdentity::of(&pupil.record))));
        let mut children = folded.kept;
        // A copy is not a second child, but a family may ask for what is in it.
        let misnamed = folded.unreadable.iter().filter(|finding| finding.rule == "id-misnamed");
        children.extend(misnamed.filter_map(|finding| {
            let bytes = folder.bytes_now(&folder.path_of(&finding.file)).ok()?;
            let pupil = PupilFile::with_any_id(&finding.file, bytes).ok()?;
            Some((pupil.file, ChildIdentity::of(&pupil.record)))
        }));
        Self { children, unreadable: folded.unreadable }
    }

    /// Whether the folder has a record with exactly this id, readable or not. A missing record is only in the history.
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids().any(|known| known == id)
    }

    /// Returns the ids of all records.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        let there = self.unreadable.iter().filter(|finding| !NOT_THERE.contains(&finding.rule));
        let unreadable = there.map(|finding| finding.file.as_str());
        self.children.iter().map(|(file, _)| file.as_str()).chain(unreadable).map(pupil_of)
    }

    /// Returns the child that this file is about; `None` if it cannot be read.
    pub(super) fn child(&self, file: &str) -> Option<&ChildIdentity> {
        self.children.iter().find(|(known, _)| known == file).map(|(_, child)| child)
    }

    /// Returns the files of this child, and the children in all other files.
    pub(super) fn apart(&self, file: Option<&str>, child: Option<&ChildIdentity>) -> (Vec<String>, Vec<ChildIdentity>) {
        let (own, others): (Vec<_>, Vec<_>) = self.children.iter().partition(|(known, other)| {
            Some(known.as_str()) == file || child.is_some_and(|child| child.is_same_child(other))
        });
        let unread = file.filter(|file| self.child(file).is_none()).map(str::to_owned);
        let mut files: Vec<String> = unread.into_iter().chain(own.into_iter().map(|(file, _)| file.clone())).collect();
        // Put the file that was asked for first.
        files.sort_by_key(|known| Some(known.as_str()) != file);
        (files, others.into_iter().map(|(_, child)| child.clone()).collect())
    }
}
