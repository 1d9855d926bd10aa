//! What `--map` says: under which heading a field is, or what a word in its cells means. The choices that a school keeps are in
//! `send.toml`, in the same words.

use super::enrolment::Enrolment;
use super::fields::{RollField, plain_heading};
use crate::failure::Failure;
use crate::model::text::Text;
use crate::model::vocabulary::{CensusCode, NeedType};
use crate::words::{did_you_mean, list_and};

/// In place of a heading: the field is not read.
const NO_HEADING: &str = "-";

/// A choice about how the roll is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MapChoice {
    /// The field.
    pub(super) field: RollField,
    /// What was chosen for it.
    pub(super) what: ChosenMeaning,
    /// Whether it is kept in `send.toml`, not typed: then the roll may be one that does not have it.
    pub(super) is_kept: bool,
    /// The choice as it was typed.
    typed: String,
}

/// What was chosen for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ChosenMeaning {
    /// The heading that it is under.
    Heading(String),
    /// It is not read.
    NotRead,
    /// What a word in its cells means.
    Word {
        /// The word.
        word: String,
        /// The meaning.
        means: WordMeaning,
    },
}

/// What a word in the cells of a field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordMeaning {
    /// An enrolment status.
    Enrolment(Enrolment),
    /// A SEN status.
    Status(CensusCode),
    /// A type of need.
    Need(NeedType),
}

impl WordMeaning {
    /// Reads the meaning of a word of a field. `None` if there is no such meaning.
    fn of_key(field: RollField, typed: &str) -> Option<Self> {
        let code = typed.to_uppercase();
        if field == RollField::Enrolment {
            Enrolment::of_key(typed).map(Self::Enrolment)
        } else if field == RollField::SenStatus {
            code.parse().ok().map(Self::Status)
        } else {
            code.parse().ok().map(Self::Need).filter(|_| field == RollField::Need)
        }
    }

    /// The meanings that the words of a field can have, and what each of them is. `None` if its words cannot be chosen.
    fn known_of(field: RollField) -> Option<(&'static str, Vec<&'static str>)> {
        let known: [(RollField, &str, Vec<&str>); 3] = [
            (RollField::Enrolment, "an enrolment status", Enrolment::ALL.map(Enrolment::as_str).to_vec()),
            (RollField::SenStatus, "a SEN status", CensusCode::ALL.iter().map(|code| code.as_str()).collect()),
            (RollField::Need, "a type of need", NeedType::ALL.iter().map(|need| need.as_str()).collect()),
        ];
        known.into_iter().find(|(known, ..)| *known == field).map(|(_, what, words)| (what, words))
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Enrolment(status) => status.as_str(),
            Self::Status(code) => code.as_str(),
            Self::Need(need) => need.as_str(),
        }
    }
}

/// All choices for one roll. A typed one counts before a kept one about the same.
#[derive(Debug, Default)]
pub(super) struct MapChoices {
    all: Vec<MapChoice>,
}

impl MapChoices {
    /// Reads the choices that were typed, and those that `send.toml` keeps.
    ///
    /// # Errors
    /// If one is not a choice, or if two that were typed are about the same.
    pub(super) fn read_all(typed: &[String], kept: &[Text]) -> anyhow::Result<Self> {
        let mut all: Vec<MapChoice> = Vec::new();
        for typed in typed {
            let choice = MapChoice::read(typed, false)?;
            if all.iter().any(|other| other.is_about_the_same(&choice)) {
                let message = format!("--map names {} twice", choice.subject_in_words());
                return Err(Failure::usage(message, "choose one meaning for it"));
            }
            all.push(choice);
        }
        for kept in kept {
            let choice = MapChoice::read(kept.as_str(), true)?;
            if !all.iter().any(|other| other.is_about_the_same(&choice)) {
                all.push(choice);
            }
        }
        Ok(Self { all })
    }

    /// Takes another choice, in the form of `--map`.
    ///
    /// # Errors
    /// If it is not a choice.
    pub(super) fn add(&mut self, typed: &str) -> anyhow::Result<()> {
        let choice = MapChoice::read(typed, false)?;
        self.all.retain(|other| !other.is_about_the_same(&choice));
        self.all.push(choice);
        Ok(())
    }

    /// The choices that were typed.
    pub(super) fn typed(&self) -> impl Iterator<Item = &MapChoice> {
        self.all.iter().filter(|choice| !choice.is_kept)
    }

    /// Returns the choice about the same field or word as another one.
    pub(super) fn about_the_same(&self, other: &MapChoice) -> Option<&MapChoice> {
        self.all.iter().find(|choice| choice.is_about_the_same(other))
    }

    /// Returns the choice about the heading of a field.
    pub(super) fn heading_of(&self, field: RollField) -> Option<&MapChoice> {
        self.all.iter().find(|choice| choice.field == field && !choice.is_about_a_word())
    }

    /// Returns the headings that were chosen for any field.
    pub(super) fn headings(&self) -> impl Iterator<Item = (&MapChoice, &str)> {
        self.all.iter().filter_map(|choice| match &choice.what {
            ChosenMeaning::Heading(heading) => Some((choice, heading.as_str())),
            ChosenMeaning::NotRead | ChosenMeaning::Word { .. } => None,
        })
    }

    /// Returns the meaning that was chosen for a word in the cells of a field.
    pub(super) fn meaning_of(&self, field: RollField, typed: &str) -> Option<WordMeaning> {
        self.all.iter().find_map(|choice| match &choice.what {
            ChosenMeaning::Word { word, means } if choice.field == field && is_same_word(word, typed) => Some(*means),
            ChosenMeaning::Word { .. } | ChosenMeaning::Heading(_) | ChosenMeaning::NotRead => None,
        })
    }
}

impl MapChoice {
    /// Reads `FIELD=HEADING`, `FIELD=-` or `FIELD:WORD=MEANING`.
    fn read(typed: &str, is_kept: bool) -> anyhow::Result<Self> {
        let choice = match typed.split_once('=') {
            Some((before, _)) if before.contains(':') => read_word(typed, is_kept),
            Some((key, heading)) if !heading.trim().is_empty() => read_heading(key, heading.trim(), typed, is_kept),
            _ => {
                let help = "write the field and the heading, such as `--map surname=\"Legal Surname\"`";
                Err((format!("`{typed}` does not name a field and a heading"), help.to_owned()))
            }
        };
        choice.map_err(|(message, help)| {
            let message = if is_kept { format!("send.toml, import.map: {message}") } else { message };
            Failure::usage(message, help)
        })
    }

    /// The choice in the form in which `send.toml` keeps it.
    pub(super) fn in_settings(&self) -> String {
        match &self.what {
            ChosenMeaning::Heading(heading) => format!("{}={heading}", self.field.key()),
            ChosenMeaning::NotRead => format!("{}={NO_HEADING}", self.field.key()),
            ChosenMeaning::Word { word, means } => format!("{}:{word}={}", self.field.key(), means.as_str()),
        }
    }

    /// The choice as it was typed, or as `send.toml` has it.
    pub(super) fn as_typed(&self) -> &str {
        &self.typed
    }

    /// Whether two choices cannot both count.
    pub(super) fn is_about_the_same(&self, other: &Self) -> bool {
        self.field == other.field
            && match (&self.what, &other.what) {
                (ChosenMeaning::Word { word, .. }, ChosenMeaning::Word { word: other, .. }) => {
                    is_same_word(word, other)
                }
                _ => self.is_about_a_word() == other.is_about_a_word(),
            }
    }

    fn is_about_a_word(&self) -> bool {
        matches!(self.what, ChosenMeaning::Word { .. })
    }

    fn subject_in_words(&self) -> String {
        match &self.what {
            ChosenMeaning::Word { word, .. } => format!("`{word}` of {}", self.field.in_words()),
            ChosenMeaning::Heading(_) | ChosenMeaning::NotRead => self.field.in_words().to_owned(),
        }
    }
}

/// Whether two words are the same, apart from capitals and spaces.
fn is_same_word(one: &str, other: &str) -> bool {
    plain_heading(one) == plain_heading(other)
}

type NoChoice = (String, String);

fn read_heading(key: &str, heading: &str, typed: &str, is_kept: bool) -> Result<MapChoice, NoChoice> {
    let field = field_of_key(key, heading)?;
    let what = if heading == NO_HEADING { ChosenMeaning::NotRead } else { ChosenMeaning::Heading(heading.to_owned()) };
    Ok(MapChoice { field, what, is_kept, typed: typed.to_owned() })
}

/// Reads `FIELD:WORD=MEANING`.
fn read_word(typed: &str, is_kept: bool) -> Result<MapChoice, NoChoice> {
    let parts = typed.split_once(':').and_then(|(key, rest)| Some((key, rest.rsplit_once('=')?)));
    let Some((key, (word, meaning))) = parts.filter(|(_, (word, _))| !word.trim().is_empty()) else {
        let help = "write the field, the word and its meaning, such as `--map \"enrolment:On books=current\"`";
        return Err((format!("`{typed}` does not name a word and its meaning"), help.to_owned()));
    };
    let field = field_of_key(key, word)?;
    let Some((what_it_is, known)) = WordMeaning::known_of(field) else {
        let help = "give its heading instead, such as `--map class=\"Class 2026\"`".to_owned();
        return Err((format!("the words of {} cannot be chosen", field.in_words()), help));
    };
    match WordMeaning::of_key(field, meaning.trim()) {
        Some(means) => {
            let what = ChosenMeaning::Word { word: word.trim().to_owned(), means };
            Ok(MapChoice { field, what, is_kept, typed: typed.to_owned() })
        }
        None => {
            Err((format!("`{}` is not {what_it_is}", meaning.trim()), format!("use {}", crate::words::list_or(&known))))
        }
    }
}

fn field_of_key(key: &str, rest: &str) -> Result<RollField, NoChoice> {
    RollField::of_key(key).ok_or_else(|| {
        let keys = RollField::ALL.map(RollField::key);
        let help = did_you_mean(key, keys).map_or_else(
            || format!("the fields are {}", list_and(&keys)),
            |near| format!("did you mean `--map {near}={rest}`?"),
        );
        (format!("`{key}` is not a field of the roll"), help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &[&str], kept: &[&str]) -> Result<Vec<String>, String> {
        let typed: Vec<String> = typed.iter().map(|one| (*one).to_owned()).collect();
        let kept: Vec<Text> = kept.iter().map(|one| Text::from(*one)).collect();
        let choices = MapChoices::read_all(&typed, &kept).map_err(|error| error.to_string())?;
        Ok(choices
            .all
            .iter()
            .map(|choice| format!("{}{}", choice.in_settings(), if choice.is_kept { " kept" } else { "" }))
            .collect())
    }

    #[test]
    fn a_typed_choice_counts_before_a_kept_one_about_the_same() {
        let kept = ["class=Form", "upn=Number", "enrolment:Away=guest"];
        assert_eq!(
            read(&["Class = Class 2026", "enrolment: AWAY =leaver", "year=-"], &kept).unwrap(),
            ["class=Class 2026", "enrolment:AWAY=leaver", "year=-", "upn=Number kept"]
        );
        // A heading may have an equals sign, and a word may have a colon.
        assert_eq!(read(&["class=A=B", "enrolment:x:y=z=main"], &[]).unwrap(), ["class=A=B", "enrolment:x:y=z=main"]);
    }

    #[test]
    fn what_is_not_a_choice_is_refused() {
        for (typed, said) in [
            ("class", "`class` does not name a field and a heading"),
            ("class=", "`class=` does not name a field and a heading"),
            ("clas=Form", "`clas` is not a field of the roll"),
            ("class:4B=5B", "the words of the class cannot be chosen"),
            ("enrolment:Away=gone", "`gone` is not an enrolment status"),
            ("enrolment:=guest", "`enrolment:=guest` does not name a word and its meaning"),
        ] {
            assert_eq!(read(&[typed], &[]).unwrap_err(), said);
            assert_eq!(read(&[], &[typed]).unwrap_err(), format!("send.toml, import.map: {said}"));
        }
        assert_eq!(read(&["class=A", "class=-"], &[]).unwrap_err(), "--map names the class twice");
        assert_eq!(
            read(&["enrolment:a=main", "enrolment:A=guest"], &[]).unwrap_err(),
            "--map names `A` of the enrolment status twice"
        );
    }
}
