//! Items that are like another one: earlier ones of the same agency and subject. Not the links that an editor sets.

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement, UnionType};

use super::{Column, Entity};
use crate::error::StoreError;

/// How many of the agency's items before the one are looked at: the walk ends there, however rare the subject.
const LOOKED_AT: u64 = 60;
/// An engine joins no more than 500 parts.
const PARTS: usize = 400;

/// The item that others are like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    pub item: i64,
    pub agency: i64,
    pub subject: String,
    pub published_at: Moment,
}

/// For each of these, at most `most` live items of its agency and subject that were published before it, as (item,
/// earlier item) with the latest first. One query for up to 400 of them; each walks a short piece of the index of what
/// an agency has published. Those that come later are left out, so that publishing changes no page but its own.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_alike(db: &impl ConnectionTrait, like: &[Like], most: u64) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut found = Vec::new();
    for some in like.chunks(PARTS) {
        let mut parts = some.iter().map(|one| alike(one, most));
        let Some(mut query) = parts.next() else { continue };
        for part in parts {
            query.union(UnionType::All, part);
        }
        for row in db.query_all(&query).await? {
            found.push((row.try_get("", "like_item")?, row.try_get("", "id")?));
        }
    }
    Ok(found)
}

fn alike(one: &Like, most: u64) -> SelectStatement {
    let live = domain::item::PublicState::Live.code();
    let earlier = Query::select()
        .columns([Column::Id, Column::LiveSubject, Column::PublishedAt])
        .from(Entity)
        .and_where(Column::AgencyId.eq(one.agency))
        .and_where(Column::PublicState.eq(live))
        .and_where(Column::PublishedAt.lt(one.published_at.0))
        .order_by(Column::PublishedAt, sea_orm::Order::Desc)
        .limit(LOOKED_AT)
        .to_owned();
    let same = Query::select()
        .columns([Column::Id, Column::PublishedAt])
        .from_subquery(earlier, "earlier")
        .and_where(Expr::col(Column::LiveSubject).eq(one.subject.as_str()))
        .order_by(Column::PublishedAt, sea_orm::Order::Desc)
        .order_by(Column::Id, sea_orm::Order::Desc)
        .limit(most)
        .to_owned();
    Query::select().expr_as(Expr::val(one.item), "like_item").column(Column::Id).from_subquery(same, "same").to_owned()
}
