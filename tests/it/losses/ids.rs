//! An id that is in any version of the history is never given again. `import` adds no new record while another is missing,
//! because the missing one may be the same child's.

use crate::common::office::Office;
use crate::common::program::Ran;

fn new(office: &Office, more: &[&str]) -> Ran {
    let child = ["new", "--name", "Noor Example", "--date-of-birth", "2018-03-03", "--class", "4B", "--anyway"];
    office.send(&[&child[..], more].concat())
}

fn made(ran: &Ran, id: &str) {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.starts_with(&format!("{id}: made the record\n")), "{ran:?}");
}

fn delete(office: &Office, file: &str) {
    std::fs::remove_file(office.path(file)).unwrap();
    office.commit_all("deleted");
}

/// A record of another child, put into the folder by hand.
fn put(office: &Office, file: &str) {
    let id = file.rsplit('/').next().unwrap().strip_suffix(".yaml").unwrap();
    let record = "format: 1\nname: Sol Other\ndate_of_birth: 2017-05-05\non_roll: [{from: 2022-09-05}]\ncensus: N\n";
    office.write(file, &record.replacen("name:", &format!("id: {id}\nname:"), 1));
}

#[test]
fn the_id_of_a_deleted_or_missing_record_is_not_given_to_another_child() {
    let Some(office) = Office::under_git() else { return };
    // A missing record is reported as an unreadable one is, and its id stays its own.
    std::fs::remove_file(office.path("pupils/p060.yaml")).unwrap();
    let ran = new(&office, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("p061: made the record\n"), "{ran:?}");
    assert!(ran.err.starts_with("warning: p060 is in the last commit but not on the disk"), "{ran:?}");
    // The record is deleted, and the deletion is committed.
    office.commit_all("p060 has left");
    delete(&office, "pupils/p061.yaml");
    made(&new(&office, &[]), "p062");
    for id in ["p060", "p061"] {
        let ran = new(&office, &["--id", id]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        let said = format!(
            "error: `{id}` was the id of an earlier record, and an id is never used twice\nhelp: leave out `--id`"
        );
        assert!(ran.err.starts_with(&said), "{ran:?}");
    }
    assert!(!office.send(&["log", "p060"]).out.contains("Noor"));
}

#[test]
fn an_id_that_the_school_chose_and_one_in_a_subfolder_are_not_given_again_either() {
    let Some(office) = Office::under_git() else { return };
    for file in ["pupils/sol-o.yaml", "pupils/year-4/p071.yaml", "pupils/P080.YAML"] {
        put(&office, file.to_lowercase().as_str());
        std::fs::rename(office.path(&file.to_lowercase()), office.path(file)).unwrap();
        office.commit_all("more");
        delete(&office, file);
    }
    assert_eq!(new(&office, &["--id", "sol-o"]).code, 2);
    assert_eq!(new(&office, &["--id", "p071"]).code, 2);
    made(&new(&office, &[]), "p081");
}

#[test]
fn the_id_of_an_undone_record_is_not_given_again() {
    let Some(office) = Office::under_git() else { return };
    made(&new(&office, &[]), "p061");
    assert_eq!(office.send(&["undo", "--yes"]).code, 0);
    made(&new(&office, &[]), "p062");
}

#[test]
fn an_id_that_existed_only_on_a_merged_branch_is_not_given_again() {
    let Some(office) = Office::under_git() else { return };
    office.git(&["switch", "--quiet", "-c", "other"]);
    put(&office, "pupils/p065.yaml");
    office.commit_all("made there");
    delete(&office, "pupils/p065.yaml");
    office.git(&["switch", "--quiet", "main"]);
    made(&new(&office, &[]), "p061");
    office.git(&["merge", "--quiet", "--no-edit", "other"]);
    made(&new(&office, &[]), "p066");
}

#[test]
fn importing_the_roll_gives_no_id_twice() {
    let Some(office) = Office::under_git() else { return };
    delete(&office, "pupils/p060.yaml");
    office.write("roll.csv", "name,date_of_birth,from\nNew Kid,2018-05-20,2025-09-01\nNew Boy,2018-05-21,2025-09-01\n");
    let ran = office.send(&["import", "roll.csv", "--add", "--yes"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for id in ["p061", "p062"] {
        assert!(ran.out.contains(&format!("{id}: made the record, from the roll\n")), "{ran:?}");
    }
    // An id in the roll must also be free and well formed. Otherwise the import saves no change.
    delete(&office, "pupils/p062.yaml");
    for (id, said) in [
        ("p060", "`p060` was the id of an earlier record, and an id is never used twice"),
        ("p062", "`p062` was the id of an earlier record"),
        ("P 9", "`P 9` cannot be an id: "),
    ] {
        let roll = format!(
            "id,name,date_of_birth,from\n,Newest Kid,2018-05-22,2025-09-01\n{id},New Girl,2018-05-23,2025-09-01\n"
        );
        office.write("roll.csv", &roll);
        let ran = office.send(&["import", "roll.csv", "--add", "--yes", "--map", "id=id"]);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
        assert!(ran.err.contains(said) && ran.err.contains("--> roll.csv:3:1  id\n"), "{ran:?}");
        assert!(ran.err.ends_with("nothing was saved: correct the roll first\n"), "{ran:?}");
    }
}

#[test]
fn importing_the_roll_adds_no_record_while_one_is_missing_or_unreadable() {
    let Some(office) = Office::under_git() else { return };
    let amira = "Amira Example,2016-11-03,Q330999922002,4B,2022-09-05\n";
    let roll = "name,date_of_birth,upn,class,from\n".to_owned() + amira + "Khadija Nobody,2016-09-30,,5A,2022-09-05\n";
    office.write("roll.csv", &roll);
    let ways: [(&str, &dyn Fn()); 3] = [
        ("missing", &|| std::fs::remove_file(office.path("pupils/p014.yaml")).unwrap()),
        ("unreadable", &|| office.write("pupils/p014.yaml", "format: 1\nid: [p014\n")),
        ("misnamed", &|| {
            std::fs::rename(office.path("pupils/p014.yaml"), office.path("pupils/p014-hilap.yaml")).unwrap()
        }),
    ];
    for (way, go) in ways {
        go();
        let ran = office.send(&["import", "roll.csv", "--add", "--yes"]);
        assert_eq!(ran.code, 3, "{way} {ran:?}");
        assert!(!ran.out.contains("made the record"), "{way} {ran:?}");
        let said = "  new: Amira Example (not added, because a record that is missing or cannot be read may be this pupil's)\n";
        assert!(ran.out.contains(said), "{way} {ran:?}");
        assert!(ran.err.contains("p014"), "{way} {ran:?}");
        office.git(&["clean", "--quiet", "--force", "pupils"]);
        office.git(&["checkout", "--quiet", "HEAD", "--", "pupils"]);
        // She is recognised once every record is there.
        let ran = office.send(&["import", "roll.csv", "--add", "--dry-run"]);
        assert!(ran.code == 0 && ran.out.contains(", 0 new, "), "{way} {ran:?}");
    }
}

#[test]
fn what_was_found_in_the_history_is_kept_for_a_computer_without_git() {
    let Some(office) = Office::under_git() else { return };
    delete(&office, "pupils/p060.yaml");
    made(&new(&office, &[]), "p061");
    let kept = office.read(".send/cache/ids");
    assert!(kept.contains("\np060\n") && !kept.contains("Bilal"), "{kept}");
    delete(&office, "pupils/p061.yaml");
    let child = ["new", "--name", "Noor Example", "--date-of-birth", "2018-03-03", "--class", "4B", "--by", "R. Osei"];
    let ran = office.send_with_programs_of(&office.no_programs(), &child);
    assert_eq!(ran.code, 4, "{ran:?}");
    // The history up to the last search is known: it included p060, but not p061.
    assert!(ran.out.starts_with("p061: made the record\n"), "{ran:?}");
    let said =
        "warning: the history could not be searched for ids that were used before: no git was found on this computer\n";
    assert!(ran.err.contains(said), "{ran:?}");
    let ran =
        office.send_with_programs_of(&office.no_programs(), &[&child[..], &["--anyway", "--id", "p060"]].concat());
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn what_was_kept_is_updated_and_never_believed_if_it_is_damaged() {
    let Some(office) = Office::under_git() else { return };
    made(&new(&office, &[]), "p061");
    // Cut off, emptied, from a commit that no longer exists, and written by hand.
    let ways: [fn(&str) -> String; 4] = [
        |kept| kept.lines().take(3).map(|line| format!("{line}\n")).collect(),
        |_| String::new(),
        |kept| kept.replace(kept.lines().last().unwrap(), &"0".repeat(40)),
        |_| "../../x\n\u{0}\n".to_owned(),
    ];
    for (nth, spoil) in ways.iter().enumerate() {
        let last = 61 + nth;
        delete(&office, &format!("pupils/p{last:03}.yaml"));
        let kept = office.read(".send/cache/ids");
        office.write(".send/cache/ids", &spoil(&kept));
        made(&new(&office, &[]), &format!("p{:03}", last + 1));
    }
}

#[test]
fn a_dry_run_keeps_nothing_and_a_folder_without_git_knows_only_the_disk() {
    let Some(office) = Office::under_git() else { return };
    delete(&office, "pupils/p060.yaml");
    let ran = new(&office, &["--dry-run"]);
    assert!(ran.code == 0 && ran.out.contains("p061: would have made the record"), "{ran:?}");
    assert!(!office.path(".send").exists());

    let Some(office) = Office::not_under_git() else { return };
    std::fs::remove_file(office.path("pupils/p060.yaml")).unwrap();
    let ran = new(&office, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("p060: made the record\n"), "{ran:?}");
}

#[test]
fn the_history_of_a_larger_repository_counts_too() {
    let Some(office) = Office::in_a_larger_repository() else { return };
    delete(&office, "pupils/p060.yaml");
    let ran = new(&office, &[]);
    assert!(ran.code == 0 && ran.out.starts_with("p061: made the record\n"), "{ran:?}");
}

#[test]
fn a_shallow_history_is_reported() {
    let Some(office) = Office::under_git() else { return };
    delete(&office, "pupils/p060.yaml");
    office.git(&["commit", "--quiet", "--allow-empty", "-m", "later"]);
    let url = format!("file://{}", office.root().display());
    office.git(&["clone", "--quiet", "--depth=1", &url, "../shallow"]);
    let ran = new(&office, &["--records", "../shallow"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = "warning: only part of the history could be searched for ids that were used before: its beginning is not in \
                this copy\nhelp: get it with `git fetch --unshallow`\n";
    assert!(ran.err.contains(said), "{ran:?}");
    // A search of part of the history does not count as a full search once the rest has been fetched.
    office.git(&["-C", "../shallow", "fetch", "--quiet", "--unshallow"]);
    let ran = new(&office, &["--records", "../shallow", "--id", "p060"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}
