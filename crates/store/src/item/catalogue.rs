//! How many live items of the disclosure catalogue there are by agency, category, subject, genre and year of
//! publishing. Written with every change of the live pointer, so that no page counts the items themselves.
//! Not the list of the items: that is `lists`.

use std::collections::BTreeMap;

use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{NotSet, QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// A cell with its number of items. Subject and genre are empty where an item has none.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "catalogue_cell")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub agency_id: i64,
    pub category: String,
    pub subject: String,
    pub genre: String,
    /// Year of publishing, in China.
    pub year: i32,
    pub items: i64,
}

plain_entity!();

/// The coordinates of a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub agency: i64,
    pub category: String,
    pub subject: String,
    pub genre: String,
    pub year: i32,
}

impl Cell {
    /// Where an item counts; none where it is not live or not in the catalogue.
    #[must_use]
    pub fn of(item: &super::Model) -> Option<Self> {
        use chrono::Datelike;
        if item.public_state != domain::item::PublicState::Live.code() {
            return None;
        }
        Some(Self {
            agency: item.agency_id,
            category: item.live_category.clone()?,
            subject: item.live_subject.clone().unwrap_or_default(),
            genre: item.live_genre.clone().unwrap_or_default(),
            year: Moment(item.published_at?).date().year(),
        })
    }
}

/// Changes of cells within one transaction. They are written in one order everywhere, so that two transactions never
/// wait for each other in a circle.
#[derive(Debug, Default)]
pub struct Shift(BTreeMap<Cell, i64>);

/// Rows of one statement: six values each, well below what SQLite binds.
const ROWS: usize = 1_000;

impl Shift {
    /// One item more, or `-1` for one less, in a cell; nothing for none.
    pub fn add(&mut self, cell: Option<Cell>, by: i64) {
        if let Some(cell) = cell {
            *self.0.entry(cell).or_default() += by;
        }
    }

    /// Writes them.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn write(self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        let rows: Vec<ActiveModel> = self.0.into_iter().filter(|(_, by)| *by != 0).map(row).collect();
        for batch in rows.chunks(ROWS) {
            let old = Expr::col((Entity, Column::Items));
            let key = [Column::AgencyId, Column::Category, Column::Subject, Column::Genre, Column::Year];
            let conflict =
                OnConflict::columns(key).value(Column::Items, old.add(Expr::col(("excluded", "items")))).to_owned();
            Entity::insert_many(batch.to_vec()).on_conflict(conflict).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

fn row((cell, by): (Cell, i64)) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        agency_id: Set(cell.agency),
        category: Set(cell.category),
        subject: Set(cell.subject),
        genre: Set(cell.genre),
        year: Set(cell.year),
        items: Set(by),
    }
}

/// Every cell that holds something.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<(Cell, i64)>, StoreError> {
    let rows = Entity::find().filter(Column::Items.ne(0)).all(db).await?;
    let cell = |row: Model| {
        let Model { agency_id: agency, category, subject, genre, year, items, .. } = row;
        (Cell { agency, category, subject, genre, year }, items)
    };
    Ok(rows.into_iter().map(cell).collect())
}

/// The cells as the items themselves give them, read in batches: for the check that both say the same.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_anew(db: &impl ConnectionTrait) -> Result<BTreeMap<Cell, i64>, StoreError> {
    let mut cells = BTreeMap::new();
    let mut after = 0_i64;
    loop {
        // Which of them are in the catalogue is told by `Cell::of`: asked for, each batch would gather and sort all.
        let query = super::Entity::find().filter(super::Column::Id.gt(after));
        let rows = query.order_by_asc(super::Column::Id).limit(5_000).all(db).await?;
        let Some(last) = rows.last() else {
            return Ok(cells);
        };
        after = last.id;
        for cell in rows.iter().filter_map(Cell::of) {
            *cells.entry(cell).or_default() += 1;
        }
    }
}
