//! What citizens leave before and beside a case: saved drafts, offers shown while typing; and officers' calendar feeds.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// Saved drafts, sealed under a key that only the draft's code gives.
pub mod draft {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_draft")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: String,
        pub sealed: String,
        pub saved_at: i64,
        pub expires_at: i64,
    }

    plain_entity!();
}

/// Secret addresses of calendar feeds, one an account.
pub mod feed {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_feed")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub account_id: i64,
        pub created_at: i64,
    }

    plain_entity!();
}

/// What was offered to somebody who filled in a form, and whether he submitted in the end.
pub mod offer {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_offer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub form_hash: String,
        pub shown: i32,
        pub opened: i32,
        pub begun_on: NaiveDate,
        pub submitted_at: Option<i64>,
    }

    plain_entity!();
}

/// Keeps a draft, over an older one of the same code.
///
/// # Errors
/// When it cannot be written.
pub async fn save_draft(db: &impl ConnectionTrait, row: draft::Model) -> Result<(), StoreError> {
    let row = draft::ActiveModel {
        code_hash: Set(row.code_hash),
        sealed: Set(row.sealed),
        saved_at: Set(row.saved_at),
        expires_at: Set(row.expires_at),
    };
    let columns = [draft::Column::Sealed, draft::Column::SavedAt, draft::Column::ExpiresAt];
    let conflict = OnConflict::column(draft::Column::CodeHash).update_columns(columns).to_owned();
    draft::Entity::insert(row).on_conflict(conflict).exec_without_returning(db).await?;
    Ok(())
}

/// Drops the drafts whose time is over, and offers older than `offers_before`.
///
/// # Errors
/// When the database cannot be written.
pub async fn prune(db: &impl ConnectionTrait, now: i64, offers_before: NaiveDate) -> Result<(), StoreError> {
    draft::Entity::delete_many().filter(draft::Column::ExpiresAt.lt(now)).exec(db).await?;
    offer::Entity::delete_many().filter(offer::Column::BegunOn.lt(offers_before)).exec(db).await?;
    Ok(())
}

/// Adds to what was shown and opened at a form.
///
/// # Errors
/// When it cannot be written.
pub async fn count_offer(
    db: &impl ConnectionTrait,
    form_hash: &str,
    on: NaiveDate,
    shown: i32,
    opened: i32,
) -> Result<(), StoreError> {
    let row = offer::ActiveModel {
        form_hash: Set(form_hash.to_string()),
        shown: Set(shown),
        opened: Set(opened),
        begun_on: Set(on),
        submitted_at: Set(None),
    };
    let conflict = OnConflict::column(offer::Column::FormHash)
        .value(offer::Column::Shown, Expr::col((offer::Entity, offer::Column::Shown)).add(shown))
        .value(offer::Column::Opened, Expr::col((offer::Entity, offer::Column::Opened)).add(opened))
        .to_owned();
    offer::Entity::insert(row).on_conflict(conflict).exec_without_returning(db).await?;
    Ok(())
}

/// Notes that these forms were submitted.
///
/// # Errors
/// When it cannot be written.
pub async fn note_submitted(db: &impl ConnectionTrait, forms: &[String], at: i64) -> Result<(), StoreError> {
    offer::Entity::update_many()
        .col_expr(offer::Column::SubmittedAt, Expr::value(at))
        .filter(offer::Column::FormHash.is_in(forms.iter().map(String::as_str)))
        .exec(db)
        .await?;
    Ok(())
}

/// Whom the offers helped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Helped {
    /// Forms at which something was offered.
    pub shown: i64,
    /// Of these, where an offer was opened.
    pub opened: i64,
    /// Of these, where nothing was submitted then.
    pub not_submitted: i64,
}

/// Counts the offers of forms begun in a span of days.
///
/// # Errors
/// When the database cannot be read.
pub async fn helped(db: &impl ConnectionTrait, from: NaiveDate, until: NaiveDate) -> Result<Helped, StoreError> {
    let span = || offer::Entity::find().filter(offer::Column::BegunOn.between(from, until));
    let opened = || span().filter(offer::Column::Opened.gt(0));
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(Helped {
        shown: count(span().filter(offer::Column::Shown.gt(0)).count(db).await?),
        opened: count(opened().count(db).await?),
        not_submitted: count(opened().filter(offer::Column::SubmittedAt.is_null()).count(db).await?),
    })
}

/// Gives an account a feed address; an older one stops working.
///
/// # Errors
/// When it cannot be written.
pub async fn set_feed(db: &impl ConnectionTrait, account: i64, token_hash: &str, at: i64) -> Result<(), StoreError> {
    drop_feed(db, account).await?;
    let row =
        feed::ActiveModel { token_hash: Set(token_hash.to_string()), account_id: Set(account), created_at: Set(at) };
    feed::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Takes an account's feed address away.
///
/// # Errors
/// When the database cannot be written.
pub async fn drop_feed(db: &impl ConnectionTrait, account: i64) -> Result<(), StoreError> {
    feed::Entity::delete_many().filter(feed::Column::AccountId.eq(account)).exec(db).await?;
    Ok(())
}

/// Whose feed this is.
///
/// # Errors
/// When the database cannot be read.
pub async fn feed_owner(db: &impl ConnectionTrait, token_hash: &str) -> Result<Option<i64>, StoreError> {
    let query = feed::Entity::find_by_id(token_hash).select_only().column(feed::Column::AccountId);
    Ok(query.into_tuple().one(db).await?)
}
