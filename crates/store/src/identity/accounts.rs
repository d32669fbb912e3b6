//! Queries over accounts and the passwords they used before. Which accounts one may see is decided in `app`.

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};

use super::{Column, Entity, Model, former_password, grant};
use crate::error::StoreError;

/// Which accounts are wanted, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only accounts of these agencies; `None` for all.
    pub agency_ids: Option<Vec<i64>>,
    /// Part of the login or of the name.
    pub text: Option<String>,
    pub status: Option<String>,
    /// Only accounts that hold this role somewhere.
    pub role: Option<String>,
    /// Only accounts with a greater id: the key of the next page.
    pub after_id: Option<i64>,
}

/// The account with this login.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Login.eq(login)).one(db).await?)
}

/// The account with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "account" })
}

/// The account with this id, held until the transaction ends.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get_locked(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).lock_exclusive().one(db).await?.ok_or(StoreError::NotFound { what: "account" })
}

/// The accounts with these ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_by_ids(db: &impl ConnectionTrait, ids: Vec<i64>) -> Result<Vec<Model>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find().filter(Column::Id.is_in(ids)).all(db).await?)
}

/// A page of accounts.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(condition(filter)).order_by_asc(Column::Id);
    Ok(query.limit(limit).all(db).await?)
}

fn condition(filter: &Filter) -> Condition {
    let mut all = Condition::all()
        .add_option(filter.agency_ids.as_ref().map(|ids| Column::AgencyId.is_in(ids.iter().copied())))
        .add_option(filter.status.as_deref().map(|status| Column::Status.eq(status)))
        .add_option(filter.after_id.map(|id| Column::Id.gt(id)));
    if let Some(text) = &filter.text {
        let login = Column::Login.contains(text.to_lowercase());
        all = all.add(login.or(Column::Name.contains(text.as_str())));
    }
    if let Some(role) = &filter.role {
        let holders = Query::select()
            .column(grant::Column::AccountId)
            .from(grant::Entity)
            .and_where(grant::Column::Role.eq(role.as_str()))
            .to_owned();
        all = all.add(Column::Id.in_subquery(holders));
    }
    all
}

/// The hashes of passwords used before, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_former_passwords(
    db: &impl ConnectionTrait,
    account: i64,
    limit: u64,
) -> Result<Vec<String>, StoreError> {
    let query = former_password::Entity::find()
        .filter(former_password::Column::AccountId.eq(account))
        .order_by_desc(former_password::Column::Id)
        .limit(limit);
    Ok(query.all(db).await?.into_iter().map(|row| row.hash).collect())
}

/// Keeps the hash of a password that is given up.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep_former_password(
    db: &impl ConnectionTrait,
    account: i64,
    hash: String,
    now: Moment,
) -> Result<(), StoreError> {
    let row = former_password::ActiveModel {
        account_id: Set(account),
        hash: Set(hash),
        at: Set(now.0),
        ..Default::default()
    };
    former_password::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// How many other active accounts hold a role.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_others_with(db: &impl ConnectionTrait, role: &str, account: i64) -> Result<u64, StoreError> {
    let holders = Query::select()
        .column(grant::Column::AccountId)
        .from(grant::Entity)
        .and_where(grant::Column::Role.eq(role))
        .to_owned();
    let active = domain::identity::account::AccountStatus::Active.code();
    let query = Entity::find()
        .filter(Column::Id.ne(account))
        .filter(Column::Status.eq(active))
        .filter(Column::Id.in_subquery(holders));
    Ok(query.count(db).await?)
}
