//! Mails to be sent: who and what is sealed, the state is plain. One row is one mail with one message id for good, so
//! that a receiver recognises a repeat. Not the sending.

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

domain::code_enum! {
    /// Where a mail stands.
    pub enum MailState {
        Queued = "queued", "等待发送";
        /// Handed to the server, answer not noted yet. Found so after a crash, it is in doubt.
        Sending = "sending", "正在发送";
        Sent = "sent", "已发送";
        /// The server refused it for good, or too often.
        Failed = "failed", "发送失败";
        /// Nobody knows whether the server took it: a person decides.
        InDoubt = "in_doubt", "是否送出不明";
        /// A person decided not to send it.
        Dropped = "dropped", "不再发送";
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub message_id: String,
    /// The code of the step it tells of.
    pub step: String,
    pub state: String,
    pub agency_id: Option<i64>,
    pub request_id: Option<i64>,
    /// Recipient, subject and text, sealed.
    pub sealed: String,
    pub attempts: i32,
    pub last_error: String,
    pub created_at: i64,
    pub changed_at: i64,
    pub sent_at: Option<i64>,
}

plain_entity!();

/// A mail to be written with a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    pub message_id: String,
    pub step: String,
    pub agency_id: Option<i64>,
    pub request_id: Option<i64>,
    pub sealed: String,
}

/// Writes a mail to be sent; its id.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, mail: NewMail, now: Moment) -> Result<i64, StoreError> {
    let row = ActiveModel {
        message_id: Set(mail.message_id),
        step: Set(mail.step),
        state: Set(MailState::Queued.code().into()),
        agency_id: Set(mail.agency_id),
        request_id: Set(mail.request_id),
        sealed: Set(mail.sealed),
        attempts: Set(0),
        last_error: Set(String::new()),
        created_at: Set(now.0),
        changed_at: Set(now.0),
        ..Default::default()
    };
    Ok(row.insert(db).await?.id)
}

/// The mail with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "mail" })
}

/// Moves a mail from one state to another; whether it stood in the first. The note replaces the last error.
///
/// # Errors
/// When the database cannot be written.
pub async fn change(
    db: &impl ConnectionTrait,
    id: i64,
    from: MailState,
    to: MailState,
    note: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let note: String = note.chars().take(500).collect();
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(to.code()))
        .col_expr(Column::LastError, Expr::value(note))
        .col_expr(Column::ChangedAt, Expr::value(now.0))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(from.code()));
    if to == MailState::Sending {
        update = update.col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1));
    }
    if to == MailState::Sent {
        update = update.col_expr(Column::SentAt, Expr::value(now.0));
    }
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// A page of mails, newest first: of these agencies, or of the whole installation.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    agencies: Option<&[i64]>,
    state: Option<MailState>,
    before_id: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(agencies) = agencies {
        query = query.filter(Column::AgencyId.is_in(agencies.iter().copied()));
    }
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state.code()));
    }
    if let Some(before) = before_id {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// How many mails stand in each state, by its code.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_by_state(
    db: &impl ConnectionTrait,
    agencies: Option<&[i64]>,
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut query = Entity::find().select_only().column(Column::State).column_as(Column::Id.count(), "count");
    if let Some(agencies) = agencies {
        query = query.filter(Column::AgencyId.is_in(agencies.iter().copied()));
    }
    Ok(query.group_by(Column::State).into_tuple().all(db).await?)
}

/// The mails of a case, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_of_request(db: &impl ConnectionTrait, request_id: i64) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::RequestId.eq(request_id)).order_by_asc(Column::Id).all(db).await?)
}

/// Blanks what is sealed of the mails of cases: their content falls silent with the case.
///
/// # Errors
/// When the database cannot be written.
pub async fn erase_of_requests(db: &impl ConnectionTrait, requests: &[i64]) -> Result<u64, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Sealed, Expr::value(""))
        .filter(Column::RequestId.is_in(requests.iter().copied()))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}
