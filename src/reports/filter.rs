//! Filters. A pupil must pass every filter. One matching value is enough to pass a filter.

use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{NeedType, Stage, Support};
use crate::model::year::YearGroup;

/// The pupils that a report is about. An empty list does not filter.
#[derive(Debug, Default, Clone)]
pub(crate) struct Filter {
    /// Classes.
    pub(crate) classes: Vec<String>,
    /// Year groups.
    pub(crate) years: Vec<YearGroup>,
    /// Stages; `None` means a pupil with no moves.
    pub(crate) stages: Vec<Option<Stage>>,
    /// Kinds of support.
    pub(crate) support: Vec<Support>,
    /// Types of current need.
    pub(crate) needs: Vec<NeedType>,
}

impl Filter {
    /// Whether a pupil passes, by the record as at the date of the report.
    pub(crate) fn passes(&self, record: &AsAt) -> bool {
        let class = record.class_name().map(|class| class.as_str());
        is_any(&self.classes, |wanted| class == Some(wanted.as_str()))
            && is_any(&self.years, |year| *year == record.year_group())
            && is_any(&self.stages, |stage| *stage == record.last_stage())
            && is_any(&self.support, |support| *support == record.support())
            && is_any(&self.needs, |wanted| record.current_needs().any(|(_, need)| need.need_type == *wanted))
    }
}

impl Filter {
    /// Whether a line about the whole school, or about one of its classes, passes. Only a filter by class can let it pass,
    /// because the school has no year, stage, support or need.
    pub(crate) fn passes_school(&self, class: Option<&str>) -> bool {
        is_any(&self.classes, |wanted| class == Some(wanted.as_str()))
            && self.years.is_empty()
            && self.stages.is_empty()
            && self.support.is_empty()
            && self.needs.is_empty()
    }
}

fn is_any<T>(wanted: &[T], is: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(is)
}
