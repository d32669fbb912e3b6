//! What a table looks like, so that rows can be read back without the entity that wrote them: a later version, whose
//! entities have more columns, can still load an older backup.

use sea_orm::entity::prelude::*;
use sea_orm::{Iterable, PrimaryKeyTrait};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Text,
    /// Ids and moments.
    Big,
    Int,
    Flag,
    /// A date as `2019-01-31`.
    Date,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnShape {
    pub name: String,
    pub kind: ColumnKind,
}

/// Whether the database gives the rows their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ids {
    Given,
    Own,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableShape {
    pub name: String,
    pub columns: Vec<ColumnShape>,
    pub ids: Ids,
}

/// The shape of an entity's table.
pub(super) fn shape<E: EntityTrait>() -> Result<TableShape, StoreError> {
    let columns = E::Column::iter().map(column::<E>).collect::<Result<_, _>>()?;
    let ids = if E::PrimaryKey::auto_increment() { Ids::Given } else { Ids::Own };
    Ok(TableShape { name: E::default().table_name().to_string(), columns, ids })
}

fn column<E: EntityTrait>(column: E::Column) -> Result<ColumnShape, StoreError> {
    let definition = column.def();
    let kind = match definition.get_column_type() {
        ColumnType::Text | ColumnType::String(_) => ColumnKind::Text,
        ColumnType::BigInteger => ColumnKind::Big,
        ColumnType::Integer => ColumnKind::Int,
        ColumnType::Boolean => ColumnKind::Flag,
        ColumnType::Date => ColumnKind::Date,
        other => return Err(StoreError::UnknownCode { what: "column type", code: format!("{other:?}") }),
    };
    Ok(ColumnShape { name: column.as_str().to_string(), kind })
}
