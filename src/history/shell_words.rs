//! The name of a file in a command that a message asks someone to type.

/// Characters that keep a special meaning inside quotation marks, in `sh`, PowerShell or `cmd`.
const LIVE: &[char] = &['"', '$', '`', '\\', '%', '!', '^'];

/// A name as it must be typed: in quotation marks if necessary. `None` if a part of it could start a program.
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
    fn a_name_is_quoted_if_necessary_and_left_out_if_quoting_does_not_help() {
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
