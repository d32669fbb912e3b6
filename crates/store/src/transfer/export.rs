//! Rows out of one table, page by page in the order of its key: bounded memory, however large the table.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Iterable, ModelTrait, PrimaryKeyToColumn, QueryOrder, QuerySelect, Value};

use super::shape::{TableShape, shape};
use crate::error::StoreError;

/// Rows read at once.
const PAGE: u64 = 500;

/// Takes what is exported.
pub trait RowSink {
    /// A table begins.
    ///
    /// # Errors
    /// When nothing can be written.
    fn begin(&mut self, shape: &TableShape) -> Result<(), StoreError>;

    /// A row of it, one line of JSON.
    ///
    /// # Errors
    /// When nothing can be written.
    fn row(&mut self, line: &str) -> Result<(), StoreError>;

    /// The table ends.
    ///
    /// # Errors
    /// When nothing can be written.
    fn end(&mut self) -> Result<(), StoreError>;
}

pub(super) async fn export<E: EntityTrait>(
    db: &impl ConnectionTrait,
    sink: &mut (impl RowSink + Send),
) -> Result<(), StoreError> {
    sink.begin(&shape::<E>()?)?;
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let key: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let mut after: Vec<Value> = Vec::new();
    loop {
        let mut query = E::find().limit(PAGE);
        for column in &key {
            query = query.order_by_asc(*column);
        }
        if !after.is_empty() {
            query = query.filter(beyond::<E>(&key, std::mem::take(&mut after)));
        }
        let rows = query.all(db).await?;
        let Some(last) = rows.last() else { break };
        after = key.iter().map(|column| last.get(*column)).collect();
        for row in &rows {
            let cells = columns.iter().map(|column| json(row.get(*column))).collect::<Result<Vec<_>, _>>()?;
            sink.row(&serde_json::to_string(&cells)?)?;
        }
    }
    sink.end()
}

fn beyond<E: EntityTrait>(key: &[E::Column], values: Vec<Value>) -> Expr {
    let columns = Expr::tuple(key.iter().map(|column| Expr::col(*column)));
    columns.gt(Expr::tuple(values.into_iter().map(Expr::value)))
}

fn json(value: Value) -> Result<serde_json::Value, StoreError> {
    Ok(match value {
        Value::String(text) => text.into(),
        Value::BigInt(number) => number.into(),
        Value::Int(number) => number.into(),
        Value::Bool(flag) => flag.into(),
        Value::ChronoDate(date) => date.map(|d| d.to_string()).into(),
        other => return Err(StoreError::UnknownCode { what: "value", code: format!("{other:?}") }),
    })
}
