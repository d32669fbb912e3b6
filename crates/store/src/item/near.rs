//! Items that are like another one: earlier ones of the same agency and subject. Not the links that an editor sets.

use domain::item::PublicState;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement};

use crate::error::StoreError;

/// How many of the agency's items before the one are looked at: the walk ends there, however rare the subject.
const LOOKED_AT: u64 = 60;
/// Well below the engines' limits on bound values.
const BATCH: usize = 500;

#[derive(FromQueryResult)]
struct Found {
    id: i64,
    /// Ids, separated by commas.
    alike: Option<String>,
}

/// For each of these live items, at most `most` live items of its agency and subject that were published before it, as
/// (item, earlier item) with the latest first. One query for up to 500 of them; each walks a short piece of the index of
/// what an agency has published. Those that come later are left out, so that publishing changes no page but its own.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_alike(db: &impl ConnectionTrait, items: &[i64], most: u64) -> Result<Vec<(i64, i64)>, StoreError> {
    let live = PublicState::Live.code();
    let mut found = Vec::new();
    for some in items.chunks(BATCH) {
        let places: Vec<String> = (2..some.len() + 2).map(|place| format!("${place}")).collect();
        // The limits stand in the text: SQLite plans a statement anew for each limit that is bound to it.
        let sql = format!(
            "SELECT l.id, (SELECT string_agg(CAST(s.id AS TEXT), ',' ORDER BY s.published_at DESC, s.id DESC) FROM \
             (SELECT e.id, e.published_at FROM (SELECT id, live_subject, published_at FROM item WHERE agency_id = \
             l.agency_id AND public_state = $1 AND published_at < l.published_at ORDER BY published_at DESC LIMIT \
             {LOOKED_AT}) e WHERE e.live_subject = l.live_subject ORDER BY e.published_at DESC, e.id DESC LIMIT {most}) \
             s) AS alike FROM item l WHERE l.id IN ({}) ORDER BY l.id",
            places.join(",")
        );
        let values = std::iter::once(sea_orm::Value::from(live)).chain(some.iter().map(|id| (*id).into()));
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        for row in Found::find_by_statement(statement).all(db).await? {
            let earlier = row.alike.as_deref().unwrap_or_default();
            found.extend(earlier.split(',').filter_map(|id| Some((row.id, id.parse().ok()?))));
        }
    }
    Ok(found)
}
