//! Ways of tampering with a real repository, and what must be reported about each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::findings::{Audit, Told};
use crate::common::office::Office;

const AMIRA: &str = "pupils/p001.yaml";
const BEN: &str = "pupils/p002.yaml";
const CEM: &str = "pupils/p003.yaml";

/// A text of a record that is changed by hand and committed: a description, the rule that must find it, the file, the text, and
/// its replacement.
type Edit = (&'static str, &'static str, &'static str, &'static str, &'static str);

const CONSENT: &str = "  - date: 2024-11-06\n    kind: consent\n    about: inclusion-referral\n    with: parent\n    answer: given\n    by: R. Osei\n";
const CONCERN: &str = "concerns:\n  - date: 2024-09-12\n    raised_by: class-teacher\n    grounds:\n      - gap-widening\n    summary: Retells a story in single words\n    short_term_causes: none found\n    language: in Urdu too\n";
const REVIEW: &str = "    review:\n      date: 2025-11-06\n      by: R. Osei\n      present:\n        - parent\n        - class-teacher\n      pupil_voice: I choose the book now\n      parent_voice: He reads to his sister\n      progress: better\n      decision: discontinue\n";
const OUTCOME: &str = "          by: 2024-11-01\n          outcome: not-met\n";
const OBSERVED: &str = "        note: Uses the picture cards without help\n";

const EDITS: &[Edit] = &[
    ("a consent reversed", "history-altered", AMIRA, "answer: given", "answer: refused"),
    ("a consent removed", "history-removed", AMIRA, CONSENT, ""),
    ("a consent with an earlier date", "history-backdated", AMIRA, "2024-11-06\n    kind", "2024-10-06\n    kind"),
    ("a notice with a later date", "history-altered", AMIRA, "2025-01-27\n    kind", "2025-01-28\n    kind"),
    ("a contact about something else", "history-altered", AMIRA, "about: ehc-plan", "about: concern"),
    ("all concerns removed", "history-removed", AMIRA, CONCERN, ""),
    ("a ground removed", "history-removed", BEN, "    grounds:\n      - below-own-rate\n", ""),
    ("the summary of a concern", "history-altered", BEN, "Reads less than", "Reads as well as"),
    ("a review removed", "history-removed", BEN, REVIEW, ""),
    ("the decision of a review", "history-altered", AMIRA, "decision: escalate", "decision: continue"),
    ("the progress of a review", "history-altered", AMIRA, "progress: little", "progress: expected"),
    ("who was at a review", "history-removed", AMIRA, "        - parent\n        - senco\n", "        - senco\n"),
    ("a parent's words", "history-altered", AMIRA, "She is quiet at home too", "She is happy at home"),
    ("a plan with an earlier date", "history-backdated", AMIRA, "date: 2024-11-13", "date: 2024-11-12"),
    ("the planned day of a closed cycle", "history-altered", AMIRA, "review_by: 2024-11-04", "review_by: 2024-11-05"),
    ("the outcome of a target", "history-altered", AMIRA, "outcome: not-met", "outcome: met"),
    (
        "a result written into a closed cycle",
        "history-altered",
        AMIRA,
        OUTCOME,
        "          by: 2024-11-01\n          outcome: not-met\n          result: three of five\n",
    ),
    ("the impact of provision", "history-altered", AMIRA, "impact: 1", "impact: 2"),
    ("sessions of provision", "history-altered", AMIRA, "per_week: 3", "per_week: 5"),
    ("an observation reworded", "history-altered", AMIRA, "cards without help", "cards with help"),
    (
        "an observation in a closed cycle",
        "history-altered",
        AMIRA,
        OBSERVED,
        "        note: Uses the picture cards without help\n      - date: 2024-10-17\n        note: Much better\n",
    ),
    (
        "an assessment's evidence",
        "history-removed",
        AMIRA,
        "      evidence:\n        - \"Toolkit Tracker: reading step 14\"\n",
        "",
    ),
    ("a move with an earlier date", "history-backdated", AMIRA, "2024-11-06\n    stage: B", "2024-10-06\n    stage: B"),
    ("a move with a later date", "history-altered", AMIRA, "2025-04-08\n    stage: D", "2025-04-10\n    stage: D"),
    ("a move removed", "history-removed", AMIRA, "  - date: 2025-04-08\n    stage: D\n    by: R. Osei\n", ""),
    ("who decided a move", "history-altered", AMIRA, "stage: A\n    by: T. Hussain", "stage: A\n    by: R. Osei"),
    ("a move to another stage", "history-altered", BEN, "stage: A\n    by", "stage: B\n    by"),
    (
        "a requirement set aside afterwards",
        "history-altered",
        AMIRA,
        "stage: B\n    by: R. Osei\n",
        "stage: B\n    by: R. Osei\n    waived: [{requirement: six-weeks, reason: agreed, by: R. Osei}]\n",
    ),
    (
        "a reason removed from a move",
        "history-removed",
        BEN,
        "    because: he reads as before; agreed with his mother\n",
        "",
    ),
    (
        "a register spell with an earlier date",
        "history-backdated",
        AMIRA,
        "register:\n  - from: 2025-01-27",
        "register:\n  - from: 2024-12-02",
    ),
    (
        "a register spell removed",
        "history-removed",
        CEM,
        "register:\n  - from: 2026-01-12\n    by: R. Osei\n    reason: stage C\n",
        "",
    ),
    ("a referral answered earlier", "history-backdated", AMIRA, "answered: 2025-03-24", "answered: 2025-02-24"),
    ("the advice of an agency", "history-removed", AMIRA, "    advice: Severe delay; a programme every day\n", ""),
    ("an application received later", "history-altered", AMIRA, "received: 2025-04-09", "received: 2025-04-29"),
    (
        "a step of an application removed",
        "history-removed",
        AMIRA,
        "      - date: 2025-05-20\n        step: advice-requested\n",
        "",
    ),
    ("who was consulted", "history-removed", AMIRA, "      - pupil\n      - Speech", "      - Speech"),
    ("the day of an EHC plan", "history-backdated", AMIRA, "final: 2025-08-26", "final: 2025-08-25"),
    (
        "the provision of an EHC plan",
        "history-removed",
        AMIRA,
        "      - Speech and language therapy, weekly\n",
        "      - Speech and language therapy, monthly\n",
    ),
    ("the meeting of an annual review", "history-backdated", AMIRA, "meeting: 2026-06-10", "meeting: 2026-06-09"),
    ("the outcome of an annual review", "history-altered", AMIRA, "outcome: maintain", "outcome: cease"),
    ("a need that began earlier", "history-backdated", CEM, "from: 2026-01-12", "from: 2026-01-06"),
    ("what a pupil came with", "history-altered", CEM, "with: K\n    information", "with: none\n    information"),
    (
        "a first day on roll",
        "history-corrected",
        CEM,
        "on_roll:\n  - from: 2026-01-06",
        "on_roll:\n  - from: 2026-01-05",
    ),
    ("another child's id", "history-altered", BEN, "id: p002", "id: p009"),
    ("a date of birth", "history-corrected", BEN, "date_of_birth: 2016-05-17", "date_of_birth: 2016-05-18"),
    ("a class of last year removed", "history-removed", AMIRA, "  - class: 2A\n", ""),
    (
        "contacts in another order",
        "history-reordered",
        BEN,
        "  - date: 2025-09-17\n    kind: meeting\n    about: concern\n    with: parent\n    by: R. Osei\n  - date: 2025-11-07\n    kind: notice\n    about: provision\n    with: parent\n    by: R. Osei\n",
        "  - date: 2025-11-07\n    kind: notice\n    about: provision\n    with: parent\n    by: R. Osei\n  - date: 2025-09-17\n    kind: meeting\n    about: concern\n    with: parent\n    by: R. Osei\n",
    ),
    (
        "moves in another order",
        "history-reordered",
        BEN,
        "  - date: 2025-09-12\n    stage: A\n    by: R. Osei\n  - date: 2025-11-07\n    stage: closed\n    by: R. Osei\n    because: he reads as before; agreed with his mother\n",
        "  - date: 2025-11-07\n    stage: closed\n    by: R. Osei\n    because: he reads as before; agreed with his mother\n  - date: 2025-09-12\n    stage: A\n    by: R. Osei\n",
    ),
    (
        "a move without evidence",
        "history-move-not-allowed",
        CEM,
        "stage: C\n    by: R. Osei\n",
        "stage: C\n    by: R. Osei\n  - date: 2026-02-02\n    stage: D\n    by: R. Osei\n",
    ),
    (
        "a fact dated in the future",
        "history-backdated",
        CEM,
        "contacts:\n",
        "contacts:\n  - date: 2099-01-12\n    kind: call\n    about: register\n",
    ),
];

/// Does something to a repository, and returns the options for the audit that follows.
type Act = fn(&Office) -> Vec<String>;

/// Tampering by git: a description, the rule that must find it, the file, what is done, and which other rules may also be named.
type ByGit = (&'static str, &'static str, &'static str, Act, &'static [&'static str]);

const BY_GIT: &[ByGit] = &[
    ("a record deleted", "history-removed", BEN, |school| done(school, |school| remove(school, BEN)), &[]),
    ("a record deleted and put back", "history-removed", BEN, deleted_and_back, &[]),
    ("a record renamed", "history-file", BEN, |school| renamed(school, "pupils/p009.yaml"), &[]),
    ("a record put into a folder", "history-file", BEN, |school| renamed(school, "pupils/oak/p002.yaml"), &[]),
    ("a record renamed away", "history-file", BEN, |school| renamed(school, "pupils/p002.yaml.bak"), &[]),
    ("a link in place of a record", "history-file", BEN, |school| entry(school, "120000", BEN), &[]),
    ("a repository in place of a record", "history-file", BEN, |school| entry(school, "160000", BEN), &[]),
    ("a record that is executable", "history-file", BEN, may_be_run, &[]),
    ("a link in place of the folder of pupils", "history-file", "pupils", link_for_all, &["history-removed"]),
    ("a policy made weaker for a while", "history-policy-changed", POLICY, weaker_for_a_while, &[]),
    ("a policy removed", "history-policy-changed", POLICY, policy_renamed, &[]),
    ("a policy added after its first day", "history-policy-changed", "policy/2026-01-10.toml", late_policy, &[]),
    (
        "a commit dated before the last",
        "history-backdated",
        CEM,
        |school| dated(school, "2026-01-10T12:00:00Z", true),
        &[],
    ),
    ("a commit dated after today", "history-backdated", CEM, |school| dated(school, "2099-01-10T12:00:00Z", true), &[]),
    (
        "a commit whose author date differs",
        "history-backdated",
        CEM,
        |school| dated(school, "2026-01-10T12:00:00Z", false),
        &[],
    ),
    ("a commit shown in place of another", "history-rewritten", ".git", replaced, &[]),
    ("other parents for a commit", "history-rewritten", ".git", grafted, &[]),
    ("the last commit amended", "history-rewritten", ".git", amended, &[]),
    (
        "the last commits dropped",
        "history-rewritten",
        ".git",
        |school| done(school, |school| drop(school.git(&["reset", "--quiet", "--hard", "HEAD~3"]))),
        &[],
    ),
    ("all of it rewritten", "history-rewritten", ".git", anew, &[]),
    ("rewritten, and the anchor of a report", "history-rewritten", ".git", anew_with_a_report, &[]),
    (
        "a merge that changes an old entry",
        "history-altered",
        AMIRA,
        |school| evil(school, AMIRA, "answer: given", "answer: refused"),
        &["history-merge"],
    ),
    (
        "a merge that adds an entry",
        "history-merge",
        BEN,
        |school| {
            evil(school, BEN, "contacts:\n", "contacts:\n  - date: 2025-09-16\n    kind: call\n    about: concern\n")
        },
        &[],
    ),
    (
        "a merge that moves a pupil",
        "history-move-not-allowed",
        CEM,
        |school| {
            evil(
                school,
                CEM,
                "stage: C\n    by: R. Osei\n",
                "stage: C\n    by: R. Osei\n  - date: 2026-02-02\n    stage: D\n    by: R. Osei\n",
            )
        },
        &["history-merge"],
    ),
    ("a merge that ignores one side", "history-removed", BEN, ours, &[]),
    ("a message about another pupil", "history-message", CEM, |school| message(school, "p001: record a contact"), &[]),
    (
        "a message about a move that is not there",
        "history-message",
        CEM,
        |school| message(school, "p003: advance C to D"),
        &[],
    ),
    (
        "a version that cannot be read before a removal",
        "history-removed",
        AMIRA,
        unreadable_between,
        &["history-unread"],
    ),
    ("the beginning is missing", "history-unread", ".git", shallow, &[]),
    ("a version that is missing", "history-unread", AMIRA, missing, &[]),
    ("a change that is undone", "history-corrected", CEM, taken_back, &[]),
    ("an answer removed and another added", "history-removed", AMIRA, in_two_steps, &[]),
    (
        "changed on the disk",
        "history-altered",
        AMIRA,
        |school| done(school, |school| replace(school, AMIRA, "answer: given", "answer: refused")),
        &[],
    ),
    (
        "deleted on the disk",
        "history-removed",
        BEN,
        |school| done(school, |school| std::fs::remove_file(school.path(BEN)).unwrap()),
        &[],
    ),
];

const POLICY: &str = "policy/2024-09-01.toml";

fn done(school: &Office, act: fn(&Office)) -> Vec<String> {
    act(school);
    Vec::new()
}

fn replace(school: &Office, file: &str, from: &str, to: &str) {
    let text = school.read(file);
    let changed = text.replacen(from, to, 1);
    assert_ne!(text, changed, "{from} is not in {file}");
    school.write(file, &changed);
}

/// A change that anyone may make.
fn ordinary(school: &Office, file: &str) {
    replace(school, file, "date_of_birth:", "known_as: somebody\ndate_of_birth:");
}

fn remove(school: &Office, file: &str) {
    std::fs::remove_file(school.path(file)).unwrap();
    school.commit_all("tidy up");
}

fn deleted_and_back(school: &Office) -> Vec<String> {
    let text = school.read(BEN);
    remove(school, BEN);
    school.write(BEN, &text);
    school.commit_all("put back");
    Vec::new()
}

fn renamed(school: &Office, to: &str) -> Vec<String> {
    school.write(to, &school.read(BEN));
    remove(school, BEN);
    Vec::new()
}

/// Another kind of file with the same name.
fn entry(school: &Office, mode: &str, file: &str) -> Vec<String> {
    let object = if mode == "160000" { "HEAD" } else { "HEAD:send.toml" };
    let object = school.git(&["rev-parse", object]);
    school.git(&["update-index", "--add", "--cacheinfo", &format!("{mode},{object},{file}")]);
    school.git(&["commit", "--quiet", "-m", "tidy up"]);
    Vec::new()
}

fn may_be_run(school: &Office) -> Vec<String> {
    school.git(&["update-index", "--chmod=+x", BEN]);
    school.git(&["commit", "--quiet", "-m", "tidy up"]);
    Vec::new()
}

fn link_for_all(school: &Office) -> Vec<String> {
    school.git(&["rm", "-r", "--quiet", "--cached", "pupils"]);
    entry(school, "120000", "pupils")
}

fn weaker_for_a_while(school: &Office) -> Vec<String> {
    let policy = school.read(POLICY);
    let cut = policy.find("[moves.D]").unwrap();
    let (list, end) = (policy[cut..].find("requires = [").unwrap() + cut, policy[cut..].find("\n]").unwrap() + cut + 2);
    let weak = format!("{}requires = []{}", &policy[..list], &policy[end..]);
    school.write(POLICY, &weak);
    school.commit_all("the policy");
    replace(
        school,
        CEM,
        "stage: C\n    by: R. Osei\n",
        "stage: C\n    by: R. Osei\n  - date: 2026-02-02\n    stage: D\n    by: R. Osei\n",
    );
    school.commit_all("p003 to D");
    school.write(POLICY, &policy);
    school.commit_all("the policy as it was");
    Vec::new()
}

fn policy_renamed(school: &Office) -> Vec<String> {
    let policy = school.read(POLICY).replace("in_force = 2024-09-01", "in_force = 2099-09-01");
    school.write("policy/2099-09-01.toml", &policy);
    std::fs::remove_file(school.path(POLICY)).unwrap();
    school.commit_all("the policy");
    Vec::new()
}

fn late_policy(school: &Office) -> Vec<String> {
    let policy = school.read(POLICY).replace("in_force = 2024-09-01", "in_force = 2026-01-10");
    school.write("policy/2026-01-10.toml", &policy);
    school.commit_all("the policy");
    Vec::new()
}

fn dated(school: &Office, day: &str, both: bool) -> Vec<String> {
    ordinary(school, CEM);
    let committer = [("GIT_AUTHOR_DATE", day), ("GIT_COMMITTER_DATE", day)];
    school.git_with(&committer[..if both { 2 } else { 1 }], &["commit", "--quiet", "-am", "set known_as"]);
    Vec::new()
}

fn replaced(school: &Office) -> Vec<String> {
    school.git(&["replace", "HEAD~4", "HEAD~5"]);
    Vec::new()
}

fn grafted(school: &Office) -> Vec<String> {
    let head = school.git(&["rev-parse", "HEAD"]);
    school.write(".git/info/grafts", &format!("{head}\n"));
    Vec::new()
}

fn amended(school: &Office) -> Vec<String> {
    school.git(&["commit", "--quiet", "--amend", "-m", "another message"]);
    Vec::new()
}

fn anew(school: &Office) -> Vec<String> {
    school.git(&["checkout", "--quiet", "--orphan", "anew"]);
    school.commit_all("start the records");
    Vec::new()
}

/// `.send` is deleted too, but an earlier report names the commit.
fn anew_with_a_report(school: &Office) -> Vec<String> {
    let head = school.git(&["rev-parse", "HEAD"]);
    std::fs::remove_dir_all(school.path(".send")).unwrap();
    anew(school);
    vec!["--anchor".to_owned(), head[..16].to_owned()]
}

/// Two branches with an ordinary change each, and a merge that changes something else.
fn evil(school: &Office, file: &str, from: &str, to: &str) -> Vec<String> {
    fork(school);
    school.git(&["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
    replace(school, file, from, to);
    school.commit_all("merge the side");
    Vec::new()
}

fn fork(school: &Office) {
    school.git(&["checkout", "--quiet", "-b", "side"]);
    school.write("notes.txt", "one\n");
    school.commit_all("one side");
    school.git(&["checkout", "--quiet", "main"]);
    school.write("papers.txt", "two\n");
    school.commit_all("the other side");
}

fn ours(school: &Office) -> Vec<String> {
    fork(school);
    school.git(&["checkout", "--quiet", "side"]);
    school.saves(&["contact", "p002", "call", "--about", "concern", "--with", "parent", "--by", "R. Osei"]);
    school.git(&["checkout", "--quiet", "main"]);
    school.git(&["merge", "--quiet", "--no-edit", "-s", "ours", "side"]);
    Vec::new()
}

fn message(school: &Office, message: &str) -> Vec<String> {
    ordinary(school, CEM);
    school.commit_all(message);
    Vec::new()
}

fn unreadable_between(school: &Office) -> Vec<String> {
    let text = school.read(AMIRA);
    school.write(AMIRA, &format!("{text}stagee: x\n"));
    school.commit_all("a slip");
    school.write(AMIRA, &text.replacen(CONSENT, "", 1));
    school.commit_all("put right");
    Vec::new()
}

fn shallow(school: &Office) -> Vec<String> {
    let (root, other) = (school.root(), school.next_to("shallow"));
    let from = format!("file://{}", root.display());
    school.git(&["clone", "--quiet", "--depth", "3", &from, other.to_str().unwrap()]);
    std::fs::remove_dir_all(root).unwrap();
    std::fs::rename(other, root).unwrap();
    Vec::new()
}

fn missing(school: &Office) -> Vec<String> {
    let first = school.git(&["log", "--format=%H", "--reverse", "--", AMIRA]);
    let object = school.git(&["rev-parse", &format!("{}:{AMIRA}", first.lines().nth(3).unwrap())]);
    let (folder, name) = object.split_at(2);
    let path = school.path(&format!(".git/objects/{folder}/{name}"));
    // Git keeps its objects read-only, and some systems do not delete read-only files.
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "it is deleted next")]
    permissions.set_readonly(false);
    std::fs::set_permissions(&path, permissions).unwrap();
    std::fs::remove_file(path).unwrap();
    Vec::new()
}

fn taken_back(school: &Office) -> Vec<String> {
    school.saves(&["contact", "p003", "call", "--about", "register", "--with", "parent", "--by", "R. Osei"]);
    school.git(&["revert", "--no-edit", "HEAD"]);
    Vec::new()
}

fn in_two_steps(school: &Office) -> Vec<String> {
    let text = school.read(AMIRA);
    school.write(AMIRA, &text.replacen(CONSENT, "", 1));
    school.commit_all("tidy up");
    school.write(AMIRA, &text.replacen("answer: given", "answer: refused", 1));
    school.commit_all("tidy up");
    Vec::new()
}

/// A year of three pupils, audited once so that its anchor is kept, and the findings of that audit. Made once for all tests.
fn audited() -> Option<&'static (Office, Vec<Told>)> {
    static MADE: OnceLock<Option<(Office, Vec<Told>)>> = OnceLock::new();
    let make = || {
        let school = Office::before_the_term()?;
        school.a_term(0);
        let audit = school.audit(&[]);
        assert_eq!(audit.code, 0, "{audit:?}");
        Some((school, audit.findings))
    };
    MADE.get_or_init(make).as_ref()
}

/// The findings of an audit that the previous one did not have.
fn new(audit: &Audit, known: &[Told]) -> Vec<Told> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    known.iter().for_each(|told| *left.entry(&told.message).or_default() += 1);
    let is_new = |told: &&Told| match left.get_mut(told.message.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    audit.findings.iter().filter(is_new).cloned().collect()
}

/// `None` if the findings are as expected. Otherwise what is wrong with them.
fn judged(name: &str, rule: &str, path: &str, others: &[&str], audit: &Audit, known: &[Told]) -> Option<String> {
    let new = new(audit, known);
    let named = new.iter().any(|told| told.rule == rule && told.path == path);
    let strange = new.iter().any(|told| told.rule != rule && !others.contains(&told.rule.as_str()));
    let errors = audit.findings.iter().any(|told| told.severity == "error");
    let code = match (audit.findings.iter().any(|told| told.rule == "history-unread"), errors) {
        (true, _) => 3,
        (false, errors) => i32::from(errors),
    };
    (!named || strange || audit.code != code)
        .then(|| format!("{name}: expected {rule} at {path}, exit {code}; {}, {new:#?} {}", audit.code, audit.err))
}

#[test]
fn every_change_by_hand_to_an_existing_entry_is_found_and_named() {
    let Some((school, known)) = audited() else { return };
    let mut wrong = Vec::new();
    for (name, rule, file, from, to) in EDITS {
        let tampered = school.copy();
        replace(&tampered, file, from, to);
        tampered.commit_all("a typo");
        let audit = tampered.audit(&[]);
        wrong.extend(judged(name, rule, file, &[], &audit, known));
        let who = "by R. Osei on ";
        let commit = tampered.git(&["rev-parse", "--short=10", "HEAD"]);
        let told = new(&audit, known);
        assert!(told.iter().all(|told| told.message.contains(who) && told.message.ends_with(&commit)), "{told:?}");
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), EDITS.len(), wrong.join("\n"));
}

#[test]
fn every_tampering_with_the_repository_is_found_and_named() {
    let Some((school, known)) = audited() else { return };
    let mut wrong = Vec::new();
    for (name, rule, path, act, others) in BY_GIT {
        let tampered = school.copy();
        let options = act(&tampered);
        let audit = tampered.audit(&options.iter().map(String::as_str).collect::<Vec<_>>());
        wrong.extend(judged(name, rule, path, others, &audit, known));
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), BY_GIT.len(), wrong.join("\n"));
}

#[test]
fn an_audit_with_errors_does_not_move_the_anchor_and_an_audit_without_an_anchor_says_so() {
    let Some((school, _)) = audited() else { return };
    let school = school.copy();
    let anchor = school.read(".send/anchor");
    replace(&school, AMIRA, "answer: given", "answer: refused");
    school.commit_all("a typo");
    assert_eq!(school.audit(&[]).code, 1);
    assert_eq!(school.read(".send/anchor"), anchor);
    let said = |arguments: &[&str]| school.send(arguments).out;
    assert!(!said(&["audit"]).contains("without an anchor"));
    std::fs::remove_dir_all(school.path(".send")).unwrap();
    let said = said(&["audit"]);
    assert!(said.contains("without an anchor, an audit cannot show whether the history was rewritten"), "{said}");
    assert!(said.contains("\naudited up to ") && said.ends_with(" of 3 records\n"), "{said}");
    assert_eq!(school.send(&["audit", "--anchor", "--output=x"]).code, 2);
}

#[test]
fn only_an_accepted_finding_becomes_a_correction_that_says_who_and_why() {
    let Some((school, known)) = audited() else { return };
    let school = school.copy();
    let change = |from: &str, to: &str| {
        replace(&school, AMIRA, from, to);
        school.commit_all("a typo");
        school.git(&["rev-parse", "HEAD"])
    };
    let (mistyped, falsified) =
        (change("2024-11-06\n    kind", "2024-10-06\n    kind"), change("answer: given", "answer: refused"));
    let why = ["--because", "the month was mistyped", "--by", "P. Nowak", "--date", "2026-03-02"];
    let accept = |commit: &str| {
        let ran = school.send(&[&["accept", commit][..], &why].concat());
        (ran.code, ran.said())
    };
    let (code, said) = accept(&mistyped[..10]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with("error[history-backdated]: ")
            && said.ends_with(&format!("school: accepted 1 finding in {}\n", &mistyped[..10])),
        "{said}"
    );
    assert_eq!(school.git(&["log", "-1", "--format=%s"]), "school: record correction-accepted");
    assert_eq!(school.git(&["status", "--porcelain"]), "");

    let audit = school.audit(&[]);
    let new = new(&audit, known);
    let of = |commit: &str| -> Vec<&Told> { new.iter().filter(|told| told.message.contains(&commit[..10])).collect() };
    let [corrected] = of(&mistyped)[..] else { panic!("{new:#?}") };
    assert_eq!((corrected.rule.as_str(), corrected.severity.as_str()), ("history-corrected", "warning"));
    assert!(corrected.message.contains("by R. Osei on "), "{corrected:?}");
    assert!(
        corrected.message.ends_with("; accepted by P. Nowak on 2 Mar 2026: the month was mistyped"),
        "{corrected:?}"
    );
    let [error] = of(&falsified)[..] else { panic!("{new:#?}") };
    assert_eq!((error.rule.as_str(), error.severity.as_str(), audit.code), ("history-altered", "error", 1));

    let (code, said) = accept(&mistyped);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("finds no error in "), "{said}");
    for (commit, message) in [("abc", "at least 7"), ("0123456789", "there is no commit")] {
        let (code, said) = accept(commit);
        assert!(code == 2 && said.contains(message), "{said}");
    }
    assert_eq!(accept(&falsified).0, 0);
    assert_eq!(school.audit(&[]).code, 0);
    assert!(
        school.git(&["rev-parse", "HEAD"]) == school.read(".send/anchor").trim(),
        "the anchor did not move to the last commit"
    );
}
