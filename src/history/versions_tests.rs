//! Every version is read from real repositories, whatever their settings do to the log.

use super::super::fixture::Place;
use super::*;

const FILE: &str = "pupils/p014.yaml";

/// The changes of a commit, in short: `A`dded, `M`odified or `D`eleted, and the file.
fn shown(commit: &Commit) -> Vec<String> {
    let of = |change: &FileVersions| match (&change.old, &change.new) {
        (None, _) => format!("A {}", change.path),
        (_, None) => format!("D {}", change.path),
        (Some(_), Some(_)) => format!("M {}", change.path),
    };
    commit.changes.iter().map(of).collect()
}

#[test]
fn every_version_is_read_with_who_wrote_it_and_a_merge_against_each_parent() {
    let Some(place) = Place::new() else { return };
    let commit = |text: &str, subject: &str| {
        place.write(FILE, text);
        place.git(&["add", "."]);
        place.git(&["commit", "--quiet", "-m", subject]);
    };
    commit("id: p014\n", "p014: make the record");
    place.git(&["checkout", "--quiet", "-b", "side"]);
    commit("id: p014\nclass: 4B\n", "p014: set class");
    place.git(&["checkout", "--quiet", "main"]);
    place.write("pupils/zo\u{eb} \"1\".yaml", "id: x\n");
    place.git(&["add", "."]);
    place.git(&["commit", "--quiet", "-m", "two\nlines"]);
    place.git(&["merge", "--quiet", "--no-edit", "--no-ff", "side"]);
    std::fs::remove_file(place.root().join(FILE)).unwrap();
    place.git(&["commit", "--quiet", "-am", "gone"]);

    let root = place.root();
    let git = place.guarded(&root);
    let past = history_state(&git).unwrap().unwrap();
    assert_eq!((past.shallow, past.replaced.len(), past.grafted), (false, 0, false));
    let all = commits_on_branch(&git, &[]).unwrap();
    assert!(all.iter().all(|commit| commit.author == "Jo Example" && commit.day.len() == 10 && commit.written > 0));
    let mut seen: Vec<Vec<String>> = all.iter().map(shown).collect();
    // The two sides of a fork have no fixed order.
    seen[2..4].sort();
    let odd = "A pupils/zo\u{eb} \"1\".yaml".to_owned();
    assert_eq!(
        seen,
        [
            vec!["A send.toml".to_owned()],
            vec![format!("A {FILE}")],
            vec![odd.clone()],
            vec![format!("M {FILE}")],
            vec![format!("M {FILE}"), odd],
            vec![format!("D {FILE}")],
        ]
    );
    assert_eq!(all[4].parents.len(), 2);

    let touching = commits_on_branch(&git, &[FILE]).unwrap();
    let ids: Vec<&str> =
        touching.iter().flat_map(|one| &one.changes).filter_map(|one| Some(&*one.new.as_ref()?.id)).collect();
    let mut texts = Vec::new();
    read_blobs(&git, &[&ids[..], &["0000000000000000000000000000000000000001"]].concat(), |bytes| {
        texts.push(bytes.map(|bytes| String::from_utf8(bytes).unwrap()));
    })
    .unwrap();
    assert_eq!(texts.first().unwrap().as_deref(), Some("id: p014\n"));
    assert_eq!(texts.last().unwrap(), &None);
}

#[test]
fn all_branches_are_more_than_the_one_that_is_checked_out() {
    let Some(place) = Place::new() else { return };
    place.write(FILE, "id: p014\n");
    place.git(&["add", "."]);
    place.git(&["commit", "--quiet", "-m", "one"]);
    place.git(&["checkout", "--quiet", "-b", "side"]);
    place.git(&["commit", "--quiet", "--allow-empty", "-m", "side work"]);
    place.git(&["checkout", "--quiet", "-"]);
    place.write(FILE, "id: p014\nclass: 4B\n");
    place.git(&["stash", "--quiet"]);
    let root = place.root();
    let here = commits_on_branch(&place.guarded(&root), &[]).unwrap();
    let all = commits_of_all_branches(&place.guarded(&root)).unwrap();
    let subjects = |commits: &[Commit]| commits.iter().map(|one| one.subject.clone()).collect::<Vec<_>>();
    let more: Vec<String> = subjects(&all).into_iter().filter(|one| !subjects(&here).contains(one)).collect();
    assert!(more.contains(&"side work".to_owned()), "{more:?}");
    assert_eq!(more.iter().filter(|one| one.contains(" on ")).count(), 2, "the stash and its index: {more:?}");
}

#[test]
fn no_setting_of_the_repository_makes_the_history_look_different() {
    let Some(place) = Place::new() else { return };
    for text in ["id: p014\n", "id: p014\nclass: 4B\n"] {
        place.write(FILE, text);
        place.git(&["add", "."]);
        place.git(&["commit", "--quiet", "-m", "one more"]);
    }
    let root = place.root();
    let before = commits_on_branch(&place.guarded(&root), &[]).unwrap();
    place.git(&["replace", "HEAD", "HEAD~2"]);
    std::fs::write(root.join(".git/info/grafts"), format!("{}\n", before[2].id)).unwrap();
    for (setting, value) in [
        ("log.showRoot", "false"),
        ("diff.orderFile", "nowhere"),
        ("diff.relative", "true"),
        ("diff.renames", "copies"),
    ] {
        place.git(&["config", setting, value]);
    }
    assert_eq!(commits_on_branch(&place.guarded(&root), &[]).unwrap(), before);
    let past = history_state(&place.guarded(&root)).unwrap().unwrap();
    assert_eq!((past.replaced, past.grafted), (vec![before[2].id.clone()], true));
}

#[test]
fn a_folder_without_commits_has_no_history() {
    let Some(place) = Place::bare_of_git() else { return };
    let root = place.root();
    assert_eq!(history_state(&place.guarded(&root)), Ok(None));
    place.git(&["init", "--quiet"]);
    assert_eq!(history_state(&place.guarded(&root)), Ok(None));
}
