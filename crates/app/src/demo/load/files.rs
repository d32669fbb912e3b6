//! The pictures and attachments of the demo: drawn and written here, kept like any uploaded file.

use bytes::Bytes;
use documents::write::{Align, Block, Cell, Document, Table, to_csv, to_docx, to_xlsx};
use documents::sniff::FileType;
use sea_orm::{ActiveModelTrait, NotSet, Set};
use store::Work;
use store::item::attachment;
use store::job::NewJob;

use crate::context::App;
use crate::demo::{DemoAttachment, DemoItem, DemoTable, picture};
use crate::error::AppError;
use crate::item::attach::{UseAs, address_of};
use crate::job_kinds;

/// A file that is on disk already.
pub(super) struct Ready {
    name: String,
    hash: String,
    size: i64,
    kind: FileType,
    use_as: UseAs,
}

/// Makes and keeps the files of an item: its pictures first, then its attachments.
pub(super) async fn keep(app: &App, item: &DemoItem) -> Result<Vec<Ready>, AppError> {
    let mut ready = Vec::new();
    for (at, drawing) in item.pictures.iter().enumerate() {
        let bytes = picture::draw(drawing).map_err(|e| AppError::Internal(e.to_string()))?;
        ready.push(put(app, picture_name(at), bytes, FileType::Png, UseAs::Picture).await?);
    }
    for attachment in &item.attachments {
        let (kind, bytes) = written(attachment)?;
        ready.push(put(app, attachment.file_name().to_string(), bytes, kind, UseAs::Attachment).await?);
    }
    Ok(ready)
}

fn picture_name(at: usize) -> String {
    format!("图{}.png", at + 1)
}

async fn put(app: &App, name: String, bytes: Vec<u8>, kind: FileType, use_as: UseAs) -> Result<Ready, AppError> {
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let hash = app.files().put(Bytes::from(bytes)).await?;
    Ok(Ready { name, hash, size, kind, use_as })
}

fn written(attachment: &DemoAttachment) -> Result<(FileType, Vec<u8>), AppError> {
    let failed = |e: documents::write::WriteError| AppError::Internal(e.to_string());
    Ok(match attachment {
        DemoAttachment::Docx { title, paragraphs, table, .. } => {
            let mut blocks: Vec<Block> =
                paragraphs.iter().map(|text| Block::Paragraph { text: text.clone(), align: Align::Body }).collect();
            blocks.extend(table.as_ref().map(|t| Block::Table(table_of(t, &t.caption))));
            (FileType::Docx, to_docx(&Document { title: title.clone(), blocks }).map_err(failed)?)
        }
        DemoAttachment::Xlsx { sheet, table, .. } => (FileType::Xlsx, to_xlsx(&[table_of(table, sheet)]).map_err(failed)?),
        DemoAttachment::Csv { table, .. } => (FileType::Csv, to_csv(&table_of(table, &table.caption))),
        DemoAttachment::Txt { text, .. } => (FileType::Txt, text.clone().into_bytes()),
    })
}

fn table_of(table: &DemoTable, name: &str) -> Table {
    let rows = table.rows.iter().map(|row| row.iter().map(|c| Cell::Text(c.clone())).collect()).collect();
    Table { name: name.to_string(), head: table.headers.clone(), rows }
}

/// Writes the rows of an item's files and returns the ids, in the order of [`keep`].
pub(super) async fn insert(app: &App, work: &mut Work, item: i64, ready: &[Ready], public: bool) -> Result<Vec<i64>, AppError> {
    let mut ids = Vec::with_capacity(ready.len());
    for file in ready {
        let state = if file.kind.has_text() { "waiting" } else { "none" };
        let row = attachment::ActiveModel {
            id: NotSet,
            item_id: Set(item),
            file_hash: Set(file.hash.clone()),
            name: Set(file.name.clone()),
            file_type: Set(file.kind.extension().to_string()),
            media_type: Set(file.kind.media_type().to_string()),
            size: Set(file.size),
            use_as: Set(file.use_as.code().to_string()),
            text_state: Set(state.to_string()),
            text_refusal: Set(None),
            text: Set(String::new()),
            hidden_text: Set(String::new()),
            uploaded_by: Set(None),
            created_at: Set(app.now().0),
            public: Set(public),
        };
        let id = row.insert(work.db()).await?.id;
        if file.kind.has_text() {
            work.enqueue(NewJob { kind: job_kinds::EXTRACT_TEXT.to_string(), payload: id.to_string(), not_before: None });
        }
        ids.push(id);
    }
    Ok(ids)
}

/// The body with the addresses of the kept pictures in the places the plan left for them.
pub(super) fn with_pictures(body: &str, pictures: usize, ids: &[i64]) -> String {
    (0..pictures).zip(ids).fold(body.to_string(), |body, (at, id)| {
        body.replace(&format!("\"demo-picture:{at}\""), &format!("\"{}\"", address_of(*id, &picture_name(at))))
    })
}
