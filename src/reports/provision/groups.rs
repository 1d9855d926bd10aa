//! A provision map in groups: by class, provision, adult, area of need or pupil.

use serde::Serialize;

use super::super::NO_AREA;
use super::ProvisionRow;
use super::totals::Totals;

/// The key that the rows are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProvisionGrouping {
    /// The pupil's class.
    Class,
    /// The name of the provision.
    Provision,
    /// The adult who gives it.
    Adult,
    /// The broad area of the pupil's primary need.
    Need,
    /// The pupil.
    Pupil,
}

impl ProvisionGrouping {
    /// All groupings, with the word for each.
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("class", Self::Class),
        ("provision", Self::Provision),
        ("adult", Self::Adult),
        ("need", Self::Need),
        ("pupil", Self::Pupil),
    ];

    /// The rows in groups, ordered by heading; rows without a heading come last. Capital letters make no difference to a name. Rows
    /// keep their order within a group.
    pub(crate) fn provision_groups(self, mut rows: Vec<ProvisionRow>) -> Vec<ProvisionGroup> {
        rows.sort_by_cached_key(|row| self.order_of_group(row));
        let groups = rows.chunk_by(|one, other| self.order_of_group(one) == self.order_of_group(other));
        groups
            .filter_map(|rows| {
                Some(ProvisionGroup { heading: self.heading_of_group(rows.first()?), rows: rows.to_vec() })
            })
            .collect()
    }

    /// The position of a row's group: rows without a key come last, and capital letters make no difference.
    fn order_of_group(self, row: &ProvisionRow) -> (bool, String) {
        self.grouping_key(row).map_or((true, String::new()), |key| (false, key.to_lowercase()))
    }

    fn grouping_key(self, row: &ProvisionRow) -> Option<&str> {
        match self {
            Self::Class => row.class.as_deref(),
            Self::Provision => Some(&row.what),
            Self::Adult => row.adult.as_deref(),
            Self::Need => row.area_of_need,
            Self::Pupil => Some(&row.id),
        }
    }

    fn heading_of_group(self, row: &ProvisionRow) -> String {
        if self == Self::Pupil
            && let Some(name) = &row.name
        {
            return format!("{} {name}", row.id);
        }
        let none = match self {
            Self::Class => "no class",
            Self::Adult => "no adult named",
            Self::Need => NO_AREA,
            Self::Provision | Self::Pupil => "",
        };
        self.grouping_key(row).unwrap_or(none).to_owned()
    }
}

/// Rows under one heading.
#[derive(Debug, PartialEq)]
pub(crate) struct ProvisionGroup {
    /// The heading that the rows share.
    pub(crate) heading: String,
    /// The rows.
    pub(crate) rows: Vec<ProvisionRow>,
}

/// A group as shown in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct GroupTotals {
    /// The heading that the rows share.
    pub(crate) group: String,
    /// Their sums.
    #[serde(flatten)]
    pub(crate) totals: Totals,
}

impl ProvisionGroup {
    /// The sums of the group.
    pub(crate) fn group_totals(&self) -> GroupTotals {
        GroupTotals { group: self.heading.clone(), totals: Totals::of(&self.rows) }
    }
}
