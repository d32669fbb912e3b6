//! What lies sealed under the master key in columns of several tables, page by page: for changing the key. Knows where
//! it lies; opening and sealing is `app`'s. Keys of cases have their own module.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::error::StoreError;

/// A column with sealed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub table: &'static str,
    pub id: &'static str,
    pub sealed: &'static str,
    /// The column that tells what the text was sealed for.
    pub about: &'static str,
}

/// The second factors of accounts.
pub const FACTORS: Place = Place { table: "account", id: "id", sealed: "totp_secret", about: "id" };
/// Where people at the office are reminded.
pub const ADDRESSES: Place =
    Place { table: "account_reminder", id: "account_id", sealed: "address", about: "account_id" };
/// The content of mails.
pub const MAILS: Place = Place { table: "mail", id: "id", sealed: "sealed", about: "message_id" };
/// What disputes are about.
pub const MATTERS: Place = Place { table: "dispute", id: "id", sealed: "matter", about: "id" };
/// What was noted with their events.
pub const NOTES: Place = Place { table: "dispute_event", id: "id", sealed: "note", about: "id" };
/// How who told of an error of the site can be reached.
pub const CONTACTS: Place = Place { table: "site_error", id: "id", sealed: "contact", about: "id" };

/// A sealed text.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Sealed {
    pub id: i64,
    pub about: String,
    pub sealed: String,
}

/// The next sealed texts of a place, in the order of the ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(db: &impl ConnectionTrait, place: &Place, after: i64, limit: i64) -> Result<Vec<Sealed>, StoreError> {
    let Place { table, id, sealed, about } = place;
    let sql = format!(
        "SELECT {id} AS id, CAST({about} AS TEXT) AS about, {sealed} AS sealed FROM {table} WHERE {id} > $1 AND \
         {sealed} IS NOT NULL AND {sealed} <> '' ORDER BY {id} LIMIT $2"
    );
    let values: [Value; 2] = [after.into(), limit.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(Sealed::find_by_statement(statement).all(db).await?)
}

/// Writes texts sealed anew.
///
/// # Errors
/// When the database cannot be written.
pub async fn replace(db: &impl ConnectionTrait, place: &Place, rows: &[(i64, String)]) -> Result<(), StoreError> {
    let Place { table, id, sealed, .. } = place;
    for batch in rows.chunks(500) {
        let mut values: Vec<Value> = Vec::with_capacity(batch.len() * 2);
        let mut places = Vec::with_capacity(batch.len());
        for (key, text) in batch {
            values.extend([Value::from(*key), Value::from(text.clone())]);
            places.push(format!("(${},${})", values.len() - 1, values.len()));
        }
        let sql = format!(
            "UPDATE {table} SET {sealed} = v.column2 FROM (VALUES {}) AS v WHERE {table}.{id} = v.column1",
            places.join(",")
        );
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}
