//! Wording that an office has changed, of letters and of mails; what it has not changed stands in the program.
//! Also the numbers of letters.

pub mod issued;
pub mod log;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// Wording of a letter or form.
pub mod letter_template {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "letter_template")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub title: String,
        pub body: String,
        pub changed_by: Option<i64>,
        pub changed_at: i64,
    }

    plain_entity!();
}

/// Wording of a mail.
pub mod mail_template {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_template")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub title: String,
        pub body: String,
        pub changed_by: Option<i64>,
        pub changed_at: i64,
    }

    plain_entity!();
}

/// The letter's wording that the office has changed.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_letter(db: &impl ConnectionTrait, code: &str) -> Result<Option<letter_template::Model>, StoreError> {
    Ok(letter_template::Entity::find_by_id(code).one(db).await?)
}

/// All letters that the office has changed.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_letters(db: &impl ConnectionTrait) -> Result<Vec<letter_template::Model>, StoreError> {
    Ok(letter_template::Entity::find().all(db).await?)
}

/// Keeps a letter's wording.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_letter(db: &impl ConnectionTrait, row: letter_template::Model) -> Result<(), StoreError> {
    use letter_template::Column as L;
    let update = [L::Title, L::Body, L::ChangedBy, L::ChangedAt];
    letter_template::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(L::Code).update_columns(update).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Drops a letter's wording: the program's own is in force again.
///
/// # Errors
/// When the database cannot be written.
pub async fn drop_letter(db: &impl ConnectionTrait, code: &str) -> Result<(), StoreError> {
    letter_template::Entity::delete_by_id(code).exec(db).await?;
    Ok(())
}

/// The mail's wording that the office has changed.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_mail(db: &impl ConnectionTrait, code: &str) -> Result<Option<mail_template::Model>, StoreError> {
    Ok(mail_template::Entity::find_by_id(code).one(db).await?)
}

/// All mails that the office has changed.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_mails(db: &impl ConnectionTrait) -> Result<Vec<mail_template::Model>, StoreError> {
    Ok(mail_template::Entity::find().all(db).await?)
}

/// Keeps a mail's wording.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_mail(db: &impl ConnectionTrait, row: mail_template::Model) -> Result<(), StoreError> {
    use mail_template::Column as M;
    let update = [M::Title, M::Body, M::ChangedBy, M::ChangedAt];
    mail_template::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(M::Code).update_columns(update).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Drops a mail's wording: the program's own is in force again.
///
/// # Errors
/// When the database cannot be written.
pub async fn drop_mail(db: &impl ConnectionTrait, code: &str) -> Result<(), StoreError> {
    mail_template::Entity::delete_by_id(code).exec(db).await?;
    Ok(())
}

/// Takes the next number of an agency's letters of one series (such as 公复) in a year. It starts at 1 each year.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_number(
    db: &impl ConnectionTrait,
    agency_id: i64,
    series: &str,
    year: i32,
) -> Result<i64, StoreError> {
    crate::counter::take(db, &format!("letter:{agency_id}:{series}:{year}"), 1).await
}
