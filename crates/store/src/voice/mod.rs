//! Messages about errors of the site with what happened to them. The rules stand in `domain::voice`; opinions of items
//! have their own module.

pub mod opinion;

use chrono::NaiveDate;
use domain::voice::site_error::{ErrorFinding, PASSED_AROUND, State};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;
use crate::item::{Visible, visible_rows};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_error")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub number: String,
    pub code_hash: String,
    /// The same form sent twice makes one message.
    pub form_hash: String,
    /// Who is responsible now.
    pub agency_id: i64,
    pub site_id: i64,
    /// The section of the page while its own agency is responsible.
    pub section_id: Option<i64>,
    pub item_id: Option<i64>,
    /// The address as it was typed.
    pub page: String,
    pub kind: String,
    pub description: String,
    /// How the sender can be reached, sealed; gone once it was kept long enough.
    pub contact: Option<String>,
    pub state: String,
    pub outcome: Option<String>,
    pub answer: Option<String>,
    pub received_on: Date,
    /// From here the answer is due.
    pub transferred_on: Date,
    pub due_on: Date,
    pub answered_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub transfers: i32,
    pub created_at: i64,
    pub version: i32,
}

plain_entity!();

/// What happened to a message.
pub mod step {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "site_error_step")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_error_id: i64,
        pub step: String,
        pub to_agency_id: Option<i64>,
        pub note: String,
        pub by_id: Option<i64>,
        pub at: i64,
    }

    plain_entity!();
}

/// The message with this id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).one(db).await?.ok_or(StoreError::NotFound { what: "site error" })
}

/// The message, locked until the transaction ends.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn lock(db: &impl ConnectionTrait, id: i64) -> Result<Model, StoreError> {
    Entity::find_by_id(id).lock_exclusive().one(db).await?.ok_or(StoreError::NotFound { what: "site error" })
}

/// The message that a form made.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_by_form(db: &impl ConnectionTrait, form_hash: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::FormHash.eq(form_hash)).one(db).await?)
}

/// The message with this number.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_by_number(db: &impl ConnectionTrait, number: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Number.eq(number)).one(db).await?)
}

/// What happened to a message, in order.
///
/// # Errors
/// When the database cannot be read.
pub async fn steps(db: &impl ConnectionTrait, id: i64) -> Result<Vec<step::Model>, StoreError> {
    use step::Column as S;
    Ok(step::Entity::find().filter(S::SiteErrorId.eq(id)).order_by_asc(S::Id).all(db).await?)
}

/// Which messages lie within what somebody may see.
fn visible_condition(visible: &[Visible]) -> Condition {
    visible_rows(visible, Column::AgencyId, Column::SiteId, Column::SectionId)
}

/// A page of the messages in a state: open ones by the day the answer is due, closed ones the last first. `after` is the
/// key of the last row shown.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    visible: &[Visible],
    state: State,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(visible_condition(visible)).filter(Column::State.eq(state.code()));
    let query = match state {
        State::Closed => {
            query.filter(Condition::all().add_option(after.map(|id| Column::Id.lt(id)))).order_by_desc(Column::Id)
        }
        State::Open | State::Answered => {
            query.filter(Condition::all().add_option(after.map(|id| Column::Id.gt(id)))).order_by_asc(Column::Id)
        }
    };
    Ok(query.limit(limit).all(db).await?)
}

/// How many messages stand in each state.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, visible: &[Visible]) -> Result<Vec<(String, i64)>, StoreError> {
    let query = Entity::find().select_only().column(Column::State).column_as(Column::Id.count(), "messages");
    Ok(query.filter(visible_condition(visible)).group_by(Column::State).into_tuple().all(db).await?)
}

/// The days by which findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub today: NaiveDate,
    /// What was received on this day or earlier should be closed.
    pub closed: NaiveDate,
}

fn finding_condition(finding: ErrorFinding, days: Days) -> Condition {
    match finding {
        ErrorFinding::Overdue => {
            Condition::all().add(Column::State.eq(State::Open.code())).add(Column::DueOn.lt(days.today))
        }
        ErrorFinding::Unclosed => {
            Condition::all().add(Column::State.eq(State::Answered.code())).add(Column::ReceivedOn.lte(days.closed))
        }
        ErrorFinding::PassedAround => {
            Condition::all().add(Column::State.ne(State::Closed.code())).add(Column::Transfers.gte(PASSED_AROUND))
        }
    }
}

/// How many messages of each agency show the finding.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_finding(
    db: &impl ConnectionTrait,
    visible: &[Visible],
    finding: ErrorFinding,
    days: Days,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let query = Entity::find().select_only().column(Column::AgencyId).column_as(Column::Id.count(), "messages");
    let query = query.filter(visible_condition(visible)).filter(finding_condition(finding, days));
    Ok(query.group_by(Column::AgencyId).into_tuple().all(db).await?)
}

/// The messages that show the finding, the oldest first, after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_finding(
    db: &impl ConnectionTrait,
    visible: &[Visible],
    finding: ErrorFinding,
    days: Days,
    agency: Option<i64>,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let which = finding_condition(finding, days)
        .add_option(agency.map(|id| Column::AgencyId.eq(id)))
        .add_option(after.map(|id| Column::Id.gt(id)));
    let query = Entity::find().filter(visible_condition(visible)).filter(which).order_by_asc(Column::Id);
    Ok(query.limit(limit).all(db).await?)
}

/// Drops how senders can be reached where the message was closed before a day; the messages whose senders are forgotten.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_contacts(
    db: &impl ConnectionTrait,
    before: NaiveDate,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let due = Entity::find()
        .filter(Column::State.eq(State::Closed.code()))
        .filter(Column::ClosedOn.lt(before))
        .filter(Column::Contact.is_not_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Entity::update_many()
        .col_expr(Column::Contact, Expr::value(Option::<String>::None))
        .filter(Column::Id.is_in(due.iter().map(|row| row.id)))
        .exec(db)
        .await?;
    Ok(due)
}
