//! What stands in reports: cells, parts of the text, notes on findings, evidence files. Read for many reports at once,
//! so that a roll-up asks once.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, QueryOrder};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// A figure.
pub mod cell {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_cell")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub report_id: i64,
        pub row_key: String,
        pub column_key: String,
        /// Decimal text: a count, or an amount in yuan. None where nothing was entered.
        pub value: Option<String>,
        /// JSON of `domain::report::Provenance`.
        pub provenance: String,
        /// The evidence.
        pub file_id: Option<i64>,
        pub by_id: Option<i64>,
        pub at: i64,
    }

    plain_entity!();
}

/// A part of the text.
pub mod part {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_part")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub report_id: i64,
        /// `domain::report::draft::Part`.
        pub part: String,
        /// With references to figures; as printed once the report is sealed.
        pub text: String,
        pub by_id: Option<i64>,
        pub at: i64,
    }

    plain_entity!();
}

/// What was said about a finding that stays.
pub mod note {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_note")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub report_id: i64,
        /// The check and its first cell.
        pub finding: String,
        pub text: String,
        pub by_id: Option<i64>,
        pub at: i64,
    }

    plain_entity!();
}

/// Evidence of typed and imported figures.
pub mod file {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_file")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub report_id: i64,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub file_hash: String,
        pub by_id: Option<i64>,
        pub at: i64,
    }

    plain_entity!();
}

/// Rows of one insert.
const BATCH: usize = 300;
/// Reports asked for at once.
const ASKED: usize = 500;

/// The cells of some reports.
///
/// # Errors
/// When the database cannot be read.
pub async fn cells(db: &impl ConnectionTrait, reports: &[i64]) -> Result<Vec<cell::Model>, StoreError> {
    let mut found = Vec::new();
    for some in reports.chunks(ASKED) {
        let query = cell::Entity::find().filter(cell::Column::ReportId.is_in(some.iter().copied()));
        found.extend(query.order_by_asc(cell::Column::Id).all(db).await?);
    }
    Ok(found)
}

/// Writes cells over those of the same keys.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_cells(db: &impl ConnectionTrait, rows: Vec<cell::ActiveModel>) -> Result<(), StoreError> {
    use cell::Column as C;
    for batch in rows.chunks(BATCH) {
        cell::Entity::insert_many(batch.to_vec())
            .on_conflict(
                OnConflict::columns([C::ReportId, C::RowKey, C::ColumnKey])
                    .update_columns([C::Value, C::Provenance, C::FileId, C::ById, C::At])
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// The parts of a report's text.
///
/// # Errors
/// When the database cannot be read.
pub async fn parts(db: &impl ConnectionTrait, report: i64) -> Result<Vec<part::Model>, StoreError> {
    let query = part::Entity::find().filter(part::Column::ReportId.eq(report));
    Ok(query.order_by_asc(part::Column::Part).all(db).await?)
}

/// Writes parts of the text over those of the same names.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_parts(db: &impl ConnectionTrait, rows: Vec<part::ActiveModel>) -> Result<(), StoreError> {
    use part::Column as P;
    if rows.is_empty() {
        return Ok(());
    }
    let replaced = OnConflict::columns([P::ReportId, P::Part]).update_columns([P::Text, P::ById, P::At]).to_owned();
    part::Entity::insert_many(rows).on_conflict(replaced).exec_without_returning(db).await?;
    Ok(())
}

/// The notes on findings of a report.
///
/// # Errors
/// When the database cannot be read.
pub async fn notes(db: &impl ConnectionTrait, report: i64) -> Result<Vec<note::Model>, StoreError> {
    let query = note::Entity::find().filter(note::Column::ReportId.eq(report));
    Ok(query.order_by_asc(note::Column::Id).all(db).await?)
}

/// Writes notes over those on the same findings.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_notes(db: &impl ConnectionTrait, rows: Vec<note::ActiveModel>) -> Result<(), StoreError> {
    use note::Column as N;
    if rows.is_empty() {
        return Ok(());
    }
    let replaced = OnConflict::columns([N::ReportId, N::Finding]).update_columns([N::Text, N::ById, N::At]).to_owned();
    note::Entity::insert_many(rows).on_conflict(replaced).exec_without_returning(db).await?;
    Ok(())
}

/// Keeps the row of an evidence file.
///
/// # Errors
/// When the database cannot be written.
pub async fn add_file(db: &impl ConnectionTrait, row: file::ActiveModel) -> Result<i64, StoreError> {
    Ok(row.insert(db).await?.id)
}

/// The evidence files of a report, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn files(db: &impl ConnectionTrait, report: i64) -> Result<Vec<file::Model>, StoreError> {
    let query = file::Entity::find().filter(file::Column::ReportId.eq(report));
    Ok(query.order_by_asc(file::Column::Id).all(db).await?)
}
