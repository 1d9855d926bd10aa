//! The invitation to a review of the school's own plan (policy 6.2 Review, 15; DOMAIN 8.4).

use super::super::parent::days_of;
use super::super::{Paper, PaperKeys, PaperSource, Part, Sheets, parts_with_content, text};
use super::{Meeting, child_is_asked, letter_end, letter_head, when_and_where, who_is_there, whom_to_ask};

/// What is looked at. No number, no cost, no note, nothing of what was written to others.
pub(crate) const KEYS: PaperKeys = PaperKeys {
    shown: &[
        "name",
        "known_as",
        "home_language",
        "class",
        "class.class",
        "cycles.plan.date",
        "cycles.plan.targets.text",
    ],
    reckoned: &[
        "class.from",
        "stages.date",
        "stages.stage",
        "cycles.stage",
        "cycles.plan.kind",
        "cycles.plan.review_by",
        "cycles.review.date",
    ],
};

/// The letter.
pub(crate) fn review_letter(source: &PaperSource<'_>, meeting: &Meeting) -> Paper {
    let called = source.called();
    let all = [
        Part::new("Why we write").words(Some(text(format!(
            "We would like to look with you at how {called} gets on, and at what comes next. Nothing is decided before you have been heard."
        )))),
        when_and_where(meeting),
        Part::new("Who is there").words(Some(text(format!(
            "{}. You may bring somebody. {}",
            who_is_there(source, &[]),
            child_is_asked(called)
        )))),
        targets_to_review(source),
        to_think_about(called),
        whom_to_ask(source),
        letter_end(source),
    ];
    Paper {
        sheets: Sheets::Upright,
        title: text(format!("{called}: please come to a review meeting")),
        head: letter_head(source),
        parts: parts_with_content(all),
        foot: source.foot_of_pupil(),
    }
}

fn targets_to_review(source: &PaperSource<'_>) -> Part {
    let plans = source.plans_in_use();
    let said = days_of(&plans).map(|days| text(format!("The plan of {}, and these targets:", days.as_str())));
    let targets = plans.iter().flat_map(|plan| &plan.targets).map(|target| target.text.clone()).collect();
    Part::new("What we look at").words(said).points(targets)
}

fn to_think_about(called: &str) -> Part {
    let questions = [
        format!("What goes well for {called}, at school and at home?"),
        "What is still hard?".to_owned(),
        "What helps at home that we should know of?".to_owned(),
        format!("What does {called} say about school?"),
        "What would you like to change?".to_owned(),
    ];
    let questions = questions.into_iter().map(text).collect();
    Part::new("What you may like to think about before").points(questions)
}
