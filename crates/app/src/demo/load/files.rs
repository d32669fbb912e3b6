//! The pictures and attachments of the demo: drawn and written here, kept like any uploaded file.

use documents::sniff::FileType;
use documents::write::{Align, Block, Cell, Document, Table, to_csv, to_docx, to_xlsx};

use crate::context::App;
use crate::demo::{DemoAttachment, DemoItem, DemoTable, picture};
use crate::error::AppError;
use crate::item::attach::{UseAs, address_of};
use crate::item::kept::{KeptFile, keep as keep_file};

/// Makes and keeps the files of an item: its pictures first, then its attachments.
pub(super) async fn keep(app: &App, item: &DemoItem) -> Result<Vec<KeptFile>, AppError> {
    let mut ready = Vec::new();
    for (at, drawing) in item.pictures.iter().enumerate() {
        let bytes = picture::draw(drawing).map_err(|e| AppError::Internal(e.to_string()))?;
        ready.push(keep_file(app, picture_name(at), bytes, FileType::Png, UseAs::Picture).await?);
    }
    for attachment in &item.attachments {
        let (kind, bytes) = written(attachment)?;
        ready.push(keep_file(app, attachment.file_name().to_string(), bytes, kind, UseAs::Attachment).await?);
    }
    Ok(ready)
}

fn picture_name(at: usize) -> String {
    format!("图{}.png", at + 1)
}

fn written(attachment: &DemoAttachment) -> Result<(FileType, Vec<u8>), AppError> {
    let failed = |e: documents::write::WriteError| AppError::Internal(e.to_string());
    Ok(match attachment {
        DemoAttachment::Docx { title, paragraphs, table, .. } => {
            let mut blocks: Vec<Block> =
                paragraphs.iter().map(|text| Block::Paragraph { text: text.clone(), align: Align::Body }).collect();
            blocks.extend(table.as_ref().map(|t| Block::Table(table_of(t, &t.caption))));
            (
                FileType::Docx,
                to_docx(&Document { title: title.clone(), blocks, ..Document::default() }).map_err(failed)?,
            )
        }
        DemoAttachment::Xlsx { sheet, table, .. } => {
            (FileType::Xlsx, to_xlsx(&[table_of(table, sheet)]).map_err(failed)?)
        }
        DemoAttachment::Csv { table, .. } => (FileType::Csv, to_csv(&table_of(table, &table.caption))),
        DemoAttachment::Txt { text, .. } => (FileType::Txt, text.clone().into_bytes()),
    })
}

fn table_of(table: &DemoTable, name: &str) -> Table {
    let rows = table.rows.iter().map(|row| row.iter().map(|c| Cell::Text(c.clone())).collect()).collect();
    Table { name: name.to_string(), head: table.headers.clone(), rows }
}

/// The body with the addresses of the kept pictures in the places the plan left for them.
pub(super) fn with_pictures(body: &str, pictures: usize, ids: &[i64]) -> String {
    (0..pictures).zip(ids).fold(body.to_string(), |body, (at, id)| {
        body.replace(&format!("\"demo-picture:{at}\""), &format!("\"{}\"", address_of(*id, &picture_name(at))))
    })
}
