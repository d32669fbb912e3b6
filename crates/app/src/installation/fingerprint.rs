//! A short proof that two installations hold the same records and files, whatever their engines.

use std::collections::BTreeSet;

use sea_orm::{AccessMode, ConnectionTrait, DatabaseTransaction, IsolationLevel, TransactionOptions, TransactionTrait};
use sha2::{Digest, Sha256};
use store::StoreError;
use store::transfer::{RowSink, TableShape, export_all};

use crate::context::App;
use crate::error::AppError;

/// One table: its rows and the sum of their hashes. A sum, because the engines sort text keys differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableMark {
    pub name: String,
    pub rows: u64,
    sum: [u64; 4],
}

/// The files that records name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilesMark {
    pub there: u64,
    /// Missing, or with content that does not fit the name.
    pub bad: u64,
}

/// Records and files of an installation at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    pub tables: Vec<TableMark>,
    pub files: FilesMark,
    /// Over all tables.
    pub hash: String,
}

impl TableMark {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_string(), rows: 0, sum: [0; 4] }
    }

    pub(super) fn add(&mut self, line: &str) {
        self.rows += 1;
        let digest = Sha256::digest(line);
        for (lane, bytes) in self.sum.iter_mut().zip(digest.chunks_exact(8)) {
            *lane = lane.wrapping_add(bytes.try_into().map_or(0, u64::from_be_bytes));
        }
    }
}

pub(super) fn hash_of(tables: &[TableMark]) -> String {
    let mut hasher = Sha256::new();
    for table in tables {
        hasher.update(format!("{} {} {:x?}\n", table.name, table.rows, table.sum));
    }
    hex::encode(hasher.finalize())
}

#[derive(Default)]
struct Marks(Vec<TableMark>);

impl RowSink for Marks {
    fn begin(&mut self, shape: &TableShape) -> Result<(), StoreError> {
        self.0.push(TableMark::new(&shape.name));
        Ok(())
    }

    fn row(&mut self, line: &str) -> Result<(), StoreError> {
        if let Some(mark) = self.0.last_mut() {
            mark.add(line);
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Reads everything once: all tables in one transaction, then every file that they name.
///
/// # Errors
/// When the records cannot be read.
pub async fn fingerprint(app: &App) -> Result<Fingerprint, AppError> {
    let snapshot = begin_snapshot(app).await?;
    let mut marks = Marks::default();
    export_all(&snapshot, &mut marks).await?;
    let named = named_files(&snapshot).await?;
    snapshot.rollback().await?;
    let mut files = FilesMark::default();
    for hash in named {
        match app.files().get(&hash).await {
            Ok(_) => files.there += 1,
            Err(_) => files.bad += 1,
        }
    }
    Ok(Fingerprint { hash: hash_of(&marks.0), tables: marks.0, files })
}

/// A transaction that reads one state of all records, while others go on writing.
pub(super) async fn begin_snapshot(app: &App) -> Result<DatabaseTransaction, AppError> {
    // SQLite's deferred transactions are snapshots by nature; only PostgreSQL has levels to choose from.
    let (isolation_level, access_mode) = match app.store().engine() {
        store::Engine::Sqlite => (None, None),
        store::Engine::Postgres => (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)),
    };
    let options = TransactionOptions { isolation_level, access_mode, sqlite_transaction_mode: None };
    Ok(app.store().read().begin_with_options(options).await?)
}

/// The hashes of all files that records name, whatever they belong to.
pub(super) async fn named_files(db: &impl ConnectionTrait) -> Result<BTreeSet<String>, AppError> {
    Ok(store::transfer::named_files(db).await?)
}
