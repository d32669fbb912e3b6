//! Where people at the office are reminded by mail, whether they want it, and the day they were last told. Not what they
//! are told, nor who may be told what.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{Condition, IntoActiveModel, QueryOrder};

use crate::entity::plain_entity;
use crate::error::StoreError;

domain::code_enum! {
    /// What somebody wants to be told by mail.
    pub enum Wants {
        Daily = "daily", "每个工作日早上提醒一次";
        Nothing = "nothing", "不发提醒邮件";
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// Sealed; empty for none.
    pub address: String,
    pub wants: String,
    pub told_on: Option<NaiveDate>,
}

plain_entity!();

/// What an account has set; none where it never did.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, account: i64) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(account).one(db).await?)
}

/// Keeps what an account has set; the day it was last told stays.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(db: &impl ConnectionTrait, account: i64, address: String, wants: Wants) -> Result<(), StoreError> {
    let row = Model { account_id: account, address, wants: wants.code().to_string(), told_on: None };
    let mut kept = OnConflict::column(Column::AccountId);
    kept.update_columns([Column::Address, Column::Wants]);
    Entity::insert(row.into_active_model()).on_conflict(kept).exec_without_returning(db).await?;
    Ok(())
}

/// The accounts that want to be told and have not been on `today`, in the order of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_untold(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::Wants.eq(Wants::Daily.code()))
        .filter(Column::Address.ne(""))
        .filter(not_told(today))
        .order_by_asc(Column::AccountId);
    Ok(query.all(db).await?)
}

/// Notes that an account was told on `today`; whether it had not been: of two processes one gets yes.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_told(db: &impl ConnectionTrait, account: i64, today: NaiveDate) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::ToldOn, Expr::value(today))
        .filter(Column::AccountId.eq(account))
        .filter(not_told(today))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

fn not_told(today: NaiveDate) -> Condition {
    Condition::any().add(Column::ToldOn.is_null()).add(Column::ToldOn.lt(today))
}
