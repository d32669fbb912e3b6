//! Sites: the portal and the agencies' own.

use domain::identity::{Action, Place};
use domain::site::{SiteKind, SiteMarks, is_host, is_site_code, is_slug};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::json;
use store::{StoreError, site};

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::form::Form;

/// What is typed about a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteForm {
    /// Stands in addresses.
    pub slug: String,
    pub name: String,
    pub kind: SiteKind,
    pub agency_id: i64,
    /// The host name it answers by; may be empty.
    pub host: String,
    pub marks: SiteMarks,
    pub sort: i32,
}

const MAX_NAME: usize = 60;
const MAX_MARK: usize = 100;
const MAX_MOTTO: usize = 30;

/// Makes a site; its id.
///
/// # Errors
/// `not_allowed` at the agency; faults of the fields.
pub async fn create_site(app: &App, caller: &Caller, new: &SiteForm) -> Result<i64, AppError> {
    let now = app.now();
    caller.allow(Action::SiteManage, &app.directory().agency_place(new.agency_id), now)?;
    let row = checked(app, new, None)?;
    let mut work = app.begin().await?;
    let row = row.insert(work.db()).await?;
    let detail = json!({ "slug": row.slug, "name": row.name, "kind": row.kind });
    work.record(caller.entry(now, Some(row.agency_id), "site.create", ("site", row.id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await?;
    Ok(row.id)
}

/// Changes a site.
///
/// # Errors
/// `not_allowed`, `not_found`; faults of the fields.
pub async fn update_site(app: &App, caller: &Caller, id: i64, new: &SiteForm) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::SiteManage, &place(app, id), now)?;
    let mut row = checked(app, new, Some(id))?;
    let mut work = app.begin().await?;
    let old = site::Entity::find_by_id(id).one(work.db()).await?.ok_or_else(|| AppError::problem("not_found"))?;
    if old.agency_id != new.agency_id {
        caller.allow(Action::SiteManage, &app.directory().agency_place(new.agency_id), now)?;
    }
    row.id = Set(id);
    let row = row.update(work.db()).await?;
    let detail =
        json!({ "slug": row.slug, "name": row.name, "host": row.host, "agency": [old.agency_id, row.agency_id] });
    work.record(caller.entry(now, Some(row.agency_id), "site.update", ("site", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

/// Where a site stands.
pub(super) fn place(app: &App, id: i64) -> Place {
    let directory = app.directory();
    let agency = directory.site(id).map(|site| site.agency_id);
    let place = agency.map_or_else(Place::installation, |agency| directory.agency_place(agency));
    Place { site: Some(id), ..place }
}

/// The footer and page-tag values of a stored site.
///
/// # Errors
/// When the stored JSON is unreadable.
pub fn marks_of(row: &site::Model) -> Result<SiteMarks, AppError> {
    Ok(serde_json::from_str(&row.marks).map_err(StoreError::from)?)
}

fn checked(app: &App, form: &SiteForm, own: Option<i64>) -> Result<site::ActiveModel, AppError> {
    let mut faults = Form::default();
    let slug = form.slug.trim().to_string();
    faults.check(is_slug(&slug), FieldFault::new("slug", "slug_bad"));
    let name = faults.required("name", &form.name, MAX_NAME);
    let host = form.host.trim().to_lowercase();
    faults.check(host.is_empty() || is_host(&host), FieldFault::new("host", "host_bad"));
    let marks = check_marks(&mut faults, &form.marks);
    let directory = app.directory();
    let acts = directory.agency(form.agency_id).is_some_and(|agency| agency.status == "active");
    faults.check(acts, FieldFault::new("agency_id", "agency_not_acting"));
    for other in directory.sites.iter().filter(|site| Some(site.id) != own) {
        faults.check(other.slug != slug, FieldFault::new("slug", "slug_taken"));
        let same_host = !host.is_empty() && other.host.as_deref() == Some(host.as_str());
        faults.check(!same_host, FieldFault::new("host", "host_taken").with("name", &other.name));
        let second_main = form.kind == SiteKind::Main && other.kind == SiteKind::Main.code();
        faults.check(!second_main, FieldFault::new("kind", "main_site_exists").with("name", &other.name));
    }
    faults.finish()?;
    Ok(site::ActiveModel {
        slug: Set(slug),
        name: Set(name),
        kind: Set(form.kind.code().to_string()),
        agency_id: Set(form.agency_id),
        host: Set(Some(host).filter(|host| !host.is_empty())),
        marks: Set(serde_json::to_string(&marks).map_err(StoreError::from)?),
        sort: Set(form.sort),
        ..Default::default()
    })
}

fn check_marks(faults: &mut Form, marks: &SiteMarks) -> SiteMarks {
    let site_code = marks.site_code.trim().to_lowercase();
    faults.check(site_code.is_empty() || is_site_code(&site_code), FieldFault::new("site_code", "site_code_bad"));
    SiteMarks {
        site_code,
        icp: faults.optional("icp", &marks.icp, MAX_MARK),
        police_record: faults.optional("police_record", &marks.police_record, MAX_MARK),
        sponsor: faults.optional("sponsor", &marks.sponsor, MAX_MARK),
        operator: faults.optional("operator", &marks.operator, MAX_MARK),
        contact: faults.optional("contact", &marks.contact, MAX_MARK),
        motto: faults.optional("motto", &marks.motto, MAX_MOTTO),
        colour: marks.colour,
    }
}
