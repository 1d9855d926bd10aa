//! Letters to parents, in plain and kind words (policy 15): one says that their child gets special educational provision, the others
//! invite them to a review. They are kept short: at most two sheets.

pub(crate) mod annual_review;
pub(crate) mod register;
pub(crate) mod review;

use super::parent::whom_to_ask;
use super::{PaperSource, Part, day_text, text};
use crate::model::day::Day;
use crate::model::text::Text;
use crate::words::{date, list_and, weekday_name};

/// A meeting that parents are invited to.
#[derive(Debug, Clone)]
pub(crate) struct Meeting {
    /// The day.
    pub(crate) day: Day,
    /// The place and time, in the school's own words.
    pub(crate) place: Option<Text>,
}

/// The head of a letter.
fn letter_head(source: &PaperSource<'_>) -> Vec<(Text, Text)> {
    let settings = &source.school.settings;
    let mut head = vec![
        (text("From"), settings.school.name.clone()),
        (text("To"), text(format!("the parents and carers of {}", source.record.name.as_str()))),
        (text("Date"), day_text(source.record.day())),
    ];
    head.extend(source.record.class_name().map(|class| (text("Class"), class.clone())));
    head
}

/// The end of a letter: a line to sign on, and an offer to use the family's home language (policy 9, 15).
fn letter_end(source: &PaperSource<'_>) -> Part {
    let language = source.record.home_language.as_ref().map(Text::as_str);
    let language = language.filter(|language| !language.eq_ignore_ascii_case("English"));
    let interpreter = language.map(|language| {
        text(format!("If you would like this letter in {language}, or an interpreter at a meeting, please tell us."))
    });
    let senco = source.school.settings.people.senco.as_ref();
    let name = senco.map_or_else(String::new, |senco| format!(" {}, SENCO", senco.name.as_str()));
    Part::new("With kind regards").words(Some(text(format!("{}{name}", "_".repeat(30))))).words(interpreter)
}

/// When and where the meeting is.
fn when_and_where(meeting: &Meeting) -> Part {
    let day = format!("{} {}", weekday_name(meeting.day), date(meeting.day));
    let (said, to_fill_in) = match &meeting.place {
        Some(place) => (format!("{day}, {}.", place.as_str()), None),
        None => (format!("{day}."), Some(text(format!("Time and place: {}", "_".repeat(50))))),
    };
    Part::new("When and where").words(Some(text(said))).words(to_fill_in).words(Some(text(
        "If you cannot come then, please tell us: we will find another day, or talk to you by phone.",
    )))
}

/// The people who will be there: the parents, the class teacher and the SENCO, by name if they are known, and these others.
fn who_is_there(source: &PaperSource<'_>, others: &[&str]) -> String {
    let teacher = source.record.class_name().and_then(|class| source.school.teacher_of(class));
    let teacher =
        teacher.map_or_else(|| "the class teacher".to_owned(), |name| format!("{} (class teacher)", name.as_str()));
    let senco = source.school.settings.people.senco.as_ref();
    let senco = senco.map_or_else(|| "the SENCO".to_owned(), |senco| format!("{} (SENCO)", senco.name.as_str()));
    list_and(&[&["You", &teacher, &senco], others].concat())
}

/// How the pupil may take part.
fn child_is_asked(called: &str) -> String {
    format!(
        "{called} may come too, for all or part of the meeting, or tell us beforehand what matters, in words or pictures."
    )
}
