//! The run of an import: writing batch by batch, halving where a batch fails, the note how far it got.

use std::path::{Component, Path};

use documents::rows::{TableFormat, open_rows};
use documents::sniff::sniff_within;
use domain::identity::{Action, Place};
use domain::item::content::AttachmentRef;
use domain::time::Moment;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, NotSet, PaginatorTrait, QueryFilter, QueryOrder, Set,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Work;
use store::item::{import_refusal, import_run};

use super::batches::{Batch, Reading};
use super::fields::{Mapping, ReadyRow};
use super::{ImportAs, ImportMode, ImportOptions, ImportReport, RowRefusal, TOLD};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::item::attach::{self, UseAs};
use crate::item::bulk::{Arrival, Indexing, insert};
use crate::item::kept::{self, KeptFile, Reach};

/// Imports a table. `progress` hears how many rows are dealt with.
///
/// # Errors
/// `not_allowed`; `import_order_missing`; `import_done` for a file that is in already; `import_format`,
/// `import_unreadable`, `import_column_unknown` where the table as a whole can't be taken.
pub async fn import(
    app: &App,
    caller: &Caller,
    options: &ImportOptions,
    mut progress: impl FnMut(u64),
) -> Result<ImportReport, AppError> {
    caller.allow(Action::ItemImport, &Place::installation(), app.now())?;
    if matches!(&options.arrive, ImportAs::PublishedBefore { order } if order.trim().is_empty()) {
        return Err(AppError::problem("import_order_missing"));
    }
    let format = TableFormat::from_path(&options.file).ok_or_else(|| AppError::problem("import_format"))?;
    let unreadable = |e: documents::rows::RowsError| AppError::problem("import_unreadable").with("reason", e);
    let rows = open_rows(&options.file, format).map_err(unreadable)?;
    let columns = rows.columns().to_vec();
    let mapping = Mapping::new(&columns, &options.mapping)
        .map_err(|name| AppError::problem("import_column_unknown").with("name", name))?;
    let run = match options.mode {
        ImportMode::DryRun => None,
        ImportMode::Write => Some(open_run(app, caller, options).await?),
    };
    let after = run.as_ref().map_or(0, |r| u64::try_from(r.last_row).unwrap_or_default());
    let mut state = Run {
        app,
        caller,
        options,
        report: ImportReport {
            run: run.as_ref().map(|r| r.id),
            resumed_after: after,
            unused_columns: mapping.unused(&columns),
            ..ImportReport::default()
        },
        run,
    };
    let reading =
        Reading { rows, mapping, options: options.clone(), directory: app.directory(), now: app.now(), after };
    let (sender, mut batches) = tokio::sync::mpsc::channel(1);
    let reader = tokio::task::spawn_blocking(move || reading.run(|batch| sender.blocking_send(batch).is_ok()));
    while let Some(Batch { ready, refused, last }) = batches.recv().await {
        state.write(ready, refused, last).await?;
        progress(last);
    }
    reader.await.map_err(|e| AppError::Internal(e.to_string()))?;
    state.close().await
}

/// The run of this very file with these options, taken up where it stopped, or a new one.
async fn open_run(app: &App, caller: &Caller, options: &ImportOptions) -> Result<import_run::Model, AppError> {
    let now = app.now();
    let order = match &options.arrive {
        ImportAs::Drafts => None,
        ImportAs::PublishedBefore { order } => Some(order.clone()),
    };
    let bytes =
        tokio::fs::read(&options.file).await.map_err(|e| AppError::problem("import_unreadable").with("reason", e))?;
    let hash = hex::encode(Sha256::digest(&bytes));
    let before = import_run::Entity::find()
        .filter(import_run::Column::FileHash.eq(hash.as_str()))
        .order_by_desc(import_run::Column::Id)
        .one(app.store().read())
        .await?;
    match before {
        Some(run) if run.state == "done" => {
            return Err(AppError::problem("import_done")
                .with("run", run.id)
                .with("at", Moment(run.started_at).display_minute()));
        }
        Some(run) => return take_up(app, run, order.as_deref()).await,
        None => {}
    }
    let name = options.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let detail = json!({ "file": name, "sha256": hash, "published_before_by_order": order });
    let mut work = app.begin().await?;
    let row = import_run::ActiveModel {
        id: NotSet,
        file_name: Set(name),
        file_hash: Set(hash),
        options: Set(detail.to_string()),
        state: Set("running".to_string()),
        last_row: Set(0),
        taken: Set(0),
        refused: Set(0),
        started_by: Set(caller.account_id),
        started_at: Set(now.0),
        finished_at: Set(None),
    };
    let run = row.insert(work.db()).await?;
    work.record(caller.entry(now, None, "item.import", ("import", run.id.to_string()), &detail));
    app.commit(work).await?;
    Ok(run)
}

/// A run that was cut off goes on by the order it began with: a draft's import never ends as a published one.
async fn take_up(app: &App, run: import_run::Model, order: Option<&str>) -> Result<import_run::Model, AppError> {
    let begun: serde_json::Value = serde_json::from_str(&run.options).map_err(store::StoreError::from)?;
    if begun.get("published_before_by_order").and_then(serde_json::Value::as_str) != order {
        return Err(AppError::problem("import_order_differs").with("run", run.id));
    }
    // Refusals of rows that are read again are found again.
    let work = app.begin().await?;
    import_refusal::Entity::delete_many()
        .filter(import_refusal::Column::RunId.eq(run.id))
        .filter(import_refusal::Column::Row.gt(run.last_row))
        .exec(work.db())
        .await?;
    app.commit(work).await?;
    Ok(run)
}

struct Run<'a> {
    app: &'a App,
    caller: &'a Caller,
    options: &'a ImportOptions,
    run: Option<import_run::Model>,
    report: ImportReport,
}

impl Run<'_> {
    /// Writes a batch with the note how far the file is dealt with.
    async fn write(&mut self, ready: Vec<ReadyRow>, mut refused: Vec<RowRefusal>, last: u64) -> Result<(), AppError> {
        let mut pending = Vec::with_capacity(ready.len());
        for row in ready {
            match self.files_of(&row).await {
                Ok(files) => pending.push((row, files)),
                Err(refusal) => refused.push(refusal),
            }
        }
        if self.run.is_none() {
            self.report.taken += pending.len() as u64;
            self.tell(refused);
            return Ok(());
        }
        // Refusals come first: once a later row is in, the run is never taken up before them again.
        if !refused.is_empty() {
            self.note(&refused, None).await?;
        }
        let written = pending.last().map(|(row, _)| row.number);
        // Halving: a part that fails is rolled back and tried in two halves, down to the row at fault.
        let mut parts = vec![pending];
        while let Some(part) = parts.pop() {
            if part.is_empty() {
                continue;
            }
            match self.write_part(&part).await {
                Ok(()) => self.report.taken += part.len() as u64,
                Err(error) if part.len() == 1 => {
                    tracing::warn!("import refused a row: {error}");
                    let number = part.first().map_or(0, |(row, _)| row.number);
                    let refusal = RowRefusal {
                        row: number,
                        column: String::new(),
                        reason: "无法写入：与已有记录冲突（例如原地址重复）".to_string(),
                    };
                    self.note(std::slice::from_ref(&refusal), Some(number)).await?;
                    refused.push(refusal);
                }
                Err(_) => {
                    let (left, right) = part.split_at(part.len() / 2);
                    parts.push(right.to_vec());
                    parts.push(left.to_vec());
                }
            }
        }
        // The last row's own transaction has noted it already, unless it was refused.
        if written != Some(last) || !refused.is_empty() {
            self.note(&[], Some(last)).await?;
        }
        self.tell(refused);
        Ok(())
    }

    fn tell(&mut self, refused: Vec<RowRefusal>) {
        self.report.refused += refused.len() as u64;
        let room = TOLD.saturating_sub(self.report.refusals.len());
        self.report.refusals.extend(refused.into_iter().take(room));
    }

    async fn write_part(&self, part: &[(ReadyRow, Vec<KeptFile>)]) -> Result<(), AppError> {
        let mut work = self.app.begin().await?;
        let items: Vec<_> = part.iter().map(|(row, _)| row.item.clone()).collect();
        let ids = insert(self.app, &mut work, self.caller, &items, Indexing::ByJob).await?;
        for ((row, files), id) in part.iter().zip(&ids) {
            if !files.is_empty() {
                equip(self.app, &mut work, *id, row, files).await?;
            }
        }
        if let (Some(run), Some((last, _))) = (&self.run, part.last()) {
            // The note goes with the rows: a run that is cut off here is taken up after them and takes none twice.
            note_progress(&work, run.id, last.number, part.len()).await?;
        }
        self.app.commit(work).await
    }

    /// Refusals, and up to which row everything is dealt with.
    async fn note(&self, refused: &[RowRefusal], last: Option<u64>) -> Result<(), AppError> {
        let Some(run) = &self.run else {
            return Ok(());
        };
        let work = self.app.begin().await?;
        for refusal in refused {
            let row = import_refusal::ActiveModel {
                id: NotSet,
                run_id: Set(run.id),
                row: Set(i64::try_from(refusal.row).unwrap_or(i64::MAX)),
                column: Set(refusal.column.clone()),
                reason: Set(refusal.reason.clone()),
            };
            row.insert(work.db()).await?;
        }
        if let Some(last) = last {
            note_progress(&work, run.id, last, 0).await?;
        }
        self.app.commit(work).await
    }

    async fn files_of(&self, row: &ReadyRow) -> Result<Vec<KeptFile>, RowRefusal> {
        let refuse = |reason: String| RowRefusal { row: row.number, column: "附件".to_string(), reason };
        let mut files = Vec::with_capacity(row.attachments.len());
        for name in &row.attachments {
            let folder = self.options.attachments.as_deref().ok_or_else(|| refuse("没有指定附件文件夹".to_string()))?;
            let bytes = read_inside(folder, name).await.map_err(|e| refuse(format!("附件“{name}”：{e}")))?;
            let shown = Path::new(name).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let kind = sniff_within(&bytes, &shown, &attach::limits(self.app)).map_err(|r| {
                let problem = attach::refused(&r, &shown);
                refuse(crate::problems::sentence(&problem).text)
            })?;
            if self.run.is_some() {
                let kept = kept::keep(self.app, shown, bytes, kind, UseAs::Attachment).await;
                files.push(kept.map_err(|e| refuse(e.to_string()))?);
            }
        }
        Ok(files)
    }

    async fn close(self) -> Result<ImportReport, AppError> {
        let Some(run) = self.run else {
            return Ok(self.report);
        };
        let now = self.app.now();
        let mut work = self.app.begin().await?;
        // Of the whole run, also of what was dealt with before it was cut off.
        let refused =
            import_refusal::Entity::find().filter(import_refusal::Column::RunId.eq(run.id)).count(work.db()).await?;
        let kept = import_run::Entity::find_by_id(run.id).one(work.db()).await?;
        let row = kept.ok_or_else(|| AppError::problem("not_found"))?;
        let detail = json!({ "taken": row.taken, "refused": refused });
        let mut row = row.into_active_model();
        row.refused = Set(i64::try_from(refused).unwrap_or(i64::MAX));
        row.state = Set("done".to_string());
        row.finished_at = Set(Some(now.0));
        row.update(work.db()).await?;
        work.record(self.caller.entry(now, None, "item.import_done", ("import", run.id.to_string()), &detail));
        self.app.commit(work).await?;
        Ok(self.report)
    }
}

async fn note_progress(work: &Work, run: i64, last: u64, taken: usize) -> Result<(), AppError> {
    use sea_orm::sea_query::{Expr, ExprTrait};
    import_run::Entity::update_many()
        .col_expr(import_run::Column::LastRow, Expr::value(i64::try_from(last).unwrap_or(i64::MAX)))
        .col_expr(
            import_run::Column::Taken,
            Expr::col(import_run::Column::Taken).add(i64::try_from(taken).unwrap_or_default()),
        )
        .filter(import_run::Column::Id.eq(run))
        .exec(work.db())
        .await?;
    Ok(())
}

async fn equip(app: &App, work: &mut Work, id: i64, row: &ReadyRow, files: &[KeptFile]) -> Result<(), AppError> {
    let reach = if matches!(row.item.arrival, Arrival::Draft) { Reach::Private } else { Reach::Public };
    let ids = kept::insert(app, work, id, files, reach).await?;
    let mut content = row.item.content.clone();
    content.attachments =
        ids.iter().zip(files).map(|(id, f)| AttachmentRef { attachment: *id, title: f.name.clone() }).collect();
    kept::complete(work, id, &content).await
}

/// Reads a file below `folder`; a name that leads out of it is refused.
async fn read_inside(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let relative = Path::new(name);
    if relative.components().any(|c| !matches!(c, Component::Normal(_))) {
        return Err("文件名不能指向附件文件夹以外".to_string());
    }
    let base = tokio::fs::canonicalize(folder).await.map_err(|_| "附件文件夹打不开".to_string())?;
    let path = tokio::fs::canonicalize(base.join(relative)).await.map_err(|_| "找不到这个文件".to_string())?;
    if !path.starts_with(&base) {
        return Err("文件名不能指向附件文件夹以外".to_string());
    }
    tokio::fs::read(path).await.map_err(|_| "文件读不出来".to_string())
}
