//! Ordered passes over cases with their events, and batched writing of what moved: for recomputing limits after the
//! calendar changed, and for comparing projections with the fold. The events of a case come as one text, so that a
//! million of them are not a million rows to decode.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, Statement};

use super::{Desk, Model, event};
use crate::error::StoreError;

/// Between the fields of an event in the gathered text, and between events: signs that JSON escapes.
const FIELD: char = '\u{1f}';
const EVENT: char = '\u{1e}';

/// The limits of an open case as its projection has them, with its events.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Open {
    pub id: i64,
    pub agency_id: i64,
    pub version: i32,
    pub arrived_on: Date,
    pub due_on: Option<Date>,
    pub due_provisional: bool,
    pub stage_kind: Option<String>,
    pub stage_due_on: Option<Date>,
    history: String,
}

/// An event out of the gathered text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gathered<'a> {
    pub seq: i64,
    pub at: i64,
    /// None for the applicant and the timer.
    pub by: Option<i64>,
    pub payload: &'a str,
}

fn gathered(history: &str) -> impl Iterator<Item = Gathered<'_>> {
    history.split(EVENT).filter_map(|text| {
        let mut fields = text.splitn(4, FIELD);
        let mut number = || fields.next()?.parse().ok();
        let (seq, at, by): (i64, i64, i64) = (number()?, number()?, number()?);
        Some(Gathered { seq, at, by: Some(by).filter(|id| *id != 0), payload: fields.next()? })
    })
}

impl Open {
    /// Its events, in order.
    pub fn events(&self) -> impl Iterator<Item = Gathered<'_>> {
        gathered(&self.history)
    }
}

const HISTORY: &str = "(SELECT string_agg(e.seq || $1 || e.at || $1 || coalesce(e.by_id, 0) || $1 || e.payload, $2 \
    ORDER BY e.seq) FROM request_event e WHERE e.request_id = r.id)";

/// The next open cases after `after`, in the order of their ids, with their events.
///
/// # Errors
/// When the database cannot be read.
pub async fn open_after(db: &impl ConnectionTrait, after: i64, limit: i64) -> Result<Vec<Open>, StoreError> {
    let sql = format!(
        "SELECT r.id, r.agency_id, r.version, r.arrived_on, r.due_on, r.due_provisional, r.stage_kind, \
         r.stage_due_on, {HISTORY} AS history FROM request r WHERE r.desk <> $3 AND r.id > $4 ORDER BY r.id LIMIT $5"
    );
    let values: [sea_orm::Value; 5] =
        [FIELD.to_string().into(), EVENT.to_string().into(), Desk::Closed.code().into(), after.into(), limit.into()];
    Ok(Open::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).all(db).await?)
}

/// A case whose limits moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub id: i64,
    /// The version that was read; a case changed meanwhile is left to the change.
    pub version: i32,
    /// The version after it: the number of the last event that tells of the move.
    pub next_version: i32,
    pub due_on: Option<Date>,
    pub due_provisional: bool,
    pub stage_kind: Option<String>,
    pub stage_due_on: Option<Date>,
    pub next_on: Date,
}

/// Rows of one update: eight values each, well below the engines' limits on bound values.
const BATCH: usize = 500;

#[derive(FromQueryResult)]
struct Written {
    id: i64,
}

/// Writes new limits, many rows a statement. Returns the cases that were written.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_moved(db: &impl ConnectionTrait, moved: &[Moved], at: i64) -> Result<BTreeSet<i64>, StoreError> {
    let mut written = BTreeSet::new();
    for batch in moved.chunks(BATCH) {
        let mut values: Vec<sea_orm::Value> = vec![at.into()];
        let mut rows = Vec::with_capacity(batch.len());
        for case in batch {
            let first = values.len() + 1;
            values.extend([
                case.id.into(),
                case.version.into(),
                case.next_version.into(),
                case.due_on.into(),
                case.due_provisional.into(),
                case.stage_kind.clone().into(),
                case.stage_due_on.into(),
                case.next_on.into(),
            ]);
            let places: Vec<String> = (first..first + 8).map(|place| format!("${place}")).collect();
            rows.push(format!("({})", places.join(",")));
        }
        let sql = format!(
            "UPDATE request SET version = v.column3, due_on = v.column4, due_provisional = v.column5, stage_kind = \
             v.column6, stage_due_on = v.column7, next_on = v.column8, updated_at = $1 FROM (VALUES {}) AS v WHERE \
             request.id = v.column1 AND request.version = v.column2 RETURNING request.id AS id",
            rows.join(",")
        );
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        written.extend(Written::find_by_statement(statement).all(db).await?.into_iter().map(|row| row.id));
    }
    Ok(written)
}

/// Every case after `after`, in the order of their ids, each with its events: for the doctor.
///
/// # Errors
/// When the database cannot be read.
pub async fn all_after(
    db: &impl ConnectionTrait,
    after: i64,
    limit: u64,
) -> Result<Vec<(Model, Vec<event::Model>)>, StoreError> {
    let query = super::Entity::find().filter(super::Column::Id.gt(after)).order_by_asc(super::Column::Id);
    let rows = query.limit(limit).all(db).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let events = event::Entity::find()
        .filter(event::Column::RequestId.between(first.id, last.id))
        .order_by_asc(event::Column::RequestId)
        .order_by_asc(event::Column::Seq)
        .all(db)
        .await?;
    let mut events = events.into_iter().peekable();
    let with_events = |row: Model| {
        let mut own = Vec::new();
        while let Some(event) = events.next_if(|event| event.request_id <= row.id) {
            own.extend(Some(event).filter(|event| event.request_id == row.id));
        }
        (row, own)
    };
    Ok(rows.into_iter().map(with_events).collect())
}

/// The highest id of a case; 0 where there is none.
///
/// # Errors
/// When the database cannot be read.
pub async fn newest(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let row: Option<Option<i64>> =
        super::Entity::find().select_only().column_as(super::Column::Id.max(), "id").into_tuple().one(db).await?;
    Ok(row.flatten().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gathered_history_comes_apart_again() {
        let text = "1\u{1f}10\u{1f}0\u{1f}{\"a\":1}\u{1e}2\u{1f}11\u{1f}7\u{1f}{}";
        let events: Vec<Gathered<'_>> = gathered(text).collect();
        let first = Gathered { seq: 1, at: 10, by: None, payload: "{\"a\":1}" };
        assert_eq!(events, [first, Gathered { seq: 2, at: 11, by: Some(7), payload: "{}" }]);
    }
}
