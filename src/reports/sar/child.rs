//! Which child a version of a record is about. The file name is not enough: an id may be given to another child later, and a
//! file may be copied to start another record.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::compared_name::ComparedName;
use crate::model::day::Day;
use crate::model::record::Record;

/// The facts that distinguish one child from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChildIdentity {
    name: ComparedName,
    born: Day,
    upn: Option<String>,
}

/// A version of a file: its path, and the hash of its content.
pub(crate) type VersionKey<'a> = (&'a str, &'a str);

/// A change from one version of a file to the next: the file, its content before, its content after.
pub(crate) type VersionChange<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

impl ChildIdentity {
    /// The child that a record is about.
    pub(crate) fn of(record: &Record) -> Self {
        Self {
            name: ComparedName::of_name(record.name.as_str()),
            born: record.date_of_birth,
            upn: record.upn.as_ref().map(|upn| upn.as_str().to_owned()),
        }
    }

    /// Whether both are one child, wherever they were found: two of name, date of birth and UPN are the same.
    pub(crate) fn is_same_child(&self, other: &Self) -> bool {
        let same =
            [self.name.is_same_as(&other.name), self.born == other.born, self.upn.is_some() && self.upn == other.upn];
        same.into_iter().filter(|same| *same).count() >= 2
    }

    /// Whether both may be one child if one version of a file follows the other, because a name or a date may have been corrected.
    pub(crate) fn resembles(&self, other: &Self) -> bool {
        self.name.is_same_as(&other.name) || self.born == other.born || self.upn.is_some() && self.upn == other.upn
    }
}

/// The known facts about the versions.
#[derive(Debug)]
pub(crate) struct KnownVersions<'a> {
    /// The child that each content is about; `None` if it cannot be read.
    pub(crate) children: BTreeMap<&'a str, Option<ChildIdentity>>,
    /// The changes, oldest first.
    pub(crate) changes: Vec<VersionChange<'a>>,
    /// The children of the other records that are in the folder now: none of their versions belongs to this child.
    pub(crate) others: Vec<ChildIdentity>,
}

impl<'a> KnownVersions<'a> {
    /// The versions that are about one child: versions that say so themselves, and versions that came before or after them in the
    /// same file, if they may be about the same child. It starts from the known facts about the child and the known versions.
    pub(crate) fn versions_of_child(
        &self,
        child: Option<&ChildIdentity>,
        first: &[VersionKey<'a>],
    ) -> BTreeSet<VersionKey<'a>> {
        let mut found: BTreeSet<VersionKey<'a>> = first.iter().copied().collect();
        let mut known: BTreeSet<ChildIdentity> = child.cloned().into_iter().collect();
        loop {
            let before = found.len();
            known.extend(found.iter().filter_map(|(_, content)| self.child_of_content(content).cloned()));
            for (path, old, new) in &self.changes {
                let [old, new] = [old, new].map(|content| content.map(|content| (*path, content)));
                for version in [old, new].into_iter().flatten() {
                    if self.child_of_content(version.1).is_some_and(|child| {
                        known.iter().any(|other| other.is_same_child(child)) && !self.is_other(child)
                    }) {
                        found.insert(version);
                    }
                }
                let (Some(old), Some(new)) = (old, new) else { continue };
                for (one, next) in [(old, new), (new, old)] {
                    if found.contains(&one) && self.may_follow(next, &known) {
                        found.insert(next);
                    }
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// Whether a version next to one of the child's may be about the same child.
    fn may_follow(&self, version: VersionKey<'_>, known: &BTreeSet<ChildIdentity>) -> bool {
        self.child_of_content(version.1)
            .is_none_or(|child| known.iter().any(|other| other.resembles(child)) && !self.is_other(child))
    }

    fn child_of_content(&self, content: &str) -> Option<&ChildIdentity> {
        self.children.get(content).and_then(Option::as_ref)
    }

    fn is_other(&self, child: &ChildIdentity) -> bool {
        self.others.iter().any(|other| other.is_same_child(child))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::day;

    fn child(name: &str, born: &str, upn: Option<&str>) -> ChildIdentity {
        ChildIdentity { name: ComparedName::of_name(name), born: day(born), upn: upn.map(str::to_owned) }
    }

    const A: &str = "pupils/p014.yaml";
    const B: &str = "pupils/p015.yaml";

    fn belonging(known: &KnownVersions<'static>, of: &ChildIdentity) -> Vec<VersionKey<'static>> {
        known.versions_of_child(Some(of), &[]).into_iter().collect()
    }

    #[test]
    fn two_matching_facts_of_three_mean_the_same_child() {
        let amira = child("amira example", "2017-11-03", Some("Q330999922002"));
        assert!(amira.is_same_child(&child("amira example", "2017-11-03", None)));
        assert!(amira.is_same_child(&child("amira other", "2017-11-03", Some("Q330999922002"))));
        assert!(!amira.is_same_child(&child("ben example", "2017-11-03", None)));
        assert!(!amira.is_same_child(&child("ben example", "2018-01-01", Some("Q330999922002"))));
        assert!(amira.is_same_child(&child("Example, AMIRA", "2017-11-03", None)));
        assert!(!child("a", "2017-11-03", None).is_same_child(&child("b", "2017-11-03", None)));
    }

    #[test]
    fn a_name_that_two_systems_write_in_two_ways_is_one_name() {
        let spelt = ["Zo\u{eb} O'Brien", "Zoe\u{308} O\u{2019}Brien", "OBRIEN, Zoe", "zoe o brien", "Zoe\u{a0}O'Brien"];
        for (one, other) in spelt.iter().flat_map(|one| spelt.iter().map(move |other| (one, other))) {
            assert!(child(one, "2017-11-03", None).is_same_child(&child(other, "2017-11-03", None)), "{one} {other}");
        }
        assert!(!child("Zoe O'Brien", "2017-11-03", None).is_same_child(&child("Zoe Brian", "2017-11-03", None)));
    }

    #[test]
    fn a_corrected_name_a_broken_version_and_another_file_are_the_same_child() {
        let (wrong, right) = (child("amirra", "2017-11-03", None), child("amira", "2017-11-03", None));
        let known = KnownVersions {
            children: [("1", Some(wrong)), ("2", None), ("3", Some(right.clone())), ("4", Some(right.clone()))].into(),
            changes: vec![
                (A, None, Some("1")),
                (A, Some("1"), Some("2")),
                (A, Some("2"), Some("3")),
                (A, Some("3"), None),
                (B, None, Some("4")),
            ],
            others: Vec::new(),
        };
        assert_eq!(belonging(&known, &right), [(A, "1"), (A, "2"), (A, "3"), (B, "4")]);
    }

    #[test]
    fn a_twin_whose_file_began_as_a_copy_is_another_child() {
        let (amira, ben) = (child("amira", "2017-11-03", None), child("ben", "2017-11-03", None));
        let children: BTreeMap<_, _> = [("1", Some(amira.clone())), ("2", Some(ben.clone()))].into();
        let changes = vec![(A, None, Some("1")), (B, None, Some("1")), (B, Some("1"), Some("2"))];
        let of_amira =
            KnownVersions { children: children.clone(), changes: changes.clone(), others: vec![ben.clone()] };
        assert_eq!(belonging(&of_amira, &amira), [(A, "1"), (B, "1")]);
        let of_ben = KnownVersions { children, changes, others: vec![amira] };
        assert_eq!(belonging(&of_ben, &ben), [(B, "2")]);
    }

    #[test]
    fn an_id_that_was_given_again_is_not_the_same_child() {
        let (old, new) = (child("amira", "2012-11-03", None), child("ben", "2017-01-01", None));
        let known = KnownVersions {
            children: [("1", Some(old)), ("2", Some(new.clone()))].into(),
            changes: vec![(A, None, Some("1")), (A, Some("1"), None), (A, None, Some("2")), (B, Some("1"), Some("2"))],
            others: Vec::new(),
        };
        assert_eq!(belonging(&known, &new), [(A, "2"), (B, "2")]);
    }
}
