//! The records of a school before an import of its roll. Every child is invented.

use super::school::{P014, School};

/// A pupil of whom only the roll is recorded.
const AMIRA: &str = "format: 1
id: p014
name: Amira Example
upn: Q330999922002
date_of_birth: 2017-11-03
on_roll:
  - from: 2022-09-05
class: 4B
census: N
";

/// The classes 4B and 5B, and the SENCO.
const SETTINGS: &str =
    "\n[[classes]]\nname = \"4B\"\n\n[[classes]]\nname = \"5B\"\n\n[people.senco]\nname = \"R. Osei\"\n";

/// A school with Amira, p014 in 4B, and with these lines added to its settings.
pub(crate) fn school_of_amira(settings: &str) -> School {
    School::with(settings, AMIRA)
}

/// A school with Amira, two classes and a SENCO, and a second pupil, p015, who is in 4B too.
pub(crate) fn school_of_two(name: &str, born: &str, upn: Option<&str>) -> School {
    let school = school_of_amira(SETTINGS);
    add_pupil(&school, "p015", name, born, upn);
    school
}

/// Adds a pupil like Amira, with these numbers and this name.
pub(crate) fn add_pupil(school: &School, id: &str, name: &str, born: &str, upn: Option<&str>) {
    let upn = upn.map(|upn| format!("upn: {upn}\n")).unwrap_or_default();
    let record = AMIRA.replace("p014", id).replace("Amira Example", name).replace("2017-11-03", born);
    school.write(&P014.replace("p014", id), &record.replace("upn: Q330999922002\n", &upn));
}
