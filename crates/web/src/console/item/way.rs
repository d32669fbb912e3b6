//! The way of an item in words: the progress line of its steps, and the log of what happened.

use crate::templates::context;
use std::collections::BTreeMap;

use app::item::StepRow;
use app::item::view::ItemDetail;
use domain::item::WorkState;
use domain::time::Moment;
use minijinja::Value;
use serde::Serialize;

use super::rows::value_of;

/// How far a step of the way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reached {
    Done,
    /// It was passed over by an urgent publishing.
    Skipped,
    Current,
    Ahead,
}

/// A step of the progress line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    pub label: &'static str,
    pub reached: Reached,
    /// In words, for readers who do not see the shape.
    pub state: &'static str,
    pub who: String,
    pub at: String,
}

impl From<StepView> for Value {
    fn from(step: StepView) -> Self {
        value_of(&step)
    }
}

/// A step and the events that end it.
struct Stage {
    label: &'static str,
    events: &'static [&'static str],
    before: Option<WorkState>,
}

const REVIEWS: [(&str, WorkState); 3] =
    [("初审", WorkState::Review1), ("复审", WorkState::Review2), ("终审", WorkState::Review3)];

fn stages(review_steps: usize) -> Vec<Stage> {
    let mut stages = vec![Stage { label: "起草送审", events: &["submit"], before: None }];
    for (label, state) in REVIEWS.iter().take(review_steps.clamp(1, 3)) {
        stages.push(Stage { label, events: &["approve"], before: Some(*state) });
    }
    stages.push(Stage { label: "保密审查", events: &["pass_secrecy"], before: None });
    stages.push(Stage { label: "发布", events: &["publish", "publish_urgent"], before: None });
    stages
}

/// How many steps are behind a revision in this state.
fn passed(state: WorkState, review_steps: usize) -> usize {
    let reviews = review_steps.clamp(1, 3);
    match state {
        WorkState::Draft | WorkState::Returned | WorkState::Replaced => 0,
        WorkState::SecrecyReview => reviews + 1,
        WorkState::Approved | WorkState::Scheduled => reviews + 2,
        WorkState::Published => reviews + 3,
        reviewing => usize::from(reviewing.review_step().unwrap_or(1)),
    }
}

/// The progress line of the revision shown.
#[must_use]
pub fn progress(detail: &ItemDetail, review_steps: usize) -> Vec<StepView> {
    let own: Vec<&StepRow> = detail.steps.iter().filter(|s| s.revision_id == Some(detail.revision.id)).collect();
    let behind = passed(detail.state, review_steps);
    let urgent = detail.state == WorkState::Published && own.iter().any(|s| s.event == "publish_urgent");
    let view = |(at, stage): (usize, Stage)| {
        let step = own.iter().rev().find(|s| {
            stage.events.contains(&s.event.as_str())
                && stage.before.is_none_or(|b| s.state_before.as_deref() == Some(b.code()))
        });
        let reached = match (at < behind, at == behind, step) {
            (true, _, None) if urgent => Reached::Skipped,
            (true, ..) => Reached::Done,
            (false, true, _) => Reached::Current,
            _ => Reached::Ahead,
        };
        let told = step.filter(|_| reached == Reached::Done);
        StepView {
            label: stage.label,
            reached,
            state: state_text(reached, detail.state),
            who: told.map(|s| s.actor_name.clone()).unwrap_or_default(),
            at: told.map(|s| Moment(s.at).display_minute()).unwrap_or_default(),
        }
    };
    stages(review_steps).into_iter().enumerate().map(view).collect()
}

const fn state_text(reached: Reached, state: WorkState) -> &'static str {
    match (reached, state) {
        (Reached::Done, _) => "已完成",
        (Reached::Skipped, _) => "紧急发布，未经这一步",
        (Reached::Current, WorkState::Returned) => "已退回，待修改",
        (Reached::Current, WorkState::Scheduled) => "已定时",
        (Reached::Current, _) => "进行中",
        (Reached::Ahead, _) => "未开始",
    }
}

/// What an event is called in the log.
#[must_use]
pub fn event_label(step: &StepRow) -> String {
    let before = step.state_before.as_deref().and_then(WorkState::parse);
    let label = match step.event.as_str() {
        "create" => "新建",
        "edit" => "保存新版本",
        "import" => "导入",
        "submit" => "送审",
        "take_back" => "撤回送审",
        "approve" => match before {
            Some(WorkState::Review2) => "复审通过",
            Some(WorkState::Review3) => "终审通过",
            _ => "初审通过",
        },
        "return" => "退回修改",
        "pass_secrecy" => "保密审查通过",
        "refuse_secrecy" => "保密审查不通过，退回",
        "schedule" => "安排定时发布",
        "unschedule" => "取消定时发布",
        "publish" => "发布",
        "publish_urgent" => "紧急发布",
        "confirm_urgent" => "补审通过",
        "withdraw" => "撤回已公开的信息",
        "discard" => "放弃修改",
        other => other,
    };
    label.to_string()
}

fn tone(event: &str) -> &'static str {
    match event {
        "approve" | "pass_secrecy" | "publish" | "confirm_urgent" | "import" => "ok",
        "return" | "refuse_secrecy" | "withdraw" => "error",
        "publish_urgent" | "take_back" | "unschedule" | "discard" => "warning",
        "submit" | "schedule" => "info",
        _ => "neutral",
    }
}

/// The log, newest first. `names` are of those for whom a deputy acted.
#[must_use]
pub fn log(detail: &ItemDetail, numbers: &BTreeMap<i64, i32>, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let line = |step: &StepRow| {
        let number =
            step.revision_id.and_then(|id| numbers.get(&id)).map(|n| format!("（第 {n} 版）")).unwrap_or_default();
        let lent = step.acting_for.and_then(|id| names.get(&id)).map(|n| format!("（代 {n}）")).unwrap_or_default();
        context! {
            title => format!("{}{number}", event_label(step)),
            at => Moment(step.at).display_minute(),
            who => format!("{}{lent}", step.actor_name),
            text => (!step.reason.is_empty()).then(|| step.reason.clone()),
            tone => tone(&step.event),
        }
    };
    detail.steps.iter().rev().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_stands_at_its_step_of_the_line() {
        for steps in 1..=3 {
            assert_eq!(stages(steps).len(), steps + 3);
            assert_eq!(passed(WorkState::Draft, steps), 0);
            assert_eq!(passed(WorkState::Review1, steps), 1);
            assert_eq!(passed(WorkState::SecrecyReview, steps), steps + 1);
            assert_eq!(passed(WorkState::Approved, steps), steps + 2);
            assert_eq!(passed(WorkState::Published, steps), steps + 3);
        }
        assert_eq!(passed(WorkState::Review3, 3), 3);
    }
}
