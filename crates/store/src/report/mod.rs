//! Annual reports: a row a version, with its cells, texts, notes on findings, steps and evidence files. What a report
//! means and what may be done with it stands in `domain::report`.

pub mod contents;
pub mod count;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveModelTrait, QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// A version of the report of an agency on a year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub agency_id: i64,
    /// The data year.
    pub year: i32,
    /// `domain::report::workflow::Coverage`.
    pub coverage: String,
    /// From 1; a correction after publication is the next one.
    pub version: i32,
    /// `domain::report::Format`.
    pub format: String,
    /// `domain::report::workflow::ReportState`.
    pub state: String,
    /// `built` here, or `imported` from a published report.
    pub origin: String,
    /// The agency's name at the time.
    pub agency_name: String,
    /// Why there is this version, for the public; empty for the first.
    pub public_note: String,
    pub handed_in_by: Option<i64>,
    pub handed_in_at: Option<i64>,
    pub published_at: Option<i64>,
    pub created_by: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    /// Grows with every change: a writer that saw an older one is refused.
    pub edition: i32,
}

plain_entity!();

/// What happened to a report.
pub mod step {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_step")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub report_id: i64,
        /// `domain::report::workflow::ReportStep`, or `open`, `remind`, `import`.
        pub step: String,
        pub note: String,
        pub by_id: Option<i64>,
        pub at: i64,
    }

    plain_entity!();
}

/// That an agency was reminded of its report.
pub mod reminder {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_reminder")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub agency_id: i64,
        pub year: i32,
        pub by_id: Option<i64>,
        pub at: i64,
    }

    plain_entity!();
}

/// Keeps reminders.
///
/// # Errors
/// When the database cannot be written.
pub async fn add_reminders(db: &impl ConnectionTrait, rows: Vec<reminder::ActiveModel>) -> Result<(), StoreError> {
    for some in rows.chunks(500) {
        reminder::Entity::insert_many(some.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The reminders for a year, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn reminders(db: &impl ConnectionTrait, year: i32) -> Result<Vec<reminder::Model>, StoreError> {
    let query = reminder::Entity::find().filter(reminder::Column::Year.eq(year));
    Ok(query.order_by_asc(reminder::Column::Id).all(db).await?)
}

/// The report with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "report" })
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn lock(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    let row = Entity::find_by_id(id).lock_exclusive().one(db).await?;
    row.ok_or(StoreError::NotFound { what: "report" })
}

/// The newest version of the report of an agency on a year.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_newest(
    db: &impl ConnectionTrait,
    agency: i64,
    year: i32,
    coverage: &str,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::AgencyId.eq(agency))
        .filter(Column::Year.eq(year))
        .filter(Column::Coverage.eq(coverage))
        .order_by_desc(Column::Version)
        .limit(1)
        .one(db)
        .await?)
}

/// Every version of the reports on a year, by agency, the newest version first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_year(db: &impl ConnectionTrait, year: i32) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Year.eq(year))
        .order_by_asc(Column::AgencyId)
        .order_by_desc(Column::Version)
        .all(db)
        .await?)
}

/// Every version of the reports of an agency, newest year and version first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_agency(db: &impl ConnectionTrait, agency: i64) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::AgencyId.eq(agency))
        .order_by_desc(Column::Year)
        .order_by_desc(Column::Version)
        .all(db)
        .await?)
}

/// The reports in one of some states, newest year first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_in_state(db: &impl ConnectionTrait, states: &[&str]) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::State.is_in(states.iter().copied()))
        .order_by_desc(Column::Year)
        .order_by_asc(Column::AgencyId)
        .order_by_desc(Column::Version)
        .all(db)
        .await?)
}

/// The years for which there are reports, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn years(db: &impl ConnectionTrait) -> Result<Vec<i32>, StoreError> {
    let years = Entity::find().select_only().column(Column::Year).distinct().order_by_desc(Column::Year);
    Ok(years.into_tuple().all(db).await?)
}

/// Writes a new version.
///
/// # Errors
/// When there is one already, or the database cannot be written.
pub async fn create(db: &impl ConnectionTrait, row: ActiveModel) -> Result<Model, StoreError> {
    Ok(row.insert(db).await?)
}

/// What a step or an edit leaves of the row.
#[derive(Debug, Clone, Default)]
pub struct Moved {
    pub state: Option<&'static str>,
    pub handed_in: Option<(Option<i64>, i64)>,
    pub published_at: Option<i64>,
}

/// Notes a change of the report at its edition.
///
/// # Errors
/// [`StoreError::Conflict`] where it was changed meanwhile.
pub async fn change(db: &impl ConnectionTrait, row: &Model, moved: &Moved, now: i64) -> Result<(), StoreError> {
    let mut update = Entity::update_many()
        .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now));
    if let Some(state) = moved.state {
        update = update.col_expr(Column::State, Expr::value(state));
    }
    if let Some((by, at)) = moved.handed_in {
        update =
            update.col_expr(Column::HandedInBy, Expr::value(by)).col_expr(Column::HandedInAt, Expr::value(Some(at)));
    }
    if let Some(at) = moved.published_at {
        update = update.col_expr(Column::PublishedAt, Expr::value(Some(at)));
    }
    let done = update.filter(Column::Id.eq(row.id)).filter(Column::Edition.eq(row.edition)).exec(db).await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "report" }) }
}

/// Adds to the log.
///
/// # Errors
/// When the database cannot be written.
pub async fn add_step(db: &impl ConnectionTrait, row: step::ActiveModel) -> Result<(), StoreError> {
    row.insert(db).await?;
    Ok(())
}

/// The log of a report, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn steps(db: &impl ConnectionTrait, report: i64) -> Result<Vec<step::Model>, StoreError> {
    let query = step::Entity::find().filter(step::Column::ReportId.eq(report));
    Ok(query.order_by_desc(step::Column::Id).all(db).await?)
}
