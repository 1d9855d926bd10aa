//! The text of a merged record: our layout, and no comment lost.

use super::*;

const BASE: &str = "# Kept by the SENCO\nformat: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\n\
                    on_roll: [{from: 2022-09-05}]\nclass: 4B # since September\ncensus: N\ncontacts:\n  \
                    - date: 2025-09-18\n    kind: call\n    about: concern\n";

fn merged(ours: &str, theirs: &str) -> Result<String, NotMerged> {
    let versions = Versions { base: BASE.into(), ours: ours.into(), theirs: theirs.into() };
    let merged = merge_files("pupils/p014.yaml", &versions, &Decided::default())?;
    Ok(String::from_utf8(merged.result.bytes().to_vec()).unwrap())
}

const CALL: &str = "  - date: 2025-10-02\n    kind: call\n    about: register\n";

#[test]
fn our_text_gets_their_entries_and_keeps_its_comments_and_layout() {
    let ours = BASE.replace("\ncontacts:", "\n\n# Calls and meetings\ncontacts:").replace("Amira", "\"Amira\"");
    let ours = ours.replace("\"Amira\" Example", "\"Amira Example\"");
    assert_eq!(merged(&ours, &format!("{BASE}{CALL}")).unwrap(), format!("{ours}{CALL}"));
}

#[test]
fn a_comment_that_only_they_have_is_a_conflict() {
    let ours = format!("{BASE}{CALL}");
    for theirs in [
        BASE.replace("4B # since September", "5B # since October"),
        format!("{BASE}# ask the mother\n"),
        BASE.replace("kind: call\n", "kind: call # twice\n"),
    ] {
        let Err(NotMerged::Comments(lost)) = merged(&ours, &theirs) else { panic!("{theirs}") };
        assert_eq!(lost.len(), 1);
    }
    // A comment in brackets that had to be rewritten.
    let brackets = |base: &str| {
        base.replace("contacts:\n", "contacts: [ # all of them\n").replace(
            "  - date: 2025-09-18\n    kind: call\n    about: concern\n",
            "  {date: 2025-09-18, kind: call, about: concern}]\n",
        )
    };
    let versions = Versions {
        base: brackets(BASE).into(),
        ours: brackets(BASE).replace("Amira", "Emma").into(),
        theirs: brackets(BASE)
            .replace("about: concern}", "about: concern}, {date: 2025-10-02, kind: call, about: register}")
            .into(),
    };
    match merge_files("pupils/p014.yaml", &versions, &Decided::default()) {
        Ok(merged) => assert!(String::from_utf8_lossy(merged.result.bytes()).contains("# all of them")),
        Err(why) => assert!(matches!(why, NotMerged::Comments(_)), "{why:?}"),
    }
    // A comment that both sides have, and one that the other side removed, cause no conflict.
    let both = format!("{BASE}{CALL}# ask the mother\n");
    assert_eq!(merged(&both, &format!("{BASE}# ask the mother\n")).unwrap(), both);
    assert_eq!(
        merged(&ours, &BASE.replace(" # since September", "").replace("Amira", "Emma")).unwrap(),
        ours.replace("Amira", "Emma")
    );
}

#[test]
fn a_version_that_cannot_be_read_is_named() {
    let broken = BASE.replace("census: N\n", "");
    let Err(NotMerged::Unreadable(which, problems)) = merged(BASE.replace("4B", "5B").as_str(), &broken) else {
        panic!()
    };
    assert_eq!((which, problems.is_empty()), ("their version", false));
}

#[test]
fn if_one_side_changed_nothing_the_other_file_is_used_unchanged() {
    let theirs = BASE.replace("4B # since September", "5B # since October");
    assert_eq!(merged(BASE, &theirs).unwrap(), theirs);
    assert_eq!(merged(&theirs, BASE).unwrap(), theirs);
}
