//! `send advance`.

use clap::Args;

use super::moving::{allowed_by, ask_policy, from_to, push_move, push_spell, refuse_earlier, refuse_nowhere};
use crate::failure::Failure;
use crate::model::at_a_day::AsAt;
use crate::model::day::Day;
use crate::model::record::{Contact, Record, Waiver};
use crate::model::text::Text;
use crate::model::vocabulary::{Answer, ContactKind, Stage, Topic, With};
use crate::policy::MoveName;
use crate::rules::checks::waiver_not_entitled::entitled_names;
use crate::rules::moves::{JudgedRequirement, MoveConditions, MoveDirection, next_move};
use crate::rules::remedy_for;
use crate::session::word::word_parser;
use crate::words::list_or;
use crate::writing::asking::{AnswerKind, OptionQuestion};
use crate::writing::before_found::{JudgedStep, refuse_step};
use crate::writing::refusal::{reason_asked, reason_typed};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, put_in_order, text_of};

/// Move a pupil to the next stage, if the policy allows it
///
/// Shows each requirement of the policy, met or missing, with its clause. If one is missing, the record does not change and
/// the exit code is 1. You can give consent and notice in the same command: they are saved with the move, or not at all.
/// Stage C puts a pupil on the register.
///
/// Example: send advance p014 --to B --consent 3/11
#[derive(Debug, Clone, Args)]
pub(crate) struct AdvanceArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// A stage other than the next one: A, B, C or D
    #[arg(long, value_name = "STAGE", value_parser = word_parser::<Stage>(), ignore_case = true)]
    to: Option<Stage>,
    /// Set aside this requirement, if the policy allows it; can be used more than once
    #[arg(long, value_name = "REQUIREMENT")]
    waive: Vec<String>,
    /// Reason for setting it aside
    #[arg(long, value_name = "TEXT", requires = "waive")]
    reason: Option<String>,
    /// Date by which it must be met after all
    #[arg(long, value_name = "DATE", requires = "waive", allow_hyphen_values = true)]
    until: Option<String>,
    /// Date the family gave consent: to the inclusion referral (to B) or to share information (to D)
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    consent: Option<String>,
    /// Reason to go on although another person in the family refused
    #[arg(long, value_name = "REASON")]
    despite_refusal: Option<String>,
    /// Date the family was told that the child goes on the register
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    notified: Option<String>,
    /// Put the pupil on the register at the same time (stage C always does)
    #[arg(long)]
    place: bool,
    /// Reason for the move
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for AdvanceArgs {
    about_one_pupil!();

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let lacks_reason = !self.waive.is_empty() && self.reason.is_none();
        let waived = OptionQuestion::needed("--reason=", "Why is the requirement set aside?", AnswerKind::Text);
        let moved = OptionQuestion::needed(
            "--because=",
            "Why did the pupil move? No policy was in force then.",
            AnswerKind::Text,
        );
        let lacks_because = self.because.is_none() && !scene.opened.policies.judges(scene.date);
        [(lacks_reason, waived), (lacks_because, moved)]
            .into_iter()
            .filter_map(|(is_asked, one)| is_asked.then_some(one))
            .chain(reason_asked(self.refusal_to_explain(record, scene).as_deref(), self.despite_refusal.as_ref()))
            .collect()
    }

    fn refuse_early(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        refuse_step(record, JudgedStep::Move, scene.date)
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let from = record.last_stage_written();
        let to = self.stage_meant(record, scene)?;
        refuse_earlier(record, scene)?;
        self.put_contacts(record, to, scene)?;
        let asked = self.conditions_for(record, to, scene)?;
        let waived = self.waivers_typed(record.id(), &asked, MoveName::from(to), scene)?;
        let report = match allowed_by(&asked, record, MoveName::from(to), &waived, scene) {
            Ok(report) => report,
            Err(refused) => return Ok(refused),
        };
        let despite_refusal = reason_typed(refused_by(&asked).as_deref(), self.despite_refusal.as_ref())?;
        push_move(record, to, text_of("--because", self.because.as_ref())?, waived, scene);
        if let Some(moved) = record.stages.last_mut() {
            moved.despite_refusal = despite_refusal;
        }
        let placed = self.goes_on_register(record, to, scene);
        if placed {
            push_spell(record, Some(Text::from(format!("stage {}", to.as_str()).as_str())), scene);
        }
        let mut told =
            ChangeResult::done(format!("recorded the move {}", from_to(from, to, scene)), commit_subject(from, to));
        told.asked = Some(Box::new(report));
        Ok(if placed { told.and_next("the pupil is on the register from this day") } else { told })
    }
}

impl AdvanceArgs {
    /// Who refused, if the move has all that it needs. A move that is refused in any case asks for no reason.
    fn refusal_to_explain(&self, record: &Record, scene: &Scene<'_>) -> Option<String> {
        let to = self.stage_meant(record, scene).ok()?;
        let mut record = record.clone();
        self.put_contacts(&mut record, to, scene).ok()?;
        let asked = ask_policy(&record, MoveName::from(to), scene);
        let is_met = |one: &JudgedRequirement| one.answer.met || self.waive.iter().any(|id| id == one.rule.id);
        asked.requirements.iter().all(is_met).then(|| refused_by(&asked)).flatten()
    }

    /// The stage to move to: the one named, or the next.
    fn stage_meant(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<Stage> {
        if self.to == Some(Stage::Closed) {
            let help = format!("close a concern or a pupil's support with `send close {}`", record.id());
            return Err(Failure::usage("closed is not the next stage", help));
        }
        self.to.or_else(|| stage_after(&record.as_at(scene.date))).ok_or_else(|| {
            Failure::usage(
                format!("{} is at D, the last stage", record.id()),
                "use `send step-back` or `send close` to leave it",
            )
        })
    }

    /// Adds the consent and the notice as contacts, each on its own day.
    fn put_contacts(&self, record: &mut Record, to: Stage, scene: &Scene<'_>) -> anyhow::Result<()> {
        if let Some(typed) = &self.consent {
            let about = match to {
                Stage::B => Topic::InclusionReferral,
                Stage::D => Topic::InformationSharing,
                Stage::A | Stage::C | Stage::Closed => {
                    return Err(Failure::usage(
                        format!("a move to {} does not need consent", to.as_str()),
                        "leave out `--consent`; for stage C, tell the family and add `--notified DATE`",
                    ));
                }
            };
            let day = scene.happened("--consent", typed)?;
            let consent =
                Contact { answer: Some(Answer::Given), ..contact_on(day, ContactKind::Consent, about, scene) };
            put_in_order(&mut record.contacts, consent, |contact| contact.date);
        }
        if let Some(typed) = &self.notified {
            let day = scene.happened("--notified", typed)?;
            let notice = contact_on(day, ContactKind::Notice, Topic::Register, scene);
            put_in_order(&mut record.contacts, notice, |contact| contact.date);
        }
        Ok(())
    }

    /// The requirements of the policy: those of the move, and those of the register if the pupil goes on it with the move.
    fn conditions_for(&self, record: &Record, to: Stage, scene: &Scene<'_>) -> anyhow::Result<MoveConditions> {
        let mut asked = ask_policy(record, MoveName::from(to), scene);
        refuse_nowhere(&asked, record, MoveName::from(to), MoveDirection::On, scene)?;
        if self.place && self.goes_on_register(record, to, scene) {
            let of_register = ask_policy(record, MoveName::Register, scene).requirements;
            let known: Vec<&str> = asked.requirements.iter().map(|one| one.rule.id).collect();
            asked.requirements.extend(of_register.into_iter().filter(|one| !known.contains(&one.rule.id)));
        }
        Ok(asked)
    }

    /// Whether the pupil goes on the register with the move: always at stage C (policy 6.1), earlier if the school wants it.
    fn goes_on_register(&self, record: &Record, to: Stage, scene: &Scene<'_>) -> bool {
        (self.place || to == Stage::C) && record.register_spell_on(scene.date).is_none()
    }

    /// The requirements to set aside. Each is checked: the policy allows it, it is missing, and this person may do so.
    fn waivers_typed(
        &self,
        pupil: &str,
        asked: &MoveConditions,
        to: MoveName,
        scene: &Scene<'_>,
    ) -> anyhow::Result<Vec<Waiver>> {
        if self.waive.is_empty() {
            return Ok(Vec::new());
        }
        let by = self.waived_by(scene)?;
        let reason = text_of("--reason", self.reason.as_ref())?.ok_or_else(|| {
            Failure::usage("--reason is missing", "add `--reason TEXT` to say why the requirement is set aside")
        })?;
        let until = self.until.as_ref().map(|typed| scene.planned("--until", typed)).transpose()?;
        let mut waivers = Vec::new();
        for id in &self.waive {
            refuse_unwaivable(id, pupil, asked, to)?;
            let (reason, by) = (reason.clone(), by.clone());
            waivers.push(Waiver { requirement: Text::from(id.as_str()), reason, by, until, met_on: None, how: None });
        }
        Ok(waivers)
    }

    /// The person who sets requirements aside, who must be someone the policy names.
    fn waived_by(&self, scene: &Scene<'_>) -> anyhow::Result<Text> {
        let by = scene.by().ok_or_else(|| {
            Failure::usage("the person who sets it aside is missing", "add `--by NAME`, spelt as in send.toml")
        })?;
        let policy = scene.opened.policies.in_force_on(scene.date);
        match entitled_names(policy, &scene.opened.school, scene.date) {
            Some(names) if !names.contains(&by.as_str()) => Err(Failure::refused(
                format!("{} may not set a requirement aside", by.as_str()),
                format!("the policy allows {}: get their agreement, and add `--by NAME`", list_or(&names)),
            )),
            Some(_) | None => Ok(by),
        }
    }
}

/// Who refused next to the consent that the move relies on.
fn refused_by(asked: &MoveConditions) -> Option<String> {
    asked.requirements.iter().find_map(|one| one.answer.refusal.clone())
}

/// The stage that comes next, if there is one.
fn stage_after(record: &AsAt) -> Option<Stage> {
    let name = next_move(record)?;
    Stage::ALL.iter().copied().find(|stage| MoveName::from(*stage) == name)
}

/// Refuses to set aside a requirement that the move does not have, that is met, or that the policy does not let anyone set
/// aside.
fn refuse_unwaivable(id: &str, pupil: &str, asked: &MoveConditions, to: MoveName) -> anyhow::Result<()> {
    let Some(one) = asked.requirements.iter().find(|one| one.rule.id == id) else {
        let ids: Vec<&str> = asked.requirements.iter().map(|one| one.rule.id).collect();
        return Err(Failure::usage(
            format!("`{id}` is not a requirement of this move"),
            format!("the requirements are {}", list_or(&ids)),
        ));
    };
    if !one.waivable {
        return Err(Failure::refused(
            format!("`{id}` cannot be set aside for a move to {}: the policy does not allow it", to.as_str()),
            remedy_for(one.rule.remedy, pupil),
        ));
    }
    if one.answer.met {
        return Err(Failure::usage(format!("`{id}` is already met: {}", one.answer.detail), "leave out `--waive`"));
    }
    Ok(())
}

fn contact_on(date: Day, kind: ContactKind, about: Topic, scene: &Scene<'_>) -> Contact {
    Contact { date, kind, about, with: Some(With::Parent), who: None, answer: None, by: scene.by(), note: None }
}

fn commit_subject(from: Option<Stage>, to: Stage) -> String {
    match from.filter(|from| *from != Stage::Closed) {
        Some(from) => format!("advance {} to {}", from.as_str(), to.as_str()),
        None => format!("advance to {}", to.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use crate::commands::testing::TestFolder;
    use crate::model::record::Record;
    use crate::policy::MoveName;
    use crate::records::decode::decode_yaml;
    use crate::rules::examples::{HISTORIES, WITHOUT, text};
    use crate::rules::rule;

    /// The command that makes a move.
    fn command(to: MoveName) -> Vec<&'static str> {
        match to {
            MoveName::A | MoveName::B | MoveName::C | MoveName::D => vec!["advance", "p014", "--to", to.as_str()],
            MoveName::Closed => vec!["close", "p014", "--because", "agreed"],
            MoveName::Register => vec!["place", "p014"],
            MoveName::Remove => vec!["remove", "p014", "--because", "agreed"],
        }
    }

    /// An example as a whole file, with the header that follows from its facts.
    fn whole(example: &str) -> String {
        let text = text(example);
        let record: Record = decode_yaml(text.as_bytes()).unwrap().value;
        let stage = record.last_stage_written().map_or(String::new(), |stage| format!("stage: {}\n", stage.as_str()));
        let census = format!("{stage}census: {}\n", record.asserted_census().as_str());
        text.lines()
            .map(|line| if line.starts_with("census: ") { census.clone() } else { format!("{line}\n") })
            .collect()
    }

    #[test]
    fn a_move_with_one_requirement_missing_is_refused_with_its_name_and_clause_and_changes_no_file() {
        for (to, requirement, line) in WITHOUT {
            let (first_line, to, _) = HISTORIES.iter().find(|(_, name, _)| name.as_str() == *to).unwrap();
            let record = whole(&format!("{first_line}\n{line}\n"));
            let folder = TestFolder::with(&record);
            let ran = folder.run("2026-01-15", &command(*to));
            let about = format!("to {} without {requirement}:\n{}{}", to.as_str(), ran.out, ran.err);
            assert_eq!(ran.code, 1, "{about}");
            let source = rule(requirement).unwrap().source();
            let source = if source.is_empty() { "the school's own choice" } else { source.as_str() };
            assert!(ran.out.contains(&format!("  {requirement} ({source}): ")), "{about}");
            let refusal =
                format!("p014: the policy does not allow this yet: {requirement} is missing; nothing was saved\n");
            assert!(ran.out.ends_with(&refusal), "{about}");
            assert_eq!(folder.text(), record, "{about}");
        }
    }

    #[test]
    fn before_the_first_policy_a_move_needs_only_a_reason() {
        let record = "format: 1\nid: p014\nname: Amira Example\ndate_of_birth: 2017-11-03\non_roll: [{from: 2022-09-05}]\ncensus: N\n";
        let folder = TestFolder::with(record);
        let to_b = ["advance", "p014", "--to", "B", "--date", "2025-01-06"];
        let refused = folder.run("2026-01-15", &to_b);
        assert_eq!(refused.code, 2, "{}{}", refused.out, refused.err);
        assert!(refused.err.starts_with("error: --because is missing: Why did the pupil move?"), "{}", refused.err);
        let moved = folder.run("2026-01-15", &[&to_b[..], &["--because", "from the paper file"]].concat());
        assert_eq!(moved.code, 0, "{}{}", moved.out, moved.err);
        let checked = folder.run("2026-01-15", &["check"]);
        assert!(!checked.out.contains("move-not-allowed"), "{}", checked.out);
    }

    /// A pupil ready for the move to B, whose mother refused two days before the consent.
    fn refused_by_the_mother() -> String {
        let refused = "contacts: [{date: 2025-11-24, kind: meeting, about: concern}, {date: 2026-01-12, kind: consent, about: inclusion-referral, who: mother, answer: refused}, {date: 2026-01-14, kind: consent, about: inclusion-referral, who: father, answer: given}]";
        whole(&format!("# Before the move to B:\n{refused}\n"))
    }

    #[test]
    fn a_move_against_one_persons_refusal_needs_a_reason_and_keeps_it() {
        let folder = TestFolder::with(&refused_by_the_mother());
        let to_b = ["advance", "p014", "--to", "B"];
        let refused = folder.run("2026-01-15", &to_b);
        assert_eq!(refused.code, 2, "{}{}", refused.out, refused.err);
        assert!(
            refused.err.starts_with(
                "error: --despite-refusal is missing: mother refused on 12 Jan 2026, and another person agreed"
            ),
            "{}",
            refused.err
        );
        assert_eq!(folder.text(), refused_by_the_mother());
        let reason = "one parent may agree alone";
        let moved = folder.run("2026-01-15", &[&to_b[..], &["--despite-refusal", reason]].concat());
        assert_eq!(moved.code, 0, "{}{}", moved.out, moved.err);
        let after: Record = decode_yaml(folder.text().as_bytes()).unwrap().value;
        let kept = after.stages.last().and_then(|moved| moved.despite_refusal.as_ref()).map(|reason| reason.as_str());
        assert_eq!(kept, Some(reason));
    }

    #[test]
    fn a_reason_without_a_refusal_is_a_slip_and_ready_shows_the_refusal() {
        let to_b = ["advance", "p014", "--to", "B", "--despite-refusal", "one parent may agree alone"];
        let plain = TestFolder::with(&whole("# Before the move to B:\n"));
        assert_eq!(plain.run("2026-01-15", &to_b).code, 2);
        let ready = TestFolder::with(&refused_by_the_mother()).run("2026-01-15", &["ready", "p014"]);
        assert!(ready.out.contains("mother refused on 12 Jan 2026"), "{}", ready.out);
        // The same person changed her mind.
        let same = TestFolder::with(&refused_by_the_mother().replace("who: father", "who: Mother"));
        assert_eq!(same.run("2026-01-15", &to_b[..4]).code, 0);
        // The consent given with the move is that of a parent without a name, so the refusal still counts.
        let with_consent = TestFolder::with(&refused_by_the_mother().replace("answer: given", "answer: no-reply"));
        let moved = with_consent.run("2026-01-15", &[&to_b[..4], &["--consent", "2026-01-14"]].concat());
        assert_eq!(moved.code, 2, "{}{}", moved.out, moved.err);
    }

    #[test]
    fn a_move_with_every_requirement_met_is_recorded() {
        for (first_line, to, _) in HISTORIES {
            let record = whole(&format!("{first_line}\n"));
            let folder = TestFolder::with(&record);
            let ran = folder.run("2026-01-15", &command(*to));
            assert_eq!(ran.code, 0, "to {}:\n{}{}", to.as_str(), ran.out, ran.err);
            let after: Record = decode_yaml(folder.text().as_bytes()).unwrap().value;
            let unchanged = matches!(to, MoveName::Register | MoveName::Remove);
            let before: Record = decode_yaml(record.as_bytes()).unwrap().value;
            assert_eq!(after.stages.len(), before.stages.len() + usize::from(!unchanged), "to {}", to.as_str());
            assert_eq!(
                (after.stage, after.census),
                (after.last_stage_written(), after.asserted_census()),
                "to {}",
                to.as_str()
            );
        }
    }
}
