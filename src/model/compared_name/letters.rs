//! The letters of a name as they are compared: small, without accents, and put together or apart in one way. Systems write the same
//! letter as one character or as two (Unicode's NFC and NFD), and leave marks out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Letters that systems without accents write as another one or as two.
const PLAIN_LETTERS: &[(&str, &str)] = &[
    ("àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặḁ", "a"),
    ("æǣǽ", "ae"),
    ("ḃḅḇ", "b"),
    ("çćĉċčḉ", "c"),
    ("ďđðḋḍḏḑḓ", "d"),
    ("èéêëēĕėęěȅȇȩẹẻẽếềểễệḕḗḙḛḝ", "e"),
    ("ḟ", "f"),
    ("ĝğġģǥǧǵḡ", "g"),
    ("ĥħȟḣḥḧḩḫẖ", "h"),
    ("ìíîïĩīĭįıǐȉȋỉịḭḯ", "i"),
    ("ĳ", "ij"),
    ("ĵǰ", "j"),
    ("ķǩḱḳḵ", "k"),
    ("ĺļľŀłḷḹḻḽ", "l"),
    ("ḿṁṃ", "m"),
    ("ñńņňŉŋǹṅṇṉṋ", "n"),
    ("òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱọỏốồổỗộớờởỡợṍṏṑṓ", "o"),
    ("œ", "oe"),
    ("ṕṗ", "p"),
    ("ŕŗřȑȓṙṛṝṟ", "r"),
    ("śŝşšșſṡṣṥṧṩ", "s"),
    ("ß", "ss"),
    ("ţťŧțṫṭṯṱẗ", "t"),
    ("þ", "th"),
    ("ùúûüũūŭůűųưǔǖǘǚǜȕȗụủứừửữựṳṵṷṹṻ", "u"),
    ("ṽṿ", "v"),
    ("ŵẁẃẅẇẉẘ", "w"),
    ("ẋẍ", "x"),
    ("ýÿŷȳỳỵỷỹẏẙ", "y"),
    ("źżžẑẓẕ", "z"),
    ("ﬀ", "ff"),
    ("ﬁ", "fi"),
    ("ﬂ", "fl"),
    // Greek: the accents and breathings, and the sigma at the end of a word.
    ("άἀἁἂἃἄἅἆἇὰάᾰᾱᾶᾳ", "α"),
    ("έἐἑἒἓἔἕὲέ", "ε"),
    ("ήἠἡἢἣἤἥἦἧὴήῆῃ", "η"),
    ("ίϊΐἰἱἲἳἴἵἶἷὶίῐῑῒΐῖῗ", "ι"),
    ("όὀὁὂὃὄὅὸό", "ο"),
    ("ύϋΰὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ", "υ"),
    ("ώὠὡὢὣὤὥὦὧὼώῶῳ", "ω"),
    ("\u{1f71}", "α"),
    ("\u{1f73}", "ε"),
    ("\u{1f75}", "η"),
    ("\u{1f77}", "ι"),
    ("\u{1f79}", "ο"),
    ("\u{1f7b}", "υ"),
    ("\u{1f7d}", "ω"),
    ("ῤῥ", "ρ"),
    ("ς", "σ"),
    // Cyrillic.
    ("ёѐ", "е"),
    ("йѝ", "и"),
    ("ї", "і"),
    ("ў", "у"),
    ("ѓ", "г"),
    ("ќ", "к"),
    // Arabic, Persian and Urdu: the seats of the hamza, and letters that keyboards write in two ways.
    ("آأإٱ", "ا"),
    ("ؤ", "و"),
    ("ئىیے", "ي"),
    ("ک", "ك"),
    ("ةۀہھە", "ه"),
    // Devanagari, Bengali and Gurmukhi: letters with a dot below, and vowel signs of two parts. Tamil has such signs too.
    ("\u{958}", "\u{915}"),
    ("\u{959}", "\u{916}"),
    ("\u{95a}", "\u{917}"),
    ("\u{95b}", "\u{91c}"),
    ("\u{95c}", "\u{921}"),
    ("\u{95d}", "\u{922}"),
    ("\u{95e}", "\u{92b}"),
    ("\u{95f}", "\u{92f}"),
    ("\u{929}", "\u{928}"),
    ("\u{931}", "\u{930}"),
    ("\u{934}", "\u{933}"),
    ("\u{9dc}", "\u{9a1}"),
    ("\u{9dd}", "\u{9a2}"),
    ("\u{9df}", "\u{9af}"),
    ("\u{9cb}", "\u{9c7}\u{9be}"),
    ("\u{9cc}", "\u{9c7}\u{9d7}"),
    ("\u{a33}", "\u{a32}"),
    ("\u{a36}", "\u{a38}"),
    ("\u{a59}", "\u{a16}"),
    ("\u{a5a}", "\u{a17}"),
    ("\u{a5b}", "\u{a1c}"),
    ("\u{a5e}", "\u{a2b}"),
    ("\u{bca}", "\u{bc6}\u{bbe}"),
    ("\u{bcb}", "\u{bc7}\u{bbe}"),
    ("\u{bcc}", "\u{bc6}\u{bd7}"),
];

/// What stands for an apostrophe within a word, or for the raised dot of Catalan.
const WITHIN_WORDS: &str = "'’‘‛`´ʼʻʹʽʾʿˈ′ꞌ՚׳＇·\u{374}\u{384}";

/// Kana with the mark of a voiced sound, each the next character after the plain one.
const VOICED_KANA: &str = "がぎぐげござじずぜぞだぢづでどばびぶべぼガギグゲゴザジズゼゾダヂヅデドバビブベボ";
/// Kana with the mark of the p sound, each the second character after the plain one.
const HALF_VOICED_KANA: &str = "ぱぴぷぺぽパピプペポ";

/// Letters of other scripts, and digits, that look like a Latin letter. They come from a wrong keyboard or from a picture that was
/// read by a machine.
const LOOKS: &[(&str, &str)] = &[
    ("аα", "a"),
    ("вβ", "b"),
    ("с", "c"),
    ("ԁ", "d"),
    ("еε", "e"),
    ("нη", "h"),
    ("іιӏ1", "i"),
    ("ј", "j"),
    ("кκ", "k"),
    ("мμ", "m"),
    ("ν", "n"),
    ("оο0", "o"),
    ("рρ", "p"),
    ("ѕ", "s"),
    ("тτ", "t"),
    ("уυ", "y"),
    ("хχ", "x"),
    ("ζ", "z"),
];

static PLAIN_LETTER: LazyLock<BTreeMap<char, &str>> = LazyLock::new(|| by_letter(PLAIN_LETTERS));
static LOOK: LazyLock<BTreeMap<char, &str>> = LazyLock::new(|| by_letter(LOOKS));

fn by_letter(table: &[(&'static str, &'static str)]) -> BTreeMap<char, &'static str> {
    table.iter().flat_map(|(letters, plain)| letters.chars().map(|letter| (letter, *plain))).collect()
}

/// Returns a name in small letters without accents, with one kind of space between its words.
pub(super) fn in_plain_letters(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            plain.push(letter.to_ascii_lowercase());
        } else {
            half_width(letter).to_lowercase().for_each(|small| push_plain(small, &mut plain));
        }
    }
    plain
}

fn push_plain(letter: char, plain: &mut String) {
    if letter.is_ascii_alphanumeric() {
        plain.push(letter);
    } else if is_left_out(letter) {
    } else if let Some(base) = PLAIN_LETTER.get(&letter) {
        plain.push_str(base);
    } else if letter.is_alphanumeric() || is_mark_of_a_letter(letter) {
        push_taken_apart(letter, plain);
    } else {
        plain.push(' ');
    }
}

/// Returns a text with a space for each apostrophe; `None` if it has none.
pub(super) fn split_at_apostrophes(text: &str) -> Option<String> {
    let is_apostrophe = |letter: char| letter == '\'' || !letter.is_ascii() && WITHIN_WORDS.contains(letter);
    text.contains(is_apostrophe).then(|| text.replace(is_apostrophe, " "))
}

/// Whether a letter is of a script that writes no spaces between words, or adds endings to a name without one. In this order: Thai,
/// Lao, Burmese, Khmer, kana, Chinese, Korean.
pub(super) fn is_written_without_spaces(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns a word with every letter replaced that looks like a Latin one. Katakana become hiragana.
pub(super) fn in_looks(word: &str) -> String {
    let mut seen = String::new();
    for letter in word.chars() {
        match LOOK.get(&letter) {
            Some(latin) => seen.push_str(latin),
            None => seen.push(as_hiragana(letter)),
        }
    }
    seen
}

/// Marks that systems leave out or write as characters of their own, and characters that cannot be seen.
fn is_left_out(letter: char) -> bool {
    let is_invisible = matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}');
    // In this order: Latin, Greek and Cyrillic; Hebrew; Arabic, with the stroke that only lengthens a word; Indic dots; Thai tones.
    let is_accent = matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}'
        | '\u{e47}'..='\u{e4e}');
    is_invisible || is_accent || WITHIN_WORDS.contains(letter)
}

/// Marks that are part of a letter although Unicode does not count them as letters: those that join two consonants in the scripts of
/// India, and those of the voiced sounds of Japanese.
fn is_mark_of_a_letter(letter: char) -> bool {
    matches!(
        letter,
        '\u{94d}'
            | '\u{9cd}'
            | '\u{a4d}'
            | '\u{acd}'
            | '\u{b4d}'
            | '\u{bcd}'
            | '\u{c4d}'
            | '\u{ccd}'
            | '\u{d4d}'
            | '\u{dca}'
            | '\u{9d7}'
            | '\u{bd7}'
            | '\u{3099}'
            | '\u{309a}'
    )
}

/// Adds a letter in its parts: a Korean syllable as its two or three letters, and a kana without its mark, then the mark.
fn push_taken_apart(letter: char, plain: &mut String) {
    let at = u32::from(letter);
    let parts = match letter {
        '\u{ac00}'..='\u{d7a3}' => {
            let syllable = at - 0xac00;
            let end = syllable % 28;
            [Some(0x1100 + syllable / 588), Some(0x1161 + syllable % 588 / 28), (end > 0).then_some(0x11a7 + end)]
        }
        _ if VOICED_KANA.contains(letter) => [Some(at - 1), Some(0x3099), None],
        _ if HALF_VOICED_KANA.contains(letter) => [Some(at - 2), Some(0x309a), None],
        _ => [Some(at), None, None],
    };
    plain.extend(parts.into_iter().flatten().filter_map(char::from_u32));
}

/// Returns the usual form of a letter, digit or sign that is as wide as a Chinese character.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

fn as_hiragana(letter: char) -> char {
    match letter {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        _ => letter,
    }
}
