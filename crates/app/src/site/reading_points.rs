//! Reading points (查阅点, 条例 art. 25): where government information can be read on paper.

use domain::identity::{Action, Place};
use sea_orm::{ActiveModelTrait, EntityTrait, ModelTrait, Set};
use serde_json::json;
use store::site::reading_point;

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::AppError;
use crate::form::Form;

/// What is typed about a reading point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingPointForm {
    pub name: String,
    pub address: String,
    pub hours: String,
    pub telephone: String,
    pub sort: i32,
}

const MAX_LINE: usize = 100;

/// Every reading point, in the order shown. They are public.
///
/// # Errors
/// When the records cannot be read.
pub async fn list_reading_points(app: &App) -> Result<Vec<reading_point::Model>, AppError> {
    Ok(store::site::list_reading_points(app.store().read()).await?)
}

/// Adds a reading point; its id.
///
/// # Errors
/// `not_allowed`; faults of the fields.
pub async fn create_reading_point(app: &App, caller: &Caller, new: &ReadingPointForm) -> Result<i64, AppError> {
    let row = checked(app, caller, new)?;
    let now = app.now();
    let mut work = app.begin().await?;
    let row = row.insert(work.db()).await?;
    let subject = ("reading_point", row.id.to_string());
    work.record(caller.entry(now, None, "reading_point.create", subject, &json!({ "name": row.name })));
    work.purge(tag::DIRECTORY);
    app.commit(work).await?;
    Ok(row.id)
}

/// Changes a reading point.
///
/// # Errors
/// `not_allowed`, `not_found`; faults of the fields.
pub async fn update_reading_point(app: &App, caller: &Caller, id: i64, new: &ReadingPointForm) -> Result<(), AppError> {
    let mut row = checked(app, caller, new)?;
    let now = app.now();
    let mut work = app.begin().await?;
    let old = get(&work, id).await?;
    row.id = Set(id);
    let row = row.update(work.db()).await?;
    let detail = json!({ "name": [old.name, row.name] });
    work.record(caller.entry(now, None, "reading_point.update", ("reading_point", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

/// Takes a reading point off the list; nothing else refers to it.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn remove_reading_point(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::SiteManage, &Place::installation(), now)?;
    let mut work = app.begin().await?;
    let old = get(&work, id).await?;
    let detail = json!({ "name": old.name });
    old.delete(work.db()).await?;
    work.record(caller.entry(now, None, "reading_point.remove", ("reading_point", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

async fn get(work: &store::Work, id: i64) -> Result<reading_point::Model, AppError> {
    reading_point::Entity::find_by_id(id).one(work.db()).await?.ok_or_else(|| AppError::problem("not_found"))
}

fn checked(app: &App, caller: &Caller, form: &ReadingPointForm) -> Result<reading_point::ActiveModel, AppError> {
    caller.allow(Action::SiteManage, &Place::installation(), app.now())?;
    let mut faults = Form::default();
    let row = reading_point::ActiveModel {
        name: Set(faults.required("name", &form.name, MAX_LINE)),
        address: Set(faults.required("address", &form.address, MAX_LINE)),
        hours: Set(faults.required("hours", &form.hours, MAX_LINE)),
        telephone: Set(faults.optional("telephone", &form.telephone, MAX_LINE)),
        sort: Set(form.sort),
        ..Default::default()
    };
    faults.finish()?;
    Ok(row)
}
