//! The rows of a case's parts, by which a unit's person finds them on his desk. They follow from the events and are
//! written with them; what was written to and by the unit is sealed beside the events.

use chrono::NaiveDate;
use domain::request::{Event, Happening};
use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet, Set};
use store::Work;
use store::request::parts::{self, PartState};

use crate::error::AppError;

/// Brings the rows in line with an event that has just been decided.
pub(super) async fn follow(work: &Work, request: i64, event: &Event) -> Result<(), AppError> {
    match event.what {
        Happening::PartAssigned { unit, until, .. } => {
            let row = parts::ActiveModel {
                id: NotSet,
                request_id: Set(request),
                account_id: Set(unit),
                task: Set(String::new()),
                answer: Set(String::new()),
                state: Set(PartState::Asked.code().to_string()),
                due_on: Set(until),
                asked_at: Set(event.at.0),
                asked_by: Set(event.by),
                answered_at: Set(None),
            };
            row.insert(work.db()).await?;
            Ok(())
        }
        Happening::PartReassigned { part, unit, until, .. } => {
            mark(work, request, part, PartState::Asked, Some((unit, until)), event).await
        }
        Happening::PartTaken { part } => mark(work, request, part, PartState::Taken, None, event).await,
        Happening::PartRefused { part } => mark(work, request, part, PartState::Refused, None, event).await,
        Happening::PartDone { part, .. } => mark(work, request, part, PartState::Answered, None, event).await,
        _ => Ok(()),
    }
}

async fn mark(
    work: &Work,
    request: i64,
    part: u16,
    state: PartState,
    anew: Option<(i64, Option<NaiveDate>)>,
    event: &Event,
) -> Result<(), AppError> {
    let row = parts::of_request(work.db(), request).await?.into_iter().nth(usize::from(part));
    let mut row = row.ok_or_else(|| AppError::problem("request_no_such_part"))?.into_active_model();
    row.state = Set(state.code().to_string());
    if let Some((unit, until)) = anew {
        row.account_id = Set(unit);
        row.due_on = Set(until);
    }
    row.answered_at = Set((state == PartState::Answered).then_some(event.at.0));
    row.update(work.db()).await?;
    Ok(())
}
