//! The ids that the database gives: a restored database goes on where the old one stood, so that no id is ever used
//! twice, not even that of a row that is long gone. The one place where the engines differ.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::shape::{Ids, TableShape};
use crate::error::StoreError;

/// The last id that was given in this table; 0 for none, `None` where the rows bring their own.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_id(db: &impl ConnectionTrait, table: &TableShape) -> Result<Option<i64>, StoreError> {
    if table.ids == Ids::Own {
        return Ok(None);
    }
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            let Some(sequence) = sequence_of(db, &table.name).await? else { return Ok(None) };
            format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        }
        _ => format!("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = '{}'", quoted(&table.name)),
    };
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    Ok(Some(row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?))
}

/// Has the next row of this table take the id after `last`.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_last_id(db: &impl ConnectionTrait, table: &TableShape, last: i64) -> Result<(), StoreError> {
    if last < 1 {
        return Ok(());
    }
    let backend = db.get_database_backend();
    if backend == DbBackend::Postgres {
        if let Some(sequence) = sequence_of(db, &table.name).await? {
            let values: [Value; 2] = [sequence.into(), last.into()];
            let set = Statement::from_sql_and_values(backend, "SELECT setval($1::regclass, $2, true)", values);
            db.query_one_raw(set).await?;
        }
        return Ok(());
    }
    let name: [Value; 1] = [table.name.as_str().into()];
    db.execute_raw(Statement::from_sql_and_values(backend, "DELETE FROM sqlite_sequence WHERE name = ?", name)).await?;
    let values: [Value; 2] = [table.name.as_str().into(), last.into()];
    db.execute_raw(Statement::from_sql_and_values(
        backend,
        "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
        values,
    ))
    .await?;
    Ok(())
}

async fn sequence_of(db: &impl ConnectionTrait, table: &str) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT pg_get_serial_sequence('\"{}\"', 'id')", quoted(table));
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    Ok(row.map(|row| row.try_get_by_index::<Option<String>>(0)).transpose()?.flatten())
}

fn quoted(name: &str) -> String {
    name.replace(['\'', '"'], "")
}
