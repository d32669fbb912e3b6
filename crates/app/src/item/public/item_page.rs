//! One item as the public sees it: the live revision, or, for a preview, a given one in the same form.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::item::{PublicState, RelationKind, RevisionContent, Validity};
use domain::time::Moment;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use store::item::line::Line;
use store::item::near::list_alike;
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
    /// Where no related item is named: the latest ones of the same agency and subject that were published before.
    pub alike: Vec<Entry>,
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

/// Items that are shown as being like another.
const ALIKE: u64 = 5;

/// What the public finds at an item's address. Six queries.
///
/// # Errors
/// When the records cannot be read.
pub async fn item_page(app: &App, id: i64) -> Result<Standing, AppError> {
    let found = item_pages(app, &[id]).await?.pop();
    Ok(found.map_or(Standing::Unknown, |(_, standing)| standing))
}

/// What the public finds at the addresses of these items; those that never were are left out. Six queries, however
/// many items; the caller bounds their number.
///
/// # Errors
/// When the records cannot be read.
pub async fn item_pages(app: &App, ids: &[i64]) -> Result<Vec<(i64, Standing)>, AppError> {
    let db = app.store().read();
    let rows = item::Entity::find().filter(item::Column::Id.is_in(ids.iter().copied()));
    let rows = rows.order_by_asc(item::Column::Id).all(db).await?;
    let is_live = |row: &&item::Model| super::is_live(row);
    let pointers: Vec<i64> = rows.iter().filter(is_live).filter_map(|row| row.live_revision_id).collect();
    let contents = contents(app, &pointers).await?;
    let live: Vec<i64> = rows.iter().filter(is_live).map(|row| row.id).collect();
    let links = stored_links(app, &live).await?;
    let alike = alike(app, &rows, &links).await?;
    let around = Around::read(app, &contents, &links, &alike).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.id;
        let standing = match PublicState::parse(&row.public_state) {
            Some(PublicState::Live) => {
                let content = row.live_revision_id.and_then(|live| contents.get(&live)).cloned();
                let content =
                    content.ok_or_else(|| AppError::Internal(format!("item {id}: its live revision is missing")))?;
                let own = links.get(&id).map_or(&[][..], Vec::as_slice);
                let mut item = assemble(app, row, content, own, &around, Shown::ToThePublic);
                item.alike = around.entries(alike.get(&id).map_or(&[][..], Vec::as_slice), app.now().date());
                Standing::Live(Box::new(item))
            }
            Some(PublicState::Withdrawn) => Standing::Withdrawn { at: super::moment(row.withdrawn_at) },
            _ => Standing::Unknown,
        };
        found.push((id, standing));
    }
    Ok(found)
}

async fn contents(app: &App, ids: &[i64]) -> Result<HashMap<i64, RevisionContent>, AppError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = revision::Entity::find().filter(revision::Column::Id.is_in(ids.iter().copied()));
    let rows = query.all(app.store().read()).await?;
    rows.iter().map(|row| Ok((row.id, content_of(row)?))).collect()
}

/// A given revision in the form of the public page: for previews. The caller has checked that it may be seen.
///
/// # Errors
/// When the records cannot be read.
pub async fn view_of(app: &App, row: item::Model, content: RevisionContent) -> Result<PublicItem, AppError> {
    let own = content.relations.iter().map(|r| (r.kind, Direction::Names, r.item));
    let stored = stored_links(app, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let named = stored.into_iter().filter(|(_, direction, _)| *direction == Direction::NamedBy);
    let links: Vec<Link> = own.chain(named).collect();
    let shown = HashMap::from([(row.id, content.clone())]);
    let around = Around::read(app, &shown, &HashMap::from([(row.id, links.clone())]), &HashMap::new()).await?;
    Ok(assemble(app, row, content, &links, &around, Shown::InPreview))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    ToThePublic,
    InPreview,
}

type Link = (RelationKind, Direction, i64);

/// The links of each of these items, in the order in which they were made.
async fn stored_links(app: &App, ids: &[i64]) -> Result<HashMap<i64, Vec<Link>>, AppError> {
    let mut links: HashMap<i64, Vec<Link>> = HashMap::new();
    if ids.is_empty() {
        return Ok(links);
    }
    let one_of = |column: relation::Column| column.is_in(ids.iter().copied());
    let either = Condition::any().add(one_of(relation::Column::FromItem)).add(one_of(relation::Column::ToItem));
    let query = relation::Entity::find().filter(either).order_by_asc(relation::Column::Id);
    for row in query.all(app.store().read()).await? {
        let Some(kind) = RelationKind::parse(&row.kind) else { continue };
        if ids.contains(&row.from_item) {
            links.entry(row.from_item).or_default().push((kind, Direction::Names, row.to_item));
        }
        if row.to_item != row.from_item && ids.contains(&row.to_item) {
            links.entry(row.to_item).or_default().push((kind, Direction::NamedBy, row.from_item));
        }
    }
    Ok(links)
}

/// For those of these live items that name no related one, which ones are like them.
async fn alike(
    app: &App,
    rows: &[item::Model],
    links: &HashMap<i64, Vec<Link>>,
) -> Result<HashMap<i64, Vec<i64>>, AppError> {
    let names_related = |id| links.get(&id).is_some_and(|own| own.iter().any(|l| l.0 == RelationKind::Related));
    let alone = rows.iter().filter(|row| super::is_live(row) && !names_related(row.id)).map(|row| row.id);
    let alone: Vec<i64> = alone.collect();
    let is_linked = |item, other| links.get(&item).is_some_and(|own| own.iter().any(|link| link.2 == other));
    let mut found: HashMap<i64, Vec<i64>> = HashMap::new();
    for (item, earlier) in list_alike(app.store().read(), &alone, ALIKE).await? {
        if !is_linked(item, earlier) {
            found.entry(item).or_default().push(earlier);
        }
    }
    Ok(found)
}

/// What items show beside their own rows: files and the items they link with or are like.
struct Around {
    files: HashMap<i64, attachment::Model>,
    /// Only live items are shown.
    linked: HashMap<i64, Line>,
}

impl Around {
    async fn read(
        app: &App,
        contents: &HashMap<i64, RevisionContent>,
        links: &HashMap<i64, Vec<Link>>,
        alike: &HashMap<i64, Vec<i64>>,
    ) -> Result<Self, AppError> {
        let db = app.store().read();
        let files: Vec<i64> = contents.values().flat_map(|c| c.attachments.iter().map(|a| a.attachment)).collect();
        let files = store::item::attachment_rows::list_by_id(db, &files).await?;
        let named = links.values().flatten().map(|(_, _, id)| *id);
        let mut linked: Vec<i64> = named.chain(alike.values().flatten().copied()).collect();
        linked.sort_unstable();
        linked.dedup();
        let linked = store::item::line::list_public_by_id(db, &linked).await?;
        Ok(Self {
            files: files.into_iter().map(|row| (row.id, row)).collect(),
            linked: linked.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// The lines of these items, in this order.
    fn entries(&self, ids: &[i64], today: NaiveDate) -> Vec<Entry> {
        ids.iter().filter_map(|id| self.linked.get(id)).map(|row| Entry::of(row.clone(), today)).collect()
    }
}

fn assemble(
    app: &App,
    row: item::Model,
    content: RevisionContent,
    links: &[Link],
    around: &Around,
    shown: Shown,
) -> PublicItem {
    let today = app.now().date();
    let published_at = row.published_at.map_or_else(|| app.now(), Moment);
    PublicItem {
        id: row.id,
        kind: row.kind,
        site_id: row.site_id,
        index_number: row.index_number,
        published_at,
        summary: super::summary(&content),
        validity: content.validity.map(|v| domain::item::validity::validity_on(v, content.expires_on, today)),
        attachments: attached(row.id, &content, around, shown),
        links: linked(links, around, today),
        alike: Vec::new(),
        content,
    }
}

fn attached(item: i64, content: &RevisionContent, around: &Around, shown: Shown) -> Vec<Attached> {
    let view = |named: &domain::item::content::AttachmentRef| {
        let row = around.files.get(&named.attachment)?;
        let may_show = row.item_id == item && (row.public || shown == Shown::InPreview);
        may_show.then(|| Attached {
            id: row.id,
            title: if named.title.is_empty() { row.name.clone() } else { named.title.clone() },
            name: row.name.clone(),
            file_type: row.file_type.clone(),
            media_type: row.media_type.clone(),
            size: row.size,
        })
    };
    content.attachments.iter().filter_map(view).collect()
}

fn linked(links: &[Link], around: &Around, today: NaiveDate) -> Vec<Linked> {
    let view = |(kind, direction, id): &Link| {
        let row = around.linked.get(id)?;
        Some(Linked { kind: *kind, direction: *direction, entry: Entry::of(row.clone(), today) })
    };
    links.iter().filter_map(view).collect()
}
