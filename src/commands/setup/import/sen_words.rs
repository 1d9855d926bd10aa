//! The words for SEN statuses and types of need in exports of schools' systems (MIS 3.1, 3.2). A word counts only as a whole: `VI` is
//! part of `Provision`.

use crate::model::vocabulary::{CensusCode, NeedType};

/// What a word in the column of the SEN status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusWord {
    /// A status.
    Known(CensusCode),
    /// A statement. They ended on 31 March 2018 and became EHC plans, unless they had lapsed.
    Statement,
    /// A category that ended in 2014: School Action, School Action Plus or Early Years Action. K is not a new name for it.
    Ended,
    /// A yes, which does not say whether it means K or E.
    Yes,
    /// A type of need, in the wrong column.
    Need,
    /// A word of the school's own.
    Unknown,
}

/// How systems write the statuses, as `plain_word` writes them.
const STATUSES: [(CensusCode, &[&str]); 3] = [
    (CensusCode::E, &["e", "ehcp", "ehcplan", "educationhealthandcareplan", "eeducationhealthandcareplan"]),
    (CensusCode::K, &["k", "sensupport", "ksensupport", "sensupportsenwithoutanehcplan"]),
    (
        CensusCode::N,
        &[
            "",
            "n",
            "nospecialeducationalneed",
            "nospecialeducationalneeds",
            "nosen",
            "notsen",
            "nnosen",
            "nnospecialeducationalneed",
            "nnospecialeducationalneeds",
            // Arbor sends it to the census as N.
            "monitoring",
        ],
    ),
];

const STATEMENTS: [&str; 3] = ["s", "statement", "sstatement"];

const ENDED: [&str; 12] = [
    "a",
    "p",
    "sa",
    "sap",
    "sa+",
    "schoolaction",
    "schoolactionplus",
    "schoolaction+",
    "eya",
    "eyap",
    "earlyyearsaction",
    "earlyyearsactionplus",
];

/// `T` is not one of them: it may be a word of the school's own, such as Targeted.
const YES: [&str; 4] = ["y", "yes", "true", "1"];

impl StatusWord {
    /// Returns what a cell says.
    pub(super) fn of_cell(typed: &str) -> Self {
        let plain = plain_word(typed);
        let is_one_of = |words: &[&str]| words.contains(&plain.as_str());
        if let Some((code, _)) = STATUSES.iter().find(|(_, words)| is_one_of(words)) {
            return Self::Known(*code);
        }
        match () {
            () if is_one_of(&STATEMENTS) => Self::Statement,
            () if is_one_of(&ENDED) => Self::Ended,
            () if is_one_of(&YES) => Self::Yes,
            () if need_of_word(typed).is_some() => Self::Need,
            () => Self::Unknown,
        }
    }
}

/// The DfE's names for the types of need and other wordings of systems, as `plain_word` writes them, besides the codes.
const NEEDS: [(NeedType, &[&str]); 14] = [
    (NeedType::Spld, &["specificlearningdifficulty", "specificlearningdifficulties"]),
    (NeedType::Mld, &["moderatelearningdifficulty", "moderatelearningdifficulties"]),
    (NeedType::Sld, &["severelearningdifficulty", "severelearningdifficulties"]),
    (NeedType::Pmld, &["profoundandmultiplelearningdifficulty", "profoundandmultiplelearningdifficulties"]),
    (
        NeedType::Semh,
        &[
            "socialemotionalandmentalhealth",
            "socialemotionalandmentalhealthdifficulty",
            "socialemotionalandmentalhealthdifficulties",
        ],
    ),
    (
        NeedType::Slcn,
        &[
            "speechlanguageandcommunicationneeds",
            "speechlanguageandcommunicationneed",
            "speechlanguageandcommunication",
        ],
    ),
    (NeedType::Asd, &["autisticspectrumdisorder", "autisticspectrumcondition", "autism", "asc"]),
    (NeedType::Hi, &["hearingimpairment"]),
    (NeedType::Vi, &["visionimpairment", "visualimpairment"]),
    (NeedType::Msi, &["multisensoryimpairment"]),
    (NeedType::Pd, &["physicaldisability"]),
    (NeedType::Ds, &["downsyndrome", "downssyndrome"]),
    (NeedType::Oth, &["otherdifficultydisability", "otherdifficulty"]),
    (NeedType::Nsa, &["sensupportbutnospecialistassessmentoftypeofneed", "sennospecialistassessment"]),
];

/// Returns the type of need that a word means: a code, a name, or both as in `SpLD - Specific learning difficulty`.
pub(super) fn need_of_word(typed: &str) -> Option<NeedType> {
    let plain = plain_word(typed);
    NEEDS.iter().find(|(need, names)| is_need(&plain, *need, names)).map(|(need, _)| *need)
}

fn is_need(plain: &str, need: NeedType, names: &[&str]) -> bool {
    let code = need.as_str().to_lowercase();
    let name = plain.strip_prefix(code.as_str()).unwrap_or_default();
    plain == code || names.contains(&plain) || names.contains(&name)
}

/// What joins several needs in one cell.
const JOINED_BY: [&str; 4] = [",", ";", "/", " and "];

/// Returns the needs of a cell that may have several. The name of a need has commas and `and` too, so a cell is split only where every
/// part is a need. `None` if a part is not known. `known` says what a word means.
pub(super) fn needs_of_cell(typed: &str, known: &dyn Fn(&str) -> Option<NeedType>) -> Option<Vec<NeedType>> {
    if let Some(need) = known(typed) {
        return Some(vec![need]);
    }
    let mut splits: Vec<(usize, usize)> =
        JOINED_BY.iter().flat_map(|sign| typed.match_indices(sign).map(|(at, sign)| (at, at + sign.len()))).collect();
    splits.sort_unstable();
    splits.into_iter().find_map(|(before, after)| {
        let first = known(typed.get(..before)?.trim())?;
        let rest = needs_of_cell(typed.get(after..)?.trim(), known)?;
        Some(std::iter::once(first).chain(rest).collect())
    })
}

/// Returns a word in the form in which words are compared: small letters, `&` as `and`, without spaces and the punctuation of
/// sentences. Other signs stay: `K+` is not K, and `NSA*` is not NSA.
fn plain_word(typed: &str) -> String {
    let lower = typed.to_lowercase().replace('&', "and");
    lower.chars().filter(|one| !one.is_whitespace() && !",.;:-_/()'’–\u{a0}".contains(*one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_whole_word() {
        for (typed, code) in [
            ("E", CensusCode::E),
            ("EHC plan", CensusCode::E),
            ("Education, Health & Care Plan", CensusCode::E),
            ("E - Education, Health and Care Plan", CensusCode::E),
            ("k", CensusCode::K),
            ("SENSupport", CensusCode::K),
            ("K - SEN Support", CensusCode::K),
            ("SEN support / SEN without an EHC plan", CensusCode::K),
            ("No Special Educational Needs", CensusCode::N),
            ("N - No SEN", CensusCode::N),
            ("--", CensusCode::N),
            ("Monitoring", CensusCode::N),
        ] {
            assert_eq!(StatusWord::of_cell(typed), StatusWord::Known(code), "{typed}");
        }
        for (typed, word) in [
            ("S", StatusWord::Statement),
            ("SA+", StatusWord::Ended),
            ("School Action Plus", StatusWord::Ended),
            ("EYAP", StatusWord::Ended),
            ("Yes", StatusWord::Yes),
            ("1", StatusWord::Yes),
            ("SLCN", StatusWord::Need),
            ("Autism", StatusWord::Need),
            ("K+", StatusWord::Unknown),
            ("T", StatusWord::Unknown),
            ("KSS", StatusWord::Unknown),
            ("Dyslexia", StatusWord::Unknown),
            ("No", StatusWord::Unknown),
        ] {
            assert_eq!(StatusWord::of_cell(typed), word, "{typed}");
        }
    }

    #[test]
    fn every_code_and_name_of_a_need_is_known_and_no_part_of_one() {
        for (need, names) in NEEDS {
            let code = need.as_str();
            assert_eq!(need_of_word(&code.to_lowercase()), Some(need));
            for name in names {
                assert_eq!((plain_word(name).as_str(), need_of_word(name)), (*name, Some(need)));
                assert_eq!(need_of_word(&format!("{code} - {name}")), Some(need));
            }
        }
        for typed in [
            "",
            "Dyslexia",
            "PLD",
            "NSA*",
            "BESD",
            "Vision",
            "Hearing impairment in child",
            "AUT",
            "VI - Hearing impairment",
        ] {
            assert_eq!(need_of_word(typed), None, "{typed}");
        }
    }

    #[test]
    fn several_needs_in_one_cell_are_split_only_if_each_is_known() {
        for (typed, needs) in [
            ("SLCN", Some(vec![NeedType::Slcn])),
            ("ASD, SLCN;MLD", Some(vec![NeedType::Asd, NeedType::Slcn, NeedType::Mld])),
            (
                "Autistic Spectrum Disorder and Speech, Language and Communication Needs",
                Some(vec![NeedType::Asd, NeedType::Slcn]),
            ),
            (
                "Speech, language and communication needs / Social, emotional and mental health",
                Some(vec![NeedType::Slcn, NeedType::Semh]),
            ),
            ("ASD, Dyslexia", None),
            ("ASD and more", None),
        ] {
            assert_eq!(needs_of_cell(typed, &need_of_word), needs, "{typed}");
        }
    }
}
