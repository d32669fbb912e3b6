//! The parts of a case that units have been asked to contribute, each with its own limit.

use chrono::NaiveDate;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::entity::plain_entity;
use crate::error::StoreError;

domain::code_enum! {
    /// Where a part stands.
    pub enum PartState {
        Asked = "asked", "待接收";
        Taken = "taken", "办理中";
        Refused = "refused", "已退回";
        Answered = "answered", "已反馈";
        Dropped = "dropped", "已撤销";
    }
}

/// Where the unit still has something to do.
pub const OPEN: [PartState; 2] = [PartState::Asked, PartState::Taken];

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_part")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub request_id: i64,
    /// The account of the unit's person.
    pub account_id: i64,
    /// What is wanted; sealed.
    pub task: String,
    /// What came back, or why it was refused; sealed.
    pub answer: String,
    pub state: String,
    pub due_on: Option<NaiveDate>,
    pub asked_at: i64,
    pub asked_by: Option<i64>,
    pub answered_at: Option<i64>,
}

plain_entity!();

/// The parts of a case, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_request(db: &impl ConnectionTrait, request: i64) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::RequestId.eq(request)).order_by_asc(Column::Id).all(db).await?)
}

/// Whether an account has a part in a case that was not taken from it again.
///
/// # Errors
/// When the database cannot be read.
pub async fn has_part(db: &impl ConnectionTrait, request: i64, account: i64) -> Result<bool, StoreError> {
    let query = Entity::find().filter(Column::RequestId.eq(request)).filter(Column::AccountId.eq(account));
    let open = query.filter(Column::State.ne(PartState::Dropped.code()));
    Ok(open.count(db).await? > 0)
}
