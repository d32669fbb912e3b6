//! Lists over items: the console's, narrowed to what one may see, and the public's. Pages go by key, not by offset.

use std::collections::BTreeSet;

use domain::identity::Scope;
use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, ExprTrait, Func, Query, SimpleExpr};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::catalogue::Cell;
use super::line::{Line, list_public_by_id};
use super::{Column, Entity, Model, left, placement, relation, topic_item};
use crate::error::StoreError;

/// What a console list shows.
#[derive(Debug, Clone, Default)]
pub struct ConsoleFilter {
    /// Where the reader may look; expanded by `app` so that trees are lists of ids.
    pub visible: Vec<Visible>,
    pub work_states: Vec<String>,
    pub public_state: Option<String>,
    pub section_ids: Vec<i64>,
    pub agency_ids: Vec<i64>,
    pub site_id: Option<i64>,
    pub kind: Option<String>,
    pub title: Option<String>,
    pub created_by: Option<i64>,
    pub submitted_by: Option<i64>,
    pub not_submitted_by: Option<i64>,
    pub urgent_open: bool,
    /// Only drafts formed in these days, both included.
    pub formed: Option<(Date, Date)>,
    /// Only items before this key: (updated_at, id) of the last row shown.
    pub before: Option<(i64, i64)>,
}

/// A scope with its tree written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visible {
    Everything,
    Agencies(Vec<i64>),
    Sites(Vec<i64>),
    Sections(Vec<i64>),
}

/// What a public list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PublicFilter {
    pub site_id: Option<i64>,
    pub section_ids: Vec<i64>,
    pub agency_id: Option<i64>,
    pub category: Option<String>,
    pub subject_prefix: Option<String>,
    pub genre: Option<String>,
    pub from: Option<Moment>,
    pub until: Option<Moment>,
    pub within: PublicWithin,
    /// Part of a title, a 文号 or an 索引号.
    pub text: Option<String>,
}

/// The kind that leads to an address elsewhere.
const LINK: &str = "link";

/// Which public items a list is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PublicWithin {
    #[default]
    Everything,
    /// The disclosure catalogue: what has a statutory category.
    Catalogue,
}

/// How many items wait in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCount {
    pub state: String,
    pub count: i64,
}

impl Visible {
    /// The written-out form of a plain scope (trees are expanded by the caller).
    #[must_use]
    pub fn of(scope: Scope) -> Self {
        match scope {
            Scope::All => Self::Everything,
            Scope::Agency(id) | Scope::AgencyTree(id) => Self::Agencies(vec![id]),
            Scope::Site(id) => Self::Sites(vec![id]),
            Scope::Section(id) => Self::Sections(vec![id]),
        }
    }
}

/// The rows that somebody may see, by the columns that say whose a row is; none where he may see nothing.
pub(crate) fn visible_rows(
    visible: &[Visible],
    agency: impl ColumnTrait,
    site: impl ColumnTrait,
    section: impl ColumnTrait,
) -> Condition {
    let mut any = Condition::any().add(agency.eq(-1));
    for one in visible {
        any = match one {
            Visible::Everything => return Condition::all(),
            Visible::Agencies(ids) => any.add(agency.is_in(ids.iter().copied())),
            Visible::Sites(ids) => any.add(site.is_in(ids.iter().copied())),
            Visible::Sections(ids) => any.add(section.is_in(ids.iter().copied())),
        };
    }
    any
}

fn visible_condition(visible: &[Visible]) -> Condition {
    visible_rows(visible, Column::AgencyId, Column::SiteId, Column::MainSectionId)
}

fn console_condition(f: &ConsoleFilter) -> Condition {
    let mut all = Condition::all().add(visible_condition(&f.visible));
    if !f.work_states.is_empty() {
        all = all.add(Column::WorkState.is_in(f.work_states.iter().map(String::as_str)));
    }
    if !f.section_ids.is_empty() {
        all = all.add(Column::MainSectionId.is_in(f.section_ids.iter().copied()));
    }
    if !f.agency_ids.is_empty() {
        all = all.add(Column::AgencyId.is_in(f.agency_ids.iter().copied()));
    }
    all = all
        .add_option(f.public_state.as_deref().map(|s| Column::PublicState.eq(s)))
        .add_option(f.site_id.map(|id| Column::SiteId.eq(id)))
        .add_option(f.kind.as_deref().map(|k| Column::Kind.eq(k)))
        .add_option(f.title.as_deref().map(|t| Column::Title.contains(t)))
        .add_option(f.created_by.map(|id| Column::CreatedBy.eq(id)))
        .add_option(f.submitted_by.map(|id| Column::SubmittedBy.eq(id)))
        .add_option(f.not_submitted_by.map(|id| Column::SubmittedBy.ne(id)))
        .add_option(f.formed.map(|(from, until)| Column::WorkFormedOn.between(from, until)));
    if f.urgent_open {
        all = all.add(Column::UrgentBy.is_not_null());
    }
    all
}

/// A page of the console's list, last changed first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_console(db: &impl ConnectionTrait, f: &ConsoleFilter, limit: u64) -> Result<Vec<Model>, StoreError> {
    let mut condition = console_condition(f);
    if let Some((at, id)) = f.before {
        let older = Condition::any().add(Column::UpdatedAt.lt(at)).add(Column::UpdatedAt.eq(at).and(Column::Id.lt(id)));
        condition = condition.add(older);
    }
    let query = Entity::find().filter(condition).order_by_desc(Column::UpdatedAt).order_by_desc(Column::Id);
    Ok(query.limit(limit).all(db).await?)
}

/// The drafts of a console list that were formed first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_formed_first(
    db: &impl ConnectionTrait,
    f: &ConsoleFilter,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(console_condition(f));
    Ok(query.order_by_asc(Column::WorkFormedOn).order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// How many items wait in each of the filter's work states.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_work(db: &impl ConnectionTrait, f: &ConsoleFilter) -> Result<Vec<WorkCount>, StoreError> {
    let rows: Vec<(Option<String>, i64)> = Entity::find()
        .select_only()
        .column(Column::WorkState)
        .column_as(Column::Id.count(), "items")
        .filter(console_condition(f))
        .filter(Column::WorkState.is_not_null())
        .group_by(Column::WorkState)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(state, count)| state.map(|state| WorkCount { state, count })).collect())
}

/// How many items a console list has.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_console(db: &impl ConnectionTrait, f: &ConsoleFilter) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(console_condition(f)).count(db).await?)
}

impl PublicFilter {
    /// Whether it is about the catalogue in the order of its own index, which holds nothing else.
    fn walks_catalogue(&self) -> bool {
        let narrowed = self.category.is_some() || self.subject_prefix.is_some() || self.genre.is_some();
        self.within == PublicWithin::Catalogue && !narrowed && self.section_ids.is_empty()
    }
}

fn live() -> SimpleExpr {
    Column::PublicState.eq(domain::item::PublicState::Live.code())
}

/// The same, but of no use for an index: out of what a function makes none can be taken. For where SQLite would gather
/// all that is public, or walk over it, instead of going by the index that leads to what is wanted.
fn live_unindexed() -> SimpleExpr {
    Func::lower(Expr::col((Entity, Column::PublicState))).eq(domain::item::PublicState::Live.code())
}

fn public_condition(f: &PublicFilter) -> Condition {
    let mut all = Condition::all().add(if f.walks_catalogue() { live_unindexed() } else { live() });
    if !f.section_ids.is_empty() {
        let placed = Query::select()
            .column(placement::Column::ItemId)
            .from(placement::Entity)
            .and_where(placement::Column::SectionId.is_in(f.section_ids.iter().copied()))
            .to_owned();
        all = all.add(Column::Id.in_subquery(placed));
    }
    if f.within == PublicWithin::Catalogue {
        all = all.add(Column::LiveCategory.is_not_null());
    }
    if let Some(text) = f.text.as_deref() {
        let spelt = [Column::LiveTitle, Column::LiveDocumentNumber, Column::IndexNumber].map(|c| c.contains(text));
        all = all.add(spelt.into_iter().fold(Condition::any(), Condition::add));
    }
    all.add_option(f.site_id.map(|id| Column::SiteId.eq(id)))
        .add_option(f.agency_id.map(|id| Column::AgencyId.eq(id)))
        .add_option(f.category.as_deref().map(|c| Column::LiveCategory.eq(c)))
        .add_option(f.subject_prefix.as_deref().map(|s| Column::LiveSubject.starts_with(s)))
        .add_option(f.genre.as_deref().map(|g| Column::LiveGenre.eq(g)))
        .add_option(f.from.map(|m| Column::PublishedAt.gte(m.0)))
        .add_option(f.until.map(|m| Column::PublishedAt.lt(m.0)))
}

/// A page of a public list, newest first, after skipping `offset` (a public page number; small in practice).
///
/// # Errors
/// When the database cannot be read.
pub async fn list_public(
    db: &impl ConnectionTrait,
    f: &PublicFilter,
    offset: u64,
    limit: u64,
) -> Result<Vec<Line>, StoreError> {
    let query = newest_first(Entity::find().filter(public_condition(f)));
    Ok(query.offset(offset).limit(limit).into_partial_model().all(db).await?)
}

/// The ids of a whole public list, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn ids_public(db: &impl ConnectionTrait, f: &PublicFilter) -> Result<Vec<i64>, StoreError> {
    let query = newest_first(Entity::find().filter(public_condition(f)));
    Ok(query.select_only().column(Column::Id).into_tuple().all(db).await?)
}

fn newest_first(query: Select<Entity>) -> Select<Entity> {
    query.order_by_desc(Column::PublishedAt).order_by_desc(Column::Id)
}

/// How many items a public list has.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_public(db: &impl ConnectionTrait, f: &PublicFilter) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(public_condition(f)).count(db).await?)
}

/// The cells of the catalogue that hold items with this text in title, 文号 or 索引号, and how many. `years` are those in
/// which anything of the catalogue was published. Added up by the engine: a common word stands in very many.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_cells(
    db: &impl ConnectionTrait,
    text: &str,
    years: &BTreeSet<i32>,
) -> Result<Vec<(Cell, i64)>, StoreError> {
    if years.is_empty() {
        return Ok(Vec::new());
    }
    let filter =
        PublicFilter { within: PublicWithin::Catalogue, text: Some(text.to_string()), ..PublicFilter::default() };
    let year = years.iter().rev().fold(CaseStatement::new(), |case, year| {
        let start = chrono::NaiveDate::from_ymd_opt(*year, 1, 1).map_or(i64::MAX, |day| Moment::start_of(day).0);
        case.case(Column::PublishedAt.gte(start), *year)
    });
    let year: SimpleExpr = year.finally(0).into();
    let query = Entity::find()
        .select_only()
        .columns([Column::AgencyId, Column::LiveCategory, Column::LiveSubject, Column::LiveGenre])
        // The two engines take a year out of a moment in different ways.
        .column_as(year, YEAR)
        .column_as(Column::Id.count(), "items")
        .filter(public_condition(&filter))
        .group_by(Column::AgencyId)
        .group_by(Column::LiveCategory)
        .group_by(Column::LiveSubject)
        .group_by(Column::LiveGenre)
        .group_by(Expr::col(YEAR));
    type Row = (i64, Option<String>, Option<String>, Option<String>, i32, i64);
    let rows: Vec<Row> = query.into_tuple().all(db).await?;
    let cell = |(agency, category, subject, genre, year, items): Row| {
        let (subject, genre) = (subject.unwrap_or_default(), genre.unwrap_or_default());
        (Cell { agency, category: category.unwrap_or_default(), subject, genre, year }, items)
    };
    Ok(rows.into_iter().map(cell).collect())
}

/// The name of the year of publishing in a query.
const YEAR: &str = "year_of_publishing";

/// The live items that explain these, as (explained, explaining), the first one first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_interpretations(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = relation::Entity::find()
        .select_only()
        .columns([relation::Column::ToItem, relation::Column::FromItem])
        .filter(relation::Column::ToItem.is_in(ids.iter().copied()))
        .filter(relation::Column::Kind.eq(domain::item::RelationKind::Interprets.code()))
        .order_by_asc(relation::Column::Id);
    Ok(query.into_tuple().all(db).await?)
}

/// The newest items of a topic.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_topic(db: &impl ConnectionTrait, topic: i64, limit: u64) -> Result<Vec<Line>, StoreError> {
    let ids: Vec<i64> = topic_item::Entity::find()
        .select_only()
        .column(topic_item::Column::ItemId)
        .filter(topic_item::Column::TopicId.eq(topic))
        .order_by_desc(topic_item::Column::PublishedAt)
        .order_by_desc(topic_item::Column::ItemId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    list_public_by_id(db, &ids).await
}

/// The public items with ids beyond `after` up to `until`, for the sitemap: id and when the public last saw a change; of
/// one site or of all. Links have no page of their own.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_addresses(
    db: &impl ConnectionTrait,
    site: Option<i64>,
    (after, until): (i64, i64),
) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    let query = Entity::find().select_only().column(Column::Id).column_as(last_seen(), "seen");
    // The items are walked by their ids, as they are wanted.
    let query = query
        .filter(live_unindexed())
        .filter(Column::Id.gt(after).and(Column::Id.lte(until)))
        .filter(Condition::all().add_option(site.map(|id| Column::SiteId.eq(id))))
        .filter(Column::Kind.ne(LINK));
    Ok(query.order_by_asc(Column::Id).into_tuple().all(db).await?)
}

/// When the public last saw a change of an item; of one that came before this was noted, when it was published.
fn last_seen() -> SimpleExpr {
    Func::coalesce([Expr::col((Entity, Column::PublicChangedAt)), Expr::col((Entity, Column::PublishedAt))]).into()
}

/// Items of one site in a range of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressCount {
    pub site: i64,
    pub public_state: String,
    pub items: i64,
    /// When the public last saw a change of one of them; none where it never saw one.
    pub changed_at: Option<i64>,
}

/// How many items with pages of their own there are with ids beyond `after` up to `until`, by site and public state.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_addresses(
    db: &impl ConnectionTrait,
    (after, until): (i64, i64),
) -> Result<Vec<AddressCount>, StoreError> {
    let query = Entity::find()
        .select_only()
        .columns([Column::SiteId, Column::PublicState])
        .column_as(Column::Id.count(), "items")
        .column_as(last_seen().max(), "seen")
        .filter(Column::Id.gt(after).and(Column::Id.lte(until)))
        .filter(Column::Kind.ne(LINK))
        .group_by(Column::SiteId)
        .group_by(Column::PublicState);
    let rows: Vec<(i64, String, i64, Option<i64>)> = query.into_tuple().all(db).await?;
    let count = |(site, public_state, items, changed_at)| AddressCount { site, public_state, items, changed_at };
    Ok(rows.into_iter().map(count).collect())
}

/// The highest id of an item; 0 where there is none.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_id(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let query = Entity::find().select_only().column_as(Column::Id.max(), "last");
    Ok(query.into_tuple::<Option<i64>>().one(db).await?.flatten().unwrap_or_default())
}

/// Which changes of public items are wanted.
#[derive(Debug, Clone)]
pub struct ChangeFilter {
    /// Only changes from this moment on.
    pub since: Option<Moment>,
    /// Only changes up to this moment: what is younger may still be joined by others of the same moment.
    pub until: Moment,
    /// Only changes after this key.
    pub after: Option<(i64, i64)>,
    pub agency_id: Option<i64>,
    pub section_ids: Vec<i64>,
}

impl ChangeFilter {
    /// Those within the span of time, by the columns that hold the key of a change.
    fn span<C: ColumnTrait>(&self, at: C, id: C) -> Condition {
        let later =
            self.after.map(|(moment, item)| Condition::any().add(at.gt(moment)).add(at.eq(moment).and(id.gt(item))));
        let from = Ord::max(self.after.map(|(moment, _)| moment), self.since.map(|since| since.0));
        Condition::all().add(at.lte(self.until.0)).add_option(from.map(|from| at.gte(from))).add_option(later)
    }

    fn of_agency(&self) -> Option<SimpleExpr> {
        self.agency_id.map(|id| Column::AgencyId.eq(id))
    }

    /// Those whose main section is followed.
    fn mainly(&self) -> Option<SimpleExpr> {
        (!self.section_ids.is_empty()).then(|| Column::MainSectionId.is_in(self.section_ids.iter().copied()))
    }

    /// Those that stand in a section that is followed, be it beside their main one.
    fn placed(&self) -> Option<SimpleExpr> {
        let here = Query::select()
            .column(placement::Column::ItemId)
            .from(placement::Entity)
            .and_where(Expr::col((placement::Entity, placement::Column::ItemId)).eq(Expr::col((Entity, Column::Id))))
            .and_where(placement::Column::SectionId.is_in(self.section_ids.iter().copied()))
            .to_owned();
        (!self.section_ids.is_empty()).then(|| Expr::exists(here))
    }
}

/// Items by the moment they last changed for the public, the first first; withdrawn ones are among them.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_changes(db: &impl ConnectionTrait, f: &ChangeFilter, limit: u64) -> Result<Vec<Model>, StoreError> {
    let page = |places: Condition| {
        let all = f.span(Column::PublicChangedAt, Column::Id).add_option(f.of_agency()).add(places);
        let query = Entity::find().filter(all).order_by_asc(Column::PublicChangedAt).order_by_asc(Column::Id);
        query.limit(limit).all(db)
    };
    let Some((mainly, placed)) = f.mainly().zip(f.placed()) else { return Ok(page(Condition::all()).await?) };
    let mut rows = page(Condition::all().add(mainly.clone())).await?;
    // Where the page is full, what stands there too is looked for only as far as the page reaches: so a walk through
    // all pages reads the span once.
    let reach = rows.last().filter(|_| rows.len() as u64 >= limit).and_then(|last| last.public_changed_at);
    let within = reach.map(|at| Column::PublicChangedAt.lte(at));
    rows.extend(page(Condition::all().add(mainly.not()).add(placed).add_option(within)).await?);
    rows.sort_by_key(|row| (row.public_changed_at, row.id));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Items that left the sections or the agency which are followed and have not come back, by the moment they left, as
/// (moment, item), the first first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_left(db: &impl ConnectionTrait, f: &ChangeFilter, limit: u64) -> Result<Vec<(i64, i64)>, StoreError> {
    let agency = f.agency_id.map(|id| left::Column::Place.eq(left::AGENCY).and(left::Column::PlaceId.eq(id)));
    let sections = (!f.section_ids.is_empty()).then(|| {
        let one_of = left::Column::PlaceId.is_in(f.section_ids.iter().copied());
        left::Column::Place.eq(left::SECTION).and(one_of)
    });
    if agency.is_none() && sections.is_none() {
        return Ok(Vec::new());
    }
    let places = Condition::any().add_option(agency).add_option(sections);
    let sections_here = f.mainly().zip(f.placed()).map(|(mainly, placed)| Condition::any().add(mainly).add(placed));
    let here = Condition::all().add_option(f.of_agency()).add_option(sections_here);
    let back = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Expr::col((Entity, Column::Id)).eq(Expr::col((left::Entity, left::Column::ItemId))))
        .cond_where(here)
        .to_owned();
    let query = left::Entity::find()
        .select_only()
        .columns([left::Column::At, left::Column::ItemId])
        .distinct()
        .filter(f.span(left::Column::At, left::Column::ItemId))
        .filter(places)
        .filter(Expr::exists(back).not())
        .order_by_asc(left::Column::At)
        .order_by_asc(left::Column::ItemId);
    Ok(query.limit(limit).into_tuple().all(db).await?)
}
