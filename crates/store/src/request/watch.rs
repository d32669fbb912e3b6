//! What the supervisor looks for among open cases, as queries over the projections: how many of each agency, and which.
//! What a finding means says `domain::request::finding`; here is only how its cases are found among many.

use chrono::NaiveDate;
use domain::request::CaseState;
use domain::request::clock::StageKind;
use domain::request::finding::CaseFinding;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::{Column, Desk, Entity, Model, parts};
use crate::error::StoreError;

/// The days by which findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub today: NaiveDate,
    /// The last day that is near.
    pub near: NaiveDate,
    /// What was answered on this day or earlier should have been served.
    pub served: NaiveDate,
}

/// Whose cases; `None` for all agencies.
pub type Agencies<'a> = Option<&'a [i64]>;

fn condition(finding: CaseFinding, days: &Days) -> Condition {
    use CaseFinding as F;
    let open = || Condition::all().add(Column::Desk.ne(Desk::Closed.code()));
    let ended = |state: CaseState, stage: StageKind| {
        Condition::all()
            .add(Column::State.eq(state.code()))
            .add(Column::StageKind.eq(stage.code()))
            .add(Column::StageDueOn.lt(days.today))
    };
    match finding {
        F::Overdue => open().add(Column::DueOn.lt(days.today)),
        F::Near => open().add(Column::DueOn.between(days.today, days.near)),
        F::Unconfirmed => ended(CaseState::Registered, StageKind::Confirm),
        F::SupplementEnded => ended(CaseState::Supplement, StageKind::Supplement),
        F::ReasonsEnded => ended(CaseState::Reasons, StageKind::Reasons),
        F::FeeEnded => ended(CaseState::Fee, StageKind::Fee),
        F::OpinionEnded => ended(CaseState::Consulting, StageKind::Consultation),
        F::ExtensionUntold => open().add(Column::UntoldOn.lt(days.today)),
        F::Unassigned => open().add(Column::OfficerId.is_null()),
        F::PartRefused => {
            open().add(Column::Id.in_subquery(parts_where(
                Condition::all().add(parts::Column::State.eq(parts::PartState::Refused.code())),
            )))
        }
        F::PartLate => open().add(
            Column::Id.in_subquery(parts_where(
                Condition::all()
                    .add(parts::Column::State.is_in(parts::OPEN.map(parts::PartState::code)))
                    .add(parts::Column::DueOn.lt(days.today)),
            )),
        ),
        F::Unserved => {
            Condition::all().add(Column::State.eq(CaseState::Replied.code())).add(Column::ClosedOn.lte(days.served))
        }
    }
}

fn parts_where(condition: Condition) -> SelectStatement {
    Query::select().column(parts::Column::RequestId).from(parts::Entity).cond_where(condition).to_owned()
}

fn of(agencies: Agencies<'_>) -> Condition {
    Condition::all().add_option(agencies.map(|ids| Column::AgencyId.is_in(ids.iter().copied())))
}

/// How many cases of each agency show the finding; agencies without any are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(
    db: &impl ConnectionTrait,
    finding: CaseFinding,
    days: &Days,
    agencies: Agencies<'_>,
) -> Result<Vec<(i64, i64)>, StoreError> {
    counted(db, condition(finding, days).add(of(agencies))).await
}

/// How many cases of each agency are open.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_open(db: &impl ConnectionTrait, agencies: Agencies<'_>) -> Result<Vec<(i64, i64)>, StoreError> {
    counted(db, of(agencies).add(Column::Desk.ne(Desk::Closed.code()))).await
}

async fn counted(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<(i64, i64)>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::AgencyId)
        .column_as(Column::Id.count(), "cases")
        .filter(which)
        .group_by(Column::AgencyId);
    Ok(query.into_tuple().all(db).await?)
}

/// The cases that show the finding, nearest limit first, after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    finding: CaseFinding,
    days: &Days,
    agencies: Agencies<'_>,
    after: Option<(NaiveDate, i64)>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let later = after.map(|(day, id)| {
        Condition::any()
            .add(Column::NextOn.gt(day))
            .add(Condition::all().add(Column::NextOn.eq(day)).add(Column::Id.gt(id)))
    });
    let which = condition(finding, days).add(of(agencies)).add_option(later);
    let query = Entity::find().filter(which).order_by_asc(Column::NextOn).order_by_asc(Column::Id);
    Ok(query.limit(limit).all(db).await?)
}
