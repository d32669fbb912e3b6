//! What can go wrong with records and files.

use thiserror::Error;

/// A failure of the store. Not a refusal of a rule: those are `domain`'s.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    #[error("disk: {0}")]
    Disk(#[from] std::io::Error),
    /// A stored code that this version does not know.
    #[error("unknown {what} in the database: {code}")]
    UnknownCode { what: &'static str, code: String },
    #[error("a stored JSON value cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// The row to be changed was changed by somebody else since it was read.
    #[error("{what} was changed by somebody else")]
    Conflict { what: &'static str },
    #[error("{what} not found")]
    NotFound { what: &'static str },
    #[error("a file's content does not match its name: {0}")]
    BadFile(String),
    #[error("unsupported database address: {0}")]
    BadAddress(String),
}

impl StoreError {
    /// The unique key that stood in the way, by the name that our migrations give it: table and columns joined by
    /// underscores.
    #[must_use]
    pub fn find_duplicate(&self) -> Option<String> {
        let Self::Database(error) = self else { return None };
        match error.sql_err()? {
            sea_orm::SqlErr::UniqueConstraintViolation(text) => Some(key_in(&text)),
            _ => None,
        }
    }
}

/// SQLite names the columns (`UNIQUE constraint failed: agency.slug`), PostgreSQL the key between quotes.
fn key_in(text: &str) -> String {
    if let Some(named) = text.split('"').nth(1) {
        return named.to_string();
    }
    let columns = text.rsplit(": ").next().unwrap_or_default();
    let mut key = String::new();
    for column in columns.split(", ") {
        let (table, name) = column.split_once('.').unwrap_or(("", column));
        if key.is_empty() {
            key.push_str(table);
        }
        key.push('_');
        key.push_str(name.trim());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::key_in;

    #[test]
    fn both_engines_name_the_same_key() {
        let postgres = "duplicate key value violates unique constraint \"calendar_day_day_on_region\"";
        assert_eq!(key_in(postgres), "calendar_day_day_on_region");
        let sqlite = "UNIQUE constraint failed: calendar_day.day_on, calendar_day.region";
        assert_eq!(key_in(sqlite), "calendar_day_day_on_region");
        assert_eq!(key_in("UNIQUE constraint failed: agency.slug"), "agency_slug");
        assert_eq!(
            key_in("error returned from database: (code: 2067) UNIQUE constraint failed: agency.slug"),
            "agency_slug"
        );
    }
}
