//! A new agency, and changing what is typed about one without a step in its history.

use app::agency::{AgencyForm, NewAgency};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::agency::AgencyKind;

use super::{agency_of, head_under, url_of};
use crate::console::admin::answer::{form_page, refused};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies, codes};
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

const TEMPLATE: &str = "console/admin/agency_form.html";

/// `GET /console/agencies/new`; `?parent=` proposes where it stands.
pub async fn show_new(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let parent = asked.text("parent").unwrap_or_default();
    let form = FormView::new()
        .with("territorial_parent", parent)
        .with("kind", AgencyKind::Department.code())
        .with("sort", "100");
    new_page(&web, &signed, &form)
}

fn new_page(web: &Web, signed: &SignedIn, form: &FormView) -> Result<Response, WebError> {
    let head = PageHead::new("新增机构").under(&[("机构", "/console/agencies")]);
    let values = context! {
        url => "/console/agencies/new",
        cancel_url => "/console/agencies",
        is_new => true,
        kinds => codes(AgencyKind::ALL, AgencyKind::code, AgencyKind::label),
        parents => agencies(web.app(), Agencies::Acting),
    };
    form_page(web, signed, TEMPLATE, &head, form, values)
}

/// `POST /console/agencies/new`
pub async fn send_new(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    match create(&web, &signed, &typed).await {
        Ok(id) => Ok(Flash::ok("机构已建立。").redirect(&web, &url_of(id))),
        Err(error) => new_page(&web, &signed, &refused(typed.view(), error)?),
    }
}

async fn create(web: &Web, signed: &SignedIn, typed: &Typed) -> Result<i64, app::AppError> {
    let mut reader = Reader::new(typed);
    let form = read(&mut reader);
    let new = NewAgency {
        name: reader.text("name"),
        territorial_parent: reader.optional_id("territorial_parent"),
        vertical_parent: reader.optional_id("vertical_parent"),
        form,
    };
    reader.finish()?;
    app::agency::create(web.app(), &signed.caller, &new).await
}

fn read(reader: &mut Reader<'_>) -> AgencyForm {
    AgencyForm {
        slug: reader.text("slug"),
        short_name: reader.text("short_name"),
        kind: reader.code("kind", AgencyKind::parse, AgencyKind::Department),
        credit_code: reader.text("credit_code"),
        document_prefix: reader.text("document_prefix"),
        index_prefix: reader.text("index_prefix"),
        vertical_parent_name: reader.text("vertical_parent_name"),
        sort: reader.number("sort", 100),
    }
}

/// `GET /console/agencies/{id}/edit`
pub async fn show_edit(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let agency = agency_of(&web, id)?.agency;
    let form = FormView::new()
        .with("slug", agency.slug.as_str())
        .with("short_name", agency.short_name.as_str())
        .with("kind", agency.kind.as_str())
        .with("credit_code", agency.credit_code.as_deref().unwrap_or_default())
        .with("document_prefix", agency.document_prefix.as_str())
        .with("index_prefix", agency.index_prefix.as_str())
        .with("vertical_parent_name", agency.vertical_parent_name.as_str())
        .with("sort", agency.sort.to_string());
    edit_page(&web, &signed, id, &form)
}

fn edit_page(web: &Web, signed: &SignedIn, id: i64, form: &FormView) -> Result<Response, WebError> {
    let agency = agency_of(web, id)?.agency;
    let values = context! {
        url => format!("/console/agencies/{id}/edit"),
        cancel_url => url_of(id),
        is_new => false,
        kinds => codes(AgencyKind::ALL, AgencyKind::code, AgencyKind::label),
        parents => (),
    };
    form_page(web, signed, TEMPLATE, &head_under("修改机构资料", &agency.name, id), form, values)
}

/// `POST /console/agencies/{id}/edit`
pub async fn send_edit(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let mut reader = Reader::new(&typed);
    let new = read(&mut reader);
    let result = match reader.finish() {
        Ok(()) => app::agency::update(web.app(), &signed.caller, id, &new).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("机构资料已保存。").redirect(&web, &url_of(id))),
        Err(error) => edit_page(&web, &signed, id, &refused(typed.view(), error)?),
    }
}
