//! Whether two names that are not the same may be one child's: mistyped, shortened, with a middle name left out, or with another
//! surname since.

/// The shortest beginning of a forename that is taken for its short form, such as `Sam` for Samuel.
const SHORT_FORM: usize = 3;

/// From this many letters on, a word may have two slips.
const LONG_WORD: usize = 8;

/// Whether two names may be one. Each has at least one word.
pub(super) fn are_alike(one: &[String], other: &[String]) -> bool {
    let (ours, theirs) = words_apart(one, other);
    let all_near = |some: &[&String], rest: &[&String]| some.iter().all(|a| rest.iter().any(|b| is_near(a, b)));
    all_near(&ours, &theirs)
        || all_near(&theirs, &ours)
        || has_same_forename(one, other)
        || is_near_when_joined(one, other)
        || is_near_when_joined(other, one)
}

/// The words that only one of two names has.
fn words_apart<'a>(one: &'a [String], other: &'a [String]) -> (Vec<&'a String>, Vec<&'a String>) {
    let mut theirs: Vec<&String> = other.iter().collect();
    let mut ours = Vec::new();
    for word in one {
        match theirs.iter().position(|their| *their == word) {
            Some(at) => {
                theirs.remove(at);
            }
            None => ours.push(word),
        }
    }
    (ours, theirs)
}

/// Whether both begin with the same forename: the surname may have changed. In Chinese, Korean and Japanese the surname comes first,
/// and brothers and sisters share it.
fn has_same_forename(one: &[String], other: &[String]) -> bool {
    let forename = one.first().filter(|word| word.chars().count() > 1 && !word.chars().any(has_surname_first));
    forename.is_some() && forename == other.first()
}

/// Whether one slip makes the same name of both, where they are divided in another way, such as Annmarie for Anne-Marie.
fn is_near_when_joined(one: &[String], other: &[String]) -> bool {
    let whole = one.concat();
    (0..other.len()).any(|start| {
        let (before, from) = other.split_at(start);
        let turned = [from.concat(), before.concat()].concat();
        slips(&whole, &turned) <= 1 && !is_short_for_its_script(&whole, &turned)
    })
}

/// Spellings of one sound.
const SOUNDS: &[(&str, &str)] = &[("ph", "f"), ("v", "f"), ("ck", "k"), ("c", "k"), ("q", "k"), ("z", "s")];

/// Whether two words may be one: an initial or a short form, mistyped, written as it sounds (Sofia and Sophia), or with the same
/// consonants (Mohamed and Muhammad).
fn is_near(one: &str, other: &str) -> bool {
    let (short, long) = if one.chars().count() <= other.chars().count() { (one, other) } else { (other, one) };
    let fewest = short.chars().count();
    let is_short_form = (fewest == 1 || fewest >= SHORT_FORM) && long.starts_with(short);
    let allowed = if fewest >= LONG_WORD { 2 } else { 1 };
    let (one, other) = (in_sounds(one), in_sounds(other));
    let is_slip = slips(&one, &other) <= allowed && !is_short_for_its_script(&one, &other);
    is_short_form || is_slip || have_same_consonants(&one, &other)
}

fn in_sounds(word: &str) -> String {
    SOUNDS.iter().fold(word.to_owned(), |done, (written, sound)| done.replace(written, sound))
}

/// Whether two words are so short that one character is a whole name: one letter, or two characters of Chinese script.
fn is_short_for_its_script(one: &str, other: &str) -> bool {
    let most = one.chars().count().max(other.chars().count());
    most < 2 || most < 3 && one.chars().chain(other.chars()).any(is_han)
}

fn have_same_consonants(one: &str, other: &str) -> bool {
    let consonants = |word: &str| {
        let mut letters: Vec<char> = word.chars().filter(|letter| !"aeiouy".contains(*letter)).collect();
        letters.dedup();
        letters
    };
    let (ours, is_latin) = (consonants(one), [one, other].concat().is_ascii());
    is_latin && ours.len() >= SHORT_FORM && ours == consonants(other)
}

/// The number of slips from one word to the other: letters typed wrong, left out or added, or neighbours exchanged. Where the lengths
/// differ by more than two it is not worked out, and is three.
fn slips(one: &str, other: &str) -> usize {
    let (ours, theirs): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if ours.len().abs_diff(theirs.len()) > 2 {
        return 3;
    }
    let (mut two_back, mut before): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=theirs.len()).collect());
    for (at, letter) in ours.iter().enumerate() {
        let mut now = vec![at + 1];
        for (place, their) in theirs.iter().enumerate() {
            let cost = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let changed = cost(&before, place) + usize::from(letter != their);
            let mut least = changed.min(cost(&before, place + 1) + 1).min(cost(&now, place) + 1);
            let is_exchanged =
                at > 0 && place > 0 && ours.get(at - 1) == Some(their) && theirs.get(place - 1) == Some(letter);
            if is_exchanged {
                least = least.min(cost(&two_back, place - 1) + 1);
            }
            now.push(least);
        }
        two_back = std::mem::replace(&mut before, now);
    }
    before.last().copied().unwrap_or_default()
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn has_surname_first(letter: char) -> bool {
    is_han(letter) || matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}')
}
