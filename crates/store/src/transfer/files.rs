//! The stored files that records name: every table with a column for a file's hash is asked, so that the files of a new
//! kind of record cannot be left out of backups.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::tables::shapes;
use crate::error::StoreError;

/// The column that names a stored file.
const COLUMN: &str = "file_hash";
/// Here the column says which file was read, not one that is kept.
const NOT_KEPT: &str = "import_run";

#[derive(FromQueryResult)]
struct Named {
    file_hash: String,
}

/// The hashes of all files that records name.
///
/// # Errors
/// When the database cannot be read.
pub async fn named_files(db: &impl ConnectionTrait) -> Result<BTreeSet<String>, StoreError> {
    let mut hashes = BTreeSet::new();
    for shape in shapes()? {
        if shape.name == NOT_KEPT || !shape.columns.iter().any(|column| column.name == COLUMN) {
            continue;
        }
        let sql = format!("SELECT DISTINCT {COLUMN} FROM {} WHERE {COLUMN} <> ''", shape.name);
        let statement = Statement::from_string(db.get_database_backend(), sql);
        hashes.extend(Named::find_by_statement(statement).all(db).await?.into_iter().map(|row| row.file_hash));
    }
    Ok(hashes)
}
