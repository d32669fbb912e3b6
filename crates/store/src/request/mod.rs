//! The rows of applications: the case's projection with its events, keys, files and parts. The rules, and what a
//! projection says, come from the fold in `domain`; nothing here decides.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;

pub mod after;
pub mod cells;
pub mod citizens;
pub mod desk;
pub mod find;
pub mod keys;
pub mod parts;
pub mod recompute;
pub mod redaction;
pub mod seen;
pub mod watch;

domain::code_enum! {
    /// On which pile of the desk a case lies.
    pub enum Desk {
        /// The clock runs and it is the agency's turn.
        Working = "working", "待办";
        /// It is the turn of the applicant, a third party or another organ.
        Waiting = "waiting", "等待他方";
        Closed = "closed", "已办结";
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// 登记号, unique in the installation.
    pub number: String,
    pub agency_id: i64,
    /// The year of arrival: the year of the number.
    pub year: i32,
    pub officer_id: Option<i64>,
    pub unit_id: Option<i64>,
    pub channel: String,
    pub applicant_kind: String,
    pub state: String,
    pub desk: String,
    pub arrived_on: NaiveDate,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due_provisional: bool,
    pub stage_kind: Option<String>,
    pub stage_due_on: Option<NaiveDate>,
    /// The nearest limit of an open case: the order of the desk. A closed case keeps the day it was closed.
    pub next_on: NaiveDate,
    pub waiting_for: String,
    pub closed_on: Option<NaiveDate>,
    pub closed_year: Option<i32>,
    pub reply_kind: Option<String>,
    pub report_row: Option<String>,
    pub rules: Option<String>,
    /// Keyed hashes: find the same person and the same matter again, say nothing without the key.
    pub person_hash: String,
    pub matter_hash: String,
    /// Subject and masked name for lists, sealed with the case's key.
    pub card: String,
    pub code_hash: String,
    /// The token of the form it came by: a second post of the same form makes no second case.
    pub form_hash: Option<String>,
    pub rating: Option<i32>,
    /// What became of a proposal to publish the reply (转主动公开).
    pub publication: Option<String>,
    /// The number of the last event; a writer that read an older one is refused.
    pub version: i32,
    pub created_at: i64,
    pub updated_at: i64,
    pub erased_at: Option<i64>,
    /// What is asked for: information or a correction.
    pub matter: String,
    /// The day of an approved extension that the applicant has not been told of.
    pub untold_on: Option<NaiveDate>,
}

plain_entity!();

/// What happened to a case, in order. `payload` has nothing personal; what people wrote is sealed in `particulars`.
pub mod event {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: i64,
        pub by_id: Option<i64>,
        pub kind: String,
        pub payload: String,
        pub particulars: Option<String>,
    }

    plain_entity!();
}

/// Files of a case, sealed with its key; never shared between cases.
pub mod file {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_file")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub request_id: i64,
        /// The event it came with.
        pub event_seq: i32,
        /// Of the sealed bytes.
        pub file_hash: String,
        /// Sealed.
        pub name: String,
        pub file_type: String,
        pub media_type: String,
        /// Of the plain bytes.
        pub size: i64,
        pub purpose: String,
        pub uploaded_by: Option<i64>,
        pub created_at: i64,
    }

    plain_entity!();
}

/// Values of a text's fingerprint: texts that are nearly equal share some.
pub mod shingle {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_shingle")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_id: i64,
    }

    plain_entity!();
}

/// Rows of one insert: with some forty columns well below the engines' limits on bound values.
const BATCH: usize = 200;

/// Writes many new rows of a kind.
///
/// # Errors
/// When a row cannot be written; then none is to be kept.
pub async fn insert_many<A>(db: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), StoreError>
where
    A: sea_orm::ActiveModelTrait + Clone,
{
    for batch in rows.chunks(BATCH) {
        <A::Entity as EntityTrait>::insert_many(batch.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The case, locked until the transaction ends.
///
/// # Errors
/// When there is none.
pub async fn lock(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    let row = Entity::find_by_id(id).lock_exclusive().one(db).await?;
    row.ok_or(StoreError::NotFound { what: "request" })
}

/// The case.
///
/// # Errors
/// When there is none.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "request" })
}

/// The events of a case, in order.
///
/// # Errors
/// When the database cannot be read.
pub async fn events(db: &impl ConnectionTrait, id: i64) -> Result<Vec<event::Model>, StoreError> {
    let query = event::Entity::find().filter(event::Column::RequestId.eq(id));
    Ok(query.order_by_asc(event::Column::Seq).all(db).await?)
}

/// The first event of a case: its registration, with the form beside it.
///
/// # Errors
/// When the database cannot be read.
pub async fn first_event(db: &impl ConnectionTrait, id: i64) -> Result<Option<event::Model>, StoreError> {
    let query = event::Entity::find().filter(event::Column::RequestId.eq(id));
    Ok(query.order_by_asc(event::Column::Seq).one(db).await?)
}

/// The files of a case, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn files(db: &impl ConnectionTrait, id: i64) -> Result<Vec<file::Model>, StoreError> {
    let query = file::Entity::find().filter(file::Column::RequestId.eq(id));
    Ok(query.order_by_asc(file::Column::Id).all(db).await?)
}
