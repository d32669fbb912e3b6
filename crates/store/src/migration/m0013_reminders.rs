//! What keeps limits from being missed: an extension that the applicant was not told of stands in the projection of its
//! case, people at the office leave an address for reminders, and blacking out is ordered and done by a worker.

use chrono::NaiveDate;
use domain::request::{Case, Event, Happening};
use domain::time::Moment;
use sea_orm::{FromQueryResult, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, date_null, integer_null, text_null};

use super::tables::{C, create, index};

/// Adds the columns and the table, and fills in what cases already in hand need.
#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(add("request", date_null("untold_on"))).await?;
        index(manager, "request", &["untold_on", "agency_id"]).await?;
        fill(manager.get_connection()).await?;
        for column in
            [big_integer_null("ordered_at"), big_integer_null("begun_at"), integer_null("pages"), text_null("fault")]
        {
            manager.alter_table(add("request_redaction", column)).await?;
        }
        create(
            manager,
            "account_reminder",
            &[C::BigKey("account_id"), C::Text("address"), C::Text("wants"), C::DateNull("told_on")],
        )
        .await
    }
}

#[derive(Debug, FromQueryResult)]
struct Stored {
    request_id: i64,
    seq: i64,
    at: i64,
    payload: String,
}

/// Cases whose extension was approved before this column was there.
async fn fill(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let sql = "SELECT request_id, seq, at, payload FROM request_event WHERE request_id IN \
               (SELECT request_id FROM request_event WHERE kind = 'extension_approved') ORDER BY request_id, seq";
    let rows = Stored::find_by_statement(Statement::from_string(backend, sql)).all(db).await?;
    for own in rows.chunk_by(|one, next| one.request_id == next.request_id) {
        let Some((id, on)) = untold(own)? else { continue };
        let sql = "UPDATE request SET untold_on = $1 WHERE id = $2";
        db.execute_raw(Statement::from_sql_and_values(backend, sql, [on.into(), id.into()])).await?;
    }
    Ok(())
}

fn untold(events: &[Stored]) -> Result<Option<(i64, NaiveDate)>, DbErr> {
    let event = |row: &Stored| {
        let what: Happening = serde_json::from_str(&row.payload).map_err(|error| DbErr::Custom(error.to_string()))?;
        let seq = row.seq.try_into().unwrap_or(u32::MAX);
        Ok(Event { seq, at: Moment(row.at), by: None, what })
    };
    let all: Vec<Event> = events.iter().map(event).collect::<Result<_, DbErr>>()?;
    Ok(events.first().map(|row| row.request_id).zip(Case::fold(&all).untold_on()))
}
