//! Opening the database: SQLite with one writer connection and a pool of readers, or PostgreSQL with one pool.

use std::path::Path;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::error::StoreError;
use crate::migration::Migrator;
use crate::work::Work;

/// The two database engines. Callers never ask which: only backup and the doctor do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// How long a writer waits for another process (a command beside a running server) before it gives up.
const BUSY_MILLISECONDS: &str = "15000";

/// Pages that a connection keeps, in thousands of bytes (negative, as SQLite wants it): the transaction of a batch of
/// an import fits; readers have the system's own cache behind them.
const WRITER_CACHE: &str = "-16000";
const READER_CACHE: &str = "-4000";

/// The open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    engine: Engine,
}

impl Store {
    /// Opens the SQLite database at `path`, made when missing.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let writer = Database::connect(sqlite_options(&url, 1, WRITER_CACHE)).await?;
        let reader = Database::connect(sqlite_options(&url, 4, READER_CACHE)).await?;
        Ok(Self { reader, writer, engine: Engine::Sqlite })
    }

    /// Opens a PostgreSQL database (`postgres://user:password@host/name`).
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub async fn open_postgres(url: &str, connections: u32) -> Result<Self, StoreError> {
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(StoreError::BadAddress(url.split(':').next().unwrap_or_default().to_string()));
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(connections.max(2)).sqlx_logging(false).acquire_timeout(Duration::from_secs(20));
        let pool = Database::connect(options).await?;
        Ok(Self { reader: pool.clone(), writer: pool, engine: Engine::Postgres })
    }

    /// Which engine this is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The connection for reading.
    #[must_use]
    pub const fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins the transaction of a use case. Only `app` calls this.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<Work, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction: DatabaseTransaction = self.writer.begin_with_options(options).await?;
        Ok(Work::new(transaction))
    }

    /// Brings the schema to this version.
    ///
    /// # Errors
    /// When a migration fails; what it did is rolled back where the engine can.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Migrator::up(&self.writer, None).await?;
        Ok(())
    }

    /// The names of migrations that are still to be applied.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrator::get_pending_migrations(&self.writer).await?;
        Ok(pending.iter().map(|m| m.name().to_string()).collect())
    }

    /// The names of the migrations that have been applied, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn applied_migrations(&self) -> Result<Vec<String>, StoreError> {
        let applied = Migrator::get_applied_migrations(&self.writer).await?;
        Ok(applied.iter().map(|m| m.name().to_string()).collect())
    }

    /// Brings the schema of an empty database to the state in which exactly these migrations are applied.
    ///
    /// # Errors
    /// [`StoreError::UnknownCode`] when this version does not know one of them.
    pub async fn migrate_to(&self, names: &[String]) -> Result<(), StoreError> {
        let known = Migrator::get_migration_files();
        for (at, name) in names.iter().enumerate() {
            if known.get(at).is_none_or(|m| m.name() != name) {
                return Err(StoreError::UnknownCode { what: "migration", code: name.clone() });
            }
        }
        let missing = names.len().saturating_sub(self.applied_migrations().await?.len());
        if missing > 0 {
            Migrator::up(&self.writer, u32::try_from(missing).ok()).await?;
        }
        Ok(())
    }

    /// Writes a consistent copy of a SQLite database to `target` while others read and write.
    ///
    /// # Errors
    /// When the copy cannot be written, or the engine is PostgreSQL (whose own tools do this).
    pub async fn copy_sqlite_to(&self, target: &Path) -> Result<(), StoreError> {
        if self.engine != Engine::Sqlite {
            return Err(StoreError::BadAddress("postgres".into()));
        }
        let quoted = target.display().to_string().replace('\'', "''");
        self.reader.execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await?;
        Ok(())
    }

    /// Asks SQLite to check its file, PostgreSQL whether it answers. Each returned line is a fault.
    ///
    /// # Errors
    /// When the database does not answer at all.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        let sql = match self.engine {
            Engine::Sqlite => "PRAGMA quick_check",
            Engine::Postgres => "SELECT 'ok' AS quick_check",
        };
        let backend = self.reader.get_database_backend();
        let rows = self.reader.query_all_raw(sea_orm::Statement::from_string(backend, sql)).await?;
        let mut faults = Vec::new();
        for row in rows {
            let line: String = row.try_get_by_index(0)?;
            if line != "ok" {
                faults.push(line);
            }
        }
        Ok(faults)
    }

    /// Has every query reported to `count`: a test counts the queries of each page.
    pub fn observe(&mut self, count: impl Fn(&str) + Send + Sync + Clone + 'static) {
        let other = count.clone();
        self.reader.set_metric_callback(move |info| count(&info.statement.sql));
        if self.engine == Engine::Sqlite {
            self.writer.set_metric_callback(move |info| other(&info.statement.sql));
        }
    }

    /// Closes the pools, so that the SQLite log is folded into its file.
    ///
    /// # Errors
    /// When a connection does not close cleanly.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        if self.engine == Engine::Sqlite {
            self.writer.close().await?;
        }
        Ok(())
    }
}

/// Rows that a connection's thread may read ahead of who wants them: each time it has to wait costs more than a row.
const ROWS_AT_HAND: usize = 1_000;

fn sqlite_options(url: &str, connections: u32, cache: &'static str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(30))
        .map_sqlx_sqlite_opts(move |o| {
            o.row_buffer_size(ROWS_AT_HAND)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("busy_timeout", BUSY_MILLISECONDS)
                .pragma("cache_size", cache)
                .pragma("temp_store", "MEMORY")
        });
    options
}
