//! The program asks at a terminal for what is missing. These tests run the real program behind a real pseudo-terminal.
//!
//! The crate that makes pseudo-terminals supports only Unix. On other systems these tests do not exist, and say so.

#[cfg(not(unix))]
#[test]
fn questions_at_a_terminal() {
    eprintln!("SKIPPED: no pseudo-terminal on this system");
}

#[cfg(unix)]
mod unix {
    use std::process::Command;

    use rexpect::session::{PtySession, spawn_command};

    use crate::common::folders::write_script;
    use crate::common::school::{P014, School};

    const DOWN: &str = "\x1b[B";
    const UP: &str = "\x1b[A";
    const ESCAPE: &str = "\x1b";
    const ENTER: &str = "\r";

    /// The line under a list that needs an answer, after only Enter.
    const NOT_CHOSEN: &str = "no answer is chosen yet: move to one with the arrow keys, then press Enter";
    /// The question at the end of a conversation.
    const SAVE: &str = "Save this?";

    const RECORD: &str = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll:\n  - from: 2022-09-05\ncensus: N\n";

    fn school() -> School {
        School::with("", RECORD)
    }

    fn at_terminal(school: &School, arguments: &[&str]) -> PtySession {
        talk_to(school.command(arguments))
    }

    /// Starts a program at a terminal, and waits for what it says for twenty seconds.
    fn talk_to(mut command: Command) -> PtySession {
        command.env("NO_COLOR", "1").env("TERM", "xterm");
        spawn_command(command, Some(20_000)).unwrap()
    }

    /// Waits for a question and answers it.
    fn answer(talk: &mut PtySession, question: &str, keys: &str) {
        talk.exp_string(question).unwrap();
        press(talk, keys);
    }

    fn press(talk: &mut PtySession, keys: &str) {
        talk.send(keys).unwrap();
        talk.flush().unwrap();
    }

    /// The keys that choose this answer in a list. Answers are counted from 1, because the first row is not an answer.
    fn row(number: usize) -> String {
        format!("{}{ENTER}", DOWN.repeat(number))
    }

    /// Presses only Enter, more often than there are questions in any conversation.
    fn only_enter(talk: &mut PtySession) {
        for _ in 0..15 {
            press(talk, ENTER);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }

    /// Gives up, and waits for the end.
    fn give_up(talk: &mut PtySession) {
        talk.send_control('c').unwrap();
        talk.exp_string("stopped: nothing was saved").unwrap();
        talk.exp_eof().unwrap();
    }

    /// A school. The record of p014 has these lines instead of `census: N`.
    fn school_with(lines: &str) -> School {
        School::with("", &RECORD.replace("census: N\n", lines))
    }

    /// A pupil at stage A. If there is an open plan, it has a target and provision.
    fn at_stage_a(plan: &str) -> School {
        school_with(&format!("stage: A\ncensus: N\nstages:\n  - date: 2025-11-03\n    stage: A\n{plan}"))
    }

    const PLAN: &str = "cycles:
  - stage: A
    plan:
      date: 2025-11-10
      kind: adaptations
      targets:
        - text: Retell a story
      provisions:
        - what: Word box
          kind: resource
";

    /// A pupil with an EHC plan. Its annual review has been held, but the authority has not decided.
    const EHC_PLAN: &str = "census: E
ehc_plan:
  - final: 2025-01-20
    reviews:
      - kind: annual
        meeting: 2026-01-05
";

    #[test]
    fn every_missing_thing_is_asked_and_the_answers_are_saved() {
        let school = school();
        let mut talk = at_terminal(&school, &["concern", "p014", "--short-term-causes", "none found"]);
        answer(&mut talk, "When was it raised?", "5 jan\r");
        answer(&mut talk, "Who raised it?", &row(3));
        answer(&mut talk, "How is progress less than expected?", " \r");
        answer(&mut talk, "What is the concern, in one sentence?", "Reads #1: slowly\r");
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the concern of 5 Jan 2026").unwrap();
        talk.exp_eof().unwrap();
        let record = school.read(P014);
        for line in ["date: 2026-01-05", "raised_by: parent", "- slower-than-peers", "short_term_causes: none found"] {
            assert!(record.contains(line), "{line} in\n{record}");
        }
        assert!(record.contains("Reads #1: slowly"), "{record}");
    }

    #[test]
    fn the_keys_of_an_entry_are_asked_and_the_entry_is_shown_before_it_is_saved() {
        let school = school();
        let mut talk = at_terminal(&school, &["add", "disagreement", "p014"]);
        answer(&mut talk, "What is the day it was raised?", "12 jan\r");
        answer(&mut talk, "Who raised it?", "mother\r");
        answer(&mut talk, "What is the subject of the disagreement?", ENTER);
        answer(&mut talk, "Say how far it has gone", &row(2));
        talk.exp_string("level: serious").unwrap();
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the disagreement of 12 Jan 2026").unwrap();
        talk.exp_eof().unwrap();
        let new = "disagreements:\n  - date: 2026-01-12\n    by: mother\n    level: serious\n";
        assert!(school.read(P014).ends_with(new), "{}", school.read(P014));
    }

    #[test]
    fn a_day_on_which_a_plan_was_in_force_is_asked_only_if_its_first_day_is_not_known() {
        let plan = ["add", "ehc-plan", "p014", "--authority=Far Council"];
        let school = school();
        let mut talk = at_terminal(&school, &plan);
        answer(&mut talk, "What is the day of the final plan?", ENTER);
        answer(&mut talk, "On which day was it in force, if you do not know `--final`?", "5 jan\r");
        answer(&mut talk, "Give the outcomes in section E, one at a time", ENTER);
        give_up(&mut talk);
        let mut talk = at_terminal(&school, &plan);
        answer(&mut talk, "What is the day of the final plan?", "1/6/2022\r");
        answer(&mut talk, "Give the outcomes in section E, one at a time", ENTER);
        answer(&mut talk, "Give the provision in section F, one at a time", "Speech therapy\r");
        answer(&mut talk, "Give the provision in section F, one at a time", ENTER);
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the EHC plan of 1 Jun 2022").unwrap();
        talk.exp_eof().unwrap();
        assert!(school.read(P014).contains("    provision:\n      - Speech therapy\n"), "{}", school.read(P014));
    }

    #[test]
    fn a_step_back_asks_again_and_giving_up_saves_nothing_and_keeps_what_was_typed() {
        let school = school();
        let before = school.read(P014);
        let mut talk = at_terminal(&school, &["concern", "p014"]);
        answer(&mut talk, "When was it raised?", "some day\r");
        talk.exp_string("this is not a date").unwrap();
        // The typed text is still there to be corrected.
        press(&mut talk, &format!("{}5 jan\r", "\u{7f}".repeat("some day".len())));
        answer(&mut talk, "Who raised it?", ESCAPE);
        answer(&mut talk, "When was it raised?", "6 jan\r");
        answer(&mut talk, "Who raised it?", &row(1));
        talk.exp_string("How is progress less than expected?").unwrap();
        talk.send_control('c').unwrap();
        talk.exp_string("stopped: nothing was saved").unwrap();
        talk.exp_string("send concern p014 \"--date=6 jan\" --raised-by=class-teacher").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(school.read(P014), before);
    }

    #[test]
    fn enter_alone_does_not_answer_a_question_that_needs_an_answer() {
        let review = ["review", "p014", "--date=2026-01-10", "--present=parent", "--result=1=x"];
        let rest = ["--sessions=1=1", "--exit=1=x", "--impact=1=1", "--pupil-voice=x", "--parent-voice=x"];
        let outcome = [&review[..], &rest[..]].concat();
        let progress = [&outcome[..], &["--outcome=1=met"]].concat();
        let decision = [&progress[..], &["--progress=little"]].concat();
        let cases: [(&str, &[&str], &str); 12] = [
            (PLAN, &outcome, "Target 1, Retell a story: how did it go?"),
            (PLAN, &progress, "How much progress was made?"),
            (PLAN, &decision, "What was decided?"),
            (PLAN, &["provide", "p014", "--what=Word box"], "What kind of provision?"),
            ("", &["concern", "p014", "--date=2026-01-10"], "Who raised it?"),
            ("", &["contact", "p014", "--date=2026-01-10"], "What kind of contact?"),
            ("", &["contact", "p014", "call", "--date=2026-01-10"], "What was it about?"),
            (
                "",
                &["contact", "p014", "consent", "--about=inclusion-referral", "--date=2026-01-10", "--with=parent"],
                "What did they answer?",
            ),
            ("", &["decide", "p014"], "What happened?"),
            ("", &["apply", "p014"], "What is the application for?"),
            ("", &["need", "p014"], "Which type of need?"),
            (EHC_PLAN, &["annual-review", "p014", "--decision=2026-01-12"], "What did the authority decide?"),
        ];
        for (lines, arguments, question) in cases {
            let school = if lines == EHC_PLAN { school_with(lines) } else { at_stage_a(lines) };
            let before = school.read(P014);
            let mut talk = at_terminal(&school, arguments);
            answer(&mut talk, question, ENTER);
            talk.exp_string(NOT_CHOSEN).unwrap_or_else(|error| panic!("{question}: {error}"));
            press(&mut talk, "\r\r");
            talk.exp_string(NOT_CHOSEN).unwrap();
            give_up(&mut talk);
            assert_eq!(school.read(P014), before, "{question}");
        }
    }

    #[test]
    fn a_review_with_only_a_day_and_who_was_there_is_not_saved() {
        let school = at_stage_a(PLAN);
        let before = school.read(P014);
        let mut talk = at_terminal(&school, &["review", "p014"]);
        answer(&mut talk, "When was the meeting?", "10 jan 2026\r");
        answer(&mut talk, "Who was there?", " \r");
        only_enter(&mut talk);
        give_up(&mut talk);
        assert_eq!(school.read(P014), before);
    }

    #[test]
    fn enter_alone_saves_no_consent_need_step_or_application() {
        for verb in [&["contact", "p014", "consent"][..], &["need", "p014"], &["decide", "p014"], &["apply", "p014"]] {
            let school = at_stage_a("");
            let before = school.read(P014);
            let mut talk = at_terminal(&school, verb);
            only_enter(&mut talk);
            give_up(&mut talk);
            assert_eq!(school.read(P014), before, "{verb:?}");
        }
    }

    #[test]
    fn enter_skips_an_optional_question_and_records_no_answer() {
        let school = at_stage_a("");
        let mut talk = at_terminal(&school, &["apply", "p014", "--by=R. Osei"]);
        answer(&mut talk, "What is the application for?", &row(2));
        answer(&mut talk, "Who asked for it?", ENTER);
        answer(&mut talk, "Who was consulted", ENTER);
        answer(&mut talk, "When was it sent", ENTER);
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the application for an EHC plan").unwrap();
        talk.exp_eof().unwrap();
        let record = school.read(P014);
        assert!(record.contains("applications:\n  - for: EHCP\n    by: R. Osei\n"), "{record}");
        assert!(!record.contains("requested_by"), "{record}");
    }

    #[test]
    fn a_consent_is_not_recorded_as_a_parents_until_someone_says_so() {
        let school = at_stage_a("");
        let arguments = ["contact", "p014", "consent", "--about=inclusion-referral", "--note=x", "--by=R. Osei"];
        let mut talk = at_terminal(&school, &arguments);
        answer(&mut talk, "What is the date of this contact?", ENTER);
        answer(&mut talk, "Who was this contact with?", ENTER);
        answer(&mut talk, "What did they answer?", &row(2));
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the consent of 15 Jan 2026").unwrap();
        talk.exp_eof().unwrap();
        let record = school.read(P014);
        assert!(record.contains("answer: refused") && !record.contains("with:"), "{record}");
    }

    #[test]
    fn what_will_be_saved_is_shown_in_words_with_the_child_and_the_year() {
        let school = at_stage_a("");
        let before = school.read(P014);
        let mut talk = at_terminal(&school, &["contact", "p014", "consent", "--by=R. Osei"]);
        answer(&mut talk, "What is the date of this contact?", "10 jan\r");
        answer(&mut talk, "What was it about?", &row(2));
        answer(&mut talk, "Who was this contact with?", &row(1));
        answer(&mut talk, "What did they answer?", &row(1));
        answer(&mut talk, "What was said or written?", "Both agreed\r");
        for words in [
            "this would be saved for Amira Example (p014):",
            "date: 10 Jan 2026",
            "kind: a request for consent, with the answer",
            "about: the inclusion referral",
            "answer: given",
            "by: R. Osei",
            "note: Both agreed",
        ] {
            talk.exp_string(words).unwrap();
        }
        talk.exp_string(SAVE).unwrap();
        assert_eq!(school.read(P014), before);
        press(&mut talk, ENTER);
        talk.exp_string("recorded the consent of 10 Jan 2026").unwrap();
        talk.exp_eof().unwrap();
        assert!(school.read(P014).contains("answer: given"), "{}", school.read(P014));
    }

    #[test]
    fn escape_at_the_end_goes_back_to_the_last_question() {
        let school = at_stage_a("");
        let mut talk = at_terminal(&school, &["need", "p014"]);
        answer(&mut talk, "Which type of need?", &row(1));
        talk.exp_string("type: SPLD (Specific learning difficulty)").unwrap();
        answer(&mut talk, SAVE, ESCAPE);
        answer(&mut talk, "Which type of need?", &row(6));
        talk.exp_string("type: SLCN").unwrap();
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the need SLCN with rank 1 from 15 Jan 2026").unwrap();
        talk.exp_eof().unwrap();
        let record = school.read(P014);
        assert!(record.contains("type: SLCN") && !record.contains("SPLD"), "{record}");
    }

    #[test]
    fn a_no_at_the_end_saves_nothing_and_gives_the_command_to_go_on_from() {
        let school = school_with(EHC_PLAN);
        let before = school.read(P014);
        let mut talk = at_terminal(&school, &["annual-review", "p014", "--decision=2026-01-12"]);
        answer(&mut talk, "What did the authority decide?", &row(3));
        talk.exp_string("outcome: cease").unwrap();
        answer(&mut talk, SAVE, "maybe\r");
        talk.exp_string("type y for yes or n for no").unwrap();
        press(&mut talk, &format!("{}n\r", "\u{7f}".repeat("maybe".len())));
        talk.exp_string("nothing was saved").unwrap();
        talk.exp_string("send annual-review p014 --decision=2026-01-12 --outcome=cease").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(school.read(P014), before);
    }

    #[test]
    fn a_complete_command_asks_nothing_and_needs_no_confirmation() {
        let school = at_stage_a("");
        let mut talk = at_terminal(&school, &["need", "p014", "SLCN"]);
        let said = talk.exp_eof().unwrap();
        assert!(said.contains("recorded the need SLCN") && !said.contains(SAVE), "{said}");
    }

    #[test]
    fn a_dry_run_asks_for_what_is_missing_but_not_whether_to_save() {
        let school = at_stage_a("");
        let before = school.read(P014);
        let mut talk = at_terminal(&school, &["need", "p014", "--dry-run"]);
        answer(&mut talk, "Which type of need?", &row(1));
        let said = talk.exp_eof().unwrap();
        assert!(said.contains("would have recorded the need SPLD") && !said.contains(SAVE), "{said}");
        assert_eq!(school.read(P014), before);
    }

    #[test]
    fn a_record_that_changed_meanwhile_is_not_saved_differently_from_what_was_confirmed() {
        let school = at_stage_a("");
        let mut talk = at_terminal(&school, &["need", "p014"]);
        answer(&mut talk, "Which type of need?", &row(1));
        talk.exp_string("rank: 1").unwrap();
        talk.exp_string(SAVE).unwrap();
        // Someone else records a primary need, so this need would get rank 2.
        let other = format!("{}needs:\n  - type: SEMH\n    rank: 1\n    from: 2026-01-12\n", school.read(P014));
        std::fs::write(school.path("pupils/p014.yaml"), &other).unwrap();
        press(&mut talk, ENTER);
        talk.exp_string("p014 changed while you answered").unwrap();
        talk.exp_string("send need p014 --type=SPLD").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(school.read(P014), other);
    }

    #[test]
    fn another_command_can_save_while_a_person_thinks() {
        let school = at_stage_a("");
        let mut talk = at_terminal(&school, &["need", "p014"]);
        answer(&mut talk, "Which type of need?", &row(1));
        talk.exp_string(SAVE).unwrap();
        let other = ["contact", "p014", "call", "--about=concern", "--by=J. Patel", "--date=2026-01-12"];
        assert_eq!(school.send(&other).code, 0);
        press(&mut talk, ENTER);
        talk.exp_string("recorded the need SPLD").unwrap();
        talk.exp_eof().unwrap();
        let record = school.read(P014);
        assert!(record.contains("kind: call") && record.contains("type: SPLD"), "{record}");
    }

    #[test]
    fn a_move_that_the_policy_refuses_is_refused_without_asking_whether_to_save() {
        let school = at_stage_a("");
        let before = school.read(P014);
        let mut talk = at_terminal(&school, &["advance", "p014", "--to=B", "--waive=little-progress"]);
        answer(&mut talk, "Why is the requirement set aside?", "agreed\r");
        let said = talk.exp_eof().unwrap();
        assert!(said.contains("the policy does not allow this yet"), "{said}");
        assert!(!said.contains(SAVE) && !said.contains("this would be saved"), "{said}");
        assert_eq!(school.read(P014), before);
    }

    #[test]
    fn a_move_shows_where_the_pupil_goes_before_it_is_saved() {
        let school = school_with(
            "stage: B\ncensus: N\nstages:\n  - date: 2025-09-08\n    stage: A\n  - date: 2025-11-03\n    stage: B\n",
        );
        let mut talk = at_terminal(&school, &["step-back", "p014", "--by=R. Osei"]);
        answer(&mut talk, "When did the pupil go back?", ENTER);
        answer(&mut talk, "Why does the pupil go back?", "agreed\r");
        for words in ["stage: A (High Quality Teaching), was B", "date: 15 Jan 2026", "because: agreed"] {
            talk.exp_string(words).unwrap();
        }
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded").unwrap();
        talk.exp_eof().unwrap();
        assert!(school.read(P014).contains("stage: A\ncensus"), "{}", school.read(P014));
    }

    #[test]
    fn one_question_about_several_pupils_shows_what_would_be_saved() {
        let school = school();
        let other = school.read(P014).replace("p014", "p015").replace("Amira", "Ben");
        std::fs::write(school.path("pupils/p015.yaml"), other).unwrap();
        let mut talk = at_terminal(&school, &["contact", "p014", "p015", "call", "--date=2026-01-10"]);
        answer(&mut talk, "What was it about?", &row(1));
        answer(&mut talk, "Who was this contact with?", ENTER);
        answer(&mut talk, "What was said or written?", ENTER);
        for words in ["Amira Example (p014)", "Ben Example (p015)", "date: 10 Jan 2026", "about: a concern"] {
            talk.exp_string(words).unwrap();
        }
        answer(&mut talk, "Change these 2 records?", ESCAPE);
        answer(&mut talk, "What was said or written?", "They rang\r");
        talk.exp_string("note: They rang").unwrap();
        answer(&mut talk, "Change these 2 records?", "y\r");
        talk.exp_string("p014: recorded the call of 10 Jan 2026").unwrap();
        let said = talk.exp_eof().unwrap();
        assert!(!said.contains("Change these") && !said.contains(SAVE), "{said}");
        for id in ["p014", "p015"] {
            let record = school.read(&format!("pupils/{id}.yaml"));
            assert!(record.contains("kind: call") && record.contains("note: They rang"), "{record}");
        }
    }

    #[test]
    fn a_no_for_several_pupils_saves_nothing_and_keeps_what_was_answered() {
        let school = school();
        let before = school.read(P014);
        let other = before.replace("p014", "p015").replace("Amira", "Ben");
        std::fs::write(school.path("pupils/p015.yaml"), other).unwrap();
        let mut talk = at_terminal(&school, &["contact", "p014", "p015", "call", "--note=x"]);
        answer(&mut talk, "What is the date of this contact?", ENTER);
        answer(&mut talk, "What was it about?", &row(1));
        answer(&mut talk, "Who was this contact with?", ENTER);
        answer(&mut talk, "Change these 2 records?", ENTER);
        talk.exp_string("nothing was saved").unwrap();
        talk.exp_string("send contact p014 p015 call --note=x").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(school.read(P014), before);
    }

    #[test]
    fn a_new_record_is_shown_and_confirmed_and_a_class_is_not_taken_by_enter() {
        let school = school();
        let settings = school.path("send.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, format!("{text}\n[[classes]]\nname = \"4B\"\n")).unwrap();
        let talk_of = |school: &School| {
            let mut talk = at_terminal(school, &["new", "--by=R. Osei"]);
            answer(&mut talk, "What is the pupil's name?", "Ben Example\r");
            answer(&mut talk, "What is the date of birth", "2018-02-01\r");
            answer(&mut talk, "What is the first day on roll?", "5 jan\r");
            answer(&mut talk, "Which class?", ENTER);
            answer(&mut talk, "What is the UPN", ENTER);
            answer(&mut talk, "Which language is spoken at home?", ENTER);
            answer(&mut talk, "Did the pupil come with SEN support or a plan?", ENTER);
            talk.exp_string("this would be saved for Ben Example (").unwrap();
            talk.exp_string("date of birth: 1 Feb 2018").unwrap();
            talk.exp_string("from: 5 Jan 2026").unwrap();
            talk
        };
        let made = || std::fs::read_dir(school.path("pupils")).unwrap().count();
        let before = made();
        let mut talk = talk_of(&school);
        answer(&mut talk, SAVE, "n\r");
        talk.exp_string("nothing was saved").unwrap();
        talk.exp_string("send new").unwrap();
        talk.exp_string("--date-of-birth=2018-02-01").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(made(), before);
        let mut talk = talk_of(&school);
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("made the record").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(made(), before + 1);
        let written = std::fs::read_to_string(school.path("pupils/p015.yaml")).unwrap();
        assert!(written.contains("name: Ben Example") && !written.contains("class:"), "{written}");
    }

    /// Answers the questions about a new pupil up to the one about support.
    fn a_new_pupil(school: &School, more: &[&str]) -> PtySession {
        let who = ["new", "--by=R. Osei", "--from=5 jan", "--name=Ben Example"];
        let mut talk = at_terminal(school, &[&who[..], more].concat());
        answer(&mut talk, "What is the date of birth", "2018-02-01\r");
        answer(&mut talk, "Which class?", ENTER);
        answer(&mut talk, "What is the UPN", ENTER);
        answer(&mut talk, "Which language is spoken at home?", ENTER);
        talk
    }

    #[test]
    fn a_pupil_who_came_with_a_plan_is_asked_about_and_its_day_need_not_be_known() {
        let school = school();
        let mut talk = a_new_pupil(&school, &[]);
        answer(&mut talk, "Did the pupil come with SEN support or a plan?", &row(3));
        answer(&mut talk, "Which school or setting did the pupil come from?", "Far Primary\r");
        answer(&mut talk, "When was the EHC plan made final?", "not known\r");
        answer(&mut talk, "When was the last annual review of the plan?", ENTER);
        answer(&mut talk, "Which authority made the plan", ENTER);
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("made the record").unwrap();
        talk.exp_string("with the census code E").unwrap();
        talk.exp_eof().unwrap();
        let written = school.read("pupils/p015.yaml");
        assert!(written.contains("ehc_plan:\n  - in_force_on: 2026-01-05\n"), "{written}");
    }

    #[test]
    fn a_pupil_who_was_supported_here_is_asked_about_as_a_register_is_read() {
        let school = school();
        let mut talk = a_new_pupil(&school, &["--as-found=9 jan"]);
        answer(&mut talk, "Which support does the pupil have?", ENTER);
        talk.exp_string(NOT_CHOSEN).unwrap();
        press(&mut talk, &row(1));
        answer(&mut talk, "Which stage?", &row(3));
        answer(&mut talk, "Which needs?", ENTER);
        answer(&mut talk, "On the register since when?", "8 jan 2024\r");
        answer(&mut talk, "Had the parents been told that their child gets SEN support?", &row(3));
        answer(&mut talk, "When is the next review of the school's own plan due?", "13 feb\r");
        // The day of joining was typed, and is after the day on the register.
        let said = talk.exp_eof().unwrap();
        assert!(said.contains("before the first day on roll, 5 Jan 2026"), "{said}");
        assert!(said.contains("--support=K --stage=C"), "{said}");
    }

    #[test]
    fn a_child_who_already_has_a_record_is_refused_before_anything_is_confirmed() {
        let school = school();
        let mut talk = at_terminal(&school, &["new", "--by=R. Osei", "--from=5 jan"]);
        answer(&mut talk, "What is the pupil's name?", "Amira Example\r");
        answer(&mut talk, "What is the date of birth", "2017-11-03\r");
        answer(&mut talk, "Which class?", ENTER);
        answer(&mut talk, "What is the UPN", ENTER);
        answer(&mut talk, "Which language is spoken at home?", ENTER);
        answer(&mut talk, "Did the pupil come with SEN support or a plan?", ENTER);
        let said = talk.exp_eof().unwrap();
        assert!(said.contains("p014 already has this name and date of birth") && !said.contains(SAVE), "{said}");
        assert!(
            said.contains("to try again with your answers, correct any mistake in this command and run it: send new"),
            "{said}"
        );
    }

    #[test]
    fn a_review_is_asked_for_in_the_order_of_the_meeting_and_a_mistake_loses_nothing() {
        let school = at_stage_a(PLAN);
        let mut talk = at_terminal(&school, &["review", "p014", "--by", "J. Patel"]);
        answer(&mut talk, "When was the meeting?", "2099-01-01\r");
        talk.exp_string("is in the future").unwrap();
        answer(&mut talk, "When was the meeting?", "14 jan\r");
        answer(&mut talk, "Who was there?", " \r");
        answer(&mut talk, "Target 1, Retell a story: how did it go?", &row(2));
        answer(&mut talk, "Target 1: what was the result?", "3 of 5\r");
        answer(&mut talk, "Word box: how many sessions took place?", "some\r");
        talk.exp_string("expected a number of sessions").unwrap();
        answer(&mut talk, "Word box: how many sessions took place?", "12\r");
        answer(&mut talk, "Word box: what is the measure at the end?", "\r");
        answer(&mut talk, "Word box: what was its impact, from -2 (worst) to 2 (best)?", "1\r");
        answer(&mut talk, "What does the pupil say?", "I like it\r");
        answer(&mut talk, "What do the parents say?", "\r");
        answer(&mut talk, "How much progress was made?", &row(2));
        // The mildest decision comes first.
        answer(&mut talk, "What was decided?", &row(1));
        answer(&mut talk, "Why was this decided?", "\r");
        answer(&mut talk, "Is there an action?", "Order cards | J. Patel\r");
        answer(&mut talk, "Is there another action?", "Order books\r");
        answer(&mut talk, "Is there another action?", "\r");
        for words in [
            "Retell a story",
            "outcome: partly met",
            "sessions given: 12",
            "progress: very little progress",
            "Order books",
        ] {
            talk.exp_string(words).unwrap_or_else(|error| panic!("{words}: {error}"));
        }
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the review of 14 Jan 2026: continue").unwrap();
        talk.exp_eof().unwrap();
        let record = school.read(P014);
        for lines in
            ["outcome: partly\n          result: 3 of 5\n", "sessions_given: 12\n          impact: 1\n", "books\n"]
        {
            assert!(record.contains(lines), "{lines} in\n{record}");
        }
    }

    #[test]
    fn a_decision_to_stop_after_no_progress_is_questioned_before_it_is_saved() {
        let school = at_stage_a(PLAN);
        let typed = ["--present=parent", "--outcome=1=not-met", "--result=1=x", "--sessions=1=1", "--exit=1=x"];
        let more = ["--impact=1=1", "--pupil-voice=x", "--parent-voice=x", "--because=x", "--date=2026-01-14"];
        let arguments = [&["review", "p014", "--by=J. Patel"][..], &typed[..], &more[..]].concat();
        let mut talk = at_terminal(&school, &arguments);
        answer(&mut talk, "How much progress was made?", &row(1));
        // Moving up from the first row leads to the last one, the most serious.
        answer(&mut talk, "What was decided?", &format!("{UP}{ENTER}"));
        answer(&mut talk, "Is there an action?", ENTER);
        talk.exp_string("decision: discontinue (The gap has closed: stop the support)").unwrap();
        talk.exp_string("warning[progress-contradicts-decision]").unwrap();
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the review of 14 Jan 2026: discontinue").unwrap();
        talk.exp_eof().unwrap();
        assert!(school.read(P014).contains("decision: discontinue"), "{}", school.read(P014));
    }

    #[test]
    fn answers_that_cannot_be_saved_are_shown() {
        let school = at_stage_a(PLAN);
        let before = school.read(P014);
        let options =
            ["--present=parent", "--outcome=1=met", "--progress=little", "--action=Order cards || 2026-01-02"];
        let mut talk = at_terminal(&school, &[&["review", "p014", "--result=1=x"], &options[..]].concat());
        answer(&mut talk, "When was the meeting?", "\r");
        for _ in 0..3 {
            answer(&mut talk, "Word box", "\r");
        }
        answer(&mut talk, "What does the pupil say?", "I like it\r");
        answer(&mut talk, "What do the parents say?", "\r");
        answer(&mut talk, "What was decided?", &row(1));
        answer(&mut talk, "Why was this decided?", "\r");
        answer(&mut talk, "Is there another action?", "\r");
        talk.exp_string("2 Jan 2026 is before the review").unwrap();
        talk.exp_string(
            "to try again with your answers, correct any mistake in this command and run it: send review p014",
        )
        .unwrap();
        talk.exp_string("\"--pupil-voice=I like it\"").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(school.read(P014), before);
    }

    /// `send plan p014` with a shell script as the editor.
    fn plan_with_editor(school: &School, script: &str) -> PtySession {
        let editor = school.path("editor.sh");
        write_script(&editor, script, "700");
        let arguments = ["plan", "p014", "--review-by=20 mar", "--pupil-voice=I like to sing", "--by=J. Patel"];
        let mut command = school.command(&arguments);
        command.env("VISUAL", &editor);
        talk_to(command)
    }

    /// The texts that the editor opened, one after another.
    fn shown(school: &School) -> String {
        school.read("shown.txt")
    }

    #[test]
    fn a_plan_opens_in_an_editor_with_what_was_typed_so_far() {
        let school = at_stage_a("");
        // An editor that keeps what it was shown and fills in the text of the target. The first time it makes a mistake.
        let script = "#!/bin/sh
cat \"$1\" >> shown.txt
if grep -q '^#! ' \"$1\"; then sed -i.old -e '/messure/d' \"$1\"; else
sed -i.old -e 's/^  - text:$/  - text: Sing/' -e 's/^    measure:$/    messure: x/' -e '/^    baseline:$/d' -e '/^    by:$/d' -e '/^[a-z_]*:$/{/^targets/!d;}' \"$1\"; fi
";
        let mut talk = plan_with_editor(&school, script);
        talk.exp_string("text: Sing").unwrap();
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the plan of 15 Jan 2026 with 1 target").unwrap();
        talk.exp_eof().unwrap();
        let plan = "    plan:
      date: 2026-01-15
      by: J. Patel
      kind: adaptations
      review_by: 2026-03-20
      targets:
        - text: Sing
      pupil_voice: I like to sing
";
        assert!(school.read(P014).contains(plan), "{}", school.read(P014));
        let shown = shown(&school);
        assert!(shown.contains("#! ") && shown.contains("messure"), "{shown}");
    }

    #[test]
    fn a_step_back_to_the_editor_opens_the_written_text_and_not_the_empty_form() {
        let school = at_stage_a("");
        // The first time it fills in a target, the second time it changes nothing, the third time it changes the target.
        let script = "#!/bin/sh
cat \"$1\" >> shown.txt
echo . >> times.txt
case $(wc -l < times.txt | tr -d ' ') in
1) sed -i.old -e 's/^  - text:$/  - text: Sing/' -e '/^    [a-z]*:$/d' -e '/^[a-z_]*:$/{/^targets/!d;}' \"$1\";;
3) sed -i.old -e 's/Sing/Hum/' \"$1\";;
esac
";
        let mut talk = plan_with_editor(&school, script);
        talk.exp_string("text: Sing").unwrap();
        answer(&mut talk, SAVE, ESCAPE);
        talk.exp_string("text: Sing").unwrap();
        answer(&mut talk, SAVE, ESCAPE);
        talk.exp_string("text: Hum").unwrap();
        answer(&mut talk, SAVE, ENTER);
        talk.exp_string("recorded the plan of 15 Jan 2026 with 1 target").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(shown(&school).matches("  - text: Sing\n").count(), 2, "{}", shown(&school));
        assert!(school.read(P014).contains("- text: Hum\n"), "{}", school.read(P014));
    }

    #[test]
    fn a_no_after_the_editor_returns_the_plan_as_a_command() {
        let school = at_stage_a("");
        let before = school.read(P014);
        let script = "#!/bin/sh
sed -i.old -e 's/^  - text:$/  - text: Sing/' -e '/^    [a-z]*:$/d' -e '/^[a-z_]*:$/{/^targets/!d;}' \"$1\"
";
        let mut talk = plan_with_editor(&school, script);
        answer(&mut talk, SAVE, "n\r");
        talk.exp_string("nothing was saved").unwrap();
        talk.exp_string("--yaml=").unwrap();
        talk.exp_string("- text: Sing").unwrap();
        talk.exp_eof().unwrap();
        assert_eq!(school.read(P014), before);
    }
}
