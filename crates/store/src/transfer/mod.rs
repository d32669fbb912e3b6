//! Whole tables out of and into a database, in one form for both engines: a row is a JSON array in the order of its
//! table's columns. Not a use case: what a backup holds and when it is taken is `app::installation`.

mod export;
mod files;
mod load;
mod sequence;
mod shape;
mod tables;

pub use export::RowSink;
pub use files::named_files;
pub use load::{Loader, count};
pub use sequence::{last_id, set_last_id};
pub use shape::{ColumnKind, ColumnShape, Ids, TableShape};
pub use tables::{export_all, shapes};

#[cfg(test)]
mod tests;
