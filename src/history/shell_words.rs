//! The name of a file in a command that a message asks somebody to type.

/// Signs that stay live inside quotation marks, in one of `sh`, PowerShell and `cmd`.
const LIVE: &[char] = &['"', '$', '`', '\\', '%', '!', '^'];

/// A name as it is typed: in quotation marks if it needs them. `None` if a part of it could start something.
pub(crate) fn word_for_shell(name: &str) -> Option<String> {
    if name.contains(LIVE) || name.contains(char::is_control) {
        return None;
    }
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '/' | '-' | '_' | '.');
    Some(if name.chars().all(is_plain) { name.to_owned() } else { format!("\"{name}\"") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_where_it_must_be_and_left_out_where_that_does_not_help() {
        for (name, expected) in [
            ("pupils/p014.yaml", Some("pupils/p014.yaml")),
            ("pupils/Year 4/p014.yaml", Some("\"pupils/Year 4/p014.yaml\"")),
            ("pupils/Größe;x&(y)'/p014.yaml", Some("\"pupils/Größe;x&(y)'/p014.yaml\"")),
            ("pupils/$(x)/p014.yaml", None),
            ("pupils/`x`/p014.yaml", None),
            ("pupils/%PATH%/p014.yaml", None),
            ("pupils/a\nb/p014.yaml", None),
        ] {
            assert_eq!(word_for_shell(name).as_deref(), expected, "{name}");
        }
    }
}
