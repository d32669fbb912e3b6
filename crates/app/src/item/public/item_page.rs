//! One item as the public sees it: the live revision, or, for a preview, a given one in the same form.

use chrono::NaiveDate;
use domain::item::{PublicState, RelationKind, RevisionContent, Validity};
use domain::time::Moment;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use store::item::{self, attachment, relation, revision};

use super::entry::Entry;
use crate::context::App;
use crate::error::AppError;
use crate::item::content_of;

/// What there is at an item's address.
#[derive(Debug, Clone)]
pub enum Standing {
    Live(Box<PublicItem>),
    /// It was public and is no more; only this is told.
    Withdrawn {
        at: Moment,
    },
    /// Never published, or no such item: the two are not told apart.
    Unknown,
}

/// One item.
#[derive(Debug, Clone)]
pub struct PublicItem {
    pub id: i64,
    pub kind: String,
    pub site_id: i64,
    pub index_number: Option<String>,
    /// When it was published; for a preview of what never was, the present.
    pub published_at: Moment,
    pub content: RevisionContent,
    /// 内容概述: the editor's, else the beginning of the text.
    pub summary: String,
    /// On the day of the page.
    pub validity: Option<Validity>,
    /// In the order of the revision.
    pub attachments: Vec<Attached>,
    pub links: Vec<Linked>,
}

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub id: i64,
    /// As the editor named it, else the file's name.
    pub title: String,
    pub name: String,
    /// The extension of its type, such as `xlsx`.
    pub file_type: String,
    pub media_type: String,
    pub size: i64,
}

/// A link to or from another live item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    pub kind: RelationKind,
    pub direction: Direction,
    pub entry: Entry,
}

/// Which of the two names the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// This item names the other.
    Names,
    /// The other names this item.
    NamedBy,
}

/// What the public finds at an item's address. Five queries.
///
/// # Errors
/// When the records cannot be read.
pub async fn item_page(app: &App, id: i64) -> Result<Standing, AppError> {
    let db = app.store().read();
    let Some(row) = item::Entity::find_by_id(id).one(db).await? else {
        return Ok(Standing::Unknown);
    };
    match PublicState::parse(&row.public_state) {
        Some(PublicState::Live) => {}
        Some(PublicState::Withdrawn) => return Ok(Standing::Withdrawn { at: super::moment(row.withdrawn_at) }),
        _ => return Ok(Standing::Unknown),
    }
    let Some(live) = row.live_revision_id else {
        return Ok(Standing::Unknown);
    };
    let Some(revision) = revision::Entity::find_by_id(live).one(db).await? else {
        return Err(AppError::Internal(format!("item {id}: its live revision is missing")));
    };
    let content = content_of(&revision)?;
    let links = stored_links(app, id).await?;
    Ok(Standing::Live(Box::new(assemble(app, row, content, links, Shown::ToThePublic).await?)))
}

/// A given revision in the form of the public page: for previews. The caller has checked that it may be seen.
///
/// # Errors
/// When the records cannot be read.
pub async fn view_of(app: &App, row: item::Model, content: RevisionContent) -> Result<PublicItem, AppError> {
    let own = content.relations.iter().map(|r| (r.kind, Direction::Names, r.item));
    let named =
        stored_links(app, row.id).await?.into_iter().filter(|(_, direction, _)| *direction == Direction::NamedBy);
    let links = own.chain(named).collect();
    assemble(app, row, content, links, Shown::InPreview).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    ToThePublic,
    InPreview,
}

type Link = (RelationKind, Direction, i64);

async fn stored_links(app: &App, id: i64) -> Result<Vec<Link>, AppError> {
    let either = Condition::any().add(relation::Column::FromItem.eq(id)).add(relation::Column::ToItem.eq(id));
    let rows =
        relation::Entity::find().filter(either).order_by_asc(relation::Column::Id).all(app.store().read()).await?;
    let link = |row: relation::Model| {
        let kind = RelationKind::parse(&row.kind)?;
        let other =
            if row.from_item == id { (Direction::Names, row.to_item) } else { (Direction::NamedBy, row.from_item) };
        Some((kind, other.0, other.1))
    };
    Ok(rows.into_iter().filter_map(link).collect())
}

async fn assemble(
    app: &App,
    row: item::Model,
    content: RevisionContent,
    links: Vec<Link>,
    shown: Shown,
) -> Result<PublicItem, AppError> {
    let today = app.now().date();
    let published_at = row.published_at.map_or_else(|| app.now(), Moment);
    Ok(PublicItem {
        id: row.id,
        kind: row.kind,
        site_id: row.site_id,
        index_number: row.index_number,
        published_at,
        summary: super::summary(&content),
        validity: content.validity.map(|v| domain::item::validity::validity_on(v, content.expires_on, today)),
        attachments: attached(app, row.id, &content, shown).await?,
        links: linked(app, &links, today).await?,
        content,
    })
}

async fn attached(app: &App, item: i64, content: &RevisionContent, shown: Shown) -> Result<Vec<Attached>, AppError> {
    if content.attachments.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = content.attachments.iter().map(|a| a.attachment).collect();
    let rows = store::item::attachment_rows::list_by_id(app.store().read(), &ids).await?;
    let may_show = |row: &&attachment::Model| row.item_id == item && (row.public || shown == Shown::InPreview);
    let view = |named: &domain::item::content::AttachmentRef| {
        let row = rows.iter().filter(may_show).find(|row| row.id == named.attachment)?;
        Some(Attached {
            id: row.id,
            title: if named.title.is_empty() { row.name.clone() } else { named.title.clone() },
            name: row.name.clone(),
            file_type: row.file_type.clone(),
            media_type: row.media_type.clone(),
            size: row.size,
        })
    };
    Ok(content.attachments.iter().filter_map(view).collect())
}

/// Only links between live items are shown.
async fn linked(app: &App, links: &[Link], today: NaiveDate) -> Result<Vec<Linked>, AppError> {
    let ids: Vec<i64> = links.iter().map(|(_, _, id)| *id).collect();
    let rows = store::item::lists::list_public_by_id(app.store().read(), &ids).await?;
    let view = |(kind, direction, id): &Link| {
        let row = rows.iter().find(|row| row.id == *id)?;
        Some(Linked { kind: *kind, direction: *direction, entry: Entry::of(row.clone(), today) })
    };
    Ok(links.iter().filter_map(view).collect())
}
