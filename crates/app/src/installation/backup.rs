//! A backup while others work: all tables from one transaction that sees one state, then every file they name.
//! Files are named by their content and never change, so that copying them later takes nothing away.
//!
//! The master key stays out unless it is asked for: whoever finds a backup shall not also find what opens it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::audit::head;
use store::files::content_hash;
use store::transfer::{RowSink, TableShape, export_all, last_id};

use super::fingerprint::{TableMark, begin_snapshot, hash_of, named_files};
use super::key::seal_probe;
use super::manifest::{ChainHead, ExtraPart, FORMAT, FilePart, Manifest, NAME, TablePart};
use super::target::{Target, not_written};
use super::{Hear, Progress};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Rows between two words about the progress.
const EVERY: u64 = 1_000;

/// A small file that goes with the backup.
#[derive(Debug, Clone)]
pub struct Extra {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Writes a backup to `place`: a folder, or a file when the name ends in `.tar`.
///
/// # Errors
/// `backup_target_exists`, `backup_not_written`; when the records cannot be read.
pub async fn back_up(app: &App, place: &Path, extras: &[Extra], hear: &mut Hear<'_>) -> Result<Manifest, AppError> {
    let mut target = Target::open(place)?;
    record(app, place).await?;
    let snapshot = begin_snapshot(app).await?;
    let taken_at = app.now();
    let mut sink = Sink { target: &mut target, open: None, tables: Vec::new(), marks: Vec::new(), hear: &mut *hear };
    export_all(&snapshot, &mut sink).await.map_err(|error| unwritten(place, error))?;
    let (mut tables, marks) = (sink.tables, sink.marks);
    for table in &mut tables {
        table.last_id = last_id(&snapshot, &table.shape).await?;
    }
    let named = named_files(&snapshot).await?;
    let audit_heads = heads(&snapshot).await?;
    snapshot.rollback().await?;
    let mut manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_string(),
        taken_at: taken_at.0,
        taken_at_text: taken_at.display_minute(),
        migrations: app.store().applied_migrations().await?,
        tables,
        files: Vec::new(),
        missing_files: Vec::new(),
        extras: Vec::new(),
        audit_heads,
        key_probe: seal_probe(app.keys(), app.random())?,
        fingerprint: hash_of(&marks),
    };
    let all = named.len() as u64;
    for (hash, done) in named.into_iter().zip(1..) {
        copy_file(app, &mut target, hash, &mut manifest).await.map_err(|error| not_written(place, &error))?;
        hear(Progress::Files { done, all });
    }
    close(target, extras, &mut manifest).map_err(|error| not_written(place, &error))?;
    Ok(manifest)
}

/// Who takes all records out of the house is itself on record, and in the backup.
async fn record(app: &App, place: &Path) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let name = place.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let subject = ("installation", "backup".to_string());
    work.record(Caller::command().entry(now, None, "installation.backup", subject, &json!({ "name": name })));
    app.commit(work).await
}

/// The newest row of every audit chain.
///
/// # Errors
/// When the records cannot be read.
pub async fn audit_heads(app: &App) -> Result<Vec<ChainHead>, AppError> {
    heads(app.store().read()).await
}

async fn heads(db: &impl ConnectionTrait) -> Result<Vec<ChainHead>, AppError> {
    let rows = head::Entity::find().order_by_asc(head::Column::Chain).all(db).await?;
    Ok(rows.into_iter().map(|row| ChainHead { chain: row.chain, seq: row.seq, hash: row.hash }).collect())
}

async fn copy_file(app: &App, target: &mut Target, hash: String, manifest: &mut Manifest) -> std::io::Result<()> {
    let Ok(bytes) = app.files().get(&hash).await else {
        manifest.missing_files.push(hash);
        return Ok(());
    };
    let part = FilePart { sha256: hash, bytes: bytes.len() as u64 };
    target.put(&part.path(), &bytes)?;
    manifest.files.push(part);
    Ok(())
}

fn close(mut target: Target, extras: &[Extra], manifest: &mut Manifest) -> std::io::Result<()> {
    for extra in extras {
        target.put(&extra.name, &extra.bytes)?;
        manifest.extras.push(ExtraPart { name: extra.name.clone(), sha256: content_hash(&extra.bytes) });
    }
    let text = serde_json::to_vec_pretty(manifest)?;
    target.put(NAME, &text)?;
    target.finish()
}

fn unwritten(place: &Path, error: StoreError) -> AppError {
    match error {
        StoreError::Disk(error) => not_written(place, &error),
        other => other.into(),
    }
}

/// The table being written.
struct Open {
    writer: BufWriter<File>,
    hasher: Sha256,
    part: TablePart,
    mark: TableMark,
}

struct Sink<'a, 'h> {
    target: &'a mut Target,
    open: Option<Open>,
    tables: Vec<TablePart>,
    marks: Vec<TableMark>,
    hear: &'a mut Hear<'h>,
}

impl RowSink for Sink<'_, '_> {
    fn begin(&mut self, shape: &TableShape) -> Result<(), StoreError> {
        let part = TablePart { shape: shape.clone(), rows: 0, bytes: 0, sha256: String::new(), last_id: None };
        let writer = self.target.begin(&part.path())?;
        self.open = Some(Open { writer, hasher: Sha256::new(), mark: TableMark::new(&shape.name), part });
        Ok(())
    }

    fn row(&mut self, line: &str) -> Result<(), StoreError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        for piece in [line.as_bytes(), b"\n"] {
            open.writer.write_all(piece)?;
            open.hasher.update(piece);
            open.part.bytes += piece.len() as u64;
        }
        open.mark.add(line);
        open.part.rows += 1;
        if open.part.rows.is_multiple_of(EVERY) {
            (self.hear)(Progress::Rows { table: open.part.shape.name.clone(), rows: open.part.rows });
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), StoreError> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        self.target.take(&open.part.path(), open.writer)?;
        open.part.sha256 = hex::encode(open.hasher.finalize());
        (self.hear)(Progress::Rows { table: open.part.shape.name.clone(), rows: open.part.rows });
        self.tables.push(open.part);
        self.marks.push(open.mark);
        Ok(())
    }
}
