//! A file that the public may fetch: one that the live revision of a live item shows.

use bytes::Bytes;
use sea_orm::EntityTrait;
use store::item::{self, attachment};

use crate::context::App;
use crate::error::AppError;

/// A file.
#[derive(Debug, Clone)]
pub struct PublicFile {
    pub item_id: i64,
    pub name: String,
    pub file_type: String,
    pub media_type: String,
    /// SHA-256 of the content.
    pub hash: String,
    pub size: i64,
    /// Empty where the visitor has this content already.
    pub bytes: Bytes,
}

/// The file with this id; none where the public may not have it. `known` is the content that the visitor has: it is
/// not read again.
///
/// # Errors
/// When records or files cannot be read.
pub async fn file(app: &App, id: i64, known: impl FnOnce(&str) -> bool) -> Result<Option<PublicFile>, AppError> {
    let db = app.store().read();
    let Some(row) = attachment::Entity::find_by_id(id).one(db).await?.filter(|row| row.public) else {
        return Ok(None);
    };
    if item::Entity::find_by_id(row.item_id).one(db).await?.is_none_or(|item| !super::is_live(&item)) {
        return Ok(None);
    }
    let bytes = if known(&row.file_hash) { Bytes::new() } else { app.files().get(&row.file_hash).await? };
    Ok(Some(PublicFile {
        item_id: row.item_id,
        name: row.name,
        file_type: row.file_type,
        media_type: row.media_type,
        hash: row.file_hash,
        size: row.size,
        bytes,
    }))
}
