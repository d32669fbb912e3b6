//! Finding an item to link to: by what somebody types, and the short facts that a link shows. Titles of what is not
//! public are told only to those who may see the item.

use domain::identity::Action;
use domain::item::PublicState;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::item::{Column, Entity, Model};

use super::path::is_live;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// What a link to an item shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    pub id: i64,
    pub title: String,
    pub index_number: Option<String>,
    pub agency_id: i64,
    pub public: PublicState,
    pub published_at: Option<i64>,
}

fn brief(app: &App, caller: &Caller, row: Model) -> Brief {
    let place = app.directory().place(row.agency_id, row.main_section_id);
    let seen = caller.can(Action::ItemView, &place, app.now());
    let title = match (is_live(&row), seen) {
        (true, _) => row.live_title.unwrap_or(row.title),
        (false, true) => row.title,
        (false, false) => "尚未公开的信息".to_string(),
    };
    Brief {
        id: row.id,
        title,
        index_number: row.index_number,
        agency_id: row.agency_id,
        public: PublicState::parse(&row.public_state).unwrap_or(PublicState::Never),
        published_at: row.published_at,
    }
}

/// The short facts of these items, in the order asked; unknown ids are left out.
///
/// # Errors
/// When the records cannot be read.
pub async fn briefs(app: &App, caller: &Caller, ids: &[i64]) -> Result<Vec<Brief>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(app.store().read()).await?;
    let found = ids.iter().filter_map(|id| rows.iter().find(|row| row.id == *id).cloned());
    Ok(found.map(|row| brief(app, caller, row)).collect())
}

/// Public items whose title or document number contains the text, newest first.
///
/// # Errors
/// When the records cannot be read.
pub async fn suggest(app: &App, caller: &Caller, text: &str, limit: u64) -> Result<Vec<Brief>, AppError> {
    let text = text.trim();
    if text.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let fits = Column::LiveTitle
        .contains(text)
        .or(Column::LiveDocumentNumber.contains(text))
        .or(Column::IndexNumber.starts_with(text));
    let query = Entity::find().filter(Column::PublicState.eq(PublicState::Live.code())).filter(fits);
    let rows =
        query.order_by_desc(Column::PublishedAt).order_by_desc(Column::Id).limit(limit).all(app.store().read()).await?;
    Ok(rows.into_iter().map(|row| brief(app, caller, row)).collect())
}

/// The item that somebody means: by id (a title may follow it), address of its page, or index number.
///
/// # Errors
/// When the records cannot be read.
pub async fn resolve(app: &App, text: &str) -> Result<Option<i64>, AppError> {
    let text = text.trim();
    let condition = match id_in(text) {
        Some(id) => Column::Id.eq(id),
        None => Column::IndexNumber.eq(text),
    };
    let id =
        Entity::find().select_only().column(Column::Id).filter(condition).into_tuple().one(app.store().read()).await?;
    Ok(id)
}

/// An id stands alone, before a title, or in an address.
fn id_in(text: &str) -> Option<i64> {
    if let Some((_, rest)) = text.split_once("/items/") {
        return rest.split(['?', '#', '/']).next()?.parse().ok();
    }
    let first = text.trim_start_matches(['#', '＃']).split_whitespace().next()?;
    first.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_meant_by_id_or_address_else_by_index_number() {
        let table = [
            ("12", Some(12)),
            ("#12 关于印发办法的通知", Some(12)),
            ("https://www.example.gov.cn/items/34?x=1", Some(34)),
            ("/console/items/56", Some(56)),
            ("11360000014500001X/2019-00012", None),
            ("关于通知", None),
            ("", None),
        ];
        for (text, id) in table {
            assert_eq!(id_in(text), id, "{text}");
        }
    }
}
