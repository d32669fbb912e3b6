//! Sections: making, changing, moving, closing.

use app::AppError;
use app::site::{SectionForm, create_section, move_section, set_section_standing, update_section};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::item::category::DisclosureCategory;
use domain::site::{ColumnType, SectionPlace, Standing};
use minijinja::Value;

use super::{PATH, url_of_site};
use crate::console::admin::answer::{after_button, form_page, refused};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{choice, codes, sections};
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/sites/sections/new?site=&parent=`; a section below another takes its rules as a proposal.
pub async fn show_new(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let site = asked.number("site").and_then(|id| directory.site(id)).or_else(|| directory.main_site());
    let site = site.ok_or_else(WebError::not_found)?.id;
    let form = FormView::new().with("sort", "100");
    let form = match asked.number("parent").and_then(|id| directory.section(id)) {
        Some(parent) => form
            .with("parent_id", parent.id.to_string())
            .with("place", parent.place.as_str())
            .with("column_type", parent.column_type.as_str())
            .with("review_steps", parent.review_steps.to_string())
            .with("category", parent.category.as_deref().unwrap_or_default()),
        None => form
            .with("place", SectionPlace::General.code())
            .with("review_steps", "1")
            .with("column_type", ColumnType::News.code()),
    };
    new_page(&web, &signed, site, &form)
}

fn new_page(web: &Web, signed: &SignedIn, site: i64, form: &FormView) -> Result<Response, WebError> {
    let values = context! {
        url => format!("{PATH}/sections/new"),
        cancel_url => url_of_site(site),
        site,
        parents => sections(&web.app().directory(), Some(site)),
        ..choices()
    };
    let head = PageHead::new("新增栏目").under(&[("栏目与专题", &url_of_site(site))]);
    form_page(web, signed, "console/admin/section_form.html", &head, form, values)
}

fn choices() -> Value {
    let categories = DisclosureCategory::ALL.iter();
    let categories: Vec<Value> =
        categories.map(|one| choice(one.code(), format!("{} {}", one.code(), one.label()))).collect();
    context! {
        column_types => codes(ColumnType::ALL, ColumnType::code, ColumnType::label),
        places => codes(SectionPlace::ALL, SectionPlace::code, SectionPlace::label),
        categories,
        steps => [choice("1", "一步：初审"), choice("2", "两步：初审、复审"), choice("3", "三步：初审、复审、终审")],
    }
}

/// `POST /console/sites/sections/new`
pub async fn send_new(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let site = typed.trimmed("site").parse().map_err(|_| WebError::problem("bad_request"))?;
    let mut reader = Reader::new(&typed);
    let parent = reader.optional_id("parent_id");
    let result = match read(reader) {
        Ok(form) => create_section(web.app(), &signed.caller, site, parent, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(_) => Ok(Flash::ok(format!("栏目“{}”已建立。", typed.trimmed("name"))).redirect(&web, &url_of_site(site))),
        Err(error) => new_page(&web, &signed, site, &refused(typed.view(), error)?),
    }
}

fn read(mut reader: Reader<'_>) -> Result<SectionForm, AppError> {
    let category = reader.text("category");
    let form = SectionForm {
        slug: reader.text("slug"),
        name: reader.text("name"),
        description: reader.text("description"),
        keywords: reader.text("keywords"),
        column_type: reader.code("column_type", ColumnType::parse, ColumnType::News),
        review_steps: u8::try_from(reader.number("review_steps", 1)).unwrap_or_default(),
        place: reader.code("place", SectionPlace::parse, SectionPlace::General),
        category: DisclosureCategory::parse(&category),
        // A number beyond the type is beyond the bounds, too: the use case says so at the field.
        duty_days: reader.optional_number("duty_days").map(|days| u16::try_from(days).unwrap_or_default()),
        sort: reader.number("sort", 100),
    };
    reader.finish()?;
    Ok(form)
}

/// `GET /console/sites/sections/{id}/edit`
pub async fn show_edit(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let section = directory.section(id).ok_or_else(WebError::not_found)?;
    let form = FormView::new()
        .with("slug", section.slug.as_str())
        .with("name", section.name.as_str())
        .with("description", section.description.as_str())
        .with("keywords", section.keywords.as_str())
        .with("column_type", section.column_type.as_str())
        .with("review_steps", section.review_steps.to_string())
        .with("place", section.place.as_str())
        .with("category", section.category.as_deref().unwrap_or_default())
        .with("duty_days", section.duty_days.map(|days| days.to_string()).unwrap_or_default())
        .with("sort", section.sort.to_string());
    edit_page(&web, &signed, id, &form)
}

fn edit_page(web: &Web, signed: &SignedIn, id: i64, form: &FormView) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let section = directory.section(id).ok_or_else(WebError::not_found)?;
    let values = context! {
        url => format!("{PATH}/sections/{id}/edit"),
        cancel_url => url_of_site(section.site_id),
        site => (),
        parents => (),
        ..choices()
    };
    let head =
        PageHead::new(format!("修改栏目：{}", section.name)).under(&[("栏目与专题", &url_of_site(section.site_id))]);
    form_page(web, signed, "console/admin/section_form.html", &head, form, values)
}

/// `POST /console/sites/sections/{id}/edit`
pub async fn send_edit(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let result = match read(Reader::new(&typed)) {
        Ok(form) => update_section(web.app(), &signed.caller, id, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("栏目已保存。已在审核中的信息仍按原来的步数办理。").redirect(&web, &site_url(&web, id))),
        Err(error) => edit_page(&web, &signed, id, &refused(typed.view(), error)?),
    }
}

fn site_url(web: &Web, section: i64) -> String {
    web.app().directory().section(section).map_or_else(|| PATH.to_string(), |section| url_of_site(section.site_id))
}

/// `GET /console/sites/sections/{id}/move`
pub async fn show_move(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let parent = web.app().directory().section(id).and_then(|section| section.parent_id);
    let form = FormView::new().with("parent_id", parent.map(|id| id.to_string()).unwrap_or_default());
    move_page(&web, &signed, id, &form)
}

fn move_page(web: &Web, signed: &SignedIn, id: i64, form: &FormView) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let section = directory.section(id).ok_or_else(WebError::not_found)?;
    let values = context! {
        url => format!("{PATH}/sections/{id}/move"),
        cancel_url => url_of_site(section.site_id),
        name => section.name,
        parents => sections(&directory, Some(section.site_id)),
    };
    let head =
        PageHead::new(format!("移动栏目：{}", section.name)).under(&[("栏目与专题", &url_of_site(section.site_id))]);
    form_page(web, signed, "console/admin/section_move.html", &head, form, values)
}

/// `POST /console/sites/sections/{id}/move`
pub async fn send_move(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let mut reader = Reader::new(&typed);
    let parent = reader.optional_id("parent_id");
    let result = match reader.finish() {
        Ok(()) => move_section(web.app(), &signed.caller, id, parent).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("栏目已移动，下级栏目一起移动。").redirect(&web, &site_url(&web, id))),
        Err(error) => move_page(&web, &signed, id, &refused(typed.view(), error)?),
    }
}

/// `POST /console/sites/sections/{id}/standing`: closes or reopens.
pub async fn set_standing(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let wanted = Standing::parse(typed.trimmed("to")).ok_or_else(|| WebError::problem("bad_request"))?;
    let result = set_section_standing(web.app(), &signed.caller, id, wanted).await;
    let done = match wanted {
        Standing::Open => "栏目已重新开放。",
        Standing::Closed => "栏目已关闭：原有信息仍可阅读，不再放入新信息。",
    };
    after_button(&web, result, done, &site_url(&web, id))
}
