//! Pseudonyms: names used in place of others. A name always gets the same pseudonym under one key. No one without the key can
//! tell whose it is.
//!
//! Each is the keyed hash HMAC-SHA-256 (RFC 2104, FIPS 180-4) of the original. A hash without a key would be no secret, because
//! anyone who has the school's roll could try every name on it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::text::Text;
use super::upn::Upn;

/// The secret key of one records folder.
#[derive(Clone)]
pub(crate) struct PseudonymKey([u8; 32]);

impl PseudonymKey {
    /// Makes a key of these bytes.
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the keyed hash of a text of some kind. The same text under two kinds gives two hashes.
    fn hash(&self, kind: &str, text: &str) -> Vec<u8> {
        // A key shorter than the hash block is padded with zeros (RFC 2104), and a key as long as the block always has a
        // valid length.
        let block: [u8; 64] = std::array::from_fn(|at| self.0.get(at).copied().unwrap_or(0));
        let mut hmac = Hmac::<Sha256>::new(&block.into());
        hmac.update(kind.as_bytes());
        // No kind contains this byte, so a kind and a text cannot be confused.
        if !kind.is_empty() {
            hmac.update(&[0]);
        }
        hmac.update(text.as_bytes());
        hmac.finalize().into_bytes().to_vec()
    }

    /// Returns the hash as a number.
    fn number(&self, kind: &str, text: &str) -> u64 {
        self.hash(kind, text).iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Consonants only, so that no word can appear by chance; and no digits, so that nothing looks like a postcode or phone number.
const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrtvz";

/// The pseudonyms of one copy. Those for ids and UPNs are assigned beforehand, so that no two pupils share one.
#[derive(Debug)]
pub(crate) struct Pseudonyms {
    key: PseudonymKey,
    ids: BTreeMap<String, String>,
    upns: BTreeMap<String, Upn>,
}

impl Pseudonyms {
    /// Assigns pseudonyms to these ids and UPNs, independent of their order. One that another pupil already has, or that is a
    /// real id or UPN here, is skipped, so a new pupil may, rarely, change another pupil's pseudonym.
    pub(crate) fn new(key: PseudonymKey, ids: &BTreeSet<String>, upns: &BTreeSet<Upn>) -> Self {
        let mut pseudonyms = Self { key, ids: BTreeMap::new(), upns: BTreeMap::new() };
        let mut taken = ids.clone();
        for id in ids {
            let free = (0_u64..).map(|attempt| pseudonyms.an_id(id, attempt)).find(|other| !taken.contains(other));
            taken.extend(free.clone());
            pseudonyms.ids.extend(free.map(|free| (id.clone(), free)));
        }
        let mut taken = upns.clone();
        for upn in upns {
            let free = pseudonyms.upns_for(upn).find(|other| !taken.contains(other));
            taken.extend(free.clone());
            pseudonyms.upns.extend(free.map(|free| (upn.as_str().to_owned(), free)));
        }
        pseudonyms
    }

    fn an_id(&self, id: &str, attempt: u64) -> String {
        let hash = self.key.hash("id", &format!("{attempt} {id}"));
        hash.iter().take(5).fold("x".to_owned(), |mut id, byte| {
            // Writing to a string cannot fail.
            let _ = write!(id, "{byte:02x}");
            id
        })
    }

    /// Invented UPNs, each once: for Birmingham, 330, and a school that does not exist, 9999, with the right check letter (DOMAIN
    /// 3). A temporary number stays temporary.
    fn upns_for(&self, upn: &Upn) -> impl Iterator<Item = Upn> {
        let temporary = upn.is_temporary();
        let letters = Upn::letters();
        let count = if temporary { 10_000 * letters.len() as u64 } else { 100_000 };
        let start = self.key.number("upn", upn.as_str());
        (0..count).filter_map(move |step| {
            let number = start.wrapping_add(step) % count;
            let rest = if temporary {
                let letter = letters.get(usize::try_from(number / 10_000).ok()?)?;
                format!("3309999{:04}{}", number % 10_000, char::from(*letter))
            } else {
                format!("3309999{number:05}")
            };
            Upn::with_check_letter(&rest)
        })
    }

    /// The pseudonym of an id; `None` if it was not assigned beforehand.
    pub(crate) fn id(&self, id: &str) -> Option<&str> {
        self.ids.get(id).map(String::as_str)
    }

    /// The pseudonym of a UPN; `None` if it was not assigned beforehand.
    pub(crate) fn upn(&self, upn: &Upn) -> Option<Upn> {
        self.upns.get(upn.as_str()).cloned()
    }

    /// The pseudonym of the pupil with this id.
    pub(crate) fn pupil(&self, id: &str) -> Text {
        self.word("Pupil", "pupil", id)
    }

    /// The pseudonym of an adult. Capitals and surrounding spaces are ignored, as in the rules.
    pub(crate) fn adult(&self, name: &str) -> Text {
        self.word("Adult", "who", &same(name))
    }

    /// The pseudonym of an agency or a service.
    pub(crate) fn agency(&self, name: &str) -> Text {
        self.word("Agency", "who", &same(name))
    }

    /// The pseudonym of another school.
    pub(crate) fn school(&self, name: &str) -> Text {
        self.word("School", "school", &same(name))
    }

    /// The pseudonym of a provision. The same provision keeps the same one, because rules ask how long it runs.
    pub(crate) fn provision(&self, what: &str) -> Text {
        self.word("Provision", "provision", &same(what))
    }

    /// The pseudonym of a records folder, because its name may include a school's name.
    pub(crate) fn folder(&self, name: &str) -> String {
        format!("folder-{}", self.letters("folder", name))
    }

    /// The name of a class. A plain one, such as 4B, R1 or N2, gives only the year and is kept; any other may include a teacher's
    /// name or initials.
    pub(crate) fn class(&self, name: &Text) -> Text {
        if is_plain_class(name.as_str()) { name.clone() } else { self.word("Class", "class", name.as_str()) }
    }

    fn word(&self, word: &str, kind: &str, text: &str) -> Text {
        Text::from(format!("{word} {}", self.letters(kind, text)).as_str())
    }

    /// Six letters: one combination out of 16 million.
    fn letters(&self, kind: &str, text: &str) -> String {
        let hash = self.key.hash(kind, text);
        let letter = |number: u8| LETTERS.get(usize::from(number)).copied().map(char::from);
        hash.iter().take(3).flat_map(|byte| [byte >> 4, byte & 15]).filter_map(letter).collect()
    }
}

fn same(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The year (R, N, or up to two digits), followed by at most one letter or digit.
fn is_plain_class(name: &str) -> bool {
    let rest = name.strip_prefix(['R', 'N']).or_else(|| {
        let digits = name.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits).then(|| name.get(digits..)).flatten()
    });
    rest.is_some_and(|rest| {
        rest.len() <= 1 && rest.bytes().all(|last| last.is_ascii_uppercase() || last.is_ascii_digit())
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::upn::upn;
    use super::*;

    /// The pseudonyms that this key gives for these ids.
    pub(crate) fn pseudonyms(key: u8, ids: &[&str], upns: &[&str]) -> Pseudonyms {
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        Pseudonyms::new(PseudonymKey::new([key; 32]), &ids, &upns.iter().map(|text| upn(text)).collect())
    }

    /// RFC 4231, test case 1: a key of twenty bytes, which is padded with zeros.
    #[test]
    fn the_hash_is_hmac_sha_256() {
        let key = PseudonymKey::new(std::array::from_fn(|at| if at < 20 { 0x0b } else { 0 }));
        let hash: String = key.hash("", "Hi There").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assert_ne!(key.hash("id", "p014"), key.hash("upn", "p014"));
        assert_eq!(format!("{key:?}"), "Key(..)");
    }

    #[test]
    fn the_same_key_gives_the_same_pseudonyms_and_another_key_gives_others() {
        let (one, same, other) =
            (pseudonyms(1, &["p001", "p014"], &[]), pseudonyms(1, &["p014"], &[]), pseudonyms(2, &["p014"], &[]));
        assert_eq!(one.id("p014"), same.id("p014"));
        assert_ne!(one.id("p014"), other.id("p014"));
        assert_ne!(one.id("p014"), one.id("p001"));
        assert_eq!(one.id("p015"), None);
        assert_eq!(one.adult("J. Patel"), same.adult(" j. patel "));
        assert_ne!(one.adult("J. Patel"), other.adult("J. Patel"));
        let id = one.id("p014").unwrap();
        assert!(id.len() == 11 && id.starts_with('x') && crate::model::id::id_problem(id).is_none(), "{id}");
        assert!(one.pupil("p014").as_str().strip_prefix("Pupil ").is_some_and(|rest| rest.len() == 6));
    }

    #[test]
    fn a_real_id_is_never_used_as_a_pseudonym() {
        let first = pseudonyms(1, &["p014"], &[]).id("p014").unwrap().to_owned();
        let both = pseudonyms(1, &["p014", &first], &[]);
        assert!(both.id("p014").is_some_and(|id| id != first));
        assert!(both.id(&first).is_some_and(|id| id != first && Some(id) != both.id("p014")));
    }

    /// A fifth of all possible numbers, so many pupils start at a number that is already taken.
    #[test]
    fn invented_upns_are_valid_and_no_two_are_the_same() {
        let numbers: Vec<String> = (0..20_000).map(|number| format!("A8012000{number:05}")).collect();
        let mut upns: Vec<&str> = numbers.iter().map(String::as_str).collect();
        upns.extend(["X00180001701A", "L33099992607B", "Q330999922002"]);
        let pseudonyms = pseudonyms(1, &[], &upns);
        let invented: BTreeSet<Upn> = upns.iter().filter_map(|text| pseudonyms.upn(&upn(text))).collect();
        assert_eq!(invented.len(), upns.len());
        assert!(invented.iter().all(|upn| upn.problem().is_none() && upn.as_str().get(1..8) == Some("3309999")));
        assert!(!invented.contains(&upn("Q330999922002")));
        for temporary in ["X00180001701A", "L33099992607B"] {
            assert!(pseudonyms.upn(&upn(temporary)).unwrap().is_temporary());
        }
    }

    #[test]
    fn a_class_keeps_its_name_if_the_name_gives_only_the_year() {
        for plain in ["4B", "R1", "R", "N2", "10A", "6"] {
            assert!(is_plain_class(plain), "{plain}");
        }
        for other in ["4JP", "Oak", "Mrs Patel", "RX1", "4b", "", "123", "4\u{c9}"] {
            assert!(!is_plain_class(other), "{other}");
        }
    }
}
