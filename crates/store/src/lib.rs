//! The records: entities, migrations and queries on SQLite and PostgreSQL, files by content hash,
//! the outbox, the change log and the audit chain.
//!
//! Rows are plain data; rules stay in `domain`. Transactions are begun in `app` through [`Store::begin`].
//! Moments are stored as UTC milliseconds (`*_at`), legal dates as dates (`*_on`), states as the codes of `domain`.

pub mod agency;
pub mod audit;
pub mod calendar;
pub mod changes;
pub mod counter;
pub mod dispute;
pub mod entity;
pub mod error;
pub mod files;
pub mod identity;
pub mod item;
pub mod job;
pub mod letter;
pub mod mail;
pub mod migration;
pub mod report;
pub mod request;
pub mod sealed;
pub mod settings;
pub mod site;
pub mod transfer;
pub mod visits;
pub mod voice;
pub mod work;

mod connect;

pub use connect::{Engine, Store};
pub use error::StoreError;
pub use files::Files;
pub use work::Work;

/// Everything that can run a query: a pool or a transaction.
pub use sea_orm::ConnectionTrait as Connection;
