//! Opinions of items: how many readers an item helped, and the sentences of those who said why. No person is kept.

use domain::voice::opinion::Verdict;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;
use crate::item::{Visible, visible_rows};

/// An opinion with words.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opinion")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub item_id: i64,
    pub agency_id: i64,
    pub site_id: i64,
    pub section_id: i64,
    pub verdict: String,
    pub words: String,
    pub at: i64,
    pub done_by: Option<i64>,
    pub done_at: Option<i64>,
    /// What was done about it.
    pub note: Option<String>,
}

plain_entity!();

/// How many said what of an item.
pub mod count {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "opinion_count")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: i64,
        pub helpful: i64,
        pub unhelpful: i64,
    }

    plain_entity!();
}

/// A sentence, locked until the transaction ends.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn lock(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).lock_exclusive().one(db).await?.ok_or(StoreError::NotFound { what: "opinion" })
}

/// Counts an opinion of an item.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(db: &impl ConnectionTrait, item: i64, verdict: Verdict) -> Result<(), StoreError> {
    use count::Column as C;
    let (helpful, unhelpful) = match verdict {
        Verdict::Helpful => (1, 0),
        Verdict::Unhelpful => (0, 1),
    };
    let row = count::ActiveModel { item_id: Set(item), helpful: Set(helpful), unhelpful: Set(unhelpful) };
    let more = |column: C, by: i64| Expr::col((count::Entity, column)).add(by);
    let conflict = OnConflict::column(C::ItemId)
        .value(C::Helpful, more(C::Helpful, helpful))
        .value(C::Unhelpful, more(C::Unhelpful, unhelpful))
        .to_owned();
    count::Entity::insert(row).on_conflict(conflict).exec_without_returning(db).await?;
    Ok(())
}

/// How many said that the item helped, and how many that it did not.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(db: &impl ConnectionTrait, item: i64) -> Result<(i64, i64), StoreError> {
    let row = count::Entity::find_by_id(item).one(db).await?;
    Ok(row.map_or((0, 0), |row| (row.helpful, row.unhelpful)))
}

/// Whether opinions wait for somebody or were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Done,
}

fn wanted(visible: &[Visible], standing: Standing) -> Condition {
    let any = visible_rows(visible, Column::AgencyId, Column::SiteId, Column::SectionId);
    let standing = match standing {
        Standing::Waiting => Column::DoneAt.is_null(),
        Standing::Done => Column::DoneAt.is_not_null(),
    };
    Condition::all().add(any).add(Column::Verdict.eq(Verdict::Unhelpful.code())).add(standing)
}

/// A page of the sentences of readers whom an item did not help: those that wait from the oldest, those looked at from
/// the newest.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    visible: &[Visible],
    standing: Standing,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(wanted(visible, standing));
    let query = match standing {
        Standing::Waiting => {
            query.filter(Condition::all().add_option(after.map(|id| Column::Id.gt(id)))).order_by_asc(Column::Id)
        }
        Standing::Done => {
            query.filter(Condition::all().add_option(after.map(|id| Column::Id.lt(id)))).order_by_desc(Column::Id)
        }
    };
    Ok(query.limit(limit).all(db).await?)
}

/// How many sentences wait.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_waiting(db: &impl ConnectionTrait, visible: &[Visible]) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(wanted(visible, Standing::Waiting)).count(db).await?)
}

/// The last sentences about an item, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_item(db: &impl ConnectionTrait, item: i64, limit: u64) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().filter(Column::ItemId.eq(item)).order_by_desc(Column::Id).limit(limit).all(db).await?)
}
