//! Rows into a table by its written shape, not by an entity.

use sea_orm::ConnectionTrait;
use sea_orm::Value;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};

use super::shape::{ColumnKind, TableShape};
use crate::error::StoreError;

/// Bound values of one statement: below the limits of both engines (32,766 and 65,535).
const MAX_VALUES: usize = 30_000;
/// Rows of one statement, and bytes of text that wait for it.
const MAX_ROWS: usize = 500;
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Takes rows of one table and writes them in batches.
#[derive(Debug)]
pub struct Loader<'a> {
    shape: &'a TableShape,
    rows: Vec<Vec<Value>>,
    bytes: usize,
}

impl<'a> Loader<'a> {
    /// For rows of this table.
    #[must_use]
    pub const fn new(shape: &'a TableShape) -> Self {
        Self { shape, rows: Vec::new(), bytes: 0 }
    }

    /// Takes a line as it was exported.
    ///
    /// # Errors
    /// When the line does not fit the table, or the database cannot be written.
    pub async fn take(&mut self, db: &impl ConnectionTrait, line: &str) -> Result<(), StoreError> {
        let cells: Vec<serde_json::Value> = serde_json::from_str(line)?;
        if cells.len() != self.shape.columns.len() {
            return Err(bad(&self.shape.name));
        }
        let kinds = self.shape.columns.iter().map(|column| column.kind);
        let row = kinds.zip(cells).map(|(kind, cell)| value(kind, cell)).collect::<Option<Vec<_>>>();
        self.rows.push(row.ok_or_else(|| bad(&self.shape.name))?);
        self.bytes += line.len();
        let full = self.rows.len() >= MAX_ROWS || self.rows.len() * self.shape.columns.len() >= MAX_VALUES;
        if full || self.bytes >= MAX_BYTES { self.flush(db).await } else { Ok(()) }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn flush(&mut self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        self.bytes = 0;
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut insert = Query::insert();
        insert.into_table(Alias::new(&self.shape.name)).columns(self.shape.columns.iter().map(|c| Alias::new(&c.name)));
        for row in self.rows.drain(..) {
            insert.values(row.into_iter().map(Expr::value)).map_err(|_| bad(&self.shape.name))?;
        }
        db.execute(&insert).await?;
        Ok(())
    }
}

fn bad(table: &str) -> StoreError {
    StoreError::UnknownCode { what: "row of a table", code: table.to_string() }
}

fn value(kind: ColumnKind, cell: serde_json::Value) -> Option<Value> {
    use serde_json::Value as Json;
    Some(match (kind, cell) {
        (ColumnKind::Text, Json::Null) => Value::String(None),
        (ColumnKind::Text, Json::String(text)) => Value::String(Some(text)),
        (ColumnKind::Big, Json::Null) => Value::BigInt(None),
        (ColumnKind::Big, Json::Number(number)) => Value::BigInt(Some(number.as_i64()?)),
        (ColumnKind::Int, Json::Null) => Value::Int(None),
        (ColumnKind::Int, Json::Number(number)) => Value::Int(Some(i32::try_from(number.as_i64()?).ok()?)),
        (ColumnKind::Flag, Json::Null) => Value::Bool(None),
        (ColumnKind::Flag, Json::Bool(flag)) => Value::Bool(Some(flag)),
        (ColumnKind::Date, Json::Null) => Value::ChronoDate(None),
        (ColumnKind::Date, Json::String(text)) => Value::ChronoDate(Some(text.parse::<Date>().ok()?)),
        _ => return None,
    })
}

/// How many rows a table has.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, table: &TableShape) -> Result<i64, StoreError> {
    let query =
        Query::select().expr(Expr::col(sea_orm::sea_query::Asterisk).count()).from(Alias::new(&table.name)).to_owned();
    let row = db.query_one(&query).await?.ok_or(StoreError::NotFound { what: "count" })?;
    Ok(row.try_get_by_index(0)?)
}
