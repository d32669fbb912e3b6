//! Serial numbers that never repeat: one row a counter, raised inside the transaction that uses the number.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub value: i64,
}

plain_entity!();

/// Takes `count` numbers of the counter `name` and returns the first. Counters start at 1.
///
/// # Errors
/// When the row cannot be written.
pub async fn take(db: &impl ConnectionTrait, name: &str, count: i64) -> Result<i64, StoreError> {
    let row = ActiveModel { name: Set(name.to_string()), value: Set(count) };
    let raised = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::Name)
                .value(Column::Value, Expr::col((Entity, Column::Value)).add(count))
                .to_owned(),
        )
        .exec_with_returning(db)
        .await?;
    Ok(raised.value - count + 1)
}
