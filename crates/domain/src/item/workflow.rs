//! The way to publication as a table: state × event → next state, with the reasons why not.
//!
//! A revision in progress has a [`WorkState`]; what the public sees is a separate [`PublicState`] and a pointer
//! that only [`Event::Publish`] moves. Review is item by item: there is no event for many (保守国家秘密法
//! 实施条例 a.42: 逐项审查).

use serde::{Deserialize, Serialize};

use super::openness::Openness;
use crate::identity::{Action, Grant};
use crate::time::Moment;

crate::code_enum! {
    /// Where a revision in progress stands.
    pub enum WorkState {
        Draft = "draft", "草稿";
        Review1 = "review_1", "待初审";
        Review2 = "review_2", "待复审";
        Review3 = "review_3", "待终审";
        SecrecyReview = "secrecy_review", "待保密审查";
        Approved = "approved", "待发布";
        Scheduled = "scheduled", "定时发布";
        Returned = "returned", "已退回";
        /// It was published: it is live or was superseded.
        Published = "published", "已发布";
        /// A later draft took its place, or it was given up.
        Replaced = "replaced", "已被替换";
    }
}

crate::code_enum! {
    /// What the public sees of an item.
    pub enum PublicState {
        Never = "never", "未发布";
        Live = "live", "已公开";
        Withdrawn = "withdrawn", "已撤回";
    }
}

impl WorkState {
    /// The review step this state waits for.
    #[must_use]
    pub const fn review_step(self) -> Option<u8> {
        match self {
            Self::Review1 => Some(1),
            Self::Review2 => Some(2),
            Self::Review3 => Some(3),
            _ => None,
        }
    }

    /// The state that waits for review step `step`.
    #[must_use]
    pub const fn of_step(step: u8) -> Option<Self> {
        match step {
            1 => Some(Self::Review1),
            2 => Some(Self::Review2),
            3 => Some(Self::Review3),
            _ => None,
        }
    }

    /// Whether an editor may replace the content by saving a further revision.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether somebody else than the editor holds it.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(
            self,
            Self::Review1 | Self::Review2 | Self::Review3 | Self::SecrecyReview | Self::Approved | Self::Scheduled
        )
    }
}

/// What somebody wants to do with a revision or an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Submit,
    Approve,
    Return { reason: String },
    TakeBack,
    PassSecrecy { conclusion: String },
    RefuseSecrecy { reason: String },
    Schedule { at: Moment },
    Unschedule,
    Publish,
    PublishUrgent { reason: String, secrecy_conclusion: String },
    ConfirmUrgent,
    Withdraw { reason: String },
    Discard,
}

impl Event {
    /// Stable name, as the log of steps and the audit keep it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::Return { .. } => "return",
            Self::TakeBack => "take_back",
            Self::PassSecrecy { .. } => "pass_secrecy",
            Self::RefuseSecrecy { .. } => "refuse_secrecy",
            Self::Schedule { .. } => "schedule",
            Self::Unschedule => "unschedule",
            Self::Publish => "publish",
            Self::PublishUrgent { .. } => "publish_urgent",
            Self::ConfirmUrgent => "confirm_urgent",
            Self::Withdraw { .. } => "withdraw",
            Self::Discard => "discard",
        }
    }

    /// The permission the event needs, in a given state.
    #[must_use]
    pub const fn action(&self, state: WorkState) -> Action {
        match self {
            Self::Submit | Self::TakeBack => Action::ItemSubmit,
            Self::Discard => Action::ItemEdit,
            Self::Approve => match state {
                WorkState::Review2 => Action::ItemReview2,
                WorkState::Review3 => Action::ItemReview3,
                _ => Action::ItemReview1,
            },
            Self::Return { .. } => match state {
                WorkState::Review2 => Action::ItemReview2,
                WorkState::Review3 => Action::ItemReview3,
                WorkState::SecrecyReview => Action::ItemSecrecyReview,
                WorkState::Approved | WorkState::Scheduled => Action::ItemPublish,
                _ => Action::ItemReview1,
            },
            Self::PassSecrecy { .. } | Self::RefuseSecrecy { .. } => Action::ItemSecrecyReview,
            Self::Schedule { .. } | Self::Unschedule | Self::Publish => Action::ItemPublish,
            Self::PublishUrgent { .. } => Action::ItemPublishUrgent,
            Self::ConfirmUrgent => Action::ItemConfirmUrgent,
            Self::Withdraw { .. } => Action::ItemWithdraw,
        }
    }
}

/// Who acts: a person with the grant that let him, or the timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor<'g> {
    Person { id: i64, grant: &'g Grant },
    Timer,
}

/// What the decision depends on beside state and event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    pub work: WorkState,
    pub public: PublicState,
    /// Review steps of the main section, 1 to 3.
    pub steps: u8,
    pub openness: Openness,
    /// Who submitted the revision in progress.
    pub submitter: Option<i64>,
    /// Who published urgently and has not been confirmed yet.
    pub urgent_by: Option<i64>,
    /// When a scheduled revision is due.
    pub scheduled_at: Option<Moment>,
    /// What still stops it from being submitted: codes of unresolved check findings.
    pub open_findings: usize,
}

/// What happens when the event is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The revision moves to this state; nothing public changes.
    Move(WorkState),
    /// The live pointer moves to this revision.
    GoLive,
    /// As [`Outcome::GoLive`], flagged until another person confirms it.
    GoLiveUrgent,
    /// The urgent publishing is confirmed.
    Confirm,
    /// The item leaves the public site.
    TakeOff,
}

/// Why an event is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The event does not belong to this state.
    WrongState {
        state: WorkState,
    },
    /// The submitter, or whoever acts in his place, cannot approve his own.
    OwnSubmission,
    /// The one who published urgently cannot confirm it himself.
    OwnUrgentPublication,
    /// Only the submitter takes back.
    NotTheSubmitter,
    ReasonMissing,
    ConclusionMissing,
    /// Errors or warnings without a reason are left.
    FindingsOpen {
        count: usize,
    },
    /// Only what is proactively disclosed is published.
    NotProactive,
    /// The time for a scheduled publishing has passed or is too near.
    TimePassed,
    /// The timer came before the time.
    TooEarly,
    /// There is nothing public to withdraw.
    NotLive,
    /// No urgent publishing waits for confirmation.
    NothingToConfirm,
}

impl Refusal {
    /// Stable code; the sentence is made in `app`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState { .. } => "workflow_wrong_state",
            Self::OwnSubmission => "workflow_own_submission",
            Self::OwnUrgentPublication => "workflow_own_urgent",
            Self::NotTheSubmitter => "workflow_not_submitter",
            Self::ReasonMissing => "workflow_reason_missing",
            Self::ConclusionMissing => "workflow_conclusion_missing",
            Self::FindingsOpen { .. } => "workflow_findings_open",
            Self::NotProactive => "workflow_not_proactive",
            Self::TimePassed => "workflow_time_passed",
            Self::TooEarly => "workflow_too_early",
            Self::NotLive => "workflow_not_live",
            Self::NothingToConfirm => "workflow_nothing_to_confirm",
        }
    }
}

/// Decides an event. Permission has been checked before; this is the law of the path itself.
///
/// # Errors
/// [`Refusal`] with the reason why not.
pub fn decide(now: Moment, situation: &Situation, event: &Event, actor: &Actor<'_>) -> Result<Outcome, Refusal> {
    match actor {
        Actor::Timer => decide_timer(now, situation, event),
        Actor::Person { id, grant } => decide_person(now, situation, event, *id, grant),
    }
}

/// A timer publishes only what is approved and due; it approves nothing.
fn decide_timer(now: Moment, s: &Situation, event: &Event) -> Result<Outcome, Refusal> {
    match (event, s.work, s.scheduled_at) {
        (Event::Publish, WorkState::Scheduled, Some(at)) if at <= now => go_live(s),
        (Event::Publish, WorkState::Scheduled, _) => Err(Refusal::TooEarly),
        _ => Err(Refusal::WrongState { state: s.work }),
    }
}

fn decide_person(now: Moment, s: &Situation, event: &Event, person: i64, grant: &Grant) -> Result<Outcome, Refusal> {
    use WorkState as W;
    match event {
        Event::Submit => submit(s),
        Event::Approve => approve(s, person, grant),
        Event::Return { reason } => {
            ensure(s.work.is_under_way(), Refusal::WrongState { state: s.work })?;
            ensure(!reason.trim().is_empty(), Refusal::ReasonMissing)?;
            Ok(Outcome::Move(W::Returned))
        }
        Event::TakeBack => {
            ensure(s.work.is_under_way() && s.work != W::Scheduled, Refusal::WrongState { state: s.work })?;
            ensure(s.submitter == Some(person), Refusal::NotTheSubmitter)?;
            Ok(Outcome::Move(W::Draft))
        }
        Event::PassSecrecy { conclusion } => {
            ensure(s.work == W::SecrecyReview, Refusal::WrongState { state: s.work })?;
            ensure_other(s, person, grant)?;
            ensure(!conclusion.trim().is_empty(), Refusal::ConclusionMissing)?;
            Ok(Outcome::Move(W::Approved))
        }
        Event::RefuseSecrecy { reason } => {
            ensure(s.work == W::SecrecyReview, Refusal::WrongState { state: s.work })?;
            ensure(!reason.trim().is_empty(), Refusal::ReasonMissing)?;
            Ok(Outcome::Move(W::Returned))
        }
        Event::Schedule { at } => {
            ensure(s.work == W::Approved, Refusal::WrongState { state: s.work })?;
            ensure(s.openness == Openness::Proactive, Refusal::NotProactive)?;
            ensure(*at > now, Refusal::TimePassed)?;
            ensure_other(s, person, grant)?;
            Ok(Outcome::Move(W::Scheduled))
        }
        Event::Unschedule => {
            ensure(s.work == W::Scheduled, Refusal::WrongState { state: s.work })?;
            Ok(Outcome::Move(W::Approved))
        }
        Event::Publish => {
            ensure(matches!(s.work, W::Approved | W::Scheduled), Refusal::WrongState { state: s.work })?;
            ensure_other(s, person, grant)?;
            go_live(s)
        }
        Event::PublishUrgent { reason, secrecy_conclusion } => publish_urgent(s, reason, secrecy_conclusion),
        Event::ConfirmUrgent => confirm_urgent(s, person, grant),
        Event::Withdraw { reason } => {
            ensure(s.public == PublicState::Live, Refusal::NotLive)?;
            ensure(!reason.trim().is_empty(), Refusal::ReasonMissing)?;
            Ok(Outcome::TakeOff)
        }
        Event::Discard => {
            ensure(s.work.is_editable(), Refusal::WrongState { state: s.work })?;
            Ok(Outcome::Move(W::Replaced))
        }
    }
}

fn ensure(condition: bool, refusal: Refusal) -> Result<(), Refusal> {
    if condition { Ok(()) } else { Err(refusal) }
}

/// The submitter can't approve his own, neither himself nor through a deputy who acts with his rights.
fn ensure_other(s: &Situation, person: i64, grant: &Grant) -> Result<(), Refusal> {
    let own = s.submitter == Some(person) || (s.submitter.is_some() && s.submitter == grant.lent_by);
    ensure(!own, Refusal::OwnSubmission)
}

fn submit(s: &Situation) -> Result<Outcome, Refusal> {
    ensure(s.work.is_editable(), Refusal::WrongState { state: s.work })?;
    ensure(s.open_findings == 0, Refusal::FindingsOpen { count: s.open_findings })?;
    Ok(Outcome::Move(WorkState::Review1))
}

fn approve(s: &Situation, person: i64, grant: &Grant) -> Result<Outcome, Refusal> {
    let Some(step) = s.work.review_step() else {
        return Err(Refusal::WrongState { state: s.work });
    };
    ensure_other(s, person, grant)?;
    let next = if step < s.steps { WorkState::of_step(step + 1) } else { None };
    Ok(Outcome::Move(next.unwrap_or(WorkState::SecrecyReview)))
}

fn go_live(s: &Situation) -> Result<Outcome, Refusal> {
    ensure(s.openness == Openness::Proactive, Refusal::NotProactive)?;
    Ok(Outcome::GoLive)
}

/// The emergency door: open before the reviews, but never without a reason and a secrecy conclusion
/// (先审查、后公开), never for what the checks stop, and flagged until another confirms it.
fn publish_urgent(s: &Situation, reason: &str, conclusion: &str) -> Result<Outcome, Refusal> {
    let open = matches!(
        s.work,
        WorkState::Draft
            | WorkState::Returned
            | WorkState::Review1
            | WorkState::Review2
            | WorkState::Review3
            | WorkState::SecrecyReview
    );
    ensure(open, Refusal::WrongState { state: s.work })?;
    ensure(!reason.trim().is_empty(), Refusal::ReasonMissing)?;
    ensure(!conclusion.trim().is_empty(), Refusal::ConclusionMissing)?;
    ensure(s.open_findings == 0, Refusal::FindingsOpen { count: s.open_findings })?;
    ensure(s.openness == Openness::Proactive, Refusal::NotProactive)?;
    Ok(Outcome::GoLiveUrgent)
}

fn confirm_urgent(s: &Situation, person: i64, grant: &Grant) -> Result<Outcome, Refusal> {
    let Some(by) = s.urgent_by else {
        return Err(Refusal::NothingToConfirm);
    };
    ensure(by != person && Some(by) != grant.lent_by, Refusal::OwnUrgentPublication)?;
    Ok(Outcome::Confirm)
}
