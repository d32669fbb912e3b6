//! Disputes and their events, and the query behind table 4 of the annual report. The rules stand in `domain::dispute`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::dispute::{Cell, Event, Outcome, Party, Track};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, Condition, QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispute")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The agency whose act is disputed.
    pub agency_id: i64,
    /// The case it is about, where it is kept here.
    pub request_id: Option<i64>,
    /// What it is about, in words, sealed: the names of persons stand in it.
    pub matter: String,
    /// Who reconsiders or judges.
    pub organ: String,
    pub case_number: String,
    pub track: String,
    pub party: String,
    pub outcome: String,
    pub filed_on: Date,
    pub decided_on: Option<Date>,
    /// The next day to be reminded of, as last computed.
    pub next_on: Option<Date>,
    pub next_kind: Option<String>,
    pub created_by: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i32,
}

plain_entity!();

/// An event of a dispute.
pub mod event {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dispute_event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub dispute_id: i64,
        pub seq: i32,
        pub happened_on: Date,
        /// JSON of `domain::dispute::Happening`.
        pub what: String,
        /// Sealed.
        pub note: String,
        pub created_by: Option<i64>,
        pub created_at: i64,
    }

    plain_entity!();
}

impl event::Model {
    /// The event as the rules know it.
    ///
    /// # Errors
    /// When what is stored is none.
    pub fn event(&self) -> Result<Event, StoreError> {
        Ok(Event { on: self.happened_on, what: serde_json::from_str(&self.what)? })
    }
}

/// The dispute with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "dispute" })
}

/// The events of a dispute in order.
///
/// # Errors
/// When the database cannot be read.
pub async fn events(db: &impl ConnectionTrait, dispute_id: i64) -> Result<Vec<event::Model>, StoreError> {
    use event::Column as E;
    Ok(event::Entity::find().filter(E::DisputeId.eq(dispute_id)).order_by_asc(E::Seq).all(db).await?)
}

/// Adds an event.
///
/// # Errors
/// When the database cannot be written; a duplicate when another process added the same number.
pub async fn append(db: &impl ConnectionTrait, row: event::ActiveModel) -> Result<(), StoreError> {
    row.insert(db).await?;
    Ok(())
}

/// What a change of a dispute leaves in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    pub outcome: Outcome,
    pub filed_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    pub next: Option<(NaiveDate, String)>,
    pub updated_at: i64,
}

/// Writes the projection if nobody has changed the row since `version` was read.
///
/// # Errors
/// A conflict, or when the database cannot be written.
pub async fn project(db: &impl ConnectionTrait, id: i64, version: i32, to: &Projection) -> Result<(), StoreError> {
    let (next_on, next_kind) = to.next.clone().unzip();
    let done = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(to.outcome.code()))
        .col_expr(Column::FiledOn, Expr::value(to.filed_on))
        .col_expr(Column::DecidedOn, Expr::value(to.decided_on))
        .col_expr(Column::NextOn, Expr::value(next_on))
        .col_expr(Column::NextKind, Expr::value(next_kind))
        .col_expr(Column::UpdatedAt, Expr::value(to.updated_at))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(db)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "dispute" }) }
}

/// Sets the day to be reminded of next, if the row is still as it was read; whether it was.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_next(
    db: &impl ConnectionTrait,
    id: i64,
    version: i32,
    next: Option<(NaiveDate, String)>,
) -> Result<bool, StoreError> {
    let (next_on, next_kind) = next.unzip();
    let done = Entity::update_many()
        .col_expr(Column::NextOn, Expr::value(next_on))
        .col_expr(Column::NextKind, Expr::value(next_kind))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Which disputes a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of these agencies; `None` for all.
    pub agencies: Option<Vec<i64>>,
    pub request: Option<i64>,
    pub outcome: Option<Outcome>,
    pub before_id: Option<i64>,
}

/// A page of disputes, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, limit: u64) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(agencies) = &filter.agencies {
        query = query.filter(Column::AgencyId.is_in(agencies.iter().copied()));
    }
    if let Some(request) = filter.request {
        query = query.filter(Column::RequestId.eq(request));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(Column::Outcome.eq(outcome.code()));
    }
    if let Some(before) = filter.before_id {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// Open disputes whose next day lies on or before `until`, earliest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_due(db: &impl ConnectionTrait, from: NaiveDate, until: NaiveDate) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::NextOn.between(from, until))
        .order_by_asc(Column::NextOn)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The named query `table_4`: the cells of the report's table 4 for these agencies and the year; see
/// [`domain::dispute::cell_in`] for the rule. Cells that count nothing are absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn table_4(
    db: &impl ConnectionTrait,
    agencies: &[i64],
    year: i32,
) -> Result<BTreeMap<Cell, i64>, StoreError> {
    let mut cells = BTreeMap::new();
    for outcome in Outcome::ALL {
        let counted: Vec<(String, i64)> = Entity::find()
            .select_only()
            .column(Column::Track)
            .column_as(Column::Id.count(), "disputes")
            .filter(in_cell(agencies, *outcome, year)?)
            .group_by(Column::Track)
            .into_tuple()
            .all(db)
            .await?;
        for (code, count) in counted {
            let track = Track::parse(&code).ok_or(StoreError::UnknownCode { what: "track", code })?;
            cells.insert(Cell { track, outcome: *outcome }, count);
        }
    }
    Ok(cells)
}

/// The disputes behind a cell of table 4, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn table_4_records(
    db: &impl ConnectionTrait,
    agencies: &[i64],
    year: i32,
    cell: Cell,
) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(in_cell(agencies, cell.outcome, year)?)
        .filter(Column::Track.eq(cell.track.code()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

fn in_cell(agencies: &[i64], outcome: Outcome, year: i32) -> Result<Condition, StoreError> {
    let bad = || StoreError::UnknownCode { what: "year", code: year.to_string() };
    let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(bad)?;
    let last = NaiveDate::from_ymd_opt(year, 12, 31).ok_or_else(bad)?;
    let counted = Condition::all()
        .add(Column::AgencyId.is_in(agencies.iter().copied()))
        .add(Column::Party.eq(Party::Original.code()))
        .add(Column::FiledOn.lte(last));
    Ok(if outcome == Outcome::Pending {
        counted.add(Condition::any().add(Column::DecidedOn.is_null()).add(Column::DecidedOn.gt(last)))
    } else {
        counted.add(Column::DecidedOn.between(first, last)).add(Column::Outcome.eq(outcome.code()))
    })
}
