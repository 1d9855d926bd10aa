//! `send plan`.

use std::path::PathBuf;

use clap::Args;

use super::cycles::{in_parts, open_plan, voice_typed};
use crate::failure::Failure;
use crate::model::cycle::{Assess, Cycle, Plan, Provision, Target};
use crate::model::day::Day;
use crate::model::record::Record;
use crate::model::text::Text;
use crate::model::vocabulary::{PlanKind, Stage, TargetOutcome};
use crate::records::decode::decode_yaml;
use crate::records::edit::draft_of;
use crate::records::problem::Problem;
use crate::session::word::word_parser;
use crate::words::{count, date};
use crate::writing::asking::{AnswerKind, OptionQuestion, Skeleton};
use crate::writing::{ChangeResult, Scene, Verb, WriteArgs, about_one_pupil, text_of, text_typed};

/// The options for parts of a plan, which a plan file holds itself.
const OF_A_PLAN: [&str; 11] = [
    "kind",
    "review_by",
    "target",
    "pupil_voice",
    "parent_voice",
    "pupil_not_heard",
    "parent_not_heard",
    "expected_impact",
    "at_home",
    "from_last",
    "shared",
];

/// Write a plan for the current stage: targets, views, review date
///
/// For a small plan, give each target in one option. For a whole plan, leave the targets out: your editor opens with
/// a form to fill in. `--file` reads such a form, as YAML, from a file. `--from-last` carries over from the last plan the
/// targets that were not met, starting where the pupil is now, and provision that still runs. `send provide` adds provision.
///
/// One plan runs at a time: review it before you write the next, or correct it with `send edit`.
///
/// Example: send plan p014 --target "Retell a story | 4 of 5 tries | single words | 2026-03-13" --review-by "20 mar"
///
/// Example: send plan p014 --from-last --review-by "17 jul"
///
/// Example: send plan p014 --shared friday
#[derive(Debug, Clone, Args)]
pub(crate) struct PlanArgs {
    /// The pupil: an id, or part of an id or name
    #[arg(value_name = "PUPIL")]
    pupil: String,
    /// Kind of plan: adaptations, itp (individual target plan) or learning-plan; defaults to the one for the stage
    #[arg(long, value_name = "KIND", value_parser = word_parser::<PlanKind>(), ignore_case = true)]
    kind: Option<PlanKind>,
    /// Date to review it by; defaults to the end of stage A's weeks, or of the term
    #[arg(long, value_name = "DATE")]
    review_by: Option<String>,
    /// Target: what the pupil will do | how it is measured | where the pupil starts | by when; can be used more than once
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// Evidence for the assessment; can be used more than once
    #[arg(long, value_name = "TEXT")]
    evidence: Vec<String>,
    /// The pupil's views
    #[arg(long, value_name = "TEXT")]
    pupil_voice: Option<String>,
    /// The parents' views
    #[arg(long, value_name = "TEXT")]
    parent_voice: Option<String>,
    /// How the pupil was asked, if there was no answer
    #[arg(long, value_name = "HOW", conflicts_with = "pupil_voice")]
    pupil_not_heard: Option<String>,
    /// How the parents were asked, if there was no answer
    #[arg(long, value_name = "HOW", conflicts_with = "parent_voice")]
    parent_not_heard: Option<String>,
    /// Change expected from the plan
    #[arg(long, value_name = "TEXT")]
    expected_impact: Option<String>,
    /// Help the family can give at home
    #[arg(long, value_name = "TEXT")]
    at_home: Option<String>,
    /// Carry over targets that were not met, and provision that still runs
    #[arg(long)]
    from_last: bool,
    /// A YAML file with the keys of `plan`
    #[arg(long, value_name = "FILE", conflicts_with_all = OF_A_PLAN)]
    file: Option<PathBuf>,
    /// The same keys as text, from the editor
    #[arg(long, value_name = "YAML", hide = true, conflicts_with_all = ["from_last", "target", "file"])]
    yaml: Option<String>,
    /// Date the parents got a copy; on its own, it is added to the open plan
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    shared: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

impl Verb for PlanArgs {
    about_one_pupil!();

    fn questions(&self, record: &Record, scene: &Scene<'_>) -> Vec<OptionQuestion> {
        let is_asked = !self.has_content() && !self.is_about_sharing();
        // If a plan cannot begin now, do not let anyone write one first.
        if !is_asked || stage_to_plan(record).is_err() || refuse_second(record, scene.date).is_err() {
            return Vec::new();
        }
        // A mistake in the options is reported by `change`, as it is without an editor.
        let Ok(text) = self.plan_skeleton(record, scene) else { return Vec::new() };
        let skeleton = Skeleton {
            name: format!("{}-plan", record.id()),
            text,
            judge: judge_plan,
            instead: "`--target`, `--file` or `--from-last`",
        };
        vec![OptionQuestion::needed("--yaml=", "What is the plan?", AnswerKind::Written(skeleton))]
    }

    fn change(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        match &self.shared {
            Some(shared) if self.is_about_sharing() => share_plan(record, shared, scene),
            Some(_) | None => self.begin_plan(record, scene),
        }
    }
}

impl PlanArgs {
    /// Whether the plan itself was given, or a source to take it from.
    fn has_content(&self) -> bool {
        !self.target.is_empty() || self.from_last || self.file.is_some() || self.yaml.is_some()
    }

    /// Whether the command only says that the open plan was shared.
    fn is_about_sharing(&self) -> bool {
        let parts = [
            self.kind.is_some(),
            self.review_by.is_some(),
            !self.evidence.is_empty(),
            self.pupil_voice.is_some() || self.pupil_not_heard.is_some(),
            self.parent_voice.is_some() || self.parent_not_heard.is_some(),
            self.expected_impact.is_some(),
            self.at_home.is_some(),
        ];
        self.shared.is_some() && !self.has_content() && !parts.contains(&true)
    }

    fn begin_plan(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
        let stage = stage_to_plan(record)?;
        refuse_second(record, scene.date)?;
        let plan = self.new_plan(record, stage, scene)?;
        refuse_days(&plan, record)?;
        let targets = count(plan.targets.len(), "target");
        let (written, review_by) = (plan.date, plan.review_by);
        let assess = self.assess_typed(scene)?;
        match waiting_for_plan(record, scene.date).map(|(at, _)| at).and_then(|at| record.cycles.get_mut(at)) {
            Some(cycle) => {
                cycle.plan = Some(plan);
                // The evidence from before stays, and the evidence typed now is added.
                cycle.assess = match (cycle.assess.take(), assess) {
                    (Some(mut made), Some(typed)) => {
                        made.evidence.extend(typed.evidence);
                        Some(made)
                    }
                    (made, typed) => made.or(typed),
                };
            }
            None => {
                record.cycles.push(Cycle { stage, assess, plan: Some(plan), observations: Vec::new(), review: None })
            }
        }
        let done = format!("recorded the plan of {} with {targets}", date(written));
        let told = ChangeResult::done(done, format!("record a plan at {}", stage.as_str()));
        Ok(match review_by {
            Some(day) => told.and_next(format!("review it by {}", date(day))),
            None => told,
        })
    }

    /// The plan: from the editor, from a file, or from the options.
    fn new_plan(&self, record: &Record, stage: Stage, scene: &Scene<'_>) -> anyhow::Result<Plan> {
        if let Some(yaml) = &self.yaml {
            return decode_yaml::<Plan>(yaml.as_bytes())
                .map(|plan| plan.value)
                .map_err(|problems| in_file("the plan", problems));
        }
        if let Some(file) = &self.file {
            return of_file(file);
        }
        let plan = self.plan_from_options(record, stage, scene)?;
        if plan.targets.is_empty() && !self.from_last {
            return Err(Failure::usage("the plan has no target", "use `--target`, `--file` or `--from-last`"));
        }
        if plan.targets.is_empty() && plan.provisions.is_empty() {
            return Err(Failure::usage(
                "the last plan has nothing to carry over: its targets were met, and its provision has ended",
                "give the new targets with `--target`",
            ));
        }
        Ok(plan)
    }

    /// The plan from the options, together with what is carried over from the last one.
    fn plan_from_options(&self, record: &Record, stage: Stage, scene: &Scene<'_>) -> anyhow::Result<Plan> {
        let review_by = self.review_by.as_ref().map(|typed| scene.planned("--review-by", typed)).transpose()?;
        let found = waiting_for_plan(record, scene.date).and_then(|(_, cycle)| cycle.plan.as_ref()?.review_by);
        let review_by = review_by.or(found).or_else(|| reviewed_by(record, stage, scene));
        let (targets, provisions) =
            if self.from_last { carried_over(record, review_by, scene)? } else { Default::default() };
        let typed = self.target.iter().map(|target| target_of(target, scene)).collect::<Result<Vec<_>, _>>()?;
        Ok(Plan {
            date: scene.date,
            by: scene.by(),
            kind: self.kind.unwrap_or_else(|| PlanKind::at_stage(stage)),
            review_by,
            shared: self.shared.as_ref().map(|typed| scene.happened("--shared", typed)).transpose()?,
            targets: targets.into_iter().chain(typed).collect(),
            provisions,
            expected_impact: text_of("--expected-impact", self.expected_impact.as_ref())?,
            at_home: text_of("--at-home", self.at_home.as_ref())?,
            pupil_voice: voice_typed("--pupil-voice", self.pupil_voice.as_ref(), self.pupil_not_heard.as_ref(), scene)?,
            parent_voice: voice_typed(
                "--parent-voice",
                self.parent_voice.as_ref(),
                self.parent_not_heard.as_ref(),
                scene,
            )?,
        })
    }

    /// The text of a plan to fill in, with the options that were typed already in it.
    fn plan_skeleton(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<String> {
        let stage = stage_to_plan(record)?;
        let plan = self.plan_from_options(record, stage, scene)?;
        let typed = draft_of(&plan);
        let mut text = format!(
            "# The plan for {} at stage {}. Fill in the text after the colons, and delete the lines that you do not need.
# For a target, write how it is measured, where the pupil starts (the baseline), and the date to meet it by.
# Save the text and close the editor to continue; close it without a change to stop.
{typed}",
            record.id(),
            stage.as_str(),
        );
        text.push_str("targets:\n  - text:\n    measure:\n    baseline:\n    by:\n");
        for key in ["pupil_voice", "parent_voice", "expected_impact", "at_home"] {
            if !typed.lines().any(|line| line.starts_with(&format!("{key}:"))) {
                text.push_str(&format!("{key}:\n"));
            }
        }
        Ok(text)
    }

    fn assess_typed(&self, scene: &Scene<'_>) -> anyhow::Result<Option<Assess>> {
        let evidence =
            self.evidence.iter().map(|typed| text_typed("--evidence", typed)).collect::<Result<Vec<_>, _>>()?;
        Ok((!evidence.is_empty()).then(|| Assess { date: scene.date, by: scene.by(), evidence }))
    }
}

/// The stage that a plan is for.
fn stage_to_plan(record: &Record) -> anyhow::Result<Stage> {
    record.last_stage_written().filter(|stage| *stage != Stage::Closed).ok_or_else(|| {
        let help = format!("start stage A with `send advance {}`", record.id());
        Failure::usage(format!("{} is not at a stage, and every plan belongs to one", record.id()), help)
    })
}

/// The cycle that a plan of this day completes, with its index: one that has an assessment and no plan yet, or one of which only
/// a coming review date was found. Otherwise a plan begins a new cycle.
fn waiting_for_plan(record: &Record, day: Day) -> Option<(usize, &Cycle)> {
    let last = record.cycles_of_stay_written().last().filter(|(_, cycle)| cycle.review.is_none());
    last.filter(|(_, cycle)| match &cycle.plan {
        None => true,
        // A review that is late is held first, or it would be forgotten.
        Some(plan) => record.has_only_a_found_review_date(cycle) && plan.review_by.is_none_or(|by| by >= day),
    })
}

/// Refuses a second plan while one runs: both would have to be reviewed at once.
fn refuse_second(record: &Record, day: Day) -> anyhow::Result<()> {
    let running = record.running_plans_written().last();
    let Some((_, plan)) = running.filter(|_| waiting_for_plan(record, day).is_none()) else { return Ok(()) };
    Err(Failure::usage(
        format!("the plan of {} has not been reviewed yet", date(plan.date)),
        format!("review it first with `send review {id}`, or correct it with `send edit {id}`", id = record.id()),
    ))
}

/// Refuses impossible days: a plan before the last review, or a review or target before the plan.
fn refuse_days(plan: &Plan, record: &Record) -> anyhow::Result<()> {
    if let Some((_, last)) = record.reviews().last().filter(|(_, last)| last.date > plan.date) {
        return Err(Failure::usage(
            format!("the plan would be dated {}, before the review of {}", date(plan.date), date(last.date)),
            "give the right day of the plan with `--date`",
        ));
    }
    let targets = plan.targets.iter().enumerate().map(|(at, target)| (format!("target {}", at + 1), target.by));
    let planned = std::iter::once(("the review".to_owned(), plan.review_by)).chain(targets);
    for (what, by) in planned {
        if let Some(by) = by.filter(|by| *by < plan.date) {
            return Err(Failure::usage(
                format!("{what} is due by {}, before the plan of {}", date(by), date(plan.date)),
                "correct the day: a date without a year means the next one",
            ));
        }
    }
    Ok(())
}

/// Records that the parents got a copy of the open plan.
fn share_plan(record: &mut Record, typed: &str, scene: &Scene<'_>) -> anyhow::Result<ChangeResult> {
    let id = record.id().to_owned();
    let plan = open_plan(record)?;
    let (written, day) = (plan.date, scene.happened("--shared", typed)?);
    if day < written {
        return Err(Failure::usage(
            format!("the plan is dated {}, after the day it was shared, {}", date(written), date(day)),
            "correct the day",
        ));
    }
    if let Some(before) = plan.shared.filter(|before| *before != day) {
        return Err(Failure::usage(
            format!("the plan of {} was already shared on {}", date(written), date(before)),
            format!(
                "record a new copy with `send contact {id} notice --about provision`, or correct the day with `send edit {id}`"
            ),
        ));
    }
    plan.shared = Some(day);
    let done = format!("recorded that the plan of {} was shared on {}", date(written), date(day));
    Ok(ChangeResult::done(done, "record a plan as shared"))
}

/// A target in one line, its parts between `|`.
fn target_of(typed: &str, scene: &Scene<'_>) -> anyhow::Result<Target> {
    let names = ["what the pupil will do", "how it is measured", "where the pupil starts", "by when"];
    let [what, measure, baseline, by] = in_parts("--target", typed, names)?;
    Ok(Target {
        text: text_typed("--target", what.unwrap_or_default())?,
        measure: measure.map(Text::from),
        baseline: baseline.map(Text::from),
        by: by.map(|typed| scene.planned("--target", typed)).transpose()?,
        outcome: None,
        result: None,
    })
}

/// The parts of the last plan that carry over: the targets that were not met, due by the new review if their own day has
/// passed, and the provision that still runs.
fn carried_over(
    record: &Record,
    review_by: Option<Day>,
    scene: &Scene<'_>,
) -> anyhow::Result<(Vec<Target>, Vec<Provision>)> {
    let last = record.cycles.iter().rev().find_map(|cycle| cycle.plan.as_ref()).ok_or_else(|| {
        Failure::usage(format!("{} has no plan to carry over from", record.id()), "leave out `--from-last`")
    })?;
    let unmet = last.targets.iter().filter(|target| target.outcome != Some(TargetOutcome::Met));
    let targets = unmet.map(|target| Target {
        by: target.by.filter(|by| *by > scene.date).or(review_by),
        // The next plan starts where the pupil has got to.
        baseline: target.result.clone().or_else(|| target.baseline.clone()),
        outcome: None,
        result: None,
        ..target.clone()
    });
    let running = last.provisions.iter().filter(|provision| provision.to.is_none_or(|to| to > scene.date));
    let provisions = running.map(|provision| Provision {
        // In this plan the provision begins with the plan: earlier weeks stay with the last plan, so they are counted once.
        from: provision.from.map(|from| from.max(scene.date)),
        // The same is true of anything bought for it.
        cost: None,
        entry: provision.exit.clone().or_else(|| provision.entry.clone()),
        exit: None,
        sessions_given: None,
        impact: None,
        ..provision.clone()
    });
    Ok((targets.collect(), provisions.collect()))
}

/// The default review day: at stage A the end of its weeks (policy 6.1), at later stages the end of the term.
fn reviewed_by(record: &Record, stage: Stage, scene: &Scene<'_>) -> Option<Day> {
    let school = &scene.opened.school;
    let by = if stage == Stage::A { weeks_over(record, stage, scene) } else { None };
    by.filter(|day| *day > scene.date).or_else(|| Some(school.calendar.end_of_term_with(scene.date, 0).day))
}

/// The last day of a stage's weeks, if the policy gives the stage a number of weeks.
fn weeks_over(record: &Record, stage: Stage, scene: &Scene<'_>) -> Option<Day> {
    let weeks = scene.opened.policies.in_force_on(scene.date).stages.get(&stage)?.weeks?;
    let entered = record.last_move_written()?.date;
    Some(scene.opened.school.calendar.school_weeks_after(entered, weeks).day)
}

fn of_file(file: &std::path::Path) -> anyhow::Result<Plan> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::usage(format!("{name} could not be read ({error})"), "check the name of the file"))?;
    decode_yaml::<Plan>(&bytes).map(|plan| plan.value).map_err(|problems| in_file(&name, problems))
}

fn in_file(name: &str, problems: Vec<Problem>) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(|problem| problem_in_words(problem, name)).collect();
    Failure::usage(lines.join("\n"), "correct it, and run the command again; `send schema` lists every key")
}

fn problem_in_words(problem: &Problem, name: &str) -> String {
    format!("{name}:{}:{}: {} ({})", problem.at.line, problem.at.column, problem.message, problem.help)
}

/// The mistakes in a plan as it was typed.
fn judge_plan(typed: &str) -> Vec<String> {
    match decode_yaml::<Plan>(typed.as_bytes()) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            let words = |problem: &Problem| format!("line {}: {} ({})", problem.at.line, problem.message, problem.help);
            problems.iter().map(words).collect()
        }
    }
}
