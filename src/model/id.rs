//! The grammar of a pupil's id, which is also the file's name (DESIGN 2, RELIABILITY 3.2).

/// Names that Windows reserves for devices, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The name that Windows and OneDrive reserve for the settings of a folder.
const SETTINGS_OF_A_FOLDER: &str = "desktop";

/// Returns what is wrong with an id, in words; `None` if it is a good one.
pub(crate) fn id_problem(id: &str) -> Option<&'static str> {
    let mut characters = id.chars();
    let Some(first) = characters.next() else {
        return Some("it is empty");
    };
    if !is_plain(first) || !characters.all(|character| is_plain(character) || character == '-') {
        return Some("an id is made of small letters, digits and hyphens, and starts with a letter or digit");
    }
    if id.len() > 48 {
        return Some("an id has at most 48 characters");
    }
    if id == SETTINGS_OF_A_FOLDER || is_device_of_windows(id) {
        return Some("Windows reserves this name");
    }
    None
}

/// Whether Windows opens a device when it is asked for a file of this name. Windows ignores the extension and capital letters.
pub(crate) fn is_device_of_windows(file_name: &str) -> bool {
    let stem = file_name.split(['.', ':']).next().unwrap_or_default().trim_end_matches(' ').to_ascii_lowercase();
    DEVICES.contains(&stem.as_str()) || is_numbered_port(&stem, "com") || is_numbered_port(&stem, "lpt")
}

fn is_plain(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit()
}

/// Whether this is the port's name followed by one digit, such as `com1`.
fn is_numbered_port(id: &str, port: &str) -> bool {
    id.strip_prefix(port).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_opens_a_device_whatever_the_extension_is() {
        for device in ["nul", "NUL", "Con.html", "aux.tar.gz", "com1", "LPT9.txt", "prn .md", "nul:", "CONOUT$"] {
            assert!(is_device_of_windows(device), "{device}");
        }
        for file in ["paper.html", "null", "console.md", "com10.txt", "com.txt", "my-nul.html", "desktop.html", ""] {
            assert!(!is_device_of_windows(file), "{file}");
        }
    }

    #[test]
    fn only_ids_that_follow_the_grammar_are_accepted() {
        for good in ["p014", "0", "amira-e", "com10", "console", &"a".repeat(48)] {
            assert_eq!(id_problem(good), None, "{good}");
        }
        for bad in ["", "P014", "p_014", "-p", "p.1", "../x", "con", "aux", "com1", "lpt9", "zo\u{eb}", &"a".repeat(49)]
        {
            assert!(id_problem(bad).is_some(), "{bad}");
        }
    }
}
