//! How people are named in a copy: words for the family, the pupil and the school are kept, and everyone else gets a pseudonym.

use crate::model::pseudonym::Pseudonyms;
use crate::model::record::Record;
use crate::model::text::Text;

/// Words that do not name a person. Only these pass, written as they are here.
const WORDS: &[&str] = &[
    "parent",
    "parents",
    "carer",
    "carers",
    "mother",
    "father",
    "mum",
    "dad",
    "guardian",
    "guardians",
    "grandmother",
    "grandfather",
    "grandparents",
    "family",
    "pupil",
    "child",
    "class teacher",
    "teacher",
    "senco",
    "sendco",
    "headteacher",
    "teaching assistant",
    "school",
];

/// The names in a copy for the people of one record.
#[derive(Debug)]
pub(super) struct People<'a> {
    names: &'a Pseudonyms,
    /// The agencies that the pupil was referred to, in small letters.
    agencies: Vec<String>,
}

impl<'a> People<'a> {
    /// Makes the names for the people of this record.
    pub(super) fn new(names: &'a Pseudonyms, record: &Record) -> Self {
        let agencies = record.referrals.iter().filter(|referral| !referral.is_within_school());
        Self { names, agencies: agencies.map(|referral| referral.to.as_str().trim().to_lowercase()).collect() }
    }

    /// The copy's name for someone.
    pub(super) fn pseudonym_of(&self, who: &Text) -> Text {
        if let Some(known) = known_words(who.as_str()) {
            return known;
        }
        match self.agencies.iter().find(|agency| who.as_str().trim().to_lowercase() == **agency) {
            Some(agency) => self.names.agency(agency),
            None => self.names.adult(who.as_str()),
        }
    }

    /// The copy's name for the person or body that a contact was with. If the text includes an agency, it becomes that agency,
    /// because a rule checks whether the agency was asked again.
    pub(super) fn pseudonym_of_contact(&self, who: &Text) -> Text {
        let text = who.as_str().to_lowercase();
        match self.agencies.iter().find(|agency| text.contains(agency.as_str())) {
            Some(agency) => self.names.agency(agency),
            None => self.pseudonym_of(who),
        }
    }
}

/// The words of a text made only of known words, joined as in `mother and pupil`.
fn known_words(text: &str) -> Option<Text> {
    let text = text.to_lowercase().replace('-', " ").replace([',', '/', '&', '+'], " and ");
    let words: Option<Vec<&str>> = text.split(" and ").map(known_word).collect();
    words.map(|words| Text::from(words.join(" and ").as_str()))
}

/// The known word that this is, with or without an article.
fn known_word(part: &str) -> Option<&'static str> {
    let part = part.trim().trim_start_matches("the ");
    WORDS.iter().find(|word| **word == part).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pseudonym::tests::pseudonyms;
    use crate::rules::examples::record;

    #[test]
    fn only_words_that_do_not_name_a_person_pass() {
        for (text, kept) in [
            ("parent", "parent"),
            ("Mother and pupil", "mother and pupil"),
            ("Parents/carers", "parents and carers"),
            ("class-teacher", "class teacher"),
            ("the father", "father"),
        ] {
            assert_eq!(known_words(text), Some(Text::from(kept)), "{text}");
        }
        for name in ["J. Patel", "mother, Anna", "Mrs Mother", "SENCO R. Osei", "", "Pupil and School Support"] {
            assert_eq!(known_words(name), None, "{name}");
        }
    }

    #[test]
    fn an_agency_has_the_same_name_in_every_place() {
        let names = pseudonyms(1, &[], &[]);
        let record =
            record("referrals: [{date: 2025-11-20, to: Speech Therapy}, {date: 2025-11-03, to: inclusion-team}]\n");
        let people = People::new(&names, &record);
        let agency = names.agency("Speech Therapy");
        assert!(agency.as_str().starts_with("Agency "));
        assert_eq!(people.pseudonym_of(&Text::from("speech therapy")), agency);
        assert_eq!(people.pseudonym_of_contact(&Text::from("Anna of Speech Therapy")), agency);
        assert!(people.pseudonym_of(&Text::from("Anna of Speech Therapy")).as_str().starts_with("Adult "));
        assert_eq!(people.pseudonym_of_contact(&Text::from("mother")), Text::from("mother"));
    }
}
