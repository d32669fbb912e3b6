//! Queries over sessions. When a session has expired is `domain::identity::login`.

use domain::identity::account::EndReason;
use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::JoinType;
use sea_orm::{QueryOrder, QuerySelect, RelationDef};

use super::session::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;

/// The session of a token's hash with its account, ended or not. One query: it is run for every request.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, token_hash: &str) -> Result<Option<(Model, super::Model)>, StoreError> {
    let account: RelationDef = Entity::belongs_to(super::Entity).from(Column::AccountId).to(super::Column::Id).into();
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .join(JoinType::InnerJoin, account)
        .select_also(super::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(session, account)| account.map(|account| (session, account))))
}

/// The session with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "session" })
}

/// The newest sessions of an account, ended ones too, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, account: i64, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::AccountId.eq(account)).order_by_desc(Column::Id);
    Ok(query.limit(limit).all(db).await?)
}

/// Opens a session.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: ActiveModel) -> Result<i64, StoreError> {
    Ok(Entity::insert(row).exec(db).await?.last_insert_id)
}

/// Moves a session to another stage.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_stage(db: &impl ConnectionTrait, id: i64, stage: &str, now: Moment) -> Result<(), StoreError> {
    let update = Entity::update_many()
        .col_expr(Column::Stage, Expr::value(stage))
        .col_expr(Column::LastSeenAt, Expr::value(now.0))
        .filter(Column::Id.eq(id));
    update.exec(db).await?;
    Ok(())
}

/// Notes that a session was used.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch(db: &impl ConnectionTrait, id: i64, now: Moment) -> Result<(), StoreError> {
    let update = Entity::update_many().col_expr(Column::LastSeenAt, Expr::value(now.0)).filter(Column::Id.eq(id));
    update.filter(Column::EndedAt.is_null()).exec(db).await?;
    Ok(())
}

/// Ends one session; false when it had ended already.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(db: &impl ConnectionTrait, id: i64, reason: EndReason, now: Moment) -> Result<bool, StoreError> {
    let update = ending(reason, now).filter(Column::Id.eq(id));
    Ok(update.exec(db).await?.rows_affected > 0)
}

/// Ends every open session of an account but `except`; how many there were.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_all(
    db: &impl ConnectionTrait,
    account: i64,
    except: Option<i64>,
    reason: EndReason,
    now: Moment,
) -> Result<u64, StoreError> {
    let mut update = ending(reason, now).filter(Column::AccountId.eq(account));
    if let Some(kept) = except {
        update = update.filter(Column::Id.ne(kept));
    }
    Ok(update.exec(db).await?.rows_affected)
}

fn ending(reason: EndReason, now: Moment) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.0))
        .col_expr(Column::EndReason, Expr::value(reason.code()))
        .filter(Column::EndedAt.is_null())
}

/// Drops sessions not seen since `before`; the audit log keeps who signed in.
///
/// # Errors
/// When the database cannot be written.
pub async fn prune(db: &impl ConnectionTrait, before: Moment) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::LastSeenAt.lt(before.0)).exec(db).await?.rows_affected)
}
