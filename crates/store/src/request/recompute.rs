//! One ordered pass over the open cases with their events, and batched writing of what moved: for recomputing all limits
//! after the calendar changed, and for comparing projections with the fold. The events of a case come as one text, so
//! that a million of them are not a million rows to decode.

use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement};

use super::{Desk, Model};
use crate::error::StoreError;

/// Between the fields of an event in the gathered text, and between events: signs that JSON escapes.
pub const FIELD: char = '\u{1f}';
pub const EVENT: char = '\u{1e}';

/// The limits of a projection: all that a calendar can move.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Open {
    pub id: i64,
    pub agency_id: i64,
    pub version: i32,
    pub due_on: Option<Date>,
    pub due_provisional: bool,
    pub stage_kind: Option<String>,
    pub stage_due_on: Option<Date>,
    pub next_on: Date,
    /// `seq`, `at`, `by_id`, payload of each event, in order.
    pub history: String,
}

const OPEN: &str = "SELECT r.id, r.agency_id, r.version, r.due_on, r.due_provisional, r.stage_kind, r.stage_due_on, \
    r.next_on, (SELECT string_agg(e.seq || $1 || e.at || $1 || coalesce(e.by_id, 0) || $1 || e.payload, $2 ORDER BY \
    e.seq) FROM request_event e WHERE e.request_id = r.id) AS history FROM request r WHERE r.desk <> $3 AND r.id > $4 \
    ORDER BY r.id LIMIT $5";

/// The next open cases after `after`, in the order of their ids, with their events.
///
/// # Errors
/// When the database cannot be read.
pub async fn open_after(db: &impl ConnectionTrait, after: i64, limit: i64) -> Result<Vec<Open>, StoreError> {
    let values: [sea_orm::Value; 5] =
        [FIELD.to_string().into(), EVENT.to_string().into(), Desk::Closed.code().into(), after.into(), limit.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), OPEN, values);
    Ok(Open::find_by_statement(statement).all(db).await?)
}

/// A case whose limits moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub id: i64,
    /// The version that was read; a case changed meanwhile is left to the change.
    pub version: i32,
    pub due_on: Option<Date>,
    pub due_provisional: bool,
    pub stage_kind: Option<String>,
    pub stage_due_on: Option<Date>,
    pub next_on: Date,
}

/// Rows of one update: nine values each, well below the engines' limits on bound values.
const BATCH: usize = 500;

/// Writes new limits, many rows a statement, and raises each version by one. Returns how many rows were written.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_moved(db: &impl ConnectionTrait, moved: &[Moved], at: i64) -> Result<u64, StoreError> {
    let mut written = 0;
    for batch in moved.chunks(BATCH) {
        let mut values: Vec<sea_orm::Value> = vec![at.into()];
        let mut rows = Vec::with_capacity(batch.len());
        for case in batch {
            let first = values.len() + 1;
            values.extend([
                case.id.into(),
                case.version.into(),
                case.due_on.into(),
                case.due_provisional.into(),
                case.stage_kind.clone().into(),
                case.stage_due_on.into(),
                case.next_on.into(),
            ]);
            let places: Vec<String> = (first..first + 7).map(|place| format!("${place}")).collect();
            rows.push(format!("({})", places.join(",")));
        }
        let sql = format!(
            "UPDATE request SET due_on = v.column3, due_provisional = v.column4, stage_kind = v.column5, stage_due_on = \
             v.column6, next_on = v.column7, version = request.version + 1, updated_at = $1 FROM (VALUES {}) AS v WHERE \
             request.id = v.column1 AND request.version = v.column2",
            rows.join(",")
        );
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        written += db.execute_raw(statement).await?.rows_affected();
    }
    Ok(written)
}

/// Every case after `after`, in the order of their ids: for the doctor.
///
/// # Errors
/// When the database cannot be read.
pub async fn all_after(db: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<Model>, StoreError> {
    use sea_orm::{QueryOrder, QuerySelect};
    let query = super::Entity::find().filter(super::Column::Id.gt(after)).order_by_asc(super::Column::Id);
    Ok(query.limit(limit).all(db).await?)
}
