//! Filters: and-ed with each other; the values of one filter or-ed.

use crate::model::at_a_day::AsAt;
use crate::model::vocabulary::{NeedType, Stage, Support};
use crate::model::year::YearGroup;

/// Which pupils a report is about. An empty list filters nothing.
#[derive(Debug, Default, Clone)]
pub(crate) struct Filter {
    /// Classes.
    pub(crate) classes: Vec<String>,
    /// Year groups.
    pub(crate) years: Vec<YearGroup>,
    /// Stages; `None` is a pupil with no moves.
    pub(crate) stages: Vec<Option<Stage>>,
    /// Kinds of support.
    pub(crate) support: Vec<Support>,
    /// Types of need, current ones.
    pub(crate) needs: Vec<NeedType>,
}

impl Filter {
    /// Whether a pupil passes, by the record as at the day.
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
    /// Whether a line about the school as a whole passes, or about one of its classes: only a class can be asked for, for
    /// the school has no year, stage, support or need.
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
