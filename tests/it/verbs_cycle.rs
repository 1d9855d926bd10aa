//! The verbs of a cycle, through the real program: what they print, their exit codes, the lines that they add to a record, and
//! what they refuse.

use crate::common::school::{P014, School};

/// A pupil at stage B, in a file as a teacher might write it by hand.
const AMIRA: &str = "format: 1
id: p014
# Asked the office for the name as it is on the birth certificate.
name: Amira Example
upn: Q330999922002
date_of_birth: 2017-11-03
on_roll:
  - from: 2022-09-05
stage: B
census: N
concerns:
  - date: 2025-09-15
    raised_by: class-teacher
    grounds: [gap-widening]
    short_term_causes: none found
stages:
  - date: 2025-09-15
    stage: A
  - date: 2025-11-05
    stage: B
    waived:
      - {requirement: six-weeks, reason: invented, by: R. Osei}
cycles:
  - stage: A
    plan: {date: 2025-09-18, kind: adaptations, review_by: 2025-10-24}
    review: {date: 2025-11-03, present: [parent], progress: little, decision: escalate}
contacts:
  - {date: 2025-09-18, kind: meeting, about: concern}
  - {date: 2025-11-04, kind: consent, about: inclusion-referral, answer: given}
referrals:
  - date: 2025-11-04
    to: inclusion-team # by hand
    answered: 2025-11-05
";

/// The open plan of stage B, to go after the first cycle.
const PLAN: &str = "  - stage: B
    plan:
      date: 2025-11-10
      kind: itp
      review_by: 2026-01-14
      targets:
        - text: Retell a story in five sentences
          measure: 4 of 5 tries
          baseline: single words
          by: 2026-01-09
        - text: Ask for help with a card
      provisions:
        - what: Colourful Semantics
          kind: intervention
          from: 2025-11-17
          entry: 12 of 40
        - what: Word box
          kind: resource
          to: 2025-12-19
";

/// A school with a pupil at stage B.
fn at_stage_b() -> School {
    School::with("\n[people.senco]\nname = \"R. Osei\"\n", AMIRA)
}

/// The same school with an open plan.
fn with_plan() -> School {
    let school = at_stage_b();
    school.write(P014, &AMIRA.replace("contacts:\n", &format!("{PLAN}contacts:\n")));
    school
}

/// Runs a command that must be saved, as the SENCO unless the command names another person. Returns what it said, and the new
/// lines.
fn saves(school: &School, arguments: &[&str], gone: &[&str]) -> (String, Vec<String>) {
    let by = arguments.iter().all(|argument| !argument.starts_with("--by")).then_some("--by=R. Osei");
    school.saves(&arguments.iter().copied().chain(by).collect::<Vec<_>>(), gone)
}

/// A review with everything that is needed, and more options.
fn review<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let needed = ["review", "p014", "--present", "parent", "--progress", "expected", "--decision", "continue"];
    [&needed, more].concat()
}

#[test]
fn a_whole_review_meeting_is_recorded_by_one_command() {
    let school = with_plan();
    let (out, new) = saves(
        &school,
        &review(&[
            "--present=SENCO",
            "--outcome=1=met",
            "--outcome",
            "help = Partly",
            "--result",
            "1=5 of 5, twice = \"always\"",
            "--exit=colourful=31 of 40",
            "--sessions=1=24",
            "--impact=1=-1",
            "--pupil-voice",
            "I like the cards",
            "--parent-not-heard",
            "letter",
            "--because",
            "the gap is closing",
            "--action",
            "Send the new sample | J. Patel | 30 jan",
            "--action",
            "Order cards",
            "--by",
            "R. Osei",
            "--date",
            "14/1",
        ]),
        &[],
    );
    assert_eq!(
        out,
        "p014: recorded the review of 14 Jan 2026: continue\n  next: write the next plan: `send plan p014 --from-last`\n  this folder is not under git: records are saved without a history (start one with `send init --git`)\n"
    );
    let expected = "          outcome: met
          result: 5 of 5, twice = \"always\"
          outcome: partly
          exit: 31 of 40
          sessions_given: 24
          impact: -1
    review:
      date: 2026-01-14
      by: R. Osei
      present:
        - parent
        - senco
      pupil_voice: I like the cards
      parent_voice:
        asked: 2026-01-14
        how: letter
        answer: none
      progress: expected
      decision: continue
      because: the gap is closing
      actions:
        - what: Send the new sample
          who: J. Patel
          by: 2026-01-30
        - what: Order cards";
    assert_eq!(new.join("\n"), expected);
    // The cycle is closed.
    assert!(
        school
            .refuses(&review(&[]))
            .starts_with("error: p014 has no open plan at stage B\nhelp: write one with `send plan p014`")
    );
}

#[test]
fn what_comes_next_depends_on_the_decision() {
    for (decision, next) in [
        ("adapt", "`send plan p014 --from-last`"),
        ("escalate", "`send ready p014`"),
        ("discontinue", "`send close p014`"),
    ] {
        let school = with_plan();
        let command =
            ["review", "p014", "--present=parent", "--outcome=1=met", "--outcome=2=not-met", "--progress=none"];
        let (out, _) = saves(&school, &[&command[..], &["--decision", decision]].concat(), &[]);
        assert!(out.contains(next), "{out}");
    }
}

#[test]
fn a_decision_to_stop_after_little_progress_is_recorded_with_a_warning() {
    let command = ["review", "p014", "--present=parent", "--outcome=1=met", "--outcome=2=not-met", "--date=14/1"];
    let said = |progress: &str, decision: &str| {
        let school = with_plan();
        let (out, new) =
            saves(&school, &[&command[..], &["--progress", progress, "--decision", decision]].concat(), &[]);
        assert!(new.contains(&format!("      decision: {decision}")), "{new:?}");
        out
    };
    let warning = "  warning[progress-contradicts-decision]: the review of 14 Jan 2026 found very little progress but decided \
                   to stop the support, which should end only when the gap is closed\n";
    let out = said("little", "discontinue");
    assert!(out.contains(warning), "{out}");
    for (progress, decision) in [("expected", "discontinue"), ("little", "adapt")] {
        let out = said(progress, decision);
        assert!(!out.contains("progress-contradicts-decision"), "{out}");
    }
}

#[test]
fn a_review_that_says_too_little_or_too_much_is_refused() {
    let school = with_plan();
    let said = school.refuses(&["review", "p014"]);
    assert!(said.starts_with("error: --present is missing: Who was there?\nhelp: add --present; give one of parent"));
    let said = school.refuses(&review(&["--outcome", "2=met"]));
    let expected = "error: --outcome is missing: Target 1, Retell a story in five sentences: how did it go?
help: add --outcome=1=...; give one of met, partly, not-met; at a terminal, `send` asks for what is missing
";
    assert_eq!(said, expected);
    let both = ["--outcome=1=met", "--outcome=2=met"];
    let refuses = |more: &[&str]| school.refuses(&review(&[&both[..], more].concat()));
    assert_eq!(
        refuses(&["--outcome=3=met"]),
        "error: --outcome: the list has no number 3\nhelp: choose one of these:\n  1: Retell a story in five sentences\n  2: Ask for help with a card\n"
    );
    assert!(refuses(&["--outcome=2=not-met"]).starts_with(
        "error: --outcome: number 2, `Ask for help with a card`, is given twice\nhelp: keep only one of the two\n"
    ));
    assert!(refuses(&["--result=sing=well"]).starts_with("error: --result: no entry matches `sing`"));
    assert!(refuses(&["--exit=o=9"]).starts_with("error: --exit: `o` matches more than one entry"));
    assert!(
        refuses(&["--outcome=1=fine"])
            .contains("cannot use '1=fine' for '--outcome <TARGET=OUTCOME>': expected met, partly or not-met")
    );
    assert!(refuses(&["--outcome=met"]).contains("expected a number, `=` and a value"));
    assert!(refuses(&["--impact=1=3"]).contains("expected a number from -2 to 2"));
    assert!(refuses(&["--sessions=1=some"]).contains("expected a number of sessions"));
    assert!(
        refuses(&["--action=a | b | 30 jan | d"])
            .contains("has 4 parts\nhelp: expected at most 3: what | who | by when")
    );
    assert!(
        refuses(&["--action=Order cards || 2026-01-05"]).contains("5 Jan 2026 is before the review on 15 Jan 2026")
    );
    assert!(refuses(&["--pupil-voice= "]).contains("--pupil-voice: found an empty text"));
    assert!(refuses(&["--pupil-voice=x", "--pupil-not-heard=y"]).contains("cannot be used with"));
    assert!(refuses(&["--date", "2025-11-05"]).starts_with(
        "error: a review on 5 Nov 2025 would come before a plan of 10 Nov 2025\nhelp: give the day of the meeting with `--date`"
    ));
    saves(&school, &["observe", "p014", "--note=Uses the cards", "--date=2026-01-12"], &[]);
    assert!(
        refuses(&["--date=2026-01-10"])
            .contains("a review on 10 Jan 2026 would come before an observation of 12 Jan 2026")
    );
    assert!(school.refuses(&["review", "p014", "--date=2099-01-01"]).contains("is in the future"));
}

#[test]
fn a_review_that_was_not_held_moves_to_another_day() {
    let school = with_plan();
    let not_held = ["review", "p014", "--not-held", "parent ill", "--by", "R. Osei", "--again"];
    let (out, new) = saves(&school, &[&not_held[..], &["27 mar"]].concat(), &["      review_by: 2026-01-14"]);
    assert!(out.starts_with("p014: recorded that the review was not held; the new date is 27 Mar 2026\n"), "{out}");
    let expected = "      review_by: 2026-03-27
  - {date: 2026-01-15, kind: invitation, about: review, with: parent, by: R. Osei, note: \"the review was not held: parent ill; new date 27 Mar \
                    2026\"}";
    assert_eq!(new.join("\n").replace('\'', "\""), expected);
    assert!(!school.read(P014).contains("review:\n      date: 2026"));
    assert!(
        school.refuses(&[&not_held[..], &["2026-01-15"]].concat()).contains("15 Jan 2026 is not after 15 Jan 2026")
    );
    assert!(
        school
            .refuses(&[&not_held[..], &["27 mar", "--date=2025-11-05"]].concat())
            .contains("the plan is dated 10 Nov 2025")
    );
    assert!(school.refuses(&["review", "p014", "--not-held=ill"]).contains("--again"));
    for of_a_meeting in ["--present=parent", "--outcome=1=met", "--because=x", "--action=x", "--pupil-voice=x"] {
        let command = [&not_held[..], &["27 mar", of_a_meeting]].concat();
        assert!(school.refuses(&command).contains("cannot be used with"), "{of_a_meeting}");
    }
    let closed = at_stage_b();
    assert!(closed.refuses(&[&not_held[..], &["27 mar"]].concat()).contains("has no open plan at stage B"));
}

#[test]
fn a_small_plan_is_given_by_options() {
    let school = at_stage_b();
    let (out, new) = saves(
        &school,
        &[
            "plan",
            "p014",
            "--target",
            "Retell a story | 4 of 5 tries || 13 mar",
            "--target=Ask for help",
            "--review-by",
            "20/3",
            "--evidence",
            "Toolkit Tracker: step 14",
            "--pupil-voice",
            "I want to tell Mum the story",
            "--parent-not-heard",
            "two calls",
            "--expected-impact",
            "tells what happened at playtime",
            "--at-home",
            "a story at bedtime",
            "--by",
            "R. Osei",
        ],
        &[],
    );
    assert!(
        out.starts_with("p014: recorded the plan of 15 Jan 2026 with 2 targets\n  review it by 20 Mar 2026\n"),
        "{out}"
    );
    let expected = "  - stage: B
    assess:
      date: 2026-01-15
      by: R. Osei
      evidence:
        - \"Toolkit Tracker: step 14\"
    plan:
      date: 2026-01-15
      by: R. Osei
      kind: itp
      review_by: 2026-03-20
      targets:
        - text: Retell a story
          measure: 4 of 5 tries
          by: 2026-03-13
        - text: Ask for help
      expected_impact: tells what happened at playtime
      at_home: a story at bedtime
      pupil_voice: I want to tell Mum the story
      parent_voice:
        asked: 2026-01-15
        how: two calls
        answer: none";
    assert_eq!(new.join("\n").replace('\'', "\""), expected);
    let said = school.refuses(&["plan", "p014", "--target=Sing"]);
    assert_eq!(
        said,
        "error: the plan of 15 Jan 2026 has not been reviewed yet\nhelp: review it first with `send review p014`, or correct it with `send edit p014`\n"
    );
    let (out, new) = saves(&school, &["plan", "p014", "--shared", "today"], &[]);
    assert!(out.starts_with("p014: recorded that the plan of 15 Jan 2026 was shared on 15 Jan 2026\n"), "{out}");
    assert_eq!(new, ["      shared: 2026-01-15"]);
    assert!(school.send(&["plan", "p014", "--shared=today"]).out.contains("is already in the record"));
    assert!(school.refuses(&["plan", "p014", "--shared=14 jan"]).contains("the plan is dated 15 Jan 2026"));
}

#[test]
fn a_plan_is_added_to_the_assessment_that_waits_for_it() {
    let school = at_stage_b();
    let waiting = "  - stage: B\n    assess: {date: 2025-11-10, evidence: [a test]}\n    do: []\ncontacts:\n";
    school.write("pupils/p014.yaml", &AMIRA.replace("contacts:\n", waiting).replace("    do: []\n", ""));
    let (_, new) = saves(&school, &["plan", "p014", "--target=Sing", "--review-by=20 mar", "--kind=Adaptations"], &[]);
    let expected = "    plan:
      date: 2026-01-15
      by: R. Osei
      kind: adaptations
      review_by: 2026-03-20
      targets:
        - text: Sing";
    assert_eq!(new.join("\n"), expected);
}

#[test]
fn evidence_with_the_plan_is_added_to_that_of_the_assessment() {
    let school = at_stage_b();
    let waiting =
        "  - stage: B\n    assess:\n      date: 2025-11-10\n      by: J. Patel\n      evidence: [a test]\ncontacts:\n";
    school.write("pupils/p014.yaml", &AMIRA.replace("contacts:\n", waiting));
    let plan = ["plan", "p014", "--target=Sing", "--review-by=20 mar", "--evidence=a talk"];
    saves(&school, &plan, &["      evidence: [a test]"]);
    let text = school.read("pupils/p014.yaml");
    let assessed = "    assess:\n      date: 2025-11-10\n      by: J. Patel\n      evidence: [a test, a talk]\n";
    assert!(text.contains(assessed), "{text}");
}

#[test]
fn a_plan_from_the_last_carries_over_what_is_left_to_do() {
    let school = with_plan();
    saves(
        &school,
        &review(&[
            "--outcome=1=met",
            "--outcome=2=partly",
            "--result=2=once a day",
            "--exit=1=31 of 40",
            "--impact=1=2",
        ]),
        &[],
    );
    let (_, new) = saves(&school, &["plan", "p014", "--from-last", "--target=Tell a joke", "--review-by=20 mar"], &[]);
    let expected = "  - stage: B
    plan:
      date: 2026-01-15
      by: R. Osei
      kind: itp
      review_by: 2026-03-20
      targets:
        - text: Ask for help with a card
          baseline: once a day
          by: 2026-03-20
        - text: Tell a joke
      provisions:
        - what: Colourful Semantics
          kind: intervention
          from: 2026-01-15
          entry: 31 of 40";
    assert_eq!(new.join("\n"), expected);
    let nothing = at_stage_b();
    assert!(nothing.refuses(&["plan", "p014", "--from-last"]).contains("has nothing to carry over"));
}

#[test]
fn what_was_bought_stays_with_the_plan_it_was_bought_for() {
    let school = with_plan();
    let toe_by_toe = ["--what=Toe by Toe", "--kind=programme", "--cost=28.00", "--group=1"];
    let (_, first) = saves(&school, &[&["provide", "p014"], &toe_by_toe[..]].concat(), &[]);
    assert!(first.join("\n").contains("cost: 28.00"), "{first:?}");
    saves(&school, &review(&["--outcome=1=met", "--outcome=2=partly", "--impact=1=2", "--impact=2=1"]), &[]);
    let (_, next) = saves(&school, &["plan", "p014", "--from-last", "--review-by=20 mar"], &[]);
    let next = next.join("\n");
    assert!(next.contains("what: Toe by Toe") && next.contains("group: 1") && !next.contains("cost"), "{next}");
}

#[test]
fn a_plan_from_a_file_is_read_strictly() {
    let school = at_stage_b();
    school.write(
        "plan.yaml",
        "date: 2026-01-12\nkind: itp\nreview_by: 2026-03-20\ntargets:\n  - text: Sing\n    messure: x\n",
    );
    let said = school.refuses(&["plan", "p014", "--file", "plan.yaml"]);
    assert!(said.starts_with("error: plan.yaml:6:5: "), "{said}");
    assert!(said.contains("measure"), "{said}");
    school.write("plan.yaml", "date: 2026-01-12\nkind: itp\nreview_by: 2026-03-20\ntargets:\n  - text: Sing\n");
    for part in ["--review-by=20 mar", "--kind=itp", "--target=x", "--pupil-voice=x", "--shared=today", "--from-last"] {
        let said = school.refuses(&["plan", "p014", "--file=plan.yaml", part]);
        assert!(said.contains("cannot be used with"), "{said}");
    }
    let (_, new) = saves(&school, &["plan", "p014", "--file=plan.yaml"], &[]);
    assert_eq!(new.len(), 7, "{new:?}");
    assert!(at_stage_b().refuses(&["plan", "p014", "--file=none.yaml"]).contains("none.yaml could not be read"));
}

#[test]
fn an_impossible_plan_is_refused() {
    let school = at_stage_b();
    assert_eq!(
        school.refuses(&["plan", "p014"]),
        "error: an answer is missing: What is the plan?\nhelp: use `--target`, `--file` or `--from-last`; at a terminal, `send` opens an editor for it\n"
    );
    assert!(school.refuses(&["plan", "p014", "--review-by=20 mar"]).contains("What is the plan?"));
    assert!(school.refuses(&["plan", "p014", "--shared=today"]).contains("p014 has no open plan at stage B"));
    let refuses = |more: &[&str]| school.refuses(&[&["plan", "p014", "--target=Sing"], more].concat());
    assert!(
        refuses(&["--date=2025-11-02"]).contains("the plan would be dated 2 Nov 2025, before the review of 3 Nov 2025")
    );
    assert!(
        refuses(&["--review-by=2026-01-09"])
            .contains("the review is due by 9 Jan 2026, before the plan of 15 Jan 2026")
    );
    assert!(refuses(&["--target=a | b | c | 2026-01-09"]).contains("target 2 is due by 9 Jan 2026"));
    assert!(refuses(&["--target=a | b | c | soon"]).contains("--target: found `soon`, expected a date"));
    assert!(refuses(&["--target=a|b|c|20 mar|e"]).contains("has 5 parts"));
    assert!(refuses(&["--target= | b"]).contains("--target: found an empty text"));
    school.write("pupils/p014.yaml", "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n");
    assert!(refuses(&[]).contains(
        "p014 is not at a stage, and every plan belongs to one\nhelp: start stage A with `send advance p014`"
    ));
    assert!(school.refuses(&["plan", "p014"]).contains("p014 is not at a stage"));
}

#[test]
fn an_observation_goes_into_the_open_plan() {
    let school = with_plan();
    let (out, new) = saves(&school, &["observe", "p014", "--note", "Uses \"who\" cards", "--date=12/1"], &[]);
    assert!(out.starts_with("p014: recorded what was seen on 12 Jan 2026\n"), "{out}");
    assert_eq!(new, ["    do:", "      - date: 2026-01-12", "        by: R. Osei", "        note: Uses \"who\" cards"]);
    let (_, new) = saves(&school, &["observe", "p014", "--note=Points", "--date=2025-12-01", "--by=J. Patel"], &[]);
    assert_eq!(new, ["      - date: 2025-12-01", "        by: J. Patel", "        note: Points"]);
    assert!(school.read(P014).find("note: Points") < school.read(P014).find("who"));
    assert!(school.refuses(&["observe", "p014"]).contains("--note is missing: What was observed?"));
    assert!(school.refuses(&["observe", "p014", "--note= "]).contains("found an empty text"));
    let said = school.refuses(&["observe", "p014", "--note=x", "--date=2025-11-05"]);
    assert!(said.contains("the plan is dated 10 Nov 2025, after this observation of 5 Nov 2025"), "{said}");
    assert!(school.refuses(&["observe", "--note=x"]).contains("no pupil is named"));
}

#[test]
fn an_observation_of_several_pupils_is_saved_for_all_or_for_none() {
    let school = with_plan();
    let other = |id: &str, text: &str| {
        let text = text.replace("p014", id).replace("Amira", "Bilal").replace("upn: Q330999922002\n", "");
        school.write(&format!("pupils/{id}.yaml"), &text);
    };
    other("p015", &school.read(P014));
    let several = ["observe", "p014", "p015", "--note=Waits for a turn"];
    assert!(school.send(&several).err.contains("2 records would be changed\nhelp: add `--yes`"));
    let ran = school.send(&[&several[..], &["--yes"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("p014: recorded") && ran.out.contains("p015: recorded"), "{}", ran.out);
    other("p016", AMIRA);
    let said = school.ends_with(2, &["observe", "p014", "p016", "p015", "--note=Sings", "--yes"]);
    assert!(
        said.starts_with(
            "error: 1 of 3 records cannot be changed, so no record was changed:\n  p016 has no open plan at stage B\nhelp: "
        ),
        "{said}"
    );
}

#[test]
fn a_referral_is_recorded_with_its_answer() {
    let school = at_stage_b();
    let refer = ["refer", "p014", "--to", "Speech and Language Therapy", "--by=R. Osei"];
    let (out, new) = saves(&school, &[&refer[..], &["--date=20 nov"]].concat(), &[]);
    assert!(out.starts_with("p014: recorded the referral to Speech and Language Therapy of 20 Nov 2025\n"), "{out}");
    assert!(
        out.contains("if the parents agreed to the referral, record their consent: `send contact p014 consent --about agency-referral"),
        "{out}"
    );
    assert!(out.contains("warning[sharing-without-consent]"), "{out}");
    assert_eq!(new, ["  - date: 2025-11-20", "    to: Speech and Language Therapy", "    by: R. Osei"]);
    let said = school.refuses(&["refer", "p014", "--to=speech and language therapy"]);
    assert!(said.contains("dated 20 Nov 2025, has not been answered yet\nhelp: record the answer first"), "{said}");
    saves(&school, &["contact", "p014", "consent", "--about=agency-referral", "--answer=given", "--date=21 nov"], &[]);
    let (out, _) = saves(&school, &["refer", "p014", "--to=Educational Psychology", "--date=1 dec"], &[]);
    assert!(!out.contains("consent"), "{out}");
    let said = school.refuses(&["refer", "p014", "--answered"]);
    assert_eq!(
        said,
        "error: p014 has 2 open referrals:\n  Speech and Language Therapy, dated 20 Nov 2025\n  Educational Psychology, dated 1 Dec 2025\nhelp: name the one that was answered with `--to NAME`\n"
    );
    assert!(
        school
            .refuses(&["refer", "p014", "--answered=19 nov", "--to=speech"])
            .contains("after the answer of 19 Nov 2025")
    );
    let (out, new) =
        saves(&school, &["refer", "p014", "--answered", "9/1", "--to=speech", "--advice", "Visual timetable"], &[]);
    assert!(out.starts_with("p014: recorded the answer of 9 Jan 2026 from Speech and Language Therapy\n"), "{out}");
    assert_eq!(new, ["    answered: 2026-01-09", "    advice: Visual timetable"]);
    let said = school.refuses(&["refer", "p014", "--answered", "--to=speech"]);
    assert!(said.contains("was already answered on 9 Jan 2026"), "{said}");
    let (_, new) = saves(&school, &["refer", "p014", "--answered"], &[]);
    assert_eq!(new, ["    answered: 2026-01-15"]);
    assert!(school.refuses(&["refer", "p014", "--advice=x"]).contains("--answered"));
    assert!(school.refuses(&["refer", "p014"]).contains("--to is missing: Who is the referral to"));
}

#[test]
fn the_referral_within_the_school_is_recognised_however_it_is_written() {
    let school = at_stage_b();
    for written in ["inclusion-team", "Inclusion Team"] {
        let (out, new) = saves(&school, &["refer", "p014", "--to", written], &[]);
        assert!(!out.contains("agreed"), "{out}");
        assert_eq!(new, ["  - date: 2026-01-15", "    to: inclusion-team", "    by: R. Osei"]);
        saves(&school, &["refer", "p014", "--answered"], &[]);
    }
}

#[test]
fn a_need_gets_its_rank_and_ends() {
    let school = at_stage_b();
    let (out, new) = saves(&school, &["need", "p014", "slcn", "--date=5 nov"], &[]);
    assert!(out.starts_with("p014: recorded the need SLCN with rank 1 from 5 Nov 2025\n"), "{out}");
    assert_eq!(new, ["needs:", "  - type: SLCN", "    rank: 1", "    from: 2025-11-05"]);
    let (_, new) = saves(&school, &["need", "p014", "SEMH", "--from=1/12"], &[]);
    assert_eq!(new, ["  - type: SEMH", "    rank: 2", "    from: 2025-12-01"]);
    let (out, _) = saves(&school, &["need", "p014", "MLD"], &[]);
    assert!(out.contains("with rank 3") && out.contains("the census takes only ranks 1 and 2"), "{out}");
    let said = school.refuses(&["need", "p014", "SLCN"]);
    assert!(said.contains("p014 already has SLCN\nhelp: change its rank with `--rank`"), "{said}");
    let said = school.refuses(&["need", "p014", "VI", "--rank=2"]);
    assert!(
        said.contains("SEMH already has rank 2 for p014\nhelp: move SEMH to rank 3 with `--rank 2 --shift`"),
        "{said}"
    );
    let (_, new) = saves(&school, &["need", "p014", "slcn", "--end", "--date=12 jan"], &[]);
    assert_eq!(new, ["    to: 2026-01-12"]);
    let said = school.refuses(&["need", "p014", "SLCN", "--end"]);
    assert!(said.contains("the need SLCN of p014 already ended on 12 Jan 2026"), "{said}");
    assert!(school.refuses(&["need", "p014", "VI", "--end"]).contains("p014 has no current need VI"));
    assert!(school.refuses(&["need", "p014", "SEMH", "--end", "--date=2025-11-20"]).contains("begins on 1 Dec 2025"));
    assert!(school.refuses(&["need", "p014"]).contains("--type is missing"));
    let said = school.refuses(&["need", "p014", "SLNC"]);
    assert!(said.contains("cannot use 'SLNC'") && said.contains("SLCN"), "{said}");
    // On the last day of one need, the next need can take its rank.
    saves(&school, &["need", "p014", "SEMH", "--end"], &[]);
    let (out, _) = saves(&school, &["need", "p014", "ASD", "--rank=2"], &[]);
    assert!(out.contains("ASD with rank 2"), "{out}");
}

#[test]
fn a_new_rank_moves_other_needs_and_leaves_an_earlier_census_true() {
    let school = at_stage_b();
    saves(&school, &["need", "p014", "SLCN", "--from=2025-11-05"], &[]);
    saves(&school, &["need", "p014", "SEMH", "--from=2025-12-01"], &[]);
    let (out, new) = saves(&school, &["need", "p014", "ASD", "--rank=1", "--shift", "--date=12 jan"], &[]);
    assert!(out.starts_with("p014: recorded the need ASD with rank 1 from 12 Jan 2026\n"), "{out}");
    let expected = "    to: 2026-01-11
    to: 2026-01-11
  - type: SEMH
    rank: 3
    from: 2026-01-12
  - type: SLCN
    rank: 2
    from: 2026-01-12
  - type: ASD
    rank: 1
    from: 2026-01-12";
    assert_eq!(new.join("\n"), expected);
    // A need that already exists takes another's place on the same day, so the rank it had that day disappears.
    let (out, _) = school
        .saves(&["need", "p014", "SLCN", "--rank=1", "--shift", "--date=12 jan"], &["    rank: 2", "    rank: 1"]);
    assert!(out.starts_with("p014: recorded rank 1 of the need SLCN from 12 Jan 2026\n"), "{out}");
    let record = school.read(P014);
    assert!(record.contains("- type: SLCN\n    rank: 1\n    from: 2026-01-12\n"), "{record}");
    assert!(record.contains("- type: ASD\n    rank: 2\n    from: 2026-01-12\n"), "{record}");
    assert!(record.contains("- type: SLCN\n    rank: 1\n    from: 2025-11-05\n    to: 2026-01-11\n"), "{record}");
    assert!(school.refuses(&["need", "p014", "ASD", "--shift"]).contains("--rank"));
}

#[test]
fn a_specific_need_replaces_the_one_not_assessed() {
    let school = at_stage_b();
    saves(&school, &["need", "p014", "NSA", "--from=2025-11-05"], &[]);
    let (_, new) = saves(&school, &["need", "p014", "SLCN", "--replaces=NSA", "--date=12 jan"], &[]);
    assert_eq!(new, ["    to: 2026-01-11", "  - type: SLCN", "    rank: 1", "    from: 2026-01-12"]);
    let said = school.refuses(&["need", "p014", "SEMH", "--replaces=NSA"]);
    assert!(said.contains("there is no current need NSA to replace"), "{said}");
}

#[test]
fn provision_is_added_to_the_plan_and_ended() {
    let school = with_plan();
    let (out, new) = saves(
        &school,
        &[
            "provide",
            "p014",
            "--what=Talk partners",
            "--kind=small-group",
            "--adult=teaching assistant",
            "--group=3",
            "--minutes=20",
            "--per-week=4",
            "--from=19 jan",
            "--to=27/3",
            "--rate=14.50",
            "--cost=\u{a3}40",
            "--entry=12 of 40",
        ],
        &[],
    );
    assert!(
        out.starts_with("p014: recorded Talk partners in the plan of 10 Nov 2025\n  give the parents a copy of the plan: `send plan p014 --shared DATE`\n"),
        "{out}"
    );
    let expected = "        - what: Talk partners
          kind: small-group
          by: teaching assistant
          group: 3
          minutes: 20
          per_week: 4
          from: 2026-01-19
          to: 2026-03-27
          rate: 14.50
          cost: 40.00
          entry: 12 of 40";
    assert_eq!(new.join("\n"), expected);
    let (out, new) = saves(&school, &["provide", "p014", "--end=colourful", "--to=friday"], &[]);
    assert!(out.starts_with("p014: recorded 16 Jan 2026 as the last day of Colourful Semantics\n"), "{out}");
    assert_eq!(new, ["          to: 2026-01-16"]);
    let (_, new) = saves(&school, &["provide", "p014", "--end=3", "--to=2026-02-13"], &["          to: 2026-03-27"]);
    assert_eq!(new, ["          to: 2026-02-13"]);
    saves(&school, &["plan", "p014", "--shared=today"], &[]);
    let (out, _) = saves(&school, &["provide", "p014", "--what=Word wall", "--kind=resource"], &[]);
    assert!(out.contains("tell the parents about the change: `send contact p014 notice --about provision`"), "{out}");
    let said = school.refuses(&["plan", "p014", "--shared=2026-01-12"]);
    assert!(said.contains("was already shared on 15 Jan 2026"), "{said}");
}

#[test]
fn impossible_provision_is_refused() {
    let school = with_plan();
    let refuses = |more: &[&str]| school.refuses(&[&["provide", "p014"], more].concat());
    assert!(refuses(&[]).contains("--what is missing: What is provided?"));
    assert!(refuses(&["--what=x"]).contains("--kind is missing"));
    let new = ["--what=x", "--kind=resource"];
    let new = |more: &[&str]| refuses(&[&new[..], more].concat());
    assert!(
        new(&["--from=2026-01-20", "--to=2026-01-19"])
            .contains("the last day, 19 Jan 2026, is before the first day, 20 Jan 2026")
    );
    assert!(new(&["--date=2025-11-05"]).contains("the plan is dated 10 Nov 2025, after the day given, 5 Nov 2025"));
    assert!(new(&["--rate=much"]).contains("write pounds, such as 14.50"));
    assert!(new(&["--group=0"]).contains("--group"));
    assert!(refuses(&["--end=3"]).contains(
        "--end: the list has no number 3\nhelp: choose one of these:\n  1: Colourful Semantics\n  2: Word box\n"
    ));
    assert!(refuses(&["--end=word"]).contains("Word box already ends on 19 Dec 2025"));
    assert!(
        refuses(&["--end=1", "--to=2025-11-14"])
            .contains("it begins on 17 Nov 2025, after the last day given, 14 Nov 2025")
    );
    for of_new in ["--what=x", "--minutes=20", "--from=today", "--entry=x"] {
        assert!(refuses(&["--end=1", of_new]).contains("cannot be used with"), "{of_new}");
    }
    assert!(at_stage_b().refuses(&["provide", "p014", "--what=x", "--kind=resource"]).contains("has no open plan"));
}

#[test]
fn an_action_is_done_once() {
    let school = with_plan();
    let outcomes = ["--outcome=1=met", "--outcome=2=met", "--date=9 jan"];
    let actions = ["--action=Send the new sample | J. Patel", "--action=Order cards", "--action=Order books"];
    saves(&school, &review(&[outcomes, actions].concat()), &[]);
    let said = school.refuses(&["done", "p014"]);
    assert_eq!(
        said,
        "error: p014 has 3 open actions:\n  1: Send the new sample\n  2: Order cards\n  3: Order books\nhelp: name the one that is done: `send done p014 1`, or part of its text\n"
    );
    assert!(school.refuses(&["done", "p014", "order"]).contains("ACTION: `order` matches more than one entry"));
    assert!(school.refuses(&["done", "p014", "sing"]).contains("ACTION: no entry matches `sing`"));
    assert!(
        school
            .refuses(&["done", "p014", "cards", "--date=8 jan"])
            .contains("the review that asked for it was on 9 Jan 2026")
    );
    let (out, new) = saves(&school, &["done", "p014", "CARDS", "--date=12/1"], &[]);
    assert!(out.starts_with("p014: recorded an action of the review of 9 Jan 2026 as done on 12 Jan 2026\n"), "{out}");
    assert_eq!(new, ["          done: 2026-01-12"]);
    assert!(school.refuses(&["done", "p014", "cards"]).contains("`Order cards` was already done on 12 Jan 2026"));
    saves(&school, &["done", "p014", "2"], &[]);
    let (_, new) = saves(&school, &["done", "p014"], &[]);
    assert_eq!(new, ["          done: 2026-01-15"]);
    let said = school.refuses(&["done", "p014"]);
    assert!(said.contains("p014 has no open action\nhelp: see `send show p014`"), "{said}");
}

#[test]
fn a_dry_run_saves_nothing_and_shows_what_it_would_save() {
    let school = with_plan();
    let commands: [&[&str]; 6] = [
        &["need", "p014", "SLCN", "--dry-run"],
        &["refer", "p014", "--to=Sensory Support", "--dry-run"],
        &["observe", "p014", "--note=x", "--dry-run"],
        &["plan", "p014", "--shared=today", "--dry-run"],
        &["provide", "p014", "--what=x", "--kind=resource", "--dry-run"],
        &["review", "p014", "--not-held=ill", "--again=27 mar", "--dry-run"],
    ];
    for command in commands {
        let before = school.records();
        let ran = school.send(command);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command:?}");
        assert!(ran.out.contains("\n+") && ran.out.contains("p014: would have recorded"), "{}", ran.out);
        assert_eq!(school.records(), before, "{command:?}");
    }
}

#[test]
fn one_pupil_is_changed_without_reading_another() {
    let school = with_plan();
    school.write("pupils/p099.yaml", "this: [is no record\n");
    for command in
        [&["observe", "p014", "--note=x"][..], &["need", "p014", "SLCN"], &["refer", "p014", "--to=Sensory Support"]]
    {
        let ran = school.send(command);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command:?}");
    }
}
