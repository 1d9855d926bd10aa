//! The facts that a roll may have about a pupil, and the headings under which schools' systems export them.

/// A fact that a roll may have about a pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RollField {
    /// The id of the record.
    Id,
    /// The number in the school's own system. It tells rows apart, and no record keeps it.
    MisNumber,
    /// The whole name.
    Name,
    /// The forename, if the name is in two columns.
    Forename,
    /// The surname, if the name is in two columns.
    Surname,
    /// The unique pupil number.
    Upn,
    /// An earlier unique pupil number.
    FormerUpn,
    /// The date of birth.
    DateOfBirth,
    /// The year group. It only helps to see who has left: the records work it out from the date of birth.
    Year,
    /// The class.
    Class,
    /// The first day on roll.
    From,
    /// The last day on roll.
    To,
    /// The enrolment status, which says who has left and whose main school is another one.
    Enrolment,
    /// The SEN status: no SEN, SEN support or an EHC plan. This and the fields after it are read only with `--as-found`.
    SenStatus,
    /// The stage of the school's graduated approach.
    Stage,
    /// A need, or several in one cell. In some exports a pupil has a row for each need.
    Need,
    /// The primary need.
    FirstNeed,
    /// The secondary need.
    SecondNeed,
    /// The rank of the need in `Need`.
    NeedRank,
    /// The first day on the register.
    RegisterFrom,
    /// The review of the school's own plan.
    ReviewBy,
    /// The annual review of an EHC plan.
    AnnualReview,
    /// The day of the final EHC plan, or whether there is one.
    Ehcp,
}

impl RollField {
    /// Every field, in the order in which they are listed.
    pub(super) const ALL: [Self; 23] = [
        Self::Id,
        Self::MisNumber,
        Self::Name,
        Self::Forename,
        Self::Surname,
        Self::Upn,
        Self::FormerUpn,
        Self::DateOfBirth,
        Self::Year,
        Self::Class,
        Self::From,
        Self::To,
        Self::Enrolment,
        Self::SenStatus,
        Self::Stage,
        Self::Need,
        Self::FirstNeed,
        Self::SecondNeed,
        Self::NeedRank,
        Self::RegisterFrom,
        Self::ReviewBy,
        Self::AnnualReview,
        Self::Ehcp,
    ];

    /// The fields that have dates.
    pub(super) const DATES: [Self; 7] =
        [Self::DateOfBirth, Self::From, Self::To, Self::RegisterFrom, Self::ReviewBy, Self::AnnualReview, Self::Ehcp];

    /// Whether the field is about SEN. Such a field is read only with `--as-found`.
    pub(super) const fn is_about_sen(self) -> bool {
        matches!(
            self,
            Self::SenStatus
                | Self::Stage
                | Self::Need
                | Self::FirstNeed
                | Self::SecondNeed
                | Self::NeedRank
                | Self::RegisterFrom
                | Self::ReviewBy
                | Self::AnnualReview
                | Self::Ehcp
        )
    }

    /// The fields that an import reads.
    pub(super) fn read_with(sen: bool) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |field| sen || !field.is_about_sen())
    }

    /// Returns the name of the field, as `--map` takes it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::MisNumber => "mis_number",
            Self::Name => "name",
            Self::Forename => "forename",
            Self::Surname => "surname",
            Self::Upn => "upn",
            Self::FormerUpn => "former_upn",
            Self::DateOfBirth => "date_of_birth",
            Self::Year => "year",
            Self::Class => "class",
            Self::From => "from",
            Self::To => "to",
            Self::Enrolment => "enrolment",
            Self::SenStatus => "sen_status",
            Self::Stage => "stage",
            Self::Need => "need",
            Self::FirstNeed => "first_need",
            Self::SecondNeed => "second_need",
            Self::NeedRank => "need_rank",
            Self::RegisterFrom => "register_from",
            Self::ReviewBy => "review_by",
            Self::AnnualReview => "annual_review",
            Self::Ehcp => "ehcp",
        }
    }

    /// Returns the field in words.
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Id => "the id",
            Self::MisNumber => "the number in the school's own system",
            Self::Name => "the name",
            Self::Forename => "the forename",
            Self::Surname => "the surname",
            Self::Upn => "the UPN",
            Self::FormerUpn => "the former UPN",
            Self::DateOfBirth => "the date of birth",
            Self::Year => "the year group",
            Self::Class => "the class",
            Self::From => "the first day on roll",
            Self::To => "the last day on roll",
            Self::Enrolment => "the enrolment status",
            Self::SenStatus => "the SEN status",
            Self::Stage => "the stage",
            Self::Need => "the need",
            Self::FirstNeed => "the primary need",
            Self::SecondNeed => "the secondary need",
            Self::NeedRank => "the rank of the need",
            Self::RegisterFrom => "the first day on the register",
            Self::ReviewBy => "the review of the school's own plan",
            Self::AnnualReview => "the annual review of the EHC plan",
            Self::Ehcp => "the day of the final EHC plan",
        }
    }

    /// Whether several headings may mean the field. The first cell with a value counts; the SEN status and the needs are read
    /// from all of them.
    pub(super) const fn may_have_several_headings(self) -> bool {
        matches!(self, Self::MisNumber | Self::Year | Self::SenStatus | Self::Need)
    }

    /// Returns the field with this name.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        let key = key.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// Returns the field that a heading means.
    pub(super) fn of_heading(heading: &str) -> Option<Self> {
        let plain = plain_heading(heading);
        Self::ALL.into_iter().find(|field| field.headings().contains(&plain.as_str()))
    }

    /// The headings that mean the field, as `plain_heading` writes them. They were seen in exports of SIMS, Arbor, Bromcom, Go 4
    /// Schools and Wonde, and in the DfE's own files.
    const fn headings(self) -> &'static [&'static str] {
        match self {
            // In exports `ID` is a number of the school's own system. `RollHeadings` sees whether it is the records' id.
            Self::Id => &[],
            Self::MisNumber => &[
                PLAIN_ID,
                "admission number",
                "admission no",
                "adno",
                "student id",
                "arbor student id",
                "globally unique student id",
            ],
            Self::Name => &["name", "pupil name", "student name", SURNAME_FIRST, "legal name", "full name"],
            Self::Forename => {
                &["forename", "legal forename", "legal first name", "first name", "given name", "legalfirstname"]
            }
            Self::Surname => {
                &["surname", "legal surname", "legal last name", "last name", "family name", "legallastname"]
            }
            Self::Upn => &["upn", "unique pupil number"],
            Self::FormerUpn => &["former upn", "formerupn"],
            Self::DateOfBirth => &["date of birth", "dob", "birth date"],
            Self::Year => &YEARS,
            Self::Class => &CLASSES,
            Self::From => &[
                "from",
                "entrydate",
                "date of admission",
                "admission date",
                "date of entry",
                "enrolment start date",
                "mostrecententrydate",
            ],
            Self::To => &["leaving date", "leavingdate", "date of leaving"],
            Self::Enrolment => &["enrolment status", "enrolstatus"],
            Self::SenStatus => &[
                "sen status",
                "sen",
                "sen provision",
                "senprovision",
                "sen stage",
                "send status",
                "sen code",
                "census",
            ],
            // Other systems have other stages under this word, so a person names the column.
            Self::Stage => &[],
            Self::Need => &["sen need", "sen needs", "sentype"],
            Self::FirstNeed => {
                &["need 1", "senneed1", "primary need", "sen primary need", "primarysentype", "primaryseneedstype"]
            }
            Self::SecondNeed => &["need 2", "senneed2", "secondary need", "sen secondary need", "secondarysentype"],
            Self::NeedRank => &["sen need ranking", "sentyperank"],
            Self::RegisterFrom => &[
                "date placed on register",
                "sen start date",
                "date identified",
                "start date",
                "startdate",
                "on register since",
            ],
            Self::ReviewBy => &["review date", "next review", "next review date"],
            Self::AnnualReview => &["annual review date", "next annual review", "ehcp review date"],
            Self::Ehcp => &["ehcp date", "ehcp start date", "date ehcp issued", "ehcp", "datefinalized"],
        }
    }
}

/// The headings of the year group.
const YEARS: [&str; 8] = [
    "year",
    "year group",
    "nc year",
    "current nc year",
    "current year group",
    "ncyearactual",
    "year group(s) this academic year",
    "year taught in code",
];

/// The headings of the class.
const CLASSES: [&str; 10] = [
    "class",
    "class name",
    "reg group",
    "reg",
    "registration group",
    "registration form",
    "registration form(s) this academic year",
    "tutor group",
    "form",
    "courses classes",
];

/// A heading that means the number of the school's own system, unless its values are the ids of the records.
const PLAIN_ID: &str = "id";

/// Whether a heading may mean the id of the record.
pub(super) fn may_be_the_records_id(heading: &str) -> bool {
    plain_heading(heading) == PLAIN_ID
}

/// The heading of a column that has the surname before the forename.
const SURNAME_FIRST: &str = "surname forename";

/// Whether a heading says that the surname comes first.
pub(super) fn is_surname_first(heading: &str) -> bool {
    plain_heading(heading) == SURNAME_FIRST
}

/// Returns a heading in the form in which headings are compared: small letters, one space for each run of spaces, `_`, `-`, `.`
/// and `/`, and without `*` or `?` at the end.
pub(super) fn plain_heading(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let words: Vec<&str> =
        lower.split(|one: char| one.is_whitespace() || "_-./".contains(one)).filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_end_matches(['*', '?', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_the_schools_systems_are_known_whole() {
        for (heading, field) in [
            ("Legal Surname", RollField::Surname),
            ("legalLastName", RollField::Surname),
            (" LEGAL\u{a0}FORENAME* ", RollField::Forename),
            ("Unique_Pupil-Number", RollField::Upn),
            ("DoB", RollField::DateOfBirth),
            ("date_of_birth", RollField::DateOfBirth),
            ("Registration form(s) this academic year", RollField::Class),
            ("Courses/classes", RollField::Class),
            ("EntryDate", RollField::From),
            ("Surname/Forename", RollField::Name),
            ("ID", RollField::MisNumber),
            ("Admission_No.", RollField::MisNumber),
            ("FormerUPN", RollField::FormerUpn),
            ("Leaving Date", RollField::To),
            ("Enrolment Status", RollField::Enrolment),
            ("Current NC Year", RollField::Year),
            ("SEN Status", RollField::SenStatus),
            ("PrimarySENeedsType", RollField::FirstNeed),
            ("Date placed on register", RollField::RegisterFrom),
            ("Review date", RollField::ReviewBy),
            ("Next Annual Review", RollField::AnnualReview),
        ] {
            assert_eq!(RollField::of_heading(heading), Some(field), "{heading}");
        }
        // A part of a heading means nothing, and neither does another name or number of the pupil.
        for heading in ["", "Class teacher", "Preferred Surname", "Known as", "Names", "Year of Entry", "Pupil ID card"]
        {
            assert_eq!(RollField::of_heading(heading), None, "{heading}");
        }
    }

    #[test]
    fn the_page_about_the_roll_lists_every_heading() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/roll.md")).unwrap();
        for field in RollField::ALL {
            let start = format!("| `{}` | ", field.key());
            let row = page.lines().find_map(|line| line.strip_prefix(&start)).unwrap().to_lowercase();
            let listed: Vec<&str> = row.trim_end_matches(" |").split(", ").collect();
            let known = field.headings();
            assert!([RollField::Id, RollField::Stage].contains(&field) || listed.len() == known.len(), "{row}");
            assert!(known.iter().all(|heading| row.contains(heading)), "{row}");
        }
    }

    #[test]
    fn every_heading_is_plain_and_means_one_field() {
        for field in RollField::ALL {
            assert_eq!(RollField::of_key(field.key()), Some(field));
            for heading in field.headings() {
                assert_eq!(plain_heading(heading), *heading);
                assert_eq!(RollField::of_heading(heading), Some(field));
            }
        }
    }
}
