//! The verbs of the roll and of the authority, through the real program: what they print, their exit codes, and the lines that
//! they add to a record.

use crate::common::school::School;

/// A record as a teacher might write it by hand.
const AMIRA: &str = "format: 1
id: p014
# Asked the office for the name as it is on the birth certificate.
name: Amira Example
upn: Q330999922002
date_of_birth: 2017-11-03
on_roll:
  - from: 2022-09-05
class: 4B
characteristics: [eal]
census: N
";

/// A school with two classes.
fn school() -> School {
    let settings = "\n[[classes]]\nname = \"4B\"\n\n[[classes]]\nname = \"5B\"\n\n[people.senco]\nname = \"R. Osei\"\n";
    School::with(settings, AMIRA)
}

#[test]
fn new_makes_the_next_record_and_check_asks_only_where_support_continues() {
    let school = school();
    let ran = school.send(&[
        "new",
        "--name",
        "Bilal Example",
        "--date-of-birth",
        "2016-09-12",
        "--upn",
        "e330999920001x",
        "--class",
        "4B",
    ]);
    assert_eq!(ran.code, 2);
    let ran = school.send(&[
        "new",
        "--name",
        "Bilal Example",
        "--date-of-birth",
        "12/9/2016",
        "--class",
        "4B",
        "--from",
        "5/1",
        "--characteristic",
        "medical",
        "--characteristic",
        "eal",
        "--arrived-from",
        "Hillside Infants",
        "--arrived-with",
        "k",
        "--information-requested",
        "2026-01-02",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.starts_with(
            "p015: made the record\n  next: tell the parents, then put the pupil on the register: `send place p015"
        ),
        "{}",
        ran.out
    );
    let expected = "format: 1
id: p015
name: Bilal Example
date_of_birth: 2016-09-12
on_roll:
  - from: 2026-01-05
class: 4B
characteristics:
  - eal
  - medical
census: N
arrived:
  - from: Hillside Infants
    with: K
    information_requested: 2026-01-02
";
    assert_eq!(school.read("pupils/p015.yaml"), expected);
    // The only finding is that a child who came with support is not on the register yet.
    let check = school.send(&["check", "--strict"]);
    assert_eq!(check.code, 1);
    assert!(check.out.starts_with("error[arrival-unplaced]: p015 ") && check.out.contains("1 error"), "{}", check.out);
}

#[test]
fn new_refuses_a_second_record_a_wrong_upn_and_an_unknown_class() {
    let school = school();
    let new = |more: &[&str]| {
        let base = ["new", "--name", "Bilal Example", "--date-of-birth", "2016-09-12"];
        school.refuses(&[&base[..], more].concat())
    };
    let said = new(&["--upn", "A330999922002"]);
    assert!(said.contains("the UPN starts with the check letter `A`, but its other 12 characters give `Q`"), "{said}");
    assert!(new(&["--upn", "Q330999922002"]).starts_with("error: p014 already has this UPN\n"));
    let said = new(&["--class", "4b"]);
    assert!(said.contains("`4b` is not a class in send.toml\nhelp: did you mean `4B`?"), "{said}");
    assert!(new(&["--id", "p014"]).contains("pupils/p014.yaml already has the id `p014`"));
    assert!(new(&["--id", "P 14"]).contains("small letters"));
    assert!(new(&["--folder", "../x"]).contains("is not a folder in `pupils`"));
    assert!(new(&["--from", "2016-09-05"]).contains("no pupil joins a school at that age"));
    assert!(school.refuses(&["new", "--name", "Bilal Example"]).contains("--date-of-birth is missing"));
    let namesake = ["new", "--name", " amira  EXAMPLE ", "--date-of-birth", "2017-11-03"];
    let said = school.refuses(&namesake);
    assert!(said.contains("p014 already has this name and date of birth\nhelp: check with `send show p014`; if it is another pupil, add `--anyway`"), "{said}");
    assert_eq!(school.send(&[&namesake[..], &["--anyway"]].concat()).code, 0);
}

#[test]
fn new_refuses_a_like_name_with_the_same_birthday_and_says_what_to_type() {
    let school = school();
    let before = school.records();
    let new = |name: &str, more: &[&str]| {
        let base = ["new", "--name", name, "--date-of-birth", "2017-11-03", "--dry-run"];
        school.send(&[&base[..], more].concat())
    };
    for name in ["Amira J Example", "Amina Example", "Amira", "Amira Newname", "Аmira Example", "A. Example"] {
        let ran = new(name, &[]);
        let said = "error: p014 (Amira Example) has the same date of birth and a name like this one\n\
                    help: check with `send show p014`; if it is another pupil, add `--anyway`";
        assert!(ran.code == 2 && ran.err.contains(said), "{name}: {}", ran.err);
        assert_eq!(new(name, &["--anyway"]).code, 0, "{name}");
    }
    for name in
        ["EXAMPLE, Amira", "Amira\u{a0}Example", "Ámira Exam\u{ad}ple", "\u{200b}AMIRA EXAMPLE", "Amira-Example"]
    {
        let ran = new(name, &[]);
        assert!(
            ran.code == 2 && ran.err.contains("p014 already has this name and date of birth"),
            "{name}: {}",
            ran.err
        );
    }
    assert_eq!(new("Bilal Example", &[]).code, 0, "a twin with another name");
    assert_eq!(school.records(), before);
}

#[test]
fn a_pupil_is_found_by_name_however_it_is_written() {
    let school = school();
    let set = school.send(&["set", "p014", "name=Zoë O'Brien-Núñez"]);
    assert_eq!(set.code, 0, "{}", set.err);
    for typed in ["zoe", "Zoé", "O’Brien", "obrien nunez", "NUNEZ, Zoe", "Zoe\u{308}", "o brien", "\u{200b}ZOË"] {
        let ran = school.send(&["show", typed]);
        assert!(ran.code == 0 && ran.out.contains("Zoë O'Brien-Núñez"), "{typed}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn new_can_make_a_record_in_a_subfolder_and_a_dry_run_makes_nothing() {
    let school = school();
    let before = school.records();
    let new = ["new", "--name", "Bilal Example", "--date-of-birth", "2016-09-12", "--folder", "elmfield"];
    let ran = school.send(&[&new[..], &["--dry-run"]].concat());
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("+name: Bilal Example"), "{}", ran.out);
    assert!(ran.out.ends_with("p015: would have made the record; nothing was saved\n"), "{}", ran.out);
    assert_eq!(school.records(), before);
    assert!(!school.path("pupils/elmfield").exists());
    assert_eq!(school.send(&new).code, 0);
    assert!(school.read("pupils/elmfield/p015.yaml").contains("name: Bilal Example"));
}

#[test]
fn an_application_is_recorded_from_its_start_to_a_plan_in_force() {
    let school = school();
    let (out, new) = school.saves(
        &["apply", "p014", "--for", "EHCP", "--requested-by", "school", "--consulted", "parent", "--by", "R. Osei"],
        &[],
    );
    assert!(out.starts_with("p014: recorded the application for an EHC plan: not sent yet\n  next: send it"), "{out}");
    let begun = [
        "applications:",
        "  - for: EHCP",
        "    requested_by: school",
        "    by: R. Osei",
        "    consulted:",
        "      - parent",
    ];
    assert_eq!(new, begun);
    let (_, new) = school.saves(&["apply", "p014", "--sent", "2025-06-02"], &[]);
    assert_eq!(new, ["    sent: 2025-06-02"]);
    let (out, new) = school.saves(&["apply", "p014", "--received", "3/6/2025"], &[]);
    assert!(out.contains("sent 2 Jun 2025, received 3 Jun 2025"), "{out}");
    assert_eq!(new, ["    received: 2025-06-03"]);
    let (out, new) = school.saves(&["decide", "p014", "agreed-to-assess", "--date", "2025-07-10"], &[]);
    assert!(
        out.starts_with("p014: recorded agreed-to-assess of 10 Jul 2025, on the application for an EHC plan\n"),
        "{out}"
    );
    assert_eq!(new, ["    steps:", "      - date: 2025-07-10", "        step: agreed-to-assess"]);
    school.saves(&["decide", "p014", "draft", "--date", "2025-09-22"], &[]);
    let ran = school.send(&[
        "decide",
        "p014",
        "final",
        "--date",
        "2025-10-13",
        "--outcome",
        "Tells a story",
        "--provision",
        "Speech therapy, weekly",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("the census code is E from this day"), "{}", ran.out);
    let text = school.read("pupils/p014.yaml");
    assert!(text.contains("census: E\n"), "{text}");
    assert!(
        text.ends_with(
            "ehc_plan:\n  - final: 2025-10-13\n    outcomes:\n      - Tells a story\n    provision:\n      - Speech therapy, weekly\n"
        ),
        "{text}"
    );
    let ran = school.send(&["decide", "p014", "--ceased", "2026-01-05"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("recorded that the EHC plan ceased on 5 Jan 2026\n  the census code is N from now on"),
        "{}",
        ran.out
    );
    assert!(school.read("pupils/p014.yaml").contains("    ceased: 2026-01-05\n"));
}

#[test]
fn an_award_begins_with_its_grant() {
    let school = school();
    school.saves(&["apply", "p014", "--for", "sspp", "--sent", "2025-11-03", "--received", "2025-11-04"], &[]);
    let (_, new) = school.saves(
        &[
            "decide",
            "p014",
            "granted",
            "--date",
            "2025-12-01",
            "--units",
            "4",
            "--from",
            "2026-02-01",
            "--to",
            "2027-01-31",
        ],
        &[],
    );
    let award = ["sspp:", "  - from: 2026-02-01", "    to: 2027-01-31", "    units: 4"];
    assert_eq!(new, [&["    steps:", "      - date: 2025-12-01", "        step: granted"][..], &award].concat());
    // The award is over, so that another may follow.
    school.saves(&["apply", "p014", "--for", "SSPP"], &[]);
}

#[test]
fn impossible_steps_of_an_application_are_refused_with_what_to_do() {
    let school = school();
    assert!(school.refuses(&["decide", "p014", "final"]).starts_with(
        "error: p014 has no application for an EHC plan\nhelp: record it first: `send apply p014 --for EHCP --sent DATE`"
    ));
    assert!(school.refuses(&["apply", "p014"]).contains("--for is missing"));
    assert!(school.refuses(&["apply", "p014", "--sent", "2025-11-03"]).contains("--for is missing"));
    assert!(
        school
            .refuses(&["apply", "p014", "--for", "EHCP", "--sent", "2026-01-16", "--as-at", "2099-01-01"])
            .contains("1 Jan 2099 is in the future")
    );
    assert!(
        school
            .refuses(&["apply", "p014", "--for", "EHCP", "--sent", "2025-11-05", "--received", "2025-11-04"])
            .contains("`received` on 4 Nov 2025 comes before `sent` on 5 Nov 2025")
    );
    school.saves(&["apply", "p014", "--for", "EHCP"], &[]);
    assert!(school.refuses(&["decide", "p014", "agreed-to-assess"]).contains("has not been sent yet"));
    assert!(
        school
            .refuses(&["apply", "p014", "--for", "EHCP"])
            .contains("already has an open application for an EHC plan, not sent yet")
    );
    school.saves(&["apply", "p014", "--for", "EHCP", "--sent", "2025-11-03", "--received", "2025-11-05"], &[]);
    assert!(
        school
            .refuses(&["apply", "p014", "--for", "EHCP", "--requested-by", "parent", "--sent", "2025-12-01"])
            .contains("already has an open application for an EHC plan, begun on 3 Nov 2025")
    );
    assert!(school.refuses(&["apply", "p014", "--sent", "2025-11-04"]).contains("was already sent on 3 Nov 2025"));
    for (arguments, said) in [
        (&["agreed-to-assess", "--date", "2025-11-04"][..], "agreed-to-assess on 4 Nov 2025 is before 5 Nov 2025"),
        (&["final"], "is not recorded\nhelp: first record agreed-to-issue, draft or appeal-outcome, with its own date"),
        (&["granted", "--for", "EHCP"], "`granted` is not a step of an application for an EHC plan"),
        (&["granted"], "p014 has no application for an SSPP"),
        (&["refused-to-assess", "--units", "4"], "--units is for `granted`, and this is `refused-to-assess`"),
        (&["--ceased", "2026-01-05"], "p014 has no EHC plan in force"),
        (&["agreed-to-assess", "--date", "2098-11-30"], "is in the future"),
        (&[], "--step is missing"),
    ] {
        let err = school.refuses(&[&["decide", "p014"], arguments].concat());
        assert!(err.contains(said), "{err}");
    }
    school.saves(&["decide", "p014", "refused-to-assess", "--date", "2025-12-15"], &[]);
    let err = school.refuses(&["decide", "p014", "draft"]);
    assert!(err.contains("ended with `refused-to-assess` on 15 Dec 2025"), "{err}");
    school.saves(&["decide", "p014", "appeal", "--date", "2026-01-12"], &[]);
    school.saves(&["decide", "p014", "agreed-to-assess"], &[]);
    let err = school.refuses(&["decide", "p014", "refused-to-assess"]);
    assert!(err.contains("this was already decided on 15 Jan 2026: agreed-to-assess"), "{err}");
}

/// Records a plan in force for Amira, with these reviews.
fn with_plan(school: &School, reviews: &str) {
    let facts = "needs: [{type: SLCN, rank: 1, from: 2024-09-02}]
register: [{from: 2024-09-02}]
contacts: [{date: 2024-09-02, kind: notice, about: register}]
ehc_plan:
  - final: 2024-11-20
    outcomes: [Tells a story]
    provision: [Speech therapy]
";
    school.write("pupils/p014.yaml", &(AMIRA.replace("census: N", "census: E") + facts + reviews));
}

#[test]
fn an_annual_review_is_recorded_step_by_step_to_the_amended_plan() {
    let school = school();
    with_plan(&school, "");
    let review = |arguments: &[&str]| school.saves(&[&["annual-review", "p014"], arguments].concat(), &[]);
    let (out, new) = review(&["--booked", "2025-10-16"]);
    assert!(
        out.starts_with(
            "p014: recorded for the annual review: booked for 16 Oct 2025\n  next: send the invitations at least two weeks before the meeting: `send annual-review p014 --invited DATE`\n"
        ),
        "{out}"
    );
    assert_eq!(new, ["    reviews:", "      - kind: annual", "        booked: 2025-10-16"]);
    let (_, new) = review(&["--invited", "2025-09-22", "--circulated", "30/9/2025"]);
    assert_eq!(new, ["        invited: 2025-09-22", "        circulated: 2025-09-30"]);
    let (_, new) = review(&["--held", "2025-10-16", "--report", "2025-10-24"]);
    assert_eq!(new, ["        meeting: 2025-10-16", "        report: 2025-10-24"]);
    let (out, new) = review(&["--decision", "2025-11-10", "--outcome", "amend"]);
    assert!(out.contains("decided 10 Nov 2025, outcome amend"), "{out}");
    assert_eq!(new, ["        decision: 2025-11-10", "        outcome: amend"]);
    let (_, new) = review(&["--amendment-notice", "2025-11-10"]);
    assert_eq!(new, ["        amendment_notice: 2025-11-10"]);
    let (_, new) = review(&["--amended", "2026-01-05"]);
    assert_eq!(new, ["        amended: 2026-01-05"]);
    // The previous review is concluded, so this is a new one.
    let (_, new) = review(&["--booked", "2026-09-24"]);
    assert_eq!(new, ["      - kind: annual", "        booked: 2026-09-24"]);
    let booked_anew = school.send(&["annual-review", "p014", "--booked", "2026-10-01"]);
    assert_eq!(booked_anew.code, 0);
    let text = school.read("pupils/p014.yaml");
    assert!(text.contains("booked: 2026-10-01") && !text.contains("2026-09-24"), "{text}");
}

#[test]
fn impossible_steps_of_an_annual_review_are_refused() {
    let school = school();
    let refuses = |arguments: &[&str], said: &str| {
        let err = school.refuses(&[&["annual-review", "p014"], arguments].concat());
        assert!(err.contains(said), "{arguments:?}: {err}");
    };
    refuses(&["--booked", "2026-09-24"], "p014 has no EHC plan in force, so there is no annual review");
    with_plan(&school, "");
    refuses(&[], "--booked is missing: When is the meeting booked for?");
    refuses(&["--booked", "2024-11-19"], "is before the day the plan was final, 20 Nov 2024");
    refuses(&["--report", "2025-10-24"], "the step before it is missing\nhelp: add it: `--held DATE`");
    refuses(&["--amended", "2025-10-24"], "no review of p014 ended with `amend`");
    refuses(&["--held", "2025-10-24", "--invited", "2025-10-25"], "held 24 Oct 2025 is before invited 25 Oct 2025");
    refuses(&["--outcome", "maintain"], "the day of the decision is missing");
    with_plan(&school, "    reviews:\n      - kind: annual\n        meeting: 2025-10-16\n");
    refuses(&[], "--report is missing");
    refuses(&["--held", "2025-10-17"], "`held` is already recorded for this review, on 16 Oct 2025");
    refuses(&["--decision", "2025-11-10"], "--outcome is missing");
    refuses(&["--decision", "2025-10-15", "--outcome", "maintain"], "decided 15 Oct 2025 is before held 16 Oct 2025");
    refuses(&["--kind", "early", "--booked", "2026-03-05"], "the annual review of p014 is still open");
    // An interim review may be open at the same time.
    school.saves(&["annual-review", "p014", "--kind", "interim", "--booked", "2026-03-05"], &[]);
    refuses(&["--report", "2025-10-17"], "more than one review of the plan of p014 is open");
    school.saves(&["annual-review", "p014", "--kind", "annual", "--report", "2025-10-17"], &[]);
}

#[test]
fn a_pupil_leaves_and_comes_back() {
    let school = school();
    let err = school.refuses(&["leave", "p014"]);
    assert!(err.contains("--date is missing: What is the last day on roll?"), "{err}");
    let (out, new) = school.saves(&["leave", "p014", "--date", "13/2", "--to-school", "Oakwood Primary"], &[]);
    assert!(
        out.starts_with("p014: recorded 13 Feb 2026 as the last day on roll, and the school that the pupil goes to\n"),
        "{out}"
    );
    assert_eq!(new, ["    to: 2026-02-13", "    to_school: Oakwood Primary"]);
    let err = school.refuses(&["leave", "p014", "--date", "2026-02-20"]);
    assert!(err.contains("p014 has already left: the last day is 13 Feb 2026"), "{err}");
    assert!(school.refuses(&["leave", "p014"]).contains("say what to add"));
    let (out, new) = school.saves(&["leave", "p014", "--records-sent", "2026-01-12"], &[]);
    assert!(out.starts_with("p014: recorded the records as sent on 12 Jan 2026\n"), "{out}");
    assert_eq!(new, ["    records_sent: 2026-01-12"]);
    assert!(
        school.refuses(&["leave", "p014", "--records-sent", "2026-01-13"]).contains("were already sent on 12 Jan 2026")
    );
    assert!(
        school.refuses(&["leave", "p014", "--came-back", "2026-02-13"]).contains("is not after the last day on roll")
    );
    let (_, new) = school.saves(&["leave", "p014", "--came-back", "2026-04-13"], &[]);
    assert_eq!(new, ["  - from: 2026-04-13"]);
    assert!(school.refuses(&["leave", "p014", "--came-back", "2026-04-20"]).contains("p014 has not left"));
    // Today is the computer's own day, in 2026 or later.
    assert!(school.refuses(&["leave", "p014", "--date", "2099-07-20"]).contains("more than 400 days ahead"));
    assert!(
        school
            .refuses(&["leave", "p014", "--date", "2026-04-12"])
            .contains("is before the first day on roll, 13 Apr 2026")
    );
}

#[test]
fn set_corrects_the_header_and_the_profile() {
    let school = school();
    let (out, new) = school.saves(&["set", "p014", "home_language=Urdu", "known_as=Amira"], &[]);
    assert!(out.starts_with("p014: set home_language and known_as\n"), "{out}");
    assert_eq!(new, ["known_as: Amira", "home_language: Urdu"]);
    let (_, new) = school.saves(&["set", "p014", "characteristics+=medical,EAL"], &["characteristics: [eal]"]);
    assert_eq!(new, ["characteristics: [eal, medical]"]);
    let (_, new) = school.saves(
        &["set", "p014", "characteristics-=eal", "known_as="],
        &["characteristics: [eal, medical]", "known_as: Amira"],
    );
    assert_eq!(new, ["characteristics: [medical]"]);
    let (_, new) = school.saves(&["set", "p014", "profile.strengths+=Draws maps", "profile.agreed=2025-12-01"], &[]);
    assert_eq!(new, ["profile:", "  agreed: 2025-12-01", "  strengths:", "    - Draws maps"]);
    let (_, new) = school.saves(&["set", "p014", "profile.aspirations.parent=That she reads: a lot"], &[]);
    assert_eq!(new[0], "  aspirations:");
    let taken = ["profile:", "  agreed: 2025-12-01", "  strengths:", "    - Draws maps"];
    school.saves(&["set", "p014", "profile.strengths-=Draws maps"], &taken);
    let (out, new) = school.saves(&["set", "p014", "class=5B", "--date", "2026-01-05"], &["class: 4B"]);
    assert!(out.starts_with("p014: set class from 5 Jan 2026\n"), "{out}");
    assert_eq!(new, ["class:", "  - class: 4B", "  - from: 2026-01-05", "    class: 5B"]);
    let (out, _) = school.saves(&["set", "p014", "class=5B"], &[]);
    assert!(out.contains("this is already in the record"), "{out}");
}

#[test]
fn a_permanent_upn_keeps_the_temporary_one_as_former() {
    let school = school();
    school.write("pupils/p014.yaml", &AMIRA.replace("Q330999922002", "H33099992501A"));
    let (_, new) = school.saves(&["set", "p014", "upn=q330999922002"], &["upn: H33099992501A"]);
    assert_eq!(new, ["upn: Q330999922002", "former_upn: H33099992501A"]);
}

#[test]
fn set_refuses_the_upn_of_another_pupil() {
    let school = school();
    let other = school.read("pupils/p014.yaml").replace("p014", "p015").replace("Amira Example", "Ben Other");
    school.write("pupils/p015.yaml", &other.replace("Q330999922002", "Y330999924030"));
    let set = |words: &[&str]| school.send(&[&["set"], words].concat());
    for (pupil, upn, other) in
        [("p015", "Q330999922002", "p014"), ("p014", "Y330999924030", "p015"), ("p014", "y330999924030", "p015")]
    {
        let ran = set(&[pupil, &format!("upn={upn}")]);
        assert_eq!(ran.code, 2, "{}", ran.said());
        assert!(ran.err.contains(&format!("{other} already has this UPN")), "{}", ran.err);
        assert!(ran.err.contains(&format!("`send set {other} upn=`")), "{}", ran.err);
    }
    // Its own again is no contradiction, and two numbers that were exchanged can be put right.
    assert_eq!(set(&["p014", "upn=Q330999922002", "name=Amira Example"]).code, 0);
    for words in [&["p014", "upn="][..], &["p015", "upn=Q330999922002"], &["p014", "upn=Y330999924030"]] {
        let ran = set(words);
        assert_eq!(ran.code, 0, "{}", ran.said());
    }
}

#[test]
fn set_refuses_keys_that_have_their_own_verb_and_unknown_keys() {
    let school = school();
    for (words, said) in [
        (&["stage=B"][..], "`send set` cannot change `stage`\nhelp: move the pupil with `send advance`"),
        (&["census=K"], "it follows from the register and the plan"),
        (&["contacts=x"], "`send contact`"),
        (&["ehc_plan[0].final=2025-11-05"], "`send decide PUPIL final`"),
        (&["home_langage=Urdu"], "did you mean `home_language`?"),
        (&["profile.strenghts+=x"], "did you mean `profile.strengths`?"),
        (&["class=4b"], "did you mean `4B`?"),
        (&["year=Year 4"], "expected a year group such as R, 4 or N2"),
        (&["upn=A330999922002"], "give `Q`"),
        (&["name="], "found an empty text"),
        (&["name+=x"], "`name` is not a list"),
        (&["characteristics+=ael"], "`ael` is not one of the words"),
        (&["profile.helps-=x"], "`profile.helps` has no such entry"),
        (
            &["home_language=Urdu", "--date", "2026-01-05"],
            "only a class, a year group, `sen_unit`, `resourced_provision` and `characteristics` can change from a day on",
        ),
        (&[], "what to change is missing"),
        (&["date_of_birth=3/13"], "expected a date"),
    ] {
        let err = school.refuses(&[&["set", "p014"], words].concat());
        assert!(err.contains(said), "{words:?}: {err}");
    }
    let err = school.refuses(&["set", "--class", "4B", "name=Somebody"]);
    assert!(err.contains("`name` belongs to one pupil, and several are named"), "{err}");
}

#[test]
fn set_of_several_asks_once_and_makes_one_change_each() {
    let school = school();
    school.write("pupils/p015.yaml", &AMIRA.replace("p014", "p015").replace("Q330999922002", "E330999920001"));
    let before = school.records();
    let ran = school.send(&["set", "--class", "4B", "home_language=Urdu"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("2 records would be changed"), "{}", ran.err);
    assert_eq!(school.records(), before);
    let ran = school.send(&["set", "--class", "4B", "home_language=Urdu", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for file in ["pupils/p014.yaml", "pupils/p015.yaml"] {
        assert!(school.read(file).contains("home_language: Urdu\n"));
    }
}

#[test]
fn classes_move_up_once_however_often_it_is_run() {
    let school = school();
    let list = "class:\n  - from: 2024-09-02\n    class: 4B\n  - from: 2025-09-01\n    class: 5B";
    let bilal = AMIRA.replace("p014", "p015").replace("Q330999922002", "E330999920001").replace("Amira", "Bilal");
    school.write("pupils/p015.yaml", &bilal.replace("class: 4B", list));
    let cara = AMIRA.replace("p014", "p016").replace("upn: Q330999922002\n", "").replace("Amira", "Cara");
    school.write("pupils/p016.yaml", &cara.replace("class: 4B", "class: 6B"));
    school.write("classes.csv", "\u{feff}From;To\r\n4B;5B\r\n5B;4B\r\n6B;\r\n");
    let run = |more: &[&str]| school.send(&[&["move-up", "classes.csv", "--date", "2026-01-05"], more].concat());
    let before = school.records();
    let trial = run(&["--dry-run"]);
    assert_eq!(
        trial.out,
        "  p014 Amira Example: 4B -> 5B\n  p015 Bilal Example: 5B -> 4B\n  p016 Cara Example: 6B -> leaves the school: record it with `send leave`\n\
         to move up on 5 Jan 2026: 2 pupils; leaving: 1 pupil\nnothing was saved\n"
    );
    assert_eq!(run(&[]).code, 2);
    assert_eq!(school.records(), before);
    let ran = run(&["--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let moved = "class:\n  - class: 4B\n  - from: 2026-01-05\n    class: 5B\n";
    assert_eq!(school.read("pupils/p014.yaml"), AMIRA.replace("class: 4B\n", moved));
    assert_eq!(
        school.read("pupils/p015.yaml"),
        bilal.replace("class: 4B", &format!("{list}\n  - from: 2026-01-05\n    class: 4B"))
    );
    // 4B is now in 5B, and 5B in 4B: neither class moves again.
    let after = school.records();
    let again = run(&["--yes"]);
    assert!(
        again.out.ends_with("to move up on 5 Jan 2026: 0 pupils; leaving: 1 pupil\nnothing was saved\n"),
        "{}",
        again.out
    );
    assert_eq!(school.records(), after);
}

#[test]
fn a_table_of_classes_with_a_mistake_moves_no_one() {
    let school = school();
    let before = school.records();
    for (table, said) in [
        ("from,to\n4B,5b\n,5B\n4B,5B\n", "classes.csv:2:1"),
        ("from,to\n4B,5b\n,5B\n4B,5B\n", "did you mean `5B`?"),
        ("from,to\n4B,5b\n,5B\n4B,5B\n", "classes.csv:3:1"),
        ("from,to\n4B,5B\n4B,4B\n", "`4B` has a row already"),
        ("old,new\n4B,5B\n", "has no columns `from` and `to`"),
        ("", "classes.csv:1:1"),
    ] {
        school.write("classes.csv", table);
        let ran = school.send(&["move-up", "classes.csv", "--date", "2026-01-05", "--yes"]);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{table}");
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let ran = school.send(&["move-up", "none.csv"]);
    assert!(ran.err.contains("there is no such file"), "{}", ran.err);
    assert_eq!(school.records(), before);
}

/// A roll as the office saves it from Excel. Amira is in another class. Bilal is found by his UPN and has another name. Cara is
/// found by name and date of birth and has a permanent UPN. Dawud is new. Esme is only in the records.
const ROLL: &str = "\u{feff}Name;UPN;Date of birth;Class;House\r
Amira Example;Q330999922002;2017-11-03;5B;Red\r
Bilal Sample;W330999925101;3/11/2017;4B;Blue\r
cara  EXAMPLE;K330999923017;2017-11-03;4B;Blue\r
Dawud Example;Y330999924030;2018-05-20;4B;Red\r
";

fn with_five() -> School {
    let school = school();
    let other = |id: &str, name: &str, upn: &str| {
        let text = AMIRA.replace("p014", id).replace("Amira", name).replace("upn: Q330999922002\n", upn);
        school.write(&format!("pupils/{id}.yaml"), &text);
    };
    other("p015", "Bilal", "upn: W330999925101\n");
    other("p016", "Cara", "upn: H33099992501A\n");
    other("p017", "Esme", "");
    school.write("roll.csv", ROLL);
    school
}

#[test]
fn import_shows_what_the_roll_would_change_and_changes_only_that() {
    let school = with_five();
    let before = school.records();
    let said = "the column `House` is ignored
  changed: p014: class 4B -> 5B
  changed: p015: name Bilal Example -> Bilal Sample
  changed: p016: the UPN
  new: Dawud Example (no record; `--add` makes one)
  gone from the roll: p017 Esme Example (`send leave`)
  1 name written in another way on the roll, and kept: p016 (to change one, use `send set p016 name=...`)
3 records changed, 1 new, 0 the same, 1 gone from the roll
";
    let trial = school.send(&["import", "roll.csv", "--dry-run"]);
    assert_eq!((trial.code, trial.out), (0, format!("{said}nothing was saved\n")));
    let unasked = school.send(&["import", "roll.csv"]);
    assert_eq!((unasked.code, unasked.out.as_str()), (2, said));
    assert_eq!(school.records(), before);
    let ran = school.send(&["import", "roll.csv", "--yes"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let classes = "class:\n  - class: 4B\n  - from: 2026-01-15\n    class: 5B";
    assert_eq!(school.read("pupils/p014.yaml"), AMIRA.replace("class: 4B", classes));
    assert!(school.read("pupils/p015.yaml").contains("name: Bilal Sample\n"));
    assert!(school.read("pupils/p016.yaml").contains("upn: K330999923017\nformer_upn: H33099992501A\n"));
    let files = school.records().len();
    let from = ROLL.replace("House\r", "House;From\r").replace(";4B;Red\r", ";4B;Red;1/9/2025\r");
    school.write("roll.csv", &from);
    let again = school.send(&["import", "roll.csv", "--add", "--yes"]);
    assert!(again.out.contains("0 records changed, 1 new, 3 the same, 1 gone from the roll\n"), "{}", again.out);
    assert!(again.out.contains("p018: made the record, from the roll\n"), "{}", again.out);
    assert_eq!(school.records().len(), files + 1);
    let made = school.read("pupils/p018.yaml");
    assert!(made.contains("name: Dawud Example\nupn: Y330999924030\ndate_of_birth: 2018-05-20\non_roll:\n  - from: 2025-09-01\nclass: 4B\n"), "{made}");
}

#[test]
fn mistakes_in_a_roll_are_reported_row_by_row_and_nothing_is_saved() {
    let school = with_five();
    let before = school.records();
    let roll = ROLL.replace("5B;Red", "5b;Red").replace("W330999925101", "A330999925101").replace("2018-05-20", "20/5")
        + "Amira Example;Q330999922002;2017-11-04;;\r\n;;;4B;\r\n";
    school.write("roll.csv", &roll);
    let ran = school.send(&["import", "roll.csv", "--yes", "--add"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    for said in [
        "did you mean `5B`?",
        "roll.csv:2:1  class",
        "give `W`",
        "roll.csv:3:1  upn",
        "found `20/5`, expected a date",
        "roll.csv:5:1  date_of_birth",
        "p014 was born on 2017-11-03, but this row has another day",
        "roll.csv:7:1  name",
        "nothing was saved: correct the roll first",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert_eq!(school.records(), before);
}

#[test]
fn an_unreadable_record_is_reported_and_the_others_are_updated() {
    let school = with_five();
    school.write("pupils/p015.yaml", "format: 1\nid: [p015\n");
    let ran = school.send(&["import", "roll.csv", "--yes"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("pupils/p015.yaml could not be read"), "{}", ran.err);
    assert!(school.read("pupils/p014.yaml").contains("    class: 5B\n"));
}

/// The twins t1 and t2, with the same date of birth.
fn with_twins() -> School {
    let school = school();
    let twin = |id: &str, name: &str, upn: &str| {
        let text = AMIRA.replace("p014", id).replace("Amira Example", name).replace("Q330999922002", upn);
        school.write(&format!("pupils/{id}.yaml"), &text.replace("2017-11-03", "2016-11-03"));
    };
    twin("t1", "Ada Twin", "Y330999924030");
    twin("t2", "Ida Twin", "K330999923017");
    school
}

/// Imports a roll that must be refused as a whole. Returns what was said.
fn refused_roll(school: &School, roll: &str, more: &[&str]) -> String {
    school.write("roll.csv", roll);
    let before = school.records();
    let ran = school.send(&[&["import", "roll.csv", "--yes"][..], more].concat());
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{roll}{}", ran.err);
    assert!(ran.err.ends_with("nothing was saved: correct the roll first\n"), "{}", ran.err);
    assert_eq!(school.records(), before, "{roll}");
    ran.err
}

#[test]
fn a_new_record_needs_the_first_day_on_roll_and_gets_exactly_that() {
    let school = with_five();
    // First without the column, then with an empty cell. Amira's new class is not saved either.
    for (roll, lines) in [
        (
            "name,date_of_birth,class\nAmira Example,2017-11-03,5B\nNew Kid,2018-05-20,4B\nNew Boy,2018-05-21,4B\n",
            &[3, 4][..],
        ),
        ("name,date_of_birth,class,from\nNew Kid,2018-05-20,4B,2025-09-01\nNew Boy,2018-05-21,4B,\n", &[3]),
    ] {
        let said = refused_roll(&school, roll, &["--add"]);
        assert_eq!(said.matches("error[").count(), lines.len(), "{said}");
        for line in lines {
            assert!(said.contains(&format!(" --> roll.csv:{line}:1  from\n")), "{said}");
        }
        assert!(said.contains("error[unreadable]: a new record needs the first day on roll\n"), "{said}");
        assert!(said.contains("help: give the first day on roll in the column `from`"), "{said}");
        // Without `--add` no record would be made, so this is not an error.
        assert_eq!(school.send(&["import", "roll.csv", "--dry-run"]).code, 0);
    }
    let right = "name,date_of_birth,class,from\nNew Kid,2018-05-20,4B,2025-09-01\nNew Boy,2018-05-21,4B,1/9/2025\n";
    school.write("roll.csv", right);
    assert_eq!(school.send(&["import", "roll.csv", "--yes", "--add"]).code, 0);
    for file in ["pupils/p018.yaml", "pupils/p019.yaml"] {
        assert!(school.read(file).contains("on_roll:\n  - from: 2025-09-01\n"), "{}", school.read(file));
    }
}

#[test]
fn one_new_child_in_two_rows_does_not_get_two_records() {
    let school = school();
    let files = school.records().len();
    for (roll, line, more) in [
        ("name,date_of_birth,from\nNew Kid,2018-05-20,2025-09-01\nNEW  Kid,2018-05-20,2025-09-02\n", 3, &["--add"][..]),
        (
            "name,upn,date_of_birth,from\nNew Kid,Y330999924030,2018-05-20,2025-09-01\n\nKid New,Y330999924030,2018-05-21,2025-09-01\n",
            4,
            &["--add"],
        ),
        (
            "id,name,date_of_birth,from\nkid,New Kid,2018-05-20,2025-09-01\nkid,New Boy,2018-05-21,2025-09-01\n",
            3,
            &["--add", "--map", "id=id"],
        ),
    ] {
        let said = refused_roll(&school, roll, more);
        assert!(said.contains("this pupil already has a row, in line 2\n"), "{said}");
        assert!(said.contains(&format!(" --> roll.csv:{line}:1  ")), "{said}");
    }
    // Two rows that do not contradict each other are one pupil.
    school
        .write("roll.csv", "name,date_of_birth,from\nNew Kid,2018-05-20,2025-09-01\nNEW  Kid,2018-05-20,2025-09-01\n");
    let ran = school.send(&["import", "roll.csv", "--yes", "--add"]);
    assert!(
        ran.out.starts_with("line 3 is about the pupil of line 2: each pupil counts once\n"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(school.records().len(), files + 1);
}

#[test]
fn a_row_with_the_upn_of_one_child_and_the_name_of_another_is_refused() {
    let school = with_twins();
    let clash = |upn: &str, name: &str, name_words: &str| {
        format!("error[unreadable]: the UPN belongs to {upn}, but {name_words} {name}\n")
    };
    let named = "the name and date of birth belong to";
    for (roll, said) in [
        // The office swapped the two numbers.
        (
            "name,upn,date_of_birth,class\nAda Twin,K330999923017,2016-11-03,4B\nIda Twin,Y330999924030,2016-11-03,5B\n",
            &[(2, clash("t2", "t1", named)), (3, clash("t1", "t2", named))][..],
        ),
        // Only one of the two is wrong, and the sister's row is correct or missing.
        (
            "name,upn,date_of_birth,class\nAda Twin,K330999923017,2016-11-03,4B\nIda Twin,K330999923017,2016-11-03,5B\n",
            &[(2, clash("t2", "t1", named))],
        ),
        ("name,upn,date_of_birth\nAda Twin,K330999923017,2016-11-03\n", &[(2, clash("t2", "t1", named))]),
        ("name,upn,date_of_birth\nida  TWIN,y330999924030,3/11/2016\n", &[(2, clash("t1", "t2", named))]),
        // The name must not be another child's, even without dates of birth.
        (
            "name,upn\nAda Twin,K330999923017\nIda Twin,Y330999924030\n",
            &[(2, clash("t2", "t1", "the name belongs to")), (3, clash("t1", "t2", "the name belongs to"))],
        ),
    ] {
        let err = refused_roll(&school, roll, &[]);
        assert_eq!(err.matches("error[").count(), said.len(), "{err}");
        for (line, message) in said {
            assert!(err.contains(&format!("{message}  --> roll.csv:{line}:1  upn\n")), "{message} {err}");
        }
        assert!(err.contains("help: look both up in the school's own system and correct the row"), "{err}");
    }
}

#[test]
fn a_row_with_the_id_of_one_child_and_the_upn_or_name_of_another_is_refused() {
    let school = with_twins();
    for (roll, said) in [
        ("id,name,upn\nt1,Ada Twin,K330999923017\n", "the id belongs to t1, but the UPN belongs to t2"),
        ("id,name,upn\nt1,Ada Other,K330999923017\n", "the id belongs to t1, but the UPN belongs to t2"),
        (
            "id,name,date_of_birth\nt1,Ida Twin,2016-11-03\n",
            "the id belongs to t1, but the name and date of birth belong to t2",
        ),
        ("id,name\nt1,Ida Twin\n", "the id belongs to t1, but the name belongs to t2"),
        (
            "id,name,upn,date_of_birth\nt1,Ida Twin,Y330999924030,2016-11-03\n",
            "the id belongs to t1, but the name and date of birth belong to t2",
        ),
    ] {
        let err = refused_roll(&school, roll, &[]);
        assert!(err.contains(&format!("error[unreadable]: {said}\n  --> roll.csv:2:1  id\n")), "{err}");
    }
}

#[test]
fn a_row_with_a_upn_and_a_name_that_both_differ_from_its_id_is_refused() {
    let school = with_twins();
    let err = refused_roll(&school, "id,name,upn\nt1,Jake Other,H33099992501A\n", &[]);
    assert!(err.contains("the id belongs to t1, who has another UPN and another name"), "{err}");
    // One of the two may be new.
    school.write("roll.csv", "id,name,upn\nt1,Ada Newname,Y330999924030\n");
    assert_eq!(school.send(&["import", "roll.csv", "--yes"]).code, 0);
    assert!(school.read("pupils/t1.yaml").contains("name: Ada Newname\n"));
}

#[test]
fn a_child_who_left_and_is_on_the_roll_again_is_reported_and_keeps_the_earlier_class() {
    let school = school();
    let left = AMIRA.replace("  - from: 2022-09-05\n", "  - from: 2022-09-05\n    to: 2024-07-19\n");
    assert_ne!(left, AMIRA);
    school.write("pupils/p014.yaml", &left);
    school
        .write("roll.csv", "name,upn,date_of_birth,class,from\nAmira Example,Q330999922002,2017-11-03,5B,2026-01-05\n");
    let ran = school.send(&["import", "roll.csv", "--yes", "--add"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = "  p014 left on 19 Jul 2024 and is on the roll again: record it with `send leave p014 --came-back 2026-01-05`, then import again\n";
    assert!(ran.out.contains(said) && ran.out.contains("0 records changed, 0 new, 0 the same"), "{}", ran.out);
    assert_eq!(school.read("pupils/p014.yaml"), left);
    // The command in the message works.
    assert_eq!(school.send(&["leave", "p014", "--came-back", "2026-01-05", "--by", "R. Osei"]).code, 0);
    let again = school.send(&["import", "roll.csv", "--yes"]);
    assert!(again.out.contains("changed: p014: class 4B -> 5B"), "{}{}", again.out, again.err);
}

#[test]
fn a_former_upn_that_is_now_another_childs_is_refused() {
    let school = with_twins();
    let former = "upn: Y330999924030\nformer_upn: H33099992501A\n";
    school.write("pupils/t1.yaml", &school.read("pupils/t1.yaml").replace("upn: Y330999924030\n", former));
    let err = refused_roll(&school, "name,upn,date_of_birth\nIda Twin,H33099992501A,2016-11-03\n", &[]);
    assert!(err.contains("the UPN belongs to t1, but the name and date of birth belong to t2"), "{err}");
}

#[test]
fn a_row_that_may_mean_two_children_needs_the_id() {
    let school = with_twins();
    let twice = school.read("pupils/t1.yaml").replace("id: t1", "id: t3");
    school.write("pupils/t3.yaml", &twice);
    let err = refused_roll(&school, "name,upn\nAda Newname,Y330999924030\n", &[]);
    assert!(err.contains("error[unreadable]: the UPN belongs to t1 and t3\n  --> roll.csv:2:1  upn\n"), "{err}");
    assert!(
        err.contains("help: add a column with the id of the right record, and name it with `--map id=HEADING`"),
        "{err}"
    );
    let err = refused_roll(&school, "name,date_of_birth,class\nAda Twin,2016-11-03,5B\n", &[]);
    assert!(err.contains("the name and date of birth belong to t1 and t3"), "{err}");
    school.write("roll.csv", "id,name,upn,date_of_birth,class\nt3,Ada Twin,Y330999924030,2016-11-03,5B\n");
    assert_eq!(school.send(&["import", "roll.csv", "--yes"]).code, 0);
    assert!(school.read("pupils/t3.yaml").contains("class: 5B\n"));
    assert!(school.read("pupils/t1.yaml").contains("class: 4B\n"));
}

#[test]
fn a_new_name_is_still_taken_from_the_roll_and_reported() {
    let school = with_twins();
    // A third child has the new name and another date of birth. If the row gives the date of birth, it is clear that this is
    // someone else.
    let other = AMIRA.replace("p014", "t3").replace("Amira Example", "Ada Married").replace("Q330999922002", "");
    school.write("pupils/t3.yaml", &other.replace("upn: \n", ""));
    school.write("roll.csv", "name,upn,date_of_birth\nAda Married,Y330999924030,2016-11-03\n");
    let ran = school.send(&["import", "roll.csv", "--yes"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("  changed: t1: name Ada Twin -> Ada Married\n"), "{}", ran.out);
    assert!(ran.out.contains("t1: brought name up to date with the roll\n"), "{}", ran.out);
    assert!(school.read("pupils/t1.yaml").contains("name: Ada Married\n"));
    // Without the date of birth, the row may mean either of them.
    let err = refused_roll(&school, "name,upn\nAda Married,K330999923017\n", &[]);
    assert!(err.contains("the UPN belongs to t2, but the name belongs to t1 and t3"), "{err}");
    assert!(err.contains("give the date of birth too"), "{err}");
}

#[test]
fn a_change_of_class_on_any_day_keeps_last_years_class_for_every_past_day() {
    for day in ["2025-09-01", "2025-09-02", "2025-09-03", "2025-11-10", "2026-01-06"] {
        for verb in ["move-up", "set", "import"] {
            let school = school();
            school.write("classes.csv", "from,to\n4B,5B\n");
            school.write("roll.csv", "id,name,class\np014,Amira Example,5B\n");
            let ran = match verb {
                "move-up" => school.send(&["move-up", "classes.csv", "--date", day, "--yes"]),
                "set" => school.send(&["set", "p014", "class=5B", "--date", day]),
                _ => school.send(&["import", "roll.csv", "--date", day, "--yes"]),
            };
            assert_eq!(ran.code, 0, "{verb} {day}: {}", ran.err);
            let classes = format!("class:\n  - class: 4B\n  - from: {day}\n    class: 5B");
            assert_eq!(school.read("pupils/p014.yaml"), AMIRA.replace("class: 4B", &classes), "{verb} {day}");
            let check = school.send(&["check"]);
            assert_eq!(check.code, 0, "{verb} {day}: {}", check.out);
        }
    }
}

#[test]
fn a_date_without_a_year_never_overwrites_the_present_class() {
    let list = "class:\n  - from: 2024-09-02\n    class: 3B\n  - from: 2025-03-01\n    class: 4B";
    let school = school();
    school.write("pupils/p014.yaml", &AMIRA.replace("class: 4B", list));
    let err = school.refuses(&["set", "p014", "class=5B", "--date", "1/3"]);
    assert!(err.contains("`1/3` was read as 1 Mar 2025, the last such day, and p014 is in 4B from that day"), "{err}");
    assert!(err.contains("type the year: to replace that class, `--date 2025-03-01`"), "{err}");
    let err = school.refuses(&["set", "p014", "class=5B", "--date", "1 feb"]);
    assert!(err.contains("p014 is in 4B from 1 Mar 2025, which is after 1 Feb 2025"), "{err}");
    assert!(err.contains("use a date after 1 Mar 2025"), "{err}");
    let said = school.send(&["set", "p014", "class=5B", "--date", "1/4", "--dry-run"]);
    assert!(said.out.contains("(`1/4` was read as 1 Apr 2025, the last such day)"), "{}", said.out);
    let said = school.send(&["set", "p014", "class=5B", "--date", "2025-03-01", "--dry-run"]);
    assert!(said.out.contains("set class from 1 Mar 2025 (in place of 4B from the same day)"), "{}", said.out);
    school.write("classes.csv", "from,to\n4B,5B\n");
    let up = school.send(&["move-up", "classes.csv", "--date", "1/4", "--dry-run"]);
    assert!(up.out.starts_with("  `1/4` was read as 1 Apr 2025, the last such day\n"), "{}", up.out);
}

#[test]
fn move_up_names_a_class_of_the_table_that_the_school_does_not_have() {
    let school = school();
    school.write("classes.csv", "from,to\n4b,5B\n");
    let ran = school.send(&["move-up", "classes.csv", "--date", "2026-01-05", "--yes"]);
    let said = "`4b` is not a class in send.toml, and no pupil is in it: did you mean `4B`?";
    assert!(ran.out.contains(said), "{}", ran.out);
    assert_eq!(school.read("pupils/p014.yaml"), AMIRA);
    for class in ["4 B", "4C", "Class 4B", "7A", "Kestrel"] {
        school.write("classes.csv", &format!("from,to\n{class},5B\n"));
        let ran = school.send(&["move-up", "classes.csv", "--date", "2026-01-05", "--yes"]);
        let said = format!("`{class}` is not a class in send.toml, and no pupil is in it");
        assert!(ran.code == 0 && ran.out.contains(&said), "{class}: {}{}", ran.out, ran.err);
        assert_eq!(school.read("pupils/p014.yaml"), AMIRA, "{class}");
    }
    // A class that the school had, and has pupils in, may still move.
    school.write("pupils/p014.yaml", &AMIRA.replace("class: 4B", "class: Kestrels"));
    school.write("classes.csv", "from,to\nKestrels,5B\n");
    let ran = school.send(&["move-up", "classes.csv", "--date", "2026-01-05", "--yes"]);
    assert!(ran.code == 0 && !ran.out.contains("not a class"), "{}{}", ran.out, ran.err);
}

#[test]
fn move_up_says_that_a_year_without_its_day_stays_as_it_is() {
    let school = school();
    school.write("classes.csv", "from,to\n4B,5B\n");
    let ran = school.send(&["move-up", "classes.csv", "--date", "2026-01-05", "--dry-run"]);
    assert!(ran.out.contains("4B -> 5B") && !ran.out.contains("has no day"), "{}{}", ran.out, ran.err);
    school.write("pupils/p014.yaml", &AMIRA.replace("class: 4B", "class: 4B\nyear: 3"));
    let ran = school.send(&["move-up", "classes.csv", "--date", "2026-01-05", "--yes"]);
    assert!(ran.out.contains("`year: 3` has no day, so it stays as it is"), "{}{}", ran.out, ran.err);
    assert!(school.read("pupils/p014.yaml").contains("\nyear: 3\n"));
}

#[test]
fn a_child_called_like_a_word_for_nothing_keeps_the_name() {
    let school = school();
    for (index, name) in ["Null", "null", "~", "NULL", "None", "N/A"].into_iter().enumerate() {
        let id = format!("p90{index}");
        let born = format!("2017-11-{:02}", index + 4);
        let ran = school.send(&[
            "new",
            "--id",
            &id,
            "--name",
            name,
            "--date-of-birth",
            &born,
            "--from",
            "2022-09-05",
            "--class",
            "4B",
        ]);
        assert_eq!(ran.code, 0, "{name}: {}{}", ran.out, ran.err);
        let shown = school.send(&["show", &id, "--format", "json"]);
        assert!(shown.out.contains(&format!("\"name\": \"{name}\"")), "{name}: {}", shown.out);
        let checked = school.send(&["check"]);
        assert!(!checked.out.contains(&format!("pupils/{id}.yaml")), "{name}: {}", checked.out);
    }
}

#[test]
fn a_no_break_space_that_was_pasted_counts_as_a_space() {
    let school = school();
    let shown = school.send(&["show", "Amira\u{a0}Example"]);
    assert!(shown.code == 0 && shown.out.contains("Amira Example"), "{}{}", shown.out, shown.err);
    let ran = school.send(&["set", "p014", "known_as=Amy\u{a0}Jo", "class=\u{a0}5B\u{a0}", "--date", "2026-01-05"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let record = school.read("pupils/p014.yaml");
    assert!(record.contains("class: 5B\n") && record.contains("known_as: Amy Jo\n"), "{record}");
    assert!(!record.contains('\u{a0}'), "{record}");
}

#[test]
fn set_and_import_correct_the_joining_day_and_the_first_class_follows() {
    let school = school();
    let list = "class:\n  - from: 2022-09-05\n    class: 4B";
    let began = AMIRA.replace("class: 4B", list);
    school.write("pupils/p014.yaml", &began);
    let (_, new) =
        school.saves(&["set", "p014", "joined=2022-09-07"], &["  - from: 2022-09-05", "  - from: 2022-09-05"]);
    assert_eq!(new, ["  - from: 2022-09-07", "  - from: 2022-09-07"]);
    let found = AMIRA.replace("  - from: 2022-09-05\n", "  - in_force_on: 2025-11-28\n");
    school.write("pupils/p014.yaml", &found);
    school.write("roll.csv", "name,upn,date_of_birth,from\nAmira Example,Q330999922002,2017-11-03,2022-09-05\n");
    let trial = school.send(&["import", "roll.csv", "--dry-run"]);
    let said = "changed: p014: on roll on 28 Nov 2025, joining day not recorded -> joined on 5 Sep 2022\n";
    assert!(trial.out.contains(said), "{}", trial.out);
    assert_eq!(school.send(&["import", "roll.csv", "--yes"]).code, 0);
    let both = found.replace("  - in_force_on: 2025-11-28\n", "  - in_force_on: 2025-11-28\n    from: 2022-09-05\n");
    assert_eq!(school.read("pupils/p014.yaml"), both);
    // A second time there is nothing to do.
    let again = school.send(&["import", "roll.csv", "--yes"]);
    assert!(again.out.contains("0 records changed, 0 new, 1 the same"), "{}", again.out);
}

#[test]
fn a_joining_day_that_another_fact_contradicts_is_refused_with_the_reason() {
    let school = school();
    let register = AMIRA
        .replace("census: N\n", "census: K\nregister:\n  - from: 2025-09-15\n    by: R. Osei\n    reason: needs\n");
    let before = register.replace("class: 4B", "class:\n  - class: 4B\n  - from: 2025-11-03\n    class: 5B");
    school.write("pupils/p014.yaml", &before);
    for (joined, reason) in [
        ("2025-09-16", "16 Sep 2025 is after 15 Sep 2025, when the pupil was on the register already"),
        ("2017-11-02", "no pupil joins a school at that age"),
    ] {
        let err = school.refuses(&["set", "p014", &format!("joined={joined}")]);
        assert!(err.contains(reason), "{err}");
        school.write("roll.csv", &format!("id,name,from\np014,Amira Example,{joined}\n"));
        let ran = school.send(&["import", "roll.csv", "--yes"]);
        assert_eq!(ran.code, 3, "{}", ran.out);
        assert!(ran.err.contains(reason) && ran.err.contains("roll.csv:2:1  from"), "{}", ran.err);
    }
    assert_eq!(school.read("pupils/p014.yaml"), before);
}

#[test]
fn facts_that_change_with_time_are_set_from_a_day_on_and_the_past_is_kept() {
    let school = school();
    // The pupil is N, so `check` asks about the membership: the record is compared here, and the errors are not.
    let set = |words: &[&str]| {
        let ran = school.send(&[&["set", "p014"], words].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{words:?}");
        (ran.out, school.read("pupils/p014.yaml"))
    };
    let (out, record) = set(&["sen_unit=true", "--date", "2025-09-08"]);
    assert!(out.starts_with("p014: set sen_unit from 8 Sep 2025\n"), "{out}");
    assert!(record.contains("sen_unit:\n  - from: 2025-09-08\n"), "{record}");
    let (_, record) = set(&["sen_unit=false", "--date", "2026-01-05"]);
    assert!(record.contains("sen_unit:\n  - from: 2025-09-08\n    to: 2026-01-04\n"), "{record}");
    let err = school.refuses(&["set", "p014", "sen_unit=true"]);
    assert!(err.contains("`sen_unit` is recorded with its days, so a change needs its day"), "{err}");
    school
        .saves(&["set", "p014", "characteristics+=looked-after", "--date", "2025-10-06"], &["characteristics: [eal]"]);
    let record = school.read("pupils/p014.yaml");
    assert!(record.contains("eal") && record.contains("looked-after") && record.contains("2025-10-06"), "{record}");
    let err = school.refuses(&["set", "p014", "characteristics-=looked-after"]);
    assert!(err.contains("a change needs its day"), "{err}");
    let (_, record) = set(&["characteristics-=looked-after", "--date", "2026-01-12"]);
    assert!(record.contains("2026-01-11"), "{record}");
    for day in ["2025-09-07", "2025-09-08", "2026-01-05"] {
        let check = school.send(&["census", "--as-at", day]);
        let is_member = check.out.contains("p014 is N, and `sen_unit` says that the pupil");
        assert_eq!(is_member, day == "2025-09-08", "{day}: {}", check.out);
    }
}

#[test]
fn a_fact_as_now_is_said_once_for_a_report_as_at_a_past_day() {
    let school = school();
    school.write("pupils/p014.yaml", &AMIRA.replace("census: N\n", "sen_unit: true\ncensus: N\n"));
    let other = AMIRA.replace("p014", "p015").replace("Amira", "Bilal").replace("upn: Q330999922002\n", "");
    school.write("pupils/p015.yaml", &other.replace("census: N\n", "resourced_provision: true\ncensus: N\n"));
    let note = "2 records give SEN unit or resourced provision as now, without its days";
    for verb in ["census", "check"] {
        let ran = school.send(&[verb]);
        assert_eq!(ran.out.matches(note).count(), 1, "{verb}: {}", ran.out);
    }
    let show = school.send(&["show", "p014"]);
    let note = "1 record gives SEN unit, resourced provision or characteristics as now, without its days";
    assert_eq!(show.out.matches(note).count(), 1, "{}", show.out);
}
