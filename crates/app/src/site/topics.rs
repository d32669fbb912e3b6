//! Topics (专题): items gathered under one heading, across sections.

use domain::identity::Action;
use domain::site::{Standing, is_slug};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::json;
use store::site::{list_topics, topic};

use super::sites::place;
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// What is typed about a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicForm {
    /// Stands in addresses.
    pub slug: String,
    pub name: String,
    pub introduction: String,
    pub sort: i32,
}

const MAX_NAME: usize = 60;
const MAX_INTRODUCTION: usize = 2_000;

/// Makes an open topic; its id.
///
/// # Errors
/// `not_allowed` at the site; faults of the fields.
pub async fn create_topic(app: &App, caller: &Caller, site: i64, new: &TopicForm) -> Result<i64, AppError> {
    let now = app.now();
    caller.allow(Action::SiteManage, &place(app, site), now)?;
    app.directory().site(site).ok_or_else(|| AppError::problem("not_found"))?;
    let mut work = app.begin().await?;
    let row = checked(&list_topics(work.db()).await?, new, None)?;
    let row = topic::ActiveModel { site_id: Set(site), status: Set(Standing::Open.code().to_string()), ..row };
    let row = row.insert(work.db()).await?;
    let detail = json!({ "slug": row.slug, "name": row.name, "site": site });
    work.record(caller.entry(now, None, "topic.create", ("topic", row.id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await?;
    Ok(row.id)
}

/// Changes a topic.
///
/// # Errors
/// `not_allowed`, `not_found`; faults of the fields.
pub async fn update_topic(app: &App, caller: &Caller, id: i64, new: &TopicForm) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let old = get(&work, id).await?;
    caller.allow(Action::SiteManage, &place(app, old.site_id), now)?;
    let mut row = checked(&list_topics(work.db()).await?, new, Some(id))?;
    row.id = Set(id);
    let row = row.update(work.db()).await?;
    let detail = json!({ "slug": [old.slug, row.slug], "name": [old.name, row.name] });
    work.record(caller.entry(now, None, "topic.update", ("topic", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    work.purge(tag::topic(id));
    app.commit(work).await
}

/// Closes or reopens a topic. A closed one stays readable; nothing new comes in.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn set_topic_standing(app: &App, caller: &Caller, id: i64, wanted: Standing) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let old = get(&work, id).await?;
    caller.allow(Action::SiteManage, &place(app, old.site_id), now)?;
    let row = topic::ActiveModel { id: Set(id), status: Set(wanted.code().to_string()), ..Default::default() };
    row.update(work.db()).await?;
    let action = match wanted {
        Standing::Open => "topic.reopen",
        Standing::Closed => "topic.close",
    };
    work.record(caller.entry(now, None, action, ("topic", id.to_string()), &json!({})));
    work.purge(tag::DIRECTORY);
    work.purge(tag::topic(id));
    app.commit(work).await
}

async fn get(work: &store::Work, id: i64) -> Result<topic::Model, AppError> {
    topic::Entity::find_by_id(id).one(work.db()).await?.ok_or_else(|| AppError::problem("not_found"))
}

fn checked(rows: &[topic::Model], form: &TopicForm, own: Option<i64>) -> Result<topic::ActiveModel, AppError> {
    let mut faults = Form::default();
    let slug = form.slug.trim().to_string();
    faults.check(is_slug(&slug), FieldFault::new("slug", "slug_bad"));
    let taken = rows.iter().any(|row| Some(row.id) != own && row.slug == slug);
    faults.check(!taken, FieldFault::new("slug", "slug_taken"));
    let row = topic::ActiveModel {
        name: Set(faults.required("name", &form.name, MAX_NAME)),
        introduction: Set(faults.optional("introduction", &form.introduction, MAX_INTRODUCTION)),
        slug: Set(slug),
        sort: Set(form.sort),
        ..Default::default()
    };
    faults.finish()?;
    Ok(row)
}
