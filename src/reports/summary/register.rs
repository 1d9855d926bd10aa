//! The pupils on the register by support, area and year, on the date of the report and a year earlier, with those who joined and
//! left; and how early needs are noticed.
//!
//! All the numbers are one system. The counts by area, by year, by support and by first concern have the same total, and last year's
//! total with those who joined and left gives this year's total.

use std::collections::BTreeSet;

use super::child::{Standing, SummaryPupil};
use super::work::list_with_total;
use super::{Section, SummaryLine, SummaryQuestion, SummaryValue, number_of_pupils, percent_of_whole};
use crate::model::vocabulary::{NeedType, Stage, Support};
use crate::model::year::YearGroup;
use crate::reports::NO_AREA;
use crate::reports::suppression::{FigureKey, Figures, Published, Rows};
use crate::words::{count, date};

/// The columns of pupils by area and by year.
const BY_SUPPORT: &[(&str, &str)] =
    &[("SEN support (K)", "k"), ("EHC plan (E)", "e"), ("Total", "total"), ("A year earlier", "a_year_earlier")];

/// The years of a primary school, which are listed even if no pupil is in them.
const YEARS: [&str; 7] = ["R", "1", "2", "3", "4", "5", "6"];

/// The sections about the register.
pub(super) fn register_sections(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Vec<Section> {
    let (areas, years) = (areas_of_need(), years_listed(children));
    let noticed = years_noticed(children);
    let keys = System::of(children, &areas, &years, &noticed);
    let System { figures, on, came, off, left, between, by_area, by_year, by_notice } = keys;
    let published = figures.publish(asked.threshold);
    let begin_later = number_where(children, |child| child.begins_later);
    let register = vec![
        SummaryLine::of_figures("SEN support (K)", [&on.now.k, &on.then.k], &published),
        SummaryLine::of_figures("of these, with a funded SSPP", [&on.now.funded, &on.then.funded], &published),
        SummaryLine::of_figures("of these, without one", [&on.now.plain, &on.then.plain], &published),
        SummaryLine::of_figures("EHC plan (E)", [&on.now.e, &on.then.e], &published),
        SummaryLine::of_figures("Total", [&on.now.all, &on.then.all], &published),
    ];
    let moved = [
        ("Joined the register, or joined the school with SEN", came),
        ("Came off the register and are still at the school", off),
        ("Left the school", left),
        ("Were on the register only between the two dates, so are not in the lines above", between),
    ];
    let noticed_lines = noticed.iter().zip(&by_notice);
    let noticed_lines =
        noticed_lines.map(|(noticed, key)| SummaryLine::of_figures(noticed.label(), [key], &published)).collect();
    let area_labels = areas.iter().map(|area| area.unwrap_or(NO_AREA).to_owned());
    let year_labels = years.iter().map(|year| year_label(*year));
    let mut sections = vec![
        Section {
            key: "register",
            heading: "The SEND register",
            of: "Support",
            columns: &[("On this date", "now"), ("A year earlier", "a_year_earlier")],
            lines: register,
            said: shares_of_school(&published, &on.now, begin_later, asked),
        },
        Section {
            key: "register-changes",
            heading: "Changes to the register over the year",
            of: "Pupils who",
            columns: &[("Pupils", "pupils")],
            lines: moved.iter().map(|(label, key)| SummaryLine::of_figures(*label, [key], &published)).collect(),
            said: Vec::new(),
        },
        Section {
            key: "register-by-area",
            heading: "By area of need",
            of: "Broad area of the primary need",
            columns: BY_SUPPORT,
            lines: register_table_lines(area_labels, &by_area, &published),
            said: Vec::new(),
        },
        Section {
            key: "register-by-year",
            heading: "By year group",
            of: "Year",
            columns: BY_SUPPORT,
            lines: register_table_lines(year_labels, &by_year, &published),
            said: Vec::new(),
        },
        helped_section(children, asked),
        Section {
            key: "noticed",
            heading: "How early needs are noticed",
            of: "Year when a concern was first recorded",
            columns: &[("Pupils on the register", "pupils")],
            lines: noticed_lines,
            said: weeks_to_register(children, asked),
        },
    ];
    if begin_later > 0 {
        sections.iter_mut().for_each(without_a_year_earlier);
    }
    sections
}

/// Takes out what depends on the day a year earlier: the records of some pupils begin later, so it is not recorded.
fn without_a_year_earlier(section: &mut Section) {
    let is_change = section.key == "register-changes";
    for line in &mut section.lines {
        for ((_, column), value) in section.columns.iter().zip(&mut line.values) {
            if is_change || *column == "a_year_earlier" {
                *value = SummaryValue::NotRecorded;
            }
        }
    }
}

/// The number of pupils with each support on a day.
struct OnDay {
    k: FigureKey,
    plain: FigureKey,
    funded: FigureKey,
    e: FigureKey,
    all: FigureKey,
}

struct OnBoth {
    now: OnDay,
    then: OnDay,
}

/// All numbers of the register, as one system.
struct System {
    figures: Figures,
    on: OnBoth,
    came: FigureKey,
    off: FigureKey,
    left: FigureKey,
    between: FigureKey,
    by_area: RegisterTable,
    by_year: RegisterTable,
    by_notice: Vec<FigureKey>,
}

/// Pupils by area or by year: on the date of the report by support, and a year earlier.
struct RegisterTable {
    now: Rows,
    then: Vec<FigureKey>,
}

impl System {
    fn of(children: &[SummaryPupil], areas: &[Option<&'static str>], years: &[YearGroup], noticed: &[Noticed]) -> Self {
        let now: Vec<Standing> = children.iter().filter_map(|child| child.now).collect();
        let then: Vec<Standing> = children.iter().filter_map(|child| child.then).collect();
        let mut all = Figures::default();
        let [outside, by_area, by_year, in_k, supported_then, between] = [(); 6].map(|()| all.add_point());
        let of_areas = areas.iter().map(|area| number_where(&then, |one| one.area == *area));
        let then_area = all.add_parts(outside, by_area, of_areas);
        let of_years = years.iter().map(|year| number_where(&then, |one| one.year == *year));
        let then_year = all.add_parts(by_area, by_year, of_years);
        let (plain, funded) = (number_with(&then, Support::K), number_with(&then, Support::KFunded));
        let on_then = OnDay {
            k: all.add_total(by_year, in_k, plain + funded),
            plain: all.add_part(in_k, supported_then, plain),
            funded: all.add_part(in_k, supported_then, funded),
            e: all.add_part(by_year, supported_then, number_with(&then, Support::E)),
            all: all.add_total(supported_then, between, then.len()),
        };
        let came = all.add_part(outside, between, number_where(children, SummaryPupil::has_come));
        let off = number_where(children, |child| child.has_gone() && child.is_on_roll);
        let off = all.add_part(between, outside, off);
        let left = number_where(children, |child| child.has_gone() && !child.is_on_roll);
        let left = all.add_part(between, outside, left);
        // This number is not part of any total.
        let came_and_went = all.add_part(outside, outside, number_where(children, |child| child.came_and_went));

        let [start, k, e, k_split, k_again, e_again, end] = [(); 7].map(|()| all.add_point());
        let total = all.add_total(between, start, now.len());
        let rows: Vec<Vec<usize>> = areas.iter().map(|area| cells_by_support(&now, |one| one.area == *area)).collect();
        let now_area = all.rows_from(start, &[k, e], &rows);
        let (plain, funded) = (number_with(&now, Support::K), number_with(&now, Support::KFunded));
        let on_now = OnDay {
            k: all.add_total(k, k_split, plain + funded),
            plain: all.add_part(k_split, k_again, plain),
            funded: all.add_part(k_split, k_again, funded),
            e: all.add_total(e, e_again, number_with(&now, Support::E)),
            all: total,
        };
        let rows: Vec<Vec<usize>> = years.iter().map(|year| cells_by_support(&now, |one| one.year == *year)).collect();
        let now_year = all.rows_into(&[k_again, e_again], end, &rows);
        let of_notice =
            noticed.iter().map(|one| number_where(children, |child| child.now.is_some() && Noticed::of(child) == *one));
        let by_notice = all.add_parts(end, outside, of_notice);
        Self {
            figures: all,
            on: OnBoth { now: on_now, then: on_then },
            came,
            off,
            left,
            between: came_and_went,
            by_area: RegisterTable { now: now_area, then: then_area },
            by_year: RegisterTable { now: now_year, then: then_year },
            by_notice,
        }
    }
}

/// The number that meet a condition.
fn number_where<T>(all: &[T], is_meant: impl Fn(&T) -> bool) -> usize {
    all.iter().filter(|one| is_meant(one)).count()
}

/// The number with this support.
fn number_with(all: &[Standing], support: Support) -> usize {
    number_where(all, |one| one.support == support)
}

/// The cells of a row for the pupils who meet a condition: the number on SEN support and the number with an EHC plan.
fn cells_by_support(all: &[Standing], is_meant: impl Fn(&Standing) -> bool) -> Vec<usize> {
    [false, true].map(|has_plan| number_where(all, |one| is_meant(one) && one.has_plan() == has_plan)).to_vec()
}

/// The broad areas of need, and `None` for pupils without an area.
fn areas_of_need() -> Vec<Option<&'static str>> {
    let mut areas: Vec<Option<&'static str>> = Vec::new();
    for area in NeedType::ALL.iter().filter_map(|need| need.area_of_need()) {
        if !areas.contains(&Some(area)) {
            areas.push(Some(area));
        }
    }
    areas.push(None);
    areas
}

/// The years of the school, and any other years of pupils on the register.
fn years_listed(children: &[SummaryPupil]) -> Vec<YearGroup> {
    let of_pupils = children.iter().flat_map(|child| [child.now, child.then]).flatten().map(|one| one.year);
    let all: BTreeSet<YearGroup> = YEARS.iter().filter_map(|year| YearGroup::parse(year)).chain(of_pupils).collect();
    all.into_iter().collect()
}

/// When a need was first noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Noticed {
    /// A concern was first recorded in this year.
    In(YearGroup),
    /// No concern is recorded.
    Never,
    /// The pupil was found with support, so the records do not show it.
    NotRecorded,
}

impl Noticed {
    fn of(child: &SummaryPupil) -> Self {
        match child.noticed {
            _ if child.as_found => Self::NotRecorded,
            Some(year) => Self::In(year),
            None => Self::Never,
        }
    }

    fn label(self) -> String {
        match self {
            Self::In(year) => year_label(year),
            Self::Never => "no concern recorded".to_owned(),
            Self::NotRecorded => "not recorded: the records begin with support as found".to_owned(),
        }
    }
}

/// When the needs of the pupils on the register were first noticed. The line for pupils without a concern is always there.
fn years_noticed(children: &[SummaryPupil]) -> Vec<Noticed> {
    let on_register = children.iter().filter(|child| child.now.is_some());
    let all: BTreeSet<Noticed> = on_register.map(Noticed::of).chain([Noticed::Never]).collect();
    all.into_iter().collect()
}

/// `Reception`, `Year 4`, `Nursery N2`.
fn year_label(year: YearGroup) -> String {
    match year.to_string() {
        reception if reception == "R" => "Reception".to_owned(),
        nursery if nursery.starts_with('N') => format!("Nursery {nursery}"),
        number => format!("Year {number}"),
    }
}

/// A line for each row of a table: the number with each support, the total, and the number a year earlier.
fn register_table_lines(
    labels: impl Iterator<Item = String>,
    table: &RegisterTable,
    published: &Published,
) -> Vec<SummaryLine> {
    let rows = labels.zip(&table.now).zip(&table.then);
    rows.map(|((label, (total, cells)), then)| {
        SummaryLine::of_figures(label, cells.iter().chain([total, then]), published)
    })
    .collect()
}

/// The shares of the whole school for the numbers that are shown.
fn shares_of_school(published: &Published, on: &OnDay, begin_later: usize, asked: &SummaryQuestion<'_>) -> Vec<String> {
    let day = asked.question.as_at;
    let mut said = vec![if begin_later == 0 {
        format!("Figures for {} and a year earlier, {}, from today's records.", date(day), date(asked.earlier))
    } else {
        let pupils = number_of_pupils(begin_later, asked.threshold);
        let earlier = date(asked.earlier);
        format!(
            "Figures for {}. A year earlier, {earlier}, is not recorded: the records of {pupils} begin later.",
            date(day)
        )
    }];
    let Some(roll) = asked.question.school.on_roll(day) else {
        said.push(
            "Shares of the whole school are missing, because send.toml has no number on roll for this date. Choose a census date with `--as-at`, or add the number."
                .to_owned(),
        );
        return said;
    };
    let mut shares = Vec::new();
    for (key, of) in [(on.k, "on SEN support"), (on.e, "with an EHC plan"), (on.all, "in total")] {
        let share = published.of(key).shown().and_then(|number| percent_of_whole(number, roll));
        shares.extend(share.map(|share| format!("{share} {of}")));
    }
    if !shares.is_empty() {
        said.push(format!("Share of the {roll} pupils on roll: {}.", shares.join(", ")));
    }
    said
}

/// Pupils who have support without being on the register.
fn helped_section(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Section {
    let parts = [Stage::A, Stage::B, Stage::C, Stage::D].map(|stage| {
        let number = number_where(children, |child| child.helped_off_register == Some(stage));
        (format!("Stage {}", stage.as_str()), number)
    });
    let parts = parts.into_iter();
    let parts: Vec<(String, usize)> =
        parts.filter(|(label, number)| *number > 0 || label != "Stage C" && label != "Stage D").collect();
    Section {
        key: "off-the-register",
        heading: "Supported without being on the register",
        of: "Stage",
        columns: &[("Pupils", "pupils")],
        lines: list_with_total(&parts, true, asked.threshold),
        said: Vec::new(),
    }
}

/// The time from the first concern to the register.
fn weeks_to_register(children: &[SummaryPupil], asked: &SummaryQuestion<'_>) -> Vec<String> {
    let mut days: Vec<i64> = children.iter().filter_map(|child| child.days_to_register).collect();
    days.sort_unstable();
    if days.is_empty() || !asked.is_enough(days.len()) {
        return Vec::new();
    }
    let middle = days.get((days.len() - 1) / 2).copied().unwrap_or_default();
    let weeks = usize::try_from(middle).unwrap_or_default().div_ceil(7);
    vec![format!(
        "Half of the pupils who joined the register this school year after a concern did so within {} of the concern.",
        count(weeks, "week")
    )]
}
