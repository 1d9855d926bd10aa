//! The grammar of a pupil's id, which is also the file's name (DESIGN 2, RELIABILITY 3.2).

/// Names that Windows or OneDrive keep for themselves, with any ending.
const RESERVED: [&str; 5] = ["con", "prn", "aux", "nul", "desktop"];

/// What is wrong with an id, in words; `None` when it is a good one.
pub(crate) fn problem(id: &str) -> Option<&'static str> {
    let mut characters = id.chars();
    let Some(first) = characters.next() else {
        return Some("it is empty");
    };
    let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
    if !plain(first) || !characters.all(|character| plain(character) || character == '-') {
        return Some("an id is made of small letters, digits and hyphens, and starts with a letter or digit");
    }
    if id.len() > 48 {
        return Some("an id has at most 48 characters");
    }
    let numbered = |stem: &str| {
        let rest = id.strip_prefix(stem)?;
        (rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
    };
    if RESERVED.contains(&id) || numbered("com").is_some() || numbered("lpt").is_some() {
        return Some("Windows keeps this name for itself");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_of_ids() {
        for good in ["p014", "0", "amira-e", "com10", "console", &"a".repeat(48)] {
            assert_eq!(problem(good), None, "{good}");
        }
        for bad in ["", "P014", "p_014", "-p", "p.1", "../x", "con", "aux", "com1", "lpt9", "zo\u{eb}", &"a".repeat(49)]
        {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
