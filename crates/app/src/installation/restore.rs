//! A backup into an empty database and an empty folder of files, on either engine. All rows come in by one
//! transaction: a restore that is broken off leaves an empty database behind, not half a one.

use std::path::Path;

use domain::time::Moment;
use store::transfer::{Loader, count, set_last_id, shapes};
use store::{Files, Store, StoreError, Work};

pub use super::folder::{Opened, open_backup};

use super::fingerprint::{Fingerprint, fingerprint};
use super::folder::damaged;
use super::key::probe_opens;
use super::manifest::{Manifest, TablePart};
use super::{Hear, Progress};
use crate::context::App;
use crate::error::AppError;
use crate::item;
use crate::keys::MasterKey;

/// Rows between two words about the progress.
const EVERY: u64 = 1_000;

impl Opened {
    /// Refuses a master key that is not the one of this backup.
    ///
    /// # Errors
    /// `master_key_differs`.
    pub fn check_key(&self, keys: &MasterKey) -> Result<(), AppError> {
        if probe_opens(keys, &self.manifest.key_probe) { Ok(()) } else { Err(AppError::problem("master_key_differs")) }
    }
}

/// Loads a checked backup, and brings the schema to this version's afterwards.
///
/// # Errors
/// `backup_newer`, `restore_not_empty`, `backup_damaged`; when records or files cannot be written.
pub async fn load(
    opened: &Opened,
    store: &Store,
    files: &Files,
    now: Moment,
    hear: &mut Hear<'_>,
) -> Result<(), AppError> {
    let manifest = &opened.manifest;
    refuse_used(store).await?;
    store.migrate_to(&manifest.migrations).await.map_err(|error| match error {
        StoreError::UnknownCode { .. } => AppError::problem("backup_newer").with("version", &manifest.program),
        other => other.into(),
    })?;
    let all = manifest.files.len() as u64;
    for (file, done) in manifest.files.iter().zip(1..) {
        let bytes = opened.bytes(&file.path()).map_err(|_| damaged(&file.path()))?;
        if files.put(bytes.into()).await? != file.sha256 {
            return Err(damaged(&file.path()));
        }
        hear(Progress::Files { done, all });
    }
    let work = store.begin().await?;
    for table in &manifest.tables {
        load_table(opened, &work, table, hear).await?;
    }
    work.commit(now).await?;
    Ok(store.migrate().await?)
}

async fn refuse_used(store: &Store) -> Result<(), AppError> {
    if is_unused(store).await? { Ok(()) } else { Err(AppError::problem("restore_not_empty")) }
}

/// Whether a database has no tables of ours, or none of them has a row.
///
/// # Errors
/// When it cannot be read.
pub async fn is_unused(store: &Store) -> Result<bool, AppError> {
    if store.applied_migrations().await?.is_empty() {
        return Ok(true);
    }
    store.migrate().await?;
    for shape in shapes()? {
        if count(store.read(), &shape).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn load_table(opened: &Opened, work: &Work, table: &TablePart, hear: &mut Hear<'_>) -> Result<(), AppError> {
    let mut loader = Loader::new(&table.shape);
    let (path, mut rows) = (table.path(), 0_u64);
    for line in opened.lines(&path).map_err(|_| damaged(&path))? {
        let line = line.map_err(|_| damaged(&path))?;
        loader.take(work.db(), &line).await.map_err(|error| unfit(&path, error))?;
        rows += 1;
        if rows.is_multiple_of(EVERY) {
            hear(Progress::Rows { table: table.shape.name.clone(), rows });
        }
    }
    loader.flush(work.db()).await?;
    if rows != table.rows {
        return Err(damaged(&path));
    }
    if let Some(last) = table.last_id {
        set_last_id(work.db(), &table.shape, last).await?;
    }
    Ok(())
}

fn unfit(path: &str, error: StoreError) -> AppError {
    match error {
        StoreError::Json(_) | StoreError::UnknownCode { .. } => damaged(path),
        other => other.into(),
    }
}

/// What was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    pub fingerprint: Fingerprint,
    /// Items in the new index.
    pub indexed: u64,
    pub audit: store::audit::Verified,
}

/// Builds the index anew and proves that everything is as it was.
///
/// # Errors
/// `restore_differs` when it is not; when records or index fail.
pub async fn finish(app: &App, index: &Path, manifest: &Manifest, hear: &mut Hear<'_>) -> Result<Restored, AppError> {
    let all = manifest.rows_of("item");
    let indexed = item::indexing::rebuild(app, index, |done| hear(Progress::Index { done, all })).await?;
    let audit = store::audit::verify(app.store().read()).await?;
    let fingerprint = fingerprint(app).await?;
    let same_schema = app.store().applied_migrations().await? == manifest.migrations;
    let same = fingerprint.hash == manifest.fingerprint || !same_schema;
    if !same || fingerprint.files.bad != manifest.missing_files.len() as u64 {
        return Err(AppError::problem("restore_differs"));
    }
    Ok(Restored { fingerprint, indexed, audit })
}
