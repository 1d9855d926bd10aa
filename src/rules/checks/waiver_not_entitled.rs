//! `waiver-not-entitled`: a requirement was set aside by a person who may not do so, or one that no one may set aside.

use crate::finding::{Severity, key_path};
use crate::model::day::Day;
use crate::model::vocabulary::Stage;
use crate::policy::{MoveName, Policy, Role};
use crate::rules::requirements::NEVER_WAIVED;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};
use crate::school::{School, SchoolPeople};
use crate::words::list_or;

pub(crate) const RULE: Rule = Rule {
    id: "waiver-not-entitled",
    severity: Severity::Error,
    clause: "",
    law: "",
    summary: "a requirement was set aside by someone who may not do so, or cannot be set aside for that move",
    why: "The school's policy says who may set a requirement aside, and which ones, so that one person is responsible. Consent and \
          telling the parents can never be set aside: they belong to the family and to the law.",
    remedy: "ask a person named in the policy to agree to setting it aside, or meet the requirement and delete the waiver",
    bad: "
stage: B
concerns: [{date: 2025-12-08, raised_by: class-teacher, grounds: [below-own-rate], short_term_causes: none found}]
stages:
  - {date: 2025-12-08, stage: A}
  - date: 2025-12-15
    stage: B
    waived: [{requirement: six-weeks, reason: a sudden need, by: J. Patel}]
cycles:
  - stage: A
    plan: {date: 2025-12-09, kind: adaptations}
    review: {date: 2025-12-12, progress: none, decision: escalate}
contacts:
  - {date: 2025-12-09, kind: meeting, about: concern, with: parent}
  - {date: 2025-12-09, kind: consent, about: inclusion-referral, with: parent, answer: given}
referrals: [{date: 2025-12-12, to: inclusion-team, answered: 2025-12-15}]
",
    good: "
stage: B
concerns: [{date: 2025-12-08, raised_by: class-teacher, grounds: [below-own-rate], short_term_causes: none found}]
stages:
  - {date: 2025-12-08, stage: A}
  - date: 2025-12-15
    stage: B
    waived: [{requirement: six-weeks, reason: a sudden need, by: R. Osei}]
cycles:
  - stage: A
    plan: {date: 2025-12-09, kind: adaptations}
    review: {date: 2025-12-12, progress: none, decision: escalate}
contacts:
  - {date: 2025-12-09, kind: meeting, about: concern, with: parent}
  - {date: 2025-12-09, kind: consent, about: inclusion-referral, with: parent, answer: given}
referrals: [{date: 2025-12-12, to: inclusion-team, answered: 2025-12-15}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, question: &Question<'_>, found: &mut Found<'_>) {
    let moves = subject.record.stages.iter().enumerate();
    for (index, entry) in moves.filter(|(_, entry)| !subject.record.is_as_found(entry.date)) {
        let policy = question.policies.in_force_on(entry.date);
        let entitled = entitled_names(policy, question.school, entry.date);
        let waivable = policy.moves.get(&move_to(entry.stage)).map(|settings| settings.may_waive.as_slice());
        for (at, waiver) in entry.waived.iter().enumerate() {
            let key = key_path!["stages", index, "waived", at];
            if entitled.as_ref().is_some_and(|names| !names.contains(&waiver.by.as_str())) {
                let roles: Vec<String> = policy.waivers.by.iter().map(|role| format!("`{}`", role.as_str())).collect();
                let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
                let message = format!("the person named here is not {} in send.toml", list_or(&roles));
                let help = "only they may set a requirement aside: write the name exactly as in send.toml";
                found.at_with_help(key.then("by"), message, help);
            }
            let requirement = &waiver.requirement;
            if waivable.is_some_and(|waivable| !waivable.iter().any(|id| id == requirement.as_str())) {
                let why = if NEVER_WAIVED.contains(&requirement.as_str()) {
                    "it belongs to the family or to the law"
                } else {
                    "the policy does not allow it"
                };
                let to = entry.stage.as_str();
                let message = format!("`{}` cannot be set aside for a move to {to}: {why}", requirement.as_str());
                found.at(key.then("requirement"), message);
            }
        }
    }
}

/// The names of the people who may set a requirement aside. `None` if the settings do not show who they were that day.
pub(crate) fn entitled_names<'a>(policy: &Policy, school: &'a School, day: Day) -> Option<Vec<&'a str>> {
    let people = &school.settings.people;
    // The settings do not name anyone who was SENCO before the present one.
    let before_senco = people.senco.as_ref().and_then(|senco| senco.appointed).is_some_and(|appointed| appointed > day);
    if before_senco && policy.waivers.by.contains(&Role::Senco) {
        return None;
    }
    let names: Vec<&str> = policy.waivers.by.iter().flat_map(|role| role_holders(people, *role)).collect();
    (!names.is_empty()).then_some(names)
}

/// The people who hold a role, including signatories with exactly that role, such as an acting headteacher.
fn role_holders(people: &SchoolPeople, role: Role) -> impl Iterator<Item = &str> {
    let holder = match role {
        Role::Senco => people.senco.as_ref().map(|senco| &senco.name),
        Role::Headteacher => people.headteacher.as_ref().map(|person| &person.name),
        Role::LinkGovernor => people.link_governor.as_ref().map(|person| &person.name),
        Role::DesignatedTeacher => people.designated_teacher.as_ref().map(|person| &person.name),
    };
    let acting = people.signatories.iter().filter(move |other| other.role.as_str() == role.as_str());
    holder.into_iter().chain(acting.map(|other| &other.name)).map(|name| name.as_str())
}

const fn move_to(stage: Stage) -> MoveName {
    match stage {
        Stage::A => MoveName::A,
        Stage::B => MoveName::B,
        Stage::C => MoveName::C,
        Stage::D => MoveName::D,
        Stage::Closed => MoveName::Closed,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::day::day;
    use crate::rules::examples::{as_at, found, judged, keys_found, policies, school};
    use crate::school::School;

    fn waived(waivers: &str) -> String {
        format!("stages: [{{date: 2025-12-08, stage: A}}, {{date: 2025-12-15, stage: B, waived: [{waivers}]}}]\n")
    }

    const PATEL: &str = "{requirement: six-weeks, reason: a sudden need, by: J. Patel}";

    #[test]
    fn the_headteacher_may_set_it_aside_too_and_does_not_hide_a_person_who_may_not() {
        let two = format!("{{requirement: little-progress, reason: a sudden need, by: M. Okafor}}, {PATEL}");
        assert_eq!(
            found("waiver-not-entitled", &waived(&two)),
            ["stages[1].waived[1].by: the person named here is not `senco` or `headteacher` in send.toml"]
        );
    }

    #[test]
    fn a_requirement_that_the_policy_does_not_list_cannot_be_set_aside() {
        let consent = "{requirement: parental-consent, reason: could not reach them, by: R. Osei}";
        assert_eq!(
            found("waiver-not-entitled", &waived(consent)),
            [
                "stages[1].waived[0].requirement: `parental-consent` cannot be set aside for a move to B: it belongs to the family or to the law"
            ]
        );
        assert_eq!(
            keys_found("waiver-not-entitled", &waived(&consent.replace("parental-consent", "parent-meeting"))),
            ["stages[1].waived[0].requirement"]
        );
    }

    #[test]
    fn if_the_settings_cannot_show_who_was_entitled_no_one_is_accused() {
        let keys = |change: &dyn Fn(&mut School)| {
            let mut school = school();
            change(&mut school);
            let findings = judged(&waived(PATEL), as_at(), as_at(), &school, &policies());
            findings.iter().filter(|finding| finding.rule == "waiver-not-entitled").count()
        };
        assert_eq!(keys(&|school| school.settings.people = crate::school::SchoolPeople::default()), 0);
        let appointed = |school: &mut School, on: &str| {
            school.settings.people.senco.as_mut().unwrap().appointed = Some(day(on));
        };
        assert_eq!(keys(&|school| appointed(school, "2025-12-15")), 1);
        assert_eq!(keys(&|school| appointed(school, "2025-12-16")), 0);
    }

    #[test]
    fn a_waiver_of_a_move_that_the_pupil_was_found_with_is_not_judged() {
        let found = |day: &str| {
            let waiver = "{requirement: parental-consent, reason: a, by: R. Osei}";
            let stages = format!("stages: [{{date: 2025-11-05, stage: B, waived: [{waiver}]}}]");
            let record = format!("as_found: {{date: {day}}}\n{stages}\n");
            crate::rules::examples::keys_found("waiver-not-entitled", &record).len()
        };
        assert_eq!((found("2025-11-05"), found("2025-11-04")), (0, 1));
    }
}
