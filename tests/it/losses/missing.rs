//! A record is in the last commit but not on the disk: every report over the folder says so, and counts as incomplete.

use super::REPORTS;
#[cfg(unix)]
use crate::common::folders::write_script;
use crate::common::office::Office;
use crate::common::program::Ran;

/// Checks that stderr names these records as missing, and that the exit code is 3.
fn names_them(ran: &Ran, ids: &[&str]) {
    assert_eq!(ran.code, 3, "{ran:?}");
    for id in ids {
        let said = format!("error[record-missing]: {id} is in the last commit but not on the disk");
        assert!(ran.err.contains(&said), "{id} {ran:?}");
    }
    let files = if ids.len() == 1 { "1 file is".to_owned() } else { format!("{} files are", ids.len()) };
    assert!(
        ran.err.contains(&format!("{files} missing or could not be read, so this answer is incomplete\n")),
        "{ran:?}"
    );
}

fn is_quiet(ran: &Ran) {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

fn remove(office: &Office, ids: &[&str]) {
    for id in ids {
        std::fs::remove_file(office.path(&format!("pupils/{id}.yaml"))).unwrap();
    }
}

/// The help in the finding about a record.
fn help(office: &Office, file: &str) -> String {
    let check = office.send(&["check"]);
    let about = check.out.split("\n\n").find(|part| part.contains(&format!("--> {file}"))).unwrap_or_default();
    about.split("= help: ").nth(1).unwrap_or_else(|| panic!("{file} {check:?}")).to_owned()
}

/// The git commands that a text shows between backticks.
fn commands(help: &str) -> Vec<&str> {
    help.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_report_names_a_record_that_is_missing_from_the_disk() {
    let Some(office) = Office::under_git() else { return };
    let right: Vec<Ran> = REPORTS.iter().map(|report| office.send(report)).collect();
    right.iter().for_each(is_quiet);
    remove(&office, &["p014", "p052"]);
    for report in REPORTS {
        names_them(&office.send(report), &["p014", "p052"]);
    }
    let census = office.send(&["census"]);
    assert!(!census.out.contains("E 5, K") && !census.out.contains("total"), "no totals: {}", census.out);
    let json: serde_json::Value = serde_json::from_str(&office.send(&["register", "--format", "json"]).out).unwrap();
    assert_eq!(json["complete"], false);
    let paths: Vec<&str> =
        json["unreadable"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["pupils/p014.yaml", "pupils/p052.yaml"]);
    for more in [&["anonymise", "../copy"][..], &["sar", "p016"]] {
        names_them(&office.send(more), &["p014", "p052"]);
    }
    let paper: serde_json::Value =
        serde_json::from_str(&office.send(&["sar", "p016", "--format", "json"]).out).unwrap();
    let message = paper["unreadable"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("p014 is in the last commit but not on the disk"), "{message}");
    let check = office.send(&["check"]);
    assert_eq!((check.code, check.err.as_str()), (3, ""));
    for id in ["p014", "p052"] {
        assert!(check.out.contains(&format!("error[record-missing]: {id} is in the last commit")), "{}", check.out);
    }
    assert!(check.out.ends_with("\n2 errors, 0 warnings in 58 records\n"), "{}", check.out);
}

#[test]
fn nothing_is_saved_if_a_filter_may_match_a_missing_record() {
    let Some(office) = Office::under_git() else { return };
    office.write("classes.csv", "from,to\n4B,5A\n");
    remove(&office, &["p014"]);
    for verb in [
        &["contact", "call", "--about", "review", "--class", "5A", "--yes"][..],
        &["move-up", "classes.csv", "--date", "2026-01-12", "--yes"],
    ] {
        let ran = office.send(verb);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.err.contains("error[record-missing]: p014 is in the last commit"), "{ran:?}");
        assert!(
            ran.err.contains("nothing was saved: a record that is missing or cannot be read may match too\n"),
            "{ran:?}"
        );
    }
    assert_eq!(office.git(&["log", "--format=%s"]), "start the records");
}

#[test]
fn if_the_folder_of_pupils_is_missing_or_empty_all_records_are_missing() {
    let Some(office) = Office::under_git() else { return };
    let ids: Vec<String> = (1..=60).map(|number| format!("p{number:03}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    for is_gone in [false, true] {
        if is_gone {
            std::fs::remove_dir_all(office.path("pupils")).unwrap();
        } else {
            remove(&office, &ids);
        }
        let census = office.send(&["census"]);
        assert!(!census.out.contains("total"), "{}", census.out);
        for id in &ids {
            assert!(census.err.contains(id), "{id}: {}", census.err);
        }
        assert_eq!(census.code, 3);
        assert!(census.err.contains("60 files are missing or could not be read"), "{}", census.err);
        let check = office.send(&["check"]);
        assert_eq!((check.code, check.out.matches("error[record-missing]").count()), (3, 60));
    }
}

#[test]
fn both_remedies_in_the_help_work() {
    let Some(office) = Office::under_git() else { return };
    // Deleted by a file-sharing program, deleted with git, and left out by a sparse checkout.
    let ways: [(&str, &dyn Fn()); 3] = [
        ("deleted", &|| remove(&office, &["p014"])),
        ("staged", &|| drop(office.git(&["rm", "--quiet", "pupils/p014.yaml"]))),
        ("sparse", &|| drop(office.git(&["sparse-checkout", "set", "--no-cone", "/*", "!/pupils/p014.yaml"]))),
    ];
    for (way, go) in ways {
        let whole = office.read("pupils/p014.yaml");
        for is_meant in [false, true] {
            go();
            assert!(!office.path("pupils/p014.yaml").exists(), "{way}");
            names_them(&office.send(&["register"]), &["p014"]);
            let help = help(&office, "pupils/p014.yaml");
            assert!(
                help.starts_with("wait until the program that syncs the folder, such as OneDrive, has finished; "),
                "{help}"
            );
            let (back, gone) = help.split_once("if it was removed on purpose").unwrap();
            for command in commands(if is_meant { gone } else { back }) {
                office.type_command(command);
            }
            is_quiet(&office.send(&["register"]));
            assert_eq!(office.path("pupils/p014.yaml").exists(), !is_meant, "{way}");
            if !is_meant {
                assert_eq!(office.read("pupils/p014.yaml"), whole);
            }
        }
        office.git(&["sparse-checkout", "disable"]);
        office.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
        is_quiet(&office.send(&["register"]));
    }
}

#[test]
fn a_record_that_was_moved_into_another_folder_is_not_missing() {
    let Some(office) = Office::under_git() else { return };
    std::fs::create_dir(office.path("pupils/year-4")).unwrap();
    std::fs::rename(office.path("pupils/p014.yaml"), office.path("pupils/year-4/p014.yaml")).unwrap();
    is_quiet(&office.send(&["register"]));
    // A folder that is too deep is reported as that, and not also as missing.
    std::fs::create_dir(office.path("pupils/year-4/spring")).unwrap();
    std::fs::rename(office.path("pupils/year-4/p014.yaml"), office.path("pupils/year-4/spring/p014.yaml")).unwrap();
    let ran = office.send(&["register"]);
    assert!(ran.code == 3 && ran.err.contains("error[foreign-file]") && !ran.err.contains("record-missing"), "{ran:?}");
}

#[test]
fn files_that_are_not_records_may_be_deleted() {
    let Some(office) = Office::under_git() else { return };
    for file in ["pupils/Thumbs.db", "pupils/p014-OFFICE-PC.yaml.bak", "documents/p014/report.pdf"] {
        office.write(file, "x\n");
    }
    office.commit_all("more files");
    for file in ["pupils/Thumbs.db", "pupils/p014-OFFICE-PC.yaml.bak", "documents/p014/report.pdf"] {
        std::fs::remove_file(office.path(file)).unwrap();
    }
    is_quiet(&office.send(&["register"]));
}

#[test]
fn a_report_at_a_commit_does_not_look_at_the_disk() {
    let Some(office) = Office::under_git() else { return };
    remove(&office, &["p014"]);
    let ran = office.send(&["register", "--at", "HEAD"]);
    is_quiet(&ran);
    assert!(ran.out.contains("p014"), "{}", ran.out);
    let check = office.send(&["check", "--staged"]);
    assert_eq!((check.code, check.err.as_str()), (0, ""));
}

#[test]
fn a_folder_without_a_repository_or_without_a_commit_says_nothing() {
    let Some(office) = Office::not_under_git() else { return };
    remove(&office, &["p014"]);
    is_quiet(&office.send(&["register"]));
    office.git(&["init", "--quiet", "--initial-branch=main"]);
    is_quiet(&office.send(&["register"]));
    // A folder of records that is new in a repository. The commits there contain other things.
    office.git(&["add", "send.toml"]);
    office.git(&["commit", "--quiet", "-m", "settings"]);
    is_quiet(&office.send(&["register"]));
}

#[test]
fn if_git_cannot_be_asked_a_warning_says_so_and_the_answer_is_the_same() {
    let Some(office) = Office::under_git() else { return };
    let right = office.send(&["register"]);
    let ran = office.send_with_programs_of(&office.no_programs(), &["register"]);
    assert_eq!((ran.code, &ran.out), (0, &right.out));
    assert_eq!(
        ran.err,
        "warning: could not check with git whether a record is missing: no git was found on this computer\n\
         help: install git (git-scm.com), or run the command on a computer that has it\n"
    );
    // A command that reads the folder twice says this once.
    let ran = office.send_with_programs_of(&office.no_programs(), &["anonymise", "../copy"]);
    assert_eq!((ran.code, ran.err.matches("warning: ").count()), (0, 1), "{ran:?}");
}

#[test]
#[cfg(unix)]
fn a_git_that_does_not_answer_is_not_waited_for() {
    let Some(office) = Office::under_git() else { return };
    let git = office.no_programs().join("git");
    for (script, why) in [
        ("#!/bin/sh\nexec /bin/sleep 60\n", "it did not answer within 2 seconds"),
        // A child process of the script keeps the pipes open.
        ("#!/bin/sh\n/bin/sleep 60\n", "it did not answer within 2 seconds"),
        ("#!/bin/sh\necho 'fatal: out of order' >&2\nexit 128\n", "git said: out of order"),
    ] {
        write_script(&git, script, "755");
        let start = std::time::Instant::now();
        let ran = office.send_with_programs_of(&office.no_programs(), &["register"]);
        assert!(start.elapsed().as_secs() < 20, "{script}");
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains("35 pupils: "), "{}", ran.out);
        let said = format!("warning: could not check with git whether a record is missing: {why}\nhelp: ");
        assert!(ran.err.starts_with(&said) && ran.err.lines().count() == 2, "{ran:?}");
    }
}

#[test]
fn a_damaged_repository_is_not_mistaken_for_an_empty_one() {
    let Some(office) = Office::under_git() else { return };
    remove(&office, &["p014"]);
    std::fs::write(office.path(".git/refs/heads/main"), "").unwrap();
    let ran = office.send(&["register"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.starts_with("warning: could not check with git whether a record is missing: "), "{ran:?}");
}

#[test]
fn missing_records_in_a_larger_repository_are_found_too() {
    let Some(office) = Office::in_a_larger_repository() else { return };
    is_quiet(&office.send(&["register"]));
    remove(&office, &["p014"]);
    names_them(&office.send(&["register"]), &["p014"]);
    let help = help(&office, "pupils/p014.yaml");
    office.type_command(commands(&help)[0]);
    is_quiet(&office.send(&["register"]));
}

#[test]
fn a_folder_with_umlauts_and_a_space_is_named_correctly() {
    let Some(office) = Office::under_git() else { return };
    let file = "pupils/Klasse 4 – Größe/p061.yaml";
    office.write(
        file,
        &office.read("pupils/p014.yaml").replace("p014", "p061").replace("Q330999922002", "A330999921999"),
    );
    office.commit_all("one more");
    std::fs::remove_file(office.path(file)).unwrap();
    let ran = office.send(&["register"]);
    names_them(&ran, &["p061"]);
    assert!(ran.err.contains(&format!("  --> {file}\n")), "{ran:?}");
    office.type_command(commands(&help(&office, file))[0]);
    is_quiet(&office.send(&["register"]));
}

#[test]
#[cfg(unix)]
fn a_name_that_a_shell_would_run_is_not_put_into_any_command() {
    let Some(office) = Office::under_git() else { return };
    let file = "pupils/$(touch started)/p061.yaml";
    let record = office.read("pupils/p014.yaml").replace("p014", "p061").replace("Q330999922002", "A330999921999");
    office.write(file, &record);
    office.commit_all("one more");
    std::fs::remove_file(office.path(file)).unwrap();
    let help = help(&office, file);
    assert!(commands(&help).is_empty() && help.contains("ask someone who knows git to restore it"), "{help}");
    office.git(&["checkout", "HEAD", "--", file]);
    // The same after a change that could not be committed.
    let ran = office.send_with_programs_of(&office.no_programs(), &["contact", "p061", "call", "--about", "review"]);
    assert!(ran.code == 4 && commands(&ran.err).iter().all(|command| !command.contains("touch")), "{ran:?}");
}

#[test]
fn a_second_work_tree_is_compared_with_its_own_commit() {
    let Some(office) = Office::under_git() else { return };
    office.git(&["worktree", "add", "--quiet", "-b", "other", "../other"]);
    std::fs::remove_file(office.path("../other/pupils/p014.yaml")).unwrap();
    names_them(&office.send(&["register", "--records", "../other"]), &["p014"]);
    is_quiet(&office.send(&["register"]));
    office.git(&["-C", "../other", "commit", "--quiet", "--all", "-m", "p014 has left"]);
    is_quiet(&office.send(&["register", "--records", "../other"]));
}

#[test]
fn a_repository_with_longer_hashes_and_a_partial_clone_are_asked_in_the_same_way() {
    let Some(office) = Office::not_under_git() else { return };
    office.git(&["init", "--quiet", "--initial-branch=main", "--object-format=sha256"]);
    office.commit_all("begin");
    remove(&office, &["p014"]);
    names_them(&office.send(&["register"]), &["p014"]);

    let Some(office) = Office::under_git() else { return };
    office.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", office.root().display());
    office.git(&["clone", "--quiet", "--filter=blob:none", "--depth=1", &url, "../partial"]);
    std::fs::remove_file(office.path("../partial/pupils/p014.yaml")).unwrap();
    names_them(&office.send(&["register", "--records", "../partial"]), &["p014"]);
}

#[test]
fn a_verb_about_a_missing_record_says_that_it_is_missing() {
    let Some(office) = Office::under_git() else { return };
    remove(&office, &["p014"]);
    for verb in [&["show", "p014"][..], &["contact", "p014", "call", "--about", "review"]] {
        let ran = office.send(verb);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
        assert!(ran.err.starts_with("error: p014 is in the last commit but not on the disk"), "{ran:?}");
        assert!(ran.err.contains("`git checkout HEAD -- pupils/p014.yaml`"), "{ran:?}");
    }
    // A longer id that contains this one belongs to another child.
    let other =
        office.read("pupils/p020.yaml").replace("id: p020", "id: p014-b").replace("J330999921024", "A330999921999");
    office.write("pupils/p014-b.yaml", &other);
    let ran = office.send(&["contact", "p014", "call", "--about", "review"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(office.read("pupils/p014-b.yaml"), other);
    // The paper takes what is held on the child from the history.
    let ran = office.send(&["sar", "p014"]);
    assert!(ran.code == 3 && ran.out.starts_with("Everything held on p014 (Amira Example)"), "{ran:?}");
}

#[test]
#[cfg(unix)]
fn a_git_inside_the_records_folder_is_not_started() {
    let Some(office) = Office::under_git() else { return };
    let git = office.path("git");
    write_script(&git, "#!/bin/sh\n: > \"$HOME/started\"\n", "755");
    remove(&office, &["p014"]);
    let path = std::env::var("PATH").unwrap();
    for first in [".".to_owned(), String::new(), office.root().to_str().unwrap().to_owned()] {
        let variables = [("PATH", format!("{first}:{path}"))];
        names_them(&office.send_with(&variables, &["register"]), &["p014"]);
        let ran = office.send_with(&variables, &["contact", "p016", "call", "--about", "review"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{first}");
        assert!(!office.home().join("started").exists(), "`{first}` in PATH");
    }
}

#[test]
#[cfg(unix)]
fn without_a_search_path_git_is_found_among_the_programs_of_the_system() {
    let Some(office) = Office::under_git() else { return };
    if !std::path::Path::new("/usr/bin/git").exists() {
        return eprintln!("SKIPPED: git is not in /usr/bin");
    }
    remove(&office, &["p014"]);
    names_them(&office.send_without("PATH", &["register"]), &["p014"]);
}

#[test]
fn part_of_a_name_does_not_pick_another_child_while_a_record_is_missing_or_unreadable() {
    let Some(office) = Office::under_git() else { return };
    let call = |typed| office.send(&["contact", typed, "call", "--about", "review", "--by", "K. Lim"]);
    let before = office.read("pupils/p014.yaml");
    remove(&office, &["p052"]);
    for typed in ["amira", "p01", "14"] {
        let ran = call(typed);
        assert_eq!(ran.code, if typed == "p01" { 2 } else { 3 }, "{typed}: {ran:?}");
    }
    let ran = call("amira");
    let said = "error: `amira` may also mean a record that is missing or cannot be read: pupils/p052.yaml\nhelp: give the whole id";
    assert!(ran.err.starts_with(said), "{}", ran.err);
    let ran = office.send(&["show", "Florence"]);
    assert!(ran.err.contains("among the records that could be read; not read: pupils/p052.yaml"), "{}", ran.err);
    assert_eq!(office.read("pupils/p014.yaml"), before);
    assert_eq!(call("p014").code, 0);
    // The same for a record that exists but cannot be read.
    office.git(&["checkout", "HEAD", "--", "pupils/p052.yaml"]);
    office.write("pupils/p052.yaml", &(office.read("pupils/p052.yaml") + "bad: [\n"));
    assert_eq!(call("amira").code, 3);
    assert_eq!(call("p014").code, 0);
}
