//! A new site, and what is typed about one: names, host, and the marks that every page of it shows.

use app::AppError;
use app::site::{SiteForm, create_site, marks_of, update_site};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::site::{SiteColour, SiteKind, SiteMarks};

use super::{PATH, url_of_site};
use crate::console::admin::answer::{form_page, refused};
use crate::console::admin::choices::{Agencies, agencies, codes};
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/sites/new`
pub async fn show_new(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let form = FormView::new()
        .with("kind", SiteKind::Agency.code())
        .with("colour", SiteColour::default().code())
        .with("sort", "100");
    site_page(&web, &signed, "新增站点", "/console/sites/new", PATH, &form)
}

fn site_page(
    web: &Web,
    signed: &SignedIn,
    title: &str,
    url: &str,
    cancel_url: &str,
    form: &FormView,
) -> Result<Response, WebError> {
    let head = PageHead::new(title).under(&[("栏目与专题", PATH)]);
    let values = context! {
        url,
        cancel_url,
        kinds => codes(SiteKind::ALL, SiteKind::code, SiteKind::label),
        colours => codes(SiteColour::ALL, SiteColour::code, SiteColour::label),
        agencies => agencies(web.app(), Agencies::Acting),
    };
    form_page(web, signed, "console/admin/site_form.html", &head, form, values)
}

/// `POST /console/sites/new`
pub async fn send_new(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let result = match read(&typed) {
        Ok(form) => create_site(web.app(), &signed.caller, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(id) => Ok(Flash::ok("站点已建立。").redirect(&web, &url_of_site(id))),
        Err(error) => site_page(&web, &signed, "新增站点", "/console/sites/new", PATH, &refused(typed.view(), error)?),
    }
}

fn read(typed: &Typed) -> Result<SiteForm, AppError> {
    let mut reader = Reader::new(typed);
    let marks = SiteMarks {
        site_code: reader.text("site_code"),
        icp: reader.text("icp"),
        police_record: reader.text("police_record"),
        sponsor: reader.text("sponsor"),
        operator: reader.text("operator"),
        contact: reader.text("contact"),
        motto: reader.text("motto"),
        colour: match typed.filled("colour") {
            Some(_) => reader.code("colour", SiteColour::parse, SiteColour::default()),
            None => SiteColour::default(),
        },
    };
    let form = SiteForm {
        slug: reader.text("slug"),
        name: reader.text("name"),
        kind: reader.code("kind", SiteKind::parse, SiteKind::Agency),
        agency_id: reader.id("agency_id"),
        host: reader.text("host"),
        marks,
        sort: reader.number("sort", 100),
    };
    reader.finish()?;
    Ok(form)
}

fn edit_url(id: i64) -> String {
    format!("{PATH}/{id}/edit")
}

/// `GET /console/sites/{id}/edit`
pub async fn show_edit(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let site = directory.site(id).ok_or_else(WebError::not_found)?;
    let marks = marks_of(site)?;
    let form = FormView::new()
        .with("slug", site.slug.as_str())
        .with("name", site.name.as_str())
        .with("kind", site.kind.as_str())
        .with("agency_id", site.agency_id.to_string())
        .with("host", site.host.as_deref().unwrap_or_default())
        .with("site_code", marks.site_code)
        .with("icp", marks.icp)
        .with("police_record", marks.police_record)
        .with("sponsor", marks.sponsor)
        .with("operator", marks.operator)
        .with("contact", marks.contact)
        .with("motto", marks.motto)
        .with("colour", marks.colour.code())
        .with("sort", site.sort.to_string());
    site_page(&web, &signed, "站点资料", &edit_url(id), &url_of_site(id), &form)
}

/// `POST /console/sites/{id}/edit`
pub async fn send_edit(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let result = match read(&typed) {
        Ok(form) => update_site(web.app(), &signed.caller, id, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("站点资料已保存，网站页面随即更新。").redirect(&web, &url_of_site(id))),
        Err(error) => {
            site_page(&web, &signed, "站点资料", &edit_url(id), &url_of_site(id), &refused(typed.view(), error)?)
        }
    }
}
