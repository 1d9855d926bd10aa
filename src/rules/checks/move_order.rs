//! `move-order`: the moves between stages cannot have happened in the order they are listed.

use crate::finding::{Severity, key_path};
use crate::model::vocabulary::Stage;
use crate::rules::{Found, Question, Rule, RuleKind, Subject};

pub(crate) const RULE: Rule = Rule {
    id: "move-order",
    severity: Severity::Error,
    clause: "6.1",
    law: "",
    summary: "the moves in `stages` are not oldest first, go to the stage the pupil is already at, or begin with closing",
    why: "The last entry gives the pupil's stage today, and the days between entries show how long each stage lasted. If a move is \
          in the wrong place, both are wrong.",
    remedy: "put the moves in the order they happened, and delete any that did not happen",
    bad: "
stage: A
concerns: [{date: 2025-09-15, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-09-15, stage: A}, {date: 2025-11-05, stage: A}]
",
    good: "
stage: A
concerns: [{date: 2025-09-15, raised_by: class-teacher, grounds: [gap-widening]}]
stages: [{date: 2025-09-15, stage: A}]
",
    kind: RuleKind::Check(check),
};

fn check(subject: &Subject<'_>, _: &Question<'_>, found: &mut Found<'_>) {
    let moves = &subject.record.stages;
    if moves.first().is_some_and(|first| first.stage == Stage::Closed) {
        let message = "the first move is to `closed`, but the pupil had no stage to close";
        found.at_with_help(key_path!["stages", 0usize, "stage"], message, "add the move to A before it, or delete it");
    }
    for (index, pair) in (1usize..).zip(moves.windows(2)) {
        let [before, this] = pair else { continue };
        if this.date < before.date {
            let message =
                format!("this move of {} comes after a move of {}: the oldest must come first", this.date, before.date);
            found.at(key_path!["stages", index, "date"], message);
        }
        if this.stage == before.stage {
            let stage = this.stage.as_str();
            let message = format!(
                "this is a move to `{stage}`, but the pupil had already been at `{stage}` since {}",
                before.date
            );
            found.at(key_path!["stages", index, "stage"], message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::examples::keys_found;

    fn keys(moves: &str) -> Vec<String> {
        keys_found("move-order", &format!("stages: [{moves}]\n"))
    }

    #[test]
    fn two_moves_on_one_day_are_in_order_and_an_earlier_one_below_is_not() {
        assert_eq!(keys("{date: 2025-09-15, stage: A}, {date: 2025-09-15, stage: B}"), [""; 0]);
        assert_eq!(keys("{date: 2025-09-15, stage: A}, {date: 2025-09-14, stage: B}"), ["stages[1].date"]);
    }

    #[test]
    fn correct_moves_do_not_hide_a_wrong_one_below() {
        let moves = "{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: B}, {date: 2025-02-05, stage: C}, {date: 2025-06-05, stage: C}";
        assert_eq!(keys(moves), ["stages[2].date", "stages[3].stage"]);
    }

    #[test]
    fn a_stage_may_be_entered_again_later() {
        let moves = "{date: 2025-01-08, stage: A}, {date: 2025-03-05, stage: closed}, {date: 2025-09-15, stage: A}";
        assert_eq!(keys(moves), [""; 0]);
    }

    #[test]
    fn closing_cannot_come_first() {
        assert_eq!(keys("{date: 2025-03-05, stage: closed}, {date: 2025-09-15, stage: A}"), ["stages[0].stage"]);
    }
}
