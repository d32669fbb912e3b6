//! A short way to write tables, so that a migration reads like a list of its columns.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, boolean, date, date_null, integer, integer_null, text, text_null,
};

/// A column: its name and what it holds.
#[derive(Debug, Clone, Copy)]
pub enum C {
    /// The key, given by the database.
    Id,
    Text(&'static str),
    TextNull(&'static str),
    /// Ids and moments.
    Big(&'static str),
    BigNull(&'static str),
    Int(&'static str),
    IntNull(&'static str),
    Date(&'static str),
    DateNull(&'static str),
    Flag(&'static str),
    TextKey(&'static str),
    BigKey(&'static str),
}

/// Makes a table.
pub async fn create(manager: &SchemaManager<'_>, name: &'static str, columns: &[C]) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(definition(*column));
    }
    manager.create_table(table).await
}

fn definition(column: C) -> ColumnDef {
    match column {
        C::Id => big_pk_auto("id"),
        C::Text(name) => text(name),
        C::TextNull(name) => text_null(name),
        C::Big(name) => big_integer(name),
        C::BigNull(name) => big_integer_null(name),
        C::Int(name) => integer(name),
        C::IntNull(name) => integer_null(name),
        C::Date(name) => date(name),
        C::DateNull(name) => date_null(name),
        C::Flag(name) => boolean(name),
        C::TextKey(name) => text(name).primary_key().take(),
        C::BigKey(name) => big_integer(name).primary_key().take(),
    }
}

/// Makes a table whose key is two columns.
pub async fn create_pair(
    manager: &SchemaManager<'_>,
    name: &'static str,
    key: [&'static str; 2],
    columns: &[C],
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    let [first, second] = key;
    table.col(big_integer(first)).col(big_integer(second));
    for column in columns {
        table.col(definition(*column));
    }
    table.primary_key(Index::create().col(first).col(second));
    manager.create_table(table).await
}

/// Makes an index; its name follows from table and columns.
pub async fn index(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    manager.create_index(index_on(table, columns)).await
}

/// Makes an index that lets no two rows be equal.
pub async fn unique(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    manager.create_index(index_on(table, columns).unique().take()).await
}

fn index_on(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
