//! Queries over grants of roles and over deputies. What a grant allows is `domain::identity::permission`.

use domain::identity::account::AccountStatus;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, JoinType};
use sea_orm::{Condition, QueryOrder, QuerySelect, RelationDef};

use super::{Column, Entity, deputy, grant};
use crate::error::StoreError;

/// A grant that an account may use today: its own, or one lent by somebody on leave.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Held {
    /// The account that the role was granted to.
    pub account_id: i64,
    pub role: String,
    pub scope_kind: String,
    pub scope_id: Option<i64>,
    /// The last day on which it is lent; `None` for an own grant.
    pub until_on: Option<Date>,
}

/// Every grant that `account` may use on `today`, own ones first. Lent ones come from active accounts only and are
/// never lent on. One query: it is run for every request of the console.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_held(db: &impl ConnectionTrait, account: i64, today: Date) -> Result<Vec<Held>, StoreError> {
    let lent: RelationDef = grant::Entity::belongs_to(deputy::Entity)
        .from(grant::Column::AccountId)
        .to(deputy::Column::PrincipalId)
        .on_condition(move |_grant, deputy| {
            let column = |column: deputy::Column| Expr::col((deputy.clone(), column));
            Condition::all()
                .add(column(deputy::Column::DeputyId).eq(account))
                .add(column(deputy::Column::FromOn).lte(today))
                .add(column(deputy::Column::UntilOn).gte(today))
                .add(column(deputy::Column::EndedAt).is_null())
        })
        .into();
    let holder: RelationDef = grant::Entity::belongs_to(Entity).from(grant::Column::AccountId).to(Column::Id).into();
    let rows = grant::Entity::find()
        .select_only()
        .columns([grant::Column::AccountId, grant::Column::Role, grant::Column::ScopeKind, grant::Column::ScopeId])
        .column(deputy::Column::UntilOn)
        .join(JoinType::LeftJoin, lent)
        .join(JoinType::InnerJoin, holder)
        .filter(Column::Status.eq(AccountStatus::Active.code()))
        .filter(grant::Column::AccountId.eq(account).or(deputy::Column::Id.is_not_null()))
        .order_by_asc(grant::Column::Id)
        .into_model::<Held>()
        .all(db)
        .await?;
    Ok(rows)
}

/// The own grants of these accounts.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_grants(db: &impl ConnectionTrait, accounts: Vec<i64>) -> Result<Vec<grant::Model>, StoreError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let query = grant::Entity::find().filter(grant::Column::AccountId.is_in(accounts));
    Ok(query.order_by_asc(grant::Column::Id).all(db).await?)
}

/// The grant with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get_grant(db: &impl ConnectionTrait, id: i64) -> Result<grant::Model, StoreError> {
    grant::Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "grant" })
}

/// The arrangements in which an account is principal or deputy, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_deputies(db: &impl ConnectionTrait, account: i64) -> Result<Vec<deputy::Model>, StoreError> {
    let either = deputy::Column::PrincipalId.eq(account).or(deputy::Column::DeputyId.eq(account));
    Ok(deputy::Entity::find().filter(either).order_by_desc(deputy::Column::Id).all(db).await?)
}

/// The arrangements between these two that have not been ended.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_standing(
    db: &impl ConnectionTrait,
    principal: i64,
    by: i64,
) -> Result<Vec<deputy::Model>, StoreError> {
    let query = deputy::Entity::find()
        .filter(deputy::Column::PrincipalId.eq(principal))
        .filter(deputy::Column::DeputyId.eq(by))
        .filter(deputy::Column::EndedAt.is_null());
    Ok(query.all(db).await?)
}

/// The arrangement with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get_deputy(db: &impl ConnectionTrait, id: i64) -> Result<deputy::Model, StoreError> {
    deputy::Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "deputy" })
}
