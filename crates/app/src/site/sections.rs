//! Sections: the tree in which items stand, with the review steps and the duty of each.

use std::collections::HashMap;

use domain::identity::{Action, Place};
use domain::item::category::DisclosureCategory;
use domain::site::{
    ColumnType, SectionNode, SectionPlace, SectionRefusal, Standing, check_parent, check_standing, is_slug,
};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::StoreError;
use store::site::{list_sections_locked, section};

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// What is typed about a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionForm {
    /// Stands in addresses; unique in the whole installation.
    pub slug: String,
    pub name: String,
    /// 栏目描述, a page tag that must be filled in.
    pub description: String,
    /// 栏目关键词, a page tag that must be filled in.
    pub keywords: String,
    pub column_type: ColumnType,
    /// Review steps, 1 to 3.
    pub review_steps: u8,
    pub place: SectionPlace,
    /// Given to new items by default.
    pub category: Option<DisclosureCategory>,
    /// To be updated at least every so many days.
    pub duty_days: Option<u16>,
    pub sort: i32,
}

const MAX_NAME: usize = 40;
const MAX_TEXT: usize = 300;
/// Longest duty, in days: what is updated more seldom has no duty.
const MAX_DUTY: u16 = 3_660;

/// Makes an open section; its id.
///
/// # Errors
/// `not_allowed` at the parent or site; faults of the fields; a parent that cannot be one.
pub async fn create_section(
    app: &App,
    caller: &Caller,
    site: i64,
    parent: Option<i64>,
    new: &SectionForm,
) -> Result<i64, AppError> {
    let now = app.now();
    let place = parent.map_or_else(|| super::sites::place(app, site), |parent| place(app, parent));
    caller.allow(Action::SiteManage, &place, now)?;
    app.directory().site(site).ok_or_else(|| AppError::problem("not_found"))?;
    let mut work = app.begin().await?;
    let rows = list_sections_locked(work.db()).await?;
    let row = checked(&rows, new, None)?;
    check_parent(&nodes_of(&rows)?, None, site, parent).map_err(refused)?;
    let row = section::ActiveModel {
        site_id: Set(site),
        parent_id: Set(parent),
        status: Set(Standing::Open.code().to_string()),
        ..row
    };
    let row = row.insert(work.db()).await?;
    let detail = json!({ "slug": row.slug, "name": row.name, "site": site, "parent": parent });
    work.record(caller.entry(now, None, "section.create", ("section", row.id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await?;
    Ok(row.id)
}

/// Changes a section. Reviews that are under way keep the number of steps they began with.
///
/// # Errors
/// `not_allowed`, `section_unknown`; faults of the fields.
pub async fn update_section(app: &App, caller: &Caller, id: i64, new: &SectionForm) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::SiteManage, &place(app, id), now)?;
    let mut work = app.begin().await?;
    let rows = list_sections_locked(work.db()).await?;
    let old = get(&rows, id)?;
    let mut row = checked(&rows, new, Some(id))?;
    row.id = Set(id);
    let row = row.update(work.db()).await?;
    let detail = json!({
        "slug": [old.slug, row.slug], "name": [old.name, row.name], "place": [old.place, row.place],
        "review_steps": [old.review_steps, row.review_steps], "duty_days": [old.duty_days, row.duty_days],
    });
    work.record(caller.entry(now, None, "section.update", ("section", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    work.purge(tag::section(id));
    app.commit(work).await
}

/// Puts a section below another of the same site, or at the top.
///
/// # Errors
/// `not_allowed` at either place; a parent that cannot be one.
pub async fn move_section(app: &App, caller: &Caller, id: i64, parent: Option<i64>) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::SiteManage, &place(app, id), now)?;
    if let Some(parent) = parent {
        caller.allow(Action::SiteManage, &place(app, parent), now)?;
    }
    let mut work = app.begin().await?;
    let rows = list_sections_locked(work.db()).await?;
    let old = get(&rows, id)?;
    check_parent(&nodes_of(&rows)?, Some(id), old.site_id, parent).map_err(refused)?;
    let row = section::ActiveModel { id: Set(id), parent_id: Set(parent), ..Default::default() };
    row.update(work.db()).await?;
    let detail = json!({ "from": old.parent_id, "to": parent });
    work.record(caller.entry(now, None, "section.move", ("section", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

/// Closes or reopens a section. What stands in a closed one stays readable; nothing new comes in.
///
/// # Errors
/// `not_allowed`; `section_has_open_sections` below it, `section_parent_closed` above it.
pub async fn set_section_standing(app: &App, caller: &Caller, id: i64, wanted: Standing) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::SiteManage, &place(app, id), now)?;
    let mut work = app.begin().await?;
    let rows = list_sections_locked(work.db()).await?;
    check_standing(&nodes_of(&rows)?, id, wanted).map_err(refused)?;
    let row = section::ActiveModel { id: Set(id), status: Set(wanted.code().to_string()), ..Default::default() };
    row.update(work.db()).await?;
    let action = match wanted {
        Standing::Open => "section.reopen",
        Standing::Closed => "section.close",
    };
    work.record(caller.entry(now, None, action, ("section", id.to_string()), &json!({})));
    work.purge(tag::DIRECTORY);
    work.purge(tag::section(id));
    app.commit(work).await
}

/// A section at its depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionBranch {
    pub section: section::Model,
    /// 0 at the top of the site.
    pub depth: usize,
}

/// The sections of a site as an indented list in the order shown, closed ones too.
#[must_use]
pub fn section_tree(app: &App, site: i64) -> Vec<SectionBranch> {
    let directory = app.directory();
    let mut children: HashMap<Option<i64>, Vec<&section::Model>> = HashMap::new();
    for row in directory.sections.iter().filter(|row| row.site_id == site) {
        children.entry(row.parent_id).or_default().push(row);
    }
    let mut waiting: Vec<(usize, &section::Model)> =
        children.get(&None).into_iter().flatten().rev().map(|row| (0, *row)).collect();
    let mut list = Vec::new();
    while let Some((depth, row)) = waiting.pop() {
        list.push(SectionBranch { section: row.clone(), depth });
        waiting.extend(children.get(&Some(row.id)).into_iter().flatten().rev().map(|row| (depth + 1, *row)));
    }
    list
}

/// Where a section stands: on its site, which belongs to an agency.
fn place(app: &App, id: i64) -> Place {
    let directory = app.directory();
    let site = directory.section(id).map(|section| section.site_id);
    let place = site.map_or_else(Place::installation, |site| super::sites::place(app, site));
    Place { section_path: directory.section_path(id), ..place }
}

fn checked(rows: &[section::Model], form: &SectionForm, own: Option<i64>) -> Result<section::ActiveModel, AppError> {
    let mut faults = Form::default();
    let slug = form.slug.trim().to_string();
    faults.check(is_slug(&slug), FieldFault::new("slug", "slug_bad"));
    let taken = rows.iter().any(|row| Some(row.id) != own && row.slug == slug);
    faults.check(!taken, FieldFault::new("slug", "slug_taken"));
    faults.check((1..=3).contains(&form.review_steps), FieldFault::new("review_steps", "review_steps_bad"));
    let duty = form.duty_days.is_none_or(|days| (1..=MAX_DUTY).contains(&days));
    faults.check(duty, FieldFault::new("duty_days", "number_out_of_bounds").with("min", 1).with("max", MAX_DUTY));
    let row = section::ActiveModel {
        name: Set(faults.required("name", &form.name, MAX_NAME)),
        description: Set(faults.required("description", &form.description, MAX_TEXT)),
        keywords: Set(faults.required("keywords", &form.keywords, MAX_TEXT)),
        slug: Set(slug),
        column_type: Set(form.column_type.code().to_string()),
        review_steps: Set(i32::from(form.review_steps)),
        place: Set(form.place.code().to_string()),
        category: Set(form.category.map(|category| category.code().to_string())),
        duty_days: Set(form.duty_days.map(i32::from)),
        sort: Set(form.sort),
        ..Default::default()
    };
    faults.finish()?;
    Ok(row)
}

fn get(rows: &[section::Model], id: i64) -> Result<&section::Model, AppError> {
    rows.iter().find(|row| row.id == id).ok_or_else(|| refused(SectionRefusal::Unknown))
}

fn nodes_of(rows: &[section::Model]) -> Result<Vec<SectionNode>, AppError> {
    rows.iter()
        .map(|row| {
            let unknown = || StoreError::UnknownCode { what: "section status", code: row.status.clone() };
            let standing = Standing::parse(&row.status).ok_or_else(unknown)?;
            Ok(SectionNode { id: row.id, site: row.site_id, parent: row.parent_id, standing })
        })
        .collect()
}

fn refused(refusal: SectionRefusal) -> AppError {
    match refusal {
        SectionRefusal::ParentUnknown
        | SectionRefusal::OtherSite
        | SectionRefusal::Circle
        | SectionRefusal::TooDeep => {
            AppError::fields(vec![FieldFault::new("parent_id", refusal.code()).with("max", domain::site::MAX_DEPTH)])
        }
        SectionRefusal::Unknown | SectionRefusal::ParentClosed | SectionRefusal::HasOpenSections => {
            AppError::problem(refusal.code())
        }
    }
}
