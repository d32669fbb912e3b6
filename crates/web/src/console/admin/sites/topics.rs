//! Topics: making, changing, closing.

use app::AppError;
use app::site::{TopicForm, create_topic, set_topic_standing, update_topic};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::site::Standing;

use super::{PATH, url_of_site};
use crate::console::admin::answer::{after_button, form_page, refused};
use crate::console::admin::asked::Asked;
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/sites/topics/new?site=`
pub async fn show_new(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let site = asked.number("site").and_then(|id| directory.site(id)).or_else(|| directory.main_site());
    let site = site.ok_or_else(WebError::not_found)?.id;
    let form = FormView::new().with("site", site.to_string()).with("sort", "100");
    topic_page(&web, &signed, "新增专题", &format!("{PATH}/topics/new"), site, &form)
}

fn topic_page(
    web: &Web,
    signed: &SignedIn,
    title: &str,
    url: &str,
    site: i64,
    form: &FormView,
) -> Result<Response, WebError> {
    let head = PageHead::new(title).under(&[("栏目与专题", &url_of_site(site))]);
    let values = context! { url, cancel_url => url_of_site(site), site };
    form_page(web, signed, "console/admin/topic_form.html", &head, form, values)
}

fn read(typed: &Typed) -> Result<TopicForm, AppError> {
    let mut reader = Reader::new(typed);
    let form = TopicForm {
        slug: reader.text("slug"),
        name: reader.text("name"),
        introduction: reader.text("introduction"),
        sort: reader.number("sort", 100),
    };
    reader.finish()?;
    Ok(form)
}

/// `POST /console/sites/topics/new`
pub async fn send_new(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let site = typed.trimmed("site").parse().map_err(|_| WebError::problem("bad_request"))?;
    let result = match read(&typed) {
        Ok(form) => create_topic(web.app(), &signed.caller, site, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(_) => Ok(Flash::ok("专题已建立。").redirect(&web, &url_of_site(site))),
        Err(error) => {
            topic_page(&web, &signed, "新增专题", &format!("{PATH}/topics/new"), site, &refused(typed.view(), error)?)
        }
    }
}

fn site_of(web: &Web, topic: i64) -> Result<i64, WebError> {
    Ok(web.app().directory().topic(topic).ok_or_else(WebError::not_found)?.site_id)
}

/// `GET /console/sites/topics/{id}/edit`
pub async fn show_edit(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let topic = directory.topic(id).ok_or_else(WebError::not_found)?;
    let form = FormView::new()
        .with("slug", topic.slug.as_str())
        .with("name", topic.name.as_str())
        .with("introduction", topic.introduction.as_str())
        .with("sort", topic.sort.to_string());
    topic_page(&web, &signed, "修改专题", &format!("{PATH}/topics/{id}/edit"), topic.site_id, &form)
}

/// `POST /console/sites/topics/{id}/edit`
pub async fn send_edit(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let site = site_of(&web, id)?;
    let result = match read(&typed) {
        Ok(form) => update_topic(web.app(), &signed.caller, id, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("专题已保存。").redirect(&web, &url_of_site(site))),
        Err(error) => topic_page(
            &web,
            &signed,
            "修改专题",
            &format!("{PATH}/topics/{id}/edit"),
            site,
            &refused(typed.view(), error)?,
        ),
    }
}

/// `POST /console/sites/topics/{id}/standing`: closes or reopens.
pub async fn set_standing(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let wanted = Standing::parse(typed.trimmed("to")).ok_or_else(|| WebError::problem("bad_request"))?;
    let site = site_of(&web, id)?;
    let result = set_topic_standing(web.app(), &signed.caller, id, wanted).await;
    let done = match wanted {
        Standing::Open => "专题已重新开放。",
        Standing::Closed => "专题已关闭：仍可阅读，不再加入新信息。",
    };
    after_button(&web, result, done, &url_of_site(site))
}
