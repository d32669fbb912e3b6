//! Letters of a case: drafts as a person changed them, and what was issued. The text is sealed with the case's key, the
//! bytes lie among the case's files. Not what they say.

use chrono::NaiveDate;
use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveModelTrait, IntoActiveModel, QueryOrder, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

domain::code_enum! {
    /// Where a letter stands.
    pub enum LetterState {
        /// May still be changed; its number, if it has one, is its own for good.
        Draft = "draft", "草稿";
        /// Left the house, or lies in the file: never changed.
        Issued = "issued", "已发出";
    }
}

/// For a letter that is about the case as a whole.
pub const ABOUT_CASE: i32 = -1;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub request_id: i64,
    pub agency_id: i64,
    pub code: String,
    /// Number of the consultation it is about, or [`ABOUT_CASE`].
    pub about: i32,
    /// The event it belongs to.
    pub event_seq: i32,
    pub state: String,
    pub number: Option<String>,
    pub dated_on: NaiveDate,
    /// The text, sealed.
    pub sealed: String,
    /// Among the files of the case, once issued.
    pub docx_file: Option<i64>,
    pub pdf_file: Option<i64>,
    /// Characters that the PDF could not show.
    pub missing: String,
    pub changed_by: Option<i64>,
    pub changed_at: i64,
    pub issued_by: Option<i64>,
    pub issued_at: Option<i64>,
    pub version: i32,
}

plain_entity!();

/// Which letter of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub request_id: i64,
    pub code: String,
    pub about: i32,
    pub event_seq: i32,
}

/// The letters of a case, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_of_request(db: &impl ConnectionTrait, request: i64) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::RequestId.eq(request)).order_by_asc(Column::Id).all(db).await?)
}

/// The letter, if there is a row of it.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, key: &Key) -> Result<Option<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::RequestId.eq(key.request_id))
        .filter(Column::Code.eq(&key.code))
        .filter(Column::About.eq(key.about))
        .filter(Column::EventSeq.eq(key.event_seq));
    Ok(query.one(db).await?)
}

/// A draft to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub key: Key,
    pub agency_id: i64,
    pub number: Option<String>,
    pub dated_on: NaiveDate,
    pub sealed: String,
    pub by: Option<i64>,
}

/// Keeps a draft over the one that was there; the row as it stands then. Call it with the case locked.
///
/// # Errors
/// A conflict where it was issued meanwhile; when the database cannot be written.
pub async fn keep(db: &impl ConnectionTrait, draft: Draft, now: Moment) -> Result<Model, StoreError> {
    let before = find(db, &draft.key).await?;
    if before.as_ref().is_some_and(|row| row.state == LetterState::Issued.code()) {
        return Err(StoreError::Conflict { what: "letter" });
    }
    let mut row = match &before {
        Some(row) => row.clone().into_active_model(),
        None => ActiveModel {
            request_id: Set(draft.key.request_id),
            agency_id: Set(draft.agency_id),
            code: Set(draft.key.code),
            about: Set(draft.key.about),
            event_seq: Set(draft.key.event_seq),
            state: Set(LetterState::Draft.code().into()),
            missing: Set(String::new()),
            ..Default::default()
        },
    };
    let number = before.as_ref().and_then(|row| row.number.clone()).or(draft.number);
    row.number = Set(number);
    row.dated_on = Set(draft.dated_on);
    row.sealed = Set(draft.sealed);
    row.changed_by = Set(draft.by);
    row.changed_at = Set(now.0);
    row.version = Set(before.as_ref().map_or(1, |row| row.version + 1));
    Ok(if before.is_some() { row.update(db).await? } else { row.insert(db).await? })
}

/// What an issued letter consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub docx_file: i64,
    pub pdf_file: i64,
    pub missing: String,
    pub by: Option<i64>,
}

/// Marks a draft of this version as issued; whether it was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn issue(db: &impl ConnectionTrait, row: &Model, issued: Issued, now: Moment) -> Result<bool, StoreError> {
    use sea_orm::sea_query::Expr;
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(LetterState::Issued.code()))
        .col_expr(Column::DocxFile, Expr::value(issued.docx_file))
        .col_expr(Column::PdfFile, Expr::value(issued.pdf_file))
        .col_expr(Column::Missing, Expr::value(issued.missing))
        .col_expr(Column::IssuedBy, Expr::value(issued.by))
        .col_expr(Column::IssuedAt, Expr::value(now.0))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(row.version))
        .filter(Column::State.eq(LetterState::Draft.code()))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes the text of a draft away, so that the wording in force is used; its number stays its own.
///
/// # Errors
/// When the database cannot be written.
pub async fn clear(db: &impl ConnectionTrait, row: Model, by: Option<i64>, now: Moment) -> Result<(), StoreError> {
    let version = row.version + 1;
    let mut row = row.into_active_model();
    row.sealed = Set(String::new());
    row.changed_by = Set(by);
    row.changed_at = Set(now.0);
    row.version = Set(version);
    row.update(db).await?;
    Ok(())
}

/// Drops the letters of erased cases: number and text go with the case's key.
///
/// # Errors
/// When the database cannot be written.
pub async fn erase(db: &impl ConnectionTrait, requests: &[i64]) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::RequestId.is_in(requests.iter().copied())).exec(db).await?;
    Ok(())
}
