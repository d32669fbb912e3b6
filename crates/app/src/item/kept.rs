//! Files of items: the bytes are on disk first, then the rows that name them come in the item's transaction. Not the
//! judgement whether a file is taken.

use bytes::Bytes;
use documents::sniff::FileType;
use domain::item::RevisionContent;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, NotSet, Set};
use store::Work;
use store::item::{attachment, revision};
use store::job::NewJob;

use super::record::content_json;
use crate::context::App;
use crate::error::AppError;
use crate::job_kinds;

domain::code_enum! {
    /// What an uploaded file is for.
    pub enum UseAs {
        Attachment = "attachment", "附件";
        Picture = "picture", "图片";
    }
}

/// A file that is on disk already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptFile {
    pub name: String,
    pub hash: String,
    pub size: i64,
    kind: FileType,
    pub use_as: UseAs,
    /// The account that sent it; none for what a command brings.
    pub by: Option<i64>,
}

/// Keeps bytes whose type is known.
pub(crate) async fn keep(
    app: &App,
    name: String,
    bytes: impl Into<Bytes>,
    kind: FileType,
    use_as: UseAs,
) -> Result<KeptFile, AppError> {
    let bytes = bytes.into();
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let hash = app.files().put(bytes).await?;
    Ok(KeptFile { name, hash, size, kind, use_as, by: None })
}

/// Whether the public may fetch the files of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Public,
    Private,
}

/// Writes the rows of an item's files, asks for their texts, and returns their ids in order.
pub(crate) async fn insert(
    app: &App,
    work: &mut Work,
    item: i64,
    files: &[KeptFile],
    reach: Reach,
) -> Result<Vec<i64>, AppError> {
    let mut ids = Vec::with_capacity(files.len());
    for file in files {
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
            uploaded_by: Set(file.by),
            created_at: Set(app.now().0),
            public: Set(reach == Reach::Public),
        };
        let id = row.insert(work.db()).await?.id;
        if file.kind.has_text() {
            work.enqueue(NewJob {
                kind: job_kinds::EXTRACT_TEXT.to_string(),
                payload: id.to_string(),
                not_before: None,
            });
        }
        ids.push(id);
    }
    Ok(ids)
}

/// Completes the first revision of an item that was written in this very transaction: its files have ids only now,
/// and nobody has seen it yet.
pub(crate) async fn complete(work: &Work, item: i64, content: &RevisionContent) -> Result<(), AppError> {
    let row = store::item::Entity::find_by_id(item).one(work.db()).await?;
    let first =
        row.and_then(|r| r.live_revision_id.or(r.work_revision_id)).ok_or_else(|| AppError::problem("not_found"))?;
    let revision = revision::Entity::find_by_id(first).one(work.db()).await?;
    let mut revision = revision.ok_or_else(|| AppError::problem("not_found"))?.into_active_model();
    revision.content = Set(content_json(content)?);
    revision.body_html = Set(content.body_html.clone());
    revision.update(work.db()).await?;
    Ok(())
}
