//! One file is committed and nothing else, with real git.

use super::fixture::{Place, RECORD, failure, hash};
use super::{FileChange, Kept, first_time_without_git, user_name};

#[test]
fn a_new_a_changed_and_a_deleted_record_are_each_one_commit_of_one_file() {
    let Some(place) = Place::new() else { return };
    place.write(RECORD, "id: p014\n");
    let new = hash(place.commit(RECORD, "p014: new", FileChange::New));
    place.write(RECORD, "id: p014\nclass: 5H\n");
    let changed = hash(place.commit(RECORD, "p014: class", FileChange::Changed));
    std::fs::remove_file(place.root().join(RECORD)).unwrap();
    let deleted = hash(place.commit(RECORD, "p014: deleted", FileChange::Deleted));
    let log = place.git(&["log", "--format=%h %an <%ae> %cn %B", "--name-status", "--no-renames", "-3"]);
    let expected = format!(
        "{deleted} Jo Example <jo@example.org> Jo Example p014: deleted\n\n\nD\tpupils/p014.yaml\n\
         {changed} Jo Example <jo@example.org> Jo Example p014: class\n\n\nM\tpupils/p014.yaml\n\
         {new} Jo Example <jo@example.org> Jo Example p014: new\n\n\nA\tpupils/p014.yaml\n"
    );
    assert_eq!(log, expected);
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_folder_without_git_costs_nothing_and_is_told_once() {
    let Some(place) = Place::bare_of_git() else { return };
    place.write(RECORD, "id: p014\n");
    assert_eq!(place.commit(RECORD, "p014: new", FileChange::New), Kept::NoRepository);
    assert!(first_time_without_git(&place.root()));
    assert!(!first_time_without_git(&place.root()));
}

#[test]
fn the_name_of_whoever_works_here_is_gits() {
    let Some(place) = Place::new() else { return };
    assert_eq!(user_name(&place.guarded(&place.root())).as_deref(), Some("Jo Example"));
    place.git(&["config", "--global", "--unset", "user.name"]);
    assert_eq!(user_name(&place.guarded(&place.root())), None);
}

#[test]
fn a_file_that_is_to_be_ignored_is_not_forced_on_git() {
    let Some(place) = Place::new() else { return };
    place.write(".gitignore", "pupils/\n");
    place.write(RECORD, "id: p014\n");
    let (message, help) = failure(place.commit(RECORD, "p014: new", FileChange::New));
    assert_eq!(message, "it is saved, but not committed: a `.gitignore` file tells git to leave it out");
    assert!(help.starts_with("take that line out of the `.gitignore` file"), "{help}");
}
