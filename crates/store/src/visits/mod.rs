//! Visits by day, and the words people looked for by day. Totals only: who visited is kept nowhere.

pub mod word;

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;
use crate::item::{Visible, visible_rows};

/// The visits of a day: of an item (with its section and agency), of a section (`item_id` 0), or of the other pages of a
/// site (`section_id` 0, too).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_day")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub day: Date,
    pub site_id: i64,
    pub agency_id: i64,
    pub section_id: i64,
    pub item_id: i64,
    pub visits: i64,
}

plain_entity!();

/// What a day's visits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub day: NaiveDate,
    pub site: i64,
    pub agency: i64,
    pub section: i64,
    pub item: i64,
}

/// Rows of one statement.
const BATCH: usize = 500;

/// Adds to the totals. In the order of the places, so that two processes never wait for each other in a circle.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(db: &impl ConnectionTrait, counted: &[(Place, i64)]) -> Result<(), StoreError> {
    let mut counted = counted.to_vec();
    counted.sort_unstable();
    let key = [Column::Day, Column::SiteId, Column::AgencyId, Column::SectionId, Column::ItemId];
    let more = Expr::col((Entity, Column::Visits)).add(Expr::col((Alias::new("excluded"), Column::Visits)));
    for batch in counted.chunks(BATCH) {
        let rows = batch.iter().map(|(place, visits)| ActiveModel {
            day: Set(place.day),
            site_id: Set(place.site),
            agency_id: Set(place.agency),
            section_id: Set(place.section),
            item_id: Set(place.item),
            visits: Set(*visits),
            ..Default::default()
        });
        let conflict = OnConflict::columns(key).value(Column::Visits, more.clone()).to_owned();
        Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(db).await?;
    }
    Ok(())
}

/// By what a table of visits is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Day,
    Agency,
    Section,
    Item,
}

impl By {
    const fn column(self) -> Column {
        match self {
            Self::Day => Column::Day,
            Self::Agency => Column::AgencyId,
            Self::Section => Column::SectionId,
            Self::Item => Column::ItemId,
        }
    }
}

/// Which visits are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub visible: Vec<Visible>,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub agency: Option<i64>,
    /// Of these sections only; of all where there is none.
    pub sections: Vec<i64>,
    pub site: Option<i64>,
}

impl Wanted {
    fn condition(&self) -> Condition {
        let any = visible_rows(&self.visible, Column::AgencyId, Column::SiteId, Column::SectionId);
        let sections = (!self.sections.is_empty()).then(|| Column::SectionId.is_in(self.sections.iter().copied()));
        Condition::all()
            .add(any)
            .add(Column::Day.between(self.from, self.until))
            .add_option(self.agency.map(|id| Column::AgencyId.eq(id)))
            .add_option(sections)
            .add_option(self.site.map(|id| Column::SiteId.eq(id)))
    }
}

fn sum() -> sea_orm::sea_query::SimpleExpr {
    Expr::col(Column::Visits).sum().cast_as(Alias::new("BIGINT"))
}

/// All visits that are wanted.
///
/// # Errors
/// When the database cannot be read.
pub async fn total(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<i64, StoreError> {
    let query = Entity::find().select_only().column_as(sum(), "total").filter(wanted.condition());
    let found: Option<Option<i64>> = query.into_tuple().one(db).await?;
    Ok(found.flatten().unwrap_or_default())
}

/// The visits by day, from the first.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_day(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<Vec<(NaiveDate, i64)>, StoreError> {
    let query = Entity::find().select_only().column(Column::Day).column_as(sum(), "total").filter(wanted.condition());
    Ok(query.group_by(Column::Day).order_by_asc(Column::Day).into_tuple().all(db).await?)
}

/// The visits by agency, section or item, most first; places that are none (id 0) are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_place(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    by: By,
    limit: u64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let column = by.column();
    let query = Entity::find().select_only().column(column).column_as(sum(), "total").filter(wanted.condition());
    let query = query.filter(column.gt(0)).group_by(column);
    let query = query.order_by(sum(), sea_orm::Order::Desc).order_by_asc(column);
    Ok(query.limit(limit).into_tuple().all(db).await?)
}

/// The visits of one item in these days.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_item(
    db: &impl ConnectionTrait,
    item: i64,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<i64, StoreError> {
    let query = Entity::find().select_only().column_as(sum(), "total");
    let query = query.filter(Column::ItemId.eq(item)).filter(Column::Day.between(from, until));
    let found: Option<Option<i64>> = query.into_tuple().one(db).await?;
    Ok(found.flatten().unwrap_or_default())
}

/// Section and agency of these items, for what was counted of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn places_of(db: &impl ConnectionTrait, items: &[i64]) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    use crate::item::Column as I;
    let mut found = Vec::with_capacity(items.len());
    for batch in items.chunks(BATCH) {
        let query = crate::item::Entity::find().select_only().columns([I::Id, I::MainSectionId, I::AgencyId]);
        found.extend(query.filter(I::Id.is_in(batch.iter().copied())).into_tuple::<(i64, i64, i64)>().all(db).await?);
    }
    Ok(found)
}

/// Drops the days before one.
///
/// # Errors
/// When the database cannot be written.
pub async fn prune(db: &impl ConnectionTrait, before: NaiveDate) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::Day.lt(before)).exec(db).await?.rows_affected)
}
