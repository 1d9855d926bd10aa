//! Tests of the summary: a reader of its tables cannot work out a hidden number, and its counts are right.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::child::Standing;
use super::*;
use crate::model::day::day;
use crate::model::vocabulary::Support;
use crate::model::year::YearGroup;
use crate::reports::suppression::tests::attack;
use crate::rules::examples::{policies, record, school};

fn child() -> SummaryPupil {
    SummaryPupil {
        now: None,
        then: None,
        came_and_went: false,
        begins_later: false,
        as_found: false,
        left_out: false,
        is_on_roll: true,
        helped_off_register: None,
        noticed: None,
        days_to_register: None,
        reviewed: Vec::new(),
        planned_reviews: Vec::new(),
        company: Vec::new(),
        late: Vec::new(),
        given: Vec::new(),
        costs: None,
        agencies: Vec::new(),
        applications: Vec::new(),
        disagreements: Vec::new(),
        moves_on: false,
    }
}

/// Runs a test with the question for a day.
fn asked_on<T>(on: &str, threshold: Threshold, test: impl FnOnce(&SummaryQuestion<'_>) -> T) -> T {
    let (school, policies) = (school(), policies());
    let question = Question { as_at: day(on), today: day(on), school: &school, policies: &policies };
    test(&SummaryQuestion::new(question, threshold))
}

/// The counts in the sections about the register, each with its section, row and column.
fn numbers(sections: &[Section]) -> Vec<((&'static str, String, &'static str), Number)> {
    let is_of_register = |section: &&Section| section.key.starts_with("register") || section.key == "noticed";
    let of_section = |section: &Section| {
        let of_line = |line: &SummaryLine| {
            let count = |(column, value): (&(&'static str, &'static str), &SummaryValue)| match value {
                SummaryValue::Count(number) => ((section.key, line.label.clone(), column.1), *number),
                SummaryValue::Mean(_) | SummaryValue::TooFew | SummaryValue::NotRecorded | SummaryValue::Nothing => {
                    panic!("{value:?}")
                }
            };
            section.columns.iter().zip(&line.values).map(count).collect::<Vec<_>>()
        };
        section.lines.iter().flat_map(of_line).collect::<Vec<_>>()
    };
    sections.iter().filter(is_of_register).flat_map(of_section).collect()
}

/// The sums that a reader of the printed tables can work out.
fn sums(numbers: &[((&'static str, String, &'static str), Number)]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let at = |section: &str, row: &str, column: &str| {
        let is = |((s, r, c), _): &((&str, String, &str), Number)| *s == section && r.starts_with(row) && *c == column;
        numbers.iter().enumerate().filter(|(_, one)| is(one)).map(|(at, _)| at).collect::<Vec<usize>>()
    };
    let mut sums = Vec::new();
    for column in ["now", "a_year_earlier"] {
        let of = |row: &str| at("register", row, column);
        sums.push((of("SEN support"), of("of these")));
        sums.push((of("Total"), [of("SEN support"), of("EHC plan")].concat()));
    }
    let (now, then) = (at("register", "Total", "now"), at("register", "Total", "a_year_earlier"));
    let moved = |row: &str| at("register-changes", row, "pupils");
    sums.push((
        [&then[..], &moved("Joined the register")].concat(),
        [&now[..], &moved("Came off"), &moved("Left")].concat(),
    ));
    for table in ["register-by-area", "register-by-year"] {
        for (_, row, _) in numbers.iter().map(|(place, _)| place).filter(|place| place.0 == table && place.2 == "k") {
            let of = |column: &str| at(table, row, column);
            sums.push((of("total"), [of("k"), of("e")].concat()));
        }
        sums.push((at("register", "SEN support", "now"), at(table, "", "k")));
        sums.push((at("register", "EHC plan", "now"), at(table, "", "e")));
        sums.push((now.clone(), at(table, "", "total")));
        sums.push((then.clone(), at(table, "", "a_year_earlier")));
    }
    sums.push((now, at("noticed", "", "pupils")));
    sums
}

/// A pupil who may be on the register on either day or both, with needs and years as in a school.
fn pupil() -> impl Strategy<Value = SummaryPupil> {
    let area = prop_oneof![
        4 => Just(Some("communication and interaction")),
        4 => Just(Some("cognition and learning")),
        2 => Just(Some("social, emotional and mental health")),
        1 => Just(None),
    ];
    let support = prop_oneof![6 => Just(Support::K), 1 => Just(Support::KFunded), 1 => Just(Support::E)];
    (area, support, 1..7_u8, 0..8_u8, any::<bool>()).prop_map(|(area, support, year, days, is_on_roll)| {
        let of = |year: u8| Standing { area, support, year: YearGroup::parse(&year.to_string()).unwrap() };
        let now = (days != 0).then(|| of(year)).filter(|_| is_on_roll || days < 3);
        let then = (days < 4 && year > 1).then(|| of(year - 1));
        SummaryPupil {
            now,
            then,
            came_and_went: now.is_none() && then.is_none() && days > 4,
            is_on_roll: is_on_roll || now.is_some(),
            noticed: YearGroup::parse("R").filter(|_| days % 2 == 0),
            ..child()
        }
    })
}

#[test]
fn the_printed_tables_of_the_register_add_up_and_reveal_no_hidden_number() {
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let test = |children: Vec<SummaryPupil>| {
        let of = |threshold| {
            asked_on("2026-01-15", threshold, |asked| numbers(&register::register_sections(&children, asked)))
        };
        let (all, shown) = (of(None), of(Some(5)));
        let values: Vec<i64> = all.iter().map(|(_, number)| i64::try_from(number.shown().unwrap()).unwrap()).collect();
        let sums = sums(&all);
        for (one, other) in &sums {
            let sum = |places: &[usize]| places.iter().map(|at| values[*at]).sum::<i64>();
            prop_assert!(!one.is_empty() && sum(one) == sum(other), "{one:?} {other:?} of {all:?}");
        }
        let published: Vec<Number> = shown.iter().map(|(_, number)| *number).collect();
        for (value, number) in values.iter().zip(&published) {
            prop_assert!(!(1..5).contains(value) || *number == Number::Hidden);
        }
        let found: Vec<_> = attack(&values, &published, &sums, 5).into_iter().map(|at| &all[at]).collect();
        prop_assert!(found.is_empty(), "{found:?}");
        Ok(())
    };
    runner.run(&prop::collection::vec(pupil(), 0..60), test).unwrap();
}

#[test]
fn a_record_gives_its_state_on_both_days_and_the_work_of_the_year() {
    let text = "on_roll: [{from: 2022-09-05}]
stage: C
census: K
needs: [{type: SLCN, rank: 1, from: 2024-11-05}]
concerns: [{date: 2024-09-30, raised_by: parent}]
stages: [{date: 2024-10-01, stage: A}, {date: 2024-11-05, stage: B}, {date: 2024-12-01, stage: C}]
register: [{from: 2024-12-01}]
referrals: [{date: 2025-10-01, to: Amira's doctor}, {date: 2025-10-02, to: inclusion-team}, {date: 2025-08-31, to: SaLT}]
disagreements: [{date: 2025-10-03, by: Amira's mother, level: informal, resolved: 2026-01-16}]
cycles:
  - {stage: C, plan: {date: 2025-06-01, kind: learning-plan, review_by: 2025-09-01}, review: {date: 2025-09-01, present: [carer]}}
  - {stage: C, plan: {date: 2025-09-02, kind: learning-plan, review_by: 2025-11-01}, review: {date: 2025-11-02, pupil_voice: fine}}
  - {stage: C, plan: {date: 2025-11-03, kind: learning-plan, review_by: 2026-01-14}}
  - {stage: C, plan: {date: 2025-11-03, kind: learning-plan, review_by: 2026-01-15}}
";
    let whole = record(text);
    let child = asked_on("2026-01-15", Some(5), |asked| {
        SummaryPupil::of(&whole.as_at(asked.question.as_at), &whole.as_at(asked.earlier), asked)
    });
    let year = |year: &str| YearGroup::parse(year).unwrap();
    let on = |year| Some(Standing { area: Some("communication and interaction"), year, support: Support::K });
    assert_eq!((child.now, child.then), (on(year("3")), on(year("2"))));
    assert_eq!((child.noticed, child.days_to_register), (Some(year("2")), None));
    use super::child::{Company, ReviewTiming};
    // A review due today is not late. The first two reviews are in the school year.
    assert_eq!(child.planned_reviews, [ReviewTiming::OnTime, ReviewTiming::Late, ReviewTiming::NotYet]);
    assert_eq!(child.company, [Company { parent: true, pupil: false }, Company { parent: false, pupil: true }]);
    assert_eq!(child.agencies, ["Amira's doctor".to_owned()]);
    assert_eq!(child.disagreements.iter().map(|one| one.1).collect::<Vec<_>>(), [false]);
    // The sections contain no free text, except names that enough pupils share.
    let told = asked_on("2026-01-15", Some(5), |asked| format!("{:?}", summary_sections(&[child], asked)));
    assert!(!told.contains("Amira"), "{told}");
}

#[test]
fn a_pupil_whose_ehc_plan_began_and_ceased_within_the_year_came_and_went() {
    let whole = record("census: N\nehc_plan: [{final: 2025-05-01, ceased: 2025-10-01}]\n");
    let child = asked_on("2026-01-15", Some(5), |asked| {
        SummaryPupil::of(&whole.as_at(asked.question.as_at), &whole.as_at(asked.earlier), asked)
    });
    assert_eq!((child.now, child.then, child.came_and_went), (None, None, true));
}

#[test]
fn a_year_before_29_february_is_28_february() {
    let earlier = |on: &str| asked_on(on, None, |asked| asked.earlier);
    assert_eq!(earlier("2028-02-29"), day("2027-02-28"));
    assert_eq!(earlier("2026-01-15"), day("2025-01-15"));
}

#[test]
fn an_agency_is_named_only_if_enough_pupils_share_it() {
    let referred = |name: &str| SummaryPupil { agencies: vec![name.to_owned()], ..child() };
    let lines = |numbers: &[(&str, usize)]| {
        let children: Vec<SummaryPupil> =
            numbers.iter().flat_map(|(name, number)| vec![referred(name); *number]).collect();
        let sections = asked_on("2026-01-15", Some(5), |asked| work::work_sections(&children, asked));
        let section = sections.into_iter().find(|section| section.key == "agencies").unwrap();
        section
            .lines
            .iter()
            .map(|line| format!("{} {}", line.label, line.values[0].value_in_words()))
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&[("SaLT", 6)]), ["SaLT 6"]);
    assert_eq!(lines(&[("SaLT", 6), ("OT", 3), ("CAMHS", 2)]), ["SaLT 6", "2 others 5"]);
    // The six would reveal the only other agency, so they are not named either.
    assert_eq!(lines(&[("SaLT", 6), ("OT", 4)]), ["2 agencies 10"]);
    assert_eq!(lines(&[("OT", 4)]), ["1 agency x"]);
}

#[test]
fn a_share_is_rounded_and_needs_a_number_on_roll() {
    assert_eq!(percent_of_whole(42, 208).as_deref(), Some("20.2%"));
    assert_eq!(percent_of_whole(42, 0), None);
}

/// A pupil found at stage C on 30 November 2025, with a concern and a review of before.
const FOUND: &str = "as_found: {date: 2025-11-30}
on_roll: [{from: 2022-09-05}]
stage: C
stages: [{date: 2025-11-30, stage: C}]
concerns: [{date: 2025-09-15, raised_by: parent}]
register: [{from: 2025-10-01}]
cycles:
  - {stage: C, plan: {date: 2025-09-02, kind: learning-plan, review_by: 2025-11-28, targets: [{text: Reads, outcome: met}]}, review: {date: 2025-11-28, present: [parent]}}
";

#[test]
fn statistics_over_time_leave_out_what_was_found_and_say_so() {
    let of = |text: &str| {
        asked_on("2026-01-15", None, |asked| {
            let record = record(text);
            let child = SummaryPupil::of(&record.as_at(asked.question.as_at), &record.as_at(asked.earlier), asked);
            (summary_sections(std::slice::from_ref(&child), asked), child)
        })
    };
    let (sections, found) = of(FOUND);
    assert!(found.begins_later && found.as_found && found.left_out && found.now.is_some());
    assert_eq!(found.days_to_register, None);
    assert!(found.reviewed.is_empty() && found.company.is_empty() && found.planned_reviews.is_empty());
    let section = |key: &str| sections.iter().find(|section| section.key == key).unwrap();
    let register = section("register");
    assert!(register.said[0].contains("is not recorded: the records of 1 pupil begin later"), "{:?}", register.said);
    let total = register.lines.last().unwrap();
    assert_eq!(total.values, [SummaryValue::Count(Number::Shown(1)), SummaryValue::NotRecorded]);
    let changes = section("register-changes").lines.iter().flat_map(|line| &line.values);
    assert!(changes.clone().count() > 3 && changes.clone().all(|value| *value == SummaryValue::NotRecorded));
    let noticed: Vec<(&str, String)> =
        section("noticed").lines.iter().map(|line| (line.label.as_str(), line.values[0].value_in_words())).collect();
    let not_recorded = "not recorded: the records begin with support as found";
    assert_eq!(noticed, [("no concern recorded", "0".to_owned()), (not_recorded, "1".to_owned())]);
    let left_out = "Reviews of 1 pupil from before their records began, as found, are not counted.";
    assert!(section("targets").said.iter().any(|said| said == left_out));

    // The same pupil in records that have always been here.
    let (sections, here) = of(&FOUND.replace("as_found: {date: 2025-11-30}\n", ""));
    assert!(!here.begins_later && !here.as_found && !here.left_out);
    assert_eq!((here.days_to_register, here.reviewed.len(), here.company.len()), (Some(16), 1, 1));
    assert_eq!(here.planned_reviews.len(), 1);
    assert!(!format!("{sections:?}").contains("NotRecorded"));
}
