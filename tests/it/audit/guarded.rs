//! A repository that cannot be trusted: no command that reads starts a program named in the repository's settings.

use crate::common::folders::write_script;
use crate::common::office::Office;

/// Settings that name a program, each with the reason an ordinary git would start it.
const PROGRAMS: &[&str] = &[
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "gpg.program",
    "gpg.ssh.program",
    "merge.evil.driver",
    "pager.log",
    "pager.show",
    "remote.origin.uploadpack",
    "uploadpack.packObjectsHook",
    "alias.log",
    "alias.cat-file",
    "alias.rev-parse",
];

const HOOKS: &[&str] =
    &["pre-commit", "commit-msg", "post-commit", "post-checkout", "post-index-change", "reference-transaction"];

#[test]
fn no_reading_command_starts_a_program_that_the_repository_names() {
    let Some(school) = Office::before_the_term() else { return };
    school.a_term(0);
    let fired = school.next_to("fired");
    let program = school.next_to("program");
    let script = format!("#!/bin/sh\n: > '{}'\ncat\n", fired.display());
    write_script(&program, &script, "755");
    school.write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
    school.write(".git/info/attributes", "* filter=evil diff=evil\n");
    for hook in HOOKS {
        std::fs::create_dir_all(school.path(".git/hooks")).unwrap();
        write_script(&school.path(&format!(".git/hooks/{hook}")), &script, "755");
    }
    for (setting, value) in [
        ("log.showSignature", "true"),
        ("log.diffMerges", "remerge"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", "ext::sh -c true"),
    ] {
        school.git(&["config", setting, value]);
    }
    for setting in PROGRAMS {
        let shell = if setting.starts_with("alias") { "!" } else { "" };
        school.git(&["config", setting, &format!("{shell}{}", program.display())]);
    }
    // A calendar is made only for a school with a URN.
    let settings = school.read("send.toml");
    school.write("send.toml", &settings.replace("[school]", "[school]\nurn = \"100001\""));
    let _ = std::fs::remove_file(&fired);
    let commands: &[&[&str]] = &[
        &["log"],
        &["log", "p001"],
        &["log", "p001", "--format", "json"],
        &["changes", "--since", "2025-09-01"],
        &["audit"],
        &["audit", "--anchor", "0123456789"],
        &["check"],
        &["show", "p001"],
        &["ready", "p003"],
        &["timeline", "p001"],
        &["register"],
        &["census"],
        &["overdue"],
        &["next"],
        &["missing", "notice"],
        &["policy"],
        &["register", "--at", "HEAD"],
        &["show", "p001", "--at", "HEAD~1"],
        &["sar", "p001"],
        &["provision"],
        &["print", "p001", "--for", "parent"],
        &["calendar"],
        &["explain", "history-altered"],
        &["schema"],
    ];
    for command in commands {
        let ran = school.send(command);
        assert!(!ran.out.is_empty(), "{command:?}: {}", ran.err);
        assert!(!fired.exists(), "send {command:?} started a program");
    }
    // These print something only if something is wrong.
    for command in [&["check", "--staged"][..], &["doctor"], &["retention"]] {
        school.send(command);
        assert!(!fired.exists(), "send {command:?} started a program");
    }
    // Check that the trap works.
    school.try_git(&["status"]);
    assert!(fired.exists(), "an ordinary git does not start the program either");
}
