//! The letter to inform parents that their child gets special educational provision and is on the register (Children and Families
//! Act 2014 s.68, SEND Code of Practice 6.43; DOMAIN 8.9).

use std::cmp::Ordering;

use super::super::parent::{days_of, home_does};
use super::super::{Paper, PaperKeys, PaperSource, Part, Sheets, parts_with_content, provision_cells, text};
use super::{letter_end, letter_head, whom_to_ask};
use crate::model::cycle::Plan;
use crate::model::since::HeldSince;
use crate::words::date;

/// The facts for the letter. The keys exclude the UPN, costs, notes, and everything written to other people.
pub(crate) const KEYS: PaperKeys = PaperKeys {
    shown: &[
        "name",
        "known_as",
        "home_language",
        "class",
        "class.class",
        "needs.type",
        "cycles.plan.date",
        "cycles.plan.review_by",
        "cycles.plan.targets.text",
        "cycles.plan.provisions.what",
        "cycles.plan.provisions.by",
        "cycles.plan.provisions.group",
        "cycles.plan.provisions.minutes",
        "cycles.plan.provisions.per_week",
        "cycles.plan.provisions.from",
        "cycles.plan.provisions.to",
        "cycles.plan.at_home",
    ],
    reckoned: &[
        "as_found.date",
        "class.from",
        "needs.rank",
        "needs.from",
        "needs.to",
        "stages.date",
        "stages.stage",
        "cycles.stage",
        "cycles.plan.kind",
        "cycles.plan.provisions.kind",
        "cycles.review.date",
        "ehc_plan.final",
        "ehc_plan.in_force_on",
        "ehc_plan.ceased",
    ],
};

/// The letter. `from` is the first day on the register, if it is recorded.
pub(crate) fn register_letter(source: &PaperSource<'_>, from: HeldSince) -> Paper {
    let called = source.called();
    let plans = source.plans_in_use();
    let all = [
        what_was_decided(source, from),
        school_does(called, &plans),
        works_on(called, &plans),
        home_does(&plans),
        when_next(source),
        disagree(called),
        whom_to_ask(source),
        letter_end(source),
    ];
    Paper {
        sheets: Sheets::Upright,
        title: text(format!("{called}: extra help at school")),
        head: letter_head(source),
        parts: parts_with_content(all),
        foot: source.foot_of_pupil(),
    }
}

fn what_was_decided(source: &PaperSource<'_>, from: HeldSince) -> Part {
    let called = source.called();
    let on_register = match (from, from.day().cmp(&source.record.day())) {
        (HeldSince::SeenOn(_), _) => format!("{called} is on our SEND register."),
        (HeldSince::Known(from), Ordering::Greater) => {
            format!("{called} will be on our SEND register from {}.", date(from))
        }
        (HeldSince::Known(from), Ordering::Equal) => format!("{called} is on our SEND register from {}.", date(from)),
        (HeldSince::Known(from), Ordering::Less) => {
            format!("{called} has been on our SEND register since {}.", date(from))
        }
    };
    // Section 68 is about children without an EHC plan.
    let (decided, law) = match source.record.plan_in_force() {
        Some(_) => (
            format!(
                "{called} has an education, health and care plan, so the school makes special educational provision: help that goes \
                 beyond what all children in the class get. {on_register}"
            ),
            "You know your child best, and we will plan this with you.",
        ),
        None => (
            format!(
                "We have looked closely at how {called} learns, and have decided that {called} has special educational needs. The \
                 school will therefore make special educational provision: help that goes beyond what all children in the class get. \
                 {on_register}"
            ),
            "The law requires us to tell you (Children and Families Act 2014, section 68). We want to do more than tell you: you \
             know your child best, and we will plan this with you.",
        ),
    };
    Part::new("Our decision").words(Some(text(decided))).words(source.area_of_need()).words(Some(text(law)))
}

fn school_does(called: &str, plans: &[&Plan]) -> Part {
    let said = days_of(plans).map_or_else(
        || format!("We will write a plan for {called} with you. We will send you a copy as soon as it is ready."),
        |days| format!("The plan for {called} was made on {}. A copy is with this letter.", days.as_str()),
    );
    let rows = plans.iter().flat_map(|plan| &plan.provisions).map(provision_cells).collect();
    Part::new("Provision").words(Some(text(said))).table(&["What", "Led by", "How often", "When"], rows)
}

fn works_on(called: &str, plans: &[&Plan]) -> Part {
    let targets = plans.iter().flat_map(|plan| &plan.targets).map(|target| target.text.clone());
    Part::new(format!("What {called} is working on")).points(targets.collect())
}

fn when_next(source: &PaperSource<'_>) -> Part {
    let by = match source.record.next_plan_review() {
        Some(day) if day >= source.record.day() => format!("We will meet you by {}", date(day)),
        Some(day) => format!("We should have met by {}. We will soon invite you to a meeting", date(day)),
        None => "We will soon invite you to a meeting".to_owned(),
    };
    let called = source.called();
    let said = format!(
        "{by} to talk about how {called} is getting on and to plan the next steps. After that we will meet each term."
    );
    Part::new("Our next meeting").words(Some(text(said)))
}

/// The right to raise a concern (policy 19).
fn disagree(called: &str) -> Part {
    Part::new("If you are worried or do not agree").words(Some(text(format!(
        "Please tell us at any time. Speak to {called}'s teacher or to the SENCO first. If that does not settle it, the headteacher will \
         listen, and the school's complaints procedure is on its website. You may also ask for outside advice at any time: see below."
    ))))
}
