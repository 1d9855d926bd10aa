//! Letters to parents, in plain and kind words (policy 15): that their child gets special educational provision, and
//! invitations to a review. Short: one sheet.

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
    /// Where, and at what time, in the school's own words.
    pub(crate) place: Option<Text>,
}

/// What stands at the head of a letter.
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

/// How a letter ends: an offer to say it in the language of the home (policy 9, 15), and room for a name.
fn letter_end(source: &PaperSource<'_>) -> Part {
    let language = source.record.home_language.as_ref().map(Text::as_str);
    let language = language.filter(|language| !language.eq_ignore_ascii_case("English"));
    let interpreter = language.map(|language| {
        text(format!("If you would like this in {language}, or somebody to interpret at a meeting, please tell us."))
    });
    let senco = source.school.settings.people.senco.as_ref();
    let name = senco.map_or_else(String::new, |senco| format!(" {}, SENCO", senco.name.as_str()));
    Part::new("With kind regards").words(Some(text(format!("{}{name}", "_".repeat(30))))).words(interpreter)
}

/// When and where a meeting is.
fn when_and_where(meeting: &Meeting) -> Part {
    let day = format!("{}, {}", weekday_name(meeting.day), date(meeting.day));
    let (said, to_fill_in) = match &meeting.place {
        Some(place) => (format!("{day}, {}.", place.as_str()), None),
        None => (format!("{day}."), Some(text(format!("At what time, and where: {}", "_".repeat(50))))),
    };
    Part::new("When and where")
        .words(Some(text(said)))
        .words(to_fill_in)
        .words(Some(text("If you cannot come then, tell us: we will find another day, or talk with you by telephone.")))
}

/// Who is there: the parents, the class teacher and the SENCO, by name where they are known, and these others.
fn who_is_there(source: &PaperSource<'_>, others: &[&str]) -> String {
    let teacher = source.record.class_name().and_then(|class| source.school.teacher_of(class));
    let teacher =
        teacher.map_or_else(|| "the class teacher".to_owned(), |name| format!("{} (class teacher)", name.as_str()));
    let senco = source.school.settings.people.senco.as_ref();
    let senco = senco.map_or_else(|| "the SENCO".to_owned(), |senco| format!("{} (SENCO)", senco.name.as_str()));
    list_and(&[&["You", &teacher, &senco], others].concat())
}

/// What the pupil may do.
fn child_is_asked(called: &str) -> String {
    format!("{called} may come too, for all of it or a part, or tell us before what matters, in words or pictures.")
}
