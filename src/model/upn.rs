//! The unique pupil number (DOMAIN 3).

use serde::{Deserialize, Serialize};

use super::text::Text;

/// The letters of a UPN and their values 0 to 22: I, O and S are never used.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// A UPN as typed. A record with any text here can be read; `problem` reports what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub(crate) struct Upn(Text);

/// A problem with a UPN, with the number of the census rule about it (DOMAIN 1.4, 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UpnProblem {
    /// Not 13 characters.
    Length(usize),
    /// The first character is not in the alphabet of UPNs (rule 1510).
    FirstLetter,
    /// Characters 5 to 12 (and 2 to 4) are not all digits (rules 1530, 1540).
    Digits,
    /// The last character is neither a digit nor a letter of UPNs (rule 1550).
    LastCharacter,
    /// The check letter is wrong (rule 1510); this is the right one.
    CheckLetter(char),
}

impl From<Text> for Upn {
    fn from(typed: Text) -> Self {
        Self(typed)
    }
}

impl Upn {
    /// The number as typed.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it is a temporary number, which ends in a letter.
    pub(crate) fn is_temporary(&self) -> bool {
        self.as_str().ends_with(|last: char| last.is_ascii_uppercase())
    }

    /// The authority's code, characters 2 to 4.
    pub(crate) fn authority(&self) -> Option<&str> {
        self.as_str().get(1..4)
    }

    /// Returns the UPN that ends in these twelve characters (eleven digits, then a digit or letter), with the right check letter
    /// in front.
    pub(crate) fn with_check_letter(rest: &str) -> Option<Self> {
        let [digits @ .., last] = <&[u8; 12]>::try_from(rest.as_bytes()).ok()?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let first = check_letter(digits, letter_value(*last)?)?;
        Some(Self(Text::from(format!("{}{rest}", char::from(first)).as_str())))
    }

    /// The letters that a temporary number may end in.
    pub(crate) const fn letters() -> &'static [u8; 23] {
        LETTERS
    }

    /// Returns what is wrong with it, if anything.
    pub(crate) fn problem(&self) -> Option<UpnProblem> {
        let text = self.as_str();
        let length = text.chars().count();
        let Ok(characters) = <&[u8; 13]>::try_from(text.as_bytes()) else {
            return Some(UpnProblem::Length(length));
        };
        let [first, middle @ .., last] = characters;
        if !LETTERS.contains(first) {
            return Some(UpnProblem::FirstLetter);
        }
        if !middle.iter().all(u8::is_ascii_digit) {
            return Some(UpnProblem::Digits);
        }
        let Some(last_value) = letter_value(*last) else {
            return Some(UpnProblem::LastCharacter);
        };
        let right = check_letter(middle, last_value)?;
        (right != *first).then_some(UpnProblem::CheckLetter(char::from(right)))
    }
}

/// The check letter for the eleven digits between it and the last character (DOMAIN 3.2).
fn check_letter(digits: &[u8], last_value: u32) -> Option<u8> {
    let sum: u32 = digits.iter().zip(2u32..).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    LETTERS.get(((sum + last_value * 13) % 23) as usize).copied()
}

/// Returns the value of the last character: a digit counts as itself, a letter as 0 to 22.
fn letter_value(character: u8) -> Option<u32> {
    if character.is_ascii_digit() {
        return Some(u32::from(character - b'0'));
    }
    LETTERS.iter().zip(0..).find_map(|(letter, value)| (*letter == character).then_some(value))
}

#[cfg(test)]
pub(crate) fn upn(text: &str) -> Upn {
    Upn(Text::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_domain_3_3_are_judged_correctly() {
        for valid in [
            "B801200005001",
            "X00180001701A",
            "E330999920001",
            "Q330999922002",
            "K330999923017",
            "Y330999924030",
            "W330999925101",
            "X330999925999",
            "H33099992501A",
            "U33099992512Z",
            "L33099992607B",
            "P207000016049",
        ] {
            assert_eq!(upn(valid).problem(), None, "{valid}");
        }
        assert_eq!(upn("A801200005001").problem(), Some(UpnProblem::CheckLetter('B')));
        assert_eq!(upn("Q207000016049").problem(), Some(UpnProblem::CheckLetter('P')));
    }

    #[test]
    fn a_check_letter_is_put_before_the_rest() {
        for valid in ["B801200005001", "X00180001701A", "Q330999922002", "P207000016049"] {
            let rest = valid.get(1..).unwrap();
            assert_eq!(Upn::with_check_letter(rest), Some(upn(valid)));
        }
        for wrong in ["33099992200", "33O999922002", "33099992200S", ""] {
            assert_eq!(Upn::with_check_letter(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_problem_of_a_upn_is_named() {
        assert_eq!(upn("Q33099992200").problem(), Some(UpnProblem::Length(12)));
        assert_eq!(upn("S330999922002").problem(), Some(UpnProblem::FirstLetter));
        assert_eq!(upn("q330999922002").problem(), Some(UpnProblem::FirstLetter));
        assert_eq!(upn("Q33O999922002").problem(), Some(UpnProblem::Digits));
        assert_eq!(upn("Q33099992200S").problem(), Some(UpnProblem::LastCharacter));
        assert_eq!(upn("Q33099992200\u{e9}").problem(), Some(UpnProblem::Length(13)));
    }

    #[test]
    fn a_number_that_ends_in_a_letter_is_temporary() {
        assert!(upn("H33099992501A").is_temporary());
        assert!(!upn("E330999920001").is_temporary());
    }
}
