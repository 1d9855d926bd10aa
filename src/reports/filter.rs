//! Filters: and-ed with each other; the values of one filter or-ed.

use crate::model::day::Day;
use crate::model::record::Record;
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
    /// Whether a pupil passes, by the record as at a day.
    pub(crate) fn passes(&self, record: &Record, as_at: Day) -> bool {
        let class = record.class_on(as_at).map(|class| class.as_str());
        let is_class = |wanted: &String| class == Some(wanted.as_str());
        let has_need = |wanted: &NeedType| record.needs_on(as_at).any(|(_, need)| need.need_type == *wanted);
        any(&self.classes, is_class)
            && any(&self.years, |year| *year == record.year_on(as_at))
            && any(&self.stages, |stage| *stage == record.last_stage())
            && any(&self.support, |support| *support == record.support(as_at))
            && any(&self.needs, has_need)
    }
}

fn any<T>(wanted: &[T], is: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(is)
}
