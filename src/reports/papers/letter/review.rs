//! The invitation to a review of the school's own plan (policy 6.2 Review, 15; DOMAIN 8.4).

use super::super::parent::days_of;
use super::super::{Paper, PaperKeys, PaperSource, Part, Sheets, parts_with_content, text};
use super::{Meeting, child_is_asked, letter_end, letter_head, when_and_where, who_is_there, whom_to_ask};

/// The facts for the letter. The keys exclude the UPN, costs, notes, and everything written to other people.
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
        "as_found.date",
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
        Part::new("Why we are writing").words(Some(text(format!(
            "We would like to invite you to talk about how {called} is getting on and what should happen next. No decision will be made \
             before we have heard your views."
        )))),
        when_and_where(meeting),
        Part::new("Who will be there").words(Some(text(format!(
            "{}. You may bring someone with you. {}",
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
    let said = days_of(&plans).map(|days| text(format!("The plan made on {}, and these targets:", days.as_str())));
    let targets = plans.iter().flat_map(|plan| &plan.targets).map(|target| target.text.clone()).collect();
    Part::new("What we will discuss").words(said).points(targets)
}

fn to_think_about(called: &str) -> Part {
    let questions = [
        format!("What is going well for {called}, at school and at home?"),
        "What is still difficult?".to_owned(),
        "What helps at home that we should know about?".to_owned(),
        format!("What does {called} say about school?"),
        "What would you like to change?".to_owned(),
    ];
    let questions = questions.into_iter().map(text).collect();
    Part::new("Some questions to think about beforehand").points(questions)
}
